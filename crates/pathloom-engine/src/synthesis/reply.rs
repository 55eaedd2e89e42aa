//! What a model replies: question, answer, steps, what it thinks of them itself. Read with patience for spelling: numbers
//! as "H1", one where a list was wanted, missing parts.

use pathloom_llm::Schema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Steps that are read, and letters of each text.
const STEPS: usize = 40;
const LETTERS: usize = 4_000;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub struct Written {
    pub question: String,
    pub answer: String,
    pub steps: Vec<WrittenStep>,
    /// A numeric answer that the model computed: "(1984 - 1750) / 1750".
    pub calculation: String,
    /// Doubts of its own, as sentences; empty when it has none.
    pub doubts: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenStep {
    pub text: String,
    pub hops: Vec<u32>,
    /// Numbers of pieces, from 1.
    pub evidence: Vec<u32>,
    pub quotes: Vec<String>,
}

/// A question put anew, by rewriting or with pronouns.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub struct Anew {
    pub question: String,
}

/// A description of a name by facts, numbered from 1.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub struct Described {
    pub description: String,
    pub facts: Vec<u32>,
}

impl TryFrom<Value> for Written {
    type Error = String;
    fn try_from(value: Value) -> Result<Written, String> {
        let question = text(&value, "question").ok_or("the reply has no \"question\"")?;
        let answer = text(&value, "answer").ok_or("the reply has no \"answer\"")?;
        let steps = value.get("steps").or_else(|| value.get("reasoning"));
        let steps = list(steps.ok_or("the reply has no \"steps\"")?);
        let steps: Vec<WrittenStep> = steps.into_iter().take(STEPS).filter_map(step).collect();
        if steps.is_empty() {
            return Err("\"steps\" holds no sentence".into());
        }
        let calculation = text(&value, "calculation").unwrap_or_default();
        Ok(Written { question, answer, steps, calculation, doubts: doubts(value.get("self_check")) })
    }
}

impl TryFrom<Value> for Anew {
    type Error = String;
    fn try_from(value: Value) -> Result<Anew, String> {
        Ok(Anew { question: text(&value, "question").ok_or("the reply has no \"question\"")? })
    }
}

impl TryFrom<Value> for Described {
    type Error = String;
    fn try_from(value: Value) -> Result<Described, String> {
        let description = text(&value, "description").ok_or("the reply has no \"description\"")?;
        Ok(Described { description, facts: value.get("facts").map(numbers).unwrap_or_default() })
    }
}

/// The form of [`Written`] for servers that hold a model to one.
pub fn written_schema(calculates: bool) -> Schema {
    let numbers = || json!({"type": "array", "items": {"type": "integer"}});
    let truth = || json!({"type": "boolean"});
    let step = object(&[
        ("text", json!({"type": "string"})),
        ("hops", numbers()),
        ("evidence", numbers()),
        ("quote", json!({"type": "string"})),
    ]);
    let check = object(&[
        ("needs_all_evidence", truth()),
        ("one_answer", truth()),
        ("gives_nothing_away", truth()),
        ("doubts", json!({"type": "string"})),
    ]);
    let mut fields = vec![
        ("question", json!({"type": "string"})),
        ("answer", json!({"type": "string"})),
        ("steps", json!({"type": "array", "items": step})),
        ("self_check", check),
    ];
    if calculates {
        fields.push(("calculation", json!({"type": "string"})));
    }
    Schema { name: "question".into(), schema: object(&fields) }
}

pub fn anew_schema() -> Schema {
    Schema { name: "rewritten".into(), schema: object(&[("question", json!({"type": "string"}))]) }
}

pub fn described_schema() -> Schema {
    let facts = json!({"type": "array", "items": {"type": "integer"}});
    Schema {
        name: "description".into(),
        schema: object(&[("description", json!({"type": "string"})), ("facts", facts)]),
    }
}

fn object(fields: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<String, Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field).map(plain).filter(|text| !text.is_empty())
}

fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => if *truth { "True" } else { "False" }.to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        Value::Object(_) | Value::Null => String::new(),
    };
    text.chars().take(LETTERS).collect()
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => vec![],
        one => vec![one],
    }
}

fn step(value: &Value) -> Option<WrittenStep> {
    let words = match value {
        Value::String(_) => plain(value),
        _ => text(value, "text").or_else(|| text(value, "step"))?,
    };
    let field = |names: &[&str]| names.iter().find_map(|name| value.get(*name));
    let quotes = field(&["quote", "quotes"]).map(list).unwrap_or_default();
    Some(WrittenStep {
        text: words.split_whitespace().collect::<Vec<_>>().join(" "),
        hops: field(&["hops", "hop"]).map(numbers).unwrap_or_default(),
        evidence: field(&["evidence"]).map(numbers).unwrap_or_default(),
        quotes: quotes.into_iter().map(plain).filter(|quote| !quote.is_empty()).collect(),
    })
}

/// Numbers as numbers, as "H1", or as "1, 2".
fn numbers(value: &Value) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    for item in list(value) {
        let text = plain(item);
        let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        found.extend(digits.filter_map(|part| part.parse::<u32>().ok()));
    }
    found.truncate(100);
    found.sort_unstable();
    found.dedup();
    found
}

fn doubts(value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else { return vec![] };
    let no = |field: &str| value.get(field) == Some(&Value::Bool(false));
    let sentences = [
        ("needs_all_evidence", "you say yourself that not all of the evidence is needed"),
        ("one_answer", "you say yourself that there is more than one answer"),
        ("gives_nothing_away", "you say yourself that the question gives its answer away"),
    ];
    sentences.into_iter().filter(|(field, _)| no(field)).map(|(_, sentence)| sentence.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_with_patience_and_what_is_missing_is_said() {
        let reply: Written = serde_json::from_str(
            r#"{"question": " Who? ", "answer": 12, "steps": [{"text": "A\nB", "hops": ["H1", 2], "evidence": "E1, E3",
                "quote": ["x", "y"]}, "So it is 12."], "self_check": {"one_answer": false}, "extra": {}}"#,
        )
        .expect("read");
        assert_eq!((reply.question.as_str(), reply.answer.as_str()), ("Who?", "12"));
        let step = &reply.steps[0];
        assert_eq!((step.text.as_str(), &*step.hops, &*step.evidence), ("A B", &[1, 2][..], &[1, 3][..]));
        assert_eq!(step.quotes, ["x", "y"]);
        assert_eq!((reply.steps.len(), reply.doubts.len()), (2, 1));
        let error = serde_json::from_str::<Written>(r#"{"question": "Who?", "answer": "x"}"#).unwrap_err();
        assert!(error.to_string().contains("no \"steps\""), "the sentence for the model: {error}");
        let schema = written_schema(true).schema;
        assert_eq!(schema["required"].as_array().map(Vec::len), Some(5), "every field, as strict servers want");
    }
}

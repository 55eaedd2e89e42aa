//! What a model replies about a passage or an object, read with patience for spelling and bounded in number and length.
//! Whether any of it is true is `check`'s.

use pathloom_llm::Schema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Taken of one reply; the rest is counted.
pub const ENTITIES: usize = 200;
pub const RELATIONS: usize = 400;
/// Letters of a text, and of a quote.
const LETTERS: usize = 2_000;
const ALIASES: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub struct Reply {
    pub entities: Vec<SaidEntity>,
    pub relations: Vec<SaidRelation>,
    /// Entities and relations beyond what is taken.
    pub beyond: [usize; 2],
    /// Items that are no entity or relation at all.
    pub unreadable: usize,
    pub name: String,
    pub description: String,
    pub class: String,
    /// Rows of a chart, text of a diagram.
    pub content: Value,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaidEntity {
    pub name: String,
    pub entity_type: String,
    pub description: String,
    pub aliases: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaidRelation {
    pub subject: String,
    pub predicate: String,
    /// Empty where a value is given.
    pub object: String,
    pub value: String,
    pub unit: String,
    pub period: String,
    pub scenario: String,
    pub quote: String,
}

impl TryFrom<Value> for Reply {
    type Error = String;

    fn try_from(value: Value) -> Result<Reply, String> {
        let mut reply = Reply::default();
        let (entities, relations) = match &value {
            // A bare list, of either.
            Value::Array(items) => {
                let (relations, entities) = items.iter().partition(|item| field(item, SUBJECT).is_some());
                (entities, relations)
            }
            Value::Object(_) => {
                let of = |names| field(&value, names).map(list);
                let (entities, relations) = (of(ENTITY_LIST), of(RELATION_LIST));
                let described = field(&value, &["description"]).is_some();
                if entities.is_none() && relations.is_none() && !described {
                    return Err("the reply has neither \"entities\" nor \"relations\"".into());
                }
                (entities.unwrap_or_default(), relations.unwrap_or_default())
            }
            _ => return Err("the reply is no JSON object".into()),
        };
        reply.beyond = [entities.len().saturating_sub(ENTITIES), relations.len().saturating_sub(RELATIONS)];
        for item in entities.into_iter().take(ENTITIES) {
            reply.take_entity(item);
        }
        for item in relations.into_iter().take(RELATIONS) {
            reply.take_relation(item);
        }
        let said = |names: &[&str]| field(&value, names).map(text).unwrap_or_default();
        reply.name = said(&["name", "title"]);
        reply.description = said(&["description", "summary"]);
        reply.class = said(&["class"]);
        reply.content = field(&value, &["content", "data"]).cloned().unwrap_or_default();
        Ok(reply)
    }
}

const ENTITY_LIST: &[&str] = &["entities", "nodes", "entity", "实体"];
const RELATION_LIST: &[&str] = &["relations", "relationships", "edges", "triples", "relation", "关系"];
const SUBJECT: &[&str] = &["subject", "source", "head", "from"];
const OBJECT: &[&str] = &["object", "target", "tail", "to"];

impl Reply {
    fn take_entity(&mut self, item: &Value) {
        let said = |names: &[&str]| field(item, names).map(text).unwrap_or_default();
        let name = match item {
            Value::String(_) => text(item),
            _ => said(&["name", "entity", "text"]),
        };
        if name.is_empty() {
            self.unreadable += 1;
            return;
        }
        let aliases = field(item, &["aliases", "alias"]).map(list).unwrap_or_default();
        self.entities.push(SaidEntity {
            name,
            entity_type: said(&["type", "entity_type", "label"]),
            description: said(&["description", "about"]),
            aliases: aliases.into_iter().take(ALIASES).map(text).filter(|alias| !alias.is_empty()).collect(),
        });
    }

    fn take_relation(&mut self, item: &Value) {
        if let Value::Array(three) = item
            && let [subject, predicate, object] = three.as_slice()
        {
            let [subject, predicate, object] = [subject, predicate, object].map(text);
            self.relations.push(SaidRelation { subject, predicate, object, ..SaidRelation::default() });
            return;
        }
        let said = |names: &[&str]| field(item, names).map(text).unwrap_or_default();
        let (subject, predicate) = (said(SUBJECT), said(&["predicate", "relation", "type", "name"]));
        if subject.is_empty() && predicate.is_empty() {
            self.unreadable += 1;
            return;
        }
        self.relations.push(SaidRelation {
            subject,
            predicate,
            object: said(OBJECT),
            value: said(&["value", "literal"]),
            unit: said(&["unit"]),
            period: said(&["period", "time"]),
            scenario: said(&["scenario"]),
            quote: said(&["quote", "evidence"]),
        });
    }
}

/// The form for servers that hold a model to one.
pub fn schema(describes: bool, sees: bool) -> Schema {
    let words = || json!({"type": "string"});
    let list = |items: Value| json!({"type": "array", "items": items});
    let entity = object(&[
        ("name", words()),
        ("type", words()),
        ("description", words()),
        ("aliases", list(words())),
        ("quote", words()),
    ]);
    let parts = ["subject", "predicate", "object", "value", "unit", "period", "scenario", "quote", "description"];
    let relation = object(&parts.map(|part| (part, words())));
    let mut fields = Vec::new();
    if sees {
        fields.push(("class", words()));
    }
    if describes {
        fields.extend([("name", words()), ("description", words())]);
    }
    if sees {
        fields.push(("content", json!({"anyOf": [words(), list(list(words()))]})));
    }
    fields.extend([("entities", list(entity)), ("relations", list(relation))]);
    Schema { name: "reading".into(), schema: object(&fields) }
}

fn object(fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|(name, it)| ((*name).to_owned(), it.clone())).collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn field<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| value.get(*name)).filter(|found| !found.is_null())
}

/// A list, the values of a map, or the one thing that stands for a list.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) if map.values().all(Value::is_object) => map.values().collect(),
        Value::Null => vec![],
        one => vec![one],
    }
}

/// On one line, without markup and signs that do not print.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(_) => field(value, &["name", "text", "value"]).map(text).unwrap_or_default(),
        Value::Null => String::new(),
    };
    tidy(&text, LETTERS)
}

/// Without control signs, marks that turn the direction of writing, and tags; white space is one space.
pub fn tidy(text: &str, most: usize) -> String {
    let turns =
        |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let mut out = String::new();
    let mut letters = 0;
    let mut rest = without_tags(text);
    rest.retain(|c| !turns(c));
    for word in rest.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        letters += word.chars().count() + 1;
        if letters > most {
            return out.chars().take(most).collect();
        }
    }
    out
}

/// "<b>Norrheat</b>" is Norrheat; "a < b" stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match rest[open..].find('>').filter(|_| tag) {
            Some(close) => rest = &rest[open + close + 1..],
            None => {
                out.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_llm::read_json;

    #[test]
    fn replies_are_read_with_patience_and_bounded() {
        let text = r#"Here you are: {"nodes": {"1": {"name": "<b onclick=x>Norrheat\u202e AB</b>", "label": "Company", "alias": "the Company"}, "2": {"name": 7}},
            "relationships": [["Norrheat AB", "operates", "Kaltvik Works"], {"head": "A", "relation": "owns", "tail": null, "value": 12.5}, 3]}"#;
        let reply: Reply = read_json(text).expect("read");
        assert_eq!(reply.entities[0].name, "Norrheat AB", "markup and marks that turn the writing are left out");
        assert_eq!(reply.entities[0].aliases, ["the Company"]);
        assert_eq!((reply.entities[1].name.as_str(), reply.unreadable), ("7", 1));
        assert_eq!(reply.relations[0].object, "Kaltvik Works", "triples");
        assert_eq!((reply.relations[1].object.as_str(), reply.relations[1].value.as_str()), ("", "12.5"));
        let many: Vec<Value> = (0..10_000).map(|at| json!({"name": format!("N{at}")})).collect();
        let reply = Reply::try_from(json!({"entities": many})).expect("read");
        assert_eq!((reply.entities.len(), reply.beyond), (ENTITIES, [9_800, 0]));
        assert!(
            read_json::<Reply>(r#"{"answer": "I cannot help with that."}"#).is_err(),
            "another form is asked again"
        );
        assert_eq!(without_tags("a < b <p>c</p> 3>2 <"), "a < b c 3>2 <");
    }
}

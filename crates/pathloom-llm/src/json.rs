//! A JSON value out of a model's text, whatever stands around it and however carelessly it is written. Values that were
//! cut off are left out, never guessed.

use crate::lenient;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;

/// No such value in the text. Display is the sentence for the model that is asked again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JsonFault(pub String);

/// Places in the text where a value may begin, at most.
const PLACES: usize = 64;

/// The JSON value in `text`. Code fences, comments, thinking, words around it, single quotes, trailing and missing commas
/// and cut ends are put up with; keys that `T` does not know are too, unless it forbids them.
///
/// # Errors
/// Nothing in the text is such a value; the words say what the likeliest one lacks.
pub fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, JsonFault> {
    let text = after_thinking(text);
    let text = formulas_kept(text);
    let text = text.trim().trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut first_fault = None;
    for found in fenced(text).chain(bare(text)) {
        match serde_json::from_value(found) {
            Ok(value) => return Ok(value),
            Err(error) => _ = first_fault.get_or_insert(error),
        }
    }
    Err(JsonFault(match first_fault {
        Some(error) => format!("the JSON does not have the form asked for: {error}"),
        None if text.is_empty() => "the reply is empty".to_owned(),
        None => "the reply holds no JSON value that is whole".to_owned(),
    }))
}

fn after_thinking(text: &str) -> &str {
    let end = ["</think>", "</thinking>"].iter().filter_map(|mark| Some(text.rfind(mark)? + mark.len())).max();
    end.map_or(text, |end| &text[end..])
}

/// Values within code fences, in order.
fn fenced(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.split("```").skip(1).step_by(2).take(PLACES).filter_map(|block| {
        // "json\n{…}"; the word of the language is optional.
        lenient::parse(&block[block.find(['{', '['])?..]).map(|(value, _)| value)
    })
}

/// Values anywhere, the longest first: a "[1]" in a sentence comes after the object that follows.
fn bare(text: &str) -> impl Iterator<Item = Value> + '_ {
    let mut found: Vec<(usize, Value)> = Vec::new();
    let mut from = 0;
    for _ in 0..PLACES {
        let Some(at) = text[from..].find(['{', '[']).map(|at| at + from) else { break };
        match lenient::parse(&text[at..]) {
            Some((value, length)) => {
                found.push((length, value));
                from = at + length.max(1);
            }
            None => from = at + 1,
        }
    }
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    found.into_iter().map(|(_, value)| value)
}

/// LaTeX whose backslashes the model forgot to double: `"\frac"` would read as a form feed and "rac", `"\times"` as a tab
/// and "imes".
fn formulas_kept(text: &str) -> Cow<'_, str> {
    const AFTER_T: [&str; 8] = ["imes", "heta", "ext{", "extbf", "extit", "frac", "au", "ilde"];
    const AFTER_R: [&str; 4] = ["ho", "ight", "angle", "ceil"];
    const AFTER_N: [&str; 3] = ["abla", "eq", "otin"];
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let starts = |rest: &str, words: &[&str]| {
        words.iter().any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|end| !end.starts_with(|c: char| c.is_ascii_lowercase()) || word.len() > 3)
        })
    };
    let mut kept = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, mark) = rest.split_at(at + 1);
        kept.push_str(before);
        let mut next = mark.chars();
        let escaped = next.next();
        let after = next.as_str();
        let is_formula = match escaped {
            Some('f' | 'b') => after.starts_with(|c: char| c.is_ascii_alphabetic()),
            Some('t') => starts(after, &AFTER_T),
            Some('r') => starts(after, &AFTER_R),
            Some('n') => starts(after, &AFTER_N),
            _ => false,
        };
        if is_formula {
            kept.push('\\');
        }
        kept.extend(escaped);
        rest = after;
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        answer: String,
        #[serde(default)]
        steps: Vec<String>,
    }

    fn row(answer: &str, steps: &[&str]) -> Row {
        Row { answer: answer.to_owned(), steps: steps.iter().map(|step| (*step).to_owned()).collect() }
    }

    #[test]
    fn a_value_is_read_however_the_model_wraps_and_writes_it() {
        for text in [
            r#"{"answer": "42", "steps": ["a", "b"]}"#,
            "```json\n{\"answer\": \"42\", \"steps\": [\"a\", \"b\"]}\n```",
            "Sure! Here it is [1]:\n```\n{\"answer\": \"42\", \"steps\": [\"a\", \"b\"]}\n```\nAnything else?",
            "<think>Is it {\"answer\": \"41\"}? No.</think>{\"answer\": \"42\", \"steps\": [\"a\", \"b\"]}",
            "As noted in [3], the reply is {\"answer\": \"42\", \"steps\": [\"a\", \"b\",],} as asked.",
            "{'answer': '42', 'steps': ['a', 'b']}",
            "{answer: \"42\", // the sum\n steps: [\"a\" /* first */, \"b\"]}",
            "{\"answer\": \"42\"\n \"steps\": [\"a\" \"b\"]}",
            "{“answer”: “42”, “steps”: [“a”, “b”]}",
            "{\"answer\": \"42\", \"steps\": [\"a\", \"b\"], \"confidence\": NaN, \"is\": True, \"more\": .5}",
            "{\"answer\": \"42\", \"steps\": [\"a\", \"b\"]",
            "{\"answer\": \"42\", \"steps\": [\"a\", \"b\", \"and then th",
            "\u{feff}{\"answer\": \"42\", \"steps\": [\"a\", \"b\"]}",
        ] {
            let read = read_json::<Row>(text);
            assert_eq!(read, Ok(row("42", &["a", "b"])), "{text}");
        }
    }

    #[test]
    fn what_was_cut_off_is_left_out_and_never_guessed() {
        let cut = r#"{"rows": [{"name": "A", "value": 12}, {"name": "B", "value": 3"#;
        let read: Value = read_json(cut).expect("what is whole");
        assert_eq!(read, json!({ "rows": [{ "name": "A", "value": 12 }] }), "3 may have been the start of 35");
        let fault = read_json::<Row>(r#"{"answer": "The total reven"#).expect_err("half a sentence is no answer");
        assert!(fault.0.contains("answer"), "the model is told what is missing: {fault}");
    }

    #[test]
    fn quotes_within_texts_and_formulas_survive() {
        assert_eq!(read_json::<Row>("{\"answer\": \"he said \"no\" twice\"}"), Ok(row("he said \"no\" twice", &[])));
        assert_eq!(read_json::<Row>("{\"answer\": \"two\nlines\"}"), Ok(row("two\nlines", &[])));
        assert_eq!(
            read_json::<Row>(r#"{"answer": "\frac{1}{2} \times \beta \alpha"}"#),
            Ok(row(r"\frac{1}{2} \times \beta \alpha", &[]))
        );
        assert_eq!(
            read_json::<Row>(r#"{"answer": "\\frac \"a\"\n\tbody 中\u6587"}"#),
            Ok(row("\\frac \"a\"\n\tbody 中文", &[]))
        );
    }

    #[test]
    fn hostile_text_is_refused_in_little_time() {
        let deep = "[".repeat(1_000_000);
        let quotes = "{\"a\":\"".repeat(200_000);
        let open = "{".repeat(1_000_000);
        let fences = "```{".repeat(100_000);
        for text in [&*deep, &quotes, &open, &fences, "", "no value here", "}{", "\\", "{\"a\":\"\\u12\"}", "```"] {
            let read = read_json::<Row>(text);
            assert!(read.is_err(), "no row in {}", &text[..text.len().min(20)]);
        }
    }

    /// Any JSON, with the signs that quoting and cutting might trip over.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-z \"'\\\\{}\\[\\],:中“”`/#\n-]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::btree_map("[a-z\" :中]{1,6}", inner, 0..5)
                    .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    /// Whether `part` may be what is left of `whole` when its end is missing.
    fn is_left_of(part: &Value, whole: &Value) -> bool {
        match (part, whole) {
            (Value::Object(part), Value::Object(whole)) => {
                part.iter().all(|(name, value)| whole.get(name).is_some_and(|whole| is_left_of(value, whole)))
            }
            (Value::Array(part), Value::Array(whole)) => {
                part.len() <= whole.len() && part.iter().zip(whole).all(|(part, whole)| is_left_of(part, whole))
            }
            _ => part == whole,
        }
    }

    proptest! {
        #[test]
        fn sound_json_comes_back_as_it_is(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            prop_assert_eq!(read_json::<Value>(&text), Ok(value.clone()));
            if value.is_object() && !text.contains('`') {
                prop_assert_eq!(read_json::<Value>(&format!("Here:\n```json\n{text}\n```\nDone.")), Ok(value));
            }
        }

        #[test]
        fn cut_json_gives_only_what_was_there(value in any_json(), at in 0.0..1.0) {
            prop_assume!(value.is_object() || value.is_array());
            let text = value.to_string();
            let end = (0..=(text.len() as f64 * at) as usize).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            if let Some((read, _)) = lenient::parse(&text[..end]) {
                prop_assert!(is_left_of(&read, &value), "{read} of {text}");
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in "[\\[\\]{}\"':,0-9a-z\\\\u ./*#`“”中\n-]{0,80}") {
            let _ = read_json::<Value>(&text);
        }
    }
}

//! A JSON value out of a model's text.

use serde::de::DeserializeOwned;

/// No such value in the text. Display is the sentence for the model that is asked again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JsonFault(pub String);

/// The JSON value in `text`, whatever stands around it.
pub fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, JsonFault> {
    let start = text.find(['{', '[']).ok_or_else(|| JsonFault("the reply holds no JSON".to_owned()))?;
    let end = text.rfind(['}', ']']).map_or(text.len(), |end| end + 1);
    serde_json::from_str(&text[start..end.max(start)]).map_err(|error| JsonFault(error.to_string()))
}

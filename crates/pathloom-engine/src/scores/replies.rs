//! What scoring models reply, read tolerantly: "yes" is true, 90 is 0.9, "4" is 4. What is out of range is an error, which
//! the model is told when it is asked again.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Judgement {
    #[serde(deserialize_with = "truth", alias = "support", alias = "verdict")]
    pub supported: bool,
    #[serde(default, deserialize_with = "confidence")]
    pub confidence: Option<f64>,
    #[serde(default, deserialize_with = "words", alias = "objection", alias = "explanation")]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Answering {
    /// `None` where the model did not say; an empty answer is none.
    #[serde(default, deserialize_with = "maybe_truth")]
    pub answered: Option<bool>,
    #[serde(default, deserialize_with = "words")]
    pub answer: String,
}

impl Answering {
    /// The answer; nothing where the model declines.
    pub fn given(&self) -> Option<&str> {
        Some(self.answer.trim()).filter(|answer| self.answered != Some(false) && !answer.is_empty())
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sameness {
    #[serde(deserialize_with = "truth")]
    pub same: bool,
    #[serde(default, deserialize_with = "words")]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rating {
    #[serde(deserialize_with = "level")]
    pub language: f64,
    #[serde(deserialize_with = "level")]
    pub task: f64,
    #[serde(deserialize_with = "level")]
    pub structure: f64,
    #[serde(deserialize_with = "level")]
    pub complexity: f64,
    #[serde(default, deserialize_with = "words")]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Estimate {
    pub difficulty: Estimated,
    #[serde(default, deserialize_with = "confidence")]
    pub confidence: Option<f64>,
    #[serde(default, deserialize_with = "words")]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Estimated {
    Easy,
    Medium,
    Hard,
    Unanswered,
}

fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(deserializer)?;
    truth_of(&value).ok_or_else(|| D::Error::custom(format!("expected true or false, got {}", short(&value))))
}

fn maybe_truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(truth_of(&Value::deserialize(deserializer)?))
}

fn truth_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) if number.as_f64() == Some(1.0) => Some(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => Some(false),
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "1" | "supported" | "same" | "是" | "支持" => Some(true),
            "false" | "no" | "0" | "unsupported" | "not supported" | "different" | "否" | "不支持" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// 0 to 1; a percentage is divided. What is neither is not said.
fn confidence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(match number(&value) {
        Some(share) if (0.0..=1.0).contains(&share) => Some(share),
        Some(percent) if (1.0..=100.0).contains(&percent) => Some(percent / 100.0),
        _ => None,
    })
}

fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let level = number(&value).filter(|level| (1.0..=5.0).contains(level));
    level.ok_or_else(|| D::Error::custom(format!("expected a number from 1 to 5, got {}", short(&value))))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().trim_end_matches('%').parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// A text; a number as its digits, a list as its items.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        Value::Array(items) => {
            let item = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            items.iter().map(item).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    })
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

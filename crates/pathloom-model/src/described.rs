//! What a model says of a table, a picture or a formula. What the document itself says of it stands beside, untouched.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// A few words; empty where the model gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Who says so: "Lab vLLM/qwen3-vl".
    pub by: String,
}

/// What a picture shows, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The data of a chart, the first row its heads.
    Rows(Vec<Vec<String>>),
    /// A flowchart in Mermaid.
    Mermaid(String),
    /// A mind map, one point a line, indented by two spaces for each level.
    Outline(String),
}

impl Content {
    /// As plain text: rows by line, cells by tab.
    pub fn text(&self) -> String {
        match self {
            Content::Rows(rows) => rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n"),
            Content::Mermaid(text) | Content::Outline(text) => text.clone(),
        }
    }
}

//! The one form in which truth and every reader's result are compared; `assets/bench/ingest/README.md` describes it.

use pathloom_ipc::AppError;
use serde::Deserialize;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Heading,
    Paragraph,
    Item,
    Table,
    Figure,
    Formula,
    Footnote,
    /// A caption that no object was given.
    Caption,
}

/// A cell: row, column, rowspan, colspan, text. Rows and columns from 0.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Cell(pub u32, pub u32, pub u32, pub u32, pub String);

#[derive(Clone, Debug, Deserialize)]
pub struct Block {
    pub kind: Kind,
    /// What references call it; several names parted by spaces. Truth only.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub text: String,
    /// Of a heading; 1 is the title.
    pub level: Option<u8>,
    pub page: Option<u32>,
    /// Points from the top left of the page: left, top, right, bottom.
    #[serde(rename = "box")]
    pub bounds: Option<[f32; 4]>,
    /// A formula with its number. Truth only.
    pub with_number: Option<[f32; 4]>,
    #[serde(default)]
    pub caption: String,
    /// Note below a table.
    #[serde(default)]
    pub source: String,
    /// "ruled", "partly" or "unruled". Truth only.
    #[serde(default)]
    pub rules: String,
    pub header_rows: Option<u32>,
    #[serde(default)]
    pub cells: Vec<Cell>,
}

impl Block {
    pub fn new(kind: Kind, text: String) -> Block {
        Block {
            kind,
            text,
            id: String::new(),
            level: None,
            page: None,
            bounds: None,
            with_number: None,
            caption: String::new(),
            source: String::new(),
            rules: String::new(),
            header_rows: None,
            cells: Vec::new(),
        }
    }
}

/// A cross reference of the truth: words in a block, and the ids of all that they name.
#[derive(Clone, Debug, Deserialize)]
pub struct Reference {
    pub block: usize,
    pub words: String,
    pub to: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct TrueDocument {
    pub file: String,
    pub language: String,
    pub blocks: Vec<Block>,
    pub references: Vec<Reference>,
}

#[derive(Debug, Deserialize)]
pub struct Truth {
    pub documents: Vec<TrueDocument>,
}

/// A cross reference that a reader made: its words, and the block (by place) or the passage (its text) it leads to.
#[derive(Clone, Debug)]
pub struct Link {
    pub words: String,
    pub to: Target,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Block(usize),
    Passage(String),
}

/// What a reader made of one document.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Found {
    pub file: String,
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub links: Vec<Link>,
    /// Pieces that the document was cut into, for readers that link passages.
    #[serde(skip)]
    pub passages: Vec<String>,
    pub pages: Option<u32>,
    pub cpu_seconds: Option<f64>,
    /// Why there is nothing.
    pub error: Option<String>,
}

/// A reader's results for the whole set.
#[derive(Debug, Deserialize)]
pub struct Reader {
    pub tool: String,
    /// Names of the measures that its results can be held against.
    pub gives: Vec<String>,
    pub documents: Vec<Found>,
}

pub fn load<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, AppError> {
    let wrong = |problem: String| crate::project::wrong(format!("{}: {problem}.", path.display()), "Check the path.");
    let text = std::fs::read_to_string(path).map_err(|problem| wrong(problem.to_string()))?;
    serde_json::from_str(&text).map_err(|problem| wrong(problem.to_string()))
}

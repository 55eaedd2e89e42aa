//! Tables whose rows are documents: case files, tickets, answers.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsView {
    /// Heads of the columns, in order; the same number of cells in every row.
    pub columns: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    pub total: u64,
    /// Columns that look like running text, and the one that looks like a title, to begin with.
    pub text: Vec<u32>,
    pub title: Option<u32>,
}

/// Makes each row a document: the text columns are its sections, the others a table of its particulars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsRequest {
    /// The row of the document that holds the table.
    pub id: u64,
    pub title: Option<u32>,
    pub text: Vec<u32>,
}

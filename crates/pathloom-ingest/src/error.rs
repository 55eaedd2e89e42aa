//! Why a document could not be read at all. Whatever is only partly unreadable is a warning of `Parsed`, not an error.

use serde::{Deserialize, Serialize};

/// `Display` is one sentence that says what happened; [`ReadError::hint`] is one that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReadError {
    #[error("The file is empty.")]
    Empty,
    #[error("The file is {} MB, more than the {} MB that Pathloom reads.", megabytes(*.bytes), megabytes(*.limit))]
    TooLarge { bytes: u64, limit: u64 },
    /// Dimensions that would not fit in memory once decoded, whatever the file's own size.
    #[error("The picture is {width} × {height} pixels, more than the {limit} million pixels that Pathloom reads.")]
    TooManyPixels { width: u64, height: u64, limit: u64 },
    #[error("The document is locked with a password.")]
    Encrypted,
    #[error("The password does not open the document.")]
    WrongPassword,
    /// `detail` is a clause in plain words, without a final stop.
    #[error("The file is damaged: {detail}.")]
    Damaged { detail: String },
    /// It would exhaust the computer: a bomb, or entities that multiply. `detail` is a clause without a final stop.
    #[error("The file was not read: {detail}.")]
    Unsafe { detail: String },
    /// The name says one thing, the bytes another: "Word document", "data that is no document".
    #[error("The name says {claimed}, but the file is {found}.")]
    NotThisFormat { claimed: String, found: String },
    /// Recognised, but there is no reader for it: "Word documents".
    #[error("{found} are not read yet.")]
    Unsupported { found: String },
    /// An older kind of office document that LibreOffice turns into one that is read. `into`: "docx", "xlsx", "pptx".
    #[error("{found} are read after LibreOffice has turned them into the newer kind.")]
    NeedsOffice { found: String, into: String },
    #[error("The document has {pages} pages; there is no page {page}.")]
    NoSuchPage { page: u32, pages: u32 },
    /// Documents without pages have no page pictures.
    #[error("This document has no page pictures; it is shown as text.")]
    NoPicture,
}

impl ReadError {
    /// For a reader that panicked.
    pub fn senseless() -> ReadError {
        ReadError::Damaged { detail: "the reader could not make sense of its structure".into() }
    }

    /// What to do next, as one sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            ReadError::Empty => "Check that the file was saved or copied completely, then add it again.",
            ReadError::TooLarge { .. } => "Split the file into smaller ones and add those.",
            ReadError::TooManyPixels { .. } => "Save the picture at a smaller size and add that.",
            ReadError::Encrypted => "Enter the password, or save a copy without one and add that.",
            ReadError::WrongPassword => "Check the password and enter it again.",
            ReadError::Damaged { .. } => {
                "Open the file in the program that made it, save it again, and add the new copy."
            }
            ReadError::Unsafe { .. } => {
                "If you trust the file, open it in the program that made it, save a smaller copy, and add that."
            }
            ReadError::NotThisFormat { .. } => {
                "Get the original file again, or save it as PDF, Markdown or plain text and add that."
            }
            ReadError::Unsupported { .. } => {
                "Save the file as PDF, DOCX, XLSX, PPTX, HTML, Markdown, CSV, plain text or PNG and add that."
            }
            ReadError::NeedsOffice { .. } => {
                "Install LibreOffice and read the file again, or save it as DOCX, XLSX, PPTX or PDF and add that."
            }
            ReadError::NoSuchPage { .. } => "Choose a page within the document.",
            ReadError::NoPicture => "Open the document's text instead.",
        }
    }
}

/// Whole megabytes, rounded up, so that a file over the limit never shows the limit's own figure.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}

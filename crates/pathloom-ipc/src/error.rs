//! The one error that the interface sees. It branches on the code, and shows message and hint.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    pub code: ErrorCode,
    /// What happened, to what.
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
    pub retryable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    NoProject,
    ProjectMissing,
    ProjectLocked,
    ProjectNewer,
    ProjectDamaged,
    ProjectReadOnly,
    AlreadyExists,
    PermissionDenied,
    DiskFull,
    NotFound,
    Encrypted,
    Unreadable,
    BadRequest,
    TemplateInvalid,
    NothingToDo,
    /// The user has not allowed it, or is offline on purpose.
    NotAllowed,
    Cancelled,
    Internal,
}

impl AppError {
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> AppError {
        AppError { code, message: message.into(), hint: hint.into(), retryable: false }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, " {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for AppError {}

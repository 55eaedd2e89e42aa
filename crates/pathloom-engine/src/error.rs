//! Every error below the engine as the one error that users see.

use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::StoreError;

pub fn store(error: StoreError) -> AppError {
    let code = match &error {
        StoreError::Missing(_) => ErrorCode::ProjectMissing,
        StoreError::Exists(_) => ErrorCode::AlreadyExists,
        StoreError::Locked(_) => ErrorCode::ProjectLocked,
        StoreError::Newer { .. } => ErrorCode::ProjectNewer,
        StoreError::Damaged(_) => ErrorCode::ProjectDamaged,
        StoreError::ReadOnly => ErrorCode::ProjectReadOnly,
        StoreError::Permission(_) => ErrorCode::PermissionDenied,
        StoreError::DiskFull(_) | StoreError::Disk(_) => ErrorCode::DiskFull,
        StoreError::TooBig => ErrorCode::Unreadable,
        StoreError::Io { .. } | StoreError::Sql(_) => ErrorCode::Internal,
    };
    let retryable = matches!(code, ErrorCode::Internal | ErrorCode::DiskFull | ErrorCode::ProjectLocked);
    AppError { code, message: error.to_string(), hint: error.hint().to_owned(), retryable }
}

pub fn reading(name: &str, error: &pathloom_ingest::ReadError) -> AppError {
    let code = match error {
        pathloom_ingest::ReadError::Encrypted => ErrorCode::Encrypted,
        _ => ErrorCode::Unreadable,
    };
    AppError::new(code, format!("{name}: {error}"), error.hint())
}

pub fn io(path: &std::path::Path, error: std::io::Error) -> AppError {
    store(StoreError::io(path, error))
}

/// A source that cannot be read where the user keeps it.
pub fn source(path: &std::path::Path, problem: &std::io::Error) -> AppError {
    let path = path.display();
    match problem.kind() {
        std::io::ErrorKind::NotFound => AppError::new(
            ErrorCode::NotFound,
            format!("{path} is not there."),
            "Check the path, or choose the file again.",
        ),
        std::io::ErrorKind::PermissionDenied => AppError::new(
            ErrorCode::PermissionDenied,
            format!("Pathloom may not read {path}."),
            "Ask its owner for permission, or copy it to a folder of yours, then add it again.",
        ),
        _ => AppError::new(
            ErrorCode::Unreadable,
            format!("{path} could not be read: {problem}."),
            "See that it opens elsewhere, then add it again.",
        ),
    }
}

pub fn not_found(what: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{what} is not in this project any more."), "Reload the list.")
}

pub fn bad_request(message: impl Into<String>, hint: &str) -> AppError {
    AppError::new(ErrorCode::BadRequest, message, hint)
}

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
        StoreError::DiskFull(_) => ErrorCode::DiskFull,
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

pub fn not_found(what: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{what} is not in this project any more."), "Reload the list.")
}

pub fn bad_request(message: impl Into<String>, hint: &str) -> AppError {
    AppError::new(ErrorCode::BadRequest, message, hint)
}

//! What can go wrong with a project folder, each with what to do next.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("There is no project at {0}.")]
    Missing(PathBuf),
    #[error("{0} already exists.")]
    Exists(PathBuf),
    #[error("{0} is open in another window or process.")]
    Locked(PathBuf),
    #[error("This project was made by a newer Pathloom (format {found}; this version reads up to {known}).")]
    Newer { found: i64, known: i64 },
    #[error("This project's database is damaged or was not made by Pathloom: {0}.")]
    Damaged(String),
    #[error("This project is read-only, so nothing in it can be changed.")]
    ReadOnly,
    #[error("Pathloom may not read or write {0}.")]
    Permission(PathBuf),
    #[error("{0} could not be written: the disk is full, or takes no file that large.")]
    DiskFull(PathBuf),
    #[error("The disk did not take or give the data of project.db ({0}).")]
    Disk(String),
    #[error("One document holds more than a project can keep of one.")]
    TooBig,
    #[error("{path} could not be read or written: {source}.")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("The project's database refused: {0}.")]
    Sql(rusqlite::Error),
}

impl StoreError {
    /// One sentence: what the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            StoreError::Missing(_) => "Locate the folder, or remove it from the list.",
            StoreError::Exists(_) => "Choose another name or folder.",
            StoreError::Locked(_) => "Close it there, then open it here again.",
            StoreError::Newer { .. } => "Install the newer version to open it; nothing was changed.",
            StoreError::Damaged(_) => {
                "Nothing was changed. If there is a file beginning with \"backup-\" in the folder, rename it to project.db."
            }
            StoreError::ReadOnly => "Copy the folder to a place where you may write, and open the copy.",
            StoreError::Permission(_) => "Ask for permission to the folder, or choose another.",
            StoreError::DiskFull(_) => "Free some space and try again; what was saved before is safe.",
            StoreError::TooBig => "Split the document into smaller ones and add those.",
            StoreError::Disk(_) => {
                "See that the disk has room and is in order, then try again; what was saved before is safe."
            }
            StoreError::Io { .. } | StoreError::Sql(_) => "Try again; what was saved before is safe.",
        }
    }

    /// Sorts an input or output error by what the user can do about it.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> StoreError {
        let path = path.into();
        match source.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::Permission(path)
            }
            std::io::ErrorKind::StorageFull
            | std::io::ErrorKind::QuotaExceeded
            | std::io::ErrorKind::FileTooLarge
            | std::io::ErrorKind::WriteZero => StoreError::DiskFull(path),
            _ => StoreError::Io { path, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::{Error, ErrorCode};
        if let Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..) = error
        {
            return StoreError::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => StoreError::DiskFull("project.db".into()),
            Some(ErrorCode::SystemIoFailure) => StoreError::Disk(error.to_string()),
            Some(ErrorCode::TooBig) => StoreError::TooBig,
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => StoreError::Permission("project.db".into()),
            _ => StoreError::Sql(error),
        }
    }
}

/// A value in the database that does not parse: the file was changed by something else.
pub(crate) fn damaged(what: &str) -> impl Fn(serde_json::Error) -> StoreError + '_ {
    move |error| StoreError::Damaged(format!("{what}: {error}"))
}

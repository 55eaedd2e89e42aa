//! One file, written whole or not at all: beside, synced, then renamed over what was there.

use crate::error;
use pathloom_ipc::AppError;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// What was there before stays as it was when the disk does not take the new bytes.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".partial");
    let partial = path.with_file_name(name);
    let written = (|| {
        if fs::symlink_metadata(&partial).is_ok() {
            fs::remove_file(&partial)?;
        }
        let mut file = File::create_new(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    })();
    written.map_err(|problem| {
        // What was half-written is of no use; the first error is the one to report.
        let _ = fs::remove_file(&partial);
        error::io(path, problem)
    })
}

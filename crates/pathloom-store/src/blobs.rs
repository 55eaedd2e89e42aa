//! Bytes by content hash: imported files, crops, pictures. Written beside, synced, then renamed.

use crate::{Project, StoreError};
use pathloom_model::key::digest;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Documents read side by side may hold the same picture: one writes, the other finds it written.
static WRITING: Mutex<()> = Mutex::new(());

impl Project {
    /// Keeps bytes and returns their name (32 hex digits). The same bytes are kept once.
    /// The name under which bytes are kept.
    pub fn blob_name(bytes: &[u8]) -> String {
        digest(&[bytes])
    }

    pub fn put_blob(&self, bytes: &[u8]) -> Result<String, StoreError> {
        if self.read_only() {
            return Err(StoreError::ReadOnly);
        }
        let name = Project::blob_name(bytes);
        let path = self.folder().join("blobs").join(&name);
        if is_file(&path) {
            return Ok(name);
        }
        let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        if is_file(&path) {
            return Ok(name);
        }
        let partial = path.with_extension("partial");
        let written = (|| {
            // What an interrupted writing left goes, and so does a planted link, which is not followed.
            match fs::remove_file(&partial) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = File::create_new(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&partial, &path)
        })();
        match written {
            Ok(()) => Ok(name),
            Err(error) => {
                // The half-written file is of no use; the first error is the one to report.
                let _ = fs::remove_file(&partial);
                Err(StoreError::io(path, error))
            }
        }
    }

    pub fn blob(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.blob_path(name)?;
        if fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            return Err(StoreError::Damaged(format!("blob {name} is not a file")));
        }
        let bytes = fs::read(&path).map_err(|error| StoreError::io(path, error))?;
        if digest(&[&bytes]) != name {
            return Err(StoreError::Damaged(format!("blob {name} does not hold what its name says")));
        }
        Ok(bytes)
    }

    /// Only hash names become paths, so that a hostile project cannot point elsewhere.
    pub fn blob_path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let shaped =
            name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if !shaped {
            return Err(StoreError::Damaged(format!(
                "\"{}\" is no blob name",
                name.chars().take(40).collect::<String>()
            )));
        }
        Ok(self.folder().join("blobs").join(name))
    }
}

/// A file itself, not a link to one.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_a_path_is_never_a_name() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("B.pathloom")).expect("creates");
        let name = project.put_blob(b"page").expect("keeps");
        assert_eq!(project.blob(&name).expect("reads"), b"page");
        assert!(project.blob("../project.db").is_err(), "only hashes are names");
    }

    #[test]
    fn the_same_bytes_from_several_documents_at_once_are_kept_once() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("S.pathloom")).expect("creates");
        for round in 0..20u8 {
            let bytes = vec![round; 100_000];
            let names: Vec<String> = std::thread::scope(|scope| {
                let writers: Vec<_> = (0..4).map(|_| scope.spawn(|| project.put_blob(&bytes).expect("kept"))).collect();
                writers.into_iter().map(|writer| writer.join().expect("no panic")).collect()
            });
            assert_eq!(project.blob(&names[0]).expect("whole"), bytes, "whole, whoever wrote it");
        }
    }
}

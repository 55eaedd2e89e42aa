//! Files on disk beside the documents that were made from them: which are new, written again, moved, gone.

use crate::import::TRIPLES;
use pathloom_store::Project;
use pathloom_store::table::documents::{KnownFile, Status};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What a look at files found, against what is known of them.
#[derive(Debug, Default, PartialEq)]
pub struct Difference {
    pub new: Vec<PathBuf>,
    /// Documents whose file was written again.
    pub changed: Vec<u64>,
    /// The same content under another path.
    pub moved: Vec<(u64, PathBuf)>,
    pub gone: Vec<u64>,
    /// Were gone and are there again, unchanged.
    pub back: Vec<u64>,
    pub same: usize,
}

/// Size in bytes, and when a file was last written, in milliseconds since 1970 (0 = the system does not say).
pub fn stamp(path: &Path) -> std::io::Result<(u64, i64)> {
    let meta = fs::metadata(path)?;
    let modified = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    Ok((meta.len(), modified.map_or(0, |since| since.as_millis() as i64)))
}

/// `files`: all that are there now. With a folder, documents from inside it that are not among the files are gone;
/// without one, the files are only those that the user named.
pub fn difference(known: &[KnownFile], files: &[PathBuf], folder: Option<&Path>) -> Difference {
    let by_path: HashMap<&Path, &KnownFile> = known.iter().map(|file| (path_of(&file.source), file)).collect();
    let mut found = Difference::default();
    let present: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let is_gone = |file: &&KnownFile| {
        let path = path_of(&file.source);
        !file.removed && folder.is_some_and(|folder| path.starts_with(folder)) && !present.contains(path)
    };
    let mut gone: Vec<&KnownFile> = known.iter().filter(is_gone).collect();
    for path in files {
        let Some(file) = by_path.get(path.as_path()) else {
            match take_moved(path, &mut gone) {
                Some(id) => found.moved.push((id, path.clone())),
                None => found.new.push(path.clone()),
            }
            continue;
        };
        // What the user took out of the project stays out of it, whatever becomes of the file.
        if file.removed && folder.is_some() {
            found.same += 1;
        } else if file.removed {
            found.new.push(path.clone());
        } else if is_written_again(path, file) {
            found.changed.push(file.id);
        } else if file.missing {
            found.back.push(file.id);
        } else {
            found.same += 1;
        }
    }
    found.gone = gone.into_iter().filter(|file| !file.missing).map(|file| file.id).collect();
    found
}

/// Read before, or in vain, and of another size or time since. What still waits is read as it is then.
fn is_written_again(path: &Path, file: &KnownFile) -> bool {
    let waits = matches!(file.status, Status::Queued | Status::Changed);
    !waits && stamp(path).is_ok_and(|(bytes, modified)| bytes != file.bytes || modified != file.modified)
}

/// The gone document whose content this file has.
fn take_moved(path: &Path, gone: &mut Vec<&KnownFile>) -> Option<u64> {
    let (bytes, _) = stamp(path).ok()?;
    if !gone.iter().any(|file| file.bytes == bytes && file.blob.is_some()) {
        return None;
    }
    let name = Project::blob_name(&fs::read(path).ok()?);
    let place = gone.iter().position(|file| file.blob.as_ref() == Some(&name))?;
    Some(gone.swap_remove(place).id)
}

/// Where a document was taken from, by its row's `source`.
pub fn path_of(source: &str) -> &Path {
    Path::new(source.strip_prefix(TRIPLES).unwrap_or(source))
}

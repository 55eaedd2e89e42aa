//! A file beside the database that saves time and holds nothing of its own: `graph.cache`. The database says which bytes
//! it must have; a file that is old, cut off, damaged or of another project is as good as none.

use crate::table::meta;
use crate::{Project, StoreError};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};

const CACHE: &str = "graph.cache";
const PARTIAL: &str = "graph.cache.partial";
/// In `meta`: stamp and digest of the file that belongs to the project.
const MARK: &str = "graph_cache";
const PIECE: usize = 1 << 18;

impl Project {
    /// Gives the file to `read`, with its length, if it is the one with this stamp. `None` where there is no such file,
    /// `read` gives none, or the bytes turn out to be others: what was made of them is dropped then.
    pub fn read_cache<T>(&self, stamp: &str, read: impl FnOnce(&mut dyn Read, u64) -> Option<T>) -> Option<T> {
        let mark = self.meta(MARK).ok()??;
        let expected = mark.strip_prefix(stamp)?.strip_prefix(' ')?;
        let path = self.folder().join(CACHE);
        let length = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        let mut file = Hashed::new(File::open(path).ok()?.take(length));
        let value = read(&mut file, length)?;
        (file.digest() == expected).then_some(value)
    }

    /// Writes the file anew. It counts once all of it is there: whatever ends the program costs the file only.
    pub fn write_cache(
        &self,
        stamp: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        if self.read_only() {
            return Err(StoreError::ReadOnly);
        }
        let (path, partial) = (self.folder().join(CACHE), self.folder().join(PARTIAL));
        let written = (|| {
            // What an interrupted writing left goes, and so does a planted link, which is not followed.
            match fs::remove_file(&partial) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut out = BufWriter::with_capacity(PIECE, Hashed::new(File::create_new(&partial)?));
            write(&mut out)?;
            let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            fs::rename(&partial, &path)?;
            Ok(out.digest())
        })();
        match written {
            Ok(digest) => self.write(|transaction| meta::set(transaction, MARK, &format!("{stamp} {digest}"))),
            Err(error) => {
                // The half-written file is of no use; the first error is the one to report.
                let _ = fs::remove_file(&partial);
                Err(StoreError::io(path, error))
            }
        }
    }
}

/// Hashes all that goes through it.
struct Hashed<F> {
    file: F,
    hasher: blake3::Hasher,
}

impl<F> Hashed<F> {
    fn new(file: F) -> Hashed<F> {
        Hashed { file, hasher: blake3::Hasher::new() }
    }

    fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl<F: Read> Read for Hashed<F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(bytes)?;
        self.hasher.update(&bytes[..length]);
        Ok(length)
    }
}

impl<F: Write> Write for Hashed<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.file.write(bytes)?;
        self.hasher.update(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(project: &Project, stamp: &str) -> Option<Vec<u8>> {
        project.read_cache(stamp, |file, length| {
            let mut bytes = Vec::with_capacity(length as usize);
            file.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        })
    }

    #[test]
    fn only_the_file_that_was_written_for_this_state_is_read() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let [one, other] = ["one", "other"].map(|name| Project::create(&place.path().join(name)).expect("creates"));
        assert_eq!(read(&one, "1"), None, "there is none yet");
        one.write_cache("1", |out| out.write_all(b"a graph")).expect("writes");
        other.write_cache("1", |out| out.write_all(b"another")).expect("writes");
        assert_eq!(read(&one, "1").as_deref(), Some(&b"a graph"[..]));
        assert_eq!(read(&one, "2"), None, "the graph has changed since");
        let (mine, theirs) = (one.folder().join(CACHE), other.folder().join(CACHE));
        fs::copy(theirs, &mine).expect("copies");
        assert_eq!(read(&one, "1"), None, "that of another project");
        fs::write(&mine, b"a grape").expect("writes");
        assert_eq!(read(&one, "1"), None, "damaged");
        one.write_cache("1", |out| out.write_all(b"a graph")).expect("writes over it");
        assert!(read(&one, "1").is_some());
        assert!(one.write_cache("2", |_| Err(io::Error::other("cut off"))).is_err());
        assert!(read(&one, "1").is_some(), "what was there before still counts");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_neither_read_nor_followed() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("one")).expect("creates");
        project.write_cache("1", |out| out.write_all(b"a graph")).expect("writes");
        let (path, secret) = (project.folder().join(CACHE), place.path().join("secret"));
        fs::rename(&path, &secret).expect("moves");
        std::os::unix::fs::symlink(&secret, &path).expect("links");
        std::os::unix::fs::symlink(&secret, project.folder().join(PARTIAL)).expect("links");
        assert_eq!(read(&project, "1"), None);
        project.write_cache("1", |out| out.write_all(b"new")).expect("writes");
        assert_eq!(fs::read(&secret).expect("reads"), b"a graph", "the file outside is as it was");
    }
}

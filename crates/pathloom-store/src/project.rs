//! A project folder: creating, opening, locking, and the two ways in: [`Project::read`] and [`Project::write`].

use crate::{StoreError, schema};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// An open project. Dropping it releases the lock.
pub struct Project {
    folder: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    read_only: bool,
    _lock: Option<File>,
    /// A copy of the database to read from, deleted after its connections are closed.
    _copy: Option<TempDir>,
}

pub(crate) const DATABASE: &str = "project.db";
/// What SQLite has written and not yet merged into the database.
const WRITES: &str = "project.db-wal";
const LOCK: &str = "project.lock";
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

impl Project {
    /// Makes a new folder with an empty project. Fails when it exists.
    pub fn create(folder: &Path) -> Result<Project, StoreError> {
        if folder.join(DATABASE).exists() {
            return Err(StoreError::Exists(folder.to_owned()));
        }
        for part in [folder.to_owned(), folder.join("blobs"), folder.join("exports")] {
            fs::create_dir_all(&part).map_err(|error| StoreError::io(part, error))?;
        }
        let lock = lock(folder)?;
        let mut connection = connect(folder, false)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        schema::migrate(&mut connection)?;
        Ok(Project {
            folder: folder.to_owned(),
            writer: Mutex::new(connection),
            readers: Mutex::default(),
            read_only: false,
            _lock: Some(lock),
            _copy: None,
        })
    }

    /// Opens a folder, read-only where it may not be written. Older formats are copied, then migrated.
    pub fn open(folder: &Path) -> Result<Project, StoreError> {
        own_parts(folder)?;
        let (lock, locked) = match lock(folder) {
            Ok(lock) => (Some(lock), true),
            Err(StoreError::Permission(_)) => (lock_for_reading(folder)?, false),
            Err(other) => return Err(other),
        };
        let read_only = !locked || !takes_writes(folder);
        let mut copy = if read_only && has_unmerged_writes(folder) { Some(copied(folder)?) } else { None };
        let mut connection = match &copy {
            Some(copy) => connect(copy.path(), false)?,
            None => connect(folder, read_only)?,
        };
        check(&connection)?;
        schema::compare(&connection)?;
        if schema::version(&connection)? < schema::MIGRATIONS.len() as i64 {
            if !read_only {
                backup(&connection, folder)?;
            } else if copy.is_none() {
                // An older format is brought up to date in a copy where the folder itself may not change.
                let beside = copied(folder)?;
                connection = connect(beside.path(), false)?;
                copy = Some(beside);
            }
            schema::migrate(&mut connection)?;
        }
        Ok(Project {
            folder: folder.to_owned(),
            writer: Mutex::new(connection),
            readers: Mutex::default(),
            read_only,
            _lock: lock,
            _copy: copy,
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder's name without `.pathloom`.
    pub fn name(&self) -> String {
        self.folder.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// Runs queries; several at once, also while something is written.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.read_only {
            return work(&guard(&self.writer));
        }
        let pooled = guard(&self.readers).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connect(&self.folder, false)?,
        };
        let result = work(&connection);
        guard(&self.readers).push(connection);
        result
    }

    /// Runs one transaction; when this returns `Ok`, it is on disk.
    pub fn write<T>(&self, work: impl FnOnce(&Transaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.read_only {
            return Err(StoreError::ReadOnly);
        }
        let mut connection = guard(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in another thread rolled its transaction back; the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(folder: &Path, read_only: bool) -> Result<Connection, StoreError> {
    let path = folder.join(DATABASE);
    let connection = if read_only {
        // A read-only folder cannot take the -wal and -shm files, so SQLite must not look for them.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(format!("file:{}?immutable=1", escape(&path)), flags)?
    } else {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(&path, flags)?
    };
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
    )?;
    Ok(connection)
}

/// Refuses a folder whose parts are links or anything else that leads out of it: a project may come from a stranger.
fn own_parts(folder: &Path) -> Result<(), StoreError> {
    let meta = |name: &str| match fs::symlink_metadata(folder.join(name)) {
        Ok(meta) => Ok(Some(meta)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(folder.join(name), error)),
    };
    if meta(DATABASE)?.is_none() {
        return Err(StoreError::Missing(folder.to_owned()));
    }
    for (name, is_folder) in [(DATABASE, false), (LOCK, false), ("blobs", true), ("exports", true)] {
        if meta(name)?.is_some_and(|meta| if is_folder { !meta.is_dir() } else { !meta.is_file() }) {
            let what = if is_folder { "folder" } else { "file" };
            return Err(StoreError::Damaged(format!("\"{name}\" is not a {what} of its own")));
        }
    }
    Ok(())
}

/// A crash leaves the last writes beside the database until it is opened for writing.
fn has_unmerged_writes(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(WRITES)).is_ok_and(|meta| meta.is_file() && meta.len() > 0)
}

/// Database and unmerged writes in a private place, where SQLite can merge them.
fn copied(folder: &Path) -> Result<TempDir, StoreError> {
    let copy = tempfile::Builder::new().prefix("pathloom-").tempdir();
    let copy = copy.map_err(|error| StoreError::io(std::env::temp_dir(), error))?;
    for name in [DATABASE, WRITES] {
        let (from, to) = (folder.join(name), copy.path().join(name));
        let copied = File::open(&from).and_then(|mut from| std::io::copy(&mut from, &mut File::create_new(&to)?));
        copied.map_err(|error| StoreError::io(to, error))?;
    }
    Ok(copy)
}

/// Percent-escapes what a SQLite URI would read as syntax.
fn escape(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| StoreError::io(folder, error))?;
    // A program that is being started holds its parent's files for a moment: a project just closed may still be locked.
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(error)) => return Err(StoreError::io(folder, error)),
        }
    }
    Err(StoreError::Locked(folder.to_owned()))
}

/// Several may read a project that none of them may write, but not beside one who writes.
fn lock_for_reading(folder: &Path) -> Result<Option<File>, StoreError> {
    let Ok(file) = File::open(folder.join(LOCK)) else { return Ok(None) };
    match file.try_lock_shared() {
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Locked(folder.to_owned())),
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Whether a transaction can begin. Permissions alone do not say so: a file system or another's folder may refuse.
fn takes_writes(folder: &Path) -> bool {
    let writable = File::options().append(true).open(folder.join(DATABASE)).is_ok();
    let begins = || connect(folder, false)?.execute_batch("BEGIN IMMEDIATE; ROLLBACK").map_err(StoreError::from);
    writable && !matches!(begins(), Err(StoreError::ReadOnly | StoreError::Permission(_)))
}

/// A fast look for damage. Large databases are checked by SQLite as they are read.
fn check(connection: &Connection) -> Result<(), StoreError> {
    const SMALL: i64 = 8 << 20;
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    if pages.saturating_mul(page) > SMALL {
        return Ok(());
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

fn backup(connection: &Connection, folder: &Path) -> Result<(), StoreError> {
    let target = folder.join(format!("backup-format-{}.db", schema::version(connection)?));
    if fs::symlink_metadata(&target).is_ok() {
        return Ok(());
    }
    connection.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_opens_once_and_again_after_it_was_closed() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("One.pathloom");
        let project = Project::create(&folder).expect("creates");
        assert!(matches!(Project::open(&folder), Err(StoreError::Locked(_))), "a second opening is refused");
        drop(project);
        let project = Project::open(&folder).expect("opens");
        assert_eq!(project.name(), "One");
        assert!(matches!(Project::create(&folder), Err(StoreError::Exists(_))), "nothing is overwritten");
    }

    #[test]
    fn strange_databases_are_refused_in_words_and_left_alone() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let make = |name: &str| {
            let folder = place.path().join(name);
            drop(Project::create(&folder).expect("creates"));
            folder
        };
        assert!(matches!(Project::open(&place.path().join("none")), Err(StoreError::Missing(_))));

        let newer = make("newer.pathloom");
        Connection::open(newer.join(DATABASE)).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Project::open(&newer), Err(StoreError::Newer { found: 99, .. })));

        let hostile = make("hostile.pathloom");
        Connection::open(hostile.join(DATABASE))
            .unwrap()
            .execute_batch("CREATE TRIGGER spy AFTER INSERT ON events BEGIN DELETE FROM samples; END")
            .unwrap();
        let Err(StoreError::Damaged(detail)) = Project::open(&hostile) else { panic!("a foreign trigger is refused") };
        assert!(detail.contains("spy"), "it names what is unexpected: {detail}");

        let corrupt = make("corrupt.pathloom");
        fs::write(corrupt.join(DATABASE), b"this is no database at all, but long enough to be read as one").unwrap();
        assert!(matches!(Project::open(&corrupt), Err(StoreError::Damaged(_))));
        assert!(corrupt.join(DATABASE).exists(), "the file stays for rescue");
    }

    #[test]
    fn reading_goes_on_while_a_transaction_is_open() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("Two.pathloom")).expect("creates");
        project
            .write(|transaction| {
                transaction.execute("INSERT INTO meta VALUES ('a', 'b')", [])?;
                let seen: i64 = project.read(|c| Ok(c.query_row("SELECT count(*) FROM meta", [], |r| r.get(0))?))?;
                assert_eq!(seen, 0, "an open transaction is not seen");
                Ok(())
            })
            .expect("writes");
        let seen: i64 = project.read(|c| Ok(c.query_row("SELECT count(*) FROM meta", [], |r| r.get(0))?)).unwrap();
        assert_eq!(seen, 1);
    }
}

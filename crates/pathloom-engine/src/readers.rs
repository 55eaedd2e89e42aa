//! Reading files in processes of their own, so that a reader that hangs, exhausts memory or crashes costs one file and
//! never the application. The program reads in itself when it has not offered to be started again for this, or cannot be.

use pathloom_ingest::{ReadError, Source, wire};
use pathloom_model::Parsed;
use std::io::{self, BufReader, BufWriter, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::session::guard;

/// The one argument with which the program becomes a reading process.
const ARGUMENT: &str = "--read-documents";
/// How long a document may take, and how much longer for each megabyte of it.
const LIMIT: Duration = Duration::from_secs(120);
const MORE_PER_MEGABYTE: Duration = Duration::from_secs(2);
const PAGE_LIMIT: Duration = Duration::from_secs(30);
/// What a reading process may hold in memory.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;
/// A process that has read so many files gives its memory back.
const FILES: u32 = 64;

static READERS: OnceLock<Readers> = OnceLock::new();

/// First thing in `main`: reads documents for another process when started for that, and never returns then but with
/// what to exit with; else has this program's documents read by copies of itself.
pub fn serve_or_offer() -> Option<ExitCode> {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT) {
        std::panic::set_hook(Box::new(|_| {}));
        #[cfg(unix)]
        let _ = rlimit::Resource::DATA.set(MEMORY, MEMORY);
        let served = wire::serve(&mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock()));
        return Some(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if let Ok(program) = std::env::current_exe() {
        let _ = READERS.set(Readers::new(program, vec![ARGUMENT.into()]));
    }
    None
}

/// As [`pathloom_ingest::read`].
pub(crate) fn read(source: &Source) -> Result<Parsed, ReadError> {
    match READERS.get() {
        Some(readers) => readers.read(source),
        None => here(|| pathloom_ingest::read(source)),
    }
}

/// As [`pathloom_ingest::page_image`].
pub(crate) fn page_image(source: &Source, page: u32, width: u32) -> Result<Vec<u8>, ReadError> {
    match READERS.get() {
        Some(readers) => readers.page_image(source, page, width),
        None => here(|| pathloom_ingest::page_image(source, page, width)),
    }
}

/// A reader that panics costs this file, never the application.
fn here<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(ReadError::senseless()))
}

/// Processes that wait for a file; as many as were busy at once.
pub struct Readers {
    program: PathBuf,
    arguments: Vec<String>,
    limit: Duration,
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    /// `program` with `arguments` must run [`wire::serve`] over its standard streams.
    pub fn new(program: PathBuf, arguments: Vec<String>) -> Readers {
        Readers { program, arguments, limit: LIMIT, idle: Mutex::default() }
    }

    /// Another time limit for a document, whatever its size.
    pub fn with_limit(self, limit: Duration) -> Readers {
        Readers { limit, ..self }
    }

    pub fn read(&self, source: &Source) -> Result<Parsed, ReadError> {
        let megabytes = u32::try_from(source.bytes.len() / 1_000_000).unwrap_or(u32::MAX);
        let limit = self.limit.saturating_add(MORE_PER_MEGABYTE.saturating_mul(megabytes));
        let asked = self.with_reader(limit, |reader| wire::ask_read(source, &mut reader.to, &mut reader.from));
        asked.unwrap_or_else(|| here(|| pathloom_ingest::read(source)))
    }

    pub fn page_image(&self, source: &Source, page: u32, width: u32) -> Result<Vec<u8>, ReadError> {
        let ask = |reader: &mut Reader| wire::ask_page_image(source, (page, width), &mut reader.to, &mut reader.from);
        let asked = self.with_reader(PAGE_LIMIT.min(self.limit), ask);
        asked.unwrap_or_else(|| here(|| pathloom_ingest::page_image(source, page, width)))
    }

    /// None where no reading process can be had.
    fn with_reader<T>(
        &self,
        limit: Duration,
        ask: impl FnOnce(&mut Reader) -> io::Result<Result<T, ReadError>>,
    ) -> Option<Result<T, ReadError>> {
        let waiting = guard(&self.idle).pop();
        let mut reader = match waiting {
            Some(reader) => reader,
            None => self.start()?,
        };
        let (answered, late) = within(limit, &reader.process.clone(), || ask(&mut reader));
        match answered {
            Ok(answer) if !late => {
                reader.files += 1;
                if reader.files < FILES {
                    guard(&self.idle).push(reader);
                }
                Some(answer)
            }
            _ => Some(Err(if late { too_long(limit) } else { stopped() })),
        }
    }

    fn start(&self) -> Option<Reader> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().ok()?;
        let (to, from) = (process.stdin.take()?, process.stdout.take()?);
        let process = Arc::new(Mutex::new(process));
        let mut reader = Reader { to: BufWriter::new(to), from: BufReader::new(from), process, files: 0 };
        let mut hello = vec![0; wire::HELLO.len()];
        let (greeted, _) = within(PAGE_LIMIT, &reader.process.clone(), || reader.from.read_exact(&mut hello));
        (greeted.is_ok() && hello == wire::HELLO).then_some(reader)
    }
}

fn too_long(limit: Duration) -> ReadError {
    ReadError::Unsafe { detail: format!("reading it took longer than {} seconds", limit.as_secs()) }
}

fn stopped() -> ReadError {
    ReadError::Damaged { detail: "its reader stopped, out of memory or because of what is in it".into() }
}

struct Reader {
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    process: Arc<Mutex<Child>>,
    files: u32,
}

impl Drop for Reader {
    fn drop(&mut self) {
        end(&self.process);
    }
}

fn end(process: &Mutex<Child>) {
    let mut process = guard(process);
    let _ = process.kill();
    let _ = process.wait();
}

/// Does the work, ending the process when it has taken too long, which ends the wait for its streams; whether it did.
fn within<T>(limit: Duration, process: &Mutex<Child>, work: impl FnOnce() -> T) -> (T, bool) {
    let (done, waits) = mpsc::sync_channel::<()>(1);
    std::thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let late = waits.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if late {
                end(process);
            }
            late
        });
        let answer = work();
        drop(done);
        (answer, watch.join().unwrap_or(false))
    })
}

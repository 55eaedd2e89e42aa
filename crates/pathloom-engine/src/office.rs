//! Office documents of older kinds, turned into newer ones by a LibreOffice that is on this computer. Offered, never
//! required: it runs only when the user asks to read such a file again, with a profile of its own and for a limited time.

use pathloom_ipc::{AppError, ErrorCode};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(180);
const PACE: Duration = Duration::from_millis(100);
/// Where it lies when it is not on the path.
const USUAL: [&str; 3] = [
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
];

/// The program, where it is installed.
pub fn found() -> Option<PathBuf> {
    let name = if cfg!(windows) { "soffice.exe" } else { "soffice" };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file());
    on_path.or_else(|| USUAL.iter().map(PathBuf::from).find(|program| program.is_file()))
}

/// The bytes of the file as `into` ("docx", "xlsx", "pptx").
pub fn convert(name: &str, bytes: &[u8], into: &str) -> Result<Vec<u8>, AppError> {
    let program = found().ok_or_else(|| problem(name, "LibreOffice is not installed"))?;
    let place = tempfile::tempdir().map_err(|error| problem(name, &error.to_string()))?;
    let io = |error: std::io::Error| problem(name, &error.to_string());
    // The file's own name never reaches the command line.
    let source = place.path().join("document");
    fs::write(&source, bytes).map_err(io)?;
    let profile = format!("-env:UserInstallation=file://{}", place.path().join("profile").display());
    let mut child = Command::new(program)
        .args([&profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", into, "--outdir"])
        .arg(place.path().join("out"))
        .arg(&source)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(io)?;
    let mut waited = Duration::ZERO;
    while child.try_wait().map_err(io)?.is_none() {
        if waited >= LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(problem(name, "it took too long"));
        }
        std::thread::sleep(PACE);
        waited += PACE;
    }
    read_result(&place.path().join("out"), into).ok_or_else(|| problem(name, "LibreOffice could not read it"))
}

fn read_result(folder: &Path, into: &str) -> Option<Vec<u8>> {
    let file = folder.join(format!("document.{into}"));
    let size = fs::metadata(&file).ok()?.len();
    (size <= pathloom_ingest::MAX_FILE_BYTES).then(|| fs::read(file).ok()).flatten()
}

fn problem(name: &str, why: &str) -> AppError {
    let message = format!("{name} could not be turned into a document of the newer kind: {why}.");
    AppError::new(ErrorCode::Unreadable, message, "Save it as DOCX, XLSX, PPTX or PDF and add that.")
}

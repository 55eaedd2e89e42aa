//! Drives the real window for whole-journey tests and screenshots, and speaks to the app as a person would.

pub mod cli;
#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
mod person;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
pub mod window;

/// What a test reports when the ground it stands on is missing.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// How long anything in the window may take. It is reached only when something is wrong: a machine that is busy with
/// a build is slow, not broken.
#[cfg(target_os = "linux")]
pub const LIMIT: std::time::Duration = std::time::Duration::from_secs(600);

//! Screenshots: builds the interface and the app, then hands over to the program that drives the window.

use crate::{Outcome, cargo, run, target_dir, ui};

/// Builds all targets, as the tests do, so that neither build undoes the other.
pub fn take() -> Outcome {
    ui::build(false)?;
    run(cargo().args(["build", "--workspace", "--all-targets"]))?;
    let app = target_dir().join("debug").join(format!("pathloom-app{}", std::env::consts::EXE_SUFFIX));
    let folder = std::env::var_os("PATHLOOM_SHOTS").unwrap_or_else(|| target_dir().join("shots").into());
    run(std::process::Command::new(target_dir().join("debug/shots")).env("PATHLOOM_APP", app).arg(folder))
}

//! Drawing without a graphics card: on Linux the web view draws with the card's own language, and where the processor
//! has to play the card that takes longer than if it drew by itself.

/// Starts the program again with the web view told so, where there is no card and nobody has chosen yet. Returns where
/// there is nothing to change, or where the program cannot be started again.
#[cfg(target_os = "linux")]
pub fn choose() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    const SWITCH: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    if std::env::var_os(SWITCH).is_some() || has_card() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // A program may not change its own variables once it has threads; the web view's processes inherit these.
        let problem = Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
        eprintln!("The window goes on with the web view's usual way of drawing: {problem}.");
    }
}

#[cfg(target_os = "linux")]
fn has_card() -> bool {
    let entries = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(not(target_os = "linux"))]
pub fn choose() {}

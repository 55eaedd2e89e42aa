//! The desktop shell: one window, and commands that hand each request to the engine. No logic of its own.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod window;

use std::process::ExitCode;

fn main() -> ExitCode {
    let ended = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(|app| {
            window::show_even_if_the_page_stays_silent(app.handle());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![commands::app::app_info, commands::app::show_window])
        .run(tauri::generate_context!());
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The window could not be opened: {error}. Pathloom needs a desktop session with a display.");
            ExitCode::FAILURE
        }
    }
}

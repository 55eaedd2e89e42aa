//! When and in which colour the window appears: it stays hidden until its page is drawn, so nothing flashes.

use std::time::Duration;

use tauri::window::Color;
use tauri::{AppHandle, Manager, WebviewWindow};

const PAPER: Color = Color(0xF4, 0xF3, 0xEF, 0xFF);
const NIGHT: Color = Color(0x13, 0x12, 0x11, 0xFF);

/// A page that never reports itself must not leave the person with no window at all.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

pub fn show(window: &WebviewWindow, dark: bool) -> tauri::Result<()> {
    window.set_background_color(Some(if dark { NIGHT } else { PAPER }))?;
    window.show()?;
    window.set_focus()
}

pub fn show_even_if_the_page_stays_silent(app: &AppHandle) {
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(LONGEST_WAIT);
        if let Some(window) = app.get_webview_window("main") {
            // Already visible, or the app is closing: nothing to do either way.
            let _ = window.show();
        }
    });
}

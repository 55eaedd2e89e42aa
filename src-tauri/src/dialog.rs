//! The native file dialogs.

use pathloom_ipc::project::PickRequest;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};

/// Waits for the person; absolute paths, none when the dialog was cancelled.
pub fn pick(app: &AppHandle, request: &PickRequest) -> Vec<String> {
    let dialog = app.dialog().file();
    let picked: Vec<FilePath> = match request {
        PickRequest::Documents => {
            dialog.add_filter("Documents", &pathloom_engine::EXTENSIONS).blocking_pick_files().unwrap_or_default()
        }
        PickRequest::Folder { title } | PickRequest::Project { title } => {
            dialog.set_title(title).blocking_pick_folder().into_iter().collect()
        }
        PickRequest::NewProject { title } => {
            dialog.set_title(title).set_file_name("Untitled.pathloom").blocking_save_file().into_iter().collect()
        }
        PickRequest::Templates { title } => {
            dialog.set_title(title).add_filter("TOML", &["toml"]).blocking_pick_files().unwrap_or_default()
        }
        PickRequest::Settings { title } => {
            dialog.set_title(title).add_filter("TOML", &["toml"]).blocking_pick_file().into_iter().collect()
        }
        PickRequest::BatchResults { title } => {
            dialog.set_title(title).add_filter("JSON lines", &["jsonl"]).blocking_pick_file().into_iter().collect()
        }
        PickRequest::NewSettings { title } => {
            let dialog = dialog.set_title(title).add_filter("TOML", &["toml"]);
            dialog.set_file_name("pathloom-models.toml").blocking_save_file().into_iter().collect()
        }
        PickRequest::NewTemplate { title, name } => {
            let dialog = dialog.set_title(title).add_filter("TOML", &["toml"]);
            dialog.set_file_name(file_name(name)).blocking_save_file().into_iter().collect()
        }
    };
    picked
        .into_iter()
        .filter_map(|path| path.into_path().ok())
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

/// `name.toml`, without what no file system takes in a name.
fn file_name(name: &str) -> String {
    let taken = |letter: char| letter.is_control() || r#"<>:"/\|?*"#.contains(letter);
    let name: String = name.chars().map(|letter| if taken(letter) { ' ' } else { letter }).take(80).collect();
    let name = name.trim().trim_end_matches(".toml").trim_matches('.').trim();
    format!("{}.toml", if name.is_empty() { "template" } else { name })
}

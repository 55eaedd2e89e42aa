//! The desktop shell: one window, and commands that hand each request to the engine. No logic of its own.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod dialog;
mod events;
mod graphics;
mod start;
mod window;

use commands::{app, dataset, graph, merges, models, ontology, project, prompts, review, runs, sources, templates};
use pathloom_engine::{Engine, readers};
use std::process::ExitCode;
use std::sync::Arc;
use tauri::Manager;

fn main() -> ExitCode {
    if let Some(ended) = readers::serve_or_offer() {
        return ended;
    }
    graphics::choose();
    let forward = Arc::new(events::Forward::default());
    let ended = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .on_window_event(events::window_event)
        .setup({
            let forward = forward.clone();
            move |app| {
                let handle = app.handle();
                let _ = forward.app.set(handle.clone());
                let (config, documents) = start::folders(handle);
                let core = Arc::new(Engine::new(config.as_deref(), documents, forward.clone(), start::now));
                app.manage(core.clone());
                start::open_named_project(handle, &core);
                window::show_even_if_the_page_stays_silent(handle);
                Ok(())
            }
        })
        .invoke_handler(tauri::generate_handler![
            app::app_info,
            app::show_window,
            project::app_view,
            project::set_preferences,
            project::open_demo,
            project::create_project,
            project::open_project,
            project::close_project,
            project::forget_recent,
            project::pick,
            sources::sources,
            sources::import,
            sources::retry_document,
            sources::remove_document,
            sources::set_rights,
            sources::rows,
            sources::import_rows,
            sources::chunking,
            sources::set_chunks,
            sources::chunk_preview,
            ontology::build_estimate,
            ontology::build,
            ontology::ontology,
            ontology::ontology_preset,
            ontology::mark_entity,
            ontology::set_ontology,
            ontology::read_ontology,
            ontology::export_ontology,
            ontology::suggest_ontology,
            ontology::found,
            ontology::found_rows,
            sources::watched_folders,
            sources::watch_folder,
            sources::unwatch_folder,
            sources::page,
            sources::page_image,
            sources::blob,
            graph::graph_overview,
            graph::neighbourhood,
            graph::node,
            graph::find_path,
            graph::among,
            graph::search,
            merges::merges,
            merges::decide_merge,
            merges::undo_merge,
            merges::apply_merges,
            merges::explain_entity,
            templates::templates,
            templates::template,
            templates::preview,
            templates::coverage,
            templates::count,
            templates::pattern,
            templates::explain,
            templates::schema,
            templates::save_template,
            templates::delete_template,
            templates::restore_template,
            templates::import_templates,
            templates::export_template,
            templates::generate,
            runs::runs,
            runs::run,
            runs::cancel_run,
            runs::resume_run,
            runs::pause_run,
            runs::leave_out,
            runs::score,
            runs::score_estimate,
            runs::run_defaults,
            runs::set_run_defaults,
            runs::month,
            runs::run_samples,
            runs::retry_run,
            runs::estimate,
            runs::run_calls,
            runs::calls,
            runs::export_batch,
            runs::import_batch,
            models::models,
            models::save_endpoint,
            models::remove_endpoint,
            models::move_endpoint,
            models::test_endpoint,
            models::find_local,
            models::offered_models,
            models::unlock_keys,
            models::set_role,
            models::allow_endpoint,
            models::disallow_endpoint,
            models::save_profile,
            models::use_profile,
            models::remove_profile,
            models::set_offline,
            models::set_month_budget,
            models::export_settings,
            models::look_at_settings,
            models::import_settings,
            models::last_request,
            review::queue,
            review::sample,
            review::decide,
            review::edit_sample,
            review::undo,
            review::redo,
            review::reply,
            dataset::dataset,
            dataset::export_preview,
            dataset::gate,
            dataset::apply_gate,
            dataset::export,
            prompts::prompts,
            prompts::set_prompt,
            prompts::prompt_preview,
        ])
        .build(tauri::generate_context!());
    match ended {
        Ok(app) => {
            app.run(|handle, event| {
                if let tauri::RunEvent::Exit = event {
                    handle.state::<Arc<Engine>>().finish();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The window could not be opened: {error}. Pathloom needs a desktop session with a display.");
            ExitCode::FAILURE
        }
    }
}

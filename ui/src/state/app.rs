//! The application: its version, the open project, recent ones, preferences, the built-in engine.

use crate::ipc;
use crate::text;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::project::{AppView, EngineStatus, Preferences, ProjectView, RecentProject, Theme};
use pathloom_model::Language;

#[derive(Clone, Copy)]
pub struct App {
    /// False until the core answered the first time.
    pub ready: RwSignal<bool>,
    pub version: RwSignal<String>,
    pub project: RwSignal<Option<ProjectView>>,
    pub recent: RwSignal<Vec<RecentProject>>,
    pub engine: RwSignal<EngineStatus>,
    pub preferences: RwSignal<Preferences>,
    /// Why a project could not be opened, or the core did not answer.
    pub error: RwSignal<Option<AppError>>,
    /// A project is being opened.
    pub opening: RwSignal<bool>,
    /// The theme that is drawn.
    pub dark: RwSignal<bool>,
    pub language: RwSignal<Language>,
}

pub fn provide_app() -> App {
    let app = App {
        ready: RwSignal::new(false),
        version: RwSignal::default(),
        project: RwSignal::default(),
        recent: RwSignal::default(),
        engine: RwSignal::new(EngineStatus::Ready),
        preferences: RwSignal::default(),
        error: RwSignal::default(),
        opening: RwSignal::new(false),
        dark: RwSignal::new(theme_of_page() == "dark"),
        language: RwSignal::new(text::language()),
    };
    provide_context(app);
    app.reload();
    app
}

pub fn use_app() -> App {
    expect_context()
}

impl App {
    /// Asks the core again; while a project named at start is being opened, until it is.
    pub fn reload(self) {
        spawn_local(async move {
            match ipc::app_view().await {
                Ok(view) => self.take(view),
                Err(error) => self.error.set(Some(error)),
            }
            self.ready.set(true);
        });
    }

    /// The project's counts, after something changed.
    pub fn refresh_project(self) {
        spawn_local(async move {
            if let Ok(view) = ipc::app_view().await {
                let same = self.path() == view.project.as_ref().map(|project| project.path.clone());
                if same {
                    self.project.set(view.project);
                }
            }
        });
    }

    pub fn opened(self, project: ProjectView) {
        self.error.set(None);
        self.project.set(Some(project));
        self.reload();
    }

    pub fn closed(self) {
        self.project.set(None);
        self.reload();
    }

    /// The open project's folder.
    pub fn path(self) -> Option<String> {
        self.project.with_untracked(|project| project.as_ref().map(|project| project.path.clone()))
    }

    pub fn set_theme(self, theme: Theme) {
        self.preferences.update(|preferences| preferences.theme = theme);
        self.draw_theme(theme);
        self.save_preferences();
    }

    pub fn toggle_theme(self) {
        self.set_theme(if self.dark.get_untracked() { Theme::Light } else { Theme::Dark });
    }

    /// Draws the whole interface again in that language.
    pub fn set_language(self, language: Language) {
        self.preferences.update(|preferences| preferences.language = Some(language));
        self.speak(language);
        self.save_preferences();
    }

    pub fn set_reviewer(self, reviewer: String) {
        self.preferences.update(|preferences| preferences.reviewer = reviewer);
        self.save_preferences();
    }

    fn take(self, mut view: AppView) {
        // What this computer drew before the first paint is what stays.
        if let Some(theme) = remembered_theme() {
            view.preferences.theme = theme;
        }
        self.version.set(view.version);
        self.recent.set(view.recent);
        self.engine.set(view.engine);
        self.error.set(view.open_error);
        self.opening.set(view.opening);
        self.draw_theme(view.preferences.theme);
        if let Some(language) = view.preferences.language {
            self.speak(language);
        }
        self.preferences.set(view.preferences);
        if self.project.with_untracked(|now| *now != view.project) {
            self.project.set(view.project);
        }
        if view.opening {
            set_timeout(move || self.reload(), std::time::Duration::from_millis(150));
        }
    }

    fn speak(self, language: Language) {
        text::set_language(language);
        if self.language.get_untracked() != language {
            self.language.set(language);
        }
    }

    fn draw_theme(self, theme: Theme) {
        let name = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::System => "",
        };
        super::remember("theme", name);
        let drawn = if name.is_empty() { theme_of_system() } else { name };
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", drawn);
        }
        self.dark.set(drawn == "dark");
    }

    fn save_preferences(self) {
        let preferences = self.preferences.get_untracked();
        spawn_local(async move {
            if let Err(error) = ipc::set_preferences(preferences).await {
                self.error.set(Some(error));
            }
        });
    }
}

fn remembered_theme() -> Option<Theme> {
    match super::recall("theme")?.as_str() {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

fn theme_of_page() -> String {
    document().document_element().and_then(|root| root.get_attribute("data-theme")).unwrap_or_default()
}

fn theme_of_system() -> &'static str {
    let dark = window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches());
    if dark { "dark" } else { "light" }
}

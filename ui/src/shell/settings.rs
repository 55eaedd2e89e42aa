//! Settings: language, theme, the reviewer's name.

use crate::components::{Dialog, Field, IconButton, Segment, Segmented};
use crate::state::use_app;
use crate::text::shell::words;
use crate::text::{common, fill};
use leptos::prelude::*;
use pathloom_ipc::project::Theme;
use pathloom_model::Language;

#[component]
pub fn Settings(open: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open label=words().settings class="dialog--settings"><Content open/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let app = use_app();
    let words = words();
    let reviewer = RwSignal::new(app.preferences.with_untracked(|preferences| preferences.reviewer.clone()));
    Effect::new(move |before: Option<String>| {
        let name = reviewer.get();
        if before.is_some_and(|before| before != name) {
            app.set_reviewer(name.clone());
        }
        name
    });
    let theme = Signal::derive(move || app.preferences.with(|preferences| preferences.theme));
    let themes =
        [(Theme::System, words.theme_system), (Theme::Light, words.theme_light), (Theme::Dark, words.theme_dark)];
    let languages = [(Language::En, "English"), (Language::Zh, "中文")];
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words.settings}</h2><span class="sp"></span>
            <IconButton icon="x" label=common::words().close.to_owned() on_click=move || open.set(false)/>
        </div>
        <div class="form">
            <span class="label">{words.language}</span>
            <Segmented value=app.language label=words.language
                segments=languages.map(|(value, label)| Segment { value, label: label.to_owned() }).to_vec()
                on_change=move |language| app.set_language(language)/>
            <span class="label">{words.theme}</span>
            <Segmented value=theme label=words.theme
                segments=themes.map(|(value, label)| Segment { value, label: label.to_owned() }).to_vec()
                on_change=move |theme| app.set_theme(theme)/>
            <span class="label">{words.reviewer}</span>
            <div><Field value=reviewer label=words.reviewer/><p class="micro">{words.reviewer_hint}</p></div>
        </div>
        <p class="micro dialog__f">{move || fill(words.version, &[("version", &app.version.get())])}</p>
    }
}

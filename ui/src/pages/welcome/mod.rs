//! Welcome: three ways to begin, the projects opened last, and whether the built-in engine is ready.

mod choices;
mod engine;
mod opening;
mod recent;
mod weave;

use crate::components::ErrorNote;
use crate::hooks::use_keys;
use crate::shell::Logo;
use crate::text::welcome::words;
use choices::Choices;
use engine::Engine;
use leptos::prelude::*;
use opening::{Opening, Target};
use recent::Recent;
use weave::Weave;

#[component]
pub fn WelcomePage() -> impl IntoView {
    let opening = Opening::new();
    use_keys(move |stroke| {
        let target = if stroke.plain("Enter") && !stroke.repeat && nothing_has_focus() {
            Target::Demo
        } else if stroke.with_ctrl("n") {
            Target::New
        } else if stroke.with_ctrl("o") {
            Target::Chosen
        } else {
            return false;
        };
        opening.start(target);
        true
    });
    view! {
        <div class="we">
            <section class="we__l scroll" aria-label=words().start>
                <div class="we__in">
                    <div class="we__brand"><Logo size=36/><h1>"Pathloom"</h1></div>
                    <p class="we__tag">{words().tagline}</p>
                    {move || opening.error().map(|error| view! { <div class="we__err"><ErrorNote error/></div> })}
                    <Choices opening/>
                    <Recent opening/>
                    <Engine/>
                </div>
            </section>
            <section class="we__r" aria-hidden="true"><Weave/></section>
        </div>
    }
}

/// Enter belongs to a button that has the focus; without one it opens the demo.
fn nothing_has_focus() -> bool {
    document().active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"))
}

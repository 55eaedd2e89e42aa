//! What an export wrote: the folder, and every file with its lines, size and SHA-256.

use crate::components::Icon;
use crate::text::dataset::words;
use crate::text::{bytes, fill, plural};
use leptos::prelude::*;
use pathloom_ipc::dataset::{ExportView, ExportedFile};

#[component]
pub fn Written(view: ExportView) -> impl IntoView {
    let place = fill(words().exported_to, &[("folder", &view.folder)]);
    view! {
        <div class="ex__b man" role="status">
            <p class="st st--ok man__ok" title=place.clone()><Icon name="circle-check" size=14/><span class="trunc">{place.clone()}</span></p>
            <div class="row"><h3 class="h-sec">{words().manifest}</h3><span class="sp"></span><span class="ink3">{words().sha}</span></div>
            {view.files.into_iter().map(|file| view! { <FileLine file/> }).collect_view()}
        </div>
    }
}

#[component]
fn FileLine(file: ExportedFile) -> impl IntoView {
    let ExportedFile { name, lines, bytes: size, sha256 } = file;
    let icon = if name.ends_with(".jsonl") || name.ends_with(".json") { "file-json" } else { "file-text" };
    view! {
        <div class="man__f">
            <Icon name=icon size=14/>
            <span class="mono trunc">{name}</span>
            <span class="ink3">{plural(lines, words().lines_one, words().lines)}</span>
            <span class="num">{bytes(size)}</span>
            <span class="man__h">{sha256}</span>
        </div>
    }
}

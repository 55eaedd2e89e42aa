//! Nothing added yet: how to begin.

use super::adding::{Adding, Source};
use crate::components::{Button, ButtonKind, ButtonSize, Icon};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::{Screen, go, use_app, use_toasts};
use crate::text::sources::words;
use leptos::prelude::*;

const TYPES: [&str; 12] = ["PDF", "DOCX", "XLSX", "PPTX", "ODT", "HTML", "EPUB", "MD", "TEX", "CSV", "JSON", "PNG"];

#[component]
pub fn NoDocuments(adding: Adding) -> impl IntoView {
    let words = words();
    let buttons = move || {
        adding.allowed().then(|| {
            view! {
                <div class="row emp__b">
                    <Button kind=ButtonKind::Primary size=ButtonSize::Medium icon="plus" busy=adding.is(Source::Files)
                        on_click=move || adding.ask(Source::Files)>{words.add_files}</Button>
                    <Button size=ButtonSize::Medium icon="folder-plus" busy=adding.is(Source::Folder)
                        on_click=move || adding.ask(Source::Folder)>{words.add_folder}</Button>
                </div>
            }
        })
    };
    view! {
        <div class="emp">
            <div class="emp__in">
                <div class="emp__drop" class:is-over=move || adding.hover.get()>
                    <Picture/>
                    <h2>{words.empty_title}</h2>
                    <p class="ink2">{words.empty_about}</p>
                    {buttons}
                    <div class="emp__types">
                        {TYPES.map(|name| view! { <span class="fx">{name}</span> })}
                    </div>
                </div>
                <Others adding/>
            </div>
        </div>
    }
}

/// Beginnings without documents of one's own.
#[component]
fn Others(adding: Adding) -> impl IntoView {
    let words = words();
    let (app, toasts) = (use_app(), use_toasts());
    let demo = use_command(
        |()| ipc::open_demo(),
        move |project| {
            go(Screen::Welcome, &[]);
            app.opened(project);
        },
    );
    Effect::new(move |_| {
        if let Some(error) = demo.error.get() {
            toasts.error(&error);
        }
    });
    view! {
        <div class="emp__opts">
            <button type="button" disabled=move || !adding.allowed() on:click=move |_| adding.ask(Source::Triples)>
                <span class="h-sec"><Icon name="waypoints" size=16/>{words.import_triples}</span>
                <span class="meta">{words.graph_about}</span>
            </button>
            <button type="button" disabled=move || demo.busy.get() on:click=move |_| demo.run(())>
                <span class="h-sec"><Icon name="flask-conical" size=16/>{words.demo}</span>
                <span class="meta">{words.demo_about}</span>
            </button>
        </div>
    }
}

/// A document, its threads, and what comes of them.
#[component]
fn Picture() -> impl IntoView {
    view! {
        <svg width="168" height="72" viewBox="0 0 168 72" fill="none" aria-hidden="true">
            <g stroke="var(--line-3)" stroke-width="1.5">
                <rect x="9" y="10" width="38" height="52" rx="4" fill="var(--surface)"/>
                <path d="M17 22h22M17 30h22M17 38h14" stroke-linecap="round"/>
                <rect x="17" y="44" width="22" height="11" rx="1.5"/>
            </g>
            <path d="M52 36c16 0 14-18 30-18M52 36c16 0 14 18 30 18M96 18c14 0 14 18 28 18M96 54c14 0 14-18 28-18"
                stroke="var(--accent)" stroke-width="1.5"/>
            <circle cx="89" cy="18" r="7" fill="var(--k-entity)"/>
            <path d="M89 45.5l8.5 8.5-8.5 8.5-8.5-8.5z" fill="var(--k-assertion)"/>
            <path d="M132 27l8 4.5v9l-8 4.5-8-4.5v-9z" fill="var(--k-table)"/>
            <path d="M141 36h14" stroke="var(--accent)" stroke-width="1.5"/>
            <circle cx="159" cy="36" r="4" stroke="var(--accent)" stroke-width="1.5"/>
        </svg>
    }
}

//! Buttons: primary is ink, decision is green or red, quiet has no edge; an icon alone needs a label.

use super::{Icon, Keys, Ring};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    Primary,
    Approve,
    Reject,
    Quiet,
}

/// 24, 28, 32 pixels high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    Small,
    #[default]
    Normal,
    Medium,
}

#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional, into)] icon: Option<&'static str>,
    /// Shown as key caps after the words.
    #[prop(optional)]
    keys: &'static [&'static str],
    /// A ring replaces the icon; presses do nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] title: String,
    on_click: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    let kind = match kind {
        ButtonKind::Plain => "",
        ButtonKind::Primary => "btn--primary",
        ButtonKind::Approve => "btn--ok",
        ButtonKind::Reject => "btn--bad",
        ButtonKind::Quiet => "btn--ghost",
    };
    let (size, icon_size) = match size {
        ButtonSize::Small => ("btn--xs", 13),
        ButtonSize::Normal => ("", 15),
        ButtonSize::Medium => ("btn--md", 15),
    };
    let press = move || {
        if !busy.get_untracked() && !disabled.get_untracked() {
            on_click();
        }
    };
    let mark = move || {
        if busy.get() {
            view! { <Ring spinning=true size=icon_size/> }.into_any()
        } else {
            icon.map(|name| view! { <Icon name size=icon_size/> }).into_any()
        }
    };
    view! {
        <button type="button" class=format!("btn {kind} {size}") disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true") title=(!title.is_empty()).then_some(title)
            on:click=move |_| press()>
            {mark}{children()}<Keys keys/>
        </button>
    }
}

#[component]
pub fn IconButton(
    icon: &'static str,
    /// Said by screen readers and shown on hover.
    #[prop(into)]
    label: Signal<String>,
    #[prop(default = 16)] size: u32,
    /// For buttons that stay down.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    on_click: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="ib" class:is-on=move || pressed.is_some_and(|pressed| pressed.get())
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            aria-label=move || label.get() title=move || label.get() disabled=move || disabled.get()
            on:click=move |_| on_click()>
            <Icon name=icon size/>
        </button>
    }
}

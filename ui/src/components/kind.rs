//! The seven node kinds, always shown twice: by colour, and by icon (lists) or shape (graph, legend).

use super::Icon;
use crate::text::common::kind_name;
use leptos::prelude::*;
use pathloom_model::Kind;

/// The class that sets the colours `--k` and `--kb`.
pub const fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "k-document",
        Kind::Chunk => "k-chunk",
        Kind::Entity => "k-entity",
        Kind::Assertion => "k-assertion",
        Kind::Image => "k-image",
        Kind::Table => "k-table",
        Kind::Formula => "k-formula",
    }
}

pub const fn kind_icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "file-text",
        Kind::Chunk => "text-align-start",
        Kind::Entity => "tag",
        Kind::Assertion => "quote",
        Kind::Image => "chart-column",
        Kind::Table => "table-2",
        Kind::Formula => "sigma",
    }
}

/// 16, 20, 24 or 28 pixels.
#[component]
pub fn KindTile(kind: Kind, #[prop(default = 20)] size: u32) -> impl IntoView {
    let icon = match size {
        24.. => 15,
        20.. => 13,
        _ => 11,
    };
    view! {
        <span class=format!("kt {} kt--{size}", kind_class(kind)) role="img" aria-label=kind_name(kind) title=kind_name(kind)>
            <Icon name=kind_icon(kind) size=icon/>
        </span>
    }
}

#[component]
pub fn KindChip(
    kind: Kind,
    /// Said after a dot: an entity's type.
    #[prop(optional, into)]
    detail: String,
) -> impl IntoView {
    view! {
        <span class=format!("kchip {}", kind_class(kind))>
            <Icon name=kind_icon(kind) size=13/>
            {kind_name(kind)}
            {(!detail.is_empty()).then(|| view! { <span class="kchip__x">{detail}</span> })}
        </span>
    }
}

#[component]
pub fn KindShape(kind: Kind, #[prop(default = 14)] size: u32) -> impl IntoView {
    view! {
        <svg class=format!("kshape {}", kind_class(kind)) width=size height=size viewBox="-8 -8 16 16" aria-hidden="true">
            <path d=shape_path(kind, 0.0, 0.0, 6.0) fill="currentColor"/>
        </svg>
    }
}

/// The outline of a kind around (x, y) as SVG path data; `r` is about its radius.
pub fn shape_path(kind: Kind, x: f64, y: f64, r: f64) -> String {
    let polygon = |points: &[(f64, f64)]| {
        let corners: Vec<String> = points.iter().map(|(a, b)| format!("{:.1} {:.1}", x + a * r, y + b * r)).collect();
        format!("M{}Z", corners.join("L"))
    };
    let rectangle = |a: f64, b: f64| polygon(&[(-a, -b), (a, -b), (a, b), (-a, b)]);
    match kind {
        Kind::Document => rectangle(0.8, 1.0),
        Kind::Chunk => rectangle(1.0, 0.62),
        Kind::Image => rectangle(0.9, 0.9),
        Kind::Assertion => polygon(&[(0.0, -1.12), (1.12, 0.0), (0.0, 1.12), (-1.12, 0.0)]),
        Kind::Table => {
            polygon(&[(-1.05, -0.62), (0.0, -1.15), (1.05, -0.62), (1.05, 0.62), (0.0, 1.15), (-1.05, 0.62)])
        }
        Kind::Formula => polygon(&[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)]),
        Kind::Entity => {
            let (left, right) = (x - r, x + r);
            format!("M{left:.1} {y:.1}A{r:.1} {r:.1} 0 1 1 {right:.1} {y:.1}A{r:.1} {r:.1} 0 1 1 {left:.1} {y:.1}Z")
        }
    }
}

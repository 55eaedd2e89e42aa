//! The picture beside the choices: threads of warp, nodes on them, and one path woven through six.

use crate::components::{kind_class, shape_path};
use crate::text::welcome::words;
use leptos::prelude::*;
use pathloom_model::Kind;

/// Threads from top to bottom in threes, the middle one stronger: x at the ends, and the two control points.
#[rustfmt::skip]
const WARP: [(f64, f64, f64); 18] = [
    (42.0, 44.7, 39.9), (64.0, 70.0, 60.7), (86.0, 84.0, 89.3), (136.0, 132.1, 128.7), (158.0, 151.1, 149.9),
    (180.0, 178.0, 173.1), (230.0, 231.2, 230.9), (252.0, 247.9, 258.0), (274.0, 265.3, 280.6),
    (324.0, 323.5, 323.2), (346.0, 346.4, 342.1), (368.0, 368.4, 370.2), (418.0, 422.7, 415.4),
    (440.0, 446.9, 432.0), (462.0, 469.2, 467.8), (512.0, 514.5, 520.1), (534.0, 536.9, 528.0),
    (556.0, 560.3, 556.3),
];
/// x, y, radius, opacity.
type Dot = (f64, f64, f64, f64);
/// Nodes off the path.
#[rustfmt::skip]
const PALE: [(Kind, &[Dot]); 5] = [
    (Kind::Image, &[
        (86.0, -46.0, 5.4, 0.28), (64.0, 10.0, 4.6, 0.42), (64.0, 64.0, 5.9, 0.26), (86.0, 112.0, 5.3, 0.42),
        (64.0, 164.0, 5.3, 0.38), (86.0, 330.0, 4.7, 0.35), (42.0, 382.0, 5.8, 0.43), (42.0, 444.0, 5.6, 0.26),
        (42.0, 506.0, 4.5, 0.32), (42.0, 560.0, 4.7, 0.27), (42.0, 621.0, 5.5, 0.44), (86.0, 683.0, 4.4, 0.36),
    ]),
    (Kind::Entity, &[
        (158.0, -44.0, 5.4, 0.36), (136.0, -2.0, 5.2, 0.27), (180.0, 49.0, 5.8, 0.27), (136.0, 109.0, 5.9, 0.38),
        (180.0, 165.0, 5.6, 0.46), (136.0, 238.0, 4.6, 0.39), (136.0, 400.0, 5.6, 0.39), (158.0, 450.0, 4.7, 0.4),
        (180.0, 516.0, 4.4, 0.43), (158.0, 560.0, 4.8, 0.43), (158.0, 618.0, 5.1, 0.35), (180.0, 679.0, 5.5, 0.28),
        (252.0, -63.0, 5.2, 0.29), (230.0, -5.0, 5.1, 0.36), (252.0, 56.0, 5.1, 0.39), (252.0, 107.0, 4.7, 0.45),
        (252.0, 180.0, 5.5, 0.37), (274.0, 339.0, 4.7, 0.27), (274.0, 391.0, 5.4, 0.32), (274.0, 455.0, 4.8, 0.27),
        (230.0, 519.0, 5.0, 0.34), (252.0, 556.0, 5.5, 0.44), (274.0, 622.0, 5.3, 0.4), (230.0, 684.0, 4.7, 0.34),
    ]),
    (Kind::Assertion, &[
        (346.0, -62.0, 4.6, 0.41), (324.0, -4.0, 5.0, 0.3), (368.0, 66.0, 5.7, 0.27), (368.0, 110.0, 5.0, 0.42),
        (368.0, 171.0, 5.4, 0.44), (324.0, 216.0, 5.5, 0.39), (324.0, 287.0, 6.0, 0.33), (324.0, 441.0, 4.8, 0.37),
        (346.0, 497.0, 4.7, 0.37), (368.0, 553.0, 5.0, 0.45), (324.0, 628.0, 5.0, 0.33), (368.0, 665.0, 4.5, 0.37),
    ]),
    (Kind::Table, &[
        (440.0, -61.0, 4.5, 0.41), (462.0, -6.0, 5.0, 0.36), (418.0, 70.0, 4.8, 0.46), (418.0, 111.0, 5.4, 0.32),
        (440.0, 180.0, 5.4, 0.28), (462.0, 224.0, 6.0, 0.46), (462.0, 348.0, 4.6, 0.41), (462.0, 402.0, 4.7, 0.45),
        (462.0, 444.0, 4.5, 0.33), (418.0, 495.0, 6.0, 0.28), (440.0, 573.0, 5.7, 0.39), (462.0, 619.0, 4.4, 0.36),
        (462.0, 667.0, 4.7, 0.27),
    ]),
    (Kind::Formula, &[
        (512.0, -56.0, 5.1, 0.44), (556.0, 1.0, 4.7, 0.4), (534.0, 68.0, 5.2, 0.44), (556.0, 115.0, 5.7, 0.43),
        (534.0, 159.0, 4.5, 0.39), (534.0, 232.0, 5.1, 0.44), (556.0, 291.0, 4.9, 0.36), (556.0, 462.0, 5.7, 0.32),
        (512.0, 516.0, 5.4, 0.35), (512.0, 568.0, 4.9, 0.45), (556.0, 616.0, 4.6, 0.29), (556.0, 667.0, 5.9, 0.44),
    ]),
];
const WEFT: &str = "M-400 276C-120 276 -6 232 64 232C110 232 112 318 158 318C204 318 206 262 252 262\
    C298 262 300 354 346 354C392 354 394 282 440 282C486 282 488 366 534 366C590 366 660 306 1000 306";
const RADIUS: f64 = 10.5;

#[component]
pub fn Weave() -> impl IntoView {
    let words = words();
    let stops: [(Kind, f64, f64, f64, Vec<&'static str>); 6] = [
        (Kind::Image, 64.0, 232.0, 208.0, vec![words.figure]),
        (Kind::Entity, 158.0, 318.0, 350.0, vec![words.plant]),
        (Kind::Entity, 252.0, 262.0, 224.0, vec![words.company_first, words.company_second]),
        (Kind::Assertion, 346.0, 354.0, 386.0, vec![words.fact_first, words.fact_second]),
        (Kind::Table, 440.0, 282.0, 258.0, vec![words.table]),
        (Kind::Formula, 534.0, 366.0, 398.0, vec![words.formula]),
    ];
    view! {
        <svg class="loom" viewBox="0 -70 600 740" preserveAspectRatio="xMidYMid slice">
            {WARP.iter().enumerate().map(|(place, thread)| warp(place, *thread)).collect_view()}
            {PALE.iter().map(|(kind, nodes)| pale(*kind, nodes)).collect_view()}
            <path class="loom__gap" d=WEFT/>
            <path class="loom__weft" d=WEFT/>
            {stops.into_iter().map(|(kind, x, y, label, lines)| stop(kind, (x, y), label, lines)).collect_view()}
        </svg>
    }
}

fn warp(place: usize, (x, above, below): (f64, f64, f64)) -> impl IntoView {
    let d = format!("M{x} -240C{above} 80 {below} 520 {x} 840");
    view! { <path class="loom__warp" class:loom__warp--mid=place % 3 == 1 d=d/> }
}

fn pale(kind: Kind, nodes: &'static [Dot]) -> impl IntoView {
    let shapes = nodes.iter().map(move |(x, y, radius, opacity)| {
        view! { <path d=shape_path(kind, *x, *y, *radius) fill="currentColor" opacity=*opacity/> }
    });
    view! { <g class=format!("loom__n {}", kind_class(kind))>{shapes.collect_view()}</g> }
}

/// A node on the path, with its name in lines from `label` down.
fn stop(kind: Kind, (x, y): (f64, f64), label: f64, lines: Vec<&'static str>) -> impl IntoView {
    let names = lines.into_iter().enumerate().map(move |(line, words)| {
        view! { <text class="loom__t" x=x y=label + 14.0 * line as f64>{words}</text> }
    });
    view! {
        <g class=format!("loom__n {}", kind_class(kind))>
            <circle cx=x cy=y r="15" fill="var(--bg)"/>
            <path d=shape_path(kind, x, y, RADIUS) fill="currentColor"/>
            {names.collect_view()}
        </g>
    }
}

//! The seven shapes of node, added to the canvas's current path. The same as the legend's.

use super::camera::Point;
use pathloom_model::Kind;
use web_sys::CanvasRenderingContext2d as Context;

/// `r` is half the size in pixels.
pub fn add(context: &Context, kind: Kind, at: Point, r: f64) {
    match kind {
        Kind::Document => rounded(context, at, r * 0.8, r, r * 0.22),
        Kind::Chunk => rounded(context, at, r, r * 0.62, r * 0.3),
        Kind::Image => rounded(context, at, r * 0.9, r * 0.9, r * 0.2),
        Kind::Assertion => polygon(context, at, r, &[(0.0, -1.12), (1.12, 0.0), (0.0, 1.12), (-1.12, 0.0)]),
        Kind::Table => polygon(
            context,
            at,
            r,
            &[(-1.05, -0.62), (0.0, -1.15), (1.05, -0.62), (1.05, 0.62), (0.0, 1.15), (-1.05, 0.62)],
        ),
        Kind::Formula => polygon(context, at, r, &[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)]),
        Kind::Entity => {
            context.move_to(at.x + r, at.y);
            let _ = context.arc(at.x, at.y, r, 0.0, std::f64::consts::TAU);
        }
    }
}

fn polygon(context: &Context, at: Point, r: f64, corners: &[(f64, f64)]) {
    for (place, (x, y)) in corners.iter().enumerate() {
        let (x, y) = (at.x + x * r, at.y + y * r);
        if place == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
    context.close_path();
}

fn rounded(context: &Context, at: Point, half_width: f64, half_height: f64, corner: f64) {
    let (x, y) = (at.x - half_width, at.y - half_height);
    if corner < 0.8 || context.round_rect_with_f64(x, y, half_width * 2.0, half_height * 2.0, corner).is_err() {
        context.rect(x, y, half_width * 2.0, half_height * 2.0);
    }
}

//! Paints a scene in two layers: the ground (everything, dimmed while a node is selected), which is kept as a
//! picture and only moved while the user pans, and the front (the selected node, its neighbours, their names).

use super::camera::{Camera, Point};
use super::palette::Palette;
use super::scene::Scene;
use super::shape;
use pathloom_model::Kind;
use web_sys::CanvasRenderingContext2d as Context;

/// A name with its place relative to its node, in pixels.
pub struct Label {
    pub node: usize,
    pub text: String,
    pub offset: Point,
    pub size: f64,
    pub weight: u16,
    pub faint: bool,
}

/// The name of a relation at the middle of its line.
pub struct EdgeLabel {
    pub edge: usize,
    pub text: String,
    pub width: f64,
}

/// What stands out: the selected node, the nodes around it, the lines between.
#[derive(Default)]
pub struct Emphasis {
    pub center: Option<usize>,
    pub lit: Vec<bool>,
    pub nodes: Vec<usize>,
    pub edges: Vec<usize>,
}

impl Emphasis {
    /// Every node and line stands out: a path, of which nothing is beside the point.
    pub fn whole(scene: &Scene, center: Option<usize>) -> Emphasis {
        let count = scene.nodes.len();
        let mut nodes: Vec<usize> = (0..count).filter(|node| Some(*node) != center).collect();
        nodes.extend(center);
        Emphasis { center, lit: vec![true; count], nodes, edges: (0..scene.edges.len()).collect() }
    }

    /// The node and its neighbours; nothing when `None`.
    pub fn of(scene: &Scene, center: Option<usize>) -> Emphasis {
        let mut emphasis = Emphasis { center, lit: vec![false; scene.nodes.len()], ..Emphasis::default() };
        let Some(center) = center else { return emphasis };
        emphasis.lit[center] = true;
        for &(edge, other) in &scene.around[center] {
            emphasis.edges.push(edge);
            if !emphasis.lit[other] {
                emphasis.lit[other] = true;
                emphasis.nodes.push(other);
            }
        }
        emphasis.nodes.push(center);
        emphasis
    }
}

/// Everything that one frame is painted from.
pub struct View<'a> {
    pub scene: &'a Scene,
    pub camera: Camera,
    pub palette: &'a Palette,
    pub emphasis: &'a Emphasis,
    pub width: f64,
    pub height: f64,
    /// Node sizes are multiplied by it: below 1 where thousands are shown.
    pub shrink: f64,
}

const OUTLINE_LIMIT: usize = 1_500;

impl View<'_> {
    /// The ground. `pad` pixels around the canvas are painted too, so that a small pan finds them there.
    pub fn ground(&self, context: &Context, pad: f64) {
        let dim = !self.emphasis.nodes.is_empty();
        context.set_global_alpha(if dim { 0.7 } else { 1.0 });
        context.set_stroke_style_str(&self.palette.line);
        context.set_line_width(if self.scene.edges.len() > 6_000 { 0.6 } else { 1.0 });
        context.begin_path();
        for (place, edge) in self.scene.edges.iter().enumerate() {
            let (from, to) = (self.at(edge.from), self.at(edge.to));
            if self.line_is_out(from, to, pad) || (dim && self.emphasis.edges.binary_search(&place).is_ok()) {
                continue;
            }
            context.move_to(from.x, from.y);
            context.line_to(to.x, to.y);
        }
        context.stroke();
        context.set_global_alpha(if dim { 0.34 } else { 1.0 });
        self.nodes(context, pad, |place| !self.emphasis.lit[place]);
        context.set_global_alpha(1.0);
    }

    /// The front: lines, nodes, the ring around the selected node and around the hovered one.
    pub fn front(&self, context: &Context, hovered: Option<usize>) {
        context.set_stroke_style_str(&self.palette.ink_3);
        context.set_line_width(1.25);
        context.begin_path();
        for &edge in &self.emphasis.edges {
            let edge = &self.scene.edges[edge];
            let (from, to) = (self.at(edge.from), self.at(edge.to));
            context.move_to(from.x, from.y);
            context.line_to(to.x, to.y);
        }
        context.stroke();
        if !self.emphasis.nodes.is_empty() {
            self.nodes(context, 0.0, |place| self.emphasis.lit[place]);
        }
        if let Some(center) = self.emphasis.center {
            self.ring(context, center, 4.5, &self.palette.accent, 2.0);
        }
        if let Some(hovered) = hovered.filter(|&hovered| Some(hovered) != self.emphasis.center) {
            self.ring(context, hovered, 2.5, &self.palette.ink_2, 1.5);
        }
    }

    pub fn labels(&self, context: &Context, labels: &[Label]) {
        context.set_line_join("round");
        context.set_text_align("left");
        context.set_text_baseline("middle");
        for label in labels {
            let at = self.at(label.node);
            context.set_font(&format!("{} {}px {}", label.weight, label.size, self.palette.font));
            let colour = if label.faint { &self.palette.ink_3 } else { &self.palette.ink };
            let middle = label.offset.y + (label.size + 3.0) / 2.0;
            self.text(context, &label.text, Point::new(at.x + label.offset.x, at.y + middle), colour);
        }
    }

    pub fn edge_labels(&self, context: &Context, labels: &[EdgeLabel]) {
        context.set_text_align("center");
        context.set_text_baseline("middle");
        context.set_font(&format!("500 10px {}", self.palette.font));
        for label in labels {
            let edge = &self.scene.edges[label.edge];
            let (from, to) = (self.at(edge.from), self.at(edge.to));
            if from.distance(to) < label.width + 24.0 {
                continue;
            }
            let middle = Point::new((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
            self.text(context, &label.text, middle, &self.palette.ink_2);
        }
    }

    pub fn at(&self, node: usize) -> Point {
        self.camera.to_canvas(self.scene.nodes[node].at)
    }

    pub fn radius(&self, node: usize) -> f64 {
        let grown = if Some(node) == self.emphasis.center { 1.25 } else { 1.0 };
        self.scene.nodes[node].radius * self.shrink * grown
    }

    fn text(&self, context: &Context, text: &str, at: Point, colour: &str) {
        context.set_stroke_style_str(&self.palette.ground);
        context.set_line_width(3.5);
        let _ = context.stroke_text(text, at.x, at.y);
        context.set_fill_style_str(colour);
        let _ = context.fill_text(text, at.x, at.y);
    }

    fn ring(&self, context: &Context, node: usize, gap: f64, colour: &str, width: f64) {
        let at = self.at(node);
        context.set_stroke_style_str(colour);
        context.set_line_width(width);
        context.begin_path();
        let _ = context.arc(at.x, at.y, self.radius(node) + gap, 0.0, std::f64::consts::TAU);
        context.stroke();
    }

    /// One path for every kind, so that thousands of nodes are seven fills.
    fn nodes(&self, context: &Context, pad: f64, wanted: impl Fn(usize) -> bool) {
        let outlined = self.scene.nodes.len() <= OUTLINE_LIMIT;
        context.set_stroke_style_str(&self.palette.ground);
        context.set_line_width(1.25);
        for kind in Kind::ALL {
            context.begin_path();
            for (place, node) in self.scene.nodes.iter().enumerate() {
                if node.kind != kind || !wanted(place) {
                    continue;
                }
                let (at, radius) = (self.at(place), self.radius(place));
                if !self.is_out(at, radius + pad) {
                    shape::add(context, kind, at, radius);
                }
            }
            context.set_fill_style_str(self.palette.kind(kind));
            context.fill();
            if outlined {
                context.stroke();
            }
        }
    }

    pub fn is_out(&self, at: Point, slack: f64) -> bool {
        at.x < -slack || at.y < -slack || at.x > self.width + slack || at.y > self.height + slack
    }

    fn line_is_out(&self, from: Point, to: Point, pad: f64) -> bool {
        (from.x < -pad && to.x < -pad)
            || (from.y < -pad && to.y < -pad)
            || (from.x > self.width + pad && to.x > self.width + pad)
            || (from.y > self.height + pad && to.y > self.height + pad)
    }
}

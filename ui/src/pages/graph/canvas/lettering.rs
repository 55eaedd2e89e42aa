//! Chooses which names are shown and where: the selected node, its neighbours, then the best-connected of the rest,
//! as many as the canvas has room for.

use super::camera::Point;
use super::labels::{Area, Taken, place, short};
use super::paint::{EdgeLabel, Label, View};
use pathloom_model::Kind;
use std::collections::HashMap;
use web_sys::CanvasRenderingContext2d as Context;

/// Widths of names that were measured before.
#[derive(Default)]
pub struct Widths {
    known: HashMap<(u16, String), f64>,
}

impl Widths {
    /// Pixels that `text` takes with the font set on `context`; `font` tells fonts apart.
    fn of(&mut self, context: &Context, font: u16, text: &str) -> f64 {
        if self.known.len() > 20_000 {
            self.known.clear();
        }
        if let Some(width) = self.known.get(&(font, text.to_owned())) {
            return *width;
        }
        let width = context.measure_text(text).map_or(text.len() as f64 * 6.0, |found| found.width());
        self.known.insert((font, text.to_owned()), width);
        width
    }
}

/// One square of this many pixels a name.
const ROOM: f64 = 11_000.0;
const NEIGHBOURS: usize = 60;
const OBSTACLES: usize = 2_500;

pub struct Lettering {
    pub labels: Vec<Label>,
    pub edges: Vec<EdgeLabel>,
}

/// `relation_word` says a relation's name in the interface's language.
pub fn letter(
    view: &View<'_>,
    context: &Context,
    widths: &mut Widths,
    relation_word: &dyn Fn(&str) -> String,
) -> Lettering {
    let mut taken = Taken::new(view.width, view.height);
    let mut lettering = Lettering { labels: Vec::new(), edges: Vec::new() };
    let budget = (view.width * view.height / ROOM) as usize;
    if let Some(center) = view.emphasis.center {
        // Before anything else is in its way: the selected node is always named.
        let mut writer = Writer { view, context, widths, taken: &mut taken, labels: &mut lettering.labels };
        writer.write(center, 14.0, 650, 10.0, false);
    }
    block_nodes(view, &mut taken, |view, node| view.emphasis.lit[node]);
    let mut writer = Writer { view, context, widths, taken: &mut taken, labels: &mut lettering.labels };
    let near: Vec<usize> = view.emphasis.nodes.iter().copied().filter(|&n| Some(n) != view.emphasis.center).collect();
    for node in by_degree(view, near).into_iter().take(NEIGHBOURS.min(budget)) {
        writer.write(node, 11.0, 500, 4.0, false);
    }
    edge_names(view, context, widths, &mut taken, relation_word, &mut lettering.edges);
    block_nodes(view, &mut taken, |view, node| !view.emphasis.lit[node] && view.radius(node) > 6.5);
    let selected = view.emphasis.center.is_some();
    let rest = (0..view.scene.nodes.len()).filter(|&node| !view.emphasis.lit[node] && is_worth_naming(view, node));
    let many = if selected { budget / 4 } else { budget };
    let mut writer = Writer { view, context, widths, taken: &mut taken, labels: &mut lettering.labels };
    let mut left = many;
    for node in by_degree(view, rest.collect()).into_iter().take(many * 4) {
        if left == 0 {
            break;
        }
        left -= usize::from(writer.write(node, 11.0, if selected { 400 } else { 500 }, 4.0, selected));
    }
    lettering
}

struct Writer<'a, 'v> {
    view: &'a View<'v>,
    context: &'a Context,
    widths: &'a mut Widths,
    taken: &'a mut Taken,
    labels: &'a mut Vec<Label>,
}

impl Writer<'_, '_> {
    fn write(&mut self, node: usize, size: f64, weight: u16, gap: f64, faint: bool) -> bool {
        let at = self.view.at(node);
        if self.view.is_out(at, 0.0) {
            return false;
        }
        let text = short(&self.view.scene.nodes[node].name, if size > 12.0 { 56 } else { 34 });
        if text.is_empty() {
            return false;
        }
        self.context.set_font(&format!("{weight} {size}px {}", self.view.palette.font));
        let width = self.widths.of(self.context, weight + size as u16, &text);
        let Some(offset) = place(at, self.view.radius(node), width, size, gap, self.taken) else { return false };
        self.labels.push(Label { node, text, offset, size, weight, faint });
        true
    }
}

fn edge_names(
    view: &View<'_>,
    context: &Context,
    widths: &mut Widths,
    taken: &mut Taken,
    relation_word: &dyn Fn(&str) -> String,
    labels: &mut Vec<EdgeLabel>,
) {
    context.set_font(&format!("500 10px {}", view.palette.font));
    for &edge in &view.emphasis.edges {
        let line = &view.scene.edges[edge];
        let Some(first) = line.names.first() else { continue };
        let text = match line.names.len() {
            1 => short(&relation_word(first), 24),
            more => format!("{} +{}", short(&relation_word(first), 20), more - 1),
        };
        let (from, to) = (view.at(line.from), view.at(line.to));
        let width = widths.of(context, 500, &text);
        let middle = Point::new((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
        let area = Area::around(middle, width / 2.0 + 1.0, 7.0);
        if from.distance(to) >= width + 36.0 && taken.is_free(&area) {
            taken.add(area);
            labels.push(EdgeLabel { edge, text, width });
        }
    }
}

fn block_nodes(view: &View<'_>, taken: &mut Taken, wanted: impl Fn(&View<'_>, usize) -> bool) {
    let nodes = (0..view.scene.nodes.len()).filter(|&node| wanted(view, node)).take(OBSTACLES);
    for node in nodes {
        let (at, radius) = (view.at(node), view.radius(node));
        if !view.is_out(at, radius) {
            taken.add(Area::around(at, radius, radius));
        }
    }
}

fn is_worth_naming(view: &View<'_>, node: usize) -> bool {
    let node = &view.scene.nodes[node];
    let container = matches!(node.kind, Kind::Chunk | Kind::Assertion);
    view.emphasis.center.is_none() && !container || node.kind == Kind::Document || (!container && node.degree > 4)
}

fn by_degree(view: &View<'_>, mut nodes: Vec<usize>) -> Vec<usize> {
    nodes.sort_by_key(|&node| (std::cmp::Reverse(view.scene.nodes[node].degree), node));
    nodes
}

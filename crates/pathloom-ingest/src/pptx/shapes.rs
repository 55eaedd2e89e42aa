//! The shapes of a slide with their places, groups resolved, placeholders placed where the layout has them.

use super::order::Rect;
use super::placeholder;
use crate::ooxml::content;
use crate::xml::{DEPTH, Look};
use roxmltree::Node;
use std::collections::BTreeMap;

const SHAPES: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    /// A placeholder of text: its lines are bulleted unless they say otherwise.
    Body,
    Text,
    /// Pictures, charts, diagrams, tables.
    Object,
}

pub(super) struct Shape<'a, 'i> {
    pub node: Node<'a, 'i>,
    pub kind: Kind,
    pub place: Rect,
}

/// Places of placeholders by type and by index.
#[derive(Default)]
pub(super) struct Places {
    by_type: BTreeMap<String, Rect>,
    by_index: BTreeMap<String, Rect>,
}

impl Places {
    pub fn add(&mut self, layout: Node) {
        for shape in layout.descendants().filter(|node| node.is("sp") || node.is("pic")) {
            let (Some(holder), Some(place)) = (placeholder(shape), own_place(shape)) else { continue };
            self.by_type.insert(holder.attr("type").unwrap_or("obj").to_owned(), place);
            if let Some(index) = holder.attr("idx") {
                self.by_index.insert(index.to_owned(), place);
            }
        }
    }

    fn of(&self, holder: Node) -> Option<Rect> {
        let by_index = holder.attr("idx").and_then(|index| self.by_index.get(index));
        let kind = holder.attr("type").unwrap_or("obj");
        let by_type = self.by_type.get(kind).or_else(|| {
            let alike = match kind {
                "ctrTitle" => "title",
                "obj" | "subTitle" => "body",
                _ => return None,
            };
            self.by_type.get(alike)
        });
        by_index.or(by_type).copied()
    }
}

/// From the coordinates of a group's inside to those of the slide.
#[derive(Clone, Copy)]
struct Frame {
    scale: (f64, f64),
    shift: (f64, f64),
}

pub(super) fn shapes<'a, 'i>(tree: Node<'a, 'i>, places: &Places) -> Vec<Shape<'a, 'i>> {
    let mut found = Vec::new();
    gather(tree, places, Frame { scale: (1.0, 1.0), shift: (0.0, 0.0) }, &mut found, 0);
    found
}

fn gather<'a, 'i>(tree: Node<'a, 'i>, places: &Places, frame: Frame, found: &mut Vec<Shape<'a, 'i>>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let mut last = Rect::default();
    for node in content(tree) {
        if found.len() >= SHAPES || is_hidden(node) {
            continue;
        }
        let holder = placeholder(node);
        let kind = match (node.tag_name().name(), holder.map(|holder| holder.attr("type").unwrap_or("obj"))) {
            ("grpSp", _) => {
                gather(node, places, inside(node, frame), found, depth + 1);
                continue;
            }
            ("sp", Some("dt" | "ftr" | "sldNum" | "hdr" | "sldImg")) => continue,
            ("sp", Some("title" | "ctrTitle")) => Kind::Title,
            ("sp", Some("body" | "obj")) => Kind::Body,
            ("sp" | "cxnSp", _) => Kind::Text,
            ("pic" | "graphicFrame", _) => Kind::Object,
            _ => continue,
        };
        let place =
            own_place(node).map(|place| placed(place, frame)).or_else(|| holder.and_then(|holder| places.of(holder)));
        last = place.unwrap_or(last);
        found.push(Shape { node, kind, place: last });
    }
}

fn is_hidden(node: Node) -> bool {
    let properties = node.elements().find(|child| child.tag_name().name().starts_with("nv"));
    properties.and_then(|found| found.child("cNvPr")).is_some_and(|found| found.attr("hidden") == Some("1"))
}

fn number(node: Node, name: &str) -> f64 {
    node.attr(name).and_then(|value| value.parse::<f64>().ok()).filter(|value| value.is_finite()).unwrap_or(0.0)
}

fn own_place(shape: Node) -> Option<Rect> {
    let transform = shape.at(&["spPr", "xfrm"]).or_else(|| shape.child("xfrm"))?;
    rect(transform, "off", "ext")
}

fn rect(transform: Node, offset: &str, extent: &str) -> Option<Rect> {
    let (offset, extent) = (transform.child(offset)?, transform.child(extent)?);
    let (x0, y0) = (number(offset, "x"), number(offset, "y"));
    Some(Rect { x0, y0, x1: x0 + number(extent, "cx").max(0.0), y1: y0 + number(extent, "cy").max(0.0) })
}

fn placed(place: Rect, frame: Frame) -> Rect {
    let x = |value: f64| value * frame.scale.0 + frame.shift.0;
    let y = |value: f64| value * frame.scale.1 + frame.shift.1;
    Rect { x0: x(place.x0), y0: y(place.y0), x1: x(place.x1), y1: y(place.y1) }
}

fn inside(group: Node, frame: Frame) -> Frame {
    let Some(transform) = group.at(&["grpSpPr", "xfrm"]) else { return frame };
    let (Some(outer), Some(inner)) = (rect(transform, "off", "ext"), rect(transform, "chOff", "chExt")) else {
        return frame;
    };
    let ratio = |outer: f64, inner: f64| if inner > 0.0 { outer / inner } else { 1.0 };
    let scale = (ratio(outer.x1 - outer.x0, inner.x1 - inner.x0), ratio(outer.y1 - outer.y0, inner.y1 - inner.y0));
    let outer = placed(outer, frame);
    let scale = (scale.0 * frame.scale.0, scale.1 * frame.scale.1);
    Frame { scale, shift: (outer.x0 - inner.x0 * scale.0, outer.y0 - inner.y0 * scale.1) }
}

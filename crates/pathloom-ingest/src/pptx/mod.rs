//! PowerPoint presentations (PPTX): a page a slide; titles, text, tables, charts, pictures in the order one reads them,
//! speakers' notes below. Dates, feet and numbers of slides are left out.

mod order;
mod shapes;
#[cfg(test)]
mod tests;
mod text;

use crate::flow::Flow;
use crate::ooxml::{Package, drawn, tree};
use crate::xml::{self, Look};
use crate::{ReadError, Source};
use pathloom_model::{BlockContent, Format, Key, Parsed, WarningCode};
use roxmltree::Node;
use shapes::{Kind, Places, Shape};
use std::collections::BTreeMap;
use std::rc::Rc;
use text::Line;

pub(crate) use order::{Rect, reading_order};

const SLIDES: usize = 5_000;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let mut flow = Flow::default();
    let mut package = Package::open(source.bytes, &mut flow)?;
    let part = package.main_part("ppt/presentation.xml");
    let text = package.required(&part)?;
    let presentation = xml::parse(&text, &part).map_err(|refusal| refusal.into_error())?;
    let relations = package.relations(&part);
    let list = presentation.root_element().child("sldIdLst");
    let slides: Vec<String> = list
        .into_iter()
        .flat_map(|list| list.named("sldId").collect::<Vec<_>>())
        .filter_map(|slide| Some(relations.get(slide.rel("id")?)?.target.clone()))
        .collect();
    if slides.len() > SLIDES {
        flow.warn(
            WarningCode::Limit,
            format!("The presentation has {} slides; the first {SLIDES} were read.", slides.len()),
        );
    }
    let mut layouts = Layouts::new();
    for part in slides.iter().take(SLIDES) {
        slide(part, &mut package, &mut layouts, &mut flow);
    }
    let stated = package.stated_title();
    let mut parsed = flow.finish(key, source, Format::Pptx, None);
    parsed.meta.title = parsed.meta.title.or(stated);
    Ok(parsed)
}

/// Layouts that were read, by their part: many slides share one.
type Layouts = BTreeMap<String, Rc<Places>>;

fn slide(part: &str, package: &mut Package, layouts: &mut Layouts, flow: &mut Flow) {
    let number = flow.next_page();
    let Some(text) = package.optional(Some(part), flow) else { return };
    let Some(tree) = tree(&text, part, flow) else { return };
    let relations = package.relations(part);
    let part = relations.of_kind("slideLayout").unwrap_or_default();
    let places = layouts.entry(part.to_owned()).or_insert_with(|| Rc::new(layout(part, package, flow))).clone();
    let Some(shapes) = tree.root_element().at(&["cSld", "spTree"]).map(|tree| shapes::shapes(tree, &places)) else {
        return;
    };
    let shapes = in_order(shapes);
    let title = shapes.iter().position(|shape| shape.kind == Kind::Title).or_else(|| stands_in(&shapes));
    let mut seen = Seen::default();
    if let Some(shape) = title.map(|at| &shapes[at]) {
        let level = if number == 1 { 1 } else { 2 };
        let words = text::lines(shape.node, false).into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
        seen.words |= !words.trim().is_empty();
        flow.heading(level, words);
    }
    for (at, shape) in shapes.iter().enumerate() {
        if Some(at) != title {
            self::shape(shape, package, &relations, flow, &mut seen);
        }
    }
    if !seen.words && seen.pictures {
        flow.blind_page(format!(
            "Slide {number} is a picture; reading it takes a vision model or character recognition."
        ));
    }
    notes(relations.of_kind("notesSlide"), package, flow);
}

#[derive(Default)]
struct Seen {
    words: bool,
    pictures: bool,
}

fn shape(shape: &Shape, package: &mut Package, relations: &crate::ooxml::Relations, flow: &mut Flow, seen: &mut Seen) {
    let node = shape.node;
    if let Some(table) = node.descendants().take(200).find(|inner| inner.is("tbl")) {
        seen.words = true;
        return text::table(table, flow);
    }
    match shape.kind {
        Kind::Object => {
            seen.pictures |= node.is("pic");
            seen.words |= !node.is("pic");
            drawn(node, package, relations, flow);
        }
        _ => {
            let lines = text::lines(node, shape.kind == Kind::Body);
            seen.words |= lines.iter().any(|line| !line.text.is_empty());
            write_lines(lines, flow);
        }
    }
}

/// Bulleted lines as lists, others as paragraphs.
fn write_lines(lines: Vec<Line>, flow: &mut Flow) {
    let alone = lines.iter().filter(|line| !line.text.is_empty()).count() == 1;
    let mut items: Vec<String> = Vec::new();
    let mut ordered = false;
    for line in lines.into_iter().filter(|line| !line.text.is_empty() || line.formula.is_some()) {
        let bullet = line.bullet && !alone && line.formula.is_none();
        if !items.is_empty() && (!bullet || line.ordered != ordered) {
            flow.list(ordered, std::mem::take(&mut items));
        }
        match line.formula {
            Some(latex) => flow.formula(&latex),
            None if bullet => {
                ordered = line.ordered;
                items.push(crate::flow::squeezed(&line.text));
            }
            None => flow.paragraph(line.text),
        }
    }
    flow.list(ordered, items);
}

/// Where the layout puts placeholders that say nothing of their own place.
fn layout(part: &str, package: &mut Package, flow: &mut Flow) -> Places {
    let Some(text) = package.optional(Some(part), flow) else { return Places::default() };
    let Some(tree) = tree(&text, part, flow) else { return Places::default() };
    let master = package.relations(part).of_kind("slideMaster").map(str::to_owned);
    let mut places = Places::default();
    if let Some(master) = master
        && let Some(text) = package.optional(Some(&master), flow)
        && let Some(tree) = self::tree(&text, &master, flow)
    {
        places.add(tree.root_element());
    }
    places.add(tree.root_element());
    places
}

fn in_order<'a, 'i>(shapes: Vec<Shape<'a, 'i>>) -> Vec<Shape<'a, 'i>> {
    let order = reading_order(&shapes.iter().map(|shape| shape.place).collect::<Vec<_>>());
    let mut slots: Vec<Option<Shape>> = shapes.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| slots[at].take()).collect()
}

/// Without a title, the first short text at the top stands in for it.
fn stands_in(shapes: &[Shape]) -> Option<usize> {
    let first = shapes.iter().position(|shape| shape.kind != Kind::Object)?;
    let lines = text::lines(shapes[first].node, false);
    let [line] = &lines[..] else { return None };
    let top = shapes.iter().all(|shape| shape.place.y0 >= shapes[first].place.y0 - 1.0);
    let ends = line.text.ends_with(['.', '。', ';', '；', ',', '，', ':', '：']);
    (top && !ends && (2..=60).contains(&line.text.chars().count()) && shapes.len() > 1).then_some(first)
}

fn notes(part: Option<&str>, package: &mut Package, flow: &mut Flow) {
    let Some(text) = package.optional(part, flow) else { return };
    let Some(tree) = tree(&text, part.unwrap_or_default(), flow) else { return };
    let bodies = tree.root_element().descendants().filter(|node| node.is("sp"));
    for body in bodies.filter(|shape| placeholder(*shape).is_some_and(|kind| kind.attr("type") == Some("body"))) {
        for line in text::lines(body, false) {
            flow.push(BlockContent::Footnote { mark: String::new(), text: line.text });
        }
    }
}

/// The placeholder that a shape fills.
fn placeholder<'a, 'i>(shape: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let properties = shape.elements().find(|child| child.tag_name().name().starts_with("nv"))?;
    properties.at(&["nvPr", "ph"])
}

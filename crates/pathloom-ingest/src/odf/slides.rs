//! The slides of an OpenDocument presentation: a page each, its frames in the order one reads them, notes below.

use super::Reader;
use crate::pptx::{Rect, reading_order};
use crate::xml::Look;
use pathloom_model::{BlockContent, WarningCode};
use roxmltree::Node;

const SLIDES: usize = 5_000;

impl Reader<'_> {
    pub(super) fn slides(&mut self, body: Node) {
        let slides = body.named("page").count();
        if slides > SLIDES {
            self.flow.warn(
                WarningCode::Limit,
                format!("The presentation has {slides} slides; the first {SLIDES} were read."),
            );
        }
        for slide in body.named("page").take(SLIDES) {
            self.slide(slide);
        }
    }

    fn slide(&mut self, slide: Node) {
        let number = self.flow.next_page();
        let furniture = ["page-number", "date-time", "footer", "header", "page"];
        let shapes: Vec<Node> = slide
            .elements()
            .filter(|shape| !shape.is("notes") && !shape.is("forms") && !furniture.contains(&class(*shape)))
            .collect();
        let order = reading_order(&shapes.iter().map(|shape| place(*shape)).collect::<Vec<_>>());
        let title = order.iter().copied().find(|at| class(shapes[*at]) == "title");
        let mut words = false;
        if let Some(at) = title {
            let text = self.lines(shapes[at]);
            words |= !text.is_empty();
            self.flow.heading(if number == 1 { 1 } else { 2 }, text);
        }
        for at in order.into_iter().filter(|at| Some(*at) != title) {
            words |= !shapes[at].words().trim().is_empty();
            self.frame(shapes[at], 0);
        }
        let pictures = shapes.iter().any(|shape| shape.descendants().any(|node| node.is("image")));
        if !words && pictures {
            self.flow.blind_page(format!(
                "Slide {number} is a picture; reading it takes a vision model or character recognition."
            ));
        }
        let notes = slide.child("notes").into_iter().flat_map(|notes| notes.named("frame").collect::<Vec<_>>());
        for frame in notes.filter(|frame| class(*frame) == "notes") {
            for text in self.lines(frame).lines() {
                self.flow.push(BlockContent::Footnote { mark: String::new(), text: text.to_owned() });
            }
        }
    }
}

/// What a frame is on its slide: title, outline, notes…
fn class<'a>(shape: Node<'a, '_>) -> &'a str {
    shape.attr("class").unwrap_or_default()
}

fn place(shape: Node) -> Rect {
    let length = |name: &str| shape.attr(name).and_then(points).unwrap_or(0.0);
    let (x0, y0) = (length("x"), length("y"));
    Rect { x0, y0, x1: x0 + length("width"), y1: y0 + length("height") }
}

/// "2.5cm", "1in", "72pt".
fn points(length: &str) -> Option<f64> {
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let factor = match &length[number.len()..] {
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "in" => 72.0,
        "pc" => 12.0,
        _ => 1.0,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

//! Frames of OpenDocument files: pictures, text boxes, formulas, charts.

use super::Reader;
use crate::archive::resolve;
use crate::flow::{Grid, squeezed};
use crate::math;
use crate::xml::{self, DEPTH, Look};
use pathloom_model::{Figure, ImageClass, TableData, WarningCode};
use roxmltree::Node;

const OBJECTS: usize = 2_000;

/// The LaTeX of a frame that holds a formula.
pub(super) fn formula(reader: &mut Reader, frame: Node) -> Option<String> {
    let object = frame.child("object")?;
    if let Some(inside) = object.child("math") {
        return Some(math::from_mathml(&as_math(inside, 0))).filter(|latex| !latex.is_empty());
    }
    let (text, part) = embedded(reader, object)?;
    let tree = xml::parse(&text, &part).ok()?;
    let root = tree.root_element();
    root.is("math").then(|| math::from_mathml(&as_math(root, 0))).filter(|latex| !latex.is_empty())
}

/// The content of an object that is a document of its own inside the archive.
fn embedded(reader: &mut Reader, object: Node) -> Option<(String, String)> {
    let part = format!("{}/content.xml", resolve("", object.attr("href")?)?);
    if reader.objects >= OBJECTS {
        reader.flow.warn(
            WarningCode::Limit,
            format!("The document embeds more than {OBJECTS} objects; the rest were left out."),
        );
        return None;
    }
    reader.objects += 1;
    match reader.archive.text(&part) {
        Ok(text) => Some((text?, part)),
        Err(refusal) => {
            reader.flow.refused(refusal);
            None
        }
    }
}

fn as_math(node: Node, depth: usize) -> math::Element {
    let children =
        if depth > DEPTH { vec![] } else { node.elements().map(|child| as_math(child, depth + 1)).collect() };
    math::Element {
        name: node.tag_name().name().to_lowercase(),
        attributes: node.attributes().map(|found| (found.name().to_lowercase(), found.value().to_owned())).collect(),
        text: node.children().filter(Node::is_text).filter_map(|text| text.text()).collect(),
        children,
    }
}

impl Reader<'_> {
    pub(super) fn frame(&mut self, frame: Node, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let words = ["desc", "title"].iter().find_map(|name| frame.child(name)).map(|node| squeezed(&node.words()));
        let words = words.unwrap_or_default();
        for part in frame.elements() {
            match part.tag_name().name() {
                "text-box" => return self.blocks(part, depth + 1),
                "table" => return self.table(part, depth + 1),
                "object" => {
                    if let Some(latex) = formula(self, frame) {
                        return self.flow.formula(&latex);
                    }
                    if self.chart(part, &words) {
                        return;
                    }
                }
                "image" => return self.image(part, &words),
                "frame" | "g" | "custom-shape" | "rect" => self.frame(part, depth + 1),
                "p" | "h" | "list" => return self.blocks(frame, depth + 1),
                _ => {}
            }
        }
    }

    fn image(&mut self, image: Node, words: &str) {
        let Some(part) = image.attr("href").and_then(|target| resolve("", target)) else { return };
        match self.archive.read(&part) {
            Ok(Some(bytes)) => self.flow.pictured(&part, bytes, words),
            Ok(None) => {}
            Err(refusal) => self.flow.refused(refusal),
        }
    }

    /// A chart: a figure with its words, and the numbers it was drawn from.
    fn chart(&mut self, object: Node, words: &str) -> bool {
        let Some((text, part)) = embedded(self, object) else { return false };
        let Ok(tree) = xml::parse(&text, &part) else { return false };
        let Some(chart) =
            tree.root_element().descendants().find(|node| node.is("chart") && node.child("table").is_some())
        else {
            return false;
        };
        let title = chart.child("title").map(|title| squeezed(&title.words())).unwrap_or_else(|| words.to_owned());
        let mut grid = Grid::default();
        let table = chart.child("table");
        for row in table
            .into_iter()
            .flat_map(|table| table.descendants().filter(|node| node.is("table-row")).take(5_000).collect::<Vec<_>>())
        {
            grid.start_row();
            for cell in row.named("table-cell") {
                grid.cell(&cell.words(), 1, 1);
            }
        }
        let table = grid.table();
        let names = table
            .cells
            .iter()
            .flatten()
            .map(|cell| cell.text.clone())
            .filter(|words| words.parse::<f64>().is_err() && !words.is_empty());
        let label = crate::label::caption_label(&title);
        let figure = Figure {
            caption: title.clone(),
            label,
            class: ImageClass::Chart,
            words: names.take(500).collect(),
            ..Figure::default()
        };
        self.flow.figure(figure);
        self.flow.table(TableData { caption: title, ..table });
        true
    }
}

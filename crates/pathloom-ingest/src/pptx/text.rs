//! The lines of a shape and the tables of slides.

use crate::flow::{Flow, Grid, Script, Words};
use crate::math;
use crate::ooxml::content;
use crate::xml::Look;
use roxmltree::Node;

#[derive(Default)]
pub(super) struct Line {
    pub text: String,
    pub bullet: bool,
    pub ordered: bool,
    /// The line is nothing but a formula.
    pub formula: Option<String>,
}

/// The lines of a shape; `bulleted` says what lines are that do not say it themselves.
pub(super) fn lines(shape: Node, bulleted: bool) -> Vec<Line> {
    let Some(body) = shape.child("txBody") else { return vec![] };
    body.named("p")
        .map(|line| one(line, bulleted))
        .filter(|line| !line.text.is_empty() || line.formula.is_some())
        .collect()
}

fn one(paragraph: Node, bulleted: bool) -> Line {
    let properties = paragraph.child("pPr");
    let has = |name: &str| properties.is_some_and(|found| found.child(name).is_some());
    let ordered = has("buAutoNum");
    let bullet = !has("buNone") && (bulleted || ordered || has("buChar") || has("buBlip"));
    let mut words = Words::default();
    let (mut formulas, mut plain) = (Vec::new(), false);
    for part in content(paragraph) {
        match part.tag_name().name() {
            "r" => {
                let text = part.child("t").map(|text| text.words()).unwrap_or_default();
                plain |= !text.trim().is_empty();
                let raised =
                    part.child("rPr").and_then(|found| found.attr("baseline")?.parse::<i32>().ok()).unwrap_or(0);
                match raised {
                    0 => words.push(&text),
                    1.. => words.scripted(&text, Script::Super),
                    _ => words.scripted(&text, Script::Sub),
                }
            }
            "br" => words.line_break(),
            "fld" if part.attr("type").is_some_and(|kind| kind == "slidenum" || kind.starts_with("datetime")) => {}
            "fld" => words.push(&part.child("t").map(|text| text.words()).unwrap_or_default()),
            "m" => {
                let latex = part.elements().next().map(math::from_omml).unwrap_or_default();
                words.push(&math::inline(&latex));
                formulas.push(latex);
            }
            _ => {}
        }
    }
    let formula = (!plain && formulas.len() == 1).then(|| formulas.remove(0)).filter(|latex| !latex.is_empty());
    Line { text: words.take(), bullet, ordered, formula }
}

pub(super) fn table(node: Node, flow: &mut Flow) {
    let mut grid = Grid::default();
    let headed =
        node.child("tblPr").and_then(|found| found.attr("firstRow")).is_some_and(|on| on == "1" || on == "true");
    for (at, row) in node.named("tr").enumerate() {
        grid.start_row();
        if at == 0 && headed {
            grid.is_head();
        }
        for cell in row.named("tc") {
            let count = |name: &str| cell.attr(name).and_then(|count| count.parse().ok()).unwrap_or(1);
            let covered =
                ["hMerge", "vMerge"].iter().any(|name| cell.attr(name).is_some_and(|on| on == "1" || on == "true"));
            if !covered {
                let text: Vec<String> = lines(cell, false).into_iter().map(|line| line.text).collect();
                grid.cell(&text.join("\n"), count("rowSpan"), count("gridSpan"));
            }
        }
    }
    flow.table(grid.table());
}

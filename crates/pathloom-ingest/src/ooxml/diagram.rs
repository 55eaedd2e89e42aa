//! SmartArt: its words as a figure, and as a list, since they are what the diagram says.

use super::{Package, tree};
use crate::flow::{Flow, squeezed};
use crate::xml::Look;
use pathloom_model::{Figure, ImageClass};

const WORDS: usize = 500;

pub(crate) fn diagram(package: &mut Package, part: &str, alternative: &str, flow: &mut Flow) {
    let Some(text) = package.optional(Some(part), flow) else { return };
    let Some(tree) = tree(&text, part, flow) else { return };
    let points = tree.root_element().descendants().filter(|node| node.is("pt"));
    let words: Vec<String> = points
        .filter_map(|point| {
            let paragraphs = point.child("t")?;
            let lines: Vec<String> = paragraphs.named("p").map(|line| line.words()).collect();
            Some(squeezed(&lines.join("\n"))).filter(|words| !words.is_empty())
        })
        .take(WORDS)
        .collect();
    if words.is_empty() {
        return;
    }
    let class = ImageClass::Flowchart;
    flow.figure(Figure { caption: alternative.to_owned(), class, words: words.clone(), ..Figure::default() });
    flow.list(false, words);
}

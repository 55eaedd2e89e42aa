//! A drawing in a paragraph or on a slide: pictures, charts, diagrams and the text boxes inside it.

use super::{Package, Relations, chart, content, diagram};
use crate::flow::Flow;
use crate::xml::{DEPTH, Look};
use roxmltree::Node;

/// Pushes the pictures, charts and diagrams below `node` as figures, in their order, and returns its text boxes.
pub(crate) fn drawn<'a, 'i>(
    node: Node<'a, 'i>,
    package: &mut Package,
    relations: &Relations,
    flow: &mut Flow,
) -> Vec<Node<'a, 'i>> {
    let mut boxes = Vec::new();
    let words = alternative(node);
    walk(node, package, relations, flow, &words, &mut boxes, 0);
    boxes
}

/// What the writer says a drawing shows; names that programs give ("Picture 3", a file's name) say nothing.
pub(crate) fn alternative(node: Node) -> String {
    let properties = node.descendants().take(60).find(|found| found.is("docPr") || found.is("cNvPr"));
    let stated = properties.and_then(|found| found.attr("descr").filter(|words| !words.trim().is_empty()));
    let words = stated.unwrap_or_default().trim();
    let first = words.lines().next().unwrap_or_default();
    let generated =
        words.contains("自动生成") || words.contains("automatically generated") || words.contains("AI-generated");
    let file =
        first.rsplit_once('.').is_some_and(|(_, end)| end.len() <= 4 && !end.contains(' ')) && !first.contains(' ');
    if generated || file { String::new() } else { words.to_owned() }
}

fn walk<'a, 'i>(
    node: Node<'a, 'i>,
    package: &mut Package,
    relations: &Relations,
    flow: &mut Flow,
    words: &str,
    boxes: &mut Vec<Node<'a, 'i>>,
    depth: usize,
) {
    if depth > DEPTH {
        return;
    }
    for child in content(node) {
        match child.tag_name().name() {
            "txbxContent" => boxes.push(child),
            "blip" | "imagedata" => {
                let id = child.rel("embed").or_else(|| child.rel("id")).or_else(|| child.attr("relid"));
                let Some(target) = id.and_then(|id| relations.get(id)).map(|found| found.target.clone()) else {
                    continue;
                };
                if let Some(bytes) = package.bytes(&target, flow) {
                    flow.pictured(&target, bytes, words);
                }
            }
            "chart" if child.rel("id").is_some() => {
                let part = child.rel("id").and_then(|id| relations.get(id)).map(|found| found.target.clone());
                if let Some(part) = part {
                    chart(package, &part, words, flow);
                }
            }
            "relIds" => {
                let part = child.rel("dm").and_then(|id| relations.get(id)).map(|found| found.target.clone());
                if let Some(part) = part {
                    diagram(package, &part, words, flow);
                }
            }
            _ => walk(child, package, relations, flow, words, boxes, depth + 1),
        }
    }
}

//! Cross-references held against the truth: from a passage to a table, figure, formula or another passage.

use super::score::Count;
use super::truth::{Reference, Target, Truth};
use pathloom_engine::bench_extract::Extracted;
use pathloom_model::{Node, NodeData, ObjectLabelKind, Relation, Span};
use std::collections::BTreeMap;

/// References inside one passage are left out: the graph links passages.
pub fn score(truth: &Truth, read: &Extracted) -> (Count, Vec<String>) {
    let nodes: BTreeMap<_, &Node> = read.extraction.nodes.iter().map(|node| (&node.key, node)).collect();
    let text = |relation: &Relation| nodes.get(&relation.from).and_then(|node| passage(node));
    let links: Vec<(&Relation, String, &Span)> = read
        .extraction
        .relations
        .iter()
        .chain(&read.extraction.parts)
        .filter(|relation| relation.name == "refer_to")
        .filter_map(|relation| Some((relation, text(relation)?)))
        .flat_map(|(relation, text)| relation.spans.iter().map(move |span| (relation, text.clone(), span)))
        .collect();
    let leads = |relation: &Relation, target: &Target| match (target, nodes.get(&relation.to)) {
        (Target::Label(label), Some(node)) => label_of(&node.data).as_ref() == Some(label),
        (Target::Passage(ways), Some(node)) => {
            passage(node).or_else(|| caption(node)).is_some_and(|text| holds(&text, ways))
        }
        _ => false,
    };
    let stands = |reference: &Reference, text: &str, span: &Span| {
        text.contains(&plain(&reference.at)) && plain(&reference.at).contains(&plain(&span.quote))
    };
    let (mut count, mut told) = (Count::default(), Vec::new());
    for (relation, text, span) in &links {
        count.found += 1;
        let right = truth.references.iter().any(|reference| {
            stands(reference, text, span) && reference.to.iter().any(|target| leads(relation, target))
        });
        count.right_found += usize::from(right);
        if !right {
            let to = nodes.get(&relation.to).map_or("", |node| node.name.as_str());
            told.push(format!("wrong   {} → {to}", span.quote));
        }
    }
    let texts: Vec<String> = nodes.values().filter_map(|node| passage(node)).collect();
    for reference in &truth.references {
        for target in &reference.to {
            let inside = |text: &&String| text.contains(&plain(&reference.at));
            if let Target::Passage(ways) = target
                && texts.iter().filter(inside).any(|text| holds(text, ways))
            {
                continue;
            }
            count.there += 1;
            let found =
                links.iter().any(|(relation, text, span)| stands(reference, text, span) && leads(relation, target));
            count.right_there += usize::from(found);
            if !found {
                told.push(format!("missed  {} → {}", reference.at, words(target)));
            }
        }
    }
    (count, told)
}

fn words(target: &Target) -> String {
    match target {
        Target::Label(label) => label.clone(),
        Target::Passage(ways) => ways.join(" / "),
    }
}

fn holds(text: &str, ways: &[String]) -> bool {
    ways.iter().any(|way| text.contains(&plain(way)))
}

fn passage(node: &Node) -> Option<String> {
    match &node.data {
        NodeData::Chunk(chunk) => Some(plain(&chunk.text)),
        _ => None,
    }
}

fn caption(node: &Node) -> Option<String> {
    match &node.data {
        NodeData::Table(table) => Some(plain(&table.caption)),
        _ => None,
    }
}

/// Without spaces: lines end anywhere.
pub fn plain(text: &str) -> String {
    super::super::text::normal(text).replace(' ', "")
}

fn label_of(data: &NodeData) -> Option<String> {
    let label = match data {
        NodeData::Table(table) => table.label.as_ref(),
        NodeData::Image(figure) => figure.label.as_ref(),
        NodeData::Formula { label, .. } => label.as_ref(),
        _ => None,
    }?;
    let word = match label.kind {
        ObjectLabelKind::Table => "Table",
        ObjectLabelKind::Figure => "Figure",
        ObjectLabelKind::Formula => "Equation",
    };
    Some(format!("{word} {}", label.number))
}

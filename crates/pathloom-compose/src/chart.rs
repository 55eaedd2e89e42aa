//! Figures that a chart prints: values known from elsewhere that stand as labels in the picture, whose owner, metric
//! and period its words name too. What is only drawn is not read here.

use crate::facts::{Fact, period_key};
use pathloom_model::{Figure, Key, Kind, Knowledge, NodeData, Span};

/// Facts of the entities shown in a chart that its printed words confirm, each once, in the order of keys.
pub fn printed<'a>(knowledge: &'a Knowledge, image: &Key) -> Vec<Fact<'a>> {
    let Some(NodeData::Image(figure)) = knowledge.node(image).map(|node| &node.data) else { return vec![] };
    if figure.words.is_empty() {
        return vec![];
    }
    let related = knowledge.relations_to(image).filter(|r| r.name == "related_to" && r.from.kind() == Kind::Entity);
    let mut found = Vec::new();
    for relation in related {
        let facts = knowledge.about(&relation.from).filter_map(Fact::of);
        found.extend(facts.filter(|fact| prints(knowledge, figure, fact).is_some()));
    }
    found.sort_by(|a, b| a.key.cmp(b.key));
    found.dedup_by(|a, b| a.key == b.key);
    found
}

/// The label in a chart that shows a fact, as a span of the picture.
pub fn label(knowledge: &Knowledge, image: &Key, fact: &Fact<'_>) -> Option<Span> {
    let node = knowledge.node(image)?;
    let NodeData::Image(figure) = &node.data else { return None };
    let quote = prints(knowledge, figure, fact)?;
    let mut span = node.spans.first()?.clone();
    span.quote = quote.to_owned();
    Some(span)
}

/// The printed value, where caption and labels name the owner, the metric and the period as well.
fn prints<'f>(knowledge: &Knowledge, figure: &'f Figure, fact: &Fact<'_>) -> Option<&'f str> {
    let quantity = fact.quantity()?;
    let qualifiers = &fact.assertion.qualifiers;
    if qualifiers.scope.is_some() || qualifiers.conditions.is_some() {
        return None;
    }
    let all = format!("{} {}", figure.caption, figure.words.join(" ")).to_lowercase();
    let node = knowledge.node(fact.subject)?;
    let aliases: &[String] = match &node.data {
        NodeData::Entity { aliases, .. } => aliases,
        _ => &[],
    };
    let named = aliases.iter().chain([&node.name]).any(|name| figure.words.iter().any(|word| word == name));
    if !named || !all.contains(&fact.assertion.predicate.to_lowercase()) {
        return None;
    }
    if let Some(period) = fact.period() {
        let key = period_key(Some(period));
        let said = |text: &str| period_key(Some(text)) == key;
        let labelled = figure.words.iter().any(|word| said(word));
        let captioned = all.split([' ', ',', '，', '.']).any(said);
        if !labelled && !captioned {
            return None;
        }
    }
    let value = |word: &&String| {
        let plain = word.replace(',', "").replace('−', "-");
        let digits = plain.trim_end_matches('%');
        digits.parse::<pathloom_model::Decimal>().is_ok_and(|shown| shown == quantity.value)
    };
    figure.words.iter().find(value).map(String::as_str)
}

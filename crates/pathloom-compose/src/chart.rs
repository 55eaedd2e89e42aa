//! Figures that a chart prints: values known from elsewhere that stand as labels in the picture, whose owner, metric
//! and period its words name too. What is only drawn is not read here.

use crate::facts::{Fact, period_key};
use pathloom_model::{Decimal, Figure, Key, Kind, Knowledge, NodeData, Span};
use std::collections::BTreeSet;

/// Facts of the entities shown in a chart that its printed words confirm, each once, in the order of keys.
pub fn printed<'a>(knowledge: &'a Knowledge, image: &Key) -> Vec<Fact<'a>> {
    let Some(NodeData::Image(figure)) = knowledge.node(image).map(|node| &node.data) else { return vec![] };
    if figure.words.is_empty() {
        return vec![];
    }
    let related = knowledge.relations_to(image).filter(|r| r.name == "related_to" && r.from.kind() == Kind::Entity);
    let words = Words::of(figure);
    let mut found = Vec::new();
    for relation in related {
        let facts = knowledge.about(&relation.from).filter_map(Fact::of);
        found.extend(facts.filter(|fact| words.value_of(knowledge, fact).is_some()));
    }
    found.sort_by(|a, b| a.key.cmp(b.key));
    found.dedup_by(|a, b| a.key == b.key);
    found
}

/// The label in a chart that shows a fact, as a span of the picture.
pub fn label(knowledge: &Knowledge, image: &Key, fact: &Fact<'_>) -> Option<Span> {
    let node = knowledge.node(image)?;
    let NodeData::Image(figure) = &node.data else { return None };
    let quote = Words::of(figure).value_of(knowledge, fact)?;
    let mut span = node.spans.first()?.clone();
    span.quote = quote.to_owned();
    Some(span)
}

/// What a chart prints, made ready to look facts up in.
struct Words<'f> {
    figure: &'f Figure,
    /// Caption and labels in small letters.
    all: String,
    periods: BTreeSet<String>,
    values: Vec<(Decimal, &'f str)>,
}

impl<'f> Words<'f> {
    fn of(figure: &'f Figure) -> Words<'f> {
        let all = format!("{} {}", figure.caption, figure.words.join(" ")).to_lowercase();
        let labels = figure.words.iter().map(String::as_str);
        let periods =
            labels.chain(all.split([' ', ',', '，', '.'])).filter_map(|text| period_key(Some(text))).collect();
        let value = |word: &'f String| {
            let plain = word.replace(',', "").replace('−', "-");
            Some((plain.trim_end_matches('%').parse().ok()?, word.as_str()))
        };
        let values = figure.words.iter().filter_map(value).collect();
        Words { figure, periods, values, all }
    }

    /// The printed value, where caption and labels name the owner, the metric and the period as well.
    fn value_of(&self, knowledge: &Knowledge, fact: &Fact<'_>) -> Option<&'f str> {
        let quantity = fact.quantity()?;
        let (_, printed) = self.values.iter().find(|(value, _)| *value == quantity.value)?;
        let qualifiers = &fact.assertion.qualifiers;
        if qualifiers.scope.is_some() || qualifiers.conditions.is_some() {
            return None;
        }
        let node = knowledge.node(fact.subject)?;
        let aliases: &[String] = match &node.data {
            NodeData::Entity { aliases, .. } => aliases,
            _ => &[],
        };
        let named = aliases.iter().chain([&node.name]).any(|name| self.figure.words.contains(name));
        if !named || !self.all.contains(&fact.assertion.predicate.to_lowercase()) {
            return None;
        }
        let said = |period: &str| period_key(Some(period)).is_some_and(|key| self.periods.contains(&key));
        fact.period().is_none_or(said).then_some(*printed)
    }
}

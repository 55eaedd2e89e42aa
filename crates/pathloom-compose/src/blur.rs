//! A leftover piece of evidence is put to use: an entity that the question names is described by what it states.

use crate::scene::{Scene, Source};
use pathloom_model::meaning::{Asked, Term, Who};
use pathloom_model::{Key, Knowledge};

/// What a leftover source can do: describe an entity that the question names.
pub fn blurred(knowledge: &Knowledge, scene: &Scene<'_>, source: &Source<'_>, asked: &Asked) -> Vec<Asked> {
    // Members of a set that the question names as a whole are not named in it.
    if let Asked::Computed { terms, over: Some(_), .. } = asked
        && !matches!(terms.first(), Some(Term { who: Who::Related { .. }, .. }))
    {
        return vec![];
    }
    let mut spoken = asked.clone();
    if let Asked::Computed { terms, over: Some(_), .. } = &mut spoken {
        terms.truncate(1);
    }
    let text = serde_json::to_value(asked).unwrap_or_default();
    let spoken = serde_json::to_value(&spoken).unwrap_or_default();
    let mut found = Vec::new();
    for link in source.others.iter().chain(&source.links) {
        for (x, y, forward) in [(link.object, link.subject, true), (link.subject, link.object, false)] {
            let start = scene.matched.chain.first().filter(|_| scene.chain.is_some());
            if Some(x) == start || Some(y) == start || scene.matched.chain.contains(y) || y == &scene.answer {
                continue;
            }
            if mentions(&text, y) || !mentions(&spoken, x) {
                continue;
            }
            let who = Who::Related {
                relation: link.relation.to_owned(),
                forward,
                of: Box::new(Who::Named(y.clone())),
                entity_type: knowledge.entity_type(x).to_owned(),
            };
            if crate::denote::one(knowledge, &who).as_ref() != Ok(x) {
                continue;
            }
            let mut value = text.clone();
            replace(&mut value, x, &serde_json::to_value(&who).unwrap_or_default());
            found.extend(serde_json::from_value::<Asked>(value).ok());
        }
    }
    found
}

fn mentions(value: &serde_json::Value, key: &Key) -> bool {
    match value {
        serde_json::Value::Object(map) => {
            map.get("named").and_then(|name| name.as_str()) == Some(key.as_str())
                || map.values().any(|v| mentions(v, key))
        }
        serde_json::Value::Array(items) => items.iter().any(|v| mentions(v, key)),
        _ => false,
    }
}

fn replace(value: &mut serde_json::Value, key: &Key, with: &serde_json::Value) {
    let here = value.get("named").and_then(|name| name.as_str()) == Some(key.as_str());
    if here {
        *value = with.clone();
        return;
    }
    match value {
        serde_json::Value::Object(map) => map.values_mut().for_each(|v| replace(v, key, with)),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| replace(v, key, with)),
        _ => {}
    }
}

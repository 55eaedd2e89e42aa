//! Names that a template blurs, replaced by descriptions that the graph supports. The vaguest description that still
//! leads to one answer when the path is walked again is taken; where none does, the name stays.

use crate::answer::{names, occurs};
use crate::denote::entities;
use crate::draw::Draw;
use crate::rematch::Pattern;
use crate::vague::vague;
use crate::words::{Voice, article};
use pathloom_model::meaning::Who;
use pathloom_model::{Blurred, Key, Kind, Knowledge, Language, Match, NodeData, Role, Template};
use std::collections::BTreeSet;

/// Facts about an entity that are looked at.
const FACTS: usize = 24;

/// What a node may be called instead of its name.
#[derive(Clone, Debug)]
pub struct Description {
    pub text: String,
    pub who: Option<Who>,
    /// Every node that it fits.
    pub fits: BTreeSet<Key>,
}

/// A description for each node that the template blurs, and the names that stay, each with the reason.
pub fn blur(
    knowledge: &Knowledge,
    template: &Template,
    matched: &Match,
    language: Language,
    seed: u64,
) -> (Vec<Blurred>, Vec<String>) {
    let (mut blurred, mut stay) = (Vec::new(), Vec::new());
    for (slot, key) in to_blur(template, matched) {
        let mut found = descriptions(knowledge, matched, &key, language, seed).into_iter();
        match found.find(|description| is_unique(knowledge, matched, &key, &description.fits)) {
            Some(Description { text, who, .. }) => blurred.push(Blurred { slot, key, description: text, who }),
            None => stay.push(format!("no description of {} leads to one answer", knowledge.name(&key))),
        }
    }
    (blurred, stay)
}

/// Nodes of slots that the template blurs; the answer is never named anyway.
pub fn to_blur(template: &Template, matched: &Match) -> Vec<(String, Key)> {
    let slots = template.slot.iter().filter(|slot| slot.blur && slot.role != Role::Answer);
    let nodes = slots.flat_map(|slot| matched.nodes_of(&slot.id).iter().map(|key| (slot.id.clone(), key.clone())));
    nodes.filter(|(_, key)| matches!(key.kind(), Kind::Entity | Kind::Assertion)).collect()
}

/// Whether the path, walked again from all that a description fits, has the answer of the match alone.
pub fn is_unique(knowledge: &Knowledge, matched: &Match, key: &Key, fits: &BTreeSet<Key>) -> bool {
    let (Some(start), Some(answer)) = (matched.chain.first(), matched.chain.last()) else { return false };
    if !fits.contains(key) {
        return false;
    }
    let Some(place) = matched.chain.iter().position(|node| node == key) else { return fits.len() == 1 };
    let pattern = Pattern::of_match(matched);
    let ends = match place {
        0 => pattern.ends(knowledge, fits),
        place => pattern.ends_through(knowledge, &BTreeSet::from([start.clone()]), Some((place, fits))),
    };
    ends.len() == 1 && ends.contains(answer)
}

/// Descriptions in words, vaguest first. None of them names a node of the path.
pub fn descriptions(
    knowledge: &Knowledge,
    matched: &Match,
    key: &Key,
    language: Language,
    seed: u64,
) -> Vec<Description> {
    let mut voice = Voice::new(knowledge, language, Draw::new(seed, &matched.fingerprint));
    let mut found: Vec<Description> = less_exact(knowledge, key, language).into_iter().collect();
    if key.kind() == Kind::Entity {
        found.extend(typed(knowledge, &voice, key));
        found.extend(defined(knowledge, key));
        let facts = facts(knowledge, matched, key);
        let pairs = facts.iter().enumerate().flat_map(|(place, one)| {
            facts[place + 1..].iter().take(6).map(move |other| Who::Both(vec![one.clone(), other.clone()]))
        });
        let all = facts.iter().cloned().chain(pairs.take(FACTS));
        found.extend(all.filter_map(|who| in_words(knowledge, &mut voice, key, who)));
    }
    let told: Vec<String> = matched.chain.iter().flat_map(|node| names(knowledge, node)).collect();
    let tells = |text: &str| told.iter().any(|name| occurs(&text.to_lowercase(), &name.to_lowercase()));
    found.retain(|description| !tells(&description.text));
    found.sort_by_key(|description| std::cmp::Reverse(description.fits.len()));
    found
}

/// What the graph says about an entity beside the path: each fact describes it by another entity.
pub fn facts(knowledge: &Knowledge, matched: &Match, key: &Key) -> Vec<Who> {
    let on_path = matched.all_nodes();
    let entity_type = knowledge.entity_type(key).to_owned();
    let fact = |relation: &str, forward: bool, other: &Key| Who::Related {
        relation: relation.to_owned(),
        forward,
        of: Box::new(Who::Named(other.clone())),
        entity_type: entity_type.clone(),
    };
    let objects = knowledge.about(key).filter_map(|stated| {
        let object = stated.assertion.object.entity().filter(|object| !on_path.contains(object))?;
        Some(fact(&stated.assertion.predicate, false, object))
    });
    let subjects = knowledge
        .naming(key)
        .filter(|stated| !on_path.contains(&stated.assertion.subject))
        .map(|stated| fact(&stated.assertion.predicate, true, &stated.assertion.subject));
    let mut found: Vec<Who> = Vec::new();
    for who in objects.chain(subjects).take(4 * FACTS) {
        if !found.contains(&who) && found.len() < FACTS {
            found.push(who);
        }
    }
    found
}

/// A description as a phrase; `None` where there are no words for it, or it does not fit.
pub fn in_words(knowledge: &Knowledge, voice: &mut Voice<'_>, key: &Key, who: Who) -> Option<Description> {
    let fits = entities(knowledge, &who).ok().filter(|set| set.contains(key))?;
    let said = voice.describe(&who).ok()?;
    let text = match (fits.len(), voice.language) {
        (1, _) => said.text,
        // "The company that …" would say that there is one.
        (_, Language::En) => article(said.text.strip_prefix("the ")?),
        (_, Language::Zh) => format!("某{}{}", voice.classifier(knowledge.entity_type(key)), said.text),
    };
    Some(Description { text, who: Some(who), fits })
}

/// "a company".
fn typed(knowledge: &Knowledge, voice: &Voice<'_>, key: &Key) -> Option<Description> {
    let entity_type = knowledge.entity_type(key);
    let noun = voice.noun(entity_type)?;
    let who = Who::Typed(entity_type.to_owned());
    let text = match voice.language {
        Language::En => article(noun),
        Language::Zh => format!("某{}{noun}", voice.classifier(entity_type)),
    };
    Some(Description { text, fits: entities(knowledge, &who).ok()?, who: Some(who) })
}

/// As a document defines it: "Norrheat AB is a maker of heat pumps." → "a maker of heat pumps".
fn defined(knowledge: &Knowledge, key: &Key) -> Option<Description> {
    let phrase = definition(knowledge, key)?;
    let fits: BTreeSet<Key> = knowledge
        .nodes()
        .filter(|node| node.kind() == Kind::Entity && definition(knowledge, &node.key).as_ref() == Some(&phrase))
        .map(|node| node.key.clone())
        .collect();
    let who = Who::Listed(fits.iter().cloned().map(Who::Named).collect());
    Some(Description { text: phrase, who: Some(who), fits })
}

fn definition(knowledge: &Knowledge, key: &Key) -> Option<String> {
    let NodeData::Entity { description, .. } = &knowledge.node(key)?.data else { return None };
    let (head, body) = [" is a ", " is an ", "是一家", "是一种", "是一位"].iter().find_map(|verb| {
        let place = description.find(verb)?;
        let head = match verb.trim() {
            "is a" => "a ",
            "is an" => "an ",
            chinese => &chinese["是".len()..],
        };
        Some((head, &description[place + verb.len()..]))
    })?;
    let end = body.find(['.', '。', ';', '；', ',', '，', '\n']).unwrap_or(body.len());
    let body = body[..end].trim();
    (2..=80).contains(&body.chars().count()).then(|| format!("{head}{body}"))
}

/// Dates and figures, said less exactly.
fn less_exact(knowledge: &Knowledge, key: &Key, language: Language) -> Option<Description> {
    let node = knowledge.node(key)?;
    let said = |key: &Key| {
        let node = knowledge.node(key)?;
        match &node.data {
            NodeData::Entity { .. } => vague(&node.name, language),
            NodeData::Assertion(assertion) => {
                let quantity = assertion.object.quantity()?;
                vague(&crate::words::number::quantity(quantity, language), language)
            }
            _ => None,
        }
    };
    let text = said(key)?;
    let like = |other: &&pathloom_model::Node| match (&node.data, &other.data) {
        (NodeData::Entity { .. }, NodeData::Entity { .. }) => true,
        (NodeData::Assertion(a), NodeData::Assertion(b)) => a.predicate == b.predicate,
        _ => false,
    };
    let alike = knowledge.nodes().filter(like).filter(|other| said(&other.key).as_ref() == Some(&text));
    Some(Description { fits: alike.map(|other| other.key.clone()).collect(), text, who: None })
}

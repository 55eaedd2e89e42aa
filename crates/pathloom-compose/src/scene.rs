//! A match as composing sees it: who is the answer, how the chain describes it, what each piece of evidence states.

use crate::chart::printed;
use crate::facts::Fact;
use crate::joined::joined;
use crate::no_sample::{NoSample, Reason};
use pathloom_model::meaning::Who;
use pathloom_model::path::{HopRelation, PathHop};
use pathloom_model::{Constraint, Key, Kind, Knowledge, Match, NodeData, Role, Template};

pub struct Scene<'a> {
    pub knowledge: &'a Knowledge,
    pub matched: &'a Match,
    pub answer: Key,
    pub answer_slot: String,
    /// The answer as the chain from the start describes it; `None` without a start, or where evidence stands between.
    pub chain: Option<Who>,
    /// The answer as the chain describes it by way of the evidence that stands in it, or beside its middle.
    pub joined: Vec<Who>,
    /// An entity beside the chain that the answer is to be set against.
    pub rival: Option<Key>,
    /// Two pieces of evidence come from different documents because the template wants them to.
    pub apart: bool,
    pub sources: Vec<Source<'a>>,
}

/// One evidence node and what it states.
pub struct Source<'a> {
    pub key: Key,
    pub kind: Kind,
    /// The entity that it hangs on: the answer, or one in the middle of the chain.
    pub about: Key,
    /// Literals of anyone.
    pub all: Vec<Fact<'a>>,
    /// Literals of that entity.
    pub facts: Vec<Fact<'a>>,
    /// Relations with that entity at one end.
    pub links: Vec<LinkFact<'a>>,
    /// Relations between other entities.
    pub others: Vec<LinkFact<'a>>,
}

#[derive(Clone, Debug)]
pub struct LinkFact<'a> {
    pub relation: &'a str,
    pub subject: &'a Key,
    pub object: &'a Key,
}

impl<'a> Scene<'a> {
    pub fn new(knowledge: &'a Knowledge, template: &Template, matched: &'a Match) -> Result<Scene<'a>, NoSample> {
        let stale = || NoSample::new(Reason::Stale, "the path names nodes that are no longer in the graph");
        let slot = template.slot.iter().find(|slot| slot.role == Role::Answer).ok_or_else(stale)?;
        let answer = matched.nodes_of(&slot.id).first().ok_or_else(stale)?.clone();
        if matched.all_nodes().iter().any(|key| knowledge.node(key).is_none()) {
            return Err(stale());
        }
        if answer.kind() != Kind::Entity {
            return Err(NoSample::new(
                Reason::NeedsModel,
                "only entities can be asked for by rules; this answer is of another kind",
            ));
        }
        let mut sources = Vec::new();
        for key in matched.bindings.iter().flat_map(|binding| &binding.nodes) {
            if matches!(key.kind(), Kind::Entity) || matched.chain.contains(key) {
                continue;
            }
            sources.push(source(knowledge, key, holder(matched, key).unwrap_or(&answer)));
        }
        let rival = rival(template, matched, &answer);
        let apart = template.constraints.iter().any(|constraint| {
            let is_evidence = |id: &String| template.slot.iter().any(|s| s.id == *id && s.role == Role::Evidence);
            matches!(constraint, Constraint::DifferentDocument(pair) if pair.iter().all(is_evidence))
        });
        let answer_slot = slot.id.clone();
        let mut scene =
            Scene { knowledge, matched, answer, answer_slot, chain: None, joined: vec![], rival, apart, sources };
        if matched.chain.iter().any(|key| key.kind() != Kind::Entity) {
            let through = matched.chain.windows(3).filter(|nodes| nodes[1].kind() != Kind::Entity);
            scene.sources.extend(through.map(|nodes| source(knowledge, &nodes[1], &nodes[2])));
            scene.joined = joined(&scene)?;
        } else if matched.chain.len() > 1 {
            scene.chain = Some(chain(knowledge, matched)?);
            if scene.sources.iter().any(|source| source.about != scene.answer) {
                scene.joined = joined(&scene)?;
            }
        }
        Ok(scene)
    }

    /// Whether an assertion is a piece of the evidence, or was read in one.
    pub fn is_bound(&self, assertion: &Key) -> bool {
        let read = |source: &Source<'_>| self.knowledge.read_in(&source.key).any(|stated| stated.key == assertion);
        self.sources.iter().any(|source| source.key == *assertion || read(source))
    }

    /// The chain's description, or the name where there is no start.
    pub fn base(&self) -> Who {
        self.chain.clone().unwrap_or_else(|| Who::Named(self.answer.clone()))
    }

    /// Why the evidence cannot be used by rules; `None` when each piece states something.
    pub fn unusable(&self) -> Option<NoSample> {
        let silent =
            |source: &&Source<'_>| source.facts.is_empty() && source.links.is_empty() && source.others.is_empty();
        // What stands in the chain itself was looked at there.
        let beside = |source: &&Source<'_>| !self.matched.chain.contains(&source.key);
        let source = self.sources.iter().filter(beside).find(silent)?;
        let node = self.knowledge.node(&source.key)?;
        let (name, answer) = (&node.name, self.knowledge.name(&source.about));
        Some(match &node.data {
            NodeData::Table(_) => NoSample::new(
                Reason::UntypedTable,
                format!("nothing typed about {answer} was read from “{name}”: its heads could not be told apart"),
            ),
            NodeData::Formula { symbols, .. } if !symbols.is_empty() => return None,
            NodeData::Formula { .. } => NoSample::new(
                Reason::UnboundSymbols,
                format!("no text or head says what the symbols of “{name}” stand for"),
            ),
            NodeData::Image(_) => NoSample::new(
                Reason::NeedsModel,
                format!("the values in “{name}” are drawn, not written: reading them needs a vision model"),
            ),
            _ => NoSample::new(
                Reason::NeedsModel,
                format!("“{}” names {answer} but states nothing about it that rules can read", shortened(name)),
            ),
        })
    }
}

fn shortened(name: &str) -> String {
    let mut text: String = name.chars().take(60).collect();
    if text.chars().count() < name.chars().count() {
        text.push('…');
    }
    text
}

/// The entity that a piece of evidence hangs on.
fn holder<'a>(matched: &'a Match, key: &Key) -> Option<&'a Key> {
    let mut ends = matched.hops.iter().filter(|hop| !hop.on_chain && hop.to == *key).map(|hop| &hop.from);
    ends.find(|end| end.kind() == Kind::Entity)
}

/// An entity off the chain, in a slot for one.
fn rival(template: &Template, matched: &Match, answer: &Key) -> Option<Key> {
    let slots = template.slot.iter().filter(|slot| slot.role == Role::Bridge);
    let mut nodes = slots.flat_map(|slot| matched.nodes_of(&slot.id));
    nodes.find(|key| key.kind() == Kind::Entity && *key != answer && !matched.chain.contains(key)).cloned()
}

fn source<'a>(knowledge: &'a Knowledge, key: &Key, answer: &Key) -> Source<'a> {
    let own = knowledge.statement(key);
    let mut source = Source {
        key: key.clone(),
        kind: key.kind(),
        about: answer.clone(),
        all: if key.kind() == Kind::Image { printed(knowledge, key) } else { vec![] },
        facts: vec![],
        links: vec![],
        others: vec![],
    };
    for stated in knowledge.read_in(key).chain(own) {
        let assertion = stated.assertion;
        match assertion.object.entity() {
            None => source.all.extend(Fact::of(stated)),
            Some(object) => {
                let link = LinkFact { relation: &assertion.predicate, subject: &assertion.subject, object };
                let about = assertion.subject == *answer || object == answer;
                if about { &mut source.links } else { &mut source.others }.push(link);
            }
        }
    }
    source.facts = source.all.iter().filter(|fact| fact.subject == answer).cloned().collect();
    source
}

/// Nested descriptions along start → answer.
fn chain(knowledge: &Knowledge, matched: &Match) -> Result<Who, NoSample> {
    let mut who = Who::Named(matched.chain[0].clone());
    for hop in matched.hops.iter().filter(|hop| hop.on_chain) {
        if hop.to.kind() != Kind::Entity {
            return Err(NoSample::new(
                Reason::NeedsModel,
                "the chain runs over nodes that are no entities; rules describe only relations between entities",
            ));
        }
        who = related(knowledge, hop, who)?;
    }
    Ok(who)
}

/// The far end of a hop between entities, by the first of its relations that has words.
pub fn related(knowledge: &Knowledge, hop: &PathHop, who: Who) -> Result<Who, NoSample> {
    let spoken = |relation: &&HopRelation| pathloom_model::lexicon::built_in().relation(&relation.name).is_some();
    let relation = hop.relations.iter().find(spoken).ok_or_else(|| {
        let names: Vec<&str> = hop.relations.iter().map(|relation| relation.name.as_str()).collect();
        NoSample::new(Reason::NoVerbalForm, format!("no verbal form for the relation “{}”", names.join("”, “")))
    })?;
    Ok(Who::Related {
        relation: relation.name.clone(),
        forward: relation.forward,
        of: Box::new(who),
        entity_type: knowledge.entity_type(&hop.to).to_owned(),
    })
}

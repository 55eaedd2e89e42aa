//! A match as composing sees it: who is the answer, how the chain describes it, what each piece of evidence states.

use crate::chart::printed;
use crate::facts::Fact;
use crate::no_sample::{NoSample, Reason};
use pathloom_model::meaning::Who;
use pathloom_model::{Key, Kind, Knowledge, Match, NodeData, Role, Template};

pub struct Scene<'a> {
    pub knowledge: &'a Knowledge,
    pub matched: &'a Match,
    pub answer: Key,
    pub answer_slot: String,
    /// The answer as the chain from the start describes it; `None` without a start.
    pub chain: Option<Who>,
    pub sources: Vec<Source<'a>>,
}

/// One evidence node and what it states.
pub struct Source<'a> {
    pub key: Key,
    pub kind: Kind,
    /// Literals of anyone.
    pub all: Vec<Fact<'a>>,
    /// Literals of the answer.
    pub facts: Vec<Fact<'a>>,
    /// Relations with the answer at one end.
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
            sources.push(source(knowledge, key, &answer));
        }
        let chain = if matched.chain.len() > 1 { Some(chain(knowledge, matched)?) } else { None };
        Ok(Scene { knowledge, matched, answer, answer_slot: slot.id.clone(), chain, sources })
    }

    /// Whether an assertion was read in a piece of the evidence.
    pub fn is_bound(&self, assertion: &Key) -> bool {
        self.sources.iter().any(|source| self.knowledge.read_in(&source.key).any(|stated| stated.key == assertion))
    }

    /// The chain's description, or the name where there is no start.
    pub fn base(&self) -> Who {
        self.chain.clone().unwrap_or_else(|| Who::Named(self.answer.clone()))
    }

    /// Why the evidence cannot be used by rules; `None` when each piece states something.
    pub fn unusable(&self) -> Option<NoSample> {
        let silent =
            |source: &&Source<'_>| source.facts.is_empty() && source.links.is_empty() && source.others.is_empty();
        let source = self.sources.iter().find(silent)?;
        let node = self.knowledge.node(&source.key)?;
        let (name, answer) = (&node.name, self.knowledge.name(&self.answer));
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

fn source<'a>(knowledge: &'a Knowledge, key: &Key, answer: &Key) -> Source<'a> {
    let mut source = Source {
        key: key.clone(),
        kind: key.kind(),
        all: if key.kind() == Kind::Image { printed(knowledge, key) } else { vec![] },
        facts: vec![],
        links: vec![],
        others: vec![],
    };
    for stated in knowledge.read_in(key) {
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
        let relation = hop
            .relations
            .iter()
            .find(|relation| pathloom_model::lexicon::built_in().relation(&relation.name).is_some())
            .ok_or_else(|| {
                let names: Vec<&str> = hop.relations.iter().map(|relation| relation.name.as_str()).collect();
                NoSample::new(Reason::NoVerbalForm, format!("no verbal form for the relation “{}”", names.join("”, “")))
            })?;
        who = Who::Related {
            relation: relation.name.clone(),
            forward: relation.forward,
            of: Box::new(who),
            entity_type: knowledge.entity_type(&hop.to).to_owned(),
        };
    }
    Ok(who)
}

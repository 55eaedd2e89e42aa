//! A path walked again over the whole graph: which nodes its relations lead to from other starts. What a question shows
//! decides the starts; the evidence that goes with the question stays the same.

use crate::denote::related;
use pathloom_model::{Key, Kind, Knowledge, Match, Sample};
use std::collections::BTreeSet;

/// Ends beyond which nothing is unique anyway.
const MOST: usize = 5_000;

/// The relations of a path without its nodes.
#[derive(Clone, Debug)]
pub struct Pattern {
    legs: Vec<Leg>,
    /// What the answer hangs on.
    held: Vec<(Vec<Named>, Key)>,
}

#[derive(Clone, Debug)]
struct Leg {
    relations: Vec<Named>,
    kind: Kind,
}

/// A relation by name, and whether it is walked from its subject.
type Named = (String, bool);

impl Pattern {
    pub fn of_match(matched: &Match) -> Pattern {
        let answer = matched.chain.last();
        let mut pattern = Pattern { legs: vec![], held: vec![] };
        for hop in &matched.hops {
            let named = |turned: bool| -> Vec<Named> {
                hop.relations.iter().map(|relation| (relation.name.clone(), relation.forward != turned)).collect()
            };
            match hop.on_chain {
                true => pattern.legs.push(Leg { relations: named(false), kind: hop.to.kind() }),
                false if Some(&hop.from) == answer => pattern.held.push((named(false), hop.to.clone())),
                false if Some(&hop.to) == answer => pattern.held.push((named(true), hop.from.clone())),
                false => {}
            }
        }
        pattern
    }

    pub fn of_sample(sample: &Sample) -> Pattern {
        let hops = (sample.hops as usize).min(sample.relations.len()).min(sample.nodes.len().saturating_sub(1));
        let mut pattern = Pattern { legs: vec![], held: vec![] };
        for (place, relation) in sample.relations[..hops].iter().enumerate() {
            let forward = relation.head == sample.nodes[place].key;
            let kind = sample.nodes[place + 1].kind;
            pattern.legs.push(Leg { relations: vec![(relation.relation.clone(), forward)], kind });
        }
        let Some(answer) = sample.nodes.get(hops) else { return pattern };
        for relation in &sample.relations[hops..] {
            let named = |forward: bool| vec![(relation.relation.clone(), forward)];
            if relation.head == answer.key {
                pattern.held.push((named(true), relation.tail.clone()));
            } else if relation.tail == answer.key {
                pattern.held.push((named(false), relation.head.clone()));
            }
        }
        pattern
    }

    /// Whether it leads anywhere from a start.
    pub fn has_chain(&self) -> bool {
        !self.legs.is_empty()
    }

    /// The nodes that its relations lead to, whatever evidence they hang on.
    pub fn chain_ends(&self, knowledge: &Knowledge, starts: &BTreeSet<Key>) -> BTreeSet<Key> {
        Pattern { legs: self.legs.clone(), held: vec![] }.ends(knowledge, starts)
    }

    /// Whether its relations lead from one node to another, by way of a third where one is named.
    pub fn leads(&self, knowledge: &Knowledge, from: &Key, through: Option<&Key>, to: &Key) -> bool {
        let starts = BTreeSet::from([from.clone()]);
        let Some(through) = through else { return self.chain_ends(knowledge, &starts).contains(to) };
        let (chain, known) = (Pattern { legs: self.legs.clone(), held: vec![] }, BTreeSet::from([through.clone()]));
        (1..chain.legs.len()).any(|place| chain.ends_through(knowledge, &starts, Some((place, &known))).contains(to))
    }

    /// The nodes one hop before its ends.
    pub fn before_end(&self, knowledge: &Knowledge, starts: &BTreeSet<Key>) -> BTreeSet<Key> {
        let legs = self.legs[..self.legs.len().saturating_sub(1)].to_vec();
        Pattern { legs, held: vec![] }.ends(knowledge, starts)
    }

    /// The nodes that the path leads to from any of `starts`.
    pub fn ends(&self, knowledge: &Knowledge, starts: &BTreeSet<Key>) -> BTreeSet<Key> {
        self.ends_through(knowledge, starts, None)
    }

    /// The same where the node at one place of the chain, 0 the start, is known to be among some.
    pub fn ends_through(
        &self,
        knowledge: &Knowledge,
        starts: &BTreeSet<Key>,
        known: Option<(usize, &BTreeSet<Key>)>,
    ) -> BTreeSet<Key> {
        let mut at = starts.clone();
        for (place, leg) in self.legs.iter().enumerate() {
            at = at.iter().flat_map(|from| next(knowledge, from, leg)).take(MOST).collect();
            if let Some((known_place, among)) = known
                && known_place == place + 1
            {
                at.retain(|key| among.contains(key));
            }
        }
        if starts.len() == 1 && self.has_chain() {
            at.retain(|end| !starts.contains(end));
        }
        at.retain(|end| self.is_held(knowledge, end));
        at
    }

    /// Whether a node hangs on the evidence as the answer does.
    pub fn is_held(&self, knowledge: &Knowledge, end: &Key) -> bool {
        self.held
            .iter()
            .all(|(relations, to)| relations.iter().any(|named| structural(knowledge, end, named).any(|key| key == to)))
    }
}

fn next(knowledge: &Knowledge, from: &Key, leg: &Leg) -> Vec<Key> {
    let mut found: Vec<Key> = Vec::new();
    for named in &leg.relations {
        if from.kind() == Kind::Entity && leg.kind == Kind::Entity {
            found.extend(related(knowledge, from, &named.0, named.1).into_iter().cloned());
        }
        found.extend(structural(knowledge, from, named).filter(|key| key.kind() == leg.kind).cloned());
    }
    found
}

fn structural<'a>(
    knowledge: &'a Knowledge,
    from: &'a Key,
    (name, forward): &'a Named,
) -> Box<dyn Iterator<Item = &'a Key> + 'a> {
    match forward {
        true => Box::new(knowledge.relations_from(from).filter(move |r| r.name == *name).map(|r| &r.to)),
        false => Box::new(knowledge.relations_to(from).filter(move |r| r.name == *name).map(|r| &r.from)),
    }
}

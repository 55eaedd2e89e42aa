//! Decided pairs → entities. Names never chain: two groups become one only when no name of the first is kept apart from
//! any name of the second. Persons are heard before models, models before rules, surer rules before others.

use super::Pair;
use super::judge::{Judge, Judged};
use super::reason::Reason;
use pathloom_model::{MergeBy, MergeState};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a person or a model said of two names, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub one: u32,
    pub other: u32,
    pub is_one: bool,
    pub by: MergeBy,
}

/// The groups: for each name the first name of its group. Pairs come back with what the rules make of them; of those that
/// somebody decided, what they would.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    pub first: Vec<u32>,
    pub pairs: Vec<Pair>,
}

/// Cross pairs that are looked at before two groups become one; beyond, they stay two.
const CROSS: usize = 10_000;

pub fn settle(judge: &Judge, mut pairs: Vec<Pair>, said: &[Said]) -> Settled {
    let known: HashMap<(u32, u32), Said> =
        said.iter().filter(|it| it.one != it.other).map(|it| (ordered(it.one, it.other), *it)).collect();
    let mut groups = Groups::new(judge, &known);
    let mut heard: Vec<Said> = known.values().copied().collect();
    heard.sort_by_key(|it| (std::cmp::Reverse(it.by), ordered(it.one, it.other)));
    for said in heard.iter().filter(|it| it.is_one) {
        let result = groups.join(said.one, said.other, said.by);
        let at = pairs.iter().position(|pair| (pair.one, pair.other) == ordered(said.one, said.other));
        if let (Err(reason), Some(at)) = (result, at) {
            pairs[at] = Pair { state: MergeState::KeptApart, reason, ..pairs[at] };
        }
    }
    pairs.sort_by(|a, b| {
        a.reason
            .cmp(&b.reason)
            .then(b.similarity.total_cmp(&a.similarity))
            .then((a.one, a.other).cmp(&(b.one, b.other)))
    });
    groups.take_sure(&mut pairs, &known);
    groups.take_short(&mut pairs, &known);
    for pair in &mut pairs {
        let decided = known.contains_key(&(pair.one, pair.other));
        if !decided && pair.state == MergeState::Candidate && groups.find(pair.one) == groups.find(pair.other) {
            // Others made them one already: nothing is left to decide.
            pair.state = MergeState::Merged;
        }
    }
    pairs.sort_by_key(|pair| (pair.one, pair.other));
    let first = (0..judge.names.len() as u32).map(|name| groups.find(name)).collect();
    Settled { first, pairs }
}

fn ordered(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}

struct Groups<'a> {
    judge: &'a Judge<'a>,
    parent: Vec<u32>,
    /// Of groups of more than one: their names. The parent is the first of them.
    members: HashMap<u32, Vec<u32>>,
    said: &'a HashMap<(u32, u32), Said>,
    /// Names of which somebody said that they are not another's.
    parted: HashSet<u32>,
}

impl<'a> Groups<'a> {
    fn new(judge: &'a Judge<'a>, said: &'a HashMap<(u32, u32), Said>) -> Groups<'a> {
        let parent = (0..judge.names.len() as u32).collect();
        let parted = said.values().filter(|it| !it.is_one).flat_map(|it| [it.one, it.other]).collect();
        Groups { judge, parent, members: HashMap::new(), said, parted }
    }

    fn find(&mut self, name: u32) -> u32 {
        let mut root = name;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut at = name;
        while self.parent[at as usize] != root {
            at = std::mem::replace(&mut self.parent[at as usize], root);
        }
        root
    }

    fn members(&self, root: u32) -> Vec<u32> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    /// Makes two groups one, unless two of their names are two.
    fn join(&mut self, one: u32, other: u32, by: MergeBy) -> Result<(), Reason> {
        let (a, b) = (self.find(one), self.find(other));
        if a == b {
            return Ok(());
        }
        let (left, right) = (self.members(a), self.members(b));
        if left.len() * right.len() > CROSS {
            return Err(Reason::WouldChain);
        }
        for &x in &left {
            for &y in &right {
                if let Some(reason) = self.forbids(x, y, by) {
                    let direct = ordered(x, y) == ordered(one, other);
                    return Err(if direct || reason == Reason::Types { reason } else { Reason::WouldChain });
                }
            }
        }
        let (root, gone) = ordered(a, b);
        self.parent[gone as usize] = root;
        let mut all = left;
        all.extend(right);
        all.sort_unstable();
        self.members.remove(&gone);
        self.members.insert(root, all);
        Ok(())
    }

    /// Types bind everybody; what was said binds those who are heard later; rules bind rules and models.
    fn forbids(&self, x: u32, y: u32, by: MergeBy) -> Option<Reason> {
        if !self.judge.compatible(x as usize, y as usize) {
            return Some(Reason::Types);
        }
        if self.parted.contains(&x) && self.said.get(&ordered(x, y)).is_some_and(|said| !said.is_one && said.by >= by) {
            return Some(Reason::WouldChain);
        }
        if by == MergeBy::Person || self.said.get(&ordered(x, y)).is_some_and(|said| said.is_one) {
            return None;
        }
        match self.judge.judge(x as usize, y as usize) {
            Some(Judged { state: MergeState::KeptApart, reason, .. }) => Some(reason),
            _ => None,
        }
    }

    /// What rules merge and no third name can put in doubt.
    fn take_sure(&mut self, pairs: &mut [Pair], known: &HashMap<(u32, u32), Said>) {
        for pair in pairs {
            let open =
                pair.state == MergeState::Merged && pair.reason != Reason::Ending && pair.reason != Reason::Given;
            if open && !known.contains_key(&(pair.one, pair.other)) {
                self.take(pair);
            }
        }
    }

    fn take(&mut self, pair: &mut Pair) {
        if let Err(reason) = self.join(pair.one, pair.other, MergeBy::Rule) {
            *pair = Pair { state: MergeState::KeptApart, reason, ..*pair };
        }
    }

    /// A name without its ending and a given abbreviation belong to the only one that bears them; where several do, a
    /// person decides.
    fn take_short(&mut self, pairs: &mut [Pair], known: &HashMap<(u32, u32), Said>) {
        for reason in [Reason::Given, Reason::Ending] {
            let mut bearers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            let mut open = Vec::new();
            for (at, pair) in pairs.iter().enumerate() {
                if pair.state != MergeState::Merged
                    || pair.reason != reason
                    || known.contains_key(&(pair.one, pair.other))
                {
                    continue;
                }
                let (short, long) = self.short_and_long(pair);
                let (short, long) = (self.find(short), self.find(long));
                bearers.entry(short).or_default().push(long);
                open.push((at, short));
            }
            for all in bearers.values_mut() {
                all.sort_unstable();
                all.dedup();
            }
            for (at, short) in open {
                if bearers[&short].len() > 1 {
                    pairs[at] = Pair {
                        state: MergeState::Candidate,
                        reason: Reason::SeveralBear,
                        similarity: 0.8,
                        ..pairs[at]
                    };
                } else {
                    self.take(&mut pairs[at]);
                }
            }
        }
    }

    /// The shorter name is the one that could be another's.
    fn short_and_long(&self, pair: &Pair) -> (u32, u32) {
        let letters = |name: u32| self.judge.forms[name as usize].plain.chars().count();
        if letters(pair.one) <= letters(pair.other) { (pair.one, pair.other) } else { (pair.other, pair.one) }
    }
}

//! The last two hops of a walk added up without going them. From the node `p` before them, all ways on are known from
//! the masses; taken off are those that come back to a node of the match. How many lead over two hops from `p` to such
//! a node `x` is the number of nodes that both have as neighbours.

use crate::csr::Csr;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::{Masses, Values};
use crate::plan::Plan;
use crate::trees::{PlaceRole, Tree};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Tail<'a, M> {
    /// The place of `p`, and the one it hangs on.
    pub place: usize,
    parent: usize,
    /// `p` is reached over the same relations: what is known of the pair is kept per relation.
    is_chained: bool,
    mid: &'a Csr,
    last: &'a Csr,
    back_mid: Arc<Csr>,
    back_last: Arc<Csr>,
    one_hop: &'a Values<M>,
    two_hops: &'a Values<M>,
    ends: &'a Values<M>,
    /// Per node two hops back to itself, per relation and per node what is known of the pair with its other end and with
    /// the answer.
    own: Vec<u32>,
    pairs: Vec<Facts>,
    answer: Vec<Facts>,
    touched: Vec<NodeId>,
    base: NodeId,
    others: Vec<Other>,
    /// Neighbours looked at since they were last paid for.
    pub looked: usize,
}

/// A node of the match before `p`.
#[derive(Clone, Debug)]
struct Other {
    place: usize,
    node: NodeId,
    /// What stands before the last node may not be it, and neither may the last node.
    bars_stop: bool,
    bars_end: bool,
    /// What an end there, and a stop there, are worth.
    end: u128,
    stop: u128,
    /// Per other node: whether it is one hop before the end from here.
    leads_to: Vec<bool>,
}

/// Of `x` and `p`: how many nodes stand between them; whether `p` leads to `x`, and `x` in its last hop to `p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts(u32);

const UNKNOWN: Facts = Facts(u32::MAX);
const LEADS: u32 = 1 << 31;
const LED: u32 = 1 << 30;

impl Facts {
    fn between(self) -> u128 {
        u128::from(self.0 & !(LEADS | LED))
    }
}

impl<'a, M: Mass> Tail<'a, M> {
    /// Only for a tree whose last place is summed; none where its last two places are not hops of one chain.
    pub fn of(plan: &'a Plan<'a>, tree: &Tree, masses: &'a Masses<M>) -> Option<Tail<'a, M>> {
        let last = tree.places.len().checked_sub(1)?;
        let (end, stop) = (&tree.places[last], tree.places.get(last.checked_sub(1)?)?);
        let place = last.checked_sub(2).filter(|&place| place > 0)?;
        let number = end.branch.filter(|_| stop.branch == end.branch)?;
        let is_straight = end.parent + 1 == last && stop.parent == place && stop.role == PlaceRole::Between(1);
        let branch = Some(&plan.branches[number]).filter(|branch| is_straight && !branch.is_group())?;
        let mid = branch.mid.as_deref()?;
        let before = &tree.places[place];
        let is_chained = before.branch == Some(number) && matches!(before.role, PlaceRole::Between(_));
        let span = plan.graph.span(branch.domain);
        Some(Tail {
            place,
            parent: before.parent,
            is_chained,
            mid,
            last: &branch.last,
            back_mid: plan.backwards(number, branch.between),
            back_last: plan.backwards(number, branch.far_kinds(plan)),
            one_hop: &masses.reach[number][0],
            two_hops: masses.reach[number].get(1)?,
            ends: &masses.slots[branch.to],
            own: vec![u32::MAX; span.len()],
            pairs: if is_chained { vec![UNKNOWN; mid.len()] } else { Vec::new() },
            answer: vec![Facts(0); span.len()],
            touched: Vec::new(),
            base: span.start,
            others: Vec::new(),
            looked: 0,
        })
    }

    /// Looks at everything two hops before the answer; how many relations that were.
    pub fn start(&mut self, answer: NodeId) -> usize {
        for node in self.touched.drain(..) {
            self.answer[(node - self.base) as usize] = Facts(0);
        }
        let mut work = 0;
        for &stop in self.back_last.neighbours(answer) {
            for &node in self.back_mid.neighbours(stop) {
                let facts = &mut self.answer[(node - self.base) as usize];
                if facts.0 == 0 {
                    self.touched.push(node);
                }
                facts.0 += 1;
                work += 1;
            }
        }
        let marks = [(self.back_mid.neighbours(answer), LEADS), (self.last.neighbours(answer), LED)];
        for (nodes, mark) in marks {
            for &node in nodes {
                if let Some(facts) = self.answer.get_mut(node.wrapping_sub(self.base) as usize) {
                    self.touched.push(node);
                    facts.0 |= mark;
                }
            }
        }
        work
    }

    /// Before the nodes that can stand at `p` are looked at one by one.
    pub fn prepare(&mut self, tree: &Tree, nodes: &[NodeId]) {
        let [stop, end] = [self.place + 1, self.place + 2].map(|place| &tree.places[place].rivals);
        self.others.clear();
        for (place, &node) in nodes.iter().enumerate().take(self.place) {
            let (bars_stop, bars_end) = (stop.contains(&place), end.contains(&place));
            if !bars_stop && !bars_end {
                continue;
            }
            self.others.push(Other {
                place,
                node,
                bars_stop,
                bars_end,
                end: self.ends.get(node).to_u128(),
                stop: self.one_hop.get(node).to_u128(),
                leads_to: Vec::new(),
            });
        }
        for this in 0..self.others.len() {
            let from = self.others[this].node;
            let leads = self.others.iter().map(|other| self.last.contains(from, other.node)).collect();
            self.others[this].leads_to = leads;
        }
    }

    /// Matches from `p` on, which is reached over this entry of the step between.
    pub fn sum(&mut self, node: NodeId, entry: usize) -> u128 {
        let mut known = [Facts(0); MOST];
        for (place, facts) in known.iter_mut().enumerate().take(self.others.len()) {
            *facts = self.facts(place, node, entry);
        }
        let known = &known[..self.others.len()];
        let own_end = self.ends.get(node).to_u128();
        let own = if own_end > 0 { self.own(node) } else { 0 };
        let stops = || self.others.iter().zip(known).filter(|(other, facts)| other.bars_stop && facts.0 & LEADS != 0);
        let mut sum = self.two_hops.get(node).to_u128();
        for (other, _) in stops() {
            sum -= other.stop;
        }
        if own_end > 0 {
            let barred = stops().filter(|(_, facts)| facts.0 & LED != 0).count() as u128;
            sum -= own_end * (own - barred);
        }
        for (at, (other, facts)) in self.others.iter().zip(known).enumerate() {
            if other.bars_end && other.end > 0 {
                let barred = stops().filter(|(stop, _)| stop.leads_to[at]).count() as u128;
                sum -= other.end * (facts.between() - barred);
            }
        }
        sum
    }

    fn facts(&mut self, other: usize, node: NodeId, entry: usize) -> Facts {
        let Other { place, node: x, .. } = self.others[other];
        if place == self.parent && self.is_chained {
            if self.pairs[entry] == UNKNOWN {
                self.pairs[entry] = self.look(x, node);
            }
            return self.pairs[entry];
        }
        if place == 0 { self.answer[(node - self.base) as usize] } else { self.look(x, node) }
    }

    fn look(&mut self, x: NodeId, node: NodeId) -> Facts {
        let (near, far) = (self.mid.neighbours(node), self.back_last.neighbours(x));
        self.looked += looks(near, far);
        let between = shared(near, far);
        let leads = if self.mid.contains(node, x) { LEADS } else { 0 };
        let led = if self.last.contains(x, node) { LED } else { 0 };
        Facts(between | leads | led)
    }

    fn own(&mut self, node: NodeId) -> u128 {
        let place = (node - self.base) as usize;
        if self.own[place] == u32::MAX {
            let (near, far) = (self.mid.neighbours(node), self.back_last.neighbours(node));
            self.looked += looks(near, far);
            self.own[place] = shared(near, far);
        }
        u128::from(self.own[place])
    }
}

/// Places of one tree before `p` at most: beyond it nothing is summed this way.
pub(crate) const MOST: usize = 64;

/// Neighbours that [`shared`] looks at.
fn looks(left: &[NodeId], right: &[NodeId]) -> usize {
    (left.len() + right.len()).min(left.len().min(right.len()) * SEARCHED)
}

/// A search looks at no more than this many.
const SEARCHED: usize = 16;

/// How many two sorted sets share; a far longer one is searched and not read.
fn shared(left: &[NodeId], right: &[NodeId]) -> u32 {
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    if long.len() > short.len() * SEARCHED {
        return short.iter().filter(|node| long.binary_search(node).is_ok()).count() as u32;
    }
    let (mut i, mut j, mut found) = (0, 0, 0);
    while i < short.len() && j < long.len() {
        let (a, b) = (short[i], long[j]);
        found += u32::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    found
}

//! Draws many matches: uniform, long-tail or diverse; seeded, streamed, never one twice; caps and exclusions kept.
//! Small sets are listed and ordered by seeded keys, large ones drawn attempt by attempt; both give each next match
//! in proportion to its weight among those left.

use crate::batch::{Batch, MatchIds};
use crate::draw::{MOST, Raw, Stage};
use crate::graph::NodeId;
use crate::key_hasher::KeyHasher;
use crate::listing::{LIST_WORK, Listing, MOST_HELD, list_weighted};
use crate::masses::AnyMasses;
use crate::plan::Plan;
use crate::random::mix;
use crate::shape::{Parts, Shapes};
use crate::weights::{NodeWeights, Weights};
use pathloom_model::Role;
use pathloom_model::fingerprint::Fingerprinter;
use pathloom_model::path::{Match, Strategy};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub n: u64,
    pub strategy: Strategy,
    pub seed: u64,
    /// How often nodes serve in samples already; uniform does not look at it.
    pub weights: Option<&'a Weights>,
    /// Fingerprints to leave out.
    pub exclude: Option<&'a HashSet<String>>,
    pub cancel: Option<&'a AtomicBool>,
}

impl Request<'_> {
    pub fn new(n: u64, strategy: Strategy, seed: u64) -> Request<'static> {
        Request { n, strategy, seed, weights: None, exclude: None, cancel: None }
    }
}

/// Matches, and why there are not more of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    pub matches: Vec<Match>,
    /// Fewer exist than were asked for; these are all (all that caps and exclusions leave).
    pub exhausted: bool,
    /// A cap left out at least one match: the draw is not uniform.
    pub capped: bool,
    pub cancelled: bool,
    /// Matches are so rare among walks that the search was given up; there may be more.
    pub gave_up: bool,
}

type Seen = HashSet<u128, BuildHasherDefault<KeyHasher>>;

/// A running draw: an iterator over matches. [`Draw::state`] says how it stands.
#[derive(Debug)]
pub struct Draw<'a> {
    plan: Plan<'a>,
    request: Request<'a>,
    nodes: NodeWeights,
    source: Source,
    ahead: Ahead,
    batch: Batch,
    /// Matches of the next batch at most.
    ready: usize,
    shapes: Shapes,
    /// Fingerprints to leave out.
    excluded: Seen,
    fingerprinter: Fingerprinter,
    seen: Seen,
    drawn: u64,
    /// Attempts since the last match.
    idle: u64,
    /// Matches refused by a cap since filled nodes were last taken out.
    refused: u64,
    next_batch: u64,
    served: Served,
    state: Drawn,
}

/// Attempts made together before they are asked for, few at first. What is dropped is made again when its turn comes.
#[derive(Debug)]
struct Ahead {
    stage: Stage,
    /// The run: its first attempt, how many, and the next hit to take.
    first: u64,
    count: usize,
    hit: usize,
    /// Of the hits.
    hashes: Vec<u128>,
}

/// A match in numbers: a hit of the run, or one of a list.
enum Proposed {
    Hit(u16),
    Listed(Raw),
}

impl Ahead {
    fn new(plan: &Plan) -> Ahead {
        Ahead { stage: Stage::new(plan), first: 0, count: 0, hit: 0, hashes: Vec::with_capacity(MOST) }
    }

    fn next(&mut self) -> Option<(u16, u128)> {
        let hash = *self.hashes.get(self.hit)?;
        self.hit += 1;
        Some((self.stage.hits()[self.hit - 1], hash))
    }

    /// The next run.
    fn run(&mut self, plan: &Plan, masses: &AnyMasses, seed: u64, seen: &Seen) {
        self.first += self.count as u64;
        self.count = (self.count * 2).clamp(FIRST_RUN, MOST);
        self.hit = 0;
        self.stage.run(plan, masses, seed, self.first, self.count);
        self.hashes.clear();
        self.hashes.extend(self.stage.hits().iter().map(|&hit| tell(self.stage.raw(hit))));
        // Brings near what will be looked at one by one.
        black_box(self.hashes.iter().filter(|hash| seen.contains(hash)).count());
    }

    /// Attempts after the last hit taken are made again.
    fn drop(&mut self) {
        let taken = self.hit.checked_sub(1).and_then(|last| self.stage.hits().get(last));
        self.first += taken.map_or(0, |&hit| u64::from(hit) + 1);
        (self.count, self.hit) = (0, 0);
        self.hashes.clear();
    }
}

#[derive(Debug)]
enum Source {
    Attempts(Arc<AnyMasses>),
    List(Listing),
    Nothing,
}

/// How often nodes served in this draw, for caps.
#[derive(Debug, Default)]
struct Served {
    answers: HashMap<NodeId, u32>,
    starts: HashMap<NodeId, u32>,
    documents: HashMap<NodeId, u32>,
}

/// Attempts without a match before something else is tried.
const IDLE: u64 = 1 << 14;
/// Refusals after which filled nodes are taken out of the pattern.
const REFUSED: u64 = 1 << 12;
/// Walks up to which all matches are listed.
const LIST_BELOW: u64 = 1 << 16;
const FIRST_BATCH: u64 = 8;
/// Matches up to which each batch of a diverse draw doubles what is drawn; then each makes it four times as many, since
/// new weights cost as much as a count.
const SMALL_BATCHES: u64 = 1024;
const FIRST_RUN: usize = 16;
/// Room for so many matches is made beforehand.
const SEEN_AHEAD: u64 = 7 << 14;

impl<'g> Plan<'g> {
    /// Draws at most `request.n` matches and says whether that is all.
    pub fn sample(&self, request: &Request<'_>) -> Drawn {
        let mut draw = self.draw(request);
        let matches: Vec<Match> = draw.by_ref().collect();
        Drawn { matches, ..draw.state }
    }

    /// Hashes of `draws` independent uniform draws, repetitions included: what a test of uniformity looks at.
    pub fn independent_hashes(&self, draws: u64, seed: u64) -> Vec<u128> {
        let masses = self.drawing_masses();
        let mut stage = Stage::new(self);
        let mut found = Vec::new();
        let mut first = 0;
        while (found.len() as u64) < draws && masses.total() > 0.0 {
            stage.run(self, &masses, seed, first, MOST);
            found.extend(stage.hits().iter().map(|&hit| hash(stage.raw(hit))));
            first += MOST as u64;
        }
        found.truncate(draws as usize);
        found
    }

    /// The same as an iterator: the first match arrives at once, and none is kept.
    pub fn draw<'a>(&'a self, request: &Request<'a>) -> Draw<'a> {
        Draw::new(self.clone(), *request)
    }
}

impl Iterator for Draw<'_> {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        self.fill();
        self.batch.take().map(|found| self.plan.to_match(found))
    }
}

impl<'a> Draw<'a> {
    fn new(plan: Plan<'a>, request: Request<'a>) -> Draw<'a> {
        let nodes = NodeWeights::new(&plan, request.strategy, request.weights);
        let mut draw = Draw {
            request,
            nodes,
            source: Source::Nothing,
            ahead: Ahead::new(&plan),
            batch: Batch::default(),
            ready: 1,
            shapes: Shapes::default(),
            excluded: request.exclude.into_iter().flatten().filter_map(|text| fingerprint_bits(text)).collect(),
            fingerprinter: plan.fingerprinter.clone(),
            plan,
            seen: HashSet::with_capacity_and_hasher(request.n.min(SEEN_AHEAD) as usize, BuildHasherDefault::default()),
            drawn: 0,
            idle: 0,
            refused: 0,
            next_batch: if request.strategy == Strategy::Diverse { FIRST_BATCH } else { u64::MAX },
            served: Served::default(),
            state: Drawn::default(),
        };
        draw.open();
        draw
    }

    /// How the draw stands; `matches` stays empty.
    pub fn state(&self) -> &Drawn {
        &self.state
    }

    /// The next match in numbers: what the iterator gives, without a text made for each.
    pub fn next_ids(&mut self) -> Option<MatchIds<'_>> {
        self.fill();
        self.batch.take()
    }

    /// Finishes some more matches once all are taken: one at first, so that the first arrives at once, then many.
    fn fill(&mut self) {
        if !self.batch.is_taken() && !self.is_cancelled() {
            return;
        }
        self.batch.clear();
        for _ in 0..self.ready {
            match self.next_proposed() {
                Some(Proposed::Hit(hit)) => {
                    self.batch.add(&self.plan, self.ahead.stage.raw(hit), self.ahead.stage.names(hit));
                }
                Some(Proposed::Listed(raw)) => self.batch.add(&self.plan, &raw, &[]),
                None => break,
            }
            if self.drawn >= self.next_batch {
                let times = if self.drawn < SMALL_BATCHES { 2 } else { 4 };
                self.next_batch = FIRST_BATCH.max(self.drawn) * times;
                self.reweigh();
            }
        }
        self.ready = (self.ready * 2).min(MOST);
        self.batch.finish(&self.plan);
    }

    /// The next match, its parts still in numbers.
    fn next_proposed(&mut self) -> Option<Proposed> {
        while self.drawn < self.request.n && !self.is_cancelled() {
            let proposed = self.propose()?;
            if self.must_look_inside() && !self.admits(&proposed) {
                continue;
            }
            self.drawn += 1;
            self.idle = 0;
            return Some(proposed);
        }
        None
    }

    /// Whether a match is neither excluded nor over a cap; then it counts as served.
    fn admits(&mut self, proposed: &Proposed) -> bool {
        let raw = match proposed {
            Proposed::Hit(hit) => self.ahead.stage.raw(*hit),
            Proposed::Listed(raw) => raw,
        };
        let shape = self.shapes.place(&self.plan, raw);
        let parts = Parts { shape: self.shapes.get(shape), raw };
        if is_excluded(&self.plan, &self.excluded, &mut self.fingerprinter, parts) {
            return false;
        }
        if self.served.admits(&self.plan, parts) {
            self.served.add(&self.plan, parts);
            self.nodes.served(&self.plan, parts);
            return true;
        }
        self.state.capped = true;
        self.refused += 1;
        self.seen.remove(&tell(raw));
        if self.refused >= REFUSED && matches!(self.source, Source::Attempts(_)) {
            self.turn();
        }
        false
    }

    fn is_cancelled(&mut self) -> bool {
        let cancelled = self.request.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        self.state.cancelled |= cancelled;
        cancelled
    }

    fn must_look_inside(&self) -> bool {
        self.request.strategy == Strategy::Diverse || !self.plan.template.caps.is_empty() || !self.excluded.is_empty()
    }

    /// A match that was not proposed before; ends the draw when there is none.
    fn propose(&mut self) -> Option<Proposed> {
        loop {
            match &mut self.source {
                Source::Nothing => {
                    self.state.exhausted |= !self.state.gave_up && !self.state.cancelled;
                    return None;
                }
                Source::List(listing) => match listing.next() {
                    Some(raw) => return Some(Proposed::Listed(raw)),
                    None => {
                        self.state.gave_up |= listing.is_cut;
                        self.source = Source::Nothing;
                    }
                },
                Source::Attempts(masses) => {
                    if let Some((hit, hash)) = self.ahead.next() {
                        if self.seen.insert(hash) {
                            return Some(Proposed::Hit(hit));
                        }
                        continue;
                    }
                    if self.idle >= IDLE {
                        self.turn();
                    } else {
                        self.ahead.run(&self.plan, masses, self.request.seed, &self.seen);
                        self.idle += self.ahead.count as u64;
                        if self.is_cancelled() {
                            return None;
                        }
                    }
                }
            }
        }
    }

    /// Chooses where matches come from: a list where the walks are few, attempts where they are many.
    fn open(&mut self) {
        self.ahead.drop();
        let walks = self.plan.drawing_masses().total();
        if walks == 0.0 {
            self.source = Source::Nothing;
            return;
        }
        let excluded = self.request.exclude.map_or(0, HashSet::len) as u64;
        // Levelled answers run out one by one, so drawing meets its own matches again far earlier.
        let times = if self.nodes.levels_answers() { 16 } else { 4 };
        let wanted = self.request.n.saturating_add(excluded).saturating_mul(times);
        let few = wanted.min(MOST_HELD as u64).max(LIST_BELOW);
        if walks <= few as f64 {
            self.list();
        } else {
            self.source = Source::Attempts(self.nodes.masses(&self.plan));
        }
    }

    /// Too many attempts brought nothing: leave out what caps have filled, or list what is left.
    fn turn(&mut self) {
        self.idle = 0;
        let refused = std::mem::take(&mut self.refused);
        if refused > 0 && self.served.shrink(&mut self.plan) {
            self.open();
        } else {
            self.list();
        }
    }

    fn list(&mut self) {
        let never = AtomicBool::new(false);
        let cancel = self.request.cancel.unwrap_or(&never);
        let keep = if self.must_look_inside() { u64::MAX } else { self.request.n - self.drawn };
        let seen = |raw: &Raw| self.seen.contains(&tell(raw));
        let listing = list_weighted(&self.plan, &self.nodes, self.request.seed, keep, &seen, LIST_WORK, cancel);
        self.source = Source::List(listing);
    }

    /// Between batches: what served is less likely in the next one.
    fn reweigh(&mut self) {
        match &mut self.source {
            Source::Nothing => {}
            Source::Attempts(masses) => {
                *masses = self.nodes.masses(&self.plan);
                self.ahead.drop();
            }
            Source::List(listing) => listing.reorder(&self.plan, &self.nodes, self.request.seed),
        }
    }
}

fn is_excluded(plan: &Plan, excluded: &Seen, fingerprinter: &mut Fingerprinter, parts: Parts<'_>) -> bool {
    if excluded.is_empty() {
        return false;
    }
    let nodes: Vec<NodeId> = parts.shape.nodes.iter().map(|&place| parts.raw[place]).collect();
    let keys: Vec<u128> = nodes.iter().map(|&node| plan.graph.key_bits(node)).collect();
    excluded.contains(&parts.shape.fingerprint(plan, fingerprinter, &nodes, &keys))
}

fn fingerprint_bits(text: &str) -> Option<u128> {
    u128::from_str_radix(text, 16).ok()
}

/// 128 bits that tell the matches of one draw apart.
fn tell(raw: &[u32]) -> u128 {
    let (mut low, mut high) = (0x243F_6A88_85A3_08D3u64, 0x1319_8A2E_0370_7344u64);
    for pair in raw.chunks(2) {
        let bits = u64::from(pair[0]) << 32 | u64::from(pair.get(1).copied().unwrap_or(u32::MAX));
        low = fold(low ^ bits, 0x9E37_79B9_7F4A_7C15);
        high = fold(high ^ bits, 0xA409_3822_299F_31D1).wrapping_add(bits);
    }
    u128::from(mix(high)) << 64 | u128::from(mix(low))
}

fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    (product >> 64) as u64 ^ product as u64
}

/// 128 bits of a match in numbers, from which its place in a list is drawn.
pub(crate) fn hash(raw: &[u32]) -> u128 {
    let (mut low, mut high) = (0x243F_6A88_85A3_08D3u64, 0x1319_8A2E_0370_7344u64);
    for &number in raw {
        low = mix(low ^ u64::from(number));
        high = (high ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ low;
    }
    u128::from(mix(high)) << 64 | u128::from(low)
}

impl Served {
    fn admits(&self, plan: &Plan, parts: Parts<'_>) -> bool {
        let caps = plan.template.caps;
        let below = |cap: Option<u32>, served: &HashMap<NodeId, u32>, nodes: Vec<NodeId>| {
            cap.is_none_or(|cap| nodes.iter().all(|node| served.get(node).is_none_or(|&count| count < cap)))
        };
        below(caps.per_answer, &self.answers, parts.slot(plan.root).collect())
            && below(caps.per_start, &self.starts, plan.start.into_iter().flat_map(|start| parts.slot(start)).collect())
            && below(caps.per_document, &self.documents, documents(plan, parts))
    }

    fn add(&mut self, plan: &Plan, parts: Parts<'_>) {
        if plan.template.caps.is_empty() {
            return;
        }
        let count = |served: &mut HashMap<NodeId, u32>, nodes: &mut dyn Iterator<Item = NodeId>| {
            nodes.for_each(|node| *served.entry(node).or_default() += 1);
        };
        count(&mut self.answers, &mut parts.slot(plan.root));
        count(&mut self.starts, &mut plan.start.into_iter().flat_map(|start| parts.slot(start)));
        count(&mut self.documents, &mut documents(plan, parts).into_iter());
    }

    /// Takes nodes whose cap is full out of the plan. False when nothing changed.
    fn shrink(&self, plan: &mut Plan) -> bool {
        let caps = plan.template.caps;
        let full = |cap: Option<u32>, served: &HashMap<NodeId, u32>, node: Option<NodeId>| match (cap, node) {
            (Some(cap), Some(node)) => served.get(&node).is_some_and(|&count| count >= cap),
            _ => false,
        };
        let graph = plan.graph;
        let before: u64 = plan.slots.iter().map(|slot| slot.candidates.count).sum();
        let roles = document_slots(plan);
        for slot in 0..plan.slots.len() {
            let candidates = &plan.slots[slot].candidates;
            let open = |&node: &NodeId| {
                !(slot == plan.root && full(caps.per_answer, &self.answers, Some(node))
                    || Some(slot) == plan.start && full(caps.per_start, &self.starts, Some(node))
                    || roles.contains(&slot) && full(caps.per_document, &self.documents, graph.document(node)))
            };
            let left: Vec<NodeId> = candidates.iter(graph).filter(open).collect();
            if (left.len() as u64) < candidates.count {
                plan.slots[slot].candidates = candidates.restricted(graph, &left);
            }
        }
        plan.forget_masses();
        before > plan.slots.iter().map(|slot| slot.candidates.count).sum()
    }
}

/// The slots whose documents a match uses: its evidence, or the answer where there is none.
fn document_slots(plan: &Plan) -> Vec<usize> {
    let slots = plan.template.slot.iter().enumerate();
    let evidence: Vec<usize> = slots.filter(|(_, slot)| slot.role == Role::Evidence).map(|(place, _)| place).collect();
    if evidence.is_empty() { vec![plan.root] } else { evidence }
}

fn documents(plan: &Plan, parts: Parts<'_>) -> Vec<NodeId> {
    let nodes = document_slots(plan).into_iter().flat_map(|slot| parts.slot(slot));
    let mut documents: Vec<NodeId> = nodes.filter_map(|node| plan.graph.document(node)).collect();
    documents.sort_unstable();
    documents.dedup();
    documents
}

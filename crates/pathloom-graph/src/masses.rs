//! Sum-product over the tree: for every slot and node, how many walks (or how much weight) hang below it.

use crate::csr::Csr;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::plan::{Branch, Plan};
use crate::row_sums::RowSums;
use crate::tables::TableCell;
use std::hint::black_box;

/// One number per node of a run of ids. They are read at random, so they stand in half the room where all fit.
#[derive(Clone, Debug)]
pub(crate) struct Values<M> {
    base: NodeId,
    narrow: Vec<u32>,
    /// Empty where `narrow` holds them.
    wide: Vec<M>,
    /// The largest of them.
    most: M,
    /// Every node that a link can reach counts one; there are no numbers then.
    pub ones: bool,
}

impl<M: Mass> Values<M> {
    pub fn new(base: NodeId, data: Vec<M>) -> Values<M> {
        let mut most = M::ZERO;
        let mut watch = |&value: &M| {
            most = if value > most { value } else { most };
            value.low_bits()
        };
        let narrow = data.iter().map(&mut watch).collect();
        if most.is_narrow() {
            return Values { base, narrow, wide: Vec::new(), most, ones: false };
        }
        Values { base, narrow: Vec::new(), wide: data, most, ones: false }
    }

    fn ones() -> Values<M> {
        Values { base: 0, narrow: Vec::new(), wide: Vec::new(), most: M::ONE, ones: true }
    }

    #[inline]
    pub fn get(&self, node: NodeId) -> M {
        if self.ones {
            return M::ONE;
        }
        if self.is_narrow() { self.narrow(node) } else { self.wide(node) }
    }

    #[inline]
    pub fn is_narrow(&self) -> bool {
        !self.narrow.is_empty()
    }

    /// As `get`, where [`Values::is_narrow`].
    #[inline]
    pub fn narrow(&self, node: NodeId) -> M {
        self.narrow.get(node.wrapping_sub(self.base) as usize).map_or(M::ZERO, |&value| M::from_narrow(value))
    }

    /// As `get`, where it is not, nor ones.
    #[inline]
    pub fn wide(&self, node: NodeId) -> M {
        self.wide.get(node.wrapping_sub(self.base) as usize).copied().unwrap_or(M::ZERO)
    }

    /// Brings the values of these nodes near.
    pub fn warm(&self, nodes: impl Iterator<Item = NodeId>) {
        black_box(nodes.filter(|&node| self.get(node).is_zero()).count());
    }
}

/// What hangs below each node, for one choice of weights.
#[derive(Debug)]
pub(crate) struct Masses<M> {
    /// Per slot: value of a node standing there, its own weight included.
    pub slots: Vec<Values<M>>,
    /// Per branch, per number of hops left (from 1; closing branches from 0 open hops): value over the branch,
    /// own weight not included.
    pub reach: Vec<Vec<Values<M>>>,
    /// The same with the own weight, for nodes standing between; absent where nothing is weighted.
    pub between: Vec<Vec<Values<M>>>,
    /// Per branch, per number of hops left: running sums along the rows of that hop. None where nothing is drawn by it.
    pub row_sums: Vec<Vec<RowSums<M>>>,
    /// Branches where hops can turn back do not.
    onward: bool,
    pub total: M,
    /// Built at the first draw.
    pub tables: TableCell<M>,
}

/// Which walks count, and how much.
#[derive(Clone, Copy)]
pub(crate) enum Walks<'a> {
    All,
    /// Those that do not turn straight back.
    Onward,
    /// By the weights of their nodes.
    Weighted(&'a [f64]),
}

/// Masses in the narrowest type that holds them.
#[derive(Debug)]
pub(crate) enum AnyMasses {
    Narrow(Masses<u64>),
    Wide(Masses<u128>),
    /// Weighted, or too many for 128 bits.
    Real(Masses<f64>),
}

impl AnyMasses {
    /// Unweighted: every walk counts one.
    pub fn uniform(plan: &Plan) -> AnyMasses {
        if let Some(masses) = Masses::compute(plan, Walks::All) {
            return AnyMasses::Narrow(masses);
        }
        Masses::compute(plan, Walks::All).map_or_else(|| AnyMasses::Real(real(plan, Walks::All)), AnyMasses::Wide)
    }

    /// Every walk counts one that does not turn straight back on a branch where hops can. `None` on overflow.
    pub fn onward(plan: &Plan) -> Option<AnyMasses> {
        let narrow = Masses::compute(plan, Walks::Onward).map(AnyMasses::Narrow);
        narrow.or_else(|| Masses::compute(plan, Walks::Onward).map(AnyMasses::Wide))
    }

    /// `weights` per node id. Nodes of slots that take several, and what stands between on the way to them, are not
    /// weighted: they stay uniform given the rest.
    pub fn weighted(plan: &Plan, weights: &[f64]) -> AnyMasses {
        AnyMasses::Real(real(plan, Walks::Weighted(weights)))
    }

    /// Gives every answer that has a match its own weight, however many walks hang on it.
    pub fn level_roots(&mut self, plan: &Plan, weights: &[f64]) {
        let AnyMasses::Real(masses) = self else {
            return;
        };
        let mut data = vec![0.0; plan.graph.node_count()];
        masses.total = 0.0;
        for node in plan.slots[plan.root].candidates.iter(plan.graph) {
            if !masses.slots[plan.root].get(node).is_zero() {
                data[node as usize] = weights[node as usize];
                masses.total += weights[node as usize];
            }
        }
        masses.slots[plan.root] = Values::new(0, data);
    }

    pub fn total(&self) -> f64 {
        match self {
            AnyMasses::Narrow(masses) => masses.total.to_f64(),
            AnyMasses::Wide(masses) => masses.total.to_f64(),
            AnyMasses::Real(masses) => masses.total,
        }
    }

    /// Exact unless the sum passed 128 bits.
    pub fn walks(&self) -> Option<u128> {
        match self {
            AnyMasses::Narrow(masses) => Some(masses.total.to_u128()),
            AnyMasses::Wide(masses) => Some(masses.total),
            AnyMasses::Real(_) => None,
        }
    }
}

fn real(plan: &Plan, walks: Walks<'_>) -> Masses<f64> {
    Masses::compute(plan, walks).unwrap_or_else(|| unreachable!("sums of floating-point numbers do not overflow"))
}

impl<M: Mass> Masses<M> {
    /// `None` on overflow.
    pub fn compute(plan: &Plan, walks: Walks<'_>) -> Option<Masses<M>> {
        let mut masses = Masses {
            slots: vec![Values::ones(); plan.slots.len()],
            reach: vec![Vec::new(); plan.branches.len()],
            between: vec![Vec::new(); plan.branches.len()],
            row_sums: (0..plan.branches.len()).map(|_| Vec::new()).collect(),
            onward: matches!(walks, Walks::Onward),
            total: M::ZERO,
            tables: TableCell::new(),
        };
        let weights = if let Walks::Weighted(weights) = walks { Some(weights) } else { None };
        masses.fill_slot(plan, plan.root, weights)?;
        let root = &masses.slots[plan.root];
        let candidates = plan.slots[plan.root].candidates.iter(plan.graph);
        masses.total = candidates.map(|node| root.get(node)).try_fold(M::ZERO, M::plus)?;
        Some(masses)
    }

    /// Children first.
    fn fill_slot(&mut self, plan: &Plan, slot: usize, weights: Option<&[f64]>) -> Option<()> {
        let in_group = plan.slots[slot].parent.is_some_and(|branch| plan.branches[branch].is_group());
        let weights = if in_group { None } else { weights };
        for &branch in &plan.slots[slot].branches {
            if !plan.branches[branch].closing {
                self.fill_slot(plan, plan.branches[branch].to, weights)?;
            }
            if self.is_onward(plan, branch) {
                self.fill_onward(plan, branch)?;
            } else {
                self.fill_branch(plan, branch, weights)?;
            }
        }
        let candidates = &plan.slots[slot].candidates;
        if candidates.is_whole() && plan.slots[slot].branches.is_empty() && weights.is_none() {
            return Some(());
        }
        let span = plan.graph.span(candidates.kinds);
        let mut data = vec![M::ZERO; span.len()];
        for node in candidates.iter(plan.graph) {
            let mut value = M::ONE;
            for &branch in &plan.slots[slot].branches {
                value = value.times(self.branch_value(&plan.branches[branch], branch, node)?)?;
                if value.is_zero() {
                    break;
                }
            }
            let weight = weights.map_or(1.0, |weights| weights[node as usize]);
            data[(node - span.start) as usize] = value.scaled(weight);
        }
        self.slots[slot] = Values::new(span.start, data);
        Some(())
    }

    fn fill_branch(&mut self, plan: &Plan, place: usize, weights: Option<&[f64]>) -> Option<()> {
        let branch = &plan.branches[place];
        let weights = if branch.is_group() { None } else { weights };
        let span = plan.graph.span(branch.domain);
        // Draws go by the onward walks instead.
        let is_drawn = weights.is_some() || !branch.can_return(plan);
        let far = &self.slots[branch.to];
        let (first, first_sums) = if branch.closing {
            (Values::ones(), RowSums::none())
        } else {
            let (totals, row_sums) = sums(&branch.last, far, span.clone(), is_drawn)?;
            (Values::new(span.start, totals), row_sums)
        };
        let mut reach = vec![first];
        let mut row_sums = vec![first_sums];
        let mut between: Vec<Values<M>> = Vec::new();
        for hop in 1..branch.hops[1] {
            let Some(mid) = &branch.mid else { break };
            if let Some(weights) = weights {
                between.push(weighted(&reach[hop - 1], span.clone(), weights));
            }
            let next = between.get(hop - 1).unwrap_or(&reach[hop - 1]);
            let (next, next_sums) = sums(mid, next, span.clone(), is_drawn)?;
            reach.push(Values::new(span.start, next));
            row_sums.push(next_sums);
        }
        self.reach[place] = reach;
        self.between[place] = between;
        self.row_sums[place] = if is_drawn { row_sums } else { Vec::new() };
        Some(())
    }

    pub fn is_onward(&self, plan: &Plan, branch: usize) -> bool {
        self.onward && plan.branches[branch].can_return(plan)
    }

    /// Walks that never turn straight back. With `f(k, w, v)` of them from `w` over `k` hops when coming from `v`, and
    /// `a(k, v)` when coming from nowhere, `f(k, w, v) = a(k, w) - f(k-1, v, w)`, which unrolls to
    /// `b(k, w) - b(k-1, v)` where `b(k, x) = a(k, x) + b(k-2, x)` and `b(0)` are the values of the far slot. So sums
    /// per node suffice, and one pass over the relations for each hop.
    /// After N. Alon, I. Benjamini, E. Lubetzky, S. Sodin, Non-backtracking random walks mix faster (2007), section 2.
    fn fill_onward(&mut self, plan: &Plan, place: usize) -> Option<()> {
        let branch = &plan.branches[place];
        let span = plan.graph.span(branch.domain);
        let (first, first_sums) = sums(&branch.last, &self.slots[branch.to], span.clone(), true)?;
        let first = Values::new(span.start, first);
        let (mut between, mut row_sums) = (vec![first.clone()], vec![first_sums]);
        let mut reach = vec![first];
        for hop in 1..branch.hops[1] {
            let Some(mid) = &branch.mid else { break };
            let (mut all, all_sums) = sums(mid, &between[hop - 1], span.clone(), true)?;
            let back = if hop == 1 { &self.slots[branch.to] } else { &between[hop - 2] };
            for (sum, node) in all.iter_mut().zip(span.clone()) {
                *sum = sum.less(back.get(node), mid.row(node).len());
            }
            if hop + 1 < branch.hops[1] {
                let with_back = all.iter().zip(span.clone()).map(|(sum, node)| sum.plus(back.get(node)));
                between.push(Values::new(span.start, with_back.collect::<Option<Vec<M>>>()?));
            }
            reach.push(Values::new(span.start, all));
            row_sums.push(all_sums);
        }
        (self.reach[place], self.between[place], self.row_sums[place]) = (reach, between, row_sums);
        Some(())
    }

    /// What an onward hop with this many to go takes from the value of each neighbour: the walks that would turn back.
    pub fn turning_back(&self, plan: &Plan, branch: usize, hops_left: usize) -> Option<&Values<M>> {
        match hops_left {
            _ if !self.is_onward(plan, branch) => None,
            0 | 1 => None,
            2 => Some(&self.slots[plan.branches[branch].to]),
            _ => Some(&self.between[branch][hops_left - 3]),
        }
    }

    /// The value of a node with this many hops to go (from 1) before the far end, standing between.
    #[inline]
    pub fn standing_between(&self, branch: usize, hops_left: usize) -> &Values<M> {
        self.between[branch].get(hops_left - 1).unwrap_or(&self.reach[branch][hops_left - 1])
    }

    /// Everything that the branch can add to a node at its near end.
    pub fn branch_value(&self, branch: &Branch, place: usize, node: NodeId) -> Option<M> {
        let paths = self.paths(branch, place, node)?;
        if branch.is_group() {
            let ways = |sum: M, count| sum.plus(paths.choose(count)?);
            return (branch.instances[0]..=branch.instances[1]).try_fold(M::ZERO, ways);
        }
        if branch.is_optional() { paths.plus(M::ONE) } else { Some(paths) }
    }

    /// The paths of every permitted number of hops from a node over the branch.
    #[inline]
    pub fn paths(&self, branch: &Branch, place: usize, node: NodeId) -> Option<M> {
        let hops = &self.reach[place][branch.hops[0] - 1..branch.hops[1]];
        if let [only] = hops {
            return Some(only.get(node));
        }
        hops.iter().map(|values| values.get(node)).try_fold(M::ZERO, M::plus)
    }
}

/// For each row, the sum of its neighbours' values; the running sums too where a draw will ask for them.
fn sums<M: Mass>(
    csr: &Csr,
    values: &Values<M>,
    span: std::ops::Range<NodeId>,
    is_drawn: bool,
) -> Option<(Vec<M>, RowSums<M>)> {
    let mut data = vec![M::ZERO; span.len()];
    if values.ones {
        for node in csr.rows() {
            if let Some(sum) = data.get_mut(node.wrapping_sub(span.start) as usize) {
                *sum = M::from_len(csr.row(node).len());
            }
        }
        return Some((data, RowSums::none()));
    }
    // Where even the longest row of the largest value fits, no sum has to be watched.
    let fits = values.most.times(M::from_len(csr.longest_row())).is_some();
    let mut summed = Summed { csr, fits, data: &mut data, start: span.start };
    let row_sums = match (is_drawn, values.is_narrow()) {
        (false, true) => summed.totals(|node| values.narrow(node)).map(|()| RowSums::none())?,
        (false, false) => summed.totals(|node| values.wide(node)).map(|()| RowSums::none())?,
        (true, true) => summed.row_sums(|node| values.narrow(node))?,
        (true, false) => summed.row_sums(|node| values.wide(node))?,
    };
    Some((data, row_sums))
}

/// What one pass over rows fills.
struct Summed<'a, M> {
    csr: &'a Csr,
    fits: bool,
    data: &'a mut [M],
    start: NodeId,
}

impl<M: Mass> Summed<'_, M> {
    fn put(&mut self, node: NodeId, sum: M) {
        if let Some(place) = self.data.get_mut(node.wrapping_sub(self.start) as usize) {
            *place = sum;
        }
    }

    fn totals(&mut self, value: impl Fn(NodeId) -> M) -> Option<()> {
        for node in self.csr.rows() {
            let mut reached = self.csr.neighbours(node).iter().map(|&next| value(next));
            let sum =
                if self.fits { reached.fold(M::ZERO, M::plus_within) } else { reached.try_fold(M::ZERO, M::plus)? };
            self.put(node, sum);
        }
        Some(())
    }

    fn row_sums(&mut self, value: impl Fn(NodeId) -> M) -> Option<RowSums<M>> {
        match self.narrow_sums(&value) {
            Some(narrow) => Some(RowSums::narrow(narrow)),
            None => self.wide_sums(value).map(RowSums::wide),
        }
    }

    /// `None` where the sums of a row do not fit.
    fn narrow_sums(&mut self, value: impl Fn(NodeId) -> M) -> Option<Vec<u32>> {
        if !self.fits {
            return None;
        }
        let mut sums = Vec::with_capacity(self.csr.len());
        for node in self.csr.rows() {
            let mut sum = M::ZERO;
            sums.extend(self.csr.neighbours(node).iter().map(|&next| {
                sum = sum.plus_within(value(next));
                sum.sum_bits()
            }));
            if !sum.fits_sum_bits() {
                return None;
            }
            self.put(node, sum);
        }
        Some(sums)
    }

    fn wide_sums(&mut self, value: impl Fn(NodeId) -> M) -> Option<Vec<M>> {
        let mut sums = Vec::with_capacity(self.csr.len());
        for node in self.csr.rows() {
            let mut sum = M::ZERO;
            for &next in self.csr.neighbours(node) {
                sum = if self.fits { sum.plus_within(value(next)) } else { sum.plus(value(next))? };
                sums.push(sum);
            }
            self.put(node, sum);
        }
        Some(sums)
    }
}

fn weighted<M: Mass>(values: &Values<M>, span: std::ops::Range<NodeId>, weights: &[f64]) -> Values<M> {
    let data = span.clone().map(|node| values.get(node).scaled(weights[node as usize])).collect();
    Values::new(span.start, data)
}

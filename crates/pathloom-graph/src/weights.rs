//! Weights of nodes for the strategies. Data only: one algorithm draws them all.

use crate::graph::NodeId;
use crate::masses::AnyMasses;
use crate::matches::Parts;
use crate::plan::Plan;
use pathloom_model::path::Strategy;
use pathloom_model::{Key, Role, key::digest};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How often nodes serve in approved or pending samples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    pub uses: BTreeMap<Key, u32>,
}

impl Weights {
    /// Recorded with generated samples, so that the draw can be made again.
    pub fn hash(&self) -> String {
        let rows: Vec<String> = self.uses.iter().map(|(key, uses)| format!("{key} {uses}")).collect();
        digest(&rows.iter().map(|row| row.as_bytes()).collect::<Vec<_>>())
    }
}

/// The weights of one strategy at one moment of a draw.
#[derive(Debug)]
pub(crate) struct NodeWeights {
    strategy: Strategy,
    /// Uses in the project before the draw.
    before: HashMap<NodeId, u32>,
    /// Uses in this draw as answer, start or evidence.
    during: HashMap<NodeId, u32>,
}

impl NodeWeights {
    pub fn new(plan: &Plan, strategy: Strategy, weights: Option<&Weights>) -> NodeWeights {
        let uses = weights.map(|weights| &weights.uses).into_iter().flatten();
        let known = uses.filter_map(|(key, &uses)| Some((plan.graph.id(key)?, uses)));
        NodeWeights { strategy, before: known.collect(), during: HashMap::new() }
    }

    pub fn is_uniform(&self) -> bool {
        self.strategy == Strategy::Uniform
    }

    /// Whether a match's weight depends on how many matches its answer has.
    pub fn levels_answers(&self) -> bool {
        self.strategy == Strategy::Diverse
    }

    pub fn served(&mut self, plan: &Plan, parts: &Parts) {
        if self.strategy != Strategy::Diverse {
            return;
        }
        for (slot, nodes) in plan.template.slot.iter().zip(&parts.slots) {
            if slot.role != Role::Bridge {
                nodes.iter().for_each(|&node| *self.during.entry(node).or_default() += 1);
            }
        }
    }

    /// Long-tail: falls with degree and with uses. Diverse: falls with uses. Uniform: 1.
    pub fn of(&self, plan: &Plan, node: NodeId) -> f64 {
        let uses = |map: &HashMap<NodeId, u32>| f64::from(map.get(&node).copied().unwrap_or(0));
        match self.strategy {
            Strategy::Uniform => 1.0,
            Strategy::LongTail => 1.0 / (1.0 + f64::from(plan.graph.degree(node))) / (1.0 + uses(&self.before)),
            Strategy::Diverse => (1.0 + uses(&self.before) + uses(&self.during)).powi(-2),
        }
    }

    /// Diverse starts from answers that are equally likely, however many matches each has.
    pub fn masses(&self, plan: &Plan) -> Arc<AnyMasses> {
        if self.strategy == Strategy::Uniform {
            return plan.masses();
        }
        let weights: Vec<f64> = (0..plan.graph.node_count() as u32).map(|node| self.of(plan, node)).collect();
        let mut masses = AnyMasses::weighted(plan, &weights);
        if self.strategy == Strategy::Diverse {
            masses.level_roots(plan, &weights);
        }
        Arc::new(masses)
    }

    /// The weight of a whole match: the product over the nodes that are weighted.
    /// `answers`: matches per answer, for the levelling of diverse draws.
    pub fn of_match(&self, plan: &Plan, parts: &Parts, answers: &HashMap<NodeId, u64>) -> f64 {
        if self.strategy == Strategy::Uniform {
            return 1.0;
        }
        let answer = parts.slots[plan.root][0];
        let ends = plan.branches.iter().zip(&parts.paths).filter(|(branch, _)| !branch.is_group());
        let nodes = ends.flat_map(|(_, paths)| paths.iter().flatten());
        let weight: f64 = nodes.map(|&node| self.of(plan, node)).product::<f64>() * self.of(plan, answer);
        match self.strategy {
            Strategy::Diverse => weight / answers.get(&answer).copied().unwrap_or(1) as f64,
            _ => weight,
        }
    }
}

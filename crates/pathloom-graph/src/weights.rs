//! Weights of nodes for the strategies. Data only: one algorithm draws them all.

use crate::graph::NodeId;
use crate::masses::AnyMasses;
use crate::plan::Plan;
use crate::shape::Parts;
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

    /// Whether a match's weight depends on how many matches its answer has.
    pub fn levels_answers(&self) -> bool {
        self.strategy == Strategy::Diverse
    }

    pub fn served(&mut self, plan: &Plan, parts: Parts<'_>) {
        if self.strategy != Strategy::Diverse {
            return;
        }
        for (place, slot) in plan.template.slot.iter().enumerate() {
            if slot.role != Role::Bridge {
                parts.slot(place).for_each(|node| *self.during.entry(node).or_default() += 1);
            }
        }
    }

    /// Of every node, in order; empty where all weigh one.
    pub fn all(&self, plan: &Plan) -> Vec<f64> {
        if self.strategy == Strategy::Uniform {
            return Vec::new();
        }
        (0..plan.graph.node_count() as NodeId).map(|node| self.of(plan, node)).collect()
    }

    /// Long-tail: falls with degree and with uses. Diverse: falls with uses. Uniform: 1.
    fn of(&self, plan: &Plan, node: NodeId) -> f64 {
        let uses = |map: &HashMap<NodeId, u32>| f64::from(map.get(&node).copied().unwrap_or(0));
        match self.strategy {
            Strategy::Uniform => 1.0,
            Strategy::LongTail => 1.0 / (1.0 + f64::from(plan.graph.degree(node))) / (1.0 + uses(&self.before)),
            Strategy::Diverse => {
                let served = 1.0 + uses(&self.before) + uses(&self.during);
                1.0 / (served * served)
            }
        }
    }

    /// Diverse starts from answers that are equally likely, however many matches each has.
    pub fn masses(&self, plan: &Plan) -> Arc<AnyMasses> {
        if self.strategy == Strategy::Uniform {
            return plan.drawing_masses();
        }
        let weights = self.all(plan);
        let mut masses = AnyMasses::weighted(plan, &weights);
        if self.strategy == Strategy::Diverse {
            masses.level_roots(plan, &weights);
        }
        Arc::new(masses)
    }
}

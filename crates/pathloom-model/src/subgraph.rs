//! Subgraph pre-sampling: which part of the graph matches are looked for in. How it is drawn is the graph's business.

use serde::{Deserialize, Serialize};

/// Enough to draw the same part again from the same graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SubgraphSampling {
    pub method: SubgraphMethod,
    /// Nodes asked for; without meaning for the whole graph.
    pub order: u64,
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubgraphMethod {
    #[default]
    Whole,
    /// Nodes by equal chances, related or not.
    Random,
    /// What is near one node.
    Bfs,
    /// A directed path between two nodes, and what is near it.
    Acs,
    /// The most connected nodes.
    Degree,
}

impl SubgraphMethod {
    pub const ALL: [SubgraphMethod; 5] = [
        SubgraphMethod::Whole,
        SubgraphMethod::Random,
        SubgraphMethod::Bfs,
        SubgraphMethod::Acs,
        SubgraphMethod::Degree,
    ];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            SubgraphMethod::Whole => "whole",
            SubgraphMethod::Random => "random",
            SubgraphMethod::Bfs => "bfs",
            SubgraphMethod::Acs => "acs",
            SubgraphMethod::Degree => "degree",
        }
    }

    pub fn parse(text: &str) -> Option<SubgraphMethod> {
        SubgraphMethod::ALL.into_iter().find(|method| method.name() == text)
    }
}

impl SubgraphSampling {
    pub fn is_whole(&self) -> bool {
        self.method == SubgraphMethod::Whole
    }
}

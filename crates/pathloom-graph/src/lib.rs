//! The graph in memory: path templates compiled, counted, sampled and explained; neighbourhoods, paths and layout.
//! Pure and seeded: no input or output, no clock; the same seed gives the same bytes.
//!
//! The way of a template: [`parse_template`] → [`compile`] → [`Plan`] → [`Plan::count`], [`Plan::sample`].

mod answers;
mod batch;
mod blocks;
mod builder;
mod columns;
mod core;
mod count;
mod coverage;
mod csr;
mod draw;
mod error;
mod explain;
mod filter;
mod graph;
mod hop_names;
mod key_hasher;
mod key_order;
mod kinds;
mod layout;
mod listing;
mod mass;
mod masses;
mod neighbourhood;
mod pair_names;
mod plan;
mod presets;
mod program;
mod random;
mod ranks;
mod sample;
mod shape;
mod shortest;
pub mod synthetic;
mod tables;
mod tail;
mod template_file;
mod trees;
mod validate;
mod walker;
mod weights;

pub use answers::Answers;
pub use batch::{MatchIds, RelationId};
pub use builder::{Fields, GraphBuilder, LeftOut, fields_of};
pub use count::{Cancelled, ONE_SECOND};
pub use coverage::{Coverage, coverage};
pub use error::{MAX_HOPS, MAX_INSTANCES, MAX_SLOTS, MAX_TREES, TemplateError};
pub use explain::{Change, Explanation, Left, Part, Relaxation, explain};
pub use graph::{Graph, NodeId};
pub use kinds::{can_step, is_legal};
pub use layout::{layout, layout_layers, layout_rings};
pub use neighbourhood::{SubNode, SubRelation, Subgraph, among, neighbourhood, overview};
pub use plan::{Plan, SlotCandidates, compile};
pub use presets::{preset, presets};
pub use random::Random;
pub use sample::{Draw, Drawn, Request};
pub use shortest::shortest_paths;
pub use template_file::{parse_template, to_toml};
pub use validate::{tree_count, validate};
pub use weights::Weights;

//! The stages of a run. Each takes what the store holds and leaves its result there; none calls another.

pub mod by_models;
#[cfg(test)]
mod by_models_test;
pub mod extract;
mod flow;
pub mod generate;
mod ledger;
pub mod parse;
pub mod resolve;
pub mod score;
pub mod work;

//! The stages of a run. Each takes what the store holds and leaves its result there; none calls another.

pub mod extract;
pub mod generate;
pub mod parse;
pub mod resolve;

//! Which names are one entity, in a project: candidates and decisions, and why a node is what it is.

pub mod find;
mod same_name;
#[cfg(test)]
mod tests;
pub mod together;
pub mod types;
mod view;

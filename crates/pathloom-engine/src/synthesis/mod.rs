//! From a path to a question by model.

pub mod text;

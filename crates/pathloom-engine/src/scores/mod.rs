//! Scores that models give, and what is done with scores.
//!
//! [`compare`] is an answer the expected one?

pub mod compare;

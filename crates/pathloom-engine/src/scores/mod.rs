//! Scores that models give, and what is done with scores.
//!
//! [`compare`] is an answer the expected one? [`gate`] which samples are good enough?

pub mod compare;
pub mod gate;

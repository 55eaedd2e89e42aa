//! From a matched path to a sample written by a model and verified without one.
//!
//! 1. [`goal`]: what the question is to come to, worked out from the graph → 2. [`context`]: what the path says →
//!    3. [`plan`]: the prompt → 4. [`reply`]: what comes back → 5. [`verify`]: a sample with its findings →
//!    6. [`generate`]: all of it in turn, with one repair.

mod blurring;
pub mod context;
mod cut;
mod distractors;
pub mod generate;
pub mod goal;
pub mod material;
mod pages;
pub mod picture;
mod pieces;
pub mod plan;
mod quote;
mod refused;
pub mod reply;
#[cfg(test)]
mod tests;
pub mod text;
pub mod verify;

pub use generate::{Heard, generate};
pub use material::Material;
pub use pages::Pages;
pub use plan::{Plan, plan};
pub use refused::Refused;
pub use text::tokens;

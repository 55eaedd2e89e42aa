//! A match becomes a sample: question, answer, steps with their evidence, checks. Pure and seeded; no model, no input
//! or output, no clock.
//!
//! 1. [`scene`]: the match as composing sees it → 2. [`candidates`]: what could be asked → 3. [`denote`]: what that
//!    comes to in the graph → 4. [`question`] and [`words`]: the sentence → 5. [`trace`]: the steps →
//!    6. [`composer`]: the one least used so far that is unique and needs all its evidence → 7. [`check`], [`score`].

pub mod answer;
mod asks;
mod blur;
mod candidates;
mod chart;
pub mod check;
mod composer;
mod conditions;
mod contrast;
pub mod denote;
pub mod describe;
pub mod draw;
pub mod duplicates;
pub mod expression;
pub mod facts;
mod joined;
mod latex;
mod law;
pub mod lists;
mod no_sample;
pub mod options;
mod question;
pub mod rematch;
mod scene;
pub mod score;
mod sense;
#[cfg(test)]
mod tests;
mod trace;
mod typed;
#[cfg(test)]
mod typed_tests;
mod vague;
pub mod words;
#[cfg(any(test, feature = "world"))]
pub mod world;
mod written;

use pathloom_model::{Constraint, Kind, Knowledge, Match, Role, Slot, Template};

pub use check::check;
pub use composer::{Composer, ENGINE, OPERATORS, VERSION, evidence_language, path_nodes, path_relations};
pub use duplicates::NearDuplicates;
pub use law::{FormulaValue, formula_values};
pub use no_sample::{NoSample, Reason};
pub use score::score;
pub use trace::stands_in;
pub use written::{OPTIONS, plain_name, same_name};

/// Whether most matches of a template have nothing to ask: what it sets side by side must go together, which only the
/// facts show. More of them are worth a look.
pub fn is_selective(template: &Template) -> bool {
    let different = |constraint: &Constraint| matches!(constraint, Constraint::DifferentDocument(_));
    let between = |slot: &Slot| slot.role == Role::Bridge || slot.kinds.contains(&Kind::Assertion);
    template.slot.iter().any(between) || template.constraints.iter().any(different)
}

/// A path in one line for lists of failures: "Arvika Works → Norrheat AB; Table 2 · Revenue by company".
pub fn path_text(knowledge: &Knowledge, matched: &Match) -> String {
    let chain: Vec<&str> = matched.chain.iter().map(|key| knowledge.name(key)).collect();
    let evidence = matched.all_nodes().into_iter().filter(|key| !matched.chain.contains(key));
    let evidence: Vec<String> = evidence.map(|key| knowledge.name(&key).chars().take(60).collect()).collect();
    match evidence.is_empty() {
        true => chain.join(" → "),
        false => format!("{}; {}", chain.join(" → "), evidence.join(", ")),
    }
}

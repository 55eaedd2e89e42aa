//! What a run is asked for besides its paths: types of questions, checks that ask models again, and what all of it takes.
//! What is not touched stays as the project has it.

mod costs;
mod kinds;

use crate::hooks::{Query, use_query};
use crate::ipc;
use crate::state::use_changes;
pub use costs::Costs;
pub use kinds::{Checks, Types, type_name};
use leptos::prelude::*;
use pathloom_ipc::runs::RunDefaults;
use pathloom_model::{QuestionType, ScoreSettings, SynthesisSettings};

/// All types in turn, by each path.
pub const MIXED: &str = "mixed";

#[derive(Clone, Copy)]
pub struct Asked {
    pub defaults: Query<RunDefaults>,
    /// A type's word or [`MIXED`]; none while the project's hold.
    pub types: RwSignal<Option<String>>,
    /// None while the project's hold.
    pub necessity: RwSignal<Option<bool>>,
    pub closed_book: RwSignal<Option<bool>>,
    /// Money at which the run pauses.
    pub budget: RwSignal<Option<f64>>,
}

impl Asked {
    pub fn new() -> Asked {
        let changes = use_changes();
        let defaults = use_query(move || {
            changes.runs.track();
            ipc::run_defaults()
        });
        Asked {
            defaults,
            types: RwSignal::new(None),
            necessity: RwSignal::new(None),
            closed_book: RwSignal::new(None),
            budget: RwSignal::new(None),
        }
    }

    fn of_project(self) -> RunDefaults {
        self.defaults.data.get().unwrap_or_default()
    }

    /// `None` for what the project asks anyway.
    pub fn writing(self) -> Option<SynthesisSettings> {
        let types = match QuestionType::parse(&self.types.get()?) {
            Some(kind) => vec![kind],
            None => QuestionType::ALL.to_vec(),
        };
        Some(SynthesisSettings { types, ..self.of_project().writing })
    }

    /// The same for scoring.
    pub fn scoring(self) -> Option<ScoreSettings> {
        let (necessity, closed_book) = (self.necessity.get(), self.closed_book.get());
        if necessity.is_none() && closed_book.is_none() {
            return None;
        }
        let of_project = self.of_project().scoring;
        Some(ScoreSettings {
            necessity: necessity.unwrap_or(of_project.necessity),
            closed_book: closed_book.unwrap_or(of_project.closed_book),
            ..of_project
        })
    }
}

/// The word of these types; `None` where they are neither one nor all.
pub fn word_of(types: &[QuestionType]) -> Option<&'static str> {
    match types {
        [one] => Some(one.word()),
        several if QuestionType::ALL.iter().all(|kind| several.contains(kind)) => Some(MIXED),
        _ => None,
    }
}

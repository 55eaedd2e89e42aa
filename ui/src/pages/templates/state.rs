//! What the Templates page shows: the library, the template in the editor, what is known of it.

use super::editor::Editor;
use crate::hooks::Query;
use leptos::prelude::*;
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, CoverageView, ExplainView, LibraryView, PatternView, PreviewView};
use pathloom_model::{Strategy, SubgraphSampling};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
pub struct TemplatesState {
    pub library: Query<LibraryView>,
    /// Counts that came in since the library was loaded.
    pub counts: RwSignal<BTreeMap<String, CountView>>,
    /// Id of the template that is shown; none while a new one has none yet.
    pub chosen: RwSignal<Option<String>>,
    /// Why it cannot be shown.
    pub failed: RwSignal<Option<AppError>>,
    pub editor: Editor,
    /// What was said of the pattern at once.
    pub pattern: RwSignal<Option<PatternView>>,
    pub preview: RwSignal<Option<Result<PreviewView, AppError>>>,
    /// Why there are few matches or none, once that is known.
    pub explained: RwSignal<Option<ExplainView>>,
    /// Comes after the preview; with none while it is not known.
    pub coverage: RwSignal<Option<CoverageView>>,
    /// The coverage shown is of an older pattern.
    pub covering: RwSignal<bool>,
    /// A newer preview is on its way for longer than an eye-blink; the one shown is old.
    pub counting: RwSignal<bool>,
    /// About how many, until the newer preview is there.
    pub about: RwSignal<Option<CountView>>,
    pub strategy: RwSignal<Strategy>,
    pub seed: RwSignal<u64>,
    pub samples: RwSignal<u32>,
    /// The part of the graph that matches are looked for in.
    pub part: RwSignal<SubgraphSampling>,
    pub find: RwSignal<String>,
    /// Groups of the library that are closed.
    pub closed: RwSignal<Vec<String>>,
    /// Number of the newest question about the pattern.
    pub asked: StoredValue<u32>,
}

impl TemplatesState {
    pub fn new(library: Query<LibraryView>) -> TemplatesState {
        TemplatesState {
            library,
            counts: RwSignal::default(),
            chosen: RwSignal::default(),
            failed: RwSignal::default(),
            editor: Editor::new(),
            pattern: RwSignal::default(),
            preview: RwSignal::default(),
            explained: RwSignal::default(),
            coverage: RwSignal::default(),
            covering: RwSignal::new(false),
            counting: RwSignal::new(false),
            about: RwSignal::default(),
            strategy: RwSignal::new(Strategy::Uniform),
            seed: RwSignal::new(1),
            samples: RwSignal::new(60),
            part: RwSignal::new(SubgraphSampling { order: 100, seed: 1, ..SubgraphSampling::default() }),
            find: RwSignal::default(),
            closed: RwSignal::default(),
            asked: StoredValue::new(0),
        }
    }

    /// Matches of the template that is shown, once they are known.
    pub fn matches(self) -> Option<CountView> {
        self.preview.with(|preview| Some(preview.as_ref()?.as_ref().ok()?.count.clone()))
    }

    /// Nothing has been read: no pattern can match. False while the graph is not known.
    pub fn is_graph_empty(self) -> bool {
        self.editor.schema.with(|schema| !schema.kinds.is_empty() && schema.kinds.iter().all(|(_, count)| *count == 0))
    }

    /// `None` for the whole graph.
    pub fn subgraph(self) -> Option<SubgraphSampling> {
        Some(self.part.get()).filter(|part| !part.is_whole())
    }

    /// It is no pattern yet.
    pub fn has_problem(self) -> bool {
        self.pattern.with(|pattern| pattern.as_ref().is_some_and(|pattern| pattern.problem.is_some()))
    }
}

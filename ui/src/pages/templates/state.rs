//! What the Templates page shows: the library, one template, its preview.

use crate::hooks::Query;
use leptos::prelude::*;
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, LibraryView, PreviewView, TemplateView};
use pathloom_model::Strategy;
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
pub struct TemplatesState {
    pub library: Query<LibraryView>,
    /// Counts that came in since the library was loaded.
    pub counts: RwSignal<BTreeMap<String, CountView>>,
    /// Id of the template that is shown.
    pub chosen: RwSignal<Option<String>>,
    pub template: RwSignal<Option<Result<TemplateView, AppError>>>,
    /// Place of the selected slot.
    pub slot: RwSignal<usize>,
    pub preview: RwSignal<Option<Result<PreviewView, AppError>>>,
    /// A newer preview is on its way for longer than an eye-blink; the one shown is old.
    pub counting: RwSignal<bool>,
    pub strategy: RwSignal<Strategy>,
    pub seed: RwSignal<u64>,
    pub samples: RwSignal<u32>,
    pub find: RwSignal<String>,
    /// Groups of the library that are closed.
    pub closed: RwSignal<Vec<String>>,
    /// Number of the newest question about a preview.
    pub asked: StoredValue<u32>,
}

impl TemplatesState {
    pub fn new(library: Query<LibraryView>) -> TemplatesState {
        TemplatesState {
            library,
            counts: RwSignal::default(),
            chosen: RwSignal::default(),
            template: RwSignal::default(),
            slot: RwSignal::new(0),
            preview: RwSignal::default(),
            counting: RwSignal::new(false),
            strategy: RwSignal::new(Strategy::Uniform),
            seed: RwSignal::new(1),
            samples: RwSignal::new(60),
            find: RwSignal::default(),
            closed: RwSignal::default(),
            asked: StoredValue::new(0),
        }
    }

    /// Matches of the template that is shown, once they are known.
    pub fn matches(self) -> Option<u64> {
        self.preview.with(|preview| Some(preview.as_ref()?.as_ref().ok()?.count.count))
    }
}

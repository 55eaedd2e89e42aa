//! The state of Review: the queue and its filter, the sample shown, samples fetched ahead, and what is done to them.
//! Decisions are shown at once and sent in order; one that fails is taken back with its reason.

use super::rows::Rows;
use crate::ipc;
use crate::state::{App, Toasts, use_app, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::review::{Progress, QueueOrder, QueueRequest, SampleView};
use pathloom_model::{Decision, Flag};
use std::collections::VecDeque;
use std::sync::Arc;

/// Rows asked for at once.
const PAGE: usize = 100;
/// Samples kept: the one shown, three ahead, some behind.
const KEPT: usize = 24;
/// Samples fetched ahead.
const AHEAD: usize = 3;

/// What the queue is narrowed to.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// `None`: all.
    pub decision: Option<Decision>,
    pub template: Option<String>,
    /// Number of the run that made them.
    pub run: Option<u64>,
    pub text: String,
    pub failed_only: bool,
    /// What gates left out, in place of the others.
    pub filtered_only: bool,
    pub order: QueueOrder,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            decision: Some(Decision::ToReview),
            template: None,
            run: None,
            text: String::new(),
            failed_only: false,
            filtered_only: false,
            order: QueueOrder::default(),
        }
    }
}

#[derive(Clone, Copy)]
pub struct Store {
    pub app: App,
    pub toasts: Toasts,
    pub filter: RwSignal<Filter>,
    pub rows: RwSignal<Rows>,
    pub progress: RwSignal<Progress>,
    /// (id, title, samples).
    pub templates: RwSignal<Vec<(String, String, u64)>>,
    pub queue_error: RwSignal<Option<AppError>>,
    /// False until the queue was loaded once.
    pub loaded: RwSignal<bool>,
    /// Id of the sample shown.
    pub current: RwSignal<Option<String>>,
    /// `None` while it is fetched.
    pub sample: RwSignal<Option<Arc<SampleView>>>,
    pub sample_error: RwSignal<Option<AppError>>,
    /// When the sample appeared, in milliseconds.
    pub shown_at: StoredValue<f64>,
    kept: StoredValue<VecDeque<Arc<SampleView>>>,
    asked: StoredValue<u32>,
}

pub fn provide_store() -> Store {
    let store = Store {
        app: use_app(),
        toasts: use_toasts(),
        filter: RwSignal::default(),
        rows: RwSignal::default(),
        progress: RwSignal::default(),
        templates: RwSignal::default(),
        queue_error: RwSignal::default(),
        loaded: RwSignal::new(false),
        current: RwSignal::default(),
        sample: RwSignal::default(),
        sample_error: RwSignal::default(),
        shown_at: StoredValue::new(0.0),
        kept: StoredValue::default(),
        asked: StoredValue::new(0),
    };
    provide_context(store);
    store
}

pub fn use_store() -> Store {
    expect_context()
}

impl Store {
    /// Loads the queue from the start; `keep`: the sample shown stays, where it is still there.
    pub fn reload(self, keep: bool) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let request = self.request(0, PAGE as u64);
        spawn_local(async move {
            let answer = ipc::queue(request).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(view) => {
                    self.queue_error.set(None);
                    self.take_progress(view.progress);
                    self.templates.set(view.templates);
                    let mut rows = Rows::default();
                    rows.insert(0, view.rows, view.total);
                    let first = rows.get(0).map(|row| row.id.clone());
                    self.rows.set(rows);
                    if !keep || self.current.with_untracked(Option::is_none) {
                        self.show(first);
                    }
                    self.prefetch();
                }
                Err(error) => self.queue_error.set(Some(error)),
            }
            self.loaded.set(true);
        });
    }

    /// Rows of these places, where they are not loaded.
    pub fn need(self, from: usize, to: usize) {
        let from = from / PAGE * PAGE;
        let to = to.div_ceil(PAGE) * PAGE;
        let Some((offset, limit)) = self.rows.with_untracked(|rows| rows.missing(from..to)) else { return };
        let number = self.asked.get_value();
        let request = self.request(offset, limit);
        spawn_local(async move {
            let Ok(view) = ipc::queue(request).await else { return };
            if self.asked.try_get_value() == Some(number) {
                self.rows.update(|rows| rows.insert(offset, view.rows, view.total));
            }
        });
    }

    pub fn show(self, id: Option<String>) {
        let kept = id.as_ref().and_then(|id| self.kept.with_value(|kept| find(kept, id)));
        self.sample_error.set(None);
        self.current.set(id.clone());
        self.sample.set(kept.clone());
        self.appeared();
        let Some(id) = id else { return };
        if kept.is_none() {
            self.fetch(id);
        }
        if let Some(place) = self.place() {
            self.need(place.saturating_sub(1), place + AHEAD + 1);
        }
        self.prefetch();
    }

    /// Place of the sample shown, where it is in the queue.
    pub fn place(self) -> Option<usize> {
        let id = self.current.get_untracked()?;
        self.rows.with_untracked(|rows| rows.place_of(&id))
    }

    /// J and K.
    pub fn step(self, forward: bool) {
        let place = self.rows.with_untracked(|rows| {
            let last = rows.len().checked_sub(1)?;
            Some(match (self.place(), forward) {
                (Some(place), true) => (place + 1).min(last),
                (Some(place), false) => place.saturating_sub(1),
                (None, _) => 0,
            })
        });
        let id = place.and_then(|place| self.rows.with_untracked(|rows| rows.get(place).map(|row| row.id.clone())));
        if id.is_some() && id != self.current.get_untracked() {
            self.show(id);
        }
    }

    /// After a decision: the next that is still to review.
    pub fn forward(self, from: usize) {
        let next = self.rows.with_untracked(|rows| {
            let place = rows.next_open(from)?;
            rows.get(place).map(|row| row.id.clone())
        });
        if next.is_some() {
            return self.show(next);
        }
        // The rows loaded are all decided: there may be others.
        if self.progress.with_untracked(|progress| progress.to_review) > 0 {
            self.reload(false);
        }
    }

    pub fn take_progress(self, progress: Progress) {
        self.progress.set(progress);
        self.app.project.update(|project| {
            if let Some(project) = project {
                project.to_review = progress.to_review;
                project.samples = progress.total;
            }
        });
    }

    /// A newer version of a sample: after an edit, an undo.
    pub fn take(self, view: SampleView) {
        let view = Arc::new(view);
        let id = view.sample.id.clone();
        self.keep(view.clone());
        let taken = self.filter.with_untracked(|filter| filter.decision.is_none_or(|wanted| wanted == view.decision));
        self.rows.update(|rows| {
            rows.decided(&id, view.decision, taken);
            rows.replace(&id, |row| {
                row.question = view.sample.question.clone();
                row.flags = view.flags.clone();
            });
        });
        if self.current.with_untracked(|current| current.as_ref() == Some(&id)) {
            self.sample.set(Some(view));
        }
    }

    /// Shows a decision before the core has it.
    pub fn mark(self, id: &str, decision: Decision) {
        let taken = self.filter.with_untracked(|filter| filter.decision.is_none_or(|wanted| wanted == decision));
        self.rows.update(|rows| rows.decided(id, decision, taken));
        self.kept.update_value(|kept| {
            for view in kept.iter_mut().filter(|view| view.sample.id == id) {
                Arc::make_mut(view).decision = decision;
            }
        });
    }

    pub fn refetch(self, id: String) {
        spawn_local(async move {
            if let Ok(view) = ipc::sample(id).await {
                self.take(view);
            }
        });
    }

    pub fn decision_of(self, id: &str) -> Decision {
        let kept = self.kept.with_value(|kept| find(kept, id)).map(|view| view.decision);
        kept.unwrap_or_default()
    }

    /// Approved and stale, the sample shown.
    pub fn needs_recheck(view: &SampleView) -> bool {
        view.decision == Decision::Approved && view.flags.contains(&Flag::Stale)
    }

    fn request(self, offset: u64, limit: u64) -> QueueRequest {
        let filter = self.filter.get_untracked();
        QueueRequest {
            decisions: filter.decision.into_iter().collect(),
            template: filter.template,
            run: filter.run,
            text: filter.text.trim().to_owned(),
            failed_checks_only: filter.failed_only,
            filtered_only: filter.filtered_only,
            order: filter.order,
            offset,
            limit,
        }
    }

    fn fetch(self, id: String) {
        spawn_local(async move {
            let answer = ipc::sample(id.clone()).await;
            let wanted = self.current.try_with_untracked(|current| current.as_ref() == Some(&id));
            match (answer, wanted) {
                (_, None) => {}
                (Ok(view), wanted) => {
                    let view = Arc::new(view);
                    self.keep(view.clone());
                    if wanted == Some(true) {
                        self.sample.set(Some(view));
                        self.appeared();
                    }
                }
                (Err(error), Some(true)) => self.sample_error.set(Some(error)),
                (Err(_), Some(false)) => {}
            }
        });
    }

    /// The next three, so that they are there when the key is pressed.
    fn prefetch(self) {
        let place = self.place().unwrap_or(0);
        let ids: Vec<String> = self.rows.with_untracked(|rows| {
            (place..=place + AHEAD).filter_map(|place| rows.get(place).map(|row| row.id.clone())).collect()
        });
        for id in ids {
            let shown = self.current.with_untracked(|current| current.as_ref() == Some(&id));
            if !shown && self.kept.with_value(|kept| find(kept, &id)).is_none() {
                self.fetch(id);
            }
        }
    }

    fn keep(self, view: Arc<SampleView>) {
        self.kept.update_value(|kept| {
            kept.retain(|known| known.sample.id != view.sample.id);
            kept.push_back(view);
            while kept.len() > KEPT {
                kept.pop_front();
            }
        });
    }

    fn appeared(self) {
        self.shown_at.set_value(now());
    }
}

/// Milliseconds since the page began.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The first eight signs of an id, which is how people name a sample.
pub fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

fn find(kept: &VecDeque<Arc<SampleView>>, id: &str) -> Option<Arc<SampleView>> {
    kept.iter().find(|view| view.sample.id == id).cloned()
}

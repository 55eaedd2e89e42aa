//! The count of a template, some of its matches, how a strategy covers the graph.

use super::explain::keep_reason;
use super::invalid;
use super::library::MINE;
use super::limits::check_size;
use super::matches::strip;
use crate::Session;
use crate::graph_state::GraphState;
use crate::session::guard;
use pathloom_graph::{Drawn, ONE_SECOND, Plan, Request, compile, coverage};
use pathloom_ipc::templates::{CountView, CoverageBar, PreviewRequest, PreviewView, TemplateRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::path::fingerprint;
use pathloom_model::{Strategy, Template};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const INSTANCES: usize = 3;
/// Matches drawn to say how a strategy covers the graph.
const COVERAGE_DRAW: u64 = 200;

impl Session {
    /// Ends an older preview that is still at work; ended by a newer one, with code `Cancelled`.
    pub fn preview(&self, request: &PreviewRequest) -> Result<PreviewView, AppError> {
        let cancel = self.newest();
        let state = self.graph()?;
        let template = &request.template;
        check_size(template).map_err(invalid)?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        let count = count(&state, template, &plan, &cancel)?;
        let draw = |strategy| {
            let asked = Request { cancel: Some(&cancel), ..Request::new(COVERAGE_DRAW, strategy, request.seed) };
            let Drawn { matches, cancelled, .. } = plan.sample(&asked);
            if cancelled { Err(ended()) } else { Ok(matches) }
        };
        let chosen = draw(request.strategy)?;
        let uniform = if request.strategy == Strategy::Uniform { chosen.clone() } else { draw(Strategy::Uniform)? };
        if cancel.load(Ordering::Relaxed) {
            return Err(ended());
        }
        let (share, even) = (coverage(&state.graph, &chosen), coverage(&state.graph, &uniform));
        let bands =
            [("head", share.head, even.head), ("torso", share.torso, even.torso), ("tail", share.tail, even.tail)];
        Ok(PreviewView {
            count,
            instances: chosen.iter().take(INSTANCES).map(|found| strip(&state, found)).collect(),
            coverage: bands
                .map(|(band, share, uniform)| CoverageBar { band: band.to_owned(), share, uniform })
                .to_vec(),
        })
    }

    /// What the editor asked before is no longer wanted: it ends, and this flag will end what is asked now.
    pub(super) fn newest(&self) -> Arc<AtomicBool> {
        let cancel = Arc::new(AtomicBool::new(false));
        std::mem::replace(&mut *guard(&self.previewing), cancel.clone()).store(true, Ordering::Relaxed);
        cancel
    }

    /// Exact or "about", from the cache of this graph when it was counted before. Of the user's own, one without
    /// matches is asked for the reason, which the library shows.
    pub fn count(&self, request: &TemplateRequest) -> Result<CountView, AppError> {
        let template = self.find(&request.id)?;
        let count = self.count_of(&template)?;
        if count.count == 0 && count.exact && template.group == MINE {
            keep_reason(&*self.graph()?, &template);
        }
        Ok(count)
    }

    pub fn count_of(&self, template: &Template) -> Result<CountView, AppError> {
        let state = self.graph()?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        count(&state, template, &plan, &AtomicBool::new(false))
    }
}

pub(crate) fn count(
    state: &GraphState,
    template: &Template,
    plan: &Plan,
    cancel: &AtomicBool,
) -> Result<CountView, AppError> {
    let content = content(template);
    if let Some(known) = guard(&state.counts).get(&content) {
        return Ok(known.clone());
    }
    let (count, milliseconds) = timed(|| plan.count(ONE_SECOND, cancel));
    let view = CountView::new(count.map_err(|_| ended())?, milliseconds);
    state.keep_count(content, view.clone());
    Ok(view)
}

/// The same for whatever two templates differ in that no count looks at.
pub(super) fn content(template: &Template) -> String {
    fingerprint(template, std::iter::empty())
}

#[expect(clippy::disallowed_methods, reason = "the time it took is shown, and decides nothing")]
pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let value = work();
    (value, started.elapsed().as_secs_f64() * 1000.0)
}

pub(super) fn ended() -> AppError {
    AppError::new(ErrorCode::Cancelled, "A newer pattern is being counted.", "")
}

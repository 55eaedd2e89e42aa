//! The count of a template, some of its matches, how a strategy covers the graph, and why there is no match.

use super::invalid;
use super::limits::check_size;
use super::matches::strip;
use crate::graph_state::GraphState;
use crate::session::guard;
use crate::{Session, words};
use pathloom_graph::{Drawn, Explanation, Graph, ONE_SECOND, Part, Plan, Request, compile, coverage};
use pathloom_ipc::templates::{
    CountView, CoverageBar, ExplainView, PreviewRequest, PreviewView, Relaxed, TemplateRequest,
};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::fingerprint::fingerprint;
use pathloom_model::{Strategy, Template};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const INSTANCES: usize = 3;
/// Matches drawn to say how a strategy covers the graph.
const COVERAGE_DRAW: u64 = 200;
/// Changes offered for a pattern without matches.
const RELAXED: usize = 8;

impl Session {
    /// Ends an older preview that is still at work; ended by a newer one, with code `Cancelled`.
    pub fn preview(&self, request: &PreviewRequest) -> Result<PreviewView, AppError> {
        let cancel = Arc::new(AtomicBool::new(false));
        std::mem::replace(&mut *guard(&self.previewing), cancel.clone()).store(true, Ordering::Relaxed);
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
        let explain = if count.count == 0 { Some(explain(&state.graph, template)?) } else { None };
        if cancel.load(Ordering::Relaxed) {
            return Err(ended());
        }
        let (share, even) = (coverage(&state.graph, &chosen), coverage(&state.graph, &uniform));
        let bands =
            [("head", share.head, even.head), ("torso", share.torso, even.torso), ("tail", share.tail, even.tail)];
        Ok(PreviewView {
            explain,
            count,
            instances: chosen.iter().take(INSTANCES).map(|found| strip(&state, found)).collect(),
            coverage: bands
                .map(|(band, share, uniform)| CoverageBar { band: band.to_owned(), share, uniform })
                .to_vec(),
        })
    }

    /// Exact or "about", from the cache of this graph when it was counted before.
    pub fn count(&self, request: &TemplateRequest) -> Result<CountView, AppError> {
        self.count_of(&self.find(&request.id)?)
    }

    pub fn count_of(&self, template: &Template) -> Result<CountView, AppError> {
        let state = self.graph()?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        count(&state, template, &plan, &AtomicBool::new(false))
    }

    pub fn explain(&self, template: &Template) -> Result<ExplainView, AppError> {
        explain(&self.graph()?.graph, template)
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

/// Why a template has no matches here, in words.
pub(crate) fn why_none(graph: &Graph, template: &Template) -> String {
    explain(graph, template).map_or_else(|problem| problem.message, |explained| explained.why)
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

fn explain(graph: &Graph, template: &Template) -> Result<ExplainView, AppError> {
    let explained = pathloom_graph::explain(graph, template).map_err(invalid)?;
    let relaxed = explained.relaxations.iter().take(RELAXED).map(|relaxation| Relaxed {
        change: words::changes(&relaxation.changes, template),
        template: relaxation.template.clone(),
        count: CountView::new(relaxation.count, 0.0),
    });
    Ok(ExplainView {
        why: words::explanation(&explained, template),
        slot: empty_slot(&explained),
        relaxed: relaxed.collect(),
    })
}

/// The slot that nothing fits, alone or together with those before it.
fn empty_slot(explained: &Explanation) -> Option<String> {
    let order =
        |id: &str| explained.steps.iter().position(|step| matches!(&step.part, Part::Slot { slot } if slot == id));
    match explained.emptied_by.as_ref()? {
        Part::Slot { slot } | Part::Filter { slot, .. } => Some(slot.clone()),
        Part::Link { from, to } => Some(if order(from) > order(to) { from.clone() } else { to.clone() }),
        Part::Constraint { .. } | Part::Distinct => None,
    }
}

fn ended() -> AppError {
    AppError::new(ErrorCode::Cancelled, "A newer pattern is being counted.", "")
}

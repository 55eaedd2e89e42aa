//! The count of a template, some of its matches, how a strategy covers the graph.

use super::explain::keep_reason;
use super::ground::Ground;
use super::invalid;
use super::library::MINE;
use super::limits::check_size;
use super::matches::strip;
use crate::Session;
use crate::session::{guard, replaced};
use pathloom_graph::{Band, Coverage, Graph, ONE_SECOND, Plan, Request, compile};
use pathloom_ipc::templates::{CountView, CoverageBar, CoverageView, PreviewRequest, PreviewView, TemplateRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::fingerprint::fingerprint;
use pathloom_model::{Strategy, SubgraphSampling, Template};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const INSTANCES: usize = 3;
/// Matches drawn at most to say how a strategy covers the graph: more would be waited for.
const COVERAGE_DRAW: u64 = 10_000;
/// The same in nodes weighed, for a diverse draw.
const NODES_WEIGHED: usize = 500_000;

impl Session {
    /// Ends an older preview that is still at work; ended by a newer one, with code `Cancelled`.
    pub fn preview(&self, request: &PreviewRequest) -> Result<PreviewView, AppError> {
        let cancel = self.newest();
        let ground = self.ground(request.subgraph)?;
        let template = &request.template;
        check_size(template).map_err(invalid)?;
        let plan = compile(ground.graph(), template).map_err(invalid)?;
        let count = count(&ground, template, &plan, &cancel)?;
        let asked = Request { cancel: Some(&cancel), ..Request::new(INSTANCES as u64, request.strategy, request.seed) };
        let instances: Vec<_> = plan.draw(&asked).collect();
        if cancel.load(Ordering::Relaxed) {
            return Err(ended());
        }
        Ok(PreviewView {
            count,
            instances: instances.iter().map(|found| strip(&ground.state, found)).collect(),
            subgraph: ground.view(),
        })
    }

    /// What the editor asked before is no longer wanted: it ends, and this flag will end what is asked now.
    pub(super) fn newest(&self) -> Arc<AtomicBool> {
        replaced(&self.following);
        replaced(&self.previewing)
    }

    /// Ended by a newer pattern, preview, coverage or explanation, with code `Cancelled`.
    pub fn coverage(&self, request: &PreviewRequest) -> Result<CoverageView, AppError> {
        let cancel = replaced(&self.following);
        let ground = self.ground(request.subgraph)?;
        check_size(&request.template).map_err(invalid)?;
        let plan = compile(ground.graph(), &request.template).map_err(invalid)?;
        let samples = u64::from(request.samples).min(most_covered(request.strategy, ground.graph()));
        let covered = |strategy, samples| {
            plan.coverage(ground.bands(), samples, strategy, request.seed, &cancel).ok_or_else(ended)
        };
        let chosen = covered(request.strategy, samples)?;
        let uniform = match request.strategy {
            Strategy::Uniform => chosen,
            _ => covered(Strategy::Uniform, chosen.matches)?,
        };
        Ok(CoverageView { bars: bars(&chosen, &uniform), matches: chosen.matches })
    }

    /// Exact or "about", from the cache of this graph when it was counted before. Of the user's own, one without
    /// matches is asked for the reason, which the library shows.
    pub fn count(&self, request: &TemplateRequest) -> Result<CountView, AppError> {
        let template = self.find(&request.id)?;
        let count = self.count_of(&template, None)?;
        if count.count == 0 && count.exact && template.group == MINE {
            keep_reason(&*self.graph()?, &template);
        }
        Ok(count)
    }

    /// `within`: in this part of the graph; in the whole without.
    pub fn count_of(&self, template: &Template, within: Option<SubgraphSampling>) -> Result<CountView, AppError> {
        let ground = self.ground(within)?;
        let plan = compile(ground.graph(), template).map_err(invalid)?;
        count(&ground, template, &plan, &AtomicBool::new(false))
    }
}

/// So many that they take about a tenth of a second at 100,000 nodes. A diverse draw weighs the graph anew whenever it
/// has doubled.
fn most_covered(strategy: Strategy, graph: &Graph) -> u64 {
    if strategy != Strategy::Diverse {
        return COVERAGE_DRAW;
    }
    let weighings = (NODES_WEIGHED / graph.node_count().max(1)).clamp(3, 11);
    COVERAGE_DRAW.min(8 << weighings)
}

fn bars(chosen: &Coverage, uniform: &Coverage) -> Vec<CoverageBar> {
    let bands = [
        ("head", chosen.head, uniform.head),
        ("torso", chosen.torso, uniform.torso),
        ("tail", chosen.tail, uniform.tail),
    ];
    let bar = |(band, chosen, uniform): (&str, Band, Band)| CoverageBar {
        band: band.to_owned(),
        share: chosen.share(),
        uniform: uniform.share(),
        used: chosen.used,
        all: chosen.all,
    };
    bands.map(bar).to_vec()
}

/// Only counts in the whole graph are kept: parts come and go.
pub(crate) fn count(
    ground: &Ground,
    template: &Template,
    plan: &Plan,
    cancel: &AtomicBool,
) -> Result<CountView, AppError> {
    let state = &ground.state;
    let content = content(template);
    let known = guard(&state.counts).get(&content).filter(|_| ground.part.is_none()).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let (count, milliseconds) = timed(|| plan.count(ONE_SECOND, cancel));
    let view = CountView::new(count.map_err(|_| ended())?, milliseconds);
    if ground.part.is_none() {
        state.keep_count(content, view.clone());
    }
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

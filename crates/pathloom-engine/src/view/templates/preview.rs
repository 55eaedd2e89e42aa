//! The count of a template, some of its matches, how a strategy covers the graph, and why there is no match.

use super::ground::Ground;
use super::invalid;
use super::limits::check_size;
use super::matches::strip;
use crate::session::{guard, replaced};
use crate::{Session, words};
use pathloom_graph::{Band, Coverage, Explanation, Graph, ONE_SECOND, Part, Plan, Request, compile};
use pathloom_ipc::templates::{
    CountView, CoverageBar, CoverageView, ExplainView, PreviewRequest, PreviewView, Relaxed, TemplateRequest,
};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::fingerprint::fingerprint;
use pathloom_model::{Strategy, SubgraphSampling, Template};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const INSTANCES: usize = 3;
/// Matches drawn at most to say how a strategy covers the graph: more would be waited for.
const COVERAGE_DRAW: u64 = 10_000;
/// The same in nodes weighed, for a diverse draw.
const NODES_WEIGHED: usize = 500_000;
/// Changes offered for a pattern without matches.
const RELAXED: usize = 8;

impl Session {
    /// Ends an older preview that is still at work; ended by a newer one, with code `Cancelled`.
    pub fn preview(&self, request: &PreviewRequest) -> Result<PreviewView, AppError> {
        let cancel = replaced(&self.previewing);
        replaced(&self.covering);
        let ground = self.ground(request.subgraph)?;
        let template = &request.template;
        check_size(template).map_err(invalid)?;
        let plan = compile(ground.graph(), template).map_err(invalid)?;
        let count = count(&ground, template, &plan, &cancel)?;
        let asked = Request { cancel: Some(&cancel), ..Request::new(INSTANCES as u64, request.strategy, request.seed) };
        let instances: Vec<_> = plan.draw(&asked).collect();
        let explain = if count.count == 0 { Some(explain(&ground, template)?) } else { None };
        if cancel.load(Ordering::Relaxed) {
            return Err(ended());
        }
        Ok(PreviewView {
            explain,
            count,
            instances: instances.iter().map(|found| strip(&ground.state, found)).collect(),
            subgraph: ground.view(),
        })
    }

    /// Ended by a newer preview or coverage, with code `Cancelled`.
    pub fn coverage(&self, request: &PreviewRequest) -> Result<CoverageView, AppError> {
        let cancel = replaced(&self.covering);
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

    /// Exact or "about", from the cache of this graph when it was counted before.
    pub fn count(&self, request: &TemplateRequest) -> Result<CountView, AppError> {
        self.count_of(&self.find(&request.id)?, None)
    }

    /// `within`: in this part of the graph; in the whole without.
    pub fn count_of(&self, template: &Template, within: Option<SubgraphSampling>) -> Result<CountView, AppError> {
        let ground = self.ground(within)?;
        let plan = compile(ground.graph(), template).map_err(invalid)?;
        count(&ground, template, &plan, &AtomicBool::new(false))
    }

    pub fn explain(&self, template: &Template, within: Option<SubgraphSampling>) -> Result<ExplainView, AppError> {
        explain(&self.ground(within)?, template)
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

/// Why a template has no matches here, in words.
pub(crate) fn why_none(ground: &Ground, template: &Template) -> String {
    explain(ground, template).map_or_else(|problem| problem.message, |explained| explained.why)
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

fn explain(ground: &Ground, template: &Template) -> Result<ExplainView, AppError> {
    let explained = pathloom_graph::explain(ground.graph(), template).map_err(invalid)?;
    let relaxed = explained.relaxations.iter().take(RELAXED).map(|relaxation| Relaxed {
        change: words::changes(&relaxation.changes, template),
        template: relaxation.template.clone(),
        count: CountView::new(relaxation.count, 0.0),
    });
    Ok(ExplainView {
        why: match ground.why_fewer().filter(|_| explained.count.count == 0) {
            Some(fewer) => format!("{} {fewer}", words::explanation(&explained, template)),
            None => words::explanation(&explained, template),
        },
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

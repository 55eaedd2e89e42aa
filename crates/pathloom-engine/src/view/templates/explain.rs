//! Why a template has few or no matches: part by part, and the changes that would give more.

use super::ground::Ground;
use super::invalid;
use super::limits::check_size;
use super::preview::{content, ended};
use crate::graph_state::GraphState;
use crate::session::{guard, replaced};
use crate::{Session, words};
use pathloom_graph::{ExplainError, Explanation, Left, Part, emptied_by};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, ExplainView, PartLeft, PatternPart, PatternRequest, Relaxed};
use pathloom_model::{SubgraphSampling, Template};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Changes offered.
const RELAXED: usize = 8;

impl Session {
    /// For the editor: ended by what it asks next, with code `Cancelled`.
    pub fn explain(&self, request: &PatternRequest) -> Result<ExplainView, AppError> {
        let cancel = replaced(&self.following);
        check_size(&request.template).map_err(invalid)?;
        explain(&self.ground(request.subgraph)?, &request.template, &cancel)
    }

    /// `within`: in this part of the graph; in the whole without.
    pub fn explain_template(
        &self,
        template: &Template,
        within: Option<SubgraphSampling>,
    ) -> Result<ExplainView, AppError> {
        explain(&self.ground(within)?, template, &AtomicBool::new(false))
    }
}

/// Why a template has no matches here, in words.
pub(crate) fn why_none(ground: &Ground, template: &Template, cancel: &AtomicBool) -> String {
    let explained = explained(ground, template, cancel);
    explained.map_or_else(
        |problem| problem.message,
        |explained| with_why_fewer(words::explanation(&explained, template), &explained, ground),
    )
}

/// Where a part of the graph holds no match, it may be because the part is smaller than asked for.
fn with_why_fewer(sentence: String, explained: &Explanation, ground: &Ground) -> String {
    match ground.why_fewer().filter(|_| explained.count.count == 0) {
        Some(fewer) => format!("{sentence} {fewer}"),
        None => sentence,
    }
}

/// Why one of the user's own matches nothing on this graph, for its row in the library.
pub(super) fn keep_reason(state: &GraphState, template: &Template) {
    let content = content(template);
    if guard(&state.reasons).contains_key(&content) {
        return;
    }
    let part = emptied_by(&state.graph, template, &AtomicBool::new(false)).ok().flatten();
    let reason = part.map_or_else(|| "No path matches.".to_owned(), |part| words::emptied(&part, template));
    guard(&state.reasons).insert(content, reason);
}

fn explain(ground: &Ground, template: &Template, cancel: &AtomicBool) -> Result<ExplainView, AppError> {
    let explained = explained(ground, template, cancel)?;
    let relaxed = explained.relaxations.iter().take(RELAXED).map(|relaxation| Relaxed {
        change: words::changes(&relaxation.changes, template),
        changes: relaxation.changes.iter().map(|one| words::changes(std::slice::from_ref(one), template)).collect(),
        template: relaxation.template.clone(),
        count: CountView::new(relaxation.count, relaxation.milliseconds),
    });
    Ok(ExplainView {
        why: with_why_fewer(words::cause(&explained, template), &explained, ground),
        slot: empty_slot(&explained),
        relaxed: relaxed.collect(),
        steps: explained.steps.iter().map(|step| left(step, &explained)).collect(),
        is_cut: explained.is_cut,
    })
}

#[expect(clippy::disallowed_methods, reason = "the time a count took is shown, and decides nothing")]
fn explained(ground: &Ground, template: &Template, cancel: &AtomicBool) -> Result<Explanation, AppError> {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64() * 1000.0;
    pathloom_graph::explain(ground.graph(), template, cancel, &clock).map_err(|problem| match problem {
        ExplainError::Template(problem) => invalid(problem),
        ExplainError::Cancelled(_) => ended(),
    })
}

fn left(step: &Left, explained: &Explanation) -> PartLeft {
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let part = match &step.part {
        Part::Slot { slot } => PatternPart::Slot { slot: slot.clone() },
        Part::Filter { slot, field, .. } => PatternPart::Filter { slot: slot.clone(), field: field.clone() },
        Part::Link { place, from, to } => {
            PatternPart::Link { link: number(*place), from: from.clone(), to: to.clone() }
        }
        Part::Constraint { place } => PatternPart::Constraint { place: number(*place) },
        Part::Distinct => PatternPart::Distinct,
    };
    let empties = explained.emptied_by.as_ref() == Some(&step.part);
    PartLeft { part, left: step.left, relaxed: step.relaxed.map(|count| CountView::new(count, 0.0)), empties }
}

/// The slot that nothing fits, alone or together with those before it.
fn empty_slot(explained: &Explanation) -> Option<String> {
    let order =
        |id: &str| explained.steps.iter().position(|step| matches!(&step.part, Part::Slot { slot } if slot == id));
    match explained.emptied_by.as_ref()? {
        Part::Slot { slot } | Part::Filter { slot, .. } => Some(slot.clone()),
        Part::Link { from, to, .. } => Some(if order(from) > order(to) { from.clone() } else { to.clone() }),
        Part::Constraint { .. } | Part::Distinct => None,
    }
}

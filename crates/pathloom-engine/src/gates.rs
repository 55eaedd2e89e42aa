//! Gates of a project: what a rule would do, and applying it as an act that can be undone. Nothing is deleted.

use crate::scores::gate::{Gate, Histogram, Op, RuleError, Scored, Side, Tallying};
use crate::{Session, error};
use pathloom_ipc::gates::{GateReason, GateRequest, GateView, Slider};
use pathloom_ipc::review::{ReplyRequest, ReplyView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::Reply;
use pathloom_model::CheckKind;
use pathloom_store::table::events::Event;
use pathloom_store::table::samples::SampleRow;
use std::collections::BTreeMap;

/// Reasons and examples that are told.
const MOST_REASONS: usize = 12;
const MOST_EXAMPLES: usize = 8;

/// A rule over the samples that it is for.
struct Sifted {
    view: GateView,
    /// (id, is left out) of the samples whose flag is not what the rule says.
    changes: Vec<(String, bool)>,
}

impl Session {
    /// What a rule would do, before it is applied.
    pub fn gate(&self, request: &GateRequest) -> Result<GateView, AppError> {
        Ok(self.sift(request)?.view)
    }

    /// Leaves out what the rule drops, and takes in again what it does not. Undoable.
    pub fn apply_gate(&self, request: &GateRequest) -> Result<GateView, AppError> {
        let Sifted { view, changes } = self.sift(request)?;
        let before = self.project.gates().map_err(error::store)?;
        let mut after = before.clone();
        match view.rule.is_empty() {
            true => after.remove(&place(request.run)),
            false => after.insert(place(request.run), view.rule.clone()),
        };
        if changes.is_empty() && before == after {
            return Err(AppError::new(ErrorCode::NothingToDo, "This gate is applied already.", ""));
        }
        let event = Event::Gated { before, after, changes };
        self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        self.sink.changed(&pathloom_ipc::event::Changed { samples: true, ..Default::default() });
        self.gate(request)
    }

    /// The rules that stand are applied to samples made or scored since: that of their run, or the project's. How many are
    /// left out now, of these.
    pub(crate) fn keep_gates(&self, run: Option<u64>) -> Result<u64, AppError> {
        let gates = self.project.gates().map_err(error::store)?;
        if gates.is_empty() {
            return Ok(0);
        }
        let rules: BTreeMap<&str, Gate> =
            gates.iter().filter_map(|(place, rule)| Some((place.as_str(), rule.parse().ok()?))).collect();
        let (mut changes, mut dropped) = (Vec::new(), 0);
        let sift = |row: SampleRow| {
            let rule = rules.get(place(Some(row.run)).as_str()).or_else(|| rules.get(place(None).as_str()));
            let Some(rule) = rule else { return Ok(()) };
            let scored = Scored { scores: &row.sample.scores, checks: &row.sample.checks };
            let drops = Tallying::new(rule).add(scored) == Side::Dropped;
            dropped += u64::from(drops);
            if row.filtered != drops {
                changes.push((row.sample.id, drops));
            }
            Ok(())
        };
        self.project.each_sample(run, sift).map_err(error::store)?;
        if !changes.is_empty() {
            let event = Event::Gated { before: gates.clone(), after: gates, changes };
            self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        }
        Ok(dropped)
    }

    fn sift(&self, request: &GateRequest) -> Result<Sifted, AppError> {
        let gates = self.project.gates().map_err(error::store)?;
        let applied = gates.get(&place(request.run)).cloned().unwrap_or_default();
        let rule = request.rule.as_ref().unwrap_or(&applied);
        let gate: Gate = rule.parse().map_err(|RuleError { message, hint }| error::bad_request(message, &hint))?;
        let mut tally = Tallying::new(&gate);
        let (mut changes, mut examples) = (Vec::new(), Vec::new());
        let sift = |row: SampleRow| {
            let side = tally.add(Scored { scores: &row.sample.scores, checks: &row.sample.checks });
            if side == Side::Borderline && examples.len() < MOST_EXAMPLES {
                examples.push((row.sample.id.clone(), row.sample.question));
            }
            if row.filtered != (side == Side::Dropped) {
                changes.push((row.sample.id, side == Side::Dropped));
            }
            Ok(())
        };
        self.project.each_sample(request.run, sift).map_err(error::store)?;
        let (counted, histograms) = tally.finish();
        let reasons = counted.reasons.into_iter().take(MOST_REASONS).map(|((side, condition, found), samples)| {
            GateReason { is_dropped: side == Side::Dropped, condition, found, samples }
        });
        let view = GateView {
            rule: gate.to_string(),
            applied,
            kept: counted.kept,
            dropped: counted.dropped,
            borderline: counted.borderline,
            changes: changes.len() as u64,
            reasons: reasons.collect(),
            sliders: histograms.into_iter().map(slider).collect(),
            examples,
            checks: CheckKind::ALL.to_vec(),
        };
        Ok(Sifted { view, changes })
    }

    /// The stored reply that a vote rests on.
    pub fn reply(&self, request: &ReplyRequest) -> Result<ReplyView, AppError> {
        let row = self.project.call(&request.call).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This reply"))?;
        let reply: Option<Reply> = serde_json::from_str(&row.reply).ok();
        let (text, thinking) = reply.map_or((row.reply, String::new()), |reply| (reply.text, reply.thinking));
        Ok(ReplyView {
            text,
            thinking,
            tokens_in: row.tokens_in,
            tokens_out: row.tokens_out,
            latency_ms: row.latency_ms,
        })
    }
}

/// Where a project keeps the rule of a run, or its own.
fn place(run: Option<u64>) -> String {
    run.map_or_else(String::new, |run| run.to_string())
}

fn slider(histogram: Histogram) -> Slider {
    let Histogram { of, low, high, bars, missing, bound } = histogram;
    let step = match of.range() {
        Some((_, high)) if high <= 1.0 => 0.05,
        _ => 1.0,
    };
    let bound = bound.map(|(op, value): (Op, f64)| (op.to_string(), value));
    Slider { measure: of.word().to_owned(), low, high, step, bars, missing, bound }
}

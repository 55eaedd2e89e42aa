//! The model calls of runs: what they came to, and each as it went out.

use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::{
    CallGroupView, CallRequest, CallView, CallsView, RunRequest, RunSampleRow, RunSamplesRequest, RunSamplesView,
};
use pathloom_llm::{CallError, Reply};
use pathloom_model::Sample;
use pathloom_store::table::calls::{CallGroup, CallRow, CallState};
use pathloom_store::table::samples::Query;

/// Calls shown of a run when none is named.
const NEWEST: u64 = 50;
/// A viewer is no place for more; pictures are not in it.
const LONGEST: usize = 400_000;

impl Session {
    pub fn calls_view(&self, request: &RunRequest) -> Result<CallsView, AppError> {
        let groups = self.project.call_groups(Some(request.run)).map_err(error::store)?;
        let budget = self.endpoints().config().budget;
        Ok(CallsView {
            groups: groups.into_iter().map(group).collect(),
            month_spent: self.spent_this_month()?.0,
            month_limit: budget.stop,
            currency: budget.currency,
        })
    }

    /// Each with the calls that made it.
    pub fn run_samples(&self, request: &RunSamplesRequest) -> Result<RunSamplesView, AppError> {
        let (offset, limit) = (request.offset, request.limit.min(NEWEST));
        let query = Query { run: Some(request.run), offset, limit, ..Query::default() };
        let (rows, total) = self.project.samples(&query).map_err(error::store)?;
        let row = |sample: Sample| RunSampleRow {
            calls: calls_of(&sample),
            id: sample.id,
            question: sample.question,
            answer: sample.answer.text,
        };
        Ok(RunSamplesView { rows: rows.into_iter().map(|found| row(found.sample)).collect(), total })
    }

    /// Those with these keys, in their order; ones that are not there are left out.
    pub fn call_views(&self, request: &CallRequest) -> Result<Vec<CallView>, AppError> {
        if request.keys.is_empty() {
            let newest = self.project.calls(request.run, None, 0, NEWEST).map_err(error::store)?;
            return Ok(newest.into_iter().map(call).collect());
        }
        let rows = request.keys.iter().map(|key| self.project.call(key)).collect::<Result<Vec<_>, _>>();
        Ok(rows.map_err(error::store)?.into_iter().flatten().map(call).collect())
    }
}

/// Those that wrote it, then those that scored it; each once.
fn calls_of(sample: &Sample) -> Vec<String> {
    let written = sample.generated.written.iter().flat_map(|written| &written.calls);
    let voted = sample.scores.iter().flat_map(|score| &score.votes).filter_map(|vote| vote.call.as_ref());
    let mut calls: Vec<String> = Vec::new();
    for key in written.chain(voted) {
        if !calls.contains(key) {
            calls.push(key.clone());
        }
    }
    calls
}

fn group(group: CallGroup) -> CallGroupView {
    CallGroupView {
        role: group.role,
        endpoint: group.endpoint,
        model: group.model,
        calls: group.done,
        failed: group.failed,
        pending: group.pending,
        errors: group.errors,
        median_ms: group.median_ms,
        tokens_in: group.tokens_in,
        tokens_out: group.tokens_out,
        money: group.money,
    }
}

fn call(row: CallRow) -> CallView {
    let pretty = |text: &str| {
        let value = serde_json::from_str::<serde_json::Value>(text);
        value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| text.to_owned())
    };
    let (reply, thinking) = match row.state {
        CallState::Done => match serde_json::from_str::<Reply>(&row.reply) {
            Ok(reply) => (reply.text, reply.thinking),
            Err(_) => (row.reply, String::new()),
        },
        CallState::Failed => match serde_json::from_str::<CallError>(&row.reply) {
            Ok(problem) => (format!("{}\n{}\n\n{}", problem.message, problem.hint, problem.raw), String::new()),
            Err(_) => (row.reply, String::new()),
        },
        CallState::Pending => (String::new(), String::new()),
    };
    CallView {
        key: row.key,
        role: row.role,
        endpoint: row.endpoint,
        model: row.model,
        state: row.state.word().to_owned(),
        request: cut(pretty(&row.request)),
        reply: cut(reply),
        thinking: cut(thinking),
        tokens_in: row.tokens_in,
        tokens_out: row.tokens_out,
        latency_ms: row.latency_ms,
        at: row.at,
    }
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

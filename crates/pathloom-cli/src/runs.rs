//! Runs: start, go on, try again, list; what one would take; model calls by batch file.

use crate::Ended;
use crate::args::{BatchAction, Run};
use crate::output::{Output, say};
use crate::project::{drawn_from, every, finish, open, parse_strategy, writing};
use pathloom_engine::Session;
use pathloom_ipc::runs::{EstimateView, LeaveOutRequest, RetryRequest, RunRequest, RunState, RunView};
use pathloom_ipc::sources::BuildRequest;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{ModelRef, ScoreSettings};
use std::path::Path;

pub fn run(request: &Run, out: &Output) -> Result<Ended, AppError> {
    let session = open(&request.project)?;
    if request.resume {
        let run = unfinished(&session)?;
        if !request.without.is_empty() {
            let judges = request.without.iter().map(|name| judge(name)).collect::<Result<Vec<_>, _>>()?;
            return finish(&session.leave_out_here(&LeaveOutRequest { run, judges })?, out);
        }
        return finish(&session.resume_here(run)?, out);
    }
    if request.retry {
        let newest = session.runs()?.runs.into_iter().find(|run| !run.failures.is_empty());
        let newest = newest.ok_or_else(|| nothing("Nothing failed in any run."))?;
        return finish(&session.retry_here(&RetryRequest { run: newest.run, cause: request.cause.clone() })?, out);
    }
    session.build_here()?;
    let templates = every(&session, &request.templates)?;
    // What the part is is told in any case: the run says nothing of it.
    let subgraph = drawn_from(&session, &request.within, &Output { json: false })?.map(|drawn| drawn.sampling);
    let asked = GenerateRequest {
        templates,
        samples: request.n,
        strategy: parse_strategy(&request.strategy)?,
        seed: request.seed,
        subgraph,
        budget: request.budget,
        try_first: request.try_first,
        to_batch: request.batch,
        writing: writing(&session, &request.types)?,
        scoring: scoring(&session, request)?,
    };
    if request.estimate {
        session.build_here()?;
        let estimate = session.estimate(&asked)?;
        out.one(&estimate, || words(&estimate));
        return Ok(Ended::Done);
    }
    let built = session.build_some_here(&BuildRequest { budget: request.budget, ..BuildRequest::default() })?;
    if !matches!(built.state, RunState::Done | RunState::Partly) {
        return finish(&built, out);
    }
    finish(&session.generate_here(&asked)?, out)
}

/// The project's, with the checks that are wished; `None` where none is.
fn scoring(session: &Session, request: &Run) -> Result<Option<ScoreSettings>, AppError> {
    if !request.necessity && !request.closed_book {
        return Ok(None);
    }
    let mut settings = session.score_settings()?;
    settings.necessity |= request.necessity;
    settings.closed_book |= request.closed_book;
    Ok(Some(settings))
}

fn judge(name: &str) -> Result<ModelRef, AppError> {
    let hint = "Write it as ENDPOINT/MODEL.";
    ModelRef::parse(name).ok_or_else(|| AppError::new(ErrorCode::BadRequest, format!("\"{name}\" is no model."), hint))
}

fn unfinished(session: &Session) -> Result<u64, AppError> {
    let is_open = |run: &&RunView| matches!(run.state, RunState::Interrupted | RunState::Paused | RunState::Cancelled);
    let runs = session.runs()?.runs;
    runs.iter().find(is_open).map(|run| run.run).ok_or_else(|| nothing("No run was interrupted."))
}

fn nothing(message: &str) -> AppError {
    AppError::new(ErrorCode::NothingToDo, message, "")
}

fn words(estimate: &EstimateView) -> String {
    if estimate.calls == 0 {
        return format!("{} paths. {}", estimate.paths, estimate.basis);
    }
    let money = match estimate.money {
        Some((low, high)) => format!("{low:.2} to {high:.2} in money"),
        None => "no price is set".to_owned(),
    };
    let roles: Vec<String> = estimate.by_role.iter().map(|(role, calls)| format!("{role} {calls}")).collect();
    format!(
        "{} paths, {} calls ({}), about {} tokens in and {} out, {money}, about {} min. {}",
        estimate.paths,
        estimate.calls,
        roles.join(", "),
        estimate.tokens_in,
        estimate.tokens_out,
        estimate.seconds.div_ceil(60),
        estimate.basis
    )
}

/// Without a number, the runs; with one, its model calls.
pub fn list(project: &Path, calls: Option<u64>, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let Some(run) = calls else {
        out.lines(&session.runs()?.runs, |run| {
            let left = if run.remaining > 0 { format!(" {} remaining.", run.remaining) } else { String::new() };
            format!("{}  {}  {:?}  {}{left}", run.run, run.title, run.state, run.summary)
        });
        return Ok(Ended::Done);
    };
    out.lines(&session.calls_view(&RunRequest { run })?.groups, |group| {
        let median = group.median_ms.map_or(String::new(), |ms| format!(", median {:.1} s", ms as f64 / 1000.0));
        let money = group.money.map_or(String::new(), |money| format!(", {money:.4}"));
        format!(
            "{}  {}/{}  {} calls{median}, {} errors, {} tokens{money}",
            group.role,
            group.endpoint,
            group.model,
            group.calls,
            group.errors,
            group.tokens_in + group.tokens_out
        )
    });
    Ok(Ended::Done)
}

pub fn batch(action: BatchAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        BatchAction::Export { project, out: folder } => {
            let files = open(&project)?.export_batch(&folder)?;
            if files.is_empty() {
                return Err(nothing("No call waits for a batch file."));
            }
            out.lines(&files, |(path, lines)| format!("{lines} calls in {}", path.display()));
        }
        BatchAction::Import { project, files } => {
            let session = open(&project)?;
            let (mut all, mut passed_over) = (Vec::new(), false);
            for file in &files {
                let imported = session.import_batch(file)?;
                if let Some(why) = &imported.why {
                    say(&format!("{}: {} lines passed over: {why}.", file.display(), imported.passed_over));
                }
                passed_over |= imported.passed_over + imported.failures > 0;
                all.push(imported);
            }
            out.lines(&all, |it| format!("{} replies, {} failures.", it.replies, it.failures));
            return Ok(if passed_over { Ended::Partly } else { Ended::Done });
        }
    }
    Ok(Ended::Done)
}

//! Scores the samples that are there, whichever run made them: checks and formulas anew, then what models have a role for.

use super::by_models::{SCORING, TICK, earlier_tokens, given_up, scores, tell_calls};
use super::work::Trouble;
use crate::calls::{Caller, Setup};
use crate::job::Job;
use crate::prompt::Prompts;
use crate::runtime::runtime;
use crate::scores::{ScoreSettings, Scored, score};
use crate::{Session, error};
use futures_util::{StreamExt, stream};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::{JobId, RunState, RunView, ScoreRequest};
use pathloom_model::Sample;
use std::pin::pin;
use std::sync::Arc;

/// Samples scored at once by models at most; each asks several.
const MOST_AT_ONCE: usize = 256;

/// Runs in which an unfit reply is asked anew.
const MOST_ATTEMPTS: u32 = 32;

impl Session {
    /// The same, at once; the run goes on by itself.
    pub fn score(self: &Arc<Self>, request: &ScoreRequest) -> Result<JobId, AppError> {
        let settings = self.settings_of(request)?;
        self.start("Score".into(), crate::session::Task::Score { settings })
    }

    pub(crate) fn settings_of(&self, request: &ScoreRequest) -> Result<ScoreSettings, AppError> {
        request.settings.clone().map_or_else(|| self.score_settings(), Ok)
    }

    /// Checks and scores every sample again, in this thread. Words and decisions stay; gates are applied anew.
    pub fn score_here(&self, settings: &ScoreSettings) -> Result<RunView, AppError> {
        self.start_here("Score".into(), crate::session::Task::Score { settings: settings.clone() })
    }
}

pub fn run(session: &Session, job: &mut Job, settings: &ScoreSettings) -> Result<(RunState, String), AppError> {
    job.begin("Check", 0, "samples");
    let total = session.score_all()?;
    job.view.samples = total;
    job.update(|stage| (stage.done, stage.total) = (total, total));
    job.end();
    if total == 0 {
        return Ok((RunState::Failed, "There is no sample to score.".into()));
    }
    let setup = Setup::of(session)?.filter(scores);
    let Some(setup) = setup else {
        return Ok((
            RunState::Done,
            format!("{total} samples checked and scored. Support and difficulty need models."),
        ));
    };
    let Counted { done, failed, lost } = by_models(session, job, settings, setup, total)?;
    job.changed(Changed { samples: true, ..Changed::default() });
    job.view.remaining = total - done - failed;
    if job.control.is_stopped() {
        return Ok((
            RunState::Paused,
            format!("{total} samples checked, {done} scored, {} remaining.{lost}", job.view.remaining),
        ));
    }
    let state = if failed == 0 { RunState::Done } else { RunState::Partly };
    let missing = if failed == 0 { String::new() } else { format!(" Of {failed} some score is missing.") };
    Ok((state, format!("{total} samples checked and scored.{missing}")))
}

/// Samples that have their scores, and those of which some model failed to give one.
#[derive(Default)]
struct Counted {
    done: u64,
    failed: u64,
    /// A sentence about replies that were given up.
    lost: String,
}

fn by_models(
    session: &Session,
    job: &mut Job,
    settings: &ScoreSettings,
    setup: Setup,
    total: u64,
) -> Result<Counted, AppError> {
    let runtime = runtime()
        .ok_or_else(|| error::bad_request("No thread could be started for model calls.", "Close other programs."))?;
    let at_once: u32 = setup.targets.iter().map(|target| target.endpoint.limits.concurrency).sum();
    let asked = setup.roles.iter().filter(|(role, _)| SCORING.contains(role));
    job.view.models = asked.map(|(role, models)| (*role, models.clone())).collect();
    session.project.save_run(job.view.run, &job.view, None).map_err(error::store)?;
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    let (state, prompts) = (session.graph()?, Prompts::load(&session.project).map_err(error::store)?);
    let knowledge = state.knowledge()?;
    let mut ids = Vec::new();
    let list = |row: pathloom_store::table::samples::SampleRow| {
        ids.push(row.sample.id);
        Ok(())
    };
    session.project.each_sample(None, list).map_err(error::store)?;
    job.begin("Score", total, "samples");
    let (caller, prompts) = (&caller, &prompts);
    let one = |id: String| async move {
        if caller.control().is_stopped() {
            return Ok(None);
        }
        let Some(row) = session.project.sample(&id).map_err(error::store)? else { return Ok(None) };
        let sample = row.sample;
        let caller = caller.for_path(attempts(&sample), sample.evidence.iter().map(|evidence| &evidence.span.document));
        let scored = score(&caller, knowledge, &sample, settings, prompts).await;
        Ok::<_, AppError>(Some((sample, scored, caller.made())))
    };
    let before = earlier_tokens(&session.project, job.view.run)?;
    let mut counted = Counted::default();
    runtime.block_on(async {
        let mut results = pin!(stream::iter(ids).map(one).buffer_unordered((at_once as usize).clamp(1, MOST_AT_ONCE)));
        loop {
            match tokio::time::timeout(TICK, results.next()).await {
                Ok(None) => break,
                Ok(Some(result)) => {
                    let Some((sample, scored, calls)) = result? else { continue };
                    keep(session, job, sample, scored, calls, &mut counted)?;
                }
                Err(_) => {}
            }
            let Counted { done, failed, .. } = counted;
            job.update_stage("Score", |stage| (stage.done, stage.failed) = (done, failed));
            job.view.remaining = total - done - failed;
            tell_calls(job, caller, before, (done + failed) as f64 / total as f64);
            job.tell(false);
        }
        Ok::<_, AppError>(())
    })?;
    job.view.waits = None;
    counted.lost = given_up(caller);
    if !job.control.is_stopped() {
        job.end();
    }
    Ok(counted)
}

/// What was answered unfit is asked anew, once in each run.
fn attempts(sample: &Sample) -> u32 {
    let mut votes = sample.scores.iter().flat_map(|score| &score.votes);
    if votes.any(|vote| vote.verdict.is_none() && !vote.raw.is_empty()) { MOST_ATTEMPTS } else { 0 }
}

/// Stores the scores before the sample counts as done.
fn keep(
    session: &Session,
    job: &mut Job,
    mut sample: Sample,
    scored: Scored,
    calls: Vec<String>,
    counted: &mut Counted,
) -> Result<(), AppError> {
    let trouble = scored.trouble.map(Trouble::from);
    if trouble == Some(Trouble::Stopped) {
        return Ok(());
    }
    sample.scores = scored.scores;
    session.project.rescore(&[&sample]).map_err(error::store)?;
    let Some(Trouble::Failed(failure)) = trouble else {
        counted.done += 1;
        return Ok(());
    };
    let action = pathloom_ipc::runs::FailureAction::None;
    job.fail_with_calls(&failure.cause, sample.question, failure.detail, calls, action);
    counted.failed += 1;
    Ok(())
}

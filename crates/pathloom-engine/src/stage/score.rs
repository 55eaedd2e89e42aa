//! Scores the samples that are there, whichever run made them: checks and formulas anew, then what models have a role for.

use super::by_models::{SCORING, scores};
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
use pathloom_ipc::runs::{RunState, RunView};
use pathloom_model::Sample;

/// Samples scored at once by models at most; each asks several.
const MOST_AT_ONCE: usize = 256;

impl Session {
    /// Checks and scores every sample again, in this thread. Words and decisions stay.
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
    let failed = by_models(session, job, settings, setup, total)?;
    session.mark_near_duplicates()?;
    job.changed(Changed { samples: true, ..Changed::default() });
    let state = if failed == 0 { RunState::Done } else { RunState::Partly };
    let missing = if failed == 0 { String::new() } else { format!(" Of {failed} some score is missing.") };
    Ok((state, format!("{total} samples checked and scored.{missing}")))
}

/// How many have a score that a model failed to give.
fn by_models(
    session: &Session,
    job: &mut Job,
    settings: &ScoreSettings,
    setup: Setup,
    total: u64,
) -> Result<u64, AppError> {
    let runtime = runtime()
        .ok_or_else(|| error::bad_request("No thread could be started for model calls.", "Close other programs."))?;
    let at_once: u32 = setup.targets.iter().map(|target| target.endpoint.limits.concurrency).sum();
    let asked = setup.roles.iter().filter(|(role, _)| SCORING.contains(role));
    job.view.models = asked.map(|(role, models)| (*role, models.clone())).collect();
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
        let caller = caller.for_path(0, sample.evidence.iter().map(|evidence| &evidence.span.document));
        let scored = score(&caller, knowledge, &sample, settings, prompts).await;
        Ok::<_, AppError>(Some((sample, scored, caller.made())))
    };
    let mut failed = 0;
    runtime.block_on(async {
        let mut results = stream::iter(ids).map(one).buffer_unordered((at_once as usize).clamp(1, MOST_AT_ONCE));
        while let Some(result) = results.next().await {
            let Some((sample, scored, calls)) = result? else { continue };
            failed += keep(session, job, sample, scored, calls)?;
        }
        Ok::<_, AppError>(())
    })?;
    job.end();
    Ok(failed)
}

/// Stores the scores before the sample counts as done; 1 where some call gave nothing.
fn keep(
    session: &Session,
    job: &mut Job,
    mut sample: Sample,
    scored: Scored,
    calls: Vec<String>,
) -> Result<u64, AppError> {
    let trouble = scored.trouble.map(Trouble::from);
    if trouble == Some(Trouble::Stopped) {
        return Ok(0);
    }
    sample.scores = scored.scores;
    session.project.rescore(&[&sample]).map_err(error::store)?;
    let Some(Trouble::Failed(failure)) = trouble else {
        job.update(|stage| stage.done += 1);
        return Ok(0);
    };
    let action = pathloom_ipc::runs::FailureAction::None;
    job.fail_with_calls(&failure.cause, sample.question, failure.detail, calls, action);
    job.update(|stage| stage.failed += 1);
    Ok(1)
}

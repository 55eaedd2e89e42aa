//! Takes what comes out of the flow: stores it in batches and keeps the run's counts.

use super::flow::Event;
use super::work::{Failure, Trouble};
use crate::error;
use crate::job::Job;
use crate::pace::Pace;
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::FailureAction;
use pathloom_model::Sample;
use pathloom_store::Project;
use pathloom_store::table::outcomes::{Made, Outcome, OutcomeState, PathStage};
use std::collections::BTreeMap;

/// Where a path stands when a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Made { scored: bool },
    Failed,
    Retry { attempt: u32 },
}

pub struct Ledger<'a> {
    pub project: &'a Project,
    pub run: u64,
    /// Where the places of the run begin.
    pub first: u64,
    pub scores: bool,
    pub written: u64,
    pub scored: u64,
    pub failed: u64,
    pub not_scored: u64,
    /// Paths asked for that the graph does not have.
    pub missing: u64,
    /// Since the run began or went on.
    pub done_now: u64,
    pub pace: Pace,
}

/// A ledger, and by place how paths stand and how often scoring was tried.
type Opened<'a> = (Ledger<'a>, BTreeMap<u64, Standing>, BTreeMap<u64, u32>);

impl<'a> Ledger<'a> {
    /// What earlier goes of the run left, with the place of each path and the attempts at scoring.
    pub fn open(project: &'a Project, job: &mut Job, first: u64, scores: bool) -> Result<Opened<'a>, AppError> {
        let run = job.view.run;
        let mut ledger = Ledger {
            project,
            run,
            first,
            scores,
            written: 0,
            scored: 0,
            failed: 0,
            not_scored: 0,
            missing: 0,
            done_now: 0,
            pace: Pace::new(),
        };
        let (mut standings, mut attempts) = (BTreeMap::new(), BTreeMap::new());
        for (place, scored) in project.made_places(run, first).map_err(error::store)? {
            standings.insert(place, Standing::Made { scored });
            ledger.written += 1;
            ledger.scored += u64::from(scored);
        }
        for outcome in project.outcomes(run).map_err(error::store)? {
            match (outcome.stage, outcome.state) {
                (PathStage::Generate, OutcomeState::Retry) => {
                    standings.insert(outcome.place, Standing::Retry { attempt: outcome.attempt });
                }
                (PathStage::Score, OutcomeState::Retry) => {
                    attempts.insert(outcome.place, outcome.attempt);
                }
                // Of a build.
                (PathStage::Extract, _) => {}
                (PathStage::Generate, _) => {
                    standings.insert(outcome.place, Standing::Failed);
                    ledger.failed += 1;
                    note(job, &outcome);
                }
                (PathStage::Score, _) => {
                    ledger.scored = ledger.scored.saturating_sub(1);
                    ledger.not_scored += 1;
                    note(job, &outcome);
                }
            }
        }
        Ok((ledger, standings, attempts))
    }

    /// Stores a batch of events and tells of them.
    pub fn take(&mut self, events: Vec<Event>, job: &mut Job) -> Result<(), AppError> {
        let (mut made, mut scored, mut outcomes) = (vec![], vec![], vec![]);
        for event in events {
            match event {
                Event::Drawn { paths } => job.update_stage("Sample", |stage| stage.done += paths),
                Event::Short { template, missing, why } => {
                    job.update_stage("Sample", |stage| stage.skipped += missing);
                    if let Some(why) = why {
                        job.fail("No path matches", template, why);
                    }
                    self.missing += missing;
                }
                Event::Written { place, sample } => {
                    made.push(Made { place, sample: *sample, scored: !self.scores });
                }
                Event::NotWritten { place, attempt, item, trouble, calls } => {
                    outcomes.extend(outcome(place, PathStage::Generate, attempt, item, trouble, calls));
                }
                Event::Scored { place, attempt, sample, trouble, calls } => {
                    let item = sample.question.clone();
                    outcomes.extend(trouble.and_then(|it| outcome(place, PathStage::Score, attempt, item, it, calls)));
                    scored.push((place, *sample));
                }
            }
        }
        self.store(&made, &scored, &outcomes)?;
        let failed = |stage| outcomes.iter().filter(|outcome| outcome.stage == stage).count() as u64;
        let not_scored = failed(PathStage::Score);
        self.failed += failed(PathStage::Generate);
        self.not_scored += not_scored;
        self.written += made.len() as u64;
        self.scored += scored.len() as u64 - not_scored;
        self.done_now += if self.scores { scored.len() } else { made.len() } as u64;
        outcomes.iter().for_each(|outcome| note(job, outcome));
        job.view.samples = self.written;
        if !made.is_empty() || !scored.is_empty() {
            job.changed(Changed { samples: true, ..Changed::default() });
        }
        Ok(())
    }

    fn store(&self, made: &[Made], scored: &[(u64, Sample)], outcomes: &[Outcome]) -> Result<(), AppError> {
        if !made.is_empty() {
            self.project.put_made(self.run, self.first, made).map_err(error::store)?;
        }
        if !scored.is_empty() {
            self.project.put_scored(self.run, scored).map_err(error::store)?;
        }
        if !outcomes.is_empty() {
            self.project.put_outcomes(self.run, outcomes).map_err(error::store)?;
        }
        Ok(())
    }
}

pub(super) fn outcome(
    place: u64,
    stage: PathStage,
    attempt: u32,
    item: String,
    trouble: Trouble,
    calls: Vec<String>,
) -> Option<Outcome> {
    let Trouble::Failed(Failure { cause, detail, refused }) = trouble else { return None };
    let state = if refused { OutcomeState::Refused } else { OutcomeState::Failed };
    Some(Outcome { place, stage, attempt, state, cause, item, detail, calls })
}

pub(super) fn note(job: &mut Job, outcome: &Outcome) {
    let action = match outcome.state {
        OutcomeState::Refused => FailureAction::AskAnew,
        OutcomeState::Failed | OutcomeState::Retry => FailureAction::Retry,
    };
    let Outcome { cause, item, detail, calls, .. } = outcome.clone();
    job.fail_with_calls(&cause, item, detail, calls, action);
}

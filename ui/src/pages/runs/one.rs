//! One run as the page reads it: parts of it that change on their own, and what its numbers say.

use crate::state::use_runs;
use leptos::prelude::*;
use pathloom_ipc::runs::{RunState, RunView, StageState, StageView};

/// A run that moves while it is shown. Parts are read one by one, so that only what changed is drawn again.
#[derive(Clone, Copy)]
pub struct OneRun {
    pub number: u64,
    view: Memo<Option<RunView>>,
}

impl OneRun {
    pub fn new(number: u64) -> OneRun {
        let all = use_runs().all;
        let view = Memo::new(move |_| all.with(|all| all.iter().find(|run| run.run == number).cloned()));
        OneRun { number, view }
    }

    /// `None` also when the run is gone, as after its project was closed.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&RunView) -> Option<T> + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.view.with(|view| view.as_ref().and_then(&read)))
    }

    pub fn state(self) -> Memo<Option<RunState>> {
        self.read(|run| Some(run.state))
    }
}

/// Why a run that ended has nothing to show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    NoSample,
    NoDocument,
    Failed,
}

/// `None` while it is going, when it was stopped, or when something came of it.
pub fn nothing_came(run: &RunView) -> Option<Nothing> {
    let no_document = run.stages.iter().any(|stage| stage.name == "Parse" && stage.state == StageState::Failed);
    match run.state {
        RunState::Running | RunState::Cancelled | RunState::Interrupted | RunState::Paused => None,
        _ if makes_samples(run) && run.samples == 0 => Some(Nothing::NoSample),
        _ if no_document => Some(Nothing::NoDocument),
        RunState::Failed => Some(Nothing::Failed),
        RunState::Done | RunState::Partly => None,
    }
}

/// How the run stands as it is shown. Samples asked for that no path could give are not failures: the run is done.
pub fn shown_state(run: &RunView) -> RunState {
    match run.state {
        _ if nothing_came(run).is_some() => RunState::Failed,
        RunState::Partly if makes_samples(run) => RunState::Done,
        state => state,
    }
}

pub fn makes_samples(run: &RunView) -> bool {
    run.stages.iter().any(|stage| stage.name == "Sample")
}

/// The last stage that is at work.
pub fn moving_stage(run: &RunView) -> Option<&StageView> {
    run.stages.iter().rev().find(|stage| stage.state == StageState::Live)
}

/// The stages of each sort of run. The core tells of a stage when it begins.
const PLANS: [&[&str]; 3] =
    [&["Parse", "Extract", "Resolve"], &["Extract", "Resolve"], &["Sample", "Generate", "Score"]];

/// Stages that began, and while the run is going those that will.
pub fn stages(run: &RunView) -> Vec<StageView> {
    let mut stages = run.stages.clone();
    let is_start = |plan: &&&[&str]| {
        plan.len() >= stages.len() && plan.iter().zip(&stages).all(|(name, stage)| *name == stage.name)
    };
    let plan = PLANS.iter().find(is_start).filter(|_| !stages.is_empty() && run.state == RunState::Running);
    let later = plan.map_or(&[][..], |plan| &plan[stages.len()..]);
    stages.extend(later.iter().map(|name| StageView {
        name: (*name).to_owned(),
        state: StageState::Waiting,
        done: 0,
        failed: 0,
        skipped: 0,
        total: 0,
        unit: String::new(),
        a_minute: None,
    }));
    stages
}

/// 0 to 1; `None` while the total is unknown.
pub fn share(stage: &StageView) -> Option<f64> {
    let settled = stage.done + stage.failed + stage.skipped;
    (stage.total > 0).then(|| (settled as f64 / stage.total as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(state: RunState, samples: u64, stages: &[(&str, StageState)]) -> RunView {
        let stage = |(name, state): &(&str, StageState)| StageView {
            name: (*name).to_owned(),
            state: *state,
            done: 0,
            failed: 0,
            skipped: 0,
            total: 0,
            unit: String::new(),
            a_minute: None,
        };
        RunView { state, stages: stages.iter().map(stage).collect(), samples, ..RunView::new(1, String::new(), 0) }
    }

    #[test]
    fn no_result_is_an_error_unless_the_run_was_stopped() {
        let sampled = [("Sample", StageState::Done)];
        assert_eq!(nothing_came(&run(RunState::Failed, 0, &sampled)), Some(Nothing::NoSample));
        assert_eq!(nothing_came(&run(RunState::Done, 0, &sampled)), Some(Nothing::NoSample), "whatever its state says");
        assert_eq!(nothing_came(&run(RunState::Cancelled, 0, &sampled)), None, "a person stopped it");
        assert_eq!(nothing_came(&run(RunState::Running, 0, &sampled)), None, "there is still time");
        assert_eq!(nothing_came(&run(RunState::Partly, 3, &sampled)), None);
        assert_eq!(
            nothing_came(&run(RunState::Partly, 0, &[("Parse", StageState::Failed)])),
            Some(Nothing::NoDocument)
        );
        assert_eq!(
            nothing_came(&run(RunState::Done, 0, &[("Parse", StageState::Done)])),
            None,
            "imports make no samples"
        );
    }

    #[test]
    fn fewer_samples_than_asked_for_is_done_and_an_unread_document_is_not() {
        let sampled = [("Sample", StageState::Done)];
        assert_eq!(shown_state(&run(RunState::Partly, 3, &sampled)), RunState::Done);
        assert_eq!(shown_state(&run(RunState::Partly, 0, &sampled)), RunState::Failed);
        assert_eq!(shown_state(&run(RunState::Partly, 0, &[("Parse", StageState::Done)])), RunState::Partly);
    }

    #[test]
    fn stages_to_come_are_shown_only_while_the_run_is_going() {
        let going = run(RunState::Running, 0, &[("Sample", StageState::Live)]);
        let names: Vec<String> = stages(&going).into_iter().map(|stage| stage.name).collect();
        assert_eq!(names, ["Sample", "Generate", "Score"]);
        assert_eq!(stages(&run(RunState::Cancelled, 0, &[("Sample", StageState::Held)])).len(), 1);
        assert_eq!(
            stages(&run(RunState::Running, 0, &[("Elsewhere", StageState::Live)])).len(),
            1,
            "an unknown sort of run"
        );
        assert!(stages(&run(RunState::Running, 0, &[])).is_empty(), "it has not begun");
    }
}

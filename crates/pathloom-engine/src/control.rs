//! What may end or hold a run while it goes: the user pauses or cancels it, something must be mended, an endpoint is down;
//! or it goes on without some of its judges.

use crate::session::guard;
use pathloom_ipc::runs::{PauseCause, PauseView};
use pathloom_llm::CancellationToken;
use pathloom_model::ModelRef;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Shared by whoever works on a run and whoever may stop it.
pub struct Control {
    /// The work is to end, whatever the reason.
    pub cancelled: Arc<AtomicBool>,
    /// No further call or try begins; those on their way are answered and kept.
    stop: CancellationToken,
    /// Those on their way are waited for a while only.
    hurry: CancellationToken,
    /// Those on their way are given up.
    abort: CancellationToken,
    /// Judges that are not asked any more.
    left_out: watch::Sender<Vec<ModelRef>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_cancelled: bool,
    /// The project is being closed: nothing more is to be begun.
    is_closing: bool,
    /// Why it pauses; the first reason stays.
    pause: Option<PauseView>,
    /// An endpoint that does not answer and is tried again by itself.
    outage: Option<PauseView>,
    /// What the pool waits for, and until when in Unix seconds.
    waits: Option<(String, i64)>,
}

impl Default for Control {
    fn default() -> Control {
        Control::without(vec![])
    }
}

impl Control {
    /// Of a run that goes on without these judges.
    pub fn without(judges: Vec<ModelRef>) -> Control {
        Control {
            cancelled: Arc::default(),
            stop: CancellationToken::default(),
            hurry: CancellationToken::default(),
            abort: CancellationToken::default(),
            left_out: watch::Sender::new(judges),
            state: Mutex::default(),
        }
    }

    /// Ends the run; what is finished is kept, and what is on its way is waited for a while: it is paid for. Asked a
    /// second time, nothing is waited for any more.
    pub fn cancel(&self) {
        let again = std::mem::replace(&mut guard(&self.state).is_cancelled, true);
        self.cancelled.store(true, Ordering::Relaxed);
        self.stop.cancel();
        self.hurry.cancel();
        if again {
            self.abort.cancel();
        }
    }

    /// Ends the run: replies on their way are waited for a while and kept, nobody waits for what could still be made of
    /// them.
    pub fn close(&self) {
        guard(&self.state).is_closing = true;
        self.cancel();
    }

    pub fn is_closing(&self) -> bool {
        guard(&self.state).is_closing
    }

    /// Ends the run so that it can go on later; calls on their way are waited for, those to an endpoint that is down not
    /// for long.
    pub fn pause(&self, why: PauseView) {
        let may_hang = {
            let mut state = guard(&self.state);
            state.pause.get_or_insert(why);
            state.outage.is_some()
        };
        self.cancelled.store(true, Ordering::Relaxed);
        self.stop.cancel();
        if may_hang {
            self.hurry.cancel();
        }
    }

    pub fn pause_by_user(&self, now: i64) {
        self.pause(PauseView::new(PauseCause::User, "Paused.", "Resume to do the rest.", now));
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Resolves when no further call may begin.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Resolves when a call on its way is no longer waited for, which it is for `patience` at most once time presses.
    pub(crate) async fn given_up(&self, patience: Duration) {
        let late = async {
            self.hurry.cancelled().await;
            tokio::time::sleep(patience).await;
        };
        tokio::select! {
            () = late => {}
            () = self.abort.cancelled() => {}
        }
    }

    /// Why it pauses; `None` when it goes, or when it was cancelled.
    pub fn paused(&self) -> Option<PauseView> {
        let state = guard(&self.state);
        state.pause.clone().filter(|_| !state.is_cancelled)
    }

    pub fn is_cancelled(&self) -> bool {
        guard(&self.state).is_cancelled
    }

    /// Judges that are not to be asked from now on, beside those before.
    pub fn leave_out(&self, judges: &[ModelRef]) {
        self.left_out.send_modify(|left_out| {
            let new = judges.iter().filter(|judge| !left_out.contains(judge)).cloned().collect::<Vec<_>>();
            left_out.extend(new);
        });
        let mut state = guard(&self.state);
        state.outage.take_if(|outage| judges.iter().any(|judge| judge.endpoint == outage.endpoint));
    }

    pub fn left_out(&self) -> Vec<ModelRef> {
        self.left_out.borrow().clone()
    }

    pub fn is_left_out(&self, judge: &ModelRef) -> bool {
        self.left_out.borrow().contains(judge)
    }

    /// Resolves once none of these is to be asked any more.
    pub(crate) async fn all_left_out(&self, judges: &[ModelRef]) {
        let mut changes = self.left_out.subscribe();
        let all = |left_out: &Vec<ModelRef>| judges.iter().all(|judge| left_out.contains(judge));
        if changes.wait_for(all).await.is_err() {
            std::future::pending().await
        }
    }

    pub fn outage(&self) -> Option<PauseView> {
        guard(&self.state).outage.clone()
    }

    pub(crate) fn set_outage(&self, outage: PauseView) {
        guard(&self.state).outage = Some(outage);
    }

    /// It answers: what was said of it is over, what was said of another endpoint is not.
    pub(crate) fn answers(&self, endpoint: &str) {
        guard(&self.state).outage.take_if(|outage| outage.endpoint == endpoint);
    }

    /// "waiting 12 s for the token limit of Lab vLLM", until it is over.
    pub fn waits(&self, now: i64) -> Option<String> {
        let state = guard(&self.state);
        state.waits.as_ref().filter(|(_, until)| *until >= now).map(|(words, _)| words.clone())
    }

    pub(crate) fn set_waits(&self, words: String, until: i64) {
        guard(&self.state).waits = Some((words, until));
    }

    pub(crate) fn clear_waits(&self) {
        guard(&self.state).waits = None;
    }
}

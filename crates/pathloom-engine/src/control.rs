//! What may end or hold a run while it goes: the user pauses or cancels it, something must be mended, an endpoint is down.

use crate::session::guard;
use pathloom_ipc::runs::{PauseCause, PauseView};
use pathloom_llm::CancellationToken;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Shared by whoever works on a run and whoever may stop it.
#[derive(Default)]
pub struct Control {
    /// The work is to end, whatever the reason.
    pub cancelled: Arc<AtomicBool>,
    /// No further call begins; those in flight are answered and kept.
    stop: CancellationToken,
    /// Calls in flight are given up.
    abort: CancellationToken,
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

impl Control {
    /// Ends the run; what is finished is kept.
    pub fn cancel(&self) {
        guard(&self.state).is_cancelled = true;
        self.cancelled.store(true, Ordering::Relaxed);
        self.stop.cancel();
        self.abort.cancel();
    }

    /// The same, and nobody waits for what could still be made of it.
    pub fn close(&self) {
        guard(&self.state).is_closing = true;
        self.cancel();
    }

    pub fn is_closing(&self) -> bool {
        guard(&self.state).is_closing
    }

    /// Ends the run so that it can go on later; calls in flight are waited for, unless they wait for an endpoint that is down.
    pub fn pause(&self, why: PauseView) {
        let waits_in_vain = {
            let mut state = guard(&self.state);
            state.pause.get_or_insert(why);
            state.outage.is_some()
        };
        self.cancelled.store(true, Ordering::Relaxed);
        self.stop.cancel();
        if waits_in_vain {
            self.abort.cancel();
        }
    }

    pub fn pause_by_user(&self, now: i64) {
        self.pause(PauseView {
            cause: PauseCause::User,
            message: "Paused.".into(),
            hint: "Resume to do the rest.".into(),
            endpoint: String::new(),
            since: now,
            retry_at: None,
        });
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Resolves when no further call may begin.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    pub(crate) fn abort(&self) -> &CancellationToken {
        &self.abort
    }

    /// Why it pauses; `None` when it goes, or when it was cancelled.
    pub fn paused(&self) -> Option<PauseView> {
        let state = guard(&self.state);
        state.pause.clone().filter(|_| !state.is_cancelled)
    }

    pub fn outage(&self) -> Option<PauseView> {
        guard(&self.state).outage.clone()
    }

    pub(crate) fn set_outage(&self, outage: Option<PauseView>) {
        guard(&self.state).outage = outage;
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

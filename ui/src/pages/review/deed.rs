//! What a reviewer does: decide, undo, redo, save an edit. Sent one after the other, so that undo always means the last.

use super::store::{Store, now, short};
use crate::ipc;
use crate::state::{ToastAction, Tone};
use crate::text::core_words::from_core;
use crate::text::review::words;
use crate::text::{common, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::review::{DecideRequest, EditRequest};
use pathloom_model::{Decision, RejectReason};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

/// A held key, or one pressed before the eye has moved, must not decide on a sample that nobody saw.
const UNSEEN: f64 = 250.0;

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static WAITING: RefCell<VecDeque<Task>> = const { RefCell::new(VecDeque::new()) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

impl Store {
    /// A decision may be made: there is a sample, and it has been there long enough to be seen.
    pub fn may_decide(self) -> bool {
        self.sample.with_untracked(Option::is_some) && now() - self.shown_at.get_value() >= UNSEEN
    }

    pub fn decide(self, decision: Decision, reason: Option<RejectReason>, note: String) {
        let Some(id) = self.current.get_untracked() else { return };
        let before = self.decision_of(&id);
        let place = self.place().unwrap_or(0);
        self.mark(&id, decision);
        self.forward(place);
        self.tell(decision, &id);
        let request = DecideRequest { ids: vec![id.clone()], decision, reason, note };
        in_turn(async move {
            match ipc::decide(request).await {
                Ok(progress) => {
                    self.take_progress(progress);
                    self.refetch(id);
                }
                Err(error) => {
                    self.mark(&id, before);
                    self.show(Some(id));
                    self.toasts.error(&error);
                }
            }
        });
    }

    pub fn undo(self) {
        self.toasts.close_actions();
        in_turn(async move {
            let answer = ipc::undo().await;
            self.undone(answer, words().nothing_to_undo);
        });
    }

    pub fn redo(self) {
        in_turn(async move {
            let answer = ipc::redo().await;
            self.undone(answer, words().nothing_to_redo);
        });
    }

    /// `done` hears whether it was saved.
    pub fn save(self, request: EditRequest, done: impl Fn(Result<(), AppError>) + 'static) {
        in_turn(async move {
            match ipc::edit_sample(request).await {
                Ok(view) => {
                    let message = fill(words().did_save, &[("id", &short(&view.sample.id))]);
                    self.take(view);
                    done(Ok(()));
                    self.toasts.with_action(Tone::Ok, message, self.undo_action());
                    if let Ok(view) =
                        ipc::queue(pathloom_ipc::review::QueueRequest { limit: 1, ..Default::default() }).await
                    {
                        self.take_progress(view.progress);
                    }
                }
                Err(error) => done(Err(error)),
            }
        });
    }

    fn undone(self, answer: ipc::Answer<pathloom_ipc::review::UndoView>, nothing: &str) {
        match answer {
            Ok(view) => {
                self.take_progress(view.progress);
                if let Some(id) = view.sample {
                    self.show(Some(id.clone()));
                    self.refetch(id);
                }
                self.toasts.show(Tone::Plain, view.done.map_or_else(|| nothing.to_owned(), |done| retold(&done)));
            }
            Err(error) => self.toasts.error(&error),
        }
    }

    fn tell(self, decision: Decision, id: &str) {
        let (tone, text) = match decision {
            Decision::Approved => (Tone::Ok, words().did_approve),
            Decision::Rejected => (Tone::Plain, words().did_reject),
            _ => (Tone::Plain, words().did_skip),
        };
        self.toasts.with_action(tone, fill(text, &[("id", &short(id))]), self.undo_action());
    }

    fn undo_action(self) -> ToastAction {
        ToastAction {
            label: common::words().undo.to_owned(),
            key: Some("Z"),
            run: Callback::new(move |()| self.undo()),
        }
    }
}

/// "Undone: approval": how, and what.
fn retold(done: &str) -> String {
    match done.split_once(": ") {
        Some((how, what)) => fill(words().retold, &[("how", &from_core(how)), ("what", &from_core(what))]),
        None => from_core(done),
    }
}

/// Runs after everything that was put here before.
fn in_turn(task: impl Future<Output = ()> + 'static) {
    WAITING.with_borrow_mut(|waiting| waiting.push_back(Box::pin(task)));
    if BUSY.replace(true) {
        return;
    }
    spawn_local(async {
        while let Some(task) = WAITING.with_borrow_mut(VecDeque::pop_front) {
            task.await;
        }
        BUSY.set(false);
    });
}

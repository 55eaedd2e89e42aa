//! Short messages after an action: six seconds, longer under the pointer, with Undo where there is something to undo.

use crate::text::core_words::told;
use leptos::prelude::*;
use pathloom_ipc::AppError;

#[derive(Clone, Copy)]
pub struct Toasts {
    pub shown: RwSignal<Vec<Toast>>,
    next: RwSignal<u32>,
}

#[derive(Clone)]
pub struct Toast {
    pub id: u32,
    pub tone: Tone,
    pub message: String,
    pub action: Option<ToastAction>,
}

/// What the button of a toast does.
#[derive(Clone)]
pub struct ToastAction {
    pub label: String,
    pub key: Option<&'static str>,
    pub run: Callback<()>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Ok,
    Warn,
    Bad,
}

pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { shown: RwSignal::default(), next: RwSignal::new(0) };
    provide_context(toasts);
    toasts
}

pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    pub fn show(self, tone: Tone, message: impl Into<String>) {
        self.push(tone, message.into(), None);
    }

    pub fn with_action(self, tone: Tone, message: impl Into<String>, action: ToastAction) {
        // "Undo" means the last deed: an older message must not offer it too.
        self.close_actions();
        self.push(tone, message.into(), Some(action));
    }

    pub fn error(self, error: &AppError) {
        self.push(Tone::Bad, told(&error.message, &error.hint), None);
    }

    pub fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// Their action was taken by other means.
    pub fn close_actions(self) {
        self.shown.update(|shown| shown.retain(|toast| toast.action.is_none()));
    }

    /// At most two at once: the newest push the oldest out.
    fn push(self, tone: Tone, message: String, action: Option<ToastAction>) {
        let id = self.next.get_untracked();
        self.next.set(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push(Toast { id, tone, message, action });
            let surplus = shown.len().saturating_sub(2);
            shown.drain(..surplus);
        });
    }
}

//! A command behind a button: busy while it runs, its error kept, never sent twice at once.

use crate::ipc::Answer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

type Call<I, O> = Rc<dyn Fn(I) -> Pin<Box<dyn Future<Output = Answer<O>>>>>;

pub struct Command<I: 'static, O: 'static> {
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    call: StoredValue<Call<I, O>, LocalStorage>,
    done: StoredValue<Rc<dyn Fn(O)>, LocalStorage>,
}

impl<I, O> Clone for Command<I, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O> Copy for Command<I, O> {}

/// `done` is called with the result, unless the component is gone by then.
pub fn use_command<I, O, F>(call: impl Fn(I) -> F + 'static, done: impl Fn(O) + 'static) -> Command<I, O>
where
    F: Future<Output = Answer<O>> + 'static,
{
    let call: Call<I, O> = Rc::new(move |input| Box::pin(call(input)));
    Command {
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        call: StoredValue::new_local(call),
        done: StoredValue::new_local(Rc::new(done)),
    }
}

impl<I, O> Command<I, O> {
    /// Does nothing while an earlier call is on its way.
    pub fn run(self, input: I) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let call = self.call.with_value(|call| call(input));
        spawn_local(async move {
            let answer = call.await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(output) => {
                    if let Some(done) = self.done.try_get_value() {
                        done(output);
                    }
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
        });
    }
}

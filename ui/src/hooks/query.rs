//! A view loaded from the core: what was loaded last stays while it is loaded again, and a late answer never
//! replaces a newer one.

use crate::ipc::Answer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Answer<T>>>>>;

pub struct Query<T: Send + Sync + 'static> {
    pub data: RwSignal<Option<T>>,
    pub error: RwSignal<Option<AppError>>,
    pub loading: RwSignal<bool>,
    asked: StoredValue<u32>,
    /// Of what changes faster than it is answered: one question at a time, the next when its answer is there.
    is_live: bool,
    /// A question is on its way, and whether another came up meanwhile.
    waits: StoredValue<(bool, bool)>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

impl<T: Send + Sync> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Query<T> {}

/// Loads at once, and again whenever a signal that `fetch` reads (before its first await) changes.
pub fn use_query<T, F>(fetch: impl Fn() -> F + 'static) -> Query<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    query_of(fetch, false)
}

/// The same for what changes many times a second: each answer counts, and the last one is of the last change.
pub fn use_live_query<T, F>(fetch: impl Fn() -> F + 'static) -> Query<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    query_of(fetch, true)
}

fn query_of<T, F>(fetch: impl Fn() -> F + 'static, is_live: bool) -> Query<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
    let query = Query {
        data: RwSignal::new(None),
        error: RwSignal::new(None),
        loading: RwSignal::new(true),
        asked: StoredValue::new(0),
        is_live,
        waits: StoredValue::new((false, false)),
        fetch: StoredValue::new_local(fetch),
    };
    Effect::new(move |_| query.reload());
    query
}

impl<T: Send + Sync> Query<T> {
    pub fn reload(self) {
        // Called in any case: it reads the signals that are followed. Until it is awaited nothing is asked.
        let Some(answer) = self.fetch.try_with_value(|fetch| fetch()) else { return };
        if self.is_live && self.waits.get_value().0 {
            self.waits.set_value((true, true));
            return;
        }
        self.waits.set_value((true, false));
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.loading.set(true);
        spawn_local(async move {
            let answer = answer.await;
            let Some((_, again)) = self.waits.try_get_value() else { return };
            self.waits.set_value((false, false));
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(data) => {
                    self.error.set(None);
                    self.data.set(Some(data));
                }
                Err(error) => self.error.set(Some(error)),
            }
            self.loading.set(false);
            if self.is_live && again {
                self.reload();
            }
        });
    }

    /// Nothing loaded yet, and nothing failed.
    pub fn first_time(self) -> bool {
        self.loading.get() && self.data.with(Option::is_none)
    }
}

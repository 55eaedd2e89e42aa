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
    let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
    let query = Query {
        data: RwSignal::new(None),
        error: RwSignal::new(None),
        loading: RwSignal::new(true),
        asked: StoredValue::new(0),
        fetch: StoredValue::new_local(fetch),
    };
    Effect::new(move |_| query.reload());
    query
}

impl<T: Send + Sync> Query<T> {
    pub fn reload(self) {
        let Some(answer) = self.fetch.try_with_value(|fetch| fetch()) else { return };
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.loading.set(true);
        spawn_local(async move {
            let answer = answer.await;
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
        });
    }

    /// Nothing loaded yet, and nothing failed.
    pub fn first_time(self) -> bool {
        self.loading.get() && self.data.with(Option::is_none)
    }
}

//! An event of the core, until the component is gone.

use crate::ipc;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

pub fn use_event<T: DeserializeOwned>(name: &'static str, handler: impl FnMut(T) + 'static) {
    let listener = StoredValue::new_local(Some(ipc::listen(name, handler)));
    on_cleanup(move || {
        listener.try_update_value(Option::take);
    });
}

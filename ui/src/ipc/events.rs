//! Events of the core, typed. A listener ends when it is dropped.

use super::call::to_json;
use js_sys::{Function, Reflect};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI__", "event"], js_name = listen)]
    async fn tauri_listen(event: &str, handler: &Closure<dyn FnMut(JsValue)>) -> Result<JsValue, JsValue>;
}

type Handler = Rc<Closure<dyn FnMut(JsValue)>>;

/// Keeps a handler alive; dropping it stops the events.
pub struct Listener {
    stop: Rc<RefCell<Stop>>,
}

#[derive(Default)]
struct Stop {
    unlisten: Option<Function>,
    dropped: bool,
    _handler: Option<Handler>,
}

/// Calls `handler` with the payload of every event of this name; a payload of another shape is passed over.
pub fn listen<T: DeserializeOwned>(event: &'static str, mut handler: impl FnMut(T) + 'static) -> Listener {
    let closure = Rc::new(Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        let payload = Reflect::get(&event, &"payload".into()).ok();
        let text = payload.as_ref().and_then(to_json);
        if let Some(value) = text.and_then(|text| serde_json::from_str(&text).ok()) {
            handler(value);
        }
    }));
    let stop = Rc::new(RefCell::new(Stop { _handler: Some(closure.clone()), ..Stop::default() }));
    let listener = Listener { stop: stop.clone() };
    leptos::task::spawn_local(async move {
        let Ok(unlisten) = tauri_listen(event, &closure).await else { return };
        let Ok(unlisten) = unlisten.dyn_into::<Function>() else { return };
        let mut stop = stop.borrow_mut();
        if stop.dropped {
            let _ = unlisten.call0(&JsValue::NULL);
        } else {
            stop.unlisten = Some(unlisten);
        }
    });
    listener
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut stop = self.stop.borrow_mut();
        stop.dropped = true;
        if let Some(unlisten) = stop.unlisten.take() {
            let _ = unlisten.call0(&JsValue::NULL);
        }
    }
}

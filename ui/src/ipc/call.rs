//! One call over `window.__TAURI__.core.invoke`: `{request: …}` in, a value or an `AppError` out.
//! Values cross as JSON text, which is one crossing of the wasm boundary however large they are.

use super::Answer;
use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use pathloom_ipc::{AppError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI__", "core"], js_name = invoke)]
    async fn tauri_invoke(command: &str, arguments: &JsValue) -> Result<JsValue, JsValue>;
}

/// A command without an argument.
pub(super) async fn ask<T: DeserializeOwned>(command: &str) -> Answer<T> {
    let reply = tauri_invoke(command, &Object::new()).await.map_err(refused)?;
    read(command, &reply)
}

/// A command with its request.
pub(super) async fn invoke<R: Serialize, T: DeserializeOwned>(command: &str, request: &R) -> Answer<T> {
    let reply = tauri_invoke(command, &arguments(command, request)?).await.map_err(refused)?;
    read(command, &reply)
}

/// A command that gives raw bytes: as an address that an `<img>` can show.
pub(super) async fn invoke_bytes<R: Serialize>(command: &str, request: &R) -> Answer<ObjectUrl> {
    let reply = tauri_invoke(command, &arguments(command, request)?).await.map_err(refused)?;
    ObjectUrl::of(&Uint8Array::new(&reply)).ok_or_else(|| broken(command, "the picture could not be kept"))
}

/// An address of bytes in memory; given back when this is dropped.
#[derive(Debug, PartialEq, Eq)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    fn of(bytes: &Uint8Array) -> Option<ObjectUrl> {
        let blob = web_sys::Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()?;
        web_sys::Url::create_object_url_with_blob(&blob).ok().map(ObjectUrl)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        let _ = web_sys::Url::revoke_object_url(&self.0);
    }
}

fn arguments<R: Serialize>(command: &str, request: &R) -> Answer<JsValue> {
    let text = serde_json::to_string(request).map_err(|error| broken(command, &error.to_string()))?;
    let value = JSON::parse(&text).map_err(refused)?;
    let arguments = Object::new();
    Reflect::set(&arguments, &"request".into(), &value).map_err(refused)?;
    Ok(arguments.into())
}

fn read<T: DeserializeOwned>(command: &str, reply: &JsValue) -> Answer<T> {
    let text = to_json(reply).unwrap_or_else(|| "null".to_owned());
    serde_json::from_str(&text).map_err(|error| broken(command, &error.to_string()))
}

pub(super) fn to_json(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok().and_then(|text| text.as_string())
}

fn refused(error: JsValue) -> AppError {
    let text = to_json(&error).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_else(|_| {
        let message = error.as_string().unwrap_or_else(|| format!("{error:?}"));
        AppError::new(ErrorCode::Internal, message, "")
    })
}

fn broken(command: &str, why: &str) -> AppError {
    AppError::new(ErrorCode::Internal, format!("The answer of “{command}” could not be read: {why}."), "")
}

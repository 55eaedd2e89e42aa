//! Azure OpenAI: OpenAI's form, with the deployment in the address (classic) or in the place of the model (v1).

use super::{Content, openai};
use crate::address;
use crate::call::Call;
use crate::habits::Habits;
use pathloom_model::Endpoint;
use serde_json::Value;

pub(crate) fn body(endpoint: &Endpoint, model: &str, call: &Call, habits: &Habits) -> Value {
    let named = (!address::is_azure_classic(endpoint)).then_some(model);
    openai::body(endpoint, named, call, habits)
}

pub(crate) fn read(reply: &Value) -> Option<Content> {
    openai::read(reply)
}

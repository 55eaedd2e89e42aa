//! What an endpoint must be like before it is kept, said to the user otherwise. A key in the wrong place is refused.

use super::origin;
use crate::error;
use pathloom_ipc::AppError;
use pathloom_model::Endpoint;
use std::collections::BTreeSet;

/// Names and addresses longer than this are a slip.
const LONGEST_NAME: usize = 80;
const MOST_MODELS: usize = 200;

/// As it will be kept, or what is wrong with it.
pub fn checked(endpoint: &Endpoint) -> Result<Endpoint, AppError> {
    let mut endpoint = endpoint.clone();
    endpoint.name = endpoint.name.split_whitespace().collect::<Vec<_>>().join(" ");
    endpoint.base_url = origin::tidied(&endpoint.base_url)?;
    let wrong = |message: &str, hint: &str| Err(error::bad_request(message, hint));
    if endpoint.name.is_empty() || endpoint.name.contains('/') || endpoint.name.chars().count() > LONGEST_NAME {
        return wrong("An endpoint needs a name of at most 80 characters without \"/\".", "For example: Lab vLLM.");
    }
    if endpoint.base_url.len() > 2_000 {
        return wrong("This address is too long.", "Give the base URL alone.");
    }
    endpoint.models.retain(|model| !model.name.trim().is_empty());
    for model in &mut endpoint.models {
        model.name = model.name.trim().to_owned();
        let price = model.price.unwrap_or_default();
        let amounts = [price.input, price.output, price.cached.unwrap_or_default()];
        if model.name.len() > 300 || amounts.iter().any(|amount| !amount.is_finite() || *amount < 0.0) {
            return wrong("A name or price of a model cannot be right.", "Prices are amounts for a million tokens.");
        }
    }
    let mut seen = BTreeSet::new();
    endpoint.models.retain(|model| seen.insert(model.name.clone()));
    if endpoint.models.is_empty() || endpoint.models.len() > MOST_MODELS {
        return wrong(
            "An endpoint needs between one and 200 models.",
            "Give the name that the server knows a model by.",
        );
    }
    let limits = endpoint.limits;
    if limits.concurrency == 0 || limits.requests_per_minute == Some(0) || limits.tokens_per_minute == Some(0) {
        return wrong(
            "With a limit of 0 nothing could ever be sent.",
            "Leave the limit empty, or switch on Offline only.",
        );
    }
    if endpoint.timeout_s == 0 {
        return wrong("A call needs some time.", "Give at least one second.");
    }
    let is_key = |name: &String| {
        ["authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie"]
            .contains(&name.trim().to_lowercase().as_str())
    };
    if endpoint.headers.keys().any(is_key) {
        return wrong("One of the headers holds a key.", "Enter it as the key, so that it is kept safely.");
    }
    Ok(endpoint)
}

/// By mistake people give the key itself where its variable's name is wanted.
pub fn check_variable(name: &str) -> Result<(), AppError> {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_name = !name.is_empty() && name.len() <= 100 && !name.starts_with(|c: char| c.is_ascii_digit());
    if is_name && (name.chars().all(fits) || std::env::var_os(name).is_some()) {
        return Ok(());
    }
    Err(error::bad_request(
        "This is not the name of an environment variable.",
        "Give the name of the variable that holds the key, such as OPENAI_API_KEY, not the key itself.",
    ))
}

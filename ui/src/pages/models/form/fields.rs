//! What is typed into the form, and the endpoint that it makes.

use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_model::{Endpoint, EndpointKind, EndpointModel, Limits, Price};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
pub struct Fields {
    pub name: RwSignal<String>,
    pub kind: RwSignal<EndpointKind>,
    pub base_url: RwSignal<String>,
    pub models: RwSignal<Vec<ModelFields>>,
    pub concurrency: RwSignal<String>,
    pub rpm: RwSignal<String>,
    pub tpm: RwSignal<String>,
    pub timeout: RwSignal<String>,
    pub temperature: RwSignal<String>,
    pub top_p: RwSignal<String>,
    pub max_tokens: RwSignal<String>,
    pub headers: RwSignal<String>,
    pub body: RwSignal<String>,
}

#[derive(Clone, Copy, PartialEq)]
pub struct ModelFields {
    pub name: RwSignal<String>,
    pub price_in: RwSignal<String>,
    pub price_out: RwSignal<String>,
    pub context: RwSignal<String>,
    /// What is not shown is kept.
    pub before: StoredValue<EndpointModel>,
}

impl ModelFields {
    pub fn of(model: EndpointModel) -> ModelFields {
        let price = |of: fn(Price) -> f64| RwSignal::new(shown(model.price.map(of)));
        ModelFields {
            name: RwSignal::new(model.name.clone()),
            price_in: price(|price| price.input),
            price_out: price(|price| price.output),
            context: RwSignal::new(shown(model.context)),
            before: StoredValue::new(model),
        }
    }

    pub fn empty() -> ModelFields {
        ModelFields::of(EndpointModel { name: String::new(), price: None, context: None, abilities: None })
    }

    fn read(self) -> Result<EndpointModel, String> {
        let before = self.before.get_value();
        let name = self.name.get_untracked().trim().to_owned();
        let price = match (amount(self.price_in)?, amount(self.price_out)?) {
            (None, None) => None,
            (input, output) => Some(Price {
                input: input.unwrap_or_default(),
                output: output.unwrap_or_default(),
                cached: before.price.and_then(|price| price.cached),
            }),
        };
        // Another model has other abilities.
        let abilities = before.abilities.filter(|_| before.name == name);
        Ok(EndpointModel { name, price, context: amount(self.context)?, abilities })
    }
}

impl Fields {
    pub fn of(endpoint: &Endpoint) -> Fields {
        let Limits { concurrency, requests_per_minute, tokens_per_minute } = endpoint.limits;
        let headers: String = endpoint.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let body = match endpoint.body.is_empty() {
            true => String::new(),
            false => serde_json::to_string_pretty(&endpoint.body).unwrap_or_default(),
        };
        let models = endpoint.models.iter().cloned().map(ModelFields::of).collect::<Vec<_>>();
        Fields {
            name: RwSignal::new(endpoint.name.clone()),
            kind: RwSignal::new(endpoint.kind),
            base_url: RwSignal::new(endpoint.base_url.clone()),
            models: RwSignal::new(if models.is_empty() { vec![ModelFields::empty()] } else { models }),
            concurrency: RwSignal::new(concurrency.to_string()),
            rpm: RwSignal::new(shown(requests_per_minute)),
            tpm: RwSignal::new(shown(tokens_per_minute)),
            timeout: RwSignal::new(endpoint.timeout_s.to_string()),
            temperature: RwSignal::new(shown(endpoint.temperature)),
            top_p: RwSignal::new(shown(endpoint.top_p)),
            max_tokens: RwSignal::new(shown(endpoint.max_tokens)),
            headers: RwSignal::new(headers),
            body: RwSignal::new(body),
        }
    }

    /// The endpoint, or what is wrong in words.
    pub fn read(self) -> Result<Endpoint, String> {
        let models = self.models.get_untracked().into_iter().map(ModelFields::read).collect::<Result<_, String>>()?;
        Ok(Endpoint {
            name: self.name.get_untracked(),
            kind: self.kind.get_untracked(),
            base_url: self.base_url.get_untracked(),
            models,
            limits: Limits {
                concurrency: amount(self.concurrency)?.unwrap_or(Limits::default().concurrency),
                requests_per_minute: amount(self.rpm)?,
                tokens_per_minute: amount(self.tpm)?,
            },
            timeout_s: amount(self.timeout)?.unwrap_or(Endpoint::default_timeout()),
            temperature: amount(self.temperature)?,
            top_p: amount(self.top_p)?,
            max_tokens: amount(self.max_tokens)?,
            headers: headers(&self.headers.get_untracked())?,
            body: body(&self.body.get_untracked())?,
        })
    }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// Empty is none; grouped thousands are read too.
fn amount<T: std::str::FromStr>(text: RwSignal<String>) -> Result<Option<T>, String> {
    let text = text.get_untracked();
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    if plain.is_empty() {
        return Ok(None);
    }
    plain.parse().map(Some).map_err(|_| fill(words().bad_number, &[("value", text.trim())]))
}

fn headers(text: &str) -> Result<BTreeMap<String, String>, String> {
    let header = |line: &str| {
        let (name, value) = line.split_once(':').ok_or_else(|| words().bad_header.to_owned())?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(header).collect()
}

fn body(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    if text.trim().is_empty() {
        return Ok(serde_json::Map::new());
    }
    serde_json::from_str(text).map_err(|why| fill(words().bad_json, &[("why", &why.to_string())]))
}

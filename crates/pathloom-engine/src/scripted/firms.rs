//! A small project, an endpoint and replies that fit it, for measurements and tests of runs by models.

use super::Server;
use crate::{Session, Sink, Unheard};
use pathloom_ipc::AppError;
use pathloom_ipc::sources::ImportRequest;
use pathloom_model::{Endpoint, EndpointKind, EndpointModel, Limits, ModelRef, Price};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Lines of triples: each firm with four works, a head and a town.
pub fn triples(firms: u32) -> String {
    let mut triples = String::new();
    for firm in 0..firms {
        for works in 0..4 {
            let _ = writeln!(triples, "Works {firm}{works},part_of,Firm {firm} AB");
        }
        let _ = writeln!(triples, "Firm {firm} AB,led_by,Person {firm}\nFirm {firm} AB,headquartered_in,Town {firm}");
    }
    triples
}

/// A project of such firms in this folder. Errors: the folder cannot be written.
pub fn project(folder: &Path, firms: u32) -> Result<Session, AppError> {
    project_heard(folder, firms, Arc::new(Unheard))
}

/// The same for one who listens.
pub fn project_heard(folder: &Path, firms: u32, sink: Arc<dyn Sink>) -> Result<Session, AppError> {
    let session = Session::create(&folder.join("p.pathloom"), sink, || 1_700_000_000)?;
    let file = folder.join("triples.csv");
    fs::write(&file, triples(firms)).map_err(|problem| crate::error::io(&file, problem))?;
    let paths = vec![file.to_string_lossy().into_owned()];
    session.import_here(&ImportRequest { paths, triples: true, password: None, convert: false })?;
    Ok(session)
}

/// An endpoint with one model "m" that takes four calls at once.
pub fn endpoint(name: &str, server: &Server, price: Price) -> Endpoint {
    let model = EndpointModel { name: "m".into(), price: Some(price), context: None, abilities: None };
    Endpoint {
        name: name.into(),
        kind: EndpointKind::OpenAi,
        base_url: server.base_url(),
        models: vec![model],
        limits: Limits { concurrency: 4, requests_per_minute: None, tokens_per_minute: None },
        timeout_s: 5,
        temperature: None,
        top_p: None,
        max_tokens: None,
        headers: BTreeMap::new(),
        body: serde_json::Map::new(),
    }
}

/// The model of that endpoint.
pub fn model(endpoint: &str) -> ModelRef {
    ModelRef { endpoint: endpoint.into(), model: "m".into() }
}

/// The texts of messages, whatever their form, as they go out or as they are stored: what tells calls apart.
pub fn words(messages: &Value) -> String {
    match messages {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join("\n"),
        Value::Object(one) => {
            ["content", "parts", "text"].iter().filter_map(|name| one.get(*name)).map(words).collect::<String>()
        }
        _ => String::new(),
    }
}

/// The same for the body of a request.
pub fn words_of(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    words(&body["messages"])
}

/// One reply that serves writer, judges and answerers; it depends on the words of the call alone.
pub fn reply(body: &str) -> String {
    let words = words_of(body);
    let sum = words.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let target = words.split_once("### Target\n").and_then(|(_, rest)| rest.lines().next()).unwrap_or("Works");
    let numbers = |letter: char, end: &str| -> Vec<u32> {
        let stands = |number: &u32| words.contains(&format!("\n{letter}{number}{end}"));
        (1..20).filter(stands).collect()
    };
    let evidence: Vec<u32> = (1..20).filter(|number| words.contains(&format!("**E{number}**"))).collect();
    json!({
        "question": format!("Which of the works, number {sum}, is meant?"), "answer": target, "supported": sum % 3 > 0,
        "steps": [{ "text": format!("It comes to {target}."), "hops": numbers('H', ":"), "evidence": evidence, "quotes": [] }],
        "confidence": 80, "reason": "as stated", "answered": true, "same": sum % 2 == 0,
        "language": 2, "task": 3, "structure": 2, "complexity": 1 + sum % 5,
    })
    .to_string()
}

//! Commands on the ontology, on what was found under it, and building some documents first.

use crate::Ended;
use crate::args::{BuildArguments, FoundArguments, OntologyAction};
use crate::output::Output;
use crate::project::{finish, open, wrong};
use pathloom_engine::reading::settings::ReadSettings;
use pathloom_engine::{Session, ontology_preset, ontology_presets, read_ontology};
use pathloom_ipc::AppError;
use pathloom_ipc::found::{FoundList, FoundRequest, FoundRowsRequest};
use pathloom_ipc::ontology::{
    ExportOntologyRequest, Ontology, OntologyFileRequest, OntologyPresetRequest, SuggestOntologyRequest,
};
use pathloom_ipc::sources::{BuildEstimate, BuildRequest};
use pathloom_model::ontology_file;
use serde::Serialize;
use std::path::Path;

/// Rows printed where no number is given.
const ROWS: u32 = 100;

pub fn ontology(action: OntologyAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        OntologyAction::Presets => presets(out),
        OntologyAction::Show { project, preset } => {
            let ontology = match (project, preset) {
                (_, Some(id)) => ontology_preset(&OntologyPresetRequest { id })?,
                (Some(project), None) => open(&project)?.ontology()?,
                (None, None) => return Err(wrong("Of what?", "Name a project, or a preset with --preset.")),
            };
            out.one(&ontology, || ontology_file::write(&ontology));
            Ok(Ended::Done)
        }
        OntologyAction::Set { project, preset } => {
            let ontology = ontology_preset(&OntologyPresetRequest { id: preset })?;
            set(&open(&project)?, &ontology, out)
        }
        OntologyAction::Import { project, file } => {
            let path = file.to_string_lossy().into_owned();
            set(&open(&project)?, &read_ontology(&OntologyFileRequest { path })?, out)
        }
        OntologyAction::Export { project, out: target } => {
            let path = target.to_string_lossy().into_owned();
            open(&project)?.export_ontology(&ExportOntologyRequest { path, ontology: None })?;
            out.one(&serde_json::json!({ "file": target }), || format!("The ontology is in {}.", target.display()));
            Ok(Ended::Done)
        }
        OntologyAction::Suggest { project, model, out: target } => suggest(&project, model, target.as_deref(), out),
    }
}

fn presets(out: &Output) -> Result<Ended, AppError> {
    out.lines(&ontology_presets(), |row| {
        format!("{:10} {:3} types {:3} relations  {}", row.id, row.entity_types, row.relation_types, row.about.en)
    });
    Ok(Ended::Done)
}

/// Sets it and builds where anything is different.
fn set(session: &Session, ontology: &Ontology, out: &Output) -> Result<Ended, AppError> {
    if !session.change_ontology(Some(ontology))? {
        out.one(&serde_json::json!({ "changed": false }), || "It is set already.".into());
        return Ok(Ended::Done);
    }
    finish(&session.build_here()?, out)
}

fn suggest(project: &Path, model: bool, target: Option<&Path>, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let request = SuggestOntologyRequest { with_model: model, ..SuggestOntologyRequest::default() };
    let suggestion = session.suggest_ontology(&request)?;
    let Some(target) = target else {
        out.one(&suggestion, || ontology_file::write(&suggestion.ontology));
        return Ok(Ended::Done);
    };
    let path = target.to_string_lossy().into_owned();
    session.export_ontology(&ExportOntologyRequest { path, ontology: Some(suggestion.ontology.clone()) })?;
    let words = || {
        let next = format!("Edit it, then: pathloom ontology import {} {}", project.display(), target.display());
        format!("The proposal is in {}. Nothing is set. {next}", target.display())
    };
    out.one(&suggestion, words);
    Ok(Ended::Done)
}

pub fn build(arguments: &BuildArguments, out: &Output) -> Result<Ended, AppError> {
    let session = open(&arguments.project)?;
    let mut documents = Vec::new();
    for name in &arguments.documents {
        documents.push(named(&session, name)?);
    }
    if let Some(twice) = &arguments.second_reading {
        let settings = session.read_settings()?;
        session.set_read_settings(&ReadSettings { second_reading: twice == "on", ..settings })?;
    }
    let BuildArguments { try_first, budget, batch: to_batch, .. } = *arguments;
    let request = BuildRequest { documents, try_first, budget, to_batch };
    if arguments.estimate {
        let estimate = session.build_estimate(&request)?;
        out.one(&estimate, || estimated(&estimate));
        return Ok(Ended::Done);
    }
    finish(&session.build_some_here(&request)?, out)
}

fn estimated(estimate: &BuildEstimate) -> String {
    let BuildEstimate { documents, chunks, pairs, by, calls, tokens_in, tokens_out, basis, .. } = estimate;
    let pairs = if *pairs > 0 { format!(", {pairs} pairs of names to decide") } else { String::new() };
    let shortened = match estimate.shortened {
        0 => String::new(),
        some => format!(" ({some} with a shortened prompt, since the model reads little at once)"),
    };
    let sizes = format!("{documents} documents, {chunks} chunks{shortened}{pairs}, by {by}");
    if *calls == 0 {
        return format!("{sizes}; no calls. {basis}");
    }
    let money = match (estimate.money_low, estimate.money_high) {
        (Some(low), Some(high)) => format!(", {low:.2} to {high:.2} in money"),
        _ => String::new(),
    };
    let minutes = estimate.seconds.map_or(String::new(), |seconds| format!(", about {} min", seconds.div_ceil(60)));
    format!("{sizes}; {calls} calls, {tokens_in} tokens in, {tokens_out} out{money}{minutes}. {basis}")
}

#[derive(Serialize)]
struct Counted {
    list: FoundList,
    part: String,
    count: u64,
}

pub fn found(arguments: &FoundArguments, out: &Output) -> Result<Ended, AppError> {
    let session = open(&arguments.project)?;
    let document = arguments.document.as_deref().map(|name| named(&session, name)).transpose()?;
    let Some(list) = &arguments.list else {
        let view = session.found(&FoundRequest { document })?;
        let parts = view.lists.iter().flat_map(|it| {
            let whole = Counted { list: it.list, part: String::new(), count: it.count };
            let parts =
                it.parts.iter().map(|(part, count)| Counted { list: it.list, part: part.clone(), count: *count });
            std::iter::once(whole).chain(parts)
        });
        out.lines(&parts.collect::<Vec<_>>(), |row| match row.part.as_str() {
            "" => format!("{:12} {:>8}", word(row.list), row.count),
            part => format!("  {part:24} {:>8}", row.count),
        });
        return Ok(Ended::Done);
    };
    let list = parse_list(list)?;
    let (mut from, mut left) = (0, arguments.n.unwrap_or(ROWS));
    let mut all = Vec::new();
    while left > 0 {
        let request = FoundRowsRequest { document, list, part: arguments.part.clone(), from, count: left };
        let rows = session.found_rows(&request)?.rows;
        if rows.is_empty() {
            break;
        }
        from += rows.len() as u64;
        left = left.saturating_sub(rows.len() as u32);
        all.extend(rows);
    }
    out.lines(&all, |row| {
        let page = row.span.as_ref().map(|span| format!(", p. {}", span.page)).unwrap_or_default();
        let why = if row.why.is_empty() { String::new() } else { format!("  {}", row.why) };
        format!("{}  [{}]  {}{page}{why}", row.title, row.detail, row.document_name)
    });
    Ok(Ended::Done)
}

fn named(session: &Session, name: &str) -> Result<u64, AppError> {
    let documents = session.sources()?.documents;
    let found = documents.iter().find(|row| row.name == name || row.id.to_string() == name);
    found.map(|row| row.id).ok_or_else(|| wrong(format!("No document is called {name}."), "See: pathloom stats P"))
}

fn word(list: FoundList) -> String {
    serde_json::to_value(list).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn parse_list(name: &str) -> Result<FoundList, AppError> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| {
        let hint = "entities, assertions, tables, figures, formulas, refused, references, unverified or violations.";
        wrong(format!("There is no list \"{name}\"."), hint)
    })
}

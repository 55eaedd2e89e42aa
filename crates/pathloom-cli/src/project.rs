//! Commands on one project.

use crate::Ended;
use crate::args::{ReasoningPlace, Review, Score, Types, Within};
use crate::models;
use crate::output::{Output, Progress, say};
use pathloom_engine::{Session, demo as demo_project};
use pathloom_ipc::dataset::{ExportOptions, ExportRequest, Reasoning};
use pathloom_ipc::gates::GateRequest;
use pathloom_ipc::graph::GraphOverview;
use pathloom_ipc::review::{DecideRequest, QueueRequest};
use pathloom_ipc::runs::{RunState, RunView};
use pathloom_ipc::sources::{DocumentStatus, ImportRequest};
use pathloom_ipc::templates::{GenerateRequest, SubgraphView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{
    Decision, QuestionType, RejectReason, Strategy, SubgraphMethod, SubgraphSampling, SynthesisSettings,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds: the one clock, handed to the engine, which stores it with decisions and runs only.
#[expect(clippy::disallowed_methods, reason = "the clock enters here and nowhere below")]
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

pub fn open(project: &Path) -> Result<Session, AppError> {
    let session = Session::open(project, Arc::new(Progress::default()), now)?;
    session.set_endpoints(Arc::new(models::endpoints()?));
    Ok(session)
}

pub fn wrong(message: impl Into<String>, hint: &str) -> AppError {
    AppError::new(ErrorCode::BadRequest, message, hint)
}

pub fn init(project: &Path, out: &Output) -> Result<Ended, AppError> {
    let session = Session::create(project, Arc::new(Progress::default()), now)?;
    out.one(&session.view()?, || format!("{} is ready.", project.display()));
    Ok(Ended::Done)
}

pub fn import(
    project: &Path,
    files: &[std::path::PathBuf],
    request: impl FnOnce(Vec<String>) -> ImportRequest,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let mut paths = Vec::new();
    for file in files {
        let absolute = std::path::absolute(file)
            .map_err(|problem| wrong(format!("{}: {problem}.", file.display()), "Check the path."))?;
        paths.push(absolute.to_string_lossy().into_owned());
    }
    let run = session.import_here(&request(paths))?;
    for document in session.sources()?.documents {
        if let DocumentStatus::Check { message } = &document.status {
            say(&format!("{}: {message}", document.name));
        }
        for warning in &document.warnings {
            say(&format!("  {}: {warning}", document.name));
        }
    }
    finish(&run, out)
}

/// Passwords come from a file: the list of running programs shows what is written on a command line.
pub fn first_line(file: &Path) -> Result<String, AppError> {
    let text = std::fs::read_to_string(file)
        .map_err(|problem| wrong(format!("{}: {problem}.", file.display()), "Check the path."))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

pub fn generate(
    project: &Path,
    templates: Vec<String>,
    samples: u32,
    strategy: &str,
    seed: u64,
    (within, types): (&Within, &Types),
    out: &Output,
) -> Result<Ended, AppError> {
    let strategy = parse_strategy(strategy)?;
    let session = open(project)?;
    // What it is is told in any case: the run says nothing of it.
    let subgraph = drawn_from(&session, within, &Output { json: false })?.map(|drawn| drawn.sampling);
    let templates = every(&session, &templates)?;
    finish(
        &session.generate_here(&GenerateRequest {
            templates,
            samples,
            strategy,
            seed,
            subgraph,
            writing: writing(&session, types)?,
            ..GenerateRequest::default()
        })?,
        out,
    )
}

/// The project's wishes with these types of questions; `None` where none are named.
pub fn writing(session: &Session, Types { types }: &Types) -> Result<Option<SynthesisSettings>, AppError> {
    let parse = |word: &String| {
        QuestionType::parse(word).ok_or_else(|| {
            let words = QuestionType::ALL.map(QuestionType::word).join(", ");
            wrong(format!("There is no question type \"{word}\"."), &format!("Use {words}."))
        })
    };
    let types = types.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    if types.is_empty() {
        return Ok(None);
    }
    Ok(Some(SynthesisSettings { types, ..session.synthesis_settings(&GenerateRequest::default())? }))
}

pub fn score(request: &Score, out: &Output) -> Result<Ended, AppError> {
    let session = open(&request.project)?;
    let mut settings = session.score_settings()?;
    if let Some(word) = &request.difficulty {
        let known = serde_json::from_value(serde_json::Value::String(word.replace('-', "_")));
        settings.difficulty = known.map_err(|_| {
            let message = format!("There is no way \"{word}\" to tell difficulty.");
            wrong(message, "Use both, strong-only, weak-only or judge.")
        })?;
    }
    settings.attempts = request.attempts.unwrap_or(settings.attempts);
    settings.necessity |= request.necessity;
    settings.closed_book |= request.closed_book;
    finish(&session.score_here(&settings)?, out)
}

pub fn gate(
    project: &Path,
    rule: Option<String>,
    run: Option<u64>,
    apply: bool,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let request = GateRequest { rule, run };
    let view = if apply { session.apply_gate(&request)? } else { session.gate(&request)? };
    out.one(&view, || {
        let rule = if view.rule.is_empty() { "no rule" } else { &view.rule };
        let done = if apply { "Applied" } else { "Would be" };
        let mut text = format!(
            "{done}: {rule}. {} kept, {} left out, {} borderline (a score is missing).",
            view.kept, view.dropped, view.borderline
        );
        for reason in &view.reasons {
            let found = if reason.found.is_empty() { String::new() } else { format!(": {}", reason.found) };
            text.push_str(&format!("\n  {} not {}{found}", reason.samples, reason.condition));
        }
        text
    });
    Ok(Ended::Done)
}

pub fn review(request: &Review, out: &Output) -> Result<Ended, AppError> {
    let session = open(&request.project)?;
    session.set_reviewer(&request.reviewer);
    let decide = |ids: Vec<String>, decision, reason| {
        if ids.is_empty() {
            return Ok(());
        }
        session.decide(&DecideRequest { ids, decision, reason, note: String::new() }).map(drop)
    };
    if request.approve_checked {
        decide(session.checked()?, Decision::Approved, None)?;
    }
    decide(request.approve.clone(), Decision::Approved, None)?;
    let reason = request.reason.as_deref().map(parse_reason).transpose()?;
    decide(request.reject.clone(), Decision::Rejected, reason)?;
    let progress = session.progress()?;
    out.one(&progress, || {
        format!("{} approved, {} rejected, {} to review.", progress.approved, progress.rejected, progress.to_review)
    });
    Ok(Ended::Done)
}

pub fn export(
    project: &Path,
    format: &str,
    folder: &Path,
    reasoning: ReasoningPlace,
    confidential: bool,
    out: &Output,
) -> Result<Ended, AppError> {
    if format != "messages" {
        return Err(wrong(format!("There is no format \"{format}\"."), "This version writes \"messages\"."));
    }
    let reasoning = match reasoning {
        ReasoningPlace::Think => Reasoning::ThinkTags,
        ReasoningPlace::Answer => Reasoning::InAnswer,
        ReasoningPlace::None => Reasoning::None,
    };
    let request = ExportRequest {
        folder: Some(folder.to_string_lossy().into_owned()),
        options: ExportOptions { reasoning, preview: 0, confidential },
    };
    let session = open(project)?;
    for why in session.export_preview(&request.options)?.left_out {
        say(&why);
    }
    let view = session.export(&request)?;
    out.one(&view, || format!("{} rows in {}.", view.rows, folder.join("train.jsonl").display()));
    Ok(Ended::Done)
}

pub fn stats(project: &Path, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let (view, overview, progress) = (session.view()?, session.graph_overview()?, session.progress()?);
    let kinds: serde_json::Map<String, serde_json::Value> =
        overview.by_kind.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into())).collect();
    let templates: serde_json::Map<String, serde_json::Value> = session
        .queue_view(&QueueRequest { limit: 1, ..QueueRequest::default() })?
        .templates
        .into_iter()
        .map(|(id, _, count)| (id, count.into()))
        .collect();
    let stats = serde_json::json!({
        "name": view.name, "documents": view.documents, "nodes": view.nodes, "relations": view.relations,
        "kinds": kinds, "samples": progress, "templates": templates, "components": overview.components,
        "largest_component": overview.largest_component, "communities": overview.communities,
    });
    out.one(&stats, || {
        let kinds: Vec<String> = overview.by_kind.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        format!(
            "{} nodes ({}), {} relations, {}, {} samples, {} approved.",
            view.nodes,
            kinds.join(", "),
            view.relations,
            parts(&overview),
            progress.total,
            progress.approved
        )
    });
    Ok(Ended::Done)
}

fn parts(GraphOverview { components, largest_component, communities, .. }: &GraphOverview) -> String {
    let parts =
        if *components == 1 { "part".to_owned() } else { format!("parts (the largest of {largest_component} nodes)") };
    let communities = communities.map_or_else(String::new, |count| format!(", {count} communities"));
    format!("{components} connected {parts}{communities}")
}

pub fn demo(folder: &Path, out: &Output) -> Result<Ended, AppError> {
    let summary = demo_project::run(folder, Arc::new(Progress::default()), now)?;
    out.one(&summary, || {
        format!(
            "{} samples made, {} approved, {} rows in {}.",
            summary.samples,
            summary.approved,
            summary.rows,
            folder.join("export/train.jsonl").display()
        )
    });
    Ok(Ended::Done)
}

pub fn finish(run: &RunView, out: &Output) -> Result<Ended, AppError> {
    for group in &run.failures {
        say(&format!("{} ({}):", group.cause, group.count));
        for (item, why) in &group.items {
            say(&format!("  {item}: {why}"));
        }
    }
    if run.state == RunState::Failed {
        return Err(AppError::new(ErrorCode::Internal, run.summary.clone(), ""));
    }
    if let Some(pause) = &run.pause {
        say(&format!("{} {}", pause.message, pause.hint));
    }
    out.one(run, || run.summary.clone());
    Ok(if run.state == RunState::Done { Ended::Done } else { Ended::Partly })
}

pub fn parse_strategy(text: &str) -> Result<Strategy, AppError> {
    Strategy::parse(text)
        .ok_or_else(|| wrong(format!("There is no strategy \"{text}\"."), "Use uniform, long-tail or diverse."))
}

/// Draws the part of the graph that was asked for and says what it is, unless JSON will; `None` for the whole.
pub fn drawn_from(session: &Session, within: &Within, out: &Output) -> Result<Option<SubgraphView>, AppError> {
    let method = SubgraphMethod::parse(&within.method).ok_or_else(|| {
        let message = format!("There is no subgraph method \"{}\".", within.method);
        wrong(message, "Use whole, random, bfs, acs or degree.")
    })?;
    let sampling = SubgraphSampling { method, order: within.order, seed: within.subgraph_seed };
    let drawn = session.subgraph(Some(sampling))?;
    if let Some(SubgraphView { nodes, relations, why_fewer, .. }) = drawn.as_ref().filter(|_| !out.json) {
        let fewer = why_fewer.as_ref().map_or_else(String::new, |why| format!(" {why}"));
        say(&format!("Within a subgraph of {nodes} nodes and {relations} relations ({}).{fewer}", method.name()));
    }
    Ok(drawn)
}

fn parse_reason(text: &str) -> Result<RejectReason, AppError> {
    let names = ["wrong-answer", "not-supported", "ambiguous", "trivial", "unnatural", "other"];
    let place = names.iter().position(|name| *name == text.replace('_', "-"));
    place.map(|place| RejectReason::ALL[place]).ok_or_else(|| {
        wrong(
            format!("There is no reason \"{text}\"."),
            "Use wrong-answer, not-supported, ambiguous, trivial, unnatural or other.",
        )
    })
}

/// "all" stands for every preset; a template file is taken into the project.
pub fn every(session: &Session, templates: &[String]) -> Result<Vec<String>, AppError> {
    if templates.iter().any(|id| id == "all") {
        return Ok(pathloom_engine::preset_ids());
    }
    let id_of = |name: &String| {
        let id = session.id_of(name)?;
        if id != *name {
            say(&format!("{name} is in the project as {id}."));
        }
        Ok(id)
    };
    templates.iter().map(id_of).collect()
}

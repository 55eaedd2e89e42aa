//! `pathloom`: every step of the pipeline from the command line, over the same engine as the window.
//! Results on stdout (JSON with `--json`), progress on stderr; exit 0 done, 1 failed, 2 wrong use, 3 partly done.

mod args;
mod bench;
mod documents;
mod merges;
mod model_args;
mod models;
mod ontology;
mod output;
mod project;
mod runs;
mod templates;

use args::{Arguments, Command};
use clap::Parser;
use pathloom_engine::readers;
use pathloom_ipc::AppError;
use pathloom_ipc::sources::ImportRequest;
use std::process::ExitCode;

/// How a command ended when it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    Partly,
}

fn main() -> ExitCode {
    if let Some(ended) = readers::serve_or_offer() {
        return ended;
    }
    let arguments = Arguments::parse();
    match run(arguments).and_then(|ended| output::check_printed().map(|()| ended)) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Partly) => ExitCode::from(3),
        Err(error) => {
            output::say(&error.to_string());
            ExitCode::from(1)
        }
    }
}

fn run(Arguments { json, command }: Arguments) -> Result<Ended, AppError> {
    let out = output::Output { json };
    match command {
        Command::Init { project } => project::init(&project, &out),
        Command::Import { project, triples, password_file, convert, files } => {
            let password = password_file.as_deref().map(project::first_line).transpose()?;
            project::import(&project, &files, |paths| ImportRequest { paths, triples, password, convert }, &out)
        }
        Command::Watch { project, folders, once } => documents::watch(&project, &folders, once, &out),
        Command::Rows { project, document, title, text } => {
            documents::rows(&project, &document, title.as_deref(), &text, &out)
        }
        Command::Chunks { project, target, minimum, overlap } => {
            documents::chunks(&project, target, minimum, overlap, &out)
        }
        Command::Rights(request) => documents::rights(&request, &out),
        Command::Build(arguments) => ontology::build(&arguments, &out),
        Command::Found(arguments) => ontology::found(&arguments, &out),
        Command::Ontology { action } => ontology::ontology(action, &out),
        Command::Template { action } => templates::template(action, &out),
        Command::Count { project, template, within } => templates::count(&project, &template, &within, &out),
        Command::Sample { project, template, n, strategy, seed, within } => {
            templates::sample(&project, &template, n, &strategy, seed, &within, &out)
        }
        Command::Explain { project, template, within } => templates::explain(&project, &template, &within, &out),
        Command::Generate { project, templates, n, strategy, seed, within, types } => {
            project::generate(&project, templates, n, &strategy, seed, (&within, &types), &out)
        }
        Command::Score(request) => project::score(&request, &out),
        Command::Merge { action } => merges::merge(action, &out),
        Command::Gate { project, rule, run, apply } => project::gate(&project, rule, run, apply, &out),
        Command::Review(request) => project::review(&request, &out),
        Command::Export { project, format, out: folder, reasoning, confidential } => {
            project::export(&project, &format, &folder, reasoning, confidential, &out)
        }
        Command::Stats { project } => project::stats(&project, &out),
        Command::Run(request) => runs::run(&request, &out),
        Command::Runs { project, calls } => runs::list(&project, calls, &out),
        Command::Batch { action } => runs::batch(action, &out),
        Command::Endpoint { action } => models::endpoint(action, &out),
        Command::Role { action } => models::role(action, &out),
        Command::Models { action } => models::models(action, &out),
        Command::Bench { what } => bench::run(what, &out),
        Command::Demo { out: folder } => project::demo(&folder, &out),
    }
}

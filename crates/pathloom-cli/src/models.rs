//! Endpoints of this user, and who does what in a project.

use crate::Ended;
use crate::model_args::{AddEndpoint, EndpointAction, Keeping, ModelsAction, OfModels, RoleAction};
use crate::output::{Output, say};
use crate::project::{open, wrong};
use pathloom_engine::endpoints::{Endpoints, words};
use pathloom_engine::{Session, config_folder, models_view};
use pathloom_ipc::AppError;
use pathloom_ipc::models::{
    EndpointView, KeyAgain, KeyChange, KeyPlace, KeyView, ModelWarning, NameRequest, SaveEndpointRequest, Secret,
    SetRoleRequest, SettingsChange, SettingsFileRequest, TestRequest, TestView, role_sends,
};
use pathloom_model::{
    Abilities, Endpoint, EndpointKind, EndpointModel, Limits, ModelRef, ModelRole, Price, Structured,
};
use serde_json::json;
use std::io::Read;
use std::path::Path;

/// Of this user. The file of keys is opened when its passphrase is at hand and a key in it is bound to an endpoint.
pub fn endpoints() -> Result<Endpoints, AppError> {
    let endpoints = Endpoints::open(config_folder().as_deref());
    if let Some(notice) = endpoints.notice() {
        say(&notice);
    }
    let in_file = endpoints.config().keys.values().any(|key| key.kept_in == Some(KeyPlace::File));
    match std::env::var("PATHLOOM_PASSPHRASE") {
        Ok(passphrase) if in_file => endpoints.unlock(&passphrase)?,
        _ => {}
    }
    Ok(endpoints)
}

pub fn endpoint(action: EndpointAction, out: &Output) -> Result<Ended, AppError> {
    let endpoints = endpoints()?;
    match action {
        EndpointAction::Add(request) => add(&endpoints, &request, out),
        EndpointAction::List => {
            let views = endpoints.views(&endpoints.config(), |_| true);
            out.lines(&views.iter().map(as_json).collect::<Vec<_>>(), |value| line(&views, value));
            Ok(Ended::Done)
        }
        EndpointAction::Remove { name } => {
            endpoints.remove(&name)?;
            out.one(&json!({ "removed": name }), || format!("{name} is removed, with its key."));
            Ok(Ended::Done)
        }
        EndpointAction::Find => {
            let found = endpoints.find_local()?;
            if found.is_empty() {
                say("No server of models answers at the usual ports of this computer.");
            }
            out.lines(&found, |server| {
                format!("{} ({}) at {}: {}", server.name, server.kind.word(), server.base_url, server.models.join(", "))
            });
            Ok(Ended::Done)
        }
        EndpointAction::Test { name, model } => tested(&endpoints.test(&TestRequest { endpoint: name, model })?, out),
    }
}

fn add(endpoints: &Endpoints, request: &AddEndpoint, out: &Output) -> Result<Ended, AppError> {
    let exists = endpoints.config().endpoint(&request.name).is_some();
    let key = key_change(endpoints, request)?;
    let save = SaveEndpointRequest {
        was: (exists && request.replace).then(|| request.name.clone()),
        endpoint: described(request)?,
        key,
    };
    endpoints.save(&save)?;
    let config = endpoints.config();
    let saved = endpoints.views(&config, |_| true).into_iter().find(|view| view.endpoint.name == save.endpoint.name);
    let Some(view) = saved else { return Ok(Ended::Done) };
    out.one(&as_json(&view), || {
        let place = if view.local { "on this computer" } else { "elsewhere: what is sent leaves this computer" };
        format!("{} is added ({place}). Try it: pathloom endpoint test \"{}\"", request.name, request.name)
    });
    Ok(Ended::Done)
}

fn described(request: &AddEndpoint) -> Result<Endpoint, AppError> {
    let kind = EndpointKind::ALL.into_iter().find(|kind| kind.word() == request.kind).ok_or_else(|| {
        wrong(format!("There is no kind \"{}\".", request.kind), "Use openai, azure, anthropic or ollama.")
    })?;
    Ok(Endpoint {
        name: request.name.clone(),
        kind,
        base_url: request.base_url.clone(),
        models: request.models.iter().map(|name| model(name, &request.of_models)).collect(),
        limits: Limits {
            concurrency: request.concurrency,
            requests_per_minute: request.rpm,
            tokens_per_minute: request.tpm,
        },
        timeout_s: request.timeout,
        temperature: request.temperature,
        top_p: request.top_p,
        max_tokens: request.max_tokens,
        headers: Default::default(),
        body: Default::default(),
    })
}

fn model(name: &str, of: &OfModels) -> EndpointModel {
    let price = of.price_in.zip(of.price_out).map(|(input, output)| Price { input, output, cached: None });
    EndpointModel { name: name.to_owned(), price, context: of.context, abilities: None }
}

/// A key never stands on the command line, which every program of this computer can read.
fn key_change(endpoints: &Endpoints, request: &AddEndpoint) -> Result<KeyChange, AppError> {
    if let Some(name) = &request.key_env {
        return Ok(KeyChange::Env { name: name.clone() });
    }
    if !request.key_stdin {
        return Ok(KeyChange::Keep);
    }
    let place = match request.keep_key_in {
        Some(Keeping::Keychain) => KeyPlace::Keychain,
        Some(Keeping::File) => KeyPlace::File,
        None => match endpoints.keys_view().place {
            Some(place) if place != KeyPlace::Session => place,
            _ => {
                return Err(wrong(
                    "This computer has no keychain that Pathloom can use, and keys are never written in plain text.",
                    "Choose: --keep-key-in file with a passphrase in PATHLOOM_PASSPHRASE, or --key-env with the name of a variable that holds the key.",
                ));
            }
        },
    };
    if place == KeyPlace::File {
        let passphrase = std::env::var("PATHLOOM_PASSPHRASE").map_err(|_| {
            wrong("The file of keys needs a passphrase.", "Put it into the environment variable PATHLOOM_PASSPHRASE.")
        })?;
        endpoints.unlock(&passphrase)?;
    }
    let mut text = String::new();
    let read = std::io::stdin().take(64 << 10).read_to_string(&mut text);
    read.map_err(|problem| wrong(format!("The key could not be read: {problem}."), "Send it to standard input."))?;
    Ok(KeyChange::Set { key: Secret(text.trim().to_owned()), place })
}

fn tested(view: &TestView, out: &Output) -> Result<Ended, AppError> {
    if let Some((message, hint)) = &view.problem {
        if out.json {
            out.one(view, String::new);
        }
        return Err(AppError::new(pathloom_ipc::ErrorCode::Internal, message.clone(), hint.clone()));
    }
    out.one(view, || {
        let TestView { endpoint, model, latency_ms, input, output, first_line, .. } = view;
        let seconds = *latency_ms as f64 / 1000.0;
        let can = view.abilities.map_or_else(String::new, |abilities| format!(" It can: {}.", can(abilities)));
        format!("{endpoint}/{model} answered in {seconds:.1} s ({input} tokens in, {output} out): “{first_line}”.{can}")
    });
    Ok(Ended::Done)
}

fn can(Abilities { structured, vision, thinking }: Abilities) -> String {
    let json = match structured {
        Structured::Schema => "JSON schema",
        Structured::Object => "JSON object",
        Structured::Prompt => "JSON by prompt only",
    };
    let more = [(vision, "pictures"), (thinking, "thinking")].into_iter().filter_map(|(is, word)| is.then_some(word));
    std::iter::once(json).chain(more).collect::<Vec<_>>().join(", ")
}

pub fn role(action: RoleAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        RoleAction::Set { project, role, models } => set_role(&open(&project)?, &role, &models, out),
        RoleAction::List { project } => list_roles(&project, out),
        RoleAction::Allow { project, endpoint } => {
            open(&project)?.allow(&NameRequest { name: endpoint.clone() })?;
            out.one(&json!({ "allowed": endpoint }), || format!("This project may send to {endpoint}."));
            Ok(Ended::Done)
        }
        RoleAction::Disallow { project, endpoint } => {
            open(&project)?.disallow(&NameRequest { name: endpoint.clone() })?;
            out.one(&json!({ "disallowed": endpoint }), || format!("This project may no longer send to {endpoint}."));
            Ok(Ended::Done)
        }
    }
}

/// Who names an endpoint here asks for it to be used: that is the permission, and it is said.
fn set_role(session: &Session, role: &str, models: &str, out: &Output) -> Result<Ended, AppError> {
    let role = ModelRole::parse(role).ok_or_else(|| {
        let words: Vec<&str> = ModelRole::ALL.into_iter().map(ModelRole::word).collect();
        wrong(format!("There is no role \"{role}\"."), &format!("Use {}.", words.join(", ")))
    })?;
    let models = if models == "built-in" { vec![] } else { parse_models(models)? };
    session.set_role(&SetRoleRequest { role, models: models.clone() })?;
    for view in models_view(&session.endpoints(), Some(session))?.endpoints {
        if !view.allowed && models.iter().any(|model| model.endpoint == view.endpoint.name) {
            session.allow(&NameRequest { name: view.endpoint.name.clone() })?;
            say(&format!("This project may now send {} to {}.", words(role_sends(role)), view.origin));
        }
    }
    let names: Vec<String> = models.iter().map(ModelRef::to_string).collect();
    out.one(&json!({ "role": role, "models": names }), || match names.is_empty() {
        true => format!("{}: {}", role.word(), nobody(role)),
        false => format!("{}: {}", role.word(), names.join(", ")),
    });
    Ok(Ended::Done)
}

/// Names of models may hold commas nowhere, slashes anywhere.
fn parse_models(text: &str) -> Result<Vec<ModelRef>, AppError> {
    let parsed = |name: &str| {
        ModelRef::parse(name)
            .ok_or_else(|| wrong(format!("\"{name}\" is not ENDPOINT/MODEL."), "For example: \"Lab vLLM/qwen3-32b\"."))
    };
    text.split(',').map(parsed).collect()
}

fn list_roles(project: &Path, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let view = models_view(&session.endpoints(), Some(&session))?;
    for warning in &view.warnings {
        say(&sentence(warning));
    }
    let rows = view.roles.iter().map(|role| {
        let models: Vec<String> = role.models.iter().map(ModelRef::to_string).collect();
        json!({ "role": role.role, "models": models, "built_in": models.is_empty() && role.role.may_be_built_in() })
    });
    let rows: Vec<_> = rows.collect();
    out.lines(&rows, |row| {
        let role = ModelRole::parse(row["role"].as_str().unwrap_or_default());
        let names = row["models"].as_array().into_iter().flatten().filter_map(|name| name.as_str());
        let names: Vec<&str> = names.collect();
        let taker = if names.is_empty() { role.map_or("", nobody).to_owned() } else { names.join(", ") };
        format!("{}: {taker}", role.map_or("", ModelRole::word))
    });
    Ok(Ended::Done)
}

pub fn models(action: ModelsAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        ModelsAction::List { project: Some(project) } => list_roles(&project, out),
        ModelsAction::List { project: None } => {
            let config = endpoints()?.config();
            if config.endpoints.is_empty() {
                say("No model is configured; the built-in engine works without. Add one with \"endpoint add\".");
            }
            let rows = config.endpoints.iter().flat_map(|endpoint| {
                endpoint.models.iter().map(|model| {
                    json!({ "endpoint": endpoint.name, "model": model.name, "price": model.price,
                        "context": model.context, "abilities": model.abilities })
                })
            });
            out.lines(&rows.collect::<Vec<_>>(), |row| {
                format!(
                    "{}/{}",
                    row["endpoint"].as_str().unwrap_or_default(),
                    row["model"].as_str().unwrap_or_default()
                )
            });
            Ok(Ended::Done)
        }
        ModelsAction::Add { endpoint, model: name, of_model } => {
            let endpoints = endpoints()?;
            let config = endpoints.config();
            let mut changed = config.endpoint(&endpoint).cloned().ok_or_else(|| {
                wrong(format!("There is no endpoint \"{endpoint}\"."), "Add it with \"endpoint add\".")
            })?;
            changed.models.retain(|known| known.name != name);
            changed.models.push(model(&name, &of_model));
            let request = SaveEndpointRequest { was: Some(endpoint.clone()), endpoint: changed, key: KeyChange::Keep };
            endpoints.save(&request)?;
            out.one(&json!({ "endpoint": endpoint, "model": name }), || format!("{endpoint}/{name} is added."));
            Ok(Ended::Done)
        }
        ModelsAction::Export { file } => {
            endpoints()?.export(&file_request(&file))?;
            out.one(&json!({ "file": file }), || format!("Written to {}, without keys.", file.display()));
            Ok(Ended::Done)
        }
        ModelsAction::Import { file, yes } => {
            let endpoints = endpoints()?;
            let request = file_request(&file);
            let changes = if yes { endpoints.import(&request)? } else { endpoints.look_at(&request)? }.changes;
            if changes.is_empty() {
                say("This file would change nothing.");
            }
            out.lines(&changes, change);
            if !yes && !changes.is_empty() {
                say("Nothing is changed yet. Take it in with --yes.");
            }
            Ok(Ended::Done)
        }
    }
}

fn file_request(file: &Path) -> SettingsFileRequest {
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    SettingsFileRequest { path: path.to_string_lossy().into_owned() }
}

fn change(change: &SettingsChange) -> String {
    match change {
        SettingsChange::AddEndpoint { name, origin } => format!("adds the endpoint {name} at {origin}"),
        SettingsChange::ChangeEndpoint { name, from, to } if from == to => format!("changes the endpoint {name}"),
        SettingsChange::ChangeEndpoint { name, from, to } => {
            format!("leads the endpoint {name} from {from} to {to}; its key must be entered again")
        }
        SettingsChange::AddProfile { name } => format!("adds the profile {name}"),
        SettingsChange::ChangeProfile { name } => format!("changes the profile {name}"),
        SettingsChange::Budget => "changes the limits of a month".into(),
    }
}

fn as_json(view: &EndpointView) -> serde_json::Value {
    let endpoint = &view.endpoint;
    let models: Vec<&str> = endpoint.models.iter().map(|model| model.name.as_str()).collect();
    json!({ "name": endpoint.name, "kind": endpoint.kind, "base_url": endpoint.base_url, "models": models,
        "local": view.local, "key": key_words(&view.key), "limits": endpoint.limits, "timeout_s": endpoint.timeout_s })
}

fn line(views: &[EndpointView], value: &serde_json::Value) -> String {
    let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
    let models = views.iter().find(|view| view.endpoint.name == text("name")).map_or(0, |v| v.endpoint.models.len());
    let place = if value["local"] == true { "this computer" } else { "elsewhere" };
    format!("{}  {}  {}  {models} models  {place}  key: {}", text("name"), text("kind"), text("base_url"), text("key"))
}

fn key_words(key: &KeyView) -> String {
    match key {
        KeyView::None => "none".into(),
        KeyView::Kept { place, ends } => format!("{}, ends in {ends}", place_words(*place)),
        KeyView::Env { name, set: true } => format!("from {name}"),
        KeyView::Env { name, set: false } => format!("from {name}, which is not set"),
        KeyView::Locked { ends } => format!("in the locked file, ends in {ends}"),
        KeyView::Again { why: KeyAgain::OtherOrigin { origin } } => format!("was for {origin}: enter it again"),
        KeyView::Again { why: KeyAgain::SessionEnded } => "was for another session: enter it again".into(),
    }
}

fn place_words(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::Keychain => "keychain",
        KeyPlace::Session => "this session",
        KeyPlace::File => "encrypted file",
    }
}

fn nobody(role: ModelRole) -> &'static str {
    if role.may_be_built_in() { "built-in engine" } else { "nobody (needs a model)" }
}

fn sentence(warning: &ModelWarning) -> String {
    let words = |roles: &[ModelRole]| roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
    match warning {
        ModelWarning::GeneratorIsStrong { model } => {
            format!(
                "{model} is both generator and strong model: it answers its own questions, so scores may read too high."
            )
        }
        ModelWarning::GeneratorIsJudge { model } => {
            format!("{model} is both generator and judge: it judges its own questions, so scores may read too high.")
        }
        ModelWarning::JudgesOfOneFamily { family, judges } => {
            format!("All {judges} judges are of one family ({family}): their errors are alike.")
        }
        ModelWarning::NoVision { pictures } => {
            format!("No model reads the {pictures} pictures of this project.")
        }
        ModelWarning::NoModel { roles } => {
            format!("Nobody takes {}; what they would give stays missing.", words(roles))
        }
        ModelWarning::Unknown { role, model } => {
            format!("{model} ({}) is not configured on this computer.", role.word())
        }
        ModelWarning::NotAllowed { endpoint, origin, .. } => {
            format!("This project was never allowed to send to {origin} ({endpoint}). Allow it with \"role allow\".")
        }
        ModelWarning::KeyInTheOpen { endpoint } => {
            format!("The key of {endpoint} travels unencrypted: its address begins with http.")
        }
        ModelWarning::Offline { roles } => format!("Offline only is on: {} are not taken by models.", words(roles)),
    }
}

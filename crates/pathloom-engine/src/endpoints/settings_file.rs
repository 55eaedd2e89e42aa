//! All settings of models as one file to hand on: endpoints, profiles, limits. Keys, their bindings and what was allowed
//! stay with the user; taking such a file in says what it would change first, and touches none of these.

use super::config::{Config, FILE, read_bounded};
use super::{Endpoints, Origin, checked::checked};
use crate::error;
use crate::whole_file::write_whole;
use pathloom_ipc::AppError;
use pathloom_ipc::models::{SettingsChange, SettingsChanges, SettingsFileRequest};
use pathloom_model::Endpoint;
use std::path::Path;

const HEAD: &str = "# Pathloom: settings of models, without keys.\n\n";

impl Endpoints {
    pub fn export(&self, request: &SettingsFileRequest) -> Result<(), AppError> {
        let Config { budget, endpoints, profiles, .. } = self.config();
        let handed = Config { budget, endpoints, profiles, ..Config::default() };
        write_whole(Path::new(&request.path), format!("{HEAD}{}", handed.to_toml()?).as_bytes())
    }

    /// What taking the file in would change; changes nothing.
    pub fn look_at(&self, request: &SettingsFileRequest) -> Result<SettingsChanges, AppError> {
        let incoming = incoming(&request.path)?;
        Ok(SettingsChanges { changes: changes(&self.config(), &incoming) })
    }

    /// Adds what is new and replaces what has the same name; what the file does not name stays.
    pub fn import(&self, request: &SettingsFileRequest) -> Result<SettingsChanges, AppError> {
        let incoming = incoming(&request.path)?;
        self.file.change(|config| {
            let changes = changes(config, &incoming);
            for endpoint in incoming.endpoints {
                match config.endpoints.iter_mut().find(|known| known.name == endpoint.name) {
                    Some(known) => *known = endpoint,
                    None => config.endpoints.push(endpoint),
                }
            }
            config.profiles.extend(incoming.profiles);
            if incoming.budget != Default::default() {
                config.budget = incoming.budget;
            }
            Ok(SettingsChanges { changes })
        })
    }
}

fn incoming(path: &str) -> Result<Config, AppError> {
    let file = Path::new(path);
    let unreadable = |problem: AppError| AppError { message: format!("{path}: {}", problem.message), ..problem };
    let text = read_bounded(file)
        .map_err(unreadable)?
        .ok_or_else(|| error::bad_request(format!("{path} is not there."), "Choose a file that Pathloom exported."))?;
    let config = Config::parse(&text).map_err(|problem| AppError {
        hint: format!("Choose a file that Pathloom exported, or the {FILE} of another computer."),
        ..unreadable(problem)
    })?;
    let endpoints =
        config.endpoints.iter().map(checked).collect::<Result<Vec<Endpoint>, AppError>>().map_err(unreadable)?;
    Ok(Config { endpoints, ..config })
}

fn changes(now: &Config, incoming: &Config) -> Vec<SettingsChange> {
    let origin = |endpoint: &Endpoint| Origin::of(endpoint).map(|origin| origin.to_string()).unwrap_or_default();
    let mut changes = Vec::new();
    for endpoint in &incoming.endpoints {
        let name = endpoint.name.clone();
        match now.endpoint(&name) {
            None => changes.push(SettingsChange::AddEndpoint { name, origin: origin(endpoint) }),
            Some(known) if known != endpoint => {
                changes.push(SettingsChange::ChangeEndpoint { name, from: origin(known), to: origin(endpoint) });
            }
            Some(_) => {}
        }
    }
    for (name, roles) in &incoming.profiles {
        match now.profiles.get(name) {
            None => changes.push(SettingsChange::AddProfile { name: name.clone() }),
            Some(known) if known != roles => changes.push(SettingsChange::ChangeProfile { name: name.clone() }),
            Some(_) => {}
        }
    }
    if incoming.budget != Default::default() && incoming.budget != now.budget {
        changes.push(SettingsChange::Budget);
    }
    changes
}

//! The user's own configuration of models: one readable file, `models.toml`, beside the settings. No key is in it.

use crate::whole_file::write_whole;
use crate::{error, session::guard};
use pathloom_ipc::models::{KeyPlace, MonthBudget};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Endpoint, ModelRef, ModelRole, RoleModels};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub const FILE: &str = "models.toml";
const HEAD: &str = "# Pathloom: model endpoints of this user, profiles of roles, limits, and what may be sent where.\n\
                    # Keys are not here. You may edit this file.\n\n";
/// Larger files are none of ours.
const LARGEST: u64 = 4 << 20;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Nothing is sent for any project.
    pub offline_only: bool,
    /// Where new keys go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_keys_in: Option<KeyPlace>,
    #[serde(skip_serializing_if = "is_default")]
    pub budget: MonthBudget,
    #[serde(rename = "endpoint", skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<Endpoint>,
    /// By name of the endpoint.
    #[serde(rename = "key", skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, Binding>,
    #[serde(rename = "profile", skip_serializing_if = "BTreeMap::is_empty")]
    pub profiles: BTreeMap<String, RoleNames>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Consent>,
}

/// That there is a key, for which origin, and where it is. Not the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    pub origin: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_in: Option<KeyPlace>,
    /// Name of the environment variable that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// Its last characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ends: String,
}

/// The user allowed a project to send to an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub project: String,
    /// For who reads the file.
    #[serde(default)]
    pub name: String,
    pub origin: String,
}

/// Roles as words: "generator" → ["Lab vLLM/qwen3-32b"].
pub type RoleNames = BTreeMap<ModelRole, Vec<String>>;

pub fn names_of(roles: &RoleModels) -> RoleNames {
    roles.iter().map(|(role, models)| (*role, models.iter().map(ModelRef::to_string).collect())).collect()
}

pub fn models_of(names: &RoleNames) -> RoleModels {
    let models = |names: &Vec<String>| names.iter().filter_map(|name| ModelRef::parse(name)).collect::<Vec<_>>();
    names.iter().map(|(role, names)| (*role, models(names))).filter(|(_, models)| !models.is_empty()).collect()
}

impl Config {
    pub fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    pub fn parse(text: &str) -> Result<Config, AppError> {
        toml::from_str(text).map_err(|problem| {
            let line = problem.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            AppError::new(
                ErrorCode::Unreadable,
                format!("Line {line}: {}.", problem.message().trim_end_matches('.').replace('\n', " ")),
                "",
            )
        })
    }

    pub fn to_toml(&self) -> Result<String, AppError> {
        toml::to_string(self).map_err(|problem| {
            error::bad_request(
                format!("These settings cannot be kept as a file: {problem}."),
                "Fields added to the body of calls may hold no null.",
            )
        })
    }
}

/// The file, or memory alone where there is no folder.
pub struct ConfigFile {
    file: Option<PathBuf>,
    memory: Mutex<Config>,
    /// What became of a damaged file, told until the program ends.
    aside: Mutex<Option<String>>,
}

impl ConfigFile {
    pub fn new(folder: Option<&Path>) -> ConfigFile {
        ConfigFile { file: folder.map(|folder| folder.join(FILE)), memory: Mutex::default(), aside: Mutex::default() }
    }

    pub fn path(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// What is there now, another window's or an editor's changes too. Of a file that cannot be read nothing is used;
    /// it stays as it is, and the sentence says what is wrong.
    pub fn read(&self) -> (Config, Option<String>) {
        let Some(file) = &self.file else { return (guard(&self.memory).clone(), None) };
        match read_bounded(file).and_then(|text| text.as_deref().map(Config::parse).transpose()) {
            Ok(config) => (config.unwrap_or_default(), guard(&self.aside).clone()),
            Err(problem) => {
                let said = format!(
                    "{} cannot be read, so no endpoint is used. {} Mend it there; a change made here sets it aside and begins a new one.",
                    file.display(),
                    problem.message
                );
                (Config::default(), Some(said))
            }
        }
    }

    /// Reads, changes and writes as one step, also beside other processes. A damaged file is set aside first, whole.
    pub fn change<T>(&self, work: impl FnOnce(&mut Config) -> Result<T, AppError>) -> Result<T, AppError> {
        let mut memory = guard(&self.memory);
        let Some(file) = &self.file else {
            let mut config = memory.clone();
            let value = work(&mut config)?;
            *memory = config;
            return Ok(value);
        };
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|problem| error::io(folder, problem))?;
        let _lock = locked(&folder.join("models.lock"))?;
        let parsed = read_bounded(file).and_then(|text| text.as_deref().map(Config::parse).transpose());
        let damaged = parsed.is_err();
        let before = parsed.ok().flatten().unwrap_or_default();
        let mut config = before.clone();
        let value = work(&mut config)?;
        if config == before {
            return Ok(value);
        }
        let text = format!("{HEAD}{}", config.to_toml()?);
        if damaged {
            let kept = set_aside(file)?;
            let said =
                format!("{} could not be read. It is kept as {}; a new one was begun.", file.display(), kept.display());
            *guard(&self.aside) = Some(said);
        }
        write_whole(file, text.as_bytes())?;
        Ok(value)
    }
}

/// `None` where there is no file.
pub fn read_bounded(file: &Path) -> Result<Option<String>, AppError> {
    match fs::metadata(file) {
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(error::source(file, &problem)),
        Ok(meta) if meta.len() > LARGEST => {
            return Err(AppError::new(ErrorCode::Unreadable, "It is too large to be settings.", ""));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(file).map_err(|problem| error::source(file, &problem))?;
    let text = String::from_utf8(bytes).map_err(|_| AppError::new(ErrorCode::Unreadable, "It is not text.", ""))?;
    Ok(Some(text))
}

/// Held until the file is dropped, also against other processes.
pub fn locked(path: &Path) -> Result<File, AppError> {
    let lock = File::options().create(true).truncate(false).write(true).open(path);
    let lock = lock.map_err(|problem| error::io(path, problem))?;
    lock.lock().map_err(|problem| error::io(path, problem))?;
    Ok(lock)
}

/// Under a name that nothing has yet: what was set aside before stays too.
fn set_aside(file: &Path) -> Result<PathBuf, AppError> {
    let mut names = (1..1000).map(|number| file.with_extension(format!("damaged-{number}.toml")));
    let aside = names.find(|path| !path.exists()).ok_or_else(|| {
        error::bad_request(
            format!("{} cannot be set aside: too many damaged files lie beside it.", file.display()),
            "Delete those that you do not need.",
        )
    })?;
    fs::rename(file, &aside).map_err(|problem| error::io(&aside, problem))?;
    Ok(aside)
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

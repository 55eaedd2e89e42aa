//! Who does what in a project, and whether it may be sent at all. The project holds names; what it may send where is
//! decided by this user, once for each origin.

use super::config::{Consent, RoleNames, models_of, names_of};
use super::{Config, Origin, no_endpoint};
use crate::{Session, error};
use pathloom_ipc::models::{NameRequest, Offline, ProfileView, Sends, SetRoleRequest, role_sends};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{ModelRef, RoleModels};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Names of the project's settings.
const ROLES: &str = "roles";
const OFFLINE: &str = "offline_only";
const ID: &str = "id";
/// A stranger's project may hold anything.
const MOST_MODELS: usize = 32;
const LONGEST: usize = 400;

impl Session {
    /// As the project names them; some may not be configured here.
    pub fn roles(&self) -> Result<RoleModels, AppError> {
        let Some(text) = self.project.meta(ROLES).map_err(error::store)? else { return Ok(RoleModels::new()) };
        // Roles that cannot be read are nobody's: the built-in engine works, and the page shows them empty.
        let mut names: RoleNames = serde_json::from_str(&text).unwrap_or_default();
        for models in names.values_mut() {
            models.retain(|name| name.len() <= LONGEST);
            models.truncate(MOST_MODELS);
        }
        Ok(models_of(&names))
    }

    /// Each model must be configured; which may take which role is the user's to say, but for the built-in engine.
    pub fn set_role(&self, request: &SetRoleRequest) -> Result<(), AppError> {
        let config = self.endpoints().config();
        for model in &request.models {
            known(&config, model)?;
        }
        if request.models.len() > MOST_MODELS {
            return Err(error::bad_request("These are too many models for one role.", "Name at most 32."));
        }
        let mut roles = self.roles()?;
        let mut models = request.models.clone();
        let mut seen = std::collections::BTreeSet::new();
        models.retain(|model| seen.insert(model.clone()));
        match models.is_empty() {
            true => roles.remove(&request.role),
            false => roles.insert(request.role, models),
        };
        self.keep_roles(&roles)
    }

    fn keep_roles(&self, roles: &RoleModels) -> Result<(), AppError> {
        let text = serde_json::to_string(&names_of(roles)).map_err(|e| error::bad_request(e.to_string(), ""))?;
        self.project.set_meta(ROLES, &text).map_err(error::store)
    }

    /// The name of an endpoint changed: what this project says of it follows.
    pub(crate) fn rename_endpoint(&self, was: &str, now: &str) -> Result<(), AppError> {
        let mut roles = self.roles()?;
        let before = roles.clone();
        for model in roles.values_mut().flatten().filter(|model| model.endpoint == was) {
            now.clone_into(&mut model.endpoint);
        }
        if roles == before { Ok(()) } else { self.keep_roles(&roles) }
    }

    // Profiles

    pub fn profiles(&self, config: &Config) -> Result<Vec<ProfileView>, AppError> {
        let now = names_of(&self.roles()?);
        let view = |(name, roles): (&String, &RoleNames)| ProfileView { name: name.clone(), used: *roles == now };
        Ok(config.profiles.iter().map(view).collect())
    }

    /// The project's roles under a name, for all projects of this user.
    pub fn save_profile(&self, request: &NameRequest) -> Result<(), AppError> {
        let name = request.name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(error::bad_request("A profile needs a name of at most 60 characters.", "For example: Cheap."));
        }
        let roles = names_of(&self.roles()?);
        self.endpoints().file.change(|config| {
            config.profiles.insert(name.to_owned(), roles.clone());
            Ok(())
        })
    }

    /// Gives the project the roles of a profile.
    pub fn use_profile(&self, request: &NameRequest) -> Result<(), AppError> {
        let config = self.endpoints().config();
        let roles = config.profiles.get(&request.name).ok_or_else(|| no_profile(&request.name))?;
        self.keep_roles(&models_of(roles))
    }

    pub fn remove_profile(&self, request: &NameRequest) -> Result<(), AppError> {
        self.endpoints()
            .file
            .change(|config| config.profiles.remove(&request.name).map(drop).ok_or_else(|| no_profile(&request.name)))
    }

    // What may be sent

    pub fn offline(&self) -> Result<Offline, AppError> {
        let user = self.endpoints().config().offline_only;
        Ok(Offline { user, project: self.project.meta(OFFLINE).map_err(error::store)?.as_deref() == Some("1") })
    }

    pub fn set_offline(&self, on: bool) -> Result<(), AppError> {
        self.project.set_meta(OFFLINE, if on { "1" } else { "0" }).map_err(error::store)
    }

    /// Remembers that this project may send to where the endpoint leads; asked once.
    pub fn allow(&self, request: &NameRequest) -> Result<(), AppError> {
        let project = self.project_id(true)?;
        let name = self.project.name();
        self.endpoints().file.change(|config| {
            let endpoint = config.endpoint(&request.name).ok_or_else(|| no_endpoint(config, &request.name))?;
            let origin = Origin::of(endpoint)?.to_string();
            if !config.allowed.iter().any(|known| known.project == project && known.origin == origin) {
                config.allowed.push(Consent { project, name, origin });
            }
            Ok(())
        })
    }

    /// Takes back what was allowed.
    pub fn disallow(&self, request: &NameRequest) -> Result<(), AppError> {
        let project = self.project_id(false)?;
        self.endpoints().file.change(|config| {
            let endpoint = config.endpoint(&request.name).ok_or_else(|| no_endpoint(config, &request.name))?;
            let origin = Origin::of(endpoint)?.to_string();
            config.allowed.retain(|known| known.project != project || known.origin != origin);
            Ok(())
        })
    }

    /// This computer needs no permission.
    pub(crate) fn may_send(&self, config: &Config) -> Result<impl Fn(&Origin) -> bool + use<>, AppError> {
        let project = self.project_id(false)?;
        let allowed = config.allowed.iter().filter(|known| known.project == project);
        let allowed: Vec<String> = allowed.map(|known| known.origin.clone()).collect();
        Ok(move |origin: &Origin| origin.is_local() || allowed.contains(&origin.to_string()))
    }

    /// Tells this project from all others of this user: chance, kept with it, together with where it lies, so that a
    /// copy from a stranger with the same number is another project.
    fn project_id(&self, make: bool) -> Result<String, AppError> {
        let kept = self.kept_id(make)?;
        if kept.is_empty() {
            return Ok(kept);
        }
        let folder = std::fs::canonicalize(self.project.folder()).unwrap_or_else(|_| self.project.folder().to_owned());
        let mut hash = Sha256::new();
        hash.update(kept.as_bytes());
        hash.update([0]);
        hash.update(folder.as_os_str().as_encoded_bytes());
        Ok(hex(&hash.finalize()[..16]))
    }

    /// The number kept with the project, wherever it lies; empty where there is none and none is to be made.
    pub(super) fn kept_id(&self, make: bool) -> Result<String, AppError> {
        let kept = self.project.meta(ID).map_err(error::store)?.filter(|id| id.len() <= LONGEST);
        if !make || kept.is_some() {
            return Ok(kept.unwrap_or_default());
        }
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|_| AppError::new(ErrorCode::Internal, "This computer gives no random numbers.", ""))?;
        let id = hex(&bytes);
        self.project.set_meta(ID, &id).map_err(error::store)?;
        Ok(id)
    }
}

/// Where each endpoint that has a role leads, and what it gets, for those this user configured.
pub fn uses(config: &Config, roles: &RoleModels) -> BTreeMap<String, Vec<Sends>> {
    let mut uses: BTreeMap<String, Vec<Sends>> = BTreeMap::new();
    for (role, models) in roles {
        for model in models.iter().filter(|model| config.endpoint(&model.endpoint).is_some()) {
            uses.entry(model.endpoint.clone()).or_default().extend(role_sends(*role));
        }
    }
    for sent in uses.values_mut() {
        sent.sort_unstable();
        sent.dedup();
    }
    uses
}

pub(crate) fn known(config: &Config, model: &ModelRef) -> Result<(), AppError> {
    let endpoint = config.endpoint(&model.endpoint).ok_or_else(|| no_endpoint(config, &model.endpoint))?;
    if endpoint.model(&model.model).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = endpoint.models.iter().map(|model| model.name.as_str()).collect();
    Err(error::bad_request(
        format!("\"{}\" has no model \"{}\".", model.endpoint, model.model),
        &format!("It has: {}. Others are added to it with \"models add\" or under Models.", names.join(", ")),
    ))
}

fn no_profile(name: &str) -> AppError {
    error::bad_request(format!("There is no profile \"{name}\"."), "Reload the list.")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to memory cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

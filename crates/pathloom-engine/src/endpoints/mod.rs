//! What the user configures once for all projects: endpoints, their keys, profiles of roles, limits, and what each
//! project may send where. A project names endpoints and models; only what stands here decides whether and how they are
//! reached.

mod checked;
pub mod config;
mod keys;
mod origin;
mod roles;
mod sealed;
mod sending;
mod sent;
mod settings_file;
pub mod spending;
mod test_call;
mod warnings;

pub use config::{Binding, Config, Consent};
pub use keys::has_keychain;
pub use origin::Origin;
pub use roles::uses;
pub use sending::{Reach, SendingRules, words};
pub use warnings::{Looked, family, warnings};

use crate::error;
use crate::session::guard;
use checked::{check_variable, checked};
use config::ConfigFile;
use keys::{Keys, Owner};
use pathloom_ipc::AppError;
use pathloom_ipc::models::{
    EndpointView, KeyAgain, KeyChange, KeyPlace, KeyView, KeysView, MonthBudget, MoveEndpointRequest,
    SaveEndpointRequest, TestView,
};
use pathloom_llm::Key;
use pathloom_model::Endpoint;
use spending::Spending;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

pub struct Endpoints {
    pub(crate) file: ConfigFile,
    pub(crate) spending: Arc<Spending>,
    keys: Keys,
    /// Newest test of each endpoint.
    tests: Mutex<BTreeMap<String, TestView>>,
    keychain: OnceLock<bool>,
}

impl Endpoints {
    /// From the folder of the user's settings; without one, everything is forgotten with the program.
    pub fn open(folder: Option<&Path>) -> Endpoints {
        Endpoints {
            file: ConfigFile::new(folder),
            spending: Arc::new(Spending::open(folder)),
            keys: Keys::new(folder),
            tests: Mutex::default(),
            keychain: OnceLock::new(),
        }
    }

    pub fn config(&self) -> Config {
        self.file.read().0
    }

    /// What is wrong with the file, if anything.
    pub fn notice(&self) -> Option<String> {
        self.file.read().1
    }

    /// Adds or changes one, with what becomes of its key. A key that was for another origin is not used any more.
    pub fn save(&self, request: &SaveEndpointRequest) -> Result<(), AppError> {
        let endpoint = checked(&request.endpoint)?;
        let origin = Origin::of(&endpoint)?.to_string();
        let replaced = self.file.change(|config| {
            let place = request.was.as_ref().map(|was| place_of(config, was)).transpose()?;
            if config.endpoints.iter().enumerate().any(|(at, other)| other.name == endpoint.name && Some(at) != place) {
                return Err(error::bad_request(
                    format!("There is an endpoint \"{}\" already.", endpoint.name),
                    "Give this one another name.",
                ));
            }
            let before = request.was.as_ref().and_then(|was| Some((was.clone(), config.keys.remove(was)?)));
            let binding = self.bound(request, &endpoint.name, &origin, before.as_ref().map(|(_, key)| key))?;
            match place {
                Some(at) => config.endpoints[at] = endpoint.clone(),
                None => config.endpoints.push(endpoint.clone()),
            }
            if let KeyChange::Set { place, .. } = &request.key {
                config.keep_keys_in = Some(*place);
            }
            if let Some(was) = request.was.as_ref().filter(|was| **was != endpoint.name) {
                rename_in_profiles(config, was, &endpoint.name);
            }
            let same = |(was, old): &(String, Binding)| {
                let new = binding.as_ref();
                *was == endpoint.name && new.is_some_and(|new| new.kept_in == old.kept_in && new.origin == old.origin)
            };
            let replaced = before.filter(|before| !same(before));
            if let Some(binding) = binding {
                config.keys.insert(endpoint.name.clone(), binding);
            }
            Ok(replaced)
        })?;
        if let Some((was, binding)) = replaced {
            self.forget(&was, &binding);
        }
        Ok(())
    }

    /// Keeps the key where it is wanted, before anything says that it is there.
    fn bound(
        &self,
        request: &SaveEndpointRequest,
        name: &str,
        origin: &str,
        before: Option<&Binding>,
    ) -> Result<Option<Binding>, AppError> {
        let owner = Owner { endpoint: name, origin };
        match &request.key {
            KeyChange::Remove => Ok(None),
            KeyChange::Env { name } => {
                check_variable(name)?;
                let env = Some(name.clone());
                Ok(Some(Binding { origin: origin.to_owned(), kept_in: None, env, ends: String::new() }))
            }
            KeyChange::Set { key, place } => {
                let secret = key.0.trim();
                self.keys.set(owner, *place, secret)?;
                Ok(Some(Binding {
                    origin: origin.to_owned(),
                    kept_in: Some(*place),
                    env: None,
                    ends: keys::ends(secret),
                }))
            }
            KeyChange::Keep => {
                let Some(before) = before else { return Ok(None) };
                let was = request.was.as_deref().unwrap_or(name);
                if let (Some(place), true) = (before.kept_in, was != name) {
                    let old = Owner { endpoint: was, origin: &before.origin };
                    let now = Owner { endpoint: name, origin: &before.origin };
                    if let Some(secret) = self.keys.get(old, place)? {
                        self.keys.set(now, place, &secret)?;
                    }
                }
                Ok(Some(before.clone()))
            }
        }
    }

    /// A keychain that is locked keeps an entry that nothing refers to any more; nobody can do anything about it here.
    fn forget(&self, endpoint: &str, Binding { origin, kept_in, .. }: &Binding) {
        if let Some(place) = kept_in {
            let _ = self.keys.remove(Owner { endpoint, origin }, *place);
        }
    }

    /// With its key. What projects say of it stays, so adding it again brings it back.
    pub fn remove(&self, name: &str) -> Result<(), AppError> {
        let binding = self.file.change(|config| {
            let at = place_of(config, name)?;
            config.endpoints.remove(at);
            Ok(config.keys.remove(name))
        })?;
        if let Some(binding) = binding {
            self.forget(name, &binding);
        }
        guard(&self.tests).remove(name);
        Ok(())
    }

    pub fn put(&self, request: &MoveEndpointRequest) -> Result<(), AppError> {
        self.file.change(|config| {
            let at = place_of(config, &request.name)?;
            let endpoint = config.endpoints.remove(at);
            config.endpoints.insert(request.to.min(config.endpoints.len()), endpoint);
            Ok(())
        })
    }

    pub fn set_offline_only(&self, on: bool) -> Result<(), AppError> {
        self.file.change(|config| {
            config.offline_only = on;
            Ok(())
        })
    }

    pub fn set_budget(&self, budget: &MonthBudget) -> Result<(), AppError> {
        let amounts = [budget.warn, budget.stop];
        if amounts.iter().flatten().any(|amount| !amount.is_finite() || *amount < 0.0) || budget.currency.len() > 8 {
            return Err(error::bad_request("This is not an amount of money.", "Give a number, or leave it empty."));
        }
        if let (Some(warn), Some(stop)) = (budget.warn, budget.stop)
            && warn > stop
        {
            return Err(error::bad_request(
                "The warning would come after the stop.",
                "Let it warn at a smaller amount than it stops at.",
            ));
        }
        self.file.change(|config| {
            config.budget = budget.clone();
            Ok(())
        })
    }

    pub fn budget(&self) -> MonthBudget {
        self.config().budget
    }

    /// Opens the file of keys, or makes one; from then on new keys go there.
    pub fn unlock(&self, passphrase: &str) -> Result<(), AppError> {
        let is_new = !self.keys.sealed.exists();
        self.keys.sealed.unlock(passphrase)?;
        if is_new { self.keep_keys_in(KeyPlace::File) } else { Ok(()) }
    }

    pub fn keep_keys_in(&self, place: KeyPlace) -> Result<(), AppError> {
        self.file.change(|config| {
            config.keep_keys_in = Some(place);
            Ok(())
        })
    }

    /// The key to send with calls to this endpoint; `None` where none was configured. Nothing is handed out for an
    /// origin that the key was not entered for.
    pub fn key(&self, endpoint: &Endpoint) -> Result<Option<Key>, AppError> {
        let Some(binding) = self.config().keys.remove(&endpoint.name) else { return Ok(None) };
        let origin = Origin::of(endpoint)?.to_string();
        if binding.origin != origin {
            return Err(error::bad_request(
                format!("The key of \"{}\" was entered for {}, not for {origin}.", endpoint.name, binding.origin),
                "Enter the key again for the new address.",
            ));
        }
        if let Some(variable) = &binding.env {
            let secret = std::env::var(variable).ok().filter(|secret| !secret.trim().is_empty());
            let secret = secret.ok_or_else(|| {
                error::bad_request(
                    format!("The environment variable {variable} with the key of \"{}\" is not set.", endpoint.name),
                    "Set it and start Pathloom from there, or enter a key.",
                )
            })?;
            return Ok(Key::new(&secret));
        }
        let Some(place) = binding.kept_in else { return Ok(None) };
        let found = self.keys.get(Owner { endpoint: &endpoint.name, origin: &origin }, place)?;
        found.map(|secret| Key::new(&secret)).ok_or_else(|| {
            error::bad_request(
                format!("The key of \"{}\" is not there any more.", endpoint.name),
                "Enter it again under Models.",
            )
        })
    }

    pub fn keys_view(&self) -> KeysView {
        let keychain = *self.keychain.get_or_init(has_keychain);
        let place = self.config().keep_keys_in.filter(|place| *place != KeyPlace::Keychain || keychain);
        KeysView {
            keychain,
            place: place.or(keychain.then_some(KeyPlace::Keychain)),
            file: self.keys.sealed.exists(),
            locked: self.keys.sealed.exists() && !self.keys.sealed.is_open(),
        }
    }

    /// Of each endpoint, in order; `may_send` tells whether the open project may send to an origin.
    pub fn views(&self, config: &Config, may_send: impl Fn(&Origin) -> bool) -> Vec<EndpointView> {
        let tests = guard(&self.tests);
        let view = |endpoint: &Endpoint| {
            let origin = Origin::of(endpoint);
            EndpointView {
                endpoint: endpoint.clone(),
                origin: origin.as_ref().map(Origin::to_string).unwrap_or_default(),
                local: origin.as_ref().is_ok_and(Origin::is_local),
                allowed: origin.as_ref().is_ok_and(&may_send),
                key: origin.as_ref().map_or(KeyView::None, |origin| self.key_view(config, endpoint, origin)),
                tested: tests.get(&endpoint.name).cloned(),
                hour: None,
            }
        };
        config.endpoints.iter().map(view).collect()
    }

    /// Without asking the keychain, which might ask the user.
    fn key_view(&self, config: &Config, endpoint: &Endpoint, origin: &Origin) -> KeyView {
        let Some(binding) = config.keys.get(&endpoint.name) else { return KeyView::None };
        if binding.origin != origin.to_string() {
            return KeyView::Again { why: KeyAgain::OtherOrigin { origin: binding.origin.clone() } };
        }
        if let Some(name) = &binding.env {
            return KeyView::Env { name: name.clone(), set: std::env::var_os(name).is_some_and(|set| !set.is_empty()) };
        }
        let ends = binding.ends.clone();
        match binding.kept_in {
            None => KeyView::None,
            Some(KeyPlace::Session)
                if !self.keys.in_session(Owner { endpoint: &endpoint.name, origin: &binding.origin }) =>
            {
                KeyView::Again { why: KeyAgain::SessionEnded }
            }
            Some(KeyPlace::File) if !self.keys.sealed.is_open() => KeyView::Locked { ends },
            Some(place) => KeyView::Kept { place, ends },
        }
    }
}

fn place_of(config: &Config, name: &str) -> Result<usize, AppError> {
    config.endpoints.iter().position(|endpoint| endpoint.name == name).ok_or_else(|| no_endpoint(config, name))
}

pub(crate) fn no_endpoint(config: &Config, name: &str) -> AppError {
    let names: Vec<&str> = config.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    let hint = match names.is_empty() {
        true => "None is configured yet: add one first.".to_owned(),
        false => format!("Configured are: {}.", names.join(", ")),
    };
    error::bad_request(format!("There is no endpoint \"{name}\"."), &hint)
}

fn rename_in_profiles(config: &mut Config, was: &str, now: &str) {
    let prefix = format!("{was}/");
    for name in config.profiles.values_mut().flat_map(BTreeMap::values_mut).flatten() {
        if let Some(model) = name.strip_prefix(&prefix) {
            *name = format!("{now}/{model}");
        }
    }
}

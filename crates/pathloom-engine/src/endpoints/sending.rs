//! What a run needs to ask the models of a project: endpoints with their keys, and the rules of what may be sent where.

use super::roles::{known, uses};
use super::{Config, Endpoints, Origin};
use crate::{Session, error};
use aho_corasick::{AhoCorasick, MatchKind};
use pathloom_ipc::models::Sends;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::{Allowed, Target};
use pathloom_model::{Key, ModelRole, RoleModels};
use std::collections::{BTreeMap, BTreeSet};

/// Endpoints with their keys, and who takes which role.
pub struct Reach {
    pub targets: Vec<Target>,
    pub roles: RoleModels,
    pub rules: SendingRules,
}

/// As they stood when a run began.
#[derive(Clone, Debug, Default)]
pub struct SendingRules {
    offline: bool,
    /// Documents that may not leave this computer.
    staying: BTreeSet<Key>,
    names: Option<AhoCorasick>,
}

impl SendingRules {
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// For a call that shows something of these documents.
    pub fn allowed<'a>(&self, documents: impl IntoIterator<Item = &'a Key>) -> Allowed {
        if self.offline {
            return Allowed::Nothing;
        }
        match documents.into_iter().any(|document| self.staying.contains(document)) {
            true => Allowed::LoopbackOnly,
            false => Allowed::Everything,
        }
    }

    /// A prompt without the names of the project's documents.
    pub fn without_names(&self, text: &str) -> String {
        match &self.names {
            Some(names) => {
                let mut clean = String::with_capacity(text.len());
                names.replace_all_with(text, &mut clean, |_, _, to| {
                    to.push_str("[document]");
                    true
                });
                clean
            }
            None => text.to_owned(),
        }
    }
}

impl Session {
    /// What a pool for these roles is made of. Refused, with what to do, where a role names a model that is not configured,
    /// an origin this project may not send to, or a key that is not there. Without targets where all is offline.
    pub fn reach(&self, roles: &[ModelRole]) -> Result<Reach, AppError> {
        let endpoints = self.endpoints();
        let config = endpoints.config();
        let mut wanted = self.roles()?;
        wanted.retain(|role, _| roles.contains(role));
        let rules = self.sending_rules()?;
        if rules.offline {
            return Ok(Reach { targets: vec![], roles: wanted, rules });
        }
        for model in wanted.values().flatten() {
            known(&config, model)?;
        }
        let uses = uses(&config, &wanted);
        self.refuse_unless_allowed(&config, &uses)?;
        let targets = uses.keys().map(|name| target(&endpoints, &config, name)).collect::<Result<_, AppError>>()?;
        Ok(Reach { targets, roles: wanted, rules })
    }

    fn refuse_unless_allowed(&self, config: &Config, uses: &BTreeMap<String, Vec<Sends>>) -> Result<(), AppError> {
        let may_send = self.may_send(config)?;
        for (name, sent) in uses {
            let Some(endpoint) = config.endpoint(name) else { continue };
            let origin = Origin::of(endpoint)?;
            if !may_send(&origin) {
                return Err(AppError::new(
                    ErrorCode::NotAllowed,
                    format!(
                        "This project would send {} to {origin} (\"{name}\"), which you have not allowed.",
                        words(sent)
                    ),
                    "Allow it once under Models, or with \"role allow\"; or give the role to another model.",
                ));
            }
        }
        Ok(())
    }

    /// Read once for a run: asking the database at each call would cost more than the call.
    pub fn sending_rules(&self) -> Result<SendingRules, AppError> {
        let offline = self.offline()?;
        let rights = self.rights()?;
        let staying = rights.into_iter().filter(|(_, said)| !said.may_leave());
        let documents = self.project.documents().map_err(error::store)?;
        Ok(SendingRules {
            offline: offline.user || offline.project,
            staying: staying.map(|(key, _)| key).collect(),
            names: searcher(documents.iter().map(|row| row.name.as_str()))?,
        })
    }
}

/// Whole file names, and those without their ending that are long enough not to be a common word.
fn searcher<'a>(names: impl Iterator<Item = &'a str>) -> Result<Option<AhoCorasick>, AppError> {
    let mut patterns = BTreeSet::new();
    for name in names.filter(|name| name.chars().count() > 2) {
        patterns.insert(name.to_owned());
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let weight: usize = stem.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        if weight >= 8 {
            patterns.insert(stem.to_owned());
        }
    }
    if patterns.is_empty() {
        return Ok(None);
    }
    let searcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns);
    searcher.map(Some).map_err(|problem| AppError::new(ErrorCode::Internal, problem.to_string(), ""))
}

fn target(endpoints: &Endpoints, config: &Config, name: &str) -> Result<Target, AppError> {
    let endpoint = config.endpoint(name).ok_or_else(|| super::no_endpoint(config, name))?;
    Ok(Target { endpoint: endpoint.clone(), key: endpoints.key(endpoint)? })
}

/// "every passage of its documents and pictures".
pub fn words(sent: &[Sends]) -> String {
    let word = |sent: &Sends| match sent {
        Sends::Documents => "every passage of its documents",
        Sends::Pictures => "pictures of its documents",
        Sends::Evidence => "passages, tables and formulas on sampled paths",
        Sends::Samples => "questions, answers and steps",
        Sends::Names => "names in its graph",
    };
    sent.iter().map(word).collect::<Vec<_>>().join(", ")
}

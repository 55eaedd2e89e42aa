//! What is doubtful about who does what: said, never forbidden.

use super::roles::uses;
use super::{Config, Origin};
use pathloom_ipc::models::ModelWarning;
use pathloom_model::{ModelRef, ModelRole, RoleModels};
use std::collections::BTreeSet;

pub struct Looked<'a> {
    pub config: &'a Config,
    pub roles: &'a RoleModels,
    /// Pictures of the project that a vision model would read.
    pub pictures: u64,
    pub offline: bool,
}

/// In the order of weight: what keeps a run from starting, then what makes its scores doubtful, then what is missing.
pub fn warnings(looked: &Looked, may_send: impl Fn(&Origin) -> bool) -> Vec<ModelWarning> {
    let mut found = Vec::new();
    let Looked { config, roles, pictures, offline } = *looked;
    if offline && !roles.is_empty() {
        found.push(ModelWarning::Offline { roles: roles.keys().copied().collect() });
    }
    for (role, model) in all(roles) {
        let is_known = config.endpoint(&model.endpoint).is_some_and(|known| known.model(&model.model).is_some());
        if !is_known {
            found.push(ModelWarning::Unknown { role, model: model.clone() });
        }
    }
    for (endpoint, sends) in uses(config, roles) {
        let origin = config.endpoint(&endpoint).and_then(|known| Origin::of(known).ok());
        if let Some(origin) = origin.filter(|origin| !may_send(origin)) {
            found.push(ModelWarning::NotAllowed { endpoint, origin: origin.to_string(), sends });
        }
    }
    found.extend(doubtful(roles));
    found.extend(missing(looked, pictures));
    for endpoint in &config.endpoints {
        let open = Origin::of(endpoint).is_ok_and(|origin| origin.is_in_the_open());
        if open && config.keys.contains_key(&endpoint.name) {
            found.push(ModelWarning::KeyInTheOpen { endpoint: endpoint.name.clone() });
        }
    }
    found
}

fn doubtful(roles: &RoleModels) -> Vec<ModelWarning> {
    let of = |role: ModelRole| roles.get(&role).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for model in of(ModelRole::Generator) {
        // The same weights at another endpoint are the same author.
        let same = |other: &&ModelRef| bare(&other.model) == bare(&model.model);
        if of(ModelRole::Strong).iter().any(|other| same(&other)) {
            found.push(ModelWarning::GeneratorIsStrong { model: model.clone() });
        }
        if of(ModelRole::Judges).iter().any(|other| same(&other)) {
            found.push(ModelWarning::GeneratorIsJudge { model: model.clone() });
        }
    }
    let judges = of(ModelRole::Judges);
    let families: BTreeSet<String> = judges.iter().map(|judge| family(&judge.model)).collect();
    if judges.len() > 1
        && families.len() == 1
        && let Some(family) = families.into_iter().next()
    {
        found.push(ModelWarning::JudgesOfOneFamily { family, judges: judges.len() as u64 });
    }
    found
}

fn missing(looked: &Looked, pictures: u64) -> Vec<ModelWarning> {
    if looked.config.endpoints.is_empty() {
        return vec![];
    }
    let nobody = |role: &ModelRole| !role.may_be_built_in() && !looked.roles.contains_key(role);
    let mut found = Vec::new();
    if pictures > 0 && nobody(&ModelRole::Vision) {
        found.push(ModelWarning::NoVision { pictures });
    }
    let roles: Vec<ModelRole> = ModelRole::ALL.into_iter().filter(nobody).filter(|r| *r != ModelRole::Vision).collect();
    if !roles.is_empty() {
        found.push(ModelWarning::NoModel { roles });
    }
    found
}

fn all(roles: &RoleModels) -> impl Iterator<Item = (ModelRole, &ModelRef)> {
    roles.iter().flat_map(|(role, models)| models.iter().map(|model| (*role, model)))
}

/// Without its owner and tag: "Qwen/Qwen3-32B:latest" → "qwen3-32b".
fn bare(model: &str) -> String {
    let name = model.rsplit('/').next().unwrap_or(model);
    name.split(':').next().unwrap_or(name).to_lowercase()
}

/// Who trained it, by the name's first letters: "qwen2.5-vl" and "Qwen/QwQ-32B" → "qwen".
pub fn family(model: &str) -> String {
    const KIN: [(&str, &str); 12] = [
        ("qwq", "qwen"),
        ("qvq", "qwen"),
        ("o1", "gpt"),
        ("o3", "gpt"),
        ("o4", "gpt"),
        ("chatgpt", "gpt"),
        ("mixtral", "mistral"),
        ("ministral", "mistral"),
        ("codestral", "mistral"),
        ("magistral", "mistral"),
        ("gemma", "gemini"),
        ("codellama", "llama"),
    ];
    let bare = bare(model);
    // A distilled model errs as the one whose answers it learned.
    if let Some(teacher) = ["deepseek-r1"].iter().find(|teacher| bare.starts_with(**teacher)) {
        return teacher.split('-').next().unwrap_or(teacher).to_owned();
    }
    if let Some((_, family)) = KIN.iter().find(|(name, _)| bare.starts_with(name)) {
        return (*family).to_owned();
    }
    let plain = bare.strip_prefix("meta-").unwrap_or(&bare);
    let letters: String = plain.chars().take_while(|c| c.is_alphabetic()).collect();
    if letters.is_empty() { bare } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_read_off_the_name() {
        for (model, expected) in [
            ("Qwen/Qwen3-32B-Instruct", "qwen"),
            ("qwen2.5:14b", "qwen"),
            ("QwQ-32B", "qwen"),
            ("meta-llama/Llama-3.3-70B", "llama"),
            ("meta-llama-3.1", "llama"),
            ("mixtral-8x7b", "mistral"),
            ("o3-mini", "gpt"),
            ("gpt-5", "gpt"),
            ("claude-sonnet-4", "claude"),
            ("deepseek-r1:14b", "deepseek"),
        ] {
            assert_eq!(family(model), expected, "of {model}");
        }
    }
}

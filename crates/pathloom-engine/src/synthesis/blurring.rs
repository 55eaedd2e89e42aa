//! Blur by a model: it chooses among what the graph says of a name and puts it into words. The facts that it cites decide
//! whom the description fits, and the path walked again from there has to lead to the one answer.

use super::material::Material;
use super::plan::language_name;
use super::reply::{Described, described_schema};
use super::text::line;
use crate::prompt::Family;
use crate::prompt::fill::PromptFault;
use pathloom_compose::answer::{names, occurs};
use pathloom_compose::check::banned_word;
use pathloom_compose::denote::entities;
use pathloom_compose::describe::{facts, is_unique};
use pathloom_llm::{Call, Message, Params};
use pathloom_model::lexicon::built_in;
use pathloom_model::meaning::Who;
use pathloom_model::{Blurred, Key, Language, Match};

/// Letters of a description at most.
const LONGEST: usize = 120;

/// One name to be described.
pub struct Ask {
    pub slot: String,
    pub key: Key,
    facts: Vec<Who>,
    pub call: Call,
}

/// The call that asks for a description; `None` where the graph says nothing of a node beside the path.
pub fn ask(
    material: &Material<'_>,
    matched: &Match,
    (slot, key): (String, Key),
    language: Language,
    named: Option<&str>,
    seed: u64,
) -> Option<Result<Ask, PromptFault>> {
    let k = material.knowledge;
    let facts = facts(k, matched, &key);
    if facts.is_empty() {
        return None;
    }
    let told = facts.iter().enumerate().filter_map(|(place, who)| {
        let Who::Related { relation, forward, of, .. } = who else { return None };
        let Who::Named(other) = &**of else { return None };
        let word = built_in().shown(relation, language);
        let (from, to) = if *forward { (other, &key) } else { (&key, other) };
        Some(format!("> {}. {} —{}→ {}", place + 1, line(k.name(from)), line(&word), line(k.name(to))))
    });
    let told = told.collect::<Vec<_>>().join("\n");
    let avoid: Vec<String> = matched.chain.iter().flat_map(|node| names(k, node)).map(|name| line(&name)).collect();
    let values = [
        ("language", named.unwrap_or(language_name(language))),
        ("name", &line(k.name(&key))),
        ("avoid", &avoid.join(", ")),
        ("facts", &told),
    ];
    let filled = match material.prompts.fill(Family::Blur, language, &values) {
        Ok(filled) => filled,
        Err(fault) => return Some(Err(fault)),
    };
    let system = (!filled.system.is_empty()).then(|| Message::system(filled.system));
    let call = Call {
        messages: system.into_iter().chain([Message::user(filled.user)]).collect(),
        schema: Some(described_schema()),
        params: Params { seed: Some(seed), ..Params::default() },
    };
    Some(Ok(Ask { slot, key, facts, call }))
}

impl Ask {
    /// The description where it holds; otherwise why not.
    pub fn take(&self, material: &Material<'_>, matched: &Match, reply: &Described) -> Result<Blurred, String> {
        let k = material.knowledge;
        let text = line(&reply.description).trim_end_matches(['.', '。']).to_owned();
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(format!("a description has 1 to {LONGEST} letters"));
        }
        let lower = text.to_lowercase();
        let mut told = matched.chain.iter().flat_map(|node| names(k, node));
        if let Some(name) = told.find(|name| occurs(&lower, &name.to_lowercase())) {
            return Err(format!("the description says “{name}”"));
        }
        if let Some(word) = banned_word(&text) {
            return Err(format!("the description says “{word}”"));
        }
        let chosen: Vec<Who> =
            reply.facts.iter().filter_map(|fact| self.facts.get((*fact as usize).checked_sub(1)?)).cloned().collect();
        let who = match chosen.as_slice() {
            [] => return Err("the description cites none of the facts".into()),
            [one] => one.clone(),
            _ => Who::Both(chosen),
        };
        let fits = entities(k, &who).map_err(|error| error.to_string())?;
        if !is_unique(k, matched, &self.key, &fits) {
            return Err(format!("“{text}” leads to no single answer in the graph"));
        }
        Ok(Blurred { slot: self.slot.clone(), key: self.key.clone(), description: text, who: Some(who) })
    }
}

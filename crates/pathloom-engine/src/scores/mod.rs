//! Scores that models give, and what is done with scores.
//!
//! 1. [`asking`] prompt in, vote out → 2. [`verdict`] votes in, score out; both by [`score`]
//! 3. [`compare`] is an answer the expected one? No model is asked where that can be told
//! 4. [`gate`] which samples are good enough

mod asking;
pub mod compare;
mod evidence;
pub mod gate;
mod replies;
#[cfg(test)]
mod tests;
mod verdict;

pub use pathloom_model::{DifficultyMode, ScoreSettings};

use crate::calls::Caller;
use crate::prompt::Prompts;
use crate::session::guard;
use asking::About;
use futures_util::future::join_all;
use pathloom_llm::CallError;
use pathloom_model::{Knowledge, ModelRef, ModelRole, Sample, Score, ScoreKind};
use std::collections::BTreeSet;
use verdict::{Attempt, WithoutHop};

/// All scores of a sample, each with a value or the reason why it is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    pub scores: Vec<Score>,
    /// The first call that gave nothing. When it is [`pathloom_llm::Fault::Cancelled`], the run ends and the sample counts
    /// as not scored yet; what was replied is kept and costs nothing the next time.
    pub trouble: Option<CallError>,
}

/// Scores a sample by the models that have a role, each model at the same time. What no model is set for stays what the
/// built-in engine says: computed, or missing.
pub async fn score(
    caller: &Caller,
    knowledge: &Knowledge,
    sample: &Sample,
    settings: &ScoreSettings,
    prompts: &Prompts,
) -> Scored {
    let about = About::new(caller, knowledge, sample, settings, prompts);
    let (support, difficulty, complexity, necessity, closed) =
        tokio::join!(support(&about), difficulty(&about), complexity(&about), necessity(&about), closed_book(&about));
    let mut scores = pathloom_compose::score(sample);
    for given in [support, difficulty, complexity, necessity, closed].into_iter().flatten() {
        put(&mut scores, given);
    }
    let trouble = guard(&about.trouble).take();
    Scored { scores, trouble }
}

/// What the built-in engine computes anew, beside what models gave before.
pub fn computed_again(sample: &Sample) -> Vec<Score> {
    beside_models(sample, |score| score.clone())
}

/// The same after the words were changed: what models said of the earlier ones no longer counts.
pub fn after_edit(sample: &Sample) -> Vec<Score> {
    beside_models(sample, |score| Score::missing(score.kind, "the words were edited since; score again"))
}

fn beside_models(sample: &Sample, keep: impl Fn(&Score) -> Score) -> Vec<Score> {
    let mut scores = pathloom_compose::score(sample);
    for earlier in sample.scores.iter().filter(|score| !score.votes.is_empty()) {
        put(&mut scores, keep(earlier));
    }
    scores
}

/// In the place of the score of its kind.
fn put(scores: &mut Vec<Score>, given: Score) {
    match scores.iter_mut().find(|score| score.kind == given.kind) {
        // A formula stands in for a rating that is no more.
        Some(place) if given.value.is_none() && given.votes.is_empty() && place.value.is_some() => {}
        Some(place) => *place = given,
        None => scores.push(given),
    }
}

async fn support(about: &About<'_>) -> Option<Score> {
    let judges = about.caller.models(ModelRole::Judges);
    let votes = join_all(judges.iter().map(|judge| about.judge(judge))).await;
    (!judges.is_empty()).then(|| verdict::support(votes, |judge| about.caller.is_left_out(judge)))
}

async fn difficulty(about: &About<'_>) -> Option<Score> {
    let mode = about.settings.difficulty;
    if mode == DifficultyMode::Judge {
        let judges = about.caller.models(ModelRole::Judges);
        let estimates = join_all(judges.iter().map(|judge| about.estimate(judge))).await;
        let is_left_out = |judge: &ModelRef| about.caller.is_left_out(judge);
        return (!judges.is_empty()).then(|| verdict::estimated(estimates, is_left_out));
    }
    let roles: &[ModelRole] = match mode {
        DifficultyMode::StrongOnly => &[ModelRole::Strong],
        DifficultyMode::WeakOnly => &[ModelRole::Weak],
        _ => &[ModelRole::Strong, ModelRole::Weak],
    };
    let nobody: Vec<&str> =
        roles.iter().filter(|role| about.caller.models(**role).is_empty()).map(|role| role.word()).collect();
    if nobody.len() == roles.len() {
        return None;
    }
    if let Some(role) = nobody.first() {
        // Half a comparison is none: the other model is not asked in vain.
        let why = format!("needs models: no {role} model is set");
        return Some(Score::missing(ScoreKind::Difficulty, why));
    }
    let each = (0..about.settings.attempts()).flat_map(|number| roles.iter().map(move |role| (*role, number)));
    let attempts = each.map(|(role, number)| about.attempt(role, Some(&about.evidence), number));
    let attempts: Vec<Attempt> = join_all(attempts).await.into_iter().flatten().collect();
    Some(verdict::difficulty(mode, attempts))
}

async fn complexity(about: &About<'_>) -> Option<Score> {
    let (vote, rating) = about.rate(about.caller.models(ModelRole::Complexity)).await.filter(|_| {
        // A role without models is the built-in engine's.
        !about.caller.models(ModelRole::Complexity).is_empty()
    })?;
    Some(verdict::complexity(vote, rating))
}

/// The strong models where there are any, else the weak ones.
fn answering(about: &About<'_>) -> Option<ModelRole> {
    [ModelRole::Strong, ModelRole::Weak].into_iter().find(|role| !about.caller.models(*role).is_empty())
}

async fn necessity(about: &About<'_>) -> Option<Score> {
    if !about.settings.necessity {
        return None;
    }
    let missing = |why: &str| Some(Score::missing(ScoreKind::HopNecessity, why));
    let Some(role) = answering(about) else { return missing("needs models: no strong or weak model is set") };
    let sample = about.sample;
    if sample.relations.is_empty() || sample.evidence.is_empty() {
        return missing("the sample has no hops with evidence");
    }
    let all: BTreeSet<u32> = (0..sample.evidence.len() as u32).collect();
    let text = evidence::cited(about.knowledge, sample, &all);
    let whole = about.attempt(role, Some(&text), 0).await?.vote;
    if whole.verdict != Some(true) {
        return Some(verdict::necessity(whole, vec![]));
    }
    let hops = sample.relations.iter().map(|relation| without_hop(about, role, relation.number, &all));
    Some(verdict::necessity(whole, join_all(hops).await))
}

async fn without_hop(about: &About<'_>, role: ModelRole, hop: u32, all: &BTreeSet<u32>) -> WithoutHop {
    let steps = &about.sample.steps;
    let rest_on = |cites: bool| -> BTreeSet<u32> {
        let steps = steps.iter().filter(|step| step.hops.contains(&hop) == cites);
        steps.flat_map(|step| step.evidence.iter().copied()).collect()
    };
    let own: BTreeSet<u32> = rest_on(true).difference(&rest_on(false)).copied().collect();
    let none = |not_asked| WithoutHop { hop, vote: None, not_asked };
    if own.is_empty() {
        return none("has no evidence of its own");
    }
    let kept: BTreeSet<u32> = all.difference(&own).copied().collect();
    let text = evidence::cited(about.knowledge, about.sample, &kept);
    let Some(attempt) = about.attempt(role, Some(&text), 0).await else { return none("was not asked") };
    let said = format!("without hop {hop}: {}", attempt.vote.said);
    WithoutHop { hop, vote: Some(pathloom_model::Vote { said, ..attempt.vote }), not_asked: "" }
}

async fn closed_book(about: &About<'_>) -> Option<Score> {
    if !about.settings.closed_book {
        return None;
    }
    let Some(role) = answering(about) else {
        let why = "needs models: no strong or weak model is set";
        return Some(Score::missing(ScoreKind::ClosedBook, why));
    };
    let attempts = (0..about.settings.attempts()).map(|number| about.attempt(role, None, number));
    let votes = join_all(attempts).await.into_iter().flatten().map(|attempt| attempt.vote).collect();
    Some(verdict::closed_book(votes))
}

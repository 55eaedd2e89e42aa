//! What a run will probably take, before it begins: a few paths are drawn and their prompts written, replies are taken
//! to be as long as those so far.

use crate::calls::Setup;
use crate::prompt::Prompts;
use crate::scores::DifficultyMode;
use crate::stage::by_models::has;
use crate::synthesis::{Material, plan as prompt_of};
use crate::view::templates::invalid;
use crate::{Session, error};
use pathloom_graph::{Request, compile};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::EstimateView;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_llm::{Usage, cost, tokens};
use pathloom_model::{Blurring, ModelRef, ModelRole, SynthesisSettings};
use pathloom_store::table::calls::CallGroup;
use std::collections::BTreeMap;

/// Paths drawn of each template to look at.
const LOOKED_AT: u64 = 3;
/// Tokens of a prompt and a reply where nothing is known yet.
const USUAL_INPUT: u64 = 2_000;
const USUAL_OUTPUT: u64 = 500;
/// Milliseconds of a call where none was made yet.
const USUAL_LATENCY: u64 = 5_000;
/// Of replies that need a repair or take another, at most.
const REPAIRED: f64 = 0.5;

/// One kind of call that a run makes.
pub(crate) struct Share {
    pub role: ModelRole,
    /// Each of them is asked; the others of a pool share the load.
    pub models: Vec<ModelRef>,
    pub calls: u64,
    pub input: u64,
    pub output: u64,
}

impl Session {
    pub fn estimate(&self, request: &GenerateRequest) -> Result<EstimateView, AppError> {
        let Some(setup) = Setup::of(self)? else {
            let paths = request.templates.len() as u64 * u64::from(request.samples);
            let basis = "The built-in engine writes and checks; no model is asked.".into();
            return Ok(EstimateView { paths, basis, ..EstimateView::default() });
        };
        let (paths, input) = self.paths_and_prompts(request)?;
        let writing = self.synthesis_settings(request)?;
        let groups = self.project.call_groups(None).map_err(error::store)?;
        let known: u64 = groups.iter().map(|group| group.done).sum();
        let shares = self.shares(&setup, &writing, paths, input, &groups)?;
        let calls = shares.iter().map(|share| share.calls).sum();
        let tokens = |of: fn(&Share) -> u64| shares.iter().map(|share| share.calls * of(share)).sum::<u64>();
        let basis = match known {
            0 => "By the prompts of a few paths; replies are taken to be of usual length, as no call was made yet."
                .into(),
            known => format!("By the prompts of a few paths and the {known} calls made in this project."),
        };
        let mut by_role: BTreeMap<&str, u64> = BTreeMap::new();
        shares.iter().for_each(|share| *by_role.entry(share.role.word()).or_default() += share.calls);
        Ok(EstimateView {
            paths,
            calls,
            tokens_in: tokens(|share| share.input),
            tokens_out: tokens(|share| share.output),
            money: money(&setup, &shares),
            seconds: seconds(&setup, &shares, &groups),
            basis,
            by_role: by_role.into_iter().map(|(role, calls)| (role.to_owned(), calls)).collect(),
        })
    }

    /// How many paths there will be, and the tokens of a prompt, in the mean of a few.
    fn paths_and_prompts(&self, request: &GenerateRequest) -> Result<(u64, u64), AppError> {
        let ground = self.ground(request.subgraph)?;
        let knowledge = ground.state.knowledge()?;
        let prompts = Prompts::load(&self.project).map_err(error::store)?;
        let material = Material::of_graph(knowledge, &prompts);
        let writing = self.synthesis_settings(request)?;
        let (mut paths, mut sizes) = (0, Vec::new());
        for id in &request.templates {
            let template = self.find(id)?;
            let plan = compile(ground.graph(), &template).map_err(invalid)?;
            let count = plan.count_quick().count;
            paths += count.min(request.samples.into());
            let few = Request::new(LOOKED_AT, request.strategy, request.seed);
            for found in plan.draw(&few) {
                // A path that allows no such question says nothing about the size of a prompt.
                if let Ok(prompt) = prompt_of(&material, &template, &found, &writing, request.seed) {
                    sizes.push(tokens::of_call(&prompt.call));
                }
            }
        }
        let mean = sizes.iter().sum::<u64>().checked_div(sizes.len() as u64).unwrap_or(USUAL_INPUT);
        Ok((paths, mean))
    }

    fn shares(
        &self,
        setup: &Setup,
        writing: &SynthesisSettings,
        paths: u64,
        input: u64,
        groups: &[CallGroup],
    ) -> Result<Vec<Share>, AppError> {
        let scoring = self.score_settings()?;
        let attempts = u64::from(scoring.attempts.max(1));
        let mut shares = Vec::new();
        let mut add = |role: ModelRole, calls: u64| {
            let models = setup.roles.get(&role).cloned().unwrap_or_default();
            if !models.is_empty() && calls > 0 {
                let (known_in, known_out) = known(groups, role);
                let input = known_in.unwrap_or(input);
                shares.push(Share { role, models, calls, input, output: known_out.unwrap_or(USUAL_OUTPUT) });
            }
        };
        let extra =
            u64::from(writing.blur == Blurring::Model) + u64::from(writing.pronouns) + u64::from(writing.rewrite);
        add(ModelRole::Generator, paths * (1 + extra));
        let judges = setup.roles.get(&ModelRole::Judges).map_or(0, Vec::len) as u64;
        let estimates = u64::from(scoring.difficulty == DifficultyMode::Judge);
        add(ModelRole::Judges, paths * judges * (1 + estimates));
        let both = has(setup, ModelRole::Strong) && has(setup, ModelRole::Weak);
        let asked = |role: ModelRole| match scoring.difficulty {
            DifficultyMode::Both => both,
            DifficultyMode::StrongOnly => role == ModelRole::Strong,
            DifficultyMode::WeakOnly => role == ModelRole::Weak,
            DifficultyMode::Judge => false,
        };
        for role in [ModelRole::Strong, ModelRole::Weak] {
            add(role, if asked(role) { paths * attempts } else { 0 });
        }
        add(ModelRole::Complexity, paths);
        Ok(shares)
    }
}

/// Tokens in and out of a role's call so far, in the mean.
pub(crate) fn known(groups: &[CallGroup], role: ModelRole) -> (Option<u64>, Option<u64>) {
    let of_role = || groups.iter().filter(|group| group.role == role.word());
    let calls: u64 = of_role().map(|group| group.done).sum();
    let mean = |tokens: fn(&CallGroup) -> u64| of_role().map(tokens).sum::<u64>().checked_div(calls);
    (mean(|group| group.tokens_in), mean(|group| group.tokens_out))
}

/// From all by the cheapest of each role to all by the dearest, with repairs and longer replies.
pub(crate) fn money(setup: &Setup, shares: &[Share]) -> Option<(f64, f64)> {
    let price = |model: &ModelRef| {
        let target = setup.targets.iter().find(|target| target.endpoint.name == model.endpoint)?;
        target.endpoint.model(&model.model)?.price
    };
    let (mut low, mut high, mut any) = (0.0, 0.0, false);
    for share in shares {
        let usage = Usage { input: share.input, output: share.output, ..Usage::default() };
        let each: Vec<f64> = share.models.iter().filter_map(|model| Some(cost(&usage, &price(model)?))).collect();
        any |= !each.is_empty();
        let calls = share.calls as f64;
        if share.role == ModelRole::Judges {
            // Every one of the panel is asked.
            let panel = each.iter().sum::<f64>() * calls / share.models.len() as f64;
            (low, high) = (low + panel, high + panel * (1.0 + REPAIRED));
        } else {
            low += each.iter().copied().reduce(f64::min).unwrap_or_default() * calls;
            high += each.iter().copied().reduce(f64::max).unwrap_or_default() * calls * (1.0 + REPAIRED);
        }
    }
    any.then_some((low, high))
}

/// The busiest endpoint decides: by calls at once and their latency, by requests and by tokens a minute.
pub(crate) fn seconds(setup: &Setup, shares: &[Share], groups: &[CallGroup]) -> u64 {
    let mut slowest: f64 = 0.0;
    for target in &setup.targets {
        let endpoint = &target.endpoint;
        let (mut calls, mut tokens) = (0.0, 0.0);
        for share in shares {
            let here = share.models.iter().filter(|model| model.endpoint == endpoint.name).count() as f64;
            let part = share.calls as f64 * here / share.models.len() as f64;
            calls += part;
            tokens += part * (share.input + share.output) as f64;
        }
        let medians = groups.iter().filter(|group| group.endpoint == endpoint.name).filter_map(|group| group.median_ms);
        let latency = medians.max().unwrap_or(USUAL_LATENCY) as f64 / 1000.0;
        let limits = endpoint.limits;
        let by_minute =
            |amount: f64, limit: Option<u32>| limit.map_or(0.0, |limit| amount * 60.0 / f64::from(limit.max(1)));
        let at_once = calls / f64::from(limits.concurrency.max(1)) * latency;
        let here =
            at_once.max(by_minute(calls, limits.requests_per_minute)).max(by_minute(tokens, limits.tokens_per_minute));
        slowest = slowest.max(here);
    }
    slowest.ceil() as u64
}

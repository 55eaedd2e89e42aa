//! What a run will probably take, before it begins: a few paths are drawn and their prompts written, replies are taken
//! to be as long as those so far.

use crate::calls::Setup;
use crate::prompt::Prompts;
use crate::stage::by_models::{has, scores};
use crate::synthesis::{Material, plan as prompt_of};
use crate::view::templates::invalid;
use crate::{Session, error};
use pathloom_graph::{Request, compile};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::{EstimateView, ScoreRequest};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_llm::{Usage, cost, tokens};
use pathloom_model::{
    Blurring, DifficultyMode, ModelRef, ModelRole, Sample, ScoreKind, ScoreSettings, SynthesisSettings,
};
use pathloom_store::table::calls::CallGroup;
use pathloom_store::table::samples::SampleRow;
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
        let drawn = self.paths_and_prompts(request)?;
        let (writing, scoring) = (self.synthesis_settings(request)?, self.scoring_of(request)?);
        let groups = self.project.call_groups(None).map_err(error::store)?;
        let shares = shares(&setup, &writing, &scoring, &drawn, &groups);
        Ok(view(&setup, &shares, &groups, drawn.paths, "By the prompts of a few paths"))
    }

    /// What scoring all samples again takes at most: a score that is there is not asked for again.
    pub fn score_estimate(&self, request: &ScoreRequest) -> Result<EstimateView, AppError> {
        let scoring = self.settings_of(request)?;
        let setup = Setup::of(self)?.filter(scores);
        let judges = setup.as_ref().and_then(|setup| setup.roles.get(&ModelRole::Judges)).cloned().unwrap_or_default();
        let mut wanting = Wanting::default();
        let count = |row: SampleRow| {
            wanting.count(&row.sample, &judges);
            Ok(())
        };
        self.project.each_sample(None, count).map_err(error::store)?;
        let Some(setup) = setup else {
            let basis = "The checks are computed; no model is asked.".into();
            return Ok(EstimateView { paths: wanting.samples, basis, ..EstimateView::default() });
        };
        let groups = self.project.call_groups(None).map_err(error::store)?;
        let asked = wanting.of(&scoring);
        let shares = scoring_shares(&setup, &scoring, &asked, USUAL_INPUT, &groups);
        Ok(view(&setup, &shares, &groups, wanting.samples, "By the scores that are missing"))
    }

    /// How many paths there will be, and the tokens of a prompt, in the mean of a few.
    fn paths_and_prompts(&self, request: &GenerateRequest) -> Result<Drawn, AppError> {
        let ground = self.ground(request.subgraph)?;
        let knowledge = ground.state.knowledge()?;
        let prompts = Prompts::load(&self.project).map_err(error::store)?;
        let material = Material::of_graph(knowledge, &prompts);
        let writing = self.synthesis_settings(request)?;
        let (mut paths, mut sizes, mut hops) = (0, Vec::new(), Vec::new());
        for id in &request.templates {
            let template = self.find(id)?;
            let plan = compile(ground.graph(), &template).map_err(invalid)?;
            let count = plan.count_quick().count;
            paths += count.min(request.samples.into());
            let few = Request::new(LOOKED_AT, request.strategy, request.seed);
            for found in plan.draw(&few) {
                hops.push(found.hops.len() as u64);
                // A path that allows no such question says nothing about the size of a prompt.
                if let Ok(prompt) = prompt_of(&material, &template, &found, &writing, request.seed) {
                    sizes.push(tokens::of_call(&prompt.call));
                }
            }
        }
        let mean = |of: &[u64]| of.iter().sum::<u64>().checked_div(of.len() as u64);
        let most = hops.iter().sum::<u64>().div_ceil(hops.len().max(1) as u64);
        Ok(Drawn { paths, input: mean(&sizes).unwrap_or(USUAL_INPUT), hops: most })
    }
}

/// Paths there will be, tokens of a prompt and hops of a path, in the mean of a few.
struct Drawn {
    paths: u64,
    input: u64,
    hops: u64,
}

/// Samples that each score is to be had for.
#[derive(Default)]
struct ToScore {
    /// Votes of judges together.
    votes: u64,
    difficulty: u64,
    complexity: u64,
    closed_book: u64,
    /// Samples, and their hops together.
    necessity: (u64, u64),
}

/// Samples without a score by models, by its kind.
#[derive(Default)]
struct Wanting {
    samples: u64,
    kinds: BTreeMap<ScoreKind, u64>,
    votes: u64,
    hops: u64,
}

impl Wanting {
    fn count(&mut self, sample: &Sample, judges: &[ModelRef]) {
        self.samples += 1;
        let support = sample.scores.iter().find(|score| score.kind == ScoreKind::Support);
        let votes = support.map_or(&[][..], |score| &score.votes);
        let voted = |judge: &&ModelRef| votes.iter().any(|vote| vote.model == **judge && vote.verdict.is_some());
        self.votes += (judges.len() - judges.iter().filter(voted).count()) as u64;
        for kind in [ScoreKind::Difficulty, ScoreKind::Complexity, ScoreKind::HopNecessity, ScoreKind::ClosedBook] {
            let mut scores = sample.scores.iter();
            if !scores.any(|score| score.kind == kind && score.value.is_some() && !score.votes.is_empty()) {
                *self.kinds.entry(kind).or_default() += 1;
                self.hops += if kind == ScoreKind::HopNecessity { sample.relations.len() as u64 } else { 0 };
            }
        }
    }

    fn of(&self, scoring: &ScoreSettings) -> ToScore {
        let of = |kind: ScoreKind| self.kinds.get(&kind).copied().unwrap_or_default();
        ToScore {
            votes: self.votes,
            difficulty: of(ScoreKind::Difficulty),
            complexity: of(ScoreKind::Complexity),
            closed_book: if scoring.closed_book { of(ScoreKind::ClosedBook) } else { 0 },
            necessity: if scoring.necessity { (of(ScoreKind::HopNecessity), self.hops) } else { (0, 0) },
        }
    }
}

fn view(setup: &Setup, shares: &[Share], groups: &[CallGroup], paths: u64, by: &str) -> EstimateView {
    let known: u64 = groups.iter().map(|group| group.done).sum();
    let tokens = |of: fn(&Share) -> u64| shares.iter().map(|share| share.calls * of(share)).sum::<u64>();
    let basis = match known {
        0 => format!("{by}; replies are taken to be of usual length, as no call was made yet."),
        known => format!("{by} and the {known} calls made in this project."),
    };
    let mut by_role: BTreeMap<&str, u64> = BTreeMap::new();
    shares.iter().for_each(|share| *by_role.entry(share.role.word()).or_default() += share.calls);
    EstimateView {
        paths,
        calls: shares.iter().map(|share| share.calls).sum(),
        tokens_in: tokens(|share| share.input),
        tokens_out: tokens(|share| share.output),
        money: money(setup, shares),
        seconds: seconds(setup, shares, groups),
        basis,
        by_role: by_role.into_iter().map(|(role, calls)| (role.to_owned(), calls)).collect(),
    }
}

fn shares(
    setup: &Setup,
    writing: &SynthesisSettings,
    scoring: &ScoreSettings,
    drawn: &Drawn,
    groups: &[CallGroup],
) -> Vec<Share> {
    let paths = drawn.paths;
    let extra = u64::from(writing.blur == Blurring::Model) + u64::from(writing.pronouns) + u64::from(writing.rewrite);
    let judges = setup.roles.get(&ModelRole::Judges).map_or(0, Vec::len) as u64;
    let all = ToScore {
        votes: paths * judges,
        difficulty: paths,
        complexity: paths,
        closed_book: if scoring.closed_book { paths } else { 0 },
        necessity: if scoring.necessity { (paths, paths * drawn.hops) } else { (0, 0) },
    };
    let writes = share(setup, groups, drawn.input, ModelRole::Generator, paths * (1 + extra));
    writes.into_iter().chain(scoring_shares(setup, scoring, &all, drawn.input, groups)).collect()
}

fn scoring_shares(
    setup: &Setup,
    scoring: &ScoreSettings,
    asked: &ToScore,
    input: u64,
    groups: &[CallGroup],
) -> Vec<Share> {
    let attempts = u64::from(scoring.attempts());
    let judges = setup.roles.get(&ModelRole::Judges).map_or(0, Vec::len) as u64;
    let estimates = if scoring.difficulty == DifficultyMode::Judge { asked.difficulty } else { 0 };
    let both = has(setup, ModelRole::Strong) && has(setup, ModelRole::Weak);
    let answers = |role: ModelRole| match scoring.difficulty {
        DifficultyMode::Both => both,
        DifficultyMode::StrongOnly => role == ModelRole::Strong,
        DifficultyMode::WeakOnly => role == ModelRole::Weak,
        DifficultyMode::Judge => false,
    };
    // Who is asked without some evidence or without any: the strong models where there are any.
    let tries = if has(setup, ModelRole::Strong) { ModelRole::Strong } else { ModelRole::Weak };
    let (whole, hops) = asked.necessity;
    let of = |role: ModelRole| {
        let evidence = if answers(role) { asked.difficulty * attempts } else { 0 };
        let without = if role == tries { whole + hops + asked.closed_book * attempts } else { 0 };
        evidence + without
    };
    let wanted = [
        (ModelRole::Judges, asked.votes + estimates * judges),
        (ModelRole::Strong, of(ModelRole::Strong)),
        (ModelRole::Weak, of(ModelRole::Weak)),
        (ModelRole::Complexity, asked.complexity),
    ];
    wanted.into_iter().filter_map(|(role, calls)| share(setup, groups, input, role, calls)).collect()
}

/// `None` where nobody has the role or nothing is asked of it.
fn share(setup: &Setup, groups: &[CallGroup], input: u64, role: ModelRole, calls: u64) -> Option<Share> {
    let models = setup.roles.get(&role).filter(|models| !models.is_empty() && calls > 0)?.clone();
    let (known_in, known_out) = known(groups, role);
    Some(Share { role, models, calls, input: known_in.unwrap_or(input), output: known_out.unwrap_or(USUAL_OUTPUT) })
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

//! Dataset: what was approved, in numbers and plots.

use crate::lengths::lengths;
use crate::view::templates::Library;
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::dataset::{Bar, CheckBar, DatasetView};
use pathloom_model::{CheckKind, CheckOutcome, DifficultyClass, Key, Kind, Sample, Score, ScoreKind};
use pathloom_store::table::samples::{Query, SampleRow};
use std::collections::{BTreeMap, BTreeSet};

impl Session {
    pub fn dataset(&self) -> Result<DatasetView, AppError> {
        let (rows, _) = self.project.samples(&Query::default()).map_err(error::store)?;
        let tally = self.project.tally().map_err(error::store)?;
        let kept: Vec<&SampleRow> = rows.iter().filter(|row| row.exported()).collect();
        let samples: Vec<&Sample> = kept.iter().map(|row| &row.sample).collect();
        let tokens: Vec<u64> = samples.iter().filter_map(|sample| score(sample, ScoreKind::Tokens)).collect();
        let cited: BTreeSet<&Key> =
            samples.iter().flat_map(|sample| sample.evidence.iter().map(|evidence| &evidence.span.document)).collect();
        let (kinds, _) = self.project.graph_counts().map_err(error::store)?;
        Ok(DatasetView {
            approved: samples.len() as u64,
            templates: samples.iter().map(|sample| &sample.template).collect::<BTreeSet<_>>().len() as u64,
            documents_used: cited.len() as u64,
            documents: kinds[Kind::Document.index()],
            tokens: tokens.iter().sum(),
            edited: kept.iter().filter(|row| row.edited).count() as u64,
            recheck: tally.recheck,
            task_mix: task_mix(&samples, &self.library()?),
            complexity: (1..=5).map(|level| level_bar(&samples, level)).collect(),
            hops: hops(&samples),
            checks: checks(&samples),
            lengths: lengths(&tokens),
            support: support(&samples),
            support_note: "Needs models: judges vote on support.".into(),
            difficulty: difficulty(&samples),
            difficulty_note: "Needs models: a weak and a strong one try to answer.".into(),
            coverage: self.bands_used(&samples)?,
            near_duplicates: near_duplicates(&samples),
        })
    }

    /// Entities on the paths of the samples by band of degree: (band, used, all).
    fn bands_used(&self, samples: &[&Sample]) -> Result<Vec<(String, u64, u64)>, AppError> {
        let state = self.graph()?;
        let used: BTreeSet<&Key> = samples
            .iter()
            .flat_map(|sample| sample.nodes.iter().map(|node| &node.key))
            .filter(|key| key.kind() == Kind::Entity)
            .collect();
        let bands = state.bands();
        Ok(["head", "torso", "tail"]
            .iter()
            .zip(bands)
            .map(|(name, keys)| {
                let hit = keys.iter().filter(|key| used.contains(key)).count() as u64;
                ((*name).to_owned(), hit, keys.len() as u64)
            })
            .collect())
    }
}

/// Judges who agree of those who voted, most first.
fn support(samples: &[&Sample]) -> Vec<Bar> {
    let mut counts: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    for score in of_kind(samples, ScoreKind::Support).filter(|score| score.value.is_some()) {
        let part = |name| score.part(name).unwrap_or_default() as u64;
        *counts.entry((part("agree"), part("voted"))).or_default() += 1;
    }
    let bar = |((agree, voted), count)| {
        let label = format!("{agree} of {voted}");
        Bar { key: label.clone(), label, count }
    };
    let mut counts: Vec<_> = counts.into_iter().collect();
    // 2 of 2 before 2 of 3 before 1 of 3.
    counts.sort_by(|((a, of_a), _), ((b, of_b), _)| (b * of_a, b).cmp(&(a * of_b, a)));
    counts.into_iter().map(bar).collect()
}

fn difficulty(samples: &[&Sample]) -> Vec<Bar> {
    let count =
        |class| of_kind(samples, ScoreKind::Difficulty).filter(|score| score.class == Some(class)).count() as u64;
    let bars = DifficultyClass::ALL.map(|class| Bar {
        key: class.word().to_owned(),
        label: class.word().to_owned(),
        count: count(class),
    });
    if bars.iter().all(|bar| bar.count == 0) { Vec::new() } else { bars.into() }
}

fn of_kind<'a>(samples: &'a [&Sample], kind: ScoreKind) -> impl Iterator<Item = &'a Score> {
    samples.iter().filter_map(move |sample| sample.scores.iter().find(|score| score.kind == kind))
}

pub fn score(sample: &Sample, kind: ScoreKind) -> Option<u64> {
    sample.scores.iter().find(|score| score.kind == kind)?.value.map(|value| value.round().max(0.0) as u64)
}

fn task_mix(samples: &[&Sample], library: &Library) -> Vec<Bar> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for sample in samples {
        *counts.entry(&sample.template).or_default() += 1;
    }
    let mut bars: Vec<Bar> =
        counts.into_iter().map(|(id, count)| Bar { key: id.to_owned(), label: library.title(id), count }).collect();
    bars.sort_by(|a, b| (b.count, &a.label).cmp(&(a.count, &b.label)));
    bars
}

fn level_bar(samples: &[&Sample], level: u64) -> Bar {
    let count = samples.iter().filter(|sample| score(sample, ScoreKind::Complexity) == Some(level)).count() as u64;
    Bar { key: level.to_string(), label: level.to_string(), count }
}

fn hops(samples: &[&Sample]) -> Vec<Bar> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for sample in samples {
        *counts.entry(sample.hops).or_default() += 1;
    }
    counts.into_iter().map(|(hops, count)| Bar { key: hops.to_string(), label: hops.to_string(), count }).collect()
}

fn check_bar(samples: &[&Sample], kind: CheckKind) -> CheckBar {
    let count = |outcome| {
        let has = |sample: &&&Sample| sample.checks.iter().any(|check| check.kind == kind && check.outcome == outcome);
        samples.iter().filter(has).count() as u64
    };
    CheckBar {
        label: check_name(kind).into(),
        passed: count(CheckOutcome::Passed),
        failed: count(CheckOutcome::Failed),
    }
}

/// A bar for every check that some sample has.
fn checks(samples: &[&Sample]) -> Vec<CheckBar> {
    let some = |kind: &CheckKind| samples.iter().any(|sample| sample.checks.iter().any(|check| check.kind == *kind));
    let written = CheckKind::OF_WRITTEN.into_iter().filter(some);
    CheckKind::ALL.into_iter().chain(written).map(|kind| check_bar(samples, kind)).collect()
}

fn check_name(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Arithmetic => "Arithmetic",
        CheckKind::Alignment => "Steps and evidence",
        CheckKind::Uniqueness => "One answer in this graph",
        CheckKind::SelfContainment => "Understood on its own",
        CheckKind::BannedWords => "No container words",
        CheckKind::AnswerLeak => "Answer not given away",
        CheckKind::Quotes => "Quotes found in sources",
        CheckKind::NearDuplicate => "No near duplicate",
        CheckKind::Target => "Answer is the path's",
        CheckKind::Language => "Language asked for",
        CheckKind::Form => "Form of the question",
        CheckKind::Blur => "Blurred names not said",
    }
}

fn near_duplicates(samples: &[&Sample]) -> u64 {
    let failed = |sample: &&&Sample| {
        sample
            .checks
            .iter()
            .any(|check| check.kind == CheckKind::NearDuplicate && check.outcome == CheckOutcome::Failed)
    };
    samples.iter().filter(failed).count() as u64
}

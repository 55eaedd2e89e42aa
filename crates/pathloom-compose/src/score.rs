//! Scores that need no model: a documented complexity formula, hops, tokens. What needs models stays missing.

use pathloom_model::meaning::Asked;
use pathloom_model::{Sample, Score, ScoreKind};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static TOKENS: LazyLock<Option<tiktoken_rs::CoreBPE>> = LazyLock::new(|| tiktoken_rs::o200k_base().ok());

/// Reads the token vocabulary ahead: it takes a fifth of a second the first time that a sample is scored.
pub fn prepare() {
    LazyLock::force(&TOKENS);
}

/// All five scores, each with a value or the reason why it is missing.
pub fn score(sample: &Sample) -> Vec<Score> {
    let missing = |kind| Score::missing(kind, "needs models");
    let tokens = match tokens(sample) {
        Some(count) => {
            Score::new(ScoreKind::Tokens, count as f64, "computed: question, steps and answer in o200k tokens")
        }
        None => Score::missing(ScoreKind::Tokens, "the token vocabulary could not be loaded"),
    };
    vec![
        missing(ScoreKind::Support),
        missing(ScoreKind::Difficulty),
        Score::new(ScoreKind::Complexity, complexity(sample), COMPLEXITY),
        Score::new(ScoreKind::Hops, f64::from(sample.hops), "computed: relations between start and answer"),
        tokens,
    ]
}

const COMPLEXITY: &str = "computed: 1 + 0.4 × hops (at most 4) + 0.3 × figures after the first (at most 4) + 0.4 × documents \
     after the first (at most 2) + 0.4 × kinds of evidence after the first (at most 2) + 0.5 for arithmetic or a \
     comparison, cut at 5";

/// 1 to 5, one digit after the point; the formula is [`COMPLEXITY`].
fn complexity(sample: &Sample) -> f64 {
    let documents: BTreeSet<_> = sample.evidence.iter().map(|evidence| &evidence.span.document).collect();
    let kinds: BTreeSet<_> = sample.evidence.iter().map(|evidence| evidence.node.kind()).collect();
    let after_first = |count: usize, most: usize| count.saturating_sub(1).min(most) as f64;
    let compares = match &sample.meaning {
        Some(Asked::Entity(_)) => sample.answer.operands.len() > 1,
        Some(Asked::Value { .. }) => false,
        Some(_) => true,
        None => sample.answer.expression.is_some(),
    };
    let value = 1.0
        + 0.4 * f64::from(sample.hops.min(4))
        + 0.3 * after_first(sample.answer.operands.len(), 4)
        + 0.4 * after_first(documents.len(), 2)
        + 0.4 * after_first(kinds.len(), 2)
        + if compares { 0.5 } else { 0.0 };
    (value.min(5.0) * 10.0).round() / 10.0
}

/// Tokens of question, steps and answer; `None` when the vocabulary does not load.
pub fn tokens(sample: &Sample) -> Option<usize> {
    let bpe = TOKENS.as_ref()?;
    let texts = [&sample.question, &sample.answer.text];
    let texts = texts.into_iter().chain(sample.steps.iter().map(|step| &step.text));
    Some(texts.map(|text| bpe.encode_ordinary(text).len()).sum())
}

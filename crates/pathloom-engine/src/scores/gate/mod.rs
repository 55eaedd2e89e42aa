//! Gates: a rule over scores and checks sorts samples into kept, dropped and borderline. What cannot be told, because a
//! score is missing, is borderline and never dropped. Pure; who keeps and applies rules is elsewhere.

mod preview;
#[cfg(test)]
mod tests;
mod text;

pub use preview::{Counted, Histogram, Tallying};
pub use text::RuleError;

use pathloom_model::{Check, CheckKind, CheckOutcome, DifficultyClass, Score, ScoreKind};
use serde::{Deserialize, Serialize};

/// Conditions that must all hold. Without any, everything is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Condition {
    /// A number is at least, or at most, and so on.
    Number { of: Measure, op: Op, amount: Amount },
    /// A check came out, or did not come out, this way.
    Check { of: CheckKind, is: bool, outcome: CheckOutcome },
    /// The class of difficulty is, or is not, one of these.
    Class { is: bool, classes: Vec<DifficultyClass> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Is,
    IsNot,
}

/// As it was written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Number(f64),
    /// 2 of 3.
    Share(u32, u32),
}

impl Amount {
    pub fn value(self) -> f64 {
        match self {
            Amount::Number(value) => value,
            Amount::Share(of, all) => f64::from(of) / f64::from(all.max(1)),
        }
    }
}

/// A number of a sample that a gate may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Share of the judges who agree, 0 to 1.
    Support,
    /// Share of the strong models' attempts that were right, 0 to 1.
    Strong,
    Weak,
    /// 1 to 5.
    Complexity,
    Language,
    Task,
    Structure,
    Hops,
    Tokens,
    /// Share of the hops that are needed, 0 to 1.
    HopNecessity,
    /// Share of the attempts without evidence that were right, 0 to 1.
    ClosedBook,
    FailedChecks,
}

impl Measure {
    pub const ALL: [Measure; 12] = [
        Measure::Support,
        Measure::Strong,
        Measure::Weak,
        Measure::Complexity,
        Measure::Language,
        Measure::Task,
        Measure::Structure,
        Measure::Hops,
        Measure::Tokens,
        Measure::HopNecessity,
        Measure::ClosedBook,
        Measure::FailedChecks,
    ];

    /// The word of rules.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Support => "support",
            Measure::Strong => "strong",
            Measure::Weak => "weak",
            Measure::Complexity => "complexity",
            Measure::Language => "language",
            Measure::Task => "task",
            Measure::Structure => "structure",
            Measure::Hops => "hops",
            Measure::Tokens => "tokens",
            Measure::HopNecessity => "hop_necessity",
            Measure::ClosedBook => "closed_book",
            Measure::FailedChecks => "failed_checks",
        }
    }

    /// Lowest and highest value, where these are fixed.
    pub fn range(self) -> Option<(f64, f64)> {
        match self {
            Measure::Support | Measure::Strong | Measure::Weak | Measure::HopNecessity | Measure::ClosedBook => {
                Some((0.0, 1.0))
            }
            Measure::Complexity | Measure::Language | Measure::Task | Measure::Structure => Some((1.0, 5.0)),
            Measure::Hops | Measure::Tokens | Measure::FailedChecks => None,
        }
    }

    /// The number, or why it is missing.
    pub fn of(self, scored: Scored<'_>) -> Result<f64, String> {
        let part = |kind, part: &str| {
            let score = scored.score(kind)?;
            score
                .part(part)
                .ok_or_else(|| if score.value.is_none() { score.note.clone() } else { "only models give it".into() })
        };
        let whole = |kind| {
            let score = scored.score(kind)?;
            score.value.ok_or_else(|| score.note.clone())
        };
        match self {
            Measure::Support => whole(ScoreKind::Support),
            Measure::Strong | Measure::Weak => part(ScoreKind::Difficulty, self.word()),
            Measure::Complexity => whole(ScoreKind::Complexity),
            Measure::Language | Measure::Task | Measure::Structure => part(ScoreKind::Complexity, self.word()),
            Measure::Hops => whole(ScoreKind::Hops),
            Measure::Tokens => whole(ScoreKind::Tokens),
            Measure::HopNecessity => whole(ScoreKind::HopNecessity),
            Measure::ClosedBook => whole(ScoreKind::ClosedBook),
            Measure::FailedChecks => {
                Ok(scored.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed).count() as f64)
            }
        }
    }
}

/// What a gate looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    pub scores: &'a [Score],
    pub checks: &'a [Check],
}

impl<'a> Scored<'a> {
    fn score(self, kind: ScoreKind) -> Result<&'a Score, String> {
        self.scores.iter().find(|score| score.kind == kind).ok_or_else(|| "it was not asked for".to_owned())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Kept,
    Dropped,
    /// Nothing speaks against it, but a score is missing.
    Borderline,
}

/// Where a sample goes. For each reason the condition in the words of the rule, and what was found instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorted {
    pub side: Side,
    pub reasons: Vec<(String, String)>,
}

impl Gate {
    pub fn sort(&self, scored: Scored<'_>) -> Sorted {
        let (mut against, mut missing) = (Vec::new(), Vec::new());
        for condition in &self.conditions {
            match condition.holds(scored) {
                Ok(None) => {}
                Ok(Some(found)) => against.push((condition.to_string(), found)),
                Err(reason) => missing.push((condition.to_string(), reason)),
            }
        }
        match (against.is_empty(), missing.is_empty()) {
            (false, _) => Sorted { side: Side::Dropped, reasons: against },
            (true, false) => Sorted { side: Side::Borderline, reasons: missing },
            (true, true) => Sorted { side: Side::Kept, reasons: Vec::new() },
        }
    }
}

impl Condition {
    /// Nothing when it holds, what was found when it does not; an error says why that cannot be told.
    fn holds(&self, scored: Scored<'_>) -> Result<Option<String>, String> {
        match self {
            Condition::Number { of, op, amount } => {
                let value = of.of(scored)?;
                Ok((!op.holds(value, amount.value())).then(|| text::number(value)))
            }
            Condition::Check { of, is, outcome } => {
                let check = scored.checks.iter().find(|check| check.kind == *of);
                let check = check.ok_or("this check was not made")?;
                // Where a check does not apply, nothing speaks for or against the sample.
                if check.outcome == CheckOutcome::NotApplicable && *is && *outcome != CheckOutcome::NotApplicable {
                    return Err("does not apply".into());
                }
                Ok(((check.outcome == *outcome) != *is).then(|| text::outcome(check.outcome).to_owned()))
            }
            Condition::Class { is, classes } => {
                let score = scored.score(ScoreKind::Difficulty)?;
                let class = score.class.ok_or_else(|| score.note.clone())?;
                Ok((classes.contains(&class) != *is).then(|| class.word().to_owned()))
            }
        }
    }
}

impl Op {
    /// 2 of 3 is 2/3, however it was reckoned.
    fn holds(self, value: f64, bound: f64) -> bool {
        const NEAR: f64 = 1e-9;
        match self {
            Op::AtLeast => value >= bound - NEAR,
            Op::AtMost => value <= bound + NEAR,
            Op::MoreThan => value > bound + NEAR,
            Op::LessThan => value < bound - NEAR,
            Op::Is => (value - bound).abs() <= NEAR,
            Op::IsNot => (value - bound).abs() > NEAR,
        }
    }
}

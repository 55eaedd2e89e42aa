//! Rules as people write them: "support >= 2/3 and arithmetic != failed and difficulty in (medium, hard)".

use super::{Amount, Condition, Gate, Measure, Op};
use pathloom_model::{CheckKind, CheckOutcome, DifficultyClass};
use regex::Regex;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// What is wrong with a rule, and what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} {hint}")]
pub struct RuleError {
    pub message: String,
    pub hint: String,
}

/// A rule is a line; a longer text is none.
const LONGEST: usize = 2_000;

impl FromStr for Gate {
    type Err = RuleError;

    /// Conditions are joined by "and". An empty rule keeps everything.
    fn from_str(text: &str) -> Result<Gate, RuleError> {
        if text.len() > LONGEST {
            return Err(wrong("This rule is too long.", "Write at most 2,000 characters."));
        }
        let parts = AND.split(text.trim()).map(str::trim);
        if text.trim().is_empty() {
            return Ok(Gate::default());
        }
        Ok(Gate { conditions: parts.map(condition).collect::<Result<_, _>>()? })
    }
}

static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s+and\s+|\s*(?:&&|;|\n|并且|且)\s*"));
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^([\p{L}_][\p{L}\d_-]*(?:\s+[\p{L}_][\p{L}\d_-]*)*?)\s*(>=|=>|≥|<=|=<|≤|!=|<>|≠|==|=|>|<|\bat least\b|\bat most\b|\bis not in\b|\bis not\b|\bis\b|\bnot in\b|\bnot\b|\bin\b)\s*(.+)$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| unreachable!("{error}"))
}

fn wrong(message: impl Into<String>, hint: impl Into<String>) -> RuleError {
    RuleError { message: message.into(), hint: hint.into() }
}

fn condition(text: &str) -> Result<Condition, RuleError> {
    let Some(found) = CONDITION.captures(text) else {
        let known = plain(text);
        if !known.is_empty() && measure(&known).is_none() && check(&known).is_none() && known != DIFFICULTY {
            return Err(unknown(text));
        }
        return Err(wrong(
            format!("\"{text}\" is no condition."),
            "Write a score, a comparison and a value: support >= 2/3.",
        ));
    };
    let [name, op, value] = [1, 2, 3].map(|group| found.get(group).map_or("", |part| part.as_str().trim()));
    let word = plain(name);
    let op = read_op(op);
    if let Some(of) = measure(&word) {
        return Ok(Condition::Number { of, op, amount: amount(name, value)? });
    }
    let is = match op {
        Op::Is => true,
        Op::IsNot => false,
        _ if check(&word).is_some() || word == DIFFICULTY => {
            let kinds = if word == DIFFICULTY { classes_hint() } else { OUTCOMES_HINT.to_owned() };
            return Err(wrong(format!("\"{name}\" is no number, so it cannot be compared."), kinds));
        }
        _ => return Err(unknown(name)),
    };
    if word == DIFFICULTY {
        return Ok(Condition::Class { is, classes: classes(value)? });
    }
    let of = check(&word).ok_or_else(|| unknown(name))?;
    Ok(Condition::Check { of, is, outcome: read_outcome(value)? })
}

const DIFFICULTY: &str = "difficulty";

/// "Closed book" and "closed-book" are `closed_book`.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

fn measure(word: &str) -> Option<Measure> {
    Measure::ALL.into_iter().find(|measure| measure.word() == word)
}

fn check(word: &str) -> Option<CheckKind> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

fn check_word(kind: CheckKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn unknown(name: &str) -> RuleError {
    let scores = Measure::ALL.map(Measure::word).join(", ");
    let checks = CheckKind::ALL.map(check_word).join(", ");
    wrong(
        format!("\"{name}\" is no score and no check."),
        format!("Use {scores}, difficulty, or one of the checks {checks}."),
    )
}

fn read_op(op: &str) -> Op {
    match op.to_lowercase().as_str() {
        ">=" | "=>" | "≥" | "at least" => Op::AtLeast,
        "<=" | "=<" | "≤" | "at most" => Op::AtMost,
        ">" => Op::MoreThan,
        "<" => Op::LessThan,
        "!=" | "<>" | "≠" | "is not" | "not" | "is not in" | "not in" => Op::IsNot,
        _ => Op::Is,
    }
}

static SHARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(\d{1,6})\s*(?:/|of)\s*(\d{1,6})$"));

/// "3", "0.5", "50%", "2/3", "2 of 3".
fn amount(name: &str, text: &str) -> Result<Amount, RuleError> {
    let none =
        || wrong(format!("\"{text}\" is no number for {name}."), "Write a number, a share like 2/3, or a percentage.");
    if let Some(found) = SHARE.captures(text) {
        let part = |group: usize| found.get(group).and_then(|part| part.as_str().parse::<u32>().ok());
        return match (part(1), part(2)) {
            (Some(of), Some(all)) if all > 0 => Ok(Amount::Share(of, all)),
            _ => Err(none()),
        };
    }
    let (digits, percent) = text.strip_suffix('%').map_or((text, 1.0), |digits| (digits.trim(), 100.0));
    let value: f64 = digits.parse().map_err(|_| none())?;
    if !value.is_finite() {
        return Err(none());
    }
    Ok(Amount::Number(value / percent))
}

const OUTCOMES_HINT: &str = "Write = or != with passed, failed or not_applicable.";

fn read_outcome(text: &str) -> Result<CheckOutcome, RuleError> {
    match plain(text).as_str() {
        "passed" | "ok" | "right" => Ok(CheckOutcome::Passed),
        "failed" | "wrong" => Ok(CheckOutcome::Failed),
        "not_applicable" => Ok(CheckOutcome::NotApplicable),
        _ => Err(wrong(format!("\"{text}\" is no outcome of a check."), OUTCOMES_HINT)),
    }
}

pub(super) fn outcome(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Passed => "passed",
        CheckOutcome::Failed => "failed",
        CheckOutcome::NotApplicable => "not_applicable",
    }
}

fn classes(text: &str) -> Result<Vec<DifficultyClass>, RuleError> {
    let inner = text.trim().trim_start_matches('(').trim_end_matches(')');
    let words = inner.split([',', '|', '、']).flat_map(|part| part.split(" or ")).map(str::trim);
    let class = |word: &str| {
        let found = DifficultyClass::ALL.into_iter().find(|class| class.word() == word.to_lowercase());
        found.ok_or_else(|| wrong(format!("\"{word}\" is no difficulty."), classes_hint()))
    };
    words.filter(|word| !word.is_empty()).map(class).collect()
}

fn classes_hint() -> String {
    format!("Write = or != with {}.", DifficultyClass::ALL.map(DifficultyClass::word).join(", "))
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, condition) in self.conditions.iter().enumerate() {
            write!(f, "{}{condition}", if place == 0 { "" } else { " and " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |is: bool| if is { "=" } else { "!=" };
        match self {
            Condition::Number { of, op, amount } => write!(f, "{} {op} {amount}", of.word()),
            Condition::Check { of, is, outcome: wanted } => {
                write!(f, "{} {} {}", check_word(*of), sign(*is), outcome(*wanted))
            }
            Condition::Class { is, classes } => match classes.as_slice() {
                [one] => write!(f, "{DIFFICULTY} {} {}", sign(*is), one.word()),
                many => {
                    let words: Vec<&str> = many.iter().map(|class| class.word()).collect();
                    write!(f, "{DIFFICULTY} {} ({})", if *is { "in" } else { "not in" }, words.join(", "))
                }
            },
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Op::AtLeast => ">=",
            Op::AtMost => "<=",
            Op::MoreThan => ">",
            Op::LessThan => "<",
            Op::Is => "=",
            Op::IsNot => "!=",
        })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Number(value) => f.write_str(&number(*value)),
            Amount::Share(of, all) => write!(f, "{of}/{all}"),
        }
    }
}

/// At most four decimals, none where none is needed.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! Whether an answer that was given is the expected one: by names, numbers with their units, dates, choice letters and
//! sets. What these cannot decide is left to a judge; nothing here asks a model.

mod date;
mod expected;
mod number;
#[cfg(test)]
mod tests;
mod text;

pub use expected::Expected;
pub use text::normalised;

use text::{bare, is_denied, occurs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Different,
    /// A judge has to look.
    Undecided,
}

/// A verdict and what decided it, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    pub verdict: Verdict,
    pub why: &'static str,
}

impl Compared {
    const fn same(why: &'static str) -> Compared {
        Compared { verdict: Verdict::Same, why }
    }

    const fn different(why: &'static str) -> Compared {
        Compared { verdict: Verdict::Different, why }
    }

    const fn undecided(why: &'static str) -> Compared {
        Compared { verdict: Verdict::Undecided, why }
    }
}

/// Answers are short; what follows is not read.
const LONGEST: usize = 2_000;
/// Up to this many words, a sentence that holds one name and no other says that name.
const SHORT: usize = 14;

/// Compares `given` with what is expected. Pure: the same texts give the same verdict.
pub fn compare(expected: &Expected, given: &str) -> Compared {
    let given: String = given.chars().take(LONGEST).collect();
    let given = bare(&given);
    if given.is_empty() {
        return Compared::different("no answer was given");
    }
    if given == expected.text.trim() {
        return Compared::same("the same words");
    }
    if text::is_declined(given) {
        return Compared::different("it declines to answer");
    }
    if !expected.options.is_empty() {
        return choice(expected, given);
    }
    if let Some(truth) = text::truth(&expected.text) {
        return match text::truth(given) {
            Some(said) if said == truth => Compared::same("the same truth value"),
            Some(_) => Compared::different("the other truth value"),
            None => Compared::undecided("neither true nor false is said"),
        };
    }
    if expected.items.len() > 1 {
        return sets(expected, given);
    }
    one(expected, given)
}

/// A single thing: a name, a date or a quantity.
fn one(expected: &Expected, given: &str) -> Compared {
    if expected.quantity.is_none() {
        if let Some(compared) = named(expected, given) {
            return compared;
        }
        if let Some(wanted) = date::read(&expected.text) {
            return date::compare(wanted, given);
        }
    }
    if let Some(wanted) = &expected.quantity {
        return number::compare(wanted, given);
    }
    contained(expected, given)
}

/// Equal to a name of the answer, or to one of something else.
fn named(expected: &Expected, given: &str) -> Option<Compared> {
    let said = normalised(given);
    if said.is_empty() {
        return None;
    }
    if let Some(name) = expected.all_names().find(|name| normalised(name) == said) {
        // Co is not CO.
        let symbol = name.chars().count() <= 3 && name.is_ascii() && name.trim() != given;
        return Some(match symbol && name.eq_ignore_ascii_case(given) {
            true => Compared::undecided("a symbol in other case"),
            false => Compared::same("the same name"),
        });
    }
    let rival = expected.rivals.iter().any(|name| normalised(name) == said);
    rival.then(|| Compared::different("the name of something else"))
}

/// A short sentence with a name of the answer and of nothing else beside what the question names.
fn contained(expected: &Expected, given: &str) -> Compared {
    let said = normalised(given);
    let words = if given.is_ascii() { said.split(' ').count() } else { said.chars().count() / 2 };
    let holds = |name: &String| occurs(&said, &normalised(name));
    let question = normalised(&expected.question);
    let ours = expected.all_names().any(holds);
    let part_of_ours = |name: &String| expected.all_names().any(|own| occurs(&normalised(own), &normalised(name)));
    let other = |name: &&String| holds(name) && !part_of_ours(name) && !occurs(&question, &normalised(name));
    let rival = expected.rivals.iter().find(other);
    match (ours, rival) {
        _ if words > SHORT => Compared::undecided("a long answer"),
        _ if is_denied(&said) => Compared::undecided("something is denied"),
        (true, None) => Compared::same("it names the answer alone"),
        (false, Some(_)) => Compared::different("it names something else"),
        _ => Compared::undecided("other words"),
    }
}

/// By letter or by the words of an option.
fn choice(expected: &Expected, given: &str) -> Compared {
    let place = |text: &str| {
        text::choice_letter(text, expected.options.len()).or_else(|| {
            let said = normalised(text);
            let mut same = expected.options.iter().enumerate().filter(|(_, option)| normalised(option) == said);
            let first = same.next().map(|(place, _)| place);
            if same.next().is_none() { first } else { None }
        })
    };
    match (place(&expected.text), place(given)) {
        (Some(wanted), Some(said)) if wanted == said => Compared::same("the same choice"),
        (Some(_), Some(_)) => Compared::different("another choice"),
        _ => Compared::undecided("no choice is named"),
    }
}

/// Each of one side has its own of the other.
fn sets(expected: &Expected, given: &str) -> Compared {
    let said = text::items(given, true);
    let wanted: Vec<Expected> = expected.items.iter().map(|item| expected.item(item)).collect();
    let mut left: Vec<usize> = (0..wanted.len()).collect();
    let (mut strange, mut wrong) = (false, false);
    for item in &said {
        let verdicts: Vec<Verdict> = left.iter().map(|&place| one(&wanted[place], item).verdict).collect();
        if let Some(found) = verdicts.iter().position(|verdict| *verdict == Verdict::Same) {
            left.remove(found);
        } else if wanted.iter().any(|wanted| one(wanted, item).verdict == Verdict::Same) {
            // Said twice.
        } else if verdicts.contains(&Verdict::Undecided) {
            strange = true;
        } else {
            wrong = true;
        }
    }
    match (left.is_empty(), strange, wrong) {
        (true, false, false) => Compared::same("the same set"),
        (_, _, true) => Compared::different("something else is among them"),
        (false, false, false) => Compared::different("not all are there"),
        _ => Compared::undecided("some are in other words"),
    }
}

//! Figures, dates and classes that a model gives, read again from the printed words: their value and unit are those of
//! the page wherever the page prints them.

use crate::folded::Folded;
use pathloom_extract::{FoundObject, number, unit};

pub struct Read {
    pub object: FoundObject,
    /// The unit stands beside the figure.
    pub printed_unit: bool,
}

/// Words around a figure that may be its unit: "EUR" before it, "million tonnes" after.
const AFTER: usize = 3;

/// Whether an object without an entity is a value.
pub fn is_value(text: &str) -> bool {
    number::parse(text).is_some() || number::is_year(text) || text.chars().any(|c| c.is_ascii_digit())
}

/// The figure or words as `words` print them; `None` where they do not.
pub fn in_words(printed: &str, said_unit: &str, words: &Folded) -> Option<Read> {
    let text = words.words();
    let Some(wanted) = number::parse(printed).or_else(|| number::parse_cell(printed)) else {
        let there = words.holds(printed);
        return there.then(|| Read { object: FoundObject::Text(printed.trim().to_owned()), printed_unit: true });
    };
    if number::is_year(printed) && said_unit.trim().is_empty() {
        let there = words.holds(printed);
        return there.then(|| Read { object: FoundObject::Text(printed.trim().to_owned()), printed_unit: true });
    }
    let pieces = pieces(text);
    for at in 0..pieces.len() {
        for (first, last) in around(at, pieces.len()) {
            let part = text[pieces[first].0..pieces[last].1].trim_end_matches([',', '.', ';', ')']);
            let Some(found) = number::parse(part) else { continue };
            if found.value != wanted.value || (first == last && at != first) {
                continue;
            }
            let own = found.measure.clone();
            let said = unit::parse(said_unit);
            let printed_unit = own.is_some() || said_unit.trim().is_empty();
            let quantity = found.quantity(said.as_ref());
            return Some(Read { object: FoundObject::Quantity(quantity), printed_unit });
        }
    }
    None
}

/// As the model says it, for what is kept without being believed.
pub fn unread(printed: &str, said_unit: &str) -> FoundObject {
    match number::parse(printed).filter(|_| !number::is_year(printed)) {
        Some(found) => FoundObject::Quantity(found.quantity(unit::parse(said_unit).as_ref())),
        None => FoundObject::Text(printed.chars().take(200).collect()),
    }
}

/// Words by white space, by commas that are in no figure, and at the borders of Chinese, which prints "1,984万元占".
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut start: Option<usize> = None;
    let mut last: Option<char> = None;
    let mut signs = text.char_indices().peekable();
    while let Some((at, c)) = signs.next() {
        let han = pathloom_model::language::is_han(c);
        let in_figure = signs.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let comma = matches!(c, ',' | ';' | ':') && !in_figure;
        let parts = c.is_whitespace()
            || comma
            || matches!(c, '|' | '(' | '（' | '"')
            || last.is_some_and(|last| han != pathloom_model::language::is_han(last));
        if parts && let Some(from) = start.take() {
            pieces.push((from, at));
        }
        if !c.is_whitespace() && !comma && !matches!(c, '|' | '"') && start.is_none() {
            start = Some(at);
        }
        // A unit in Chinese is a sign or two: 万, 万元, 亿元.
        if han && let Some(from) = start.take() {
            pieces.push((from, at + c.len_utf8()));
        }
        last = Some(c);
    }
    if let Some(from) = start {
        pieces.push((from, text.len()));
    }
    pieces
}

/// Runs of pieces around one, the longest first.
fn around(at: usize, all: usize) -> impl Iterator<Item = (usize, usize)> {
    let before = [at.checked_sub(1), Some(at)];
    let ends = (0..=AFTER).rev().map(move |more| at + more).filter(move |last| *last < all);
    ends.flat_map(move |last| before.into_iter().flatten().map(move |first| (first, last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folded::Case;

    fn read(printed: &str, unit: &str, words: &str) -> Option<(String, bool)> {
        let read = in_words(printed, unit, &Folded::new(words, Case::Kept))?;
        let object = match read.object {
            FoundObject::Quantity(it) => format!("{} {} e{}", it.value, it.unit.0, it.scale),
            FoundObject::Text(text) => text,
            FoundObject::Entity(_) => "entity".into(),
        };
        Some((object, read.printed_unit))
    }

    #[test]
    fn figures_are_those_that_the_page_prints() {
        let sentence = "Revenue rose to EUR 1,984 million in FY24, or 13.4%, from 1,750.";
        assert_eq!(read("1984", "EUR m", sentence), Some(("1984 EUR e6".into(), true)));
        assert_eq!(read("1,984", "USD m", sentence), Some(("1984 EUR e6".into(), true)), "the printed unit wins");
        assert_eq!(read("13.4", "%", sentence), Some(("13.4 % e0".into(), true)));
        assert_eq!(read("1750", "EUR m", sentence), Some(("1750 EUR e6".into(), false)), "a unit from elsewhere");
        assert_eq!(read("1985", "EUR m", sentence), None, "a figure that does not stand there");
        assert_eq!(read("84", "", sentence), None, "a part of a figure is none");
        assert_eq!(read("1,984", "万元", "营业收入为1,984万元，同比增长"), Some(("1984 元 e4".into(), true)));
        assert_eq!(read("2019", "", "It was founded in 2019 in Bergen."), Some(("2019".into(), true)));
        assert_eq!(read("Class B", "", "It is rated Class B."), Some(("Class B".into(), true)));
    }
}

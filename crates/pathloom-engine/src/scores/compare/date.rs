//! Dates and periods: days, months, quarters, halves, years and fiscal years in both languages. What could be read two
//! ways (03/04/2021) is not read.

use super::Compared;
use super::text::{folded, pattern};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A point in the calendar, as fine as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    fiscal: bool,
    year: u32,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    Half(u32),
    Quarter(u32),
    Month(u32),
    Day(u32, u32),
}

/// A text that says one date, with few words around it.
pub fn read(text: &str) -> Option<When> {
    let text = folded(text);
    let found = all(&text);
    let [(when, length)] = found.as_slice() else { return None };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    (letters(&text) <= letters(&text[..0]) + length + 4).then_some(*when)
}

pub fn compare(wanted: When, given: &str) -> Compared {
    let found = all(&folded(given));
    match found.as_slice() {
        [] => Compared::undecided("no date is given"),
        [(only, _)] => two(wanted, *only),
        [(first, _), rest @ ..] if rest.iter().all(|(when, _)| when == first) => two(wanted, *first),
        _ => Compared::undecided("several dates are given"),
    }
}

fn two(wanted: When, given: When) -> Compared {
    if wanted == given {
        return Compared::same("the same date");
    }
    if wanted.year != given.year {
        return Compared::different("another date");
    }
    if wanted.fiscal != given.fiscal {
        return Compared::undecided("a fiscal year and a calendar year");
    }
    match (wanted.part, given.part) {
        (Part::Day(month, _), Part::Month(said)) | (Part::Month(month), Part::Day(said, _)) if month == said => {
            Compared::undecided("as fine as the other is not")
        }
        (Part::Year, _) | (_, Part::Year) => Compared::undecided("as fine as the other is not"),
        (Part::Month(_) | Part::Day(..), Part::Quarter(_) | Part::Half(_))
        | (Part::Quarter(_) | Part::Half(_), Part::Month(_) | Part::Day(..))
        | (Part::Quarter(_), Part::Half(_))
        | (Part::Half(_), Part::Quarter(_)) => Compared::undecided("as fine as the other is not"),
        _ => Compared::different("another date"),
    }
}

/// Every date with the letters and digits that it takes, finer forms first; what one has taken no other reads.
fn all(text: &str) -> Vec<(When, usize)> {
    let mut found: Vec<(usize, usize, When)> = Vec::new();
    for (form, make) in FORMS.iter() {
        for captures in form.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let free = found.iter().all(|(start, end, _)| whole.end() <= *start || whole.start() >= *end);
            if let Some(when) = make(&captures).filter(|_| free) {
                found.push((whole.start(), whole.end(), when));
            }
        }
    }
    found.sort_unstable_by_key(|(start, ..)| *start);
    let letters = |start: usize, end: usize| text[start..end].chars().filter(|c| c.is_alphanumeric()).count();
    found.into_iter().map(|(start, end, when)| (when, letters(start, end))).collect()
}

type Make = fn(&Captures) -> Option<When>;

static FORMS: LazyLock<Vec<(Regex, Make)>> = LazyLock::new(|| {
    let month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    let year = "((?:1[5-9]|20|21)\\d{2})";
    let quarter = "(?:q\\s?([1-4])|(first|second|third|fourth)\\s+quarter)";
    let forms: Vec<(String, Make)> = vec![
        (format!(r"{year}\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]"), |c| day(c, 1, 2, 3)),
        (format!(r"\b{year}[-/.](\d{{1,2}})[-/.](\d{{1,2}})\b"), |c| day(c, 1, 2, 3)),
        (format!(r"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{month},?\s+{year}\b"), |c| day(c, 3, 2, 1)),
        (format!(r"(?i)\b{month}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}\b"), |c| day(c, 3, 1, 2)),
        (format!(r"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]{year}\b"), european),
        (format!(r"{year}\s*年\s*(\d{{1,2}})\s*月"), |c| when(c, 1, Part::Month(month_of(c, 2)?))),
        (format!(r"(?i)\b{month},?\s+(?:of\s+)?{year}\b"), |c| when(c, 2, Part::Month(month_of(c, 1)?))),
        (format!(r"\b{year}-(0[1-9]|1[0-2])\b"), |c| when(c, 1, Part::Month(month_of(c, 2)?))),
        (format!(r"(?i)\b{quarter}(?:\s*,?\s*of)?[\s/,-]*(fy\s?|fiscal\s+(?:year\s+)?)?{year}\b"), |c| {
            Some(When { fiscal: c.get(3).is_some(), ..when(c, 4, Part::Quarter(quarter_of(c, 1, 2)?))? })
        }),
        (format!(r"(?i)\b{year}[\s/,-]*{quarter}"), |c| when(c, 1, Part::Quarter(quarter_of(c, 2, 3)?))),
        (format!(r"(?i)\b{quarter}[\s/,-]*(fy)?\s?'?(\d{{2}})\b"), |c| {
            let year = 2000 + text_of(c, 4)?.parse::<u32>().ok()?;
            Some(When { fiscal: c.get(3).is_some(), year, part: Part::Quarter(quarter_of(c, 1, 2)?) })
        }),
        (format!(r"{year}\s*年?\s*第?([一二三四1-4])\s*季度?"), |c| {
            when(c, 1, Part::Quarter(han_or_digit(text_of(c, 2)?)?))
        }),
        (format!(r"{year}\s*年?\s*(上|下)半年"), |c| {
            when(c, 1, Part::Half(if text_of(c, 2)? == "上" { 1 } else { 2 }))
        }),
        (format!(r"(?i)\bh([12])[\s/,-]*{year}\b"), |c| when(c, 2, Part::Half(text_of(c, 1)?.parse().ok()?))),
        (format!(r"(?i)\b(?:fy|fiscal\s+(?:year\s+)?)\s?{year}\b"), |c| {
            Some(When { fiscal: true, ..when(c, 1, Part::Year)? })
        }),
        (r"(?i)\bfy\s?'?(\d{2})(?:\D|$)".to_owned(), |c| {
            Some(When { fiscal: true, year: 2000 + text_of(c, 1)?.parse::<u32>().ok()?, part: Part::Year })
        }),
        (format!(r"{year}\s*财年"), |c| Some(When { fiscal: true, ..when(c, 1, Part::Year)? })),
        (format!(r"{year}\s*年"), |c| when(c, 1, Part::Year)),
        (format!(r"\b{year}\b"), |c| when(c, 1, Part::Year)),
    ];
    forms.into_iter().map(|(form, make)| (pattern(&form), make)).collect()
});

fn text_of<'a>(captures: &'a Captures, group: usize) -> Option<&'a str> {
    captures.get(group).map(|found| found.as_str())
}

fn when(captures: &Captures, year: usize, part: Part) -> Option<When> {
    Some(When { fiscal: false, year: text_of(captures, year)?.parse().ok()?, part })
}

fn day(captures: &Captures, year: usize, month: usize, day: usize) -> Option<When> {
    let day = text_of(captures, day)?.parse().ok().filter(|day| (1..=31).contains(day))?;
    when(captures, year, Part::Day(month_of(captures, month)?, day))
}

/// 24/03/2021, where only one of the two can be a month.
fn european(captures: &Captures) -> Option<When> {
    let number = |group: usize| text_of(captures, group)?.parse::<u32>().ok();
    let (first, second) = (number(1)?, number(2)?);
    let (month, day) = match (first > 12, second > 12) {
        (true, false) => (second, first),
        (false, true) => (first, second),
        _ if first == second => (first, second),
        _ => return None,
    };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| when(captures, 3, Part::Day(month, day)))?
}

fn month_of(captures: &Captures, group: usize) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text_of(captures, group)?.to_lowercase();
    let named = MONTHS.iter().position(|month| text.starts_with(month)).map(|place| place as u32 + 1);
    named.or_else(|| text.parse().ok().filter(|month| (1..=12).contains(month)))
}

fn quarter_of(captures: &Captures, digit: usize, word: usize) -> Option<u32> {
    if let Some(digit) = text_of(captures, digit) {
        return digit.parse().ok();
    }
    let word = text_of(captures, word)?.to_lowercase();
    ["first", "second", "third", "fourth"].iter().position(|known| *known == word).map(|place| place as u32 + 1)
}

fn han_or_digit(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| ["一", "二", "三", "四"].iter().position(|c| *c == text).map(|place| place as u32 + 1))
}

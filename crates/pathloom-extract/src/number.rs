//! Numbers as printed: separators, signs, brackets for negatives, percent, currency and scale words in the cell.

use crate::unit::{self, Measure};
use pathloom_model::{Decimal, Quantity, Unit};
use std::str::FromStr;

/// A printed number with what is printed beside it in the same cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    pub value: Decimal,
    pub precision: u8,
    /// From the cell itself: "%", "EUR m", "万".
    pub measure: Option<Measure>,
}

impl Printed {
    /// The cell's own measure wins over the one of its head.
    pub fn quantity(&self, head: Option<&Measure>) -> Quantity {
        let own = self.measure.clone();
        let measure = match (own, head) {
            (Some(own), Some(head)) if own.unit.is_empty() => Measure { unit: head.unit.clone(), scale: own.scale },
            // "$ 143,210" in a table in thousands: the sign is repeated, the scale is not.
            (Some(own), Some(head)) if own.scale == 0 && own.unit == head.unit && unit::is_currency(&own.unit) => {
                head.clone()
            }
            (Some(own), _) => own,
            (None, Some(head)) => head.clone(),
            (None, None) => Measure::default(),
        };
        Quantity { value: self.value, unit: Unit(measure.unit), scale: measure.scale, precision: self.precision }
    }
}

/// `None` for words, "n/a", dashes, ranges, and anything else that is not exactly one number.
pub fn parse(text: &str) -> Option<Printed> {
    let folded = fold(text);
    let mut rest = folded.trim().trim_end_matches(['*', '†', '‡', '§', '¶', '#', 'ᵃ', 'ᵇ', '↑', '↓', '▲', '▼']).trim();
    let bracketed = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let negative_brackets =
        bracketed.is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_digit() || "$€£¥".contains(c)));
    if negative_brackets {
        rest = bracketed.unwrap_or(rest).trim();
    }
    let (mut negative, mut unsigned) = sign(rest);
    let (currency, after) = unit::leading_currency(unsigned);
    if currency.is_some() {
        unsigned = after;
        let (inner_negative, inner) = sign(unsigned);
        negative ^= inner_negative;
        unsigned = inner;
    }
    let (digits, tail) = split_number(unsigned)?;
    let (mut value, precision) = decimal(&digits)?;
    if negative || negative_brackets {
        value = -value;
    }
    let (power, tail) = power_of_ten(tail);
    let measure = measure_after(currency, tail.trim(), power)?;
    Some(Printed { value, precision, measure })
}

/// The one number of a cell; of a mean with its deviation ("85.3 ± 0.4%") the mean.
pub fn parse_cell(text: &str) -> Option<Printed> {
    parse(text).or_else(|| {
        let folded = fold(text);
        let (mean, deviation) = folded.split_once('±').or_else(|| folded.split_once("+/-"))?;
        let (mean, deviation) = (parse(mean)?, parse(deviation)?);
        let measure = mean.measure.clone().or(deviation.measure);
        Some(Printed { measure, ..mean })
    })
}

/// The figure before a bracket that holds another one or a range: 41.2 of "41.2 (13.1)". Only where the table says what
/// the bracket holds.
pub fn before_bracket(text: &str) -> Option<Printed> {
    let folded = fold(text);
    let (front, rest) = folded.trim().split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let figures = inner.chars().any(|c| c.is_ascii_digit()) && !inner.contains(['(', ')']);
    parse(front).filter(|_| figures && !front.trim().is_empty())
}

/// A year or date-like whole number: 1500 to 2100, nothing beside it.
pub fn is_year(text: &str) -> bool {
    let text = text.trim().trim_end_matches('年');
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1500..=2100).contains(&year))
}

/// "< 1", "≥ 95%": a bound, no value.
pub fn is_bound(text: &str) -> bool {
    let folded = fold(text);
    let rest = folded.trim().strip_prefix(['<', '>', '≤', '≥', '＜', '＞', '~', '≈']);
    rest.is_some_and(|rest| parse(rest).is_some())
}

/// Nothing was measured or published: an empty cell, a dash, "n/a".
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    let dashes = text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '.' | '…' | '/' | ' ' | '·' | '*'));
    dashes
        || matches!(
            text.to_lowercase().as_str(),
            "n/a"
                | "na"
                | "n.a."
                | "nan"
                | "n.m."
                | "nm"
                | "n.d."
                | "nd"
                | "n/d"
                | "b.d.l."
                | "not detected"
                | "未检出"
                | "无"
                | "不适用"
                | "未披露"
                | "none"
                | "tbd"
        )
}

/// Full-width digits and signs to the plain ones; thin and hard spaces to spaces.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | '．' | '，' | '％' | '（' | '）' | '－' | '＋' | '／' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{3000}' => ' ',
            '−' | '–' | '‑' | '‒' => '-',
            other => other,
        })
        .collect()
}

fn sign(text: &str) -> (bool, &str) {
    match text.chars().next() {
        Some('-') => (true, text[1..].trim_start()),
        Some('+') => (false, text[1..].trim_start()),
        _ => (false, text),
    }
}

/// The digits with their separators, and what follows them.
fn split_number(text: &str) -> Option<(String, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let digit_next = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let taken = match bytes[end] {
            b'0'..=b'9' => true,
            b',' | b'.' | b'\'' => digit_next,
            b' ' => group_of_three(&bytes[end + 1..]),
            _ => false,
        };
        if !taken {
            break;
        }
        end += 1;
    }
    Some((text[..end].to_owned(), &text[end..]))
}

fn group_of_three(bytes: &[u8]) -> bool {
    bytes.len() >= 3 && bytes[..3].iter().all(u8::is_ascii_digit) && !bytes.get(3).is_some_and(u8::is_ascii_digit)
}

/// Thousands may be parted by comma, space or apostrophe; a lone comma before one or two digits is a decimal comma.
fn decimal(digits: &str) -> Option<(Decimal, u8)> {
    let compact: String = digits.chars().filter(|c| !matches!(c, ' ' | '\'')).collect();
    let commas = compact.matches(',').count();
    let points = compact.matches('.').count();
    if points > 1 {
        return None;
    }
    let plain = if commas == 0 {
        compact
    } else {
        let (whole, fraction) = compact.split_once('.').unwrap_or((&compact, ""));
        let groups: Vec<&str> = whole.split(',').collect();
        let grouped = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
        match (grouped, commas, points) {
            (true, ..) => [groups.concat().as_str(), fraction].join(if points == 1 { "." } else { "" }),
            (false, 1, 0) if groups[1].len() <= 2 => compact.replace(',', "."),
            _ => return None,
        }
    };
    let precision = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let value = Decimal::from_str(&plain).ok()?;
    Some((value, u8::try_from(precision).ok()?))
}

/// "×10⁻³" or "e-3" after the digits, and what follows.
fn power_of_ten(text: &str) -> (i8, &str) {
    let trimmed = text.trim_start();
    let Some(after) =
        trimmed.strip_prefix(['×', 'x', '·']).map(str::trim_start).and_then(|rest| rest.strip_prefix("10"))
    else {
        return (0, text);
    };
    let mut power = String::new();
    let mut used = 0;
    for c in after.chars() {
        let plain = match c {
            '⁻' | '-' => '-',
            '⁰' => '0',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10).unwrap_or('0'),
            _ => break,
        };
        power.push(plain);
        used += c.len_utf8();
    }
    power.parse::<i8>().map_or((0, text), |power| (power, &after[used..]))
}

/// What stands behind the number must be a unit or nothing; else the cell is no number.
fn measure_after(currency: Option<String>, tail: &str, power: i8) -> Option<Option<Measure>> {
    let found = match (currency, tail) {
        (None, "") => None,
        // "335M" parameters: written together, a letter is a scale.
        (None, "M" | "B") if power == 0 => Some(Measure { unit: String::new(), scale: unit::scale_word(tail)? }),
        (Some(currency), "") => Some(Measure { unit: currency, scale: 0 }),
        (Some(currency), tail) => Some(Measure { unit: currency, scale: unit::scale_word(tail)? }),
        (None, tail) => Some(unit::parse(tail)?),
    };
    if power == 0 {
        return Some(found);
    }
    let found = found.unwrap_or_default();
    Some(Some(Measure { scale: found.scale.checked_add(power)?, ..found }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text).map(|printed| {
            let quantity = printed.quantity(None);
            format!("{} {} e{} p{}", quantity.value, quantity.unit.0, quantity.scale, quantity.precision)
        })
    }

    #[test]
    fn printed_numbers_keep_value_sign_unit_scale_and_precision() {
        for (text, expected) in [
            ("1,234.50", "1234.50  e0 p2"),
            ("1 234", "1234  e0 p0"),
            ("(12.3)", "-12.3  e0 p1"),
            ("−15", "-15  e0 p0"),
            ("88.0%", "88.0 % e0 p1"),
            ("EUR 612m", "612 EUR e6 p0"),
            ("$1.2bn", "1.2 USD e9 p1"),
            ("１２万", "12  e4 p0"),
            ("3.5亿元", "3.5 元 e8 p1"),
            ("2,5", "2.5  e0 p1"),
            ("4.1 ×10⁻³", "4.1  e-3 p1"),
            ("3.28*", "3.28  e0 p2"),
            ("7.2 kW", "7.2 kW e0 p1"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_mean_with_its_deviation_is_the_mean() {
        let value =
            |text| parse_cell(text).map(|printed| (printed.value.to_string(), printed.measure.map(|it| it.unit)));
        assert_eq!(value("85.3 ± 0.4"), Some(("85.3".into(), None)));
        assert_eq!(value("85.3±0.4%"), Some(("85.3".into(), Some("%".into()))));
        assert_eq!(value("1 ± x"), None);
    }

    #[test]
    fn what_is_not_exactly_one_number_is_none() {
        for text in ["n/a", "–", "", "3–5", "12 of 14", "R290", "1.2.3", "FY24", "85.3 ± 0.4", "1,23,4", "2021-03-04"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

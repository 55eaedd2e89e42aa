//! Dates and numbers said less exactly, in English and Chinese: a day becomes its quarter, a quarter its year, a year its
//! decade, a number two digits of it.

use crate::words::number::number;
use pathloom_model::{Decimal, Language};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const ORDINALS: [(&str, &str); 4] = [("first", "一"), ("second", "二"), ("third", "三"), ("fourth", "四")];

/// What a name that is a date or a number becomes; `None` for any other.
pub fn vague(text: &str, language: Language) -> Option<String> {
    let text = text.trim();
    if text.chars().count() > 40 || !text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    date(text, language).or_else(|| about(text, language))
}

fn date(text: &str, language: Language) -> Option<String> {
    let year = year(text)?;
    let english = language == Language::En;
    if let Some(month) = month(text) {
        let (en, zh) = ORDINALS[(month - 1) / 3];
        return Some(if english { format!("the {en} quarter of {year}") } else { format!("{year}年第{zh}季度") });
    }
    let quarterly = text.contains('Q') || text.contains("季度") || text.to_lowercase().contains("quarter");
    if quarterly {
        return Some(if english { year.to_string() } else { format!("{year}年") });
    }
    let bare = text.trim_end_matches('年').trim_start_matches("FY").trim();
    let decade = year / 10 * 10;
    (bare == year.to_string()).then(|| if english { format!("the {decade}s") } else { format!("{decade}年代") })
}

/// The only group of four digits between 1000 and 2199.
fn year(text: &str) -> Option<u32> {
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| group.len() == 4);
    let mut years = groups.filter_map(|group| group.parse().ok()).filter(|year| (1000..2200).contains(year));
    years.next().filter(|_| years.next().is_none())
}

fn month(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    let named = words.find_map(|word| MONTHS.iter().position(|month| *month == word || month[..3] == *word));
    let chinese = text.split_once('月').and_then(|(head, _)| {
        let digits: String = head.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>().parse().ok()
    });
    let mut parts = text.split(['-', '/', '.']).map(str::parse::<usize>);
    let dashed = match (parts.next(), parts.next()) {
        (Some(Ok(1000..2200)), Some(Ok(month))) => Some(month),
        _ => None,
    };
    named.map(|place| place + 1).or(chinese).or(dashed).filter(|month| (1..=12).contains(month))
}

/// "1,750 units" → "about 1,800 units".
fn about(text: &str, language: Language) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end =
        text[start..].find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).map_or(text.len(), |at| start + at);
    let digits = text[start..end].trim_end_matches(['.', ',']);
    let end = start + digits.len();
    // A number inside a word is a code: "B-17", "Model 3X".
    let inside = text[..start].chars().next_back().is_some_and(|c| c.is_alphabetic() || c == '-');
    let value: Decimal = digits.replace(',', "").parse().ok()?;
    if inside || text[end..].chars().any(|c| c.is_ascii_digit()) || value.is_zero() {
        return None;
    }
    let rounded = value.round_sf(2)?;
    if rounded == value {
        return None;
    }
    let shown = number(rounded, rounded.normalize().scale());
    let word = if language == Language::En { "about " } else { "约" };
    Some(format!("{word}{}{shown}{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_said_one_step_less_exactly_in_both_languages() {
        for (exact, en, zh) in [
            ("12 August 2024", "the third quarter of 2024", "2024年第三季度"),
            ("2024-08-12", "the third quarter of 2024", "2024年第三季度"),
            ("2024年11月", "the fourth quarter of 2024", "2024年第四季度"),
            ("Q3 2024", "2024", "2024年"),
            ("2024年第三季度", "2024", "2024年"),
            ("2023", "the 2020s", "2020年代"),
            ("1,754 units", "about 1,800 units", "约1,800 units"),
            ("38.94亿元", "about 39亿元", "约39亿元"),
        ] {
            assert_eq!(vague(exact, Language::En).as_deref(), Some(en), "{exact}");
            assert_eq!(vague(exact, Language::Zh).as_deref(), Some(zh), "{exact}");
        }
        for name in ["B-17", "Norrheat AB", "Route 66a7", "12"] {
            assert_eq!(vague(name, Language::En), None, "{name} is no date and no number to round");
        }
    }
}

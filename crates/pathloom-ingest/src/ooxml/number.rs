//! Numbers and dates as spreadsheets show them: format codes as far as they say something (decimals, thousands,
//! percent, scale, currencies, units, dates); colours, conditions and fill are left out.

/// Without the noise of binary fractions, without an exponent where that is readable: 0.1 + 0.2 is "0.3".
pub(crate) fn plain(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let magnitude = number.abs().log10().floor() as i32;
    if !(-9..=17).contains(&magnitude) {
        return format!("{number:e}");
    }
    let decimals = (14 - magnitude).clamp(0, 20) as usize;
    let text = format!("{number:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number in a format code; `since_1904` moves dates.
pub(crate) fn formatted(number: f64, code: &str, since_1904: bool) -> String {
    if code.is_empty() || code.eq_ignore_ascii_case("general") || code == "@" || !number.is_finite() {
        return plain(number);
    }
    let sections: Vec<Vec<Token>> = sections(code);
    let own_negative = number < 0.0 && sections.len() > 1;
    let section = match (number, sections.len()) {
        (0.0, 3..) => &sections[2],
        _ if own_negative => &sections[1],
        _ => &sections[0],
    };
    if section.iter().any(|token| matches!(token, Token::Date(..))) {
        return date(number + if since_1904 { 1462.0 } else { 0.0 }, section).unwrap_or_else(|| plain(number));
    }
    if section.iter().any(|token| matches!(token, Token::General))
        || section.iter().all(|t| matches!(t, Token::Words(_)))
    {
        let words: String =
            section.iter().map(|token| if let Token::Words(words) = token { words.as_str() } else { "" }).collect();
        // A section of words alone ("-" for zero) hides the number.
        let hides = !section.iter().any(|token| matches!(token, Token::General));
        return if hides && !words.trim().is_empty() { words.trim().to_owned() } else { plain(number) };
    }
    let value = if own_negative { number.abs() } else { number };
    numeric(value, section)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Words(String),
    /// Of digits: how many decimals, whether thousands are set apart, how many thousands it is scaled by.
    Digits {
        decimals: usize,
        optional: usize,
        thousands: bool,
        scale: i32,
        least: usize,
    },
    Percent,
    Exponent,
    Fraction,
    General,
    /// A letter of a date and how often it stands.
    Date(char, usize),
    Half,
}

fn sections(code: &str) -> Vec<Vec<Token>> {
    let mut sections = vec![Vec::new()];
    let chars: Vec<char> = code.chars().take(255).collect();
    let mut at = 0;
    while at < chars.len() {
        let tokens = match sections.last_mut() {
            Some(tokens) => tokens,
            None => break,
        };
        let c = chars[at];
        at += 1;
        match c {
            ';' => sections.push(Vec::new()),
            '"' => {
                let end = chars[at..].iter().position(|c| *c == '"').map_or(chars.len(), |end| at + end);
                words(tokens, &chars[at..end].iter().collect::<String>());
                at = end + 1;
            }
            '\\' => {
                if let Some(c) = chars.get(at) {
                    words(tokens, &c.to_string());
                }
                at += 1;
            }
            '_' | '*' => at += 1,
            '[' => {
                let end = chars[at..].iter().position(|c| *c == ']').map_or(chars.len(), |end| at + end);
                bracket(tokens, &chars[at..end].iter().collect::<String>());
                at = end + 1;
            }
            '0' | '#' | '?' => at = digits(tokens, &chars, at - 1),
            '%' => tokens.push(Token::Percent),
            '/' if tokens.iter().any(|token| matches!(token, Token::Digits { .. })) => tokens.push(Token::Fraction),
            'E' | 'e' if chars.get(at).is_some_and(|sign| "+-".contains(*sign)) => {
                tokens.push(Token::Exponent);
                at += 1;
                while chars.get(at) == Some(&'0') {
                    at += 1;
                }
            }
            'G' | 'g' if chars[at - 1..].iter().collect::<String>().to_lowercase().starts_with("general") => {
                tokens.push(Token::General);
                at += 6;
            }
            'A' | 'a' if chars[at - 1..].iter().collect::<String>().to_lowercase().starts_with("am/pm") => {
                tokens.push(Token::Half);
                at += 4;
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                let letter = c.to_ascii_lowercase();
                let more = chars[at..].iter().take_while(|next| next.to_ascii_lowercase() == letter).count();
                tokens.push(Token::Date(letter, more + 1));
                at += more;
            }
            c => words(tokens, &c.to_string()),
        }
    }
    sections
}

fn words(tokens: &mut Vec<Token>, words: &str) {
    match tokens.last_mut() {
        Some(Token::Words(known)) => known.push_str(words),
        _ => tokens.push(Token::Words(words.to_owned())),
    }
}

/// "[$€-407]" is a currency, "[h]" hours; colours and conditions say nothing.
fn bracket(tokens: &mut Vec<Token>, inner: &str) {
    if let Some(currency) = inner.strip_prefix('$') {
        return words(tokens, currency.split('-').next().unwrap_or_default());
    }
    let letter = inner.chars().next().unwrap_or(' ').to_ascii_lowercase();
    if "hms".contains(letter) && inner.chars().all(|c| c.to_ascii_lowercase() == letter) {
        tokens.push(Token::Date(letter.to_ascii_uppercase(), inner.len()));
    }
}

fn digits(tokens: &mut Vec<Token>, chars: &[char], start: usize) -> usize {
    let (mut at, mut decimals, mut optional, mut least, mut thousands, mut trailing, mut point) =
        (start, 0, 0, 0, false, 0, false);
    while let Some(c) = chars.get(at) {
        match c {
            '0' | '#' | '?' => {
                thousands |= trailing > 0;
                trailing = 0;
                match (point, c) {
                    (true, '0') => decimals += 1,
                    (true, _) => optional += 1,
                    (false, '0') => least += 1,
                    _ => {}
                }
            }
            ',' => trailing += 1,
            '.' if !point => point = true,
            _ => break,
        }
        at += 1;
    }
    if tokens.iter().any(|token| matches!(token, Token::Digits { .. })) {
        return at;
    }
    tokens.push(Token::Digits { decimals: decimals + optional, optional, thousands, scale: trailing, least });
    at
}

fn numeric(number: f64, section: &[Token]) -> String {
    if section.contains(&Token::Fraction) {
        return plain(number);
    }
    let percent = section.iter().filter(|token| **token == Token::Percent).count() as i32;
    let exponent = section.contains(&Token::Exponent);
    let mut out = String::new();
    let mut minus = number < 0.0;
    for token in section {
        match token {
            Token::Words(words) => out.push_str(words),
            Token::Percent => out.push('%'),
            Token::Digits { decimals, optional, thousands, scale, least } => {
                let value = number.abs() * 100f64.powi(percent) / 1000f64.powi(*scale);
                let decimals = (*decimals).min(20);
                let digits = if exponent {
                    format!("{value:.decimals$E}")
                } else {
                    rounded(value, decimals, *optional, *thousands, *least)
                };
                minus &= digits.chars().any(|c| ('1'..='9').contains(&c));
                out.push_str(&digits);
            }
            _ => {}
        }
    }
    let out = out.trim();
    if minus { format!("-{out}") } else { out.to_owned() }
}

fn rounded(value: f64, decimals: usize, optional: usize, thousands: bool, least: usize) -> String {
    // Halves are rounded up as spreadsheets do, not by what a binary fraction happens to be.
    let nudged = if value > 0.0 && value < 1e15 { value * (1.0 + f64::EPSILON) } else { value };
    let text = format!("{nudged:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut fraction = fraction.to_owned();
    for _ in 0..optional {
        if fraction.ends_with('0') {
            fraction.pop();
        }
    }
    let mut whole = format!("{whole:0>least$}", least = least.min(20));
    if thousands {
        let from = whole.len() % 3;
        let groups = (from..whole.len()).step_by(3).filter(|at| *at > 0).rev().collect::<Vec<_>>();
        groups.into_iter().for_each(|at| whole.insert(at, ','));
    }
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}

/// Days since the end of 1899 as the section writes them.
fn date(serial: f64, section: &[Token]) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial.fract() * 86_400.0).round() as u64 + serial.floor() as u64 * 86_400;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days as i64);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let half = section.contains(&Token::Half);
    let mut out = String::new();
    for (at, token) in section.iter().enumerate() {
        match token {
            Token::Words(words) => out.push_str(words),
            Token::Half => out.push_str(if hour < 12 { "AM" } else { "PM" }),
            Token::Date(letter, count) => {
                let two = |value: u64| if *count > 1 { format!("{value:02}") } else { value.to_string() };
                out.push_str(&match letter {
                    'y' if *count <= 2 => format!("{:02}", year % 100),
                    'y' => year.to_string(),
                    'm' if is_minute(section, at) => two(minute),
                    'm' if *count == 3 => MONTHS[month as usize - 1][..3].to_owned(),
                    'm' if *count == 4 => MONTHS[month as usize - 1].to_owned(),
                    'm' => two(month),
                    // Names of weekdays say no more than the date.
                    'd' if *count > 2 => String::new(),
                    'd' => two(day),
                    'h' if half => two(if hour % 12 == 0 { 12 } else { hour % 12 }),
                    'h' => two(hour),
                    'H' => (seconds / 3600).to_string(),
                    'M' => (seconds / 60).to_string(),
                    'S' => seconds.to_string(),
                    _ => two(second),
                });
            }
            _ => {}
        }
    }
    let out = out.trim().trim_matches([',', ' ']).to_owned();
    (!out.is_empty()).then_some(out)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "m" after an hour or before seconds is a minute.
fn is_minute(section: &[Token], at: usize) -> bool {
    let letter = |token: &Token| if let Token::Date(letter, _) = token { Some(*letter) } else { None };
    let before = section[..at].iter().rev().find_map(letter);
    let after = section[at + 1..].iter().find_map(letter);
    matches!(before, Some('h' | 'H')) || after == Some('s')
}

/// Year, month, day of a day number; 60 is the day that spreadsheets believe in and 1900 did not have.
fn civil(days: i64) -> (u64, u64, u64) {
    let days = if days < 60 { days + 1 } else { days };
    // Days since 1 March of year 0.
    let shifted = days + 693_899 - 60 + 60;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as u64, month as u64, day as u64)
}

/// The code behind a built-in number format.
pub(crate) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        14 => "yyyy-mm-dd",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy-mm-dd h:mm",
        37 | 38 => "#,##0;(#,##0)",
        39 | 40 => "#,##0.00;(#,##0.00)",
        41 | 42 => "#,##0",
        43 | 44 => "#,##0.00",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        // Dates of Eastern editions.
        27..=31 | 36 | 50..=52 | 54 | 57 | 58 => "yyyy-mm-dd",
        32..=35 | 53 | 55 | 56 => "h:mm",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_sheet_shows_them() {
        let shown = |number: f64, code: &str| formatted(number, code, false);
        assert_eq!(shown(0.1 + 0.2, "General"), "0.3", "no noise of binary fractions");
        assert_eq!(shown(0.1234, "0.0%"), "12.3%");
        assert_eq!(shown(1234567.891, "#,##0.00"), "1,234,567.89");
        assert_eq!(shown(-1234.5, "#,##0.0;(#,##0.0)"), "(1,234.5)", "negative numbers by their own section");
        assert_eq!(shown(-0.04, "0.0"), "0.0", "no minus in front of nothing");
        assert_eq!(shown(12.5, "0.0\"万元\""), "12.5万元", "the unit is part of what is shown");
        assert_eq!(shown(1500000.0, "#,##0.0,,\" m\""), "1.5 m", "scaled by its commas");
        assert_eq!(shown(3.5, "[$€-407] 0.00"), "€ 3.50");
        assert_eq!(shown(0.0, "0;-0;\"-\""), "-", "zero by its own section");
        assert_eq!(shown(2.675, "0.00"), "2.68", "halves are rounded up");
        assert_eq!(shown(1.0e-12, "General"), "1e-12");
        assert_eq!(shown(7.0, "000"), "007");
        assert_eq!(shown(3.10, "0.##"), "3.1");
    }

    #[test]
    fn dates_read_as_the_sheet_shows_them() {
        let shown = |serial: f64, code: &str| formatted(serial, code, false);
        assert_eq!(shown(45382.0, "yyyy-mm-dd"), "2024-03-31");
        assert_eq!(shown(45382.0, "yyyy\"年\"m\"月\""), "2024年3月");
        assert_eq!(shown(45382.354166666664, "d/m/yy h:mm"), "31/3/24 8:30", "m behind the hour is a minute");
        assert_eq!(shown(61.0, "yyyy-mm-dd"), "1900-03-01");
        assert_eq!(shown(59.0, "yyyy-mm-dd"), "1900-02-28");
        assert_eq!(shown(1.25, "[h]:mm"), "30:00", "hours beyond a day");
        assert_eq!(formatted(43920.0, "yyyy-mm-dd", true), "2024-03-31", "workbooks that count from 1904");
        assert_eq!(shown(-5.0, "yyyy-mm-dd"), "-5", "no date before the first");
        assert_eq!(shown(45382.0, "mmm-yy"), "Mar-24");
    }
}

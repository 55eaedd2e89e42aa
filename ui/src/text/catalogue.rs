//! How catalogues are written and read: `catalogue!` makes a struct of words, `words()` gives it in the language chosen.
//! Values stand in braces: `fill("{n} of {total}", &[("n", …), ("total", …)])`.

use pathloom_model::Language;
use std::cell::Cell;

thread_local! {
    static CHOSEN: Cell<Language> = const { Cell::new(Language::En) };
}

/// `catalogue! { Words { approve: "Approve", "通过"; } }` makes `Words` with a field a line, and `words()`.
macro_rules! catalogue {
    ($name:ident { $($field:ident: $en:literal, $zh:literal;)* }) => {
        #[allow(dead_code)]
        pub struct $name { $(pub $field: &'static str),* }

        impl $name {
            const EN: $name = $name { $($field: $en),* };
            const ZH: $name = $name { $($field: $zh),* };
        }

        /// In the language chosen.
        pub fn words() -> &'static $name {
            match $crate::text::language() {
                pathloom_model::Language::En => &$name::EN,
                pathloom_model::Language::Zh => &$name::ZH,
            }
        }
    };
}
pub(super) use catalogue;

pub fn language() -> Language {
    CHOSEN.get()
}

/// The tree must be drawn again afterwards; `state::App::set_language` does both.
pub fn set_language(language: Language) {
    CHOSEN.set(language);
    if let Some(root) = leptos::prelude::document().document_element() {
        let code = if language == Language::Zh { "zh-Hans" } else { "en" };
        let _ = root.set_attribute("lang", code);
    }
}

pub fn choose_language_from_system() {
    let system = leptos::prelude::window().navigator().language().unwrap_or_default();
    set_language(if system.starts_with("zh") { Language::Zh } else { Language::En });
}

/// Puts values into the braces of a text.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        filled.push_str(&rest[..start]);
        let name = &rest[start + 1..start + length];
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or(name, |(_, value)| value));
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    filled
}

/// `one` for 1, else `many`, with `{n}` filled in.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    fill(if n == 1 { one } else { many }, &[("n", &number(n))])
}

/// 12345 as "12,345".
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "312 B", "4.2 MB".
pub fn bytes(n: u64) -> String {
    let mut value = n as f64;
    let mut unit = "B";
    for next in ["KB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{n} B") } else { format!("{value:.1} {unit}") }
}

/// A time of Unix seconds as people say it: "today, 14:19", "yesterday", "3 Nov", "3 Nov 2024".
pub fn day(seconds: i64) -> String {
    let zh = language() == Language::Zh;
    let (then, now) = (date(seconds), js_sys::Date::new_0());
    let midnight =
        js_sys::Date::new_with_year_month_day(now.get_full_year(), now.get_month() as i32, now.get_date() as i32);
    let age = midnight.get_time() - then.get_time();
    if age <= 0.0 {
        let clock = format!("{:02}:{:02}", then.get_hours(), then.get_minutes());
        return if zh { format!("今天 {clock}") } else { format!("today, {clock}") };
    }
    if age <= 86_400_000.0 {
        return if zh { "昨天".into() } else { "yesterday".into() };
    }
    let (day, month, year) = (then.get_date(), then.get_month(), then.get_full_year());
    let this_year = year == now.get_full_year();
    match (zh, this_year) {
        (true, true) => format!("{}月{day}日", month + 1),
        (true, false) => format!("{year}年{}月{day}日", month + 1),
        (false, true) => format!("{day} {}", MONTHS[month as usize % 12]),
        (false, false) => format!("{day} {} {year}", MONTHS[month as usize % 12]),
    }
}

/// A length of time: "42 s", "3 min 20 s", "2 h 5 min".
pub fn since(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (s, min, h) = if language() == Language::Zh { ("秒", "分", "小时") } else { ("s", "min", "h") };
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} {s}"),
        (0, minutes, seconds) => format!("{minutes} {min} {seconds} {s}"),
        (hours, minutes, _) => format!("{hours} {h} {minutes} {min}"),
    }
}

fn date(seconds: i64) -> js_sys::Date {
    js_sys::Date::new(&(seconds as f64 * 1000.0).into())
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::{fill, number, plural};

    #[test]
    fn values_stand_where_the_braces_are() {
        assert_eq!(fill("{n} of {total} reviewed", &[("n", "2"), ("total", "9")]), "2 of 9 reviewed");
        assert_eq!(fill("{a}{b}", &[("a", "{b}"), ("b", "x")]), "{b}x", "a value is never read as a place for another");
        assert_eq!(plural(1, "{n} step", "{n} steps"), "1 step");
        assert_eq!(number(1_234_567), "1,234,567");
    }
}

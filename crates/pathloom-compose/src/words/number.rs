//! Numbers, units, periods and places in order, as each language writes them.

use pathloom_model::{Decimal, Language, Qualifiers, Quantity, Scenario};

/// Thousands separated by commas from five digits on in Chinese and four in English, digits after the point as asked.
pub fn number(value: Decimal, precision: u32) -> String {
    let rounded = crate::expression::round(value, precision);
    let text = format!("{:.*}", precision as usize, rounded.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "−" } else { "" };
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// A year: no separator.
pub fn year(value: Decimal) -> String {
    value.normalize().to_string()
}

/// "EUR 668 million", "84%", "312 kW", "66 thousand units"; "6.68亿欧元".
pub fn quantity(quantity: &Quantity, language: Language) -> String {
    measured(quantity.value, u32::from(quantity.precision), &quantity.unit.0, quantity.scale, language)
}

/// As [`quantity`], from parts.
pub fn measured(value: Decimal, precision: u32, unit: &str, scale: i8, language: Language) -> String {
    let digits = number(value, precision);
    match language {
        Language::En => english(&digits, value, precision, unit, scale),
        Language::Zh => format!("{digits}{}{}", scale_zh(scale).unwrap_or_default(), spaced_zh(unit)),
    }
}

fn english(digits: &str, value: Decimal, precision: u32, unit: &str, scale: i8) -> String {
    let (digits, scale) = match scale_en(scale) {
        Some(word) => (digits.to_owned(), word),
        // 万 and 亿 have no English word: written out.
        None => {
            let factor = Decimal::from(10i64.pow(u32::from(scale.unsigned_abs()).min(12)));
            (number(value * factor, precision.saturating_sub(u32::from(scale.unsigned_abs()))), "")
        }
    };
    let amount = if scale.is_empty() { digits } else { format!("{digits} {scale}") };
    let unit = unit_en(unit);
    match unit {
        "" => amount,
        "%" | "°" => format!("{amount}{unit}"),
        _ if is_currency(unit) => format!("{unit} {amount}"),
        _ => format!("{amount} {unit}"),
    }
}

/// The unit that a question states: "EUR million", "kW", "thousand units"; empty for a bare number.
pub fn unit(unit: &str, scale: i8, language: Language) -> String {
    match language {
        Language::En => {
            let scale = scale_en(scale).unwrap_or("");
            let unit = unit_en(unit);
            match (scale, unit) {
                ("", "%") => "percent".to_owned(),
                ("", unit) => unit.to_owned(),
                (scale, "") => format!("{scale}s"),
                (scale, unit) if is_currency(unit) => format!("{unit} {scale}"),
                (scale, unit) => format!("{scale} {unit}"),
            }
        }
        Language::Zh => format!("{}{}", scale_zh(scale).unwrap_or_default(), unit_zh(unit)),
    }
}

fn scale_en(scale: i8) -> Option<&'static str> {
    Some(match scale {
        0 => "",
        3 => "thousand",
        6 => "million",
        9 => "billion",
        12 => "trillion",
        _ => return None,
    })
}

fn scale_zh(scale: i8) -> Option<&'static str> {
    Some(match scale {
        0 => "",
        3 => "千",
        4 => "万",
        6 => "百万",
        8 => "亿",
        9 => "十亿",
        12 => "万亿",
        _ => return None,
    })
}

pub fn is_currency(unit: &str) -> bool {
    matches!(
        unit,
        "EUR"
            | "USD"
            | "GBP"
            | "CNY"
            | "RMB"
            | "JPY"
            | "SEK"
            | "NOK"
            | "DKK"
            | "CHF"
            | "HKD"
            | "PLN"
            | "CZK"
            | "INR"
            | "KRW"
            | "CAD"
            | "AUD"
            | "€"
            | "$"
            | "£"
            | "¥"
    )
}

/// A unit by its English name: "欧元" and "EUR" are one unit.
pub fn unit_en(unit: &str) -> &str {
    match unit {
        "欧元" => "EUR",
        "美元" => "USD",
        "元" | "人民币" | "人民币元" | "RMB" => "CNY",
        "€" => "EUR",
        "$" => "USD",
        "£" => "GBP",
        "％" | "percent" => "%",
        "台" | "件" | "个" | "套" | "辆" => "units",
        "人" | "名" => "people",
        other => other,
    }
}

/// The unit in Chinese; what has no Chinese name stays as it is.
fn unit_zh(unit: &str) -> &str {
    match unit {
        "EUR" | "€" => "欧元",
        "USD" | "$" => "美元",
        "CNY" | "RMB" | "人民币" => "元",
        "GBP" | "£" => "英镑",
        "JPY" => "日元",
        "SEK" => "瑞典克朗",
        "NOK" => "挪威克朗",
        "DKK" => "丹麦克朗",
        "CHF" => "瑞士法郎",
        "HKD" => "港元",
        "percent" | "％" => "%",
        "units" => "台",
        "people" | "employees" => "人",
        "hours" => "小时",
        "days" => "天",
        "tonnes" | "t" => "吨",
        other => other,
    }
}

fn spaced_zh(unit: &str) -> String {
    let unit = unit_zh(unit);
    if unit.is_ascii() && !unit.is_empty() && unit != "%" { format!(" {unit}") } else { unit.to_owned() }
}

/// How a period is said: before the metric ("FY24 revenue"), or after it ("revenue in the third quarter").
pub struct Period {
    pub before: String,
    pub after: String,
}

pub fn period(qualifiers: &Qualifiers, language: Language) -> Period {
    let none = Period { before: String::new(), after: String::new() };
    let Some(period) = qualifiers.period.as_deref() else {
        return none;
    };
    match language {
        Language::Zh => Period { before: period_zh(period), after: String::new() },
        Language::En if adjectival(period) => Period { before: period_en(period), after: String::new() },
        Language::En => Period { before: String::new(), after: format!("in {}", period_en(period)) },
    }
}

/// A short code that can stand before a noun: FY24, 2023, Q3 2024, H1.
fn adjectival(period: &str) -> bool {
    period.is_ascii() && period.chars().any(|c| c.is_ascii_digit()) && period.len() <= 9
        || crate::facts::period_order(period).is_some()
}

/// The period by itself: "FY24", "2023"; without the mark of an estimate, which is said in words.
pub fn period_en(period: &str) -> String {
    let bare = without_mark(period);
    if let Some(year) = bare.strip_suffix("财年") {
        return format!("FY{}", year.trim().get(2..).filter(|short| short.len() == 2).unwrap_or(year));
    }
    bare.trim_end_matches('年').to_owned()
}

pub fn period_zh(period: &str) -> String {
    let bare = without_mark(period);
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    if bare.to_uppercase().starts_with("FY") {
        let year = if digits.len() == 2 { format!("20{digits}") } else { digits };
        return format!("{year}财年");
    }
    if bare.len() == 4 && digits.len() == 4 {
        return format!("{bare}年");
    }
    if let Some((quarter, year)) = bare.split_once(' ')
        && let (Some(part), 4) = (quarter.strip_prefix('Q'), year.len())
    {
        return format!("{year}年第{part}季度");
    }
    bare.to_owned()
}

fn without_mark(period: &str) -> &str {
    let bare = period.trim().trim_end_matches("预测").trim_end_matches("预计").trim_end_matches("(预测)");
    match bare.char_indices().last() {
        Some((place, 'E' | 'e' | 'F' | 'A' | 'P')) if bare[..place].ends_with(|c: char| c.is_ascii_digit()) => {
            bare[..place].trim()
        }
        _ => bare,
    }
}

/// "estimated", "预计": said before the metric; empty for actual figures.
pub fn scenario(qualifiers: &Qualifiers, language: Language) -> &'static str {
    match (qualifiers.scenario, language) {
        (Some(Scenario::Estimate), Language::En) => "estimated",
        (Some(Scenario::Restated), Language::En) => "restated",
        (Some(Scenario::Guided), Language::En) => "guided",
        (Some(Scenario::Estimate), Language::Zh) => "预计",
        (Some(Scenario::Restated), Language::Zh) => "重述后",
        (Some(Scenario::Guided), Language::Zh) => "指引",
        _ => "",
    }
}

/// "rounded to one decimal place", "保留一位小数".
pub fn rounding(precision: u32, language: Language) -> String {
    let en = [
        "the nearest whole number",
        "one decimal place",
        "two decimal places",
        "three decimal places",
        "four decimal places",
    ];
    let zh = ["四舍五入到整数", "保留一位小数", "保留两位小数", "保留三位小数", "保留四位小数"];
    let place = (precision as usize).min(4);
    match language {
        Language::En => format!("rounded to {}", en[place]),
        Language::Zh => zh[place].to_owned(),
    }
}

/// "second", "seventh"; from thirteen on "13th".
pub fn ordinal(place: u32) -> String {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    match (place.checked_sub(1).and_then(|at| WORDS.get(at as usize)), place % 10, place % 100) {
        (Some(word), ..) => (*word).to_owned(),
        (None, 1, end) if end != 11 => format!("{place}st"),
        (None, 2, end) if end != 12 => format!("{place}nd"),
        (None, 3, end) if end != 13 => format!("{place}rd"),
        _ => format!("{place}th"),
    }
}

/// "seven", "15"; "七" from two to ten, else digits.
pub fn count(n: usize, language: Language) -> String {
    const EN: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    const ZH: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    match language {
        Language::En => EN.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned()),
        Language::Zh => ZH.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::Unit;

    #[test]
    fn quantities_read_as_each_language_writes_them() {
        let of = |value: &str, precision, unit: &str, scale| Quantity {
            value: value.parse().unwrap(),
            unit: Unit(unit.into()),
            scale,
            precision,
        };
        let both = |q: &Quantity| (quantity(q, Language::En), quantity(q, Language::Zh));
        assert_eq!(both(&of("1984", 0, "EUR", 6)), ("EUR 1,984 million".into(), "1,984百万欧元".into()));
        assert_eq!(both(&of("84.0", 1, "%", 0)), ("84.0%".into(), "84.0%".into()));
        assert_eq!(both(&of("66", 0, "units", 3)), ("66 thousand units".into(), "66千台".into()));
        assert_eq!(quantity(&of("6.68", 2, "EUR", 8), Language::Zh), "6.68亿欧元");
        assert_eq!(quantity(&of("1.2", 1, "台", 4), Language::En), "12,000 units", "no English word for 万");
        assert_eq!(number("-5.06".parse().unwrap(), 1), "−5.1", "a real minus, rounded half away from zero");
    }

    #[test]
    fn periods_and_estimates_are_said_in_words() {
        assert_eq!(period_en("FY25E"), "FY25");
        assert_eq!(period_zh("FY24"), "2024财年");
        assert_eq!(period_zh("2023"), "2023年");
        assert_eq!(period_en("2024财年"), "FY24");
    }
}

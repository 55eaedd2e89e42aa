//! Units and scale words in heads, captions and cells: "EUR m", "thousand units", "万台", "kWh per tonne".

use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A unit and the power of ten of its scale word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    pub unit: String,
    pub scale: i8,
}

const CURRENCIES: &[&str] = &[
    "EUR", "USD", "GBP", "SEK", "NOK", "DKK", "PLN", "CHF", "CNY", "RMB", "JPY", "HKD", "CAD", "AUD", "INR", "KRW",
    "CZK", "HUF", "SGD", "TWD", "BRL", "ISK", "ZAR", "NZD", "RUB", "MXN",
];

const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("HK$", "HKD"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("₩", "KRW"),
    ("₹", "INR"),
];

/// Longest first where one begins another.
const SCALES: &[(&str, i8)] = &[
    ("thousands", 3),
    ("thousand", 3),
    ("millions", 6),
    ("million", 6),
    ("billions", 9),
    ("billion", 9),
    ("trillion", 12),
    ("mn", 6),
    ("bn", 9),
    ("tn", 12),
    ("m", 6),
    ("k", 3),
    ("b", 9),
    ("M", 6),
    ("K", 3),
    ("B", 9),
    ("'000", 3),
    ("’000", 3),
    ("000s", 3),
    ("mln", 6),
    ("mio", 6),
    ("mio.", 6),
    ("Mio", 6),
    ("Mio.", 6),
    ("MM", 6),
    ("mm", 6),
];

const SCALES_ZH: &[(&str, i8)] =
    &[("万亿", 12), ("千万", 7), ("百万", 6), ("十亿", 9), ("百亿", 10), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];

/// Units that follow a Chinese scale word or stand alone.
const UNITS_ZH: &[&str] = &[
    "美元/吨",
    "元/千瓦时",
    "美元/盎司",
    "美元/磅",
    "元/吨",
    "元/克",
    "元/千克",
    "元/股",
    "元/台",
    "人民币",
    "人民币元",
    "元",
    "美元",
    "欧元",
    "港元",
    "日元",
    "英镑",
    "台",
    "吨",
    "套",
    "件",
    "个",
    "人",
    "家",
    "户",
    "辆",
    "次",
    "天",
    "年",
    "月",
    "小时",
    "分钟",
    "秒",
    "千瓦",
    "千瓦时",
    "兆瓦",
    "度",
    "平方米",
    "立方米",
    "公里",
    "千米",
    "米",
    "厘米",
    "毫米",
    "千克",
    "公斤",
    "克",
    "毫克",
    "升",
    "毫升",
    "帕",
    "千帕",
    "摄氏度",
    "倍",
    "股",
    "片",
    "颗",
    "盎司",
    "磅",
    "个百分点",
    "分",
    "毫克",
    "微克",
    "毫西门子",
    "毫米",
    "座",
    "亩",
    "岁",
    "例",
    "名",
    "百分点",
    "只",
    "头",
    "周",
    "工作日",
    "平米",
    "幅",
    "帧",
    "张",
    "像素",
    "铂-钴号",
    "人次",
];

static ATOM: LazyLock<Regex> = LazyLock::new(|| {
    let si = "(?:[kKMGTPmµμnhd]?(?:S|Ah|Bq|Sv|Gy|lx|lm|W|Wh|J|V|A|Hz|Pa|g|m|s|L|l|mol|N|B|eV|bar|VA|cal)(?:[²³]|\\^?[23])?|°C|°F|K|℃|°|′|HBW|HBS|HB|HV|HRC|HRB|HRA|mmHg|(?:cal )?k?a BP|Ma|Ga|(?:cal )?yr BP|Ω|kΩ|dB|dBA|dB\\(A\\)|ppm|ppb|rpm|kt|Mt|t|ha|cm|cm[²³]|min|hrs?|h|bps|bp|pp|pps|x|×|wt%|vol%|at%|ms|kg|mL|oz|lb|lbs|GB|MB|TB|KB|FPS|fps|bits?|kVA|MWp|GWp|kWp|tCO₂|tCO2|tCO2e|tCO₂e|W/mK)";
    let words = "(?:percent|per cent|percentage points|units?|pieces|tonnes?|tons?|kilograms?|litres?|hours?|days?|weeks?|months?|years?|minutes?|seconds?|people|employees|persons|times|tokens?|points?|barrels?|vehicles?|shares?|samples?|watts?|kilowatts?|metres?|meters?|ounces?|heat pumps|compressors|euros?|dollars?)";
    let power = "(?:[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?";
    Regex::new(&format!("^(?:(?:{si}){power}|{words})$")).unwrap_or_else(|error| unreachable!("{error}"))
});

/// "unless stated otherwise": cells with another unit say so themselves.
static UNLESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[,;]?\s*(?:unless|except where|except as) (?:otherwise )?(?:stated|noted|indicated|specified|shown)(?: otherwise)?$|[,;]?\s*except (?:for )?(?:per[- ]share|share|ratio|percentage|number|earnings)\b.*$|[，,；;]?除(?:特别|另有|非另有)?(?:注明|说明|标注)(?:者|的)?(?:以?外)?$")
        .unwrap_or_else(|error| unreachable!("{error}"))
});

/// ", excluding VAT": what is in the amounts is not their unit.
static EXCEPTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[,;]\s*(?:excl|incl|before|after|net of|without)\S*\s.{1,24}$|[，,；;](?:不含|含)税$")
        .unwrap_or_else(|error| unreachable!("{error}"))
});

/// Begins like a unit and is none that is known: "£m, 2019 prices", "kt of dry matter".
pub fn is_unclear(text: &str) -> bool {
    let text = text.trim().trim_start_matches("in ").trim();
    let first = text.split([' ', ',', '/']).next().unwrap_or_default();
    let opens = parse(first).is_some_and(|it| !it.unit.is_empty() || it.scale > 0) && first.len() <= 8;
    opens && text != first && text.chars().count() <= 40 && parse(text).is_none() && !first.starts_with('%')
}

/// Reads a whole unit expression; `None` when any part of it is not known as one.
pub fn parse(text: &str) -> Option<Measure> {
    let text = text.trim();
    let text = text.strip_prefix("in ").unwrap_or(text).trim();
    let text = text.strip_prefix("单位：").or_else(|| text.strip_prefix("单位:")).unwrap_or(text).trim();
    let text = [
        "all amounts in ",
        "amounts in ",
        "all figures in ",
        "figures in ",
        "expressed in ",
        "all values in ",
        "values in ",
        "prices in ",
        "costs in ",
        "金额单位：",
        "金额单位为",
        "人民币",
    ]
    .iter()
    .find_map(|lead| text.strip_prefix(lead).filter(|rest| !rest.is_empty()))
    .map_or(text, |rest| if rest == "元" { text } else { rest });
    let text = text.strip_prefix("dollars ").map_or(text.into(), |rest| Cow::Owned(format!("USD {rest}")));
    let text = text.as_ref();
    match text {
        "㎡" => return Some(Measure { unit: "m²".into(), scale: 0 }),
        "$000" | "$000s" | "$'000" | "$’000" => return Some(Measure { unit: "USD".into(), scale: 3 }),
        "£000" | "£000s" | "£'000" | "£’000" => return Some(Measure { unit: "GBP".into(), scale: 3 }),
        "€000" | "€000s" | "€'000" | "€’000" => return Some(Measure { unit: "EUR".into(), scale: 3 }),
        "㎥" => return Some(Measure { unit: "m³".into(), scale: 0 }),
        _ => {}
    }
    let excepted = ["nless", "xcept", "除"].iter().any(|word| text.contains(word));
    let text = if excepted { UNLESS.replace(text, "") } else { text.into() };
    let text = EXCEPTED.find(text.trim()).map_or(text.trim(), |tail| text.trim()[..tail.start()].trim_end());
    if text.is_empty() || text.len() > 40 {
        return None;
    }
    if let Some(of) = text.strip_prefix("% of ") {
        let plain = of.split(' ').count() <= 3 && of.chars().all(|c| c.is_lowercase() || c == ' ');
        return plain.then(|| Measure { unit: "%".into(), scale: 0 });
    }
    // "kt CO₂e": of what the mass is stays in the unit.
    if let Some((mass, gas)) = text.rsplit_once(' ')
        && matches!(gas, "CO2" | "CO₂" | "CO2e" | "CO₂e" | "CO2-eq" | "CO₂-eq" | "CO2eq" | "CO₂eq")
    {
        return parse(mass).map(|of| Measure { unit: format!("{} {gas}", of.unit), scale: of.scale });
    }
    if let Some((currency, scale)) = text.split_once(" in ") {
        let unit = match currency.to_lowercase().as_str() {
            "dollars" | "us dollars" | "u.s. dollars" => "USD",
            "euros" | "euro" => "EUR",
            "pounds" | "pounds sterling" => "GBP",
            "yen" => "JPY",
            other => CURRENCIES.iter().find(|code| code.eq_ignore_ascii_case(other))?,
        };
        return Some(Measure { unit: unit.to_owned(), scale: scale_word(scale)? });
    }
    if matches!(text, "%" | "％" | "in %" | "percent" | "per cent" | "pct") {
        return Some(Measure { unit: "%".into(), scale: 0 });
    }
    chinese(text)
        .or_else(|| ratio(text))
        .or_else(|| latin(text))
        .or_else(|| product(text))
        .or_else(|| powered(text))
        .or_else(|| made_of(text))
        .or_else(|| of_machines(text))
}

/// "GPU hours", "A100 days".
fn of_machines(text: &str) -> Option<Measure> {
    let (machine, time) = text.split_once([' ', '-'])?;
    let code = machine.len() <= 5 && machine.starts_with(|c: char| c.is_ascii_uppercase()) && machine.len() >= 3;
    let plain_code = code && machine.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (plain_code && matches!(time, "hours" | "days" | "h" | "d" | "hour" | "day")).then(|| plain(text))
}

/// "g kg⁻¹", "W·m⁻²·K⁻¹": several units, at least one with a power, or joined by points.
fn product(text: &str) -> Option<Measure> {
    let pointed = text.contains(['·', '⋅']);
    let parts: Vec<&str> = text.split([' ', '·', '⋅']).collect();
    let power = |part: &&str| part.ends_with(|c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c));
    let of_figure = |part: &str| part.len() <= 5 && part.parse::<f64>().is_ok();
    let is_part = |part: &&str| ATOM.is_match(part) || UNITS_ZH.contains(part) || of_figure(part);
    let fits = (2..=4).contains(&parts.len()) && parts.iter().all(is_part) && !of_figure(parts[0]);
    let joint = matches!(parts[0], "mPa" | "Pa" | "MPa" | "N" | "kN" | "mA" | "A" | "kW" | "Ω" | "kΩ" | "W" | "V");
    (fits && (pointed || joint || parts.iter().any(power))).then(|| plain(text))
}

/// "10⁻³ s⁻¹", "×10³ t": a power of ten before the unit.
fn powered(text: &str) -> Option<Measure> {
    let after = text.trim_start_matches(['×', 'x', ' ']).strip_prefix("10")?;
    let digits: String = after.chars().map_while(superscript).collect();
    let scale = digits.parse().ok().filter(|_| !digits.is_empty())?;
    let used: usize = after.chars().take(digits.chars().count()).map(char::len_utf8).sum();
    let rest = after[used..].trim();
    let inner = if rest.is_empty() { Measure::default() } else { parse(rest).filter(|inner| inner.scale == 0)? };
    Some(Measure { scale, ..inner })
}

fn superscript(c: char) -> Option<char> {
    match c {
        '⁻' => Some('-'),
        '⁰' => Some('0'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10),
        _ => None,
    }
}

/// "mg/kg of battery": what the lower part is a part of is not kept.
fn made_of(text: &str) -> Option<Measure> {
    let (unit, of) = text.split_once(" of ")?;
    if matches!(unit, "s" | "min" | "h" | "hours" | "minutes" | "seconds") && !of.contains(' ') {
        return parse(unit);
    }
    let noun = !of.is_empty() && of.chars().all(|c| c.is_lowercase() || c == ' ') && of.split(' ').count() <= 2;
    parse(unit).filter(|_| noun && unit.contains('/'))
}

/// What is counted, in the bracket behind a head: "winches", "winches a year". A word that says which figure it is
/// ("gross", "continuing operations") is none.
pub fn counted(text: &str) -> Option<Measure> {
    const OTHER: &[&str] = &[
        "ours",
        "recoveries",
        "losses",
        "gains",
        "gross",
        "less",
        "basis",
        "sales",
        "operations",
        "authors",
        "others",
        "items",
        "terms",
        "figures",
        "values",
        "notes",
        "results",
        "numbers",
        "prices",
        "years",
        "versus",
        "plus",
        "minus",
        "various",
        "previous",
    ];
    let noun = text.split(' ').next()?;
    let rest = &text[noun.len()..];
    let plural = noun.len() >= 4 && noun.ends_with('s') && noun.bytes().all(|b| b.is_ascii_lowercase());
    let time =
        matches!(rest, "" | " a year" | " per year" | " a month" | " per month" | " a day" | " per day" | " per hour");
    (plural && time && !OTHER.contains(&noun)).then(|| plain(text))
}

/// The currency that opens a text, and the rest: ("EUR", "612m").
pub fn leading_currency(text: &str) -> (Option<String>, &str) {
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(*sign) {
            return (Some((*code).to_owned()), rest.trim_start());
        }
    }
    for code in CURRENCIES {
        if let Some(rest) = text.strip_prefix(*code)
            && !rest.starts_with(|c: char| c.is_alphabetic())
        {
            return (Some((*code).to_owned()), rest.trim_start());
        }
    }
    (None, text)
}

pub fn scale_word(text: &str) -> Option<i8> {
    let text = text.trim();
    let english = SCALES.iter().find(|(word, _)| *word == text).map(|(_, scale)| *scale);
    english.or_else(|| SCALES_ZH.iter().find(|(word, _)| *word == text).map(|(_, scale)| *scale))
}

/// "EUR", "元", "USD": money.
pub fn is_currency(unit: &str) -> bool {
    CURRENCIES.contains(&unit)
        || matches!(unit, "元" | "美元" | "欧元" | "港元" | "日元" | "人民币" | "人民币元" | "英镑")
}

fn latin(text: &str) -> Option<Measure> {
    if let (Some(currency), rest) = leading_currency(text) {
        let scale = if rest.is_empty() { 0 } else { scale_word(rest)? };
        return Some(Measure { unit: currency, scale });
    }
    if let Some((first, rest)) = text.split_once(' ')
        && let Some(scale) = scale_word(first).filter(|_| first.len() > 1)
    {
        let inner = parse(rest)?;
        return Some(Measure { scale: scale.checked_add(inner.scale)?, ..inner });
    }
    if let Some((first, last)) = text.rsplit_once(' ')
        && CURRENCIES.contains(&last)
        && let Some(scale) = scale_word(first)
    {
        return Some(Measure { unit: last.to_owned(), scale });
    }
    if text.len() > 1
        && let Some(scale) = scale_word(text).filter(|_| text != "mm" && text != "MM")
    {
        return Some(Measure { unit: String::new(), scale });
    }
    let unit = match text {
        "k" | "K" => {
            return (text == "k").then(|| Measure { unit: String::new(), scale: 3 }).or_else(|| Some(plain("K")));
        }
        "unit" => "units",
        "wt %" | "wt. %" | "wt.%" => "wt%",
        "vol %" | "vol. %" | "vol.%" => "vol%",
        other => other,
    };
    ATOM.is_match(unit).then(|| plain(unit))
}

fn plain(unit: &str) -> Measure {
    Measure { unit: unit.to_owned(), scale: 0 }
}

/// "EUR per MWh", "kWh/t": both parts are units; a scale is kept only in front.
fn ratio(text: &str) -> Option<Measure> {
    let (above, below) = text.split_once(" per ").or_else(|| text.split_once('/'))?;
    let top = parse(above)?;
    let below = below.trim();
    let bracketed = below.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let inside = bracketed.is_some_and(|inner| product(inner).is_some());
    let known = ATOM.is_match(below)
        || CURRENCIES.contains(&below)
        || (text.contains(" per ") && !below.is_empty() && below.chars().all(|c| c.is_lowercase() || c == ' '));
    let counted = UNITS_ZH.contains(&top.unit.as_str())
        && (1..=3).contains(&below.chars().count())
        && below.chars().all(pathloom_model::language::is_han);
    let timed = UNITS_ZH.contains(&top.unit.as_str()) && below.split('·').all(|part| UNITS_ZH.contains(&part));
    let a_year = matches!(below, "a" | "yr" | "y" | "year" | "month" | "day" | "page" | "sample" | "token");
    (known || counted || inside || timed || a_year).then(|| {
        let joint = if text.contains(" per ") { " per " } else { "/" };
        Measure { unit: format!("{}{joint}{below}", top.unit), scale: top.scale }
    })
}

fn chinese(text: &str) -> Option<Measure> {
    if !text.chars().any(pathloom_model::language::is_han) {
        return None;
    }
    let (scale, unit) = SCALES_ZH
        .iter()
        .find_map(|(word, scale)| text.strip_prefix(*word).map(|rest| (*scale, rest)))
        .unwrap_or((0, text));
    let unit = match unit {
        "人民币元" | "人民币" => "元",
        other => other,
    };
    let known = unit.is_empty() || UNITS_ZH.contains(&unit) || ATOM.is_match(unit) || CURRENCIES.contains(&unit);
    known.then(|| Measure { unit: unit.to_owned(), scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_and_words_are_not() {
        let read = |text| parse(text).map(|measure| (measure.unit, measure.scale));
        for (text, unit, scale) in [
            ("EUR m", "EUR", 6),
            ("in EUR m", "EUR", 6),
            ("USD bn", "USD", 9),
            ("€m", "EUR", 6),
            ("$ million", "USD", 6),
            ("thousand units", "units", 3),
            ("thousand", "", 3),
            ("million SEK", "SEK", 6),
            ("kW", "kW", 0),
            ("°C", "°C", 0),
            ("%", "%", 0),
            ("EUR per MWh", "EUR per MWh", 0),
            ("EUR per compressor", "EUR per compressor", 0),
            ("亿元", "元", 8),
            ("万台", "台", 4),
            ("百万元", "元", 6),
            ("单位：万吨", "吨", 4),
            ("元/吨", "元/吨", 0),
            ("kWh/t", "kWh/t", 0),
            ("元/辆", "元/辆", 0),
            ("万元/户", "元/户", 4),
            ("m", "m", 0),
            ("values in NOK million, excluding VAT", "NOK", 6),
            ("万元，不含税", "元", 4),
            ("mL/(min·1.73 m²)", "mL/(min·1.73 m²)", 0),
            ("岁", "岁", 0),
            ("Ma", "Ma", 0),
            ("mm", "mm", 0),
        ] {
            assert_eq!(read(text), Some((unit.to_owned(), scale)), "{text}");
        }
        for text in ["group", "macro", "restated", "FY24", "集团", "Sweden", "a", ""] {
            assert_eq!(read(text), None, "{text} is no unit");
        }
    }
}

//! Quantities compared by value, unit and stated precision: 1,750 EUR m is EUR 1.75 billion, 三百二十万 is 3.2 million.

use super::text::{folded, pattern};
use super::{Compared, Verdict};
use pathloom_extract::number;
use pathloom_model::{Decimal, Quantity};
use regex::Regex;
use std::sync::LazyLock;

/// Numbers read of one answer at most.
const MOST: usize = 40;
/// Characters behind a number in which its unit is looked for.
const UNIT: usize = 28;

/// A text that is one quantity and nothing else.
pub fn whole(text: &str) -> Option<Quantity> {
    let text = text.trim().trim_end_matches(['.', '。']);
    number::parse(text).or_else(|| number::parse(&digits(text)?)).map(|printed| printed.quantity(None))
}

pub fn compare(wanted: &Quantity, given: &str) -> Compared {
    let found = all(given);
    let verdicts: Vec<Compared> = found.iter().map(|found| two(wanted, found, given)).collect();
    // "About one and three quarters" holds a one and a three and is neither.
    let in_words = !number::fold(given).contains(|c: char| c.is_ascii_digit()) && whole(given).is_none();
    match verdicts.as_slice() {
        [] => Compared::undecided("no number is given"),
        [one, ..] if in_words && one.verdict != Verdict::Same => Compared::undecided("a number in words"),
        [only] => *only,
        many if many.iter().all(|one| *one == many[0]) => many[0],
        _ => settled(given, wanted).unwrap_or(Compared::undecided("several numbers are given")),
    }
}

/// The number after the last "=" or "is about" of a calculation.
fn settled(given: &str, wanted: &Quantity) -> Option<Compared> {
    let result = given.rsplit(['=', '≈']).next().filter(|rest| rest.len() < given.len())?;
    match all(result).as_slice() {
        [only] => Some(two(wanted, only, given)),
        _ => None,
    }
}

/// Every number of a text with the unit beside it.
fn all(text: &str) -> Vec<Quantity> {
    if let Some(one) = whole(text) {
        return vec![one];
    }
    let folded = number::fold(text);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(digits) = NUMBER.find_at(&folded, from).filter(|_| found.len() < MOST) {
        let (quantity, end) = widest(&folded, digits.start(), digits.end());
        found.extend(quantity);
        from = end.max(digits.end());
    }
    if found.is_empty() { in_words(text) } else { found }
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d(?:[\d,']*\d)?(?:\.\d+)?"));
static BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:(?:US\$|HK\$|[$€£¥₩₹]|\b[A-Z]{3})\s*)?[-+]?$"));

/// The longest stretch around digits that reads as one number, and where it ends.
fn widest(text: &str, start: usize, end: usize) -> (Option<Quantity>, usize) {
    let before = BEFORE.find(&text[..start]).map_or(start, |found| found.start());
    // A sign that follows a letter or a digit parts a range or a code.
    let glued =
        text[..before].chars().next_back().is_some_and(char::is_alphanumeric) && text[before..].starts_with('-');
    let starts = if glued { [start, start] } else { [before, start] };
    let places =
        text[end..].char_indices().map(|(place, _)| end + place).take(UNIT).chain([text.len().min(end + UNIT * 4)]);
    let mut ends: Vec<usize> = places.filter(|&place| text.is_char_boundary(place)).collect();
    ends.push(end);
    ends.sort_unstable();
    ends.dedup();
    for start in starts {
        for &stop in ends.iter().rev() {
            let cut_word = text[..stop].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric())
                && text[stop..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
            if cut_word {
                continue;
            }
            if let Some(printed) = number::parse(&text[start..stop]) {
                return (Some(printed.quantity(None)), stop);
            }
        }
    }
    (None, end)
}

fn two(wanted: &Quantity, given: &Quantity, text: &str) -> Compared {
    let (ours, theirs) = (dimension(&wanted.unit.0), dimension(&given.unit.0));
    let (Some(a), Some(b)) = (Span::of(wanted, ours.factor), Span::of(given, theirs.factor)) else {
        return Compared::undecided("a number too large to compare");
    };
    if ours.name != theirs.name && !ours.name.is_empty() && !theirs.name.is_empty() {
        let points = [ours.name, theirs.name].contains(&"percentage points") && [ours.name, theirs.name].contains(&"%");
        let unlike = ours.is_known && theirs.is_known && !points;
        return if unlike {
            Compared::different("another unit")
        } else {
            Compared::undecided("units that are not known")
        };
    }
    let mut verdict = a.compare(&b, text);
    // The question tells the unit, so its figure alone is enough; and a share may be said as a fraction.
    let plain = theirs.name.is_empty();
    if plain && verdict.verdict == Verdict::Different {
        let same_scale = Quantity { scale: if given.scale == 0 { wanted.scale } else { given.scale }, ..given.clone() };
        let as_share = Quantity { scale: -2, ..wanted.clone() };
        let again = [
            Span::of(&same_scale, ours.factor).map(|b| a.compare(&b, text)),
            ours.name.eq("%").then(|| Some(Span::of(&as_share, Decimal::ONE)?.compare(&b, text))).flatten(),
        ];
        verdict = again.into_iter().flatten().find(|one| one.verdict == Verdict::Same).unwrap_or(verdict);
    }
    verdict
}

/// A value in base units, and half of its last printed digit.
struct Span {
    value: Decimal,
    half: Decimal,
}

impl Span {
    fn of(quantity: &Quantity, factor: Decimal) -> Option<Span> {
        let value = quantity.base()?.checked_mul(factor)?;
        let last = Quantity {
            value: Decimal::try_new(5, u32::from(quantity.precision).min(26) + 1).ok()?,
            ..quantity.clone()
        };
        Some(Span { value, half: last.base()?.checked_mul(factor)? })
    }

    fn compare(&self, given: &Span, text: &str) -> Compared {
        let Some(apart) = self.value.checked_sub(given.value).map(|apart| apart.abs()) else {
            return Compared::undecided("a number too large to compare");
        };
        if apart <= self.half {
            return Compared::same("the same quantity");
        }
        if apart <= given.half {
            return Compared::undecided("rounded further than the answer");
        }
        let opposite = self.value.checked_add(given.value).is_some_and(|sum| sum.abs() <= self.half);
        if opposite && FALL.is_match(text) {
            return Compared::undecided("the sign may be in the words");
        }
        Compared::different("another quantity")
    }
}

static FALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)decreas|declin|fell|drop|lower|less|loss|reduc|down|negative|下降|减少|降低|下滑|亏损|负|减")
});

struct Dimension {
    name: &'static str,
    factor: Decimal,
    /// In the list below.
    is_known: bool,
}

/// One name for all spellings of a unit, and what it is of the base unit.
fn dimension(unit: &str) -> Dimension {
    let known = |name: &'static str, factor: Decimal| Dimension { name, factor, is_known: true };
    let lower = unit.trim().to_lowercase();
    let found = UNITS.iter().find(|(_, _, _, words)| words.iter().any(|word| *word == unit.trim() || *word == lower));
    match found {
        Some((name, number, scale, _)) => known(name, Decimal::try_new(*number, *scale).unwrap_or(Decimal::ONE)),
        None if unit.trim().is_empty() => known("", Decimal::ONE),
        None => Dimension { name: "?", factor: Decimal::ONE, is_known: false },
    }
}

/// (dimension, factor as digits and decimal places, spellings). Things that are counted have no dimension: the
/// question says what is counted.
const UNITS: &[(&str, i64, u32, &[&str])] = &[
    ("%", 1, 0, &["%", "percent", "per cent", "pct"]),
    ("percentage points", 1, 0, &["percentage points", "个百分点", "pp", "pps"]),
    ("percentage points", 1, 2, &["bp", "bps"]),
    (
        "",
        1,
        0,
        &[
            "units",
            "unit",
            "pieces",
            "piece",
            "people",
            "persons",
            "employees",
            "vehicles",
            "samples",
            "points",
            "times",
            "heat pumps",
            "compressors",
            "shares",
            "台",
            "套",
            "件",
            "个",
            "人",
            "家",
            "户",
            "辆",
            "次",
            "片",
            "颗",
            "座",
            "股",
            "倍",
            "x",
            "×",
        ],
    ),
    ("USD", 1, 0, &["USD", "dollar", "dollars", "美元"]),
    ("EUR", 1, 0, &["EUR", "euro", "euros", "欧元"]),
    ("GBP", 1, 0, &["GBP", "英镑"]),
    ("CNY", 1, 0, &["CNY", "RMB", "元", "人民币", "人民币元"]),
    ("JPY", 1, 0, &["JPY", "日元"]),
    ("HKD", 1, 0, &["HKD", "港元"]),
    ("power", 1, 0, &["W", "watt", "watts"]),
    ("power", 1_000, 0, &["kW", "kilowatts", "kilowatt", "千瓦"]),
    ("power", 1_000_000, 0, &["MW", "兆瓦"]),
    ("power", 1_000_000_000, 0, &["GW"]),
    ("energy", 1, 0, &["Wh"]),
    ("energy", 1_000, 0, &["kWh", "千瓦时", "度"]),
    ("energy", 1_000_000, 0, &["MWh"]),
    ("energy", 1_000_000_000, 0, &["GWh"]),
    ("energy", 1_000_000_000_000, 0, &["TWh"]),
    ("mass", 1, 3, &["mg", "毫克"]),
    ("mass", 1, 0, &["g", "克"]),
    ("mass", 1_000, 0, &["kg", "kilograms", "kilogram", "千克", "公斤"]),
    ("mass", 1_000_000, 0, &["t", "tonne", "tonnes", "吨"]),
    ("mass", 1_000_000_000, 0, &["kt"]),
    ("mass", 1_000_000_000_000, 0, &["Mt"]),
    ("length", 1, 3, &["mm", "毫米"]),
    ("length", 1, 2, &["cm", "厘米"]),
    ("length", 1, 0, &["m", "米", "metre", "metres", "meter", "meters"]),
    ("length", 1_000, 0, &["km", "公里", "千米"]),
    ("volume", 1, 3, &["ml", "mL", "毫升"]),
    ("volume", 1, 0, &["l", "L", "litre", "litres", "升"]),
    ("time", 1, 3, &["ms"]),
    ("time", 1, 0, &["s", "second", "seconds", "秒"]),
    ("time", 60, 0, &["min", "minute", "minutes", "分钟"]),
    ("time", 3_600, 0, &["h", "hr", "hrs", "hour", "hours", "小时"]),
    ("time", 86_400, 0, &["day", "days", "天"]),
    ("months", 1, 0, &["month", "months", "月"]),
    ("months", 12, 0, &["year", "years", "年"]),
    ("temperature", 1, 0, &["°C", "℃", "摄氏度"]),
    ("temperature F", 1, 0, &["°F"]),
    ("temperature K", 1, 0, &["K"]),
];

/// Numbers written in words: 三百二十万, twenty-five.
fn in_words(text: &str) -> Vec<Quantity> {
    digits(text).map(|text| number::fold(&text)).filter(|text| NUMBER.is_match(text)).map_or_else(Vec::new, |text| {
        whole(&text).map_or_else(
            || {
                let found = NUMBER.find_iter(&text).take(MOST);
                found.filter_map(|digits| widest(&text, digits.start(), digits.end()).0).collect()
            },
            |one| vec![one],
        )
    })
}

/// The text with numbers in words written as digits; `None` when it has digits already or no such words.
fn digits(text: &str) -> Option<String> {
    let text = folded(text);
    if text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let chinese =
        HAN.replace_all(&text, |found: &regex::Captures| han_number(&found[0]).unwrap_or(found[0].to_owned()));
    let english = WORDS.replace_all(&chinese, |found: &regex::Captures| {
        let part = |place: usize| found.get(place).and_then(|word| word_number(word.as_str()));
        part(1).map_or_else(|| found[0].to_owned(), |first| (first + part(2).unwrap_or(0)).to_string())
    });
    (english != text).then(|| english.into_owned())
}

static HAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern("[零〇一二两三四五六七八九壹贰参叁肆伍陆柒捌玖十拾百佰千仟万亿]+(?:点[零〇一二三四五六七八九]+)?")
});
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    let ones = "one|two|three|four|five|six|seven|eight|nine";
    let teens = "zero|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen";
    pattern(&format!(r"(?i)\b(?:({tens}|{teens}|{ones})(?:[-\s]({ones}))?)\b"))
});

fn word_number(word: &str) -> Option<u32> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let word = word.to_lowercase();
    let place = |list: &[&str]| list.iter().position(|known| *known == word);
    place(&SMALL).map(|n| n as u32).or_else(|| place(&TENS).map(|n| (n as u32 + 2) * 10))
}

fn han_digit(c: char) -> Option<u64> {
    ["零〇", "一壹", "二两贰", "三参叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
        .iter()
        .position(|spellings| spellings.contains(c))
        .map(|digit| digit as u64)
}

/// 三百二十万 → 3200000; 二〇二四 → 2024; 三点五 → 3.5.
fn han_number(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('点').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let plain = |text: &str| text.chars().map(|c| han_digit(c).map(|d| d.to_string())).collect::<Option<String>>();
    let value = match plain(whole) {
        Some(digits) if whole.chars().count() > 1 => digits,
        _ => han_value(whole)?.to_string(),
    };
    match fraction {
        Some(fraction) => Some(format!("{value}.{}", plain(fraction)?)),
        None => Some(value),
    }
}

fn han_value(text: &str) -> Option<u64> {
    let (mut total, mut section, mut digit) = (0u64, 0u64, None::<u64>);
    for c in text.chars() {
        if let Some(value) = han_digit(c) {
            digit = Some(value);
            continue;
        }
        let power = match c {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if power >= 10_000 {
            let sum = section.checked_add(digit.take().unwrap_or(0))?;
            // 万亿: the scale of a scale.
            total =
                if sum == 0 { total.max(1).checked_mul(power)? } else { total.checked_add(sum.checked_mul(power)?)? };
            section = 0;
        } else {
            section = section.checked_add(digit.take().unwrap_or(1).checked_mul(power)?)?;
        }
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

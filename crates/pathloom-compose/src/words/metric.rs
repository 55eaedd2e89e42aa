//! What a metric is called in a sentence, and what may be done with it. Head words from documents come in all
//! shapes; a head that cannot stand in a sentence yields nothing.

use pathloom_model::language::is_han;
use pathloom_model::metric::GLOSSARY;
use pathloom_model::{Language, Quantity};

/// A metric as a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Without article: "revenue", "number of employees", "营业收入".
    pub text: String,
    /// "were" rather than "was".
    pub plural: bool,
    /// A year in which something happened: the verb, "founded".
    pub year_of: Option<&'static str>,
}

/// Verbs that stand in a column head for "the year in which it was …".
const YEAR_VERBS: [(&str, &str, &str); 8] = [
    ("founded", "founded", "成立"),
    ("established", "established", "成立"),
    ("opened", "opened", "投产"),
    ("commissioned", "commissioned", "投产"),
    ("built", "built", "建成"),
    ("launched", "launched", "推出"),
    ("published", "published", "发布"),
    ("released", "released", "发布"),
];

const YEAR_VERBS_ZH: [(&str, &str); 6] =
    [("成立", "成立"), ("投产", "投产"), ("建成", "建成"), ("创立", "成立"), ("开业", "投产"), ("发布", "发布")];

/// Plural heads that are amounts rather than counts of things.
const AMOUNTS: [&str; 16] = [
    "sales",
    "earnings",
    "assets",
    "liabilities",
    "costs",
    "expenses",
    "shipments",
    "deliveries",
    "emissions",
    "exports",
    "imports",
    "proceeds",
    "orders",
    "losses",
    "reserves",
    "savings",
];

/// The metric that a predicate names. `None` when it cannot stand in a sentence of this language.
pub fn metric(predicate: &str, quantity: Option<&Quantity>, language: Language) -> Option<Metric> {
    let bare = bare(predicate);
    if bare.is_empty() || bare.chars().count() > 60 || bare.chars().any(|c| "=<>|{}\\;:?!".contains(c)) {
        return None;
    }
    if let Some(verb) = year_verb(&bare, quantity, language) {
        return Some(Metric { text: verb.to_owned(), plural: false, year_of: Some(verb) });
    }
    match language {
        Language::En => english(&bare, quantity),
        Language::Zh => chinese(&bare),
    }
}

/// The predicate without its unit in brackets.
fn bare(predicate: &str) -> String {
    let cut = predicate.find(['(', '（', '[']).filter(|&place| place > 0);
    cut.map_or(predicate, |place| &predicate[..place]).trim().trim_end_matches([',', ':', '：', '，']).trim().to_owned()
}

fn year_verb(bare: &str, quantity: Option<&Quantity>, language: Language) -> Option<&'static str> {
    let lower = bare.to_lowercase();
    if let Some(quantity) = quantity {
        let year: Option<i64> = quantity.value.normalize().to_string().parse().ok();
        year.filter(|year| (1500..2200).contains(year) && quantity.unit.0.is_empty())?;
    }
    let lower = lower.trim_start_matches("year ").trim_end_matches(" in").trim_end_matches(" year");
    let lower = lower.trim_end_matches("年份").trim_end_matches("时间").trim_end_matches('年');
    for (head, en, zh) in YEAR_VERBS {
        if lower == head {
            return Some(if language == Language::En { en } else { zh });
        }
    }
    YEAR_VERBS_ZH.iter().find(|(head, _)| lower == *head).map(|(_, zh)| {
        let english = YEAR_VERBS.iter().find(|(_, _, z)| z == zh).map_or("founded", |(_, en, _)| *en);
        if language == Language::En { english } else { *zh }
    })
}

fn english(bare: &str, quantity: Option<&Quantity>) -> Option<Metric> {
    let mut text = bare.to_owned();
    if text.chars().any(is_han) {
        text = GLOSSARY.iter().find(|(_, zh)| *zh == bare).map(|(en, _)| (*en).to_owned())?;
    }
    let words: Vec<String> = text.split_whitespace().map(lowered).collect();
    if words.len() > 6 || words.iter().all(|word| !word.chars().any(char::is_alphabetic)) {
        return None;
    }
    let text = words.join(" ");
    let first = words.first().map(String::as_str).unwrap_or_default();
    if matches!(
        first,
        "is" | "has"
            | "in"
            | "of"
            | "by"
            | "previous"
            | "prior"
            | "last"
            | "at"
            | "to"
            | "from"
            | "no"
            | "no."
            | "year"
            | "years"
            | "note"
            | "others"
    ) {
        return None;
    }
    // "revenue in year before": before what is not said.
    if ["year before", "previous year", "prior year", "last year", "year ago"].iter().any(|when| text.contains(when)) {
        return None;
    }
    let head = words.iter().find(|word| plural_noun(word)).map(String::as_str);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let done = last.ends_with("ed") || ["sold", "bought", "built", "made"].contains(&last);
    let amount = AMOUNTS.contains(&last) || AMOUNTS.contains(&first);
    let whole = quantity.is_some_and(|quantity| quantity.precision == 0 && !quantity.unit.is_percent());
    let counted = quantity.is_some_and(|quantity| {
        let unit = quantity.unit.0.to_lowercase();
        unit.is_empty() || unit == "units" || unit == "people" || text.contains(&unit)
    });
    let starts_plural = head == Some(first) || head == Some(last) || head.is_some() && done;
    if starts_plural && !amount && whole && counted && !text.starts_with("number of") {
        return Some(Metric { text: format!("number of {text}"), plural: false, year_of: None });
    }
    Some(Metric { plural: amount && plural_noun(last), text, year_of: None })
}

/// Ends like a plural and is none of the singular words that do.
fn plural_noun(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "ics"].iter().any(|end| word.ends_with(end))
        && !["gas", "bias", "loss", "less"].contains(&word)
}

/// A capitalised word in small letters; acronyms and symbols as they are.
fn lowered(word: &str) -> String {
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if upper == 1 && letters > 1 && word.chars().next().is_some_and(char::is_uppercase) {
        word.to_lowercase()
    } else {
        word.to_owned()
    }
}

fn chinese(bare: &str) -> Option<Metric> {
    let has_han = bare.chars().any(is_han);
    let acronym = bare.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || "&/-".contains(c));
    let text = if has_han || acronym {
        bare.to_owned()
    } else {
        let lower = bare.to_lowercase();
        GLOSSARY.iter().find(|(en, _)| *en == lower).map(|(_, zh)| (*zh).to_owned())?
    };
    let text = match text.as_str() {
        "员工" => "员工人数".to_owned(),
        _ => text,
    };
    Some(Metric { text, plural: false, year_of: None })
}

/// What kind of amount a metric is, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concept {
    Revenue,
    Profit,
    Spending,
    Debt,
    Backlog,
    Output,
    Capacity,
    Employees,
    /// A level, rate or property: sums mean nothing.
    Intensive,
    Other,
}

pub fn concept(predicate: &str, quantity: &Quantity) -> Concept {
    let name = bare(predicate).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if quantity.unit.is_percent()
        || has(&[
            "price",
            "rate",
            "margin",
            "share",
            "ratio",
            "efficiency",
            "utilis",
            "utiliz",
            "cop",
            "temperature",
            "pressure",
            "density",
            "score",
            "accuracy",
            "precision",
            "recall",
            "f1",
            "bleu",
            "rouge",
            "index",
            "yield",
            "speed",
            "coefficient",
            "占比",
            "率",
            "价",
            "温度",
            "压力",
            "系数",
            "比例",
            "得分",
            "密度",
            "速度",
            "per ",
            "average",
            "mean",
            "平均",
            "freight",
        ])
        || quantity.unit.0.contains('/')
        || quantity.unit.0.contains('°')
    {
        return Concept::Intensive;
    }
    if has(&["ebit", "net profit", "net income", "operating profit", "operating income", "净利润", "营业利润", "利润"])
    {
        return Concept::Profit;
    }
    if has(&["revenue", "turnover", "net sales", "营收", "营业收入"]) || name == "sales" || name == "收入" {
        return Concept::Revenue;
    }
    if has(&["capex", "capital expenditure", "r&d", "research", "资本开支", "资本支出", "研发"]) {
        return Concept::Spending;
    }
    if has(&["debt", "债务"]) {
        return Concept::Debt;
    }
    if has(&["backlog", "在手订单"]) {
        return Concept::Backlog;
    }
    if has(&["capacity", "产能"]) && !has(&["heat", "cooling", "制热", "制冷"]) {
        return Concept::Capacity;
    }
    if has(&["output", "production", "产量"]) && !has(&["heat", "power", "制热"]) {
        return Concept::Output;
    }
    if has(&["employee", "headcount", "staff", "员工", "人数"]) {
        return Concept::Employees;
    }
    if quantity.unit.0.is_empty() && quantity.precision > 0 { Concept::Intensive } else { Concept::Other }
}

impl Concept {
    /// Figures of several owners may be added up.
    pub fn adds_up(self) -> bool {
        !matches!(self, Concept::Intensive | Concept::Other)
    }

    /// A flow over a period: may also be added up over several periods.
    pub fn flows(self) -> bool {
        matches!(self, Concept::Revenue | Concept::Profit | Concept::Spending | Concept::Output)
    }
}

/// How one metric is set against another of the same owner and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// Numerator as a percentage of the denominator.
    Percent,
    /// How many times the denominator.
    Times,
    /// An amount for each employee.
    PerHead,
}

pub fn pair(numerator: Concept, denominator: Concept) -> Option<Pair> {
    use Concept::*;
    match (numerator, denominator) {
        (Profit | Spending | Backlog, Revenue) | (Output, Capacity) => Some(Pair::Percent),
        (Debt, Profit) => Some(Pair::Times),
        (Revenue | Output, Employees) => Some(Pair::PerHead),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::{Decimal, Unit};

    fn quantity(value: i64, unit: &str) -> Quantity {
        Quantity { value: Decimal::from(value), unit: Unit(unit.into()), scale: 0, precision: 0 }
    }

    #[test]
    fn heads_become_words_of_a_sentence() {
        let en = |head: &str, unit: &str| metric(head, Some(&quantity(668, unit)), Language::En).map(|m| m.text);
        assert_eq!(en("Revenue", "EUR").as_deref(), Some("revenue"), "capitals of heads go");
        assert_eq!(en("EBITDA", "EUR").as_deref(), Some("EBITDA"), "acronyms stay");
        assert_eq!(en("Employees", "").as_deref(), Some("number of employees"), "counts are numbers of things");
        assert_eq!(en("产能", "").as_deref(), Some("capacity"), "known metrics cross languages");
        assert_eq!(en("Revenue in year before", "EUR"), None, "before what is not said");
        assert_eq!(en("x = 3", ""), None, "what is no noun is refused");
        let zh = |head: &str| metric(head, Some(&quantity(668, "EUR")), Language::Zh).map(|m| m.text);
        assert_eq!(zh("Revenue").as_deref(), Some("营业收入"), "known metrics cross languages");
        assert_eq!(zh("Hull form"), None, "English words stay out of Chinese");
        assert_eq!(
            metric("Opened", Some(&quantity(1981, "")), Language::En).unwrap().year_of,
            Some("opened"),
            "a year"
        );
    }
}

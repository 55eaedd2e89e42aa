//! Names, units, periods and predicates made comparable: what a reader takes for the same is the same.

use super::super::text::normal;
use pathloom_model::language::is_han;
use pathloom_model::metric::same_metric;
use std::collections::BTreeSet;

/// A name: one form of each character but scripts and small letters kept apart from capitals, so that Co is not CO.
pub fn name(text: &str) -> String {
    normal(text).trim_matches(['.', ',', '*', ' ']).replace(' ', "")
}

/// A unit in one spelling.
pub fn unit(text: &str) -> String {
    let plain = normal(text).replace([' ', '·', '⋅'], "");
    match plain.as_str() {
        "percent" | "percentage" | "pct" => "%".into(),
        "percentagepoints" | "pp" | "points" | "个百分点" | "百分点" => "pp".into(),
        "人民币元" | "人民币" | "CNY" => "元".into(),
        "times" => "x".into(),
        "people" | "persons" | "employees" => "people".into(),
        other => other.replace("per", "/").replace("°C", "℃").replace("ºC", "℃").replace('℃', "C"),
    }
}

/// A period without its scenario mark.
pub fn period(text: &str) -> String {
    let mut plain = normal(text).replace(' ', "").to_lowercase();
    for mark in ["(restated)", "(estimated)", "(estimate)", "(actual)", "restated", "estimated", "预测", "预计"] {
        plain = plain.replace(mark, "");
    }
    for (long, short) in [
        ("january", "jan"),
        ("february", "feb"),
        ("march", "mar"),
        ("april", "apr"),
        ("june", "jun"),
        ("july", "jul"),
        ("august", "aug"),
        ("september", "sep"),
        ("october", "oct"),
        ("november", "nov"),
        ("december", "dec"),
    ] {
        plain = plain.replace(long, short);
    }
    let plain = plain.trim_end_matches('年').to_owned();
    let marked =
        plain.ends_with(['e', 'a', 'f', 'p']) && plain[..plain.len() - 1].ends_with(|c: char| c.is_ascii_digit());
    if marked { plain[..plain.len() - 1].to_owned() } else { plain }
}

/// Whether metric and limits say the same, however they are shared out between the two.
pub fn same_statement(said: (&str, &str), meant: (&str, &str)) -> bool {
    let same_scope = parts(said.1) == parts(meant.1);
    if same_scope && (same_metric(said.0, meant.0) || name(said.0) == name(meant.0)) {
        return true;
    }
    let both = |(predicate, scope): (&str, &str)| &parts(predicate) | &parts(scope);
    both(said) == both(meant)
}

/// Words that carry meaning: small letters; Han characters one by one.
pub fn parts(text: &str) -> BTreeSet<String> {
    const EMPTY: &[&str] = &[
        "on", "for", "in", "at", "of", "the", "with", "by", "to", "and", "在", "上", "下", "的", "方", "面", "中",
        "于", "为", "和",
    ];
    let mut all = BTreeSet::new();
    let mut word = String::new();
    for c in normal(text).to_lowercase().chars().chain([' ']) {
        if c.is_alphanumeric() && !is_han(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            all.insert(std::mem::take(&mut word));
        }
        if is_han(c) {
            all.insert(c.to_string());
        }
    }
    all.retain(|part| !EMPTY.contains(&part.as_str()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_to_a_reader_is_the_same() {
        assert_eq!(period("2024E"), period("2024"), "the scenario is held apart");
        assert_eq!(period("31 December 2024"), period("31 Dec 2024"), "months in short");
        assert_eq!(period("2024年"), period("2024"), "years");
        assert_ne!(name("Co"), name("CO"), "symbols keep their case");
        assert!(same_statement(("Limit", "8 h"), ("Limit, 8 h", "")), "a limit in the metric or beside it");
        assert!(!same_statement(("Revenue", "internal"), ("Revenue", "")), "a limit is not left out");
    }
}

//! One name for the spellings of a metric: "产量" and "Output" are the same figure.

use std::borrow::Cow;

/// English and Chinese names of metrics; the first Chinese name of an English one is the usual one.
pub const GLOSSARY: [(&str, &str); 36] = [
    ("revenue", "营业收入"),
    ("revenue", "营收"),
    ("revenue", "收入"),
    ("employees", "员工人数"),
    ("employees", "员工数"),
    ("employees", "员工"),
    ("capacity", "产能"),
    ("annual capacity", "年产能"),
    ("output", "产量"),
    ("production", "产量"),
    ("utilisation", "产能利用率"),
    ("utilisation", "利用率"),
    ("utilization", "产能利用率"),
    ("net profit", "净利润"),
    ("gross margin", "毛利率"),
    ("operating profit", "营业利润"),
    ("capital expenditure", "资本开支"),
    ("capital expenditure", "资本支出"),
    ("capex", "资本开支"),
    ("order backlog", "在手订单"),
    ("backlog", "在手订单"),
    ("net debt", "净债务"),
    ("market share", "市场份额"),
    ("price", "价格"),
    ("list price", "目录价"),
    ("sales", "销售额"),
    ("units sold", "销量"),
    ("power input", "输入功率"),
    ("heating capacity", "制热量"),
    ("heat output", "制热量"),
    ("efficiency", "效率"),
    ("isentropic efficiency", "等熵效率"),
    ("mass", "质量"),
    ("temperature", "温度"),
    ("pressure", "压力"),
    ("freight cost", "运费"),
];

/// The name under which a metric is compared: English where it is known, in small letters.
pub fn metric_key(predicate: &str) -> Cow<'_, str> {
    if predicate.is_ascii() {
        return match predicate.bytes().any(|b| b.is_ascii_uppercase()) {
            true => predicate.to_ascii_lowercase().into(),
            false => predicate.into(),
        };
    }
    let known = GLOSSARY.iter().find(|(_, zh)| *zh == predicate);
    known.map_or_else(|| predicate.to_lowercase().into(), |(en, _)| (*en).into())
}

/// Whether two predicates name one metric.
pub fn same_metric(a: &str, b: &str) -> bool {
    match a.is_ascii() && b.is_ascii() {
        true => a.eq_ignore_ascii_case(b),
        false => a == b || metric_key(a) == metric_key(b),
    }
}

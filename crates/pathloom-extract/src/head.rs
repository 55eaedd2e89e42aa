//! Heads and captions of tables: what is measured, in which unit, for which period. "Output FY24 (thousand units)".

use crate::names::clean;
use crate::period::{self, Period};
use crate::unit::{self, Measure};
use regex::Regex;
use std::sync::LazyLock;

/// A head taken apart. `label` is what is left without unit and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub label: String,
    pub measure: Option<Measure>,
    pub period: Option<Period>,
}

/// A caption taken apart: "Table 1: Revenue of companies, FY24 (EUR m)".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caption {
    /// The words after the label, as printed.
    pub text: String,
    /// "Revenue"; `None` where the caption names no single measure.
    pub metric: Option<String>,
    pub measure: Option<Measure>,
    /// Only when the caption names exactly one.
    pub period: Option<Period>,
    /// What was set for all figures: "at 160 °C for 3 h".
    pub settings: Option<String>,
}

static BRACKET: LazyLock<Regex> = LazyLock::new(|| compile(r"\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?i:(?:supplementary\s|extended data\s)?(?:tables?|tab\.|figures?|figs?\.?|charts?|scheme|exhibit))\s*[(（]?(?:[A-Z]?\.?\d+(?:[.\-–]\d+)*[a-z]?|[IVX]+)[)）]?\s*[:：.|–—-]?\s*|^(?:图表|附表|附图|表格?|图|圖|表)\s*[(（]?[A-Z]?\d+(?:[.\-–]\d+)*[)）]?\s*[:：.|–—-]?\s*",
    )
});
static JOINER: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)(?:,|，|\b(?:in|for|at the end of|end of|as of|at|during)\b|截至|于)?\s*$"));
static CUT: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i)\s(?:by|of|per|for|in|from|across|at|between|among|on|with|over|vs\.?)\s|[,:：，;（(]")
});
static OPEN_ENDED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:since|until|before|after|by|from|to|than|with)\s*$"));
static LEAD_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^各(?:省市|城市|市|省|县|区|地区|部门|单位|银行|机构)(?:的)?|^(?:各|主要|部分|国内|重点|[一二三四五六七八九十两\d]+)?(?:家|座|个|种|款)?(?:客户|公司|企业|工厂|产品|国家|地区|厂商|供应商|行业)(?:的)?",
    )
});
static TAIL_ZH: LazyLock<Regex> = LazyLock::new(|| compile(r"(?:情况|一览表?|对比|比较|统计表?|汇总|概览|数据|表)+$"));

/// Captions that say that there is a table, not what it measures.
const VAGUE: &[&str] = &[
    "result",
    "results",
    "comparison",
    "overview",
    "summary",
    "performance",
    "figures",
    "statistics",
    "data",
    "details",
    "ablation",
    "evaluation",
    "list",
    "companies",
    "plants",
    "products",
    "examples",
    "example",
    "settings",
    "hyperparameters",
    "analysis",
    "information",
    "table",
    "models",
    "metrics",
    "forecasts",
    "estimates",
    "laboratories",
    "indicators",
    "experiments",
];

const SETTINGS: &[&str] = &[
    "easy",
    "middle",
    "medium",
    "hard",
    "difficult",
    "low",
    "high",
    "small",
    "large",
    "original",
    "overall",
    "all",
    "correct",
    "ours",
    "baseline",
    "before",
    "after",
    "yes",
    "no",
    "first",
    "second",
    "third",
    "human",
    "automatic",
    "train",
    "test",
    "dev",
    "validation",
    "zero-shot",
    "few-shot",
    "base",
    "full",
    "new",
    "old",
    "previous",
    "current",
    "left",
    "right",
    "top",
    "bottom",
    "value",
    "values",
    "result",
    "results",
    "score in",
    "简单",
    "中等",
    "困难",
    "高",
    "中",
    "低",
    "数值",
    "结果",
    "金额",
    "本期",
    "上期",
];

const METRICS: &[&str] = &[
    "revenue",
    "revenues",
    "sales",
    "turnover",
    "profit",
    "profits",
    "margin",
    "margins",
    "ebit",
    "ebitda",
    "ebita",
    "income",
    "earnings",
    "eps",
    "cost",
    "costs",
    "expense",
    "expenses",
    "price",
    "prices",
    "debt",
    "capex",
    "backlog",
    "orders",
    "assets",
    "equity",
    "liabilities",
    "cash",
    "capacity",
    "output",
    "production",
    "utilisation",
    "utilization",
    "employees",
    "headcount",
    "share",
    "shares",
    "growth",
    "yield",
    "volume",
    "volumes",
    "rate",
    "ratio",
    "efficiency",
    "temperature",
    "pressure",
    "power",
    "weight",
    "mass",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "score",
    "bleu",
    "rouge",
    "auc",
    "loss",
    "time",
    "speed",
    "size",
    "number",
    "count",
    "area",
    "density",
    "cop",
    "scop",
    "dividend",
    "dividends",
    "tax",
    "depreciation",
    "amortisation",
    "investment",
    "expenditure",
    "leverage",
    "return",
    "roe",
    "roa",
    "roce",
    "pe",
    "p/e",
    "ev/ebitda",
    "length",
    "width",
    "height",
    "depth",
    "latency",
    "throughput",
    "parameters",
    "consumption",
    "emissions",
    "demand",
    "supply",
    "inventory",
    "working",
    "conversion",
    "selectivity",
    "concentration",
    "loading",
    "viscosity",
    "hardness",
    "purity",
    "acc",
    "auc",
    "auroc",
    "perplexity",
    "mrr",
    "rmse",
    "mae",
    "duration",
    "distance",
    "population",
    "gdp",
    "altitude",
    "elevation",
    "salary",
    "budget",
    "funding",
    "deposits",
    "loans",
    "premiums",
    "occupancy",
    "prevalence",
    "incidence",
    "mortality",
    "dose",
];

const METRICS_ZH: &[&str] = &[
    "收入",
    "利润",
    "毛利",
    "净利",
    "成本",
    "费用",
    "价格",
    "产量",
    "产能",
    "利用率",
    "销量",
    "份额",
    "市占率",
    "增速",
    "增长",
    "资产",
    "负债",
    "权益",
    "现金",
    "员工",
    "人数",
    "温度",
    "压力",
    "功率",
    "效率",
    "比例",
    "比率",
    "占比",
    "涨跌幅",
    "市值",
    "股价",
    "库存",
    "毛利率",
    "净利率",
    "同比",
    "环比",
    "市盈率",
    "收益",
    "面积",
    "人口",
    "能效",
    "订单",
    "台数",
    "数量",
    "金额",
    "投入",
    "投资额",
    "限额",
    "标准值",
    "浓度",
    "纯度",
    "密度",
    "转化率",
    "总额",
    "余额",
    "存款",
    "贷款",
    "价差",
];

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

pub fn parse(text: &str) -> Head {
    let mut head = Head { label: clean(&text.replace('\n', " ")), measure: None, period: None };
    take_brackets(&mut head);
    take_tail(&mut head);
    take_period(&mut head);
    head.label = counted(&head.label);
    if let Some(measure) = unit::parse(&head.label) {
        head.measure.get_or_insert(measure);
        head.label.clear();
    }
    head
}

/// "#Problems" and "Avg. #Test Cases" in words.
fn counted(label: &str) -> String {
    let (lead, what) = match label.split_once('#') {
        Some(("", what)) => ("Number of ", what.trim()),
        Some((lead, what)) if matches!(lead.trim().to_lowercase().as_str(), "avg." | "avg" | "average") => {
            ("Average number of ", what.trim())
        }
        _ => return label.to_owned(),
    };
    let plural = if what.ends_with('s') || what.ends_with("ata") { "" } else { "s" };
    if what.chars().all(|c| c.is_alphabetic() || c == ' ') && what.len() > 2 {
        format!("{lead}{}{plural}", what.to_lowercase())
    } else {
        label.to_owned()
    }
}

/// A head as it stands inside a sentence: words in small letters, acronyms and symbols as they are.
pub fn in_sentence(label: &str) -> String {
    let lowered = |word: &str| {
        let mut letters = word.chars();
        let plain = letters.next().is_some_and(char::is_uppercase) && letters.clone().next().is_some();
        if plain && letters.all(|c| !c.is_uppercase() && !c.is_ascii_digit()) {
            word.to_lowercase()
        } else {
            word.to_owned()
        }
    };
    label.split(' ').map(lowered).collect::<Vec<_>>().join(" ")
}

/// What a Chinese head of change ("周环比", "年同比") is the change of, where the caption names one such thing.
pub fn changed_zh(label: &str, caption: &str) -> Option<&'static str> {
    let bare = label.trim_start_matches(['周', '月', '季', '年']);
    if !matches!(bare, "环比" | "同比" | "变化" | "涨跌" | "增减" | "变动") {
        return None;
    }
    let mut named =
        ["价格", "库存", "产量", "销量", "收入", "出货量"].into_iter().filter(|word| caption.contains(word));
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

/// Words that say how something changed or which part it is, not of what.
pub fn is_change(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "change"
            | "growth"
            | "yoy"
            | "yoy change"
            | "% change"
            | "increase"
            | "share"
            | "share of total"
            | "variance"
            | "变化"
            | "增速"
            | "增长率"
            | "同比"
            | "环比"
            | "同比增长"
            | "同比增速"
            | "占比"
            | "增幅"
    )
}

pub fn caption(text: &str) -> Caption {
    let words = without_label(&clean(&text.replace('\n', " ")));
    let mut head = Head { label: words.clone(), measure: None, period: None };
    take_brackets(&mut head);
    take_tail(&mut head);
    let periods = period::all(&words);
    let period = if let [(range, only)] = periods.as_slice() {
        Some(only.clone()).filter(|_| !OPEN_ENDED.is_match(&words[..range.0]))
    } else {
        None
    };
    let metric = metric_of(&head.label).or_else(|| reported(&words));
    let metric =
        metric.map(|metric| metric.strip_suffix(" scores").map_or(metric.clone(), |one| format!("{one} score")));
    let settings = settings(&words);
    Caption { text: words, metric, measure: head.measure, period, settings }
}

static SETTING: LazyLock<Regex> =
    LazyLock::new(|| compile(r"[,;(]\s(?:at\s|for\s)?(\d+(?:\.\d+)?\s?(°C|K|bar|MPa|kPa|rpm|h|min|s|days?|weeks?))\b"));

/// Temperatures, pressures and times behind the commas of an English caption.
fn settings(words: &str) -> Option<String> {
    let said = |found: regex::Captures| {
        let time = matches!(&found[2], "h" | "min" | "s" | "day" | "days" | "week" | "weeks");
        format!("{} {}", if time { "for" } else { "at" }, &found[1])
    };
    let padded = words.replace(',', ", ").replace("  ", " ");
    let all: Vec<String> = SETTING.captures_iter(&padded).map(said).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Measures that captions of results name in passing: "We report Pass@1 scores", "报告了准确率（%）".
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:accuracy|(?:macro|micro)[- ]f1|f1|bleu|rouge-[l12]|pass@\d+|exact match|auroc|auc|perplexity|success rate|win rate|error rate|word error rate|map@\d+|mrr|ndcg@\d+|recall@\d+|hit@\d+|rmse)\b|准确率|精确率|召回率|成功率|胜率|错误率|困惑度|通过率",
    )
});

/// The one measure that a caption names anywhere.
fn reported(words: &str) -> Option<String> {
    let mut found: Vec<String> = REPORTED.find_iter(words).map(|it| it.as_str().to_owned()).collect();
    found.sort_by_key(|word| word.to_lowercase());
    found.dedup_by_key(|word| word.to_lowercase());
    let [only] = found.as_slice() else { return None };
    let score = words.to_lowercase().contains(&format!("{} score", only.to_lowercase()));
    Some(if score { format!("{only} score") } else { only.clone() })
}

/// "Revenue by company" of "Table 2: Revenue by company".
pub fn without_label(text: &str) -> String {
    LABEL.replace(text.trim(), "").trim().to_owned()
}

/// The words of something measured: they are predicates, never entities.
pub fn is_metric(label: &str) -> bool {
    let lower = label.to_lowercase();
    if ["#", "avg", "average ", "number of", "no. of", "total "].iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    let latin = lower.split(|c: char| !(c.is_alphanumeric() || c == '/')).any(|word| METRICS.contains(&word));
    latin
        || METRICS_ZH.iter().any(|word| label.contains(word))
        || (label.ends_with(['率', '量', '额', '价', '数']) && label.chars().count() <= 8)
}

/// Levels, settings and the like: they limit a metric and are none. "Hard", "Overall", "+ Debug", "w/o pre-training".
pub fn is_setting(label: &str) -> bool {
    let lower = label.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    let starts = ["+", "-", "w/", "with ", "without ", "by ", "under "].iter().any(|start| lower.starts_with(start));
    starts || SETTINGS.contains(&word)
}

/// Units and periods in brackets leave the label; other brackets stay.
fn take_brackets(head: &mut Head) {
    let label = head.label.clone();
    let kept = BRACKET.replace_all(&label, |found: &regex::Captures| {
        let inner = found[1].trim();
        if let Some(measure) = unit::parse(inner) {
            head.measure.get_or_insert(measure);
            return String::new();
        }
        if let Some(period) = period::parse(inner) {
            head.period.get_or_insert(period);
            return String::new();
        }
        if let Some((first, second)) = inner.split_once([',', '，'])
            && let (Some(measure), Some(period)) = (
                unit::parse(first).or_else(|| unit::parse(second)),
                period::parse(first).or_else(|| period::parse(second)),
            )
        {
            head.measure.get_or_insert(measure);
            head.period.get_or_insert(period);
            return String::new();
        }
        found[0].to_owned()
    });
    head.label = clean(&kept);
}

/// A unit behind the last comma, slash or "in": "Revenue, EUR m", "营业收入/亿元".
fn take_tail(head: &mut Head) {
    for separator in [", ", "，", "/", "：", ": ", " in "] {
        let Some((front, tail)) = head.label.rsplit_once(separator) else {
            continue;
        };
        let tail_is_han = tail.chars().any(pathloom_model::language::is_han);
        if matches!(separator, "/") && !tail_is_han {
            continue;
        }
        if let Some(measure) = unit::parse(tail) {
            head.measure.get_or_insert(measure);
            head.label = front.trim().trim_end_matches("单位").trim_end_matches([',', '，']).trim().to_owned();
        }
    }
}

/// One period leaves the label with the word that joins it.
fn take_period(head: &mut Head) {
    let found = period::all(&head.label);
    let [(range, period)] = found.as_slice() else {
        return;
    };
    let (before, after) = (&head.label[..range.0], &head.label[range.1..]);
    let before = JOINER.replace(before, "");
    let after = after.trim_start_matches([',', '，', ' ', '的']);
    let label = clean(&format!("{} {}", before.trim(), after));
    head.period.get_or_insert(period.clone());
    let label = label.trim_matches([',', '，', ' ', '-', '–']).to_owned();
    head.label = if label.chars().any(pathloom_model::language::is_han) { label.replace(' ', "") } else { label };
}

fn metric_of(label: &str) -> Option<String> {
    let mut text = label.to_owned();
    while let Some((range, _)) = period::find_from(&text, 0) {
        let before = text[..range.0].trim_end_matches(['-', '–', '—', '至', '~']).to_owned();
        text = format!("{} {}", JOINER.replace(&before, ""), &text[range.1..]);
    }
    let text = clean(text.trim().trim_start_matches(['-', '–', '—', '至', '~', ',', '，']));
    let han = text.chars().any(pathloom_model::language::is_han);
    let front = CUT.find(&text).map_or(text.as_str(), |cut| &text[..cut.start()]).trim();
    let metric =
        if han { TAIL_ZH.replace(&LEAD_ZH.replace(front, ""), "").trim().to_owned() } else { front.to_owned() };
    let words: Vec<String> = metric.split_whitespace().map(str::to_lowercase).collect();
    let vague = words.iter().any(|word| VAGUE.contains(&word.as_str()));
    let fits = if han {
        (2..=12).contains(&metric.chars().count()) && is_metric(&metric)
    } else {
        (1..=4).contains(&words.len())
    };
    (fits && !vague && !metric.is_empty()).then_some(metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_give_up_unit_and_period() {
        let show = |text| {
            let head = parse(text);
            let unit = head.measure.map(|measure| format!("{}e{}", measure.unit, measure.scale)).unwrap_or_default();
            format!("{}|{unit}|{}", head.label, head.period.map(|period| period.text).unwrap_or_default())
        };
        for (text, expected) in [
            ("Output FY24 (thousand units)", "Output|unitse3|FY24"),
            ("Company, FY24", "Company||FY24"),
            ("EUR m", "|EURe6|"),
            ("Revenue, EUR m", "Revenue|EURe6|"),
            ("Tests in FY24", "Tests||FY24"),
            ("FY25E", "||FY25E"),
            ("Accuracy (macro)", "Accuracy (macro)||"),
            ("营业收入（亿元）", "营业收入|元e8|"),
            ("2024年营业收入（亿元）", "营业收入|元e8|2024年"),
            ("Norrheat AB (%)", "Norrheat AB|%e0|"),
            ("Heating capacity (kW)", "Heating capacity|kWe0|"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn captions_name_their_metric_only_when_they_do() {
        let metric = |text| caption(text).metric;
        assert_eq!(metric("Table 1: Revenue of companies (EUR m)").as_deref(), Some("Revenue"));
        assert_eq!(metric("Revenue by company, FY22 to FY25E").as_deref(), Some("Revenue"));
        assert_eq!(metric("Market share by country in FY24").as_deref(), Some("Market share"));
        assert_eq!(metric("Compressors bought in FY24, thousand units").as_deref(), Some("Compressors bought"));
        assert_eq!(metric("表1：各公司营业收入（亿元）").as_deref(), Some("营业收入"));
        assert_eq!(metric("2024财年四家客户的压缩机采购量，千台").as_deref(), Some("压缩机采购量"));
        assert_eq!(metric("Main results on three datasets"), None, "a vague caption names no metric");
        let one = caption("Compressors bought in FY24, thousand units");
        assert_eq!(one.measure, Some(Measure { unit: "units".into(), scale: 3 }), "the unit behind the comma");
        assert_eq!(one.period.map(|period| period.text).as_deref(), Some("FY24"), "the one period");
        assert_eq!(caption("Acquisitions since 2020").period, None, "2020 is where it begins");
    }
}

//! Heads and captions of tables: what is measured, in which unit, for which period. "Output FY24 (thousand units)".

use crate::measured;
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
    /// On what everything was measured: "on product discrimination task".
    pub task: Option<String>,
    /// A bracket begins like a unit and is none that is known.
    pub unclear: bool,
    /// The unit is said to hold for all amounts.
    pub all_amounts: bool,
}

static BRACKET: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\s*[(（\[【]((?:[^()（）\[\]【】]|[(（][^()（）\[\]【】]*[)）])*)[)）\]】]"));
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
        r"^(?:分|按)(?:产品|地区|行业|业务|渠道|季度|客户|板块)(?:划分)?(?:的)?|^各(?:省市|城市|市|省|县|区|地区|部门|单位|银行|机构)(?:的)?|^(?:各|主要|部分|国内|重点|[一二三四五六七八九十两\d]+)?(?:家|座|个|种|款)?(?:客户|公司|企业|工厂|产品|国家|地区|厂商|供应商|行业)(?:的)?",
    )
});
static TAIL_ZH: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:情况|一览表?|对比|比较|统计表?|汇总|概览|数据|构成|结构|分布|表)+$"));

/// Captions that say that there is a table, not what it measures.
const VAGUE: &[&str] = &[
    "result",
    "results",
    "datasets",
    "dataset",
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

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

pub fn parse(text: &str) -> Head {
    // "小目标①占比": a number in a circle points to a note.
    let unmarked: String = text.chars().filter(|c| !('①'..='⑳').contains(c)).collect();
    let unmarked = if unmarked.trim().is_empty() { text } else { &unmarked };
    let mut head = Head { label: clean(&unmarked.replace('\n', " ")), measure: None, period: None };
    let counts = has_bracketed(&head.label);
    take_brackets(&mut head);
    if counts
        && let Some((front, "n" | "no." | "number" | "例数")) =
            head.label.rsplit_once([',', '，', ' ']).map(|(a, b)| (a, b.trim()))
    {
        head.label = front.trim_end_matches([',', '，', ' ']).to_owned();
    }
    take_tail(&mut head);
    take_period(&mut head);
    head.label = clean(counted(&head.label).trim_end_matches(['/', ' ']));
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

pub fn caption(text: &str) -> Caption {
    let words = without_label(&clean(&text.replace('\n', " ")));
    let mut head = Head { label: words.clone(), measure: None, period: None };
    take_brackets(&mut head);
    take_tail(&mut head);
    // The year of a work that is cited says nothing of the figures.
    let periods = period::all(&words);
    let cited = |range: &(usize, usize)| CITED.find_iter(&words).any(|it| it.start() <= range.0 && range.1 <= it.end());
    let periods: Vec<_> = periods.into_iter().filter(|(range, _)| !cited(range)).collect();
    let period = if let [(range, only)] = periods.as_slice() {
        Some(only.clone()).filter(|_| !OPEN_ENDED.is_match(&words[..range.0]))
    } else {
        None
    };
    if has_bracketed(&words) || has_several_units(&words) {
        head.measure = None;
    }
    let metric = metric_of(&head.label, head.measure.is_some()).or_else(|| reported(&words));
    let metric =
        metric.map(|metric| metric.strip_suffix(" scores").map_or(metric.clone(), |one| format!("{one} score")));
    let settings = settings(&words);
    let all_amounts = ALL_AMOUNTS.is_match(&words);
    let task = TASK.captures(&words).map(|found| format!("on {}", found[1].trim()));
    let unclear = has_several_units(&words)
        || head.measure.is_none() && BRACKET.captures_iter(&head.label).any(|found| unit::is_unclear(&found[1]));
    Caption { text: words, metric, measure: head.measure, period, settings, task, unclear, all_amounts }
}

static CITED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"et al\.?,?\s?[(（]?(?:19|20)\d\d[a-z]?[)）]?|[(（]\p{Lu}[\p{L}-]+(?:(?: and| &) \p{Lu}[\p{L}-]+)?, (?:19|20)\d\d[a-z]?[)）]",
    )
});

/// "Major elements (wt%) and selected trace elements (ppm)": which figure has which is not said.
fn has_several_units(words: &str) -> bool {
    let units: Vec<Measure> = BRACKET.captures_iter(words).filter_map(|found| unit::parse(&found[1])).collect();
    units.windows(2).any(|two| two[0] != two[1])
}

static ALL_AMOUNTS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:all )?(?:amounts|figures)(?: are)?(?: stated| expressed)? in\b|金额单位"));
static TASK: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\bon (?:the )?((?:[\w-]+ ){1,4}(?:task|dataset|benchmark|corpus|(?:test|validation|dev) set))\b(?: by\b|[.,;(]|$)",
    )
});

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

/// "(n = 142)": how many were observed, no part of the name.
static SAMPLE: LazyLock<Regex> = LazyLock::new(|| compile(r"^[nN]\s*[=＝]\s*[\d,]+$"));
static SAMPLED: LazyLock<Regex> = LazyLock::new(|| compile(r"[(（]\s*[nN]\s*[=＝]\s*[\d,]+\s*[)）]"));

/// Whether a head says how many were observed: what it names was observed.
pub fn is_sampled(text: &str) -> bool {
    text.contains(['(', '（']) && SAMPLED.is_match(text)
}

/// Says that its figures have a second one in brackets: "mean (SD)", "n (%)", "Difference (95% CI)".
pub fn has_bracketed(text: &str) -> bool {
    static SPREAD: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\b(?:number|no\.|n|count)\s*[(（]\s*%\s*[)）]|\b(?:mean|median|average|difference|ratio|HR|OR|RR|estimate|coefficient)\s*[(（]\s*(?:SDs?|SE|SEM|s\.d\.|s\.e\.|IQR|range|(?:9\d\s?% ?)?CI)\s*[)）]|(?:^|[^比])(?:例|例数|人数)\s*[(（]\s*[%％]\s*[)）]|(?:均值|均数|平均值|中位数)\s*[(（]\s*(?:标准差|标准误|SD|SE|四分位数间距|范围)\s*[)）]",
        )
    });
    text.contains(['(', '（']) && SPREAD.is_match(text)
}

/// Units and periods in brackets leave the label; other brackets stay.
fn take_brackets(head: &mut Head) {
    let label = head.label.clone();
    let kept = BRACKET.replace_all(&label, |found: &regex::Captures| {
        let inner = found[1].trim();
        // "Male, n (%)": the first figure is a count.
        if has_bracketed(&label) && matches!(inner, "%" | "％") {
            return String::new();
        }
        let reviewed = ["audited", "unaudited", "reviewed", "经审计", "已审计", "未经审计", "未审计"];
        if SAMPLE.is_match(inner) || reviewed.contains(&inner.to_lowercase().as_str()) {
            return String::new();
        }
        if inner == "a" && label.chars().any(pathloom_model::language::is_han) {
            head.measure.get_or_insert(Measure { unit: "a".into(), scale: 0 });
            return String::new();
        }
        if let Some(measure) = unit::parse(inner).or_else(|| unit::counted(inner)) {
            head.measure.get_or_insert(measure);
            return String::new();
        }
        if let Some(period) = period::parse(inner) {
            head.period.get_or_insert(period);
            return String::new();
        }
        let counts = ["parameter", "params", "token", "user", "word", "参数", "词"];
        let before = label[..found.get(0).map_or(0, |whole| whole.start())].trim_end();
        let plural = before.ends_with('s') && before.split(' ').count() <= 2;
        if matches!(inner, "M" | "B" | "K") && (plural || counts.iter().any(|word| label.to_lowercase().contains(word)))
        {
            let scale = unit::scale_word(inner).unwrap_or(0);
            head.measure.get_or_insert(Measure { unit: String::new(), scale });
            return String::new();
        }
        if is_unit_by_form(inner) && (measured::is_metric(before) || inner.contains('/')) {
            head.measure.get_or_insert(Measure { unit: inner.to_owned(), scale: 0 });
            return String::new();
        }
        let parts: Vec<&str> = inner.split([',', '，', ';', '；']).map(str::trim).collect();
        let (units, rest): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| unit::parse(part).is_some());
        let (dates, rest): (Vec<&str>, Vec<&str>) = rest.into_iter().partition(|part| period::parse(part).is_some());
        if let ([unit], true) = (units.as_slice(), parts.len() > 1) {
            head.measure = head.measure.take().or_else(|| unit::parse(unit));
            if let [date] = dates.as_slice() {
                head.period = head.period.take().or_else(|| period::parse(date));
            }
            return if rest.is_empty() { String::new() } else { format!(" ({})", rest.join(", ")) };
        }
        found[0].to_owned()
    });
    head.label = clean(&kept);
}

/// "HR@10/%", "训练时间/(s/轮)", "参数量/M": the unit behind a slash, in brackets where it has one itself.
fn take_behind_slash(head: &mut Head) {
    let Some((front, tail)) = head.label.split_once('/') else { return };
    let bare = tail.trim().strip_prefix(['(', '（']).and_then(|tail| tail.strip_suffix([')', '）']));
    let front = front.trim();
    let measure = match (bare, tail.trim()) {
        (Some(inner), _) if !front.is_empty() => {
            unit::parse(inner).or_else(|| inner.contains('/').then(|| Measure { unit: inner.to_owned(), scale: 0 }))
        }
        (None, "%" | "％") => unit::parse("%"),
        (None, tail) if is_symbol(front) && unit::parse(&head.label).is_none() => {
            unit::parse(tail).filter(|_| tail.len() >= 2 || tail == "K")
        }
        (None, tail) if is_apart(&head.label) || tail.contains(['⁻', '·']) => unit::parse(tail),
        (None, "M" | "B" | "K") if measured::is_metric(front) => {
            Some(Measure { unit: String::new(), scale: unit::scale_word(tail.trim()).unwrap_or(0) })
        }
        _ => None,
    };
    if let Some(measure) = measure {
        head.label = front.to_owned();
        head.measure.get_or_insert(measure);
    }
}

/// "T", "d₀₀₂", "k_d": a quantity's symbol.
fn is_symbol(front: &str) -> bool {
    let mut letters = front.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && front.chars().count() <= 5
        && letters
            .all(|c| c == '_' || c.is_numeric() || ('₀'..='₉').contains(&c) || c.is_lowercase() && front.contains('_'))
}

/// "η / mPa s": a slash with room around it.
fn is_apart(label: &str) -> bool {
    label.contains(" /") || label.contains("/ ")
}

/// Behind a measure, what is written as units are: "% IACS", "HV1", "queries/s", "字".
fn is_unit_by_form(inner: &str) -> bool {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:% ?[A-Za-z]{1,6}|H[VRBK][A-Z]?\d{0,3}|[A-Za-z]{1,12}/(?:\d{1,3} ?)?[A-Za-z]{1,6}|[字词条份例轮层页株株头只])$",
        )
    });
    // "log P (octanol/water)": two substances.
    let mixed = ["/water", "/air", "/oil", "/ethanol", "/methanol"].iter().any(|end| inner.ends_with(end));
    FORM.is_match(inner) && !mixed
}

/// A unit behind the last comma, slash or "in": "Revenue, EUR m", "营业收入/亿元".
fn take_tail(head: &mut Head) {
    take_behind_slash(head);
    for separator in [", ", "，", "/", "：", ": ", " in "] {
        let Some((front, tail)) = head.label.rsplit_once(separator) else {
            continue;
        };
        let either_is_han = head.label.chars().any(pathloom_model::language::is_han);
        if matches!(separator, "/") && !either_is_han {
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
    // "Limit from 2022" holds from then on: the year is part of what it is called.
    if OPEN_ENDED.is_match(before) && before.contains(' ') {
        return;
    }
    let before = JOINER.replace(before, "");
    let after = after.trim_start_matches([',', '，', ' ', '的']);
    let label = clean(&format!("{} {}", before.trim(), after));
    head.period.get_or_insert(period.clone());
    let label = label.trim_matches([',', '，', ' ', '-', '–']).to_owned();
    head.label = if label.chars().any(pathloom_model::language::is_han) { label.replace(' ', "") } else { label };
}

fn metric_of(label: &str, has_unit: bool) -> Option<String> {
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
    let metric = last_of_zh(metric);
    let words: Vec<String> = metric.split_whitespace().map(str::to_lowercase).collect();
    let vague = words.iter().any(|word| VAGUE.contains(&word.as_str()));
    let fits = if han {
        (2..=12).contains(&metric.chars().count()) && (measured::is_metric(&metric) || has_unit)
    } else {
        (1..=4).contains(&words.len())
    };
    let pointed = metric.split('.').zip(metric.split('.').skip(1)).any(|(before, after)| {
        !before.ends_with(|c: char| c.is_ascii_digit()) || !after.starts_with(|c: char| c.is_ascii_digit())
    });
    let plain = !metric.contains(['=', '?']) && !pointed;
    (fits && !vague && plain && !metric.is_empty()).then_some(metric)
}

/// "字错误率" of "各模型在三个测试集上的字错误率": of a long Chinese caption what stands behind its last 的.
fn last_of_zh(metric: String) -> String {
    match metric.rsplit_once('的') {
        Some((front, last))
            if front.chars().count() >= 4 && last.chars().count() >= 2 && !front.starts_with("归属") =>
        {
            last.to_owned()
        }
        _ => metric,
    }
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
            ("ρᵃ / g cm⁻³", "ρ|g cm⁻³e0|"),
            ("η / mPa s", "η|mPa se0|"),
            ("d₀₀₂/nm", "d₀₀₂|nme0|"),
            ("Discharge capacity (mAh g⁻¹)", "Discharge capacity|mAh g⁻¹e0|"),
            ("Nonperforming loans ($000)", "Nonperforming loans|USDe3|"),
            ("Training time (GPU hours)", "Training time|GPU hourse0|"),
            ("log P (octanol/water)", "log P (octanol/water)||"),
            ("Net charge-offs (recoveries)", "Net charge-offs (recoveries)||"),
            ("面积（㎡）", "面积|m²e0|"),
            ("图像数/幅", "图像数|幅e0|"),
            ("小目标①占比/%", "小目标占比|%e0|"),
            ("比容量/(mA·h·g⁻¹)", "比容量|mA·h·g⁻¹e0|"),
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
        let income = caption("Table 1. Statements of Income (unaudited) (dollars in thousands, except per share data)");
        assert_eq!(income.measure, Some(Measure { unit: "USD".into(), scale: 3 }), "the line below the caption");
        assert_eq!(one.period.map(|period| period.text).as_deref(), Some("FY24"), "the one period");
        assert_eq!(caption("Acquisitions since 2020").period, None, "2020 is where it begins");
    }
}

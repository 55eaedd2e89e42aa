//! What the rows of a table stand for: named things, metrics, periods, settings, parts of the caption's one thing.

use crate::columns::{self, head_type, joined};
use crate::grid::{Row, text_at};
use crate::head::{self, Head};
use crate::names::{NameBook, clean};
use crate::ontology::{self, THING};
use crate::{measured, number, period, scope, unit};
use pathloom_model::TableData;
use pathloom_model::language::is_han;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub enum Rows {
    Names(&'static str),
    Metrics,
    Periods,
    Conditions,
    /// Parts on which the caption's one thing was measured.
    Levels,
}

pub fn row_kind(
    table: &TableData,
    body: &[usize],
    name_col: usize,
    corner: &Head,
    book: &NameBook,
) -> Result<Rows, String> {
    let all: Vec<&str> = body.iter().map(|&row| text_at(table, row, name_col).trim()).collect();
    // "w/o grammar" below a model is the model, changed.
    let whole: Vec<&str> = all.iter().copied().filter(|text| added(text).is_none()).collect();
    let texts = if whole.is_empty() { all } else { whole };
    let share = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count() * 10 / texts.len();
    if share(&|text| period::parse(text).or_else(|| period::month(text)).is_some()) >= 8 {
        return Ok(Rows::Periods);
    }
    if share(&|text| number::parse(text).is_some()) >= 3 {
        return Err(format!("its rows are headed by numbers (\"{}\")", texts[0]));
    }
    let metric = |text: &str| measured::is_metric(&head::parse(text).label);
    let known = |text: &str| book.find(text).is_some() || ontology::type_of_name(&clean(text)).is_some();
    let figures_beside = body
        .iter()
        .any(|&row| table.cells[row].iter().skip(name_col + 1).any(|cell| number::parse_cell(&cell.text).is_some()));
    if is_test_head(&corner.label) && !known_mostly(&texts, book) && figures_beside {
        return Ok(Rows::Metrics);
    }
    if let Some(kind) =
        head_type(&corner.label).or_else(|| own_head(&corner.label, book)).or_else(|| holds(&corner.label))
        && share(&metric) < 5
    {
        return Ok(Rows::Names(kind));
    }
    if share(&known) >= 6 {
        return Ok(Rows::Names(THING));
    }
    if share(&metric) >= 6 {
        return Ok(Rows::Metrics);
    }
    if !corner.label.is_empty() && !measured::is_metric(&corner.label) && share(&looks_like_a_name) >= 9 {
        return Ok(Rows::Names(THING));
    }
    if names_a_class(&corner.label) && share(&short_han) >= 9 {
        return Ok(Rows::Names(THING));
    }
    let corner =
        if corner.label.is_empty() { "without a head".to_owned() } else { format!("headed \"{}\"", corner.label) };
    Err(format!("its rows ({corner}) could not be told to be named things, metrics or periods"))
}

fn known_mostly(texts: &[&str], book: &NameBook) -> bool {
    texts.iter().filter(|text| book.find(text).is_some()).count() * 10 >= texts.len() * 6
}

/// Rows that no head types: settings ("120" under "Temperature (°C)"); things under a vague head ("项目", "Item") whose
/// columns are measured.
pub fn otherwise(
    table: &TableData,
    body: &[usize],
    name_col: usize,
    corner: &Head,
    heads: &[Vec<Head>],
    book: &NameBook,
) -> Option<Rows> {
    let texts: Vec<&str> = body.iter().map(|&row| text_at(table, row, name_col).trim()).collect();
    let all = |test: &dyn Fn(&str) -> bool| texts.iter().all(|text| test(text));
    if corner.measure.is_some() && !corner.label.is_empty() && all(&|text| number::parse(text).is_some()) {
        return Some(Rows::Conditions);
    }
    if !corner.label.is_empty() && !measured::is_metric(&corner.label) && one_unit(&texts) {
        return Some(Rows::Conditions);
    }
    if has_units_by_row(table, body, heads) {
        return Some(Rows::Metrics);
    }
    let vague = matches!(
        corner.label.to_lowercase().as_str(),
        "项目" | "类别" | "名称" | "category" | "item" | "name" | "type" | "class"
    );
    let about_one = book.surfaces().any(|(name, _)| name.len() > 3 && table.caption.contains(name));
    let measured = heads.iter().enumerate().any(|(col, parts)| {
        let head = joined(parts);
        col != name_col && head.period.is_none() && measured::is_metric(&head.label) && head.measure.is_some()
    });
    let levels = vague
        || matches!(
            corner.label.to_lowercase().as_str(),
            "task"
                | "stage"
                | "level"
                | "difficulty"
                | "setting"
                | "domain"
                | "language"
                | "variant"
                | "configuration"
                | "condition"
                | "设置"
                | "变体"
                | "配置"
                | "情形"
                | "任务"
                | "阶段"
                | "难度"
                | "领域"
        );
    let caption_metric = head::caption(&table.caption).metric.is_some_and(|metric| measured::is_metric(&metric));
    if states_one(corner, heads, name_col)
        && about_one
        && (measured::is_metric(&corner.label)
            || texts.iter().any(|text| measured::is_metric(&head::parse(text).label)))
    {
        return Some(Rows::Metrics);
    }
    let all_measured = heads.iter().enumerate().all(|(col, parts)| col == name_col || joined(parts).measure.is_some());
    let measured_level = all_measured && all(&|text| text.chars().count() <= 4);
    if levels && about_one && (caption_metric || measured_level) && all(&|text| is_level(text)) {
        return Some(Rows::Levels);
    }
    let thing = |text: &str| {
        let label = head::parse(text).label;
        let english = text.starts_with(char::is_uppercase) && text.split(' ').count() <= 5;
        !measured::is_metric(&label) && !measured::is_setting(&label) && is_name(&label) && (english || short_han(text))
    };
    (vague && measured && !about_one && all(&thing)).then_some(Rows::Names(THING))
}

/// Amounts of one unit: "72 h", "168 h".
fn one_unit(texts: &[&str]) -> bool {
    let units: Option<BTreeSet<String>> =
        texts.iter().map(|text| Some(number::parse(text)?.measure?.unit).filter(|unit| !unit.is_empty())).collect();
    units.is_some_and(|units| units.len() == 1)
}

fn is_level(text: &str) -> bool {
    let numeral = text.chars().all(|c| ('Ⅰ'..='Ⅿ').contains(&c));
    numeral || (is_name(text) && !measured::is_metric(text))
}

/// A column gives each row a unit of its own, so the rows are what is measured.
pub fn has_units_by_row(table: &TableData, body: &[usize], heads: &[Vec<Head>]) -> bool {
    let is_units = |parts: &Vec<Head>| parts.last().is_some_and(|head| is_unit_head(&head.label));
    let Some(col) = heads.iter().position(is_units) else { return false };
    let units = body.iter().filter(|&&row| unit::parse(&table.cells[row][col].text).is_some()).count();
    units * 5 >= body.len() * 4
}

/// Under heads that are compared things, plain words say what was measured; numbers and parts of the caption's own
/// measure do not.
pub fn are_measured(table: &TableData, body: &[usize], name_col: usize, corner: &Head) -> bool {
    let words = |row: &usize| {
        let text = text_at(table, *row, name_col).trim();
        text.chars().any(char::is_alphabetic) && number::parse(text).is_none() && text.chars().count() <= 80
    };
    let limits = head::caption(&table.caption).metric.is_some_and(|metric| measured::is_metric(&metric));
    !limits && corner.measure.is_none() && body.iter().all(words)
}

/// Persons and organisations alike.
fn holds(label: &str) -> Option<&'static str> {
    matches!(
        label.to_lowercase().as_str(),
        "shareholder"
            | "shareholders"
            | "holder"
            | "counterparty"
            | "related party"
            | "股东"
            | "股东名称"
            | "股东姓名"
            | "持有人"
            | "关联方"
            | "关联方名称"
    )
    .then_some(THING)
}

/// Most rows are what something consists of, by their names or by the head above them.
pub fn are_constituents(table: &TableData, body: &[usize], name_col: usize, corner: &Head, book: &NameBook) -> bool {
    const HEADS: &[&str] = &[
        "component",
        "components",
        "ingredient",
        "constituent",
        "oxide",
        "element",
        "raw material",
        "组分",
        "成分",
        "原料",
        "组成",
        "原材料",
        "元素",
        "物料",
    ];
    let names: Vec<String> = body.iter().map(|&row| clean(text_at(table, row, name_col))).collect();
    let known = names.iter().filter(|name| columns::is_constituent(name, book)).count();
    HEADS.contains(&corner.label.to_lowercase().as_str()) || known * 2 >= names.len()
}

/// By a word of the project's ontology.
fn own_head(label: &str, book: &NameBook) -> Option<&'static str> {
    book.vocabulary().of_head(label).filter(|_| !measured::is_metric(label)).map(|own| own.kin)
}

/// A Chinese head that says what kind of thing stands below it: "稀土", "工业金属"; not "项目" or "指标".
fn names_a_class(label: &str) -> bool {
    let vague = [
        "项目", "指标", "科目", "类别", "内容", "时间", "日期", "单位", "备注", "说明", "序号", "事项", "方面", "维度",
        "参数", "设置", "变体", "配置", "条件", "方案", "情形", "楼层", "年龄", "等级", "阶段", "月份", "组别", "分组",
    ];
    !label.is_empty()
        && label.chars().count() <= 8
        && label.chars().all(is_han)
        && !measured::is_metric(label)
        && !vague.iter().any(|word| label.contains(word))
}

fn short_han(text: &str) -> bool {
    let label = head::parse(text).label;
    label.chars().any(is_han) && label.chars().count() <= 12 && !measured::is_metric(&label) && is_name(&label)
}

pub fn typed_row(text: &str, kind: &Rows, corner: &Head, chinese: bool) -> Row {
    match kind {
        Rows::Levels => scope::words(&[&level(text, corner, chinese)], chinese).map_or(Row::Skip, Row::Condition),
        Rows::Conditions => {
            let unit = corner.measure.as_ref().map(|measure| measure.unit.as_str()).unwrap_or_default();
            Row::Condition(if chinese {
                format!("{text}{unit}{}下", corner.label)
            } else {
                let label = head::in_sentence(&corner.label);
                format!("at a {label} of {text} {unit}").replace("at a a", "at an a").trim_end().to_owned()
            })
        }
        Rows::Periods => period::parse(text).or_else(|| period::month(text)).map_or(Row::Skip, Row::Period),
        Rows::Metrics => Row::Metric(head::parse(part_of_above(text))),
        Rows::Names(kind) => {
            let text = &CITATION.replace(text, "");
            let head = head::parse(text);
            let name = if head.measure.is_some() && !head.label.is_empty() { head.label } else { clean(text) };
            let others = name.to_lowercase().starts_with("other ")
                || name.starts_with("其他")
                || name.starts_with("其它")
                || ["合计", "总计", "小计"].iter().any(|end| name.ends_with(end));
            if is_name(&name) && !others && !ontology::is_remainder(&name) { Row::Name(name, kind) } else { Row::Skip }
        }
    }
}

/// "Ⅱ" under "阶段" is "阶段Ⅱ": a bare number or letter says nothing without its head.
fn level(text: &str, corner: &Head, chinese: bool) -> String {
    let bare = text.chars().count() <= 4 && text.chars().all(|c| c.is_numeric() || c.is_ascii_uppercase());
    match (bare, chinese) {
        (false, _) => text.to_owned(),
        (true, true) => format!("{}{text}", corner.label),
        (true, false) => format!("{} {text}", head::in_sentence(&corner.label)),
    }
}

/// "其中：利息净收入", "of which: leases": the row is a part of the one above, and has its own name.
fn part_of_above(text: &str) -> &str {
    let text = text.trim();
    ["其中：", "其中:", "其中，", "of which: ", "Of which: ", "of which ", "Of which ", "减：", "加：", "减:", "加:"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead))
        .map_or(text, str::trim)
}

/// "of which burners" below "Revenue": revenue of a part. What has a measure's name of its own is no such part.
pub fn part_of_metric(text: &str) -> Option<String> {
    let text = text.trim();
    let rest =
        ["of which: ", "Of which: ", "of which ", "Of which "].iter().find_map(|lead| text.strip_prefix(lead))?;
    let label = head::parse(rest).label;
    (!label.is_empty() && !measured::is_metric(&label)).then_some(label)
}

/// A row that changes the one above: "+ Teacher feedback" → "with Teacher feedback". Chinese rows stay as they are.
pub fn added(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(['－', '−', '–']).filter(|rest| rest.starts_with(is_han)) {
        return Some(format!("去除{}", clean(rest)));
    }
    let (with, rest) = [
        ("with", "+ "),
        ("with", "w/ "),
        ("with", "with "),
        ("without", "w/o "),
        ("without", "- w/o "),
        ("without", "without "),
        ("without", "no "),
    ]
    .iter()
    .find_map(|(with, sign)| Some((with, text.strip_prefix(sign)?)))?;
    let plain = rest.len() <= 40 && rest.chars().any(char::is_alphabetic) && !rest.chars().any(is_han);
    plain.then(|| format!("{with} {}", clean(rest)))
}

/// What the second head of a row says of its figures: "with training data MIND". A Chinese one stays as it is.
pub fn limit_of_row(head: &str, text: &str, chinese: bool) -> String {
    let marked = match text {
        "✓" | "✔" | "yes" | "Yes" | "是" => Some(("with", "使用")),
        "✗" | "✘" | "×" | "no" | "No" | "否" => Some(("without", "不使用")),
        _ => None,
    };
    if let Some((en, zh)) = marked {
        return if chinese { format!("{zh}{head}") } else { format!("{en} {}", head::in_sentence(head)) };
    }
    if chinese || text.starts_with("with ") || text.starts_with("without ") {
        return text.to_owned();
    }
    let place =
        matches!(head.to_lowercase().as_str(), "where" | "region" | "country" | "location" | "place" | "market");
    if place && !text.to_lowercase().starts_with("in ") {
        return format!("in {text}");
    }
    let plain =
        (1..=3).contains(&head.split_whitespace().count()) && head.chars().all(|c| c.is_alphabetic() || c == ' ');
    let what =
        if matches!(head_type(head), Some("Method" | "Model")) { String::new() } else { head::in_sentence(head) };
    if plain { format!("with {what} {text}").replace("  ", " ") } else { text.to_owned() }
}

/// "(Huang et al., 2024)" and "(ours)" behind a name.
static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*[(\[](?:[^()\[\]]*(?:et al|[12]\d{3}[a-z]?)[^()\[\]]*|[Oo]urs?|\d+(?:,\s?\d+)*)[)\]]\s*$")
        .unwrap_or_else(|error| unreachable!("{error}"))
});

/// A second head of rows that says where, when or in which state their figures hold.
pub fn is_limit_head(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "where" | "state" | "condition" | "setting" | "jurisdiction" | "when" | "状态" | "条件" | "适用地区" | "时段"
    )
}

/// "18—39岁", "60岁及以上", "50 and over": a class of numbers, not a name.
fn is_range(text: &str) -> bool {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[<>≤≥～~]?\s?\d[\d.,]*\s?(?:[-–—~～至到]|to)\s?\d|^\d+\s?岁|^\d+ and (?:over|above|under|below|more)|^[<>≤≥]")
            .unwrap_or_else(|error| unreachable!("{error}"))
    });
    RANGE.is_match(text)
}

/// Says that what stands below was measured.
pub fn is_test_head(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "test"
            | "endpoint"
            | "parameter"
            | "measure"
            | "metric"
            | "property"
            | "characteristic"
            | "试验"
            | "指标"
            | "参数"
            | "性质"
            | "测试项目"
            | "检测项目"
            | "检验项目"
            | "监测项目"
    )
}

/// "Unit", "单位".
pub fn is_unit_head(label: &str) -> bool {
    matches!(label.to_lowercase().as_str(), "unit" | "units" | "单位")
}

/// The head row of a table that was read on into the one above.
fn is_vague_head(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "项目" | "类别" | "名称" | "指标" | "item" | "name" | "category" | "type")
}

/// A statement of accounts: nothing but periods beside the rows, or a column of units.
fn states_one(corner: &Head, heads: &[Vec<Head>], name_col: usize) -> bool {
    let units = heads.iter().any(|parts| parts.last().is_some_and(|head| is_unit_head(&head.label)));
    let bare = corner.label.is_empty() || is_vague_head(&corner.label) || measured::is_metric(&corner.label);
    let periods = heads.iter().enumerate().filter(|(col, _)| *col != name_col);
    let dated = periods.filter(|(_, parts)| parts.iter().any(|head| head.period.is_some())).count();
    units || (bare && dated * 2 > heads.len() - 1)
}

/// Two cells run into one: "DeepDive-32B (base) DeepDive-32B".
fn doubled(text: &str) -> bool {
    let stem = |word: &str| word.split(|c: char| c == '-' || c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let coded = text.split(' ').filter(|word| word.chars().any(|c| c.is_ascii_digit()));
    let stems: Vec<String> = coded.map(stem).filter(|stem| stem.len() >= 3).collect();
    stems.iter().collect::<BTreeSet<_>>().len() < stems.len()
}

/// Mixed case or digits, as names of products and models are written; common words are not taken.
pub fn looks_like_a_name(text: &str) -> bool {
    let text = clean(text);
    let digit = text.chars().any(|c| c.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let capitals = words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let inner = words.iter().any(|word| word.chars().skip(1).any(char::is_uppercase)) && !text.ends_with('.');
    text.len() <= 40 && text.starts_with(char::is_uppercase) && capitals && (digit || inner)
}

/// A cell that may be the name of one thing.
pub fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let sentence = text.contains(". ") || text.contains(['。', '；', ';', '？']) || text.split(' ').count() > 8;
    letters >= 1
        && (1..=60).contains(&length)
        && !sentence
        && !ontology::is_collective(text)
        && !number::is_blank(text)
        && number::parse(text).is_none()
        && period::parse(text).is_none()
        && !text.contains(" / ")
        && !doubled(text)
        && !is_vague_head(text)
        && !is_range(text)
}

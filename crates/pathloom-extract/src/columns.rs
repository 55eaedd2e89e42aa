//! What the columns of a table stand for: metrics with their unit, period and limit, named things, relations, words.

use crate::grid::{Column, text_at};
use crate::head::{self, Caption, Head};
use crate::names::NameBook;
use crate::ontology::{self, THING};
use crate::period::Period;
use crate::rows::{Rows, looks_like_a_name};
use crate::{chemical, measured, number, period, scope};
use pathloom_model::TableData;
use pathloom_model::language::is_han;
use pathloom_model::lexicon::{self, RelationWords};
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub fn typed_column(
    table: &TableData,
    body: &[usize],
    col: usize,
    parts: &[Head],
    book: &NameBook,
    kind: &Rows,
    bracketed: bool,
) -> Column {
    let mut head = joined(parts);
    let label = head.label.to_lowercase();
    let metrics = matches!(kind, Rows::Metrics);
    // "Overall" beside "Easy" and "Hard" is one of what limits the figures above them.
    let total_of = label.strip_prefix("total ").is_some_and(|of| of.contains(' ') || measured::is_metric(of));
    let overall = parts.len() >= 2 && matches!(label.as_str(), "overall" | "average" | "avg" | "avg.") && !metrics;
    if (ontology::is_collective(&label) && !overall && !total_of)
        || (is_row_number(&label) && !is_code_head(&label))
        || matches!(
            label.as_str(),
            "source"
                | "ref."
                | "reference"
                | "link"
                | "url"
                | "note"
                | "notes"
                | "comment"
                | "comments"
                | "description"
                | "example"
                | "examples"
                | "备注"
                | "说明"
                | "链接"
                | "示例"
                | "data"
                | "remarks"
        )
        || (label == "value" && !metrics)
        || is_probability(&label)
        || is_relative_time(&label)
    {
        return Column::Skip;
    }
    let texts: Vec<&str> =
        body.iter().map(|&row| table.cells[row][col].text.trim()).filter(|text| !number::is_blank(text)).collect();
    if texts.is_empty() {
        return Column::Skip;
    }
    let share = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count() * 10 / texts.len();
    let years = head.measure.is_none() && share(&number::is_year) == 10;
    let header_rows = body.first().copied().unwrap_or_default();
    let said = (0..header_rows).any(|row| head::has_bracketed(text_at(table, row, col)));
    let value = |text: &str| {
        number::parse_cell(text).is_some() || ((bracketed || said) && number::before_bracket(text).is_some())
    };
    let numeric = !years && share(&|text| value(text) || number::is_bound(text)) >= 6;
    // In a table of metrics, a head that only says that values stand below leaves them to the row.
    if numeric && metrics && measured::is_vague_value(&head.label) {
        head.label.clear();
        return Column::Period(head);
    }
    if numeric {
        return numeric_column(head, parts, book);
    }
    if head.label.is_empty() || !matches!(kind, Rows::Names(_)) {
        return Column::Skip;
    }
    if is_period_head(&head.label) && share(&|text| period::parse(text).is_some()) == 10 {
        return Column::RowPeriod;
    }
    if years {
        return Column::Text { predicate: head.label, period: head.period };
    }
    // A role beside a contact is the contact's, not the company's.
    let role = matches!(label.as_str(), "role" | "position" | "title" | "job title" | "职务" | "职位" | "岗位");
    if role && !matches!(kind, Rows::Names("Person")) {
        return Column::Skip;
    }
    let row_kind = if let Rows::Names(kind) = kind { kind } else { THING };
    relation_of(&head.label, row_kind).unwrap_or(Column::Text { predicate: head.label, period: head.period })
}

/// How sure a difference is says nothing of one thing, and has no unit of what differs.
fn is_probability(label: &str) -> bool {
    let plain: String = label.chars().filter(|c| c.is_alphanumeric() || is_han(*c)).collect();
    matches!(plain.as_str(), "p" | "pvalue" | "pvalues" | "p值" | "pwert" | "ptrend" | "pforinteraction")
}

fn numeric_column(mut head: Head, parts: &[Head], book: &NameBook) -> Column {
    let named = |label: &str| {
        !label.is_empty()
            && !measured::is_metric(label)
            && (book.find(label).is_some() || ontology::type_of_name(label).is_some())
    };
    let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).filter(|label| !label.is_empty()).collect();
    // "Ravotinib" over "5 mg", where "Ravotinib 5 mg" is known.
    let whole = labels.join(" ");
    if labels.len() == 2 && book.find(&whole).is_some() && !measured::is_metric(labels[1]) {
        head.label.clear();
        return Column::Name { name: whole, head };
    }
    if let Some(name) = labels.iter().find(|label| named(label)) {
        let rest = labels.iter().find(|label| *label != name).map_or(String::new(), |label| (*label).to_owned());
        return Column::Name { name: (*name).to_owned(), head: Head { label: rest, ..head } };
    }
    // A number is no head: the table goes on from another page.
    if !head.label.is_empty() && !head.label.chars().any(char::is_alphabetic) {
        return Column::Skip;
    }
    if head.label.is_empty() {
        return if head.period.is_some() { Column::Period(head) } else { Column::Skip };
    }
    let vague = |group: &&str| ["情况", "一览", "明细", "概况"].iter().any(|end| group.contains(end));
    let group = labels.iter().rev().nth(1).filter(|group| !vague(group)).map(|group| (*group).to_owned());
    // A unit over several heads that have none: what stands above them is measured.
    let over = parts.iter().rev().filter(|part| !part.label.is_empty()).nth(1);
    let has_unit = over.is_some_and(|over| over.measure.as_ref().is_some_and(|own| !own.unit.is_empty()));
    let leaf_limits = parts.last().is_some_and(|leaf| leaf.measure.is_none() && !leaf.label.is_empty())
        && !measured::is_metric(&head.label)
        && !measured::is_change(&head.label)
        && !measured::is_vague_value(&head.label);
    if let (Some(group), true) = (group.as_deref().filter(|group| measured::is_metric(group)), has_unit && leaf_limits)
    {
        let outer = labels.len().saturating_sub(2);
        let limits: Vec<&str> = labels[..outer].iter().chain(labels.last()).copied().collect();
        let (group, scope) = (group.to_owned(), limits.join(" "));
        head.label = group;
        return Column::Metric { head, scope: Some(scope) };
    }
    if !measured::is_setting(&head.label) {
        return Column::Metric { head, scope: group.map(|group| without_measure(&group).to_owned()) };
    }
    // The leaf only limits: what is measured is said by the group, or by the caption (an empty label).
    let leaf = std::mem::take(&mut head.label);
    if measured::is_vague_value(&leaf)
        && (head.period.is_some() || matches!(group.as_deref(), Some(group) if measured::is_metric(group)))
    {
        let label = group.filter(|group| measured::is_metric(group)).unwrap_or_default();
        let head = Head { label, ..head };
        return if head.label.is_empty() { Column::Period(head) } else { Column::Metric { head, scope: None } };
    }
    if measured::is_vague_value(&leaf) && group.is_none() {
        return Column::Metric { head, scope: None };
    }
    let (label, scope) = match group {
        Some(group) if measured::is_metric(&group) || (is_split(&leaf) && counts(&group)) => (group, leaf),
        Some(group) => (String::new(), format!("{} ({leaf})", without_measure(&group))),
        None => (String::new(), leaf),
    };
    Column::Metric { head: Head { label, ..head }, scope: Some(scope) }
}

/// Parts of a data set.
fn is_split(label: &str) -> bool {
    let lower = label.to_lowercase();
    ["train", "training", "dev", "development", "validation", "valid", "val", "test"].contains(&lower.as_str())
}

/// One plain word in the plural: "Documents", "Sentences".
fn counts(label: &str) -> bool {
    label.ends_with('s') && label.len() > 3 && label.chars().skip(1).all(char::is_lowercase)
}

/// "第一季度" under a caption that names the year is a quarter of that year.
pub fn in_year(columns: &mut [Column], year: &Period) {
    for column in columns {
        let (Column::Period(head) | Column::Metric { head, .. } | Column::Name { head, .. }) = column else { continue };
        if let Some(whole) = head.period.as_ref().and_then(|part| period::part_of_year(part, year)) {
            head.period = Some(whole);
        }
    }
}

/// Heads that are months alone.
pub fn months_are_periods(columns: &mut [Column]) {
    for column in columns {
        let Column::Metric { head, scope } = column else { continue };
        let said = if head.label.is_empty() { scope.as_deref() } else { Some(head.label.as_str()) };
        if let Some(month) = said.and_then(period::month) {
            head.label.clear();
            *scope = None;
            head.period = Some(month);
        }
    }
}

/// The innermost words, with unit and period from wherever they stand.
pub fn joined(parts: &[Head]) -> Head {
    let label =
        parts.iter().rev().find(|part| !part.label.is_empty()).map(|part| part.label.clone()).unwrap_or_default();
    let measure = parts.iter().rev().find_map(|part| part.measure.clone());
    let period = parts.iter().rev().find_map(|part| part.period.clone());
    Head { label, measure, period }
}

/// "Script Verification" of a group that was read as "Script Verification Acc": its last word heads the first column only.
fn without_measure(group: &str) -> &str {
    match group.rsplit_once(' ') {
        Some((rest, "Acc" | "Acc." | "F1" | "AUC" | "EM" | "BLEU")) => rest,
        _ => group,
    }
}

/// The columns whose heads are the things that a table compares.
#[derive(Default)]
pub struct Compared {
    /// Their heads say how many of each were observed: "Placebo (n = 141)".
    pub sampled: bool,
    /// Most of them are names that are known.
    pub known: bool,
}

pub fn compared(
    table: &TableData,
    body: &[usize],
    header_rows: usize,
    name_col: usize,
    heads: &[Vec<Head>],
    book: &NameBook,
) -> Compared {
    let (mut figures, mut sampled, mut known) = (0, 0, 0);
    for (col, parts) in heads.iter().enumerate().skip(name_col + 1) {
        let texts: Vec<&str> = body.iter().map(|&row| table.cells[row][col].text.trim()).collect();
        let figure = |text: &&&str| text.starts_with(|c: char| c.is_ascii_digit() || "-−(<>≤≥$€£¥+".contains(c));
        if texts.iter().filter(figure).count() * 2 <= texts.iter().filter(|text| !number::is_blank(text)).count() {
            continue;
        }
        figures += 1;
        sampled += usize::from(is_sampled_at(table, header_rows, col));
        let whole = parts.iter().map(|part| part.label.as_str()).collect::<Vec<_>>().join(" ");
        known += usize::from(book.find(&whole).is_some() || parts.iter().any(|part| is_known(&part.label, book)));
    }
    Compared { sampled: sampled >= 2 && sampled * 2 >= figures, known: known >= 2 && known * 2 >= figures }
}

fn is_sampled_at(table: &TableData, header_rows: usize, col: usize) -> bool {
    (0..header_rows).any(|row| head::is_sampled(text_at(table, row, col)))
}

fn is_known(label: &str, book: &NameBook) -> bool {
    !label.is_empty()
        && !measured::is_metric(label)
        && !measured::is_setting(label)
        && (book.find(label).is_some() || ontology::type_of_name(label).is_some())
}

/// Beside names that are compared, heads that are written like names, or are controls, are compared too.
pub fn compared_are_names(
    columns: &mut [Column],
    table: &TableData,
    header_rows: usize,
    compared: &Compared,
    book: &NameBook,
) {
    let control = |label: &str| {
        matches!(label.to_lowercase().as_str(), "placebo" | "vehicle" | "安慰剂" | "安慰剂组" | "对照组" | "对照")
    };
    for (col, column) in columns.iter_mut().enumerate() {
        let Column::Metric { head, scope: None } = column else { continue };
        let plain = head.measure.is_none()
            && !measured::is_metric(&head.label)
            && !measured::is_setting(&head.label)
            && !measured::is_change(&head.label);
        let sampled = compared.sampled && is_sampled_at(table, header_rows, col);
        let alike = is_known(&head.label, book) || looks_like_a_name(&head.label) || control(&head.label);
        if sampled || (compared.known && plain && alike) {
            let name = std::mem::take(&mut head.label);
            *column = Column::Name { name, head: head.clone() };
        }
    }
}

/// A caption that says of what things consist, with one unit of shares: "Composition of the glasses, in wt%", "配方（质量份）".
pub fn lists_composition(caption: &Caption, corner: &Head) -> bool {
    const WORDS: &[&str] = &["composition", "formulation", "recipe", "ingredients", "成分", "组成", "配方", "配比"];
    let lower = caption.text.to_lowercase();
    let measure = caption.measure.as_ref().or(corner.measure.as_ref());
    WORDS.iter().any(|word| lower.contains(word)) && measure.is_some()
}

/// Heads over figures, at least two of them, none a measure, a time, a unit or a change: the samples that are composed.
pub fn are_samples(table: &TableData, body: &[usize], name_col: usize, heads: &[Vec<Head>], book: &NameBook) -> bool {
    let figures = |col: usize| {
        let texts = body.iter().map(|&row| table.cells[row][col].text.trim()).filter(|text| !number::is_blank(text));
        let (all, some) =
            texts.fold((0, 0), |(all, some), text| (all + 1, some + usize::from(number::parse_cell(text).is_some())));
        all > 0 && some * 10 >= all * 8
    };
    let over: Vec<Head> =
        (name_col + 1..heads.len()).filter(|&col| figures(col)).map(|col| joined(&heads[col])).collect();
    let sample = |head: &Head| {
        let length = head.label.chars().count();
        (1..=24).contains(&length)
            && head.measure.is_none()
            && head.period.is_none()
            && !measured::is_metric(&head.label)
            && !measured::is_vague_value(&head.label)
            && !measured::is_change(&head.label)
            && !ontology::is_collective(&head.label)
            && !is_constituent(&head.label, book)
            && head.label.chars().any(char::is_alphanumeric)
    };
    over.len() >= 2 && over.iter().all(sample)
}

/// A substance or an element, as compositions list them.
pub fn is_constituent(label: &str, book: &NameBook) -> bool {
    // "C2" and "P10" are codes before they are molecules.
    if label.len() > 1 && label.len() <= 3 && label.starts_with(|c: char| c.is_ascii_uppercase()) {
        let code = label[1..].bytes().all(|b| b.is_ascii_digit());
        if code {
            return false;
        }
    }
    let coded = label.chars().any(|c| c.is_ascii_digit());
    let known = !coded && book.find(label).is_some_and(|id| ontology::is_a(book.kind(id), "Substance"));
    known
        || chemical::is_formula(label)
        || chemical::is_element(label)
        || ontology::type_of_name(label) == Some("Substance")
}

pub fn samples_are_names(columns: &mut [Column]) {
    for column in columns {
        if let Column::Metric { head, scope: None } = column {
            let name = std::mem::take(&mut head.label);
            *column = Column::Name { name, head: head.clone() };
        }
    }
}

/// "Ticker", "证券代码": beside a name it is one of its facts.
fn is_code_head(label: &str) -> bool {
    matches!(label, "ticker" | "证券代码" | "股票代码")
}

/// Under a caption that says what is measured and in which unit, heads that are no measures only limit it: "Before",
/// "一类地区". What something consists of is told head by head.
pub fn caption_is_limited(columns: &mut [Column], caption: &Caption) {
    let Some(metric) = &caption.metric else { return };
    let parted = ["成分", "组成", "配比", "构成", "情况", "含量"].iter().any(|word| metric.ends_with(word));
    let clear = measured::is_metric(metric) || (metric.chars().any(is_han) && !parted);
    let limits =
        |head: &Head| head.measure.is_none() && !measured::is_metric(&head.label) && !measured::is_change(&head.label);
    let heads: Vec<&Head> = columns
        .iter()
        .filter_map(|column| if let Column::Metric { head, .. } = column { Some(head) } else { None })
        .filter(|head| !head.label.is_empty())
        .collect();
    if !clear || caption.measure.is_none() || heads.len() < 2 || !heads.iter().all(|head| limits(head)) {
        return;
    }
    for column in columns {
        if let Column::Metric { head, scope } = column
            && !head.label.is_empty()
        {
            let leaf = std::mem::take(&mut head.label);
            if measured::is_vague_value(&leaf) {
                continue;
            }
            *scope = Some(scope.take().map_or(leaf.clone(), |group| format!("{group} ({leaf})")));
        }
    }
}

/// "G1", "G2": codes of one series, which say where or on what something was measured.
pub fn are_series<'a>(labels: impl Iterator<Item = &'a str>) -> bool {
    let stem = |label: &'a str| {
        let stem = label.trim_end_matches(|c: char| c.is_ascii_digit());
        let code = stem.len() < label.len()
            && stem.len() <= 6
            && stem.starts_with(|c: char| c.is_ascii_uppercase())
            && stem.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '-' | '#') || c.is_ascii_digit());
        let gas = ["PM", "CO", "SO", "NO", "NH", "CH", "H", "N", "O", "C", "P"].contains(&stem);
        (code && !gas && !measured::is_metric(label)).then_some(stem)
    };
    let mut stems: Vec<&str> = labels.filter_map(stem).collect();
    stems.sort_unstable();
    stems.windows(2).any(|two| two[0] == two[1])
}

/// Heads that are codes of one series are no measures.
pub fn skip_series(columns: &mut [Column]) {
    let label = |column: &Column| match column {
        Column::Metric { head, scope: None } if head.measure.is_none() => Some(head.label.clone()),
        _ => None,
    };
    let labels: Vec<String> = columns.iter().filter_map(label).collect();
    let series = are_series(labels.iter().map(String::as_str));
    for column in columns {
        let coded = |label: String| series && label.ends_with(|c: char| c.is_ascii_digit()) || is_point(&label);
        if label(column).is_some_and(coded) {
            *column = Column::Skip;
        }
    }
}

/// "W1": where something was measured, by one of the letters that stand for no quantity and no element.
fn is_point(label: &str) -> bool {
    let digits = label.strip_prefix(|c: char| "ABGJMQSUVWXYZ".contains(c));
    digits.is_some_and(|digits| (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Under a caption that says what is measured, heads that are all codes ("VK40", "Rotella 30") are named things.
pub fn codes_are_names(columns: &mut [Column], caption: &Caption) {
    let metrics: Vec<&Head> = columns
        .iter()
        .filter_map(|column| if let Column::Metric { head, scope: None } = column { Some(head) } else { None })
        .collect();
    let code = |label: &str| {
        looks_like_a_name(label) && label.chars().any(|c| c.is_ascii_digit()) && !measured::is_metric(label)
    };
    // A head with a unit is measured itself, unless the caption plainly says what.
    let bare = metrics.iter().all(|head| head.measure.is_none());
    let is_said = caption.metric.as_deref().is_some_and(|metric| bare || measured::is_metric(metric));
    if !is_said || metrics.len() < 2 || !metrics.iter().all(|head| code(&head.label)) {
        return;
    }
    for column in columns {
        if let Column::Metric { head, .. } = column {
            let name = std::mem::take(&mut head.label);
            *column = Column::Name { name, head: head.clone() };
        }
    }
}

/// Under models and methods, a head that is written like a benchmark says on what the caption's measure was taken.
pub fn benchmarks_limit(columns: &mut [Column], caption: &Caption, chinese: bool) {
    let compared =
        ["result", "performance", "benchmark", "evaluation", "comparison", "评测", "评估", "性能", "结果", "对比"];
    let scored = compared.iter().any(|word| caption.text.to_lowercase().contains(word));
    for column in columns {
        let Column::Metric { head, scope: scope @ None } = column else { continue };
        let named =
            scope::is_code(&head.label) && !measured::is_metric(&head.label) && !measured::is_setting(&head.label);
        // "AP (%)" and "HR@10" are measures themselves.
        if !named || head.period.is_some() || head.measure.is_some() || head.label.contains('@') {
            continue;
        }
        if caption.metric.as_deref().is_some_and(measured::is_metric) {
            *scope = Some(std::mem::take(&mut head.label));
        } else if scored {
            head.label = if chinese { format!("{}得分", head.label) } else { format!("{} score", head.label) };
        }
    }
}

fn is_period_head(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "year"
            | "period"
            | "fiscal year"
            | "financial year"
            | "quarter"
            | "month"
            | "date"
            | "年份"
            | "年度"
            | "时间"
            | "日期"
            | "报告期"
            | "季度"
    )
}

/// "年初至今": over which time something changed, but not what.
fn is_relative_time(label: &str) -> bool {
    ["以来", "至今"].iter().any(|end| label.ends_with(end))
        || matches!(
            label,
            "本周"
                | "上周"
                | "本月"
                | "上月"
                | "近一周"
                | "近一月"
                | "近一年"
                | "ytd"
                | "1m"
                | "3m"
                | "12m"
                | "1y"
        )
}

pub fn is_row_number(head: &str) -> bool {
    matches!(
        head,
        "rank"
            | "no."
            | "no"
            | "#"
            | "id"
            | "ticker"
            | "code"
            | "序号"
            | "排名"
            | "代码"
            | "证券代码"
            | "股票代码"
            | "编号"
    )
}

fn relation_of(label: &str, row_kind: &str) -> Option<Column> {
    let Related { relation, inverse, kind } = related(label, row_kind)?;
    Some(Column::Relation { label: label.to_owned(), relation, inverse, kind })
}

/// What a head says of the names below or beside it.
pub struct Related {
    pub relation: &'static RelationWords,
    /// The head names the subject.
    pub inverse: bool,
    /// The type of these names.
    pub kind: &'static str,
}

/// `kind`: the type of what it is said of.
pub fn related(label: &str, kind: &str) -> Option<Related> {
    let (relation, inverse) = headed(label, kind)?;
    let wanted = if inverse { &relation.subject } else { &relation.object };
    let by_head = ontology::type_of_word(label).filter(|kind| ontology::fits(kind, wanted) >= 2);
    let kind = by_head.or_else(|| ontology::implied(wanted)).unwrap_or(THING);
    Some(Related { relation, inverse, kind })
}

/// The relation that a head states of what stands before it, by the lexicon; `true` where the head names the subject.
/// `kind`: the type of what it is said of.
pub fn headed(label: &str, kind: &str) -> Option<(&'static RelationWords, bool)> {
    static HEADS: LazyLock<BTreeMap<String, Vec<(usize, bool)>>> = LazyLock::new(|| {
        let mut heads: BTreeMap<String, Vec<(usize, bool)>> = BTreeMap::new();
        for (place, relation) in lexicon::built_in().relation.iter().enumerate() {
            let both = [(&relation.column_heads, false), (&relation.inverse_heads, true)];
            for (words, inverse) in
                both.into_iter().flat_map(|(words, inverse)| words.iter().map(move |it| (it, inverse)))
            {
                heads.entry(words.to_lowercase()).or_default().push((place, inverse));
            }
        }
        heads
    });
    let fitting = HEADS.get(&label.to_lowercase())?.iter().find(|(place, inverse)| {
        let relation = &lexicon::built_in().relation[*place];
        ontology::fits(kind, if *inverse { &relation.object } else { &relation.subject }) > 0
    });
    fitting.map(|(place, inverse)| (&lexicon::built_in().relation[*place], *inverse))
}

/// "Company", "Test laboratory", "公司名称".
pub fn head_type(label: &str) -> Option<&'static str> {
    let label = label.strip_suffix(" name").or_else(|| label.strip_suffix(" Name")).unwrap_or(label);
    let last = label.rsplit(' ').next().unwrap_or_default();
    ontology::type_of_word(label).or_else(|| {
        ontology::type_of_word(last).filter(|_| label.split(' ').count() <= 3 && !measured::is_metric(label))
    })
}

//! What the rows and columns of a table stand for, before anything in it becomes an entity: named things, metrics,
//! periods, relations. Either way round. A table that cannot be typed says why.

use crate::head::{self, Caption, Head};
use crate::names::{NameBook, clean};
use crate::ontology::{self, THING};
use crate::period::Period;
use crate::unit::{self, Measure};
use crate::{number, period, scope};
use pathloom_model::TableData;
use pathloom_model::language::is_han;
use pathloom_model::lexicon::{self, RelationWords};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A typed table. `rows` and `columns` run over the whole grid, heads included (as `Skip`).
pub struct Grid {
    pub caption: Caption,
    pub corner: Head,
    pub name_col: usize,
    pub rows: Vec<Row>,
    /// What limits a row besides its name: the second of two head columns.
    pub scopes: Vec<Option<String>>,
    /// Units that a row gives to its cells, by its head or by a column of units.
    pub measures: Vec<Option<Measure>>,
    pub columns: Vec<Column>,
    /// Row heads that stand in more than one row: their numbers belong to more than the name.
    pub repeated: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A named thing and its type.
    Name(String, &'static str),
    Metric(Head),
    Period(Period),
    /// What was set: "at a temperature of 120 °C".
    Condition(String),
    /// Heads, totals, section rows, blanks.
    Skip,
}

#[derive(Clone, Debug)]
pub enum Column {
    Period(Head),
    Metric {
        head: Head,
        scope: Option<String>,
    },
    /// The head is a named thing.
    Name {
        name: String,
        head: Head,
    },
    /// Cells are entities: `inverse` = the cell is the subject.
    Relation {
        label: String,
        relation: &'static RelationWords,
        inverse: bool,
        kind: &'static str,
    },
    /// Cells are words or years: literals.
    Text {
        predicate: String,
        period: Option<Period>,
    },
    /// "Year": the period of the row's other cells.
    RowPeriod,
    Skip,
}

/// Types a table, or says what stands in the way.
pub fn read(table: &TableData, book: &NameBook) -> Result<Grid, String> {
    if table.rows() < 2 || table.cols() < 2 {
        return Err("it has fewer than two rows or columns".into());
    }
    let header_rows = (table.header_rows as usize).clamp(1, table.rows() - 1);
    if goes_on(table, header_rows) {
        return Err("its first row holds figures, not heads: it may go on from another page".into());
    }
    let (name_col, scope_col) = head_columns(table, header_rows);
    let heads: Vec<Vec<Head>> = (0..table.cols()).map(|col| head_parts(table, header_rows, col)).collect();
    let mut corner = heads[..=name_col].iter().rev().find_map(|parts| parts.last()).cloned().unwrap_or_default();
    if let Some(open) = corner.label.find(['(', '（']).filter(|&open| open > 0) {
        corner.label.truncate(open);
        corner.label.truncate(corner.label.trim_end().len());
    }
    let caption = head::caption(&table.caption);
    let chinese = table.caption.chars().chain(corner.label.chars()).any(is_han);
    let body: Vec<usize> = (header_rows..table.rows()).filter(|&row| !is_aside(table, row, name_col)).collect();
    if body.is_empty() {
        return Err("it has no rows of values".into());
    }
    let kind = match row_kind(table, &body, name_col, &corner, book) {
        Ok(kind) => kind,
        Err(why) => otherwise(table, &body, name_col, &corner, &heads, book).ok_or(why)?,
    };
    let mut rows = vec![Row::Skip; table.rows()];
    let mut scopes = vec![None; table.rows()];
    let mut measures = vec![None; table.rows()];
    let unit_col = heads.iter().position(|parts| {
        parts.last().is_some_and(|head| matches!(head.label.to_lowercase().as_str(), "unit" | "units" | "单位"))
    });
    let mut base = Row::Skip;
    for &row in &body {
        let text = text_at(table, row, name_col);
        if let (Some(limit), Row::Name(..)) = (added(text), &base) {
            rows[row] = base.clone();
            scopes[row] = Some(limit);
            continue;
        }
        rows[row] = typed_row(text, &kind, &corner, chinese);
        base = rows[row].clone();
        scopes[row] = scope_col.and_then(|col| {
            let text = clean(text_at(table, row, col));
            let head = heads[col].last().map(|head| head.label.as_str()).unwrap_or_default();
            (!number::is_blank(&text)).then(|| limit_of_row(head, &text, chinese))
        });
        measures[row] =
            unit_col.and_then(|col| unit::parse(&table.cells[row][col].text)).or_else(|| head::parse(text).measure);
    }
    let typed = |(col, parts): (usize, &Vec<Head>)| {
        // What stands before the names groups them.
        if col <= name_col || Some(col) == scope_col || Some(col) == unit_col {
            Column::Skip
        } else {
            typed_column(table, &body, col, parts, book, &kind)
        }
    };
    let mut columns: Vec<Column> = heads.iter().enumerate().map(typed).collect();
    if matches!(kind, Rows::Names(kind) if ontology::is_a(kind, "Method")) {
        benchmarks_limit(&mut columns, &caption, chinese);
    }
    codes_are_names(&mut columns, &caption);
    if columns.iter().all(|column| matches!(column, Column::Skip | Column::RowPeriod)) {
        return Err("no column could be told to be a metric, a period or a relation".into());
    }
    let repeated = repeated(&rows, &scopes);
    Ok(Grid { caption, corner, name_col, rows, scopes, measures, columns, repeated })
}

/// The only head row has a plain number over a column of numbers.
fn goes_on(table: &TableData, header_rows: usize) -> bool {
    let plain = |text: &str| number::parse(text).is_some() && !number::is_year(text) && period::parse(text).is_none();
    header_rows == 1
        && (1..table.cols()).any(|col| {
            plain(&table.cells[0][col].text)
                && (1..table.rows()).all(|row| {
                    let text = &table.cells[row][col].text;
                    number::is_blank(text) || number::parse(text).is_some()
                })
        })
}

/// "(Huang et al., 2024)" and "(ours)" behind a name.
static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*[(\[](?:[^()\[\]]*(?:et al|[12]\d{3}[a-z]?)[^()\[\]]*|[Oo]urs?|\d+(?:,\s?\d+)*)[)\]]\s*$")
        .unwrap_or_else(|error| unreachable!("{error}"))
});

enum Rows {
    Names(&'static str),
    Metrics,
    Periods,
    Conditions,
    /// Parts on which the caption's one thing was measured.
    Levels,
}

/// A row that changes the one above: "+ Teacher feedback" → "with Teacher feedback". Chinese rows stay as they are.
fn added(text: &str) -> Option<String> {
    let text = text.trim();
    let (with, rest) = [("with", "+ "), ("with", "w/ "), ("without", "w/o "), ("without", "- w/o ")]
        .iter()
        .find_map(|(with, sign)| Some((with, text.strip_prefix(sign)?)))?;
    let plain = rest.len() <= 40 && rest.chars().any(char::is_alphabetic) && !rest.chars().any(is_han);
    plain.then(|| format!("{with} {}", clean(rest)))
}

/// What the second head of a row says of its figures: "with training data MIND". A Chinese one stays as it is.
fn limit_of_row(head: &str, text: &str, chinese: bool) -> String {
    if chinese {
        return text.to_owned();
    }
    let plain =
        (1..=3).contains(&head.split_whitespace().count()) && head.chars().all(|c| c.is_alphabetic() || c == ' ');
    let what =
        if matches!(head_type(head), Some("Method" | "Model")) { String::new() } else { head::in_sentence(head) };
    if plain { format!("with {what} {text}").replace("  ", " ") } else { text.to_owned() }
}

/// Rows that no head types: settings ("120" under "Temperature (°C)"); things under a vague head ("项目", "Item") whose
/// columns are measured.
fn otherwise(
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
    let vague = matches!(
        corner.label.to_lowercase().as_str(),
        "项目" | "类别" | "名称" | "category" | "item" | "name" | "type" | "class"
    );
    let about_one = book.surfaces().any(|(name, _)| name.len() > 3 && table.caption.contains(name));
    let measured = heads.iter().enumerate().any(|(col, parts)| {
        let head = joined(parts);
        col != name_col && head.period.is_none() && head::is_metric(&head.label) && head.measure.is_some()
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
                | "任务"
                | "阶段"
                | "难度"
                | "领域"
        );
    let caption_metric = head::caption(&table.caption).metric.is_some_and(|metric| head::is_metric(&metric));
    if levels && about_one && caption_metric && all(&|text| is_name(text) && !head::is_metric(text)) {
        return Some(Rows::Levels);
    }
    let thing = |text: &str| {
        let label = head::parse(text).label;
        let english = text.starts_with(char::is_uppercase) && text.split(' ').count() <= 5;
        !head::is_metric(&label) && !head::is_setting(&label) && is_name(&label) && (english || short_han(text))
    };
    (vague && measured && !about_one && all(&thing)).then_some(Rows::Names(THING))
}

/// Under models and methods, a head that is written like a benchmark says on what the caption's measure was taken.
fn benchmarks_limit(columns: &mut [Column], caption: &Caption, chinese: bool) {
    let compared =
        ["result", "performance", "benchmark", "evaluation", "comparison", "评测", "评估", "性能", "结果", "对比"];
    let scored = compared.iter().any(|word| caption.text.to_lowercase().contains(word));
    for column in columns {
        let Column::Metric { head, scope: scope @ None } = column else { continue };
        let named = scope::is_code(&head.label) && !head::is_metric(&head.label) && !head::is_setting(&head.label);
        if !named || head.period.is_some() {
            continue;
        }
        if caption.metric.as_deref().is_some_and(head::is_metric) {
            *scope = Some(std::mem::take(&mut head.label));
        } else if scored {
            head.label = if chinese { format!("{}得分", head.label) } else { format!("{} score", head.label) };
        }
    }
}

/// The text of a place, taken from the cell that spans over it.
pub fn text_at(table: &TableData, row: usize, col: usize) -> &str {
    let cell = &table.cells[row][col];
    match cell.covered_by {
        Some((row, col)) => table
            .cells
            .get(row as usize)
            .and_then(|cells| cells.get(col as usize))
            .map_or("", |origin| origin.text.as_str()),
        None => cell.text.as_str(),
    }
}

/// The column of the row heads, and the one that limits them. Numbers and codes of rows are passed over; a first
/// column of few groups leaves the names to the second, unless those repeat in every group.
fn head_columns(table: &TableData, header_rows: usize) -> (usize, Option<usize>) {
    let body = header_rows..table.rows();
    let first = table.cells[header_rows - 1][0].text.trim().to_lowercase();
    if is_row_number(&first) && table.cols() >= 3 {
        return (1, None);
    }
    if table.header_cols < 2 || table.cols() < 3 {
        return (0, None);
    }
    let spanned = body.clone().any(|row| table.cells[row][0].covered_by.is_some());
    let seconds: Vec<&str> =
        body.clone().map(|row| table.cells[row][1].text.trim()).filter(|text| !text.is_empty()).collect();
    let distinct: BTreeSet<&&str> = seconds.iter().collect();
    let head = |col: usize| head_type(&head::parse(text_at(table, header_rows - 1, col)).label);
    if spanned && head(0) == Some("Method") && head(1) == Some("Model") {
        return (1, Some(0));
    }
    if spanned && distinct.len() < seconds.len() {
        return (0, Some(1));
    }
    let empty = body.clone().filter(|row| table.cells[*row][0].text.trim().is_empty()).count();
    (usize::from(spanned || empty * 2 > body.len()), None)
}

fn is_row_number(head: &str) -> bool {
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

/// The heads above a column, outermost first, spans followed, repetitions dropped.
fn head_parts(table: &TableData, header_rows: usize, col: usize) -> Vec<Head> {
    let mut texts: Vec<&str> = Vec::new();
    for row in 0..header_rows {
        let text = text_at(table, row, col).trim();
        if !text.is_empty() && texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    texts.into_iter().map(head::parse).collect()
}

/// Totals, blanks, and rows that only head the ones below.
fn is_aside(table: &TableData, row: usize, name_col: usize) -> bool {
    let text = text_at(table, row, name_col).trim();
    let others_blank = table.cells[row]
        .iter()
        .enumerate()
        .all(|(col, cell)| col == name_col || cell.text.trim().is_empty() || cell.covered_by.is_some());
    let label = head::parse(text).label;
    // "Total assets" is a metric of its own, "Total" is the sum of the rows.
    let total_of = label.split(' ').count() > 1 && head::is_metric(label.split_once(' ').map_or("", |(_, rest)| rest));
    text.is_empty() || others_blank || number::is_blank(text) || (ontology::is_collective(&label) && !total_of)
}

fn row_kind(
    table: &TableData,
    body: &[usize],
    name_col: usize,
    corner: &Head,
    book: &NameBook,
) -> Result<Rows, String> {
    let texts: Vec<&str> = body.iter().map(|&row| text_at(table, row, name_col).trim()).collect();
    let share = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count() * 10 / texts.len();
    if share(&|text| period::parse(text).is_some()) >= 8 {
        return Ok(Rows::Periods);
    }
    if share(&|text| number::parse(text).is_some()) >= 3 {
        return Err(format!("its rows are headed by numbers (\"{}\")", texts[0]));
    }
    let metric = |text: &str| head::is_metric(&head::parse(text).label);
    let known = |text: &str| book.find(text).is_some() || ontology::type_of_name(&clean(text)).is_some();
    if let Some(kind) = head_type(&corner.label).or_else(|| own_head(&corner.label, book))
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
    if !corner.label.is_empty() && !head::is_metric(&corner.label) && share(&looks_like_a_name) >= 9 {
        return Ok(Rows::Names(THING));
    }
    if names_a_class(&corner.label) && share(&short_han) >= 9 {
        return Ok(Rows::Names(THING));
    }
    let corner =
        if corner.label.is_empty() { "without a head".to_owned() } else { format!("headed \"{}\"", corner.label) };
    Err(format!("its rows ({corner}) could not be told to be named things, metrics or periods"))
}

/// "Company", "Test laboratory", "公司名称".
pub fn head_type(label: &str) -> Option<&'static str> {
    let label = label.strip_suffix(" name").or_else(|| label.strip_suffix(" Name")).unwrap_or(label);
    let last = label.rsplit(' ').next().unwrap_or_default();
    ontology::type_of_word(label)
        .or_else(|| ontology::type_of_word(last).filter(|_| label.split(' ').count() <= 3 && !head::is_metric(label)))
}

/// By a word of the project's ontology.
fn own_head(label: &str, book: &NameBook) -> Option<&'static str> {
    book.vocabulary().of_head(label).filter(|_| !head::is_metric(label)).map(|own| own.kin)
}

/// Mixed case or digits, as names of products and models are written; common words are not taken.
fn looks_like_a_name(text: &str) -> bool {
    let text = clean(text);
    let digit = text.chars().any(|c| c.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let capitals = words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let inner = words.iter().any(|word| word.chars().skip(1).any(char::is_uppercase)) && !text.ends_with('.');
    text.len() <= 40 && text.starts_with(char::is_uppercase) && capitals && (digit || inner)
}

/// A Chinese head that says what kind of thing stands below it: "稀土", "工业金属"; not "项目" or "指标".
fn names_a_class(label: &str) -> bool {
    let vague = [
        "项目", "指标", "科目", "类别", "内容", "时间", "日期", "单位", "备注", "说明", "序号", "事项", "方面", "维度",
        "参数",
    ];
    !label.is_empty()
        && label.chars().count() <= 8
        && label.chars().all(is_han)
        && !head::is_metric(label)
        && !vague.iter().any(|word| label.contains(word))
}

fn short_han(text: &str) -> bool {
    let label = head::parse(text).label;
    label.chars().any(is_han) && label.chars().count() <= 12 && !head::is_metric(&label) && is_name(&label)
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
}

/// Two cells run into one: "DeepDive-32B (base) DeepDive-32B".
fn doubled(text: &str) -> bool {
    let stem = |word: &str| word.split(|c: char| c == '-' || c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let coded = text.split(' ').filter(|word| word.chars().any(|c| c.is_ascii_digit()));
    let stems: Vec<String> = coded.map(stem).filter(|stem| stem.len() >= 3).collect();
    stems.iter().collect::<BTreeSet<_>>().len() < stems.len()
}

/// The head row of a table that was read on into the one above.
fn is_vague_head(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "项目" | "类别" | "名称" | "指标" | "item" | "name" | "category" | "type")
}

fn typed_row(text: &str, kind: &Rows, corner: &Head, chinese: bool) -> Row {
    match kind {
        Rows::Levels => scope::words(&[text], chinese).map_or(Row::Skip, Row::Condition),
        Rows::Conditions => {
            let unit = corner.measure.as_ref().map(|measure| measure.unit.as_str()).unwrap_or_default();
            Row::Condition(if chinese {
                format!("{text}{unit}{}下", corner.label)
            } else {
                let label = head::in_sentence(&corner.label);
                format!("at a {label} of {text} {unit}").replace("at a a", "at an a").trim_end().to_owned()
            })
        }
        Rows::Periods => period::parse(text).map_or(Row::Skip, Row::Period),
        Rows::Metrics => Row::Metric(head::parse(text)),
        Rows::Names(kind) => {
            let text = &CITATION.replace(text, "");
            let head = head::parse(text);
            let name = if head.measure.is_some() && !head.label.is_empty() { head.label } else { clean(text) };
            if is_name(&name) && !ontology::is_remainder(&name) { Row::Name(name, kind) } else { Row::Skip }
        }
    }
}

fn typed_column(table: &TableData, body: &[usize], col: usize, parts: &[Head], book: &NameBook, kind: &Rows) -> Column {
    let head = joined(parts);
    let label = head.label.to_lowercase();
    if ontology::is_collective(&label)
        || is_row_number(&label)
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
                | "value"
                | "remarks"
        )
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
    let numeric = !years && share(&|text| number::parse_cell(text).is_some()) >= 6;
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

/// The innermost words, with unit and period from wherever they stand.
fn joined(parts: &[Head]) -> Head {
    let label =
        parts.iter().rev().find(|part| !part.label.is_empty()).map(|part| part.label.clone()).unwrap_or_default();
    let measure = parts.iter().rev().find_map(|part| part.measure.clone());
    let period = parts.iter().rev().find_map(|part| part.period.clone());
    Head { label, measure, period }
}

fn numeric_column(mut head: Head, parts: &[Head], book: &NameBook) -> Column {
    let named = |label: &str| {
        !label.is_empty()
            && !head::is_metric(label)
            && (book.find(label).is_some() || ontology::type_of_name(label).is_some())
    };
    let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).filter(|label| !label.is_empty()).collect();
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
    let group = labels.iter().rev().nth(1).map(|group| (*group).to_owned());
    if !head::is_setting(&head.label) {
        return Column::Metric { head, scope: group.map(|group| without_measure(&group).to_owned()) };
    }
    // The leaf only limits: what is measured is said by the group, or by the caption (an empty label).
    let leaf = std::mem::take(&mut head.label);
    let (label, scope) = match group {
        Some(group) if head::is_metric(&group) => (group, leaf),
        Some(group) => (String::new(), format!("{} ({leaf})", without_measure(&group))),
        None => (String::new(), leaf),
    };
    Column::Metric { head: Head { label, ..head }, scope: Some(scope) }
}

/// "Script Verification" of a group that was read as "Script Verification Acc": its last word heads the first column only.
fn without_measure(group: &str) -> &str {
    match group.rsplit_once(' ') {
        Some((rest, "Acc" | "Acc." | "F1" | "AUC" | "EM" | "BLEU")) => rest,
        _ => group,
    }
}

/// Under a caption that says what is measured, heads that are all codes ("VK40", "Rotella 30") are named things.
fn codes_are_names(columns: &mut [Column], caption: &Caption) {
    let metrics: Vec<&Head> = columns
        .iter()
        .filter_map(|column| if let Column::Metric { head, scope: None } = column { Some(head) } else { None })
        .collect();
    let code =
        |label: &str| looks_like_a_name(label) && label.chars().any(|c| c.is_ascii_digit()) && !head::is_metric(label);
    if caption.metric.is_none() || metrics.len() < 2 || !metrics.iter().all(|head| code(&head.label)) {
        return;
    }
    for column in columns {
        if let Column::Metric { head, .. } = column {
            let name = std::mem::take(&mut head.label);
            *column = Column::Name { name, head: head.clone() };
        }
    }
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

fn relation_of(label: &str, row_kind: &str) -> Option<Column> {
    let (relation, inverse) = headed(label, row_kind)?;
    let wanted = if inverse { &relation.subject } else { &relation.object };
    let by_head = ontology::type_of_word(label).filter(|kind| ontology::fits(kind, wanted) >= 2);
    let kind = by_head.or_else(|| ontology::implied(wanted)).unwrap_or(THING);
    Some(Column::Relation { label: label.to_owned(), relation, inverse, kind })
}

fn repeated(rows: &[Row], scopes: &[Option<String>]) -> BTreeSet<String> {
    let mut seen: BTreeMap<(&str, Option<&str>), u32> = BTreeMap::new();
    for (row, scope) in rows.iter().zip(scopes) {
        if let Row::Name(name, _) = row {
            *seen.entry((name, scope.as_deref())).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, count)| *count > 1).map(|((name, _), _)| name.to_owned()).collect()
}

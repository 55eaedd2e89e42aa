//! What the rows and columns of a table stand for, before anything in it becomes an entity: named things, metrics,
//! periods, relations. Either way round. A table that cannot be typed says why.

use crate::head::{self, Caption, Head};
use crate::names::{NameBook, clean};
use crate::ontology::{self, THING};
use crate::period::Period;
use crate::{number, period};
use pathloom_model::lexicon::{self, RelationWords};
use pathloom_model::TableData;
use std::collections::BTreeMap;

/// A typed table. `rows` and `columns` run over the whole grid, heads included (as `Skip`).
pub struct Grid {
    pub caption: Caption,
    pub corner: Head,
    pub name_col: usize,
    pub rows: Vec<Row>,
    pub columns: Vec<Column>,
    /// Row heads that stand in more than one row: their numbers belong to more than the name.
    pub repeated: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A named thing and its type.
    Name(String, &'static str),
    Metric(Head),
    Period(Period),
    /// Heads, totals, section rows, blanks.
    Skip,
}

#[derive(Clone, Debug)]
pub enum Column {
    Period(Head),
    Metric { head: Head, scope: Option<String> },
    /// The head is a named thing.
    Name { name: String, head: Head },
    /// Cells are entities: `inverse` = the cell is the subject.
    Relation { label: String, relation: &'static RelationWords, inverse: bool, kind: &'static str },
    /// Cells are words or years: literals.
    Text { predicate: String, period: Option<Period> },
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
    let name_col = name_column(table, header_rows);
    let heads: Vec<Vec<Head>> = (0..table.cols()).map(|col| head_parts(table, header_rows, col)).collect();
    let corner = heads[name_col].last().cloned().unwrap_or_default();
    let caption = head::caption(&table.caption);
    let body: Vec<usize> = (header_rows..table.rows()).filter(|&row| !is_aside(table, row, name_col)).collect();
    if body.is_empty() {
        return Err("it has no rows of values".into());
    }
    let kind = row_kind(table, &body, name_col, &corner, book)?;
    let mut rows = vec![Row::Skip; table.rows()];
    for &row in &body {
        rows[row] = typed_row(&table.cells[row][name_col].text, &kind);
    }
    let typed = |(col, parts): (usize, &Vec<Head>)| if col == name_col { Column::Skip } else { typed_column(table, &body, col, parts, book, &kind) };
    let mut columns: Vec<Column> = heads.iter().enumerate().map(typed).collect();
    codes_are_names(&mut columns, &caption);
    if columns.iter().all(|column| matches!(column, Column::Skip | Column::RowPeriod)) {
        return Err("no column could be told to be a metric, a period or a relation".into());
    }
    let repeated = repeated(&rows);
    Ok(Grid { caption, corner, name_col, rows, columns, repeated })
}

enum Rows {
    Names(&'static str),
    Metrics,
    Periods,
}

/// The text of a place, taken from the cell that spans over it.
pub fn text_at(table: &TableData, row: usize, col: usize) -> &str {
    let cell = &table.cells[row][col];
    match cell.covered_by {
        Some((row, col)) => table.cells.get(row as usize).and_then(|cells| cells.get(col as usize)).map_or("", |origin| origin.text.as_str()),
        None => cell.text.as_str(),
    }
}

/// A head column whose cells span or repeat is a group; the names stand in the next one.
fn name_column(table: &TableData, header_rows: usize) -> usize {
    if table.header_cols < 2 || table.cols() < 3 {
        return 0;
    }
    let spanned = (header_rows..table.rows()).any(|row| table.cells[row][0].covered_by.is_some());
    usize::from(spanned)
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
    let text = table.cells[row][name_col].text.trim();
    let others_blank = table.cells[row].iter().enumerate().all(|(col, cell)| col == name_col || cell.text.trim().is_empty() || cell.covered_by.is_some());
    text.is_empty() || others_blank || number::is_blank(text) || ontology::is_collective(&head::parse(text).label)
}

fn row_kind(table: &TableData, body: &[usize], name_col: usize, corner: &Head, book: &NameBook) -> Result<Rows, String> {
    let texts: Vec<&str> = body.iter().map(|&row| table.cells[row][name_col].text.trim()).collect();
    let share = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count() * 10 / texts.len();
    if share(&|text| period::parse(text).is_some()) >= 8 {
        return Ok(Rows::Periods);
    }
    if share(&|text| number::parse(text).is_some()) >= 3 {
        return Err(format!("its rows are headed by numbers (\"{}\")", texts[0]));
    }
    let metric = |text: &str| head::is_metric(&head::parse(text).label);
    let known = |text: &str| book.find(text).is_some() || ontology::type_of_name(&clean(text)).is_some();
    if let Some(kind) = head_type(&corner.label)
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
    let corner = if corner.label.is_empty() { "without a head".to_owned() } else { format!("headed \"{}\"", corner.label) };
    Err(format!("its rows ({corner}) could not be told to be named things, metrics or periods"))
}

/// "Company", "Test laboratory", "公司名称".
pub fn head_type(label: &str) -> Option<&'static str> {
    let last = label.rsplit(' ').next().unwrap_or_default();
    ontology::type_of_word(label).or_else(|| ontology::type_of_word(last).filter(|_| label.split(' ').count() <= 3 && !head::is_metric(label)))
}

/// Mixed case or digits, as names of products and models are written; common words are not taken.
fn looks_like_a_name(text: &str) -> bool {
    let text = clean(text);
    let digit = text.chars().any(|c| c.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let capitals = words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let inner = text.chars().skip(1).any(char::is_uppercase);
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
}

fn typed_row(text: &str, kind: &Rows) -> Row {
    match kind {
        Rows::Periods => period::parse(text).map_or(Row::Skip, Row::Period),
        Rows::Metrics => Row::Metric(head::parse(text)),
        Rows::Names(kind) => {
            let name = clean(text);
            if is_name(&name) { Row::Name(name, kind) } else { Row::Skip }
        }
    }
}

fn typed_column(table: &TableData, body: &[usize], col: usize, parts: &[Head], book: &NameBook, kind: &Rows) -> Column {
    let head = joined(parts);
    if ontology::is_collective(&head.label) || matches!(head.label.to_lowercase().as_str(), "rank" | "no." | "#" | "序号" | "排名" | "代码" | "source" | "ref." | "reference") {
        return Column::Skip;
    }
    let texts: Vec<&str> = body.iter().map(|&row| table.cells[row][col].text.trim()).filter(|text| !number::is_blank(text)).collect();
    if texts.is_empty() {
        return Column::Skip;
    }
    let share = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count() * 10 / texts.len();
    let years = head.measure.is_none() && share(&number::is_year) == 10;
    let numeric = !years && share(&|text| number::parse(text).is_some()) >= 6;
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
    relation_of(&head.label).unwrap_or(Column::Text { predicate: head.label, period: head.period })
}

fn is_period_head(label: &str) -> bool {
    matches!(label.to_lowercase().as_str(), "year" | "period" | "fiscal year" | "financial year" | "quarter" | "month" | "date" | "年份" | "年度" | "时间" | "日期" | "报告期" | "季度")
}

/// The innermost words, with unit and period from wherever they stand.
fn joined(parts: &[Head]) -> Head {
    let label = parts.iter().rev().find(|part| !part.label.is_empty()).map(|part| part.label.clone()).unwrap_or_default();
    let measure = parts.iter().rev().find_map(|part| part.measure.clone());
    let period = parts.iter().rev().find_map(|part| part.period.clone());
    Head { label, measure, period }
}

fn numeric_column(head: Head, parts: &[Head], book: &NameBook) -> Column {
    let named = |label: &str| !label.is_empty() && !head::is_metric(label) && (book.find(label).is_some() || ontology::type_of_name(label).is_some());
    let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).filter(|label| !label.is_empty()).collect();
    if let Some(name) = labels.iter().find(|label| named(label)) {
        let rest = labels.iter().find(|label| *label != name).map_or(String::new(), |label| (*label).to_owned());
        return Column::Name { name: (*name).to_owned(), head: Head { label: rest, ..head } };
    }
    if head.label.is_empty() {
        return if head.period.is_some() { Column::Period(head) } else { Column::Skip };
    }
    let scope = labels.iter().rev().nth(1).map(|group| (*group).to_owned());
    Column::Metric { head, scope }
}

/// Under a caption that says what is measured, heads that are all codes ("VK40", "Rotella 30") are named things.
fn codes_are_names(columns: &mut [Column], caption: &Caption) {
    let metrics: Vec<&Head> = columns.iter().filter_map(|column| if let Column::Metric { head, scope: None } = column { Some(head) } else { None }).collect();
    let code = |label: &str| looks_like_a_name(label) && label.chars().any(|c| c.is_ascii_digit()) && !head::is_metric(label);
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

/// The relation that a column head states, by the lexicon.
fn relation_of(label: &str) -> Option<Column> {
    static HEADS: std::sync::LazyLock<BTreeMap<String, (usize, bool)>> = std::sync::LazyLock::new(|| {
        let mut heads = BTreeMap::new();
        for (place, relation) in lexicon::built_in().relation.iter().enumerate() {
            for head in &relation.column_heads {
                heads.entry(head.to_lowercase()).or_insert((place, false));
            }
            for head in &relation.inverse_heads {
                heads.entry(head.to_lowercase()).or_insert((place, true));
            }
        }
        heads
    });
    let (place, inverse) = *HEADS.get(&label.to_lowercase())?;
    let relation = &lexicon::built_in().relation[place];
    let wanted = if inverse { &relation.subject } else { &relation.object };
    let by_head = ontology::type_of_word(label).filter(|kind| ontology::fits(kind, wanted) >= 2);
    let kind = by_head.or_else(|| ontology::implied(wanted)).unwrap_or(THING);
    Some(Column::Relation { label: label.to_owned(), relation, inverse, kind })
}

fn repeated(rows: &[Row]) -> Vec<String> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows {
        if let Row::Name(name, _) = row {
            *seen.entry(name).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name.to_owned()).collect()
}

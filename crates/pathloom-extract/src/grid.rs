//! What the rows and columns of a table stand for, before anything in it becomes an entity: named things, metrics,
//! periods, relations. Either way round. A table that cannot be typed says why.

use crate::columns::{
    self, benchmarks_limit, caption_is_limited, codes_are_names, head_type, is_row_number, typed_column,
};
use crate::head::{self, Caption, Head};
use crate::layout;
use crate::measured;
use crate::names::{NameBook, clean};
use crate::ontology::{self, THING};
use crate::period::Period;
use crate::profile::{self, Pair};
use crate::rows::{self, Rows, added, limit_of_row, otherwise, row_kind, typed_row};
use crate::sections;
use crate::unit::{self, Measure};
use crate::{chemical, number, period, scope};
use pathloom_model::Scenario;
use pathloom_model::TableData;
use pathloom_model::language::is_han;
use pathloom_model::lexicon::RelationWords;
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
    /// What was measured in a row, where a column says so and not the head: "LD50" under "Test".
    pub told: Vec<Option<String>>,
    /// The named thing that heads the rows around this one: its figures are that thing's.
    pub owners: Vec<Option<String>>,
    /// Figures have a second one in brackets, which is left out: "41.2 (13.1)".
    pub bracketed: bool,
    /// Rows left out, and why.
    pub unsure: Vec<(usize, String)>,
    /// Row heads that stand in more than one row: their numbers belong to more than the name.
    pub repeated: BTreeSet<String>,
    /// Labels with what they say beside them: then there are neither rows nor columns.
    pub pairs: Vec<Pair>,
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
    if let Some(pairs) = profile::read(table, book) {
        return Ok(of_pairs(table, pairs));
    }
    if let Some(why) = layout::why_not(table, header_rows, book) {
        return Err(why);
    }
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
    let mut caption = head::caption(&table.caption);
    if let Some(measure) = caption.measure.as_mut().filter(|measure| measure.unit.is_empty() && measure.scale > 0) {
        measure.unit = printed_currency(table, header_rows).unwrap_or_default();
    }
    let bracketed = head::has_bracketed(&caption.text) || head::has_bracketed(&table.cells[0][name_col].text);
    let chinese = table.caption.chars().chain(corner.label.chars()).any(is_han);
    let body: Vec<usize> = (header_rows..table.rows()).filter(|&row| !is_aside(table, row, name_col)).collect();
    if body.is_empty() {
        return Err("it has no rows of values".into());
    }
    if profile::labels_head_rows(table, &body, name_col) {
        return Err("its rows are labels of what heads its columns".into());
    }
    let compared = columns::compared(table, &body, header_rows, name_col, &heads, book);
    let kind = match row_kind(table, &body, name_col, &corner, book) {
        _ if compared.sampled => Rows::Metrics,
        Ok(Rows::Names(_)) if compared.known && rows::has_units_by_row(table, &body, &heads) => Rows::Metrics,
        Ok(kind) => kind,
        Err(why) => match otherwise(table, &body, name_col, &corner, &heads, book) {
            Some(kind) => kind,
            None if compared.known && rows::are_measured(table, &body, name_col, &corner) => Rows::Metrics,
            None => return Err(why),
        },
    };
    // What has a CAS number is a substance, whatever its column is called.
    let kind = match kind {
        Rows::Names(_) if heads.iter().flatten().any(|head| is_cas_head(&head.label)) => Rows::Names("Substance"),
        kind => kind,
    };
    if matches!(kind, Rows::Metrics)
        && columns::are_series(body.iter().map(|&row| text_at(table, row, name_col).trim()))
    {
        return Err("its rows are codes of places or samples, and no head says so".into());
    }
    let composed = matches!(kind, Rows::Names(kind) if ontology::is_a(kind, "Substance") || kind == THING)
        && columns::lists_composition(&caption, &corner)
        && columns::are_samples(table, &body, name_col, &heads, book)
        && rows::are_constituents(table, &body, name_col, &corner, book);
    let kind = if composed { Rows::Metrics } else { kind };
    let mut rows = vec![Row::Skip; table.rows()];
    let mut scopes = vec![None; table.rows()];
    let mut measures = vec![None; table.rows()];
    let unit_col = heads.iter().position(|parts| parts.last().is_some_and(|head| rows::is_unit_head(&head.label)));
    let mut base = Row::Skip;
    let mut above = None;
    for row in header_rows..table.rows() {
        // "+ feedback" below "Average" changes the average, not the row above it.
        if body.binary_search(&row).is_err() {
            base = Row::Skip;
            continue;
        }
        let text = text_at(table, row, name_col);
        if let (Some(limit), Row::Name(..)) = (added(text), &base) {
            rows[row] = base.clone();
            scopes[row] = Some(limit);
            continue;
        }
        if let (Some(part), Row::Metric(_)) = (rows::part_of_metric(text), &base) {
            rows[row] = base.clone();
            scopes[row] = scope::words(&[&part], chinese);
            measures[row] = unit_of_row(text);
            continue;
        }
        rows[row] = typed_row(text, &kind, &corner, chinese);
        base = rows[row].clone();
        let name = text;
        scopes[row] = scope_col.and_then(|col| {
            let text = clean(text_at(table, row, col));
            let head = heads[col].last().map(|head| head.label.as_str()).unwrap_or_default();
            let said = with_above(&mut above, name, text);
            (!number::is_blank(&said)).then(|| limit_of_row(head, &said, chinese))
        });
        measures[row] = unit_col.and_then(|col| stated_unit(&table.cells[row][col].text)).or_else(|| unit_of_row(text));
    }
    let typed = |(col, parts): (usize, &Vec<Head>)| {
        // What stands before the names groups them.
        if col <= name_col || Some(col) == scope_col || Some(col) == unit_col {
            Column::Skip
        } else {
            typed_column(table, &body, col, parts, book, &kind, bracketed)
        }
    };
    let mut columns: Vec<Column> = heads.iter().enumerate().map(typed).collect();
    if composed {
        columns::samples_are_names(&mut columns);
    } else if matches!(kind, Rows::Metrics) {
        columns::compared_are_names(&mut columns, table, header_rows, &compared, book);
    }
    if matches!(kind, Rows::Names(kind) if ontology::is_a(kind, "Method")) {
        benchmarks_limit(&mut columns, &caption, chinese);
    }
    codes_are_names(&mut columns, &caption);
    columns::skip_series(&mut columns);
    if let Some(year) = &caption.period {
        columns::in_year(&mut columns, year);
    }
    let mut unsure = Vec::new();
    let mut told = vec![None; table.rows()];
    let tested = tells_metrics(table, &body, name_col, scope_col, &heads, &kind);
    let mut owners = vec![None; table.rows()];
    if matches!(kind, Rows::Metrics) {
        let sections = sections::of(table, header_rows, name_col, book);
        unsure = sections.limit(&mut rows, &mut scopes, &mut owners, chinese);
    }
    if let Some(again) = layout::heads_again(table, header_rows, name_col) {
        // They are read as a table of their own.
        rows[again..].fill(Row::Skip);
    }
    if matches!(kind, Rows::Names(_)) {
        told = words_limit_results(table, &body, &heads, &caption, &mut scopes, &mut columns);
        if let Some(col) = tested {
            columns::months_are_periods(&mut columns);
            for &row in &body {
                let head = head::parse(text_at(table, row, col));
                measures[row] = measures[row].take().or(head.measure);
                told[row] = Some(head.label).filter(|label| !number::is_blank(label));
                scopes[row] = None;
            }
            // What stands beside it is said of the measure, not of what it was measured on.
            for column in columns.iter_mut().filter(|column| matches!(column, Column::Text { .. })) {
                *column = Column::Skip;
            }
        }
        caption_is_limited(&mut columns, &caption);
        tell_apart(table, &heads, &rows, &mut scopes, &mut columns, chinese);
        let several = repeated(&rows, &scopes);
        sections::of(table, header_rows, name_col, book).tell_apart(&rows, &several, &mut scopes, chinese);
    }
    if columns.iter().all(|column| matches!(column, Column::Skip | Column::RowPeriod)) {
        return Err("no column could be told to be a metric, a period or a relation".into());
    }
    let apart: Vec<Option<String>> =
        told.iter().zip(&scopes).map(|(told, scope)| told.clone().or(scope.clone())).collect();
    let repeated = repeated(&rows, &apart);
    Ok(Grid {
        caption,
        corner,
        name_col,
        rows,
        scopes,
        measures,
        columns,
        told,
        owners,
        bracketed,
        unsure,
        repeated,
        pairs: Vec::new(),
    })
}

/// A table of labels and what they say: each row has the unit that its label gives.
fn of_pairs(table: &TableData, pairs: Vec<Pair>) -> Grid {
    let mut measures = vec![None; table.rows()];
    for pair in &pairs {
        measures[pair.row] = unit_of_row(&pair.label);
    }
    Grid {
        caption: head::caption(&table.caption),
        corner: Head::default(),
        name_col: 0,
        rows: vec![Row::Skip; table.rows()],
        scopes: vec![None; table.rows()],
        measures,
        columns: vec![Column::Skip; table.cols()],
        told: vec![None; table.rows()],
        owners: vec![None; table.rows()],
        bracketed: false,
        unsure: Vec::new(),
        repeated: BTreeSet::new(),
        pairs,
    }
}

/// Rows of one name are told apart by the first column of words in which no two of them agree: "with training data MIND".
/// That column then limits them and states nothing itself.
fn tell_apart(
    table: &TableData,
    heads: &[Vec<Head>],
    rows: &[Row],
    scopes: &mut [Option<String>],
    columns: &mut [Column],
    chinese: bool,
) {
    let repeated = repeated(rows, scopes);
    let same: Vec<(&str, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| if let Row::Name(name, _) = row { Some((name.as_str(), place)) } else { None })
        .filter(|(name, place)| repeated.contains(*name) && scopes[*place].is_none())
        .collect();
    let told = |col: usize| {
        let words: BTreeSet<(&str, String)> =
            same.iter().map(|(name, row)| (*name, clean(text_at(table, *row, col)))).collect();
        let fits = |text: &str| !text.is_empty() && text.chars().count() <= 40 && !layout::is_glued(text);
        words.len() == same.len() && words.iter().all(|(_, text)| fits(text))
    };
    let by = columns.iter().enumerate().position(|(col, column)| matches!(column, Column::Text { .. }) && told(col));
    let Some(col) = by.filter(|_| !same.is_empty()) else { return };
    let head = heads[col].last().map(|head| head.label.as_str()).unwrap_or_default();
    let mut base = None;
    for (name, row) in same {
        let text = with_above(&mut base, name, clean(text_at(table, row, col)));
        scopes[row] = Some(rows::limit_of_row(head, &text, chinese));
    }
    columns[col] = Column::Skip;
}

/// "+ ours" is added to what stands above it in the rows of one name.
fn with_above<'a>(base: &mut Option<(&'a str, String)>, name: &'a str, text: String) -> String {
    if text.starts_with('+') {
        let above = base.as_ref().filter(|(of, _)| *of == name);
        return above.map_or(text.clone(), |(_, above)| format!("{above} {text}"));
    }
    *base = (!number::is_blank(&text)).then(|| (name, text.clone()));
    text
}

/// Under one head that only says that results stand below, the columns of words say of what they are: species, route.
/// Where the caption names no measure, the column headed "Test" or the like does, row by row; it is returned.
fn words_limit_results(
    table: &TableData,
    body: &[usize],
    heads: &[Vec<Head>],
    caption: &Caption,
    scopes: &mut [Option<String>],
    columns: &mut [Column],
) -> Vec<Option<String>> {
    let mut told = vec![None; table.rows()];
    let figures: Vec<&Head> = columns
        .iter()
        .filter_map(|column| if let Column::Metric { head, .. } = column { Some(head) } else { None })
        .collect();
    let amount = |label: &str| matches!(label.to_lowercase().as_str(), "amount" | "figure" | "金额" | "数据");
    let vague = |col: usize| {
        heads[col].last().is_some_and(|head| measured::is_vague_value(&head.label) && !amount(&head.label))
    };
    let only = (0..columns.len()).filter(|&col| matches!(columns[col], Column::Metric { .. }) && vague(col)).count();
    let words: Vec<usize> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| matches!(column, Column::Text { .. }))
        .map(|(col, _)| col)
        .collect();
    if figures.len() != 1 || only != 1 || words.is_empty() {
        return told;
    }
    let tests = |col: &&usize| {
        heads[**col].last().is_some_and(|head| rows::is_test_head(&head.label) || is_item_head(&head.label))
    };
    let test =
        words.iter().find(tests).copied().filter(|_| !caption.metric.as_deref().is_some_and(measured::is_metric));
    for &row in body {
        told[row] = test.map(|col| clean(text_at(table, row, col))).filter(|text| !number::is_blank(text));
        let limits = words.iter().filter(|&&col| told[row].is_none() || Some(col) != test);
        let said: Vec<String> = limits.map(|&col| clean(text_at(table, row, col))).collect();
        let said: Vec<String> = said.into_iter().filter(|text| !number::is_blank(text)).collect();
        if !said.is_empty() {
            scopes[row] = Some(scopes[row].iter().cloned().chain(said).collect::<Vec<_>>().join(", "));
        }
    }
    for col in words {
        columns[col] = Column::Skip;
    }
    told
}

/// The column of words, headed "Parameter" or the like, that says row by row what stands under heads that are all times.
fn tells_metrics(
    table: &TableData,
    body: &[usize],
    name_col: usize,
    scope_col: Option<usize>,
    heads: &[Vec<Head>],
    kind: &Rows,
) -> Option<usize> {
    if !matches!(kind, Rows::Names(_)) {
        return None;
    }
    let words = |col: usize| {
        body.iter().all(|&row| {
            let text = text_at(table, row, col).trim();
            text.chars().any(char::is_alphabetic) && number::parse(text).is_none()
        })
    };
    let tests = |col: &usize| {
        heads[*col].last().is_some_and(|head| rows::is_test_head(&head.label) || is_item_head(&head.label))
            && words(*col)
    };
    let col = scope_col.into_iter().chain(name_col + 1..table.cols()).find(tests)?;
    let dated =
        |parts: &Vec<Head>| parts.iter().any(|head| head.period.is_some() || period::month(&head.label).is_some());
    (heads.iter().filter(|parts| dated(parts)).count() >= 2).then_some(col)
}

fn is_item_head(label: &str) -> bool {
    matches!(label.to_lowercase().as_str(), "项目" | "item")
}

/// The one currency that is printed before figures of a table: it holds for the others, too.
fn printed_currency(table: &TableData, header_rows: usize) -> Option<String> {
    let cells = table.cells[header_rows..].iter().flatten();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for cell in cells {
        let text = cell.text.trim().trim_start_matches(['(', '-', '−', ' ']);
        if let (Some(currency), rest) = unit::leading_currency(text)
            && rest.starts_with(|c: char| c.is_ascii_digit() || c == '(')
        {
            found.insert(currency);
        }
    }
    let only = found.pop_first()?;
    found.is_empty().then_some(only)
}

fn is_cas_head(label: &str) -> bool {
    let lower = label.to_lowercase();
    ["cas no", "cas number", "cas rn", "cas号", "cas登记号", "cas编号"].iter().any(|start| lower.starts_with(start))
        || lower == "cas"
}

/// In a column of units, what is printed is the unit, known or not: "FTE".
fn stated_unit(text: &str) -> Option<Measure> {
    let text = text.trim();
    let word = (1..=12).contains(&text.chars().count()) && text.chars().any(char::is_alphabetic);
    unit::parse(text).or_else(|| word.then(|| Measure { unit: text.to_owned(), scale: 0 }))
}

/// The unit that stands in a row's head beside its words; "A" and "m" alone are names.
fn unit_of_row(text: &str) -> Option<Measure> {
    let head = head::parse(text);
    head.measure.filter(|_| !head.label.is_empty())
}

/// The only head row has a plain number over a column of numbers.
fn goes_on(table: &TableData, header_rows: usize) -> bool {
    // "8 h" and "5 mg" are settings.
    let bare = |text: &str| number::parse(text).is_some_and(|it| it.measure.is_none_or(|own| own.unit == "%"));
    let plain = |text: &str| bare(text) && !number::is_year(text) && period::parse(text).is_none();
    header_rows == 1
        && (1..table.cols()).any(|col| {
            plain(&table.cells[0][col].text)
                && (1..table.rows()).all(|row| {
                    let text = &table.cells[row][col].text;
                    number::is_blank(text) || number::parse(text).is_some()
                })
        })
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
    let first = text_at(table, header_rows - 1, 0).trim().to_lowercase();
    let counted = |col: usize| body.clone().all(|row| number::parse(&table.cells[row][col].text).is_some());
    if is_row_number(&first) && table.cols() >= 3 && !counted(1) {
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
    // Where every row has words there, they are what the first column groups.
    if spanned && seconds.len() < body.len() && layout::second_is_headless(table, header_rows) {
        return (0, Some(1));
    }
    // "Substance" over what goes down, and beside it where or in which state it holds.
    let limits = rows::is_limit_head(&head::parse(text_at(table, header_rows - 1, 1)).label);
    if spanned && (distinct.len() < seconds.len() || (head(0).is_some() && limits)) {
        return (0, Some(1));
    }
    let empty = body.clone().filter(|row| table.cells[*row][0].text.trim().is_empty()).count();
    (usize::from(spanned || empty * 2 > body.len()), None)
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
    let leaf_text = texts.last().copied();
    let mut parts: Vec<Head> = texts.into_iter().flat_map(parted).map(head::parse).collect();
    // "N" below "质量分数/%" is nitrogen, not newton.
    if let ([.., over, leaf], Some(text)) = (parts.as_mut_slice(), leaf_text)
        && over.measure.is_some()
        && leaf.label.is_empty()
        && chemical::is_element(text)
    {
        (leaf.label, leaf.measure) = (text.to_owned(), None);
    }
    for part in parts.iter_mut().filter(|part| part.period.is_some() && names_a_time(&part.label)) {
        part.label.clear();
    }
    if let [.., over, leaf] = parts.as_mut_slice()
        && let Some(year) = leaf.period.as_mut().filter(|year| leaf.label.is_empty() && number::is_year(&year.text))
        && let Some(joint) = months_ended(&over.label, &year.text)
    {
        year.text = joint;
    }
    let dated = parts.iter().any(|part| part.period.is_some());
    parts.retain(|head| !(only_dates(head) || dated && head.period.is_none() && names_a_time(&head.label)));
    if let Some(scenario) = parts.last().and_then(|leaf| restated(&leaf.label))
        && let Some(period) = parts.iter_mut().rev().find_map(|part| part.period.as_mut())
    {
        period.scenario = Some(scenario);
        if let Some(leaf) = parts.last_mut() {
            leaf.label.clear();
        }
    }
    parts
}

/// What kind of time a period beside it is: "Contract Year 2025/26".
fn names_a_time(label: &str) -> bool {
    let lower = label.to_lowercase();
    ["contract year", "policy year", "lease year", "financial year", "fiscal year", "season", "合同年度", "会计年度"]
        .contains(&lower.as_str())
}

/// "转化率/%，24 h" is what "24 h" below "转化率/%" would be.
fn parted(text: &str) -> Vec<&str> {
    static LIMITED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.+(?:/[%％]|[)）]))[,，]\s?(\d[\d.]* ?\S{1,4})$").unwrap_or_else(|error| unreachable!("{error}"))
    });
    match LIMITED.captures(text).map(|found| found.extract::<2>()) {
        Some((_, parts)) => parts.to_vec(),
        None => vec![text],
    }
}

/// "Three Months Ended September 30," over "2025": a part of that year, which the year alone is not.
fn months_ended(over: &str, year: &str) -> Option<String> {
    let over = over.trim().trim_end_matches(',');
    let joint =
        if over.ends_with(|c: char| c.is_ascii_digit()) { format!("{over}, {year}") } else { format!("{over} {year}") };
    let lower = over.to_lowercase();
    let part = lower.contains("month") || lower.contains("quarter");
    period::parse(&joint)
        .filter(|_| part && ["ended", "ending", " to "].iter().any(|word| lower.contains(word)))
        .map(|period| period.text)
}

/// "Year ended 31 December", "As at": says what kind of date the heads below it give.
fn only_dates(head: &Head) -> bool {
    static DATES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:for the )?(?:(?:financial |fiscal )?years?|(?:three|six|nine|twelve|3|6|9|12)[- ]months?(?: periods?)?|quarters?|half[- ]years?|periods?)(?: (?:ended|ending|to))?(?: (?:on )?\d{1,2} \p{L}+| \p{L}+ \d{1,2})?,?$|^as (?:at|of)(?: \d{1,2} \p{L}+| \p{L}+ \d{1,2})?$|^截至.{0,12}$|^(?:会计)?年度$|^报告期$",
        )
        .unwrap_or_else(|error| unreachable!("{error}"))
    });
    head.period.is_none() && head.measure.is_none() && DATES.is_match(&head.label)
}

/// A head below a period that says which version of its figures this is.
fn restated(label: &str) -> Option<Scenario> {
    matches!(label.to_lowercase().as_str(), "restated" | "as restated" | "调整后" | "重述后" | "追溯调整后" | "经重述")
        .then_some(Scenario::Restated)
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
    let total_of =
        label.split(' ').count() > 1 && measured::is_metric(label.split_once(' ').map_or("", |(_, rest)| rest));
    // "All locations" below locations is their sum.
    let all_of = label.to_lowercase().strip_prefix("all ").is_some_and(|of| of.ends_with('s') && !of.contains(' '));
    text.is_empty()
        || others_blank
        || all_of
        || number::is_blank(text)
        || (ontology::is_collective(&label) && !total_of)
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

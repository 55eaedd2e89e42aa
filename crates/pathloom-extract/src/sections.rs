//! Rows that head the rows below them in a table of metrics: a named thing whose figures follow, a metric of which parts
//! follow, a time, or words that limit the rows.

use crate::grid::{Row, text_at};
use crate::head::{self, Head};
use crate::names::{NameBook, clean};
use crate::period::{self, Period};
use crate::{layout, measured, ontology, scope};
use pathloom_model::{Scenario, TableData};
use std::collections::{BTreeMap, BTreeSet};

pub struct Sections {
    parts: Vec<Section>,
    /// Row → the section that it may belong to.
    of_row: Vec<Option<usize>>,
    labels: Vec<String>,
}

struct Section {
    label: String,
    what: What,
}

enum What {
    Thing(String),
    /// The rows are its parts, until a row that is a metric itself.
    Metric(Head),
    Time(Period),
    Words,
}

pub fn of(table: &TableData, header_rows: usize, name_col: usize, book: &NameBook) -> Sections {
    let mut sections = Sections { parts: Vec::new(), of_row: vec![None; table.rows()], labels: Vec::new() };
    sections.labels = (0..table.rows()).map(|row| text_at(table, row, name_col).trim().to_owned()).collect();
    let mut open: Option<usize> = None;
    for row in header_rows..table.rows() {
        if let Some(label) = layout::group_head(table, row, name_col) {
            let next = sections.labels.get(row + 1).map_or("", String::as_str);
            let what = what(&label, next, book);
            sections.parts.push(Section { label, what });
            open = Some(sections.parts.len() - 1);
            continue;
        }
        let label = sections.labels[row].as_str();
        let closes = match open.map(|open| &sections.parts[open].what) {
            Some(What::Metric(_)) => measured::is_metric(&head::parse(label).label) || ontology::is_collective(label),
            _ => ontology::is_remainder(label),
        };
        if closes {
            open = None;
        }
        sections.of_row[row] = open;
    }
    sections
}

/// `next`: the head of the row below. Metrics are no parts of a metric: "Flow Measurement" over "Revenue" is a segment.
fn what(label: &str, next: &str, book: &NameBook) -> What {
    let label = &clean(label);
    let head = head::parse(label);
    if let Some(mut period) = head.period.clone().filter(|_| is_restated(&head.label)) {
        period.scenario = Some(Scenario::Restated);
        return What::Time(period);
    }
    // "Halvard Marine ASA (consolidated)": which of its figures, all below being these.
    let version = |(_, version): &(&str, &str)| {
        matches!(*version, "(consolidated)" | "(unconsolidated)" | "(standalone)" | "(合并)" | "（合并）")
    };
    let known = |name: &str| {
        [name, name.trim_end_matches('.')].into_iter().find(|name| book.find(name).is_some()).map(str::to_owned)
    };
    if let Some(name) = label.rsplit_once(' ').filter(version).and_then(|(name, _)| known(name)) {
        return What::Thing(name);
    }
    if let (Some(period), true) = (period::parse(label), head.label.is_empty()) {
        return What::Time(period);
    }
    if measured::is_metric(&head.label) && !measured::is_metric(&head::parse(next).label) {
        return What::Metric(head);
    }
    match book.find(label).is_some() || ontology::type_of_name(label).is_some() {
        true => What::Thing(label.to_owned()),
        false => What::Words,
    }
}

/// "Year ended 31 March 2024 (restated)".
fn is_restated(label: &str) -> bool {
    let plain = label.trim_matches(['(', ')', '（', '）', ' ']).to_lowercase();
    matches!(plain.as_str(), "restated" | "经重述" | "重述")
        || plain.starts_with("year ended") && plain.ends_with("restated")
}

impl Sections {
    /// Gives each row what its section says of it. Rows whose section is not sure are left out; why is returned.
    pub fn limit(
        &self,
        rows: &mut [Row],
        scopes: &mut [Option<String>],
        owners: &mut [Option<String>],
        chinese: bool,
    ) -> Vec<(usize, String)> {
        let mut unsure = Vec::new();
        let beyond = self.beyond_the_pattern();
        let told_apart = self.repeat_rows();
        for row in 0..rows.len() {
            let (Some(place), Row::Metric(metric)) = (self.of_row[row], &mut rows[row]) else { continue };
            let section = &self.parts[place];
            if beyond.contains(&row) {
                let why = format!("\"{}\" may or may not belong to \"{}\" above it", self.labels[row], section.label);
                unsure.push((row, why));
                rows[row] = Row::Skip;
                continue;
            }
            match &section.what {
                What::Thing(name) => owners[row] = Some(name.clone()),
                What::Time(period) => metric.period = Some(period.clone()),
                What::Words if !told_apart || lists_items(&section.label) => {}
                What::Words => add(&mut scopes[row], scope::words(&[&section.label], chinese)),
                What::Metric(over) if lists_items(&over.label) => {}
                What::Metric(over) => {
                    let part = std::mem::replace(&mut metric.label, over.label.clone());
                    metric.measure = metric.measure.take().or_else(|| over.measure.clone());
                    let limit = if chinese { Some(part) } else { scope::words(&[&part], false) };
                    add(&mut scopes[row], limit);
                }
            }
        }
        unsure
    }

    /// The names that stand in several sections have their figures under the words above them.
    pub fn tell_apart(&self, rows: &[Row], several: &BTreeSet<String>, scopes: &mut [Option<String>], chinese: bool) {
        for (row, place) in self.of_row.iter().enumerate() {
            let (Some(place), Row::Name(name, _)) = (place, &rows[row]) else { continue };
            if several.contains(name)
                && let What::Words = self.parts[*place].what
            {
                add(&mut scopes[row], scope::words(&[&self.parts[*place].label], chinese));
            }
        }
    }

    /// Sections that have rows of one head tell these apart; others only sort the rows.
    fn repeat_rows(&self) -> bool {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        self.of_row.iter().enumerate().any(|(row, place)| {
            place.is_some_and(|place| *seen.entry(self.labels[row].as_str()).or_insert(place) != place)
        })
    }

    /// Rows of the last section behind those that every other section has, too: they may stand for the whole table.
    fn beyond_the_pattern(&self) -> Vec<usize> {
        let members = |place: usize| -> Vec<usize> {
            (0..self.of_row.len()).filter(|&row| self.of_row[row] == Some(place)).collect()
        };
        let Some((last, others)) = self.parts.len().checked_sub(1).map(|last| (members(last), 0..last)) else {
            return Vec::new();
        };
        let labels = |rows: &[usize]| -> Vec<&str> { rows.iter().map(|&row| self.labels[row].as_str()).collect() };
        let mut pattern: Option<Vec<usize>> = None;
        for place in others {
            let rows = members(place);
            if pattern.as_ref().is_some_and(|known| labels(known) != labels(&rows)) {
                return Vec::new();
            }
            pattern = Some(rows);
        }
        let Some(pattern) = pattern.filter(|rows| rows.len() >= 2) else { return Vec::new() };
        let same = last.len() > pattern.len() && labels(&last[..pattern.len()]) == labels(&pattern);
        if same { last[pattern.len()..].to_vec() } else { Vec::new() }
    }
}

/// Rows below "Current assets" or "Operating expenses" are items with names of their own, not parts of one figure.
fn lists_items(label: &str) -> bool {
    let lower = label.to_lowercase();
    let ends =
        ["assets", "liabilities", "equity", "expenses", "costs", "activities", "资产", "负债", "权益", "费用", "成本"];
    ends.iter().any(|end| lower.ends_with(end)) || lower.contains("cash flow") || lower.contains("现金流量")
}

fn add(scope: &mut Option<String>, more: Option<String>) {
    *scope = match (scope.take(), more) {
        (Some(one), Some(other)) => Some(format!("{one} {other}")),
        (one, other) => one.or(other),
    };
}

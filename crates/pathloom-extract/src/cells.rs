//! From a typed table to names and claims: each claim stands on its cell, with unit, period and scenario.

use crate::cell_names::names_in;
use crate::cell_unit::MONEY;
use crate::cell_unit::{is_outlay, lacks_currency, measure_at, measure_is_known};
use crate::columns::{self, Related};
use crate::grid::{Column, Grid, Row, text_at};
use crate::head::{self, Head};
use crate::layout;
use crate::measured;
use crate::mention::Hit;
use crate::names::{NameBook, clean};
use crate::number;
use crate::ontology::{self, THING};
use crate::period::{self, Period};
use crate::profile;
use crate::{Claim, ClaimObject, NameId, Refusal, RefusalKind, scope};
use pathloom_model::language::is_han;
use pathloom_model::{Block, CellRef, Key, Qualifiers, Quantity, Scenario, Span, TableData};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One table of a document, with its node's key.
pub struct Source<'a> {
    pub document: &'a Key,
    pub block: &'a Block,
    pub table: &'a TableData,
    pub key: &'a Key,
}

impl<'a> Source<'a> {
    /// The table, and what stands below heads that stand again in it.
    pub fn parts(&self) -> Vec<Cow<'a, TableData>> {
        let mut parts = vec![Cow::Borrowed(self.table)];
        while let Some(rest) = layout::below_heads_again(&parts[parts.len() - 1]) {
            parts.push(Cow::Owned(rest));
        }
        parts
    }

    pub fn with<'b>(&'b self, table: &'b TableData) -> Source<'b> {
        Source { table, ..*self }
    }

    /// The place of a cell, with its words.
    pub fn span(&self, row: usize, col: usize) -> Span {
        let cell = &self.table.cells[row][col];
        let origin = cell
            .covered_by
            .and_then(|(row, col)| self.table.cells.get(row as usize)?.get(col as usize))
            .unwrap_or(cell);
        Span {
            document: self.document.clone(),
            page: origin.page.unwrap_or(self.block.page),
            bbox: origin.bbox.or(self.block.bbox),
            chars: origin.chars.or(self.block.chars),
            cell: Some(CellRef { row: row as u32, col: col as u32 }),
            table: Some(self.key.clone()),
            quote: origin.text.clone(),
        }
    }

    /// The caption, or the table as a whole.
    pub fn caption_span(&self) -> Span {
        Span {
            document: self.document.clone(),
            page: self.block.page,
            bbox: self.table.caption_bbox.or(self.block.bbox),
            chars: self.block.chars,
            cell: None,
            table: Some(self.key.clone()),
            quote: self.table.caption.clone(),
        }
    }
}

/// Puts the named things of a typed table into the book.
pub fn collect_names(grid: &Grid, source: &Source, book: &mut NameBook) {
    for (row, typed) in grid.rows.iter().enumerate() {
        let Row::Name(name, kind) = typed else {
            continue;
        };
        // "Component" and the like say what a thing is here, not what it is.
        let known = book.find(name).map(|id| book.kind(id).to_owned()).filter(|_| *kind == "Component");
        book.add(name, known.as_deref().unwrap_or(kind), || source.span(row, grid.name_col));
        for (col, column) in grid.columns.iter().enumerate() {
            if let Column::Relation { kind, .. } = column {
                for part in names_in(&source.table.cells[row][col].text, kind, book) {
                    book.add(&part, kind, || source.span(row, col));
                }
            }
        }
    }
    if let Some((place, name)) = profile::own_name(source.table, &grid.pairs) {
        let kind = ontology::type_of_name(&name).unwrap_or(THING);
        book.add(&name, kind, || source.span(grid.pairs[place].row, grid.pairs[place].value_col));
    }
    for pair in &grid.pairs {
        let Some(Related { kind, .. }) = columns::related(&pair.label, "Organisation") else { continue };
        for part in names_in(&source.table.cells[pair.row][pair.value_col].text, kind, book) {
            book.add(&part, kind, || source.span(pair.row, pair.value_col));
        }
    }
    for (row, owner) in grid.owners.iter().enumerate() {
        let Some(owner) = owner.as_deref().filter(|owner| book.find(owner).is_none()) else { continue };
        let said = |at: &usize| clean(text_at(source.table, *at, grid.name_col)).trim_end_matches([':', '：']) == owner;
        if let Some(above) = (0..row).rev().find(said) {
            book.add(owner, THING, || source.span(above, grid.name_col));
        }
    }
    for (col, column) in grid.columns.iter().enumerate() {
        if let Column::Name { name, .. } = column {
            book.add(name, THING, || source.span(source.table.header_rows.max(1) as usize - 1, col));
        }
    }
}

/// The claims that a typed table makes, and the parts that could not be read. `in_caption`: names in the caption's words.
/// `context`: the subject that the section names, for a table whose caption names none.
pub fn claims(
    grid: &Grid,
    source: &Source,
    book: &NameBook,
    in_caption: &[Hit],
    context: Option<NameId>,
) -> (Vec<Claim>, Vec<Refusal>) {
    let mut reader = Reader { grid, source, book, claims: Vec::new(), refused: Vec::new() };
    let named = only_name(in_caption);
    let subject = named.or(context);
    for (row, typed) in grid.rows.iter().enumerate() {
        if reader.is_full(row) {
            break;
        }
        for (col, column) in grid.columns.iter().enumerate() {
            if matches!(column, Column::Skip) || number::is_blank(&source.table.cells[row][col].text) {
                continue;
            }
            match typed {
                Row::Name(name, _) => reader.named_row(name, subject, row, col, column),
                Row::Metric(head) => {
                    let owner = grid.owners[row].as_deref().map_or(subject, |owner| book.find(owner));
                    reader.metric_row(head, owner, row, col, column)
                }
                Row::Period(period) => reader.period_row(period, subject, row, col, column),
                Row::Condition(setting) => reader.set_row(setting, named, row, col, column),
                Row::Skip => {}
            }
        }
        if let Row::Name(..) = typed {
            reader.place_of_place(row);
        }
    }
    reader.profile(subject);
    reader.drop_ambiguous();
    reader.report(subject);
    (reader.claims, reader.refused)
}

/// Every numeric body cell as a quantity, whether or not its table could be typed.
pub fn values(table: &TableData, grid: Option<&Grid>) -> Vec<(usize, usize, Quantity)> {
    let first = (table.header_rows as usize).clamp(1, table.rows().max(1));
    let mut found = Vec::new();
    for row in first..table.rows() {
        for (col, cell) in table.cells[row].iter().enumerate() {
            let Some(printed) = number::parse_cell(&cell.text).filter(|_| cell.covered_by.is_none()) else {
                continue;
            };
            let measure = grid.and_then(|grid| measure_at(grid, row, col));
            found.push((row, col, printed.quantity(measure.as_ref())));
        }
    }
    found
}

/// Claims after which a table is read no further.
const MOST_CLAIMS: usize = 50_000;

struct Reader<'a> {
    grid: &'a Grid,
    source: &'a Source<'a>,
    book: &'a NameBook,
    claims: Vec<Claim>,
    refused: Vec<Refusal>,
}

impl Reader<'_> {
    fn named_row(&mut self, name: &str, about: Option<NameId>, row: usize, col: usize, column: &Column) {
        let Some(subject) = self.book.find(name) else {
            return;
        };
        if let Some(owner) = about.filter(|owner| *owner != subject && self.owns_figures(*owner, subject)) {
            return self.in_place(owner, subject, row, col, column);
        }
        let alone = !self.grid.repeated.contains(name);
        match column {
            Column::Relation { label, relation, inverse, kind } => {
                self.relation(subject, label, relation, *inverse, kind, row, col)
            }
            Column::Text { predicate, period } if alone => {
                self.text(subject, predicate, period.clone().or_else(|| self.row_period(row)), row, col)
            }
            Column::Metric { head, scope } if alone => {
                let period = head.period.clone().or_else(|| self.row_period(row)).or_else(|| self.table_period());
                let metric = self.grid.told[row].clone().or_else(|| self.metric_of(head));
                if let Some((metric, scope)) = metric.and_then(|metric| self.limited(metric, scope.as_deref(), row)) {
                    self.number(subject, &metric, period, scope, row, col);
                }
            }
            Column::Period(head) if alone => {
                let metric = self.grid.told[row].clone().or_else(|| self.metric_of_table());
                if let Some((metric, scope)) = metric.and_then(|metric| self.limited(metric, None, row)) {
                    self.number(subject, &metric, head.period.clone(), scope, row, col);
                }
            }
            Column::Name { name: other, head } if alone => self.crossing(subject, other, head, row, col),
            _ => {}
        }
    }

    /// Labels with what they say of the one thing that the table is about.
    fn profile(&mut self, about: Option<NameId>) {
        let own = profile::own_name(self.source.table, &self.grid.pairs);
        let named = own.as_ref().and_then(|(_, name)| self.book.find(name));
        let Some(subject) = named.or(about) else { return };
        for (place, pair) in self.grid.pairs.iter().enumerate() {
            let is_own_name = own.as_ref().is_some_and(|(own, _)| *own == place);
            if is_own_name || profile::is_contact(&pair.label) {
                continue;
            }
            let text = &self.source.table.cells[pair.row][pair.value_col].text;
            let head = head::parse(&pair.label);
            if let Some(Related { relation, inverse, kind }) = columns::related(&head.label, self.book.kind(subject)) {
                self.relation(subject, &head.label, relation, inverse, kind, pair.row, pair.value_col);
            } else if measured::is_metric(&head.label) && number::parse_cell(text).is_some() && !number::is_year(text) {
                let period = head.period.or_else(|| self.table_period());
                self.number(subject, &head.label, period, None, pair.row, pair.value_col);
            } else if !number::is_blank(text) {
                self.text(subject, &pair.label, None, pair.row, pair.value_col);
            }
        }
    }

    /// Under an organisation, money by place is the organisation's in that place.
    fn owns_figures(&self, owner: NameId, place: NameId) -> bool {
        let metric = self.metric_of_table().unwrap_or_default().to_lowercase();
        let sells = |column: &Column| {
            let Column::Metric { head, .. } = column else { return false };
            let label = head.label.to_lowercase();
            ["revenue", "sales", "turnover", "profit", "收入", "利润"].iter().any(|word| label.contains(word))
        };
        let money = MONEY.iter().any(|word| metric.contains(word)) || self.grid.columns.iter().any(sells);
        ontology::is_a(self.book.kind(owner), "Organisation") && ontology::is_a(self.book.kind(place), "Place") && money
    }

    fn in_place(&mut self, owner: NameId, place: NameId, row: usize, col: usize, column: &Column) {
        let (head, period) = match column {
            Column::Metric { head, scope: None } => (head, head.period.clone().or_else(|| self.table_period())),
            Column::Period(head) => (head, head.period.clone()),
            _ => return,
        };
        let Some(metric) = self.metric_of(head) else {
            return;
        };
        let words = self.book.text(place);
        let article = matches!(
            words,
            "Czech Republic" | "United Kingdom" | "United States" | "Netherlands" | "Philippines" | "European Union"
        );
        if words.chars().any(is_han) {
            return self.number(owner, &prefixed(words, &metric), period, None, row, col);
        }
        let scope = if article { format!("in the {words}") } else { format!("in {words}") };
        self.number(owner, &metric, period, Some(scope), row, col);
    }

    /// The metric and its limits in words, from the column's group and the row's second head. In Chinese a limit stands
    /// before the metric and is a part of it: "BrowseComp准确率", "LME库存周环比".
    fn limited(&self, metric: String, column: Option<&str>, row: usize) -> Option<(String, Option<String>)> {
        let limit = self.grid.scopes[row].as_deref();
        let chinese = metric.chars().chain(self.source.table.caption.chars()).any(is_han);
        if chinese {
            return Some((prefixed(limit.unwrap_or_default(), &prefixed(column.unwrap_or_default(), &metric)), None));
        }
        let words = |limit: &str| scope::words(&[limit], false);
        Some((metric, scope::joined(column.and_then(words), limit.and_then(words)).ok()?))
    }

    /// Rows and columns are both named things: the metric comes from the caption, the other name limits it.
    fn crossing(&mut self, row_name: NameId, other: &str, head: &Head, row: usize, col: usize) {
        let Some(column_name) = self.book.find(other) else {
            return;
        };
        // "PC-TWA" and "PC-STEL" below one country: each is a measure of its own.
        let same = |column: &&Column| matches!(column, Column::Name { name, .. } if name == other);
        let several = self.grid.columns.iter().filter(same).count() > 1;
        let own = measured::is_metric(&head.label)
            || (several && !head.label.is_empty() && !measured::is_setting(&head.label));
        let metric = if own { Some(head.label.clone()) } else { self.metric_of_table() };
        // "Powders" and "Composition and surface" say what is listed, not what is measured.
        let listed = |metric: &String| {
            let lower = metric.to_lowercase();
            lower.contains("composition")
                || (!metric.contains(' ') && lower.ends_with('s') && !measured::is_metric(metric))
        };
        let Some(metric) = metric.filter(|metric| !listed(metric)) else {
            return;
        };
        let place = ontology::is_a(self.book.kind(row_name), "Place");
        let class = measured::is_class_head(&self.grid.corner.label);
        let (subject, scope) = if place || class { (column_name, row_name) } else { (row_name, column_name) };
        if subject == scope {
            return;
        }
        let words = self.book.text(scope);
        let scope = if place && !words.chars().any(is_han) { format!("in {words}") } else { words.to_owned() };
        let period = head.period.clone().or_else(|| self.table_period());
        self.number(subject, &metric, period, Some(scope), row, col);
    }

    fn metric_row(&mut self, metric: &Head, subject: Option<NameId>, row: usize, col: usize, column: &Column) {
        match column {
            Column::Period(head) => {
                if let Some(subject) = subject {
                    let period = head.period.clone().or_else(|| metric.period.clone());
                    let (label, scope) = self.in_section(metric, row);
                    self.number(subject, &label, period, scope, row, col);
                }
            }
            Column::Name { name, head } => self.compared(metric, name, head, row, col),
            // "Actual" and "As adjusted" of one thing: versions of the same figure.
            Column::Metric { head, scope: None } if measured::is_version(&head.label) => {
                if let Some(subject) = subject {
                    let period = head.period.clone().or_else(|| metric.period.clone()).or_else(|| self.table_period());
                    let chinese = metric.label.chars().any(is_han);
                    let (label, section) = self.in_section(metric, row);
                    if chinese {
                        return self.number(subject, &prefixed(&head.label, &label), period, section, row, col);
                    }
                    let version = format!("({})", head::in_sentence(&head.label));
                    let scope = section.map_or(version.clone(), |section| format!("{version} {section}"));
                    self.number(subject, &label, period, Some(scope), row, col);
                }
            }
            // "2024E old", "2023 as reported": another version of the same period.
            Column::Metric { head, scope: Some(version) } if head.label.is_empty() && head.period.is_some() => {
                if let Some(subject) = subject {
                    let chinese = metric.label.chars().any(is_han);
                    let (label, scope) = if chinese {
                        (prefixed(version, &metric.label), None)
                    } else {
                        (metric.label.clone(), Some(format!("({version})")))
                    };
                    self.number(subject, &label, head.period.clone(), scope, row, col);
                }
            }
            _ => {}
        }
    }

    /// A metric of one of the things that the columns compare. Words below its name limit it, a dose is a part of its name
    /// where such a name is known: "Ravotinib" over "5 mg".
    fn compared(&mut self, metric: &Head, name: &str, head: &Head, row: usize, col: usize) {
        let whole = self.book.find(&format!("{name} {}", head.label)).filter(|_| !head.label.is_empty());
        let Some(subject) = whole.or_else(|| self.book.find(name)) else { return };
        if whole.is_none() && (measured::is_change(&head.label) || measured::is_metric(&head.label)) {
            return;
        }
        let period = head.period.clone().or_else(|| metric.period.clone()).or_else(|| self.table_period());
        let (label, section) = self.of_class(metric).unwrap_or_else(|| self.in_section(metric, row));
        let dose = if whole.is_none() { scope::words(&[&head.label], false) } else { None };
        let scope = match (dose, section) {
            (Some(dose), Some(section)) => Some(format!("{dose} {section}")),
            (dose, section) => dose.or(section),
        };
        self.number(subject, &label, period, scope, row, col);
    }

    /// Under a caption that says what is measured, rows that a head of classes types are what it was measured on:
    /// "各类缺陷的AP（%）".
    fn of_class(&self, row: &Head) -> Option<(String, Option<String>)> {
        let class = measured::is_class_head(&self.grid.corner.label) && !measured::is_metric(&row.label);
        let metric = self.metric_of_table().filter(|_| class && row.measure.is_none())?;
        if metric.chars().chain(row.label.chars()).any(is_han) {
            return Some((prefixed(&row.label, &metric), None));
        }
        Some((metric, scope::words(&[&row.label], false)))
    }

    /// The label of a metric row, and what the rows above say of it. In Chinese that is a part of the label.
    fn in_section(&self, metric: &Head, row: usize) -> (String, Option<String>) {
        match self.grid.scopes[row].as_deref() {
            Some(limit) if metric.label.chars().any(is_han) && !limit.starts_with('在') => {
                (prefixed(limit, &metric.label), None)
            }
            limit => (metric.label.clone(), limit.map(str::to_owned)),
        }
    }

    /// A metric of the caption's one thing under a setting; of the thing that heads the column, where one does.
    fn set_row(&mut self, setting: &str, subject: Option<NameId>, row: usize, col: usize, column: &Column) {
        let (subject, metric, head) = match column {
            Column::Metric { head, scope } => {
                let limit = |metric: String| match scope.as_deref() {
                    None => Some(metric),
                    Some(group) if metric.chars().any(is_han) => Some(prefixed(group, &metric)),
                    Some(_) => None,
                };
                (subject, self.metric_of(head).and_then(limit), head)
            }
            Column::Name { name, head } if head.label.is_empty() => {
                (self.book.find(name), self.metric_of_table(), head)
            }
            _ => return,
        };
        if let (Some(subject), Some(metric)) = (subject, metric) {
            let period = head.period.clone().or_else(|| self.table_period());
            self.number(subject, &metric, period, Some(setting.to_owned()), row, col);
        }
    }

    fn period_row(&mut self, period: &Period, subject: Option<NameId>, row: usize, col: usize, column: &Column) {
        match column {
            Column::Metric { head, scope } => {
                if let (Some(subject), Some(metric)) = (subject, self.metric_of(head)) {
                    let limit = scope.as_deref().unwrap_or_default();
                    if metric.chars().any(is_han) {
                        return self.number(subject, &prefixed(limit, &metric), Some(period.clone()), None, row, col);
                    }
                    let scope = scope::words(&[limit], false);
                    self.number(subject, &metric, Some(period.clone()), scope, row, col);
                }
            }
            Column::Period(head) => {
                let joint = head.period.as_ref().and_then(|year| period::part_of_year(period, year));
                if let (Some(subject), Some(metric), Some(joint)) = (subject, self.metric_of_table(), joint) {
                    self.number(subject, &metric, Some(joint), None, row, col);
                }
            }
            Column::Name { name, head } => {
                let metric = if head.label.is_empty() { self.metric_of_table() } else { Some(head.label.clone()) };
                if let (Some(subject), Some(metric)) = (self.book.find(name), metric) {
                    self.number(subject, &metric, Some(period.clone()), None, row, col);
                }
            }
            _ => {}
        }
    }

    fn number(
        &mut self,
        subject: NameId,
        metric: &str,
        period: Option<Period>,
        scope: Option<String>,
        row: usize,
        col: usize,
    ) {
        let cell = &self.source.table.cells[row][col].text;
        let said = |row: usize, col: usize| head::has_bracketed(text_at(self.source.table, row, col));
        let heads = self.source.table.header_rows.max(1) as usize;
        let leading = || {
            number::before_bracket(cell).filter(|_| {
                self.grid.bracketed || said(row, self.grid.name_col) || (0..heads).any(|row| said(row, col))
            })
        };
        let Some(printed) = number::parse_cell(cell).or_else(leading) else {
            return;
        };
        let bracketed = self.source.table.cells[row][col].text.trim_start().starts_with(['(', '（']);
        let bare = printed.measure.is_none() && measure_at(self.grid, row, col).is_none();
        if metric.is_empty()
            || (bare && self.grid.caption.unclear)
            || (bracketed && is_outlay(metric))
            || (printed.measure.is_none() && lacks_currency(self.grid, row, col, metric))
            || !measure_is_known(self.grid, row, col, metric, &printed)
        {
            return;
        }
        let quantity = printed.quantity(measure_at(self.grid, row, col).as_ref());
        let settings = self.grid.caption.settings.clone().filter(|_| scope.is_none());
        let scope = match (self.grid.caption.task.clone(), scope.or(settings)) {
            (Some(task), Some(scope)) if !scope.contains(&task) => Some(format!("{task} {scope}")),
            (task, scope) => scope.or(task),
        };
        let qualifiers = qualified(period, scope);
        self.push(subject, metric, ClaimObject::Quantity(quantity), qualifiers, &[(row, col)], 0.95);
    }

    fn text(&mut self, subject: NameId, predicate: &str, period: Option<Period>, row: usize, col: usize) {
        let text = clean(&self.source.table.cells[row][col].text);
        if !text.chars().any(char::is_alphanumeric)
            || text.chars().count() > 60
            || number::is_bound(&text)
            || layout::is_glued(&text)
            || text.contains(". ")
            || (number::parse(&text).is_some() && !number::is_year(&text))
        {
            return;
        }
        let scope = self.grid.scopes[row].clone();
        self.push(subject, predicate, ClaimObject::Text(text), qualified(period, scope), &[(row, col)], 0.9);
    }

    #[allow(clippy::too_many_arguments)] // one call site; a struct would only rename the column's fields
    fn relation(
        &mut self,
        subject: NameId,
        label: &str,
        relation: &pathloom_model::lexicon::RelationWords,
        inverse: bool,
        kind: &str,
        row: usize,
        col: usize,
    ) {
        let text = &self.source.table.cells[row][col].text;
        let parts = names_in(text, kind, self.book);
        if parts.is_empty() {
            return self.text(subject, label, None, row, col);
        }
        for part in parts {
            let Some(object) = self.book.find(&part) else {
                continue;
            };
            let (from, to) = if inverse { (object, subject) } else { (subject, object) };
            let typed = ontology::fits(self.book.kind(from), &relation.subject) > 0
                && ontology::fits(self.book.kind(to), &relation.object) > 0;
            if typed && from != to {
                self.push(
                    from,
                    &relation.name,
                    ClaimObject::Name(to),
                    Qualifiers::default(),
                    &[(row, col), (row, self.grid.name_col)],
                    0.95,
                );
            }
        }
    }

    /// A city and a country in one row: the city is in the country.
    fn place_of_place(&mut self, row: usize) {
        let cell = |wanted: &str| {
            let col = self
                .grid
                .columns
                .iter()
                .position(|column| matches!(column, Column::Relation { kind, .. } if *kind == wanted))?;
            let [one] = names_in(&self.source.table.cells[row][col].text, wanted, self.book).try_into().ok()?;
            Some((self.book.find(&one)?, col))
        };
        if let (Some((city, city_col)), Some((country, country_col))) = (cell("City"), cell("Country"))
            && city != country
        {
            let cells = [(row, city_col), (row, country_col)];
            self.push(city, "in_country", ClaimObject::Name(country), Qualifiers::default(), &cells, 0.9);
        }
    }

    fn push(
        &mut self,
        subject: NameId,
        predicate: &str,
        object: ClaimObject,
        qualifiers: Qualifiers,
        cells: &[(usize, usize)],
        confidence: f32,
    ) {
        let method = if matches!(object, ClaimObject::Name(_)) { "table row" } else { "table cell" };
        self.claims.push(Claim {
            subject,
            predicate: predicate.to_owned(),
            object,
            qualifiers,
            spans: cells.iter().map(|(row, col)| self.source.span(*row, *col)).collect(),
            source: self.source.key.clone(),
            refers: Vec::new(),
            method: method.to_owned(),
            confidence,
            unverified: None,
        });
    }

    /// A head's own label; the table's metric where the head only limits it.
    fn metric_of(&self, head: &Head) -> Option<String> {
        if head.label.is_empty() {
            return self.metric_of_table();
        }
        if let Some(of) = measured::changed_zh(&head.label, &self.grid.caption.text) {
            return Some(format!("{of}{}", head.label));
        }
        let bare = head.label.to_lowercase();
        // "Share" under "Shares of the insurers" is the share itself.
        if measured::is_change(&head.label)
            && let Some(metric) = self.metric_of_table().filter(|metric| !metric.to_lowercase().starts_with(&bare))
        {
            let han = metric.chars().any(is_han);
            return Some(match (han, head.label.to_lowercase().starts_with("share")) {
                (true, _) => format!("{metric}{}", head.label),
                (false, true) => format!("share of {}", head::in_sentence(&metric)),
                (false, false) => format!("{metric} {}", head::in_sentence(&head.label)),
            });
        }
        Some(head.label.clone())
    }

    fn metric_of_table(&self) -> Option<String> {
        let corner = &self.grid.corner.label;
        let metric = if measured::is_metric(corner) && columns::head_type(corner).is_none() {
            Some(corner.clone())
        } else {
            self.grid.caption.metric.clone()
        };
        metric.filter(|metric| self.book.find(metric).is_none() && ontology::type_of_name(metric).is_none())
    }

    /// What a "Year" column says of the row.
    fn row_period(&self, row: usize) -> Option<Period> {
        let col = self.grid.columns.iter().position(|column| matches!(column, Column::RowPeriod))?;
        period::parse(&self.source.table.cells[row][col].text)
    }

    fn table_period(&self) -> Option<Period> {
        self.grid.corner.period.clone().or_else(|| self.grid.caption.period.clone())
    }

    /// Says so when the rest of a very large table is left out.
    fn is_full(&mut self, row: usize) -> bool {
        let full = self.claims.len() >= MOST_CLAIMS;
        if full {
            let why = format!("the table is very large: its rows from {} on were not read", row + 1);
            self.refused.push(Refusal { what: RefusalKind::TablePart, why, span: self.source.caption_span() });
        }
        full
    }

    /// Two different numbers for one subject, metric and qualifiers in one table: its heads were not understood.
    fn drop_ambiguous(&mut self) {
        let mut seen: BTreeMap<(NameId, String, Qualifiers), (Quantity, bool)> = BTreeMap::new();
        for claim in &self.claims {
            if let ClaimObject::Quantity(quantity) = &claim.object {
                let key = (claim.subject, claim.predicate.clone(), claim.qualifiers.clone());
                let entry = seen.entry(key).or_insert_with(|| (quantity.clone(), true));
                entry.1 &= entry.0 == *quantity;
            }
        }
        let mut dropped: BTreeMap<String, Span> = BTreeMap::new();
        self.claims.retain(|claim| {
            let key = (claim.subject, claim.predicate.clone(), claim.qualifiers.clone());
            let clear = !matches!(claim.object, ClaimObject::Quantity(_)) || seen.get(&key).is_none_or(|(_, one)| *one);
            if !clear && let Some(span) = claim.spans.first() {
                dropped.entry(claim.predicate.clone()).or_insert_with(|| span.clone());
            }
            clear
        });
        for (predicate, span) in dropped {
            let why = format!("\"{predicate}\" has more than one value for the same row, and no head tells them apart");
            self.refused.push(Refusal { what: RefusalKind::TablePart, why, span });
        }
    }

    /// Says why a typed table gave nothing, or which rows were left out.
    fn report(&mut self, subject: Option<NameId>) {
        let needs_subject = self.grid.rows.iter().any(|row| matches!(row, Row::Metric(_) | Row::Period(_)))
            || !self.grid.pairs.is_empty();
        if self.claims.is_empty() {
            let why = if needs_subject && subject.is_none() {
                "its rows are metrics or periods, and its caption does not name the one thing that they are about"
            } else if self.metric_of_table().is_none()
                && self.grid.columns.iter().any(|column| matches!(column, Column::Period(_) | Column::Name { .. }))
            {
                "its columns are periods or names, and its caption does not say what is measured"
            } else if self.grid.caption.unclear {
                "its caption gives a unit that is not known"
            } else {
                "no cell gave a claim that is sure"
            };
            self.refused.push(Refusal {
                what: RefusalKind::Table,
                why: why.to_owned(),
                span: self.source.caption_span(),
            });
        }
        for (row, why) in &self.grid.unsure {
            let span = self.source.span(*row, self.grid.name_col);
            self.refused.push(Refusal { what: RefusalKind::TablePart, why: why.clone(), span });
        }
        for name in &self.grid.repeated {
            let why = format!("\"{name}\" heads more than one row, so its numbers cannot be told apart");
            let row =
                self.grid.rows.iter().position(|row| matches!(row, Row::Name(text, _) if text == name)).unwrap_or(0);
            self.refused.push(Refusal {
                what: RefusalKind::TablePart,
                why,
                span: self.source.span(row, self.grid.name_col),
            });
        }
    }
}

/// The one known thing that the caption names.
pub fn only_name(hits: &[Hit]) -> Option<NameId> {
    let first = hits.first()?.name;
    hits.iter().all(|hit| hit.name == first).then_some(first)
}

pub fn qualified(period: Option<Period>, scope: Option<String>) -> Qualifiers {
    let scenario: Option<Scenario> = period.as_ref().and_then(|period| period.scenario);
    Qualifiers {
        period: period.map(|period| period.text),
        scenario,
        scope: scope.filter(|scope| !scope.is_empty()),
        ..Qualifiers::default()
    }
}

/// "LME库存" and "库存周环比" → "LME库存周环比".
fn prefixed(limit: &str, metric: &str) -> String {
    // Half of a Latin word is not shared: "Browse" and "BrowseComp".
    let shared = metric
        .char_indices()
        .map(|(at, _)| at)
        .chain([metric.len()])
        .rev()
        .find(|&at| limit.ends_with(&metric[..at]) && metric[..at].chars().all(is_han));
    let gap = if limit.ends_with(|c: char| c.is_ascii_alphanumeric())
        && metric.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        " "
    } else {
        ""
    };
    format!("{limit}{gap}{}", &metric[shared.unwrap_or(0)..])
}

//! Records with the same keys as one table; objects inside them give columns of their own ("address.town").

use super::value::Value;
use super::{is_short, scalar};
use crate::flow::{Flow, squeezed, table};
use pathloom_model::{Cell, WarningCode};
use std::collections::BTreeMap;

/// Characters that a cell holds.
pub(super) const SHORT: usize = 200;
const ROWS: usize = 20_000;
const COLUMNS: usize = 500;

pub(super) struct Records<'v> {
    columns: Vec<String>,
    rows: Vec<BTreeMap<usize, &'v Value>>,
    cut: usize,
}

/// `None` when the values are no objects, or have too little in common for a table.
pub(super) fn records(values: &[Value]) -> Option<Records<'_>> {
    let mut found = Records { columns: vec![], rows: vec![], cut: values.len().saturating_sub(ROWS) };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut filled = 0;
    for value in values.iter().take(ROWS) {
        let mut row = BTreeMap::new();
        fields(value, "", &mut |name, value| {
            let at = *places.entry(name.clone()).or_insert_with(|| {
                found.columns.push(name);
                found.columns.len() - 1
            });
            row.insert(at, value);
        })?;
        filled += row.len();
        found.rows.push(row);
        if found.columns.len() > COLUMNS {
            return None;
        }
    }
    let places = found.columns.len() * found.rows.len();
    (values.len() > 1 && places > 0 && filled * 3 >= places).then_some(found)
}

/// The values of an object, those of objects one level inside by both names.
fn fields<'v>(value: &'v Value, prefix: &str, add: &mut dyn FnMut(String, &'v Value)) -> Option<()> {
    let Value::Object(all) = value else { return None };
    for (name, value) in all {
        match value {
            Value::Object(inner) if prefix.is_empty() && !inner.is_empty() => fields(value, &format!("{name}."), add)?,
            _ => add(format!("{prefix}{name}"), value),
        }
    }
    Some(())
}

impl Records<'_> {
    pub fn are_short(&self) -> bool {
        self.rows.iter().flat_map(BTreeMap::values).all(|value| is_short(value))
    }

    pub fn table(&self, flow: &mut Flow) {
        let text = |words: &str| Cell { text: squeezed(words), ..Cell::default() };
        let mut cells = vec![self.columns.iter().map(|name| text(name)).collect::<Vec<_>>()];
        cells.extend(self.rows.iter().map(|row| {
            (0..self.columns.len()).map(|at| row.get(&at).map(|value| text(&cell(value))).unwrap_or_default()).collect()
        }));
        if self.cut > 0 {
            let message = format!(
                "The first {ROWS} records were read; {} more were not. Split the file to read them all.",
                self.cut
            );
            flow.warn(WarningCode::Limit, message);
        }
        flow.table(table(cells, 1));
    }
}

/// A value on one line.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(scalar).collect::<Vec<_>>().join(", "),
        Value::Object(_) => String::new(),
        other => squeezed(&scalar(other)),
    }
}

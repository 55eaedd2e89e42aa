//! Tables and figures of LaTeX with the captions that they float with, numbered in order.

use super::inline::words;
use super::source::Environment;
use super::table::table;
use super::walk::Walker;
use pathloom_model::{Figure, ObjectLabel, ObjectLabelKind, TableData};

pub(super) const TABLES: [&str; 6] = ["tabular", "tabular*", "tabularx", "tabulary", "longtable", "tblr"];

impl Walker<'_> {
    pub(super) fn table(&mut self, name: &str, from: usize, to: usize, caption: Option<(String, ObjectLabel)>) {
        let text = &self.source.text;
        let mut at = from;
        let arguments = if matches!(name, "tabular*" | "tabularx" | "tabulary") { 2 } else { 1 };
        for _ in 0..arguments {
            if let Some((_, close)) = self.source.inside(at).filter(|_| text[at..].starts_with('[')) {
                at = close + 1;
            }
            let open = at + text[at..to].len() - text[at..to].trim_start().len();
            at = self
                .source
                .inside(open)
                .filter(|(_, close)| text[open..].starts_with('{') && *close < to)
                .map_or(at, |(_, close)| close + 1);
        }
        let mut caption = caption;
        if caption.is_none() && name == "longtable" {
            caption = self.caption(at, to, ObjectLabelKind::Table);
            at = self.behind_caption(at, to);
        }
        let (caption, label) = caption.map_or((String::new(), None), |(words, label)| (words, Some(label)));
        let found = table(self.source, at, to, self.labels);
        self.flow.table(TableData { caption, label, ..found });
    }

    /// Past the row of a long table that holds its caption.
    fn behind_caption(&self, from: usize, to: usize) -> usize {
        let text = &self.source.text;
        let row =
            text[from..to].find("\\caption").and_then(|at| Some(from + at + text[from + at..to].find("\\\\")? + 2));
        row.unwrap_or(from)
    }

    /// Tables and pictures with the caption that they float with.
    pub(super) fn float(&mut self, from: usize, to: usize, depth: usize) {
        let text = &self.source.text;
        let inner = self.environments_in(from, to);
        let is_table = inner.iter().any(|found| TABLES.contains(&found.name.as_str()));
        let kind = if is_table { ObjectLabelKind::Table } else { ObjectLabelKind::Figure };
        let caption = self.caption(from, to, kind);
        let mut caption = caption;
        for found in inner.iter().filter(|found| TABLES.contains(&found.name.as_str())) {
            self.table(&found.name, found.from, found.to, caption.take());
        }
        let pictures =
            text[from..to].contains("\\includegraphics") || inner.iter().any(|found| found.name == "tikzpicture");
        if is_table {
            return;
        }
        if let (Some((words, label)), true) = (caption, pictures || kind == ObjectLabelKind::Figure) {
            return self.flow.figure(Figure { caption: words, label: Some(label), ..Figure::default() });
        }
        self.blocks(self.behind_options(from, to), to, depth + 1);
    }

    /// The caption in a range, numbered as its kind, and its labels.
    fn caption(&mut self, from: usize, to: usize, kind: ObjectLabelKind) -> Option<(String, ObjectLabel)> {
        let text = &self.source.text;
        let at = from + text[from..to].find("\\caption{").or_else(|| text[from..to].find("\\caption["))?;
        let mut open = at + 8;
        if text[open..].starts_with('[') {
            open = self.source.inside(open)?.1 + 1;
        }
        let (start, close) = self.source.inside(open).filter(|(_, close)| *close <= to)?;
        let (word, number) = match kind {
            ObjectLabelKind::Table => {
                self.tables += 1;
                ("Table", self.tables)
            }
            _ => {
                self.figures += 1;
                ("Figure", self.figures)
            }
        };
        for label in text[from..to].split("\\label{").skip(1).filter_map(|rest| rest.split_once('}')) {
            self.found.numbers.insert(label.0.to_owned(), (word, number.to_string()));
        }
        let words = words(self.source, start, close, self.labels);
        let shown = match (word, self.is_chinese()) {
            ("Table", true) => format!("表{number}：{words}"),
            (_, true) => format!("图{number}：{words}"),
            _ => format!("{word} {number}: {words}"),
        };
        Some((shown, ObjectLabel { kind, number: number.to_string() }))
    }

    /// The outermost environments in a range, those of wrappers (center, minipage…) opened.
    fn environments_in(&self, from: usize, to: usize) -> Vec<Environment> {
        let text = &self.source.text;
        let mut found = Vec::new();
        let mut at = from;
        while let Some(offset) = text[at..to].find("\\begin{") {
            at += offset;
            match self.source.environment(at).filter(|inner| inner.after <= to) {
                Some(inner) if TABLES.contains(&inner.name.as_str()) || inner.name == "tikzpicture" => {
                    at = inner.after;
                    found.push(inner.clone());
                }
                _ => at += 7,
            }
        }
        found
    }
}

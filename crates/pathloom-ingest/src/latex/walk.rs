//! The body of a LaTeX document, block by block: sections, paragraphs, lists, floats, formulas, listings.

use super::floats::TABLES;
use super::inline::{Labels, closing_dollar, read, words};
use super::source::{Environment, Source, VERBATIM, command_name};
use crate::flow::{Flow, squeezed};
use crate::math;
use pathloom_model::{BlockContent, ObjectLabel, ObjectLabelKind, WarningCode};

const DEPTH: usize = 60;

pub(super) struct Walker<'s> {
    pub source: &'s Source,
    pub flow: &'s mut Flow,
    pub labels: &'s Labels,
    /// What this reading found out about labels.
    pub found: Labels,
    /// Levels of headings stand below the title and, in books, below chapters.
    pub chapters: bool,
    sections: [u32; 6],
    pub(super) tables: u32,
    pub(super) figures: u32,
    formulas: u32,
    notes: u32,
    works: u32,
    here: (&'static str, String),
}

const FORMULAS: [&str; 13] = [
    "equation",
    "align",
    "gather",
    "multline",
    "eqnarray",
    "displaymath",
    "flalign",
    "alignat",
    "math",
    "equation*",
    "align*",
    "gather*",
    "multline*",
];
const FLOATS: [&str; 8] =
    ["table", "table*", "figure", "figure*", "wrapfigure", "wraptable", "sidewaystable", "sidewaysfigure"];

impl<'s> Walker<'s> {
    pub fn new(source: &'s Source, flow: &'s mut Flow, labels: &'s Labels) -> Walker<'s> {
        let chapters = source.text.contains("\\chapter");
        Walker {
            source,
            flow,
            labels,
            found: Labels::default(),
            chapters,
            sections: [0; 6],
            tables: 0,
            figures: 0,
            formulas: 0,
            notes: 0,
            works: 0,
            here: ("Section", String::new()),
        }
    }

    pub fn blocks(&mut self, from: usize, to: usize, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let text = &self.source.text;
        let (mut start, mut at) = (from, from);
        while at < to {
            let rest = &text[at..to];
            let stop = rest.find(['\\', '\n', '$']).unwrap_or(rest.len());
            at += stop;
            if at >= to {
                break;
            }
            let next = self.block_at(at, to, start, depth);
            match next {
                Some(end) => {
                    at = end.clamp(at + 1, to.max(at + 1)).min(to);
                    start = at;
                }
                None => at = self.past(at, to),
            }
            if self.flow.is_full() {
                return;
            }
        }
        self.paragraph(start, to);
    }

    /// Past one sign, or past the whole of a formula in line.
    fn past(&self, at: usize, to: usize) -> usize {
        let text = &self.source.text;
        match text.as_bytes()[at] {
            b'$' => closing_dollar(&text[at + 1..to]).map_or(at + 1, |length| at + length + 2),
            b'\\' => at + 1 + text[at + 1..to].chars().next().map_or(0, char::len_utf8),
            _ => at + 1,
        }
    }

    /// If a block begins at a place: ends the paragraph before it, writes it, and returns where it ends.
    fn block_at(&mut self, at: usize, to: usize, start: usize, depth: usize) -> Option<usize> {
        let text = &self.source.text;
        let rest = &text[at..to];
        if let Some(line) = rest.strip_prefix('\n') {
            let blank = line.find(|c: char| c == '\n' || !c.is_whitespace())?;
            line[blank..].starts_with('\n').then_some(())?;
            self.paragraph(start, at);
            return Some(at + 1 + blank);
        }
        let end = match rest {
            _ if rest.starts_with("$$") => closing_dollar(&rest[2..]).map(|length| at + 2 + length),
            _ if rest.starts_with("\\[") => self.source.formula_end(at + 2, to, false),
            _ => None,
        };
        if let Some(end) = end {
            self.paragraph(start, at);
            self.formula(&text[at + 2..end], false);
            // "$$…$": the second dollar of the end may be missing.
            let is_half = text[end..to].starts_with('$') && !text[end..to].starts_with("$$");
            return Some(end + if is_half { 1 } else { 2 });
        }
        let name = rest.starts_with('\\').then(|| command_name(text, at)).filter(|name| !name.is_empty())?;
        if name == "begin" {
            let environment = self.source.environment(at).filter(|found| found.after <= to)?.clone();
            // In line, or known only to other programs: its words belong to the paragraph.
            if matches!(environment.name.as_str(), "math" | "small" | "footnotesize" | "scriptsize") {
                return None;
            }
            self.paragraph(start, at);
            self.environment(&environment, depth);
            return Some(environment.after);
        }
        let level = self.level(name)?;
        let title = self.section_title(at + 1 + name.len(), to)?;
        self.paragraph(start, at);
        Some(self.heading(level, title))
    }

    fn level(&self, command: &str) -> Option<u8> {
        let base = u8::from(self.chapters);
        Some(match command {
            "part" | "chapter" => 2,
            "section" => 2 + base,
            "subsection" => 3 + base,
            "subsubsection" => 4 + base,
            "paragraph" => 5 + base,
            "subparagraph" => 6 + base,
            _ => return None,
        })
    }

    /// (whether it has a star, where the title begins and ends) behind a sectioning command.
    fn section_title(&self, at: usize, to: usize) -> Option<(bool, usize, usize)> {
        let text = &self.source.text;
        let starred = text[at..to].starts_with('*');
        let mut open = at + usize::from(starred);
        if text[open..to].starts_with('[') {
            open = self.source.inside(open)?.1 + 1;
        }
        let inside = self.source.inside(open).filter(|(_, close)| text[open..].starts_with('{') && *close < to);
        inside.map(|(from, close)| (starred, from, close))
    }

    fn heading(&mut self, level: u8, (starred, from, close): (bool, usize, usize)) -> usize {
        let words = words(self.source, from, close, self.labels);
        let run_in = level >= 5 + u8::from(self.chapters);
        let mut number = String::new();
        if !starred && !run_in {
            let place = usize::from(level - 2).min(5);
            self.sections[place] += 1;
            self.sections[place + 1..].fill(0);
            let parts: Vec<String> = self.sections[..=place].iter().map(u32::to_string).collect();
            number = parts.join(".");
            self.here = ("Section", number.clone());
            number.push(' ');
        }
        self.flow.heading(level, format!("{number}{words}"));
        close + 1
    }

    /// The words of a range as one paragraph, its notes behind it.
    fn paragraph(&mut self, from: usize, to: usize) {
        if self.source.text[from..to].trim().is_empty() {
            return;
        }
        let mut found = read(self.source, from, to, self.labels);
        let here = self.here.clone();
        for label in found.labels.drain(..) {
            self.found.numbers.insert(label, here.clone());
        }
        let words = found.words.take();
        if words.chars().any(char::is_alphanumeric) {
            self.flow.paragraph(squeezed(&words));
        }
        self.footnotes(&found.notes);
    }

    fn footnotes(&mut self, notes: &[(usize, usize)]) {
        for (open, close) in notes {
            self.notes += 1;
            let text = words(self.source, *open, *close, self.labels);
            self.flow.push(BlockContent::Footnote { mark: self.notes.to_string(), text });
        }
    }

    fn environment(&mut self, found: &Environment, depth: usize) {
        let name = found.name.as_str();
        let (from, to) = (found.from, found.to);
        match name {
            "comment" | "tikzpicture" | "pgfpicture" | "filecontents" | "CCSXML" => {}
            _ if VERBATIM.contains(&name) => self.code(from, to),
            _ if FORMULAS.contains(&name)
                || name.starts_with("flalign")
                || name.starts_with("alignat")
                || name == "eqnarray*" =>
            {
                self.formula_environment(name, from, to);
            }
            _ if TABLES.contains(&name) => self.table(name, from, to, None),
            _ if FLOATS.contains(&name) => self.float(from, to, depth),
            "itemize" | "enumerate" | "description" | "compactitem" | "compactenum" => {
                let (mut items, mut inside) = (Vec::new(), Vec::new());
                self.items(from, to, &mut items, &mut inside, depth);
                self.flow.list(name == "enumerate" || name == "compactenum", items);
                inside.iter().for_each(|inner| self.environment(inner, depth + 1));
            }
            "thebibliography" => self.works(from, to),
            "abstract" => {
                let level = 2;
                self.flow.heading(level, if self.is_chinese() { "摘要" } else { "Abstract" });
                self.blocks(from, to, depth + 1);
            }
            _ => self.blocks(self.behind_options(from, to), to, depth + 1),
        }
    }

    pub(super) fn is_chinese(&self) -> bool {
        self.source.text.contains("{ctex") || self.source.text.contains("\\documentclass{ctexart}")
    }

    /// Past the options and arguments of an environment ("[htbp]", "{0.5\textwidth}").
    pub(super) fn behind_options(&self, from: usize, to: usize) -> usize {
        let text = &self.source.text;
        let mut at = from;
        while let Some((_, close)) =
            self.source.inside(at).filter(|(_, close)| text[at..].starts_with(['[', '{']) && *close < to)
        {
            at = close + 1;
        }
        at
    }

    fn code(&mut self, from: usize, to: usize) {
        let mut at = from;
        if self.source.text[at..to].starts_with(['[', '{']) {
            at = self.source.text[at..to].find('\n').map_or(at, |line| at + line);
        }
        let text = self.source.text[at..to].trim_matches('\n').to_owned();
        self.flow.push(BlockContent::Code { text });
    }

    fn formula_environment(&mut self, name: &str, from: usize, to: usize) {
        let inner = &self.source.text[from..to];
        let starred = name.ends_with('*') || name == "displaymath";
        let kind = match name.trim_end_matches('*') {
            "align" | "eqnarray" | "flalign" => "aligned",
            "gather" => "gathered",
            _ => "",
        };
        // A row each, so that each keeps its own number.
        let rows: Vec<&str> =
            if kind.is_empty() || inner.contains("\\begin") { vec![inner] } else { inner.split("\\\\").collect() };
        let numbered = rows.iter().filter(|row| row.contains("\\label")).count() > 1;
        if numbered {
            return rows
                .iter()
                .for_each(|row| self.formula(&row.replace('&', ""), !starred && !row.contains("\\nonumber")));
        }
        let one = rows.len() == 1 && !inner.contains("\\\\");
        let body = if kind.is_empty() || one {
            inner.replace(if one && !kind.is_empty() { "&" } else { "\0" }, "")
        } else {
            format!("\\begin{{{kind}}}{inner}\\end{{{kind}}}")
        };
        self.formula(&body, !starred && !inner.contains("\\nonumber"));
    }

    fn formula(&mut self, latex: &str, numbered: bool) {
        let latex = latex.replace("\\nonumber", "").replace("\\notag", "");
        let label =
            latex.split_once("\\label{").and_then(|(_, rest)| rest.split_once('}')).map(|(label, _)| label.to_owned());
        let math::Display { latex, label: tag } = math::display(&latex);
        let latex = latex.split_whitespace().collect::<Vec<_>>().join(" ");
        let latex = latex.trim_end_matches([',', '.']).trim().to_owned();
        if latex.is_empty() {
            return;
        }
        let number = tag.or_else(|| {
            numbered.then(|| {
                self.formulas += 1;
                ObjectLabel { kind: ObjectLabelKind::Formula, number: self.formulas.to_string() }
            })
        });
        if let (Some(label), Some(number)) = (label, &number) {
            self.found.numbers.insert(label, ("Equation", number.number.clone()));
        }
        self.flow.labelled_formula(latex, number);
    }

    /// The items of a list, those of lists inside it behind the item they stand in.
    fn items(&mut self, from: usize, to: usize, items: &mut Vec<String>, inside: &mut Vec<Environment>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let text = &self.source.text;
        let (mut start, mut at) = (None, from);
        while at < to {
            let Some(offset) = text[at..to].find('\\') else { break };
            at += offset;
            let name = command_name(text, at);
            match (name, self.source.environment(at).filter(|inner| inner.after <= to)) {
                ("item", _) => {
                    self.item(start, at, items);
                    start = Some(at + 5);
                    at += 5;
                }
                ("begin", Some(inner)) => {
                    let inner = inner.clone();
                    if matches!(inner.name.as_str(), "itemize" | "enumerate" | "description") {
                        self.item(start, at, items);
                        start = Some(inner.after);
                        self.items(inner.from, inner.to, items, inside, depth + 1);
                    } else {
                        self.item(start, at, items);
                        start = Some(inner.after);
                        inside.push(inner.clone());
                    }
                    at = inner.after;
                }
                _ => at = self.past(at, to),
            }
        }
        self.item(start, to, items);
    }

    fn item(&mut self, start: Option<usize>, end: usize, items: &mut Vec<String>) {
        let Some(mut from) = start.filter(|start| *start < end) else { return };
        let text = &self.source.text;
        let mut name = String::new();
        if let Some((open, close)) =
            self.source.inside(from).filter(|(_, close)| text[from..].starts_with('[') && *close < end)
        {
            name = format!("{}: ", words(self.source, open, close, self.labels).trim_end_matches([':', '.']));
            from = close + 1;
        }
        let mut found = read(self.source, from, end, self.labels);
        let text = format!("{name}{}", squeezed(&found.words.take()));
        if !text.trim().is_empty() {
            items.push(text);
        }
        self.footnotes(&found.notes);
    }

    fn works(&mut self, from: usize, to: usize) {
        let text = &self.source.text;
        let mut items = Vec::new();
        for (at, _) in text[from..to].match_indices("\\bibitem") {
            let mut open = from + at + 8;
            if let Some((_, close)) = self.source.inside(open).filter(|_| text[open..].starts_with('[')) {
                open = close + 1;
            }
            let Some((key, close)) = self.source.inside(open).filter(|(_, close)| *close < to) else { continue };
            let end = text[close..to].find("\\bibitem").map_or(to, |next| close + next);
            self.works += 1;
            self.found.works.insert(text[key..close].to_owned(), self.works.to_string());
            items.push(format!("[{}] {}", self.works, words(self.source, close + 1, end, self.labels)));
        }
        self.flow.heading(2, if self.is_chinese() { "参考文献" } else { "References" });
        self.flow.list(true, items);
    }

    /// Files that the document takes in are not loaded.
    pub fn report_missing(&mut self) {
        let text = &self.source.text;
        for command in ["\\input{", "\\include{"] {
            for (at, _) in text.match_indices(command).take(100) {
                let name = text[at + command.len()..].split('}').next().unwrap_or_default();
                self.flow.warn(
                    WarningCode::Unreadable,
                    format!("The file \"{name}\" that the document takes in was not read; add it on its own."),
                );
            }
        }
    }
}

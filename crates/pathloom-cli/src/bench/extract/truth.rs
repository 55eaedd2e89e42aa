//! What is known of a document, as its annotation says it: names, figures and facts, references. The form is described
//! in the README of the set.

use crate::project::wrong;
use pathloom_ipc::AppError;
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The annotation as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    file: String,
    family: String,
    language: String,
    #[serde(default)]
    held_out: bool,
    entities: Vec<String>,
    #[serde(default)]
    may_be_entities: Vec<String>,
    #[serde(default)]
    facts: Vec<String>,
    #[serde(default)]
    may_be_said: Vec<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    figures: Vec<Figures>,
}

/// A table's figures: what all cells share, what each column and row adds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    #[serde(rename = "in")]
    _in: String,
    #[serde(default)]
    may: bool,
    #[serde(default)]
    all: String,
    row: String,
    cols: Vec<String>,
    rows: Vec<String>,
}

pub struct Truth {
    pub file: String,
    pub family: String,
    pub language: String,
    pub held_out: bool,
    pub entities: Vec<Entity>,
    pub may_be_entities: Vec<String>,
    pub facts: Vec<Fact>,
    pub references: Vec<Reference>,
}

pub struct Entity {
    pub kind: String,
    /// The name first.
    pub surfaces: Vec<String>,
    /// What it is called in other documents of the set.
    pub id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    Table,
    Prose,
    /// True, but a reader need not state it.
    May,
}

/// A statement; each part as the ways in which it may be put.
#[derive(Clone, Debug)]
pub struct Fact {
    pub medium: Medium,
    pub subject: Vec<String>,
    pub predicate: Vec<String>,
    pub object: Object,
    pub period: Vec<String>,
    pub scenario: String,
    pub scope: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum Object {
    /// A name or words.
    Words(String),
    /// Value as printed, units, power of ten.
    Figure { value: String, units: Vec<String>, scales: Vec<i8> },
}

pub struct Reference {
    /// Words of the document around it.
    pub at: String,
    pub to: Vec<Target>,
}

pub enum Target {
    /// "Table 2", "Figure 1", "Equation 3".
    Label(String),
    /// The passage that holds any of these words.
    Passage(Vec<String>),
}

/// All annotations below a folder, by file name.
pub fn load(folder: &Path) -> Result<Vec<Truth>, AppError> {
    let mut paths = Vec::new();
    for part in ["en", "zh"] {
        let place = folder.join(part);
        let entries = fs::read_dir(&place).map_err(|problem| unreadable(&place, &problem.to_string()))?;
        paths.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    paths.iter().map(|path| one(path)).collect()
}

fn unreadable(path: &Path, problem: &str) -> AppError {
    wrong(format!("{}: {problem}.", path.display()), "Check the folder of the set.")
}

fn one(path: &Path) -> Result<Truth, AppError> {
    let text = fs::read_to_string(path).map_err(|problem| unreadable(path, &problem.to_string()))?;
    let written: Written = toml::from_str(&text).map_err(|problem| unreadable(path, &problem.to_string()))?;
    read(written).map_err(|line| unreadable(path, &format!("this line cannot be read: {line}")))
}

fn read(written: Written) -> Result<Truth, String> {
    let mut facts = Vec::new();
    for line in &written.facts {
        let (medium, rest) = line.split_once('|').ok_or(line)?;
        let medium = if medium.trim() == "table" { Medium::Table } else { Medium::Prose };
        facts.push(fact(rest, medium)?);
    }
    for line in &written.may_be_said {
        facts.push(fact(line, Medium::May)?);
    }
    for figures in &written.figures {
        facts.extend(cells(figures)?);
    }
    Ok(Truth {
        file: written.file,
        family: written.family,
        language: written.language,
        held_out: written.held_out,
        entities: written.entities.iter().map(|line| entity(line)).collect(),
        may_be_entities: written.may_be_entities,
        facts,
        references: written.references.iter().map(|line| reference(line)).collect::<Result<_, _>>()?,
    })
}

/// "Type | Name | alias; alias | name elsewhere".
fn entity(line: &str) -> Entity {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let aliases = part(2).split(';').map(str::trim).filter(|alias| !alias.is_empty());
    let surfaces: Vec<String> = std::iter::once(part(1)).chain(aliases).map(str::to_owned).collect();
    let id = if part(3).is_empty() { part(1) } else { part(3) };
    Entity { kind: part(0).to_owned(), surfaces, id: id.to_owned() }
}

/// "Subject | predicate ~ other | object | period=…; scope=…".
fn fact(line: &str, medium: Medium) -> Result<Fact, String> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [subject, predicate, object, limits @ ..] = parts.as_slice() else {
        return Err(line.to_owned());
    };
    let mut fact = Fact {
        medium,
        subject: ways(subject),
        predicate: ways(predicate),
        object: object_of(object),
        period: Vec::new(),
        scenario: String::new(),
        scope: Vec::new(),
    };
    for limit in limits {
        fact.set(limit, None)?;
    }
    Ok(fact)
}

/// "#12.5 EUR e6" is a figure, "'vented" are words; else a name.
fn object_of(text: &str) -> Object {
    let Some(figure) = text.strip_prefix('#') else {
        return Object::Words(text.strip_prefix('\'').unwrap_or(text).to_owned());
    };
    let mut parts: Vec<&str> = figure.split(' ').collect();
    let scale = parts.last().and_then(|last| last.strip_prefix('e')?.parse().ok());
    if scale.is_some() {
        parts.pop();
    }
    let unit = parts.get(1..).unwrap_or_default().join(" ");
    Object::Figure { value: parts[0].to_owned(), units: vec![unit], scales: vec![scale.unwrap_or(0)] }
}

fn ways(text: &str) -> Vec<String> {
    text.split('~').map(|way| way.trim().to_owned()).collect()
}

impl Fact {
    /// "period=2024E; unit=EUR". A part without "=" is the value of `axis`.
    fn set(&mut self, text: &str, axis: Option<&str>) -> Result<(), String> {
        for part in text.split(';').map(str::trim) {
            let (field, value) = match (part.split_once('='), axis) {
                (Some((field, value)), _) => (field.trim(), value.trim()),
                (None, Some(axis)) => (axis, part),
                (None, None) if part.is_empty() => continue,
                (None, None) => return Err(text.to_owned()),
            };
            match (field, &mut self.object) {
                ("subject", _) => self.subject = ways(value),
                ("predicate", _) => self.predicate = ways(value),
                ("period", _) => self.period = ways(value),
                ("scenario", _) => value.clone_into(&mut self.scenario),
                ("scope", _) => self.scope = ways(value),
                ("unit", Object::Figure { units, .. }) => *units = ways(value),
                ("scale", Object::Figure { scales, .. }) => {
                    *scales = ways(value).iter().map(|way| way.parse().map_err(|_| text)).collect::<Result<_, _>>()?;
                }
                _ => return Err(text.to_owned()),
            }
        }
        Ok(())
    }
}

fn cells(figures: &Figures) -> Result<Vec<Fact>, String> {
    let medium = if figures.may { Medium::May } else { Medium::Table };
    let mut all = Vec::new();
    for row in &figures.rows {
        let mut parts = row.split('|').map(str::trim);
        let head = parts.next().unwrap_or_default();
        for (value, col) in parts.zip(&figures.cols).filter(|(value, _)| !value.is_empty()) {
            let object = Object::Figure { value: value.to_owned(), units: vec![String::new()], scales: vec![0] };
            let mut fact = Fact {
                medium,
                subject: vec![],
                predicate: vec![],
                object,
                period: vec![],
                scenario: String::new(),
                scope: vec![],
            };
            fact.set(&figures.all, None)?;
            fact.set(col, None)?;
            fact.set(head, Some(&figures.row).filter(|axis| *axis != "none").map(String::as_str))?;
            all.push(fact);
        }
    }
    Ok(all)
}

/// "words around => Table 1, @words of the passage ~ others".
fn reference(line: &str) -> Result<Reference, String> {
    let (at, to) = line.split_once("=>").ok_or(line)?;
    let target = |text: &str| match text.strip_prefix('@') {
        Some(words) => Target::Passage(ways(words)),
        None => Target::Label(text.to_owned()),
    };
    let to = to.split(", ").map(str::trim).filter(|text| !text.is_empty()).map(target).collect();
    Ok(Reference { at: at.trim().to_owned(), to })
}

//! The prompts for a part of a document: its words behind quotation marks of their own, the ontology, where it stands
//! and what stands around it. The name of the document is never said.

use super::Reader;
use super::ontology_words::{self, Said};
use super::parts::{Document, Part};
use super::reply::{Reply, schema};
use super::source::{COLUMNS, ROWS};
use crate::prompt::Family;
use crate::synthesis::picture;
use crate::synthesis::text::{line, quoted, tokens};
use pathloom_llm::{Call, Message, Params, Speaker};
use pathloom_model::{Language, Node, NodeData, TableData};

pub struct Asked<'a> {
    pub reader: &'a Reader,
    pub document: &'a Document,
    pub part: Part,
}

/// A call, the tokens that it comes to, and how much of the ontology it says.
pub struct Filled {
    pub call: Call,
    pub tokens: usize,
    pub said: Said,
}

/// Letters of the passages before and after, and of one that cites an object.
const BESIDE: usize = 400;
const CITING: usize = 1_200;
/// Lines of what was found, in the second reading.
const FOUND: usize = 120;

impl Asked<'_> {
    /// The call with its size. `sees`: the picture goes along.
    pub fn call(&self, sees: bool) -> Result<Filled, String> {
        match self.part {
            Part::Text { chunk, from, to } => self.text(chunk, from, to),
            Part::Object(place) => self.object(&self.document.found.nodes[place], place, sees),
        }
    }

    fn text(&self, chunk: usize, from: usize, to: usize) -> Result<Filled, String> {
        let data = &self.document.chunks[chunk].data;
        let text = quoted(&data.text[from..to]);
        let before = if from > 0 { tail(&data.text[..from]) } else { self.neighbour(chunk.checked_sub(1), tail) };
        let after = if to < data.text.len() { head(&data.text[to..]) } else { self.neighbour(Some(chunk + 1), head) };
        let (before, after) = (quoted_or_none(before), quoted_or_none(after));
        let values = [("section", self.section(chunk)), ("before", before), ("text", text), ("after", after)];
        self.filled(Family::ExtractText, values.to_vec(), schema(false, false), None)
    }

    /// The second reading of a passage, with what the first one gave.
    pub fn missed(&self, first: &Reply) -> Result<Call, String> {
        let Part::Text { chunk, from, to } = self.part else { return Err("only passages are read twice".into()) };
        let text = quoted(&self.document.chunks[chunk].data.text[from..to]);
        let entities = first.entities.iter().map(|it| format!("{} ({})", it.name, it.entity_type));
        let relations = first.relations.iter().map(|it| {
            let object = if it.value.is_empty() { &it.object } else { &it.value };
            format!("{} — {} → {object}", it.subject, it.predicate)
        });
        let mut left = if self.reader.context.is_some() { self.reader.room } else { usize::MAX };
        let has_room = |it: &String| {
            left = left.saturating_sub(tokens(it) + 1);
            left > 0
        };
        let found = entities.take(FOUND).chain(relations.take(FOUND)).map(|it| line(&it)).take_while(has_room);
        let found: Vec<String> = found.collect();
        let values =
            vec![("section", self.section(chunk)), ("text", text), ("found", quoted_or_none(found.join("\n")))];
        Ok(self.filled(Family::ExtractMissed, values, schema(false, false), None)?.call)
    }

    fn object(&self, node: &Node, place: usize, sees: bool) -> Result<Filled, String> {
        let chunks = &self.document.chunks;
        let mut citing = self.document.citing(&node.key).to_vec();
        if matches!(node.data, NodeData::Formula { .. }) {
            let around = self.document.around(place);
            citing.extend(around.into_iter().filter(|chunk| !citing.contains(chunk)).collect::<Vec<_>>());
        }
        let section = citing.first().copied().or_else(|| self.document.around(place).first().copied());
        let section = section.map_or_else(none, |chunk| self.section(chunk));
        let shown = citing.iter().map(|&chunk| chunks[chunk].data.text.chars().take(CITING).collect::<String>());
        let citing = quoted_or_none(shown.collect::<Vec<_>>().join("\n\n"));
        let mut values = vec![("section", section), ("citing", citing)];
        let (family, form, image) = match &node.data {
            NodeData::Table(table) => {
                values.push(("caption", quoted_or_none(table.caption.clone())));
                values.push(("text", quoted(&rows(table, self.reader.room))));
                (Family::DescribeTable, schema(true, false), None)
            }
            NodeData::Image(figure) => {
                values.push(("caption", quoted_or_none(figure.caption.clone())));
                let words: String = figure.words.join(" · ").chars().take(CITING * 4).collect();
                values.push(("text", quoted_or_none(words)));
                let blob = figure.blob.as_ref().filter(|_| sees);
                (Family::DescribeImage, schema(true, true), blob)
            }
            NodeData::Formula { latex, text, .. } => {
                let shown: String = latex.as_ref().unwrap_or(text).chars().take(CITING * 2).collect();
                values.push(("text", quoted(&shown)));
                (Family::DescribeFormula, schema(true, false), None)
            }
            _ => return Err("only tables, formulas and pictures are described".into()),
        };
        self.filled(family, values, form, image.map(String::as_str))
    }

    /// As much of the ontology as the model's context has room for, beside a reply as long as the passage.
    fn filled(
        &self,
        family: Family,
        values: Vec<(&str, String)>,
        form: pathloom_llm::Schema,
        blob: Option<&str>,
    ) -> Result<Filled, String> {
        let most = self.reader.context.map_or(usize::MAX, |context| context.saturating_sub(self.reader.room));
        let mut shortest = Err(String::new());
        for said in Said::ALL {
            let filled = self.filled_with(said, family, values.clone(), form.clone(), blob)?;
            if filled.tokens <= most {
                return Ok(filled);
            }
            shortest = Ok(filled);
        }
        shortest
    }

    fn filled_with(
        &self,
        said: Said,
        family: Family,
        mut values: Vec<(&str, String)>,
        form: pathloom_llm::Schema,
        blob: Option<&str>,
    ) -> Result<Filled, String> {
        let language = self.language();
        let text: String = values.iter().map(|(_, value)| value.as_str()).collect();
        let names = self.document.names(self.document.node(self.part));
        let types: Vec<&str> =
            names.filter_map(|id| Some(self.document.found.names.get(id as usize)?.entity_type.as_str())).collect();
        let ontology = said.of(&self.reader.ontology, &text, &types);
        values.push(("types", ontology_words::types(&ontology, language)));
        values.push(("relations", ontology_words::relations(&ontology, language)));
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let filled = self.reader.prompts.fill(family, language, &values).map_err(|fault| fault.to_string())?;
        let mut size = tokens(&filled.system) + tokens(&filled.user);
        let mut messages = Vec::new();
        if !filled.system.is_empty() {
            messages.push(Message::system(filled.system));
        }
        let mut user = Message { speaker: Speaker::User, parts: vec![pathloom_llm::Part::Text(filled.user)] };
        let seen = blob.and_then(|name| self.reader.project.blob(name).ok()).and_then(|bytes| picture::part(&bytes));
        if let Some(seen) = seen {
            size += picture::TOKENS;
            user.parts.push(seen);
        }
        messages.push(user);
        let call = Call { messages, schema: Some(form), params: Params::default() };
        Ok(Filled { call, tokens: size, said })
    }

    fn language(&self) -> Language {
        self.document.parsed.meta.language
    }

    fn section(&self, chunk: usize) -> String {
        let heads = self.document.chunks[chunk].data.section.iter().map(|head| line(head));
        quoted_or_none(heads.collect::<Vec<_>>().join(" › "))
    }

    fn neighbour(&self, chunk: Option<usize>, part: fn(&str) -> String) -> String {
        let chunk = chunk.and_then(|chunk| self.document.chunks.get(chunk));
        chunk.map_or_else(String::new, |chunk| part(&chunk.data.text))
    }
}

fn none() -> String {
    "—".to_owned()
}

fn quoted_or_none(text: String) -> String {
    if text.trim().is_empty() { none() } else { quoted(&text) }
}

fn head(text: &str) -> String {
    text.chars().take(BESIDE).collect()
}

fn tail(text: &str) -> String {
    let letters = text.chars().count();
    text.chars().skip(letters.saturating_sub(BESIDE)).collect()
}

/// As Markdown, as many rows and columns as have room; "[…]" for the rest.
fn rows(table: &TableData, room: usize) -> String {
    let mut out = String::new();
    let mut left = room;
    let heads = table.header_rows.max(1) as usize;
    for (number, cells) in table.cells.iter().enumerate() {
        let more = cells.len() > COLUMNS;
        let shown = cells.iter().take(COLUMNS).map(|cell| format!(" {} |", line(&cell.text).replace('|', "\\|")));
        let row = format!("|{}{}", shown.collect::<String>(), if more { " […] |" } else { "" });
        let cost = tokens(&row) + 1;
        if number >= ROWS || (cost > left && number > 0) {
            out.push_str("[…]\n");
            break;
        }
        left = left.saturating_sub(cost);
        out.push_str(&row);
        out.push('\n');
        if number + 1 == heads {
            out.push_str(&format!("|{}\n", " --- |".repeat(cells.len().min(COLUMNS))));
        }
    }
    for note in table.footnotes.iter().take(10) {
        out.push_str(&line(note));
        out.push('\n');
    }
    out
}

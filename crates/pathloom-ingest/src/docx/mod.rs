//! Word documents (DOCX): the body in order, with styles, numbering, tables, formulas, pictures and notes. Heads and
//! feet of pages, comments and deleted words are left out.

mod notes;
mod numbering;
mod paragraph;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use crate::flow::Flow;
use crate::ooxml::{Package, Relations, content, drawn, tree};
use crate::xml::{self, DEPTH, Look};
use crate::{ReadError, Source};
use notes::Notes;
use numbering::{Mark, Numbering};
use paragraph::{Paragraph, Segment};
use pathloom_model::{BlockContent, Format, Key, Parsed, WarningCode};
use roxmltree::Node;
use styles::{Role, Style, Styles};

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let mut flow = Flow::default();
    let mut package = Package::open(source.bytes, &mut flow)?;
    let part = package.main_part("word/document.xml");
    let relations = package.relations(&part);
    let text = package.required(&part)?;
    let document = xml::parse(&text, &part).map_err(|refusal| refusal.into_error())?;
    let body = document.root_element().child("body");
    let Some(body) = body else {
        return Err(ReadError::Damaged { detail: format!("its part \"{part}\" has no body") });
    };
    let mut reader = Reader::new(package, relations, flow);
    reader.look_over(body);
    reader.blocks(body, 0);
    reader.end_runs();
    reader.report();
    let Reader { mut package, flow, .. } = reader;
    let stated = package.stated_title();
    let mut parsed = flow.finish(key, source, Format::Docx, None);
    parsed.meta.title = parsed.meta.title.or(stated);
    Ok(parsed)
}

struct Reader<'b> {
    package: Package<'b>,
    relations: Relations,
    styles: Styles,
    numbering: Numbering,
    notes: Notes,
    flow: Flow,
    /// Headings stand one level below the title where there is one.
    below_title: u8,
    /// Nothing is styled as heading: bold lines are taken for them.
    by_looks: bool,
    list: Option<(String, bool, Vec<String>)>,
    code: Vec<String>,
    old_formulas: usize,
}

impl<'b> Reader<'b> {
    fn new(mut package: Package<'b>, relations: Relations, mut flow: Flow) -> Self {
        let mut part = |kind: &str| {
            let name = relations.of_kind(kind).map(str::to_owned);
            let text = package.optional(name.as_deref(), &mut flow)?;
            Some((name?, text))
        };
        let [styles, numbering, footnotes, endnotes] = ["styles", "numbering", "footnotes", "endnotes"].map(&mut part);
        let mut read = |found: &Option<(String, String)>, use_it: &mut dyn FnMut(&roxmltree::Document)| {
            if let Some((name, text)) = found
                && let Some(tree) = tree(text, name, &mut flow)
            {
                use_it(&tree);
            }
        };
        let (mut known, mut numbers, mut notes) = (Styles::default(), Numbering::default(), Notes::default());
        read(&styles, &mut |tree| known = Styles::read(tree));
        read(&numbering, &mut |tree| numbers = Numbering::read(tree));
        read(&footnotes, &mut |tree| notes.read("footnote", tree));
        read(&endnotes, &mut |tree| notes.read("endnote", tree));
        Reader {
            package,
            relations,
            styles: known,
            numbering: numbers,
            notes,
            flow,
            below_title: 0,
            by_looks: false,
            list: None,
            code: vec![],
            old_formulas: 0,
        }
    }

    /// Whether there is a title, and whether headings are styled at all.
    fn look_over(&mut self, body: Node) {
        let (mut title, mut headings) = (false, false);
        for properties in body.descendants().filter(|node| node.is("pPr")) {
            let role = self.style(Some(properties)).role;
            let words = || properties.parent().is_some_and(|paragraph| !paragraph.words().trim().is_empty());
            title |= role == Role::Title && words();
            headings |= matches!(role, Role::Heading(_)) && words();
        }
        self.below_title = u8::from(title);
        self.by_looks = !headings;
    }

    fn style(&self, properties: Option<Node>) -> Style {
        let mut style = self.styles.get(properties.and_then(|found| found.val("pStyle")));
        let outline = properties.and_then(|found| found.val("outlineLvl")).and_then(|level| level.parse::<u8>().ok());
        if let (Some(level @ 0..=8), Role::Body) = (outline, style.role) {
            style.role = Role::Heading(level + 1);
        }
        style
    }

    fn blocks(&mut self, node: Node, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for child in content(node) {
            if self.flow.is_full() {
                return;
            }
            match child.tag_name().name() {
                "p" => self.paragraph(child, depth),
                "tbl" => self.table(child, depth),
                "sdt" if is_contents(child) => {}
                "altChunk" => self.flow.warn(
                    WarningCode::Unreadable,
                    "A part of the document is embedded in another format and was left out; add that file on its own.",
                ),
                "del" | "moveFrom" | "sectPr" | "sdtPr" | "tcPr" => {}
                _ => self.blocks(child, depth + 1),
            }
        }
    }

    fn mark(&mut self, paragraph: Node, style: &Style) -> Option<Mark> {
        let (id, level) = numbering::of_paragraph(paragraph.child("pPr"), style)?;
        self.numbering.next(&id, level.min(8))
    }

    fn paragraph(&mut self, node: Node, depth: usize) {
        let style = self.style(node.child("pPr"));
        if style.role == Role::Contents {
            return;
        }
        let found = Paragraph::read(node, &style, self.styles.default_size());
        self.old_formulas += found.old_formulas;
        let text = found.text();
        let mark = if text.is_empty() { None } else { self.mark(node, &style) };
        match style.role {
            Role::Title => self.heading(1, &text),
            Role::Heading(level) => {
                let number = mark.filter(|mark| mark.ordered).map(|mark| format!("{} ", mark.text)).unwrap_or_default();
                self.heading(level + self.below_title, &format!("{number}{text}"));
            }
            Role::Caption => self.push(BlockContent::Caption { text: text.clone() }),
            Role::Code if !text.is_empty() => self.code.push(text.clone()),
            _ => self.body(&found, mark, node),
        }
        for (kind, id) in &found.notes {
            if let Some((mark, text)) = self.notes.take(kind, id) {
                self.push(BlockContent::Footnote { mark, text });
            }
        }
        for drawing in &found.drawings {
            self.drawing(*drawing, depth + 1);
        }
    }

    fn body(&mut self, found: &Paragraph, mark: Option<Mark>, node: Node) {
        let text = found.text();
        if let Some(mark) = mark.filter(|_| !text.is_empty()) {
            let id = numbering::of_paragraph(node.child("pPr"), &self.style(node.child("pPr"))).map(|found| found.0);
            return self.item(id.unwrap_or_default(), mark, text);
        }
        if self.by_looks
            && let Some(level) = looks_like_heading(found, &text, self.styles.default_size())
        {
            let first = self.flow.is_empty();
            return self.heading(if first { 1 } else { level }, &text);
        }
        for segment in &found.segments {
            self.end_runs();
            match segment {
                Segment::Words(words) => self.flow.paragraph(words.clone()),
                Segment::Formula(latex) => self.flow.formula(latex),
            }
        }
    }

    fn item(&mut self, id: String, mark: Mark, text: String) {
        let text = if mark.telling { format!("{} {text}", mark.text) } else { text };
        let text = crate::flow::squeezed(&text);
        if !self.code.is_empty() {
            self.end_runs();
        }
        match &mut self.list {
            Some((open, ordered, items)) if *open == id || *ordered == mark.ordered => items.push(text),
            _ => {
                self.end_runs();
                self.list = Some((id, mark.ordered, vec![text]));
            }
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.end_runs();
        self.flow.heading(level, text);
    }

    fn push(&mut self, content: BlockContent) {
        self.end_runs();
        self.flow.push(content);
    }

    /// Closes an open list or listing.
    fn end_runs(&mut self) {
        if let Some((_, ordered, items)) = self.list.take() {
            self.flow.list(ordered, items);
        }
        let code = std::mem::take(&mut self.code);
        self.flow.push(BlockContent::Code { text: code.join("\n") });
    }

    fn drawing(&mut self, node: Node, depth: usize) {
        self.end_runs();
        let boxes = drawn(node, &mut self.package, &self.relations, &mut self.flow);
        for inner in boxes {
            self.blocks(inner, depth + 1);
        }
    }

    fn report(&mut self) {
        if self.old_formulas > 0 {
            let count = self.old_formulas;
            self.flow.warn(
                WarningCode::Unreadable,
                format!(
                    "{count} formulas made with the old equation editor are pictures and were left out; convert them \
                     in Word (Office Math) to read them."
                ),
            );
        }
    }
}

fn is_contents(control: Node) -> bool {
    let gallery = control.at(&["sdtPr", "docPartObj", "docPartGallery"]).and_then(|found| found.attr("val"));
    gallery.is_some_and(|kind| kind.starts_with("Table of"))
}

/// The level of a short bold or large line without final mark.
fn looks_like_heading(found: &Paragraph, text: &str, body: u32) -> Option<u8> {
    let large = found.size >= body + 5;
    let ends = text.ends_with(['.', '。', ';', '；', ',', '，', ':', '：', '!', '！', '?', '？']);
    let short = text.chars().count() <= 80 && !text.contains('\n');
    if !(found.bold || large) || ends || !short || text.is_empty() || crate::label::caption_label(text).is_some() {
        return None;
    }
    let number = text.split([' ', '\u{3000}', '、']).next().unwrap_or_default();
    let parts = number.trim_end_matches('.').split('.').filter(|part| part.parse::<u8>().is_ok()).count();
    let level = if large { 2 } else { 3 };
    Some(if parts > 1 { parts as u8 + 1 } else { level })
}

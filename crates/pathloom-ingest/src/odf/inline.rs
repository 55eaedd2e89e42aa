//! The words of one OpenDocument paragraph, with its formulas; frames and notes are set aside.

use super::Reader;
use super::frame::formula;
use crate::flow::{Script, Words};
use crate::math;
use crate::xml::{DEPTH, Look};
use roxmltree::Node;

#[derive(Default)]
pub(super) struct Inline<'a, 'i> {
    pub words: Words,
    pub frames: Vec<Node<'a, 'i>>,
    /// (mark, body).
    pub notes: Vec<(String, Node<'a, 'i>)>,
    formulas: Vec<String>,
    plain: String,
}

impl Inline<'_, '_> {
    /// The only content is one formula, perhaps with its number.
    pub fn only_formula(&self) -> Option<String> {
        let plain = self.plain.trim();
        let label = math::label(plain).filter(|_| plain.starts_with(['(', '（', '[']));
        match (&self.formulas[..], plain.is_empty(), label) {
            ([latex], true, _) => Some(latex.clone()),
            ([latex], _, Some(label)) => Some(format!("{latex} \\tag{{{}}}", label.number)),
            _ => None,
        }
    }
}

impl Reader<'_> {
    pub(super) fn inline<'a, 'i>(&mut self, paragraph: Node<'a, 'i>) -> Inline<'a, 'i> {
        let mut found = Inline::default();
        self.gather(paragraph, None, &mut found, 0);
        found
    }

    fn gather<'a, 'i>(&mut self, node: Node<'a, 'i>, script: Option<Script>, found: &mut Inline<'a, 'i>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                found.plain.push_str(text);
                match script {
                    Some(script) => found.words.scripted(text, script),
                    None => found.words.push(text),
                }
                continue;
            }
            match child.tag_name().name() {
                "span" => {
                    let script = self.styles.script(child.attr("style-name")).or(script);
                    self.gather(child, script, found, depth + 1);
                }
                "s" | "tab" => found.words.space(),
                "line-break" => found.words.line_break(),
                "note" => {
                    let mark = child.child("note-citation").map(|mark| mark.words()).unwrap_or_default();
                    found.notes.extend(child.child("note-body").map(|body| (mark.trim().to_owned(), body)));
                }
                "frame" => match formula(self, child) {
                    Some(latex) => {
                        found.words.push(&math::inline(&latex));
                        found.formulas.push(latex);
                    }
                    None => found.frames.push(child),
                },
                "g" | "custom-shape" | "rect" => found.frames.push(child),
                "annotation" | "annotation-end" | "page-number" | "page-count" | "tracked-changes" | "ruby-text" => {}
                _ => self.gather(child, script, found, depth + 1),
            }
        }
    }

    /// All words of an element on lines, one a paragraph.
    pub(super) fn lines(&mut self, node: Node) -> String {
        let paragraphs: Vec<Node> = node.descendants().filter(|inner| inner.is("p") || inner.is("h")).collect();
        let lines: Vec<String> = paragraphs.into_iter().map(|line| self.inline(line).words.take()).collect();
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

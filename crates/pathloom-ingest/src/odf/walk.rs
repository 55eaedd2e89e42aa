//! The body of an OpenDocument text, or the inside of a box, block by block.

use super::Reader;
use crate::flow::squeezed;
use crate::xml::{DEPTH, Look};
use pathloom_model::BlockContent;
use roxmltree::Node;

impl Reader<'_> {
    pub(super) fn blocks(&mut self, node: Node, depth: usize) {
        if depth > DEPTH || self.flow.is_full() {
            return;
        }
        for child in node.elements() {
            match child.tag_name().name() {
                "p" => self.paragraph(child, depth),
                "h" => {
                    let level = child.attr("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1u8);
                    self.heading(child, level, depth);
                }
                "list" => self.list(child, None, depth),
                "table" => self.table(child, depth),
                "frame" | "g" | "custom-shape" | "rect" => self.frame(child, depth),
                "table-of-content" | "illustration-index" | "table-index" | "alphabetical-index"
                | "tracked-changes" | "sequence-decls" | "variable-decls" | "forms" | "annotation" => {}
                _ => self.blocks(child, depth + 1),
            }
        }
    }

    fn heading(&mut self, node: Node, level: u8, depth: usize) {
        let mut found = self.inline(node);
        self.flow.heading(level.saturating_add(self.below_title).max(1), found.words.take());
        self.beside(found, depth);
    }

    fn paragraph(&mut self, node: Node, depth: usize) {
        let style = node.attr("style-name");
        if self.styles.is_title(style) {
            let words = self.inline(node).words.take();
            return self.flow.heading(1, words);
        }
        if let Some(level) = self.styles.level(style) {
            return self.heading(node, level, depth);
        }
        let mut found = self.inline(node);
        let formula = found.only_formula();
        let text = found.words.take();
        match formula {
            Some(latex) => self.flow.formula(&latex),
            None if self.styles.is_caption(style) => self.flow.push(BlockContent::Caption { text: squeezed(&text) }),
            None if self.styles.is_code(style) => self.flow.push(BlockContent::Code { text }),
            None => self.flow.paragraph(text),
        }
        self.beside(found, depth);
    }

    /// Notes and frames of a paragraph, behind it.
    fn beside(&mut self, found: super::inline::Inline, depth: usize) {
        for (mark, body) in found.notes {
            let text = self.lines(body);
            self.flow.push(BlockContent::Footnote { mark, text });
        }
        found.frames.into_iter().for_each(|frame| self.frame(frame, depth + 1));
    }

    /// Items of lists inside lists follow the item they stand in; headings in a list are headings.
    pub(super) fn list(&mut self, list: Node, style: Option<&str>, depth: usize) {
        let ordered = self.styles.is_ordered(list.attr("style-name").or(style));
        let (mut items, mut later) = (Vec::new(), Vec::new());
        self.items(list, &mut items, &mut later, depth);
        self.flow.list(ordered, items);
        for found in later {
            self.beside(found, depth);
        }
    }

    fn items<'a, 'i>(
        &mut self,
        list: Node<'a, 'i>,
        items: &mut Vec<String>,
        later: &mut Vec<super::inline::Inline<'a, 'i>>,
        depth: usize,
    ) {
        if depth > DEPTH {
            return;
        }
        for item in list.elements().filter(|item| item.is("list-item") || item.is("list-header")) {
            let mut lines: Vec<String> = Vec::new();
            for part in item.elements() {
                match part.tag_name().name() {
                    "h" => {
                        let level = part.attr("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                        self.heading(part, level, depth);
                    }
                    "p" => {
                        let mut found = self.inline(part);
                        lines.push(found.words.take());
                        later.push(found);
                    }
                    "list" => {
                        items.push(squeezed(&std::mem::take(&mut lines).join("\n")));
                        self.items(part, items, later, depth + 1);
                    }
                    _ => {}
                }
            }
            items.push(squeezed(&lines.join("\n")));
        }
    }
}

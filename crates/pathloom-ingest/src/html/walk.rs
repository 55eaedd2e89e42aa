//! The elements of a page → blocks, in the order of the page. Menus, feet and hidden parts are left out.

use super::inline::{Inline, formula, has_class, is_display, is_hidden, text};
use super::tree::{Child, Element};
use crate::flow::{Flow, squeezed};
use crate::label::caption_label;
use pathloom_model::{BlockContent, Figure, ObjectLabelKind};

/// Gives the name and the bytes of a picture that a page refers to.
pub(crate) type Pictures<'p> = dyn FnMut(&str, &mut Flow) -> Option<(String, Vec<u8>)> + 'p;

pub(crate) struct Walker<'p> {
    pub flow: &'p mut Flow,
    pub pictures: &'p mut Pictures<'p>,
    /// Inside the main part of the page heads and feet belong to it.
    in_main: bool,
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

impl<'p> Walker<'p> {
    pub fn new(flow: &'p mut Flow, pictures: &'p mut Pictures<'p>) -> Walker<'p> {
        Walker { flow, pictures, in_main: false }
    }

    /// The blocks of a whole page: its main part where one is marked and holds most of the words.
    pub fn page(&mut self, root: &Element) {
        let body = root.find(&|element| element.name == "body").unwrap_or(root);
        let main = body.find(&|element| element.name == "main" || element.attr("role") == Some("main"));
        let main = main.or_else(|| only_article(body));
        let whole = body.words().len();
        match main.filter(|main| main.words().len() * 3 > whole) {
            Some(main) => {
                self.in_main = true;
                let above =
                    body.find(&|element| element.name == "h1").filter(|_| main.find(&|e| e.name == "h1").is_none());
                if let Some(title) = above {
                    self.block(title);
                }
                self.blocks(main);
            }
            None => self.blocks(body),
        }
    }

    /// What is inside an element: runs of words are paragraphs, blocks are blocks.
    pub fn blocks(&mut self, element: &Element) {
        self.blocks_but(element, None);
    }

    /// All but one element right inside.
    fn blocks_but(&mut self, element: &Element, left_out: Option<&Element>) {
        let mut inline = Inline::default();
        for child in &element.children {
            let block = match child {
                Child::Element(inner) if left_out.is_some_and(|found| std::ptr::eq(found, inner)) => continue,
                Child::Element(inner) if is_block(inner) => Some(inner),
                _ => None,
            };
            match block {
                Some(inner) => {
                    self.end(&mut inline);
                    self.block(inner);
                }
                None => inline.add(child),
            }
        }
        self.end(&mut inline);
    }

    fn block(&mut self, element: &Element) {
        if let Some(latex) = formula(element) {
            return self.flow.formula(&latex);
        }
        if is_hidden(element) || self.is_furniture(element) || self.flow.is_full() {
            return;
        }
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element),
            "ul" | "ol" | "menu" => self.list(element),
            "dl" => self.definitions(element),
            "table" => self.table(element),
            "figure" => self.figure(element),
            "figcaption" => self.flow.push(BlockContent::Caption { text: text(element) }),
            "pre" => self.flow.push(BlockContent::Code { text: element.words().trim_matches('\n').to_owned() }),
            "article" | "main" => {
                let before = std::mem::replace(&mut self.in_main, true);
                self.blocks(element);
                self.in_main = before;
            }
            _ if is_note(element) => self.note(element),
            _ => self.blocks(element),
        }
    }

    fn heading(&mut self, element: &Element) {
        let level = element.name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
        let mut inline = Inline::default();
        element.children.iter().for_each(|child| inline.add(child));
        self.flow.heading(level, inline.words.take().trim_end_matches(['¶', '#']).trim());
        std::mem::take(&mut inline.pictures).into_iter().for_each(|picture| self.picture(picture));
    }

    fn end(&mut self, inline: &mut Inline) {
        let taken = std::mem::take(inline);
        match (taken.only_formula(), taken.numbered_formula()) {
            (Some(latex), _) => self.flow.formula(latex),
            (None, Some((latex, number))) => {
                self.flow.formula(latex);
                self.flow.number_of_formula(&number);
            }
            (None, None) => self.paragraph(taken.words.clone().take()),
        }
        taken.pictures.into_iter().for_each(|picture| self.picture(picture));
    }

    /// Words alone between the marks of a formula are one.
    fn paragraph(&mut self, words: String) {
        let inner = [("$$", "$$"), ("\\[", "\\]")].iter().find_map(|(open, close)| {
            words.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains(close))
        });
        match inner {
            Some(latex) => self.flow.formula(latex),
            None if self.flow.number_of_formula(&words) => {}
            None if words.chars().any(char::is_alphanumeric) => self.flow.paragraph(words),
            None => {}
        }
    }

    /// Items of lists inside lists follow the item they stand in.
    fn list(&mut self, element: &Element) {
        let notes = has_class(element, "footnotes") || element.elements().any(is_note);
        if notes {
            return element.elements().for_each(|item| self.note(item));
        }
        let (mut items, mut inside) = (Vec::new(), Vec::new());
        gather(element, &mut items, &mut inside);
        self.flow.list(element.name == "ol", items);
        for inner in inside {
            if inner.name == "img" { self.picture(inner) } else { self.block(inner) }
        }
    }

    fn definitions(&mut self, element: &Element) {
        let mut items: Vec<String> = Vec::new();
        let mut open = false;
        let groups = element
            .elements()
            .flat_map(|child| if child.name == "div" { child.elements().collect() } else { vec![child] });
        for part in groups {
            let words = text(part);
            match (part.name.as_str(), items.last_mut()) {
                ("dd", Some(item)) => {
                    item.push_str(if open { ": " } else { " " });
                    item.push_str(&words);
                    open = false;
                }
                _ => {
                    items.push(words);
                    open = true;
                }
            }
        }
        self.flow.list(false, items);
    }

    /// A labelled figure whose picture was left out of the page is still what its references lead to.
    fn figure(&mut self, element: &Element) {
        let caption = element.elements().find(|inner| inner.name == "figcaption");
        let before =
            caption.is_some_and(|found| element.elements().next().is_some_and(|first| std::ptr::eq(first, found)));
        let words = caption.map(text).unwrap_or_default();
        let pictured = element.elements().any(|inner| caption.is_none_or(|found| !std::ptr::eq(inner, found)));
        let label = caption_label(&words).filter(|label| label.kind == ObjectLabelKind::Figure);
        if !pictured && label.is_some() {
            return self.flow.figure(Figure { caption: words, label, ..Figure::default() });
        }
        if before {
            self.flow.push(BlockContent::Caption { text: words.clone() });
        }
        let start = self.flow.blocks();
        self.blocks_but(element, caption);
        if !before && label.is_some() && self.flow.blocks() == start {
            return self.flow.figure(Figure { caption: words, label, ..Figure::default() });
        }
        if !before {
            self.flow.push(BlockContent::Caption { text: words });
        }
    }

    fn note(&mut self, element: &Element) {
        let words = text(element);
        let words = words.trim_start_matches('^').trim_end_matches(['↩', '\u{FE0E}', '↑']).trim();
        let id = element.attr("id").unwrap_or_default();
        let mark: String =
            id.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
        self.flow.push(BlockContent::Footnote { mark, text: words.to_owned() });
    }

    pub(super) fn picture(&mut self, element: &Element) {
        let alternative = squeezed(element.attr("alt").unwrap_or_default());
        let source = element.attr("src").or_else(|| element.attr("data-src")).or_else(|| element.attr("href"));
        let found = source.and_then(|source| (self.pictures)(source, self.flow));
        match found {
            Some((name, bytes)) => self.flow.pictured(&name, bytes, &alternative),
            None => self.flow.figure(Figure { caption: alternative, ..Figure::default() }),
        }
    }

    /// Heads and feet of the page, sidebars: not of an article.
    fn is_furniture(&self, element: &Element) -> bool {
        match element.name.as_str() {
            "footer" | "aside" => !self.in_main && element.find(&is_note).is_none(),
            "header" => !self.in_main && element.find(&|inner| inner.name == "h1").is_none(),
            _ => has_class(element, "toc") || element.attr("id") == Some("toc"),
        }
    }
}

fn is_block(element: &Element) -> bool {
    if formula(element).is_some() {
        return is_display(element);
    }
    BLOCKS.contains(&element.name.as_str())
        || (!is_hidden(element) && !matches!(element.name.as_str(), "sub" | "sup") && element.elements().any(is_block))
}

fn only_article(body: &Element) -> Option<&Element> {
    let article = body.find(&|element| element.name == "article")?;
    let mut count = 0;
    count_articles(body, &mut count);
    (count == 1).then_some(article)
}

fn count_articles(element: &Element, count: &mut usize) {
    *count += usize::from(element.name == "article");
    element.elements().for_each(|child| count_articles(child, count));
}

/// The text of a footnote.
fn is_note(element: &Element) -> bool {
    let role = matches!(element.attr("role"), Some("doc-endnote" | "doc-footnote"));
    let kind = matches!(element.attr("epub:type"), Some("footnote" | "endnote" | "rearnote"));
    let id = element.attr("id").is_some_and(|id| {
        let number =
            ["fn", "_ftn", "footnote-", "footnote", "cite_note-"].iter().find_map(|mark| id.strip_prefix(mark));
        number.is_some_and(|rest| rest.trim_start_matches([':', '-', '_']).starts_with(|c: char| c.is_ascii_digit()))
    });
    role || kind || (id && matches!(element.name.as_str(), "li" | "p" | "div" | "aside"))
}

fn gather<'e>(list: &'e Element, items: &mut Vec<String>, inside: &mut Vec<&'e Element>) {
    for item in list.elements() {
        if matches!(item.name.as_str(), "ul" | "ol") {
            gather(item, items, inside);
            continue;
        }
        if is_hidden(item) {
            continue;
        }
        let mut inline = Inline::default();
        let mut below = Vec::new();
        item_words(item, &mut inline, &mut below, inside);
        items.push(squeezed(&inline.words.take()));
        inside.append(&mut inline.pictures);
        below.into_iter().for_each(|list| gather(list, items, inside));
    }
}

fn item_words<'e>(
    item: &'e Element,
    inline: &mut Inline<'e>,
    below: &mut Vec<&'e Element>,
    inside: &mut Vec<&'e Element>,
) {
    for child in &item.children {
        match child {
            Child::Element(inner) if matches!(inner.name.as_str(), "ul" | "ol") => below.push(inner),
            Child::Element(inner) if matches!(inner.name.as_str(), "table" | "pre" | "figure") => inside.push(inner),
            Child::Element(inner) if matches!(inner.name.as_str(), "p" | "div") && !is_hidden(inner) => {
                inline.words.space();
                item_words(inner, inline, below, inside);
            }
            _ => inline.add(child),
        }
    }
}

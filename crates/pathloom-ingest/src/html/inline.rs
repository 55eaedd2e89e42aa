//! The words inside one block of a page: small print, line breaks, formulas; pictures are set aside, marks of notes
//! left out.

use super::tree::{Child, Element};
use crate::flow::{Script, Words};
use crate::math;

#[derive(Default)]
pub(super) struct Inline<'e> {
    pub words: Words,
    pub pictures: Vec<&'e Element>,
    /// Formulas among the words, and whether anything else is there.
    pub formulas: Vec<String>,
    plain: bool,
}

impl<'e> Inline<'e> {
    pub fn add(&mut self, child: &'e Child) {
        self.child(child, None);
    }

    /// The only content is one formula.
    pub fn only_formula(&self) -> Option<&str> {
        match &self.formulas[..] {
            [latex] if !self.plain => Some(latex),
            _ => None,
        }
    }

    /// One formula, and behind it its number in brackets.
    pub fn numbered_formula(&self) -> Option<(&str, String)> {
        let [latex] = &self.formulas[..] else { return None };
        let words = self.words.clone().take();
        let rest = words.strip_prefix(math::inline(latex).trim())?.trim();
        math::number_in_brackets(rest).map(|_| (latex.as_str(), rest.to_owned()))
    }

    fn child(&mut self, child: &'e Child, script: Option<Script>) {
        match child {
            Child::Text(text) => {
                self.plain |= text.chars().any(char::is_alphanumeric);
                match script {
                    Some(script) => self.words.scripted(text, script),
                    None => self.words.push(text),
                }
            }
            Child::Element(element) => self.element(element, script),
        }
    }

    fn element(&mut self, element: &'e Element, script: Option<Script>) {
        if let Some(latex) = formula(element) {
            self.words.push(&math::inline(&latex));
            return self.formulas.push(latex);
        }
        if is_hidden(element) || is_note_mark(element) {
            return;
        }
        match element.name.as_str() {
            "br" => self.words.line_break(),
            "img" if !is_formula_picture(element) => self.pictures.push(element),
            "sub" => self.children(element, Some(Script::Sub)),
            "sup" => self.children(element, Some(Script::Super)),
            "rt" | "rp" => {}
            "td" | "th" | "div" | "p" | "li" | "option" => {
                self.words.space();
                self.children(element, script);
                self.words.space();
            }
            _ => self.children(element, script),
        }
    }

    fn children(&mut self, element: &'e Element, script: Option<Script>) {
        element.children.iter().for_each(|child| self.child(child, script));
    }
}

/// All words of an element on one line.
pub(super) fn text(element: &Element) -> String {
    let mut inline = Inline::default();
    element.children.iter().for_each(|child| inline.add(child));
    crate::flow::squeezed(&inline.words.take())
}

/// The LaTeX of an element that is a formula: MathML, or the scripts and wrappers that programs keep it in.
pub(super) fn formula(element: &Element) -> Option<String> {
    let found = match element.name.as_str() {
        "math" => math::from_mathml(&as_math(element)),
        "script" if element.attr("type").is_some_and(|kind| kind.starts_with("math/tex")) => element.words(),
        "span" if has_class(element, "mwe-math-element") || has_class(element, "katex") => {
            math::from_mathml(&as_math(element.find(&|inner| inner.name == "math")?))
        }
        _ => return None,
    };
    Some(found.trim().to_owned()).filter(|latex| !latex.is_empty())
}

/// Set on a line of its own.
pub(super) fn is_display(element: &Element) -> bool {
    let block = |element: &Element| element.attr("display") == Some("block") || element.attr("mode") == Some("display");
    match element.name.as_str() {
        "math" => block(element),
        "script" => element.attr("type").is_some_and(|kind| kind.contains("mode=display")),
        _ => has_class(element, "katex-display") || element.find(&block).is_some(),
    }
}

fn as_math(element: &Element) -> math::Element {
    let own = element
        .children
        .iter()
        .filter_map(|child| if let Child::Text(text) = child { Some(text.as_str()) } else { None });
    math::Element {
        name: element.name.clone(),
        attributes: element.attributes.clone(),
        text: own.collect(),
        children: element.elements().map(as_math).collect(),
    }
}

pub(super) fn has_class(element: &Element, class: &str) -> bool {
    element.attr("class").is_some_and(|classes| classes.split_whitespace().any(|known| known == class))
}

/// Left out of what one sees: scripts, menus, controls, and what is hidden.
pub(super) fn is_hidden(element: &Element) -> bool {
    const SKIPPED: [&str; 22] = [
        "script", "style", "noscript", "template", "head", "nav", "button", "select", "input", "textarea", "svg",
        "iframe", "object", "embed", "video", "audio", "canvas", "map", "dialog", "datalist", "link", "meta",
    ];
    let style = element.attr("style").map(|style| style.replace(' ', "").to_lowercase()).unwrap_or_default();
    let role = element.attr("role").unwrap_or_default();
    SKIPPED.contains(&element.name.as_str())
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || ["navigation", "banner", "search", "menu", "menubar", "contentinfo", "doc-toc"].contains(&role)
        || has_class(element, "mw-editsection")
}

/// "[1]" that leads to a note.
fn is_note_mark(element: &Element) -> bool {
    if has_class(element, "footnote-ref") || has_class(element, "reference") && element.name == "sup" {
        return true;
    }
    let leads = |target: &str| {
        ["#fn", "#_ftn", "#footnote", "#cite_note", "#_edn", "#note-"].iter().any(|mark| target.starts_with(mark))
    };
    let back =
        |target: &str| ["#fnref", "#_ftnref", "#cite_ref", "#_ednref"].iter().any(|mark| target.starts_with(mark));
    let short = || element.words().trim().chars().count() <= 6;
    let target = element.attr("href").unwrap_or_default();
    element.name == "a"
        && short()
        && (leads(target)
            || back(target)
            || matches!(element.attr("role"), Some("doc-noteref" | "doc-backlink"))
            || element.attr("epub:type") == Some("noteref"))
}

fn is_formula_picture(element: &Element) -> bool {
    element.attr("class").is_some_and(|classes| classes.contains("mwe-math"))
}

//! What one Word paragraph holds: words, formulas, drawings, notes. Deleted and hidden words are left out.

use super::styles::Style;
use crate::flow::{Script, Words};
use crate::math;
use crate::ooxml::content;
use crate::xml::{DEPTH, Look};
use roxmltree::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Words(String),
    Formula(String),
}

#[derive(Default)]
pub(super) struct Paragraph<'a, 'i> {
    pub segments: Vec<Segment>,
    pub drawings: Vec<Node<'a, 'i>>,
    /// ("footnote" or "endnote", id), in order.
    pub notes: Vec<(&'static str, String)>,
    /// Every word is bold.
    pub bold: bool,
    /// Half points, of the largest words.
    pub size: u32,
    /// Formulas of the old editor, which are pictures.
    pub old_formulas: usize,
    words: Words,
    /// Formulas set among the words, and whether anything but formulas is there.
    inline: Vec<String>,
    plain: String,
}

impl<'a, 'i> Paragraph<'a, 'i> {
    pub fn read(node: Node<'a, 'i>, style: &Style, default_size: u32) -> Paragraph<'a, 'i> {
        let mut found = Paragraph { bold: true, ..Paragraph::default() };
        let size = style.size.unwrap_or(default_size);
        found.runs(node, style.bold.unwrap_or(false), size, 0);
        found.end();
        found
    }

    /// All words as one text, formulas among them.
    pub fn text(&self) -> String {
        let parts: Vec<String> = self
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Words(words) => words.clone(),
                Segment::Formula(latex) => math::inline(latex),
            })
            .collect();
        parts.join(" ")
    }

    fn end(&mut self) {
        let plain = self.plain.trim();
        let label = math::label(plain).filter(|_| plain.starts_with(['(', '（', '[']));
        let only_formulas = plain.is_empty() || label.is_some();
        if let ([latex], true, true) = (&self.inline[..], only_formulas, self.segments.is_empty()) {
            let tag = label.map(|label| format!(" \\tag{{{}}}", label.number)).unwrap_or_default();
            self.segments.push(Segment::Formula(format!("{latex}{tag}")));
            self.words.take();
        }
        let words = self.words.take();
        if let (Some(label), [Segment::Formula(latex)]) = (math::label(&words), &mut self.segments[..])
            && words.starts_with(['(', '（'])
        {
            latex.push_str(&format!(" \\tag{{{}}}", label.number));
        } else if !words.is_empty() {
            self.segments.push(Segment::Words(words));
        }
        self.bold &= !self.plain.trim().is_empty();
    }

    fn runs(&mut self, node: Node<'a, 'i>, bold: bool, size: u32, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for child in content(node) {
            match child.tag_name().name() {
                "r" => self.run(child, bold, size, depth),
                "oMathPara" => self.display(math::from_omml(child)),
                "oMath" => self.inline_formula(math::from_omml(child)),
                "del" | "moveFrom" | "pPr" | "rPr" | "instrText" | "delText" => {}
                "drawing" | "pict" => self.drawings.push(child),
                _ => self.runs(child, bold, size, depth + 1),
            }
        }
    }

    fn run(&mut self, run: Node<'a, 'i>, bold: bool, size: u32, depth: usize) {
        let properties = run.child("rPr");
        if properties.is_some_and(|found| found.on("vanish")) {
            return;
        }
        let bold = properties.filter(|found| found.child("b").is_some()).map_or(bold, |found| found.on("b"));
        let size = properties.and_then(|found| found.val("sz")?.parse().ok()).unwrap_or(size);
        let script = match properties.and_then(|found| found.val("vertAlign")) {
            Some("superscript") => Some(Script::Super),
            Some("subscript") => Some(Script::Sub),
            _ => None,
        };
        for part in content(run) {
            match part.tag_name().name() {
                "t" => self.words(part.text().unwrap_or_default(), script, bold, size),
                "tab" | "ptab" => self.words.space(),
                "br" | "cr" if part.attr("type").is_none() => self.words.line_break(),
                "br" | "cr" => self.words.space(),
                "noBreakHyphen" => self.words("-", script, bold, size),
                "sym" => self.words(&symbol(part), script, bold, size),
                "footnoteReference" => self.note("footnote", part),
                "endnoteReference" => self.note("endnote", part),
                "drawing" | "pict" => self.drawings.push(part),
                "object" => {
                    let equation =
                        part.descendants().any(|node| node.attr("ProgID").is_some_and(|id| id.starts_with("Equation")));
                    if equation { self.old_formulas += 1 } else { self.drawings.push(part) }
                }
                "ruby" => {
                    if let Some(base) = part.child("rubyBase") {
                        self.runs(base, bold, size, depth + 1);
                    }
                }
                "oMath" => self.inline_formula(math::from_omml(part)),
                _ => {}
            }
        }
    }

    fn words(&mut self, words: &str, script: Option<Script>, bold: bool, size: u32) {
        match script {
            Some(script) => self.words.scripted(words, script),
            None => self.words.push(words),
        }
        if !words.trim().is_empty() {
            self.bold &= bold;
            self.size = self.size.max(size);
        }
        self.plain.push_str(words);
    }

    fn note(&mut self, kind: &'static str, reference: Node) {
        self.notes.extend(reference.attr("id").map(|id| (kind, id.to_owned())));
    }

    fn inline_formula(&mut self, latex: String) {
        if !latex.is_empty() {
            self.words.push(&math::inline(&latex));
            self.inline.push(latex);
        }
    }

    fn display(&mut self, latex: String) {
        if latex.is_empty() {
            return;
        }
        let words = self.words.take();
        if !words.is_empty() {
            self.segments.push(Segment::Words(words));
        }
        self.segments.push(Segment::Formula(latex));
    }
}

/// A sign of a symbol font: Greek letters of "Symbol" and a few others; a square for the rest.
fn symbol(node: Node) -> String {
    const GREEK: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    let code = node.attr("char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0);
    let low = if (0xF000..0xF100).contains(&code) { code - 0xF000 } else { code };
    if node.attr("font").is_some_and(|font| font == "Symbol") {
        let letter = match low {
            0x61..=0x7A => GREEK.chars().nth(low as usize - 0x61),
            0x41..=0x5A => CAPITALS.chars().nth(low as usize - 0x41),
            0xB1 => Some('±'),
            0xB4 => Some('×'),
            0xA3 => Some('≤'),
            0xB3 => Some('≥'),
            0xB9 => Some('≠'),
            0xBB => Some('≈'),
            0xB0 => Some('°'),
            0xB7 => Some('•'),
            0xAE => Some('→'),
            0xA5 => Some('∞'),
            _ => None,
        };
        return letter.unwrap_or('□').to_string();
    }
    match code {
        0xF000..=0xF8FF => "□".to_owned(),
        code => char::from_u32(code).filter(|c| !c.is_control()).map(String::from).unwrap_or_default(),
    }
}

//! Numbers that Word writes in front of headings and items itself: "2.1", "第三条", "(a)".

use crate::xml::Look;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    /// "%1.%2" and the words around.
    pattern: String,
    start: u32,
}

#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// numId → abstract numbering, with levels that the number starts anew.
    numbers: BTreeMap<String, (String, BTreeMap<usize, u32>)>,
    lists: BTreeMap<String, Vec<Level>>,
    counters: BTreeMap<String, Vec<u32>>,
    /// Numbers whose own starts were applied.
    begun: BTreeMap<(String, usize), bool>,
}

/// What stands in front of one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub ordered: bool,
    /// "2.1", "第三条"; empty for bullets.
    pub text: String,
    /// It says more than the place in the list: words, or several numbers.
    pub telling: bool,
}

impl Numbering {
    pub fn read(tree: &Document) -> Numbering {
        let root = tree.root_element();
        let mut found = Numbering::default();
        for list in root.named("abstractNum") {
            let Some(id) = list.attr("abstractNumId") else { continue };
            let mut levels = vec![Level::default(); 9];
            for level in list.named("lvl") {
                if let Some(at) = level.attr("ilvl").and_then(|at| at.parse::<usize>().ok()).filter(|at| *at < 9) {
                    levels[at] = self::level(level);
                }
            }
            found.lists.insert(id.to_owned(), levels);
        }
        for number in root.named("num") {
            let (Some(id), Some(list)) = (number.attr("numId"), number.val("abstractNumId")) else { continue };
            let starts = number
                .named("lvlOverride")
                .filter_map(|over| Some((over.attr("ilvl")?.parse().ok()?, over.val("startOverride")?.parse().ok()?)));
            found.numbers.insert(id.to_owned(), (list.to_owned(), starts.collect()));
        }
        found
    }

    /// Counts one paragraph; `None` when its numbering does not exist or was switched off.
    pub fn next(&mut self, id: &str, level: usize) -> Option<Mark> {
        let (list, starts) = self.numbers.get(id)?;
        let levels = self.lists.get(list)?;
        let own = levels.get(level)?;
        let counters = self.counters.entry(list.clone()).or_insert_with(|| vec![0; 9]);
        let restart = starts.get(&level).filter(|_| !self.begun.contains_key(&(id.to_owned(), level)));
        match restart {
            Some(start) => counters[level] = *start,
            None if counters[level] == 0 => counters[level] = own.start,
            None => counters[level] += 1,
        }
        self.begun.insert((id.to_owned(), level), true);
        counters[level + 1..].fill(0);
        for above in 0..level {
            if counters[above] == 0 {
                counters[above] = levels[above].start;
            }
        }
        if own.format == "bullet" || own.format == "none" && own.pattern.is_empty() {
            return Some(Mark { ordered: false, text: String::new(), telling: false });
        }
        Some(mark(levels, own, counters))
    }
}

fn level(node: Node) -> Level {
    Level {
        format: node.val("numFmt").unwrap_or("decimal").to_owned(),
        pattern: node.val("lvlText").unwrap_or_default().to_owned(),
        start: node.val("start").and_then(|start| start.parse().ok()).unwrap_or(1),
    }
}

fn mark(levels: &[Level], own: &Level, counters: &[u32]) -> Mark {
    let mut text = own.pattern.clone();
    let mut places = 0;
    for (at, level) in levels.iter().enumerate() {
        let place = format!("%{}", at + 1);
        if text.contains(&place) {
            places += 1;
            text = text.replace(&place, &written(counters[at], &level.format));
        }
    }
    let words = own.pattern.chars().any(|c| c.is_alphabetic());
    Mark { ordered: true, telling: words || places > 1, text: text.trim().to_owned() }
}

fn written(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(number, b'a'),
        "upperLetter" => letters(number, b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting" => chinese(number),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

fn letters(number: u32, first: u8) -> String {
    let at = number.max(1) - 1;
    char::from(first + (at % 26) as u8).to_string().repeat((at / 26 + 1).min(10) as usize)
}

fn roman(mut number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    number = number.min(3999);
    for (value, letters) in PARTS {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

/// Up to 9,999: 二十一, 一百零三.
fn chinese(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number > 9999 {
        return number.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / value % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        if !(value == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(unit);
    }
    if out.is_empty() { "零".to_owned() } else { out }
}

/// The numbering of a paragraph: its own, else its style's. "0" switches it off.
pub(super) fn of_paragraph(properties: Option<Node>, style: &super::styles::Style) -> Option<(String, usize)> {
    let own = properties.and_then(super::styles::numbering);
    own.or_else(|| style.numbering.clone()).filter(|(id, _)| id != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_level_as_word_writes_them() {
        let level = |at: u32, format: &str, text: &str| {
            format!("<lvl ilvl=\"{at}\"><start val=\"1\"/><numFmt val=\"{format}\"/><lvlText val=\"{text}\"/></lvl>")
        };
        let xml = format!(
            "<numbering><abstractNum abstractNumId=\"7\">{}{}</abstractNum><abstractNum abstractNumId=\"8\">{}</abstractNum>\
             <num numId=\"1\"><abstractNumId val=\"7\"/></num><num numId=\"2\"><abstractNumId val=\"8\"/></num></numbering>",
            level(0, "chineseCounting", "第%1条"),
            level(1, "lowerLetter", "%1.(%2)"),
            level(0, "decimal", "%1."),
        );
        let tree = Document::parse(&xml).expect("XML");
        let mut numbering = Numbering::read(&tree);
        let mut next = |id: &str, level: usize| numbering.next(id, level).map(|mark| (mark.text, mark.telling));
        assert_eq!(next("1", 0), Some(("第一条".into(), true)));
        assert_eq!(next("1", 1), Some(("一.(a)".into(), true)));
        assert_eq!(next("1", 1), Some(("一.(b)".into(), true)));
        assert_eq!(next("1", 0), Some(("第二条".into(), true)));
        assert_eq!(next("1", 1), Some(("二.(a)".into(), true)), "a level begins anew under the next number");
        assert_eq!(next("2", 0), Some(("1.".into(), false)), "a plain number says no more than its place");
        assert_eq!(next("9", 0), None, "no such list");
        assert_eq!([chinese(10), chinese(21), chinese(103)], ["十", "二十一", "一百零三"]);
        assert_eq!((roman(14), letters(28, b'a')), ("XIV".into(), "bb".into()));
    }
}

//! Cross-references in running text: "Table 2", "Tables 4 and 5", "Figures 2–4", "Eq. (3)", "如表1所示", "图2-4", "式(3)".

use pathloom_model::{Key, ObjectLabel, ObjectLabelKind};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The kinds of object that a word may mean.
type Kinds = &'static [ObjectLabelKind];

/// One object that bytes `start..end` of a text point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub target: Result<Key, String>,
}

/// The labelled objects of one document.
#[derive(Debug, Default)]
pub struct Labels {
    by_label: BTreeMap<(ObjectLabelKind, String), Key>,
}

const NUMBER: &str = r"(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2})?(?:-\d{1,2})?[a-z]?|[IVX]{1,5}";

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let number = format!(r"(?:\((?:{NUMBER})\)|\[(?:{NUMBER})\]|(?:{NUMBER})\b)");
    compile(&format!(
        r"\b(?P<word>[Tt]ables?|TABLE|[Tt]abs?\.|[Ff]igures?|FIGURE|[Ff]igs?\.?|[Ee]quations?|[Ee]qs?\.?|[Ff]ormulas?|[Ff]ormulae|[Cc]harts?|[Ee]xhibits?)[\s\u{{a0}}]?(?P<list>{number}(?:\s?(?:,|;|and|or|&|to|through|–|—|-|,\s?and)\s?{number})*)"
    ))
});

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    let number =
        r"(?:[（(]\s?(?:[A-Z]\.?)?\d{1,3}(?:[.-]\d{1,2})?[a-z]?\s?[)）]|(?:[A-Z]\.?)?\d{1,3}(?:[.-]\d{1,2})?[a-z]?)";
    let word = "图表|表格|表|图|圖|公式|等式|式";
    compile(&format!(
        r"(?P<word>图表|表格|表|图|圖|公式|等式|方程|式)\s?(?P<list>{number}(?:(?:\s?(?:、|和|与|及|至|到|–|—|~|～)\s?|-)(?:{word})?\s?{number}|\s?，\s?(?:{word})\s?{number})*)"
    ))
});

static PART: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?P<join>to|through|–|—|-|至|到|~|～)?\s?(?:[^\dA-Z]*?)(?P<number>(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2})?[a-z]?|\b[IVX]{1,5}\b)",
    )
});

static SEPARATOR: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\s?(?:,\s?and\b|,|;|&|、|，|和|与|及|\band\b|\bor\b)\s?"));

static RANGE: LazyLock<Regex> = LazyLock::new(|| compile(r"\s?(?:\bto\b|\bthrough\b|–|—|至|到|~|～)\s?"));

static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^\s?(?:of|in|from)\s(?:\[|(?:[A-Z]\p{L}+ (?:et al|and [A-Z]|\())|(?:the|that|their|its)\s(?:[\w-]+\s){0,4}?(?:report|paper|study|article|leaflet|manual|guide|handbook|book|thesis|standard|directive|regulation|prospectus)\b)",
    )
});
/// "(Quist and Doyle, 2015, Table 3)", "该文表3": a table of another work.
static CITED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:\b(?:19|20)\d\d[a-z]?,\s(?:see\s)?|该文|其文|文献|原文)$"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

impl Labels {
    /// The first object of a label keeps it.
    pub fn add(&mut self, label: &ObjectLabel, key: &Key) {
        self.by_label.entry((label.kind, plain(&label.number))).or_insert_with(|| key.clone());
    }

    /// All references of a text, in order; `Err` holds the words where nothing bears that label.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for captures in ENGLISH.captures_iter(text).chain(CHINESE.captures_iter(text)) {
            let (Some(whole), Some(word), Some(list)) = (captures.get(0), captures.name("word"), captures.name("list"))
            else {
                continue;
            };
            if ELSEWHERE.is_match(&text[whole.end()..])
                || CITED.is_match(&text[..whole.start()])
                || inside_word(text, word.start())
            {
                continue;
            }
            let kinds = kinds(word.as_str());
            let words = text[whole.start()..whole.end()].to_owned();
            for (kinds, number) in self.numbers(list.as_str(), kinds) {
                let target = self.key(kinds, &number).ok_or_else(|| format!("{words} ({number})"));
                found.push(Found { start: whole.start(), end: whole.end(), target });
            }
        }
        found.sort_by_key(|found| (found.start, found.end));
        found
    }

    fn key(&self, kinds: Kinds, number: &str) -> Option<Key> {
        let whole = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let find = |number: &str| kinds.iter().find_map(|kind| self.by_label.get(&(*kind, plain(number))).cloned());
        find(number).or_else(|| find(whole))
    }

    /// "2–4" is one label where there is one of that name, else all from 2 to 4.
    fn numbers(&self, list: &str, kinds: Kinds) -> Vec<(Kinds, String)> {
        if self.key(kinds, list.trim()).is_some() {
            return vec![(kinds, plain(list))];
        }
        let (mut kinds, mut found) = (kinds, Vec::new());
        for part in SEPARATOR.split(list).map(str::trim) {
            let number = part.trim_start_matches(is_word).trim_start();
            if number.len() < part.len() {
                kinds = self::kinds(&part[..part.len() - number.len()]);
            }
            let known = |number: &str| self.key(kinds, number).is_some();
            let ends: Vec<String> = RANGE.splitn(number, 2).map(|end| plain(end.trim_start_matches(is_word))).collect();
            let mut numbers: Vec<String> = Vec::new();
            match ends.as_slice() {
                _ if known(number) => numbers.push(plain(number)),
                [first, last] if known(first) && known(last) => numbers.extend(between(first, last)),
                _ => simple_numbers(number, &mut numbers),
            }
            found.extend(numbers.into_iter().map(|number| (kinds, number)));
        }
        found
    }
}

/// 图, 表, 式 before a further number.
fn is_word(c: char) -> bool {
    "图表格圖公式等方程".contains(c)
}

/// "2", "2-4", "3 to 5" where no label says otherwise.
fn simple_numbers(list: &str, numbers: &mut Vec<String>) {
    for part in PART.captures_iter(list) {
        let number = plain(&part["number"]);
        let last = part.name("join").and_then(|_| numbers.pop());
        match last {
            Some(last) => numbers.extend(between(&last, &number)),
            None => numbers.push(number),
        }
    }
}

/// All labels from the first to the last: "2" to "4", "3.1" to "3.3", "S1" to "S3", "2-1" to "2-3".
fn between(first: &str, last: &str) -> Vec<String> {
    let parted = |label: &str| {
        let head = label.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((head.to_owned(), label[head.len()..].parse::<u32>().ok()?))
    };
    match (parted(first), parted(last)) {
        (Some((head, from)), Some((other, to))) if head == other && from < to && to - from <= 20 => {
            (from..=to).map(|number| format!("{head}{number}")).collect()
        }
        _ => vec![first.to_owned(), last.to_owned()],
    }
}

/// Labels are compared without brackets, spaces and kinds of dash.
fn plain(number: &str) -> String {
    number
        .chars()
        .filter(|c| !c.is_whitespace() && !"()（）[]".contains(*c))
        .map(|c| if matches!(c, '–' | '—') { '-' } else { c })
        .collect()
}

fn kinds(word: &str) -> Kinds {
    use ObjectLabelKind::{Figure, Formula, Table};
    let lower = word.trim().to_lowercase();
    if lower.starts_with("tab") || lower.starts_with('表') {
        &[Table]
    } else if lower.starts_with("eq") || lower.starts_with("form") || lower.contains('式') || lower == "方程" {
        &[Formula]
    } else if lower == "图表" || lower.starts_with("exhibit") {
        &[Figure, Table]
    } else {
        &[Figure]
    }
}

/// "代表3" and "地图2" are words that only end like one.
fn inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(|c| "代外仪钟手报列地意版企试形方模公构".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::Kind;

    fn labels() -> Labels {
        let mut labels = Labels::default();
        let document = Key::document(b"d");
        for (kind, node, number) in [
            (ObjectLabelKind::Table, Kind::Table, "1"),
            (ObjectLabelKind::Table, Kind::Table, "2"),
            (ObjectLabelKind::Table, Kind::Table, "4"),
            (ObjectLabelKind::Table, Kind::Table, "5"),
            (ObjectLabelKind::Table, Kind::Table, "IV"),
            (ObjectLabelKind::Figure, Kind::Image, "2"),
            (ObjectLabelKind::Figure, Kind::Image, "3"),
            (ObjectLabelKind::Figure, Kind::Image, "4"),
            (ObjectLabelKind::Figure, Kind::Image, "2-4"),
            (ObjectLabelKind::Formula, Kind::Formula, "3"),
            (ObjectLabelKind::Table, Kind::Table, "S1"),
        ] {
            labels.add(
                &ObjectLabel { kind, number: number.into() },
                &Key::content(node, &document, number.as_bytes(), 0),
            );
        }
        labels
    }

    fn read(text: &str) -> Vec<String> {
        let labels = labels();
        let name = |key: &Key| {
            labels
                .by_label
                .iter()
                .find(|(_, it)| *it == key)
                .map(|((kind, number), _)| format!("{kind:?} {number}"))
                .unwrap_or_default()
        };
        labels
            .find(text)
            .into_iter()
            .map(|found| found.target.map_or_else(|words| format!("? {words}"), |key| name(&key)))
            .collect()
    }

    #[test]
    fn references_are_read_in_both_languages_and_as_lists() {
        for (text, expected) in [
            ("as Table 2 shows", vec!["Table 2"]),
            ("see Tables 4 and 5", vec!["Table 4", "Table 5"]),
            ("(Fig. 2)", vec!["Figure 2"]),
            ("Figures 2, 3 and 4", vec!["Figure 2", "Figure 3", "Figure 4"]),
            ("by Eq. (3) we", vec!["Formula 3"]),
            ("如表1所示", vec!["Table 1"]),
            ("见图 2", vec!["Figure 2"]),
            ("图2-4说明", vec!["Figure 2-4"]),
            ("由式(3)可得", vec!["Formula 3"]),
            ("表1和表2", vec!["Table 1", "Table 2"]),
            ("表1和表2与图3", vec!["Table 1", "Table 2", "Figure 3"]),
            ("Table IV", vec!["Table IV"]),
            ("Table S1", vec!["Table S1"]),
            ("Figure 2a", vec!["Figure 2"]),
            ("Table 9", vec!["? Table 9 (9)"]),
            ("Table 2 of [12]", vec![]),
            ("Tables 4, 5 and S1", vec!["Table 4", "Table 5", "Table S1"]),
            ("a table of 2 rows, the stable 2", vec![]),
            ("代表3家公司", vec![]),
            ("见表1和表2，10 mg组较高", vec!["Table 1", "Table 2"]),
            ("见表1，表2", vec!["Table 1", "Table 2"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let mut chapters = labels();
        for number in ["2-1", "2-2", "2-3"] {
            let label = ObjectLabel { kind: ObjectLabelKind::Table, number: number.into() };
            chapters.add(&label, &Key::content(Kind::Table, &Key::document(b"d"), number.as_bytes(), 0));
        }
        for (text, count) in
            [("表2-1和表2-3", 2), ("表2-1至表2-3", 3), ("Tables 2-1 and 2-2", 2), ("Tables 2-1 to 2-3", 3)]
        {
            assert_eq!(chapters.find(text).iter().filter(|found| found.target.is_ok()).count(), count, "{text}");
        }
        let mut ranged = labels();
        ranged.by_label.remove(&(ObjectLabelKind::Figure, "2-4".into()));
        assert_eq!(ranged.find("Figures 2–4").len(), 3, "a range where no figure is called 2-4");
    }
}

//! Chinese names found by their ending or by the words beside them; where they begin is where the last border stands.

use crate::ontology;
use pathloom_model::language::is_han;
use std::collections::BTreeMap;

/// Characters that cannot stand inside a Chinese name found by its ending.
const BORDERS_ZH: &str = "由向与和及在对被是从将的了于以等至把给为而并或其该此各全主要拥有收购合作提供，。；：、“”（）《》！？的,.;:()!?\n \t/";

/// Chinese names with a telling ending, back to the last border; twice or more unless the ending is a corporate suffix.
pub fn chinese_by_ending(text: &str) -> Vec<(usize, usize, &'static str)> {
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (ending, kind) in ontology::chinese_endings() {
        for (at, _) in text.match_indices(ending) {
            let end = at + ending.len();
            let start = left_border(text, at, 12);
            let core = text[start..at].chars().count();
            let inside = taken.range(start.saturating_sub(128)..=start).any(|(_, far)| end <= *far);
            let corporate = ending.ends_with("公司");
            let whole = core >= 2
                && (corporate
                    || text[end..]
                        .chars()
                        .next()
                        .is_none_or(|c| !is_han(c) || "由位是的在于为与和及、生采运".contains(c)));
            let sure = corporate
                || start == 0
                || text[end..].contains(&text[start..end])
                || text[..start].contains(&text[start..end]);
            let place = matches!(kind, "City" | "Region");
            let typed = !place || (core <= 4 && ontology::type_of_name(&text[start..end]) == Some(kind));
            if whole
                && sure
                && typed
                && !inside
                && !text[start..at].starts_with(['一', '这', '某', '两', '三', '多', '几'])
            {
                let far = taken.entry(start).or_insert(end);
                *far = end.max(*far);
                found.push((start, end, kind));
            }
        }
    }
    found.sort();
    found
}

pub fn left_border(text: &str, end: usize, most: usize) -> usize {
    let mut start = end;
    for (count, (at, c)) in text[..end].char_indices().rev().enumerate() {
        if BORDERS_ZH.contains(c) || count >= most {
            break;
        }
        start = at;
    }
    start
}

/// Length of a bracket that opens the text.
pub fn bracket_len(text: &str) -> usize {
    let close = if text.starts_with('（') { text.find('）').map(|at| at + '）'.len_utf8()) } else { None };
    close.unwrap_or(0)
}

/// Length of the place or person at the start of a text that ends where it must: before `after`, or a stop.
pub fn introduced_zh(text: &str, after: &str, kind: &str) -> Option<usize> {
    let end = text.find(|c: char| !(is_han(c) || c == '·')).unwrap_or(text.len());
    let end = if after.is_empty() { end } else { text[..end].find(after)? };
    let name = &text[..end];
    let length = name.chars().count();
    let ends_there = !after.is_empty() || text[end..].chars().next().is_none_or(|c| "，。；（、！".contains(c));
    let fits = if kind == "Person" {
        (2..=4).contains(&length) || (name.contains('·') && length <= 12)
    } else {
        (2..=8).contains(&length) && !name.contains('·')
    };
    let words = name.contains([
        '的', '第', '前', '首', '之', '和', '与', '及', '等', '其', '于', '由', '并', '上', '下', '中', '内', '外',
        '多', '该', '本',
    ]) && !matches!(name, "中国" | "上海");
    (fits && ends_there && !words).then_some(end)
}

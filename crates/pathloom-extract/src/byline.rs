//! The authors of a paper and where they work: names with raised marks under the title, and the list of institutions
//! that the marks lead to. Without marks only one institution for all of them tells who works where.

use crate::person;
use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;

/// A person (bytes of its text) and the marks behind the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub at: (usize, usize),
    pub marks: Vec<String>,
}

/// An institution, by the mark before it; and what its address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    pub mark: String,
    pub at: (usize, usize),
}

/// How many blocks from the top may hold them.
pub const BLOCKS: usize = 14;

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const MARK: &str = r"[\d¹²³⁴⁵⁶⁷⁸⁹*∗†‡§♢♠♡♣△▽#^]";

static NAME: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^{}", person::ENGLISH)));
static MARKS: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^\s?(?P<marks>{MARK}(?:\s?,?\s?{MARK})*)")));
static JOINT: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s?(?:,\s?(?:and\s)?|，|、|;\s|；|\sand\s|\s?&\s|\s和)\s?"));
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(r"(?:^|[.;]\s+|[。；\n]\s*|[市县国\p{{Han}}]\s)(?P<mark>{MARK})\s?(?P<first>[\p{{Lu}}\p{{Han}}])"))
});
static PART: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:Department|School|Faculty|College|Division|Dept\.?|Section)\s(?:of|for)\s"));

const WORDS: &[&str] = &[
    "University",
    "Institute",
    "Hospital",
    "College",
    "School",
    "Laboratory",
    "Laboratories",
    "Lab",
    "Labs",
    "Centre",
    "Center",
    "Academy",
    "Foundation",
    "Inc",
    "Ltd",
    "GmbH",
    "AG",
    "Corporation",
    "Corp",
    "Research",
    "Agency",
    "Observatory",
    "Museum",
    "Clinic",
    "Ministry",
    "Council",
    "Company",
    "Polytechnic",
    "Station",
    "Observatories",
    "Universität",
    "Université",
    "Universidad",
    "Institut",
    "HKUST",
    "MIT",
    "ETH",
    "Technologies",
    "Therapeutics",
];
const WORDS_ZH: &[&str] = &[
    "大学",
    "学院",
    "研究院",
    "研究所",
    "医院",
    "公司",
    "实验室",
    "中心",
    "研究站",
    "观测站",
    "科学院",
    "基金会",
    "局",
    "厅",
    "集团",
    "所",
    "站",
];

/// The authors that open a text; at least two, or one with a mark.
pub fn authors(text: &str) -> Vec<Author> {
    let skip = ["作者：", "作者:", "Authors: ", "By "]
        .iter()
        .find(|lead| text.starts_with(**lead))
        .map_or(0, |lead| lead.len());
    let (mut found, mut at): (Vec<Author>, usize) = (Vec::new(), skip);
    while found.len() < 200 {
        let Some(length) = name(&text[at..]) else { break };
        let end = at + length;
        let marks = MARKS.captures(&text[end..]);
        let close = end + marks.as_ref().and_then(|all| all.get(0)).map_or(0, |all| all.end());
        let marks = marks.and_then(|all| all.name("marks")).map_or(Vec::new(), |marks| split(marks.as_str()));
        found.push(Author { at: (at, end), marks });
        at = close;
        match JOINT.find(&text[at..]) {
            Some(joint) => at += joint.end(),
            None => break,
        }
    }
    let marked = found.iter().any(|author| !author.marks.is_empty());
    let ends = text[at..].trim_start();
    let whole = ends.is_empty() || ends.starts_with(['.', '。', ',', '，', ';', '；', '\n']) || marked;
    if whole && (found.len() >= 2 || (marked && ends.is_empty())) { found } else { Vec::new() }
}

fn name(text: &str) -> Option<usize> {
    if text.starts_with(is_han) {
        // A raised number ends a name as a mark does.
        return person::chinese(text);
    }
    NAME.find(text).map(|found| found.end()).filter(|end| person::may_be_english(&text[..*end]))
}

fn split(marks: &str) -> Vec<String> {
    marks.chars().filter(|c| !c.is_whitespace() && *c != ',').map(plain).collect()
}

/// "¹" and "1" are one mark.
fn plain(c: char) -> String {
    match "¹²³⁴⁵⁶⁷⁸⁹".chars().position(|it| it == c) {
        Some(place) => (place + 1).to_string(),
        None => c.to_string(),
    }
}

/// The institutions of a text, each behind its mark.
pub fn institutions(text: &str) -> Vec<Institution> {
    let entries: Vec<(String, usize)> = ENTRY
        .captures_iter(text)
        .filter_map(|found| {
            let mark = found.name("mark")?.as_str().chars().next()?;
            Some((plain(mark), found.name("first")?.start()))
        })
        .collect();
    let mut all = Vec::new();
    for (mark, start) in entries {
        let end = text[start..].find(['.', ';', '。', '；', '\n']).map_or(text.len(), |stop| start + stop);
        let suffix = ["Inc", "Ltd", "Corp", "Co"].iter().any(|word| text[..end].ends_with(word));
        let end = if suffix && text[end..].starts_with(". ") { end + 1 } else { end };
        if let Some(at) = organisation(text, start, end) {
            all.push(Institution { mark, at });
        }
    }
    all
}

/// The part of an address that names the organisation: the first one, or the one after its department.
pub fn organisation(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let mut at = start;
    for part in text[start..end].split([',', '，']) {
        let lead = part.len() - part.trim_start().len();
        let (from, name) = (at + lead, part.trim().trim_end_matches('.'));
        at += part.len() + text[(at + part.len()).min(text.len())..].chars().next().map_or(0, char::len_utf8);
        let latin = name.split([' ', '.']).any(|word| WORDS.contains(&word)) && name.starts_with(char::is_uppercase);
        let han = WORDS_ZH.iter().any(|word| name.ends_with(word)) && name.chars().count() >= 4;
        let sized = name.chars().count() <= 60 && !name.contains('@');
        if (latin || han) && sized && !PART.is_match(name) {
            return Some((from, from + name.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_and_institutions_meet_by_their_marks() {
        let line = "Katya Lindholm1, Osei Mensah-Brown2, Giulia Ferrante1,3 and Hiroshi Amano4, for the investigators";
        let read: Vec<String> =
            authors(line).into_iter().map(|it| format!("{} {}", &line[it.at.0..it.at.1], it.marks.join("+"))).collect();
        assert_eq!(read, ["Katya Lindholm 1", "Osei Mensah-Brown 2", "Giulia Ferrante 1+3", "Hiroshi Amano 4"]);
        let line = "1 Uppvik University Hospital, Uppvik, Sweden. 2 Kumasi Institute of Digestive Health, Ghana. 3 Solvane Therapeutics Inc, Osaka, Japan.";
        let read: Vec<&str> = institutions(line).into_iter().map(|it| &line[it.at.0..it.at.1]).collect();
        assert_eq!(
            read,
            ["Uppvik University Hospital", "Kumasi Institute of Digestive Health", "Solvane Therapeutics Inc"]
        );
        let line = "邬景行1，戴梦泽1,2，Aino Kallas3";
        assert_eq!(authors(line).len(), 3);
        let line = "1 昆陵师范大学地理科学学院，昆陵市；2 西陲湖泊研究站，措里县；3 塔尔图湖沼研究所，爱沙尼亚";
        let read: Vec<&str> = institutions(line).into_iter().map(|it| &line[it.at.0..it.at.1]).collect();
        assert_eq!(read, ["昆陵师范大学地理科学学院", "西陲湖泊研究站", "塔尔图湖沼研究所"]);
        for line in ["The results, and what follows.", "Ingrid Sandvall left the company.", "2 Related Work"] {
            assert!(authors(line).is_empty(), "{line}");
        }
    }
}

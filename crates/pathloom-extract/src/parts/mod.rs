//! References to parts of the document itself: "Section 3.2", "Articles 10 to 12", "Article 5(2)(b)", "Annex II",
//! 第3.1节, 第十二条第三款, 附件一. Each leads to where that part begins. Parts of laws cited by name are left out.

mod numerals;
#[cfg(test)]
mod tests;

use numerals::{HAN_DIGITS, arabic};
use pathloom_model::block::Chunk;
use pathloom_model::{Block, BlockContent};
use regex::{Captures, Regex};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where a part begins: a block, and the byte in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub block: u32,
    pub offset: u32,
    /// A heading: the block at which its part ends.
    pub until: Option<u32>,
}

/// Bytes `start..end` of a text name a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub target: Place,
}

/// Which chunk holds which part of which block: by block and the byte where a piece of it begins.
#[derive(Debug)]
pub struct Passages {
    by_start: BTreeMap<(u32, u32), usize>,
}

impl Passages {
    pub fn of(chunks: &[Chunk]) -> Passages {
        let mut by_start = BTreeMap::new();
        for (at, chunk) in chunks.iter().enumerate() {
            for piece in &chunk.data.pieces {
                by_start.entry((piece.block, piece.offset)).or_insert(at);
            }
        }
        Passages { by_start }
    }

    /// The place among the chunks of the one in which a part begins; a heading is in none, so what follows it counts.
    pub fn find(&self, place: &Place) -> Option<usize> {
        if let Some(until) = place.until {
            return self.by_start.range((place.block + 1, 0)..(until, 0)).next().map(|(_, at)| *at);
        }
        let before = self.by_start.range(..=(place.block, place.offset)).next_back();
        before.filter(|((block, _), _)| *block == place.block).map(|(_, at)| *at)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Section,
    Chapter,
    Article,
    Annex,
    /// Of a patent.
    Claim,
}

/// A part by its number, with paragraph and point inside an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    unit: Unit,
    number: String,
    clause: Option<u32>,
    point: Option<String>,
}

/// The numbered parts of one document.
#[derive(Debug, Default)]
pub struct Parts {
    places: BTreeMap<Part, Place>,
    /// The article that each block stands in.
    articles: BTreeMap<u32, String>,
}

const HAN: &str = "[一二三四五六七八九十百零〇]{1,5}";
const NUMBER: &str = r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5}|[A-Z])";
const JOIN: &str = r"(?:\s?,\s?(?:and\s)?|\s(?:and|or|to|through)\s|\s?(?:–|—|-)\s?)";

static HEADED: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^(?:(?P<word>Article|ARTICLE|Art\.|Chapter|CHAPTER|Section|SECTION|Annex|ANNEX|Appendix|APPENDIX|Schedule)\s(?P<number>{NUMBER}[a-z]?)\b|(?P<bare>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}|[A-Z](?:\.\d{{1,2}}){{0,3}})[.．]?[\s\u{{3000}}])"
    ))
});
static HEADED_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^(?:第\s?(?P<number>{HAN}|\d{{1,3}})\s?(?P<unit>章|节|部分|条)|附[件录表](?P<annex>{HAN}|\d{{1,2}}|[A-Z])|(?P<listed>{HAN})、)"
    ))
});
/// The heading over a patent's claims.
static CLAIMS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i)^(?:claims|what is claimed(?: is)?:?|we claim:?|patent claims)\s*$|^权\s?利\s?要\s?求\s?书?$")
});
static CLAIM_ZH: LazyLock<Regex> =
    LazyLock::new(|| compile(r"权利要求\s?(?P<list>\d{1,2}(?:\s?[、和与或及至到~～–-]\s?\d{1,2})*)"));
/// One that bears no number.
static SOLE_HEAD: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?i:schedule|annex|appendix)\b"));
static SOLE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\b(?:in|under|by|to|see|per)\sthe\s(?P<word>Schedule|Annex|Appendix)\b"));
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let article = r"\d{1,3}[a-z]?(?:\s?\(\w{1,4}\))*";
    let further = format!(r"(?:{article}|(?:\(\w{{1,4}}\))+)");
    compile(&format!(
        r"\b(?:(?P<article>Articles?|Arts?\.)\s(?P<articles>{article}(?:{JOIN}{further})*)|(?P<word>[Ss]ections?|Secs?\.|[Cc]lauses?|[Cc]laims?|[Nn]otes?|Chapters?|Annex(?:es)?|Appendi(?:x|ces)|Schedules?)\s(?P<list>{NUMBER}\b(?:\(\w{{1,4}}\))*(?:{JOIN}{NUMBER}\b(?:\(\w{{1,4}}\))*)*)|paragraphs?\s(?P<clause>\d{{1,2}})(?:\((?P<point>[a-z])\))?)|§§?\s?(?P<signed>{NUMBER}\b(?:{JOIN}{NUMBER}\b)*)"
    ))
});
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    let point = |name: &str| format!(r"(?:第\s?[（(]?(?P<{name}>{HAN}|\d{{1,2}})[)）]?项)?");
    compile(&format!(
        r"(?:第\s?(?P<article>{HAN}|\d{{1,3}})\s?条|(?P<own>本条))(?:第(?P<clause>{HAN}|\d{{1,2}})款)?{}|第(?P<lone>{HAN})款{}|附[件录表](?P<annex>{HAN}|\d{{1,2}}|[A-Z])",
        point("point"),
        point("lone_point")
    ))
});
static CHINESE_SECTION: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"\d{1,2}(?:\.\d{1,2}){0,3}";
    compile(&format!(
        r"第\s?(?P<list>{number}(?:\s?[、和与及至到–-]\s?{number})*|{HAN})\s?(?P<unit>章|小?节|部分)|第\s?(?P<dotted>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s?[款条项]|(?P<plain>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s?节"
    ))
});
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?P<join>to|through|–|—|-|至|到)?\s?(?P<number>{NUMBER}|\d{{1,3}}[a-z]?)?(?P<subs>(?:\s?\(\w{{1,4}}\))*)"
    ))
});
static LAW: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^\s(?:of|in)\s(?:the\s|that\s)?(?:\S+\s){0,3}?(?:Regulation|Directive|Treaty|Act|Law|Convention|Decree|Constitution|Charter|Code|Statute|Protocol|Agreement|leaflet|manual|handbook|guideline|standard|specification|prospectus)\b",
    )
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

impl Parts {
    pub fn read(blocks: &[Block]) -> Parts {
        let mut parts = Parts::default();
        let mut open = Open::default();
        let ends = ends(blocks);
        for block in blocks {
            match &block.content {
                BlockContent::Heading { text, .. } => parts.heading((block.id, ends[&block.id]), text, &mut open),
                BlockContent::Paragraph { text } => parts.paragraph(block.id, text, &mut open),
                BlockContent::List { ordered, items } => parts.items(block.id, *ordered, items, &mut open),
                _ => {}
            }
            if let Some(article) = &open.article {
                parts.articles.insert(block.id, article.clone());
            }
        }
        parts
    }

    /// All references of a text that is part of `block`, in order. What leads nowhere is not among them.
    pub fn find(&self, text: &str, block: impl Fn(usize) -> u32) -> Vec<Found> {
        let mut found = Vec::new();
        if self.places.is_empty() {
            return found;
        }
        for captures in ENGLISH.captures_iter(text) {
            self.english(text, &captures, &block, &mut found);
        }
        self.chinese(text, &block, &mut found);
        self.claims_and_sole(text, &mut found);
        let mut last: Option<(usize, usize, String)> = None;
        for captures in CHINESE_SECTION.captures_iter(text) {
            let Some(list) =
                captures.name("list").or(captures.name("dotted")).or(captures.name("plain")).map(|it| it.as_str())
            else {
                continue;
            };
            // "图3.2节"? A label's number is no section's.
            let labelled = text[..span(&captures).0].ends_with(['表', '图', '式']);
            if labelled {
                continue;
            }
            let units = if captures.name("unit").is_some_and(|unit| unit.as_str() == "章") {
                [Unit::Chapter, Unit::Section]
            } else {
                [Unit::Section, Unit::Chapter]
            };
            self.listed(&captures, list, &units, &mut found);
            let (start, end) = span(&captures);
            let number = arabic(list);
            if let Some((from, at, first)) = &last
                && matches!(text[*at..start].trim(), "至" | "到" | "—" | "-" | "–" | "~")
            {
                let known = |unit: &&Unit| self.places.contains_key(&whole(**unit, &number));
                let unit = units.iter().find(known).copied().unwrap_or(units[0]);
                self.between(unit, Some(first), &number, (*from, end), &mut found);
            }
            last = Some((start, end, number));
        }
        found.sort_by_key(|found| (found.start, found.end));
        found
    }

    fn english(&self, text: &str, captures: &Captures, block: &impl Fn(usize) -> u32, found: &mut Vec<Found>) {
        let (start, end) = span(captures);
        if LAW.is_match(&text[end..]) && !text[end..].trim_start().starts_with("of this") {
            return;
        }
        if let Some(list) = captures.name("list").or(captures.name("signed")) {
            let units: &[Unit] = match captures.name("word").map_or("s", |word| word.as_str()) {
                word if word.starts_with("Chap") => &[Unit::Chapter],
                word if word.starts_with("App") => &[Unit::Annex, Unit::Section],
                word if word.to_lowercase().starts_with("claim") => &[Unit::Claim],
                word if word.starts_with("Ann") || word.starts_with("Sched") => &[Unit::Annex],
                _ => &[Unit::Section, Unit::Chapter],
            };
            self.listed(captures, list.as_str(), units, found);
        }
        if let Some(list) = captures.name("articles") {
            self.articles(list.as_str(), (start, end), found);
        }
        if let (Some(clause), Some(article)) = (captures.name("clause"), self.articles.get(&block(start))) {
            let point = captures.name("point").map(|it| it.as_str().to_owned());
            self.push(
                Part { clause: clause.as_str().parse().ok(), point, ..whole(Unit::Article, article) },
                (start, end),
                found,
            );
        }
    }

    /// 权利要求1, and the one schedule or annex that bears no number.
    fn claims_and_sole(&self, text: &str, found: &mut Vec<Found>) {
        for captures in CLAIM_ZH.captures_iter(text) {
            self.listed(&captures, &captures["list"], &[Unit::Claim], found);
        }
        for captures in SOLE.captures_iter(text) {
            let (_, end) = span(&captures);
            let numbered = text[end..].trim_start().starts_with(|c: char| c.is_ascii_digit() || "IVX".contains(c));
            if !numbered && let Some(word) = captures.name("word") {
                let place = (word.start(), word.end());
                self.push(whole(Unit::Annex, &word.as_str().to_lowercase()), place, found);
            }
        }
    }

    /// "5(2)(b)", "6 and 8", "10 to 12", "4(1) and (2)".
    fn articles(&self, list: &str, at: (usize, usize), found: &mut Vec<Found>) {
        let mut last: Option<String> = None;
        for token in TOKEN.captures_iter(list) {
            let subs: Vec<&str> = token["subs"].split(['(', ')', ' ']).filter(|it| !it.is_empty()).collect();
            let number = token.name("number").map(|it| it.as_str().to_owned());
            if number.is_none() && subs.is_empty() {
                continue;
            }
            if let (Some(_), Some(number)) = (token.name("join"), &number) {
                self.between(Unit::Article, last.as_deref(), number, at, found);
            }
            let Some(number) = number.or_else(|| last.clone()) else { continue };
            let clause = subs.first().and_then(|it| it.parse().ok());
            let point = subs.get(usize::from(clause.is_some())).map(|it| (*it).to_owned());
            self.push(Part { clause, point, ..whole(Unit::Article, &number) }, at, found);
            last = Some(number);
        }
    }

    fn chinese(&self, text: &str, block: &impl Fn(usize) -> u32, found: &mut Vec<Found>) {
        let mut last: Option<(usize, usize, String)> = None;
        for captures in CHINESE.captures_iter(text) {
            let at = span(&captures);
            let value = |name: &str| captures.name(name).map(|it| arabic(it.as_str()));
            if let Some(annex) = value("annex") {
                self.push(whole(Unit::Annex, &annex), at, found);
                continue;
            }
            if of_another_law(&text[..at.0]) {
                continue;
            }
            let article = value("article").or_else(|| self.articles.get(&block(at.0)).cloned());
            let Some(article) = article else { continue };
            if let Some((start, end, from)) = &last
                && matches!(&text[*end..at.0], "至" | "到" | "—" | "-" | "–")
            {
                self.between(Unit::Article, Some(from), &article, (*start, at.1), found);
            }
            let clause = value("clause").or(value("lone")).and_then(|it| it.parse().ok());
            let point = value("point").or(value("lone_point"));
            let clause = clause.or(point.is_some().then_some(1));
            self.push(Part { clause, point, ..whole(Unit::Article, &article) }, at, found);
            last = Some((at.0, at.1, article));
        }
    }

    /// "3.1 and 3.2", "2–4", "A".
    fn listed(&self, captures: &Captures, list: &str, units: &[Unit], found: &mut Vec<Found>) {
        let at = span(captures);
        let mut last: Option<String> = None;
        let numbers: Vec<(bool, String, Option<String>)> = match list.starts_with(|c: char| HAN_DIGITS.contains(c)) {
            true => vec![(false, arabic(list), None)],
            false => TOKEN.captures_iter(list).filter_map(|it| token(&it)).collect(),
        };
        for (joined, number, point) in numbers {
            let known = |unit: &&Unit| self.places.contains_key(&whole(**unit, &number));
            let Some(unit) = units.iter().find(known) else { continue };
            if joined {
                self.between(*unit, last.as_deref(), &number, at, found);
            }
            self.push(Part { point, ..whole(*unit, &number) }, at, found);
            last = Some(number);
        }
    }

    /// The parts between the two ends of a range, both ends left out: 11 of "10 to 12", 3.2 of "3.1–3.3".
    fn between(&self, unit: Unit, from: Option<&str>, to: &str, at: (usize, usize), found: &mut Vec<Found>) {
        let parted = |number: &str| -> Option<(String, u32)> {
            let (head, tail) = number.rsplit_once('.').map_or(("", number), |(head, tail)| (head, tail));
            Some((head.to_owned(), tail.parse().ok()?))
        };
        let (Some((head, first)), Some((other, last))) = (from.and_then(parted), parted(to)) else { return };
        if head != other || last <= first || last - first > 30 {
            return;
        }
        for number in first + 1..last {
            let number = if head.is_empty() { number.to_string() } else { format!("{head}.{number}") };
            self.push(whole(unit, &number), at, found);
        }
    }

    /// A point or paragraph that stands nowhere by itself is in the whole it belongs to.
    fn push(&self, part: Part, (start, end): (usize, usize), found: &mut Vec<Found>) {
        let paragraph = Part { point: None, ..part.clone() };
        let wider = [&part, &paragraph, &whole(part.unit, &part.number)];
        if let Some(target) = wider.iter().find_map(|part| self.places.get(part)) {
            found.push(Found { start, end, target: *target });
        }
    }

    fn add(&mut self, part: Part, place: Place) {
        self.places.entry(part).or_insert(place);
    }

    fn heading(&mut self, (block, until): (u32, u32), text: &str, open: &mut Open) {
        let Some((unit, number)) = headed(text) else {
            *open = Open { claims: CLAIMS.is_match(text).then_some(0), ..Open::default() };
            if let Some(sole) = SOLE_HEAD.find(text) {
                self.add(
                    whole(Unit::Annex, &sole.as_str().to_lowercase()),
                    Place { block, offset: 0, until: Some(until) },
                );
            }
            return;
        };
        let of = |wanted: Unit| (unit == wanted).then(|| number.clone());
        *open = Open { article: of(Unit::Article), section: of(Unit::Section), ..Open::default() };
        self.add(whole(unit, &number), Place { block, offset: 0, until: Some(until) });
    }

    fn paragraph(&mut self, block: u32, text: &str, open: &mut Open) {
        let place = Place { block, offset: 0, until: None };
        let stated = headed(text).filter(|(unit, _)| *unit == Unit::Article);
        if let Some((_, number)) = stated.filter(|_| text.starts_with('第') || states_article(text)) {
            *open = Open { article: Some(number.clone()), clause: 1, ..Open::default() };
            self.add(whole(Unit::Article, &number), place);
            self.add(Part { clause: Some(1), ..whole(Unit::Article, &number) }, place);
            return;
        }
        self.inside(text, place, open, false);
    }

    fn items(&mut self, block: u32, ordered: bool, items: &[String], open: &mut Open) {
        let mut offset = 0;
        for item in items {
            self.inside(item, Place { block, offset, until: None }, open, ordered);
            offset += item.len() as u32 + 1;
        }
    }

    /// "2.3 The seller…" is a part of its own, "(b)" a point of the one above it.
    fn of_section(&mut self, text: &str, place: Place, open: &mut Open) {
        if let Some(number) = clause_number(text) {
            open.section = Some(number.to_owned());
            self.add(whole(Unit::Section, number), place);
        } else if let (Some(Mark::Point(point)), Some(section)) = (mark(text), &open.section) {
            self.add(Part { point: Some(point), ..whole(Unit::Section, section) }, place);
        }
    }

    /// A paragraph or point of the open article: by its mark, else by counting.
    fn inside(&mut self, text: &str, place: Place, open: &mut Open, counted: bool) {
        if let Some(claims) = &mut open.claims {
            *claims = match mark(text) {
                Some(Mark::Number(number)) => number,
                _ if counted => *claims + 1,
                _ => return,
            };
            let number = claims.to_string();
            return self.add(whole(Unit::Claim, &number), place);
        }
        if open.article.is_none() || clause_number(text).is_some() {
            return self.of_section(text, place, open);
        }
        let Some(article) = &open.article else { return };
        let article = whole(Unit::Article, article);
        match mark(text) {
            Some(Mark::Number(number)) => (open.clause, open.marked) = (number, true),
            Some(Mark::Point(point)) => {
                let clause = (open.clause > 0).then_some(open.clause);
                self.add(Part { clause, point: Some(point), ..article }, place);
                return;
            }
            None if counted || !open.marked => open.clause += 1,
            None => return,
        }
        self.add(Part { clause: Some(open.clause), ..article }, place);
    }
}

/// For each heading the block of the next one of its level or above; blocks are numbered in order.
fn ends(blocks: &[Block]) -> BTreeMap<u32, u32> {
    let mut ends = BTreeMap::new();
    let mut open: Vec<(u8, u32)> = Vec::new();
    for block in blocks {
        let BlockContent::Heading { level, .. } = &block.content else { continue };
        while let Some((_, id)) = open.pop_if(|(above, _)| *above >= *level) {
            ends.insert(id, block.id);
        }
        open.push((*level, block.id));
    }
    ends.extend(open.into_iter().map(|(_, id)| (id, u32::MAX)));
    ends
}

/// Whether a number ends a range, the number, and the point after it.
fn token(captures: &Captures) -> Option<(bool, String, Option<String>)> {
    let point = captures["subs"].split(['(', ')', ' ']).find(|it| !it.is_empty()).map(str::to_owned);
    Some((captures.name("join").is_some(), arabic(captures.name("number")?.as_str()), point))
}

/// The article or section that is being read.
#[derive(Default)]
struct Open {
    article: Option<String>,
    /// The section or numbered clause, outside articles.
    section: Option<String>,
    clause: u32,
    /// Its paragraphs bear numbers.
    marked: bool,
    /// Under the heading of a patent's claims: the last one's number.
    claims: Option<u32>,
}

enum Mark {
    Number(u32),
    Point(String),
}

/// "2.3" of "2.3 The seller delivers".
fn clause_number(text: &str) -> Option<&str> {
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let fits = text[..number].contains('.') && text[..number].ends_with(|c: char| c.is_ascii_digit());
    (fits && text[number..].starts_with(char::is_whitespace)).then(|| &text[..number])
}

/// "2.", "(2)", "(b)", "（二）" at the start of a text.
fn mark(text: &str) -> Option<Mark> {
    let open = text.starts_with(['(', '（']);
    let rest = text.trim_start_matches(['(', '（']);
    let end = rest.find([')', '）', '.', '、']).filter(|end| *end <= 9)?;
    let (inner, close) = (&rest[..end], rest[end..].chars().next()?);
    if let Ok(number) = inner.parse() {
        let spaced = close != '.' || !rest[end + 1..].starts_with(|c: char| c.is_ascii_digit());
        return (inner.len() <= 2 && spaced).then_some(Mark::Number(number));
    }
    let bracketed = matches!(close, ')' | '）');
    let letter = inner.len() == 1 && inner.starts_with(|c: char| c.is_ascii_lowercase());
    let han = open && !inner.is_empty() && inner.chars().all(|c| HAN_DIGITS.contains(c));
    (bracketed && (letter || han)).then(|| Mark::Point(arabic(inner)))
}

/// "Article 5. Text" and "Article 5: text", not "Article 5 applies".
fn states_article(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.').trim_start();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.starts_with(['.', ':', '–', '—'])
}

/// The part that a heading begins, with its number in Arabic figures.
fn headed(text: &str) -> Option<(Unit, String)> {
    if let Some(captures) = HEADED_ZH.captures(text) {
        let value = |name: &str| captures.name(name).map(|it| arabic(it.as_str()));
        // "二、方法" is what 第二节 and 第二部分 mean.
        if let Some(number) = value("listed") {
            return Some((Unit::Section, number));
        }
        let unit = match captures.name("unit").map(|it| it.as_str()) {
            Some("章") => Unit::Chapter,
            Some("节" | "部分") => Unit::Section,
            Some(_) => Unit::Article,
            None => Unit::Annex,
        };
        return Some((unit, value("number").or(value("annex"))?));
    }
    let captures = HEADED.captures(text)?;
    if let Some(bare) = captures.name("bare") {
        return Some((Unit::Section, bare.as_str().to_owned()));
    }
    let unit = match captures["word"].to_lowercase().as_str() {
        word if word.starts_with("art") => Unit::Article,
        word if word.starts_with("ch") => Unit::Chapter,
        "section" => Unit::Section,
        _ => Unit::Annex,
    };
    Some((unit, arabic(&captures["number"])))
}

fn whole(unit: Unit, number: &str) -> Part {
    Part { unit, number: arabic(number), clause: None, point: None }
}

/// Whether 第五条 is said of a law that is named before it: 《采样法》第五条, 公司法第五条; not 本办法第五条.
fn of_another_law(before: &str) -> bool {
    if before.ends_with('》') {
        return true;
    }
    let named = ["法", "条例", "办法", "规定", "规则", "细则", "准则"].iter().any(|law| before.ends_with(law));
    let tail: Vec<char> = before.chars().rev().take(4).collect();
    named && !tail.contains(&'本')
}

fn span(captures: &Captures) -> (usize, usize) {
    captures.get(0).map_or((0, 0), |whole| (whole.start(), whole.end()))
}

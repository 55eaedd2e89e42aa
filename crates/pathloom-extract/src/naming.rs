//! The first pass over a document's words: which names it uses, by suffix, ending, code, bracketed alias, recurrence,
//! and by the words around them ("headquartered in X", "led by X Y").

use crate::cells::{self, Source};
use crate::grid;
use crate::mention::Matcher;
use crate::names::NameBook;
use crate::ontology::{self, THING};
use crate::sentence::sentences;
use crate::trigger::{CHINESE, ENGLISH};
use crate::{head, period};
use pathloom_model::language::is_han;
use pathloom_model::{Block, BlockContent, Parsed, Span, locate};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static TOKEN: LazyLock<Regex> = LazyLock::new(|| compile(r"[\p{Latin}\p{N}][\p{Latin}\p{N}&.'’/-]*"));
static CODE: LazyLock<Regex> = LazyLock::new(|| compile(r"^[A-Z][A-Za-z]{0,11}-?\d{1,4}[A-Za-z]{0,3}$"));
static SHORT_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile("[（(](?P<foreign>[A-Z][\\p{Latin}\\p{N}&.'’/ -]{1,40}[，,;；]\\s?)?(?:以下)?(?:统一)?简称[:：为]?\\s*[“\"「『‘]?(?P<short>[^”\"」』’）)，,；]{1,15})[”\"」』’]?[^）)]{0,12}[）)]")
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| compile("^\\s?[(（](?:hereinafter |hereafter |the |referred to as |abbreviated )*[“\"‘']([^”\"’']{2,40})[”\"’'][)）]"));
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s?[(（]([A-Z][A-Za-z0-9-]{1,9})[)）]"));
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| compile(r"^[（(]([A-Z][\p{Latin}\p{N}&.'’/ -]{1,40})[）)]"));

/// Words that open a sentence or a phrase in capitals and are part of no name.
const OPENERS: &[&str] = &[
    "The", "A", "An", "In", "On", "At", "For", "From", "By", "To", "Of", "With", "And", "But", "Or", "As", "If", "When", "While", "Where", "After", "Before", "Since", "Until",
    "Because", "Although", "Though", "Both", "Either", "Neither", "Each", "Every", "All", "Some", "Many", "Most", "Few", "No", "Not", "Only", "Also", "Even", "However", "Thus",
    "Therefore", "Hence", "Then", "Here", "There", "This", "That", "These", "Those", "It", "Its", "They", "Their", "We", "Our", "I", "He", "She", "His", "Her", "You", "Your", "What", "Which",
    "Who", "How", "Why", "Table", "Tables", "Figure", "Figures", "Fig", "Figs", "Eq", "Eqs", "Equation", "Equations", "Section", "Sections", "Chapter", "Appendix", "Page", "Note", "Notes", "Source",
    "Sources", "Part", "Step", "Phase", "Level", "Volume", "No", "Without", "Under", "Over", "Between", "Among", "Despite", "During", "Within", "Unlike", "Like", "According", "Should",
    "Customers", "Shares", "Second", "First",
];

const MONTHS: &[&str] = &[
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Q",
];

/// Characters that cannot stand inside a Chinese name found by its ending.
const BORDERS_ZH: &str = "由向与和及在对被是从将的了于以等至把给为而并或其该此各全主要拥有收购合作提供，。；：、“”（）《》！？的,.;:()!?\n \t/";

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// All names of a document, in the order in which they were found.
pub fn collect(parsed: &Parsed, tables: &[Source]) -> NameBook {
    let mut book = NameBook::default();
    let prose: Vec<(&Block, String)> = parsed.blocks.iter().filter(|block| is_prose(block)).map(|block| (block, block.text())).collect();
    let prose = &prose[..references_at(parsed, &prose)];
    let texts: Vec<Text> = prose.iter().map(|(block, text)| Text { parsed, block, text }).collect();
    typed_names(&texts, &mut book);
    for _ in 0..2 {
        for source in tables {
            if let Ok(grid) = grid::read(source.table, &book) {
                cells::collect_names(&grid, source, &mut book);
            }
        }
    }
    let metrics = table_metrics(tables);
    recurring(&texts, &metrics, &mut book);
    for text in &texts {
        text.introduced(&mut book);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.aliases(&mut book, &matcher, &metrics);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.beside_triggers(&mut book, &matcher);
        text.beside_triggers_zh(&mut book, &matcher);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.aliases(&mut book, &matcher, &metrics);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.translated(&mut book, &matcher);
    }
    for text in &texts {
        text.countries(&mut book);
    }
    book
}

/// Names that show their type. The end of a longer one ("Kompressoren GmbH" where a line was broken) is none.
fn typed_names(texts: &[Text], book: &mut NameBook) {
    let found: Vec<Vec<(usize, usize, &'static str)>> = texts.iter().map(Text::typed_names).collect();
    let mut ends: BTreeSet<&str> = BTreeSet::new();
    for (text, names) in texts.iter().zip(&found) {
        for (start, end, _) in names {
            let name = &text.text[*start..*end];
            ends.extend(name.match_indices(' ').map(|(at, _)| &name[at + 1..]));
        }
    }
    for (text, names) in texts.iter().zip(&found) {
        for &(start, end, kind) in names {
            let name = &text.text[start..end];
            if !ends.contains(name) {
                book.add(name, kind, || text.span(start, end));
            }
        }
    }
}

fn is_prose(block: &Block) -> bool {
    matches!(block.content, BlockContent::Paragraph { .. } | BlockContent::List { .. } | BlockContent::Footnote { .. })
}

/// How many prose blocks stand before the list of references.
fn references_at(parsed: &Parsed, prose: &[(&Block, String)]) -> usize {
    let heading = parsed.blocks.iter().rev().find(|block| {
        let BlockContent::Heading { text, .. } = &block.content else {
            return false;
        };
        matches!(text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ').to_lowercase().as_str(), "references" | "bibliography" | "参考文献")
    });
    heading.map_or(prose.len(), |heading| prose.iter().position(|(block, _)| block.id > heading.id).unwrap_or(prose.len()))
}

/// Lower-cased labels of the tables' numeric columns: words for what is measured.
fn table_metrics(tables: &[Source]) -> Vec<String> {
    let mut labels = Vec::new();
    for source in tables {
        for cell in source.table.cells.iter().take(source.table.header_rows.max(1) as usize).flatten() {
            labels.push(head::parse(&cell.text).label.to_lowercase());
        }
    }
    labels.sort();
    labels.dedup();
    labels
}

/// A run of capitalised words, codes and numbers, each one space apart.
struct Run<'a> {
    start: usize,
    words: Vec<(usize, &'a str)>,
    /// Opens its sentence.
    initial: bool,
}

impl Run<'_> {
    fn end(&self) -> usize {
        self.words.last().map_or(self.start, |(at, word)| at + word.len())
    }
}

struct Text<'a> {
    parsed: &'a Parsed,
    block: &'a Block,
    text: &'a str,
}

impl Text<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        locate(self.parsed, self.block.id, start as u32, end as u32)
    }

    /// Places of names that show their type: "Norrheat AB", "Arvika Works", "阿尔维卡工厂".
    fn typed_names(&self) -> Vec<(usize, usize, &'static str)> {
        let latin = runs(self.text).into_iter().flat_map(|run| typed_parts(&run)).collect::<Vec<_>>();
        latin.into_iter().chain(chinese_by_ending(self.text)).collect()
    }

    /// Names that the words before or after them give away.
    fn introduced(&self, book: &mut NameBook) {
        for run in runs(self.text) {
            let (start, end) = (run.start, run.end());
            let name = &self.text[start..end];
            let plain = run.words.iter().all(|(_, word)| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’')));
            if !plain || ontology::type_of_name(name).is_some() || MONTHS.contains(&name) || book.find(name).is_some_and(|id| book.kind(id) != THING) {
                continue;
            }
            let before = self.text[..start].trim_end();
            let after = self.text[end..].trim_start();
            let words = run.words.len();
            let person = (2..=3).contains(&words);
            let in_country = |lead: &str| after.strip_prefix(lead).is_some_and(|rest| ontology::countries().any(|country| rest.trim_start_matches("the ").starts_with(country)));
            let kind = if words <= 2 && PLACE_VERBS.iter().any(|verb| in_country(verb)) {
                "Place"
            } else if PLACE_LEADS.iter().any(|lead| before.ends_with(lead)) && words <= 2 {
                "Place"
            } else if person && (PERSON_LEADS.iter().any(|lead| before.ends_with(lead)) || PERSON_VERBS.iter().any(|verb| after.starts_with(verb))) {
                "Person"
            } else {
                continue;
            };
            book.add(name, kind, || self.span(start, end));
        }
    }

    /// Written like a name and joined to a known one by the very words of a relation: "Brise 9 replaced Brise 7".
    fn beside_triggers(&self, book: &mut NameBook, matcher: &Matcher) {
        let hits = matcher.find(self.text);
        let stated = |gap: &str| ENGLISH.exact.contains_key(gap.trim());
        for run in runs(self.text) {
            let Some((start, end)) = candidate(&run, self.text) else {
                continue;
            };
            if hits.iter().any(|hit| hit.start < end && start < hit.end) || period::parse(&self.text[start..end]).is_some() {
                continue;
            }
            let before = hits.iter().rev().find(|hit| hit.end <= start).is_some_and(|hit| stated(&self.text[hit.end..start]));
            let after = hits.iter().find(|hit| hit.start >= end).is_some_and(|hit| stated(&self.text[end..hit.start]));
            if before || after {
                book.add(&self.text[start..end], THING, || self.span(start, end));
            }
        }
    }

    /// A place or person where a relation wants one: "总部位于哥德堡", "由顾彦清创立".
    fn beside_triggers_zh(&self, book: &mut NameBook, matcher: &Matcher) {
        for hit in matcher.find(self.text) {
            let rest = &self.text[hit.end..];
            let skipped = bracket_len(rest);
            for phrase in CHINESE.iter() {
                let wanted = if phrase.trigger.passive { &phrase.trigger.relation.subject } else { &phrase.trigger.relation.object };
                let kind = match wanted.as_slice() {
                    [one] if one == "Person" => "Person",
                    [one] if one == "Place" => "Place",
                    _ => continue,
                };
                let Some(after) = rest[skipped..].strip_prefix(phrase.before.as_str()) else {
                    continue;
                };
                let start = hit.end + skipped + phrase.before.len();
                if let Some(length) = introduced_zh(after, &phrase.after, kind) {
                    book.add(&self.text[start..start + length], kind, || self.span(start, start + length));
                    break;
                }
            }
        }
    }

    /// A Chinese name of the same type before a known Latin one in brackets: "威悉压缩机实验室（Weser Compressor Laboratory）".
    fn translated(&self, book: &mut NameBook, matcher: &Matcher) {
        let hits = matcher.find(self.text);
        let stated = |name: &str| CHINESE.iter().any(|phrase| phrase.before.chars().count() >= 2 && name.contains(phrase.before.as_str()));
        for (at, _) in self.text.match_indices('（') {
            let Some(foreign) = FOREIGN.captures(&self.text[at..]).and_then(|found| found.get(1)) else {
                continue;
            };
            let start = left_border(self.text, at, 14);
            let name = &self.text[start..at];
            let kind = ontology::type_of_name(name);
            if let (Some(known), Some(kind)) = (book.find(foreign.as_str()), kind)
                && ontology::type_of_name(foreign.as_str()) == Some(kind)
                && !hits.iter().any(|hit| hit.start < at && start < hit.end)
                && name.chars().all(is_han)
                && !stated(name)
            {
                let id = book.add(name, kind, || self.span(start, at));
                if id != known {
                    book.same(id, known, self.span(at + foreign.start(), at + foreign.end()));
                }
            }
        }
    }

    /// Other spellings in brackets after a known name, and terms with their abbreviation.
    fn aliases(&self, book: &mut NameBook, matcher: &Matcher, metrics: &[String]) {
        let hits = matcher.find(self.text);
        for found in SHORT_ZH.captures_iter(self.text) {
            let (Some(whole), Some(alias)) = (found.get(0), found.name("short")) else {
                continue;
            };
            let full = hits.iter().find(|hit| hit.end == whole.start()).map(|hit| hit.name);
            let Some(full) = full.or_else(|| self.before_bracket(whole.start(), book)) else {
                continue;
            };
            self.join(book, full, alias.as_str(), alias.start());
            if let Some(foreign) = found.name("foreign") {
                self.join(book, full, foreign.as_str().trim_end_matches([',', '，', ';', '；', ' ']), foreign.start());
            }
        }
        for hit in &hits {
            let rest = &self.text[hit.end..];
            let quoted = QUOTED.captures(rest).and_then(|found| found.get(1));
            let short = ABBREVIATION.captures(rest).and_then(|found| found.get(1)).filter(|short| abbreviates(short.as_str(), book.text(hit.name)));
            let han = self.text[..hit.end].chars().next_back().is_some_and(is_han);
            let foreign = FOREIGN.captures(rest).and_then(|found| found.get(1)).filter(|it| han && period::parse(it.as_str()).is_none() && !it.as_str().ends_with(' '));
            let generic = |text: &str| matches!(text, "Company" | "Group" | "Issuer" | "Agreement" | "Lessee" | "Lessor" | "公司" | "本公司" | "集团");
            if let Some(alias) = quoted.or(short).or(foreign).filter(|alias| !generic(alias.as_str())) {
                self.join(book, hit.name, alias.as_str(), hit.end + alias.start());
            }
        }
        self.terms(book, metrics);
    }

    /// "长名（以下简称短名）" where the long name is not yet known: it starts at the last border.
    fn before_bracket(&self, end: usize, book: &mut NameBook) -> Option<u32> {
        let start = left_border(self.text, end, 20);
        let name = &self.text[start..end];
        let words = name.chars().filter(|c| c.is_alphanumeric()).count();
        (words >= 3).then(|| book.add(name, THING, || self.span(start, end)))
    }

    /// An alias that is itself a known name of a fitting type makes the two one.
    fn join(&self, book: &mut NameBook, id: u32, alias: &str, at: usize) {
        match book.find(alias) {
            Some(other) if other != id => {
                if ontology::compatible(book.kind(id), book.kind(other)) {
                    let kind = book.kind(other).to_owned();
                    book.narrow(id, &kind);
                    book.same(id, other, self.span(at, at + alias.len()));
                }
            }
            Some(_) => {}
            None => book.alias(id, alias, self.span(at, at + alias.len())),
        }
    }

    /// "large language model (LLM)": a term in lower case, unless it is something that the tables measure.
    fn terms(&self, book: &mut NameBook, metrics: &[String]) {
        static SHORT: LazyLock<Regex> = LazyLock::new(|| compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z]s?)\)"));
        for found in SHORT.captures_iter(self.text) {
            let (Some(whole), Some(short)) = (found.get(0), found.get(1)) else {
                continue;
            };
            let Some(start) = expansion(&self.text[..whole.start()], short.as_str()) else {
                continue;
            };
            let end = start + self.text[start..whole.start()].trim_end().len();
            let long = &self.text[start..end];
            let measured = metrics.iter().any(|label| label == &short.as_str().to_lowercase() || label == &long.to_lowercase()) || head::is_metric(long) || head::is_metric(short.as_str());
            if !measured && book.find(short.as_str()).is_none() {
                let id = book.add(long, THING, || self.span(start, end));
                book.alias(id, short.as_str(), self.span(short.start(), short.end()));
            }
        }
    }

    fn countries(&self, book: &mut NameBook) {
        for country in ontology::countries() {
            let Some(at) = self.text.find(country) else {
                continue;
            };
            let whole = !self.text[at + country.len()..].starts_with(|c: char| c.is_alphabetic() && !is_han(c));
            if whole && book.find(country).is_none() {
                book.add(country, "Country", || self.span(at, at + country.len()));
            }
        }
    }
}

/// Length of a bracket that opens the text.
fn bracket_len(text: &str) -> usize {
    let close = if text.starts_with('（') { text.find('）').map(|at| at + '）'.len_utf8()) } else { None };
    close.unwrap_or(0)
}

/// Length of the place or person at the start of a text that ends where it must: before `after`, or a stop.
fn introduced_zh(text: &str, after: &str, kind: &str) -> Option<usize> {
    let end = text.find(|c: char| !(is_han(c) || c == '·')).unwrap_or(text.len());
    let end = if after.is_empty() { end } else { text[..end].find(after)? };
    let name = &text[..end];
    let length = name.chars().count();
    let ends_there = !after.is_empty() || text[end..].chars().next().is_none_or(|c| "，。；（、！".contains(c));
    let fits = if kind == "Person" { (2..=4).contains(&length) || (name.contains('·') && length <= 12) } else { (2..=8).contains(&length) && !name.contains('·') };
    let words = name.contains(['的', '第', '前', '首', '之', '和', '与', '及', '等', '其', '于', '由', '并', '上', '下', '中', '内', '外', '多', '该', '本']) && !matches!(name, "中国" | "上海");
    (fits && ends_there && !words).then_some(end)
}

const PLACE_LEADS: &[&str] = &[
    " headquartered in", " located in", " situated in", " sited in", " headquarters in", " head office in", " was born in", " registered office in", " capital city of",
];
const PLACE_VERBS: &[&str] = &["is located in ", "is situated in ", "lies in ", "is a city in ", "is a town in "];
const PERSON_LEADS: &[&str] = &[" led by", " headed by", " chaired by", " founded by", " co-founded by"];
const PERSON_VERBS: &[&str] = &["chairs ", "works for ", "works at ", "was born in ", "studied at ", "graduated from "];

/// Capitalised runs of a text, openers cut off.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    for (start, end) in sentences(text) {
        let mut words: Vec<(usize, &str)> = Vec::new();
        let mut last_end = start;
        for token in TOKEN.find_iter(&text[start..end]) {
            let at = start + token.start();
            let word = trimmed(token.as_str());
            let name_like = word.starts_with(char::is_uppercase) || (!words.is_empty() && is_model_number(word)) || word == "plc";
            let adjacent = &text[last_end..at] == " ";
            if !(adjacent && name_like) {
                flush(&mut words, start, &mut found);
            }
            if name_like && (word.starts_with(char::is_uppercase) || !words.is_empty()) {
                words.push((at, word));
            }
            last_end = at + word.len();
        }
        flush(&mut words, start, &mut found);
    }
    found
}

fn flush<'a>(words: &mut Vec<(usize, &'a str)>, sentence: usize, found: &mut Vec<Run<'a>>) {
    let mut kept = std::mem::take(words);
    let opens = kept.first().is_some_and(|(at, _)| *at == sentence);
    let before = kept.len();
    while kept.first().is_some_and(|(_, word)| OPENERS.contains(word)) {
        kept.remove(0);
    }
    if let Some((start, _)) = kept.first() {
        found.push(Run { start: *start, initial: opens && kept.len() == before, words: kept });
    }
}

/// Sentence marks off the end of a token; the stop of "Ltd." stays where a suffix needs it.
fn trimmed(token: &str) -> &str {
    if ontology::is_company_suffix(token) && token.matches('.').count() > 1 {
        return token;
    }
    let token = token.split_once('.').filter(|(word, rest)| word.len() > 1 && rest.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(char::is_alphabetic)).map_or(token, |(word, _)| word);
    let token = token.strip_suffix("'s").or_else(|| token.strip_suffix("’s")).unwrap_or(token);
    token.trim_end_matches(['.', '-', '/', '\'', '’', '&'])
}

/// "12" of "Aurora 12": short, whole, no year.
fn is_model_number(word: &str) -> bool {
    (1..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()) && !crate::number::is_year(word)
}

/// Parts of a run that show their type.
fn typed_parts(run: &Run) -> Vec<(usize, usize, &'static str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 1..run.words.len() {
        let (start, _) = run.words[from];
        let (last_at, last) = run.words[at];
        let end = last_at + last.len();
        let core_shouts = run.words[from..at].iter().all(|(_, word)| word.len() > 4 && word.chars().all(|c| c.is_uppercase()));
        let longer = run.words.get(at + 1).is_some_and(|(_, next)| ontology::is_company_suffix(next));
        if at > from && ontology::is_company_suffix(last) && !core_shouts && !longer {
            parts.push((start, end, "Company"));
            from = at + 1;
        }
        if from >= run.words.len() {
            return parts;
        }
    }
    let rest = &run.words[from..];
    if let (Some((start, _)), Some((last_at, last))) = (rest.first(), rest.last())
        && rest.len() >= 2
    {
        let text: Vec<&str> = rest.iter().map(|(_, word)| *word).collect();
        let several = text[..text.len() - 1].iter().any(|word| ontology::type_of_name(&format!("X {word}")).is_some());
        if let Some(kind) = ontology::type_of_name(&text.join(" ")).filter(|kind| *kind != "Country" && !several && rest.len() <= 5) {
            parts.push((*start, last_at + last.len(), kind));
        }
    }
    parts
}

/// Chinese names with a telling ending, back to the last border; twice or more unless the ending is a corporate suffix.
fn chinese_by_ending(text: &str) -> Vec<(usize, usize, &'static str)> {
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for (ending, kind) in ontology::chinese_endings() {
        for (at, _) in text.match_indices(ending) {
            let end = at + ending.len();
            let start = left_border(text, at, 12);
            let core = text[start..at].chars().count();
            let inside = found.iter().any(|(a, b, _)| *a <= start && end <= *b);
            let corporate = ending.ends_with("公司");
            let whole = core >= 2 && (corporate || text[end..].chars().next().is_none_or(|c| !is_han(c) || "由位是的在于为与和及、生采运".contains(c)));
            let sure = corporate || text.matches(&text[start..end]).count() >= 2 || start == 0;
            if whole && sure && !inside && !text[start..at].starts_with(['一', '这', '某', '两', '三', '多', '几']) {
                found.push((start, end, kind));
            }
        }
    }
    found.sort();
    found
}

fn left_border(text: &str, end: usize, most: usize) -> usize {
    let mut start = end;
    for (count, (at, c)) in text[..end].char_indices().rev().enumerate() {
        if BORDERS_ZH.contains(c) || count >= most {
            break;
        }
        start = at;
    }
    start
}

/// Names that stand more than once and not only at the start of a sentence: "Aurora 12", "VK60", "Grand Harbour Project".
fn recurring(texts: &[Text], metrics: &[String], book: &mut NameBook) {
    let mut seen: BTreeMap<String, (u32, u32, usize, usize, usize)> = BTreeMap::new();
    for (place, text) in texts.iter().enumerate() {
        for run in runs(text.text) {
            let Some((start, end)) = candidate(&run, text.text) else {
                continue;
            };
            let inner = u32::from(!run.initial);
            let entry = seen.entry(text.text[start..end].to_owned()).or_insert((0, 0, place, start, end));
            entry.0 += 1;
            entry.1 += inner;
        }
    }
    for (name, (count, inner, place, start, end)) in seen {
        let measured = metrics.contains(&name.to_lowercase()) || head::is_metric(&name);
        if count >= 2 && inner >= 1 && !measured && period::all(&name).is_empty() && !ontology::is_collective(&name) {
            book.add(&name, THING, || texts[place].span(start, end));
        }
    }
}

/// The part of a run that may be a name of its own: a code, a word with a number, or two and more capitalised words.
fn candidate(run: &Run, text: &str) -> Option<(usize, usize)> {
    if !typed_parts(run).is_empty() || run.words.iter().any(|(_, word)| MONTHS.contains(word)) || run.words.len() > 5 {
        return None;
    }
    let (start, end) = (run.start, run.end());
    let last = run.words.last().map_or("", |(_, word)| word);
    if is_model_number(last) {
        let rest = &text[end..];
        let measured = rest.starts_with(['%', '.', ',']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with('%') || rest.starts_with(" %");
        let unit = rest.trim_start().split([' ', '.', ',', ';', ')']).next().is_some_and(|word| crate::unit::parse(word).is_some());
        let named = run.words.len() == 2 && run.words[0].1.len() >= 3;
        return (named && !measured && !unit).then_some((start, end));
    }
    if run.words.len() == 1 {
        return CODE.is_match(last).then_some((start, end));
    }
    let shouting = run.words.iter().all(|(_, word)| word.len() > 1 && word.chars().all(|c| c.is_uppercase()));
    (!shouting).then_some((start, end))
}

/// Whether the capitals of `short` are initials of the words of `long`, in order.
fn abbreviates(short: &str, long: &str) -> bool {
    let letters: Vec<char> = short.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let initials: Vec<char> = long.split([' ', '-']).filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
    let mut rest = initials.iter();
    letters.len() >= 2 && letters.iter().all(|letter| rest.any(|initial| initial == letter)) && initials.first() == letters.first()
}

/// Where the long form of an abbreviation starts: as many words back as it has capitals, initials in order.
fn expansion(before: &str, short: &str) -> Option<usize> {
    let letters: Vec<char> = short.trim_end_matches('s').chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let before = before.trim_end();
    let mut at = before.len();
    for letter in letters.iter().rev() {
        let word_at = before[..at].trim_end_matches([' ', '-']).rfind([' ', '-', '(', '“', '\n']).map_or(0, |space| space + before[space..].chars().next().map_or(1, char::len_utf8));
        let word = &before[word_at..at];
        if !word.to_lowercase().starts_with(*letter) || word.len() < 2 {
            return None;
        }
        at = word_at;
    }
    (letters.len() >= 2).then_some(at)
}

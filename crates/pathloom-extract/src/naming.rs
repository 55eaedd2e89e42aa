//! The first pass over a document's words: which names it uses, by suffix, ending, code, bracketed alias, recurrence,
//! and by the words around them ("headquartered in X", "led by X Y").

use crate::cells::{self, Source};
use crate::clause::TIME;
use crate::columns;
use crate::grid;
use crate::han_names::{bracket_len, chinese_by_ending, introduced_zh, left_border};
use crate::measured;
use crate::mention::Matcher;
use crate::names::NameBook;
use crate::ontology::{self, THING};
use crate::runs::{MONTHS, candidate, runs, typed_parts};
use crate::sentence::sentences;
use crate::stand_in::{self, is_role};
use crate::trigger::{CHINESE, ENGLISH};
use crate::{NameId, Vocabulary, byline, chemical, head, office, paper, period, scope, seat};
use pathloom_model::language::is_han;
use pathloom_model::{Block, BlockContent, Parsed, Span, locate};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

static SHORT_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        "[（(](?P<foreign>[A-Z][\\p{Latin}\\p{N}&.'’/ -]{1,40}[，,;；]\\s?)?(?:以下)?(?:统一)?简称[:：为]?\\s*[“\"「『‘]?(?P<short>[^”\"」』’）)，,；]{1,15})[”\"」』’]?[^）)]{0,12}[）)]",
    )
});
/// Bytes before a name in which the words stand that introduce it.
const NEAR: usize = 200;

static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        "^\\s?[(（](?:hereinafter |hereafter |the |referred to as |abbreviated )*[“\"‘']([^”\"’']{2,40})[”\"’'][)）]",
    )
});
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| compile(r"^\s?[(（]([A-Z][A-Za-z0-9-]{1,9})[)）]"));
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| compile(r"^[（(]([A-Z][\p{Latin}\p{N}&.'’/ -]{1,40})[）)]"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// All names of a document, in the order in which they were found.
pub fn collect(parsed: &Parsed, tables: &[Source], vocabulary: &Arc<Vocabulary>) -> NameBook {
    let mut book = NameBook::knowing(vocabulary.clone());
    let prose: Vec<(&Block, String)> =
        parsed.blocks.iter().filter(|block| is_prose(block)).map(|block| (block, block.text())).collect();
    let prose = &prose[..references_at(parsed, &prose)];
    let texts: Vec<Text> = prose.iter().map(|(block, text)| Text { parsed, block, text }).collect();
    for text in &texts {
        for (start, end, kind) in vocabulary.examples_in(text.text) {
            book.add(&text.text[start..end], kind, || text.span(start, end));
        }
    }
    typed_names(&texts, &mut book);
    for _ in 0..2 {
        for source in tables {
            for part in source.parts() {
                let source = &source.with(&part);
                if let Ok(grid) = grid::read(source.table, &book) {
                    cells::collect_names(&grid, source, &mut book);
                }
            }
        }
    }
    let metrics = table_metrics(tables);
    authors(&texts, &mut book);
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.addressed(&mut book, &matcher);
    }
    recurring(&texts, &metrics, &mut book);
    for text in &texts {
        text.introduced(&mut book);
        text.titles(&mut book);
        text.substances(&mut book);
        text.towns(&mut book);
        text.persons(&mut book);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.aliases(&mut book, &matcher, &metrics);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.defined_terms(&mut book, &matcher);
        text.after_roles(&mut book, &matcher);
    }
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.beside_triggers(&mut book, &matcher);
        text.beside_triggers_zh(&mut book, &matcher);
        text.latin_in_chinese(&mut book, &matcher);
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
    let matcher = Matcher::new(&book);
    for text in &texts {
        text.roles(&mut book, &matcher);
    }
    family_names(&mut book);
    small_letters(&mut book);
    book
}

/// Methods, models and data that a paper introduces, or cites with the work they come from. Tables are read without
/// them: a head that is one of them says what was measured on, not who was measured.
pub fn of_paper(parsed: &Parsed, book: &mut NameBook) {
    let prose: Vec<(&Block, String)> =
        parsed.blocks.iter().filter(|block| is_prose(block)).map(|block| (block, block.text())).collect();
    let prose = &prose[..references_at(parsed, &prose)];
    let texts: Vec<Text> = prose.iter().map(|(block, text)| Text { parsed, block, text }).collect();
    // "ELABORA-TIONSET" where a line was broken: the name stands whole elsewhere.
    let broken = |name: &str| {
        let whole = name.replacen('-', "", 1);
        name.contains('-') && texts.iter().any(|text| text.text.contains(&whole))
    };
    for text in &texts {
        let own = paper::introduced(text.text).into_iter().map(|it| (it.name, it.kind.unwrap_or(THING)));
        let cited = paper::cited(text.text).into_iter().map(|it| (it.name, THING));
        for ((start, end), kind) in own.chain(cited) {
            let name = &text.text[start..end];
            if !measured::is_metric(name) && !broken(name) {
                text.typed(start, end, kind, book);
            }
        }
    }
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
        matches!(
            text.trim()
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
                .to_lowercase()
                .as_str(),
            "references" | "bibliography" | "参考文献"
        )
    });
    heading
        .map_or(prose.len(), |heading| prose.iter().position(|(block, _)| block.id > heading.id).unwrap_or(prose.len()))
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
        let mut found = of_names(self.text);
        let apart = |start: usize, end: usize| found.iter().all(|(from, to, _)| end <= *from || *to <= start);
        let latin = runs(self.text).into_iter().flat_map(|run| typed_parts(&run));
        let latin: Vec<_> = latin.filter(|(start, end, _)| apart(*start, *end)).collect();
        found.extend(latin);
        found.extend(chinese_by_ending(self.text));
        found
    }

    /// Names that the words before or after them give away.
    fn introduced(&self, book: &mut NameBook) {
        for run in runs(self.text) {
            let (start, end) = (run.start, run.end());
            let name = &self.text[start..end];
            let plain = run
                .words
                .iter()
                .all(|(_, word)| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’')));
            if !plain
                || ontology::type_of_name(name).is_some()
                || MONTHS.contains(&name)
                || book.find(name).is_some_and(|id| book.kind(id) != THING)
            {
                continue;
            }
            let near = self.text.floor_char_boundary(start.saturating_sub(NEAR));
            let before = TIME.replace_all(self.text[near..start].trim_end(), "");
            let after = self.text[end..].trim_start();
            let words = run.words.len();
            let person = (2..=3).contains(&words);
            let country =
                |text: &str| ontology::countries().any(|country| text.trim_start_matches("the ").starts_with(country));
            let in_country = PLACE_VERBS.iter().any(|verb| after.strip_prefix(verb).is_some_and(country));
            let place = words <= 2 && (in_country || PLACE_LEADS.iter().any(|lead| before.ends_with(lead)));
            let led = PERSON_LEADS.iter().any(|lead| before.ends_with(lead));
            let person = person && (led || PERSON_VERBS.iter().any(|verb| after.starts_with(verb)));
            let kind = match (place, person) {
                (true, _) => "Place",
                (_, true) => "Person",
                _ => continue,
            };
            book.add(name, kind, || self.span(start, end));
        }
    }

    /// What "The managing director of A is" speaks of, by what the lexicon says stands at the other end.
    fn after_roles(&self, book: &mut NameBook, matcher: &Matcher) {
        for hit in matcher.find(self.text) {
            let front = self.text[..hit.start].trim_end();
            let front = front.strip_suffix(" the").unwrap_or(front).strip_suffix(" of");
            let Some(front) = front.filter(|_| self.text[hit.end..].starts_with(" is ")) else {
                continue;
            };
            let Some(at) = front.to_lowercase().rfind("the ") else { continue };
            let Some((relation, inverse)) =
                front.get(at + 4..).and_then(|role| columns::headed(role, book.kind(hit.name)))
            else {
                continue;
            };
            let wanted = if inverse { &relation.subject } else { &relation.object };
            let start = hit.end + " is ".len();
            let run = runs(self.text).into_iter().find(|run| run.start == start && (1..=4).contains(&run.words.len()));
            if let (Some(run), Some(kind)) = (run, ontology::implied(wanted)) {
                let name = &self.text[start..run.end()];
                let person = kind != "Person" || run.words.len() >= 2;
                if person && book.find(name).is_none() && !MONTHS.contains(&name) {
                    book.add(name, kind, || self.span(start, run.end()));
                }
            }
        }
    }

    /// "(“Tavistock”)" behind what is said of "Tavistock Bearings Limited": the first words of the name in quotes.
    fn defined_terms(&self, book: &mut NameBook, matcher: &Matcher) {
        static TERM: LazyLock<Regex> =
            LazyLock::new(|| compile(r#"^, (?:an?|the) [^()"“”.;]{3,160}\s\((?:the\s)?["“]([^"“”()]{2,40})["”]\)"#));
        for hit in matcher.find(self.text) {
            let full = &self.text[hit.start..hit.end];
            let Some(alias) = TERM.captures(&self.text[hit.end..]).and_then(|found| found.get(1)) else {
                continue;
            };
            let head = full.strip_prefix(alias.as_str()).is_some_and(|rest| rest.starts_with(' '));
            if head && !is_role(alias.as_str()) {
                self.join(book, hit.name, alias.as_str(), hit.end + alias.start());
            }
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
            if hits.iter().any(|hit| hit.start < end && start < hit.end)
                || period::parse(&self.text[start..end]).is_some()
            {
                continue;
            }
            let before =
                hits.iter().rev().find(|hit| hit.end <= start).is_some_and(|hit| stated(&self.text[hit.end..start]));
            let after = hits.iter().find(|hit| hit.start >= end).is_some_and(|hit| stated(&self.text[end..hit.start]));
            if before || after {
                book.add(&self.text[start..end], THING, || self.span(start, end));
            }
        }
    }

    /// A place or person where a relation wants one: "总部位于哥德堡", "由顾彦清创立"; behind a name, or opening a later
    /// clause of the sentence that a name opens.
    fn beside_triggers_zh(&self, book: &mut NameBook, matcher: &Matcher) {
        let hits = matcher.find(self.text);
        for hit in &hits {
            let rest = &self.text[hit.end..];
            self.introduced_at(hit.end + bracket_len(rest), book);
        }
        for (start, end) in sentences(self.text) {
            if hits.iter().any(|hit| hit.start == start) {
                for (at, comma) in self.text[start..end].match_indices('，') {
                    self.introduced_at(start + at + comma.len(), book);
                }
            }
        }
    }

    /// A name in Latin letters inside Chinese words, joined to a known one by the words of a relation: "MC28由…研制".
    fn latin_in_chinese(&self, book: &mut NameBook, matcher: &Matcher) {
        if !self.text.chars().any(is_han) {
            return;
        }
        let hits = matcher.find(self.text);
        for run in runs(self.text) {
            let (start, end) = (run.start, run.end());
            let name = &self.text[start..end];
            let known = hits.iter().any(|hit| hit.start < end && start < hit.end) || run.words.len() > 2;
            let written = name.chars().count() >= 3 && (scope::is_code(name) || name.chars().any(char::is_lowercase));
            if known || !written || period::parse(name).is_some() || ontology::type_of_name(name).is_some() {
                continue;
            }
            let rest = &self.text[end..];
            let before = &self.text[..start];
            let next = hits.iter().find(|hit| hit.start >= end && hit.start - end <= 30);
            let last = hits.iter().rev().find(|hit| hit.end <= start && start - hit.end <= 30);
            let stated = CHINESE.iter().any(|phrase| {
                let opens = next.is_some_and(|hit| {
                    self.text[end..hit.start] == phrase.before
                        && !phrase.before.is_empty()
                        && self.text[hit.end..].trim_start_matches("共同").starts_with(phrase.after.as_str())
                });
                let closes = last.is_some_and(|hit| {
                    self.text[hit.end..start] == phrase.before && phrase.after.is_empty() && !phrase.before.is_empty()
                });
                opens || closes
            });
            let free = !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !before.ends_with(['(', '（', '[']);
            if stated && free {
                book.add(name, THING, || self.span(start, end));
            }
        }
    }

    /// The name behind a relation's words that stand at this place.
    fn introduced_at(&self, at: usize, book: &mut NameBook) {
        for phrase in CHINESE.iter() {
            let wanted =
                if phrase.trigger.passive { &phrase.trigger.relation.subject } else { &phrase.trigger.relation.object };
            let kind = match wanted.as_slice() {
                [one] if matches!(one.as_str(), "Person" | "Place" | "City") => one.as_str(),
                _ => continue,
            };
            let Some(after) =
                self.text[at..].strip_prefix(phrase.before.as_str()).filter(|_| !phrase.before.is_empty())
            else {
                continue;
            };
            let start = at + phrase.before.len();
            if let Some(length) = introduced_zh(after, &phrase.after, kind) {
                book.add(&self.text[start..start + length], kind, || self.span(start, start + length));
                break;
            }
        }
    }

    /// Persons by the office or label beside them.
    fn persons(&self, book: &mut NameBook) {
        for (start, end) in office::persons(self.text) {
            self.typed(start, end, "Person", book);
        }
    }

    /// Towns by the words beside them.
    fn towns(&self, book: &mut NameBook) {
        // "University of Pavona, Italy": the town is a part of a name.
        let names = of_names(self.text);
        for (start, end) in seat::towns(self.text) {
            if !names.iter().any(|(from, to, _)| *from <= start && end <= *to) {
                self.typed(start, end, "Place", book);
            }
        }
    }

    /// Towns in the addresses of organisations.
    fn addressed(&self, book: &mut NameBook, matcher: &Matcher) {
        let hits = matcher.find(self.text);
        let of = |kind: &str| ["Organisation", "Laboratory"].iter().any(|wanted| ontology::is_a(kind, wanted));
        let organisations: Vec<(usize, usize, &str)> =
            hits.iter().map(|hit| (hit.start, hit.end, book.kind(hit.name))).filter(|(_, _, kind)| of(kind)).collect();
        for (start, end) in seat::addressed(self.text, &organisations) {
            self.typed(start, end, "Place", book);
        }
    }

    /// A name of this type, unless the letters are known as something else.
    fn typed(&self, start: usize, end: usize, kind: &str, book: &mut NameBook) {
        let name = &self.text[start..end];
        if book.find(name).is_none_or(|known| ontology::compatible(book.kind(known), kind)) {
            book.add(name, kind, || self.span(start, end));
        }
    }

    /// "the Lessee", 甲方: what they stand for in this document.
    fn roles(&self, book: &mut NameBook, matcher: &Matcher) {
        for term in stand_in::defined(self.text, &matcher.find(self.text), book) {
            if !term.role {
                self.join(book, term.name, &term.words, term.at.0);
                continue;
            }
            if matches!(term.words.to_lowercase().as_str(), "company" | "group" | "公司" | "本公司" | "集团" | "本集团")
            {
                book.is_about(term.name);
            }
            if term.words.is_ascii() {
                book.stands_for(&format!("the {}", term.words), term.name);
                book.stands_for(&format!("The {}", term.words), term.name);
            } else if !matches!(term.words.as_str(), "公司" | "本公司" | "集团" | "本集团") {
                book.stands_for(&term.words, term.name);
            }
        }
    }

    /// Substances by the formula or number behind them; the formula is another spelling.
    fn substances(&self, book: &mut NameBook) {
        for named in chemical::find(self.text) {
            let (start, end) = named.name;
            let id = book.add(&self.text[start..end], "Substance", || self.span(start, end));
            if let Some((start, end)) =
                named.formula.filter(|&(start, end)| book.find(&self.text[start..end]).is_none())
            {
                book.alias(id, &self.text[start..end], self.span(start, end));
            }
        }
    }

    /// Titles of works and rules: 《…》.
    fn titles(&self, book: &mut NameBook) {
        static TITLE: LazyLock<Regex> = LazyLock::new(|| compile("《[^《》\n]{2,40}》"));
        for found in TITLE.find_iter(self.text) {
            book.add(found.as_str(), "Work", || self.span(found.start(), found.end()));
        }
    }

    /// A Chinese name of the same type before a known Latin one in brackets: "威悉压缩机实验室（Weser Compressor Laboratory）".
    fn translated(&self, book: &mut NameBook, matcher: &Matcher) {
        let hits = matcher.find(self.text);
        let stated = |name: &str| {
            CHINESE.iter().any(|phrase| phrase.before.chars().count() >= 2 && name.contains(phrase.before.as_str()))
        };
        for (at, _) in self.text.match_indices('（') {
            let Some(foreign) = FOREIGN.captures(&self.text[at..]).and_then(|found| found.get(1)) else {
                continue;
            };
            let start = left_border(self.text, at, 14);
            let name = &self.text[start..at];
            let kind = ontology::type_of_name(name);
            if let (Some(known), Some(kind)) = (book.find(foreign.as_str()), kind)
                && ontology::type_of_name(foreign.as_str()) == Some(kind)
                && hits.get(hits.partition_point(|hit| hit.end <= start)).is_none_or(|hit| hit.start >= at)
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
            let (Some(whole), Some(alias)) =
                (found.get(0), found.name("short").filter(|short| !is_role(short.as_str())))
            else {
                continue;
            };
            let full = hits.binary_search_by_key(&whole.start(), |hit| hit.end).ok().map(|place| hits[place].name);
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
            let short = ABBREVIATION
                .captures(rest)
                .and_then(|found| found.get(1))
                .filter(|short| abbreviates(short.as_str(), book.text(hit.name)));
            let han = self.text[..hit.end].chars().next_back().is_some_and(is_han);
            let foreign = FOREIGN
                .captures(rest)
                .and_then(|found| found.get(1))
                .filter(|it| han && period::parse(it.as_str()).is_none() && !it.as_str().ends_with(' '));
            if let Some(alias) = quoted.or(short).or(foreign).filter(|alias| !is_role(alias.as_str())) {
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
            let measured =
                metrics.iter().any(|label| label == &short.as_str().to_lowercase() || label == &long.to_lowercase())
                    || measured::is_metric(long)
                    || measured::is_metric(short.as_str());
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

const PLACE_LEADS: &[&str] = &[
    " headquartered in",
    " located in",
    " situated in",
    " sited in",
    " headquarters in",
    " head office in",
    " was born in",
    " registered office in",
    " capital city of",
    " based in",
];
const PLACE_VERBS: &[&str] = &["is located in ", "is situated in ", "lies in ", "is a city in ", "is a town in "];
const PERSON_LEADS: &[&str] = &[" led by", " headed by", " chaired by", " founded by", " co-founded by"];
const PERSON_VERBS: &[&str] = &["chairs ", "works for ", "works at ", "was born in ", "studied at ", "graduated from "];

/// Names with a small word inside: "University of Pavona", "Nordic Fund for Gut Research", "Landlord and Tenant Act
/// 1985", "Regulation (EC) No 1907/2006".
fn of_names(text: &str) -> Vec<(usize, usize, &'static str)> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"\b(?:\p{Lu}[\p{L}-]+\s){0,3}(?P<head>University|Institute|Bank|Court|Ministry|Agency|Office|Department|Council|Commission|Academy|College|School|Centre|Center|Fund|Foundation|Association|Society|Federation|Bureau|Laboratory|Museum|Committee|Chamber|Board|Authority|Register|Port|Hospital)\s(?:of|for|on)\s(?:the\s)?\p{Lu}[\p{L}-]+(?:(?:\s(?:and|of|for)\s|\s)\p{Lu}[\p{L}-]+){0,5}",
        )
    });
    static LAW: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"\b(?:\p{Lu}[\p{L}-]+(?:\s(?:and|of|for|\(\p{Lu}[^()]{2,40}\))\s|\s)){1,6}(?:Act|Order|Code|Law|Regulations?|Rules|Convention|Treaty|Decree|Ordinance)\s(?:19|20)\d\d\b|\b(?:Regulation|Directive|Decision)\s(?:\((?:EU|EC|EEC|Euratom)(?:,\s\w+)?\)\s)?(?:No\s)?\d{1,4}/\d{2,4}(?:/(?:EC|EU|EEC))?",
        )
    });
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for law in LAW.find_iter(text) {
        let start = law.start()
            + ["The ", "This ", "In ", "Under ", "By "]
                .iter()
                .find(|it| law.as_str().starts_with(**it))
                .map_or(0, |it| it.len());
        found.push((start, law.end(), "Law"));
    }
    for captures in OF.captures_iter(text) {
        let (Some(whole), Some(head)) = (captures.get(0), captures.name("head")) else { continue };
        let lead = ["The ", "This ", "At ", "In ", "Our "].iter().find(|it| whole.as_str().starts_with(**it));
        let start = whole.start() + lead.map_or(0, |it| it.len());
        let words = whole.as_str().split(' ').count();
        let kind = match head.as_str() {
            "University" | "College" | "School" => "University",
            "Bank" => "Bank",
            "Court" => "Court",
            "Ministry" | "Department" => "Ministry",
            "Hospital" => "Hospital",
            "Laboratory" => "Laboratory",
            "Fund" => "Fund",
            "Port" => "Port",
            _ => "Organisation",
        };
        let overlaps = found.iter().any(|(from, to, _)| start < *to && *from < whole.end());
        // "Department of Computer Science" is a part of one, and many have it.
        let part = matches!(head.as_str(), "Department" | "School" | "Board" | "Office")
            && words <= 6
            && !whole.as_str().starts_with("Office for");
        if !overlaps && !part {
            found.push((start, whole.end(), kind));
        }
    }
    found
}

/// Authors under the title of a paper, and the institutions that their marks lead to.
fn authors(texts: &[Text], book: &mut NameBook) {
    for text in texts.iter().take(byline::BLOCKS) {
        for author in byline::authors(text.text) {
            text.typed(author.at.0, author.at.1, "Person", book);
        }
        for institution in byline::institutions(text.text) {
            text.typed(institution.at.0, institution.at.1, "Organisation", book);
        }
    }
}

/// "phosphoric acid" for Phosphoric acid, and the other way round: at the start of a sentence or a cell it is written large.
fn small_letters(book: &mut NameBook) {
    for id in book.of_kind("Substance") {
        let name = book.text(id).to_owned();
        let mut letters = name.chars();
        let Some(first) = letters.next().filter(|c| c.is_ascii_alphabetic()) else { continue };
        let rest = letters.as_str();
        let common = rest.chars().count() >= 4
            && rest.chars().all(|c| c.is_lowercase() || c == ' ' || c == '-')
            && !ontology::is_a(book.kind(id), "Drug");
        if common {
            let other = if first.is_uppercase() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
            book.stands_for(&format!("{other}{rest}"), id);
        }
    }
}

/// "Renner" for Dov Renner, where no other name has that word.
fn family_names(book: &mut NameBook) {
    let persons = book.of_kind("Person");
    let last = |id: NameId| {
        let name = book.text(id);
        let last = name.rsplit(' ').next().filter(|last| last.len() >= 3 && last.len() < name.len())?;
        last.starts_with(char::is_uppercase).then(|| last.to_owned())
    };
    let names: Vec<(NameId, String)> = persons.into_iter().filter_map(|id| Some((id, last(id)?))).collect();
    for (id, name) in &names {
        let shared = names.iter().filter(|(_, other)| other == name).count() > 1;
        if !shared && !book.is_word_of_another(name, *id) && ontology::type_of_word(name).is_none() {
            book.stands_for(name, *id);
        }
    }
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
        let measured = metrics.contains(&name.to_lowercase()) || measured::is_metric(&name);
        if count >= 2 && inner >= 1 && !measured && period::all(&name).is_empty() && !ontology::is_collective(&name) {
            book.add(&name, THING, || texts[place].span(start, end));
        }
    }
}

/// Whether the capitals of `short` are initials of the words of `long`, in order.
fn abbreviates(short: &str, long: &str) -> bool {
    let letters: Vec<char> = short.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let initials: Vec<char> =
        long.split([' ', '-']).filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
    let mut rest = initials.iter();
    letters.len() >= 2
        && letters.iter().all(|letter| rest.any(|initial| initial == letter))
        && initials.first() == letters.first()
}

/// Where the long form of an abbreviation starts: as many words back as it has capitals, initials in order.
fn expansion(before: &str, short: &str) -> Option<usize> {
    let letters: Vec<char> =
        short.trim_end_matches('s').chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let before = before.trim_end();
    let mut at = before.len();
    for letter in letters.iter().rev() {
        let word_at = before[..at]
            .trim_end_matches([' ', '-'])
            .rfind([' ', '-', '(', '“', '\n'])
            .map_or(0, |space| space + before[space..].chars().next().map_or(1, char::len_utf8));
        let word = &before[word_at..at];
        if !word.to_lowercase().starts_with(*letter) || word.len() < 2 {
            return None;
        }
        at = word_at;
    }
    (letters.len() >= 2).then_some(at)
}

//! Runs of capitalised words, codes and numbers in Latin script, and which of them are written like a name.

use crate::ontology;
use crate::sentence::sentences;
use regex::Regex;
use std::sync::LazyLock;

/// A run of capitalised words, codes and numbers, each one space apart.
pub struct Run<'a> {
    pub start: usize,
    pub words: Vec<(usize, &'a str)>,
    /// Opens its sentence.
    pub initial: bool,
    /// "University of" stands before it: its first words may belong to that name.
    pub after_of: bool,
}

impl Run<'_> {
    pub fn end(&self) -> usize {
        self.words.last().map_or(self.start, |(at, word)| at + word.len())
    }
}

static TOKEN: LazyLock<Regex> = LazyLock::new(|| compile(r"[\p{Latin}\p{N}][\p{Latin}\p{N}&.'’/-]*"));
static CODE: LazyLock<Regex> = LazyLock::new(|| compile(r"^[A-Z][A-Za-z]{0,11}-?\d{1,4}[A-Za-z]{0,3}$"));

/// Words that open a sentence or a phrase in capitals and are part of no name.
const OPENERS: &[&str] = &[
    "The",
    "A",
    "An",
    "In",
    "On",
    "At",
    "For",
    "From",
    "By",
    "To",
    "Of",
    "With",
    "And",
    "But",
    "Or",
    "As",
    "If",
    "When",
    "While",
    "Where",
    "After",
    "Before",
    "Since",
    "Until",
    "Because",
    "Although",
    "Though",
    "Both",
    "Either",
    "Neither",
    "Each",
    "Every",
    "All",
    "Some",
    "Many",
    "Most",
    "Few",
    "No",
    "Not",
    "Only",
    "Also",
    "Even",
    "However",
    "Thus",
    "Therefore",
    "Hence",
    "Then",
    "Here",
    "There",
    "This",
    "That",
    "These",
    "Those",
    "It",
    "Its",
    "They",
    "Their",
    "We",
    "Our",
    "I",
    "He",
    "She",
    "His",
    "Her",
    "You",
    "Your",
    "What",
    "Which",
    "Who",
    "How",
    "Why",
    "Table",
    "Tables",
    "Figure",
    "Figures",
    "Fig",
    "Figs",
    "Eq",
    "Eqs",
    "Equation",
    "Equations",
    "Section",
    "Sections",
    "Chapter",
    "Appendix",
    "Page",
    "Note",
    "Notes",
    "Source",
    "Sources",
    "Part",
    "Step",
    "Phase",
    "Level",
    "Volume",
    "No",
    "Without",
    "Under",
    "Over",
    "Between",
    "Among",
    "Despite",
    "During",
    "Within",
    "Unlike",
    "Like",
    "According",
    "Should",
    "Customers",
    "Shares",
    "Second",
    "First",
];

pub const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Q",
];

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Capitalised runs of a text, openers cut off.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    for (start, end) in sentences(text) {
        let mut words: Vec<(usize, &str)> = Vec::new();
        let mut last_end = start;
        for token in TOKEN.find_iter(&text[start..end]) {
            let at = start + token.start();
            let word = trimmed(token.as_str());
            let name_like =
                word.starts_with(char::is_uppercase) || (!words.is_empty() && is_model_number(word)) || word == "plc";
            let legal = matches!(
                word,
                "Inc" | "Inc." | "Ltd" | "Ltd." | "LLC" | "Corp" | "Corp." | "L.P." | "LP" | "LLP" | "N.A."
            );
            let gap = &text[last_end..at];
            let adjacent = matches!(gap, " " | " & ") || (legal && gap == ", ");
            if !(adjacent && name_like) {
                flush(text, &mut words, start, &mut found);
            }
            if name_like && (word.starts_with(char::is_uppercase) || !words.is_empty()) {
                words.push((at, word));
            }
            last_end = at + word.len();
        }
        flush(text, &mut words, start, &mut found);
    }
    found
}

fn flush<'a>(text: &str, words: &mut Vec<(usize, &'a str)>, sentence: usize, found: &mut Vec<Run<'a>>) {
    let mut kept = std::mem::take(words);
    let opens = kept.first().is_some_and(|(at, _)| *at == sentence);
    let before = kept.len();
    while kept.first().is_some_and(|(_, word)| OPENERS.contains(word)) {
        kept.remove(0);
    }
    if let Some((start, _)) = kept.first() {
        let after_of = text[..*start]
            .strip_suffix(" of ")
            .is_some_and(|before| before.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_uppercase)));
        found.push(Run { start: *start, initial: opens && kept.len() == before, after_of, words: kept });
    }
}

/// Sentence marks off the end of a token; the stop of "Ltd." stays where a suffix needs it.
fn trimmed(token: &str) -> &str {
    if ontology::is_company_suffix(token) && token.matches('.').count() > 1 {
        return token;
    }
    let token = token
        .split_once('.')
        .filter(|(word, rest)| {
            word.len() > 1 && rest.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(char::is_alphabetic)
        })
        .map_or(token, |(word, _)| word);
    let token = token.strip_suffix("'s").or_else(|| token.strip_suffix("’s")).unwrap_or(token);
    token.trim_end_matches(['.', '-', '/', '\'', '’', '&'])
}

/// "12" of "Aurora 12": short, whole, no year.
pub fn is_model_number(word: &str) -> bool {
    (1..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()) && !crate::number::is_year(word)
}

/// Parts of a run that show their type.
pub fn typed_parts(run: &Run) -> Vec<(usize, usize, &'static str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 1..run.words.len() {
        let (start, _) = run.words[from];
        let (last_at, last) = run.words[at];
        let end = last_at + last.len();
        let core_shouts =
            run.words[from..at].iter().all(|(_, word)| word.len() > 4 && word.chars().all(|c| c.is_uppercase()));
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
    if run.after_of {
        return parts;
    }
    if let (Some((start, _)), Some((last_at, last))) = (rest.first(), rest.last())
        && rest.len() >= 2
    {
        let text: Vec<&str> = rest.iter().map(|(_, word)| *word).collect();
        let several = text[..text.len() - 1].iter().any(|word| ontology::type_of_name(&format!("X {word}")).is_some());
        if let Some(kind) =
            ontology::type_of_name(&text.join(" ")).filter(|kind| *kind != "Country" && !several && rest.len() <= 5)
        {
            parts.push((*start, last_at + last.len(), kind));
        }
    }
    parts
}

/// "Article 5", "Annex II": a part of a document, not a name.
fn is_part(words: &[(usize, &str)]) -> bool {
    const PARTS: &[&str] = &[
        "Article",
        "Articles",
        "Annex",
        "Annexes",
        "Schedule",
        "Clause",
        "Clauses",
        "Paragraph",
        "Rule",
        "Rules",
        "Regulation",
        "Item",
        "Items",
        "Box",
        "Exhibit",
        "Scheme",
        "Chart",
        "Volume",
        "Book",
        "Title",
    ];
    let number =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().all(|c| "IVXABC".contains(c));
    matches!(words, [(_, part), (_, next), ..] if PARTS.contains(part) && number(next))
}

/// The part of a run that may be a name of its own: a code, a word with a number, or two and more capitalised words.
pub fn candidate(run: &Run, text: &str) -> Option<(usize, usize)> {
    if !typed_parts(run).is_empty() || run.words.iter().any(|(_, word)| MONTHS.contains(word)) || run.words.len() > 5 {
        return None;
    }
    if is_part(&run.words) {
        return None;
    }
    let (start, end) = (run.start, run.end());
    let last = run.words.last().map_or("", |(_, word)| word);
    if is_model_number(last) {
        let rest = &text[end..];
        let measured = rest.starts_with(['%', '.', ',']) && rest[1..].starts_with(|c: char| c.is_ascii_digit())
            || rest.starts_with('%')
            || rest.starts_with(" %");
        let unit = rest
            .trim_start()
            .split([' ', '.', ',', ';', ')'])
            .next()
            .is_some_and(|word| crate::unit::parse(word).is_some());
        let named = run.words.len() == 2 && run.words[0].1.len() >= 3;
        return (named && !measured && !unit).then_some((start, end));
    }
    if run.words.len() == 1 {
        return CODE.is_match(last).then_some((start, end));
    }
    let shouting = run.words.iter().all(|(_, word)| word.len() > 1 && word.chars().all(|c| c.is_uppercase()));
    (!shouting).then_some((start, end))
}

//! The decision about two names by rule. A rule that merges must be right nearly always; whatever is only likely is a
//! candidate, and what is known to differ is kept apart with the reason.

use super::differ::{self, Likeness};
use super::ending;
use super::form::{Form, Shape};
use super::reason::Reason;
use super::short;
use super::{Named, Rules};
use pathloom_model::MergeState::{self, Candidate, KeptApart, Merged};
use rapidfuzz::distance::indel;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Two names by place, and what a rule says of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    pub state: MergeState,
    pub reason: Reason,
    /// 0..=1.
    pub similarity: f32,
}

pub struct Judge<'a> {
    pub names: &'a [Named<'a>],
    pub forms: Vec<Form>,
    /// Place of each name's type in the rows of `compatible`.
    types: Vec<u16>,
    compatible: Vec<Vec<bool>>,
    persons: Vec<bool>,
    places: Vec<bool>,
    rules: &'a Rules<'a>,
}

impl<'a> Judge<'a> {
    pub fn new(names: &'a [Named<'a>], rules: &'a Rules<'a>) -> Judge<'a> {
        let mut known: HashMap<&str, u16> = HashMap::new();
        let mut kinds: Vec<&str> = Vec::new();
        let mut number = |kind: &'a str| {
            *known.entry(kind).or_insert_with(|| {
                kinds.push(kind);
                (kinds.len() - 1).min(usize::from(u16::MAX)) as u16
            })
        };
        let types = names.iter().map(|name| number(name.entity_type)).collect();
        let compatible = kinds.iter().map(|one| kinds.iter().map(|other| (rules.compatible)(one, other)).collect());
        let is = |wanted: &str| kinds.iter().map(|kind| *kind == wanted || (rules.is_a)(kind, wanted)).collect();
        Judge {
            names,
            forms: names.iter().map(|name| Form::of(name.text)).collect(),
            types,
            compatible: compatible.collect(),
            persons: is("Person"),
            places: is("Place"),
            rules,
        }
    }

    pub fn compatible(&self, one: usize, other: usize) -> bool {
        self.compatible[usize::from(self.types[one])][usize::from(self.types[other])]
    }

    pub fn is_person(&self, name: usize) -> bool {
        self.persons[usize::from(self.types[name])]
    }

    fn is_place(&self, name: usize) -> bool {
        self.places[usize::from(self.types[name])]
    }

    /// `None`: not alike enough to say anything.
    pub fn judge(&self, one: usize, other: usize) -> Option<Judged> {
        let (f, g) = (&self.forms[one], &self.forms[other]);
        if !self.compatible(one, other) {
            let alike = f.plain == g.plain && (!f.is_symbol() || f.text == g.text);
            return alike.then(|| apart(Reason::Types));
        }
        let judged = self.by_names(one, other)?;
        if judged.state == KeptApart {
            return Some(judged);
        }
        if judged.reason != Reason::Given && (self.rules.together)(one, other) {
            return Some(apart(Reason::Together));
        }
        let listed = self.names[one].exact || self.names[other].exact;
        match judged.state {
            Merged if listed => Some(candidate(Reason::Listed, judged.similarity)),
            _ => Some(judged),
        }
    }

    fn by_names(&self, one: usize, other: usize) -> Option<Judged> {
        let (f, g) = (&self.forms[one], &self.forms[other]);
        if self.given(one, other) || self.given(other, one) {
            return Some(merged(Reason::Given));
        }
        match (f.is_symbol(), g.is_symbol()) {
            (true, true) => return symbols(f, g),
            (true, false) => return symbol_and_words(f, g),
            (false, true) => return symbol_and_words(g, f),
            _ => {}
        }
        if !f.bracket.is_empty() && !g.bracket.is_empty() && f.bracket != g.bracket {
            return likely(f, g).then(|| apart(Reason::Brackets));
        }
        let judged = self.by_words(one, other)?;
        let only_one = f.bracket != g.bracket && !abbreviates_itself(f) && !abbreviates_itself(g);
        match judged.state {
            Merged if only_one => Some(candidate(Reason::Bracket, 0.85)),
            Candidate if only_one => None,
            _ => Some(judged),
        }
    }

    /// Whether the first is given as another name of the second: in a document, or in a bracket behind it.
    fn given(&self, short: usize, long: usize) -> bool {
        let form = &self.forms[short];
        let same = |alias: &str| {
            if form.is_symbol() {
                super::form::plain_text(alias) == form.text
            } else {
                super::form::plain_of(alias) == form.plain
            }
        };
        let long_form = &self.forms[long];
        let bracket = long_form.given.as_deref().filter(|_| abbreviates_itself(long_form));
        self.names[long].aliases.iter().copied().chain(bracket).any(same)
    }

    fn by_words(&self, one: usize, other: usize) -> Option<Judged> {
        let (f, g) = (&self.forms[one], &self.forms[other]);
        if f.plain == g.plain {
            return Some(self.same_plain(one, other));
        }
        let numbers = |at: usize| differ::numbers(&self.forms[at].core, self.is_person(at));
        if f.core == g.core {
            return Some(match (f.ending, g.ending) {
                (Some(a), Some(b)) if a == b => merged(Reason::EndingSpelling),
                (Some(_), Some(_)) => apart(Reason::Endings),
                (None, None) => merged(Reason::Spelling),
                _ if self.is_person(one) || f.core.chars().count() < shortest(f.shape) => return None,
                _ => Judged { similarity: 0.95, ..merged(Reason::Ending) },
            });
        }
        let (a, b) = (numbers(one), numbers(other));
        if a != b {
            let reason = if a.is_empty() || b.is_empty() { Reason::OneNumber } else { Reason::Numbers };
            return likely(f, g).then(|| apart(reason));
        }
        if f.ending.is_some() && g.ending.is_some() && f.ending != g.ending {
            return likely(f, g).then(|| apart(Reason::Endings));
        }
        if same_letters(&f.core, &g.core) {
            return Some(candidate(Reason::Joined, 0.97));
        }
        match (f.shape, g.shape) {
            (Shape::Han, Shape::Han) => self.han(one, other),
            (Shape::Words, Shape::Words) if self.is_person(one) || self.is_person(other) => persons(f, g),
            (Shape::Words, Shape::Words) => words(f, g),
            _ => None,
        }
    }

    fn same_plain(&self, one: usize, other: usize) -> Judged {
        let (f, g) = (&self.forms[one], &self.forms[other]);
        if f.has_marks && g.has_marks && marked(&f.text) != marked(&g.text) {
            return candidate(Reason::Marks, 0.95);
        }
        let (left, right) = (f.text.to_lowercase(), g.text.to_lowercase());
        let word = f.text != g.text && left == right && f.shape == Shape::Words && !f.plain.contains(' ');
        let same_type = self.types[one] == self.types[other] && (self.rules.is_told)(self.names[one].entity_type);
        if word && !(same_type && f.plain.chars().count() >= 5) {
            return candidate(Reason::Case, 0.95);
        }
        merged(Reason::Spelling)
    }

    fn han(&self, one: usize, other: usize) -> Option<Judged> {
        let (short, long) =
            if self.forms[one].core.len() <= self.forms[other].core.len() { (one, other) } else { (other, one) };
        let (f, g) = (self.forms[short].core.as_str(), self.forms[long].core.as_str());
        let (a, b): (Vec<char>, Vec<char>) = (f.chars().collect(), g.chars().collect());
        if a.len() == b.len() {
            let differing: Vec<(char, char)> =
                a.iter().copied().zip(b.iter().copied()).filter(|(x, y)| x != y).collect();
            let [(x, y)] = differing.as_slice() else { return None };
            if differ::opposed_han(*x, *y) {
                return Some(apart(Reason::Opposites));
            }
            let long_enough = a.len() >= 6 && !self.is_person(one) && !self.is_place(one);
            return Some(if long_enough { candidate(Reason::Letters, 0.8) } else { apart(Reason::Words) });
        }
        if self.is_person(one) || self.is_person(other) {
            return None;
        }
        if let Some(extra) = differ::one_stretch(&a, &b) {
            let place_word = matches!(extra.as_str(), "市" | "省" | "县" | "区" | "自治区" | "特别行政区");
            if place_word
                && b.ends_with(&extra.chars().collect::<Vec<_>>())
                && self.is_place(one)
                && self.is_place(other)
            {
                return Some(merged(Reason::PlaceEnding));
            }
            if a.len() >= 2 && ending::SAY_LITTLE_HAN.contains(&extra.as_str()) && !(place_word && a.len() < 2) {
                return Some(candidate(Reason::SaysLittle, 0.8));
            }
        }
        let ended = self.forms[short].ending.is_some();
        (!ended && short::is_short_form_han(f, g)).then(|| candidate(Reason::ShortHan, 0.7))
    }
}

fn shortest(shape: Shape) -> usize {
    if shape == Shape::Han { 2 } else { 3 }
}

fn merged(reason: Reason) -> Judged {
    Judged { state: Merged, reason, similarity: 1.0 }
}

fn candidate(reason: Reason, similarity: f32) -> Judged {
    Judged { state: Candidate, reason, similarity }
}

fn apart(reason: Reason) -> Judged {
    Judged { state: KeptApart, reason, similarity: 0.0 }
}

/// Alike enough that keeping them apart is worth a word.
fn likely(f: &Form, g: &Form) -> bool {
    let (short, long) =
        if f.core.len() <= g.core.len() { (f.core.len(), g.core.len()) } else { (g.core.len(), f.core.len()) };
    short * 2 >= long && similar(&f.core, &g.core) >= 0.75
}

/// Share of letters that need not change.
pub fn similar(one: &str, other: &str) -> f32 {
    indel::normalized_similarity(one.chars(), other.chars()) as f32
}

/// Letters and digits in lower case, with their marks.
fn marked(text: &str) -> String {
    text.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same_letters(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| text.bytes().filter(|b| *b != b' ').collect::<Vec<u8>>();
    letters(one) == letters(other)
}

fn symbols(f: &Form, g: &Form) -> Option<Judged> {
    if f.text == g.text {
        return Some(if f.bracket == g.bracket { merged(Reason::Spelling) } else { candidate(Reason::Bracket, 0.8) });
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (a, b) = (letters(&f.text), letters(&g.text));
    if a == b {
        return Some(candidate(Reason::Code, 0.9));
    }
    (a.to_lowercase() == b.to_lowercase()).then(|| apart(Reason::SymbolCase))
}

fn symbol_and_words(symbol: &Form, words: &Form) -> Option<Judged> {
    let letters = symbol.plain.replace(' ', "");
    if letters == words.plain {
        return Some(candidate(Reason::Case, 0.9));
    }
    let capitals = symbol.text.chars().all(|c| c.is_uppercase() || c == '&' || c == '.');
    let initials = |text: &str| short::initials(text).contains(&letters);
    let matches = capitals && letters.chars().count() >= 3 && (initials(&words.core) || initials(&words.plain));
    matches.then(|| candidate(Reason::Initials, 0.7))
}

/// "World Health Organization (WHO)": the bracket holds the initials of what stands before it, or its short form.
fn abbreviates_itself(form: &Form) -> bool {
    let Some(given) = form.given.as_deref() else { return form.bracket.is_empty() };
    let letters: String = given.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    short::initials(&form.core).contains(&letters)
        || short::initials(&form.plain).contains(&letters)
        || form.shape == Shape::Han && short::is_short_form_han(&form.bracket, &form.core)
}

fn words(f: &Form, g: &Form) -> Option<Judged> {
    let (left, right) = differ::different_words(&f.core, &g.core);
    if left.is_empty() && right.is_empty() {
        return Some(candidate(Reason::Order, 0.95));
    }
    if left.is_empty() || right.is_empty() {
        let extra = if left.is_empty() { &right } else { &left };
        let little = extra.len() <= 2 && extra.iter().all(|word| ending::says_little(word));
        return little.then(|| candidate(Reason::SaysLittle, 0.85));
    }
    if left.len() != right.len() || left.len() > 2 {
        return None;
    }
    let mut all = Vec::new();
    for (a, b) in left.iter().zip(&right) {
        if differ::opposed(a, b) {
            return Some(apart(Reason::Opposites));
        }
        all.push(differ::likeness(a, b).filter(|it| *it != Likeness::Initial)?);
    }
    let whole = similar(&f.core, &g.core);
    let typos = all.iter().filter(|it| **it == Likeness::Typo).count();
    if typos == 2 && f.core.chars().count() < 16 {
        return None;
    }
    Some(if typos > 0 {
        candidate(Reason::Letters, whole)
    } else if all.contains(&Likeness::Shortened) {
        candidate(Reason::ShortWord, 0.85)
    } else if is_common(&f.text) || is_common(&g.text) {
        merged(Reason::Plural)
    } else {
        candidate(Reason::Plural, 0.9)
    })
}

/// A common noun: its last word has no capital.
fn is_common(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_lowercase))
}

fn persons(f: &Form, g: &Form) -> Option<Judged> {
    let (a, b): (Vec<&str>, Vec<&str>) = (f.words().collect(), g.words().collect());
    let ([.., x], [.., y]) = (a.as_slice(), b.as_slice()) else { return None };
    if a.len() < 2 || b.len() < 2 {
        return None;
    }
    let (first, last) = (differ::likeness(a[0], b[0]), differ::likeness(x, y));
    let same_last = x == y;
    if a.len() != b.len() {
        let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
        let middle = short.len() == 2 && long.len() == 3 && same_last;
        if middle && a[0] == b[0] {
            return Some(candidate(Reason::MiddleName, 0.85));
        }
        return (middle && first == Some(Likeness::Initial)).then(|| candidate(Reason::PersonInitial, 0.65));
    }
    if a.len() == 3 && a[1] != b[1] && differ::likeness(a[1], b[1]) != Some(Likeness::Initial) {
        return None;
    }
    match (a[0] == b[0], same_last) {
        (true, true) => Some(candidate(Reason::MiddleName, 0.85)),
        (false, true) if first == Some(Likeness::Initial) => Some(candidate(Reason::PersonInitial, 0.7)),
        (false, true) if first == Some(Likeness::Typo) => Some(candidate(Reason::Letters, similar(&f.core, &g.core))),
        (true, false) if last == Some(Likeness::Typo) => Some(candidate(Reason::Letters, similar(&f.core, &g.core))),
        _ if a.len() == 2 && a[0] == b[1] && a[1] == b[0] => Some(candidate(Reason::Order, 0.9)),
        _ => None,
    }
}

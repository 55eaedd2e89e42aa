//! The words between two English names: which of them may be a verb phrase of the lexicon.

use crate::trigger::{ENGLISH, Trigger};

const ADVERBS: &[&str] = &[
    "also",
    "now",
    "still",
    "already",
    "currently",
    "mainly",
    "mostly",
    "today",
    "then",
    "recently",
    "later",
    "first",
    "primarily",
    "directly",
    "fully",
    "successfully",
    "finally",
    "itself",
    "alone",
];

pub const PREPOSITIONS: &[&str] = &[
    "of",
    "in",
    "at",
    "for",
    "by",
    "from",
    "with",
    "to",
    "than",
    "near",
    "like",
    "between",
    "against",
    "on",
    "into",
    "via",
    "under",
    "over",
    "through",
    "behind",
    "including",
    "among",
    "within",
    "without",
    "towards",
    "about",
    "besides",
    "except",
    "onto",
    "or",
    "nor",
    "neither",
    "not",
    "no",
    "versus",
    "vs",
    "vs.",
    "per",
    "across",
    "non",
];

pub const PARTICIPLES: &[&str] = &[
    "based",
    "headquartered",
    "located",
    "situated",
    "owned",
    "operated",
    "founded",
    "led",
    "developed",
    "made",
    "produced",
    "published",
    "registered",
    "incorporated",
    "domiciled",
    "manufactured",
    "designed",
    "built",
    "supplied",
];

/// What may be the verb phrase of a gap: as it stands, after an apposition, in a relative clause, as a participle,
/// or after "and" (then the subject is the one of the clause before).
pub fn phrases(gap: &str) -> Vec<(String, bool)> {
    let text = gap.trim();
    let Some(after_comma) = text.strip_prefix(',') else {
        if let Some(relative) = of_noun(text) {
            return vec![(relative, false), (text.to_owned(), false)];
        }
        let joined = text.strip_prefix("and ").map(|rest| (rest.to_owned(), true));
        return joined.into_iter().chain(std::iter::once((text.to_owned(), false))).collect();
    };
    let rest = after_comma.trim();
    let mut found = Vec::new();
    if let Some(verb) = rest.strip_prefix("and ") {
        return vec![(verb.to_owned(), true)];
    }
    if let Some(verb) = rest.strip_prefix("which ").or_else(|| rest.strip_prefix("who ")) {
        found.push((verb.to_owned(), false));
    } else if !rest.contains(',') {
        found.push((format!("is {rest}"), false));
        found.push((format!("was {rest}"), false));
        if let Some(participle) = after_noun(rest) {
            found.push((format!("is {participle}"), false));
            found.push((format!("was {participle}"), false));
        }
        if let Some((_, seat)) = rest.split_once(" with its ").filter(|(noun, _)| noun.split(' ').count() <= 7) {
            found.push((format!("has its {seat}"), false));
        }
    }
    if let Some((aside, verb)) = rest.split_once(',')
        && aside.len() <= 80
        && !aside.starts_with("and ")
    {
        found.push((verb.trim().to_owned(), false));
    }
    found
}

/// "was developed by" of "is an oral inhibitor of JAK1 that was developed by", "is based in" of "is a maker of lenses
/// based in": what the noun after "is a" is said to be.
fn of_noun(text: &str) -> Option<String> {
    let noun = ["is a ", "is an ", "is the ", "was a ", "was an "].iter().find_map(|lead| text.strip_prefix(lead))?;
    let relative = [" that ", " which ", " who "].iter().find_map(|word| noun.rsplit_once(word)).map(|(_, rest)| rest);
    if let Some(relative) = relative.filter(|rest| rest.split(' ').count() <= 6) {
        return Some(relative.to_owned());
    }
    after_noun(&format!("a {noun}")).map(|participle| format!("is {participle}"))
}

/// "based in" of "a Dutch dairy company based in": the participle that ends an apposition of plain words.
fn after_noun(words: &str) -> Option<&str> {
    let noun = words.strip_prefix("a ").or_else(|| words.strip_prefix("an ")).or_else(|| words.strip_prefix("the "))?;
    let mut at = words.len() - noun.len();
    for (count, word) in noun.split(' ').enumerate() {
        if PARTICIPLES.contains(&word) {
            return (count >= 1).then(|| &words[at..]);
        }
        if count >= 10 || !word.chars().all(|c| c.is_alphabetic() || c == '-') {
            return None;
        }
        at += word.len() + 1;
    }
    None
}

/// Triggers that the words of a gap are, adverbs before and a short noun phrase after them allowed.
pub fn triggers_in(words: &str, neighbours: bool) -> Vec<Trigger> {
    let mut parts: Vec<&str> = words.split_whitespace().collect();
    while parts.first().is_some_and(|word| ADVERBS.contains(word)) {
        parts.remove(0);
    }
    if parts.is_empty() || parts.len() > 12 {
        return Vec::new();
    }
    let text = parts.join(" ");
    let open = ENGLISH.open.iter().filter(|(first, last, _)| is_open(&text, first, last)).map(|(.., trigger)| *trigger);
    let open: Vec<Trigger> = open.collect();
    if !open.is_empty() || !neighbours {
        return open;
    }
    for length in (1..=parts.len()).rev() {
        if let Some(found) = ENGLISH.exact.get(&parts[..length].join(" "))
            && is_noun_phrase(&parts[length..])
        {
            return found.clone();
        }
    }
    // "is a wholly owned subsidiary of", "is an oral inhibitor of": words between article and noun.
    if let [verb, article @ ("a" | "an" | "the"), rest @ ..] = parts.as_slice() {
        for skip in 1..=3.min(rest.len().saturating_sub(2)) {
            for article in [*article, "a", "an"] {
                if let Some(found) = ENGLISH.exact.get(&format!("{verb} {article} {}", rest[skip..].join(" "))) {
                    return found.clone();
                }
            }
        }
    }
    let inner: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(place, word)| !(*place == 1 && ADVERBS.contains(word)))
        .map(|(_, word)| *word)
        .collect();
    if inner.len() < parts.len() {
        ENGLISH.exact.get(&inner.join(" ")).cloned().unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// "supplies compressors to": one to five words inside, no mark, no other verb's preposition.
fn is_open(text: &str, first: &str, last: &str) -> bool {
    let Some(inside) = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
        return false;
    };
    let words: Vec<&str> = inside.split_whitespace().collect();
    inside.starts_with(' ')
        && inside.ends_with(' ')
        && (1..=5).contains(&words.len())
        && !inside.contains([',', ';', ':', '.'])
        && !words.iter().any(|word| matches!(*word, "to" | "from" | "that" | "which" | "by" | "and"))
}

/// "", "the", "its Swedish", "the compressor maker": at most an article and three plain words.
fn is_noun_phrase(words: &[&str]) -> bool {
    let content = match words.first() {
        Some(&("the" | "a" | "an" | "its" | "their" | "both" | "only")) => &words[1..],
        _ => words,
    };
    let article = content.len() < words.len();
    let plain = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || c == '-')
            && !PREPOSITIONS.contains(word)
            && !matches!(*word, "and" | "that" | "which" | "who" | "but")
    };
    content.len() <= if article { 3 } else { 2 } && content.iter().all(plain)
}

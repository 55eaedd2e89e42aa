//! Names of relations brought to one spelling: "located_in", "is located in" and "locatedIn" are one. By the words alone,
//! so that a name never depends on what else a project holds; who does what to whom is never changed.

use pathloom_model::language::is_han;
use pathloom_model::lexicon::Lexicon;
use std::borrow::Cow;

/// The lexicon's name where it knows the relation by exactly one; else the words without what does not matter.
pub fn standard<'a>(lexicon: &'a Lexicon, spelling: &'a str) -> Cow<'a, str> {
    let readings = |name: &str| lexicon.readings(name).take(2).count();
    let plain = plain(spelling);
    match (readings(spelling), readings(&plain)) {
        (1, _) => Cow::Borrowed(lexicon.canonical(spelling)),
        (_, 1) => Cow::Owned(lexicon.canonical(&plain).to_owned()),
        // What has several meanings keeps its words; so does what has none.
        (2, _) => Cow::Borrowed(spelling),
        _ if plain.is_empty() => Cow::Borrowed(spelling),
        _ => Cow::Owned(plain),
    }
}

/// Words in lower case without an auxiliary or an article before them; Chinese simplified, without particles.
fn plain(spelling: &str) -> String {
    let words = words(spelling);
    if words.iter().any(|word| word.chars().any(is_han)) {
        return han(&words.concat());
    }
    let auxiliary = |word: &&String| {
        let lead = ["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "a", "an", "the"];
        lead.contains(&word.as_str())
    };
    let rest = &words[words.iter().take_while(auxiliary).count()..];
    // "was acquired" is done to the subject, "acquired" by it: only a word behind it tells them to be the same.
    // "has part" and "part of" are the two directions of one relation.
    let has = words.first().is_some_and(|word| word == "has" || word == "have" || word == "had");
    let kept = rest.len() < 2 || has && !rest[0].ends_with("ed");
    if kept { words.join(" ") } else { rest.join(" ") }
}

/// Letters of a name that are looked at.
const LONGEST: usize = 200;

/// Parted at spaces, underscores, dashes and capitals, in lower case.
fn words(spelling: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in spelling.chars().take(LONGEST) {
        let capital = c.is_uppercase() && before.is_lowercase();
        if (capital || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Simplified, without the particles that do not change who does what.
fn han(words: &str) -> String {
    let simple = hanconv::t2s(words);
    let mut rest = simple.as_str();
    let lead =
        |rest: &'_ str| ["是", "为", "其"].iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len());
    let tail = |rest: &'_ str| {
        ["是", "为", "了", "的", "着", "过"].iter().find(|word| rest.ends_with(**word)).map_or(0, |word| word.len())
    };
    while lead(rest) > 0 && rest.chars().count() > 2 {
        rest = &rest[lead(rest)..];
    }
    while tail(rest) > 0 && rest.chars().count() > 2 {
        rest = &rest[..rest.len() - tail(rest)];
    }
    rest.to_owned()
}

/// Whether a relation holds both ways, so that its ends may stand in either order.
pub fn is_mutual(predicate: &str) -> bool {
    const WORDS: [&str; 22] = [
        "with", "border", "adjacent", "neighbo", "spouse", "married", "sibling", "brother", "sister", "partner",
        "compet", "merge", "twin", "equal", "接壤", "相邻", "毗邻", "配偶", "夫妻", "合作", "竞争", "合并",
    ];
    let lowered = predicate.to_lowercase();
    WORDS.iter().any(|word| lowered.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::lexicon::built_in;

    #[test]
    fn spellings_of_one_relation_are_one_and_directions_stay() {
        for (one, other) in [
            ("is mentored by", "mentored_by"),
            ("mentoredBy", "Mentored by"),
            ("is an apprentice of", "apprentice of"),
            ("師從於", "师从于"),
            ("致敬了", "致敬"),
            ("is located in", "located in"),
        ] {
            assert_eq!(standard(built_in(), one), standard(built_in(), other), "{one}, {other}");
        }
        for (one, other) in
            [("was mentored", "mentored"), ("mentored", "mentored by"), ("被收购", "收购"), ("part of", "has part")]
        {
            assert_ne!(standard(built_in(), one), standard(built_in(), other), "{one}, {other}");
        }
        assert_eq!(standard(built_in(), "supplies"), "supplies", "what the lexicon knows stays");
        assert_eq!(standard(built_in(), "___"), "___", "what has no word stays");
    }
}

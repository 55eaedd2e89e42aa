//! Names of relations brought to one spelling: "located_in", "is located in" and "locatedIn" are one. By rule only; who
//! does what to whom is never changed: "acquired" and "acquired by" stay two.

use pathloom_model::language::is_han;
use std::collections::BTreeMap;

/// Spelling → the one that stands for it, for every spelling that changes. `known` gives the name under which the
/// lexicon compares a spelling, if it knows it; such a name wins over others, then the most frequent.
pub fn standard<'a>(
    spellings: &BTreeMap<&'a str, u64>,
    known: &dyn Fn(&str) -> Option<String>,
) -> BTreeMap<&'a str, String> {
    let mut groups: BTreeMap<String, Vec<(&'a str, u64)>> = BTreeMap::new();
    for (&spelling, &count) in spellings {
        let plain = plain(spelling);
        if !plain.is_empty() {
            groups.entry(plain).or_default().push((spelling, count));
        }
    }
    let mut standard = BTreeMap::new();
    for (plain, mut group) in groups {
        let lexicon: Vec<String> = group.iter().filter_map(|(spelling, _)| known(spelling)).collect();
        let spelled = known(&plain).or_else(|| lexicon.first().cloned());
        if lexicon.iter().any(|name| Some(name) != spelled.as_ref()) {
            continue;
        }
        group.sort_by_key(|(spelling, count)| (std::cmp::Reverse(*count), spelling.len(), *spelling));
        let chosen = spelled.unwrap_or_else(|| group[0].0.to_owned());
        let changed = group.iter().filter(|(spelling, _)| *spelling != chosen && known(spelling).is_none());
        standard.extend(changed.map(|(spelling, _)| (*spelling, chosen.clone())));
    }
    standard
}

/// Words in lower case without an auxiliary before them, verbs without their tense.
pub fn plain(spelling: &str) -> String {
    let words = words(spelling);
    if words.iter().any(|word| word.chars().any(is_han)) {
        return han(&words.concat());
    }
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let auxiliary = |word: &str| {
        matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "has"
                | "have"
                | "had"
                | "will"
                | "a"
                | "an"
                | "the"
        )
    };
    let lead = words.iter().take_while(|word| auxiliary(word)).count();
    let rest = &words[lead..];
    // "was acquired" is done to the subject, "acquired" by it: only a preposition tells them to be the same.
    let by_itself = rest.len() == 1 && (rest[0].ends_with("ed") || rest[0].ends_with("en"));
    if !rest.is_empty() && !by_itself {
        words.drain(..lead);
    }
    words.iter().map(|word| stem(word)).collect::<Vec<_>>().join(" ")
}

/// Parted at spaces, underscores, dashes and capitals, in lower case.
fn words(spelling: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in spelling.chars().take(200) {
        let capital = c.is_uppercase() && before.is_lowercase();
        if (capital || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// "supplies", "supplied" and "supply" are one; short words and prepositions stay.
fn stem(word: &str) -> String {
    let cut = |end: &str, least: usize| word.strip_suffix(end).filter(|stem| stem.len() >= least);
    if let Some(stem) = cut("ies", 3).or(cut("ied", 3)) {
        return format!("{stem}y");
    }
    let stem = cut("ed", 4).or(cut("es", 4)).or_else(|| cut("s", 4).filter(|stem| !stem.ends_with(['s', 'u', 'i'])));
    let stem = stem.or(cut("e", 4)).unwrap_or(word);
    stem.to_owned()
}

/// Simplified, without the particles that do not change who does what.
fn han(words: &str) -> String {
    let simple = hanconv::t2s(words);
    let mut rest = simple.as_str();
    while let Some(shorter) =
        ["是", "为", "其", "的"].iter().find_map(|word| rest.strip_prefix(word)).filter(|it| !it.is_empty())
    {
        rest = shorter;
    }
    while let Some(shorter) = ["是", "为", "了", "的", "着", "过"]
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .filter(|it| it.chars().count() >= 2)
    {
        rest = shorter;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_relation_are_one_and_directions_stay() {
        for (one, other) in [
            ("located_in", "is located in"),
            ("locatedIn", "Located in"),
            ("supplies", "supplied"),
            ("is a supplier of", "supplier of"),
            ("总部位於", "总部位于"),
            ("收购了", "收购"),
        ] {
            assert_eq!(plain(one), plain(other), "{one}, {other}");
        }
        for (one, other) in
            [("acquired", "acquired by"), ("was acquired", "acquired"), ("被收购", "收购"), ("part of", "has part")]
        {
            assert_ne!(plain(one), plain(other), "{one}, {other}");
        }
    }

    #[test]
    fn the_lexicon_names_a_relation_before_the_most_frequent_spelling_does() {
        let spellings = BTreeMap::from([("is located in", 9), ("located in", 1), ("develops", 2), ("developed", 5)]);
        let known = |name: &str| (name == "located in").then(|| "located in".to_owned());
        let standard = standard(&spellings, &known);
        assert_eq!(standard.get("is located in").map(String::as_str), Some("located in"));
        assert_eq!(standard.get("develops").map(String::as_str), Some("developed"));
        assert_eq!(standard.len(), 2, "the standing ones do not change");
    }
}

//! The lexicon's triggers, ready to compare with the words between two names.

use pathloom_model::Language;
use pathloom_model::lexicon::{self, RelationWords};
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug)]
pub struct Trigger {
    pub relation: &'static RelationWords,
    /// The first name is the object.
    pub passive: bool,
    /// Wants more than one thing before it: "use", "are made at".
    pub plural: bool,
}

/// English: the exact words between; and those with a few words inside ("supplies … to").
#[derive(Default)]
pub struct English {
    pub exact: BTreeMap<String, Vec<Trigger>>,
    pub open: Vec<(String, String, Trigger)>,
}

/// Chinese: the words before the second name, and those that must follow it.
pub struct Chinese {
    pub before: String,
    pub after: String,
    pub trigger: Trigger,
}

pub static ENGLISH: LazyLock<English> = LazyLock::new(english);
pub static CHINESE: LazyLock<Vec<Chinese>> = LazyLock::new(chinese);

fn each(language: Language) -> impl Iterator<Item = (&'static str, Trigger)> {
    lexicon::built_in().relation.iter().flat_map(move |relation| {
        let forms = relation.forms(language);
        let active = forms.into_iter().flat_map(|forms| &forms.triggers).map(|words| (words.as_str(), false));
        let passive = forms.into_iter().flat_map(|forms| &forms.passive).map(|words| (words.as_str(), true));
        active
            .chain(passive)
            .map(move |(words, passive)| (words, Trigger { relation, passive, plural: false }))
            .collect::<Vec<_>>()
    })
}

fn english() -> English {
    let mut all = English::default();
    for (words, trigger) in each(Language::En) {
        let tenses = std::iter::once(words.to_owned()).chain(perfect(words));
        let forms = tenses.flat_map(|words| {
            let plural = plural(&words);
            std::iter::once((words, false)).chain(plural.map(|words| (words, true)))
        });
        for (words, plural) in forms {
            let trigger = Trigger { plural, ..trigger };
            match words.split_once(" … ") {
                Some((first, last)) => all.open.push((first.to_owned(), last.to_owned(), trigger)),
                None => all.exact.entry(words).or_default().push(trigger),
            }
        }
    }
    all
}

/// "uses" → "use", "is made at" → "are made at"; past tense serves both.
fn plural(words: &str) -> Option<String> {
    let (first, rest) = words.split_once(' ').map_or((words, ""), |(first, rest)| (first, rest));
    let changed = match first {
        "is" => "are".to_owned(),
        "was" => "were".to_owned(),
        "has" => "have".to_owned(),
        it if it.ends_with("ches") || it.ends_with("sses") => it[..it.len() - 2].to_owned(),
        it if it.ends_with('s') && !it.ends_with("ss") => it[..it.len() - 1].to_owned(),
        _ => return None,
    };
    Some(if rest.is_empty() { changed } else { format!("{changed} {rest}") })
}

/// "owns" → "has owned", "acquired" → "has acquired", "is owned by" → "has been owned by": what has been so is so.
fn perfect(words: &str) -> Option<String> {
    const PAST: &[(&str, &str)] = &[
        ("makes", "made"),
        ("builds", "built"),
        ("leads", "led"),
        ("runs", "run"),
        ("holds", "held"),
        ("sells", "sold"),
        ("buys", "bought"),
        ("brings", "brought"),
        ("writes", "written"),
        ("wrote", "written"),
        ("teaches", "taught"),
        ("wins", "won"),
        ("became", "become"),
    ];
    let (first, rest) = words.split_once(' ').map_or((words, ""), |(first, rest)| (first, rest));
    let is_past = |word: &str| word.ends_with("ed") || PAST.iter().any(|(_, past)| *past == word);
    let participle = match first {
        "is" | "was" if rest.ends_with(" by") && is_past(rest.split(' ').next()?) => {
            return Some(format!("has been {rest}"));
        }
        "is" | "was" | "has" | "are" | "were" | "have" => return None,
        it if is_past(it) => it.to_owned(),
        it => match PAST.iter().find(|(now, _)| *now == it) {
            Some((_, past)) => (*past).to_owned(),
            None if it.ends_with("ies") => format!("{}ied", &it[..it.len() - 3]),
            None if it.ends_with("es") => format!("{}d", &it[..it.len() - 1]),
            None if it.ends_with('s') && !it.ends_with("ss") => format!("{}ed", &it[..it.len() - 1]),
            None => return None,
        },
    };
    Some(if rest.is_empty() { format!("has {participle}") } else { format!("has {participle} {rest}") })
}

fn chinese() -> Vec<Chinese> {
    let mut all: Vec<Chinese> = each(Language::Zh)
        .map(|(words, trigger)| {
            let (before, after) = words.split_once("{o}").or_else(|| words.split_once("{s}")).unwrap_or((words, ""));
            Chinese { before: before.to_owned(), after: after.to_owned(), trigger }
        })
        .collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.before.len() + it.after.len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_been_so_is_so() {
        for (words, said) in [
            ("owns", Some("has owned")),
            ("supplies … to", Some("has supplied … to")),
            ("uses", Some("has used")),
            ("leads", Some("has led")),
            ("acquired", Some("has acquired")),
            ("is owned by", Some("has been owned by")),
            ("was built by", Some("has been built by")),
            ("is the owner of", None),
            ("has its seat in", None),
        ] {
            assert_eq!(perfect(words).as_deref(), said, "{words}");
        }
    }
}

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
        let forms = std::iter::once((words.to_owned(), false)).chain(plural(words).map(|words| (words, true)));
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

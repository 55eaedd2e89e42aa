//! Which names are set beside each other: those that share a key (spelling, words in any order, initials, short form,
//! given alias, all but a letter), and those that share enough character n-grams. Never all pairs.
//!
//! The join over n-grams is prefix filtering with the bound of positions (Bayardo et al. 2007, Xiao et al. 2008): of
//! each name only its rarest n-grams are looked up, and no pair at or above the threshold is missed but where a common
//! n-gram's list was cut.

use super::ending;
use super::form::{Form, Shape};
use super::judge::Judge;
use super::short;
use crate::random::mix;
use std::collections::HashMap;

/// Jaccard of the sets of n-grams from which two names are set beside each other.
const ALIKE: f32 = 0.5;
/// Names that are listed under one n-gram, and others that one name is set beside: bounds for names that are all alike.
const LISTED: usize = 256;
const BESIDE: usize = 64;
/// Members of a group up to which all pairs are taken; of larger ones each with the first and the one before.
const ALL_PAIRS: usize = 24;

/// Hands each pair to `found` once, the smaller place first.
pub fn pairs(judge: &Judge, mut found: impl FnMut(usize, usize)) {
    let keyed = by_keys(judge);
    for &(one, other) in &keyed {
        found(one as usize, other as usize);
    }
    by_grams(&judge.forms, |one, other| {
        if keyed.binary_search(&(one, other)).is_err() {
            found(one as usize, other as usize);
        }
    });
}

#[derive(Clone, Copy)]
enum Tag {
    Letters = 1,
    Core,
    Words,
    Initials,
    ShortHan,
    Person,
}

/// Not a seeded hasher: keys decide the order in which groups are looked at.
fn key(tag: Tag, letters: impl Iterator<Item = char>) -> u64 {
    letters.fold(mix(tag as u64), |hash, c| mix(hash ^ u64::from(c as u32)))
}

fn by_keys(judge: &Judge) -> Vec<(u32, u32)> {
    // (key, whether the name is the shorter side of a short form, name)
    let mut keys: Vec<(u64, u8, u32)> = Vec::with_capacity(judge.forms.len() * 5);
    let shorts = short_names(&judge.forms);
    for (at, form) in judge.forms.iter().enumerate() {
        let at32 = at as u32;
        let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
        let spelled = letters(&form.plain);
        keys.push((key(Tag::Letters, spelled.chars()), 0, at32));
        for alias in &judge.names[at].aliases {
            keys.push((key(Tag::Letters, letters(&super::form::plain_of(alias)).chars()), 0, at32));
        }
        if let Some(given) = &form.given {
            keys.push((key(Tag::Letters, letters(&super::form::plain_of(given)).chars()), 0, at32));
        }
        if form.is_symbol() {
            keys.push((key(Tag::Initials, spelled.chars()), 1, at32));
            continue;
        }
        keys.push((key(Tag::Core, letters(&form.core).chars()), 0, at32));
        if form.shape == Shape::Han {
            bare_han(&form.core, |bare| keys.push((key(Tag::Words, bare.chars()), 0, at32)));
            if shorts.contains_key(form.core.as_str()) {
                keys.push((key(Tag::ShortHan, form.core.chars()), 1, at32));
            }
            short::short_forms_han(&form.core, |short| {
                if shorts.contains_key(short) {
                    keys.push((key(Tag::ShortHan, short.chars()), 2, at32));
                }
            });
            continue;
        }
        for text in [&form.core, &form.plain] {
            for initials in short::initials(text) {
                keys.push((key(Tag::Initials, initials.chars()), 2, at32));
            }
        }
        keys.push((words_key(&form.core), 0, at32));
        if judge.is_person(at)
            && let Some((first, last)) = form.core.split_once(' ')
        {
            let last = last.rsplit(' ').next().unwrap_or(last);
            keys.push((key(Tag::Person, first.chars().take(1).chain(last.chars())), 0, at32));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut pairs = Vec::new();
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        group_pairs(group, &mut pairs);
    }
    drop(keys);
    by_deletions(&judge.forms, &mut pairs);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn group_pairs(group: &[(u64, u8, u32)], pairs: &mut Vec<(u32, u32)>) {
    let mut push = |one: u32, other: u32| {
        if one != other {
            pairs.push((one.min(other), one.max(other)));
        }
    };
    let (shorts, longs) = (group.iter().filter(|it| it.1 == 1), group.iter().filter(|it| it.1 == 2));
    if group.iter().any(|it| it.1 > 0) {
        // What so many names could be short for says nothing.
        if longs.clone().count() <= ALL_PAIRS {
            shorts.take(ALL_PAIRS).for_each(|short| longs.clone().for_each(|long| push(short.2, long.2)));
        }
        return;
    }
    for (place, one) in group.iter().enumerate() {
        if group.len() <= ALL_PAIRS {
            group[place + 1..].iter().for_each(|other| push(one.2, other.2));
        } else {
            push(group[0].2, one.2);
            push(group[place.saturating_sub(1)].2, one.2);
        }
    }
}

/// Names of which one letter is left out, doubled, another or exchanged with its neighbour: without some letter each, they
/// are the same (deletion neighbourhoods, as in SymSpell). In several goes, so that memory stays bounded.
fn by_deletions(forms: &[Form], pairs: &mut Vec<(u32, u32)>) {
    let goes = (forms.len() / NAMES_AT_ONCE + 1) as u64;
    let mut letters: Vec<char> = Vec::new();
    for go in 0..goes {
        let mut keys: Vec<(u64, u8, u32)> = Vec::new();
        for (form, at) in forms.iter().zip(0..).filter(|(form, _)| !form.is_symbol()) {
            letters.clear();
            letters.extend(form.core.chars().filter(|c| *c != ' ').take(DELETED_OF + 1));
            if letters.len() < 4 || letters.len() > DELETED_OF {
                continue;
            }
            let mut before = mix(0);
            for left_out in 0..=letters.len() {
                let rest = letters.iter().skip(left_out + 1);
                let key = rest.fold(before, |hash, &c| mix(hash ^ u64::from(c as u32)));
                if key % goes == go {
                    keys.push((key, 0, at));
                }
                before = letters.get(left_out).map_or(before, |&c| mix(before ^ u64::from(c as u32)));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            group_pairs(group, pairs);
        }
    }
}

/// Names whose letters are left out in one go, and letters of the longest name that is treated so.
const NAMES_AT_ONCE: usize = 250_000;
const DELETED_OF: usize = 48;

/// Chinese names short enough to be a short form.
fn short_names(forms: &[Form]) -> HashMap<&str, ()> {
    let han = forms.iter().filter(|form| form.shape == Shape::Han && form.ending.is_none());
    han.map(|form| form.core.as_str())
        .filter(|core| (2..=4).contains(&core.chars().count()))
        .map(|core| (core, ()))
        .collect()
}

/// The words that say something, in alphabetical order, singular.
fn words_key(core: &str) -> u64 {
    let mut words: Vec<&str> = core
        .split(' ')
        .filter(|word| !word.is_empty() && !ending::joins_words(word) && !ending::says_little(word))
        .map(|word| if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word })
        .collect();
    if words.is_empty() {
        words = core.split(' ').collect();
    }
    words.sort_unstable();
    key(Tag::Words, words.join(" ").chars())
}

/// The core, and what is left of it without a general word at its end or beginning.
fn bare_han(core: &str, mut found: impl FnMut(&str)) {
    found(core);
    for word in ending::SAY_LITTLE_HAN {
        for rest in [core.strip_suffix(word), core.strip_prefix(word)].into_iter().flatten() {
            if rest.chars().count() >= 2 {
                found(rest);
            }
        }
    }
}

/// Pairs whose sets of n-grams are alike, each once, as (smaller, larger) place.
fn by_grams(forms: &[Form], mut found: impl FnMut(u32, u32)) {
    let Grams { mut all, starts } = Grams::of(forms);
    let kinds = rank_by_rarity(&mut all, &starts);
    let of = |name: u32| &all[starts[name as usize] as usize..starts[name as usize + 1] as usize];
    let mut order: Vec<u32> = (0..forms.len() as u32).filter(|&name| of(name).len() >= 3).collect();
    order.sort_by_key(|&name| of(name).len());
    let mut lists: Vec<Vec<(u32, u32)>> = vec![Vec::new(); kinds];
    let mut seen: Vec<u32> = vec![u32::MAX; forms.len()];
    for &name in &order {
        let grams = of(name);
        let size = grams.len();
        let prefix = size - (ALIKE * size as f32).ceil() as usize + 1;
        let mut beside = 0;
        'lookups: for (place, &gram) in grams[..prefix].iter().enumerate() {
            for &(other, its_place) in &lists[gram as usize] {
                if seen[other as usize] == name {
                    continue;
                }
                let its = of(other);
                let needed = (ALIKE / (1.0 + ALIKE) * (size + its.len()) as f32).ceil() as usize;
                let most = 1 + (size - place - 1).min(its.len() - its_place as usize - 1);
                seen[other as usize] = name;
                if (its.len() as f32) < ALIKE * size as f32 || most < needed {
                    continue;
                }
                if shared(grams, its) >= needed {
                    found(name.min(other), name.max(other));
                    beside += 1;
                    if beside == BESIDE {
                        break 'lookups;
                    }
                }
            }
        }
        for (place, &gram) in grams[..prefix].iter().enumerate() {
            let list = &mut lists[gram as usize];
            if list.len() < LISTED {
                list.push((name, place as u32));
            }
        }
    }
}

/// The n-grams of all names, one name behind the other.
struct Grams {
    all: Vec<u32>,
    starts: Vec<u32>,
}

impl Grams {
    /// Three letters with the borders of the name, two Chinese characters. Symbols have none: they are never nearly alike.
    fn of(forms: &[Form]) -> Grams {
        let mut grams = Grams { all: Vec::new(), starts: vec![0] };
        let (mut letters, mut own): (Vec<char>, Vec<u32>) = (Vec::new(), Vec::new());
        for form in forms {
            letters.clear();
            own.clear();
            if !form.is_symbol() {
                letters.push('^');
                letters.extend(form.core.chars().take(LETTERS));
                letters.push('$');
                let width = if form.shape == Shape::Han { 2 } else { 3 };
                own.extend(letters.windows(width).map(hash));
                own.sort_unstable();
                own.dedup();
            }
            grams.all.extend(&own);
            grams.starts.push(grams.all.len() as u32);
        }
        grams
    }
}

/// Letters of a name that are looked at.
const LETTERS: usize = 200;

fn hash(letters: &[char]) -> u32 {
    letters.iter().fold(7, |hash, &c| mix(hash ^ u64::from(c as u32))) as u32
}

/// Each n-gram becomes its rank, the rarest first, and each name's are sorted by it. Gives how many there are.
fn rank_by_rarity(all: &mut [u32], starts: &[u32]) -> usize {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for &gram in all.iter() {
        *counts.entry(gram).or_default() += 1;
    }
    let mut order: Vec<(u32, u32)> = counts.into_iter().map(|(gram, count)| (count, gram)).collect();
    order.sort_unstable();
    let ranks: HashMap<u32, u32> = order.iter().zip(0..).map(|(&(_, gram), rank)| (gram, rank)).collect();
    for gram in all.iter_mut() {
        *gram = ranks[gram];
    }
    for range in starts.windows(2) {
        all[range[0] as usize..range[1] as usize].sort_unstable();
    }
    order.len()
}

fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut its, mut both) = (0, 0, 0);
    while at < one.len() && its < other.len() {
        let (a, b) = (one[at], other[its]);
        both += usize::from(a == b);
        at += usize::from(a <= b);
        its += usize::from(b <= a);
    }
    both
}

#[cfg(test)]
fn jaccard(one: &str, other: &str) -> f32 {
    let forms = [Form::of(one), Form::of(other)];
    let grams = Grams::of(&forms);
    let (a, b) = grams.all.split_at(grams.starts[1] as usize);
    let both = shared(a, b);
    both as f32 / (a.len() + b.len() - both).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_more_less_or_other_leaves_names_alike() {
        for (one, other) in [("Kaltvik", "Kaltvick"), ("Norrheat", "Norrhaet"), ("宁德时代新能源", "宁德时代新能原")]
        {
            let mut pairs = vec![];
            by_deletions(&[Form::of(one), Form::of(other)], &mut pairs);
            assert!(!pairs.is_empty(), "{one}, {other}");
        }
        assert!(jaccard("Norrheat Klima International", "Norrheat Klima Intl") >= ALIKE);
        assert!(jaccard("Kaltvik", "Hedelund") < ALIKE);
    }
}

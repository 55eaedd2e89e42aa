//! Near duplicates without a model: MinHash over character shingles of the question with its names and numbers masked
//! finds the wording twins; twins that also name the same things and share the answer are near duplicates. Where both
//! samples say as data what they ask, that decides. Wordings that vectors find alike are twins too, where one names
//! nothing that the other does not.

use pathloom_model::{Check, CheckKind, CheckOutcome, Sample};
use std::collections::{BTreeMap, BTreeSet};

const HASHES: usize = 48;
const BANDS: usize = 16;
const SHINGLE: usize = 4;
/// Share of equal MinHash values from which two wordings are twins.
const ALIKE: f64 = 0.55;

/// Which samples repeat one another.
#[derive(Clone, Debug, Default)]
pub struct NearDuplicates {
    /// Sample id → the id of the first sample of its cluster.
    cluster: BTreeMap<String, String>,
    members: BTreeMap<String, Vec<String>>,
}

impl NearDuplicates {
    /// Clusters among samples, in the order given.
    pub fn of<'a>(samples: impl IntoIterator<Item = &'a Sample>) -> NearDuplicates {
        let mut gathering = Gathering::default();
        samples.into_iter().for_each(|sample| gathering.add(sample));
        gathering.finish(&[])
    }

    /// Ids of the other samples of its cluster; empty when it stands alone or is unknown.
    pub fn twins(&self, id: &str) -> Vec<&str> {
        let members = self.cluster.get(id).and_then(|first| self.members.get(first));
        members.into_iter().flatten().map(String::as_str).filter(|other| *other != id).collect()
    }

    /// The first sample of a cluster is kept; the later ones repeat it.
    pub fn repeats(&self, id: &str) -> Option<&str> {
        self.cluster.get(id).map(String::as_str).filter(|first| *first != id)
    }

    /// The first of a cluster passes; all of it carry its id.
    pub fn check(&self, id: &str) -> Check {
        let check = match (self.repeats(id), self.twins(id).len()) {
            (Some(first), _) => {
                let detail = format!("asks the same as {first} in other words");
                Check::new(CheckKind::NearDuplicate, CheckOutcome::Failed, detail)
            }
            (None, 0) => Check::new(CheckKind::NearDuplicate, CheckOutcome::Passed, "no other sample asks the same"),
            (None, more) => {
                let detail = format!("the first of {} that ask the same", more + 1);
                Check::new(CheckKind::NearDuplicate, CheckOutcome::Passed, detail)
            }
        };
        Check { cluster: self.cluster.get(id).cloned(), ..check }
    }

    /// Clusters of two or more, each in the order of the samples.
    pub fn clusters(&self) -> impl Iterator<Item = &[String]> {
        self.members.values().map(Vec::as_slice)
    }
}

/// Takes samples one by one, of which it keeps some hundred bytes each.
#[derive(Default)]
pub struct Gathering {
    prints: Vec<Print>,
}

impl Gathering {
    pub fn add(&mut self, sample: &Sample) {
        self.prints.push(print(sample));
    }

    /// `alike`: pairs of places in the order of adding whose wordings mean much the same, whatever says so.
    pub fn finish(self, alike: &[(u32, u32)]) -> NearDuplicates {
        near_duplicates(&self.prints, alike)
    }
}

fn near_duplicates(prints: &[Print], reworded: &[(u32, u32)]) -> NearDuplicates {
    let mut buckets: BTreeMap<(usize, Vec<u64>, String), Vec<usize>> = BTreeMap::new();
    for (place, print) in prints.iter().enumerate() {
        for band in 0..BANDS {
            let rows = HASHES / BANDS;
            let key = print.hashes[band * rows..(band + 1) * rows].to_vec();
            // Bucketed by what they name as well, so that one common wording makes no huge bucket.
            buckets.entry((band, key, print.named.clone())).or_default().push(place);
        }
    }
    let mut parent: Vec<usize> = (0..prints.len()).collect();
    let mut meanings: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, print) in prints.iter().enumerate() {
        if let Some(meaning) = &print.meaning {
            let first = *meanings.entry(meaning).or_insert(place);
            join(&mut parent, first, place);
        }
    }
    let mut seen = BTreeSet::new();
    for bucket in buckets.values() {
        for (at, &a) in bucket.iter().enumerate() {
            for &b in bucket.iter().skip(at + 1).take(64) {
                if seen.insert((a, b)) && alike(&prints[a], &prints[b]) {
                    join(&mut parent, a, b);
                }
            }
        }
    }
    for &(one, other) in reworded {
        if is_reworded(&prints[one as usize], &prints[other as usize]) {
            join(&mut parent, one as usize, other as usize);
        }
    }
    let mut found = NearDuplicates::default();
    for (place, print) in prints.iter().enumerate() {
        let first = root(&mut parent, place);
        found.cluster.insert(print.id.clone(), prints[first].id.clone());
        found.members.entry(prints[first].id.clone()).or_default().push(print.id.clone());
    }
    found.members.retain(|_, members| members.len() > 1);
    found.cluster.retain(|_, first| found.members.contains_key(first));
    found
}

struct Print {
    id: String,
    hashes: [u64; HASHES],
    /// Names and numbers of the question in alphabetical order, and the answer.
    named: String,
    answer: String,
    /// What is asked, as data, where the sample says.
    meaning: Option<String>,
}

fn alike(a: &Print, b: &Print) -> bool {
    if a.meaning.is_some() && b.meaning.is_some() {
        return a.meaning == b.meaning;
    }
    let same = a.hashes.iter().zip(&b.hashes).filter(|(a, b)| a == b).count();
    a.answer == b.answer && a.named == b.named && same as f64 / HASHES as f64 >= ALIKE
}

/// A name may have become a description, so that one of them names less; another name asks something else.
fn is_reworded(a: &Print, b: &Print) -> bool {
    if a.meaning.is_some() && b.meaning.is_some() {
        return a.meaning == b.meaning;
    }
    let [of_a, of_b] =
        [a, b].map(|print| print.named.split('|').filter(|name| !name.is_empty()).collect::<BTreeSet<_>>());
    a.answer == b.answer && (of_a.is_superset(&of_b) || of_b.is_superset(&of_a))
}

fn print(sample: &Sample) -> Print {
    let (masked, mut named) = masked(sample);
    named.sort();
    let chars: Vec<char> = masked.chars().filter(|c| c.is_alphanumeric() || *c == '□').collect();
    let mut hashes = [u64::MAX; HASHES];
    for window in chars.windows(SHINGLE.min(chars.len()).max(1)) {
        let base = window
            .iter()
            .fold(0xCBF2_9CE4_8422_2325u64, |hash, c| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01B3));
        for (round, slot) in hashes.iter_mut().enumerate() {
            let mut mixed = base ^ (round as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed ^= mixed >> 27;
            *slot = (*slot).min(mixed);
        }
    }
    let meaning = sample.meaning.as_ref().and_then(|asked| serde_json::to_string(asked).ok());
    Print { id: sample.id.clone(), hashes, named: named.join("|"), answer: sample.answer.text.clone(), meaning }
}

/// The question with names of the sample's nodes and all numbers replaced by □, and what was replaced.
pub fn masked(sample: &Sample) -> (String, Vec<String>) {
    let mut text = sample.question.clone();
    let mut named = Vec::new();
    let mut names: Vec<&str> =
        sample.nodes.iter().map(|node| node.name.as_str()).filter(|n| n.chars().count() > 1).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        if text.contains(name) {
            text = text.replace(name, "□");
            named.push(name.to_owned());
        }
    }
    let mut out = String::new();
    let mut number = String::new();
    for c in text.chars().chain(['\0']) {
        let part = c.is_ascii_digit() || !number.is_empty() && (c == '.' || c == ',');
        if part {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            out.push('□');
            named.push(number.trim_end_matches(['.', ',']).to_owned());
            number.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    (out.to_lowercase(), named)
}

fn root(parent: &mut [usize], place: usize) -> usize {
    let mut at = place;
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    let (low, high) = (a.min(b), a.max(b));
    parent[high] = low;
}

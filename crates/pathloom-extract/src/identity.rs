//! Which names of which documents are one entity: same letters, alias, abbreviation, name without its corporate suffix.
//! Never across types that cannot be one; where two entities could be meant, the name stays alone.

use crate::extraction::Name;
use crate::kinship::Kinship;
use crate::ontology;
use crate::resolve::{Decision, LedgerEntry, Names};
use pathloom_model::Key;
use std::collections::{BTreeMap, HashMap, HashSet};

/// (document, name) in import order.
type Member = (usize, usize);

#[derive(Clone, Debug)]
pub struct Cluster {
    pub members: Vec<Member>,
    pub entity_type: String,
    /// First members of what was made one, each with the reason; its own first.
    pub parts: Vec<(Member, String)>,
    /// Parted by decision from others of the same name: later names of these letters belong to those.
    split: bool,
}

/// Pairs of keys that somebody decided are two.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    pairs: HashSet<(Key, Key)>,
    keys: HashSet<Key>,
}

impl Apart {
    pub fn of(pairs: impl IntoIterator<Item = (Key, Key)>) -> Apart {
        let mut apart = Apart::default();
        for (one, other) in pairs {
            apart.keys.extend([one.clone(), other.clone()]);
            apart.pairs.insert(if one <= other { (one, other) } else { (other, one) });
        }
        apart
    }

    fn holds(&self, one: &Key, other: &Key) -> bool {
        self.keys.contains(one)
            && self.pairs.contains(&if one <= other {
                (one.clone(), other.clone())
            } else {
                (other.clone(), one.clone())
            })
    }
}

/// What a name's entity is called by when it is its first member.
pub fn key_of((document, name): Member, documents: &[Names]) -> Key {
    let data = &documents[document].names[name];
    Key::entity(&data.text, &data.entity_type, &documents[document].document)
}

/// Clusters in the order of their first members.
pub fn cluster(documents: &[Names], apart: &Apart, kinship: &Kinship, ledger: &mut Vec<LedgerEntry>) -> Vec<Cluster> {
    let mut all = Clusters { clusters: vec![], by_name: HashMap::new(), apart, kinship };
    for (document, extraction) in documents.iter().enumerate() {
        for (name, data) in extraction.names.iter().enumerate() {
            all.take((document, name), data, documents, ledger);
        }
    }
    all.join_aliases(documents, ledger);
    all.join_suffixes(documents, ledger);
    all.clusters.retain(|cluster| !cluster.members.is_empty());
    for cluster in &mut all.clusters {
        cluster.members.sort_unstable();
        cluster.parts.sort_unstable();
        // The first needs no reason: it is the other that belongs to it.
        if let [first, rest @ ..] = cluster.parts.as_mut_slice()
            && let Some(other) = rest.iter_mut().find(|part| part.1.is_empty())
        {
            std::mem::swap(&mut first.1, &mut other.1);
        }
    }
    all.clusters.sort_by_key(|cluster| cluster.members[0]);
    all.clusters
}

struct Clusters<'a> {
    clusters: Vec<Cluster>,
    /// Folded name → clusters that bear it.
    by_name: HashMap<String, Vec<usize>>,
    apart: &'a Apart,
    kinship: &'a Kinship,
}

impl Clusters<'_> {
    /// Joins the one cluster of the same name and a type that fits, or opens a new one.
    fn take(&mut self, member: Member, name: &Name, documents: &[Names], ledger: &mut Vec<LedgerEntry>) {
        let folded = fold(&name.text, name.exact);
        let own = (!self.apart.pairs.is_empty()).then(|| key_of(member, documents));
        let own = own.filter(|own| self.apart.keys.contains(own));
        let parted = |cluster: &Cluster| {
            let is_other = |own| cluster.members.iter().any(|&it| self.apart.holds(&key_of(it, documents), own));
            own.as_ref().is_some_and(is_other)
        };
        let bearers = self.by_name.entry(folded).or_default();
        let split = bearers.iter().any(|&at| parted(&self.clusters[at]));
        let fitting: Vec<usize> = bearers
            .iter()
            .copied()
            .filter(|&at| !split && !self.clusters[at].split)
            .filter(|&at| self.kinship.compatible(&self.clusters[at].entity_type, &name.entity_type))
            .collect();
        if let [only] = fitting.as_slice() {
            let cluster = &mut self.clusters[*only];
            cluster.entity_type = self.kinship.narrower(&cluster.entity_type, &name.entity_type).to_owned();
            cluster.members.push(member);
            return;
        }
        if let (Some(&other), true, false) = (bearers.first(), fitting.is_empty(), split) {
            let why = format!("a {} and a {} are never one", self.clusters[other].entity_type, name.entity_type);
            ledger.push(LedgerEntry { decision: Decision::KeptApart, names: vec![name.text.clone()], why });
        }
        bearers.push(self.clusters.len());
        let (entity_type, parts) = (name.entity_type.clone(), vec![(member, String::new())]);
        self.clusters.push(Cluster { members: vec![member], entity_type, parts, split });
    }

    fn only(&self, folded: &str, entity_type: &str) -> Option<usize> {
        let bearers = self.by_name.get(folded)?;
        // What somebody parted from the others of its name is nobody's until somebody says whose.
        let mut fitting = bearers.iter().copied().filter(|&at| {
            !self.clusters[at].members.is_empty()
                && !self.clusters[at].split
                && self.kinship.compatible(&self.clusters[at].entity_type, entity_type)
        });
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// A spelling that one document gives for a name joins the entity that bears it elsewhere, if only one does.
    fn join_aliases(&mut self, documents: &[Names], ledger: &mut Vec<LedgerEntry>) {
        let mut given: BTreeMap<String, Vec<(Member, String)>> = BTreeMap::new();
        for (document, extraction) in documents.iter().enumerate() {
            for (name, data) in extraction.names.iter().enumerate() {
                for alias in &data.aliases {
                    given.entry(fold(&alias.text, false)).or_default().push(((document, name), alias.text.clone()));
                }
            }
        }
        for (folded, bearers) in given {
            let mut owners: Vec<usize> =
                bearers.iter().filter_map(|(member, _)| self.home(*member, documents)).collect();
            owners.sort_unstable();
            owners.dedup();
            let [owner] = owners.as_slice() else {
                continue;
            };
            let kind = self.clusters[*owner].entity_type.clone();
            if let Some(other) = self.only(&folded, &kind).filter(|other| other != owner) {
                let why = format!("\"{}\" is given as another name of it", bearers[0].1);
                self.merge(*owner, other, documents, why, ledger);
            }
        }
    }

    /// "Norrheat" and the only "Norrheat AB" are one; "Norrheat AB" and "Norrheat Oy" are two.
    fn join_suffixes(&mut self, documents: &[Names], ledger: &mut Vec<LedgerEntry>) {
        let mut by_core: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, cluster) in self.clusters.iter().enumerate() {
            for &(document, name) in &cluster.members {
                let name = &documents[document].names[name];
                let core = (!name.exact).then(|| ontology::company_core(&name.text)).flatten();
                if let Some(core) = core.filter(|core| core.chars().count() >= 3) {
                    let homes = by_core.entry(fold(core, false)).or_default();
                    if !homes.contains(&at) {
                        homes.push(at);
                    }
                }
            }
        }
        for (core, homes) in by_core {
            let [full] = homes.as_slice() else {
                continue;
            };
            let kind = self.clusters[*full].entity_type.clone();
            if let Some(short) = self.only(&core, &kind).filter(|short| short != full) {
                let exact =
                    self.clusters[short].members.iter().any(|&(document, name)| documents[document].names[name].exact);
                if !exact {
                    self.merge(*full, short, documents, "the same name without its corporate suffix".into(), ledger);
                }
            }
        }
    }

    fn home(&self, member: Member, documents: &[Names]) -> Option<usize> {
        let name = &documents[member.0].names[member.1];
        let bearers = self.by_name.get(&fold(&name.text, name.exact))?;
        bearers.iter().copied().find(|&at| self.clusters[at].members.contains(&member))
    }

    /// Somebody decided that a name of the one is no name of the other.
    fn are_apart(&self, one: usize, other: usize, documents: &[Names]) -> bool {
        let keys =
            |at: usize| self.clusters[at].parts.iter().map(|(part, _)| key_of(*part, documents)).collect::<Vec<_>>();
        if self.apart.pairs.is_empty() {
            return false;
        }
        let others = keys(other);
        keys(one).iter().any(|one| others.iter().any(|other| self.apart.holds(one, other)))
    }

    fn merge(&mut self, into: usize, from: usize, documents: &[Names], why: String, ledger: &mut Vec<LedgerEntry>) {
        if self.are_apart(into, from, documents) {
            return;
        }
        let first = |cluster: &Cluster| {
            cluster.members.first().map(|&(document, name)| documents[document].names[name].text.clone())
        };
        let names: Vec<String> = [&self.clusters[into], &self.clusters[from]].into_iter().filter_map(first).collect();
        let moved = std::mem::take(&mut self.clusters[from].members);
        let kind = self.clusters[from].entity_type.clone();
        for &(document, name) in &moved {
            let name = &documents[document].names[name];
            let homes = self.by_name.entry(fold(&name.text, name.exact)).or_default();
            homes.retain(|&home| home != from);
            if !homes.contains(&into) {
                homes.push(into);
            }
        }
        let parts = std::mem::take(&mut self.clusters[from].parts);
        let cluster = &mut self.clusters[into];
        cluster.members.extend(moved);
        cluster
            .parts
            .extend(parts.into_iter().map(|(part, own)| (part, if own.is_empty() { why.clone() } else { own })));
        cluster.entity_type = self.kinship.narrower(&cluster.entity_type, &kind).to_owned();
        ledger.push(LedgerEntry { decision: Decision::Merged, names, why });
    }
}

/// What two spellings of the very same name have in common. Width and spaces are folded, case is not: Co is not CO.
/// Long phrases of plain words fold their case too.
pub fn fold(text: &str, exact: bool) -> String {
    if exact {
        return text.to_owned();
    }
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '‐' | '‑' | '–' => '-',
            '’' => '\'',
            other if other.is_whitespace() => ' ',
            other => other,
        })
        .collect();
    let spaced = narrow.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let phrase = spaced.split(' ').count() >= 2
        && spaced.split(' ').all(|word| word.len() >= 4 && word.chars().all(char::is_alphabetic));
    if phrase { spaced.to_lowercase() } else { spaced }
}

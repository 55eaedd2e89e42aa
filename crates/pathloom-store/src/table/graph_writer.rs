//! Writes a new graph over the one that is there, row by row only where they differ, and tells what differed.

use crate::table::meta;
use crate::{StoreError, search, stored};
use pathloom_model::{Key, Kind, Node, Relation};
use rusqlite::{OptionalExtension, Statement, Transaction};
use std::collections::HashMap;

/// Takes each node and relation of the new graph once, in any order. What it is not given goes.
pub struct GraphWriter<'a> {
    transaction: &'a Transaction<'a>,
    sql: Sql<'a>,
    ids: HashMap<Key, u32>,
    words: HashMap<String, u32>,
    next_word: u32,
    /// Per id: whether this node has been given.
    given: Vec<bool>,
    /// Per id: what stood there before, with the word that is the key of its document.
    stood: Vec<Option<(Kind, u128, u32)>>,
    /// The ids of nodes that were there before are below it.
    first_new: u32,
    before: Relations,
    counts: [u64; 8],
    change: GraphChange,
}

/// How a graph differs from the one before it. Relations of a removed node are among the removed ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphChange {
    /// Of the graph after it.
    pub version: u64,
    /// New ones, and those of which anything is different.
    pub nodes: Vec<Node>,
    pub removed_nodes: Vec<Key>,
    pub relations: Vec<Ends>,
    pub removed_relations: Vec<Ends>,
    /// Relations whose evidence alone is different.
    pub other_evidence: u64,
    /// So much that the graph is better read anew: the lists are not complete.
    pub too_much: bool,
}

/// A relation without its evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ends {
    pub from: Key,
    pub name: String,
    pub to: Key,
}

impl GraphChange {
    pub fn is_empty(&self) -> bool {
        !self.too_much
            && self.other_evidence == 0
            && self.nodes.is_empty()
            && self.removed_nodes.is_empty()
            && self.relations.is_empty()
            && self.removed_relations.is_empty()
    }

    fn count(&mut self, most: usize) {
        let lists = [self.nodes.len(), self.removed_nodes.len(), self.relations.len(), self.removed_relations.len()];
        if lists.iter().sum::<usize>() > most {
            *self = GraphChange { too_much: true, ..GraphChange::default() };
        }
    }
}

const MOST_GAPS: usize = 64;
const FEW: usize = 1 << 20;

fn beyond() -> StoreError {
    StoreError::Damaged("the numbers of its nodes are out of all bounds".into())
}

/// Changes that are listed whatever the size of the graph; beyond them a tenth of its relations.
const LISTED: usize = 10_000;

struct Sql<'a> {
    insert_node: Statement<'a>,
    insert_content: Statement<'a>,
    insert_relation: Statement<'a>,
    insert_evidence: Statement<'a>,
    insert_word: Statement<'a>,
    insert_search: Statement<'a>,
    stored_node: Statement<'a>,
    stored_evidence: Statement<'a>,
}

/// The relations of the graph before, as rows sorted by (head, name, tail).
#[derive(Default)]
struct Relations {
    rows: Vec<[u32; 3]>,
    evidence: Vec<i64>,
    given: Vec<bool>,
}

impl<'a> GraphWriter<'a> {
    pub(crate) fn new(transaction: &'a Transaction<'a>) -> Result<GraphWriter<'a>, StoreError> {
        let sql = Sql {
            insert_node: transaction.prepare("INSERT INTO graph_nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?,
            insert_content: transaction.prepare("INSERT INTO contents VALUES (?, ?)")?,
            insert_relation: transaction.prepare("INSERT OR IGNORE INTO graph_relations VALUES (?, ?, ?, ?)")?,
            insert_evidence: transaction.prepare("INSERT INTO evidence (content) VALUES (?)")?,
            insert_word: transaction.prepare("INSERT INTO graph_words VALUES (?, ?)")?,
            insert_search: transaction.prepare("INSERT INTO search (rowid, words) VALUES (?, ?)")?,
            stored_node: transaction.prepare(
                "SELECT n.name, n.document, c.content FROM graph_nodes n JOIN contents c ON c.node = n.id WHERE n.id = ?",
            )?,
            stored_evidence: transaction.prepare("SELECT content FROM evidence WHERE id = ?")?,
        };
        let mut writer = GraphWriter {
            transaction,
            sql,
            ids: HashMap::new(),
            words: HashMap::new(),
            next_word: 1,
            given: vec![false],
            stood: vec![None],
            first_new: 1,
            before: Relations::default(),
            counts: [0; 8],
            change: GraphChange::default(),
        };
        writer.load()?;
        Ok(writer)
    }

    fn load(&mut self) -> Result<(), StoreError> {
        let rows = super::graph_rows::GraphRows::new(self.transaction);
        self.words = rows.words()?.into_iter().map(|(id, word)| (word, id)).collect();
        let last_word = self.words.values().max().copied().unwrap_or(0);
        self.next_word = last_word.checked_add(1).ok_or_else(beyond)?;
        let mut last = 0;
        let (ids, stood) = (&mut self.ids, &mut self.stood);
        rows.nodes(|row| {
            last = last.max(row.id);
            ids.insert(Key::from_bits(row.kind, row.bits), row.id);
            if row.id as usize / MOST_GAPS <= ids.len() + FEW {
                stood.resize(row.id as usize + 1, None);
                stood[row.id as usize] = Some((row.kind, row.bits, row.document.unwrap_or(0)));
            }
        })?;
        // Numbers of what was taken out are not used again, so there are gaps, but not of any size.
        if last as usize / MOST_GAPS > ids.len() + FEW {
            return Err(beyond());
        }
        self.first_new = last + 1;
        self.given = vec![false; last as usize + 1];
        let before = &mut self.before;
        rows.relations_with_evidence(|row, evidence| {
            before.rows.push(row);
            before.evidence.push(evidence);
        })?;
        before.given = vec![false; before.rows.len()];
        self.change.too_much = self.first_new == 1;
        Ok(())
    }

    pub fn node(&mut self, node: &Node) -> Result<(), StoreError> {
        if node.kind() != node.key.kind() {
            return Err(StoreError::Damaged("a node is of another kind than its key".into()));
        }
        let id = self.id(&node.key)?;
        if std::mem::replace(&mut self.given[id as usize], true) {
            return Ok(());
        }
        self.counts[node.kind().index()] += 1;
        let content = stored::content(node)?;
        let document = node.document.as_ref().map(|key| self.word(key.as_str())).transpose()?;
        if id < self.first_new {
            let mut found = self.sql.stored_node.query([id])?;
            let row = found.next()?.ok_or_else(|| StoreError::Damaged("a node has no content".into()))?;
            let is_same = row.get_ref(0)?.as_str().ok() == Some(&node.name)
                && row.get::<_, Option<u32>>(1)? == document
                && row.get_ref(2)?.as_str().ok() == Some(&content);
            drop(found);
            if is_same {
                return Ok(());
            }
            self.forget_node(id)?;
        }
        let label = node.label().map(|label| self.word(label)).transpose()?;
        let [rows, columns] = node.size().map_or([None; 2], |size| size.map(Some));
        let key = node.key.bits().to_be_bytes();
        let kind = node.kind().index() as u32;
        self.sql.insert_node.execute((id, kind, key, &node.name, document, label, node.page(), rows, columns))?;
        self.sql.insert_content.execute((id, content))?;
        self.sql.insert_search.execute((id, search::words(node)))?;
        if !self.change.too_much {
            self.change.nodes.push(node.clone());
            self.bound();
        }
        Ok(())
    }

    /// Keeps of the graph before what nobody will give: nodes by key and document, relations between two entities by
    /// their ends. Other relations stay with the assertion that they lead from, else with the end that is no entity.
    /// To be called before anything is given; all entities are to be given again.
    pub fn keep(
        &mut self,
        node: impl Fn(&Key, Option<&Key>) -> bool,
        between_entities: impl Fn(&Key, &str, &Key) -> bool,
    ) -> Result<(), StoreError> {
        let words: HashMap<u32, (&str, Option<Key>)> =
            self.words.iter().map(|(word, id)| (*id, (word.as_str(), Key::parse(word)))).collect();
        for (id, stood) in self.stood.iter().enumerate() {
            let Some((kind, bits, document)) = stood else { continue };
            let document = words.get(document).and_then(|(_, key)| key.as_ref());
            if *kind != Kind::Entity && node(&Key::from_bits(*kind, *bits), document) {
                self.given[id] = true;
                self.counts[kind.index()] += 1;
            }
        }
        let kind = |id: u32| self.stood.get(id as usize).copied().flatten().map(|(kind, bits, _)| (kind, bits));
        for (place, [head, name, tail]) in self.before.rows.iter().enumerate() {
            let (Some((from, from_bits)), Some((to, to_bits))) = (kind(*head), kind(*tail)) else { continue };
            let stays = match (from, to) {
                (Kind::Entity, Kind::Entity) => {
                    let word = words.get(name).map_or("", |word| word.0);
                    between_entities(&Key::from_bits(from, from_bits), word, &Key::from_bits(to, to_bits))
                }
                (Kind::Entity, _) => self.given[*tail as usize],
                _ => self.given[*head as usize],
            };
            if stays {
                self.before.given[place] = true;
                self.counts[7] += 1;
            }
        }
        Ok(())
    }

    pub(crate) fn transaction(&self) -> &Transaction<'_> {
        self.transaction
    }

    /// A relation with evidence of its own.
    pub fn relation(&mut self, relation: &Relation) -> Result<(), StoreError> {
        if relation.spans.is_empty() && relation.assertions.is_empty() && relation.from.kind() != Kind::Assertion {
            return self.relation_of(&relation.from, &relation.name, &relation.to, &relation.from);
        }
        let content = stored::evidence(relation)?;
        let row = self.row(&relation.from, &relation.name, &relation.to)?;
        let known = self.before.find(row);
        if let Some(place) = known {
            self.before.given[place] = true;
            let evidence = self.before.evidence[place];
            if evidence > 0 {
                let before: Option<String> =
                    self.sql.stored_evidence.query_row([evidence], |row| row.get(0)).optional()?;
                if before.as_ref() == Some(&content) {
                    self.counts[7] += 1;
                    return Ok(());
                }
            }
        }
        self.sql.insert_evidence.execute([content])?;
        let evidence = self.transaction.last_insert_rowid();
        self.put(row, evidence, known, || Ends {
            from: relation.from.clone(),
            name: relation.name.clone(),
            to: relation.to.clone(),
        })
    }

    /// A relation whose spans are those of an assertion: of the one that it leads from, or of the one and only that it
    /// is the projection of.
    pub fn relation_of(&mut self, from: &Key, name: &str, to: &Key, assertion: &Key) -> Result<(), StoreError> {
        let row = self.row(from, name, to)?;
        let evidence = if from == assertion { 0 } else { -i64::from(self.id(assertion)?) };
        let known = self.before.find(row);
        if let Some(place) = known {
            self.before.given[place] = true;
            if self.before.evidence[place] == evidence {
                self.counts[7] += 1;
                return Ok(());
            }
        }
        self.put(row, evidence, known, || Ends { from: from.clone(), name: name.to_owned(), to: to.clone() })
    }

    fn put(
        &mut self,
        row: [u32; 3],
        evidence: i64,
        known: Option<usize>,
        ends: impl FnOnce() -> Ends,
    ) -> Result<(), StoreError> {
        let [head, name, tail] = row;
        if let Some(place) = known {
            self.forget_relation(row, self.before.evidence[place])?;
            self.change.other_evidence += 1;
        }
        let added = self.sql.insert_relation.execute((head, name, tail, evidence))?;
        self.counts[7] += added as u64;
        if known.is_none() && !self.change.too_much {
            self.change.relations.push(ends());
            self.bound();
        }
        Ok(())
    }

    /// Takes out what was not given. The graph's version grows if anything is different.
    pub(crate) fn finish(mut self) -> Result<GraphChange, StoreError> {
        let is_left = |(_, id): &(&Key, &u32)| !self.given[**id as usize];
        let mut gone: Vec<(u32, Key)> = self.ids.iter().filter(is_left).map(|(key, id)| (*id, key.clone())).collect();
        gone.sort_unstable();
        let is_gone = |id: u32| !self.given[id as usize];
        // Relations to what nobody has given, which are new themselves.
        if gone.iter().any(|(id, _)| *id >= self.first_new) {
            let mut dangling = Vec::new();
            super::graph_rows::GraphRows::new(self.transaction).relations_with_evidence(|row, evidence| {
                if is_gone(row[0]) || is_gone(row[2]) {
                    dangling.push((row, evidence));
                }
            })?;
            self.counts[7] -= dangling.len() as u64;
            for (row, evidence) in dangling {
                self.forget_relation(row, evidence)?;
            }
        }
        self.take_out_relations()?;
        for (id, key) in gone.into_iter().filter(|(id, _)| *id < self.first_new) {
            self.forget_node(id)?;
            self.change.removed_nodes.push(key);
        }
        self.bound();
        let counts = serde_json::to_string(&self.counts).map_err(crate::error::damaged("counts"))?;
        meta::set(self.transaction, "graph_counts", &counts)?;
        if self.counts == [0; 8] && self.first_new == 1 {
            self.change = GraphChange::default();
        }
        self.change.version = meta::number(self.transaction, "graph_version")?;
        if !self.change.is_empty() {
            self.change.version += 1;
            meta::set(self.transaction, "graph_version", &self.change.version.to_string())?;
        }
        Ok(self.change)
    }

    fn take_out_relations(&mut self) -> Result<(), StoreError> {
        let missing: Vec<usize> = (0..self.before.rows.len()).filter(|&place| !self.before.given[place]).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let keys: HashMap<u32, &Key> = self.ids.iter().map(|(key, &id)| (id, key)).collect();
        let names: HashMap<u32, &String> = self.words.iter().map(|(word, &id)| (id, word)).collect();
        let mut removed = Vec::new();
        for place in missing {
            let row @ [head, name, tail] = self.before.rows[place];
            self.forget_relation(row, self.before.evidence[place])?;
            if let (Some(from), Some(name), Some(to)) = (keys.get(&head), names.get(&name), keys.get(&tail)) {
                removed.push(Ends { from: (*from).clone(), name: (*name).clone(), to: (*to).clone() });
            }
        }
        self.change.removed_relations = removed;
        Ok(())
    }

    fn bound(&mut self) {
        let most = LISTED + self.before.rows.len() / 10;
        self.change.count(most);
    }

    fn row(&mut self, from: &Key, name: &str, to: &Key) -> Result<[u32; 3], StoreError> {
        Ok([self.id(from)?, self.word(name)?, self.id(to)?])
    }

    /// Of a node that is there, or has been or will be given.
    fn id(&mut self, key: &Key) -> Result<u32, StoreError> {
        if let Some(&id) = self.ids.get(key) {
            return Ok(id);
        }
        let next = u32::try_from(self.given.len()).map_err(|_| StoreError::TooBig)?;
        self.ids.insert(key.clone(), next);
        self.given.push(false);
        Ok(next)
    }

    fn word(&mut self, word: &str) -> Result<u32, StoreError> {
        if let Some(&id) = self.words.get(word) {
            return Ok(id);
        }
        let id = self.next_word;
        self.next_word = id.checked_add(1).ok_or(StoreError::TooBig)?;
        self.sql.insert_word.execute((id, word))?;
        self.words.insert(word.to_owned(), id);
        Ok(id)
    }

    fn forget_node(&self, id: u32) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM graph_nodes WHERE id = ?",
            "DELETE FROM contents WHERE node = ?",
            "DELETE FROM search WHERE rowid = ?",
        ] {
            self.transaction.prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }

    fn forget_relation(&self, [head, name, tail]: [u32; 3], evidence: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM graph_relations WHERE head = ? AND name = ? AND tail = ?";
        self.transaction.prepare_cached(sql)?.execute((head, name, tail))?;
        if evidence > 0 {
            self.transaction.prepare_cached("DELETE FROM evidence WHERE id = ?")?.execute([evidence])?;
        }
        Ok(())
    }
}

impl Relations {
    fn find(&self, row: [u32; 3]) -> Option<usize> {
        self.rows.binary_search(&row).ok()
    }
}

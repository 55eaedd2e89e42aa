//! The log of every user decision and edit. Undo and redo walk it, across restarts, without limit.

use crate::error::damaged;
use crate::table::merges::{self, MergeDecision, MergeSide};
use crate::table::{meta, samples};
use crate::{Project, StoreError};
use pathloom_model::{ChunkEdit, ChunkSettings, Decision, Ontology, RejectReason, Rights, Sample};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that a user did. Each carries what it takes to go back and forth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    Decided {
        changes: Vec<Change>,
    },
    Edited {
        id: String,
        before: Box<Sample>,
        after: Box<Sample>,
        was_edited: bool,
    },
    RemovedDocument {
        document: u64,
        name: String,
    },
    ChangedRights {
        /// (document, before, after).
        changes: Vec<(u64, Rights, Rights)>,
    },
    ChangedChunks {
        before: ChunkSettings,
        after: ChunkSettings,
        /// Borders set by hand in one document: (document, before, after).
        #[serde(default)]
        edits: Option<(u64, Vec<ChunkEdit>, Vec<ChunkEdit>)>,
    },
    /// `None` = the general one, which every project has unless it has one of its own.
    ChangedOntology {
        before: Option<Box<Ontology>>,
        after: Option<Box<Ontology>>,
    },
    /// A gate was applied: its rules before and after, and the samples whose flag changed, as (id, is left out).
    Gated {
        before: BTreeMap<String, String>,
        after: BTreeMap<String, String>,
        changes: Vec<(String, bool)>,
    },
    /// Pairs of names were made one, kept apart, or left open again by a person.
    DecidedMerges {
        changes: Vec<MergeChange>,
    },
    /// An entry about another entry; never undone itself.
    Undone {
        seq: u64,
    },
    Redone {
        seq: u64,
    },
}

/// What a person had decided about a pair before and after; `None` for nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeChange {
    pub id: String,
    pub names: [String; 2],
    pub before: Option<MergeDecision>,
    pub after: Option<MergeDecision>,
    /// The two, for where no build has found them as a pair, or none does any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sides: Option<Box<[MergeSide; 2]>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub id: String,
    pub before: Verdict,
    pub after: Verdict,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub decision: Decision,
    pub reason: Option<RejectReason>,
    pub note: String,
}

/// Where the project keeps how its texts are cut.
const CHUNKS: &str = "chunks";
/// Where it keeps its ontology; empty = the general one.
const ONTOLOGY: &str = "ontology";
/// Where it keeps its gates.
const GATES: &str = "gates";
/// How often texts were cut otherwise, and the ontology was another: what is read meanwhile is read under the old one.
const CUT: &str = "times_cut";
const UNDER: &str = "times_ontology";

/// Under which settings a document is read; other numbers mean that these have changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadUnder {
    pub cut: u64,
    pub ontology: u64,
}

/// Values of `events.undone`.
const STANDING: i64 = 0;
const UNDONE: i64 = 1;
/// Undone, then something else was done; or an entry about another entry.
const CLOSED: i64 = 2;

impl Project {
    /// Applies an event and logs it, in one transaction. What had been undone can no longer be redone.
    pub fn record(&self, event: &Event, actor: &str, at: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            apply(transaction, event, true)?;
            transaction.execute("UPDATE events SET undone = ?1 WHERE undone = ?2", (CLOSED, UNDONE))?;
            append(transaction, event, actor, at, STANDING)
        })
    }

    /// Takes the newest standing event back. `None` when there is none.
    pub fn undo(&self, actor: &str, at: i64) -> Result<Option<Event>, StoreError> {
        let sql = "SELECT seq, event FROM events WHERE undone = 0 ORDER BY seq DESC LIMIT 1";
        self.step(sql, false, actor, at)
    }

    /// Does the oldest undone event again. `None` when there is none.
    pub fn redo(&self, actor: &str, at: i64) -> Result<Option<Event>, StoreError> {
        let sql = "SELECT seq, event FROM events WHERE undone = 1 ORDER BY seq LIMIT 1";
        self.step(sql, true, actor, at)
    }

    fn step(&self, sql: &str, forward: bool, actor: &str, at: i64) -> Result<Option<Event>, StoreError> {
        self.write(|transaction| {
            let found: Option<(i64, String)> =
                transaction.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((seq, text)) = found else {
                return Ok(None);
            };
            let event: Event = serde_json::from_str(&text).map_err(damaged("event"))?;
            apply(transaction, &event, forward)?;
            let mark = if forward { STANDING } else { UNDONE };
            transaction.execute("UPDATE events SET undone = ? WHERE seq = ?", (mark, seq))?;
            let seq = seq as u64;
            let about = if forward { Event::Redone { seq } } else { Event::Undone { seq } };
            append(transaction, &about, actor, at, CLOSED)?;
            Ok(Some(event))
        })
    }

    pub fn chunk_settings(&self) -> Result<ChunkSettings, StoreError> {
        let text = self.meta(CHUNKS)?;
        let settings = text.map(|text| serde_json::from_str(&text).map_err(damaged("chunks"))).transpose()?;
        Ok(settings.unwrap_or_default())
    }

    /// As it is stored, which may come from a stranger: check it before use. `None` = the general one.
    pub fn ontology(&self) -> Result<Option<Ontology>, StoreError> {
        let text = self.meta(ONTOLOGY)?.filter(|text| !text.is_empty());
        text.map(|text| serde_json::from_str(&text).map_err(damaged("ontology"))).transpose()
    }

    /// Ask before the settings themselves are read: then what is found under older ones is never taken for newer.
    pub fn read_under(&self) -> Result<ReadUnder, StoreError> {
        self.read(read_under)
    }

    /// Rules that are applied: of a run by its number, of the whole project by "".
    pub fn gates(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let text = self.meta(GATES)?;
        let gates = text.map(|text| serde_json::from_str(&text).map_err(damaged("gates"))).transpose()?;
        Ok(gates.unwrap_or_default())
    }

    /// The borders that the user has set in a document's chunks.
    pub fn chunk_edits(&self, document: u64) -> Result<Vec<ChunkEdit>, StoreError> {
        self.read(|connection| {
            let text: Option<String> = connection
                .prepare_cached("SELECT chunk_edits FROM documents WHERE id = ?")?
                .query_row([document as i64], |row| row.get(0))
                .optional()?;
            text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(damaged("chunks")))
        })
    }

    /// The whole log, oldest first: (actor, unix seconds, event).
    pub fn events(&self) -> Result<Vec<(String, i64, Event)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT actor, at, event FROM events ORDER BY seq")?;
            let mut rows = statement.query([])?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                let event = serde_json::from_str(&row.get::<_, String>(2)?).map_err(damaged("event"))?;
                events.push((row.get(0)?, row.get(1)?, event));
            }
            Ok(events)
        })
    }
}

pub(crate) fn read_under(connection: &Connection) -> Result<ReadUnder, StoreError> {
    Ok(ReadUnder { cut: meta::number(connection, CUT)?, ontology: meta::number(connection, UNDER)? })
}

fn append(transaction: &Transaction, event: &Event, actor: &str, at: i64, undone: i64) -> Result<u64, StoreError> {
    let text = serde_json::to_string(event).map_err(damaged("event"))?;
    transaction
        .prepare_cached("INSERT INTO events (at, actor, event, undone) VALUES (?, ?, ?, ?)")?
        .execute((at, actor, text, undone))?;
    Ok(transaction.last_insert_rowid() as u64)
}

fn apply(transaction: &Transaction, event: &Event, forward: bool) -> Result<(), StoreError> {
    match event {
        Event::Decided { changes } => {
            for change in changes {
                let verdict = if forward { &change.after } else { &change.before };
                samples::set_verdict(transaction, &change.id, verdict)?;
            }
        }
        Event::Edited { id, before, after, was_edited } => {
            let (sample, edited) = if forward { (after, true) } else { (before, *was_edited) };
            samples::set_content(transaction, id, sample, edited)?;
        }
        Event::RemovedDocument { document, .. } => {
            transaction.execute("UPDATE documents SET removed = ? WHERE id = ?", (forward, *document as i64))?;
        }
        Event::ChangedRights { changes } => {
            for (document, before, after) in changes {
                let rights = serde_json::to_string(if forward { after } else { before }).map_err(damaged("rights"))?;
                transaction.execute("UPDATE documents SET rights = ? WHERE id = ?", (rights, *document as i64))?;
            }
        }
        Event::ChangedChunks { before, after, edits } => {
            if let Some((document, before, after)) = edits {
                let kept = serde_json::to_string(if forward { after } else { before }).map_err(damaged("chunks"))?;
                let document = *document as i64;
                transaction.execute("UPDATE documents SET chunk_edits = ? WHERE id = ?", (kept, document))?;
                transaction.execute("DELETE FROM extractions WHERE document = ?", [document])?;
            }
            if before != after {
                let settings =
                    serde_json::to_string(if forward { after } else { before }).map_err(damaged("chunks"))?;
                meta::set(transaction, CHUNKS, &settings)?;
                // Every document is cut and extracted again at the next build.
                transaction.execute("DELETE FROM extractions", [])?;
            }
            meta::grow(transaction, CUT)?;
        }
        Event::ChangedOntology { before, after } => {
            let ontology = if forward { after } else { before };
            let text = ontology.as_ref().map(serde_json::to_string).transpose().map_err(damaged("ontology"))?;
            meta::set(transaction, ONTOLOGY, &text.unwrap_or_default())?;
            // Every document is extracted again at the next build; what models read is stale until they are asked again.
            transaction.execute("DELETE FROM extractions WHERE asked = ''", [])?;
            meta::grow(transaction, UNDER)?;
        }
        Event::Gated { before, after, changes } => {
            let gates = serde_json::to_string(if forward { after } else { before }).map_err(damaged("gates"))?;
            meta::set(transaction, GATES, &gates)?;
            for (id, filtered) in changes {
                samples::set_filtered(transaction, id, *filtered == forward)?;
            }
        }
        Event::DecidedMerges { changes } => {
            for change in changes {
                let decision = if forward { &change.after } else { &change.before };
                merges::set_person(transaction, &change.id, decision.as_ref(), change.sides.as_deref())?;
            }
        }
        Event::Undone { .. } | Event::Redone { .. } => {}
    }
    Ok(())
}

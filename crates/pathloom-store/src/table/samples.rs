//! Samples with their decision and flags; the queue.

use crate::error::damaged;
use crate::table::events::{Change, Event, Verdict};
use crate::table::outcomes::next_place;
use crate::{Project, StoreError};
use pathloom_model::{CheckOutcome, Decision, Flag, Key, RejectReason, Sample, ScoreKind};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, Transaction, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub struct SampleRow {
    pub sample: Sample,
    pub run: u64,
    pub verdict: Verdict,
    pub edited: bool,
    pub stale: bool,
    /// A gate left it out.
    pub filtered: bool,
}

impl SampleRow {
    pub fn flags(&self) -> Vec<Flag> {
        let failed = self.sample.checks.iter().any(|check| check.outcome == CheckOutcome::Failed);
        let flags = [
            (self.edited, Flag::Edited),
            (self.stale, Flag::Stale),
            (failed, Flag::FailedCheck),
            (self.filtered, Flag::Filtered),
        ];
        flags.into_iter().filter_map(|(is, flag)| is.then_some(flag)).collect()
    }

    /// Approved, not stale and not left out by a gate.
    pub fn exported(&self) -> bool {
        self.approved() && !self.filtered
    }

    /// Approved and not stale.
    pub fn approved(&self) -> bool {
        self.verdict.decision == Decision::Approved && !self.stale
    }
}

/// Which samples, in which order. Empty lists and texts do not restrict.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub decisions: Vec<Decision>,
    pub template: Option<String>,
    pub run: Option<u64>,
    pub text: String,
    pub failed_checks_only: bool,
    /// Those that a gate left out, or the others; `None` for all.
    pub filtered: Option<bool>,
    pub order: Order,
    pub offset: u64,
    /// 0: no limit.
    pub limit: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Created,
    Complexity,
    FailedFirst,
    Template,
}

/// Numbers over all samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub total: u64,
    pub approved: u64,
    pub edited: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub to_review: u64,
    pub recheck: u64,
    /// Left out by a gate; they count above all the same, but for `to_review`.
    pub filtered: u64,
}

/// A sample takes some ten thousand; a larger one is none of ours.
const MOST_BYTES: usize = 4 << 20;

const COLUMNS: &str = "sample, run, decision, reason, note, edited, stale, filtered";

impl Project {
    /// Adds samples of a run in one transaction; ids that are there already are left as they are. Returns how many were new.
    pub fn add_samples(&self, run: u64, samples: &[Sample]) -> Result<u64, StoreError> {
        self.add(run, samples, true)
    }

    /// The same for samples that models are still to score.
    pub fn add_unscored(&self, run: u64, samples: &[Sample]) -> Result<u64, StoreError> {
        self.add(run, samples, false)
    }

    fn add(&self, run: u64, samples: &[Sample], scored: bool) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let (mut added, place) = (0, next_place(transaction)?);
            for sample in samples {
                added += u64::from(insert(transaction, run, place + added, sample, scored)?);
            }
            Ok(added)
        })
    }

    pub fn sample(&self, id: &str) -> Result<Option<SampleRow>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM samples WHERE id = ?");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([id])?;
            rows.next()?.map(sample_row).transpose()
        })
    }

    /// The samples of a query, and how many there are without its limit.
    pub fn samples(&self, query: &Query) -> Result<(Vec<SampleRow>, u64), StoreError> {
        let (condition, values) = condition(query);
        let order = match query.order {
            Order::Created => "seq",
            Order::Complexity => "complexity IS NULL, complexity DESC, seq",
            Order::FailedFirst => "failed_checks DESC, seq",
            Order::Template => "template, seq",
        };
        let limit = if query.limit == 0 { -1 } else { query.limit as i64 };
        self.read(|connection| {
            let total: i64 = connection.query_row(
                &format!("SELECT count(*) FROM samples WHERE {condition}"),
                params_from_iter(values.clone()),
                |row| row.get(0),
            )?;
            let sql = format!("SELECT {COLUMNS} FROM samples WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?");
            let mut values = values;
            values.extend([Value::from(limit), Value::from(query.offset as i64)]);
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut samples = Vec::new();
            while let Some(row) = rows.next()? {
                samples.push(sample_row(row)?);
            }
            Ok((samples, total as u64))
        })
    }

    /// Hands samples to `each` in the order of their places, one at a time, so that their number does not matter.
    pub fn each_sample(
        &self,
        run: Option<u64>,
        mut each: impl FnMut(SampleRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM samples WHERE ?1 IS NULL OR run = ?1 ORDER BY seq");
            let mut statement = connection.prepare(&sql)?;
            let mut rows = statement.query([run.map(|run| run as i64)])?;
            while let Some(row) = rows.next()? {
                each(sample_row(row)?)?;
            }
            Ok(())
        })
    }

    /// Ids and questions of the samples of a cluster of near duplicates, in the order of their places.
    pub fn cluster(&self, cluster: &str, limit: u64) -> Result<Vec<(String, String)>, StoreError> {
        self.read(|connection| {
            // Where the check of near duplicates stands: one outcome for each kind, in the order of the kinds.
            let sql = "SELECT id, question FROM samples
                 WHERE CASE WHEN json_valid(sample) THEN sample ->> '$.checks[7].cluster' END = ?
                 ORDER BY seq LIMIT ?";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map((cluster, limit as i64), |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Samples of each run that were approved or rejected.
    pub fn decided_by_run(&self) -> Result<BTreeMap<u64, u64>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT run, count(*) FROM samples INDEXED BY samples_decided
                 WHERE decision IN ('approved', 'rejected') GROUP BY run",
            )?;
            let rows =
                statement.query_map([], |row| Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    pub fn tally(&self) -> Result<Tally, StoreError> {
        self.read(|connection| {
            let mut tally = Tally::default();
            let mut statement = connection.prepare_cached(
                "SELECT decision, edited, stale, filtered, count(*) FROM samples GROUP BY 1, 2, 3, 4",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (decision, edited, stale, filtered): (String, bool, bool, bool) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                let count = row.get::<_, i64>(4)? as u64;
                tally.total += count;
                tally.filtered += if filtered { count } else { 0 };
                tally.edited += if edited { count } else { 0 };
                match word::<Decision>(&decision)? {
                    Decision::Approved => {
                        tally.approved += count;
                        tally.recheck += if stale { count } else { 0 };
                    }
                    Decision::Rejected => tally.rejected += count,
                    Decision::Skipped => tally.skipped += count,
                    Decision::ToReview => tally.to_review += if filtered { 0 } else { count },
                }
            }
            Ok(tally)
        })
    }

    /// Samples per template id.
    pub fn samples_by_template(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT template, count(*) FROM samples GROUP BY template")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Fingerprints and questions of the samples of earlier runs, in creation order.
    pub fn taken_before(&self, run: u64) -> Result<Vec<(String, String)>, StoreError> {
        self.read(|connection| {
            let sql =
                "SELECT fingerprint, json_extract(original, '$.question') FROM samples WHERE run < ? ORDER BY seq";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([run as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// In how many approved or pending samples of earlier runs each node serves. What was rejected or skipped goes into
    /// no training set, so its nodes are as fresh as before.
    pub fn uses_before(&self, run: u64) -> Result<BTreeMap<Key, u32>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT node.value ->> '$.key', count(*)
                 FROM samples, json_each(samples.original, '$.nodes') AS node
                 WHERE run < ? AND decision IN ('approved', 'to_review') GROUP BY 1";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([run as i64])?;
            let mut uses = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let key: String = row.get(0)?;
                let key = Key::parse(&key).ok_or_else(|| StoreError::Damaged("a sample names no node".into()))?;
                uses.insert(key, row.get(1)?);
            }
            Ok(uses)
        })
    }

    /// Decides on samples and logs it. Ids that do not exist are left out; returns the ids decided.
    pub fn decide(&self, ids: &[String], after: &Verdict, actor: &str, at: i64) -> Result<Vec<String>, StoreError> {
        let mut changes = Vec::new();
        for id in ids {
            if let Some(row) = self.sample(id)? {
                changes.push(Change { id: id.clone(), before: row.verdict, after: after.clone() });
            }
        }
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let decided = changes.iter().map(|change| change.id.clone()).collect();
        self.record(&Event::Decided { changes }, actor, at)?;
        Ok(decided)
    }

    /// Replaces what a sample says and logs it. The decision stays.
    pub fn edit(&self, after: &Sample, actor: &str, at: i64) -> Result<bool, StoreError> {
        let Some(row) = self.sample(&after.id)? else {
            return Ok(false);
        };
        let event = Event::Edited {
            id: after.id.clone(),
            before: Box::new(row.sample),
            after: Box::new(after.clone()),
            was_edited: row.edited,
        };
        self.record(&event, actor, at)?;
        Ok(true)
    }

    /// Stores checks and scores that were computed again. Not a user's act, so not in the log.
    pub fn rescore(&self, samples: &[&Sample]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut edited = transaction.prepare_cached("SELECT edited FROM samples WHERE id = ?")?;
            for sample in samples {
                let edited: bool = edited.query_row([&sample.id], |row| row.get(0))?;
                set_content(transaction, &sample.id, sample, edited)?;
            }
            Ok(())
        })
    }

    /// Marks as stale every sample for which `keep` says no, and unmarks the others. Returns how many are stale.
    pub fn mark_stale(&self, keep: impl Fn(&Sample) -> bool) -> Result<u64, StoreError> {
        let (rows, _) = self.samples(&Query::default())?;
        let stale: Vec<(bool, &str)> = rows.iter().map(|row| (!keep(&row.sample), row.sample.id.as_str())).collect();
        self.write(|transaction| {
            let mut update =
                transaction.prepare_cached("UPDATE samples SET stale = ?1 WHERE id = ?2 AND stale <> ?1")?;
            for (is, id) in &stale {
                update.execute((is, id))?;
            }
            Ok(stale.iter().filter(|(is, _)| *is).count() as u64)
        })
    }
}

/// The sample that stands at a place.
pub(crate) fn at(connection: &Connection, seq: u64) -> Result<Option<Sample>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM samples WHERE seq = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([seq as i64])?;
    rows.next()?.map(sample_row).transpose().map(|row| row.map(|row| row.sample))
}

/// Adds a sample at its place; `false` where its id or its place is taken, and then nothing changes.
pub(crate) fn insert(
    transaction: &Transaction,
    run: u64,
    seq: u64,
    sample: &Sample,
    scored: bool,
) -> Result<bool, StoreError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO samples (seq, id, run, template, fingerprint, question, original, sample, failed_checks, passed_checks, complexity, scored)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
    )?;
    let text = serde_json::to_string(sample).map_err(damaged("sample"))?;
    let (failed, passed) = check_counts(sample);
    let added = insert.execute(rusqlite::params![
        seq as i64,
        sample.id,
        run as i64,
        sample.template,
        sample.fingerprint,
        sample.question,
        text,
        failed,
        passed,
        complexity(sample),
        scored,
    ])?;
    Ok(added > 0)
}

pub(crate) fn set_verdict(transaction: &Transaction, id: &str, verdict: &Verdict) -> Result<(), StoreError> {
    transaction.prepare_cached("UPDATE samples SET decision = ?, reason = ?, note = ? WHERE id = ?")?.execute((
        name(&verdict.decision)?,
        verdict.reason.as_ref().map(name).transpose()?,
        &verdict.note,
        id,
    ))?;
    Ok(())
}

pub(crate) fn set_filtered(transaction: &Transaction, id: &str, filtered: bool) -> Result<(), StoreError> {
    transaction.prepare_cached("UPDATE samples SET filtered = ? WHERE id = ?")?.execute((filtered, id))?;
    Ok(())
}

pub(crate) fn set_content(
    transaction: &Transaction,
    id: &str,
    sample: &Sample,
    edited: bool,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(sample).map_err(damaged("sample"))?;
    let (failed, passed) = check_counts(sample);
    transaction
        .prepare_cached(
            "UPDATE samples SET sample = ?, question = ?, edited = ?, failed_checks = ?, passed_checks = ?, complexity = ? WHERE id = ?",
        )?
        .execute((text, &sample.question, edited, failed, passed, complexity(sample), id))?;
    Ok(())
}

fn condition(query: &Query) -> (String, Vec<Value>) {
    let mut parts = vec!["1 = 1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    if !query.decisions.is_empty() {
        let names: Vec<String> = query.decisions.iter().filter_map(|decision| name(decision).ok()).collect();
        parts.push(format!("decision IN ({})", vec!["?"; names.len()].join(",")));
        values.extend(names.into_iter().map(Value::from));
    }
    if let Some(template) = &query.template {
        parts.push("template = ?".into());
        values.push(template.clone().into());
    }
    if let Some(run) = query.run {
        parts.push("run = ?".into());
        values.push((run as i64).into());
    }
    if query.failed_checks_only {
        parts.push("failed_checks > 0".into());
    }
    if let Some(filtered) = query.filtered {
        parts.push("filtered = ?".into());
        values.push(Value::from(i64::from(filtered)));
    }
    let text = query.text.trim().to_lowercase();
    if !text.is_empty() {
        parts.push(
            "(instr(lower(question), ?) > 0 OR instr(id, ?) > 0 OR instr(lower(sample ->> '$.answer.text'), ?) > 0)"
                .into(),
        );
        values.extend([text.clone().into(), text.clone().into(), text.into()]);
    }
    (parts.join(" AND "), values)
}

fn sample_row(row: &Row) -> Result<SampleRow, StoreError> {
    let text = row.get_ref(0)?.as_str().unwrap_or_default();
    if text.len() > MOST_BYTES {
        return Err(StoreError::Damaged(format!("one sample takes {} MB", text.len().div_ceil(1_000_000))));
    }
    let reason: Option<String> = row.get(3)?;
    Ok(SampleRow {
        sample: serde_json::from_str(text).map_err(damaged("sample"))?,
        run: row.get::<_, i64>(1)? as u64,
        verdict: Verdict {
            decision: word(&row.get::<_, String>(2)?)?,
            reason: reason.as_deref().map(word::<RejectReason>).transpose()?,
            note: row.get(4)?,
        },
        edited: row.get(5)?,
        stale: row.get(6)?,
        filtered: row.get(7)?,
    })
}

pub(crate) fn check_counts(sample: &Sample) -> (i64, i64) {
    let count = |outcome| sample.checks.iter().filter(|check| check.outcome == outcome).count() as i64;
    (count(CheckOutcome::Failed), count(CheckOutcome::Passed))
}

pub(crate) fn complexity(sample: &Sample) -> Option<i64> {
    let score = sample.scores.iter().find(|score| score.kind == ScoreKind::Complexity)?;
    score.value.map(|value| value.round() as i64)
}

/// An enum as the bare word that serde gives it.
fn name<T: Serialize>(value: &T) -> Result<String, StoreError> {
    let text = serde_json::to_string(value).map_err(damaged("word"))?;
    Ok(text.trim_matches('"').to_owned())
}

fn word<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(damaged("word"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use pathloom_model::{Answer, AnswerForm, Gen, Language};

    pub(crate) fn sample(id: &str, question: &str) -> Sample {
        Sample {
            id: id.into(),
            template: "single_table".into(),
            fingerprint: format!("f-{id}"),
            language: Language::En,
            question: question.into(),
            question_type: None,
            options: vec![],
            blurred: vec![],
            claim: None,
            meaning: None,
            answer: Answer {
                form: AnswerForm::Node,
                slot: "answer".into(),
                text: "Norrheat AB".into(),
                value: None,
                unit: None,
                precision: None,
                expression: None,
                operands: vec![],
            },
            steps: vec![],
            nodes: vec![],
            relations: vec![],
            hops: 1,
            evidence: vec![],
            checks: vec![],
            scores: vec![],
            generated: Gen {
                engine: "built-in engine".into(),
                version: 1,
                draw: None,
                operator: "look-up".into(),
                wording: "a".into(),
                seed: 1,
                subgraph: None,
                written: None,
            },
        }
    }

    fn approve() -> Verdict {
        Verdict { decision: Decision::Approved, ..Verdict::default() }
    }

    #[test]
    fn decisions_and_edits_are_undone_and_redone_across_restarts() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("S.pathloom");
        let project = Project::create(&folder).expect("creates");
        project.add_samples(1, &[sample("a", "Who?"), sample("b", "Where?")]).expect("adds");
        project.decide(&["a".into()], &approve(), "me", 10).expect("approves");
        let mut edited = sample("b", "Where exactly?");
        edited.answer.text = "Växjö".into();
        project.edit(&edited, "me", 11).expect("edits");
        drop(project);

        let project = Project::open(&folder).expect("opens again");
        assert!(matches!(project.undo("me", 12).expect("undoes"), Some(Event::Edited { .. })));
        assert_eq!(project.sample("b").unwrap().unwrap().sample.question, "Where?", "the edit is gone");
        assert!(!project.sample("b").unwrap().unwrap().edited);
        assert!(matches!(project.undo("me", 13).expect("undoes"), Some(Event::Decided { .. })));
        assert_eq!(project.tally().unwrap().approved, 0);
        assert_eq!(project.undo("me", 14).expect("nothing left"), None);
        project.redo("me", 15).expect("redoes");
        assert_eq!(project.tally().unwrap().approved, 1, "redo goes in the order of doing");
        project.decide(&["b".into()], &approve(), "me", 16).expect("does something else");
        assert_eq!(project.redo("me", 17).expect("asks"), None, "what was undone before is closed now");
        assert_eq!(project.events().unwrap().len(), 6, "the log keeps every step, undo and redo too");
    }

    #[test]
    fn the_queue_filters_finds_and_counts() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("Q.pathloom")).expect("creates");
        project.add_samples(1, &[sample("a", "Who makes it?"), sample("b", "Where is it?")]).expect("adds");
        assert_eq!(
            project.add_samples(2, &[sample("a", "Who makes it?")]).expect("adds"),
            0,
            "the same sample is kept once"
        );
        project.decide(&["a".into(), "gone".into()], &approve(), "me", 1).expect("approves");
        let open = Query { decisions: vec![Decision::ToReview], ..Query::default() };
        let (rows, total) = project.samples(&open).expect("asks");
        assert_eq!((rows.len(), total, rows[0].sample.id.as_str()), (1, 1, "b"));
        let (rows, _) = project.samples(&Query { text: "NORRHEAT".into(), ..Query::default() }).expect("asks");
        assert_eq!(rows.len(), 2, "answers are searched too");
        let (rows, _) = project.samples(&Query { text: "' OR 1=1 --".into(), ..Query::default() }).expect("asks");
        assert!(rows.is_empty(), "typed text is never SQL");
        assert_eq!(project.mark_stale(|sample| sample.id != "a").expect("marks"), 1);
        assert_eq!(
            project.tally().expect("counts"),
            Tally { total: 2, approved: 1, to_review: 1, recheck: 1, ..Tally::default() }
        );
    }
}

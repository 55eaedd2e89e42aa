//! What became of the paths of a run that models write for, and of the parts of documents that they read. Each path has a place, which decides where its sample stands
//! whenever it is done; what failed stands in `outcomes`, what succeeded in `samples`.

use super::samples::set_content;
use super::{meta, samples};
use crate::error::damaged;
use crate::{Project, StoreError};
use pathloom_model::Sample;
use rusqlite::{Connection, Transaction, params};

/// A path that gave no sample, or a sample that could not be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub place: u64,
    pub stage: PathStage,
    /// From 0; a retry of what a model refused is a new attempt, which asks anew.
    pub attempt: u32,
    pub state: OutcomeState,
    /// A few words that group it with others.
    pub cause: String,
    /// The path, in words.
    pub item: String,
    pub detail: String,
    /// Keys of the calls made for it.
    pub calls: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathStage {
    /// A part of a document, read by models.
    Extract,
    Generate,
    Score,
}

impl PathStage {
    fn word(self) -> &'static str {
        match self {
            PathStage::Extract => "extract",
            PathStage::Generate => "generate",
            PathStage::Score => "score",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeState {
    /// No reply came; the same calls may be made again.
    Failed,
    /// Replies came and would not do.
    Refused,
    /// To be tried again.
    Retry,
}

impl OutcomeState {
    fn word(self) -> &'static str {
        match self {
            OutcomeState::Failed => "failed",
            OutcomeState::Refused => "refused",
            OutcomeState::Retry => "retry",
        }
    }
}

/// A sample of a run, where it stands, and whether it is still to be scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub place: u64,
    pub sample: Sample,
    pub scored: bool,
}

impl Project {
    /// Keeps places for the paths of a run, once; returns the first. Samples that others add come after them.
    pub fn reserve_places(&self, run: u64, paths: u64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let name = format!("places_of_run_{run}");
            if let Some(first) = meta::get(transaction, &name)? {
                return first.parse().map_err(|_| StoreError::Damaged(format!("the places of run {run}")));
            }
            let first = next_place(transaction)?;
            meta::set(transaction, &name, &first.to_string())?;
            meta::set(transaction, RESERVED, &(first + paths).to_string())?;
            Ok(first)
        })
    }

    /// Adds samples at their places, in one transaction; a place that is taken stays as it is.
    pub fn put_made(&self, run: u64, first: u64, made: &[Made]) -> Result<(), StoreError> {
        self.write(|transaction| {
            for Made { place, sample, scored } in made {
                samples::insert(transaction, run, first + place, sample, *scored)?;
                forget(transaction, run, *place, PathStage::Generate)?;
            }
            Ok(())
        })
    }

    /// Puts scores and checks where they belong. What the user edited meanwhile keeps its words.
    pub fn put_scored(&self, run: u64, scored: &[(u64, Sample)]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut found = transaction.prepare_cached("SELECT edited FROM samples WHERE id = ?")?;
            let mut first = transaction.prepare_cached("UPDATE samples SET original = ?2, scored = 1 WHERE id = ?1")?;
            let mut only_scored = transaction.prepare_cached("UPDATE samples SET scored = 1 WHERE id = ?1")?;
            for (place, sample) in scored {
                let edited: bool = found.query_row([&sample.id], |row| row.get(0))?;
                if edited {
                    only_scored.execute([&sample.id])?;
                } else {
                    set_content(transaction, &sample.id, sample, false)?;
                    first.execute((&sample.id, serde_json::to_string(sample).map_err(damaged("sample"))?))?;
                }
                forget(transaction, run, *place, PathStage::Score)?;
            }
            Ok(())
        })
    }

    /// Places of a run that have a sample, and whether it is scored, in order.
    pub fn made_places(&self, run: u64, first: u64) -> Result<Vec<(u64, bool)>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT seq, scored FROM samples WHERE run = ? ORDER BY seq")?;
            let rows = statement.query_map([run as i64], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))?;
            let rows: Vec<(u64, bool)> = rows.collect::<Result<_, _>>()?;
            Ok(rows.into_iter().filter_map(|(seq, scored)| Some((seq.checked_sub(first)?, scored))).collect())
        })
    }

    /// The sample at a place.
    pub fn made(&self, first: u64, place: u64) -> Result<Option<Sample>, StoreError> {
        self.read(|connection| samples::at(connection, first + place))
    }

    /// Keeps what became of paths, in one transaction.
    pub fn put_outcomes(&self, run: u64, outcomes: &[Outcome]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut insert =
                transaction.prepare_cached("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
            for outcome in outcomes {
                insert.execute(params![
                    run as i64,
                    outcome.place as i64,
                    outcome.stage.word(),
                    outcome.attempt,
                    outcome.state.word(),
                    outcome.cause,
                    outcome.item,
                    outcome.detail,
                    serde_json::to_string(&outcome.calls).map_err(damaged("outcome"))?,
                ])?;
            }
            Ok(())
        })
    }

    /// What was tried again and succeeded.
    pub fn forget_outcomes(&self, run: u64, stage: PathStage, places: &[u64]) -> Result<(), StoreError> {
        self.write(|transaction| places.iter().try_for_each(|place| forget(transaction, run, *place, stage)))
    }

    /// Of a run, by place.
    pub fn outcomes(&self, run: u64) -> Result<Vec<Outcome>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT place, stage, attempt, state, cause, item, detail, calls FROM outcomes WHERE run = ? ORDER BY place, stage",
            )?;
            let mut rows = statement.query([run as i64])?;
            let mut outcomes = Vec::new();
            while let Some(row) = rows.next()? {
                let calls: String = row.get(7)?;
                outcomes.push(Outcome {
                    place: row.get::<_, i64>(0)? as u64,
                    stage: match row.get_ref(1)?.as_str().unwrap_or_default() {
                        "extract" => PathStage::Extract,
                        "generate" => PathStage::Generate,
                        "score" => PathStage::Score,
                        other => return Err(StoreError::Damaged(format!("a path failed in \"{other}\""))),
                    },
                    attempt: row.get(2)?,
                    state: match row.get_ref(3)?.as_str().unwrap_or_default() {
                        "failed" => OutcomeState::Failed,
                        "refused" => OutcomeState::Refused,
                        "retry" => OutcomeState::Retry,
                        other => return Err(StoreError::Damaged(format!("a path is \"{other}\""))),
                    },
                    cause: row.get(4)?,
                    item: row.get(5)?,
                    detail: row.get(6)?,
                    calls: serde_json::from_str(&calls).map_err(damaged("outcome"))?,
                });
            }
            Ok(outcomes)
        })
    }

    /// Marks what failed, of one cause or of all, to be tried again. Returns how many.
    pub fn retry_outcomes(&self, run: u64, cause: Option<&str>) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE outcomes SET attempt = attempt + (state = 'refused'), state = 'retry'
                 WHERE run = ?1 AND state <> 'retry' AND (?2 IS NULL OR cause = ?2)",
                (run as i64, cause),
            )?;
            transaction.execute(
                "UPDATE samples SET scored = 0 WHERE run = ?1 AND seq - ?2 IN
                 (SELECT place FROM outcomes WHERE run = ?1 AND stage = 'score' AND state = 'retry')",
                (run as i64, meta::number(transaction, &format!("places_of_run_{run}"))? as i64),
            )?;
            Ok(changed as u64)
        })
    }
}

const RESERVED: &str = "places_reserved";

/// The place of the next sample: after all there are and all that are kept for runs.
pub(crate) fn next_place(connection: &Connection) -> Result<u64, StoreError> {
    let last: i64 = connection.query_row("SELECT coalesce(max(seq), 0) FROM samples", [], |row| row.get(0))?;
    Ok((last as u64 + 1).max(meta::number(connection, RESERVED)?))
}

fn forget(transaction: &Transaction, run: u64, place: u64, stage: PathStage) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM outcomes WHERE run = ? AND place = ? AND stage = ?")?.execute((
        run as i64,
        place as i64,
        stage.word(),
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::samples::{Query, tests::sample};

    fn made(place: u64, id: &str) -> Made {
        Made { place, sample: sample(id, "Who?"), scored: false }
    }

    fn ids(project: &Project) -> Vec<String> {
        let (rows, _) = project.samples(&Query::default()).expect("lists");
        rows.into_iter().map(|row| row.sample.id).collect()
    }

    #[test]
    fn samples_stand_in_the_order_of_their_paths_whenever_they_come() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("O.pathloom")).expect("creates");
        project.add_samples(1, &[sample("before", "Who?")]).expect("adds");
        let first = project.reserve_places(2, 3).expect("reserves");
        project.put_made(2, first, &[made(2, "c")]).expect("adds");
        project.add_samples(3, &[sample("after", "Who?")]).expect("another run meanwhile");
        assert_eq!(project.reserve_places(2, 3).expect("asks again"), first, "a run keeps its places");
        project.put_made(2, first, &[made(0, "a"), made(2, "other")]).expect("adds");
        assert_eq!(ids(&project), ["before", "a", "c", "after"], "a taken place stays as it is");
        assert_eq!(project.made_places(2, first).expect("asks"), [(0, false), (2, false)]);

        let mut edited = sample("a", "Who exactly?");
        project.edit(&edited, "me", 1).expect("edits");
        edited.question = "Who?".into();
        project.put_scored(2, &[(0, edited), (2, sample("c", "Who?"))]).expect("scores");
        assert_eq!(project.made(first, 0).expect("asks").expect("is there").question, "Who exactly?");
        assert_eq!(project.made_places(2, first).expect("asks"), [(0, true), (2, true)]);
    }

    #[test]
    fn what_failed_is_tried_again_by_cause_and_forgotten_when_it_succeeds() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("R.pathloom")).expect("creates");
        let first = project.reserve_places(1, 9).expect("reserves");
        let outcome = |place, state, cause: &str| Outcome {
            place,
            stage: PathStage::Generate,
            attempt: 0,
            state,
            cause: cause.into(),
            item: "A → B".into(),
            detail: "why".into(),
            calls: vec!["k".into()],
        };
        let failed = [outcome(0, OutcomeState::Failed, "Timed out"), outcome(1, OutcomeState::Refused, "Declined")];
        project.put_outcomes(1, &failed).expect("keeps");
        assert_eq!(project.outcomes(1).expect("lists"), failed);
        assert_eq!(project.retry_outcomes(1, Some("Timed out")).expect("marks"), 1);
        assert_eq!(project.retry_outcomes(1, None).expect("marks"), 1, "the rest");
        let states: Vec<_> = project.outcomes(1).expect("lists").iter().map(|it| (it.state, it.attempt)).collect();
        assert_eq!(states, [(OutcomeState::Retry, 0), (OutcomeState::Retry, 1)], "what was refused is asked anew");
        project.put_made(1, first, &[made(0, "a")]).expect("adds");
        assert_eq!(project.outcomes(1).expect("lists").len(), 1);
    }
}

//! Pairs of names that are, or may be, one entity, with what rules, models and persons say of them. A person's word goes
//! before a model's, and that before a rule's; builds replace what rules say and touch nothing else.

use crate::error::damaged;
use crate::table::meta;
use crate::{Project, StoreError};
use pathloom_model::key::digest;
use pathloom_model::{Key, MergeBy, MergeState, Span, merge_id};
use rusqlite::{OptionalExtension, Row, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One name of a pair, as it stood when the pair was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeSide {
    /// What it has in the graph when it stands alone.
    pub key: Key,
    pub name: String,
    pub entity_type: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub span: Option<Span>,
}

/// A pair as the rules of a build found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundMerge {
    pub one: MergeSide,
    pub other: MergeSide,
    pub state: MergeState,
    pub reason: String,
    pub similarity: Option<f32>,
}

/// What a model or a person decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeDecision {
    pub state: MergeState,
    pub why: String,
    pub who: String,
    /// Unix seconds.
    pub at: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MergeRow {
    pub id: String,
    pub one: MergeSide,
    pub other: MergeSide,
    pub similarity: Option<f32>,
    /// `None` where rules do not find the pair any more.
    pub rule: Option<(MergeState, String)>,
    pub model: Option<MergeDecision>,
    pub person: Option<MergeDecision>,
    /// Whether the graph has them as one entity.
    pub is_one: bool,
}

impl MergeRow {
    /// What holds, and who says so.
    pub fn state(&self) -> (MergeState, MergeBy) {
        match (&self.person, &self.model, &self.rule) {
            (Some(said), ..) => (said.state, MergeBy::Person),
            (None, Some(said), _) if said.state != MergeState::Candidate => (said.state, MergeBy::Model),
            (.., Some((state, _))) => (*state, MergeBy::Rule),
            _ => (MergeState::Candidate, MergeBy::Rule),
        }
    }
}

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct MergeQuery {
    /// Empty: any.
    pub states: Vec<MergeState>,
    pub by: Vec<MergeBy>,
    /// Letters of a name; empty: any.
    pub text: String,
    pub offset: u64,
    pub limit: u64,
}

/// One member of an entity that has several names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    pub name: String,
    pub entity_type: String,
    pub document: Key,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub why: String,
}

/// Something that resolution left out or kept apart: (what, names, why).
pub type LeftOutRow = (String, Vec<String>, String);

/// What one build says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BuildMerges {
    pub found: Vec<FoundMerge>,
    /// Entities of several names.
    pub members: BTreeMap<Key, Vec<MemberRow>>,
    pub left_out: Vec<LeftOutRow>,
    /// Why fewer are listed than there are; empty when all are.
    pub note: String,
}

/// The state that holds, in SQL.
const STATE: &str = "coalesce(person, nullif(model, 'candidate'), rule, 'candidate')";
const BY: &str = "CASE WHEN person IS NOT NULL THEN 'person' WHEN nullif(model, 'candidate') IS NOT NULL THEN 'model' ELSE 'rule' END";
/// The graph shows otherwise.
const WAITS: &str = "(coalesce(person, nullif(model, 'candidate'), rule, 'candidate') = 'merged') <> is_one";
const COLUMNS: &str =
    "id, one_side, other_side, similarity, rule, rule_reason, model, model_decision, person, person_decision, is_one";
const SAID: &str = "merges_said";
const NOTE: &str = "merges_note";

impl Project {
    /// Replaces what rules say. `is_one` tells whether the graph has two keys as one entity now.
    pub fn put_merges(&self, build: &BuildMerges, is_one: impl Fn(&Key, &Key) -> bool) -> Result<(), StoreError> {
        let said = digest(&[&serde_json::to_vec(build).map_err(damaged("merges"))?]);
        let unchanged = self.meta(SAID)?.as_deref() == Some(&said);
        self.write(|transaction| {
            if !unchanged {
                replace_found(transaction, build)?;
                meta::set(transaction, SAID, &said)?;
                meta::set(transaction, NOTE, &build.note)?;
            }
            mark_ones(transaction, is_one)
        })
    }

    /// Rows of a page, the most alike first, and how many there are in all.
    pub fn merges(&self, query: &MergeQuery) -> Result<(Vec<MergeRow>, u64), StoreError> {
        let list = |words: Vec<&str>| serde_json::to_string(&words).map_err(damaged("words"));
        let states = list(query.states.iter().map(|state| state.word()).collect())?;
        let by = list(query.by.iter().map(|by| by.word()).collect())?;
        let wanted = format!(
            "(?1 = '[]' OR {STATE} IN (SELECT value FROM json_each(?1))) AND (?2 = '[]' OR {BY} IN (SELECT value FROM json_each(?2)))
             AND (?3 = '' OR instr(names, ?3) > 0)"
        );
        let text = query.text.to_lowercase();
        self.read(|connection| {
            let total: u64 = connection
                .prepare_cached(&format!("SELECT count(*) FROM merges WHERE {wanted}"))?
                .query_row((&states, &by, &text), |row| row.get::<_, i64>(0))? as u64;
            let sql = format!(
                "SELECT {COLUMNS} FROM merges WHERE {wanted} ORDER BY similarity IS NULL, similarity DESC, names, id LIMIT ?4 OFFSET ?5"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows =
                statement.query((&states, &by, &text, query.limit.min(i64::MAX as u64) as i64, query.offset.min(i64::MAX as u64) as i64))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(merge_row(row)?);
            }
            Ok((found, total))
        })
    }

    pub fn merge(&self, id: &str) -> Result<Option<MergeRow>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM merges WHERE id = ?");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([id])?;
            rows.next()?.map(merge_row).transpose()
        })
    }

    /// Rows of which one side has this key.
    pub fn merges_of(&self, key: &Key) -> Result<Vec<MergeRow>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM merges WHERE one = ?1 OR other = ?1 ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(merge_row(row)?);
            }
            Ok(found)
        })
    }

    /// Candidates, merged, kept apart; and decisions that the graph does not show yet.
    pub fn merge_counts(&self) -> Result<[u64; 4], StoreError> {
        self.read(|connection| {
            let mut counts = [0; 4];
            let sql = format!("SELECT {STATE}, count(*), total({WAITS}) FROM merges GROUP BY 1");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let state = MergeState::parse(&row.get::<_, String>(0)?).unwrap_or_default();
                counts[state as usize] += row.get::<_, i64>(1)? as u64;
                counts[3] += row.get::<_, f64>(2)? as u64;
            }
            Ok(counts)
        })
    }

    pub fn merges_note(&self) -> Result<String, StoreError> {
        Ok(self.meta(NOTE)?.unwrap_or_default())
    }

    /// What models and persons decided, for the next build: (one, other, state, by).
    pub fn merge_decisions(&self) -> Result<Vec<(Key, Key, MergeState, MergeBy)>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT one, other, {STATE}, {BY} FROM merges WHERE {BY} <> 'rule' ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            let mut decisions = Vec::new();
            while let Some(row) = rows.next()? {
                let texts: [String; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                let wrong = || StoreError::Damaged(format!("a decision about {} and {}", texts[0], texts[1]));
                let key = |text: &str| Key::parse(text).ok_or_else(wrong);
                let state = MergeState::parse(&texts[2]).ok_or_else(wrong)?;
                decisions.push((key(&texts[0])?, key(&texts[1])?, state, MergeBy::parse(&texts[3]).ok_or_else(wrong)?));
            }
            Ok(decisions)
        })
    }

    /// Keeps what a model decided; a person's word stays above it.
    pub fn put_model_merge(&self, id: &str, decision: &MergeDecision) -> Result<(), StoreError> {
        let text = serde_json::to_string(decision).map_err(damaged("decision"))?;
        self.write(|transaction| {
            let sql = "UPDATE merges SET model = ?2, model_decision = ?3 WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute((id, decision.state.word(), text))?;
            Ok(())
        })
    }

    /// The names that an entity was made of; empty where it has only one.
    pub fn entity_members(&self, key: &Key) -> Result<Vec<MemberRow>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT members FROM entity_members WHERE entity = ?";
            let text: Option<String> =
                connection.prepare_cached(sql)?.query_row([key.as_str()], |row| row.get(0)).optional()?;
            text.map_or(Ok(vec![]), |text| serde_json::from_str(&text).map_err(damaged("members")))
        })
    }

    /// What resolution dropped or kept apart without a pair to decide about.
    pub fn left_out(&self) -> Result<Vec<LeftOutRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT decision, names, why FROM left_out ORDER BY id")?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let names = serde_json::from_str(&row.get::<_, String>(1)?).map_err(damaged("names"))?;
                all.push((row.get(0)?, names, row.get(2)?));
            }
            Ok(all)
        })
    }
}

fn replace_found(transaction: &Transaction, build: &BuildMerges) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM merges WHERE person IS NULL AND model IS NULL", [])?;
    transaction.execute("UPDATE merges SET rule = NULL, rule_reason = '', similarity = NULL", [])?;
    let mut put = transaction.prepare_cached(
        "INSERT INTO merges (id, one, other, one_side, other_side, names, similarity, rule, rule_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET one_side = ?4, other_side = ?5, names = ?6, similarity = ?7, rule = ?8, rule_reason = ?9",
    )?;
    for found in &build.found {
        let (one, other) = (&found.one, &found.other);
        let side = |side: &MergeSide| serde_json::to_string(side).map_err(damaged("merge"));
        put.execute((
            merge_id(&one.key, &other.key),
            one.key.as_str(),
            other.key.as_str(),
            side(one)?,
            side(other)?,
            format!("{}\n{}", one.name, other.name).to_lowercase(),
            found.similarity.map(f64::from),
            found.state.word(),
            &found.reason,
        ))?;
    }
    transaction.execute("DELETE FROM entity_members", [])?;
    let mut put = transaction.prepare_cached("INSERT INTO entity_members VALUES (?, ?)")?;
    for (key, members) in &build.members {
        put.execute((key.as_str(), serde_json::to_string(members).map_err(damaged("members"))?))?;
    }
    transaction.execute("DELETE FROM left_out", [])?;
    let mut put = transaction.prepare_cached("INSERT INTO left_out (decision, names, why) VALUES (?, ?, ?)")?;
    for (decision, names, why) in &build.left_out {
        put.execute((decision, serde_json::to_string(names).map_err(damaged("names"))?, why))?;
    }
    Ok(())
}

fn mark_ones(transaction: &Transaction, is_one: impl Fn(&Key, &Key) -> bool) -> Result<(), StoreError> {
    let mut changed: Vec<(String, bool)> = Vec::new();
    {
        let mut statement = transaction.prepare_cached("SELECT id, one, other, is_one FROM merges")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (one, other) = (row.get::<_, String>(1)?, row.get::<_, String>(2)?);
            let now = Key::parse(&one).zip(Key::parse(&other)).is_some_and(|(one, other)| is_one(&one, &other));
            if now != row.get::<_, bool>(3)? {
                changed.push((row.get(0)?, now));
            }
        }
    }
    let mut mark = transaction.prepare_cached("UPDATE merges SET is_one = ?2 WHERE id = ?1")?;
    for (id, now) in changed {
        mark.execute((id, now))?;
    }
    Ok(())
}

/// A person's word about a pair, or none any more. The pair stays, with what others say of it; where it is not there, it
/// comes with its sides.
pub(crate) fn set_person(
    transaction: &Transaction,
    id: &str,
    decision: Option<&MergeDecision>,
    sides: Option<&[MergeSide; 2]>,
) -> Result<(), StoreError> {
    if let (Some([one, other]), Some(_)) = (sides, decision) {
        let side = |side: &MergeSide| serde_json::to_string(side).map_err(damaged("merge"));
        let sql = "INSERT OR IGNORE INTO merges (id, one, other, one_side, other_side, names, is_one) VALUES (?, ?, ?, ?, ?, ?, 1)";
        let names = format!("{}\n{}", one.name, other.name).to_lowercase();
        let row = (id, one.key.as_str(), other.key.as_str(), side(one)?, side(other)?, names);
        transaction.prepare_cached(sql)?.execute(row)?;
    }
    let text = decision.map(serde_json::to_string).transpose().map_err(damaged("decision"))?.unwrap_or_default();
    let sql = "UPDATE merges SET person = ?2, person_decision = ?3 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute((id, decision.map(|it| it.state.word()), text))?;
    Ok(())
}

fn merge_row(row: &Row) -> Result<MergeRow, StoreError> {
    let side = |text: String| serde_json::from_str::<MergeSide>(&text).map_err(damaged("merge"));
    let state = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => {
            MergeState::parse(&text).map(Some).ok_or_else(|| StoreError::Damaged(format!("a merge that is \"{text}\"")))
        }
    };
    let decision = |state: Option<MergeState>, text: String| match state {
        None => Ok(None),
        Some(state) => {
            let said: MergeDecision = serde_json::from_str(&text).map_err(damaged("decision"))?;
            Ok::<_, StoreError>(Some(MergeDecision { state, ..said }))
        }
    };
    let rule = state(row.get(4)?)?.map(|state| row.get(5).map(|reason| (state, reason))).transpose()?;
    Ok(MergeRow {
        id: row.get(0)?,
        one: side(row.get(1)?)?,
        other: side(row.get(2)?)?,
        similarity: row.get::<_, Option<f64>>(3)?.map(|it| it as f32),
        rule,
        model: decision(state(row.get(6)?)?, row.get(7)?)?,
        person: decision(state(row.get(8)?)?, row.get(9)?)?,
        is_one: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::events::{Event, MergeChange};

    fn side(name: &str) -> MergeSide {
        let document = Key::document(b"d");
        MergeSide {
            key: Key::entity(name, "Company", &document),
            name: name.into(),
            entity_type: "Company".into(),
            aliases: vec![],
            description: String::new(),
            span: Some(Span::in_text(document, 0, 3, name)),
        }
    }

    fn found(one: &str, other: &str, state: MergeState) -> FoundMerge {
        FoundMerge { one: side(one), other: side(other), state, reason: "alike".into(), similarity: Some(0.9) }
    }

    #[test]
    fn decisions_outlive_builds_win_over_rules_and_can_be_undone() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("p")).expect("creates");
        let both =
            [found("Kaltvik", "Kaltvick", MergeState::Candidate), found("Norrheat", "Norrheat AB", MergeState::Merged)];
        let build = |found: &[FoundMerge]| BuildMerges { found: found.to_vec(), ..BuildMerges::default() };
        let norrheat = merge_id(&side("Norrheat").key, &side("Norrheat AB").key);
        let is_one = |one: &Key, other: &Key| merge_id(one, other) == norrheat;
        project.put_merges(&build(&both), is_one).expect("kept");
        assert_eq!(project.merge_counts().expect("counts"), [1, 1, 0, 0]);

        let id = merge_id(&side("Kaltvick").key, &side("Kaltvik").key);
        let row = project.merge(&id).expect("reads").expect("whichever comes first, the id is the same");
        assert_eq!((row.state(), row.is_one), ((MergeState::Candidate, MergeBy::Rule), false));
        let decision = |state| Some(MergeDecision { state, why: String::new(), who: "ann".into(), at: 7 });
        let change = |id: &str, after| MergeChange {
            id: id.into(),
            names: ["a".into(), "b".into()],
            before: None,
            after,
            sides: None,
        };
        let changes =
            vec![change(&id, decision(MergeState::Merged)), change(&norrheat, decision(MergeState::KeptApart))];
        project.record(&Event::DecidedMerges { changes }, "ann", 7).expect("decided");
        let said = MergeDecision { state: MergeState::KeptApart, why: "other towns".into(), who: "m".into(), at: 8 };
        project.put_model_merge(&id, &said).expect("kept");
        assert_eq!(project.merge_counts().expect("counts"), [0, 1, 1, 2], "both wait for the next build");

        project.put_merges(&build(&[]), |_, _| false).expect("a build that finds neither any more");
        let decisions = project.merge_decisions().expect("reads");
        assert_eq!(decisions.len(), 2, "both decisions stand");
        assert!(decisions.iter().all(|it| it.3 == MergeBy::Person), "the person is above the model");
        let query = MergeQuery { text: "KALT".into(), limit: 10, ..MergeQuery::default() };
        assert_eq!(project.merges(&query).expect("reads").1, 1);

        project.put_merges(&build(&both), is_one).expect("kept");
        project.undo("ann", 9).expect("undone");
        let row = project.merge(&id).expect("reads").expect("still there");
        assert_eq!(row.state(), (MergeState::KeptApart, MergeBy::Model), "what the model said is what is left");
        assert_eq!(
            project.merge(&norrheat).expect("reads").expect("there").state(),
            (MergeState::Merged, MergeBy::Rule)
        );
        project.redo("ann", 10).expect("done again");
        assert_eq!(project.merge(&id).expect("reads").expect("there").state(), (MergeState::Merged, MergeBy::Person));
    }
}

//! Calls of models: each a row by the key of what was asked, with the reply that was paid for or why there is none.
//! Requests, replies and errors are the caller's own JSON.

use crate::{Project, StoreError};
use rusqlite::{OptionalExtension, Row};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// To be asked, in a batch file say.
    Pending,
    Done,
    Failed,
}

impl CallState {
    pub fn word(self) -> &'static str {
        match self {
            CallState::Pending => "pending",
            CallState::Done => "done",
            CallState::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Result<CallState, StoreError> {
        let all = [CallState::Pending, CallState::Done, CallState::Failed];
        all.into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Damaged(format!("a call is \"{word}\"")))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    pub key: String,
    pub role: String,
    /// By name.
    pub endpoint: String,
    pub kind: String,
    pub model: String,
    /// The run that asked first.
    pub run: u64,
    pub state: CallState,
    pub request: String,
    /// The reply, the error, or nothing yet.
    pub reply: String,
    pub tokens_in: u64,
    pub tokens_out: u64,
    pub tokens_cached: u64,
    /// `None` where the model has no price.
    pub money: Option<f64>,
    pub latency_ms: u64,
    /// Tries that failed, over all rows written for this key.
    pub errors: u64,
    /// Unix seconds.
    pub at: i64,
}

/// What the calls of one role to one model came to.
#[derive(Clone, Debug, PartialEq)]
pub struct CallGroup {
    pub role: String,
    pub endpoint: String,
    pub model: String,
    pub done: u64,
    pub failed: u64,
    pub pending: u64,
    /// Tries that failed, those that a later one made good included.
    pub errors: u64,
    /// Of the calls that were answered; `None` without any.
    pub median_ms: Option<u64>,
    pub tokens_in: u64,
    pub tokens_out: u64,
    pub tokens_cached: u64,
    /// `None` where none of them has a price.
    pub money: Option<f64>,
}

const COLUMNS: &str = "key, role, endpoint, kind, model, run, state, request, reply, tokens_in, tokens_out, tokens_cached, money, latency_ms, errors, at";
/// A reply takes some kilobytes, a request with pictures some megabytes; a longer one is none of ours.
const MOST_BYTES: usize = 64 << 20;

impl Project {
    /// Writes calls in one transaction. A reply that is there already is never replaced; failed
    /// tries, and what replies of no use cost, add up.
    pub fn put_calls(&self, calls: &[&CallRow]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO calls (key, role, endpoint, kind, model, run, state, request, reply, tokens_in, tokens_out, tokens_cached, money, latency_ms, errors, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                 ON CONFLICT (key) DO UPDATE SET role = ?2, endpoint = ?3, kind = ?4, model = ?5, run = ?6, state = ?7, request = ?8,
                    reply = ?9, tokens_in = tokens_in + ?10, tokens_out = tokens_out + ?11, tokens_cached = tokens_cached + ?12,
                    money = CASE WHEN ?13 IS NULL THEN money ELSE coalesce(money, 0.0) + ?13 END,
                    latency_ms = ?14, errors = errors + ?15, at = ?16
                 WHERE state <> 'done'",
            )?;
            for call in calls {
                insert.execute(rusqlite::params![
                    call.key,
                    call.role,
                    call.endpoint,
                    call.kind,
                    call.model,
                    call.run as i64,
                    call.state.word(),
                    call.request,
                    call.reply,
                    call.tokens_in as i64,
                    call.tokens_out as i64,
                    call.tokens_cached as i64,
                    call.money,
                    call.latency_ms as i64,
                    call.errors as i64,
                    call.at,
                ])?;
            }
            Ok(())
        })
    }

    pub fn call(&self, key: &str) -> Result<Option<CallRow>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM calls WHERE key = ?");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([key])?;
            rows.next()?.map(call_row).transpose()
        })
    }

    /// The stored reply to a call.
    pub fn reply(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT reply FROM calls WHERE key = ? AND state = 'done'";
            Ok(connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// Every answered call of a role to models of this name: request and reply.
    pub fn each_answered(&self, role: &str, model: &str, mut take: impl FnMut(&str, &str)) -> Result<(), StoreError> {
        self.read(|connection| {
            let sql = "SELECT request, reply FROM calls WHERE role = ? AND model = ? AND state = 'done' ORDER BY key";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([role, model])?;
            while let Some(row) = rows.next()? {
                take(row.get_ref(0)?.as_str().unwrap_or_default(), row.get_ref(1)?.as_str().unwrap_or_default());
            }
            Ok(())
        })
    }

    /// Calls of a run, newest first; without a run, of all.
    pub fn calls(
        &self,
        run: Option<u64>,
        state: Option<CallState>,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<CallRow>, StoreError> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM calls WHERE (?1 IS NULL OR run = ?1) AND (?2 IS NULL OR state = ?2)
                 ORDER BY at DESC, rowid DESC LIMIT ?3 OFFSET ?4"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let asked = (run.map(|run| run as i64), state.map(CallState::word), limit as i64, offset as i64);
            let mut rows = statement.query(asked)?;
            let mut calls = Vec::new();
            while let Some(row) = rows.next()? {
                calls.push(call_row(row)?);
            }
            Ok(calls)
        })
    }

    /// Hands every pending call to `each`, oldest first.
    pub fn pending_calls(
        &self,
        run: Option<u64>,
        mut each: impl FnMut(CallRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM calls WHERE state = 'pending' AND (?1 IS NULL OR run = ?1) ORDER BY rowid"
            );
            let mut statement = connection.prepare(&sql)?;
            let mut rows = statement.query([run.map(|run| run as i64)])?;
            while let Some(row) = rows.next()? {
                each(call_row(row)?)?;
            }
            Ok(())
        })
    }

    /// (endpoint, answered or not, milliseconds) of the newest calls since then, oldest first.
    pub fn answers_since(&self, at: i64, most: u64) -> Result<Vec<(String, bool, u64)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT endpoint, state = 'done', latency_ms FROM calls WHERE at >= ?1 AND state <> 'pending'
                 ORDER BY at DESC, rowid DESC LIMIT ?2",
            )?;
            let mut rows = statement.query((at, most as i64))?;
            let mut answers = Vec::new();
            while let Some(row) = rows.next()? {
                answers.push((row.get(0)?, row.get(1)?, number(row, 2)?));
            }
            answers.reverse();
            Ok(answers)
        })
    }

    /// Money spent on calls since a moment in Unix seconds; calls without a price count for nothing.
    pub fn spent_since(&self, at: i64) -> Result<f64, StoreError> {
        self.sum("SELECT coalesce(sum(money), 0.0) FROM calls WHERE at >= ?", at)
    }

    pub fn spent_of_run(&self, run: u64) -> Result<f64, StoreError> {
        self.sum("SELECT coalesce(sum(money), 0.0) FROM calls WHERE run = ?", run as i64)
    }

    fn sum(&self, sql: &str, value: i64) -> Result<f64, StoreError> {
        self.read(|connection| Ok(connection.prepare_cached(sql)?.query_row([value], |row| row.get(0))?))
    }

    /// Calls by role, endpoint and model; of all runs without one.
    pub fn call_groups(&self, run: Option<u64>) -> Result<Vec<CallGroup>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT role, endpoint, model, state, tokens_in, tokens_out, tokens_cached, money, latency_ms, errors
                 FROM calls WHERE ?1 IS NULL OR run = ?1 ORDER BY role, endpoint, model, latency_ms",
            )?;
            let mut rows = statement.query([run.map(|run| run as i64)])?;
            let (mut groups, mut latencies) = (Vec::<CallGroup>::new(), Vec::new());
            while let Some(row) = rows.next()? {
                let [role, endpoint, model]: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
                let same = groups
                    .last()
                    .is_some_and(|last| last.role == role && last.endpoint == endpoint && last.model == model);
                if !same {
                    close(&mut groups, &mut latencies);
                    groups.push(CallGroup::empty(role, endpoint, model));
                }
                if let Some(group) = groups.last_mut() {
                    group.count(row, &mut latencies)?;
                }
            }
            close(&mut groups, &mut latencies);
            Ok(groups)
        })
    }
}

impl CallGroup {
    fn empty(role: String, endpoint: String, model: String) -> CallGroup {
        CallGroup {
            role,
            endpoint,
            model,
            done: 0,
            failed: 0,
            pending: 0,
            errors: 0,
            median_ms: None,
            tokens_in: 0,
            tokens_out: 0,
            tokens_cached: 0,
            money: None,
        }
    }

    fn count(&mut self, row: &Row, latencies: &mut Vec<u64>) -> Result<(), StoreError> {
        match CallState::parse(row.get_ref(3)?.as_str().unwrap_or_default())? {
            CallState::Pending => self.pending += 1,
            CallState::Failed => self.failed += 1,
            CallState::Done => {
                self.done += 1;
                latencies.push(number(row, 8)?);
            }
        }
        self.tokens_in += number(row, 4)?;
        self.tokens_out += number(row, 5)?;
        self.tokens_cached += number(row, 6)?;
        if let Some(money) = row.get::<_, Option<f64>>(7)? {
            self.money = Some(self.money.unwrap_or_default() + money);
        }
        self.errors += number(row, 9)?;
        Ok(())
    }
}

/// Rows come by latency, so the middle one is the median.
fn close(groups: &mut [CallGroup], latencies: &mut Vec<u64>) {
    if let Some(group) = groups.last_mut() {
        group.median_ms = latencies.get(latencies.len() / 2).copied();
    }
    latencies.clear();
}

fn number(row: &Row, column: usize) -> Result<u64, StoreError> {
    Ok(row.get::<_, i64>(column)?.max(0) as u64)
}

fn call_row(row: &Row) -> Result<CallRow, StoreError> {
    let text = |column: usize| -> Result<String, StoreError> {
        let text = row.get_ref(column)?.as_str().map_err(|_| StoreError::Damaged("a call without its words".into()))?;
        if text.len() > MOST_BYTES {
            return Err(StoreError::Damaged(format!("one call takes {} MB", text.len().div_ceil(1_000_000))));
        }
        Ok(text.to_owned())
    };
    Ok(CallRow {
        key: text(0)?,
        role: text(1)?,
        endpoint: text(2)?,
        kind: text(3)?,
        model: text(4)?,
        run: number(row, 5)?,
        state: CallState::parse(&text(6)?)?,
        request: text(7)?,
        reply: text(8)?,
        tokens_in: number(row, 9)?,
        tokens_out: number(row, 10)?,
        tokens_cached: number(row, 11)?,
        money: row.get(12)?,
        latency_ms: number(row, 13)?,
        errors: number(row, 14)?,
        at: row.get(15)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, state: CallState, latency_ms: u64) -> CallRow {
        CallRow {
            key: key.into(),
            role: "generator".into(),
            endpoint: "Lab".into(),
            kind: "openai".into(),
            model: "qwen".into(),
            run: 1,
            state,
            request: "{}".into(),
            reply: format!("reply of {key}"),
            tokens_in: 10,
            tokens_out: 5,
            tokens_cached: 0,
            money: Some(0.5),
            latency_ms,
            errors: u64::from(state == CallState::Failed),
            at: 100,
        }
    }

    #[test]
    fn a_paid_reply_is_never_replaced_and_figures_add_up() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("C.pathloom");
        let project = Project::create(&folder).expect("creates");
        let failed = row("a", CallState::Failed, 0);
        project.put_calls(&[&CallRow { money: None, tokens_in: 0, tokens_out: 0, ..failed.clone() }]).expect("writes");
        assert_eq!(project.reply("a").expect("asks"), None, "a failed call has no reply");
        let [a, b, c] = [("a", 30), ("b", 10), ("c", 90)].map(|(key, ms)| row(key, CallState::Done, ms));
        project.put_calls(&[&a, &b, &c]).expect("writes");
        project.put_calls(&[&failed]).expect("a later failure of the same call");
        drop(project);

        let project = Project::open(&folder).expect("opens again");
        assert_eq!(project.reply("a").expect("asks").as_deref(), Some("reply of a"), "the reply stays");
        let groups = project.call_groups(Some(1)).expect("groups");
        assert_eq!(groups.len(), 1);
        let group = &groups[0];
        assert_eq!((group.done, group.failed, group.errors, group.median_ms), (3, 0, 1, Some(30)));
        assert_eq!((group.tokens_in, group.tokens_out, group.money), (30, 15, Some(1.5)));
        assert_eq!(project.spent_since(100).expect("sums"), 1.5);
        assert_eq!(project.spent_since(101).expect("sums"), 0.0);
        let answers = project.answers_since(100, 2).expect("lists");
        assert_eq!(answers, [("Lab".into(), true, 10), ("Lab".into(), true, 90)], "the newest, in their order");
        assert_eq!(project.spent_of_run(2).expect("sums"), 0.0);
        assert_eq!(project.calls(Some(1), None, 0, 2).expect("lists").len(), 2);
    }
}

//! Runs: what was asked, how far it came. The view is the caller's own plain data.

use crate::error::damaged;
use crate::{Project, StoreError};
use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow<R, V> {
    pub id: u64,
    pub request: R,
    pub view: V,
    pub running: bool,
}

impl Project {
    pub fn start_run<R: Serialize, V: Serialize>(
        &self,
        title: &str,
        request: &R,
        started_at: i64,
        view: impl FnOnce(u64) -> V,
    ) -> Result<u64, StoreError> {
        let request = serde_json::to_string(request).map_err(damaged("run"))?;
        self.write(|transaction| {
            let id: i64 = transaction.query_row("SELECT coalesce(max(id), 0) + 1 FROM runs", [], |row| row.get(0))?;
            let view = serde_json::to_string(&view(id as u64)).map_err(damaged("run"))?;
            transaction.execute(
                "INSERT INTO runs VALUES (?, ?, ?, 'running', ?, ?, NULL)",
                (id, title, &request, view, started_at),
            )?;
            Ok(id as u64)
        })
    }

    /// `ended_at` closes the run.
    pub fn save_run<V: Serialize>(&self, id: u64, view: &V, ended_at: Option<i64>) -> Result<(), StoreError> {
        let view = serde_json::to_string(view).map_err(damaged("run"))?;
        let state = if ended_at.is_some() { "ended" } else { "running" };
        self.write(|transaction| {
            transaction.execute(
                "UPDATE runs SET view = ?2, state = ?3, ended_at = ?4 WHERE id = ?1",
                (id as i64, view, state, ended_at),
            )?;
            Ok(())
        })
    }

    /// Newest first. `running` rows after opening a project are those that a quit or crash interrupted.
    pub fn runs<R: DeserializeOwned, V: DeserializeOwned>(&self) -> Result<Vec<RunRow<R, V>>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT id, request, view, state FROM runs ORDER BY id DESC")?;
            let mut rows = statement.query([])?;
            let mut runs = Vec::new();
            while let Some(row) = rows.next()? {
                runs.push(parse(
                    row.get(0)?,
                    &row.get::<_, String>(1)?,
                    &row.get::<_, String>(2)?,
                    &row.get::<_, String>(3)?,
                )?);
            }
            Ok(runs)
        })
    }

    pub fn run<R: DeserializeOwned, V: DeserializeOwned>(&self, id: u64) -> Result<Option<RunRow<R, V>>, StoreError> {
        self.read(|connection| {
            let found: Option<(String, String, String)> = connection
                .prepare_cached("SELECT request, view, state FROM runs WHERE id = ?")?
                .query_row([id as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            found.map(|(request, view, state)| parse(id as i64, &request, &view, &state)).transpose()
        })
    }
}

fn parse<R: DeserializeOwned, V: DeserializeOwned>(
    id: i64,
    request: &str,
    view: &str,
    state: &str,
) -> Result<RunRow<R, V>, StoreError> {
    Ok(RunRow {
        id: id as u64,
        request: serde_json::from_str(request).map_err(damaged("run"))?,
        view: serde_json::from_str(view).map_err(damaged("run"))?,
        running: state == "running",
    })
}

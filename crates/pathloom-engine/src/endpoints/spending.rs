//! What models cost this month in each project of this user: a file beside the settings, so that the limit of a month
//! holds for all projects together. The calls stored in a project are the truth; each run tells the file anew.

use super::config::locked;
use crate::session::guard;
use crate::whole_file::write_whole;
use crate::{error, session::Session};
use pathloom_ipc::AppError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

const FILE: &str = "spending.toml";

/// The file, or memory alone where there is no folder.
#[derive(Debug, Default)]
pub struct Spending {
    file: Option<PathBuf>,
    memory: Mutex<Month>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Month {
    /// Its first second, Unix time.
    since: i64,
    /// Money by project, in the currency of the user's prices.
    projects: BTreeMap<String, f64>,
}

impl Spending {
    pub fn open(folder: Option<&Path>) -> Spending {
        Spending { file: folder.map(|folder| folder.join(FILE)), memory: Mutex::default() }
    }

    /// What all projects but this one spent in the month that began at `since`.
    pub fn of_others(&self, project: &str, since: i64) -> f64 {
        let month = match &self.file {
            Some(file) => read(file),
            None => guard(&self.memory).clone(),
        };
        let others = month.projects.iter().filter(|(id, _)| month.since == since && *id != project);
        others.map(|(_, money)| money).sum()
    }

    /// Says what this project spent in that month. What stands of earlier months goes.
    pub fn tell(&self, project: &str, since: i64, spent: f64) -> Result<(), AppError> {
        let mut memory = guard(&self.memory);
        let Some(file) = &self.file else {
            memory.add(project, since, spent);
            return Ok(());
        };
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|problem| error::io(folder, problem))?;
        let _lock = locked(&folder.join("spending.lock"))?;
        let before = read(file);
        let mut month = before.clone();
        month.add(project, since, spent);
        if month == before {
            return Ok(());
        }
        let text = toml::to_string(&month).map_err(|problem| error::io(file, std::io::Error::other(problem)))?;
        write_whole(file, text.as_bytes())
    }
}

impl Month {
    fn add(&mut self, project: &str, since: i64, spent: f64) {
        if self.since < since {
            *self = Month { since, ..Month::default() };
        }
        if self.since == since {
            self.projects.insert(project.to_owned(), spent);
        }
    }
}

/// A file that is not there or was spoilt says nothing: every project tells its own part again.
fn read(file: &Path) -> Month {
    super::config::read_bounded(file).ok().flatten().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}

/// Where one project tells what it spends.
#[derive(Clone, Debug)]
pub struct Account {
    spending: Arc<Spending>,
    project: String,
}

impl Account {
    pub fn of_others(&self, since: i64) -> f64 {
        self.spending.of_others(&self.project, since)
    }

    pub fn tell(&self, since: i64, spent: f64) -> Result<(), AppError> {
        self.spending.tell(&self.project, since, spent)
    }
}

impl Session {
    /// Moving its folder does not make it another project. One that never asked a model gets its number with `make`.
    pub(crate) fn account(&self, make: bool) -> Result<Account, AppError> {
        Ok(Account { spending: self.endpoints().spending.clone(), project: self.kept_id(make)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_project_counts_once_and_a_new_month_begins_at_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (Spending::open(Some(folder.path())), Spending::open(Some(folder.path())));
        one.tell("a", 100, 1.5).expect("told");
        other.tell("b", 100, 2.0).expect("told");
        one.tell("a", 100, 1.75).expect("told again");
        assert_eq!((other.of_others("b", 100), one.of_others("a", 100)), (1.75, 2.0));
        other.tell("b", 200, 0.5).expect("told in the next month");
        one.tell("a", 100, 9.0).expect("too late");
        assert_eq!((one.of_others("a", 200), one.of_others("b", 200)), (0.5, 0.0));
        fs::write(folder.path().join(FILE), "since = \"never").expect("spoilt");
        assert_eq!(one.of_others("a", 200), 0.0);
        one.tell("a", 200, 3.0).expect("told anew");
        assert_eq!(other.of_others("b", 200), 3.0);
    }
}

//! Money of a run and of the month. What calls in flight will probably cost is held back, so that a limit is not passed
//! by those that are still under way.

use crate::endpoints::spending::Account;
use crate::error;
use crate::session::{Session, guard};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::PauseCause;
use pathloom_store::{Project, StoreError};
use std::sync::Mutex;
use tokio::sync::Notify;

/// Limits in the currency of the user's prices; `None` sets none.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub run: Option<f64>,
    pub month: Option<f64>,
    /// Where all projects of the user tell what they spend; without it this one counts alone.
    pub account: Option<Account>,
}

pub struct Budget {
    limits: Limits,
    spent: Mutex<Spent>,
    freed: Notify,
}

#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    run: f64,
    month: f64,
    /// This month, by the user's other projects.
    others: f64,
    held: f64,
}

/// A month of a project, and of the others where they are known.
pub struct Month {
    since: i64,
    account: Option<Account>,
    spent: f64,
}

impl Month {
    /// The one in which `now` lies, as the project's calls have it.
    pub fn now(project: &Project, account: Option<Account>, now: i64) -> Result<Month, StoreError> {
        let since = month_start(now);
        Ok(Month { since, account, spent: project.spent_since(since)? })
    }

    /// Tells the others what it came to by now, and gives what they did.
    pub fn tell(&mut self, project: &Project) -> Option<f64> {
        let account = self.account.as_ref()?;
        self.spent = project.spent_since(self.since).unwrap_or(self.spent);
        // It is told again with the next reply and by the next run; the calls are on disk whatever becomes of this.
        let _ = account.tell(self.since, self.spent);
        Some(account.of_others(self.since))
    }

    fn of_others(&self) -> f64 {
        self.account.as_ref().map_or(0.0, |account| account.of_others(self.since))
    }
}

impl Session {
    /// What models cost all projects of the user this month, and when that began.
    pub(crate) fn spent_this_month(&self) -> Result<(f64, i64), AppError> {
        let month = Month::now(&self.project, Some(self.account(false)?), self.now()).map_err(error::store)?;
        Ok((month.spent + month.of_others(), month.since))
    }
}

/// Money held for one call, freed when it is dropped.
pub struct Held<'a> {
    budget: &'a Budget,
    amount: f64,
}

impl Budget {
    /// `run` and `month`: spent so far.
    pub fn new(limits: Limits, run: f64, month: &Month) -> Budget {
        let spent = Spent { run, month: month.spent, others: month.of_others(), held: 0.0 };
        Budget { limits, spent: Mutex::new(spent), freed: Notify::new() }
    }

    /// What the user's other projects spent this month, as it is known now.
    pub fn set_others(&self, spent: f64) {
        guard(&self.spent).others = spent;
    }

    /// Holds money for a call, as soon as those in flight leave room for it. The error says which limit is reached.
    pub async fn hold(&self, amount: f64) -> Result<Held<'_>, PauseCause> {
        loop {
            let freed = self.freed.notified();
            {
                let mut spent = guard(&self.spent);
                let over = |spent: &Spent, more: f64| {
                    let passed = |limit: Option<f64>, so_far: f64| {
                        limit.is_some_and(|limit| so_far >= limit || so_far + more > limit)
                    };
                    match (passed(self.limits.run, spent.run), passed(self.limits.month, spent.month + spent.others)) {
                        (true, _) => Some(PauseCause::RunBudget),
                        (_, true) => Some(PauseCause::MonthBudget),
                        _ => None,
                    }
                };
                if let Some(limit) = over(&spent, amount) {
                    return Err(limit);
                }
                if over(&spent, spent.held + amount).is_none() {
                    spent.held += amount;
                    return Ok(Held { budget: self, amount });
                }
            }
            freed.await;
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn spent_by_run(&self) -> f64 {
        guard(&self.spent).run
    }
}

impl Held<'_> {
    /// What the call did cost.
    pub fn settle(self, money: f64) {
        let mut spent = guard(&self.budget.spent);
        spent.run += money;
        spent.month += money;
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        guard(&self.budget.spent).held -= self.amount;
        self.budget.freed.notify_waiters();
    }
}

/// The first second of the month in which `now` lies, UTC.
pub fn month_start(now: i64) -> i64 {
    const DAY: i64 = 86_400;
    let days = now.div_euclid(DAY);
    // Day of the month in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let of_era = (days + 719_468).rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5;
    (days - day) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_on_their_first_day() {
        assert_eq!(month_start(0), 0);
        assert_eq!(month_start(1_709_210_096), 1_706_745_600, "29 February 2024 → 1 February");
        assert_eq!(month_start(1_735_689_599), 1_733_011_200, "31 December 2024 → 1 December");
        assert_eq!(month_start(1_735_689_600), 1_735_689_600);
    }

    #[tokio::test]
    async fn calls_in_flight_count_against_the_limit_until_they_are_settled() {
        let month = Month { since: 0, account: None, spent: 0.0 };
        let budget = Budget::new(Limits { run: Some(1.0), ..Limits::default() }, 0.0, &month);
        let first = budget.hold(0.6).await.expect("there is room");
        let waits = tokio::time::timeout(std::time::Duration::from_millis(20), budget.hold(0.6)).await;
        assert!(waits.is_err(), "the second waits for the first, which may be cheaper");
        first.settle(0.2);
        let second = budget.hold(0.6).await.expect("it was");
        second.settle(0.7);
        assert_eq!(budget.hold(0.2).await.err(), Some(PauseCause::RunBudget));
        assert!((budget.spent_by_run() - 0.9).abs() < 1e-9);
    }
}

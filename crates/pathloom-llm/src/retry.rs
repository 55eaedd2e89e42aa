//! What follows from a failed try: the same again after a wait, in another form, elsewhere, or the end.

use crate::attempt::{Again, Failed, NO_NAME};
use crate::call::Usage;
use crate::course::Course;
use crate::fault::{CallError, Fault};
use crate::habits::Habits;
use crate::pool::Pool;
use crate::told::{Habit, News};
use crate::turn::{Candidate, Permit};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long an endpoint whose key or credit failed is passed over by calls that may go elsewhere.
const OUT: Duration = Duration::from_secs(60);
impl Pool {
    /// What follows from a failed try: the next one, or the end.
    pub(crate) async fn after<'a>(
        &'a self,
        course: &mut Course<'a>,
        permit: Permit<'a>,
        failed: Failed,
        used: &Habits,
        cancel: &CancellationToken,
    ) -> Result<(), CallError> {
        let candidate = permit.candidate;
        let Failed { error, again } = self.judged(candidate, failed);
        let now = Instant::now();
        let rest = self.note(&permit, &error, again, now);
        let spent = *error.usage;
        drop(if spent == Usage::default() { permit } else { permit.spent(&spent) });
        let fault = error.fault;
        course.failed(candidate, *error, now);
        match again {
            Again::Otherwise(habit) => {
                let is_changed = self.learn(candidate, habit, used);
                // A server that refuses every form would be asked for ever.
                if is_changed && course.turns(habit) {
                    return Ok(());
                }
                return self.elsewhere(course, candidate, fault);
            }
            Again::No | Again::NoName => return self.elsewhere(course, candidate, fault),
            Again::Once if course.seen(fault) > 1 => return self.elsewhere(course, candidate, fault),
            Again::Once | Again::Soon | Again::AfterRest(_) => {}
        }
        let endpoint = &self.targets[candidate.at].endpoint;
        let is_rest = matches!(again, Again::AfterRest(_));
        if course.is_over(is_rest, now) {
            course.is_outage(is_rest && fault != Fault::TooManyRequests);
            return self.elsewhere(course, candidate, fault);
        }
        // At first another endpoint may take it at once; a resting one keeps all waiting anyway.
        let is_free = is_rest || course.tries() == 1 && course.left().len() > 1;
        let own = if is_free { Duration::ZERO } else { self.backoff(course.tries()) };
        let (endpoint, model) = (endpoint.name.clone(), candidate.model.to_owned());
        self.told.told(&News::Retrying { endpoint, model, fault, tries: course.tries(), time: own.max(rest) });
        tokio::select! {
            () = tokio::time::sleep(own) => Ok(()),
            () = cancel.cancelled() => Err(course.cancelled()),
        }
    }

    /// A name that is not found is an outage where the endpoint has answered before, and a mistake to mend where not.
    fn judged(&self, candidate: Candidate<'_>, failed: Failed) -> Failed {
        if failed.again != Again::NoName {
            return failed;
        }
        if self.places()[candidate.at].health.was_reached {
            return Failed { again: Again::AfterRest(None), ..failed };
        }
        let error = CallError { fault: Fault::NotFound, hint: NO_NAME.to_owned(), ..*failed.error };
        Failed { error: Box::new(error), again: Again::No }
    }

    /// Writes a failure down at its endpoint; how long that rests now.
    fn note(&self, permit: &Permit<'_>, error: &CallError, again: Again, now: Instant) -> Duration {
        let candidate = permit.candidate;
        let mut places = self.places();
        let place = &mut places[candidate.at];
        if !matches!(again, Again::Otherwise(_)) {
            place.health.failed(now, error);
        }
        match error.fault {
            Fault::KeyRefused | Fault::QuotaExhausted => _ = place.out.insert(None, now + OUT),
            Fault::NotFound => _ = place.out.insert(Some(candidate.model.to_owned()), now + OUT),
            _ => {}
        }
        let asked = match again {
            Again::AfterRest(asked) => asked,
            Again::Soon if place.gate.stumbled() => None,
            _ => return Duration::ZERO,
        };
        place.gate.failed(permit.leave, error.fault, asked, now, |strikes| self.backoff(strikes))
    }

    /// Takes a habit of the server to heart; `false` where the call was sent with all that is known, so that another try
    /// would be vain.
    fn learn(&self, candidate: Candidate<'_>, habit: Habit, used: &Habits) -> bool {
        let endpoint = &self.targets[candidate.at].endpoint;
        let (is_new, is_changed) = {
            let mut places = self.places();
            let habits = places[candidate.at].habits.entry(candidate.model.to_owned());
            let habits = habits.or_insert_with(|| Habits::of(endpoint, candidate.model));
            let before = *habits;
            habits.learn(habit);
            (*habits != before, *habits != *used)
        };
        if is_new {
            let (endpoint, model) = (endpoint.name.clone(), candidate.model.to_owned());
            self.told.told(&News::Learned { endpoint, model, what: habit });
        }
        is_changed
    }

    /// Gives this endpoint up for the call; the error where no other is left.
    fn elsewhere<'a>(&self, course: &mut Course<'a>, from: Candidate<'a>, fault: Fault) -> Result<(), CallError> {
        course.give_up(from)?;
        let name = |at: usize| self.targets[at].endpoint.name.clone();
        if let Some(to) = course.left().first() {
            self.told.told(&News::Elsewhere { from: name(from.at), to: name(to.at), fault });
        }
        Ok(())
    }

    /// Between nothing and twice the wait before. The sequence is the same in every process: it need only differ between
    /// calls.
    fn backoff(&self, nth: u32) -> Duration {
        let most = self.patience.first.saturating_mul(1 << (nth.clamp(1, 20) - 1)).min(self.patience.longest);
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        // SplitMix64 (G. Steele, D. Lea, C. Flood 2014).
        let mut z = (drawn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        most.mul_f64(((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64)
    }
}

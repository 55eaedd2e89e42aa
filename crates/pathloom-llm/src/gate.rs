//! How many calls may go to one endpoint, and when: concurrency that gives way to a server in trouble, requests and tokens
//! a minute, one cool-down for all callers. It decides and counts; it neither waits nor sends.

use crate::fault::Fault;
use crate::told::Wait;
use pathloom_model::Limits;
use std::time::Duration;
use tokio::time::Instant;

pub(crate) struct Gate {
    limits: Limits,
    in_flight: u32,
    /// Adaptive concurrency: halved by trouble, widened by success (AIMD), never above the stated one.
    window: f64,
    requests: Option<Bucket>,
    tokens: Option<Bucket>,
    rest: Option<(Instant, Fault)>,
    /// Cool-downs since the last success.
    strikes: u32,
    /// Failures since the last success, of the kind that may be the call's own fault.
    failures: u32,
    /// Of the last cool-down: what went out before it counts only once.
    epoch: u64,
}

/// Why nothing may go out now, and until when; `None` until a call comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotYet {
    pub until: Option<(Instant, Wait)>,
}

/// What went out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leave {
    epoch: u64,
    /// Charged beforehand.
    tokens: u64,
}

impl Gate {
    pub fn new(limits: Limits, now: Instant) -> Gate {
        let concurrency = f64::from(limits.concurrency.max(1));
        Gate {
            limits,
            in_flight: 0,
            window: concurrency,
            // A quarter of a second at once, so that a late timer loses nothing; for tokens five seconds' worth.
            requests: limits.requests_per_minute.map(|limit| Bucket::new(limit, 240.0, now)),
            tokens: limits.tokens_per_minute.map(|limit| Bucket::new(limit, 12.0, now)),
            rest: None,
            strikes: 0,
            failures: 0,
            epoch: 0,
        }
    }

    /// Lets a call of so many tokens go, or says why not. What is let go must come back by [`Gate::back`].
    pub fn take(&mut self, tokens: u64, now: Instant) -> Result<Leave, NotYet> {
        if let Some((until, fault)) = self.resting(now) {
            return Err(NotYet { until: Some((until, Wait::CoolDown(fault))) });
        }
        if self.free() == 0 {
            return Err(NotYet { until: None });
        }
        let tokens_at = self.tokens.as_mut().and_then(|bucket| bucket.ready(tokens as f64, now));
        let requests_at = self.requests.as_mut().and_then(|bucket| bucket.ready(1.0, now));
        let until =
            tokens_at.map(|at| (at, Wait::Tokens)).into_iter().chain(requests_at.map(|at| (at, Wait::Requests)));
        if let Some(until) = until.max_by_key(|(at, _)| *at) {
            return Err(NotYet { until: Some(until) });
        }
        if let Some(bucket) = &mut self.requests {
            bucket.level -= 1.0;
        }
        if let Some(bucket) = &mut self.tokens {
            bucket.level -= tokens as f64;
        }
        self.in_flight += 1;
        Ok(Leave { epoch: self.epoch, tokens })
    }

    /// A call came back, having used so many tokens; `None` where none came of it.
    pub fn back(&mut self, leave: Leave, used: Option<u64>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let (Some(bucket), Some(used)) = (&mut self.tokens, used) {
            bucket.level = (bucket.level + leave.tokens as f64 - used as f64).min(bucket.most);
        }
    }

    /// After a reply. Whether that ends trouble.
    pub fn succeeded(&mut self) -> bool {
        let was_in_trouble = self.strikes > 0;
        self.strikes = 0;
        self.failures = 0;
        self.window = (self.window + 1.0 / self.window).min(f64::from(self.limits.concurrency.max(1)));
        was_in_trouble
    }

    /// After a failure that is the endpoint's: rests as long as the server asked, else `backoff(strikes)`. Of many calls
    /// that fail together the first decides. The time to rest.
    pub fn failed(
        &mut self,
        leave: Leave,
        fault: Fault,
        asked: Option<Duration>,
        now: Instant,
        backoff: impl FnOnce(u32) -> Duration,
    ) -> Duration {
        if leave.epoch == self.epoch {
            self.epoch += 1;
            self.strikes += 1;
            self.window = (self.window / 2.0).max(1.0);
            let rest = asked.unwrap_or_else(|| backoff(self.strikes));
            self.rest = Some((now + rest, fault));
        } else if let Some(asked) = asked {
            let until = self.rest.map_or(now, |(until, _)| until).max(now + asked);
            self.rest = Some((until, fault));
        }
        self.resting(now).map_or(Duration::ZERO, |(until, _)| until - now)
    }

    /// After a failure that may be the call's own: the third in a row counts as the endpoint's.
    pub fn stumbled(&mut self) -> bool {
        self.failures += 1;
        self.failures >= 3
    }

    /// Cool-downs since the last success.
    pub fn strikes(&self) -> u32 {
        self.strikes
    }

    /// What holds calls back now, for the interface: a rest or an empty bucket.
    pub fn waits_for(&self, now: Instant) -> Option<(Instant, Wait)> {
        if let Some((until, fault)) = self.resting(now) {
            return Some((until, Wait::CoolDown(fault)));
        }
        let at = |bucket: &Option<Bucket>, wait| Some((bucket.as_ref()?.out_of_debt(now)?, wait));
        at(&self.tokens, Wait::Tokens).or_else(|| at(&self.requests, Wait::Requests))
    }

    pub fn resting(&self, now: Instant) -> Option<(Instant, Fault)> {
        self.rest.filter(|(until, _)| *until > now)
    }

    /// Calls that could go out beside those in flight. After a rest a single one tries how things stand.
    pub fn free(&self) -> u32 {
        let allowed = if self.strikes > 0 { 1 } else { self.concurrency() };
        allowed.saturating_sub(self.in_flight)
    }

    /// Free capacity as a part of the whole.
    pub fn freedom(&self) -> f64 {
        f64::from(self.free()) / f64::from(self.concurrency().max(1))
    }

    pub fn concurrency(&self) -> u32 {
        self.window as u32
    }

    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }
}

/// A token bucket: never more than the limit in any minute, however it is filled.
struct Bucket {
    /// Below 0 after a call larger than the bucket.
    level: f64,
    most: f64,
    per_second: f64,
    filled: Instant,
}

impl Bucket {
    /// Holds a `part`-th of the limit, one at least.
    fn new(limit: u32, part: f64, now: Instant) -> Bucket {
        let limit = f64::from(limit.max(1));
        let most = (limit / part).max(1.0);
        let per_second = if most > 1.0 { limit - most } else { limit } / 60.0;
        Bucket { level: most, most, per_second, filled: now }
    }

    /// When it will hold anything; `None` where it does.
    fn out_of_debt(&self, now: Instant) -> Option<Instant> {
        let missing = -self.level / self.per_second;
        let at = self.filled + Duration::from_secs_f64(missing.max(0.0));
        (at > now).then_some(at)
    }

    /// When `amount` will be there; `None` where it is now. More than the bucket holds goes when it is full.
    fn ready(&mut self, amount: f64, now: Instant) -> Option<Instant> {
        self.level = (self.level + (now - self.filled).as_secs_f64() * self.per_second).min(self.most);
        self.filled = now;
        let missing = amount.min(self.most) - self.level;
        // The clock of the timers is in milliseconds.
        (missing > 1e-6).then(|| now + Duration::from_secs_f64(missing / self.per_second) + Duration::from_micros(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(concurrency: u32, requests_per_minute: Option<u32>, tokens_per_minute: Option<u32>) -> Limits {
        Limits { concurrency, requests_per_minute, tokens_per_minute }
    }

    /// Lets calls through for `time`, each coming back at once having used `used`; the times they went, in seconds.
    async fn went(gate: &mut Gate, tokens: u64, used: u64, time: Duration) -> Vec<f64> {
        let start = Instant::now();
        let mut went = Vec::new();
        while start.elapsed() < time {
            match gate.take(tokens, Instant::now()) {
                Ok(leave) => {
                    went.push(start.elapsed().as_secs_f64());
                    gate.back(leave, Some(used));
                }
                Err(NotYet { until }) => tokio::time::sleep_until(until.expect("a time to wait for").0).await,
            }
        }
        went
    }

    fn most_in_a_minute(went: &[f64]) -> usize {
        let until = |from: f64| went.partition_point(|at| *at < from + 60.0);
        went.iter().enumerate().map(|(nth, from)| until(*from) - nth).max().unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_holds_more_than_the_limits_and_nearly_all_of_them_is_used() {
        for limit in [1, 7, 600, 6000] {
            let mut gate = Gate::new(limits(64, Some(limit), None), Instant::now());
            let went = went(&mut gate, 10, 10, Duration::from_secs(180)).await;
            assert!(most_in_a_minute(&went) <= limit as usize, "{limit} a minute, but {}", most_in_a_minute(&went));
            assert!(
                went.len() as f64 >= f64::from(limit) * 3.0 * 0.95,
                "{limit} a minute, only {} in three",
                went.len()
            );
        }
        let mut gate = Gate::new(limits(64, None, Some(60_000)), Instant::now());
        let charged = went(&mut gate, 1000, 500, Duration::from_secs(180)).await;
        let in_a_minute = most_in_a_minute(&charged) * 500;
        assert!((48_000..=60_500).contains(&in_a_minute), "settled by what was used: {in_a_minute} tokens in a minute");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_larger_than_the_limit_goes_and_holds_back_the_next() {
        let mut gate = Gate::new(limits(4, None, Some(6000)), Instant::now());
        let now = Instant::now();
        assert!(gate.take(12_000, now).is_ok(), "it can never fit better than into a full bucket");
        let NotYet { until } = gate.take(100, now).expect_err("the bucket is in debt");
        let (at, why) = until.expect("a time");
        assert_eq!(why, Wait::Tokens);
        assert!((at - now).as_secs() > 100, "two minutes' worth were taken");
    }

    #[tokio::test(start_paused = true)]
    async fn many_failures_at_once_are_one_cool_down_and_one_call_tries_after_it() {
        let now = Instant::now();
        let mut gate = Gate::new(limits(32, None, None), now);
        let leaves: Vec<Leave> = (0..32).map(|_| gate.take(1, now).expect("room for 32")).collect();
        let mut asked = 0;
        for leave in leaves {
            gate.back(leave, None);
            gate.failed(leave, Fault::ServerError, None, now, |strikes| {
                asked += 1;
                Duration::from_secs(strikes.into())
            });
        }
        assert_eq!((asked, gate.concurrency()), (1, 16), "32 failures of one moment count once");
        assert!(gate.take(1, now).is_err(), "the endpoint rests");
        let later = now + Duration::from_secs(2);
        gate.take(1, later).expect("one tries how things stand");
        assert!(gate.take(1, later).is_err(), "and the others wait for it");
        assert!(gate.succeeded(), "its reply ends the trouble");
        assert!(gate.take(1, later).is_ok());
        for _ in 0..1000 {
            gate.succeeded();
        }
        assert_eq!(gate.concurrency(), 32, "success widens up to what is stated, not beyond");
    }
}

//! How fast a run goes: results a minute lately, over its time, and what that means for the rest. Shown only; nothing
//! stored depends on it.

use pathloom_ipc::runs::PaceView;
use std::collections::VecDeque;
use std::time::Instant;

/// Seconds over which "lately" reaches.
const LATELY: f64 = 60.0;
/// Points of the curve at most.
const POINTS: usize = 60;

pub struct Pace {
    began: Instant,
    /// Seconds since the beginning and results by then, at most one a second, of the last minute.
    recent: VecDeque<(f64, u64)>,
    /// The same over the whole time, thinned out when it grows too long.
    marks: Vec<(f64, u64)>,
    step: f64,
}

impl Pace {
    #[expect(clippy::disallowed_methods, reason = "the pace is shown and decides nothing")]
    pub fn new() -> Pace {
        Pace { began: Instant::now(), recent: VecDeque::from([(0.0, 0)]), marks: vec![(0.0, 0)], step: 1.0 }
    }

    /// `done`: results since the beginning.
    pub fn note(&mut self, done: u64) {
        self.note_at(self.began.elapsed().as_secs_f64(), done);
    }

    fn note_at(&mut self, seconds: f64, done: u64) {
        if self.recent.back().is_none_or(|(last, _)| seconds - last >= 1.0) {
            self.recent.push_back((seconds, done));
        }
        while self.recent.len() > 2 && self.recent.front().is_some_and(|(first, _)| seconds - first > LATELY) {
            self.recent.pop_front();
        }
        if self.marks.last().is_none_or(|(last, _)| seconds - last >= self.step) {
            self.marks.push((seconds, done));
        }
        if self.marks.len() > POINTS {
            let mut place = 0;
            self.marks.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.step *= 2.0;
        }
    }

    /// Results a minute, lately; `None` before the first.
    pub fn a_minute(&self) -> Option<f64> {
        let (Some(first), Some(last)) = (self.recent.front(), self.recent.back()) else { return None };
        let seconds = last.0 - first.0;
        (seconds > 0.0 && last.1 > first.1).then(|| (last.1 - first.1) as f64 * 60.0 / seconds)
    }

    /// With what is left to do.
    pub fn view(&self, left: u64) -> Option<PaceView> {
        let a_minute = self.a_minute()?;
        let point = |pair: &[(f64, u64)]| {
            let seconds = pair[1].0 - pair[0].0;
            if seconds > 0.0 { ((pair[1].1 - pair[0].1) as f64 * 60.0 / seconds) as f32 } else { 0.0 }
        };
        let points = self.marks.windows(2).map(point).collect();
        Some(PaceView { a_minute, points, seconds_left: Some((left as f64 * 60.0 / a_minute).ceil() as u64) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lately_is_a_minute_and_the_curve_stays_short() {
        let mut pace = Pace::new();
        assert!(pace.view(10).is_none(), "nothing is said before the first result");
        for second in 1..=600_u32 {
            let done = if second <= 300 { u64::from(second) } else { 300 + u64::from(second - 300) * 2 };
            pace.note_at(f64::from(second), done);
        }
        let view = pace.view(240).expect("a pace");
        assert!((view.a_minute - 120.0).abs() < 1.0, "two a second: {}", view.a_minute);
        assert_eq!(view.seconds_left, Some(120));
        assert!(view.points.len() <= POINTS && view.points.len() > POINTS / 3, "{}", view.points.len());
    }
}

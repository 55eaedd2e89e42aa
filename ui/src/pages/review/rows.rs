//! The queue's rows as far as they are loaded. A decided row stays where it is until the filter changes, though the
//! core no longer counts it; so places here and offsets there differ by the rows that left.

use pathloom_ipc::review::QueueRow;
use pathloom_model::Decision;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    known: BTreeMap<usize, QueueRow>,
    /// Places whose row the core's filter no longer takes.
    left: BTreeSet<usize>,
    /// As the core counts.
    total: usize,
}

impl Rows {
    /// All places, those that left included.
    pub fn len(&self) -> usize {
        self.total + self.left.len()
    }

    pub fn get(&self, place: usize) -> Option<&QueueRow> {
        self.known.get(&place)
    }

    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.known.iter().find(|(_, row)| row.id == id).map(|(place, _)| *place)
    }

    /// What to ask the core for so that this range is known: (offset, limit). `None` when it is.
    pub fn missing(&self, range: Range<usize>) -> Option<(u64, u64)> {
        let range = range.start..range.end.min(self.len());
        let first = range.clone().find(|place| !self.known.contains_key(place))?;
        let gone = |range: Range<usize>| self.left.range(range).count();
        let limit = (range.end - first).saturating_sub(gone(first..range.end));
        (limit > 0).then(|| ((first - gone(0..first)) as u64, limit as u64))
    }

    /// Rows as the core sent them for an offset of `missing`.
    pub fn insert(&mut self, offset: u64, rows: Vec<QueueRow>, total: u64) {
        self.total = total as usize;
        let mut place = self.place_at(offset as usize);
        for row in rows {
            while self.left.contains(&place) {
                place += 1;
            }
            self.known.insert(place, row);
            place += 1;
        }
    }

    /// The decision of a loaded row changed; `taken`: the filter still takes it.
    pub fn decided(&mut self, id: &str, decision: Decision, taken: bool) {
        let Some(place) = self.place_of(id) else { return };
        if let Some(row) = self.known.get_mut(&place) {
            row.decision = decision;
        }
        match taken {
            true if self.left.remove(&place) => self.total += 1,
            false if self.left.insert(place) => self.total = self.total.saturating_sub(1),
            _ => {}
        }
    }

    pub fn replace(&mut self, id: &str, change: impl FnOnce(&mut QueueRow)) {
        if let Some(row) = self.known.values_mut().find(|row| row.id == id) {
            change(row);
        }
    }

    /// The next place after `from`, wrapping, whose loaded row is still to review.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let open = |(place, row): (&usize, &QueueRow)| (row.decision == Decision::ToReview).then_some(*place);
        let after = self.known.range(from + 1..).find_map(open);
        after.or_else(|| self.known.range(..from).find_map(open))
    }

    fn place_at(&self, offset: usize) -> usize {
        let mut place = offset;
        loop {
            let shifted = offset + self.left.range(..=place).count();
            if shifted == place {
                return place;
            }
            place = shifted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;
    use pathloom_ipc::review::QueueRow;
    use pathloom_model::Decision;

    fn row(n: usize) -> QueueRow {
        QueueRow {
            id: n.to_string(),
            question: String::new(),
            template_title: String::new(),
            decision: Decision::ToReview,
            flags: vec![],
            checks_failed: 0,
            checks_passed: 0,
            complexity: None,
        }
    }

    #[test]
    fn decided_rows_stay_in_place_and_later_pages_are_asked_for_at_the_right_offset() {
        let mut rows = Rows::default();
        rows.insert(0, (0..100).map(row).collect(), 250);
        for n in [0, 1, 50] {
            rows.decided(&n.to_string(), Decision::Approved, false);
        }
        assert_eq!(rows.len(), 250, "nothing moves in the list while someone works through it");
        assert_eq!(rows.missing(90..200), Some((97, 100)), "three rows left the core's list before place 100");
        rows.insert(97, (100..200).map(row).collect(), 247);
        assert_eq!(rows.get(100).map(|row| row.id.as_str()), Some("100"), "no row is skipped or shown twice");
        assert_eq!(rows.next_open(49), Some(51));
        rows.decided("50", Decision::ToReview, true);
        assert_eq!((rows.len(), rows.next_open(49)), (250, Some(50)), "undo puts a row back");
    }

    #[test]
    fn the_search_for_open_rows_wraps() {
        let mut rows = Rows::default();
        rows.insert(0, (0..3).map(row).collect(), 3);
        rows.decided("2", Decision::Skipped, false);
        assert_eq!(rows.next_open(2), Some(0));
        rows.decided("0", Decision::Approved, false);
        rows.decided("1", Decision::Rejected, false);
        assert_eq!(rows.next_open(2), None, "then everything is reviewed");
    }
}

//! Words gathered from the events of one paragraph, cell or item, each piece with the bytes it stands for.

use crate::flow::{Script, scripted};
use crate::plain::needs_space;
use pathloom_model::Run;
use std::ops::Range;

#[derive(Default)]
pub(super) struct Inline {
    pub text: String,
    pub runs: Vec<Run>,
    /// A line break that becomes a space, or nothing between Han characters, once the next word is known.
    soft_break: bool,
    script: Option<Script>,
}

impl Inline {
    /// Words as they stand in the source at `range`, or other words for them (entities, escapes).
    pub fn words(&mut self, words: &str, range: Range<usize>) {
        if words.is_empty() {
            return;
        }
        if let Some(raised) = self.script.and_then(|script| scripted(words, script)) {
            return self.push(&raised, range);
        }
        self.push(words, range);
    }

    fn push(&mut self, words: &str, range: Range<usize>) {
        if std::mem::take(&mut self.soft_break) && needs_space(self.text.chars().next_back(), words.chars().next()) {
            self.text.push(' ');
        }
        let start = self.text.len() as u32;
        self.text.push_str(words);
        let run = Run { start, end: self.text.len() as u32, from: range.start as u32, to: range.end as u32 };
        let verbatim = |run: &Run| run.end - run.start == run.to - run.from;
        match self.runs.last_mut() {
            Some(last) if last.end == run.start && last.to == run.from && verbatim(last) && verbatim(&run) => {
                (last.end, last.to) = (run.end, run.to);
            }
            _ => self.runs.push(run),
        }
    }

    pub fn soft_break(&mut self) {
        self.soft_break = !self.text.is_empty();
    }

    pub fn hard_break(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A break inside a cell or between tags, which separates words in every script.
    pub fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    pub fn script(&mut self, script: Option<Script>) {
        self.script = script;
    }

    /// The words without white space around them; leaves nothing behind.
    pub fn take(&mut self) -> (String, Vec<Run>) {
        let taken = std::mem::take(self);
        let lead = (taken.text.len() - taken.text.trim_start().len()) as u32;
        let text = taken.text.trim().to_owned();
        let end = lead + text.len() as u32;
        let kept = taken.runs.into_iter().filter(|run| run.start < end && run.end > lead).map(|run| {
            if run.end - run.start != run.to - run.from {
                return Run { start: run.start.max(lead) - lead, end: run.end.min(end) - lead, ..run };
            }
            let (start, stop) = (run.start.max(lead), run.end.min(end));
            Run {
                start: start - lead,
                end: stop - lead,
                from: run.from + start - run.start,
                to: run.to - (run.end - stop),
            }
        });
        (text, kept.collect())
    }
}

/// From the first to the last byte that some runs stand for.
pub(super) fn extent(runs: &[Run]) -> Option<[u32; 2]> {
    Some([runs.first()?.from, runs.last()?.to])
}

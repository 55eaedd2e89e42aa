//! What is measured, as counts that can be added up over documents.

use serde::Serialize;
use std::collections::BTreeMap;

/// F1 measures in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Headings,
    Levels,
    Cells,
    Ruled,
    Partly,
    Unruled,
    HeaderRows,
    Figures,
    Formulas,
    Captions,
    References,
}

impl Measure {
    pub const ALL: [Measure; 11] = [
        Measure::Headings,
        Measure::Levels,
        Measure::Cells,
        Measure::Ruled,
        Measure::Partly,
        Measure::Unruled,
        Measure::HeaderRows,
        Measure::Figures,
        Measure::Formulas,
        Measure::Captions,
        Measure::References,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Measure::Headings => "headings",
            Measure::Levels => "levels",
            Measure::Cells => "cells",
            Measure::Ruled => "ruled",
            Measure::Partly => "partly",
            Measure::Unruled => "unruled",
            Measure::HeaderRows => "header rows",
            Measure::Figures => "figures",
            Measure::Formulas => "formulas",
            Measure::Captions => "captions",
            Measure::References => "references",
        }
    }
}

/// What was found right, what was found, and what there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub right: usize,
    pub found: usize,
    pub there: usize,
}

impl Counts {
    /// `None` where there is nothing to find and nothing was found.
    pub fn f1(&self) -> Option<f64> {
        let all = self.found + self.there;
        (all > 0).then(|| 2.0 * self.right as f64 / all as f64)
    }

    pub fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.found += other.found;
        self.there += other.there;
    }
}

/// The scores of one reader on one document, or their sum over several.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// Letters to mend, of how many; the longer of both texts counts.
    pub order: Option<(usize, usize)>,
    pub f1: BTreeMap<Measure, Counts>,
    pub cpu_seconds: Option<f64>,
    pub pages: u32,
}

impl Scores {
    pub fn order(&self) -> Option<f64> {
        self.order.filter(|(_, of)| *of > 0).map(|(wrong, of)| wrong as f64 / of as f64)
    }

    pub fn f1(&self, measure: Measure) -> Option<f64> {
        self.f1.get(&measure)?.f1()
    }

    /// Processor seconds for a page.
    pub fn per_page(&self) -> Option<f64> {
        Some(self.cpu_seconds? / f64::from(self.pages.max(1)))
    }

    pub fn add(&mut self, other: &Scores) {
        if let Some((wrong, of)) = other.order {
            let sum = self.order.get_or_insert((0, 0));
            *sum = (sum.0 + wrong, sum.1 + of);
        }
        for (measure, counts) in &other.f1 {
            self.f1.entry(*measure).or_default().add(*counts);
        }
        if let Some(seconds) = other.cpu_seconds {
            *self.cpu_seconds.get_or_insert(0.0) += seconds;
        }
        self.pages += other.pages;
    }
}

//! Counts that can be added up over documents, and the shares that they give.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Found and right among the found; there and found among them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub right_found: usize,
    pub found: usize,
    pub right_there: usize,
    pub there: usize,
}

impl Count {
    pub fn add(&mut self, other: Count) {
        self.right_found += other.right_found;
        self.found += other.found;
        self.right_there += other.right_there;
        self.there += other.there;
    }

    /// `None` where nothing was found.
    pub fn precision(&self) -> Option<f64> {
        share(self.right_found, self.found)
    }

    /// `None` where there is nothing to find.
    pub fn recall(&self) -> Option<f64> {
        share(self.right_there, self.there)
    }

    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        (precision + recall > 0.0).then(|| 2.0 * precision * recall / (precision + recall))
    }

    pub fn json(&self) -> Value {
        json!({
            "precision": self.precision(), "recall": self.recall(), "f1": self.f1(), "right": self.right_found,
            "found": self.found, "there": self.there,
        })
    }
}

pub fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// How many statements have each part right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    all: usize,
    subject: usize,
    predicate: usize,
    object: usize,
    unit: usize,
    period: usize,
}

impl Parts {
    pub fn add(&mut self, subject: bool, predicate: bool, object: bool, unit: bool, period: bool) {
        self.all += 1;
        self.subject += usize::from(subject);
        self.predicate += usize::from(predicate);
        self.object += usize::from(object);
        self.unit += usize::from(unit);
        self.period += usize::from(period);
    }

    pub fn join(&mut self, other: Parts) {
        self.all += other.all;
        self.subject += other.subject;
        self.predicate += other.predicate;
        self.object += other.object;
        self.unit += other.unit;
        self.period += other.period;
    }

    pub fn shares(&self) -> [(&'static str, Option<f64>); 5] {
        [
            ("subject", share(self.subject, self.all)),
            ("predicate and limits", share(self.predicate, self.all)),
            ("object", share(self.object, self.all)),
            ("unit", share(self.unit, self.all)),
            ("period and scenario", share(self.period, self.all)),
        ]
    }
}

/// All that is measured of one document, or of several.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    pub documents: usize,
    pub entities: Count,
    /// Among the entities found: those whose type is right.
    pub types: (usize, usize),
    /// "table", "prose".
    pub statements: BTreeMap<&'static str, Count>,
    pub parts: Parts,
    pub references: Count,
    /// Quotes that stand in their source, of how many.
    pub quotes: (usize, usize),
}

impl Scores {
    pub fn add(&mut self, other: &Scores) {
        self.documents += other.documents;
        self.entities.add(other.entities);
        self.types = (self.types.0 + other.types.0, self.types.1 + other.types.1);
        for (medium, count) in &other.statements {
            self.statements.entry(medium).or_default().add(*count);
        }
        self.parts.join(other.parts);
        self.references.add(other.references);
        self.quotes = (self.quotes.0 + other.quotes.0, self.quotes.1 + other.quotes.1);
    }

    /// Statements of tables and prose together.
    pub fn all(&self) -> Count {
        self.statements.values().fold(Count::default(), |mut sum, count| {
            sum.add(*count);
            sum
        })
    }

    pub fn of(&self, medium: &str) -> Count {
        self.statements.get(medium).copied().unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        let parts: BTreeMap<&str, Option<f64>> = self.parts.shares().into_iter().collect();
        json!({
            "documents": self.documents, "entities": self.entities.json(), "types": share(self.types.0, self.types.1),
            "assertions": self.all().json(), "table_assertions": self.of("table").json(),
            "prose_assertions": self.of("prose").json(), "parts": parts, "references": self.references.json(),
            "quotes_found": share(self.quotes.0, self.quotes.1), "quotes": self.quotes.1,
        })
    }
}

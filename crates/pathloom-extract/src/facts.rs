//! The assertions of all documents while documents are taken, with what projects them: numbers for entities and words,
//! and a line of a list of triples as its place. A million triples take some hundred bytes each.

use crate::extraction::{Claim, MODEL};
use crate::resolve::{Relations, SPANS, Sink, add_spans};
use crate::share::{Stated, group_of};
use crate::triples::{self, ListedLine};
use pathloom_model::lexicon::built_in;
use pathloom_model::{Assertion, AssertionObject, Key, Kind, Language, Node, NodeData, Qualifiers, Relation, Span};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub(crate) struct Facts {
    places: HashMap<u128, u32>,
    facts: Vec<Fact>,
    /// Subject, predicate and object entity → the relation that projects them.
    projected: HashMap<[u32; 3], u32>,
    projections: Vec<Projection>,
    /// Of assertions to where they were read and what they point at.
    others: Relations,
    words: HashMap<String, u32>,
    spelled: Vec<String>,
    lists: Vec<(Key, String)>,
    /// Groups that are taken; `None` = all.
    only: Option<HashSet<u64>>,
}

pub(crate) enum Object {
    Entity(u32),
    Literal(AssertionObject),
}

impl Object {
    fn written(&self, keys: &[Key]) -> AssertionObject {
        match self {
            Object::Entity(entity) => AssertionObject::Entity(keys[*entity as usize].clone()),
            Object::Literal(literal) => literal.clone(),
        }
    }
}

struct Fact {
    bits: u128,
    subject: u32,
    predicate: u32,
    object: FactObject,
    /// What no list of triples has.
    more: Option<Box<More>>,
    spans: Spans,
}

enum FactObject {
    Entity(u32),
    /// The words that a name shows, too.
    Literal(Box<(AssertionObject, String)>),
}

struct More {
    qualifiers: Qualifiers,
    method: String,
    confidence: f32,
    document: Option<Key>,
    /// Until one source is found to say so.
    unverified: Option<String>,
}

enum Spans {
    Line { list: u32, line: ListedLine },
    Many(Vec<Span>),
}

struct Projection {
    ends: [u32; 3],
    first: u32,
    /// With several assertions: the others, and the spans of all.
    more: Option<Box<(Vec<u32>, Vec<Span>)>>,
}

impl Facts {
    /// The number of a list, for [`Facts::state_line`].
    pub fn document(&mut self, key: Key, text: String) -> u32 {
        self.lists.push((key, text));
        self.lists.len() as u32 - 1
    }

    pub fn word(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        self.spelled.push(word.to_owned());
        self.words.insert(word.to_owned(), self.spelled.len() as u32 - 1);
        self.spelled.len() as u32 - 1
    }

    pub fn only(&mut self, groups: HashSet<u64>) {
        self.only = Some(groups);
    }

    fn passes(&self, group: u64) -> bool {
        self.only.as_ref().is_some_and(|only| !only.contains(&group))
    }

    /// Which assertion of which group a triple of entities and a word is.
    pub fn line_stated(&self, keys: &[Key], [subject, predicate, object]: [u32; 3]) -> Stated {
        let (subject, object) = (&keys[subject as usize], &keys[object as usize]);
        let predicate = &self.spelled[predicate as usize];
        let json = format!("{{\"entity\":\"{object}\"}}");
        let bits = key_bits(subject, predicate, json.as_bytes(), b"{}");
        Stated { bits, group: group_of(subject, predicate, object) }
    }

    /// A triple of entities and a word, stated by these lines of a list.
    pub fn state_line(&mut self, keys: &[Key], ends: [u32; 3], list: u32, lines: &[ListedLine]) -> Stated {
        let [subject, predicate, object] = ends;
        let stated @ Stated { bits, group } = self.line_stated(keys, ends);
        if self.passes(group) {
            return stated;
        }
        let next = self.facts.len() as u32;
        let place = *self.places.entry(bits).or_insert(next);
        if let (true, [line]) = (place == next, lines) {
            let spans = Spans::Line { list, line: *line };
            let object = FactObject::Entity(object);
            self.facts.push(Fact { bits, subject, predicate, object, more: None, spans });
            self.project(ends, place, vec![]);
            return stated;
        }
        if place == next {
            let (object, spans) = (FactObject::Entity(object), Spans::Many(vec![]));
            self.facts.push(Fact { bits, subject, predicate, object, more: None, spans });
        }
        self.verify(place);
        let spans: Vec<Span> = lines.iter().take(SPANS).map(|&line| self.span(list, line)).collect();
        self.add_spans(place, spans.clone());
        if let Some(more) = &mut self.facts[place as usize].more {
            more.confidence = 1.0;
            more.method = both(&more.method, triples::METHOD);
        }
        self.project(ends, place, spans);
        stated
    }

    /// Which assertion of which group a claim is.
    pub fn stated(keys: &[Key], subject: u32, object: &Object, claim: &Claim) -> Stated {
        let subject = &keys[subject as usize];
        let json = serde_json::to_vec(&object.written(keys)).unwrap_or_default();
        let qualifiers = serde_json::to_vec(&claim.qualifiers).unwrap_or_default();
        let bits = key_bits(subject, &claim.predicate, &json, &qualifiers);
        let group = match object {
            Object::Entity(object) => group_of(subject, &claim.predicate, &keys[*object as usize]),
            Object::Literal(_) => bits as u64,
        };
        Stated { bits, group }
    }

    pub fn state(&mut self, keys: &[Key], subject: u32, object: Object, claim: Claim) -> Stated {
        let stated @ Stated { bits, group } = Facts::stated(keys, subject, &object, &claim);
        if self.passes(group) {
            return stated;
        }
        let written = object.written(keys);
        let key = Key::from_bits(Kind::Assertion, bits);
        let predicate = self.word(&claim.predicate);
        let next = self.facts.len() as u32;
        let place = *self.places.entry(bits).or_insert(next);
        if place == next {
            let first = claim.spans.first();
            let document = first.map(|span| span.document.clone());
            let object = match (&object, written) {
                (Object::Entity(entity), _) => FactObject::Entity(*entity),
                (_, AssertionObject::Text(text)) => {
                    FactObject::Literal(Box::new((AssertionObject::Text(text.clone()), text)))
                }
                (_, literal) => {
                    let quote = first.map(|span| span.quote.trim().to_owned()).unwrap_or_default();
                    FactObject::Literal(Box::new((literal, quote)))
                }
            };
            let (qualifiers, method) = (claim.qualifiers.clone(), claim.method.clone());
            let (confidence, unverified) = (claim.confidence, claim.unverified.clone());
            let more = Some(Box::new(More { qualifiers, method, confidence, document, unverified }));
            self.facts.push(Fact { bits, subject, predicate, object, more, spans: Spans::Many(vec![]) });
        }
        let verified = claim.unverified.is_none();
        if verified {
            self.verify(place);
        }
        if verified || place == next {
            self.add_spans(place, claim.spans.clone());
        }
        if let Some(more) = self.facts[place as usize].more.as_mut().filter(|_| verified) {
            more.confidence = more.confidence.max(claim.confidence);
            more.method = both(&more.method, &claim.method);
        }
        if let Object::Entity(object) = object
            && verified
        {
            self.project([subject, predicate, object], place, claim.spans.clone());
        }
        if claim.source.kind() != Kind::Document {
            self.others.relate(&key, "belongs_to", &claim.source, claim.spans);
        }
        for reference in claim.refers {
            self.others.relate(&key, "refer_to", &reference.target, vec![reference.span]);
        }
        stated
    }

    /// A source says it: what only a model said before gives way.
    fn verify(&mut self, place: u32) {
        let fact = &mut self.facts[place as usize];
        if let Some(more) = fact.more.as_mut().filter(|more| more.unverified.is_some()) {
            (more.unverified, more.confidence, more.method) = (None, 0.0, String::new());
            more.document = None;
            fact.spans = Spans::Many(vec![]);
        }
    }

    /// One more statement of an assertion with its spans; none stand for those of the assertion.
    fn project(&mut self, ends: [u32; 3], place: u32, mut spans: Vec<Span>) {
        let next = self.projections.len() as u32;
        let at = *self.projected.entry(ends).or_insert(next);
        if at == next {
            self.projections.push(Projection { ends, first: place, more: None });
            return;
        }
        let projection = &self.projections[at as usize];
        if projection.first == place && projection.more.is_none() {
            return;
        }
        let mut more = match self.projections[at as usize].more.take() {
            Some(more) => *more,
            None => (vec![], self.spans(&self.facts[self.projections[at as usize].first as usize])),
        };
        let projection = &self.projections[at as usize];
        if projection.first != place && !more.0.contains(&place) {
            more.0.push(place);
        }
        if spans.is_empty() {
            spans = self.spans(&self.facts[place as usize]);
        }
        add_spans(&mut more.1, spans);
        self.projections[at as usize].more = Some(Box::new(more));
    }

    fn add_spans(&mut self, place: u32, more: Vec<Span>) {
        let fact = &self.facts[place as usize];
        let mut spans = match &fact.spans {
            Spans::Line { .. } => self.spans(fact),
            Spans::Many(_) => match std::mem::replace(&mut self.facts[place as usize].spans, Spans::Many(vec![])) {
                Spans::Many(spans) => spans,
                Spans::Line { .. } => vec![],
            },
        };
        add_spans(&mut spans, more);
        self.facts[place as usize].spans = Spans::Many(spans);
    }

    fn spans(&self, fact: &Fact) -> Vec<Span> {
        match &fact.spans {
            Spans::Line { list, line } => vec![self.span(*list, *line)],
            Spans::Many(spans) => spans.clone(),
        }
    }

    fn span(&self, list: u32, line: ListedLine) -> Span {
        let (document, text) = &self.lists[list as usize];
        triples::span(document, text, line.page, line.chars)
    }

    fn sorted(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.facts.len() as u32).collect();
        places.sort_unstable_by_key(|&place| self.facts[place as usize].bits);
        places
    }

    /// The assertions by key. `name` gives the name of an entity.
    pub fn nodes<'n, S: Sink>(
        &self,
        keys: &[Key],
        name: &impl Fn(u32) -> &'n str,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        for place in self.sorted() {
            sink.node(self.node(&self.facts[place as usize], keys, name))?;
        }
        Ok(())
    }

    /// "Norrheat AB · Revenue · 668 EUR m · FY24".
    fn node<'n>(&self, fact: &Fact, keys: &[Key], name: &impl Fn(u32) -> &'n str) -> Node {
        let predicate = &self.spelled[fact.predicate as usize];
        let (object, shown) = match &fact.object {
            FactObject::Entity(entity) => (AssertionObject::Entity(keys[*entity as usize].clone()), name(*entity)),
            FactObject::Literal(literal) => (literal.0.clone(), literal.1.as_str()),
        };
        let subject = name(fact.subject);
        let said = built_in().shown(predicate, Language::of(subject));
        let mut text = format!("{subject} · {said} · {shown}");
        let spans = self.spans(fact);
        let of_spans = || spans.first().map(|span| span.document.clone());
        let (qualifiers, method, confidence, document, unverified) = match &fact.more {
            Some(more) => {
                let document = more.document.clone().or_else(of_spans);
                (more.qualifiers.clone(), more.method.clone(), more.confidence, document, more.unverified.clone())
            }
            None => (Qualifiers::default(), triples::METHOD.to_owned(), 1.0, of_spans(), None),
        };
        for part in qualifiers.period.iter().chain(&qualifiers.scope) {
            text.push_str(" · ");
            text.push_str(part);
        }
        let data = NodeData::Assertion(Assertion {
            subject: keys[fact.subject as usize].clone(),
            predicate: predicate.clone(),
            object,
            qualifiers,
            method,
            confidence,
            unverified,
        });
        Node { key: Key::from_bits(Kind::Assertion, fact.bits), name: text, document, spans, data }
    }

    /// Each assertion to its subject and object, each projection, and the others.
    pub fn relations<S: Sink>(self, keys: &[Key], sink: &mut S) -> Result<(), S::Error> {
        let key = |place: u32| Key::from_bits(Kind::Assertion, self.facts[place as usize].bits);
        for place in self.sorted() {
            let fact = &self.facts[place as usize];
            let from = key(place);
            if let FactObject::Entity(object) = fact.object {
                sink.relation_of(&from, "has_object", &keys[object as usize], &from)?;
            }
            sink.relation_of(&from, "has_subject", &keys[fact.subject as usize], &from)?;
        }
        let mut projections: Vec<&Projection> = self.projections.iter().collect();
        projections.sort_unstable_by_key(|projection| projection.ends);
        for Projection { ends: [subject, predicate, object], first, more } in projections {
            let (from, to) = (&keys[*subject as usize], &keys[*object as usize]);
            let name = &self.spelled[*predicate as usize];
            let Some(more) = more else {
                sink.relation_of(from, name, to, &key(*first))?;
                continue;
            };
            let mut assertions: Vec<Key> = std::iter::once(first).chain(&more.0).map(|&place| key(place)).collect();
            assertions.sort();
            let (from, to, name, spans) = (from.clone(), to.clone(), name.clone(), more.1.clone());
            sink.relation(Relation { from, to, name, assertions, spans })?;
        }
        let facts = &self.facts;
        for relation in self.others.sorted() {
            let fact = self.places.get(&relation.from.bits()).map(|&place| &facts[place as usize]);
            match fact.map(|fact| &fact.spans) {
                Some(Spans::Many(spans)) if *spans == relation.spans => {
                    sink.relation_of(&relation.from, &relation.name, &relation.to, &relation.from)?;
                }
                _ => sink.relation(relation)?,
            }
        }
        Ok(())
    }
}

/// Rules and a model that found the same: both are named, the rules first.
fn both(known: &str, method: &str) -> String {
    match (known, method) {
        ("", only) => only.to_owned(),
        (MODEL, rules) if rules != MODEL => format!("{rules} + {MODEL}"),
        (rules, MODEL) if !rules.ends_with(MODEL) => format!("{rules} + {MODEL}"),
        _ => known.to_owned(),
    }
}

/// The key of an assertion; object and qualifiers as JSON.
fn key_bits(subject: &Key, predicate: &str, object: &[u8], qualifiers: &[u8]) -> u128 {
    Key::of(Kind::Assertion, &[subject.as_str().as_bytes(), predicate.as_bytes(), object, qualifiers]).bits()
}

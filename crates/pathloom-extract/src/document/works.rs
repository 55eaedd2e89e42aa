//! Who wrote a paper and where they work, which works its methods and data come from, and what its tables' models were
//! evaluated on. Works are told only where there is a list of references.

use super::{Reading, is_prose};
use crate::cells::Source;
use crate::{Claim, ClaimObject, NameId, byline, ontology, paper, person};
use pathloom_model::block::Chunk;
use pathloom_model::{BlockContent, Key, Qualifiers, Span, locate, locate_in_chunk};
use std::collections::BTreeSet;

impl Reading<'_> {
    /// Who works where, by the marks under the title; without marks only where there is one institution.
    pub fn authors(&mut self, chunks: &[Chunk]) -> Vec<(NameId, Span, Key)> {
        let top: BTreeSet<u32> = self
            .parsed
            .blocks
            .iter()
            .filter(|block| is_prose(block))
            .take(byline::BLOCKS)
            .map(|block| block.id)
            .collect();
        let mut authors: Vec<(NameId, Vec<String>, Span, Key)> = Vec::new();
        let mut institutions: Vec<(String, NameId)> = Vec::new();
        for chunk in chunks {
            for piece in chunk.data.pieces.iter().filter(|piece| top.contains(&piece.block)) {
                let (start, end) = (piece.start as usize, piece.end as usize);
                let Some(text) = chunk.data.text.get(start..end) else { continue };
                for author in byline::authors(text) {
                    let (from, to) = ((start + author.at.0) as u32, (start + author.at.1) as u32);
                    let span = locate_in_chunk(self.parsed, &chunk.data, from, to);
                    let name = self.book.find(&text[author.at.0..author.at.1]);
                    authors.extend(name.map(|name| (name, author.marks, span, chunk.key.clone())));
                }
                let known = |it: byline::Institution| Some((it.mark, self.book.find(&text[it.at.0..it.at.1])?));
                institutions.extend(byline::institutions(text).into_iter().filter_map(known));
            }
        }
        let mut said: BTreeSet<(NameId, NameId)> = BTreeSet::new();
        let all = authors.iter().map(|(name, _, span, source)| (*name, span.clone(), source.clone())).collect();
        for (person, marks, span, source) in authors {
            let of = institutions.iter().filter(|(mark, _)| marks.contains(mark)).map(|(_, name)| *name);
            for institution in of.collect::<Vec<_>>() {
                if said.insert((person, institution)) {
                    self.claims.push(Claim {
                        subject: person,
                        predicate: "works_for".to_owned(),
                        object: ClaimObject::Name(institution),
                        qualifiers: Qualifiers::default(),
                        spans: vec![span.clone()],
                        source: source.clone(),
                        refers: Vec::new(),
                        method: "sentence pattern".to_owned(),
                        confidence: 0.85,
                        unverified: None,
                    });
                }
            }
        }
        all
    }

    /// In a paper with a list of references: where methods and data come from, who wrote that, where it appeared.
    pub fn works(&mut self, chunks: &[Chunk], authors: &[(NameId, Span, Key)]) {
        const ENTRIES: usize = 5;
        let entries = paper::entries(self.parsed);
        if entries.len() < ENTRIES {
            return;
        }
        let title = self.parsed.blocks.iter().find_map(|block| match &block.content {
            BlockContent::Heading { text, .. } if text.chars().count() >= 12 => Some((block.id, text.clone())),
            _ => None,
        });
        self.results();
        let own = title.map(|(block, text)| {
            let span = locate(self.parsed, block, 0, text.len() as u32);
            self.book.add(&text, "Work", || span)
        });
        if let Some(own) = own {
            for (person, span, source) in authors.iter().take(30) {
                self.say(*person, "author_of", own, span.clone(), source);
            }
        }
        for chunk in chunks {
            let text = &chunk.data.text;
            let at = |from: usize, to: usize| locate_in_chunk(self.parsed, &chunk.data, from as u32, to as u32);
            let mut found: Vec<(NameId, Span, Option<&paper::Entry>)> = Vec::new();
            for one in paper::introduced(text) {
                let name = self.book.find(&text[one.name.0..one.name.1]);
                found.extend(name.map(|name| (name, at(one.start, one.name.1), None)));
            }
            for one in paper::cited(text) {
                let mut fitting = entries.iter().filter(|it| it.family == one.family && it.year == one.year);
                let (entry, other) = (fitting.next(), fitting.next());
                let name = self.book.find(&text[one.name.0..one.name.1]);
                if let (Some(entry), None, Some(name)) = (entry, other, name) {
                    found.push((name, at(one.name.0, one.end), Some(entry)));
                }
            }
            for (name, span, entry) in found {
                let work = match entry {
                    Some(entry) => self.work(entry, chunks),
                    None => own,
                };
                if let Some(work) = work {
                    self.say(
                        name,
                        if entry.is_some() { "described_in" } else { "introduced_in" },
                        work,
                        span,
                        &chunk.key,
                    );
                }
            }
        }
    }

    /// "Table 2: Results of models on MMLU": the models whose results it holds were evaluated on what the caption names.
    fn results(&mut self) {
        const WORDS: [&str; 8] = ["result", "performance", "evaluation", "accuracy", "scores", "评测", "结果", "性能"];
        let mut found: Vec<(NameId, NameId, Span, Key)> = Vec::new();
        for block in &self.parsed.blocks {
            let (BlockContent::Table(table), Some(key)) = (&block.content, self.structure.objects.get(&block.id))
            else {
                continue;
            };
            let lower = table.caption.to_lowercase();
            let data: BTreeSet<NameId> = self
                .matcher
                .find(&table.caption)
                .into_iter()
                .map(|hit| hit.name)
                .filter(|name| self.book.kind(*name) == "Dataset")
                .collect();
            if data.len() != 1 || !WORDS.iter().any(|word| lower.contains(word)) {
                continue;
            }
            let span = Source { document: &self.parsed.meta.key, block, table, key }.caption_span();
            let models: BTreeSet<NameId> =
                self.claims.iter().filter(|claim| claim.source == *key).map(|claim| claim.subject).collect();
            let models = models.into_iter().filter(|name| self.book.kind(*name) == "Model");
            found.extend(
                models
                    .flat_map(|model| data.iter().map(move |on| (model, *on)))
                    .map(|(model, on)| (model, on, span.clone(), key.clone())),
            );
        }
        for (model, on, span, key) in found {
            self.say(model, "evaluated_on", on, span, &key);
        }
    }

    /// The work of an entry, with its first author and the journal or volume that it names.
    fn work(&mut self, entry: &paper::Entry, chunks: &[Chunk]) -> Option<NameId> {
        let block = self.parsed.blocks.iter().find(|block| block.id == entry.block)?;
        let text = block.text();
        let source = chunks.iter().find(|chunk| chunk.data.pieces.iter().any(|piece| piece.block == entry.block))?;
        let source = source.key.clone();
        let at = |(from, to): (usize, usize)| locate(self.parsed, entry.block, from as u32, to as u32);
        let (title, author) = (at(entry.title), at(entry.author));
        let both = at((entry.author.0, entry.title.1));
        let work = self.book.add(&text[entry.title.0..entry.title.1], "Work", || title.clone());
        let person = &text[entry.author.0..entry.author.1];
        if person::may_be_english(person) && self.book.find(person).is_none_or(|it| self.book.kind(it) == "Person") {
            let person = self.book.add(person, "Person", || author);
            // "Who wrote it" asked with one name of many would be a wrong question.
            let is_alone = !text[entry.author.1..entry.title.0].contains(|c: char| c.is_alphabetic());
            self.say(work, if is_alone { "written_by" } else { "first_author" }, person, both, &source);
        }
        if let Some(venue) = entry.venue {
            let (span, both) = (at(venue), at((entry.title.0, venue.1)));
            let name = &text[venue.0..venue.1];
            if self.book.find(name).is_none_or(|it| ontology::is_a(self.book.kind(it), "Work")) {
                let venue = self.book.add(name, "Work", || span);
                self.say(work, "published_in", venue, both, &source);
            }
        }
        Some(work)
    }

    /// Once each.
    fn say(&mut self, subject: NameId, predicate: &str, object: NameId, span: Span, source: &Key) {
        if subject == object || !self.told.insert((subject, predicate.to_owned(), object)) {
            return;
        }
        self.claims.push(Claim {
            subject,
            predicate: predicate.to_owned(),
            object: ClaimObject::Name(object),
            qualifiers: Qualifiers::default(),
            spans: vec![span],
            source: source.clone(),
            refers: Vec::new(),
            method: "citation".to_owned(),
            confidence: 0.85,
            unverified: None,
        });
    }
}

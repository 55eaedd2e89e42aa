//! One document, first to last: structure → names → tables → sentences → mentions → symbols. The order matters:
//! a table is typed with the names in hand, a sentence is read with the tables' names in hand.

mod works;

use crate::cells::{self, Source};
use crate::grid::{self, Grid};
use crate::layout;
use crate::mention::{Hit, Matcher};
use crate::names::NameBook;
use crate::parts::{Parts, Passages, Place};
use crate::prose_figure::{self, Figure, Value};
use crate::refs::Found;
use crate::reporting;
use crate::sentence::sentences;
use crate::stand_in::Topic;
use crate::structure::{self, Structure, plain};
use crate::symbols::{self, Bound};
use crate::{
    Claim, ClaimObject, Extraction, Mention, NameId, Reference, Refusal, RefusalKind, Vocabulary, chemical, clause,
    definition, naming, office, ontology, seat,
};
use pathloom_model::block::Chunk;
use pathloom_model::{
    Block, BlockContent, Key, Kind, Language, NodeData, Parsed, Qualifiers, Relation, Span, TableData, lexicon, locate,
    locate_in_chunk,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads one document, whatever the others say. Same input, same output.
pub fn extract(parsed: &Parsed, chunks: &[Chunk]) -> Extraction {
    extract_with(parsed, chunks, &Arc::default())
}

/// The same, knowing the words and names of an ontology.
pub fn extract_with(parsed: &Parsed, chunks: &[Chunk], vocabulary: &Arc<Vocabulary>) -> Extraction {
    let structure = structure::read(parsed, chunks);
    let tables = tables(parsed, &structure);
    let sources: Vec<Source> =
        tables.iter().map(|(block, table, key)| Source { document: &parsed.meta.key, block, table, key }).collect();
    let book = naming::collect(parsed, &sources, vocabulary);
    let matcher = Matcher::new(&book);
    let mut reading = Reading {
        parsed,
        structure,
        parts: Parts::read(&parsed.blocks),
        book,
        matcher,
        claims: Vec::new(),
        refused: Vec::new(),
        mentions: BTreeMap::new(),
        refers: BTreeMap::new(),
        values: BTreeMap::new(),
        title: None,
        told: BTreeSet::new(),
    };
    reading.title = reading.of_title();
    let grids: Vec<Option<Grid>> = sources.iter().map(|source| reading.table(source)).collect();
    naming::of_paper(parsed, &mut reading.book);
    reading.matcher = Matcher::new(&reading.book);
    for (source, grid) in sources.iter().zip(&grids) {
        reading.table_mentions(source, grid.as_ref());
    }
    reading.write_values();
    let passages = Passages::of(chunks);
    for chunk in chunks {
        reading.chunk(chunk);
        reading.refer_to_parts(chunk, chunks, &passages);
    }
    let authors = reading.authors(chunks);
    reading.works(chunks, &authors);
    reading.types_from_claims();
    reading.figures();
    reading.formulas();
    reading.finish()
}

fn tables<'a>(parsed: &'a Parsed, structure: &Structure) -> Vec<(&'a Block, Cow<'a, TableData>, Key)> {
    let reporting = reporting::of(parsed);
    let table = |block: &'a Block| {
        let BlockContent::Table(table) = &block.content else {
            return None;
        };
        let table = layout::filled(table);
        let table = match reporting {
            Some(report) => report.resolved(table),
            None => table,
        };
        Some((block, table, structure.objects.get(&block.id)?.clone()))
    };
    parsed.blocks.iter().filter_map(table).collect()
}

/// Most places kept of one name in one node.
const SPANS: usize = 64;

struct Reading<'a> {
    parsed: &'a Parsed,
    structure: Structure,
    parts: Parts,
    book: NameBook,
    matcher: Matcher,
    claims: Vec<Claim>,
    refused: Vec<Refusal>,
    mentions: BTreeMap<(NameId, Key), Vec<Span>>,
    refers: BTreeMap<(Key, Key), Vec<Span>>,
    values: BTreeMap<Key, Vec<(usize, usize, pathloom_model::Quantity)>>,
    /// The one organisation that the title names.
    title: Option<NameId>,
    /// What the list of references has told.
    told: BTreeSet<(NameId, String, NameId)>,
}

impl Reading<'_> {
    fn mention(&mut self, name: NameId, node: &Key, span: Span) {
        let spans = self.mentions.entry((name, node.clone())).or_default();
        if spans.len() < SPANS && !spans.contains(&span) {
            spans.push(span);
        }
    }

    fn table(&mut self, source: &Source) -> Option<Grid> {
        let grids: Vec<_> = source.parts().iter().map(|part| self.part_of_table(&source.with(part))).collect();
        self.values.insert(source.key.clone(), cells::values(source.table, grids[0].as_ref()));
        grids.into_iter().next().flatten()
    }

    fn part_of_table(&mut self, source: &Source) -> Option<Grid> {
        let grid = grid::read(source.table, &self.book);
        match &grid {
            Ok(grid) => {
                let caption = self.matcher.find(&grid.caption.text);
                let context = if caption.is_empty() { self.about(source) } else { None };
                let (claims, refused) = cells::claims(grid, source, &self.book, &caption, context);
                self.claims.extend(claims);
                self.refused.extend(refused);
            }
            Err(why) => {
                self.refused.push(Refusal { what: RefusalKind::Table, why: why.clone(), span: source.caption_span() })
            }
        }
        grid.ok()
    }

    /// What a table is about whose caption names nothing: what its section names, else the one organisation that the
    /// document calls its own, unless the caption speaks of others.
    fn about(&self, source: &Source) -> Option<NameId> {
        let others = ["market", "industry", "peer", "competitor", "sector", "行业", "市场", "同业", "可比公司", "竞争"];
        let caption = source.table.caption.to_lowercase();
        let own = || {
            let main = self.book.main().filter(|main| ontology::is_a(self.book.kind(*main), "Organisation"))?;
            (!others.iter().any(|word| caption.contains(word))).then_some(main)
        };
        self.of_section(source.block).or_else(own)
    }

    /// The one organisation or product that the nearest heading with a name in it names: a table without a subject of
    /// its own is about it.
    fn of_section(&self, block: &Block) -> Option<NameId> {
        let place = self.parsed.blocks.iter().position(|it| it.id == block.id)?;
        let mut level = u8::MAX;
        for before in self.parsed.blocks[..place].iter().rev() {
            let BlockContent::Heading { text, level: own } = &before.content else {
                continue;
            };
            if *own >= level {
                continue;
            }
            level = *own;
            let hits = self.matcher.find(text);
            if !hits.is_empty() {
                return self.subject_of(&hits);
            }
        }
        // Where all headings look alike, the first one is the title.
        let title = self.parsed.blocks[..place].iter().find_map(|it| match &it.content {
            BlockContent::Heading { text, .. } => Some(text),
            _ => None,
        });
        self.subject_of(&self.matcher.find(title?))
    }

    fn of_title(&self) -> Option<NameId> {
        let title = self.parsed.blocks.iter().take(12).find_map(|it| match &it.content {
            BlockContent::Heading { text, .. } => Some(text),
            _ => None,
        });
        let name = cells::only_name(&self.matcher.find(title?))?;
        ontology::is_a(self.book.kind(name), "Organisation").then_some(name)
    }

    fn subject_of(&self, hits: &[Hit]) -> Option<NameId> {
        let kinds = ["Organisation", "Product", "Plant", "Fund"];
        cells::only_name(hits).filter(|name| kinds.iter().any(|kind| ontology::is_a(self.book.kind(*name), kind)))
    }

    fn table_mentions(&mut self, source: &Source, grid: Option<&Grid>) {
        for (row, cells) in source.table.cells.iter().enumerate() {
            for (col, cell) in cells.iter().enumerate() {
                if cell.covered_by.is_some() || !cell.text.chars().any(char::is_alphabetic) {
                    continue;
                }
                let whole = self.book.find(&cell.text).filter(|_| grid.is_some());
                let found = self.matcher.find(&cell.text).into_iter().map(|hit| hit.name);
                let names: BTreeSet<NameId> = whole.into_iter().chain(found).collect();
                for name in names {
                    self.mention(name, source.key, source.span(row, col));
                }
            }
        }
        for hit in self.matcher.find(&source.table.caption) {
            let quote = source.table.caption[hit.start..hit.end].to_owned();
            self.mention(hit.name, source.key, Span { quote, ..source.caption_span() });
        }
    }

    /// Numbers of cells go into the Table nodes.
    fn write_values(&mut self) {
        for node in &mut self.structure.nodes {
            if let (NodeData::Table(table), Some(values)) = (&mut node.data, self.values.get(&node.key)) {
                for (row, col, value) in values {
                    table.cells[*row][*col].value = Some(value.clone());
                }
            }
        }
    }

    fn chunk(&mut self, chunk: &Chunk) {
        let text = &chunk.data.text;
        let span = |start: usize, end: usize| locate_in_chunk(self.parsed, &chunk.data, start as u32, end as u32);
        let hits = self.matcher.find(text);
        let found = self.structure.labels.find(text);
        let spans: Vec<Span> = hits.iter().map(|hit| span(hit.start, hit.end)).collect();
        let references: Vec<(Found, Span)> =
            found.into_iter().map(|found| (found.clone(), span(found.start, found.end))).collect();
        for (hit, span) in hits.iter().zip(spans) {
            self.mention(hit.name, &chunk.key, span);
        }
        for (found, span) in &references {
            match &found.target {
                Ok(target) => self.refer(chunk, target, span.clone()),
                Err(words) => {
                    let why = format!("nothing in this document is labelled so: {words}");
                    self.refused.push(Refusal { what: RefusalKind::Reference, why, span: span.clone() });
                }
            }
        }
        let mut topic = Topic::of(self.book.main().or(self.title));
        let mut block = None;
        for (start, end, piece) in self.prose_sentences(chunk) {
            if block.replace(piece) != Some(piece) {
                topic.forget();
            }
            self.registry_numbers(chunk, &chunk.data.text[start..end], start);
            self.sentence(chunk, (start, end), &hits, &references, &mut topic);
        }
    }

    /// Sections, articles and clauses that the chunk names lead to the chunks where they begin.
    fn refer_to_parts(&mut self, chunk: &Chunk, chunks: &[Chunk], passages: &Passages) {
        let block = |at: usize| {
            let piece = chunk.data.pieces.iter().rev().find(|piece| piece.start as usize <= at);
            piece.map_or(0, |piece| piece.block)
        };
        for found in self.parts.find(&chunk.data.text, block) {
            let target = passages.find(&found.target).map(|at| &chunks[at].key);
            let target = target.or_else(|| self.first_object(&found.target)).filter(|target| **target != chunk.key);
            if let Some(target) = target.cloned() {
                let span = locate_in_chunk(self.parsed, &chunk.data, found.start as u32, found.end as u32);
                self.refer(chunk, &target, span);
            }
        }
    }

    /// A table or figure, where a part holds no words.
    fn first_object(&self, part: &Place) -> Option<&Key> {
        let until = part.until?;
        self.structure.objects.range(part.block + 1..until).next().map(|(_, key)| key)
    }

    fn refer(&mut self, chunk: &Chunk, target: &Key, span: Span) {
        let spans = self.refers.entry((chunk.key.clone(), target.clone())).or_default();
        if !spans.contains(&span) {
            spans.push(span);
        }
    }

    /// Sentences of paragraphs, lists and footnotes; none that runs over the border of a block.
    fn prose_sentences(&self, chunk: &Chunk) -> Vec<(usize, usize, u32)> {
        let mut all = Vec::new();
        for piece in &chunk.data.pieces {
            let block = self.parsed.blocks.get(piece.block as usize).filter(|block| block.id == piece.block);
            let block = block.or_else(|| self.parsed.blocks.iter().find(|block| block.id == piece.block));
            let prose = block.is_some_and(|block| {
                matches!(
                    block.content,
                    BlockContent::Paragraph { .. } | BlockContent::List { .. } | BlockContent::Footnote { .. }
                )
            });
            let (start, end) = (piece.start as usize, piece.end as usize);
            if let Some(text) = chunk.data.text.get(start..end).filter(|_| prose) {
                all.extend(sentences(text).into_iter().map(|(from, to)| (start + from, start + to, piece.block)));
            }
        }
        all
    }

    fn sentence(
        &mut self,
        chunk: &Chunk,
        (start, end): (usize, usize),
        hits: &[Hit],
        references: &[(Found, Span)],
        topic: &mut Topic,
    ) {
        let words = &chunk.data.text[start..end];
        let first = hits.partition_point(|hit| hit.start < start);
        let inside: Vec<Hit> = hits[first..]
            .iter()
            .take_while(|hit| hit.end <= end)
            .map(|hit| Hit { start: hit.start - start, end: hit.end - start, name: hit.name })
            .collect();
        let at = |from: usize, to: usize| {
            locate_in_chunk(self.parsed, &chunk.data, (start + from) as u32, (start + to) as u32)
        };
        if let Some(definition) = definition::read(words, &inside, self.book.vocabulary()) {
            self.book.define(definition.name, words, at(0, words.len()));
            if let Some(kind) = definition.kind {
                self.book.narrow(definition.name, kind);
            }
        }
        let inside = topic.hits(words, &inside, &self.book);
        let party = topic.organisation(&self.book);
        topic.after(words, &inside, &self.book);
        if inside.is_empty() {
            return;
        }
        let refers: Vec<Reference> = references
            .iter()
            .filter(|(found, _)| found.start >= start && found.end <= end)
            .filter_map(|(found, span)| Some(Reference { target: found.target.clone().ok()?, span: span.clone() }))
            .collect();
        for figure in prose_figure::read(words, &inside, &self.book) {
            let span = at(figure.start, figure.end);
            self.figure_claim(figure, span, &chunk.key, &refers);
        }
        let mut stated = clause::read(words, &inside, &self.book);
        stated.extend(office::read(words, &inside, &self.book, party));
        stated.extend(seat::read(words, &inside, &self.book));
        let mut said: BTreeSet<(NameId, String, NameId)> = BTreeSet::new();
        for stated in stated {
            if !said.insert((stated.subject, stated.relation.clone(), stated.object)) {
                continue;
            }
            self.claims.push(Claim {
                subject: stated.subject,
                predicate: stated.relation,
                object: ClaimObject::Name(stated.object),
                qualifiers: Qualifiers::default(),
                spans: vec![at(stated.start, stated.end)],
                source: chunk.key.clone(),
                refers: refers.clone(),
                method: "sentence pattern".to_owned(),
                confidence: 0.85,
                unverified: None,
            });
        }
    }

    /// CAS numbers beside the names of substances.
    fn registry_numbers(&mut self, chunk: &Chunk, words: &str, start: usize) {
        for named in chemical::find(words) {
            let (Some((from, to)), Some(subject)) = (named.cas, self.book.find(&words[named.name.0..named.name.1]))
            else {
                continue;
            };
            let predicate = if self.parsed.meta.language == Language::Zh { "CAS号" } else { "CAS number" };
            let at = |from: usize, to: usize| {
                locate_in_chunk(self.parsed, &chunk.data, (start + from) as u32, (start + to) as u32)
            };
            self.claims.push(Claim {
                subject,
                predicate: predicate.to_owned(),
                object: ClaimObject::Text(words[from..to].to_owned()),
                qualifiers: Qualifiers::default(),
                spans: vec![at(named.name.0, to)],
                source: chunk.key.clone(),
                refers: Vec::new(),
                method: "sentence pattern".to_owned(),
                confidence: 0.95,
                unverified: None,
            });
        }
    }

    fn figure_claim(&mut self, figure: Figure, span: Span, chunk: &Key, refers: &[Reference]) {
        let object = match figure.value {
            Value::Number(printed) => ClaimObject::Quantity(printed.quantity(None)),
            Value::Year(year) => ClaimObject::Text(year),
        };
        self.claims.push(Claim {
            subject: figure.name,
            predicate: figure.predicate,
            object,
            qualifiers: cells::qualified(figure.period, figure.scope),
            spans: vec![span],
            source: chunk.clone(),
            refers: refers.to_vec(),
            method: "sentence figure".to_owned(),
            confidence: 0.85,
            unverified: None,
        });
    }

    /// A Thing at the end of a relation that wants one type only is of that type; a successor is what it replaced.
    fn types_from_claims(&mut self) {
        for claim in &self.claims {
            if matches!(&claim.object, ClaimObject::Text(text) if chemical::is_cas(text)) {
                self.book.narrow(claim.subject, "Substance");
            }
        }
        for claim in &self.claims {
            let (ClaimObject::Name(object), Some(relation)) =
                (&claim.object, lexicon::built_in().relation(&claim.predicate))
            else {
                continue;
            };
            for (name, wanted) in [(claim.subject, &relation.subject), (*object, &relation.object)] {
                if let Some(kind) = ontology::implied(wanted) {
                    self.book.narrow(name, kind);
                }
            }
            if relation.name == "replaced" {
                let (one, other) = (self.book.kind(claim.subject).to_owned(), self.book.kind(*object).to_owned());
                self.book.narrow(*object, &one);
                self.book.narrow(claim.subject, &other);
            }
        }
    }

    /// Names in captions and in the words inside a picture.
    fn figures(&mut self) {
        for block in &self.parsed.blocks {
            let (BlockContent::Figure(figure), Some(key)) =
                (&block.content, self.structure.objects.get(&block.id).cloned())
            else {
                continue;
            };
            let at = |bbox, quote: &str| Span {
                document: self.parsed.meta.key.clone(),
                page: block.page,
                bbox,
                chars: block.chars,
                cell: None,
                table: None,
                quote: quote.to_owned(),
            };
            for hit in self.matcher.find(&figure.caption) {
                let span = at(figure.caption_bbox.or(block.bbox), &figure.caption[hit.start..hit.end]);
                self.mention(hit.name, &key, span);
            }
            for words in &figure.words {
                for hit in self.matcher.find(words) {
                    self.mention(hit.name, &key, at(block.bbox, &words[hit.start..hit.end]));
                }
            }
        }
    }

    fn formulas(&mut self) {
        let heads: BTreeMap<Key, Vec<String>> = self
            .structure
            .nodes
            .iter()
            .filter(|node| matches!(node.data, NodeData::Table(_)))
            .map(|node| (node.key.clone(), symbols::heads_of(&node.data)))
            .collect();
        let bound = symbols::bind(self.parsed, &self.structure.objects, &self.structure.labels, &heads);
        for one in bound {
            self.formula(one);
        }
        self.names_beside_formulas();
    }

    fn formula(&mut self, bound: Bound) {
        if let Some((block, start, end)) = bound.sentence
            && let Some(text) = self.parsed.blocks.iter().find(|it| it.id == block).map(Block::text)
        {
            for hit in self.matcher.find(&text[start..end]) {
                let span = locate(self.parsed, block, (start + hit.start) as u32, (start + hit.end) as u32);
                self.mention(hit.name, &bound.formula, span);
            }
        }
        self.structure.relations.extend(bound.uses);
        self.refused.extend(bound.refused);
        for node in &mut self.structure.nodes {
            if let NodeData::Formula { symbols, .. } = &mut node.data
                && node.key == bound.formula
            {
                symbols.clone_from(&bound.symbols);
            }
        }
    }

    /// Names in a sentence that points at a formula: "Eq. (2) gives 13.0% for Norrheat AB".
    fn names_beside_formulas(&mut self) {
        for block in &self.parsed.blocks {
            if !matches!(block.content, BlockContent::Paragraph { .. } | BlockContent::List { .. }) {
                continue;
            }
            let text = block.text();
            for (start, end) in sentences(&text) {
                let targets: BTreeSet<Key> = self
                    .structure
                    .labels
                    .find(&text[start..end])
                    .into_iter()
                    .filter_map(|found| found.target.ok())
                    .collect();
                for formula in targets.into_iter().filter(|key| key.kind() == pathloom_model::Kind::Formula) {
                    for hit in self.matcher.find(&text[start..end]) {
                        let span = locate(self.parsed, block.id, (start + hit.start) as u32, (start + hit.end) as u32);
                        self.mention(hit.name, &formula, span);
                    }
                }
            }
        }
    }

    fn finish(self) -> Extraction {
        let mut relations: Vec<Relation> = self.structure.relations;
        let refers = self.refers.into_iter().map(|((from, to), spans)| plain(&from, "refer_to", &to, spans));
        let (parts, objects): (Vec<_>, Vec<_>) = refers.partition(|relation| relation.to.kind() == Kind::Chunk);
        relations.extend(objects);
        let used = used_names(&self.claims, self.mentions.keys().map(|(name, _)| *name));
        let place: BTreeMap<NameId, NameId> = used.iter().enumerate().map(|(new, old)| (*old, new as NameId)).collect();
        let names = self
            .book
            .into_names()
            .into_iter()
            .enumerate()
            .filter(|(id, _)| place.contains_key(&(*id as NameId)))
            .map(|(_, name)| name)
            .collect();
        let mentions = self
            .mentions
            .into_iter()
            .map(|((name, node), spans)| Mention { name: place[&name], node, spans, unverified: None })
            .collect();
        let claims = self.claims.into_iter().map(|claim| renumbered(claim, &place)).collect();
        Extraction {
            document: self.parsed.meta.key.clone(),
            document_name: self.parsed.meta.name.clone(),
            language: self.parsed.meta.language,
            nodes: self.structure.nodes,
            relations,
            parts,
            names,
            mentions,
            claims,
            refused: self.refused,
            violations: Vec::new(),
        }
    }
}

fn is_prose(block: &Block) -> bool {
    matches!(block.content, BlockContent::Paragraph { .. } | BlockContent::List { .. } | BlockContent::Footnote { .. })
}

/// Names that a claim or a mention uses, in the order in which they were found.
fn used_names(claims: &[Claim], mentioned: impl Iterator<Item = NameId>) -> BTreeSet<NameId> {
    let mut used: BTreeSet<NameId> = mentioned.collect();
    for claim in claims {
        used.insert(claim.subject);
        if let ClaimObject::Name(object) = claim.object {
            used.insert(object);
        }
    }
    used
}

fn renumbered(claim: Claim, place: &BTreeMap<NameId, NameId>) -> Claim {
    let object = match claim.object {
        ClaimObject::Name(name) => ClaimObject::Name(place[&name]),
        other => other,
    };
    Claim { subject: place[&claim.subject], object, ..claim }
}

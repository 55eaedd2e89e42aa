//! Where a fact stands: the evidence of a step and the hops that it covers.

use super::Trace;
use crate::chart::label;
use crate::facts::Fact;
use pathloom_model::{CellRef, Evidence, Key, Kind, Knowledge, NodeData, PathHop, Span};

impl<'a> Trace<'a, '_> {
    /// Evidence for an assertion and the hops it stands for.
    pub(super) fn cite(&mut self, assertion: &Key) -> Result<(Vec<u32>, Vec<u32>), String> {
        let mut places = self.places_of(assertion);
        if places.is_empty() {
            return Err("a fact has no place in a document".into());
        }
        if !self.scene.sources.iter().any(|source| source.key == places[0].0) {
            places.extend(self.charted(assertion));
        }
        let mut hops: Vec<u32> = Vec::new();
        for hop in &self.scene.matched.hops {
            let at_source = places.iter().any(|(node, _)| hop.to == *node || hop.from == *node)
                || hop.to == *assertion
                || hop.from == *assertion;
            // Evidence that stands in the chain itself must speak of the entity at the hop's other end.
            let is_told = at_source && (!hop.on_chain || self.is_about(assertion, hop));
            if is_told || self.on_hop(assertion, hop) {
                hops.push(hop.number);
            }
        }
        let places = places.into_iter().map(|(node, span)| self.evidence_place(node, span)).collect();
        Ok((places, hops))
    }

    /// Places of an assertion that stands in the evidence anyhow; `None` where it stands elsewhere.
    pub fn also_cited(&mut self, assertion: &Key) -> Option<Vec<u32>> {
        let (places, hops) = self.scene.is_bound(assertion).then(|| self.cite(assertion).ok()).flatten()?;
        (!hops.is_empty()).then_some(places)
    }

    /// The label of a bound chart that shows a figure read elsewhere.
    fn charted(&self, assertion: &Key) -> Option<(Key, Span)> {
        let k = self.k();
        let fact = k.statement(assertion).and_then(Fact::of)?;
        let charts = self.scene.sources.iter().filter(|source| source.kind == Kind::Image);
        let mut labels = charts.filter_map(|source| Some((source.key.clone(), label(k, &source.key, &fact)?)));
        labels.next()
    }

    pub(super) fn evidence_place(&mut self, node: Key, span: Span) -> u32 {
        let document_name = self.k().name(&span.document).to_owned();
        let evidence = Evidence { node, span, document_name };
        let place = self.evidence.iter().position(|earlier| *earlier == evidence).unwrap_or_else(|| {
            self.evidence.push(evidence);
            self.evidence.len() - 1
        });
        place as u32
    }

    fn is_about(&self, assertion: &Key, hop: &PathHop) -> bool {
        let ends = [&hop.from, &hop.to];
        self.k().assertion(assertion).is_some_and(|assertion| {
            let named = [Some(&assertion.subject), assertion.object.entity()];
            named.into_iter().flatten().any(|entity| ends.contains(&entity))
        })
    }

    fn on_hop(&self, assertion: &Key, hop: &PathHop) -> bool {
        let Some(assertion) = self.k().assertion(assertion) else {
            return false;
        };
        let Some(object) = assertion.object.entity() else {
            return false;
        };
        let ends = [(&hop.from, &hop.to, true), (&hop.to, &hop.from, false)];
        ends.into_iter().any(|(from, to, forward)| {
            assertion.subject == *from
                && object == to
                && hop.relations.iter().any(|r| r.name == assertion.predicate && r.forward == forward)
        })
    }

    /// Node and spans of an assertion, in the bound evidence where it stands there. A row of a table states it by all
    /// of its cells that the assertion was read from; a text by one sentence.
    fn places_of(&self, assertion: &Key) -> Vec<(Key, Span)> {
        let k = self.k();
        let Some(node) = k.node(assertion) else { return vec![] };
        let mut sources: Vec<&Key> =
            k.relations_from(assertion).filter(|r| r.name == "belongs_to").map(|r| &r.to).collect();
        sources.sort_by_key(|source| !self.scene.sources.iter().any(|bound| bound.key == **source));
        for source in sources {
            let spans: Vec<&Span> = node.spans.iter().filter(|span| stands_in(k, source, span)).collect();
            let Some(first) = spans.iter().find(|span| span.cell.is_some()).or(spans.first()) else { continue };
            let Some(cell) = first.cell else { return vec![(source.clone(), (*first).clone())] };
            let mut row: Vec<&Span> =
                spans.into_iter().filter(|span| span.cell.is_some_and(|other| other.row == cell.row)).collect();
            row.sort_by_key(|span| span.cell.map(|cell| cell.col));
            row.dedup_by_key(|span| span.cell);
            return row.into_iter().map(|span| (source.clone(), span.clone())).collect();
        }
        node.spans.first().map(|span| (span.document.clone(), span.clone())).into_iter().collect()
    }
}

/// Whether a span lies in a node and its quote is among the node's words.
pub fn stands_in(knowledge: &Knowledge, source: &Key, span: &Span) -> bool {
    let Some(node) = knowledge.node(source) else {
        return false;
    };
    if source.kind() == Kind::Document {
        return span.document == *source;
    }
    if node.document.as_ref() != Some(&span.document) && !node.spans.iter().any(|own| own.document == span.document) {
        return false;
    }
    let quote = squeezed(&span.quote);
    match &node.data {
        NodeData::Table(table) => {
            if span.table.as_ref().is_some_and(|table| table != source) {
                return false;
            }
            match span.cell {
                Some(CellRef { row, col }) => table
                    .cells
                    .get(row as usize)
                    .and_then(|cells| cells.get(col as usize))
                    .is_some_and(|cell| squeezed(&cell.text).contains(&quote)),
                None => squeezed(&table.to_text()).contains(&quote) || squeezed(&table.caption).contains(&quote),
            }
        }
        // A cell's words may also stand in a passage, which then states something else.
        NodeData::Chunk(chunk) => span.cell.is_none() && squeezed(&chunk.text).contains(&quote),
        NodeData::Image(figure) => {
            squeezed(&figure.caption).contains(&quote) || squeezed(&figure.words.join(" ")).contains(&quote)
        }
        NodeData::Formula { latex, text, symbols, .. } => {
            squeezed(text).contains(&quote)
                || latex.as_deref().is_some_and(|latex| squeezed(latex).contains(&quote))
                || symbols.iter().any(|symbol| symbol.span == *span)
        }
        _ => false,
    }
}

/// Without white space: line ends and cell tabs do not matter.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

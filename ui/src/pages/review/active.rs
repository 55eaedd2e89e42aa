//! Which step is looked at, and what belongs to it: its hops, its evidence, the pages they are on.

use crate::components::Highlight;
use pathloom_ipc::review::{CardContent, PathCard, SampleView};
use pathloom_model::{Key, Span};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Active {
    /// Place in the steps, from 0. `None` for a hop that no step cites.
    pub step: Option<usize>,
    /// Numbers of hops, the first is where the thread goes.
    pub hops: Vec<u32>,
}

impl Active {
    pub fn of_step(view: &SampleView, step: usize) -> Active {
        Active { step: Some(step), hops: hops_of(view, step, 0) }
    }

    /// A hop, with the first step that cites it.
    pub fn of_hop(view: &SampleView, hop: u32) -> Active {
        let step = view.sample.steps.iter().position(|step| step.hops.contains(&hop));
        Active { step, hops: vec![hop] }
    }

    /// Places of the cards that show what the step rests on.
    pub fn cards(&self, view: &SampleView) -> Vec<usize> {
        let led_to = |card: &PathCard| card.hop.as_ref().is_some_and(|(hop, _)| self.hops.contains(hop));
        let step = self.step.and_then(|step| view.sample.steps.get(step));
        let cited: Vec<&Key> = step
            .iter()
            .flat_map(|step| &step.evidence)
            .filter_map(|place| view.sample.evidence.get(*place as usize))
            .map(|evidence| &evidence.node)
            .collect();
        let shows = |card: &PathCard| !matches!(card.content, CardContent::None);
        let places = view.cards.iter().enumerate();
        let found: Vec<usize> = places
            .filter(|(_, card)| (led_to(card) && shows(card)) || cited.contains(&&card.key))
            .map(|(place, _)| place)
            .collect();
        if !found.is_empty() {
            return found;
        }
        // The words stand at the node that the hop comes from.
        let led = view.cards.iter().position(led_to).unwrap_or(0);
        (0..=led).rev().find(|place| view.cards.get(*place).is_some_and(shows)).into_iter().collect()
    }

    /// The page to show, and what to mark on it.
    pub fn page(&self, view: &SampleView) -> Option<(Key, u32, Highlight)> {
        let cards = self.cards(view);
        let spans: Vec<&Span> = cards.iter().filter_map(|place| view.cards.get(*place)).flat_map(spans).collect();
        let first = spans.first()?;
        let (document, page) = (first.document.clone(), first.page);
        let here = spans.iter().filter(|span| span.document == document && span.page == page);
        let mut highlight = Highlight::default();
        for span in here {
            highlight.boxes.extend(span.bbox);
            if !span.quote.is_empty() {
                highlight.quotes.push(span.quote.clone());
            }
            if let (Some(table), Some(cell)) = (&span.table, span.cell) {
                highlight.cells.push((table.clone(), cell));
            }
        }
        for card in cards.iter().filter_map(|place| view.cards.get(*place)) {
            if let CardContent::Table { used, span, .. } = &card.content {
                let named = span.as_ref().and_then(|view| view.span.table.clone());
                let table = named.unwrap_or_else(|| card.key.clone());
                highlight.cells.extend(used.iter().map(|cell| (table.clone(), *cell)));
                if !used.is_empty() {
                    highlight.boxes.clear();
                }
            }
        }
        Some((document, page, highlight))
    }
}

/// Hops that a step cites; of one that only reckons, those of the steps it uses.
fn hops_of(view: &SampleView, step: usize, depth: u32) -> Vec<u32> {
    let Some(found) = view.sample.steps.get(step) else { return Vec::new() };
    if !found.hops.is_empty() || depth > 8 {
        return found.hops.clone();
    }
    let mut hops: Vec<u32> = Vec::new();
    for earlier in found.uses.iter().filter(|earlier| (1..=step as u32).contains(earlier)) {
        hops.extend(hops_of(view, *earlier as usize - 1, depth + 1));
    }
    hops.dedup();
    hops
}

fn spans(card: &PathCard) -> Vec<&Span> {
    match &card.content {
        CardContent::Quotes { quotes } => quotes.iter().map(|quote| &quote.span).collect(),
        CardContent::Table { span, .. } | CardContent::Image { span, .. } | CardContent::Formula { span, .. } => {
            span.as_ref().map(|view| &view.span).into_iter().collect()
        }
        CardContent::None | CardContent::Missing { .. } => Vec::new(),
    }
}

//! Matches of a template as they are shown: one line in the window, nodes, relations and places for the command line.

use super::invalid;
use crate::error;
use crate::graph_state::GraphState;
use crate::{Session, words};
use pathloom_graph::{Request, compile};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{PathStrip, StripNode, SubgraphView};
use pathloom_model::{Key, Kind, Match, Strategy, SubgraphSampling, Template};
use serde::Serialize;

/// A match for the command line.
#[derive(Clone, Debug, Serialize)]
pub struct MatchView {
    pub nodes: Vec<MatchNode>,
    pub relations: Vec<MatchRelation>,
    pub evidence: Vec<MatchEvidence>,
    pub fingerprint: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct MatchNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub slot: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MatchRelation {
    pub head: Key,
    pub relation: String,
    pub tail: Key,
}

#[derive(Clone, Debug, Serialize)]
pub struct MatchEvidence {
    pub document: String,
    pub page: u32,
    #[serde(rename = "box")]
    pub bbox: Option<[f32; 4]>,
    pub quote: String,
}

/// Matches, and how the draw ended.
#[derive(Clone, Debug, Serialize)]
pub struct Drawn {
    #[serde(skip)]
    pub matches: Vec<MatchView>,
    pub asked: u64,
    pub drawn: u64,
    /// These are all that there are, caps allowing.
    pub exhausted: bool,
    /// Caps left some out: not a uniform draw.
    pub capped: bool,
    /// The search ended early; there may be more.
    pub gave_up: bool,
    /// The part of the graph that they are from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subgraph: Option<SubgraphView>,
}

impl Drawn {
    /// Why there are fewer than asked for, and what the caps did; `None` where there is nothing to say.
    pub fn remark(&self) -> Option<String> {
        let matches = words::counted(self.drawn);
        let short = self.drawn < self.asked;
        let remark = match (short, self.capped) {
            (true, _) if self.gave_up => format!(
                "Only {matches} found of {} asked for: the search was given up, and there may be more.",
                self.asked
            ),
            (true, true) => format!("Only {matches} of {} asked for: the template's caps leave no more.", self.asked),
            (true, false) if self.exhausted && self.drawn == 1 => "There is only 1 match.".to_owned(),
            (true, false) if self.exhausted => format!("There are only {matches}."),
            (true, false) => format!("Only {matches} of {} asked for: the draw was stopped.", self.asked),
            (false, true) => "Capped: the template's caps left matches out, so the draw is not uniform.".to_owned(),
            (false, false) => return None,
        };
        Some(remark)
    }
}

impl MatchView {
    /// Names in path order.
    pub fn text(&self) -> String {
        self.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(" → ")
    }
}

impl Session {
    /// Matches with their relations and the places that state them; reads only. `within`: in this part of the graph.
    pub fn sample_views(
        &self,
        template: &Template,
        n: usize,
        strategy: Strategy,
        seed: u64,
        within: Option<SubgraphSampling>,
    ) -> Result<Drawn, AppError> {
        let ground = self.ground(within)?;
        let state = &ground.state;
        let plan = compile(ground.graph(), template).map_err(invalid)?;
        let asked = n as u64;
        let drawn = plan.sample(&Request::new(asked, strategy, seed));
        let (exhausted, capped, gave_up) = (drawn.exhausted, drawn.capped, drawn.gave_up);
        let matches = drawn.matches.iter().map(|found| self.match_view(state, found)).collect::<Result<Vec<_>, _>>()?;
        let subgraph = ground.view();
        Ok(Drawn { asked, drawn: matches.len() as u64, matches, exhausted, capped, gave_up, subgraph })
    }

    fn match_view(&self, state: &GraphState, found: &Match) -> Result<MatchView, AppError> {
        let slot_of = |key: &Key| {
            found.bindings.iter().find(|binding| binding.nodes.contains(key)).map(|binding| binding.slot.clone())
        };
        let nodes = found.all_nodes().into_iter().map(|key| MatchNode {
            kind: key.kind(),
            name: state.name(&key).to_owned(),
            slot: slot_of(&key),
            key,
        });
        let relations = found.hops.iter().flat_map(|hop| {
            hop.relations.iter().map(|relation| {
                let (head, tail) = if relation.forward { (&hop.from, &hop.to) } else { (&hop.to, &hop.from) };
                MatchRelation { head: head.clone(), relation: relation.name.clone(), tail: tail.clone() }
            })
        });
        let relations: Vec<MatchRelation> = relations.collect();
        let mut evidence = Vec::new();
        for hop in &relations {
            let span = self.project.first_span(&hop.head, &hop.relation, &hop.tail).map_err(error::store)?;
            evidence.extend(span.map(|span| MatchEvidence {
                document: state.name(&span.document).to_owned(),
                page: span.page,
                bbox: span.bbox.map(|b| [b.x0, b.y0, b.x1, b.y1]),
                quote: span.quote,
            }));
        }
        Ok(MatchView { nodes: nodes.collect(), relations, evidence, fingerprint: found.fingerprint.clone() })
    }
}

/// A match as one line.
pub(super) fn strip(state: &GraphState, found: &Match) -> PathStrip {
    let slot_of = |key: &Key| {
        found.bindings.iter().find(|binding| binding.nodes.contains(key)).map(|binding| binding.slot.clone())
    };
    let nodes = found.all_nodes().into_iter().enumerate().map(|(place, key)| {
        let hop = found.hops.iter().find(|hop| place > 0 && hop.to == key);
        let word =
            hop.and_then(|hop| hop.relations.first()).map(|relation| words::relation(&relation.name, relation.forward));
        StripNode {
            kind: key.kind(),
            name: state.name(&key).to_owned(),
            slot: slot_of(&key),
            hop: word.unwrap_or_default(),
            key,
        }
    });
    PathStrip { fingerprint: found.fingerprint.clone(), nodes: nodes.collect() }
}

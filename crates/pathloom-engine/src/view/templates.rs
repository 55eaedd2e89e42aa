//! Templates: the library, one pattern, its count, three instances, coverage.

use crate::graph_state::GraphState;
use crate::session::guard;
use crate::{Session, words};
use pathloom_graph::{Graph, ONE_SECOND, Plan, Request, TemplateError, compile, coverage};
use pathloom_ipc::templates::{
    CountView, CoverageBar, LibraryView, PathStrip, PreviewRequest, PreviewView, StripNode, TemplateGroup,
    TemplateRequest, TemplateRow, TemplateView,
};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Key, Kind, Match, Strategy, Template};
use serde::Serialize;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const INSTANCES: usize = 3;
/// Matches drawn to say how a strategy covers the graph.
const COVERAGE_DRAW: u64 = 200;
/// The groups in the order of the library.
const GROUPS: [&str; 6] = ["Entity and text", "Table", "Chart", "Formula", "Mixed", "More"];

impl Session {
    /// Groups and rows at once; counts as far as they are known for the present graph.
    pub fn templates(&self) -> Result<LibraryView, AppError> {
        let state = self.graph()?;
        let counts = guard(&state.counts);
        let groups = GROUPS.iter().map(|group| TemplateGroup {
            name: (*group).to_owned(),
            templates: presets()
                .iter()
                .filter(|template| template.group == *group)
                .map(|template| TemplateRow {
                    id: template.id.clone(),
                    title: template.title.en.clone(),
                    count: counts.get(&template.id).cloned(),
                })
                .collect(),
        });
        Ok(LibraryView { groups: groups.filter(|group| !group.templates.is_empty()).collect() })
    }

    pub fn template(&self, request: &TemplateRequest) -> Result<TemplateView, AppError> {
        let state = self.graph()?;
        let template = find(&request.id)?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        Ok(TemplateView {
            template: template.clone(),
            candidates: plan.candidates().into_iter().map(|slot| (slot.slot, slot.count)).collect(),
            toml: pathloom_graph::to_toml(template),
        })
    }

    pub fn preview(&self, request: &PreviewRequest) -> Result<PreviewView, AppError> {
        let state = self.graph()?;
        let template = find(&request.id)?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        let count = count(&state, template, &plan);
        let draw = |strategy| plan.sample(&Request::new(COVERAGE_DRAW, strategy, request.seed)).matches;
        let chosen = draw(request.strategy);
        let uniform = if request.strategy == Strategy::Uniform { chosen.clone() } else { draw(Strategy::Uniform) };
        let (share, even) = (coverage(&state.graph, &chosen), coverage(&state.graph, &uniform));
        let bands =
            [("head", share.head, even.head), ("torso", share.torso, even.torso), ("tail", share.tail, even.tail)];
        Ok(PreviewView {
            id: request.id.clone(),
            explain: (count.count == 0).then(|| why_none(&state.graph, template)),
            count,
            instances: chosen.iter().take(INSTANCES).map(|found| strip(&state, found)).collect(),
            coverage: bands
                .map(|(band, share, uniform)| CoverageBar { band: band.to_owned(), share, uniform })
                .to_vec(),
        })
    }

    /// Exact or "about", from the cache of this graph when it was counted before.
    pub fn count(&self, id: &str) -> Result<CountView, AppError> {
        let state = self.graph()?;
        let template = find(id)?;
        let plan = compile(&state.graph, template).map_err(invalid)?;
        Ok(count(&state, template, &plan))
    }

    pub fn explain(&self, id: &str) -> Result<String, AppError> {
        let state = self.graph()?;
        Ok(why_none(&state.graph, find(id)?))
    }

    /// Matches of a template; reads only.
    pub fn sample_matches(&self, id: &str, n: usize, strategy: Strategy, seed: u64) -> Result<Vec<Match>, AppError> {
        let state = self.graph()?;
        let plan = compile(&state.graph, find(id)?).map_err(invalid)?;
        Ok(plan.sample(&Request::new(n as u64, strategy, seed)).matches)
    }
}

pub fn count(state: &GraphState, template: &Template, plan: &Plan) -> CountView {
    if let Some(known) = guard(&state.counts).get(&template.id) {
        return known.clone();
    }
    #[expect(clippy::disallowed_methods, reason = "the time it took is shown, and decides nothing")]
    let started = Instant::now();
    let never = AtomicBool::new(false);
    let count = plan.count(ONE_SECOND, &never).unwrap_or_else(|_| plan.count_quick());
    let view = CountView::new(count, started.elapsed().as_secs_f64() * 1000.0);
    guard(&state.counts).insert(template.id.clone(), view.clone());
    view
}

/// Why a template has no matches here, in words.
pub fn why_none(graph: &Graph, template: &Template) -> String {
    match pathloom_graph::explain(graph, template) {
        Ok(explained) => words::explanation(&explained),
        Err(problem) => problem.to_string(),
    }
}

/// By id or by one of its other spellings.
pub fn find(id: &str) -> Result<&'static Template, AppError> {
    presets().iter().find(|template| template.id == id || template.aliases.iter().any(|alias| alias == id)).ok_or_else(
        || {
            AppError::new(
                ErrorCode::NotFound,
                format!("There is no template \"{}\".", id.chars().take(80).collect::<String>()),
                "See the list of templates for their names.",
            )
        },
    )
}

pub fn invalid(problem: TemplateError) -> AppError {
    AppError::new(ErrorCode::TemplateInvalid, problem.to_string(), "Change the slot or relation that it names.")
}

fn strip(state: &GraphState, found: &Match) -> PathStrip {
    let slot_of = |key: &Key| {
        found.bindings.iter().find(|binding| binding.nodes.contains(key)).map(|binding| binding.slot.clone())
    };
    let nodes = found.all_nodes().into_iter().enumerate().map(|(place, key)| {
        let hop = found.hops.iter().find(|hop| place > 0 && hop.to == key);
        let word =
            hop.and_then(|hop| hop.relations.first()).map(|relation| words::relation(&relation.name, relation.forward));
        StripNode {
            kind: key.kind(),
            name: state.knowledge.name(&key).to_owned(),
            slot: slot_of(&key),
            hop: word.unwrap_or_default(),
            key,
        }
    });
    PathStrip { fingerprint: found.fingerprint.clone(), nodes: nodes.collect() }
}

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

impl MatchView {
    /// Names in path order.
    pub fn text(&self) -> String {
        self.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(" → ")
    }
}

impl Session {
    /// Matches with their relations and the places that state them; reads only.
    pub fn sample_views(&self, id: &str, n: usize, strategy: Strategy, seed: u64) -> Result<Vec<MatchView>, AppError> {
        let matches = self.sample_matches(id, n, strategy, seed)?;
        let state = self.graph()?;
        Ok(matches.iter().map(|found| match_view(&state, found)).collect())
    }
}

fn match_view(state: &GraphState, found: &Match) -> MatchView {
    let slot_of = |key: &Key| {
        found.bindings.iter().find(|binding| binding.nodes.contains(key)).map(|binding| binding.slot.clone())
    };
    let nodes = found.all_nodes().into_iter().map(|key| MatchNode {
        kind: key.kind(),
        name: state.knowledge.name(&key).to_owned(),
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
        let stated =
            state.knowledge.relations_from(&hop.head).find(|known| known.to == hop.tail && known.name == hop.relation);
        for span in stated.iter().flat_map(|relation| &relation.spans).take(1) {
            evidence.push(MatchEvidence {
                document: state.document_name(&span.document),
                page: span.page,
                bbox: span.bbox.map(|b| [b.x0, b.y0, b.x1, b.y1]),
                quote: span.quote.clone(),
            });
        }
    }
    MatchView { nodes: nodes.collect(), relations, evidence, fingerprint: found.fingerprint.clone() }
}

/// The templates that ship with Pathloom.
pub fn presets() -> &'static [Template] {
    static PRESETS: LazyLock<Vec<Template>> = LazyLock::new(pathloom_graph::presets);
    &PRESETS
}

pub fn preset_ids() -> Vec<String> {
    presets().iter().map(|template| template.id.clone()).collect()
}

pub fn preset_toml(id: &str) -> Result<String, AppError> {
    Ok(pathloom_graph::to_toml(find(id)?))
}

/// Reads a template file; the error names file, line and what was expected.
pub fn parse_template(toml: &str, file: &str) -> Result<Template, AppError> {
    pathloom_graph::parse_template(toml, file).map_err(invalid)
}

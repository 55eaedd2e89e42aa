//! A pattern as it stands in the editor: what can be said of it at once, finished or not.

use super::ground::Ground;
use super::limits::check_size;
use super::preview::{content, timed};
use crate::Session;
use crate::session::guard;
use pathloom_graph::{Graph, MAX_SLOTS, Plan, TemplateError, compile, validate};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, PatternProblem, PatternRequest, PatternView, SlotView};
use pathloom_model::{Role, Slot, Template};

impl Session {
    /// Ends what the editor asked about an older pattern.
    pub fn pattern(&self, request: &PatternRequest) -> Result<PatternView, AppError> {
        self.newest();
        let ground = self.ground(request.subgraph)?;
        let template = &request.template;
        let compiled = check_size(template).and_then(|()| compile(ground.graph(), template));
        Ok(match compiled {
            Ok(plan) => whole(&ground, template, &plan),
            Err(problem) => PatternView {
                slots: template.slot.iter().take(MAX_SLOTS).filter_map(|slot| alone(ground.graph(), slot)).collect(),
                problem: Some(place(template, &problem)),
                about: None,
            },
        })
    }
}

fn whole(ground: &Ground, template: &Template, plan: &Plan) -> PatternView {
    let slots = template.slot.iter().zip(plan.candidates());
    let slots =
        slots.map(|(slot, found)| SlotView { slot: found.slot, candidates: found.count, of: of(ground.graph(), slot) });
    let (state, is_whole) = (&ground.state, ground.part.is_none());
    let content = content(template);
    let known = guard(&state.counts).get(&content).filter(|_| is_whole).cloned();
    let about = known.unwrap_or_else(|| {
        let (count, milliseconds) = timed(|| plan.count_quick());
        let view = CountView::new(count, milliseconds);
        if count.exact && is_whole {
            state.keep_count(content, view.clone());
        }
        view
    });
    PatternView { problem: None, slots: slots.collect(), about: Some(about) }
}

/// A slot without the rest of its pattern; `None` where the slot itself is no slot.
fn alone(graph: &Graph, slot: &Slot) -> Option<SlotView> {
    let only = Slot { role: Role::Answer, instances: [1, 1], ..slot.clone() };
    let template = Template {
        id: String::new(),
        aliases: vec![],
        group: String::new(),
        title: Default::default(),
        about: Default::default(),
        slot: vec![only],
        link: vec![],
        constraints: vec![],
        caps: Default::default(),
    };
    check_size(&template).ok()?;
    let candidates = compile(graph, &template).ok()?.candidates().first()?.count;
    Some(SlotView { slot: slot.id.clone(), candidates, of: of(graph, slot) })
}

/// Nodes of a slot's kinds.
fn of(graph: &Graph, slot: &Slot) -> u64 {
    let kinds = slot.kinds.iter().enumerate().filter(|(place, kind)| !slot.kinds[..*place].contains(kind));
    kinds.map(|(_, &kind)| graph.ids(kind).len() as u64).sum()
}

/// The slot or link that an error names.
fn place(template: &Template, problem: &TemplateError) -> PatternProblem {
    let message = problem.to_string();
    match problem {
        TemplateError::Slot { slot, .. } => PatternProblem { message, slot: Some(slot.clone()), link: None },
        TemplateError::Link { from, to, .. } => {
            let link = first_that_fails(template, from, to, problem);
            PatternProblem { message, slot: None, link }
        }
        _ => PatternProblem { message, slot: None, link: None },
    }
}

/// Of several links between the same two slots, the one that the error is about: the first with which it comes up.
fn first_that_fails(template: &Template, from: &str, to: &str, problem: &TemplateError) -> Option<u32> {
    let same = template.link.iter().enumerate().filter(|(_, link)| link.from == from && link.to == to);
    let mut places = same.map(|(place, _)| place);
    let first = places.next()?;
    let fails = |place: usize| {
        let mut so_far = template.clone();
        so_far.link.truncate(place + 1);
        validate(&so_far).as_ref() == Err(problem)
    };
    let found = if fails(first) { first } else { places.find(|&place| fails(place)).unwrap_or(first) };
    Some(found as u32)
}

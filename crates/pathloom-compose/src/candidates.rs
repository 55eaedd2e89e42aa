//! Which questions a scene offers: ways to describe the answer × things to ask about it. Proposals only: whether
//! one has exactly one answer and needs all its evidence is decided when it is tried.

use crate::asks::{across, asks};
use crate::conditions::{Condition, conditions};
use crate::contrast::{COMPARING, contrasts, discrepancies, is_dated, which_period};
use crate::draw::Draw;
use crate::facts::{literals, same_unit};
use crate::law::{Law, laws};
use crate::scene::Scene;
use pathloom_model::meaning::{Asked, Than, Who};
use pathloom_model::{AssertionObject, Key, Kind, Language};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A question that could be asked.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub operator: &'static str,
    pub asked: Asked,
    /// Unit, scale and digits of a computed answer.
    pub result: Option<ResultForm>,
    /// The formula that it applies.
    pub law: Option<Law>,
}

/// A question about the answer by name, and how to describe the answer instead: put together only when it is tried.
#[derive(Clone)]
pub struct Proposal {
    pub operator: &'static str,
    ask: Rc<Candidate>,
    who: Rc<Who>,
}

impl Proposal {
    pub fn candidate(&self, answer: &Key) -> Candidate {
        let mut candidate = (*self.ask).clone();
        candidate.operator = self.operator;
        if !matches!(*self.who, Who::Named(_)) {
            describe(&mut candidate.asked, answer, &self.who);
        }
        candidate
    }

    /// A question as it is, whatever else may describe the answer.
    pub(crate) fn plain(scene: &Scene<'_>, candidate: Candidate) -> Proposal {
        let who = Rc::new(Who::Named(scene.answer.clone()));
        Proposal { operator: candidate.operator, ask: Rc::new(candidate), who }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultForm {
    pub unit: String,
    pub scale: i8,
    pub precision: u32,
    /// The result was cut to its digits.
    pub rounded: bool,
}

/// Descriptions of one answer that are tried.
const DESCRIBED: usize = 24;
/// A set larger than this is not listed in a step.
pub const LISTED: usize = 15;
/// A metric stated more often than this is not searched for rivals.
pub const SEARCHED: usize = 4_000;

pub fn candidates(scene: &Scene<'_>, language: Language, draw: &mut Draw) -> Vec<Proposal> {
    if !scene.joined.is_empty() {
        let asked = |who: &Who| Candidate {
            operator: if by_figure(who) { "join" } else { "chain" },
            asked: Asked::Entity(who.clone()),
            result: None,
            law: None,
        };
        return as_they_are(scene, scene.joined.iter().map(asked));
    }
    if scene.rival.is_some() {
        return as_they_are(scene, contrasts(scene, language).into_iter());
    }
    let mut found = of_answer(scene, language, draw);
    if is_dated(scene.matched) {
        found.retain(|proposal| matches!(proposal.operator, "growth" | "difference over time" | "which period"));
    } else if scene.apart {
        found.extend(as_they_are(scene, discrepancies(scene).into_iter()));
        found.retain(|proposal| COMPARING.contains(&proposal.operator));
    }
    found
}

fn as_they_are(scene: &Scene<'_>, candidates: impl Iterator<Item = Candidate>) -> Vec<Proposal> {
    candidates.map(|candidate| Proposal::plain(scene, candidate)).collect()
}

/// Whether a figure takes part in a description.
fn by_figure(who: &Who) -> bool {
    match who {
        Who::Place { .. } | Who::Where { .. } | Who::Computed { .. } => true,
        Who::Related { of, .. } => by_figure(of),
        Who::Both(parts) | Who::Listed(parts) => parts.iter().any(by_figure),
        Who::Named(_) | Who::Typed(_) => false,
    }
}

fn of_answer(scene: &Scene<'_>, language: Language, draw: &mut Draw) -> Vec<Proposal> {
    let conditions: Vec<Vec<Condition>> = scene.sources.iter().map(|source| conditions(scene, source)).collect();
    let mut idents = identifications(scene, &conditions);
    let mut described = idents.split_off(1);
    draw.shuffle(&mut described);
    described.truncate(DESCRIBED);
    idents.extend(described);
    let mut found = Vec::new();
    for ident in &idents {
        if !matches!(*ident.who, Who::Named(_)) {
            let asked = Asked::Entity((*ident.who).clone());
            let ask = Rc::new(Candidate { operator: ident.operator, asked, result: None, law: None });
            found.push(Proposal { operator: ident.operator, ask, who: Rc::new(Who::Named(scene.answer.clone())) });
        }
    }
    let alone = scene.sources.len() == 1;
    for (place, source) in scene.sources.iter().enumerate() {
        let asks = asks(scene, source, language);
        for ident in idents.iter().filter(|ident| alone || !ident.uses.contains(&place)) {
            propose(ident, &asks, !ident.uses.contains(&place), &mut found);
        }
    }
    for (uses, asks) in across(scene) {
        for ident in idents.iter().filter(|ident| ident.uses.iter().all(|place| !uses.contains(place))) {
            propose(ident, &asks, true, &mut found);
        }
    }
    let dated: Vec<Rc<Candidate>> =
        which_period(scene).filter(|_| is_dated(scene.matched)).into_iter().map(Rc::new).collect();
    propose(&idents[0], &dated, false, &mut found);
    let laws: Vec<Rc<Candidate>> = laws(scene).into_iter().map(Rc::new).collect();
    for ident in &idents {
        propose(ident, &laws, true, &mut found);
    }
    let mut compared = Vec::new();
    compares(scene, &idents, &mut compared);
    found.extend(as_they_are(scene, compared.into_iter()));
    found
}

/// What is asked of one source, of an answer that figures of another single out, is a join.
fn propose(ident: &Ident, asks: &[Rc<Candidate>], elsewhere: bool, found: &mut Vec<Proposal>) {
    for ask in asks {
        let long = matches!(ask.operator, "sum" | "share of set") && depth(&ident.who) > 1;
        if long || ask.operator == "related" && depth(&ident.who) > 2 {
            continue;
        }
        let plain = matches!(ask.operator, "look-up" | "quality" | "year" | "related");
        let operator = if ident.by_figure && elsewhere && plain { "join" } else { ask.operator };
        found.push(Proposal { operator, ask: ask.clone(), who: ident.who.clone() });
    }
}

/// How many relations a description nests.
fn depth(who: &Who) -> usize {
    match who {
        Who::Related { of, .. } => 1 + depth(of),
        Who::Both(parts) | Who::Listed(parts) => parts.iter().map(depth).sum(),
        Who::Place { .. } | Who::Where { .. } | Who::Computed { .. } => 1,
        Who::Named(_) | Who::Typed(_) => 0,
    }
}

/// The answer's name replaced by a description, wherever a question names it.
fn describe(asked: &mut Asked, answer: &Key, who: &Who) {
    match asked {
        Asked::Entity(part) | Asked::Count(part) | Asked::List(part) => describe_in(part, answer, who),
        Asked::Value { who: part, .. } | Asked::Period { who: part, .. } => describe_in(part, answer, who),
        Asked::Computed { terms, .. } => terms.iter_mut().for_each(|term| describe_in(&mut term.who, answer, who)),
    }
}

fn describe_in(part: &mut Who, answer: &Key, who: &Who) {
    match part {
        Who::Named(key) if key == answer => *part = who.clone(),
        Who::Named(_) | Who::Typed(_) => {}
        Who::Related { of, .. } => describe_in(of, answer, who),
        Who::Both(parts) | Who::Listed(parts) | Who::Computed { among: parts, .. } => {
            parts.iter_mut().for_each(|part| describe_in(part, answer, who));
        }
        Who::Place { among, .. } => describe_in(among, answer, who),
        Who::Where { among, than, .. } => {
            describe_in(among, answer, who);
            if let Than::Of(of) = than {
                describe_in(of, answer, who);
            }
        }
    }
}

struct Ident {
    who: Rc<Who>,
    operator: &'static str,
    uses: BTreeSet<usize>,
    by_figure: bool,
}

fn identifications(scene: &Scene<'_>, conditions: &[Vec<Condition>]) -> Vec<Ident> {
    let k = scene.knowledge;
    let mut idents =
        vec![Ident { who: Rc::new(scene.base()), operator: "chain", uses: BTreeSet::new(), by_figure: false }];
    if let Some(chain) = &scene.chain {
        if crate::denote::one(k, chain).is_ok() {
            return idents;
        }
        let deep = depth(chain);
        if deep > 3 {
            return idents;
        }
        for (place, list) in conditions.iter().enumerate() {
            for condition in list.iter().filter(|condition| !matches!(condition.who, Who::Place { .. })) {
                let long = deep > 2 && !matches!(condition.who, Who::Related { .. });
                if long || same_kind(chain, &condition.who) {
                    continue;
                }
                let who = Rc::new(Who::Both(vec![chain.clone(), condition.who.clone()]));
                idents.push(Ident { who, operator: "conditions", uses: [place].into(), by_figure: false });
            }
        }
        return idents;
    }
    for (place, list) in conditions.iter().enumerate() {
        for condition in list.iter().filter(|condition| condition.unique) {
            let by_figure = matches!(condition.who, Who::Place { .. } | Who::Where { .. });
            let (who, operator) = (Rc::new(condition.who.clone()), condition.operator);
            idents.push(Ident { who, operator, uses: [place].into(), by_figure });
        }
    }
    both_conditions(conditions, &mut idents);
    idents
}

/// Pairs of conditions of different sources that only together have one answer.
fn both_conditions(conditions: &[Vec<Condition>], idents: &mut Vec<Ident>) {
    let open = |list: &'_ Vec<Condition>| -> Vec<Condition> {
        list.iter().filter(|condition| !condition.unique).take(12).cloned().collect()
    };
    for first in 0..conditions.len() {
        for second in first..conditions.len() {
            if first == second && conditions.len() > 1 {
                continue;
            }
            for a in open(&conditions[first]) {
                for b in open(&conditions[second]) {
                    if a.who == b.who || same_kind(&a.who, &b.who) {
                        continue;
                    }
                    let by_figure = matches!(a.who, Who::Where { .. }) || matches!(b.who, Who::Where { .. });
                    let who = Rc::new(Who::Both(vec![a.who.clone(), b.who]));
                    idents.push(Ident { who, operator: "conditions", uses: [first, second].into(), by_figure });
                }
            }
        }
    }
}

fn same_kind(a: &Who, b: &Who) -> bool {
    match (a, b) {
        (Who::Where { measure: a, .. }, Who::Where { measure: b, .. }) => a.predicate == b.predicate,
        (Who::Related { relation: a, .. }, Who::Related { relation: b, .. }) => a == b,
        _ => false,
    }
}

/// Two described entities of which the answer has more, or less.
fn compares(scene: &Scene<'_>, idents: &[Ident], found: &mut Vec<Candidate>) {
    let k = scene.knowledge;
    for ident in idents.iter().filter(|ident| described_by_relation(&ident.who)) {
        for source in scene.sources.iter().filter(|source| source.kind != Kind::Chunk) {
            for fact in &source.facts {
                let measure = fact.measure();
                for rival in &source.all {
                    let fits = rival.subject != &scene.answer
                        && !scene.matched.chain.contains(rival.subject)
                        && k.entity_type(rival.subject) == k.entity_type(&scene.answer)
                        && crate::facts::states(rival.assertion, &measure)
                        && literals(k, rival.subject, &measure).len() == 1;
                    if !fits || matches!(rival.assertion.object, AssertionObject::Text(_)) {
                        continue;
                    }
                    let (Some(a), Some(b)) = (fact.quantity(), rival.quantity()) else {
                        continue;
                    };
                    if !same_unit(a, b) || a.base() == b.base() {
                        continue;
                    }
                    let among = Who::Listed(vec![(*ident.who).clone(), Who::Named(rival.subject.clone())]);
                    let who = Who::Place {
                        among: Box::new(among),
                        measure: measure.clone(),
                        place: 1,
                        highest: a.base() > b.base(),
                    };
                    found.push(Candidate { operator: "compare", asked: Asked::Entity(who), result: None, law: None });
                }
            }
        }
    }
}

fn described_by_relation(who: &Who) -> bool {
    matches!(who, Who::Related { .. })
}

//! Chooses among a scene's candidates: the operator and wording used least so far that has exactly one answer, needs
//! all of its evidence, gives nothing away and was never asked. Seeded; keeps only what it has said.

use crate::answer::{answer, leaks, names};
use crate::blur::blurred;
use crate::candidates::{Candidate, Proposal, ResultForm, candidates};
use crate::contrast::incomparable;
use crate::denote::entities;
use crate::draw::Draw;
use crate::lists::{lists, members};
use crate::no_sample::{NoSample, Reason};
use crate::question::{Phrase, claims, frame_operator, phrases};
use crate::scene::Scene;
use crate::sense::sensible;
use crate::trace::Trace;
use crate::typed::{Typed, typed};
use crate::words::{Voice, number};
use pathloom_model::key::digest;
use pathloom_model::language::is_han;
use pathloom_model::lexicon::built_in;
use pathloom_model::meaning::{Asked, Claimed, Who};
use pathloom_model::sample::Operand;
use pathloom_model::{
    Answer, Decimal, Gen, Key, Kind, Knowledge, Language, Match, NodeData, QuestionType, Sample, SampleNode,
    SampleRelation, Template,
};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// `Gen::engine` of what is composed here.
pub const ENGINE: &str = "built-in engine";
/// `Gen::version`: rises when the same match may give another sample.
pub const VERSION: u32 = 4;

/// Attempts for each operator on one match, and in all.
const ATTEMPTS: usize = 14;
const ALL_ATTEMPTS: usize = 160;
/// A wording may cover this share of all samples (4.5 %), and this many from the start.
const SHARE: (u32, u32) = (45, 1000);
const FIRST: u32 = 3;

/// What a composed question can ask for.
pub const OPERATORS: [&str; 37] = [
    "look-up",
    "quality",
    "year",
    "growth",
    "difference over time",
    "difference",
    "ratio",
    "margin",
    "cover",
    "per head",
    "share of total",
    "share of set",
    "sum",
    "sum over time",
    "count above",
    "count below",
    "list",
    "list above",
    "list below",
    "average over time",
    "trend",
    "trend change",
    "extreme",
    "rank",
    "threshold",
    "inverse look-up",
    "compare",
    "chain",
    "conditions",
    "related",
    "join",
    "formula",
    "outdo",
    "which of two",
    "gap",
    "which period",
    "discrepancy",
];

pub struct Composer {
    seed: u64,
    types: Vec<QuestionType>,
    taken: BTreeSet<String>,
    asked: BTreeSet<String>,
    operators: BTreeMap<String, u32>,
    wordings: BTreeMap<String, u32>,
    total: u32,
}

impl Composer {
    /// `taken_questions`: questions that must not be asked again.
    pub fn new(seed: u64, taken_questions: impl IntoIterator<Item = String>) -> Composer {
        Composer {
            seed,
            types: vec![QuestionType::Open],
            taken: taken_questions.into_iter().map(|question| plain(&question)).collect(),
            asked: BTreeSet::new(),
            operators: BTreeMap::new(),
            wordings: BTreeMap::new(),
            total: 0,
        }
    }

    /// Each match takes one of these types by its fingerprint; where that one is not possible, the next. Open without any.
    #[must_use]
    pub fn of_types(mut self, types: &[QuestionType]) -> Composer {
        if !types.is_empty() {
            self.types = types.to_vec();
        }
        self
    }

    /// Counts what earlier samples used: operator and wording ([`Gen::operator`], [`Gen::wording`]) of each.
    pub fn counting(mut self, uses: impl IntoIterator<Item = (String, String)>) -> Composer {
        for (operator, wording) in uses {
            self.count(&operator, &wording);
        }
        self
    }

    /// A sample for this match, checked and scored by nobody yet; or why there is none.
    pub fn compose(&mut self, knowledge: &Knowledge, template: &Template, matched: &Match) -> Result<Sample, NoSample> {
        let sample = self.propose(knowledge, template, matched)?;
        self.keep(&sample);
        Ok(sample)
    }

    /// What [`Composer::compose`] would give now. Nothing is kept of it, so that several matches can be tried at once.
    pub fn propose(&self, knowledge: &Knowledge, template: &Template, matched: &Match) -> Result<Sample, NoSample> {
        let scene = Scene::new(knowledge, template, matched)?;
        if let Some(reason) = scene.unusable() {
            return Err(reason);
        }
        let mut reason = None;
        let languages = languages(knowledge, matched, scene.sources.iter().map(|source| &source.key));
        let first = Draw::new(self.seed, &format!("type {}", matched.fingerprint)).below(self.types.len());
        for place in 0..self.types.len() {
            let kind = self.types[(first + place) % self.types.len()];
            for language in languages {
                match self.compose_in(*language, kind, &scene, template) {
                    Ok(sample) => return Ok(sample),
                    Err(none) => reason = reason.or(Some(none)),
                }
            }
        }
        Err(reason.unwrap_or_else(|| Tried::default().reason(&scene, Language::En)))
    }

    /// The proposed sample is made: its question is not asked again, its operator and wording less often.
    pub fn keep(&mut self, sample: &Sample) {
        self.count(&sample.generated.operator, &sample.generated.wording);
        self.taken.insert(plain(sample.stem()));
        self.asked.extend(sample.meaning.as_ref().map(meaning_text));
    }

    fn compose_in(
        &self,
        language: Language,
        kind: QuestionType,
        scene: &Scene<'_>,
        template: &Template,
    ) -> Result<Sample, NoSample> {
        let draw = Draw::new(self.seed, &scene.matched.fingerprint);
        let mut tried = Tried::default();
        let mut proposals = candidates(scene, language, &mut draw.clone());
        if kind == QuestionType::List {
            proposals = lists(scene, proposals);
            if proposals.is_empty() {
                let none = "nothing that this path leads to, or sets side by side, is a set of two to eight";
                return Err(NoSample::new(Reason::OtherType, none));
            }
        }
        if let (true, Some(none)) = (proposals.is_empty(), incomparable(scene)) {
            return Err(none);
        }
        for proposal in self.in_order(proposals, draw.clone()).into_iter().take(ALL_ATTEMPTS) {
            match self.attempt(scene, language, kind, proposal.candidate(&scene.answer), draw.clone()) {
                Ok(draft) => return Ok(self.finish(scene, template, language, draft)),
                Err(failure) => tried.note(failure),
            }
        }
        Err(tried.reason(scene, language))
    }

    fn count(&mut self, operator: &str, wording: &str) {
        *self.operators.entry(operator.to_owned()).or_default() += 1;
        *self.wordings.entry(wording.to_owned()).or_default() += 1;
        self.total += 1;
    }

    /// Operators used least first, a few candidates of each in a seeded order.
    fn in_order(&self, proposals: Vec<Proposal>, mut draw: Draw) -> Vec<Proposal> {
        let mut groups: BTreeMap<&'static str, Vec<Proposal>> = BTreeMap::new();
        for proposal in proposals {
            groups.entry(proposal.operator).or_default().push(proposal);
        }
        let mut order: Vec<(u32, u64, Vec<Proposal>)> = Vec::new();
        for (operator, mut group) in groups {
            draw.shuffle(&mut group);
            group.truncate(ATTEMPTS);
            // A plain look-up is the last resort: it asks for one step only.
            let weight = weight(operator);
            let used = self.operators.get(operator).copied().unwrap_or(0);
            order.push((used * weight + weight - 1, draw.bits(), group));
        }
        order.sort_by_key(|(used, tie, _)| (*used, *tie));
        order.into_iter().flat_map(|(_, _, group)| group).collect()
    }

    fn attempt(
        &self,
        scene: &Scene<'_>,
        language: Language,
        kind: QuestionType,
        candidate: Candidate,
        draw: Draw,
    ) -> Result<Draft, Failure> {
        let mut candidate = candidate;
        let rounds = if matches!(candidate.operator, "sum" | "share of set") { 2 } else { 3 };
        for _ in 0..rounds {
            if self.asked.contains(&meaning_text(&candidate.asked)) {
                return Err(Failure::Taken);
            }
            needed(scene.knowledge, &candidate.asked).map_err(Failure::Ambiguous)?;
            sensible(scene.knowledge, &candidate.asked).map_err(Failure::Ambiguous)?;
            let answer = answer(scene, language, &candidate)?;
            match traced(scene, language, &candidate, &answer, draw.clone())? {
                Ok(traced) => {
                    let typed = typed(scene, language, kind, &candidate, &traced, &mut draw.clone())?;
                    return self.worded(scene, language, candidate, typed, traced, draw);
                }
                Err(unused) => candidate.asked = unused,
            }
        }
        Err(Failure::Unused)
    }

    /// The least used construction that is free.
    fn worded(
        &self,
        scene: &Scene<'_>,
        language: Language,
        candidate: Candidate,
        typed: Typed,
        mut traced: Traced,
        draw: Draw,
    ) -> Result<Draft, Failure> {
        let mut best: Option<(u32, u64, String, Phrase)> = None;
        let mut failure = Failure::Taken;
        for round in 0..3u64 {
            let mut draw = draw.clone();
            (0..=round).for_each(|_| {
                draw.bits();
            });
            let mut voice = Voice::new(scene.knowledge, language, draw.clone());
            let phrases = match &typed.claim {
                Some((_, claimed)) => claims(&mut voice, &candidate, claimed),
                None => phrases(&mut voice, &candidate),
            };
            for phrase in phrases.map_err(Failure::Words)? {
                let wording = wording(language, &candidate, &phrase, &voice, typed.claim.is_some());
                let used = self.wordings.get(&wording).copied().unwrap_or(0);
                if used >= FIRST.max(self.total * SHARE.0 / SHARE.1) || self.taken.contains(&plain(&phrase.text)) {
                    continue;
                }
                let leaks = typed.claim.is_none() && leaks(&traced.names, &traced.answer, &phrase.text);
                if leaks || !typed.fits(&phrase.text) {
                    failure = Failure::Ambiguous("the question would give its answer away".into());
                    continue;
                }
                // A label ("Name …") is for when the direct questions are used up.
                let rank = (used + if phrase.direct { 0 } else { 2 }, draw.bits());
                if best.as_ref().is_none_or(|(used, tie, ..)| rank < (*used, *tie)) {
                    best = Some((rank.0, rank.1, wording, phrase));
                }
            }
        }
        let (_, _, wording, phrase) = best.ok_or(failure)?;
        traced.answer.expression = traced.answer.expression.filter(|expression| !expression.is_empty());
        let options = typed.close(scene, language, &phrase.text, &mut traced, &mut draw.clone());
        let question = Sample::with_options(&phrase.text, &options);
        let Typed { kind, claim, .. } = typed;
        let claim = claim.map(|(claim, _)| claim);
        Ok(Draft {
            operator: candidate.operator,
            asked: candidate.asked,
            kind,
            options,
            claim,
            traced,
            wording,
            question,
        })
    }

    fn finish(&self, scene: &Scene<'_>, template: &Template, language: Language, draft: Draft) -> Sample {
        let matched = scene.matched;
        let parts = [template.id.as_bytes(), matched.fingerprint.as_bytes(), draft.question.as_bytes()];
        Sample {
            id: digest(&parts)[..16].to_owned(),
            template: template.id.clone(),
            fingerprint: matched.fingerprint.clone(),
            language,
            question: draft.question,
            question_type: Some(draft.kind).filter(|kind| *kind != QuestionType::Open),
            options: draft.options,
            blurred: vec![],
            meaning: Some(draft.asked),
            claim: draft.claim,
            answer: draft.traced.answer,
            steps: draft.traced.steps,
            nodes: path_nodes(scene.knowledge, matched),
            relations: path_relations(matched),
            hops: matched.hops.iter().filter(|hop| hop.on_chain).count() as u32,
            evidence: draft.traced.evidence,
            checks: Vec::new(),
            scores: Vec::new(),
            generated: Gen {
                engine: ENGINE.to_owned(),
                version: VERSION,
                draw: None,
                operator: draft.operator.to_owned(),
                wording: draft.wording,
                seed: self.seed,
                subgraph: None,
                written: None,
            },
        }
    }
}

fn meaning_text(asked: &Asked) -> String {
    serde_json::to_string(asked).unwrap_or_default()
}

/// How much less often than others an operator is wanted: what takes one step only, and what asks for a neighbour of
/// the answer instead of it, are last resorts.
fn weight(operator: &str) -> u32 {
    match operator {
        "related" => 40,
        "year" | "quality" | "inverse look-up" => 8,
        "look-up" | "sum" | "share of set" => 3,
        _ => 1,
    }
}

struct Draft {
    operator: &'static str,
    asked: Asked,
    kind: QuestionType,
    options: Vec<String>,
    claim: Option<Claimed>,
    traced: Traced,
    wording: String,
    question: String,
}

pub(crate) struct Traced {
    pub answer: Answer,
    /// Every name of an entity that is the answer.
    pub names: Vec<String>,
    pub steps: Vec<pathloom_model::Step>,
    pub evidence: Vec<pathloom_model::Evidence>,
}

pub enum Failure {
    Taken,
    Unused,
    Ambiguous(String),
    Words(String),
    /// Not in the form of the type that is wanted.
    Type(String),
}

/// The first reasons met, for when nothing works.
#[derive(Default)]
struct Tried {
    any: bool,
    taken: bool,
    unused: bool,
    ambiguous: Option<String>,
    words: Option<String>,
    other_type: Option<String>,
}

impl Tried {
    fn note(&mut self, failure: Failure) {
        self.any = true;
        match failure {
            Failure::Taken => self.taken = true,
            Failure::Unused => self.unused = true,
            Failure::Ambiguous(detail) => {
                self.ambiguous.get_or_insert(detail);
            }
            Failure::Words(detail) => {
                self.words.get_or_insert(detail);
            }
            Failure::Type(detail) => {
                self.other_type.get_or_insert(detail);
            }
        }
    }

    fn reason(self, scene: &Scene<'_>, language: Language) -> NoSample {
        if self.taken {
            return NoSample::new(
                Reason::Taken,
                "all questions about this path are taken, or their wordings are used up",
            );
        }
        if let Some(detail) = self.other_type {
            return NoSample::new(Reason::OtherType, detail);
        }
        if let Some(detail) = self.ambiguous {
            return NoSample::new(Reason::Ambiguous, detail);
        }
        if let Some(detail) = self.words {
            return NoSample::new(Reason::NoVerbalForm, detail);
        }
        if let Some(source) = scene.sources.iter().find(|source| source.kind == Kind::Formula) {
            let name = scene.knowledge.name(&source.key);
            let answer = scene.knowledge.name(&scene.answer);
            let detail = format!("the symbols of “{name}” are not all bound to known values of {answer}");
            return NoSample::new(Reason::UnboundSymbols, detail);
        }
        let answer = scene.knowledge.name(&scene.answer);
        match self.any {
            true => NoSample::new(
                Reason::NeedsModel,
                format!("no rule finds a question about {answer} that needs all of this evidence; a model may"),
            ),
            false => NoSample::new(
                Reason::NeedsModel,
                format!("nothing about {answer} that rules can ask for in {} was read here", language_name(language)),
            ),
        }
    }
}

fn language_name(language: Language) -> &'static str {
    if language == Language::En { "English" } else { "Chinese" }
}

/// Steps and evidence; `Ok(Err(asked))` when a leftover source was worked into the question and all starts again.
fn traced(
    scene: &Scene<'_>,
    language: Language,
    candidate: &Candidate,
    answer: &Answer,
    draw: Draw,
) -> Result<Result<Traced, Asked>, Failure> {
    let mut voice = Voice::new(scene.knowledge, language, draw.clone());
    let mut trace = Trace::new(scene, &mut voice);
    let shown = candidate.result.as_ref().zip(answer.value).map(|(form, value)| shown(value, form));
    if let Some(law) = &candidate.law {
        trace.state_law(law, &candidate.asked).map_err(Failure::Words)?;
    }
    trace.write(&candidate.asked, &answer.text, shown.as_deref()).map_err(Failure::Words)?;
    let uncited = trace.uncited();
    if let Some(hop) = uncited.first() {
        if hop.on_chain {
            return Err(Failure::Unused);
        }
        let source = scene.sources.iter().find(|source| source.key == hop.to || source.key == hop.from);
        let mut others =
            source.map_or_else(Vec::new, |source| blurred(scene.knowledge, scene, source, &candidate.asked));
        let mut draw = draw;
        let place = draw.below(others.len());
        return if others.is_empty() { Err(Failure::Unused) } else { Ok(Err(others.swap_remove(place))) };
    }
    let mut answer = answer.clone();
    // Pieces in two languages make a path of which a name may be known in one only.
    if !scene.joined.is_empty() && language == Language::Zh && said_abroad(scene, &candidate.asked, &answer.text) {
        return Err(Failure::Words(format!("“{}” is not known by a Chinese name", answer.text)));
    }
    for text in trace.steps.iter().map(|step| &step.text).chain([&answer.text]) {
        foreign(language, text).map_err(Failure::Words)?;
    }
    let (steps, evidence, operands) = (trace.steps, trace.evidence, trace.operands);
    answer.operands = distinct(operands);
    let names = match &candidate.asked {
        Asked::Entity(who) => crate::denote::one(scene.knowledge, who).map(|key| names(scene.knowledge, &key)),
        Asked::List(who) => {
            let members = members(scene.knowledge, who).unwrap_or_default();
            Ok(members.iter().flat_map(|key| names(scene.knowledge, key)).collect())
        }
        _ => Ok(Vec::new()),
    };
    Ok(Ok(Traced { answer, names: names.unwrap_or_default(), steps, evidence }))
}

/// Whether the answer is a place or person whose name is only known in Latin letters.
fn said_abroad(scene: &Scene<'_>, asked: &Asked, text: &str) -> bool {
    let key = match asked {
        Asked::Entity(who) => crate::denote::one(scene.knowledge, who),
        _ => return false,
    };
    let is_a = |key: &Key, kind: &str| built_in().is_a(scene.knowledge.entity_type(key), kind);
    key.is_ok_and(|key| is_a(&key, "Place") || is_a(&key, "Person")) && !text.chars().any(is_han)
}

/// Names in the script of another language have no place in a sentence.
fn foreign(language: Language, text: &str) -> Result<(), String> {
    let latin = |word: &str| word.chars().filter(|c| c.is_lowercase() && !is_han(*c)).count() > 3;
    // Codes ("DeepRead-7B", "BrowseComp") are the same in every language.
    let code = |word: &str| word.chars().skip(1).any(|c| c.is_ascii_digit() || c.is_uppercase());
    let apart = |c: char| !(c.is_alphanumeric() || c == '-' || c == '.') || is_han(c);
    let wrong = match language {
        Language::En => text.chars().any(is_han),
        Language::Zh => text.split(apart).filter(|word| latin(word) && !code(word)).count() > 1,
    };
    if wrong { Err(format!("a name in “{text}” is not known in this language")) } else { Ok(()) }
}

/// A computed value as steps show it, without its unit.
fn shown(value: Decimal, form: &ResultForm) -> String {
    number::number(value, form.precision)
}

fn distinct(operands: Vec<Operand>) -> Vec<Operand> {
    let mut seen = BTreeSet::new();
    operands.into_iter().filter(|operand| seen.insert((operand.symbol.clone(), operand.assertion.clone()))).collect()
}

/// Each of several conditions must be needed: without it there is more than one answer.
fn needed(knowledge: &Knowledge, asked: &Asked) -> Result<(), String> {
    let mut pending: Vec<&Who> = match asked {
        Asked::Entity(who) | Asked::Count(who) | Asked::List(who) => vec![who],
        Asked::Value { who, .. } | Asked::Period { who, .. } => vec![who],
        Asked::Computed { terms, .. } => terms.iter().map(|term| &term.who).collect(),
    };
    while let Some(who) = pending.pop() {
        match who {
            Who::Both(parts) => {
                for part in parts {
                    if entities(knowledge, part).is_ok_and(|set| set.len() == 1) {
                        return Err("one of two conditions is enough by itself".into());
                    }
                }
            }
            Who::Related { of, .. } => pending.push(of),
            Who::Listed(parts) | Who::Computed { among: parts, .. } => pending.extend(parts),
            Who::Place { among, .. } | Who::Where { among, .. } => pending.push(among),
            Who::Named(_) | Who::Typed(_) => {}
        }
    }
    Ok(())
}

/// The language of most of a path's evidence.
pub fn evidence_language(knowledge: &Knowledge, matched: &Match) -> Language {
    let nodes = matched.all_nodes();
    let sources = nodes.iter().filter(|key| key.kind() != Kind::Entity);
    languages(knowledge, matched, sources)[0]
}

/// The language of most of the evidence; where each has half, Chinese and then English, which has names for more.
fn languages<'a>(k: &Knowledge, matched: &Match, sources: impl Iterator<Item = &'a Key>) -> &'static [Language] {
    let mut texts: Vec<String> = Vec::new();
    for source in sources {
        texts.push(match k.node(source).map(|node| &node.data) {
            Some(NodeData::Chunk(chunk)) => chunk.text.clone(),
            // Names of models and products are Latin in Chinese tables too: the caption decides.
            Some(NodeData::Table(table)) if table.caption.chars().any(is_han) => table.caption.clone(),
            Some(NodeData::Table(table)) => format!("{} {}", table.caption, table.to_text()),
            Some(NodeData::Image(figure)) => {
                format!("{} {}", figure.caption, figure.words.join(" "))
            }
            Some(NodeData::Formula { symbols, .. }) => symbols.iter().map(|symbol| symbol.meaning.as_str()).collect(),
            Some(NodeData::Assertion(assertion)) if assertion.object.entity().is_none() => assertion.predicate.clone(),
            Some(NodeData::Assertion(_)) => {
                let quoted = k.node(source).and_then(|node| node.spans.first());
                quoted.map_or_else(String::new, |span| span.quote.clone())
            }
            _ => String::new(),
        });
    }
    for hop in matched.hops.iter().filter(|hop| hop.on_chain) {
        let relation = k
            .relations_from(&hop.from)
            .chain(k.relations_to(&hop.from))
            .find(|relation| relation.to == hop.to || relation.from == hop.to);
        let assertions = relation.into_iter().flat_map(|relation| &relation.assertions);
        let spans = assertions.filter_map(|key| k.node(key)).flat_map(|node| &node.spans);
        texts.extend(spans.map(|span| span.quote.clone()).next());
    }
    let chinese = texts.iter().filter(|text| Language::of(text) == Language::Zh).count();
    match (chinese * 2).cmp(&texts.len()) {
        Ordering::Greater => &[Language::Zh],
        Ordering::Equal if chinese > 0 => &[Language::Zh, Language::En],
        _ => &[Language::En],
    }
}

/// Names the construction and the verbal forms in it: the same id, the same words but for names and numbers.
fn wording(language: Language, candidate: &Candidate, phrase: &Phrase, voice: &Voice<'_>, is_claim: bool) -> String {
    format!(
        "{}.{}{}.{}:{}",
        language.code(),
        if is_claim { "claim " } else { "" },
        frame_operator(candidate),
        phrase.frame,
        phrase.forms.as_deref().unwrap_or(&voice.forms).join("+")
    )
}

/// For comparing questions: small letters, one space between words, no sign at the end.
fn plain(question: &str) -> String {
    let words: Vec<String> = question.to_lowercase().split_whitespace().map(str::to_owned).collect();
    words.join(" ").trim_end_matches(['?', '.', '？', '。']).to_owned()
}

/// The nodes of a path as a sample lists them, chain first.
pub fn path_nodes(knowledge: &Knowledge, matched: &Match) -> Vec<SampleNode> {
    let slot = |key: &Key| {
        matched.bindings.iter().find(|binding| binding.nodes.contains(key)).map(|binding| binding.slot.clone())
    };
    matched
        .all_nodes()
        .into_iter()
        .map(|key| SampleNode { kind: key.kind(), name: knowledge.name(&key).to_owned(), slot: slot(&key), key })
        .collect()
}

/// The hops of a path as a sample lists them: of several relations between two nodes one that has words.
pub fn path_relations(matched: &Match) -> Vec<SampleRelation> {
    let words = pathloom_model::lexicon::built_in();
    matched
        .hops
        .iter()
        .map(|hop| {
            let spoken = hop.relations.iter().find(|relation| words.relation(&relation.name).is_some());
            let chosen = spoken.filter(|_| hop.on_chain).or(hop.relations.first());
            let forward = chosen.is_none_or(|relation| relation.forward);
            let (head, tail) = if forward { (&hop.from, &hop.to) } else { (&hop.to, &hop.from) };
            let relation = chosen.map_or_else(|| "related_to".to_owned(), |relation| relation.name.clone());
            SampleRelation { number: hop.number, head: head.clone(), relation, tail: tail.clone() }
        })
        .collect()
}

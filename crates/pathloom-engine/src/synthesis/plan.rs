//! The first call for a path: type, goal, descriptions, context, and the prompt made of them. Pure: the same path and
//! settings give the same call, so that an estimate, a preview and the run ask the same.

use super::context::Context;
use super::goal::{Goal, choose};
use super::material::Material;
use super::refused::Refused;
use super::reply::written_schema;
use super::text::{line, tokens};
use crate::prompt::{Family, fill::Filled};
use pathloom_compose::answer::names;
use pathloom_compose::rematch::Pattern;
use pathloom_compose::words::Voice;
use pathloom_compose::{describe, draw::Draw, evidence_language};
use pathloom_llm::{Call, Message, Params, Part, Speaker};
use pathloom_model::{
    Answer, Blurred, Blurring, DifficultyWish, Key, Kind, Knowledge, Language, Match, QuestionLanguage, QuestionStyle,
    QuestionType, Role, SynthesisSettings, Template,
};
use std::collections::BTreeSet;

/// Names that are listed at most.
const LISTED: usize = 8;

#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: QuestionType,
    pub goal: Goal,
    /// Slot of the answer.
    pub slot: String,
    /// The answer when all is right; `None` where the model computes it.
    pub answer: Option<Answer>,
    /// The language of prompt and checks.
    pub language: Language,
    /// The language asked for, where it is neither.
    pub named: Option<String>,
    pub blurred: Vec<Blurred>,
    pub context: Context,
    pub filled: Filled,
    pub call: Call,
    pub seed: u64,
}

impl Plan {
    /// Tokens of the prompt, estimated.
    pub fn tokens(&self) -> usize {
        let pictures = self.context.pictures().count() * super::picture::TOKENS;
        tokens(&self.filled.system) + tokens(&self.filled.user) + pictures
    }
}

/// What is asked for a path, blurred by rule.
pub fn plan(
    material: &Material<'_>,
    template: &Template,
    matched: &Match,
    settings: &SynthesisSettings,
    seed: u64,
) -> Result<Plan, Refused> {
    let language = language(material.knowledge, matched, settings);
    let blurred = match settings.blur {
        Blurring::Off => vec![],
        Blurring::Rule | Blurring::Model => describe::blur(material.knowledge, template, matched, language, seed).0,
    };
    plan_with(material, template, matched, settings, seed, blurred)
}

/// The language of prompts and checks.
pub fn language(knowledge: &Knowledge, matched: &Match, settings: &SynthesisSettings) -> Language {
    match &settings.language {
        QuestionLanguage::Evidence => evidence_language(knowledge, matched),
        QuestionLanguage::Chinese => Language::Zh,
        QuestionLanguage::English | QuestionLanguage::Named(_) => Language::En,
    }
}

/// The same with descriptions that were found otherwise.
pub fn plan_with(
    material: &Material<'_>,
    template: &Template,
    matched: &Match,
    settings: &SynthesisSettings,
    seed: u64,
    blurred: Vec<Blurred>,
) -> Result<Plan, Refused> {
    let k = material.knowledge;
    if matched.chain.is_empty() || matched.all_nodes().iter().any(|key| k.node(key).is_none()) {
        return Err(Refused::Stale);
    }
    let language = language(k, matched, settings);
    let named = match &settings.language {
        QuestionLanguage::Named(name) => Some(line(name)),
        _ => None,
    };
    let (kind, goal) = choose(k, matched, &settings.types, settings.difficulty, language, seed)
        .map_err(|reason| Refused::NotPossible { reason })?;
    let slot = template.slot.iter().find(|slot| slot.role == Role::Answer).ok_or(Refused::Stale)?.id.clone();
    let answer = goal.answer(k, matched, &slot, language);
    let context = Context::new(material, matched, &goal, language, settings);
    let asking = Asking { k, matched, goal: &goal, answer: answer.as_ref(), language, blurred: &blurred };
    let language_name = named.clone().unwrap_or_else(|| language_name(language).to_owned());
    let fault = |fault: crate::prompt::fill::PromptFault| Refused::Prompt { reason: fault.to_string() };
    let rules = material.prompts.fill(Family::Rules, language, &[("language", &language_name)]).map_err(fault)?;
    let values = [
        ("rules", rules.user.as_str()),
        ("language", &language_name),
        ("style", style(settings.style, language)),
        ("difficulty", difficulty(settings.difficulty, language)),
        ("path", &context.path),
        ("target", &asking.target()),
        ("blurred", &asking.hidden()),
        ("care", &asking.care(&context)),
        ("evidence", &context.evidence(language)),
    ];
    let filled = material.prompts.fill(Family::Question(kind), language, &values).map_err(fault)?;
    let call = call(&filled, &context, goal == Goal::Computed, seed);
    Ok(Plan { kind, goal, slot, answer, language, named, blurred, context, filled, call, seed })
}

fn call(filled: &Filled, context: &Context, calculates: bool, seed: u64) -> Call {
    let mut parts = vec![Part::Text(filled.user.clone())];
    parts.extend(context.pictures().cloned());
    let user = Message { speaker: Speaker::User, parts };
    let system = (!filled.system.is_empty()).then(|| Message::system(filled.system.clone()));
    Call {
        messages: system.into_iter().chain([user]).collect(),
        schema: Some(written_schema(calculates)),
        params: Params { seed: Some(seed), ..Params::default() },
    }
}

pub fn language_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Zh => "中文",
    }
}

pub fn style(style: QuestionStyle, language: Language) -> &'static str {
    let (en, zh) = match style {
        QuestionStyle::Plain => ("plain and exact.", "平实、准确。"),
        QuestionStyle::Exam => ("as in an examination: formal and exact.", "考试题，正式、准确。"),
        QuestionStyle::Expert => {
            ("as an expert asks a colleague, in the words of the field.", "专家之间的提问，使用行业用语。")
        }
        QuestionStyle::Everyday => ("as someone without special knowledge asks.", "普通人的提问口吻。"),
    };
    if language == Language::En { en } else { zh }
}

fn difficulty(wish: DifficultyWish, language: Language) -> &'static str {
    let (en, zh) = match wish {
        DifficultyWish::Any => ("whatever the path gives.", "随路径而定。"),
        DifficultyWish::Easy => {
            ("easy: the shortest way along the path, nothing computed.", "容易：沿路径直接得出，不需计算。")
        }
        DifficultyWish::Medium => (
            "medium: every hop has to be found, one of them from a description.",
            "中等：每一跳都要推得，其中一跳须从描述推出。",
        ),
        DifficultyWish::Hard => (
            "hard: nothing but the start is named, facts from several pieces of evidence have to be joined or compared.",
            "困难：除起点外不说出任何名称，需要把多份证据中的事实连接或比较。",
        ),
    };
    if language == Language::En { en } else { zh }
}

/// What is put into words about the goal.
struct Asking<'a> {
    k: &'a Knowledge,
    matched: &'a Match,
    goal: &'a Goal,
    answer: Option<&'a Answer>,
    language: Language,
    blurred: &'a [Blurred],
}

impl Asking<'_> {
    fn english(&self) -> bool {
        self.language == Language::En
    }

    fn name(&self, key: &Key) -> String {
        line(&Voice::new(self.k, self.language, Draw::new(0, "")).name(key))
    }

    /// What the claim says, and what is so.
    fn claim(&self) -> String {
        let Goal::Claim { truth, start, via, end, instead_of } = self.goal else { return String::new() };
        let chain = &self.matched.chain;
        let start = start.as_ref().map(|key| self.spoken(key)).unwrap_or_default();
        let (end, right) = (self.name(end), instead_of.as_ref().map(|key| self.name(key)).unwrap_or_default());
        let via = via.as_ref().map(|key| self.spoken(key));
        let way = match (&via, self.english()) {
            (None, _) => String::new(),
            (Some(via), true) => format!(" by way of {via}"),
            (Some(via), false) => format!("经由{via}"),
        };
        let fact = match (instead_of.as_ref(), self.english()) {
            (None, _) => String::new(),
            (wrong, true) if wrong == chain.first() => format!("it leads there from {right}"),
            (wrong, false) if wrong == chain.first() => format!("实际是从{right}通向{end}"),
            (wrong, true) if wrong == chain.last() => format!("it leads to {right}"),
            (wrong, false) if wrong == chain.last() => format!("实际通向{right}"),
            (_, true) => format!("it goes by way of {right}"),
            (_, false) => format!("实际经由{right}"),
        };
        match (truth, self.english()) {
            (true, true) => format!(". The claim says, truly, that the path leads from {start}{way} to {end}."),
            (true, false) => format!("。论断如实说明该路径从{start}{way}通向{end}。"),
            (false, true) => format!(
                ". The claim says, wrongly, that the path leads from {start}{way} to {end}; {fact}. The question does not \
                 say {right} at all."
            ),
            (false, false) => {
                format!("。论断错误地说该路径从{start}{way}通向{end}；{fact}。问题中完全不要出现{right}。")
            }
        }
    }

    fn target(&self) -> String {
        let text = self.answer.map(|answer| line(&answer.text)).unwrap_or_default();
        match self.goal {
            Goal::Node => text,
            Goal::Options { texts, right } => {
                let wrong = texts.iter().enumerate().filter(|(place, _)| place != right);
                let wrong = wrong.map(|(_, text)| format!("- {}", line(text))).collect::<Vec<_>>().join("\n");
                let (target, word) = (line(&texts[*right]), if self.english() { "Wrong options" } else { "错误选项" });
                format!("{target}\n{word}:\n{wrong}")
            }
            Goal::Claim { .. } => format!("{text}{}", self.claim()),
            Goal::Formula(formula) => {
                let name = self.matched.chain.last().map(|key| self.name(key)).unwrap_or_default();
                let (result, written) = (line(&formula.result), line(&formula.written));
                match self.english() {
                    true => format!("{text}\nthe {result} of {name}: {written}"),
                    false => format!("{text}\n{name}的{result}：{written}"),
                }
            }
            Goal::Figure { assertion, .. } => format!("{text}\n{}", line(&super::context::sentence(self.k, assertion))),
            Goal::Computed if self.english() => {
                let name = self.matched.chain.last().map(|key| self.name(key)).unwrap_or_default();
                format!("left to you: a figure about {name}, computed from at least two figures of the evidence")
            }
            Goal::Computed => {
                let name = self.matched.chain.last().map(|key| self.name(key)).unwrap_or_default();
                format!("由你决定：关于{name}的一个数值，由证据中至少两个数值计算得出")
            }
            Goal::Members { names, .. } => {
                format!("{text} ({})", names.len())
            }
        }
    }

    /// A name, or what the question says instead of it.
    fn spoken(&self, key: &Key) -> String {
        let described = self.blurred.iter().find(|blurred| blurred.key == *key);
        described.map_or_else(|| self.name(key), |blurred| line(&blurred.description))
    }

    fn hidden(&self) -> String {
        let lines = self.blurred.iter().map(|blurred| match self.english() {
            true => format!("- {}: say “{}” instead", self.name(&blurred.key), line(&blurred.description)),
            false => format!("- {}：改说“{}”", self.name(&blurred.key), line(&blurred.description)),
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { (if self.english() { "nothing" } else { "无" }).to_owned() } else { lines.join("\n") }
    }

    fn care(&self, context: &Context) -> String {
        let mut notes = Vec::new();
        let answer = self.matched.chain.last();
        let listed = |keys: &[&Key]| {
            let names: Vec<String> = keys.iter().take(LISTED).map(|key| self.name(key)).collect();
            names.join(if self.english() { ", " } else { "、" })
        };
        let middle: Vec<&Key> = match self.matched.chain.as_slice() {
            [_, middle @ .., _] => middle.iter().filter(|key| key.kind() == Kind::Entity).collect(),
            _ => vec![],
        };
        if !middle.is_empty() {
            notes.push(match self.english() {
                true => format!("Do not name in the question: {}.", listed(&middle)),
                false => format!("问题中不要说出：{}。", listed(&middle)),
            });
        }
        let pattern = Pattern::of_match(self.matched);
        let start = self.matched.chain.first().filter(|_| pattern.has_chain());
        let ends = start.map(|start| pattern.ends(self.k, &BTreeSet::from([start.clone()]))).unwrap_or_default();
        let rivals: Vec<&Key> = ends.iter().filter(|end| Some(*end) != answer).collect();
        if !rivals.is_empty()
            && matches!(self.goal, Goal::Node | Goal::Options { .. } | Goal::Figure { .. } | Goal::Formula(_))
        {
            notes.push(match self.english() {
                true => format!(
                    "The relations of the path also lead to {}: the question has to rule these out by the evidence.",
                    listed(&rivals)
                ),
                false => format!("该路径的关系还会通向{}：问题必须依据证据将其排除。", listed(&rivals)),
            });
        }
        if context.cut {
            notes.push(match self.english() {
                true => "Some evidence is shortened: ask nothing that what is left out could change.".to_owned(),
                false => "部分证据已被截短：不要提出可能因省略内容而改变答案的问题。".to_owned(),
            });
        }
        if notes.is_empty() {
            (if self.english() { "nothing special" } else { "无" }).to_owned()
        } else {
            notes.join("\n")
        }
    }
}

/// Names that a question may not say: of the answer, of what is described, of the goal.
pub fn avoided(knowledge: &Knowledge, matched: &Match, plan: &Plan) -> Vec<String> {
    let mut found: Vec<String> = plan.blurred.iter().flat_map(|blurred| names(knowledge, &blurred.key)).collect();
    if !matches!(plan.goal, Goal::Claim { .. }) {
        found.extend(matched.chain.last().into_iter().flat_map(|key| names(knowledge, key)));
    }
    found.extend(plan.goal.unsaid(knowledge));
    found
}

//! What can be checked without a model, from the sample and the graph alone: numbers again from their assertions,
//! quotes again in their nodes, the question's meaning again over the whole graph, words against lists.

use crate::answer::{leaks, names, occurs};
use crate::denote::{Denoted, Unclear, denote, entities};
use crate::duplicates::NearDuplicates;
use crate::expression::{equations, evaluate, round};
use crate::rematch::Pattern;
use crate::trace::stands_in;
use crate::written;
use pathloom_model::knowledge::Stated;
use pathloom_model::meaning::{Asked, Claimed, Who};
use pathloom_model::{
    Answer, AnswerForm, AssertionObject, Check, CheckKind, CheckOutcome, Decimal, Key, Kind, Knowledge, Language,
    NodeData, QuestionType, Sample,
};
use std::collections::BTreeSet;

pub(crate) type Verdict = Result<Option<String>, String>;

/// One outcome for each [`CheckKind`], in that order; those of [`CheckKind::OF_WRITTEN`] for samples that have a type or
/// that a model wrote.
pub fn check(knowledge: &Knowledge, sample: &Sample, near: &NearDuplicates) -> Vec<Check> {
    let verdict = |kind: CheckKind| match kind {
        CheckKind::Arithmetic => arithmetic(knowledge, sample),
        CheckKind::Alignment => alignment(knowledge, sample),
        CheckKind::Uniqueness => uniqueness(knowledge, sample),
        CheckKind::SelfContainment => self_containment(knowledge, sample),
        CheckKind::BannedWords => banned_words(sample),
        CheckKind::AnswerLeak => answer_leak(knowledge, sample),
        CheckKind::Quotes => quotes(knowledge, sample),
        CheckKind::NearDuplicate => Ok(None),
        CheckKind::Target | CheckKind::Language | CheckKind::Form | CheckKind::Blur => {
            written::verdict(knowledge, sample, kind)
        }
    };
    let verdict = |kind: CheckKind| match written::noted(sample, kind) {
        Some(fault) => Err(fault),
        None => verdict(kind),
    };
    let check = |kind: CheckKind| match verdict(kind) {
        _ if kind == CheckKind::NearDuplicate => near.check(&sample.id),
        Ok(Some(detail)) => Check::new(kind, CheckOutcome::Passed, detail),
        Ok(None) => Check::new(kind, CheckOutcome::NotApplicable, "nothing of the sort here"),
        Err(detail) => Check::new(kind, CheckOutcome::Failed, detail),
    };
    let of_written: &[CheckKind] = if written::applies(sample) { &CheckKind::OF_WRITTEN } else { &[] };
    CheckKind::ALL.iter().chain(of_written).copied().map(check).collect()
}

fn arithmetic(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    for operand in &sample.answer.operands {
        let stated = knowledge.assertion(&operand.assertion).and_then(|assertion| assertion.object.value());
        if stated != Some(operand.value) {
            let stated = stated.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
            return Err(format!("operand {} is {}, its source says {stated}", operand.symbol, operand.value));
        }
    }
    let mut count = 0;
    for step in &sample.steps {
        for equation in equations(&step.text) {
            let value = equation.value.ok_or_else(|| format!("“{}” has no value", equation.left))?;
            if round(value, equation.precision) != equation.stated {
                return Err(format!(
                    "{} is {}, not {}",
                    equation.left,
                    round(value, equation.precision),
                    equation.stated
                ));
            }
            count += 1;
        }
    }
    if sample.generated.written.is_some()
        && let Some((step, figure)) = written::stray_figure(knowledge, sample)
    {
        return Err(format!("step {step} says {figure}, which no evidence states and no equation gives"));
    }
    let Some(expression) = &sample.answer.expression else {
        return literal_answer(sample, count);
    };
    let look_up = |name: &str| sample.answer.operands.iter().find(|o| o.symbol == name).map(|o| o.value);
    let value = evaluate(expression, &look_up).ok_or_else(|| format!("“{expression}” cannot be computed"))?;
    let precision = u32::from(sample.answer.precision.unwrap_or(0));
    let expected = round(value, precision);
    if sample.answer.value != Some(expected) {
        return Err(format!("{expression} comes to {expected}, the answer says {}", sample.answer.text));
    }
    says(&sample.answer.text, expected)?;
    Ok(Some(format!("{expression} over the cited figures comes to {expected}")))
}

fn literal_answer(sample: &Sample, equations: usize) -> Verdict {
    if let Some(value) = sample.answer.value {
        says(&sample.answer.text, value)?;
        let stated =
            sample.answer.form != AnswerForm::Literal || sample.answer.operands.iter().any(|o| o.value == value);
        return if stated {
            Ok(Some(format!("the answer is the cited figure {value}")))
        } else {
            Err(format!("no cited figure is {value}"))
        };
    }
    Ok((equations > 0).then(|| format!("{equations} equations hold")))
}

/// The answer's text shows this number.
fn says(text: &str, value: Decimal) -> Result<(), String> {
    let plain = text.replace(',', "").replace('−', "-");
    let wanted = value.normalize();
    let mut number = String::new();
    for c in plain.chars().chain([' ']) {
        if c.is_ascii_digit() || c == '.' || c == '-' && number.is_empty() {
            number.push(c);
            continue;
        }
        if let Ok(found) = number.trim_end_matches('.').parse::<Decimal>()
            && (found.normalize() == wanted || wanted.checked_div(found).is_some_and(power_of_ten))
        {
            return Ok(());
        }
        number.clear();
    }
    Err(format!("the answer reads “{text}”, its value is {wanted}"))
}

/// 万 and 亿 are written out in English.
fn power_of_ten(ratio: Decimal) -> bool {
    [4, 8].iter().any(|power| ratio.checked_mul(Decimal::from(10i64.pow(*power))) == Some(Decimal::ONE))
}

fn alignment(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    if sample.steps.is_empty() {
        return Err("there are no steps".into());
    }
    for (place, step) in sample.steps.iter().enumerate() {
        let number = place as u32 + 1;
        if step.hops.is_empty() && step.uses.is_empty() {
            return Err(format!("step {number} cites no hop and no earlier step"));
        }
        if step.uses.iter().any(|used| *used == 0 || *used >= number) {
            return Err(format!("step {number} uses a step that does not come before it"));
        }
        if step.hops.iter().any(|hop| sample.relations.iter().all(|relation| relation.number != *hop)) {
            return Err(format!("step {number} cites a hop that is not on the path"));
        }
        if step.evidence.iter().any(|evidence| *evidence as usize >= sample.evidence.len()) {
            return Err(format!("step {number} cites evidence that is not there"));
        }
    }
    let cited: BTreeSet<u32> = sample.steps.iter().flat_map(|step| &step.hops).copied().collect();
    if let Some(relation) = sample.relations.iter().find(|relation| !cited.contains(&relation.number)) {
        return Err(format!("no step cites hop {}: {}", relation.number, relation.relation));
    }
    off_path(knowledge, sample)?;
    let last = sample.steps[sample.steps.len() - 1].text.to_lowercase();
    if sample.told().iter().any(|told| !last.contains(&told.to_lowercase())) {
        return Err("the last step does not state the answer".into());
    }
    Ok(Some(format!("{} steps rest on {} hops", sample.steps.len(), sample.relations.len())))
}

/// Entities named in steps stand on the path, in the meaning or in what is cited.
fn off_path(knowledge: &Knowledge, sample: &Sample) -> Result<(), String> {
    let cited = cited_nodes(knowledge, sample);
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for step in &sample.steps {
        words.extend(step.text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2));
    }
    for node in knowledge.nodes().filter(|node| node.kind() == Kind::Entity && node.name.chars().count() > 2) {
        let first = node.name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if first.is_ascii() && first.len() > 2 && !words.contains(first) || cited.contains(&node.key) {
            continue;
        }
        // A city in the name of its plant, whichever of the plant's names the step takes.
        let covered =
            |key: &Key| names(knowledge, key).iter().any(|name| *name != node.name && name.contains(&node.name));
        let named = sample.steps.iter().find(|step| occurs(&step.text, &node.name));
        if let Some(step) = named {
            let quoted = sample.evidence.iter().any(|evidence| evidence.span.quote.contains(&node.name))
                // Options and claims name what is wrong.
                || sample.question_type.is_some() && sample.question.contains(&node.name);
            if !quoted && !cited.iter().any(covered) {
                return Err(format!("“{}” is not on the path and not in the evidence: {}", node.name, step.text));
            }
        }
    }
    Ok(())
}

/// Nodes of the path, and the ends of every assertion read in the cited evidence.
fn cited_nodes(knowledge: &Knowledge, sample: &Sample) -> BTreeSet<Key> {
    let mut keys: BTreeSet<Key> = sample.nodes.iter().map(|node| node.key.clone()).collect();
    for evidence in &sample.evidence {
        for Stated { assertion, .. } in knowledge.read_in(&evidence.node) {
            keys.insert(assertion.subject.clone());
            keys.extend(assertion.object.entity().cloned());
        }
    }
    keys
}

fn uniqueness(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    let Some(asked) = &sample.meaning else {
        return walked(knowledge, sample);
    };
    let denoted = denote(knowledge, asked).map_err(|error: Unclear| error.to_string())?;
    if let Some(claim) = &sample.claim {
        return judged(&denoted, claim, sample);
    }
    let right = sample.told().first().copied().unwrap_or_default();
    let fits = match &denoted {
        Denoted::Entity(key) => {
            let slot =
                sample.nodes.iter().any(|node| node.key == *key && node.slot.as_deref() == Some(&sample.answer.slot));
            named(knowledge, key, right) && (sample.answer.form != AnswerForm::Node || slot)
        }
        Denoted::Literal(object) if object.value().is_some() => sample.answer.value == object.value(),
        Denoted::Number(value) => sample.answer.value == Some(round(*value, precision(sample))),
        Denoted::Literal(_) | Denoted::Period(_) => says_it(knowledge, &denoted, precision(sample), right),
        Denoted::Set(members) => return complete(knowledge, sample, members),
    };
    if !fits {
        return Err(format!("asked again of the graph, the answer is not “{}”", sample.answer.text));
    }
    let mut others = sample.options.iter().filter(|option| *option != right);
    if let Some(other) = others.find(|other| says_it(knowledge, &denoted, precision(sample), other)) {
        return Err(format!("option “{other}” is right as well"));
    }
    Ok(Some(match sample.options.is_empty() {
        true => "asked again of the whole graph, there is exactly this answer (unique in this graph)".into(),
        false => "asked again of the whole graph, exactly one of the options is right (unique in this graph)".into(),
    }))
}

/// Whether a list has every member of the set once and nothing else, in whatever order.
fn complete(knowledge: &Knowledge, sample: &Sample, members: &BTreeSet<Key>) -> Verdict {
    let told = sample.told();
    let says = |key: &Key, told: &str| written::same_name(knowledge, key, told);
    if let Some(left_out) = members.iter().find(|key| !told.iter().any(|told| says(key, told))) {
        return Err(format!("the list leaves out {}", knowledge.name(left_out)));
    }
    if let Some(strange) = told.iter().find(|told| !members.iter().any(|key| says(key, told))) {
        return Err(format!("“{strange}” is not one of them"));
    }
    if told.len() != members.len() {
        return Err(format!("the list has {} entries for {} members", told.len(), members.len()));
    }
    Ok(Some(format!("asked again of the whole graph, these {} are all there are (complete in this graph)", told.len())))
}

fn precision(sample: &Sample) -> u32 {
    u32::from(sample.answer.precision.unwrap_or(0))
}

/// Whether a text says what was found.
pub(crate) fn says_it(knowledge: &Knowledge, denoted: &Denoted, precision: u32, text: &str) -> bool {
    match denoted {
        Denoted::Entity(key) => named(knowledge, key, text),
        Denoted::Literal(AssertionObject::Quantity(quantity)) => says(text, quantity.value).is_ok(),
        Denoted::Literal(AssertionObject::Text(said)) => said.eq_ignore_ascii_case(text),
        Denoted::Literal(AssertionObject::Entity(key)) => named(knowledge, key, text),
        Denoted::Number(value) => says(text, round(*value, precision)).is_ok(),
        Denoted::Period(period) => {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            crate::denote::same_period(period, text) || digits(period).ends_with(&digits(text))
        }
        Denoted::Set(members) => {
            members.len() == 1 && members.first().is_some_and(|member| named(knowledge, member, text))
        }
    }
}

/// Whether the claim holds, and the answer says so.
fn judged(denoted: &Denoted, claim: &Claimed, sample: &Sample) -> Verdict {
    truth(holds(denoted, claim).ok_or("the claim speaks of something else than it is about")?, sample)
}

fn truth(holds: bool, sample: &Sample) -> Verdict {
    let said = written::TRUTH.iter().find(|(word, _)| *word == sample.answer.text).map(|(_, truth)| *truth);
    match said == Some(holds) {
        true => Ok(Some(format!("asked again of the whole graph, the claim is {holds} (in this graph)"))),
        false => Err(format!("asked again of the graph, the claim is {holds}")),
    }
}

/// `None` for a claim of another kind than what was found.
pub(crate) fn holds(denoted: &Denoted, claim: &Claimed) -> Option<bool> {
    Some(match (denoted, claim) {
        (Denoted::Entity(key), Claimed::Entity(claimed)) => key == claimed,
        (Denoted::Literal(AssertionObject::Quantity(quantity)), Claimed::Number { value, .. }) => {
            quantity.value == *value
        }
        (Denoted::Number(found), Claimed::Number { value, precision }) => round(*found, *precision) == *value,
        (Denoted::Literal(AssertionObject::Text(text)), Claimed::Text(claimed)) => text.eq_ignore_ascii_case(claimed),
        (Denoted::Period(period), Claimed::Text(claimed)) => crate::denote::same_period(period, claimed),
        _ => return None,
    })
}

fn named(knowledge: &Knowledge, key: &Key, text: &str) -> bool {
    let alias = match knowledge.node(key).map(|node| &node.data) {
        Some(NodeData::Entity { aliases, .. }) => aliases.iter().any(|alias| alias == text),
        _ => false,
    };
    alias || knowledge.name(key) == text
}

/// Without a stated meaning: the path walked again from the start, or from all that its description fits, leads to one
/// end only among those that hang on the same evidence.
fn walked(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    let Some(start) = sample.nodes.first().filter(|_| sample.hops > 0) else { return Ok(None) };
    if sample.question_type == Some(QuestionType::TrueFalse) {
        let Some(Claimed::Leads { from, to, through }) = &sample.claim else { return Ok(None) };
        return truth(Pattern::of_sample(sample).leads(knowledge, from, through.as_ref(), to), sample);
    }
    let described = sample.blurred.iter().find(|blurred| blurred.key == start.key);
    let starts = match described.and_then(|blurred| blurred.who.as_ref()) {
        Some(who) => entities(knowledge, who).map_err(|error| error.to_string())?,
        None => BTreeSet::from([start.key.clone()]),
    };
    let ends = Pattern::of_sample(sample).ends(knowledge, &starts);
    let right = sample.told();
    let others = sample.options.iter().filter(|option| !right.contains(&option.as_str()));
    if let Some(other) = others.into_iter().find(|other| ends.iter().any(|end| named(knowledge, end, other))) {
        return Err(format!("option “{other}” is right as well"));
    }
    match (ends.len(), sample.question_type) {
        (1, _) => Ok(Some("the path leads to one node only (unique in this graph)".into())),
        (_, Some(QuestionType::List)) => Ok(None),
        (0, _) => Err("the path no longer leads to its answer".into()),
        (count, _) => {
            let names: Vec<&str> = ends.iter().take(5).map(|key| knowledge.name(key)).collect();
            Err(format!("the path leads to {count} nodes: {}", names.join(", ")))
        }
    }
}

const BANNED_EN: [&str; 24] = [
    "the table",
    "this table",
    "the text",
    "the figure above",
    "the figure below",
    "this figure",
    "the chart",
    "the graph",
    "the passage",
    "the document",
    "the paragraph",
    "the excerpt",
    "the context",
    "the image",
    "the picture",
    "the row",
    "the column",
    "the cell",
    "according to the figure",
    "the following figure",
    "in the figure",
    "the formula above",
    "the equation above",
    "the caption",
];
const BANNED_ZH: [&str; 22] = [
    "上表",
    "该表",
    "下表",
    "表中",
    "表格",
    "文中",
    "上文",
    "下文",
    "本文",
    "该文",
    "原文",
    "如图",
    "图中",
    "上图",
    "下图",
    "该图",
    "图表",
    "段落",
    "文档",
    "片段",
    "上述公式",
    "该行",
];

fn banned_words(sample: &Sample) -> Verdict {
    for text in std::iter::once(&sample.question).chain(sample.steps.iter().map(|step| &step.text)) {
        if let Some(word) = banned_word(text) {
            return Err(format!("“{word}” in “{text}”"));
        }
    }
    Ok(Some("question and steps name no container".into()))
}

/// The first name of a container in a text: "the table", "row 3".
pub fn banned_word(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let english = BANNED_EN.iter().find(|word| occurs(&lower, word));
    let word = english.or_else(|| BANNED_ZH.iter().find(|word| text.contains(**word)));
    word.map(|word| (*word).to_owned()).or_else(|| numbered_container(&lower))
}

/// "row 3", "table 2", "figure 4", "表1".
fn numbered_container(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2) {
        let head = pair[0].trim_matches(|c: char| !c.is_alphabetic());
        let container = matches!(
            head,
            "row" | "column" | "table" | "figure" | "fig" | "chart" | "page" | "eq" | "equation" | "section"
        );
        if container && pair[1].trim_start_matches('(').starts_with(|c: char| c.is_ascii_digit()) {
            return Some(format!("{} {}", pair[0], pair[1]));
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let label = chars.windows(2).find(|pair| matches!(pair[0], '表' | '图') && pair[1].is_ascii_digit())?;
    Some(label.iter().collect())
}

fn answer_leak(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    if sample.question_type == Some(QuestionType::TrueFalse) {
        return Ok(None);
    }
    let told = sample.told();
    let named = sample.nodes.iter().filter(|node| told.contains(&node.name.as_str()));
    let names: Vec<String> = named.flat_map(|node| names(knowledge, &node.key)).collect();
    let said =
        |text: &&str| leaks(&names, &Answer { text: (*text).to_owned(), ..sample.answer.clone() }, sample.stem());
    if told.iter().any(said) {
        return Err(format!("the question contains “{}”", sample.answer.text));
    }
    Ok(Some("the question does not contain its answer".into()))
}

fn quotes(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    for (place, evidence) in sample.evidence.iter().enumerate() {
        if !stands_in(knowledge, &evidence.node, &evidence.span) {
            let name = knowledge.name(&evidence.node);
            return Err(format!("evidence {}: “{}” is not in “{name}”", place + 1, evidence.span.quote));
        }
    }
    if sample.evidence.is_empty() {
        Ok(None)
    } else {
        Ok(Some(format!("{} quotes found where they are cited", sample.evidence.len())))
    }
}

const VAGUE_EN: [&str; 16] = [
    "this company",
    "that company",
    "this plant",
    "these companies",
    "the company's",
    "the above",
    "the former",
    "the latter",
    "aforementioned",
    "he",
    "she",
    "we",
    "our",
    "they",
    "this year",
    "last year",
];
const VAGUE_ZH: [&str; 12] =
    ["该公司", "该工厂", "本公司", "我们", "上述", "前者", "后者", "今年", "去年", "他们", "这家公司", "该产品"];

fn self_containment(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    let lower = sample.question.to_lowercase();
    let vague = VAGUE_EN
        .iter()
        .find(|word| occurs(&lower, word))
        .or_else(|| VAGUE_ZH.iter().find(|word| sample.language == Language::Zh && sample.question.contains(**word)));
    if let Some(word) = vague {
        return Err(format!("“{word}” points outside the question"));
    }
    let Some(asked) = &sample.meaning else {
        return Ok(Some("no word points outside the question".into()));
    };
    let claimed = match &sample.claim {
        Some(Claimed::Entity(key)) => Some(key.clone()),
        _ => None,
    };
    for key in named_in(asked).into_iter().chain(claimed) {
        if !mentioned(knowledge, &key, &sample.question) {
            return Err(format!("the question does not name {}", knowledge.name(&key)));
        }
    }
    for period in periods_in(asked) {
        let digits: String = period.chars().filter(char::is_ascii_digit).collect();
        // "2024财年" is said as FY24, and the other way round.
        let short = &digits[digits.len().saturating_sub(2)..];
        if !digits.is_empty() && !sample.question.contains(short) {
            return Err(format!("the question does not say which period: {period}"));
        }
    }
    unit_stated(sample)?;
    Ok(Some("names, periods and units are in the question".into()))
}

fn unit_stated(sample: &Sample) -> Result<(), String> {
    let Some(unit) = sample.answer.unit.as_ref().map(|unit| unit.0.as_str()).filter(|unit| !unit.is_empty()) else {
        return Ok(());
    };
    if sample.language == Language::Zh {
        return Ok(());
    }
    let lower = sample.question.to_lowercase();
    let last = unit.to_lowercase();
    let said = last.split(' ').any(|word| lower.contains(word)) || unit == "%" && lower.contains("percent");
    let counted = unit == "people" && lower.contains("number of");
    if said || counted { Ok(()) } else { Err(format!("the question does not state the unit: {unit}")) }
}

fn mentioned(knowledge: &Knowledge, key: &Key, question: &str) -> bool {
    let aliases: &[String] = match knowledge.node(key).map(|node| &node.data) {
        Some(NodeData::Entity { aliases, .. }) => aliases,
        _ => &[],
    };
    question.contains(knowledge.name(key)) || aliases.iter().any(|alias| question.contains(alias.as_str()))
}

/// Entities that a question names. Members of a set that it names as a whole are not.
pub fn named_in(asked: &Asked) -> Vec<Key> {
    let mut found = Vec::new();
    let mut pending: Vec<&Who> = match asked {
        Asked::Entity(who) | Asked::Count(who) | Asked::List(who) => vec![who],
        Asked::Value { who, .. } | Asked::Period { who, .. } => vec![who],
        Asked::Computed { terms, over: None, .. } => terms.iter().map(|term| &term.who).collect(),
        Asked::Computed { terms, .. } => terms.iter().take(1).map(|term| &term.who).collect(),
    };
    while let Some(who) = pending.pop() {
        match who {
            Who::Named(key) => found.push(key.clone()),
            Who::Related { of, .. } => pending.push(of),
            Who::Both(parts) | Who::Listed(parts) | Who::Computed { among: parts, .. } => pending.extend(parts),
            Who::Place { among, .. } => pending.push(among),
            Who::Where { among, than, .. } => {
                pending.push(among);
                if let pathloom_model::meaning::Than::Of(of) = than {
                    pending.push(of);
                }
            }
            Who::Typed(_) => {}
        }
    }
    found
}

fn periods_in(asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Value { measure, .. } => measure.qualifiers.period.iter().cloned().collect(),
        Asked::Computed { terms, expression, .. } if !expression.contains('+') => {
            terms.iter().filter_map(|term| term.measure.qualifiers.period.clone()).collect()
        }
        _ => Vec::new(),
    }
}

//! Checks that only samples of a type or written by a model have: the answer is the path's, the language the one asked
//! for, the form that of the type, blurred names not said.

use crate::answer::{names, occurs};
use crate::check::Verdict;
use crate::duplicates::masked;
use crate::expression::{equations, round};
use crate::rematch::Pattern;
use pathloom_model::{AnswerForm, CheckKind, Decimal, Key, Knowledge, Language, Node, NodeData, QuestionType, Sample};
use std::collections::BTreeSet;

/// Truth values as answers say them.
pub const TRUTH: [(&str, bool); 4] = [("True", true), ("False", false), ("正确", true), ("错误", false)];
/// Options of a multiple choice.
pub const OPTIONS: usize = 4;
/// Figures of one text that are looked at.
const FIGURES: usize = 20_000;
/// Letters of a question at most.
const LONGEST: usize = 1_500;

pub fn applies(sample: &Sample) -> bool {
    sample.generated.written.is_some() || sample.question_type.is_some()
}

/// What verifying a model's reply noted of this kind.
pub fn noted(sample: &Sample, kind: CheckKind) -> Option<String> {
    let written = sample.generated.written.as_ref()?;
    let faults = written.faults.iter().filter(|(noted, _)| *noted == kind).map(|(_, fault)| fault.as_str());
    let faults: Vec<&str> = faults.collect();
    (!faults.is_empty()).then(|| faults.join("; "))
}

pub fn verdict(knowledge: &Knowledge, sample: &Sample, kind: CheckKind) -> Verdict {
    match kind {
        CheckKind::Target => target(knowledge, sample),
        CheckKind::Language => language(sample),
        CheckKind::Form => form(sample),
        CheckKind::Blur => blur(knowledge, sample),
        _ => Ok(None),
    }
}

/// The first figure of a step that neither question, answer nor cited evidence states and no equation gives: its step,
/// from 1, and the figure. Counts up to twelve are words.
pub fn stray_figure(knowledge: &Knowledge, sample: &Sample) -> Option<(usize, Decimal)> {
    // Factors of percentages and scales are the reasoning's own.
    let mut known: Vec<Decimal> = [100, 365, 1_000].map(Decimal::from).to_vec();
    let mut learn = |text: &str| known.extend(figures(text, true).into_iter().take(FIGURES));
    learn(&sample.question);
    learn(&sample.answer.text);
    let nodes: BTreeSet<&Key> = sample.evidence.iter().map(|evidence| &evidence.node).collect();
    nodes.into_iter().filter_map(|key| knowledge.node(key)).for_each(|node| learn(&words_of(node)));
    sample.evidence.iter().for_each(|evidence| learn(&evidence.span.quote));
    sample.nodes.iter().for_each(|node| learn(&node.name));
    let equations = sample.steps.iter().flat_map(|step| equations(&step.text));
    known.extend(equations.map(|equation| equation.stated));
    known.extend(sample.answer.value);
    let stated = |figure: &Decimal| {
        let (figure, digits) = (figure.abs(), figure.scale());
        let same = |known: &Decimal| {
            let known = known.abs();
            let short_year =
                figure >= Decimal::from(1900) && figure < Decimal::from(2100) && figure % Decimal::from(100) == known;
            known == figure || round(known, digits) == figure || short_year || is_scaled(known, figure)
        };
        (figure <= Decimal::from(12) && digits == 0) || known.iter().any(same)
    };
    sample.steps.iter().enumerate().find_map(|(place, step)| {
        let stray = figures(&step.text, false).into_iter().find(|figure| !stated(figure))?;
        Some((place + 1, stray))
    })
}

/// Equal but for a scale word: 1.5 billion is 1,500 million.
fn is_scaled(a: Decimal, b: Decimal) -> bool {
    [3, 4, 6, 8, 9, 12].iter().any(|power| {
        let factor = Decimal::from(10i64.pow(*power));
        a.checked_mul(factor) == Some(b) || b.checked_mul(factor) == Some(a)
    })
}

/// Numbers of a text; `codes`: also those inside words, as in FY24.
fn figures(text: &str, codes: bool) -> Vec<Decimal> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut number = String::new();
    let mut inside = false;
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() || matches!(c, '.' | ',') && !number.is_empty() {
            if number.is_empty() {
                inside = before.is_alphabetic() && before.is_ascii() || before == '-' || before == '_';
            }
            number.push(c);
        } else {
            if !number.is_empty() && (codes || !(inside || c.is_alphabetic() && c.is_ascii())) {
                found.extend(number.trim_end_matches(['.', ',']).replace(',', "").parse::<Decimal>().ok());
            }
            number.clear();
        }
        before = c;
    }
    found
}

fn words_of(node: &Node) -> String {
    match &node.data {
        NodeData::Chunk(chunk) => chunk.text.clone(),
        NodeData::Table(table) => format!("{} {} {}", table.caption, table.to_text(), table.footnotes.join(" ")),
        NodeData::Image(figure) => format!("{} {}", figure.caption, figure.words.join(" ")),
        NodeData::Formula { latex, text, symbols, .. } => {
            let meanings: Vec<&str> = symbols.iter().map(|symbol| symbol.meaning.as_str()).collect();
            format!("{} {text} {}", latex.as_deref().unwrap_or_default(), meanings.join(" "))
        }
        _ => String::new(),
    }
}

fn target(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    let node = sample.nodes.iter().find(|node| node.slot.as_deref() == Some(&sample.answer.slot));
    let Some(node) = node else { return Err("the path has no answer".into()) };
    match sample.question_type {
        Some(QuestionType::TrueFalse) => return Ok(None),
        Some(QuestionType::List) => return members(knowledge, sample),
        _ => {}
    }
    if sample.answer.form != AnswerForm::Node {
        let on_path = |key: &Key| sample.nodes.iter().any(|node| node.key == *key);
        let about = |key: &Key| knowledge.assertion(key).is_some_and(|assertion| on_path(&assertion.subject));
        let wanted = sample.answer.value.is_some() && sample.generated.written.is_some();
        if wanted && !sample.answer.operands.iter().any(|operand| about(&operand.assertion)) {
            return Err("no figure of the answer is about a node of the path".into());
        }
        return Ok(None);
    }
    match sample.told().iter().all(|told| same_name(knowledge, &node.key, told)) {
        true => Ok(Some("the answer is the one that the path leads to".into())),
        false => Err(format!("the answer reads “{}”, the path leads to “{}”", sample.answer.text, node.name)),
    }
}

/// A list names every end of the path and nothing else.
fn members(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    if sample.meaning.is_some() {
        // Whether the list is complete is told by what the question means.
        return Ok(None);
    }
    let Some(start) = sample.nodes.first().filter(|_| sample.hops > 0) else { return Ok(None) };
    let ends = Pattern::of_sample(sample).ends(knowledge, &BTreeSet::from([start.key.clone()]));
    let told = sample.told();
    if let Some(missing) = ends.iter().find(|end| !told.iter().any(|told| same_name(knowledge, end, told))) {
        return Err(format!("the list leaves out {}", knowledge.name(missing)));
    }
    if let Some(extra) = told.iter().find(|told| !ends.iter().any(|end| same_name(knowledge, end, told))) {
        return Err(format!("the path does not lead to “{extra}”"));
    }
    Ok(Some(format!("the list names all {} that the path leads to", ends.len())))
}

fn language(sample: &Sample) -> Verdict {
    let written = sample.generated.written.as_ref().and_then(|written| written.language.as_deref());
    let question = masked(sample).0.replace('□', " ");
    let steps: String = sample.steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>().join(" ");
    if let Some(name) = written {
        return named_language(name, &format!("{question} {steps}"));
    }
    for text in [&question, &steps] {
        if text.chars().filter(|c| c.is_alphabetic()).count() < 4 {
            continue;
        }
        if Language::of(text) != sample.language {
            return Err(match sample.language {
                Language::En => "question and steps are to be in English".into(),
                Language::Zh => "question and steps are to be in Chinese".into(),
            });
        }
    }
    if sample.language == Language::En
        && let Some(info) = whatlang::detect(&format!("{question} {steps}"))
        && info.is_reliable()
        && info.lang() != whatlang::Lang::Eng
    {
        return Err(format!("question and steps are to be in English, they read as {}", info.lang().eng_name()));
    }
    Ok(Some("question and steps are in the language asked for".into()))
}

fn named_language(name: &str, text: &str) -> Verdict {
    let named = |lang: &&whatlang::Lang| {
        [lang.eng_name(), lang.name(), lang.code()].iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let Some(wanted) = whatlang::Lang::all().iter().find(named) else { return Ok(None) };
    let Some(info) = whatlang::detect(text) else { return Err("there are no words to tell the language by".into()) };
    if info.lang() == *wanted || !info.is_reliable() && info.script().langs().contains(wanted) {
        return Ok(Some(format!("question and steps read as {}", wanted.eng_name())));
    }
    Err(format!("question and steps are to be in {name}, they read as {}", info.lang().eng_name()))
}

fn form(sample: &Sample) -> Verdict {
    let stem = sample.stem();
    if stem.trim().is_empty() {
        return Err("there is no question".into());
    }
    if stem.chars().count() > LONGEST {
        return Err(format!("the question is longer than {LONGEST} letters"));
    }
    if stem.contains('\n') || stem.chars().filter(|c| matches!(c, '?' | '？')).count() > 1 {
        return Err("the question is to be one sentence".into());
    }
    match sample.question_type {
        Some(QuestionType::MultipleChoice) => choice(sample)?,
        Some(QuestionType::TrueFalse) if TRUTH.iter().all(|(word, _)| *word != sample.answer.text) => {
            return Err(format!("“{}” is no truth value", sample.answer.text));
        }
        Some(QuestionType::List) if sample.told().len() < 2 => return Err("a list has two members at least".into()),
        Some(QuestionType::Numeric) if sample.answer.value.is_none() => {
            return Err(format!("“{}” is no figure", sample.answer.text));
        }
        _ => {}
    }
    Ok(Some("one sentence, in the form of its type".into()))
}

fn choice(sample: &Sample) -> Result<(), String> {
    let plain: BTreeSet<String> = sample.options.iter().map(|option| plain_name(option)).collect();
    if sample.options.len() != OPTIONS || plain.len() != OPTIONS {
        return Err(format!("a multiple choice has {OPTIONS} different options"));
    }
    let right = sample
        .options
        .iter()
        .enumerate()
        .any(|(place, option)| sample.answer.text == format!("{}. {option}", Sample::letter(place)));
    let stem = sample.stem().to_lowercase();
    if let Some(told) = sample.options.iter().find(|option| occurs(&stem, &option.to_lowercase())) {
        return Err(format!("the question names its option “{told}”"));
    }
    if right { Ok(()) } else { Err(format!("“{}” is none of the options", sample.answer.text)) }
}

fn blur(knowledge: &Knowledge, sample: &Sample) -> Verdict {
    let question = sample.stem().to_lowercase();
    for blurred in &sample.blurred {
        let said = names(knowledge, &blurred.key)
            .into_iter()
            .find(|name| name.chars().count() > 1 && occurs(&question, &name.to_lowercase()));
        if let Some(name) = said {
            return Err(format!("the question says “{name}”, which is to be described: {}", blurred.description));
        }
    }
    Ok((!sample.blurred.is_empty()).then(|| format!("{} names are described, not said", sample.blurred.len())))
}

/// Whether a text is one of an entity's names, apart from case, width, white space and signs.
pub fn same_name(knowledge: &Knowledge, key: &Key, text: &str) -> bool {
    let wanted = plain_name(text);
    !wanted.is_empty() && names(knowledge, key).iter().any(|name| plain_name(name) == wanted)
}

/// Letters and digits alone, small, full-width ones as others, without an article before them.
pub fn plain_name(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    let text: String = text.trim().chars().map(narrow).collect::<String>().to_lowercase();
    let text = text.strip_prefix("the ").unwrap_or(&text);
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    // A name of signs alone ("C++", "+") keeps them.
    if plain.chars().count() < 2 { text.split_whitespace().collect() } else { plain }
}

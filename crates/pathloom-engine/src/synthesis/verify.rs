//! A reply becomes a sample, and is verified without a model: what the reply alone shows is noted as faults of the sample,
//! everything else is left to the checks that every sample gets.

use super::context::{Context, statements};
use super::goal::Goal;
use super::material::Material;
use super::plan::Plan;
use super::quote;
use super::reply::{Written as Reply, WrittenStep};
use crate::scores::compare::{Expected, Verdict, compare};
use pathloom_compose::answer::{names, occurs};
use pathloom_compose::expression::{evaluate, round};
use pathloom_compose::facts::Fact;
use pathloom_compose::words::number;
use pathloom_compose::{NearDuplicates, check, path_nodes, path_relations};
use pathloom_model::key::digest;
use pathloom_model::meaning::Claimed;
use pathloom_model::sample::Operand;
use pathloom_model::{
    Answer, AnswerForm, CheckKind, CheckOutcome, Decimal, Evidence, Gen, Key, Kind, Language, Match, QuestionType,
    Sample, Span, Step, Template, Unit, Written,
};

/// `Gen::version` of samples that a model wrote: rises when the same reply may give another sample.
pub const VERSION: u32 = 1;

/// The reply as a sample. Its faults stand in [`Written::faults`], beside what `written` tells of the calls.
pub fn sample(
    material: &Material<'_>,
    template: &Template,
    matched: &Match,
    plan: &Plan,
    reply: &Reply,
    written: &Written,
) -> Sample {
    let mut reader = Reader { material, matched, plan, evidence: vec![], faults: vec![] };
    let steps = reader.steps(&reply.steps);
    let answer = reader.answer(reply);
    let stem = stem(&reply.question);
    reader.claim(&stem);
    reader.faults.extend(reply.doubts.iter().map(|doubt| (CheckKind::Form, doubt.clone())));
    let options = match &plan.goal {
        Goal::Options { texts, .. } => texts.clone(),
        _ => vec![],
    };
    let question = Sample::with_options(&stem, &options);
    let (evidence, faults) = (reader.evidence, reader.faults);
    Sample {
        id: id(template, matched, &question),
        template: template.id.clone(),
        fingerprint: matched.fingerprint.clone(),
        language: plan.language,
        question,
        question_type: Some(plan.kind).filter(|kind| *kind != QuestionType::Open),
        options,
        blurred: plan.blurred.clone(),
        meaning: None,
        claim: match &plan.goal {
            Goal::Claim { start: Some(start), via, end, .. } => {
                Some(Claimed::Leads { from: start.clone(), to: end.clone(), through: via.clone() })
            }
            _ => None,
        },
        answer,
        steps,
        nodes: path_nodes(material.knowledge, matched),
        relations: path_relations(matched),
        hops: matched.hops.iter().filter(|hop| hop.on_chain).count() as u32,
        evidence,
        checks: vec![],
        scores: vec![],
        generated: Gen {
            engine: written.model.clone(),
            version: VERSION,
            draw: None,
            operator: plan.kind.word().to_owned(),
            wording: String::new(),
            seed: plan.seed,
            subgraph: None,
            written: Some(Written { faults, language: plan.named.clone(), ..written.clone() }),
        },
    }
}

/// The same sample with its question put anew; faults of the reply stay, those of the question are looked for again.
pub fn anew(
    material: &Material<'_>,
    template: &Template,
    matched: &Match,
    plan: &Plan,
    sample: &Sample,
    question: &str,
) -> Sample {
    let mut reader = Reader { material, matched, plan, evidence: vec![], faults: vec![] };
    let stem = stem(question);
    reader.claim(&stem);
    let mut sample = sample.clone();
    sample.question = Sample::with_options(&stem, &sample.options);
    sample.id = id(template, matched, &sample.question);
    if let Some(written) = &mut sample.generated.written {
        written.faults.extend(reader.faults);
    }
    sample
}

fn id(template: &Template, matched: &Match, question: &str) -> String {
    digest(&[template.id.as_bytes(), matched.fingerprint.as_bytes(), question.as_bytes()])[..16].to_owned()
}

/// What the checks find, as sentences for the model, apart from that the path itself leads to several nodes: that holds for
/// any words.
pub fn findings(material: &Material<'_>, sample: &Sample) -> Vec<String> {
    failed(material, sample)
        .into_iter()
        .filter(|(kind, _)| *kind != CheckKind::Uniqueness)
        .map(|(_, why)| why)
        .collect()
}

/// The same with what is to be said to the model once where there are several answers.
pub fn to_mend(material: &Material<'_>, sample: &Sample) -> Vec<String> {
    let said = |(kind, why): (CheckKind, String)| match kind {
        CheckKind::Uniqueness => {
            format!("{why}: say in the question what, by the evidence, is true of the target alone")
        }
        _ => why,
    };
    failed(material, sample).into_iter().map(said).collect()
}

fn failed(material: &Material<'_>, sample: &Sample) -> Vec<(CheckKind, String)> {
    let checks = check(material.knowledge, sample, &NearDuplicates::default());
    let failed = checks.into_iter().filter(|check| check.outcome == CheckOutcome::Failed);
    failed.map(|check| (check.kind, check.detail)).collect()
}

/// One line, without options that the model wrote below it all the same.
fn stem(question: &str) -> String {
    let lines = question.lines().map(str::trim);
    let option = |line: &&str| {
        let mut chars = line.chars();
        matches!((chars.next(), chars.next()), (Some('A'..='D'), Some('.' | ')' | '、' | '．' | ':')))
    };
    lines.take_while(|line| !option(line)).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    material: &'a Material<'a>,
    matched: &'a Match,
    plan: &'a Plan,
    evidence: Vec<Evidence>,
    faults: Vec<(CheckKind, String)>,
}

impl Reader<'_> {
    fn context(&self) -> &Context {
        &self.plan.context
    }

    fn steps(&mut self, written: &[WrittenStep]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut used = vec![false; self.context().pieces.len()];
        for (place, step) in written.iter().enumerate() {
            let number = place as u32 + 1;
            let evidence = self.cited(number, step, &mut used);
            // What cites nothing goes on from the step before it.
            let uses = if step.hops.is_empty() && place > 0 { vec![number - 1] } else { vec![] };
            steps.push(Step { text: step.text.clone(), hops: step.hops.clone(), evidence, uses });
        }
        let bound = self.matched.all_nodes();
        let unused = used.iter().enumerate().filter(|(_, used)| !**used).map(|(place, _)| place);
        let idle: Vec<String> = unused
            .filter(|&place| bound.contains(&self.context().pieces[place].node))
            .map(|place| format!("no step uses E{}: the question has to need it", place + 1))
            .collect();
        self.faults.extend(idle.into_iter().map(|fault| (CheckKind::Alignment, fault)));
        steps
    }

    /// Places in the sample's evidence of what a step rests on.
    fn cited(&mut self, number: u32, step: &WrittenStep, used: &mut [bool]) -> Vec<u32> {
        let pieces = self.context().pieces.len() as u32;
        for wrong in step.evidence.iter().filter(|cited| !(1..=pieces).contains(cited)) {
            self.faults.push((CheckKind::Quotes, format!("step {number} cites E{wrong}, which there is not")));
        }
        let cited: Vec<usize> = step
            .evidence
            .iter()
            .filter(|cited| (1..=pieces).contains(cited))
            .map(|cited| *cited as usize - 1)
            .collect();
        let mut places = Vec::new();
        let mut told = vec![false; pieces as usize];
        for words in &step.quotes {
            for part in words.split("[…]").flat_map(|part| part.split(" … ")).map(str::trim).filter(|p| !p.is_empty())
            {
                match self.found(&cited, part, &step.text) {
                    Some((piece, spans)) => {
                        (told[piece], used[piece]) = (true, true);
                        places.extend(spans.into_iter().map(|span| self.keep(piece, span)));
                    }
                    None => {
                        let node = cited.first().copied().unwrap_or_default();
                        places.extend(self.invented(node, part));
                        self.faults.push((
                            CheckKind::Quotes,
                            format!("step {number}: “{part}” does not stand in its evidence"),
                        ));
                    }
                }
            }
        }
        for piece in cited.into_iter().filter(|piece| !told[*piece]) {
            used[piece] = true;
            let spans = self.stated(piece, &step.hops);
            if spans.is_empty() && step.quotes.is_empty() {
                self.faults.push((CheckKind::Quotes, format!("step {number} quotes nothing of E{}", piece + 1)));
            }
            places.extend(spans.into_iter().map(|span| self.keep(piece, span)));
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The cited piece that holds a quote; another one where the model took the wrong number.
    fn found(&self, cited: &[usize], words: &str, hints: &str) -> Option<(usize, Vec<Span>)> {
        let pieces = &self.context().pieces;
        let others = (0..pieces.len()).filter(|piece| !cited.contains(piece));
        cited.iter().copied().chain(others).find_map(|piece| {
            let spans = quote::spans(self.material, &pieces[piece].node, words, hints);
            (!spans.is_empty()).then_some((piece, spans))
        })
    }

    /// What states the hops of a step in a piece of evidence, for a step that quotes nothing itself.
    fn stated(&self, piece: usize, hops: &[u32]) -> Vec<Span> {
        let k = self.material.knowledge;
        let node = &self.context().pieces[piece].node;
        let bound = self.matched.all_nodes();
        let hops = self.matched.hops.iter().filter(|hop| hops.contains(&hop.number));
        let spans = hops.flat_map(|hop| statements(k, hop, &bound)).flat_map(|(_, spans)| spans);
        let mut own: Vec<Span> = spans.filter(|span| pathloom_compose::stands_in(k, node, span)).cloned().collect();
        if own.is_empty() && node.kind() == Kind::Image {
            // A picture is its own quote.
            own.extend(k.node(node).and_then(|node| node.spans.first()).cloned());
        }
        own.truncate(2);
        own
    }

    /// Kept as it was said, so that the reviewer sees it: the check of quotes finds it.
    fn invented(&mut self, piece: usize, words: &str) -> Option<u32> {
        let node = self.context().pieces.get(piece)?.node.clone();
        let document = self.material.knowledge.node(&node)?.document.clone()?;
        let page = self.material.knowledge.node(&node)?.page().unwrap_or(1);
        let span = Span { document, page, bbox: None, chars: None, cell: None, table: None, quote: words.to_owned() };
        Some(self.keep(piece, span))
    }

    fn keep(&mut self, piece: usize, span: Span) -> u32 {
        let document_name = self.material.knowledge.name(&span.document).to_owned();
        let evidence = Evidence { node: self.context().pieces[piece].node.clone(), span, document_name };
        let place = self.evidence.iter().position(|earlier| *earlier == evidence).unwrap_or_else(|| {
            self.evidence.push(evidence);
            self.evidence.len() - 1
        });
        place as u32
    }

    /// The target in its own spelling where the reply means it; the reply's words where it does not.
    fn answer(&mut self, reply: &Reply) -> Answer {
        let Some(target) = self.plan.answer.clone() else { return self.computed(reply) };
        let said = reply.answer.trim();
        if self.means(&target, said) {
            return target;
        }
        // What the sample shows itself is left to the checks.
        if matches!(self.plan.goal, Goal::Figure { .. } | Goal::Formula(_) | Goal::Claim { .. }) {
            let fault = format!("the answer reads “{said}”, the path leads to “{}”", target.text);
            self.faults.push((CheckKind::Target, fault));
        }
        let value = target.value.and_then(|_| figures(said).first().copied());
        Answer { text: said.to_owned(), value: value.or(target.value), ..target }
    }

    fn means(&self, target: &Answer, said: &str) -> bool {
        let k = self.material.knowledge;
        let mut expected = Expected::text(&target.text);
        match &self.plan.goal {
            Goal::Node | Goal::Options { .. } => {
                let key = self.matched.chain.last();
                expected.names = key.map(|key| names(k, key)).unwrap_or_default();
                expected.items.clear();
                if let Goal::Options { texts, right } = &self.plan.goal {
                    if expected.names.iter().chain([&texts[*right]]).any(|name| name.eq_ignore_ascii_case(said)) {
                        return true;
                    }
                    expected.options.clone_from(texts);
                }
            }
            Goal::Figure { quantity, .. } => {
                expected.items.clear();
                expected.quantity = Some(quantity.clone());
            }
            Goal::Formula(formula) => {
                expected.items.clear();
                expected.quantity = Some(formula.quantity.clone());
            }
            Goal::Members { keys, names: shown } => {
                let told: Vec<&str> =
                    said.split([';', '；', '、', '\n']).map(str::trim).filter(|t| !t.is_empty()).collect();
                let is = |key: &Key, text: &&&str| pathloom_compose::same_name(k, key, text);
                let all = keys.iter().all(|key| told.iter().any(|text| is(key, &text)));
                let only = told.iter().all(|text| keys.iter().any(|key| is(key, &text)));
                expected.items.clone_from(shown);
                return all && only || compare(&expected, said).verdict == Verdict::Same;
            }
            Goal::Claim { .. } | Goal::Computed => {}
        }
        compare(&expected, said).verdict == Verdict::Same
    }

    /// A figure that the model computed: its calculation over figures that the evidence states, done again here.
    fn computed(&mut self, reply: &Reply) -> Answer {
        let mut answer = Answer {
            form: AnswerForm::Computed,
            slot: self.plan.slot.clone(),
            text: reply.answer.trim().to_owned(),
            value: None,
            unit: None,
            precision: None,
            expression: None,
            operands: vec![],
        };
        if reply.calculation.trim().is_empty() {
            self.faults.push((CheckKind::Arithmetic, "the reply gives no \"calculation\"".into()));
            return answer;
        }
        let (expression, operands, unknown) = self.operands(&reply.calculation);
        if let Some(unknown) = unknown {
            let fault = format!("“{unknown}” in the calculation is no figure that the evidence states");
            self.faults.push((CheckKind::Arithmetic, fault));
        }
        let value = evaluate(&reply.calculation, &|_| None);
        let said = figures(&answer.text).first().copied();
        match (value, said) {
            (Some(value), Some(said)) => {
                let precision = said.scale();
                if round(value, precision) != said {
                    let fault = format!(
                        "{} comes to {}, the answer reads “{}”",
                        reply.calculation,
                        round(value, precision),
                        answer.text
                    );
                    self.faults.push((CheckKind::Arithmetic, fault));
                }
                answer.value = Some(said);
                answer.precision = u8::try_from(precision).ok();
                answer.unit = unit_of(&answer.text);
            }
            _ => self.faults.push((CheckKind::Arithmetic, format!("“{}” cannot be computed", reply.calculation))),
        }
        if operands.len() < 2 {
            self.faults
                .push((CheckKind::Arithmetic, "the calculation takes fewer than two figures of the evidence".into()));
        }
        answer.expression = Some(expression).filter(|_| !operands.is_empty());
        answer.operands = operands;
        answer
    }

    /// The calculation with letters for the figures that assertions state, and the first number that none does.
    fn operands(&self, calculation: &str) -> (String, Vec<Operand>, Option<String>) {
        let k = self.material.knowledge;
        let pieces = self.context().pieces.iter().map(|piece| &piece.node);
        let facts: Vec<Fact<'_>> = pieces.flat_map(|node| k.read_in(node)).filter_map(Fact::of).collect();
        let (mut expression, mut operands, mut unknown) = (String::new(), Vec::<Operand>::new(), None);
        let mut rest = calculation;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            expression.push_str(&rest[..start]);
            let tail = &rest[start..];
            let end = tail.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(tail.len());
            let digits = tail[..end].trim_end_matches(['.', ',']);
            rest = &tail[digits.len()..];
            let Ok(value) = digits.replace(',', "").parse::<Decimal>() else { continue };
            let mut stating = facts.iter().filter(|fact| fact.assertion.object.value() == Some(value));
            let on_path = stating.clone().find(|fact| self.matched.chain.contains(fact.subject));
            match on_path.or_else(|| stating.next()).filter(|_| operands.len() < 26) {
                Some(fact) => {
                    let symbol = pathloom_model::Sample::letter(operands.len()).to_ascii_lowercase().to_string();
                    expression.push_str(&symbol);
                    operands.push(Operand { symbol, value, assertion: fact.key.clone() });
                }
                None => {
                    expression.push_str(digits);
                    // Factors and counts are the calculation's own.
                    let own =
                        value <= Decimal::from(12) || [100, 365, 1_000, 1_000_000].map(Decimal::from).contains(&value);
                    if !own && unknown.is_none() {
                        unknown = Some(digits.to_owned());
                    }
                }
            }
        }
        expression.push_str(rest);
        (expression, operands, unknown)
    }

    /// What a claim has to say, and what it may not.
    fn claim(&mut self, stem: &str) {
        if !matches!(self.plan.goal, Goal::Claim { .. }) {
            return;
        }
        let k = self.material.knowledge;
        let lower = stem.to_lowercase();
        let says = |names: &[String]| names.iter().any(|name| occurs(&lower, &name.to_lowercase()));
        let blurred = |key: &Key| self.plan.blurred.iter().any(|blurred| blurred.key == *key);
        let said = self.plan.goal.said(k);
        if let Some((_, missing)) = said.iter().find(|(key, names)| !blurred(key) && !says(names)) {
            let name = missing.last().cloned().unwrap_or_default();
            self.faults.push((CheckKind::Form, format!("the claim does not name “{name}”")));
        }
        let unsaid = self.plan.goal.unsaid(k);
        if let Some(name) = unsaid.iter().find(|name| says(std::slice::from_ref(name))) {
            self.faults.push((CheckKind::Form, format!("the claim names “{name}”, which is the right one")));
        }
    }
}

/// Numbers of a text in order, signs and thousands read.
fn figures(text: &str) -> Vec<Decimal> {
    let mut found = Vec::new();
    let mut number = String::new();
    for c in text.replace('−', "-").chars().chain([' ']) {
        if c.is_ascii_digit() || matches!(c, '.' | ',') && !number.is_empty() || c == '-' && number.is_empty() {
            number.push(c);
            continue;
        }
        found.extend(number.trim_end_matches(['.', ',']).replace(',', "").parse::<Decimal>().ok());
        number.clear();
        if c == '-' {
            number.push(c);
        }
    }
    found
}

/// The words of an answer beside its number, where they are a unit.
fn unit_of(text: &str) -> Option<Unit> {
    let words: String = text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '−')).collect();
    let parsed = pathloom_extract::unit::parse(words.trim())?;
    let unit = number::unit(&parsed.unit, parsed.scale, Language::En);
    (!unit.is_empty()).then(|| Unit(if unit == "percent" { "%".to_owned() } else { unit }))
}

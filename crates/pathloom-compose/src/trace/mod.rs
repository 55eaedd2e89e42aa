//! The written reasoning: one numbered sentence for each fact that the question needs, with the hop and the words
//! it rests on, then the arithmetic. Built from the meaning alone, so every fact that is asked about is stated.

mod cited;
mod formula;
mod members;

use crate::contrast::gap;
use crate::denote::{entities, literal, members, one, related};
use crate::facts::{Fact, same_literal, states};
use crate::scene::Scene;
use crate::words::{Voice, capital, number};
use pathloom_model::knowledge::Stated;
use pathloom_model::meaning::{Asked, Measure, Pick, Term, Test, Than, Who};
use pathloom_model::sample::Operand;
use pathloom_model::{Decimal, Evidence, Key, Knowledge, Language, PathHop, Step};
use std::collections::{BTreeMap, BTreeSet};

pub use cited::stands_in;

pub struct Trace<'a, 'v> {
    scene: &'a Scene<'a>,
    voice: &'v mut Voice<'a>,
    pub steps: Vec<Step>,
    pub evidence: Vec<Evidence>,
    pub operands: Vec<Operand>,
    /// Figures of a whole set are operands too: the answer is picked from them.
    picks: bool,
    /// The step that states a formula: figures outside the path stand for its symbols.
    law: Option<u32>,
    /// Assertion or description → the step that states it.
    stated: BTreeMap<String, u32>,
}

impl<'a, 'v> Trace<'a, 'v> {
    pub fn new(scene: &'a Scene<'a>, voice: &'v mut Voice<'a>) -> Trace<'a, 'v> {
        Trace {
            scene,
            voice,
            steps: vec![],
            evidence: vec![],
            operands: vec![],
            picks: false,
            law: None,
            stated: BTreeMap::new(),
        }
    }

    /// Steps up to the answer; `answer` is its text.
    pub fn write(&mut self, asked: &Asked, answer: &str, result: Option<&str>) -> Result<(), String> {
        self.picks = matches!(asked, Asked::Entity(_) | Asked::Count(_) | Asked::List(_));
        match asked {
            Asked::Entity(who) => {
                let target = one(self.k(), who).map_err(|error| error.to_string())?;
                self.who(who, &target)?;
            }
            Asked::Value { who, measure } => {
                let target = self.target(who)?;
                self.literal(&target, measure, "a")?;
            }
            Asked::Count(who) => self.count(who, Some(answer))?,
            Asked::List(who @ Who::Where { .. }) => self.count(who, None)?,
            Asked::List(who) => self.members(who)?,
            Asked::Period { who, measure, periods, pick } => self.period(who, measure, periods, *pick, answer)?,
            Asked::Computed { expression, terms, .. } => {
                if let Some((set, measure)) = gap(asked) {
                    self.membership(set, measure)?;
                    // The figures that follow tell which of the two is meant.
                    for term in terms {
                        self.stated.insert(format!("{:?}", term.who), self.steps.len() as u32);
                    }
                }
                self.arithmetic(expression, terms, answer, result.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    /// Hops that no step cites.
    pub fn uncited(&self) -> Vec<&'a PathHop> {
        let cited: BTreeSet<u32> = self.steps.iter().flat_map(|step| &step.hops).copied().collect();
        self.scene.matched.hops.iter().filter(|hop| !cited.contains(&hop.number)).collect()
    }

    fn k(&self) -> &'a Knowledge {
        self.scene.knowledge
    }

    fn english(&self) -> bool {
        self.voice.language == Language::En
    }

    fn stop(&self, text: &str) -> String {
        if self.english() { format!("{}.", capital(text)) } else { format!("{text}。") }
    }

    fn target(&mut self, who: &Who) -> Result<Key, String> {
        let target = one(self.k(), who).map_err(|error| error.to_string())?;
        self.who(who, &target)?;
        Ok(target)
    }

    /// States how a description leads to an entity.
    fn who(&mut self, who: &Who, target: &Key) -> Result<(), String> {
        let seen = format!("{who:?}");
        if self.stated.contains_key(&seen) {
            return Ok(());
        }
        match who {
            Who::Named(_) | Who::Typed(_) => return Ok(()),
            Who::Related { relation, forward, of, .. } => self.relation(relation, *forward, of, target)?,
            Who::Both(parts) => {
                let first = self.steps.len() as u32;
                for part in parts {
                    self.who(part, target)?;
                }
                let name = self.voice.name(target);
                let text = if self.english() {
                    format!("So {name} meets both conditions")
                } else {
                    format!("因此{name}同时满足这些条件")
                };
                self.conclude(&text, first);
            }
            Who::Listed(parts) => {
                for part in parts {
                    self.target(part)?;
                }
            }
            Who::Place { among, measure, place, highest } => self.place(among, measure, *place, *highest, target)?,
            Who::Where { among, measure, test, than } => self.passing(among, measure, *test, than, target)?,
            Who::Computed { among, result, expression, measures, highest } => {
                self.computed(among, (result, expression, measures), *highest, target)?;
            }
        }
        self.stated.insert(seen, self.steps.len() as u32);
        Ok(())
    }

    fn conclude(&mut self, text: &str, first: u32) {
        let uses = (first + 1..=self.steps.len() as u32).collect();
        let text = self.stop(text);
        self.steps.push(Step { text, hops: vec![], evidence: vec![], uses });
    }

    fn relation(&mut self, relation: &str, forward: bool, of: &Who, target: &Key) -> Result<(), String> {
        let ends = entities(self.k(), of).map_err(|error| error.to_string())?;
        let end = ends
            .iter()
            .find(|end| related(self.k(), end, relation, forward).contains(&target))
            .ok_or("the relation is not in the graph")?
            .clone();
        self.who(of, &end)?;
        let (subject, object) = if forward { (&end, target) } else { (target, &end) };
        let key = self.linking(relation, subject, object).map(|key| (key, subject, object));
        // A mutual relation may be stated the other way round.
        let key = key.or_else(|| self.linking(relation, object, subject).map(|key| (key, object, subject)));
        let (key, subject, object) = key.ok_or("no assertion states the relation")?;
        if self.stated.contains_key(key.as_str()) {
            return Ok(());
        }
        let text = self.voice.relation_statement(relation, subject, object)?;
        let (place, hops) = self.cite(&key)?;
        let text = self.stop(&text);
        self.push(key.as_str(), Step { text, hops, evidence: place, uses: vec![] })
    }

    /// The assertion that states a relation, one read in the bound evidence before any other.
    fn linking(&self, relation: &str, subject: &Key, object: &Key) -> Option<Key> {
        let k = self.k();
        let fits = |stated: &Stated<'_>| {
            stated.assertion.predicate == relation && stated.assertion.object.entity() == Some(object)
        };
        let all: Vec<&Key> = k.about(subject).filter(fits).map(|stated| stated.key).collect();
        let bound = all.iter().find(|key| self.scene.is_bound(key));
        bound.or(all.first()).map(|key| (*key).clone())
    }

    fn push(&mut self, name: &str, step: Step) -> Result<(), String> {
        if step.hops.is_empty() && step.uses.is_empty() {
            return Err("a fact of this question lies outside the path".into());
        }
        self.steps.push(step);
        self.stated.insert(name.to_owned(), self.steps.len() as u32);
        Ok(())
    }

    /// States the literal of an entity and keeps it as an operand. Gives the number of the step.
    fn literal(&mut self, subject: &Key, measure: &Measure, symbol: &str) -> Result<u32, String> {
        let fact = literal(self.k(), subject, measure).map_err(|error| error.to_string())?;
        let fact = self.bound_statement(fact);
        if let Some(value) = fact.assertion.object.value() {
            self.operands.push(Operand { symbol: symbol.to_owned(), value, assertion: fact.key.clone() });
        }
        if let Some(step) = self.stated.get(fact.key.as_str()) {
            return Ok(*step);
        }
        let told = Measure { said_in: measure.said_in.clone(), ..fact.measure() };
        let text = self.voice.statement(&fact, &told)?;
        let (place, hops) = self.cite(fact.key)?;
        let text = self.stop(&text);
        let uses = if hops.is_empty() { self.law.into_iter().collect() } else { vec![] };
        self.push(fact.key.as_str(), Step { text, hops, evidence: place, uses })?;
        Ok(self.steps.len() as u32)
    }

    /// The same literal as the bound evidence states it, where it does.
    fn bound_statement(&self, fact: Fact<'a>) -> Fact<'a> {
        let k = self.k();
        let measure = fact.measure();
        let same = |other: &Fact<'a>| {
            states(other.assertion, &measure) && same_literal(&other.assertion.object, &fact.assertion.object)
        };
        let mut others = k.about(fact.subject).filter_map(Fact::of).filter(same);
        others.find(|other| self.scene.is_bound(other.key)).unwrap_or(fact)
    }

    /// That each member belongs to a set that a relation describes.
    fn membership(&mut self, among: &Who, measure: &Measure) -> Result<(), String> {
        if let Who::Related { relation, forward, of, .. } = among {
            for member in members(self.k(), among, measure).map_err(|error| error.to_string())? {
                self.relation(relation, *forward, of, member.subject)?;
            }
        }
        Ok(())
    }

    /// All figures of a set in one sentence; gives the evidence places and hops.
    fn figures(&mut self, among: &Who, measure: &Measure) -> Result<(String, Step), String> {
        self.membership(among, measure)?;
        let facts = members(self.k(), among, measure).map_err(|error| error.to_string())?;
        let mut step = Step { text: String::new(), hops: vec![], evidence: vec![], uses: vec![] };
        let mut said = Vec::new();
        for (place, fact) in facts.into_iter().enumerate() {
            let fact = self.bound_statement(fact);
            let quantity = fact.quantity().ok_or("no figure")?;
            let value = number::quantity(quantity, self.voice.language);
            let name = self.voice.name(fact.subject);
            said.push((
                quantity.base(),
                if self.english() { format!("{name} {value}") } else { format!("{name}为{value}") },
            ));
            if self.picks {
                self.operands.push(Operand {
                    symbol: symbol(place),
                    value: quantity.value,
                    assertion: fact.key.clone(),
                });
            }
            let (evidence, hops) = self.cite(fact.key)?;
            step.evidence.extend(evidence);
            step.hops.extend(hops);
        }
        said.sort_by_key(|(value, _)| std::cmp::Reverse(*value));
        step.hops.sort_unstable();
        step.hops.dedup();
        let said: Vec<String> = said.into_iter().map(|(_, text)| text).collect();
        Ok((if self.english() { self.voice.list(&said) } else { said.join("，") }, step))
    }

    fn place(&mut self, among: &Who, measure: &Measure, place: u32, highest: bool, target: &Key) -> Result<(), String> {
        if let Who::Listed(parts) = among {
            for part in parts {
                self.target(part)?;
            }
        }
        let (list, step) = self.figures(among, measure)?;
        let pm = self.voice.pm(measure)?;
        let (rank, name) = (self.voice.rank(place, highest), self.voice.name(target));
        let comp = self.voice.comparative(highest);
        let pair = members(self.k(), among, measure).is_ok_and(|members| members.len() == 2);
        let text = match self.english() {
            true if pair => format!("By {pm}: {list}; the {comp} figure is that of {name}"),
            false if pair => format!("{pm}方面，{list}；更{comp}的是{name}"),
            true => format!("By {pm}: {list}; the {rank} is that of {name}"),
            false => format!("{pm}方面，{list}；{rank}的是{name}"),
        };
        let text = self.stop(&text);
        let name = format!("place {}", self.steps.len());
        self.push(&name, Step { text, ..step })
    }

    fn passing(&mut self, among: &Who, measure: &Measure, test: Test, than: &Than, target: &Key) -> Result<(), String> {
        let bound = match than {
            Than::Value(bound) => number::quantity(bound, self.voice.language),
            Than::Of(of) => {
                let other = self.target(of)?;
                self.voice.name(&other)
            }
            Than::Text(_) => return Err("only figures are compared".into()),
        };
        let (list, step) = self.figures(among, measure)?;
        let pm = self.voice.pm(measure)?;
        let word = self.voice.test_word(test);
        let fitting = entities(
            self.k(),
            &Who::Where { among: Box::new(among.clone()), measure: measure.clone(), test, than: than.clone() },
        )
        .map_err(|error| error.to_string())?;
        let names = self.ranked(&fitting, measure);
        let (count, names) = (names.len(), self.voice.list(&names));
        let _ = target;
        let text = match (self.english(), test) {
            (true, Test::Equal) => format!("By {pm}: {list}; {bound} is the figure of {names}"),
            (true, _) => {
                let verb = if count == 1 { "is" } else { "are" };
                format!("By {pm}: {list}; {} {verb} {word} {bound}", only(&names, count))
            }
            (false, Test::Equal) => format!("{pm}方面，{list}；为{bound}的是{names}"),
            (false, _) => format!("{pm}方面，{list}；{word}{bound}的有{names}"),
        };
        let text = self.stop(&text);
        let name = format!("where {}", self.steps.len());
        self.push(&name, Step { text, ..step })
    }

    /// Names of entities, the highest figure first.
    fn ranked(&self, keys: &BTreeSet<Key>, measure: &Measure) -> Vec<String> {
        let base = |key: &Key| literal(self.k(), key, measure).ok().and_then(|fact| fact.quantity()?.base());
        let mut order: Vec<(Option<Decimal>, &Key)> = keys.iter().map(|key| (base(key), key)).collect();
        order.sort_by_key(|(value, _)| std::cmp::Reverse(*value));
        order.into_iter().map(|(_, key)| self.voice.name(key)).collect()
    }

    /// Those that pass; with `number`, how many they are.
    fn count(&mut self, who: &Who, number: Option<&str>) -> Result<(), String> {
        let Who::Where { among, measure, test, than: Than::Of(of) } = who else {
            return Err("not a count".into());
        };
        let target = self.target(of)?;
        let first = self.literal(&target, measure, "z")?;
        self.operands.clear();
        let (list, mut step) = self.figures(among, measure)?;
        let found = entities(self.k(), who).map_err(|error| error.to_string())?;
        let names = self.ranked(&found, measure);
        let (pm, name) = (self.voice.pm(measure)?, self.voice.name(&target));
        let names = self.voice.list(&names);
        let text = if self.english() {
            let word = if *test == Test::Above { "above" } else { "below" };
            let who = if names.is_empty() { "none".to_owned() } else { names };
            let makes = number.map_or(String::new(), |number| format!(", which makes {number}"));
            format!("By {pm}: {list}; {word} {name}: {who}{makes}")
        } else {
            let word = if *test == Test::Above { "高于" } else { "低于" };
            let who = if names.is_empty() { "没有".to_owned() } else { names };
            {
                let classifier = self.voice.classifier(self.k().entity_type(&target));
                let makes = number.map_or(String::new(), |number| format!("，共{number}{classifier}"));
                format!("{pm}方面，{list}；{word}{name}的：{who}{makes}")
            }
        };
        step.uses.push(first);
        let text = self.stop(&text);
        self.push("count", Step { text, ..step })
    }

    fn period(
        &mut self,
        who: &Who,
        measure: &Measure,
        periods: &[String],
        pick: Pick,
        answer: &str,
    ) -> Result<(), String> {
        let target = self.target(who)?;
        let first = self.steps.len() as u32;
        for (place, period) in periods.iter().enumerate() {
            let mut wanted = measure.clone();
            wanted.qualifiers.period = Some(period.clone());
            self.literal(&target, &wanted, &symbol(place))?;
        }
        let values: Vec<(Decimal, u32)> = self.operands.iter().map(|o| (o.value, o.value.scale())).collect();
        let changes: Vec<String> = values
            .windows(2)
            .map(|pair| {
                let precision = pair[0].1.max(pair[1].1);
                let say = |value: Decimal, scale| number::number(value, scale);
                format!(
                    "{} − {} = {}",
                    say(pair[1].0, pair[1].1),
                    say(pair[0].0, pair[0].1),
                    say(pair[1].0 - pair[0].0, precision)
                )
            })
            .collect();
        let changes = self.voice.list(&changes);
        let text = match (self.english(), pick) {
            (true, Pick::Highest) if periods.len() == 2 => format!("The higher of the two figures is that of {answer}"),
            (true, Pick::Lowest) if periods.len() == 2 => format!("The lower of the two figures is that of {answer}"),
            (false, Pick::Highest) if periods.len() == 2 => format!("两者中更高的是{answer}"),
            (false, Pick::Lowest) if periods.len() == 2 => format!("两者中更低的是{answer}"),
            (true, Pick::Highest) => format!("The highest of these figures is that of {answer}"),
            (true, Pick::Lowest) => format!("The lowest of these figures is that of {answer}"),
            (true, Pick::LargestRise) => {
                format!("The yearly changes are {changes}, so the largest increase came in {answer}")
            }
            (true, Pick::LargestFall) => {
                format!("The yearly changes are {changes}, so the largest decrease came in {answer}")
            }
            (false, Pick::Highest) => format!("其中最高的是{answer}"),
            (false, Pick::Lowest) => format!("其中最低的是{answer}"),
            (false, Pick::LargestRise) => format!("逐年变动依次为{changes}，增幅最大的是{answer}"),
            (false, Pick::LargestFall) => format!("逐年变动依次为{changes}，降幅最大的是{answer}"),
        };
        self.conclude(&text, first);
        Ok(())
    }

    fn arithmetic(&mut self, expression: &str, terms: &[Term], answer: &str, result: &str) -> Result<(), String> {
        let mut uses = Vec::new();
        for term in terms {
            let target = self.target(&term.who)?;
            uses.push(self.literal(&target, &term.measure, &term.symbol)?);
        }
        uses.sort_unstable();
        uses.dedup();
        let shown = self.shown(expression);
        let text = if self.english() {
            format!("{shown} = {result}, so the answer is {answer}")
        } else {
            format!("{shown} = {result}，即答案为{answer}")
        };
        let text = self.stop(&text);
        self.steps.push(Step { text, hops: vec![], evidence: vec![], uses });
        Ok(())
    }

    /// The expression with the operands' printed values.
    fn shown(&self, expression: &str) -> String {
        let mut text = String::new();
        for c in expression.chars() {
            match self.operands.iter().find(|operand| operand.symbol.chars().eq([c])) {
                Some(operand) => text.push_str(&number::number(operand.value, operand.value.scale())),
                None => text.push(sign(c)),
            }
        }
        text
    }
}

fn only(names: &str, count: usize) -> String {
    if count == 1 { format!("only {names}") } else { names.to_owned() }
}

/// a, b, c … then x27.
fn symbol(place: usize) -> String {
    match u8::try_from(place) {
        Ok(place) if place < 26 => char::from(b'a' + place).to_string(),
        _ => format!("x{}", place + 1),
    }
}

/// A sign of an expression as it is printed.
fn sign(c: char) -> char {
    match c {
        '*' => '×',
        '/' => '÷',
        '-' => '−',
        other => other,
    }
}

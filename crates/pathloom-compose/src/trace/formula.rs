//! Steps that state a formula on the path and apply it to more than one entity.

use super::{Trace, sign, symbol};
use crate::denote::{literal, value_of};
use crate::expression::round;
use crate::law::{Law, measures};
use crate::words::number;
use pathloom_model::meaning::{Asked, Measure, Who};
use pathloom_model::{Decimal, Key, Kind, NodeData, Step};
use std::collections::BTreeSet;

impl Trace<'_, '_> {
    /// States the formula that the question applies.
    pub fn state_law(&mut self, law: &Law, asked: &Asked) -> Result<(), String> {
        self.state_formula(law, &measures(asked))
    }

    fn state_formula(&mut self, law: &Law, measures: &[&Measure]) -> Result<(), String> {
        let k = self.k();
        let node = k.node(&law.formula).ok_or("the formula is not in the graph")?;
        let span = node.spans.first().ok_or("the formula has no place in a document")?.clone();
        let hops = self.scene.matched.hops.iter().filter(|hop| hop.to == law.formula || hop.from == law.formula);
        let hops: Vec<u32> = hops.map(|hop| hop.number).collect();
        let mut words = String::new();
        let said: Result<Vec<String>, String> = measures.iter().map(|measure| self.voice.pm(measure)).collect();
        let said = said?;
        for c in law.expression.chars() {
            match ('a'..='f').position(|letter| letter == c).and_then(|at| said.get(at)) {
                Some(measure) => words.push_str(measure),
                None => words.push(sign(c)),
            }
        }
        let result = &law.result;
        let text = if self.english() { format!("The {result} is {words}") } else { format!("{result}等于{words}") };
        let mut evidence = vec![self.evidence_place(law.formula.clone(), span)];
        // The formula alone does not say what its symbols stand for.
        if let NodeData::Formula { symbols, .. } = &node.data {
            for symbol in symbols {
                let place = self.evidence_place(law.formula.clone(), symbol.span.clone());
                if !evidence.contains(&place) {
                    evidence.push(place);
                }
            }
        }
        let text = self.stop(&text);
        self.push(law.formula.as_str(), Step { text, hops, evidence, uses: vec![] })?;
        self.law = Some(self.steps.len() as u32);
        Ok(())
    }

    /// A formula for each of several entities, and whose result is the highest.
    pub(super) fn computed(
        &mut self,
        among: &[Who],
        (result, expression, measures): (&str, &str, &[Measure]),
        highest: bool,
        target: &Key,
    ) -> Result<(), String> {
        let formula = self.scene.sources.iter().find(|source| source.kind == Kind::Formula);
        let formula = formula.ok_or("the formula is not on the path")?.key.clone();
        let law = Law { formula, result: result.to_owned(), expression: expression.to_owned() };
        self.state_formula(&law, &measures.iter().collect::<Vec<_>>())?;
        let first = self.steps.len() as u32;
        let mut values = Vec::new();
        for part in among {
            let key = self.target(part)?;
            let (mut shown, mut uses) = (expression.to_owned(), Vec::new());
            for (letter, measure) in ('a'..='z').zip(measures) {
                uses.push(self.literal(&key, measure, &symbol(self.operands.len()))?);
                let value = literal(self.k(), &key, measure).map_err(|error| error.to_string())?;
                let value = value.assertion.object.value().ok_or("no figure")?;
                shown = shown.replace(letter, &number::number(value, value.scale()));
            }
            let value = value_of(self.k(), &key, expression, measures).map_err(|error| error.to_string())?;
            values.push((key, value, shown, uses));
        }
        // As many digits as tell them apart.
        let told = |digits: u32| {
            let rounded: BTreeSet<Decimal> = values.iter().map(|(_, value, ..)| round(*value, digits)).collect();
            rounded.len() == values.len()
        };
        // Sums keep the digits of what is added.
        let printed = self.operands.iter().map(|operand| operand.value.scale()).max().unwrap_or(0);
        let least = if expression.contains(['*', '/', '^']) { 2 } else { printed };
        let digits =
            (least..least + 6).find(|digits| told(*digits)).ok_or("the results are too close to tell apart")?;
        for (key, value, shown, uses) in values {
            let (name, value) = (self.voice.name(&key), number::number(round(value, digits), digits));
            let shown: String = shown.chars().map(sign).collect();
            let text = if self.english() {
                format!("For {name}, this comes to {shown} = {value}")
            } else {
                format!("{name}的结果：{shown} = {value}")
            };
            let text = self.stop(&text);
            self.steps.push(Step { text, hops: vec![], evidence: vec![], uses });
        }
        let (name, comp) = (self.voice.name(target), self.voice.comparative(highest));
        let text = if self.english() {
            format!("So {name} has the {comp} {result}")
        } else {
            format!("因此{result}更{comp}的是{name}")
        };
        self.conclude(&text, first);
        Ok(())
    }
}

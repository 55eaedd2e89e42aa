//! One filter: whether it is legal, and whether a node passes it.
//! Text: `equals` and `in` are exact, `contains` and `starts_with` ignore case. Of several texts one is enough.

use crate::error::TemplateError;
use crate::graph::{Graph, NodeId};
use pathloom_model::template::FilterValue;
use pathloom_model::{Field, Filter, FilterOp, Key, Slot};
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;

/// Whether the field, the operator and the value fit each other and the slot.
pub(crate) fn check_filter(slot: &Slot, filter: &Filter) -> Result<(), TemplateError> {
    Test::of(slot, filter).map(|_| ())
}

#[derive(Debug)]
pub(crate) struct Test {
    pub field: &'static Field,
    /// Only of a degree: neighbours by this relation.
    relation: Option<String>,
    asked: Asked,
}

#[derive(Debug)]
enum Asked {
    Text(TextTest),
    Number(NumberTest),
}

#[derive(Debug)]
enum TextTest {
    OneOf(Vec<String>),
    Fits(Regex),
    Empty,
}

#[derive(Debug)]
enum NumberTest {
    OneOf(Vec<f64>),
    Within(f64, f64),
    Empty,
}

/// Bytes of a compiled expression, and of a compiled text.
const EXPRESSION: usize = 1 << 20;
const LITERAL: usize = 1 << 23;

impl Test {
    pub fn of(slot: &Slot, filter: &Filter) -> Result<Test, TemplateError> {
        let refuse = |problem: String| TemplateError::slot(&slot.id, format!("filter on {}: {problem}", filter.field));
        let field = Field::find(&filter.field).ok_or_else(|| refuse(format!("expected {}", expected(slot))))?;
        if !field.is_of(&slot.kinds) {
            let (verb, owners) = (if field.kinds.len() == 1 { "has" } else { "have" }, field.kinds);
            let owners = owners.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" and ");
            return Err(refuse(format!("only {owners} {verb} it; expected {}", expected(slot))));
        }
        let asked =
            if field.is_number { number_test(filter).map(Asked::Number) } else { text_test(filter).map(Asked::Text) };
        let relation = filter.field.strip_prefix("degree:").map(str::to_owned);
        Ok(Test { field, relation, asked: asked.map_err(refuse)? })
    }

    pub fn passes(&self, graph: &Graph, node: NodeId) -> bool {
        match &self.asked {
            Asked::Text(test) if self.field.in_content => {
                let key = graph.key(node);
                let found = graph.contents().and_then(|contents| contents.node(&key));
                let name_of = |key: &Key| graph.id(key).map_or_else(String::new, |id| graph.name(id).to_owned());
                test.passes(&found.as_deref().map_or_else(Vec::new, |found| self.field.texts(found, &name_of)))
            }
            Asked::Text(test) => test.passes(&self.kept_texts(graph, node)),
            Asked::Number(test) => test.passes(self.number(graph, node)),
        }
    }

    fn kept_texts<'g>(&self, graph: &'g Graph, node: NodeId) -> Vec<Cow<'g, str>> {
        let one = |text: Option<&'g str>| text.map(Cow::Borrowed).into_iter().collect();
        match self.field.name {
            "name" => one(Some(graph.name(node))),
            "type" => one(graph.entity_type(node)),
            "class" => one(graph.class(node)),
            // A document is known by its name and by its key.
            _ => graph.document(node).map_or_else(Vec::new, |document| {
                vec![graph.name(document).into(), graph.key(document).to_string().into()]
            }),
        }
    }

    /// What the node says in a field of numbers.
    pub fn number(&self, graph: &Graph, node: NodeId) -> Option<f64> {
        if self.field.in_content {
            let key = graph.key(node);
            return self.field.number(&*graph.contents()?.node(&key)?);
        }
        let number = match (self.field.name, &self.relation) {
            ("page", _) => graph.page(node),
            ("rows", _) => graph.table_rows(node),
            ("columns", _) => graph.table_columns(node),
            (_, None) => Some(graph.degree(node)),
            (_, Some(relation)) => Some(graph.degree_by(node, relation)),
        };
        number.map(f64::from)
    }
}

/// The fields that a slot's kinds have.
fn expected(slot: &Slot) -> String {
    let names: Vec<&str> = Field::of(&slot.kinds).map(|field| field.name).collect();
    format!("{} or degree:RELATION", names.join(", "))
}

impl TextTest {
    fn passes(&self, texts: &[Cow<'_, str>]) -> bool {
        let fits = |text: &str| match self {
            TextTest::OneOf(wanted) => wanted.iter().any(|wanted| wanted == text),
            TextTest::Fits(regex) => regex.is_match(text),
            TextTest::Empty => false,
        };
        match self {
            TextTest::Empty => texts.iter().all(|text| text.is_empty()),
            _ => texts.iter().any(|text| fits(text)),
        }
    }
}

impl NumberTest {
    fn passes(&self, number: Option<f64>) -> bool {
        match (number, self) {
            (None, NumberTest::Empty) => true,
            (Some(number), NumberTest::OneOf(numbers)) => numbers.contains(&number),
            (Some(number), NumberTest::Within(low, high)) => (*low..=*high).contains(&number),
            _ => false,
        }
    }
}

fn text_test(filter: &Filter) -> Result<TextTest, String> {
    match (filter.op, &filter.value) {
        (FilterOp::Equals, Some(FilterValue::Text(text))) => Ok(TextTest::OneOf(vec![text.clone()])),
        (FilterOp::In, Some(FilterValue::Texts(texts))) => Ok(TextTest::OneOf(texts.clone())),
        (FilterOp::Contains, Some(FilterValue::Text(text))) => literal("", text),
        (FilterOp::StartsWith, Some(FilterValue::Text(text))) => literal(r"\A", text),
        (FilterOp::Regex, Some(FilterValue::Text(text))) => {
            let built = RegexBuilder::new(text).size_limit(EXPRESSION).build();
            built.map(TextTest::Fits).map_err(|error| format!("not a regular expression: {error}"))
        }
        (FilterOp::IsEmpty, None) => Ok(TextTest::Empty),
        (FilterOp::AtLeast | FilterOp::AtMost | FilterOp::Between, _) => {
            Err("it is text; expected equals, contains, starts_with, regex, in or is_empty".to_owned())
        }
        (FilterOp::IsEmpty, Some(_)) => Err("is_empty takes no value".to_owned()),
        (FilterOp::In, _) => Err("expected a list of texts as value".to_owned()),
        _ => Err("expected a text as value".to_owned()),
    }
}

/// A text as it stands, in either case.
fn literal(before: &str, text: &str) -> Result<TextTest, String> {
    let pattern = format!("{before}{}", regex::escape(text));
    let built = RegexBuilder::new(&pattern).case_insensitive(true).size_limit(LITERAL).build();
    built.map(TextTest::Fits).map_err(|_| "the text is too long to look for".to_owned())
}

fn number_test(filter: &Filter) -> Result<NumberTest, String> {
    let ordered = |low: f64, high: f64| {
        if low <= high {
            Ok(NumberTest::Within(low, high))
        } else {
            Err(format!("no number is between {low} and {high}"))
        }
    };
    match (filter.op, &filter.value) {
        (FilterOp::Equals, Some(FilterValue::Number(number))) => Ok(NumberTest::OneOf(vec![*number])),
        (FilterOp::In, Some(FilterValue::Numbers(numbers))) => Ok(NumberTest::OneOf(numbers.clone())),
        (FilterOp::AtLeast, Some(FilterValue::Number(number))) => Ok(NumberTest::Within(*number, f64::INFINITY)),
        (FilterOp::AtMost, Some(FilterValue::Number(number))) => Ok(NumberTest::Within(f64::NEG_INFINITY, *number)),
        (FilterOp::Between, Some(FilterValue::Numbers(bounds))) if bounds.len() == 2 => ordered(bounds[0], bounds[1]),
        (FilterOp::IsEmpty, None) => Ok(NumberTest::Empty),
        (FilterOp::Contains | FilterOp::StartsWith | FilterOp::Regex, _) => {
            Err("it is a number; expected equals, at_least, at_most, between, in or is_empty".to_owned())
        }
        (FilterOp::Between, _) => Err("expected [low, high] as value".to_owned()),
        (FilterOp::In, _) => Err("expected a list of numbers as value".to_owned()),
        (FilterOp::IsEmpty, Some(_)) => Err("is_empty takes no value".to_owned()),
        _ => Err("expected a number as value".to_owned()),
    }
}

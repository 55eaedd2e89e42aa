//! Slot filters: whether they are legal, and which nodes of the graph pass.
//! Text: `equals` and `in` are exact, `contains` and `starts_with` ignore case.

use crate::error::TemplateError;
use crate::graph::{Graph, NodeId};
use crate::kinds::KindSet;
use pathloom_model::template::FilterValue;
use pathloom_model::{Filter, FilterOp, Kind, Slot};
use regex::{Regex, RegexBuilder};

/// The nodes that a slot can take.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    pub kinds: KindSet,
    base: NodeId,
    /// One bit per id from `base`; absent when every node of the kinds passes.
    bits: Option<Vec<u64>>,
    pub count: u64,
}

impl Candidates {
    pub fn of(graph: &Graph, slot: &Slot) -> Result<Candidates, TemplateError> {
        let kinds = KindSet::of(&slot.kinds);
        let all = kinds.iter().map(|kind| graph.ids(kind).len() as u64).sum();
        if slot.filters.is_empty() && (graph.outside.is_empty() || !kinds.contains(Kind::Document)) {
            return Ok(Candidates { kinds, base: 0, bits: None, count: all });
        }
        let tests: Vec<Test> = slot.filters.iter().map(|filter| Test::of(slot, filter)).collect::<Result<_, _>>()?;
        let ids = kinds.iter().flat_map(|kind| graph.ids(kind));
        let ids = ids.filter(|node| graph.outside.binary_search(node).is_err());
        let passing = ids.filter(|&node| tests.iter().all(|test| test.passes(graph, node)));
        Ok(Candidates::from_ids(graph, kinds, passing))
    }

    /// These nodes only, as far as they were candidates before.
    pub fn restricted(&self, graph: &Graph, nodes: &[NodeId]) -> Candidates {
        let kept = nodes.iter().copied().filter(|&node| self.contains(graph, node));
        Candidates::from_ids(graph, self.kinds, kept)
    }

    fn from_ids(graph: &Graph, kinds: KindSet, ids: impl Iterator<Item = NodeId>) -> Candidates {
        let span = graph.span(kinds);
        let mut bits = vec![0u64; span.len().div_ceil(64)];
        for id in ids {
            let place = (id - span.start) as usize;
            bits[place / 64] |= 1 << (place % 64);
        }
        let count = bits.iter().map(|word| u64::from(word.count_ones())).sum();
        Candidates { kinds, base: span.start, bits: Some(bits), count }
    }

    pub fn is_whole(&self) -> bool {
        self.bits.is_none()
    }

    #[inline]
    pub fn contains(&self, graph: &Graph, node: NodeId) -> bool {
        match &self.bits {
            None => self.kinds.contains(graph.kind(node)),
            Some(bits) => {
                let place = node.wrapping_sub(self.base) as usize;
                bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
            }
        }
    }

    pub fn iter<'a>(&'a self, graph: &'a Graph) -> impl Iterator<Item = NodeId> + 'a {
        let ids = self.kinds.iter().flat_map(|kind| graph.ids(kind));
        ids.filter(move |&node| self.bits.is_none() || self.contains(graph, node))
    }
}

/// Whether the field, the operator and the value fit each other.
pub(crate) fn check_filter(slot: &Slot, filter: &Filter) -> Result<(), TemplateError> {
    Test::of(slot, filter).map(|_| ())
}

enum Field {
    Name,
    Type,
    Class,
    Document,
    Page,
    Rows,
    Columns,
    Degree(Option<String>),
}

enum Test {
    Text(Field, TextTest),
    Number(Field, NumberTest),
}

enum TextTest {
    OneOf(Vec<String>),
    Contains(String),
    StartsWith(String),
    Regex(Regex),
    Empty,
}

enum NumberTest {
    OneOf(Vec<f64>),
    Within(f64, f64),
    Empty,
}

impl Field {
    fn parse(name: &str) -> Option<Field> {
        Some(match name {
            "name" => Field::Name,
            "type" => Field::Type,
            "class" => Field::Class,
            "document" => Field::Document,
            "page" => Field::Page,
            "rows" => Field::Rows,
            "columns" => Field::Columns,
            "degree" => Field::Degree(None),
            _ => Field::Degree(Some(name.strip_prefix("degree:")?.to_owned())),
        })
    }

    fn is_text(&self) -> bool {
        matches!(self, Field::Name | Field::Type | Field::Class | Field::Document)
    }

    /// The kind that alone has this field, if one does.
    fn owner(&self) -> Option<Kind> {
        match self {
            Field::Type => Some(Kind::Entity),
            Field::Class => Some(Kind::Image),
            Field::Rows | Field::Columns => Some(Kind::Table),
            _ => None,
        }
    }

    fn texts(&self, graph: &Graph, node: NodeId) -> [Option<String>; 2] {
        match self {
            Field::Name => [Some(graph.name(node).to_owned()), None],
            Field::Type => [graph.entity_type(node).map(str::to_owned), None],
            Field::Class => [graph.class(node).map(str::to_owned), None],
            // A document is known by its name and by its key.
            _ => match graph.document(node) {
                Some(document) => [Some(graph.name(document).to_owned()), Some(graph.key(document).to_string())],
                None => [None, None],
            },
        }
    }

    fn number(&self, graph: &Graph, node: NodeId) -> Option<f64> {
        let number = match self {
            Field::Page => graph.page(node),
            Field::Rows => graph.table_rows(node),
            Field::Columns => graph.table_columns(node),
            Field::Degree(None) => Some(graph.degree(node)),
            Field::Degree(Some(relation)) => Some(graph.degree_by(node, relation)),
            _ => None,
        };
        number.map(f64::from)
    }
}

impl Test {
    fn of(slot: &Slot, filter: &Filter) -> Result<Test, TemplateError> {
        let refuse = |problem: String| TemplateError::slot(&slot.id, format!("filter on {}: {problem}", filter.field));
        let field = Field::parse(&filter.field).ok_or_else(|| {
            refuse("expected name, type, document, page, degree, degree:RELATION, class, rows or columns".to_owned())
        })?;
        if let Some(owner) = field.owner().filter(|owner| !slot.kinds.contains(owner)) {
            return Err(refuse(format!("only {owner} has it")));
        }
        if field.is_text() {
            text_test(filter).map(|test| Test::Text(field, test)).map_err(refuse)
        } else {
            number_test(filter).map(|test| Test::Number(field, test)).map_err(refuse)
        }
    }

    fn passes(&self, graph: &Graph, node: NodeId) -> bool {
        match self {
            Test::Text(field, test) => {
                let texts = field.texts(graph, node);
                let empty = texts.iter().flatten().all(|text| text.is_empty());
                if matches!(test, TextTest::Empty) {
                    empty
                } else {
                    texts.iter().flatten().any(|text| test.passes(text))
                }
            }
            Test::Number(field, test) => match (field.number(graph, node), test) {
                (None, NumberTest::Empty) => true,
                (Some(number), NumberTest::OneOf(numbers)) => numbers.contains(&number),
                (Some(number), NumberTest::Within(low, high)) => (*low..=*high).contains(&number),
                _ => false,
            },
        }
    }
}

impl TextTest {
    fn passes(&self, text: &str) -> bool {
        match self {
            TextTest::OneOf(wanted) => wanted.iter().any(|wanted| wanted == text),
            TextTest::Contains(part) => text.to_lowercase().contains(part),
            TextTest::StartsWith(part) => text.to_lowercase().starts_with(part),
            TextTest::Regex(regex) => regex.is_match(text),
            TextTest::Empty => text.is_empty(),
        }
    }
}

fn text_test(filter: &Filter) -> Result<TextTest, String> {
    match (filter.op, &filter.value) {
        (FilterOp::Equals, Some(FilterValue::Text(text))) => Ok(TextTest::OneOf(vec![text.clone()])),
        (FilterOp::In, Some(FilterValue::Texts(texts))) => Ok(TextTest::OneOf(texts.clone())),
        (FilterOp::Contains, Some(FilterValue::Text(text))) => Ok(TextTest::Contains(text.to_lowercase())),
        (FilterOp::StartsWith, Some(FilterValue::Text(text))) => Ok(TextTest::StartsWith(text.to_lowercase())),
        (FilterOp::Regex, Some(FilterValue::Text(text))) => {
            let built = RegexBuilder::new(text).size_limit(1 << 20).build();
            built.map(TextTest::Regex).map_err(|error| format!("not a regular expression: {error}"))
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

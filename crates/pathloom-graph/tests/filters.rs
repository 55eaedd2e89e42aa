//! Filters ask for every field of every kind, and say what they expected.

use pathloom_graph::{Fields, Graph, GraphBuilder, TemplateError, compile, parse_template};
use pathloom_model::node::Symbol;
use pathloom_model::{
    Assertion, AssertionObject, Cell, ChunkData, Decimal, FIELDS, Figure, Key, Kind, Knowledge, Node, NodeData,
    Qualifiers, Quantity, Scenario, Span, TableData, Template, Unit,
};
use std::sync::Arc;

fn template(kind: &str, filter: &str) -> Result<Template, TemplateError> {
    let slot = format!(r#"{{ id = "answer", kinds = ["{kind}"], role = "answer", filters = [{{ {filter} }}] }}"#);
    parse_template(&format!("id = \"t\"\ntitle = {{ en = \"T\" }}\nslot = [{slot}]\n"), "t.toml")
}

#[test]
fn what_the_graph_keeps_of_each_node_is_asked_for() {
    let document = Key::document(b"notes");
    let mut builder = GraphBuilder::new();
    builder.add_node(&document, Kind::Document, Fields { name: "notes.md", ..Fields::default() });
    let entity = |name: &str| Key::of(Kind::Entity, &[name.as_bytes()]);
    let rows = [("Norden Heat", "Company", 1), ("Nordhaven", "City", 2), ("Co", "Element", 3), ("表计", "", 4)];
    for (name, label, page) in rows {
        let fields =
            Fields { name, label: Some(label), document: Some(&document), page: Some(page), ..Fields::default() };
        builder.add_node(&entity(name), Kind::Entity, fields);
    }
    let fields = Fields { name: "T", rows: Some(5), columns: Some(3), ..Fields::default() };
    builder.add_node(&Key::of(Kind::Table, &[b"t"]), Kind::Table, fields);
    let graph = builder.finish().0;
    let passing = |kind: &str, filter: &str| {
        template(kind, filter).map(|template| compile(&graph, &template).expect("it compiles").candidates()[0].count)
    };
    let cases = [
        (r#"field = "name", op = "equals", value = "co""#, 0),
        (r#"field = "name", op = "contains", value = "NORD""#, 2),
        (r#"field = "name", op = "starts_with", value = "norden""#, 1),
        (r#"field = "name", op = "regex", value = "^\\p{Han}+$""#, 1),
        (r#"field = "type", op = "in", value = ["City", "Element"]"#, 2),
        (r#"field = "type", op = "is_empty""#, 1),
        (r#"field = "page", op = "between", value = [2, 3]"#, 2),
        (r#"field = "page", op = "at_least", value = 4"#, 1),
        (r#"field = "document", op = "equals", value = "notes.md""#, 4),
        (r#"field = "degree", op = "at_most", value = 0"#, 4),
    ];
    for (filter, expected) in cases {
        assert_eq!(passing("Entity", filter), Ok(expected), "{filter}");
    }
    assert_eq!(passing("Table", r#"field = "rows", op = "in", value = [4, 5]"#), Ok(1), "rows of a table");
    for refused in [
        r#"field = "colour", op = "equals", value = "red""#,
        r#"field = "name", op = "at_least", value = 3"#,
        r#"field = "page", op = "contains", value = "3""#,
        r#"field = "page", op = "between", value = [3, 1]"#,
        r#"field = "name", op = "regex", value = "(""#,
        r#"field = "rows", op = "equals", value = 3"#,
    ] {
        let error = passing("Entity", refused).expect_err(refused).to_string();
        assert!(error.contains("slot \"answer\": filter on"), "{error}");
    }
}

/// A chunk, a table, a picture, a formula and two statements about an entity.
fn content() -> (Graph, Vec<Node>) {
    let document = Key::document(b"report");
    let norden = Key::entity("Norden Heat", "Company", &document);
    let said_here = Span::in_text(document.clone(), 0, 3, "Q_h");
    let node = |key: &Key, name: &str, data| Node {
        key: key.clone(),
        name: name.into(),
        document: (key != &document).then(|| document.clone()),
        spans: Vec::new(),
        data,
    };
    let key = |kind: Kind, name: &str| Key::of(kind, &[name.as_bytes()]);
    let stated = |object, predicate: &str, qualifiers| {
        NodeData::Assertion(Assertion {
            subject: norden.clone(),
            predicate: predicate.into(),
            object,
            qualifiers,
            method: "table cell".into(),
            confidence: 1.0,
            unverified: None,
        })
    };
    let quantity = Quantity { value: Decimal::new(17_505, 1), unit: Unit("EUR".into()), scale: 6, precision: 1 };
    let said = Qualifiers {
        period: Some("FY24".into()),
        scenario: Some(Scenario::Restated),
        scope: Some("group".into()),
        ..Qualifiers::default()
    };
    let cell = |text: &str| Cell { text: text.into(), ..Cell::default() };
    let nodes = vec![
        node(&document, "report.pdf", NodeData::Document { pages: 12 }),
        node(
            &norden,
            "Norden Heat",
            NodeData::Entity {
                entity_type: "Company".into(),
                aliases: vec!["Norden".into(), "北方热能".into()],
                description: "a maker of heat pumps".into(),
                about: String::new(),
                unverified: None,
            },
        ),
        node(
            &key(Kind::Chunk, "c"),
            "Heat pumps",
            NodeData::Chunk(ChunkData {
                text: "Sales of HEAT pumps rose; see Table 2.".into(),
                section: vec!["Report".into(), "Outlook".into()],
                blocks: vec![],
                pieces: vec![],
            }),
        ),
        node(
            &key(Kind::Table, "t"),
            "Table 2",
            NodeData::Table(TableData {
                caption: "Revenue by company".into(),
                cells: vec![vec![cell("Norden"), cell("1,750.5")]],
                ..TableData::default()
            }),
        ),
        node(
            &key(Kind::Image, "i"),
            "Figure 1",
            NodeData::Image(Figure {
                caption: "Plant in Oslo".into(),
                words: vec!["boiler".into()],
                ..Figure::default()
            }),
        ),
        node(
            &key(Kind::Formula, "f"),
            "(4)",
            NodeData::Formula {
                latex: Some(r"\eta = Q_h / P".into()),
                text: "η = Q/P".into(),
                label: None,
                symbols: vec![Symbol {
                    symbol: "Q_h".into(),
                    meaning: "the heating capacity in kW".into(),
                    predicate: None,
                    span: said_here,
                }],
                blob: None,
                described: None,
            },
        ),
        node(&key(Kind::Assertion, "a"), "Revenue", stated(AssertionObject::Quantity(quantity), "Revenue", said)),
        node(
            &key(Kind::Assertion, "b"),
            "owns",
            stated(AssertionObject::Entity(norden.clone()), "owns", Qualifiers::default()),
        ),
    ];
    (Graph::from_model(&nodes, &[]), nodes)
}

#[test]
fn texts_symbols_and_literals_are_asked_for_without_standing_in_the_graph() {
    let (mut graph, nodes) = content();
    let bytes = graph.topology_bytes();
    let asks = |kind: &str, field: &str, op: &str, value: &str| {
        let value = if value.is_empty() { String::new() } else { format!(", value = {value}") };
        template(kind, &format!("field = \"{field}\", op = \"{op}\"{value}"))
    };
    let text = asks("Chunk", "text", "contains", "\"heat pumps\"").expect("legal");
    let without = compile(&graph, &text).expect_err("this graph was read without texts").to_string();
    assert!(without.contains("slot \"answer\"") && without.contains("text"), "{without}");
    graph.set_contents(Arc::new(Knowledge::new(nodes, [])));
    assert_eq!(graph.topology_bytes(), bytes, "the graph does not grow with its texts");
    let cases = [
        ("Document", "pages", "at_least", "12", 1),
        ("Entity", "aliases", "equals", "\"北方热能\"", 1),
        ("Entity", "description", "starts_with", "\"A maker\"", 1),
        ("Chunk", "text", "contains", "\"heat PUMPS rose\"", 1),
        ("Chunk", "text", "equals", "\"heat pumps\"", 0),
        ("Chunk", "section", "in", "[\"Outlook\", \"Summary\"]", 1),
        ("Table", "caption", "contains", "\"revenue\"", 1),
        ("Table", "text", "equals", "\"1,750.5\"", 1),
        ("Image", "caption", "is_empty", "", 0),
        ("Image", "text", "equals", "\"boiler\"", 1),
        ("Formula", "symbols", "equals", "\"Q_h\"", 1),
        ("Formula", "symbols", "contains", "\"capacity\"", 1),
        ("Formula", "latex", "regex", "'^\\\\eta'", 1),
        ("Formula", "text", "contains", "\"Q/P\"", 1),
        ("Assertion", "subject", "equals", "\"Norden Heat\"", 2),
        ("Assertion", "predicate", "in", "[\"Revenue\", \"Profit\"]", 1),
        ("Assertion", "object", "equals", "\"Norden Heat\"", 1),
        ("Assertion", "value", "equals", "1750500000", 1),
        ("Assertion", "value", "between", "[1e9, 2e9]", 1),
        ("Assertion", "value", "is_empty", "", 1),
        ("Assertion", "unit", "equals", "\"EUR\"", 1),
        ("Assertion", "scale", "equals", "6", 1),
        ("Assertion", "precision", "at_most", "0", 0),
        ("Assertion", "period", "starts_with", "\"fy\"", 1),
        ("Assertion", "as_of", "is_empty", "", 2),
        ("Assertion", "scenario", "equals", "\"restated\"", 1),
        ("Assertion", "scope", "equals", "\"group\"", 1),
        ("Assertion", "conditions", "contains", "\"x\"", 0),
    ];
    for (kind, field, op, value, expected) in cases {
        let asked = asks(kind, field, op, value).unwrap_or_else(|error| panic!("{kind} {field} {op}: {error}"));
        let found = compile(&graph, &asked).expect("it compiles").candidates()[0].count;
        assert_eq!(found, expected, "{kind}: {field} {op} {value}");
    }
    let of_content = FIELDS.iter().filter(|field| field.in_content);
    for field in of_content {
        assert!(cases.iter().any(|(_, asked, ..)| *asked == field.name), "{} is tried above", field.name);
    }
    let other = asks("Chunk", "predicate", "equals", "\"owns\"").expect_err("a chunk has no predicate").to_string();
    assert!(
        other.contains("t.toml, line 3") && other.contains("only Assertion has it; expected text, section"),
        "{other}"
    );
}

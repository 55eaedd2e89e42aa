//! JSON as data sets and interfaces write it.

use crate::{ReadError, Source, read};
use pathloom_model::{Block, BlockContent, Parsed, WarningCode};

fn parsed(name: &str, text: &str) -> Parsed {
    read(&Source { name, bytes: text.as_bytes(), password: None }).expect("it reads")
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, .. } => format!("ul {}", items.join("|")),
        BlockContent::Table(table) => format!("table {}", table.to_text().replace('\t', ",").replace('\n', ";")),
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(shown).collect()
}

#[test]
fn short_records_are_a_table_and_long_ones_sections() {
    let rows = r#"[{"plant": "Oulu", "place": {"town": "Oulu", "open": true}, "units": [1, 2]}, {"plant": "Gdynia", "output": 3.5}]"#;
    let data = parsed("in/plants.json", rows);
    assert_eq!(outline(&data), ["table plant,place.town,place.open,units,output;Oulu,Oulu,true,1, 2,;Gdynia,,,,3.5"]);
    let BlockContent::Table(table) = &data.blocks[0].content else { panic!("a table") };
    let [from, to] = table.cells[2][4].chars.expect("a place");
    assert_eq!(&data.text.as_deref().expect("text")[from as usize..to as usize], "3.5", "cells lead to their words");
    assert_eq!((table.header_rows, data.meta.title.as_deref()), (1, Some("plants")));
    let long = "The plant opened in 1981. ".repeat(12);
    let lines = format!(
        "{{\"title\": \"Oulu\", \"year\": 1981, \"text\": \"{long}\\nSecond.\"}}\n\nnot json\n{{\"title\": \"Gdynia\", \"text\": \"Short.\"}}\n"
    );
    let cases = parsed("cases.jsonl", &lines);
    let found = outline(&cases);
    assert_eq!(found[..4], ["h2 Oulu", "ul title: Oulu|year: 1981", "h3 text", &format!("p {}", long.trim())]);
    assert_eq!(found[4..], ["p Second.", "h2 Gdynia", "ul title: Gdynia|text: Short."]);
    assert_eq!(
        (cases.warnings[0].code, cases.warnings[0].line),
        (WarningCode::Ragged, Some(3)),
        "a bad line by its number"
    );
}

#[test]
fn other_shapes_are_an_outline_and_what_is_broken_is_said() {
    let value = r#"{"name": "Plants", "tags": ["a", "b"], "parts": {"one": {"words": "x"}, "many": [1, 2]}}"#;
    assert_eq!(
        outline(&parsed("a.json", value)),
        ["ul name: Plants|tags: a, b", "h2 parts", "ul many: 1, 2", "h3 one", "ul words: x"]
    );
    let broken = read(&Source { name: "a.json", bytes: b"{\"a\": 1,\n oops}", password: None });
    assert_eq!(broken, Err(ReadError::Damaged { detail: "line 2, column 2 is not valid JSON".into() }));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(&Source { name: "a.json", bytes: deep.as_bytes(), password: None }).is_err(), "depth is bounded");
}

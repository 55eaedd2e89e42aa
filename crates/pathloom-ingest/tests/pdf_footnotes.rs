//! What a user relies on when footnotes are read from PDF: each a block of its own, and none in the text.

mod printed;

use pathloom_model::{BlockContent, Parsed};
use printed::{paragraphs, parse, rule, set, tables, text};

const COLUMNS: [f32; 3] = [48.0, 226.0, 404.0];

/// Where the text of a column ends.
const FOOT: f32 = 168.0;

fn columns() -> String {
    let mut page = set("F2", 200.0, 750.0, 16.0, "A gazette of the coast");
    for (at, x) in COLUMNS.into_iter().enumerate() {
        for row in 0..46 {
            let words = format!("column {at} row {row:02} of running words");
            page += &text(x, 720.0 - 12.0 * row as f32, 9.0, &words);
        }
        page += &text(x, FOOT, 9.0, "and here a note is called");
        page += &text(x + 98.3, FOOT + 3.2, 5.5, &format!("{}", at + 1));
    }
    page
}

fn notes(parsed: &Parsed) -> Vec<(String, String)> {
    let note = |content: &BlockContent| match content {
        BlockContent::Footnote { mark, text } => Some((mark.clone(), text.clone())),
        _ => None,
    };
    parsed.blocks.iter().filter_map(|block| note(&block.content)).collect()
}

fn is_apart(parsed: &Parsed, how: &str) {
    let all = paragraphs(parsed).join(" ");
    assert!(!all.contains("small print"), "{how}: no note is in the text");
    let calls = (0..3).map(|at| all.find(&format!("column {at} row 45 of running words and here a note is called")));
    assert!(calls.collect::<Option<Vec<_>>>().is_some_and(|it| it.is_sorted()), "{how}: no mark is in the text: {all}");
    assert!(tables(parsed).is_empty(), "{how}: notes are no table");
}

#[test]
fn each_of_three_columns_has_its_notes() {
    // Size of the notes, a rule above them, the mark: raised or on the line.
    let ways =
        [(7.5, true, ""), (7.5, false, ""), (8.5, false, ""), (9.0, true, ""), (7.5, true, " "), (7.5, true, ". ")];
    for (size, ruled, stop) in ways {
        let how = format!("size {size}, rule {ruled}, stop {stop:?}");
        let mut page = columns();
        for (at, x) in COLUMNS.into_iter().enumerate() {
            if ruled {
                page += &rule(x, x + 50.0, 156.0);
            }
            let words = format!("2023 saw column {at} told in");
            if stop.is_empty() {
                page += &text(x, 149.0, 5.0, &format!("{}", at + 1));
                page += &text(x + 3.5, 146.0, size, &words);
            } else {
                page += &text(x, 146.0, size, &format!("{}{stop}{words}", at + 1));
            }
            page += &text(x, 136.0, size, "two short lines of small print.");
        }
        let parsed = parse(&[page]);
        let note =
            |at: usize| ((at + 1).to_string(), format!("2023 saw column {at} told in two short lines of small print."));
        assert_eq!(notes(&parsed), [note(0), note(1), note(2)], "{how}: one note a column");
        is_apart(&parsed, &how);
    }
}

#[test]
fn notes_across_three_columns_are_read_as_one_column() {
    let mut page = columns();
    page += &rule(48.0, 130.0, 150.0);
    for (at, y) in [(1, 140.0), (2, 120.0), (3, 110.0)] {
        page += &text(48.0, y + 3.0, 5.0, &format!("{at}"));
        let words = "told across the page, as notes are that belong to all of its columns at once and go on in";
        page += &text(51.5, y, 7.5, if at == 1 { words } else { "A short note in small print." });
    }
    page += &text(48.0, 130.0, 7.5, "a second line of small print.");
    let parsed = parse(&[page]);
    let texts = [
        "told across the page, as notes are that belong to all of its columns at once and go on in a second line of \
         small print.",
        "A short note in small print.",
        "A short note in small print.",
    ];
    let expected: Vec<(String, String)> =
        texts.iter().enumerate().map(|(at, words)| ((at + 1).to_string(), (*words).to_owned())).collect();
    assert_eq!(notes(&parsed), expected, "each with its mark");
    is_apart(&parsed, "across");
}

#[test]
fn a_list_below_a_rule_is_no_footnote() {
    let mut page = String::new();
    for row in 0..30 {
        page += &text(
            72.0,
            720.0 - 13.0 * row as f32,
            10.0,
            "Running text goes on over the page and says what it has to say there.",
        );
    }
    page += &rule(72.0, 172.0, 330.0);
    for (at, words) in ["Open the outer door.", "Wait for the bell.", "Close it again."].iter().enumerate() {
        page += &text(72.0, 316.0 - 13.0 * at as f32, 10.0, &format!("{}. {words}", at + 1));
    }
    let parsed = parse(&[page]);
    assert!(notes(&parsed).is_empty(), "print as large as the text with numbers on the line is a list");
    let list = parsed
        .blocks
        .iter()
        .any(|block| matches!(&block.content, BlockContent::List { items, .. } if items.len() == 3));
    assert!(list, "of three");
}

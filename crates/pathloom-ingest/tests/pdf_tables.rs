//! What a user relies on when tables are read from PDF: rows, heads and names as they are meant, on pages written here.

mod printed;

use pathloom_model::TableData;
use printed::{paragraphs, parse, rule, set, tables, text};

/// A page with running text in two columns, the right one below `y`.
fn around(y: f32) -> String {
    let mut page = String::new();
    for row in 0..50 {
        let at = 720.0 - 12.0 * row as f32;
        page += &text(72.0, at, 10.0, &format!("left row {row:02} tells how the river ran towards its"));
        if at < y {
            page += &text(320.0, at, 10.0, &format!("right row {row:02} tells how the sea took it in and"));
        }
    }
    page
}

/// Texts of cells; "<" for a place covered by the cell at its left, "^" by one above.
fn grid(table: &TableData) -> Vec<Vec<String>> {
    let cell = |row: usize, col: usize| match table.cells[row][col].covered_by {
        Some((origin, _)) if (origin as usize) < row => "^".to_owned(),
        Some(_) => "<".to_owned(),
        None => table.cells[row][col].text.clone(),
    };
    (0..table.rows()).map(|row| (0..table.cols()).map(|col| cell(row, col)).collect()).collect()
}

fn row(y: f32, size: f32, cells: &[(f32, &str)]) -> String {
    cells.iter().map(|(x, words)| text(*x, y, size, words)).collect()
}

#[test]
fn texts_between_rules_above_a_caption_are_a_table_of_one_column() {
    let mut page = around(560.0);
    page += &rule(330.0, 530.0, 725.0);
    page += &set("F2", 334.0, 714.0, 8.0, "What the pilot said");
    page += &rule(330.0, 530.0, 708.0);
    for (line, words) in
        ["Keep the two lights in one line until the bell", "is heard on the port side, then turn slowly."]
            .iter()
            .enumerate()
    {
        page += &text(334.0, 698.0 - 9.5 * line as f32, 8.0, words);
    }
    page += &rule(330.0, 530.0, 682.0);
    page += &set("F2", 334.0, 671.0, 8.0, "What the log says");
    page += &rule(330.0, 530.0, 665.0);
    page += &text(334.0, 655.0, 8.0, "Lights in line at four, bell at ten past four.");
    page += &rule(330.0, 530.0, 648.0);
    page += &text(320.0, 634.0, 10.0, "Table 4: The same hour as told by two.");
    let parsed = parse(&[page]);
    let found = tables(&parsed);
    assert_eq!(found.len(), 1, "one table");
    let texts = [
        "What the pilot said",
        "Keep the two lights in one line until the bell is heard on the port side, then turn slowly.",
        "What the log says",
        "Lights in line at four, bell at ten past four.",
    ];
    assert_eq!(grid(found[0]), texts.map(|words| vec![words.to_owned()]), "a cell for each text");
    assert_eq!(found[0].label.as_ref().map(|label| label.number.as_str()), Some("4"), "called by its caption");
    assert!(!paragraphs(&parsed).iter().any(|words| words.contains("port side")), "and by nothing else");
}

#[test]
fn heads_over_several_lines_are_one_row() {
    let mut page = text(72.0, 745.0, 9.0, "Table 1: Works at the harbour.");
    page += &rule(72.0, 440.0, 735.0);
    page += &row(722.0, 9.0, &[(80.0, "Kind of"), (280.0, "+ Steel"), (370.0, "+ Stone")]);
    page += &row(716.5, 9.0, &[(160.0, "Place"), (220.0, "Wood")]);
    page += &row(711.0, 9.0, &[(80.0, "work"), (280.0, "frames"), (370.0, "blocks")]);
    page += &rule(72.0, 440.0, 704.0);
    for (at, place) in ["North mole", "East mole", "Old quay", "New quay"].iter().enumerate() {
        let y = 692.0 - 12.0 * at as f32;
        page += &row(y, 9.0, &[(80.0, "repair"), (160.0, place), (220.0, "11"), (280.0, "4"), (370.0, "1")]);
    }
    page += &rule(72.0, 440.0, 648.0);
    page += &text(72.0, 600.0, 9.0, "Table 2: Finding and mending leaks.");
    page += &rule(72.0, 440.0, 590.0);
    page += &row(578.0, 9.0, &[(80.0, "Pump"), (140.0, "Depth"), (210.0, "Finding leaks"), (320.0, "Mending leaks")]);
    page += &rule(190.0, 440.0, 573.0);
    page += &row(563.0, 9.0, &[(80.0, "type"), (140.0, "class"), (200.0, "found"), (250.0, "missed")]);
    page += &row(563.0, 9.0, &[(310.0, "mended"), (370.0, "open")]);
    page += &rule(72.0, 440.0, 557.0);
    for (at, depth) in ["low", "middle", "high", "all"].iter().enumerate() {
        let y = 545.0 - 12.0 * at as f32;
        let cells =
            [(80.0, "hand"), (140.0, *depth), (205.0, "0.34"), (255.0, "0.56"), (315.0, "0.66"), (375.0, "0.73")];
        page += &row(y, 9.0, &cells);
    }
    page += &rule(72.0, 440.0, 500.0);
    let parsed = parse(&[page]);
    let found = tables(&parsed);
    assert_eq!(found.len(), 2, "two tables");
    assert_eq!(grid(found[0])[0], ["Kind of work", "Place", "Wood", "+ Steel frames", "+ Stone blocks"]);
    assert_eq!((found[0].header_rows, found[0].rows()), (1, 5), "one row of heads, four of figures");
    let heads = [
        ["Pump type", "Depth class", "Finding leaks", "<", "Mending leaks", "<"],
        ["^", "^", "found", "missed", "mended", "open"],
    ];
    assert_eq!(grid(found[1])[..2], heads, "heads beside those of groups are as tall as both rows");
    assert_eq!(found[1].header_rows, 2);
}

#[test]
fn names_at_the_top_of_their_rows_reach_down_to_the_next_rule() {
    let mut page = text(72.0, 745.0, 9.0, "Table 3: Boats by yard.");
    page += &rule(72.0, 420.0, 735.0);
    page += &row(723.0, 9.0, &[(76.0, "Yard"), (180.0, "Length"), (300.0, "Boats")]);
    page += &rule(72.0, 420.0, 717.0);
    let groups = [
        ("Lower yard", [("short", "23"), ("middle", "9"), ("long", "14")]),
        ("Upper yard", [("short", "13"), ("middle", "11"), ("long", "7")]),
    ];
    let mut y = 705.0;
    for (name, rows) in groups {
        page += &text(76.0, y, 9.0, name);
        for (length, count) in rows {
            page += &row(y, 9.0, &[(180.0, length), (300.0, count)]);
            y -= 12.0;
        }
        page += &rule(72.0, 420.0, y + 6.0);
        y -= 4.0;
    }
    let parsed = parse(&[page]);
    let first: Vec<String> = grid(tables(&parsed)[0]).iter().map(|row| row[0].clone()).collect();
    assert_eq!(first, ["Yard", "Lower yard", "^", "^", "Upper yard", "^", "^"], "each name covers its three rows");
}

#[test]
fn rules_under_some_columns_part_rows() {
    let mut page = text(72.0, 745.0, 9.0, "Table 6: Faults and what they are.");
    let whole = |y: f32| rule(72.0, 500.0, y);
    let partial = |y: f32| rule(160.0, 500.0, y);
    page += &whole(735.0);
    page += &row(723.0, 9.0, &[(76.0, "Group"), (164.0, "Fault"), (280.0, "Explanation")]);
    page += &whole(717.0);
    page += &row(706.0, 9.0, &[(280.0, "The bolt was left open by whoever came last")]);
    page += &row(700.5, 9.0, &[(164.0, "Open bolt")]);
    page += &row(695.0, 9.0, &[(280.0, "or by the wind that came after.")]);
    page += &partial(689.0);
    page += &row(677.0, 9.0, &[(164.0, "Lost key"), (280.0, "No key is at hand.")]);
    page += &row(683.5, 9.0, &[(76.0, "Of the door")]);
    page += &partial(671.0);
    page += &row(659.0, 9.0, &[(164.0, "Bent hinge"), (280.0, "The hinge no longer holds.")]);
    page += &whole(653.0);
    page += &row(641.0, 9.0, &[(164.0, "Broken pane"), (280.0, "A pane is out, whole or in part, so that the")]);
    page += &row(630.0, 9.0, &[(280.0, "rain comes in.")]);
    page += &row(627.0, 9.0, &[(76.0, "Of the window")]);
    page += &partial(624.0);
    page += &row(612.0, 9.0, &[(164.0, "Loose frame"), (280.0, "The frame can be moved by hand.")]);
    page += &whole(606.0);
    let parsed = parse(&[page]);
    let expected = [
        ["Group", "Fault", "Explanation"],
        ["Of the door", "Open bolt", "The bolt was left open by whoever came last or by the wind that came after."],
        ["^", "Lost key", "No key is at hand."],
        ["^", "Bent hinge", "The hinge no longer holds."],
        ["Of the window", "Broken pane", "A pane is out, whole or in part, so that the rain comes in."],
        ["^", "Loose frame", "The frame can be moved by hand."],
    ];
    assert_eq!(grid(tables(&parsed)[0]), expected, "a row for each rule, names over theirs");
}

#[test]
fn marks_over_each_other_are_both_read() {
    let mut page = text(72.0, 745.0, 9.0, "Table 7: What each yard does.");
    let mark = |x: f32, y: f32, code: &str| set("F3", x, y, 9.0, code);
    let turned = |x: f32, y: f32| format!("BT /F3 9 Tf 0.994 -0.108 0.108 0.994 {x} {y} Tm (7) Tj ET\n");
    page += &rule(72.0, 420.0, 735.0);
    page += &row(723.0, 9.0, &[(76.0, "Yard"), (180.0, "Builds"), (300.0, "Mends")]);
    page += &rule(72.0, 420.0, 717.0);
    for (at, name) in ["Lower", "Middle", "Upper"].iter().enumerate() {
        let y = 705.0 - 12.0 * at as f32;
        page += &text(76.0, y, 9.0, name);
        page += &mark(190.0, y, "3");
        page += &match at {
            0 => mark(310.0, y, "7"),
            1 => mark(310.0, y, "3") + &mark(310.4, y, "7"),
            _ => mark(310.0, y, "3") + &turned(310.4, y + 0.3),
        };
    }
    page += &rule(72.0, 420.0, 676.0);
    let parsed = parse(&[page]);
    let last: Vec<String> = grid(tables(&parsed)[0]).iter().map(|row| row[2].clone()).collect();
    assert_eq!(last, ["Mends", "✗", "✓✗", "✓✗"], "neither hides the other, also where it is turned a little");
}

#[test]
fn rules_around_text_leave_a_table_below_its_caption_alone() {
    let mut page = rule(72.0, 540.0, 740.0);
    for (line, words) in
        ["A word to the reader stands between two rules and has nothing", "to do with the table that comes below it."]
            .iter()
            .enumerate()
    {
        page += &text(72.0, 726.0 - 12.0 * line as f32, 10.0, words);
    }
    page += &rule(72.0, 540.0, 700.0);
    page += &text(72.0, 680.0, 10.0, "Table 1: Boats by yard.");
    for (at, (name, count)) in [("Yard", "Boats"), ("Lower", "23"), ("Middle", "9"), ("Upper", "14")].iter().enumerate()
    {
        page += &row(660.0 - 13.0 * at as f32, 10.0, &[(72.0, name), (240.0, count)]);
    }
    let parsed = parse(&[page]);
    let expected = [["Yard", "Boats"], ["Lower", "23"], ["Middle", "9"], ["Upper", "14"]];
    assert_eq!(grid(tables(&parsed)[0]), expected, "the rows below the caption are its table");
    assert!(paragraphs(&parsed).iter().any(|words| words.contains("word to the reader")), "the text stays text");
}

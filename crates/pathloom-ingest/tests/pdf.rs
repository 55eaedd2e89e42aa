//! What a user relies on when reading PDF files, on tiny files written here.

mod printed;

use pathloom_ingest::ReadError;
use pathloom_ingest::pdf::{read, render_page};
use pathloom_model::{BlockContent, ImageClass, Key, ObjectLabelKind, WarningCode};
use printed::{paragraphs, parse, pdf, pdf_with, rule, set, tables, text};

/// A page of two columns with a title across both.
fn two_columns() -> String {
    let mut page = set("F2", 140.0, 720.0, 18.0, "A survey of rivers and their mouths");
    for i in 0..14 {
        let y = 680.0 - 12.0 * i as f32;
        page += &text(72.0, y, 10.0, &format!("left row {i:02} tells how the river ran towards its"));
        page += &text(320.0, y, 10.0, &format!("right row {i:02} tells how the sea took it in and"));
    }
    page
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let parsed = parse(&[two_columns()]);
    assert_eq!(
        parsed.meta.title.as_deref(),
        Some("A survey of rivers and their mouths"),
        "the largest print is the title"
    );
    let all = paragraphs(&parsed).join(" ");
    let places: Vec<usize> = (0..14)
        .map(|i| format!("left row {i:02}"))
        .chain((0..14).map(|i| format!("right row {i:02}")))
        .map(|row| all.find(&row).expect("every row is read"))
        .collect();
    assert!(places.is_sorted(), "the left column comes whole before the right one: {all}");
    let first =
        parsed.blocks.iter().find(|b| matches!(b.content, BlockContent::Paragraph { .. })).expect("a paragraph");
    let line = &first.lines[1];
    assert_eq!(
        &first.text()[line.start as usize..line.end as usize],
        "left row 01 tells how the river ran towards its"
    );
    assert!((line.bbox.x0 - 72.0).abs() < 1.0 && line.bbox.y1 > 792.0 - 680.0, "each line knows its place");
}

#[test]
fn small_print_keeps_its_meaning_and_footnote_marks_go() {
    let mut page = String::new();
    for i in 0..6 {
        page += &text(
            72.0,
            700.0 - 13.0 * i as f32,
            10.0,
            "Plain rows of running text stand around the one that matters here, and on.",
        );
    }
    let y = 600.0;
    page += &text(72.0, y, 10.0, "An area of 12 m");
    page += &text(142.5, y + 3.6, 6.5, "2");
    page += &text(149.0, y, 10.0, "holds H");
    page += &text(182.4, y - 1.5, 6.5, "2");
    page += &text(186.1, y, 10.0, "O at 10");
    page += &text(219.5, y + 3.6, 6.5, "-3");
    page += &text(228.0, y, 10.0, "bar, sold for 1,750");
    page += &text(315.3, y + 3.6, 6.5, "1");
    page += &text(321.0, y, 10.0, "million as the board");
    page += &text(409.6, y + 3.6, 6.5, "2");
    page += &text(415.5, y, 10.0, "said.");
    page += &rule(72.0, 150.0, 120.0);
    page += &text(72.0, 108.6, 5.5, "1");
    page += &text(76.0, 105.0, 8.0, "Restated after the sale.");
    page += &text(72.0, 98.6, 5.5, "2");
    page += &text(76.0, 95.0, 8.0, "Minutes of May.");
    let parsed = parse(&[page]);
    let all = paragraphs(&parsed).join(" ");
    assert!(all.contains("12 m² holds H₂O at 10⁻³ bar"), "powers and formulas stay: {all}");
    assert!(all.contains("sold for 1,750 million as the board said."), "a footnote mark never joins a number: {all}");
    let notes: Vec<(String, String)> = parsed
        .blocks
        .iter()
        .filter_map(|block| match &block.content {
            BlockContent::Footnote { mark, text } => Some((mark.clone(), text.clone())),
            _ => None,
        })
        .collect();
    let expected =
        [("1", "Restated after the sale."), ("2", "Minutes of May.")].map(|(m, t)| (m.to_owned(), t.to_owned()));
    assert_eq!(notes, expected, "footnotes are blocks of their own");
}

fn page_with_table() -> String {
    let mut page = String::new();
    for i in 0..8 {
        page += &text(
            72.0,
            720.0 - 13.0 * i as f32,
            10.0,
            "Running text goes before the table and says that capacity grew, as Table 2 has it.",
        );
    }
    page += &text(72.0, 590.0, 9.0, "Table 2: Capacity of the plants by year, in MW.");
    page += &rule(72.0, 420.0, 580.0);
    let rows = [
        ["Plant", "2023", "2024"],
        ["Oulu North", "12.5", "14.0"],
        ["Bergen", "7", "9.25"],
        ["Aarhus Harbour", "-", "3"],
    ];
    for (i, row) in rows.iter().enumerate() {
        let y = 568.0 - 14.0 * i as f32;
        for (cell, x) in row.iter().zip([76.0, 220.0, 330.0]) {
            page += &text(x, y, 9.0, cell);
        }
        if i == 0 {
            page += &rule(72.0, 420.0, 563.0);
        }
    }
    page += &rule(72.0, 420.0, 521.0);
    for i in 0..8 {
        page += &text(
            72.0,
            490.0 - 13.0 * i as f32,
            10.0,
            "Running text goes on below the table and speaks of other matters altogether.",
        );
    }
    page
}

#[test]
fn a_ruled_table_has_every_cell_and_its_caption() {
    let parsed = parse(&[page_with_table()]);
    let found = tables(&parsed);
    assert_eq!(found.len(), 1, "one table");
    let table = found[0];
    let cells: Vec<Vec<&str>> =
        table.cells.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
    let expected = vec![
        vec!["Plant", "2023", "2024"],
        vec!["Oulu North", "12.5", "14.0"],
        vec!["Bergen", "7", "9.25"],
        vec!["Aarhus Harbour", "-", "3"],
    ];
    assert_eq!(cells, expected, "every cell, in its place");
    assert_eq!((table.header_rows, table.header_cols), (1, 1), "years above, plants at the left are heads");
    assert_eq!(table.caption, "Table 2: Capacity of the plants by year, in MW.");
    let label = table.label.as_ref().expect("a label");
    assert_eq!((label.kind, label.number.as_str()), (ObjectLabelKind::Table, "2"));
    let cell = table.cells[2][2].bbox.expect("cells have boxes");
    assert!((cell.x0 - 330.0).abs() < 1.0, "a cell's box is where it is printed");
    assert!(
        !paragraphs(&parsed).iter().any(|text| text.contains("Oulu") || text.contains("Table 2:")),
        "nothing is read twice"
    );
}

#[test]
fn a_drawing_joins_its_caption_and_keeps_its_words_to_itself() {
    let mut page = String::new();
    for i in 0..6 {
        page += &text(
            72.0,
            740.0 - 13.0 * i as f32,
            10.0,
            "Running text goes before the figure and is wide enough to be taken for prose.",
        );
    }
    page += "1 w 120 460 m 120 620 l S 120 460 m 420 460 l S 0.2 0.4 0.8 rg\n";
    for i in 0..5 {
        let x = 140.0 + 55.0 * i as f32;
        page += &format!("{x} 460 30 {} re f\n", 40 + 20 * i);
        page += &format!("0 g {}0.2 0.4 0.8 rg\n", text(x + 3.0, 448.0, 8.0, &format!("{}", 2019 + i)));
    }
    page += "0 g\n";
    page += &text(72.0, 420.0, 9.0, "Figure 1: Plants opened, by year.");
    for i in 0..6 {
        page += &text(
            72.0,
            390.0 - 13.0 * i as f32,
            10.0,
            "Running text goes on after the figure and is wide enough to be prose as well.",
        );
    }
    let parsed = parse(&[page]);
    let figure = parsed.blocks.iter().find_map(|block| match &block.content {
        BlockContent::Figure(figure) => Some((block, figure)),
        _ => None,
    });
    let (block, figure) = figure.expect("a figure");
    assert_eq!(figure.caption, "Figure 1: Plants opened, by year.");
    assert_eq!(figure.class, ImageClass::Chart, "bars with years under them are a chart");
    assert!(["2019", "2023"].iter().all(|year| figure.words.join(" ").contains(year)), "{:?}", figure.words);
    assert!(!paragraphs(&parsed).iter().any(|text| text.contains("2021")), "labels are no paragraphs");
    let bbox = block.bbox.expect("a box");
    assert!(bbox.y1 < 792.0 - 427.0, "the caption is not part of the picture");
    let blob = parsed.blobs.iter().find(|blob| Some(&blob.name) == figure.blob.as_ref()).expect("a crop");
    assert!(blob.bytes.starts_with(b"\x89PNG"), "the crop is a picture");
}

#[test]
fn paragraphs_go_on_over_pages_and_running_heads_go() {
    let page = |number: u32, rows: &[&str]| {
        let mut page = text(72.0, 760.0, 8.0, "Annual review of rivers");
        page += &text(300.0, 40.0, 8.0, &format!("{number}"));
        for (i, row) in rows.iter().enumerate() {
            page += &text(72.0, 700.0 - 13.0 * i as f32, 10.0, row);
        }
        page
    };
    let parsed = parse(&[
        page(
            1,
            &[
                "The report begins with a row that is as long as any of the others and more,",
                "and this one breaks off in the middle of a long and consi-",
            ],
        ),
        page(2, &["derable word, as reports do when they go over the foot of the page they are on.", "It then ends."]),
        page(3, &["A last page says little, but says it in a row that is about as long as others are."]),
    ]);
    let all = paragraphs(&parsed);
    assert_eq!(all.len(), 2, "one paragraph over two pages, one on the third: {all:?}");
    assert!(all[0].contains("a long and considerable word"), "the hyphen is mended: {}", all[0]);
    assert!(!all.join(" ").contains("Annual review"), "running heads are no text");
    let block = &parsed.blocks[0];
    assert_eq!(block.more.first().map(|more| more.0), Some(2), "the second page's box is kept");
}

#[test]
fn a_numbered_formula_has_its_number() {
    let mut page = String::new();
    for i in 0..6 {
        page += &text(
            72.0,
            740.0 - 13.0 * i as f32,
            10.0,
            "Running text goes before the formula and is wide enough to be taken for prose.",
        );
    }
    page += &text(260.0, 640.0, 10.0, "E = m + 3 a + k");
    page += &text(440.0, 640.0, 10.0, "(3)");
    for i in 0..6 {
        page += &text(
            72.0,
            610.0 - 13.0 * i as f32,
            10.0,
            "Running text goes on after the formula and is wide enough to be prose as well.",
        );
    }
    let parsed = parse(&[page]);
    let formula = parsed.blocks.iter().find_map(|block| match &block.content {
        BlockContent::Formula { text, label, blob, .. } => Some((text.clone(), label.clone(), blob.clone())),
        _ => None,
    });
    let (text, label, blob) = formula.expect("a formula");
    assert_eq!(text, "E = m + 3 a + k");
    assert_eq!(label.map(|label| (label.kind, label.number)), Some((ObjectLabelKind::Formula, "3".into())));
    assert!(blob.is_some(), "a formula has a picture");
}

#[test]
fn a_page_without_text_is_told_apart() {
    let picture = "q 600 0 0 780 6 6 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{40} EI Q\n".to_owned();
    let parsed = parse(&[picture, two_columns()]);
    assert!(parsed.meta.pages[0].needs_vision, "a picture of a page needs vision");
    assert!(!parsed.meta.pages[1].needs_vision, "a page of text does not");
    let warnings: Vec<_> = parsed.warnings.iter().map(|w| (w.code, w.page)).collect();
    assert_eq!(warnings, [(WarningCode::NeedsVision, Some(1))]);
    assert!(parsed.blocks.iter().all(|block| block.page == 2 || matches!(block.content, BlockContent::Figure(_))));
}

#[test]
fn what_cannot_be_read_says_why() {
    let sound = pdf(&[two_columns(), page_with_table()]);
    let read = |bytes: &[u8]| read(Key::document(bytes), "x.pdf", bytes, None);
    assert_eq!(read(b"").unwrap_err(), ReadError::Empty);
    assert!(matches!(read(b"PK\x03\x04 not a PDF at all").unwrap_err(), ReadError::NotThisFormat { .. }));
    assert!(matches!(read(b"%PDF-1.7\nnothing more").unwrap_err(), ReadError::Damaged { .. }));
    let key = "00".repeat(32);
    let lock = format!("/ID [<{key}> <{key}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>");
    let locked = pdf_with(&[two_columns()], &lock);
    assert_eq!(read(&locked).unwrap_err(), ReadError::Encrypted, "a locked file asks for its password");
    match read(&sound[..sound.len() * 2 / 3]) {
        Ok(parsed) => {
            assert!(parsed.warnings.iter().any(|w| w.code == WarningCode::Unreadable), "a cut file is said to be cut")
        }
        Err(error) => assert!(matches!(error, ReadError::Damaged { .. }), "{error:?}"),
    }
    for end in (0..sound.len()).step_by(97) {
        let _ = read(&sound[..end]);
    }
}

#[test]
fn pages_are_shown_as_pictures() {
    let bytes = pdf(&[two_columns()]);
    let png = render_page(&bytes, 1, 300, None).expect("a picture");
    let picture = image::load_from_memory(&png).expect("a PNG").to_rgb8();
    assert_eq!((picture.width(), picture.height()), (300, 388), "as wide as asked, in the page's shape");
    assert!(picture.pixels().any(|p| p.0[0] < 100), "with print on it");
    assert!(matches!(render_page(&bytes, 2, 300, None), Err(ReadError::NoSuchPage { page: 2, pages: 1 })));
}

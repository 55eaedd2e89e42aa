//! Workbooks written part by part.

use crate::archive::tests::zipped;
use crate::{ReadError, Source, read};
use pathloom_model::{BlockContent, Parsed, TableData, WarningCode};

const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of sheets with the given rows; style 1 is a share, 2 a date, 3 thousands.
fn file(sheets: &[(&str, &str)]) -> Vec<u8> {
    let list: String = sheets
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            let state = if *name == "Hidden" { " state=\"hidden\"" } else { "" };
            format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"{state}/>")
        })
        .collect();
    let workbook = format!("<workbook xmlns=\"x\" xmlns:r=\"{RELS}\"><sheets>{list}</sheets></workbook>");
    let mut relations = format!(
        "<Relationships><Relationship Id=\"s\" Type=\"{RELS}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         <Relationship Id=\"y\" Type=\"{RELS}/styles\" Target=\"styles.xml\"/>"
    );
    for at in 0..sheets.len() {
        relations.push_str(&format!(
            "<Relationship Id=\"r{at}\" Type=\"{RELS}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
        ));
    }
    relations.push_str("</Relationships>");
    let strings = "<sst><si><t>Plant</t></si><si><r><t>Out</t></r><r><t>put &amp; more</t></r><rPh><t>no</t></rPh></si><si><t>Oulu</t></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"#,##0&quot; t&quot;\"/></numFmts>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
    let parts: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(at, (_, rows))| {
            let (rows, after) = rows.split_once("<!>").unwrap_or((rows, ""));
            (
                format!("xl/worksheets/s{at}.xml"),
                format!("<worksheet xmlns=\"x\"><sheetData>{rows}</sheetData>{after}</worksheet>"),
            )
        })
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ];
    all.extend(parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    zipped(&all)
}

fn parsed(sheets: &[(&str, &str)]) -> Parsed {
    read(&Source { name: "in/Plants.xlsx", bytes: &file(sheets), password: None }).expect("it reads")
}

fn row(at: u32, cells: &[&str]) -> String {
    let cell = |(col, words): (usize, &&str)| match words.parse::<f64>() {
        _ if words.is_empty() => String::new(),
        Ok(number) => format!("<c r=\"{}{at}\"><v>{number}</v></c>", char::from(b'A' + col as u8)),
        Err(_) => format!("<c r=\"{}{at}\" t=\"inlineStr\"><is><t>{words}</t></is></c>", char::from(b'A' + col as u8)),
    };
    format!("<row r=\"{at}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

fn tables(parsed: &Parsed) -> Vec<&TableData> {
    let table = |block: &'_ pathloom_model::Block| matches!(block.content, BlockContent::Table(_));
    parsed
        .blocks
        .iter()
        .filter(|block| table(block))
        .map(|block| if let BlockContent::Table(table) = &block.content { table } else { unreachable!("filtered") })
        .collect()
}

#[test]
fn cells_read_as_the_sheet_shows_them() {
    let sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>Share</t></is></c>\
                 <c r=\"D1\" t=\"inlineStr\"><is><t>As of</t></is></c></row>\
                 <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" s=\"3\"><f>1+1</f><v>1750</v></c><c r=\"C2\" s=\"1\"><v>0.12345</v></c><c r=\"D2\" s=\"2\"><v>45382</v></c></row>\
                 <row r=\"3\"><c r=\"A3\" t=\"str\"><v>Gdynia</v></c><c r=\"B3\" s=\"3\"><f>B2*2</f></c><c r=\"C3\" t=\"b\"><v>1</v></c><c r=\"D3\" t=\"e\"><v>#N/A</v></c></row>";
    let parsed = parsed(&[("产能", sheet)]);
    let table = tables(&parsed)[0];
    assert_eq!(
        table.to_text(),
        "Plant\tOutput & more\tShare\tAs of\nOulu\t1,750 t\t12.35%\t2024-03-31\nGdynia\t\tTRUE\t#N/A"
    );
    assert_eq!((table.header_rows, table.header_cols), (1, 1));
    assert!(
        matches!(&parsed.blocks[0].content, BlockContent::Heading { level: 2, text } if text == "产能"),
        "the sheet is a section"
    );
    assert_eq!(parsed.meta.title.as_deref(), Some("Plants"), "named after the file");
    assert!(parsed.warnings[0].message.starts_with("1 formulas"), "a formula without result is said");
    let [from, to] = table.cells[1][1].chars.expect("a place");
    assert_eq!(&parsed.text.as_deref().expect("text")[from as usize..to as usize], "1,750 t");
}

#[test]
fn titles_units_notes_and_several_tables_of_a_sheet() {
    let rows = [
        row(1, &["表1 各厂产能"]),
        row(2, &["单位：万吨"]),
        row(3, &["厂", "产能"]),
        row(4, &["北岭", "75"]),
        row(5, &["南港", "60"]),
        row(6, &["资料来源：公司公告，经整理"]),
        row(9, &["Year", "Price", "", "Town", "People"]),
        row(10, &["first", "3", "", "Oulu", "200"]),
        row(11, &["second", "4", "", "Gdynia", "250"]),
    ]
    .concat();
    let parsed = parsed(&[("A", &rows), ("Hidden", &rows), ("Empty", "")]);
    let tables = tables(&parsed);
    assert_eq!(tables[0].caption, "表1 各厂产能 单位：万吨");
    assert_eq!(tables[0].footnotes, ["资料来源：公司公告，经整理"]);
    assert_eq!(tables[0].to_text(), "厂\t产能\n北岭\t75\n南港\t60");
    let texts: Vec<String> = tables[1..].iter().map(|table| table.to_text()).collect();
    assert_eq!(
        texts,
        ["Year\tPrice\nfirst\t3\nsecond\t4", "Town\tPeople\nOulu\t200\nGdynia\t250"],
        "two tables side by side"
    );
    assert_eq!(parsed.blocks.len(), 4, "one heading and three tables; hidden and empty sheets give none");
    assert!(parsed.warnings[0].message.contains("1 hidden sheets"));
}

#[test]
fn merged_heads_cover_their_columns() {
    let rows = format!(
        "{}{}{}{}<!><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>",
        row(1, &["Plant", "Output"]),
        row(2, &["", "2023", "2024"]),
        row(3, &["Oulu", "18", "19"]),
        row(4, &["Gdynia", "51", "52"])
    );
    let parsed = parsed(&[("A", &rows)]);
    let table = tables(&parsed)[0];
    assert_eq!(
        (table.header_rows, table.cells[0][2].covered_by, table.cells[1][0].covered_by),
        (2, Some((0, 1)), Some((0, 0)))
    );
}

#[test]
fn vast_sheets_are_cut_and_hostile_ones_refused() {
    let many: String = (1..=20_050).map(|at| row(at, &["a", "1"])).collect();
    let parsed = parsed(&[("Long", &many)]);
    assert_eq!(tables(&parsed)[0].rows(), 20_000);
    assert!(
        parsed.warnings.iter().any(|warning| warning.code == WarningCode::Limit && warning.message.contains("50 more"))
    );
    let far = "<row r=\"1\"><c r=\"XFD1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>";
    let spread = self::parsed(&[("Far", far)]);
    assert!(tables(&spread).iter().all(|table| table.cols() <= 2), "empty places cost nothing");
    let laughs = zipped(&[("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a \"b\">]><workbook/>")]);
    assert!(matches!(read(&Source { name: "a.xlsx", bytes: &laughs, password: None }), Err(ReadError::Unsafe { .. })));
}

//! Documents that other programs wrote (`fixtures/make.py`): what an author put in comes out, in order.

use pathloom_ingest::{Source, read};
use pathloom_model::{Block, BlockContent, Parsed};

fn parsed(name: &str) -> Parsed {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    read(&Source { name, bytes: &bytes, password: None }).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, ordered } => format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|")),
        BlockContent::Table(table) => {
            format!("table [{}] {}", table.caption, table.to_text().replace('\t', ",").replace('\n', ";"))
        }
        BlockContent::Figure(figure) => {
            format!("{} [{}] {}", figure.class.name(), figure.caption, if figure.blob.is_some() { "shown" } else { "" })
        }
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(|block| shown(block).trim_end().to_owned()).collect()
}

const REPORT: [&str; 9] = [
    "h1 Plants of the north",
    "h2 Introduction",
    "p The Oulu plant opened in 1981. It is run by Northern Power, as Table 1 shows.",
    "ul water|hydrogen",
    "ol first step|second step",
    "table [Table 1: Output by plant in tonnes] Plant,2023,2024;Oulu,1,750,1,900;Gdynia,510,525;All,4,685,",
    "h3 Pictures",
    "other [Figure 1: The Oulu plant] shown",
    "p It emits CO₂ daily.",
];

#[test]
fn a_report_of_python_docx() {
    assert_eq!(outline(&parsed("plants.docx")), REPORT);
}

#[test]
fn a_workbook_of_openpyxl() {
    let expected = [
        "h2 Output",
        "table [Output by plant] Plant,Output,Share;Oulu,1,750.0 t,77.4%;Gdynia,510.5 t,22.6%",
        "chart [Output]",
        "h2 产能",
        "table [] 厂,产能;北岭,75;南港,60",
    ];
    assert_eq!(outline(&parsed("plants.xlsx")), expected);
}

#[test]
fn a_presentation_of_python_pptx() {
    let parsed = parsed("plants.pptx");
    let expected = [
        "h1 Plants of the north",
        "p A short review",
        "h2 What they make",
        "ul hydrogen|steam",
        "p Mention the permit.",
        "h2 Output",
        "table [] Plant,2023,2024;Oulu,1,750,1,900;Gdynia,510,525",
        "other [] shown",
        "chart [Output by year]",
        "table [Output by year] ,Oulu;2023,1750;2024,1900",
    ];
    assert_eq!(outline(&parsed), expected);
    let pages: Vec<u32> = parsed.blocks.iter().map(|block| block.page).collect();
    assert_eq!(pages, [1, 1, 2, 2, 2, 3, 3, 3, 4, 4], "a page a slide");
}

#[test]
fn the_same_report_as_libreoffice_writes_it() {
    assert_eq!(outline(&parsed("plants.odt")), REPORT);
}

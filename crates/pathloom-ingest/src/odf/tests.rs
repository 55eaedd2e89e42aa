//! OpenDocument files written part by part.

use crate::archive::tests::zipped;
use crate::{ReadError, Source, read};
use pathloom_model::{Block, BlockContent, Format, Parsed};

const NAMES: &str = "xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"tb\" xmlns:draw=\"d\" xmlns:style=\"s\" xmlns:svg=\"v\" \
                     xmlns:presentation=\"p\" xmlns:xlink=\"x\" xmlns:fo=\"f\" xmlns:math=\"m\"";

fn file(kind: &str, styles: &str, body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let content = format!(
        "<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())];
    parts.extend(more);
    zipped(&parts)
}

fn parsed(kind: &str, styles: &str, body: &str, more: &[(&str, &[u8])]) -> Parsed {
    read(&Source { name: "north.odx", bytes: &file(kind, styles, body, more), password: None }).expect("it reads")
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, ordered } => format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|")),
        BlockContent::Table(table) => {
            format!("table [{}] {}", table.caption, table.to_text().replace('\t', ",").replace('\n', ";"))
        }
        BlockContent::Figure(figure) => format!("{} {}", figure.class.name(), figure.caption),
        BlockContent::Formula { latex, .. } => format!("formula {}", latex.as_deref().unwrap_or_default()),
        BlockContent::Footnote { mark, text } => format!("note {mark} {text}"),
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(shown).collect()
}

#[test]
fn a_text_with_notes_lists_formulas_and_charts() {
    let styles = "<style:style style:name=\"P1\" style:parent-style-name=\"Title\"/>\
        <style:style style:name=\"T1\"><style:text-properties style:text-position=\"sub 58%\"/></style:style>\
        <text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\"/></text:list-style>";
    let math = "<math:math xmlns:math=\"m\"><math:semantics><math:mfrac><math:mi>a</math:mi><math:mi>b</math:mi></math:mfrac>\
        <math:annotation math:encoding=\"StarMath 5.0\">a over b</math:annotation></math:semantics></math:math>";
    let chart = format!(
        "<office:document-content {NAMES} xmlns:chart=\"c\"><office:body><office:chart><chart:chart><chart:title><text:p>Output</text:p></chart:title>\
         <table:table><table:table-row><table:table-cell/><table:table-cell><text:p>Oulu</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell><text:p>2024</text:p></table:table-cell><table:table-cell><text:p>18</text:p></table:table-cell></table:table-row></table:table>\
         </chart:chart></office:chart></office:body></office:document-content>"
    );
    let body = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:p text:style-name=\"P1\">The north</text:p>\
        <text:h text:outline-level=\"2\">Plants</text:h>\
        <text:p>It emits<text:s/>CO<text:span text:style-name=\"T1\">2</text:span><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In 1981.</text:p></text:note-body></text:note> daily.</text:p>\
        <text:list text:style-name=\"L1\"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>\
        <text:p><draw:frame><draw:object xlink:href=\"./Object 1\"/><draw:image xlink:href=\"./ObjectReplacements/Object 1\"/></draw:frame> (4)</text:p>\
        <text:p><draw:frame><draw:object xlink:href=\"./Object 2\"/></draw:frame></text:p>\
        <table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>Head</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>\
        <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>";
    let parsed = parsed(
        "text",
        styles,
        body,
        &[("Object 1/content.xml", math.as_bytes()), ("Object 2/content.xml", chart.as_bytes())],
    );
    assert_eq!(
        outline(&parsed),
        [
            "h1 The north",
            "h3 Plants",
            "p It emits CO₂ daily.",
            "note 1 In 1981.",
            "ol one|inner|two",
            "formula \\frac{a}{b}",
            "chart Output",
            "table [Output] ,Oulu;2024,18",
            "table [] Head,;a,b",
        ]
    );
    assert_eq!(parsed.meta.format, Format::Odt);
    let BlockContent::Formula { label, .. } = &parsed.blocks[5].content else { panic!("a formula") };
    assert_eq!(label.as_ref().map(|label| label.number.as_str()), Some("4"), "the number beside it");
}

#[test]
fn sheets_show_what_is_displayed_and_repeats_stay_small() {
    let cell =
        |words: &str, more: &str| format!("<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>");
    let body = format!(
        "<table:table table:name=\"Output\"><table:table-row>{}{}</table:table-row><table:table-row>{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\">{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>\
         <table:table table:name=\"Empty\"/>",
        cell("Plant", ""),
        cell("Share", ""),
        cell("Oulu", ""),
        cell("77.4%", "office:value=\"0.774\""),
        cell("Gdynia", ""),
        cell("1", ""),
    );
    let parsed = parsed("spreadsheet", "", &body, &[]);
    assert_eq!(outline(&parsed), ["h2 Output", "table [] Plant,Share;Oulu,77.4%;Gdynia,1;Gdynia,1"]);
    assert_eq!((parsed.meta.format, parsed.meta.title.as_deref()), (Format::Ods, Some("north")));
}

#[test]
fn slides_are_pages_with_notes() {
    let frame = |class: &str, y: &str, words: &str| {
        format!(
            "<draw:frame presentation:class=\"{class}\" svg:x=\"1cm\" svg:y=\"{y}\" svg:width=\"20cm\" svg:height=\"2cm\"><draw:text-box>{words}</draw:text-box></draw:frame>"
        )
    };
    let list = "<text:list><text:list-item><text:p>hydrogen</text:p></text:list-item><text:list-item><text:p>steam</text:p></text:list-item></text:list>";
    let body = format!(
        "<draw:page>{}{}</draw:page><draw:page>{}{}{}<presentation:notes>{}</presentation:notes></draw:page>",
        frame("subtitle", "8cm", "<text:p>A review</text:p>"),
        frame("title", "2cm", "<text:p>The north</text:p>"),
        frame("outline", "6cm", list),
        frame("page-number", "19cm", "<text:p>2</text:p>"),
        frame("title", "2cm", "<text:p>Products</text:p>"),
        frame("notes", "2cm", "<text:p>Mention it.</text:p>"),
    );
    let parsed = parsed("presentation", "", &body, &[]);
    assert_eq!(
        outline(&parsed),
        ["h1 The north", "p A review", "h2 Products", "ul hydrogen|steam", "note  Mention it."]
    );
    assert_eq!(parsed.blocks.iter().map(|block| block.page).collect::<Vec<_>>(), [1, 1, 2, 2, 2]);
    assert_eq!((parsed.meta.format, parsed.meta.pages.len()), (Format::Odp, 2));
}

#[test]
fn locked_and_hostile_files_are_refused_in_words() {
    let open = |bytes: &[u8]| read(&Source { name: "a.odt", bytes, password: None });
    let manifest = "<manifest xmlns:m=\"m\"><m:file-entry><m:encryption-data/></m:file-entry></manifest>";
    assert_eq!(
        open(&file("text", "", "", &[("META-INF/manifest.xml", manifest.as_bytes())])),
        Err(ReadError::Encrypted)
    );
    let deep = format!("{}<text:p>x</text:p>{}", "<text:section>".repeat(50_000), "</text:section>".repeat(50_000));
    assert!(open(&file("text", "", &deep, &[])).is_ok_and(|parsed| parsed.blocks.is_empty()), "depth is bounded");
    let outside = "<text:p><draw:frame><draw:image xlink:href=\"../../etc/passwd\"/></draw:frame></text:p>";
    assert!(
        open(&file("text", "", outside, &[])).is_ok_and(|parsed| parsed.blobs.is_empty()),
        "nothing outside is opened"
    );
}

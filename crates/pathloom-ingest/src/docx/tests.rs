//! Word documents written part by part.

use crate::archive::tests::zipped;
use crate::{ReadError, Source, read};
use pathloom_model::{
    Block, BlockContent, Format, ImageClass, ObjectLabelKind, Parsed, TableData, WarningCode, locate,
};

const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STYLES: &str = r#"<w:styles xmlns:w="w">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>
<w:style w:styleId="my"><w:name w:val="My part"/><w:basedOn w:val="2"/></w:style>
<w:style w:styleId="cap"><w:name w:val="caption"/></w:style>
<w:style w:styleId="toc1"><w:name w:val="toc 1"/></w:style>
</w:styles>"#;
const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num></w:numbering>"#;

/// A document whose body is given, with styles, numbering, footnotes, a picture and a chart beside it.
fn file(body: &str) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"w\" xmlns:m=\"m\" xmlns:r=\"{RELS}\" xmlns:a=\"a\" xmlns:c=\"c\" xmlns:wp=\"wp\" xmlns:mc=\"mc\" \
         xmlns:wps=\"wps\" xmlns:v=\"v\"><w:body>{body}</w:body></w:document>"
    );
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELS}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = format!(
        "<Relationships>{}{}{}{}{}<Relationship Id=\"out\" Type=\"{RELS}/image\" Target=\"http://a.b/x.png\" TargetMode=\"External\"/></Relationships>",
        relation("s", "styles", "styles.xml"),
        relation("n", "numbering", "numbering.xml"),
        relation("f", "footnotes", "footnotes.xml"),
        relation("img", "image", "media/plant.png"),
        relation("chart", "chart", "charts/chart1.xml"),
    );
    let footnotes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"0\" w:type=\"separator\"><w:p/></w:footnote>\
                     <w:footnote w:id=\"7\"><w:p><w:r><w:t>Opened in 1981.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let points = |words: [&str; 2]| {
        let [a, b] = words;
        format!("<c:pt idx=\"0\"><c:v>{a}</c:v></c:pt><c:pt idx=\"1\"><c:v>{b}</c:v></c:pt>")
    };
    let chart = format!(
        "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Output by year</a:t></a:r></a:p></c:rich></c:tx></c:title>\
         <c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx=\"0\"><c:v>Oulu</c:v></c:pt></c:strCache></c:strRef></c:tx>\
         <c:cat><c:strRef><c:strCache>{}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>{}</c:numCache></c:numRef></c:val></c:ser></c:barChart>\
         </c:plotArea></c:chart></c:chartSpace>",
        points(["2023", "2024"]),
        points(["0.30000000000000004", "18"])
    );
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/footnotes.xml", footnotes.as_bytes()),
        ("word/media/plant.png", png.get_ref()),
        ("word/charts/chart1.xml", chart.as_bytes()),
    ])
}

fn parsed(body: &str) -> Parsed {
    read(&Source { name: "dir/report.docx", bytes: &file(body), password: None }).expect("it reads")
}

fn p(style: &str, words: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>"
    )
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, ordered } => format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|")),
        BlockContent::Table(table) => format!("table {}", table.caption),
        BlockContent::Figure(figure) => format!("figure {}", figure.caption),
        BlockContent::Formula { latex, .. } => format!("formula {}", latex.as_deref().unwrap_or_default()),
        BlockContent::Footnote { mark, text } => format!("note {mark} {text}"),
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(shown).collect()
}

/// Every block and cell leads to its own words in the text.
fn check_places(parsed: &Parsed) {
    let text = parsed.text.as_deref().expect("text");
    for block in &parsed.blocks {
        let words = block.text();
        let [from, to] = locate(parsed, block.id, 0, words.len() as u32).chars.expect("a place");
        let found = &text[from as usize..to as usize];
        assert!(words.is_empty() || found.trim() == words.trim(), "“{words}” stands at its place, not “{found}”");
        if let BlockContent::Table(table) = &block.content {
            for cell in table.cells.iter().flatten() {
                let [from, to] = cell.chars.expect("a place");
                assert_eq!(&text[from as usize..to as usize], cell.text, "a cell leads to its words");
            }
        }
    }
}

fn table(parsed: &Parsed) -> &TableData {
    let found = parsed.blocks.iter().find_map(|block| match &block.content {
        BlockContent::Table(table) => Some(table),
        _ => None,
    });
    found.expect("a table")
}

#[test]
fn headings_paragraphs_lists_and_notes_in_reading_order() {
    let item = |words: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let body = [
        p("T", "Plants of the north"),
        p("toc1", "Introduction 3"),
        p("1", "Introduction"),
        "<w:p><w:r><w:t xml:space=\"preserve\">The plant</w:t></w:r><w:r><w:footnoteReference w:id=\"7\"/></w:r><w:r><w:t xml:space=\"preserve\"> emits CO</w:t></w:r>\
         <w:r><w:rPr><w:vertAlign w:val=\"subscript\"/></w:rPr><w:t>2</w:t></w:r><w:del><w:r><w:delText>much</w:delText><w:t>never</w:t></w:r></w:del>\
         <w:ins><w:r><w:t xml:space=\"preserve\"> daily</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>".to_owned(),
        item("water"),
        item("gas"),
        p("my", "Method"),
        p("2", "Result"),
    ]
    .concat();
    let parsed = parsed(&body);
    assert_eq!(
        outline(&parsed),
        [
            "h1 Plants of the north",
            "h2 1 Introduction",
            "p The plant emits CO₂ daily.",
            "note 1 Opened in 1981.",
            "ul water|gas",
            "h3 1.1 Method",
            "h3 1.2 Result",
        ]
    );
    assert_eq!((parsed.meta.format, parsed.meta.name.as_str()), (Format::Docx, "report.docx"));
    assert_eq!(parsed.meta.title.as_deref(), Some("Plants of the north"));
    assert!(parsed.meta.pages.is_empty() && parsed.blocks.iter().all(|block| block.page == 1), "no pages");
    assert_eq!(parsed.warnings, []);
    check_places(&parsed);
}

#[test]
fn tables_keep_spans_heads_captions_and_what_is_inside() {
    let cell = |words: &str, properties: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>")
    };
    let table_xml = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("Plant", "<w:vMerge w:val=\"restart\"/>"),
        cell("Output", "<w:gridSpan w:val=\"2\"/>"),
        cell("", "<w:vMerge/>"),
        cell("2023", ""),
        cell("2024", ""),
        cell("Oulu", ""),
        cell("1,750", ""),
        cell("1,900", ""),
    );
    let framed = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("", "Only framed."));
    let body = format!("{}{table_xml}{}{framed}", p("cap", "Table 2: Output by plant"), p("", "Source: the company"));
    let parsed = parsed(&body);
    assert_eq!(outline(&parsed), ["table Table 2: Output by plant", "p Only framed."]);
    let table = table(&parsed);
    assert_eq!(table.to_text(), "Plant\tOutput\t\n\t2023\t2024\nOulu\t1,750\t1,900");
    assert_eq!((table.header_rows, table.header_cols), (2, 1), "the head goes on where its cells reach down");
    assert_eq!(table.cells[1][0].covered_by, Some((0, 0)));
    assert_eq!(
        table.label.as_ref().map(|label| (label.kind, label.number.as_str())),
        Some((ObjectLabelKind::Table, "2"))
    );
    assert_eq!(table.footnotes, ["Source: the company"]);
    check_places(&parsed);
}

#[test]
fn pictures_charts_and_text_boxes() {
    let picture = "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"Picture 1\" descr=\"The old plant\"/>\
                   <a:blip r:embed=\"img\"/></wp:inline></w:drawing></w:r></w:p>";
    let chart = "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"2\"/><c:chart r:id=\"chart\"/></wp:inline></w:drawing></w:r></w:p>";
    let boxed = "<w:p><w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>\
                 <w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>\
                 <w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let outside = "<w:p><w:r><w:drawing><a:blip r:embed=\"out\"/></w:drawing></w:r></w:p>";
    let parsed = parsed(&format!("{picture}{}{boxed}{chart}{outside}", p("cap", "图1　老厂")));
    assert_eq!(
        outline(&parsed),
        ["figure 图1 老厂", "p Before.", "p In the box.", "figure Output by year", "table Output by year"],
        "each once, in order; nothing is fetched from outside"
    );
    let BlockContent::Figure(figure) = &parsed.blocks[0].content else { panic!("a figure") };
    assert_eq!(figure.words, ["The old plant"], "the alternative text is kept beside the caption");
    assert_eq!(figure.blob.as_ref(), Some(&parsed.blobs[0].name), "the figure names its blob");
    let BlockContent::Figure(chart) = &parsed.blocks[3].content else { panic!("a chart") };
    assert_eq!(
        (chart.class, chart.words.as_slice()),
        (ImageClass::Chart, &["Oulu", "2023", "2024"].map(String::from)[..])
    );
    assert_eq!(table(&parsed).to_text(), "\tOulu\n2023\t0.3\n2024\t18", "the numbers behind the chart");
    check_places(&parsed);
}

#[test]
fn formulas_are_latex_in_line_and_on_their_own() {
    let r = |words: &str| format!("<m:r><m:t>{words}</m:t></m:r>");
    let power = format!("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>", r("mc"), r("2"));
    let fraction = format!("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", r("a"), r("b"));
    let body = format!(
        "<w:p><w:r><w:t xml:space=\"preserve\">Energy is </w:t></w:r><m:oMath>{}{power}</m:oMath><w:r><w:t>, a ratio </w:t></w:r><m:oMath>{fraction}</m:oMath><w:r><w:t>.</w:t></w:r></w:p>\
         <w:p><m:oMathPara><m:oMath>{}{fraction}</m:oMath></m:oMathPara></w:p>\
         <w:p><w:r><w:tab/></w:r><m:oMath>{}</m:oMath><w:r><w:tab/><w:t>(3)</w:t></w:r></w:p>",
        r("E="),
        r("x="),
        r("y=1"),
    );
    let parsed = parsed(&body);
    assert_eq!(
        outline(&parsed),
        ["p Energy is E=mc², a ratio $\\frac{a}{b}$.", "formula x=\\frac{a}{b}", "formula y=1"]
    );
    let BlockContent::Formula { label, .. } = &parsed.blocks[2].content else { panic!("a formula") };
    assert_eq!(label.as_ref().map(|label| label.number.as_str()), Some("3"), "the number beside it");
    check_places(&parsed);
}

#[test]
fn a_document_without_styles_has_headings_by_their_looks() {
    let bold = |words: &str| format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r></w:p>");
    let body = [bold("年度报告"), p("", "收入增长。"), bold("一、概况"), p("", "公司成立于1998年。"), bold("全文完。")]
        .concat();
    assert_eq!(
        outline(&parsed(&body)),
        ["h1 年度报告", "p 收入增长。", "h3 一、概况", "p 公司成立于1998年。", "p 全文完。"]
    );
}

#[test]
fn hostile_documents_cost_a_sentence() {
    let open = |bytes: &[u8]| read(&Source { name: "a.docx", bytes, password: None });
    let document = |text: &str| zipped(&[("word/document.xml", text.as_bytes())]);
    let laughs = document(
        "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document xmlns:w=\"w\"><w:body>&b;</w:body></w:document>",
    );
    assert!(matches!(open(&laughs), Err(ReadError::Unsafe { .. })), "entities are never expanded");
    let bomb = document(&" ".repeat(60 << 20));
    assert!(matches!(open(&bomb), Err(ReadError::Unsafe { .. })), "a bomb is refused");
    let deep =
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(20_000), p("", "x"), "</w:tc></w:tr></w:tbl>".repeat(20_000));
    assert!(open(&file(&deep)).is_ok_and(|parsed| parsed.blocks.is_empty()), "depth is bounded");
    assert!(matches!(open(&zipped(&[("word/other.xml", b"")])), Err(ReadError::Damaged { .. })), "no main part");
    let drawing = "<w:p><w:r><w:drawing><a:blip r:embed=\"img\"/></w:drawing></w:r></w:p>";
    let mut bytes = file(drawing);
    let at = bytes.windows(8).position(|window| window == b"\x89PNG\r\n\x1a\n");
    if let Some(at) = at {
        bytes[at] = 0;
    }
    let parsed = open(&bytes).expect("a broken picture costs only the picture");
    assert!(at.is_none() || parsed.warnings.iter().any(|warning| warning.code == WarningCode::Unreadable));
}

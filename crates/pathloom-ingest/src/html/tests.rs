//! Web pages as people and programs write them.

use crate::{Source, read};
use pathloom_model::{Block, BlockContent, Format, Parsed, TableData, locate};

fn parsed(page: &str) -> Parsed {
    read(&Source { name: "page.html", bytes: page.as_bytes(), password: None }).expect("it reads")
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, ordered } => format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|")),
        BlockContent::Table(table) => format!("table {}", table.caption),
        BlockContent::Figure(figure) => {
            format!("figure {}{}", figure.caption, if figure.blob.is_some() { " shown" } else { "" })
        }
        BlockContent::Formula { latex, .. } => format!("formula {}", latex.as_deref().unwrap_or_default()),
        BlockContent::Footnote { mark, text } => format!("note {mark} {text}"),
        BlockContent::Code { text } => format!("code {text}"),
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(shown).collect()
}

fn table(parsed: &Parsed) -> &TableData {
    let found = parsed.blocks.iter().find_map(|block| match &block.content {
        BlockContent::Table(table) => Some(table),
        _ => None,
    });
    found.expect("a table")
}

#[test]
fn a_page_is_what_one_reads_of_it() {
    let page = "<!DOCTYPE html><html><head><title>Plants | Site</title><style>p{}</style></head><body>\
        <header><a href=/>Home</a></header><nav><ul><li>Menu</ul></nav>\
        <main><h1>Plants of the <em>north</em></h1><p>The <b>Oulu</b> plant emits CO<sub>2</sub>.<sup><a href='#fn1'>1</a></sup><script>track()</script>\
        <ul><li>water<ol><li>hot</ol><li><p>gas</p></ul><p style='display: none'>hidden</p>\
        <pre>let x =\n  1;</pre><dl><dt>MW<dd>megawatt</dl><div>Loose words<p>and a paragraph</div>\
        <figure><img src='http://a.b/c.png' alt='The hall'><figcaption>Figure 1. The plant</figcaption></figure>\
        <section class=footnotes><ol><li id='fn1'>Opened in 1981. <a href='#fnref1'>↩</a></ol></section></main>\
        <aside>Ads</aside><footer>© 2024</footer></body></html>";
    let parsed = parsed(page);
    assert_eq!(
        outline(&parsed),
        [
            "h1 Plants of the north",
            "p The Oulu plant emits CO₂.",
            "ul water|hot|gas",
            "code let x =\n  1;",
            "ul MW: megawatt",
            "p Loose words",
            "p and a paragraph",
            "figure Figure 1. The plant",
            "note 1 Opened in 1981.",
        ]
    );
    assert_eq!((parsed.meta.format, parsed.meta.title.as_deref()), (Format::Html, Some("Plants of the north")));
    assert!(parsed.meta.pages.is_empty(), "a page of the web has no pages");
    let text = parsed.text.as_deref().expect("text");
    for block in &parsed.blocks {
        let [from, to] = locate(&parsed, block.id, 0, block.text().len() as u32).chars.expect("a place");
        assert_eq!(&text[from as usize..to as usize], block.text(), "each block leads to its words");
    }
}

#[test]
fn tables_with_spans_and_layout() {
    let page = "<table><caption>Table 3: Output</caption><thead><tr><th rowspan=2>Plant<th colspan=2>Output<tr><th>2023<th>2024</thead>\
        <tbody><tr><td>Oulu<br>north<td>1,750<td>1,900</table>\
        <table role=presentation><tr><td><p>Only laid out.</p></td><td><p>Beside it.</p></td></tr></table>";
    let parsed = parsed(page);
    assert_eq!(outline(&parsed), ["table Table 3: Output", "p Only laid out.", "p Beside it."]);
    let table = table(&parsed);
    assert_eq!(table.to_text(), "Plant\tOutput\t\n\t2023\t2024\nOulu north\t1,750\t1,900");
    assert_eq!((table.header_rows, table.header_cols), (2, 1));
    assert_eq!(table.label.as_ref().map(|label| label.number.as_str()), Some("3"));
    let hostile = self::parsed("<table><tr><td rowspan=999999999 colspan=999999999>x<td>y<tr><td>z</table>");
    assert!(table_size(&hostile) < 2_000_000, "spans are bounded");
}

fn table_size(parsed: &Parsed) -> usize {
    parsed
        .blocks
        .iter()
        .map(|block| if let BlockContent::Table(table) = &block.content { table.rows() * table.cols() } else { 0 })
        .sum()
}

#[test]
fn formulas_in_every_way_that_pages_write_them() {
    let page = "<p>Energy <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> holds.</p>\
        <math display=block><semantics><mrow><mi>x</mi></mrow><annotation encoding='application/x-tex'>x=\\frac{a}{b}</annotation></semantics></math>\
        <p><script type='math/tex; mode=display'>y=2</script></p><p>$$z=3$$</p>\
        <p><span class='katex'><span class='katex-mathml'><math><semantics><mi>w</mi><annotation encoding='application/x-tex'>w_{i}</annotation></semantics></math></span>\
        <span class='katex-html' aria-hidden='true'>w i</span></span></p>";
    let expected = ["p Energy E=mc² holds.", "formula x=\\frac{a}{b}", "formula y=2", "formula z=3", "formula w_{i}"];
    assert_eq!(outline(&parsed(page)), expected);
}

#[test]
fn a_number_in_brackets_behind_a_formula_is_its_label() {
    let page = "<div><math display=block><mi>x</mi><mo>=</mo><mn>1</mn></math><span>(1)</span></div>\
        <p><math><mi>y</mi><mo>=</mo><mn>2</mn></math> （A.2）</p><p>\\[z=3 \\tag{3}\\]</p><p>(4)</p>";
    let labels: Vec<Option<String>> = parsed(page)
        .blocks
        .iter()
        .map(|block| match &block.content {
            BlockContent::Formula { label, .. } => label.as_ref().map(|label| label.number.clone()),
            _ => Some("words".into()),
        })
        .collect();
    let expected = ["1", "A.2", "3", "words"].map(|text| Some(text.to_owned()));
    assert_eq!(labels, expected, "a formula that has its number takes no other");
}

#[test]
fn pictures_in_the_page_are_kept_and_nothing_is_fetched() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let data: String =
        png.get_ref()
            .chunks(3)
            .flat_map(|part| {
                let bits = part.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
                (0..4).map(move |at| {
                    if at <= part.len() { char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]) } else { '=' }
                })
            })
            .collect();
    let parsed =
        parsed(&format!("<p>See <img alt='The plant' src='data:image/png;base64,{data}'> here.</p><img src='x.png'>"));
    assert_eq!(outline(&parsed), ["p See here.", "figure The plant shown"]);
    assert_eq!(parsed.blobs[0].bytes, *png.get_ref());
}

#[test]
fn the_encoding_that_a_page_states_is_used() {
    let page = "<meta charset=\"shift_jis\"><p>水素を製造する工場</p>";
    let bytes = encoding_rs::SHIFT_JIS.encode(page).0.into_owned();
    let parsed = read(&Source { name: "a.html", bytes: &bytes, password: None }).expect("it reads");
    assert_eq!(outline(&parsed), ["p 水素を製造する工場"]);
}

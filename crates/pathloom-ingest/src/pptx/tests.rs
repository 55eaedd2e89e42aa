//! Presentations written part by part.

use crate::archive::tests::zipped;
use crate::{ReadError, Source, page_image, read};
use pathloom_model::{Block, BlockContent, Parsed, WarningCode, locate};

const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn file(slides: &[&str]) -> Vec<u8> {
    let list: String = (0..slides.len()).rev().map(|at| format!("<p:sldId id=\"{at}\" r:id=\"r{at}\"/>")).collect();
    let presentation =
        format!("<p:presentation xmlns:p=\"p\" xmlns:r=\"{RELS}\"><p:sldIdLst>{list}</p:sldIdLst></p:presentation>");
    let relations: String = (0..slides.len())
        .map(|at| format!("<Relationship Id=\"r{at}\" Type=\"{RELS}/slide\" Target=\"slides/s{at}.xml\"/>"))
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let own = format!(
        "<Relationships><Relationship Id=\"l\" Type=\"{RELS}/slideLayout\" Target=\"../slideLayouts/l1.xml\"/>\
         <Relationship Id=\"img\" Type=\"{RELS}/image\" Target=\"../media/a.png\"/>\
         <Relationship Id=\"n\" Type=\"{RELS}/notesSlide\" Target=\"../notesSlides/n1.xml\"/></Relationships>"
    );
    let layout = format!(
        "<p:sldLayout xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sldLayout>",
        sp("title", Some([0, 0, 100, 10]), "Click")
    );
    let notes = format!(
        "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
        sp("body", None, "Mention the permit.")
    );
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    // The last slide of the list is the first of the files: the order of the list counts.
    let parts: Vec<(String, String)> = slides
        .iter()
        .rev()
        .enumerate()
        .map(|(at, shapes)| {
            let slide = format!(
                "<p:sld xmlns:p=\"p\" xmlns:a=\"a\" xmlns:r=\"{RELS}\" xmlns:m=\"m\" xmlns:mc=\"mc\" xmlns:a14=\"a14\"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
            );
            (format!("ppt/slides/s{at}.xml"), slide)
        })
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("ppt/presentation.xml", presentation.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", relations.as_bytes()),
        ("ppt/slideLayouts/l1.xml", layout.as_bytes()),
        ("ppt/notesSlides/n1.xml", notes.as_bytes()),
        ("ppt/media/a.png", png.get_ref()),
        ("ppt/slides/_rels/s0.xml.rels", own.as_bytes()),
    ];
    all.extend(parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    zipped(&all)
}

/// A shape: placeholder type or "", place, lines.
fn sp(holder: &str, place: Option<[i32; 4]>, lines: &str) -> String {
    let holder = if holder.is_empty() { String::new() } else { format!("<p:ph type=\"{holder}\"/>") };
    let place = place.map_or(String::new(), |[x, y, w, h]| {
        format!("<a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{w}\" cy=\"{h}\"/></a:xfrm>")
    });
    let lines: String = lines.split('|').map(|line| format!("<a:p><a:r><a:t>{line}</a:t></a:r></a:p>")).collect();
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody>{lines}</p:txBody></p:sp>"
    )
}

fn parsed(slides: &[&str]) -> Parsed {
    read(&Source { name: "deck.pptx", bytes: &file(slides), password: None }).expect("it reads")
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("{}: h{level} {text}", block.page),
        BlockContent::List { items, .. } => format!("{}: ul {}", block.page, items.join("|")),
        BlockContent::Footnote { text, .. } => format!("{}: note {text}", block.page),
        BlockContent::Formula { latex, .. } => {
            format!("{}: formula {}", block.page, latex.as_deref().unwrap_or_default())
        }
        BlockContent::Figure(_) => format!("{}: figure", block.page),
        BlockContent::Table(table) => {
            format!("{}: table {}", block.page, table.to_text().replace('\n', ";").replace('\t', ","))
        }
        _ => format!("{}: p {}", block.page, block.text()),
    };
    parsed.blocks.iter().map(shown).collect()
}

#[test]
fn slides_are_pages_read_in_order_with_their_notes() {
    let columns = [
        sp("", Some([55, 20, 40, 60]), "Right column"),
        sp("body", Some([5, 20, 40, 60]), "hydrogen|steam"),
        sp("sldNum", Some([90, 95, 5, 5]), "2"),
        sp("title", None, "What they make"),
    ]
    .concat();
    let first = format!(
        "{}{}",
        sp("ctrTitle", Some([0, 30, 100, 20]), "Plants of the north"),
        sp("subTitle", Some([0, 60, 100, 10]), "A review")
    );
    let parsed = parsed(&[&first, &columns]);
    assert_eq!(
        outline(&parsed),
        [
            "1: h1 Plants of the north",
            "1: p A review",
            "2: h2 What they make",
            "2: ul hydrogen|steam",
            "2: p Right column",
            "2: note Mention the permit.",
        ]
    );
    assert_eq!(parsed.meta.pages.len(), 2, "one page a slide");
    let span = locate(&parsed, 3, 0, 8);
    let [from, to] = span.chars.expect("a place in the text");
    assert_eq!((span.page, &parsed.text.as_deref().expect("text")[from as usize..to as usize]), (2, "hydrogen"));
    let bytes = file(&[&first]);
    let picture = page_image(&Source { name: "deck.pptx", bytes: &bytes, password: None }, 1, 640);
    assert_eq!(picture, Err(ReadError::NoPicture), "slides are shown as text");
}

#[test]
fn tables_groups_formulas_and_pictures() {
    let cell = |words: &str, more: &str| {
        format!("<a:tc {more}><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>")
    };
    let table = format!(
        "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"50\"/><a:ext cx=\"100\" cy=\"20\"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow=\"1\"/>\
         <a:tr>{}{}</a:tr><a:tr>{}{}{}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        cell("Plant", ""),
        cell("Output", "gridSpan=\"2\"") + &cell("", "hMerge=\"1\""),
        cell("Oulu", ""),
        cell("18", ""),
        cell("19", "")
    );
    let formula = "<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"80\"/><a:ext cx=\"9\" cy=\"9\"/></a:xfrm></p:spPr><p:txBody><a:p>\
                   <mc:AlternateContent><mc:Choice Requires=\"a14\"><a14:m><m:oMathPara><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></m:oMathPara></a14:m></mc:Choice>\
                   <mc:Fallback><a:r><a:t>picture</a:t></a:r></mc:Fallback></mc:AlternateContent></a:p></p:txBody></p:sp>";
    let group = format!(
        "<p:grpSp><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"20\"/><a:ext cx=\"100\" cy=\"20\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"1000\" cy=\"1000\"/></a:xfrm></p:grpSpPr>{}{}</p:grpSp>",
        sp("", Some([0, 800, 1000, 100]), "Below in the group."),
        sp("", Some([0, 100, 1000, 100]), "Above in the group.")
    );
    let picture = "<p:pic><p:nvPicPr><p:cNvPr descr=\"A plant\"/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"img\"/></p:blipFill></p:pic>";
    let parsed = parsed(&[&format!("{formula}{table}{group}{}", sp("title", None, "Output")), picture]);
    assert_eq!(
        outline(&parsed),
        [
            "1: h1 Output",
            "1: p Above in the group.",
            "1: p Below in the group.",
            "1: table Plant,Output,;Oulu,18,19",
            "1: formula a=b",
            "2: figure",
            "2: note Mention the permit.",
        ]
    );
    assert!(parsed.meta.pages[1].needs_vision && !parsed.meta.pages[0].needs_vision, "a slide of pictures needs eyes");
    assert_eq!((parsed.warnings[0].code, parsed.warnings[0].page), (WarningCode::NeedsVision, Some(2)));
}

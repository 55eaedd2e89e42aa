//! Tiny PDF files written by the tests themselves, and what reading gave.

use pathloom_ingest::pdf::read;
use pathloom_model::{BlockContent, Key, Parsed, TableData};

/// A PDF file of letter pages, each given by its content stream. `/F1` is Helvetica, `/F2` its bold, `/F3` ZapfDingbats.
pub fn pdf(pages: &[String]) -> Vec<u8> {
    pdf_with(pages, "")
}

pub fn pdf_with(pages: &[String], trailer: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 6 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>".to_owned(),
    ];
    for (i, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>",
            7 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    let size = objects.len() + 1;
    out.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

pub fn text(x: f32, y: f32, size: f32, words: &str) -> String {
    set("F1", x, y, size, words)
}

pub fn set(font: &str, x: f32, y: f32, size: f32, words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    format!("BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET\n")
}

pub fn rule(x0: f32, x1: f32, y: f32) -> String {
    format!("0.6 w {x0} {y} m {x1} {y} l S\n")
}

pub fn parse(pages: &[String]) -> Parsed {
    let bytes = pdf(pages);
    read(Key::document(&bytes), "test.pdf", &bytes, None).expect("a sound file is read")
}

pub fn paragraphs(parsed: &Parsed) -> Vec<String> {
    let texts = parsed.blocks.iter().filter_map(|block| match &block.content {
        BlockContent::Paragraph { text } => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

pub fn tables(parsed: &Parsed) -> Vec<&TableData> {
    let tables = parsed.blocks.iter().filter_map(|block| match &block.content {
        BlockContent::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

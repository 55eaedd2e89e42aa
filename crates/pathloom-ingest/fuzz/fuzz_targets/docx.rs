//! Word: the body and the numbering or notes of a sound package.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pathloom_fuzz::{feed, halves, package};

const RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"#;

fuzz_target!(|data: &[u8]| {
    let (body, notes) = halves(data);
    let parts = [("word/document.xml", body), ("word/footnotes.xml", notes), ("word/numbering.xml", notes)];
    feed("a.docx", &package(&[&parts[..], &[("word/_rels/document.xml.rels", RELATIONS)]].concat()));
});

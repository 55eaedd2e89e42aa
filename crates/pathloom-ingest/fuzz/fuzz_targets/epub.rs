//! Books: one chapter and the package file of a sound archive.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pathloom_fuzz::{feed, halves, package};

const CONTAINER: &[u8] = br#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>"#;
const OPF: &[u8] = br#"<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="chapter.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>"#;

fuzz_target!(|data: &[u8]| {
    let (chapter, opf) = halves(data);
    let opf = if opf.is_empty() { OPF } else { opf };
    let parts: [(&str, &[u8]); 4] = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("book.opf", opf),
        ("chapter.xhtml", chapter),
    ];
    feed("a.epub", &package(&parts));
});

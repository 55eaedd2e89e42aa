//! Books written part by part.

use crate::archive::tests::zipped;
use crate::{ReadError, Source, read};
use pathloom_model::{BlockContent, Format};

const CONTAINER: &str = "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
const PACKAGE: &str = "<package xmlns:dc=\"dc\"><metadata><dc:title>The North</dc:title></metadata><manifest>\
    <item id=\"b\" href=\"text/two.xhtml\"/><item id=\"a\" href=\"text/one%20page.xhtml\"/><item id=\"n\" href=\"nav.xhtml\" properties=\"nav\"/>\
    <item id=\"gone\" href=\"gone.xhtml\"/></manifest><spine><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"gone\"/></spine></package>";

fn book(more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    let doctype = "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.1//EN\" \"http://a.b/x.dtd\">";
    let one = format!(
        "{doctype}<html><head><title>One</title></head><body><h1>Chapter one</h1><p>Snow fell.<a epub:type=\"noteref\" href=\"#n\">1</a></p></body></html>"
    );
    let two = "<html><body><h1>Chapter two</h1><p><img src=\"../img/a.png\" alt=\"The river\"/></p><img src=\"../../../etc/passwd\"/>\
               <aside epub:type=\"footnote\" id=\"fn3\">A note.</aside></body></html>";
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OEBPS/book.opf", PACKAGE.as_bytes()),
        ("OEBPS/nav.xhtml", b"<html><body>Contents</body></html>"),
        ("OEBPS/text/one page.xhtml", one.as_bytes()),
        ("OEBPS/text/two.xhtml", two.as_bytes()),
        ("OEBPS/img/a.png", png.get_ref()),
    ];
    parts.extend(more);
    zipped(&parts)
}

#[test]
fn a_book_is_its_spine_with_its_pictures() {
    let parsed = read(&Source { name: "north.epub", bytes: &book(&[]), password: None }).expect("it reads");
    let words: Vec<String> = parsed.blocks.iter().map(|block| block.text()).collect();
    assert_eq!(
        words,
        ["Chapter one", "Snow fell.", "Chapter two", "The river", "A note."],
        "in the order of the spine"
    );
    assert_eq!((parsed.meta.format, parsed.meta.title.as_deref()), (Format::Epub, Some("The North")));
    assert!(
        matches!(&parsed.blocks[3].content, BlockContent::Figure(figure) if figure.blob.is_some()),
        "from the book itself"
    );
    assert!(parsed.warnings[0].message.contains("gone.xhtml"), "a page that is not there is said");
}

#[test]
fn a_locked_book_is_said_to_be() {
    let locked = "<encryption xmlns:e=\"e\"><e:CipherReference URI=\"OEBPS/text/two.xhtml\"/></encryption>";
    let open = |bytes: &[u8]| read(&Source { name: "north.epub", bytes, password: None });
    assert_eq!(open(&book(&[("META-INF/encryption.xml", locked.as_bytes())])), Err(ReadError::Encrypted));
    let fonts = locked.replace("text/two.xhtml", "font.otf");
    assert!(open(&book(&[("META-INF/encryption.xml", fonts.as_bytes())])).is_ok(), "scrambled fonts lock nothing");
}

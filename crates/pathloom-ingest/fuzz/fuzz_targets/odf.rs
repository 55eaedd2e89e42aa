//! OpenDocument: the content and styles of a sound package, as text, sheet and slides.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pathloom_fuzz::{feed, halves, package};

fuzz_target!(|data: &[u8]| {
    let (content, styles) = halves(data);
    for kind in ["text", "spreadsheet", "presentation"] {
        let kind = format!("application/vnd.oasis.opendocument.{kind}");
        feed("a.odt", &package(&[("mimetype", kind.as_bytes()), ("content.xml", content), ("styles.xml", styles)]));
    }
});

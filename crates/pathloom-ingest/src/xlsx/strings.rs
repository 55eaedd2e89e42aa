//! The words that cells share, and how numbers are shown.

use crate::archive::Refusal;
use crate::ooxml::number;
use crate::xml::Look;
use quick_xml::Reader;
use quick_xml::events::Event;
use roxmltree::Document;
use std::collections::BTreeMap;

const STRINGS: usize = 5_000_000;

/// Streamed: workbooks have millions of them. Phonetic guides are left out.
pub(super) fn shared(xml: &str) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let (mut open, mut phonetic, mut inside) = (String::new(), 0usize, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "si" => open.clear(),
                "rPh" => phonetic += 1,
                "t" => inside = phonetic == 0,
                _ => {}
            },
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "si" => found.push(std::mem::take(&mut open)),
                "rPh" => phonetic = phonetic.saturating_sub(1),
                "t" => inside = false,
                _ => {}
            },
            Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "si" => found.push(String::new()),
            Ok(Event::Eof) => return Ok(found),
            Ok(Event::DocType(_)) => return Err(super::sheet::entities("xl/sharedStrings.xml")),
            Ok(event) if inside => super::sheet::push_text(&event, &mut open),
            Ok(_) => {}
            Err(_) => return Ok(found),
        }
        if found.len() > STRINGS {
            return Ok(found);
        }
    }
}

/// The format code of each cell style, by its number.
pub(super) fn formats(tree: &Document) -> Vec<String> {
    let root = tree.root_element();
    let own: BTreeMap<u32, &str> = root
        .child("numFmts")
        .into_iter()
        .flat_map(|formats| formats.named("numFmt").collect::<Vec<_>>())
        .filter_map(|format| Some((format.attr("numFmtId")?.parse().ok()?, format.attr("formatCode")?)))
        .collect();
    let styles = root.child("cellXfs").into_iter().flat_map(|styles| styles.named("xf").collect::<Vec<_>>());
    styles
        .map(|style| {
            let id = style.attr("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
            own.get(&id).map_or_else(|| number::built_in(id).to_owned(), |code| (*code).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_ends_within_a_string_ends() {
        let whole = shared("<sst><si><t>Plant</t></si><si><t>Ou").map_err(|_| "refused");
        assert_eq!(whole, Ok(vec!["Plant".to_owned()]), "what was whole is kept, and reading comes to its end");
    }
}

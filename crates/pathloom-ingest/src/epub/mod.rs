//! EPUB books: the pages of the spine in order, each read as a web page; pictures from the book itself.

#[cfg(test)]
mod tests;

use crate::archive::{Archive, resolve};
use crate::flow::{Flow, squeezed};
use crate::html::{Walker, embedded, parse};
use crate::xml::{self, Look};
use crate::{ReadError, Source};
use pathloom_model::{Format, Key, Parsed, WarningCode};
use roxmltree::Document;
use std::collections::BTreeMap;

const PAGES: usize = 5_000;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let mut flow = Flow::default();
    let mut archive = Archive::open(source.bytes)?;
    let part = package_part(&mut archive)?;
    let text = archive.text(&part).map_err(|refusal| refusal.into_error())?;
    let text = text.ok_or_else(|| ReadError::Damaged { detail: format!("its part \"{part}\" is missing") })?;
    let package = xml::parse(&text, &part).map_err(|refusal| refusal.into_error())?;
    if archive.has("META-INF/rights.xml") || is_locked(&mut archive) {
        return Err(ReadError::Encrypted);
    }
    let title = package.root_element().at(&["metadata", "title"]).map(|title| squeezed(&title.words()));
    for page in spine(&package, &part).iter().take(PAGES) {
        self::page(page, &mut archive, &mut flow);
    }
    Ok(flow.finish(key, source, Format::Epub, title))
}

fn package_part(archive: &mut Archive) -> Result<String, ReadError> {
    const CONTAINER: &str = "META-INF/container.xml";
    let missing = || ReadError::Damaged { detail: "its table of contents is missing".into() };
    let text = archive.text(CONTAINER).map_err(|refusal| refusal.into_error())?.ok_or_else(missing)?;
    let tree = xml::parse(&text, CONTAINER).map_err(|refusal| refusal.into_error())?;
    let path =
        tree.root_element().descendants().find(|node| node.is("rootfile")).and_then(|node| node.attr("full-path"));
    path.and_then(|path| resolve("", path)).ok_or_else(missing)
}

/// Pages that are encrypted; fonts that are only scrambled do not count.
fn is_locked(archive: &mut Archive) -> bool {
    let Ok(Some(text)) = archive.text("META-INF/encryption.xml") else { return false };
    let Ok(tree) = xml::parse(&text, "META-INF/encryption.xml") else { return false };
    let mut parts = tree.root_element().descendants().filter_map(|node| node.attr("URI"));
    parts.any(|part| part.ends_with("html") || part.ends_with("htm"))
}

/// The parts of the pages, in reading order.
fn spine(package: &Document, part: &str) -> Vec<String> {
    let root = package.root_element();
    let items = root.child("manifest").into_iter().flat_map(|manifest| manifest.named("item").collect::<Vec<_>>());
    let items: BTreeMap<&str, roxmltree::Node> = items.filter_map(|item| Some((item.attr("id")?, item))).collect();
    let order = root.child("spine").into_iter().flat_map(|spine| spine.named("itemref").collect::<Vec<_>>());
    order
        .filter(|page| page.attr("linear") != Some("no"))
        .filter_map(|page| items.get(page.attr("idref")?))
        .filter(|item| !item.attr("properties").is_some_and(|words| words.split(' ').any(|word| word == "nav")))
        .filter_map(|item| resolve(part, &unescaped(item.attr("href")?)))
        .collect()
}

fn page(part: &str, archive: &mut Archive, flow: &mut Flow) {
    let bytes = match archive.read(part) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            return flow
                .warn(WarningCode::Unreadable, format!("The page \"{part}\" that the book lists is not in it."));
        }
        Err(refusal) => return flow.refused(refusal),
    };
    let page = parse(&xml::decoded(bytes));
    let mut pictures = |source: &str, flow: &mut Flow| {
        if source.starts_with("data:") {
            return embedded(source, flow);
        }
        let name = resolve(part, &unescaped(source))?;
        match archive.read(&name) {
            Ok(bytes) => Some((name, bytes?)),
            Err(refusal) => {
                flow.refused(refusal);
                None
            }
        }
    };
    Walker::new(flow, &mut pictures).page(&page.root);
}

/// "a%20b" as "a b".
fn unescaped(reference: &str) -> String {
    let bytes = reference.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| reference.get(at + 1..at + 3)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

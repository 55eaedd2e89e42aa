//! Formulas: MathML built element by element from a parsed tree. Elements and attributes outside the lists below
//! become plain text, so that nothing in a document can become other markup.

use leptos::html::Span;
use leptos::prelude::*;
use pathloom_ipc::sources::Math;
use web_sys::Element;

const NAMESPACE: &str = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS: [&str; 28] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "none",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "mstyle",
    "merror",
    "semantics",
];
const ATTRIBUTES: [&str; 30] = [
    "accent",
    "accentunder",
    "columnalign",
    "columnlines",
    "columnspacing",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowalign",
    "rowlines",
    "rowspacing",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];
/// A tree deeper than any formula that people write.
const DEEPEST: u32 = 64;

#[component]
pub fn MathView(math: Math) -> impl IntoView {
    let node = NodeRef::<Span>::new();
    Effect::new(move |_| {
        let Some(host) = node.get() else { return };
        host.set_text_content(None);
        if let Some(built) = build(&math, 0) {
            let _ = host.append_child(&built);
        }
    });
    view! { <span class="formula" node_ref=node></span> }
}

fn build(math: &Math, depth: u32) -> Option<Element> {
    let page = document();
    if depth > DEEPEST || !ELEMENTS.contains(&math.tag.as_str()) {
        let plain = page.create_element_ns(Some(NAMESPACE), "mtext").ok()?;
        plain.set_text_content(Some(&words_of(math, depth)));
        return Some(plain);
    }
    let element = page.create_element_ns(Some(NAMESPACE), &math.tag).ok()?;
    for (name, value) in math.attrs.iter().filter(|(name, _)| ATTRIBUTES.contains(&name.as_str())) {
        let _ = element.set_attribute(name, value);
    }
    if !math.text.is_empty() {
        element.set_text_content(Some(&math.text));
    }
    for child in &math.children {
        if let Some(child) = build(child, depth + 1) {
            let _ = element.append_child(&child);
        }
    }
    Some(element)
}

fn words_of(math: &Math, depth: u32) -> String {
    let mut words = math.text.clone();
    if depth <= DEEPEST {
        for child in &math.children {
            words.push_str(&words_of(child, depth + 1));
        }
    }
    words
}

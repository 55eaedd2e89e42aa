//! LaTeX → a tree of MathML elements from an allowlist. Never a string of markup: content is hostile.

use pathloom_ipc::sources::Math;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, mathml::push_mathml};

const ELEMENTS: [&str; 24] = [
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
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
];
const ATTRIBUTES: [&str; 14] = [
    "display",
    "mathvariant",
    "stretchy",
    "fence",
    "form",
    "accent",
    "accentunder",
    "linethickness",
    "columnalign",
    "width",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
];
const MAX_LATEX: usize = 8_000;
const MAX_DEPTH: usize = 64;

/// `None` when the LaTeX cannot be set: then its source is shown.
pub fn parse(latex: &str) -> Option<Math> {
    if latex.len() > MAX_LATEX {
        return None;
    }
    let storage = Storage::new();
    let parser = Parser::new(strip_tag(latex), &storage);
    let config = RenderConfig { display_mode: DisplayMode::Block, ..RenderConfig::default() };
    let mut markup = String::new();
    push_mathml(&mut markup, parser, config).ok()?;
    if markup.contains("<merror") {
        return None;
    }
    let document = roxmltree::Document::parse(&markup).ok()?;
    element(document.root_element(), 0)
}

/// Equation numbers are the label's, not the formula's.
fn strip_tag(latex: &str) -> &str {
    let cut = ["\\tag", "\\label"].iter().filter_map(|word| latex.find(word)).min();
    latex[..cut.unwrap_or(latex.len())].trim()
}

fn element(node: roxmltree::Node, depth: usize) -> Option<Math> {
    if depth > MAX_DEPTH {
        return None;
    }
    let name = node.tag_name().name();
    if name == "semantics" || name == "annotation" || name == "mstyle" {
        return row(node, depth);
    }
    let tag = ELEMENTS.into_iter().find(|known| *known == name)?;
    let attrs = node
        .attributes()
        .filter(|attribute| ATTRIBUTES.contains(&attribute.name()))
        .map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned()))
        .collect();
    let children = node.children().filter(|child| child.is_element()).map(|child| element(child, depth + 1));
    let children: Vec<Math> = children.collect::<Option<_>>()?;
    let text = if children.is_empty() { node.text().unwrap_or_default().to_owned() } else { String::new() };
    Some(Math { tag: tag.to_owned(), attrs, text, children })
}

/// Wrappers that carry no meaning of their own become a row; annotations vanish.
fn row(node: roxmltree::Node, depth: usize) -> Option<Math> {
    let kept = node.children().filter(|child| child.is_element() && !child.tag_name().name().starts_with("annotation"));
    let children = kept.map(|child| element(child, depth + 1)).collect::<Option<_>>()?;
    Some(Math { tag: "mrow".into(), attrs: vec![], text: String::new(), children })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(math: &Math) -> String {
        if math.children.is_empty() {
            return format!("{}:{}", math.tag, math.text);
        }
        format!("{}({})", math.tag, math.children.iter().map(shape).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn fractions_become_elements_and_unknown_commands_do_not() {
        let math = parse(r"\frac{Q_h}{P} \tag{1}").expect("a fraction can be set");
        assert!(shape(&math).contains("mfrac(mrow(msub(mi:Q mi:h)) mrow(mi:P))"), "{}", shape(&math));
        assert_eq!(parse(r"\nosuchcommand{x}"), None, "the source is shown instead");
        assert_eq!(parse(&"{".repeat(7000)), None, "nesting without end is refused");
    }
}

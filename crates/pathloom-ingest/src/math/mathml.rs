//! MathML of web pages, books and OpenDocument files → LaTeX: the writer's own LaTeX where an annotation holds it,
//! else made from the presentation elements.

use super::symbols::{accent, big, bracket, function, push_sign};

/// An element of any parser's tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Local name, lower case.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Text directly inside, where there is any.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn find(&self, wanted: &dyn Fn(&Element) -> bool) -> Option<&Element> {
        if wanted(self) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(wanted))
    }
}

/// The LaTeX of a `math` element; whoever builds the tree bounds its depth.
pub(crate) fn latex(math: &Element) -> String {
    let annotation = math.find(&|element| {
        element.name == "annotation" && element.attr("encoding").is_some_and(|kind| kind.to_lowercase().contains("tex"))
    });
    if let Some(found) = annotation.map(|found| found.text.trim()).filter(|text| !text.is_empty()) {
        return unwrapped(found).to_owned();
    }
    let mut out = String::new();
    children(math, &mut out);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace(" }", "}").replace("{ ", "{").replace(" ^", "^").replace(" _", "_")
}

/// "{\displaystyle x}" as x.
fn unwrapped(latex: &str) -> &str {
    let inner = latex.strip_prefix("{\\displaystyle").or_else(|| latex.strip_prefix("{\\textstyle"));
    inner.and_then(|inner| inner.strip_suffix('}')).map_or(latex, str::trim)
}

fn children(element: &Element, out: &mut String) {
    element.children.iter().for_each(|child| write(child, out));
}

fn one(element: Option<&Element>) -> String {
    let mut out = String::new();
    if let Some(element) = element {
        write(element, &mut out);
    }
    out.trim().to_owned()
}

/// A part in braces unless it is one sign.
fn base(element: Option<&Element>) -> String {
    let base = one(element);
    let command = base.starts_with('\\') && base[1..].chars().all(|c| c.is_ascii_alphabetic());
    if base.chars().count() <= 1 || command { base } else { format!("{{{base}}}") }
}

fn write(element: &Element, out: &mut String) {
    let part = |at: usize| element.children.get(at);
    match element.name.as_str() {
        "mi" => identifier(element, out),
        "mo" => operator(&element.text, out),
        "mn" => element.text.trim().chars().for_each(|c| push_sign(out, c)),
        "mtext" | "ms" => {
            if !element.text.trim().is_empty() {
                out.push_str(&format!("\\text{{{}}}", element.text.trim().replace(['{', '}'], "")));
            }
        }
        "mspace" => out.push(' '),
        "mfrac" => {
            let flat = element.attr("linethickness").is_some_and(|width| width.starts_with('0'));
            let command = if flat { "\\binom" } else { "\\frac" };
            out.push_str(&format!("{command}{{{}}}{{{}}}", one(part(0)), one(part(1))));
        }
        "msqrt" => {
            let mut inner = String::new();
            children(element, &mut inner);
            out.push_str(&format!("\\sqrt{{{}}}", inner.trim()));
        }
        "mroot" => out.push_str(&format!("\\sqrt[{}]{{{}}}", one(part(1)), one(part(0)))),
        "msup" => out.push_str(&format!("{}^{{{}}}", base(part(0)), one(part(1)))),
        "msub" => out.push_str(&format!("{}_{{{}}}", base(part(0)), one(part(1)))),
        "msubsup" | "munderover" => {
            out.push_str(&format!("{}_{{{}}}^{{{}}} ", base(part(0)), one(part(1)), one(part(2))));
        }
        "munder" => under(element, out),
        "mover" => over(element, out),
        "mtable" => table(element, out),
        "mfenced" => fenced(element, out),
        "menclose" | "mstyle" | "mrow" | "mpadded" | "math" | "semantics" | "maction" | "merror" => {
            children(element, out)
        }
        "annotation" | "annotation-xml" | "mphantom" | "none" | "mprescripts" => {}
        _ => {
            element.text.chars().for_each(|c| push_sign(out, c));
            children(element, out);
        }
    }
}

fn identifier(element: &Element, out: &mut String) {
    let name = element.text.trim();
    if let Some(known) = function(name) {
        return out.push_str(&known);
    }
    let mut words = String::new();
    name.chars().for_each(|c| push_sign(&mut words, c));
    let several = name.chars().count() > 1 && name.chars().all(char::is_alphabetic);
    let command = match element.attr("mathvariant") {
        Some("bold" | "bold-italic") => "\\mathbf",
        Some("double-struck") => "\\mathbb",
        Some("script") => "\\mathcal",
        Some("fraktur") => "\\mathfrak",
        _ if several => "\\mathrm",
        _ => return out.push_str(&words),
    };
    out.push_str(&format!("{command}{{{}}}", words.trim()));
}

fn operator(text: &str, out: &mut String) {
    let text = text.trim();
    let mut signs = text.chars();
    if let (Some(sign), None) = (signs.next(), signs.next())
        && let Some(command) = big(sign)
    {
        return out.push_str(command);
    }
    match function(text) {
        Some(known) => out.push_str(&known),
        None => text.chars().for_each(|c| push_sign(out, c)),
    }
}

fn under(element: &Element, out: &mut String) {
    let (below, over) = (one(element.children.get(1)), one(element.children.first()));
    let limits =
        over.starts_with("\\lim") || over.starts_with("\\m") || over.starts_with("\\sum") || over.starts_with("\\prod");
    if limits {
        return out.push_str(&format!("{over}_{{{below}}} "));
    }
    out.push_str(&format!("\\underset{{{below}}}{{{over}}}"));
}

fn over(element: &Element, out: &mut String) {
    let sign = element.children.get(1).map(|child| child.text.trim().to_owned()).unwrap_or_default();
    let mut signs = sign.chars();
    if let (Some(sign), None) = (signs.next(), signs.next())
        && "¯‾^ˆ~˜→˙¨´`˘ˇ.".contains(sign)
    {
        return out.push_str(&format!("{}{{{}}}", accent(sign), one(element.children.first())));
    }
    out.push_str(&format!("\\overset{{{}}}{{{}}}", one(element.children.get(1)), one(element.children.first())));
}

fn table(element: &Element, out: &mut String) {
    let rows: Vec<String> = element
        .children
        .iter()
        .filter(|row| matches!(row.name.as_str(), "mtr" | "mlabeledtr"))
        .map(|row| {
            row.children
                .iter()
                .map(|cell| {
                    let mut inner = String::new();
                    children(cell, &mut inner);
                    inner.trim().to_owned()
                })
                .collect::<Vec<_>>()
                .join(" & ")
        })
        .collect();
    out.push_str(&format!("\\begin{{matrix}} {} \\end{{matrix}}", rows.join(" \\\\ ")));
}

fn fenced(element: &Element, out: &mut String) {
    let (open, close) = (element.attr("open").unwrap_or("("), element.attr("close").unwrap_or(")"));
    let separators = element.attr("separators").unwrap_or(",").trim();
    let parts: Vec<String> = element.children.iter().map(|child| one(Some(child))).collect();
    let inside = parts.join(separators.get(..1).unwrap_or(""));
    out.push_str(&format!("\\left{}{inside}\\right{}", bracket(open), bracket(close)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str, text: &str, children: Vec<Element>) -> Element {
        Element { name: name.into(), attributes: vec![], text: text.into(), children }
    }

    #[test]
    fn presentation_becomes_latex_and_an_annotation_wins() {
        let (mi, mn, mo) = (
            |t: &str| element("mi", t, vec![]),
            |t: &str| element("mn", t, vec![]),
            |t: &str| element("mo", t, vec![]),
        );
        let sum =
            element("munderover", "", vec![mo("∑"), element("mrow", "", vec![mi("i"), mo("="), mn("1")]), mi("n")]);
        let fraction = element(
            "mfrac",
            "",
            vec![element("msup", "", vec![mi("x"), mn("2")]), element("msqrt", "", vec![mi("β")])],
        );
        let math = element("math", "", vec![sum, fraction, mo("≤"), mi("max")]);
        assert_eq!(latex(&math), "\\sum_{i=1}^{n} \\frac{x^{2}}{\\sqrt{\\beta}}\\le \\max");
        let mut annotation = element("annotation", "{\\displaystyle E=mc^{2}}", vec![]);
        annotation.attributes.push(("encoding".into(), "application/x-tex".into()));
        let math = element("math", "", vec![element("semantics", "", vec![mi("E"), annotation])]);
        assert_eq!(latex(&math), "E=mc^{2}", "the writer's own LaTeX");
    }
}

//! Formulas of Word and PowerPoint (Office MathML) → LaTeX. Every construct of the formula editor is known; what is
//! none of them gives its inner parts.

use super::symbols::{accent, big, bracket, function, push_sign};
use crate::xml::{DEPTH, Look};
use roxmltree::Node;

/// The LaTeX of an `oMath` or `oMathPara`; empty when it holds nothing.
pub(crate) fn latex(math: Node) -> String {
    tidy(&inner(math, 0))
}

fn tidy(latex: &str) -> String {
    let mut out = latex.split_whitespace().collect::<Vec<_>>().join(" ");
    for (loose, tight) in [(" }", "}"), ("{ ", "{"), (" ^", "^"), (" _", "_")] {
        // "\ " is a space that is meant.
        if !out.contains("\\ ") {
            out = out.replace(loose, tight);
        }
    }
    out
}

fn inner(node: Node, depth: usize) -> String {
    let mut out = String::new();
    if depth > DEPTH {
        return out;
    }
    let parts: Vec<Node> = node.elements().collect();
    let formulas = parts.iter().filter(|part| part.is("oMath")).count();
    if node.is("oMathPara") && formulas > 1 {
        let rows: Vec<String> =
            parts.iter().filter(|part| part.is("oMath")).map(|part| inner(*part, depth + 1)).collect();
        return format!("\\begin{{gathered}} {} \\end{{gathered}}", rows.join(" \\\\ "));
    }
    for part in parts {
        element(part, depth + 1, &mut out);
    }
    out
}

/// The LaTeX of a child, empty when it is not there.
fn of(node: Node, name: &str, depth: usize) -> String {
    node.child(name).map(|child| inner(child, depth)).unwrap_or_default()
}

fn element(node: Node, depth: usize, out: &mut String) {
    match node.tag_name().name() {
        "r" => run(node, out),
        "f" => fraction(node, depth, out),
        "sSup" => out.push_str(&format!("{}^{{{}}}", base(node, depth), of(node, "sup", depth))),
        "sSub" => out.push_str(&format!("{}_{{{}}}", base(node, depth), of(node, "sub", depth))),
        "sSubSup" => {
            let (sub, sup) = (of(node, "sub", depth), of(node, "sup", depth));
            out.push_str(&format!("{}_{{{sub}}}^{{{sup}}}", base(node, depth)));
        }
        "sPre" => {
            let (sub, sup) = (of(node, "sub", depth), of(node, "sup", depth));
            out.push_str(&format!("{{}}_{{{sub}}}^{{{sup}}}{}", base(node, depth)));
        }
        "rad" => root(node, depth, out),
        "nary" => nary(node, depth, out),
        "d" => delimited(node, depth, out),
        "func" => {
            let name = of(node, "fName", depth);
            let name = function(name.trim()).unwrap_or(name);
            out.push_str(&format!("{}{{{}}}", spaced(&name), of(node, "e", depth)));
        }
        "limLow" => limit(node, depth, '_', out),
        "limUpp" => limit(node, depth, '^', out),
        "m" => matrix(node, depth, out),
        "eqArr" => {
            let rows: Vec<String> = node.named("e").map(|row| inner(row, depth)).collect();
            let aligned = rows.iter().any(|row| row.contains('&'));
            let kind = if aligned { "aligned" } else { "gathered" };
            out.push_str(&format!("\\begin{{{kind}}} {} \\end{{{kind}}}", rows.join(" \\\\ ")));
        }
        "acc" => {
            let sign = node.at(&["accPr", "chr"]).and_then(|chr| chr.attr("val")?.chars().next()).unwrap_or('\u{302}');
            out.push_str(&format!("{}{{{}}}", accent(sign), of(node, "e", depth)));
        }
        "bar" => {
            let top = node.at(&["barPr", "pos"]).and_then(|pos| pos.attr("val")) == Some("top");
            let command = if top { "\\overline" } else { "\\underline" };
            out.push_str(&format!("{command}{{{}}}", of(node, "e", depth)));
        }
        "borderBox" => out.push_str(&format!("\\boxed{{{}}}", of(node, "e", depth))),
        "groupChr" => {
            let sign = node.at(&["groupChrPr", "chr"]).and_then(|chr| chr.attr("val")).unwrap_or("⏟");
            let command = match sign {
                "⏞" => "\\overbrace",
                "⏟" => "\\underbrace",
                "→" => "\\xrightarrow",
                "←" => "\\xleftarrow",
                _ => "\\overset{}",
            };
            out.push_str(&format!("{command}{{{}}}", of(node, "e", depth)));
        }
        "phant" => {
            if node.at(&["phantPr", "show"]).is_none_or(|show| show.attr("val") != Some("0")) {
                out.push_str(&of(node, "e", depth));
            }
        }
        name if name.ends_with("Pr") => {}
        _ => out.push_str(&inner(node, depth)),
    }
}

/// The base of a script, in braces when it is more than one sign.
fn base(node: Node, depth: usize) -> String {
    let base = of(node, "e", depth);
    let one = base.chars().count() <= 1;
    let command = base.starts_with('\\') && base[1..].trim_end().chars().all(|c| c.is_ascii_alphabetic());
    let base = base.trim();
    if one || command { base.to_owned() } else { format!("{{{base}}}") }
}

fn spaced(name: &str) -> String {
    if name.ends_with([' ', '}']) { name.to_owned() } else { format!("{name} ") }
}

fn run(node: Node, out: &mut String) {
    let text: String = node.named("t").map(|t| t.words()).collect();
    let properties = node.child("rPr");
    let switch = |name: &str| properties.is_some_and(|found| found.on(name));
    if switch("nor") || (text.chars().count() > 1 && text.chars().any(|c| c >= '\u{2E80}')) {
        if !text.trim().is_empty() {
            let escaped: String =
                text.chars().flat_map(|c| if "{}%&#$_".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
            out.push_str(&format!("\\text{{{escaped}}}"));
        }
        return;
    }
    let style = properties.and_then(|found| found.val("sty"));
    let font = properties.and_then(|found| found.val("scr"));
    let mut words = String::new();
    text.chars().for_each(|c| push_sign(&mut words, c));
    let letters = text.trim().chars().all(char::is_alphabetic) && !text.trim().is_empty();
    if let Some(known) = function(text.trim()).filter(|_| style == Some("p") || text.trim().len() > 2) {
        return out.push_str(&known);
    }
    let command = match (font, style) {
        (Some("double-struck"), _) => "\\mathbb",
        (Some("script"), _) => "\\mathcal",
        (Some("fraktur"), _) => "\\mathfrak",
        (_, Some("b")) => "\\mathbf",
        (_, Some("p")) if text.trim().chars().count() > 1 => "\\mathrm",
        _ => "",
    };
    if command.is_empty() || !letters {
        return out.push_str(&words);
    }
    out.push_str(&format!("{command}{{{}}}", words.trim()));
}

fn fraction(node: Node, depth: usize, out: &mut String) {
    let (over, under) = (of(node, "num", depth), of(node, "den", depth));
    match node.at(&["fPr", "type"]).and_then(|kind| kind.attr("val")) {
        Some("lin" | "skw") => out.push_str(&format!("{{{over}}}/{{{under}}}")),
        Some("noBar") => out.push_str(&format!("\\binom{{{over}}}{{{under}}}")),
        _ => out.push_str(&format!("\\frac{{{over}}}{{{under}}}")),
    }
}

fn root(node: Node, depth: usize, out: &mut String) {
    let (degree, under) = (of(node, "deg", depth), of(node, "e", depth));
    match degree.trim() {
        "" => out.push_str(&format!("\\sqrt{{{under}}}")),
        degree => out.push_str(&format!("\\sqrt[{degree}]{{{under}}}")),
    }
}

fn nary(node: Node, depth: usize, out: &mut String) {
    let sign = node.at(&["naryPr", "chr"]).and_then(|chr| chr.attr("val")?.chars().next()).unwrap_or('∫');
    match big(sign) {
        Some(command) => out.push_str(command),
        None => push_sign(out, sign),
    }
    let (sub, sup) = (of(node, "sub", depth), of(node, "sup", depth));
    for (mark, limit) in [('_', sub), ('^', sup)] {
        if !limit.trim().is_empty() {
            out.push_str(&format!("{mark}{{{}}}", limit.trim()));
        }
    }
    out.push_str(&format!(" {}", of(node, "e", depth)));
}

fn delimited(node: Node, depth: usize, out: &mut String) {
    let sign = |name: &str, usual: &'static str| {
        node.at(&["dPr", name]).map_or(usual, |found| found.attr("val").unwrap_or(""))
    };
    let (open, close, between) = (sign("begChr", "("), sign("endChr", ")"), sign("sepChr", "|"));
    let parts: Vec<String> = node.named("e").map(|part| inner(part, depth)).collect();
    let one_line = |tex: &str| {
        !tex.contains("\\frac") && !tex.contains("\\begin") && !tex.contains("\\sum") && !tex.contains("\\int")
    };
    let simple = parts.iter().all(|part| one_line(part));
    let inside = parts.join(&format!(" {between} "));
    match (open, close) {
        ("(", ")") | ("[", "]") if simple => out.push_str(&format!("{open}{inside}{close}")),
        ("{", "") if inside.starts_with("\\begin{") => {
            let cases = inside.replace("{aligned}", "{cases}").replace("{gathered}", "{cases}");
            out.push_str(&cases);
        }
        _ => out.push_str(&format!("\\left{}{inside}\\right{}", bracket(open), bracket(close))),
    }
}

fn limit(node: Node, depth: usize, mark: char, out: &mut String) {
    let (base, limit) = (of(node, "e", depth), of(node, "lim", depth));
    let base = base.trim();
    match function(base) {
        Some(name) => out.push_str(&format!("{}{mark}{{{limit}}} ", name.trim())),
        None if base.starts_with("\\underbrace") || base.starts_with("\\overbrace") || base.starts_with("\\lim") => {
            out.push_str(&format!("{base}{mark}{{{limit}}}"));
        }
        None if mark == '_' => out.push_str(&format!("\\underset{{{limit}}}{{{base}}}")),
        None => out.push_str(&format!("\\overset{{{limit}}}{{{base}}}")),
    }
}

fn matrix(node: Node, depth: usize, out: &mut String) {
    let rows: Vec<String> = node
        .named("mr")
        .map(|row| row.named("e").map(|cell| inner(cell, depth)).collect::<Vec<_>>().join(" & "))
        .collect();
    out.push_str(&format!("\\begin{{matrix}} {} \\end{{matrix}}", rows.join(" \\\\ ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tex(inner: &str) -> String {
        let xml = format!("<m:oMath xmlns:m=\"m\" xmlns:w=\"w\">{inner}</m:oMath>");
        let tree = roxmltree::Document::parse(&xml).expect("XML");
        latex(tree.root_element())
    }

    fn r(text: &str) -> String {
        format!("<m:r><m:t>{text}</m:t></m:r>")
    }

    #[test]
    fn the_constructs_of_the_formula_editor_become_latex() {
        let e = |name: &str, inner: &str| format!("<m:{name}>{inner}</m:{name}>");
        let square = format!("<m:sSup>{}{}</m:sSup>", e("e", &r("b")), e("sup", &r("2")));
        let under = format!("{square}{}", r("−4ac"));
        let root = format!("<m:rad><m:radPr><m:degHide m:val=\"1\"/></m:radPr><m:deg/>{}</m:rad>", e("e", &under));
        let quadratic =
            format!("{}<m:f>{}{}</m:f>", r("x="), e("num", &format!("{}{root}", r("−b±"))), e("den", &r("2a")));
        assert_eq!(tex(&quadratic), "x=\\frac{-b\\pm \\sqrt{b^{2}-4ac}}{2a}");
        let sum = format!(
            "<m:nary><m:naryPr><m:chr m:val=\"∑\"/></m:naryPr>{}{}{}</m:nary>",
            e("sub", &r("i=1")),
            e("sup", &r("n")),
            e("e", &format!("<m:sSub>{}{}</m:sSub>", e("e", &r("α")), e("sub", &r("i"))))
        );
        assert_eq!(tex(&sum), "\\sum_{i=1}^{n} \\alpha_{i}");
        let matrix = format!("<m:m><m:mr>{0}{1}</m:mr><m:mr>{1}{0}</m:mr></m:m>", e("e", &r("1")), e("e", &r("0")));
        let bracketed =
            format!("<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr>{}</m:d>", e("e", &matrix));
        assert_eq!(tex(&bracketed), "\\left[\\begin{matrix} 1 & 0 \\\\ 0 & 1 \\end{matrix}\\right]");
        let limit = format!(
            "<m:func>{}{}</m:func>",
            e("fName", &format!("<m:limLow>{}{}</m:limLow>", e("e", &r("lim")), e("lim", &r("x→∞")))),
            e("e", &format!("{}<m:d>{}</m:d>", r("f"), e("e", &r("x"))))
        );
        assert_eq!(tex(&limit), "\\lim_{x\\to \\infty}{f(x)}");
        assert_eq!(tex("<m:r><m:rPr><m:nor/></m:rPr><m:t>净利润</m:t></m:r>"), "\\text{净利润}", "words stay words");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}{}", "<m:e>".repeat(5000), r("x"), "</m:e>".repeat(5000));
        assert_eq!(tex(&deep), "", "what is deeper than any formula is left out");
    }
}

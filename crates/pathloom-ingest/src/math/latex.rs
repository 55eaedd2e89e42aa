//! LaTeX as far as reading needs it: `\[…\]` as formulas, labels, and simple formulas as Unicode text.

use crate::flow::{Script, scripted};
use pathloom_model::{ObjectLabel, ObjectLabelKind};

/// A copy of equal length in which `\[…\]` and `\(…\)` that hold mathematics are written `$$…$$`, which is what the
/// Markdown parser knows. A display stays within one paragraph.
pub(crate) fn with_dollars(source: &str) -> String {
    let mut copy = source.as_bytes().to_vec();
    let bytes = source.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let close: &[u8] = match bytes[at + 1] {
            b'[' => b"\\]",
            b'(' => b"\\)",
            _ => {
                at += 2;
                continue;
            }
        };
        let Some(length) = closing(&bytes[at + 2..], close) else {
            at += 2;
            continue;
        };
        let end = at + 2 + length;
        if is_mathematics(&bytes[at + 2..end]) {
            copy[at..at + 2].copy_from_slice(b"$$");
            copy[end..end + 2].copy_from_slice(b"$$");
        }
        at = end + 2;
    }
    String::from_utf8(copy).unwrap_or_else(|_| source.to_owned())
}

/// Bytes up to the closing mark, within the paragraph and 4,000 bytes.
fn closing(bytes: &[u8], close: &[u8]) -> Option<usize> {
    let reach = &bytes[..bytes.len().min(4000)];
    let mut at = 0;
    while at + 1 < reach.len() {
        match &reach[at..at + 2] {
            pair if pair == close => return Some(at),
            // Formulas do not hold one another; the inner one is looked at next.
            b"\\[" | b"\\(" => return None,
            b"\n\n" => return None,
            [b'\\', _] => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn is_mathematics(inner: &[u8]) -> bool {
    inner.iter().any(|byte| matches!(byte, b'=' | b'^' | b'_' | b'\\' | b'<' | b'>' | b'+'))
}

/// Cross-reference marks that are taken out of one formula; more are left as they stand.
const LABELS: usize = 50;

/// A display formula without its label and the marks around it.
pub(crate) struct Display {
    pub latex: String,
    pub label: Option<ObjectLabel>,
}

/// "3", "A.2" of "(3)", "（A.2）": the number that stands beside a formula.
pub(crate) fn number_in_brackets(words: &str) -> Option<String> {
    let inner = words.trim().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    let bare = inner.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(inner);
    let number = (1..=6).contains(&inner.len())
        && bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        && inner.ends_with(|c: char| c.is_ascii_digit());
    number.then(|| inner.to_owned())
}

/// Takes `\tag{3}`, `\qquad (3)`, `\eqno(3)` and `\label{…}` out of a display formula.
pub(crate) fn display(latex: &str) -> Display {
    let mut latex = latex.trim().to_owned();
    for _ in 0..LABELS {
        let Some((start, end, _)) = command(&latex, "\\label") else { break };
        latex.replace_range(start..end, "");
    }
    for name in ["\\tag*", "\\tag"] {
        if let Some((start, end, number)) = command(&latex, name) {
            latex.replace_range(start..end, "");
            return Display { latex: latex.trim().to_owned(), label: label(&number) };
        }
    }
    for space in ["\\qquad", "\\quad", "\\eqno", "\\hfill"] {
        let Some(at) = latex.rfind(space) else { continue };
        if let Some(found) = label(latex[at + space.len()..].trim()).filter(|_| latex.trim_end().ends_with(')')) {
            latex.truncate(at);
            let latex = latex.trim_end_matches(['\\', ' ', ',', ';', '~']).to_owned();
            return Display { latex, label: Some(found) };
        }
    }
    Display { latex: latex.trim().to_owned(), label: None }
}

/// "(3)", "3", "（3a）" alone.
pub(crate) fn label(text: &str) -> Option<ObjectLabel> {
    let number = text.trim().trim_start_matches(['(', '（']).trim_end_matches([')', '）']).trim();
    let fits = !number.is_empty() && number.len() <= 8 && number.chars().any(|c| c.is_ascii_digit());
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '\''));
    (fits && plain).then(|| ObjectLabel { kind: ObjectLabelKind::Formula, number: number.to_owned() })
}

/// Where a command with one argument stands, and the argument.
fn command(latex: &str, name: &str) -> Option<(usize, usize, String)> {
    let start = latex.find(&format!("{name}{{"))?;
    let open = start + name.len() + 1;
    let close = open + latex[open..].find('}')?;
    Some((start, close + 1, latex[open..close].to_owned()))
}

/// A formula as plain Unicode, when every sign of it has one: `CO_2` is CO₂, `\eta = 0.8` is η = 0.8. `None` else.
pub(crate) fn readable(latex: &str) -> Option<String> {
    let mut out = String::new();
    read_into(latex, &mut out, 0)?;
    let words: Vec<&str> = out.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn read_into(latex: &str, out: &mut String, depth: u32) -> Option<()> {
    if depth > 8 || latex.len() > 2000 {
        return None;
    }
    let mut rest = latex;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '_' | '^' => {
                let (argument, after) = argument(after.trim_start())?;
                script(argument, if c == '_' { Script::Sub } else { Script::Super }, out)?;
                after
            }
            '{' => {
                let (argument, after) = argument(rest)?;
                read_into(argument, out, depth + 1)?;
                after
            }
            '\\' => macro_into(after, out, depth)?,
            '~' => {
                out.push(' ');
                after
            }
            '}' | '&' | '#' | '$' => return None,
            c => {
                out.push(c);
                after
            }
        };
    }
    Some(())
}

/// What a script or macro applies to, and what follows: a group, a macro, or one sign.
fn argument(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 1;
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some((&inner[..at], &inner[at + 1..]));
            }
        }
        return None;
    }
    if let Some(name) = text.strip_prefix('\\') {
        let length = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        return (length > 0).then(|| text.split_at(length + 1));
    }
    let first = text.chars().next()?;
    Some(text.split_at(first.len_utf8()))
}

fn script(argument: &str, script: Script, out: &mut String) -> Option<()> {
    let argument = argument.trim();
    match (argument, script) {
        ("\\circ", Script::Super) => out.push('°'),
        ("\\prime" | "'", Script::Super) => out.push('′'),
        _ => out.push_str(&scripted(&argument.replace(' ', ""), script)?),
    }
    Some(())
}

/// A macro behind its backslash; returns what follows.
fn macro_into<'a>(text: &'a str, out: &mut String, depth: u32) -> Option<&'a str> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length == 0 {
        let sign = text.chars().next()?;
        match sign {
            '%' | '$' | '&' | '#' | '_' | '{' | '}' => out.push(sign),
            ',' | ';' | ':' | ' ' => out.push(' '),
            '!' => {}
            _ => return None,
        }
        return Some(&text[sign.len_utf8()..]);
    }
    let (name, after) = text.split_at(length);
    if ["text", "mathrm", "mathbf", "mathit", "textbf", "textit", "textrm", "operatorname", "mbox", "rm"]
        .contains(&name)
    {
        let (argument, after) = argument(after.trim_start())?;
        read_into(argument, out, depth + 1)?;
        return Some(after);
    }
    out.push_str(SYMBOLS.iter().find(|(known, _)| *known == name)?.1);
    Some(after)
}

#[rustfmt::skip]
const SYMBOLS: [(&str, &str); 66] = [
    ("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("epsilon", "ε"), ("varepsilon", "ε"),
    ("zeta", "ζ"), ("eta", "η"), ("theta", "θ"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"), ("nu", "ν"),
    ("xi", "ξ"), ("pi", "π"), ("rho", "ρ"), ("sigma", "σ"), ("tau", "τ"), ("phi", "φ"), ("varphi", "φ"),
    ("chi", "χ"), ("psi", "ψ"), ("omega", "ω"), ("Gamma", "Γ"), ("Delta", "Δ"), ("Theta", "Θ"), ("Lambda", "Λ"),
    ("Xi", "Ξ"), ("Pi", "Π"), ("Sigma", "Σ"), ("Phi", "Φ"), ("Psi", "Ψ"), ("Omega", "Ω"), ("times", "×"),
    ("cdot", "·"), ("div", "÷"), ("pm", "±"), ("mp", "∓"), ("le", "≤"), ("leq", "≤"), ("ge", "≥"), ("geq", "≥"),
    ("neq", "≠"), ("ne", "≠"), ("approx", "≈"), ("sim", "~"), ("equiv", "≡"), ("propto", "∝"), ("infty", "∞"),
    ("to", "→"), ("rightarrow", "→"), ("leftarrow", "←"), ("leftrightarrow", "↔"), ("in", "∈"), ("subset", "⊂"),
    ("partial", "∂"), ("nabla", "∇"), ("degree", "°"), ("circ", "∘"), ("ldots", "…"), ("dots", "…"), ("quad", " "),
    ("qquad", " "), ("left", ""), ("right", ""), ("log", "log"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_formulas_read_as_unicode_and_others_stay_latex() {
        assert_eq!(readable("CO_2").as_deref(), Some("CO₂"));
        assert_eq!(readable("\\mathrm{SO}_4^{2-}").as_deref(), Some("SO₄²⁻"));
        assert_eq!(readable("10^{-3}\\,\\text{mol}").as_deref(), Some("10⁻³ mol"));
        assert_eq!(readable("\\eta \\le 85\\%").as_deref(), Some("η ≤ 85%"));
        assert_eq!(readable("20^\\circ C").as_deref(), Some("20° C"));
        assert_eq!(readable("Q_h"), None, "a letter below the line keeps its LaTeX");
        assert_eq!(readable("\\frac{a}{b}"), None);
        assert_eq!(readable(&"{".repeat(5000)), None, "nothing deep or long");
    }

    #[test]
    fn brackets_become_dollars_only_around_mathematics() {
        assert_eq!(with_dollars("\\[a=b\\] x"), "$$a=b$$ x");
        assert_eq!(with_dollars("\\[link\\]"), "\\[link\\]", "escaped brackets of prose");
        assert_eq!(with_dollars("a \\\\[2pt] b=c \\]"), "a \\\\[2pt] b=c \\]", "a line break of LaTeX");
        assert_eq!(with_dollars("\\[a=b\n\nc\\]"), "\\[a=b\n\nc\\]", "not across paragraphs");
    }

    #[test]
    fn labels_are_taken_out() {
        let found = |latex: &str| {
            let display = display(latex);
            (display.latex, display.label.map(|label| label.number))
        };
        assert_eq!(found("a=b \\tag{2.1}"), ("a=b".into(), Some("2.1".into())));
        assert_eq!(found("a=b \\label{eq:1} \\qquad (3)"), ("a=b".into(), Some("3".into())));
        assert_eq!(found("a \\quad b(3)"), ("a \\quad b(3)".into(), None), "an argument is no label");
    }
}

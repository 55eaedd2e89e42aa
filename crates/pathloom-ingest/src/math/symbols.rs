//! Signs of formulas as LaTeX writes them: letters, operators, accents, brackets, names of functions.

/// Appends one sign. A command is set apart from a letter that follows.
pub(super) fn push_sign(out: &mut String, c: char) {
    let c = plain_letter(c);
    match c {
        '\u{2061}'..='\u{2064}' | '\u{200B}' => {}
        '{' | '}' | '%' | '&' | '#' | '$' | '_' => {
            out.push('\\');
            out.push(c);
        }
        '\\' => out.push_str("\\backslash "),
        '−' => out.push('-'),
        '∗' => out.push('*'),
        '′' => out.push('\''),
        c if c.is_whitespace() => {
            if !out.ends_with([' ', '{', '(']) && !out.is_empty() {
                out.push(' ');
            }
        }
        c => match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, command)) => {
                out.push('\\');
                out.push_str(command);
                out.push(' ');
            }
            None => out.push(c),
        },
    }
}

/// Letters of the mathematical alphabets (𝑥, 𝐀, ℝ stays) as plain ones.
fn plain_letter(c: char) -> char {
    let code = c as u32;
    let latin = |offset: u32| char::from(if offset < 26 { b'A' + offset as u8 } else { b'a' + (offset - 26) as u8 });
    match code {
        0x1D400..=0x1D6A3 => latin((code - 0x1D400) % 52),
        0x210E => 'h',
        0x1D7CE..=0x1D7FF => char::from(b'0' + ((code - 0x1D7CE) % 10) as u8),
        0x1D6A8..=0x1D7C9 => {
            const GREEK: &str = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";
            GREEK.chars().nth(((code - 0x1D6A8) % 58) as usize).unwrap_or(c)
        }
        _ => c,
    }
}

/// The command of a function that LaTeX sets upright.
pub(super) fn function(name: &str) -> Option<String> {
    const KNOWN: [&str; 33] = [
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "log",
        "ln", "lg", "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "ker", "arg", "deg", "gcd", "hom", "Pr",
        "limsup", "liminf", "mod",
    ];
    match name {
        "mod" => Some("\\bmod ".to_owned()),
        name if KNOWN.contains(&name) => Some(format!("\\{name} ")),
        _ => None,
    }
}

/// The command that sets an accent over something.
pub(super) fn accent(sign: char) -> &'static str {
    match sign {
        '\u{303}' | '~' | '˜' | '∼' => "\\tilde",
        '\u{304}' | '\u{305}' | '¯' | '‾' | '_' => "\\bar",
        '\u{307}' | '˙' | '.' => "\\dot",
        '\u{308}' | '¨' => "\\ddot",
        '\u{20DB}' => "\\dddot",
        '\u{20D7}' | '→' | '\u{20D1}' => "\\vec",
        '\u{20D6}' | '←' => "\\overleftarrow",
        '\u{20E1}' | '↔' => "\\overleftrightarrow",
        '\u{301}' | '´' => "\\acute",
        '\u{300}' | '`' => "\\grave",
        '\u{306}' | '˘' => "\\breve",
        '\u{30C}' | 'ˇ' => "\\check",
        _ => "\\hat",
    }
}

/// What stands at either side of something in `\left … \right`.
pub(super) fn bracket(sign: &str) -> String {
    match sign.trim() {
        "" => ".".to_owned(),
        "{" | "}" => format!("\\{}", sign.trim()),
        "⟨" | "〈" | "<" => "\\langle ".to_owned(),
        "⟩" | "〉" | ">" => "\\rangle ".to_owned(),
        "‖" | "∥" => "\\| ".to_owned(),
        "⌊" => "\\lfloor ".to_owned(),
        "⌋" => "\\rfloor ".to_owned(),
        "⌈" => "\\lceil ".to_owned(),
        "⌉" => "\\rceil ".to_owned(),
        "(" | ")" | "[" | "]" | "|" | "/" => sign.trim().to_owned(),
        _ => ".".to_owned(),
    }
}

/// An operator that takes limits: sum, product, integral.
pub(super) fn big(sign: char) -> Option<&'static str> {
    Some(match sign {
        '∑' => "\\sum",
        '∏' => "\\prod",
        '∐' => "\\coprod",
        '∫' => "\\int",
        '∬' => "\\iint",
        '∭' => "\\iiint",
        '∮' => "\\oint",
        '⋃' => "\\bigcup",
        '⋂' => "\\bigcap",
        '⋁' => "\\bigvee",
        '⋀' => "\\bigwedge",
        '⨁' => "\\bigoplus",
        '⨂' => "\\bigotimes",
        _ => return None,
    })
}

#[rustfmt::skip]
const SIGNS: [(char, &str); 129] = [
    ('α', "alpha"), ('β', "beta"), ('γ', "gamma"), ('δ', "delta"), ('ε', "varepsilon"), ('ϵ', "epsilon"),
    ('ζ', "zeta"), ('η', "eta"), ('θ', "theta"), ('ϑ', "vartheta"), ('ι', "iota"), ('κ', "kappa"),
    ('λ', "lambda"), ('μ', "mu"), ('µ', "mu"), ('ν', "nu"), ('ξ', "xi"), ('π', "pi"), ('ϖ', "varpi"),
    ('ρ', "rho"), ('ϱ', "varrho"), ('σ', "sigma"), ('ς', "varsigma"), ('τ', "tau"), ('υ', "upsilon"),
    ('φ', "varphi"), ('ϕ', "phi"), ('χ', "chi"), ('ψ', "psi"), ('ω', "omega"), ('Γ', "Gamma"), ('Δ', "Delta"),
    ('Θ', "Theta"), ('Λ', "Lambda"), ('Ξ', "Xi"), ('Π', "Pi"), ('Σ', "Sigma"), ('Υ', "Upsilon"), ('Φ', "Phi"),
    ('Ψ', "Psi"), ('Ω', "Omega"), ('∆', "Delta"), ('×', "times"), ('÷', "div"), ('·', "cdot"), ('⋅', "cdot"),
    ('∙', "bullet"), ('±', "pm"), ('∓', "mp"), ('≤', "le"), ('⩽', "le"), ('≥', "ge"), ('⩾', "ge"), ('≠', "ne"),
    ('≈', "approx"), ('≃', "simeq"), ('≅', "cong"), ('≡', "equiv"), ('∼', "sim"), ('∝', "propto"), ('≪', "ll"),
    ('≫', "gg"), ('∞', "infty"), ('→', "to"), ('←', "leftarrow"), ('↔', "leftrightarrow"), ('⇒', "Rightarrow"),
    ('⇐', "Leftarrow"), ('⇔', "Leftrightarrow"), ('↦', "mapsto"), ('↑', "uparrow"), ('↓', "downarrow"),
    ('⟶', "longrightarrow"), ('∈', "in"), ('∉', "notin"), ('∋', "ni"), ('⊂', "subset"), ('⊃', "supset"),
    ('⊆', "subseteq"), ('⊇', "supseteq"), ('∪', "cup"), ('∩', "cap"), ('∖', "setminus"), ('∅', "emptyset"),
    ('∀', "forall"), ('∃', "exists"), ('¬', "neg"), ('∧', "wedge"), ('∨', "vee"), ('⊕', "oplus"),
    ('⊗', "otimes"), ('⊙', "odot"), ('⊥', "perp"), ('∥', "parallel"), ('‖', "|"), ('∂', "partial"), ('∇', "nabla"),
    ('∘', "circ"), ('°', "degree"), ('…', "ldots"), ('⋯', "cdots"), ('⋮', "vdots"), ('⋱', "ddots"),
    ('ℝ', "mathbb{R}"), ('ℕ', "mathbb{N}"), ('ℤ', "mathbb{Z}"), ('ℚ', "mathbb{Q}"), ('ℂ', "mathbb{C}"),
    ('𝔼', "mathbb{E}"), ('ℓ', "ell"), ('ℏ', "hbar"), ('ℜ', "Re"), ('ℑ', "Im"), ('ℒ', "mathcal{L}"),
    ('∑', "sum"), ('∏', "prod"), ('∫', "int"), ('∮', "oint"), ('√', "surd"), ('∠', "angle"), ('△', "triangle"),
    ('⟨', "langle"), ('⟩', "rangle"), ('⌊', "lfloor"), ('⌋', "rfloor"), ('⌈', "lceil"), ('⌉', "rceil"),
    ('†', "dagger"), ('∴', "therefore"),
];

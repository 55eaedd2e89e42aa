//! LaTeX of a formula as arithmetic: fractions, products, sums, powers, brackets and symbols. What it does not know
//! (functions, sums over an index, relations) makes no arithmetic, and the formula is not computed.

use pathloom_model::Decimal;

#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Number(Decimal),
    /// Normal form of the symbol: `B_1`, `\eta`.
    Symbol(String),
    Sum(Box<Tree>, Box<Tree>),
    Difference(Box<Tree>, Box<Tree>),
    Product(Box<Tree>, Box<Tree>),
    Quotient(Box<Tree>, Box<Tree>),
    Power(Box<Tree>, u32),
}

/// `\eta = \frac{Q}{P}`: the symbol on the left and each side on the right that is arithmetic.
pub fn equation(latex: &str) -> Option<(String, Tree)> {
    let cleaned = cleaned(latex);
    let mut sides = cleaned.split('=');
    let left = symbol_form(sides.next()?);
    let tree = sides.find_map(|side| {
        let tokens = tokens(side)?;
        let mut reader = Reader { tokens: &tokens, place: 0, depth: 0 };
        let tree = reader.sum()?;
        (reader.place == tokens.len()).then_some(tree)
    })?;
    (!left.is_empty() && left.chars().any(char::is_alphabetic)).then_some((left, tree))
}

/// A symbol without spaces, text commands and braces: `Q_{\mathrm{h}}` is `Q_h`.
pub fn symbol_form(latex: &str) -> String {
    let mut text = cleaned(latex);
    for command in ["\\mathrm", "\\text", "\\mathit", "\\mathbf", "\\operatorname", "\\textit"] {
        text = text.replace(command, "");
    }
    for (command, letter) in GREEK {
        text = text.replace(command, letter);
    }
    text.chars().filter(|c| !c.is_whitespace() && !"{}$".contains(*c)).collect()
}

/// Longer names first: `\\eta` is part of `\\beta`, `\\zeta`, `\\theta`.
const GREEK: [(&str, &str); 24] = [
    ("\\varepsilon", "ε"),
    ("\\epsilon", "ε"),
    ("\\varphi", "φ"),
    ("\\lambda", "λ"),
    ("\\alpha", "α"),
    ("\\beta", "β"),
    ("\\gamma", "γ"),
    ("\\delta", "δ"),
    ("\\zeta", "ζ"),
    ("\\theta", "θ"),
    ("\\eta", "η"),
    ("\\kappa", "κ"),
    ("\\mu", "μ"),
    ("\\nu", "ν"),
    ("\\xi", "ξ"),
    ("\\rho", "ρ"),
    ("\\sigma", "σ"),
    ("\\tau", "τ"),
    ("\\phi", "φ"),
    ("\\chi", "χ"),
    ("\\psi", "ψ"),
    ("\\omega", "ω"),
    ("\\Delta", "Δ"),
    ("\\pi", "π"),
];

fn cleaned(latex: &str) -> String {
    let mut text = latex.trim().trim_matches('$').to_owned();
    if let Some(place) = text.find("\\tag") {
        text.truncate(place);
    }
    for (command, by) in [
        ("\\left", ""),
        ("\\right", ""),
        ("\\,", " "),
        ("\\;", " "),
        ("\\!", ""),
        ("\\quad", " "),
        ("\\ ", " "),
        ("\\displaystyle", ""),
        ("\\cdot", "*"),
        ("\\times", "*"),
        ("\\dfrac", "\\frac"),
        ("\\tfrac", "\\frac"),
        ("\\%", ""),
        ("−", "-"),
        ("\\bigl", ""),
        ("\\bigr", ""),
        ("\\big", ""),
    ] {
        text = text.replace(command, by);
    }
    text.trim().trim_end_matches(['.', ',']).to_owned()
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Decimal),
    Symbol(String),
    Fraction,
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > 600 {
        return None;
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        match c {
            _ if c.is_whitespace() => at += 1,
            '0'..='9' => {
                let start = at;
                while at < chars.len() && (chars[at].is_ascii_digit() || chars[at] == '.') {
                    at += 1;
                }
                found.push(Token::Number(chars[start..at].iter().collect::<String>().parse().ok()?));
            }
            '\\' => {
                let start = at;
                at += 1;
                while at < chars.len() && chars[at].is_ascii_alphabetic() {
                    at += 1;
                }
                let command: String = chars[start..at].iter().collect();
                match command.as_str() {
                    "\\frac" => found.push(Token::Fraction),
                    "\\mathrm" | "\\text" | "\\mathit" | "\\operatorname" => {
                        let word = group(&chars, &mut at)?;
                        let name = with_index(word, &chars, &mut at)?;
                        found.push(Token::Symbol(symbol_form(&name)));
                    }
                    "\\ln" | "\\log" | "\\exp" | "\\sum" | "\\int" | "\\sqrt" | "\\max" | "\\min" | "\\sin"
                    | "\\cos" | "\\prod" => return None,
                    _ if command.len() > 1 => {
                        let name = with_index(command, &chars, &mut at)?;
                        found.push(Token::Symbol(symbol_form(&name)));
                    }
                    _ => return None,
                }
            }
            _ if c.is_alphabetic() => {
                at += 1;
                let name = with_index(c.to_string(), &chars, &mut at)?;
                found.push(Token::Symbol(symbol_form(&name)));
            }
            '+' | '-' | '*' | '/' | '(' | ')' | '{' | '}' | '^' | '[' | ']' => {
                found.push(Token::Sign(match c {
                    '[' => '(',
                    ']' => ')',
                    other => other,
                }));
                at += 1;
            }
            _ => return None,
        }
    }
    Some(found)
}

/// A symbol's index: `_1`, `_{12}`.
fn with_index(name: String, chars: &[char], at: &mut usize) -> Option<String> {
    if chars.get(*at) != Some(&'_') {
        return Some(name);
    }
    *at += 1;
    let index = match chars.get(*at)? {
        '{' => group(chars, at)?,
        '\\' => {
            let start = *at;
            *at += 1;
            while chars.get(*at).is_some_and(char::is_ascii_alphabetic) {
                *at += 1;
            }
            let command: String = chars[start..*at].iter().collect();
            if chars.get(*at) == Some(&'{') { group(chars, at)? } else { command }
        }
        c => {
            *at += 1;
            c.to_string()
        }
    };
    Some(format!("{name}_{index}"))
}

/// The words between braces.
fn group(chars: &[char], at: &mut usize) -> Option<String> {
    (chars.get(*at) == Some(&'{')).then_some(())?;
    let (start, mut depth) = (*at + 1, 0);
    while let Some(c) = chars.get(*at) {
        *at += 1;
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(chars[start..*at - 1].iter().collect()),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    tokens: &'a [Token],
    place: usize,
    depth: u8,
}

impl Reader<'_> {
    fn sign(&self) -> Option<char> {
        match self.tokens.get(self.place) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }

    fn sum(&mut self) -> Option<Tree> {
        let mut tree = self.product()?;
        while let Some(sign) = self.sign().filter(|sign| matches!(sign, '+' | '-')) {
            self.place += 1;
            let right = Box::new(self.product()?);
            let left = Box::new(tree);
            tree = if sign == '+' { Tree::Sum(left, right) } else { Tree::Difference(left, right) };
        }
        Some(tree)
    }

    fn product(&mut self) -> Option<Tree> {
        let mut tree = self.power()?;
        loop {
            let next = self.tokens.get(self.place);
            let (skip, divide) = match next {
                Some(Token::Sign('*')) => (true, false),
                Some(Token::Sign('/')) => (true, true),
                Some(Token::Number(_) | Token::Symbol(_) | Token::Fraction | Token::Sign('(' | '{')) => (false, false),
                _ => return Some(tree),
            };
            self.place += usize::from(skip);
            let right = Box::new(self.power()?);
            let left = Box::new(tree);
            tree = if divide { Tree::Quotient(left, right) } else { Tree::Product(left, right) };
        }
    }

    fn power(&mut self) -> Option<Tree> {
        let base = self.atom()?;
        if self.sign() != Some('^') {
            return Some(base);
        }
        self.place += 1;
        match self.atom()? {
            Tree::Number(exponent) => {
                let whole: u32 = exponent.normalize().to_string().parse().ok().filter(|n| *n <= 6)?;
                Some(Tree::Power(Box::new(base), whole))
            }
            _ => None,
        }
    }

    fn atom(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > 60 {
            return None;
        }
        let token = self.tokens.get(self.place)?.clone();
        self.place += 1;
        let tree = match token {
            Token::Number(value) => Tree::Number(value),
            Token::Symbol(name) => Tree::Symbol(name),
            Token::Fraction => {
                let (top, bottom) = (self.atom()?, self.atom()?);
                Tree::Quotient(Box::new(top), Box::new(bottom))
            }
            Token::Sign(open @ ('(' | '{')) => {
                let inner = self.sum()?;
                let close = if open == '(' { ')' } else { '}' };
                (self.sign() == Some(close)).then_some(())?;
                self.place += 1;
                inner
            }
            Token::Sign(_) => return None,
        };
        self.depth -= 1;
        Some(tree)
    }
}

impl Tree {
    /// Symbols in the order met, each once.
    pub fn symbols(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Tree::Number(_) => {}
            Tree::Symbol(name) if !found.contains(&name.as_str()) => found.push(name),
            Tree::Symbol(_) => {}
            Tree::Power(base, _) => base.collect(found),
            Tree::Sum(a, b) | Tree::Difference(a, b) | Tree::Product(a, b) | Tree::Quotient(a, b) => {
                a.collect(found);
                b.collect(found);
            }
        }
    }

    /// As an expression over letters; `letter` gives the letter of a symbol.
    pub fn expression(&self, letter: &dyn Fn(&str) -> String) -> String {
        self.written(letter, 0)
    }

    fn written(&self, letter: &dyn Fn(&str) -> String, outer: u8) -> String {
        let (text, own) = match self {
            Tree::Number(value) => (value.normalize().to_string(), 3),
            Tree::Symbol(name) => (letter(name), 3),
            Tree::Power(base, n) => (format!("{}^{n}", base.written(letter, 3)), 3),
            Tree::Sum(a, b) => (format!("{} + {}", a.written(letter, 0), b.written(letter, 1)), 0),
            Tree::Difference(a, b) => (format!("{} - {}", a.written(letter, 0), b.written(letter, 1)), 0),
            Tree::Product(a, b) => (format!("{} * {}", a.written(letter, 1), b.written(letter, 2)), 1),
            Tree::Quotient(a, b) => (format!("{} / {}", a.written(letter, 1), b.written(letter, 2)), 1),
        };
        if own < outer { format!("({text})") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_expressions() {
        let of = |latex: &str| equation(latex).map(|(left, tree)| (left, tree.expression(&str::to_owned)));
        let pair = |left: &str, right: &str| Some((left.to_owned(), right.to_owned()));
        assert_eq!(of(r"I = R + B_1 - B_0 \tag{1}"), pair("I", "R + B_1 - B_0"));
        assert_eq!(of(r"c = \frac{12 B_1}{R}"), pair("c", "12 * B_1 / R"));
        assert_eq!(of(r"\eta_{\mathrm{v}} = \frac{V_m}{V_{s}}"), pair("η_v", "V_m / V_s"));
        assert_eq!(of(r"x = \left(a + b\right)^2 / (c - d)"), pair("x", "(a + b)^2 / (c - d)"));
        assert_eq!(of(r"m = \frac{\text{EBITDA}}{R} \times 100\%"), pair("m", "EBITDA / R * 100"));
        for unknown in [r"y = \ln x", r"y = \sum_i x_i", "E", r"a < b"] {
            assert_eq!(of(unknown), None, "{unknown} is not computed");
        }
    }
}

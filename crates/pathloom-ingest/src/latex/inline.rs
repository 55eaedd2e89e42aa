//! The words of a stretch of LaTeX: commands resolved, accents joined, formulas in line, references by number.

use super::source::{Source, command_name};
use crate::flow::{Script, Words};
use crate::math;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

const DEPTH: usize = 60;

/// What references are written as, known after a first reading.
#[derive(Default)]
pub(super) struct Labels {
    /// Label → (word, number): ("Table", "2").
    pub numbers: BTreeMap<String, (&'static str, String)>,
    /// Key of a work → its number in the list of references.
    pub works: BTreeMap<String, String>,
}

#[derive(Default)]
pub(super) struct Inline {
    pub words: Words,
    /// Ranges of the insides of footnotes.
    pub notes: Vec<(usize, usize)>,
    pub labels: Vec<String>,
}

pub(super) fn read(source: &Source, from: usize, to: usize, labels: &Labels) -> Inline {
    let mut found = Inline::default();
    Reader { source, labels, found: &mut found }.run(from, to, None, 0);
    found
}

/// On one line.
pub(super) fn words(source: &Source, from: usize, to: usize, labels: &Labels) -> String {
    crate::flow::squeezed(&read(source, from, to, labels).words.take())
}

struct Reader<'s> {
    source: &'s Source,
    labels: &'s Labels,
    found: &'s mut Inline,
}

impl Reader<'_> {
    fn run(&mut self, from: usize, to: usize, script: Option<Script>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let text = &self.source.text;
        let mut at = from;
        while at < to {
            let rest = &text[at..to];
            let plain = rest.find(['\\', '{', '}', '$', '~', '-', '`', '\'', '&']).unwrap_or(rest.len());
            if plain > 0 {
                self.push(&rest[..plain], script);
                at += plain;
                continue;
            }
            at = match rest.as_bytes()[0] {
                b'\\' => self.command(at, to, script, depth),
                b'{' => match self.source.inside(at).filter(|(_, close)| *close < to) {
                    Some((open, close)) => {
                        self.run(open, close, script, depth + 1);
                        close + 1
                    }
                    None => at + 1,
                },
                b'$' => self.formula(at, to),
                b'}' | b'&' => at + 1,
                b'~' => {
                    self.found.words.space();
                    at + 1
                }
                _ => self.marks(at, to, script),
            };
        }
    }

    fn push(&mut self, words: &str, script: Option<Script>) {
        match script {
            Some(script) => self.found.words.scripted(words, script),
            None => self.found.words.push(words),
        }
    }

    /// Dashes and quotation marks.
    fn marks(&mut self, at: usize, to: usize, script: Option<Script>) -> usize {
        let rest = &self.source.text[at..to];
        for (written, meant) in [("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘")] {
            if rest.starts_with(written) {
                self.push(meant, None);
                return at + written.len();
            }
        }
        self.push(&rest[..1], script);
        at + 1
    }

    /// "$…$" in line; returns the place behind it.
    fn formula(&mut self, at: usize, to: usize) -> usize {
        let text = &self.source.text;
        let double = text[at..to].starts_with("$$");
        let open = at + 1 + usize::from(double);
        let Some(length) = closing_dollar(&text[open..to]) else { return at + 1 };
        self.math(&text[open..open + length]);
        open + length + 1 + usize::from(double && text[open + length..to].starts_with("$$"))
    }

    fn math(&mut self, latex: &str) {
        let shown = math::inline(&math::display(latex).latex.split_whitespace().collect::<Vec<_>>().join(" "));
        self.found.words.push(&shown);
    }

    fn command(&mut self, at: usize, to: usize, script: Option<Script>, depth: usize) -> usize {
        let text = &self.source.text;
        let name = command_name(text, at);
        if name.is_empty() {
            return self.sign(at, to);
        }
        let behind = at + 1 + name.len();
        let behind = behind + usize::from(text[behind..to].starts_with('*'));
        let argument = |from: usize| {
            let open = from + text[from..to].len() - text[from..to].trim_start_matches([' ', '\n']).len();
            self.source.inside(open).filter(|(_, close)| text[open..].starts_with('{') && *close < to)
        };
        let after_option = |from: usize| match self.source.inside(from) {
            Some((_, close)) if text[from..].starts_with('[') && close < to => close + 1,
            _ => from,
        };
        match name {
            "footnote" | "footnotetext" | "thanks" => match argument(after_option(behind)) {
                Some((open, close)) => {
                    self.found.notes.push((open, close));
                    close + 1
                }
                None => behind,
            },
            "label" => match argument(behind) {
                Some((open, close)) => {
                    self.found.labels.push(text[open..close].to_owned());
                    close + 1
                }
                None => behind,
            },
            "ref" | "eqref" | "cref" | "Cref" | "autoref" | "pageref" | "nameref" => match argument(behind) {
                Some((open, close)) => {
                    self.reference(name, &text[open..close]);
                    close + 1
                }
                None => behind,
            },
            "cite" | "citep" | "citet" | "parencite" | "textcite" | "citealp" | "autocite" => {
                let from = after_option(after_option(behind));
                match argument(from) {
                    Some((open, close)) => {
                        self.works(&text[open..close]);
                        close + 1
                    }
                    None => from,
                }
            }
            "href" | "textcolor" | "colorbox" | "SI" | "qty" | "hyperref" => {
                let from = after_option(behind);
                match (argument(from), name) {
                    (Some((open, close)), "SI" | "qty") => {
                        self.run(open, close, script, depth + 1);
                        self.found.words.space();
                        close + 1
                    }
                    (Some((_, close)), "href" | "textcolor" | "colorbox") => close + 1,
                    _ => from,
                }
            }
            "textsuperscript" | "textsubscript" => match argument(behind) {
                Some((open, close)) => {
                    let script = if name == "textsuperscript" { Script::Super } else { Script::Sub };
                    self.run(open, close, Some(script), depth + 1);
                    close + 1
                }
                None => behind,
            },
            "vspace" | "hspace" | "setlength" | "includegraphics" | "input" | "include" | "bibliography" | "vskip"
            | "color" | "bibliographystyle" | "pagestyle" | "thispagestyle" | "setcounter" | "addtolength"
            | "graphicspath" | "fontsize" | "addcontentsline" | "markboth" | "hypersetup" | "captionsetup"
            | "newcommand" | "renewcommand" | "rule" | "phantom" => {
                let mut end = after_option(behind);
                while let Some((_, close)) =
                    self.source.inside(end).filter(|(_, close)| text[end..].starts_with('{') && *close < to)
                {
                    end = close + 1;
                }
                end
            }
            "par" | "newline" | "linebreak" | "item" => {
                self.found.words.space();
                behind
            }
            "begin" | "end" => argument(behind).map_or(behind, |(_, close)| close + 1),
            name => {
                let known = SYMBOLS.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
                if let Some(sign) = known {
                    self.push(sign, script);
                    return behind + usize::from(text[behind..to].starts_with("{}")) * 2;
                }
                if name.len() == 1 && "cvukHrdbt".contains(name) {
                    return self.accent(name, behind, to);
                }
                // Of what is not known the words are kept.
                let end = after_option(behind);
                if end == behind && text[behind..to].starts_with(' ') { behind + 1 } else { end }
            }
        }
    }

    /// A backslash before a sign: "\%", "\\", "\'e", "\(…\)".
    fn sign(&mut self, at: usize, to: usize) -> usize {
        let text = &self.source.text;
        let Some(sign) = text[at + 1..to].chars().next() else { return to };
        let behind = at + 1 + sign.len_utf8();
        match sign {
            '%' | '&' | '_' | '#' | '$' | '{' | '}' => self.found.words.push(&sign.to_string()),
            '(' | '[' => {
                if let Some(end) = self.source.formula_end(behind, to, sign == '(') {
                    self.math(&text[behind..end]);
                    return end + 2;
                }
            }
            '\\' => {
                self.found.words.line_break();
                let option = self.source.inside(behind).filter(|_| text[behind..].starts_with('['));
                return option.map_or(behind, |(_, close)| close + 1).min(to);
            }
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => return self.accent(&sign.to_string(), behind, to),
            '-' | '/' | '@' => {}
            _ => self.found.words.space(),
        }
        behind
    }

    /// An accent over the letter that follows.
    fn accent(&mut self, name: &str, at: usize, to: usize) -> usize {
        let text = &self.source.text;
        let (open, end) = match self.source.inside(at).filter(|(_, close)| text[at..].starts_with('{') && *close < to) {
            Some((open, close)) => (open, close + 1),
            None => {
                let at = at + text[at..to].len() - text[at..to].trim_start_matches(' ').len();
                (at, at + text[at..to].chars().next().map_or(0, char::len_utf8))
            }
        };
        let letter = text[open..end].trim_end_matches('}').trim_start_matches('\\');
        let Some(first) = letter.chars().next() else { return end };
        let first = if first == 'i' && text[open..end].starts_with('\\') { 'ı' } else { first };
        let mark = match name {
            "'" => '\u{301}',
            "`" => '\u{300}',
            "^" => '\u{302}',
            "\"" => '\u{308}',
            "~" => '\u{303}',
            "=" => '\u{304}',
            "." => '\u{307}',
            "c" => '\u{327}',
            "v" => '\u{30C}',
            "u" => '\u{306}',
            "k" => '\u{328}',
            "H" => '\u{30B}',
            "r" => '\u{30A}',
            _ => '\u{323}',
        };
        let base = if first == 'ı' { 'i' } else { first };
        self.found.words.push(&[base, mark].into_iter().nfc().collect::<String>());
        end
    }

    fn reference(&mut self, command: &str, label: &str) {
        let shown = |label: &str| match (self.labels.numbers.get(label.trim()), command) {
            (Some((_, number)), "eqref") => format!("({number})"),
            (Some((word, number)), "cref") => format!("{} {number}", word.to_lowercase()),
            (Some((word, number)), "Cref" | "autoref") => format!("{word} {number}"),
            (Some((_, number)), _) => number.clone(),
            (None, _) => "?".to_owned(),
        };
        let all: Vec<String> = label.split(',').map(shown).collect();
        self.found.words.push(&all.join(", "));
    }

    fn works(&mut self, keys: &str) {
        let shown = keys.split(',').map(str::trim).map(|key| self.labels.works.get(key).map_or(key, String::as_str));
        let all = shown.collect::<Vec<_>>().join(", ");
        self.found.words.push(&format!("[{all}]"));
    }
}

/// Bytes up to the next dollar that is not escaped; a blank line ends a formula that was never closed.
pub(super) fn closing_dollar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'$' => return Some(at),
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => return None,
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
    None
}

const SYMBOLS: [(&str, &str); 40] = [
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("aa", "å"),
    ("AA", "Å"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "i"),
    ("j", "j"),
    ("S", "§"),
    ("P", "¶"),
    ("copyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("celsius", "°C"),
    ("textmu", "µ"),
    ("times", "×"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("quad", " "),
    ("qquad", " "),
    ("percent", "%"),
    ("textendash", "–"),
];

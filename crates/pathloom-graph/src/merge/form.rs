//! A name in its normal form: width, case, marks, punctuation, script and corporate ending set aside, each told apart so
//! that a rule can say what two names differ in. Symbols (Co, H2O, R410A, WHO) keep their letters as they are.

use super::ending::{self, Ending};
use pathloom_model::language::is_han;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A code, a formula, an abbreviation: equal only to the very same.
    Symbol,
    Words,
    /// Some letter is Chinese.
    Han,
}

#[derive(Clone, Debug)]
pub struct Form {
    pub shape: Shape,
    /// Width and subscripts folded, spaces single, case and marks kept: what symbols are compared by.
    pub text: String,
    /// Lower case, no marks, no punctuation, no bracket; words by single spaces; Chinese without spaces, simplified.
    pub plain: String,
    /// `plain` without its corporate ending and a leading article.
    pub core: String,
    pub ending: Option<Ending>,
    /// What stood in brackets, in plain form; empty without.
    pub bracket: String,
    /// The same as written, where it may be an abbreviation.
    pub given: Option<String>,
    pub has_marks: bool,
}

impl Form {
    pub fn of(name: &str) -> Form {
        let text = folded(name);
        let (outside, inside) = without_bracket(&text);
        let shape = shape(&outside);
        let (plain, has_marks) = plain(&outside, shape);
        let (core, ending) = ending::split(&plain, shape == Shape::Han);
        let core = core.strip_prefix("the ").unwrap_or(core).to_owned();
        let bracket = inside.map_or_else(String::new, plain_of);
        let bracket = if ending::is_filler(&bracket) { String::new() } else { bracket };
        let given = inside.filter(|_| !bracket.is_empty()).map(|it| it.trim().to_owned());
        Form { shape, text: outside.into_owned(), plain, core, ending, bracket, given, has_marks }
    }

    pub fn is_symbol(&self) -> bool {
        self.shape == Shape::Symbol
    }

    /// Words of the core.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.core.split(' ').filter(|word| !word.is_empty())
    }
}

/// The plain form of any text.
pub fn plain_of(text: &str) -> String {
    let text = folded(text);
    plain(&text, shape(&text)).0
}

/// Any text with width and the like folded, as symbols are compared.
pub fn plain_text(text: &str) -> String {
    folded(text)
}

/// Full width to half, subscripts to digits, dashes to one, runs of spaces to one.
fn folded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '₀'..='₉' => char::from_u32(c as u32 - 0x2080 + 0x30).unwrap_or(c),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '’' | '‘' | 'ʼ' => '\'',
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => continue,
            other if other.is_whitespace() => ' ',
            other => other,
        };
        if c != ' ' || !(text.is_empty() || text.ends_with(' ')) {
            text.push(c);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// "World Health Organization (WHO)" → the name and what the bracket says; a bracket in the middle too ("腾讯(深圳)有限公司").
fn without_bracket(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let none = (Cow::Borrowed(text), None);
    let Some(open) = text.find('(').filter(|&open| open > 0) else { return none };
    let Some(length) = text[open..].find(')') else { return none };
    let (inside, rest) = (&text[open + 1..open + length], text[open + length + 1..].trim());
    // 2-(4-methyl)phenol is one name.
    let joined = !text[..open].ends_with(' ') && !text[..open].ends_with(is_han);
    if inside.is_empty() || inside.contains('(') || rest.contains('(') || joined {
        return none;
    }
    let before = text[..open].trim_end();
    let outside = if rest.is_empty() { Cow::Borrowed(before) } else { Cow::Owned(format!("{before} {rest}")) };
    (outside, Some(inside))
}

fn shape(text: &str) -> Shape {
    if text.chars().any(is_han) {
        return Shape::Han;
    }
    if is_symbol(text) { Shape::Symbol } else { Shape::Words }
}

/// One word that is a code, a chemical formula or capitals: "R410A", "GPT-4", "NaCl", "Co", "WHO". So is what begins
/// with such a code and has no word beside it.
pub fn is_symbol(text: &str) -> bool {
    if text.contains(' ') {
        // "ISO 9001"; but capitals of whole words are only loud.
        let short = |word: &str| word.chars().count() <= 3 || word.chars().any(|c| c.is_ascii_digit());
        return text.split(' ').all(|word| short(word) && is_symbol(word));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let length = text.chars().count();
    letters <= 2 || digits && letters <= 8 || capitals == letters && length <= 5 || capitals >= 2 && is_formula(text)
}

/// Symbols of elements and nothing else.
fn is_formula(text: &str) -> bool {
    const TWO: &str = "He Li Be Ne Na Mg Al Si Cl Ar Ca Sc Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Er Yb Lu Hf Ta Re Os Ir Pt Au Hg Tl Pb Bi Po Ra Th Pa Np Pu Am";
    if text.len() > 12 || !text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let two = rest.get(..2).filter(|two| TWO.split(' ').any(|known| known == *two));
        let one = rest.starts_with(|c| "HBCNOFPSKVYIWU".contains(c));
        match two {
            Some(_) => rest = &rest[2..],
            None if one => rest = &rest[1..],
            None => return false,
        }
    }
    true
}

/// The plain form, and whether marks were taken off.
fn plain(text: &str, shape: Shape) -> (String, bool) {
    let mut marks = false;
    let simplified = if shape == Shape::Han { Cow::Owned(hanconv::t2s(text)) } else { Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    if simplified.is_ascii() {
        push_words(simplified.chars(), &mut plain);
    } else {
        let mut unmarked = String::with_capacity(text.len());
        let mut base = ' ';
        for c in simplified.nfd() {
            if is_combining_mark(c) && (base.is_ascii_alphabetic() || !base.is_alphabetic()) {
                marks = true;
                continue;
            }
            base = c;
            match spelled_out(c) {
                Some(letters) => {
                    marks = true;
                    unmarked.push_str(letters);
                }
                None => unmarked.push(c),
            }
        }
        push_words(unmarked.nfc(), &mut plain);
    }
    if shape == Shape::Han {
        plain.retain(|c| c != ' ');
    }
    (plain, marks)
}

/// Letters with a stroke or a tie that no decomposition takes apart.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "Ae",
        'œ' => "oe",
        'Œ' => "Oe",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

/// Lower case; points and apostrophes inside words go ("S.p.A." → "spa"), other punctuation parts words, "&" is "and".
fn push_words(letters: impl Iterator<Item = char>, plain: &mut String) {
    let mut in_word = 0usize;
    for c in letters {
        match c {
            '.' | '\'' | '"' | '“' | '”' | '·' | '•' | '・' | '《' | '》' => {}
            // "A/S" is one word, "input/output" two.
            '/' if in_word == 1 => {}
            '&' => {
                part(plain);
                plain.push_str("and ");
                in_word = 0;
            }
            c if c.is_alphanumeric() || is_combining_mark(c) || c == '+' || c == '%' => {
                plain.extend(c.to_lowercase());
                in_word += 1;
            }
            _ => {
                part(plain);
                in_word = 0;
            }
        }
    }
    plain.truncate(plain.trim_end().len());
}

fn part(plain: &mut String) {
    if !plain.is_empty() && !plain.ends_with(' ') {
        plain.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_set_aside_and_symbols_are_left_alone() {
        let plain = |name: &str| Form::of(name).plain;
        assert_eq!(plain("Ｎｏｒｒｈｅａｔ  Ａ／Ｓ"), "norrheat as");
        assert_eq!(plain("Malmö Värme-Verk"), "malmo varme verk");
        assert_eq!(plain("McDonald’s & Søn"), "mcdonalds and son");
        assert_eq!(plain("臺灣積體電路製造股份有限公司"), plain("台湾积体电路制造股份有限公司"));
        assert_eq!(plain("约翰·史密斯"), "约翰史密斯");
        for symbol in ["Co", "CO", "H₂O", "NaCl", "R410A", "GPT-4", "WHO", "CH3OH", "X", "ISO 9001"] {
            assert!(Form::of(symbol).is_symbol(), "{symbol}");
        }
        for word in ["Norrheat", "ORNE SOUTH PLANT", "IKEAS furniture", "Volvo", "Chinese", "OpenAI", "北大"] {
            assert!(!Form::of(word).is_symbol(), "{word}");
        }
        assert_eq!(Form::of("H₂O").text, "H2O");
        let who = Form::of("World Health Organization (WHO)");
        assert_eq!((who.plain.as_str(), who.given.as_deref()), ("world health organization", Some("WHO")));
        let tencent = Form::of("腾讯科技（深圳）有限公司");
        assert_eq!((tencent.core.as_str(), tencent.bracket.as_str()), ("腾讯科技", "深圳"));
        assert_eq!(Form::of("2-(4-methyl)phenol").bracket, "", "a bracket inside a chemical name is part of it");
    }
}

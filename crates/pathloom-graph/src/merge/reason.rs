//! Why two names are one, may be one, or are two: a word for the machine, a sentence for the reader.

use super::Named;
use super::differ;
use super::form::{Form, Shape};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    // One.
    Spelling,
    Given,
    EndingSpelling,
    PlaceEnding,
    Ending,
    // Perhaps one.
    Joined,
    Order,
    Marks,
    Case,
    Code,
    Plural,
    ShortWord,
    Letters,
    SaysLittle,
    Bracket,
    PersonInitial,
    MiddleName,
    Initials,
    ShortHan,
    Vectors,
    SeveralBear,
    /// Found alike by a rule that may merge, but the names come from a list where each is meant as it is.
    Listed,
    // Two.
    Types,
    SymbolCase,
    Numbers,
    OneNumber,
    Endings,
    Brackets,
    Opposites,
    Words,
    Together,
    WouldChain,
}

impl Reason {
    /// Whether it is worth keeping where two names stay apart: what differs is easily overlooked.
    pub fn is_telling(self) -> bool {
        !matches!(self, Reason::Words)
    }

    /// In words, about these two.
    pub fn words(self, [one, other]: [&Named; 2], [f, g]: [&Form; 2]) -> String {
        let ending = |form: &Form| form.ending.map_or("", |ending| ending.shown());
        match self {
            Reason::Spelling => format!("the same name, {}", written_differently(one.text, other.text, f, g)),
            Reason::Given => "a document gives one as another name of the other".into(),
            Reason::EndingSpelling => format!("the same name, its ending {} spelled differently", ending(f)),
            Reason::PlaceEnding => "the same place, with and without the word for its kind".into(),
            Reason::Ending => "the same name without its corporate ending".into(),
            Reason::Joined => "the same letters, parted differently".into(),
            Reason::Order => "the same words in another order, or but for small words".into(),
            Reason::Marks => "the same letters with different marks".into(),
            Reason::Case => "the same letters, but for capitals".into(),
            Reason::Code => "the same letters and digits, parted differently".into(),
            Reason::Plural => format!("singular and plural: {}", pair(f, g)),
            Reason::ShortWord => format!("one may be short for the other: {}", pair(f, g)),
            Reason::Letters => format!("a letter or two differ: {}", pair(f, g)),
            Reason::SaysLittle => format!("only one has {}", pair(f, g)),
            Reason::Bracket => {
                format!("only one says \"{}\"", if f.bracket.is_empty() { &g.bracket } else { &f.bracket })
            }
            Reason::PersonInitial => "an initial may stand for the given name".into(),
            Reason::MiddleName => "the same person's name with and without a middle name".into(),
            Reason::Initials => "one has the initials of the other".into(),
            Reason::ShortHan => "one may be the short form of the other (简称)".into(),
            Reason::Vectors => "what is known of them is alike".into(),
            Reason::SeveralBear => "the shorter name could be that of several".into(),
            Reason::Listed => "alike, but each is meant as it is written in its list".into(),
            Reason::Types => format!("a {} and a {} are never one", one.entity_type, other.entity_type),
            Reason::SymbolCase => "symbols that differ in capitals are two".into(),
            Reason::Numbers | Reason::OneNumber => numbers(f, g),
            Reason::Endings => format!("{} is not {}", ending(f), ending(g)),
            Reason::Brackets => format!("\"{}\" is not \"{}\"", f.bracket, g.bracket),
            Reason::Opposites | Reason::Words => {
                let (left, right) = differ::different_words(&f.core, &g.core);
                format!("\"{}\" is not \"{}\"", left.join(" "), right.join(" "))
            }
            Reason::Together => "both stand in one sentence, or in two rows of one column".into(),
            Reason::WouldChain => "it would make one of names that are kept apart".into(),
        }
    }
}

fn pair(f: &Form, g: &Form) -> String {
    if f.shape == Shape::Han && g.shape == Shape::Han {
        let (short, long) = if f.core.len() <= g.core.len() { (f, g) } else { (g, f) };
        let letters = |form: &Form| form.core.chars().collect::<Vec<_>>();
        if let Some(stretch) = differ::one_stretch(&letters(short), &letters(long)) {
            return format!("\"{stretch}\"");
        }
    }
    let (left, right) = differ::different_words(&f.core, &g.core);
    let sides = [left.join(" "), right.join(" ")].map(|side| format!("\"{side}\""));
    match (left.is_empty(), right.is_empty()) {
        (false, true) => sides[0].clone(),
        (true, false) => sides[1].clone(),
        _ => sides.join(", "),
    }
}

fn numbers(f: &Form, g: &Form) -> String {
    let [left, right] = [f, g].map(|form| differ::numbers(&form.core, false).join(" "));
    match (left.is_empty(), right.is_empty()) {
        (false, false) => format!("\"{left}\" is not \"{right}\""),
        (true, _) => format!("only one has \"{right}\""),
        _ => format!("only one has \"{left}\""),
    }
}

fn written_differently(one: &str, other: &str, f: &Form, g: &Form) -> &'static str {
    if one == other {
        return "written alike";
    }
    if f.text == g.text {
        return "but for the width of letters";
    }
    if f.text.to_lowercase() == g.text.to_lowercase() {
        return "but for capitals";
    }
    if f.has_marks != g.has_marks {
        return "with and without marks";
    }
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if letters(&f.text) == letters(&g.text) { "but for punctuation" } else { "in other characters of the same meaning" }
}

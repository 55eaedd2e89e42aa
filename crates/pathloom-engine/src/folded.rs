//! A text as its words are compared: white space, width and kind of sign do not count, every place is kept. Whether the
//! case of letters counts is for the caller: Co is not CO.

/// The folded text, and for each of its bytes where the sign stands that it comes from.
pub struct Folded {
    text: String,
    from: Vec<(u32, u32)>,
    case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Kept,
    Lowered,
}

impl Folded {
    pub fn new(source: &str, case: Case) -> Folded {
        let mut folded = Folded { text: String::with_capacity(source.len()), from: Vec::new(), case };
        let (mut last, mut spaced) = (None, None);
        for (place, c) in source.char_indices() {
            let from = (place as u32, (place + c.len_utf8()) as u32);
            if c.is_whitespace() || (c.is_control() && c != '\u{AD}') {
                spaced = spaced.or(Some(from));
                continue;
            }
            let Some(sign) = sign(c) else { continue };
            // A space tells words of letters apart; between other signs it is a matter of print.
            if let Some(space) = spaced.take()
                && last.is_some_and(joins)
                && joins(sign)
            {
                folded.push(' ', space);
            }
            last = Some(sign);
            folded.push(sign, from);
        }
        folded
    }

    /// Bytes of the source that spell `words`, from the first place where they stand alone: letters and digits beside
    /// them would make other words of them.
    pub fn find(&self, words: &str) -> Option<(usize, usize)> {
        self.all(words).next()
    }

    /// Every such place.
    pub fn all<'a>(&'a self, words: &str) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        self.places(words).map(|(start, end)| (self.from[start].0 as usize, self.from[end - 1].1 as usize))
    }

    /// The same as bytes of the folded text.
    pub fn places<'a>(&'a self, words: &str) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        let wanted = Folded::new(words.trim(), self.case).text;
        let mut next = if wanted.is_empty() { self.text.len() + 1 } else { 0 };
        std::iter::from_fn(move || {
            loop {
                let start = self.text.get(next..)?.find(&wanted)? + next;
                let end = start + wanted.len();
                next = start + self.text[start..].chars().next().map_or(1, char::len_utf8);
                if self.stands_alone(start, end) {
                    return Some((start, end));
                }
            }
        })
    }

    /// The folded text.
    pub fn words(&self) -> &str {
        &self.text
    }

    pub fn holds(&self, words: &str) -> bool {
        self.find(words).is_some()
    }

    fn stands_alone(&self, start: usize, end: usize) -> bool {
        let parted = |a: Option<char>, b: Option<char>| !(a.is_some_and(joins) && b.is_some_and(joins));
        let inside = &self.text[start..end];
        parted(self.text[..start].chars().next_back(), inside.chars().next())
            && parted(inside.chars().next_back(), self.text[end..].chars().next())
    }

    fn push(&mut self, c: char, from: (u32, u32)) {
        let before = self.text.len();
        match self.case {
            Case::Kept => self.text.push(c),
            Case::Lowered => self.text.extend(c.to_lowercase()),
        }
        self.from.extend((before..self.text.len()).map(|_| from));
    }
}

/// Letters and digits of scripts that part words by spaces.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && !pathloom_model::language::is_han(c)
}

/// One form for signs that print alike; `None` for what is not printed.
fn sign(c: char) -> Option<char> {
    Some(match c {
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => return None,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => return None,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '‐'..='―' | '−' => '-',
        '‘' | '’' | '′' => '\'',
        '“' | '”' | '「' | '」' | '„' | '«' | '»' => '"',
        '。' => '.',
        '、' => ',',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_through_print_and_only_where_they_stand_alone() {
        let text = "Norr\u{AD}heat AB\n(“the  Company”) held ５０％ of 瑞博 热泵 有限公司 and of Norrheats.";
        let folded = Folded::new(text, Case::Kept);
        let found = |words: &str| folded.find(words).map(|(start, end)| &text[start..end]);
        assert_eq!(found("Norrheat AB"), Some("Norr\u{AD}heat AB"), "a soft hyphen is no letter");
        assert_eq!(found("AB (\"the Company\")"), Some("AB\n(“the  Company”)"), "breaks and kinds of quotes");
        assert_eq!(found("held 50% of"), Some("held ５０％ of"), "width");
        assert_eq!(found("瑞博热泵有限公司"), Some("瑞博 热泵 有限公司"), "spaces in Chinese");
        assert_eq!(found("Norrheat"), Some("Norr\u{AD}heat"));
        assert_eq!(folded.all("Norrheat").count(), 1, "Norrheats is another word");
        assert_eq!((found("norrheat ab"), found("heat"), found("heldof"), found("")), (None, None, None, None));
        assert!(Folded::new(text, Case::Lowered).holds("NORRHEAT ab"));
        assert!(!Folded::new("CO and CoO", Case::Kept).holds("Co"), "symbols keep their case");
    }
}

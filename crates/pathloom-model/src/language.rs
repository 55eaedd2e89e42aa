//! The two languages that the built-in engine composes in, told apart by their script.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Zh,
}

impl Language {
    /// Chinese when at least three of ten letters are Han characters.
    pub fn of(text: &str) -> Language {
        let (mut han, mut letters) = (0u32, 0u32);
        for c in text.chars() {
            if is_han(c) {
                han += 1;
            }
            if c.is_alphabetic() {
                letters += 1;
            }
        }
        if letters > 0 && han * 10 >= letters * 3 { Language::Zh } else { Language::En }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh",
        }
    }
}

/// A CJK unified ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

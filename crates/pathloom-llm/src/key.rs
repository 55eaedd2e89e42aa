//! A key of an endpoint. It can be sent and nothing else: it is never shown whole, stored or serialised from here.

use std::fmt;

/// A secret. Debug and Display show its last four characters at most.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Surrounding white space is a slip of pasting; `None` where nothing is left.
    pub fn new(secret: &str) -> Option<Key> {
        let secret = secret.trim();
        (!secret.is_empty()).then(|| Key(secret.to_owned()))
    }

    /// The secret itself: for headers and for the user's own key store alone.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// `text` with every occurrence of the key taken out.
    pub(crate) fn taken_out_of(&self, text: &str) -> String {
        text.replace(&self.0, "[key]")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a short key the end would be most of it.
        let count = self.0.chars().count();
        let shown: String = if count < 12 { String::new() } else { self.0.chars().skip(count - 4).collect() };
        write!(f, "…{shown}")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

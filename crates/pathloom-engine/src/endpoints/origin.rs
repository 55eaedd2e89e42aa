//! Where an endpoint leads: scheme, host and port. A key and a permission belong to that, never to a name.

use crate::error;
use pathloom_ipc::AppError;
use pathloom_model::Endpoint;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    text: String,
    local: bool,
}

impl Origin {
    pub fn of(endpoint: &Endpoint) -> Result<Origin, AppError> {
        let text = pathloom_llm::origin(&endpoint.base_url).ok_or_else(no_address)?;
        Ok(Origin { text, local: endpoint.is_loopback() })
    }

    /// On this computer: what is sent there does not leave it.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// What goes there can be read on the way.
    pub fn is_in_the_open(&self) -> bool {
        !self.local && self.text.starts_with("http:")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An address as typed or pasted, in the form that is kept; refused, and not repeated, where it holds a key.
pub fn tidied(typed: &str) -> Result<String, AppError> {
    let tidy = pathloom_llm::tidy_base_url(typed);
    let secret = |what: &str| {
        error::bad_request(
            format!("The address holds {what}."),
            "Take it out and enter it as the key, so that it is kept safely.",
        )
    };
    let (_, rest) = tidy.split_once("://").ok_or_else(no_address)?;
    if rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        return Err(secret("a user name or password"));
    }
    let names = ["key", "api_key", "api-key", "apikey", "subscription-key", "token", "access_token"];
    let fields = rest.split_once('?').map_or("", |(_, query)| query).split('&');
    let mut fields = fields.map(|field| field.split('=').next().unwrap_or_default().to_lowercase());
    if fields.any(|name| names.contains(&name.as_str())) {
        return Err(secret("a key"));
    }
    match pathloom_llm::origin(&tidy) {
        Some(_) => Ok(tidy),
        None => Err(no_address()),
    }
}

/// Without repeating it: it may hold a key.
fn no_address() -> AppError {
    error::bad_request(
        "This is not the address of a server.",
        "Give its base URL, as in https://api.example.com/v1 or http://127.0.0.1:11434.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_holds_a_key_is_refused_and_not_repeated() {
        for secret in ["https://me:sk-1@example.com", "https://example.com/v1?api_key=sk-1", "http://x/?KEY=sk-1"] {
            let said = tidied(secret).expect_err("keys do not belong into an address").to_string();
            assert!(!said.contains("sk-1"), "{said}");
        }
        for bad in ["", "ftp://sk-1/y", "file:///etc/passwd", "https://"] {
            assert!(tidied(bad).is_err(), "{bad:?} leads nowhere");
        }
        assert_eq!(
            tidied(" https://api.example.com/v1/chat/completions/ ").expect("fine"),
            "https://api.example.com/v1"
        );
    }
}

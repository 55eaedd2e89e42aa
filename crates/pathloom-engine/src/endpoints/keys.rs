//! Keys of endpoints: in the system's keychain, in memory, or in a file that a passphrase encrypts. Each is kept under
//! the origin it was entered for, so that no other origin ever finds it. None is written in plain text.

use super::sealed::Sealed;
use crate::error;
use crate::session::guard;
use pathloom_ipc::AppError;
use pathloom_ipc::models::KeyPlace;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use zeroize::Zeroizing;

/// Name of Pathloom in the keychain.
const SERVICE: &str = "org.pathloom.app";
/// Keychains of some systems take no more.
const LONGEST: usize = 2_000;

/// Of which endpoint, for which origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner<'a> {
    pub endpoint: &'a str,
    pub origin: &'a str,
}

impl Owner<'_> {
    fn account(self) -> String {
        format!("{} {}", self.origin, self.endpoint)
    }
}

pub struct Keys {
    session: Mutex<BTreeMap<String, Zeroizing<String>>>,
    pub sealed: Sealed,
}

impl Keys {
    pub fn new(folder: Option<&Path>) -> Keys {
        Keys { session: Mutex::default(), sealed: Sealed::new(folder) }
    }

    /// `None` where it is not there (any more).
    pub fn get(&self, owner: Owner, place: KeyPlace) -> Result<Option<Zeroizing<String>>, AppError> {
        let account = owner.account();
        match place {
            KeyPlace::Session => Ok(guard(&self.session).get(&account).cloned()),
            KeyPlace::File => self.sealed.get(&account),
            KeyPlace::Keychain => match keychain(&account)?.get_password() {
                Ok(secret) => Ok(Some(Zeroizing::new(secret))),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(problem) => Err(keychain_says(&problem)),
            },
        }
    }

    pub fn set(&self, owner: Owner, place: KeyPlace, secret: &str) -> Result<(), AppError> {
        check(secret)?;
        let account = owner.account();
        match place {
            KeyPlace::Session => {
                guard(&self.session).insert(account, Zeroizing::new(secret.to_owned()));
                Ok(())
            }
            KeyPlace::File => self.sealed.set(&account, Some(secret)),
            KeyPlace::Keychain => keychain(&account)?.set_password(secret).map_err(|problem| keychain_says(&problem)),
        }
    }

    pub fn remove(&self, owner: Owner, place: KeyPlace) -> Result<(), AppError> {
        let account = owner.account();
        match place {
            KeyPlace::Session => {
                guard(&self.session).remove(&account);
                Ok(())
            }
            KeyPlace::File => self.sealed.set(&account, None),
            KeyPlace::Keychain => match keychain(&account)?.delete_credential() {
                Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                Err(problem) => Err(keychain_says(&problem)),
            },
        }
    }

    pub fn in_session(&self, owner: Owner) -> bool {
        guard(&self.session).contains_key(&owner.account())
    }
}

/// Whether the system has a keychain that answers: it is asked for an entry that does not exist.
pub fn has_keychain() -> bool {
    let asked = keyring::Entry::new(SERVICE, "is there a keychain").and_then(|entry| entry.get_password());
    matches!(asked, Ok(_) | Err(keyring::Error::NoEntry))
}

/// Enough of a key to know it again: its last four characters, or none of a key so short that they would be much of it.
pub fn ends(secret: &str) -> String {
    let count = secret.chars().count();
    if count < 12 { String::new() } else { secret.chars().skip(count - 4).collect() }
}

fn check(secret: &str) -> Result<(), AppError> {
    let wrong = |message: &str| Err(error::bad_request(message, "Copy the key again from where you got it."));
    match secret {
        "" => wrong("The key is empty."),
        _ if secret.len() > LONGEST => wrong("This is too long to be a key."),
        _ if !secret.chars().all(|c| c.is_ascii_graphic()) => {
            wrong("A key has no spaces, line breaks or special letters.")
        }
        _ => Ok(()),
    }
}

fn keychain(account: &str) -> Result<keyring::Entry, AppError> {
    keyring::Entry::new(SERVICE, account).map_err(|problem| keychain_says(&problem))
}

/// Some of these errors hold what was read, so only their kind is told.
fn keychain_says(problem: &keyring::Error) -> AppError {
    let why = match problem {
        keyring::Error::NoStorageAccess(_) => "It is locked, or refused access.",
        keyring::Error::NoDefaultStore | keyring::Error::PlatformFailure(_) => "It does not answer.",
        keyring::Error::TooLong(..) => "It does not take a key of this length.",
        _ => "It could not do what was asked.",
    };
    error::bad_request(
        format!("The keychain of this computer cannot be used. {why}"),
        "Unlock it, or keep the key for this session only, in a file with a passphrase, or in an environment variable.",
    )
}

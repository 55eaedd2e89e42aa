//! Keys in a file that a passphrase encrypts, for computers without a keychain: Argon2id makes a key of the passphrase
//! (RFC 9106, second recommended option: 64 MiB, three passes), XChaCha20-Poly1305 seals the contents with it.

use crate::whole_file::write_whole;
use crate::{error, session::guard};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use pathloom_ipc::{AppError, ErrorCode};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use zeroize::{Zeroize, Zeroizing};

const FILE: &str = "keys.sealed";
/// Before salt, nonce and contents. It is authenticated, so no other form can be passed off as this one.
const HEAD: &[u8; 16] = b"pathloom keys 1\n";
const SALT: usize = 16;
const NONCE: usize = 24;
/// Larger files are none of ours.
const LARGEST: u64 = 1 << 20;
const SHORTEST_PASSPHRASE: usize = 8;

pub struct Sealed {
    file: Option<PathBuf>,
    open: Mutex<Option<Opened>>,
}

/// What opens the file: never the passphrase.
struct Opened {
    salt: [u8; SALT],
    key: Zeroizing<[u8; 32]>,
}

type Contents = BTreeMap<String, Zeroizing<String>>;

impl Sealed {
    pub fn new(folder: Option<&Path>) -> Sealed {
        Sealed { file: folder.map(|folder| folder.join(FILE)), open: Mutex::default() }
    }

    pub fn exists(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.exists())
    }

    pub fn is_open(&self) -> bool {
        guard(&self.open).is_some()
    }

    /// Opens the file, or makes an empty one with this passphrase.
    pub fn unlock(&self, passphrase: &str) -> Result<(), AppError> {
        let file = self.file()?;
        let mut open = guard(&self.open);
        if let Some(bytes) = read(file)? {
            let salt = bytes[HEAD.len()..HEAD.len() + SALT].try_into().map_err(|_| damaged(file))?;
            let opened = Opened { salt, key: derived(passphrase, &salt)? };
            contents(file, &bytes, &opened)?;
            *open = Some(opened);
            return Ok(());
        }
        if passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(error::bad_request(
                format!("A passphrase needs at least {SHORTEST_PASSPHRASE} characters."),
                "Four or five random words are a good one.",
            ));
        }
        let salt = random()?;
        let opened = Opened { salt, key: derived(passphrase, &salt)? };
        write(file, &opened, &Contents::new())?;
        *open = Some(opened);
        Ok(())
    }

    pub fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, AppError> {
        let open = guard(&self.open);
        let (Some(file), Some(opened)) = (&self.file, open.as_ref()) else { return Err(locked()) };
        let Some(bytes) = read(file)? else { return Ok(None) };
        Ok(contents(file, &bytes, opened)?.remove(account))
    }

    /// `None` takes it out.
    pub fn set(&self, account: &str, secret: Option<&str>) -> Result<(), AppError> {
        let file = self.file()?;
        if secret.is_none() && !self.exists() {
            return Ok(());
        }
        let open = guard(&self.open);
        let opened = open.as_ref().ok_or_else(locked)?;
        let mut all = match read(file)? {
            Some(bytes) => contents(file, &bytes, opened)?,
            None => Contents::new(),
        };
        match secret {
            Some(secret) => all.insert(account.to_owned(), Zeroizing::new(secret.to_owned())),
            None => all.remove(account),
        };
        write(file, opened, &all)
    }

    fn file(&self) -> Result<&Path, AppError> {
        self.file.as_deref().ok_or_else(|| {
            error::bad_request("There is no folder for a file of keys.", "Keep the key for this session only.")
        })
    }
}

fn derived(passphrase: &str, salt: &[u8; SALT]) -> Result<Zeroizing<[u8; 32]>, AppError> {
    let params = Params::new(64 << 10, 3, 4, Some(32)).map_err(|_| cannot_encrypt())?;
    let mut key = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, key.as_mut()).map_err(|_| cannot_encrypt())?;
    Ok(key)
}

/// At least head, salt and nonce long; `None` where there is no file.
fn read(file: &Path) -> Result<Option<Vec<u8>>, AppError> {
    match fs::metadata(file) {
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(error::source(file, &problem)),
        Ok(meta) if meta.len() > LARGEST => return Err(damaged(file)),
        Ok(_) => {}
    }
    let bytes = fs::read(file).map_err(|problem| error::source(file, &problem))?;
    match bytes.starts_with(HEAD) && bytes.len() > HEAD.len() + SALT + NONCE {
        true => Ok(Some(bytes)),
        false => Err(damaged(file)),
    }
}

fn contents(file: &Path, bytes: &[u8], opened: &Opened) -> Result<Contents, AppError> {
    let (head, sealed) = bytes.split_at(HEAD.len() + SALT + NONCE);
    let (salt, nonce) = head[HEAD.len()..].split_at(SALT);
    let nonce = XNonce::try_from(nonce).map_err(|_| damaged(file))?;
    // Another process may have begun the file anew, with another passphrase.
    if salt != opened.salt {
        return Err(locked());
    }
    let cipher = XChaCha20Poly1305::new((&*opened.key).into());
    let plain = cipher.decrypt(&nonce, Payload { msg: sealed, aad: &head[..HEAD.len() + SALT] });
    let plain = Zeroizing::new(plain.map_err(|_| {
        AppError::new(
            ErrorCode::Encrypted,
            "The file of keys does not open with this passphrase.",
            "Try again. If it is lost, delete the file and enter the keys anew.",
        )
    })?);
    let all: BTreeMap<String, String> = serde_json::from_slice(&plain).map_err(|_| damaged(file))?;
    Ok(all.into_iter().map(|(account, secret)| (account, Zeroizing::new(secret))).collect())
}

fn write(file: &Path, opened: &Opened, all: &Contents) -> Result<(), AppError> {
    let plain: BTreeMap<&String, &str> = all.iter().map(|(account, secret)| (account, secret.as_str())).collect();
    let mut plain = serde_json::to_vec(&plain).map_err(|_| cannot_encrypt())?;
    let nonce: [u8; NONCE] = random()?;
    let mut bytes = [&HEAD[..], &opened.salt].concat();
    let cipher = XChaCha20Poly1305::new((&*opened.key).into());
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &plain, aad: &bytes });
    plain.zeroize();
    bytes.extend_from_slice(&nonce);
    bytes.extend(sealed.map_err(|_| cannot_encrypt())?);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|problem| error::io(folder, problem))?;
    }
    write_whole(file, &bytes)
}

fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| cannot_encrypt())?;
    Ok(bytes)
}

fn locked() -> AppError {
    AppError::new(ErrorCode::Encrypted, "The file of keys is locked.", "Enter its passphrase.")
}

fn damaged(file: &Path) -> AppError {
    AppError::new(
        ErrorCode::Unreadable,
        format!("{} is not a file of keys, or is damaged.", file.display()),
        "Delete it or put it elsewhere, and enter the keys anew.",
    )
}

fn cannot_encrypt() -> AppError {
    AppError::new(ErrorCode::Internal, "This computer could not encrypt the keys.", "Keep them for this session only.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_opens_the_file() {
        let place = tempfile::tempdir().expect("a folder");
        let sealed = Sealed::new(Some(place.path()));
        assert!(sealed.set("a", Some("sk-secret-1234567890")).is_err(), "nothing is kept without a passphrase");
        assert!(sealed.unlock("short").is_err(), "nor with a short one");
        sealed.unlock("correct horse battery").expect("a new file");
        sealed.set("a", Some("sk-secret-1234567890")).expect("kept");

        let bytes = fs::read(place.path().join(FILE)).expect("a file");
        assert!(!bytes.windows(9).any(|part| part == b"sk-secret"), "no plain text in the file");

        let later = Sealed::new(Some(place.path()));
        assert!(later.get("a").is_err(), "locked at first");
        assert!(later.unlock("correct horse batterx").is_err(), "another passphrase does not open it");
        assert!(!later.is_open(), "and leaves it locked");
        later.unlock("correct horse battery").expect("opens");
        assert_eq!(later.get("a").expect("open").expect("there").as_str(), "sk-secret-1234567890");

        let mut broken = bytes;
        let last = broken.len() - 1;
        broken[last] ^= 1;
        fs::write(place.path().join(FILE), broken).expect("writes");
        assert!(later.get("a").is_err(), "a changed file is refused, not half read");
    }
}

//! Small settings of the project, by name.

use crate::{Project, StoreError};
use rusqlite::{Connection, OptionalExtension, Transaction};

impl Project {
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|connection| get(connection, key))
    }

    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write(|transaction| set(transaction, key, value))
    }
}

pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    Ok(connection.query_row("SELECT value FROM meta WHERE key = ?", [key], |row| row.get(0)).optional()?)
}

/// A number that only grows; 0 when it was never set.
pub(crate) fn number(connection: &Connection, key: &str) -> Result<u64, StoreError> {
    Ok(get(connection, key)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(crate) fn set(transaction: &Transaction, key: &str, value: &str) -> Result<(), StoreError> {
    transaction.execute("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", (key, value))?;
    Ok(())
}

/// One more than before.
pub(crate) fn grow(transaction: &Transaction, key: &str) -> Result<(), StoreError> {
    let next = number(transaction, key)?.saturating_add(1);
    set(transaction, key, &next.to_string())
}

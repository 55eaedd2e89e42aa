//! Folders whose files the project follows.

use crate::{Project, StoreError};

/// A folder, and whether this very project was told to follow it: a copied or foreign one may name any folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    pub path: String,
    pub is_ours: bool,
}

impl Project {
    /// In the order of their paths.
    pub fn watched(&self) -> Result<Vec<Watched>, StoreError> {
        let here = self.mark_of_this_place();
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT path, place FROM watched ORDER BY path")?;
            let rows = statement.query_map([], |row| {
                let place: String = row.get(1)?;
                Ok(Watched { path: row.get(0)?, is_ours: !place.is_empty() && place == here })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    pub fn watch(&self, path: &str) -> Result<(), StoreError> {
        let here = self.mark_of_this_place();
        self.write(|transaction| {
            let sql = "INSERT INTO watched VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET place = ?2";
            transaction.execute(sql, (path, here))?;
            Ok(())
        })
    }

    pub fn unwatch(&self, path: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM watched WHERE path = ?", [path])?;
            Ok(())
        })
    }
}

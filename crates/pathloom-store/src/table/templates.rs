//! Path templates of the user's own. One that was deleted stays, so that it can come back and samples keep its title.

use crate::error::damaged;
use crate::{Project, StoreError};
use pathloom_model::Template;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The places of its slots are the caller's own plain data.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateRow<P> {
    pub id: String,
    pub template: Template,
    pub places: P,
    /// Id of the template that it was made from.
    pub based_on: Option<String>,
    pub removed: bool,
}

/// Of one row, in bytes, and of all together: what a stranger's project may hold at most.
const MOST_OF_ONE: usize = 1 << 20;
const MOST_OF_ALL: usize = 1 << 26;

const COLUMNS: &str = "id, template, places, based_on, removed";

impl Project {
    /// Keeps a template under its id, in place of what was there.
    pub fn save_template<P: Serialize>(&self, row: &TemplateRow<P>) -> Result<(), StoreError> {
        let template = serde_json::to_string(&row.template).map_err(damaged("template"))?;
        let places = serde_json::to_string(&row.places).map_err(damaged("template"))?;
        if row.id.len() + template.len() + places.len() > MOST_OF_ONE {
            return Err(StoreError::TooBig);
        }
        self.write(|transaction| {
            let sql = "INSERT INTO templates VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET
                template = ?2, places = ?3, based_on = ?4, removed = ?5";
            transaction.execute(sql, (&row.id, template, places, &row.based_on, row.removed))?;
            Ok(())
        })
    }

    /// All in the order of their ids, deleted ones too.
    pub fn templates<P: DeserializeOwned>(&self) -> Result<Vec<TemplateRow<P>>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM templates ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            let (mut templates, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                bytes += size(row)?;
                if bytes > MOST_OF_ALL {
                    return Err(StoreError::Damaged("it holds more templates than anyone writes".into()));
                }
                templates.push(parse(row)?);
            }
            Ok(templates)
        })
    }

    pub fn one_template<P: DeserializeOwned>(&self, id: &str) -> Result<Option<TemplateRow<P>>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM templates WHERE id = ?");
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_row([id], |row| Ok(parse(row))).optional()?.transpose()
        })
    }

    /// Deletes it or takes that back; false when there is none.
    pub fn set_template_removed(&self, id: &str, removed: bool) -> Result<bool, StoreError> {
        self.write(|transaction| {
            Ok(transaction.execute("UPDATE templates SET removed = ?2 WHERE id = ?1", (id, removed))? > 0)
        })
    }
}

/// Bytes of a row's texts, before any is copied.
fn size(row: &Row) -> Result<usize, StoreError> {
    let mut bytes = 0;
    for place in 0..4 {
        bytes += row.get_ref(place)?.as_bytes_or_null().map_err(rusqlite::Error::from)?.map_or(0, <[u8]>::len);
    }
    Ok(bytes)
}

fn parse<P: DeserializeOwned>(row: &Row) -> Result<TemplateRow<P>, StoreError> {
    if size(row)? > MOST_OF_ONE {
        return Err(StoreError::Damaged("template: it is larger than any".into()));
    }
    Ok(TemplateRow {
        id: row.get(0)?,
        template: serde_json::from_str(&row.get::<_, String>(1)?).map_err(damaged("template"))?,
        places: serde_json::from_str(&row.get::<_, String>(2)?).map_err(damaged("template"))?,
        based_on: row.get(3)?,
        removed: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_template_comes_back_as_it_was() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("p.pathloom")).expect("creates");
        let template: Template =
            serde_json::from_str(r#"{"id": "mine-a-1", "title": {"en": "A"}, "slot": []}"#).expect("a template");
        let row = TemplateRow {
            id: "mine-a-1".to_owned(),
            template,
            places: vec!["here".to_owned()],
            based_on: Some("Entity".to_owned()),
            removed: false,
        };
        project.save_template(&row).expect("saves");
        assert!(project.set_template_removed("mine-a-1", true).expect("deletes"), "it is there");
        let removed = project.one_template::<Vec<String>>("mine-a-1").expect("reads");
        assert!(removed.is_some_and(|row| row.removed), "it is kept for its samples' sake");
        project.set_template_removed("mine-a-1", false).expect("takes it back");
        assert_eq!(project.templates::<Vec<String>>().expect("reads"), [row], "nothing is lost");
        assert!(!project.set_template_removed("mine-b-1", true).expect("asks"), "an unknown one is none");
    }
}

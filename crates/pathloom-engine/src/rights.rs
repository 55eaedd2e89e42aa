//! What may be done with documents: said by the user, kept in the log of decisions, and asked by all that exports.

use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::sources::RightsRequest;
use pathloom_model::{Key, Rights, Sample};
use pathloom_store::table::events::Event;
use std::collections::BTreeMap;

/// Why a sample stays out of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    StaysHere,
    Confidential,
}

const LONGEST: usize = 500;

impl Session {
    /// Undoable, as one step for all the documents named.
    pub fn set_rights(&self, request: &RightsRequest) -> Result<(), AppError> {
        let rights = trimmed(&request.rights);
        if [&rights.license, &rights.source, &rights.domain].iter().any(|text| text.len() > LONGEST) {
            return Err(error::bad_request("One of these texts is too long.", "Shorten it to a line."));
        }
        let mut changes = Vec::new();
        for &id in &request.ids {
            let row = self.project.document(id).map_err(error::store)?;
            let row = row.ok_or_else(|| error::not_found("This document"))?;
            if row.rights != rights {
                changes.push((id, row.rights, rights.clone()));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.project
            .record(&Event::ChangedRights { changes }, &self.reviewer(), self.now())
            .map(|_| ())
            .map_err(error::store)
    }

    /// By document, where anything was said.
    pub(crate) fn rights(&self) -> Result<BTreeMap<Key, Rights>, AppError> {
        let rows = self.project.documents().map_err(error::store)?;
        let said = rows.into_iter().filter(|row| row.rights != Rights::default());
        Ok(said.filter_map(|row| Some((row.key?, row.rights))).collect())
    }
}

/// The strictest of what is said about the documents that a sample rests on.
pub fn left_out(sample: &Sample, rights: &BTreeMap<Key, Rights>, with_confidential: bool) -> Option<LeftOut> {
    let said = || sample.evidence.iter().filter_map(|evidence| rights.get(&evidence.span.document));
    if said().any(|rights| rights.stays_here) {
        return Some(LeftOut::StaysHere);
    }
    (!with_confidential && said().any(|rights| rights.confidential)).then_some(LeftOut::Confidential)
}

fn trimmed(rights: &Rights) -> Rights {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Rights {
        license: line(&rights.license),
        source: line(&rights.source),
        domain: line(&rights.domain),
        ..rights.clone()
    }
}

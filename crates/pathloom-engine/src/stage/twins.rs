//! Near-duplicates among the samples of a run are known once all are there: the checks are made again with them.

use crate::{Session, error};
use pathloom_compose::NearDuplicates;
use pathloom_ipc::AppError;
use pathloom_model::{Knowledge, Sample};
use pathloom_store::table::samples::Query;
use rayon::prelude::*;

/// What the user edited keeps its checks.
pub fn mark(session: &Session, run: u64, knowledge: &Knowledge) -> Result<(), AppError> {
    let (rows, _) = session.project.samples(&Query { run: Some(run), ..Query::default() }).map_err(error::store)?;
    let near = NearDuplicates::of(rows.iter().map(|row| &row.sample));
    let checked = rows.into_par_iter().filter(|row| !row.edited).filter_map(|row| {
        let checks = pathloom_compose::check(knowledge, &row.sample, &near);
        (checks != row.sample.checks).then_some(Sample { checks, ..row.sample })
    });
    let changed: Vec<Sample> = checked.collect();
    session.project.rescore(&changed.iter().collect::<Vec<_>>()).map_err(error::store)
}

//! Near duplicates among all samples of a project, whichever run made them.

use crate::{Session, error};
use pathloom_compose::duplicates::Gathering;
use pathloom_ipc::AppError;
use pathloom_model::{Check, CheckKind, Sample};

/// Above this, samples are compared within their own run only: the comparison keeps something of each in memory.
const MOST: u64 = 300_000;
/// Twins that are shown of one sample.
const SHOWN: u64 = 50;

impl Session {
    /// Compares all samples and writes the check of those for which it came out differently. Returns how many.
    pub(crate) fn mark_near_duplicates(&self) -> Result<u64, AppError> {
        if self.project.tally().map_err(error::store)?.total > MOST {
            return Ok(0);
        }
        let mut gathering = Gathering::default();
        let mut before: Vec<(String, Option<Check>)> = Vec::new();
        let gather = |row: pathloom_store::table::samples::SampleRow| {
            gathering.add(&row.sample);
            before.push((row.sample.id.clone(), near(&row.sample).cloned()));
            Ok(())
        };
        self.project.each_sample(None, gather).map_err(error::store)?;
        let found = gathering.finish();
        let mut changed = 0;
        for (id, earlier) in before {
            let check = found.check(&id);
            if earlier.is_none_or(|earlier| earlier == check) {
                continue;
            }
            let Some(row) = self.project.sample(&id).map_err(error::store)? else { continue };
            let mut sample = row.sample;
            if let Some(place) = sample.checks.iter_mut().find(|it| it.kind == CheckKind::NearDuplicate) {
                *place = check;
                self.project.rescore(&[&sample]).map_err(error::store)?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    /// Ids and questions of the samples that ask nearly the same as this one.
    pub(crate) fn twins(&self, sample: &Sample) -> Result<Vec<(String, String)>, AppError> {
        let Some(cluster) = near(sample).and_then(|check| check.cluster.as_ref()) else { return Ok(Vec::new()) };
        let all = self.project.cluster(cluster, SHOWN).map_err(error::store)?;
        Ok(all.into_iter().filter(|(id, _)| *id != sample.id).collect())
    }
}

fn near(sample: &Sample) -> Option<&Check> {
    sample.checks.iter().find(|check| check.kind == CheckKind::NearDuplicate)
}

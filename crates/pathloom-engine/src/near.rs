//! Near duplicates among all samples of a project, whichever run made them.

use crate::{Session, embedding, error};
use pathloom_compose::duplicates::Gathering;
use pathloom_ipc::AppError;
use pathloom_model::{Check, CheckKind, Sample};

/// Above this, samples are compared within their own run only: the comparison keeps something of each in memory.
const MOST: u64 = 300_000;
/// Samples written in one transaction.
const BATCH: usize = 64;
/// Twins that are shown of one sample.
const SHOWN: u64 = 50;

impl Session {
    /// Compares all samples, those of `run` alone where there are too many, and writes the check of those for which it came
    /// out differently. Returns how many.
    pub(crate) fn mark_near_duplicates(&self, run: Option<u64>) -> Result<u64, AppError> {
        let run = run.filter(|_| self.project.tally().is_ok_and(|tally| tally.total > MOST));
        let mut gathering = Gathering::default();
        let mut before: Vec<(String, Option<Check>)> = Vec::new();
        let mut questions: Vec<String> = Vec::new();
        let embeds = embedding::has_model(self)?;
        let gather = |row: pathloom_store::table::samples::SampleRow| {
            gathering.add(&row.sample);
            before.push((row.sample.id.clone(), near(&row.sample).cloned()));
            if embeds {
                questions.push(row.sample.question);
            }
            Ok(())
        };
        self.project.each_sample(run, gather).map_err(error::store)?;
        let texts = || questions.iter().map(String::as_str);
        let vectors = embedding::of_questions(self, texts())?;
        let found = gathering.finish(&vectors.near_questions(texts()));
        let differs = |(id, earlier): (String, Option<Check>)| {
            let check = found.check(&id);
            earlier.is_some_and(|earlier| earlier != check).then_some((id, check))
        };
        let changed: Vec<(String, Check)> = before.into_iter().filter_map(differs).collect();
        for batch in changed.chunks(BATCH) {
            let mut samples = Vec::with_capacity(batch.len());
            for (id, check) in batch {
                let Some(row) = self.project.sample(id).map_err(error::store)? else { continue };
                let mut sample = row.sample;
                let places = sample.checks.iter_mut().filter(|it| it.kind == CheckKind::NearDuplicate);
                places.for_each(|place| *place = check.clone());
                samples.push(sample);
            }
            self.project.rescore(&samples.iter().collect::<Vec<_>>()).map_err(error::store)?;
        }
        Ok(changed.len() as u64)
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

//! What writing the samples of one run needs of the project, owned: its prompts, its pictures, the pages behind quotes.

use super::generate::{Heard, generate};
use super::material::Material;
use super::plan::{Plan, plan};
use super::refused::Refused;
use crate::prompt::Prompts;
use crate::session::guard;
use crate::stage::parse::StoredParse;
use pathloom_llm::{Call, CallError};
use pathloom_model::{Key, Knowledge, Match, NodeData, Parsed, Sample, Span, SynthesisSettings, Template, locate_in_chunk};
use pathloom_store::{Project, StoreError};
use std::future::Future;
use std::sync::{Arc, Mutex};

/// Documents whose pages are kept at hand.
const KEPT: usize = 4;

pub struct Desk {
    project: Arc<Project>,
    prompts: Prompts,
    settings: SynthesisSettings,
    seed: u64,
    parses: Mutex<Vec<(Key, Arc<Parsed>)>>,
}

impl Desk {
    pub fn new(project: Arc<Project>, settings: SynthesisSettings, seed: u64) -> Result<Desk, StoreError> {
        let prompts = Prompts::load(&project)?;
        Ok(Desk { project, prompts, settings, seed, parses: Mutex::default() })
    }

    /// With other prompts than the project's, for a preview.
    pub fn with_prompts(self, prompts: Prompts) -> Desk {
        Desk { prompts, ..self }
    }

    /// The first call for a path: what an estimate counts and a preview shows.
    pub fn plan(&self, knowledge: &Knowledge, template: &Template, matched: &Match) -> Result<Plan, Refused> {
        self.at(knowledge, true, |material| plan(material, template, matched, &self.settings, self.seed))
    }

    /// A sample for a path. `stays_here`: names of documents do not stand in prompts. See [`generate`].
    pub async fn write<F, Fut>(
        &self,
        ask: F,
        knowledge: &Knowledge,
        template: &Template,
        matched: &Match,
        stays_here: bool,
    ) -> Result<Sample, Refused>
    where
        F: Fn(Call) -> Fut,
        Fut: Future<Output = Result<Heard, CallError>>,
    {
        let blob = |name: &str| self.project.blob(name).ok();
        let place = |chunk: &Key, start: u32, end: u32| self.place(knowledge, chunk, start, end);
        let prompts = &self.prompts;
        let material = Material { knowledge, prompts, blob: &blob, place: &place, document_names: !stays_here };
        generate(ask, &material, template, matched, &self.settings, self.seed).await
    }

    fn at<T>(&self, knowledge: &Knowledge, document_names: bool, work: impl FnOnce(&Material<'_>) -> T) -> T {
        let blob = |name: &str| self.project.blob(name).ok();
        let place = |chunk: &Key, start: u32, end: u32| self.place(knowledge, chunk, start, end);
        work(&Material { knowledge, prompts: &self.prompts, blob: &blob, place: &place, document_names })
    }

    /// The lines on the page that a part of a chunk stands in.
    fn place(&self, knowledge: &Knowledge, chunk: &Key, start: u32, end: u32) -> Option<Span> {
        let node = knowledge.node(chunk)?;
        let NodeData::Chunk(data) = &node.data else { return None };
        let parsed = self.parsed(node.document.as_ref()?)?;
        Some(locate_in_chunk(&parsed, data, start, end))
    }

    fn parsed(&self, document: &Key) -> Option<Arc<Parsed>> {
        if let Some((_, parsed)) = guard(&self.parses).iter().find(|(key, _)| key == document) {
            return Some(parsed.clone());
        }
        let row = self.project.document_by_key(document).ok()??;
        let Some(StoredParse::Document(parsed)) = self.project.parse(row.id).ok()? else { return None };
        let parsed: Arc<Parsed> = Arc::new(*parsed);
        let mut kept = guard(&self.parses);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((document.clone(), parsed.clone()));
        Some(parsed)
    }
}

//! Vectors of names by the model that has the role of embedding, so that names which no letters join ("Microsoft" and
//! "微软") come up as candidates of a merge. A vector decides nothing by itself: a person or a model does.
//!
//! [`run`] asks for the vectors that are not there yet; a build uses those that are ([`stored`]).

use crate::calls::budget::Limits;
use crate::calls::{Caller, Setup};
use crate::job::Job;
use crate::merging::types::is_told;
use crate::runtime::runtime;
use crate::stage::extract;
use crate::{Session, error};
use futures_util::StreamExt;
use pathloom_extract::Names;
use pathloom_graph::merge::near_pairs;
use pathloom_ipc::AppError;
use pathloom_llm::{Call, Fault, Patience, Reply, unpack_vectors, vectors_call, vectors_of};
use pathloom_model::{Key, ModelRole};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The job's stage.
const STAGE: &str = "Embed names";
/// Names of one call.
const TOGETHER: usize = 64;
const AT_ONCE: usize = 16;
/// Names that have vectors at most; they are held in memory while a graph is built.
const MOST: usize = 20_000;
/// Cosine from which two names are worth a look.
const ALIKE: f32 = 0.8;
const SEED: u64 = 1;

/// Text that was embedded → its vector.
#[derive(Debug, Default)]
pub struct Vectors(HashMap<String, Vec<f32>>);

impl Vectors {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Pairs of names, by place, of which each is the other's nearest, with their cosine.
    pub fn near<'a>(&self, names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(u32, u32, f32)> {
        if self.is_empty() {
            return vec![];
        }
        let vectors: Vec<&[f32]> =
            names.map(|(name, kind)| self.0.get(&text(name, kind)).map_or(&[][..], Vec::as_slice)).collect();
        let pairs = near_pairs(&vectors, ALIKE, SEED);
        let mut nearest: HashMap<u32, f32> = HashMap::new();
        for &(one, other, cosine) in &pairs {
            for name in [one, other] {
                let most = nearest.entry(name).or_insert(cosine);
                *most = most.max(cosine);
            }
        }
        pairs.into_iter().filter(|(one, other, cosine)| nearest[one] == *cosine && nearest[other] == *cosine).collect()
    }
}

/// A name with its type, as it is embedded.
fn text(name: &str, kind: &str) -> String {
    if is_told(kind) { format!("{name} ({kind})") } else { name.to_owned() }
}

/// Who embeds, if a model does and may be asked.
fn setup(session: &Session) -> Option<Setup> {
    let reach = session.reach(&[ModelRole::Embedding]).ok()?;
    let asks = reach.roles.get(&ModelRole::Embedding).is_some_and(|models| !models.is_empty());
    (asks && !reach.rules.is_offline()).then(|| Setup {
        targets: reach.targets,
        roles: reach.roles,
        rules: reach.rules,
        limits: Limits { run: None, month: session.endpoints().config().budget.stop },
        patience: Patience::default(),
    })
}

/// Asks for the vectors of all names that have none. What fails is told; names without a vector are compared by their
/// letters alone.
pub fn run(session: &Session, job: &mut Job) -> Result<(), AppError> {
    let Some(setup) = setup(session) else { return Ok(()) };
    let wanted = missing(session)?;
    let Some(runtime) = runtime().filter(|_| !wanted.is_empty()) else { return Ok(()) };
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    job.begin(STAGE, wanted.len() as u64, "names");
    let calls = batches(&caller, wanted);
    let asked = calls.iter().map(|(documents, call)| {
        let caller = caller.for_path(0, documents);
        async move { (call, caller.call(ModelRole::Embedding, caller.models(ModelRole::Embedding), call).await) }
    });
    let mut replies = futures_util::stream::iter(asked).buffered(AT_ONCE);
    while let Some((call, reply)) = runtime.block_on(replies.next()) {
        let count = vectors_of(call).count() as u64;
        match reply {
            Ok(_) => job.update_stage(STAGE, |stage| stage.done += count),
            Err(problem) if problem.fault == Fault::Cancelled => break,
            Err(problem) => {
                let first = vectors_of(call).next().unwrap_or_default().to_owned();
                job.update_stage(STAGE, |stage| stage.failed += count);
                job.fail("Names were not embedded", first, problem.message);
            }
        }
    }
    drop(replies);
    job.end_stage(STAGE);
    Ok(())
}

/// Texts without a vector, each with the documents that name it.
fn missing(session: &Session) -> Result<BTreeMap<String, Vec<Key>>, AppError> {
    let mut texts: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for row in session.project.documents().map_err(error::store)? {
        let found: Option<(String, Names)> = session.project.names(row.id, extract::VERSION).map_err(error::store)?;
        let Some((_, found)) = found else { continue };
        for name in &found.names {
            if texts.len() >= MOST {
                break;
            }
            let documents = texts.entry(text(&name.text, &name.entity_type)).or_default();
            if documents.last() != Some(&found.document) {
                documents.push(found.document.clone());
            }
        }
    }
    let known = each(session, &|text| texts.contains_key(text))?;
    texts.retain(|text, _| !known.0.contains_key(text));
    Ok(texts)
}

/// What stays on this computer goes by itself, so that it holds nothing else back.
fn batches(caller: &Caller, texts: BTreeMap<String, Vec<Key>>) -> Vec<(Vec<Key>, Call)> {
    let (staying, free): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(_, documents)| caller.for_path(0, documents).stays_here());
    let call = |batch: &[(String, Vec<Key>)]| {
        let documents: HashSet<&Key> = batch.iter().flat_map(|(_, documents)| documents).collect();
        let documents = documents.into_iter().cloned().collect();
        (documents, vectors_call(batch.iter().map(|(text, _)| text.clone())))
    };
    [staying, free].iter().flat_map(|texts| texts.chunks(TOGETHER)).map(call).collect()
}

/// The vectors that are there for these names.
pub fn stored(session: &Session, names: &[Names]) -> Result<Vectors, AppError> {
    if !has_model(session)? {
        return Ok(Vectors::default());
    }
    let all = names.iter().flat_map(|names| &names.names).map(|name| text(&name.text, &name.entity_type));
    let wanted: HashSet<String> = all.collect();
    each(session, &|text| wanted.contains(text))
}

/// Whether a model has the role.
pub fn has_model(session: &Session) -> Result<bool, AppError> {
    Ok(session.roles()?.get(&ModelRole::Embedding).is_some_and(|models| !models.is_empty()))
}

/// Vectors of one model only: those of two cannot be compared.
fn each(session: &Session, is_wanted: &dyn Fn(&str) -> bool) -> Result<Vectors, AppError> {
    let mut found = HashMap::new();
    let roles = session.roles()?;
    let Some(model) = roles.get(&ModelRole::Embedding).and_then(|models| models.first()) else {
        return Ok(Vectors::default());
    };
    let take = |request: &str, reply: &str| {
        let (Ok(call), Ok(reply)) = (serde_json::from_str::<Call>(request), serde_json::from_str::<Reply>(reply))
        else {
            return;
        };
        for (text, vector) in vectors_of(&call).zip(unpack_vectors(&reply.text)) {
            if found.len() < MOST && is_wanted(text) {
                found.insert(text.to_owned(), vector);
            }
        }
    };
    session.project.each_answered(ModelRole::Embedding.word(), &model.model, take).map_err(error::store)?;
    Ok(Vectors(found))
}

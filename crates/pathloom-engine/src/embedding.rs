//! Vectors by the model that has the role of embedding. Of names, so that those which no letters join ("Microsoft" and
//! "微软") come up as candidates of a merge: a vector decides nothing by itself, a person or a model does. Of questions, so
//! that what is asked in quite other words is found to be asked twice.
//!
//! [`names`] and [`questions`] ask for the vectors that are not there yet; [`stored`] and [`of_questions`] give those that
//! are.

use crate::calls::Caller;
use crate::job::Job;
use crate::merging::types::is_told;
use crate::runtime::runtime;
use crate::stage::extract;
use crate::{Session, error};
use futures_util::StreamExt;
use pathloom_extract::Names;
use pathloom_graph::merge::near_pairs;
use pathloom_ipc::AppError;
use pathloom_llm::{Call, Fault, Reply, unpack_vectors, vectors_call, vectors_of};
use pathloom_model::{Key, ModelRole};
use pathloom_store::table::documents::DocumentRow;
use pathloom_store::table::samples::SampleRow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Texts of one call.
const TOGETHER: usize = 64;
const AT_ONCE: usize = 16;
/// Texts that have vectors at most; they are held in memory while they are compared.
const MOST: usize = 20_000;
/// Cosine from which two names are worth a look.
const ALIKE: f32 = 0.8;
/// The same for two questions that have one answer.
const ASKS_ALIKE: f32 = 0.9;
const SEED: u64 = 1;

/// What is embedded, as the job's stage tells it.
struct What {
    stage: &'static str,
    unit: &'static str,
    failed: &'static str,
}

const NAMES: What = What { stage: "Embed names", unit: "names", failed: "Names were not embedded" };
const QUESTIONS: What = What { stage: "Embed questions", unit: "questions", failed: "Questions were not embedded" };

/// Texts to be embedded, each with the documents it shows something of.
type Texts = BTreeMap<String, Vec<Key>>;

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

impl Vectors {
    /// Pairs of questions, by place, that ask much the same.
    pub fn near_questions<'a>(&self, questions: impl Iterator<Item = &'a str>) -> Vec<(u32, u32)> {
        let vectors: Vec<&[f32]> = questions.map(|text| self.0.get(text).map_or(&[][..], Vec::as_slice)).collect();
        near_pairs(&vectors, ASKS_ALIKE, SEED).into_iter().map(|(one, other, _)| (one, other)).collect()
    }
}

/// A name with its type, as it is embedded.
fn text(name: &str, kind: &str) -> String {
    if is_told(kind) { format!("{name} ({kind})") } else { name.to_owned() }
}

/// Asks for the vectors of all names that have none. What fails is told; names without a vector are compared by their
/// letters alone.
pub fn names(session: &Session, job: &mut Job) -> Result<(), AppError> {
    ask(session, job, &NAMES, named)
}

/// The same for the questions of all samples.
pub fn questions(session: &Session, job: &mut Job) -> Result<(), AppError> {
    ask(session, job, &QUESTIONS, asked)
}

fn ask(
    session: &Session,
    job: &mut Job,
    what: &What,
    texts: fn(&Session) -> Result<Texts, AppError>,
) -> Result<(), AppError> {
    let Some(setup) = session.setup_of_role(ModelRole::Embedding) else { return Ok(()) };
    let mut wanted = texts(session)?;
    let known = each(session, &|text| wanted.contains_key(text))?;
    wanted.retain(|text, _| !known.0.contains_key(text));
    let Some(runtime) = runtime().filter(|_| !wanted.is_empty()) else { return Ok(()) };
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    job.begin(what.stage, wanted.len() as u64, what.unit);
    let calls = batches(&caller, wanted);
    let asked = calls.iter().map(|(documents, call)| {
        let caller = caller.for_path(0, documents);
        async move { (call, caller.call(ModelRole::Embedding, caller.models(ModelRole::Embedding), call).await) }
    });
    let mut replies = futures_util::stream::iter(asked).buffered(AT_ONCE);
    while let Some((call, reply)) = runtime.block_on(replies.next()) {
        let count = vectors_of(call).count() as u64;
        match reply {
            Ok(_) => job.update_stage(what.stage, |stage| stage.done += count),
            Err(problem) if problem.fault == Fault::Cancelled => break,
            Err(problem) => {
                let first = vectors_of(call).next().unwrap_or_default().to_owned();
                job.update_stage(what.stage, |stage| stage.failed += count);
                job.fail(what.failed, first, problem.message);
            }
        }
    }
    drop(replies);
    job.end_stage(what.stage);
    Ok(())
}

/// With the documents that name them.
fn named(session: &Session) -> Result<Texts, AppError> {
    let mut texts = Texts::new();
    for row in session.project.documents().map_err(error::store)? {
        let Some(found) = names_of(session, &row)? else { continue };
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
    Ok(texts)
}

/// `None` where a document is not extracted yet, or is a list that cannot be read now, which the build tells.
fn names_of(session: &Session, row: &DocumentRow) -> Result<Option<Names>, AppError> {
    if !row.is_list() {
        let found: Option<(String, Names)> = session.project.names(row.id, extract::VERSION).map_err(error::store)?;
        return Ok(found.map(|(_, names)| names));
    }
    let list = extract::list(session, row).ok();
    Ok(list.map(|list| Names { document: list.document, names: list.names }))
}

/// With the documents of their evidence.
fn asked(session: &Session) -> Result<Texts, AppError> {
    let mut texts = Texts::new();
    let add = |row: SampleRow| {
        if texts.len() < MOST {
            let documents = row.sample.evidence.into_iter().map(|evidence| evidence.span.document);
            texts.entry(row.sample.question).or_default().extend(documents);
        }
        Ok(())
    };
    session.project.each_sample(None, add).map_err(error::store)?;
    Ok(texts)
}

/// What stays on this computer goes by itself, so that it holds nothing else back.
fn batches(caller: &Caller, texts: Texts) -> Vec<(Vec<Key>, Call)> {
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

/// The vectors that are there for these questions.
pub fn of_questions<'a>(session: &Session, questions: impl Iterator<Item = &'a str>) -> Result<Vectors, AppError> {
    if !has_model(session)? {
        return Ok(Vectors::default());
    }
    let wanted: HashSet<&str> = questions.collect();
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

//! Documents read by a scripted model that knows the truth and spoils it, for `pathloom bench extract --model`: what the
//! checks catch of each kind of noise, and how fast passages are read. What is true is the caller's.

use crate::endpoints::Endpoints;
use crate::scripted::{Answer, Server};
use crate::scripted_reader::{INVENTED, Noise, Script, Truth};
use crate::stage::extract;
use crate::{Session, Unheard, error};
use pathloom_extract::{ClaimObject, Extraction, MODEL};
use pathloom_ipc::AppError;
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::sources::{BuildRequest, ImportRequest};
use pathloom_model::{Endpoint, EndpointKind, EndpointModel, Limits, ModelRef, ModelRole};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What came of one kind of noise, all answers spoilt by it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Caught {
    /// Statements of the model that are in the graph, and of these the ones that are believed.
    pub statements: u64,
    pub believed: u64,
    /// Names or statements that were made up, and of these the ones that are marked as not verified.
    pub invented: u64,
    pub marked: u64,
    /// Places of what is believed, and of these the ones whose quote stands in the source.
    pub quotes: u64,
    pub found: u64,
    /// Believed statements with subject and object exchanged against the truth.
    pub exchanged: u64,
    /// Parts of replies that were refused, passages that failed.
    pub refused: u64,
    pub failed: u64,
    /// Calls of which a stored reply was asked again.
    pub paid_twice: u64,
}

/// How fast passages are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pace {
    pub calls: u64,
    pub concurrency: u32,
    pub wall_s: f64,
    /// Calls one after the other, as many at once as there are places.
    pub ideal_s: f64,
}

/// Reads the files into a new project in `folder`, every answer spoilt by one kind of noise; none = the truth.
pub fn noisy(folder: &Path, files: &[PathBuf], truth: &Truth, noise: Option<Noise>) -> Result<Caught, AppError> {
    let script = Script { truth: truth.clone(), noise: noise.into_iter().collect(), percent: 100, ..Script::default() };
    let log = script.log.clone();
    let server = Server::start(move |body| script.answer(body)).map_err(no_server)?;
    let session = project(folder, files, &server, 8)?;
    let run = session.build_some_here(&BuildRequest::default())?;
    let mut caught = Caught { failed: run.failures.iter().map(|group| group.count).sum(), ..Caught::default() };
    let slow = u32::from(noise == Some(Noise::SlowDown));
    caught.paid_twice = u64::from(log.most_times().saturating_sub(1 + slow));
    for row in session.project.documents().map_err(error::store)? {
        let found: Option<Extraction> = session.project.extraction(row.id, extract::VERSION).map_err(error::store)?;
        let source = session.source_text(row.id)?;
        if let Some(found) = found {
            caught.count(&found, truth, &source);
        }
    }
    Ok(caught)
}

/// Reads the files with answers that take `pause` each. `answer` should cost little: it is given in this process.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn pace(
    folder: &Path,
    files: &[PathBuf],
    answer: fn(&str) -> String,
    concurrency: u32,
    pause: Duration,
) -> Result<Pace, AppError> {
    let server = Server::start(move |body| Answer::text(body, &answer(body)).after(pause)).map_err(no_server)?;
    let session = project(folder, files, &server, concurrency)?;
    let started = Instant::now();
    session.build_some_here(&BuildRequest::default())?;
    let wall_s = started.elapsed().as_secs_f64();
    let calls = server.requests();
    let ideal_s = calls.div_ceil(u64::from(concurrency)) as f64 * pause.as_secs_f64();
    Ok(Pace { calls, concurrency, wall_s, ideal_s })
}

impl Caught {
    fn count(&mut self, found: &Extraction, truth: &Truth, source: &str) {
        let name = |id: u32| found.names[id as usize].text.as_str();
        let words = crate::folded::Folded::new(source, crate::folded::Case::Kept);
        self.refused += found.refused.len() as u64;
        for it in found.names.iter().filter(|it| it.text.contains(INVENTED)) {
            self.invented += 1;
            self.marked += u64::from(it.unverified.is_some());
        }
        for claim in found.claims.iter().filter(|claim| claim.method == MODEL) {
            self.statements += 1;
            let object = if let ClaimObject::Name(id) = claim.object { name(id) } else { "" };
            // Names of relations are written in small letters.
            let made_up = format!("{} {} {object}", name(claim.subject), claim.predicate).to_lowercase();
            let made_up = made_up.contains(&INVENTED.to_lowercase());
            self.invented += u64::from(made_up);
            self.marked += u64::from(made_up && claim.unverified.is_some());
            if claim.unverified.is_some() {
                continue;
            }
            self.believed += 1;
            self.quotes += claim.spans.len() as u64;
            self.found += claim.spans.iter().filter(|span| words.holds(&span.quote)).count() as u64;
            let is = |a: &str, b: &str| truth.relations.iter().any(|it| it.subject == a && it.object == b);
            let subject = name(claim.subject);
            self.exchanged += u64::from(!object.is_empty() && is(object, subject) && !is(subject, object));
        }
    }
}

impl Session {
    /// All that was read of a document, as words.
    fn source_text(&self, id: u64) -> Result<String, AppError> {
        let under = extract::Under::of(self)?;
        let Some(document) = extract::document(self, id, &under)? else { return Ok(String::new()) };
        let blocks = document.parsed.blocks.iter().map(pathloom_model::Block::text);
        let captions = document.found.nodes.iter().map(|node| node.spans.iter().map(|it| it.quote.as_str()).collect());
        Ok(blocks.chain(captions).collect::<Vec<String>>().join("\n"))
    }
}

fn project(folder: &Path, files: &[PathBuf], server: &Server, concurrency: u32) -> Result<Session, AppError> {
    let session = Session::create(folder, Arc::new(Unheard), || 0)?;
    let paths = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    session.import_here(&ImportRequest { paths, triples: false, password: None, convert: false })?;
    let endpoint = Endpoint {
        name: NAME.into(),
        kind: EndpointKind::OpenAi,
        base_url: server.base_url(),
        models: vec![EndpointModel { name: NAME.into(), price: None, context: None, abilities: None }],
        limits: Limits { concurrency, requests_per_minute: None, tokens_per_minute: None },
        timeout_s: 60,
        temperature: None,
        top_p: None,
        max_tokens: None,
        headers: BTreeMap::new(),
        body: serde_json::Map::new(),
    };
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep })?;
    session.set_endpoints(Arc::new(endpoints));
    let models = vec![ModelRef { endpoint: NAME.into(), model: NAME.into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Extraction, models })?;
    Ok(session)
}

const NAME: &str = "scripted";

fn no_server(problem: std::io::Error) -> AppError {
    error::bad_request(format!("The scripted server could not be started: {problem}."), "Close other programs.")
}

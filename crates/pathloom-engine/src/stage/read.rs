//! Stage Extract, where a model has the role: each passage and object of the documents to do is read by it, what it
//! found stands beside what the rules found. Calls are rows, so a document that is read again pays only for what changed.

use super::by_models::{at_once, earlier_tokens, tell_calls, waits_for_batch};
use super::ledger::{note, outcome};
use super::read_flow::{self, Event, Item, Outcome};
use crate::calls::budget::Limits;
use crate::calls::{Caller, Setup};
use crate::job::Job;
use crate::pace::Pace;
use crate::prompt::Prompts;
use crate::reading::Reader;
use crate::reading::parts::{Document, Part};
use crate::runtime::runtime;
use crate::stage::extract;
use crate::{Session, error};
use pathloom_extract::{Finding, Refusal};
use pathloom_ipc::runs::{PauseCause, PauseView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::{Patience, Target};
use pathloom_model::{ModelRole, RoleModels};
use pathloom_store::table::documents::DocumentRow;
use pathloom_store::table::outcomes::{OutcomeState, PathStage};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What is to be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadRequest {
    /// Rows; empty = all that are not as today's settings would have them.
    #[serde(default)]
    pub documents: Vec<u64>,
    /// So many passages first, to look at before the rest.
    #[serde(default)]
    pub try_first: Option<u32>,
    /// In money.
    #[serde(default)]
    pub budget: Option<f64>,
    /// Calls are kept for a batch file instead of being made.
    #[serde(default)]
    pub to_batch: bool,
}

/// Whether anything may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Models,
    /// Replies that are there are used, for what came in since; nothing is sent or paid.
    Nobody,
}

/// A model's roles in reading; `None` where the built-in engine extracts.
pub fn setup(session: &Session) -> Result<Option<Setup>, AppError> {
    if !session.asks_to_extract()? {
        return Ok(None);
    }
    let reach = session.reach(&[ModelRole::Extraction, ModelRole::Vision])?;
    if reach.rules.is_offline() {
        let message = "A model has the role of extraction, and nothing may be sent while \"offline only\" is on.";
        let hint = "Switch it off under Models, or give the role to the built-in engine.";
        return Err(AppError::new(ErrorCode::NotAllowed, message, hint));
    }
    session.setup(reach).map(Some)
}

/// To find replies that are there: no key, no permission and no network is needed for that. `None` as above.
pub fn stored_setup(session: &Session) -> Result<Option<Setup>, AppError> {
    if !session.asks_to_extract()? {
        return Ok(None);
    }
    let mut roles = session.roles()?;
    roles.retain(|role, _| matches!(role, ModelRole::Extraction | ModelRole::Vision));
    let config = session.endpoints().config();
    let names: BTreeSet<&String> = roles.values().flatten().map(|model| &model.endpoint).collect();
    let known = names.into_iter().filter_map(|name| config.endpoint(name));
    let targets = known.map(|endpoint| Target { endpoint: endpoint.clone(), key: None }).collect();
    let rules = session.sending_rules()?;
    Ok(Some(Setup { targets, roles, rules, limits: Limits::default(), patience: Patience::default() }))
}

/// What reads, as it is set now.
pub fn reader(session: &Session, roles: &RoleModels) -> Result<Reader, AppError> {
    let config = session.endpoints().config();
    let contexts = roles
        .get(&ModelRole::Extraction)
        .into_iter()
        .flatten()
        .filter_map(|model| config.endpoint(&model.endpoint)?.model(&model.model)?.context);
    let known = contexts.min().map(|context| context as usize);
    let context = known.unwrap_or(USUAL_CONTEXT as usize);
    // Half of a small context is for what every prompt says.
    let room = (context / 4).clamp(LEAST_ROOM.min(context / 8), MOST_ROOM);
    Ok(Reader {
        project: session.project.clone(),
        prompts: Prompts::load(&session.project).map_err(error::store)?,
        ontology: session.ontology()?,
        settings: session.read_settings()?,
        room,
        context: known,
    })
}

/// Tokens that a model reads at once where nothing is said of it.
const USUAL_CONTEXT: u32 = 16_384;
/// Tokens of one passage: the rest is for the prompt, what stands around and the reply, which is as long.
const LEAST_ROOM: usize = 500;
const MOST_ROOM: usize = 6_000;

/// Documents that are to be read, in order. What was read by other settings is to be read again.
pub fn waiting(session: &Session, print: &str, request: &ReadRequest, ask: Ask) -> Result<Vec<u64>, AppError> {
    let asked = session.project.asked(extract::VERSION).map_err(error::store)?;
    let rows = session.project.documents().map_err(error::store)?;
    let wanted = |id: &u64, by: &str| match (ask, request.documents.is_empty()) {
        (Ask::Nobody, _) => by.is_empty(),
        (Ask::Models, true) => by != print,
        (Ask::Models, false) => request.documents.contains(id),
    };
    let document = |row: &&DocumentRow| row.meta.is_some() && !row.is_list();
    let to_do = rows.iter().filter(document).filter(|row| asked.get(&row.id).is_some_and(|by| wanted(&row.id, by)));
    Ok(to_do.map(|row| row.id).collect())
}

/// Reads what waits, and gives how many passages are still to be read. Afterwards the documents hold what came; what
/// did not come is in the ledger.
pub fn run(session: &Session, job: &mut Job, setup: Setup, request: &ReadRequest, ask: Ask) -> Result<u64, AppError> {
    let roles = setup.roles.clone();
    let reader = Arc::new(reader(session, &roles)?);
    let print = reader.print(&roles);
    let documents = waiting(session, &print, request, ask)?;
    if documents.is_empty() {
        return Ok(0);
    }
    job.view.models.clone_from(&roles);
    let workers = match ask {
        Ask::Models => at_once(&setup, &[ModelRole::Extraction, ModelRole::Vision]),
        Ask::Nobody => 4,
    };
    let setup = Setup { limits: Limits { run: request.budget, ..setup.limits }, ..setup };
    let before = earlier_tokens(&session.project, job.view.run)?;
    let went_on = before.0 > 0 || job.view.spend.is_some();
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    let caller = match ask {
        Ask::Nobody => caller.for_stored(),
        Ask::Models if request.to_batch => caller.for_batch(),
        Ask::Models => caller,
    };
    let mut ledger = Ledger::open(session, job, &documents, print, ask)?;
    let bringing = Bringing {
        session,
        reader: &reader,
        documents: &documents,
        standings: ledger.standings.clone(),
        // What was tried is read by now: a run that goes on does all.
        only: request.try_first.filter(|_| !went_on).map(|few| few as usize),
        under: extract::Under::of(session)?,
    };
    let only = bringing.only;
    flow(job, &mut ledger, reader.clone(), caller, workers, before, bringing)?;
    ledger.end(job, only, session.now())
}

/// Brings the parts of documents and takes what comes of them.
fn flow(
    job: &mut Job,
    ledger: &mut Ledger<'_>,
    reader: Arc<Reader>,
    caller: Caller,
    workers: usize,
    before: (u64, u64, u64),
    bringing: Bringing<'_>,
) -> Result<(), AppError> {
    let runtime = runtime()
        .ok_or_else(|| error::bad_request("No thread could be started for model calls.", "Close other programs."))?;
    let (items, events, mut results) = read_flow::start(runtime, reader, &caller, workers);
    let mut problem = None;
    let control = job.control.clone();
    let brought = std::thread::scope(|scope| {
        let brought = scope.spawn(move || bringing.bring(&control, &items, &events));
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let got = runtime.block_on(async {
                tokio::time::timeout(TICK, results.recv_many(&mut batch, BATCH)).await.unwrap_or(usize::MAX)
            });
            if got == 0 {
                break;
            }
            if problem.is_none()
                && let Err(error) = ledger.take(std::mem::take(&mut batch), job)
            {
                // What comes now cannot be kept; its replies are, so it is had again for nothing.
                job.control.cancel();
                problem = Some(error);
            }
            batch.clear();
            ledger.tell(job, &caller, before);
        }
        brought.join().unwrap_or_else(|_| Err(error::bad_request("Cutting documents broke off.", "Report this.")))
    });
    ledger.tell(job, &caller, before);
    job.view.waits = None;
    if caller.totals().pending.load(Ordering::Relaxed) > 0 {
        job.control.pause(waits_for_batch(&caller));
    }
    match problem {
        Some(problem) => Err(problem),
        None => brought,
    }
}

const BATCH: usize = 64;
/// How often the run is looked at when nothing comes.
const TICK: Duration = Duration::from_millis(200);

/// Where a part stands when a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Failed,
    Retry { attempt: u32 },
}

/// The place of a part in the ledger of a run: its document and its number there.
fn place(document: u64, part: usize) -> u64 {
    document << 24 | part as u64 & 0xFF_FFFF
}

struct Bringing<'a> {
    session: &'a Session,
    reader: &'a Reader,
    documents: &'a [u64],
    standings: BTreeMap<u64, Standing>,
    only: Option<usize>,
    under: extract::Under,
}

impl Bringing<'_> {
    fn bring(
        &self,
        control: &crate::control::Control,
        items: &tokio::sync::mpsc::Sender<Item>,
        events: &tokio::sync::mpsc::Sender<Event>,
    ) -> Result<(), AppError> {
        let mut left = self.only.unwrap_or(usize::MAX);
        for &id in self.documents {
            if control.is_stopped() || left == 0 {
                return Ok(());
            }
            let Some(document) = extract::document(self.session, id, &self.under)? else { continue };
            let document = Arc::new(document);
            let (mut parts, told) = document.parts(self.reader.room);
            if !self.reader.settings.describe {
                parts.retain(|part| matches!(part, Part::Text { .. }));
            }
            let event = Event::Document { document: document.clone(), parts: parts.len(), told };
            if events.blocking_send(event).is_err() {
                return Ok(());
            }
            for (number, part) in parts.into_iter().enumerate() {
                let standing = self.standings.get(&place(id, number));
                let is_text = matches!(part, Part::Text { .. });
                // A trial shows passages; the rest of the document is left for later.
                let skipped = left == 0 || (self.only.is_some() && !is_text);
                let sent = match standing {
                    Some(Standing::Failed) => self.leave(events, id, number, true),
                    _ if skipped => self.leave(events, id, number, false),
                    standing => {
                        left -= 1;
                        let attempt = if let Some(Standing::Retry { attempt }) = standing { *attempt } else { 0 };
                        items.blocking_send(Item { document: document.clone(), number, part, attempt }).is_ok()
                    }
                };
                if !sent {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn leave(&self, events: &tokio::sync::mpsc::Sender<Event>, document: u64, number: usize, failed: bool) -> bool {
        let event = Event::Part { document, number, outcome: Outcome::Left { failed } };
        events.blocking_send(event).is_ok()
    }
}

/// A document whose parts are coming.
struct Pending {
    document: Arc<Document>,
    /// Beside what its parts give.
    told: Vec<Refusal>,
    /// Parts still to come.
    open: usize,
    missing: usize,
    findings: Vec<Option<Finding>>,
}

struct Ledger<'a> {
    session: &'a Session,
    under: extract::Under,
    run: u64,
    print: String,
    ask: Ask,
    standings: BTreeMap<u64, Standing>,
    pending: BTreeMap<u64, Pending>,
    /// Documents that were not brought yet, with what they are taken to hold.
    expected: BTreeMap<u64, u64>,
    total: u64,
    done: u64,
    failed: u64,
    left: u64,
    entities: u64,
    claims: u64,
    unverified: u64,
    refused: u64,
    pace: Pace,
}

impl<'a> Ledger<'a> {
    fn open(
        session: &'a Session,
        job: &mut Job,
        documents: &[u64],
        print: String,
        ask: Ask,
    ) -> Result<Ledger<'a>, AppError> {
        let run = job.view.run;
        let mut standings = BTreeMap::new();
        let to_do: BTreeSet<u64> = documents.iter().copied().collect();
        for outcome in session.project.outcomes(run).map_err(error::store)? {
            if outcome.stage != PathStage::Extract || !to_do.contains(&(outcome.place >> 24)) {
                continue;
            }
            if outcome.state == OutcomeState::Retry {
                standings.insert(outcome.place, Standing::Retry { attempt: outcome.attempt });
            } else {
                standings.insert(outcome.place, Standing::Failed);
                note(job, &outcome);
            }
        }
        let mut expected = BTreeMap::new();
        for &id in documents {
            // All nodes but that of the document.
            let nodes = session.project.extracted_nodes(id).map_err(error::store)?.saturating_sub(1);
            expected.insert(id, nodes);
        }
        let total = expected.values().sum();
        job.begin("Extract", total, "passages");
        Ok(Ledger {
            session,
            under: extract::Under::of(session)?,
            run,
            print,
            ask,
            standings,
            pending: BTreeMap::new(),
            expected,
            total,
            done: 0,
            failed: 0,
            left: 0,
            entities: 0,
            claims: 0,
            unverified: 0,
            refused: 0,
            pace: Pace::new(),
        })
    }

    fn take(&mut self, events: Vec<Event>, job: &mut Job) -> Result<(), AppError> {
        for event in events {
            match event {
                Event::Document { document, parts, told } => {
                    let id = document.id;
                    let expected = self.expected.remove(&id).unwrap_or_default();
                    self.total = (self.total + parts as u64).saturating_sub(expected);
                    let findings = vec![None; parts];
                    self.pending.insert(id, Pending { document, told, open: parts, missing: 0, findings });
                    if parts == 0 {
                        self.complete(id, job)?;
                    }
                }
                Event::Part { document, number, outcome } => self.part(document, number, outcome, job)?,
            }
        }
        Ok(())
    }

    fn part(&mut self, id: u64, number: usize, came: Outcome, job: &mut Job) -> Result<(), AppError> {
        let Some(pending) = self.pending.get_mut(&id) else { return Ok(()) };
        pending.open -= 1;
        match came {
            Outcome::Found(finding) => {
                self.done += 1;
                self.entities += finding.entities.len() as u64;
                self.claims += finding.claims.len() as u64;
                self.unverified += finding.claims.iter().filter(|claim| claim.unverified.is_some()).count() as u64;
                self.refused += finding.refused.len() as u64;
                pending.findings[number] = Some(*finding);
                if self.standings.contains_key(&place(id, number)) {
                    let places = [place(id, number)];
                    self.session
                        .project
                        .forget_outcomes(self.run, PathStage::Extract, &places)
                        .map_err(error::store)?;
                }
            }
            Outcome::Failed { attempt, label, trouble, calls } => {
                pending.missing += 1;
                self.failed += 1;
                let failed = outcome(place(id, number), PathStage::Extract, attempt, label, trouble, calls);
                if let Some(failed) = failed {
                    self.session.project.put_outcomes(self.run, std::slice::from_ref(&failed)).map_err(error::store)?;
                    note(job, &failed);
                }
            }
            Outcome::Left { failed } => {
                pending.missing += 1;
                self.failed += u64::from(failed);
                self.left += u64::from(!failed);
            }
        }
        if pending.open == 0 { self.complete(id, job) } else { Ok(()) }
    }

    /// All parts are there, or will not come now. What a run that was stopped has read of a document is kept, unless more
    /// of it was read before.
    fn complete(&mut self, id: u64, job: &Job) -> Result<(), AppError> {
        let Some(Pending { document, told, missing, findings, .. }) = self.pending.remove(&id) else { return Ok(()) };
        let nothing = findings.iter().all(Option::is_none);
        if missing > 0 && (nothing || job.control.is_stopped() && !self.is_more(id, missing)?) {
            return Ok(());
        }
        let mut found = match Arc::try_unwrap(document) {
            Ok(document) => document.found,
            Err(shared) => shared.found.clone(),
        };
        found.refused.extend(told);
        pathloom_extract::add(&mut found, findings.into_iter().flatten().collect());
        let asked = if missing == 0 { self.print.clone() } else { format!("{}:{missing}", self.print) };
        // Where the chunks are others by now, the document waits to be cut anew; its replies are rows.
        self.under.keep(self.session, id, found, &asked).map(drop)
    }

    /// Whether a document of which so many parts are missing holds more than what is stored of it.
    fn is_more(&self, id: u64, missing: usize) -> Result<bool, AppError> {
        let asked = self.session.project.asked(extract::VERSION).map_err(error::store)?;
        let by = asked.get(&id).map(String::as_str).unwrap_or_default();
        let lacked = by.strip_prefix(self.print.as_str()).and_then(|rest| rest.strip_prefix(':')?.parse().ok());
        Ok(by.is_empty() || lacked.is_some_and(|lacked: usize| missing < lacked))
    }

    fn tell(&mut self, job: &mut Job, caller: &Caller, before: (u64, u64, u64)) {
        self.pace.note(self.done);
        let a_minute = self.pace.a_minute();
        let (done, failed, skipped, total) = (self.done, self.failed, self.left, self.total);
        job.update_stage("Extract", |stage| {
            (stage.done, stage.failed, stage.skipped, stage.total, stage.a_minute) =
                (done, failed, skipped, total, a_minute);
        });
        let left = total.saturating_sub(done + failed);
        job.view.remaining = left;
        job.view.pace = self.pace.view(left);
        let share = if total > 0 { (done + failed) as f64 / total as f64 } else { 1.0 };
        if self.ask == Ask::Models {
            tell_calls(job, caller, before, share);
        }
        job.tell(false);
    }

    fn end(mut self, job: &mut Job, tried: Option<usize>, now: i64) -> Result<u64, AppError> {
        // A worker that broke off took its part along.
        let broken: Vec<u64> = self.pending.keys().copied().collect();
        for id in broken {
            if let Some(pending) = self.pending.get_mut(&id) {
                pending.missing += pending.open;
                if !job.control.is_stopped() {
                    job.fail("Reading broke off", pending.document.parsed.meta.name.clone(), "Build again.".into());
                }
            }
            self.complete(id, job)?;
        }
        if let Some(few) = tried.filter(|_| !job.control.is_stopped() && self.done > 0) {
            job.control.pause(self.what_all_would_take(job, few, now));
        }
        if !job.control.is_stopped() {
            job.end_stage("Extract");
            job.view.remaining = 0;
        }
        Ok(self.total.saturating_sub(self.done + self.failed))
    }

    /// The whole build by what was tried.
    fn what_all_would_take(&self, job: &Job, few: usize, now: i64) -> PauseView {
        let spend = job.view.spend.unwrap_or_default();
        let Ledger { done, total, entities, claims, unverified, refused, .. } = *self;
        let times = total as f64 / done.max(1) as f64;
        let calls = (spend.calls as f64 * times).round();
        let tokens = ((spend.tokens_in + spend.tokens_out) as f64 * times) as u64;
        let money = spend.spent.map_or(String::new(), |spent| format!(", about {:.2} in money", spent * times));
        let message = format!(
            "{} of {total} passages tried: {entities} names, {claims} statements ({unverified} not verified), {refused} \
             refused. All of them would take about {calls} calls and {tokens} tokens{money}.",
            done.min(few as u64),
        );
        let hint = "Look at what was found, then resume for the rest or cancel. What was tried is not paid again.";
        PauseView::new(PauseCause::Tried, message, hint, now)
    }
}

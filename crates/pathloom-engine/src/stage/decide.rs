//! Candidates of merges put to the model that extracts: two names with their evidence, a yes, a no or neither. What is
//! not the JSON asked for decides nothing; persons' decisions stand above.

use crate::calls::{Caller, Setup};
use crate::control::Control;
use crate::job::Job;
use crate::prompt::{Family, Prompts};
use crate::runtime::runtime;
use crate::synthesis::text::{line, quoted};
use crate::view::spans;
use crate::{Session, error};
use futures_util::StreamExt;
use pathloom_ipc::AppError;
use pathloom_llm::{Call, CallError, Fault, Message, Params, Schema, tokens};
use pathloom_model::{Key, Knowledge, Language, MergeState, ModelRole};
use pathloom_store::table::merges::{MergeDecision, MergeQuery, MergeRow, MergeSide};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Pairs asked about in one build, the most alike first.
const MOST: u64 = 200;
const AT_ONCE: usize = 16;
const STAGE: &str = "Decide merges";

/// Pairs that a build would ask about, and the tokens of a prompt in the mean. Asks nobody.
pub fn to_ask(session: &Session, setup: &Setup) -> Result<(u64, u64), AppError> {
    let open = open(session)?;
    if open.is_empty() {
        return Ok((0, 0));
    }
    let state = session.graph()?;
    let knowledge = state.knowledge()?;
    let prompts = Prompts::load(&session.project).map_err(error::store)?;
    let caller = Caller::new(session.project.clone(), setup.clone(), 0, Arc::new(Control::default()), session.now)?;
    let models = caller.models(ModelRole::Extraction);
    let calls = open.iter().filter_map(|row| call(knowledge, &prompts, row).ok());
    let sizes: Vec<u64> =
        calls.filter(|call| !caller.has_reply(models, call)).map(|call| tokens::of_call(&call)).collect();
    let pairs = sizes.len() as u64;
    Ok((pairs, sizes.iter().sum::<u64>().checked_div(pairs).unwrap_or_default()))
}

/// Candidates that nobody decided.
fn open(session: &Session) -> Result<Vec<MergeRow>, AppError> {
    let query = MergeQuery { states: vec![MergeState::Candidate], limit: MOST, ..MergeQuery::default() };
    let (rows, _) = session.project.merges(&query).map_err(error::store)?;
    Ok(rows.into_iter().filter(|row| row.model.is_none() && row.person.is_none()).collect())
}

/// Gives how many pairs were decided.
pub fn run(session: &Session, job: &mut Job, setup: Setup) -> Result<u64, AppError> {
    let open = open(session)?;
    let Some(runtime) = runtime().filter(|_| !open.is_empty()) else { return Ok(0) };
    let state = session.graph()?;
    let knowledge = state.knowledge()?;
    let prompts = Prompts::load(&session.project).map_err(error::store)?;
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    job.begin(STAGE, open.len() as u64, "pairs");
    let asked = open.iter().map(|row| ask(&caller, knowledge, &prompts, row));
    let mut decided = 0;
    let mut replies = futures_util::stream::iter(asked).buffered(AT_ONCE);
    while let Some((row, reply)) = runtime.block_on(replies.next()) {
        match reply {
            Ok(decision) => {
                decided += u64::from(decision.state != MergeState::Candidate);
                session.project.put_model_merge(&row.id, &decision).map_err(error::store)?;
                job.update(|stage| stage.done += 1);
            }
            Err(problem) if problem.fault == Fault::Cancelled => break,
            Err(problem) => {
                let names = format!("{} | {}", row.one.name, row.other.name);
                job.update(|stage| stage.failed += 1);
                job.fail("A model did not decide", names, problem.message);
            }
        }
    }
    drop(replies);
    job.end();
    Ok(decided)
}

#[derive(Debug, Deserialize)]
struct Verdict {
    same: Same,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum Same {
    #[serde(rename = "yes", alias = "Yes", alias = "YES", alias = "是")]
    Yes,
    #[serde(rename = "no", alias = "No", alias = "NO", alias = "否")]
    No,
    #[serde(rename = "unsure", alias = "Unsure", alias = "unknown", alias = "不确定")]
    Unsure,
}

async fn ask<'r>(
    caller: &Caller,
    knowledge: &Knowledge,
    prompts: &Prompts,
    row: &'r MergeRow,
) -> (&'r MergeRow, Result<MergeDecision, CallError>) {
    let documents = documents(knowledge, row);
    let caller = caller.for_path(0, &documents);
    let call = match call(knowledge, prompts, row) {
        Ok(call) => call,
        Err(problem) => {
            let hint = "Mend it on the Runs page.";
            return (row, Err(CallError::new(Fault::BadRequest, format!("A prompt cannot be used: {problem}"), hint)));
        }
    };
    let role = ModelRole::Extraction;
    let answered = caller.call_json::<Verdict>(role, caller.models(role), &call).await;
    let decision = answered.map(|(verdict, answered)| MergeDecision {
        state: match verdict.same {
            Same::Yes => MergeState::Merged,
            Same::No => MergeState::KeptApart,
            Same::Unsure => MergeState::Candidate,
        },
        why: line(&verdict.reason),
        who: answered.model.to_string(),
        at: caller.now(),
    });
    (row, decision)
}

/// Every document that has a part in what is shown.
fn documents(knowledge: &Knowledge, row: &MergeRow) -> Vec<Key> {
    let mut documents: Vec<Key> = Vec::new();
    for side in [&row.one, &row.other] {
        let node = knowledge.node(&side.key).into_iter().flat_map(|node| &node.spans);
        documents.extend(side.span.iter().chain(node).map(|span| span.document.clone()));
    }
    documents.sort();
    documents.dedup();
    documents
}

fn call(knowledge: &Knowledge, prompts: &Prompts, row: &MergeRow) -> Result<Call, String> {
    let language = Language::of(&format!("{} {}", row.one.name, row.other.name));
    let (one, other) = (told(knowledge, &row.one, language), told(knowledge, &row.other, language));
    let filled = prompts.fill(Family::Merge, language, &[("one", &one), ("other", &other)]);
    let filled = filled.map_err(|fault| fault.to_string())?;
    let system = (!filled.system.is_empty()).then(|| Message::system(filled.system));
    let schema = json!({
        "type": "object",
        "properties": { "same": { "type": "string", "enum": ["yes", "no", "unsure"] }, "reason": { "type": "string" } },
        "required": ["same", "reason"], "additionalProperties": false,
    });
    Ok(Call {
        messages: system.into_iter().chain([Message::user(filled.user)]).collect(),
        schema: Some(Schema { name: "merge".into(), schema }),
        params: Params::default(),
    })
}

/// Name, type, what else it is called, what it is, and where it is named; every word of a document behind "> ".
fn told(knowledge: &Knowledge, side: &MergeSide, language: Language) -> String {
    let words = match language {
        Language::En => ["Name", "Type", "Also", "Described as", "Named in"],
        Language::Zh => ["名称", "类型", "又称", "说明", "出处"],
    };
    let aliases = side.aliases.join("; ");
    let place = side.span.as_ref().map(|span| spans::view(knowledge, span, None).context).unwrap_or_default();
    let parts = [side.name.as_str(), &side.entity_type, &aliases, &side.description, &place];
    let shown = words.iter().zip(parts).filter(|(_, part)| !part.is_empty());
    shown.map(|(word, part)| quoted(&format!("{word}: {}", line(part)))).collect::<Vec<_>>().join("\n")
}

//! Merges: pairs of names that may be one entity, decisions about them, and why an entity is one.

use crate::Ended;
use crate::args::{MergeAction, MergeState};
use crate::output::{Output, say};
use crate::project::{finish, open};
use pathloom_engine::Session;
use pathloom_ipc::merges::{
    DecideMergeRequest, EntityStory, ExplainEntityRequest, MergeDone, MergeRow, MergesRequest, UndoMergeRequest,
};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::Key;
use std::path::Path;

pub fn merge(action: MergeAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        MergeAction::List { project, state, text, limit } => list(&project, &state, text, limit, out),
        MergeAction::Accept { project, ids } => decide(&project, ids, true, out),
        MergeAction::Reject { project, ids } => decide(&project, ids, false, out),
        MergeAction::Undo { project, id, entity } => {
            let session = open(&project)?;
            let entity = entity.map(|name| one_entity(&session, &name)).transpose()?;
            let done = session.undo_merge(&UndoMergeRequest { id, entity })?;
            told(&session, &done, out)
        }
        MergeAction::Explain { project, name } => explain(&project, &name, out),
    }
}

fn list(
    project: &Path,
    states: &[MergeState],
    text: Option<String>,
    limit: u64,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let states = states.iter().map(|state| match state {
        MergeState::Candidate => pathloom_model::MergeState::Candidate,
        MergeState::Merged => pathloom_model::MergeState::Merged,
        MergeState::Apart => pathloom_model::MergeState::KeptApart,
    });
    let request =
        MergesRequest { states: states.collect(), text: text.unwrap_or_default(), limit, ..MergesRequest::default() };
    let view = session.merges(&request)?;
    out.lines(&view.rows, row);
    say(&format!(
        "{} of {} listed; {} candidates, {} merged, {} kept apart, {} wait for a build. {}",
        view.rows.len(),
        view.total,
        view.candidates,
        view.merged,
        view.kept_apart,
        view.waiting,
        view.note
    ));
    Ok(Ended::Done)
}

fn decide(project: &Path, ids: Vec<String>, one: bool, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let done = session.decide_merge(&DecideMergeRequest { ids, one })?;
    told(&session, &done, out)
}

/// What was decided is in the graph before this returns.
fn told(session: &Session, done: &MergeDone, out: &Output) -> Result<Ended, AppError> {
    done.refused.iter().for_each(|refused| say(refused));
    if done.changed.is_empty() {
        let message = "Nothing was decided.";
        return Err(AppError::new(ErrorCode::NothingToDo, message, "Look at the pairs with \"merge list\"."));
    }
    out.lines(&done.changed, row);
    if done.waiting > 0 {
        let run = session.apply_merges_here()?;
        say(&run.summary);
        return finish(&run, &Output { json: false })
            .map(|ended| if done.refused.is_empty() { ended } else { Ended::Partly });
    }
    Ok(if done.refused.is_empty() { Ended::Done } else { Ended::Partly })
}

fn explain(project: &Path, name: &str, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    for key in entities(&session, name)? {
        let story = session.explain_entity(&ExplainEntityRequest { key })?;
        out.one(&story, || words(&story));
    }
    Ok(Ended::Done)
}

fn entities(session: &Session, name: &str) -> Result<Vec<Key>, AppError> {
    let keys = match Key::parse(name) {
        Some(key) => vec![key],
        None => session.entities_named(name)?,
    };
    if keys.is_empty() {
        let message = format!("No entity is called \"{name}\".");
        let hint = "Give a name as the graph has it, or the key of an entity.";
        return Err(AppError::new(ErrorCode::NotFound, message, hint));
    }
    Ok(keys)
}

fn one_entity(session: &Session, name: &str) -> Result<Key, AppError> {
    let keys = entities(session, name)?;
    match keys.as_slice() {
        [one] => Ok(one.clone()),
        several => {
            let message = format!("{} entities are called \"{name}\".", several.len());
            Err(AppError::new(ErrorCode::BadRequest, message, "Give the key of one; \"merge explain\" shows them."))
        }
    }
}

fn row(row: &MergeRow) -> String {
    let likeness = row.similarity.map_or_else(String::new, |it| format!(" {:.2}", it));
    let waits = if row.waiting { ", waits for a build" } else { "" };
    let (one, other) = (&row.one, &row.other);
    format!(
        "{} {}{likeness} by {}{waits}: {} ({}) | {} ({}): {}",
        row.id,
        row.state.word(),
        row.by.word(),
        one.name,
        one.entity_type,
        other.name,
        other.entity_type,
        row.reason
    )
}

fn words(story: &EntityStory) -> String {
    let mut lines = vec![format!("{} ({}) {}", story.name, story.entity_type, story.key)];
    for member in &story.members {
        let id = member.merge.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
        lines.push(format!("  {} ({}), {}: {}{id}", member.name, member.entity_type, member.document_name, member.why));
    }
    for (title, rows) in
        [("Merged", &story.merged), ("Kept apart", &story.kept_apart), ("Candidates", &story.candidates)]
    {
        if !rows.is_empty() {
            lines.push(format!("{title}:"));
            lines.extend(rows.iter().map(|it| format!("  {}", row(it))));
        }
    }
    lines.join("\n")
}

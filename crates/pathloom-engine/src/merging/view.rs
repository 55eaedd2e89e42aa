//! What the interface and the command line ask about merges, and what a person decides.

use super::same_name::SameName;
use crate::session::Task;
use crate::view::spans;
use crate::{Session, error};
use pathloom_extract::Kinship;
use pathloom_ipc::AppError;
use pathloom_ipc::merges::{
    DecideMergeRequest, EntityMember, EntityStory, ExplainEntityRequest, MergeDone, MergeRow, MergeSide, MergesRequest,
    MergesView, UndoMergeRequest,
};
use pathloom_ipc::runs::{JobId, RunView};
use pathloom_model::{Key, Knowledge, MergeBy, MergeState, NodeData};
use pathloom_store::table::events::{Event, MergeChange};
use pathloom_store::table::merges::{self as stored, MergeDecision, MergeQuery};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows sent at once; the list asks again as it scrolls.
const PAGE: u64 = 200;
const TITLE: &str = "Apply merges";

impl Session {
    /// Pairs of names, the most alike first; without states asked for, those that somebody should look at.
    pub fn merges(&self, request: &MergesRequest) -> Result<MergesView, AppError> {
        let states = if request.states.is_empty() { vec![MergeState::Candidate] } else { request.states.clone() };
        let query = MergeQuery {
            states,
            by: request.by.clone(),
            text: request.text.trim().to_owned(),
            offset: request.offset,
            limit: if request.limit == 0 { PAGE } else { request.limit.min(PAGE * 10) },
        };
        let (rows, total) = self.project.merges(&query).map_err(error::store)?;
        let [candidates, merged, kept_apart, waiting] = self.project.merge_counts().map_err(error::store)?;
        let note = self.project.merges_note().map_err(error::store)?;
        Ok(MergesView { rows: self.merge_rows(rows)?, total, candidates, merged, kept_apart, waiting, note })
    }

    /// A person says that the names of each pair are one entity, or two. Kept and undoable; the next build shows it.
    pub fn decide_merge(&self, request: &DecideMergeRequest) -> Result<MergeDone, AppError> {
        let state = if request.one { MergeState::Merged } else { MergeState::KeptApart };
        let kinship = Kinship::of(&self.ontology()?);
        let mut refused = Vec::new();
        let mut changes = Vec::new();
        let mut seen = BTreeSet::new();
        for id in request.ids.iter().filter(|id| seen.insert(id.as_str())) {
            let Some(row) = self.project.merge(id).map_err(error::store)? else {
                refused.push(format!("{id}: no such pair; it may be gone since the last build."));
                continue;
            };
            let (one, other) = (&row.one, &row.other);
            if request.one && !kinship.compatible(&one.entity_type, &other.entity_type) {
                let (name, [a, b]) = (&one.name, [&one.entity_type, &other.entity_type]);
                refused.push(format!("\"{name}\" and \"{}\": a {a} and a {b} are never one.", other.name));
                continue;
            }
            changes.push(self.change(&row, Some(state)));
        }
        changes.retain(|change| change.before.as_ref().map(|it| it.state) != change.after.as_ref().map(|it| it.state));
        self.record_merges(changes, refused)
    }

    /// Takes a person's decision back; what a rule or a model merged is kept apart from now on.
    pub fn undo_merge(&self, request: &UndoMergeRequest) -> Result<MergeDone, AppError> {
        let row = self.project.merge(&request.id).map_err(error::store)?;
        let row = match (row, &request.entity) {
            (Some(row), _) => row,
            (None, Some(entity)) => {
                self.same_name(entity, &request.id)?.ok_or_else(|| error::not_found("This pair"))?
            }
            (None, None) => return Err(error::not_found("This pair")),
        };
        let after = match row.state() {
            (_, MergeBy::Person) => None,
            (MergeState::Merged, _) => Some(MergeState::KeptApart),
            _ => {
                let message = format!("\"{}\" and \"{}\" are not merged.", row.one.name, row.other.name);
                return Err(AppError::new(pathloom_ipc::ErrorCode::NothingToDo, message, ""));
            }
        };
        self.record_merges(vec![self.change(&row, after)], vec![])
    }

    /// Makes the graph again, so that it shows what was decided; returns at once.
    pub fn apply_merges(self: &Arc<Self>) -> Result<JobId, AppError> {
        self.start(TITLE.into(), Task::Build)
    }

    /// The same in this thread.
    pub fn apply_merges_here(&self) -> Result<RunView, AppError> {
        self.start_here(TITLE.into(), Task::Build)
    }

    /// Why a node is one entity, and not one with others.
    pub fn explain_entity(&self, request: &ExplainEntityRequest) -> Result<EntityStory, AppError> {
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let node = knowledge.node(&request.key).ok_or_else(|| error::not_found("This node"))?;
        let NodeData::Entity { entity_type, .. } = &node.data else {
            return Err(error::bad_request("Only entities are made of several names.", "Choose an entity."));
        };
        let members = self.project.entity_members(&node.key).map_err(error::store)?;
        let rows =
            self.rows_about(&node.key, members.iter().map(|it| Key::entity(&it.name, &it.entity_type, &it.document)))?;
        let of = |wanted: MergeState| rows.iter().filter(|row| row.state == wanted).cloned().collect();
        let mut shown: Vec<EntityMember> = members.iter().cloned().map(|it| member(knowledge, it)).collect();
        let known = |it: &SameName| {
            let own = |row: &stored::MemberRow| {
                row.document == it.document && row.name == it.name.text && row.entity_type == it.name.entity_type
            };
            members.iter().any(own)
        };
        let same = self.same_names(knowledge, node)?;
        shown.extend(same.iter().filter(|it| !known(it)).map(|it| it.member(knowledge)));
        Ok(EntityStory {
            key: node.key.clone(),
            name: node.name.clone(),
            entity_type: entity_type.clone(),
            members: shown,
            merged: of(MergeState::Merged),
            kept_apart: of(MergeState::KeptApart),
            candidates: of(MergeState::Candidate),
        })
    }

    /// Entities of a name: the key of each.
    pub fn entities_named(&self, name: &str) -> Result<Vec<Key>, AppError> {
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let wanted = name.trim();
        let bears = |node: &&pathloom_model::Node| match &node.data {
            NodeData::Entity { aliases, .. } => node.name == wanted || aliases.iter().any(|alias| alias == wanted),
            _ => false,
        };
        Ok(knowledge.nodes().filter(bears).map(|node| node.key.clone()).collect())
    }

    fn rows_about(&self, key: &Key, members: impl Iterator<Item = Key>) -> Result<Vec<MergeRow>, AppError> {
        let keys: BTreeSet<Key> = std::iter::once(key.clone()).chain(members).collect();
        let mut rows: Vec<stored::MergeRow> = Vec::new();
        for key in &keys {
            for row in self.project.merges_of(key).map_err(error::store)? {
                if !rows.iter().any(|known| known.id == row.id) {
                    rows.push(row);
                }
            }
        }
        self.merge_rows(rows)
    }

    fn change(&self, row: &stored::MergeRow, after: Option<MergeState>) -> MergeChange {
        let decision = |state| MergeDecision { state, why: String::new(), who: self.reviewer(), at: self.now() };
        let names = [row.one.name.clone(), row.other.name.clone()];
        let sides = Some(Box::new([row.one.clone(), row.other.clone()]));
        MergeChange { id: row.id.clone(), names, before: row.person.clone(), after: after.map(decision), sides }
    }

    fn record_merges(&self, changes: Vec<MergeChange>, refused: Vec<String>) -> Result<MergeDone, AppError> {
        let ids: Vec<String> = changes.iter().map(|change| change.id.clone()).collect();
        if !changes.is_empty() {
            let event = Event::DecidedMerges { changes };
            self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        }
        let mut rows = Vec::new();
        for id in &ids {
            rows.extend(self.project.merge(id).map_err(error::store)?);
        }
        let [.., waiting] = self.project.merge_counts().map_err(error::store)?;
        Ok(MergeDone { changed: self.merge_rows(rows)?, refused, waiting })
    }

    fn merge_rows(&self, rows: Vec<stored::MergeRow>) -> Result<Vec<MergeRow>, AppError> {
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        Ok(rows.into_iter().map(|row| merge_row(knowledge, row)).collect())
    }
}

fn merge_row(knowledge: &Knowledge, row: stored::MergeRow) -> MergeRow {
    let (state, by) = row.state();
    let decision = row.person.as_ref().or(row.model.as_ref());
    let reason = match (decision.map(|it| it.why.as_str()), &row.rule) {
        (Some(why), _) if !why.is_empty() => why.to_owned(),
        (_, Some((_, reason))) => reason.clone(),
        _ => "rules do not find these two alike any more".to_owned(),
    };
    let waits = match state {
        MergeState::Merged => !row.is_one,
        MergeState::KeptApart | MergeState::Candidate => row.is_one,
    };
    MergeRow {
        id: row.id,
        similarity: row.similarity,
        reason,
        state,
        by,
        who: decision.map(|it| it.who.clone()).unwrap_or_default(),
        at: decision.map(|it| it.at),
        waiting: waits,
        can_undo: by == MergeBy::Person || state == MergeState::Merged,
        one: side(knowledge, row.one),
        other: side(knowledge, row.other),
    }
}

fn side(knowledge: &Knowledge, side: stored::MergeSide) -> MergeSide {
    let evidence = side.span.as_ref().map(|span| spans::view(knowledge, span, None));
    MergeSide {
        key: side.key,
        name: side.name,
        entity_type: side.entity_type,
        aliases: side.aliases,
        description: side.description,
        evidence,
    }
}

fn member(knowledge: &Knowledge, row: stored::MemberRow) -> EntityMember {
    EntityMember {
        document_name: knowledge.name(&row.document).to_owned(),
        name: row.name,
        entity_type: row.entity_type,
        aliases: row.aliases,
        why: if row.why.is_empty() { "the first".into() } else { row.why },
        merge: None,
    }
}

//! Names that are one because documents write them alike. There may be a thousand for one entity, so no pair of them is
//! stored; each is found again from its document when somebody asks, and can be parted like any other.

use crate::stage::extract;
use crate::{Session, error};
use pathloom_extract::{Kinship, Name, Names, fold};
use pathloom_ipc::AppError;
use pathloom_ipc::merges::EntityMember;
use pathloom_model::{Key, Knowledge, MergeState, Node, NodeData, merge_id};
use pathloom_store::table::merges::{MergeRow, MergeSide};
use std::collections::BTreeMap;

/// Why they are one.
pub const SAME: &str = "the same name";

/// What one document calls an entity.
pub struct SameName {
    pub document: Key,
    pub name: Name,
    key: Key,
    /// The first of these letters, where this is another.
    first: Option<MergeSide>,
}

impl SameName {
    pub fn member(&self, knowledge: &Knowledge) -> EntityMember {
        let first = self.first.as_ref();
        EntityMember {
            name: self.name.text.clone(),
            entity_type: self.name.entity_type.clone(),
            document_name: knowledge.name(&self.document).to_owned(),
            aliases: self.name.aliases.iter().map(|alias| alias.text.clone()).collect(),
            why: if first.is_none() { "the first".into() } else { SAME.into() },
            merge: first.map(|first| merge_id(&first.key, &self.key)),
        }
    }

    fn side(&self) -> MergeSide {
        MergeSide {
            key: self.key.clone(),
            name: self.name.text.clone(),
            entity_type: self.name.entity_type.clone(),
            aliases: self.name.aliases.iter().map(|alias| alias.text.clone()).collect(),
            description: self.name.definition.as_ref().map_or_else(String::new, |it| it.text.clone()),
            span: Some(self.name.span.clone()),
        }
    }
}

impl Session {
    /// The names of an entity in the documents that its places lead to, in the order of these.
    pub(super) fn same_names(&self, knowledge: &Knowledge, node: &Node) -> Result<Vec<SameName>, AppError> {
        let NodeData::Entity { entity_type, aliases, .. } = &node.data else { return Ok(vec![]) };
        let kinship = Kinship::of(&self.ontology()?);
        let spelled: Vec<String> = std::iter::once(&node.name).chain(aliases).map(|it| fold(it, false)).collect();
        let mut documents: Vec<&Key> = Vec::new();
        for span in node.spans.iter().filter(|span| knowledge.node(&span.document).is_some()) {
            if !documents.contains(&&span.document) {
                documents.push(&span.document);
            }
        }
        let mut firsts: BTreeMap<String, MergeSide> = BTreeMap::new();
        let mut found = Vec::new();
        for document in documents {
            let names = self.names_in(document)?;
            let is_ours = |name: &Name| {
                let places = node.spans.iter().filter(|span| span.document == *document);
                spelled.contains(&fold(&name.text, name.exact))
                    && kinship.compatible(entity_type, &name.entity_type)
                    && places.clone().any(|span| *span == name.span)
            };
            for name in names.into_iter().filter(is_ours) {
                let key = Key::entity(&name.text, &name.entity_type, document);
                let folded = fold(&name.text, name.exact);
                let mut own = SameName { document: document.clone(), name, key, first: None };
                match firsts.get(&folded) {
                    Some(first) => own.first = Some(first.clone()),
                    None => drop(firsts.insert(folded, own.side())),
                }
                found.push(own);
            }
        }
        Ok(found)
    }

    /// The pair of this id among them, as a rule sees it.
    pub(super) fn same_name(&self, entity: &Key, id: &str) -> Result<Option<MergeRow>, AppError> {
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let node = knowledge.node(entity).ok_or_else(|| error::not_found("This node"))?;
        let pair = |it: SameName| {
            let (one, other) = (it.first.clone()?, it.side());
            (merge_id(&one.key, &other.key) == id).then(|| MergeRow {
                id: id.to_owned(),
                one,
                other,
                similarity: None,
                rule: Some((MergeState::Merged, SAME.into())),
                model: None,
                person: None,
                is_one: true,
            })
        };
        Ok(self.same_names(knowledge, node)?.into_iter().find_map(pair))
    }

    /// None for a list of triples, whose names are what the list says and nothing beside.
    fn names_in(&self, document: &Key) -> Result<Vec<Name>, AppError> {
        let row = self.project.document_by_key(document).map_err(error::store)?;
        let Some(row) = row.filter(|row| !row.is_list()) else {
            return Ok(vec![]);
        };
        let names: Option<(String, Names)> = self.project.names(row.id, extract::VERSION).map_err(error::store)?;
        Ok(names.map_or_else(Vec::new, |(_, names)| names.names))
    }
}

//! The pages behind quotes: where a part of a chunk stands, line by line, from what reading kept of its document.

use crate::session::guard;
use crate::stage::parse::StoredParse;
use pathloom_model::{Key, Knowledge, NodeData, Parsed, Span, locate_in_chunk};
use pathloom_store::Project;
use std::sync::{Arc, Mutex};

/// Documents whose pages are kept at hand.
const KEPT: usize = 4;

pub struct Pages {
    project: Arc<Project>,
    parses: Mutex<Vec<(Key, Arc<Parsed>)>>,
}

impl Pages {
    pub fn new(project: Arc<Project>) -> Pages {
        Pages { project, parses: Mutex::default() }
    }

    /// For [`super::Material::place`]. `None` where the document is not at hand.
    pub fn place(&self, knowledge: &Knowledge, chunk: &Key, start: u32, end: u32) -> Option<Span> {
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

//! What a project knows of its nodes, read when it is first asked for: texts, spans and assertions take several times
//! the room and time of the graph, and counting needs none of them.

use pathloom_graph::Contents;
use pathloom_model::{Key, Knowledge, Node};
use pathloom_store::{Project, StoreError};
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

pub struct LazyKnowledge {
    project: Arc<Project>,
    knowledge: OnceLock<Knowledge>,
}

impl LazyKnowledge {
    pub fn new(project: Arc<Project>) -> LazyKnowledge {
        LazyKnowledge { project, knowledge: OnceLock::new() }
    }

    pub fn get(&self) -> Result<&Knowledge, StoreError> {
        if let Some(knowledge) = self.knowledge.get() {
            return Ok(knowledge);
        }
        let (nodes, relations) = self.project.graph()?;
        Ok(self.knowledge.get_or_init(|| Knowledge::new(nodes, relations)))
    }
}

impl fmt::Debug for LazyKnowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyKnowledge").field("is_read", &self.knowledge.get().is_some()).finish_non_exhaustive()
    }
}

/// Filters on texts; none passes where the project cannot be read.
impl Contents for LazyKnowledge {
    fn node(&self, key: &Key) -> Option<Cow<'_, Node>> {
        self.get().ok()?.node(key).map(Cow::Borrowed)
    }
}

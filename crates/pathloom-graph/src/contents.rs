//! Where filters find what the graph does not keep of its nodes: texts, literals, symbols. They stay outside the graph,
//! so that its memory does not grow with them; here is only who passed the filters asked last.

use crate::filter::Candidates;
use crate::kinds::KindSet;
use pathloom_model::{Filter, Key, Knowledge, Node};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

/// Gives whole nodes.
pub trait Contents: Debug + Send + Sync {
    fn node(&self, key: &Key) -> Option<Cow<'_, Node>>;
}

impl Contents for Knowledge {
    fn node(&self, key: &Key) -> Option<Cow<'_, Node>> {
        Knowledge::node(self, key).map(Cow::Borrowed)
    }
}

/// The contents of one graph. A graph that changes gets them anew, and nothing old is remembered.
#[derive(Debug)]
pub(crate) struct Attached {
    contents: Arc<dyn Contents>,
    /// The newest last.
    passed: Mutex<VecDeque<(KindSet, Filter, Arc<Candidates>)>>,
}

/// Filters remembered: a bit for each node of their kinds.
const REMEMBERED: usize = 16;

impl Attached {
    pub fn new(contents: Arc<dyn Contents>) -> Attached {
        Attached { contents, passed: Mutex::default() }
    }

    /// The same nodes for another graph, in which others pass.
    pub fn anew(&self) -> Attached {
        Attached::new(Arc::clone(&self.contents))
    }

    pub fn node(&self, key: &Key) -> Option<Cow<'_, Node>> {
        self.contents.node(key)
    }

    /// Those of the kinds that pass, found anew where nobody asked for them lately.
    pub fn passing(&self, kinds: KindSet, filter: &Filter, find: impl FnOnce() -> Candidates) -> Arc<Candidates> {
        let passed = || self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            passed().iter().find(|(of, known, _)| *of == kinds && known == filter).map(|(.., found)| found.clone());
        if let Some(found) = known {
            return found;
        }
        let found = Arc::new(find());
        let mut passed = passed();
        if passed.len() >= REMEMBERED {
            passed.pop_front();
        }
        passed.push_back((kinds, filter.clone(), Arc::clone(&found)));
        found
    }
}

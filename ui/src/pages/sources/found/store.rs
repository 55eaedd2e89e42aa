//! Which list is shown, of which documents, and the place that the reader marks.

use leptos::prelude::*;
use pathloom_ipc::found::FoundList;
use pathloom_model::Span;

#[derive(Clone, Copy)]
pub struct Findings {
    /// In place of the list of documents.
    pub open: RwSignal<bool>,
    /// A document's row; `None` = all.
    pub document: RwSignal<Option<u64>>,
    pub list: RwSignal<FoundList>,
    /// What the list is divided by.
    pub part: RwSignal<Option<String>>,
    /// The place of the row pressed last.
    pub mark: RwSignal<Option<Span>>,
}

impl Findings {
    pub fn new() -> Findings {
        let findings = Findings {
            open: RwSignal::new(false),
            document: RwSignal::new(None),
            list: RwSignal::new(FoundList::Entities),
            part: RwSignal::new(None),
            mark: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if !findings.open.get() {
                findings.mark.set(None);
            }
        });
        findings
    }

    pub fn show(self, list: FoundList) {
        self.part.set(None);
        self.list.set(list);
    }

    /// Of one document, or of all.
    pub fn open_for(self, document: Option<u64>) {
        self.part.set(None);
        self.document.set(document);
        // Pairs are of the whole project.
        if document.is_some() && self.list.get_untracked() == FoundList::Merges {
            self.list.set(FoundList::Entities);
        }
        self.open.set(true);
    }
}

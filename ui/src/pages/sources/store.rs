//! What the parts of Sources share: the documents, which are shown, which one is open and at which page.

use super::found::Findings;
use crate::hooks::{Query, use_query, use_screen_active};
use crate::ipc;
use crate::state::{Screen, recall, remember, use_app, use_changes, use_route, use_runs};
use leptos::prelude::*;
use pathloom_ipc::runs::RunState;
use pathloom_ipc::sources::{DocumentRow, DocumentStatus, SourcesView};
use pathloom_model::{Format, Key};
use std::collections::HashMap;
use std::time::Duration;

/// While documents are being read their progress is asked for this often.
const PACE: Duration = Duration::from_millis(700);

#[derive(Clone, Copy)]
pub struct Sources {
    pub query: Query<SourcesView>,
    pub filter: RwSignal<String>,
    pub format: RwSignal<Option<Format>>,
    pub group: RwSignal<Option<Group>>,
    /// Places in the list of documents.
    pub shown: Memo<Vec<usize>>,
    /// Id of the open document's row.
    pub open: RwSignal<Option<u64>>,
    /// From 1.
    pub page: RwSignal<u32>,
    /// The row whose password is being written.
    pub asking: RwSignal<Option<u64>>,
    /// The document whose properties are being written.
    pub properties: RwSignal<Option<DocumentRow>>,
    /// The document whose rows become documents.
    pub rows: RwSignal<Option<DocumentRow>>,
    pub findings: Findings,
    last_pages: StoredValue<HashMap<u64, u32>>,
    project: StoredValue<String>,
}

/// What a status comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Ready,
    Working,
    Queued,
    Attention,
}

impl Group {
    pub const ALL: [Group; 4] = [Group::Ready, Group::Working, Group::Queued, Group::Attention];

    pub fn of(status: &DocumentStatus) -> Group {
        match status {
            DocumentStatus::Ready => Group::Ready,
            DocumentStatus::Working { .. } => Group::Working,
            DocumentStatus::Queued => Group::Queued,
            DocumentStatus::Check { .. } | DocumentStatus::Failed { .. } | DocumentStatus::PasswordNeeded => {
                Group::Attention
            }
        }
    }
}

impl Sources {
    pub fn provide() -> Sources {
        let changes = use_changes();
        let query = use_query(move || {
            changes.sources.track();
            ipc::sources()
        });
        reload_during_runs(query);
        let filter = RwSignal::new(String::new());
        let (format, group) = (RwSignal::new(None), RwSignal::new(None));
        let shown = Memo::new(move |_| {
            let wanted = filter.get().trim().to_lowercase();
            let (format, group) = (format.get(), group.get());
            let fits = |document: &DocumentRow| {
                (format.is_none() || document.format == format)
                    && group.is_none_or(|group| Group::of(&document.status) == group)
                    && (wanted.is_empty() || document.name.to_lowercase().contains(&wanted))
            };
            query.data.with(|data| {
                let documents = data.iter().flat_map(|view| view.documents.iter().enumerate());
                documents.filter(|(_, document)| fits(document)).map(|(place, _)| place).collect()
            })
        });
        Sources {
            query,
            filter,
            format,
            group,
            shown,
            open: RwSignal::new(None),
            page: RwSignal::new(1),
            asking: RwSignal::new(None),
            properties: RwSignal::new(None),
            rows: RwSignal::new(None),
            findings: Findings::new(),
            last_pages: StoredValue::new(HashMap::new()),
            project: StoredValue::new(use_app().path().unwrap_or_default()),
        }
    }

    /// The document in this place of the filtered list.
    pub fn row(self, place: usize) -> Option<DocumentRow> {
        let place = self.shown.with(|shown| shown.get(place).copied())?;
        self.query.data.with(|data| data.as_ref()?.documents.get(place).cloned())
    }

    pub fn opened(self) -> Option<DocumentRow> {
        let id = self.open.get()?;
        self.query.data.with(|data| data.as_ref()?.documents.iter().find(|row| row.id == id).cloned())
    }

    /// Opens a document at the page it was last at.
    pub fn open(self, id: u64) {
        let page = self.last_pages.with_value(|pages| pages.get(&id).copied().unwrap_or(1));
        self.open_at(id, page);
    }

    pub fn open_at(self, id: u64, page: u32) {
        self.page.set(page.max(1));
        if self.open.get_untracked() != Some(id) {
            self.open.set(Some(id));
        }
        self.keep();
    }

    pub fn turn_to(self, page: u32) {
        self.page.set(page.max(1));
        self.keep();
    }

    pub fn clear_filters(self) {
        self.filter.set(String::new());
        self.format.set(None);
        self.group.set(None);
    }

    fn keep(self) {
        let Some(id) = self.open.get_untracked() else { return };
        let page = self.page.get_untracked();
        self.last_pages.update_value(|pages| {
            pages.insert(id, page);
        });
        self.project.with_value(|project| remember(&format!("reader:{project}"), &format!("{id} {page}")));
    }

    /// Where the reader was when the project was last closed.
    fn kept(self) -> Option<(u64, u32)> {
        let text = self.project.with_value(|project| recall(&format!("reader:{project}")))?;
        let (id, page) = text.split_once(' ')?;
        Some((id.parse().ok()?, page.parse().ok()?))
    }
}

/// Opens what the address names, once per visit; without a name, where the reader was, or the first that is ready.
pub fn follow_address(sources: Sources) {
    let route = use_route();
    let followed = StoredValue::new(None::<(String, u32)>);
    // Of a new project the first document opens as soon as one is read.
    let loaded = Memo::new(move |_| {
        sources.query.data.with(|data| {
            let rows = data.iter().flat_map(|view| &view.documents);
            (data.is_some(), rows.filter(|row| row.status == DocumentStatus::Ready).count().min(1))
        })
    });
    Effect::new(move |_| {
        let route = route.get();
        if route.screen != Screen::Sources {
            followed.set_value(None);
            return;
        }
        if !loaded.get().0 {
            return;
        }
        let named = route.get("document").map(|key| (key.to_owned(), page_of(route.get("page"))));
        match named {
            Some(place) if followed.get_value().as_ref() != Some(&place) => {
                if let Some(id) = id_of(sources, &place.0) {
                    sources.open_at(id, place.1);
                }
                followed.set_value(Some(place));
            }
            None if sources.open.get_untracked().is_none() => open_first(sources),
            _ => {}
        }
    });
}

fn page_of(text: Option<&str>) -> u32 {
    text.and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn id_of(sources: Sources, key: &str) -> Option<u64> {
    let is_it = |row: &&DocumentRow| row.key.as_ref().is_some_and(|own: &Key| own.as_str() == key);
    sources.query.data.with_untracked(|data| Some(data.as_ref()?.documents.iter().find(is_it)?.id))
}

fn open_first(sources: Sources) {
    let kept = sources.kept();
    let found = sources.query.data.with_untracked(|data| {
        let documents = &data.as_ref()?.documents;
        let is_there = |id: u64| documents.iter().any(|row| row.id == id && row.key.is_some());
        let first = || documents.iter().find(|row| row.key.is_some()).map(|row| (row.id, 1));
        kept.filter(|(id, _)| is_there(*id)).or_else(first)
    });
    if let Some((id, page)) = found {
        sources.open_at(id, page);
    }
}

fn reload_during_runs(query: Query<SourcesView>) {
    let (runs, active) = (use_runs(), use_screen_active());
    let waits = StoredValue::new(false);
    Effect::new(move |_| {
        let reading = runs.all.with(|runs| {
            let reads = |stage: &str| matches!(stage, "Parse" | "Extract");
            runs.iter().any(|run| run.state == RunState::Running && run.stages.iter().any(|stage| reads(&stage.name)))
        });
        if !reading || !active.get() || waits.get_value() {
            return;
        }
        waits.set_value(true);
        set_timeout(
            move || {
                if waits.try_set_value(false).is_none() {
                    query.reload();
                }
            },
            PACE,
        );
    });
}

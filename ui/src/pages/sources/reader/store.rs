//! The page that the reader shows, its neighbours kept ready, the zoom, and the node pointed at or pinned.

use crate::hooks::follow;
use crate::ipc;
use crate::pages::marking::{Marking, text_of};
use crate::pages::sources::store::Sources;
use crate::state::{recall, remember, use_changes};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::sources::PageView;
use pathloom_model::{Format, Key, Span};
use std::collections::VecDeque;
use std::sync::Arc;

/// Pages kept for turning back and forth.
const KEPT: usize = 12;
const STEPS: [f64; 11] = [0.25, 0.33, 0.5, 0.67, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0];
/// The page and the desk's margins, which hold the tiles of outlined blocks.
const MARGINS: f64 = 52.0;
/// Lines of text get no wider than this.
const TEXT_WIDTH: f64 = 820.0;
/// CSS pixels in a point.
const POINT: f64 = 96.0 / 72.0;

type Place = (Key, u32);
/// With the version of the graph it shows.
type Kept = VecDeque<(u32, Place, Arc<PageView>)>;

#[derive(Clone, Copy)]
pub struct Reader {
    pub view: RwSignal<Option<Arc<PageView>>>,
    pub error: RwSignal<Option<AppError>>,
    /// The page asked for is not there yet; the one before is still shown.
    pub stale: RwSignal<bool>,
    pub active: RwSignal<Option<Key>>,
    pub pinned: RwSignal<Option<Key>>,
    /// The node was pointed at on the page, so that its line in the list should come into view.
    pub from_page: StoredValue<bool>,
    /// `None`: as wide as the desk allows. 1: as printed.
    pub zoom: RwSignal<Option<f64>>,
    /// CSS pixels of the desk.
    pub desk: RwSignal<f64>,
    pub outlines: RwSignal<bool>,
    /// The name that is being marked as an entity.
    pub marking: RwSignal<Option<Marking>>,
    pub list: RwSignal<bool>,
    pub format: Memo<Option<Format>>,
    place: Memo<Option<Place>>,
    kept: StoredValue<Kept>,
    sources: Sources,
}

impl Reader {
    pub fn new(sources: Sources, narrow: RwSignal<bool>) -> Reader {
        let place = Memo::new(move |_| {
            let row = sources.opened()?;
            let page = sources.page.get().clamp(1, row.pages.max(1));
            row.key.map(|key| (key, page))
        });
        let reader = Reader {
            view: RwSignal::new(None),
            error: RwSignal::new(None),
            stale: RwSignal::new(false),
            active: RwSignal::new(None),
            pinned: RwSignal::new(None),
            from_page: StoredValue::new(false),
            zoom: RwSignal::new(None),
            desk: RwSignal::new(0.0),
            outlines: RwSignal::new(recall("reader.outlines").as_deref() != Some("off")),
            marking: RwSignal::new(None),
            list: RwSignal::new(!narrow.get_untracked()),
            format: Memo::new(move |_| sources.opened().and_then(|row| row.format)),
            place,
            kept: StoredValue::new(VecDeque::new()),
            sources,
        };
        Effect::new(move |_| reader.list.set(!narrow.get()));
        let changes = use_changes();
        Effect::new(move |_| {
            let version = changes.graph.get();
            reader.load(place.get(), version);
        });
        Effect::new(move |_| {
            follow(place);
            reader.active.set(None);
            reader.pinned.set(None);
        });
        reader
    }

    /// Page from 1, and how many there are.
    pub fn at(self) -> (u32, u32) {
        let pages = self.sources.opened().map_or(1, |row| row.pages.max(1));
        (self.sources.page.get().clamp(1, pages), pages)
    }

    pub fn turn(self, by: i64) {
        let (page, pages) = untrack(|| self.at());
        let next = (i64::from(page) + by).clamp(1, i64::from(pages));
        if next != i64::from(page) {
            self.sources.turn_to(next as u32);
        }
    }

    pub fn turn_to(self, page: u32) {
        let (_, pages) = untrack(|| self.at());
        self.sources.turn_to(page.clamp(1, pages));
    }

    /// CSS pixels.
    pub fn width(self) -> f64 {
        let fit = (self.desk.get() - MARGINS).max(200.0);
        let printed = self.printed_width();
        match self.zoom.get() {
            _ if printed <= 0.0 => fit.min(TEXT_WIDTH),
            Some(zoom) => printed * zoom,
            None if self.format.get() == Some(Format::Image) => fit.min(printed.max(240.0)),
            None => fit,
        }
    }

    /// 1: as printed; `None` for text, which has no size of its own.
    pub fn scale(self) -> Option<f64> {
        let printed = self.printed_width();
        (printed > 0.0).then(|| self.width() / printed)
    }

    /// The place of a row of what was found.
    pub fn marked(self) -> Option<Span> {
        self.sources.findings.mark.get()
    }

    /// The next step in or out.
    pub fn zoom_by(self, by: i32) {
        let Some(now) = untrack(|| self.scale()) else { return };
        let next = if by > 0 {
            STEPS.into_iter().find(|step| *step > now * 1.01)
        } else {
            STEPS.into_iter().rev().find(|step| *step < now * 0.99)
        };
        if next.is_some() {
            self.zoom.set(next);
        }
    }

    pub fn toggle_outlines(self) {
        let on = !self.outlines.get_untracked();
        self.outlines.set(on);
        remember("reader.outlines", if on { "on" } else { "off" });
    }

    pub fn point(self, key: Key, from_page: bool) {
        self.from_page.set_value(from_page);
        if self.active.with_untracked(|active| active.as_ref() != Some(&key)) {
            self.active.set(Some(key));
        }
    }

    /// Nothing is pointed at: back to what is pinned.
    pub fn leave(self) {
        let pinned = self.pinned.get_untracked();
        if self.active.with_untracked(|active| *active != pinned) {
            self.active.set(pinned);
        }
    }

    /// Pins a node, or lets the pinned one go.
    pub fn pin(self, key: &Key) {
        let is_pinned = self.pinned.with_untracked(|pinned| pinned.as_ref() == Some(key));
        self.pinned.set((!is_pinned).then(|| key.clone()));
        self.active.set(Some(key.clone()));
    }

    /// Marks a name of the pinned block, else of the page.
    pub fn mark(self) {
        let text = self.view.with_untracked(|view| {
            let blocks = view.as_ref().map(|view| view.blocks.as_slice()).unwrap_or_default();
            let pinned = self.pinned.get_untracked();
            let own: Vec<_> = blocks.iter().filter(|block| pinned.is_some() && block.node == pinned).cloned().collect();
            text_of(if own.is_empty() { blocks } else { &own })
        });
        self.marking.set(Some(Marking { name: String::new(), text }));
    }

    /// CSS pixels at scale 1: points of a page, pixels of a picture, 0 for text.
    fn printed_width(self) -> f64 {
        let width = self.view.with(|view| view.as_ref().map_or(0.0, |view| f64::from(view.width)));
        if self.format.get() == Some(Format::Image) { width } else { width * POINT }
    }

    fn load(self, place: Option<Place>, version: u32) {
        self.error.set(None);
        let Some(place) = place else {
            self.view.set(None);
            return;
        };
        if let Some(view) = self.find(&place, version) {
            self.show(view, version);
            return;
        }
        self.stale.set(true);
        spawn_local(async move {
            let answer = ipc::page(place.0.clone(), place.1).await;
            if self.place.try_get_untracked().flatten().as_ref() != Some(&place) {
                return;
            }
            match answer {
                Ok(view) => {
                    let view = Arc::new(view);
                    self.keep(version, place, view.clone());
                    self.show(view, version);
                }
                Err(error) => {
                    self.view.set(None);
                    self.stale.set(false);
                    self.error.set(Some(error));
                }
            }
        });
    }

    fn show(self, view: Arc<PageView>, version: u32) {
        self.stale.set(false);
        let (document, page, pages) = (view.document.clone(), view.page, view.pages);
        self.view.set(Some(view));
        for next in [page + 1, page.saturating_sub(1)] {
            let place = (document.clone(), next);
            if !(1..=pages).contains(&next) || self.find(&place, version).is_some() {
                continue;
            }
            spawn_local(async move {
                if let Ok(view) = ipc::page(place.0.clone(), place.1).await {
                    self.keep(version, place, Arc::new(view));
                }
            });
        }
    }

    fn find(self, place: &Place, version: u32) -> Option<Arc<PageView>> {
        self.kept.with_value(|kept| {
            kept.iter().find(|(of, known, _)| *of == version && known == place).map(|(_, _, view)| view.clone())
        })
    }

    fn keep(self, version: u32, place: Place, view: Arc<PageView>) {
        self.kept.try_update_value(|kept| {
            kept.retain(|(of, known, _)| *of == version && *known != place);
            kept.push_back((version, place, view));
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        });
    }
}

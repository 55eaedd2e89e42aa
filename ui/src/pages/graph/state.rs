//! What the Graph page shows and asks the core for.

use super::canvas::stage::Stage;
use leptos::prelude::*;
use pathloom_ipc::AppError;
use pathloom_ipc::graph::{GraphOverview, GraphPicture, Layout, NeighbourhoodRequest};
use pathloom_ipc::search::NodeHit;
use pathloom_model::{Key, Kind};
use std::sync::Arc;

/// Nodes drawn at first, and after each "Show more".
const LIMITS: [u32; 4] = [400, 1_000, 2_500, 5_000];

/// Part of the graph that is shown alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Trail {
    /// The shortest paths between two nodes.
    Between(NodeHit, NodeHit),
    /// A path that was sampled.
    Nodes(Vec<Key>),
}

#[derive(Clone, Copy)]
pub struct GraphState {
    pub overview: RwSignal<Option<Arc<GraphOverview>>>,
    pub request: RwSignal<NeighbourhoodRequest>,
    pub picture: RwSignal<Option<Arc<GraphPicture>>>,
    /// A picture is on its way; the one shown is old.
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    pub selected: RwSignal<Option<Key>>,
    /// What is shown instead of a neighbourhood.
    pub path: RwSignal<Option<Trail>>,
    /// Size of the drawing in percent of the fitted one.
    pub percent: RwSignal<u32>,
    /// Counts frames, for what follows the drawing.
    pub moved: RwSignal<u32>,
    /// Grows with every new canvas, which knows nothing yet.
    pub mounted: RwSignal<u32>,
    pub stage: StoredValue<Option<Stage>, LocalStorage>,
    asked: StoredValue<u32>,
    waking: StoredValue<bool>,
}

impl GraphState {
    pub fn new() -> GraphState {
        GraphState {
            overview: RwSignal::new(None),
            request: RwSignal::new(NeighbourhoodRequest {
                center: None,
                hops: 2,
                limit: LIMITS[0],
                layout: Layout::Force,
                hidden: Vec::new(),
            }),
            picture: RwSignal::new(None),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            selected: RwSignal::new(None),
            path: RwSignal::new(None),
            percent: RwSignal::new(100),
            moved: RwSignal::new(0),
            mounted: RwSignal::new(0),
            stage: StoredValue::new_local(None),
            asked: StoredValue::new(0),
            waking: StoredValue::new(false),
        }
    }

    /// Shows these nodes alone.
    pub fn among(self, keys: Vec<Key>) {
        self.selected.set(keys.first().cloned());
        self.path.set(Some(Trail::Nodes(keys)));
    }

    /// Puts a node in the middle, with what is around it, and selects it.
    pub fn centre(self, key: Key) {
        self.path.set(None);
        self.selected.set(Some(key.clone()));
        self.request.update(|request| {
            request.hidden.retain(|kind| *kind != key.kind());
            request.limit = LIMITS[0];
            request.center = Some(key);
        });
    }

    /// Selects a node; one that is not drawn becomes the middle.
    pub fn go(self, key: Key) {
        let drawn = self.picture.with_untracked(|picture| {
            picture.as_ref().is_some_and(|picture| picture.nodes.iter().any(|node| node.key == key))
        });
        let hidden = self.request.with_untracked(|request| request.hidden.contains(&key.kind()));
        if !drawn || hidden {
            return self.centre(key);
        }
        self.with_stage(|stage| stage.reveal(&key));
        self.selected.set(Some(key));
    }

    pub fn show_more(self) {
        self.request.update(|request| {
            request.limit = LIMITS.into_iter().find(|&limit| limit > request.limit).unwrap_or(request.limit);
        });
    }

    pub fn can_show_more(self) -> bool {
        self.path.with(Option::is_none) && self.request.with(|request| request.limit < LIMITS[3])
    }

    pub fn toggle_kind(self, kind: Kind) {
        self.request.update(|request| match request.hidden.iter().position(|hidden| *hidden == kind) {
            Some(place) => drop(request.hidden.remove(place)),
            None => request.hidden.push(kind),
        });
    }

    /// Only this kind, or every kind when it already stands alone.
    pub fn isolate_kind(self, kind: Kind) {
        self.request.update(|request| {
            let others: Vec<Kind> = Kind::ALL.into_iter().filter(|other| *other != kind).collect();
            let alone = others.iter().all(|other| request.hidden.contains(other));
            request.hidden = if alone { Vec::new() } else { others };
        });
    }

    pub fn clear_filters(self) {
        self.request.update(|request| request.hidden.clear());
    }

    /// The number of a new question to the core; older answers are thrown away.
    pub fn ask(self) -> u32 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    pub fn is_newest(self, asked: u32) -> bool {
        self.asked.try_get_value() == Some(asked)
    }

    /// Changes the drawing and paints it at the next frame.
    pub fn with_stage<R>(self, change: impl FnOnce(&mut Stage) -> R) -> Option<R> {
        let result = self.stage.try_update_value(|stage| stage.as_mut().map(change)).flatten();
        self.wake();
        result
    }

    /// As [`GraphState::with_stage`], for changes that give nothing back.
    pub fn change(self, change: impl FnOnce(&mut Stage)) {
        self.with_stage(change);
    }

    /// Paints at the next frame, and goes on while something moves.
    pub fn wake(self) {
        if self.waking.try_get_value() != Some(false) {
            return;
        }
        self.waking.set_value(true);
        request_animation_frame(move || {
            self.waking.try_update_value(|waking| *waking = false);
            let painted =
                self.stage.try_update_value(|stage| stage.as_mut().map(|stage| (stage.frame(), stage.percent())));
            let Some(Some((again, percent))) = painted else { return };
            if self.percent.get_untracked() != percent {
                self.percent.set(percent);
            }
            self.moved.update(|moved| *moved = moved.wrapping_add(1));
            if again {
                self.wake();
            }
        });
    }
}

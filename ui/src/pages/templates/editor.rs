//! The template in the editor: its changes with undo and redo, what is selected, and saving as the user goes on.

use super::edit;
use crate::ipc;
use crate::state::{Toasts, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::templates::{Place, SaveTemplateRequest, SchemaView, TemplateView};
use pathloom_model::{Template, Text2};
use std::time::Duration;

/// A template with the places of its slots: what an undo goes back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub template: Template,
    pub places: Vec<Place>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selected {
    /// The template itself.
    #[default]
    Whole,
    Slot(String),
    /// Place in `Template::link`.
    Link(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// As it came.
    Untouched,
    Waiting,
    Saved,
}

#[derive(Clone, Copy)]
pub struct Editor {
    pub draft: RwSignal<Option<Draft>>,
    pub selected: RwSignal<Selected>,
    pub mine: RwSignal<bool>,
    /// The title of the template that this one was made from.
    pub based_on: RwSignal<Option<Text2>>,
    pub saving: RwSignal<Saving>,
    pub schema: RwSignal<SchemaView>,
    pub can_undo: RwSignal<bool>,
    pub can_redo: RwSignal<bool>,
    history: StoredValue<History>,
    /// Id of the template that a copy is being made from; a saved copy has its own.
    origin: StoredValue<Option<String>>,
    /// Number of the newest change; a save that waits belongs to one.
    change: StoredValue<u32>,
    /// A save is on its way: ids are given by the first one, so saves follow one another.
    busy: StoredValue<bool>,
    /// Called with the id under which the template was saved, and whether it is new.
    on_saved: StoredValue<Option<Callback<(String, bool)>>>,
    toasts: Toasts,
}

#[derive(Default)]
struct History {
    undo: Vec<Draft>,
    redo: Vec<Draft>,
    /// Changes in a row with the same name are one: a word being typed, a slider being moved.
    last: &'static str,
}

/// How long after a change it is saved.
const PAUSE: Duration = Duration::from_millis(350);
const MOST_UNDO: usize = 500;

impl Editor {
    pub fn new() -> Editor {
        Editor {
            draft: RwSignal::default(),
            selected: RwSignal::default(),
            mine: RwSignal::new(false),
            based_on: RwSignal::default(),
            saving: RwSignal::new(Saving::Untouched),
            schema: RwSignal::default(),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            history: StoredValue::new(History::default()),
            origin: StoredValue::new(None),
            change: StoredValue::new(0),
            busy: StoredValue::new(false),
            on_saved: StoredValue::new(None),
            toasts: use_toasts(),
        }
    }

    pub fn when_saved(self, done: impl Fn((String, bool)) + Send + Sync + 'static) {
        self.on_saved.set_value(Some(Callback::new(done)));
    }

    /// Shows another template, without its history.
    pub fn open(self, view: TemplateView) {
        if self.saving.get_untracked() == Saving::Waiting {
            self.save(None);
        }
        let TemplateView { template, mine, places, based_on } = view;
        let first = template.slot.iter().find(|slot| slot.role == pathloom_model::Role::Answer);
        self.selected.set(first.map_or(Selected::Whole, |slot| Selected::Slot(slot.id.clone())));
        self.mine.set(mine);
        self.based_on.set(based_on);
        self.saving.set(Saving::Untouched);
        self.origin.set_value(None);
        self.history.set_value(History::default());
        self.change.update_value(|change| *change += 1);
        self.tell_history();
        self.draft.set(Some(Draft { template, places }));
    }

    /// A template that is the user's own from the start.
    pub fn begin(self, template: Template) {
        self.open(TemplateView { template, mine: true, places: vec![], based_on: None });
        self.save_soon();
    }

    /// A copy under another title.
    pub fn duplicate(self, title: Text2) {
        let Some(Draft { mut template, places }) = self.draft.get_untracked() else { return };
        let origin = Some(template.id.clone());
        let based_on = Some(template.title.clone());
        template.id.clear();
        template.aliases.clear();
        template.group = "Mine".into();
        template.title = title;
        self.open(TemplateView { template, mine: true, places, based_on });
        self.origin.set_value(origin);
        self.save_soon();
    }

    pub fn id(self) -> Option<String> {
        self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.template.id.clone()))
    }

    /// Changes the template; one step of undo.
    pub fn change(self, edit: impl FnOnce(&mut Template)) {
        self.change_as("", |draft| edit(&mut draft.template));
    }

    /// Changes with the same name, one after the other, are one step of undo.
    pub fn change_as(self, name: &'static str, edit: impl FnOnce(&mut Draft)) {
        let Some(before) = self.draft.get_untracked() else { return };
        let mut after = before.clone();
        edit(&mut after);
        edit::keep_legal(&before.template, &mut after.template, &self.schema.get_untracked());
        if after == before {
            return;
        }
        // A preset stays as it is: what changes is a copy of it.
        if !self.mine.get_untracked() {
            self.origin.set_value(Some(before.template.id.clone()));
            self.based_on.set(Some(before.template.title.clone()));
            after.template.id.clear();
            after.template.aliases.clear();
            after.template.group = "Mine".into();
            after.template.title = edit::copy_of(&before.template.title);
            self.mine.set(true);
        }
        self.history.update_value(|history| {
            if name.is_empty() || history.last != name || history.undo.is_empty() {
                history.undo.push(before);
                let over = history.undo.len().saturating_sub(MOST_UNDO);
                history.undo.drain(..over);
            }
            history.redo.clear();
            history.last = name;
        });
        self.show(after);
    }

    pub fn undo(self) {
        self.step(|history| (&mut history.undo, &mut history.redo));
    }

    pub fn redo(self) {
        self.step(|history| (&mut history.redo, &mut history.undo));
    }

    fn step(self, sides: impl FnOnce(&mut History) -> (&mut Vec<Draft>, &mut Vec<Draft>)) {
        let Some(now) = self.draft.get_untracked() else { return };
        let mut found = None;
        self.history.update_value(|history| {
            history.last = "";
            let (from, to) = sides(history);
            found = from.pop();
            if found.is_some() {
                to.push(now.clone());
            }
        });
        if let Some(mut draft) = found {
            // Under its own id also where the change was made on the preset.
            draft.template.id.clone_from(&now.template.id);
            draft.template.group.clone_from(&now.template.group);
            // A copy keeps its own title also where its first change is undone.
            if self.based_on.with_untracked(|from| *from == Some(draft.template.title.clone())) {
                draft.template.title.clone_from(&now.template.title);
            }
            draft.template.aliases.clear();
            self.show(draft);
        }
    }

    fn show(self, draft: Draft) {
        let gone = self.selected.with_untracked(|selected| match selected {
            Selected::Whole => false,
            Selected::Slot(id) => draft.template.slot.iter().all(|slot| slot.id != *id),
            Selected::Link(place) => *place >= draft.template.link.len(),
        });
        if gone {
            self.selected.set(Selected::Whole);
        }
        self.draft.set(Some(draft));
        self.tell_history();
        self.save_soon();
    }

    fn tell_history(self) {
        let (undo, redo) = self.history.with_value(|history| (!history.undo.is_empty(), !history.redo.is_empty()));
        self.can_undo.set(undo);
        self.can_redo.set(redo);
    }

    fn save_soon(self) {
        let this = self.change.get_value().wrapping_add(1);
        self.change.set_value(this);
        self.saving.set(Saving::Waiting);
        set_timeout(
            move || {
                if self.change.try_get_value() == Some(this) {
                    self.save(Some(this));
                }
            },
            PAUSE,
        );
    }

    /// `change` is none for a draft that is being left: what comes back is no longer about the one that is shown.
    fn save(self, change: Option<u32>) {
        if let (true, Some(change)) = (self.busy.get_value(), change) {
            // After the one that is on its way.
            self.change.set_value(change.wrapping_sub(1));
            return self.save_soon();
        }
        let Some(Draft { template, places }) = self.draft.get_untracked() else { return };
        let is_new = template.id.is_empty();
        let based_on = self.origin.get_value();
        self.busy.set_value(true);
        spawn_local(async move {
            let template = edit::asked(&template);
            let saved = ipc::save_template(SaveTemplateRequest { template, places, based_on }).await;
            self.busy.try_update_value(|busy| *busy = false);
            let id = match saved {
                Ok(saved) => saved.id,
                Err(error) => return self.toasts.error(&error),
            };
            if is_new && change.is_some() {
                self.draft.try_update(|draft| {
                    if let Some(draft) = draft.as_mut().filter(|draft| draft.template.id.is_empty()) {
                        draft.template.id.clone_from(&id);
                    }
                });
            }
            if change.is_some() && self.change.try_get_value() == change {
                self.saving.set(Saving::Saved);
            }
            if let Some(done) = self.on_saved.try_get_value().flatten() {
                done.run((id, is_new && change.is_some()));
            }
        });
    }
}

//! The ontology as it stands in the editor: every step can be undone, nothing is set before it is saved.

use leptos::prelude::*;
use pathloom_ipc::ontology::{EntityType, Ground, Ontology, OntologyPreset, OntologyView, RelationType};
use std::collections::BTreeMap;

/// Steps back.
const STEPS: usize = 200;

/// A place in the list of types or of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Entity(usize),
    Relation(usize),
}

#[derive(Clone, Copy)]
pub struct Editor {
    pub now: RwSignal<Ontology>,
    pub chosen: RwSignal<Option<Chosen>>,
    pub find: RwSignal<String>,
    /// Where what is shown comes from, when it is not the project's.
    pub note: RwSignal<String>,
    /// Why types and relations are proposed.
    pub grounds: RwSignal<BTreeMap<String, Ground>>,
    pub presets: StoredValue<Vec<OntologyPreset>>,
    pub counts: StoredValue<BTreeMap<String, u64>>,
    /// Grows when forms must be filled in anew.
    pub version: RwSignal<u32>,
    saved: StoredValue<Ontology>,
    is_set: StoredValue<bool>,
    before: RwSignal<Vec<(Ontology, Option<Chosen>)>>,
    /// What was changed last: letters typed into one field are one step.
    last: StoredValue<String>,
}

impl Editor {
    pub fn new(view: OntologyView) -> Editor {
        let OntologyView { ontology, is_set, presets, entities } = view;
        Editor {
            now: RwSignal::new(ontology.clone()),
            chosen: RwSignal::new((!ontology.entity_types.is_empty()).then_some(Chosen::Entity(0))),
            find: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            grounds: RwSignal::new(BTreeMap::new()),
            presets: StoredValue::new(presets),
            counts: StoredValue::new(entities),
            version: RwSignal::new(0),
            saved: StoredValue::new(ontology),
            is_set: StoredValue::new(is_set),
            before: RwSignal::new(Vec::new()),
            last: StoredValue::new(String::new()),
        }
    }

    pub fn is_changed(self) -> bool {
        self.now.with(|now| self.saved.with_value(|saved| now != saved))
    }

    pub fn is_set(self) -> bool {
        self.is_set.get_value()
    }

    pub fn can_undo(self) -> bool {
        self.before.with(|before| !before.is_empty())
    }

    /// One step; changes of the same `field` one after the other are one.
    pub fn change(self, field: &str, change: impl FnOnce(&mut Ontology)) {
        let same = !field.is_empty() && self.last.with_value(|last| last == field);
        if !same {
            self.keep();
            self.last.set_value(field.to_owned());
        }
        self.now.update(change);
    }

    pub fn undo(self) {
        let Some((ontology, chosen)) = self.before.try_update(Vec::pop).flatten() else { return };
        self.last.set_value(String::new());
        self.now.set(ontology);
        self.choose(chosen);
    }

    /// All of it: a preset, a file, a proposal.
    pub fn replace(self, ontology: Ontology, note: String, grounds: Vec<Ground>) {
        self.keep();
        self.last.set_value(String::new());
        let first = (!ontology.entity_types.is_empty()).then_some(Chosen::Entity(0));
        self.now.set(ontology);
        self.note.set(note);
        self.grounds.set(grounds.into_iter().map(|ground| (ground.name.clone(), ground)).collect());
        self.find.set(String::new());
        self.choose(first);
    }

    pub fn choose(self, chosen: Option<Chosen>) {
        self.chosen.set(chosen);
        self.version.update(|version| *version += 1);
    }

    pub fn add_entity(self, name: &str) {
        let name = self.now.with_untracked(|now| free(name, |name| now.entity(name).is_some()));
        self.change("", |now| now.entity_types.push(EntityType { name, ..EntityType::default() }));
        self.choose(Some(Chosen::Entity(self.now.with_untracked(|now| now.entity_types.len() - 1))));
    }

    pub fn add_relation(self, name: &str) {
        let name = self.now.with_untracked(|now| free(name, |name| now.relation(name).is_some()));
        self.change("", |now| now.relation_types.push(RelationType { name, ..RelationType::default() }));
        self.choose(Some(Chosen::Relation(self.now.with_untracked(|now| now.relation_types.len() - 1))));
    }

    /// What named the type names none any more.
    pub fn remove(self, chosen: Chosen) {
        self.change("", |now| match chosen {
            Chosen::Entity(place) if place < now.entity_types.len() => {
                let name = now.entity_types.remove(place).name;
                refer(now, &name, None);
            }
            Chosen::Relation(place) if place < now.relation_types.len() => drop(now.relation_types.remove(place)),
            _ => {}
        });
        self.choose(None);
    }

    /// What named the type names it by its new name.
    pub fn rename_entity(self, place: usize, name: String) {
        self.change(&format!("name {place}"), |now| {
            let Some(entity) = now.entity_types.get_mut(place) else { return };
            let old = std::mem::replace(&mut entity.name, name.clone());
            refer(now, &old, Some(&name));
        });
    }

    fn keep(self) {
        let step = (self.now.get_untracked(), self.chosen.get_untracked());
        self.before.update(|before| {
            before.push(step);
            let surplus = before.len().saturating_sub(STEPS);
            before.drain(..surplus);
        });
    }
}

fn refer(now: &mut Ontology, old: &str, new: Option<&str>) {
    for entity in &mut now.entity_types {
        if entity.parent.as_deref() == Some(old) {
            entity.parent = new.map(str::to_owned);
        }
    }
    for ends in now.relation_types.iter_mut().flat_map(|relation| [&mut relation.from, &mut relation.to]) {
        match new {
            Some(new) => ends.iter_mut().filter(|end| *end == old).for_each(|end| *end = new.to_owned()),
            None => ends.retain(|end| end != old),
        }
    }
}

/// The name, with a number where it is there already.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    (2..).map(|n| format!("{name}{n}")).find(|name| !taken(name)).unwrap_or_default()
}

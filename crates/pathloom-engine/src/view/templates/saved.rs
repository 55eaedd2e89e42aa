//! The user's own templates: kept, deleted, brought back.

use super::library::{MINE, Own, shipped, unknown};
use super::limits::check_size;
use super::{Library, invalid};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{Place, SaveTemplateRequest, SavedTemplate, TemplateRequest};
use pathloom_model::Template;
use std::collections::BTreeSet;

/// The most that one project keeps.
const MOST: usize = 5_000;
/// Letters of a title that go into an id.
const SLUG: usize = 40;
/// How far from the corner a slot may stand, in pixels.
const FARTHEST: f64 = 100_000.0;

impl Session {
    /// Keeps a pattern, finished or not. One that is not the user's own yet becomes a new one.
    pub fn save_template(&self, request: &SaveTemplateRequest) -> Result<SavedTemplate, AppError> {
        let mut template = titled(&request.template)?;
        check_size(&template).map_err(invalid)?;
        let present = if shipped(&template.id).is_some() { None } else { self.own(&template.id)? };
        let based_on = match (&request.based_on, &present) {
            (Some(id), _) => Some(id.chars().take(200).collect()),
            (None, Some(own)) => own.based_on.clone(),
            (None, None) => shipped(&template.id).map(|preset| preset.id.clone()),
        };
        if present.is_none() {
            template.id = self.library()?.new_id(&template.title.en)?;
        }
        let places = places(&template, &request.places);
        self.keep(Own { id: template.id.clone(), template, places, based_on, removed: false })
    }

    pub fn delete_template(&self, request: &TemplateRequest) -> Result<(), AppError> {
        self.set_removed(&request.id, true)
    }

    /// Takes back a deletion.
    pub fn restore_template(&self, request: &TemplateRequest) -> Result<(), AppError> {
        self.set_removed(&request.id, false)
    }

    /// A template from elsewhere as a new one of the user's own.
    pub(super) fn add(&self, template: &Template) -> Result<String, AppError> {
        let mut template = titled(template)?;
        check_size(&template).map_err(invalid)?;
        template.id = self.library()?.new_id(&template.title.en)?;
        Ok(self.keep(Own { id: template.id.clone(), template, places: vec![], based_on: None, removed: false })?.id)
    }

    fn keep(&self, own: Own) -> Result<SavedTemplate, AppError> {
        self.project.save_template(&own).map_err(error::store)?;
        Ok(SavedTemplate { id: own.id })
    }

    fn set_removed(&self, id: &str, removed: bool) -> Result<(), AppError> {
        if shipped(id).is_some() {
            let message = format!("\"{id}\" ships with Pathloom and cannot be deleted.");
            return Err(error::bad_request(message, "Only templates of your own can."));
        }
        if self.project.set_template_removed(id, removed).map_err(error::store)? { Ok(()) } else { Err(unknown(id)) }
    }
}

impl Library {
    /// `mine-TITLE-N`, as no other is called.
    pub(super) fn new_id(&self, title: &str) -> Result<String, AppError> {
        let taken: BTreeSet<&str> = self.own().iter().map(|own| own.id.as_str()).collect();
        if taken.len() >= MOST {
            let message = format!("A project keeps at most {MOST} templates, deleted ones included.");
            return Err(error::bad_request(message, "Begin another project, or change one that is there."));
        }
        let slug = slug(title);
        let names = (1..=MOST + 1).map(|number| format!("mine-{slug}-{number}"));
        Ok(names.into_iter().find(|id| !taken.contains(id.as_str())).unwrap_or_default())
    }

    /// One that is the same but for its id.
    pub(super) fn same(&self, template: &Template) -> Option<&str> {
        let like = |own: &&Own| {
            let Template { title, about, slot, link, constraints, caps, .. } = &own.template;
            let other = (&template.title, &template.about, &template.slot, &template.link);
            !own.removed
                && (title, about, slot, link) == other
                && (constraints, caps) == (&template.constraints, &template.caps)
        };
        self.own().iter().find(like).map(|own| own.id.as_str())
    }
}

/// With a title in at least one language, as one of the user's own.
fn titled(template: &Template) -> Result<Template, AppError> {
    let mut template = template.clone();
    template.title.en = template.title.en.trim().to_owned();
    template.title.zh = template.title.zh.trim().to_owned();
    if template.title.en.is_empty() {
        template.title.en.clone_from(&template.title.zh);
    }
    if template.title.en.is_empty() {
        return Err(error::bad_request("The template has no title.", "Give it one."));
    }
    template.group = MINE.to_owned();
    template.aliases.clear();
    Ok(template)
}

/// One for each slot at most, and where a canvas can show it.
fn places(template: &Template, places: &[Place]) -> Vec<Place> {
    let place_of = |slot: &pathloom_model::Slot| {
        let place = places.iter().find(|place| place.slot == slot.id)?;
        let near = |at: f64| if at.is_finite() { at.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
        Some(Place { slot: place.slot.clone(), x: near(place.x), y: near(place.y) })
    };
    template.slot.iter().filter_map(place_of).collect()
}

/// Small Latin letters and digits of a title with dashes between.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().take(SLUG * 4) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= SLUG {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "template".to_owned() } else { slug.to_owned() }
}

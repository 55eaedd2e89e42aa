//! The library: the templates that ship with Pathloom and the user's own, found by id.

use super::limits::check_size;
use crate::graph_state::GraphState;
use crate::session::guard;
use crate::{Session, error};
use pathloom_graph::{TemplateError, validate};
use pathloom_ipc::templates::{LibraryView, Place, TemplateGroup, TemplateRequest, TemplateRow, TemplateView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::relation::canonical_name;
use pathloom_model::{Relations, Template, Text2};
use pathloom_store::table::templates::TemplateRow as Saved;
use std::sync::LazyLock;

/// The group of the user's own.
pub(super) const MINE: &str = "Mine";
/// The groups in the order of the library.
const GROUPS: [&str; 6] = ["Entity and text", "Table", "Chart", "Formula", "Mixed", "More"];

/// One of the user's own as it is kept.
pub(super) type Own = Saved<Vec<Place>>;

/// Every template of one project, those that its user deleted too: samples of theirs keep their titles.
pub(crate) struct Library {
    own: Vec<Own>,
}

impl Library {
    /// By id or by one of a preset's other spellings.
    pub fn known(&self, id: &str) -> Option<&Template> {
        let own = || self.own.iter().find(|own| own.id == id).map(|own| &own.template);
        shipped(id).or_else(own)
    }

    pub(super) fn own(&self) -> &[Own] {
        &self.own
    }

    /// The id where there is no such template.
    pub fn title(&self, id: &str) -> String {
        self.known(id).map_or_else(|| id.to_owned(), |template| template.title.en.clone())
    }
}

impl Session {
    pub(crate) fn library(&self) -> Result<Library, AppError> {
        let own = self.project.templates().map_err(error::store)?;
        Ok(Library { own: own.into_iter().map(as_mine).collect() })
    }

    /// A preset, by id or one of its other spellings, or one of the user's own that is not deleted.
    pub fn find(&self, id: &str) -> Result<Template, AppError> {
        if let Some(preset) = shipped(id) {
            return Ok(preset.clone());
        }
        self.own(id)?.filter(|own| !own.removed).map(|own| own.template).ok_or_else(|| unknown(id))
    }

    /// One of the user's own, also when it is deleted.
    pub(super) fn own(&self, id: &str) -> Result<Option<Own>, AppError> {
        Ok(self.project.one_template(id).map_err(error::store)?.map(as_mine))
    }

    /// Groups and rows at once; counts as far as they are known for the present graph.
    pub fn templates(&self) -> Result<LibraryView, AppError> {
        let state = self.graph()?;
        let mine = self.library()?.own.into_iter().filter(|own| !own.removed).map(|own| {
            let problem = problem(&state, &own.template);
            row(&state, &own.template, problem)
        });
        let mut groups = vec![TemplateGroup { name: MINE.to_owned(), templates: mine.collect() }];
        groups.extend(GROUPS.iter().map(|group| {
            let presets = presets().iter().filter(|template| template.group == *group);
            TemplateGroup {
                name: (*group).to_owned(),
                templates: presets.map(|template| row(&state, template, None)).collect(),
            }
        }));
        groups.retain(|group| !group.templates.is_empty());
        Ok(LibraryView { groups })
    }

    pub fn template(&self, request: &TemplateRequest) -> Result<TemplateView, AppError> {
        if let Some(preset) = shipped(&request.id) {
            return Ok(TemplateView { template: preset.clone(), mine: false, places: vec![], based_on: None });
        }
        let own = self.own(&request.id)?.filter(|own| !own.removed).ok_or_else(|| unknown(&request.id))?;
        let based_on = own.based_on.map(|id| self.title_of(&id)).transpose()?.flatten();
        Ok(TemplateView { template: own.template, mine: true, places: own.places, based_on })
    }

    fn title_of(&self, id: &str) -> Result<Option<Text2>, AppError> {
        match shipped(id) {
            Some(preset) => Ok(Some(preset.title.clone())),
            None => Ok(self.own(id)?.map(|own| own.template.title)),
        }
    }
}

fn row(state: &GraphState, template: &Template, problem: Option<String>) -> TemplateRow {
    let content = super::preview::content(template);
    let mut count = guard(&state.counts).get(&content).cloned();
    let mut problem = problem;
    if problem.is_none()
        && template.group == MINE
        && count.as_ref().is_some_and(|count| count.count == 0 && count.exact)
    {
        problem = guard(&state.reasons).get(&content).cloned();
        // Its reason is found when its count is asked for.
        count = count.filter(|_| problem.is_some());
    }
    TemplateRow { id: template.id.clone(), title: template.title.clone(), count, problem }
}

/// Why one of the user's own is no pattern, or names what this graph has not. Others are known by their count.
fn problem(state: &GraphState, template: &Template) -> Option<String> {
    if let Err(problem) = check_size(template).and_then(|()| validate(template)) {
        return Some(problem.to_string());
    }
    let lost = template.link.iter().find(|link| match &link.relations {
        Relations::Any => false,
        Relations::Named(names) => names.iter().all(|name| state.graph.relation_id(canonical_name(name)).is_none()),
    })?;
    let Relations::Named(names) = &lost.relations else { return None };
    Some(format!("link {} → {}: the graph has no relation named {}", lost.from, lost.to, names.join(" or ")))
}

/// What a row says of itself does not count: its id is the row's, its group the user's.
fn as_mine(mut own: Own) -> Own {
    own.template.id.clone_from(&own.id);
    own.template.group = MINE.to_owned();
    own.template.aliases.clear();
    own
}

/// A preset by id or by one of its other spellings.
pub(super) fn shipped(id: &str) -> Option<&'static Template> {
    presets().iter().find(|template| template.id == id || template.aliases.iter().any(|alias| alias == id))
}

/// The templates that ship with Pathloom.
pub fn presets() -> &'static [Template] {
    static PRESETS: LazyLock<Vec<Template>> = LazyLock::new(pathloom_graph::presets);
    &PRESETS
}

pub fn preset_ids() -> Vec<String> {
    presets().iter().map(|template| template.id.clone()).collect()
}

pub fn preset_toml(id: &str) -> Result<String, AppError> {
    shipped(id).map(pathloom_graph::to_toml).ok_or_else(|| unknown(id))
}

pub(super) fn unknown(id: &str) -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        format!("There is no template \"{}\".", id.chars().take(80).collect::<String>()),
        "See the list of templates for their names.",
    )
}

pub(crate) fn invalid(problem: TemplateError) -> AppError {
    AppError::new(ErrorCode::TemplateInvalid, problem.to_string(), "Change the slot or relation that it names.")
}

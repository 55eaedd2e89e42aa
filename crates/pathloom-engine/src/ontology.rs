//! The project's ontology: what is set, presets, files. Setting one is a step that can be undone, and builds again.

use crate::session::Task;
use crate::{Session, error, write_whole};
use pathloom_ipc::AppError;
use pathloom_ipc::ontology::{
    ExportOntologyRequest, MarkEntityRequest, MarkedEntity, OntologyFileRequest, OntologyPreset, OntologyPresetRequest,
    OntologyView, SetOntologyRequest,
};
use pathloom_ipc::runs::JobId;
use pathloom_model::ontology::{MAX_BYTES, MAX_NAME};
use pathloom_model::{Kind, Ontology, ontology_file};
use pathloom_store::table::events::Event;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

impl Session {
    /// What documents are extracted under: the project's own, else the general one.
    pub fn ontology(&self) -> Result<Ontology, AppError> {
        let Some(ontology) = self.project.ontology().map_err(error::store)? else {
            return Ok(ontology_file::general().clone());
        };
        let refused = |problem| {
            let message = format!("The ontology of this project cannot be used. {problem}");
            error::bad_request(message, "Take a preset instead, then build.")
        };
        ontology.validate().map_err(refused)?;
        Ok(ontology)
    }

    /// One that cannot be used is shown as the general one, so that another can be set.
    pub fn ontology_view(&self) -> Result<OntologyView, AppError> {
        let own = self.project.ontology().ok().flatten().filter(|ontology| ontology.validate().is_ok());
        let state = self.graph()?;
        let mut entities: BTreeMap<String, u64> = BTreeMap::new();
        for entity in state.graph.ids(Kind::Entity).filter_map(|node| state.graph.entity_type(node)) {
            match entities.get_mut(entity) {
                Some(count) => *count += 1,
                None => drop(entities.insert(entity.to_owned(), 1)),
            }
        }
        Ok(OntologyView {
            is_set: own.is_some(),
            ontology: own.unwrap_or_else(|| ontology_file::general().clone()),
            presets: ontology_presets(),
            entities,
        })
    }

    /// Starts a build where anything is different now.
    pub fn set_ontology(self: &Arc<Self>, request: &SetOntologyRequest) -> Result<Option<JobId>, AppError> {
        if !self.change_ontology(request.ontology.as_ref())? {
            return Ok(None);
        }
        self.start("Build under another ontology".into(), Task::Build).map(Some)
    }

    /// A name that a person found: from now on an entity of this type wherever documents write it so. Starts a build.
    pub fn mark_entity(self: &Arc<Self>, request: &MarkEntityRequest) -> Result<MarkedEntity, AppError> {
        let wanted = self.with_name(request)?;
        let asked = self.project.asked(crate::stage::extract::VERSION).map_err(error::store)?;
        let run = match self.change_ontology(Some(&wanted))? {
            true => Some(self.start(format!("Look for {}", name_of(request)), Task::Build)?),
            false => None,
        };
        let by_models = if run.is_some() { asked.values().filter(|by| !by.is_empty()).count() as u64 } else { 0 };
        Ok(MarkedEntity { run, by_models })
    }

    /// The ontology with the name listed under this type and no other.
    pub fn with_name(&self, request: &MarkEntityRequest) -> Result<Ontology, AppError> {
        let name = name_of(request);
        if !name.chars().any(char::is_alphanumeric) {
            return Err(error::bad_request("A name has letters or digits.", "Select the name in the text."));
        }
        if name.chars().count() > MAX_NAME {
            let message = format!("A name has at most {MAX_NAME} characters.");
            return Err(error::bad_request(message, "Select the name alone, without the sentence around it."));
        }
        let mut ontology = self.ontology()?;
        let found = ontology.entity_types.iter().position(|it| it.name == request.entity_type);
        let place = found.ok_or_else(|| error::not_found(&request.entity_type))?;
        for (at, other) in ontology.entity_types.iter_mut().enumerate() {
            other.examples.retain(|known| at == place || *known != name);
        }
        let examples = &mut ontology.entity_types[place].examples;
        if !examples.contains(&name) {
            examples.push(name);
        }
        Ok(ontology)
    }

    /// Whether anything is different now. `None` = the general one.
    pub fn change_ontology(&self, wanted: Option<&Ontology>) -> Result<bool, AppError> {
        if let Some(ontology) = wanted {
            ontology.validate().map_err(|problem| error::bad_request(problem.to_string(), "Change it, then save."))?;
        }
        let wanted = wanted.filter(|ontology| *ontology != ontology_file::general());
        // What cannot be read is nothing to come back to.
        let before = self.project.ontology().ok().flatten();
        if before.as_ref() == wanted && self.ontology().is_ok() {
            return Ok(false);
        }
        let event = Event::ChangedOntology { before: before.map(Box::new), after: wanted.cloned().map(Box::new) };
        self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        Ok(true)
    }

    /// As it stands in an editor, or the project's.
    pub fn export_ontology(&self, request: &ExportOntologyRequest) -> Result<(), AppError> {
        let ontology = request.ontology.clone().map_or_else(|| self.ontology(), Ok)?;
        write_whole(Path::new(&request.path), ontology_file::write(&ontology).as_bytes())
    }
}

/// Without the line breaks of the page.
fn name_of(request: &MarkEntityRequest) -> String {
    request.name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The general one first.
pub fn ontology_presets() -> Vec<OntologyPreset> {
    let view = |ontology: &Ontology| OntologyPreset {
        id: ontology.preset.clone().unwrap_or_default(),
        title: ontology.title.clone(),
        about: ontology.about.clone(),
        entity_types: ontology.entity_types.len() as u32,
        relation_types: ontology.relation_types.len() as u32,
    };
    ontology_file::presets().iter().map(view).collect()
}

pub fn ontology_preset(request: &OntologyPresetRequest) -> Result<Ontology, AppError> {
    let found = ontology_file::preset(&request.id).cloned();
    found.ok_or_else(|| {
        let names: Vec<String> = ontology_presets().into_iter().map(|preset| preset.id).collect();
        let message = format!("There is no ontology called \"{}\".", request.id);
        error::bad_request(message, &format!("Choose one of: {}.", names.join(", ")))
    })
}

/// Reads a file of whoever; sets nothing.
pub fn read_ontology(request: &OntologyFileRequest) -> Result<Ontology, AppError> {
    let path = Path::new(&request.path);
    let opened = File::open(path).map_err(|problem| error::source(path, &problem))?;
    let mut bytes = Vec::new();
    // One more than is possible tells that there is more.
    opened.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|problem| error::source(path, &problem))?;
    let refused = |why: String| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        error::bad_request(
            format!("{name} is no ontology that can be used. {why}"),
            "Correct the file, then read it again.",
        )
    };
    if bytes.len() > MAX_BYTES {
        return Err(refused(format!("It is larger than {MAX_BYTES} bytes.")));
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("It is not text in UTF-8.".into()))?;
    ontology_file::read(&text).map_err(|problem| refused(problem.to_string()))
}

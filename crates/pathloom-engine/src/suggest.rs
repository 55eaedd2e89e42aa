//! An ontology proposed from the documents: by the built-in engine from what it found, by the model of the extraction
//! role from passages of them. Nothing is set by it.

use crate::calls::Caller;
use crate::control::Control;
use crate::found::Stored;
use crate::prompt::fill::{Filled, PromptFault};
use crate::prompt::{Family, Prompts};
use crate::runtime::runtime;
use crate::stage::extract;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_extract::{Seen, Suggester};
use pathloom_ipc::ontology::{Ground, OntologySuggestion, SuggestOntologyRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::{Call, Message, Params};
use pathloom_model::{Attribute, BlockContent, EntityType, Key, Language, ModelRole, Ontology, RelationType, Text2};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Documents looked at; more say little new.
const DOCUMENTS: usize = 500;
/// Documents that a model sees passages of, and characters of each and of all.
const SHOWN: usize = 12;
const OF_EACH: usize = 2_400;
const OF_ALL: usize = 24_000;
/// Types and relations taken of a model's reply.
const TAKEN: usize = 60;
const REPLY_TOKENS: u32 = 6_000;
/// Sentences on what was left out.
const TOLD: usize = 200;

impl Session {
    pub fn suggest_ontology(&self, request: &SuggestOntologyRequest) -> Result<OntologySuggestion, AppError> {
        let built_in = self.suggest_built_in()?;
        if !request.with_model {
            return Ok(built_in);
        }
        self.suggest_by_model(request.language, &built_in)
    }

    fn suggest_built_in(&self) -> Result<OntologySuggestion, AppError> {
        let documents = self.project.found::<()>(extract::VERSION).map_err(error::store)?;
        let mut suggester = Suggester::default();
        // Spread over all, where there are very many.
        let step = documents.len().div_ceil(DOCUMENTS).max(1);
        for (id, ..) in documents.iter().step_by(step) {
            let stored: Option<Stored> = self.project.extraction(*id, extract::VERSION).map_err(error::store)?;
            if let Some(Stored::Document(extraction)) = stored {
                suggester.take(&extraction);
            }
        }
        let (ontology, seen) = suggester.finish();
        if ontology.is_blank() {
            return Err(AppError::new(
                ErrorCode::NothingToDo,
                "There is nothing yet to propose an ontology from.",
                "Add documents and build, or begin with a preset.",
            ));
        }
        let grounds = seen.into_iter().map(|Seen { name, count, examples }| Ground { name, count, examples });
        Ok(OntologySuggestion { ontology, grounds: grounds.collect(), by: "built-in".into(), left_out: vec![] })
    }

    fn suggest_by_model(
        &self,
        language: Language,
        built_in: &OntologySuggestion,
    ) -> Result<OntologySuggestion, AppError> {
        let reach = self.reach(&[ModelRole::Extraction])?;
        let models = reach.roles.get(&ModelRole::Extraction).cloned().unwrap_or_default();
        if models.is_empty() || reach.rules.is_offline() {
            return Err(AppError::new(
                ErrorCode::NotAllowed,
                "No model may be asked to propose an ontology.",
                "Give the extraction role to a model on the Models page, or let the built-in engine propose.",
            ));
        }
        let prompts = Prompts::load(&self.project).map_err(error::store)?;
        let (filled, documents) = self.filled(&prompts, language, built_in)?;
        let filled =
            filled.map_err(|fault| error::bad_request(fault.to_string(), "Correct the prompt on the Models page."))?;
        let setup = self.setup(reach)?;
        // Of no run: it is asked between them.
        let caller = Caller::new(self.project.clone(), setup, 0, Arc::new(Control::default()), self.now)?;
        let caller = caller.for_path(0, &documents);
        let params = Params { max_tokens: Some(REPLY_TOKENS), ..Params::default() };
        let messages = vec![Message::system(filled.system), Message::user(filled.user)];
        let call = Call { messages, schema: None, params };
        let none =
            || AppError::new(ErrorCode::Internal, "This computer gives no threads to make a call with.", "Try again.");
        let runtime = runtime().ok_or_else(none)?;
        let asked = caller.call_json::<Proposal>(ModelRole::Extraction, &models, &call);
        let answered =
            std::thread::scope(|scope| scope.spawn(|| runtime.block_on(asked)).join()).map_err(|_| none())?;
        let (proposal, answered) = answered.map_err(|problem| error::bad_request(problem.message, &problem.hint))?;
        let by = format!("{}/{}", answered.model.endpoint, answered.model.model);
        Ok(taken(proposal, built_in, by))
    }

    /// The prompt as it would be sent over these documents.
    pub(crate) fn suggest_prompt(&self, prompts: &Prompts, language: Language) -> Result<Filled, AppError> {
        let built_in = self.suggest_built_in()?;
        let (filled, _) = self.filled(prompts, language, &built_in)?;
        filled.map_err(|fault| error::bad_request(fault.to_string(), ""))
    }

    /// With the documents whose words are in it.
    fn filled(
        &self,
        prompts: &Prompts,
        language: Language,
        built_in: &OntologySuggestion,
    ) -> Result<(Result<Filled, PromptFault>, Vec<Key>), AppError> {
        let (text, documents) = self.passages()?;
        let found: Vec<String> = built_in.grounds.iter().map(|it| format!("{} ({})", it.name, it.count)).collect();
        let values = [("text", text.as_str()), ("found", &found.join(", "))];
        Ok((prompts.fill(Family::SuggestOntology, language, &values), documents))
    }

    /// The beginnings of some documents, with their tables' heads, and whose words these are.
    fn passages(&self) -> Result<(String, Vec<Key>), AppError> {
        let rows = self.project.documents().map_err(error::store)?;
        let step = rows.len().div_ceil(SHOWN).max(1);
        let (mut text, mut documents) = (String::new(), Vec::new());
        for row in rows.iter().step_by(step) {
            let Some(StoredParse::Document(parsed)) = self.project.parse(row.id).map_err(error::store)? else {
                continue;
            };
            let mut own = String::new();
            for block in &parsed.blocks {
                let words = match &block.content {
                    BlockContent::Table(table) => {
                        let heads = table.cells.first().into_iter().flatten().map(|cell| cell.text.trim());
                        heads.collect::<Vec<_>>().join(" | ")
                    }
                    _ => block.text(),
                };
                own.extend(words.chars().take(OF_EACH));
                own.push('\n');
                if own.chars().count() >= OF_EACH {
                    break;
                }
            }
            let room = OF_ALL.saturating_sub(text.chars().count()).min(OF_EACH);
            if room == 0 {
                break;
            }
            text.extend(own.chars().take(room));
            text.push_str("\n---\n");
            documents.extend(row.key.clone());
        }
        Ok((text, documents))
    }
}

/// A model's reply. Whatever else is in it is passed over.
#[derive(Debug, Default, Deserialize)]
pub struct Proposal {
    #[serde(default)]
    entities: Vec<ProposedType>,
    #[serde(default)]
    relations: Vec<ProposedRelation>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProposedType {
    name: String,
    title: String,
    description: String,
    parent: Option<String>,
    attributes: Vec<String>,
    words: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProposedRelation {
    name: String,
    title: String,
    description: String,
    from: Vec<String>,
    to: Vec<String>,
}

/// What holds of a proposal, as an ontology that is sound; what does not, in sentences.
fn taken(proposal: Proposal, built_in: &OntologySuggestion, by: String) -> OntologySuggestion {
    let Proposal { entities, relations } = proposal;
    let mut left_out = Vec::new();
    let mut ontology = Ontology {
        title: built_in.ontology.title.clone(),
        about: Text2 { en: format!("Proposed by {by}."), zh: format!("由 {by} 提出。") },
        ..Ontology::default()
    };
    for proposed in entities {
        let entity = entity_type(proposed);
        let twice = ontology.entity(&entity.name).is_some();
        add(&mut ontology.entity_types, entity, twice, |one| alone(vec![one], vec![]), &mut left_out, |it| &it.name);
    }
    let known: BTreeSet<String> = ontology.entity_types.iter().map(|entity| entity.name.clone()).collect();
    for entity in &mut ontology.entity_types {
        entity.parent = entity.parent.take().filter(|parent| known.contains(parent) && *parent != entity.name);
    }
    for place in 0..ontology.entity_types.len() {
        let entity = &ontology.entity_types[place];
        // Parents in a circle: it is opened once.
        if entity.parent.as_ref().is_some_and(|parent| ontology.is_a(parent, &entity.name)) {
            ontology.entity_types[place].parent = None;
        }
    }
    for proposed in relations {
        let mut relation = relation_type(proposed);
        let ends = relation.from.len() + relation.to.len();
        relation.from.retain(|end| known.contains(end));
        relation.to.retain(|end| known.contains(end));
        if relation.from.len() + relation.to.len() < ends {
            left_out.push(format!("“{}” named types that were not proposed.", cut(&relation.name)));
        }
        let twice = ontology.relation(&relation.name).is_some();
        add(
            &mut ontology.relation_types,
            relation,
            twice,
            |one| alone(vec![], vec![one]),
            &mut left_out,
            |it| &it.name,
        );
    }
    left_out.truncate(TOLD);
    let seen = |name: &String| {
        let ground = built_in.grounds.iter().find(|ground| ground.name == *name).cloned();
        ground.unwrap_or_else(|| Ground { name: name.clone(), ..Ground::default() })
    };
    let names = ontology.entity_types.iter().map(|it| &it.name);
    let grounds = names.chain(ontology.relation_types.iter().map(|it| &it.name)).map(seen).collect();
    OntologySuggestion { ontology, grounds, by, left_out }
}

/// Adds one that is sound by itself and not there yet, as long as there is room.
fn add<T: Clone>(
    all: &mut Vec<T>,
    one: T,
    twice: bool,
    of_it: impl Fn(T) -> Ontology,
    left_out: &mut Vec<String>,
    name: impl Fn(&T) -> &String,
) {
    let said = cut(name(&one));
    if twice {
        left_out.push(format!("“{said}” was proposed twice."));
    } else if all.len() >= TAKEN {
        left_out.push(format!("“{said}” is more than {TAKEN}."));
    } else if let Err(problem) = of_it(one.clone()).validate() {
        left_out.push(problem.to_string());
    } else {
        all.push(one);
    }
}

/// By itself, without what it refers to.
fn alone(mut entity_types: Vec<EntityType>, mut relation_types: Vec<RelationType>) -> Ontology {
    entity_types.iter_mut().for_each(|it| it.parent = None);
    relation_types.iter_mut().for_each(|it| (it.from, it.to) = (vec![], vec![]));
    Ontology { entity_types, relation_types, ..Ontology::default() }
}

fn entity_type(proposed: ProposedType) -> EntityType {
    let attribute = |name: String| Attribute { name: tidy(&name), ..Attribute::default() };
    let attributes = distinct(proposed.attributes.into_iter().map(|name| tidy(&name)));
    EntityType {
        name: tidy(&proposed.name),
        title: both(&proposed.title),
        description: both(&proposed.description),
        parent: proposed.parent.map(|parent| tidy(&parent)).filter(|parent| !parent.is_empty()),
        attributes: attributes.into_iter().map(attribute).collect(),
        words: distinct(proposed.words.into_iter().map(|word| tidy(&word))),
        examples: vec![],
    }
}

fn relation_type(proposed: ProposedRelation) -> RelationType {
    RelationType {
        name: tidy(&proposed.name).to_lowercase().replace([' ', '-'], "_"),
        title: both(&proposed.title),
        description: both(&proposed.description),
        from: distinct(proposed.from.into_iter().map(|end| tidy(&end))),
        to: distinct(proposed.to.into_iter().map(|end| tidy(&end))),
    }
}

/// In the language that it is written in.
fn both(text: &str) -> Text2 {
    let text = tidy(text);
    match Language::of(&text) {
        Language::En => Text2 { en: text, zh: String::new() },
        Language::Zh => Text2 { en: String::new(), zh: text },
    }
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.filter(|word| !word.is_empty() && seen.insert(word.clone())).collect()
}

/// One line, without control characters.
fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cut(name: &str) -> String {
    name.chars().take(60).collect()
}

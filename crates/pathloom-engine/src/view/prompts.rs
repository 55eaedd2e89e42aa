//! The prompts for the interface: seen, set, and previewed over a path of the project.

use crate::prompt::fill::Filled;
use crate::prompt::{Family, Prompts};
use crate::synthesis::{Material, plan};
use crate::view::templates::{invalid, presets};
use crate::{Session, error};
use pathloom_graph::{Request, compile};
use pathloom_ipc::AppError;
use pathloom_ipc::prompts::{PromptPreview, PromptPreviewRequest, PromptView, PromptsView, SetPromptRequest};
use pathloom_model::{Language, Match, QuestionLanguage, Strategy, SynthesisSettings, Template};

/// Paths that are tried until one allows the type of question.
const TRIED: u64 = 20;

impl Session {
    pub fn prompts(&self) -> Result<PromptsView, AppError> {
        let prompts = Prompts::load(&self.project).map_err(error::store)?;
        let view = |family: Family, language: Language| PromptView {
            family: family.word().to_owned(),
            language,
            text: prompts.text(family, language).to_owned(),
            own: prompts.is_own(family, language),
            places: family.places().iter().map(|place| (*place).to_owned()).collect(),
            needed: family.needed().iter().map(|place| (*place).to_owned()).collect(),
            hash: prompts.used(family, language).hash,
        };
        let both = |family: Family| [Language::En, Language::Zh].map(|language| view(family, language));
        Ok(PromptsView { prompts: Family::ALL.into_iter().flat_map(both).collect() })
    }

    pub fn set_prompt(&self, request: &SetPromptRequest) -> Result<PromptsView, AppError> {
        let family = family(&request.family)?;
        let set = Prompts::set(&self.project, family, request.language, request.text.as_deref());
        set.map_err(error::store)?
            .map_err(|fault| error::bad_request(sentence(&fault), "Mend it, or go back to the shipped text."))?;
        self.prompts()
    }

    /// A text that does not read is no error here: the preview says what to mend.
    pub fn prompt_preview(&self, request: &PromptPreviewRequest) -> Result<PromptPreview, AppError> {
        let family = family(&request.family)?;
        let saved = Prompts::load(&self.project).map_err(error::store)?;
        let prompts = saved.with(family, request.language, request.text.clone());
        if family == Family::SuggestOntology
            && let Ok(filled) = self.suggest_prompt(&prompts, request.language)
        {
            let tokens = crate::synthesis::tokens(&filled.system) + crate::synthesis::tokens(&filled.user);
            let Filled { system, user } = filled;
            return Ok(PromptPreview { tokens: tokens as u64, system, user, ..PromptPreview::default() });
        }
        let Family::Question(kind) = family else { return Ok(alone(&prompts, family, request)) };
        let language = match request.language {
            Language::En => QuestionLanguage::English,
            Language::Zh => QuestionLanguage::Chinese,
        };
        let settings = SynthesisSettings { types: vec![kind], language, ..request.settings.clone() };
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let blob = |name: &str| self.project.blob(name).ok();
        let material = Material { blob: &blob, ..Material::of_graph(knowledge, &prompts) };
        let mut fault = "No path of the project allows such a question.".to_owned();
        for (template, matched) in self.some_paths(request)? {
            match plan(&material, &template, &matched, &settings, request.seed) {
                Ok(plan) => {
                    let path = pathloom_compose::path_text(knowledge, &matched);
                    let tokens = plan.tokens() as u64;
                    let filled = plan.filled;
                    return Ok(PromptPreview {
                        system: filled.system,
                        user: filled.user,
                        tokens,
                        path,
                        fault: String::new(),
                    });
                }
                Err(refused) => fault = sentence(&refused),
            }
        }
        Ok(PromptPreview { fault, ..PromptPreview::default() })
    }

    /// Paths of the template asked for, or of the first presets that have some.
    fn some_paths(&self, request: &PromptPreviewRequest) -> Result<Vec<(Template, Match)>, AppError> {
        let state = self.graph()?;
        let templates: Vec<Template> = match &request.template {
            Some(id) => vec![self.find(id)?],
            None => presets().iter().take(6).cloned().collect(),
        };
        let mut found = Vec::new();
        for template in templates {
            let compiled = compile(&state.graph, &template).map_err(invalid)?;
            let drawn = compiled.draw(&Request::new(TRIED, Strategy::Uniform, request.seed));
            found.extend(drawn.map(|matched| (template.clone(), matched)));
        }
        Ok(found)
    }
}

/// A prompt without a path, its places shown as they are called.
fn alone(prompts: &Prompts, family: Family, request: &PromptPreviewRequest) -> PromptPreview {
    let shown: Vec<(&str, String)> = family.places().iter().map(|place| (*place, format!("⟨{place}⟩"))).collect();
    let values: Vec<(&str, &str)> = shown.iter().map(|(place, value)| (*place, value.as_str())).collect();
    match prompts.fill(family, request.language, &values) {
        Ok(filled) => {
            let tokens = crate::synthesis::tokens(&filled.system) + crate::synthesis::tokens(&filled.user);
            PromptPreview {
                tokens: tokens as u64,
                system: filled.system,
                user: filled.user,
                ..PromptPreview::default()
            }
        }
        Err(fault) => PromptPreview { fault: sentence(&fault), ..PromptPreview::default() },
    }
}

fn family(word: &str) -> Result<Family, AppError> {
    Family::parse(word).ok_or_else(|| error::not_found("This prompt"))
}

fn sentence(problem: &dyn std::fmt::Display) -> String {
    let text = problem.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

//! The Models page: the user's endpoints, the open project's roles, and what the built-in engine does.

use crate::endpoints::{Config, Endpoints, Looked, Origin, warnings};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::models::{BudgetView, HourView, ModelsView, Offline, RoleView};
use pathloom_model::{Kind, ModelRole, RoleModels};
use std::collections::BTreeMap;

const SHOWN_LATENCIES: usize = 40;

/// Without a project, roles are empty and nothing is allowed but this computer.
pub fn view(endpoints: &Endpoints, session: Option<&Session>) -> Result<ModelsView, AppError> {
    let config = endpoints.config();
    let roles = session.map(Session::roles).transpose()?.unwrap_or_default();
    let offline = match session {
        Some(session) => session.offline()?,
        None => Offline { user: config.offline_only, project: false },
    };
    let pictures = match session {
        Some(session) => session.project.graph_counts().map_err(error::store)?.0[Kind::Image.index()],
        None => 0,
    };
    let allowed = session.map(|session| session.may_send(&config)).transpose()?;
    let may_send = |origin: &Origin| allowed.as_ref().map_or(origin.is_local(), |allowed| allowed(origin));
    let looked = Looked { config: &config, roles: &roles, pictures, offline: offline.user || offline.project };
    let mut views = endpoints.views(&config, may_send);
    if let Some(session) = session {
        let mut hours = hours(session)?;
        views.iter_mut().for_each(|view| view.hour = hours.remove(&view.endpoint.name));
    }
    Ok(ModelsView {
        endpoints: views,
        warnings: if session.is_some() { warnings(&looked, may_send) } else { vec![] },
        roles: if session.is_some() { each(&roles) } else { vec![] },
        profiles: session.map(|session| session.profiles(&config)).transpose()?.unwrap_or_default(),
        offline,
        budget: budget(&config, session)?,
        keys: endpoints.keys_view(),
        notice: endpoints.notice(),
        file: endpoints.file.path().map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
        built_in: built_in(),
        operators: pathloom_compose::OPERATORS.iter().map(|name| (*name).to_owned()).collect(),
        languages: vec!["English".into(), "中文".into()],
    })
}

/// By endpoint, over the newest calls of the last hour.
fn hours(session: &Session) -> Result<BTreeMap<String, HourView>, AppError> {
    let answers = session.project.answers_since(session.now() - 3_600, 2_000).map_err(error::store)?;
    let mut hours = BTreeMap::<String, HourView>::new();
    for (endpoint, answered, latency) in answers {
        let hour = hours.entry(endpoint).or_default();
        hour.calls += 1;
        hour.is_failing = !answered;
        if answered {
            hour.latencies.push(latency);
        } else {
            hour.failed += 1;
        }
    }
    for hour in hours.values_mut() {
        let mut sorted = hour.latencies.clone();
        sorted.sort_unstable();
        hour.median_ms = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let from = hour.latencies.len().saturating_sub(SHOWN_LATENCIES);
        hour.latencies.drain(..from);
    }
    Ok(hours)
}

impl Session {
    /// What models cost this month, and the user's limits.
    pub fn month(&self) -> Result<BudgetView, AppError> {
        budget(&self.endpoints().config(), Some(self))
    }
}

fn budget(config: &Config, session: Option<&Session>) -> Result<BudgetView, AppError> {
    let limits = config.budget.clone();
    let Some(session) = session else { return Ok(BudgetView { limits, spent: None, since: 0 }) };
    let (spent, since) = session.spent_this_month()?;
    Ok(BudgetView { limits, spent: (spent > 0.0).then_some(spent), since })
}

fn each(roles: &RoleModels) -> Vec<RoleView> {
    let view = |role: ModelRole| RoleView { role, models: roles.get(&role).cloned().unwrap_or_default() };
    ModelRole::ALL.map(view).to_vec()
}

fn built_in() -> Vec<String> {
    [
        "Reads typed tables, captions, cross-references, definitions, abbreviations and plain statements.",
        "Composes computed questions with steps that cite the cells and sentences they use.",
        "Checks arithmetic, uniqueness, quotes, alignment of steps and evidence, and duplicates.",
        "Works without a network; nothing leaves this computer.",
    ]
    .map(String::from)
    .to_vec()
}

//! The Models page: the user's endpoints, the open project's roles, and what the built-in engine does.

use crate::endpoints::{Endpoints, Looked, Origin, warnings};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::models::{BudgetView, ModelsView, Offline, RoleView};
use pathloom_model::{Kind, ModelRole, RoleModels};

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
    Ok(ModelsView {
        endpoints: endpoints.views(&config, may_send),
        warnings: if session.is_some() { warnings(&looked, may_send) } else { vec![] },
        roles: if session.is_some() { each(&roles) } else { vec![] },
        profiles: session.map(|session| session.profiles(&config)).transpose()?.unwrap_or_default(),
        offline,
        budget: BudgetView { limits: config.budget.clone(), spent: session.and_then(|s| s.project.spent_since(month(s.now())).ok()), since: session.map_or(0, |s| month(s.now())) },
        keys: endpoints.keys_view(),
        notice: endpoints.notice(),
        file: endpoints.file.path().map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
        built_in: built_in(),
        operators: pathloom_compose::OPERATORS.iter().map(|name| (*name).to_owned()).collect(),
        languages: vec!["English".into(), "中文".into()],
    })
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

/// Unix seconds at which the month of `now` began (UTC): days since 1970 to year, month and day after Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", 2014.
pub fn month(now: i64) -> i64 {
    const DAY: i64 = 86_400;
    let days = now.div_euclid(DAY);
    let shifted = days + 719_468;
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5;
    (days - of_month) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_its_first_day() {
        let first_of_november_2025 = 1_761_955_200;
        for within in [first_of_november_2025, first_of_november_2025 + 1, first_of_november_2025 + 30 * 86_400 - 1] {
            assert_eq!(month(within), first_of_november_2025);
        }
        assert_eq!(month(first_of_november_2025 - 1), 1_759_276_800, "the second before is October's");
        assert_eq!(month(1_709_210_096), 1_706_745_600, "29 February 2024 is in February");
    }
}

//! Who may be asked by a run, for what, and what it may cost.

use super::budget::Limits;
use crate::Session;
use crate::endpoints::{Reach, SendingRules};
use pathloom_ipc::AppError;
use pathloom_llm::{Patience, Target};
use pathloom_model::{ModelRole, RoleModels};

#[derive(Clone)]
pub struct Setup {
    pub targets: Vec<Target>,
    pub roles: RoleModels,
    pub rules: SendingRules,
    pub limits: Limits,
    pub patience: Patience,
}

impl Session {
    /// Within the month's limit of this user.
    pub(crate) fn setup(&self, reach: Reach) -> Result<Setup, AppError> {
        let Reach { targets, roles, rules } = reach;
        let month = self.endpoints().config().budget.stop;
        let limits = Limits { run: None, month, account: Some(self.account(true)?) };
        Ok(Setup { targets, roles, rules, limits, patience: Patience::default() })
    }

    /// Who takes this role, if a model does and may be asked. Where nothing may be sent, nobody is.
    pub(crate) fn setup_of_role(&self, role: ModelRole) -> Option<Setup> {
        let reach = self.reach(&[role]).ok()?;
        let asks = reach.roles.get(&role).is_some_and(|models| !models.is_empty());
        if !asks || reach.rules.is_offline() {
            return None;
        }
        self.setup(reach).ok()
    }
}

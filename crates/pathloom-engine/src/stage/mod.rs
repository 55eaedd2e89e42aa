//! The stages of a run. Each takes what the store holds and leaves its result there; none calls another.

pub mod by_models;
#[cfg(test)]
mod by_models_test;
pub mod by_role;
pub mod decide;
pub mod extract;
#[cfg(test)]
mod faults_test;
mod flow;
pub mod generate;
mod ledger;
pub mod parse;
pub mod read;
mod read_flow;
pub mod resolve;
mod resolve_plan;
pub mod score;
pub mod work;

use crate::Session;
use crate::calls::Setup;
use crate::job::Job;
use by_role::ByRole;
use pathloom_ipc::AppError;
use pathloom_ipc::runs::RunState;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::ModelRole;

/// Samples by whoever has the role of the generator, scored by whoever has one for that.
pub fn generate_and_score(
    session: &Session,
    job: &mut Job,
    request: &GenerateRequest,
) -> Result<(RunState, String), AppError> {
    let Some(setup) = Setup::of(session)? else { return generate::run(session, job, request, false) };
    let work = ByRole::new(session, session.synthesis_settings(request)?, session.scoring_of(request)?, request.seed)?;
    if by_models::has(&setup, ModelRole::Generator) {
        return by_models::run(session, job, request, setup, work);
    }
    let made = generate::run(session, job, request, true)?;
    if job.is_cancelled() || made.0 == RunState::Failed {
        return Ok(made);
    }
    by_models::score(session, job, request, setup, work)
}

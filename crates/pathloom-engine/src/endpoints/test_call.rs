//! Small calls to see whether an endpoint answers, how fast, and what it can do; and a look for servers on this computer.
//! Nothing of a project is in them.

use super::origin::tidied;
use super::{Endpoints, no_endpoint};
use crate::runtime::runtime;
use crate::session::guard;
use pathloom_ipc::models::{FoundServer, KeyChange, SaveEndpointRequest, TestRequest, TestView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::{CallError, Key, LocalServer, Probe, Target, list_models, probe};
use pathloom_model::{Endpoint, ModelRef};

impl Endpoints {
    /// What fails is part of the answer; an error is only what keeps a call from being made. Abilities are remembered.
    pub fn test(&self, request: &TestRequest) -> Result<TestView, AppError> {
        let config = self.config();
        let endpoint =
            config.endpoint(&request.endpoint).ok_or_else(|| no_endpoint(&config, &request.endpoint))?.clone();
        let model = match &request.model {
            Some(name) => name.clone(),
            None => endpoint.models.first().map(|model| model.name.clone()).unwrap_or_default(),
        };
        let model = ModelRef { endpoint: endpoint.name.clone(), model };
        super::roles::known(&config, &model)?;
        if config.offline_only {
            return Err(offline());
        }
        let key = self.key(&endpoint)?;
        let target = Target { endpoint, key };
        let view = view(&model, waited(probe(&target, &model.model))?);
        self.remember(&view)?;
        Ok(view)
    }

    /// Looks at the usual ports of this computer.
    pub fn find_local(&self) -> Result<Vec<FoundServer>, AppError> {
        if self.config().offline_only {
            return Err(offline());
        }
        let found = waited(pathloom_llm::find_local())?;
        let server = |server: LocalServer| {
            let LocalServer { usual_name, kind, base_url, models } = server;
            FoundServer { name: usual_name.to_owned(), kind, base_url, models }
        };
        Ok(found.into_iter().map(server).collect())
    }

    /// Models that the server offers to an endpoint as it stands in the form; nothing is kept.
    pub fn offered(&self, request: &SaveEndpointRequest) -> Result<Vec<String>, AppError> {
        if self.config().offline_only {
            return Err(offline());
        }
        let mut endpoint = request.endpoint.clone();
        endpoint.base_url = tidied(&endpoint.base_url)?;
        let key = match &request.key {
            KeyChange::Set { key, .. } => Key::new(&key.0),
            KeyChange::Env { name } => std::env::var(name).ok().and_then(|secret| Key::new(&secret)),
            KeyChange::Remove => None,
            // A key that is kept goes to its own origin alone.
            KeyChange::Keep => match &request.was {
                Some(was) => self.key(&Endpoint { name: was.clone(), ..endpoint.clone() })?,
                None => None,
            },
        };
        let offered = waited(list_models(&Target { endpoint, key }))?;
        offered.map_err(|error| AppError::new(ErrorCode::NotFound, error.message, error.hint))
    }

    fn remember(&self, view: &TestView) -> Result<(), AppError> {
        guard(&self.tests).insert(view.endpoint.clone(), view.clone());
        let Some(abilities) = view.abilities else { return Ok(()) };
        self.file.change(|config| {
            let endpoint = config.endpoints.iter_mut().find(|known| known.name == view.endpoint);
            let models = endpoint.map(|endpoint| endpoint.models.iter_mut()).into_iter().flatten();
            for model in models.filter(|model| model.name == view.model) {
                model.abilities = Some(abilities);
            }
            Ok(())
        })
    }
}

/// Whoever asks waits for the answer, in a thread of its own: the caller may be one that must not wait.
fn waited<T: Send>(future: impl Future<Output = T> + Send) -> Result<T, AppError> {
    let none =
        || AppError::new(ErrorCode::Internal, "This computer gives no threads to make a call with.", "Try again.");
    let runtime = runtime().ok_or_else(none)?;
    std::thread::scope(|scope| scope.spawn(|| runtime.block_on(future)).join()).map_err(|_| none())
}

fn offline() -> AppError {
    AppError::new(ErrorCode::NotAllowed, "Offline only is on: nothing is sent.", "Switch it off to reach an endpoint.")
}

fn view(model: &ModelRef, tried: Result<Probe, CallError>) -> TestView {
    let ModelRef { endpoint, model } = model.clone();
    let nothing = TestView {
        endpoint,
        model,
        problem: None,
        latency_ms: 0,
        input: 0,
        output: 0,
        first_line: String::new(),
        abilities: None,
    };
    match tried {
        Ok(probe) => TestView {
            latency_ms: probe.latency_ms,
            input: probe.usage.input,
            output: probe.usage.output,
            first_line: probe.first_line,
            abilities: Some(probe.abilities),
            ..nothing
        },
        Err(error) => TestView { problem: Some((error.message, error.hint)), ..nothing },
    }
}

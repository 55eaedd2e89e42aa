//! One small call to see whether an endpoint answers, how fast, and what it can do. Nothing of a project is in it.

use super::{Endpoints, no_endpoint};
use crate::session::guard;
use pathloom_ipc::models::{TestRequest, TestView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_llm::{Allowed, Call, CallError, CancellationToken, Message, Params, Pool, Reply, Target, Unheard};
use pathloom_model::{Abilities, ModelRef};
use std::sync::Arc;

const ASKED: &str = "Reply with the one word: ready";
const LONGEST_LINE: usize = 200;
/// Latencies kept of each endpoint.
const MOST_LATENCIES: usize = 40;

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
            return Err(AppError::new(
                ErrorCode::NotAllowed,
                "Offline only is on: nothing is sent.",
                "Switch it off to test an endpoint.",
            ));
        }
        let key = self.key(&endpoint)?;
        let view = view(&model, tried(Target { endpoint, key }, &model)?);
        self.remember(&view)?;
        Ok(view)
    }

    fn remember(&self, view: &TestView) -> Result<(), AppError> {
        {
            let mut tests = guard(&self.tests);
            let (_, latencies) = tests.remove(&view.endpoint).unwrap_or_else(|| (view.clone(), vec![]));
            let mut latencies = latencies;
            if view.problem.is_none() {
                latencies.push(u32::try_from(view.latency_ms).unwrap_or(u32::MAX));
            }
            let from = latencies.len().saturating_sub(MOST_LATENCIES);
            tests.insert(view.endpoint.clone(), (view.clone(), latencies.split_off(from)));
        }
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

type Tried = Result<(Reply, Option<Abilities>), CallError>;

/// On a runtime of its own: whoever asks waits for the answer.
fn tried(target: Target, model: &ModelRef) -> Result<Tried, AppError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|problem| AppError::new(ErrorCode::Internal, format!("No call can be made: {problem}."), ""))?;
    let pool = Pool::new(vec![target], Arc::new(Unheard));
    // Thinking models spend most of a reply before its first word.
    let params = Params { max_tokens: Some(2_000), ..Params::default() };
    let call = Call { messages: vec![Message::user(ASKED)], schema: None, params };
    let cancel = CancellationToken::new();
    let asked = async {
        let reply = pool.complete(std::slice::from_ref(model), &call, Allowed::Everything, &cancel).await?;
        Ok((reply, None))
    };
    Ok(runtime.block_on(asked))
}

fn view(model: &ModelRef, tried: Tried) -> TestView {
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
        Ok((reply, abilities)) => TestView {
            latency_ms: reply.latency_ms,
            input: reply.usage.input,
            output: reply.usage.output,
            first_line: reply.text.trim().lines().next().unwrap_or_default().chars().take(LONGEST_LINE).collect(),
            abilities,
            ..nothing
        },
        Err(error) => TestView { problem: Some((error.message, error.hint)), ..nothing },
    }
}

//! All endpoints of a user together: one of the models asked for answers.

use crate::call::{Call, Finish, Reply, Usage};
use crate::fault::{CallError, Fault};
use crate::habits::Habits;
use crate::key::Key;
use crate::send::{Connections, Lost};
use crate::told::Told;
use crate::{address, wire};
use pathloom_model::{Endpoint, ModelRef};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// An endpoint with its key, which stands nowhere else.
#[derive(Clone, Debug)]
pub struct Target {
    pub endpoint: Endpoint,
    pub key: Option<Key>,
}

/// Where calls may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    Everything,
    /// Only to this computer: some document must not leave it.
    LoopbackOnly,
    /// Offline.
    Nothing,
}

/// How an endpoint fares, for the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointState {
    pub name: String,
    pub in_flight: u32,
}

pub struct Pool {
    targets: Vec<Target>,
    connections: Connections,
    _told: Arc<dyn Told>,
}

impl Pool {
    pub fn new(targets: Vec<Target>, told: Arc<dyn Told>) -> Pool {
        Pool { targets, connections: Connections::default(), _told: told }
    }

    /// One of `models` answers.
    pub async fn complete(
        &self,
        models: &[ModelRef],
        call: &Call,
        allowed: Allowed,
        cancel: &CancellationToken,
    ) -> Result<Reply, CallError> {
        let found = models.iter().find_map(|model| {
            let target = self.targets.iter().find(|target| target.endpoint.name == model.endpoint)?;
            let may = match allowed {
                Allowed::Everything => true,
                Allowed::LoopbackOnly => target.endpoint.is_loopback(),
                Allowed::Nothing => false,
            };
            may.then_some((target, &*model.model))
        });
        let Some((target, model)) = found else {
            return Err(CallError::new(Fault::NotAllowed, "no endpoint may be asked", "Allow one on the Models page."));
        };
        tokio::select! {
            reply = self.once(target, model, call) => reply,
            () = cancel.cancelled() => Err(CallError::new(Fault::Cancelled, "the call was cancelled", "")),
        }
    }

    pub fn states(&self) -> Vec<EndpointState> {
        self.targets.iter().map(|target| EndpointState { name: target.endpoint.name.clone(), in_flight: 0 }).collect()
    }

    async fn once(&self, target: &Target, model: &str, call: &Call) -> Result<Reply, CallError> {
        let endpoint = &target.endpoint;
        let wrong = |why: String| CallError::new(Fault::BadRequest, why, "Mend it on the Models page.");
        let url = address::call_url(endpoint, model).map_err(wrong)?;
        let headers = wire::headers(endpoint, target.key.as_ref()).map_err(wrong)?;
        let body = wire::body(endpoint, model, call, &Habits::of(endpoint, model)).to_string().into_bytes();
        let patience = Duration::from_secs(endpoint.timeout_s.max(1).into());
        let answer =
            self.connections.exchange(url, headers, Some(body), patience).await.map_err(|lost| match lost {
                Lost::TimedOut(time) => CallError::new(Fault::TimedOut, format!("no byte for {time:?}"), ""),
                Lost::NoConnection(why) | Lost::Broken(why) => CallError::new(Fault::Unreachable, why, ""),
                Lost::TooLarge => CallError::new(Fault::BadReply, "the reply is too large", ""),
            })?;
        let value: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let Some(content) = wire::read(endpoint.kind, &value).filter(|_| answer.status == 200) else {
            let raw = String::from_utf8_lossy(&answer.body).into_owned();
            let raw = target.key.as_ref().map_or(raw.clone(), |key| key.taken_out_of(&raw));
            let message = format!("{} answered {} to {model}", endpoint.name, answer.status);
            return Err(CallError { raw, ..CallError::new(Fault::BadReply, message, "") });
        };
        Ok(Reply {
            text: content.text,
            thinking: content.thinking,
            finish: content.finish.unwrap_or(Finish::Other),
            usage: content.usage.unwrap_or(Usage { estimated: true, ..Usage::default() }),
            endpoint: endpoint.name.clone(),
            latency_ms: u64::try_from(answer.latency.as_millis()).unwrap_or(u64::MAX),
            tries: 1,
        })
    }
}

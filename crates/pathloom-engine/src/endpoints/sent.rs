//! The newest request that left, as it was sent: made again from what is stored of the call, without its key.

use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::models::SentView;
use pathloom_llm::{Call, shown_request};
use pathloom_model::ModelRef;
use pathloom_store::table::calls::{CallRow, CallState};

impl Session {
    /// `None` while nothing was sent. Of an endpoint that is not configured any more, the call as it is stored.
    pub fn last_request(&self) -> Result<Option<SentView>, AppError> {
        let newest = |state| self.project.calls(None, Some(state), 0, 1).map_err(error::store);
        let rows = newest(CallState::Done)?.into_iter().chain(newest(CallState::Failed)?);
        let Some(row) = rows.max_by_key(|row| row.at) else { return Ok(None) };
        let config = self.endpoints().config();
        let call: Option<Call> = serde_json::from_str(&row.request).ok();
        let shown = config.endpoint(&row.endpoint).zip(call).and_then(|(endpoint, call)| {
            shown_request(endpoint, &row.model, &call, config.keys.contains_key(&endpoint.name))
        });
        Ok(Some(match shown {
            Some(shown) => SentView {
                model: model(&row),
                url: shown.url,
                at: row.at,
                headers: shown.headers,
                body: serde_json::to_string_pretty(&shown.body).unwrap_or(row.request),
            },
            None => SentView { model: model(&row), url: String::new(), at: row.at, headers: vec![], body: row.request },
        }))
    }
}

fn model(row: &CallRow) -> ModelRef {
    ModelRef { endpoint: row.endpoint.clone(), model: row.model.clone() }
}

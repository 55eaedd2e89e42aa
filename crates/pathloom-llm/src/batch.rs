//! Calls as lines of an OpenAI batch file, and the results of such a file. Nothing is sent: the user uploads the one and
//! downloads the other.

use crate::call::{Call, Finish, Reply, Usage};
use crate::fault::{CallError, Fault};
use crate::habits::Habits;
use crate::{refusal, tokens, wire};
use pathloom_model::{Endpoint, EndpointKind};
use serde_json::{Value, json};

/// Lines that one file may hold at OpenAI.
pub const MOST_LINES: usize = 50_000;

/// A line of the results: the key of the call and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchResult {
    pub key: String,
    pub outcome: Result<Reply, CallError>,
}

/// The line of a call, without a line break; its `custom_id` is the call's key. Structured replies are asked for on the
/// rung that `endpoint` is known to take.
pub fn batch_line(endpoint: &Endpoint, model: &str, call: &Call) -> String {
    let habits = Habits::of(endpoint, model);
    let body = wire::openai_body(endpoint, model, call, &habits);
    let url = if endpoint.kind == EndpointKind::Azure { "/chat/completions" } else { "/v1/chat/completions" };
    json!({ "custom_id": call.key(endpoint.kind, model), "method": "POST", "url": url, "body": body }).to_string()
}

/// One line of the results or of the errors file, in any order; `None` for an empty line.
///
/// # Errors
/// The line is none of such a file: which, and why.
pub fn read_batch_line(line: &str) -> Option<Result<BatchResult, String>> {
    let line = line.trim().trim_start_matches('\u{feff}');
    (!line.is_empty()).then(|| result(line))
}

fn result(line: &str) -> Result<BatchResult, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("not a line of JSON: {error}"))?;
    let key =
        value.get("custom_id").and_then(Value::as_str).ok_or("no custom_id, so it belongs to no call")?.to_owned();
    Ok(BatchResult { key, outcome: outcome(&value) })
}

fn outcome(line: &Value) -> Result<Reply, CallError> {
    let status = line.pointer("/response/status_code").and_then(Value::as_u64);
    let body = line.pointer("/response/body").filter(|body| !body.is_null());
    let error = line.get("error").filter(|error| !error.is_null());
    let failed = |status: u16, told: &Value| {
        let words = refusal::words(told.to_string().as_bytes());
        let fault = match told.pointer("/error/code").and_then(Value::as_str) {
            // Not done within the day; nothing was paid.
            Some("batch_expired") => Fault::TimedOut,
            Some("batch_cancelled") => Fault::Cancelled,
            _ => refusal::fault(status, &words),
        };
        let hint = refusal::hint(fault, EndpointKind::OpenAi);
        CallError { raw: told.to_string(), tries: 1, ..CallError::new(fault, format!("batch file: {words}"), hint) }
    };
    if let Some(error) = error {
        return Err(failed(500, &json!({ "error": error })));
    }
    let body = body.ok_or_else(|| failed(500, line))?;
    if status.is_some_and(|status| status != 200) {
        return Err(failed(status.and_then(|status| u16::try_from(status).ok()).unwrap_or(500), body));
    }
    let content = wire::read(EndpointKind::OpenAi, body).ok_or_else(|| failed(502, body))?;
    let usage = content.usage.unwrap_or_else(|| Usage {
        output: tokens::of_text(&content.text) + tokens::of_text(&content.thinking),
        estimated: true,
        ..Usage::default()
    });
    let bad = |fault: Fault, what: &str| {
        let hint = refusal::hint(fault, EndpointKind::OpenAi);
        Err(CallError {
            raw: body.to_string(),
            tries: 1,
            usage: Box::new(usage),
            ..CallError::new(fault, format!("batch file: {what}"), hint)
        })
    };
    if let Some(words) = &content.refusal {
        return bad(Fault::Refused, &format!("the model declined: {}", refusal::short(words)));
    }
    let finish = content.finish.unwrap_or(Finish::Other);
    if content.text.trim().is_empty() {
        let is_filtered = finish == Finish::Filtered;
        return bad(if is_filtered { Fault::Refused } else { Fault::BadReply }, "the reply is empty");
    }
    Ok(Reply {
        text: content.text,
        thinking: content.thinking,
        finish,
        usage,
        endpoint: "batch file".to_owned(),
        model: body.get("model").and_then(Value::as_str).unwrap_or_default().to_owned(),
        latency_ms: 0,
        tries: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{Message, Params};

    fn lab() -> Endpoint {
        serde_json::from_value(
            json!({ "name": "Lab", "kind": "openai", "base_url": "https://api.openai.com", "models": [], "max_tokens": 700 }),
        )
        .expect("an endpoint")
    }

    #[test]
    fn a_call_goes_out_as_one_line_and_its_result_finds_it_again() {
        let call = Call { messages: vec![Message::user("two\nlines")], schema: None, params: Params::default() };
        let line = batch_line(&lab(), "gpt", &call);
        assert!(!line.contains('\n'), "one line");
        let sent: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(sent["url"], "/v1/chat/completions");
        assert_eq!(sent["body"]["max_completion_tokens"], 700, "what the endpoint is set to is in it");
        let body = json!({ "choices": [{ "message": { "content": "4" }, "finish_reason": "stop" }],
                           "usage": { "prompt_tokens": 3, "completion_tokens": 1 } });
        let back = json!({ "id": "x", "custom_id": sent["custom_id"], "response": { "status_code": 200, "body": body }, "error": null });
        let result = read_batch_line(&back.to_string()).expect("not empty").expect("a result");
        assert_eq!(result.key, call.key(EndpointKind::OpenAi, "gpt"));
        let reply = result.outcome.expect("a reply");
        assert_eq!((reply.text.as_str(), reply.usage.input), ("4", 3));
    }

    #[test]
    fn each_line_that_failed_says_why() {
        let fault = |line: Value| {
            let result = read_batch_line(&line.to_string()).expect("not empty").expect("a result");
            result.outcome.expect_err("an error").fault
        };
        let response =
            |status: u16, body: Value| json!({ "custom_id": "k", "response": { "status_code": status, "body": body } });
        assert_eq!(fault(response(429, json!({ "error": { "message": "slow down" } }))), Fault::TooManyRequests);
        assert_eq!(
            fault(response(400, json!({ "error": { "code": "context_length_exceeded" } }))),
            Fault::ContextTooLong
        );
        assert_eq!(fault(response(200, json!({ "choices": [] }))), Fault::ServerError);
        assert_eq!(
            fault(json!({ "custom_id": "k", "error": { "code": "batch_expired", "message": "late" } })),
            Fault::TimedOut
        );
        assert_eq!(read_batch_line("  "), None);
        for junk in ["{", "[]", "{\"id\": 1}"] {
            assert!(read_batch_line(junk).is_some_and(|result| result.is_err()), "{junk} is no line of results");
        }
    }
}

//! What a server's refusal means, from its status and its words: the fault, and what to do next.

use crate::fault::Fault;
use pathloom_model::EndpointKind;
use serde_json::Value;

/// The fault of an answer that is no reply. `words` are the server's own.
pub(crate) fn fault(status: u16, words: &str) -> Fault {
    let words = words.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    let is_too_long = says(&[
        "context length",
        "context_length",
        "maximum context",
        "prompt is too long",
        "too many tokens",
        "request too large",
        "input is too long",
        "input length",
        "reduce the length",
    ]) || words.contains("context")
        && says(&["exceed", "too long", "larger than", "does not fit", "context window"]);
    let is_spent = says(&[
        "insufficient_quota",
        "exceeded your current quota",
        "credit balance",
        "insufficient balance",
        "insufficient credits",
        "not enough credits",
        "billing_hard_limit",
        "billing_not_active",
        "payment required",
        "out of credits",
        "spend limit",
        "arrearage",
    ]);
    let is_filtered =
        says(&["content_filter", "content management policy", "content_policy", "data_inspection_failed"]);
    let has_bad_key =
        says(&["api key not valid", "invalid_api_key", "invalid api key", "incorrect api key", "expired_key"]);
    let is_unknown =
        says(&["model_not_found", "deploymentnotfound", "unknown model", "no such model", "invalid model"])
            || words.contains("model") && says(&["does not exist", "not found", "is not a valid model", "not exist"]);
    match status {
        402 => Fault::QuotaExhausted,
        401 => Fault::KeyRefused,
        _ if is_spent && (400..500).contains(&status) => Fault::QuotaExhausted,
        403 if is_filtered || words.contains("moderation") => Fault::Refused,
        403 => Fault::KeyRefused,
        413 => Fault::ContextTooLong,
        400 | 404 | 422 | 429 if is_too_long => Fault::ContextTooLong,
        400 | 422 if is_filtered => Fault::Refused,
        400 if has_bad_key => Fault::KeyRefused,
        400 | 422 if is_unknown => Fault::NotFound,
        300..400 | 404 | 405 | 410 => Fault::NotFound,
        408 | 409 => Fault::ServerError,
        429 => Fault::TooManyRequests,
        // llama.cpp and Ollama tell these as errors of the server; another try would end the same way.
        500.. if is_too_long => Fault::ContextTooLong,
        500.. if words.contains("more system memory") => Fault::BadRequest,
        500.. => Fault::ServerError,
        _ => Fault::BadRequest,
    }
}

/// The server's own words: OpenAI's `error.message`, FastAPI's `detail`, a bare string, or the start of the body.
pub(crate) fn words(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return from_page(&String::from_utf8_lossy(body)) };
    let value = if let Value::Array(all) = value { all.into_iter().next().unwrap_or_default() } else { value };
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let message = ["/error/message", "/error", "/detail", "/detail/0/msg", "/message", "/error/error/message"];
    let Some(message) = message.iter().find_map(|pointer| text(pointer)) else { return short(&value.to_string()) };
    // What a gateway was told stands in the metadata; its own words are "Provider returned error".
    let more = text("/error/metadata/raw").map(|raw| format!(" ({raw})")).unwrap_or_default();
    let code = text("/error/code").or_else(|| text("/error/type")).or_else(|| text("/code"));
    let code = code.filter(|code| !message.contains(code)).map(|code| format!(" [{code}]")).unwrap_or_default();
    let param = text("/error/param").filter(|param| !message.contains(param));
    let param = param.map(|param| format!(" [{param}]")).unwrap_or_default();
    short(&format!("{message}{more}{code}{param}"))
}

/// The status that an answer means: some gateways send 200 with an error inside.
pub(crate) fn status_within(reply: &Value) -> Option<u16> {
    let error = reply.get("error").filter(|error| !error.is_null())?;
    let code = error.get("code").or_else(|| error.get("status"));
    let number = code.and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    // Overloaded is what an error with no number most often means, and asking again shows whether it was.
    Some(number.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code)).unwrap_or(502))
}

/// What to do next.
pub(crate) fn hint(fault: Fault, kind: EndpointKind) -> &'static str {
    match fault {
        Fault::TimedOut => {
            "Raise the timeout of the endpoint, lower its concurrency, or choose a faster model; a local server may still be \
             loading the model."
        }
        Fault::Unreachable if kind == EndpointKind::Ollama => {
            "Start Ollama (\"ollama serve\"), or correct the address."
        }
        Fault::Unreachable => "Check that the server runs and that the address and the network are right.",
        Fault::ServerError => "The server has trouble of its own: try again later, or look into its log.",
        Fault::TooManyRequests => "Lower the concurrency or the requests and tokens a minute of the endpoint.",
        Fault::QuotaExhausted => "Add credit at the provider, or choose another endpoint; waiting does not help.",
        Fault::KeyRefused => "Enter a valid key for this endpoint on the Models page.",
        Fault::NotFound if kind == EndpointKind::Ollama => {
            "Pull the model (\"ollama pull NAME\"), or correct its name."
        }
        Fault::NotFound if kind == EndpointKind::Azure => {
            "Use the name of the deployment as the model, and check the address."
        }
        Fault::NotFound => "Correct the model's name or the base URL (it often ends in /v1).",
        Fault::BadRequest => "Look at what is sent, and at the extra body and headers of the endpoint.",
        Fault::ContextTooLong => {
            "Use a model with a larger context, raise its context size, lower its max tokens, or send less evidence."
        }
        Fault::Refused => "Rephrase the prompt or use another model; the document may touch what the provider filters.",
        Fault::BadReply => "Look at the raw reply; if it goes on, test the endpoint on the Models page.",
        Fault::NotAllowed => "Allow network calls, or assign a model that runs on this computer.",
        Fault::Cancelled => "",
    }
}

/// A proxy's error page: its text without the marks.
fn from_page(page: &str) -> String {
    let mut text = String::new();
    let mut in_mark = false;
    for c in page.chars().take(4000) {
        match c {
            '<' => in_mark = true,
            '>' => {
                in_mark = false;
                text.push(' ');
            }
            _ if !in_mark => text.push(c),
            _ => {}
        }
    }
    short(&text)
}

/// One line of at most 300 characters.
pub(crate) fn short(text: &str) -> String {
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut short = String::new();
    for word in line {
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
        if let Some((at, _)) = short.char_indices().nth(300) {
            short.truncate(at);
            short.push('…');
            break;
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quota_slow_down_key_name_and_length_are_told_apart() {
        for (status, body, expected) in [
            (
                429,
                r#"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#,
                Fault::QuotaExhausted,
            ),
            (429, r#"{"error":{"message":"Rate limit reached for requests"}}"#, Fault::TooManyRequests),
            (400, r#"{"type":"error","error":{"message":"Your credit balance is too low"}}"#, Fault::QuotaExhausted),
            (402, r#"{"error":{"message":"Insufficient credits"}}"#, Fault::QuotaExhausted),
            (401, r#"{"error":{"message":"Incorrect API key"}}"#, Fault::KeyRefused),
            (400, r#"[{"error":{"message":"API key not valid."}}]"#, Fault::KeyRefused),
            (404, r#"{"error":"model 'x' not found"}"#, Fault::NotFound),
            (404, "<html><h1>Not Found</h1></html>", Fault::NotFound),
            (400, r#"{"error":{"message":"The model `x` does not exist"}}"#, Fault::NotFound),
            (307, "", Fault::NotFound),
            (
                400,
                r#"{"object":"error","message":"This model's maximum context length is 4096 tokens"}"#,
                Fault::ContextTooLong,
            ),
            (429, r#"{"error":{"message":"Request too large for m on tokens per min"}}"#, Fault::ContextTooLong),
            (413, "", Fault::ContextTooLong),
            (400, r#"{"error":"the prompt is larger than the context of 4096"}"#, Fault::ContextTooLong),
            (
                400,
                r#"{"error":{"message":"the request exceeds the available context size, try increasing it"}}"#,
                Fault::ContextTooLong,
            ),
            (400, r#"{"error":{"message":"filtered","code":"content_filter"}}"#, Fault::Refused),
            (422, r#"{"detail":[{"msg":"field required"}]}"#, Fault::BadRequest),
            (503, r#"{"error":{"message":"Loading model"}}"#, Fault::ServerError),
            (529, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, Fault::ServerError),
            (500, r#"{"error":"model requires more system memory (9 GiB)"}"#, Fault::BadRequest),
        ] {
            let told = words(body.as_bytes());
            assert_eq!(fault(status, &told), expected, "{status} {body}: {told}");
        }
        assert_eq!(words(b"<html>\n<b>502</b> Bad\nGateway</html>"), "502 Bad Gateway", "a page shows as its text");
        assert!(words("字".repeat(5000).as_bytes()).chars().count() <= 301, "long words are cut, at a character");
    }
}

//! Replies that came as a stream, put together to the form of a whole one: server-sent events, or Ollama's line of JSON
//! after line.

use pathloom_model::EndpointKind;
use serde_json::{Map, Value, json};

/// The whole reply. `None` where the body is no stream, or one that ended before the model had.
pub(crate) fn gathered(kind: EndpointKind, body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let events = text.lines().filter_map(|line| {
        let data = line.strip_prefix("data:").or_else(|| (kind == EndpointKind::Ollama).then_some(line))?;
        serde_json::from_str::<Value>(data.trim()).ok()
    });
    let mut parts = Parts::default();
    for event in events {
        if event.get("error").is_some_and(|error| !error.is_null()) {
            return Some(event);
        }
        match kind {
            EndpointKind::OpenAi | EndpointKind::Azure => parts.openai(&event),
            EndpointKind::Anthropic => parts.anthropic(&event),
            EndpointKind::Ollama => parts.ollama(event),
        }
    }
    parts.whole(kind)
}

#[derive(Default)]
struct Parts {
    text: String,
    thinking: String,
    refusal: String,
    finish: Option<String>,
    usage: Map<String, Value>,
    /// Ollama's last line, which holds the counts.
    last: Option<Value>,
}

impl Parts {
    fn openai(&mut self, event: &Value) {
        let piece = |field: &str| event.pointer(&format!("/choices/0/{field}")).and_then(Value::as_str);
        self.text.push_str(piece("delta/content").unwrap_or_default());
        let thinking = piece("delta/reasoning_content").or_else(|| piece("delta/reasoning"));
        self.thinking.push_str(thinking.unwrap_or_default());
        self.refusal.push_str(piece("delta/refusal").unwrap_or_default());
        if let Some(finish) = piece("finish_reason") {
            self.finish = Some(finish.to_owned());
        }
        self.used(event.get("usage"));
    }

    fn anthropic(&mut self, event: &Value) {
        let piece = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        self.text.push_str(piece("/delta/text").or_else(|| piece("/content_block/text")).unwrap_or_default());
        let thinking = piece("/delta/thinking").or_else(|| piece("/content_block/thinking"));
        self.thinking.push_str(thinking.unwrap_or_default());
        if let Some(finish) = piece("/delta/stop_reason") {
            self.finish = Some(finish.to_owned());
        }
        self.used(event.pointer("/message/usage"));
        self.used(event.get("usage"));
    }

    fn ollama(&mut self, event: Value) {
        let piece = |field: &str| event.pointer(&format!("/message/{field}")).and_then(Value::as_str);
        self.text.push_str(piece("content").unwrap_or_default());
        self.thinking.push_str(piece("thinking").unwrap_or_default());
        if event.get("done") == Some(&Value::Bool(true)) {
            self.last = Some(event);
        }
    }

    /// Later counts are the totals.
    fn used(&mut self, usage: Option<&Value>) {
        if let Some(Value::Object(usage)) = usage {
            self.usage.extend(usage.clone());
        }
    }

    fn whole(self, kind: EndpointKind) -> Option<Value> {
        match kind {
            EndpointKind::OpenAi | EndpointKind::Azure => {
                let refusal = (!self.refusal.is_empty()).then_some(self.refusal);
                let message = json!({ "content": self.text, "reasoning_content": self.thinking, "refusal": refusal });
                Some(json!({ "choices": [{ "message": message, "finish_reason": self.finish? }], "usage": self.usage }))
            }
            EndpointKind::Anthropic => Some(json!({
                "content": [{ "type": "thinking", "thinking": self.thinking }, { "type": "text", "text": self.text }],
                "stop_reason": self.finish?, "usage": self.usage
            })),
            EndpointKind::Ollama => {
                let mut last = self.last?;
                last["message"] = json!({ "content": self.text, "thinking": self.thinking });
                Some(last)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Finish;
    use crate::wire;

    fn read(kind: EndpointKind, body: &str) -> Option<(String, String, Option<Finish>, u64)> {
        let content = wire::read(kind, &gathered(kind, body.as_bytes())?)?;
        Some((content.text, content.thinking, content.finish, content.usage.map_or(0, |usage| usage.output)))
    }

    #[test]
    fn the_pieces_of_each_kind_make_the_whole() {
        let whole = Some(("Four.".to_owned(), "2 + 2".to_owned(), Some(Finish::Stop), 7));
        let openai = ": keep-alive\n\n\
            data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"reasoning_content\":\"2 + 2\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"Fo\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"ur.\"},\"finish_reason\":\"stop\"}]}\n\n\
            data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}\n\ndata: [DONE]\n\n";
        assert_eq!(read(EndpointKind::OpenAi, openai), whole);
        let anthropic = "event: message_start\n\
            data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n\
            data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"2 + 2\"}}\n\n\
            data: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n\
            data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Four.\"}}\n\n\
            data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n";
        assert_eq!(read(EndpointKind::Anthropic, anthropic), whole);
        let ollama = "{\"message\":{\"content\":\"\",\"thinking\":\"2 + 2\"},\"done\":false}\n\
            {\"message\":{\"content\":\"Four.\"},\"done\":false}\n\
            {\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":7}\n";
        assert_eq!(read(EndpointKind::Ollama, ollama), whole);
    }

    #[test]
    fn a_stream_that_stops_before_the_model_is_no_reply() {
        let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"The answer is 1\"}}]}\n\ndata: {\"choi";
        assert_eq!(gathered(EndpointKind::OpenAi, cut.as_bytes()), None, "1 may have been the start of 12");
        let failed = "data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n";
        let told = gathered(EndpointKind::OpenAi, failed.as_bytes()).expect("the error itself");
        assert_eq!(crate::refusal::status_within(&told), Some(500));
    }
}

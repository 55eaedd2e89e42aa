//! A call as it is kept: with what the endpoint's configuration fills in, pictures named instead of held.

use pathloom_llm::{Call, Part};
use pathloom_model::Endpoint;
use pathloom_model::key::digest;

/// The call with the endpoint's own parameters where it leaves them open.
pub fn filled(call: &Call, endpoint: &Endpoint) -> Call {
    let mut call = call.clone();
    let params = &mut call.params;
    params.temperature = params.temperature.or(endpoint.temperature);
    params.top_p = params.top_p.or(endpoint.top_p);
    params.max_tokens = params.max_tokens.or(endpoint.max_tokens);
    call
}

/// As JSON. Pictures are kept whole only for calls that are still to be made: the project has them as blobs.
pub fn text(call: &Call, whole: bool) -> String {
    let pictures =
        call.messages.iter().flat_map(|message| &message.parts).any(|part| matches!(part, Part::Image { .. }));
    if whole || !pictures {
        // Structs and BTreeMaps alone: writing them to memory cannot fail.
        return serde_json::to_string(call).unwrap_or_default();
    }
    let mut call = call.clone();
    for part in call.messages.iter_mut().flat_map(|message| &mut message.parts) {
        if let Part::Image { base64, .. } = part {
            *base64 = format!("{} characters, {}", base64.len(), digest(&[base64.as_bytes()]));
        }
    }
    serde_json::to_string(&call).unwrap_or_default()
}

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

/// About so many tokens: four letters each, one for each sign of the scripts that have no spaces, a thousand a picture.
pub fn tokens(call: &Call) -> u64 {
    let of_part = |part: &Part| match part {
        Part::Text(text) => {
            let wide = text.chars().filter(|letter| *letter >= '\u{2e80}').count() as u64;
            let narrow = text.chars().count() as u64 - wide;
            wide + narrow.div_ceil(4)
        }
        Part::Image { .. } => 1_000,
    };
    let schema = call.schema.as_ref().map_or(0, |schema| schema.schema.to_string().len() as u64 / 4);
    schema + call.messages.iter().map(|message| 4 + message.parts.iter().map(of_part).sum::<u64>()).sum::<u64>()
}

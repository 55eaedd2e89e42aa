//! From the address a user typed or pasted to the one a call goes to. No request is made here.

use pathloom_model::{Endpoint, EndpointKind};
use reqwest::Url;

/// Versions of Azure's classic interface move on; this one is generally available and has structured replies.
const AZURE_VERSION: &str = "2024-10-21";

/// What people paste after the base.
const PASTED: [&str; 9] = [
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/embeddings",
    "/api/chat",
    "/api/generate",
    "/api/embed",
    "/models",
];

/// The base address as it should be stored: a scheme, no trailing "/", no pasted `/chat/completions`.
pub fn tidy_base_url(typed: &str) -> String {
    let typed = typed.trim();
    let with_scheme = match typed.split_once("://") {
        Some(_) => typed.to_owned(),
        None if is_near(typed) => format!("http://{typed}"),
        None => format!("https://{typed}"),
    };
    let (path, query) = with_scheme.split_once('?').map_or((&*with_scheme, ""), |(path, query)| (path, query));
    let mut path = path.trim_end_matches('/');
    for pasted in PASTED {
        path = path.strip_suffix(pasted).unwrap_or(path).trim_end_matches('/');
    }
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Hosts that rarely speak https.
fn is_near(typed: &str) -> bool {
    let host = typed.split([':', '/']).next().unwrap_or_default();
    host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok() || typed.starts_with('[')
}

/// "https://api.example.com:8443": what a key is bound to. `None` where the base is no http address.
pub fn origin(base_url: &str) -> Option<String> {
    let url = Url::parse(&tidy_base_url(base_url)).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// Where calls of `model` go, or what is wrong with the address.
pub(crate) fn call_url(endpoint: &Endpoint, model: &str) -> Result<Url, String> {
    versioned_url(endpoint, model, false)
}

/// The same; `is_other`: with the version that OpenAI's address lacks, or without the one added to a bare host.
pub(crate) fn versioned_url(endpoint: &Endpoint, model: &str, is_other: bool) -> Result<Url, String> {
    let mut url = base(endpoint)?;
    let path = url.path().trim_end_matches('/').to_owned();
    let path = match endpoint.kind {
        EndpointKind::OpenAi => {
            let base = match (is_other, has_version(&path)) {
                (true, false) if path.is_empty() => path,
                (true, false) => path + "/v1",
                _ => versioned(&path, "/v1"),
            };
            base + "/chat/completions"
        }
        EndpointKind::Anthropic => versioned(&path, "/v1") + "/messages",
        EndpointKind::Ollama => {
            let root = path.strip_suffix("/v1").or_else(|| path.strip_suffix("/api")).unwrap_or(&path);
            format!("{root}/api/chat")
        }
        EndpointKind::Azure => return Ok(azure_url(url, &path, model)),
    };
    url.set_path(&path);
    Ok(url)
}

/// Where the vectors of texts are asked for, from the address of a call in words.
pub(crate) fn vectors_url(endpoint: &Endpoint, mut url: Url) -> Result<Url, String> {
    let (words, vectors) = match endpoint.kind {
        EndpointKind::OpenAi | EndpointKind::Azure => ("/chat/completions", "/embeddings"),
        EndpointKind::Ollama => ("/api/chat", "/api/embed"),
        EndpointKind::Anthropic => return Err("this kind of endpoint has no embeddings".to_owned()),
    };
    let path = url.path().strip_suffix(words).map(|base| format!("{base}{vectors}"));
    url.set_path(&path.ok_or_else(|| "the address has no place for embeddings".to_owned())?);
    Ok(url)
}

/// Where the models are listed; `None` where the kind has no such place.
pub(crate) fn models_url(endpoint: &Endpoint) -> Option<Url> {
    let mut url = base(endpoint).ok()?;
    let path = url.path().trim_end_matches('/').to_owned();
    let path = match endpoint.kind {
        EndpointKind::OpenAi | EndpointKind::Anthropic => versioned(&path, "/v1") + "/models",
        EndpointKind::Ollama => {
            let root = path.strip_suffix("/v1").or_else(|| path.strip_suffix("/api")).unwrap_or(&path);
            format!("{root}/api/tags")
        }
        EndpointKind::Azure => return None,
    };
    url.set_path(&path);
    Some(url)
}

/// Whether Azure is asked in its classic form, where the deployment stands in the address.
pub(crate) fn is_azure_classic(endpoint: &Endpoint) -> bool {
    endpoint.base_url.contains("/deployments/") || endpoint.base_url.contains("api-version=")
}

fn base(endpoint: &Endpoint) -> Result<Url, String> {
    let url = Url::parse(&tidy_base_url(&endpoint.base_url)).map_err(|error| format!("is no address ({error})"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("does not begin with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or password; keys have their own place".to_owned());
    }
    Ok(url)
}

/// A bare host gets the usual version; a path is taken as meant, whatever it ends in.
fn versioned(path: &str, version: &str) -> String {
    if path.is_empty() { version.to_owned() } else { path.to_owned() }
}

/// "/v1", "/api/paas/v4", "/v1beta/openai".
pub(crate) fn has_version(path: &str) -> bool {
    path.split('/')
        .any(|part| part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}

/// Whether there is another address to try where the first is not found.
pub(crate) fn has_other_version(endpoint: &Endpoint) -> bool {
    endpoint.kind == EndpointKind::OpenAi && base(endpoint).is_ok_and(|url| !has_version(url.path()))
}

fn azure_url(mut url: Url, path: &str, model: &str) -> Url {
    let classic = path.contains("/deployments/") || url.query_pairs().any(|(name, _)| name == "api-version");
    if !classic {
        let root = path.trim_end_matches("/v1").trim_end_matches("/openai");
        url.set_path(&format!("{root}/openai/v1/chat/completions"));
        return url;
    }
    if path.contains("/deployments/") {
        url.set_path(&format!("{path}/chat/completions"));
    } else {
        url.set_path(path.trim_end_matches("/openai"));
        if let Ok(mut segments) = url.path_segments_mut() {
            // Pushed as a segment, so that a model's name cannot become another path.
            segments.pop_if_empty().extend(["openai", "deployments", model, "chat", "completions"]);
        }
    }
    if !url.query_pairs().any(|(name, _)| name == "api-version") {
        url.query_pairs_mut().append_pair("api-version", AZURE_VERSION);
    }
    url
}

/// Whether the address itself, as the network layer reads it, stays on this computer.
pub(crate) fn stays_here(url: &Url) -> bool {
    match url.host() {
        Some(url_host) => {
            let host = url_host.to_string();
            host == "localhost"
                || host == "[::1]"
                || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(kind: &str, base_url: &str) -> String {
        let endpoint: Endpoint = serde_json::from_value(
            serde_json::json!({ "name": "E", "kind": kind, "base_url": base_url, "models": [] }),
        )
        .expect("an endpoint");
        call_url(&endpoint, "m/1").map_or_else(|error| format!("error: {error}"), String::from)
    }

    #[test]
    fn whatever_form_of_the_address_is_pasted_the_call_finds_its_way() {
        for typed in [
            "https://api.openai.com",
            "https://api.openai.com/",
            "https://api.openai.com/v1",
            "https://api.openai.com/v1/",
            "https://api.openai.com/v1/chat/completions",
            " https://api.openai.com/v1/chat/completions/ ",
            "api.openai.com/v1",
        ] {
            assert_eq!(url("openai", typed), "https://api.openai.com/v1/chat/completions", "{typed}");
        }
        assert_eq!(url("openai", "localhost:8000"), "http://localhost:8000/v1/chat/completions");
        assert_eq!(url("openai", "https://openrouter.ai/api/v1"), "https://openrouter.ai/api/v1/chat/completions");
        for typed in ["https://api.anthropic.com", "https://api.anthropic.com/v1/messages"] {
            assert_eq!(url("anthropic", typed), "https://api.anthropic.com/v1/messages", "{typed}");
        }
        for typed in ["http://127.0.0.1:11434", "127.0.0.1:11434/v1", "http://127.0.0.1:11434/api/chat"] {
            assert_eq!(url("ollama", typed), "http://127.0.0.1:11434/api/chat", "{typed}");
        }
    }

    #[test]
    fn both_forms_of_azure_are_known_by_their_address() {
        let host = "https://lab.openai.azure.com";
        for typed in [host.to_owned(), format!("{host}/openai/v1/"), format!("{host}/openai/v1/chat/completions")] {
            assert_eq!(url("azure", &typed), format!("{host}/openai/v1/chat/completions"), "{typed}");
        }
        let classic = format!("{host}/openai/deployments/gpt/chat/completions?api-version=2025-01-01-preview");
        assert_eq!(url("azure", &classic), classic, "a pasted classic address is kept");
        assert_eq!(
            url("azure", &format!("{host}/openai/deployments/gpt")),
            format!("{host}/openai/deployments/gpt/chat/completions?api-version=2024-10-21")
        );
        assert_eq!(
            url("azure", &format!("{host}?api-version=2024-06-01")),
            format!("{host}/openai/deployments/m%2F1/chat/completions?api-version=2024-06-01"),
            "the deployment is the model, and no path of its own"
        );
    }

    #[test]
    fn an_address_that_is_none_says_why() {
        assert!(url("openai", "ftp://example.com").contains("http"), "the scheme is named");
        assert!(url("openai", "https://me:secret@example.com").contains("user name"), "keys have their own place");
        assert_eq!(origin("https://api.example.com:8443/v1?x=1").as_deref(), Some("https://api.example.com:8443"));
        assert_eq!(origin("nonsense://"), None);
    }
}

//! One exchange over HTTP: a body out, a bounded body in. It knows nothing of models, retries or limits.

use reqwest::header::HeaderMap;
use reqwest::{Client, Url};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A reply larger than this is no reply of a model.
pub(crate) const LARGEST: usize = 16 << 20;
const CONNECT: Duration = Duration::from_secs(10);
/// A server that sends a byte now and then is cut off after so many timeouts.
const DRIPS: u32 = 10;

/// Two sets of connections: calls to this computer never pass a proxy.
#[derive(Default)]
pub(crate) struct Connections {
    far: OnceLock<Result<Client, String>>,
    here: OnceLock<Result<Client, String>>,
}

pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub latency: Duration,
}

pub(crate) enum Lost {
    /// No byte for so long; `begun` when the reply had.
    TimedOut {
        time: Duration,
        begun: bool,
    },
    /// No connection at all: nothing was sent.
    NoConnection(String),
    /// No computer of this name was found.
    NoName(String),
    /// The connection broke before the reply was whole.
    Broken(String),
    TooLarge,
}

impl Connections {
    fn get(&self, here: bool) -> Result<&Client, Lost> {
        let slot = if here { &self.here } else { &self.far };
        slot.get_or_init(|| connect(here)).as_ref().map_err(|why| Lost::NoConnection(why.clone()))
    }

    /// `body: None` reads, otherwise posts JSON. `patience`: without a byte.
    pub async fn exchange(
        &self,
        url: Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
        patience: Duration,
    ) -> Result<Answer, Lost> {
        let client = self.get(crate::address::stays_here(&url))?;
        let request = match body {
            Some(body) => client.post(url).body(body),
            None => client.get(url),
        };
        let started = Instant::now();
        let sent = timeout(patience, request.headers(headers).send()).await;
        let mut response = sent.map_err(|_| Lost::TimedOut { time: patience, begun: false })?.map_err(lost)?;
        let mut body = Vec::new();
        let too_late = |time: Duration, body: &[u8]| Lost::TimedOut { time, begun: !body.is_empty() };
        loop {
            let chunk = timeout(patience, response.chunk()).await.map_err(|_| too_late(patience, &body))?;
            let Some(chunk) = chunk.map_err(lost)? else { break };
            if body.len() + chunk.len() > LARGEST {
                return Err(Lost::TooLarge);
            }
            if started.elapsed() > patience * DRIPS {
                return Err(too_late(patience * DRIPS, &body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
            latency: started.elapsed(),
        })
    }
}

fn connect(here: bool) -> Result<Client, String> {
    // An error means that this process has chosen one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Redirects are not followed: the key would go along, or the call would leave this computer.
    let builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .user_agent(concat!("pathloom/", env!("CARGO_PKG_VERSION")));
    let builder = if here {
        let ports_of_the_url = [([127, 0, 0, 1], 0).into(), ([0, 0, 0, 0, 0, 0, 0, 1], 0).into()];
        builder.no_proxy().resolve_to_addrs("localhost", &ports_of_the_url)
    } else {
        builder
    };
    builder.build().map_err(|error| format!("no secure connections can be made: {}", chain(&error)))
}

fn lost(error: reqwest::Error) -> Lost {
    // The address may hold what the user would not want in a log; the endpoint's name stands for it.
    let error = error.without_url();
    match (error.is_connect(), has_no_name(&error)) {
        (_, true) => Lost::NoName(chain(&error)),
        (true, _) => Lost::NoConnection(chain(&error)),
        _ => Lost::Broken(chain(&error)),
    }
}

/// The kinds of these errors are private: their words tell.
fn has_no_name(error: &dyn std::error::Error) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string().starts_with("dns error") {
            return true;
        }
        next = error.source();
    }
    false
}

/// The innermost cause says most: "connection refused" instead of "error sending request".
fn chain(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

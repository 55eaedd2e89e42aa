//! A server on this computer that answers model calls by a script, after a pause if it likes: for measurements and for
//! tests of what models and networks do wrong. It speaks as much HTTP/1.1 as calls of models need.

pub mod firms;

use crate::runtime::runtime;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server says to one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Beside length and type.
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub after: Duration,
    pub sent: Sent,
}

/// How a body goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sent {
    #[default]
    Whole,
    /// The connection ends in the middle of it.
    Cut,
    /// A tenth of it each so often.
    Slowly(Duration),
    /// Blanks without end.
    Endless,
}

impl Answer {
    /// A completion with this text; tokens by its length and that of the request.
    pub fn text(request: &str, text: &str) -> Answer {
        let body = serde_json::json!({
            "id": "scripted", "object": "chat.completion", "model": "scripted",
            "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": text } }],
            "usage": { "prompt_tokens": request.len() / 4, "completion_tokens": text.len().div_ceil(4) },
        });
        Answer::json(200, &body)
    }

    pub fn status(status: u16, message: &str) -> Answer {
        Answer::json(status, &serde_json::json!({ "error": { "message": message, "type": "scripted" } }))
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Answer {
        Answer { status, headers: vec![], body: body.to_string(), after: Duration::ZERO, sent: Sent::Whole }
    }

    pub fn after(self, after: Duration) -> Answer {
        Answer { after, ..self }
    }

    pub fn sent(self, sent: Sent) -> Answer {
        Answer { sent, ..self }
    }

    pub fn header(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Ends when it is dropped.
pub struct Server {
    address: SocketAddr,
    requests: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

type Script = dyn Fn(&str) -> Answer + Send + Sync;

impl Server {
    /// `script` gets the body of each request.
    pub fn start(script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> io::Result<Server> {
        let runtime = runtime().ok_or_else(|| io::Error::other("no threads"))?;
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let requests = Arc::new(AtomicU64::new(0));
        let (script, counted): (Arc<Script>, _) = (Arc::new(script), requests.clone());
        let task = runtime.spawn(async move {
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), counted.clone()));
            }
        });
        Ok(Server { address, requests, task })
    }

    /// For an endpoint's configuration.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Answered so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, until the other side ends it or sends what is no request.
async fn serve(mut stream: TcpStream, script: Arc<Script>, requests: Arc<AtomicU64>) {
    let _ = stream.set_nodelay(true);
    let mut bytes = Vec::new();
    while let Ok(Some(body)) = request(&mut stream, &mut bytes).await {
        let answer = script(&body);
        requests.fetch_add(1, Ordering::Relaxed);
        if !answer.after.is_zero() {
            tokio::time::sleep(answer.after).await;
        }
        if respond(&mut stream, &answer).await.is_err() || answer.sent == Sent::Cut {
            return;
        }
    }
}

async fn respond(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Scripted\r\ncontent-type: application/json\r\n", answer.status);
    if answer.sent != Sent::Endless {
        head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let body = answer.body.as_bytes();
    match answer.sent {
        // In one piece: a small reply is one packet.
        Sent::Whole => head.push_str(&answer.body),
        Sent::Cut => head.push_str(&String::from_utf8_lossy(&body[..body.len() / 2])),
        Sent::Slowly(_) | Sent::Endless => {}
    }
    stream.write_all(head.as_bytes()).await?;
    match answer.sent {
        Sent::Slowly(pause) => {
            for part in body.chunks(body.len().div_ceil(10).max(1)) {
                stream.write_all(part).await?;
                stream.flush().await?;
                tokio::time::sleep(pause).await;
            }
        }
        Sent::Endless => loop {
            stream.write_all(&[b' '; 65_536]).await?;
        },
        Sent::Whole | Sent::Cut => {}
    }
    stream.flush().await
}

/// The body of the next request; `bytes` holds what was read beyond.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<Option<String>> {
    const LARGEST: usize = 64 << 20;
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > LARGEST || stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    let whole = head + length.unwrap_or(0).min(LARGEST);
    while bytes.len() < whole {
        if stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    }
    let body = String::from_utf8_lossy(&bytes[head..whole]).into_owned();
    bytes.drain(..whole);
    Ok(Some(body))
}

//! A real HTTP server on 127.0.0.1 that behaves, and misbehaves, as a script tells it.

#![allow(dead_code, reason = "each test file uses a part of it")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What came in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

type Script = dyn Fn(usize, &Asked) -> Act + Send + Sync;

/// What goes out.
#[derive(Clone, Debug)]
pub enum Act {
    /// Status, further headers, body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    After(Duration, Box<Act>),
    /// The head and half of the body, then a reset.
    ResetMidBody,
    /// Closed without an answer.
    Close,
    /// Never a byte.
    Hang,
    /// A byte of the body each so often.
    Drip(Duration, Vec<u8>),
    /// A body without end.
    Endless,
}

pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Server {
    /// The script gets the number of the request, from 0, and the request.
    pub async fn start(script: impl Fn(usize, &Asked) -> Act + Send + Sync + 'static) -> Server {
        Server::at("127.0.0.1:0", script).await
    }

    pub async fn at(address: &str, script: impl Fn(usize, &Asked) -> Act + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let script: Arc<Script> = Arc::new(script);
        let seen = Arc::clone(&asked);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&seen)));
            }
        });
        Server { address, asked, accepting }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic within").clone()
    }

    pub fn count(&self) -> usize {
        self.asked.lock().expect("no panic within").len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A reply in OpenAI's form.
pub fn says(text: &str) -> Act {
    reply(json!({ "content": text }), "stop")
}

pub fn reply(message: Value, finish: &str) -> Act {
    let body = json!({
        "choices": [{ "message": message, "finish_reason": finish }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": { "cached_tokens": 4 } }
    });
    answer(200, body)
}

pub fn answer(status: u16, body: Value) -> Act {
    Act::Answer(status, Vec::new(), body.to_string().into_bytes())
}

pub fn error(status: u16, message: &str) -> Act {
    answer(status, json!({ "error": { "message": message } }))
}

pub fn with(act: Act, name: &'static str, value: &str) -> Act {
    match act {
        Act::Answer(status, mut headers, body) => {
            headers.push((name, value.to_owned()));
            Act::Answer(status, headers, body)
        }
        other => other,
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Vec<Asked>>>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    while let Some(asked) = read(&mut stream, &mut buffer).await {
        let act = {
            let mut seen = seen.lock().expect("no panic within");
            seen.push(asked.clone());
            script(seen.len() - 1, &asked)
        };
        if perform(&mut stream, act).await.is_none() {
            return;
        }
    }
}

/// `None` where the connection is over.
async fn perform(stream: &mut TcpStream, mut act: Act) -> Option<()> {
    while let Act::After(time, next) = act {
        tokio::time::sleep(time).await;
        act = *next;
    }
    match act {
        Act::Answer(status, headers, body) => {
            let mut head =
                format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            let mut all = (head + "\r\n").into_bytes();
            all.extend(body);
            stream.write_all(&all).await.ok()
        }
        Act::ResetMidBody => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\": [").await.ok()?;
            stream.flush().await.ok()?;
            tokio::time::sleep(Duration::from_millis(5)).await;
            stream.set_zero_linger().ok()?;
            None
        }
        Act::Hang => std::future::pending().await,
        Act::Drip(pause, body) => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).await.ok()?;
            for byte in body {
                stream.write_all(&[byte]).await.ok()?;
                tokio::time::sleep(pause).await;
            }
            Some(())
        }
        Act::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
            loop {
                stream.write_all(&[b' '; 65536]).await.ok()?;
            }
        }
        Act::Close | Act::After(..) => None,
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Asked> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while buffer.len() < head_end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = serde_json::from_slice(&buffer[head_end..head_end + length]).unwrap_or_default();
    buffer.drain(..head_end + length);
    Some(Asked { path, headers, body })
}

//! Parts of documents through bounded channels: brought → read. Each worker holds one part, so memory does not grow with
//! their number; results come in no particular order.

use super::work::Trouble;
use crate::calls::Caller;
use crate::reading::Reader;
use crate::reading::parts::{Document, Part};
use pathloom_extract::{Finding, Refusal};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

pub struct Item {
    pub document: Arc<Document>,
    /// Among the parts of its document.
    pub number: usize,
    pub part: Part,
    pub attempt: u32,
}

pub enum Event {
    /// Comes before the parts of the document.
    Document {
        document: Arc<Document>,
        parts: usize,
        told: Vec<Refusal>,
    },
    Part {
        document: u64,
        number: usize,
        outcome: Outcome,
    },
}

pub enum Outcome {
    Found(Box<Finding>),
    Failed {
        attempt: u32,
        label: String,
        trouble: Trouble,
        calls: Vec<String>,
    },
    /// Not read in this go, or failed in an earlier one.
    Left {
        failed: bool,
    },
}

/// Results waiting to be taken.
const EVENTS: usize = 256;

/// Ends to put parts in and to take events from; these end when the ins are dropped and all is read.
pub fn start(
    runtime: &Runtime,
    reader: Arc<Reader>,
    caller: &Caller,
    workers: usize,
) -> (Sender<Item>, Sender<Event>, Receiver<Event>) {
    let (items, to_read) = channel(workers);
    let (events, results) = channel(EVENTS);
    let to_read = Arc::new(Mutex::new(to_read));
    for _ in 0..workers {
        runtime.spawn(work(reader.clone(), caller.clone(), to_read.clone(), events.clone()));
    }
    (items, events, results)
}

async fn work(reader: Arc<Reader>, caller: Caller, items: Arc<Mutex<Receiver<Item>>>, events: Sender<Event>) {
    loop {
        let next = items.lock().await.recv().await;
        let Some(Item { document, number, part, attempt }) = next else { return };
        let (id, key) = (document.id, document.parsed.meta.key.clone());
        let own = caller.for_path(attempt, [&key]);
        let outcome = match reader.read(&own, &document, part).await {
            Ok(finding) => Outcome::Found(Box::new(finding)),
            Err(Trouble::Stopped) => Outcome::Left { failed: false },
            Err(trouble) => Outcome::Failed { attempt, label: document.label(part), trouble, calls: own.made() },
        };
        // Before the event is sent: whoever completes the document has it alone then.
        drop(document);
        if events.send(Event::Part { document: id, number, outcome }).await.is_err() {
            return;
        }
    }
}

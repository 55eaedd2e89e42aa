//! Paths through bounded channels: drawn → written → scored. Each worker holds one path, so memory does not grow with
//! their number; results come as events in no particular order.

use super::work::{Trouble, Work};
use crate::calls::Caller;
use crate::graph_state::GraphState;
use pathloom_model::sample::DrawRecord;
use pathloom_model::{Match, Sample, SubgraphSampling, Template};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// What workers share.
pub struct Shared<W> {
    pub work: W,
    pub caller: Caller,
    pub state: Arc<GraphState>,
    pub templates: Vec<Template>,
    pub scores: bool,
    /// What samples say of how their paths were drawn.
    pub draw: Option<DrawRecord>,
    pub seed: u64,
    pub subgraph: Option<SubgraphSampling>,
}

pub struct Path {
    pub place: u64,
    /// Place in [`Shared::templates`].
    pub template: usize,
    pub found: Match,
    pub attempt: u32,
}

pub struct ToScore {
    pub place: u64,
    pub sample: Sample,
    pub attempt: u32,
}

pub enum Event {
    Drawn {
        paths: u64,
    },
    /// A template, by title, gave fewer paths than were asked for; why, where it gave none.
    Short {
        template: String,
        missing: u64,
        why: Option<String>,
    },
    Written {
        place: u64,
        sample: Box<Sample>,
    },
    NotWritten {
        place: u64,
        attempt: u32,
        item: String,
        trouble: Trouble,
        calls: Vec<String>,
    },
    Scored {
        place: u64,
        attempt: u32,
        sample: Box<Sample>,
        trouble: Option<Trouble>,
        calls: Vec<String>,
    },
}

/// Ends to put paths and samples in, and to take events from. The events end when both ins are dropped and all is done.
pub struct Flow {
    pub paths: Sender<Path>,
    pub to_score: Sender<ToScore>,
    pub events: Sender<Event>,
    pub results: Receiver<Event>,
}

type Shares<T> = Arc<tokio::sync::Mutex<Receiver<T>>>;

/// Starts `writers` and `scorers`.
pub fn start<W: Work>(runtime: &Runtime, shared: &Arc<Shared<W>>, writers: usize, scorers: usize) -> Flow {
    let (paths, to_write) = channel(writers);
    let (to_score, samples) = channel(scorers);
    let (events, results) = channel(EVENTS);
    let (to_write, samples): (Shares<Path>, Shares<ToScore>) = (share(to_write), share(samples));
    for _ in 0..writers {
        runtime.spawn(write(shared.clone(), to_write.clone(), to_score.clone(), events.clone()));
    }
    for _ in 0..scorers {
        runtime.spawn(score(shared.clone(), samples.clone(), events.clone()));
    }
    Flow { paths, to_score, events, results }
}

/// Results waiting to be stored.
const EVENTS: usize = 256;

fn share<T>(receiver: Receiver<T>) -> Shares<T> {
    Arc::new(tokio::sync::Mutex::new(receiver))
}

async fn write<W: Work>(shared: Arc<Shared<W>>, paths: Shares<Path>, to_score: Sender<ToScore>, events: Sender<Event>) {
    loop {
        let next = paths.lock().await.recv().await;
        let Some(path) = next else { return };
        let Some(event) = shared.write(&path).await else { continue };
        let made = match &event {
            Event::Written { sample, .. } if shared.scores => Some(sample.as_ref().clone()),
            _ => None,
        };
        // Stored before it is scored: the events are taken in order.
        if events.send(event).await.is_err() {
            return;
        }
        if let Some(sample) = made
            && to_score.send(ToScore { place: path.place, sample, attempt: 0 }).await.is_err()
        {
            return;
        }
    }
}

async fn score<W: Work>(shared: Arc<Shared<W>>, samples: Shares<ToScore>, events: Sender<Event>) {
    loop {
        let next = samples.lock().await.recv().await;
        let Some(ToScore { place, sample, attempt }) = next else { return };
        if shared.caller.control().is_stopped() {
            continue;
        }
        let documents = sample.evidence.iter().map(|evidence| &evidence.span.document);
        let caller = shared.caller.for_path(attempt, documents);
        let Ok(knowledge) = shared.state.knowledge() else { return };
        let (sample, trouble) = shared.work.score(&caller, knowledge, sample).await;
        if trouble == Some(Trouble::Stopped) {
            continue;
        }
        let event = Event::Scored { place, attempt, sample: Box::new(sample), trouble, calls: caller.made() };
        if events.send(event).await.is_err() {
            return;
        }
    }
}

impl<W: Work> Shared<W> {
    /// `None` when the run was stopped meanwhile.
    async fn write(&self, path: &Path) -> Option<Event> {
        let Path { place, template, attempt, .. } = *path;
        if self.caller.control().is_stopped() {
            return None;
        }
        let knowledge = self.state.knowledge().ok()?;
        let nodes = path.found.all_nodes();
        let documents =
            nodes.iter().map(|key| knowledge.node(key).and_then(|node| node.document.as_ref()).unwrap_or(key));
        let caller = self.caller.for_path(attempt, documents);
        let written = self.work.generate(&caller, knowledge, self.templates.get(template)?, &path.found).await;
        match written {
            Ok(mut sample) => {
                sample.generated.draw.clone_from(&self.draw);
                sample.generated.seed = self.seed;
                sample.generated.subgraph = self.subgraph;
                Some(Event::Written { place, sample: Box::new(sample) })
            }
            Err(Trouble::Stopped) => None,
            Err(trouble) => {
                let item = pathloom_compose::path_text(knowledge, &path.found);
                Some(Event::NotWritten { place, attempt, item, trouble, calls: caller.made() })
            }
        }
    }
}

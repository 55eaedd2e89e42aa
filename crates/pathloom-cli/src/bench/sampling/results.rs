//! The results of `benches/peers` as they lie in their file, and how points are found among them.

use crate::project::wrong;
use pathloom_ipc::AppError;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Debug, Deserialize)]
pub struct Results {
    pub machine: Machine,
    pub pathloom: Vec<Ours>,
    pub peers: Vec<Theirs>,
}

#[derive(Debug, Deserialize)]
pub struct Machine {
    pub processor: String,
    pub cores: u32,
    pub memory_gib: u32,
    pub system: String,
    /// Programs that wanted a processor when the run began.
    pub load_at_start: f64,
}

/// What `bench sample` printed for one graph and direction, or why it did not.
#[derive(Debug, Deserialize)]
pub struct Ours {
    /// Nodes asked for.
    #[serde(rename = "asked_nodes")]
    pub size: u64,
    pub direction: String,
    pub hubs: bool,
    pub missing: Option<String>,
    pub build_ms: Option<f64>,
    /// From the snapshot, and from the rows of the project's file.
    pub open_ms: Option<f64>,
    pub open_rows_ms: Option<f64>,
    pub graph_bytes: Option<f64>,
    pub count_ms: Option<f64>,
    pub count_cpu_ms: Option<f64>,
    pub walks_cpu_ms: Option<f64>,
    pub exact_count_ms: Option<f64>,
    pub exact: Option<bool>,
    #[serde(default)]
    pub samples_per_s: ByStrategy,
    #[serde(default)]
    pub samples_per_cpu_s: ByStrategy,
    pub unique: Option<f64>,
    pub peak_rss_bytes: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ByStrategy {
    pub uniform: Option<f64>,
    pub long_tail: Option<f64>,
    pub diverse: Option<f64>,
}

/// One form of one peer on one graph.
#[derive(Debug, Deserialize)]
pub struct Theirs {
    pub peer: String,
    pub version: String,
    #[serde(rename = "asked_nodes")]
    pub size: u64,
    pub direction: String,
    pub task: String,
    pub form: String,
    pub missing: Option<String>,
    pub uniform: Option<bool>,
    pub cpu_s: Option<f64>,
    pub samples: Option<f64>,
}

impl Theirs {
    /// Milliseconds on the processor for a count; samples a second on the processor.
    pub fn figure(&self) -> Option<f64> {
        let seconds = self.cpu_s.filter(|&seconds| seconds > 0.0)?;
        match self.task.as_str() {
            "sample" | "nodes" => self.samples.filter(|&samples| samples > 0.0).map(|samples| samples / seconds),
            _ => Some(seconds * 1000.0),
        }
    }
}

impl Results {
    pub fn read(path: &Path) -> Result<Results, AppError> {
        let text = std::fs::read_to_string(path).map_err(|problem| {
            wrong(format!("{}: {problem}.", path.display()), "Measure first: benches/sampling.sh writes the results.")
        })?;
        serde_json::from_str(&text).map_err(|problem| {
            wrong(format!("{}: {problem}.", path.display()), "Measure again with benches/sampling.sh.")
        })
    }

    /// Sizes that were asked for, smallest first.
    pub fn sizes(&self) -> BTreeSet<u64> {
        self.pathloom.iter().map(|point| point.size).collect()
    }

    pub fn ours(&self, size: u64, direction: &str, hubs: bool) -> Option<&Ours> {
        self.pathloom.iter().find(|it| it.size == size && it.direction == direction && it.hubs == hubs)
    }

    /// The form that takes least of the processor.
    pub fn best(&self, peer: &str, task: &str, size: u64, direction: &str) -> Option<&Theirs> {
        let of = |it: &&Theirs| it.peer == peer && it.task == task && it.size == size && it.direction == direction;
        let sign = if task == "sample" || task == "nodes" { -1.0 } else { 1.0 };
        let cost = |it: &Theirs| it.figure().map(|figure| sign * figure);
        let points = self.peers.iter().filter(of).filter(|it| it.uniform != Some(false) || peer != "DuckDB");
        points
            .filter(|it| cost(it).is_some())
            .min_by(|a, b| cost(a).partial_cmp(&cost(b)).unwrap_or(std::cmp::Ordering::Equal))
    }
}

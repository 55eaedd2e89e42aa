//! Events from the core to the interface. One channel each; payloads are small.

use crate::runs::RunView;
use serde::{Deserialize, Serialize};

/// Payload [`RunView`]: a run moved. At most ten a second.
pub const RUN: &str = "pathloom://run";
/// Payload [`Changed`]: lists of these screens are out of date.
pub const CHANGED: &str = "pathloom://changed";
/// Payload `Vec<String>`: absolute paths of files dropped on the window.
pub const DROPPED: &str = "pathloom://dropped";

pub type RunEvent = RunView;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub sources: bool,
    pub graph: bool,
    pub samples: bool,
    pub runs: bool,
}

//! Model endpoints: the only part of Pathloom that uses the network. It knows nothing of graphs, samples or projects, and
//! stores nothing: whoever calls keeps the replies.
//!
//! [`call`] what is asked and what comes back → [`pool`] who is asked, when and how often → [`fault`] what can go wrong,
//! sorted by what to do about it → [`json`] a value out of a model's text.

mod address;
pub mod call;
pub mod fault;
mod habits;
pub mod json;
mod key;
pub mod pool;
mod send;
pub mod told;
mod wire;

pub use address::{origin, tidy_base_url};
pub use call::{Call, Finish, Message, Params, Part, Reply, Schema, Speaker, Usage};
pub use fault::{CallError, Fault};
pub use habits::Habits;
pub use json::{JsonFault, read_json};
pub use key::Key;
pub use pool::{Allowed, EndpointState, Pool, Target};
pub use tokio_util::sync::CancellationToken;
pub use told::{Habit, News, Told, Unheard, Wait};

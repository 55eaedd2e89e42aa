//! Model endpoints: the only part of Pathloom that uses the network. It knows nothing of graphs, samples or projects, and
//! stores nothing: whoever calls keeps the replies.
//!
//! [`call`] what is asked and what comes back → [`pool`] who is asked, when and how often → [`fault`] what can go wrong,
//! sorted by what to do about it → [`json`] a value out of a model's text.

mod address;
mod attempt;
mod batch;
pub mod call;
mod course;
pub mod fault;
mod gate;
mod habits;
pub mod json;
mod key;
mod lenient;
mod local;
pub mod pool;
mod price;
mod probe;
mod refusal;
mod retry;
mod send;
mod shown;
mod state;
pub mod tokens;
pub mod told;
mod turn;
mod vectors;
mod waits;
mod wire;

pub use address::{origin, tidy_base_url};
pub use batch::{BatchResult, MOST_LINES, batch_line, read_batch_line};
pub use call::{Call, Finish, Message, Params, Part, Reply, Schema, Speaker, Usage};
pub use fault::{CallError, Fault};
pub use habits::Habits;
pub use json::{JsonFault, read_json};
pub use key::Key;
pub use local::{LocalServer, find_local, find_local_at, list_models};
pub use pool::{Allowed, Patience, Pool, Target};
pub use price::cost;
pub use probe::{Probe, probe};
pub use shown::{ShownRequest, shown_request};
pub use state::{EndpointState, Hour};
pub use tokio_util::sync::CancellationToken;
pub use told::{Habit, News, Told, Trouble, Unheard, Wait};
pub use vectors::{unpack as unpack_vectors, vectors_call, vectors_of};

//! Model endpoints: the only part of Pathloom that uses the network. It knows nothing of graphs, samples or projects, and
//! stores nothing: whoever calls keeps the replies.
//!
//! [`call`] what is asked and what comes back → [`fault`] what can go wrong, sorted by what to do about it.

pub mod call;
pub mod fault;

pub use call::{Call, Finish, Message, Params, Part, Reply, Schema, Speaker, Usage};
pub use fault::{CallError, Fault};

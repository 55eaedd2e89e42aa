//! The only door to the core: every command as a typed function, every event as a typed listener.
//! No other module knows the name of a command.

mod call;
mod commands;
mod events;

pub use call::ObjectUrl;
pub use commands::*;
pub use events::listen;

/// What every command gives back.
pub type Answer<T> = Result<T, pathloom_ipc::AppError>;

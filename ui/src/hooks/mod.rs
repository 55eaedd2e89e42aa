//! What components share: calling commands, loading views, events, keys, sizes.

mod command;
mod event;
mod follow;
mod keys;
mod query;
mod screen;
mod size;

pub use command::use_command;
pub use event::use_event;
pub use follow::follow;
pub use keys::{Stroke, is_typing, use_keys};
pub use query::{Query, use_live_query, use_query};
pub use screen::{provide_screen, use_screen_active};
pub use size::{use_media, use_size};

//! Path templates: the library, one pattern in the editor, its count and matches, the user's own, template files.
//! Matching itself is `pathloom_graph`'s.

mod explain;
mod files;
mod ground;
mod library;
mod limits;
mod matches;
mod pattern;
mod preview;
mod saved;
mod schema;

pub(crate) use explain::why_none;
pub use files::{parse_template, template_file};
pub(crate) use ground::{Ground, Part};
pub(crate) use library::{Library, invalid};
pub use library::{preset_ids, preset_toml, presets};
pub use matches::{Drawn, MatchView};

//! What several screens share: the open project, runs, where we are, toasts. Small stores, each its own context.

mod app;
mod overlay;
mod remembered;
mod route;
mod runs;
mod toasts;

pub use app::{App, provide_app, use_app};
pub use overlay::{Overlay, overlay_is_open};
pub use remembered::{recall, remember};
pub use route::{Screen, go, provide_route, use_route};
pub use runs::{Runs, provide_runs, use_changes, use_runs};
pub use toasts::{Toast, ToastAction, Toasts, Tone, provide_toasts, use_toasts};

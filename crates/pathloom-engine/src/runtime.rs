//! The engine's own runtime for calls of models; everything else runs on threads.

use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

/// Started when the first model is asked. `None` when the system gives no threads.
pub fn runtime() -> Option<&'static Runtime> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
    let build = || Builder::new_multi_thread().worker_threads(threads).thread_name("models").enable_all().build().ok();
    RUNTIME.get_or_init(build).as_ref()
}

//! Running again when a derived value changes.

use leptos::prelude::*;

/// Follows a memo whose value does not matter. Its `track()` would not do: a memo that nobody has read yet has not run,
/// so it hears of no change itself.
pub fn follow<T: Send + Sync + 'static>(memo: Memo<T>) {
    memo.with(|_| ());
}

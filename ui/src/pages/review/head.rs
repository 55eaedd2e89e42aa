//! The page head: how far the review is.

use super::View;
use super::store::use_store;
use crate::components::{Bar, Button, ButtonSize, Part};
use crate::text::review::words;
use crate::text::{fill, number};
use leptos::prelude::*;

#[component]
pub fn Head() -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let progress = store.progress;
    let some = move || progress.with(|progress| progress.total > 0);
    let parts = Signal::derive(move || {
        let progress = progress.get();
        let share = |count: u64| count as f64 / progress.total.max(1) as f64;
        let part = |class, count| Part { class, share: share(count) };
        vec![part("b-ok", progress.approved), part("b-bad", progress.rejected), part("b-mut", progress.skipped)]
    });
    let reviewed = move || progress.with(|progress| progress.total - progress.to_review.min(progress.total));
    let stat = move |count: u64, word: &'static str| {
        (count > 0).then(|| view! { <span><b>{number(count)}</b>" "{word}</span> })
    };
    view! {
        <div class="phead">
            <h1>{words().title}</h1>
            <Show when=some>
                <span class="only-narrow">
                    <Button size=ButtonSize::Small icon="panel-left" on_click=move || view.drawer.update(|open| *open = !*open)>
                        {words().queue}
                    </Button>
                </span>
                <div class="rv__prog">
                    <Bar parts label=words().progress height=6/>
                    <span class="num nowrap"><b>{move || number(reviewed())}</b>" "
                        {move || fill(words().reviewed, &[("total", &progress.with(|progress| number(progress.total)))])}</span>
                </div>
                <div class="rv__stat meta">{move || {
                    let progress = progress.get();
                    view! {
                        {stat(progress.approved, words().approved)}
                        {stat(progress.edited, words().edited)}
                        {stat(progress.rejected, words().rejected)}
                        {stat(progress.skipped, words().skipped)}
                        {stat(progress.recheck, words().recheck)}
                    }
                }}</div>
            </Show>
        </div>
    }
}

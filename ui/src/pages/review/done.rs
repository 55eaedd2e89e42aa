//! When nothing is left to review: what came of it, and where to go.

use super::store::{Filter, use_store};
use crate::components::{Bar, Button, ButtonKind, ButtonSize, Icon, Part};
use crate::state::{Screen, go};
use crate::text::review::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::review::Progress;
use pathloom_model::Decision;

#[component]
pub fn Done() -> impl IntoView {
    let store = use_store();
    let is_done = Memo::new(move |_| {
        let all = store.progress.with(|progress| progress.total > 0 && progress.to_review == 0);
        let waiting = store.filter.with(|filter| *filter == Filter::default());
        all && waiting
    });
    view! { <Show when=move || is_done.get()><Card progress=store.progress.get()/></Show> }
}

#[component]
fn Card(progress: Progress) -> impl IntoView {
    let store = use_store();
    let ready = progress.approved.saturating_sub(progress.recheck);
    let share = |count: u64| count as f64 / progress.total.max(1) as f64;
    let parts = vec![
        Part { class: "b-ok", share: share(progress.approved) },
        Part { class: "b-bad", share: share(progress.rejected) },
        Part { class: "b-mut", share: share(progress.skipped) },
    ];
    let see = move |decision| store.filter.set(Filter { decision: Some(decision), ..Filter::default() });
    let stat =
        |count: u64, word: &'static str| (count > 0).then(|| view! { <span><b>{number(count)}</b>" "{word}</span> });
    view! {
        <div class="rdone"><div class="rdone__in" role="status">
            <Icon name="circle-check-big" size=28 class="ok"/>
            <h2 class="h-title">{words().done_title}</h2>
            <p class="ink2">{fill(words().done_about, &[("n", &number(ready)), ("total", &number(progress.total))])}</p>
            {(progress.recheck > 0).then(|| view! {
                <p class="warn">{fill(words().done_recheck, &[("n", &number(progress.recheck))])}</p>
            })}
            <Bar parts label=words().progress height=8/>
            <div class="row meta num rdone__s">
                {stat(progress.approved, words().approved)}{stat(progress.edited, words().edited)}
                {stat(progress.rejected, words().rejected)}{stat(progress.skipped, words().skipped)}
            </div>
            <div class="row rdone__a">
                <Button kind=ButtonKind::Primary size=ButtonSize::Medium icon="database" on_click=|| go(Screen::Dataset, &[])>
                    {words().to_dataset}
                </Button>
                <span class="sp"></span>
                {(progress.skipped > 0).then(|| view! {
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Medium icon="skip-forward" on_click=move || see(Decision::Skipped)>
                        {words().see_skipped}
                    </Button>
                })}
                {(progress.rejected > 0).then(|| view! {
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Medium icon="rotate-ccw" on_click=move || see(Decision::Rejected)>
                        {words().see_rejected}
                    </Button>
                })}
            </div>
        </div></div>
    }
}

//! What a run will probably take: calls by role, tokens, money, time.

use crate::text::asked::words;
use crate::text::models::role_name;
use crate::text::{fill, number, since};
use leptos::prelude::*;
use pathloom_ipc::runs::EstimateView;
use pathloom_model::ModelRole;

/// Nothing where no model is asked.
#[component]
pub fn Costs(estimate: Signal<Option<EstimateView>>) -> impl IntoView {
    let shown = Memo::new(move |_| estimate.get().filter(|costs| costs.calls > 0));
    move || {
        shown.get().map(|costs| {
            view! {
                <div class="est" role="status">
                    <p class="meta num">{in_figures(&costs)}</p>
                    <p class="micro num">{by_role(&costs)}</p>
                </div>
            }
        })
    }
}

/// "About 90 calls, 120,000 tokens, cost 0.80 to 1.20, 3 min."
fn in_figures(costs: &EstimateView) -> String {
    let money = match costs.money {
        Some((low, high)) => format!("{low:.2} – {high:.2}"),
        None => words().no_price.to_owned(),
    };
    let tokens = number(costs.tokens_in + costs.tokens_out);
    let time = since(costs.seconds.try_into().unwrap_or(i64::MAX));
    fill(words().estimate, &[("calls", &number(costs.calls)), ("tokens", &tokens), ("money", &money), ("time", &time)])
}

/// "Generator 60, Judges 180".
fn by_role(costs: &EstimateView) -> String {
    let named = |(word, calls): &(String, u64)| {
        let name = ModelRole::parse(word).map_or_else(|| word.clone(), |role| role_name(role).to_owned());
        format!("{name} {}", number(*calls))
    };
    costs.by_role.iter().map(named).collect::<Vec<_>>().join(", ")
}

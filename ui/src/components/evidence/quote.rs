//! The sentence around a span, with the span marked.

use leptos::prelude::*;
use pathloom_ipc::graph::SpanView;

/// Characters kept before and after the marked words.
const AROUND: usize = 220;

#[component]
pub fn Quote(view: SpanView) -> impl IntoView {
    let (before, marked, after) = split(&view.context, &view.span.quote);
    view! {
        <div class="ev ev--q" dir="auto">
            "“"{before}<mark class="mark">{marked}</mark>{after}"”"
        </div>
    }
}

/// Before, quote, after; the quote alone where the context does not hold it.
fn split(context: &str, quote: &str) -> (String, String, String) {
    let at = (!quote.is_empty()).then(|| context.find(quote)).flatten();
    let Some(at) = at else {
        let words = if quote.is_empty() { context } else { quote };
        return (String::new(), words.to_owned(), String::new());
    };
    let (before, after) = (&context[..at], &context[at + quote.len()..]);
    (tail(before), quote.to_owned(), head(after))
}

fn head(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn tail(text: &str) -> String {
    match text.char_indices().rev().nth(AROUND) {
        Some((start, first)) => format!("…{}", &text[start + first.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_quote_is_marked_inside_its_sentence() {
        let parts = split("In 2024 the plant made 12 GW.", "made 12 GW");
        assert_eq!(parts, ("In 2024 the plant ".into(), "made 12 GW".into(), ".".into()));
        assert_eq!(split("x", "absent").1, "absent", "a quote that the context lost is shown alone");
        let long = "电".repeat(500);
        let (before, ..) = split(&format!("{long}热泵"), "热泵");
        assert_eq!(before.chars().count(), 221, "long contexts are cut at characters, not bytes");
    }
}

//! Filters of a slot: field, operator, value, and the range of its degree.

use super::edit::is_blank;
use super::slot_form::{EditSlot, change};
use super::state::TemplatesState;
use super::words as say;
use crate::components::{Button, ButtonKind, ButtonSize, Choice, IconButton, Select};
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::html::Input;
use leptos::prelude::*;
use pathloom_model::template::FilterValue;
use pathloom_model::{Field, Filter, FilterOp, Kind, Slot};

/// The field that has its own control.
const DEGREE: &str = "degree";

#[component]
pub fn Filters(state: TemplatesState, of: Memo<Option<Slot>>, edit: EditSlot) -> impl IntoView {
    let slot = of;
    let passing = move || {
        let id = slot.with(|slot| slot.as_ref().map(|slot| slot.id.clone()))?;
        state.pattern.with(|pattern| {
            let of = pattern.as_ref()?.slots.iter().find(|slot| slot.slot == id)?;
            Some(fill(words().passing, &[("n", &number(of.candidates)), ("all", &number(of.of))]))
        })
    };
    let rows = Memo::new(move |_| {
        slot.with(|slot| {
            let filters = slot.iter().flat_map(|slot| slot.filters.iter().enumerate());
            filters.filter(|(_, filter)| filter.field != DEGREE).map(|(place, _)| place).collect::<Vec<_>>()
        })
    });
    let add = move || {
        let kinds = slot.with_untracked(|slot| slot.as_ref().map(|slot| slot.kinds.clone())).unwrap_or_default();
        let field = fields(&kinds)[0];
        let filter = Filter { field: field.into(), op: ops(field)[0], value: Some(FilterValue::Text(String::new())) };
        change(edit, "", move |slot| slot.filters.push(filter.clone()));
    };
    view! {
        <div class="sec">
            <div class="sec__h"><h3 class="h-sec">{words().filters}</h3><span class="sp"></span><span class="meta num">{passing}</span></div>
            <For each=move || rows.get() key=|place| *place children=move |place| view! { <Row state of=slot edit place/> }/>
            <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="plus" on_click=add>{words().add_filter}</Button>
        </div>
    }
}

#[component]
fn Row(state: TemplatesState, of: Memo<Option<Slot>>, edit: EditSlot, place: usize) -> impl IntoView {
    let slot = of;
    let filter = Memo::new(move |_| slot.with(|slot| slot.as_ref()?.filters.get(place).cloned()));
    let field = Signal::derive(move || {
        filter.with(|filter| filter.as_ref().map(|filter| filter.field.clone())).unwrap_or_default()
    });
    let op = Signal::derive(move || {
        filter.with(|filter| filter.as_ref().map_or_else(String::new, |filter| op_name(filter.op).to_owned()))
    });
    let kinds = move || slot.with(|slot| slot.as_ref().map(|slot| slot.kinds.clone())).unwrap_or_default();
    let field_choices = Signal::derive(move || {
        let mut all: Vec<Choice> =
            fields(&kinds()).into_iter().map(|name| Choice::new(name, say::field(name))).collect();
        let now = field.get();
        if all.iter().all(|choice| choice.value != now) {
            all.push(Choice::new(now.clone(), say::field(&now)));
        }
        all
    });
    let op_choices = Signal::derive(move || {
        let field = field.get();
        ops(&field).iter().map(|op| Choice::new(op_name(*op), say::op(*op))).collect::<Vec<_>>()
    });
    let text = Signal::derive(move || {
        filter.with(|filter| filter.as_ref().and_then(|filter| filter.value.as_ref()).map(typed).unwrap_or_default())
    });
    let set = move |name: &'static str, with: Box<dyn Fn(&mut Filter) + Send + Sync>| {
        change(edit, name, move |slot| {
            if let Some(filter) = slot.filters.get_mut(place) {
                with(filter);
            }
        });
    };
    let set_field = move |value: String| {
        set(
            "",
            Box::new(move |filter| {
                let op = if ops(&value).contains(&filter.op) { filter.op } else { ops(&value)[0] };
                let before = filter.value.as_ref().map(typed).unwrap_or_default();
                *filter = Filter { value: parsed(&value, op, &before), field: value.clone(), op };
            }),
        );
    };
    let set_op = move |value: String| {
        let Some(op) = ALL_OPS.into_iter().find(|op| op_name(*op) == value) else { return };
        set(
            "",
            Box::new(move |filter| {
                let before = filter.value.as_ref().map(typed).unwrap_or_default();
                (filter.op, filter.value) = (op, parsed(&filter.field, op, &before));
            }),
        );
    };
    let set_value = move |value: String| {
        set("value", Box::new(move |filter| filter.value = parsed(&filter.field, filter.op, &value)));
    };
    let remove = move || {
        change(edit, "", move |slot| {
            if place < slot.filters.len() {
                slot.filters.remove(place);
            }
        });
    };
    // What was added a moment ago waits for its value.
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        let blank = filter.with_untracked(|filter| filter.as_ref().is_some_and(is_blank));
        if let (Some(input), true) = (input.get(), blank) {
            let _ = input.focus();
        }
    });
    let list = format!("te-values-{place}");
    let known = move || known_values(state, &field.get());
    let no_value = move || filter.with(|filter| filter.as_ref().is_some_and(|filter| filter.op == FilterOp::IsEmpty));
    view! {
        <div class="frow">
            <Select value=field choices=field_choices label=words().filter_field on_change=set_field/>
            <Select value=op choices=op_choices label=words().filter_op on_change=set_op/>
            <div class="field" class:is-off=no_value>
                <input type="text" aria-label=words().filter_value autocomplete="off" spellcheck="false" list=list.clone() node_ref=input
                    prop:value=move || text.get() prop:disabled=no_value
                    on:input:target=move |event| set_value(event.target().value())/>
                <datalist id=list>{move || known().into_iter().map(|value| view! { <option value=value></option> }).collect_view()}</datalist>
            </div>
            <IconButton icon="x" size=14 label=words().remove_filter.to_owned() on_click=remove/>
        </div>
    }
}

/// From few relations to many: two handles on one line, finer at the low end.
#[component]
pub fn Degree(state: TemplatesState, of: Memo<Option<Slot>>, edit: EditSlot) -> impl IntoView {
    let slot = of;
    let most = Memo::new(move |_| {
        let kinds = slot.with(|slot| slot.as_ref().map(|slot| slot.kinds.clone())).unwrap_or_default();
        state.editor.schema.with(|schema| {
            let of = schema.degrees.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, degree)| *degree);
            of.max().unwrap_or(0).max(2)
        })
    });
    let range = Memo::new(move |_| {
        let most = most.get();
        slot.with(|slot| {
            let filter = slot.as_ref().and_then(|slot| slot.filters.iter().find(|filter| filter.field == DEGREE));
            filter.map_or((0, most), |filter| degree_range(filter, most))
        })
    });
    let set = move |low: u32, high: u32| {
        let most = most.get_untracked();
        change(edit, "degree", move |slot| {
            slot.filters.retain(|filter| filter.field != DEGREE);
            if low > 0 || high < most {
                slot.filters.push(degree_filter(low, high, most));
            }
        });
    };
    let said = move || {
        let (low, high) = range.get();
        match (low, high >= most.get()) {
            (0, true) => words().degree_any.to_owned(),
            (_, true) => fill(words().degree_from, &[("low", &number(u64::from(low)))]),
            _ => fill(words().degree_range, &[("low", &number(u64::from(low))), ("high", &number(u64::from(high)))]),
        }
    };
    let (low_at, high_at) = (move || position(range.get().0, most.get()), move || position(range.get().1, most.get()));
    let low_moved = move |at: u32| {
        let high = range.get_untracked().1;
        set(degree_at(at, most.get_untracked()).min(high), high);
    };
    let high_moved = move |at: u32| {
        let low = range.get_untracked().0;
        set(low, degree_at(at, most.get_untracked()).max(low));
    };
    view! {
        <div class="sec">
            <div class="sec__h" style="margin-bottom:0"><h3 class="h-sec">{words().degree}</h3><span class="sp"></span><span class="meta num">{said}</span></div>
            <div class="range" role="group" aria-label=words().degree>
                <i style=move || format!("left:{}%;right:{}%", low_at(), 100 - high_at())></i>
                <input type="range" min="0" max="100" aria-label=words().degree_low prop:value=move || low_at().to_string()
                    on:input:target=move |event| if let Ok(at) = event.target().value().parse() { low_moved(at) }/>
                <input type="range" min="0" max="100" aria-label=words().degree_high prop:value=move || high_at().to_string()
                    on:input:target=move |event| if let Ok(at) = event.target().value().parse() { high_moved(at) }/>
            </div>
        </div>
    }
}

fn degree_range(filter: &Filter, most: u32) -> (u32, u32) {
    let number = |value: f64| value.clamp(0.0, f64::from(u32::MAX)) as u32;
    match (&filter.op, &filter.value) {
        (FilterOp::AtLeast, Some(FilterValue::Number(low))) => (number(*low), most),
        (FilterOp::AtMost, Some(FilterValue::Number(high))) => (0, number(*high)),
        (FilterOp::Equals, Some(FilterValue::Number(value))) => (number(*value), number(*value)),
        (FilterOp::Between, Some(FilterValue::Numbers(values))) => {
            (values.first().map_or(0, |low| number(*low)), values.get(1).map_or(most, |high| number(*high)))
        }
        _ => (0, most),
    }
}

fn degree_filter(low: u32, high: u32, most: u32) -> Filter {
    let (op, value) = match (low, high >= most) {
        (_, true) => (FilterOp::AtLeast, FilterValue::Number(f64::from(low))),
        (0, false) => (FilterOp::AtMost, FilterValue::Number(f64::from(high))),
        _ => (FilterOp::Between, FilterValue::Numbers(vec![f64::from(low), f64::from(high)])),
    };
    Filter { field: DEGREE.into(), op, value: Some(value) }
}

/// Squares: of 10,000 neighbours the first hundred take a tenth of the line.
fn degree_at(position: u32, most: u32) -> u32 {
    let share = f64::from(position.min(100)) / 100.0;
    (share * share * f64::from(most)).round() as u32
}

fn position(degree: u32, most: u32) -> u32 {
    (f64::from(degree.min(most)) / f64::from(most.max(1))).sqrt().mul_add(100.0, 0.5) as u32
}

const ALL_OPS: [FilterOp; 9] = [
    FilterOp::Equals,
    FilterOp::Contains,
    FilterOp::StartsWith,
    FilterOp::Regex,
    FilterOp::In,
    FilterOp::AtLeast,
    FilterOp::AtMost,
    FilterOp::Between,
    FilterOp::IsEmpty,
];

/// Fields that the kinds have, their own first; the degree has its own control.
fn fields(kinds: &[Kind]) -> Vec<&'static str> {
    Field::of(kinds).map(|field| field.name).filter(|name| *name != DEGREE).collect()
}

fn is_number(field: &str) -> bool {
    Field::find(field).is_some_and(|field| field.is_number)
}

/// The usual one first: nobody asks what a whole text is equal to.
fn ops(field: &str) -> &'static [FilterOp] {
    const NUMBER: &[FilterOp] =
        &[FilterOp::AtLeast, FilterOp::AtMost, FilterOp::Equals, FilterOp::Between, FilterOp::In, FilterOp::IsEmpty];
    const WORD: &[FilterOp] =
        &[FilterOp::Equals, FilterOp::Contains, FilterOp::StartsWith, FilterOp::In, FilterOp::Regex, FilterOp::IsEmpty];
    const LONG: &[FilterOp] =
        &[FilterOp::Contains, FilterOp::StartsWith, FilterOp::Regex, FilterOp::Equals, FilterOp::In, FilterOp::IsEmpty];
    match field {
        _ if is_number(field) => NUMBER,
        "text" | "caption" | "section" | "description" | "latex" => LONG,
        _ => WORD,
    }
}

fn op_name(op: FilterOp) -> &'static str {
    match op {
        FilterOp::Equals => "equals",
        FilterOp::Contains => "contains",
        FilterOp::StartsWith => "starts_with",
        FilterOp::Regex => "regex",
        FilterOp::AtLeast => "at_least",
        FilterOp::AtMost => "at_most",
        FilterOp::Between => "between",
        FilterOp::IsEmpty => "is_empty",
        FilterOp::In => "in",
    }
}

/// As it stands in the box.
fn typed(value: &FilterValue) -> String {
    let numbers = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    match value {
        FilterValue::Number(number) => number.to_string(),
        FilterValue::Text(text) => text.clone(),
        FilterValue::Numbers(all) => numbers(all),
        FilterValue::Texts(texts) => texts.join(", "),
    }
}

/// What a box means for a field and an operator; what is no number yet stays as text, and the pattern says so.
fn parsed(field: &str, op: FilterOp, text: &str) -> Option<FilterValue> {
    let parts = || text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty());
    match op {
        FilterOp::IsEmpty => None,
        FilterOp::In if is_number(field) => {
            let numbers: Result<Vec<f64>, _> = parts().map(str::parse).collect();
            Some(numbers.map_or_else(|_| FilterValue::Text(text.into()), FilterValue::Numbers))
        }
        FilterOp::In => Some(FilterValue::Texts(parts().map(str::to_owned).collect())),
        FilterOp::Between => {
            let numbers: Vec<f64> = parts().filter_map(|part| part.parse().ok()).collect();
            Some(if numbers.len() == 2 { FilterValue::Numbers(numbers) } else { FilterValue::Text(text.into()) })
        }
        _ if is_number(field) => Some(match text.trim().parse() {
            Ok(number) => FilterValue::Number(number),
            Err(_) => FilterValue::Text(text.into()),
        }),
        _ => Some(FilterValue::Text(text.into())),
    }
}

/// What the graph has for a field.
fn known_values(state: TemplatesState, field: &str) -> Vec<String> {
    const MOST: usize = 60;
    state.editor.schema.with(|schema| {
        let names = |all: &[(String, u64)]| all.iter().take(MOST).map(|(name, _)| name.clone()).collect();
        match field {
            "type" => names(&schema.types),
            "class" => names(&schema.classes),
            "document" => schema.documents.iter().take(MOST).cloned().collect(),
            other => {
                let known = schema.values.iter().find(|known| known.field == other);
                known.map_or_else(Vec::new, |known| names(&known.values))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_means_what_the_field_and_operator_say() {
        assert_eq!(parsed("page", FilterOp::AtLeast, " 3 "), Some(FilterValue::Number(3.0)));
        assert_eq!(parsed("page", FilterOp::Between, "2, 9"), Some(FilterValue::Numbers(vec![2.0, 9.0])));
        assert_eq!(
            parsed("page", FilterOp::AtLeast, "three"),
            Some(FilterValue::Text("three".into())),
            "told, not lost"
        );
        let names = FilterValue::Texts(vec!["Company".into(), "工厂".into()]);
        assert_eq!(parsed("type", FilterOp::In, "Company，工厂"), Some(names.clone()));
        assert_eq!(typed(&names), "Company, 工厂", "and back again");
        assert_eq!(parsed("name", FilterOp::IsEmpty, "x"), None);
        assert_eq!(parsed("value", FilterOp::In, "3, 4"), Some(FilterValue::Numbers(vec![3.0, 4.0])));
    }

    #[test]
    fn every_field_of_a_kind_is_offered_with_a_name_and_a_first_one_that_is_text() {
        for kind in Kind::ALL {
            let offered = fields(&[kind]);
            assert!(!is_number(offered[0]), "{kind} begins with {}", offered[0]);
            assert!(offered.iter().all(|name| !ops(name).is_empty() && say::field(name) != *name), "{offered:?}");
        }
        assert!(fields(&[Kind::Assertion]).contains(&"predicate") && !fields(&[Kind::Table]).contains(&"predicate"));
        assert_eq!(ops("text")[0], FilterOp::Contains, "a chunk is looked through, not compared");
    }

    #[test]
    fn the_degree_line_ends_where_the_graph_does() {
        assert_eq!((degree_at(0, 500), degree_at(100, 500)), (0, 500));
        let filter = degree_filter(2, 40, 500);
        assert_eq!(degree_range(&filter, 500), (2, 40));
        assert_eq!(
            degree_range(&degree_filter(3, 500, 500), 500),
            (3, 500),
            "no upper end where it is the graph's own"
        );
        for degree in [1, 7, 60, 499] {
            let back = degree_at(position(degree, 500), 500);
            assert!(back.abs_diff(degree) <= 10, "the handle stands at its number: {degree} and {back}");
        }
    }
}

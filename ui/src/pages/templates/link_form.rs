//! What a relation between two slots may be: names, direction, hops, what may stand between.

use super::edit::legal_relations;
use super::kind_row::KindRow;
use super::layout::letter;
use super::state::TemplatesState;
use crate::components::{IconButton, Segment, Segmented};
use crate::text::graph::relation_word;
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_model::{Direction, Kind, Link, Relations};

/// More are refused by the compiler.
const MOST_HOPS: u32 = 8;

#[component]
pub fn LinkForm(state: TemplatesState, place: usize) -> impl IntoView {
    let editor = state.editor;
    let link = Memo::new(move |_| editor.draft.with(|draft| draft.as_ref()?.template.link.get(place).cloned()));
    let letters = move || {
        let of = |id: &str| {
            editor.draft.with(|draft| {
                let place = draft.as_ref()?.template.slot.iter().position(|slot| slot.id == id)?;
                Some(letter(place))
            })
        };
        let link = link.get()?;
        Some((of(&link.from)?, of(&link.to)?))
    };
    let title = move || letters().map(|(from, to)| format!("{from} → {to}"));
    let edit = move |name: &'static str, with: Box<dyn FnOnce(&mut Link)>| {
        editor.change_as(name, |draft| {
            if let Some(link) = draft.template.link.get_mut(place) {
                with(link);
            }
        });
    };
    let reverse = move || edit("", Box::new(|link| std::mem::swap(&mut link.from, &mut link.to)));
    let delete = move || {
        editor.change(|template| {
            if place < template.link.len() {
                template.link.remove(place);
            }
        });
    };
    let direction =
        Signal::derive(move || link.with(|link| link.as_ref().map(|link| link.direction).unwrap_or_default()));
    let segments = vec![
        Segment { value: Direction::Out, label: words().along.into() },
        Segment { value: Direction::In, label: words().against.into() },
        Segment { value: Direction::Any, label: words().either.into() },
    ];
    let hops = move || link.with(|link| link.as_ref().map_or([1, 1], |link| link.hops));
    let set_hops = move |end: usize, value: u32| {
        let value = value.clamp(1, MOST_HOPS);
        edit(
            "hops",
            Box::new(move |link| {
                link.hops[end] = value;
                let other = 1 - end;
                link.hops[other] = if end == 0 { link.hops[other].max(value) } else { link.hops[other].min(value) };
            }),
        );
    };
    let several = Memo::new(move |_| hops()[1] > 1);
    let between = move |kind: Kind| link.with(|link| link.as_ref().is_some_and(|link| link.between.contains(&kind)));
    let toggle = move |kind: Kind| {
        edit(
            "",
            Box::new(move |link| match link.between.iter().position(|known| *known == kind) {
                Some(place) if link.between.len() > 1 => drop(link.between.remove(place)),
                Some(_) => {}
                None => link.between.push(kind),
            }),
        );
    };
    view! {
        <div class="pbar te__sel"><h2>{words().relation}</h2><span class="count">{title}</span><span class="sp"></span>
            <IconButton icon="arrow-left-right" size=15 label=words().swap_ends.to_owned() on_click=reverse/>
            <IconButton icon="trash-2" size=15 label=words().delete_relation.to_owned() on_click=delete/>
        </div>
        <div class="sec" style="border-top:0">
            <div class="sec__h"><h3 class="h-sec">{words().direction}</h3></div>
            <Segmented value=direction segments label=words().direction class="seg--full"
                on_change=move |direction| edit("", Box::new(move |link| link.direction = direction))/>
        </div>
        <div class="sec">
            <div class="sec__h"><h3 class="h-sec">{words().hops}</h3></div>
            <div class="row te__hops">
                <Hops value=Signal::derive(move || hops()[0]) label=words().hops_low on_change=move |value| set_hops(0, value)/>
                <span class="ink2">{words().to}</span>
                <Hops value=Signal::derive(move || hops()[1]) label=words().hops_high on_change=move |value| set_hops(1, value)/>
            </div>
            <Show when=move || several.get()>
                <KindRow label=words().between_kinds is_on=between on_press=move |kind, _| toggle(kind)/>
            </Show>
        </div>
        <Names state link place/>
    }
}

#[component]
fn Hops(value: Signal<u32>, label: &'static str, on_change: impl Fn(u32) + 'static) -> impl IntoView {
    view! {
        <div class="field te__hop"><input type="number" class="num" min="1" max=MOST_HOPS aria-label=label
            prop:value=move || value.get().to_string()
            on:input:target=move |event| if let Ok(value) = event.target().value().parse() { on_change(value) }/></div>
    }
}

/// Which relations, of those that the graph has between the two.
#[component]
fn Names(state: TemplatesState, link: Memo<Option<Link>>, place: usize) -> impl IntoView {
    let editor = state.editor;
    let legal = Memo::new(move |_| {
        let schema = editor.schema.get();
        editor.draft.with(|draft| {
            let draft = draft.as_ref()?;
            Some(legal_relations(&draft.template, &schema, draft.template.link.get(place)?))
        })
    });
    let named = move |name: &str| {
        link.with(|link| match link.as_ref().map(|link| &link.relations) {
            Some(Relations::Named(names)) => names.iter().any(|known| known == name),
            _ => false,
        })
    };
    let any = move || link.with(|link| link.as_ref().is_some_and(|link| link.relations == Relations::Any));
    let set = move |relations: Relations| {
        editor.change(move |template| {
            if let Some(link) = template.link.get_mut(place) {
                link.relations = relations;
            }
        });
    };
    let toggle = move |name: String| {
        let now = link.with_untracked(|link| link.as_ref().map(|link| link.relations.clone())).unwrap_or_default();
        let mut names = match now {
            Relations::Any => vec![],
            Relations::Named(names) => names,
        };
        match names.iter().position(|known| *known == name) {
            Some(place) => drop(names.remove(place)),
            None => names.push(name),
        }
        set(if names.is_empty() { Relations::Any } else { Relations::Named(names) });
    };
    let total = move || legal.with(|legal| legal.iter().flatten().map(|(_, count)| *count).sum::<u64>());
    let rows = move || {
        let legal = legal.get().unwrap_or_default();
        if legal.is_empty() {
            return view! { <p class="meta">{words().no_relation}</p> }.into_any();
        }
        let rows = legal.into_iter().map(|(name, count)| {
            let (asked, pressed, word) = (name.clone(), name.clone(), relation_word(&name));
            view! {
                <label class="check te__rel"><input type="checkbox" prop:checked=move || named(&asked)
                    on:change=move |_| toggle(pressed.clone())/>
                    <span class="grow trunc" title=name>{word}</span><span class="micro num">{number(count)}</span></label>
            }
        });
        rows.collect_view().into_any()
    };
    view! {
        <div class="sec">
            <div class="sec__h"><h3 class="h-sec">{words().relations}</h3><span class="sp"></span>
                <span class="meta num">{move || fill(words().relations_here, &[("n", &number(total()))])}</span></div>
            <label class="check te__rel"><input type="checkbox" prop:checked=any on:change=move |_| set(Relations::Any)/>
                <span class="grow">{words().any_relation}</span></label>
            {rows}
        </div>
    }
}

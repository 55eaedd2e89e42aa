//! A relation: name, titles, descriptions, and the types that its ends may have.

use super::parts::{Area, Grounds, Line, Name};
use super::store::{Chosen, Editor};
use crate::components::{Choice, Icon, Select};
use crate::text::ontology::words;
use crate::text::{fill, language};
use leptos::prelude::*;
use pathloom_ipc::ontology::RelationType;

/// Subject or object.
type EndOf = fn(&mut RelationType) -> &mut Vec<String>;

#[component]
pub fn RelationForm(editor: Editor, place: usize) -> impl IntoView {
    let words = words();
    let found = editor.now.with_untracked(|now| now.relation_types.get(place).cloned());
    let RelationType { name, title, description, .. } = found.unwrap_or_default();
    let change = move |field: &'static str, change: fn(&mut RelationType, String)| {
        Callback::new(move |text: String| {
            editor.change(&format!("relation {field} {place}"), |now| {
                if let Some(relation) = now.relation_types.get_mut(place) {
                    change(relation, text);
                }
            });
        })
    };
    let is_taken = Callback::new(move |name: String| {
        let named = |(other, relation): (usize, &RelationType)| other != place && relation.name == name;
        editor.now.with_untracked(|now| now.relation_types.iter().enumerate().any(named))
    });
    view! {
        <Grounds editor name=name.clone() at=Chosen::Relation(place)/>
        <div class="form on__form">
            <Name value=name about=words.relation_name_about is_taken on_change=change("name", |it, text| it.name = text)/>
            <Line label=words.title_en value=title.en on_change=change("title en", |it, text| it.title.en = text)/>
            <Line label=words.title_zh value=title.zh on_change=change("title zh", |it, text| it.title.zh = text)/>
            <Area label=words.description_en value=description.en on_change=change("about en", |it, text| it.description.en = text)/>
            <Area label=words.description_zh value=description.zh on_change=change("about zh", |it, text| it.description.zh = text)/>
            <span class="label">{words.from}</span><Ends editor place of=|it| &mut it.from label=words.from/>
            <span class="label">{words.to}</span><Ends editor place of=|it| &mut it.to label=words.to/>
        </div>
    }
}

#[component]
fn Ends(editor: Editor, place: usize, of: EndOf, label: &'static str) -> impl IntoView {
    let words = words();
    let ends = Memo::new(move |_| {
        let relation = editor.now.with(|now| now.relation_types.get(place).cloned());
        relation.map(|mut relation| std::mem::take(of(&mut relation))).unwrap_or_default()
    });
    let set = move |change: &dyn Fn(&mut Vec<String>)| {
        editor.change("", |now| {
            if let Some(relation) = now.relation_types.get_mut(place) {
                change(of(relation));
            }
        });
    };
    let title = move |name: &str| {
        editor.now.with(|now| now.entity(name).map_or(name, |entity| entity.shown(language())).to_owned())
    };
    let chips = move || {
        let chips = ends.get().into_iter().map(|end| {
            let (shown, name) = (title(&end), StoredValue::new(end));
            let label = fill(words.remove_end, &[("name", &shown)]);
            view! {
                <button type="button" class="fchip" aria-label=label
                    on:click=move |_| set(&|ends| ends.retain(|end| *end != name.get_value()))>{shown}<Icon name="x" size=12/></button>
            }
        });
        chips.collect_view()
    };
    let choices = Signal::derive(move || {
        let there = ends.get();
        let first = if there.is_empty() { words.any_type } else { words.add_end };
        editor.now.with(|now| {
            let others = now.entity_types.iter().filter(|entity| !there.contains(&entity.name));
            let others = others.map(|entity| Choice::new(entity.name.clone(), entity.shown(language())));
            std::iter::once(Choice::new("", first)).chain(others).collect::<Vec<_>>()
        })
    });
    let chosen = RwSignal::new(String::new());
    let add = move |name: String| {
        chosen.set(String::new());
        if !name.is_empty() {
            set(&|ends| ends.push(name.clone()));
        }
    };
    view! { <div class="on__ends">{chips}<Select value=chosen choices label on_change=add/></div> }
}

//! A type: name, titles, descriptions, the wider type, attributes, and the words and names that give it away.

use super::parts::{Area, Grounds, Line, Name, lines};
use super::store::{Chosen, Editor};
use crate::components::{Choice, Select};
use crate::text::language;
use crate::text::ontology::words;
use leptos::prelude::*;
use pathloom_ipc::ontology::{Attribute, EntityType};

#[component]
pub fn EntityForm(editor: Editor, place: usize) -> impl IntoView {
    let words = words();
    let found = editor.now.with_untracked(|now| now.entity_types.get(place).cloned());
    let entity = found.unwrap_or_default();
    let EntityType { name, title, description, attributes, words: own, examples, .. } = entity;
    let change = move |field: &'static str, change: fn(&mut EntityType, String)| {
        Callback::new(move |text: String| {
            editor.change(&format!("{field} {place}"), |now| {
                if let Some(entity) = now.entity_types.get_mut(place) {
                    change(entity, text);
                }
            });
        })
    };
    let is_taken = Callback::new(move |name: String| {
        let named = |(other, entity): (usize, &EntityType)| other != place && entity.name == name;
        editor.now.with_untracked(|now| now.entity_types.iter().enumerate().any(named))
    });
    let parents = Signal::derive(move || parents(editor, place));
    let parent = Signal::derive(move || {
        editor.now.with(|now| now.entity_types.get(place).and_then(|it| it.parent.clone())).unwrap_or_default()
    });
    let set_parent = move |parent: String| {
        editor.change("", |now| {
            if let Some(entity) = now.entity_types.get_mut(place) {
                entity.parent = Some(parent).filter(|parent| !parent.is_empty());
            }
        });
    };
    view! {
        <Grounds editor name=name.clone() at=Chosen::Entity(place)/>
        <div class="form on__form">
            <Name value=name about=words.name_about is_taken on_change=Callback::new(move |name| editor.rename_entity(place, name))/>
            <Line label=words.title_en value=title.en on_change=change("title en", |it, text| it.title.en = text)/>
            <Line label=words.title_zh value=title.zh on_change=change("title zh", |it, text| it.title.zh = text)/>
            <Area label=words.description_en value=description.en on_change=change("about en", |it, text| it.description.en = text)/>
            <Area label=words.description_zh value=description.zh on_change=change("about zh", |it, text| it.description.zh = text)/>
            <span class="label">{words.parent}</span>
            <div><Select value=parent choices=parents label=words.parent on_change=set_parent/></div>
            <Area label=words.attributes about=words.attributes_about rows=4 value=written(&attributes)
                on_change=change("attributes", |it, text| it.attributes = read(&text, &it.attributes))/>
            <Area label=words.words about=words.words_about rows=4 value=own.join("\n")
                on_change=change("words", |it, text| it.words = lines(&text))/>
            <Area label=words.examples about=words.examples_about rows=4 value=examples.join("\n")
                on_change=change("examples", |it, text| it.examples = lines(&text))/>
        </div>
    }
}

/// Every type that is not this one or below it.
fn parents(editor: Editor, place: usize) -> Vec<Choice> {
    let language = language();
    editor.now.with(|now| {
        let own = now.entity_types.get(place).map(|entity| entity.name.as_str()).unwrap_or_default();
        let fitting = now.entity_types.iter().filter(|entity| !now.is_a(&entity.name, own));
        let choices = fitting.map(|entity| Choice::new(entity.name.clone(), entity.shown(language)));
        std::iter::once(Choice::new("", words().no_parent)).chain(choices).collect()
    })
}

/// "Dose | mg", one a line.
fn written(attributes: &[Attribute]) -> String {
    let line = |it: &Attribute| if it.unit.is_empty() { it.name.clone() } else { format!("{} | {}", it.name, it.unit) };
    attributes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What was said of an attribute before stays with its name.
fn read(text: &str, before: &[Attribute]) -> Vec<Attribute> {
    let one = |line: String| {
        let (name, unit) = line.split_once('|').map_or((line.as_str(), ""), |(name, unit)| (name.trim(), unit.trim()));
        let known = before.iter().find(|it| it.name == name).map(|it| it.description.clone()).unwrap_or_default();
        Attribute { name: name.to_owned(), description: known, unit: unit.to_owned() }
    };
    lines(text).into_iter().map(one).filter(|attribute| !attribute.name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_lines_and_keep_what_was_said_of_them() {
        let before = read("Dose | mg\n\nRoute", &[]);
        assert_eq!(before.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Dose", "Route"]);
        assert_eq!((before[0].unit.as_str(), written(&before).as_str()), ("mg", "Dose | mg\nRoute"));
        let mut told = before;
        told[0].description.en = "As given".into();
        let after = read("Route\nDose | g", &told);
        assert_eq!((after[1].unit.as_str(), after[1].description.en.as_str()), ("g", "As given"));
    }
}

//! Ontologies as TOML files, read and written, and those that ship with Pathloom: six for fields of work under
//! `assets/ontology/`, and the general one, which is what the lexicon knows.

use crate::Language;
use crate::lexicon::{self, THING};
use crate::ontology::{EntityType, MAX_BYTES, Ontology, OntologyError, RelationType};
use crate::template::Text2;
use std::fmt::Write;
use std::sync::LazyLock;

const FILES: [&str; 6] = [
    include_str!("../../../assets/ontology/science.toml"),
    include_str!("../../../assets/ontology/finance.toml"),
    include_str!("../../../assets/ontology/law.toml"),
    include_str!("../../../assets/ontology/medicine.toml"),
    include_str!("../../../assets/ontology/chemistry.toml"),
    include_str!("../../../assets/ontology/history.toml"),
];

/// Its name among the presets.
pub const GENERAL: &str = "general";

static PRESETS: LazyLock<Vec<Ontology>> = LazyLock::new(|| {
    let shipped = FILES.iter().filter_map(|file| read(file).ok());
    std::iter::once(of_lexicon()).chain(shipped).collect()
});

/// Why a file is no ontology.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OntologyFileError {
    #[error("It takes {0} bytes; an ontology takes at most {MAX_BYTES}.")]
    TooLarge(usize),
    #[error("It is not written as an ontology: {0}")]
    Unreadable(String),
    #[error("{0}")]
    Invalid(#[from] OntologyError),
}

/// The general one first.
pub fn presets() -> &'static [Ontology] {
    &PRESETS
}

pub fn preset(id: &str) -> Option<&'static Ontology> {
    PRESETS.iter().find(|ontology| ontology.preset.as_deref() == Some(id))
}

/// What the built-in engine knows without being told: the types and relations of the lexicon.
pub fn general() -> &'static Ontology {
    &PRESETS[0]
}

/// Reads and checks a file of whoever.
pub fn read(text: &str) -> Result<Ontology, OntologyFileError> {
    if text.len() > MAX_BYTES {
        return Err(OntologyFileError::TooLarge(text.len()));
    }
    let unreadable = |error: toml::de::Error| OntologyFileError::Unreadable(first_line(&error));
    let ontology: Ontology = toml::from_str(text).map_err(unreadable)?;
    ontology.validate()?;
    Ok(ontology)
}

/// The message and the line it is about, without the text around it.
fn first_line(error: &toml::de::Error) -> String {
    error.message().lines().next().unwrap_or_default().chars().take(300).collect()
}

/// As a person would write it; reads as the same.
pub fn write(ontology: &Ontology) -> String {
    let mut out = String::new();
    if let Some(preset) = &ontology.preset {
        let _ = writeln!(out, "preset = {}", quoted(preset));
    }
    text_line(&mut out, "title", &ontology.title);
    text_line(&mut out, "about", &ontology.about);
    let _ = writeln!(out, "open = {}", ontology.open);
    for entity in &ontology.entity_types {
        entity_lines(&mut out, entity);
    }
    for relation in &ontology.relation_types {
        let _ = writeln!(out, "\n[[relation]]\nname = {}", quoted(&relation.name));
        text_line(&mut out, "title", &relation.title);
        text_line(&mut out, "description", &relation.description);
        list_line(&mut out, "from", &relation.from);
        list_line(&mut out, "to", &relation.to);
    }
    out
}

fn entity_lines(out: &mut String, entity: &EntityType) {
    let _ = writeln!(out, "\n[[entity]]\nname = {}", quoted(&entity.name));
    text_line(out, "title", &entity.title);
    text_line(out, "description", &entity.description);
    if let Some(parent) = &entity.parent {
        let _ = writeln!(out, "parent = {}", quoted(parent));
    }
    if !entity.attributes.is_empty() {
        out.push_str("attributes = [\n");
        for attribute in &entity.attributes {
            let _ = write!(out, "  {{ name = {}", quoted(&attribute.name));
            if attribute.description != Text2::default() {
                let _ = write!(out, ", description = {}", inline(&attribute.description));
            }
            if !attribute.unit.is_empty() {
                let _ = write!(out, ", unit = {}", quoted(&attribute.unit));
            }
            out.push_str(" },\n");
        }
        out.push_str("]\n");
    }
    list_line(out, "words", &entity.words);
    list_line(out, "examples", &entity.examples);
}

fn text_line(out: &mut String, name: &str, text: &Text2) {
    if *text != Text2::default() {
        let _ = writeln!(out, "{name} = {}", inline(text));
    }
}

fn inline(text: &Text2) -> String {
    format!("{{ en = {}, zh = {} }}", quoted(&text.en), quoted(&text.zh))
}

fn list_line(out: &mut String, name: &str, words: &[String]) {
    if !words.is_empty() {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(out, "{name} = [{}]", words.join(", "));
    }
}

/// On one line, whatever is in it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn of_lexicon() -> Ontology {
    let lexicon = lexicon::built_in();
    let entity = |(name, noun): (&String, &lexicon::Noun)| EntityType {
        name: name.clone(),
        title: Text2 { en: capital(&noun.en), zh: noun.zh.clone() },
        parent: noun.is.clone(),
        words: std::iter::once(noun.en.clone()).chain(noun.heads.iter().cloned()).collect(),
        ..EntityType::default()
    };
    let relation = |words: &lexicon::RelationWords| {
        let known = |ends: &[String]| -> Vec<String> {
            // A Thing may be anything.
            if ends.iter().any(|end| end == THING) { vec![] } else { ends.to_vec() }
        };
        let shown = |language| lexicon.shown(&words.name, language);
        let said = |forms: &lexicon::Forms| {
            let form = forms.statement.first().map_or("", String::as_str);
            form.replace("{s}", "A").replace("{o}", "B")
        };
        RelationType {
            name: words.name.clone(),
            title: Text2 { en: shown(Language::En), zh: shown(Language::Zh) },
            description: Text2 { en: said(&words.en), zh: words.zh.as_ref().map(said).unwrap_or_default() },
            from: known(&words.subject),
            to: known(&words.object),
        }
    };
    Ontology {
        preset: Some(GENERAL.into()),
        title: Text2 { en: "General".into(), zh: "通用".into() },
        about: Text2 {
            en: "What the built-in engine tells apart without being told, in any field.".into(),
            zh: "内置引擎无需说明即可区分的类型，适用于任何领域。".into(),
        },
        open: true,
        entity_types: lexicon.noun.iter().filter(|(name, _)| *name != THING).map(entity).collect(),
        relation_types: lexicon.relation.iter().map(relation).collect(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_sound_and_in_both_languages() {
        assert_eq!(presets().len(), FILES.len() + 1, "every file reads");
        for ontology in presets() {
            let id = ontology.preset.as_deref().expect("a preset has a name");
            assert_eq!(ontology.validate(), Ok(()), "{id}");
            let whole = |text: &Text2| !text.en.is_empty() && !text.zh.is_empty();
            assert!(whole(&ontology.title) && whole(&ontology.about), "{id}");
            for entity in &ontology.entity_types {
                assert!(whole(&entity.title), "{id}: {}", entity.name);
                assert!(id == GENERAL || whole(&entity.description), "{id}: {}", entity.name);
            }
            for relation in &ontology.relation_types {
                assert!(whole(&relation.title) || id == GENERAL, "{id}: {}", relation.name);
                assert!(!relation.description.en.is_empty(), "{id}: {}", relation.name);
            }
            assert!(ontology.entity_types.len() >= 15 && ontology.relation_types.len() >= 15, "{id} has enough");
        }
    }

    #[test]
    fn a_file_reads_as_it_was_written() {
        for ontology in presets() {
            assert_eq!(read(&write(ontology)).as_ref(), Ok(ontology), "{:?}", ontology.preset);
        }
        let odd = "C\\D \"q\" \u{7f}—引";
        let mut ontology = general().clone();
        ontology.entity_types[0].description = Text2 { en: format!("{odd}\nline"), zh: odd.into() };
        assert_eq!(read(&write(&ontology)), Ok(ontology), "quotes, breaks and control characters come back");
    }

    #[test]
    fn a_file_that_is_none_says_so_in_a_line() {
        let said = read("entity = 3").expect_err("no list").to_string();
        assert!(said.starts_with("It is not written as an ontology:") && !said.contains('\n'), "{said}");
        let large = format!("# {}", "x".repeat(MAX_BYTES));
        assert!(matches!(read(&large), Err(OntologyFileError::TooLarge(_))), "it is not even parsed");
        assert!(matches!(read("[[entity]]\nname = 'A'\nprompt = 'x'"), Err(OntologyFileError::Unreadable(_))));
        let cycle = "[[entity]]\nname = 'A'\nparent = 'A'";
        assert!(matches!(read(cycle), Err(OntologyFileError::Invalid(OntologyError::Cycle(_)))));
    }
}

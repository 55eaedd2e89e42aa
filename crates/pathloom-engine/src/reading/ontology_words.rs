//! The ontology as a prompt says it: a line for each type and relation, the most telling first, within bounds.

use crate::synthesis::text::line;
use pathloom_model::{EntityType, Language, Ontology, RelationType, lexicon};
use std::borrow::Cow;

/// Letters of all lines together, and of one description.
const LETTERS: usize = 12_000;
const DESCRIPTION: usize = 140;
const ATTRIBUTES: usize = 12;
/// Types without a wider one that are said where the text suggests none.
const WIDEST: usize = 10;

/// How much is said. A small context takes less, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Whole,
    /// Without descriptions, attributes and titles.
    Names,
    /// Names of those types alone that the text suggests, with the relations between them.
    Suggested,
}

impl Said {
    pub const ALL: [Said; 3] = [Said::Whole, Said::Names, Said::Suggested];

    /// Of the ontology what is said: `suggested` are the types of names found in the text.
    pub fn of<'a>(self, ontology: &'a Ontology, text: &str, suggested: &[&str]) -> Cow<'a, Ontology> {
        match self {
            Said::Whole => Cow::Borrowed(ontology),
            Said::Names => Cow::Owned(named(ontology, |_| true)),
            Said::Suggested => {
                let lowered = text.to_lowercase();
                Cow::Owned(named(ontology, |it| is_suggested(ontology, it, &lowered, suggested)))
            }
        }
    }
}

/// Only those types, and relations whose ends may be of them; by name.
fn named(ontology: &Ontology, takes: impl Fn(&EntityType) -> bool) -> Ontology {
    let bare =
        |it: &EntityType| EntityType { name: it.name.clone(), parent: it.parent.clone(), ..EntityType::default() };
    let mut entity_types: Vec<EntityType> = ontology.entity_types.iter().filter(|it| takes(it)).map(bare).collect();
    if entity_types.is_empty() {
        // A list of none would mean that any type will do.
        entity_types = ontology.entity_types.iter().filter(|it| it.parent.is_none()).take(WIDEST).map(bare).collect();
    }
    let fits = |ends: &[String]| {
        ends.is_empty() || ends.iter().any(|end| entity_types.iter().any(|it| ontology.is_a(&it.name, end)))
    };
    let relations = ontology.relation_types.iter().filter(|it| fits(&it.from) && fits(&it.to));
    let relation_types = relations.map(|it| RelationType {
        name: it.name.clone(),
        from: it.from.clone(),
        to: it.to.clone(),
        ..RelationType::default()
    });
    let relation_types = relation_types.collect();
    Ontology { entity_types, relation_types, open: ontology.open, ..Ontology::default() }
}

/// By a name of this type in the text, or by the type's own words.
fn is_suggested(ontology: &Ontology, entity: &EntityType, text: &str, suggested: &[&str]) -> bool {
    let words = [&entity.name, &entity.title.en, &entity.title.zh];
    let words = words.into_iter().chain(&entity.words).chain(&entity.examples);
    suggested.iter().any(|kind| ontology.is_a(kind, &entity.name))
        || words.filter(|word| word.chars().count() > 1).any(|word| text.contains(&word.to_lowercase()))
}

/// "- Company (公司): what it is; has Revenue [EUR m], Employees".
pub fn types(ontology: &Ontology, language: Language) -> String {
    if ontology.entity_types.is_empty() {
        let nouns = &lexicon::built_in().noun;
        let known = nouns.iter().filter(|(name, _)| !matches!(name.as_str(), lexicon::THING | lexicon::VALUE));
        return bounded(known.map(|(name, noun)| match language {
            Language::En => format!("- {name}"),
            Language::Zh => format!("- {name}（{}）", noun.zh),
        }));
    }
    bounded(ontology.entity_types.iter().map(|entity| {
        let attributes = entity.attributes.iter().take(ATTRIBUTES).map(|it| match it.unit.as_str() {
            "" => line(&it.name),
            unit => format!("{} [{}]", line(&it.name), line(unit)),
        });
        let attributes = attributes.collect::<Vec<_>>().join(", ");
        let has = match (attributes.as_str(), language) {
            ("", _) => String::new(),
            (some, Language::En) => format!("; has {some}"),
            (some, Language::Zh) => format!("；有 {some}"),
        };
        let about = said(entity.description.in_language(language));
        format!("- {}{}{about}{has}", line(&entity.name), titled(&entity.name, entity.shown(language)))
    }))
}

/// "- headquartered_in (Company → City): what it says".
pub fn relations(ontology: &Ontology, language: Language) -> String {
    let other = match (ontology.open, language) {
        (true, Language::En) => "- any other relation, in a few words of your own",
        (true, Language::Zh) => "- 其他关系，用几个字自拟",
        (false, Language::En) => "- no others between entities",
        (false, Language::Zh) => "- 实体之间不用其他关系",
    };
    if ontology.relation_types.is_empty() {
        let known = lexicon::built_in().relation.iter().map(|it| ends(&it.name, "", &it.subject, &it.object, ""));
        return bounded(known.chain([other.to_owned()]));
    }
    let of = |it: &RelationType| {
        let about = it.description.in_language(language);
        let about = if says_its_name(about, &it.name) { String::new() } else { said(about) };
        ends(&it.name, &titled(&it.name, it.shown(language)), &it.from, &it.to, &about)
    };
    bounded(ontology.relation_types.iter().map(of).chain([other.to_owned()]))
}

/// "A acquired B" of acquired.
fn says_its_name(about: &str, name: &str) -> bool {
    let between = about.strip_prefix("A ").and_then(|rest| rest.strip_suffix(" B")).unwrap_or_default();
    between.strip_prefix("is ").unwrap_or(between).eq_ignore_ascii_case(&name.replace('_', " "))
}

fn ends(name: &str, title: &str, from: &[String], to: &[String], about: &str) -> String {
    let any = |types: &[String]| match types {
        [] => "…".to_owned(),
        some => line(&some.join("/")),
    };
    let ends =
        if from.is_empty() && to.is_empty() { String::new() } else { format!(" ({} → {})", any(from), any(to)) };
    format!("- {}{title}{ends}{about}", line(name))
}

/// Not where it only spells the name with spaces: the list goes along with every passage.
fn titled(name: &str, title: &str) -> String {
    let plain = |text: &str| text.replace('_', " ").to_lowercase();
    if plain(title) == plain(name) || title.is_empty() { String::new() } else { format!(" “{}”", line(title)) }
}

fn said(description: &str) -> String {
    if description.is_empty() {
        return String::new();
    }
    let short: String = line(description).chars().take(DESCRIPTION).collect();
    format!(": {short}")
}

fn bounded(lines: impl Iterator<Item = String>) -> String {
    let mut out = String::new();
    for line in lines {
        if out.len() + line.len() > LETTERS {
            out.push_str("\n- …");
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}

//! A reply against its source: what is found there is believed, what is not is kept and marked with the reason, what
//! cannot be an entity or a relation is refused with the reason. Nothing is dropped in silence.

use super::literal;
use super::order;
use super::reply::{Reply, SaidEntity, SaidRelation, tidy};
use super::source::{Quoted, Source};
use crate::folded::Folded;
use pathloom_extract::{Alias, FoundClaim, FoundEntity, FoundObject, Refusal, RefusalKind};
use pathloom_model::{Language, Ontology, Qualifiers, Scenario, Span, lexicon};
use std::collections::BTreeMap;

/// Letters of a name, a relation's name and a description.
const NAME: usize = 200;
const PREDICATE: usize = 80;
const DESCRIPTION: usize = 600;
/// Places of one name in one node.
const PLACES: usize = 16;
/// Refusals that are listed of one reply; the rest is counted.
const TOLD: usize = 60;

/// Confidence of what is found in its source and of what is not.
const VERIFIED: f32 = 0.7;
const NOT_VERIFIED: f32 = 0.2;

/// A name that the rules found in the same node.
pub struct Known {
    pub name: String,
    pub entity_type: String,
    pub aliases: Vec<String>,
}

/// What one or two replies about one node gave.
pub struct Checked<'a> {
    source: &'a Source<'a>,
    ontology: &'a Ontology,
    known: &'a [Known],
    pub entities: Vec<FoundEntity>,
    pub claims: Vec<FoundClaim>,
    pub refused: Vec<Refusal>,
    /// Spelling in small letters → places in `entities`.
    by_name: BTreeMap<String, Vec<usize>>,
    not_told: usize,
}

/// What a relation says beside its ends.
struct Limits {
    qualifiers: Qualifiers,
    /// Why one of them is not believed.
    doubt: Option<String>,
}

impl<'a> Checked<'a> {
    pub fn new(source: &'a Source<'a>, ontology: &'a Ontology, known: &'a [Known]) -> Checked<'a> {
        Checked {
            source,
            ontology,
            known,
            entities: vec![],
            claims: vec![],
            refused: vec![],
            by_name: BTreeMap::new(),
            not_told: 0,
        }
    }

    pub fn take(&mut self, reply: Reply) {
        let Reply { entities, relations, beyond, unreadable, .. } = reply;
        for (count, taken, what) in [(beyond[0], entities.len(), "entities"), (beyond[1], relations.len(), "relations")]
        {
            if count > 0 {
                let all = count + taken;
                self.refuse(RefusalKind::Limit, format!("{all} {what} in one reply: the first {taken} are taken."));
            }
        }
        if unreadable > 0 {
            self.refuse(RefusalKind::BadReply, format!("{unreadable} parts of the reply were no entity or relation."));
        }
        for entity in entities {
            self.entity(entity);
        }
        for relation in relations {
            self.relation(relation);
        }
    }

    /// The last word: how many refusals are not listed.
    pub fn told(mut self) -> (Vec<FoundEntity>, Vec<FoundClaim>, Vec<Refusal>) {
        if self.not_told > 0 {
            let why = format!("{} more of this reply were refused.", self.not_told);
            self.refused.push(Refusal { what: RefusalKind::Limit, why, span: self.source.here() });
        }
        (self.entities, self.claims, self.refused)
    }

    pub fn refuse(&mut self, what: RefusalKind, why: String) {
        if self.refused.len() >= TOLD {
            self.not_told += 1;
            return;
        }
        self.refused.push(Refusal { what, why, span: self.source.here() });
    }

    fn entity(&mut self, said: SaidEntity) {
        let SaidEntity { name, entity_type, description, aliases } = said;
        if name.chars().count() > NAME {
            let head: String = name.chars().take(60).collect();
            self.refuse(RefusalKind::Entity, format!("The name “{head}…” has more than {NAME} characters."));
            return;
        }
        if !name.chars().any(char::is_alphabetic) {
            self.refuse(RefusalKind::Entity, format!("“{name}” is no name: it has no letter."));
            return;
        }
        let entity_type = self.type_of(&entity_type);
        let place = match self.find(&name).filter(|&at| self.entities[at].entity_type == entity_type) {
            Some(known) => known,
            None => self.add(&name, entity_type),
        };
        if self.entities[place].about.is_empty() {
            self.entities[place].about = tidy(&description, DESCRIPTION);
        }
        for alias in aliases {
            self.alias(place, &alias);
        }
    }

    fn add(&mut self, name: &str, entity_type: String) -> usize {
        let (mut spans, _) = self.source.named(name, PLACES);
        let unverified = spans.is_empty().then(|| format!("The name “{name}” is not found in its source."));
        if spans.is_empty() {
            spans.push(self.source.here());
        }
        let name = name.to_owned();
        let place = self.entities.len();
        self.by_name.entry(name.to_lowercase()).or_default().push(place);
        let (about, aliases) = (String::new(), vec![]);
        self.entities.push(FoundEntity { name, entity_type, about, aliases, spans, unverified });
        place
    }

    /// A spelling that the source has; another would merge things that are not one.
    fn alias(&mut self, place: usize, alias: &str) {
        let bearer = &self.entities[place];
        if alias == bearer.name || bearer.aliases.iter().any(|known| known.text == alias) {
            return;
        }
        let (spans, _) = self.source.named(alias, 1);
        let long = alias.chars().count() > NAME;
        let Some(span) = spans.into_iter().next().filter(|_| !long && alias.chars().any(char::is_alphabetic)) else {
            let short: String = alias.chars().take(60).collect();
            let why = format!("“{short}” as another name of “{}” is not found in the source.", bearer.name);
            self.refuse(RefusalKind::Entity, why);
            return;
        };
        self.by_name.entry(alias.to_lowercase()).or_default().push(place);
        self.entities[place].aliases.push(Alias { text: alias.to_owned(), span });
    }

    /// As the ontology spells it; else as the model does, which `conform` lists.
    fn type_of(&self, said: &str) -> String {
        let said = tidy(said, NAME);
        if said.is_empty() {
            return lexicon::THING.to_owned();
        }
        let same = |name: &str| !name.is_empty() && name.to_lowercase() == said.to_lowercase();
        let own = self.ontology.entity_types.iter().find(|it| {
            same(&it.name) || same(&it.title.en) || same(&it.title.zh) || it.words.iter().any(|word| same(word))
        });
        if let Some(own) = own {
            return own.name.clone();
        }
        let lexicon = lexicon::built_in();
        let shipped = lexicon.noun.keys().find(|name| same(name)).map(String::as_str);
        shipped.or_else(|| lexicon.type_of_noun(&said.to_lowercase())).unwrap_or(&said).to_owned()
    }

    /// By its very name or alias, else whatever the case of its letters where only one has it.
    fn find(&self, name: &str) -> Option<usize> {
        let bearers = self.by_name.get(&name.to_lowercase())?;
        let exact = |&&at: &&usize| {
            let entity = &self.entities[at];
            entity.name == name || entity.aliases.iter().any(|alias| alias.text == name)
        };
        let found = bearers.iter().find(exact).copied();
        found.or(if let [only] = bearers.as_slice() { Some(*only) } else { None })
    }

    /// An entity of the reply, or a name that the rules found here.
    fn end(&mut self, name: &str) -> Option<usize> {
        if name.is_empty() {
            return None;
        }
        if let Some(found) = self.find(name) {
            return Some(found);
        }
        let is = |known: &&Known| known.name == name || known.aliases.iter().any(|alias| alias == name);
        let known = self.known.iter().find(is)?;
        Some(match self.find(&known.name) {
            Some(found) => found,
            None => self.add(&known.name.clone(), known.entity_type.clone()),
        })
    }

    fn relation(&mut self, said: SaidRelation) {
        let shown = shown(&said);
        if said.predicate.is_empty() || said.predicate.chars().count() > PREDICATE {
            self.refuse(
                RefusalKind::Relation,
                format!("{shown}: a relation needs a name of 1 to {PREDICATE} characters."),
            );
            return;
        }
        let Some(subject) = self.end(&said.subject) else {
            let why = format!("{shown}: its subject is no entity of the reply, nor known in the source.");
            self.refuse(RefusalKind::Relation, why);
            return;
        };
        let object = self.end(&said.object);
        if object == Some(subject) {
            self.refuse(RefusalKind::Relation, format!("{shown}: it relates a thing to itself."));
            return;
        }
        match object {
            Some(object) => self.between(subject, object, &said),
            None => {
                let printed = if said.value.is_empty() { &said.object } else { &said.value };
                let value = !said.value.is_empty() || literal::is_value(&said.object) || self.is_attribute(&said);
                if printed.is_empty() || !value {
                    let why = format!("{shown}: its object is no entity of the reply, nor known in the source.");
                    self.refuse(RefusalKind::Relation, why);
                    return;
                }
                self.value(subject, &printed.clone(), &said);
            }
        }
    }

    fn is_attribute(&self, said: &SaidRelation) -> bool {
        let same = |name: &String| name.to_lowercase() == said.predicate.to_lowercase();
        self.ontology.entity_types.iter().flat_map(|it| &it.attributes).any(|it| same(&it.name))
    }

    fn between(&mut self, subject: usize, object: usize, said: &SaidRelation) {
        let predicate = self.predicate(&said.predicate);
        let quoted = self.source.quote(&said.quote);
        let doubt = match &quoted {
            None => Some(not_found(&said.quote)),
            Some(quoted) => {
                let types = || self.turned_round(subject, object, &predicate);
                let grammar = || self.told_otherwise(subject, object, &said.predicate, quoted);
                self.ends_doubt(subject, object, quoted).or_else(types).or_else(grammar)
            }
        };
        let (limits, doubt) = self.limits(said, quoted.as_ref(), doubt);
        self.claim(subject, predicate, FoundObject::Entity(object), limits, quoted, vec![], doubt);
    }

    fn ends_doubt(&self, subject: usize, object: usize, quoted: &Quoted) -> Option<String> {
        for (end, word) in [(subject, "subject"), (object, "object")] {
            if let Some(why) = &self.entities[end].unverified {
                return Some(format!("Its {word} is not verified: {why}"));
            }
        }
        if !self.says(object, &quoted.words) && !self.says(subject, &quoted.words) {
            return Some("Its quote names neither subject nor object.".into());
        }
        if !self.says(object, &quoted.around) && !self.beside(object) {
            return Some("Its object is not named where the quote stands.".into());
        }
        (!self.says(subject, &quoted.around) && !self.beside(subject))
            .then(|| "Its subject is not named where the quote stands.".into())
    }

    fn says(&self, entity: usize, words: &Folded) -> bool {
        let entity = &self.entities[entity];
        words.holds(&entity.name) || entity.aliases.iter().any(|alias| words.holds(&alias.text))
    }

    /// Named in a heading, a caption or a citing passage: what the whole source is about.
    fn beside(&self, entity: usize) -> bool {
        let (_, own) = self.source.named(&self.entities[entity].name, 1);
        !own && self.entities[entity].unverified.is_none()
    }

    /// Types that fit the relation only with its ends exchanged.
    fn turned_round(&self, subject: usize, object: usize, predicate: &str) -> Option<String> {
        let types = [subject, object].map(|at| self.entities[at].entity_type.as_str());
        let fits = |kind: &str, wanted: &[String]| {
            wanted.is_empty()
                || kind == lexicon::THING
                || wanted.iter().any(|it| self.ontology.is_a(kind, it) || lexicon::built_in().is_a(kind, it))
        };
        let own = self.ontology.relation(predicate).map(|it| (&it.from, &it.to));
        let shipped = || lexicon::built_in().relation(predicate).map(|it| (&it.subject, &it.object));
        let (from, to) = own.or_else(shipped)?;
        let straight = fits(types[0], from) && fits(types[1], to);
        let turned = fits(types[1], from) && fits(types[0], to);
        (!straight && turned)
            .then(|| format!("Subject and object seem to be exchanged: {} {} as “{predicate}”.", types[0], types[1]))
    }

    /// A quote whose own words make the object the subject.
    fn told_otherwise(&self, subject: usize, object: usize, predicate: &str, quoted: &Quoted) -> Option<String> {
        let names = |at: usize| -> Vec<&str> {
            let entity = &self.entities[at];
            std::iter::once(&entity.name)
                .chain(entity.aliases.iter().map(|alias| &alias.text))
                .map(String::as_str)
                .collect()
        };
        let turned = order::is_turned(&quoted.words, &names(subject), &names(object), predicate);
        turned.then(|| "Subject and object seem to be exchanged: its quote says it the other way round.".into())
    }

    fn value(&mut self, subject: usize, printed: &str, said: &SaidRelation) {
        let predicate = tidy(&said.predicate, PREDICATE);
        let quoted = self.source.quote(&said.quote);
        let in_quote = quoted.as_ref().map(|quoted| literal::in_words(printed, &said.unit, &quoted.words));
        let (object, doubt) = match (&quoted, in_quote) {
            (Some(quoted), Some(Some(read))) => {
                let unit = (!read.printed_unit && !said.unit.is_empty() && !self.source.holds(&said.unit))
                    .then(|| format!("The unit “{}” is not found in its source.", said.unit));
                let doubt =
                    self.entities[subject].unverified.as_ref().map(|why| format!("Its subject is not verified: {why}"));
                let about = (!self.says(subject, &quoted.around) && !self.beside(subject))
                    .then(|| "Its subject is not named where the quote stands.".to_owned());
                (read.object, doubt.or(about).or(unit))
            }
            (Some(_), _) => {
                (literal::unread(printed, &said.unit), Some(format!("Its quote does not say “{printed}”.")))
            }
            (None, _) => (literal::unread(printed, &said.unit), Some(not_found(&said.quote))),
        };
        let (limits, doubt) = self.limits(said, quoted.as_ref(), doubt);
        // The figure first: it is what an assertion shows.
        let figure = quoted.as_ref().and_then(|quoted| self.figure_span(printed, quoted));
        self.claim(subject, predicate, object, limits, quoted, figure.into_iter().collect(), doubt);
    }

    /// The place of the figure itself, where the quote holds it once.
    fn figure_span(&self, printed: &str, quoted: &Quoted) -> Option<Span> {
        let whole = quoted.spans.first()?;
        if quoted.words.all(printed).count() != 1 {
            return None;
        }
        let (spans, _) = self.source.named(printed, 64);
        let inside = |span: &Span| match (span.chars, whole.chars, span.bbox, whole.bbox) {
            (Some([a, b]), Some([c, d]), ..) => a >= c && b <= d,
            (_, _, Some(one), Some(all)) => span.page == whole.page && all.overlaps(&one),
            _ => span.cell.is_some() && quoted.spans.iter().any(|it| it.cell == span.cell),
        };
        spans.into_iter().find(inside)
    }

    fn limits(
        &self,
        said: &SaidRelation,
        quoted: Option<&Quoted>,
        doubt: Option<String>,
    ) -> (Qualifiers, Option<String>) {
        let Limits { qualifiers, doubt: limited } = self.qualifiers(said, quoted);
        (qualifiers, doubt.or(limited))
    }

    fn qualifiers(&self, said: &SaidRelation, quoted: Option<&Quoted>) -> Limits {
        let mut qualifiers = Qualifiers::default();
        let mut doubt = None;
        let period = tidy(&said.period, PREDICATE);
        if !period.is_empty() {
            let stands = quoted.is_some_and(|quoted| quoted.around.holds(&period)) || self.source.holds(&period);
            if !stands {
                doubt = Some(format!("The period “{period}” is not found in its source."));
            }
            qualifiers.period = Some(period);
        }
        qualifiers.scenario = match said.scenario.to_lowercase().as_str() {
            "estimate" | "estimated" | "forecast" | "预计" => Some(Scenario::Estimate),
            "restated" | "重述" => Some(Scenario::Restated),
            "guided" | "guidance" | "指引" => Some(Scenario::Guided),
            // What is not said otherwise is actual: the rules leave it out as well.
            _ => None,
        };
        Limits { qualifiers, doubt }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a claim, made in two places")]
    fn claim(
        &mut self,
        subject: usize,
        predicate: String,
        object: FoundObject,
        qualifiers: Qualifiers,
        quoted: Option<Quoted>,
        first: Vec<Span>,
        unverified: Option<String>,
    ) {
        let mut spans = first;
        spans.extend(quoted.into_iter().flat_map(|quoted| quoted.spans));
        if spans.is_empty() || unverified.is_some() && spans.iter().all(|span| span.quote.is_empty()) {
            spans = vec![self.source.here()];
        }
        let confidence = if unverified.is_none() { VERIFIED } else { NOT_VERIFIED };
        self.claims.push(FoundClaim { subject, predicate, object, qualifiers, spans, confidence, unverified });
    }

    /// As the ontology or the lexicon spells it, else small letters and underscores: "is supplied by" → "is_supplied_by".
    fn predicate(&self, said: &str) -> String {
        let said = tidy(said, PREDICATE);
        let spelled = |name: &str| name.to_lowercase().replace(['_', '-'], " ");
        let same = |name: &str| !name.is_empty() && spelled(name) == spelled(&said);
        let own =
            self.ontology.relation_types.iter().find(|it| same(&it.name) || same(&it.title.en) || same(&it.title.zh));
        if let Some(own) = own {
            return own.name.clone();
        }
        match lexicon::built_in().canonical(&said) {
            known if known != said => known.to_owned(),
            _ if Language::of(&said) == Language::Zh => said,
            _ => spelled(&said).replace(' ', "_"),
        }
    }
}

fn not_found(quote: &str) -> String {
    if quote.trim().is_empty() {
        return "The model gave no quote for it.".into();
    }
    let short: String = quote.chars().take(160).collect();
    let more = if short.len() < quote.len() { "…" } else { "" };
    format!("The quote “{short}{more}” is not found in its source.")
}

fn shown(said: &SaidRelation) -> String {
    let object = if said.value.is_empty() { &said.object } else { &said.value };
    let line = format!("“{} · {} · {object}”", said.subject, said.predicate);
    if line.chars().count() <= NAME { line } else { line.chars().take(NAME).chain("…”".chars()).collect() }
}

/// Names of the rules' own, as ends of relations.
pub fn known(names: impl Iterator<Item = pathloom_extract::Name>) -> Vec<Known> {
    names
        .map(|name| Known {
            name: name.text,
            entity_type: name.entity_type,
            aliases: name.aliases.into_iter().map(|alias| alias.text).collect(),
        })
        .collect()
}

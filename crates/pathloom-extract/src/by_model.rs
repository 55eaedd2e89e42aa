//! What a model found, checked elsewhere, beside what the rules found in the same document: names that are one become
//! one, everything else is added. What the rules found stays as it is.

use crate::RefusalKind;
use crate::extraction::{Alias, Claim, ClaimObject, Extraction, MODEL, Mention, Name, NameId, Reference, Refusal};
use crate::names::clean;
use crate::ontology::{self, THING};
use crate::relation_names;
use pathloom_model::{Described, ImageClass, Key, Kind, Node, NodeData, Qualifiers, Quantity, Span, lexicon};
use std::collections::{BTreeMap, BTreeSet};

/// Of one Chunk, Table, Image or Formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub node: Key,
    pub entities: Vec<FoundEntity>,
    pub claims: Vec<FoundClaim>,
    pub refused: Vec<Refusal>,
    /// Of a Table, Image or Formula.
    pub described: Option<Described>,
    /// Of an Image that the model saw.
    pub class: Option<ImageClass>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FoundEntity {
    pub name: String,
    /// "Thing" where the model gave none.
    pub entity_type: String,
    pub about: String,
    /// Found in the source, each.
    pub aliases: Vec<Alias>,
    /// Where the name stands; where the node is, when it stands nowhere.
    pub spans: Vec<Span>,
    /// Why its name is not found in the source.
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FoundClaim {
    /// Place in [`Finding::entities`].
    pub subject: usize,
    pub predicate: String,
    pub object: FoundObject,
    pub qualifiers: Qualifiers,
    /// The quote; where the node is, when there is none.
    pub spans: Vec<Span>,
    pub confidence: f32,
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FoundObject {
    /// Place in [`Finding::entities`].
    Entity(usize),
    Quantity(Quantity),
    Text(String),
}

/// Places of one name in one node, as the rules keep them.
const SPANS: usize = 64;

/// Findings in the order of the document's nodes; the same findings give the same extraction.
pub fn add(extraction: &mut Extraction, findings: Vec<Finding>) {
    let mut adding = Adding::of(extraction);
    for finding in findings {
        adding.take(finding);
    }
}

struct Adding<'a> {
    to: &'a mut Extraction,
    /// Spelling → names that bear it.
    by_surface: BTreeMap<String, Vec<NameId>>,
    mentions: BTreeMap<(NameId, Key), usize>,
    nodes: BTreeMap<Key, usize>,
    /// "Table 2" in a chunk, as the rules found it.
    pointed: BTreeMap<Key, Vec<Reference>>,
    /// Names that the rules did not find.
    new: BTreeSet<NameId>,
}

impl Adding<'_> {
    fn of(to: &mut Extraction) -> Adding<'_> {
        let mut by_surface: BTreeMap<String, Vec<NameId>> = BTreeMap::new();
        for (id, name) in to.names.iter().enumerate() {
            for text in std::iter::once(&name.text).chain(name.aliases.iter().map(|alias| &alias.text)) {
                let bearers = by_surface.entry(clean(text)).or_default();
                if !bearers.contains(&(id as NameId)) {
                    bearers.push(id as NameId);
                }
            }
        }
        let mentions = to.mentions.iter().enumerate().map(|(at, it)| ((it.name, it.node.clone()), at)).collect();
        let nodes = to.nodes.iter().enumerate().map(|(at, node)| (node.key.clone(), at)).collect();
        let mut pointed: BTreeMap<Key, Vec<Reference>> = BTreeMap::new();
        for relation in to.relations.iter().filter(|relation| relation.name == "refer_to") {
            let references = relation.spans.iter().map(|span| {
                let (target, span) = (relation.to.clone(), span.clone());
                Reference { target, span }
            });
            pointed.entry(relation.from.clone()).or_default().extend(references);
        }
        Adding { to, by_surface, mentions, nodes, pointed, new: BTreeSet::new() }
    }

    fn take(&mut self, finding: Finding) {
        let Finding { node, entities, claims, refused, described, class } = finding;
        self.describe(&node, described, class);
        let ids: Vec<NameId> = entities.into_iter().map(|entity| self.entity(&node, entity)).collect();
        self.to.refused.extend(refused);
        let pointed = self.pointed.get(&node).cloned().unwrap_or_default();
        for claim in claims {
            self.claim(&node, claim, &ids, &pointed);
        }
    }

    fn entity(&mut self, node: &Key, entity: FoundEntity) -> NameId {
        let FoundEntity { name, entity_type, about, aliases, spans, unverified } = entity;
        let text = clean(&name);
        let known = self.by_surface.get(&text).into_iter().flatten().copied();
        let known =
            known.into_iter().find(|&id| ontology::compatible(&self.to.names[id as usize].entity_type, &entity_type));
        let id = known.unwrap_or_else(|| {
            let id = self.to.names.len() as NameId;
            self.by_surface.entry(text.clone()).or_default().push(id);
            self.new.insert(id);
            self.to.names.push(Name {
                text,
                entity_type: entity_type.clone(),
                aliases: Vec::new(),
                definition: None,
                span: spans.first().cloned().unwrap_or_else(|| nowhere(&self.to.document)),
                exact: false,
                about: String::new(),
                unverified: unverified.clone(),
            });
            id
        });
        let bearer = &mut self.to.names[id as usize];
        // What the rules call a Thing takes the model's type; a type that they gave stands.
        if bearer.entity_type == THING || self.new.contains(&id) {
            bearer.entity_type = ontology::narrower(&bearer.entity_type, &entity_type).to_owned();
        }
        if bearer.about.is_empty() {
            bearer.about = about;
        }
        if unverified.is_none() && bearer.unverified.take().is_some() {
            bearer.span = spans.first().cloned().unwrap_or_else(|| nowhere(&self.to.document));
        }
        for alias in aliases {
            self.alias(id, alias);
        }
        self.mention(id, node, spans, unverified);
        id
    }

    /// Another spelling, unless it already names something.
    fn alias(&mut self, id: NameId, alias: Alias) {
        let bearers = self.by_surface.entry(clean(&alias.text)).or_default();
        if bearers.is_empty() {
            bearers.push(id);
            self.to.names[id as usize].aliases.push(alias);
        }
    }

    fn mention(&mut self, name: NameId, node: &Key, spans: Vec<Span>, unverified: Option<String>) {
        let Some(&at) = self.mentions.get(&(name, node.clone())) else {
            self.mentions.insert((name, node.clone()), self.to.mentions.len());
            self.to.mentions.push(Mention { name, node: node.clone(), spans, unverified });
            return;
        };
        let known = &mut self.to.mentions[at];
        if unverified.is_some() {
            return;
        }
        if known.unverified.take().is_some() {
            known.spans.clear();
        }
        for span in spans {
            if known.spans.len() < SPANS && !known.spans.contains(&span) {
                known.spans.push(span);
            }
        }
    }

    fn claim(&mut self, node: &Key, claim: FoundClaim, ids: &[NameId], pointed: &[Reference]) {
        let FoundClaim { subject, predicate, object, qualifiers, spans, confidence, unverified } = claim;
        let object = match object {
            FoundObject::Entity(place) => ids.get(place).copied().map(ClaimObject::Name),
            FoundObject::Quantity(quantity) => Some(ClaimObject::Quantity(quantity)),
            FoundObject::Text(text) => Some(ClaimObject::Text(text)),
        };
        let (Some(&subject), Some(object)) = (ids.get(subject), object) else { return };
        if object == ClaimObject::Name(subject) {
            let why = format!("\"{predicate}\" would relate {} to itself", self.to.names[subject as usize].text);
            let span = spans.into_iter().next().unwrap_or_else(|| nowhere(&self.to.document));
            self.to.refused.push(Refusal { what: RefusalKind::Relation, why, span });
            return;
        }
        let unverified = unverified.or_else(|| self.read_otherwise(node, subject, &predicate, &object, &spans));
        let says = |reference: &&Reference| {
            let words = reference.span.quote.trim();
            unverified.is_none() && !words.is_empty() && spans.iter().any(|span| span.quote.contains(words))
        };
        let refers = pointed.iter().filter(says).cloned().collect();
        let (source, method) = (node.clone(), MODEL.to_owned());
        self.to.claims.push(Claim {
            subject,
            predicate,
            object,
            qualifiers,
            spans,
            source,
            refers,
            method,
            confidence,
            unverified,
        });
    }

    /// The rules read the same relation in the same words with its ends exchanged, and nowhere as the model says it.
    fn read_otherwise(
        &self,
        node: &Key,
        subject: NameId,
        predicate: &str,
        object: &ClaimObject,
        spans: &[Span],
    ) -> Option<String> {
        let ClaimObject::Name(object) = *object else { return None };
        let named = |predicate: &str| relation_names::standard(lexicon::built_in(), predicate).into_owned();
        let wanted = named(predicate);
        let rules = self.to.claims.iter().filter(|it| it.method != MODEL && it.source == *node);
        let same: Vec<&Claim> = rules.filter(|it| named(&it.predicate) == wanted).collect();
        let is = |it: &Claim, one: NameId, other: NameId| it.subject == one && it.object == ClaimObject::Name(other);
        let as_said = same.iter().any(|it| is(it, subject, object));
        let turned = same
            .iter()
            .any(|it| is(it, object, subject) && it.spans.iter().any(|own| spans.iter().any(|span| meets(own, span))));
        (turned && !as_said && !relation_names::is_mutual(&wanted))
            .then(|| "Subject and object seem to be exchanged: the same words were read the other way round.".into())
    }

    fn describe(&mut self, node: &Key, said: Option<Described>, class: Option<ImageClass>) {
        let (Some(&place), Some(said)) = (self.nodes.get(node), said) else { return };
        let node: &mut Node = &mut self.to.nodes[place];
        let has_words = match &node.data {
            NodeData::Table(table) => table.label.is_some() || !table.caption.trim().is_empty(),
            NodeData::Image(figure) => figure.label.is_some() || !figure.caption.trim().is_empty(),
            _ => true,
        };
        if !has_words && !said.name.is_empty() {
            node.name.clone_from(&said.name);
        }
        match &mut node.data {
            NodeData::Table(table) => table.described = Some(Box::new(said)),
            NodeData::Image(figure) => {
                figure.class = class.unwrap_or(figure.class);
                figure.described = Some(Box::new(said));
            }
            NodeData::Formula { described, .. } => *described = Some(Box::new(said)),
            _ => {}
        }
    }
}

/// Two places of one text that share a letter, or of one table a cell.
fn meets(one: &Span, other: &Span) -> bool {
    let share = |[a, b]: [u32; 2], [c, d]: [u32; 2]| a < d && c < b;
    match (one.chars, other.chars) {
        (Some(one), Some(other)) => share(one, other),
        _ => one.table == other.table && one.cell.is_some() && one.cell == other.cell,
    }
}

fn nowhere(document: &Key) -> Span {
    debug_assert_eq!(document.kind(), Kind::Document);
    Span { document: document.clone(), page: 1, bbox: None, chars: None, cell: None, table: None, quote: String::new() }
}

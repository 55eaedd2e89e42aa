//! What was found in a document, put under the project's ontology: types get the ontology's names, and what it does not
//! allow is listed. Nothing is dropped; a name whose type it does not have stays as a Thing.

use crate::kinship::Kinship;
use crate::measured;
use crate::ontology::{self, THING, VALUE};
use crate::triples::TripleList;
use crate::{Claim, ClaimObject, Extraction, Name, NameId, Vocabulary, definition, head};
use pathloom_model::{Breach, Key, NodeData, Ontology, RelationType, Span, TableData, Violation, ViolationOf, lexicon};
use std::collections::{BTreeMap, HashMap};

/// Most violations that are listed of one document.
const LISTED: usize = 10_000;

/// Renames types and fills `violations`. Doing it again changes nothing. An ontology without types allows every type,
/// one without relations and open every relation.
pub fn conform(extraction: &mut Extraction, ontology: &Ontology, vocabulary: &Vocabulary) {
    extraction.violations.clear();
    if ontology.is_blank() {
        return;
    }
    let heads = heads(extraction);
    let known = Known::of(ontology);
    for (id, name) in extraction.names.iter_mut().enumerate() {
        let found = name.entity_type.clone();
        let heads = heads.get(&(id as NameId)).map_or(&[][..], Vec::as_slice);
        if let Some(own) = own_type(name, heads, vocabulary, &known) {
            name.entity_type = own;
        } else if let Some(named) = known.type_of(&found) {
            name.entity_type = named.to_owned();
        } else {
            name.entity_type = THING.to_owned();
            extraction.violations.push(unknown_type(id as NameId, name, found));
        }
    }
    let names = &extraction.names;
    let broken = extraction.claims.iter().enumerate().filter_map(|(id, claim)| breach(id, claim, names, &known));
    extraction.violations.extend(broken);
    extraction.violations.truncate(LISTED);
}

/// What a list of triples holds against the ontology. Its names keep the types that they have, and every line stands.
pub fn list_violations(list: &TripleList, ontology: &Ontology) -> Vec<Violation> {
    if ontology.is_blank() {
        return vec![];
    }
    let known = Known::of(ontology);
    let mut found = Vec::new();
    let mut names = list.names.clone();
    for (id, name) in names.iter_mut().enumerate().filter(|(_, name)| name.entity_type != VALUE) {
        let kind = name.entity_type.clone();
        match known.type_of(&kind) {
            Some(named) => name.entity_type = named.to_owned(),
            None => {
                found.push(unknown_type(id as NameId, name, kind));
                name.entity_type = THING.to_owned();
            }
        }
    }
    for lines in list.lines.chunk_by(|a, b| a.claim == b.claim) {
        if found.len() >= LISTED {
            break;
        }
        let claim = list.claims[lines[0].claim as usize];
        let ends = [&names[claim.subject as usize], &names[claim.object as usize]];
        let predicate = &list.predicates[claim.predicate as usize];
        found.extend(breach_of(lines[0].claim as usize, ends, predicate, &known, || list.span(lines[0])));
    }
    found.truncate(LISTED);
    found
}

/// The ontology, ready to be asked for every name and claim.
struct Known<'a> {
    ontology: &'a Ontology,
    /// Type as it may be found → as the ontology calls it.
    types: HashMap<&'a str, &'a str>,
    /// The name under which a relation is compared → the relation.
    relations: HashMap<String, &'a RelationType>,
    kinship: Kinship,
    /// Word of the lexicon's types → a type of the ontology that has this word.
    by_noun: BTreeMap<String, &'a str>,
}

impl<'a> Known<'a> {
    fn of(ontology: &'a Ontology) -> Known<'a> {
        let names = ontology.entity_types.iter().map(|entity| (entity.name.as_str(), entity.name.as_str()));
        let mut by_noun = BTreeMap::new();
        for entity in &ontology.entity_types {
            for word in &entity.words {
                by_noun.entry(word.to_lowercase()).or_insert(entity.name.as_str());
            }
        }
        Known {
            ontology,
            types: names.collect(),
            relations: ontology.relation_types.iter().map(|it| (compared(&it.name), it)).collect(),
            kinship: Kinship::of(ontology),
            by_noun,
        }
    }

    /// As the ontology calls it: itself, what has its noun, the nearest wider type. A Thing stays one.
    fn type_of<'b>(&self, found: &'b str) -> Option<&'b str>
    where
        'a: 'b,
    {
        if found == THING || self.types.is_empty() {
            return Some(found);
        }
        let lexicon = lexicon::built_in();
        let mut at = found;
        for _ in 0..8 {
            if let Some(named) = self.types.get(at) {
                return Some(named);
            }
            let noun = lexicon.noun.get(at);
            let by_noun = noun.into_iter().flat_map(|noun| [&noun.en, &noun.zh]);
            if let Some(named) = by_noun.filter_map(|word| self.by_noun.get(word.as_str())).next() {
                return Some(named);
            }
            at = noun?.is.as_deref()?;
        }
        None
    }

    /// Whether a type may stand at an end. What is not known, or only known more widely, does not contradict.
    fn allows(&self, kind: &str, wanted: &[String]) -> bool {
        let fits = |it: &String| self.kinship.is_a(kind, it) || self.kinship.is_a(it, kind);
        wanted.is_empty() || kind == THING || wanted.iter().any(fits)
    }
}

/// One spelling for "headquartered_in", "Headquartered in" and "总部位于".
fn compared(relation: &str) -> String {
    lexicon::built_in().canonical(relation).replace(['_', '-'], " ").to_lowercase()
}

/// By being listed, by the head of its column, by its definition, by its last word.
fn own_type(name: &Name, heads: &[String], vocabulary: &Vocabulary, known: &Known) -> Option<String> {
    if let Some(own) = vocabulary.of_example(&name.text) {
        return Some(own.name.clone());
    }
    let by_head = || heads.iter().find_map(|label| vocabulary.of_head(label));
    let by_definition = || {
        let definition = name.definition.as_ref()?;
        definition::own(&definition.text, &name.text, vocabulary)
    };
    let own = vocabulary.of_ending(&name.text).or_else(by_head).or_else(by_definition)?;
    let found = name.entity_type.as_str();
    // What a rule is sure of is only made narrower.
    let narrower =
        found == THING || known.kinship.is_a(&own.name, found) || (own.kin != THING && ontology::is_a(own.kin, found));
    narrower.then(|| own.name.clone())
}

fn unknown_type(id: NameId, name: &Name, found: String) -> Violation {
    Violation {
        rule: Breach::UnknownType,
        of: ViolationOf::Name(id),
        subject: name.text.clone(),
        why: format!("The ontology has no type “{found}”."),
        subject_type: found,
        predicate: String::new(),
        object: String::new(),
        object_type: String::new(),
        span: name.span.clone(),
    }
}

fn breach(id: usize, claim: &Claim, names: &[Name], known: &Known) -> Option<Violation> {
    let ClaimObject::Name(object) = claim.object else { return None };
    let ends = [names.get(claim.subject as usize)?, names.get(object as usize)?];
    breach_of(id, ends, &claim.predicate, known, || claim.spans.first().unwrap_or(&ends[0].span).clone())
}

fn breach_of(
    id: usize,
    [subject, object]: [&Name; 2],
    predicate: &str,
    known: &Known,
    span: impl FnOnce() -> Span,
) -> Option<Violation> {
    let allowed =
        |it: &RelationType| known.allows(&subject.entity_type, &it.from) && known.allows(&object.entity_type, &it.to);
    let (rule, why) = match known.relations.get(&compared(predicate)) {
        None if known.ontology.open => return None,
        None => (Breach::UnknownRelation, format!("The ontology has no relation “{predicate}”.")),
        Some(relation) if allowed(relation) => return None,
        Some(relation) => (Breach::WrongEnds, ends(relation, &subject.entity_type, &object.entity_type)),
    };
    Some(Violation {
        rule,
        of: ViolationOf::Claim(id as u32),
        subject: subject.text.clone(),
        subject_type: subject.entity_type.clone(),
        predicate: predicate.to_owned(),
        object: object.text.clone(),
        object_type: object.entity_type.clone(),
        why,
        span: span(),
    })
}

fn ends(relation: &RelationType, subject: &str, object: &str) -> String {
    let any = |types: &[String]| if types.is_empty() { "anything".to_owned() } else { types.join(" or ") };
    let (name, from, to) = (&relation.name, any(&relation.from), any(&relation.to));
    format!("“{name}” leads from {from} to {to}, not from {subject} to {object}.")
}

/// Heads of the columns in whose cells a name stands alone.
pub(crate) fn heads(extraction: &Extraction) -> HashMap<NameId, Vec<String>> {
    let mut tables: HashMap<&Key, &TableData> = HashMap::new();
    for node in &extraction.nodes {
        if let NodeData::Table(table) = &node.data {
            tables.insert(&node.key, table);
        }
    }
    let mut found: HashMap<NameId, Vec<String>> = HashMap::new();
    for mention in &extraction.mentions {
        let Some(table) = tables.get(&mention.node) else { continue };
        for cell in mention.spans.iter().filter_map(|span| span.cell) {
            let (row, col) = (cell.row as usize, cell.col as usize);
            let header_rows = (table.header_rows as usize).max(1);
            let text =
                |row: usize| table.cells.get(row).and_then(|cells| cells.get(col)).map(|cell| cell.text.as_str());
            let name = extraction.names.get(mention.name as usize).map(|name| name.text.as_str());
            if row < header_rows || text(row).map(crate::names::clean).as_deref() != name {
                continue;
            }
            let label = (0..header_rows).rev().filter_map(text).map(|text| head::parse(text).label);
            let Some(label) = label.filter(|label| !label.is_empty()).find(|label| !measured::is_metric(label)) else {
                continue;
            };
            let labels = found.entry(mention.name).or_default();
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    found
}

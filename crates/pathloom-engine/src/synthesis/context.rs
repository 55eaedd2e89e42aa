//! What a path says, for a prompt: its hops numbered H1, H2, …, the evidence numbered E1, E2, …, each piece with what its
//! kind needs. Nothing of it is an instruction, and none of it leaves its lines.

use super::cut;
use super::goal::Goal;
use super::material::Material;
use super::pieces::{Draft, draft};
use super::text::{line, quoted, tokens};
use pathloom_compose::rematch::Pattern;
use pathloom_llm::Part;
use pathloom_model::{Key, Kind, Knowledge, Language, Match, NodeData, PathHop, Span, SynthesisSettings};
use std::collections::BTreeSet;

/// Statements of one hop that are shown.
const STATEMENTS: usize = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// E1 first.
    pub pieces: Vec<Piece>,
    /// H1 first: one line each, then what else the nodes are called.
    pub path: String,
    /// Any evidence was cut.
    pub cut: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Chunk, Table, Image, Formula or Document.
    pub node: Key,
    /// "Table", and where it comes from.
    pub head: String,
    pub text: String,
    pub cut: bool,
    pub picture: Option<Part>,
}

impl Context {
    pub fn new(
        material: &Material<'_>,
        matched: &Match,
        goal: &Goal,
        language: Language,
        settings: &SynthesisSettings,
    ) -> Context {
        let k = material.knowledge;
        let also = also(k, matched, goal);
        let sources = sources(k, matched, &also);
        let drafts: Vec<Draft> = sources.iter().map(|key| draft(material, matched, key, language, settings)).collect();
        let needs: Vec<usize> = drafts.iter().map(Draft::tokens).collect();
        let shares = cut::shares(&needs, settings.evidence_tokens.max(200) as usize);
        let mut pieces = Vec::new();
        for ((node, draft), share) in sources.into_iter().zip(drafts).zip(shares) {
            let head = head(material, &node, language, settings);
            let picture = draft.picture.clone();
            let (text, cut) = draft.within(share, language);
            pieces.push(Piece { node, head, text, cut, picture });
        }
        let path = path(k, matched, &also, &pieces, language);
        Context { path, cut: pieces.iter().any(|piece| piece.cut), pieces }
    }

    /// The evidence as it stands in a prompt; pictures go beside it, in this order.
    pub fn evidence(&self, language: Language) -> String {
        let mut out = Vec::new();
        let mut pictures = 0;
        for (place, piece) in self.pieces.iter().enumerate() {
            let mut head = format!("**E{}** · {}", place + 1, piece.head);
            if piece.cut {
                head.push_str(match language {
                    Language::En => " · shortened to what lies around the path; […] marks what is left out",
                    Language::Zh => " · 仅保留路径相关部分，[…] 表示省略",
                });
            }
            if piece.picture.is_some() {
                pictures += 1;
                head.push_str(&match language {
                    Language::En => format!(" · attached as picture {pictures}"),
                    Language::Zh => format!(" · 见所附第{pictures}张图片"),
                });
            }
            out.push(format!("{head}\n{}", quoted(&piece.text)));
        }
        out.join("\n\n")
    }

    pub fn pictures(&self) -> impl Iterator<Item = &Part> {
        self.pieces.iter().filter_map(|piece| piece.picture.as_ref())
    }

    /// Tokens of evidence and path, estimated.
    pub fn tokens(&self) -> usize {
        let pictures = self.pictures().count() * super::picture::TOKENS;
        self.pieces.iter().map(|piece| tokens(&piece.text)).sum::<usize>() + tokens(&self.path) + pictures
    }
}

/// Where a list asks for several nodes: the last hop of the chain to each of the others.
fn also(k: &Knowledge, matched: &Match, goal: &Goal) -> Vec<PathHop> {
    let last = matched.hops.iter().rfind(|hop| hop.on_chain);
    let (Some(last), Some(start)) = (last, matched.chain.first()) else { return vec![] };
    let before = Pattern::of_match(matched).before_end(k, &BTreeSet::from([start.clone()]));
    let mut found = Vec::new();
    for to in goal.others(matched) {
        let hops = before.iter().map(|from| PathHop { from: from.clone(), to: to.clone(), ..last.clone() });
        found.extend(hops.filter(|hop| !statements(k, hop, &[]).is_empty()));
    }
    found
}

/// Nodes that hold the words of a path: of each hop the place that states it, in the bound evidence where it stands there.
fn sources(knowledge: &Knowledge, matched: &Match, also: &[PathHop]) -> Vec<Key> {
    let bound: Vec<Key> = matched.all_nodes().into_iter().filter(|key| holds_words(key.kind())).collect();
    let mut found: Vec<Key> = Vec::new();
    for hop in matched.hops.iter().chain(also) {
        for key in [&hop.from, &hop.to] {
            match key.kind() {
                Kind::Assertion => found.extend(read_in(knowledge, key, &bound)),
                kind if holds_words(kind) => found.push(key.clone()),
                _ => {}
            }
        }
        for (assertion, _) in statements(knowledge, hop, &bound) {
            found.extend(read_in(knowledge, &assertion, &bound));
        }
    }
    found.extend(bound);
    let mut seen = BTreeSet::new();
    found.retain(|key| seen.insert(key.clone()));
    found
}

fn holds_words(kind: Kind) -> bool {
    matches!(kind, Kind::Chunk | Kind::Table | Kind::Image | Kind::Formula)
}

/// Where an assertion was read: a piece of the bound evidence before any other.
pub fn read_in(knowledge: &Knowledge, assertion: &Key, bound: &[Key]) -> Option<Key> {
    let sources = || knowledge.relations_from(assertion).filter(|r| r.name == "belongs_to").map(|r| &r.to);
    sources().find(|source| bound.contains(source)).or_else(|| sources().next()).cloned()
}

/// The assertions that state a hop between two entities, those read in the bound evidence first, each with its spans.
pub fn statements<'a>(knowledge: &'a Knowledge, hop: &PathHop, bound: &[Key]) -> Vec<(Key, &'a [Span])> {
    let named = |name: &str| hop.relations.iter().any(|relation| relation.name == name);
    let there = knowledge.relations_from(&hop.from).filter(|relation| relation.to == hop.to);
    let back = knowledge.relations_to(&hop.from).filter(|relation| relation.from == hop.to);
    let mut found: Vec<(Key, &[Span])> = Vec::new();
    for relation in there.chain(back).filter(|relation| named(&relation.name)) {
        for key in &relation.assertions {
            let Some(node) = knowledge.node(key) else { continue };
            if found.iter().all(|(earlier, _)| earlier != key) {
                found.push((key.clone(), &node.spans));
            }
        }
    }
    found.sort_by_key(|(key, _)| {
        !knowledge.relations_from(key).any(|relation| relation.name == "belongs_to" && bound.contains(&relation.to))
    });
    found.truncate(STATEMENTS);
    found
}

fn head(material: &Material<'_>, key: &Key, language: Language, settings: &SynthesisSettings) -> String {
    let word = match (key.kind(), language) {
        (Kind::Table, Language::En) => "table",
        (Kind::Table, Language::Zh) => "表",
        (Kind::Image, Language::En) => "picture",
        (Kind::Image, Language::Zh) => "图",
        (Kind::Formula, Language::En) => "formula",
        (Kind::Formula, Language::Zh) => "公式",
        (_, Language::En) => "text",
        (_, Language::Zh) => "文字",
    };
    let document = material.knowledge.node(key).and_then(|node| node.document.as_ref());
    match document.filter(|_| settings.document_names && material.document_names) {
        Some(document) => format!("{word} · {}", line(material.knowledge.name(document))),
        None => word.to_owned(),
    }
}

fn path(k: &Knowledge, matched: &Match, also: &[PathHop], pieces: &[Piece], language: Language) -> String {
    let bound: Vec<Key> = pieces.iter().map(|piece| piece.node.clone()).collect();
    let label = |key: &Key| bound.iter().position(|node| node == key).map(|place| format!("E{}", place + 1));
    let said = |key: &Key| match &k.node(key).map(|node| &node.data) {
        Some(NodeData::Entity { entity_type, .. }) => format!("{} ({})", line(k.name(key)), line(entity_type)),
        Some(NodeData::Assertion(_)) => format!("“{}”", line(&sentence(k, key))),
        _ => label(key).unwrap_or_else(|| line(k.name(key))),
    };
    let mut lines = Vec::new();
    for hop in matched.hops.iter().chain(also) {
        let words = pathloom_model::lexicon::built_in();
        let names: Vec<String> = hop.relations.iter().map(|r| line(&words.shown(&r.name, language))).collect();
        let forward = hop.relations.first().is_none_or(|relation| relation.forward);
        let arrow = if forward { format!("—{}→", names.join(", ")) } else { format!("←{}—", names.join(", ")) };
        let mut text = format!("H{}: {} {arrow} {}", hop.number, said(&hop.from), said(&hop.to));
        for (assertion, spans) in statements(k, hop, &bound) {
            let place = read_in(k, &assertion, &bound).and_then(|source| label(&source)).unwrap_or_default();
            let quote = spans.iter().map(|span| line(&span.quote)).find(|quote| !quote.is_empty()).unwrap_or_default();
            text.push_str(&format!(" · {place}: “{quote}”"));
        }
        lines.push(text);
    }
    if matched.hops.is_empty() {
        lines.extend(matched.chain.first().map(said));
    }
    for key in &matched.chain {
        if let Some(NodeData::Entity { aliases, description, .. }) = k.node(key).map(|node| &node.data) {
            let also: Vec<String> = aliases.iter().take(6).map(|alias| line(alias)).collect();
            if !also.is_empty() {
                let word = if language == Language::En { "is also called" } else { "又称" };
                lines.push(format!("{} {word} {}", line(k.name(key)), also.join(", ")));
            }
            if !description.is_empty() {
                lines.push(format!("{}: {}", line(k.name(key)), line(description)));
            }
        }
    }
    lines.join("\n")
}

/// An assertion as a sentence of its parts, with what limits it.
pub fn sentence(k: &Knowledge, key: &Key) -> String {
    let Some(assertion) = k.assertion(key) else { return k.name(key).to_owned() };
    let object = match &assertion.object {
        pathloom_model::AssertionObject::Entity(object) => k.name(object).to_owned(),
        pathloom_model::AssertionObject::Quantity(quantity) => {
            let language = Language::of(&assertion.predicate);
            pathloom_compose::words::number::quantity(quantity, language)
        }
        pathloom_model::AssertionObject::Text(text) => text.clone(),
    };
    let q = &assertion.qualifiers;
    let limits = [&q.period, &q.as_of, &q.scope, &q.conditions].into_iter().flatten().cloned();
    let scenario = q.scenario.map(|scenario| format!("{scenario:?}").to_lowercase());
    let limits: Vec<String> = limits.chain(scenario).collect();
    let limits = if limits.is_empty() { String::new() } else { format!(" ({})", limits.join(", ")) };
    format!("{} — {}{limits}: {object}", k.name(&assertion.subject), assertion.predicate.replace('_', " "))
}

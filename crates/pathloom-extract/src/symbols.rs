//! What the symbols of a formula stand for, by the sentence next to it: "where Q_h is the heating capacity and …".

use crate::measured;
use crate::refs::Labels;
use crate::sentence::sentences;
use crate::structure::plain;
use crate::{Refusal, RefusalKind, head};
use pathloom_model::node::Symbol;
use pathloom_model::{Block, BlockContent, Key, Kind, NodeData, Parsed, Relation, locate};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One formula and the sentence that explains it.
pub struct Bound {
    pub formula: Key,
    /// Block, byte range in it: the sentence next to the formula.
    pub sentence: Option<(u32, usize, usize)>,
    pub symbols: Vec<Symbol>,
    pub uses: Vec<Relation>,
    pub refused: Option<Refusal>,
}

const SYMBOL: &str = r"(?:\$\\?|\\|\b)(?:[A-Za-zΑ-ω]{1,5}(?:_\(?\{?[A-Za-z0-9,ℎ]{1,6}\}?\)?|[₀-₉ₐ-ₜᵢᵣᵤᵥ]{1,4})?|[A-Za-zΑ-ω] [A-Za-z0-9]{1,3})\$?";

static BINDER: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?P<list>{SYMBOL}(?:(?:\s*,\s*|\s+and\s+|、|和|及|与){SYMBOL})*)\s*(?:\b(?:is|are|denotes?|represents?|stands? for|refers? to)\b|为|是|表示|代表|指)\s*"
    ))
});
static JOINT: LazyLock<Regex> = LazyLock::new(|| compile(r"\s*,\s*|\s+and\s+|、|和|及|与"));
static SUBSCRIPT: LazyLock<Regex> = LazyLock::new(|| compile(r"_\(([^()]{1,6})\)"));
static OPENS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:(?i:where|with|here|in which)\b|其中|式中|这里)[，,：: ]*"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Explains every formula of a document. `heads`: labels of what a table measures, by Table key.
pub fn bind(
    parsed: &Parsed,
    objects: &BTreeMap<u32, Key>,
    labels: &Labels,
    heads: &BTreeMap<Key, Vec<String>>,
) -> Vec<Bound> {
    let mut bound = Vec::new();
    for (place, block) in parsed.blocks.iter().enumerate() {
        if let (BlockContent::Formula { .. }, Some(key)) = (&block.content, objects.get(&block.id)) {
            bound.push(one(parsed, place, block, key, labels, heads));
        }
    }
    bound
}

fn one(
    parsed: &Parsed,
    place: usize,
    block: &Block,
    key: &Key,
    labels: &Labels,
    heads: &BTreeMap<Key, Vec<String>>,
) -> Bound {
    let Some((neighbour, start, end)) = explaining_sentence(&parsed.blocks[place + 1..]) else {
        let why = "no sentence beside it says what its symbols stand for".to_owned();
        let span = locate(parsed, block.id, 0, block.text().len() as u32);
        return Bound {
            formula: key.clone(),
            sentence: None,
            symbols: Vec::new(),
            uses: Vec::new(),
            refused: Some(Refusal { what: RefusalKind::Formula, why, span }),
        };
    };
    let text = neighbour.text();
    let sentence = &text[start..end];
    let span = |from: usize, to: usize| locate(parsed, neighbour.id, (start + from) as u32, (start + to) as u32);
    let tables: Vec<Key> = labels
        .find(sentence)
        .into_iter()
        .filter_map(|found| found.target.ok())
        .filter(|key| key.kind() == Kind::Table)
        .collect();
    let candidates = candidates(&tables, heads);
    let mut symbols = Vec::new();
    let references: Vec<usize> = labels.find(sentence).iter().map(|found| found.start).collect();
    for (name, meaning, from, to) in meanings(sentence, &compact(&block.text()), &references) {
        let predicate = longest_head(&meaning, &candidates);
        symbols.push(Symbol { symbol: name, meaning, predicate, span: span(from, to) });
    }
    let uses = used_tables(&symbols, &tables, heads);
    let uses = uses.into_iter().map(|table| plain(key, "uses", &table, vec![span(0, sentence.len())])).collect();
    Bound { formula: key.clone(), sentence: Some((neighbour.id, start, end)), symbols, uses, refused: None }
}

/// "where …" in one of the next two blocks, before another formula or heading.
fn explaining_sentence(after: &[Block]) -> Option<(&Block, usize, usize)> {
    for block in after
        .iter()
        .filter(|block| {
            !matches!(
                block.content,
                BlockContent::Figure(_)
                    | BlockContent::Table(_)
                    | BlockContent::Footnote { .. }
                    | BlockContent::Caption { .. }
            )
        })
        .take(2)
    {
        if !matches!(block.content, BlockContent::Paragraph { .. } | BlockContent::List { .. }) {
            return None;
        }
        let text = block.text();
        let found = sentences(&text).into_iter().take(3).find(|(start, end)| OPENS.is_match(&text[*start..*end]));
        if let Some((start, end)) = found {
            return Some((block, start, end));
        }
    }
    None
}

/// Symbol, meaning, byte range of the two in the sentence. `references`: where "Table 2" and the like begin.
fn meanings(sentence: &str, formula: &str, references: &[usize]) -> Vec<(String, String, usize, usize)> {
    let opened = OPENS.find(sentence).map_or(0, |opens| opens.end());
    let binders: Vec<(Vec<String>, usize, usize)> = BINDER
        .captures_iter(&sentence[opened..])
        .filter_map(|found| {
            let (whole, list) = (found.get(0)?, found.name("list")?);
            let (names, start) = symbols_of(list.as_str(), formula)?;
            Some((names, opened + list.start() + start, opened + whole.end()))
        })
        .collect();
    let mut found = Vec::new();
    for (place, (names, start, from)) in binders.iter().enumerate() {
        let next = binders.get(place + 1).map_or(sentence.len(), |next| next.1);
        let end = references.iter().copied().filter(|at| (*from..next).contains(at)).min().unwrap_or(next);
        let meaning = trimmed(&sentence[*from..end]);
        if !meaning.is_empty() {
            let to = from + meaning.len();
            found.extend(names.iter().map(|name| (latex(name), meaning.to_owned(), *start, to)));
        }
    }
    found
}

/// Longest first where one begins another.
const GREEK: &[(&str, &str)] = &[
    ("\\varepsilon", "ε"),
    ("\\epsilon", "ε"),
    ("\\vartheta", "θ"),
    ("\\varphi", "φ"),
    ("\\lambda", "λ"),
    ("\\upsilon", "υ"),
    ("\\alpha", "α"),
    ("\\beta", "β"),
    ("\\gamma", "γ"),
    ("\\delta", "δ"),
    ("\\zeta", "ζ"),
    ("\\theta", "θ"),
    ("\\eta", "η"),
    ("\\iota", "ι"),
    ("\\kappa", "κ"),
    ("\\mu", "μ"),
    ("\\nu", "ν"),
    ("\\xi", "ξ"),
    ("\\pi", "π"),
    ("\\rho", "ρ"),
    ("\\sigma", "σ"),
    ("\\tau", "τ"),
    ("\\phi", "φ"),
    ("\\chi", "χ"),
    ("\\psi", "ψ"),
    ("\\omega", "ω"),
    ("\\Delta", "Δ"),
    ("\\Sigma", "Σ"),
    ("\\Omega", "Ω"),
    ("\\Phi", "Φ"),
    ("\\Lambda", "Λ"),
    ("\\Gamma", "Γ"),
    ("\\Theta", "Θ"),
    ("\\Psi", "Ψ"),
    ("\\Pi", "Π"),
];

/// The symbols at the end of a list that stand in the formula, and where the first of them begins.
fn symbols_of(list: &str, formula: &str) -> Option<(Vec<String>, usize)> {
    let mut all: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for joint in JOINT.find_iter(list).map(|joint| (joint.start(), joint.end())).chain([(list.len(), list.len())]) {
        let part = &list[start..joint.0];
        all.push((start + (part.len() - part.trim_start().len()), part.trim().trim_matches('$')));
        start = joint.1;
    }
    let known = all.iter().rev().take_while(|(_, symbol)| stands_in(formula, &compact(symbol))).count();
    let kept = &all[all.len() - known..];
    let names = kept.iter().map(|(_, symbol)| (*symbol).to_owned()).collect();
    kept.first().map(|(start, _)| (names, *start))
}

fn trimmed(meaning: &str) -> &str {
    let mut text = meaning.trim_end();
    loop {
        let cut = text.trim_end_matches([',', '，', '。', '.', ';', '；', ' ', '、', '(', '（']);
        let cut = [" and", " both", " in", " of", " from", " see", "和", "而", "均见", "见"]
            .iter()
            .find_map(|end| cut.strip_suffix(end))
            .unwrap_or(cut);
        if cut.len() == text.len() {
            return text;
        }
        text = cut;
    }
}

/// Letters and digits alone, subscripts lowered, LaTeX words dropped; signs are kept to part the symbols.
fn compact(text: &str) -> String {
    static COMMAND: LazyLock<Regex> =
        LazyLock::new(|| compile(r"\\(?:text|mathrm|mathit|operatorname|frac|left|right|cdot|times|quad|,|;|!)"));
    let text = COMMAND.replace_all(text, " ");
    let text = GREEK.iter().fold(text.into_owned(), |text, (command, letter)| text.replace(command, letter));
    let text = SUBSCRIPT.replace_all(&text, "_$1");
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'ℎ' => out.push('h'),
            '₀'..='₉' => out.push(char::from(b'0' + (c as u32 - '₀' as u32) as u8)),
            'ₐ' => out.push('a'),
            'ₑ' => out.push('e'),
            'ₒ' => out.push('o'),
            'ₓ' => out.push('x'),
            'ₕ' => out.push('h'),
            'ₖ' => out.push('k'),
            'ₗ' => out.push('l'),
            'ₘ' => out.push('m'),
            'ₙ' => out.push('n'),
            'ₚ' => out.push('p'),
            'ₛ' => out.push('s'),
            'ₜ' => out.push('t'),
            'ᵢ' => out.push('i'),
            '_' | '{' | '\\' | '$' => {}
            '}' => out.push('|'),
            ' ' => {}
            other => out.push(other),
        }
    }
    out
}

fn stands_in(formula: &str, symbol: &str) -> bool {
    let symbol = symbol.trim_matches('|');
    let before = |at: usize| formula[..at].chars().next_back().is_none_or(|c| !c.is_alphabetic());
    let after = |at: usize| formula[at..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    !symbol.is_empty() && formula.match_indices(symbol).any(|(at, _)| before(at) && after(at + symbol.len()))
}

/// "Qₕ", "Q h", "Q_(ℎ)" and "Q_h" are all `Q_h`.
fn latex(symbol: &str) -> String {
    let symbol = symbol.trim_start_matches('\\');
    let base: String = symbol.chars().take_while(|c| c.is_alphabetic() && !is_subscript(*c)).collect();
    let all = compact(symbol);
    let below = all.strip_prefix(&base).unwrap_or_default().trim_matches('|');
    match below.chars().count() {
        0 => base,
        1 => format!("{base}_{below}"),
        _ => format!("{base}_{{{below}}}"),
    }
}

fn is_subscript(c: char) -> bool {
    matches!(c, '\u{2080}'..='\u{209C}' | 'ᵢ' | 'ᵣ' | 'ᵤ' | 'ᵥ')
}

/// The tables that a sentence names; without any, all of the document.
fn candidates<'a>(tables: &[Key], heads: &'a BTreeMap<Key, Vec<String>>) -> Vec<&'a String> {
    let named: Vec<&String> = tables.iter().filter_map(|key| heads.get(key)).flatten().collect();
    if named.is_empty() { heads.values().flatten().collect() } else { named }
}

/// The head that a meaning is, and not one that it only mentions: "the price per kilowatt" is no "Price".
fn longest_head(meaning: &str, candidates: &[&String]) -> Option<String> {
    static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"(?i)^(?:the\s+)?(?:number|amount|value|level) of\s+(?:the\s+)?|^(?:the|a|an)\s+|^\d{4}(?:财年|年)的?")
    });
    static REST: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^(?:$|\s(?:of|in|at|for|before|during|FY\d|\d{4})\b|\s(?:a year|one year)|\s?[,(（，])")
    });
    let plain = ARTICLE.replace(meaning, "").to_lowercase();
    let is = |label: &&&String| {
        !label.is_empty() && plain.strip_prefix(&label.to_lowercase()).is_some_and(|rest| REST.is_match(rest))
    };
    candidates
        .iter()
        .filter(is)
        .max_by_key(|label| (label.len(), std::cmp::Reverse(label.as_str())))
        .map(|label| (*label).to_string())
}

/// The named tables that carry a bound head; without a named one, the only table that carries them all.
fn used_tables(symbols: &[Symbol], tables: &[Key], heads: &BTreeMap<Key, Vec<String>>) -> Vec<Key> {
    let bound: Vec<&String> = symbols.iter().filter_map(|symbol| symbol.predicate.as_ref()).collect();
    if bound.is_empty() {
        return Vec::new();
    }
    let mut used: Vec<Key> = tables
        .iter()
        .filter(|key| heads.get(*key).is_some_and(|labels| bound.iter().any(|head| labels.contains(head))))
        .cloned()
        .collect();
    if used.is_empty() {
        let all: Vec<&Key> = heads
            .iter()
            .filter(|(_, labels)| bound.iter().all(|head| labels.contains(head)))
            .map(|(key, _)| key)
            .collect();
        if let [only] = all.as_slice() {
            used.push((*only).clone());
        }
    }
    used.sort();
    used.dedup();
    used
}

/// What a table measures: labels of its numeric columns or metric rows, and the metric of its caption.
pub fn heads_of(data: &NodeData) -> Vec<String> {
    let NodeData::Table(table) = data else {
        return Vec::new();
    };
    let rows = table.header_rows.max(1) as usize;
    let top = table.cells.iter().take(rows).flatten();
    let side = table.cells.iter().skip(rows).filter_map(|row| row.first());
    let mut labels: Vec<String> =
        top.chain(side).map(|cell| head::parse(&cell.text).label).filter(|label| measured::is_metric(label)).collect();
    let numeric = (0..table.cols()).filter(|col| table.cells.iter().skip(rows).any(|row| row[*col].value.is_some()));
    labels.extend(
        numeric
            .filter_map(|col| Some(head::parse(&table.cells.get(rows - 1)?.get(col)?.text).label))
            .filter(|label| label.chars().count() >= 2),
    );
    labels.extend(head::caption(&table.caption).metric);
    labels.sort();
    labels.dedup();
    labels
}

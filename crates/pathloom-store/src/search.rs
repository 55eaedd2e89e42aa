//! Full-text search over nodes. Chinese, Japanese and Korean are indexed by pairs of characters, other scripts by word.

use crate::{Project, StoreError, stored};
use pathloom_model::{Key, Kind, Node, NodeData, language::is_han};
use rusqlite::params_from_iter;
use std::borrow::Cow;

/// A node that matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
}

impl Project {
    /// Nodes whose words hold all of `text` (its last word may be unfinished), names first, best first.
    pub fn search_nodes(&self, text: &str, kinds: &[Kind], limit: u32) -> Result<Vec<Hit>, StoreError> {
        let Some(query) = query(text) else {
            return Ok(Vec::new());
        };
        let marks = vec!["?"; kinds.len()].join(",");
        let filter = if kinds.is_empty() { String::new() } else { format!("AND n.kind IN ({marks})") };
        // Entities before containers at equal rank: a name is what is looked for most.
        let sql = format!(
            "SELECT n.key, n.kind, n.name FROM search JOIN graph_nodes n ON n.id = search.rowid
             WHERE search MATCH ? {filter}
             ORDER BY (n.kind = 2) DESC, lower(n.name) <> lower(?), length(n.name), rank, n.key LIMIT ?"
        );
        let mut values: Vec<rusqlite::types::Value> = vec![query.into()];
        values.extend(kinds.iter().map(|kind| (kind.index() as i64).into()));
        values.push(text.trim().to_owned().into());
        values.push(i64::from(limit).into());
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(values), |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
            })?;
            let mut hits = Vec::new();
            for row in rows {
                let (key, kind, name) = row?;
                let key = stored::key(kind, &key)?;
                hits.push(Hit { kind: key.kind(), key, name });
            }
            Ok(hits)
        })
    }
}

/// The words by which a node is found.
pub(crate) fn words(node: &Node) -> String {
    let mut text = Cow::Borrowed(node.name.as_str());
    match &node.data {
        NodeData::Entity { aliases, .. } => {
            for alias in aliases {
                text.to_mut().push(' ');
                text.to_mut().push_str(alias);
            }
        }
        NodeData::Chunk(chunk) => text = Cow::Borrowed(&chunk.text),
        NodeData::Table(table) => {
            text.to_mut().push(' ');
            text.to_mut().push_str(&table.to_text());
        }
        NodeData::Image(figure) => {
            text.to_mut().push(' ');
            text.to_mut().push_str(&figure.words.join(" "));
        }
        NodeData::Document { .. } | NodeData::Assertion(_) | NodeData::Formula { .. } => {}
    }
    tokens(&text)
}

fn is_pair_script(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3040}'..='\u{30FF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Words in lower case; runs of characters written without spaces as overlapping pairs and the last character.
fn tokens(text: &str) -> String {
    let mut tokens = String::with_capacity(text.len() + 8);
    let mut last: Option<char> = None;
    for c in text.chars().flat_map(char::to_lowercase) {
        let is_pairs = is_pair_script(c);
        if last.is_some_and(|last| !c.is_alphanumeric() || is_pair_script(last) != is_pairs) {
            end(&mut tokens, last.take());
        }
        if !c.is_alphanumeric() {
            continue;
        }
        match last.filter(|_| is_pairs) {
            Some(last) => tokens.extend([last, c, ' ']),
            None if is_pairs => {}
            None => tokens.push(c),
        }
        last = Some(c);
    }
    end(&mut tokens, last);
    tokens
}

/// Of a run.
fn end(tokens: &mut String, last: Option<char>) {
    let Some(last) = last else { return };
    if is_pair_script(last) {
        tokens.push(last);
    }
    tokens.push(' ');
}

/// Runs of letters and digits of one script class, in lower case.
fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut open = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        let same =
            open && runs.last().and_then(|run| run.last()).is_some_and(|&l| is_pair_script(l) == is_pair_script(c));
        if same && let Some(run) = runs.last_mut() {
            run.push(c);
        } else {
            runs.push(vec![c]);
        }
        open = true;
    }
    runs
}

/// An FTS5 expression in which every word is quoted, so that nothing typed is syntax. `None` when nothing was typed.
fn query(text: &str) -> Option<String> {
    let runs = runs(text);
    let last = runs.len().checked_sub(1)?;
    let parts = runs.iter().enumerate().map(|(place, run)| {
        let pairs = run.first().copied().is_some_and(is_pair_script) && run.len() > 1;
        if pairs {
            let phrase: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
            return format!("\"{}\"", phrase.join(" "));
        }
        let word: String = run.iter().collect();
        if place == last { format!("\"{word}\"*") } else { format!("\"{word}\"") }
    });
    Some(parts.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str, typed: &str) -> bool {
        let connection = rusqlite::Connection::open_in_memory().expect("opens");
        connection
            .execute_batch("CREATE VIRTUAL TABLE w USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
            .expect("creates");
        connection.execute("INSERT INTO w VALUES (?)", [tokens(words)]).expect("inserts");
        let Some(query) = query(typed) else {
            return false;
        };
        connection
            .query_row("SELECT count(*) FROM w WHERE w MATCH ?", [query], |row| row.get::<_, i64>(0))
            .expect("asks")
            > 0
    }

    #[test]
    fn finds_chinese_inside_words_and_latin_by_beginning() {
        assert!(found("北境热泵公司在哥德堡", "热泵"), "two characters inside a run");
        assert!(found("北境热泵公司", "司"), "one character at the end");
        assert!(found("北境热泵公司", "北境热泵公司"), "the whole name");
        assert!(!found("北境热泵公司", "热司"), "characters that do not stand together");
        assert!(found("Växjö plant of Norrheat AB", "vaxjo pl"), "without diacritics, last word unfinished");
        assert!(found("R-290 compressor", "r-290"), "codes with a dash");
        assert!(!found("anything", "\" OR words:*"), "typed syntax is only words");
    }
}

//! A LaTeX source made ready for reading: comments out, the author's own commands expanded (within bounds), and a
//! table of which brace and which environment ends where, so that reading is linear.

use std::collections::{BTreeMap, HashMap};

/// Bytes that expanding may add, and how often commands may lead to others.
const GROWTH: usize = 4 << 20;
const ROUNDS: usize = 8;
const DEFINITIONS: usize = 2_000;
/// Bytes that the name of an environment has at most, braces included.
const NAME: usize = 60;

pub(super) struct Source {
    pub text: String,
    /// Opening brace or bracket → its closing one.
    pairs: HashMap<usize, usize>,
    /// Place of "\begin" → (name, where the inside begins, where it ends, behind "\end{…}").
    environments: HashMap<usize, Environment>,
    /// Places of "\\)" and "\\]".
    ends: [Vec<usize>; 2],
}

#[derive(Clone, Debug)]
pub(super) struct Environment {
    pub name: String,
    pub from: usize,
    pub to: usize,
    pub after: usize,
}

impl Source {
    /// `text` as decoded; the preamble is kept.
    pub fn new(text: &str) -> Source {
        let text = expanded(without_comments(text));
        let (pairs, environments) = structure(&text);
        let ends = [b')', b']'].map(|sign| ends(&text, sign));
        Source { text, pairs, environments, ends }
    }

    /// The range inside the brace that opens at a place.
    pub fn inside(&self, open: usize) -> Option<(usize, usize)> {
        self.pairs.get(&open).map(|close| (open + 1, *close))
    }

    /// Where the formula ends that "\\(" or "\\[" begins; `from` is behind that mark.
    pub fn formula_end(&self, from: usize, to: usize, round: bool) -> Option<usize> {
        let ends = &self.ends[usize::from(!round)];
        ends.get(ends.partition_point(|end| *end < from)).copied().filter(|end| *end + 2 <= to)
    }

    pub fn environment(&self, begin: usize) -> Option<&Environment> {
        self.environments.get(&begin)
    }
}

fn ends(text: &str, sign: u8) -> Vec<usize> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        if bytes[at + 1] == sign {
            found.push(at);
        }
        at += 2;
    }
    found
}

/// Environments whose inside is no LaTeX.
pub(super) const VERBATIM: [&str; 7] =
    ["verbatim", "verbatim*", "lstlisting", "minted", "Verbatim", "alltt", "comment"];

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut verbatim: Option<String> = None;
    for line in text.split_inclusive('\n') {
        if let Some(end) = &verbatim {
            out.push_str(line);
            if line.contains(end.as_str()) {
                verbatim = None;
            }
            continue;
        }
        let begun = VERBATIM.iter().find(|name| line.contains(&format!("\\begin{{{name}}}")));
        let mut escaped = false;
        let comment = line.find(|c: char| {
            let found = c == '%' && !escaped;
            escaped = c == '\\' && !escaped;
            found
        });
        match comment {
            Some(at) if line[..at].trim().is_empty() => {}
            Some(at) => out.push_str(line[..at].trim_end_matches(['\t'])),
            None => out.push_str(line),
        }
        let end = begun.map(|name| format!("\\end{{{name}}}")).filter(|end| !line.contains(end.as_str()));
        verbatim = end;
    }
    out
}

#[derive(Clone, Debug)]
struct Definition {
    arguments: usize,
    body: String,
}

/// Replaces commands that the source defines itself by what they stand for.
fn expanded(text: String) -> String {
    let (mut text, definitions) = definitions(text);
    if definitions.is_empty() {
        return text;
    }
    let most = text.len() + GROWTH;
    for _ in 0..ROUNDS {
        let (next, changed) = round(&text, &definitions, most);
        text = next;
        if !changed || text.len() >= most {
            break;
        }
    }
    text
}

/// Takes "\newcommand{\x}[1]{…}" and "\def\x{…}" out.
fn definitions(text: String) -> (String, BTreeMap<String, Definition>) {
    let mut found = BTreeMap::new();
    let mut out = String::with_capacity(text.len());
    let (pairs, _) = structure(&text);
    let mut at = 0;
    while let Some(offset) = text[at..].find('\\') {
        let start = at + offset;
        out.push_str(&text[at..start]);
        let name = command_name(&text, start);
        let taken = match name {
            "newcommand" | "renewcommand" | "providecommand" | "DeclareMathOperator" => {
                definition(&text, start + 1 + name.len(), &pairs)
            }
            "def" => plain_definition(&text, start + 4, &pairs),
            _ => None,
        };
        match taken {
            Some((command, mut definition, end)) => {
                if name == "DeclareMathOperator" {
                    definition.body = format!("\\operatorname{{{}}}", definition.body);
                }
                // A command that stands for itself would never end.
                if found.len() < DEFINITIONS && !definition.body.contains(&format!("\\{command}")) {
                    found.insert(command, definition);
                }
                at = end;
            }
            None => {
                let next = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&text[start..next]);
                at = next;
            }
        }
    }
    out.push_str(&text[at..]);
    (out, found)
}

type Pairs = HashMap<usize, usize>;

fn skip_space(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

fn definition(text: &str, at: usize, pairs: &Pairs) -> Option<(String, Definition, usize)> {
    let mut at = skip_space(text, at);
    at += usize::from(text[at..].starts_with('*'));
    let (name, mut at) = match text.as_bytes().get(at)? {
        b'{' => (text[at + 1..*pairs.get(&at)?].trim().to_owned(), pairs.get(&at)? + 1),
        b'\\' => {
            (text[at..].chars().take(1 + command_name(text, at).len()).collect(), at + 1 + command_name(text, at).len())
        }
        _ => return None,
    };
    let mut arguments = 0;
    for number in 0..2 {
        at = skip_space(text, at);
        if text.as_bytes().get(at) == Some(&b'[') {
            let close = *pairs.get(&at)?;
            if number == 0 {
                arguments = text[at + 1..close].trim().parse().ok()?;
            } else {
                // A first argument that may be left out: too seldom to follow.
                return None;
            }
            at = close + 1;
        }
    }
    let close = *pairs.get(&at).filter(|_| text.as_bytes().get(at) == Some(&b'{'))?;
    let name = name.strip_prefix('\\')?.to_owned();
    (!name.is_empty() && arguments <= 9)
        .then(|| (name, Definition { arguments, body: text[at + 1..close].to_owned() }, close + 1))
}

fn plain_definition(text: &str, at: usize, pairs: &Pairs) -> Option<(String, Definition, usize)> {
    let at = skip_space(text, at);
    let name = command_name(text, at);
    let open = at + 1 + name.len();
    let close = *pairs.get(&open).filter(|_| text.as_bytes().get(open) == Some(&b'{'))?;
    (!name.is_empty())
        .then(|| (name.to_owned(), Definition { arguments: 0, body: text[open + 1..close].to_owned() }, close + 1))
}

/// The letters behind a backslash.
pub(super) fn command_name(text: &str, backslash: usize) -> &str {
    let rest = text.get(backslash + 1..).unwrap_or_default();
    &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()]
}

fn round(text: &str, definitions: &BTreeMap<String, Definition>, most: usize) -> (String, bool) {
    let (pairs, _) = structure(text);
    let mut out = String::with_capacity(text.len());
    let (mut at, mut changed) = (0, false);
    while let Some(offset) = text[at..].find('\\') {
        let start = at + offset;
        out.push_str(&text[at..start]);
        let name = command_name(text, start);
        let known = definitions.get(name).filter(|_| out.len() < most);
        let replaced = known.and_then(|definition| applied(text, start + 1 + name.len(), definition, &pairs));
        match replaced {
            Some((words, end)) => {
                out.push_str(&words);
                changed = true;
                at = end;
            }
            None => {
                let next = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&text[start..next]);
                at = next;
            }
        }
    }
    out.push_str(&text[at..]);
    (out, changed)
}

fn applied(text: &str, mut at: usize, definition: &Definition, pairs: &Pairs) -> Option<(String, usize)> {
    let mut body = definition.body.clone();
    if definition.arguments == 0 {
        // "\x{}" is how one ends a command.
        return Some((body, if text[at..].starts_with("{}") { at + 2 } else { at }));
    }
    for number in 1..=definition.arguments {
        at = skip_space(text, at);
        let close = *pairs.get(&at).filter(|_| text.as_bytes().get(at) == Some(&b'{'))?;
        if body.len() > GROWTH / 4 {
            return None;
        }
        body = body.replace(&format!("#{number}"), &text[at + 1..close]);
        at = close + 1;
    }
    Some((body, at))
}

/// Which brace, bracket and environment ends where. What is never closed is in neither table.
fn structure(text: &str) -> (Pairs, HashMap<usize, Environment>) {
    let bytes = text.as_bytes();
    let (mut pairs, mut environments) = (HashMap::new(), HashMap::new());
    let (mut braces, mut brackets): (Vec<usize>, Vec<(usize, usize)>) = (vec![], vec![]);
    let mut open: Vec<(usize, String, usize)> = Vec::new();
    let mut endless: Vec<String> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                let name = command_name(text, at);
                if name == "begin" || name == "end" {
                    let brace = at + 1 + name.len();
                    let near = &bytes[brace..bytes.len().min(brace + NAME)];
                    let end = near.starts_with(b"{").then(|| near.iter().position(|byte| *byte == b'}')).flatten();
                    if let Some(end) = end {
                        let word = text[brace + 1..brace + end].to_owned();
                        let after = brace + end + 1;
                        at = if name == "begin" {
                            begin(text, at, word, after, &mut open, &mut environments, &mut endless)
                        } else {
                            finish(at, &word, after, &mut open, &mut environments);
                            after
                        };
                        continue;
                    }
                }
                at += if name.is_empty() {
                    1 + text[at + 1..].chars().next().map_or(0, char::len_utf8)
                } else {
                    1 + name.len()
                };
                continue;
            }
            b'{' => braces.push(at),
            b'}' => {
                if let Some(from) = braces.pop() {
                    pairs.insert(from, at);
                    while brackets.last().is_some_and(|(_, depth)| *depth > braces.len()) {
                        brackets.pop();
                    }
                }
            }
            b'[' => brackets.push((at, braces.len())),
            b']' => {
                if let Some((from, _)) = brackets.pop_if(|(_, depth)| *depth == braces.len()) {
                    pairs.insert(from, at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (pairs, environments)
}

/// Opens an environment; the inside of one that is no LaTeX is passed over.
fn begin(
    text: &str,
    at: usize,
    name: String,
    after: usize,
    open: &mut Vec<(usize, String, usize)>,
    environments: &mut HashMap<usize, Environment>,
    endless: &mut Vec<String>,
) -> usize {
    if endless.contains(&name) {
        return after;
    }
    if !VERBATIM.contains(&name.as_str()) {
        open.push((at, name, after));
        return after;
    }
    let end = format!("\\end{{{name}}}");
    let Some(length) = text[after..].find(&end) else {
        endless.push(name);
        return after;
    };
    let environment = Environment { name, from: after, to: after + length, after: after + length + end.len() };
    let next = environment.after;
    environments.insert(at, environment);
    next
}

/// Closes the nearest open environment of this name; what was opened inside and never closed is dropped.
fn finish(
    at: usize,
    name: &str,
    after: usize,
    open: &mut Vec<(usize, String, usize)>,
    environments: &mut HashMap<usize, Environment>,
) {
    let reach = open.len().saturating_sub(64);
    let Some(place) = open[reach..].iter().rposition(|(_, known, _)| known == name) else { return };
    open.truncate(reach + place + 1);
    if let Some((begin, name, from)) = open.pop() {
        environments.insert(begin, Environment { name, from, to: at, after });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_commands_are_expanded_within_bounds() {
        let source =
            Source::new("a% note\n% whole line\n\\newcommand{\\co}[1]{CO#1}\\def\\x{y}\\co{2} is \\x{} and 5\\% of it");
        assert_eq!(source.text.trim(), "aCO2 is y and 5\\% of it");
        let bomb = "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\c\\c}".to_owned()
            + &('c'..'z')
                .map(|c| format!("\\newcommand{{\\{c}}}{{{}}}", format!("\\{} ", char::from(c as u8 + 1)).repeat(10)))
                .collect::<String>()
            + "\\a";
        assert!(Source::new(&bomb).text.len() < 8 << 20, "commands that multiply are stopped");
        let deep = "{".repeat(300_000) + &"\\begin{a}".repeat(100_000);
        assert_eq!(Source::new(&deep).inside(0), None, "what is never closed costs nothing");
    }
}

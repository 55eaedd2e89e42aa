//! Where organisations have their seat and which country a town is in, by the words beside the place: "in Turku,
//! Finland", "whose registered office is at 9 Market Lane, Shrewsbury", "注册地址：苏州市…".

use crate::clause::Stated;
use crate::mention::Hit;
use crate::names::NameBook;
use crate::ontology;
use crate::runs::MONTHS;
use regex::Regex;
use std::sync::LazyLock;

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const NAME: &str = r"\p{Lu}\p{Ll}+(?:[ -](?:\p{Lu}\p{Ll}+|(?:am|an|der|sur|de|la|le|upon|on|in)\b)){0,3}";

/// A town before its country.
static TOWN: LazyLock<Regex> = LazyLock::new(|| {
    let countries: Vec<&str> = ontology::countries().filter(|name| name.is_ascii()).collect();
    compile(&format!(
        r"(?:\b(?:in|at|of|near|from|outside|to)\s|,\s|\()(?P<town>{NAME})\s?,\s(?:the\s)?(?:{}|UK|USA|U\.S\.|US)\b",
        countries.join("|")
    ))
});
/// A town that closes an address or stands after words that only a place follows.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"\b(?:registered office|head office|principal place of business|registered address|business address|headquarters)\s(?:is|are|at|of which is|situated|located)\s(?:(?:situated|located)\s)?(?:at|in)\s(?:[^;.()]{{0,80}}?,\s)?(?P<town>{NAME})(?:\s[A-Z\d]{{2,4}}\s\d[A-Z]{{2}}|\s\d{{4,5}})?(?:\s?[,(;.]|\sand\b|$)"
    ))
});
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"\b(?:based in|(?:its|their|the|registered|a) seat in|(?:seat|headquarters|offices?|head office|branch|campus) (?:is |are )?in(?: the city of)?|the (?:city|town|port) of|the courts of|done at|signed (?:at|in)|held in|still in use in)\s(?P<town>{NAME})(?:\sand\s(?P<other>{NAME}))?"
    ))
});

/// Bytes of towns that the words around them give away.
pub fn towns(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let all = TOWN.captures_iter(text).chain(OFFICE.captures_iter(text)).chain(LEADS.captures_iter(text));
    for captures in all {
        let groups = [captures.name("town"), captures.name("other")];
        found.extend(groups.into_iter().flatten().map(|town| trimmed(text, town.start(), town.end())));
    }
    found.retain(|&(start, end)| may_be_town(&text[start..end]) && !goes_on(&text[end..]));
    found.sort_unstable();
    found.dedup();
    found
}

/// "Shrewsbury on" without the word that only joins.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let name = &text[start..end];
    let last = name.rsplit(' ').next().unwrap_or_default();
    if last.starts_with(char::is_lowercase) && !name.ends_with('-') && name.contains(' ') {
        return trimmed(text, start, start + name.len() - last.len() - 1);
    }
    (start, end)
}

fn goes_on(rest: &str) -> bool {
    rest.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase)) || rest.starts_with(['-', '&'])
}

fn may_be_town(name: &str) -> bool {
    const NO_TOWNS: &[&str] = &[
        "January",
        "Section",
        "Table",
        "Figure",
        "Article",
        "Annex",
        "The",
        "Street",
        "Road",
        "Lane",
        "Department",
        "University",
        "School",
        "Institute",
        "College",
        "Company",
        "Group",
        "North",
        "South",
        "East",
        "West",
        "Python",
        "Europe",
        "Asia",
        "Africa",
        "America",
        "England",
        "Wales",
        "Scotland",
    ];
    let words: Vec<&str> = name.split([' ', '-']).collect();
    ontology::type_of_name(name).is_none_or(|kind| kind == "City")
        && !words.iter().any(|word| NO_TOWNS.contains(word) || MONTHS.contains(word))
}

/// Towns with the country named right behind them, and seats given by address.
pub fn read(sentence: &str, hits: &[Hit], book: &NameBook) -> Vec<Stated> {
    let mut stated = Vec::new();
    let is = |hit: &Hit, kind: &str| ontology::is_a(book.kind(hit.name), kind);
    for pair in hits.windows(2) {
        let [town, country] = pair else { continue };
        let gap = &sentence[town.end..country.start];
        let before = sentence[..town.start].trim_end();
        let led = before.rsplit(' ').next().is_some_and(|word| {
            matches!(word, "in" | "at" | "of" | "near" | "from" | "outside" | "to") || word.ends_with([',', '('])
        });
        let free = !sentence[country.end..].starts_with(['-', '’', '\'']);
        if matches!(gap, ", " | ", the ")
            && is(town, "Place")
            && !is(town, "Country")
            && is(country, "Country")
            && led
            && free
        {
            stated.push(said(town, "in_country", country));
        }
    }
    for captures in OFFICE.captures_iter(sentence) {
        let Some(town) = captures.name("town") else { continue };
        let place = hits.iter().find(|hit| hit.start == town.start() && is(hit, "Place"));
        let whose = sentence[..captures.get(0).map_or(0, |all| all.start())].trim_end();
        let owner = hits.iter().rev().find(|hit| hit.end <= whose.len()).filter(|hit| is(hit, "Organisation"));
        let (Some(place), Some(owner)) = (place, owner) else { continue };
        let between = &sentence[owner.end..whose.len()];
        let one = !between.contains([';', '.', ':']) && between.len() <= 160;
        if one && (between.ends_with("whose") || between.ends_with("’s") || between.ends_with("'s")) {
            stated.push(said(owner, "headquartered_in", place));
        }
    }
    stated
}

fn said(one: &Hit, relation: &str, other: &Hit) -> Stated {
    Stated { subject: one.name, relation: relation.to_owned(), object: other.name, start: one.start, end: other.end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    #[test]
    fn towns_and_seats_are_told_by_the_words_beside_them() {
        let text = "Wexcombe Estates Limited, a company whose registered office is at 9 Market Lane, Shrewsbury (“the Lessor”), meets in Turku, Finland. PortParse is still in use in Rotterdam and Trieste. Data from March, Norway.";
        let found: Vec<&str> = towns(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, ["Shrewsbury", "Turku", "Rotterdam", "Trieste"]);
        let mut book = NameBook::default();
        for (name, kind) in
            [("Wexcombe Estates Limited", "Company"), ("Shrewsbury", "City"), ("Turku", "City"), ("Finland", "Country")]
        {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        let hits = Matcher::new(&book).find(text);
        let line = |it: Stated| format!("{} {} {}", book.text(it.subject), it.relation, book.text(it.object));
        let said: Vec<String> = read(text, &hits, &book).into_iter().map(line).collect();
        assert_eq!(said, ["Turku in_country Finland", "Wexcombe Estates Limited headquartered_in Shrewsbury"]);
    }
}

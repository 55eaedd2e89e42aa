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

/// The address right behind an organisation: "Havenkade 61, Terneuzen, Netherlands", "Widnes", "Osaka, Japan".
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let countries: Vec<&str> = ontology::countries().filter(|name| name.is_ascii()).collect();
    compile(&format!(
        r"^,\s(?:[^,;.()“”\n]*\d[^,;.()“”\n]*,\s)?(?:(?P<town>{NAME})(?:,\s(?:[A-Z]{{2}},\s)?(?:the\s)?(?P<country>{})\b)?|(?P<alone>{}))(?P<end>\s?[.;(]|,\s|$|\n)",
        countries.join("|"),
        countries.join("|")
    ))
});
/// "Ostler Finch LLP of Leeds", "Terlinden Testlab in Ghent": the place is a part of what it is called.
static OF_TOWN: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"^\s(?P<word>of|in)\s(?P<town>{NAME})(?:[.,;)]|\sand\b|$)")));
static ADDRESS_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:（[^（）]*）)?[，,；;]\s?(?P<word>住所地|住所|住址|注册地址|注册地|地址|办公地址)?[:：为在]?(?:中国)?(?:\p{Han}{2,3}省)?(?P<town>\p{Han}{2,4}?(?:市|县|州))(?P<end>[，,。；;\n]|$|\p{Han})",
    )
});

/// A place that an address gives to the organisation before it.
struct Address {
    town: Option<(usize, usize)>,
    country: Option<(usize, usize)>,
    relation: &'static str,
}

/// The address behind an organisation that ends at `at`. A bare town needs an address line: nothing else before the
/// organisation but a label or a mark, nothing else behind the town.
fn address(text: &str, start: usize, at: usize, kind: &str) -> Option<Address> {
    let rest = &text[at..];
    let seat = if ontology::is_a(kind, "Company") { "headquartered_in" } else { "sited_in" };
    if let Some(found) = ADDRESS.captures(rest) {
        let part = |name: &str| found.name(name).map(|it| (at + it.start(), at + it.end()));
        let (country, alone) = (part("country"), part("alone"));
        let line = opens_line(text, start) && !found["end"].starts_with(',');
        let role = rest[found.get(0)?.end()..].starts_with(['“', '"', 't', 'h']) && found["end"].ends_with('(');
        if country.is_some() || line || (role && part("town").is_none()) {
            let town = part("town").filter(|&(from, to)| may_be_town(&text[from..to]));
            return Some(Address { town, country: country.or(alone), relation: seat });
        }
    }
    if let Some(found) = OF_TOWN.captures(rest) {
        let town = found.name("town").map(|it| (at + it.start(), at + it.end()))?;
        let company = ontology::is_a(kind, "Company");
        let fits = may_be_town(&text[town.0..town.1]) && (company == (&found["word"] == "of"));
        return fits.then_some(Address { town: Some(town), country: None, relation: seat });
    }
    let found = ADDRESS_ZH.captures(rest)?;
    let town = found.name("town").map(|it| (at + it.start(), at + it.end()))?;
    let labelled = found.name("word").is_some();
    let ends = !found["end"].starts_with(pathloom_model::language::is_han);
    let place = ontology::type_of_name(&text[town.0..town.1]).is_some_and(|kind| ontology::is_a(kind, "Place"))
        || text[town.0..town.1].ends_with('县');
    let fits = place && (labelled || (ends && opens_line(text, start)));
    fits.then_some(Address { town: Some(town), country: None, relation: seat })
}

/// Before it stands nothing, a label ("Manufacturer:"), a mark ("2 ") or the end of another entry.
fn opens_line(text: &str, start: usize) -> bool {
    let line = text[..start].rfind(['\n', ';', '；', '。']).map_or(0, |at| text.ceil_char_boundary(at + 1));
    let line = text[line..start].rfind(". ").map_or(line, |at| line + at + 2);
    let lead = text[line..start].trim().trim_matches('*');
    let mark = lead.chars().count() <= 2 && !lead.chars().any(char::is_alphabetic);
    mark || (lead.ends_with([':', '：']) && lead.chars().count() <= 60) || lead.ends_with(":*")
}

/// Towns in the addresses of organisations (bytes `start..end` and type of each).
pub fn addressed(text: &str, organisations: &[(usize, usize, &str)]) -> Vec<(usize, usize)> {
    let of = |&(start, end, kind): &(usize, usize, &str)| address(text, start, end, kind)?.town;
    organisations.iter().filter_map(of).collect()
}

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
    for owner in hits.iter().filter(|hit| is(hit, "Organisation") || is(hit, "Laboratory")) {
        let Some(found) = address(sentence, owner.start, owner.end, book.kind(owner.name)) else { continue };
        let at = |part: Option<(usize, usize)>| hits.iter().find(|hit| Some((hit.start, hit.end)) == part);
        let town = at(found.town).filter(|hit| is(hit, "Place"));
        let country = at(found.country).filter(|hit| is(hit, "Place"));
        match (town, country) {
            (Some(town), country) => {
                stated.push(said(owner, found.relation, town));
                stated.extend(country.filter(|it| is(it, "Country")).map(|it| said(town, "in_country", it)));
            }
            (None, Some(country)) => stated.push(said(owner, "in_country", country)),
            (None, None) => {}
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
    let mut told = std::collections::BTreeSet::new();
    stated.retain(|it| told.insert((it.subject, it.relation.clone(), it.object)));
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

//! Types of the names in a list of triples: by how they are written, then by the relations that they stand in. A name
//! of which relations say different things keeps what most of them say; a tie leaves it open.

use crate::ontology::{self, THING, VALUE};
use crate::triples::ListedClaim;
use crate::{Name, NameId, number, period};
use pathloom_model::language::is_han;
use pathloom_model::lexicon::{self, RelationWords};
use std::collections::BTreeMap;

/// What the letters of a name tell: "Norrheat AB", "法国", "2008年", "法语", "H2SO4".
pub fn by_form(name: &str) -> Option<&'static str> {
    let amount = period::parse(name).is_some() || number::parse(name).is_some() || begins_with_amount(name);
    if amount || ranked(name) {
        return Some(VALUE);
    }
    let length = name.chars().count();
    let language = name.strip_suffix('语').is_some_and(|rest| (1..=4).contains(&rest.chars().count()));
    ontology::type_of_name(name).or_else(|| {
        if language && !["口语", "成语", "标语", "术语", "谚语", "咒语", "词语", "通用语"].contains(&name)
        {
            Some("Language")
        } else if name.starts_with('《') && name.ends_with('》') && length > 2 {
            Some("Work")
        } else if name.ends_with('朝') && length == 2 {
            Some("Dynasty")
        } else {
            None
        }
    })
}

/// "30万公里/秒", "8848米", "6种": digits, then a unit or a measure word.
fn begins_with_amount(name: &str) -> bool {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    rest.len() < name.len()
        && (rest.is_empty() || rest.starts_with(|c: char| is_han(c) && c != '年'))
        && rest.chars().count() <= 6
}

/// "最大", "第二", "丰富": a degree is no name.
fn ranked(name: &str) -> bool {
    let length = name.chars().count();
    length <= 4 && (name.starts_with('最') || name.starts_with('第'))
}

/// Surnames that a two- to four-letter Chinese name of a person begins with.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文屠钟岳诸葛";

fn like_a_person(name: &str) -> bool {
    let length = name.chars().count();
    let han = name.chars().all(|c| is_han(c) || c == '·');
    han && (name.contains('·') && length <= 12
        || (2..=3).contains(&length) && name.chars().next().is_some_and(|c| SURNAMES.contains(c)))
}

/// Gives types to names that have none. Relations of one meaning speak first, then those whose direction the types tell.
pub fn infer(names: &mut [Name], predicates: &[String], claims: &[ListedClaim]) {
    let lexicon = lexicon::built_in();
    let readings: Vec<usize> = predicates.iter().map(|spelling| lexicon.readings(spelling).count()).collect();
    for several in [false, true] {
        let mut votes: BTreeMap<NameId, BTreeMap<&str, u32>> = BTreeMap::new();
        for &ListedClaim { subject, predicate, object } in claims {
            let readings = readings[predicate as usize];
            if readings == 0 || (readings > 1) != several {
                continue;
            }
            let Some(words) = meant(names, subject, &predicates[predicate as usize], object) else { continue };
            for (name, wanted) in [(subject, &words.subject), (object, &words.object)] {
                if names[name as usize].entity_type == THING
                    && let Some(kind) = given(&names[name as usize].text, wanted)
                {
                    *votes.entry(name).or_default().entry(kind).or_default() += 1;
                }
            }
        }
        for (name, votes) in votes {
            if let Some(kind) = elected(&votes) {
                names[name as usize].entity_type = kind.to_owned();
            }
        }
    }
}

/// The relation that a spelling means between these two.
fn meant(names: &[Name], subject: NameId, spelling: &str, object: NameId) -> Option<&'static RelationWords> {
    let lexicon = lexicon::built_in();
    let (one, other) = (&names[subject as usize], &names[object as usize]);
    let shown = |name: &Name| {
        if name.entity_type == THING && like_a_person(&name.text) { "Person" } else { name.entity_type.as_str() }
            .to_owned()
    };
    lexicon
        .reading(spelling, &shown(one), &shown(other))
        .or_else(|| lexicon.reading(spelling, &one.entity_type, &other.entity_type))
}

/// The one type that a place of a relation gives; of several, a person's where the name is written like one.
fn given(name: &str, wanted: &'static [String]) -> Option<&'static str> {
    let person = wanted.iter().any(|kind| kind == "Person");
    match wanted {
        [_] => ontology::implied(wanted),
        [first, ..] if person && !like_a_person(name) && first != "Person" => {
            Some(first.as_str()).filter(|it| *it != THING)
        }
        _ if person && like_a_person(name) => Some("Person"),
        [first, ..] if !person && !wanted.iter().any(|it| it == THING) => Some(first.as_str()),
        _ => None,
    }
}

/// The type with most votes, narrower ones counting for wider; `None` when two that do not agree have as many.
fn elected<'a>(votes: &BTreeMap<&'a str, u32>) -> Option<&'a str> {
    let support =
        |kind: &str| votes.iter().filter(|(other, _)| ontology::compatible(kind, other)).map(|(_, n)| n).sum::<u32>();
    let best = votes.keys().map(|kind| support(kind)).max()?;
    let mut winners = votes.keys().copied().filter(|kind| support(kind) == best);
    let first = winners.next()?;
    winners.try_fold(first, |so_far, kind| ontology::compatible(so_far, kind).then(|| ontology::narrower(so_far, kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_amounts_and_languages_from_names() {
        for (name, kind) in [
            ("8848米", Some(VALUE)),
            ("2008年", Some(VALUE)),
            ("第二多", Some(VALUE)),
            ("法语", Some("Language")),
            ("《红楼梦》", Some("Work")),
            ("2008年奥运会", None),
            ("法国", Some("Country")),
            ("H2O", None),
            ("NBA", None),
        ] {
            assert_eq!(by_form(name), kind, "{name}");
        }
    }
}

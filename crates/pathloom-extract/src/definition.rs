//! Sentences that say what a name is: "X is a maker of …", "X是一家…公司".

use crate::NameId;
use crate::mention::Hit;
use crate::vocabulary::Own;
use crate::{Vocabulary, ontology};
use regex::Regex;
use std::sync::LazyLock;

pub struct Defined {
    pub name: NameId,
    /// The type that the defining noun gives, when it is a known one.
    pub kind: Option<&'static str>,
}

static ENGLISH: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:\s*\([^()]*\))?\s+(?:is|are|was)\s+(?:an?|the|one of the)\s+(?P<what>[^,.;:()]+)"));
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:（[^（）]*）)?\s*(?:是|为)(?:一家|一种|一个|一座|一款|一项|一台|一位|由)(?P<what>[^，。；：,;]+)")
});
static STOPS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"\s(?:of|that|which|who|for|in|with|from|at|on|by|based|and|used|made|to|owned|whose|where)\b")
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Only a name that opens its sentence is defined by it.
pub fn read(sentence: &str, hits: &[Hit], vocabulary: &Vocabulary) -> Option<Defined> {
    let first = hits.first().filter(|hit| matches!(sentence[..hit.start].trim(), "" | "The" | "An" | "A"))?;
    let rest = &sentence[first.end..];
    if let Some(found) = ENGLISH.captures(rest) {
        let what = &found["what"];
        let noun = STOPS.find(what).map_or(what, |stop| &what[..stop.start()]).trim();
        let last = noun.rsplit(' ').next().unwrap_or_default();
        let opening = noun.split(' ').next().unwrap_or_default();
        if opening.ends_with("est")
            || matches!(
                opening,
                "most" | "least" | "best" | "only" | "first" | "second" | "third" | "same" | "one" | "other"
            )
        {
            return None;
        }
        if matches!(last, "partner" | "competitor" | "rival" | "member" | "customer" | "part" | "licensee") {
            return None;
        }
        let kind = if noun.contains("subsidiary") {
            Some("Company")
        } else {
            let known = ontology::type_of_word(noun).or_else(|| ontology::type_of_word(last));
            known.or_else(|| vocabulary.of_word(noun).or_else(|| vocabulary.of_word(last)).map(|own| own.kin))
        };
        return Some(Defined { name: first.name, kind });
    }
    let found = CHINESE.captures(rest)?;
    let what = found["what"].to_owned();
    let kind = ["公司", "工厂", "实验室", "压缩机", "制冷剂", "城市", "产品", "数据集", "模型", "药物"]
        .iter()
        .find(|word| what.ends_with(**word))
        .and_then(|word| ontology::type_of_word(word))
        .or_else(|| vocabulary.of_ending(&what).map(|own| own.kin));
    Some(Defined { name: first.name, kind })
}

/// The noun by which a kept definition says what its name is: "glycoprotein".
pub fn noun(sentence: &str, name: &str) -> Option<String> {
    let rest = &sentence[sentence.find(name)? + name.len()..];
    if let Some(found) = ENGLISH.captures(rest) {
        let what = &found["what"];
        let noun = STOPS.find(what).map_or(what, |stop| &what[..stop.start()]).trim();
        return noun.rsplit(' ').next().map(str::to_owned).filter(|noun| !noun.is_empty());
    }
    let found = CHINESE.captures(rest)?;
    found["what"].rsplit('的').next().map(str::to_owned).filter(|noun| !noun.is_empty())
}

/// The type of the ontology that a kept definition gives to its name.
pub fn own<'a>(sentence: &str, name: &str, vocabulary: &'a Vocabulary) -> Option<&'a Own> {
    let noun = noun(sentence, name)?;
    vocabulary.of_word(&noun).or_else(|| vocabulary.of_ending(&noun))
}

//! Clauses of English descriptions: what may follow "which company", and how two of them become one without a word that
//! could belong to either.

use super::Said;

const RELATIVE: [&str; 6] = ["that", "who", "whom", "where", "which", "whose"];
/// Participles that open a description, with the verb that goes before them in a clause.
const NOW: [&str; 11] =
    ["operated", "run", "made", "produced", "built", "used", "owned", "chaired", "led", "headed", "supplied"];
const ONCE: [&str; 17] = [
    "acquired",
    "bought",
    "founded",
    "set",
    "tested",
    "replaced",
    "superseded",
    "developed",
    "designed",
    "proposed",
    "introduced",
    "written",
    "invented",
    "discovered",
    "trained",
    "evaluated",
    "born",
];
const STATE: [&str; 5] = ["located", "based", "headquartered", "derived", "certified"];

/// How many relative clauses a text holds.
pub fn clauses(text: &str) -> usize {
    text.split(' ').filter(|word| RELATIVE.contains(word)).count()
}

/// "that leads {s}" → "leads {s}", "operated by {s}" → "is operated by {s}": the entity described is its subject.
pub fn clause(tail: &str) -> Option<String> {
    let (first, rest) = tail.split_once(' ')?;
    match first {
        "that" | "who" if !rest.starts_with(['{']) => Some(rest.to_owned()),
        _ if NOW.contains(&first) || STATE.contains(&first) => Some(format!("is {tail}")),
        _ if ONCE.contains(&first) => Some(format!("was {tail}")),
        _ => None,
    }
}

/// Whether a form says again what the description in it says: "the product produced by", "makes the product that … makes".
pub fn says_again(form: &str, noun: &str, end: &str) -> bool {
    let stem = |word: &str| match word {
        "made" => "make".to_owned(),
        "uses" | "using" => "used".to_owned(),
        word => word.chars().take(4).collect(),
    };
    let telling = |word: &&str| {
        word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()) && !RELATIVE.contains(word) && *word != noun
    };
    let words: Vec<&str> = form.split(' ').filter(telling).collect();
    let said: Vec<String> = end.split(' ').filter(telling).map(stem).chain([stem(noun)]).collect();
    words.into_iter().any(|word| said.contains(&stem(word)))
}

/// Two descriptions of one noun as one: its tail, and its clause. `None` where a reader could stumble.
pub fn joined(first: &Said, second: &Said) -> Option<(String, Option<String>)> {
    let (a, b) = (first.tail.as_deref()?, second.tail.as_deref()?);
    if let (true, Some(figure)) = (a.starts_with("with "), b.strip_prefix("with ")) {
        return Some((format!("{a} and {figure}"), None));
    }
    let clause = format!("{} and {}", first.clause.as_deref()?, second.clause.as_deref()?);
    let participle =
        |tail: &str| !tail.starts_with("with ") && !RELATIVE.contains(&tail.split(' ').next().unwrap_or(""));
    if participle(a) && participle(b) {
        return Some((format!("{a} and {b}"), Some(clause)));
    }
    let word = if first.noun == "person" { "who" } else { "that" };
    Some((format!("{word} {clause}"), Some(clause)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tail: &str) -> Said {
        let clause = clause(tail).or_else(|| tail.strip_prefix("with ").map(|figure| format!("had {figure}")));
        Said { text: format!("the plant {tail}"), noun: "plant".into(), tail: Some(tail.into()), clause }
    }

    #[test]
    fn two_conditions_join_without_a_word_that_could_belong_to_either() {
        let join = |a: &str, b: &str| joined(&said(a), &said(b)).map(|(tail, _)| tail);
        let (operated, makes) = ("operated by Aldern AB", "that makes VK40");
        assert_eq!(join(operated, "opened in 1981").as_deref(), None, "what is no known participle is not joined");
        assert_eq!(join(makes, operated).as_deref(), Some("that makes VK40 and is operated by Aldern AB"));
        assert_eq!(join(operated, "owned by Birka AB").as_deref(), Some("operated by Aldern AB and owned by Birka AB"));
        let figure = "with an FY24 output below 40 units";
        let expected = "that is operated by Aldern AB and had an FY24 output below 40 units";
        assert_eq!(join(operated, figure).as_deref(), Some(expected), "the figure is the plant's, not the company's");
        assert!(says_again("the {n} produced by {s}", "product", "Aldern AB"), "a product is not produced");
        assert!(says_again("the {n} that makes {s}", "plant", "the pump made by Aldern AB"), "made is not made again");
        assert!(!says_again("the {n} that makes {s}", "plant", "the pump used in Aurora 8"));
        assert_eq!(
            join("that {o} operates", makes),
            None,
            "the one operated and the one that makes do not share a verb"
        );
    }
}

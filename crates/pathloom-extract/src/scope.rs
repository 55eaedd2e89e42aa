//! What limits a figure besides its period, in words that can stand in a sentence: "on MMLU", "for Bakery (Overall)",
//! "在MMLU上", "在简单设置下".

use pathloom_model::language::is_han;

/// Words for a limit of one part, or of a group and a part of it. `None` where there is nothing to say.
pub fn words(parts: &[&str], chinese: bool) -> Option<String> {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let (first, rest) = parts.split_first()?;
    let limit = if rest.is_empty() { (*first).to_owned() } else { bracketed(first, &rest.join(", "), chinese) };
    if stands_alone(&limit) {
        return Some(limit);
    }
    Some(match (chinese, is_code(first)) {
        (false, true) => format!("on {limit}"),
        (false, false) => format!("for {limit}"),
        (true, true) => format!("在{limit}上"),
        (true, false) => format!("在{limit}方面"),
    })
}

/// Two limits of one figure; Chinese has no plain way to chain them.
pub fn joined(first: Option<String>, second: Option<String>) -> Result<Option<String>, ()> {
    match (first, second) {
        (Some(one), Some(other)) if one.chars().chain(other.chars()).any(is_han) => Err(()),
        (Some(one), Some(other)) => Ok(Some(format!("{one} {other}"))),
        (one, other) => Ok(one.or(other)),
    }
}

/// Written like the name of a benchmark, product or material: a digit, an inner capital, capitals only.
pub fn is_code(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    let letters: Vec<char> = first.chars().collect();
    let inner =
        letters.windows(2).any(|two| two[1].is_ascii_digit() || (two[0].is_alphabetic() && two[1].is_uppercase()));
    first.starts_with(|c: char| c.is_ascii_uppercase()) && inner
}

fn bracketed(group: &str, part: &str, chinese: bool) -> String {
    if chinese { format!("{group}（{part}）") } else { format!("{group} ({part})") }
}

/// It already begins with a word that joins it to a sentence.
fn stands_alone(limit: &str) -> bool {
    let lower = limit.to_lowercase();
    let english = ["at ", "in ", "of ", "for ", "with ", "without ", "under ", "on ", "from ", "by ", "per ", "after "];
    english.iter().any(|word| lower.starts_with(word)) || limit.starts_with('在') || limit.ends_with('下')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_stand_in_a_sentence() {
        for (parts, chinese, expected) in [
            (vec!["MMLU"], false, "on MMLU"),
            (vec!["Bakery"], false, "for Bakery"),
            (vec!["Contamination Evaluation", "Easy"], false, "for Contamination Evaluation (Easy)"),
            (vec!["in Sweden"], false, "in Sweden"),
            (vec!["BrowseComp"], true, "在BrowseComp上"),
            (vec!["出口"], true, "在出口方面"),
        ] {
            assert_eq!(words(&parts, chinese).as_deref(), Some(expected));
        }
        assert_eq!(words(&[""], false), None, "nothing limits");
    }
}

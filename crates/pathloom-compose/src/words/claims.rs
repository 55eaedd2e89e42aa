//! Claims for questions of true or false: the constructions of questions turned into statements, each in a setting that
//! asks whether it holds. `{x}` is what is claimed.

use super::frames::frames;
use pathloom_model::Language;

/// Statements for an operator: "{m} {was} {x}", "{x} operates …".
pub fn statements(operator: &str, language: Language) -> Vec<String> {
    let own: &[&str] = match (operator, language) {
        ("chain" | "conditions" | "related", Language::En) => &["{x} is {who}", "{who} is {x}", "{x} {clause}"],
        ("chain" | "conditions" | "related", Language::Zh) => &["{who}是{x}", "{x}是{who}", "{who}就是{x}"],
        ("year", Language::En) => &["{who} was {verb} in {x}", "the year in which {who} was {verb} is {x}"],
        ("difference over time", Language::En) => &["from {from} to {to}, the {change} in {mo} {was} {x}"],
        ("difference", Language::En) => &["the lead of {who} over {other} in {npm} {was} {x}"],
        ("growth", Language::En) => &["from {from} to {to}, the percentage change in {mo} was {x}"],
        ("margin", Language::En) => &["the {pm} of {who} {was} {x} of {pm2}"],
        ("share of total" | "share of set", Language::En) => {
            &["{x} of the total {pm} of {set} came from {last}", "of the total {pm} of {set}, {x} came from {last}"]
        }
        ("formula", Language::En) => {
            &["from {inputs}, the {result} of {who} is {x}", "going by {inputs}, the {result} of {who} is {x}"]
        }
        ("extreme", Language::En) => &["{x} is the {n} with the {top} {pm}{among}"],
        ("rank", Language::En) => &["{x} is the {n} with the {nth} {pm}{among}"],
        _ => &[],
    };
    let turned = frames(operator, language).iter().filter_map(|frame| match language {
        Language::En => english(frame),
        Language::Zh => chinese(frame),
    });
    let mut all: Vec<String> = own.iter().map(|statement| (*statement).to_owned()).chain(turned.flatten()).collect();
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|statement| seen.insert(statement.clone()));
    all
}

/// Settings in which a statement stands as `{c}`.
pub fn settings(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "True or false: {c}.",
            "Is it true that {c}?",
            "Is it correct that {c}?",
            "Does it hold that {c}?",
            "Is this claim right: {c}?",
            "Decide whether this is true or false: {c}.",
            "Would it be right to say that {c}?",
            "Judge this claim: {c}.",
        ],
        Language::Zh => &[
            "判断正误：{c}。",
            "请判断：{c}，对还是错？",
            "{c}，这一说法是否正确？",
            "以下说法对吗：{c}？",
            "{c}，这种说法成立吗？",
            "可以说{c}吗？",
            "请判断下列论断是否正确：{c}。",
            "有人说{c}，这对吗？",
        ],
    }
}

/// "What {was} {m}{,fmt}?" says "{m} {was} {x}" and "{x} {was} {m}"; "Which {n} had …?" says "{x} had …".
fn english(frame: &str) -> Option<Vec<String>> {
    let frame = frame.strip_suffix('?')?.replace("{,fmt}", "");
    let frame = frame.strip_prefix("{Fmt,}").unwrap_or(&frame);
    for (asks, verb) in [("hat {was} ", "{was}"), ("hat was ", "was"), ("hat is ", "is")] {
        if let Some((lead, body)) = parted(frame, asks)
            && !body.contains(" do you ")
            && !body.starts_with("the name of ")
        {
            return Some(vec![format!("{lead}{body} {verb} {{x}}"), format!("{lead}{{x}} {verb} {body}")]);
        }
    }
    if frame.contains(" two ") || frame.contains("{two}") || frame.contains("only") || frame.contains("that of") {
        return None;
    }
    for asks in ["hich {n} ", "hich one ", "hich year ", "hich ", "ow many "] {
        if let Some((lead, body)) = parted(frame, asks) {
            let follows = [
                "had ",
                "{had} ",
                "{beat} ",
                "comes ",
                "stands ",
                "reported ",
                "saw ",
                "brought ",
                "shows ",
                "was alone",
            ];
            let counts = asks.starts_with("ow many")
                && (body.starts_with("of the")
                    || body.starts_with("had ")
                    || body.starts_with("surpassed")
                    || body.starts_with("fell "));
            return (counts || follows.iter().any(|verb| body.starts_with(verb)))
                .then(|| vec![format!("{lead}{{x}} {body}")]);
        }
    }
    None
}

/// What stands before and after the question word, the words before it small and ended by a comma.
fn parted<'a>(frame: &'a str, asks: &str) -> Option<(String, &'a str)> {
    let at = frame.find(asks)?;
    let lead = &frame[..at - 1];
    if !matches!(frame.as_bytes()[at - 1], b'W' | b'w' | b'H' | b'h') {
        return None;
    }
    let hangs = ["Comparing", "Compared", "Set ", "Averaged"].iter().any(|word| lead.starts_with(word));
    let is_whole = lead.is_empty() || lead.ends_with(", ") || lead == "{Among,}";
    if hangs || !is_whole {
        return None;
    }
    let mut small: String = lead.replace("{Among,}", "{among,}");
    if let Some(first) = small.chars().next().filter(|first| first.is_uppercase()) {
        small.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
    }
    Some((small, &frame[at + asks.len()..]))
}

/// In Chinese the answer stands where the question word stood.
fn chinese(frame: &str) -> Option<Vec<String>> {
    let frame = frame.strip_suffix('？')?.replace("{,fmt}", "").replace("（下降为负）", "");
    let frame = frame.strip_prefix("请问").unwrap_or(&frame);
    if ["名称", "叫什么", "谁的", "哪一个", "{two}", "仅", "唯一", "只有", "还是", "哪一项", "几{cl}", "有多少"]
        .iter()
        .any(|word| frame.contains(word))
    {
        return None;
    }
    let words = [
        ("百分之多少", "{x}"),
        ("百分之几", "{x}"),
        ("多少倍", "{x}倍"),
        ("几倍", "{x}倍"),
        ("多少", "{x}"),
        ("是什么", "是{x}"),
        ("哪一年", "{x}"),
        ("哪{cl}{n}", "{x}"),
        ("哪{cl}", "{x}"),
    ];
    let (word, says) = words.iter().find(|(word, _)| frame.contains(word))?;
    Some(vec![frame.replacen(word, says, 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_turn_into_statements() {
        let all = statements("look-up", Language::En);
        assert!(all.contains(&"{m} {was} {x}".to_owned()) && all.contains(&"{x} {was} {m}".to_owned()), "{all:?}");
        assert!(statements("extreme", Language::En).contains(&"{among,}{x} had the {top} {pm}".to_owned()));
        assert!(statements("look-up", Language::Zh).contains(&"{m}是{x}".to_owned()));
        for language in [Language::En, Language::Zh] {
            for operator in super::super::frames::OPERATORS {
                for statement in statements(operator, language) {
                    assert_eq!(statement.matches("{x}").count(), 1, "{operator}: {statement}");
                }
            }
        }
    }
}

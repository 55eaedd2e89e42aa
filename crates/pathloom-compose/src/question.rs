//! The question sentence: a construction for the operator, filled with descriptions, measures, units and rounding.

use crate::candidates::{Candidate, ResultForm};
use crate::contrast::gap;
use crate::facts::{Fact, literals, period_order};
use crate::sense::nesting;
use crate::words::join::clauses;
use crate::words::{self, Said, Voice, article, capital, frames, number, present};
use pathloom_model::meaning::{Asked, Measure, Pick, Test, Than, Who};
use pathloom_model::{Key, Knowledge, Language, Quantity};
use std::collections::BTreeMap;

type Fill = BTreeMap<&'static str, String>;

/// A filled construction: its number among the operator's, and the text.
pub struct Phrase {
    pub frame: usize,
    pub text: String,
    /// Asks by an interrogative rather than "Name …".
    pub direct: bool,
    /// The verbal forms in it, where they are other than those of the description.
    pub forms: Option<Vec<String>>,
}

/// Every construction of the operator that fits, filled.
pub fn phrases(voice: &mut Voice<'_>, candidate: &Candidate) -> Result<Vec<Phrase>, String> {
    let operator = frame_operator(candidate);
    let asked = match &candidate.asked {
        Asked::Entity(who) => voice.asked(who),
        _ => None,
    };
    let mut fill = fill(voice, operator, candidate)?;
    if let Some((question, _)) = &asked {
        fill.insert("Ask", question.clone());
    }
    let all = frames::frames(operator, voice.language);
    let mut said = Vec::new();
    for (frame, text) in all.iter().enumerate() {
        let label =
            ["Name ", "Give ", "Identify ", "State ", "What is the name "].iter().any(|word| text.starts_with(word));
        let forms = asked.as_ref().filter(|_| *text == "{Ask}").map(|(_, forms)| forms.clone());
        // "In which country is whichever of the two had" trips the reader.
        if let Some(text) = filled(text, &fill, voice.language).filter(|text| !text.contains(" is whichever of ")) {
            said.push(Phrase { frame, text, direct: !label, forms });
        }
    }
    if said.is_empty() { Err(format!("no construction fits “{operator}”")) } else { Ok(said) }
}

/// Every claim that says so of `x`, in every setting that asks whether it holds.
pub fn claims(voice: &mut Voice<'_>, candidate: &Candidate, x: &str) -> Result<Vec<Phrase>, String> {
    let operator = frame_operator(candidate);
    let mut fill = fill(voice, operator, candidate)?;
    fill.insert("x", x.to_owned());
    let settings = words::claims::settings(voice.language);
    let mut said = Vec::new();
    for (place, statement) in words::claims::statements(operator, voice.language).iter().enumerate() {
        let Some(text) = raw(statement, &fill, voice.language) else { continue };
        let text = text.trim().trim_end_matches(',');
        for (setting, frame) in settings.iter().enumerate() {
            let text = frame.replace("{c}", text);
            let text = if voice.language == Language::En { capital(&text) } else { text };
            said.push(Phrase { frame: place * settings.len() + setting, text, direct: true, forms: None });
        }
    }
    if said.is_empty() { Err(format!("no construction claims “{operator}”")) } else { Ok(said) }
}

/// A join is asked like what it asks for.
pub fn frame_operator(candidate: &Candidate) -> &'static str {
    match (&candidate.asked, candidate.operator) {
        (Asked::Value { .. }, "join") => "look-up",
        (Asked::Entity(_), "join") => "related",
        (_, operator) => operator,
    }
}

fn fill(voice: &mut Voice<'_>, operator: &str, candidate: &Candidate) -> Result<Fill, String> {
    let mut fill = Fill::new();
    match &candidate.asked {
        Asked::Entity(who) => entity(voice, operator, who, &mut fill)?,
        Asked::Value { who, measure } => value(voice, who, measure, &mut fill)?,
        Asked::Count(who) => count(voice, who, &mut fill)?,
        Asked::List(who @ Who::Where { .. }) => count(voice, who, &mut fill)?,
        Asked::List(who) => drop(fill.insert("set", voice.plural(who)?)),
        Asked::Period { who, measure, periods, pick } => trend(voice, who, measure, periods, *pick, &mut fill)?,
        Asked::Computed { .. } if operator == "gap" => {
            let (set, measure) = gap(&candidate.asked).ok_or("not a gap")?;
            of_two(voice, set, measure, true, &mut fill)?;
            let metric = voice.metric(measure)?;
            fill.insert(
                "was",
                if metric.plural {
                    voice.was(measure).replace("were", "was").replace("are", "is")
                } else {
                    voice.was(measure).to_owned()
                },
            );
            fill.insert("metric", metric.text);
        }
        Asked::Computed { terms, .. } if operator == "discrepancy" => {
            let [a, b] = terms.as_slice() else { return Err("two figures are set against each other".into()) };
            base(voice, &a.who, &a.measure, &mut fill)?;
            for (name, term) in [("first", a), ("second", b)] {
                let document = term.measure.said_in.as_ref().ok_or("whose figure it is is not said")?;
                fill.insert(name, voice.title(document)?);
            }
        }
        Asked::Computed { terms, over, expression } => {
            let first = terms.first().ok_or("no operands")?;
            base(voice, &first.who, &first.measure, &mut fill)?;
            computed(voice, operator, candidate, &mut fill)?;
            if let Some(over) = over {
                fill.insert("set", voice.set(over, &first.measure)?);
                fill.insert("last", fill["who"].clone());
                fill.insert("once", fill["who"].clone());
            }
            let _ = expression;
        }
    }
    if let Some(law) = &candidate.law {
        let mut inputs = Vec::new();
        for measure in crate::law::measures(&candidate.asked) {
            inputs.push(voice.pm(measure)?);
        }
        fill.insert("inputs", voice.list(&inputs));
        fill.insert("result", law.result.clone());
    }
    if let Some(result) = &candidate.result {
        format_words(voice.language, operator, result, &mut fill);
    }
    Ok(fill)
}

/// Words about one figure of one entity.
fn base(voice: &mut Voice<'_>, who: &Who, measure: &Measure, fill: &mut Fill) -> Result<Said, String> {
    let said = voice.describe(who)?;
    weigh(who, &said, fill);
    let metric = voice.metric(measure)?;
    fill.insert("who", said.text.clone());
    fill.insert("Who", capital(&said.text));
    fill.insert("n", said.noun.clone());
    match metric.year_of {
        Some(verb) => {
            fill.insert("verb", verb.to_owned());
        }
        None => {
            fill.insert("metric", metric.text.clone());
            fill.insert("pm", voice.pm(measure)?);
            fill.insert("npm", voice.npm(measure)?);
            fill.insert("m", voice.measure_of(measure, &said.text, &said.noun)?);
            let timeless = without_period(measure);
            fill.insert("mo", voice.measure_of(&timeless, &said.text, &said.noun)?);
            fill.insert("was", voice.was(measure).to_owned());
            fill.insert("Was", capital(voice.was(measure)));
            fill.insert("of", voice.of(measure, &said.noun).to_owned());
            if !metric.text.starts_with("number of ") {
                fill.insert("high", "high".into());
            }
            if matches!(who, Who::Named(_)) {
                // What follows a description would be read as part of it.
                fill.insert("mo!", fill["mo"].clone());
                fill.insert("who!", said.text.clone());
                fill.insert("m!", fill["m"].clone());
            }
        }
    }
    Ok(said)
}

/// Behind a description that takes a clause or nests another, nothing but a stop or a comma may follow.
fn weigh(who: &Who, said: &Said, fill: &mut Fill) {
    let light = match who {
        Who::Named(_) => true,
        Who::Related { .. } => nesting(who) < 2 && clauses(&said.text) == 0,
        _ => false,
    };
    if !light {
        fill.insert("heavy", String::new());
    }
}

fn without_period(measure: &Measure) -> Measure {
    let mut timeless = measure.clone();
    timeless.qualifiers.period = None;
    timeless.qualifiers.scenario = None;
    timeless
}

fn value(voice: &mut Voice<'_>, who: &Who, measure: &Measure, fill: &mut Fill) -> Result<(), String> {
    base(voice, who, measure, fill)?;
    if present(measure) {
        // "What level did … reach" is past.
        fill.insert("present", String::new());
    }
    if let Some(quantity) = quantity(voice.knowledge, who, measure) {
        let metric = fill.get("metric").cloned().unwrap_or_default();
        let unit = number::unit(&quantity.unit.0, quantity.scale, voice.language);
        fmt(fill, &unit_words(&unit, &metric, voice.language));
    }
    Ok(())
}

fn quantity(knowledge: &Knowledge, who: &Who, measure: &Measure) -> Option<Quantity> {
    let subject: Key = crate::denote::one(knowledge, who).ok()?;
    literals(knowledge, &subject, measure).first().and_then(Fact::quantity).cloned()
}

/// "in EUR million"; nothing where the metric says it ("number of employees").
fn unit_words(unit: &str, metric: &str, language: Language) -> String {
    let redundant = unit.is_empty() || metric.contains(unit) || (unit == "people" && metric.starts_with("number of"));
    match language {
        _ if redundant => String::new(),
        Language::En => format!("in {unit}"),
        Language::Zh => format!("单位：{unit}"),
    }
}

fn fmt(fill: &mut Fill, words: &str) {
    fill.insert("fmt", words.to_owned());
    fill.insert("Fmt", capital(words));
}

/// Unit and rounding of a computed answer.
fn format_words(language: Language, operator: &str, result: &ResultForm, fill: &mut Fill) {
    let unit = number::unit(&result.unit, result.scale, language);
    let metric = fill.get("metric").cloned().unwrap_or_default();
    let percent_said = result.unit == "%" && operator != "share" && operator != "average over time";
    let unit = match () {
        () if percent_said => String::new(),
        () if result.unit == "percentage points" && language == Language::Zh => "单位：百分点".to_owned(),
        () => unit_words(&unit, &metric, language),
    };
    let rounding = if result.rounded { number::rounding(result.precision, language) } else { String::new() };
    let words = match (unit.is_empty(), rounding.is_empty(), language) {
        (true, _, _) => rounding,
        (_, true, _) => unit,
        (_, _, Language::En) => format!("{unit} and {rounding}"),
        (_, _, Language::Zh) => format!("{unit}，{rounding}"),
    };
    fmt(fill, &words);
}

fn computed(voice: &mut Voice<'_>, operator: &str, candidate: &Candidate, fill: &mut Fill) -> Result<(), String> {
    let Asked::Computed { terms, expression, .. } = &candidate.asked else {
        return Ok(());
    };
    let (first, last) = (&terms[0], &terms[terms.len() - 1]);
    match operator {
        "growth" | "difference over time" => {
            fill.insert("from", period_words(voice, &last.measure)?);
            fill.insert("to", period_words(voice, &first.measure)?);
            direction(voice.language, expression == "a - b", fill);
            if present(&first.measure) {
                // "did … change" does not go with an estimate.
                fill.insert("was", "is".into());
                fill.insert("estimate", String::new());
            }
        }
        "sum over time" | "average over time" => {
            let mut periods = Vec::new();
            for term in terms {
                periods.push(period_words(voice, &term.measure)?);
            }
            if voice.language == Language::Zh {
                fill.insert("metric", voice.pm(&without_period(&first.measure))?);
            }
            fill.insert("from", periods[0].clone());
            fill.insert("to", periods[periods.len() - 1].clone());
            fill.insert("periods", voice.list(&periods));
            if terms.iter().any(|term| present(&term.measure)) {
                return Err("estimates and actual figures are not added up".into());
            }
        }
        "difference" | "ratio" => {
            let said = voice.describe(&last.who)?;
            weigh(&last.who, &said, fill);
            // A name stands before a description.
            let mut pair = [fill["who"].clone(), said.text.clone()];
            pair.sort_by_key(|text| text.split(' ').count());
            if voice.language == Language::Zh {
                // "甲和乙运营的工厂" would be one plant of both.
                pair.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
            }
            fill.insert("pair", voice.list(&pair));
            fill.insert("other", said.text);
        }
        "margin" | "cover" | "per head" => {
            if present(&first.measure) && first.measure.qualifiers.period.is_some() {
                fill.insert("estimate", String::new());
            }
            fill.insert("metric2", voice.metric(&last.measure)?.text);
            fill.insert("pm2", voice.pm(&last.measure)?);
        }
        "sum" | "share of set" => {
            let mut names = Vec::new();
            for term in terms {
                let said = voice.describe(&term.who)?;
                weigh(&term.who, &said, fill);
                names.push(said.text);
            }
            // A long description stands last, so that nothing hangs on its end.
            let first_named = matches!(first.who, Who::Named(_));
            let who = names.first().cloned().unwrap_or_default();
            names.sort_by_key(|name| (*name == who && !first_named, name.split(' ').count() > 3, name.chars().count()));
            if voice.language == Language::Zh {
                names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
            }
            fill.insert("set", voice.list(&names));
            // What is described in the set already is not described again.
            let last = if first_named { who } else { "the last of these".to_owned() };
            fill.insert("last", last);
            if first_named {
                fill.insert("once", fill["who"].clone());
            }
        }
        _ => {}
    }
    Ok(())
}

/// "FY24"; "2024财年"; with "the estimate for" where it is one.
fn period_words(voice: &Voice<'_>, measure: &Measure) -> Result<String, String> {
    let period = measure.qualifiers.period.as_deref().ok_or("no period")?;
    let scenario = number::scenario(&measure.qualifiers, voice.language);
    Ok(match (voice.language, scenario) {
        (Language::En, "") => number::period_en(period),
        (Language::En, "estimated") => format!("the {} estimate", number::period_en(period)),
        (Language::En, "guided") => format!("the {} guidance", number::period_en(period)),
        (Language::En, scenario) => format!("{scenario} {}", number::period_en(period)),
        (Language::Zh, "") => number::period_zh(period),
        (Language::Zh, "指引") => format!("{}指引", number::period_zh(period)),
        (Language::Zh, scenario) => format!("{scenario}{}", number::period_zh(period)),
    })
}

fn direction(language: Language, up: bool, fill: &mut Fill) {
    let words = match (language, up) {
        (Language::En, true) => [("move", "rise"), ("change", "increase"), ("more", "higher")],
        (Language::En, false) => [("move", "fall"), ("change", "decrease"), ("more", "lower")],
        (Language::Zh, true) => [("move", "增加"), ("change", "增加额"), ("more", "高")],
        (Language::Zh, false) => [("move", "减少"), ("change", "减少额"), ("more", "低")],
    };
    for (key, word) in words {
        fill.insert(key, word.to_owned());
    }
}

fn trend(
    voice: &mut Voice<'_>,
    who: &Who,
    measure: &Measure,
    periods: &[String],
    pick: Pick,
    fill: &mut Fill,
) -> Result<(), String> {
    let mut first = measure.clone();
    first.qualifiers.period = periods.first().cloned();
    base(voice, who, &first, fill)?;
    let mut sorted: Vec<&String> = periods.iter().collect();
    sorted.sort_by_key(|period| period_order(period));
    let say = |period: &String| {
        if voice.language == Language::En { number::period_en(period) } else { number::period_zh(period) }
    };
    let said: Vec<String> = sorted.iter().map(|period| say(period)).collect();
    fill.insert("from", said[0].clone());
    fill.insert("to", said[said.len() - 1].clone());
    fill.insert("periods", voice.list(&said));
    let (en, zh) = match pick {
        Pick::Highest | Pick::LargestRise => ("highest", "最高"),
        Pick::Lowest | Pick::LargestFall => ("lowest", "最低"),
    };
    fill.insert("top", if voice.language == Language::En { en } else { zh }.to_owned());
    fill.insert("comp", voice.comparative(matches!(pick, Pick::Highest | Pick::LargestRise)).to_owned());
    direction(voice.language, pick == Pick::LargestRise, fill);
    if voice.language == Language::Zh {
        fill.insert("change", if pick == Pick::LargestRise { "增幅" } else { "降幅" }.to_owned());
    }
    Ok(())
}

fn count(voice: &mut Voice<'_>, who: &Who, fill: &mut Fill) -> Result<(), String> {
    let Who::Where { among, measure, than: Than::Of(of), .. } = who else {
        return Err("not a count".into());
    };
    base(voice, of, measure, fill)?;
    noun_words(voice, among, measure, fill)
}

fn entity(voice: &mut Voice<'_>, operator: &str, who: &Who, fill: &mut Fill) -> Result<(), String> {
    match (operator, who) {
        ("compare", Who::Place { among, measure, highest, .. }) => {
            let Who::Listed(parts) = among.as_ref() else {
                return Err("not a comparison".into());
            };
            let mut said = Vec::new();
            for part in parts {
                let words = voice.describe(part)?;
                weigh(part, &words, fill);
                said.push(words.text);
            }
            if voice.draw.below(2) == 1 {
                said.reverse();
            }
            if voice.language == Language::Zh {
                // "甲和乙运营的工厂" would be one plant of both.
                said.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
            }
            fill.insert("two", said.pop().unwrap_or_default());
            fill.insert("one", said.pop().unwrap_or_default());
            voice.graded(measure)?;
            fill.insert("pm", voice.pm(measure)?);
            let comp = match (voice.language, highest) {
                (Language::En, true) => "higher",
                (Language::En, false) => "lower",
                (Language::Zh, true) => "高",
                (Language::Zh, false) => "低",
            };
            fill.insert("comp", comp.to_owned());
        }
        ("which of two", Who::Place { among, measure, highest, .. }) => of_two(voice, among, measure, *highest, fill)?,
        ("outdo", Who::Where { among, measure, test, than: Than::Of(of) }) => {
            outdone(voice, (among, of), measure, *test == Test::Above, fill)?;
        }
        ("extreme" | "rank", Who::Place { among, measure, place, highest }) => {
            superlative(voice, among, measure, *place, *highest, fill)?;
        }
        ("threshold" | "inverse look-up", Who::Where { among, measure, test, than }) => {
            let Than::Value(bound) = than else {
                return Err("not a figure".into());
            };
            noun_words(voice, among, measure, fill)?;
            let pm = voice.pm(measure)?;
            fill.insert("apm", article(&pm));
            fill.insert("Apm", capital(&article(&pm)));
            fill.insert("pm", pm);
            fill.insert("test", voice.test_word(*test).to_owned());
            fill.insert("bound", number::quantity(bound, voice.language));
        }
        _ => description(voice, who, fill)?,
    }
    Ok(())
}

/// The two members of a set.
fn of_two(voice: &mut Voice<'_>, set: &Who, measure: &Measure, highest: bool, fill: &mut Fill) -> Result<(), String> {
    voice.graded(measure)?;
    fill.insert("two", voice.pair(set)?);
    fill.insert("pm", voice.pm(measure)?);
    fill.insert("npm", voice.npm(measure)?);
    fill.insert("comp", voice.comparative(highest).to_owned());
    fill.insert("had", if present(measure) { "has" } else { "had" }.to_owned());
    let entity_type = voice.member_type(set, measure)?;
    fill.insert("cl", voice.classifier(&entity_type).to_owned());
    Ok(())
}

/// One member of a set beside another that the question names.
fn outdone(
    voice: &mut Voice<'_>,
    (set, other): (&Who, &Who),
    measure: &Measure,
    above: bool,
    fill: &mut Fill,
) -> Result<(), String> {
    voice.graded(measure)?;
    let entity_type = voice.member_type(set, measure)?;
    fill.insert("n", voice.noun(&entity_type).ok_or("the type has no common noun")?.to_owned());
    fill.insert("cl", voice.classifier(&entity_type).to_owned());
    fill.insert("set", voice.set(set, measure)?);
    fill.insert("who", voice.describe(other)?.text);
    fill.insert("pm", voice.pm(measure)?);
    fill.insert("apm", article(&format!("{} {}", voice.comparative(above), voice.pm(measure)?)));
    fill.insert("npm", voice.npm(measure)?);
    fill.insert("comp", voice.comparative(above).to_owned());
    fill.insert("test", if above { "高于" } else { "低于" }.to_owned());
    let verb = if above { "surpassed" } else { "fell short of" };
    if !present(measure) {
        fill.insert("beat", verb.to_owned());
    }
    fill.insert("had", if present(measure) { "has" } else { "had" }.to_owned());
    Ok(())
}

fn superlative(
    voice: &mut Voice<'_>,
    among: &Who,
    measure: &Measure,
    place: u32,
    highest: bool,
    fill: &mut Fill,
) -> Result<(), String> {
    noun_words(voice, among, measure, fill)?;
    fill.insert("pm", voice.pm(measure)?);
    let rank = voice.rank(place, highest);
    fill.insert("nth", rank.clone());
    fill.insert("top", rank);
    let english = voice.language == Language::En;
    fill.insert("end", if highest { "first" } else { "last" }.to_owned());
    let order = match (english, highest) {
        (true, true) => "the top",
        (true, false) => "the bottom",
        (false, true) => "高到低",
        (false, false) => "低到高",
    };
    fill.insert("order", order.to_owned());
    let place = if english { number::ordinal(place) } else { zh_place(place) };
    fill.insert("place", place);
    Ok(())
}

fn zh_place(place: u32) -> String {
    if place == 2 { "二".into() } else { number::count(place as usize, Language::Zh) }
}

fn noun_words(voice: &mut Voice<'_>, among: &Who, measure: &Measure, fill: &mut Fill) -> Result<(), String> {
    let entity_type = voice.member_type(among, measure)?;
    fill.insert("n", voice.noun(&entity_type).ok_or("the type has no common noun")?.to_owned());
    fill.insert("ns", voice.nouns(&entity_type).ok_or("the type has no common noun")?.to_owned());
    fill.insert("cl", voice.classifier(&entity_type).to_owned());
    voice.graded(measure)?;
    // Which set it is: without it a question would be about all there are in the world.
    let scope = voice.among(among, measure)?;
    fill.insert("Among", capital(scope.trim()));
    if let Some(set) = scope.strip_prefix(" among the ") {
        fill.insert("cns", set.to_owned());
    }
    fill.insert("among", scope);
    if let (Language::En, Who::Related { .. }) = (voice.language, among) {
        // At the head of a sentence the set needs its noun.
        let set = voice.set(among, measure)?;
        fill.insert("Among", format!("Among {set}"));
    }
    Ok(())
}

/// The answer described by relations: "Which company operates …?", "Name the operator of …".
fn description(voice: &mut Voice<'_>, who: &Who, fill: &mut Fill) -> Result<(), String> {
    let said = voice.describe(who)?;
    if said.noun.is_empty() {
        return Err("the type of what is asked for has no common noun".into());
    }
    fill.insert("who", said.text.clone());
    fill.insert("Who", capital(&said.text));
    fill.insert("n", said.noun.clone());
    fill.insert("cl", classifier_of(voice, who));
    let person = voice.language == Language::En && said.noun == "person";
    if person && !said.text.starts_with("the person ") {
        fill.insert("person", said.text.clone());
    } else {
        fill.insert("thing", said.text.clone());
    }
    if let Some(clause) = &said.clause {
        fill.insert("clause", clause.clone());
        match said.noun.as_str() {
            "person" => drop(fill.insert("Which", format!("Who {clause}"))),
            "place" => {}
            noun => drop(fill.insert("Which", format!("Which {noun} {clause}"))),
        }
    }
    if !person && said.tail.is_none() && !said.text.contains(&format!("the {} ", said.noun)) {
        fill.insert("bare", said.text);
    }
    Ok(())
}

fn classifier_of(voice: &Voice<'_>, who: &Who) -> String {
    let entity_type = match who {
        Who::Related { entity_type, .. } | Who::Typed(entity_type) => entity_type.clone(),
        Who::Both(parts) => {
            return parts.first().map_or_else(String::new, |part| classifier_of(voice, part));
        }
        Who::Place { among, .. } | Who::Where { among, .. } => return classifier_of(voice, among),
        Who::Named(key) => voice.knowledge.entity_type(key).to_owned(),
        Who::Computed { among: parts, .. } => {
            return parts.first().map_or_else(String::new, |part| classifier_of(voice, part));
        }
        Who::Listed(_) => String::new(),
    };
    voice.classifier(&entity_type).to_owned()
}

/// A frame with its places filled; `None` when a word is missing or would be read as part of a description before it.
fn filled(frame: &str, fill: &Fill, language: Language) -> Option<String> {
    let text = raw(frame, fill, language)?;
    Some(if language == Language::En { capital(text.trim()) } else { text.trim().to_owned() })
}

fn raw(frame: &str, fill: &Fill, language: Language) -> Option<String> {
    if frame.contains(" did ") && ["estimate", "present"].iter().any(|word| fill.contains_key(word)) {
        return None;
    }
    let heavy = language == Language::En && fill.contains_key("heavy");
    let mut text = String::new();
    let mut rest = frame;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        text.push_str(&rest[..open]);
        let name = &rest[open + 1..close];
        rest = &rest[close + 1..];
        if heavy && DESCRIBED.contains(&name) && !ends(rest) {
            return None;
        }
        match (name.strip_prefix(','), name.strip_suffix(',')) {
            (Some(name), _) => {
                let word = fill.get(name).map(String::as_str).unwrap_or_default();
                if !word.is_empty() {
                    text.push_str(if language == Language::En { ", " } else { "，" });
                    text.push_str(word);
                }
            }
            (None, Some(name)) => {
                let word = fill.get(name).filter(|word| !word.is_empty())?;
                text.push_str(word);
                text.push_str(if language == Language::En { ", " } else { "，" });
            }
            (None, None) => text.push_str(fill.get(name)?),
        }
    }
    text.push_str(rest);
    Some(text)
}

/// Places of a frame that hold descriptions.
const DESCRIBED: [&str; 8] = ["who", "m", "mo", "other", "pair", "one", "two", "set"];

/// Whether a description may stand before this: the sentence stops, pauses or goes on to another description.
fn ends(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with(['?', '.', ',', ':'])
        || rest.starts_with("{,")
        || [" or {", " with {"].iter().any(|word| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hangs_on_the_end_of_a_long_description() {
        let mut fill = Fill::from([("m", "the output of the plant where VK40 is made".to_owned())]);
        let (inside, last) = ("By how much did {m} rise?", "What was {m}?");
        assert!(filled(inside, &fill, Language::En).is_some(), "behind a short one a verb may follow");
        fill.insert("heavy", String::new());
        assert_eq!(filled(inside, &fill, Language::En), None, "“made rise” is misread at first");
        assert!(filled(last, &fill, Language::En).is_some(), "at the end it reads well");
    }
}

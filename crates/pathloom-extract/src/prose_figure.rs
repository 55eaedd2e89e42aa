//! Figures and years that a sentence gives for a name: "Revenue of X was EUR 668 million in FY24", "X was founded in
//! 1962", "X的营业收入为48.6亿元", "X成立于2008年". Rounded, doubted, planned and compared figures are left out.

use crate::clause::{doubted, supposed};
use crate::measured;
use crate::mention::Hit;
use crate::names::NameBook;
use crate::number::{self, Printed};
use crate::period::{self, Period};
use crate::{NameId, han_figure, head, scope};
use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;

/// A figure (or a year, as words) of a name: bytes of the sentence that state it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub name: NameId,
    pub predicate: String,
    pub value: Value,
    pub period: Option<Period>,
    pub scope: Option<String>,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(Printed),
    Year(String),
}

static FOUNDED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^,?\s(?:was|were|is)\s(?:first\s)?(?P<verb>founded|established|set up|opened|launched|incorporated|commissioned|released|built)\sin\s(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s)?(?P<year>1[5-9]\d\d|20\d\d)\b",
    )
});
static FOUNDED_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:，|公司)?(?:(?P<verb>成立|创立|创建|投产|建成|设立)于(?P<year>(?:1[5-9]|20)\d\d)年|(?:于|在)(?P<later>(?:1[5-9]|20)\d\d)年(?:\d{1,2}月)?(?:正式)?(?P<done>成立|创立|创建|投产|建成|设立))",
    )
});
static IS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^\s(?:(?:for|in)\s(?P<period>[A-Z]{0,2}\s?\d[\w/ ]{1,9}?)\s)?(?:was|is|were|are|amounted to|came to|reached|stood at|totalled|totaled|(?:rose|fell|increased|decreased|declined|grew|climbed|dropped|improved|widened|narrowed)\s(?:(?:by\s)?[\d.,]+\s?(?:%|per cent|percent|basis points|percentage points|pp),?\s)?(?:from\s[^,;]{2,25}?\s)?to)\s(?P<value>.+)$",
    )
});
static HAS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^\s(?:achieves|achieved|reaches|reached|attains|attained|obtains|obtained|reports|reported|recorded|posted|has|had|shows|showed|gave|delivered|generated)\s(?:an?\s|the\s)?(?P<metric>[A-Za-z][\w@/ -]{1,40}?)\sof\s(?P<value>.+)$",
    )
});
static STAFF: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s(?:employs|employed|has|had)\s(?P<value>\d[\d,]*)\s(?:employees|people|staff)\b"));
static QUOTED_PRICE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:价格)?(?:收报|收于|报收于?)(?P<value>[\d,.]+[^，。；,;（]{0,8})(?:，(?P<over>周环比|月环比|环比|同比)(?P<way>上涨|下跌|增长|下降|上升)(?P<change>[\d.]+%))?",
    )
});
/// "HarbourSet, a dataset of 12,480 manifests", "which includes 605,229 scripts".
static SIZE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:\s\([^()]{1,30}\))?(?:,\s(?:an?|the)\s(?:[\w-]+\s){0,5}?(?:dataset|data set|corpus|benchmark|collection|set)\s(?:of|with)|(?:,\swhich|,\sthat|\sthat)?\s(?:includes|contains|comprises|consists of|covers|holds))\s(?:a total of\s)?(?P<value>\d[\d,]{2,}(?:\.\d+)?(?:\s(?:million|billion))?)\s(?P<noun>[a-z][a-z-]+(?:\s[a-z-]+(?:s|ata))?)",
    )
});
static PLANNED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:expects?|expected|forecasts?|targets?|targeted|guid(?:es?|ed|ance)|estimated|estimates|projected|shall|must)\b",
    )
});
static ROUGH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^(?:about|around|approximately|nearly|almost|over|more than|less than|up to|at least|some|roughly|between|only)\b",
    )
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const LONGEST: usize = 1_200;

/// Every figure that the sentence states of one of its names.
pub fn read(sentence: &str, hits: &[Hit], book: &NameBook) -> Vec<Figure> {
    if sentence.len() > LONGEST || sentence.ends_with(['?', '？']) || supposed(sentence) {
        return Vec::new();
    }
    if PLANNED.is_match(sentence) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (place, hit) in hits.iter().enumerate() {
        found.extend(year(sentence, hit));
        if sentence.chars().any(is_han) {
            found.extend(quoted_price(sentence, hit));
        } else {
            found.extend(size(sentence, hit, book));
            found.extend(of_name(sentence, hit, book));
            found.extend(has(sentence, hits, place, book));
        }
    }
    if han_figure::is_chinese(sentence) {
        let more = han_figure::read(sentence, hits, book);
        let new = |figure: &Figure| !found.iter().any(|it| it.name == figure.name && it.value == figure.value);
        let more: Vec<Figure> = more.into_iter().filter(new).collect();
        found.extend(more);
    }
    found.retain(|figure| !doubted(sentence, figure.start, figure.end));
    found
}

/// The name stands by itself: nothing before it makes it a part of another's phrase.
fn is_subject(sentence: &str, hit: &Hit) -> bool {
    let before = sentence[..hit.start].trim_end();
    let word = before.rsplit([' ', '(', '“', '"']).next().unwrap_or_default().to_lowercase();
    let han = before.chars().next_back().filter(|c| is_han(*c));
    let apart = before.is_empty() || before.ends_with([',', ';', '，', '；', '：', '。', ':']);
    apart || (han.is_none() && matches!(word.as_str(), "the" | "and" | "while" | "that" | "whereas"))
}

fn year(sentence: &str, hit: &Hit) -> Option<Figure> {
    let rest = &sentence[hit.end..];
    if !is_subject(sentence, hit) {
        return None;
    }
    let skipped = crate::han_names::bracket_len(rest);
    let rest = &rest[skipped..];
    let (predicate, year, end) = if let Some(found) = FOUNDED.captures(rest) {
        let verb = match &found["verb"] {
            "set up" | "incorporated" => "established",
            other => other,
        };
        let mut letters = verb.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase()).into_iter();
        (first.chain(letters).collect(), found["year"].to_owned(), found.get(0)?.end())
    } else {
        let found = FOUNDED_ZH.captures(rest)?;
        let verb = found.name("verb").or(found.name("done"))?.as_str();
        let year = found.name("year").or(found.name("later"))?.as_str();
        let verb = if verb == "设立" || verb == "创建" { "成立" } else { verb };
        (verb.to_owned(), year.to_owned(), found.get(0)?.end())
    };
    let value = Value::Year(year);
    let end = hit.end + skipped + end;
    Some(Figure { name: hit.name, predicate, value, period: None, scope: None, start: hit.start, end })
}

/// "Revenue of NAME was …", "NAME's revenue was …".
fn of_name(sentence: &str, hit: &Hit, book: &NameBook) -> Option<Figure> {
    let (before, after) = (&sentence[..hit.start], &sentence[hit.end..]);
    let (label, at, rest) = if let Some(owned) = after.strip_prefix("'s ").or_else(|| after.strip_prefix("’s ")) {
        let verb = IS_START.find(owned)?;
        let label = &owned[..verb.start()];
        let label = [" for the ", " in the ", " for ", " in "].iter().find_map(|word| {
            let (metric, when) = label.split_once(word)?;
            period::parse(when).map(|_| metric)
        });
        (label.unwrap_or(&owned[..verb.start()]).to_owned(), hit.start, &owned[verb.start()..])
    } else {
        let front = before.strip_suffix(" of the ").or_else(|| before.strip_suffix(" of "))?;
        let label = last_words(front)?;
        let at = front.len() - label.len();
        (label.to_owned(), at, after)
    };
    let parsed = head::parse(&label);
    if !measured::is_metric(&parsed.label) || book.find(&parsed.label).is_some() || parsed.label.split(' ').count() > 4
    {
        return None;
    }
    let found = IS.captures(rest)?;
    let (printed, used) = amount(&found["value"])?;
    let tail = &found["value"][used..];
    let own = found.name("period").and_then(|it| period::parse(it.as_str())).or(parsed.period);
    let period = period_for(sentence, tail, own)?;
    let end = sentence.len() - tail.len();
    let value = Value::Number(printed);
    Some(Figure { name: hit.name, predicate: parsed.label, value, period, scope: None, start: at, end })
}

static IS_START: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\s(?:was|is|were|are|amounted to|came to|reached|stood at|totalled|totaled|rose|fell|increased|decreased|declined|grew|climbed|dropped|improved|widened|narrowed)\s",
    )
});

/// How much a data set holds: the noun is what is counted.
fn size(sentence: &str, hit: &Hit, book: &NameBook) -> Option<Figure> {
    let kind = book.kind(hit.name);
    let found = SIZE.captures(&sentence[hit.end..]).filter(|_| matches!(kind, "Dataset" | "Thing"))?;
    let printed = number::parse(&found["value"])?;
    let noun = found["noun"].to_owned();
    let counted = noun.split(' ').any(|word| word.ends_with('s') || word.ends_with("data"));
    let end = hit.end + found.get(0)?.end();
    let value = Value::Number(printed);
    counted.then_some(Figure {
        name: hit.name,
        predicate: noun,
        value,
        period: None,
        scope: None,
        start: hit.start,
        end,
    })
}

/// "NAME achieved a yield of 89.7 % on …", "NAME employs 1,240 people".
fn has(sentence: &str, hits: &[Hit], place: usize, book: &NameBook) -> Option<Figure> {
    let hit = &hits[place];
    let rest = &sentence[hit.end..];
    if !is_subject(sentence, hit) {
        return None;
    }
    if let Some(found) = STAFF.captures(rest) {
        let printed = number::parse(&found["value"])?;
        let tail = &rest[found.get(0)?.end()..];
        let free = tail.is_empty()
            || tail.starts_with(['.', ',', ';'])
            || tail.starts_with(" in ")
            || tail.starts_with(" at ");
        let period = period_for(sentence, tail, None).filter(|_| free)?;
        let (value, end) = (Value::Number(printed), sentence.len() - tail.len());
        let predicate = "Employees".to_owned();
        return Some(Figure { name: hit.name, predicate, value, period, scope: None, start: hit.start, end });
    }
    let found = HAS.captures(rest)?;
    let metric = found["metric"].trim();
    let plain = head::parse(metric).label;
    if !measured::is_metric(&plain) || plain.split(' ').count() > 4 || book.find(&plain).is_some() {
        return None;
    }
    let (printed, used) = amount(&found["value"])?;
    let tail = &found["value"][used..];
    let start = sentence.len() - tail.len();
    let on = tail.strip_prefix(" on ").map(|_| start + 4);
    let named = on.and_then(|at| hits.iter().find(|hit| hit.start == at));
    let scope = match (on, named) {
        (None, _) => None,
        (Some(_), Some(hit)) => scope::words(&[&format!("on {}", &sentence[hit.start..hit.end])], false),
        (Some(_), None) => return None,
    };
    let end = named.map_or(start, |hit| hit.end);
    let period = period_for(sentence, &sentence[end..], None)?;
    Some(Figure {
        name: hit.name,
        predicate: plain,
        value: Value::Number(printed),
        period,
        scope,
        start: hit.start,
        end,
    })
}

/// "氧化镨钕收报49.1万元/吨，周环比下跌1.21%": a price and its change.
fn quoted_price(sentence: &str, hit: &Hit) -> Vec<Figure> {
    let Some(found) = QUOTED_PRICE.captures(&sentence[hit.end..]).filter(|_| is_subject(sentence, hit)) else {
        return Vec::new();
    };
    let periods = period::all(sentence);
    let period = match periods.as_slice() {
        [] => None,
        [(_, only)] => Some(only.clone()),
        _ => return Vec::new(),
    };
    let end = hit.end + found.get(0).map_or(0, |all| all.end());
    let figure = |predicate: &str, printed: Printed| Figure {
        name: hit.name,
        predicate: predicate.to_owned(),
        value: Value::Number(printed),
        period: period.clone(),
        scope: None,
        start: hit.start,
        end,
    };
    let price = number::parse(found["value"].trim()).filter(|printed| printed.measure.is_some());
    let mut all: Vec<Figure> = price.map(|printed| figure("价格", printed)).into_iter().collect();
    if let (Some(over), Some(way), Some(change)) = (found.name("over"), found.name("way"), found.name("change"))
        && let Some(printed) = number::parse(change.as_str())
        && !all.is_empty()
    {
        let down = matches!(way.as_str(), "下跌" | "下降");
        let value = if down { -printed.value } else { printed.value };
        all.push(figure(&format!("价格{}", over.as_str()), Printed { value, ..printed }));
    }
    all
}

/// The longest amount that opens a text and ends there: the number and the bytes that it takes.
fn amount(text: &str) -> Option<(Printed, usize)> {
    if ROUGH.is_match(text) {
        return None;
    }
    let mut ends: Vec<usize> = text.match_indices([' ', ',', ';', '.', ')']).map(|(at, _)| at).take(12).collect();
    ends.push(text.len());
    for end in ends.into_iter().rev().filter(|&end| end <= 40) {
        let Some(printed) = number::parse(&text[..end]) else { continue };
        let rest = &text[end..];
        let next = rest.trim_start();
        let stops = next.is_empty()
            || rest.starts_with([',', ';', ')'])
            || (rest.starts_with('.') && !rest[1..].starts_with(|c: char| c.is_ascii_digit()))
            || [
                "in ",
                "on ",
                "at ",
                "and ",
                "from ",
                "under ",
                "compared ",
                "after ",
                "with ",
                "by ",
                "or ",
                "up ",
                "down ",
                "for ",
                "as ",
                "(",
                "against ",
                "of the ",
            ]
            .iter()
            .any(|word| next.starts_with(word));
        return stops.then_some((printed, end));
    }
    None
}

/// The last words of a text that may name a metric: back to an article, a preposition or a mark.
fn last_words(text: &str) -> Option<&str> {
    let mut start = text.len();
    for (count, word) in text.rsplit(' ').enumerate() {
        let stop = ["the", "a", "an", "its", "and", "in", "of", "with", "that", "by", "while", "as"];
        if count == 4
            || word.is_empty()
            || word.ends_with([',', ';', ':', '.'])
            || stop.contains(&word.to_lowercase().as_str())
        {
            break;
        }
        start -= word.len() + usize::from(start != text.len());
    }
    let label = text[start.min(text.len())..].trim();
    (!label.is_empty()).then_some(label)
}

/// The figure's own period, the one right behind it, or the only one of the sentence; `None` where it stays open which.
fn period_for(sentence: &str, tail: &str, own: Option<Period>) -> Option<Option<Period>> {
    if own.is_some() {
        return Some(own);
    }
    if let Some(rest) = tail.strip_prefix(" in ").or_else(|| tail.strip_prefix(" for "))
        && let Some(((0, _), period)) = period::find_from(rest, 0)
    {
        return Some(Some(period));
    }
    match period::all(sentence).as_slice() {
        [] => Some(None),
        [(_, only)] => Some(Some(only.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    fn figures(sentence: &str) -> Vec<String> {
        let mut book = NameBook::default();
        for (name, kind) in [
            ("Norrheat AB", "Company"),
            ("DeepRead-7B", "Model"),
            ("MMLU", "Dataset"),
            ("星驰汽车", "Company"),
            ("Arvika Works", "Plant"),
            ("临澜市", "City"),
        ] {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        let hits = Matcher::new(&book).find(sentence);
        let show = |it: Figure| {
            let value = match it.value {
                Value::Year(year) => year,
                Value::Number(printed) => {
                    let q = printed.quantity(None);
                    format!("{} {} e{}", q.value, q.unit.0, q.scale)
                }
            };
            let period = it.period.map(|period| period.text).unwrap_or_default();
            let line =
                format!("{}|{}|{value}|{period}|{}", book.text(it.name), it.predicate, it.scope.unwrap_or_default());
            line.trim_end_matches('|').to_owned()
        };
        read(sentence, &hits, &book).into_iter().map(show).collect()
    }

    #[test]
    fn stated_figures_are_read() {
        for (sentence, expected) in [
            ("The revenue of Norrheat AB was EUR 668 million in FY24.", "Norrheat AB|revenue|668 EUR e6|FY24"),
            ("Norrheat AB's revenue rose to EUR 704m in 2023.", "Norrheat AB|revenue|704 EUR e6|2023"),
            ("DeepRead-7B achieves an accuracy of 71.4% on MMLU.", "DeepRead-7B|accuracy|71.4 % e0||on MMLU"),
            ("Norrheat AB employed 3,460 people in 2024.", "Norrheat AB|Employees|3460  e0|2024"),
            ("Norrheat AB was founded in 1962 by Ingrid Sandvall.", "Norrheat AB|Founded|1962"),
            ("Arvika Works was opened in May 1981.", "Arvika Works|Opened|1981"),
            ("星驰汽车成立于2008年，总部位于临澜市。", "星驰汽车|成立|2008"),
            ("2023年，星驰汽车营业收入为486.3亿元。", "星驰汽车|营业收入|486.3 元 e8|2023年"),
        ] {
            assert_eq!(figures(sentence), [expected], "{sentence}");
        }
    }

    #[test]
    fn what_is_rough_planned_or_of_another_gives_nothing() {
        for sentence in [
            "The revenue of Norrheat AB was about EUR 668 million in FY24.",
            "The revenue of Norrheat AB is expected to reach EUR 700 million in 2025.",
            "Customers of Norrheat AB had a revenue of EUR 5 million.",
            "Revenue of suppliers of Norrheat AB's rivals was EUR 5 million.",
            "Norrheat AB had a revenue of EUR 5 to 6 million.",
            "In 2023 and 2024, the revenue of Norrheat AB was EUR 668 million.",
            "Norrheat AB was not founded in 1962.",
            "星驰汽车2025年产量目标为30万辆。",
            "星驰汽车营业收入为约486亿元。",
            "临澜市精炼铜加工费用为42美元/吨。",
        ] {
            assert_eq!(figures(sentence), Vec::<String>::new(), "{sentence}");
        }
    }
}

//! Invented names with known truth, English and Chinese, for measurements and tests: one entity under several spellings
//! (ending, case, marks, width, script, plural, typo, initials, short form), and traps that must stay apart (another
//! number, year, ending, direction, place, person).

use super::{Named, Pair};
use crate::random::Random;
use pathloom_model::MergeState;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A name and the entity that it truly means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub text: String,
    pub entity_type: &'static str,
    pub entity: u32,
}

/// `count` names; the same seed gives the same ones.
pub fn names(count: usize, seed: u64) -> Vec<Made> {
    let mut random = Random::stream(seed, 0);
    let (mut made, mut known): (Vec<Made>, HashSet<String>) = (Vec::with_capacity(count), HashSet::new());
    let mut entity = 0;
    while made.len() < count {
        let (base, entity_type, siblings) = thing(&mut random);
        for text in std::iter::once(base).chain(siblings) {
            if !known.insert(text.clone()) {
                continue;
            }
            let spellings = spellings(&text, entity_type, &mut random);
            for text in spellings {
                made.push(Made { text, entity_type, entity });
            }
            entity += 1;
        }
    }
    made.truncate(count);
    random.shuffle(&mut made);
    made
}

const SYLLABLES: [&str; 48] = [
    "ka", "lo", "mer", "tin", "vor", "sa", "hel", "bru", "nor", "dek", "pa", "ri", "stu", "gan", "ulf", "eri", "mo",
    "xan", "wil", "tho", "be", "cor", "du", "fen", "gri", "hav", "ise", "jo", "kel", "lin", "mar", "ne", "or", "pel",
    "quin", "ros", "sol", "tra", "un", "vel", "wy", "yar", "zen", "ald", "bjö", "cla", "dré", "fjo",
];
const TRADES: [&str; 28] = [
    "Steel",
    "Energy",
    "Klima",
    "Chemicals",
    "Logistics",
    "Foods",
    "Pharma",
    "Motors",
    "Paper",
    "Software",
    "Marine",
    "Optics",
    "Mining",
    "Textiles",
    "Aviation",
    "Capital",
    "Insurance",
    "Timber",
    "Ceramics",
    "Robotics",
    "Power",
    "Water",
    "Media",
    "Retail",
    "Cement",
    "Rail",
    "Telecom",
    "Instruments",
];
const ENDINGS: [&str; 12] =
    ["AB", "Oy", "GmbH", "Ltd", "Inc", "Corporation", "AS", "SA", "PLC", "BV", "Co., Ltd.", "LLC"];
const GIVEN: [&str; 36] = [
    "Johan", "Maria", "Erik", "Anna", "Lars", "Ingrid", "Peter", "Sofia", "Henrik", "Clara", "Marta", "Oskar",
    "Helena", "Viktor", "Nadia", "Pablo", "Rosa", "Amir", "Leila", "Kenji", "Yuki", "Ravi", "Priya", "Samuel",
    "Esther", "Daniel", "Ruth", "George", "Alice", "Frank", "Dora", "Hugo", "Emil", "Vera", "Simon", "Agnes",
];
const SIDES: [&str; 4] = ["North", "South", "East", "West"];
const PLACES_HAN: [&str; 24] = [
    "北京", "上海", "广东", "江苏", "浙江", "山东", "四川", "湖北", "湖南", "福建", "安徽", "河北", "河南", "辽宁",
    "陕西", "重庆", "天津", "云南", "贵州", "江西", "广西", "吉林", "甘肃", "海南",
];
const TRADES_HAN: [&str; 24] = [
    "新能源科技",
    "生物医药",
    "汽车零部件",
    "精密机械",
    "电子材料",
    "化工",
    "钢铁",
    "水泥",
    "纺织",
    "食品",
    "物流",
    "软件",
    "半导体",
    "航空装备",
    "环保工程",
    "光学仪器",
    "建筑设计",
    "农业发展",
    "通信技术",
    "医疗器械",
    "造纸",
    "家电",
    "船舶重工",
    "轨道交通",
];
const BRAND_HAN: &str =
    "华安信达宏盛泰康瑞丰恒润嘉诚明远东升金龙海天立德永兴万通国泰新元博雅光大中科智联云创鑫隆百川九州长江凌志飞跃正大";
const SURNAMES_HAN: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
const GIVEN_HAN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰红建国志海燕晓东";

fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len() as u64) as usize]
}

fn letter(random: &mut Random, from: &str) -> char {
    from.chars().nth(random.below(from.chars().count() as u64) as usize).unwrap_or('华')
}

/// An invented word with a capital.
fn word(random: &mut Random) -> String {
    let syllables = 2 + random.below(3);
    let text: String = (0..syllables).map(|_| pick(random, &SYLLABLES)).collect();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name, its type, and names of other things that are easily taken for it.
fn thing(random: &mut Random) -> (String, &'static str, Vec<String>) {
    let trap = random.below(3) == 0;
    let (place, year) = (pick(random, &PLACES_HAN), 1990 + random.below(35));
    let traps = |all: Vec<String>| if trap { all } else { vec![] };
    match random.below(12) {
        0..3 => {
            let stem = format!("{} {}", word(random), pick(random, &TRADES));
            let (one, other) = (pick(random, &ENDINGS), pick(random, &ENDINGS));
            let others = if one == other || [one, other] == ["Ltd", "Co., Ltd."] || [other, one] == ["Ltd", "Co., Ltd."]
            {
                vec![]
            } else {
                vec![format!("{stem} {other}")]
            };
            (format!("{stem} {one}"), "Company", traps(others))
        }
        3 => {
            let (stem, side) = (word(random), random.below(4) as usize);
            let others = vec![format!("{stem} {} Plant", SIDES[(side + 1) % 4])];
            (format!("{stem} {} Plant", SIDES[side]), "Plant", traps(others))
        }
        4 => {
            let (stem, unit) = (word(random), 1 + random.below(8));
            let others =
                vec![format!("{stem} Refinery Unit {}", unit + 1), format!("{stem} Refinery Unit {}", unit + 2)];
            (format!("{stem} Refinery Unit {unit}"), "Plant", traps(others))
        }
        5 => {
            let surname = word(random);
            let (one, other) = (pick(random, &GIVEN), pick(random, &GIVEN));
            let others = if one == other { vec![] } else { vec![format!("{other} {surname}")] };
            (format!("{one} {surname}"), "Person", traps(others))
        }
        6 => {
            let stem = format!("{} {} {}", word(random), word(random), pick(random, &TRADES));
            let others = vec![format!("{stem} Report {}", year + 1)];
            if trap {
                (format!("{stem} Report {year}"), "Work", others)
            } else {
                (format!("{stem} Agency"), "Organisation", vec![])
            }
        }
        7..10 => {
            let brand: String = (0..2 + random.below(2)).map(|_| letter(random, BRAND_HAN)).collect();
            let trade = pick(random, &TRADES_HAN);
            let others = [format!("{brand}{trade}（{place}）有限公司"), format!("{brand}{trade}（深圳）有限公司")];
            if trap {
                (others[0].clone(), "Company", others[1..].to_vec())
            } else {
                (format!("{place}{brand}{trade}股份有限公司"), "Company", vec![])
            }
        }
        10 => {
            let town: String = (0..2).map(|_| letter(random, BRAND_HAN)).collect();
            let number = random.below(9) as usize;
            let name = |number: usize| {
                format!("{place}省{town}市第{}人民医院", "一二三四五六七八九".chars().nth(number % 9).unwrap_or('一'))
            };
            (name(number), "Hospital", traps(vec![name(number + 1)]))
        }
        _ => {
            let surname = letter(random, SURNAMES_HAN);
            let mut name = || format!("{surname}{}{}", letter(random, GIVEN_HAN), letter(random, GIVEN_HAN));
            let (one, other) = (name(), name());
            (one, "Person", traps(vec![other]))
        }
    }
}

/// The name itself and up to three other spellings.
fn spellings(name: &str, entity_type: &str, random: &mut Random) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    for _ in 0..random.below(4) {
        let other = if name.chars().any(pathloom_model::language::is_han) {
            other_han(name, entity_type, random)
        } else {
            other(name, entity_type, random)
        };
        if let Some(other) = other.filter(|other| !all.contains(other)) {
            all.push(other);
        }
    }
    all
}

fn other(name: &str, entity_type: &str, random: &mut Random) -> Option<String> {
    match random.below(9) {
        0 | 1 if entity_type == "Company" => {
            ENDINGS.iter().find_map(|end| Some(name.strip_suffix(end)?.trim_end().to_owned()))
        }
        0 | 1 if entity_type == "Person" => {
            let (first, last) = name.split_once(' ')?;
            Some(format!("{}. {last}", first.chars().next()?))
        }
        2 => Some(name.to_uppercase()).filter(|_| name.contains(' ')),
        3 => Some(unmarked(name)),
        4 => Some(
            name.chars()
                .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c })
                .collect(),
        ),
        5 | 6 => typo(name, random),
        7 if entity_type == "Company" => [
            ("Co., Ltd.", "Company Limited"),
            ("Corporation", "Corp."),
            ("Inc", "Incorporated"),
            ("SA", "S.A."),
            ("AS", "A/S"),
        ]
        .iter()
        .find_map(|(one, other)| Some(format!("{}{other}", name.strip_suffix(one)?))),
        7 => Some(format!("The {name}")).filter(|_| entity_type == "Organisation"),
        8 => Some(name.replacen(' ', "-", 1)).filter(|_| entity_type != "Person"),
        _ => None,
    }
}

fn unmarked(name: &str) -> String {
    name.replace('ö', "o").replace('é', "e")
}

/// A letter of the first word left out, doubled, or two of them exchanged.
fn typo(name: &str, random: &mut Random) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let first = letters.iter().take_while(|c| c.is_alphabetic()).count();
    if first < 6 {
        return None;
    }
    let at = 1 + random.below(first as u64 - 3) as usize;
    match random.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    Some(letters.into_iter().collect())
}

fn other_han(name: &str, entity_type: &str, random: &mut Random) -> Option<String> {
    match random.below(5) {
        0 | 1 if entity_type == "Company" => name.strip_suffix("股份有限公司").map(str::to_owned),
        2 => Some(hanconv::s2t(name)),
        3 => Some(name.replace('（', "(").replace('）', ")")).filter(|other| other != name),
        4 if entity_type == "Company" => {
            let core: Vec<char> = name.strip_suffix("股份有限公司")?.chars().collect();
            // 北京华安新能源科技 → 华安能科: some characters after the place, in order.
            (core.len() >= 8).then(|| [core[2], core[3], core[5]].iter().collect())
        }
        4 if entity_type == "Hospital" => Some(name.replacen('省', "", 1)),
        _ => None,
    }
}

/// Pairwise figures: of all pairs that were made one, and of all that truly are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// True pairs that were made one or are listed for somebody to decide.
    pub recall_with_candidates: f64,
    /// Listed candidates, and the share of them that truly are one.
    pub candidates: u64,
    pub candidates_right: f64,
    /// True pairs in all.
    pub pairs: u64,
}

/// Groups and pairs beside the truth.
pub fn quality(made: &[Made], first: &[u32], pairs: &[Pair]) -> Quality {
    let of_two = |n: u64| n * n.saturating_sub(1) / 2;
    let (mut truth, mut found, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (name, first) in made.iter().zip(first) {
        *truth.entry(name.entity).or_insert(0u64) += 1;
        *found.entry(*first).or_insert(0u64) += 1;
        *both.entry((name.entity, *first)).or_insert(0u64) += 1;
    }
    let count = |sizes: &mut dyn Iterator<Item = u64>| sizes.map(of_two).sum::<u64>();
    let truth = count(&mut truth.into_values());
    let found = count(&mut found.into_values());
    let right = count(&mut both.into_values());
    let listed: Vec<&Pair> = pairs.iter().filter(|pair| pair.state == MergeState::Candidate).collect();
    let is_right = |pair: &&&Pair| made[pair.one as usize].entity == made[pair.other as usize].entity;
    let listed_right = listed.iter().filter(is_right).count() as u64;
    // A candidate that is taken joins the groups of its two names.
    let mut joined: HashMap<u32, u32> = HashMap::new();
    for pair in listed.iter().filter(is_right) {
        let (a, b) = (root(&joined, first[pair.one as usize]), root(&joined, first[pair.other as usize]));
        if a != b {
            joined.insert(a.max(b), a.min(b));
        }
    }
    let mut after: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for (name, first) in made.iter().zip(first) {
        *after.entry((name.entity, root(&joined, *first))).or_default() += 1;
    }
    let share = |part: u64, whole: u64| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let (precision, recall) = (share(right, found), share(right, truth));
    Quality {
        precision,
        recall,
        f1: if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 },
        recall_with_candidates: share(count(&mut after.into_values()), truth),
        candidates: listed.len() as u64,
        candidates_right: share(listed_right, listed.len() as u64),
        pairs: truth,
    }
}

fn root(joined: &HashMap<u32, u32>, mut at: u32) -> u32 {
    while let Some(&next) = joined.get(&at) {
        at = next;
    }
    at
}

/// The names as the search takes them.
pub fn named(made: &[Made]) -> Vec<Named<'_>> {
    made.iter().map(|it| Named { text: &it.text, entity_type: it.entity_type, aliases: vec![], exact: false }).collect()
}

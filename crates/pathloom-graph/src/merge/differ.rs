//! What keeps like names apart: numbers, years, letters of a series, opposites, and words that are not each other's spelling.

use super::ending;
use pathloom_model::language::is_han;
use rapidfuzz::distance::osa;

/// Numbers, ordinals, single letters and the like, in order: "Unit III" and "3rd unit" both say 3.
pub fn numbers(core: &str, person: bool) -> Vec<String> {
    let mut all = Vec::new();
    for word in core.split(' ').filter(|word| !word.is_empty()) {
        if word.chars().any(is_han) {
            han_numbers(word, &mut all);
        } else if let Some(number) = number(word, person) {
            all.push(number);
        }
    }
    all
}

fn number(word: &str, person: bool) -> Option<String> {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        let trimmed = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let bare = if trimmed.bytes().all(|b| b.is_ascii_digit()) { trimmed.trim_start_matches('0') } else { word };
        return Some(bare.to_owned());
    }
    const WORDS: [(&str, &str); 38] = [
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("first", "1"),
        ("second", "2"),
        ("third", "3"),
        ("fourth", "4"),
        ("fifth", "5"),
        ("ii", "2"),
        ("iii", "3"),
        ("iv", "4"),
        ("vi", "6"),
        ("vii", "7"),
        ("viii", "8"),
        ("ix", "9"),
        ("xi", "11"),
        ("xii", "12"),
        ("alpha", "alpha"),
        ("beta", "beta"),
        ("gamma", "gamma"),
        ("delta", "delta"),
        ("january", "january"),
        ("february", "february"),
        ("april", "april"),
        ("june", "june"),
        ("july", "july"),
        ("august", "august"),
        ("september", "september"),
        ("october", "october"),
        ("november", "november"),
        ("december", "december"),
    ];
    if let Some((_, number)) = WORDS.iter().find(|(known, _)| *known == word) {
        return Some((*number).to_owned());
    }
    // "Plant A"; but a person's initial may stand for the name.
    let letter = !person && word.chars().count() == 1;
    letter.then(|| if word == "i" { "1".to_owned() } else { word.to_owned() })
}

/// Digits; Chinese numerals after 第 or before a measure; the stems 甲乙丙丁.
fn han_numbers(word: &str, all: &mut Vec<String>) {
    const MEASURES: &str = "号期厂部院届季章条款级组班中小室楼局段层批轮代型类线队营连排军师大次项卷册版年月日";
    let letters: Vec<char> = word.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let c = letters[at];
        let run = |known: fn(char) -> bool| letters[at..].iter().take_while(|c| known(**c)).count();
        let code = run(|c| c.is_ascii_alphanumeric());
        if code > 0 {
            let text: String = letters[at..at + code].iter().collect();
            if text.bytes().any(|b| b.is_ascii_digit()) || code == 1 {
                all.push(text.trim_start_matches('0').to_owned());
            }
            at += code;
            continue;
        }
        let numerals = run(|c| han_digit(c).is_some());
        if numerals > 0 {
            let after_ordinal = at > 0 && letters[at - 1] == '第';
            let measured = letters.get(at + numerals).is_some_and(|c| MEASURES.contains(*c));
            if after_ordinal || measured {
                all.push(han_value(&letters[at..at + numerals]));
            }
            at += numerals;
            continue;
        }
        if "甲乙丙丁戊己庚辛".contains(c) {
            all.push(c.to_string());
        }
        at += 1;
    }
}

fn han_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九十百".chars().position(|digit| digit == c).map(|at| at as u32)
}

fn han_value(numerals: &[char]) -> String {
    let (mut total, mut last) = (0u64, None);
    if numerals.iter().all(|&c| han_digit(c).is_some_and(|digit| digit < 10)) {
        return numerals.iter().filter_map(|&c| han_digit(c)).map(|digit| digit.to_string()).collect();
    }
    for &c in numerals.iter().take(8) {
        match han_digit(c) {
            Some(10) => total += last.take().unwrap_or(1) * 10,
            Some(11) => total += last.take().unwrap_or(1) * 100,
            digit => last = digit.map(u64::from),
        }
    }
    (total + last.unwrap_or(0)).to_string()
}

/// Words of which a thing is one or the other, never both.
const OPPOSITES: &[&[&str]] = &[
    &["north", "south", "east", "west", "central", "northern", "southern", "eastern", "western"],
    &["upper", "lower", "middle"],
    &["inner", "outer"],
    &["left", "right"],
    &["old", "new"],
    &["male", "female"],
    &["men", "women", "boys", "girls"],
    &["senior", "junior"],
    &["internal", "external"],
    &["import", "export", "imports", "exports"],
    &["primary", "secondary", "tertiary"],
    &["positive", "negative"],
    &["input", "output"],
    &["inlet", "outlet"],
    &["indoor", "outdoor"],
    &["supervised", "unsupervised"],
    &["organic", "inorganic"],
    &["lessor", "lessee"],
    &["buyer", "seller"],
    &["hot", "cold"],
    &["high", "low"],
    &["minimum", "maximum"],
];
const OPPOSITES_HAN: &[&str] = &[
    "东西南北中",
    "上下中",
    "左右",
    "内外",
    "新老旧",
    "前后",
    "正负",
    "男女",
    "大小",
    "高低",
    "冷热",
    "进出",
    "买卖",
    "阴阳",
    "甲乙丙丁",
    "省市县区",
];

/// Whether one thing cannot be both words: "north" and "south", "mono…" and "di…".
pub fn opposed(one: &str, other: &str) -> bool {
    if OPPOSITES.iter().any(|group| group.contains(&one) && group.contains(&other)) {
        return true;
    }
    // One prefix more or another one turns the meaning of a technical word.
    const PREFIXES: [&str; 21] = [
        "mono", "di", "tri", "tetra", "hexa", "hyper", "hypo", "pre", "post", "un", "non", "in", "im", "anti", "meth",
        "eth", "prop", "but", "sub", "super", "intra",
    ];
    let rest = |word: &str, prefix: &str| word.strip_prefix(prefix).filter(|rest| rest.len() >= 3).map(str::to_owned);
    PREFIXES.iter().any(|prefix| {
        let Some(tail) = rest(one, prefix) else { return rest(other, prefix).is_some_and(|tail| tail == one) };
        tail == other
            || PREFIXES.iter().any(|another| another != prefix && rest(other, another).as_ref() == Some(&tail))
    })
}

pub fn opposed_han(one: char, other: char) -> bool {
    OPPOSITES_HAN.iter().any(|group| group.contains(one) && group.contains(other))
}

/// How two words may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    Plural,
    /// "j" and "john".
    Initial,
    /// "intl" and "international".
    Shortened,
    /// A letter or two differ.
    Typo,
}

pub fn likeness(one: &str, other: &str) -> Option<Likeness> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if opposed(one, other) {
        return None;
    }
    if plural(short, long) {
        return Some(Likeness::Plural);
    }
    let first = short.chars().next()?;
    if short.chars().count() == 1 {
        return long.starts_with(first).then_some(Likeness::Initial);
    }
    if shortened(short, long) {
        return Some(Likeness::Shortened);
    }
    let letters = short.chars().count();
    let most = match letters {
        0..5 => return None,
        5..9 => 1,
        _ => 2,
    };
    let apart = osa::distance_with_args(one.chars(), other.chars(), &osa::Args::default().score_cutoff(most));
    apart.map(|_| Likeness::Typo)
}

fn plural(short: &str, long: &str) -> bool {
    let Some(rest) = long.strip_prefix(short) else {
        return short.len() > 3 && short.strip_suffix('y').is_some_and(|stem| long.strip_suffix("ies") == Some(stem));
    };
    short.len() >= 3 && !short.ends_with('s') && (rest == "s" || rest == "es" && short.ends_with(['x', 'h', 'o', 'z']))
}

/// Usual short forms, and a beginning of at least three letters ("univ").
fn shortened(short: &str, long: &str) -> bool {
    const KNOWN: [(&str, &str); 16] = [
        ("intl", "international"),
        ("natl", "national"),
        ("dept", "department"),
        ("govt", "government"),
        ("assn", "association"),
        ("mfg", "manufacturing"),
        ("bros", "brothers"),
        ("mgmt", "management"),
        ("labs", "laboratories"),
        ("svcs", "services"),
        ("svc", "service"),
        ("st", "saint"),
        ("mt", "mount"),
        ("dr", "doctor"),
        ("ctr", "centre"),
        ("rd", "road"),
    ];
    KNOWN.contains(&(short, long)) || short.len() >= 3 && long.len() >= short.len() + 3 && long.starts_with(short)
}

/// "a" without the words of "b" and the other way round, words that only join left out.
pub fn different_words<'a>(one: &'a str, other: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let words = |text: &'a str| -> Vec<&'a str> {
        text.split(' ').filter(|word| !word.is_empty() && !ending::joins_words(word)).collect()
    };
    let (mut left, mut right) = (words(one), words(other));
    left.retain(|word| match right.iter().position(|other| other == word) {
        Some(at) => {
            right.remove(at);
            false
        }
        None => true,
    });
    (left, right)
}

/// The one stretch of the longer that the shorter lacks, if nothing else differs.
pub fn one_stretch(short: &[char], long: &[char]) -> Option<String> {
    let more = long.len().checked_sub(short.len()).filter(|more| *more > 0)?;
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let same_tail = |at: usize| short[at..] == long[at + more..];
    // Where the stretch repeats what stands before it, it may begin earlier.
    let at = (0..=head).rev().find(|&at| same_tail(at))?;
    Some(long[at..at + more].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_languages_and_opposites_are_known() {
        assert_eq!(numbers("unit iii", false), numbers("3rd unit", false));
        assert_ne!(numbers("unit 3", false), numbers("unit 4", false));
        assert_eq!(numbers("第十二中学", false), ["12"]);
        assert_eq!(numbers("二期工程", false), numbers("2期工程", false));
        assert!(numbers("三一重工", false).is_empty(), "a numeral in a firm's name is a word");
        assert!(numbers("j smith", true).is_empty() && numbers("plant a", false) == ["a"]);
        assert!(opposed("north", "south") && opposed("methanol", "ethanol") && opposed("organic", "inorganic"));
        assert_eq!(likeness("pumps", "pump"), Some(Likeness::Plural));
        assert_eq!(likeness("kaltvik", "kaltvick"), Some(Likeness::Typo));
        assert_eq!(likeness("china", "india"), None);
        assert_eq!(likeness("intl", "international"), Some(Likeness::Shortened));
    }
}

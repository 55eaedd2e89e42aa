//! Periods in heads and captions: "FY24", "2023", "Q3 2024", "2025E" (an estimate), "2024年上半年", "第三季度".

use pathloom_model::Scenario;
use regex::Regex;
use std::sync::LazyLock;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// As printed.
    pub text: String,
    pub scenario: Option<Scenario>,
}

const YEAR: &str = r"(?:19|20)\d{2}";

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    let fiscal = r"(?:FY|CY)\s?'?(?:20)?\d{2}";
    let part = r"(?:[QH][1-4]|[1-4][QH]|9M|6M|3M)";
    let month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\\.?";
    let day = format!(r"(?:{month}\s\d{{1,2}},?\s{YEAR}|\d{{1,2}}\s{month}\s{YEAR})");
    let chinese = r"(?:上半年|下半年|全年|前三季度|第?[一二三四1-4]季度|\d{1,2}月(?:\d{1,2}日)?|年度|末|底)";
    let pattern = [
        format!(r"{fiscal}(?:/\d{{2}})?"),
        format!(r"{part}[\s-]?(?:{fiscal}|{YEAR}|'?\d{{2}}|/\d{{2}})"),
        format!(r"(?:{fiscal}|{YEAR})[\s-]?{part}"),
        day,
        format!(r"{month}\s{YEAR}|{month}-\d{{2}}"),
        format!(r"{YEAR}年\d{{1,2}}月?[-–—~～至到]\d{{1,2}}月"),
        format!(r"(?:first|second|third|fourth) (?:quarter|half) of (?:fiscal )?{YEAR}"),
        format!(r"first (?:three|six|nine) months of {YEAR}"),
        format!(r"{YEAR}(?:年度|年|财年|财政年度)(?:{chinese}){{0,2}}"),
        format!(r"{YEAR}[-/]\d{{1,2}}(?:[-/]\d{{1,2}})?"),
        format!(r"{YEAR}/\d{{2}}"),
        YEAR.to_owned(),
        part.to_owned(),
        r"\d{1,2}月\d{1,2}日".to_owned(),
        r"上半年|下半年|前三季度|第[一二三四]季度|[一二三四]季度".to_owned(),
    ]
    .join("|");
    Regex::new(&format!(r"(?:{pattern})")).unwrap_or_else(|error| unreachable!("{error}"))
});

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s?(?:(?P<short>E|e|F|P|A|R)(?-u:\b)|\(?(?P<long>est(?:imated?|\.)?|forecast|expected|guided|guidance|restated|actual|预测|预计|估计|实际)\)?)")
        .unwrap_or_else(|error| unreachable!("{error}"))
});

/// The whole text is one period.
pub fn parse(text: &str) -> Option<Period> {
    let text = text.trim();
    let (range, period) = find_from(text, 0)?;
    (range == (0, text.len())).then_some(period)
}

/// A month without its year, as heads of rows give it: "6月", "June".
pub fn month(text: &str) -> Option<Period> {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:\d{1,2}月(?:份)?|(?:January|February|March|April|May|June|July|August|September|October|November|December)|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)$")
            .unwrap_or_else(|error| unreachable!("{error}"))
    });
    let text = text.trim();
    MONTH.is_match(text).then(|| Period { text: text.to_owned(), scenario: None })
}

/// A part of a year and the year: "2022年6月", "June 2022", "Q1 2022". `None` where they are not that.
pub fn part_of_year(part: &Period, year: &Period) -> Option<Period> {
    let digits = year.text.trim_end_matches('年');
    let whole = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let dated = part.text.bytes().filter(u8::is_ascii_digit).count() > 2;
    let text = match (whole && !dated, part.text.is_ascii()) {
        (false, _) => return None,
        (true, true) => format!("{} {digits}", part.text),
        (true, false) => format!("{digits}年{}", part.text.trim_end_matches('份')),
    };
    Some(Period { text, scenario: year.scenario.or(part.scenario) })
}

/// The first period in a text that stands free of other letters and digits: byte range, period.
pub fn find_from(text: &str, from: usize) -> Option<((usize, usize), Period)> {
    let mut at = from;
    while let Some(found) = PERIOD.find_at(text, at) {
        let (end, scenario) = marked(text, found.end());
        let before = text[..found.start()].chars().next_back();
        let after = text[end..].chars().next();
        if free(before) && free(after) {
            let start = months_ended(&text[..found.start()]).unwrap_or(found.start()).max(from);
            // "2024 actual" is 2024; a mark that is a part of the word stays: "2025E".
            let word = &text[found.end()..end];
            let apart = word.starts_with(' ') && word.len() > 3 && word.is_ascii() && !word.contains('(');
            let shown = if apart { found.end() } else { end };
            return Some(((start, end), Period { text: text[start..shown].to_owned(), scenario }));
        }
        at = found.end();
    }
    None
}

/// Where "Three Months Ended" begins that a date closes: the time, not the day, is the period.
fn months_ended(before: &str) -> Option<usize> {
    static ENDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:(?:three|six|nine|twelve|3|6|9|12)[ -]months?|(?:thirteen|twenty-six|thirty-nine|fifty-two|fifty-three|13|26|39|52|53)[ -]weeks?|(?:(?:fiscal|financial) )?year|quarter) (?:ended|ending|to) $",
        )
        .unwrap_or_else(|error| unreachable!("{error}"))
    });
    ["nded ", "nding ", " to "]
        .iter()
        .any(|end| before.ends_with(end))
        .then(|| ENDED.find(before))
        .flatten()
        .map(|found| found.start())
}

/// All periods of a text, in order.
pub fn all(text: &str) -> Vec<((usize, usize), Period)> {
    let mut found: Vec<((usize, usize), Period)> = Vec::new();
    while let Some(next) = find_from(text, found.last().map_or(0, |(range, _)| range.1)) {
        found.push(next);
    }
    found
}

fn free(c: Option<char>) -> bool {
    c.is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '%')) || c == '.')
}

/// The scenario mark after a period ("E", "(restated)") and where it ends.
fn marked(text: &str, end: usize) -> (usize, Option<Scenario>) {
    let Some(found) = MARK.captures(&text[end..]) else {
        return (end, None);
    };
    let word = found.name("short").or_else(|| found.name("long")).map_or("", |mark| mark.as_str()).to_lowercase();
    let scenario = match word.as_str() {
        "a" | "actual" | "实际" => Scenario::Actual,
        "r" | "restated" => Scenario::Restated,
        "guided" | "guidance" => Scenario::Guided,
        _ => Scenario::Estimate,
    };
    (end + found.get(0).map_or(0, |whole| whole.end()), Some(scenario))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_with_their_scenario() {
        for (text, scenario) in [
            ("FY24", None),
            ("2023", None),
            ("Q3 2024", None),
            ("2024Q3", None),
            ("2024年", None),
            ("2024年上半年", None),
            ("2024财年", None),
            ("2025财年预测", Some(Scenario::Estimate)),
            ("上半年", None),
            ("FY25E", Some(Scenario::Estimate)),
            ("2025E", Some(Scenario::Estimate)),
            ("2024A", Some(Scenario::Actual)),
            ("2月17日", None),
            ("1H25", None),
            ("2024/10/28", None),
            ("FY23 (restated)", Some(Scenario::Restated)),
            ("March 2021", None),
            ("September 30, 2025", None),
            ("Three Months Ended September 30, 2025", None),
            ("2025年7—9月", None),
        ] {
            assert_eq!(parse(text), Some(Period { text: text.into(), scenario }), "{text}");
        }
        for text in ["Revenue", "R2023b", "VK40", "2,023", "12", "H2O", "Aurora 12"] {
            assert_eq!(parse(text), None, "{text} is no period");
        }
        assert_eq!(all("Revenue by company, FY22 to FY25E").len(), 2, "both ends of a range");
    }
}

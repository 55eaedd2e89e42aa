//! The times that a Chinese report calls its own: "本报告期", "上年同期", "期末余额". Its title says which they are; the heads of
//! its tables then bear the time itself, so that two reports of one company do not contradict each other.

use pathloom_model::{BlockContent, Parsed, TableData};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a report covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reporting {
    year: u32,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Year,
    Half,
    FirstQuarter,
    ThreeQuarters,
}

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(20\d{2})\s?年\s?(半年度|中期|年度|年|第一季度|一季度|第三季度|三季度|前三季度)(?:业绩|财务)?(?:报告|公告|快报|报)",
    )
});
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"报告期[”」』]?\s?(?:是指|指|为|系指)\s?(20\d{2})\s?年\s?1\s?月(?:\s?1\s?日)?\s?[至到\-—–～~]{1,2}\s?(?:20\d{2}\s?年\s?)?(\d{1,2})\s?月",
    )
});
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?P<now>本报告期|报告期|本期|本期发生额|本期金额|本期数|本期累计|年初至报告期末|本年累计|本年发生额)|(?P<before>上年同期|去年同期|上年同期数|上期|上期发生额|上期金额|上期数|上年发生额)|(?P<end>本报告期末|报告期末|本期末|期末|期末余额|期末数|期末金额)|(?P<start>上年度末|上年末|上年年末|期初|期初余额|期初数|期初金额|年初余额|年初数))(?:[(（]\s?1\s?[-—–－～~至]\s?\d{1,2}\s?月\s?[)）])?$",
    )
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// The report that a document is, by its first headings and paragraphs.
pub fn of(parsed: &Parsed) -> Option<Reporting> {
    let texts = parsed.blocks.iter().filter_map(|block| match &block.content {
        BlockContent::Heading { .. } | BlockContent::Paragraph { .. } | BlockContent::List { .. } => Some(block.text()),
        _ => None,
    });
    let mut found = None;
    for text in texts.take(80) {
        if let Some(said) = SAID.captures(&text) {
            let part = match &said[2] {
                "12" => Part::Year,
                "6" => Part::Half,
                "3" => Part::FirstQuarter,
                "9" => Part::ThreeQuarters,
                _ => continue,
            };
            return Some(Reporting { year: said[1].parse().ok()?, part });
        }
        if let (None, Some(title)) = (found, TITLE.captures(&text).filter(|_| text.chars().count() <= 60)) {
            let part = match &title[2] {
                "半年度" | "中期" => Part::Half,
                "第一季度" | "一季度" => Part::FirstQuarter,
                "第三季度" | "三季度" | "前三季度" => Part::ThreeQuarters,
                _ => Part::Year,
            };
            found = Some(Reporting { year: title[1].parse().ok()?, part });
        }
    }
    found
}

impl Reporting {
    /// The table with the times themselves in its heads.
    pub fn resolved<'a>(self, table: Cow<'a, TableData>) -> Cow<'a, TableData> {
        let rows = (table.header_rows.max(1) as usize).min(table.rows());
        let named: Vec<(usize, usize, String)> = (0..rows)
            .flat_map(|row| (0..table.cells[row].len()).map(move |col| (row, col)))
            .filter_map(|(row, col)| Some((row, col, self.time(&table.cells[row][col].text)?)))
            .collect();
        if named.is_empty() {
            return table;
        }
        let mut table = table.into_owned();
        for (row, col, time) in named {
            table.cells[row][col].text = time;
        }
        Cow::Owned(table)
    }

    /// What a head such as "上年同期" stands for here.
    fn time(self, head: &str) -> Option<String> {
        let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
        let found = HEAD.captures(&head)?;
        // In a report on three quarters the period itself is the third alone.
        if self.part == Part::ThreeQuarters && head.starts_with("本报告期") && !head.contains('末') {
            return Some(format!("{}年第三季度", self.year));
        }
        let is = |name: &str| found.name(name).is_some();
        Some(match () {
            () if is("now") => self.span(self.year),
            () if is("before") && self.part == Part::ThreeQuarters => return None,
            () if is("before") => self.span(self.year - 1),
            () if is("end") => format!("{}年{}", self.year, self.last_day()),
            () => format!("{}年12月31日", self.year - 1),
        })
    }

    fn span(self, year: u32) -> String {
        match self.part {
            Part::Year => format!("{year}年度"),
            Part::Half => format!("{year}年上半年"),
            Part::FirstQuarter => format!("{year}年第一季度"),
            Part::ThreeQuarters => format!("{year}年1-9月"),
        }
    }

    fn last_day(self) -> &'static str {
        match self.part {
            Part::Year => "12月31日",
            Part::Half => "6月30日",
            Part::FirstQuarter => "3月31日",
            Part::ThreeQuarters => "9月30日",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_bear_the_time_that_the_report_says() {
        let half = Reporting { year: 2025, part: Part::Half };
        let year = Reporting { year: 2024, part: Part::Year };
        let third = Reporting { year: 2025, part: Part::ThreeQuarters };
        for (report, head, time) in [
            (half, "本报告期", Some("2025年上半年")),
            (half, "本报告期（1－6月）", Some("2025年上半年")),
            (half, "上年同期", Some("2024年上半年")),
            (half, "本报告期末", Some("2025年6月30日")),
            (half, "上年度末", Some("2024年12月31日")),
            (half, "期初 余额", Some("2024年12月31日")),
            (year, "本期发生额", Some("2024年度")),
            (year, "上期发生额", Some("2023年度")),
            (third, "本报告期", Some("2025年第三季度")),
            (third, "年初至报告期末", Some("2025年1-9月")),
            (third, "上年同期", None),
            (half, "本报告期比上年同期增减", None),
            (half, "项目", None),
        ] {
            assert_eq!(report.time(head).as_deref(), time, "{head}");
        }
    }
}

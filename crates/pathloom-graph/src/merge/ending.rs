//! Corporate endings and the words that say little: AB is not Oy, "Co., Ltd." is "Company Limited", "Group" may be left out.

/// Endings of one class are one ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending(u8);

impl Ending {
    /// As it is usually written.
    pub fn shown(self) -> &'static str {
        ALL.iter().find(|(_, class, _)| *class == self.0).map_or("", |(_, _, shown)| shown)
    }
}

/// Plain words at the end, class, how a reason names it. Longer ones first.
const ALL: &[(&str, u8, &str)] = &[
    ("company limited", 1, "Ltd"),
    ("co limited", 1, "Ltd"),
    ("co ltd", 1, "Ltd"),
    ("limited", 1, "Ltd"),
    ("ltd", 1, "Ltd"),
    ("gmbh and co kg", 2, "GmbH & Co. KG"),
    ("gmbh", 3, "GmbH"),
    ("incorporated", 4, "Inc"),
    ("inc", 4, "Inc"),
    ("corporation", 5, "Corp"),
    ("corp", 5, "Corp"),
    ("ab publ", 6, "AB"),
    ("ab", 6, "AB"),
    ("asa", 7, "ASA"),
    ("aps", 8, "ApS"),
    ("as", 9, "AS"),
    ("oyj", 10, "Oyj"),
    ("oy", 11, "Oy"),
    ("abp", 12, "Abp"),
    ("ag", 13, "AG"),
    ("kg", 14, "KG"),
    ("se", 15, "SE"),
    ("sas", 16, "SAS"),
    ("sa", 17, "SA"),
    ("spa", 18, "SpA"),
    ("srl", 19, "Srl"),
    ("llc", 20, "LLC"),
    ("llp", 21, "LLP"),
    ("plc", 22, "PLC"),
    ("nv", 23, "NV"),
    ("bv", 24, "BV"),
    ("pty ltd", 25, "Pty Ltd"),
    ("bhd", 26, "Bhd"),
    ("sro", 29, "s.r.o."),
    ("doo", 30, "d.o.o."),
    ("kft", 31, "Kft."),
    ("zrt", 32, "Zrt."),
    ("sarl", 33, "SARL"),
    ("lda", 34, "Lda"),
    ("jsc", 35, "JSC"),
    ("uab", 36, "UAB"),
    ("company", 27, "Company"),
    ("co", 27, "Company"),
    ("股份有限公司", 40, "股份有限公司"),
    ("股份公司", 40, "股份有限公司"),
    ("有限责任公司", 41, "有限公司"),
    ("有限公司", 41, "有限公司"),
    ("公司", 42, "公司"),
];

/// Two words that stand before "Ltd" and make another form.
const BEFORE_LIMITED: &[(&str, u8)] = &[("pty", 25), ("pte", 28), ("private", 29), ("pvt", 29)];

/// The name without its ending, and the ending. What is all ending stays whole.
pub fn split(plain: &str, han: bool) -> (&str, Option<Ending>) {
    for (words, class, _) in ALL {
        let Some(rest) = plain.strip_suffix(words) else { continue };
        if han {
            if rest.chars().count() >= 2 {
                return (rest, Some(Ending(*class)));
            }
            continue;
        }
        let Some(rest) = rest.strip_suffix(' ').filter(|rest| rest.len() >= 2) else { continue };
        if *class == 1
            && let Some((core, before)) = rest.rsplit_once(' ')
            && let Some((_, class)) = BEFORE_LIMITED.iter().find(|(word, _)| *word == before)
        {
            return (core, Some(Ending(*class)));
        }
        return (rest, Some(Ending(*class)));
    }
    (plain, None)
}

/// Words in brackets that add nothing.
pub fn is_filler(bracket: &str) -> bool {
    matches!(bracket, "publ" | "the" | "group" | "company" | "holding" | "holdings" | "集团" | "公司" | "控股")
}

/// Words without which a name may still mean the same thing.
pub fn says_little(word: &str) -> bool {
    matches!(
        word,
        "group"
            | "holding"
            | "holdings"
            | "company"
            | "corporation"
            | "corp"
            | "inc"
            | "ltd"
            | "city"
            | "town"
            | "county"
            | "province"
            | "republic"
            | "peoples"
            | "kingdom"
            | "plant"
            | "works"
            | "factory"
            | "project"
            | "international"
            | "global"
            | "system"
            | "systems"
            | "technology"
            | "technologies"
            | "river"
            | "island"
            | "act"
            | "law"
            | "method"
            | "model"
            | "algorithm"
            | "dataset"
            | "data"
            | "set"
            | "disease"
            | "syndrome"
    )
}

pub fn joins_words(word: &str) -> bool {
    matches!(word, "the" | "of" | "and" | "for" | "in" | "at" | "on" | "de" | "la" | "du" | "des" | "a" | "an" | "to")
}

/// Chinese words without which a name may still mean the same thing.
pub const SAY_LITTLE_HAN: &[&str] = &[
    "集团",
    "控股",
    "公司",
    "总公司",
    "中国",
    "中华人民共和国",
    "国家",
    "市",
    "省",
    "县",
    "区",
    "镇",
    "科技",
    "实业",
    "股份",
    "工厂",
    "厂",
    "项目",
    "法",
    "方法",
    "模型",
    "算法",
    "数据集",
    "病",
    "的",
    "省份",
    "自治区",
    "特别行政区",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_ending_are_one_and_different_endings_are_not() {
        let ending = |name: &str| split(name, false).1.map(Ending::shown);
        assert_eq!(ending("lanyue compressor co ltd"), ending("lanyue compressor company limited"));
        assert_ne!(ending("norrheat ab"), ending("norrheat oy"));
        assert_ne!(ending("acme ltd"), ending("acme pty ltd"));
        assert_eq!(split("acme pty ltd", false).0, "acme");
        assert_eq!(split("ab", false), ("ab", None), "an ending alone is a name");
        assert_eq!(split("美的集团股份有限公司", true).0, "美的集团");
        assert_eq!(split("公司", true).1, None);
    }
}

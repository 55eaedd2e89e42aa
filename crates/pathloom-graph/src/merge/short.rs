//! Short forms: initials of words, 中文简称 (some of a name's characters, in order).

use super::ending;

/// Spellings of the initials: with and without joining words. "University of California" → "uoc", "uc".
pub fn initials(words: &str) -> Vec<String> {
    let first = |word: &str| word.chars().next();
    let all: String = words.split(' ').filter_map(first).collect();
    let main: String = words.split(' ').filter(|word| !ending::joins_words(word)).filter_map(first).collect();
    let mut spellings = vec![all];
    if main != spellings[0] {
        spellings.push(main);
    }
    spellings.retain(|it| (2..=8).contains(&it.chars().count()));
    spellings
}

/// Longest name that is searched for short forms of four characters, and of three.
const FOUR: usize = 12;
const THREE: usize = 20;

/// Every run of two to four characters of the name, in order, that may be its short form; the name itself not.
pub fn short_forms_han(core: &str, mut found: impl FnMut(&str)) {
    let letters: Vec<char> = core.chars().collect();
    let n = letters.len();
    if !(4..=THREE).contains(&n) {
        return;
    }
    let mut form = String::new();
    for first in beginnings(core) {
        for second in first + 1..n {
            form.clear();
            form.extend([letters[first], letters[second]]);
            found(&form);
            let two = form.len();
            for third in second + 1..n {
                form.truncate(two);
                form.push(letters[third]);
                found(&form);
                let three = form.len();
                for &fourth in letters[third + 1..].iter().filter(|_| n <= FOUR) {
                    form.truncate(three);
                    form.push(fourth);
                    found(&form);
                }
            }
        }
    }
}

/// A short form begins as the name does, or after the place that it begins with ("中国工商银行" → "工行").
fn beginnings(core: &str) -> Vec<usize> {
    let mut places = vec![0];
    for head in PLACES.iter().chain(&["中华人民共和国", "全国"]) {
        if core.starts_with(head) {
            places.push(head.chars().count());
        }
    }
    let after = core.chars().take(7).enumerate().filter(|(at, c)| (1..=6).contains(at) && "省市".contains(*c));
    places.extend(after.map(|(at, _)| at + 1));
    places.sort_unstable();
    places.dedup();
    places
}

/// "北京" is the city, never the university.
const PLACES: [&str; 40] = [
    "中国",
    "国家",
    "中央",
    "世界",
    "亚洲",
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
    "深圳",
];

/// Whether a short form is plausible: not one stretch of the name with something else left, which is another thing
/// ("中国" in "中国银行"), unless only a general ending is left ("清华" in "清华大学").
pub fn is_short_form_han(short: &str, long: &str) -> bool {
    const GENERAL: [&str; 12] =
        ["大学", "集团", "银行", "公司", "医院", "学院", "证券", "科技", "股份", "控股", "保险", "汽车"];
    if short.chars().count() + 2 > long.chars().count() {
        return false;
    }
    if let Some(rest) = long.strip_prefix(short) {
        return GENERAL.contains(&rest) && !PLACES.contains(&short);
    }
    if long.contains(short) {
        return false;
    }
    let mut found = false;
    short_forms_han(long, |form| found |= form == short);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_found_in_order_and_stretches_are_not() {
        assert_eq!(initials("food and drug administration"), ["fada", "fda"]);
        for (short, long) in [
            ("北大", "北京大学"),
            ("工行", "中国工商银行"),
            ("中石化", "中国石油化工"),
            ("发改委", "国家发展和改革委员会"),
            ("清华", "清华大学"),
        ] {
            assert!(is_short_form_han(short, long), "{short} of {long}");
        }
        for (short, long) in
            [("中国", "中国银行"), ("大学", "北京大学"), ("行工", "中国工商银行"), ("上海", "上海电气集团")]
        {
            assert!(!is_short_form_han(short, long), "{short} of {long}");
        }
    }
}

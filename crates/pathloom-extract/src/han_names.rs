//! Chinese names found by their ending or by the words beside them; where they begin is where the last border stands.

use crate::ontology;
use crate::trigger::CHINESE;
use pathloom_model::language::is_han;
use std::collections::BTreeMap;

/// Characters that cannot stand inside a Chinese name found by its ending.
const BORDERS_ZH: &str = "由向与和及在对被是从将的了于以等至把给为而并或其该此各全主要拥有收购合作提供，。；：、“”（）《》！？的,.;:()!?\n \t/";

/// Chinese names with a telling ending, back to the last border; twice or more unless the ending is a corporate suffix.
pub fn chinese_by_ending(text: &str) -> Vec<(usize, usize, &'static str)> {
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (ending, kind) in ontology::chinese_endings() {
        for (at, _) in text.match_indices(ending) {
            let end = at + ending.len();
            let corporate = ending.ends_with("公司");
            let mut start = left_border(text, at, 12);
            start += after_verb(&text[start..at], corporate);
            start = before_bracket(text, start).unwrap_or(start);
            let core = text[start..at].chars().count();
            let inside = taken.range(start.saturating_sub(128)..=start).any(|(_, far)| end <= *far);
            let whole = core >= 2 && (corporate || ends_name(ending, &text[end..]));
            let long = ending.chars().count() >= 3 && text[..start].chars().next_back().is_none_or(is_border);
            // "对云岫县鑫农村镇银行": the preposition is no part of it.
            let led = core >= 3
                && text[..start].ends_with(['由', '对', '与', '和', '被', '向', '及', '给', '在', '于', '、']);
            let sure = corporate || long || led || stands_free(text, start) || {
                let name = &text[start..end];
                text[end..].contains(name) || text[..start].contains(name)
            };
            let place = matches!(kind, "City" | "Region");
            let typed = !place || (core <= 4 && ontology::type_of_name(&text[start..end]) == Some(kind));
            if whole
                && sure
                && typed
                && !inside
                && !text[start..at].starts_with(['一', '这', '某', '两', '三', '多', '几'])
            {
                let far = taken.entry(start).or_insert(end);
                *far = end.max(*far);
                found.push((start, end, kind));
            }
        }
    }
    found.sort();
    found
}

/// Bytes up to the name in "北境热泵运营阿尔维卡": the words of a relation are no part of a name.
fn after_verb(core: &str, corporate: bool) -> usize {
    const VERBS: &[&str] = &[
        "不服",
        "撤销",
        "驳回",
        "支付",
        "委托",
        "上诉人",
        "第三人",
        "起诉",
        "判令",
        "要求",
        "依据",
        "根据",
        "按照",
        "聘请",
        "任命",
        "通知",
        "材料送",
        "样品送",
        "转让",
        "授权",
        "子公司",
        "来自",
        "以及",
        "包括",
        "公司与",
        "成为",
        "名为",
        "通过",
        "担保人",
        "出租方",
        "承租方",
        "买方",
        "卖方",
        "客户",
        "供应商",
        "股东",
    ];
    let known =
        CHINESE.iter().map(|phrase| phrase.before.as_str()).filter(|word| !corporate && word.chars().count() >= 2);
    let ends = known.chain(VERBS.iter().copied()).filter_map(|word| {
        let end = core.rfind(word)? + word.len();
        (core[end..].chars().count() >= 2).then_some(end)
    });
    ends.max().unwrap_or(0)
}

/// Where "北京正楷（临江）律师事务所" begins: a bracket with a place is a part of the name.
fn before_bracket(text: &str, start: usize) -> Option<usize> {
    let inner = text[..start].strip_suffix('）')?;
    let open = inner.rfind('（').filter(|open| inner[*open..].chars().count() <= 7)?;
    let from = left_border(text, open, 8);
    let placed = inner[open..].chars().skip(1).all(is_han) && !inner[open..].contains("简称");
    (placed && text[from..open].chars().count() >= 2).then_some(from)
}

fn is_border(c: char) -> bool {
    BORDERS_ZH.contains(c) || !is_han(c)
}

/// The text begins with it, or a mark stands before it.
fn stands_free(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_none_or(|c| !is_han(c))
}

/// What follows does not go on the word: "大学生" and "银行业" are no names. Long endings end a name wherever they stand.
fn ends_name(ending: &str, rest: &str) -> bool {
    const VERBS: &str =
        "由位是的在于为与和及、生采运承隶属负责主管拥提宣发成设立表示认指称将已还也并从向对以因可应须等就开进有参共联";
    const LONGER: &[&str] =
        &["生的", "生产总", "生命", "的一", "发展", "发行", "生活", "开发区", "政府", "成员", "主任", "有限"];
    let Some(next) = rest.chars().next().filter(|c| is_han(*c)) else { return true };
    if LONGER.iter().any(|word| rest.starts_with(word)) {
        return false;
    }
    let place = matches!(ending, "市" | "省" | "自治区");
    let short = ending.chars().count() <= 2;
    match (place, short) {
        (true, _) => "由位是的在于为与和及、生采运".contains(next),
        (_, true) => VERBS.contains(next) && !(ending == "大学" && next == '生') && !(ending == "银行" && next == '业'),
        _ => !"人员长级们化".contains(next),
    }
}

pub fn left_border(text: &str, end: usize, most: usize) -> usize {
    let mut start = end;
    for (count, (at, c)) in text[..end].char_indices().rev().enumerate() {
        // "3日临湖省": the day of a date is no part of a name.
        let dated = "年月日".contains(c) && text[..at].ends_with(|c: char| c.is_ascii_digit());
        // "全国银行间…": the whole country opens a name, "全市" does not.
        let national = c == '全' && text[at..].starts_with("全国");
        if (BORDERS_ZH.contains(c) && !national)
            || matches!(c, '受' | '按')
            || c == '\u{3000}'
            || dated
            || count >= most
        {
            break;
        }
        start = at;
    }
    start
}

/// Length of a bracket that opens the text.
pub fn bracket_len(text: &str) -> usize {
    let close = if text.starts_with('（') { text.find('）').map(|at| at + '）'.len_utf8()) } else { None };
    close.unwrap_or(0)
}

/// Length of the place or person at the start of a text that ends where it must: before `after`, or a stop.
pub fn introduced_zh(text: &str, after: &str, kind: &str) -> Option<usize> {
    let end = text.find(|c: char| !(is_han(c) || c == '·')).unwrap_or(text.len());
    let end = if after.is_empty() { end } else { text[..end].find(after)? };
    let name = &text[..end];
    let length = name.chars().count();
    let ends_there = !after.is_empty() || text[end..].chars().next().is_none_or(|c| "，。；（、！".contains(c));
    let fits = if kind == "Person" {
        (2..=4).contains(&length) || (name.contains('·') && length <= 12)
    } else {
        (2..=8).contains(&length) && !name.contains('·')
    };
    let words = name.contains([
        '的', '第', '前', '首', '之', '和', '与', '及', '等', '其', '于', '由', '并', '上', '下', '中', '内', '外',
        '多', '该', '本',
    ]) && !matches!(name, "中国" | "上海");
    (fits && ends_there && !words).then_some(end)
}

//! Words made comparable: case, width, marks, punctuation, articles, 繁 and 简; choice letters, truth words, items.

use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Frequent characters that differ, traditional then simplified, in the same order. Numerals and units first.
const TRADITIONAL: &str = "萬億兩貳參陸壹個臺輛噸員圓歐幣歲時間點雙層條雲電氣車廠業產國際華東馬門開關聯長張陳劉趙吳鄭孫楊黃許馮韓鄧蕭蘇盧龍龜鳥魚橋鐵銀錢銷鋼錄鏡鎮縣區陽陰隊陣陸際險雜難離靜頁項順頭題願類風飛館餘駕驗體鬥魯鹽麥齊貝財貢貨購貴費資賴贊趨軟軸較輕輸轉農運過達遠適選遺郵鄉醫釋針鈣鈉鋰鋁銅鋅鎳鈷陶顯變讓設計論證許評試詞話該認語說請諾謝識護譯議讀節範築簽紀約級紅納純紙細終組結絕給統經綠維網緊線練縮總績續織繼寧熱廣島灣匯協會爾營環測湯濟滅無為樣機權滿潔煙礦確禮種積穩競筆簡糧聲職腦臨舊舉藝藥蘭號術補裝規視親覺訂記";
const SIMPLIFIED: &str = "万亿两贰参陆壹个台辆吨员元欧币岁时间点双层条云电气车厂业产国际华东马门开关联长张陈刘赵吴郑孙杨黄许冯韩邓萧苏卢龙龟鸟鱼桥铁银钱销钢录镜镇县区阳阴队阵陆际险杂难离静页项顺头题愿类风飞馆余驾验体斗鲁盐麦齐贝财贡货购贵费资赖赞趋软轴较轻输转农运过达远适选遗邮乡医释针钙钠锂铝铜锌镍钴陶显变让设计论证许评试词话该认语说请诺谢识护译议读节范筑签纪约级红纳纯纸细终组结绝给统经绿维网紧线练缩总绩续织继宁热广岛湾汇协会尔营环测汤济灭无为样机权满洁烟矿确礼种积稳竞笔简粮声职脑临旧举艺药兰号术补装规视亲觉订记";

/// Simplified, plain width; superscripts marked, so that 10³ is not 103.
pub fn folded(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut raised = false;
    for c in text.chars() {
        let superscript = matches!(c, '⁰'..='⁹' | '¹' | '²' | '³' | '⁻' | '⁺');
        if superscript && !raised {
            marked.push('^');
        }
        raised = superscript;
        marked.push(match c {
            '−' | '–' | '‑' | '‒' | '—' => '-',
            other => other,
        });
    }
    let pairs = || TRADITIONAL.chars().zip(SIMPLIFIED.chars());
    let simplify = |c: char| pairs().find(|(from, _)| *from == c).map_or(c, |(_, to)| to);
    marked.nfkc().map(|c| if is_han(c) { simplify(c) } else { c }).collect()
}

/// What two spellings of a name have in common: lower case, no accents, no punctuation, no leading article.
pub fn normalised(text: &str) -> String {
    let plain: String = folded(text).nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect();
    let plain = plain.to_lowercase().replace('&', " and ");
    let chars: Vec<char> = plain.chars().collect();
    let mut out = String::with_capacity(plain.len());
    for (place, &c) in chars.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let between_digits = digit(place.checked_sub(1)) && digit(Some(place + 1));
        match c {
            ',' if between_digits => {}
            '.' | ':' | '/' | '-' if between_digits => out.push(c),
            '-' if digit(Some(place + 1)) && place == 0 => out.push(c),
            '+' | '#' | '%' | '^' | '°' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            // Apostrophes join: "Halden's" stays one word.
            '\'' | '’' => {}
            _ => out.push(' '),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    let words = match words.as_slice() {
        ["the" | "a" | "an", rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    join(words)
}

/// Spaces between Han characters mean nothing.
fn join(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words {
        let before = out.chars().next_back();
        let both_han = before.is_some_and(is_han) && word.chars().next().is_some_and(is_han);
        if before.is_some() && !both_han {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\*\*|__|`)*(?:(?:the\s+)?(?:final\s+|correct\s+)?answer(?:\s+is\s*:?|\s*[:：]|\s*=)|it\s+is|it's|(?:最终|正确)?答案(?:是|为|[:：])|答[:：])\s*",
    )
});

/// The answer without what models put around it: "Answer:", emphasis, quotes, a full stop.
pub fn bare(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"' | '“' | '”' | '「' | '」' | '_');
    let text = text.trim_matches(around);
    let text = LEAD.find(text).map_or(text, |found| &text[found.end()..]);
    text.trim_matches(around).trim_end_matches(['.', '。', '．']).trim_matches(around)
}

/// `name` as words of its own in `text`, both normalised.
pub fn occurs(text: &str, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || is_han(c));
    text.match_indices(name).any(|(start, _)| {
        let end = start + name.len();
        let (first, last) = (name.chars().next().is_some_and(is_han), name.chars().next_back().is_some_and(is_han));
        (first || edge(text[..start].chars().next_back())) && (last || edge(text[end..].chars().next()))
    })
}

pub fn is_denied(normalised: &str) -> bool {
    let english = ["not", "no", "never", "neither", "nor", "isnt", "wasnt", "except", "rather", "or"];
    normalised.split(' ').any(|word| english.contains(&word))
        || ["不", "非", "没有", "而是", "或"].iter().any(|word| normalised.contains(word))
}

pub fn is_declined(text: &str) -> bool {
    const WHOLE: [&str; 12] = [
        "unknown",
        "n/a",
        "none",
        "i do not know",
        "i don't know",
        "not enough information",
        "insufficient evidence",
        "未知",
        "不知道",
        "无法确定",
        "无法回答",
        "信息不足",
    ];
    const BEGIN: [&str; 8] = [
        "cannot be determined",
        "i cannot",
        "i can't",
        "it cannot be determined",
        "the evidence does not",
        "there is not enough",
        "无法根据",
        "证据不足",
    ];
    let lower = text.to_lowercase().replace('’', "'");
    WHOLE.contains(&lower.trim_end_matches('.')) || BEGIN.iter().any(|begin| lower.starts_with(begin))
}

/// Of an answer that is one of the words for it, or begins with "yes," and the like.
pub fn truth(text: &str) -> Option<bool> {
    const YES: [&str; 10] = ["true", "yes", "correct", "right", "是", "是的", "对", "正确", "真", "成立"];
    const NO: [&str; 10] = ["false", "no", "incorrect", "wrong", "否", "不是", "不对", "错误", "假", "不成立"];
    let text = folded(text).to_lowercase();
    let head = text.split([',', '.', '。', ';', ':', '、', '\n', '(', '!']).next().unwrap_or_default().trim();
    let head = head.strip_prefix("that is ").or_else(|| head.strip_prefix("it is ")).unwrap_or(head);
    match (YES.contains(&head), NO.contains(&head)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:option|choice|选项|选择|选)?\s*[(\[]?([A-Ha-h])[)\]]?\s*(?:$|[.:、)]\s*|\s+[-–]\s+|\s*(?:项|选项)\s*$)",
    )
});

/// Place of the option that a letter names: "B", "(b)", "B. Norrheat AB", "选B".
pub fn choice_letter(text: &str, options: usize) -> Option<usize> {
    let text = folded(text);
    let found = LETTER.captures(text.trim())?;
    let letter = found.get(1)?.as_str().chars().next()?.to_ascii_uppercase();
    let place = (letter as usize).checked_sub('A' as usize)?;
    (place < options).then_some(place)
}

static OPTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[\s;；])[(（]?([A-H])[)）.．:：、]\s*"));

/// The options that stand in a question as "A. …  B. …", at least two, from A on; empty without them.
pub fn options(question: &str) -> Vec<String> {
    let marks: Vec<(usize, usize, char)> = OPTION
        .captures_iter(question)
        .filter_map(|found| {
            let (whole, letter) = (found.get(0)?, found.get(1)?);
            Some((whole.start(), whole.end(), letter.as_str().chars().next()?))
        })
        .collect();
    let Some(first) = marks.iter().rposition(|(_, _, letter)| *letter == 'A') else { return Vec::new() };
    let run: Vec<_> = marks[first..]
        .iter()
        .zip('A'..)
        .take_while(|((_, _, letter), wanted)| letter == wanted)
        .map(|(m, _)| m)
        .collect();
    if run.len() < 2 {
        return Vec::new();
    }
    let ends = run.iter().skip(1).map(|mark| mark.0).chain([question.len()]);
    let trimmed = |text: &str| text.trim().trim_end_matches([';', '；']).trim().to_owned();
    run.iter().zip(ends).map(|(mark, end)| trimmed(question.get(mark.1..end).unwrap_or_default())).collect()
}

/// The items of an enumeration; `loose` parts at commas and "and" as well, which names may hold.
pub fn items(text: &str, loose: bool) -> Vec<String> {
    let strict = text.contains(['、', ';', '；', '\n']);
    let parted: Vec<&str> = match (strict, loose) {
        (true, _) => text.split(['、', ';', '；', '\n']).collect(),
        (false, true) => AND.split(text).collect(),
        (false, false) => vec![text],
    };
    let bullet = |item: &str| BULLET.replace(item.trim(), "").trim().trim_end_matches(['.', '。']).to_owned();
    let mut items: Vec<String> = parted.into_iter().map(bullet).filter(|item| !bare(item).is_empty()).collect();
    if strict && let Some(last) = items.pop() {
        // "X、Y和Z": the last separator may be a word.
        let tail = LAST_AND.splitn(&last, 2).map(|item| item.trim().to_owned());
        let tail: Vec<String> = tail.filter(|item| !item.is_empty()).collect();
        items.extend(if loose || last.contains(['和', '与', '及']) { tail } else { vec![last] });
    }
    items
}

static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r",\s+(?:and\s+)?|，|\s+and\s+|\s*(?:以及|和|与)\s*"));
static LAST_AND: LazyLock<Regex> = LazyLock::new(|| pattern(r"^and\s+|\s+and\s+|以及|和|与|及"));
static BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[-*•·]|\(?\d{1,2}[.)、])\s+|^and\s+"));

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| unreachable!("{error}"))
}

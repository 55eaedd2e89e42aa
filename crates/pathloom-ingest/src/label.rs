//! Captions: whether a line of text names an object ("Table 2: …", "图3 …", "Equation (4)"), and which.

use pathloom_model::{ObjectLabel, ObjectLabelKind};

const WORDS: [(&str, ObjectLabelKind); 17] = [
    ("supplementary table", ObjectLabelKind::Table),
    ("supplementary figure", ObjectLabelKind::Figure),
    ("extended data fig.", ObjectLabelKind::Figure),
    ("table", ObjectLabelKind::Table),
    ("tab.", ObjectLabelKind::Table),
    ("figure", ObjectLabelKind::Figure),
    ("fig.", ObjectLabelKind::Figure),
    ("fig", ObjectLabelKind::Figure),
    ("chart", ObjectLabelKind::Figure),
    ("scheme", ObjectLabelKind::Figure),
    ("图表", ObjectLabelKind::Figure),
    ("圖表", ObjectLabelKind::Figure),
    ("图", ObjectLabelKind::Figure),
    ("圖", ObjectLabelKind::Figure),
    ("附表", ObjectLabelKind::Table),
    ("附图", ObjectLabelKind::Figure),
    ("表", ObjectLabelKind::Table),
];

/// Prose that only speaks of an object: "表1显示…", "图2中…".
const PROSE_ZH: [&str; 20] = [
    "所示", "显示", "展示", "中", "列出", "给出", "为", "是", "的", "可见", "可以", "和", "与", "、", "，", "至",
    "表明", "说明", "反映", "汇总",
];

/// The label of a caption, `None` for prose. A caption's number is followed by a mark, or by nothing; in Chinese
/// a space will do.
pub fn caption_label(text: &str) -> Option<ObjectLabel> {
    let text = text.trim_start();
    let (word, kind) = WORDS.iter().find(|(word, _)| starts_with(text, word))?;
    let after = &text[word.len()..];
    let han = !word.is_ascii();
    let spaced = after.trim_start();
    if !han && spaced.len() == after.len() && !word.ends_with('.') {
        return None;
    }
    let open = spaced.strip_prefix(['(', '（', '[']);
    let (number, rest) = number(open.unwrap_or(spaced))?;
    let rest = if open.is_some() { rest.strip_prefix([')', '）', ']'])? } else { rest };
    ends_label(rest, han).then(|| ObjectLabel { kind: *kind, number: number.to_owned() })
}

/// The label of a line that stands right beside an object: there "Table 1 Composition of the catalysts" is a caption
/// without a mark behind its number. Prose about the object goes on in small letters.
pub fn label_beside(text: &str) -> Option<ObjectLabel> {
    caption_label(text).or_else(|| {
        let (word, kind) = WORDS.iter().find(|(word, _)| word.is_ascii() && starts_with(text, word))?;
        let (number, rest) = number(text[word.len()..].strip_prefix(' ')?)?;
        let words = rest.strip_prefix(' ')?.trim_start();
        let titled = words.starts_with(char::is_uppercase) && !words.ends_with('.') && words.len() <= 200;
        titled.then(|| ObjectLabel { kind: *kind, number: number.to_owned() })
    })
}

/// The caption without its label: "Revenue by company" of "Table 2: Revenue by company".
pub fn without_label(text: &str) -> &str {
    let Some(label) = caption_label(text) else {
        return text.trim();
    };
    let at = text.find(&label.number).unwrap_or(0) + label.number.len();
    text[at..]
        .trim_start_matches([')', '）', ']', ':', '：', '.', '。', '|', '-', '–', '—', '、', '．', ' ', '\u{3000}'])
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// "2", "3a", "S1", "IV", "2-1", "3.4", "A.1" at the start of a text, and what follows it.
fn number(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let inner = matches!(c, '.' | '-' | '–') && text[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        if !(c.is_ascii_alphanumeric() || inner) || at > 8 {
            break;
        }
        end = at + c.len_utf8();
    }
    let found = &text[..end];
    let roman = !found.is_empty() && found.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let letters = found.chars().filter(char::is_ascii_alphabetic).count();
    let digits = found.chars().any(|c| c.is_ascii_digit());
    (roman || (digits && letters <= 2)).then(|| (found, &text[end..]))
}

fn ends_label(rest: &str, han: bool) -> bool {
    let Some(next) = rest.chars().next() else {
        return true;
    };
    if matches!(next, ':' | '：' | '.' | '。' | '|' | '-' | '–' | '—' | '．' | '\n') {
        return true;
    }
    let words = rest.trim_start_matches([' ', '\u{3000}', '\t']);
    if !han {
        return words.is_empty() || words.starts_with([':', '|', '–', '—']) || words.starts_with("- ");
    }
    rest.starts_with('\u{3000}') || words.len() < rest.len() && !PROSE_ZH.iter().any(|prose| words.starts_with(prose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_told_from_prose() {
        let found = |text| caption_label(text).map(|label| (label.kind, label.number));
        let (table, figure) = (ObjectLabelKind::Table, ObjectLabelKind::Figure);
        assert_eq!(found("Table 2: Revenue by company"), Some((table, "2".into())));
        assert_eq!(found("TABLE IV. Results"), Some((table, "IV".into())));
        assert_eq!(found("Fig. 3a – Flow"), Some((figure, "3a".into())));
        assert_eq!(found("Figure A.1: Prompt"), Some((figure, "A.1".into())));
        assert_eq!(found("表1：各公司收入"), Some((table, "1".into())));
        assert_eq!(found("图 2-1　产能分布"), Some((figure, "2-1".into())));
        assert_eq!(found("Table 2 shows that revenue rose."), None, "prose about a table");
        assert_eq!(found("表1显示收入增长"), None, "prose about a table, in Chinese");
        assert_eq!(found("图 3 中的曲线"), None, "prose with a space");
        assert_eq!(found("表2-2　与参考方法的比较"), Some((table, "2-2".into())), "a wide space parts label and words");
        assert_eq!(found("Tables are useful: see below"), None, "a word that only begins like one");
        assert_eq!(found("Figure it out: 3 ways"), None, "a word without number");
        assert_eq!(
            label_beside("Table 1 Composition and surface").map(|label| label.number).as_deref(),
            Some("1"),
            "beside its object a caption needs no mark"
        );
        assert_eq!(label_beside("Table 1 lists what was found"), None, "prose beside an object");
        assert_eq!(without_label("表1：各公司收入"), "各公司收入", "the words after the label");
    }
}

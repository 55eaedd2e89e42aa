//! Plain text: paragraphs by blank lines or by line, lists, and headings where they are obvious.

use crate::decode::{Decoded, decode};
use crate::{ReadError, Source};
use pathloom_model::{Block, BlockContent, DocumentMeta, Format, Key, Language, Parsed, Run, Warning, WarningCode};

/// More text than this is cut off and reported: thirty books. Building what is in it takes about 1 GB of memory.
const TEXT_BYTES: usize = 16_000_000;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let Decoded { mut text, mut warnings } = decode(source.bytes)?;
    cut_to_limit(&mut text, &mut warnings);
    let lines = lines(&text);
    let mut blocks = Vec::new();
    for group in lines.split(|line| line.words.is_empty()).filter(|group| !group.is_empty()) {
        group_blocks(&text, group, &mut blocks);
    }
    demote_lists_of_headings(&mut blocks);
    let title = blocks.iter().find_map(|block: &Block| match &block.content {
        BlockContent::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    });
    let meta = DocumentMeta {
        key,
        name: source.file_name().to_owned(),
        format: Format::Text,
        bytes: source.bytes.len() as u64,
        title,
        language: Language::of(&text[..text.floor_char_boundary(100_000)]),
        pages: vec![],
    };
    Ok(Parsed { meta, text: Some(text), blocks, blobs: vec![], warnings })
}

/// Cuts a text at a line end below the limit, with a warning.
pub(crate) fn cut_to_limit(text: &mut String, warnings: &mut Vec<Warning>) {
    if text.len() <= TEXT_BYTES {
        return;
    }
    let limit = text.floor_char_boundary(TEXT_BYTES);
    let end = text[..limit].rfind('\n').map_or(limit, |at| at + 1);
    let message = format!(
        "The first {} MB of text were read, {} MB were not. Split the file to read them all.",
        end.div_ceil(1_000_000),
        (text.len() - end).div_ceil(1_000_000)
    );
    text.truncate(end);
    warnings.push(Warning { code: WarningCode::Limit, page: None, line: None, message });
}

/// A line: where it stands, its words without white space around them.
struct TextLine<'a> {
    from: usize,
    words: &'a str,
    indented: bool,
}

impl TextLine<'_> {
    fn to(&self) -> usize {
        self.from + self.words.len()
    }

    /// Width on a fixed grid: two for a Han character.
    fn width(&self) -> usize {
        self.words.chars().map(|c| if c >= '\u{2E80}' { 2 } else { 1 }).sum()
    }
}

fn lines(text: &str) -> Vec<TextLine<'_>> {
    let mut at = 0;
    let mut found = Vec::new();
    for raw in text.split_inclusive(['\n', '\r', '\x0C']) {
        let words = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        // The line feed of CR LF alone is no blank line.
        let second_half = raw == "\n" && at > 0 && text.as_bytes()[at - 1] == b'\r';
        if !second_half {
            found.push(TextLine { from: at + lead, words, indented: lead > 0 });
        }
        at += raw.len();
    }
    found
}

/// The lines between two blank ones: a heading, a list, a wrapped paragraph, or a paragraph a line.
fn group_blocks(text: &str, group: &[TextLine], blocks: &mut Vec<Block>) {
    let all_points = |group: &[TextLine]| group.len() > 1 && group.iter().all(|line| list_mark(line.words).is_some());
    let mut group = group;
    if all_points(group) {
        return list(group, blocks);
    }
    while let Some((first, rest)) = group.split_first() {
        let Some(level) = heading_level(first.words) else { break };
        push(blocks, BlockContent::Heading { level, text: first.words.to_owned() }, first.from, first.to(), vec![]);
        group = rest;
    }
    let Some(first) = group.first() else { return };
    if all_points(group) {
        return list(group, blocks);
    }
    if group.len() > 1 && is_wrapped(group) {
        let (words, runs) = joined(text, group);
        let to = group.last().map_or(first.to(), TextLine::to);
        return push(blocks, BlockContent::Paragraph { text: words }, first.from, to, runs);
    }
    for line in group {
        let content = match heading_level(line.words) {
            Some(level) => BlockContent::Heading { level, text: line.words.to_owned() },
            None => BlockContent::Paragraph { text: line.words.to_owned() },
        };
        push(blocks, content, line.from, line.to(), vec![]);
    }
}

fn push(blocks: &mut Vec<Block>, content: BlockContent, from: usize, to: usize, runs: Vec<Run>) {
    let id = blocks.len() as u32;
    let chars = Some([from as u32, to as u32]);
    blocks.push(Block { id, page: 1, bbox: None, more: vec![], chars, content, lines: vec![], runs });
}

fn list(group: &[TextLine], blocks: &mut Vec<Block>) {
    let mut items = Vec::new();
    let (mut runs, mut at) = (Vec::new(), 0u32);
    for line in group {
        let mark = list_mark(line.words).unwrap_or(0);
        let item = &line.words[mark..];
        let from = (line.from + mark) as u32;
        runs.push(Run { start: at, end: at + item.len() as u32, from, to: from + item.len() as u32 });
        at += item.len() as u32 + 1;
        items.push(item.to_owned());
    }
    let ordered = group[0].words.starts_with(|c: char| c.is_ascii_digit());
    let (from, to) = (group[0].from, group[group.len() - 1].to());
    push(blocks, BlockContent::List { ordered, items }, from, to, runs);
}

/// Bytes of a list's mark and the space behind it: "- ", "• ", "3. ", "2) ".
fn list_mark(line: &str) -> Option<usize> {
    let mark = match line.chars().next()? {
        '-' | '*' | '+' => 1,
        c @ ('•' | '·' | '●' | '▪' | '◦') => c.len_utf8(),
        c if c.is_ascii_digit() => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            (digits <= 3 && line[digits..].starts_with(['.', ')'])).then_some(digits + 1)?
        }
        _ => return None,
    };
    let rest = &line[mark..];
    let space = rest.len() - rest.trim_start().len();
    (space > 0 && !rest.trim().is_empty()).then_some(mark + space)
}

/// Lines cut by a fixed width: none very long, all but the last about as wide as the widest, no indents inside.
fn is_wrapped(group: &[TextLine]) -> bool {
    let widest = group.iter().map(TextLine::width).max().unwrap_or(0);
    let full = group[..group.len() - 1].iter().all(|line| line.width() * 10 >= widest * 6);
    (30..=130).contains(&widest) && full && !group[1..].iter().any(|line| line.indented)
}

/// The lines as one text, with a space between Western letters and nothing between Eastern ones.
fn joined(text: &str, group: &[TextLine]) -> (String, Vec<Run>) {
    let mut words = String::new();
    let mut runs = Vec::new();
    for line in group {
        if !words.is_empty() && needs_space(words.chars().next_back(), line.words.chars().next()) {
            words.push(' ');
        }
        let (start, from) = (words.len() as u32, line.from as u32);
        words.push_str(&text[line.from..line.to()]);
        runs.push(Run { start, end: words.len() as u32, from, to: line.to() as u32 });
    }
    (words, runs)
}

/// Whether a line break between two letters stands for a space.
pub(crate) fn needs_space(before: Option<char>, after: Option<char>) -> bool {
    let eastern = |c: char| c >= '\u{2E80}' && !('\u{AC00}'..='\u{D7A3}').contains(&c);
    !(before.is_some_and(eastern) && after.is_some_and(eastern))
}

/// The level of a short numbered line without final mark: "2.1 Method", "Chapter 3", "第三章 …", "三、…".
fn heading_level(line: &str) -> Option<u8> {
    if line.chars().count() > 60 || line.ends_with(['.', '。', '!', '！', '?', '？', ';', '；', ',', '，', ':', '：'])
    {
        return None;
    }
    if let Some(rest) = line.strip_prefix('第') {
        let number = rest.trim_start_matches(|c: char| is_chinese_digit(c) || c.is_ascii_digit());
        let after = number.chars().nth(1);
        let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '：' | ':' | '、'));
        return match number.chars().next()? {
            '编' | '篇' | '部' | '卷' if number.len() < rest.len() && ends => Some(1),
            '章' | '回' if number.len() < rest.len() => Some(2),
            '节' if number.len() < rest.len() => Some(3),
            _ => None,
        };
    }
    if let Some((number, rest)) = line.split_once('、') {
        let numbered = !number.is_empty() && number.chars().all(is_chinese_digit);
        return (numbered && !rest.is_empty() && line.chars().count() <= 30).then_some(2);
    }
    let (number, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    if ["chapter", "part", "section", "appendix"].contains(&number.to_lowercase().as_str()) {
        let numbered = rest.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
        let short = rest.split_whitespace().next().is_some_and(|word| word.trim_end_matches([':', '.']).len() <= 4);
        return (numbered && short).then_some(2);
    }
    let parts: Vec<&str> = number.trim_end_matches('.').split('.').collect();
    let numbered = parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let titled =
        rest.starts_with(|c: char| c.is_uppercase() || c >= '\u{2E80}') && rest.split_whitespace().count() <= 10;
    (numbered && titled && parts.len() <= 4).then(|| parts.len() as u8 + 1)
}

fn is_chinese_digit(c: char) -> bool {
    "零〇一二三四五六七八九十百千两".contains(c)
}

/// Three or more numbered lines in a row with nothing below them are points of a list, not headings.
fn demote_lists_of_headings(blocks: &mut [Block]) {
    let level = |block: &Block| match block.content {
        BlockContent::Heading { level, .. } => Some(level),
        _ => None,
    };
    let mut start = 0;
    while start < blocks.len() {
        let own = level(&blocks[start]);
        let end = start + blocks[start..].iter().take_while(|block| level(block) == own).count();
        if own.is_some() && end - start >= 3 {
            for block in &mut blocks[start..end] {
                let text = block.text();
                block.content = BlockContent::Paragraph { text };
            }
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;
    use pathloom_model::locate;

    fn outline(text: &str) -> Vec<String> {
        let parsed = read(&Source { name: "a.txt", bytes: text.as_bytes(), password: None }).expect("text");
        let source = parsed.text.as_deref().expect("text");
        parsed
            .blocks
            .iter()
            .map(|block| {
                let words = block.text();
                let [from, to] = locate(&parsed, block.id, 0, words.len() as u32).chars.expect("a range");
                assert_eq!(source[from as usize..to as usize].chars().next(), words.chars().next().or(Some(' ')));
                match &block.content {
                    BlockContent::Heading { level, .. } => format!("h{level} {words}"),
                    BlockContent::List { items, .. } => format!("list {}", items.join("|")),
                    _ => format!("p {words}"),
                }
            })
            .collect()
    }

    #[test]
    fn paragraphs_headings_and_lists_of_a_plain_text() {
        let text = "1 Introduction\r\n\r\nA paragraph that was cut by a fixed width\r\nsomewhere in the middle of it.\r\n\r\n\
                    - one\r\n- two\r\n\r\n1.1 Method\r\n\r\nIn 2020 it began.\r\n";
        let expected = [
            "h2 1 Introduction",
            "p A paragraph that was cut by a fixed width somewhere in the middle of it.",
            "list one|two",
            "h3 1.1 Method",
            "p In 2020 it began.",
        ];
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn chinese_lines_are_paragraphs_and_chapters_are_headings() {
        let text = "第三章 风起\n　　他来了。\n　　“走吧。”她说，然后两个人一起沿着河岸慢慢走了很远很远的路。\n第一部分内容如下。\n";
        let expected = [
            "h2 第三章 风起",
            "p 他来了。",
            "p “走吧。”她说，然后两个人一起沿着河岸慢慢走了很远很远的路。",
            "p 第一部分内容如下。",
        ];
        assert_eq!(outline(text), expected);
        assert_eq!(outline("1. Apples\n\n2. Pears\n\n3. Plums")[1], "p 2. Pears", "points of a list are no headings");
    }

    #[test]
    fn of_a_text_beyond_the_limit_whole_lines_are_kept_and_the_rest_is_told() {
        let mut text = "北岭电力供应三台变压器。\n".repeat(TEXT_BYTES / 30);
        let (whole, mut warnings) = (text.len(), Vec::new());
        cut_to_limit(&mut text, &mut warnings);
        assert!(text.len() <= TEXT_BYTES && text.ends_with("。\n"), "cut after a line");
        assert!(whole > TEXT_BYTES && text.len() + 100 > TEXT_BYTES, "and no sooner than needed");
        let told = &warnings[0].message;
        assert!(told.starts_with("The first 16 MB of text were read, 4 MB were not."), "{told}");
        assert!(told.contains("Split the file"), "{told}");
    }
}

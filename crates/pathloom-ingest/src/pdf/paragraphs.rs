//! Lines of one column → paragraphs, headings, list items, code and footnotes, still one draft a piece of column.

use super::fonts::Fonts;
use super::lines::Line;
use super::words::{Words, is_wide};
use pathloom_model::{BlockContent, Rect};

/// One printed row of a draft.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub page: u32,
    pub rect: Rect,
}

/// What a draft will become.
#[derive(Clone, Debug)]
pub enum Body {
    Paragraph,
    Heading,
    Item {
        ordered: bool,
    },
    Footnote {
        mark: String,
    },
    Code,
    Caption,
    /// Tables, figures and formulas, complete but for their blob.
    Object(BlockContent),
}

/// A block before joining over columns and pages.
#[derive(Clone, Debug)]
pub struct Draft {
    pub page: u32,
    pub rect: Rect,
    pub body: Body,
    pub rows: Vec<Row>,
    pub size: f32,
    pub bold: bool,
    /// The first row is set in from the left edge.
    pub indented: bool,
    /// The last row reaches the right edge.
    pub full: bool,
}

/// One row of a column: fragments on one baseline.
struct Print {
    line: Line,
    text: String,
    bold: f32,
    bold_start: bool,
    mono: f32,
}

/// What the page says about its text.
pub struct Page<'p, 'w, 'a> {
    pub number: u32,
    pub words: &'p Words<'w, 'a>,
    pub body: f32,
}

/// Drafts of consecutive lines of one column. `edges` are the column's left and right edge.
pub fn drafts(lines: &[&Line], page: &Page<'_, '_, '_>, edges: (f32, f32)) -> Vec<Draft> {
    let rows = rows(lines, page);
    let left = rows.iter().filter(|r| r.line.rect.width() > 0.3 * (edges.1 - edges.0)).map(|r| r.line.rect.x0);
    let left =
        left.fold(f32::MAX, f32::min).min(rows.iter().map(|r| r.line.rect.x0).fold(f32::MAX, f32::min).max(edges.0));
    let right = rows.iter().map(|r| r.line.rect.x1).fold(edges.0, f32::max);
    let shape = Shape { left, right, leading: leading(&rows), hanging: hangs(&rows, left) };
    let mut groups: Vec<Vec<Print>> = Vec::new();
    for row in rows {
        let open = groups.last_mut().filter(|group| !starts_block(group, &row, &shape));
        match open {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.into_iter().map(|group| draft(group, page, (left, right))).collect()
}

fn rows(lines: &[&Line], page: &Page<'_, '_, '_>) -> Vec<Print> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(last) if (last.base - line.base).abs() < 0.3 * last.size.max(line.size) => {
                let glyphs = last.glyphs.iter().chain(&line.glyphs).copied().collect();
                if let Some(both) = Line::of(glyphs) {
                    *last = both;
                }
            }
            _ => joined.push((*line).clone()),
        }
    }
    let fonts: &Fonts<'_> = page.words.fonts;
    let prints = joined.into_iter().map(|line| Print {
        text: page.words.text(&line.glyphs),
        bold: line.share(|g| fonts.info(g.font).bold || !g.ch.is_alphanumeric()),
        bold_start: line.glyphs.iter().find(|g| g.ch != ' ').is_some_and(|g| fonts.info(g.font).bold),
        mono: line.share(|g| fonts.info(g.font).mono),
        line,
    });
    // A row of dots up to a page number is a table of contents, which says nothing that headings do not say.
    prints
        .filter(|print| !print.text.is_empty() && !print.text.contains("......") && !print.text.contains(". . . . . ."))
        .collect()
}

/// The usual distance between rows, in units of their size.
fn leading(rows: &[Print]) -> f32 {
    let mut gaps: Vec<f32> = rows
        .windows(2)
        .filter(|r| (r[0].line.size - r[1].line.size).abs() < 0.3)
        .map(|r| (r[1].line.base - r[0].line.base) / r[0].line.size)
        .filter(|gap| (0.8..2.6).contains(gap))
        .collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() * 2 / 5).copied().unwrap_or(1.25).clamp(1.0, 2.2)
}

/// How the text of a column is set.
struct Shape {
    left: f32,
    right: f32,
    leading: f32,
    /// Entries begin at the left and go on set in, as in lists of references.
    hanging: bool,
}

/// Whether rows that are set in are followed by further ones more often than by rows at the left.
fn hangs(rows: &[Print], left: f32) -> bool {
    let set_in = |row: &Print| (0.6 * row.line.size..4.0 * row.line.size).contains(&(row.line.rect.x0 - left));
    let at_left = |row: &Print| row.line.rect.x0 - left < 0.4 * row.line.size;
    let (mut on, mut back) = (0, 0);
    for pair in rows.windows(2).filter(|pair| set_in(&pair[0]) && list_marker(&pair[0].text).is_none()) {
        on += usize::from(set_in(&pair[1]) && (pair[0].line.rect.x0 - pair[1].line.rect.x0).abs() < 1.0);
        back += usize::from(at_left(&pair[1]));
    }
    let starts = rows.windows(2).filter(|pair| at_left(&pair[0]) && set_in(&pair[1])).count();
    on >= 2
        && starts >= 2
        && rows.iter().filter(|row| set_in(row)).count() * 2 > rows.len()
        && on + 1 >= back.min(starts)
}

fn starts_block(group: &[Print], row: &Print, shape: &Shape) -> bool {
    let Shape { left, right, leading, hanging } = *shape;
    let Some(last) = group.last() else { return true };
    let size = last.line.size;
    let gap = (row.line.base - last.line.base) / size.max(row.line.size);
    let all_bold = |print: &Print| print.bold > 0.95 && print.bold_start;
    let run_in = all_bold(last) && row.bold_start && last.line.rect.x1 > right - 0.1 * (right - left);
    let flows = last.line.rect.x1 > right - 0.03 * (right - left)
        && !ends_sentence(&last.text)
        && (row.line.rect.x0 - left).abs() < 2.0
        && gap > 0.0
        && (row.line.base - last.line.base) / size < 1.12 * leading;
    if flows && !hanging && row.line.rect.width() < 0.4 * (right - left) {
        return false;
    }
    if (row.line.size - size).abs() > 0.07 * size || gap > 1.28 * leading || gap < 0.0 {
        return !(gap > 0.0
            && gap < 1.6
            && all_bold(last)
            && all_bold(row)
            && (row.line.size - size).abs() < 0.05 * size
            && group.len() < 3);
    }
    let heading = all_bold(last) && all_bold(row) && gap < 1.6 && group.len() < 3;
    if heading && last.line.rect.x1 > left + 0.55 * (right - left) {
        return section_depth(&row.text).is_some();
    }
    if is_source(&row.text) || is_source(&group[0].text) && last_ends(last, right, left) {
        return true;
    }
    if list_marker(&row.text).is_some()
        && (list_marker(&group[0].text).is_some()
            || row.line.rect.x0 > left + 0.4 * size
            || last_ends(last, right, left))
    {
        return true;
    }
    if all_bold(last) != all_bold(row) && !run_in && (all_bold(last) || row.bold > 0.95) {
        return true;
    }
    if (last.mono > 0.9) != (row.mono > 0.9) {
        return true;
    }
    let marker = list_marker(&group[0].text).is_some();
    let indent = row.line.rect.x0 - left;
    let before = last.line.rect.x0 - left;
    let set_in =
        indent > 0.8 * size && before < 0.5 * size && indent < 4.5 * size && group.len() + usize::from(!marker) > 1;
    if hanging && list_marker(&row.text).is_none() && !marker {
        return indent < 0.4 * size && (before > 0.6 * size || last_ends(last, right, left));
    }
    if set_in && !marker && row.mono < 0.9 && !centred(last, row) {
        return true;
    }
    last_ends(last, right, left)
        && !marker
        && row.mono < 0.9
        && row
            .text
            .starts_with(|c: char| c.is_uppercase() || is_wide(c) || c.is_ascii_digit() || "“\"‘([（【".contains(c))
}

fn centred(a: &Print, b: &Print) -> bool {
    (a.line.centre().0 - b.line.centre().0).abs() < 3.0
}

/// A row that stops short of the right edge after the end of a sentence.
fn last_ends(row: &Print, right: f32, left: f32) -> bool {
    let short = row.line.rect.x1 < right - 0.1 * (right - left);
    short && ends_sentence(&row.text)
}

pub fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '"', '’', ')', '）', '」', '』', ']', '】', '*']);
    text.ends_with(['.', '!', '?', '。', '！', '？', ':', '：', ';', '；', '…'])
}

/// A list marker at the start of a text: (ordered, its length in bytes with the space after it).
pub fn list_marker(text: &str) -> Option<(bool, usize)> {
    let first = text.chars().next()?;
    let spaces = |at: usize| at + text[at..].len() - text[at..].trim_start().len();
    if "•◦‣▪▫●○■□◆◇►▶➢➤✓✔∙·⚫⁃".contains(first) {
        return Some((false, spaces(first.len_utf8())));
    }
    if matches!(first, '–' | '-' | '*' | '—' | '∗') && text[first.len_utf8()..].starts_with(' ') {
        return Some((false, spaces(first.len_utf8())));
    }
    if ('①'..='⑳').contains(&first) {
        return Some((true, spaces(first.len_utf8())));
    }
    if let Some(length) = clause_number(text) {
        return Some((true, length));
    }
    let open = text.starts_with(['(', '（']);
    let rest = text.strip_prefix(['(', '（']).unwrap_or(text);
    let lead = text.len() - rest.len();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let label = match digits {
        1 | 2 => digits,
        0 if rest.starts_with(|c: char| c.is_ascii_lowercase()) => 1,
        _ => return None,
    };
    let after = &rest[label..];
    let close = after.chars().next()?;
    let fits = if open { matches!(close, ')' | '）') } else { matches!(close, ')' | '）' | '.' | '、') };
    if !fits || (digits == 0 && close == '.') {
        return None;
    }
    let end = lead + label + close.len_utf8();
    let spaced = text[end..].starts_with(' ') || text[end..].starts_with(|c: char| is_wide(c));
    (spaced || close == '、').then(|| (true, spaces(end)))
}

/// "2.3 The seller…", "4.1.2 买方…": the number of a clause with the space after it; "2.5 tonnes" is none.
fn clause_number(text: &str) -> Option<usize> {
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let parts: Vec<&str> = text[..number].split('.').collect();
    let fits = (2..=4).contains(&parts.len()) && parts.iter().all(|part| (1..=2).contains(&part.len()));
    let rest = &text[number..];
    let words = rest.trim_start();
    let titled = words.starts_with(|c: char| c.is_uppercase() || is_wide(c) || "“\"(".contains(c));
    (fits && words.len() < rest.len() && titled).then_some(text.len() - words.len())
}

fn draft(group: Vec<Print>, page: &Page<'_, '_, '_>, (left, right): (f32, f32)) -> Draft {
    let first = &group[0];
    let size = first.line.size;
    let bold = group.iter().all(|print| print.bold > 0.9 && print.bold_start);
    let rect = group.iter().map(|print| print.line.rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let text: String = group.iter().map(|print| print.text.as_str()).collect::<Vec<_>>().join(" ");
    let mono = group.iter().all(|print| print.mono > 0.9);
    let body = if is_heading(&text, &group, bold, page.body) {
        Body::Heading
    } else if mono && group.len() >= 2 {
        Body::Code
    } else if is_source(&text) && group.len() <= 3 {
        Body::Footnote { mark: String::new() }
    } else if let Some((ordered, _)) = list_marker(&text).filter(|_| !is_plain_heading(&text, &group, (left, right))) {
        Body::Item { ordered }
    } else {
        Body::Paragraph
    };
    let full = group.last().is_some_and(|print| print.line.rect.x1 > right - 0.08 * (right - left));
    let indented = first.line.rect.x0 > left + 0.8 * size;
    let number = page.number;
    let mut rows: Vec<Row> =
        group.into_iter().map(|print| Row { text: print.text, page: number, rect: print.line.rect }).collect();
    if matches!(body, Body::Heading) {
        part_number(&mut rows[0].text);
    }
    Draft { page: number, rect, body, rows, size, bold, indented, full }
}

/// "3.2 Data" alone on a short row, in the print of the text: a heading rather than a clause.
fn is_plain_heading(text: &str, group: &[Print], (left, right): (f32, f32)) -> bool {
    let short = group.len() == 1 && group[0].line.rect.x1 < left + 0.7 * (right - left);
    short && clause_number(text).is_some() && !ends_sentence(text)
}

/// Where the figures of a chart or table come from.
fn is_source(text: &str) -> bool {
    ["数据来源", "资料来源", "来源：", "Source:", "Sources:"].iter().any(|start| text.starts_with(start))
}

/// "2.1热泵企业" → "2.1 热泵企业".
fn part_number(text: &mut String) {
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if number > 0 && text[number..].starts_with(is_wide) && section_depth(text).is_some() {
        text.insert(number, ' ');
    }
}

fn is_heading(text: &str, group: &[Print], bold: bool, body: f32) -> bool {
    let size = group[0].line.size;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let wide = text.chars().filter(|c| is_wide(*c)).count();
    let length = text.chars().count() + wide;
    if group.len() > 4 || letters < 2 || length > 220 || text.starts_with("http") {
        return false;
    }
    let numbered = section_depth(text).is_some();
    let stops = text.ends_with(['.', '。', ',', '，', ';', '；', ':', '：']) && !numbered;
    let larger = size >= 1.12 * body;
    let capitals = letters >= 4 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && wide == 0;
    if text.starts_with(|c: char| "•◦▪●■".contains(c)) {
        return false;
    }
    match (larger, bold) {
        (true, _) => !(stops && length > 60) && (size >= 1.3 * body || group.len() <= 2),
        (false, true) => size >= 0.93 * body && group.len() <= 3 && !stops && length <= 150,
        (false, false) => {
            let short = group.len() <= 2 && size >= 0.9 * body && !stops;
            let deep = wide > 2
                && length <= 90
                && text.starts_with(|c: char| c.is_ascii_digit())
                && section_depth(text) >= Some(2);
            numbered && short && (capitals || deep)
        }
    }
}

/// How deep a section number goes: 1 for "2 Methods", "二、", "第三章"; 2 for "2.1", "（一）"; letters for appendices.
pub fn section_depth(text: &str) -> Option<u8> {
    let word = text.split([' ', '\u{3000}', '、']).next()?;
    let han = |c: char| "一二三四五六七八九十百零".contains(c);
    if let Some(rest) = text.strip_prefix('第') {
        let unit = rest.trim_start_matches(|c: char| han(c) || c.is_ascii_digit()).chars().next()?;
        return match unit {
            '章' | '部' | '篇' => Some(1),
            '节' | '節' => Some(2),
            '条' => Some(3),
            _ => None,
        };
    }
    if text.starts_with(han) && text.trim_start_matches(han).starts_with(['、', '.', '．', ' ']) {
        return Some(1);
    }
    if let Some(rest) = text.strip_prefix(['（', '('])
        && rest.starts_with(han)
        && rest.trim_start_matches(han).starts_with(['）', ')'])
    {
        return Some(2);
    }
    let word = word.trim_end_matches(['.', '．', ':']);
    let number: String = word.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    let rest = text[number.len()..].trim_start_matches(['.', '．', ' ', '、', '\u{3000}', ':']);
    let parts: Vec<&str> = number.trim_end_matches('.').split('.').collect();
    let (head, tail) = parts.split_first()?;
    let roman = !head.is_empty()
        && head.len() <= 4
        && head.chars().all(|c| "IVX".contains(c))
        && text[head.len()..].starts_with('.');
    let letter = head.len() == 1 && head.starts_with(|c: char| c.is_ascii_uppercase());
    let digits = !head.is_empty() && head.len() <= 2 && head.chars().all(|c| c.is_ascii_digit());
    let below = tail.iter().all(|p| !p.is_empty() && p.len() <= 2 && p.chars().all(|c| c.is_ascii_digit()));
    let titled = rest.starts_with(|c: char| c.is_uppercase() || is_wide(c) || c == '“');
    let apart = number.len() < text.len() && (digits || text[number.len()..].starts_with([' ', '.']));
    ((roman || letter || digits) && below && titled && apart && parts.len() <= 4).then_some(parts.len() as u8)
}

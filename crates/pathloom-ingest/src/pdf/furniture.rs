//! Running heads, running feet and page numbers: what stands at the same place on many pages.

use super::lines::Line;
use super::words::Words;
use std::collections::HashMap;

/// One page as this step sees it.
pub struct PageLines<'p> {
    pub lines: &'p [Line],
    pub height: f32,
}

/// For each page, for each line: whether it is furniture.
pub fn furniture(pages: &[PageLines<'_>], words: &Words<'_, '_>) -> Vec<Vec<bool>> {
    let texts: Vec<Vec<Option<String>>> = pages.iter().map(|page| margin_texts(page, words)).collect();
    let mut places: HashMap<(String, i32), Vec<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for (line, text) in page.lines.iter().zip(&texts[number]) {
            let Some(text) = text else { continue };
            for nudge in [-1, 0, 1] {
                let seen = places.entry((pattern(text), (line.base / 4.0).round() as i32 + nudge)).or_default();
                if seen.last() != Some(&number) {
                    seen.push(number);
                }
            }
        }
    }
    let enough = |count: usize| count >= 3 || (count == 2 && pages.len() <= 4);
    pages
        .iter()
        .zip(&texts)
        .map(|(page, texts)| {
            let flagged = page.lines.iter().zip(texts).map(|(line, text)| {
                let Some(text) = text else { return false };
                let place = (pattern(text), (line.base / 4.0).round() as i32);
                let repeats = places.get(&place).is_some_and(|pages| enough(pages.len()));
                repeats || is_page_number(text, line, page) || is_imprint(text, line, page)
            });
            outermost(page, flagged.collect())
        })
        .collect()
}

/// Keeps the flags of whole rows at the top and at the bottom, up to the first row that is not furniture: what stands
/// further in, such as the same head in tables on several pages, is text.
fn outermost(page: &PageLines<'_>, flagged: Vec<bool>) -> Vec<bool> {
    let mut kept = vec![false; flagged.len()];
    let mut order: Vec<usize> = (0..flagged.len()).collect();
    order.sort_by(|a, b| page.lines[*a].base.total_cmp(&page.lines[*b].base));
    let mut walk = |order: &[usize]| {
        let mut at = 0;
        while at < order.len() {
            let base = page.lines[order[at]].base;
            let row = order[at..].iter().take_while(|i| (page.lines[**i].base - base).abs() < 3.0).count();
            if !order[at..at + row].iter().all(|i| flagged[*i]) {
                return;
            }
            order[at..at + row].iter().for_each(|i| kept[*i] = true);
            at += row;
        }
    };
    walk(&order);
    order.reverse();
    walk(&order);
    kept
}

/// Texts of the lines in the top and bottom margins; `None` elsewhere.
fn margin_texts(page: &PageLines<'_>, words: &Words<'_, '_>) -> Vec<Option<String>> {
    let margin = |line: &Line| line.rect.y1 < 0.12 * page.height || line.rect.y0 > 0.88 * page.height;
    page.lines.iter().map(|line| margin(line).then(|| words.text(&line.glyphs))).collect()
}

/// The text with figures made alike, so that page numbers do not make it another.
fn pattern(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn is_page_number(text: &str, line: &Line, page: &PageLines<'_>) -> bool {
    let outermost = page.lines.iter().all(|other| {
        if line.base > page.height / 2.0 { other.base <= line.base + 2.0 } else { other.base >= line.base - 2.0 }
    });
    let bare =
        pattern(text).chars().filter(|c| !c.is_whitespace() && !"-–—·|/第页共頁第".contains(*c)).collect::<String>();
    let lower = bare.to_lowercase();
    let roman = !lower.is_empty() && lower.len() <= 5 && lower.chars().all(|c| "ivxl".contains(c));
    outermost && (matches!(lower.as_str(), "#" | "##" | "page#" | "page#of#" | "#of#" | "p.#") || roman)
}

/// Publisher's lines at the foot of a first page.
fn is_imprint(text: &str, line: &Line, page: &PageLines<'_>) -> bool {
    let lower = text.to_lowercase();
    let words = ["proceedings of", "©", "all rights reserved", "copyright", "pages #", "association for"];
    line.base > 0.88 * page.height && words.iter().any(|word| pattern(&lower).contains(word))
}

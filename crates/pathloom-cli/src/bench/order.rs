//! Reading order: how many letters of the running text stand wrong. Headings, paragraphs and list items are running
//! text. Captions, footnotes and formulas are not: their place is a matter of taste, so they are left out wherever a
//! reader put them. Running heads, and tables that came out as text, count as wrong.

use super::form::{Block, Found, Kind, TrueDocument};
use super::text::{distance, normal, similarity};

/// Wrong letters, and letters of the longer text; `None` for a document without running text.
pub fn order(truth: &TrueDocument, found: &Found) -> Option<(usize, usize)> {
    let wanted = running(&truth.blocks).collect::<Vec<_>>();
    if wanted.is_empty() {
        return None;
    }
    let asides: Vec<(Kind, String)> = truth.blocks.iter().flat_map(aside).collect();
    let kept = running(&found.blocks).filter(|text| !asides.iter().any(|aside| says(text, aside)));
    let (wanted, got) = (normal(&wanted.join(" ")), normal(&kept.collect::<Vec<_>>().join(" ")));
    Some((distance(&wanted, &got), wanted.chars().count().max(got.chars().count())))
}

fn running(blocks: &[Block]) -> impl Iterator<Item = String> {
    let flows = |block: &&Block| matches!(block.kind, Kind::Heading | Kind::Paragraph | Kind::Item);
    blocks.iter().filter(flows).map(|block| normal(without_mark(&block.text))).filter(|text| !text.is_empty())
}

/// "1. Text", "(a) text", "• text" → "text": marks of lists are told apart from their text by some readers only.
fn without_mark(text: &str) -> &str {
    let text = text.trim_start();
    let clause = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if clause.starts_with(char::is_whitespace) && text[..text.len() - clause.len()].contains('.') {
        return clause.trim_start();
    }
    let rest = text.trim_start_matches(['(', '（']);
    let mark = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let number = rest.trim_start_matches(mark);
    let number = if number.len() == rest.len() {
        rest.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(rest)
    } else {
        number
    };
    let closed = number.strip_prefix([')', '）', '.']).filter(|_| number.len() < rest.len());
    let closed = closed.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    closed.unwrap_or_else(|| text.trim_start_matches(['•', '‣', '◦', '–', '-', '*'])).trim_start()
}

fn aside(block: &Block) -> Vec<(Kind, String)> {
    let text = if block.kind == Kind::Formula || block.kind == Kind::Footnote { block.text.as_str() } else { "" };
    [text, &block.caption, &block.source]
        .into_iter()
        .map(normal)
        .filter(|text| !text.is_empty())
        .map(|text| (block.kind, text))
        .collect()
}

/// Whether a text is an aside, or a line of it. Formulas come out in many spellings.
fn says(text: &str, (kind, aside): &(Kind, String)) -> bool {
    let least = if *kind == Kind::Formula { 0.5 } else { 0.8 };
    let long = text.chars().count();
    let size = |other: &str| long <= 2 * other.chars().count() + 8;
    (long >= 4 && aside.contains(text)) || (size(aside) && similarity(text, aside) >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(texts: &[(Kind, &str)]) -> (TrueDocument, Found) {
        let blocks: Vec<Block> = texts.iter().map(|(kind, text)| Block::new(*kind, (*text).into())).collect();
        let truth =
            TrueDocument { file: String::new(), language: "en".into(), blocks: blocks.clone(), references: vec![] };
        (truth, Found { blocks, ..Found::default() })
    }

    #[test]
    fn swapped_paragraphs_cost_and_a_footnote_does_not() {
        let all = [(Kind::Paragraph, "The first says this."), (Kind::Paragraph, "Another follows.")];
        let (truth, mut found) = document(&all);
        assert_eq!(order(&truth, &found).map(|it| it.0), Some(0), "the same text");
        found.blocks.swap(0, 1);
        assert!(order(&truth, &found).is_some_and(|it| it.0 > 10), "the other way round");
        let (truth, mut found) = document(&[all[0], (Kind::Footnote, "Counted at the gate."), all[1]]);
        found.blocks[1].kind = Kind::Paragraph;
        assert_eq!(order(&truth, &found).map(|it| it.0), Some(0), "a footnote told as a paragraph");
        found.blocks.insert(0, Block::new(Kind::Paragraph, "Gazette of the port".into()));
        assert_eq!(order(&truth, &found).map(|it| it.0), Some(20), "a running head and the space after it");
    }

    #[test]
    fn marks_of_lists_are_no_text() {
        for text in ["1. Text", "2.3 Text", "(a) Text", "（二）Text", "• Text", "12) Text"] {
            assert_eq!(without_mark(text), "Text", "{text}");
        }
        assert_eq!(without_mark("a text"), "a text", "nor is a word");
    }
}

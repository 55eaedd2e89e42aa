//! Long evidence is cut to a number of tokens around what the path cites of it; what is left out is marked.

use super::text::tokens;
use std::ops::Range;

/// Marks a gap.
pub const GAP: &str = "[…]";

/// The sentences nearest to the `cited` bytes that fit `budget` tokens, in order; whether anything was left out.
pub fn around(text: &str, cited: &[Range<usize>], budget: usize) -> (String, bool) {
    if tokens(text) <= budget {
        return (text.to_owned(), false);
    }
    let sentences = sentences(text, budget.max(8));
    let distance = |piece: &Range<usize>| {
        let away = |mark: &Range<usize>| match () {
            () if piece.end <= mark.start => mark.start - piece.end + 1,
            () if mark.end <= piece.start => piece.start - mark.end + 1,
            () => 0,
        };
        cited.iter().map(away).min().unwrap_or(piece.start)
    };
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.sort_by_key(|&place| (distance(&sentences[place]), place));
    let (mut kept, mut left) = (vec![false; sentences.len()], budget);
    for place in order {
        let cost = tokens(&text[sentences[place].clone()]) + 1;
        if cost > left {
            break;
        }
        left -= cost;
        kept[place] = true;
    }
    (joined(text, &sentences, &kept), true)
}

fn joined(text: &str, sentences: &[Range<usize>], kept: &[bool]) -> String {
    let (mut out, mut gap) = (String::new(), false);
    for (sentence, kept) in sentences.iter().zip(kept) {
        if !kept {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push_str(&format!("{}{GAP} ", if out.is_empty() { "" } else { " " }));
        }
        out.push_str(&text[sentence.clone()]);
    }
    if gap {
        out.push_str(&format!(" {GAP}"));
    }
    out
}

/// Bytes of each sentence; one of more than `most` tokens falls into several.
fn sentences(text: &str, most: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut size) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        size += if c.is_ascii() { 1 } else { 4 };
        let end = place + c.len_utf8();
        let space = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let stop = matches!(c, '。' | '！' | '？' | '\n') || matches!(c, '.' | '!' | '?') && space;
        if stop || size >= most * 2 {
            found.push(start..end);
            (start, size) = (end, 0);
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Rows of a grid that fit: `heads` first, then those that are `cited`, then the others in order. Gives the rows kept in
/// order and how many were left out.
pub fn rows(costs: &[usize], heads: usize, cited: &[usize], budget: usize) -> (Vec<usize>, usize) {
    let heads = heads.min(costs.len());
    let rest = (heads..costs.len()).filter(|row| !cited.contains(row));
    let order = (0..heads).chain(cited.iter().copied().filter(|row| (heads..costs.len()).contains(row))).chain(rest);
    let (mut kept, mut left) = (Vec::new(), budget);
    for row in order {
        // Heads and cited rows are what the question is about; they stay even where they alone are too long.
        let wanted = row < heads || cited.contains(&row);
        if costs[row] > left && !wanted {
            break;
        }
        left = left.saturating_sub(costs[row]);
        kept.push(row);
    }
    kept.sort_unstable();
    kept.dedup();
    let out = costs.len() - kept.len();
    (kept, out)
}

/// Shares of a budget: short pieces take what they need, long ones part the rest evenly.
pub fn shares(needs: &[usize], budget: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&place| needs[place]);
    let (mut shares, mut left) = (vec![0; needs.len()], budget);
    for (done, place) in order.into_iter().enumerate() {
        shares[place] = needs[place].min(left / (needs.len() - done));
        left -= shares[place];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cited_stays_and_gaps_are_marked() {
        let text =
            format!("{}Norrheat AB operates Arvika Works. {}", "Rain fell. ".repeat(200), "Snow fell. ".repeat(200));
        let at = text.find("Norrheat").expect("there");
        let (short, cut) = around(&text, &[at..at + 20], 40);
        assert!(cut && short.contains("Norrheat AB operates Arvika Works."), "{short}");
        assert!(short.starts_with(GAP) && short.ends_with(GAP) && tokens(&short) <= 50, "{short}");
        assert_eq!(around("短句。", &[], 40), ("短句。".to_owned(), false), "what fits stays whole");
        let long = "无标点".repeat(4_000);
        let (short, _) = around(&long, &[9_000..9_009], 100);
        assert!((20..=120).contains(&tokens(&short)), "a text without sentences is cut too: {}", tokens(&short));
    }

    #[test]
    fn heads_and_cited_rows_stay_and_short_pieces_leave_room() {
        assert_eq!(rows(&[5; 10], 1, &[7], 22), (vec![0, 1, 2, 7], 6));
        assert_eq!(rows(&[50; 3], 1, &[2], 10), (vec![0, 2], 1), "even where they alone are too long");
        assert_eq!(shares(&[100, 10, 400], 200), vec![95, 10, 95]);
    }
}

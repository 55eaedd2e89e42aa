//! Display formulas: rows of mathematical print that stand apart from the running text, with their number.

use super::fonts::Fonts;
use super::lines::Line;
use super::page::{Glyph, PageContent};
use super::words::{subscript, superscript};
use pathloom_model::Rect;

/// A display formula found on a page.
#[derive(Clone, Debug)]
pub struct FormulaRegion {
    /// The formula without its number.
    pub rect: Rect,
    pub lines: Vec<usize>,
    /// "3" of "(3)".
    pub number: Option<String>,
    pub text: String,
}

/// Finds display formulas among the free lines of a page.
pub fn formulas(
    lines: &[Line],
    free: &[bool],
    columns: &[(f32, f32)],
    fonts: &Fonts<'_>,
    content: &PageContent,
) -> Vec<FormulaRegion> {
    let mathy: Vec<bool> = lines.iter().map(|line| is_math(line, fonts)).collect();
    let mut used: Vec<bool> = free.iter().map(|f| !f).collect();
    let mut found = Vec::new();
    for (x0, x1) in columns {
        let inside: Vec<usize> = (0..lines.len())
            .filter(|i| !used[*i] && lines[*i].rect.x0 >= x0 - 8.0 && lines[*i].rect.x1 <= x1 + 8.0)
            .collect();
        for row in stacks(&inside, lines, &mathy, (*x0, *x1), fonts) {
            let number = row
                .iter()
                .copied()
                .find(|i| equation_number(&lines[*i]).is_some() && lines[*i].rect.x1 > x1 - 0.12 * (x1 - x0));
            let members: Vec<usize> = row.iter().copied().filter(|i| Some(*i) != number).collect();
            let Some(rect) = members.iter().map(|i| lines[*i].rect).reduce(|a, b| a.union(&b)) else { continue };
            let glyphs: Vec<Glyph> = members.iter().flat_map(|i| lines[*i].glyphs.iter().copied()).collect();
            let strong = members.iter().any(|i| mathy[*i]);
            let relation = glyphs.iter().any(|g| "=≤≥<>≈∝∼≡→∈≜:≠".contains(g.ch));
            if !strong || !(relation || number.is_some()) || glyphs.iter().filter(|g| g.ch != ' ').count() < 3 {
                continue;
            }
            row.iter().for_each(|i| used[*i] = true);
            let number = number.and_then(|i| equation_number(&lines[i]));
            let text = linear(&glyphs, &bars(content, &rect));
            found.push(FormulaRegion { rect, lines: row, number, text });
        }
    }
    found
}

/// "(3)", "(2a)", "(A.1)", "（3）" alone on a line → what is in the brackets.
fn equation_number(line: &Line) -> Option<String> {
    let text: String = line.glyphs.iter().map(|g| g.ch).filter(|c| *c != ' ').collect();
    let inner = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    let fits = inner.len() <= 6 && inner.chars().any(|c| c.is_ascii_digit());
    (fits && inner.chars().all(|c| c.is_ascii_alphanumeric() || ".-–′'".contains(c))).then(|| inner.to_owned())
}

fn is_math(line: &Line, fonts: &Fonts<'_>) -> bool {
    let symbol = |g: &Glyph| fonts.info(g.font).math || is_math_char(g.ch);
    let words = word_count(line, fonts);
    let share = line.share(symbol);
    let code = line.share(|g| fonts.info(g.font).mono) > 0.5;
    !code && ((share >= 0.5 && words <= 3) || (share >= 0.22 && words <= 2) || (share >= 0.12 && words <= 1))
}

fn is_math_char(c: char) -> bool {
    matches!(c, '\u{2200}'..='\u{22FF}' | '\u{2190}'..='\u{21FF}' | '\u{27C0}'..='\u{27EF}' | '\u{2980}'..='\u{2AFF}' | '\u{0391}'..='\u{03C9}' | '=' | '+' | '×' | '·' | '÷' | '±' | '<' | '>' | '^')
}

/// How many words of running text the line holds: letters of a text font, three or more in a row.
fn word_count(line: &Line, fonts: &Fonts<'_>) -> usize {
    let (mut words, mut run, mut edge) = (0, 0, f32::MAX);
    for glyph in &line.glyphs {
        let letter = glyph.ch.is_alphabetic() && !fonts.info(glyph.font).math;
        if !letter || glyph.x0 - edge > 0.13 * glyph.size {
            words += usize::from(run >= 3);
            run = 0;
        }
        run += usize::from(letter);
        edge = glyph.x1;
    }
    words + usize::from(run >= 3)
}

/// Groups lines that overlap in height into stacks, and keeps those without running text at the left edge.
fn stacks(inside: &[usize], lines: &[Line], mathy: &[bool], column: (f32, f32), fonts: &Fonts<'_>) -> Vec<Vec<usize>> {
    let width = column.1 - column.0;
    let candidate = |i: usize| {
        let line = &lines[i];
        let short = line.rect.width() < 0.25 * width && line.glyphs.len() < 24;
        mathy[i] || equation_number(line).is_some() || short
    };
    let mut sorted: Vec<usize> = inside.to_vec();
    sorted.sort_by(|a, b| lines[*a].rect.y0.total_cmp(&lines[*b].rect.y0));
    let mut rows: Vec<(Rect, Vec<usize>)> = Vec::new();
    for index in sorted {
        let rect = lines[index].rect;
        match rows.last_mut() {
            Some((bounds, row)) if rect.y0 < bounds.y1 - 0.18 * lines[index].size => {
                *bounds = bounds.union(&rect);
                row.push(index);
            }
            _ => rows.push((rect, vec![index])),
        }
    }
    let indented = |row: &[usize]| {
        let left = row.iter().map(|i| lines[*i].rect.x0).fold(f32::MAX, f32::min);
        let right = row.iter().map(|i| lines[*i].rect.x1).fold(f32::MIN, f32::max);
        let numbered = row.iter().any(|i| equation_number(&lines[*i]).is_some());
        let em = lines[row[0]].size;
        let words: usize = row.iter().map(|i| word_count(&lines[*i], fonts)).sum();
        let apart = left > column.0 + 0.9 * em && (right < column.1 - 0.9 * em || words <= 1);
        apart || (numbered && right > column.1 - 0.1 * width) || (right - left > 0.8 * width && words == 0)
    };
    let good = |row: &[usize]| row.iter().all(|i| candidate(*i)) && row.iter().any(|i| mathy[*i]) && indented(row);
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<(f32, usize)> = None;
    for (at, (bounds, row)) in rows.iter().enumerate() {
        if !good(row) {
            continue;
        }
        // Rows of one formula follow closely and share one number.
        let numbers = |row: &[usize]| row.iter().filter(|i| equation_number(&lines[**i]).is_some()).count();
        let joins = last.is_some_and(|(y, before)| {
            before + 1 == at
                && bounds.y0 - y < 0.9 * lines[row[0]].size
                && out.last().is_some_and(|open| numbers(open) + numbers(row) <= 1)
        });
        match out.last_mut() {
            Some(open) if joins => open.extend(row),
            _ => out.push(row.clone()),
        }
        last = Some((bounds.y1, at));
    }
    out
}

/// Fraction bars inside a formula.
fn bars(content: &PageContent, rect: &Rect) -> Vec<Rect> {
    let rules = content.rules.iter().filter(|rule| rule.horizontal).map(|rule| rule.rect);
    let mut bars: Vec<Rect> = rules
        .filter(|r| r.x0 > rect.x0 - 2.0 && r.x1 < rect.x1 + 2.0 && r.y0 > rect.y0 && r.y1 < rect.y1 && r.width() > 3.0)
        .collect();
    bars.sort_by(|a, b| b.width().total_cmp(&a.width()));
    bars
}

/// One token of a formula on its way to a line of text.
struct Token {
    text: String,
    x0: f32,
    x1: f32,
    base: f32,
    size: f32,
}

/// The formula on one line: fractions as (a)/(b), scripts in Unicode or with ^ and _.
fn linear(glyphs: &[Glyph], bars: &[Rect]) -> String {
    let visible = glyphs.iter().filter(|g| g.ch != ' ');
    let tokens = visible.map(|g| Token { text: g.ch.to_string(), x0: g.x0, x1: g.x1, base: g.base, size: g.size });
    row(fold(tokens.collect(), bars))
}

/// Replaces what stands over and under each bar by one token, the shortest bars first.
fn fold(mut tokens: Vec<Token>, bars: &[Rect]) -> Vec<Token> {
    for bar in bars.iter().rev() {
        let size = tokens.iter().map(|t| t.size).fold(1.0, f32::max);
        let y = (bar.y0 + bar.y1) / 2.0;
        let (mut over, mut under, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        for token in tokens {
            let middle = (token.x0 + token.x1) / 2.0;
            let axis = token.base - 0.28 * token.size;
            match middle > bar.x0 - 1.0 && middle < bar.x1 + 1.0 {
                true if axis < y && y - axis < 1.9 * size => over.push(token),
                true if axis >= y && axis - y < 1.9 * size => under.push(token),
                _ => rest.push(token),
            }
        }
        // A bar with nothing above it is the roof of a root, not a fraction.
        if over.is_empty() || under.is_empty() {
            rest.extend(over);
            rest.extend(under);
            tokens = rest;
            continue;
        }
        let bracket = |text: String| {
            if text.contains(|c: char| c.is_whitespace() || "+−-=·×/∑∏".contains(c)) {
                format!("({text})")
            } else {
                text
            }
        };
        let text = format!("{}/{}", bracket(row(over)), bracket(row(under)));
        rest.push(Token { text, x0: bar.x0, x1: bar.x1, base: y + 0.28 * size, size });
        tokens = rest;
    }
    tokens
}

/// Tokens from left to right. Rows that are set under each other come out one after the other.
fn row(mut tokens: Vec<Token>) -> String {
    let Some(size) = tokens.iter().map(|t| t.size).reduce(f32::max) else { return String::new() };
    tokens.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut bases: Vec<(f32, usize)> = Vec::new();
    for token in tokens.iter().filter(|t| t.size > 0.86 * size) {
        match bases.last_mut() {
            Some((base, count)) if token.base - *base < 0.5 * size => *count += 1,
            _ => bases.push((token.base, 1)),
        }
    }
    let mut rows: Vec<Vec<Token>> = bases.iter().map(|_| Vec::new()).collect();
    for token in tokens {
        let full = token.size > 0.86 * size;
        let nearest = (0..bases.len()).min_by(|a, b| {
            let off = |i: usize| {
                let d = bases[i].0 - token.base;
                if full || d > 0.0 { d.abs() } else { 1.3 * d.abs() }
            };
            off(*a).total_cmp(&off(*b))
        });
        if let Some(index) = nearest {
            rows[index].push(token);
        }
    }
    let texts: Vec<String> = rows.into_iter().zip(bases).map(|(row, (base, _))| line(row, base, size)).collect();
    texts.join(" ")
}

fn line(mut tokens: Vec<Token>, base: f32, size: f32) -> String {
    limits_after_operator(&mut tokens, base, size);
    tokens.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut out = String::new();
    let mut edge: Option<f32> = None;
    let mut at = 0;
    while at < tokens.len() {
        let sign = script_of(&tokens[at], base, size);
        let end = at + tokens[at..].iter().take_while(|t| script_of(t, base, size) == sign).count();
        let end = if sign == 0 { at + 1 } else { end };
        if sign == 0 {
            let token = &tokens[at];
            if edge.is_some_and(|edge| token.x0 - edge > 0.14 * size) && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(&token.text);
        } else {
            let run: String = tokens[at..end].iter().map(|t| t.text.as_str()).collect();
            let map = if sign > 0 { superscript } else { subscript };
            match run.chars().map(map).collect::<Option<String>>() {
                Some(mapped) => out.push_str(&mapped),
                None if run.chars().count() == 1 => out.extend([if sign > 0 { "^" } else { "_" }, &run]),
                None => out.push_str(&format!("{}({run})", if sign > 0 { '^' } else { '_' })),
            }
        }
        edge = Some(tokens[at..end].iter().map(|t| t.x1).fold(f32::MIN, f32::max));
        at = end;
    }
    out
}

fn script_of(token: &Token, base: f32, size: f32) -> i8 {
    let rise = base - token.base;
    match () {
        () if token.size > 0.86 * size => 0,
        () if rise > 0.12 * size => 1,
        () if rise < -0.04 * size => -1,
        () => 0,
    }
}

/// Moves what is set under and over a large operator behind it.
fn limits_after_operator(tokens: &mut [Token], base: f32, size: f32) {
    let operators: Vec<(f32, f32)> = tokens
        .iter()
        .filter(|t| {
            t.size > 0.86 * size && matches!(t.text.as_str(), "∑" | "∏" | "∫" | "⋃" | "⋂" | "⨁" | "max" | "min")
        })
        .map(|t| (t.x0, t.x1))
        .collect();
    for (x0, x1) in operators {
        let middle = (x0 + x1) / 2.0;
        let limit = |t: &Token| {
            script_of(t, base, size) != 0
                && t.x1 < middle + 2.2 * size
                && t.x0 > middle - 2.2 * size
                && (t.base - base > 0.6 * size || base - t.base > 0.75 * size)
        };
        // Lower limits first, then upper ones, all just behind the operator.
        for sign in [-1i8, 1] {
            let start = if sign < 0 { x1 } else { x1 + 0.2 };
            let mut members: Vec<usize> = (0..tokens.len())
                .filter(|i| limit(&tokens[*i]) && script_of(&tokens[*i], base, size) == sign)
                .collect();
            members.sort_by(|a, b| tokens[*a].x0.total_cmp(&tokens[*b].x0));
            for (k, i) in members.into_iter().enumerate() {
                tokens[i].x0 = start + 0.001 * (k + 1) as f32;
                tokens[i].x1 = tokens[i].x0;
            }
        }
    }
}

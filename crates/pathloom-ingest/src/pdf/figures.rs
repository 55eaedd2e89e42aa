//! Where figures are: clusters of drawings and pictures, with the labels in and around them, up to the next text.

use super::captions::Caption;
use super::lines::Line;
use super::page::PageContent;
use pathloom_model::{ImageClass, Rect};

/// A figure found on a page, its caption apart.
#[derive(Clone, Debug)]
pub struct FigureRegion {
    pub rect: Rect,
    pub caption: Option<usize>,
    /// Lines that belong to the figure.
    pub lines: Vec<usize>,
    pub class: ImageClass,
}

/// Drawings that touch or nearly touch, as one.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub rect: Rect,
    pub pictures: usize,
    pub drawings: usize,
    pub rules: usize,
}

impl Cluster {
    /// Nothing but a rule or two, such as a gridline, or a line under a page's head.
    fn is_bare(&self) -> bool {
        self.pictures + self.drawings == 0 && self.rules < 4
    }
}

const CELL: f32 = 4.0;

/// Clusters of what is drawn in a strip of a page, tables and page backgrounds apart. Without strips, the rules that
/// frame captions would tie figures beside each other together.
pub fn clusters(content: &PageContent, taken: &[Rect], strip: (f32, f32)) -> Vec<Cluster> {
    let page = content.width * content.height;
    let (columns, rows) = ((content.width / CELL).ceil() as usize + 1, (content.height / CELL).ceil() as usize + 1);
    if columns * rows > 4_000_000 {
        return Vec::new();
    }
    let free = |r: &&Rect| {
        let (x, y) = ((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0);
        let within = r.x0 > strip.0 - 20.0 && r.x1 < strip.1 + 20.0;
        within && r.width() * r.height() < 0.7 * page && !taken.iter().any(|t| t.contains(x, y))
    };
    let pictures = content.images.iter().map(|r| (r, 0u8));
    let drawings = content.shapes.iter().chain(&content.fills).map(|r| (r, 1u8));
    let rules = content.rules.iter().map(|rule| (&rule.rect, 2u8));
    let marks: Vec<(&Rect, u8)> = pictures.chain(drawings).chain(rules).filter(|(r, _)| free(r)).collect();
    let mut group = vec![0u32; columns * rows];
    let cell = |v: f32, most: usize| ((v / CELL).max(0.0) as usize).min(most - 1);
    let spread = |r: &Rect| {
        let reach = 5.0;
        (cell(r.x0 - reach, columns), cell(r.x1 + reach, columns), cell(r.y0 - reach, rows), cell(r.y1 + reach, rows))
    };
    for (rect, _) in &marks {
        let (a, b, c, d) = spread(rect);
        for y in c..=d {
            group[y * columns + a..=y * columns + b].fill(u32::MAX);
        }
    }
    let count = label_groups(&mut group, columns, rows);
    let mut found: Vec<Option<Cluster>> = vec![None; count];
    for (rect, kind) in marks {
        let (x, y) = (cell(rect.x0, columns), cell(rect.y0, rows));
        let Some(index) = (group[y * columns + x] as usize).checked_sub(1) else { continue };
        let cluster = found[index].get_or_insert(Cluster { rect: *rect, pictures: 0, drawings: 0, rules: 0 });
        cluster.rect = cluster.rect.union(rect);
        match kind {
            0 => cluster.pictures += 1,
            1 => cluster.drawings += 1,
            _ => cluster.rules += 1,
        }
    }
    found.into_iter().flatten().collect()
}

/// Numbers the connected groups of marked cells from 1.
fn label_groups(group: &mut [u32], columns: usize, rows: usize) -> usize {
    let mut next = 0;
    let mut open = Vec::new();
    for start in 0..group.len() {
        if group[start] != u32::MAX {
            continue;
        }
        next += 1;
        group[start] = next;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % columns, at / columns);
            let left = (x > 0).then(|| at - 1);
            let right = (x + 1 < columns).then(|| at + 1);
            let up = (y > 0).then(|| at - columns);
            let down = (y + 1 < rows).then(|| at + columns);
            for near in [left, right, up, down].into_iter().flatten() {
                if group[near] == u32::MAX {
                    group[near] = next;
                    open.push(near);
                }
            }
        }
    }
    next as usize
}

/// What a figure may not grow over.
pub struct Walls<'w> {
    pub lines: &'w [Line],
    pub captions: &'w [Caption],
    pub tables: &'w [Rect],
    /// Turned characters, as along a vertical axis.
    pub turned: &'w [(Rect, char)],
    /// Lines already given away.
    pub taken: &'w [bool],
    /// Lines of running text, headings included.
    pub prose: &'w [bool],
}

/// The figure of a caption: above it, else below it.
pub fn captioned(index: usize, clusters: &[Cluster], walls: &Walls<'_>) -> Option<FigureRegion> {
    let above = seed(index, clusters, walls, true);
    let below = seed(index, clusters, walls, false);
    let grown = |found: Option<(Rect, Vec<Cluster>)>| {
        found.map(|(rect, members)| {
            let (rect, lines) = with_labels(rect, Some(index), walls);
            (rect, lines, members)
        })
    };
    let caption = &walls.captions[index].rect;
    let (rect, lines, members) = match (grown(above), grown(below)) {
        (Some(a), Some(b)) if caption.y0 - a.0.y1 > b.0.y0 - caption.y1 + 4.0 => b,
        (Some(found), _) | (None, Some(found)) => found,
        (None, None) => return None,
    };
    let class = class(&rect, &members, &lines, walls.lines);
    Some(FigureRegion { rect, caption: Some(index), lines, class })
}

/// Clusters between the caption and the next wall in one direction.
fn seed(index: usize, clusters: &[Cluster], walls: &Walls<'_>, up: bool) -> Option<(Rect, Vec<Cluster>)> {
    let caption = &walls.captions[index];
    let (x0, x1) = caption.strip;
    let mut near: Vec<&Cluster> = clusters
        .iter()
        .filter(|c| {
            let shared = c.rect.x1.min(x1) - c.rect.x0.max(x0);
            let side = if up { c.rect.y1 <= caption.rect.y0 + 6.0 } else { c.rect.y0 >= caption.rect.y1 - 6.0 };
            side && shared >= 0.6 * c.rect.width().min(x1 - x0) && c.rect.x0 > x0 - 30.0 && c.rect.x1 < x1 + 30.0
        })
        .collect();
    near.sort_by(|a, b| if up { b.rect.y1.total_cmp(&a.rect.y1) } else { a.rect.y0.total_cmp(&b.rect.y0) });
    let mut rect: Option<Rect> = None;
    let mut members = Vec::new();
    let mut bare: Option<Rect> = None;
    for cluster in near {
        let edge = rect.or(bare).unwrap_or(caption.rect);
        let (from, to) = if up { (cluster.rect.y1, edge.y0) } else { (edge.y1, cluster.rect.y0) };
        let limit = if rect.is_none() { 60.0 } else { 45.0 };
        if to - from > limit || walled(from, to, caption, index, walls, rect.as_ref()) {
            break;
        }
        if cluster.is_bare() {
            let along = |r: &Rect| {
                cluster.rect.x0 > r.x0 - 12.0 && cluster.rect.x1 < r.x1 + 12.0 && cluster.rect.width() > 0.4 * r.width()
            };
            match rect {
                None => bare = Some(bare.map_or(cluster.rect, |b| b.union(&cluster.rect))),
                Some(r) if along(&r) => rect = Some(r.union(&cluster.rect)),
                Some(_) => {}
            }
            continue;
        }
        rect = Some(rect.map_or(cluster.rect, |r| r.union(&cluster.rect)));
        if let (Some(r), Some(b)) = (rect, bare.take())
            && b.x0 > r.x0 - 12.0
            && b.x1 < r.x1 + 12.0
        {
            rect = Some(r.union(&b));
        }
        members.push(cluster.clone());
    }
    let rect = rect.filter(|r| r.height() > 12.0 && r.width() > 12.0)?;
    Some((with_strays(rect, clusters, caption, index, walls, &mut members), members))
}

/// Grows a figure over drawings close to it, such as labels that are drawn and not set.
fn with_strays(
    mut rect: Rect,
    clusters: &[Cluster],
    caption: &Caption,
    index: usize,
    walls: &Walls<'_>,
    members: &mut Vec<Cluster>,
) -> Rect {
    let up = rect.y1 <= caption.rect.y0 + 6.0;
    for _ in 0..3 {
        let before = rect;
        for cluster in clusters.iter().filter(|c| !c.is_bare()) {
            let c = &cluster.rect;
            let grown = Rect { x0: rect.x0 - 14.0, y0: rect.y0 - 14.0, x1: rect.x1 + 14.0, y1: rect.y1 + 14.0 };
            let side = if up { c.y1 <= caption.rect.y0 + 4.0 } else { c.y0 >= caption.rect.y1 - 4.0 };
            let within = c.x0 > caption.strip.0 - 20.0 && c.x1 < caption.strip.1 + 20.0;
            let new = c.x0 < rect.x0 || c.y0 < rect.y0 || c.x1 > rect.x1 || c.y1 > rect.y1;
            let (from, to) = if c.y1 < rect.y0 { (c.y1, rect.y0) } else { (rect.y1, c.y0) };
            if side
                && within
                && new
                && grown.overlaps(c)
                && !(from < to && walled(from, to, caption, index, walls, None))
            {
                rect = rect.union(c);
                members.push(cluster.clone());
            }
        }
        if rect == before {
            break;
        }
    }
    rect
}

/// Whether running text, a caption or a table stands between two heights.
fn walled(from: f32, to: f32, caption: &Caption, index: usize, walls: &Walls<'_>, within: Option<&Rect>) -> bool {
    let (x0, x1) = caption.strip;
    let between = |r: &Rect| {
        let middle = (r.y0 + r.y1) / 2.0;
        middle > from && middle < to && r.x0 < x1 && r.x1 > x0
    };
    let inside = |r: &Rect| within.is_some_and(|w| w.contains((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0));
    walls.lines.iter().zip(walls.prose).any(|(line, prose)| *prose && between(&line.rect) && !inside(&line.rect))
        || walls.captions.iter().enumerate().any(|(i, c)| i != index && between(&c.rect))
        || walls.tables.iter().any(between)
}

/// Grows a region over the labels in it and around it, never over running text.
fn with_labels(mut rect: Rect, caption: Option<usize>, walls: &Walls<'_>) -> (Rect, Vec<usize>) {
    let strip = caption.map(|c| walls.captions[c].strip);
    let core = rect;
    let mut lines: Vec<usize> = Vec::new();
    let in_strip = |r: &Rect| strip.is_none_or(|(x0, x1)| r.x0 > x0 - 30.0 && r.x1 < x1 + 30.0);
    let beyond = |y: f32| {
        caption.is_some_and(|c| {
            let c = &walls.captions[c].rect;
            if core.y1 <= c.y0 + 6.0 { y > c.y0 } else { y < c.y1 }
        })
    };
    for _ in 0..4 {
        let before = (lines.len(), rect);
        for (letter, _) in walls.turned {
            let grown = Rect { x0: rect.x0 - 14.0, y0: rect.y0 - 14.0, x1: rect.x1 + 14.0, y1: rect.y1 + 14.0 };
            if grown.overlaps(letter) && in_strip(letter) && !beyond((letter.y0 + letter.y1) / 2.0) {
                rect = rect.union(letter);
            }
        }
        for (index, line) in walls.lines.iter().enumerate() {
            let captioned = walls.captions.iter().any(|c| c.lines.contains(&index));
            if walls.taken[index] || captioned || lines.contains(&index) {
                continue;
            }
            let (x, y) = line.centre();
            let reach = if walls.prose[index] { 0.0 } else { 12.0 };
            let grown = Rect { x0: rect.x0 - reach, y0: rect.y0 - reach, x1: rect.x1 + reach, y1: rect.y1 + reach };
            let near = if walls.prose[index] { core.contains(x, y) } else { grown.overlaps(&line.rect) };
            let far = line.rect.y1 < core.y0 - 22.0 || line.rect.y0 > core.y1 + 48.0;
            if near && in_strip(&line.rect) && !beyond(y) && !far && !is_source(line) {
                lines.push(index);
                rect = rect.union(&line.rect);
            }
        }
        if (lines.len(), rect) == before {
            break;
        }
    }
    lines.sort_unstable();
    (rect, lines)
}

/// "Source: …" below a figure is text about it, not in it.
fn is_source(line: &Line) -> bool {
    let start: String = line.glyphs.iter().filter(|g| g.ch != ' ').take(7).map(|g| g.ch).collect();
    ["数据来源", "资料来源", "来源：", "Source:"].iter().any(|word| start.starts_with(word))
}

/// The words of turned characters inside a figure.
pub fn turned_words(rect: &Rect, turned: &[(Rect, char)]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<Rect> = None;
    for (letter, c) in turned.iter().filter(|(r, _)| rect.contains((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0)) {
        let size = letter.width().max(letter.height());
        let follows = last.is_some_and(|l| {
            let (dx, dy) = (letter.x0 - l.x0, letter.y0 - l.y0);
            dx.hypot(dy) < 1.6 * size
        });
        match words.last_mut() {
            Some(word) if follows && *c != ' ' => word.push(*c),
            _ if *c != ' ' => words.push(c.to_string()),
            _ => {}
        }
        last = (*c != ' ').then_some(*letter);
    }
    words
}

/// Figures without a caption: pictures and drawings of some size that hold no running text.
pub fn loose(clusters: &[Cluster], used: &[FigureRegion], walls: &Walls<'_>) -> Vec<FigureRegion> {
    let mut found = Vec::new();
    for cluster in clusters {
        let r = &cluster.rect;
        let large = if cluster.pictures > 0 {
            r.width() >= 60.0 && r.height() >= 45.0
        } else {
            r.width() >= 110.0 && r.height() >= 70.0
        };
        let drawn = cluster.pictures > 0 || cluster.drawings + cluster.rules.min(8) >= 12;
        let prose = walls
            .lines
            .iter()
            .zip(walls.prose)
            .filter(|(line, prose)| **prose && r.contains(line.centre().0, line.centre().1))
            .count();
        let overlaps = |other: &Rect| other.overlaps(r);
        if !large || !drawn || prose >= 2 || used.iter().any(|f| overlaps(&f.rect)) || walls.tables.iter().any(overlaps)
        {
            continue;
        }
        let (rect, lines) = with_labels(*r, None, walls);
        let class = class(&rect, std::slice::from_ref(cluster), &lines, walls.lines);
        found.push(FigureRegion { rect, caption: None, lines, class });
    }
    found
}

/// A chart has drawings and figures along its axes; a picture without either is a photo.
fn class(rect: &Rect, members: &[Cluster], lines: &[usize], all: &[Line]) -> ImageClass {
    let drawings: usize = members.iter().map(|c| c.drawings + c.rules).sum();
    let pictures: usize = members.iter().map(|c| c.pictures).sum();
    let words: Vec<String> = lines.iter().flat_map(|i| tokens(&all[*i])).collect();
    let figure =
        |t: &&String| t.chars().any(|c| c.is_ascii_digit()) && t.chars().filter(|c| c.is_alphabetic()).count() <= 2;
    let numeric = words.iter().filter(figure).count();
    if drawings >= 4 && numeric >= 4 && numeric * 5 >= words.len() {
        return ImageClass::Chart;
    }
    if pictures > 0 && drawings < 6 && rect.width() > 20.0 {
        return ImageClass::Photo;
    }
    ImageClass::Other
}

fn tokens(line: &Line) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut edge = f32::MAX;
    for glyph in &line.glyphs {
        if glyph.ch == ' ' || glyph.x0 - edge > 0.25 * glyph.size {
            out.push(String::new());
        }
        if glyph.ch != ' '
            && let Some(last) = out.last_mut()
        {
            last.push(glyph.ch);
        }
        edge = glyph.x1;
    }
    out.retain(|t| !t.is_empty());
    out
}

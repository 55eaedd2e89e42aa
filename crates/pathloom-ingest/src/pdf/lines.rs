//! Characters → printed lines. A line ends where a wide gap begins, so that columns and table cells stay apart;
//! raised and lowered small print joins the line it hangs on.

use super::page::Glyph;
use pathloom_model::Rect;
use std::collections::HashMap;

/// Glyphs of one line in order of x, spaces included.
#[derive(Clone, Debug)]
pub struct Line {
    pub glyphs: Vec<Glyph>,
    pub rect: Rect,
    pub base: f32,
    /// Size of most of its characters.
    pub size: f32,
}

impl Line {
    /// A line of the given glyphs, in any order; `None` without a visible one.
    pub fn of(mut glyphs: Vec<Glyph>) -> Option<Line> {
        glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let visible = || glyphs.iter().filter(|g| g.ch != ' ');
        let rect = visible().map(Glyph::rect).reduce(|a, b| a.union(&b))?;
        let main = visible().filter(|g| g.script == 0);
        let mut sizes: HashMap<u32, (usize, f32, f32)> = HashMap::new();
        for glyph in main.chain(visible().filter(|g| g.script != 0).take(1)) {
            let entry = sizes.entry((glyph.size * 4.0).round() as u32).or_insert((0, glyph.size, glyph.base));
            entry.0 += if glyph.script == 0 { 100 } else { 1 };
        }
        let (_, (_, size, base)) = sizes.into_iter().max_by_key(|(size, (count, ..))| (*count, *size))?;
        Some(Line { glyphs, rect, base, size })
    }

    /// Share of the visible glyphs for which `test` holds.
    pub fn share(&self, test: impl Fn(&Glyph) -> bool) -> f32 {
        let visible = self.glyphs.iter().filter(|g| g.ch != ' ');
        let (all, hits) = visible.fold((0, 0), |(all, hits), g| (all + 1, hits + usize::from(test(g))));
        hits as f32 / all.max(1) as f32
    }

    pub fn centre(&self) -> (f32, f32) {
        ((self.rect.x0 + self.rect.x1) / 2.0, (self.rect.y0 + self.rect.y1) / 2.0)
    }
}

/// Lines of a page, from top to bottom, then from left to right.
pub fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let runs = runs(&without_doubles(glyphs));
    let groups = groups(&runs);
    let mut gathered: Vec<Vec<Glyph>> = vec![Vec::new(); runs.len()];
    for (run, (group, script)) in runs.into_iter().zip(groups) {
        gathered[group].extend(
            run.glyphs.into_iter().map(|g| Glyph { script: if g.script == 0 { script } else { g.script }, ..g }),
        );
    }
    let mut lines: Vec<Line> = gathered.into_iter().filter_map(Line::of).collect();
    lines.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.rect.x0.total_cmp(&b.rect.x0)));
    lines
}

/// Drops a character printed again on top of itself, which some programs do for bold.
fn without_doubles(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut seen: HashMap<(char, i32, i32), (f32, f32)> = HashMap::with_capacity(glyphs.len());
    let mut kept = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let cell = (glyph.x0.floor() as i32, glyph.base.floor() as i32);
        let double = (-1..=1).any(|dx| {
            (-1..=1).any(|dy| {
                seen.get(&(glyph.ch, cell.0 + dx, cell.1 + dy)).is_some_and(|(x, y)| {
                    (x - glyph.x0).abs() < 0.1 * glyph.size && (y - glyph.base).abs() < 0.1 * glyph.size
                })
            })
        });
        if !double {
            seen.insert((glyph.ch, cell.0, cell.1), (glyph.x0, glyph.base));
            kept.push(*glyph);
        }
    }
    kept
}

/// Glyphs drawn one after the other on one baseline without a wide gap.
struct Run {
    glyphs: Vec<Glyph>,
    x0: f32,
    x1: f32,
    base: f32,
    size: f32,
}

fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut spaces: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        if glyph.ch == ' ' {
            spaces.push(*glyph);
            continue;
        }
        let open = runs.last_mut().filter(|run| {
            let gap = glyph.x0 - run.x1;
            let size = run.size.max(glyph.size);
            (glyph.base - run.base).abs() <= 0.04 * size
                && (glyph.size - run.size).abs() <= 0.12 * size
                && gap > -0.4 * size
                && gap < wide(size)
        });
        match open {
            Some(run) => {
                run.glyphs.append(&mut spaces);
                run.x0 = run.x0.min(glyph.x0);
                run.x1 = run.x1.max(glyph.x1);
                run.glyphs.push(*glyph);
            }
            None => {
                // A space at the end of a run still parts it from a run that continues there.
                if let Some(run) = runs.last_mut() {
                    run.glyphs.append(&mut spaces);
                }
                spaces.clear();
                let Glyph { x0, x1, base, size, .. } = *glyph;
                runs.push(Run { glyphs: vec![*glyph], x0, x1, base, size });
            }
        }
    }
    runs
}

/// A gap that no word space reaches.
fn wide(size: f32) -> f32 {
    0.85 * size
}

/// For each run: the group that it belongs to, and whether it hangs there as super- or subscript.
fn groups(runs: &[Run]) -> Vec<(usize, i8)> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by(|a, b| runs[*a].base.total_cmp(&runs[*b].base));
    let mut parent: Vec<usize> = (0..runs.len()).collect();
    let mut script: Vec<i8> = vec![0; runs.len()];
    let largest = runs.iter().map(|run| run.size).fold(1.0, f32::max);
    let near = |from: usize| {
        let base = runs[order[from]].base;
        order[from + 1..].iter().copied().take_while(move |b| runs[*b].base - base <= largest).take(4000)
    };
    for (at, &a) in order.iter().enumerate() {
        for b in near(at) {
            for (small, host) in [(a, b), (b, a)] {
                if let Some(sign) = hangs(&runs[small], &runs[host]) {
                    if script[small] == 0 || runs[small].x0 >= runs[host].x1 - 0.2 * runs[host].size {
                        script[small] = sign;
                    }
                    union(&mut parent, small, host);
                }
            }
        }
    }
    let mut reach: HashMap<usize, Vec<(f32, f32)>> = HashMap::new();
    for (index, run) in runs.iter().enumerate().filter(|(index, _)| script[*index] != 0) {
        reach.entry(find(&mut parent, index)).or_default().push((run.x0, run.x1));
    }
    for (at, &a) in order.iter().enumerate() {
        for b in near(at) {
            let bridges =
                reach.get(&find(&mut parent, a)).into_iter().chain(reach.get(&find(&mut parent, b))).flatten();
            if script[a] == 0 && script[b] == 0 && continues(&runs[a], &runs[b], bridges) {
                union(&mut parent, a, b);
            }
        }
    }
    (0..runs.len()).map(|index| (find(&mut parent, index), script[index])).collect()
}

/// Whether a small run hangs on a larger one: 1 above, −1 below.
fn hangs(small: &Run, host: &Run) -> Option<i8> {
    if small.size > 0.86 * host.size || small.size < 0.35 * host.size {
        return None;
    }
    let rise = (host.base - small.base) / host.size;
    let sign = match rise {
        r if (0.16..=0.85).contains(&r) => 1,
        r if (-0.5..=-0.05).contains(&r) => -1,
        _ => return None,
    };
    let em = host.size;
    let after = small.x0 >= host.x0 && small.x0 <= host.x1 + 0.3 * em;
    let before = small.x1 >= host.x0 - 0.25 * em && small.x1 <= host.x0 + 0.1 * em && sign > 0;
    let inside = small.x1 <= host.x1 + 0.1 * em;
    let free = host.glyphs.iter().filter(|g| g.ch != ' ').all(|g| {
        let shared = g.x1.min(small.x1) - g.x0.max(small.x0);
        shared <= 0.35 * (g.x1 - g.x0).min(small.x1 - small.x0).max(0.1 * em)
    });
    ((after && (!inside || free)) || before).then_some(sign)
}

/// Whether two runs stand on one baseline with no wide gap between them once scripts are filled in.
fn continues<'r>(a: &Run, b: &Run, bridges: impl Iterator<Item = &'r (f32, f32)>) -> bool {
    let size = a.size.max(b.size);
    if (a.base - b.base).abs() > 0.14 * size || a.size.min(b.size) < 0.55 * size {
        return false;
    }
    let (left, right) = if a.x0 <= b.x0 { (a, b) } else { (b, a) };
    let mut edge = left.x1;
    let mut spans: Vec<(f32, f32)> = bridges.copied().collect();
    spans.sort_by(|p, q| p.0.total_cmp(&q.0));
    for (x0, x1) in spans {
        if x0 - edge < 0.35 * size && x1 > edge && x0 < right.x0 {
            edge = x1;
        }
    }
    right.x0 - edge < wide(size) && right.x0 - left.x1 > -0.5 * size.max(left.x1 - left.x0)
}

fn find(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}

fn union(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parent, a), find(parent, b));
    parent[a.max(b)] = a.min(b);
}

//! What one page draws: characters with their boxes, straight rules, filled boxes, other drawings, pictures.

use super::fonts::Fonts;
use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};
use pathloom_model::Rect;
use unicode_normalization::UnicodeNormalization;

/// More characters than this on one page are left out.
pub const MAX_GLYPHS: usize = 2_000_000;
const MAX_STROKES: usize = 200_000;
const MAX_CALLS: usize = 20_000_000;

/// What a page is stopped with when it goes over a limit; the interpreter has no other way to be stopped.
pub const STOP: &str = "page limit";

/// One printed character. Points, origin top left.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    pub ch: char,
    pub x0: f32,
    pub x1: f32,
    pub base: f32,
    pub size: f32,
    pub font: u16,
    /// +1 superscript, −1 subscript, 0 on the line. Set when lines are built.
    pub script: i8,
}

impl Glyph {
    pub fn top(&self) -> f32 {
        self.base - 0.76 * self.size
    }

    pub fn bottom(&self) -> f32 {
        self.base + 0.22 * self.size
    }

    pub fn rect(&self) -> Rect {
        Rect { x0: self.x0, y0: self.top(), x1: self.x1, y1: self.bottom() }
    }
}

/// A straight line parallel to an edge of the page.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub rect: Rect,
    pub horizontal: bool,
}

/// Everything that a page shows, in drawing order within each kind.
#[derive(Default)]
pub struct PageContent {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// Characters that are turned or set vertically: box and character.
    pub turned: Vec<(Rect, char)>,
    pub rules: Vec<Rule>,
    /// Filled upright boxes that are not white.
    pub fills: Vec<Rect>,
    /// Bounds of curves, slanted lines and other shapes.
    pub shapes: Vec<Rect>,
    pub images: Vec<Rect>,
    /// Characters shown, spaces apart.
    pub shown: usize,
    /// Those of them that have no usable Unicode value.
    pub unreadable: usize,
    /// Those whose font has no Unicode map, told by its character collection.
    pub told: usize,
    pub cut: bool,
    pub failed: bool,
}

/// Collects a page's content while the interpreter walks over it.
pub struct Collector<'f, 'a> {
    pub page: PageContent,
    fonts: &'f mut Fonts<'a>,
    clips: Vec<Rect>,
    calls: usize,
}

impl<'f, 'a> Collector<'f, 'a> {
    pub fn new(width: f32, height: f32, fonts: &'f mut Fonts<'a>) -> Collector<'f, 'a> {
        let page = PageContent { width, height, ..PageContent::default() };
        Collector { page, fonts, clips: vec![Rect { x0: 0.0, y0: 0.0, x1: width, y1: height }], calls: 0 }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or_default()
    }

    fn push_clip(&mut self, bounds: KRect) {
        let clip = self.clip();
        let inner =
            intersect(&clip, &rect(bounds)).unwrap_or(Rect { x0: clip.x0, y0: clip.y0, x1: clip.x0, y1: clip.y0 });
        self.clips.push(inner);
    }

    /// Stops the walk when the page is over a limit. The payload goes past the panic hook, so nothing is printed.
    fn bound(&mut self) {
        self.calls += 1;
        let page = &self.page;
        let glyphs = page.glyphs.len() + page.turned.len() + page.unreadable;
        if glyphs >= MAX_GLYPHS || self.calls >= MAX_CALLS {
            std::panic::resume_unwind(Box::new(STOP));
        }
    }

    /// Drawings beyond this count say nothing about the layout; text goes on.
    fn crowded(&self) -> bool {
        self.page.rules.len() + self.page.fills.len() + self.page.shapes.len() >= MAX_STROKES
    }

    fn glyph(&mut self, glyph: &PdfGlyph<'a>, at: Affine, font: u16, vertical: bool) {
        let advance = match glyph {
            PdfGlyph::Outline(outline) => outline.advance_width(),
            PdfGlyph::Type3(type3) => type3.advance_width(),
        };
        let advance = f64::from(advance.filter(|width| width.is_finite() && *width >= 0.0).unwrap_or(500.0));
        let start = at * Point::ZERO;
        let end = at * Point::new(advance, 0.0);
        let up = at * Point::new(0.0, 1000.0);
        let size = (up - start).hypot() as f32;
        if ![start.x, start.y, end.x, end.y].iter().all(|v| v.is_finite()) || !(0.5..=2000.0).contains(&size) {
            return;
        }
        let centre = ((start.x + end.x) / 2.0, start.y - 0.3 * f64::from(size));
        if !self.clip().contains(centre.0 as f32, centre.1 as f32) {
            return;
        }
        let text = self.fonts.unicode(glyph, font);
        if !matches!(&text, Some(BfString::Char(c)) if c.is_whitespace()) {
            self.page.shown += 1;
        }
        let upright =
            !vertical && (end.y - start.y).abs() <= 0.05 * (end.x - start.x).abs().max(1.0) && end.x >= start.x;
        let Some(text) = text.and_then(readable) else {
            self.page.unreadable += 1;
            return;
        };
        self.page.told += usize::from(self.fonts.info(font).is_told());
        let script = if upright { self.fonts.raised(glyph, &text) } else { 0 };
        let count = text.chars().count().max(1) as f32;
        let step = (end.x - start.x) as f32 / count;
        for (i, ch) in text.chars().enumerate() {
            if upright && up.y < start.y {
                let x0 = start.x as f32 + step * i as f32;
                let glyph = Glyph { ch, x0, x1: x0 + step, base: start.y as f32, size, font, script };
                self.page.glyphs.push(glyph);
            } else {
                let bounds = KRect::from_points(start, end).union_pt(up);
                self.page.turned.push((rect(bounds), ch));
            }
        }
    }

    fn path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>, mode: &DrawMode) {
        let clip = self.clip();
        let white = matches!(paint, Paint::Color(color) if {
            let [r, g, b, a] = color.to_rgba().to_rgba8();
            a < 8 || (r > 250 && g > 250 && b > 250)
        });
        if white || matches!(mode, DrawMode::Invisible) || self.crowded() {
            return;
        }
        let stroke = match mode {
            DrawMode::Stroke(props) => Some(props.line_width),
            _ => None,
        };
        let width = stroke.map(|w| (f64::from(w) * transform.determinant().abs().sqrt()) as f32);
        for points in subpaths(path, transform) {
            match points {
                Subpath::Straight(points) => self.straight(&points, width, &clip),
                Subpath::Curved(bounds) => self.shape(bounds, &clip),
            }
        }
    }

    fn straight(&mut self, points: &[Point], stroke: Option<f32>, clip: &Rect) {
        let bounds = points.iter().skip(1).fold(KRect::from_points(points[0], points[0]), |b, p| b.union_pt(*p));
        let upright = points.windows(2).all(|p| (p[0].x - p[1].x).abs() < 0.2 || (p[0].y - p[1].y).abs() < 0.2);
        if !upright {
            return self.shape(bounds, clip);
        }
        match stroke {
            Some(width) if points.len() <= 6 => {
                for pair in points.windows(2) {
                    self.rule(KRect::from_points(pair[0], pair[1]), width, clip);
                }
            }
            None if bounds.width().min(bounds.height()) <= 2.5 => self.rule(bounds, 0.0, clip),
            None if points.len() <= 6 => {
                if let Some(fill) = intersect(&rect(bounds), clip) {
                    self.page.fills.push(fill);
                }
            }
            _ => self.shape(bounds, clip),
        }
    }

    fn rule(&mut self, bounds: KRect, width: f32, clip: &Rect) {
        let horizontal = bounds.width() >= bounds.height();
        let half = f64::from(width.clamp(0.1, 4.0)) / 2.0;
        let grown = if horizontal { bounds.inflate(0.0, half) } else { bounds.inflate(half, 0.0) };
        if bounds.width().max(bounds.height()) < 1.0 || self.page.rules.len() >= MAX_STROKES {
            return;
        }
        if let Some(rect) = intersect(&rect(grown), clip) {
            self.page.rules.push(Rule { rect, horizontal });
        }
    }

    fn shape(&mut self, bounds: KRect, clip: &Rect) {
        if let Some(rect) = intersect(&rect(bounds), clip) {
            self.page.shapes.push(rect);
        }
    }
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.bound();
        self.path(path, props.transform, &props.paint, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &KRect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let font = self.fonts.find(first);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            self.bound();
            self.glyph(glyph, props.transform * glyph.transform(), font, vertical);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let local = KRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let bounds = props.transform.transform_rect_bbox(local);
        if let Some(rect) = intersect(&rect(bounds), &self.clip())
            && self.page.images.len() < MAX_STROKES
        {
            self.page.images.push(rect);
        }
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {}
}

enum Subpath {
    Straight(Vec<Point>),
    Curved(KRect),
}

fn subpaths(path: &BezPath, transform: Affine) -> Vec<Subpath> {
    let mut found = Vec::new();
    let mut points: Vec<Point> = Vec::new();
    let mut curved = false;
    let mut end = |points: &mut Vec<Point>, curved: &mut bool| {
        if points.len() > 1 {
            let bounds = points.iter().skip(1).fold(KRect::from_points(points[0], points[0]), |b, p| b.union_pt(*p));
            let taken = std::mem::take(points);
            if bounds.is_finite() {
                found.push(if *curved { Subpath::Curved(bounds) } else { Subpath::Straight(taken) });
            }
        }
        points.clear();
        *curved = false;
    };
    for element in path.elements() {
        match element {
            PathEl::MoveTo(p) => {
                end(&mut points, &mut curved);
                points.push(transform * *p);
            }
            PathEl::LineTo(p) => points.push(transform * *p),
            PathEl::QuadTo(a, p) => {
                points.extend([transform * *a, transform * *p]);
                curved = true;
            }
            PathEl::CurveTo(a, b, p) => {
                points.extend([transform * *a, transform * *b, transform * *p]);
                curved = true;
            }
            PathEl::ClosePath => {
                if let Some(first) = points.first().copied() {
                    points.push(first);
                }
            }
        }
        if points.len() > 100_000 {
            break;
        }
    }
    end(&mut points, &mut curved);
    found
}

/// The text of a glyph with presentation forms undone; `None` for what says nothing: controls, private use, U+FFFD.
fn readable(text: BfString) -> Option<String> {
    let text = match text {
        BfString::Char(c) => c.to_string(),
        BfString::String(s) => s,
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' | '\r' | '\n' => out.push(' '),
            '\u{00AD}' | '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{F0B7}' | '\u{F0A7}' | '\u{F06C}' | '\u{F06E}' | '\u{F0D8}' | '\u{F0FC}' | '\u{F075}' => out.push('•'),
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => {}
            '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{F0000}'.. => return None,
            c if c.is_control() => return None,
            'ℎ' => out.push('h'),
            '\u{FB00}'..='\u{FB4F}' | '\u{2E80}'..='\u{2FDF}' | '\u{1D400}'..='\u{1D7FF}' => out.extend(c.nfkc()),
            'µ' => out.push('μ'),
            c => out.push(c),
        }
    }
    Some(out)
}

trait UnionPoint {
    fn union_pt(self, point: Point) -> KRect;
}

impl UnionPoint for KRect {
    fn union_pt(self, point: Point) -> KRect {
        KRect::new(self.x0.min(point.x), self.y0.min(point.y), self.x1.max(point.x), self.y1.max(point.y))
    }
}

fn rect(r: KRect) -> Rect {
    Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32)
}

/// The common part of two boxes; boxes that only touch have one, too.
pub fn intersect(a: &Rect, b: &Rect) -> Option<Rect> {
    let r = Rect { x0: a.x0.max(b.x0), y0: a.y0.max(b.y0), x1: a.x1.min(b.x1), y1: a.y1.min(b.y1) };
    (r.x0 <= r.x1 && r.y0 <= r.y1).then_some(r)
}

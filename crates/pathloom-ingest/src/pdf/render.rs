//! Pages and parts of pages as PNG pictures.

use super::file::{Pdf, page_size};
use crate::ReadError;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use hayro_interpret::kurbo::Affine;
use hayro_interpret::{InterpreterSettings, TransformExt};
use image::ImageEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use pathloom_model::Rect;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longest edge of a rendered picture in pixels.
const MAX_PIXELS: f32 = 12_000.0;

/// Renders pages of one open file, keeping fonts and outlines between them.
pub struct Renderer<'a> {
    pdf: &'a Pdf,
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
}

impl<'a> Renderer<'a> {
    pub fn new(pdf: &'a Pdf) -> Renderer<'a> {
        Renderer { pdf, cache: RenderCache::new(), settings: InterpreterSettings::default() }
    }

    /// A whole page (from 1) as PNG, `width_px` pixels wide (within 16 to 12,000).
    pub fn page(&self, page: u32, width_px: u32) -> Result<Vec<u8>, ReadError> {
        let (width, height) = self.size(page)?;
        let scale = (width_px as f32).max(16.0) / width;
        self.part(page, &Rect { x0: 0.0, y0: 0.0, x1: width, y1: height }, scale)
    }

    /// A part of a page (points, origin top left) as PNG, `scale` pixels to the point.
    pub fn part(&self, page: u32, part: &Rect, scale: f32) -> Result<Vec<u8>, ReadError> {
        let mut pictures = self.parts(page, std::slice::from_ref(part), scale)?;
        pictures.pop().ok_or_else(|| cannot_be_shown(page))
    }

    /// Several parts of one page, which is walked only once for all of them.
    pub fn parts(&self, page: u32, parts: &[Rect], scale: f32) -> Result<Vec<Vec<u8>>, ReadError> {
        self.size(page)?;
        let Some(all) = parts.iter().copied().reduce(|a, b| a.union(&b)) else { return Ok(Vec::new()) };
        let scale = scale.min(MAX_PIXELS / all.width().max(all.height()).max(1.0));
        let pixels = |points: f32| (points * scale).round().max(1.0) as u32;
        let (width, height) = (pixels(all.width()), pixels(all.height()));
        let pixmap = catch_unwind(AssertUnwindSafe(|| self.draw(page, &all, scale, width as u16, height as u16)))
            .map_err(|_| cannot_be_shown(page))??;
        let rows: Vec<&[u8]> = pixmap.data_as_u8_slice().chunks_exact(4 * width as usize).collect();
        let cut = |part: &Rect| {
            let left = (((part.x0 - all.x0) * scale).round() as usize).min(width as usize - 1);
            let top = (((part.y0 - all.y0) * scale).round() as usize).min(height as usize - 1);
            let wide = (pixels(part.width()) as usize).min(width as usize - left);
            let high = (pixels(part.height()) as usize).min(height as usize - top);
            let inside = rows[top..top + high].iter().map(|row| &row[4 * left..4 * (left + wide)]);
            let rgb: Vec<u8> = inside.flat_map(|row| row.chunks_exact(4)).flat_map(|p| [p[0], p[1], p[2]]).collect();
            let mut png = Vec::new();
            PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
                .write_image(&rgb, wide as u32, high as u32, image::ExtendedColorType::Rgb8)
                .map_err(|_| cannot_be_shown(page))?;
            Ok(png)
        };
        parts.iter().map(cut).collect()
    }

    fn draw(&self, page: u32, part: &Rect, scale: f32, width: u16, height: u16) -> Result<Pixmap, ReadError> {
        let page = self.pdf.page(page)?;
        let transform = Affine::scale(f64::from(scale))
            * Affine::translate((-f64::from(part.x0), -f64::from(part.y0)))
            * page.initial_transform(true).to_kurbo();
        let mut context = RenderContext::new(width, height);
        render_into(page, &self.cache, &self.settings, &RenderSettings::default(), &mut context, transform);
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        let settings = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
        context.render_with(&mut pixmap, &mut Resources::default(), settings);
        Ok(pixmap)
    }

    fn size(&self, page: u32) -> Result<(f32, f32), ReadError> {
        page_size(self.pdf.page(page)?)
            .ok_or_else(|| ReadError::Damaged { detail: format!("the size of page {page} makes no sense") })
    }
}

fn cannot_be_shown(page: u32) -> ReadError {
    ReadError::Damaged { detail: format!("a drawing on page {page} cannot be shown") }
}

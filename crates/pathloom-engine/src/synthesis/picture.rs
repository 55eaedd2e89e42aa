//! A picture for a model that sees: made small enough, in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, ImageReader, Limits};
use pathloom_llm::Part;
use std::io::Cursor;

/// The longer side at most, in pixels: what models look at.
const SIDE: u32 = 1_024;
/// Of a picture before it is made smaller; beyond, it is left out.
const LARGEST: u32 = 20_000;
const MEMORY: u64 = 256 * 1024 * 1024;
/// Tokens that a picture counts for in a budget.
pub const TOKENS: usize = 1_100;

/// `None` for what is no picture, or too large a one.
pub fn part(bytes: &[u8]) -> Option<Part> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let small = match picture.width().max(picture.height()) > SIDE {
        true => picture.thumbnail(SIDE, SIDE),
        false => picture,
    };
    let mut png = Cursor::new(Vec::new());
    small.to_rgb8().write_to(&mut png, ImageFormat::Png).ok()?;
    Some(Part::Image { media_type: "image/png".to_owned(), base64: STANDARD.encode(png.into_inner()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_small_and_what_is_none_is_left_out() {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(3_000, 1_500).write_to(&mut bytes, ImageFormat::Png).expect("a picture");
        let Some(Part::Image { base64, .. }) = part(&bytes.into_inner()) else { panic!("a picture") };
        let small = image::load_from_memory(&STANDARD.decode(base64).expect("base64")).expect("a picture");
        assert_eq!((small.width(), small.height()), (1_024, 512), "its shape stays");
        assert_eq!(part(b"<svg onload=alert(1)>"), None);
    }
}

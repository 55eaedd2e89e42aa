//! Pictures (PNG, JPEG, WebP, TIFF, GIF, BMP) as documents: one page, one figure. The words inside are for a vision
//! model, not read here. Of a film or a stack of pages the first picture is taken.

use crate::{ReadError, Source};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use pathloom_model::key::digest;
use pathloom_model::{
    Blob, Block, BlockContent, DocumentMeta, Figure, Format, Key, Language, PageInfo, Parsed, Rect, Warning,
    WarningCode,
};
use std::io::Cursor;

const MEGAPIXELS: u64 = 80;
const DECODED_BYTES: u64 = 512 << 20;

/// By the first bytes.
pub(crate) fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    let webp = starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let bmp = starts(b"BM") && bytes.get(6..10) == Some(&[0; 4]) && bytes.len() > 30;
    [
        (starts(b"\x89PNG\r\n\x1a\n"), ImageFormat::Png),
        (starts(b"\xFF\xD8\xFF"), ImageFormat::Jpeg),
        (starts(b"GIF87a") || starts(b"GIF89a"), ImageFormat::Gif),
        (starts(b"II*\0") || starts(b"MM\0*"), ImageFormat::Tiff),
        (webp, ImageFormat::WebP),
        (bmp, ImageFormat::Bmp),
    ]
    .into_iter()
    .find_map(|(found, format)| found.then_some(format))
}

/// The picture is decoded once, so that a broken one is refused now and not when it is shown.
pub(crate) fn read(key: Key, source: &Source, format: ImageFormat) -> Result<Parsed, ReadError> {
    let picture = decode(source.bytes, format)?;
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (bytes, media_type) = match format {
        ImageFormat::Png => (source.bytes.to_vec(), "image/png"),
        ImageFormat::Jpeg => (source.bytes.to_vec(), "image/jpeg"),
        _ => (png(&picture)?, "image/png"),
    };
    let blob = Blob { name: digest(&[&bytes]), media_type: media_type.into(), bytes };
    let figure = Figure { blob: Some(blob.name.clone()), ..Figure::default() };
    let block = Block {
        id: 0,
        page: 1,
        bbox: Some(Rect::new(0.0, 0.0, width, height)),
        more: vec![],
        chars: None,
        content: BlockContent::Figure(figure),
        lines: vec![],
        runs: vec![],
    };
    let warning = Warning {
        code: WarningCode::NeedsVision,
        page: Some(1),
        line: None,
        message: "The words in a picture are read only with a vision model.".into(),
    };
    let meta = DocumentMeta {
        key,
        name: source.file_name().to_owned(),
        format: Format::Image,
        bytes: source.bytes.len() as u64,
        title: None,
        language: Language::default(),
        pages: vec![PageInfo { width, height, needs_vision: true }],
    };
    Ok(Parsed { meta, text: None, blocks: vec![block], blobs: vec![blob], warnings: vec![warning] })
}

/// The picture as PNG, at most `width` pixels wide and never enlarged.
pub(crate) fn page_image(bytes: &[u8], format: ImageFormat, width: u32) -> Result<Vec<u8>, ReadError> {
    let picture = decode(bytes, format)?;
    let shown = if width > 0 && width < picture.width() {
        picture.resize(width, u32::MAX, image::imageops::FilterType::Triangle)
    } else {
        picture
    };
    png(&shown)
}

/// Any picture as PNG.
pub(crate) fn as_png(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, ReadError> {
    png(&decode(bytes, format)?)
}

/// Width and height from the header, refused when decoding would take too much.
pub(crate) fn size(bytes: &[u8], format: ImageFormat) -> Result<(u32, u32), ReadError> {
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(damaged)?;
    if u64::from(width) * u64::from(height) > MEGAPIXELS * 1_000_000 {
        return Err(ReadError::TooManyPixels { width: width.into(), height: height.into(), limit: MEGAPIXELS });
    }
    Ok((width, height))
}

/// Kinds of pixel that PNG does not have (floating point, CMYK) are brought to eight bits.
fn png(picture: &DynamicImage) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Cursor::new(Vec::new());
    let written = match picture {
        DynamicImage::ImageRgb32F(_) => DynamicImage::from(picture.to_rgb8()).write_to(&mut bytes, ImageFormat::Png),
        DynamicImage::ImageRgba32F(_) => DynamicImage::from(picture.to_rgba8()).write_to(&mut bytes, ImageFormat::Png),
        _ => picture.write_to(&mut bytes, ImageFormat::Png),
    };
    written.map_err(damaged)?;
    Ok(bytes.into_inner())
}

/// Size is checked from the header before any pixel is decoded. Turned as the camera says.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, ReadError> {
    size(bytes, format)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn damaged(error: image::ImageError) -> ReadError {
    let detail = match error {
        image::ImageError::Limits(_) => "the picture needs more memory than Pathloom gives one".to_owned(),
        _ => "the picture ends early or is not whole".to_owned(),
    };
    ReadError::Damaged { detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page_image, read};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    }

    /// A PNG whose header promises any size, with its checksum right.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png(1, 1);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let checksum = bytes[12..29].iter().fold(u32::MAX, |mut crc, byte| {
            crc ^= u32::from(*byte);
            (0..8).for_each(|_| crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 });
            crc
        });
        bytes[29..33].copy_from_slice(&(!checksum).to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_is_one_page_with_one_figure() {
        let bytes = png(40, 30);
        let source = Source { name: "folder/plant.png", bytes: &bytes, password: None };
        let parsed = read(&source).expect("a picture");
        assert_eq!((parsed.meta.name.as_str(), parsed.meta.format), ("plant.png", Format::Image));
        assert_eq!(parsed.meta.pages, [PageInfo { width: 40.0, height: 30.0, needs_vision: true }]);
        let BlockContent::Figure(figure) = &parsed.blocks[0].content else { panic!("a figure") };
        assert_eq!(figure.blob.as_ref(), Some(&parsed.blobs[0].name), "the figure names its blob");
        assert_eq!(parsed.blobs[0].bytes, bytes, "the blob is the file as it came");
        let shown = image::load_from_memory(&page_image(&source, 1, 20).expect("a page")).expect("a PNG");
        assert_eq!((shown.width(), shown.height()), (20, 15), "the page picture keeps its shape");
        assert_eq!(page_image(&source, 2, 20), Err(ReadError::NoSuchPage { page: 2, pages: 1 }));
    }

    #[test]
    fn a_picture_bomb_and_a_cut_picture_are_refused_in_words() {
        let bytes = bomb(60_000, 60_000);
        let error = read(&Source { name: "bomb.png", bytes: &bytes, password: None }).expect_err("too large");
        assert_eq!(error, ReadError::TooManyPixels { width: 60_000, height: 60_000, limit: MEGAPIXELS });
        assert!(error.to_string().contains("60000 × 60000"), "the refusal names the size");
        let whole = png(200, 200);
        let cut = Source { name: "cut.png", bytes: &whole[..whole.len() / 2], password: None };
        assert!(matches!(read(&cut), Err(ReadError::Damaged { .. })), "half a picture is damaged");
    }

    #[test]
    fn other_kinds_of_picture_are_kept_as_png() {
        for (format, name) in [
            (ImageFormat::WebP, "a.webp"),
            (ImageFormat::Tiff, "a.tif"),
            (ImageFormat::Gif, "a.gif"),
            (ImageFormat::Bmp, "a.bmp"),
        ] {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_rgb8(40, 30).write_to(&mut bytes, format).expect("a picture");
            let bytes = bytes.into_inner();
            let source = Source { name: "renamed.txt", bytes: &bytes, password: None };
            let parsed = read(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(parsed.meta.pages, [PageInfo { width: 40.0, height: 30.0, needs_vision: true }], "{name}");
            assert_eq!(parsed.blobs[0].media_type, "image/png", "{name} is shown everywhere as PNG");
            assert!(parsed.blobs[0].bytes.starts_with(b"\x89PNG"), "{name}");
            assert!(page_image(&source, 1, 20).is_ok(), "{name} has a page picture");
            let half = Source { name, bytes: &bytes[..bytes.len() / 3], password: None };
            assert!(read(&half).is_err(), "half of {name} is refused");
        }
    }
}

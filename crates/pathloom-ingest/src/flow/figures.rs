//! Pictures inside documents → blobs: PNG and JPEG as they are, other kinds as PNG, sizes checked before decoding.

use super::Flow;
use crate::picture;
use image::ImageFormat;
use pathloom_model::key::digest;
use pathloom_model::{Blob, Figure, WarningCode};

/// Pictures smaller than this both ways are bullets and rules.
const SMALLEST: u32 = 12;

impl Flow {
    /// Keeps a picture and names its blob; `None`, with a warning where it matters, when it cannot be shown.
    pub fn picture(&mut self, name: &str, bytes: Vec<u8>) -> Option<String> {
        let name = name.rsplit('/').next().unwrap_or(name);
        let Some(format) = picture::format_of(&bytes) else {
            let what =
                if is_metafile(&bytes) { "a Windows drawing (EMF or WMF)" } else { "of a kind that is not read" };
            self.warn(
                WarningCode::Unreadable,
                format!("The picture {name} is {what} and was left out; save it as PNG in the document to keep it."),
            );
            return None;
        };
        let (bytes, media_type) = self.shown(name, bytes, format)?;
        let blob = digest(&[&bytes]);
        if self.blobs.iter().any(|known| known.name == blob) {
            return Some(blob);
        }
        if self.blob_bytes + bytes.len() > super::BLOB_BYTES {
            let message = "The document holds more pictures than Pathloom keeps of one; the rest were left out.";
            self.warn(WarningCode::Limit, message);
            return None;
        }
        self.blob_bytes += bytes.len();
        self.blobs.push(Blob { name: blob.clone(), media_type: media_type.to_owned(), bytes });
        Some(blob)
    }

    /// Pushes a picture as a figure; one that cannot be shown only when words stand for it.
    pub fn pictured(&mut self, name: &str, bytes: Vec<u8>, alternative: &str) {
        let blob = self.picture(name, bytes);
        let caption = super::squeezed(alternative);
        self.figure(Figure { caption, blob, ..Figure::default() });
    }

    fn shown(&mut self, name: &str, bytes: Vec<u8>, format: ImageFormat) -> Option<(Vec<u8>, &'static str)> {
        match picture::size(&bytes, format) {
            Ok((width, height)) if width < SMALLEST && height < SMALLEST => return None,
            Ok(_) => {}
            Err(error) => {
                self.warn(WarningCode::Unreadable, format!("The picture {name} was left out. {error}"));
                return None;
            }
        }
        match format {
            ImageFormat::Png => Some((bytes, "image/png")),
            ImageFormat::Jpeg => Some((bytes, "image/jpeg")),
            _ => match picture::as_png(&bytes, format) {
                Ok(png) => Some((png, "image/png")),
                Err(error) => {
                    self.warn(WarningCode::Unreadable, format!("The picture {name} was left out. {error}"));
                    None
                }
            },
        }
    }
}

fn is_metafile(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD7, 0xCD, 0xC6, 0x9A])
        || bytes.starts_with(&[1, 0, 9, 0])
        || bytes.get(40..44) == Some(b" EMF")
}

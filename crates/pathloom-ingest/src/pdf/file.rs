//! Opening a PDF file and walking its pages, with limits. A page that fails is a failed page, never a failed program.

use super::bomb;
use super::fonts::Fonts;
use super::page::{Collector, PageContent, STOP};
use crate::ReadError;
use hayro_interpret::kurbo::Rect as KRect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pages after this one are left out.
pub const MAX_PAGES: usize = 5_000;
/// Longest edge of a page in points: 200 inches, the format's own limit.
const MAX_EDGE: f32 = 14_400.0;

/// An open file. Parsing happens once; pages are read and rendered on demand.
pub struct Pdf {
    inner: hayro_syntax::Pdf,
}

impl Pdf {
    pub fn open(bytes: &[u8], password: Option<&str>) -> Result<Pdf, ReadError> {
        if bytes.is_empty() {
            return Err(ReadError::Empty);
        }
        let head = &bytes[..bytes.len().min(1024)];
        if !head.windows(5).any(|window| window == b"%PDF-") {
            return Err(ReadError::NotThisFormat { claimed: "PDF".into(), found: "data that is no PDF".into() });
        }
        bomb::refuse(bytes)?;
        let data = bytes.to_vec();
        let opened = catch_unwind(AssertUnwindSafe(|| {
            hayro_syntax::Pdf::new_with_password(data, password.unwrap_or_default()).map(|pdf| (pdf.pages().len(), pdf))
        }));
        match opened {
            Ok(Ok((0, _))) => Err(ReadError::Damaged { detail: "it has no page that can be found".into() }),
            Ok(Ok((_, inner))) => Ok(Pdf { inner }),
            Ok(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => {
                Err(if password.is_some() { ReadError::WrongPassword } else { ReadError::Encrypted })
            }
            Ok(Err(LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm))) => {
                Err(ReadError::Unsupported { found: "PDF files locked in this way".into() })
            }
            Ok(Err(LoadPdfError::Decryption(_))) => {
                Err(ReadError::Damaged { detail: "its encryption is not valid".into() })
            }
            Ok(Err(LoadPdfError::Invalid)) | Err(_) => {
                Err(ReadError::Damaged { detail: "its table of contents and pages cannot be found".into() })
            }
        }
    }

    /// Pages in the file, whatever the limit of reading.
    pub fn page_count(&self) -> usize {
        self.inner.pages().len()
    }

    /// A page, from 1.
    pub(super) fn page(&self, number: u32) -> Result<&Page<'_>, ReadError> {
        let pages = self.page_count() as u32;
        let found = (number as usize).checked_sub(1).and_then(|index| self.inner.pages().get(index));
        found.ok_or(ReadError::NoSuchPage { page: number, pages })
    }

    /// The title in the file's own description, when it is readable.
    pub fn stated_title(&self) -> Option<String> {
        let bytes = self.inner.metadata().title.as_deref()?;
        let text = match bytes {
            [0xFE, 0xFF, rest @ ..] => {
                let units: Vec<u16> = rest.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect();
                String::from_utf16(&units).ok()?
            }
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok()?,
            _ => String::from_utf8(bytes.to_vec()).ok()?,
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty() && text.chars().count() <= 300).then_some(text)
    }
}

/// Width and height of a page as shown; `None` when they are absurd.
pub fn page_size(page: &Page<'_>) -> Option<(f32, f32)> {
    let (width, height) = page.render_dimensions();
    let sane = |edge: f32| edge.is_finite() && (1.0..=MAX_EDGE).contains(&edge);
    (sane(width) && sane(height)).then_some((width, height))
}

/// Reads the pages of one file in turn, keeping fonts between them.
pub struct PageReader<'a> {
    pdf: &'a Pdf,
    settings: InterpreterSettings,
    cache: InterpreterCache<'a>,
    pub fonts: Fonts<'a>,
}

impl<'a> PageReader<'a> {
    pub fn new(pdf: &'a Pdf) -> PageReader<'a> {
        let settings = InterpreterSettings::default();
        PageReader { pdf, fonts: Fonts::new(&settings), settings, cache: InterpreterCache::new() }
    }

    /// What page `number` (from 1) draws. `failed` is set when it could not be walked to its end.
    pub fn read(&mut self, number: u32) -> PageContent {
        let failed = PageContent { width: 612.0, height: 792.0, failed: true, ..PageContent::default() };
        let Ok(page) = self.pdf.page(number) else { return failed };
        let Some((width, height)) = page_size(page) else { return failed };
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = KRect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let fonts = &mut self.fonts;
        if catch_unwind(AssertUnwindSafe(|| fonts.enter(page))).is_err() {
            return PageContent { width, height, ..failed };
        }
        let mut collector = Collector::new(width, height, fonts);
        let walked = catch_unwind(AssertUnwindSafe(|| {
            let mut context =
                Context::new(transform, bounds, &self.cache, self.pdf.inner.xref(), self.settings.clone());
            interpret_page(page, &mut context, &mut collector);
        }));
        let mut content = collector.page;
        if let Err(reason) = walked {
            let stopped = reason.downcast_ref::<&str>() == Some(&STOP);
            content.cut |= stopped;
            content.failed |= !stopped;
        }
        content
    }
}

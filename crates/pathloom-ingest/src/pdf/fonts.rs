//! The fonts of a document: weight and kind of each glyph's font, and Unicode for CID fonts that carry no map
//! of their own. Glyph outlines are the renderer's business.

use hayro_font::{Font, FontCache, FontGlyph};
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::kurbo::Shape;
use hayro_interpret::{CacheKey, InterpreterSettings};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A font as the layout needs it.
#[derive(Clone, Default)]
pub struct FontInfo {
    pub bold: bool,
    pub mono: bool,
    /// A font of mathematical symbols or variables.
    pub math: bool,
    cid: Option<Rc<CidMap>>,
}

impl FontInfo {
    /// It has no Unicode map; its characters are told by its character collection.
    pub fn is_told(&self) -> bool {
        self.cid.is_some()
    }
}

/// Character code → CID → Unicode, for fonts of a public character collection without a Unicode map.
struct CidMap {
    encoding: CMap,
    ucs2: Rc<CMap>,
}

/// Index of a font without a description: Type 3, or one that the page's resources do not name.
pub const UNKNOWN: u16 = 0;

/// All fonts met so far in one document.
pub struct Fonts<'a> {
    cache: FontCache<'a>,
    settings: InterpreterSettings,
    known: HashMap<u128, u16>,
    loaded: Vec<Option<Font<'a>>>,
    infos: Vec<FontInfo>,
    families: HashMap<&'static str, Option<Rc<CMap>>>,
    /// The fonts named by the page being read.
    on_page: Vec<u16>,
    by_glyph: HashMap<u128, u16>,
    /// Whether a digit's or letter's own outline stands above (1) or below (−1) the line.
    outlines: HashMap<u128, i8>,
}

impl<'a> Fonts<'a> {
    pub fn new(settings: &InterpreterSettings) -> Fonts<'a> {
        Fonts {
            cache: FontCache::new(),
            settings: settings.clone(),
            known: HashMap::new(),
            loaded: vec![None],
            infos: vec![FontInfo::default()],
            families: HashMap::new(),
            on_page: Vec::new(),
            by_glyph: HashMap::new(),
            outlines: HashMap::new(),
        }
    }

    pub fn info(&self, font: u16) -> &FontInfo {
        &self.infos[font as usize]
    }

    /// Makes the fonts of a page, its forms included, the ones that glyphs are looked up in.
    pub fn enter(&mut self, page: &Page<'a>) {
        self.on_page.clear();
        self.by_glyph.clear();
        let mut seen = HashSet::new();
        self.collect(page.resources(), 0, &mut seen);
    }

    fn collect(&mut self, resources: &Resources<'a>, depth: u8, seen: &mut HashSet<u128>) {
        for name in resources.fonts.keys() {
            if let Some(dict) = resources.fonts.get::<Dict<'a>>(&*name) {
                self.add(&dict);
            }
        }
        if depth >= 6 {
            return;
        }
        for name in resources.x_objects.keys() {
            if seen.len() > 4000 {
                return;
            }
            let Some(form) = resources.x_objects.get::<Stream<'a>>(&*name) else { continue };
            let Some(inner) = form.dict().get::<Dict<'a>>(keys::RESOURCES) else { continue };
            if seen.insert(form.dict().cache_key()) {
                self.collect(&Resources::new(inner), depth + 1, seen);
            }
        }
    }

    fn add(&mut self, dict: &Dict<'a>) {
        let key = dict.cache_key();
        let index = match self.known.get(&key) {
            Some(index) => *index,
            None => {
                let Ok(index) = u16::try_from(self.infos.len()) else { return };
                let font = self.cache.font(dict, &self.settings.font_resolver, &self.settings.cmap_resolver);
                let info = self.describe(dict);
                self.loaded.push(font);
                self.infos.push(info);
                self.known.insert(key, index);
                index
            }
        };
        if !self.on_page.contains(&index) {
            self.on_page.push(index);
        }
    }

    fn describe(&mut self, dict: &Dict<'a>) -> FontInfo {
        let descendant =
            dict.get::<Array<'a>>(keys::DESCENDANT_FONTS).and_then(|fonts| fonts.iter::<Dict<'a>>().next());
        let descriptor = descendant.as_ref().unwrap_or(dict).get::<Dict<'a>>(keys::FONT_DESC).unwrap_or_default();
        let base = dict.get::<Name<'a>>(keys::BASE_FONT).map(|name| name.as_str().to_owned()).unwrap_or_default();
        let name = base.split_once('+').map_or(base.as_str(), |(_, rest)| rest);
        let flags = descriptor.get::<i64>(keys::FLAGS).unwrap_or(0);
        let weight = descriptor.get::<f32>(keys::FONT_WEIGHT).unwrap_or(400.0);
        FontInfo {
            bold: weight >= 600.0 || flags & (1 << 18) != 0 || named_bold(name),
            mono: flags & 1 != 0
                || has_any(&name.to_lowercase(), &["mono", "courier", "cmtt", "inconsolata", "consol"]),
            math: named_math(name),
            cid: descendant.filter(|_| !dict.contains_key(keys::TO_UNICODE)).and_then(|d| self.cid_map(dict, &d)),
        }
    }

    fn cid_map(&mut self, dict: &Dict<'a>, descendant: &Dict<'a>) -> Option<Rc<CidMap>> {
        let encoding = match dict.get::<Object<'a>>(keys::ENCODING)? {
            Object::Name(name) => match CMapName::from_bytes(name.as_ref()) {
                CMapName::IdentityH => CMap::identity_h(),
                CMapName::IdentityV => CMap::identity_v(),
                named => CMap::parse(load_embedded(named)?, load_embedded)?,
            },
            Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, load_embedded)?,
            _ => return None,
        };
        let info = descendant.get::<Dict<'a>>(keys::CIDSYSTEMINFO)?;
        let registry = info.get::<PdfString<'a>>(keys::REGISTRY)?;
        let ordering = info.get::<PdfString<'a>>(keys::ORDERING)?;
        let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
        let name = match family {
            CidFamily::AdobeGB1 => "gb",
            CidFamily::AdobeCNS1 => "cns",
            CidFamily::AdobeJapan1 => "japan",
            CidFamily::AdobeKorea1 => "korea",
            _ => return None,
        };
        let ucs2 = self
            .families
            .entry(name)
            .or_insert_with(|| Some(Rc::new(CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?)))
            .clone()?;
        Some(Rc::new(CidMap { encoding, ucs2 }))
    }

    /// Which font of the page a glyph was set in; [`UNKNOWN`] when none of them has it.
    pub fn find(&mut self, glyph: &Glyph<'_>) -> u16 {
        let Glyph::Outline(outline) = glyph else { return UNKNOWN };
        let identifier = outline.identifier();
        let key = identifier.cache_key();
        if let Some(font) = self.by_glyph.get(&key) {
            return *font;
        }
        let found = self.on_page.iter().copied().find(|index| {
            let Some(font) = &self.loaded[*index as usize] else { return false };
            match font.glyph(outline.glyph_id(), outline.char_code()) {
                FontGlyph::Outline(own) => own.identifier() == identifier,
                FontGlyph::Type3(_) => false,
            }
        });
        let font = found.unwrap_or(UNKNOWN);
        self.by_glyph.insert(key, font);
        font
    }

    /// Fonts may bring small raised and lowered digits, signs and letters of their own, set at full size on the line:
    /// 1 above, −1 below.
    pub fn raised(&mut self, glyph: &Glyph<'_>, text: &str) -> i8 {
        let Glyph::Outline(outline) = glyph else { return 0 };
        let mut chars = text.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else { return 0 };
        let sign = matches!(c, '+' | '-' | '−' | '–');
        if !(c.is_ascii_digit() || c.is_ascii_lowercase() || sign) {
            return 0;
        }
        *self.outlines.entry(outline.identifier().cache_key()).or_insert_with(|| {
            let bounds = outline.outline().bounding_box();
            let middle = (bounds.y0 + bounds.y1) / 2.0;
            match () {
                () if sign && middle > 430.0 => 1,
                () if sign && middle < 120.0 => -1,
                () if sign => 0,
                () if bounds.height() < 100.0 || bounds.height() > 560.0 => 0,
                () if bounds.y0 > 180.0 => 1,
                () if c.is_ascii_digit() && bounds.y1 < 420.0 && bounds.y0 < -20.0 => -1,
                () => 0,
            }
        })
    }

    /// What the file says a glyph means; `None` when it does not say.
    pub fn unicode(&self, glyph: &Glyph<'_>, font: u16) -> Option<BfString> {
        if let Some(text) = glyph.as_unicode() {
            return Some(text);
        }
        let map = self.infos[font as usize].cid.as_ref()?;
        let code = glyph.char_code();
        let cid = (1..=4).find_map(|len| map.encoding.lookup_cid_code(code, len))?;
        map.ucs2.lookup_bf_string(cid).or_else(|| {
            let code = (1..=4).find_map(|len| map.ucs2.lookup_cid_code(cid, len))?;
            char::from_u32(code).map(BfString::Char)
        })
    }
}

fn has_any(name: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| name.contains(part))
}

fn named_bold(name: &str) -> bool {
    let lower = name.to_lowercase();
    has_any(&lower, &["bold", "black", "heavy", "demi", "-medi", "cmbx", "sfbx", "cmssbx", "-bd", "黑体", "simhei"])
        && !has_any(&lower, &["medium", "blackboard"])
        || lower.ends_with("-b")
        || lower.ends_with("-bi")
}

fn named_math(name: &str) -> bool {
    let upper = name.to_uppercase();
    const PREFIXES: [&str; 26] = [
        "CMMI", "CMSY", "CMEX", "CMBSY", "CMMIB", "MSAM", "MSBM", "EUFM", "EUSM", "EURM", "RSFS", "LMMATH", "MTMI",
        "MTSY", "MTEX", "TXSY", "TXMI", "TXEX", "NEWTXMI", "NTXMI", "PXSY", "STMARY", "DSROM", "BBM", "ESINT",
        "SYMBOL",
    ];
    upper.contains("MATH") || PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
}

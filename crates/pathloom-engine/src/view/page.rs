//! The reader: one page with its blocks and nodes, its picture at any zoom, pictures cut from documents.

use crate::session::guard;
use crate::stage::parse::StoredParse;
use crate::{Session, error, mathml, readers};
use pathloom_ingest::Source;
use pathloom_ipc::AppError;
use pathloom_ipc::sources::{BlobRequest, PageBlock, PageBlockKind, PageImageRequest, PageNode, PageRequest, PageView};
use pathloom_model::{Block, BlockContent, Format, Key, Kind, Node, Parsed, Rect, Span, TRIPLES_ON_PAGE, TableData};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

/// Document, page from 1, width in pixels.
type Picture = (Key, u32, u32);

/// Pictures and parsed documents looked at last.
#[derive(Default)]
pub struct PageCache {
    images: Mutex<VecDeque<(Picture, Arc<Vec<u8>>)>>,
    parses: Mutex<VecDeque<(Key, Arc<Parsed>)>>,
}

const IMAGES_KEPT: usize = 48;
const PARSES_KEPT: usize = 4;
/// Page pictures are made in these widths, so that a small change of zoom costs nothing.
const WIDTHS: [u32; 6] = [640, 960, 1280, 1600, 2000, 2600];
const ROWS: usize = 500;

impl Session {
    pub fn page(&self, request: &PageRequest) -> Result<PageView, AppError> {
        let row = self.project.document_by_key(&request.document).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        let meta = row.meta.ok_or_else(|| error::not_found(&row.name))?;
        if meta.format == Format::Triples {
            return self.triples_page(&request.document, &row.name, request.page);
        }
        let parsed = self.parsed(&request.document)?;
        let pages = meta.pages.len().max(1) as u32;
        let page = request.page.clamp(1, pages);
        let info = meta.pages.get(page as usize - 1);
        let nodes = self.page_nodes(&request.document, page)?;
        let by_block = nodes_by_block(&nodes, &parsed, page);
        let blocks = parsed.blocks.iter().filter(|block| is_on(block, page)).map(|block| {
            let node = by_block.get(&block.id);
            PageBlock {
                id: block.id,
                bbox: box_on(block, page),
                kind: block_kind(block),
                node: node.map(|node| node.key.clone()),
                node_kind: node.map(|node| node.kind()),
            }
        });
        Ok(PageView {
            document: request.document.clone(),
            name: row.name.clone(),
            page,
            pages,
            width: info.map_or(0.0, |info| info.width),
            height: info.map_or(0.0, |info| info.height),
            needs_vision: info.is_some_and(|info| info.needs_vision),
            blocks: blocks.collect(),
            nodes: nodes.iter().map(|node| page_node(node, &request.document, page)).collect(),
        })
    }

    /// PNG bytes of a page, at least as wide as asked where that is within reason.
    pub fn page_image(&self, request: &PageImageRequest) -> Result<Arc<Vec<u8>>, AppError> {
        let width = WIDTHS.into_iter().find(|width| *width >= request.width).unwrap_or(WIDTHS[WIDTHS.len() - 1]);
        let name = (request.document.clone(), request.page, width);
        if let Some((_, image)) = guard(&self.pages.images).iter().find(|(key, _)| *key == name) {
            return Ok(image.clone());
        }
        let row = self.project.document_by_key(&request.document).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        let blob = row.blob.as_deref().ok_or_else(|| error::not_found(&row.name))?;
        let bytes = self.project.blob(blob).map_err(error::store)?;
        let source = Source { name: &row.name, bytes: &bytes, password: None };
        let image = readers::page_image(&source, request.page, width);
        let image = Arc::new(image.map_err(|problem| error::reading(&row.name, &problem))?);
        keep(&mut guard(&self.pages.images), name, image.clone(), IMAGES_KEPT);
        Ok(image)
    }

    pub fn blob(&self, request: &BlobRequest) -> Result<Vec<u8>, AppError> {
        self.project.blob(&request.name).map_err(error::store)
    }

    fn parsed(&self, key: &Key) -> Result<Arc<Parsed>, AppError> {
        if let Some((_, parsed)) = guard(&self.pages.parses).iter().find(|(known, _)| known == key) {
            return Ok(parsed.clone());
        }
        let row = self
            .project
            .document_by_key(key)
            .map_err(error::store)?
            .ok_or_else(|| error::not_found("This document"))?;
        let stored: Option<StoredParse> = self.project.parse(row.id).map_err(error::store)?;
        let Some(StoredParse::Document(parsed)) = stored else { return Err(error::not_found(&row.name)) };
        let parsed = Arc::new(*parsed);
        keep(&mut guard(&self.pages.parses), key.clone(), parsed.clone(), PARSES_KEPT);
        Ok(parsed)
    }

    fn page_nodes(&self, document: &Key, page: u32) -> Result<Vec<Node>, AppError> {
        let state = self.graph()?;
        let here = |node: &&Node| node.spans.iter().any(|span| span.document == *document && span.page == page);
        let mut nodes: Vec<Node> = state.knowledge()?.nodes().filter(here).cloned().collect();
        nodes.sort_by(|a, b| (order(a.kind()), &a.name, &a.key).cmp(&(order(b.kind()), &b.name, &b.key)));
        Ok(nodes)
    }

    fn triples_page(&self, document: &Key, name: &str, page: u32) -> Result<PageView, AppError> {
        let row =
            self.project.document_by_key(document).map_err(error::store)?.ok_or_else(|| error::not_found(name))?;
        let blob = row.blob.as_deref().ok_or_else(|| error::not_found(name))?;
        let bytes = self.project.blob(blob).map_err(error::store)?;
        let read = pathloom_ingest::read_triples(name, &bytes).map_err(|problem| error::reading(name, &problem))?;
        let pages = read.triples.len().div_ceil(TRIPLES_ON_PAGE).max(1) as u32;
        let page = page.clamp(1, pages);
        let lines = read.triples.iter().skip((page as usize - 1) * TRIPLES_ON_PAGE).take(TRIPLES_ON_PAGE);
        let written = |line: &pathloom_ingest::TripleLine| {
            let [from, to] = line.chars.map(|place| place as usize);
            read.text.get(from..to).unwrap_or_default().trim().to_owned()
        };
        let blocks = lines.map(|line| PageBlock {
            id: line.line,
            bbox: None,
            // As written, so that quotes are found in it.
            kind: PageBlockKind::Paragraph { text: written(line) },
            node: None,
            node_kind: None,
        });
        Ok(PageView {
            document: document.clone(),
            name: name.to_owned(),
            page,
            pages,
            width: 0.0,
            height: 0.0,
            needs_vision: false,
            blocks: blocks.collect(),
            nodes: vec![],
        })
    }
}

fn keep<K, V>(kept: &mut VecDeque<(K, V)>, key: K, value: V, most: usize) {
    kept.push_front((key, value));
    kept.truncate(most);
}

/// Objects first, then passages, then what was said in them.
fn order(kind: Kind) -> usize {
    [Kind::Image, Kind::Table, Kind::Formula, Kind::Chunk, Kind::Entity, Kind::Assertion, Kind::Document]
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(0)
}

/// Whether a block stands on a page, or goes on there.
fn is_on(block: &Block, page: u32) -> bool {
    block.page == page || block.more.iter().any(|(further, _)| *further == page)
}

fn box_on(block: &Block, page: u32) -> Option<Rect> {
    if block.page == page {
        return block.bbox;
    }
    block.more.iter().find(|(further, _)| *further == page).map(|(_, bbox)| *bbox)
}

/// Which node each block became: objects by their place, chunks by the blocks they name.
fn nodes_by_block<'a>(nodes: &'a [Node], parsed: &Parsed, page: u32) -> BTreeMap<u32, &'a Node> {
    let mut found = BTreeMap::new();
    for node in nodes {
        match &node.data {
            pathloom_model::NodeData::Chunk(chunk) => {
                for &block in &chunk.blocks {
                    found.entry(block).or_insert(node);
                }
            }
            pathloom_model::NodeData::Table(_)
            | pathloom_model::NodeData::Image(_)
            | pathloom_model::NodeData::Formula { .. } => {
                let same = |block: &&Block| is_on(block, page) && is_kind(block, node.kind()) && at(block, &node.spans);
                if let Some(block) = parsed.blocks.iter().find(same) {
                    found.insert(block.id, node);
                }
            }
            _ => {}
        }
    }
    found
}

fn is_kind(block: &Block, kind: Kind) -> bool {
    matches!(
        (&block.content, kind),
        (BlockContent::Table(_), Kind::Table)
            | (BlockContent::Figure(_), Kind::Image)
            | (BlockContent::Formula { .. }, Kind::Formula)
    )
}

fn at(block: &Block, spans: &[Span]) -> bool {
    spans.iter().any(|span| match (span.bbox, block.bbox, span.chars, block.chars) {
        (Some(a), Some(b), _, _) => span.page == block.page && a.overlaps(&b),
        (_, _, Some(a), Some(b)) => a[0] < b[1] && b[0] < a[1],
        _ => false,
    })
}

fn page_node(node: &Node, document: &Key, page: u32) -> PageNode {
    let here = || node.spans.iter().filter(|span| span.document == *document && span.page == page);
    PageNode {
        key: node.key.clone(),
        kind: node.kind(),
        name: node.name.clone(),
        boxes: here().filter_map(|span| span.bbox).collect::<Vec<Rect>>(),
        cells: here().filter_map(|span| Some((span.table.clone()?, span.cell?))).collect(),
    }
}

fn block_kind(block: &Block) -> PageBlockKind {
    match &block.content {
        BlockContent::Heading { level, text } => PageBlockKind::Heading { level: *level, text: text.clone() },
        BlockContent::Paragraph { text } => PageBlockKind::Paragraph { text: text.clone() },
        BlockContent::List { ordered, items } => PageBlockKind::List { ordered: *ordered, items: items.clone() },
        BlockContent::Table(table) => PageBlockKind::Table { table: shown(table) },
        BlockContent::Figure(figure) => {
            PageBlockKind::Figure { caption: figure.caption.clone(), blob: figure.blob.clone() }
        }
        BlockContent::Formula { latex, text, .. } => PageBlockKind::Formula {
            latex: latex.clone(),
            text: text.clone(),
            mathml: latex.as_deref().and_then(mathml::parse),
        },
        BlockContent::Caption { text } => PageBlockKind::Caption { text: text.clone() },
        BlockContent::Footnote { text, .. } => PageBlockKind::Footnote { text: text.clone() },
        BlockContent::Code { text } => PageBlockKind::Code { text: text.clone() },
    }
}

fn shown(table: &TableData) -> TableData {
    TableData { cells: table.cells.iter().take(ROWS).cloned().collect(), ..table.clone() }
}

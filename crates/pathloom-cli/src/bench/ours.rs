//! What Pathloom itself reads: blocks, and the cross references that the graph gets from them.

use super::form::{Block, Cell, Found, Kind, Link, Target, TrueDocument};
use pathloom_engine::bench::Reading;
use pathloom_model::block::{Cell as ModelCell, TableData};
use pathloom_model::{Block as ModelBlock, BlockContent, ChunkData, Node, NodeData};
use std::collections::BTreeMap;

/// Reads one document of the set.
pub fn read(truth: &TrueDocument, bytes: &[u8]) -> Found {
    let name = truth.file.rsplit('/').next().unwrap_or(&truth.file);
    match pathloom_engine::bench::read_whole(name, bytes) {
        Ok(reading) => found(&truth.file, reading),
        Err(problem) => {
            Found { file: truth.file.clone(), error: Some(problem.message), pages: Some(1), ..Found::default() }
        }
    }
}

fn found(file: &str, reading: Reading) -> Found {
    let mut blocks = Vec::new();
    let mut objects: Vec<(&ModelBlock, usize)> = Vec::new();
    for block in &reading.parsed.blocks {
        objects.push((block, blocks.len()));
        blocks.extend(neutral(block));
    }
    let object_of = |node: &Node| {
        let span = node.spans.first()?;
        let same = |block: &ModelBlock| {
            block.page == span.page && block.bbox == span.bbox && block.chars == span.chars && is_object(&block.content)
        };
        objects.iter().find(|(block, _)| same(block)).map(|(_, at)| *at)
    };
    let nodes: BTreeMap<_, &Node> = reading.nodes.iter().map(|node| (&node.key, node)).collect();
    let mut links = Vec::new();
    for relation in reading.relations.iter().filter(|relation| relation.name == "refer_to") {
        let to = match nodes.get(&relation.to) {
            Some(Node { data: NodeData::Chunk(chunk), .. }) => Some(Target::Passage(passage(chunk))),
            Some(node) => object_of(node).map(Target::Block),
            None => None,
        };
        let Some(to) = to else { continue };
        links.extend(relation.spans.iter().map(|span| Link { words: span.quote.clone(), to: to.clone() }));
    }
    let passages = reading.nodes.iter().filter_map(|node| match &node.data {
        NodeData::Chunk(chunk) => Some(passage(chunk)),
        _ => None,
    });
    Found {
        file: file.to_owned(),
        links,
        passages: passages.collect(),
        pages: Some(reading.parsed.meta.pages.len().max(1) as u32),
        cpu_seconds: reading.cpu_seconds,
        error: None,
        blocks,
    }
}

/// The text of a chunk under its headings.
fn passage(chunk: &ChunkData) -> String {
    format!("{}\n{}", chunk.section.join("\n"), chunk.text)
}

fn is_object(content: &BlockContent) -> bool {
    matches!(content, BlockContent::Table(_) | BlockContent::Figure(_) | BlockContent::Formula { .. })
}

/// A list gives one block an item.
fn neutral(block: &ModelBlock) -> Vec<Block> {
    let at = |kind, text: &str| Block {
        page: Some(block.page),
        bounds: block.bbox.map(|b| [b.x0, b.y0, b.x1, b.y1]),
        ..Block::new(kind, text.to_owned())
    };
    match &block.content {
        BlockContent::Heading { level, text } => vec![Block { level: Some(*level), ..at(Kind::Heading, text) }],
        BlockContent::Paragraph { text } | BlockContent::Code { text } => vec![at(Kind::Paragraph, text)],
        BlockContent::List { items, .. } => items.iter().map(|item| at(Kind::Item, item)).collect(),
        BlockContent::Table(table) => vec![Block {
            caption: table.caption.clone(),
            header_rows: Some(table.header_rows),
            cells: cells(table),
            ..at(Kind::Table, "")
        }],
        BlockContent::Figure(figure) => vec![Block { caption: figure.caption.clone(), ..at(Kind::Figure, "") }],
        BlockContent::Formula { .. } => vec![at(Kind::Formula, &block.text())],
        BlockContent::Caption { text } => vec![at(Kind::Caption, text)],
        BlockContent::Footnote { text, .. } => vec![at(Kind::Footnote, text)],
    }
}

fn cells(table: &TableData) -> Vec<Cell> {
    let mut out = Vec::new();
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.covered_by.is_none()) {
            let own = Some((row as u32, column as u32));
            let covered = |cell: Option<&ModelCell>| cell.is_some_and(|it| it.covered_by == own);
            let down = table.cells[row + 1..].iter().take_while(|below| covered(below.get(column))).count();
            let across = cells[column + 1..].iter().take_while(|beside| covered(Some(beside))).count();
            let (row, column) = (row as u32, column as u32);
            out.push(Cell(row, column, down as u32 + 1, across as u32 + 1, cell.text.clone()));
        }
    }
    out
}

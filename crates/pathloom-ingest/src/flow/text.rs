//! The text that is written from blocks, and the place of each block and cell in it.

use super::Draft;
use pathloom_model::{Block, BlockContent, TableData};

/// Stands where a block has no words, so that it has a place.
const OBJECT: char = '\u{FFFC}';

pub(super) fn written(drafts: Vec<Draft>) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks = Vec::with_capacity(drafts.len());
    for (id, Draft { page, mut content }) in drafts.into_iter().enumerate() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len() as u32;
        match &mut content {
            BlockContent::Table(table) => write_table(table, &mut text),
            _ => text.push_str(&words(&content)),
        }
        if text.len() as u32 == start {
            text.push(OBJECT);
        }
        let chars = Some([start, text.len() as u32]);
        let (lines, runs, more) = (vec![], vec![], vec![]);
        blocks.push(Block { id: id as u32, page, bbox: None, more, chars, content, lines, runs });
    }
    (text, blocks)
}

/// As `Block::text` has it.
fn words(content: &BlockContent) -> String {
    let block = Block {
        id: 0,
        page: 1,
        bbox: None,
        more: vec![],
        chars: None,
        content: content.clone(),
        lines: vec![],
        runs: vec![],
    };
    block.text()
}

/// The caption on a line of its own, then the rows.
fn write_table(table: &mut TableData, text: &mut String) {
    if !table.caption.is_empty() {
        text.push_str(&table.caption);
        text.push('\n');
    }
    for (row, cells) in table.cells.iter_mut().enumerate() {
        if row > 0 {
            text.push('\n');
        }
        for (col, cell) in cells.iter_mut().enumerate() {
            if col > 0 {
                text.push('\t');
            }
            let start = text.len() as u32;
            text.push_str(&cell.text);
            cell.chars = Some([start, text.len() as u32]);
        }
    }
    for note in &table.footnotes {
        text.push('\n');
        text.push_str(note);
    }
}

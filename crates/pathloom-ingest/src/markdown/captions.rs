//! Joins a caption paragraph to the table or figure right beside it, and numbers the blocks.

use crate::flow::is_unit;
use crate::label::label_beside;
use pathloom_model::{Block, BlockContent, ObjectLabelKind};

/// Blocks in reading order, captions joined, with their final ids. A caption above is taken before one below.
pub(super) fn join(blocks: Vec<Block>) -> Vec<Block> {
    let mut slots: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    for at in 0..slots.len() {
        let Some(kind) = slots[at].as_ref().and_then(open_object) else { continue };
        let unit = at.checked_sub(1).filter(|above| kind == ObjectLabelKind::Table && states_unit(&slots, *above));
        let captioned = unit.and_then(|unit| unit.checked_sub(1)).filter(|above| is_caption(&slots, *above, kind));
        if let (Some(above), Some(unit)) = (captioned, unit) {
            let (caption, unit) = (slots[above].take(), slots[unit].take());
            if let (Some(caption), Some(unit), Some(object)) = (caption, unit, slots[at].as_mut()) {
                adopt(object, caption);
                add_unit(object, &unit);
            }
            continue;
        }
        let above = at.checked_sub(1).filter(|above| is_caption(&slots, *above, kind));
        let beside = above.or_else(|| Some(at + 1).filter(|below| is_caption(&slots, *below, kind)));
        let caption = beside.and_then(|beside| slots[beside].take());
        if let (Some(caption), Some(object)) = (caption, slots[at].as_mut()) {
            adopt(object, caption);
        }
    }
    let mut joined: Vec<Block> = slots.into_iter().flatten().collect();
    for (id, block) in joined.iter_mut().enumerate() {
        block.id = id as u32;
    }
    joined
}

/// The kind of a table or figure that has no labelled caption yet.
fn open_object(block: &Block) -> Option<ObjectLabelKind> {
    match &block.content {
        BlockContent::Table(table) if table.label.is_none() => Some(ObjectLabelKind::Table),
        BlockContent::Figure(figure) if figure.label.is_none() => Some(ObjectLabelKind::Figure),
        _ => None,
    }
}

fn is_caption(slots: &[Option<Block>], at: usize, kind: ObjectLabelKind) -> bool {
    let Some(Some(block)) = slots.get(at) else {
        return false;
    };
    let BlockContent::Paragraph { text } = &block.content else {
        return false;
    };
    text.len() <= 2000 && label_beside(text).is_some_and(|label| label.kind == kind)
}

fn states_unit(slots: &[Option<Block>], at: usize) -> bool {
    let block = slots.get(at).and_then(Option::as_ref);
    block.is_some_and(|block| matches!(&block.content, BlockContent::Paragraph { text } if is_unit(text)))
}

fn add_unit(table: &mut Block, unit: &Block) {
    if let BlockContent::Table(table) = &mut table.content {
        table.caption = format!("{} {}", table.caption, unit.text());
    }
}

/// The object's range of the source grows over the caption; a figure's words are its caption's.
fn adopt(object: &mut Block, caption: Block) {
    let text = caption.text();
    let label = label_beside(&text);
    match &mut object.content {
        BlockContent::Table(table) => (table.caption, table.label) = (text, label),
        BlockContent::Figure(figure) => {
            let alternative = std::mem::replace(&mut figure.caption, text);
            if !alternative.is_empty() {
                figure.words.push(alternative);
            }
            figure.label = label;
            object.runs = super::walk::runs_of(&caption);
        }
        _ => return,
    }
    if let (Some([from, to]), Some([low, high])) = (object.chars, caption.chars) {
        object.chars = Some([from.min(low), to.max(high)]);
    }
}

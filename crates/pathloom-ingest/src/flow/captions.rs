//! Joins captions, units and source notes to the table or figure beside them. Which side a document sets its
//! captions on is seen from those with one neighbour only.

use super::Draft;
use crate::label::label_beside;
use pathloom_model::{BlockContent, ObjectLabel, ObjectLabelKind};

pub(super) fn join(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut slots: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let below = [ObjectLabelKind::Table, ObjectLabelKind::Figure].map(|kind| usually_below(&slots, kind));
    for at in 0..slots.len() {
        adopt_unit(&mut slots, at);
        let Some(kind) = kind_of(&slots, at) else { continue };
        let below = below[usize::from(kind == ObjectLabelKind::Figure)];
        let caption = if below {
            after(&slots, at, kind).or_else(|| before(&slots, at, kind))
        } else {
            before(&slots, at, kind).or_else(|| after(&slots, at, kind))
        };
        adopt(&mut slots, at, caption);
        if kind == ObjectLabelKind::Table {
            adopt_notes(&mut slots, at);
        }
    }
    slots.into_iter().flatten().collect()
}

/// The kind of a table or figure that has no labelled caption yet.
fn kind_of(slots: &[Option<Draft>], at: usize) -> Option<ObjectLabelKind> {
    match &slots.get(at)?.as_ref()?.content {
        BlockContent::Table(table) if table.label.is_none() => Some(ObjectLabelKind::Table),
        BlockContent::Figure(figure) if figure.label.is_none() => Some(ObjectLabelKind::Figure),
        _ => None,
    }
}

fn usually_below(slots: &[Option<Draft>], kind: ObjectLabelKind) -> bool {
    let (mut above, mut below) = (0usize, 0usize);
    for at in 0..slots.len() {
        if kind_of(slots, at) == Some(kind) {
            match (before(slots, at, kind), after(slots, at, kind)) {
                (Some(_), None) => above += 1,
                (None, Some(_)) => below += 1,
                _ => {}
            }
        }
    }
    if kind == ObjectLabelKind::Figure { below >= above } else { below > above }
}

/// The caption right above, or above a line that states the unit.
fn before(slots: &[Option<Draft>], at: usize, kind: ObjectLabelKind) -> Option<usize> {
    let above = at.checked_sub(1)?;
    if is_caption(slots, above, kind, slots[at].as_ref()?.page) {
        return Some(above);
    }
    let further = above.checked_sub(1).filter(|_| kind == ObjectLabelKind::Table && states_unit(slots, above))?;
    is_caption(slots, further, kind, slots[at].as_ref()?.page).then_some(further)
}

fn after(slots: &[Option<Draft>], at: usize, kind: ObjectLabelKind) -> Option<usize> {
    let below = at + 1;
    is_caption(slots, below, kind, slots[at].as_ref()?.page).then_some(below)
}

fn text_at(slots: &[Option<Draft>], at: usize) -> Option<(&str, bool, u32)> {
    let draft = slots.get(at)?.as_ref()?;
    match &draft.content {
        BlockContent::Paragraph { text } => Some((text, false, draft.page)),
        BlockContent::Caption { text } => Some((text, true, draft.page)),
        _ => None,
    }
}

/// Labelled for this kind; a paragraph that was set as caption needs no label.
fn is_caption(slots: &[Option<Draft>], at: usize, kind: ObjectLabelKind, page: u32) -> bool {
    let Some((text, set_as_caption, on)) = text_at(slots, at) else { return false };
    if text.len() > 2000 || on != page {
        return false;
    }
    label_beside(text).map_or(set_as_caption && !names_an_object(text), |label| label.kind == kind)
}

fn names_an_object(text: &str) -> bool {
    label_beside(text).is_some()
}

fn states_unit(slots: &[Option<Draft>], at: usize) -> bool {
    text_at(slots, at).is_some_and(|(text, ..)| is_unit(text))
}

/// "单位：万元", "(in millions)": a line that says what the numbers of a table count.
pub(crate) fn is_unit(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（', '[']).to_lowercase();
    let scale = ["thousand", "million", "billion"].iter().any(|scale| text.contains(scale));
    let money =
        ["dollars in ", "u.s. dollars in ", "us dollars in ", "us$ in ", "$ in ", "€ in ", "£ in ", "amounts in "];
    let stated = ["单位", "單位", "金额单位", "unit", "in million", "in thousand", "in billion"];
    text.chars().count() <= 90
        && (stated.iter().any(|word| text.starts_with(word))
            || scale && money.iter().any(|word| text.trim_start_matches("all ").starts_with(word)))
}

/// A unit stated right above a table that brings its own caption.
fn adopt_unit(slots: &mut [Option<Draft>], at: usize) {
    let Some(Some(Draft { content: BlockContent::Table(table), page })) = slots.get(at) else { return };
    let Some(above) = at.checked_sub(1).filter(|_| !table.caption.is_empty()) else { return };
    let unit =
        text_at(slots, above).filter(|(text, _, on)| on == page && is_unit(text)).map(|(text, ..)| text.to_owned());
    let Some(unit) = unit else { return };
    slots[above] = None;
    if let Some(Some(Draft { content: BlockContent::Table(table), .. })) = slots.get_mut(at) {
        table.caption = format!("{} {unit}", table.caption);
    }
}

fn adopt(slots: &mut [Option<Draft>], at: usize, caption: Option<usize>) {
    let Some(from) = caption else { return };
    let unit = (from + 2 == at).then(|| slots[at - 1].take()).flatten();
    let Some((text, ..)) = text_at(slots, from) else { return };
    let mut text = text.to_owned();
    let label: Option<ObjectLabel> = label_beside(&text);
    if let Some(BlockContent::Paragraph { text: unit }) = unit.map(|draft| draft.content) {
        text = format!("{text} {unit}");
    }
    slots[from] = None;
    let Some(object) = slots[at].as_mut() else { return };
    match &mut object.content {
        BlockContent::Table(table) => (table.caption, table.label) = (text, label),
        BlockContent::Figure(figure) => {
            let alternative = std::mem::replace(&mut figure.caption, text);
            if !alternative.is_empty() && !figure.words.contains(&alternative) {
                figure.words.push(alternative);
            }
            figure.label = label;
        }
        _ => {}
    }
}

/// "Source: …", "注：…" right below a table belong to it.
fn adopt_notes(slots: &mut [Option<Draft>], at: usize) {
    const STARTS: [&str; 12] = [
        "source:",
        "sources:",
        "note:",
        "notes:",
        "资料来源",
        "数据来源",
        "来源：",
        "注：",
        "注:",
        "备注：",
        "資料來源",
        "註：",
    ];
    let mut below = at + 1;
    while slots.get(below).is_some_and(Option::is_none) {
        below += 1;
    }
    for below in below..(below + 3).min(slots.len()) {
        let Some((text, false, page)) = text_at(slots, below) else { return };
        let lower: String = text.chars().take(12).collect::<String>().to_lowercase();
        if text.len() > 1000 || !STARTS.iter().any(|start| lower.starts_with(start)) {
            return;
        }
        let text = text.to_owned();
        match slots[at].as_mut() {
            Some(Draft { page: on, content: BlockContent::Table(table) }) if *on == page => table.footnotes.push(text),
            _ => return,
        }
        slots[below] = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::{Cell, Figure, TableData};

    fn draft(content: BlockContent) -> Draft {
        Draft { page: 1, content }
    }

    fn paragraph(text: &str) -> Draft {
        draft(BlockContent::Paragraph { text: text.into() })
    }

    fn table() -> Draft {
        let cells = vec![vec![Cell { text: "x".into(), ..Cell::default() }]];
        draft(BlockContent::Table(TableData { cells, ..TableData::default() }))
    }

    fn figure(alternative: &str) -> Draft {
        draft(BlockContent::Figure(Figure { caption: alternative.into(), blob: Some("b".into()), ..Figure::default() }))
    }

    #[test]
    fn captions_units_and_sources_join_their_object() {
        let joined = join(vec![
            paragraph("表1 各厂产能"),
            paragraph("单位：万吨"),
            table(),
            paragraph("资料来源：公司公告"),
            paragraph("表1显示收入增长。"),
        ]);
        let BlockContent::Table(table) = &joined[0].content else { panic!("a table first") };
        assert_eq!(table.caption, "表1 各厂产能 单位：万吨");
        assert_eq!(table.footnotes, ["资料来源：公司公告"]);
        assert_eq!(joined.len(), 2, "prose about the table stays a paragraph");
    }

    #[test]
    fn figures_take_the_side_that_the_document_uses() {
        let captions = |drafts: Vec<Draft>| -> Vec<String> {
            let joined = join(drafts).into_iter().filter_map(|draft| match draft.content {
                BlockContent::Figure(figure) => Some(figure.caption),
                _ => None,
            });
            joined.collect()
        };
        let one = || paragraph("Figure 1: First");
        let two = || paragraph("Figure 2: Second");
        assert_eq!(
            captions(vec![figure("a"), one(), figure("b"), two()]),
            ["Figure 1: First", "Figure 2: Second"],
            "captions below"
        );
        assert_eq!(
            captions(vec![one(), figure("a"), two(), figure("b")]),
            ["Figure 1: First", "Figure 2: Second"],
            "captions above"
        );
        let styled = draft(BlockContent::Caption { text: "The old plant".into() });
        assert_eq!(captions(vec![figure("alt"), styled]), ["The old plant"], "set as a caption, without label");
    }
}

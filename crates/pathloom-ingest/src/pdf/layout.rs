//! One page: what is a table, a figure, a formula, a footnote; then the rest in reading order as drafts.

use super::captions::{Caption, captions};
use super::figures::{self, FigureRegion, Walls};
use super::fonts::Fonts;
use super::footnotes::{Note, footnotes, mark};
use super::formulas::{FormulaRegion, formulas};
use super::grid;
use super::lines::Line;
use super::order::{Item, columns, reading_order};
use super::page::PageContent;
use super::paragraphs::{Body, Draft, Page, Row, drafts, ends_sentence};
use super::tables::{self, TableRegion, horizontal_rules, vertical_rules};
use super::words::Words;
use pathloom_model::{BlockContent, Figure, ObjectLabel, ObjectLabelKind, Rect, TableData};
use std::collections::BTreeSet;

/// Lays out one page. `carried` are the columns of a table that ends the page before. `furniture` says which lines to leave out; `body` is the size of running text in the document.
pub fn lay_out(
    number: u32,
    content: &PageContent,
    lines: &[Line],
    furniture: &[bool],
    fonts: &Fonts<'_>,
    body: f32,
    carried: &[(f32, f32)],
) -> Vec<Draft> {
    let kept: Vec<Line> = lines.iter().zip(furniture).filter(|(_, out)| !**out).map(|(line, _)| line.clone()).collect();
    let Some(text_area) = kept.iter().map(|line| line.rect).reduce(|a, b| a.union(&b)) else {
        return loose_pictures(number, content);
    };
    let edges = (text_area.x0, text_area.x1);
    let heading_body = body;
    let body = page_body(&kept, body);
    let heading_body = heading_body.max(body);
    let prose_items: Vec<Item> =
        kept.iter().filter(|l| is_prose_size(l, body)).map(|l| Item { rect: l.rect, lines: 1.0 }).collect();
    let columns = columns(&prose_items, edges.0, edges.1);
    let notes = footnotes(&kept, content, &columns, body);
    let words = Words { fonts, notes: notes.names() };
    let mut taken = notes.foot.clone();
    let walls: Vec<Rect> = horizontal_rules(content).into_iter().filter(|r| r.width() > 40.0).collect();
    let shapes = content.images.iter().chain(&content.shapes).chain(&content.fills);
    let marks = content.rules.iter().map(|rule| &rule.rect).chain(kept.iter().map(|line| &line.rect));
    let drawn: Vec<Rect> = shapes.chain(marks).filter(|r| r.width() < 0.55 * content.width).copied().collect();
    let captions = captions(&kept, &words, &columns, edges, &walls, &drawn);
    let mut page = PageDraft {
        number,
        content,
        lines: &kept,
        words: &words,
        columns: &columns,
        edges,
        body,
        heading_body,
        items: Vec::new(),
    };

    let mut regions = page.table_regions(&captions);
    if !carried.is_empty() {
        let taken = |r: &Rect| {
            regions.iter().any(|it| it.rect.overlaps(r)) || captions.iter().any(|caption| caption.rect.overlaps(r))
        };
        regions.extend(tables::carried(carried, &kept, taken));
    }
    let (named, unnamed): (Vec<TableRegion>, Vec<TableRegion>) = regions.into_iter().partition(|r| r.caption.is_some());
    let mut tables = page.tables(named, &captions, &mut taken);
    let table_rects: Vec<Rect> = tables.iter().map(|table| table.rect).collect();
    let prose = page.prose();
    let walls = Walls {
        lines: &kept,
        captions: &captions,
        tables: &table_rects,
        turned: &content.turned,
        taken: &taken,
        prose: &prose,
    };
    let figures = find_figures(content, &captions, &tables, &walls);
    for figure in &figures {
        figure.lines.iter().for_each(|i| taken[*i] = true);
    }
    let clear = |r: &TableRegion| !figures.iter().any(|f| overlap(&f.rect, &r.rect) > 0.1);
    let unnamed = unnamed.into_iter().filter(clear).collect();
    let joined: BTreeSet<usize> =
        tables.iter().filter_map(|t| t.caption).chain(figures.iter().filter_map(|f| f.caption)).collect();
    captions.iter().flat_map(|c| &c.lines).for_each(|i| taken[*i] = true);
    tables.extend(page.tables(unnamed, &captions, &mut taken));
    page.figures(figures, &captions);
    for (_, caption) in captions.iter().enumerate().filter(|(index, _)| !joined.contains(index)) {
        page.lone_caption(caption);
    }
    let free: Vec<bool> = taken.iter().map(|t| !t).collect();
    for formula in formulas(&kept, &free, &columns, fonts, content) {
        formula.lines.iter().for_each(|i| taken[*i] = true);
        page.formula(formula);
    }
    page.text(&taken);
    page.footnotes(notes.notes);
    page.items.into_iter().map(|(_, draft)| draft).collect()
}

/// The size of running text on this page: its own most frequent size, unless that is far from the document's.
fn page_body(lines: &[Line], document: f32) -> f32 {
    let near = |size: f32| lines.iter().filter(|l| (l.size - size).abs() < 0.3).map(|l| l.glyphs.len()).sum::<usize>();
    let total: usize = lines.iter().map(|l| l.glyphs.len()).sum();
    let top = lines.iter().map(|l| (near(l.size), l.size)).max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    match top {
        Some((count, size)) if count * 2 > total && (0.8..1.35).contains(&(size / document)) => size,
        _ => document,
    }
}

fn is_prose_size(line: &Line, body: f32) -> bool {
    (line.size - body).abs() < 0.12 * body && line.rect.width() > 4.0 * body
}

/// Pictures on a page without text.
fn loose_pictures(number: u32, content: &PageContent) -> Vec<Draft> {
    let clusters = figures::clusters(content, &[], (0.0, content.width));
    let walls = Walls { lines: &[], captions: &[], tables: &[], turned: &[], taken: &[], prose: &[] };
    let found = figures::loose(&clusters, &[], &walls);
    found
        .into_iter()
        .map(|figure| {
            object(number, figure.rect, BlockContent::Figure(Figure { class: figure.class, ..Figure::default() }))
        })
        .collect()
}

fn object(page: u32, rect: Rect, content: BlockContent) -> Draft {
    Draft {
        page,
        rect,
        body: Body::Object(content),
        rows: Vec::new(),
        size: 0.0,
        bold: false,
        indented: false,
        full: false,
    }
}

fn find_figures(
    content: &PageContent,
    captions: &[Caption],
    tables: &[TableRegion],
    walls: &Walls<'_>,
) -> Vec<FigureRegion> {
    let mut found: Vec<FigureRegion> = Vec::new();
    let mut strips: Vec<((f32, f32), Vec<figures::Cluster>)> = Vec::new();
    for (index, caption) in captions.iter().enumerate() {
        if tables.iter().any(|t| t.caption == Some(index)) {
            continue;
        }
        let within = if caption.shared { caption.strip } else { (0.0, content.width) };
        if !strips.iter().any(|(strip, _)| *strip == within) {
            strips.push((within, figures::clusters(content, walls.tables, within)));
        }
        let Some((_, clusters)) = strips.iter().find(|(strip, _)| *strip == within) else { continue };
        if let Some(figure) = figures::captioned(index, clusters, walls)
            && !found.iter().any(|f| overlap(&f.rect, &figure.rect) > 0.5)
        {
            found.push(figure);
        }
    }
    let clusters = figures::clusters(content, walls.tables, (0.0, content.width));
    let loose = figures::loose(&clusters, &found, walls);
    found.extend(loose);
    found
}

/// Mostly empty cells: labels of a drawing rather than a table.
fn is_sparse(table: &TableData) -> bool {
    let cells = table.cells.iter().flatten();
    let (all, filled) = cells
        .fold((0, 0), |(all, filled), c| (all + 1, filled + usize::from(!c.text.is_empty() || c.covered_by.is_some())));
    filled * 2 < all
}

fn overlap(a: &Rect, b: &Rect) -> f32 {
    super::page::intersect(a, b).map_or(0.0, |c| c.width() * c.height() / (b.width() * b.height()).max(1.0))
}

struct PageDraft<'p, 'w, 'a> {
    number: u32,
    content: &'p PageContent,
    lines: &'p [Line],
    words: &'p Words<'w, 'a>,
    columns: &'p [(f32, f32)],
    edges: (f32, f32),
    body: f32,
    /// What print must be larger than to be a heading.
    heading_body: f32,
    /// Objects wait here for their place in the order; the text comes last and sorts them in.
    items: Vec<(Item, Draft)>,
}

impl PageDraft<'_, '_, '_> {
    fn table_regions(&self, captions: &[Caption]) -> Vec<TableRegion> {
        let mut regions = tables::ruled(self.content, self.lines, captions);
        let is_table = |c: &Caption| c.label.kind == ObjectLabelKind::Table;
        tables::join_captions(&mut regions, captions, self.content, self.lines, is_table);
        tables::join_tables_called_figures(&mut regions, captions);
        regions
    }

    fn tables(&mut self, regions: Vec<TableRegion>, captions: &[Caption], taken: &mut [bool]) -> Vec<TableRegion> {
        let (horizontal, vertical) = (horizontal_rules(self.content), vertical_rules(self.content));
        let mut kept = Vec::new();
        for mut region in regions {
            let captioned: BTreeSet<usize> = captions.iter().flat_map(|c| c.lines.iter().copied()).collect();
            if !region.rules.is_empty() {
                tables::with_outer_rows(&mut region, self.lines, |i| !captioned.contains(&i) && !taken[i]);
            }
            let free = |i: &usize| {
                let (x, y) = self.lines[*i].centre();
                region.rect.contains(x, y) && !captioned.contains(i) && !taken[*i]
            };
            let inside: Vec<usize> = (0..self.lines.len()).filter(free).collect();
            let source = grid::Source {
                lines: inside.iter().map(|i| &self.lines[*i]).collect(),
                horizontal: &horizontal,
                vertical: &vertical,
            };
            let Some(mut table) = grid::table(&region, &source, self.words) else { continue };
            let doubtful = region.columns.is_empty()
                && region.caption.is_none_or(|index| captions[index].label.kind != ObjectLabelKind::Table);
            if doubtful && (region.rules.len() < 3 || is_sparse(&table)) {
                continue;
            }
            inside.iter().for_each(|i| taken[*i] = true);
            let bounds = inside.iter().map(|i| self.lines[*i].rect).fold(region.rect, |a, b| a.union(&b));
            region.rect = bounds;
            if let Some(index) = region.caption {
                table.caption = self.caption_text(&captions[index]);
                table.caption_bbox = Some(captions[index].rect);
                table.label = Some(captions[index].label.clone());
            }
            table.footnotes = self.table_notes(&bounds, taken, &captioned);
            self.push_object(bounds, captions, region.caption, BlockContent::Table(table));
            kept.push(region);
        }
        kept
    }

    /// Notes and sources set close below a table.
    fn table_notes(&self, table: &Rect, taken: &mut [bool], captioned: &BTreeSet<usize>) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        let mut edge = table.y1;
        for (i, line) in self.lines.iter().enumerate() {
            let below = line.rect.y0 >= table.y1 - 4.0 && line.rect.x0 >= table.x0 - 12.0 && line.rect.x0 < table.x1;
            if !below || taken[i] || captioned.contains(&i) {
                continue;
            }
            if line.rect.y0 - edge > 1.3 * line.size {
                break;
            }
            let text = self.words.text(&line.glyphs);
            let starts = mark(line).is_some_and(|mark| mark.is_told())
                || ["note", "source", "注", "资料来源", "数据来源", "来源", "*", "†"]
                    .iter()
                    .any(|s| text.to_lowercase().starts_with(s));
            let goes_on = !notes.is_empty() && line.size <= 0.95 * self.body;
            let begins = starts && line.size <= 1.01 * self.body;
            if !begins && !goes_on {
                break;
            }
            taken[i] = true;
            edge = line.rect.y1;
            match notes.last_mut() {
                Some(last) if !starts => {
                    last.push(' ');
                    last.push_str(&text);
                }
                _ => notes.push(text),
            }
        }
        notes
    }

    /// Which lines are running text: wide lines of the usual size, and bold ones that are headings over it.
    fn prose(&self) -> Vec<bool> {
        let wide = |line: &Line| {
            let column = self.columns.iter().find(|(x0, x1)| line.rect.x0 >= x0 - 6.0 && line.rect.x1 <= x1 + 6.0);
            let (x0, x1) = column.copied().unwrap_or(self.edges);
            line.rect.width() > 0.62 * (x1 - x0)
        };
        let size = |line: &Line| (line.size - self.body).abs() < 0.08 * self.body;
        let mut prose: Vec<bool> = self.lines.iter().map(|line| wide(line) && size(line)).collect();
        for i in 0..self.lines.len() {
            let line = &self.lines[i];
            let heading = line.size >= 1.1 * self.body && line.share(|g| self.words.fonts.info(g.font).bold) > 0.8;
            let joined = size(line)
                && (0..self.lines.len()).any(|j| {
                    let other = &self.lines[j];
                    prose[j]
                        && (other.rect.x0 - line.rect.x0).abs() < 2.0 * self.body
                        && (other.base - line.base).abs() < 1.7 * line.size
                });
            prose[i] = prose[i] || heading || joined;
        }
        prose
    }

    fn caption_text(&self, caption: &Caption) -> String {
        let texts: Vec<String> = caption.lines.iter().map(|i| self.words.text(&self.lines[*i].glyphs)).collect();
        super::assemble::join_texts(&texts)
    }

    fn figures(&mut self, figures: Vec<FigureRegion>, captions: &[Caption]) {
        for region in figures {
            let mut figure = Figure { class: region.class, ..Figure::default() };
            figure.words = region
                .lines
                .iter()
                .map(|i| self.words.text(&self.lines[*i].glyphs))
                .filter(|t| !t.is_empty())
                .collect();
            figure.words.extend(figures::turned_words(&region.rect, &self.content.turned));
            if let Some(index) = region.caption {
                figure.caption = self.caption_text(&captions[index]);
                figure.caption_bbox = Some(captions[index].rect);
                figure.label = Some(captions[index].label.clone());
            }
            self.push_object(region.rect, captions, region.caption, BlockContent::Figure(figure));
        }
    }

    fn formula(&mut self, formula: FormulaRegion) {
        let label = formula.number.map(|number| ObjectLabel { kind: ObjectLabelKind::Formula, number });
        let content = BlockContent::Formula { latex: None, text: formula.text, label, blob: None };
        let lines = (formula.rect.height() / self.body.max(1.0)).max(1.0);
        self.items.push((Item { rect: formula.rect, lines }, object(self.number, formula.rect, content)));
    }

    fn lone_caption(&mut self, caption: &Caption) {
        let rows = caption.lines.iter().map(|i| self.row(&self.lines[*i])).collect();
        let size = self.lines[caption.lines[0]].size;
        let draft = Draft {
            page: self.number,
            rect: caption.rect,
            body: Body::Caption,
            rows,
            size,
            bold: false,
            indented: false,
            full: false,
        };
        self.items.push((Item { rect: caption.rect, lines: caption.lines.len() as f32 }, draft));
    }

    fn row(&self, line: &Line) -> Row {
        Row { text: self.words.text(&line.glyphs), page: self.number, rect: line.rect }
    }

    fn push_object(&mut self, rect: Rect, captions: &[Caption], caption: Option<usize>, content: BlockContent) {
        let whole = caption.map_or(rect, |index| rect.union(&captions[index].rect));
        let mut draft = object(self.number, rect, content);
        if let Some(index) = caption {
            draft.rows = captions[index].lines.iter().map(|i| self.row(&self.lines[*i])).collect();
        }
        let lines = (whole.height() / (1.2 * self.body)).max(1.0);
        self.items.push((Item { rect: whole, lines }, draft));
    }

    /// Orders objects and free lines, and turns runs of lines into drafts.
    fn text(&mut self, taken: &[bool]) {
        let free: Vec<&Line> =
            self.lines.iter().zip(taken).filter(|(_, taken)| !**taken).map(|(line, _)| line).collect();
        let objects = std::mem::take(&mut self.items);
        let mut items: Vec<Item> = objects.iter().map(|(item, _)| *item).collect();
        let rows = self.rows(&free);
        let bounds = |row: &Vec<&Line>| row.iter().map(|line| line.rect).reduce(|a, b| a.union(&b));
        items.extend(rows.iter().filter_map(bounds).map(|rect| Item { rect, lines: 1.0 }));
        let order = reading_order(&items);
        let page = Page { number: self.number, words: self.words, body: self.heading_body };
        let mut run: Vec<&Line> = Vec::new();
        let mut run_edges = self.edges;
        let mut objects: Vec<Option<(Item, Draft)>> = objects.into_iter().map(Some).collect();
        let placeholder = Item { rect: Rect::default(), lines: 1.0 };
        for index in order {
            let Some(row) = index.checked_sub(objects.len()).map(|at| &rows[at]) else {
                self.items.extend(drafts(&run, &page, run_edges).into_iter().map(|d| (placeholder, d)));
                run.clear();
                self.items.extend(objects[index].take());
                continue;
            };
            for line in row {
                let edges = self.edges_of(line);
                let edges = if run.last().is_some_and(|last| self.goes_on(last, line)) { run_edges } else { edges };
                let jumps = run.last().is_some_and(|last| line.base < last.base - 2.0 * last.size);
                if !run.is_empty() && (jumps || edges != run_edges) {
                    self.items.extend(drafts(&run, &page, run_edges).into_iter().map(|d| (placeholder, d)));
                    run.clear();
                }
                run_edges = edges;
                run.push(line);
            }
        }
        self.items.extend(drafts(&run, &page, run_edges).into_iter().map(|d| (placeholder, d)));
    }

    /// Lines of one row of one column together: loosely set lines come in pieces.
    fn rows<'l>(&self, lines: &[&'l Line]) -> Vec<Vec<&'l Line>> {
        let mut rows: Vec<Vec<&'l Line>> = Vec::new();
        for line in lines {
            let edges = self.edges_of(line);
            let joins = |row: &&mut Vec<&'l Line>| {
                let last = row[row.len() - 1];
                (last.base - line.base).abs() < 0.3 * last.size.max(line.size)
                    && edges != self.edges
                    && self.edges_of(last) == edges
                    && line.rect.x0 > last.rect.x0
            };
            match rows.iter_mut().rev().take(12).find(joins) {
                Some(row) => row.push(line),
                None => rows.push(vec![line]),
            }
        }
        rows
    }

    /// Whether a line ends the sentence of the line above it, so that both are of one column, however short it is.
    fn goes_on(&self, above: &Line, line: &Line) -> bool {
        let gap = line.base - above.base;
        (above.rect.x0 - line.rect.x0).abs() < 2.0
            && (above.size - line.size).abs() < 0.05 * line.size
            && gap > 0.0
            && gap < 1.6 * line.size
            && line.rect.x1 < above.rect.x1 + 2.0
            && !ends_sentence(&self.words.text(&above.glyphs))
    }

    fn edges_of(&self, line: &Line) -> (f32, f32) {
        let inside = self.columns.iter().find(|(x0, x1)| line.rect.x0 >= x0 - 6.0 && line.rect.x1 <= x1 + 6.0);
        inside.copied().unwrap_or(self.edges)
    }

    fn footnotes(&mut self, notes: Vec<Note>) {
        let placeholder = Item { rect: Rect::default(), lines: 1.0 };
        for Note { mark, lines } in notes {
            let mut rows: Vec<Row> = lines.iter().map(|at| self.row(&self.lines[*at])).collect();
            let text = &mut rows[0].text;
            if let Some(mark) = mark.as_ref().filter(|mark| mark.on_line > 0 && text.starts_with(&mark.text)) {
                *text = text[mark.text.len()..].trim_start_matches(['.', ')', '、', ' ']).to_owned();
            }
            let draft = Draft {
                page: self.number,
                rect: rows.iter().map(|row| row.rect).fold(rows[0].rect, |a, b| a.union(&b)),
                body: Body::Footnote { mark: mark.map(|mark| mark.text).unwrap_or_default() },
                rows,
                size: self.lines[lines[0]].size,
                bold: false,
                indented: false,
                full: false,
            };
            self.items.push((placeholder, draft));
        }
    }
}

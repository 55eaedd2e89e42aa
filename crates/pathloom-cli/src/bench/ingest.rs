//! How well documents are read: a set with known truth, our reader and others by the same measures.

use super::form::{Found, Kind, Reader, TrueDocument, Truth, load};
use super::score::{Counts, Measure, Scores};
use super::{headings, links, objects, order, ours, plots, report, tables};
use crate::output::{Output, say};
use crate::project::wrong;
use pathloom_ipc::AppError;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The scores of one reader: a row for each document, then one for each language.
pub struct Row {
    pub tool: String,
    pub document: String,
    pub language: String,
    pub total: bool,
    /// Documents read, of how many.
    pub read: (usize, usize),
    pub scores: Scores,
    /// Why there are none.
    pub error: Option<String>,
}

pub fn run(truth: &Path, peers: &[impl AsRef<Path>], plot: Option<&Path>, out: &Output) -> Result<(), AppError> {
    let set: Truth = load(&truth.join("truth.json"))?;
    let mut readers = vec![own(&set, truth)?];
    for peer in peers {
        readers.push(load(peer.as_ref())?);
    }
    let rows: Vec<Row> = readers.iter().flat_map(|reader| scored(&set, reader)).collect();
    report::print(&rows, out);
    if let Some(folder) = plot {
        fs::create_dir_all(folder)
            .map_err(|problem| wrong(format!("{}: {problem}.", folder.display()), "Check it."))?;
        plots::draw(&rows, folder)?;
    }
    Ok(())
}

fn own(set: &Truth, folder: &Path) -> Result<Reader, AppError> {
    let mut documents = Vec::new();
    for document in &set.documents {
        let path = folder.join(&document.file);
        let bytes = fs::read(&path)
            .map_err(|problem| wrong(format!("{}: {problem}.", path.display()), "Check the folder of the set."))?;
        documents.push(ours::read(document, &bytes));
    }
    let gives = ["order"].into_iter().chain(Measure::ALL.map(Measure::name)).map(str::to_owned).collect();
    Ok(Reader { tool: "Pathloom".into(), gives, documents })
}

fn scored(set: &Truth, reader: &Reader) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut totals: BTreeMap<&str, (Scores, usize, usize)> = BTreeMap::new();
    for truth in &set.documents {
        let Some(found) = reader.documents.iter().find(|found| found.file == truth.file) else {
            say(&format!("{} has no result for {}.", reader.tool, truth.file));
            continue;
        };
        let read = found.error.is_none();
        let scores = if read { score(truth, found, reader) } else { Scores::default() };
        let (sum, done, all) = totals.entry(&truth.language).or_default();
        sum.add(&scores);
        (*done, *all) = (*done + usize::from(read), *all + 1);
        rows.push(Row {
            tool: reader.tool.clone(),
            document: truth.file.clone(),
            language: truth.language.clone(),
            total: false,
            read: (usize::from(read), 1),
            scores,
            error: found.error.clone(),
        });
    }
    rows.extend(totals.into_iter().map(|(language, (scores, done, all))| Row {
        tool: reader.tool.clone(),
        document: if done < all { format!("{done} of {all} {language}") } else { format!("all {language}") },
        language: language.to_owned(),
        total: true,
        read: (done, all),
        scores,
        error: None,
    }));
    rows
}

/// Every measure that the reader gives something for.
fn score(truth: &TrueDocument, found: &Found, reader: &Reader) -> Scores {
    let matched = tables::matched(truth, found);
    let mut f1: BTreeMap<Measure, Counts> = cells(truth, found, &matched);
    if truth.blocks.iter().any(|block| block.kind == Kind::Heading) {
        let (texts, levels) = headings::headings(truth, found);
        f1.extend([(Measure::Headings, texts), (Measure::Levels, levels)]);
    }
    f1.insert(Measure::Captions, objects::captions(truth, found, &matched));
    f1.insert(Measure::References, links::references(truth, found, &matched));
    f1.extend(objects::detected(truth, found, Kind::Figure).map(|it| (Measure::Figures, it)));
    f1.extend(objects::detected(truth, found, Kind::Formula).map(|it| (Measure::Formulas, it)));
    let gives = |name: &str| reader.gives.iter().any(|it| it == name);
    f1.retain(|measure, _| gives(measure.name()));
    Scores {
        order: if gives("order") { order::order(truth, found) } else { None },
        f1,
        cpu_seconds: found.cpu_seconds,
        pages: found.pages.unwrap_or(1),
    }
}

fn cells(truth: &TrueDocument, found: &Found, matched: &[Option<usize>]) -> BTreeMap<Measure, Counts> {
    let mut sums: BTreeMap<Measure, Counts> = BTreeMap::new();
    for (wanted, at) in truth.blocks.iter().zip(matched).filter(|(block, _)| block.kind == Kind::Table) {
        let got = at.map(|at| &found.blocks[at]);
        let counts = tables::cells(wanted, got);
        let class = match wanted.rules.as_str() {
            "partly" => Measure::Partly,
            "unruled" => Measure::Unruled,
            _ => Measure::Ruled,
        };
        let heads = got.is_some_and(|got| got.header_rows == wanted.header_rows);
        let heads = Counts { right: usize::from(heads), found: usize::from(got.is_some()), there: 1 };
        for (measure, counts) in [(class, counts), (Measure::Cells, counts), (Measure::HeaderRows, heads)] {
            sums.entry(measure).or_default().add(counts);
        }
    }
    let others = found
        .blocks
        .iter()
        .enumerate()
        .filter(|(at, block)| block.kind == Kind::Table && !matched.contains(&Some(*at)));
    others.for_each(|(_, block)| sums.entry(Measure::Cells).or_default().add(tables::spurious(block)));
    sums
}

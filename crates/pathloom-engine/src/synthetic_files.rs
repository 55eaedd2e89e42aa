//! A synthetic graph as two CSV files, so that other programs can be measured on the very same one.

use crate::error;
use pathloom_graph::synthetic::{Rows, synthetic};
use pathloom_ipc::AppError;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// The graph that `bench sample` measures, into `nodes.csv` (`id,kind`) and `relations.csv` (`head,relation,tail`).
/// Ids are places in random order from 0 on. Returns the rows of each; the measured graph leaves out relations of a
/// node to itself and repeated ones.
pub fn write(nodes: usize, hubs: bool, folder: &Path) -> Result<[usize; 2], AppError> {
    let rows = synthetic(nodes, 1, hubs);
    fs::create_dir_all(folder).map_err(|problem| error::io(folder, problem))?;
    write_file(&folder.join("nodes.csv"), |file| write_nodes(&rows, file))?;
    write_file(&folder.join("relations.csv"), |file| write_relations(&rows, file))?;
    Ok([rows.nodes.len(), rows.relations.len()])
}

fn write_file(path: &Path, lines: impl Fn(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<(), AppError> {
    let written = File::create(path).and_then(|file| {
        let mut file = BufWriter::new(file);
        lines(&mut file)?;
        file.flush()
    });
    written.map_err(|problem| error::io(path, problem))
}

fn write_nodes(rows: &Rows, file: &mut impl Write) -> std::io::Result<()> {
    writeln!(file, "id,kind")?;
    rows.nodes.iter().enumerate().try_for_each(|(id, (kind, _))| writeln!(file, "{id},{kind:?}"))
}

fn write_relations(rows: &Rows, file: &mut impl Write) -> std::io::Result<()> {
    writeln!(file, "head,relation,tail")?;
    let name = |name: u32| &rows.names[name as usize];
    rows.relations.iter().try_for_each(|&(head, relation, tail)| writeln!(file, "{head},{},{tail}", name(relation)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_hold_every_row_of_the_graph_that_is_measured() {
        let folder = tempfile::TempDir::new().unwrap();
        let [nodes, relations] = write(1_000, false, folder.path()).unwrap();
        let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(lines("nodes.csv").lines().count(), nodes + 1, "a line for each node, and the head");
        let rows = synthetic(1_000, 1, false);
        let (head, name, tail) = rows.relations[0];
        let first = format!("{head},{},{tail}", rows.names[name as usize]);
        assert_eq!(lines("relations.csv").lines().nth(1), Some(first.as_str()), "in the order of the rows");
        assert_eq!(lines("relations.csv").lines().count(), relations + 1, "a line for each relation, and the head");
    }
}

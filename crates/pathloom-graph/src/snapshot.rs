//! The built graph as a stream of bytes, and back: packed arrays in the order of ids, little-endian. It knows nothing of
//! files. What is read may come from a stranger: everything that is used as a place in an array is checked first.

use crate::blocks::{Block, EntryNames, NamesOfEntries};
use crate::columns::Names;
use crate::csr::Csr;
use crate::graph::{Graph, NONE};
use crate::kinds::IN_KEY_ORDER;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::sync::Arc;

/// Grows with every change of the form, so that older bytes are not read.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// In a row of lengths: the length stands among the long ones.
const LONG: u8 = u8::MAX;
/// Bytes that are moved at once.
const PIECE: usize = 1 << 18;

impl Graph {
    pub fn write_snapshot(&self, out: &mut impl Write) -> io::Result<()> {
        write_numbers(out, &[SNAPSHOT_FORMAT])?;
        write_numbers(out, &self.starts)?;
        write_wide(out, &self.keys)?;
        write_texts(out, (0..self.node_count()).map(|node| self.names.get(node)))?;
        for column in [&self.labels, &self.documents, &self.pages, &self.rows, &self.columns] {
            write_numbers(out, column)?;
        }
        write_texts(out, self.words.iter().map(String::as_str))?;
        write_texts(out, self.relation_names.iter().map(String::as_str))?;
        for block in &self.blocks {
            write_numbers(out, &[u32::from(block.is_some())])?;
            let Some(block) = block else { continue };
            write_rows(out, &block.forward)?;
            write_rows(out, &block.backward)?;
            write_names(out, block)?;
        }
        Ok(())
    }

    /// Reads what [`Graph::write_snapshot`] wrote, from a stream of `bytes` bytes. `None` where it is anything else.
    pub fn read_snapshot(from: &mut impl Read, bytes: u64) -> Option<Graph> {
        let mut source = Source { from, left: bytes };
        if source.numbers()? != [SNAPSHOT_FORMAT] {
            return None;
        }
        let starts: [u32; 8] = source.numbers()?.try_into().ok()?;
        let keys = source.wide()?;
        let nodes = keys.len();
        let are_starts = starts[0] == 0 && starts.is_sorted() && starts[7] as usize == nodes;
        let range = |rank: usize| starts[rank]..starts[rank + 1];
        let are_keys =
            || (0..7).map(range).all(|ids| keys[ids.start as usize..ids.end as usize].is_sorted_by(|a, b| a < b));
        if !are_starts || !are_keys() {
            return None;
        }
        let mut graph = Graph { starts, keys, names: source.texts(nodes)?, ..Graph::default() };
        let columns = [(); 5].map(|()| source.numbers());
        let [labels, documents, pages, rows, columns] =
            columns.map(|column| column.filter(|column| column.is_empty() || column.len() == nodes));
        (graph.labels, graph.documents, graph.pages) = (labels?, documents?, pages?);
        (graph.rows, graph.columns) = (rows?, columns?);
        (graph.words, graph.relation_names) = (source.strings()?, source.strings()?);
        let of_documents = range(crate::kinds::rank(pathloom_model::Kind::Document));
        let words = graph.words.len();
        let all = |column: &[u32], fits: &dyn Fn(u32) -> bool| column.iter().all(|&it| it == NONE || fits(it));
        if !all(&graph.labels, &|word| (word as usize) < words)
            || !all(&graph.documents, &|document| of_documents.contains(&document))
        {
            return None;
        }
        for pair in 0..IN_KEY_ORDER.len() * IN_KEY_ORDER.len() {
            let block = match source.numbers()?[..] {
                [0] => None,
                [1] => Some(source.block(range(pair / 7), range(pair % 7), graph.relation_names.len())?),
                _ => return None,
            };
            graph.blocks.push(block);
        }
        (source.left == 0).then_some(graph)
    }
}

fn write_numbers(out: &mut impl Write, numbers: &[u32]) -> io::Result<()> {
    out.write_all(&(numbers.len() as u64).to_le_bytes())?;
    let mut piece = Vec::with_capacity(PIECE.min(numbers.len() * 4));
    for some in numbers.chunks(PIECE / 4) {
        piece.clear();
        piece.extend(some.iter().flat_map(|number| number.to_le_bytes()));
        out.write_all(&piece)?;
    }
    Ok(())
}

fn write_wide(out: &mut impl Write, numbers: &[u128]) -> io::Result<()> {
    out.write_all(&(numbers.len() as u64).to_le_bytes())?;
    let mut piece = Vec::with_capacity(PIECE.min(numbers.len() * 16));
    for some in numbers.chunks(PIECE / 16) {
        piece.clear();
        piece.extend(some.iter().flat_map(|number| number.to_le_bytes()));
        out.write_all(&piece)?;
    }
    Ok(())
}

fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Lengths, then all of them in one.
fn write_texts<'a>(out: &mut impl Write, texts: impl Iterator<Item = &'a str> + Clone) -> io::Result<()> {
    write_lengths(out, texts.clone().map(str::len))?;
    let total: usize = texts.clone().map(str::len).sum();
    out.write_all(&(total as u64).to_le_bytes())?;
    let mut piece = Vec::with_capacity(PIECE);
    for text in texts {
        piece.extend_from_slice(text.as_bytes());
        if piece.len() >= PIECE {
            out.write_all(&piece)?;
            piece.clear();
        }
    }
    out.write_all(&piece)
}

/// A byte each, and the long ones apart.
fn write_lengths(out: &mut impl Write, lengths: impl Iterator<Item = usize> + Clone) -> io::Result<()> {
    let bytes: Vec<u8> = lengths.clone().map(|length| u8::try_from(length).unwrap_or(LONG)).collect();
    let long: Vec<u32> = lengths.filter(|&length| length >= usize::from(LONG)).map(|length| length as u32).collect();
    write_bytes(out, &bytes)?;
    write_numbers(out, &long)
}

fn write_rows(out: &mut impl Write, rows: &Csr) -> io::Result<()> {
    write_lengths(out, rows.rows().map(|node| rows.row(node).len()))?;
    write_numbers(out, rows.targets())
}

fn write_names(out: &mut impl Write, block: &Block) -> io::Result<()> {
    write_numbers(out, &block.all_names)?;
    if block.all_names.len() == 1 {
        return Ok(());
    }
    let mut names = NamesOfEntries::default();
    let mut one = Vec::new();
    for entry in 0..block.forward.len() {
        one.clear();
        one.extend(block.names_at(entry));
        names.push(&one);
    }
    let NamesOfEntries { column, entries, ends, several } = &names;
    [column, entries, ends, several].into_iter().try_for_each(|numbers| write_numbers(out, numbers))
}

/// What is left of a stream: no list is believed to be longer.
struct Source<'r, R> {
    from: &'r mut R,
    left: u64,
}

impl<R: Read> Source<'_, R> {
    /// The length of a list of items of `size` bytes.
    fn length(&mut self, size: u64) -> Option<usize> {
        let mut bytes = [0; 8];
        self.left = self.left.checked_sub(8)?;
        self.from.read_exact(&mut bytes).ok()?;
        let length = u64::from_le_bytes(bytes);
        self.left = self.left.checked_sub(length.checked_mul(size)?)?;
        usize::try_from(length).ok()
    }

    fn list<T, const SIZE: usize>(&mut self, number: impl Fn([u8; SIZE]) -> T) -> Option<Vec<T>> {
        let length = self.length(SIZE as u64)?;
        let mut list = Vec::with_capacity(length);
        let mut piece = vec![0; PIECE.min(length * SIZE)];
        while list.len() < length {
            let bytes = &mut piece[..PIECE.min((length - list.len()) * SIZE)];
            self.from.read_exact(bytes).ok()?;
            list.extend(bytes.as_chunks::<SIZE>().0.iter().map(|bytes| number(*bytes)));
        }
        Some(list)
    }

    fn numbers(&mut self) -> Option<Vec<u32>> {
        self.list(u32::from_le_bytes)
    }

    fn wide(&mut self) -> Option<Vec<u128>> {
        self.list(u128::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        self.list(|[byte]| byte)
    }

    /// Where each of `count` items ends.
    fn ends(&mut self, count: usize) -> Option<Vec<u32>> {
        let (lengths, long) = (self.bytes()?, self.numbers()?);
        if lengths.len() != count {
            return None;
        }
        let mut long = long.into_iter();
        let mut ends = Vec::with_capacity(count + 1);
        let mut end = 0u32;
        for length in lengths {
            let length = if length == LONG { long.next()? } else { u32::from(length) };
            end = end.checked_add(length)?;
            ends.push(end);
        }
        long.next().is_none().then_some(ends)
    }

    fn texts(&mut self, count: usize) -> Option<Names> {
        let ends = self.ends(count)?;
        let text = String::from_utf8(self.bytes()?).ok()?;
        let is_whole = ends.last().copied().unwrap_or(0) as usize == text.len();
        let are_borders = || text.is_ascii() || ends.iter().all(|&end| text.is_char_boundary(end as usize));
        if !is_whole || !are_borders() {
            return None;
        }
        Some(if text.is_empty() { Names::default() } else { Names::of(text, ends) })
    }

    /// A few.
    fn strings(&mut self) -> Option<Vec<String>> {
        let (lengths, long, text) = (self.bytes()?, self.numbers()?, self.bytes()?);
        let (mut long, mut left) = (long.into_iter(), &text[..]);
        let mut strings = Vec::with_capacity(lengths.len());
        for length in lengths {
            let length = if length == LONG { long.next()? as usize } else { usize::from(length) };
            let (one, rest) = left.split_at_checked(length)?;
            strings.push(std::str::from_utf8(one).ok()?.to_owned());
            left = rest;
        }
        (left.is_empty() && long.next().is_none()).then_some(strings)
    }

    fn rows(&mut self, from: Range<u32>, to: Range<u32>) -> Option<Csr> {
        let mut offsets = self.ends(from.len())?;
        offsets.insert(0, 0);
        let targets = self.numbers()?;
        if *offsets.last()? as usize != targets.len() {
            return None;
        }
        let is_row = |(node, bounds): (u32, &[u32])| {
            let row = &targets[bounds[0] as usize..bounds[1] as usize];
            let ends = row.first().zip(row.last());
            let are_there = ends.is_none_or(|(first, last)| *first >= to.start && *last < to.end);
            are_there && row.is_sorted_by(|a, b| a < b) && !(to.contains(&node) && row.contains(&node))
        };
        from.clone().zip(offsets.windows(2)).all(is_row).then(|| Csr::new(from.start, offsets, targets))
    }

    fn block(&mut self, from: Range<u32>, to: Range<u32>, name_count: usize) -> Option<Block> {
        let forward = self.rows(from.clone(), to.clone())?;
        let backward = self.rows(to, from)?;
        if forward.len() != backward.len() {
            return None;
        }
        let all_names = self.numbers()?;
        let are_names = |names: &[u32]| names.iter().all(|&name| (name as usize) < name_count);
        if all_names.is_empty() || !all_names.is_sorted_by(|a, b| a < b) || !are_names(&all_names) {
            return None;
        }
        let names = if let [only] = all_names[..] {
            EntryNames::same(only)
        } else {
            let names = NamesOfEntries {
                column: self.numbers()?,
                entries: self.numbers()?,
                ends: self.numbers()?,
                several: self.numbers()?,
            };
            EntryNames::of(names.checked(forward.len(), name_count)?, name_count)
        };
        Some(Block::new(Arc::new(forward), Arc::new(backward), names, all_names))
    }
}

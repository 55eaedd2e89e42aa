//! LaTeX sources: read, never run. Sections, tables, figures and formulas are numbered as LaTeX would number them, so
//! that references lead to them. Files that are taken in and pictures are not loaded.

mod floats;
mod inline;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod walk;

use crate::decode::{Decoded, decode};
use crate::flow::Flow;
use crate::{ReadError, Source as File, plain};
use inline::{Labels, words};
use pathloom_model::{Format, Key, Parsed};
use source::Source;
use walk::Walker;

pub(crate) fn read(key: Key, file: &File) -> Result<Parsed, ReadError> {
    let Decoded { mut text, mut warnings } = decode(file.bytes)?;
    plain::cut_to_limit(&mut text, &mut warnings);
    let source = Source::new(&text);
    drop(text);
    // References lead forwards too: a first reading finds the numbers, a second one writes them.
    let first = walked(&source, &mut Flow::default(), &Labels::default());
    let mut flow = Flow::default();
    walked(&source, &mut flow, &first);
    let mut parsed = flow.finish(key, file, Format::Latex, None);
    warnings.append(&mut parsed.warnings);
    Ok(Parsed { warnings, ..parsed })
}

fn walked(source: &Source, flow: &mut Flow, labels: &Labels) -> Labels {
    let text = &source.text;
    if let Some((from, to)) = argument(source, "\\title") {
        flow.heading(1, words(source, from, to, labels));
    }
    let from = text.find("\\begin{document}").map_or(0, |at| at + 16);
    let to = text[from..].find("\\end{document}").map_or(text.len(), |at| from + at);
    let mut walker = Walker::new(source, flow, labels);
    walker.blocks(from, to, 0);
    walker.report_missing();
    walker.found
}

/// The inside of the first argument of a command that stands once.
fn argument(source: &Source, command: &str) -> Option<(usize, usize)> {
    let text = &source.text;
    let mut at = text.match_indices(command).find(|(at, _)| text[at + command.len()..].starts_with(['{', '[']))?.0
        + command.len();
    if text[at..].starts_with('[') {
        at = source.inside(at)?.1 + 1;
    }
    source.inside(at).filter(|_| text[at..].starts_with('{'))
}

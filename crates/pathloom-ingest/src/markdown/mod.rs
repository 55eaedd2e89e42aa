//! Markdown, with tables, formulas, footnotes and captions. Markup is left out of the words, and every word still
//! leads back to its bytes. Pictures are named by their alternative text; nothing is loaded, no link is followed.

mod captions;
mod html;
mod inline;
mod walk;

use crate::decode::{Decoded, decode};
use crate::{ReadError, Source, plain};
use pathloom_model::{BlockContent, DocumentMeta, Format, Key, Language, Parsed};

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let Decoded { mut text, mut warnings } = decode(source.bytes)?;
    plain::cut_to_limit(&mut text, &mut warnings);
    let walked = walk::walk(&text);
    warnings.extend(walked.warnings);
    let blocks = captions::join(walked.blocks);
    let first_title = blocks.iter().find_map(|block| match &block.content {
        BlockContent::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    });
    let meta = DocumentMeta {
        key,
        name: source.file_name().to_owned(),
        format: Format::Markdown,
        bytes: source.bytes.len() as u64,
        title: walked.title.or(first_title),
        language: Language::of(&text[..text.floor_char_boundary(100_000)]),
        pages: vec![],
    };
    Ok(Parsed { meta, text: Some(text), blocks, blobs: vec![], warnings })
}

#[cfg(test)]
mod tests {
    use crate::{Source, read};
    use pathloom_model::{Block, BlockContent, ObjectLabelKind, Parsed, TableData, locate};

    fn parsed(text: &str) -> Parsed {
        read(&Source { name: "a.md", bytes: text.as_bytes(), password: None }).expect("it reads")
    }

    /// The source that stands behind some words of a block.
    fn source_of<'a>(parsed: &'a Parsed, block: &Block, words: &str) -> &'a str {
        let text = block.text();
        let start = text.find(words).unwrap_or_else(|| panic!("“{words}” in “{text}”")) as u32;
        let span = locate(parsed, block.id, start, start + words.len() as u32);
        assert_eq!(span.quote, words);
        let [from, to] = span.chars.expect("a range");
        &parsed.text.as_deref().expect("text")[from as usize..to as usize]
    }

    fn table(parsed: &Parsed) -> &TableData {
        let tables = parsed.blocks.iter().find_map(|block| match &block.content {
            BlockContent::Table(table) => Some(table),
            _ => None,
        });
        tables.expect("a table")
    }

    #[test]
    fn words_lose_their_markup_and_keep_their_place() {
        let parsed = parsed(
            "# Plants &amp; *people*\r\n\r\nThe **Arvika** plant[^1] emits CO$_2$ and H<sub>2</sub>O, see [the\r\nnote](http://a.b \"t\").\r\n\r\n[^1]: Opened in 1981.\r\n",
        );
        assert_eq!(parsed.meta.title.as_deref(), Some("Plants & people"));
        let [_, paragraph, footnote] = &parsed.blocks[..] else { panic!("three blocks: {:?}", parsed.blocks) };
        assert_eq!(paragraph.text(), "The Arvika plant emits CO₂ and H₂O, see the note.");
        assert_eq!(source_of(&parsed, paragraph, "Arvika"), "Arvika");
        assert_eq!(source_of(&parsed, paragraph, "CO₂"), "CO$_2$");
        assert_eq!(source_of(&parsed, paragraph, "the note"), "the\r\nnote");
        assert!(
            matches!(&footnote.content, BlockContent::Footnote { mark, text } if mark == "1" && text == "Opened in 1981.")
        );
    }

    #[test]
    fn tables_have_cells_with_places_and_the_caption_beside_them() {
        let parsed = parsed(
            "**Table 2:** Output by plant\n\n| Plant | Units |\n|---|---:|\n| **Oulu** \\| North | 18 |\n| Gdynia | 51 | lost |\n\nTable 2 shows output.\n",
        );
        let table = table(&parsed);
        assert_eq!(table.caption, "Table 2: Output by plant");
        assert_eq!(table.label.as_ref().map(|label| label.number.as_str()), Some("2"));
        assert_eq!((table.header_rows, table.header_cols), (1, 1));
        let cell = &table.cells[1][0];
        let [from, to] = cell.chars.expect("a place");
        assert_eq!(cell.text, "Oulu | North");
        assert_eq!(&parsed.text.as_deref().expect("text")[from as usize..to as usize], "Oulu** \\| North");
        assert_eq!(parsed.blocks.len(), 2, "the caption is joined, prose about the table is not");
        assert_eq!(parsed.warnings[0].line, Some(6), "a row that is too long is reported by its line");
        assert_eq!(parsed.blocks[1].id, 1, "ids follow reading order");
    }

    #[test]
    fn display_formulas_are_blocks_with_their_label() {
        let parsed = parsed(
            "Power is\n$$P = U \\cdot I \\tag{3}$$\nwhere $U$ is voltage and $\\frac{a}{b}$ a ratio.\n\n\\[ E = mc^2 \\] (4)\n\n```math\nx^2\n```\n\nIt cost \\[not math\\] $5 and $10.\n",
        );
        let formulas: Vec<_> = parsed
            .blocks
            .iter()
            .filter_map(|block| match &block.content {
                BlockContent::Formula { latex, label, text, .. } => {
                    let number = label.as_ref().map(|label| (label.kind, label.number.clone()));
                    Some((latex.clone().unwrap_or_default(), text.clone(), number))
                }
                _ => None,
            })
            .collect();
        let label = |number: &str| Some((ObjectLabelKind::Formula, number.to_owned()));
        assert_eq!(
            formulas,
            [
                ("P = U \\cdot I".to_owned(), "P = U · I".to_owned(), label("3")),
                ("E = mc^2".to_owned(), "E = mc²".to_owned(), label("4")),
                ("x^2".to_owned(), "x²".to_owned(), None),
            ]
        );
        let words: Vec<_> = parsed.blocks.iter().map(Block::text).collect();
        assert_eq!(words[2], "where U is voltage and $\\frac{a}{b}$ a ratio.", "what is not simple stays LaTeX");
        assert_eq!(words[5], "It cost [not math] $5 and $10.", "brackets and prices are no formulas");
        assert_eq!(source_of(&parsed, &parsed.blocks[1], "U \\cdot I"), "U \\cdot I");
    }

    #[test]
    fn pictures_lists_and_code() {
        let parsed = parsed(
            "---\ntitle: \"From the front\"\n---\n![Flow chart](../../etc/passwd)\n\nFigure 1. The process\n\n1. first *step*\n   - inner\n2. second\n\n```rust\nlet x = `1`;\n```\n",
        );
        assert_eq!(parsed.meta.title.as_deref(), Some("From the front"));
        let BlockContent::Figure(figure) = &parsed.blocks[0].content else { panic!("a figure: {:?}", parsed.blocks) };
        assert_eq!((figure.caption.as_str(), figure.blob.as_ref()), ("Figure 1. The process", None));
        assert_eq!(figure.words, ["Flow chart"], "the alternative text is kept beside a real caption");
        assert!(
            matches!(&parsed.blocks[1].content, BlockContent::List { ordered: true, items } if items == &["first step", "inner", "second"])
        );
        assert_eq!(source_of(&parsed, &parsed.blocks[1], "step"), "step");
        assert_eq!(parsed.blocks[2].text(), "let x = `1`;");
        assert_eq!(source_of(&parsed, &parsed.blocks[2], "`1`"), "`1`");
    }

    #[test]
    fn html_tables_are_tables() {
        let parsed = parsed(
            "表1 各厂产能\n\n<table><tr><th rowspan=2>厂</th><th colspan=\"2\">产能 &amp; 年</th></tr>\n<tr><td>2023</td><td>2024</td></tr><tr><td>北岭<br>一厂</td><td>7</td><td>8</td></tr></table>\n\n<!-- hidden -->\n\n<div>Some <b>words</b></div>\n",
        );
        let table = table(&parsed);
        assert_eq!(table.caption, "表1 各厂产能");
        let texts: Vec<Vec<_>> =
            table.cells.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [["厂", "产能 & 年", ""], ["", "2023", "2024"], ["北岭 一厂", "7", "8"]]);
        assert_eq!(table.cells[1][0].covered_by, Some((0, 0)), "a spanned place names its origin");
        assert_eq!(parsed.blocks[1].text(), "Some words", "tags and comments are left out");
    }
}

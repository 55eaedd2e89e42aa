//! Damaged and hostile files of every format: whatever the bytes, reading ends with blocks, warnings or a sentence.

use pathloom_ingest::{ChunkSettings, Source, chunks, read};
use pathloom_model::locate;

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// Reads, and checks what every reader of blocks relies on.
fn check(name: &str, bytes: &[u8]) {
    let parsed = match read(&Source { name, bytes, password: None }) {
        Ok(parsed) => parsed,
        Err(error) => {
            assert!(error.to_string().ends_with('.') && error.hint().ends_with('.'), "{name}: a refusal is a sentence");
            return;
        }
    };
    let text = parsed.text.as_deref().unwrap_or_default();
    for (at, block) in parsed.blocks.iter().enumerate() {
        assert_eq!(block.id as usize, at, "{name}: ids follow reading order");
        if let Some([from, to]) = locate(&parsed, block.id, 0, block.text().len() as u32).chars {
            assert!(text.get(from as usize..to as usize).is_some(), "{name}: a place lies within the text");
        }
    }
    chunks(&parsed, &ChunkSettings::default(), &[]);
    assert!(parsed.warnings.len() <= 500, "{name}: warnings are bounded");
}

fn mutations(name: &str, bytes: &[u8], rounds: usize) {
    let mut dice = Dice(bytes.len() as u64);
    check(name, bytes);
    for _ in 0..rounds {
        let mut broken = bytes.to_vec();
        for _ in 0..=dice.next(6) {
            let at = dice.next(broken.len());
            match dice.next(4) {
                0 => broken[at] = dice.next(256) as u8,
                1 => broken.truncate(at.max(1)),
                2 => {
                    let length = dice.next(64).min(broken.len() - at);
                    let piece = broken[at..at + length].to_vec();
                    let place = dice.next(broken.len());
                    broken.splice(place..place, piece);
                }
                _ => {
                    let length = dice.next(32).min(broken.len() - at);
                    broken.drain(at..at + length);
                }
            }
            if broken.is_empty() {
                broken.push(b'<');
            }
        }
        check(name, &broken);
    }
}

#[test]
fn damaged_office_files_cost_a_sentence() {
    for name in ["plants.docx", "plants.xlsx", "plants.pptx", "plants.odt"] {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        mutations(name, &std::fs::read(path).expect("a fixture"), 150);
    }
}

/// The parts inside are damaged and packed again, so that the damage reaches the readers.
#[test]
fn damaged_parts_cost_a_sentence() {
    use std::io::{Cursor, Read, Write};
    for name in ["plants.docx", "plants.xlsx", "plants.pptx", "plants.odt"] {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut archive =
            zip::ZipArchive::new(Cursor::new(std::fs::read(path).expect("a fixture"))).expect("an archive");
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("its bytes");
            parts.push((entry.name().expect("a name").into_owned(), bytes));
        }
        let mut dice = Dice(parts.len() as u64);
        let xml: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].1.starts_with(b"<")).collect();
        for _ in 0..120 {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let chosen = xml[dice.next(xml.len())];
            for (at, (part, bytes)) in parts.iter().enumerate() {
                zip.start_file(part.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
                let mut bytes = bytes.clone();
                if at == chosen {
                    swap_numbers(&mut bytes, &mut dice);
                }
                zip.write_all(&bytes).expect("its bytes");
            }
            check(name, zip.finish().expect("an archive").get_ref());
        }
    }
}

/// Well-formed all the same: digits become other digits, so that counts, spans and places lie.
fn swap_numbers(bytes: &mut [u8], dice: &mut Dice) {
    for _ in 0..40 {
        let start = dice.next(bytes.len());
        if let Some(at) = bytes[start..].iter().position(u8::is_ascii_digit) {
            bytes[start + at] = b'0' + dice.next(10) as u8;
        }
    }
}

#[test]
fn damaged_texts_cost_a_sentence() {
    let page = "<html><body><h1>Plants</h1><table><tr><th rowspan=2>a<th colspan=3>b</table><ul><li>x<ol><li>y</ul><figure><img src='data:image/png;base64,AAAA'>\
                <figcaption>Figure 1: x</figure><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math><p>厂 &amp; <sub>2</sub></p><dl><dt>a<dd>b</dl></body></html>";
    let paper = "\\documentclass{a}\\newcommand{\\x}[1]{\\textbf{#1}}\\begin{document}\\section{A \\x{b}}$a^2$ \\[x\\] \\begin{table}\\caption{T}\\begin{tabular}{ll}\\multirow{2}{*}{a}&b\\\\&c\\end{tabular}\\end{table}\
                 \\begin{itemize}\\item x\\footnote{y}\\end{itemize}\\begin{align}a&=b\\label{e}\\\\c&=d\\label{f}\\end{align}\\ref{e}\\'e\\end{document}";
    let data = "[{\"a\": 1, \"b\": {\"c\": [1, 2]}}, {\"a\": \"厂\", \"d\": null}]";
    for (name, text) in [("a.html", page), ("a.tex", paper), ("a.json", data), ("a.jsonl", "{\"a\": 1}\n{\"b\": 2}\n")]
    {
        mutations(name, text.as_bytes(), 400);
    }
}

#[test]
fn repeated_openings_end() {
    for (name, piece) in [
        ("a.html", "<table><tr><td>"),
        ("a.html", "<b><p>"),
        ("a.html", "<figure><figcaption>"),
        ("a.tex", "\\begin{itemize}\\item "),
        ("a.tex", "\\["),
        ("a.tex", "$ "),
        ("a.tex", "$$C$”$"),
        ("a.tex", "\\begin{verbatim}"),
        ("a.tex", "\\begin{"),
        ("a.tex", "\\section{"),
        ("a.json", "[{\"a\":"),
        ("a.jsonl", "{\"a\":"),
    ] {
        check(name, format!("\\documentclass{{a}}\\begin{{document}}{}", piece.repeat(20_000)).as_bytes());
        check(name, piece.repeat(20_000).as_bytes());
    }
}

//! Documents of 200 MB: read to a limit that is told, or whole, in bounded memory. The limit of texts has its test
//! beside the reader.
#![cfg(unix)]

use pathloom_tests::cli::{Said, pathloom, pathloom_with_memory};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const SIZE: usize = 200_000_000;
/// What the program may take: a machine of 4 GB keeps room for everything else.
const MEGABYTES: u64 = 2_000;

fn imported(place: &Path, name: &str) -> (Said, serde_json::Value) {
    let project = place.join("large.pathloom").to_string_lossy().into_owned();
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let said = pathloom_with_memory(MEGABYTES, &["import", &project, &place.join(name).to_string_lossy()]);
    assert_eq!(said.code, 0, "{}", said.err);
    let stats = pathloom(&["--json", "stats", &project]).json();
    assert_eq!(stats["kinds"]["Document"], 1, "{stats}");
    (said, stats)
}

/// Fills a file with what `piece` makes of a number, up to the size.
fn filled(file: &Path, piece: impl Fn(usize) -> String) {
    let mut out = BufWriter::new(File::create(file).expect("creates"));
    let (mut written, mut number) = (0, 0);
    while written < SIZE {
        let text = piece(number);
        out.write_all(text.as_bytes()).expect("writes");
        (written, number) = (written + text.len(), number + 1);
    }
    out.flush().expect("writes");
}

#[test]
fn of_a_csv_the_first_rows_are_read_and_the_others_are_counted() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let row = |n: usize| match n {
        0 => "Hour,Load (MW),Price (EUR)\n".to_owned(),
        n => format!("{n},{}.5,{}{}\n", n % 900, n % 70, " ".repeat(1_000)),
    };
    filled(&place.path().join("large.csv"), row);
    let (said, stats) = imported(place.path(), "large.csv");
    assert!(said.err.contains("first 20000 rows") && said.err.contains("Split the file"), "{}", said.err);
    assert_eq!(stats["kinds"]["Table"], 1, "{stats}");
}

#[test]
fn a_pdf_is_read_whole_whatever_its_pictures_weigh() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut out = BufWriter::new(File::create(place.path().join("large.pdf")).expect("creates"));
    let text = "BT /F1 12 Tf 72 700 Td (Arvika Works is a plant of Norrheat AB.) Tj ET";
    let (width, height) = (10_000, SIZE / 10_000);
    let picture = format!(
        "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {} >>\nstream\n",
        width * height
    );
    let heads = [
        "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >> >>\nendobj\n".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream\nendobj\n", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n".to_owned(),
        picture,
    ];
    let mut places = Vec::new();
    let mut at = out.write(b"%PDF-1.4\n").expect("writes");
    for (number, head) in heads.iter().enumerate() {
        places.push(at);
        let object = format!("{} 0 obj\n{head}", number + 1);
        out.write_all(object.as_bytes()).expect("writes");
        at += object.len();
    }
    out.write_all(&vec![0x7f; width * height]).expect("writes");
    at += width * height;
    let end = "\nendstream\nendobj\n";
    out.write_all(end.as_bytes()).expect("writes");
    let table: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let start = at + end.len();
    let trailer = format!(
        "xref\n0 7\n0000000000 65535 f \n{table}trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    out.write_all(trailer.as_bytes()).expect("writes");
    out.flush().expect("writes");
    let (said, stats) = imported(place.path(), "large.pdf");
    assert!(!said.err.contains("damaged") && stats["kinds"]["Entity"].as_u64() >= Some(2), "{} {stats}", said.err);
}

#[test]
fn beyond_half_a_gigabyte_a_file_is_refused_before_it_is_read() {
    let place = tempfile::tempdir().expect("a temporary folder");
    File::create(place.path().join("huge.pdf")).and_then(|file| file.set_len(600_000_000)).expect("a hole of a file");
    let project = place.path().join("huge.pathloom").to_string_lossy().into_owned();
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let said = pathloom_with_memory(300, &["import", &project, &place.path().join("huge.pdf").to_string_lossy()]);
    assert_eq!(said.code, 1, "nothing could be read: {}", said.err);
    assert!(said.err.contains("600 MB, more than the 500 MB") && said.err.contains("Split the file"), "{}", said.err);
}

//! Documents that cannot be read as they claim: each is told with what happened and what to do, and the rest is read.

use pathloom_tests::cli::{demo_documents, pathloom};
use std::fs;
use std::path::Path;

/// One sound file and one bad one: the sound one is in the project, and what is said of the bad one is returned.
fn told_of(name: &str, bytes: &[u8]) -> String {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::write(place.path().join(name), bytes).expect("writes");
    told_of_path(place.path(), name)
}

fn told_of_path(place: &Path, name: &str) -> String {
    let path = |name: &str| place.join(name).to_string_lossy().into_owned();
    let project = path("p.pathloom");
    fs::write(place.join("sound.md"), "# Notes\n\nNorrheat AB operates Arvika Works.\n").expect("writes");
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let said = pathloom(&["import", &project, &path(name), &path("sound.md")]);
    assert_eq!(said.code, 3, "partly done: {}", said.err);
    let stats = pathloom(&["--json", "stats", &project]);
    assert_eq!(stats.json()["kinds"]["Document"], 1, "the sound one is in: {}", stats.out);
    let line = said.err.lines().find(|line| line.trim_start().starts_with(name));
    line.unwrap_or_else(|| panic!("{name} in {}", said.err)).to_owned()
}

fn assert_told(line: &str, what: &str, what_to_do: &str) {
    assert!(line.contains(what) && line.contains(what_to_do), "\"{what}\" and \"{what_to_do}\" in: {line}");
    assert!(!line.contains("Error") && !line.contains('{') && !line.contains("os error 1)"), "in words: {line}");
}

/// A PDF of one page; `trailer` goes into its trailer, `object` is one more object.
fn pdf(trailer: &str, object: &str) -> Vec<u8> {
    let text = "BT /F1 12 Tf 72 700 Td (Arvika Works is a plant of Norrheat AB.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        object.to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str("xref\n0 7\n0000000000 65535 f \n");
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<< /Size 7 /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

#[test]
fn a_locked_pdf_asks_for_its_password() {
    let key = "00".repeat(32);
    let lock = "/Filter /Standard /V 1 /R 2 /P -4";
    let trailer = format!("/ID [<{key}> <{key}>] /Encrypt << {lock} /O <{key}> /U <{key}> >>");
    assert_told(&told_of("locked.pdf", &pdf(&trailer, "null")), "locked with a password", "save a copy without one");
}

#[test]
fn a_cut_pdf_keeps_what_is_whole_or_says_that_it_is_damaged() {
    let demo = demo_documents().join("Nordic heat pumps sector review.pdf");
    let whole = fs::read(demo).expect("the demo's document");
    let place = tempfile::tempdir().expect("a temporary folder");
    for share in [1, 5, 9] {
        let folder = place.path().join(share.to_string());
        fs::create_dir(&folder).expect("makes");
        fs::write(folder.join("cut.pdf"), &whole[..whole.len() * share / 10]).expect("writes");
        let project = folder.join("p.pathloom").to_string_lossy().into_owned();
        assert_eq!(pathloom(&["init", &project]).code, 0);
        let said = pathloom(&["import", &project, &folder.join("cut.pdf").to_string_lossy()]);
        // Nothing could be read: failed. Something could: done, with a word about the rest.
        let code = if said.err.contains("is damaged") { 1 } else { 0 };
        let told = code == 1 || said.err.contains("ends early; it may have been cut off");
        assert!(told && said.code == code, "{share} tenths of it: {} {}", said.code, said.err);
    }
}

#[test]
fn a_picture_of_impossible_size_is_refused_before_it_is_unpacked() {
    let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = 60_000_u32.to_be_bytes();
    chunk(&mut bomb, &[b"IHDR".as_slice(), &size, &size, &[8, 2, 0, 0, 0]].concat());
    chunk(&mut bomb, b"IDAT\x78\x9c\x03\x00\x00\x00\x00\x01");
    chunk(&mut bomb, b"IEND");
    assert_told(&told_of("bomb.png", &bomb), "60000 × 60000 pixels", "Save the picture at a smaller size");
}

/// A part of a PNG: length, kind and content, checksum.
fn chunk(png: &mut Vec<u8>, content: &[u8]) {
    let crc = content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    png.extend((content.len() as u32 - 4).to_be_bytes());
    png.extend(content);
    png.extend((!crc).to_be_bytes());
}

#[test]
fn pictures_that_are_not_whole_are_damaged() {
    // Begin and size of a grey JPEG of 8 × 8, then nothing.
    let jpeg =
        b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00";
    assert_told(&told_of("cut.jpg", jpeg), "damaged", "save it again");
    assert_told(&told_of("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), "damaged", "save it again");
    assert_told(&told_of("picture.jpg", b"a few words"), "JPEG", "original");
}

#[cfg(unix)]
mod places {
    use super::*;
    use pathloom_tests::cli::Stranger;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    #[test]
    fn what_is_no_file_is_told_without_waiting_for_it() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let pipe = place.path().join("pipe.txt");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
        assert_told(&told_of_path(place.path(), "pipe.txt"), "device, pipe or socket", "Choose the files");
        let place = tempfile::tempdir().expect("a temporary folder");
        let _socket = UnixListener::bind(place.path().join("socket.txt")).expect("binds");
        assert_told(&told_of_path(place.path(), "socket.txt"), "device, pipe or socket", "Choose the files");
        let place = tempfile::tempdir().expect("a temporary folder");
        symlink("/dev/zero", place.path().join("endless.txt")).expect("links");
        assert_told(&told_of_path(place.path(), "endless.txt"), "device, pipe or socket", "Choose the files");
        symlink("nowhere", place.path().join("dangling.txt")).expect("links");
        let place = tempfile::tempdir().expect("a temporary folder");
        symlink("nowhere", place.path().join("dangling.txt")).expect("links");
        assert_told(&told_of_path(place.path(), "dangling.txt"), "is not there", "Check the path");
        let place = tempfile::tempdir().expect("a temporary folder");
        symlink("b.txt", place.path().join("a.txt")).expect("links");
        symlink("a.txt", place.path().join("b.txt")).expect("links");
        assert_told(&told_of_path(place.path(), "a.txt"), "could not be read", "add it again");
    }

    #[test]
    fn a_folder_is_read_but_for_what_may_not_be_looked_into() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let stranger = Stranger::visiting(place.path());
        let folder = place.path().join("documents");
        fs::create_dir_all(folder.join("locked")).expect("makes");
        fs::write(folder.join("locked/inside.txt"), "Hidden words.").expect("writes");
        fs::write(folder.join("open.txt"), "Norrheat AB operates Arvika Works.").expect("writes");
        fs::write(folder.join("private.txt"), "Words of another.").expect("writes");
        symlink(".", folder.join("itself")).expect("links");
        let closed = |name: &str| {
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o000)).expect("closes");
        };
        closed("locked");
        closed("private.txt");
        let desk = place.path().join("desk");
        fs::create_dir(&desk).expect("makes");
        fs::set_permissions(&desk, fs::Permissions::from_mode(0o777)).expect("opens");
        let project = desk.join("p.pathloom").to_string_lossy().into_owned();
        assert_eq!(stranger.pathloom(&["init", &project]).code, 0);
        let said = stranger.pathloom(&["import", &project, &folder.to_string_lossy()]);
        assert_eq!(said.code, 3, "{}", said.err);
        for name in ["locked", "private.txt"] {
            let line = said.err.lines().find(|line| line.trim_start().starts_with(name)).expect("it is told");
            assert_told(line, "may not read", "permission");
        }
        let stats = stranger.pathloom(&["--json", "stats", &project]).json();
        assert_eq!(stats["kinds"]["Document"], 1, "the open one is in: {stats}");

        let alone = stranger.pathloom(&["import", &project, &folder.join("locked").to_string_lossy()]);
        assert_eq!(alone.code, 1, "nothing could be done");
        assert_told(alone.err.trim(), "may not read", "permission");
        fs::set_permissions(folder.join("locked"), fs::Permissions::from_mode(0o755)).expect("opens");
        let again = stranger.pathloom(&["import", &project, &folder.join("locked").to_string_lossy()]);
        assert_eq!(again.code, 0, "with permission it is read: {}", again.err);
    }
}

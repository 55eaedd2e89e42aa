//! Reading in another process: what the two say to each other. A request is a header in JSON and the file's bytes; a
//! reply is a header in JSON and the pictures. Every part is its length in eight bytes and then itself.

use crate::{ReadError, Source, page_image, read};
use pathloom_model::{Blob, Parsed};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The first words of the reading process, so that nothing else is taken for one.
pub const HELLO: &[u8] = concat!("pathloom reader ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// Longer parts are not waited for: more than any file that is read, so a sign of nonsense.
const MAX_PART: u64 = 4_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Task {
    Read,
    PageImage { page: u32, width: u32 },
}

#[derive(Serialize, Deserialize)]
struct Request {
    task: Task,
    name: String,
    password: Option<String>,
}

/// The pictures follow, so that they are not written as lists of numbers.
#[derive(Serialize, Deserialize)]
struct Reply {
    parsed: Result<Option<Parsed>, ReadError>,
    pictures: usize,
}

/// Has the process at the other end read the document. An error of the streams means that it has ended.
pub fn ask_read(source: &Source, to: &mut impl Write, from: &mut impl Read) -> io::Result<Result<Parsed, ReadError>> {
    let (parsed, pictures) = ask(Task::Read, source, to, from)?;
    Ok(match parsed {
        Ok(Some(mut parsed)) => {
            parsed.blobs.iter_mut().zip(pictures).for_each(|(blob, bytes)| blob.bytes = bytes);
            Ok(parsed)
        }
        Ok(None) => return Err(io::ErrorKind::InvalidData.into()),
        Err(problem) => Err(problem),
    })
}

/// Has the process at the other end draw a page: PNG, at most `width` pixels wide.
pub fn ask_page_image(
    source: &Source,
    (page, width): (u32, u32),
    to: &mut impl Write,
    from: &mut impl Read,
) -> io::Result<Result<Vec<u8>, ReadError>> {
    let (drawn, pictures) = ask(Task::PageImage { page, width }, source, to, from)?;
    let picture = pictures.into_iter().next();
    drawn.map(|_| picture.ok_or_else(|| io::ErrorKind::InvalidData.into())).map_or_else(|e| Ok(Err(e)), |p| p.map(Ok))
}

type Answer = (Result<Option<Parsed>, ReadError>, Vec<Vec<u8>>);

fn ask(task: Task, source: &Source, to: &mut impl Write, from: &mut impl Read) -> io::Result<Answer> {
    let request = Request { task, name: source.name.to_owned(), password: source.password.map(str::to_owned) };
    write_part(to, &serde_json::to_vec(&request)?)?;
    write_part(to, source.bytes)?;
    to.flush()?;
    let reply: Reply = serde_json::from_slice(&read_part(from)?)?;
    let pictures = (0..reply.pictures).map(|_| read_part(from)).collect::<io::Result<_>>()?;
    Ok((reply.parsed, pictures))
}

/// The reading process: answers requests until there are no more. A reader that panics costs the one request.
pub fn serve(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    to.write_all(HELLO)?;
    to.flush()?;
    loop {
        let header = match read_part(from) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            header => header?,
        };
        let request: Request = serde_json::from_slice(&header)?;
        let bytes = read_part(from)?;
        let source = Source { name: &request.name, bytes: &bytes, password: request.password.as_deref() };
        let (parsed, pictures) = answer(request.task, &source);
        write_part(to, &serde_json::to_vec(&Reply { parsed, pictures: pictures.len() })?)?;
        for picture in &pictures {
            write_part(to, picture)?;
        }
        to.flush()?;
    }
}

fn answer(task: Task, source: &Source) -> Answer {
    let answered = catch_unwind(AssertUnwindSafe(|| match task {
        Task::Read => read(source).map(|mut parsed| {
            let bytes = |blob: &mut Blob| std::mem::take(&mut blob.bytes);
            let pictures = parsed.blobs.iter_mut().map(bytes).collect();
            (Some(parsed), pictures)
        }),
        Task::PageImage { page, width } => page_image(source, page, width).map(|picture| (None, vec![picture])),
    }));
    match answered {
        Ok(Ok((parsed, pictures))) => (Ok(parsed), pictures),
        Ok(Err(problem)) => (Err(problem), Vec::new()),
        Err(_) => (Err(ReadError::senseless()), Vec::new()),
    }
}

fn write_part(to: &mut impl Write, part: &[u8]) -> io::Result<()> {
    to.write_all(&(part.len() as u64).to_le_bytes())?;
    to.write_all(part)
}

fn read_part(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > MAX_PART {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut part = Vec::new();
    from.take(length).read_to_end(&mut part)?;
    if part.len() as u64 == length { Ok(part) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(source: &Source) -> (Result<Parsed, ReadError>, Result<Vec<u8>, ReadError>) {
        let (requests, replies) = (&mut Vec::new(), &mut Vec::new());
        // Written without an answer yet: the other end has ended.
        assert!(ask_read(source, requests, &mut io::empty()).is_err());
        assert!(ask_page_image(source, (1, 40), requests, &mut io::empty()).is_err());
        serve(&mut requests.as_slice(), replies).expect("it serves");
        let mut said = replies.strip_prefix(HELLO).expect("it says hello");
        let read = ask_read(source, &mut io::sink(), &mut said).expect("a reply");
        let drawn = ask_page_image(source, (1, 40), &mut io::sink(), &mut said).expect("a reply");
        (read, drawn)
    }

    #[test]
    fn what_another_process_reads_is_what_this_one_would() {
        let mut png = io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(60, 30, image::Rgb([10, 90, 200])).write_to(&mut png, image::ImageFormat::Png).ok();
        let picture = Source { name: "a.png", bytes: png.get_ref(), password: None };
        let text = Source { name: "a.md", bytes: b"# One\n\nTwo *three*.\n", password: None };
        let empty = Source { name: "a.md", bytes: b"", password: Some("x") };
        for source in [picture, text, empty] {
            let (read_there, drawn_there) = asked(&source);
            assert_eq!(read_there, read(&source), "{}", source.name);
            assert_eq!(drawn_there, page_image(&source, 1, 40), "{}", source.name);
        }
        assert!(!read(&picture).expect("a picture").blobs[0].bytes.is_empty(), "the case with pictures has one");
    }
}

//! Prints the blocks of a file; with a folder as second argument draws those of a PDF over its pages there.
//!
//! `cargo run -p pathloom-ingest --example blocks -- FILE [FOLDER] [PAGE…]`

#![expect(clippy::disallowed_methods, reason = "it shows how long reading takes")]

use image::{Rgb, RgbImage};
use pathloom_ingest::pdf::{Pdf, Renderer};
use pathloom_ingest::{Source, read};
use pathloom_model::{Block, BlockContent, Parsed, Rect};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const SCALE: f32 = 1.6;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("Name a file.")?;
    let folder = arguments.next();
    let pages: Vec<u32> = arguments.filter_map(|page| page.parse().ok()).collect();
    let bytes = std::fs::read(&path)?;
    let start = Instant::now();
    let parsed = read(&Source { name: &path, bytes: &bytes, password: None })?;
    let seconds = start.elapsed().as_secs_f32();
    let shown = |page: u32| pages.is_empty() || pages.contains(&page);
    for block in parsed.blocks.iter().filter(|block| shown(block.page)) {
        print_block(block);
    }
    for warning in &parsed.warnings {
        println!("! {:?} {}", warning.code, warning.message);
    }
    let count = parsed.meta.pages.len();
    let megabytes = bytes.len() as f32 / 1e6;
    println!(
        "{:?} {:?}: {count} pages, {} blocks, {} blobs, {seconds:.2} s, {:.0} pages/s, {:.1} MB/s",
        parsed.meta.title,
        parsed.meta.language,
        parsed.blocks.len(),
        parsed.blobs.len(),
        count as f32 / seconds,
        megabytes / seconds
    );
    if let Some(folder) = folder {
        draw(&bytes, &parsed, Path::new(&folder), shown)?;
    }
    Ok(())
}

fn print_block(block: &Block) {
    let place = block.bbox.map(|b| format!("{:.0},{:.0},{:.0},{:.0}", b.x0, b.y0, b.x1, b.y1)).unwrap_or_default();
    let head = format!("p{} #{} [{place}]", block.page, block.id);
    match &block.content {
        BlockContent::Heading { level, text } => println!("{head} H{level} {text}"),
        BlockContent::Paragraph { text } => println!("{head} P +{} {text}", block.more.len()),
        BlockContent::List { ordered, items } => println!("{head} LIST {ordered}\n  - {}", items.join("\n  - ")),
        BlockContent::Table(table) => {
            println!(
                "{head} TABLE {:?} {} heads {}×{}",
                table.label, table.caption, table.header_rows, table.header_cols
            );
            for row in &table.cells {
                let texts: Vec<String> = row
                    .iter()
                    .map(|cell| if cell.covered_by.is_some() { "<".to_owned() } else { cell.text.clone() })
                    .collect();
                println!("  | {}", texts.join(" | "));
            }
            table.footnotes.iter().for_each(|note| println!("  note: {note}"));
        }
        BlockContent::Figure(figure) => {
            println!(
                "{head} FIGURE {:?} {:?} {}\n  {}",
                figure.class,
                figure.label,
                figure.caption,
                figure.words.join(" / ")
            );
        }
        BlockContent::Formula { text, latex, label, .. } => println!("{head} FORMULA {label:?} {latex:?} {text}"),
        BlockContent::Caption { text } => println!("{head} CAPTION {text}"),
        BlockContent::Footnote { mark, text } => println!("{head} FOOTNOTE {mark}: {text}"),
        BlockContent::Code { text } => println!("{head} CODE {text}"),
    }
}

fn draw(bytes: &[u8], parsed: &Parsed, folder: &Path, shown: impl Fn(u32) -> bool) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let pdf = Pdf::open(bytes, None)?;
    let renderer = Renderer::new(&pdf);
    for (index, info) in parsed.meta.pages.iter().enumerate() {
        let number = index as u32 + 1;
        if !shown(number) {
            continue;
        }
        let start = Instant::now();
        let png = renderer.page(number, (info.width * SCALE) as u32)?;
        println!("page {number} rendered in {:.0} ms", start.elapsed().as_secs_f32() * 1000.0);
        let mut picture = image::load_from_memory(&png)?.to_rgb8();
        for block in &parsed.blocks {
            let boxes = block.bbox.map(|b| (block.page, b)).into_iter().chain(block.more.iter().copied());
            for (_, rect) in boxes.filter(|(page, _)| *page == number) {
                frame(&mut picture, &rect, colour(&block.content), 2);
            }
            if let BlockContent::Table(table) = &block.content
                && block.page == number
            {
                table
                    .cells
                    .iter()
                    .flatten()
                    .filter_map(|c| c.bbox)
                    .for_each(|b| frame(&mut picture, &b, Rgb([255, 140, 0]), 1));
            }
        }
        picture.save(folder.join(format!("{number:03}.png")))?;
    }
    Ok(())
}

fn colour(content: &BlockContent) -> Rgb<u8> {
    match content {
        BlockContent::Heading { .. } => Rgb([220, 0, 0]),
        BlockContent::Paragraph { .. } => Rgb([0, 90, 220]),
        BlockContent::List { .. } => Rgb([0, 160, 160]),
        BlockContent::Table(_) => Rgb([0, 150, 0]),
        BlockContent::Figure(_) => Rgb([200, 0, 200]),
        BlockContent::Formula { .. } => Rgb([230, 160, 0]),
        BlockContent::Caption { .. } => Rgb([120, 80, 40]),
        BlockContent::Footnote { .. } | BlockContent::Code { .. } => Rgb([120, 120, 120]),
    }
}

fn frame(picture: &mut RgbImage, rect: &Rect, colour: Rgb<u8>, width: i64) {
    let scaled = |v: f32| (v * SCALE) as i64;
    let (x0, y0, x1, y1) = (scaled(rect.x0), scaled(rect.y0), scaled(rect.x1), scaled(rect.y1));
    let mut dot = |x: i64, y: i64| {
        if x >= 0 && y >= 0 && x < i64::from(picture.width()) && y < i64::from(picture.height()) {
            picture.put_pixel(x as u32, y as u32, colour);
        }
    };
    for w in 0..width {
        (x0..=x1).for_each(|x| [y0 - w, y1 + w].into_iter().for_each(|y| dot(x, y)));
        (y0..=y1).for_each(|y| [x0 - w, x1 + w].into_iter().for_each(|x| dot(x, y)));
    }
}

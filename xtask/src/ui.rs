//! The interface: wasm, its glue, the page, styles and fonts, gathered in `ui/dist`.
//! A file whose bytes are the same is left untouched, so the shell is not rebuilt for nothing.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::{Outcome, cargo, root, run, target_dir};

const TARGET: &str = "wasm32-unknown-unknown";

pub fn build(release: bool) -> Outcome {
    let profile = if release { "wasm-release" } else { "dev" };
    run(cargo().args(["build", "-p", "pathloom-ui", "--target", TARGET, "--profile", profile]))?;

    let folder = if release { "wasm-release" } else { "debug" };
    let wasm = target_dir().join(TARGET).join(folder).join("pathloom_ui.wasm");
    let stage = target_dir().join("ui-stage");
    remove(&stage)?;
    bind(&wasm, release, &stage)?;
    gather_page(&stage)?;
    gather_styles(&stage)?;
    gather_fonts(&stage)?;

    let dist = root().join("ui/dist");
    let changed = mirror(&stage, &dist)?;
    println!("Interface ready in {} ({changed} files changed)", dist.display());
    Ok(())
}

fn bind(wasm: &Path, release: bool, stage: &Path) -> Outcome {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .typescript(false)
        .remove_name_section(release)
        .remove_producers_section(true)
        .omit_default_module_path(false);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(stage))
        .map_err(|error| format!("The JavaScript glue could not be made for {}: {error:#}", wasm.display()))
}

fn gather_page(stage: &Path) -> Outcome {
    for file in files(&root().join("ui"))? {
        let page = file.extension().is_some_and(|kind| kind == "html" || kind == "js");
        if page {
            write(&stage.join(name(&file)), &read(&file)?)?;
        }
    }
    Ok(())
}

fn gather_styles(stage: &Path) -> Outcome {
    let mut sheet = Vec::new();
    for file in files(&root().join("ui/styles"))? {
        if file.extension().is_some_and(|kind| kind == "css") {
            sheet.extend(read(&file)?);
            sheet.push(b'\n');
        }
    }
    write(&stage.join("app.css"), &sheet)
}

fn gather_fonts(stage: &Path) -> Outcome {
    mirror(&root().join("assets/fonts"), &stage.join("fonts")).map(drop)
}

/// Makes `to` hold exactly the files of `from`; returns how many were written or removed.
/// A missing `from` counts as empty.
fn mirror(from: &Path, to: &Path) -> Outcome<usize> {
    let mut changed = 0;
    for old in entries(to)? {
        if !from.join(name(&old)).exists() {
            remove(&old)?;
            changed += 1;
        }
    }
    for new in entries(from)? {
        let place = to.join(name(&new));
        if new.is_dir() {
            changed += mirror(&new, &place)?;
            continue;
        }
        let bytes = read(&new)?;
        if fs::read(&place).is_ok_and(|old| old == bytes) {
            continue;
        }
        write(&place, &bytes)?;
        changed += 1;
    }
    Ok(changed)
}

fn name(path: &Path) -> PathBuf {
    path.file_name().map(PathBuf::from).unwrap_or_default()
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

/// In name order; nothing where there is no such folder.
fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let Ok(listing) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for entry in listing {
        paths.push(entry.map_err(|error| format!("{} could not be listed: {error}", folder.display()))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{} could not be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| format!("{} could not be written: {error}", path.display()))
}

fn remove(path: &Path) -> Outcome {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if path.exists() => Err(format!("{} could not be removed: {error}", path.display())),
        _ => Ok(()),
    }
}

//! The same set read by a scripted model that knows the truth and spoils its answers, one kind of noise after the other:
//! what the checks catch, and how fast passages are read.

use super::truth::{self, Object, Truth};
use crate::output::{Output, say};
use crate::project::wrong;
use pathloom_engine::bench_reading::{Caught, noisy, pace};
use pathloom_engine::scripted_reader::{self, Noise, TrueEntity, TrueRelation};
use pathloom_ipc::AppError;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Milliseconds of an answer, and answers at once, where the pace is measured.
const PAUSE: u64 = 200;
const AT_ONCE: u32 = 64;

pub fn run(folder: &Path, held_out: bool, only: Option<&str>, out: &Output) -> Result<(), AppError> {
    let mut set = truth::load(folder)?;
    set.retain(|truth| held_out || !truth.held_out);
    set.retain(|truth| only.is_none_or(|part| truth.file.contains(part)));
    let files: Vec<PathBuf> = set.iter().map(|truth| folder.join(&truth.file)).collect();
    let known = known(&set);
    let place = tempfile::tempdir().map_err(|problem| wrong(problem.to_string(), "Free some room on the disk."))?;
    let mut rows: Vec<(String, Caught)> = Vec::new();
    for noise in std::iter::once(None).chain(Noise::ALL.map(Some)) {
        let word = noise.map_or_else(|| "Truth".to_owned(), |noise| format!("{noise:?}"));
        say(&word);
        let caught = noisy(&place.path().join(format!("{word}.pathloom")), &files, &known, noise)?;
        rows.push((word, caught));
    }
    say("Pace");
    let files = many(place.path())?;
    let pause = Duration::from_millis(PAUSE);
    let pace = pace(&place.path().join("pace.pathloom"), &files, steered, AT_ONCE, pause)?;
    let noise: serde_json::Map<String, Value> = rows.iter().map(|(word, it)| (word.clone(), json!(it))).collect();
    out.one(&json!({ "noise": noise, "pace": pace }), || {
        let lines: Vec<String> = rows.iter().map(|(word, caught)| line(word, caught)).collect();
        format!(
            "{:18} {:>10} {:>9} {:>9} {:>7} {:>7} {:>7} {:>10} {:>8} {:>7} {:>6}\n{}\n{} calls of {PAUSE} ms, {AT_ONCE} at once: {:.1} s, ideal {:.1} s",
            "noise", "statements", "believed", "invented", "marked", "quotes", "found", "exchanged", "refused", "failed", "twice",
            lines.join("\n"), pace.calls, pace.wall_s, pace.ideal_s
        )
    });
    Ok(())
}

/// Documents whose passages take some two thousand calls, each passage being read twice.
fn many(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
    let full = |problem: std::io::Error| wrong(problem.to_string(), "Free some room on the disk.");
    let mut files = Vec::new();
    for document in 0..DOCUMENTS {
        let section =
            |n: usize| format!("## Part {n}\n\nNorrheat{document}x{n} AB{STEERED}Satu Lahti{document}x{n}.\n\n");
        let text: String = (0..SECTIONS).map(section).collect();
        let file = folder.join(format!("makers{document}.md"));
        std::fs::write(&file, format!("# Makers, list {document}\n\n{text}")).map_err(full)?;
        files.push(file);
    }
    Ok(files)
}

const DOCUMENTS: usize = 50;
const SECTIONS: usize = 22;
const STEERED: &str = " is steered by ";

/// Every statement of the sections that a prompt shows; nothing the second time.
fn steered(body: &str) -> String {
    let (mut entities, mut relations) = (Vec::new(), Vec::new());
    let is_first = !body.contains("### Found so far");
    for (place, _) in body.match_indices(STEERED).filter(|_| is_first) {
        let Some(start) = body[..place].rfind("Norrheat") else { continue };
        let rest = &body[place + STEERED.len()..];
        let (firm, lead) = (&body[start..place], rest.split(['.', '"', '\\']).next().unwrap_or_default());
        entities.extend([json!({ "name": firm, "type": "Company" }), json!({ "name": lead, "type": "Person" })]);
        let quote = format!("{firm}{STEERED}{lead}");
        relations.push(json!({ "subject": firm, "predicate": "led_by", "object": lead, "quote": quote }));
    }
    json!({ "entities": entities, "relations": relations }).to_string()
}

fn line(word: &str, it: &Caught) -> String {
    let Caught { statements, believed, invented, marked, quotes, found, exchanged, refused, failed, paid_twice } = it;
    format!(
        "{word:18} {statements:>10} {believed:>9} {invented:>9} {marked:>7} {quotes:>7} {found:>7} {exchanged:>10} {refused:>8} {failed:>7} {paid_twice:>6}"
    )
}

/// What the annotations say, as the scripted model says it.
fn known(set: &[Truth]) -> scripted_reader::Truth {
    let mut known = scripted_reader::Truth::default();
    for truth in set {
        known.entities.extend(truth.entities.iter().filter_map(|entity| {
            let (name, aliases) = entity.surfaces.split_first()?;
            let (entity_type, aliases) = (entity.kind.clone(), aliases.to_vec());
            Some(TrueEntity { name: name.clone(), entity_type, aliases })
        }));
        let is_name = |text: &String| truth.entities.iter().any(|entity| entity.surfaces.contains(text));
        known.relations.extend(truth.facts.iter().filter_map(|fact| {
            let relation = TrueRelation {
                subject: fact.subject.first()?.clone(),
                predicate: fact.predicate.first()?.clone(),
                ..TrueRelation::default()
            };
            Some(match &fact.object {
                Object::Words(text) if is_name(text) => TrueRelation { object: text.clone(), ..relation },
                Object::Words(text) => TrueRelation { value: text.clone(), ..relation },
                Object::Figure { value, units, .. } => {
                    let unit = units.first().cloned().unwrap_or_default();
                    TrueRelation { value: value.clone(), unit, ..relation }
                }
            })
        }));
    }
    known
}

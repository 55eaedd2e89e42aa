//! Commands on templates: the library, template files, counts, matches.

use crate::Ended;
use crate::args::{TemplateAction, Within};
use crate::output::{Output, say};
use crate::project::{drawn_from, open, parse_strategy, wrong};
use pathloom_engine::{Session, preset_ids, preset_toml, presets, template_file};
use pathloom_ipc::templates::{
    CountView, ExplainView, ExportTemplateRequest, PatternPart, PatternRequest, PatternView, SubgraphView,
    TemplateFilesRequest, TemplateRow,
};
use pathloom_ipc::{AppError, ErrorCode};
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Serialize)]
struct Listed {
    id: String,
    group: String,
    title: String,
    /// Why one of the user's own cannot match.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

pub fn template(action: TemplateAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        TemplateAction::List { project } => list(project.as_deref(), out),
        TemplateAction::Show { project, template } => {
            let toml = toml(project.as_deref(), &template)?;
            out.one(&serde_json::json!({ "id": template, "toml": toml }), || toml.clone());
            Ok(Ended::Done)
        }
        TemplateAction::Validate { project, template } => validate(project.as_deref(), &template, out),
        TemplateAction::Import { project, files } => import(&project, &files, out),
        TemplateAction::Export { project, template, out: target } => {
            export(project.as_deref(), &template, &target)?;
            let words = || format!("{template} is in {}.", target.display());
            out.one(&serde_json::json!({ "id": template, "file": target }), words);
            Ok(Ended::Done)
        }
    }
}

fn list(project: Option<&Path>, out: &Output) -> Result<Ended, AppError> {
    let listed: Vec<Listed> = match project {
        None => presets()
            .iter()
            .map(|preset| Listed {
                id: preset.id.clone(),
                group: preset.group.clone(),
                title: preset.title.en.clone(),
                problem: None,
            })
            .collect(),
        Some(project) => {
            let row = |group: &str, TemplateRow { id, title, problem, .. }| Listed {
                id,
                group: group.to_owned(),
                title: title.en,
                problem,
            };
            let groups = open(project)?.templates()?.groups;
            groups
                .into_iter()
                .flat_map(|group| group.templates.into_iter().map(|one| row(&group.name, one)).collect::<Vec<_>>())
                .collect()
        }
    };
    out.lines(&listed, |row| {
        let problem = row.problem.as_ref().map_or_else(String::new, |problem| format!(" ({problem})"));
        format!("{:44} {:16} {}{problem}", row.id, row.group, row.title)
    });
    Ok(Ended::Done)
}

fn toml(project: Option<&Path>, template: &str) -> Result<String, AppError> {
    match project {
        Some(project) => Ok(pathloom_engine::to_toml(&open(project)?.named(template)?)),
        None if is_file(template) => Ok(pathloom_engine::to_toml(&template_file(Path::new(template))?)),
        None => preset_toml(template),
    }
}

fn is_file(template: &str) -> bool {
    Path::new(template).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn validate(project: Option<&Path>, template: &str, out: &Output) -> Result<Ended, AppError> {
    let Some(project) = project else {
        let found = if is_file(template) || preset_toml(template).is_err() {
            template_file(Path::new(template))?.id
        } else {
            template.to_owned()
        };
        out.one(&serde_json::json!({ "id": found, "valid": true }), || format!("{template} is valid."));
        return Ok(Ended::Done);
    };
    let session = open(project)?;
    let found = session.named(template)?;
    let id = found.id.clone();
    let PatternView { problem, slots, about } = session.pattern(&PatternRequest { template: found, subgraph: None })?;
    if let Some(problem) = problem {
        let hint = "Change the slot or relation that it names.";
        return Err(AppError::new(ErrorCode::TemplateInvalid, problem.message, hint));
    }
    let view = serde_json::json!({ "id": id, "valid": true, "slots": slots });
    out.one(&view, || {
        let fit = slots.iter().map(|slot| format!("\n  {}: {} of {} nodes", slot.slot, slot.candidates, slot.of));
        let matches = about.map_or_else(String::new, |count| format!(" {}", matches(&count)));
        format!("{template} is valid.{matches}{}", fit.collect::<String>())
    });
    Ok(Ended::Done)
}

fn import(project: &Path, files: &[PathBuf], out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let paths = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let imported = session.import_templates(&TemplateFilesRequest { paths })?;
    imported.unfinished.iter().for_each(|lacks| say(&format!("Taken in, but unfinished: {lacks}")));
    imported.refused.iter().for_each(|why| say(why));
    if imported.ids.is_empty() {
        return Err(wrong("No template was taken in.", "See the lines above."));
    }
    out.one(&imported, || imported.ids.join("\n"));
    Ok(if imported.refused.is_empty() { Ended::Done } else { Ended::Partly })
}

fn export(project: Option<&Path>, template: &str, target: &Path) -> Result<(), AppError> {
    let Some(project) = project else {
        return pathloom_engine::write_whole(target, preset_toml(template)?.as_bytes());
    };
    let path = target.to_string_lossy().into_owned();
    open(project)?.export_template(&ExportTemplateRequest { id: template.to_owned(), path })
}

pub fn count(project: &Path, template: &str, within: &Within, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let drawn = drawn_from(&session, within, out)?;
    let subgraph = drawn.as_ref().map(|drawn| drawn.sampling);
    let ids = if template == "all" { preset_ids() } else { vec![template.to_owned()] };
    for id in ids {
        let count = session.count_of(&session.named(&id)?, subgraph)?;
        let walks: serde_json::Value =
            count.walks.parse::<u64>().map_or_else(|_| count.walks.clone().into(), serde_json::Value::from);
        let mut view = serde_json::json!({
            "template": id, "count": count.count, "exact": count.exact, "low": count.low, "high": count.high,
            "walks": walks, "ms": count.milliseconds,
        });
        add_subgraph(&mut view, drawn.as_ref());
        out.one(&view, || format!("{id}: {}", matches(&count)));
    }
    Ok(Ended::Done)
}

/// Only where there is one, so that counts of the whole graph read as ever.
fn add_subgraph(view: &mut serde_json::Value, drawn: Option<&SubgraphView>) {
    if let Some(drawn) = drawn {
        view["subgraph"] = serde_json::json!(drawn);
    }
}

/// As the window says it: an estimate says that it is one, also where it found nothing.
fn matches(count: &CountView) -> String {
    if let Some(most) = count.fewer_than() {
        return format!("fewer than about {most} matches");
    }
    let about = if count.exact { "" } else { "about " };
    let noun = if count.count == 1 { "match" } else { "matches" };
    format!("{about}{} {noun}", count.count)
}

/// Matches on stdout; why there are fewer than asked for, and whether caps had a say, on stderr.
pub fn sample(
    project: &Path,
    template: &str,
    n: usize,
    strategy: &str,
    seed: u64,
    within: &Within,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let strategy = parse_strategy(strategy)?;
    let subgraph = drawn_from(&session, within, out)?.map(|drawn| drawn.sampling);
    let drawn = session.sample_views(&session.named(template)?, n, strategy, seed, subgraph)?;
    out.lines(&drawn.matches, |path| path.text());
    if out.json {
        say(&serde_json::to_string(&drawn).unwrap_or_default());
    } else if let Some(remark) = drawn.remark() {
        say(&remark);
    }
    Ok(Ended::Done)
}

pub fn explain(project: &Path, template: &str, within: &Within, out: &Output) -> Result<Ended, AppError> {
    let session: Session = open(project)?;
    let found = session.named(template)?;
    let drawn = drawn_from(&session, within, out)?;
    let subgraph = drawn.as_ref().map(|drawn| drawn.sampling);
    let (count, explained) = (session.count_of(&found, subgraph)?, session.explain_template(&found, subgraph)?);
    let relaxed = explained.relaxed.iter().map(|relaxed| {
        let (count, exact) = (relaxed.count.count, relaxed.count.exact);
        serde_json::json!({ "change": relaxed.change, "count": count, "exact": exact, "ms": relaxed.count.milliseconds })
    });
    let steps = explained.steps.iter().map(|step| {
        let relaxed = step.relaxed.as_ref().map(|count| count.count);
        serde_json::json!({ "part": step.part, "left": step.left, "empties": step.empties, "relaxed": relaxed })
    });
    let mut view = serde_json::json!({
        "template": template, "count": count.count, "exact": count.exact, "explain": explained.why,
        "slot": explained.slot, "steps": steps.collect::<Vec<_>>(), "relaxed": relaxed.collect::<Vec<_>>(),
        "cut": explained.is_cut,
    });
    add_subgraph(&mut view, drawn.as_ref());
    out.one(&view, || in_lines(&explained));
    Ok(Ended::Done)
}

/// The cause, what each part leaves, and what could be asked instead.
fn in_lines(explained: &ExplainView) -> String {
    let mut lines = vec![explained.why.clone(), String::new()];
    lines.extend(explained.steps.iter().map(|step| {
        let relaxed = step.relaxed.as_ref().map_or_else(String::new, |count| format!("; relaxed: {}", matches(count)));
        let mark = if step.empties { "  ← nothing from here on" } else { "" };
        format!("{:>12}  {}{relaxed}{mark}", step.left, part(&step.part))
    }));
    if !explained.relaxed.is_empty() {
        lines.push(String::new());
        lines.push("Smallest changes that give more:".to_owned());
        lines.extend(explained.relaxed.iter().map(|one| format!("  {}: {}", one.change, matches(&one.count))));
    }
    if explained.is_cut {
        lines.push("There was no time to try every change.".to_owned());
    }
    lines.join("\n")
}

fn part(part: &PatternPart) -> String {
    match part {
        PatternPart::Slot { slot } => format!("nodes of the kinds of \"{slot}\""),
        PatternPart::Filter { slot, field } => format!("that pass the filter on {field} of \"{slot}\""),
        PatternPart::Link { from, to, .. } => format!("linked from \"{from}\" to \"{to}\""),
        PatternPart::Constraint { place } => format!("with constraint {}", place + 1),
        PatternPart::Distinct => "with all nodes different".to_owned(),
    }
}

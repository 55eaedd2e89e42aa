//! Commands on templates: the library, counts, matches.

use crate::Ended;
use crate::args::TemplateAction;
use crate::output::{Output, say};
use crate::project::{open, parse_strategy, wrong};
use pathloom_engine::{parse_template, preset_ids, preset_toml};
use pathloom_ipc::AppError;
use serde::Serialize;
use std::fs;
use std::path::Path;

#[derive(Serialize)]
struct Listed {
    id: String,
    group: String,
    title: String,
}

pub fn template(action: TemplateAction, out: &Output) -> Result<Ended, AppError> {
    match action {
        TemplateAction::List { project: _ } => {
            let list: Vec<Listed> = pathloom_engine::presets()
                .iter()
                .map(|template| Listed {
                    id: template.id.clone(),
                    group: template.group.clone(),
                    title: template.title.en.clone(),
                })
                .collect();
            out.lines(&list, |row| format!("{:44} {:16} {}", row.id, row.group, row.title));
        }
        TemplateAction::Show { id } => {
            let toml = preset_toml(&id)?;
            out.one(&serde_json::json!({ "id": id, "toml": toml }), || toml.clone());
        }
        TemplateAction::Validate { file } => {
            let text = fs::read_to_string(&file)
                .map_err(|problem| wrong(format!("{}: {problem}.", file.display()), "Check the path."))?;
            let template = parse_template(&text, &file.to_string_lossy())?;
            out.one(&serde_json::json!({ "id": template.id, "valid": true }), || {
                format!("{} is valid.", file.display())
            });
        }
        TemplateAction::Export { id, out: target } => {
            let toml = preset_toml(&id)?;
            pathloom_engine::write_whole(&target, toml.as_bytes())?;
            out.one(&serde_json::json!({ "id": id, "file": target }), || format!("{id} is in {}.", target.display()));
        }
    }
    Ok(Ended::Done)
}

pub fn count(project: &Path, template: &str, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let ids = if template == "all" { preset_ids() } else { vec![template.to_owned()] };
    for id in ids {
        let count = session.count(&id)?;
        let walks: serde_json::Value =
            count.walks.parse::<u64>().map_or_else(|_| count.walks.clone().into(), serde_json::Value::from);
        let view = serde_json::json!({
            "template": id, "count": count.count, "exact": count.exact, "low": count.low, "high": count.high,
            "walks": walks, "ms": count.milliseconds,
        });
        out.one(&view, || {
            let about = if count.exact { "" } else { "about " };
            format!("{id}: {about}{} matches", count.count)
        });
    }
    Ok(Ended::Done)
}

pub fn sample(
    project: &Path,
    template: &str,
    n: usize,
    strategy: &str,
    seed: u64,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let drawn = session.sample_views(template, n, parse_strategy(strategy)?, seed)?;
    out.lines(&drawn, |path| path.text());
    if drawn.len() < n {
        say(&format!("There are only {} matches.", drawn.len()));
    }
    Ok(Ended::Done)
}

pub fn explain(project: &Path, template: &str, out: &Output) -> Result<Ended, AppError> {
    let session = open(project)?;
    let (count, why) = (session.count(template)?, session.explain(template)?);
    out.one(&serde_json::json!({ "template": template, "count": count.count, "explain": why }), || why.clone());
    Ok(Ended::Done)
}

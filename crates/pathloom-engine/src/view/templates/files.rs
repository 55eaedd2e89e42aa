//! Template files: read, taken in as the user's own, written for a colleague.

use super::invalid;
use crate::{Session, error, write_whole};
use pathloom_ipc::templates::{ExportTemplateRequest, ImportedTemplates, TemplateFilesRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::Template;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Bytes of a template file.
const MOST: u64 = 1 << 20;
/// Files taken in at once.
const MOST_FILES: usize = 1_000;

impl Session {
    /// Each file on its own: what is wrong with one is told, and the others are taken. An unfinished pattern is taken
    /// as a draft that the editor can finish.
    pub fn import_templates(&self, request: &TemplateFilesRequest) -> Result<ImportedTemplates, AppError> {
        if self.project.read_only() {
            return Err(error::store(pathloom_store::StoreError::ReadOnly));
        }
        if request.paths.len() > MOST_FILES {
            let message = format!("{} files at once; the limit is {MOST_FILES}.", request.paths.len());
            return Err(error::bad_request(message, "Take fewer."));
        }
        let mut imported = ImportedTemplates::default();
        for path in request.paths.iter().map(Path::new) {
            match draft_file(path) {
                Ok((template, lacks)) => match self.add(&titled(template)) {
                    Ok(id) => {
                        imported.ids.push(id);
                        imported.unfinished.extend(lacks);
                    }
                    Err(problem) if is_about_it(&problem) => {
                        imported.refused.push(format!("{}: {}", shown(path), problem.message));
                    }
                    Err(problem) => return Err(problem),
                },
                Err(problem) => imported.refused.push(problem.message),
            }
        }
        Ok(imported)
    }

    /// A template as TOML where the user wants it.
    pub fn export_template(&self, request: &ExportTemplateRequest) -> Result<(), AppError> {
        let template = self.find(&request.id)?;
        write_whole(Path::new(&request.path), pathloom_graph::to_toml(&template).as_bytes())
    }

    /// By id, or read from a file where the name ends in `.toml`.
    pub fn named(&self, name: &str) -> Result<Template, AppError> {
        if is_file(name) { template_file(Path::new(name)) } else { self.find(name) }
    }

    /// The id for a run: a template from a file is taken into the project, once, so that its samples keep it.
    pub fn id_of(&self, name: &str) -> Result<String, AppError> {
        if !is_file(name) {
            return Ok(name.to_owned());
        }
        let template = titled(template_file(Path::new(name))?);
        match self.library()?.same(&template) {
            Some(id) => Ok(id.to_owned()),
            None => self.add(&template),
        }
    }
}

/// Its id serves as title where it has none.
fn titled(mut template: Template) -> Template {
    let title = &mut template.title;
    for text in [&mut title.en, &mut title.zh] {
        *text = text.trim().to_owned();
    }
    if title.en.is_empty() {
        title.en = if title.zh.is_empty() { template.id.clone() } else { title.zh.clone() };
    }
    template
}

/// Reads a template file; the error names file, line and what was expected.
pub fn parse_template(toml: &str, file: &str) -> Result<Template, AppError> {
    let toml = toml.strip_prefix('\u{feff}').unwrap_or(toml);
    let template = pathloom_graph::parse_template(toml, file).map_err(invalid)?;
    check(&template, file)?;
    Ok(template)
}

/// The same from a path.
pub fn template_file(path: &Path) -> Result<Template, AppError> {
    parse_template(&text_of(path)?, &shown(path))
}

/// A template that may be unfinished, with what it lacks.
fn draft_file(path: &Path) -> Result<(Template, Option<String>), AppError> {
    let (text, name) = (text_of(path)?, shown(path));
    let toml = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (template, lacks) = pathloom_graph::parse_draft(toml, &name).map_err(invalid)?;
    check(&template, &name)?;
    Ok((template, lacks.map(|lacks| lacks.to_string())))
}

fn check(template: &Template, file: &str) -> Result<(), AppError> {
    let sized = super::limits::check_size(template);
    sized.map_err(|problem| invalid(pathloom_graph::TemplateError::Whole(format!("{file}: {problem}"))))
}

fn text_of(path: &Path) -> Result<String, AppError> {
    let name = shown(path);
    let unreadable = |what: &str| {
        AppError::new(ErrorCode::Unreadable, format!("{name} {what}."), "A template is a TOML file of a few lines.")
    };
    let meta = fs::metadata(path).map_err(|problem| error::source(path, &problem))?;
    if !meta.is_file() {
        return Err(unreadable("is not a file"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
    read.map_err(|problem| error::source(path, &problem))?;
    if bytes.len() as u64 > MOST {
        return Err(unreadable("is larger than any template"));
    }
    String::from_utf8(bytes).map_err(|_| unreadable("is not text in UTF-8"))
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// What the file says is wrong, not the project.
fn is_about_it(problem: &AppError) -> bool {
    matches!(problem.code, ErrorCode::TemplateInvalid | ErrorCode::BadRequest)
}

fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

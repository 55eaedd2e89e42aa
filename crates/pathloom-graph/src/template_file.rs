//! Templates as TOML text: reading with file, line and what was expected; writing so that a colleague can read it.

use crate::error::TemplateError;
use crate::validate::{has_form, validate};
use pathloom_model::Template;

/// Reads and checks a template. `file_name` is only for the error.
pub fn parse_template(text: &str, file_name: &str) -> Result<Template, TemplateError> {
    match parse_draft(text, file_name)? {
        (template, None) => Ok(template),
        (_, Some(lacks)) => Err(lacks),
    }
}

/// Reads a template that may be unfinished: with the first thing that it lacks. What no editor could show is an error.
pub fn parse_draft(text: &str, file_name: &str) -> Result<(Template, Option<TemplateError>), TemplateError> {
    let in_file = |line, expected| TemplateError::File { file: file_name.to_owned(), line, expected };
    let template: Template = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        in_file(line, error.message().trim().replace('\n', " "))
    })?;
    let lacks = validate(&template).err().map(|error| in_file(line_of_error(text, &error), error.to_string()));
    match lacks {
        Some(lacks) if !has_form(&template) => Err(lacks),
        lacks => Ok((template, lacks)),
    }
}

/// TOML that [`parse_template`] reads back to the same template.
pub fn to_toml(template: &Template) -> String {
    let text2 = |text: &pathloom_model::Text2| format!("{{ en = {}, zh = {} }}", quoted(&text.en), quoted(&text.zh));
    let mut lines = vec![format!("id = {}", quoted(&template.id))];
    if !template.aliases.is_empty() {
        lines.push(format!("aliases = {}", list(template.aliases.iter().map(|alias| quoted(alias)))));
    }
    lines.push(format!("group = {}", quoted(&template.group)));
    lines.push(format!("title = {}", text2(&template.title)));
    lines.push(format!("about = {}", text2(&template.about)));
    lines.push(format!("slot = {}", rows(template.slot.iter().map(inline))));
    if !template.link.is_empty() {
        lines.push(format!("link = {}", rows(template.link.iter().map(inline))));
    }
    if !template.constraints.is_empty() {
        lines.push(format!("constraints = {}", rows(template.constraints.iter().map(inline))));
    }
    if !template.caps.is_empty() {
        lines.push(format!("caps = {}", inline(&template.caps)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn rows(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("  {item},\n")).collect();
    format!("[\n{}]", items.concat())
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// One value on one line. Model types always serialise: they hold strings, numbers, lists and tables only.
fn inline<T: serde::Serialize>(value: &T) -> String {
    toml::Value::try_from(value).map_or_else(|_| "{}".to_owned(), |value| write_value(&value))
}

fn write_value(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => quoted(text),
        toml::Value::Array(items) => list(items.iter().map(write_value)),
        toml::Value::Table(table) => {
            let pair = |(name, value): (&String, &toml::Value)| format!("{name} = {}", write_value(value));
            format!("{{ {} }}", ordered(table).into_iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Fields in the order in which people read them, whatever order the map keeps.
fn ordered(table: &toml::Table) -> Vec<(&String, &toml::Value)> {
    const ORDER: [&str; 16] = [
        "id",
        "from",
        "to",
        "kinds",
        "role",
        "relations",
        "direction",
        "hops",
        "between",
        "instances",
        "field",
        "op",
        "value",
        "filters",
        "show",
        "blur",
    ];
    let mut pairs: Vec<(&String, &toml::Value)> = table.iter().collect();
    pairs.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
    pairs
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.replace("\r\n", "\n")).to_string()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The line that first writes the slot or link that the error names; of a filter, the line of its field.
fn line_of_error(text: &str, error: &TemplateError) -> usize {
    let holds = |words: [&str; 2]| {
        let place = text.lines().position(|line| words.iter().all(|word| line.contains(word)));
        place.map_or(1, |place| place + 1)
    };
    match error {
        TemplateError::Slot { slot, problem } => {
            let of_slot = holds(["id", &quoted(slot)]);
            let field = problem.strip_prefix("filter on ").and_then(|rest| rest.split_once(": ")).map(|(name, _)| name);
            let names = |line: &str| field.is_some_and(|field| line.contains("field") && line.contains(&quoted(field)));
            text.lines().skip(of_slot - 1).position(names).map_or(of_slot, |below| of_slot + below)
        }
        TemplateError::Link { from, to, .. } => holds([&quoted(from), &quoted(to)]),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"id = "pair"
title = { en = "Pair" }
slot = [
  { id = "start", kinds = ["Entity"], role = "start", filters = [{ field = "degree", op = "between", value = [2, 9] }] },
  { id = "answer", kinds = ["Entity"], role = "answer", blur = true },
]
link = [
  { from = "start", to = "answer", relations = ["owns", "runs"], direction = "any", hops = [1, 3] },
]
constraints = [{ different_document = ["start", "answer"] }]
caps = { per_answer = 2 }
"#;

    fn refused(text: &str) -> String {
        parse_template(text, "mine.toml").expect_err("this template is not legal").to_string()
    }

    #[test]
    fn writing_and_reading_gives_the_same_template() {
        let template = parse_template(TEXT, "pair.toml").expect("the text is legal");
        let written = to_toml(&template);
        assert_eq!(parse_template(&written, "again").as_ref(), Ok(&template), "{written}");
        assert_eq!(to_toml(&template), written, "writing twice gives the same bytes");
    }

    #[test]
    fn a_refused_file_names_the_line_and_what_was_expected() {
        let kind = refused(
            &TEXT.replace("kinds = [\"Entity\"], role = \"answer\"", "kinds = [\"Planet\"], role = \"answer\""),
        );
        assert!(
            kind.starts_with("mine.toml, line 5:") && kind.contains("Planet") && kind.contains("`Formula`"),
            "{kind}"
        );
        let field = refused(&TEXT.replace("blur", "blurry"));
        assert!(field.contains("line 5") && field.contains("blurry") && field.contains("`blur`"), "{field}");
        let op = refused(&TEXT.replace("between\"", "around\""));
        assert!(op.contains("line 4") && op.contains("around") && op.contains("at_least"), "{op}");
        let slot = refused(&TEXT.replace("to = \"answer\"", "to = \"end\""));
        assert!(slot.contains("line 8") && slot.contains("end"), "{slot}");
        let unknown = refused(&TEXT.replace("\"degree\"", "\"colour\""));
        assert!(unknown.contains("line 4") && unknown.contains("colour") && unknown.contains("aliases"), "{unknown}");
        let other = refused(&TEXT.replace("\"degree\"", "\"caption\""));
        assert!(other.contains("only Table and Image have it; expected type"), "{other}");
        let split = TEXT.replace("filters = [{ field = \"degree\"", "filters = [\n    { field = \"caption\"");
        assert!(refused(&split).starts_with("mine.toml, line 5:"), "the filter's own line: {}", refused(&split));
        let range = refused(&TEXT.replace("[1, 3]", "[3, 1]"));
        assert!(range.contains("line 8") && range.contains("hops"), "{range}");
    }
}

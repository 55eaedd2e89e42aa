//! The report on sampling: plots drawn, and tables filled in between their marks, from the results of one run.
//! What stands between the marks is only ever written here; what stands around them only by people.

mod plots;
mod results;
mod tables;

use crate::output::Output;
use crate::project::wrong;
use pathloom_ipc::AppError;
use results::Results;
use std::fs;
use std::path::Path;

/// A table.
type Table = fn(&Results) -> String;

const TABLES: [(&str, Table); 7] = [
    ("machine", tables::machine),
    ("goals", tables::goals),
    ("hubs", tables::hubs),
    ("count beside peers", tables::peers_count),
    ("samples beside peers", tables::peers_samples),
    ("forms", tables::forms),
    ("short", tables::short_of_goals),
];

pub fn write(report: &Path, out: &Output) -> Result<(), AppError> {
    let folder = report.with_extension("");
    let results = Results::read(&folder.join("results.json"))?;
    let unreadable = |problem: std::io::Error| wrong(format!("{}: {problem}.", report.display()), "Check the path.");
    let mut text = fs::read_to_string(report).map_err(unreadable)?;
    for (name, table) in TABLES {
        text = filled(&text, name, &table(&results)).ok_or_else(|| {
            let message = format!("{} has no place for the table \"{name}\".", report.display());
            wrong(message, "Put the lines <!-- NAME --> and <!-- end of NAME --> where it belongs.")
        })?;
    }
    plots::draw(&results, &folder)?;
    fs::write(report, text).map_err(unreadable)?;
    out.one(&serde_json::json!({ "report": report }), || format!("{} and its plots are written.", report.display()));
    Ok(())
}

/// The text with what stands between the marks of this name replaced.
pub fn filled(text: &str, name: &str, table: &str) -> Option<String> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let start = text.find(&open)? + open.len();
    let end = start + text[start..].find(&close)?;
    Some(format!("{}{table}{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_table_is_replaced_between_its_marks_and_nothing_else() {
        let text = "before\n<!-- peers -->\nold\n<!-- end of peers -->\nafter\n";
        let new = "before\n<!-- peers -->\nnew\n<!-- end of peers -->\nafter\n";
        assert_eq!(filled(text, "peers", "new\n").as_deref(), Some(new), "only the table changes");
        assert_eq!(filled(new, "peers", "new\n").as_deref(), Some(new), "filling in twice changes nothing");
        assert_eq!(filled(text, "hubs", "new\n"), None, "a report without the place is said so");
    }
}

//! The names in a cell of a column that relates its row to other things.

use crate::names::{NameBook, clean};
use crate::{ontology, rows};
use pathloom_model::language::is_han;

/// The names in a cell of a relation column; empty when the cell is no name.
pub fn names_in(text: &str, kind: &str, book: &NameBook) -> Vec<String> {
    let text = clean(text);
    if known(&text, kind, book) {
        return vec![text];
    }
    let parts: Vec<String> = text
        .split([',', '、', ';', '；', '，'])
        .flat_map(|part| part.split(" and "))
        .map(clean)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 {
        let all = parts.iter().all(|part| known(part, kind, book));
        return if all { parts } else { Vec::new() };
    }
    if rows::is_name(&text) && written_as(&text, kind) { vec![text] } else { Vec::new() }
}

fn known(text: &str, kind: &str, book: &NameBook) -> bool {
    let by_form = ontology::type_of_name(text).is_some_and(|shown| ontology::compatible(shown, kind));
    by_form || book.find(text).is_some_and(|id| ontology::compatible(book.kind(id), kind))
}

/// Whether a text that is not yet known is written as names of this type are.
fn written_as(text: &str, kind: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let capitals = words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let digit = text.chars().any(|c| c.is_ascii_digit());
    let han = text.chars().filter(|c| is_han(*c)).count();
    let all_han = han > 0 && han == text.chars().count();
    let length = text.chars().count();
    match kind {
        "City" | "Country" | "Place" => {
            !digit && ((capitals && words.len() <= 3) || (all_han && (2..=6).contains(&length)))
        }
        "Person" => !digit && ((capitals && (2..=4).contains(&words.len())) || (all_han && (2..=4).contains(&length))),
        "Product" | "Component" | "Compressor" | "Refrigerant" | "Substance" | "Model" | "Dataset" => {
            (capitals && text.starts_with(char::is_uppercase) && (digit || words.len() >= 2)) || (digit && han > 0)
        }
        _ => capitals && !digit && words.len() >= 2,
    }
}

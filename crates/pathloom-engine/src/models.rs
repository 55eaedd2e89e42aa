//! What the built-in engine does, and what it leaves to models.

use pathloom_ipc::models::{ModelsView, RoleView};

pub fn view() -> ModelsView {
    let role = |name: &str, about: &str, built_in: bool| RoleView { name: name.into(), about: about.into(), built_in };
    ModelsView {
        roles: vec![
            role("Extraction", "Finds entities, assertions and references in documents.", true),
            role("Generator", "Writes question, answer and steps for a path.", true),
            role("Complexity", "Rates how much reasoning a sample takes, by a formula.", true),
            role("Vision", "Reads scans, charts and photos.", false),
            role("Judges", "Vote on whether the evidence supports the answer.", false),
            role("Strong model", "Tries to answer, to measure difficulty.", false),
            role("Weak model", "Tries to answer, to measure difficulty.", false),
        ],
        built_in: [
            "Reads typed tables, captions, cross-references, definitions, abbreviations and plain statements.",
            "Composes computed questions with steps that cite the cells and sentences they use.",
            "Checks arithmetic, uniqueness, quotes, alignment of steps and evidence, and duplicates.",
            "Works without a network; nothing leaves this computer.",
        ]
        .map(String::from)
        .to_vec(),
        operators: pathloom_compose::OPERATORS.iter().map(|name| (*name).to_owned()).collect(),
        languages: vec!["English".into(), "中文".into()],
    }
}

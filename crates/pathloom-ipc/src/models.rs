//! Models: roles, and what the built-in engine takes of them.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelsView {
    pub roles: Vec<RoleView>,
    /// What the built-in engine does, in sentences.
    pub built_in: Vec<String>,
    /// Operators it composes with, and languages.
    pub operators: Vec<String>,
    pub languages: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    pub name: String,
    pub about: String,
    /// The built-in engine takes it; otherwise it stays a model's.
    pub built_in: bool,
}

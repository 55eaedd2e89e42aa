//! Who may depend on whom, as ARCHITECTURE.md draws it. A new crate must take its place here first.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Everything that each crate may depend on among Pathloom's own, tests and build scripts included.
const ALLOWED: &[(&str, &[&str])] = &[
    ("pathloom-model", &[]),
    ("pathloom-ipc", &["pathloom-model"]),
    ("pathloom-ingest", &["pathloom-model"]),
    ("pathloom-extract", &["pathloom-model"]),
    ("pathloom-graph", &["pathloom-model"]),
    ("pathloom-compose", &["pathloom-model"]),
    ("pathloom-llm", &["pathloom-model"]),
    ("pathloom-store", &["pathloom-model"]),
    (
        "pathloom-engine",
        &[
            "pathloom-model",
            "pathloom-ipc",
            "pathloom-ingest",
            "pathloom-extract",
            "pathloom-graph",
            "pathloom-compose",
            "pathloom-llm",
            "pathloom-store",
        ],
    ),
    ("pathloom-cli", &["pathloom-engine", "pathloom-ipc", "pathloom-model"]),
    ("pathloom-app", &["pathloom-engine", "pathloom-ipc", "pathloom-model"]),
    ("pathloom-ui", &["pathloom-ipc", "pathloom-model"]),
    (
        "pathloom-tests",
        &[
            "pathloom-engine",
            "pathloom-ipc",
            "pathloom-model",
            "pathloom-ingest",
            "pathloom-extract",
            "pathloom-graph",
            "pathloom-compose",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that open network connections. Of Pathloom's own, only the model endpoints may, and the tests, to drive the
/// window.
const NETWORK: &[&str] = &["async-openai", "curl", "genai", "hyper", "hyper-util", "isahc", "reqwest", "surf", "ureq"];

#[test]
fn crates_depend_only_on_what_lies_below_them() {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let crates = dependencies();
    for (name, dependencies) in &crates {
        let Some(below) = allowed.get(name.as_str()) else {
            panic!("{name} has no place in the layering yet: add it to ALLOWED and to ARCHITECTURE.md");
        };
        for dependency in dependencies.iter().filter(|name| crates.contains_key(*name)) {
            assert!(
                below.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}; it may depend on {below:?}"
            );
        }
    }
}

#[test]
fn only_the_shell_knows_the_window() {
    for (name, dependencies) in dependencies() {
        let window = dependencies.iter().find(|name| name.starts_with("tauri") || *name == "wry");
        if let Some(window) = window {
            assert_eq!(name, "pathloom-app", "{name} depends on {window}; only the shell may");
        }
    }
}

#[test]
fn nothing_but_model_endpoints_opens_connections() {
    for (name, dependencies) in dependencies() {
        let network = dependencies.iter().find(|name| NETWORK.contains(&name.as_str()));
        if let Some(network) = network {
            let may = ["pathloom-llm", "pathloom-tests"].contains(&name.as_str());
            assert!(may, "{name} depends on {network}; only model endpoints use the network");
        }
    }
}

/// Each workspace crate with the names of its direct dependencies of every kind.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("the workspace has crates");
    packages.iter().map(|package| (text(&package["name"]), names(&package["dependencies"]))).collect()
}

fn names(dependencies: &Value) -> BTreeSet<String> {
    dependencies.as_array().into_iter().flatten().map(|dependency| text(&dependency["name"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

//! The command line of endpoints, roles and models, as clap reads it. No logic.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum EndpointAction {
    /// Add a server of models
    Add(AddEndpoint),
    /// Endpoints of this user
    List,
    /// Remove one, with its key
    Remove { name: String },
    /// Make a few small calls: does it answer, how fast, what can it do
    Test {
        name: String,
        /// Otherwise its first
        #[arg(long)]
        model: Option<String>,
    },
    /// Look for servers on this computer, at their usual ports
    Find,
}

#[derive(Debug, Args)]
pub struct AddEndpoint {
    /// How you will call it; without "/"
    pub name: String,
    /// openai, azure, anthropic or ollama
    #[arg(long, default_value = "openai")]
    pub kind: String,
    /// As in https://api.example.com/v1 or http://127.0.0.1:11434
    #[arg(long)]
    pub base_url: String,
    /// As the server knows it; may be given several times
    #[arg(long = "model", required = true)]
    pub models: Vec<String>,
    /// Environment variable that holds the key whenever it is needed
    #[arg(long, conflicts_with = "key_stdin")]
    pub key_env: Option<String>,
    /// Read the key from standard input and keep it
    #[arg(long)]
    pub key_stdin: bool,
    /// Where the key is kept; a file needs its passphrase in PATHLOOM_PASSPHRASE
    #[arg(long, value_enum, requires = "key_stdin")]
    pub keep_key_in: Option<Keeping>,
    /// Calls at the same time, at most
    #[arg(long, default_value_t = 8)]
    pub concurrency: u32,
    /// Requests a minute, at most
    #[arg(long)]
    pub rpm: Option<u32>,
    /// Tokens a minute, at most
    #[arg(long)]
    pub tpm: Option<u32>,
    /// Seconds without an answer after which a call is given up
    #[arg(long, default_value_t = 120)]
    pub timeout: u32,
    #[arg(long)]
    pub temperature: Option<f32>,
    #[arg(long)]
    pub top_p: Option<f32>,
    /// Tokens of a reply, at most
    #[arg(long)]
    pub max_tokens: Option<u32>,
    #[command(flatten)]
    pub of_models: OfModels,
    /// Change the endpoint of this name, if there is one
    #[arg(long)]
    pub replace: bool,
}

/// The same for every model named.
#[derive(Debug, Args)]
pub struct OfModels {
    /// Price of a million tokens of input
    #[arg(long, requires = "price_out")]
    pub price_in: Option<f64>,
    /// Price of a million tokens of output
    #[arg(long, requires = "price_in")]
    pub price_out: Option<f64>,
    /// Tokens of prompt and reply together
    #[arg(long)]
    pub context: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Keeping {
    /// Of the operating system
    Keychain,
    /// Encrypted with a passphrase
    File,
}

#[derive(Debug, Subcommand)]
pub enum RoleAction {
    /// Give a role to models, or back to the built-in engine
    Set {
        project: PathBuf,
        /// extraction, vision, generator, judges, strong, weak, complexity or embedding
        role: String,
        /// ENDPOINT/MODEL, several separated by commas; or "built-in"
        models: String,
    },
    /// Who takes which role
    List { project: PathBuf },
    /// Let a project send to an endpoint that is not on this computer
    Allow { project: PathBuf, endpoint: String },
    /// Take that back
    Disallow { project: PathBuf, endpoint: String },
}

#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// Models of all endpoints; with a project, who takes its roles
    List { project: Option<PathBuf> },
    /// Add a model to an endpoint
    Add {
        endpoint: String,
        model: String,
        #[command(flatten)]
        of_model: OfModels,
    },
    /// Write all settings into a file, without keys
    Export { file: PathBuf },
    /// Take such a file in; says what it would change, and changes it with --yes
    Import {
        file: PathBuf,
        #[arg(long)]
        yes: bool,
    },
}

//! The command line, as clap reads it. No logic.

use crate::model_args::{EndpointAction, ModelsAction, RoleAction};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Documents → graph → paths → reviewed reasoning samples → JSONL.
#[derive(Debug, Parser)]
#[command(name = "pathloom", version)]
pub struct Arguments {
    /// Print JSON: one object, or one line each for lists
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an empty project
    Init { project: PathBuf },
    /// Read documents, or ready-made triples, and build the graph
    Import {
        project: PathBuf,
        /// The files hold head, relation, tail (CSV, TSV, TXT or JSON lines)
        #[arg(long)]
        triples: bool,
        /// A file whose first line opens the encrypted ones
        #[arg(long)]
        password_file: Option<PathBuf>,
        /// Let LibreOffice turn older office documents into newer ones
        #[arg(long)]
        convert: bool,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Follow folders until stopped: what is added, changed, moved or deleted there is taken over
    Watch {
        project: PathBuf,
        folders: Vec<PathBuf>,
        /// Look once, read what is new, and end
        #[arg(long)]
        once: bool,
    },
    /// Make each row of a table a document: case files, tickets
    Rows {
        project: PathBuf,
        /// Name of the document that holds the table
        #[arg(long)]
        document: String,
        /// Head of the column that names the row
        #[arg(long)]
        title: Option<String>,
        /// Heads of the columns with running text; without any, the columns are shown
        #[arg(long)]
        text: Vec<String>,
    },
    /// How texts are cut into chunks; with sizes (in tokens), cut anew
    Chunks {
        project: PathBuf,
        #[arg(long)]
        target: Option<u32>,
        #[arg(long)]
        minimum: Option<u32>,
        #[arg(long)]
        overlap: Option<u32>,
    },
    /// Say what may be done with documents
    Rights(Rights),
    /// Build the graph again from what was read
    Build(BuildArguments),
    /// What was found in the documents, and what was refused and why
    Found(FoundArguments),
    /// The types and relations that the graph may speak of
    Ontology {
        #[command(subcommand)]
        action: OntologyAction,
    },
    /// The path templates
    Template {
        #[command(subcommand)]
        action: TemplateAction,
    },
    /// How many matches a template has
    Count {
        project: PathBuf,
        /// Id of a preset or of the user's own, or a .toml file
        #[arg(long)]
        template: String,
        #[command(flatten)]
        within: Within,
    },
    /// Draw matches of a template; writes nothing
    Sample {
        project: PathBuf,
        /// Id of a preset or of the user's own, or a .toml file
        #[arg(long)]
        template: String,
        #[arg(short, default_value_t = 10)]
        n: usize,
        /// uniform, long-tail or diverse
        #[arg(long, default_value = "uniform")]
        strategy: String,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        within: Within,
    },
    /// Why a template has few or no matches
    Explain {
        project: PathBuf,
        /// Id of a preset or of the user's own, or a .toml file
        #[arg(long)]
        template: String,
        #[command(flatten)]
        within: Within,
    },
    /// Compose samples from matches
    Generate {
        project: PathBuf,
        /// One or more ids or .toml files, separated by commas, or "all" for the presets
        #[arg(long = "template", alias = "templates", value_delimiter = ',', required = true)]
        templates: Vec<String>,
        /// Samples for each template
        #[arg(short, default_value_t = 20)]
        n: u32,
        #[arg(long, default_value = "diverse")]
        strategy: String,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        within: Within,
        #[command(flatten)]
        types: Types,
    },
    /// Check and score all samples again, by models where a role has one
    Score(Score),
    /// Names that may be one entity: list them, decide, ask why
    Merge {
        #[command(subcommand)]
        action: MergeAction,
    },
    /// Leave out samples by a rule over their scores; without --apply, say what it would do
    Gate {
        project: PathBuf,
        /// "support >= 2/3 and arithmetic != failed"; "" keeps everything; without it, the rule that is applied
        #[arg(long)]
        rule: Option<String>,
        /// Only the samples of a run
        #[arg(long)]
        run: Option<u64>,
        #[arg(long)]
        apply: bool,
    },
    /// Decide on samples
    Review(Review),
    /// Write approved samples
    Export {
        project: PathBuf,
        #[arg(long, default_value = "messages")]
        format: String,
        /// Folder; gets train.jsonl
        #[arg(long)]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t = ReasoningPlace::Think)]
        reasoning: ReasoningPlace,
        /// With what rests on confidential documents
        #[arg(long)]
        confidential: bool,
    },
    /// Numbers of the project
    Stats { project: PathBuf },
    /// Build, then generate; or go on with an interrupted run
    Run(Run),
    /// The runs of the project
    Runs {
        project: PathBuf,
        /// The model calls of this run
        #[arg(long, value_name = "RUN")]
        calls: Option<u64>,
    },
    /// Model calls by batch file
    Batch {
        #[command(subcommand)]
        action: BatchAction,
    },
    /// Servers of models: yours, for all projects
    Endpoint {
        #[command(subcommand)]
        action: EndpointAction,
    },
    /// Who does what in a project
    Role {
        #[command(subcommand)]
        action: RoleAction,
    },
    /// Models of your endpoints, and all their settings as one file
    Models {
        #[command(subcommand)]
        action: ModelsAction,
    },
    /// Measure
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Make the demo project, approve what passes its checks, export it
    Demo { out: PathBuf },
}

#[derive(Debug, Args)]
pub struct BuildArguments {
    pub project: PathBuf,
    /// Only say what it would take
    #[arg(long)]
    pub estimate: bool,
    /// Only the first so many of what is to do: documents, or passages where a model extracts
    #[arg(long = "try", value_name = "N")]
    pub try_first: Option<u32>,
    /// Money that model calls may cost; reaching it pauses
    #[arg(long, value_name = "MONEY")]
    pub budget: Option<f64>,
    /// Keep the model calls for a batch file instead of making them; then "batch export"
    #[arg(long)]
    pub batch: bool,
    /// Each passage is read by the model again for what was missed; kept with the project
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"])]
    pub second_reading: Option<String>,
    /// Build this document anew; may be given more than once
    #[arg(long = "document", value_name = "NAME")]
    pub documents: Vec<String>,
}

#[derive(Debug, Args)]
pub struct FoundArguments {
    pub project: PathBuf,
    /// Of one document alone
    #[arg(long, value_name = "NAME")]
    pub document: Option<String>,
    /// The rows of a list: entities, assertions, tables, figures, formulas, refused, references, unverified, violations
    #[arg(long)]
    pub list: Option<String>,
    /// Of one part of the list: a type, a method, a cause
    #[arg(long, requires = "list")]
    pub part: Option<String>,
    /// Rows at most
    #[arg(short, requires = "list")]
    pub n: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub enum OntologyAction {
    /// The ontologies that ship
    Presets,
    /// The project's ontology, or a preset, as TOML
    Show {
        project: Option<PathBuf>,
        #[arg(long)]
        preset: Option<String>,
    },
    /// Take a preset and build
    Set { project: PathBuf, preset: String },
    /// Take a file and build
    Import { project: PathBuf, file: PathBuf },
    /// Write the project's ontology as a TOML file
    Export {
        project: PathBuf,
        #[arg(long)]
        out: PathBuf,
    },
    /// Propose one from the documents; sets nothing
    Suggest {
        project: PathBuf,
        /// Ask the model that has the extraction role
        #[arg(long)]
        model: bool,
        /// Write it to a file
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum TemplateAction {
    /// Names and titles; with a project, the user's own too
    List { project: Option<PathBuf> },
    /// One template as TOML
    #[command(allow_missing_positional = true)]
    Show {
        project: Option<PathBuf>,
        /// Id, or a .toml file
        template: String,
    },
    /// Say what is wrong with a template; with a project, how many nodes fit its slots there
    #[command(allow_missing_positional = true)]
    Validate {
        project: Option<PathBuf>,
        /// A .toml file, or an id
        template: String,
    },
    /// Take template files into a project as the user's own
    Import {
        project: PathBuf,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write a template as a TOML file
    #[command(allow_missing_positional = true)]
    Export {
        project: Option<PathBuf>,
        template: String,
        #[arg(long)]
        out: PathBuf,
    },
}

/// The part of the graph that matches are looked for in.
#[derive(Clone, Debug, Args)]
pub struct Within {
    /// whole, random (any nodes), bfs (what is near a node), acs (along a directed path) or degree (the most connected)
    #[arg(long = "subgraph", value_name = "METHOD", default_value = "whole")]
    pub method: String,
    /// Nodes of the subgraph
    #[arg(long, default_value_t = 100)]
    pub order: u64,
    #[arg(long, default_value_t = 1)]
    pub subgraph_seed: u64,
}

/// In which forms questions are asked.
#[derive(Clone, Debug, Args)]
pub struct Types {
    /// open, choice, true-false, numeric or list, several with commas: each path takes one; as set for the project without
    #[arg(long, value_delimiter = ',', value_name = "TYPE")]
    pub types: Vec<String>,
}

/// What is not named stays as it is.
#[derive(Debug, Args)]
pub struct Rights {
    pub project: PathBuf,
    /// Name of a document; all when there is none
    #[arg(long = "document")]
    pub documents: Vec<String>,
    #[arg(long)]
    pub license: Option<String>,
    /// Publisher, link, case number
    #[arg(long)]
    pub source: Option<String>,
    #[arg(long)]
    pub domain: Option<String>,
    /// Never sent elsewhere; exported only when asked for
    #[arg(long)]
    pub confidential: Option<bool>,
    /// Never sent elsewhere and never exported
    #[arg(long)]
    pub stays_here: Option<bool>,
}

#[derive(Debug, Args)]
pub struct Score {
    pub project: PathBuf,
    /// Who tells how hard a question is: both, strong-only, weak-only or judge
    #[arg(long)]
    pub difficulty: Option<String>,
    /// Attempts of the strong and of the weak models
    #[arg(long)]
    pub attempts: Option<u32>,
    /// Ask again without the evidence of each hop
    #[arg(long)]
    pub necessity: bool,
    /// Ask without any evidence
    #[arg(long)]
    pub closed_book: bool,
}

#[derive(Debug, Args)]
pub struct Review {
    pub project: PathBuf,
    /// Approve a sample
    #[arg(long)]
    pub approve: Vec<String>,
    /// Reject a sample
    #[arg(long, requires = "reason")]
    pub reject: Vec<String>,
    /// wrong-answer, not-supported, ambiguous, trivial, unnatural or other
    #[arg(long)]
    pub reason: Option<String>,
    /// Approve every sample to review whose checks all pass
    #[arg(long)]
    pub approve_checked: bool,
    /// Whose decision it is
    #[arg(long, default_value = "reviewer")]
    pub reviewer: String,
}

#[derive(Debug, Args)]
pub struct Run {
    pub project: PathBuf,
    #[arg(long, alias = "template", value_delimiter = ',', required_unless_present_any = ["resume", "retry"])]
    pub templates: Vec<String>,
    #[arg(short, default_value_t = 20)]
    pub n: u32,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// uniform, long-tail or diverse
    #[arg(long, default_value = "diverse")]
    pub strategy: String,
    #[command(flatten)]
    pub within: Within,
    #[command(flatten)]
    pub types: Types,
    /// Pause when so much money is spent
    #[arg(long)]
    pub budget: Option<f64>,
    /// Write for so many paths first, then pause and say what all would take
    #[arg(long = "try", value_name = "PATHS")]
    pub try_first: Option<u32>,
    /// Only say what the run would take
    #[arg(long)]
    pub estimate: bool,
    /// Keep the model calls for a batch file instead of making them
    #[arg(long)]
    pub batch: bool,
    /// Go on with the newest run that was interrupted, paused or cancelled
    #[arg(long)]
    pub resume: bool,
    /// Without this judge (ENDPOINT/MODEL): support is counted over the others
    #[arg(long, requires = "resume", value_name = "ENDPOINT/MODEL", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Ask again without the evidence of each hop
    #[arg(long)]
    pub necessity: bool,
    /// Ask without any evidence
    #[arg(long)]
    pub closed_book: bool,
    /// Try again what failed in the newest run
    #[arg(long, conflicts_with = "resume")]
    pub retry: bool,
    /// Of this cause only
    #[arg(long, requires = "retry")]
    pub cause: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum BatchAction {
    /// Write the calls that wait as OpenAI batch files
    Export {
        project: PathBuf,
        #[arg(long)]
        out: PathBuf,
    },
    /// Store the results of batch files; then go on with "run --resume"
    Import {
        project: PathBuf,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Build, count and draw on a synthetic graph
    Sample {
        #[arg(long, default_value_t = 100_000)]
        nodes: usize,
        /// in or any
        #[arg(long, default_value = "any")]
        direction: String,
        #[arg(long)]
        hubs: bool,
        /// Measure nothing; write the graph into this folder as nodes.csv and relations.csv, for other programs
        #[arg(long)]
        write: Option<PathBuf>,
    },
    /// Draw the plots of a report on sampling and fill in its tables, from its results
    Report {
        /// Markdown file; its results and plots are in the folder of the same name beside it
        #[arg(default_value = "docs/benchmarks/sampling.md")]
        report: PathBuf,
    },
    /// Find which of invented names are one entity: time, memory, and how many it gets right
    Merge {
        #[arg(long, default_value_t = 100_000)]
        names: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Make the demo in a folder that is thrown away: read, build, generate, open again
    Demo,
    /// Model calls against a server with a fixed pause, beside a plain client in Python
    Runs {
        #[arg(long, default_value_t = 200)]
        pause_ms: u64,
        /// Markdown file whose table is filled in
        #[arg(long)]
        report: Option<PathBuf>,
        /// Measure one load in this process, at this server
        #[arg(long, requires_all = ["calls", "concurrency"])]
        url: Option<String>,
        #[arg(long)]
        calls: Option<u64>,
        #[arg(long)]
        concurrency: Option<u32>,
        /// Begin all calls at once
        #[arg(long)]
        queued: bool,
    },
    /// A server that answers every model call after a pause, until its input ends
    #[command(hide = true)]
    Server {
        #[arg(long, default_value_t = 200)]
        pause_ms: u64,
    },
    /// How well and how fast the built-in engine extracts, on a set whose truth is known
    Extract {
        /// Folder of the set
        #[arg(long, default_value = "assets/bench/extract")]
        truth: PathBuf,
        /// Score the documents that no rule was made on, too
        #[arg(long)]
        held_out: bool,
        /// Say on stderr what was missed and what is wrong
        #[arg(long)]
        explain: bool,
        /// Only documents whose name holds this
        #[arg(long)]
        only: Option<String>,
        /// Read by a scripted model whose answers are spoilt in known ways: what the checks catch of each
        #[arg(long)]
        model: bool,
    },
    /// Read documents and say how fast; or, with a set whose truth is known, how well
    Ingest {
        #[arg(required_unless_present = "truth")]
        files: Vec<PathBuf>,
        /// Folder of a set of documents with its truth.json
        #[arg(long)]
        truth: Option<PathBuf>,
        /// What another reader made of the same set, as JSON; may be given several times
        #[arg(long, requires = "truth")]
        peer: Vec<PathBuf>,
        /// Folder for plots of the scores
        #[arg(long, requires = "truth")]
        plots: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum MergeAction {
    /// Pairs of names, the most alike first
    List {
        project: PathBuf,
        /// May be given several times
        #[arg(long, value_enum, default_value = "candidate")]
        state: Vec<MergeState>,
        /// Letters that one of the names holds
        #[arg(long)]
        text: Option<String>,
        #[arg(long, default_value_t = 0)]
        limit: u64,
    },
    /// The names of these pairs are one entity; builds the graph again
    Accept {
        project: PathBuf,
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// They are two; builds the graph again
    Reject {
        project: PathBuf,
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Take a decision back; what a rule or a model merged is kept apart
    Undo {
        project: PathBuf,
        id: String,
        /// The entity whose documents "merge explain" listed with this id: name or key
        #[arg(long)]
        entity: Option<String>,
    },
    /// Why an entity is one, and not one with others
    Explain {
        project: PathBuf,
        /// A name as the graph has it, or the key of an entity
        name: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MergeState {
    Candidate,
    Merged,
    Apart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReasoningPlace {
    /// Between think tags before the answer
    Think,
    /// In the answer
    Answer,
    /// Left out
    None,
}

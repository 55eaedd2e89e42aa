//! Templates: the library, one pattern, its count and instances, generate.

use pathloom_model::path::Count;
use pathloom_model::{Key, Kind, ScoreSettings, Strategy, SubgraphSampling, SynthesisSettings, Template, Text2};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LibraryView {
    /// In display order.
    pub groups: Vec<TemplateGroup>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateGroup {
    pub name: String,
    pub templates: Vec<TemplateRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateRow {
    pub id: String,
    pub title: Text2,
    /// `None` until it was counted on the present graph.
    pub count: Option<CountView>,
    /// One of the user's own that is no pattern, or has no match on the present graph: the reason.
    pub problem: Option<String>,
}

/// [`Count`] for the wire: `walks` as text because it can pass 2^53.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountView {
    pub count: u64,
    pub exact: bool,
    pub low: u64,
    pub high: u64,
    pub walks: String,
    pub milliseconds: f64,
}

impl CountView {
    pub fn new(count: Count, milliseconds: f64) -> CountView {
        let Count { count, exact, low, high, walks } = count;
        CountView { count, exact, low, high, walks: walks.to_string(), milliseconds }
    }

    /// For an estimate that found nothing: there are fewer than about so many.
    pub fn fewer_than(&self) -> Option<u64> {
        let (count, exact, low, high) = (self.count, self.exact, self.low, self.high);
        Count { count, exact, low, high, walks: 0 }.fewer_than()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRequest {
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateView {
    pub template: Template,
    /// The user's own; presets are copied when they are changed.
    pub mine: bool,
    /// Where the user has put its slots.
    pub places: Vec<Place>,
    /// The title of the template that this one was made from.
    pub based_on: Option<Text2>,
}

/// The upper left corner of a slot on the canvas, in pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub slot: String,
    pub x: f64,
    pub y: f64,
}

/// A template as it stands in the editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatternRequest {
    pub template: Template,
    /// The part of the graph to match it in; the whole without.
    #[serde(default)]
    pub subgraph: Option<SubgraphSampling>,
}

/// What can be said of a pattern at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatternView {
    /// Why it is no pattern yet; then the rest is as far as it goes.
    pub problem: Option<PatternProblem>,
    pub slots: Vec<SlotView>,
    /// "About", or exact where that is as quick; nothing with a problem.
    pub about: Option<CountView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternProblem {
    pub message: String,
    /// The slot or link that it names.
    pub slot: Option<String>,
    pub link: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    pub slot: String,
    /// Nodes that pass its filters, and nodes of its kinds.
    pub candidates: u64,
    pub of: u64,
}

/// What the graph has that a pattern can name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SchemaView {
    /// With their number, most first.
    pub relations: Vec<SchemaRelation>,
    /// Nodes of each kind.
    pub kinds: Vec<(Kind, u64)>,
    /// Entity types and their numbers, most first.
    pub types: Vec<(String, u64)>,
    /// Image classes and their numbers, most first.
    pub classes: Vec<(String, u64)>,
    /// Names of documents.
    pub documents: Vec<String>,
    /// The most frequent values of other fields.
    pub values: Vec<FieldValues>,
    /// The largest degree of a node of each kind.
    pub degrees: Vec<(Kind, u32)>,
}

/// Short values only, most first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValues {
    pub field: String,
    pub values: Vec<(String, u64)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaRelation {
    pub from: Kind,
    pub name: String,
    pub to: Kind,
    pub count: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveTemplateRequest {
    /// With the id of a preset, or an empty one, it becomes a new one of the user's own.
    pub template: Template,
    pub places: Vec<Place>,
    /// The template that it was made from.
    pub based_on: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedTemplate {
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFilesRequest {
    pub paths: Vec<String>,
}

/// Files that are no template are told; the others are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedTemplates {
    pub ids: Vec<String>,
    /// Of those taken, what is still to be done before they match: file, line and what was expected.
    #[serde(default)]
    pub unfinished: Vec<String>,
    /// File, line and what was expected.
    pub refused: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTemplateRequest {
    pub id: String,
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRequest {
    pub template: Template,
    pub strategy: Strategy,
    pub seed: u64,
    /// As many as are to be generated: coverage is of them.
    pub samples: u32,
    /// The part of the graph to match it in; the whole without.
    #[serde(default)]
    pub subgraph: Option<SubgraphSampling>,
}

/// A newer preview or pattern ends an older one that is still counting, which then answers with code `Cancelled`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewView {
    pub count: CountView,
    pub instances: Vec<PathStrip>,
    /// The part of the graph that all this is of.
    pub subgraph: Option<SubgraphView>,
}

/// Why a pattern has few or no matches. Ended as a preview is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainView {
    /// What empties the pattern, or how many matches it has, in one sentence.
    pub why: String,
    /// The slot that empties the pattern.
    pub slot: Option<String>,
    /// Part by part, the answer first.
    pub steps: Vec<PartLeft>,
    /// The smallest changes that give more matches, best first.
    pub relaxed: Vec<Relaxed>,
    /// There was no time to try every change.
    pub is_cut: bool,
}

/// What is left once this part is asked for too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartLeft {
    pub part: PatternPart,
    /// Nodes for a slot and its filters, else partial matches.
    pub left: u64,
    /// Matches of the pattern with this part alone relaxed, where something can be relaxed about it.
    pub relaxed: Option<CountView>,
    /// Nothing is left from here on.
    pub empties: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum PatternPart {
    Slot { slot: String },
    Filter { slot: String, field: String },
    Link { link: u32, from: String, to: String },
    Constraint { place: u32 },
    Distinct,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relaxed {
    /// In words: "Drop the filter on name of start and let table be absent".
    pub change: String,
    /// The same as a sentence for each change.
    pub changes: Vec<String>,
    pub template: Template,
    pub count: CountView,
}

/// Of the entities of each band those that the samples asked for come by: with the strategy, and uniform. A newer
/// preview or coverage ends an older one, which then answers with code `Cancelled`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CoverageView {
    pub bars: Vec<CoverageBar>,
    /// Matches that this is of: fewer than asked for where there are no more, or where more would take too long.
    pub matches: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageBar {
    /// "head", "torso", "tail".
    pub band: String,
    /// Shares of the band, 0..=1.
    pub share: f64,
    pub uniform: f64,
    /// Entities of the band that come by, and all of them.
    pub used: u64,
    pub all: u64,
}

/// A part of the graph that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubgraphView {
    #[serde(flatten)]
    pub sampling: SubgraphSampling,
    pub nodes: u64,
    pub relations: u64,
    /// Why there are fewer nodes than asked for.
    pub why_fewer: Option<String>,
}

/// A match as one line: kind tiles and names with the relations between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathStrip {
    pub fingerprint: String,
    pub nodes: Vec<StripNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StripNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub slot: Option<String>,
    /// The word of the hop that leads here; empty for the first.
    pub hop: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GenerateRequest {
    pub templates: Vec<String>,
    /// Per template.
    pub samples: u32,
    pub strategy: Strategy,
    pub seed: u64,
    /// The part of the graph to draw from; the whole without.
    #[serde(default)]
    pub subgraph: Option<SubgraphSampling>,
    /// Money at which the run pauses, in the currency of the user's prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// So many paths first, then it pauses and says what all of them would take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub try_first: Option<u32>,
    /// Model calls are kept for a batch file instead of being made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_batch: bool,
    /// How a model is to write; as set for the project without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<SynthesisSettings>,
    /// What is asked about each sample; as set for the project without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoring: Option<ScoreSettings>,
}

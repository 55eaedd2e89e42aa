//! The domain of Pathloom as plain data: no input or output, no async, no clock; builds for wasm.
//!
//! The words are those of the interface, the command line and the documentation:
//! [`block`] what reading finds → [`node`] the graph → [`template`] the pattern a user edits →
//! [`path`] a match of it → [`sample`] question, answer and steps. [`span`] says where each comes from.

pub mod block;
pub mod described;
pub mod document;
pub mod endpoint;
pub mod field;
pub mod fingerprint;
pub mod key;
pub mod knowledge;
pub mod language;
pub mod lexicon;
pub mod locate;
pub mod meaning;
pub mod merge;
pub mod metric;
pub mod node;
pub mod ontology;
pub mod ontology_file;
pub mod path;
pub mod quantity;
pub mod relation;
pub mod sample;
pub mod scoring;
pub mod span;
pub mod subgraph;
pub mod synthesis;
pub mod template;

pub use block::{
    Block, BlockContent, Cell, Chunk, ChunkData, Figure, ImageClass, Line, ObjectLabel, ObjectLabelKind, Piece, Run,
    TableData,
};
pub use described::{Content, Described};
pub use document::{
    Blob, ChunkEdit, ChunkSettings, DocumentMeta, Format, PageInfo, Parsed, Rights, TRIPLES_ON_PAGE, Warning,
    WarningCode,
};
pub use endpoint::{
    Abilities, Endpoint, EndpointKind, EndpointModel, Limits, ModelRef, ModelRole, Price, RoleModels, Structured,
};
pub use field::{FIELDS, Field};
pub use key::{Key, Kind};
pub use knowledge::Knowledge;
pub use language::Language;
pub use locate::{locate, locate_in_chunk};
pub use meaning::Asked;
pub use merge::{MergeBy, MergeState, merge_id};
pub use node::{Assertion, AssertionObject, Node, NodeData, Qualifiers, Scenario};
pub use ontology::{Attribute, Breach, EntityType, Ontology, OntologyError, RelationType, Violation, ViolationOf};
pub use path::{Binding, Match, PathHop, Strategy};
pub use quantity::{Decimal, Quantity, Unit};
pub use relation::{Relation, StructuralRelation};
pub use sample::{
    Answer, AnswerForm, Blurred, Check, CheckKind, CheckOutcome, Decision, DifficultyClass, DrawRecord, Evidence, Flag,
    Gen, PromptUse, RejectReason, Sample, SampleNode, SampleRelation, Score, ScoreKind, Step, Vote, Written,
};
pub use scoring::{DifficultyMode, ScoreSettings};
pub use span::{CellRef, Rect, Span};
pub use subgraph::{SubgraphMethod, SubgraphSampling};
pub use synthesis::{Blurring, DifficultyWish, QuestionLanguage, QuestionStyle, QuestionType, SynthesisSettings};
pub use template::{Caps, Constraint, Direction, Filter, FilterOp, Link, Relations, Role, Slot, Template, Text2};

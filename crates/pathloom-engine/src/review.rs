//! Review: the queue, one sample with its cards, decisions and edits. Every change is in the log before it is shown.

use crate::graph_state::GraphState;
use crate::view::spans;
use crate::view::templates::Library;
use crate::{Session, error, mathml, words};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_ipc::review::{
    CardContent, DecideRequest, EditRequest, PathCard, Progress, QueueOrder, QueueRequest, QueueRow, QueueView,
    SampleRequest, SampleView, UndoView,
};
use pathloom_model::{
    CellRef, CheckOutcome, Decision, Evidence, Kind, Knowledge, Node, NodeData, Role, Sample, SampleNode,
    SampleRelation, ScoreKind,
};
use pathloom_store::table::events::{Event, Verdict};
use pathloom_store::table::samples::{Order, Query, SampleRow};

/// Rows sent at once; the list asks again as it scrolls.
const MOST_ROWS: u64 = 2_000;

impl Session {
    pub fn queue_view(&self, request: &QueueRequest) -> Result<QueueView, AppError> {
        let query = Query {
            decisions: request.decisions.clone(),
            template: request.template.clone(),
            run: request.run,
            text: request.text.clone(),
            failed_checks_only: request.failed_checks_only,
            filtered: Some(request.filtered_only),
            order: match request.order {
                QueueOrder::Created => Order::Created,
                QueueOrder::Complexity => Order::Complexity,
                QueueOrder::FailedChecksFirst => Order::FailedFirst,
                QueueOrder::Template => Order::Template,
            },
            offset: request.offset,
            limit: if request.limit == 0 { MOST_ROWS } else { request.limit.min(MOST_ROWS) },
        };
        let (rows, total) = self.project.samples(&query).map_err(error::store)?;
        let templates = self.project.samples_by_template().map_err(error::store)?;
        let library = self.library()?;
        Ok(QueueView {
            rows: rows.iter().map(|row| queue_row(row, &library)).collect(),
            total,
            progress: self.progress()?,
            templates: templates.into_iter().map(|(id, count)| (id.clone(), library.title(&id), count)).collect(),
        })
    }

    pub fn progress(&self) -> Result<Progress, AppError> {
        let tally = self.project.tally().map_err(error::store)?;
        Ok(Progress {
            total: tally.total,
            approved: tally.approved,
            edited: tally.edited,
            rejected: tally.rejected,
            skipped: tally.skipped,
            to_review: tally.to_review,
            recheck: tally.recheck,
            filtered: tally.filtered,
        })
    }

    pub fn sample_view(&self, request: &SampleRequest) -> Result<SampleView, AppError> {
        let row = self.project.sample(&request.id).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This sample"))?;
        let (state, library) = (self.graph()?, self.library()?);
        Ok(SampleView {
            template_title: library.title(&row.sample.template),
            decision: row.verdict.decision,
            reason: row.verdict.reason,
            note: row.verdict.note.clone(),
            flags: row.flags(),
            cards: cards(&state, state.knowledge()?, &row.sample, &library),
            twins: self.twins(&row.sample)?,
            sample: row.sample,
        })
    }

    pub fn decide(&self, request: &DecideRequest) -> Result<Progress, AppError> {
        if request.decision == Decision::Rejected && request.reason.is_none() {
            return Err(error::bad_request("A rejection needs a reason.", "Choose one of the six."));
        }
        let reason = request.reason.filter(|_| request.decision == Decision::Rejected);
        let verdict = Verdict { decision: request.decision, reason, note: request.note.clone() };
        let decided =
            self.project.decide(&request.ids, &verdict, &self.reviewer(), self.now()).map_err(error::store)?;
        if decided.is_empty() {
            return Err(error::not_found("None of these samples"));
        }
        self.progress()
    }

    /// Changes the words and checks them again. The decision stays what it was.
    pub fn edit_sample(&self, request: &EditRequest) -> Result<SampleView, AppError> {
        let row = self.project.sample(&request.id).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This sample"))?;
        let mut sample = row.sample.clone();
        apply_edit(&mut sample, request)?;
        if sample != row.sample {
            let state = self.graph()?;
            let near = pathloom_compose::NearDuplicates::default();
            sample.checks = pathloom_compose::check(state.knowledge()?, &sample, &near);
            sample.scores = crate::scores::after_edit(&sample);
            self.project.edit(&sample, &self.reviewer(), self.now()).map_err(error::store)?;
        }
        self.sample_view(&SampleRequest { id: request.id.clone() })
    }

    /// Samples to review of which every check passed or did not apply.
    pub fn checked(&self) -> Result<Vec<String>, AppError> {
        let query = Query { decisions: vec![Decision::ToReview], filtered: Some(false), ..Query::default() };
        let (rows, _) = self.project.samples(&query).map_err(error::store)?;
        let clean =
            |row: &SampleRow| !row.stale && row.sample.checks.iter().all(|check| check.outcome != CheckOutcome::Failed);
        Ok(rows.into_iter().filter(clean).map(|row| row.sample.id).collect())
    }

    /// Checks and scores every sample again. Words and decisions stay. Returns how many there are.
    pub fn score_all(&self) -> Result<u64, AppError> {
        let (mut rows, total) = self.project.samples(&Query::default()).map_err(error::store)?;
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let near = pathloom_compose::NearDuplicates::of(rows.iter().map(|row| &row.sample));
        for row in &mut rows {
            row.sample.checks = pathloom_compose::check(knowledge, &row.sample, &near);
            row.sample.scores = crate::scores::computed_again(&row.sample);
        }
        let samples: Vec<&Sample> = rows.iter().map(|row| &row.sample).collect();
        self.project.rescore(&samples).map_err(error::store)?;
        Ok(total)
    }

    pub fn undo(&self) -> Result<UndoView, AppError> {
        let event = self.project.undo(&self.reviewer(), self.now()).map_err(error::store)?;
        self.undone(event, "Undone")
    }

    pub fn redo(&self) -> Result<UndoView, AppError> {
        let event = self.project.redo(&self.reviewer(), self.now()).map_err(error::store)?;
        self.undone(event, "Done again")
    }

    fn undone(&self, event: Option<Event>, what: &str) -> Result<UndoView, AppError> {
        let (done, sample) = match &event {
            Some(Event::Decided { changes }) => {
                let first = changes.first();
                let decision = first.map(|change| decision_word(change.after.decision)).unwrap_or_default();
                let many = if changes.len() > 1 { format!(" of {} samples", changes.len()) } else { String::new() };
                (Some(format!("{what}: {decision}{many}")), first.map(|change| change.id.clone()))
            }
            Some(Event::Edited { id, .. }) => (Some(format!("{what}: edit")), Some(id.clone())),
            Some(Event::RemovedDocument { name, .. }) => {
                self.sink.changed(&Changed { sources: true, ..Changed::default() });
                (Some(format!("{what}: removing {name}. Build again to see it in the graph.")), None)
            }
            Some(Event::ChangedRights { changes }) => {
                self.sink.changed(&Changed { sources: true, ..Changed::default() });
                let many =
                    if changes.len() == 1 { "a document".into() } else { format!("{} documents", changes.len()) };
                (Some(format!("{what}: what may be done with {many}")), None)
            }
            Some(Event::ChangedChunks { .. }) => {
                self.sink.changed(&Changed { sources: true, ..Changed::default() });
                (Some(format!("{what}: how texts are cut. Build again to see it in the graph.")), None)
            }
            Some(Event::ChangedOntology { .. }) => {
                self.sink.changed(&Changed { sources: true, ..Changed::default() });
                (Some(format!("{what}: the ontology. Build again to see it in the graph.")), None)
            }
            Some(Event::Gated { changes, .. }) => {
                self.sink.changed(&Changed { samples: true, ..Changed::default() });
                let many = if changes.len() == 1 { "1 sample".into() } else { format!("{} samples", changes.len()) };
                (Some(format!("{what}: the gate for {many}")), None)
            }
            Some(Event::DecidedMerges { changes }) => {
                self.sink.changed(&Changed { graph: true, ..Changed::default() });
                let words = match changes.as_slice() {
                    [one] => format!("\"{}\" and \"{}\"", one.names[0], one.names[1]),
                    all => format!("{} pairs of names", all.len()),
                };
                (Some(format!("{what}: whether {words} are one. Build again to see it in the graph.")), None)
            }
            Some(Event::Undone { .. } | Event::Redone { .. }) | None => (None, None),
        };
        Ok(UndoView { done, sample, progress: self.progress()? })
    }
}

fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::ToReview => "back to review",
        Decision::Approved => "approval",
        Decision::Rejected => "rejection",
        Decision::Skipped => "skipping",
    }
}

fn apply_edit(sample: &mut Sample, request: &EditRequest) -> Result<(), AppError> {
    const LONGEST: usize = 20_000;
    let empty = "Write something, or press Esc to leave it as it was.";
    for text in [&request.question, &request.answer].into_iter().flatten().chain(request.steps.iter().flatten()) {
        if text.trim().is_empty() {
            return Err(error::bad_request("An empty text cannot be saved.", empty));
        }
        if text.len() > LONGEST {
            return Err(error::bad_request("This text is too long to be saved.", "Shorten it."));
        }
    }
    if let Some(question) = &request.question {
        sample.question = question.trim().to_owned();
    }
    if let Some(answer) = &request.answer {
        sample.answer.text = answer.trim().to_owned();
    }
    if let Some(steps) = &request.steps {
        if steps.len() != sample.steps.len() {
            return Err(error::bad_request("Steps can be reworded, not added or removed.", "Keep their number."));
        }
        for (step, text) in sample.steps.iter_mut().zip(steps) {
            step.text = text.trim().to_owned();
        }
    }
    // They were about the words of the reply.
    if let Some(written) = &mut sample.generated.written {
        written.faults.clear();
    }
    Ok(())
}

fn queue_row(row: &SampleRow, library: &Library) -> QueueRow {
    let count = |outcome| row.sample.checks.iter().filter(|check| check.outcome == outcome).count() as u32;
    QueueRow {
        id: row.sample.id.clone(),
        question: row.sample.question.clone(),
        template_title: library.title(&row.sample.template),
        decision: row.verdict.decision,
        flags: row.flags(),
        checks_failed: count(CheckOutcome::Failed),
        checks_passed: count(CheckOutcome::Passed),
        complexity: crate::view::dataset::score(&row.sample, ScoreKind::Complexity).map(|level| level.min(5) as u8),
    }
}

fn cards(state: &GraphState, knowledge: &Knowledge, sample: &Sample, library: &Library) -> Vec<PathCard> {
    let template = library.known(&sample.template);
    sample
        .nodes
        .iter()
        .enumerate()
        .map(|(place, node)| {
            let hop = sample
                .relations
                .iter()
                .find(|hop| place > 0 && (hop.tail == node.key || leads_back(sample, hop, place)));
            let used: Vec<&Evidence> = evidence_of(sample, node, hop);
            let found = knowledge.node(&node.key);
            let role =
                template.and_then(|template| template.slot.iter().find(|slot| Some(&slot.id) == node.slot.as_ref()));
            let first = used.first().map(|evidence| &evidence.span).or(found.and_then(|found| found.spans.first()));
            PathCard {
                key: node.key.clone(),
                kind: node.kind,
                name: node.name.clone(),
                detail: state.graph.id(&node.key).map(|node| state.detail(node)).unwrap_or_default(),
                role: role.map(|slot| role_word(slot.role)).unwrap_or_default().to_owned(),
                hop: hop.map(|hop| (hop.number, words::relation(&hop.relation, hop.tail == node.key))),
                document_name: first.map(|span| knowledge.name(&span.document).to_owned()).unwrap_or_default(),
                page: first.map_or(0, |span| span.page),
                unverified: found.and_then(unverified),
                content: content(knowledge, node, &used),
            }
        })
        .collect()
}

fn unverified(node: &Node) -> Option<String> {
    match &node.data {
        NodeData::Assertion(assertion) => assertion.unverified.clone(),
        NodeData::Entity { unverified, .. } => unverified.clone(),
        _ => None,
    }
}

/// A hop that is stored against the path's direction leads to its head.
fn leads_back(sample: &Sample, hop: &SampleRelation, place: usize) -> bool {
    let node = &sample.nodes[place].key;
    hop.head == *node && sample.nodes[..place].iter().any(|earlier| earlier.key == hop.tail)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Start => "Start",
        Role::Answer => "Answer",
        Role::Evidence => "Evidence",
        Role::Bridge => "",
    }
}

/// What the sample cites at this node: spans in it, or, for an entity, those that the hop's steps cite elsewhere.
fn evidence_of<'a>(sample: &'a Sample, node: &SampleNode, hop: Option<&SampleRelation>) -> Vec<&'a Evidence> {
    if node.kind != Kind::Entity {
        return sample.evidence.iter().filter(|evidence| evidence.node == node.key).collect();
    }
    let Some(hop) = hop else { return vec![] };
    let on_path = |evidence: &Evidence| sample.nodes.iter().any(|other| other.key == evidence.node);
    let mut places: Vec<u32> = sample
        .steps
        .iter()
        .filter(|step| step.hops.contains(&hop.number))
        .flat_map(|step| step.evidence.iter().copied())
        .collect();
    places.sort_unstable();
    places.dedup();
    let cited = places.iter().filter_map(|&place| sample.evidence.get(place as usize));
    cited.filter(|evidence| !on_path(evidence)).collect()
}

fn content(knowledge: &Knowledge, node: &SampleNode, used: &[&Evidence]) -> CardContent {
    let Some(found) = knowledge.node(&node.key) else {
        return CardContent::Missing { message: "This part of the source is not in the project any more.".into() };
    };
    let span = used
        .first()
        .map(|evidence| spans::view(knowledge, &evidence.span, Some(found)))
        .or_else(|| found.spans.first().map(|span| spans::view(knowledge, span, Some(found))));
    if let (NodeData::Entity { .. }, Some(card)) = (&found.data, row_of_table(knowledge, node, used)) {
        return card;
    }
    match &found.data {
        NodeData::Table(table) => {
            let cells =
                used.iter().filter(|evidence| evidence.node == node.key).filter_map(|evidence| evidence.span.cell);
            let mut cells: Vec<CellRef> = cells.collect();
            cells.sort_unstable();
            cells.dedup();
            CardContent::Table { table: table.clone(), used: cells, span }
        }
        NodeData::Image(figure) => {
            CardContent::Image { blob: figure.blob.clone(), caption: figure.caption.clone(), span }
        }
        NodeData::Formula { latex, text, .. } => {
            CardContent::Formula { math: latex.as_deref().and_then(mathml::parse), text: text.clone(), span }
        }
        _ if used.is_empty() => CardContent::None,
        _ => {
            let quotes =
                used.iter().map(|evidence| spans::view(knowledge, &evidence.span, knowledge.node(&evidence.node)));
            CardContent::Quotes { quotes: quotes.collect() }
        }
    }
}

/// Cells of one table, cited at an entity: the table itself, with these cells and those of their rows that name the entity.
fn row_of_table(knowledge: &Knowledge, node: &SampleNode, used: &[&Evidence]) -> Option<CardContent> {
    let first = used.first()?;
    let key = first.span.table.as_ref()?;
    if used.iter().any(|evidence| evidence.span.table.as_ref() != Some(key)) {
        return None;
    }
    let found = knowledge.node(key)?;
    let NodeData::Table(table) = &found.data else { return None };
    let mut cells: Vec<CellRef> = used.iter().filter_map(|evidence| evidence.span.cell).collect();
    for row in cells.iter().map(|cell| cell.row).collect::<Vec<_>>() {
        let names = table.cells.get(row as usize).into_iter().flatten().enumerate();
        let naming = names.filter(|(_, cell)| cell.text.trim() == node.name);
        cells.extend(naming.map(|(col, _)| CellRef { row, col: col as u32 }));
    }
    cells.sort_unstable();
    cells.dedup();
    let span = Some(spans::view(knowledge, &first.span, Some(found)));
    Some(CardContent::Table { table: table.clone(), used: cells, span })
}

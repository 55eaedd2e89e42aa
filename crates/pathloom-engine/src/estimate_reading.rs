//! What reading the documents by models will probably take, before any is asked: the prompts of some documents are
//! written, replies are taken to be as long as those so far; what is answered already costs nothing.

use crate::calls::{Caller, Setup};
use crate::control::Control;
use crate::estimate::{Share, known, money, seconds};
use crate::reading::Reader;
use crate::reading::asked::{Asked, Filled};
use crate::reading::ontology_words::Said;
use crate::reading::parts::Part;
use crate::stage::decide;
use crate::stage::extract::{self, Under};
use crate::stage::read::{self, Ask, ReadRequest};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::sources::{BuildEstimate, BuildRequest};
use pathloom_model::{ModelRef, ModelRole};
use pathloom_store::table::calls::CallGroup;
use std::sync::Arc;

/// Documents whose prompts are written; where there are more, the rest is taken to be like these.
const LOOKED_AT: usize = 40;
/// Tokens of a reply where none came yet.
const USUAL_OUTPUT: u64 = 900;
/// Tokens of a yes or no with its reason.
const VERDICT_OUTPUT: u64 = 80;

/// Calls that a number of documents takes, of passages and pictures.
#[derive(Default)]
struct Counted {
    passages: u64,
    /// Whose prompt says less of the ontology, since the model reads little at once.
    shortened: u64,
    stored: u64,
    extraction: u64,
    vision: u64,
    tokens: u64,
}

impl Session {
    pub(crate) fn reading_estimate(&self, request: &BuildRequest, setup: &Setup) -> Result<BuildEstimate, AppError> {
        let reader = read::reader(self, &setup.roles)?;
        let print = reader.print(&setup.roles);
        let wanted = ReadRequest { documents: request.documents.clone(), ..ReadRequest::default() };
        let mut documents = read::waiting(self, &print, &wanted, Ask::Models)?;
        let unextracted = self.project.unextracted(extract::VERSION).map_err(error::store)?;
        documents
            .extend(unextracted.into_iter().filter(|id| wanted.documents.is_empty() || wanted.documents.contains(id)));
        documents.sort_unstable();
        documents.dedup();
        let looked_at = &documents[..documents.len().min(LOOKED_AT)];
        let counted = self.counted(setup, &reader, looked_at, request.try_first)?;
        let times = documents.len() as f64 / looked_at.len().max(1) as f64;
        let all = |count: u64| (count as f64 * times).round() as u64;
        let groups = self.project.call_groups(None).map_err(error::store)?;
        let mut shares = shares(setup, &reader, &counted, &groups, all);
        // A trial decides nothing.
        let (pairs, input) = if request.try_first.is_some() { (0, 0) } else { decide::to_ask(self, setup)? };
        if pairs > 0 {
            let (role, output) = (ModelRole::Extraction, VERDICT_OUTPUT);
            let models = setup.roles.get(&role).cloned().unwrap_or_default();
            shares.push(Share { role, models, calls: pairs, input, output });
        }
        let tokens = |of: fn(&Share) -> u64| shares.iter().map(|share| share.calls * of(share)).sum::<u64>();
        let money = money(setup, &shares);
        let models = setup.roles.get(&ModelRole::Extraction).into_iter().flatten().map(ModelRef::to_string);
        let stored = match all(counted.stored) {
            0 => String::new(),
            some => format!(" {some} are answered already and cost nothing."),
        };
        let looked = looked_at.len();
        let basis = match groups.iter().map(|group| group.done).sum::<u64>() {
            0 => format!("By the prompts of {looked} documents; replies are taken to be of usual length.{stored}"),
            calls => {
                format!("By the prompts of {looked} documents and the {calls} calls made in this project.{stored}")
            }
        };
        Ok(BuildEstimate {
            all_documents: self.project.documents().map_err(error::store)?.len() as u64,
            documents: documents.len() as u64,
            chunks: all(counted.passages),
            shortened: all(counted.shortened),
            pairs,
            calls: shares.iter().map(|share| share.calls).sum(),
            tokens_in: tokens(|share| share.input),
            tokens_out: tokens(|share| share.output),
            money_low: money.map(|(low, _)| low),
            money_high: money.map(|(_, high)| high),
            seconds: Some(seconds(setup, &shares, &groups)),
            by: models.collect::<Vec<_>>().join(", "),
            basis,
        })
    }

    /// Asks nobody: a caller that only looks whether replies are there.
    fn counted(
        &self,
        setup: &Setup,
        reader: &Reader,
        documents: &[u64],
        only: Option<u32>,
    ) -> Result<Counted, AppError> {
        let caller = Caller::new(self.project.clone(), setup.clone(), 0, Arc::new(Control::default()), self.now)?;
        let under = Under::of(self)?;
        let mut counted = Counted::default();
        let mut left = only.unwrap_or(u32::MAX);
        for &id in documents {
            let Some(document) = extract::document(self, id, &under)? else { continue };
            for part in document.parts(reader.room).0 {
                let is_text = matches!(part, Part::Text { .. });
                if left == 0 || (!is_text && (only.is_some() || !reader.settings.describe)) {
                    continue;
                }
                left -= 1;
                let role = reader.role(&caller, &document, part);
                let asked = Asked { reader, document: &document, part };
                let Ok(Filled { call, tokens, said }) = asked.call(role == ModelRole::Vision) else { continue };
                counted.passages += 1;
                counted.shortened += u64::from(said != Said::Whole);
                if caller.has_reply(caller.models(role), &call) {
                    counted.stored += 1;
                    continue;
                }
                counted.tokens += tokens as u64;
                match role {
                    ModelRole::Vision => counted.vision += 1,
                    _ => counted.extraction += 1 + u64::from(is_text && reader.settings.second_reading),
                }
            }
        }
        Ok(counted)
    }
}

fn shares(
    setup: &Setup,
    reader: &Reader,
    counted: &Counted,
    groups: &[CallGroup],
    all: impl Fn(u64) -> u64,
) -> Vec<Share> {
    let asked = counted.passages.saturating_sub(counted.stored);
    let input = counted.tokens.checked_div(asked).unwrap_or_default();
    // The second reading says less: what was missed.
    let less = if reader.settings.second_reading { 2 } else { 1 };
    [(ModelRole::Extraction, counted.extraction), (ModelRole::Vision, counted.vision)]
        .into_iter()
        .filter(|(_, calls)| *calls > 0)
        .map(|(role, calls)| {
            let (_, output) = known(groups, role);
            let models = setup.roles.get(&role).cloned().unwrap_or_default();
            Share { role, models, calls: all(calls), input, output: output.unwrap_or(USUAL_OUTPUT / less) }
        })
        .collect()
}

//! Stages Sample, Generate and Score: matches of templates → samples with checks and scores, stored in batches.

use crate::history::History;
use crate::job::Job;
use crate::view::templates::{invalid, why_none};
use crate::{Session, error};
use pathloom_compose::{Composer, NearDuplicates, is_selective};
use pathloom_graph::{Draw, Request, compile};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::{JobId, RunState, RunView};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::{Knowledge, Match, Sample, Template};
use rayon::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;

/// Samples stored in one transaction: a crash loses at most these, and they are made again.
const BATCH: usize = 64;
/// Matches drawn at most for one sample asked for: not every match can be put into words.
const SPARE: u64 = 40;
/// Matches in a row without a sample after which a template is given up: others of it will hardly do better.
const GIVE_UP: u32 = 48;
/// Of a template most of whose matches have nothing to ask, this many refused at first sight count as one, and as many
/// times more are drawn.
const AT_SIGHT: u32 = 50;
const MOST_SAMPLES: u32 = 1_000_000;

impl Session {
    pub fn generate(self: &Arc<Self>, request: &GenerateRequest) -> Result<JobId, AppError> {
        let title = self.title_of_run(request)?;
        self.start(title, crate::session::Task::Generate { request: request.clone() })
    }

    pub fn generate_here(&self, request: &GenerateRequest) -> Result<RunView, AppError> {
        let title = self.title_of_run(request)?;
        self.start_here(title, crate::session::Task::Generate { request: request.clone() })
    }

    fn title_of_run(&self, request: &GenerateRequest) -> Result<String, AppError> {
        if request.templates.is_empty() || request.samples == 0 {
            return Err(error::bad_request("Nothing was asked for.", "Choose a template and a number of samples."));
        }
        if request.samples > MOST_SAMPLES {
            return Err(error::bad_request(format!("At most {MOST_SAMPLES} samples a template."), "Ask for fewer."));
        }
        let titles =
            request.templates.iter().map(|id| Ok(self.find(id)?.title.en)).collect::<Result<Vec<_>, AppError>>()?;
        Ok(match titles.as_slice() {
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} + {}", rest.len()),
            [] => String::new(),
        })
    }
}

/// By the built-in engine; `to_score` says that models score what it makes.
pub fn run(
    session: &Session,
    job: &mut Job,
    request: &GenerateRequest,
    to_score: bool,
) -> Result<(RunState, String), AppError> {
    let ground = session.ground(request.subgraph)?;
    let state = &ground.state;
    let knowledge = state.knowledge()?;
    let chosen = request.templates.iter().map(|id| session.find(id)).collect::<Result<Vec<Template>, _>>()?;
    let templates: Vec<&Template> = chosen.iter().collect();
    let wanted = templates.len() as u64 * u64::from(request.samples);

    // What earlier runs made is left out; what this run made before a crash is made again and recognised by its id.
    let history = History::before(&session.project, job.view.run, request.strategy)?;

    let compiled = templates
        .into_iter()
        .map(|template| Ok((template, compile(ground.graph(), template).map_err(invalid)?)))
        .collect::<Result<Vec<_>, AppError>>()?;
    rayon::spawn(pathloom_compose::score::prepare);
    let cancelled = job.control.cancelled.clone();
    let paths = Request {
        weights: history.weights.as_ref(),
        exclude: Some(&history.fingerprints),
        cancel: Some(&cancelled),
        ..Request::new(u64::from(request.samples) * SPARE, request.strategy, request.seed)
    };
    job.begin("Sample", wanted, "paths");
    let most = request.samples as usize;
    let mut drawn: Vec<(&Template, Vec<Match>, Draw<'_>)> = Vec::new();
    for some in compiled.chunks(rayon::current_num_threads()) {
        let opened = some.par_iter().map(|(template, plan)| {
            let mut more = plan.draw(&Request { n: paths.n * looks(template), ..paths });
            let first: Vec<Match> = more.by_ref().take(most).collect();
            (*template, first, more)
        });
        for (template, first, more) in opened.collect::<Vec<_>>() {
            let got = first.len() as u64;
            job.update(|stage| {
                stage.done += got;
                stage.skipped += u64::from(request.samples) - got;
            });
            if first.is_empty() {
                let why = why_none(&ground, template, &job.control.cancelled);
                let used =
                    if history.fingerprints.is_empty() { "" } else { " Paths used by earlier runs are left out." };
                job.fail("No path matches", template.title.en.clone(), format!("{why}{used}"));
            }
            drawn.push((template, first, more));
        }
    }
    job.end();

    job.begin("Generate", wanted, "samples");
    let types = session.synthesis_settings(request)?.types;
    let mut composer = Composer::new(request.seed, history.questions.iter().cloned()).of_types(&types);
    let mut made: Vec<Sample> = Vec::new();
    for (template, first, more) in drawn {
        let matches = first.into_iter().chain(more);
        let draw = history.record(request.strategy, paths.n * looks(template));
        let mut of_this = compose(knowledge, &mut composer, template, matches, most, job);
        of_this.iter_mut().for_each(|sample| sample.generated.draw = Some(draw.clone()));
        let left = most - of_this.len();
        job.update(|stage| stage.skipped += left as u64);
        made.extend(of_this);
    }
    job.end();

    job.begin("Score", made.len() as u64, "samples");
    let near = NearDuplicates::of(made.iter());
    let mut stored = 0;
    for batch in made.chunks_mut(BATCH) {
        if job.is_cancelled() {
            break;
        }
        batch.par_iter_mut().for_each(|sample| {
            sample.checks = pathloom_compose::check(knowledge, sample, &near);
            sample.scores = pathloom_compose::score(sample);
            sample.generated.subgraph = request.subgraph.filter(|sampling| !sampling.is_whole());
        });
        let (project, run) = (&session.project, job.view.run);
        let added = if to_score { project.add_unscored(run, batch) } else { project.add_samples(run, batch) };
        added.map_err(error::store)?;
        stored += batch.len() as u64;
        job.view.samples = stored;
        job.update(|stage| stage.done = stored);
        job.changed(Changed { samples: true, ..Changed::default() });
    }
    job.end();
    Ok(ending(stored, wanted, job))
}

/// How many times as many matches of a template as of others are drawn.
fn looks(template: &Template) -> u64 {
    if is_selective(template) { u64::from(AT_SIGHT) } else { 1 }
}

/// Up to `most` samples of one template. As many matches as there are threads are tried at once, more while none gives
/// a sample; from the first that does on, the others are tried again, since each question depends on those before it.
fn compose(
    knowledge: &Knowledge,
    composer: &mut Composer,
    template: &Template,
    mut matches: impl Iterator<Item = Match>,
    most: usize,
    job: &mut Job,
) -> Vec<Sample> {
    let mut made = Vec::new();
    let mut waiting: VecDeque<Match> = VecDeque::new();
    let (mut in_vain, give_up) = (0, GIVE_UP * looks(template) as u32);
    let threads = rayon::current_num_threads();
    let mut ahead = threads;
    while made.len() < most && in_vain < give_up && !job.is_cancelled() {
        waiting.extend(matches.by_ref().take(ahead.saturating_sub(waiting.len())));
        if waiting.is_empty() {
            break;
        }
        let some = ahead.min(waiting.len());
        let tried =
            waiting.make_contiguous()[..some].par_iter().map(|found| composer.propose(knowledge, template, found));
        let tried: Vec<_> = tried.collect();
        ahead = (ahead * 2).min(threads * 8);
        for proposed in tried {
            let Some(found) = waiting.pop_front() else { break };
            match proposed {
                Ok(sample) => {
                    composer.keep(&sample);
                    made.push(sample);
                    (in_vain, ahead) = (0, threads);
                    job.update(|stage| stage.done += 1);
                    break;
                }
                Err(none) => {
                    in_vain += if none.reason.is_at_sight() { 1 } else { looks(template) as u32 };
                    let path = pathloom_compose::path_text(knowledge, &found);
                    job.fail(none.reason.words(), format!("{}: {path}", template.title.en), none.detail);
                    if in_vain >= give_up {
                        break;
                    }
                }
            }
        }
    }
    made
}

fn ending(stored: u64, wanted: u64, job: &Job) -> (RunState, String) {
    if stored == 0 {
        let why = job.view.failures.first().and_then(|group| group.items.first()).map(|(_, why)| why.clone());
        return (RunState::Failed, format!("No sample was made. {}", why.unwrap_or_default()));
    }
    if stored < wanted {
        let sentence =
            format!("{stored} samples to review, of {wanted} asked for. There was no good question for the others.");
        return (RunState::Partly, sentence);
    }
    (RunState::Done, format!("{stored} samples to review."))
}

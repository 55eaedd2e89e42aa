//! Whatever models and networks do wrong, a run loses nothing, pays nothing twice, ends or pauses in the right state, and
//! says the cause in words: real roles, a real server on this computer that misbehaves by a script.

use super::by_models;
use super::by_role::ByRole;
use crate::Session;
use crate::calls::{Setup, budget::Limits};
use crate::endpoints::SendingRules;
use crate::scripted::{Answer, Sent, Server, firms};
use crate::session::{Task, begun_again};
use pathloom_ipc::runs::{PauseCause, RunRequest, RunState, RunView, StageState};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_llm::{Patience, Target};
use pathloom_model::{EndpointModel, ModelRef, ModelRole, Price, Sample, Score, ScoreKind};
use pathloom_store::table::samples::Query;
use serde_json::json;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PATHS: u32 = 6;

/// What a server does to a call: told its words, how often they came, and how many calls came before. `None`: it answers.
type Fault = dyn Fn(&Call<'_>) -> Option<Answer> + Send + Sync;

struct Call<'a> {
    body: &'a str,
    words: &'a str,
    /// From 1.
    times: u32,
    /// From 0, over all calls.
    number: u32,
}

impl Call<'_> {
    fn writes(&self) -> bool {
        self.words.contains("### Target")
    }
}

/// A server with its script, and what it was asked.
struct Bench {
    server: Server,
    /// How often each call came, and how often it was answered in full.
    asked: Arc<Mutex<HashMap<String, (u32, u32)>>>,
    is_mended: Arc<AtomicBool>,
}

impl Bench {
    fn new(fault: impl Fn(&Call<'_>) -> Option<Answer> + Send + Sync + 'static) -> Bench {
        let asked: Arc<Mutex<HashMap<String, (u32, u32)>>> = Arc::default();
        let is_mended = Arc::new(AtomicBool::new(false));
        let (kept, mended, count) = (asked.clone(), is_mended.clone(), AtomicU32::new(0));
        let fault: Box<Fault> = Box::new(fault);
        let script = move |body: &str| {
            let words = firms::words_of(body);
            let mut asked = kept.lock().expect("not poisoned");
            let entry = asked.entry(words.clone()).or_default();
            entry.0 += 1;
            let number = count.fetch_add(1, Ordering::Relaxed);
            let call = Call { body, words: &words, times: entry.0, number };
            let wrong = if mended.load(Ordering::Relaxed) { None } else { fault(&call) };
            wrong.unwrap_or_else(|| {
                entry.1 += 1;
                Answer::text(body, &firms::reply(body)).after(Duration::from_millis(u64::from(number) * 7919 % 11))
            })
        };
        Bench { server: Server::start(script).expect("a server"), asked, is_mended }
    }

    fn mend(&self) {
        self.is_mended.store(true, Ordering::Relaxed);
    }

    /// How often the call that was answered most was answered.
    fn most_paid(&self) -> u32 {
        self.asked.lock().expect("not poisoned").values().map(|(_, paid)| *paid).max().unwrap_or_default()
    }

    /// Calls that were answered more than once.
    fn paid_again(&self) -> usize {
        self.asked.lock().expect("not poisoned").values().filter(|(_, paid)| *paid > 1).count()
    }

    fn paid(&self) -> u32 {
        self.asked.lock().expect("not poisoned").values().map(|(_, paid)| *paid).sum()
    }
}

fn setup(generators: &[(&str, &Server)], judge: (&str, &Server)) -> Setup {
    let price = Price { input: 1.0, output: 2.0, cached: None };
    let mut servers = generators.to_vec();
    if !servers.iter().any(|(name, _)| *name == judge.0) {
        servers.push(judge);
    }
    let target = |(name, server): &(&str, &Server)| {
        let mut endpoint = firms::endpoint(name, server, price);
        endpoint.timeout_s = 1;
        Target { endpoint, key: None }
    };
    Setup {
        targets: servers.iter().map(target).collect(),
        roles: [
            (ModelRole::Generator, generators.iter().map(|(name, _)| firms::model(name)).collect()),
            (ModelRole::Judges, vec![firms::model(judge.0)]),
        ]
        .into(),
        rules: SendingRules::default(),
        limits: Limits::default(),
        patience: Patience {
            tries: 4,
            trouble: Duration::from_millis(2_500),
            first: Duration::from_millis(10),
            longest: Duration::from_millis(80),
            flight: Duration::from_secs(5),
        },
    }
}

fn request() -> GenerateRequest {
    GenerateRequest { templates: vec!["Entity".into()], samples: PATHS, seed: 1, ..GenerateRequest::default() }
}

fn start(session: &Session, setup: Setup) -> RunView {
    let task = Task::Generate { request: request() };
    let view = session.open_run("test", &task).expect("a run");
    go(session, view, setup)
}

fn resume(session: &Session, run: u64, setup: Setup) -> RunView {
    let view = session.run(&RunRequest { run }).expect("the run");
    go(session, begun_again(view), setup)
}

fn go(session: &Session, view: RunView, setup: Setup) -> RunView {
    let (writing, scoring) = (session.synthesis_settings(&request()), session.score_settings());
    let work = ByRole::new(session, writing.expect("settings"), scoring.expect("settings"), 1).expect("the roles");
    let control = session.control_for(&view);
    session.work(view, control, |job| by_models::run(session, job, &request(), setup, work))
}

fn samples(session: &Session) -> Vec<Sample> {
    session.project.samples(&Query::default()).expect("lists").0.into_iter().map(|row| row.sample).collect()
}

/// How a run is to end under a fault.
enum Ends {
    /// As if nothing had happened.
    Whole,
    /// Every path fails with this cause, and the detail says this.
    Failed(&'static str, &'static str),
    /// Samples are there, none scored, for this cause.
    NotScored(&'static str, &'static str),
    /// Paused; the message says this.
    Paused(PauseCause, &'static str),
}

/// One thing that goes wrong.
struct Case {
    name: &'static str,
    fault: Box<Fault>,
    ends: Ends,
}

fn case(name: &'static str, ends: Ends, fault: impl Fn(&Call<'_>) -> Option<Answer> + Send + Sync + 'static) -> Case {
    Case { name, fault: Box::new(fault), ends }
}

/// The first time each call comes, but not where it is asked again with what was wrong.
fn once(
    answer: impl Fn(&Call<'_>) -> Answer + Send + Sync + 'static,
) -> impl Fn(&Call<'_>) -> Option<Answer> + Send + Sync {
    move |call| (call.times == 1 && !call.words.contains("could not be used")).then(|| answer(call))
}

/// Every call that asks for a question, always.
fn writers(
    answer: impl Fn(&Call<'_>) -> Answer + Send + Sync + 'static,
) -> impl Fn(&Call<'_>) -> Option<Answer> + Send + Sync {
    move |call| call.writes().then(|| answer(call))
}

fn burst(status: u16) -> impl Fn(&Call<'_>) -> Option<Answer> + Send + Sync {
    move |call| (3..9).contains(&call.number).then(|| Answer::status(status, "overloaded"))
}

fn completion(message: serde_json::Value, finish: &str) -> Answer {
    Answer::json(
        200,
        &json!({ "choices": [{ "message": message, "finish_reason": finish }],
            "usage": { "prompt_tokens": 100, "completion_tokens": 20 } }),
    )
}

fn cases() -> Vec<Case> {
    use Ends::{Failed, NotScored, Paused, Whole};
    const HANG: Duration = Duration::from_secs(3600);
    vec![
        case("429 without a word of how long", Whole, burst(429)),
        case("429 with Retry-After", Whole, |call| {
            (call.number == 2).then(|| Answer::status(429, "slow down").header("retry-after", "1"))
        }),
        case("a burst of 500", Whole, burst(500)),
        case("a burst of 503", Whole, burst(503)),
        case("a burst of 529", Whole, burst(529)),
        case("hangs until the timeout", Whole, |call| {
            (call.number == 1).then(|| Answer::text(call.body, &firms::reply(call.body)).after(HANG))
        }),
        case("reset in the middle of the body", Whole, |call| {
            (call.number % 3 == 0 && call.times == 1)
                .then(|| Answer::text(call.body, &firms::reply(call.body)).sent(Sent::Cut))
        }),
        case("slow, but never still", Whole, |call| {
            (call.number == 1).then(|| {
                Answer::text(call.body, &firms::reply(call.body)).sent(Sent::Slowly(Duration::from_millis(150)))
            })
        }),
        case(
            "a reply that breaks off",
            Whole,
            once(|call| {
                let whole = firms::reply(call.body);
                Answer::text(call.body, &whole[..whole.len() / 3])
            }),
        ),
        case("no JSON at all", Whole, once(|call| Answer::text(call.body, "I would rather talk."))),
        case(
            "a body that is no JSON",
            Whole,
            once(|_| Answer { body: "<html>502</html>".into(), ..Answer::status(200, "") }),
        ),
        case("empty content", Whole, once(|call| Answer::text(call.body, ""))),
        case("another form than asked for, once", Whole, once(|call| Answer::text(call.body, "{\"q\": 1}"))),
        case("JSON in fences, with comments, after thinking", Whole, |call| {
            let reply = format!(
                "<think>Let me {{see}}.</think>\nHere it is:\n```json\n// as asked\n{}\n```\nAnything else?",
                firms::reply(call.body)
            );
            Some(Answer::text(call.body, &reply))
        }),
        case(
            "another form than asked for",
            Failed("Reply could not be used", "no \"question\""),
            writers(|call| Answer::text(call.body, "{\"q\": 1}")),
        ),
        case(
            "a refusal",
            Failed("Model declined", "the model declined"),
            writers(|_| completion(json!({ "content": null, "refusal": "I cannot help with that." }), "stop")),
        ),
        case(
            "a content filter",
            Failed("Model declined", "filter"),
            writers(|_| completion(json!({ "content": "" }), "content_filter")),
        ),
        case(
            "a reply without end",
            Failed("Reply could not be used", "MB"),
            writers(|_| Answer::status(200, "").sent(Sent::Endless)),
        ),
        case("judges that talk", NotScored("Reply could not be used", "JSON"), |call| {
            (!call.writes()).then(|| Answer::text(call.body, "It is fine, I think."))
        }),
        case("no such model", Paused(PauseCause::Settings, "not found"), |_| {
            Some(Answer::status(404, "The model `m` does not exist"))
        }),
        case("a key that expires", Paused(PauseCause::Settings, "key refused"), |call| {
            (call.number >= 5).then(|| Answer::status(401, "key expired"))
        }),
        case("a quota that runs out", Paused(PauseCause::Settings, "quota"), |call| {
            (call.number >= 5).then(|| Answer::status(429, "You exceeded your current quota, check your plan"))
        }),
        case("down for good", Paused(PauseCause::EndpointDown, "Lab"), |call| {
            (call.number >= 5).then(|| Answer::status(503, "down"))
        }),
    ]
}

/// The samples of a run that nothing disturbed.
fn calm() -> Vec<Sample> {
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 6).expect("a project");
    let bench = Bench::new(|_| None);
    let run = start(&session, setup(&[("Lab", &bench.server)], ("Lab", &bench.server)));
    assert_eq!((run.state, run.samples), (RunState::Done, u64::from(PATHS)), "{} {:?}", run.summary, run.failures);
    assert_eq!(bench.most_paid(), 1);
    samples(&session)
}

fn ids(samples: &[Sample]) -> Vec<&str> {
    samples.iter().map(|sample| sample.id.as_str()).collect()
}

/// Nothing of the view goes on moving, and its counts come to what was asked for.
fn is_settled(run: &RunView, name: &str) {
    assert!(run.waits.is_none(), "{name}: it waits for nothing: {:?}", run.waits);
    for stage in &run.stages {
        assert_ne!(stage.state, StageState::Live, "{name}: {} is over", stage.name);
        let counted = stage.done + stage.failed + stage.skipped;
        let held = matches!(run.state, RunState::Paused | RunState::Cancelled);
        assert!(counted == stage.total || held && counted <= stage.total, "{name}: {stage:?}");
    }
}

fn survive(case: Case, calm: &[Sample]) {
    let Case { name, fault, ends } = case;
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 6).expect("a project");
    let bench = Bench::new(move |call| fault(call));
    let ask = || setup(&[("Lab", &bench.server)], ("Lab", &bench.server));
    let run = start(&session, ask());
    is_settled(&run, name);
    let told = format!("{name}: {} {:?}", run.summary, run.failures);
    let all = u64::from(PATHS);
    match ends {
        Ends::Whole => assert_eq!((run.state, run.samples, run.failures.len()), (RunState::Done, all, 0), "{told}"),
        Ends::Failed(cause, detail) => {
            assert_eq!((run.state, run.samples), (RunState::Failed, 0), "{told}");
            let group = &run.failures[0];
            assert_eq!((group.cause.as_str(), group.count), (cause, all), "{told}");
            assert!(group.items.iter().all(|(_, why)| why.contains(detail)), "{told}");
        }
        Ends::NotScored(cause, detail) => {
            assert_eq!((run.state, run.samples), (RunState::Partly, all), "{told}");
            let group = &run.failures[0];
            assert_eq!((group.cause.as_str(), group.count), (cause, all), "{told}");
            assert!(group.items.iter().all(|(_, why)| why.contains(detail)), "{told}");
        }
        Ends::Paused(cause, message) => {
            let pause = run.pause.as_ref().unwrap_or_else(|| panic!("{told}"));
            assert_eq!((run.state, pause.cause), (RunState::Paused, cause), "{told}");
            assert!(pause.message.contains(message) && !pause.hint.is_empty(), "{name}: {pause:?}");
            assert!(run.failures.is_empty(), "no path fails for it: {told}");
        }
    }
    let paid = bench.paid();
    bench.mend();
    let failed: u64 = run.failures.iter().map(|group| group.count).sum();
    if failed > 0 {
        assert_eq!(
            session.project.retry_outcomes(run.run, None).expect("marks"),
            failed,
            "{name}: all can be tried again"
        );
    }
    let again = resume(&session, run.run, ask());
    assert_eq!(
        (again.state, again.samples),
        (RunState::Done, all),
        "{name}, mended: {} {:?}",
        again.summary,
        again.failures
    );
    is_settled(&again, name);
    assert!(bench.most_paid() <= 1, "{name}: no reply is paid twice");
    if matches!(ends, Ends::Whole) {
        assert_eq!(bench.paid(), paid, "{name}: there was nothing left to ask");
    }
    let made = samples(&session);
    assert_eq!(made.len(), calm.len(), "{name}");
    assert!(
        made.iter().all(|sample| sample.scores.iter().any(|score| !score.votes.is_empty())),
        "{name}: all are scored"
    );
    let asked_anew = matches!(ends, Ends::Failed(..));
    if !asked_anew
        && !matches!(name, "a reply that breaks off" | "no JSON at all" | "another form than asked for, once")
    {
        assert_eq!(ids(&made), ids(calm), "{name}: the samples of an undisturbed run, in their places");
    }
}

#[test]
fn every_fault_ends_in_the_right_state_and_costs_no_result() {
    let calm = calm();
    // Each waits more than it works.
    std::thread::scope(|scope| {
        let calm = &calm;
        for case in cases() {
            scope.spawn(move || survive(case, calm));
        }
    });
}

#[test]
fn of_two_endpoints_the_failing_one_is_left_out_and_one_that_comes_back_is_used() {
    let calm = calm();
    let broken: [fn(u32) -> Option<Answer>; 3] = [
        |_| Some(Answer::status(401, "no such key")),
        |_| Some(Answer::status(500, "broken")),
        |number| (number < 4).then(|| Answer::status(503, "restarting")),
    ];
    for fault in broken {
        let folder = tempfile::tempdir().expect("a folder");
        let session = firms::project(folder.path(), 6).expect("a project");
        let bad = Bench::new(move |call| fault(call.number));
        let good = Bench::new(|_| None);
        let run = start(&session, setup(&[("Bad", &bad.server), ("Good", &good.server)], ("Good", &good.server)));
        assert_eq!((run.state, run.failures.len()), (RunState::Done, 0), "{} {:?}", run.summary, run.failures);
        assert_eq!(bad.most_paid().max(good.most_paid()), 1);
        assert_eq!(ids(&samples(&session)), ids(&calm));
    }
}

#[test]
fn a_name_that_leads_nowhere_pauses_at_once_with_what_to_correct() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 6).expect("a project");
    let bench = Bench::new(|_| None);
    let mut lost = setup(&[("Lab", &bench.server)], ("Lab", &bench.server));
    lost.targets[0].endpoint.base_url = "http://no-such-host.invalid/v1".into();
    let run = start(&session, lost);
    let pause = run.pause.expect("it pauses");
    assert_eq!((pause.cause, run.failures.len()), (PauseCause::Settings, 0), "{}", run.summary);
    assert!(pause.message.contains("no server of this name") && pause.hint.contains("base URL"), "{pause:?}");
    let run = resume(&session, run.run, setup(&[("Lab", &bench.server)], ("Lab", &bench.server)));
    assert_eq!((run.state, run.samples), (RunState::Done, u64::from(PATHS)), "{}", run.summary);
}

type Act = fn(&Session, &RunRequest);

/// Does something to a run from another thread once so many calls came; the run's view, and the server.
fn disturbed(session: &Session, after: u32, what: Act) -> (RunView, Bench) {
    let (sender, reached) = std::sync::mpsc::sync_channel(1);
    let sender = Mutex::new(sender);
    let bench = Bench::new(move |call| {
        if call.number == after {
            sender.lock().expect("not poisoned").send(()).expect("somebody waits");
            // In flight while it happens.
            return Some(Answer::text(call.body, &firms::reply(call.body)).after(Duration::from_millis(200)));
        }
        None
    });
    let task = Task::Generate { request: request() };
    let view = session.open_run("test", &task).expect("a run");
    let run = RunRequest { run: view.run };
    let setup = setup(&[("Lab", &bench.server)], ("Lab", &bench.server));
    let view = std::thread::scope(|scope| {
        let going = scope.spawn(|| go(session, view, setup));
        reached.recv().expect("calls come");
        what(session, &run);
        going.join().expect("no panic")
    });
    (view, bench)
}

#[test]
fn a_user_who_pauses_or_cancels_keeps_what_is_done_and_resumes_to_the_same_samples() {
    let calm = calm();
    let acts: [(Act, RunState); 2] = [
        (|session, run| session.pause_run(run).expect("it goes"), RunState::Paused),
        (|session, run| session.cancel_run(run).expect("it goes"), RunState::Cancelled),
    ];
    for (act, state) in acts {
        let folder = tempfile::tempdir().expect("a folder");
        let session = firms::project(folder.path(), 6).expect("a project");
        let (run, bench) = disturbed(&session, 5, act);
        assert_eq!(run.state, state, "{}", run.summary);
        is_settled(&run, &format!("{state:?}"));
        assert!(run.failures.is_empty(), "{:?}", run.failures);
        assert!(run.samples < u64::from(PATHS) || run.remaining > 0, "it was in the middle: {run:?}");
        assert_eq!(samples(&session).len() as u64, run.samples, "what is finished is kept");
        let calls = session.project.call_groups(Some(run.run)).expect("groups");
        let kept: u64 = calls.iter().map(|group| group.done).sum();
        assert_eq!(kept, bench.server.requests(), "{state:?}: calls on their way are waited for, every reply is kept");
        assert!(session.pause_run(&RunRequest { run: run.run }).is_err(), "it goes no more");
        let done = resume(&session, run.run, setup(&[("Lab", &bench.server)], ("Lab", &bench.server)));
        assert_eq!((done.state, done.samples), (RunState::Done, u64::from(PATHS)), "{}", done.summary);
        assert_eq!(bench.paid_again(), 0, "{state:?}: nothing that came is asked for again");
        assert_eq!(ids(&samples(&session)), ids(&calm), "{state:?}");
    }
}

#[test]
fn cancelling_twice_waits_for_nobody_and_says_what_that_costs() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 6).expect("a project");
    const HANG: Duration = Duration::from_secs(3600);
    let bench =
        Bench::new(|call| (call.number > 0).then(|| Answer::text(call.body, &firms::reply(call.body)).after(HANG)));
    let mut ask = setup(&[("Lab", &bench.server)], ("Lab", &bench.server));
    ask.targets[0].endpoint.timeout_s = 3600;
    ask.patience.flight = Duration::from_secs(3600);
    let task = Task::Generate { request: request() };
    let view = session.open_run("test", &task).expect("a run");
    let run = RunRequest { run: view.run };
    let view = std::thread::scope(|scope| {
        let going = scope.spawn(|| go(&session, view, ask));
        while bench.server.requests() < 3 {
            std::thread::sleep(Duration::from_millis(5));
        }
        session.cancel_run(&run).expect("it goes");
        std::thread::sleep(Duration::from_millis(100));
        assert!(!going.is_finished(), "what is paid for is waited for");
        session.cancel_run(&run).expect("it still goes");
        going.join().expect("no panic")
    });
    assert_eq!(view.state, RunState::Cancelled);
    assert!(view.summary.contains("did not come in time"), "{}", view.summary);
}

#[test]
fn an_endpoint_that_is_down_for_a_while_holds_the_run_which_then_goes_on_by_itself() {
    let calm = calm();
    let folder = tempfile::tempdir().expect("a folder");
    let heard = Arc::new(Heard::default());
    let session = firms::project_heard(folder.path(), 6, heard.clone()).expect("a project");
    let went_down = Arc::new(Mutex::new(None::<std::time::Instant>));
    let down = went_down.clone();
    let bench = Bench::new(move |call| {
        #[expect(clippy::disallowed_methods, reason = "the outage lasts for a time")]
        let now = std::time::Instant::now();
        if call.number < 4 {
            return None;
        }
        let since = *down.lock().expect("not poisoned").get_or_insert(now);
        let is_down = now - since < Duration::from_millis(1_200);
        is_down.then(|| Answer::status(503, "restarting").header("retry-after", "1"))
    });
    let mut ask = setup(&[("Lab", &bench.server)], ("Lab", &bench.server));
    ask.patience.trouble = Duration::from_secs(60);
    let run = start(&session, ask);
    assert_eq!((run.state, run.samples), (RunState::Done, u64::from(PATHS)), "{} {:?}", run.summary, run.failures);
    assert!(run.failures.is_empty() && run.pause.is_none(), "no path fails for it, nobody has to resume: {run:?}");
    let views = heard.0.lock().expect("not poisoned");
    let held = views.iter().filter(|view| view.state == RunState::Running).find_map(|view| view.pause.clone());
    let held = held.expect("it says that it waits");
    assert_eq!(held.cause, PauseCause::EndpointDown);
    assert!(held.message.contains("Lab") && held.retry_at.is_some() && !held.hint.is_empty(), "{held:?}");
    assert!(bench.most_paid() <= 1, "no reply is paid twice");
    assert_eq!(ids(&samples(&session)), ids(&calm), "the samples of an undisturbed run");
}

/// Every view of a run that was told.
#[derive(Default)]
struct Heard(Mutex<Vec<RunView>>);

impl crate::job::Sink for Heard {
    fn run(&self, run: &RunView) {
        self.0.lock().expect("not poisoned").push(run.clone());
    }

    fn changed(&self, _: &pathloom_ipc::event::Changed) {}
}

/// Three judges, one of them at an endpoint of its own.
fn panel(lab: &Server, other: &Server) -> Setup {
    let mut setup = setup(&[("Lab", lab)], ("Other", other));
    let judge = |endpoint: &str, model: &str| ModelRef { endpoint: endpoint.into(), model: model.into() };
    let judges = vec![judge("Lab", "m"), judge("Lab", "m2"), judge("Other", "m3")];
    setup.roles.insert(ModelRole::Judges, judges);
    for target in &mut setup.targets {
        let more = ["m2", "m3"].map(|name| EndpointModel { name: name.into(), ..target.endpoint.models[0].clone() });
        target.endpoint.models.extend(more);
    }
    setup
}

fn support(sample: &Sample) -> &Score {
    sample.scores.iter().find(|score| score.kind == ScoreKind::Support).expect("support")
}

#[test]
fn a_run_goes_on_without_a_judge_that_is_down_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 6).expect("a project");
    let (lab, other) = (Bench::new(|_| None), Bench::new(|_| Some(Answer::status(401, "key expired"))));
    let run = start(&session, panel(&lab.server, &other.server));
    let pause = run.pause.clone().unwrap_or_else(|| panic!("{}", run.summary));
    assert_eq!((run.state, pause.cause), (RunState::Paused, PauseCause::Settings));
    assert_eq!(pause.judges_left, 2, "two of three can vote: {pause:?}");
    let down = pause.affected.get(&ModelRole::Judges).cloned().unwrap_or_default();
    assert_eq!(down.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Other/m3"]);

    let view = session.run(&RunRequest { run: run.run }).expect("the run");
    let view = RunView { left_out: down.clone(), ..begun_again(view) };
    let before = other.server.requests();
    let done = go(&session, view, panel(&lab.server, &other.server));
    assert_eq!((done.state, done.samples), (RunState::Done, u64::from(PATHS)), "{} {:?}", done.summary, done.failures);
    assert_eq!((other.server.requests(), &done.left_out), (before, &down), "who is left out is not asked");
    for sample in samples(&session) {
        let support = support(&sample);
        let voted = support.votes.iter().filter(|vote| vote.verdict.is_some()).count();
        assert_eq!((voted, support.value.is_some()), (2, true), "{support:?}");
        assert!(support.note.contains("of 2 judges") && support.note.contains("left out of this run"), "{support:?}");
    }
}

#[test]
fn a_judge_is_left_out_while_the_run_waits_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Arc::new(firms::project(folder.path(), 6).expect("a project"));
    const HANG: Duration = Duration::from_secs(3600);
    let (lab, other) =
        (Bench::new(|_| None), Bench::new(|call| Some(Answer::text(call.body, &firms::reply(call.body)).after(HANG))));
    let mut ask = panel(&lab.server, &other.server);
    ask.targets.iter_mut().for_each(|target| target.endpoint.timeout_s = 3600);
    let task = Task::Generate { request: request() };
    let view = session.open_run("test", &task).expect("a run");
    let run = view.run;
    let judges = vec![ModelRef { endpoint: "Other".into(), model: "m3".into() }];
    let done = std::thread::scope(|scope| {
        let going = scope.spawn(|| go(&session, view, ask));
        while other.server.requests() < 1 {
            std::thread::sleep(Duration::from_millis(5));
        }
        session.leave_out(&pathloom_ipc::runs::LeaveOutRequest { run, judges: judges.clone() }).expect("it goes on");
        let stored = session.run(&RunRequest { run }).expect("the run");
        assert_eq!(stored.left_out, judges, "a crash now would not bring the judge back");
        going.join().expect("no panic")
    });
    assert_eq!((done.state, done.samples, &done.left_out), (RunState::Done, u64::from(PATHS), &judges));
    assert!(samples(&session).iter().all(|sample| support(sample).value.is_some()));
}

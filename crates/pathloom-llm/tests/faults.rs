//! What servers do to a call, and what becomes of it: real sockets, a script of misbehaviour.

mod server;

use pathloom_llm::{
    Allowed, Call, CallError, CancellationToken, EndpointState, Fault, Finish, Key, Message, News, Params, Patience,
    Pool, Reply, Schema, Target, Told, Usage, shown_request,
};
use pathloom_model::{Endpoint, ModelRef};
use serde_json::json;
use server::{Act, Asked, Server, answer, error, reply, says, with};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const SECRET: &str = "sk-test-0123456789abcdef";

/// Keeps all that is told.
#[derive(Default)]
struct Notes(Mutex<Vec<News>>);

impl Told for Notes {
    fn told(&self, news: &News) {
        self.0.lock().expect("no panic within").push(news.clone());
    }
}

impl Notes {
    fn text(&self) -> String {
        let all = self.0.lock().expect("no panic within");
        all.iter().map(News::to_string).collect::<Vec<_>>().join("\n")
    }
}

struct Bench {
    pool: Arc<Pool>,
    models: Vec<ModelRef>,
    notes: Arc<Notes>,
}

fn endpoint(name: &str, server: &str) -> Endpoint {
    serde_json::from_value(json!({
        "name": name, "kind": "openai", "base_url": format!("http://{server}"), "timeout_s": 1,
        "models": [{ "name": "m" }], "limits": { "concurrency": 4 }
    }))
    .expect("an endpoint")
}

fn bench(endpoints: Vec<Endpoint>) -> Bench {
    bench_with(endpoints, 10)
}

fn bench_with(endpoints: Vec<Endpoint>, tries: u32) -> Bench {
    let notes = Arc::new(Notes::default());
    let models = endpoints.iter().map(|e| ModelRef { endpoint: e.name.clone(), model: "m".to_owned() }).collect();
    let targets = endpoints.into_iter().map(|endpoint| Target { endpoint, key: Key::new(SECRET) }).collect();
    let patience = Patience {
        tries,
        trouble: Duration::from_millis(1100),
        first: Duration::from_millis(10),
        longest: Duration::from_millis(60),
        flight: Duration::from_secs(5),
    };
    let pool = Arc::new(Pool::new(targets, notes.clone()).with_patience(patience));
    Bench { pool, models, notes }
}

fn ask(text: &str) -> Call {
    Call { messages: vec![Message::user(text)], schema: None, params: Params::default() }
}

impl Bench {
    async fn complete(&self, call: &Call) -> Result<Reply, CallError> {
        self.pool.complete(&self.models, call, Allowed::Everything, &CancellationToken::new()).await
    }

    fn state(&self) -> EndpointState {
        self.pool.states().remove(0)
    }
}

async fn one(
    script: impl Fn(usize, &Asked) -> Act + Send + Sync + 'static,
) -> (Server, Result<Reply, CallError>, Bench) {
    let server = Server::start(script).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let outcome = bench.complete(&ask("2 + 2?")).await;
    (server, outcome, bench)
}

#[tokio::test]
async fn a_call_and_its_reply() {
    let (server, outcome, bench) =
        one(|_, _| reply(json!({ "content": "4", "reasoning_content": "2 and 2" }), "stop")).await;
    let reply = outcome.expect("a reply");
    assert_eq!((reply.text.as_str(), reply.thinking.as_str(), reply.finish), ("4", "2 and 2", Finish::Stop));
    assert_eq!(reply.usage, Usage { input: 10, output: 5, cached: 4, thinking: 0, estimated: false });
    assert_eq!((reply.endpoint.as_str(), reply.model.as_str(), reply.tries), ("Lab", "m", 1));
    let asked = &server.asked()[0];
    assert_eq!(asked.path, "/v1/chat/completions");
    assert_eq!(asked.headers["authorization"], format!("Bearer {SECRET}"));
    assert_eq!(asked.body, json!({ "model": "m", "messages": [{ "role": "user", "content": "2 + 2?" }] }));
    assert_eq!(bench.state().hour.answered, 1);
}

#[tokio::test]
async fn errors_that_pass_are_waited_out() {
    for status in [408, 409, 429, 500, 502, 503, 529] {
        let (server, outcome, _) = one(move |nth, _| if nth < 3 { error(status, "busy") } else { says("4") }).await;
        assert_eq!(outcome.expect("a reply in the end").tries, 4, "{status} three times, then a reply");
        assert_eq!(server.count(), 4, "{status}: nothing is asked twice after the reply");
    }
}

#[tokio::test]
async fn broken_replies_are_asked_for_again() {
    let broken = [
        Act::ResetMidBody,
        Act::Close,
        Act::Hang,
        Act::Answer(200, vec![], b"{\"choices\": [{\"mess".to_vec()),
        Act::Answer(200, vec![], b"<html>502 Bad Gateway</html>".to_vec()),
        answer(200, json!({ "choices": [] })),
        answer(200, json!({ "error": { "message": "upstream is busy", "code": 503 } })),
        says(""),
        reply(json!({ "content": null }), "stop"),
    ];
    for act in broken {
        let first = act.clone();
        let (_, outcome, bench) = one(move |nth, _| if nth == 0 { first.clone() } else { says("4") }).await;
        let reply = outcome.unwrap_or_else(|error| panic!("{act:?} is no end: {error:?}"));
        assert_eq!((reply.text.as_str(), reply.tries), ("4", 2), "{act:?} once, then a reply");
        let told = bench.notes.text();
        assert!(told.contains("again in") || told.contains("as a stream"), "the retry is told: {told}");
    }
}

#[tokio::test]
async fn what_the_server_asks_for_is_waited_and_told() {
    let started = Instant::now();
    let (_, outcome, bench) =
        one(|nth, _| if nth == 0 { with(error(429, "slow down"), "retry-after", "1") } else { says("4") }).await;
    outcome.expect("a reply");
    assert!(started.elapsed() >= Duration::from_secs(1), "the second the server asked for has passed");
    let told = bench.notes.text();
    assert!(told.contains("waiting 1.0 s for the cool-down (too many requests) of Lab"), "{told}");
    assert!(told.contains("Lab answers again"), "{told}");
}

#[tokio::test]
async fn a_wait_beyond_all_patience_ends_the_call_and_says_how_long() {
    let (server, outcome, _) = one(|_, _| with(error(429, "slow down"), "retry-after", "3600")).await;
    let error = outcome.expect_err("an hour is too long");
    assert_eq!(error.fault, Fault::TooManyRequests);
    assert!(error.message.contains("Lab asks to wait 3"), "{error:?}");
    assert_eq!(server.count(), 1, "nothing more is sent there");
}

#[tokio::test]
async fn what_waiting_does_not_mend_stops_at_once_and_says_what_to_do() {
    for (act, fault, hint) in [
        (error(401, "Incorrect API key provided"), Fault::KeyRefused, "key"),
        (error(403, "forbidden"), Fault::KeyRefused, "key"),
        (error(404, "The model `m` does not exist"), Fault::NotFound, "model's name"),
        (error(400, "messages: field required"), Fault::BadRequest, "what is sent"),
        (error(400, "m does not support image input"), Fault::BadRequest, "sees images"),
        (error(422, "unprocessable"), Fault::BadRequest, "what is sent"),
        (error(429, "You exceeded your current quota, please check your plan"), Fault::QuotaExhausted, "credit"),
        (error(402, "payment required"), Fault::QuotaExhausted, "credit"),
        (error(400, "maximum context length is 4096 tokens"), Fault::ContextTooLong, "larger context"),
        (reply(json!({ "content": null, "refusal": "I cannot help." }), "stop"), Fault::Refused, "Rephrase"),
        (reply(json!({ "content": "" }), "content_filter"), Fault::Refused, "Rephrase"),
        (error(400, "blocked by the content management policy"), Fault::Refused, "Rephrase"),
        (reply(json!({ "content": "", "reasoning": "hmm" }), "length"), Fault::BadReply, "max tokens"),
        (reply(json!({ "content": "<think>hmm, let me" }), "length"), Fault::BadReply, "max tokens"),
        (Act::Endless, Fault::BadReply, "raw reply"),
        (with(error(307, ""), "location", "https://evil.example/?q=1"), Fault::NotFound, "base URL"),
    ] {
        let shown = format!("{act:?}");
        let (server, outcome, _) = one(move |_, _| act.clone()).await;
        let error = outcome.expect_err(&shown);
        assert_eq!(error.fault, fault, "{shown}: {error:?}");
        assert!(error.hint.contains(hint), "{shown}: {}", error.hint);
        assert_eq!((server.count(), error.tries), (1, 1), "{shown} is asked once");
        assert!(error.message.starts_with("Lab/m: "), "it says where: {}", error.message);
    }
}

#[tokio::test]
async fn a_refused_or_empty_reply_is_counted_though_it_failed() {
    let (_, outcome, _) = one(|_, _| reply(json!({ "content": null, "refusal": "no" }), "stop")).await;
    assert_eq!(outcome.expect_err("refused").usage.output, 5, "its tokens are billed");
    let (_, outcome, _) = one(|nth, _| if nth == 0 { says("") } else { says("4") }).await;
    assert_eq!(outcome.expect("a reply").usage.input, 20, "the empty one was paid too");
}

#[tokio::test]
async fn the_key_shows_nowhere_and_goes_nowhere_else() {
    let other = Server::start(|_, _| says("stolen")).await;
    let to = format!("http://{}/v1/chat/completions", other.address);
    let (server, outcome, bench) = one(move |_, _| with(error(302, SECRET), "location", &to)).await;
    let moved = outcome.expect_err("redirects are not followed");
    assert_eq!((server.count(), other.count()), (1, 0), "neither key nor prompt reached the other address");
    assert!(moved.message.contains(&other.address), "it says where to: {}", moved.message);
    let (_, outcome, other_bench) = one(|_, _| error(401, &format!("bad key {SECRET}"))).await;
    let refused = outcome.expect_err("refused");
    for text in [
        format!("{moved:?}"),
        format!("{refused:?}"),
        bench.notes.text(),
        other_bench.notes.text(),
        format!("{:?}", other_bench.pool.states()),
        format!("{:?}", Target { endpoint: endpoint("Lab", "x"), key: Key::new(SECRET) }),
    ] {
        assert!(!text.contains(SECRET), "the key shows in {text}");
    }
    assert!(refused.raw.contains("[key]"), "the raw answer is kept without it");
}

#[tokio::test]
async fn a_slow_stream_lasts_as_long_as_bytes_come_and_not_for_ever() {
    let body = json!({ "choices": [{ "message": { "content": "4" }, "finish_reason": "stop" }] }).to_string();
    let slowly = body.clone().into_bytes();
    let (_, outcome, _) = one(move |_, _| Act::Drip(Duration::from_millis(18), slowly.clone())).await;
    let reply = outcome.expect("longer than the timeout of a second, but never a second without a byte");
    assert!(reply.latency_ms > 1000 && reply.usage.estimated, "{reply:?}");
    let server = Server::start(|_, _| Act::Drip(Duration::from_secs(5), b"{}".to_vec())).await;
    let hasty = bench_with(vec![endpoint("Lab", &server.address)], 1);
    let error = hasty.complete(&ask("2 + 2?")).await.expect_err("five seconds without a byte");
    assert_eq!(error.fault, Fault::TimedOut);
}

#[tokio::test]
async fn an_endpoint_that_is_down_and_comes_back_loses_no_call() {
    let server = Server::start(|_, _| says("4")).await;
    let address = server.address.clone();
    let bench = bench(vec![endpoint("Lab", &address)]);
    drop(server);
    let calls: Vec<_> = (0..20)
        .map(|nth| {
            let (pool, models) = (bench.pool.clone(), bench.models.clone());
            tokio::spawn(async move {
                pool.complete(&models, &ask(&nth.to_string()), Allowed::Everything, &CancellationToken::new()).await
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(bench.state().hour.answered, 0);
    let back = Server::at(&address, |_, _| says("4")).await;
    for call in calls {
        call.await.expect("no panic").expect("answered once the endpoint is back");
    }
    assert_eq!(back.count(), 20, "each call is paid once");
    assert!(bench.notes.text().contains("Lab answers again"));
    assert!(
        bench.state().hour.failed < 60,
        "{} tries while it was down: it was not hammered",
        bench.state().hour.failed
    );
}

#[tokio::test]
async fn an_endpoint_that_stays_down_says_so() {
    let server = Server::start(|_, _| says("4")).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    drop(server);
    let error = bench.complete(&ask("4?")).await.expect_err("nobody is there");
    assert_eq!(error.fault, Fault::Unreachable);
    assert!(error.message.contains("Lab/m: no connection"), "{}", error.message);
    assert!(error.hint.contains("Check that the server runs"));
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told_at_once() {
    let server = Server::start(|_, _| says("4")).await;
    let lost = endpoint("Lost", "no-such-host.invalid:8000");
    let error = bench(vec![lost.clone()]).complete(&ask("4?")).await.expect_err("there is no such name");
    assert_eq!((error.fault, error.tries), (Fault::NotFound, 1), "{error:?}");
    assert!(error.message.contains("no server of this name") && error.hint.contains("base URL"), "{error:?}");
    let reply = bench(vec![lost, endpoint("Lab", &server.address)]).complete(&ask("4?")).await;
    assert_eq!(reply.expect("the other endpoint answers").endpoint, "Lab");
}

#[tokio::test]
async fn of_two_endpoints_the_one_that_works_takes_all() {
    for broken in [
        error(401, "bad key"),
        error(500, "broken"),
        error(404, "no model"),
        error(429, "insufficient_quota"),
        Act::Close,
    ] {
        let shown = format!("{broken:?}");
        let bad = Server::start(move |_, _| broken.clone()).await;
        let good = Server::start(|_, _| Act::After(Duration::from_millis(5), Box::new(says("4")))).await;
        let bench = bench(vec![endpoint("Bad", &bad.address), endpoint("Good", &good.address)]);
        for nth in 0..40 {
            let reply =
                bench.complete(&ask(&nth.to_string())).await.unwrap_or_else(|error| panic!("{shown}: {error:?}"));
            assert_eq!(reply.endpoint, "Good", "{shown}");
        }
        assert_eq!(good.count(), 40, "{shown}: no call is paid twice");
        assert!(bad.count() < 40, "{shown}: the broken one is let alone for a while, but got {}", bad.count());
    }
}

#[tokio::test]
async fn load_goes_where_there_is_room() {
    let script = |_: usize, _: &Asked| Act::After(Duration::from_millis(50), Box::new(says("4")));
    let (one, two) = (Server::start(script).await, Server::start(script).await);
    let bench = bench(vec![endpoint("One", &one.address), endpoint("Two", &two.address)]);
    let calls = ["a", "b", "c", "d", "e", "f", "g", "h"].map(ask);
    let started = Instant::now();
    let all = calls.iter().map(|call| bench.complete(call));
    for reply in join_all(all).await {
        reply.expect("a reply");
    }
    assert_eq!((one.count(), two.count()), (4, 4), "each got its half");
    assert!(started.elapsed() < Duration::from_millis(500), "all eight at once");
}

#[tokio::test]
async fn an_endpoint_that_has_rested_is_used_though_the_other_is_still_busy() {
    let slow = Server::start(|_, _| Act::After(Duration::from_millis(800), Box::new(says("4")))).await;
    let quick = Server::start(|nth, _| match nth {
        0 => with(error(429, "slow down"), "retry-after-ms", "50"),
        _ => says("4"),
    })
    .await;
    let mut both = vec![endpoint("Slow", &slow.address), endpoint("Quick", &quick.address)];
    both.iter_mut().for_each(|endpoint| endpoint.limits.concurrency = 1);
    let bench = bench(both);
    let calls = ["a", "b", "c", "d", "e"].map(ask);
    for outcome in join_all(calls.iter().map(|call| bench.complete(call))).await {
        outcome.expect("a reply");
    }
    assert_eq!((slow.count(), quick.count()), (1, 5), "four went to the quick one as soon as it might be asked");
}

#[tokio::test]
async fn a_key_that_expires_in_the_middle_loses_nothing_that_was_answered() {
    let server = Server::start(|nth, _| if nth < 5 { says("4") } else { error(401, "expired") }).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let mut answered = 0;
    for nth in 0..8 {
        match bench.complete(&ask(&nth.to_string())).await {
            Ok(_) => answered += 1,
            Err(error) => assert!(error.fault.stops_endpoint(), "the run is told to stop: {error:?}"),
        }
    }
    assert_eq!(answered, 5);
}

#[tokio::test]
async fn what_a_server_refuses_is_learned_once_and_for_all_calls() {
    let server = Server::start(|_, asked| {
        let body = &asked.body;
        match body["response_format"]["type"].as_str() {
            Some("json_schema") => error(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
            _ if body.get("temperature").is_some() => error(400, "Unsupported value: 'temperature' does not support 0.2"),
            _ if body.get("max_tokens").is_some() => error(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            ),
            Some("json_object") => says("{\"answer\": 4}"),
            _ => error(500, "the script expects an object"),
        }
    })
    .await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let mut call = ask("2 + 2?");
    call.schema = Some(Schema { name: "answer".into(), schema: json!({ "type": "object" }) });
    call.params = Params { temperature: Some(0.2), max_tokens: Some(900), ..Params::default() };
    bench.complete(&call).await.expect("a reply after three refusals");
    bench.complete(&call).await.expect("a reply at once");
    assert_eq!(server.count(), 5, "what was learned is kept");
    let asked = &server.asked()[4];
    assert_eq!(asked.body["max_completion_tokens"], 900);
    let words = asked.body["messages"][0]["content"].as_str().unwrap_or_default().to_owned();
    assert!(words.contains("JSON Schema"), "below the schema the prompt asks for it: {words}");
    let told = bench.notes.text();
    assert!(told.contains("takes no JSON schema") && told.contains("max_completion_tokens"), "{told}");
    let habits = bench.pool.habits(&bench.models[0]).expect("known");
    assert_eq!(habits.structured, pathloom_model::Structured::Object, "the caller may keep the rung");
}

#[tokio::test]
async fn calls_in_flight_together_learn_together() {
    let server = Server::start(|_, asked| match asked.body.get("max_tokens") {
        Some(_) => {
            let refusal = error(400, "'max_tokens' is not supported. Use 'max_completion_tokens' instead.");
            Act::After(Duration::from_millis(50), Box::new(refusal))
        }
        None => says("4"),
    })
    .await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let mut call = ask("4?");
    call.params.max_tokens = Some(900);
    for outcome in join_all((0..8).map(|_| bench.complete(&call))).await {
        outcome.expect("whoever was refused goes out anew, not only the first");
    }
    assert!(server.count() <= 12, "those sent after the first refusal are right at once: {}", server.count());
}

#[tokio::test]
async fn a_base_url_with_or_without_its_version_finds_the_server() {
    for (served, base) in [("/proxy/v1/chat/completions", "/proxy"), ("/chat/completions", "")] {
        let server = Server::start(move |_, asked| match asked.path == served {
            true => says("4"),
            false => error(404, "Not Found"),
        })
        .await;
        let mut lab = endpoint("Lab", &server.address);
        lab.base_url.push_str(base);
        let bench = bench(vec![lab]);
        for _ in 0..3 {
            bench.complete(&ask("4?")).await.unwrap_or_else(|error| panic!("{base} leads to {served}: {error:?}"));
        }
        assert_eq!(server.count(), 4, "looked for once");
    }
    let server = Server::start(|_, _| error(404, "Not Found")).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    for tries in [2, 4] {
        assert_eq!(bench.complete(&ask("4?")).await.expect_err("nowhere").fault, Fault::NotFound);
        assert_eq!(server.count(), tries, "two addresses, each once");
    }
}

#[tokio::test]
async fn a_reply_that_takes_longer_than_the_timeout_is_asked_for_as_a_stream() {
    let server = Server::start(|_, asked| match asked.body.get("stream") {
        None => Act::Hang,
        Some(_) => {
            let events = [
                "{\"choices\":[{\"delta\":{\"content\":\"4\"}}]}",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
            ];
            let body: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
            Act::Drip(Duration::from_millis(12), body.into_bytes())
        }
    })
    .await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let reply = bench.complete(&ask("4?")).await.expect("a reply, byte after byte");
    assert_eq!((reply.text.as_str(), reply.finish, server.count()), ("4", Finish::Stop, 2));
    assert_eq!(server.asked()[1].body["stream_options"], json!({ "include_usage": true }));
}

#[tokio::test]
async fn a_server_that_takes_few_at_once_is_not_hammered_and_no_call_is_lost() {
    let busy = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let within = busy.clone();
    let server = Server::start(move |_, _| {
        use std::sync::atomic::Ordering::SeqCst;
        if within.load(SeqCst) >= 4 {
            return error(429, "too many at once");
        }
        within.fetch_add(1, SeqCst);
        let done = within.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            done.fetch_sub(1, SeqCst);
        });
        Act::After(Duration::from_millis(10), Box::new(says("4")))
    })
    .await;
    let mut lab = endpoint("Lab", &server.address);
    lab.limits.concurrency = 32;
    let bench = bench(vec![lab]);
    let calls: Vec<Call> = (0..300).map(|nth| ask(&nth.to_string())).collect();
    for outcome in join_all(calls.iter().map(|call| bench.complete(call))).await {
        outcome.expect("each is answered in the end");
    }
    let refused = server.count() - 300;
    assert!(refused < 150, "{refused} of {} were sent away: concurrency gave way", server.count());
    assert!(bench.state().concurrency < 32);
}

#[tokio::test]
async fn ten_thousand_calls_wait_in_line() {
    let server = Server::start(|_, _| Act::After(Duration::from_millis(5), Box::new(says("4")))).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let call = ask("4?");
    let outcomes = join_all((0..10_000).map(|_| bench.complete(&call)));
    let size = std::mem::size_of_val(&bench.complete(&call));
    assert!(size < 4096, "a waiting call takes {size} bytes");
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        bench.state()
    };
    tokio::select! {
        _ = outcomes => panic!("not so fast"),
        state = cancel => assert!(state.in_flight <= 4 && state.waiting > 5000, "{state:?}"),
    }
    assert_eq!((bench.state().in_flight, bench.state().waiting), (0, 0), "given up, they leave nothing behind");
}

#[tokio::test]
async fn what_is_sent_can_be_seen_without_the_key() {
    let server = Server::start(|_, _| says("4")).await;
    let lab = endpoint("Lab", &server.address);
    let bench = bench(vec![lab.clone()]);
    let call = ask("2 + 2?");
    let shown = shown_request(&lab, "m", &call, true).expect("it can be sent");
    bench.complete(&call).await.expect("a reply");
    let asked = server.asked().remove(0);
    assert_eq!((&shown.body, shown.url.as_str()), (&asked.body, &*format!("http://{}{}", server.address, asked.path)));
    assert!(shown.headers.contains(&("authorization".to_owned(), "Bearer [key]".to_owned())), "{:?}", shown.headers);
}

#[tokio::test]
async fn a_prompt_that_was_silently_cut_is_a_fault() {
    let long = "Revenue of the northern region grew by seven percent. ".repeat(1000);
    let server = Server::start(|_, _| says("4")).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let call = ask(&long);
    let error = bench.complete(&call).await.expect_err("the server read 10 tokens of thousands");
    assert_eq!(error.fault, Fault::ContextTooLong);
    assert!(error.message.contains("cut the rest off without a word"), "{}", error.message);
}

#[tokio::test]
async fn a_prompt_that_cannot_fit_is_not_sent() {
    let server = Server::start(|_, _| says("4")).await;
    let mut lab = endpoint("Lab", &server.address);
    lab.models[0].context = Some(2000);
    let bench = bench(vec![lab]);
    let error = bench.complete(&ask(&"word ".repeat(5000))).await.expect_err("5,000 words in 2,000 tokens");
    assert_eq!((error.fault, server.count()), (Fault::ContextTooLong, 0));
    bench.complete(&ask(&"word ".repeat(2200))).await.expect_err("the script says it read 10 tokens");
    assert_eq!(server.count(), 1, "what may fit is left to the server");
}

/// Two servers that do anything at random to 400 calls of four threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_each_call_is_answered_once() {
    let paid: Arc<Mutex<std::collections::BTreeMap<String, u32>>> = Arc::default();
    let chaos = |salt: usize| {
        let paid = paid.clone();
        move |nth: usize, asked: &Asked| {
            let answered = || {
                let prompt = asked.body["messages"][0]["content"].as_str().unwrap_or_default().to_owned();
                *paid.lock().expect("no panic within").entry(prompt).or_default() += 1;
                Act::After(Duration::from_millis(nth as u64 % 7), Box::new(says("4")))
            };
            match (nth * 7919 + salt) % 23 {
                0 => error(500, "oops"),
                1 => with(error(429, "slow down"), "retry-after-ms", "20"),
                2 => error(503, "overloaded"),
                3 => Act::ResetMidBody,
                4 => Act::Close,
                5 => Act::Answer(200, vec![], b"{\"choices\": [{\"mess".to_vec()),
                6 => Act::Answer(502, vec![], b"<html>Bad Gateway</html>".to_vec()),
                _ => answered(),
            }
        }
    };
    let (one, two) = (Server::start(chaos(0)).await, Server::start(chaos(11)).await);
    let bench = bench(vec![endpoint("One", &one.address), endpoint("Two", &two.address)]);
    let calls: Vec<_> = (0..400)
        .map(|nth| {
            let (pool, models) = (bench.pool.clone(), bench.models.clone());
            tokio::spawn(async move {
                pool.complete(&models, &ask(&nth.to_string()), Allowed::Everything, &CancellationToken::new()).await
            })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("answered in the end");
    }
    let paid = paid.lock().expect("no panic within");
    assert_eq!((paid.len(), paid.values().max()), (400, Some(&1)), "each prompt was answered, and paid, once");
    assert!(bench.pool.states().iter().all(|state| (state.in_flight, state.waiting) == (0, 0)));
}

#[tokio::test]
async fn calls_that_may_not_leave_this_computer_do_not() {
    let server = Server::start(|_, _| says("4")).await;
    let here = bench(vec![endpoint("Lab", &server.address)]);
    let away = bench(vec![endpoint("Far", "models.example")]);
    let cancel = CancellationToken::new();
    let call = ask("secret");
    here.pool.complete(&here.models, &call, Allowed::LoopbackOnly, &cancel).await.expect("this computer may be asked");
    let error = away.pool.complete(&away.models, &call, Allowed::LoopbackOnly, &cancel).await.expect_err("far away");
    assert_eq!(error.fault, Fault::NotAllowed);
    assert!(error.message.contains("Far"), "{}", error.message);
    let error = here.pool.complete(&here.models, &call, Allowed::Nothing, &cancel).await.expect_err("offline");
    assert_eq!(error.fault, Fault::NotAllowed);
    let missing = [ModelRef { endpoint: "Gone".into(), model: "m".into() }];
    let error = here.pool.complete(&missing, &call, Allowed::Everything, &cancel).await.expect_err("not set up");
    assert!(error.message.contains("Gone"), "{}", error.message);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn cancelling_ends_calls_in_flight_and_in_line() {
    let server = Server::start(|_, _| Act::Hang).await;
    let bench = bench(vec![endpoint("Lab", &server.address)]);
    let cancel = CancellationToken::new();
    let calls: Vec<Call> = (0..20).map(|nth| ask(&nth.to_string())).collect();
    let all = calls.iter().map(|call| bench.pool.complete(&bench.models, call, Allowed::Everything, &cancel));
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!((bench.state().in_flight, bench.state().waiting), (4, 16), "four at once, the others in line");
        cancel.cancel();
    };
    let (outcomes, ()) = tokio::join!(join_all(all), stop);
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|error| error.fault == Fault::Cancelled)));
    assert_eq!((bench.state().in_flight, bench.state().waiting), (0, 0), "their places are free");
}

#[tokio::test]
async fn limits_of_a_minute_are_kept_and_told() {
    let server = Server::start(|_, _| says("4")).await;
    let mut lab = endpoint("Lab", &server.address);
    lab.limits.requests_per_minute = Some(60);
    let bench = bench(vec![lab]);
    let started = Instant::now();
    for nth in 0..2 {
        bench.complete(&ask(&nth.to_string())).await.expect("a reply");
    }
    assert!(started.elapsed() >= Duration::from_secs(1), "60 a minute are one a second");
    assert!(bench.notes.text().contains("s for the request limit of Lab"), "{}", bench.notes.text());
}

/// In order, all at once.
async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.map(|future| (Some(Box::pin(future)), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_done = true;
        for (future, output) in &mut futures {
            let Some(running) = future else { continue };
            match running.as_mut().poll(context) {
                std::task::Poll::Ready(ready) => (*future, *output) = (None, Some(ready)),
                std::task::Poll::Pending => is_done = false,
            }
        }
        if is_done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    futures.into_iter().filter_map(|(_, output)| output).collect()
}

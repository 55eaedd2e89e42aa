//! Scores against a server on this computer that answers by a script.

use super::{DifficultyMode, ScoreSettings, Scored, score};
use crate::calls::{Caller, Setup, budget::Limits};
use crate::control::Control;
use crate::endpoints::SendingRules;
use crate::prompt::Prompts;
use crate::runtime::runtime;
use crate::scripted::{Answer, Server};
use pathloom_llm::{Fault, Patience, Target};
use pathloom_model::{
    ChunkData, DifficultyClass, Endpoint, Key, Kind, Knowledge, ModelRef, ModelRole, Node, NodeData, Sample, Score,
    ScoreKind, Span,
};
use pathloom_store::Project;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PLANT: &str = "Arvika Works is operated by Norrheat AB.";
const REVENUE: &str = "In FY24 Norrheat AB had a revenue of EUR 1,750 million.";

/// Two hops, each stated in a text of its own.
fn sample() -> (Knowledge, Sample) {
    let document = Key::document(b"a report");
    let [plant, firm] = ["Arvika Works", "Norrheat AB"].map(|name| Key::entity(name, "Thing", &document));
    let chunks = [PLANT, REVENUE].map(|text| (Key::content(Kind::Chunk, &document, text.as_bytes(), 0), text));
    let node = |key: &Key, name: &str, data| Node {
        key: key.clone(),
        name: name.into(),
        document: Some(document.clone()),
        spans: vec![Span::in_text(document.clone(), 0, 1, "")],
        data,
    };
    let entity = || NodeData::Entity {
        entity_type: "Thing".into(),
        aliases: vec![],
        description: String::new(),
        about: String::new(),
        unverified: None,
    };
    let text =
        |text: &str| NodeData::Chunk(ChunkData { text: text.into(), section: vec![], blocks: vec![], pieces: vec![] });
    let nodes = [
        node(&plant, "Arvika Works", entity()),
        node(&firm, "Norrheat AB", entity()),
        node(&chunks[0].0, "a", text(PLANT)),
        node(&chunks[1].0, "b", text(REVENUE)),
    ];
    let evidence = chunks.each_ref().map(|(key, quote)| {
        json!({ "node": key, "document_name": "report.md", "span": Span::in_text(document.clone(), 0, 1, *quote) })
    });
    let sample = json!({
        "id": "s", "template": "t", "fingerprint": "f", "language": "en",
        "question": "What revenue in EUR million did the operator of Arvika Works have in FY24?",
        "answer": { "form": "literal", "slot": "answer", "text": "EUR 1,750 million", "value": "1750", "unit": "EUR m", "precision": 0 },
        "steps": [
            { "text": "Arvika Works is operated by Norrheat AB.", "hops": [1], "evidence": [0] },
            { "text": "Norrheat AB had EUR 1,750 million in FY24.", "hops": [2], "evidence": [1] },
        ],
        "nodes": [
            { "key": plant, "kind": "Entity", "name": "Arvika Works", "slot": "start" },
            { "key": firm, "kind": "Entity", "name": "Norrheat AB", "slot": "answer" },
        ],
        "relations": [
            { "number": 1, "head": plant, "relation": "operated_by", "tail": firm },
            { "number": 2, "head": firm, "relation": "related_to", "tail": chunks[1].0 },
        ],
        "hops": 1, "evidence": evidence, "checks": [], "scores": [],
        "generated": { "engine": "m", "version": 1, "operator": "", "wording": "", "seed": 0 },
    });
    (Knowledge::new(nodes, []), serde_json::from_value(sample).expect("a sample"))
}

fn model(name: &str) -> ModelRef {
    ModelRef { endpoint: "Lab".into(), model: name.into() }
}

/// What the script sees of a request: the model and all words of the messages.
fn parts(body: &str) -> (String, String) {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let messages = body["messages"].as_array().expect("messages");
    let words: Vec<&str> = messages.iter().filter_map(|message| message["content"].as_str()).collect();
    (body["model"].as_str().expect("a model").to_owned(), words.join("\n"))
}

struct Ran {
    scored: Scored,
    asked: Vec<(String, String)>,
    requests: u64,
}

/// Scores the sample twice, with the models of `roles`, by a server that says what `script` makes of (model, words).
fn run(
    roles: &[(ModelRole, &[&str])],
    settings: &ScoreSettings,
    script: impl Fn(&str, &str) -> Answer + Send + Sync + 'static,
) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let project = Arc::new(Project::create(&folder.path().join("P.pathloom")).expect("a project"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    let server = Server::start(move |body| {
        let (model, words) = parts(body);
        let answer = script(&model, &words);
        heard.lock().expect("no panic").push((model, words));
        answer
    })
    .expect("a server");
    let known = ["j1", "j2", "j3", "strong", "weak", "c"].map(|name| json!({ "name": name }));
    let endpoint: Endpoint = serde_json::from_value(json!({
        "name": "Lab", "kind": "openai", "base_url": server.base_url(), "timeout_s": 5, "models": known,
    }))
    .expect("an endpoint");
    let models = |names: &[&str]| names.iter().map(|name| model(name)).collect();
    let setup = Setup {
        targets: vec![Target { endpoint, key: None }],
        roles: roles.iter().map(|(role, names)| (*role, models(names))).collect(),
        rules: SendingRules::default(),
        limits: Limits::default(),
        patience: Patience {
            tries: 2,
            trouble: Duration::from_millis(300),
            first: Duration::from_millis(1),
            longest: Duration::from_millis(5),
            flight: Duration::from_secs(5),
        },
    };
    let caller = Caller::new(project.clone(), setup, 1, Arc::new(Control::default()), || 0).expect("a caller");
    let (knowledge, sample) = sample();
    let prompts = Prompts::load(&project).expect("prompts");
    let runtime = runtime().expect("threads");
    let scored = runtime.block_on(score(&caller, &knowledge, &sample, settings, &prompts));
    let requests = server.requests();
    if scored.trouble.is_none() {
        let again = runtime.block_on(score(&caller, &knowledge, &sample, settings, &prompts));
        assert_eq!(again, scored, "replies that are stored give the same scores");
        assert_eq!(server.requests(), requests, "and cost nothing");
    }
    let asked = asked.lock().expect("no panic").clone();
    Ran { scored, asked, requests }
}

fn of(ran: &Ran, kind: ScoreKind) -> &Score {
    ran.scored.scores.iter().find(|score| score.kind == kind).expect("every kind is there")
}

fn says(value: Value) -> Answer {
    Answer::text("", &value.to_string())
}

const JUDGES: (ModelRole, &[&str]) = (ModelRole::Judges, &["j1", "j2", "j3"]);
const STRONG: (ModelRole, &[&str]) = (ModelRole::Strong, &["strong"]);
const WEAK: (ModelRole, &[&str]) = (ModelRole::Weak, &["weak"]);

#[test]
fn judges_vote_each_with_confidence_and_objection() {
    let ran = run(&[JUDGES], &ScoreSettings::default(), |model, _| match model {
        "j1" => says(json!({ "supported": true, "confidence": 0.94, "reason": "Both hops are quoted." })),
        // As careless models write.
        "j2" => Answer::text("", "<think>hm</think>Sure!\n```json\n{\"supported\": \"yes\", \"confidence\": 88,}\n```"),
        _ => says(json!({ "supported": false, "confidence": 0.71, "reason": "The year is not stated." })),
    });
    let support = of(&ran, ScoreKind::Support);
    assert_eq!(support.value, Some(2.0 / 3.0), "{support:?}");
    assert_eq!(support.note, "2 of 3 judges agree");
    let votes: Vec<_> =
        support.votes.iter().map(|vote| (vote.model.model.as_str(), vote.verdict, vote.confidence)).collect();
    assert_eq!(
        votes,
        [("j1", Some(true), Some(0.94)), ("j2", Some(true), Some(0.88)), ("j3", Some(false), Some(0.71))]
    );
    assert_eq!(support.votes[2].said, "The year is not stated.", "the objection is kept");
    assert!(
        support.votes.iter().all(|vote| vote.call.as_ref().is_some_and(|key| key.len() == 64)),
        "each leads to its call"
    );
    assert!(ran.scored.trouble.is_none());
    let (_, words) = &ran.asked[0];
    for part in [PLANT, REVENUE, "EUR 1,750 million", "2. Norrheat AB had", "report.md"] {
        assert!(words.contains(part), "the judge sees “{part}”");
    }
    assert_eq!(of(&ran, ScoreKind::Difficulty).note, "needs models", "nobody answered");
    assert!(of(&ran, ScoreKind::Complexity).note.starts_with("computed"), "the formula stays what it is");
}

#[test]
fn votes_that_are_none_are_not_counted_as_no() {
    let ran = run(&[JUDGES], &ScoreSettings::default(), |model, _| match model {
        "j1" => says(json!({ "supported": true, "confidence": 1, "reason": "Right." })),
        "j2" => Answer::text("", "I would rather not say."),
        _ => Answer::status(400, "broken"),
    });
    let support = of(&ran, ScoreKind::Support);
    assert_eq!(support.value, None, "one of three is fewer than half: missing, not 0 and not 1");
    assert!(support.note.starts_with("1 of 3 judges gave a verdict: "), "{}", support.note);
    assert!(support.votes[1].raw.contains("I would rather not say."), "the raw reply is kept: {:?}", support.votes[1]);
    assert!(support.votes[2].said.contains("broken"), "{}", support.votes[2].said);
    assert!(ran.scored.trouble.is_some(), "the run's ledger hears of it");
    assert_eq!(
        ran.asked.iter().filter(|(model, _)| model == "j2").count(),
        2,
        "it was asked again once, with the fault"
    );

    let ran = run(&[JUDGES], &ScoreSettings::default(), |model, _| match model {
        "j1" => says(json!({ "supported": true, "reason": "Right." })),
        "j2" => says(json!({ "supported": false, "reason": "Wrong." })),
        _ => says(json!({ "supported": "perhaps" })),
    });
    let support = of(&ran, ScoreKind::Support);
    assert_eq!(support.value, Some(0.5));
    assert_eq!(support.note, "1 of 2 judges agree; a tie, so there is no majority; 1 gave no verdict");
}

#[test]
fn when_nobody_replies_all_is_missing_with_reasons_and_never_0() {
    let settings = ScoreSettings { necessity: true, closed_book: true, ..ScoreSettings::default() };
    let ran =
        run(&[JUDGES, STRONG, WEAK, (ModelRole::Complexity, &["c"])], &settings, |_, _| Answer::status(400, "broken"));
    for kind in [
        ScoreKind::Support,
        ScoreKind::Difficulty,
        ScoreKind::Complexity,
        ScoreKind::HopNecessity,
        ScoreKind::ClosedBook,
    ] {
        let score = of(&ran, kind);
        assert_eq!(score.value, None, "{kind:?}: {score:?}");
        assert!(score.note.contains("broken"), "{kind:?} says why: {}", score.note);
        assert_eq!(score.class, None);
    }
    assert!(of(&ran, ScoreKind::Hops).value.is_some() && of(&ran, ScoreKind::Tokens).value.is_some());
}

#[test]
fn strong_and_weak_answers_give_the_class() {
    let both = [STRONG, WEAK];
    let right = "1.75 billion euros";
    for (strong, weak, class, value) in [
        (Some(right), Some("1750"), DifficultyClass::Easy, 0.0),
        (Some(right), Some("EUR 1,570 million"), DifficultyClass::Medium, 0.5),
        (Some("EUR 2"), Some("EUR 3"), DifficultyClass::Hard, 1.0),
        (Some("EUR 2"), Some(right), DifficultyClass::Suspicious, 0.5),
        (None, Some("EUR 3"), DifficultyClass::Hard, 1.0),
        (None, None, DifficultyClass::Unanswered, 1.0),
    ] {
        let ran = run(&both, &ScoreSettings::default(), move |model, _| {
            let answer = if model == "strong" { strong } else { weak };
            says(json!({ "answered": answer.is_some(), "answer": answer.unwrap_or_default() }))
        });
        let difficulty = of(&ran, ScoreKind::Difficulty);
        assert_eq!((difficulty.class, difficulty.value), (Some(class), Some(value)), "{difficulty:?}");
        assert_eq!(ran.requests, 2, "no judge is needed to compare");
        assert!(!ran.asked[0].1.contains("Norrheat AB had EUR"), "who answers sees no steps");
    }
    let ran = run(&[STRONG], &ScoreSettings::default(), |_, _| says(json!({ "answer": "1750" })));
    assert_eq!(of(&ran, ScoreKind::Difficulty).note, "needs models: no weak model is set");
    let strong_only = ScoreSettings { difficulty: DifficultyMode::StrongOnly, ..ScoreSettings::default() };
    let ran = run(&[STRONG], &strong_only, |_, _| says(json!({ "answer": "1750" })));
    assert_eq!(
        of(&ran, ScoreKind::Difficulty).class,
        Some(DifficultyClass::Easy),
        "one role is enough where only one is asked for"
    );
}

#[test]
fn attempts_give_a_pass_rate_and_a_judge_decides_only_what_rules_cannot() {
    let settings = ScoreSettings { attempts: 4, ..ScoreSettings::default() };
    let count = std::sync::atomic::AtomicU32::new(0);
    let ran = run(&[JUDGES, STRONG, WEAK], &settings, move |model, words| match model {
        "strong" => says(json!({ "answered": true, "answer": "EUR 1,750 million" })),
        "weak" if count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 => {
            says(json!({ "answer": "about one and three quarters" }))
        }
        "weak" => says(json!({ "answer": "EUR 9" })),
        _ if words.contains("Given answer") => says(json!({ "same": true, "reason": "1.75 billion in words." })),
        _ => says(json!({ "supported": true, "reason": "" })),
    });
    let difficulty = of(&ran, ScoreKind::Difficulty);
    assert_eq!((difficulty.part("strong"), difficulty.part("weak")), (Some(1.0), Some(0.25)), "{difficulty:?}");
    assert_eq!(difficulty.class, Some(DifficultyClass::Medium));
    let compared = ran.asked.iter().filter(|(_, words)| words.contains("Given answer")).count();
    assert_eq!(compared, 1, "seven answers were told apart without a judge");
    assert_eq!(ran.requests, 3 + 8 + 1, "three judges, four attempts of two models, one comparison");
}

#[test]
fn a_judge_may_estimate_and_complexity_has_three_parts() {
    let settings = ScoreSettings { difficulty: DifficultyMode::Judge, ..ScoreSettings::default() };
    let ran = run(&[JUDGES, (ModelRole::Complexity, &["c"])], &settings, |model, words| match model {
        "c" if words.contains("could not be used") => {
            says(json!({ "language": "2", "task": 3, "structure": 4, "complexity": 3, "reason": "Two hops." }))
        }
        "c" => says(json!({ "language": 2, "task": 3, "structure": 4, "complexity": 9 })),
        "j3" if words.contains("estimate") => says(json!({ "difficulty": "easy", "reason": "" })),
        _ if words.contains("estimate") => says(json!({ "difficulty": "hard", "confidence": 0.5, "reason": "" })),
        _ => says(json!({ "supported": true })),
    });
    let difficulty = of(&ran, ScoreKind::Difficulty);
    assert_eq!(difficulty.class, Some(DifficultyClass::Hard), "{difficulty:?}");
    assert!(difficulty.note.contains("2 of 3 judges"), "{}", difficulty.note);
    let complexity = of(&ran, ScoreKind::Complexity);
    assert_eq!(complexity.value, Some(3.0), "the model's own, with nothing of the formula in it");
    assert_eq!(complexity.parts.iter().map(|(_, level)| *level).collect::<Vec<_>>(), [2.0, 3.0, 4.0]);
    assert_eq!(complexity.note, "by c: Two hops.");
}

#[test]
fn hops_that_are_not_needed_and_answers_known_by_heart_are_found() {
    let settings = ScoreSettings { necessity: true, closed_book: true, ..ScoreSettings::default() };
    // Whoever sees the revenue answers: the first hop does nothing.
    let ran = run(&[STRONG], &settings, |_, words| match words.contains(REVENUE) {
        true => says(json!({ "answered": true, "answer": "EUR 1,750 million" })),
        false => says(json!({ "answered": false, "answer": "" })),
    });
    let needed = of(&ran, ScoreKind::HopNecessity);
    assert_eq!((needed.value, needed.votes.len()), (Some(0.5), 3), "{needed:?}");
    assert_eq!(needed.note, "1 of 2 hops are needed; still right without hop 1");
    assert_eq!(of(&ran, ScoreKind::ClosedBook).value, Some(0.0), "nobody knows it by heart");

    let ran = run(&[STRONG], &settings, |_, _| says(json!({ "answered": true, "answer": "1750" })));
    assert_eq!(of(&ran, ScoreKind::ClosedBook).value, Some(1.0));
    assert_eq!(of(&ran, ScoreKind::HopNecessity).value, Some(0.0), "none of its hops is needed");

    let ran = run(&[STRONG], &settings, |_, _| says(json!({ "answered": true, "answer": "EUR 9" })));
    let needed = of(&ran, ScoreKind::HopNecessity);
    assert_eq!(needed.value, None, "what is never right tells nothing of hops");
    assert_eq!(ran.requests, 2, "and no hop is asked for");
}

#[test]
fn a_refused_key_ends_the_run_and_leaves_the_sample_unscored() {
    let ran = run(&[JUDGES], &ScoreSettings::default(), |_, _| Answer::status(401, "no such key"));
    assert_eq!(ran.scored.trouble.map(|error| error.fault), Some(Fault::Cancelled), "neither scored nor failed");
}

//! Documents read by models, with a real server on this computer that knows the truth and spoils it in known ways.

use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::scripted::{Answer, Server, firms};
use pathloom_engine::scripted_reader::{self, INVENTED, Log, Noise, Script, TrueEntity, TrueRelation, Truth};
use pathloom_engine::{Session, Unheard};
use pathloom_extract::Extraction;
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::runs::{PauseCause, RetryRequest, RunState};
use pathloom_ipc::sources::{BuildRequest, DocumentStatus, ImportRequest};
use pathloom_model::{Endpoint, EndpointModel, Limits, ModelRef, ModelRole, Node, Price};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

const VERSION: u32 = pathloom_engine::stage::extract::VERSION;

/// Twelve firms, each with a section of its own that says who leads it, what it runs and what it sold.
fn truth() -> (String, Truth) {
    let (mut text, mut truth) = (String::from("# Heat pump makers\n\n"), Truth::default());
    for n in 0..12 {
        let (firm, lead, plant) = (format!("Norrheat{n} AB"), format!("Satu Lahti{n}"), format!("Kaltvik{n} Works"));
        let sold = 1_000 + n * 37;
        let quotes = [
            format!("{firm} is steered by {lead} from the old harbour"),
            format!("{firm} has long relied on {plant} for its castings"),
            format!("{firm} brought in EUR {sold} million over the year"),
        ];
        let _ = writeln!(text, "## Part {n}\n\n{}. {}. In 2023 {}.\n", quotes[0], quotes[1], quotes[2]);
        for (name, kind) in [(&firm, "Company"), (&lead, "Person"), (&plant, "Plant")] {
            let (name, entity_type) = (name.clone(), kind.to_owned());
            truth.entities.push(TrueEntity { name, entity_type, aliases: vec![] });
        }
        let relation = |predicate: &str, object: &str, quote: &String| TrueRelation {
            subject: firm.clone(),
            predicate: predicate.into(),
            object: object.into(),
            quote: quote.clone(),
            ..TrueRelation::default()
        };
        truth.relations.push(relation("led_by", &lead, &quotes[0]));
        truth.relations.push(relation("operates", &plant, &quotes[1]));
        let value = sold.to_string();
        let figure = relation("Takings", "", &quotes[2]);
        truth.relations.push(TrueRelation { value, unit: "EUR m".into(), ..figure });
    }
    (text, truth)
}

fn session(folder: &Path) -> Session {
    Session::create(&folder.join("p.pathloom"), Arc::new(Unheard), || 1_700_000_000).expect("a project")
}

fn put(session: &Session, folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::write(&file, text).expect("writes");
    let paths = vec![file.to_string_lossy().into_owned()];
    session.import_here(&ImportRequest { paths, triples: false, password: None, convert: false }).expect("it is read");
}

fn give_role(session: &Session, server: &Server) {
    let endpoint = Endpoint {
        models: vec![EndpointModel {
            name: "m".into(),
            price: Some(Price { input: 1.0, output: 2.0, cached: None }),
            context: None,
            abilities: None,
        }],
        limits: Limits { concurrency: 8, requests_per_minute: None, tokens_per_minute: None },
        ..firms::endpoint("Lab", server, Price::default())
    };
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    session.set_endpoints(Arc::new(endpoints));
    let models = vec![ModelRef { endpoint: "Lab".into(), model: "m".into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Extraction, models }).expect("sets");
}

fn extraction(session: &Session) -> Extraction {
    let id = session.project.documents().expect("lists")[0].id;
    session.project.extraction(id, VERSION).expect("reads").expect("is there")
}

/// Claims by a model as "subject · predicate · object", with why they are not verified.
fn by_model(found: &Extraction) -> Vec<(String, Option<String>)> {
    let name = |id: u32| found.names[id as usize].text.as_str();
    let claims = found.claims.iter().filter(|claim| claim.method == "model").map(|claim| {
        let object = match &claim.object {
            pathloom_extract::ClaimObject::Name(id) => name(*id).to_owned(),
            pathloom_extract::ClaimObject::Quantity(it) => format!("{} {} e{}", it.value, it.unit.0, it.scale),
            pathloom_extract::ClaimObject::Text(text) => text.clone(),
        };
        (format!("{} · {} · {object}", name(claim.subject), claim.predicate), claim.unverified.clone())
    });
    claims.collect()
}

fn graph(session: &Session) -> (Vec<Node>, Vec<String>) {
    let stored = session.project.graph().expect("reads");
    let mut relations: Vec<String> = stored.1.iter().map(|it| format!("{it:?}")).collect();
    relations.sort();
    (stored.0, relations)
}

#[test]
fn a_model_reads_passages_and_what_it_says_is_found_in_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    let (server, log) = scripted_reader::start(truth, vec![], 0, 1).expect("a server");
    let session = session(folder.path());
    put(&session, folder.path(), "makers.md", &text);
    give_role(&session, &server);
    let status = |session: &Session| session.sources().expect("lists").documents[0].status.clone();
    let DocumentStatus::Check { message } = status(&session) else { panic!("{:?}", status(&session)) };
    assert!(message.contains("Build asks it"), "adding a file asks nobody, and says so: {message}");
    let estimate = session.build_estimate(&BuildRequest::default()).expect("estimates");
    assert_eq!((estimate.by.as_str(), estimate.documents), ("Lab/m", 1));
    assert!(estimate.calls > 0 && estimate.money_low < estimate.money_high, "{estimate:?}");
    assert_eq!((server.requests(), log.calls()), (0, 0), "an estimate asks nobody");

    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Done, "{} {:?}", run.summary, run.failures);
    assert!(run.spend.is_some_and(|spend| spend.calls > 0 && spend.spent > Some(0.0)), "{:?}", run.spend);
    assert_eq!(status(&session), DocumentStatus::Ready);
    let found = extraction(&session);
    let said = by_model(&found);
    assert_eq!(said.iter().filter(|(_, why)| why.is_none()).count(), 36, "all of it: {said:#?}");
    assert!(
        said.iter().any(|(claim, _)| claim == "Norrheat3 AB · Takings · 1111 EUR e6"),
        "the printed unit: {said:#?}"
    );
    for claim in found.claims.iter().filter(|claim| claim.method == "model") {
        for span in &claim.spans {
            let [from, to] = span.chars.expect("a range");
            assert_eq!(&text[from as usize..to as usize], span.quote, "each quote stands where its span says");
        }
    }

    let calls = server.requests();
    let again = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!((again.state, server.requests()), (RunState::Done, calls), "nothing to do costs nothing");
    let documents = vec![session.project.documents().expect("lists")[0].id];
    let before = graph(&session);
    session.build_some_here(&BuildRequest { documents, ..BuildRequest::default() }).expect("it runs");
    assert_eq!(server.requests(), calls, "built as if it were new, from stored replies");
    assert_eq!(graph(&session), before);
}

#[test]
fn noise_of_every_kind_is_marked_or_refused_and_loses_nothing_that_is_true() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    for noise in Noise::ALL {
        let place = folder.path().join(format!("{noise:?}"));
        std::fs::create_dir(&place).expect("a folder");
        let (server, log) = scripted_reader::start(truth.clone(), vec![noise], 100, 1).expect("a server");
        let session = session(&place);
        put(&session, &place, "makers.md", &text);
        give_role(&session, &server);
        let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
        let found = extraction(&session);
        let said = by_model(&found);
        let believed: Vec<&String> = said.iter().filter(|(_, why)| why.is_none()).map(|(claim, _)| claim).collect();
        assert!(believed.iter().all(|claim| !claim.contains(INVENTED)), "{noise:?}: {believed:#?}");
        let names = found.names.iter().filter(|name| name.text.contains(INVENTED));
        assert!(names.clone().all(|name| name.unverified.is_some()), "{noise:?}: invented names are marked");
        let mentions = found.mentions.iter().filter(|it| found.names[it.name as usize].text.contains(INVENTED));
        assert!(mentions.clone().all(|it| it.unverified.is_some()), "{noise:?}");
        quotes_stand(&found, &text);
        let refused = |word: &str| found.refused.iter().any(|refusal| refusal.why.contains(word));
        match noise {
            Noise::WrongQuote => assert_eq!((believed.len(), said.len()), (0, 36), "all kept, none believed"),
            Noise::WrongValue => assert_eq!((believed.len(), said.len()), (24, 36), "figures are not believed"),
            Noise::InventedEntity | Noise::InventedRelation => {
                assert_eq!(believed.len(), 36, "{noise:?}: what is true stays");
                assert!(said.len() > 36, "{noise:?}: and what was made up is kept apart");
            }
            Noise::Swapped => {
                assert!(believed.iter().all(|it| !it.contains("· led_by · Norrheat")), "{believed:#?}");
                assert!(said.iter().any(|(_, why)| why.as_ref().is_some_and(|why| why.contains("exchanged"))));
            }
            Noise::Dangling => assert!(believed.is_empty() && refused("its subject is no entity"), "{said:#?}"),
            Noise::WrongLanguage => assert!(believed.is_empty(), "{believed:#?}"),
            Noise::Flood => {
                assert!(refused("the first 200 are taken"), "{:?}", found.refused);
                assert_eq!(believed.len(), 36);
            }
            Noise::Markup => {
                assert_eq!(believed.len(), 36);
                assert!(found.names.iter().all(|name| !name.text.contains('<') && !name.about.contains('<')));
            }
            Noise::Truncated => {
                assert!(refused("ended before it was whole"));
                assert!(!believed.is_empty() && believed.len() < 36, "what came is taken: {}", believed.len());
            }
            Noise::BrokenJson | Noise::Refusal => {
                assert_eq!(run.state, RunState::Partly, "{noise:?}: {}", run.summary);
                assert!(said.is_empty() && !run.failures.is_empty(), "{:?}", run.failures);
                assert!(graph(&session).0.len() > 20, "the rules' graph stands");
            }
            Noise::SlowDown => assert_eq!(believed.len(), 36, "{:?}", run.failures),
        }
        assert!(log.most_times() <= if noise == Noise::SlowDown { 2 } else { 1 }, "{noise:?}: nothing is paid twice");
    }
}

fn quotes_stand(found: &Extraction, text: &str) {
    let claims = found.claims.iter().filter(|it| it.unverified.is_none()).flat_map(|it| &it.spans);
    let mentions = found.mentions.iter().filter(|it| it.unverified.is_none()).flat_map(|it| &it.spans);
    for span in claims.chain(mentions) {
        let [from, to] = span.chars.expect("a range");
        assert!(!span.quote.is_empty() && text[from as usize..to as usize] == span.quote, "{span:?}");
    }
}

#[test]
fn what_failed_is_tried_again_alone_and_the_graph_is_that_of_an_undisturbed_build() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    let undisturbed = {
        let place = folder.path().join("calm");
        std::fs::create_dir(&place).expect("a folder");
        let (server, _) = scripted_reader::start(truth.clone(), vec![], 0, 1).expect("a server");
        let session = session(&place);
        put(&session, &place, "makers.md", &text);
        give_role(&session, &server);
        session.build_some_here(&BuildRequest::default()).expect("it runs");
        graph(&session)
    };
    let session = session(folder.path());
    put(&session, folder.path(), "makers.md", &text);
    // One passage is refused as too long once.
    let log = Arc::new(Log::default());
    let script = Script { truth, log: log.clone(), ..Script::default() };
    let seen = Arc::new(std::sync::Mutex::new(BTreeMap::<String, u32>::new()));
    let kept = seen.clone();
    let server = Server::start(move |body| {
        let times = {
            let mut seen = kept.lock().expect("not poisoned");
            let times = seen.entry(body.to_owned()).or_default();
            *times += 1;
            *times
        };
        if times == 1 && body.contains("Part 5") && !body.contains("Found so far") {
            return Answer::status(400, "This model's maximum context length is 10 tokens");
        }
        script.answer(body)
    })
    .expect("a server");
    give_role(&session, &server);
    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Partly, "{}", run.summary);
    let failed: u64 = run.failures.iter().map(|group| group.count).sum();
    assert!(failed > 0 && failed < 12, "{:?}", run.failures);
    let documents = session.sources().expect("lists").documents;
    assert!(
        matches!(&documents[0].status, DocumentStatus::Check { message } if message.contains("not read")),
        "{documents:?}"
    );
    let before = log.calls();
    let run = session.retry_here(&RetryRequest { run: run.run, cause: None }).expect("tries again");
    assert_eq!(run.state, RunState::Done, "{} {:?}", run.summary, run.failures);
    assert!(
        log.calls() - before <= 2 * failed as u32,
        "only what failed is asked: {} of {failed}",
        log.calls() - before
    );
    assert_eq!(graph(&session), undisturbed);
    assert_eq!(log.most_times(), 1, "nothing that was answered is paid again");
}

#[test]
fn three_passages_are_tried_and_not_paid_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    let (server, log) = scripted_reader::start(truth, vec![], 0, 1).expect("a server");
    let session = session(folder.path());
    put(&session, folder.path(), "makers.md", &text);
    give_role(&session, &server);
    let tried =
        session.build_some_here(&BuildRequest { try_first: Some(3), ..BuildRequest::default() }).expect("it runs");
    assert_eq!(tried.state, RunState::Paused, "{}", tried.summary);
    let pause = tried.pause.expect("says why");
    assert_eq!(pause.cause, PauseCause::Tried);
    assert!(pause.message.starts_with("3 of ") && pause.message.contains("would take about"), "{}", pause.message);
    let first = by_model(&extraction(&session));
    assert!(!first.is_empty() && first.len() < 36, "what was tried is there to look at: {}", first.len());
    assert!(server.requests() <= 6);
    let whole = session.resume_here(tried.run).expect("goes on");
    assert_eq!((whole.state, log.most_times()), (RunState::Done, 1), "{}", whole.summary);
    assert_eq!(by_model(&extraction(&session)).len(), 36);
}

#[test]
fn a_changed_passage_is_asked_anew_and_changed_settings_are_told_not_applied() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    let (server, log): (Server, Arc<Log>) = scripted_reader::start(truth, vec![], 0, 1).expect("a server");
    let session = session(folder.path());
    put(&session, folder.path(), "makers.md", &text);
    give_role(&session, &server);
    session.build_some_here(&BuildRequest::default()).expect("it runs");
    let all = server.requests();
    put(
        &session,
        folder.path(),
        "makers.md",
        &text.replace("from the old harbour. Norrheat7", "from the new harbour. Norrheat7"),
    );
    assert_eq!(server.requests(), all, "a new version of a file asks nobody");
    let kept = by_model(&extraction(&session)).len();
    assert!((24..36).contains(&kept), "what did not change keeps what the model said: {kept}");
    session.build_some_here(&BuildRequest::default()).expect("it runs");
    let more = server.requests() - all;
    assert!(more > 0 && more <= 6, "the changed passage, and those that show it: {more} of {all}");
    assert_eq!(log.most_times(), 1);

    let before = by_model(&extraction(&session));
    let settings = pathloom_engine::reading::settings::ReadSettings { second_reading: false, describe: true };
    session.set_read_settings(&settings).expect("sets");
    let status = session.sources().expect("lists").documents[0].status.clone();
    assert!(matches!(&status, DocumentStatus::Check { message } if message.contains("other settings")), "{status:?}");
    assert_eq!(by_model(&extraction(&session)), before, "and nothing is gone");
}

const OBJECTS: &str = r"# Pumps

Table 1 lists the plants of Norrheat AB, and Equation (1) gives the coefficient of the Carnot cycle.

Table 1: Plants by output

| Plant | Operator | Output, t |
| --- | --- | --- |
| Kaltvik Works | Norrheat AB | 41 |
| Bothnia Works | Hedelund Klima A/S | 39 |

The Carnot cycle bounds what a heat pump can do:

$$\eta = Q_h / P \tag{1}$$

![Figure 1: How Norrheat AB casts a housing](cast.png)
";

#[test]
fn tables_formulas_and_pictures_are_described_and_their_names_and_relations_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 48).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    std::fs::write(folder.path().join("cast.png"), png.into_inner()).expect("writes");
    let server = Server::start(|body| {
        let is = |word: &str| body.contains(word);
        let reply = if is("one picture of a document") {
            serde_json::json!({"class": "flowchart", "name": "Casting of a housing", "description": "Three steps.",
                "content": "flowchart TD\n A --> B", "entities": [{"name": "Norrheat AB", "type": "Company"},
                {"name": "Furnace 7", "type": "Equipment"}], "relations": []})
        } else if is("one table of a document") {
            serde_json::json!({"name": "Plants by output", "description": "Plants, operators and tonnes.",
                "entities": [{"name": "Bothnia Works", "type": "Plant"}, {"name": "Hedelund Klima A/S", "type": "Company"}],
                "relations": [{"subject": "Hedelund Klima A/S", "predicate": "operates", "object": "Bothnia Works",
                    "quote": "Bothnia Works | Hedelund Klima A/S"}, {"subject": "Bothnia Works", "predicate": "Output",
                    "value": "99", "unit": "t", "quote": "Bothnia Works | 99"}]})
        } else if is("one formula of a document") {
            serde_json::json!({"name": "Efficiency", "description": "Heat over power.", "entities":
                [{"name": "Carnot cycle", "type": "Method"}], "relations": []})
        } else {
            serde_json::json!({"entities": [], "relations": []})
        };
        Answer::text(body, &reply.to_string())
    })
    .expect("a server");
    let session = session(folder.path());
    put(&session, folder.path(), "pumps.md", OBJECTS);
    give_role(&session, &server);
    let models = vec![ModelRef { endpoint: "Lab".into(), model: "m".into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Vision, models }).expect("sets");
    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Done, "{} {:?}", run.summary, run.failures);
    let (nodes, relations) = graph(&session);
    let said = |kind: pathloom_model::Kind| {
        let node = nodes.iter().find(|node| node.kind() == kind).expect("is there");
        node.described().unwrap_or_else(|| panic!("{kind} is described")).clone()
    };
    assert_eq!(said(pathloom_model::Kind::Table).name, "Plants by output");
    assert_eq!(said(pathloom_model::Kind::Formula).description, "Heat over power.");
    let picture = said(pathloom_model::Kind::Image);
    assert_eq!(picture.content, Some(pathloom_model::Content::Mermaid("flowchart TD\n A --> B".into())));
    assert_eq!(picture.by, "Lab/m");
    let found = extraction(&session);
    let said = by_model(&found);
    assert!(said.contains(&("Hedelund Klima A/S · operates · Bothnia Works".into(), None)), "{said:#?}");
    let wrong = said.iter().find(|(claim, _)| claim.contains("99")).expect("kept");
    assert!(wrong.1.is_some(), "a figure that no cell holds: {wrong:?}");
    let furnace = found.names.iter().find(|name| name.text == "Furnace 7").expect("kept");
    assert!(furnace.unverified.is_some(), "what only the picture is said to show cannot be looked up");
    let formula = nodes.iter().find(|node| node.kind() == pathloom_model::Kind::Formula).expect("is there").key.clone();
    assert!(relations.iter().any(|it| it.contains("related_to") && it.contains(formula.as_str())), "named around it");
    let shown = session.node(&pathloom_ipc::graph::NodeRequest { key: formula }).expect("is there");
    assert!(shown.properties.contains(&("Description".into(), "Heat over power.".into())), "{:?}", shown.properties);
}

#[test]
fn passages_of_a_letter_and_of_a_megabyte_and_documents_that_stay_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let longest = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = longest.clone();
    let server = Server::start(move |body| {
        assert!(!body.contains("secret-ledger"), "the name of a document is not said");
        seen.fetch_max(body.len(), std::sync::atomic::Ordering::Relaxed);
        Answer::text(body, r#"{"entities": [{"name": "Kaltvik Works", "type": "Plant"}], "relations": []}"#)
    })
    .expect("a server");
    let session = session(folder.path());
    // One sentence without an end, so that it is one passage.
    let long = "Kaltvik Works made steel and ".repeat(1 << 20 >> 5);
    put(&session, folder.path(), "secret-ledger-2024.md", &format!("# A\n\n1\n\n# B\n\n{long}\n"));
    give_role(&session, &server);
    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Done, "{} {:?}", run.summary, run.failures);
    let calls = server.requests();
    assert!(calls < 500 && longest.load(std::sync::atomic::Ordering::Relaxed) < 80_000, "{calls} calls");
    let found = extraction(&session);
    let told = found.refused.iter().any(|refusal| refusal.why.contains("overlapping parts"));
    let one_piece = found.nodes.iter().filter(|node| node.kind() == pathloom_model::Kind::Chunk).count() <= 2;
    assert!(told || !one_piece, "a passage that is cut says so");
}

#[test]
fn a_small_context_takes_less_of_the_ontology_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, truth) = truth();
    let longest = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (seen, script) = (longest.clone(), Script { truth, ..Script::default() });
    let server = Server::start(move |body| {
        let call: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let words = call["messages"].to_string().len();
        seen.fetch_max(words, std::sync::atomic::Ordering::Relaxed);
        // Four letters a token, half of what it reads for the reply and the schema.
        if words / 4 > 3_000 {
            return Answer::status(400, "This model's maximum context length is 3000 tokens");
        }
        script.answer(body)
    })
    .expect("a server");
    let session = session(folder.path());
    put(&session, folder.path(), "makers.md", &text);
    give_role(&session, &server);
    session.build_some_here(&BuildRequest::default()).expect("it runs");
    let whole = longest.swap(0, std::sync::atomic::Ordering::Relaxed);
    let mut endpoint = session.endpoints().config().endpoint("Lab").expect("is there").clone();
    endpoint.models[0].context = Some(2_400);
    let save = SaveEndpointRequest { was: Some("Lab".into()), endpoint, key: KeyChange::Keep };
    session.endpoints().save(&save).expect("saves");
    let estimate = session.build_estimate(&BuildRequest::default()).expect("reckons");
    assert!(estimate.shortened > 0, "the estimate tells it: {estimate:?}");
    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Done, "{} {:?}", run.summary, run.failures);
    let small = longest.load(std::sync::atomic::Ordering::Relaxed);
    assert!(small < whole && small / 4 < 2_400, "{small} of {whole} letters");
    let found = extraction(&session);
    assert_eq!(by_model(&found).iter().filter(|(_, why)| why.is_none()).count(), 36, "nothing of it is lost");
    let told = found.refused.iter().filter(|it| it.why.starts_with("The model reads 2400 tokens at once"));
    assert!(told.count() > 0, "and what was found says so: {:?}", found.refused);
}

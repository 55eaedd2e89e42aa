//! What the user configures: kept whole, keys nowhere, each key for its origin, each project allowed once.

use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::{Session, Unheard, models_view};
use pathloom_ipc::ErrorCode;
use pathloom_ipc::models::*;
use pathloom_llm::Allowed;
use pathloom_model::{Endpoint, EndpointModel, Limits, ModelRef, ModelRole, Price, Rights};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const KEY: &str = "sk-very-secret-0123456789-7f2c";

fn endpoint(name: &str, base_url: &str, models: &[&str]) -> Endpoint {
    let model = |name: &&str| EndpointModel {
        name: (*name).to_owned(),
        price: Some(Price { input: 0.22, output: 0.88, cached: None }),
        context: Some(32_768),
        abilities: None,
    };
    let json = serde_json::json!({ "name": name, "kind": "openai", "base_url": base_url, "models": [] });
    Endpoint {
        models: models.iter().map(model).collect(),
        temperature: Some(0.7),
        limits: Limits { concurrency: 4, requests_per_minute: Some(60), tokens_per_minute: None },
        ..serde_json::from_value(json).expect("an endpoint")
    }
}

fn add(endpoints: &Endpoints, endpoint: Endpoint, key: KeyChange) {
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key }).expect("it is kept");
}

fn key_of(endpoints: &Endpoints, name: &str) -> KeyView {
    let views = endpoints.views(&endpoints.config(), |_| true);
    views.into_iter().find(|view| view.endpoint.name == name).expect("it is there").key
}

fn project(folder: &Path, endpoints: &Arc<Endpoints>) -> Session {
    let session = Session::create(folder, Arc::new(Unheard), || 1_761_955_300).expect("a project");
    session.set_endpoints(endpoints.clone());
    session
}

fn give(session: &Session, role: ModelRole, models: &[&str]) {
    let models = models.iter().map(|name| ModelRef::parse(name).expect("a model")).collect();
    session.set_role(&SetRoleRequest { role, models }).expect("the role is given");
}

fn in_session() -> KeyChange {
    KeyChange::Set { key: Secret(KEY.into()), place: KeyPlace::Session }
}

#[test]
fn what_is_configured_is_kept_whole_and_readable() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Endpoints::open(Some(place.path()));
    let mut lab = endpoint("Lab vLLM", "http://10.0.4.12:8000/v1/", &["qwen3-32b", "qwen2.5-vl"]);
    lab.headers = BTreeMap::from([("X-Team".into(), "研究".into())]);
    lab.body.insert("chat_template_kwargs".into(), serde_json::json!({ "enable_thinking": false }));
    add(&endpoints, lab, KeyChange::Keep);
    add(&endpoints, endpoint("Desk", "localhost:11434", &["gemma3-12b"]), KeyChange::Keep);
    endpoints.put(&MoveEndpointRequest { name: "Desk".into(), to: 0 }).expect("moved");
    let budget = MonthBudget { warn: Some(80.0), stop: Some(100.0), currency: "$".into() };
    endpoints.set_budget(&budget).expect("a budget");

    let later = Endpoints::open(Some(place.path()));
    assert_eq!(later.config(), endpoints.config(), "another start reads the same");
    let names: Vec<String> = later.config().endpoints.iter().map(|endpoint| endpoint.name.clone()).collect();
    assert_eq!(names, ["Desk", "Lab vLLM"], "in the user's order");
    let text = fs::read_to_string(place.path().join("models.toml")).expect("a file");
    for part in ["temperature = 0.7\n", "base_url = \"http://localhost:11434\"", "enable_thinking = false", "研究"] {
        assert!(text.contains(part), "{part:?} can be read in it:\n{text}");
    }
    later.remove("Desk").expect("removed");
    assert_eq!(endpoints.config().endpoints.len(), 1, "what another window changed is seen");
}

#[test]
fn a_damaged_file_is_said_and_set_aside_only_when_something_is_changed() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("models.toml");
    let endpoints = Endpoints::open(Some(place.path()));
    add(&endpoints, endpoint("Lab", "http://127.0.0.1:1", &["m"]), KeyChange::Keep);
    let whole = fs::read_to_string(&file).expect("a file");
    let damaged = whole.replace("kind = \"openai\"", "kind = \"opennai\"");
    fs::write(&file, &damaged).expect("writes");

    let notice = endpoints.notice().expect("it is said");
    assert!(notice.contains("Line ") && notice.contains("opennai"), "where and what: {notice}");
    assert!(endpoints.config().endpoints.is_empty(), "nothing half-read is used");
    fs::write(&file, &whole).expect("writes");
    assert!(endpoints.notice().is_none(), "mended by hand, all is as it was");
    assert_eq!(endpoints.config().endpoints.len(), 1);

    fs::write(&file, &damaged).expect("writes");
    add(&endpoints, endpoint("New", "http://127.0.0.1:2", &["m"]), KeyChange::Keep);
    let aside = fs::read_to_string(place.path().join("models.damaged-1.toml")).expect("kept");
    assert_eq!(aside, damaged, "the damaged file is kept whole");
    assert!(endpoints.notice().is_some_and(|said| said.contains("damaged-1")), "and where it is, is said");
    assert_eq!(endpoints.config().endpoints.len(), 1, "the new file begins afresh");
}

#[test]
fn keys_are_in_no_file_view_or_print() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Arc::new(Endpoints::open(Some(place.path())));
    add(&endpoints, endpoint("Session", "http://127.0.0.1:1/v1", &["m"]), in_session());
    endpoints.unlock("four random good words").expect("a file of keys");
    let change = KeyChange::Set { key: Secret(KEY.into()), place: KeyPlace::File };
    let request =
        SaveEndpointRequest { was: None, endpoint: endpoint("Sealed", "https://llm.example/v1", &["m"]), key: change };
    assert!(!format!("{request:?}").contains("very-secret"), "not even the request prints it");
    endpoints.save(&request).expect("kept");

    let session = project(&place.path().join("p.pathloom"), &endpoints);
    give(&session, ModelRole::Generator, &["Sealed/m"]);
    give(&session, ModelRole::Judges, &["Session/m"]);
    let request = NameRequest { name: "Sealed".into() };
    session.allow(&request).expect("allowed");
    let wired = session.reach(&ModelRole::ALL).expect("ready");
    assert_eq!(wired.roles.len(), 2);
    let key = endpoints.key(endpoints.config().endpoint("Sealed").expect("there")).expect("open").expect("a key");
    assert_eq!(key.secret(), KEY, "the pool gets it");
    assert!(!format!("{key:?} {key}").contains("very-secret"), "and does not print it");

    let view = serde_json::to_string(&models_view(&endpoints, Some(&session)).expect("a view")).expect("JSON");
    assert!(!view.contains("very-secret"), "the interface never sees it");
    assert!(view.contains("\"7f2c\""), "but its last four characters");
    endpoints.export(&SettingsFileRequest { path: text(&place.path().join("out.toml")) }).expect("exported");
    drop(session);
    let files = everything_in(place.path());
    assert!(files.iter().any(|(_, bytes)| holds(bytes, "Lab") || holds(bytes, "llm.example")), "files were searched");
    for (path, bytes) in files {
        assert!(!holds(&bytes, "very-secret"), "no plain key in {path}");
    }
    for place in [KeyPlace::Session, KeyPlace::File] {
        let key = KeyChange::Set { key: Secret("two words".into()), place };
        let request = SaveEndpointRequest { was: None, endpoint: endpoint("Bad", "http://127.0.0.1:3", &["m"]), key };
        let said = endpoints.save(&request).expect_err("this is no key").to_string();
        assert!(!said.contains("two words") && endpoints.config().endpoint("Bad").is_none(), "nothing is half-kept");
    }
}

#[test]
fn a_key_belongs_to_its_origin() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Endpoints::open(Some(place.path()));
    add(&endpoints, endpoint("Lab", "https://llm.example/v1", &["m"]), in_session());
    let change = |name: &str, base_url: &str, key: KeyChange| {
        let request = SaveEndpointRequest { was: Some("Lab".into()), endpoint: endpoint(name, base_url, &["m"]), key };
        endpoints.save(&request).expect("changed");
    };
    let key = |name: &str| endpoints.key(endpoints.config().endpoint(name).expect("there"));

    change("Lab", "https://llm.example/other/path", KeyChange::Keep);
    assert!(key("Lab").expect("same origin").is_some(), "another path is the same origin");
    for other in ["http://llm.example/v1", "https://llm.example:8443/v1", "https://llm.example.evil/v1"] {
        change("Lab", other, KeyChange::Keep);
        assert!(key("Lab").is_err(), "{other} does not get the key");
        assert!(matches!(key_of(&endpoints, "Lab"), KeyView::Again { .. }), "it must be entered again");
    }
    change("Lab", "https://llm.example/v1", KeyChange::Keep);
    assert!(key("Lab").expect("back").is_some(), "back at its origin it serves again");

    let file = place.path().join("models.toml");
    let text = fs::read_to_string(&file).expect("a file").replace("llm.example", "evil.example");
    fs::write(&file, text).expect("writes");
    assert!(key("Lab").is_err(), "not even a changed file, binding and all, leads the key elsewhere");
    fs::write(&file, fs::read_to_string(&file).expect("a file").replace("evil.example", "llm.example"))
        .expect("writes");

    change("Renamed", "https://llm.example/v1", KeyChange::Keep);
    assert!(key("Renamed").expect("kept").is_some(), "a new name keeps the key");
    let later = Endpoints::open(Some(place.path()));
    assert_eq!(
        key_of(&later, "Renamed"),
        KeyView::Again { why: KeyAgain::SessionEnded },
        "a session's key ends with it"
    );

    let mut sneaky = endpoint("Sneaky", "https://llm.example/v1", &["m"]);
    sneaky.headers.insert("Authorization".into(), format!("Bearer {KEY}"));
    let refused = endpoints.save(&SaveEndpointRequest { was: None, endpoint: sneaky, key: KeyChange::Keep });
    assert!(refused.is_err_and(|said| !said.to_string().contains(KEY)), "a key among the headers is refused");
}

#[test]
fn a_project_sends_nowhere_until_it_is_allowed_and_is_asked_once() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Arc::new(Endpoints::open(Some(place.path())));
    add(&endpoints, endpoint("Cloud", "https://llm.example/v1", &["m"]), KeyChange::Keep);
    add(&endpoints, endpoint("Other", "https://llm.example:8443/v1", &["m"]), KeyChange::Keep);
    add(&endpoints, endpoint("Desk", "http://127.0.0.1:11434", &["m"]), KeyChange::Keep);
    let folder = place.path().join("p.pathloom");
    let session = project(&folder, &endpoints);
    let wire = |session: &Session| session.reach(&ModelRole::ALL).map(|_| ());

    give(&session, ModelRole::Weak, &["Desk/m"]);
    wire(&session).expect("this computer needs no permission");
    give(&session, ModelRole::Extraction, &["Cloud/m"]);
    let refused = wire(&session).expect_err("nobody allowed that");
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    let said = refused.to_string();
    assert!(said.contains("https://llm.example") && said.contains("passage"), "where and what: {said}");
    let warned = models_view(&endpoints, Some(&session)).expect("a view").warnings;
    assert!(
        warned.iter().any(|w| matches!(w, ModelWarning::NotAllowed { sends, .. } if *sends == [Sends::Documents])),
        "the page asks, naming what would be sent: {warned:?}"
    );

    session.allow(&NameRequest { name: "Cloud".into() }).expect("allowed");
    wire(&session).expect("asked once");
    drop(session);
    let session = Session::open(&folder, Arc::new(Unheard), || 0).expect("opens");
    session.set_endpoints(endpoints.clone());
    wire(&session).expect("and never again");
    give(&session, ModelRole::Judges, &["Other/m"]);
    assert!(wire(&session).is_err(), "another port is another origin");
    give(&session, ModelRole::Judges, &[]);

    drop(session);
    copy(&folder, &place.path().join("copy.pathloom"));
    let copied = Session::open(&place.path().join("copy.pathloom"), Arc::new(Unheard), || 0).expect("opens");
    copied.set_endpoints(endpoints.clone());
    assert!(wire(&copied).is_err(), "a copy with the same number inside is another project");

    copied.set_offline(true).expect("offline");
    let wired = copied.reach(&ModelRole::ALL).expect("offline is no error");
    assert_eq!(wired.rules.allowed([]), Allowed::Nothing, "but nothing is sent");
    copied.set_offline(false).expect("online");
    endpoints.set_offline_only(true).expect("for all projects");
    assert_eq!(copied.sending_rules().expect("rules").allowed([]), Allowed::Nothing);
}

#[test]
fn documents_that_stay_here_go_to_this_computer_alone_and_without_names() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Arc::new(Endpoints::open(None));
    let session = project(&place.path().join("p.pathloom"), &endpoints);
    let mut paths = Vec::new();
    for (name, text) in [("Payroll of the board.md", "# Pay\n\nAda earns 100.\n"), ("open.md", "# Open\n\nAll know.\n")]
    {
        fs::write(place.path().join(name), text).expect("writes");
        paths.push(text_path(place.path(), name));
    }
    let request = pathloom_ipc::sources::ImportRequest { paths, triples: false, password: None, convert: false };
    session.import_here(&request).expect("read");
    let rows = session.project.documents().expect("rows");
    let of = |name: &str| rows.iter().find(|row| row.name == name).expect("a row");
    let rights = Rights { stays_here: true, ..Rights::default() };
    let ids = vec![of("Payroll of the board.md").id];
    session.set_rights(&pathloom_ipc::sources::RightsRequest { ids, rights }).expect("said");

    let rules = session.sending_rules().expect("rules");
    let key = |name: &str| of(name).key.clone().expect("a key");
    let (secret, open) = (key("Payroll of the board.md"), key("open.md"));
    assert_eq!(rules.allowed([&open]), Allowed::Everything);
    assert_eq!(rules.allowed([&open, &secret]), Allowed::LoopbackOnly, "one such document decides");
    let prompt = rules.without_names("From Payroll of the board.md (Payroll of the board, open.md): open.");
    assert_eq!(prompt, "From [document] ([document], [document]): open.", "names go, words stay");
}

#[test]
fn roles_and_profiles_are_kept_and_doubtful_ones_are_said() {
    let place = tempfile::tempdir().expect("a folder");
    let endpoints = Arc::new(Endpoints::open(Some(place.path())));
    let models = ["qwen3-235b", "qwen3-32b", "qwen2.5-vl", "bge-m3"];
    add(&endpoints, endpoint("Lab", "http://127.0.0.1:1", &models), KeyChange::Keep);
    let folder = place.path().join("p.pathloom");
    let session = project(&folder, &endpoints);
    give(&session, ModelRole::Generator, &["Lab/qwen3-235b"]);
    give(&session, ModelRole::Strong, &["Lab/qwen3-235b"]);
    give(&session, ModelRole::Judges, &["Lab/qwen3-32b", "Lab/qwen2.5-vl", "Lab/qwen3-32b"]);
    let warned = models_view(&endpoints, Some(&session)).expect("a view").warnings;
    let model = ModelRef::parse("Lab/qwen3-235b").expect("a model");
    assert_eq!(
        warned,
        [
            ModelWarning::GeneratorIsStrong { model },
            ModelWarning::JudgesOfOneFamily { family: "qwen".into(), judges: 2 },
            ModelWarning::NoModel { roles: vec![ModelRole::Weak] },
        ],
        "the same judge counts once"
    );

    session.save_profile(&NameRequest { name: "Balanced".into() }).expect("a profile");
    give(&session, ModelRole::Generator, &[]);
    drop(session);
    let session = Session::open(&folder, Arc::new(Unheard), || 0).expect("opens");
    session.set_endpoints(endpoints.clone());
    assert_eq!(session.roles().expect("roles").len(), 2, "roles are the project's");
    session.use_profile(&NameRequest { name: "Balanced".into() }).expect("used");
    assert_eq!(session.roles().expect("roles").len(), 3, "a profile brings them back");
    assert!(models_view(&endpoints, Some(&session)).expect("a view").profiles[0].used);

    session.project.set_meta("roles", "{\"generator\": [\"Elsewhere/x\", 3]}").expect("a stranger's");
    assert!(session.roles().expect("no panic").is_empty(), "what cannot be read is nobody's");
    session.project.set_meta("roles", "{\"generator\": [\"Elsewhere/x\"]}").expect("a stranger's");
    let refused = session.reach(&[ModelRole::Generator]).map(|_| ());
    assert!(refused.is_err(), "a name that this user has not configured leads nowhere");
    let lab = endpoints.config().endpoints[0].clone();
    assert!(lab.model("bge-m3").expect("there").may_take(ModelRole::Embedding), "a model for embeddings takes them");
    assert!(!lab.model("bge-m3").expect("there").may_take(ModelRole::Judges), "and nothing else");
}

#[test]
fn settings_travel_without_keys_and_say_what_they_would_change() {
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (mine, theirs) = (Endpoints::open(Some(here.path())), Endpoints::open(Some(there.path())));
    add(&mine, endpoint("Lab", "https://evil.example/v1", &["m"]), in_session());
    add(&mine, endpoint("New", "http://127.0.0.1:1", &["m"]), KeyChange::Keep);
    add(&theirs, endpoint("Lab", "https://llm.example/v1", &["m"]), in_session());
    let file = SettingsFileRequest { path: text(&here.path().join("settings.toml")) };
    mine.export(&file).expect("exported");
    let exported = fs::read_to_string(&file.path).expect("a file");
    assert!(!exported.contains("7f2c") && !exported.contains("[key"), "nothing of keys: {exported}");

    // Someone may add bindings by hand; they are the user's own to make.
    let forged = format!("{exported}\n[key.Lab]\norigin = \"https://evil.example\"\nkept_in = \"session\"\n");
    fs::write(&file.path, forged).expect("writes");
    let changes = theirs.look_at(&file).expect("readable").changes;
    assert!(
        matches!(&changes[..], [SettingsChange::ChangeEndpoint { to, .. }, SettingsChange::AddEndpoint { .. }]
            if to == "https://evil.example"),
        "it says where an endpoint would lead: {changes:?}"
    );
    assert_eq!(theirs.config().endpoints.len(), 1, "looking changes nothing");
    theirs.import(&file).expect("taken in");
    assert_eq!(theirs.config().endpoints.len(), 2);
    assert_eq!(theirs.config().keys["Lab"].origin, "https://llm.example", "the binding is as it was");
    assert!(theirs.key(theirs.config().endpoint("Lab").expect("there")).is_err(), "so the key does not go elsewhere");
    assert_eq!(theirs.look_at(&file).expect("readable").changes, [], "twice changes nothing");
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn text_path(folder: &Path, name: &str) -> String {
    text(&folder.join(name))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map_while(Result::ok) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).expect("copied") }
    }
}

fn everything_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        let path = entry.path();
        match path.is_dir() {
            true => all.extend(everything_in(&path)),
            false => all.push((text(&path), fs::read(&path).unwrap_or_default())),
        }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

//! The library as an editor uses it: patterns that change, templates of the user's own, files, previews.

use pathloom_engine::{Session, Unheard, demo, presets, template_file};
use pathloom_ipc::ErrorCode;
use pathloom_ipc::review::QueueRequest;
use pathloom_ipc::sources::ImportRequest;
use pathloom_ipc::templates::{
    CoverageView, ExportTemplateRequest, GenerateRequest, PatternRequest, Place, PreviewRequest, SaveTemplateRequest,
    TemplateFilesRequest, TemplateRequest, TemplateView,
};
use pathloom_model::fingerprint::fingerprint;
use pathloom_model::template::FilterValue;
use pathloom_model::{Caps, Filter, FilterOp, Link, Relations, Strategy, SubgraphMethod, SubgraphSampling, Template};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A project whose graph is these triples.
fn project(place: &Path, triples: &str) -> Session {
    let session = Session::create(&place.join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
    let file = place.join("triples.csv");
    fs::write(&file, triples).expect("writes");
    let paths = vec![file.to_string_lossy().into_owned()];
    let request = ImportRequest { paths, triples: true, password: None, convert: false };
    session.import_here(&request).expect("it is read");
    session
}

const OWNERS: &str = "Ada,owns,Bolt\nBolt,runs,Crane\nBolt,runs,Dock\nDock,owns,Ebb\n";

fn preset(id: &str) -> Template {
    presets().iter().find(|preset| preset.id == id).expect("a preset").clone()
}

fn one(id: &str) -> TemplateRequest {
    TemplateRequest { id: id.to_owned() }
}

fn save(session: &Session, template: Template) -> Result<String, ErrorCode> {
    let request = SaveTemplateRequest { template, places: vec![], based_on: None };
    session.save_template(&request).map(|saved| saved.id).map_err(|problem| problem.code)
}

#[test]
fn a_changed_preset_becomes_the_users_own_and_goes_wherever_a_preset_goes() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let mut template = preset("Entity");
    template.title.en = "Short chain, Élan!".into();
    template.link[0].hops = [2, 2];
    let at = |slot: &str, x| Place { slot: slot.to_owned(), x, y: 1.0 };
    let places = vec![at("answer", 40.0), at("start", f64::NAN), at("nowhere", 3.0)];
    let saved = session.save_template(&SaveTemplateRequest { template, places, based_on: None }).expect("it is kept");
    assert_eq!(saved.id, "mine-short-chain-lan-1");
    let view = session.template(&one(&saved.id)).expect("it is there");
    assert_eq!((view.mine, view.template.group.as_str()), (true, "Mine"));
    assert_eq!(view.based_on.map(|title| title.en), Some("Entity chain".into()), "where it comes from");
    assert_eq!(view.places, [at("start", 0.0), at("answer", 40.0)], "a place for each slot, and a real one");
    assert!(!session.template(&one("Entity")).expect("a preset").mine);

    assert_eq!(session.count(&one(&saved.id)).expect("counts").count, 3, "Bolt, Bolt's Dock, Dock's Ebb");
    let groups = session.templates().expect("the library").groups;
    assert_eq!(groups[0].name, "Mine", "what is one's own comes first");
    assert_eq!(groups[0].templates[0].count.as_ref().map(|count| count.count), Some(3), "with the count already made");
    assert_eq!(groups.iter().skip(1).map(|group| group.templates.len()).sum::<usize>(), 32 + 9);
    let request = GenerateRequest {
        templates: vec![saved.id.clone()],
        samples: 1,
        strategy: Strategy::Uniform,
        seed: 1,
        ..GenerateRequest::default()
    };
    let run = session.generate_here(&request).expect("it runs");
    assert_eq!(run.title, "Short chain, Élan!");
    assert_eq!(run.samples, 1, "{}", run.summary);

    session.delete_template(&one(&saved.id)).expect("it goes");
    assert_eq!(session.count(&one(&saved.id)).map_err(|problem| problem.code), Err(ErrorCode::NotFound));
    assert!(session.templates().expect("the library").groups.iter().all(|group| group.name != "Mine"));
    let queue = session.queue_view(&QueueRequest::default()).expect("the queue");
    assert_eq!(queue.rows[0].template_title, "Short chain, Élan!", "its samples keep its title");
    session.restore_template(&one(&saved.id)).expect("it comes back");
    assert_eq!(session.count(&one(&saved.id)).expect("counts").count, 3);
    assert!(session.delete_template(&one("Entity")).is_err(), "a preset stays");
}

#[test]
fn an_unfinished_pattern_is_kept_with_its_problem_and_one_without_bounds_is_not() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let mut unfinished = preset("single_table");
    unfinished.link.pop();
    let id = save(&session, unfinished.clone()).expect("it is kept");
    let group = &session.templates().expect("the library").groups[0];
    let problem = group.templates[0].problem.clone().expect("it is no pattern yet");
    assert!(problem.contains("table"), "the slot is named: {problem}");
    assert_eq!(session.count(&one(&id)).map_err(|problem| problem.code), Err(ErrorCode::TemplateInvalid));

    unfinished.id = id.clone();
    unfinished.slot.pop();
    assert_eq!(save(&session, unfinished.clone()), Ok(id), "saved again it is the same one");
    let group = &session.templates().expect("the library").groups[0];
    assert_eq!((group.templates.len(), &group.templates[0].problem), (1, &None), "and whole now");

    let mut lost = preset("Entity");
    lost.link[0].relations = Relations::Named(vec!["married_to".into()]);
    save(&session, lost).expect("it is kept");
    let rows = session.templates().expect("the library").groups[0].templates.clone();
    assert!(rows.iter().any(|row| row.problem.as_ref().is_some_and(|problem| problem.contains("married_to"))));

    let nameless = Template { title: Default::default(), ..preset("Entity") };
    assert_eq!(save(&session, nameless), Err(ErrorCode::BadRequest));
    let mut wide = preset("Entity");
    wide.slot = vec![wide.slot[0].clone(); 25];
    assert_eq!(save(&session, wide), Err(ErrorCode::TemplateInvalid), "24 slots are the limit");
}

#[test]
fn a_pattern_says_at_once_how_many_fit_and_where_it_is_wrong() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let pattern = |template: &Template| {
        session
            .pattern(&PatternRequest { template: template.clone(), subgraph: None })
            .expect("a pattern is never an error")
    };
    let mut template = preset("Entity");
    let value = Some(FilterValue::Text("Bolt".into()));
    template.slot[0].filters = vec![Filter { field: "name".into(), op: FilterOp::Equals, value }];
    let view = pattern(&template);
    assert_eq!(view.problem, None);
    let slots: Vec<(&str, u64, u64)> =
        view.slots.iter().map(|slot| (slot.slot.as_str(), slot.candidates, slot.of)).collect();
    assert_eq!(slots, [("start", 1, 5), ("answer", 5, 5)]);
    assert_eq!(view.about.map(|count| count.count), Some(1), "Bolt, Dock, Ebb");

    let bad = Link { hops: [3, 1], ..template.link[0].clone() };
    template.link.push(bad);
    let view = pattern(&template);
    let problem = view.problem.expect("no such range of hops");
    assert_eq!((problem.slot, problem.link), (None, Some(1)), "the second of two links between the same slots");
    assert!(problem.message.contains("[3, 1]") && view.about.is_none(), "{}", problem.message);
    assert_eq!(view.slots[0].candidates, 1, "what is known is said");

    template.link.pop();
    template.slot[0].filters[0].op = FilterOp::AtLeast;
    let view = pattern(&template);
    assert_eq!(view.problem.and_then(|problem| problem.slot).as_deref(), Some("start"));
    assert_eq!(view.slots.len(), 1, "only the other slot can be told");

    let schema = session.schema().expect("the graph's own words");
    let predicates = schema.values.iter().find(|known| known.field == "predicate").expect("triples are statements");
    assert!(predicates.values.iter().any(|(name, count)| name == "owns" && *count == 2), "{predicates:?}");
    let owns = schema.relations.iter().find(|relation| relation.name == "owns").expect("it is there");
    assert_eq!(owns.count, 2);
    assert!(schema.relations.windows(2).all(|two| two[0].count >= two[1].count), "most first");
    assert!(schema.degrees.iter().any(|(_, degree)| *degree > 1) && schema.documents.len() == 1);
}

#[test]
fn nothing_found_is_explained_by_changes_that_can_be_applied() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let mut template = preset("Entity");
    template.link[0].hops = [4, 4];
    let preview = |template: &Template| {
        let request = PreviewRequest {
            template: template.clone(),
            strategy: Strategy::Diverse,
            seed: 1,
            samples: 100,
            subgraph: None,
        };
        session.preview(&request).expect("a preview")
    };
    let view = preview(&template);
    assert_eq!((view.count.count, view.count.exact, view.instances.len()), (0, true, 0));
    let explain = session.explain(&PatternRequest { template: template.clone(), subgraph: None }).expect("a reason");
    assert!(explain.why.contains("\"start\"") && !explain.relaxed.is_empty(), "{}", explain.why);
    assert!(explain.steps.iter().any(|step| step.empties && step.relaxed.is_some()), "{:?}", explain.steps);
    assert!(explain.relaxed.iter().all(|relaxed| relaxed.count.milliseconds > 0.0), "each count took its time");
    for relaxed in explain.relaxed {
        let applied = preview(&relaxed.template);
        assert!(applied.count.count > 0, "{}", relaxed.change);
        assert!(!relaxed.count.exact || applied.count.count == relaxed.count.count, "{}", relaxed.change);
    }
}

#[test]
fn a_newer_preview_ends_the_older_one() {
    let place = tempfile::tempdir().expect("a folder");
    let mut triples = String::new();
    for (a, b) in (0..70).flat_map(|a| (0..70).map(move |b| (a, b))).filter(|(a, b)| a != b) {
        writeln!(triples, "n{a},knows,n{b}").expect("writes");
    }
    let session = project(place.path(), &triples);
    // More paths than can be walked in a second.
    let mut long = preset("Entity");
    long.link[0].hops = [6, 6];
    let quick = preset("single_chart");
    let preview = |template: &Template| {
        let request = PreviewRequest {
            template: template.clone(),
            strategy: Strategy::Uniform,
            seed: 1,
            samples: 100,
            subgraph: None,
        };
        session.preview(&request).map(drop).map_err(|problem| problem.code)
    };
    std::thread::scope(|scope| {
        let older = scope.spawn(|| preview(&long));
        while !older.is_finished() {
            let newer = preview(&quick);
            assert!(newer.is_ok() || newer == Err(ErrorCode::Cancelled), "{newer:?}");
        }
        assert_eq!(older.join().expect("it ends"), Err(ErrorCode::Cancelled));
    });
    assert_eq!(preview(&long), Ok(()), "asked alone it is answered");
}

#[test]
fn a_template_that_matched_and_no_longer_does_says_why_in_the_library() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let mut template = preset("Entity");
    let value = Some(FilterValue::Text("Zeal".into()));
    template.slot[0].filters = vec![Filter { field: "name".into(), op: FilterOp::Equals, value }];
    let id = save(&session, template).expect("it is kept");
    let row = || {
        let groups = session.templates().expect("the library").groups;
        groups[0].templates.iter().find(|row| row.id == id).cloned().expect("its row")
    };
    assert_eq!((row().count, row().problem), (None, None), "not counted yet");
    assert_eq!(session.count(&one(&id)).expect("counts").count, 0);
    let problem = row().problem.expect("a reason");
    assert!(problem.contains("filter on name") && problem.contains("\"start\""), "{problem}");

    let file = place.path().join("more.csv");
    fs::write(&file, "Zeal,owns,Ada\nAda,runs,Bolt\n").expect("writes");
    let paths = vec![file.to_string_lossy().into_owned()];
    session.import_here(&ImportRequest { paths, triples: true, password: None, convert: false }).expect("it is read");
    assert!(session.count(&one(&id)).expect("counts").count > 0);
    assert_eq!(row().problem, None, "with the graph the reason goes");
}

#[test]
fn every_preset_goes_through_the_editor_and_a_file_with_nothing_lost() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let content = |template: &Template| fingerprint(template, std::iter::empty());
    for preset in presets() {
        let id = &preset.id;
        // To the window and back, as the editor holds it.
        let view = session.template(&one(id)).expect("a preset");
        let wire = serde_json::to_string(&view).expect("goes over the wire");
        let shown: TemplateView = serde_json::from_str(&wire).expect("and arrives");
        assert_eq!(&shown.template, preset, "{id} arrives whole");
        let copy = save(&session, shown.template).expect("a copy is kept");
        let saved = session.template(&one(&copy)).expect("it is there").template;
        let expected = Template { id: copy.clone(), group: "Mine".into(), aliases: vec![], ..preset.clone() };
        assert_eq!(saved, expected, "{id} is the same but for whose it is");
        let path = place.path().join(format!("{copy}.toml"));
        let request = ExportTemplateRequest { id: copy, path: path.to_string_lossy().into_owned() };
        session.export_template(&request).expect("is written");
        let read = template_file(&path).expect("is read");
        assert_eq!(read, expected, "{id} survives its file");
        assert_eq!(content(&read), content(preset), "{id} keeps the fingerprint of its content");
    }
}

#[test]
fn files_go_to_a_colleague_and_back_and_bad_ones_are_told_by_file_and_line() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let file = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    session.export_template(&ExportTemplateRequest { id: "Entity".into(), path: file("a.toml") }).expect("is written");
    let text = fs::read_to_string(file("a.toml")).expect("reads");
    fs::write(file("b.toml"), text.replace("hops", "jumps")).expect("writes");
    fs::write(file("c.toml"), "#".repeat(2 << 20)).expect("writes");
    fs::write(
        file("d.toml"),
        text.replace(
            "slot = [",
            &format!("slot = [{}", "{ id = \"x\", kinds = [\"Entity\"], role = \"bridge\" },".repeat(30)),
        ),
    )
    .expect("writes");
    fs::write(file("e.toml"), text.replace("\"answer\", kinds", "\"goal\", kinds")).expect("writes");
    fs::write(file("f.toml"), text.replace("role = \"answer\"", "role = \"bridge\"")).expect("writes");
    let paths = ["a.toml", "b.toml", "none.toml", "c.toml", "d.toml", "a.toml"].map(file).to_vec();
    let taken = session.import_templates(&TemplateFilesRequest { paths }).expect("the good ones are taken");
    let unfinished = session.import_templates(&TemplateFilesRequest { paths: vec![file("e.toml"), file("f.toml")] });
    let unfinished = unfinished.expect("the unfinished one is taken");
    assert_eq!(unfinished.ids.len(), 1, "a link to a slot that is not there cannot be shown: {unfinished:?}");
    assert!(unfinished.unfinished[0].contains("exactly one slot with the role answer"), "{unfinished:?}");
    let draft = session.template(&one(&unfinished.ids[0])).expect("it can be opened").template;
    assert_eq!(draft.slot.len(), 2, "the draft is there to be finished");
    assert_eq!(taken.ids, ["mine-entity-chain-1", "mine-entity-chain-2"], "each a new one");
    assert_eq!(taken.refused.len(), 4, "{:?}", taken.refused);
    assert!(
        taken.refused[0].starts_with("b.toml, line 10:") && taken.refused[0].contains("jumps"),
        "{:?}",
        taken.refused
    );
    let mine = session.template(&one("mine-entity-chain-1")).expect("it is there").template;
    assert_eq!(
        (&mine.slot, &mine.link, &mine.about),
        (&preset("Entity").slot, &preset("Entity").link, &preset("Entity").about)
    );
}

#[test]
fn a_short_draw_says_why() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let draw = |template: &Template, n| {
        let drawn = session.sample_views(template, n, Strategy::Uniform, 1, None).expect("it draws");
        (drawn.drawn, drawn.remark().unwrap_or_default())
    };
    let mut template = preset("Entity");
    assert_eq!(draw(&template, 2), (2, String::new()), "as many as asked for");
    let (all, remark) = draw(&template, 99);
    assert_eq!(remark, format!("There are only {all} matches."));
    template.caps = Caps { per_start: Some(1), ..Caps::default() };
    let (few, remark) = draw(&template, 99);
    assert!(few < all && remark.contains("caps"), "{remark}");
    assert!(!remark.contains("There are only"), "there are more, which the caps leave out: {remark}");
}

#[test]
fn every_preset_has_matches_in_the_demo() {
    let place = tempfile::tempdir().expect("a folder");
    let session = demo::read(&place.path().join("d.pathloom"), Arc::new(Unheard), || 0).expect("the demo is read");
    for preset in presets() {
        let count = session.count_of(preset, None).expect("it counts");
        assert!(count.count > 0, "{} matches nothing", preset.id);
        let drawn = session.sample_views(preset, 3, Strategy::Diverse, 1, None).expect("it draws");
        assert_eq!(drawn.drawn, 3, "{}", preset.id);
    }
}

#[test]
fn a_preview_of_a_part_says_what_the_part_is_and_covers_no_more_than_it_has() {
    let place = tempfile::tempdir().expect("a folder");
    let mut triples = String::new();
    (0..60).for_each(|node| {
        writeln!(triples, "n{node},knows,n{}\nn{node},owns,n{}", (node + 1) % 60, (node * 7 + 3) % 60).expect("writes");
    });
    let session = project(place.path(), &triples);
    let request = |subgraph, samples, strategy| PreviewRequest {
        template: preset("Entity"),
        strategy,
        seed: 1,
        samples,
        subgraph,
    };
    let preview = |subgraph| session.preview(&request(subgraph, 10, Strategy::LongTail)).expect("a preview");
    let cover = |subgraph, samples, strategy| {
        session.coverage(&request(subgraph, samples, strategy)).expect("nothing newer is asked")
    };
    let whole = preview(None);
    assert_eq!((whole.subgraph.as_ref(), whole.instances.len()), (None, 3), "the whole graph, and three paths of it");
    for strategy in Strategy::ALL {
        let (few, many) = (cover(None, 10, strategy), cover(None, 200, strategy));
        assert_eq!((few.matches, many.matches), (10, 200), "of as many samples as are asked for");
        assert_eq!(few.bars.iter().map(|bar| bar.all).sum::<u64>(), 60, "every entity is in a band");
        let used = |view: &CoverageView| view.bars.iter().map(|bar| bar.used).sum::<u64>();
        assert!(used(&many) > used(&few), "more samples come by more entities");
        for bar in few.bars.iter().chain(&many.bars) {
            assert_eq!(bar.share, bar.used as f64 / bar.all as f64, "a share of the band, not of uses");
            assert!(strategy != Strategy::Uniform || bar.uniform == bar.share, "the mark is what uniform gives");
        }
    }
    for method in [SubgraphMethod::Bfs, SubgraphMethod::Acs, SubgraphMethod::Random, SubgraphMethod::Degree] {
        let sampling = SubgraphSampling { method, order: 30, seed: 4 };
        let part = preview(Some(sampling));
        let told = part.subgraph.as_ref().expect("it is a part");
        assert_eq!((told.nodes, told.sampling), (30, sampling), "{:?}", told.why_fewer);
        assert!(part.count.count < whole.count.count, "{method:?} has fewer paths");
        let covered = cover(Some(sampling), 10, Strategy::LongTail);
        assert!(covered.bars.iter().map(|bar| bar.all).sum::<u64>() <= 30, "bands of the part");
        let template = preset("Entity");
        let pattern = session.pattern(&PatternRequest { template: template.clone(), subgraph: Some(sampling) });
        assert!(pattern.expect("a pattern").slots.iter().all(|slot| slot.of <= 30), "slots of the part");
        let explained = session.explain(&PatternRequest { template: template.clone(), subgraph: Some(sampling) });
        let steps = explained.expect("a reason").steps;
        assert!(steps.len() > 1 && steps[0].left <= 30, "explained is the part: {steps:?}");
        let count = session.count_of(&template, Some(sampling)).expect("it counts");
        assert_eq!(count.count, part.count.count, "the same part again");
    }
    assert_eq!(
        session.count_of(&preset("Entity"), None).expect("counts").count,
        whole.count.count,
        "the whole as before"
    );
    let nothing = SubgraphSampling { method: SubgraphMethod::Bfs, order: 0, seed: 1 };
    assert_eq!(session.subgraph(Some(nothing)).map_err(|problem| problem.code), Err(ErrorCode::BadRequest));
}

#[test]
fn the_overview_says_how_the_graph_hangs_together() {
    let place = tempfile::tempdir().expect("a folder");
    let session = project(place.path(), OWNERS);
    let view = session.graph_overview().expect("an overview");
    let told = (view.components, view.largest_component);
    assert_eq!(told, (2, view.nodes - 1), "the entities hang together, and nothing is related to their file");
    assert!(view.communities.is_some() && view.hubs.len() == 5, "{view:?}");
    assert!(
        view.hubs.iter().all(|hub| view.hubs.iter().filter(|other| other.key == hub.key).count() == 1),
        "each once"
    );
}

//! Why a pattern has few or no matches, and the smallest changes that give some.

mod support;

use pathloom_graph::{
    Change, ExplainError, Explanation, Graph, Part, TemplateError, compile, explain, parse_template, preset,
};
use pathloom_model::template::FilterValue;
use pathloom_model::{Kind, Template};
use std::sync::atomic::AtomicBool;
use support::world::World;

fn template(slots: &str, links: &str) -> Result<Template, TemplateError> {
    parse_template(&format!("id = \"t\"\ntitle = {{ en = \"T\" }}\nslot = [{slots}]\nlink = [{links}]\n"), "t.toml")
}

/// a → b → c → d, a → c; c stands in a table; a picture that is no chart belongs to d.
fn world() -> World {
    let mut world = World::default();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| world.add(Kind::Entity, name, None));
    let table = world.add(Kind::Table, "", None);
    let image = world.add(Kind::Image, "photo", None);
    for (from, to) in [(a, b), (b, c), (c, d), (a, c)] {
        world.relate(from, "owns", to);
    }
    world.relate(c, "related_to", table);
    world.relate(d, "related_to", image);
    world
}

fn explained(graph: &Graph, template: &Template) -> Explanation {
    explain(graph, template, &AtomicBool::new(false), &|| 0.0).expect("it compiles, and nobody cancels")
}

#[test]
fn a_pattern_without_matches_names_the_part_that_empties_it_and_what_would_help() {
    let graph = world().graph();
    let chart = explained(&graph, &preset("single_chart").expect("a preset"));
    assert_eq!(chart.count.count, 0, "the only picture is no chart");
    let filter = Part::Filter { slot: "chart".into(), place: 0, field: "class".into() };
    assert_eq!(chart.emptied_by, Some(filter), "the filter on class empties it");
    let change = Change::DropFilter { slot: "chart".into(), place: 0, field: "class".into() };
    let relaxation = chart.relaxations.iter().find(|relaxation| relaxation.changes == [change.clone()]);
    assert_eq!(relaxation.map(|relaxation| relaxation.count.count), Some(2), "any picture: with and without a start");

    let tables = explained(&graph, &preset("multi_table").expect("a preset"));
    let link = Part::Link { place: 1, from: "answer".into(), to: "table".into() };
    assert_eq!(tables.emptied_by, Some(link), "no entity stands in two tables");

    let filter = |name: &str| format!(r#"filters = [{{ field = "name", op = "equals", value = "{name}" }}]"#);
    let slots = format!(
        r#"{{ id = "start", kinds = ["Entity"], role = "start", {} }},
           {{ id = "answer", kinds = ["Entity"], role = "answer", {} }}"#,
        filter("Y"),
        filter("Z"),
    );
    let two = template(&slots, r#"{ from = "start", to = "answer" }"#).expect("legal");
    let both = explained(&graph, &two);
    assert!(!both.relaxations.is_empty(), "two changes together help where one alone does not");
    assert!(both.relaxations.iter().all(|relaxation| relaxation.changes.len() == 2), "pairs only when needed");
}

#[test]
fn explaining_what_matches_ends_with_the_count() {
    let graph = world().graph();
    let found = explained(&graph, &preset("single_table_multihop").expect("a preset"));
    assert_eq!((found.emptied_by, found.count.count), (None, 1), "a → b → c, with the table of c");
    assert_eq!(found.steps.last().map(|step| step.left), Some(1), "the last step is what is left");
}

/// What a pattern of a start and an answer is told, by the changes alone.
fn told(graph: &Graph, start: &str, link: &str) -> Vec<Vec<Change>> {
    let slots = format!(
        r#"{{ id = "start", kinds = ["Entity"], role = "start", {start} }},
           {{ id = "answer", kinds = ["Entity"], role = "answer" }}"#
    );
    let asked = template(&slots, &format!(r#"{{ from = "start", to = "answer", {link} }}"#)).expect("legal");
    explained(graph, &asked).relaxations.into_iter().map(|relaxation| relaxation.changes).collect()
}

#[test]
fn a_bound_is_moved_only_as_far_as_there_are_matches() {
    // A hub of six, whose leaves lead nowhere but back; a chain of three beside it.
    let mut world = World::default();
    let hub = world.add(Kind::Entity, "", None);
    for _ in 0..6 {
        let leaf = world.add(Kind::Entity, "", None);
        world.relate(leaf, "owns", hub);
    }
    let [a, b, c] = ["A", "B", "C"].map(|name| world.add(Kind::Entity, name, None));
    world.relate(a, "owns", b);
    world.relate(b, "owns", c);
    let graph = world.graph();
    let filter = |op: &str, value: &str| format!(r#"filters = [{{ field = "degree", op = "{op}", value = {value} }}]"#);
    let loosened = |found: &[Vec<Change>]| match &found[0][..] {
        [Change::Loosen { filter, .. }] => filter.value.clone(),
        other => panic!("the smallest change moves the bound: {other:?}"),
    };
    let least = told(&graph, &filter("at_least", "5"), "");
    assert_eq!(
        loosened(&least),
        Some(FilterValue::Number(2.0)),
        "B has two neighbours and leads on; the hub leads nowhere"
    );
    assert!(
        least.iter().any(|one| matches!(one[..], [Change::DropFilter { .. }])),
        "dropping it is offered too: {least:?}"
    );
    let between = told(&graph, &filter("between", "[3, 5]"), "");
    assert_eq!(loosened(&between), Some(FilterValue::Numbers(vec![2.0, 5.0])), "the other bound stays");
    let most = told(&graph, &filter("at_most", "0"), "");
    assert_eq!(loosened(&most), Some(FilterValue::Number(1.0)), "one neighbour is the next more than none");
    let hops = told(&graph, "", "hops = [3, 3]");
    assert_eq!(hops[0], [Change::Hops { place: 0, from: "start".into(), to: "answer".into(), hops: [2, 3] }]);
}

#[test]
fn what_each_part_leaves_comes_with_what_relaxing_it_would_give() {
    let graph = world().graph();
    let slots = r#"{ id = "start", kinds = ["Entity"], role = "start" },
        { id = "answer", kinds = ["Entity"], role = "answer", filters = [{ field = "name", op = "equals", value = "A" }] },
        { id = "table", kinds = ["Table"], role = "evidence", instances = [3, 3] }"#;
    let links = r#"{ from = "start", to = "answer" }, { from = "answer", to = "table" }"#;
    let found = explained(&graph, &template(slots, links).expect("legal"));
    let left: Vec<u64> = found.steps.iter().map(|step| step.left).collect();
    assert_eq!(left, [4, 1, 4, 1, 0, 0], "answers, those called A, starts, tables; nothing leads to A");
    assert_eq!(found.emptied_by, Some(Part::Link { place: 0, from: "start".into(), to: "answer".into() }));
    assert!(found.steps[1].relaxed.is_some_and(|count| count.count == 0), "dropping the name alone gives nothing");
    assert!(found.steps[3].relaxed.is_some(), "fewer tables were tried: {:?}", found.steps[3]);
    let pair = &found.relaxations[0];
    assert_eq!((pair.changes.len(), pair.count.count > 0), (2, true), "two changes together: {:?}", pair.changes);
    let again = compile(&graph, &pair.template).expect("what is offered can be applied").count_quick();
    assert_eq!(again.count, pair.count.count);
    assert!(!found.is_cut, "a small graph is tried to the end");
}

#[test]
fn explaining_ends_when_asked() {
    let graph = world().graph();
    let stopped = explain(&graph, &preset("single_chart").expect("a preset"), &AtomicBool::new(true), &|| 0.0);
    assert!(matches!(stopped, Err(ExplainError::Cancelled(_))), "{stopped:?}");
}

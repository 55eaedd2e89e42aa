//! What a user relies on: the right names become one, traps stay apart, nothing chains, types never mix.

use super::*;
use pathloom_model::MergeBy;
use pathloom_model::lexicon::{THING, built_in};

fn compatible(one: &str, other: &str) -> bool {
    one == THING || other == THING || built_in().is_a(one, other) || built_in().is_a(other, one)
}

fn with<T>(names: &[Named], together: &dyn Fn(usize, usize) -> bool, work: impl FnOnce(&Search) -> T) -> T {
    let rules = Rules {
        compatible: &compatible,
        is_a: &|kind, wanted| built_in().is_a(kind, wanted),
        is_told: &|kind| kind != THING,
        together,
    };
    work(&Search::new(names, &rules))
}

fn named<'a>(text: &'a str, entity_type: &'a str) -> Named<'a> {
    Named { text, entity_type, aliases: vec![], exact: false }
}

/// What is thought of two names alone; `None` for nothing.
fn about(one: &str, other: &str, kind: &str) -> Option<(MergeState, Reason, String)> {
    let names = [named(one, kind), named(other, kind)];
    with(&names, &|_, _| false, |search| {
        let pairs = search.settle(search.pairs(), &[]).pairs;
        pairs.first().map(|pair| (pair.state, pair.reason, search.words(pair)))
    })
}

#[test]
fn names_written_another_way_are_one() {
    for (one, other, kind) in [
        ("Norrheat AB", "Norrheat", "Company"),
        ("Lanyue Compressor Co., Ltd.", "Lanyue Compressor Company Limited", "Company"),
        ("Malmö Värmeverk", "Malmo Varmeverk", "Plant"),
        ("Arvika Works", "arvika works", "Plant"),
        ("Ｎｏｒｒｈｅａｔ Klima", "Norrheat Klima", "Company"),
        ("NORRHEAT", "Norrheat", "Company"),
        ("heat pump", "heat pumps", "Product"),
        ("World Health Organization (WHO)", "World Health Organization", "Organisation"),
        ("World Health Organization (WHO)", "WHO", "Organisation"),
        ("臺灣積體電路製造股份有限公司", "台湾积体电路制造股份有限公司", "Company"),
        ("宁德时代新能源科技股份有限公司", "宁德时代新能源科技", "Company"),
        ("上海市", "上海", "City"),
        ("约翰·史密斯", "约翰史密斯", "Person"),
        ("H₂O", "H2O", "Substance"),
    ] {
        let said = about(one, other, kind);
        assert_eq!(said.as_ref().map(|it| it.0), Some(MergeState::Merged), "{one}, {other}: {said:?}");
    }
}

#[test]
fn likely_names_are_shown_to_somebody() {
    for (one, other, kind, reason) in [
        ("Kaltvik Works", "Kaltvick Works", "Plant", Reason::Letters),
        ("International Energy Agency", "IEA", "Organisation", Reason::Initials),
        ("北京大学", "北大", "Organisation", Reason::ShortHan),
        ("中国工商银行", "工行", "Bank", Reason::ShortHan),
        ("J. Lindqvist", "Johan Lindqvist", "Person", Reason::PersonInitial),
        ("Norrheat Group", "Norrheat", "Company", Reason::SaysLittle),
        ("Heatpump Controller", "Heat Pump Controller", "Component", Reason::Joined),
        ("GPT-4", "GPT4", "Model", Reason::Code),
        ("University of Lund", "Lund University", "Organisation", Reason::Order),
    ] {
        let said = about(one, other, kind);
        assert_eq!(
            said.as_ref().map(|it| (it.0, it.1)),
            Some((MergeState::Candidate, reason)),
            "{one}, {other}: {said:?}"
        );
    }
}

#[test]
fn traps_stay_apart_with_the_reason() {
    for (one, other, kind) in [
        ("Unit 3", "Unit 4", "Plant"),
        ("Annual Report 2022", "Annual Report 2023", "Thing"),
        ("Norrheat AB", "Norrheat Oy", "Company"),
        ("Co", "CO", "Substance"),
        ("North Plant", "South Plant", "Plant"),
        ("methanol synthesis", "ethanol synthesis", "Method"),
        ("第一医院", "第二医院", "Hospital"),
        ("甲醇", "乙醇", "Substance"),
        ("腾讯科技（深圳）有限公司", "腾讯科技（北京）有限公司", "Company"),
        ("Bank of China", "Bank of India", "Bank"),
        ("R410A", "R410B", "Refrigerant"),
        ("王伟", "王维", "Person"),
        ("John Smith", "Jane Smith", "Person"),
        ("中国银行", "中国", "Thing"),
    ] {
        let said = about(one, other, kind);
        assert!(said.as_ref().is_none_or(|it| it.0 == MergeState::KeptApart), "{one}, {other}: {said:?}");
    }
    let said = about("Unit 3", "Unit 4", "Plant").expect("it is told");
    assert_eq!(said.2, "\"3\" is not \"4\"");
    let names = [named("Lund", "City"), named("Lund", "Person")];
    with(&names, &|_, _| false, |search| {
        let settled = search.settle(search.pairs(), &[]);
        assert_eq!(settled.first, [0, 1]);
        assert_eq!(search.words(&settled.pairs[0]), "a City and a Person are never one");
    });
}

#[test]
fn a_short_name_that_several_bear_and_a_chain_join_nothing() {
    let names = [named("Norrheat AB", "Company"), named("Norrheat Oy", "Company"), named("Norrheat", "Company")];
    with(&names, &|_, _| false, |search| {
        let settled = search.settle(search.pairs(), &[]);
        assert_eq!(settled.first, [0, 1, 2]);
        let open = settled.pairs.iter().filter(|pair| pair.reason == Reason::SeveralBear).count();
        assert_eq!(open, 2, "somebody may say which");
        let said = [
            Said { one: 0, other: 2, is_one: true, by: MergeBy::Person },
            Said { one: 1, other: 2, is_one: true, by: MergeBy::Model },
        ];
        let settled = search.settle(search.pairs(), &said);
        assert_eq!(settled.first, [0, 1, 0], "the person is heard, the model would make one of AB and Oy");
    });
    let names = [named("Lund", "City"), named("Lund", "Thing"), named("lund", "Person"), named("LUND", "Thing")];
    with(&names, &|_, _| false, |search| {
        let said: Vec<Said> = (0..4u32)
            .flat_map(|one| (one + 1..4).map(move |other| Said { one, other, is_one: true, by: MergeBy::Person }))
            .collect();
        let settled = search.settle(search.pairs(), &said);
        assert_ne!(settled.first[0], settled.first[2], "no person's word makes one of a City and a Person");
    });
}

#[test]
fn what_was_said_wins_over_rules_and_rows_of_one_table_are_two() {
    let names = [
        named("Norrheat AB", "Company"),
        named("Norrheat", "Company"),
        named("Kaltvik", "City"),
        named("Kaltvick", "City"),
    ];
    with(&names, &|_, _| false, |search| {
        assert_eq!(search.settle(search.pairs(), &[]).first, [0, 0, 2, 3]);
        let said = [
            Said { one: 1, other: 0, is_one: false, by: MergeBy::Person },
            Said { one: 3, other: 2, is_one: true, by: MergeBy::Person },
        ];
        assert_eq!(search.settle(search.pairs(), &said).first, [0, 1, 2, 2]);
    });
    with(&names, &|one, other| one + other == 5, |search| {
        let pairs = search.settle(search.pairs(), &[]).pairs;
        let rows = pairs.iter().find(|pair| (pair.one, pair.other) == (2, 3)).expect("told");
        assert_eq!((rows.state, rows.reason), (MergeState::KeptApart, Reason::Together));
    });
}

#[test]
fn no_rule_ever_merges_across_types_and_the_same_names_settle_the_same() {
    let made = synthetic::names(3_000, 7);
    let kinds = ["Company", "City", "Person", "Thing", "Substance"];
    // The same letters under every type: only fitting ones may meet.
    let names: Vec<Named> =
        made.iter().enumerate().map(|(at, name)| named(&name.text, kinds[at % kinds.len()])).collect();
    let settle = |names: &[Named]| with(names, &|_, _| false, |search| search.settle(search.pairs(), &[]));
    let settled = settle(&names);
    let mut groups: std::collections::BTreeMap<u32, Vec<&str>> = std::collections::BTreeMap::new();
    for (name, first) in names.iter().zip(&settled.first) {
        groups.entry(*first).or_default().push(name.entity_type);
    }
    assert!(groups.len() < names.len(), "something is merged");
    for group in groups.values() {
        assert!(group.iter().all(|one| group.iter().all(|other| compatible(one, other))), "{group:?}");
    }
    assert_eq!(settled, settle(&names));
}

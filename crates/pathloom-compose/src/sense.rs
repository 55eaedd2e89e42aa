//! Which meanings are worth asking. Refused is what is unique only because documents name so few, what goes in circles
//! or nests too deep, what adds up a whole and its part, and figures of which it stays open whose they are or of when.

use crate::answer::names;
use crate::contrast::gap;
use crate::denote::{literal, members, one};
use crate::facts::{Fact, literals_of_all, measured};
use pathloom_model::knowledge::Stated;
use pathloom_model::lexicon::{End, built_in};
use pathloom_model::meaning::{Asked, Measure, Term, Test, Than, Who};
use pathloom_model::metric::{metric_key, same_metric};
use pathloom_model::{AssertionObject, Key, Knowledge, Scenario};
use std::collections::BTreeMap;

/// Relations that the descriptions of one question may nest: where an entity is asked for, and where a figure is,
/// which takes attention of its own.
const NESTED: usize = 3;
const NESTED_BESIDE_FIGURE: usize = 2;
/// Relations of a place to the country that it lies in add nothing to a description: the plant of a city is in its country.
const PLACES: [&str; 3] = ["sited_in", "headquartered_in", "born_in"];
/// Relations of a whole to its parts, either way.
const OWNING: [&str; 5] = ["owns", "subsidiary_of", "part_of", "acquired", "includes"];

/// Why an expert would not ask this; nothing of words is known here.
pub fn sensible(knowledge: &Knowledge, asked: &Asked) -> Result<(), String> {
    if common_knowledge(asked) {
        return Err("in which country a place lies is common knowledge".into());
    }
    let spoken = spoken(asked);
    let for_entity = matches!(asked, Asked::Entity(_));
    for who in &spoken {
        described(who, for_entity)?;
        named_after(knowledge, who)?;
        let compared = matches!(who, Who::Place { among, .. } if matches!(**among, Who::Listed(_)));
        if (!for_entity || compared) && describes_place(who) {
            return Err("a place of which a figure is asked is named, not described".into());
        }
    }
    let most = if for_entity { NESTED } else { NESTED_BESIDE_FIGURE };
    if distinct(&spoken).into_iter().map(nesting).sum::<usize>() > most {
        return Err("the descriptions nest too many relations".into());
    }
    spoken.iter().try_for_each(|who| idle(knowledge, who))?;
    unlike(knowledge, asked)?;
    in_circles(knowledge, asked)?;
    whole_and_part(knowledge, asked)?;
    // A question for the period names its periods elsewhere.
    let mut all = if matches!(asked, Asked::Period { .. }) { vec![] } else { measures(asked) };
    spoken.iter().for_each(|who| measures_in(who, &mut all));
    all.iter().try_for_each(|measure| says_when_and_whose(knowledge, measure))
}

/// The country of a place that itself is described as a place of something: said of that thing at once.
pub fn through_place<'a>(relation: &str, forward: bool, of: &'a Who) -> Option<&'a Who> {
    match of {
        Who::Related { relation: inner, forward: true, .. }
            if forward && relation == "in_country" && PLACES.contains(&inner.as_str()) =>
        {
            Some(of)
        }
        _ => None,
    }
}

/// The descriptions that the question's words hold: members of a set named as a whole are not among them.
pub fn spoken(asked: &Asked) -> Vec<&Who> {
    if let Some((set, _)) = gap(asked) {
        return vec![set];
    }
    match asked {
        Asked::Entity(who) | Asked::Count(who) | Asked::List(who) => vec![who],
        Asked::Value { who, .. } | Asked::Period { who, .. } => vec![who],
        Asked::Computed { terms, over: None, .. } => terms.iter().map(|term| &term.who).collect(),
        Asked::Computed { terms, over: Some(over), .. } => {
            terms.iter().take(1).map(|term| &term.who).chain([over]).collect()
        }
    }
}

fn distinct<'a>(whos: &[&'a Who]) -> Vec<&'a Who> {
    let mut found: Vec<&Who> = Vec::new();
    whos.iter().filter(|who| !matches!(who, Who::Typed(_))).for_each(|who| {
        if !found.contains(who) {
            found.push(who);
        }
    });
    found
}

/// Each description points at its entity by more than where documents happen to stop, and repeats no relation.
fn described(who: &Who, asked_for: bool) -> Result<(), String> {
    if let Who::Related { relation, forward, of, .. } = who
        && open(relation, *forward)
        // "the plant in Oldenburg" will do in passing, but not to be asked for.
        && (asked_for || !PLACES.contains(&relation.as_str()) || !matches!(**of, Who::Named(_)))
    {
        return Err(format!("documents name only some of those that “{relation}” fits"));
    }
    if let Who::Both(parts) = who
        && parts.iter().all(|part| matches!(part, Who::Related { relation, forward, .. } if open(relation, *forward)))
    {
        return Err("documents name only some of those that both conditions fit".into());
    }
    if let Who::Both(parts) = who
        && parts.iter().any(|part| matches!(part, Who::Where { test: Test::Equal, .. }))
    {
        return Err("an exact figure needs no second condition".into());
    }
    repeats(who, &mut Vec::new())?;
    inner(who).into_iter().try_for_each(|who| described(who, false))
}

/// "In which country is Arvika?" is geography, not what documents are read for.
fn common_knowledge(asked: &Asked) -> bool {
    matches!(asked, Asked::Entity(Who::Related { relation, of, .. })
        if relation == "in_country" && matches!(**of, Who::Named(_)))
}

/// "Heat pumps sold in the country where Oulu is located".
fn describes_place(who: &Who) -> bool {
    match who {
        Who::Related { entity_type, .. } => built_in().is_a(entity_type, "Place"),
        Who::Where { among, than: Than::Of(of), .. } => describes_place(among) || describes_place(of),
        Who::Where { among, .. } | Who::Place { among, .. } => describes_place(among),
        Who::Both(parts) | Who::Listed(parts) | Who::Computed { among: parts, .. } => parts.iter().any(describes_place),
        Who::Named(_) | Who::Typed(_) => false,
    }
}

/// Of two conditions neither may do alone, unless it does so only because documents name so few.
fn idle(knowledge: &Knowledge, who: &Who) -> Result<(), String> {
    let is_open = |part: &Who| matches!(part, Who::Related { relation, forward, .. } if open(relation, *forward));
    if let Who::Both(parts) = who
        && parts.iter().any(|part| !is_open(part) && one(knowledge, part).is_ok())
    {
        return Err("one of two conditions would do alone".into());
    }
    inner(who).into_iter().try_for_each(|who| idle(knowledge, who))
}

fn open(relation: &str, forward: bool) -> bool {
    let end = if forward { End::Object } else { End::Subject };
    built_in().relation(relation).is_some_and(|words| words.open.contains(&end))
}

/// The descriptions inside one; of two conditions the ends alone.
fn inner(who: &Who) -> Vec<&Who> {
    fn ends(who: &Who) -> &Who {
        match who {
            Who::Related { of, .. } => of,
            other => other,
        }
    }
    match who {
        Who::Named(_) | Who::Typed(_) => vec![],
        Who::Related { of, .. } => vec![of],
        Who::Listed(parts) | Who::Computed { among: parts, .. } => parts.iter().collect(),
        Who::Both(parts) => parts.iter().map(ends).collect(),
        Who::Place { among, .. } => vec![among],
        Who::Where { among, than: Than::Of(of), .. } => vec![among, of],
        Who::Where { among, .. } => vec![among],
    }
}

/// "the product that the product that … is based on is based on".
fn repeats<'a>(who: &'a Who, above: &mut Vec<&'a str>) -> Result<(), String> {
    match who {
        Who::Related { relation, of, .. } => {
            if above.contains(&relation.as_str()) {
                return Err(format!("the description nests “{relation}” in itself"));
            }
            above.push(relation);
            repeats(of, above)?;
            above.pop();
        }
        Who::Both(parts) => parts.iter().try_for_each(|part| repeats(part, above))?,
        Who::Place { among, .. } | Who::Where { among, .. } => repeats(among, above)?,
        Who::Named(_) | Who::Typed(_) | Who::Listed(_) | Who::Computed { .. } => {}
    }
    Ok(())
}

/// How many relations and figures a description takes.
pub fn nesting(who: &Who) -> usize {
    match who {
        Who::Related { relation, forward, of, .. } => {
            nesting(of) + usize::from(through_place(relation, *forward, of).is_none())
        }
        Who::Both(parts) | Who::Listed(parts) => parts.iter().map(nesting).sum(),
        Who::Computed { among, .. } => 1 + among.iter().map(nesting).sum::<usize>(),
        Who::Place { among, .. } => usize::from(!matches!(**among, Who::Listed(_))) + nesting(among),
        Who::Where { among, than, .. } => match than {
            Than::Of(of) => nesting(among) + nesting(of),
            _ => 1 + nesting(among),
        },
        Who::Named(_) | Who::Typed(_) => 0,
    }
}

/// What is asked for: the figures themselves, not those that describe.
fn measures(asked: &Asked) -> Vec<&Measure> {
    match asked {
        Asked::Entity(Who::Place { measure, .. } | Who::Where { measure, .. }) => vec![measure],
        Asked::Entity(_) => vec![],
        Asked::Value { measure, .. } | Asked::Period { measure, .. } => vec![measure],
        Asked::Count(Who::Where { measure, .. }) | Asked::List(Who::Where { measure, .. }) => vec![measure],
        Asked::Count(_) | Asked::List(_) => vec![],
        Asked::Computed { terms, .. } => terms.iter().map(|term| &term.measure).collect(),
    }
}

fn measures_in<'a>(who: &'a Who, found: &mut Vec<&'a Measure>) {
    match who {
        Who::Named(_) | Who::Typed(_) => {}
        Who::Related { of, .. } => measures_in(of, found),
        Who::Both(parts) | Who::Listed(parts) => parts.iter().for_each(|part| measures_in(part, found)),
        Who::Place { among, measure, .. } => {
            found.push(measure);
            measures_in(among, found);
        }
        Who::Computed { among, measures, .. } => {
            found.extend(measures);
            among.iter().for_each(|part| measures_in(part, found));
        }
        Who::Where { among, measure, than, .. } => {
            found.push(measure);
            measures_in(among, found);
            if let Than::Of(of) = than {
                measures_in(of, found);
            }
        }
    }
}

/// Asking how many have more revenue than "the company with a revenue of …" tells what it wants to know.
fn in_circles(knowledge: &Knowledge, asked: &Asked) -> Result<(), String> {
    if gap(asked).is_some() {
        // The figure tells the two apart in the meaning only, not in the question.
        return Ok(());
    }
    let wanted = measures(asked);
    let mut told = Vec::new();
    match asked {
        Asked::Entity(Who::Place { among, .. }) => measures_in(among, &mut told),
        Asked::Entity(_) => {}
        Asked::Count(Who::Where { among, than, .. }) | Asked::List(Who::Where { among, than, .. }) => {
            measures_in(among, &mut told);
            if let Than::Of(of) = than {
                measures_in(of, &mut told);
            }
        }
        asked => spoken(asked).into_iter().for_each(|who| measures_in(who, &mut told)),
    }
    let same = |a: &Measure, b: &Measure| same_metric(&a.predicate, &b.predicate);
    // A margin is as good as told by a limit on a percentage.
    let ratio = matches!(asked, Asked::Computed { expression, .. } if expression == "a / b * 100");
    if ratio && spoken(asked).into_iter().any(|who| by_percentage(knowledge, who)) {
        return Err("a percentage describes what a percentage is asked of".into());
    }
    match told.iter().find(|told| wanted.iter().any(|wanted| same(told, wanted))) {
        Some(told) => Err(format!("{} describes and is asked for at once", told.predicate)),
        None => Ok(()),
    }
}

fn by_percentage(knowledge: &Knowledge, who: &Who) -> bool {
    match who {
        Who::Where { measure, .. } | Who::Place { measure, .. } => {
            let percent = |fact: &Fact<'_>| fact.quantity().is_some_and(|quantity| quantity.unit.is_percent());
            literals_of_all(knowledge, measure).first().is_some_and(|own| own.iter().any(percent))
        }
        Who::Both(parts) => parts.iter().any(|part| by_percentage(knowledge, part)),
        Who::Related { of, .. } => by_percentage(knowledge, of),
        _ => false,
    }
}

/// "The plant in Tampere" for Tampere Plant describes nothing.
fn named_after(knowledge: &Knowledge, who: &Who) -> Result<(), String> {
    let conditions: &[Who] = if let Who::Both(parts) = who { parts } else { std::slice::from_ref(who) };
    for condition in conditions {
        let Who::Related { of, .. } = condition else { continue };
        let (Who::Named(end), Ok(key)) = (&**of, one(knowledge, who)) else { continue };
        let (own, ends) = (names(knowledge, &key), names(knowledge, end));
        if own.iter().any(|own| ends.iter().any(|end| own.contains(end))) {
            return Err(format!("{} is named after {}", knowledge.name(&key), knowledge.name(end)));
        }
    }
    inner(who).into_iter().try_for_each(|who| named_after(knowledge, who))
}

/// Heat pumps are not counted together with controllers: pieces are put together or ranked where documents describe
/// what makes them alike in words, such as the product line of two plants.
fn unlike(knowledge: &Knowledge, asked: &Asked) -> Result<(), String> {
    let mut sets: Vec<Vec<Fact<'_>>> = Vec::new();
    if let Asked::Computed { terms, .. } = asked {
        let fact = |term: &Term| literal(knowledge, &one(knowledge, &term.who).ok()?, &term.measure).ok();
        sets.push(terms.iter().filter_map(fact).collect());
    }
    let outdone = matches!(asked, Asked::Entity(Who::Where { among, than: Than::Of(_), .. })
        if matches!(**among, Who::Related { .. }));
    let contrast = outdone || gap(asked).is_some();
    let mut compared = Vec::new();
    spoken(asked).into_iter().for_each(|who| sets_in(who, &mut compared));
    sets.extend(compared.into_iter().filter_map(|(among, measure)| members(knowledge, among, measure).ok()));
    for set in sets {
        let in_pieces =
            |fact: &Fact<'_>| fact.quantity().is_some_and(|quantity| PIECES.contains(&quantity.unit.0.as_str()));
        if !set.iter().all(in_pieces) {
            continue;
        }
        let mut said = BTreeMap::new();
        for fact in &set {
            // Two plants that opened in different years may still be set against each other.
            let kinds = qualities(knowledge, fact.subject).into_iter().filter(|(_, text)| !contrast || !is_year(text));
            for (name, text) in kinds {
                if *said.entry(name).or_insert_with(|| text.clone()) != text {
                    return Err(format!("what differs in {name} is not counted together"));
                }
            }
        }
    }
    Ok(())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Units of what is counted, whatever it is.
const PIECES: [&str; 6] = ["units", "pieces", "items", "台", "件", "套"];

/// The sets that are ranked or measured in a description, with what by.
fn sets_in<'a>(who: &'a Who, found: &mut Vec<(&'a Who, &'a Measure)>) {
    match who {
        Who::Named(_) | Who::Typed(_) => {}
        Who::Related { of, .. } => sets_in(of, found),
        Who::Both(parts) | Who::Listed(parts) | Who::Computed { among: parts, .. } => {
            parts.iter().for_each(|part| sets_in(part, found));
        }
        Who::Place { among, measure, .. } => {
            found.push((among, measure));
            sets_in(among, found);
        }
        Who::Where { among, measure, than, .. } => {
            if let Than::Of(of) = than {
                found.push((among, measure));
                sets_in(of, found);
            }
            sets_in(among, found);
        }
    }
}

/// What documents say of an entity in words, by metric; the first where there are several.
fn qualities<'a>(knowledge: &'a Knowledge, entity: &Key) -> BTreeMap<&'a str, String> {
    let mut found = BTreeMap::new();
    for assertion in knowledge.about(entity).map(|stated| stated.assertion) {
        if let AssertionObject::Text(text) = &assertion.object {
            found.entry(assertion.predicate.as_str()).or_insert_with(|| text.to_lowercase());
        }
    }
    found
}

/// A group's figure holds those of its subsidiaries: they are not added up.
fn whole_and_part(knowledge: &Knowledge, asked: &Asked) -> Result<(), String> {
    let Asked::Computed { expression, terms, .. } = asked else { return Ok(()) };
    if !expression.contains('+') {
        return Ok(());
    }
    let subjects: Vec<Key> = terms.iter().filter_map(|Term { who, .. }| one(knowledge, who).ok()).collect();
    for subject in &subjects {
        for Stated { assertion, .. } in knowledge.about(subject) {
            let owned = assertion.object.entity().filter(|_| OWNING.contains(&assertion.predicate.as_str()));
            if let Some(owned) = owned.filter(|owned| subjects.contains(owned)) {
                let (a, b) = (knowledge.name(subject), knowledge.name(owned));
                return Err(format!("figures of {a} and {b} are not added up: one may hold the other's"));
            }
        }
    }
    Ok(())
}

/// An estimate is somebody's, and who made it is not recorded; a figure without a period is not asked for where the same
/// entity has it for one; a price is that of a thing.
fn says_when_and_whose(knowledge: &Knowledge, measure: &Measure) -> Result<(), String> {
    let limits = &measure.qualifiers;
    if matches!(limits.scenario, Some(Scenario::Estimate | Scenario::Guided)) {
        return Err(format!("whose estimate of {} it is does not stand in the graph", measure.predicate));
    }
    let subjects = measured(knowledge, measure);
    let bought = |key: &Key| matches!(knowledge.entity_type(key), "Company" | "Organisation" | "Plant" | "Bank");
    if metric_key(&measure.predicate) == "price" && subjects.iter().any(|key| bought(key)) {
        return Err("a company has no price: of what it is, and who paid it, is not said".into());
    }
    if limits.period.is_some() || limits.as_of.is_some() {
        return Ok(());
    }
    let mut facts = knowledge.stating(&measure.predicate).filter_map(Fact::of);
    if facts.any(|fact| fact.period().is_some() && subjects.binary_search(&fact.subject).is_ok()) {
        return Err(format!("{} is known by period, and which one is not said", measure.predicate));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{World, column};
    use pathloom_model::Quantity;
    use pathloom_model::meaning::Pick;

    fn related(relation: &str, forward: bool, of: Who, entity_type: &str) -> Who {
        Who::Related { relation: relation.into(), forward, of: Box::new(of), entity_type: entity_type.into() }
    }

    /// A group, its subsidiary and a laboratory, with figures.
    struct Small {
        world: World,
        group: Key,
        unit: Key,
        rival: Key,
        city: Key,
        country: Key,
    }

    fn small() -> Small {
        let mut world = World::default();
        let document = world.document("a.md");
        let group = world.entity("Aldern AB", "Company");
        let unit = world.entity("Birka AB", "Company");
        let rival = world.entity("Cargo AB", "Company");
        let (city, country) = (world.entity("Falun", "City"), world.entity("Sweden", "Country"));
        let sentences: [(&Key, &str, &Key, &str); 4] = [
            (&unit, "subsidiary_of", &group, "Birka AB is a subsidiary of Aldern AB."),
            (&unit, "headquartered_in", &city, "Birka AB is headquartered in Falun."),
            (&city, "in_country", &country, "Falun is in Sweden."),
            (&rival, "competes_with", &unit, "Cargo AB competes with Birka AB."),
        ];
        world.chunk(&document, &sentences);
        let estimate = crate::world::Column { estimate: true, ..column("Revenue", "FY25E", "EUR", 6) };
        let columns = [column("Revenue", "FY24", "EUR", 6), column("Employees", "FY24", "", 0), estimate];
        let undated = [crate::world::Column { period: None, ..column("Employees", "", "", 0) }];
        world.table(
            &document,
            "Figures",
            &columns,
            &[(&group, &["70", "900", "75"]), (&unit, &["20", "300", "22"]), (&rival, &["30", "400", "33"])],
        );
        world.table(&document, "Staff", &undated, &[(&group, &["910"]), (&unit, &["310"]), (&rival, &["410"])]);
        Small { world, group, unit, rival, city, country }
    }

    fn measure(predicate: &str, period: Option<&str>) -> Measure {
        let period = period.map(str::to_owned);
        Measure::new(predicate, pathloom_model::Qualifiers { period, ..Default::default() })
    }

    fn value(who: Who, measure: Measure) -> Asked {
        Asked::Value { who, measure }
    }

    #[test]
    fn what_documents_name_only_a_few_of_is_not_described_by_its_place_alone() {
        let s = small();
        let k = s.world.knowledge();
        let of = |key: &Key| Who::Named(key.clone());
        let in_country = related("in_country", false, of(&s.country), "City");
        assert!(sensible(&k, &Asked::Entity(in_country)).is_err(), "a country has more cities than documents name");
        let rival = related("competes_with", true, of(&s.rival), "Company");
        assert!(sensible(&k, &Asked::Entity(rival.clone())).is_err(), "a company has more rivals than documents name");
        let unit = related("subsidiary_of", false, of(&s.group), "Company");
        assert!(sensible(&k, &Asked::Entity(related("headquartered_in", true, unit, "City"))).is_ok(), "its one seat");
    }

    #[test]
    fn pieces_of_unlike_things_are_not_counted_together() {
        let mut s = small();
        let document = s.world.document("c.md");
        let output = [column("Output", "FY24", "units", 0)];
        s.world.table(&document, "Output", &output, &[(&s.unit, &["20"]), (&s.rival, &["30"])]);
        let term = |symbol: &str, who: &Key| Term {
            symbol: symbol.into(),
            who: Who::Named(who.clone()),
            measure: measure("Output", Some("FY24")),
        };
        let terms = vec![term("a", &s.unit), term("b", &s.rival)];
        let sum = Asked::Computed { expression: "a + b".into(), terms, over: None };
        let all = Box::new(Who::Typed("Company".into()));
        let first =
            Asked::Entity(Who::Place { among: all, measure: measure("Output", Some("FY24")), place: 1, highest: true });
        let k = s.world.knowledge();
        assert!(sensible(&k, &sum).is_ok() && sensible(&k, &first).is_ok(), "nothing tells them apart");
        let lines = [crate::world::Column { period: None, ..column("Product line", "", "", 0) }];
        s.world.table(&document, "Lines", &lines, &[(&s.unit, &["Pumps"]), (&s.rival, &["Valves"])]);
        let k = s.world.knowledge();
        assert!(sensible(&k, &sum).is_err() && sensible(&k, &first).is_err(), "pumps are not counted with valves");
    }

    #[test]
    fn of_two_conditions_neither_would_do_alone() {
        let mut s = small();
        let rival = related("competes_with", true, Who::Named(s.rival.clone()), "Company");
        let unit = related("subsidiary_of", false, Who::Named(s.group.clone()), "Company");
        let both = Asked::Entity(Who::Both(vec![unit, rival]));
        assert!(sensible(&s.world.knowledge(), &both).is_err(), "the group has but one subsidiary");
        let second = s.world.entity("Delta AB", "Company");
        let document = s.world.document("b.md");
        s.world.chunk(&document, &[(&second, "subsidiary_of", &s.group, "Delta AB is a subsidiary of Aldern AB.")]);
        assert!(sensible(&s.world.knowledge(), &both).is_ok(), "beside another condition a rival narrows down");
    }

    #[test]
    fn a_place_of_which_a_figure_is_asked_is_named() {
        let s = small();
        let country = related("in_country", true, Who::Named(s.city.clone()), "Country");
        let asked = value(country.clone(), measure("Heat pumps sold", None));
        let refused = sensible(&s.world.knowledge(), &asked).expect_err("a riddle");
        assert!(refused.contains("named, not described"), "{refused}");
        let seat = related("headquartered_in", true, Who::Named(s.unit.clone()), "City");
        assert!(sensible(&s.world.knowledge(), &Asked::Entity(seat)).is_ok(), "it may be what is asked for");
        assert!(sensible(&s.world.knowledge(), &Asked::Entity(country)).is_err(), "but not what everyone knows");
    }

    #[test]
    fn a_description_neither_repeats_a_relation_nor_nests_many() {
        let s = small();
        let k = s.world.knowledge();
        let parent = related("subsidiary_of", true, Who::Named(s.unit.clone()), "Company");
        let twice = related("subsidiary_of", true, parent.clone(), "Company");
        assert!(sensible(&k, &Asked::Entity(twice)).is_err(), "the parent of the parent is no description");
        let maker = related("makes", false, Who::Named(s.unit.clone()), "Company");
        let deep = ["owns", "led_by", "supplies"]
            .into_iter()
            .fold(maker, |who, relation| related(relation, true, who, "Company"));
        assert!(sensible(&k, &Asked::Entity(deep)).is_err(), "four relations are one too many");
        let seat = related("headquartered_in", true, parent, "City");
        let country = related("in_country", true, seat, "Country");
        assert_eq!(nesting(&country), 2, "the country of a seat is said as one thing");
        assert!(sensible(&k, &Asked::Entity(country)).is_ok());
    }

    #[test]
    fn a_figure_does_not_describe_whose_figure_is_asked_for() {
        let s = small();
        let k = s.world.knowledge();
        let than = Than::Value(Quantity { value: 25.into(), unit: Default::default(), scale: 6, precision: 0 });
        let low = Who::Where {
            among: Box::new(Who::Typed("Company".into())),
            measure: measure("Revenue", Some("FY24")),
            test: Test::Below,
            than,
        };
        assert!(sensible(&k, &value(low.clone(), measure("Revenue", Some("FY24")))).is_err(), "it tells what it asks");
        assert!(sensible(&k, &value(low, measure("Employees", Some("FY24")))).is_ok(), "another figure is a join");
        let mut world = s.world;
        let (document, works) = (world.document("b.md"), world.entity("Falun Works", "Plant"));
        world.chunk(&document, &[(&works, "sited_in", &s.city, "Falun Works is in Falun.")]);
        let plant = related("sited_in", false, Who::Named(s.city), "Plant");
        let asked = value(plant, measure("Employees", Some("FY24")));
        assert!(sensible(&world.knowledge(), &asked).is_err(), "Falun Works is named after where it is");
    }

    #[test]
    fn a_group_and_its_subsidiary_are_not_added_up() {
        let s = small();
        let k = s.world.knowledge();
        let sum = |a: &Key, b: &Key| {
            let term = |symbol: &str, key: &Key| Term {
                symbol: symbol.into(),
                who: Who::Named(key.clone()),
                measure: measure("Revenue", Some("FY24")),
            };
            Asked::Computed { expression: "a + b".into(), terms: vec![term("a", a), term("b", b)], over: None }
        };
        assert!(sensible(&k, &sum(&s.group, &s.unit)).is_err(), "the group's revenue holds the subsidiary's");
        assert!(sensible(&k, &sum(&s.unit, &s.rival)).is_ok(), "two independent companies add up");
    }

    #[test]
    fn a_figure_says_of_when_and_an_estimate_whose_it_is() {
        let s = small();
        let k = s.world.knowledge();
        let group = Who::Named(s.group.clone());
        assert!(sensible(&k, &value(group.clone(), measure("Employees", None))).is_err(), "they are known by year");
        assert!(sensible(&k, &value(group.clone(), measure("Employees", Some("FY24")))).is_ok());
        let mut estimate = measure("Revenue", Some("FY25E"));
        estimate.qualifiers.scenario = Some(Scenario::Estimate);
        assert!(sensible(&k, &value(group.clone(), estimate)).is_err(), "nobody is named as having made it");
        let periods = vec!["FY24".to_owned(), "FY23".to_owned()];
        let trend = Asked::Period { who: group, measure: measure("Revenue", None), periods, pick: Pick::Highest };
        assert!(sensible(&k, &trend).is_ok(), "a question for the year names its years");
    }
}

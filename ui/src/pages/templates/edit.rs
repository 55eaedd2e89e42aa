//! What the editor does to a template: slots, links, roles, constraints. Plain data in, plain data out.

use pathloom_ipc::templates::SchemaView;
use pathloom_model::template::FilterValue;
use pathloom_model::{Constraint, Direction, Filter, Kind, Link, Relations, Role, Slot, Template, Text2};

/// The title of a copy.
pub fn copy_of(title: &Text2) -> Text2 {
    let zh = if title.zh.is_empty() { String::new() } else { format!("{}（副本）", title.zh) };
    Text2 { en: format!("{} (copy)", title.en), zh }
}

/// More slots are refused by the compiler.
pub const MOST_SLOTS: usize = 24;

/// A filter whose value is still to be written asks for nothing yet.
pub fn is_blank(filter: &Filter) -> bool {
    match &filter.value {
        Some(FilterValue::Text(text)) => text.trim().is_empty(),
        Some(FilterValue::Texts(texts)) => texts.is_empty(),
        _ => false,
    }
}

/// What the template asks for: without the filters that are still being written.
pub fn asked(template: &Template) -> Template {
    let mut template = template.clone();
    for slot in &mut template.slot {
        slot.filters.retain(|filter| !is_blank(filter));
    }
    template
}

/// One answer and nothing else: what "New template" begins with.
pub fn blank(title: Text2) -> Template {
    Template {
        id: String::new(),
        aliases: vec![],
        group: "Mine".into(),
        title,
        about: Text2::default(),
        slot: vec![slot("a".into(), Kind::Entity, Role::Answer)],
        link: vec![],
        constraints: vec![],
        caps: Default::default(),
    }
}

fn slot(id: String, kind: Kind, role: Role) -> Slot {
    Slot { id, kinds: vec![kind], role, instances: [1, 1], filters: vec![], show: false, blur: false }
}

/// Adds a slot and, where the graph has a relation for it, a link: with `beside` before any other. Gives its id.
pub fn add_slot(template: &mut Template, schema: &SchemaView, kind: Kind, beside: Option<&str>) -> String {
    let has = |role: Role| template.slot.iter().any(|slot| slot.role == role);
    let role = match kind {
        _ if !has(Role::Answer) => Role::Answer,
        Kind::Entity if !has(Role::Start) => Role::Start,
        Kind::Entity | Kind::Assertion => Role::Bridge,
        _ => Role::Evidence,
    };
    let id = new_id(template);
    template.slot.push(Slot { show: role == Role::Start, ..slot(id.clone(), kind, role) });
    // Where the graph has no relation to the one it was put beside, the answer or any other will do.
    let answer = template.slot.iter().find(|slot| slot.role == Role::Answer).map(|slot| slot.id.clone());
    let others = template.slot.iter().map(|slot| slot.id.clone());
    let partners: Vec<String> = beside.map(str::to_owned).into_iter().chain(answer).chain(others).collect();
    // A start leads to the other; the rest hangs off it.
    let ends =
        |other: &str| if role == Role::Start { (id.clone(), other.to_owned()) } else { (other.to_owned(), id.clone()) };
    for (from, to) in partners.iter().map(|other| ends(other)) {
        if relate(template, schema, &from, &to) {
            break;
        }
    }
    id
}

/// The same slot again, with its links.
pub fn duplicate_slot(template: &mut Template, id: &str) -> Option<String> {
    let mut copy = template.slot.iter().find(|slot| slot.id == id)?.clone();
    copy.id = new_id(template);
    if matches!(copy.role, Role::Answer | Role::Start) {
        copy.role = Role::Bridge;
    }
    let again = |end: &String| if end == id { copy.id.clone() } else { end.clone() };
    let touching = template.link.iter().filter(|link| link.from == id || link.to == id);
    let links: Vec<Link> =
        touching.map(|link| Link { from: again(&link.from), to: again(&link.to), ..link.clone() }).collect();
    template.link.extend(links);
    let id = copy.id.clone();
    template.slot.push(copy);
    Some(id)
}

/// "a" to "z", then "s27", …: never one that is there.
fn new_id(template: &Template) -> String {
    let letters = ('a'..='z').map(String::from);
    let free = |id: &String| template.slot.iter().all(|slot| slot.id != *id);
    letters.chain((27..).map(|n| format!("s{n}"))).find(free).unwrap_or_default()
}

pub fn remove_slot(template: &mut Template, id: &str) {
    template.slot.retain(|slot| slot.id != id);
    template.link.retain(|link| link.from != id && link.to != id);
    template.constraints.retain(|constraint| !ends(constraint).iter().any(|end| end == id));
}

/// A link from one slot to another, in the direction that the graph has; false where it has none, or the two are one.
pub fn relate(template: &mut Template, schema: &SchemaView, from: &str, to: &str) -> bool {
    let Some(direction) = direction_between(template, schema, from, to) else { return false };
    let is_there = |link: &Link| (link.from == from && link.to == to) || (link.from == to && link.to == from);
    if from == to || template.link.iter().any(is_there) {
        return false;
    }
    template.link.push(Link {
        from: from.into(),
        to: to.into(),
        relations: Relations::Any,
        direction,
        hops: [1, 1],
        between: vec![Kind::Entity],
    });
    true
}

fn direction_between(template: &Template, schema: &SchemaView, from: &str, to: &str) -> Option<Direction> {
    let kinds = |id: &str| template.slot.iter().find(|slot| slot.id == id).map(|slot| slot.kinds.as_slice());
    let (from, to) = (kinds(from)?, kinds(to)?);
    let any = |from: &[Kind], to: &[Kind]| {
        schema.relations.iter().any(|relation| from.contains(&relation.from) && to.contains(&relation.to))
    };
    match (any(from, to), any(to, from)) {
        (true, _) => Some(Direction::Out),
        (false, true) => Some(Direction::In),
        (false, false) => None,
    }
}

/// Names of relations that a link may be restricted to, with how often the graph has them.
pub fn legal_relations(template: &Template, schema: &SchemaView, link: &Link) -> Vec<(String, u64)> {
    let kinds = |id: &str| {
        let own = template.slot.iter().find(|slot| slot.id == id).map(|slot| slot.kinds.clone());
        let mut kinds = own.unwrap_or_default();
        // On the way, relations between the kinds in between are walked too.
        if link.hops[1] > 1 {
            kinds.extend(link.between.iter().copied());
        }
        kinds
    };
    let (from, to) = (kinds(&link.from), kinds(&link.to));
    let mut found: Vec<(String, u64)> = Vec::new();
    for relation in &schema.relations {
        let out = from.contains(&relation.from) && to.contains(&relation.to);
        let back = to.contains(&relation.from) && from.contains(&relation.to);
        let fits = match link.direction {
            Direction::Out => out,
            Direction::In => back,
            Direction::Any => out || back,
        };
        if !fits {
            continue;
        }
        match found.iter_mut().find(|(name, _)| *name == relation.name) {
            Some((_, count)) => *count += relation.count,
            None => found.push((relation.name.clone(), relation.count)),
        }
    }
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// There is one answer and at most one start: who had the role before is passed on the way.
pub fn set_role(template: &mut Template, id: &str, role: Role) {
    for slot in &mut template.slot {
        if slot.id == id {
            slot.role = role;
            if role != Role::Evidence && role != Role::Bridge {
                slot.instances = [1, 1];
            }
            if role == Role::Answer {
                (slot.show, slot.blur) = (false, false);
            }
        } else if slot.role == role && matches!(role, Role::Answer | Role::Start) {
            slot.role = Role::Bridge;
        }
    }
}

/// Only a slot at the end of one link may have several instances, or none.
pub fn is_leaf(template: &Template, id: &str) -> bool {
    template.link.iter().filter(|link| link.from == id || link.to == id).count() <= 1
}

/// Where a change made relations of a link impossible, they are left out of it; none left means any. Links that the
/// change did not touch keep what they ask for, also where this graph has nothing of the kind.
pub fn keep_legal(before: &Template, template: &mut Template, schema: &SchemaView) {
    let kinds = |template: &Template, id: &str| {
        template.slot.iter().find(|slot| slot.id == id).map(|slot| slot.kinds.clone()).unwrap_or_default()
    };
    let is_as_before = |link: &Link| {
        let same_ends = [&link.from, &link.to].iter().all(|id| kinds(before, id) == kinds(template, id));
        same_ends && before.link.contains(link)
    };
    let touched: Vec<usize> =
        template.link.iter().enumerate().filter(|(_, link)| !is_as_before(link)).map(|(place, _)| place).collect();
    for place in touched {
        let link = template.link[place].clone();
        if let Relations::Named(names) = &link.relations {
            let legal = legal_relations(template, schema, &link);
            let kept: Vec<String> =
                names.iter().filter(|name| legal.iter().any(|(l, _)| l == *name)).cloned().collect();
            template.link[place].relations = if kept.is_empty() { Relations::Any } else { Relations::Named(kept) };
        }
    }
}

pub fn ends(constraint: &Constraint) -> &[String; 2] {
    match constraint {
        Constraint::SameDocument(ends) | Constraint::DifferentDocument(ends) => ends,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_ipc::templates::SchemaRelation;

    fn schema() -> SchemaView {
        let relation = |from, name: &str, to, count| SchemaRelation { from, name: name.into(), to, count };
        SchemaView {
            relations: vec![
                relation(Kind::Entity, "operates", Kind::Entity, 9),
                relation(Kind::Entity, "owns", Kind::Entity, 4),
                relation(Kind::Entity, "related_to", Kind::Table, 7),
                relation(Kind::Chunk, "belongs_to", Kind::Document, 5),
            ],
            ..SchemaView::default()
        }
    }

    fn link<'a>(template: &'a Template, from: &str, to: &str) -> &'a Link {
        template.link.iter().find(|link| link.from == from && link.to == to).expect("the link is there")
    }

    #[test]
    fn a_template_grows_from_nothing_by_adding_slots_beside_the_selected_one() {
        let mut template = blank(Text2::default());
        let start = add_slot(&mut template, &schema(), Kind::Entity, Some("a"));
        let table = add_slot(&mut template, &schema(), Kind::Table, Some("a"));
        let lone = add_slot(&mut template, &schema(), Kind::Document, Some("a"));
        let roles: Vec<Role> = template.slot.iter().map(|slot| slot.role).collect();
        assert_eq!(roles, [Role::Answer, Role::Start, Role::Evidence, Role::Evidence]);
        assert_eq!(link(&template, &start, "a").direction, Direction::Out, "the start leads to the answer");
        assert_eq!(link(&template, "a", &table).direction, Direction::Out);
        assert_eq!(template.link.len(), 2, "no relation joins a document to any of them: {lone} stays alone");
        assert!(!relate(&mut template, &schema(), &table, "a"), "two slots are linked once");
        remove_slot(&mut template, "a");
        assert!(template.link.is_empty(), "links go with their slot");
    }

    #[test]
    fn only_relations_that_the_graph_has_are_offered_most_frequent_first() {
        let mut template = blank(Text2::default());
        let other = add_slot(&mut template, &schema(), Kind::Entity, Some("a"));
        let offered = legal_relations(&template, &schema(), link(&template, &other, "a"));
        assert_eq!(offered, [("operates".to_owned(), 9), ("owns".to_owned(), 4)]);
        template.link[0].relations = Relations::Named(vec!["owns".into()]);
        let before = template.clone();
        template.slot[1].kinds = vec![Kind::Table];
        template.link[0].direction = Direction::In;
        keep_legal(&before, &mut template, &schema());
        assert_eq!(template.link[0].relations, Relations::Any, "what is impossible for the new kind goes");
        template.link[0].relations = Relations::Named(vec!["uses".into()]);
        let (before, empty) = (template.clone(), SchemaView::default());
        template.slot[1].show = true;
        keep_legal(&before, &mut template, &empty);
        assert_eq!(template.link, before.link, "what a change does not touch stays, whatever the graph has");
    }

    #[test]
    fn there_is_one_answer_and_copies_take_no_role_away() {
        let mut template = blank(Text2::default());
        let other = add_slot(&mut template, &schema(), Kind::Entity, Some("a"));
        set_role(&mut template, &other, Role::Answer);
        let roles: Vec<Role> = template.slot.iter().map(|slot| slot.role).collect();
        assert_eq!(roles, [Role::Bridge, Role::Answer]);
        let copy = duplicate_slot(&mut template, &other).expect("it is there");
        assert_eq!(template.slot.iter().filter(|slot| slot.role == Role::Answer).count(), 1);
        assert_eq!(link(&template, &copy, "a").hops, [1, 1], "a copy has the same links");
        assert!(!is_leaf(&template, "a") && is_leaf(&template, &copy));
    }
}

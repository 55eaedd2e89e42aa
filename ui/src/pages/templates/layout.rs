//! Where the slots of a template stand and how the wires between them run: where the user has put them, else the chain
//! from start to answer from left to right and what hangs off it below. Orthogonal wires only. Pixels; no drawing.

use pathloom_ipc::templates::Place;
use pathloom_model::{Direction, Role, Template};
use std::collections::VecDeque;

pub const SLOT_WIDTH: f64 = 164.0;
pub const SLOT_HEIGHT: f64 = 100.0;
const COLUMN: f64 = 262.0;
const ROW: f64 = 184.0;
/// Slots in one line of the chain before it turns back below.
const COLUMNS: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct PatternLayout {
    pub width: f64,
    pub height: f64,
    /// In the order of `Template::slot`.
    pub slots: Vec<SlotPlace>,
    /// In the order of `Template::link`; a link whose ends are not there is left out.
    pub wires: Vec<Wire>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotPlace {
    pub x: f64,
    pub y: f64,
    /// "A", "B", …: the letter on the slot.
    pub letter: char,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// Place in `Template::link`.
    pub link: usize,
    /// Corners from the slot it leaves to the slot it enters.
    pub points: Vec<(f64, f64)>,
    /// Which ends carry an arrow head.
    pub arrow_at_end: bool,
    pub arrow_at_start: bool,
    /// Where its words stand; beside a wire that runs down, across one that runs along.
    pub label: (f64, f64),
    pub label_beside: bool,
}

pub fn layout(template: &Template, places: &[Place]) -> PatternLayout {
    let links = link_ends(template);
    let chain = chain_of(template, &links);
    let cells = cells_of(template, &links, &chain);
    let left = cells.iter().map(|cell| cell.0).fold(f64::INFINITY, f64::min);
    let own = cells.iter().map(|cell| ((cell.0 - left) * COLUMN, cell.1 * ROW));
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for (slot, own) in template.slot.iter().zip(own) {
        let at = match places.iter().find(|place| place.slot == slot.id) {
            Some(place) => (place.x, place.y),
            None => free_beside(own, places),
        };
        placed.push(at);
    }
    let (x, y) = placed.iter().fold((f64::INFINITY, f64::INFINITY), |least, at| (least.0.min(at.0), least.1.min(at.1)));
    let slots: Vec<SlotPlace> = placed
        .iter()
        .enumerate()
        .map(|(place, at)| SlotPlace { x: at.0 - x, y: at.1 - y, letter: letter(place) })
        .collect();
    let width = slots.iter().map(|slot| slot.x).fold(0.0, f64::max) + SLOT_WIDTH;
    let height = slots.iter().map(|slot| slot.y).fold(0.0, f64::max) + SLOT_HEIGHT;
    let wires = links
        .iter()
        .map(|&(link, from, to)| wire(link, slots[from], slots[to], template.link[link].direction))
        .collect();
    PatternLayout { width, height, slots, wires }
}

/// A new slot stands where it would, or to the right of there, but never on one that the user has put somewhere.
fn free_beside(own: (f64, f64), places: &[Place]) -> (f64, f64) {
    let (mut x, y) = own;
    let covers =
        |x: f64| places.iter().any(|place| (place.x - x).abs() < SLOT_WIDTH && (place.y - y).abs() < SLOT_HEIGHT);
    while covers(x) {
        x += COLUMN;
    }
    (x, y)
}

/// "A" to "Z", and again from "A".
pub fn letter(place: usize) -> char {
    char::from(b'A' + (place % 26) as u8)
}

/// (place of the link, from slot, to slot).
fn link_ends(template: &Template) -> Vec<(usize, usize, usize)> {
    let find = |id: &str| template.slot.iter().position(|slot| slot.id == id);
    let ends = |(place, link): (usize, &pathloom_model::Link)| Some((place, find(&link.from)?, find(&link.to)?));
    template.link.iter().enumerate().filter_map(ends).collect()
}

/// Slots from start to answer along the fewest links; the answer alone without a start.
fn chain_of(template: &Template, links: &[(usize, usize, usize)]) -> Vec<usize> {
    let of_role = |role: Role| template.slot.iter().position(|slot| slot.role == role);
    let Some(answer) = of_role(Role::Answer) else { return (0..template.slot.len().min(1)).collect() };
    let Some(start) = of_role(Role::Start) else { return vec![answer] };
    let mut before = vec![None; template.slot.len()];
    let mut queue = VecDeque::from([start]);
    before[start] = Some(start);
    while let Some(slot) = queue.pop_front() {
        for other in neighbours(links, slot) {
            if before[other].is_none() {
                before[other] = Some(slot);
                queue.push_back(other);
            }
        }
    }
    let mut chain = vec![answer];
    while let Some(previous) = before[chain[chain.len() - 1]] {
        if previous == chain[chain.len() - 1] {
            chain.reverse();
            return chain;
        }
        chain.push(previous);
    }
    vec![start, answer]
}

fn neighbours(links: &[(usize, usize, usize)], slot: usize) -> impl Iterator<Item = usize> + '_ {
    links.iter().filter_map(move |&(_, from, to)| match (from == slot, to == slot) {
        (true, false) => Some(to),
        (false, true) => Some(from),
        _ => None,
    })
}

/// Column and row of every slot, in steps of the grid.
fn cells_of(template: &Template, links: &[(usize, usize, usize)], chain: &[usize]) -> Vec<(f64, f64)> {
    let mut cells: Vec<Option<(f64, f64)>> = vec![None; template.slot.len()];
    for (step, &slot) in chain.iter().enumerate() {
        let (line, column) = (step / COLUMNS, step % COLUMNS);
        let column = if line % 2 == 0 { column } else { COLUMNS - 1 - column };
        cells[slot] = Some((column as f64, line as f64));
    }
    let mut parents: VecDeque<usize> = chain.iter().copied().collect();
    let last_line = (chain.len().max(1) - 1) / COLUMNS;
    while let Some(parent) = parents.pop_front() {
        let Some((column, row)) = cells[parent] else { continue };
        let children: Vec<usize> = neighbours(links, parent).filter(|&slot| cells[slot].is_none()).collect();
        let row = if chain.contains(&parent) { last_line as f64 } else { row } + 1.0;
        let mut at = column - (children.len().max(1) - 1) as f64 / 2.0;
        for child in children {
            while is_taken(&cells, at, row) {
                at += 0.5;
            }
            cells[child] = Some((at, row));
            parents.push_back(child);
            at += 1.0;
        }
    }
    let mut spare = 0.0;
    let lowest = cells.iter().flatten().map(|cell| cell.1).fold(-1.0, f64::max) + 1.0;
    let mut put = |cell: Option<(f64, f64)>| {
        cell.unwrap_or_else(|| {
            spare += 1.0;
            (spare - 1.0, lowest)
        })
    };
    cells.into_iter().map(&mut put).collect()
}

fn is_taken(cells: &[Option<(f64, f64)>], column: f64, row: f64) -> bool {
    cells.iter().flatten().any(|cell| cell.1 == row && (cell.0 - column).abs() < 1.0)
}

fn wire(link: usize, from: SlotPlace, to: SlotPlace, direction: Direction) -> Wire {
    let middle = |slot: SlotPlace| (slot.x + SLOT_WIDTH / 2.0, slot.y + SLOT_HEIGHT / 2.0);
    let ((from_x, from_y), (to_x, to_y)) = (middle(from), middle(to));
    let (apart_x, apart_y) = ((from_x - to_x).abs(), (from_y - to_y).abs());
    // Sideways where there is room between the two for a wire and its words, else up or down.
    let beside =
        apart_y < SLOT_HEIGHT && apart_x >= SLOT_WIDTH || apart_x > SLOT_WIDTH + 60.0 && apart_x > apart_y * 1.8;
    let (points, label) = if beside {
        let out = if to_x > from_x { 1.0 } else { -1.0 };
        let start = (from_x + out * (SLOT_WIDTH / 2.0 + 4.0), from_y);
        let end = (to_x - out * (SLOT_WIDTH / 2.0 + 4.0), to_y);
        let middle = (start.0 + end.0) / 2.0;
        let points = if apart_y < 1.0 { vec![start, end] } else { vec![start, (middle, from_y), (middle, to_y), end] };
        (points, (middle, (from_y + to_y) / 2.0))
    } else {
        let out = if to_y > from_y { 1.0 } else { -1.0 };
        let start = (from_x, from_y + out * (SLOT_HEIGHT / 2.0 + 4.0));
        let end = (to_x, to_y - out * (SLOT_HEIGHT / 2.0 + 4.0));
        let upper_end = if out > 0.0 { end } else { start };
        if apart_x < 1.0 {
            (vec![start, end], (from_x + 10.0, (start.1 + end.1) / 2.0))
        } else {
            let turn = if out > 0.0 { start.1 + 24.0 } else { end.1 + 24.0 };
            (vec![start, (from_x, turn), (to_x, turn), end], (upper_end.0 + 10.0, (turn + upper_end.1) / 2.0))
        }
    };
    Wire {
        link,
        points,
        arrow_at_end: direction != Direction::In,
        arrow_at_start: direction != Direction::Out,
        label,
        label_beside: !beside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::{Kind, Link, Relations, Slot, Text2};

    fn slot(id: &str, role: Role) -> Slot {
        Slot {
            id: id.into(),
            kinds: vec![Kind::Entity],
            role,
            instances: [1, 1],
            filters: vec![],
            show: false,
            blur: false,
        }
    }

    fn template(slots: &[(&str, Role)], links: &[(&str, &str)]) -> Template {
        let link = |(from, to): &(&str, &str)| Link {
            from: (*from).into(),
            to: (*to).into(),
            relations: Relations::Any,
            direction: Direction::Out,
            hops: [1, 1],
            between: vec![],
        };
        Template {
            id: "t".into(),
            aliases: vec![],
            group: String::new(),
            title: Text2::default(),
            about: Text2::default(),
            slot: slots.iter().map(|(id, role)| slot(id, *role)).collect(),
            link: links.iter().map(link).collect(),
            constraints: vec![],
            caps: Default::default(),
        }
    }

    fn layout_of(template: &Template) -> PatternLayout {
        layout(template, &[])
    }

    #[test]
    fn the_chain_runs_right_and_evidence_hangs_below_the_answer() {
        let slots = [("s", Role::Start), ("a", Role::Answer), ("t", Role::Evidence), ("c", Role::Evidence)];
        let shown = layout_of(&template(&slots, &[("s", "a"), ("a", "t"), ("a", "c")]));
        let [start, answer, table, chunk] = &shown.slots[..] else { panic!("four slots") };
        assert!(start.x < answer.x && start.y == answer.y, "start stands left of the answer: {shown:?}");
        assert!(table.y > answer.y && chunk.y == table.y && table.x < chunk.x, "evidence below, side by side");
        assert!(shown.slots.iter().all(|slot| slot.x >= 0.0), "nothing leaves the drawing");
        assert_eq!(shown.wires.len(), 3);
        let straight = |wire: &Wire| wire.points.windows(2).all(|two| two[0].0 == two[1].0 || two[0].1 == two[1].1);
        assert!(shown.wires.iter().all(straight), "wires run along or down only: {:?}", shown.wires);
    }

    #[test]
    fn slots_never_cover_each_other_even_in_long_branching_patterns() {
        let slots: Vec<(&str, Role)> = vec![
            ("a", Role::Start),
            ("b", Role::Bridge),
            ("c", Role::Bridge),
            ("d", Role::Bridge),
            ("e", Role::Answer),
            ("f", Role::Evidence),
            ("g", Role::Evidence),
            ("h", Role::Evidence),
            ("lone", Role::Evidence),
        ];
        let links = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("a", "f"), ("b", "g"), ("e", "h")];
        let shown = layout_of(&template(&slots, &links));
        for (place, one) in shown.slots.iter().enumerate() {
            for other in &shown.slots[place + 1..] {
                let apart = (one.x - other.x).abs() >= SLOT_WIDTH || (one.y - other.y).abs() >= SLOT_HEIGHT;
                assert!(apart, "{one:?} and {other:?} cover each other");
            }
        }
    }

    #[test]
    fn slots_stand_where_they_were_put_and_wires_follow() {
        let template = template(&[("s", Role::Start), ("a", Role::Answer)], &[("s", "a")]);
        let at = |slot: &str, x, y| Place { slot: slot.into(), x, y };
        let shown = layout(&template, &[at("s", 40.0, 300.0), at("a", 40.0, 20.0)]);
        assert_eq!((shown.slots[0].y, shown.slots[1].y), (280.0, 0.0), "from the corner of the drawing");
        let ends = (shown.wires[0].points[0], shown.wires[0].points[1]);
        assert!(ends.0.0 == ends.1.0 && ends.0.1 > ends.1.1, "the wire runs up: {:?}", shown.wires[0]);
    }
}

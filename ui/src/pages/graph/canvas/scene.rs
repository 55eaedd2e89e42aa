//! What is drawn: the picture's nodes with their places, sizes and neighbours. No drawing, no input.

use super::camera::{Bounds, Point};
use pathloom_ipc::graph::GraphPicture;
use pathloom_model::{Key, Kind};
use std::collections::{BTreeMap, HashMap};

pub struct SceneNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub at: Point,
    /// Half of its size at fit, in pixels.
    pub radius: f64,
    /// In the whole graph.
    pub degree: u32,
    /// Dragged there by the user: a new layout leaves it.
    pub pinned: bool,
}

/// Edges between the same two nodes are one line with several names.
pub struct SceneEdge {
    pub from: usize,
    pub to: usize,
    pub names: Vec<String>,
}

#[derive(Default)]
pub struct Scene {
    pub nodes: Vec<SceneNode>,
    pub edges: Vec<SceneEdge>,
    /// Per node: (edge, other end).
    pub around: Vec<Vec<(usize, usize)>>,
    places: HashMap<Key, usize>,
}

impl Scene {
    /// The picture without the hidden kinds; nodes that `before` pinned stay where they were.
    pub fn new(picture: &GraphPicture, hidden: &[Kind], before: &Scene) -> Scene {
        let mut scene = Scene::default();
        let mut moved = vec![None; picture.nodes.len()];
        for (place, node) in picture.nodes.iter().enumerate() {
            if hidden.contains(&node.kind) {
                continue;
            }
            moved[place] = Some(scene.nodes.len());
            let pinned = before.find(&node.key).map(|old| &before.nodes[old]).filter(|old| old.pinned);
            scene.places.insert(node.key.clone(), scene.nodes.len());
            scene.nodes.push(SceneNode {
                key: node.key.clone(),
                kind: node.kind,
                name: node.name.clone(),
                at: pinned.map_or(Point::new(f64::from(node.x), f64::from(node.y)), |old| old.at),
                radius: radius(node.kind, node.degree),
                degree: node.degree,
                pinned: pinned.is_some(),
            });
        }
        scene.join(picture, &moved);
        scene
    }

    fn join(&mut self, picture: &GraphPicture, moved: &[Option<usize>]) {
        let mut pairs: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
        let place = |old: u32| moved.get(old as usize).copied().flatten();
        for edge in &picture.edges {
            let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) else { continue };
            if from == to {
                continue;
            }
            let names = pairs.entry((from.min(to), from.max(to))).or_default();
            if !names.contains(&edge.name) {
                names.push(edge.name.clone());
            }
        }
        self.around = vec![Vec::new(); self.nodes.len()];
        for ((from, to), names) in pairs {
            self.around[from].push((self.edges.len(), to));
            self.around[to].push((self.edges.len(), from));
            self.edges.push(SceneEdge { from, to, names });
        }
    }

    pub fn find(&self, key: &Key) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// What a fitted view shows.
    pub fn core_bounds(&self) -> Option<Bounds> {
        Bounds::around_most(self.nodes.iter().map(|node| node.at))
    }

    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.nodes.iter().map(|node| node.at))
    }

    /// The node nearest to `at` (units) within its own radius or `slack` (units), whichever is more.
    pub fn hit(&self, at: Point, shrink: f64, slack: f64) -> Option<usize> {
        let reach = |node: &SceneNode| (node.radius * shrink).max(slack);
        self.nodes
            .iter()
            .enumerate()
            .map(|(place, node)| (place, node.at.distance(at), reach(node)))
            .filter(|(_, distance, reach)| distance <= reach)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(place, ..)| place)
    }

    /// The neighbour of `from` that lies most in the direction (dx, dy); `None` if none lies within 80° of it.
    pub fn neighbour_towards(&self, from: usize, dx: f64, dy: f64) -> Option<usize> {
        let start = self.nodes[from].at;
        self.around[from]
            .iter()
            .filter_map(|&(_, other)| {
                let to = self.nodes[other].at;
                let length = start.distance(to).max(1e-9);
                let along = ((to.x - start.x) * dx + (to.y - start.y) * dy) / length;
                (along > 0.17).then_some((other, along - length / 10_000.0))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(other, _)| other)
    }
}

fn radius(kind: Kind, degree: u32) -> f64 {
    match kind {
        Kind::Document => 8.0,
        Kind::Chunk | Kind::Assertion => (4.4 + f64::from(degree + 1).ln() * 0.5).min(6.5),
        _ => (4.2 + f64::from(degree + 1).ln() * 1.25).min(11.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_ipc::graph::{PictureEdge, PictureNode};

    fn picture() -> GraphPicture {
        let node = |kind: Kind, name: &str, x: f32, y: f32| PictureNode {
            key: Key::of(kind, &[name.as_bytes()]),
            kind,
            name: name.into(),
            x,
            y,
            degree: 3,
            distance: 0,
        };
        let edge = |from, to, name: &str| PictureEdge { from, to, name: name.into() };
        GraphPicture {
            nodes: vec![
                node(Kind::Entity, "a", 0.0, 0.0),
                node(Kind::Table, "b", 100.0, 0.0),
                node(Kind::Entity, "c", 0.0, 100.0),
            ],
            edges: vec![edge(0, 1, "related_to"), edge(0, 2, "owns"), edge(2, 0, "part_of"), edge(0, 9, "broken")],
            ..GraphPicture::default()
        }
    }

    #[test]
    fn parallel_relations_are_one_line_and_hidden_kinds_take_their_lines_with_them() {
        let scene = Scene::new(&picture(), &[], &Scene::default());
        assert_eq!(scene.edges.len(), 2, "owns and part_of share a line; an edge out of range is left out");
        assert_eq!(scene.edges[1].names, ["owns", "part_of"]);
        let without = Scene::new(&picture(), &[Kind::Table], &Scene::default());
        assert_eq!((without.nodes.len(), without.edges.len()), (2, 1), "the table and its relation are gone");
    }

    #[test]
    fn arrows_walk_to_the_neighbour_in_that_direction() {
        let scene = Scene::new(&picture(), &[], &Scene::default());
        assert_eq!(scene.neighbour_towards(0, 1.0, 0.0), Some(1), "right of a is b");
        assert_eq!(scene.neighbour_towards(0, 0.0, 1.0), Some(2), "below a is c");
        assert_eq!(scene.neighbour_towards(0, -1.0, 0.0), None, "nothing lies to the left");
    }

    #[test]
    fn a_pinned_node_keeps_its_place_in_the_next_picture() {
        let mut before = Scene::new(&picture(), &[], &Scene::default());
        before.nodes[2].at = Point::new(7.0, 8.0);
        before.nodes[2].pinned = true;
        let after = Scene::new(&picture(), &[], &before);
        assert_eq!(after.nodes[2].at, Point::new(7.0, 8.0));
        assert_eq!(after.nodes[1].at, Point::new(100.0, 0.0), "the others take the new layout");
    }

    #[test]
    fn the_nearest_node_within_reach_is_hit() {
        let scene = Scene::new(&picture(), &[], &Scene::default());
        assert_eq!(scene.hit(Point::new(98.0, 3.0), 1.0, 4.0), Some(1));
        assert_eq!(scene.hit(Point::new(50.0, 50.0), 1.0, 4.0), None);
    }
}

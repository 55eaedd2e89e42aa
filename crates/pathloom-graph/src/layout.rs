//! Where nodes of a picture stand: by forces, in rings around the first node, or in layers by kind.
//! Positions are settled and fill about 0..1 in both directions; the caller scales them.

use crate::neighbourhood::Subgraph;
use crate::random::Random;
use pathloom_model::Kind;

/// Pairs of nodes that one layout looks at, at most: larger pictures settle in fewer rounds.
const MOST_PAIRS: usize = 24_000_000;
const ROUNDS: usize = 300;

/// A force layout: relations pull, all nodes push, the centre holds. The same seed gives the same picture.
pub fn layout(graph: &Subgraph, seed: u64) -> Vec<[f32; 2]> {
    let count = graph.nodes.len();
    let mut random = Random::stream(seed, count as u64);
    let mut place = || [random.unit() as f32 - 0.5, random.unit() as f32 - 0.5];
    let mut places: Vec<[f32; 2]> = (0..count).map(|_| place()).collect();
    let links = distinct_links(graph);
    let ideal = 1.0 / (count.max(1) as f32).sqrt();
    let rounds = (MOST_PAIRS * 2 / (count * count).max(1)).clamp(20, ROUNDS);
    for round in 0..rounds {
        let reach = 0.12 * (1.0 - round as f32 / rounds as f32) + 0.001;
        settle(&mut places, &links, ideal, reach);
    }
    fit(places)
}

/// The first node in the middle, the others in rings by hops, each ring in the order of the nodes.
pub fn layout_rings(graph: &Subgraph) -> Vec<[f32; 2]> {
    let rings = graph.nodes.iter().map(|node| node.hops).max().unwrap_or(0).max(1) as f32;
    let mut sizes = vec![0usize; rings as usize + 1];
    graph.nodes.iter().for_each(|node| sizes[node.hops as usize] += 1);
    let mut filled = vec![0usize; sizes.len()];
    let place = |node: &crate::neighbourhood::SubNode| {
        let ring = node.hops as usize;
        let turn = filled[ring] as f32 / sizes[ring] as f32 + 0.07 * ring as f32;
        filled[ring] += 1;
        let (sin, cos) = (turn * std::f32::consts::TAU).sin_cos();
        let radius = 0.5 * node.hops as f32 / rings;
        [0.5 + radius * cos, 0.5 + radius * sin]
    };
    graph.nodes.iter().map(place).collect()
}

/// One row per kind that is there, documents at the top, nodes of a row in their order.
pub fn layout_layers(graph: &Subgraph) -> Vec<[f32; 2]> {
    const ROWS: [Kind; 7] =
        [Kind::Document, Kind::Chunk, Kind::Table, Kind::Image, Kind::Formula, Kind::Assertion, Kind::Entity];
    let size = |kind: Kind| graph.nodes.iter().filter(|node| node.kind == kind).count();
    let rows: Vec<(Kind, usize)> = ROWS.into_iter().map(|kind| (kind, size(kind))).filter(|row| row.1 > 0).collect();
    let mut filled = vec![0usize; rows.len()];
    let place = |node: &crate::neighbourhood::SubNode| {
        let row = rows.iter().position(|(kind, _)| *kind == node.kind).unwrap_or_default();
        filled[row] += 1;
        let across = (filled[row] as f32 - 0.5) / rows[row].1 as f32;
        [across, (row as f32 + 0.5) / rows.len() as f32]
    };
    graph.nodes.iter().map(place).collect()
}

fn distinct_links(graph: &Subgraph) -> Vec<(usize, usize)> {
    let ends = graph.relations.iter().map(|relation| (relation.from.min(relation.to), relation.from.max(relation.to)));
    let mut links: Vec<(usize, usize)> = ends.map(|(a, b)| (a as usize, b as usize)).collect();
    links.sort_unstable();
    links.dedup();
    links
}

/// One round; no node moves further than `reach`.
fn settle(places: &mut [[f32; 2]], links: &[(usize, usize)], ideal: f32, reach: f32) {
    let mut forces = vec![[0f32; 2]; places.len()];
    for a in 0..places.len() {
        let [ax, ay] = places[a];
        let (mut fx, mut fy) = (0.0, 0.0);
        for b in a + 1..places.len() {
            let (dx, dy) = (ax - places[b][0], ay - places[b][1]);
            let push = ideal * ideal / (dx * dx + dy * dy).max(1e-6);
            fx += dx * push;
            fy += dy * push;
            forces[b][0] -= dx * push;
            forces[b][1] -= dy * push;
        }
        forces[a][0] += fx;
        forces[a][1] += fy;
    }
    for &(a, b) in links {
        let (dx, dy) = (places[b][0] - places[a][0], places[b][1] - places[a][1]);
        let pull = (dx * dx + dy * dy).sqrt() / ideal;
        for (node, sign) in [(a, 1.0), (b, -1.0)] {
            forces[node][0] += sign * dx * pull;
            forces[node][1] += sign * dy * pull;
        }
    }
    for (place, force) in places.iter_mut().zip(forces) {
        let [fx, fy] = [force[0] - place[0] * 0.6, force[1] - place[1] * 0.6];
        let length = (fx * fx + fy * fy).sqrt().max(1e-9);
        let step = length.min(reach) / length;
        place[0] += fx * step;
        place[1] += fy * step;
    }
}

/// Into 0..1 with one scale for both directions.
fn fit(mut places: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let bound = |axis: usize| {
        let values = places.iter().map(|place| place[axis]);
        values.fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let [(left, right), (top, bottom)] = [bound(0), bound(1)];
    let scale = (right - left).max(bottom - top).max(1e-6);
    let inset = [(scale - (right - left)) / 2.0, (scale - (bottom - top)) / 2.0];
    for place in &mut places {
        *place = [(place[0] - left + inset[0]) / scale, (place[1] - top + inset[1]) / scale];
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neighbourhood::overview;
    use crate::synthetic::synthetic;

    #[test]
    fn a_picture_is_the_same_for_the_same_seed_and_fits_its_frame() {
        let graph = synthetic(600, 1, false).build();
        let shown = overview(&graph, &[], 120);
        let places = layout(&shown, 4);
        assert_eq!(places, layout(&shown, 4), "same seed, same picture");
        assert_ne!(places, layout(&shown, 5), "another seed, another picture");
        for places in [places, layout_rings(&shown), layout_layers(&shown)] {
            assert_eq!(places.len(), shown.nodes.len(), "every node has a place");
            let inside = |place: &[f32; 2]| place.iter().all(|value| (-0.001..=1.001).contains(value));
            assert!(places.iter().all(inside), "every place is inside the frame");
        }
    }

    #[test]
    fn related_nodes_stand_nearer_than_others() {
        let graph = synthetic(600, 1, false).build();
        let shown = overview(&graph, &[], 120);
        let places = layout(&shown, 4);
        let distance =
            |a: usize, b: usize| ((places[a][0] - places[b][0]).powi(2) + (places[a][1] - places[b][1]).powi(2)).sqrt();
        let links = distinct_links(&shown);
        let related = links.iter().map(|&(a, b)| distance(a, b)).sum::<f32>() / links.len() as f32;
        let count = shown.nodes.len();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        let all = pairs.map(|(a, b)| distance(a, b)).sum::<f32>() / (count * (count - 1) / 2) as f32;
        assert!(related < all * 0.9, "related {related}, all {all}");
    }
}

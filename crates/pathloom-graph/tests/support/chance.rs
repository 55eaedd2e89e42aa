//! A skewed world, and the test of whether draws come as often as they should.

use super::world::World;
use pathloom_graph::{Random, parse_template};
use pathloom_model::{Kind, Template};
use std::collections::BTreeMap;

pub fn template(slots: &str, links: &str) -> Template {
    let text = format!("id = \"t\"\ntitle = {{ en = \"T\" }}\nslot = [{slots}]\nlink = [{links}]\n");
    parse_template(&text, "t.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub const START: &str = r#"{ id = "start", kinds = ["Entity"], role = "start" },"#;
pub const ANSWER: &str = r#"{ id = "answer", kinds = ["Entity"], role = "answer" },"#;

/// Entities with one hub, parallel relations, tables and chunks hung on unevenly.
pub fn world(entities: usize) -> World {
    let mut world = World::default();
    let mut random = Random::stream(3, 3);
    for _ in 0..entities {
        world.add(Kind::Entity, "Company", None);
    }
    for node in 1..entities {
        world.relate(0, "owns", node);
        if node % 2 == 0 {
            world.relate(0, "runs", node);
            world.relate(node, "runs", 0);
        }
        world.relate(node, "owns", (node * 5 + 2) % entities);
        if entities > 20 {
            [(7, 3), (11, 5), (13, 9)]
                .iter()
                .for_each(|(by, plus)| world.relate(node, "runs", (node * by + plus) % entities));
        }
    }
    for place in 0..6 {
        let kind = if place < 4 { Kind::Table } else { Kind::Chunk };
        let name = if place < 4 { "related_to" } else { "located_in" };
        let thing = world.add(kind, "", None);
        for node in 0..entities {
            if random.below(3) > 0 {
                world.relate(node, name, thing);
            }
        }
    }
    world.relations.retain(|(from, _, to)| from != to);
    world
}

/// Chi-square against equal shares for all matches, those that never came included.
pub fn chi_square<K>(counts: &BTreeMap<K, u64>, kinds: u64) -> f64 {
    let draws: u64 = counts.values().sum();
    let expected = draws as f64 / kinds as f64;
    let seen: f64 = counts.values().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
    seen + (kinds - counts.len() as u64) as f64 * expected
}

/// The 0.999 quantile (Wilson and Hilferty).
pub fn critical(freedom: u64) -> f64 {
    let k = freedom as f64;
    let spread = 2.0 / (9.0 * k);
    k * (1.0 - spread + 3.0902 * spread.sqrt()).powi(3)
}

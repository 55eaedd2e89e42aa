//! Approximate neighbours over vectors given from outside (embeddings): random hyperplanes cut the names into buckets,
//! several times over, and within a bucket the exact cosine decides (Charikar 2002). Seeded: the same vectors give the
//! same pairs on every machine.

use crate::random::Random;
use std::collections::HashMap;

const TABLES: u64 = 16;
/// Others that one name is compared with in one bucket.
const IN_BUCKET: usize = 64;

/// Pairs whose cosine is at least `alike`, with it; each once, the smaller place first. A vector that is empty or of
/// another length than the first is nobody's neighbour.
pub fn near_pairs(vectors: &[&[f32]], alike: f32, seed: u64) -> Vec<(u32, u32, f32)> {
    let Some(length) = vectors.iter().map(|vector| vector.len()).find(|length| *length > 0) else { return vec![] };
    let lengths: Vec<f32> = vectors.iter().map(|vector| dot(vector, vector).sqrt()).collect();
    let usable: Vec<u32> = (0..vectors.len() as u32)
        .filter(|&at| {
            vectors[at as usize].len() == length && lengths[at as usize] > 0.0 && lengths[at as usize].is_finite()
        })
        .collect();
    // About sixteen to a bucket where they lie evenly.
    let bits = (usable.len() / 16).max(1).ilog2().clamp(1, 20);
    let mut found: HashMap<(u32, u32), f32> = HashMap::new();
    for table in 0..TABLES {
        let mut random = Random::stream(seed, table);
        let planes: Vec<Vec<f32>> = (0..bits).map(|_| (0..length).map(|_| normal(&mut random)).collect()).collect();
        let side =
            |vector: &[f32]| planes.iter().fold(0u32, |code, plane| code << 1 | u32::from(dot(vector, plane) > 0.0));
        let mut codes: Vec<(u32, u32)> = usable.iter().map(|&at| (side(vectors[at as usize]), at)).collect();
        codes.sort_unstable();
        for bucket in codes.chunk_by(|a, b| a.0 == b.0) {
            for (place, &(_, one)) in bucket.iter().enumerate() {
                for &(_, other) in bucket[place + 1..].iter().take(IN_BUCKET) {
                    let cosine = dot(vectors[one as usize], vectors[other as usize])
                        / (lengths[one as usize] * lengths[other as usize]);
                    if cosine >= alike {
                        found.insert((one, other), cosine.min(1.0));
                    }
                }
            }
        }
    }
    let mut pairs: Vec<(u32, u32, f32)> =
        found.into_iter().map(|((one, other), cosine)| (one, other, cosine)).collect();
    pairs.sort_unstable_by_key(|pair| (pair.0, pair.1));
    pairs
}

/// A sum of eight uniform numbers is round enough to cut space evenly.
fn normal(random: &mut Random) -> f32 {
    (0..8).map(|_| random.unit() as f32 - 0.5).sum()
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_vectors_are_found_and_far_ones_are_not() {
        let mut random = Random::stream(3, 0);
        let mut vectors: Vec<Vec<f32>> = (0..2_000).map(|_| (0..48).map(|_| normal(&mut random)).collect()).collect();
        for at in 0..200 {
            let noisy = vectors[at].iter().map(|x| x + 0.1 * normal(&mut random)).collect();
            vectors.push(noisy);
        }
        vectors.push(vec![]);
        let borrowed: Vec<&[f32]> = vectors.iter().map(Vec::as_slice).collect();
        let pairs = near_pairs(&borrowed, 0.95, 1);
        let right = pairs.iter().filter(|(one, other, _)| *other == 2_000 + *one).count();
        assert!(right >= 190, "nearly all of 200 neighbours: {right}");
        assert_eq!(right, pairs.len(), "and nothing else");
        assert_eq!(pairs, near_pairs(&borrowed, 0.95, 1), "the same seed, the same pairs");
    }
}

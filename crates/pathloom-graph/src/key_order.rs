//! Nodes in the order of their keys. Keys are hashes, so their first bits already tell about where each belongs:
//! they are dealt into small heaps by them, and each heap is sorted. Keys that are not spread still come out sorted.

use crate::csr::accumulate;
use crate::kinds::rank;
use pathloom_model::Kind;

/// Ids are places in key order. A key that was added twice is one node.
pub(crate) struct Order {
    /// Per id the handle that was added first.
    pub handles: Vec<u32>,
    /// Per handle the id.
    pub ids: Vec<u32>,
}

/// Heaps hold about this many.
const HEAP: usize = 8;

impl Order {
    pub fn of(keys: &[u128], kinds: &[Kind]) -> Order {
        let mut counts = [0usize; 7];
        kinds.iter().for_each(|&kind| counts[rank(kind)] += 1);
        let bits = counts.map(|count| (count / HEAP).max(1).ilog2());
        let mut firsts = [0u32; 8];
        for kind in 0..7 {
            firsts[kind + 1] = firsts[kind] + (1 << bits[kind]);
        }
        let heap = |handle: usize| {
            let kind = rank(kinds[handle]);
            let share = keys[handle].checked_shr(128 - bits[kind]).unwrap_or(0) as u32;
            (firsts[kind] + share) as usize
        };
        // One place more than heaps, so that dealing moves each start to the end of its heap.
        let mut starts = vec![0u32; firsts[7] as usize + 2];
        (0..keys.len()).for_each(|handle| starts[heap(handle) + 2] += 1);
        accumulate(&mut starts);
        let mut dealt = vec![(0u64, 0u32); keys.len()];
        for handle in 0..keys.len() {
            let place = &mut starts[heap(handle) + 1];
            dealt[*place as usize] = ((keys[handle] >> 64) as u64, handle as u32);
            *place += 1;
        }
        for bounds in starts.windows(2).take(firsts[7] as usize) {
            dealt[bounds[0] as usize..bounds[1] as usize].sort_unstable_by(|a, b| {
                a.0.cmp(&b.0).then_with(|| (keys[a.1 as usize], a.1).cmp(&(keys[b.1 as usize], b.1)))
            });
        }
        Order::from_sorted(&dealt, keys, kinds)
    }

    fn from_sorted(sorted: &[(u64, u32)], keys: &[u128], kinds: &[Kind]) -> Order {
        let mut order = Order { handles: Vec::with_capacity(sorted.len()), ids: vec![0; sorted.len()] };
        let mut before: Option<(u64, u32)> = None;
        for &(high, handle) in sorted {
            let node = handle as usize;
            let is_known = before.is_some_and(|(other, first)| {
                other == high && keys[first as usize] == keys[node] && kinds[first as usize] == kinds[node]
            });
            if !is_known {
                order.handles.push(handle);
                before = Some((high, handle));
            }
            order.ids[node] = order.handles.len() as u32 - 1;
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_out_sorted_within_their_kinds_and_each_once() {
        let mix = |place: u128| place.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C834);
        let crowded = |place: u128| place % 50;
        for spread in [mix as fn(u128) -> u128, crowded] {
            let keys: Vec<u128> = (0..1_000).map(spread).collect();
            let kinds: Vec<Kind> = (0..1_000).map(|place| Kind::ALL[place % 7]).collect();
            let order = Order::of(&keys, &kinds);
            let rows: Vec<(usize, u128)> =
                order.handles.iter().map(|&handle| (rank(kinds[handle as usize]), keys[handle as usize])).collect();
            assert!(rows.is_sorted_by(|a, b| a < b), "sorted, and none twice");
            assert!((0..1_000).all(|handle| rows[order.ids[handle] as usize] == (rank(kinds[handle]), keys[handle])));
        }
    }
}

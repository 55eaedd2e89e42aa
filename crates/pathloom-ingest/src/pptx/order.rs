//! The order in which one reads what lies on a slide: cut along the widest gap, across or down, again and again.

/// In any unit; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rect {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

/// Boxes cut at most; beyond, they are read by their top edge.
const BOXES: usize = 400;

/// Indices of the boxes as they are read.
pub(crate) fn reading_order(boxes: &[Rect]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|a, b| {
        boxes[*a].y0.total_cmp(&boxes[*b].y0).then(boxes[*a].x0.total_cmp(&boxes[*b].x0)).then(a.cmp(b))
    });
    if boxes.len() > BOXES {
        return order;
    }
    let mut out = Vec::with_capacity(boxes.len());
    cut(boxes, order, &mut out, 0);
    out
}

fn cut(boxes: &[Rect], group: Vec<usize>, out: &mut Vec<usize>, depth: usize) {
    if group.len() < 2 || depth > 60 {
        return out.extend(group);
    }
    let across = widest_gap(group.iter().map(|at| (boxes[*at].y0, boxes[*at].y1)).collect());
    let down = widest_gap(group.iter().map(|at| (boxes[*at].x0, boxes[*at].x1)).collect());
    // Words run across: a slide is taller in meaning than in shape, so an equal gap across wins.
    let (first, second): (Vec<usize>, Vec<usize>) = match (across, down) {
        (Some((gap, at)), other) if other.is_none_or(|(beside, _)| gap >= beside) => {
            group.iter().partition(|index| middle(boxes[**index].y0, boxes[**index].y1) < at)
        }
        (_, Some((_, at))) => group.iter().partition(|index| middle(boxes[**index].x0, boxes[**index].x1) < at),
        _ => return out.extend(group),
    };
    if first.is_empty() || second.is_empty() {
        return out.extend(group);
    }
    cut(boxes, first, out, depth + 1);
    cut(boxes, second, out, depth + 1);
}

fn middle(from: f64, to: f64) -> f64 {
    (from + to) / 2.0
}

/// The widest stretch that no interval covers: (its width, its middle). Boxes may overlap by a little.
fn widest_gap(mut intervals: Vec<(f64, f64)>) -> Option<(f64, f64)> {
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let span = intervals.iter().map(|i| i.1).fold(f64::MIN, f64::max) - intervals.first()?.0;
    let slack = span * 0.02;
    let mut reach = intervals.first()?.1;
    let mut best: Option<(f64, f64)> = None;
    for (from, to) in intervals.into_iter().skip(1) {
        let gap = from - reach;
        if gap > -slack && best.is_none_or(|(known, _)| gap > known) {
            best = Some((gap, middle(reach.min(from), from.max(reach))));
        }
        reach = reach.max(to);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_one_after_the_other_and_rows_downwards() {
        let at = |x0: f64, y0: f64, x1: f64, y1: f64| Rect { x0, y0, x1, y1 };
        let columns = [
            at(55.0, 20.0, 95.0, 28.0),
            at(5.0, 29.0, 45.0, 90.0),
            at(5.0, 20.0, 45.0, 28.0),
            at(55.0, 29.0, 95.0, 90.0),
            at(5.0, 2.0, 95.0, 12.0),
        ];
        assert_eq!(reading_order(&columns), [4, 2, 1, 0, 3], "the head, the left column, the right one");
        let rows = [at(5.0, 40.0, 95.0, 50.0), at(5.0, 10.0, 45.0, 30.0), at(47.0, 10.0, 95.0, 30.0)];
        assert_eq!(reading_order(&rows), [1, 2, 0]);
        let same = [at(0.0, 0.0, 9.0, 9.0); 3];
        assert_eq!(reading_order(&same), [0, 1, 2], "what lies on one another keeps its order");
    }
}

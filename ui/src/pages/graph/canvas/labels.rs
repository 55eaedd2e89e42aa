//! Where names stand: eight places around a node, the first that covers nothing, most important names first.

use super::camera::Point;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Area {
    pub fn around(at: Point, half_width: f64, half_height: f64) -> Area {
        Area { x0: at.x - half_width, y0: at.y - half_height, x1: at.x + half_width, y1: at.y + half_height }
    }

    fn meets(&self, other: &Area) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }
}

/// What is taken already, in cells of 64 pixels so that hundreds of names stay cheap.
pub struct Taken {
    width: f64,
    height: f64,
    columns: usize,
    cells: Vec<Vec<Area>>,
}

const CELL: f64 = 64.0;

impl Taken {
    pub fn new(width: f64, height: f64) -> Taken {
        let columns = (width / CELL).ceil().max(1.0) as usize;
        let rows = (height / CELL).ceil().max(1.0) as usize;
        Taken { width, height, columns, cells: vec![Vec::new(); columns * rows] }
    }

    pub fn add(&mut self, area: Area) {
        for cell in self.cells_of(&area) {
            self.cells[cell].push(area);
        }
    }

    pub fn is_free(&self, area: &Area) -> bool {
        let inside = area.x0 >= 4.0 && area.x1 <= self.width - 4.0 && area.y0 >= 2.0 && area.y1 <= self.height - 2.0;
        inside && self.cells_of(area).iter().all(|&cell| self.cells[cell].iter().all(|other| !other.meets(area)))
    }

    fn cells_of(&self, area: &Area) -> Vec<usize> {
        let rows = self.cells.len() / self.columns;
        let cell = |value: f64, most: usize| ((value / CELL).max(0.0) as usize).min(most - 1);
        let (x0, x1) = (cell(area.x0, self.columns), cell(area.x1, self.columns));
        let (y0, y1) = (cell(area.y0, rows), cell(area.y1, rows));
        (y0..=y1).flat_map(|y| (x0..=x1).map(move |x| y * self.columns + x)).collect()
    }
}

/// Top left corner of a name's first letter box relative to its node's middle, or `None` when all eight places are
/// covered. `width` is the drawn width of the name, `size` its letter size, `gap` the room left beside the node.
pub fn place(at: Point, radius: f64, width: f64, size: f64, gap: f64, taken: &mut Taken) -> Option<Point> {
    let height = size + 3.0;
    let diagonal = radius * 0.6 + 3.0;
    let right = radius + gap;
    let offsets = [
        (right, -height / 2.0),
        (-right - width, -height / 2.0),
        (-width / 2.0, radius + 2.0),
        (-width / 2.0, -radius - 2.0 - height),
        (diagonal, radius * 0.5),
        (diagonal, -radius * 0.5 - height),
        (-diagonal - width, radius * 0.5),
        (-diagonal - width, -radius * 0.5 - height),
    ];
    for (dx, dy) in offsets {
        let (x, y) = (at.x + dx, at.y + dy);
        let area = Area { x0: x - 1.0, y0: y, x1: x + width + 1.0, y1: y + height };
        if taken.is_free(&area) {
            taken.add(area);
            return Some(Point::new(dx, dy));
        }
    }
    None
}

/// A name cut to about `limit` characters at a letter, with an ellipsis. Chinese letters count twice.
pub fn short(name: &str, limit: usize) -> String {
    let first = name.lines().next().unwrap_or_default().trim();
    let mut width = 0;
    for (at, letter) in first.char_indices() {
        width += if letter >= '\u{2E80}' { 2 } else { 1 };
        if width > limit {
            return format!("{}…", first[..at].trim_end());
        }
    }
    first.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_cover_each_other_or_leave_the_canvas() {
        let mut taken = Taken::new(400.0, 300.0);
        let at = Point::new(200.0, 150.0);
        let places: Vec<Point> = (0..4).filter_map(|_| place(at, 6.0, 80.0, 11.0, 4.0, &mut taken)).collect();
        assert!(places.len() >= 4, "there is room for a name on every side");
        assert_eq!(places[0], Point::new(10.0, -7.0), "the first stands on the right");
        assert!(place(Point::new(2.0, 2.0), 6.0, 500.0, 11.0, 4.0, &mut taken).is_none(), "too wide for the canvas");
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(short("Heat pump industry report", 9), "Heat pump…");
        assert_eq!(short("热泵行业年度报告", 8), "热泵行业…");
        assert_eq!(short("short", 30), "short");
    }
}

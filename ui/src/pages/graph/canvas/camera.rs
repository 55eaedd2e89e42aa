//! From the picture's own units to pixels of the canvas and back: pan, zoom about a point, fit.

/// A place in the picture (units) or on the canvas (CSS pixels).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// Least and greatest corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub min: Point,
    pub max: Point,
}

impl Bounds {
    /// `None` without points.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Bounds> {
        let mut points = points.into_iter();
        let first = points.next()?;
        Some(points.fold(Bounds { min: first, max: first }, |all, point| Bounds {
            min: Point::new(all.min.x.min(point.x), all.min.y.min(point.y)),
            max: Point::new(all.max.x.max(point.x), all.max.y.max(point.y)),
        }))
    }

    /// Around most of the points: a few that lie far out do not make all others small.
    pub fn around_most(points: impl IntoIterator<Item = Point>) -> Option<Bounds> {
        let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = points.into_iter().map(|point| (point.x, point.y)).unzip();
        let (low_x, high_x) = most_of(&mut xs)?;
        let (low_y, high_y) = most_of(&mut ys)?;
        Some(Bounds { min: Point::new(low_x, low_y), max: Point::new(high_x, high_y) })
    }

    pub fn union(&self, other: &Bounds) -> Bounds {
        Bounds {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    pub fn width(&self) -> f64 {
        self.max.x - self.min.x
    }

    pub fn height(&self) -> f64 {
        self.max.y - self.min.y
    }
}

/// Least and greatest value; one in fifty at each end only counts as far as a third beyond the rest.
fn most_of(values: &mut [f64]) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let (first, last) = (*values.first()?, *values.last()?);
    let cut = values.len() / 50;
    let (low, high) = (values[cut], values[values.len() - 1 - cut]);
    let slack = (high - low) / 3.0;
    if values.len() < 20 { Some((first, last)) } else { Some((first.max(low - slack), last.min(high + slack))) }
}

/// Parts of the canvas that panels cover, in pixels from each edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Margins {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// `origin` is where the picture's 0,0 stands on the canvas; `scale` is pixels a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub origin: Point,
    pub scale: f64,
}

const LEAST: f64 = 0.02;
const MOST: f64 = 40.0;

impl Camera {
    /// Shows all of `bounds` inside the margins; a single point stands in the middle at scale 1.
    pub fn fit(bounds: Bounds, width: f64, height: f64, margins: Margins) -> Camera {
        let room_x = (width - margins.left - margins.right).max(40.0);
        let room_y = (height - margins.top - margins.bottom).max(40.0);
        let by_x = if bounds.width() > 0.0 { room_x / bounds.width() } else { f64::INFINITY };
        let by_y = if bounds.height() > 0.0 { room_y / bounds.height() } else { f64::INFINITY };
        let scale = match by_x.min(by_y) {
            scale if scale.is_finite() => scale.clamp(LEAST, 2.5),
            _ => 1.0,
        };
        let middle = Point::new((bounds.min.x + bounds.max.x) / 2.0, (bounds.min.y + bounds.max.y) / 2.0);
        Camera {
            origin: Point::new(
                margins.left + room_x / 2.0 - middle.x * scale,
                margins.top + room_y / 2.0 - middle.y * scale,
            ),
            scale,
        }
    }

    pub fn to_canvas(self, point: Point) -> Point {
        Point::new(self.origin.x + point.x * self.scale, self.origin.y + point.y * self.scale)
    }

    pub fn to_picture(self, point: Point) -> Point {
        Point::new((point.x - self.origin.x) / self.scale, (point.y - self.origin.y) / self.scale)
    }

    pub fn moved(&self, by: Point) -> Camera {
        Camera { origin: Point::new(self.origin.x + by.x, self.origin.y + by.y), ..*self }
    }

    /// Larger or smaller by `factor`; what stands at `about` (pixels) stays there.
    pub fn zoomed(&self, factor: f64, about: Point) -> Camera {
        let scale = (self.scale * factor).clamp(LEAST, MOST);
        let held = self.to_picture(about);
        Camera { origin: Point::new(about.x - held.x * scale, about.y - held.y * scale), scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { origin: Point::new(100.0, 50.0), scale: 1.5 };
        let pointer = Point::new(320.0, 240.0);
        let before = camera.to_picture(pointer);
        let after = camera.zoomed(1.7, pointer).to_picture(pointer);
        assert!(before.distance(after) < 1e-9, "what is under the pointer does not move: {before:?} {after:?}");
    }

    #[test]
    fn one_node_far_out_does_not_make_the_rest_small() {
        let mut points: Vec<Point> = (0..100).map(|n| Point::new(f64::from(n), f64::from(n % 10))).collect();
        points.push(Point::new(-5_000.0, 0.0));
        let bounds = Bounds::around_most(points).expect("there are points");
        assert!(bounds.width() < 200.0, "the outlier hardly widens the view: {bounds:?}");
        assert_eq!(Bounds::around_most([]), None);
    }

    #[test]
    fn a_fitted_picture_lies_inside_the_margins() {
        let bounds = Bounds { min: Point::new(-500.0, -300.0), max: Point::new(500.0, 200.0) };
        let margins = Margins { left: 200.0, right: 20.0, top: 60.0, bottom: 60.0 };
        let camera = Camera::fit(bounds, 1000.0, 700.0, margins);
        let (low, high) = (camera.to_canvas(bounds.min), camera.to_canvas(bounds.max));
        assert!(low.x >= 199.9 && high.x <= 980.1, "left and right margins stay free: {low:?} {high:?}");
        assert!(low.y >= 59.9 && high.y <= 640.1, "top and bottom margins stay free: {low:?} {high:?}");
    }
}

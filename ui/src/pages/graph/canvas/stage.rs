//! The canvas and what stands on it: takes pictures, selection and pointer, paints frames when asked.

use super::camera::{Bounds, Camera, Margins, Point};
use super::lettering::{Lettering, Widths, letter};
use super::paint::{Emphasis, View};
use super::palette::Palette;
use super::scene::Scene;
use pathloom_ipc::graph::GraphPicture;
use pathloom_model::{Key, Kind};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

pub struct Stage {
    canvas: HtmlCanvasElement,
    context: Context,
    ground: HtmlCanvasElement,
    ground_context: Context,
    /// The camera that the ground was painted with; `None`: it must be painted again.
    ground_camera: Option<Camera>,
    pub width: f64,
    pub height: f64,
    ratio: f64,
    pub margins: Margins,
    pub scene: Scene,
    pub camera: Camera,
    /// Scale of the fitted view, and whether that view still stands as it was fitted.
    fitted: f64,
    is_fitted: bool,
    /// The picture is a path: all of it stands out.
    is_path: bool,
    palette: Palette,
    emphasis: Emphasis,
    lettering: Lettering,
    lettered: bool,
    widths: Widths,
    hovered: Option<usize>,
    grip: Option<Grip>,
    glide: Option<Glide>,
    /// When the camera last moved, in milliseconds of the page's clock.
    moved_at: f64,
    /// Grows whenever nodes move, come, go or change colour.
    version: u32,
    pub relation_word: fn(&str) -> String,
}

/// A pressed pointer.
struct Grip {
    node: Option<usize>,
    start: Point,
    last: Point,
    moved: bool,
}

/// Nodes and camera on their way from the former picture to this one.
struct Glide {
    start: f64,
    from: Vec<Point>,
    to: Vec<Point>,
    camera_from: Camera,
    camera_to: Camera,
}

/// What a pointer did.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    Select(Option<Key>),
    /// A node begins to be dragged: it is selected too, so that its lines move with it.
    Drag(Key),
}

const PAD: f64 = 200.0;
const SETTLE: f64 = 120.0;
const GLIDE: f64 = 320.0;
const HEAVY: usize = 3_500;
const SLACK: f64 = 4.0;

impl Stage {
    /// `None` where the page gives no drawing context.
    pub fn new(canvas: HtmlCanvasElement, relation_word: fn(&str) -> String) -> Option<Stage> {
        let context = context_of(&canvas)?;
        let document = web_sys::window()?.document()?;
        let ground: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let ground_context = context_of(&ground)?;
        Some(Stage {
            palette: Palette::read(&canvas),
            canvas,
            context,
            ground,
            ground_context,
            ground_camera: None,
            width: 0.0,
            height: 0.0,
            ratio: 1.0,
            margins: Margins::default(),
            scene: Scene::default(),
            camera: Camera { origin: Point::default(), scale: 1.0 },
            fitted: 1.0,
            is_fitted: true,
            is_path: false,
            emphasis: Emphasis::default(),
            lettering: Lettering { labels: Vec::new(), edges: Vec::new() },
            lettered: false,
            widths: Widths::default(),
            hovered: None,
            grip: None,
            glide: None,
            moved_at: 0.0,
            version: 0,
            relation_word,
        })
    }

    pub fn resize(&mut self, width: f64, height: f64, ratio: f64) {
        if (self.width, self.height, self.ratio) == (width, height, ratio) {
            return;
        }
        (self.width, self.height, self.ratio) = (width, height, ratio);
        self.canvas.set_width((width * ratio).round() as u32);
        self.canvas.set_height((height * ratio).round() as u32);
        self.ground.set_width(((width + 2.0 * PAD) * ratio).round() as u32);
        self.ground.set_height(((height + 2.0 * PAD) * ratio).round() as u32);
        self.restyle();
        if self.is_fitted {
            self.finish_glide();
            self.fit();
        }
    }

    /// After a change of theme or size.
    pub fn restyle(&mut self) {
        self.palette = Palette::read(&self.canvas);
        self.stale();
    }

    /// A new picture. Shared nodes glide to their new places unless there are too many or motion is unwanted.
    pub fn show(
        &mut self,
        picture: &GraphPicture,
        hidden: &[Kind],
        selected: Option<&Key>,
        is_path: bool,
        still: bool,
    ) {
        self.is_path = is_path;
        let scene = Scene::new(picture, hidden, &self.scene);
        let former: Vec<Option<Point>> =
            scene.nodes.iter().map(|node| self.scene.find(&node.key).map(|old| self.scene.nodes[old].at)).collect();
        let camera_from = self.camera;
        self.scene = scene;
        self.hovered = None;
        self.grip = None;
        self.select(selected);
        self.fit();
        let known = former.iter().flatten().count();
        if still || known == 0 || self.is_heavy() {
            self.glide = None;
            return;
        }
        let to: Vec<Point> = self.scene.nodes.iter().map(|node| node.at).collect();
        let root = former.iter().flatten().next().copied().unwrap_or_default();
        let from = former.iter().map(|point| point.unwrap_or(root)).collect();
        self.glide = Some(Glide { start: now(), from, to, camera_from, camera_to: self.camera });
    }

    pub fn select(&mut self, key: Option<&Key>) {
        let center = key.and_then(|key| self.scene.find(key));
        self.emphasis = match self.is_path {
            true => Emphasis::whole(&self.scene, center),
            false => Emphasis::of(&self.scene, center),
        };
        self.stale();
    }

    pub fn fit(&mut self) {
        let Some(bounds) = self.scene.core_bounds() else { return };
        self.camera = Camera::fit(bounds, self.width, self.height, self.margins);
        self.fitted = self.camera.scale;
        self.is_fitted = true;
        self.stale();
    }

    pub fn zoom(&mut self, factor: f64, about: Option<Point>) {
        let about = about.unwrap_or(Point::new(self.width / 2.0, self.height / 2.0));
        self.camera = self.camera.zoomed(factor, about);
        self.glide = None;
        self.touch();
    }

    /// Moves the canvas so that this place of the picture is in its middle.
    pub fn centre_on(&mut self, place: Point) {
        let at = self.camera.to_canvas(place);
        self.camera = self.camera.moved(Point::new(self.width / 2.0 - at.x, self.height / 2.0 - at.y));
        self.touch();
    }

    /// Brings a node into view if it lies outside or under a panel.
    pub fn reveal(&mut self, key: &Key) {
        let Some(node) = self.scene.find(key) else { return };
        let at = self.camera.to_canvas(self.scene.nodes[node].at);
        if at.x < 24.0 || at.y < 24.0 || at.x > self.width - 24.0 || at.y > self.height - 24.0 {
            self.centre_on(self.scene.nodes[node].at);
        }
    }

    /// Percent of the fitted size.
    pub fn percent(&self) -> u32 {
        (self.camera.scale / self.fitted * 100.0).round() as u32
    }

    pub fn press(&mut self, at: Point) {
        self.finish_glide();
        self.grip = Some(Grip { node: self.hit(at), start: at, last: at, moved: false });
    }

    pub fn point(&mut self, at: Point) -> Option<Gesture> {
        let Some(grip) = &mut self.grip else {
            self.hovered = self.hit(at);
            return None;
        };
        let by = Point::new(at.x - grip.last.x, at.y - grip.last.y);
        let begins = !grip.moved && grip.start.distance(at) > 3.0;
        if !grip.moved && !begins {
            return None;
        }
        grip.moved = true;
        grip.last = at;
        let Some(node) = grip.node else {
            self.camera = self.camera.moved(by);
            self.touch();
            return None;
        };
        let moved = &mut self.scene.nodes[node];
        moved.at = self.camera.to_picture(at);
        moved.pinned = true;
        self.lettered = false;
        self.version = self.version.wrapping_add(1);
        let key = moved.key.clone();
        if begins {
            self.select(Some(&key));
        }
        begins.then_some(Gesture::Drag(key))
    }

    pub fn release(&mut self) -> Option<Gesture> {
        let grip = self.grip.take()?;
        let clicked = grip.node.map(|node| self.scene.nodes[node].key.clone());
        (!grip.moved).then_some(Gesture::Select(clicked))
    }

    /// Names one state of nodes and colours; the minimap paints each once.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn leave(&mut self) {
        self.hovered = None;
    }

    pub fn is_dragging(&self) -> bool {
        self.grip.as_ref().is_some_and(|grip| grip.moved)
    }

    pub fn hovered(&self) -> Option<&Key> {
        self.hovered.map(|node| &self.scene.nodes[node].key)
    }

    pub fn is_pinned(&self, key: &Key) -> bool {
        self.scene.find(key).is_some_and(|node| self.scene.nodes[node].pinned)
    }

    pub fn unpin(&mut self, key: &Key) {
        if let Some(node) = self.scene.find(key) {
            self.scene.nodes[node].pinned = false;
        }
    }

    /// Paints. `true`: another frame is wanted (something still moves or settles).
    pub fn frame(&mut self) -> bool {
        if self.width == 0.0 {
            return false;
        }
        let now = now();
        let gliding = self.advance_glide(now);
        let settled = now - self.moved_at > SETTLE;
        if self.ground_camera.is_none() || (self.ground_camera != Some(self.camera) && (settled || !self.is_heavy())) {
            self.paint_ground();
        }
        if (!self.lettered && (settled || self.is_dragging())) && !gliding {
            self.letter();
        }
        self.paint_front();
        gliding || !settled || self.ground_camera != Some(self.camera)
    }

    fn letter(&mut self) {
        let mut widths = std::mem::take(&mut self.widths);
        self.lettering = letter(&self.view(), &self.context, &mut widths, &self.relation_word);
        self.widths = widths;
        self.lettered = true;
    }

    fn paint_ground(&mut self) {
        let context = &self.ground_context;
        let _ = context.set_transform(self.ratio, 0.0, 0.0, self.ratio, PAD * self.ratio, PAD * self.ratio);
        context.clear_rect(-PAD, -PAD, self.width + 2.0 * PAD, self.height + 2.0 * PAD);
        self.view().ground(context, PAD);
        self.ground_camera = Some(self.camera);
    }

    fn paint_front(&self) {
        let context = &self.context;
        let _ = context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.width, self.height);
        if let Some(painted) = self.ground_camera {
            let grown = self.camera.scale / painted.scale;
            let x = self.camera.origin.x - (PAD + painted.origin.x) * grown;
            let y = self.camera.origin.y - (PAD + painted.origin.y) * grown;
            let (width, height) = ((self.width + 2.0 * PAD) * grown, (self.height + 2.0 * PAD) * grown);
            let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(&self.ground, x, y, width, height);
        }
        let view = self.view();
        view.front(context, self.hovered);
        if self.glide.is_none() {
            view.edge_labels(context, &self.lettering.edges);
            view.labels(context, &self.lettering.labels);
        }
    }

    fn advance_glide(&mut self, now: f64) -> bool {
        let Some(glide) = &self.glide else { return false };
        let passed = ((now - glide.start) / GLIDE).clamp(0.0, 1.0);
        let eased = 1.0 - (1.0 - passed).powi(3);
        let between = |from: f64, to: f64| from + (to - from) * eased;
        for (node, (from, to)) in self.scene.nodes.iter_mut().zip(glide.from.iter().zip(&glide.to)) {
            node.at = Point::new(between(from.x, to.x), between(from.y, to.y));
        }
        self.camera = Camera {
            origin: Point::new(
                between(glide.camera_from.origin.x, glide.camera_to.origin.x),
                between(glide.camera_from.origin.y, glide.camera_to.origin.y),
            ),
            scale: between(glide.camera_from.scale, glide.camera_to.scale),
        };
        self.stale();
        if passed >= 1.0 {
            self.finish_glide();
        }
        self.glide.is_some()
    }

    fn finish_glide(&mut self) {
        let Some(glide) = self.glide.take() else { return };
        for (node, to) in self.scene.nodes.iter_mut().zip(glide.to) {
            node.at = to;
        }
        self.camera = glide.camera_to;
        self.stale();
    }

    fn hit(&self, at: Point) -> Option<usize> {
        let scale = self.camera.scale;
        self.scene.hit(self.camera.to_picture(at), self.shrink() / scale, SLACK / scale)
    }

    fn shrink(&self) -> f64 {
        let room = self.width * self.height / (self.scene.nodes.len().max(1) as f64);
        let grown = (self.camera.scale / self.fitted).sqrt().clamp(0.8, 2.2);
        ((room.sqrt() / 34.0).clamp(0.34, 1.0) * grown).min(1.6)
    }

    fn is_heavy(&self) -> bool {
        self.scene.nodes.len() + self.scene.edges.len() > HEAVY
    }

    fn touch(&mut self) {
        self.moved_at = now();
        self.is_fitted = false;
        self.lettered = false;
    }

    fn stale(&mut self) {
        self.version = self.version.wrapping_add(1);
        self.ground_camera = None;
        self.lettered = false;
    }

    fn view(&self) -> View<'_> {
        View {
            scene: &self.scene,
            camera: self.camera,
            palette: &self.palette,
            emphasis: &self.emphasis,
            width: self.width,
            height: self.height,
            shrink: self.shrink(),
        }
    }

    /// Paints the minimap: every node a dot. The caller draws the frame around what is seen.
    pub fn minimap(&self, canvas: &HtmlCanvasElement, width: f64, height: f64) {
        let Some(context) = context_of(canvas) else { return };
        canvas.set_width((width * self.ratio) as u32);
        canvas.set_height((height * self.ratio) as u32);
        let _ = context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        let Some(camera) = self.minimap_camera(width, height) else { return };
        let selected = self.emphasis.center.is_some();
        for (place, node) in self.scene.nodes.iter().enumerate() {
            let lit = !selected || self.emphasis.lit[place];
            context.set_global_alpha(if lit { 1.0 } else { 0.45 });
            context.set_fill_style_str(self.palette.kind(node.kind));
            let (at, size) = (camera.to_canvas(node.at), if lit && selected { 3.0 } else { 2.0 });
            context.fill_rect(at.x - size / 2.0, at.y - size / 2.0, size, size);
        }
    }

    /// From the picture to the minimap.
    pub fn minimap_camera(&self, width: f64, height: f64) -> Option<Camera> {
        let margins = Margins { left: 10.0, right: 10.0, top: 10.0, bottom: 10.0 };
        let seen = Bounds {
            min: self.camera.to_picture(Point::default()),
            max: self.camera.to_picture(Point::new(self.width, self.height)),
        };
        Some(Camera::fit(self.scene.bounds()?.union(&seen), width, height, margins))
    }

    /// What the canvas shows, as (left, top, width, height) in pixels of the minimap.
    pub fn minimap_frame(&self, width: f64, height: f64) -> Option<(f64, f64, f64, f64)> {
        let camera = self.minimap_camera(width, height)?;
        let low = camera.to_canvas(self.camera.to_picture(Point::default()));
        let high = camera.to_canvas(self.camera.to_picture(Point::new(self.width, self.height)));
        Some((low.x, low.y, high.x - low.x, high.y - low.y))
    }
}

fn context_of(canvas: &HtmlCanvasElement) -> Option<Context> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

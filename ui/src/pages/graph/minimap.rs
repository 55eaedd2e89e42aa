//! Everything that is drawn, small, with a frame around what is seen; a click moves there.

use super::canvas::camera::Point;
use super::state::GraphState;
use crate::text::graph::words;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::MouseEvent;

const WIDTH: f64 = 182.0;
const HEIGHT: f64 = 130.0;

#[component]
pub fn Minimap(state: GraphState) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let drawn = StoredValue::new(None::<u32>);
    let frame = move || {
        state.moved.track();
        let found = state.stage.with_value(|stage| {
            let stage = stage.as_ref()?;
            if drawn.get_value() != Some(stage.version())
                && let Some(canvas) = canvas.get()
            {
                stage.minimap(&canvas, WIDTH, HEIGHT);
                drawn.set_value(Some(stage.version()));
            }
            stage.minimap_frame(WIDTH, HEIGHT)
        });
        found.map(|(x, y, width, height)| {
            format!("transform:translate({x:.1}px,{y:.1}px);width:{width:.1}px;height:{height:.1}px")
        })
    };
    let press = move |event: MouseEvent| {
        let at = Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
        state.with_stage(|stage| {
            if let Some(camera) = stage.minimap_camera(WIDTH, HEIGHT) {
                stage.centre_on(camera.to_picture(at));
            }
        });
    };
    view! {
        <div class="fl gmap" role="img" aria-label=words().minimap title=words().minimap on:click=press>
            <canvas node_ref=canvas></canvas>
            <i style=frame></i>
        </div>
    }
}

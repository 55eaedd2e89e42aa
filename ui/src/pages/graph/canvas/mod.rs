//! The drawing surface of the Graph page: picture → [`scene`] → [`paint`] and [`lettering`], moved by [`camera`];
//! [`stage`] holds them together. Knows nothing of requests and panels.

pub mod camera;
mod labels;
mod lettering;
mod paint;
mod palette;
mod scene;
mod shape;
pub mod stage;

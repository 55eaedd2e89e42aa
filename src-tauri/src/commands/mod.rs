//! One file per screen: each command takes its argument, makes one call, returns a typed result.

pub mod app;

//! Shared by the tests: small random worlds, and the naive enumerator.
#![allow(dead_code, reason = "each test binary uses its part")]

pub mod chance;
pub mod content;
pub mod naive;
pub mod world;

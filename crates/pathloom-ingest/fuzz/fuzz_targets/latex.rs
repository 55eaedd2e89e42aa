//! LaTeX sources.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pathloom_fuzz::feed;

fuzz_target!(|data: &[u8]| feed("a.tex", data));

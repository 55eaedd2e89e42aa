//! Packages whose zip itself is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pathloom_fuzz::feed;

fuzz_target!(|data: &[u8]| feed("a.docx", data));

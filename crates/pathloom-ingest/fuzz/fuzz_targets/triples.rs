//! Ready-made triples, as CSV, text and JSON lines.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for name in ["a.csv", "a.txt", "a.jsonl"] {
        let _ = pathloom_ingest::read_triples(name, data);
    }
});

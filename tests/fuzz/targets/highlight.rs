#![no_main]

#[path = "../checks/highlight.rs"]
mod highlight;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| highlight::check(&String::from_utf8_lossy(bytes)));

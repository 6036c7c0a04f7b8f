#![no_main]

#[path = "../checks/analyzer.rs"]
mod analyzer;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| analyzer::check(&String::from_utf8_lossy(bytes)));

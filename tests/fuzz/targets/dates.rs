#![no_main]

#[path = "../checks/dates.rs"]
mod dates;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dates::check(&String::from_utf8_lossy(bytes)));

//! What the fuzz targets check, on their seeds and on what proptest makes: a fault that a long run found stays
//! mended.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

#[path = "../fuzz/checks/analyzer.rs"]
mod analyzer;
#[path = "../fuzz/checks/dates.rs"]
mod dates;
#[path = "../fuzz/checks/highlight.rs"]
mod highlight;
#[path = "../fuzz/checks/query.rs"]
mod query;
#[path = "../fuzz/checks/readers.rs"]
mod readers;

/// The seeds of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(target);
    let files = fs::read_dir(&folder).expect("a target has seeds").flatten();
    let seeds: Vec<_> = files.map(|file| fs::read(file.path()).expect("a seed can be read")).collect();
    assert!(seeds.len() > 5, "{target} has only {} seeds", seeds.len());
    seeds
}

fn texts(target: &str) -> Vec<String> {
    seeds(target).iter().map(|seed| String::from_utf8_lossy(seed).into_owned()).collect()
}

#[test]
fn seeds_pass() {
    for text in texts("analyzer") {
        analyzer::check(&text);
    }
    for text in texts("query") {
        query::check(&text);
    }
    for text in texts("dates") {
        dates::check(&text);
    }
    for bytes in seeds("readers") {
        readers::check(&bytes);
    }
    for text in texts("highlight") {
        highlight::check(&text);
    }
}

/// Texts made of the words of all seeds, letters, and anything else.
fn text() -> impl Strategy<Value = String> {
    let targets = ["analyzer", "query", "dates", "readers", "highlight"];
    let words = targets
        .into_iter()
        .flat_map(texts)
        .flat_map(|text| text.split_inclusive(char::is_whitespace).map(str::to_owned).collect::<Vec<_>>());
    let piece = prop_oneof![
        4 => prop::sample::select(words.collect::<Vec<_>>()),
        1 => "[a-zA-Z0-9 ]{1,5}",
        1 => "\\PC",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_analysed(text in text()) {
        analyzer::check(&text);
    }

    #[test]
    fn any_text_is_a_query(text in text()) {
        query::check(&text);
    }

    #[test]
    fn any_text_is_a_date_or_none(text in text()) {
        dates::check(&text);
    }

    #[test]
    fn any_bytes_are_a_file(name in b'0'..=b'7', text in text(), noise in prop::collection::vec(any::<u8>(), 0..8)) {
        readers::check(&[&[name], text.as_bytes(), &noise].concat());
    }

    #[test]
    fn any_query_marks_any_text(query in text(), text in text()) {
        highlight::check(&format!("{}\n{query} {text}", query.replace('\n', " ")));
    }
}

//! What must hold for any input.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const NAMES: [&str; 10] = [
    "a.txt",
    "a.jsonl",
    "a.json",
    "a.csv",
    "a.tsv",
    "a",
    "a.txt.gz",
    "a.jsonl.zst",
    "2021/11/b.onbekend",
    "a.csv.gz",
];

/// Small limits and odd bytes: what is read must be the same as ever.
fn small() -> Options {
    Options { max_line_bytes: 64, ..Options::default() }
}

proptest! {
    // Each case writes a file or more.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..600), name in 0..NAMES.len()) {
        let readings = read_with(NAMES[name], &bytes, &small());
        prop_assert_eq!(readings.file.hash, blake3::hash(&bytes));
        // Every file yields an article or a reason.
        prop_assert!(!readings.articles.is_empty() || !readings.skipped.is_empty());
    }

    #[test]
    fn no_text_makes_it_panic(
        text in "([a\u{e9}\" ,;\t|:\\{\\}\\[\\]\n\r]|date 2021 |titel: |\"text\": |\\{\"text\": \"x\"\\}\n){0,60}",
        name in 0..NAMES.len(),
    ) {
        for bytes in [text.as_bytes(), &gzip(&text), &zstandard(&text)] {
            let readings = read_with(NAMES[name], bytes, &small());
            prop_assert!(!readings.articles.is_empty() || !readings.skipped.is_empty());
        }
    }

    #[test]
    fn damaged_packed_bytes_do_not_either(text in "[a-z\n]{0,400}", at in any::<prop::sample::Index>(), byte: u8) {
        for mut packed in [gzip(&text), zstandard(&text)] {
            let at = at.index(packed.len());
            packed[at] = byte;
            read_file("a.txt.gz", &packed);
            read_file("a.txt.gz", &packed[..at]);
        }
    }

    #[test]
    fn every_json_record_comes_back_whole(
        texts in vec("[a-z\u{e9}\u{20ac}\u{1f600}\"\\\\]{1,30}( [a-z]{1,9}){0,3}", 1..20),
        packing in 0..3,
    ) {
        let lines: String =
            texts.iter().map(|text| serde_json::json!({ "tekst": text }).to_string() + "\n").collect();
        let (name, bytes) = match packing {
            0 => ("a.jsonl", lines.into_bytes()),
            1 => ("a.jsonl.gz", gzip(lines)),
            _ => ("a.jsonl.zst", zstandard(lines)),
        };
        let readings = read_file(name, bytes);
        prop_assert_eq!(&readings.skipped, &[]);
        prop_assert_eq!(readings.texts(), texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn every_row_comes_back_as_the_csv_crate_wrote_it(
        rows in vec(("[a-z]{1,5}", "[a-z\",; |\t\u{e9}]{0,12}", "[a-z][a-z\",;| \t]{0,12}"), 1..12),
        delimiter in prop::sample::select(vec![b',', b';', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["id", "titel", "tekst"]).unwrap();
        for (id, title, text) in &rows {
            writer.write_record([id, title, text]).unwrap();
        }
        let readings = read_file("a.csv", writer.into_inner().unwrap());
        prop_assert_eq!(&readings.skipped, &[]);
        let found: Vec<_> =
            readings.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
        let written: Vec<_> = rows.iter().map(|(id, _, text)| (id.as_str(), text.trim())).collect();
        prop_assert_eq!(found, written);
    }

    #[test]
    fn western_texts_survive_their_encoding(text in "([a-z]{2,8}[\u{e9}\u{eb}\u{ef}\u{f6}][a-z]{1,5}[ .\n]){1,40}") {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        prop_assert_eq!(read_file("a.txt", bytes).articles, read_file("a.txt", &text).articles);
    }

    #[test]
    fn text_is_never_lost_from_a_plain_file(text in "([a-z]{1,6}[ \n]){0,60}") {
        let readings = read_file("a.txt", &text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let found: Vec<&str> = readings.articles.iter().flat_map(|article| article.text.split_whitespace()).collect();
        prop_assert_eq!(found, words);
    }
}

//! Compressed files: whole, in several members, cut off, damaged, and with other bytes after them.

use super::*;

fn lines(count: usize) -> String {
    (1..=count).map(|n| json_line(&n.to_string(), &format!("Artikel {n}, {}", n * 7919))).collect()
}

#[test]
fn packed_files_equal_plain_ones() {
    let plain = lines(1000);
    let (first, second) = plain.split_at(plain.len() / 3);
    let expected = read_file("a.jsonl", &plain).articles;
    assert_eq!(expected.len(), 1000);
    for packed in [
        gzip(&plain),
        zstandard(&plain),
        [gzip(first), gzip(second)].concat(),
        [zstandard(first), zstandard(second)].concat(),
        [gzip(first), gzip(""), gzip(second)].concat(),
        // A tape's padding.
        [gzip(&plain), vec![0; 1000]].concat(),
        // A skippable frame.
        [b"\x50\x2a\x4d\x18\x04\0\0\0abcd".to_vec(), zstandard(&plain)].concat(),
    ] {
        // The bytes decide, whatever the name says.
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.JSONL.GZ"] {
            let readings = read_file(name, &packed);
            assert_eq!(readings.skipped, []);
            assert_eq!(readings.file.bytes, packed.len() as u64);
            assert_eq!(readings.texts().len(), 1000);
            if name == "a.jsonl" {
                assert_eq!(readings.articles, expected);
            }
        }
    }
    // A browser unpacked it and kept the name.
    assert_eq!(read_file("a.jsonl.gz", &plain).articles.len(), 1000);
}

#[track_caller]
fn check_fault(name: &str, packed: &[u8], least: usize, reason: &str) {
    let readings = read_file(name, packed);
    assert!(readings.articles.len() >= least, "{} articles of {name}", readings.articles.len());
    let [problem] = &readings.skipped[..] else { panic!("{:#?}", readings.skipped) };
    assert_eq!(problem.kind, ProblemKind::Compression);
    assert_eq!(problem.line, Some(readings.articles.len() as u64 + 1));
    assert_eq!(problem.reason, format!("{reason}, after line {}", readings.articles.len()));
    assert_eq!(readings.file.outcome, Outcome::Whole);
    assert_eq!(readings.file.hash, blake3::hash(packed));
}

#[test]
fn a_file_that_breaks_off_yields_what_comes_before() {
    let cut_off = "the file ends in the middle of its compressed data";
    let plain = lines(6000);
    let (gz, zst) = (gzip(&plain), zstandard(&plain));
    check_fault("a.jsonl.gz", &gz[..gz.len() / 2], 1500, cut_off);
    // Zstandard unpacks blocks of 128 KiB, each whole or not at all.
    check_fault("a.jsonl.zst", &zst[..zst.len() * 3 / 4], 1500, cut_off);
    // The checksum at the end is part of the data.
    check_fault("a.jsonl.gz", &gz[..gz.len() - 1], 6000, cut_off);
    check_fault("a.jsonl.gz", &[&gz[..], &gz[..5]].concat(), 6000, cut_off);
    check_fault("a.jsonl.gz", &gz[..12], 0, cut_off);
}

#[test]
fn other_bytes_after_the_end_are_named() {
    let garbage = "other bytes follow after the compressed data";
    let plain = lines(100);
    check_fault("a.jsonl.gz", &[gzip(&plain), b"rommel".to_vec()].concat(), 100, garbage);
    check_fault("a.jsonl.zst", &[zstandard(&plain), b"rommel".to_vec()].concat(), 100, garbage);
}

#[test]
fn a_text_that_breaks_off_loses_only_its_last_article() {
    let text = format!("date 2021 Een.\n\ndate 2022 {}", "Lang verhaal 12 34 56. ".repeat(20_000));
    let packed = gzip(text);
    let readings = read_file("a.txt.gz", &packed[..packed.len() - 20]);
    assert_eq!(readings.texts(), ["Een."]);
    assert_eq!(readings.skips().len(), 1);
    assert_eq!(readings.skipped[0].kind, ProblemKind::Compression);
}

#[test]
fn a_wrong_checksum_is_named() {
    let mut packed = gzip(lines(10));
    let at = packed.len() - 6;
    packed[at] ^= 0xff;
    let readings = read_file("a.jsonl.gz", &packed);
    assert_eq!(readings.articles.len(), 10);
    assert!(readings.skipped[0].reason.starts_with("the compressed data is damaged ("), "{readings:?}");
}

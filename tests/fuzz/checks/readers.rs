//! What must hold of any file.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use knipsel::archive::{self, Options, Outcome, Reading, SourceFile};
use knipsel::article::{Article, ArticleId};

/// The names under which bytes are read: the first byte says which, counted from `0`.
const NAMES: [&str; 8] =
    ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.gz", "a.zst", "2021/11/16/a.onbekend"];

/// Reads bytes as a file, plain and packed, and panics where something does not hold.
pub(crate) fn check(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(first.wrapping_sub(b'0')) % NAMES.len()];
    let plain = read(name, bytes);
    let packed = read(&format!("{name}.gz"), &gzip(bytes));
    // A file is the same packed or not, unless it is packed already or its name says so.
    if !matches!(name, "a.gz" | "a.zst") && !is_packed(bytes) {
        assert_eq!(shown(&plain), shown(&packed), "read as {name} and as {name}.gz");
    }
}

/// Reads a file, and looks at whatever it yields.
fn read(name: &str, bytes: &[u8]) -> Vec<Reading> {
    let mut file = tempfile::NamedTempFile::new().expect("a file can be made");
    file.write_all(bytes).expect("a file can be written");
    let file = SourceFile {
        path: file.path().to_owned(),
        relative: name.to_owned(),
        bytes: bytes.len() as u64,
        modified_ns: 0,
        archive_name: String::new(),
    };
    // A small limit, so that it is met.
    let options = Options { max_line_bytes: 256, ..Options::default() };
    let mut readings = Vec::new();
    let read = archive::read(&file, &options, &mut |reading| {
        readings.push(reading);
        Ok(())
    });
    let read = read.expect("no caller stops the reading");
    assert_eq!(read.outcome, Outcome::Whole);
    assert_eq!(read.bytes, bytes.len() as u64);
    assert!(!readings.is_empty(), "a file yields an article or a reason");
    // Every reading but the first costs a byte at least.
    assert!(readings.len() <= bytes.len() + 1, "{} readings", readings.len());
    check_order(&readings);
    readings
}

/// Lines do not go down, and ordinals go up.
fn check_order(readings: &[Reading]) {
    let (mut line_before, mut ordinal_before) = (0, None);
    for reading in readings {
        match reading {
            Reading::Article(article) => {
                let Article { record, text, title, .. } = &**article;
                assert!(record.line >= line_before, "a line goes down at {article:?}");
                assert!(Some(record.ordinal) > ordinal_before, "an ordinal does not go up at {article:?}");
                (line_before, ordinal_before) = (record.line, Some(record.ordinal));
                assert!(!text.trim().is_empty() || !title.text.trim().is_empty(), "nothing in {article:?}");
            }
            Reading::Skipped(problem) | Reading::Warned(problem) => {
                let line = problem.line.unwrap_or(line_before);
                assert!(line >= line_before, "a line goes down at {problem:?}");
                line_before = line;
                assert!(!problem.reason.is_empty() && !problem.hint.is_empty(), "{problem:?}");
            }
        }
    }
}

fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// What readings say, whatever the file is called; ids and hints depend on its name.
fn shown(readings: &[Reading]) -> Vec<String> {
    let show = |reading: &Reading| match reading {
        Reading::Article(article) => {
            let id = ArticleId::derived("", "", 0);
            format!("{:?}", Article { id, ..(**article).clone() })
        }
        Reading::Skipped(problem) => format!("skipped: {:?} {}", problem.line, problem.reason),
        Reading::Warned(problem) => format!("warned: {:?} {}", problem.line, problem.reason),
    };
    readings.iter().map(show).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

//! What the readers make of whole files. The tables stand in the files below this one.

mod bad_input;
mod dated_text;
mod delimited;
mod encodings;
mod json_lines;
mod packed;
mod properties;
mod walking;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::detect::{Format, Stop};
use super::lines::Lines;
use super::record::Sink;
use super::*;

/// What reading a file came to.
#[derive(Debug, PartialEq, Eq)]
struct Readings {
    articles: Vec<Article>,
    /// Skipped records.
    skipped: Vec<Problem>,
    warned: Vec<Problem>,
    file: FileRead,
}

impl Readings {
    fn texts(&self) -> Vec<&str> {
        self.articles.iter().map(|article| article.text.as_str()).collect()
    }

    /// Line and kind of what was skipped.
    fn skips(&self) -> Vec<(Option<u64>, ProblemKind)> {
        self.skipped.iter().map(|problem| (problem.line, problem.kind)).collect()
    }
}

/// Reads a file with this name and these bytes.
fn read_file(name: &str, bytes: impl AsRef<[u8]>) -> Readings {
    read_with(name, bytes, &Options::default())
}

fn read_with(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> Readings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes.as_ref()).unwrap();
    read_source(&source_file(path, name, bytes.as_ref().len() as u64), options)
}

fn source_file(path: PathBuf, name: &str, bytes: u64) -> SourceFile {
    SourceFile { path, relative: name.to_owned(), bytes, modified_ns: 0, archive_name: String::new() }
}

fn read_source(file: &SourceFile, options: &Options) -> Readings {
    let (mut articles, mut skipped, mut warned) = (Vec::new(), Vec::new(), Vec::new());
    let mut each = |reading| {
        match reading {
            Reading::Article(article) => articles.push(*article),
            Reading::Skipped(problem) => skipped.push(problem),
            Reading::Warned(problem) => warned.push(problem),
        }
        Ok(())
    };
    let file = read(file, options, &mut each).unwrap();
    Readings { articles, skipped, warned, file }
}

/// What a format makes of a text.
pub(super) fn read_as(format: &Format, text: &str) -> (Vec<Article>, Vec<Problem>) {
    let options = Options::default();
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    let mut each = |reading| {
        match reading {
            Reading::Article(article) => articles.push(*article),
            Reading::Skipped(problem) | Reading::Warned(problem) => problems.push(problem),
        }
        Ok(())
    };
    let mut lines = Lines::new(Box::new(Cursor::new(text.to_owned())), 64, options.max_line_bytes);
    let file = source_file(PathBuf::new(), "voorbeeld.txt", 0);
    let mut sink = Sink::new(&file, Rc::default(), &options, &mut each);
    let result: Result<(), Stop> = (format.read)(&mut lines, &mut sink);
    assert!(result.is_ok());
    (articles, problems)
}

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(bytes.as_ref(), 1).unwrap()
}

/// A line of JSON Lines.
fn json_line(id: &str, text: &str) -> String {
    format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n")
}

/// Puts files into a new folder.
fn folder_of(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path: PathBuf = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// What walking a folder finds, one line each.
fn walk_list(root: &Path) -> Vec<String> {
    walk(root).unwrap().map(shown).collect()
}

fn shown(found: Found) -> String {
    match found {
        Found::File(file) => file.relative,
        Found::Unreadable(problem) => format!("{} {}", problem.kind.as_str(), problem.relative),
        Found::Hidden { relative } => format!("hidden {relative}"),
        Found::Index { relative } => format!("index {relative}"),
        Found::Elsewhere { relative } => format!("elsewhere {relative}"),
        Found::OtherKind { relative, extension } => format!("other {extension} {relative}"),
    }
}

#[test]
fn a_caller_may_stop() {
    let folder = folder_of(&[("a.jsonl", (json_line("1", "een") + &json_line("2", "twee")).as_bytes())]);
    let Some(Found::File(file)) = walk(folder.path()).unwrap().next() else { panic!("no file") };
    let mut seen = 0;
    let error = read(&file, &Options::default(), &mut |_| {
        seen += 1;
        Err(crate::error::Error::new(crate::error::ErrorKind::Io, "genoeg"))
    })
    .unwrap_err();
    assert_eq!((seen, error.to_string().as_str()), (1, "genoeg"));
}

#[test]
fn the_hash_is_that_of_the_bytes_on_disk() {
    for bytes in [b"".as_slice(), b"kort", b"\0\0\0binair", &gzip("tekst"), &vec![b'x'; 700_000]] {
        let folder = folder_of(&[("a.txt", bytes)]);
        let Some(Found::File(file)) = walk(folder.path()).unwrap().next() else { panic!("no file") };
        let read = read_source(&file, &Options::default()).file;
        assert_eq!(read.hash, blake3::hash(bytes));
        assert_eq!(read.hash, hash_file(&file.path).unwrap());
        assert_eq!(read.bytes, bytes.len() as u64);
    }
}

//! Reads one file from its bytes to its articles.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use super::binary;
use super::compression::{self, Packing, Unpacked};
use super::detect::{self, Stop};
use super::encoding::{TextEncoding, Utf8Reader};
use super::lines::Lines;
use super::problem::{Problem, ProblemKind};
use super::raw::{self, CHUNK_BYTES, RawFile, SharedRaw};
use super::record::Sink;
use super::walk::hint_for;
use super::{FileRead, Options, Outcome, Reading, SourceFile};
use crate::error::Result;

/// Reads a file and hands what it yields to `each`, one after the other, in bounded memory.
///
/// A file that cannot be read is no error here: it comes back as [`Outcome::Unreadable`], and what is wrong with
/// the data as [`Reading::Skipped`]. The only errors are those that `each` returns to stop.
///
/// ```
/// use knipsel::archive::{self, Options, Outcome, Reading, SourceFile};
///
/// let path = std::env::temp_dir().join("knipsel-read-example.jsonl");
/// std::fs::write(&path, "{\"text\": \"Brand in Ede.\", \"date\": \"2021\"}\nkapot\n")?;
/// let file = SourceFile {
///     path,
///     relative: "example.jsonl".to_owned(),
///     bytes: 52,
///     modified_ns: 0,
///     archive_name: String::new(),
/// };
///
/// let mut skipped = Vec::new();
/// let read = archive::read(&file, &Options::default(), &mut |reading| {
///     if let Reading::Skipped(problem) = reading {
///         skipped.push(problem);
///     }
///     Ok(())
/// })?;
/// assert_eq!(read.outcome, Outcome::Whole);
/// assert_eq!(skipped[0].line, Some(2));
/// # std::fs::remove_file(&file.path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(
    file: &SourceFile,
    options: &Options,
    each: &mut dyn FnMut(Reading) -> Result<()>,
) -> Result<FileRead> {
    let raw = match RawFile::open(&file.path) {
        Ok(raw) => raw,
        Err(error) => {
            return Ok(FileRead {
                hash: blake3::Hasher::new().finalize(),
                bytes: 0,
                text_bytes: 0,
                encoding: TextEncoding::Utf8,
                outcome: Outcome::Unreadable(unreadable(file, "open", &error)),
            });
        }
    };
    let raw = Rc::new(RefCell::new(raw));
    let (text_bytes, encoding, refusal) = read_text(file, options, &raw, each)?;
    let mut raw = raw.borrow_mut();
    // What was not asked for is hashed too. After a refusal the disk is left alone.
    let refusal = refusal.or_else(|| raw.drain().err());
    let outcome = match refusal {
        Some(error) => Outcome::Unreadable(unreadable(file, "read", &error)),
        None => Outcome::Whole,
    };
    Ok(FileRead { hash: raw.hash(), bytes: raw.bytes(), text_bytes, encoding, outcome })
}

/// Reads the articles. The third value is the operating system's refusal to read on.
fn read_text(
    file: &SourceFile,
    options: &Options,
    raw: &Rc<RefCell<RawFile>>,
    each: &mut dyn FnMut(Reading) -> Result<()>,
) -> Result<(u64, TextEncoding, Option<io::Error>)> {
    // A small file gets small buffers: an archive may have a hundred thousand of them.
    let file_bytes = usize::try_from(file.bytes).unwrap_or(CHUNK_BYTES);
    let buffer_bytes = file_bytes.clamp(64, CHUNK_BYTES - 1) + 1;
    let unpacked = match Unpacked::open(SharedRaw(Rc::clone(raw)), buffer_bytes) {
        Ok(unpacked) => unpacked,
        Err(error) => return Ok((0, TextEncoding::Utf8, Some(error))),
    };
    let packing = unpacked.packing();
    let expected_bytes = if packing == Packing::Plain { file.bytes } else { u64::MAX };
    let text = Utf8Reader::open(unpacked, expected_bytes);
    let encoding = text.encoding();
    let mut sink = Sink::new(file, Rc::clone(&encoding), options, each);
    if let Some(problem) = not_text(text.sample(), encoding.get(), packing, &sink) {
        sink.skip(problem)?;
        return Ok((0, encoding.get(), None));
    }
    // All of a small file is seen before it is told what ends its lines. Decoding makes up to three bytes of one.
    let text_bytes = if packing == Packing::Plain { file_bytes.saturating_mul(3) } else { CHUNK_BYTES };
    let buffer_bytes = text_bytes.clamp(64, CHUNK_BYTES - 1) + 1;
    let mut lines = Lines::new(Box::new(text), buffer_bytes, options.max_line_bytes);
    let format = detect::format_of(&file.relative, lines.peek());
    let refusal = match (format.read)(&mut lines, &mut sink) {
        Ok(()) => None,
        Err(Stop::Caller(error)) => return Err(error),
        Err(Stop::Input(error)) if raw::refusal(&error).is_some() => Some(error),
        Err(Stop::Input(error)) => {
            sink.skip(broke_off(&error, packing, lines.number(), &sink))?;
            None
        }
    };
    if refusal.is_none() && sink.records() == 0 {
        sink.skip(sink.problem(
            ProblemKind::Empty,
            "the file is empty",
            "remove it from the archive, or export it again",
        ))?;
    }
    Ok((sink.text_bytes(), encoding.get(), refusal))
}

/// Why the bytes are no text, where they are not.
fn not_text(sample: &[u8], encoding: TextEncoding, packing: Packing, sink: &Sink<'_>) -> Option<Problem> {
    if let [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] = sample {
        return Some(sink.problem(
            ProblemKind::Encoding,
            "the file is UTF-32, which is not read",
            "turn it into UTF-8: iconv -f UTF-32 -t UTF-8 FILE",
        ));
    }
    if matches!(encoding, TextEncoding::Utf16Le | TextEncoding::Utf16Be) {
        return None;
    }
    let what = binary::what_binary(sample)?;
    let (named_packing, _) = Packing::of_name(sink.relative());
    if packing == Packing::Plain && named_packing != Packing::Plain {
        return Some(sink.problem(
            ProblemKind::Compression,
            format!("its name says {} and its bytes do not", named_packing.as_str()),
            "fetch or export the file again",
        ));
    }
    Some(sink.problem(
        ProblemKind::Binary,
        format!("the file is {what}, not text"),
        "export its text, or move it out of the archive",
    ))
}

/// The rest of a file that its decoder cannot read.
fn broke_off(error: &io::Error, packing: Packing, line: u64, sink: &Sink<'_>) -> Problem {
    let what = match compression::fault(error) {
        Some(fault) => fault.to_string(),
        None => format!("the text cannot be decoded ({error})"),
    };
    let tool = if packing == Packing::Zstandard { "zstd" } else { "gzip" };
    sink.problem(
        ProblemKind::Compression,
        format!("{what}, after line {line}"),
        format!("fetch or export the file again; to test it: {tool} -t FILE"),
    )
    .on_line(line + 1)
}

fn unreadable(file: &SourceFile, what: &str, error: &io::Error) -> Problem {
    Problem::new(
        ProblemKind::Unreadable,
        &file.relative,
        format!("cannot {what} the file: {error}"),
        hint_for(error),
    )
}

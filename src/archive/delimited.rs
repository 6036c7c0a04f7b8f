//! Tables: CSV and TSV, with the names of the columns in the first row.
//!
//! ```csv
//! datum;titel;tekst
//! 2021-11-16;Brug open;"In Ede is een brug geopend; het regende."
//! ```
//!
//! The delimiter (comma, semicolon, tab or bar) is the one under which the first rows make the most sense.
//! Quotes are as RFC 4180 has them. Rows are taken apart here and not by the `csv` crate, because one quote that
//! is not closed makes that crate take the rest of the file for one field: records would be lost in silence and
//! memory would grow with the file. Here such a row is reported, and reading goes on at the next line.

use std::ops::Range;

use super::detect::{Format, Stop};
use super::fields::{FieldMap, Ranked, Role};
use super::lines::{Lines, Longer, Next};
use super::problem::{Problem, ProblemKind};
use super::record::{Draft, Sink};

pub(super) static FORMAT: Format =
    Format { extensions: &["csv", "tsv", "tab"], begins_like: |_| false, read };

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are tried to find the delimiter.
const TRIED_ROWS: usize = 20;
/// How much of the text they may take.
const TRIED_BYTES: usize = 64 << 10;
/// How many times the limit of a line may be searched in vain for closing quotes, before rows may no longer be
/// long. Without an end to it, a file with an open quote on each line would be searched through once a line.
const VAIN_SEARCHES: usize = 2;
/// How long a row over several lines may be after that.
const SHORT_ROW_BYTES: usize = 4 << 10;
/// A message names so many columns at most.
const MAX_NAMED_COLUMNS: usize = 12;

fn read(lines: &mut Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let delimiter = match stated_delimiter(lines.peek()) {
        Some(delimiter) => {
            lines.next()?;
            delimiter
        }
        None => find_delimiter(lines.peek(), &sink.options.fields)?,
    };
    let mut row = Row::new(delimiter);
    let columns = loop {
        match row.read(lines)? {
            RowRead::Row => break columns_of(&row, lines, sink),
            RowRead::Empty => {}
            RowRead::Bad(reason) => break Err(bad_row(reason, lines, sink)),
            RowRead::TooLong(bytes) => break Err(sink.too_long("line", lines.number(), bytes)),
            RowRead::End => return Ok(()),
        }
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(problem) => return Ok(sink.skip(problem)?),
    };
    let mut has_rows = false;
    loop {
        match row.read(lines)? {
            RowRead::Row => accept_row(&row, &columns, lines, sink)?,
            RowRead::Empty => continue,
            RowRead::Bad(reason) => sink.skip(bad_row(reason, lines, sink))?,
            RowRead::TooLong(bytes) => sink.skip(sink.too_long("line", lines.number(), bytes))?,
            RowRead::End => break,
        }
        has_rows = true;
    }
    if !has_rows {
        sink.skip(sink.problem(
            ProblemKind::Empty,
            "the file has the names of columns and no rows",
            "remove it from the archive, or export it again",
        ))?;
    }
    Ok(())
}

/// The roles of the columns, or why the table cannot be read.
fn columns_of(row: &Row, lines: &Lines<'_>, sink: &Sink<'_>) -> Result<Vec<Option<Ranked>>, Problem> {
    if lines.text().is_err() {
        return Err(sink.undecodable(lines.bytes(), lines.number()));
    }
    let names: Vec<&str> = row.fields().map(str::trim).collect();
    let columns: Vec<_> = names.iter().map(|name| sink.options.fields.find(name)).collect();
    if columns.iter().flatten().any(|(role, _)| matches!(role, Role::Text | Role::Lead)) {
        return Ok(columns);
    }
    let mut shown: Vec<String> =
        names.iter().take(MAX_NAMED_COLUMNS).map(|name| format!("`{}`", shortened(name))).collect();
    if names.len() > MAX_NAMED_COLUMNS {
        shown.push("…".to_owned());
    }
    let problem = sink.problem(
        ProblemKind::Header,
        format!("no column is known to hold the text; the first row names {}", shown.join(", ")),
        "name the column that does in knipsel.toml: under [fields] write text = [\"name of the column\"]",
    );
    Err(problem.on_line(lines.number()))
}

fn accept_row(
    row: &Row,
    columns: &[Option<Ranked>],
    lines: &Lines<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    if lines.text().is_err() {
        return Ok(sink.skip(sink.undecodable(lines.bytes(), lines.number()))?);
    }
    // A delimiter too many at the end is common and does no harm.
    let extra_is_empty = row.fields().skip(columns.len()).all(str::is_empty);
    if row.len() < columns.len() || !extra_is_empty {
        let problem = sink.problem(
            ProblemKind::Row,
            format!("the row has {} of {} columns", row.len(), columns.len()),
            "give it all columns, empty ones too, and put quotes around a text that holds the delimiter",
        );
        return Ok(sink.skip(problem.on_line(lines.number()))?);
    }
    let mut draft = Draft::new(lines.number());
    for (column, value) in columns.iter().zip(row.fields()) {
        if let Some(ranked) = *column {
            draft.offer(ranked, value.into());
        }
    }
    Ok(sink.accept(&draft)?)
}

fn bad_row(reason: &str, lines: &Lines<'_>, sink: &Sink<'_>) -> Problem {
    let hint = "write a quote inside a quoted text twice: \"hij zei \"\"ja\"\"\"";
    sink.problem(ProblemKind::Row, reason, hint).on_line(lines.number())
}

/// A name for a message, where it may be a whole article if the file has no names of columns.
fn shortened(name: &str) -> String {
    const MAX_CHARS: usize = 30;
    let mut short: String = name.chars().take(MAX_CHARS).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

/// The delimiter that a spreadsheet states in a line of its own before the table: `sep=;`.
fn stated_delimiter(start: &[u8]) -> Option<u8> {
    match start.get(..4)?.eq_ignore_ascii_case(b"sep=").then(|| &start[4..])? {
        [delimiter, b'\r' | b'\n', ..] => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter under which the first rows make the most sense: the names of the columns are known, and the
/// rows have as many columns as there are names.
fn find_delimiter(start: &[u8], fields: &FieldMap) -> Result<u8, Stop> {
    let start = &start[..start.len().min(TRIED_BYTES)];
    let mut best = (DELIMITERS[0], (false, 0, 0, 0));
    for delimiter in DELIMITERS {
        let mut lines = Lines::new(Box::new(start), start.len(), start.len());
        lines.peek();
        let mut row = Row::new(delimiter);
        let mut columns = None;
        let mut same_columns = 0;
        let mut tried = 0;
        let mut known = 0;
        let mut has_text = false;
        while tried < TRIED_ROWS {
            match row.read(&mut lines)? {
                RowRead::End => break,
                RowRead::Row => {}
                _ => continue,
            }
            tried += 1;
            if let Some(columns) = columns {
                same_columns += usize::from(row.len() == columns);
                continue;
            }
            columns = Some(row.len());
            for (role, _) in row.fields().filter_map(|name| fields.find(name)) {
                known += 1;
                has_text |= matches!(role, Role::Text | Role::Lead);
            }
        }
        let score = (has_text, known, same_columns, columns.unwrap_or(0));
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    Ok(best.0)
}

/// What stands at the place of the next row.
enum RowRead {
    Row,
    /// An empty line, which is no row.
    Empty,
    /// A line whose quotes are amiss, and how.
    Bad(&'static str),
    /// A line over the limit, of so many bytes.
    TooLong(u64),
    End,
}

/// One row, taken apart. It is used again for the next one, so that a row costs no memory of its own.
struct Row {
    delimiter: u8,
    /// The fields one after the other, without quotes.
    text: Vec<u8>,
    /// Where each field ends.
    ends: Vec<usize>,
    state: State,
    /// How many bytes were searched in vain for closing quotes.
    vain_search_bytes: usize,
}

/// Where in a row the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    /// After a quote inside quotes, which ends the field or is the first of two.
    AfterQuote,
}

const NOT_CLOSED: &str = "a quote is opened and not closed";
const NOT_DOUBLED: &str = "a quote inside a quoted text is not doubled, or one is not closed";

impl Row {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, text: Vec::new(), ends: Vec::new(), state: State::FieldStart, vain_search_bytes: 0 }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// The fields. Those of a row whose text is UTF-8 are so too, since it was cut at ASCII only; another one is
    /// empty.
    fn fields(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let field: Range<usize> = start..end;
            start = end;
            std::str::from_utf8(&self.text[field]).unwrap_or_default()
        })
    }

    /// Reads the next row, over as many lines as its quotes span.
    fn read(&mut self, lines: &mut Lines<'_>) -> Result<RowRead, Stop> {
        match lines.next()? {
            Next::Line if lines.bytes().trim_ascii().is_empty() => return Ok(RowRead::Empty),
            Next::Line => {}
            Next::TooLong(bytes) => return Ok(RowRead::TooLong(bytes)),
            Next::End => return Ok(RowRead::End),
        }
        self.text.clear();
        self.ends.clear();
        self.state = State::FieldStart;
        let mut seen = 0;
        let bad = loop {
            if !self.take(&lines.bytes()[seen..]) {
                break NOT_DOUBLED;
            }
            if self.state != State::Quoted {
                self.ends.push(self.text.len());
                return Ok(RowRead::Row);
            }
            seen = lines.bytes().len();
            let is_long =
                self.vain_search_bytes / VAIN_SEARCHES > lines.max_line_bytes() && seen > SHORT_ROW_BYTES;
            if is_long || lines.lengthen()? != Longer::Yes {
                self.vain_search_bytes += seen;
                break NOT_CLOSED;
            }
        };
        // Only the first line is given up: those after it are rows, as far as anyone can tell.
        lines.give_back();
        if self.delimiter == b'\t' {
            // Many tools write tab-separated values without knowing of quotes, so that one at the start of a
            // field is a letter like any other.
            self.take_without_quotes(lines.bytes());
            return Ok(RowRead::Row);
        }
        Ok(RowRead::Bad(bad))
    }

    /// Takes more of the row; `false` where a quote stands where none can.
    fn take(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.state {
                State::FieldStart if byte == b'"' => {
                    self.state = State::Quoted;
                    bytes = rest;
                }
                State::FieldStart | State::Bare => {
                    let end = memchr::memchr(self.delimiter, bytes);
                    self.text.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
                    self.state = State::Bare;
                    let Some(end) = end else { return true };
                    bytes = &bytes[end + 1..];
                    self.end_field();
                }
                State::Quoted => {
                    let Some(end) = memchr::memchr(b'"', bytes) else {
                        self.text.extend_from_slice(bytes);
                        return true;
                    };
                    self.text.extend_from_slice(&bytes[..end]);
                    self.state = State::AfterQuote;
                    bytes = &bytes[end + 1..];
                }
                State::AfterQuote if byte == b'"' => {
                    self.text.push(b'"');
                    self.state = State::Quoted;
                    bytes = rest;
                }
                State::AfterQuote if byte == self.delimiter => {
                    self.end_field();
                    bytes = rest;
                }
                // Blanks after the closing quote are forgiven.
                State::AfterQuote if byte == b' ' => bytes = rest,
                State::AfterQuote => return false,
            }
        }
        true
    }

    fn take_without_quotes(&mut self, bytes: &[u8]) {
        self.text.clear();
        self.ends.clear();
        for field in bytes.split(|&byte| byte == self.delimiter) {
            self.text.extend_from_slice(field);
            self.ends.push(self.text.len());
        }
    }

    fn end_field(&mut self) {
        self.ends.push(self.text.len());
        self.state = State::FieldStart;
    }
}

//! What is written for other programs, where a person has it on a terminal instead.
//!
//! A pipe and a file get JSON and CSV as they are. On a terminal no text of an archive may move the cursor, change the
//! colours or turn the direction of writing, so such characters are escaped there in JSON, which then says the same,
//! and replaced in CSV.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::print::{Style, is_unsafe};

/// How what is written is made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page for people, which was made safe when it was made.
    Page,
    /// JSON: as `\u202e`.
    Json,
    /// Other text: by `�`.
    Text,
}

impl Form {
    /// The form that two options of a command choose.
    pub(super) fn of(json: bool, csv: bool) -> Self {
        match (json, csv) {
            (true, _) => Self::Json,
            (_, true) => Self::Text,
            _ => Self::Page,
        }
    }
}

/// Stdout for what has a form.
pub(super) fn stdout(style: Style, form: Form) -> Box<dyn Write + Send> {
    let out = BufWriter::new(io::stdout());
    if style.terminal && form != Form::Page { Box::new(Screen::new(out, form)) } else { Box::new(out) }
}

/// Writes an object as a line of JSON.
pub(super) fn write_line(out: &mut impl Write, object: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    writeln!(out)?;
    Ok(())
}

/// Writes an object as a line of JSON on stdout.
pub(super) fn write_object(style: Style, object: &impl Serialize) -> anyhow::Result<()> {
    let mut out = stdout(style, Form::Json);
    write_line(&mut out, object)?;
    Ok(out.flush()?)
}

/// Writes text on, safe for a terminal.
struct Screen<W> {
    out: W,
    form: Form,
    /// The beginning of a character, or of an end of a line, whose end is still to come.
    rest: Vec<u8>,
}

impl<W: Write> Screen<W> {
    fn new(out: W, form: Form) -> Self {
        Self { out, form, rest: Vec::new() }
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        let mut done = 0;
        // By itself it would begin the line anew.
        let ends_a_line = |at: usize, c: char| c == '\r' && text[at + 1..].starts_with('\n');
        for (at, c) in text.char_indices().filter(|&(at, c)| is_unsafe(c) && !ends_a_line(at, c)) {
            self.out.write_all(&text.as_bytes()[done..at])?;
            match self.form {
                Form::Json => write!(self.out, "\\u{:04x}", u32::from(c))?,
                Form::Page | Form::Text => self.out.write_all("\u{fffd}".as_bytes())?,
            }
            done = at + c.len_utf8();
        }
        self.out.write_all(&text.as_bytes()[done..])
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let rest = std::mem::take(&mut self.rest);
        let mut chunks = rest.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let is_last = chunks.peek().is_none();
            let ending =
                if is_last && chunk.invalid().is_empty() { chunk.valid().strip_suffix('\r') } else { None };
            self.write_text(ending.unwrap_or(chunk.valid()))?;
            if ending.is_some() {
                self.rest = vec![b'\r'];
            } else if is_last && chunk.invalid().len() < 4 {
                self.rest = chunk.invalid().to_vec();
            } else if !chunk.invalid().is_empty() {
                self.out.write_all("\u{fffd}".as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "a\u{1b}[31mé\u{202e}\u{9b}\0\r\n\tb\rc😀";

    /// What a terminal gets where `text` is written in pieces of so many bytes.
    fn shown(text: &str, form: Form, bytes: usize) -> String {
        let mut screen = Screen::new(Vec::new(), form);
        for piece in text.as_bytes().chunks(bytes) {
            screen.write_all(piece).unwrap();
        }
        String::from_utf8(screen.out).unwrap()
    }

    #[test]
    fn nothing_of_a_text_moves_the_cursor() {
        for bytes in [1, 2, 3, 100] {
            assert_eq!(shown(EVIL, Form::Text, bytes), "a�[31mé���\r\n\tb�c😀", "{bytes}");
        }
    }

    #[test]
    fn json_says_the_same() {
        let json = serde_json::to_string(EVIL).unwrap();
        for bytes in [1, 5, 100] {
            let shown = shown(&json, Form::Json, bytes);
            assert!(!shown.contains(is_unsafe), "{shown:?}");
            assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), EVIL);
        }
    }
}

//! Lines of any length, read with bounded memory.

use std::io::{self, Read};
use std::str::Utf8Error;

use memchr::memchr;

/// The lines of a decoded text. The text should be UTF-8; a line that is not says where.
///
/// A line lives in the buffer until the next one is asked for. It can be made longer by the line after it, for
/// records that run over several lines, and given back for all but its first line where that was a mistake.
pub(super) struct Lines<'a> {
    source: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    /// The bytes of the buffer that hold text.
    filled: usize,
    /// Where the current line begins.
    start: usize,
    /// Where its text ends, before its terminator.
    end: usize,
    /// Where the line after it begins.
    next: usize,
    /// Where the line after the first of its lines begins, which `next` is until it is made longer.
    second: usize,
    /// The number of the current line, from 1.
    number: u64,
    /// How many lines the current one spans.
    span: u64,
    /// What ends a line: a line feed, or a carriage return in files of old Macs.
    terminator: u8,
    max_line_bytes: usize,
    start_of_lost: Vec<u8>,
    at_end: bool,
    /// Met while text before it was still to be handed out.
    error: Option<io::Error>,
}

/// What stands at the place of the next line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A line, now the current one.
    Line,
    /// A line over the limit, of so many bytes, that was passed over.
    TooLong(u64),
    /// Nothing.
    End,
}

/// What came of making a line longer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Longer {
    /// The line after it is now part of it.
    Yes,
    /// It would be over the limit.
    TooLong,
    /// There is no line after it.
    End,
}

impl<'a> Lines<'a> {
    /// The lines of `source`. `buffer_bytes` is how much is asked of it at once.
    pub(super) fn new(source: Box<dyn Read + 'a>, buffer_bytes: usize, max_line_bytes: usize) -> Self {
        Self {
            source,
            buffer: vec![0; buffer_bytes.max(64)],
            filled: 0,
            start: 0,
            end: 0,
            next: 0,
            second: 0,
            number: 0,
            span: 1,
            terminator: b'\n',
            max_line_bytes,
            start_of_lost: Vec::new(),
            at_end: false,
            error: None,
        }
    }

    /// The start of the text, before any line was asked for.
    pub(super) fn peek(&mut self) -> &[u8] {
        while self.filled < self.buffer.len() && !self.at_end {
            self.fill();
        }
        let start = &self.buffer[..self.filled];
        if memchr(b'\n', start).is_none() && memchr(b'\r', start).is_some_and(|at| at + 1 < start.len()) {
            self.terminator = b'\r';
        }
        start
    }

    /// Goes to the next line.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        self.number += self.span;
        self.span = 1;
        self.start = self.next;
        let mut searched = self.start;
        loop {
            if let Some(at) = memchr(self.terminator, &self.buffer[searched..self.filled]) {
                self.second = searched + at + 1;
                if searched + at - self.start > self.max_line_bytes {
                    let bytes = (searched + at - self.start) as u64;
                    self.next = self.second;
                    self.lose(searched + at);
                    return Ok(Next::TooLong(bytes));
                }
                self.set_end(searched + at);
                return Ok(Next::Line);
            }
            if self.at_end {
                return self.last_line();
            }
            if self.filled - self.start > self.max_line_bytes {
                return self.pass_over();
            }
            self.make_room();
            searched = self.filled;
            self.fill();
        }
    }

    /// Makes the current line longer by the next one.
    pub(super) fn lengthen(&mut self) -> io::Result<Longer> {
        let mut searched = self.next;
        loop {
            if let Some(at) = memchr(self.terminator, &self.buffer[searched..self.filled]) {
                if searched + at - self.start > self.max_line_bytes {
                    return Ok(Longer::TooLong);
                }
                self.span += 1;
                self.set_end(searched + at);
                return Ok(Longer::Yes);
            }
            if self.filled - self.start > self.max_line_bytes {
                return Ok(Longer::TooLong);
            }
            if self.at_end {
                if let Some(error) = self.error.take() {
                    self.next = self.filled;
                    return Err(error);
                }
                if self.next == self.filled {
                    return Ok(Longer::End);
                }
                self.span += 1;
                self.end = self.filled;
                self.next = self.filled;
                return Ok(Longer::Yes);
            }
            // Making room moves the line to the start of the buffer.
            let moved = self.start;
            self.make_room();
            self.end -= moved;
            self.next -= moved;
            self.second -= moved;
            searched = self.filled;
            self.fill();
        }
    }

    /// Gives back all but the first of the lines that the current one spans; they come again.
    pub(super) fn give_back(&mut self) {
        self.next = self.second;
        self.span = 1;
    }

    /// The current line, without what ends it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The current line as text.
    pub(super) fn text(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(self.bytes())
    }

    /// How long a line may be.
    pub(super) fn max_line_bytes(&self) -> usize {
        self.max_line_bytes
    }

    /// How the line begins that was too long, or that an error broke off.
    pub(super) fn start_of_lost(&self) -> &[u8] {
        &self.start_of_lost
    }

    /// The number of the current line, from 1; that of the last one at the end.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The line ends at `end`, where a terminator stands.
    fn set_end(&mut self, end: usize) {
        self.next = end + 1;
        if self.span == 1 {
            self.second = self.next;
        }
        let has_return = end > self.start && self.buffer[end - 1] == b'\r';
        self.end = if has_return { end - 1 } else { end };
    }

    /// What stands after the last terminator.
    fn last_line(&mut self) -> io::Result<Next> {
        let rest = self.filled - self.start;
        self.next = self.filled;
        if let Some(error) = self.error.take() {
            // Half a line is no record; the caller says after which line the text broke off.
            self.lose(self.filled);
            self.number -= 1;
            return Err(error);
        }
        if rest == 0 {
            self.number -= 1;
            self.end = self.start;
            return Ok(Next::End);
        }
        self.second = self.filled;
        if rest > self.max_line_bytes {
            self.lose(self.filled);
            return Ok(Next::TooLong(rest as u64));
        }
        self.end = self.filled;
        Ok(Next::Line)
    }

    /// Passes over a line whose start, already over the limit, fills the buffer.
    fn pass_over(&mut self) -> io::Result<Next> {
        self.lose(self.filled);
        let mut bytes = 0;
        loop {
            if let Some(at) = memchr(self.terminator, &self.buffer[self.start..self.filled]) {
                self.next = self.start + at + 1;
                self.second = self.next;
                return Ok(Next::TooLong(bytes + at as u64));
            }
            bytes += (self.filled - self.start) as u64;
            self.start = 0;
            self.filled = 0;
            if self.at_end {
                self.next = 0;
                self.second = 0;
                // The line is named now; an error comes at the next call.
                return Ok(Next::TooLong(bytes));
            }
            self.fill();
        }
    }

    /// Keeps the beginning of a line that is lost, which ends at `end` as far as it was read.
    fn lose(&mut self, end: usize) {
        const KEPT_BYTES: usize = 200;
        self.start_of_lost.clear();
        self.start_of_lost.extend_from_slice(&self.buffer[self.start..end.min(self.start + KEPT_BYTES)]);
    }

    /// Moves the current line to the start of the buffer, and makes the buffer larger where it fills it.
    fn make_room(&mut self) {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            // One byte over the limit is enough to know that a line is too long.
            let most = self.max_line_bytes.saturating_add(2);
            let larger = (self.buffer.len() * 2).min(most).max(self.buffer.len() + 1);
            self.buffer.resize(larger, 0);
        }
    }

    /// Reads once. An error ends the text, and is kept until all before it was handed out.
    fn fill(&mut self) {
        match self.source.read(&mut self.buffer[self.filled..]) {
            Ok(0) => self.at_end = true,
            Ok(count) => self.filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.at_end = true;
                self.error = Some(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out a few bytes at a time, and an error at the end where there is one.
    struct Drops {
        bytes: Vec<u8>,
        at: usize,
        drop_bytes: usize,
        fails: bool,
    }

    impl Read for Drops {
        fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
            let rest = &self.bytes[self.at..];
            let count = rest.len().min(chunk.len()).min(self.drop_bytes);
            chunk[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            if count == 0 && self.fails { Err(io::Error::other("stuk")) } else { Ok(count) }
        }
    }

    fn lines_of(text: &str, drop_bytes: usize, max_line_bytes: usize, fails: bool) -> Lines<'static> {
        let drops = Drops { bytes: text.as_bytes().to_vec(), at: 0, drop_bytes, fails };
        Lines::new(Box::new(drops), 0, max_line_bytes)
    }

    /// Every line with its number, or the length of one that is too long.
    fn all(lines: &mut Lines<'_>) -> Vec<(u64, Result<String, u64>)> {
        let mut all = Vec::new();
        loop {
            match lines.next() {
                Ok(Next::Line) => all.push((lines.number(), Ok(lines.text().unwrap().to_owned()))),
                Ok(Next::TooLong(bytes)) => all.push((lines.number(), Err(bytes))),
                Ok(Next::End) | Err(_) => return all,
            }
        }
    }

    #[test]
    fn a_line_can_be_made_longer_and_given_back() {
        let mut lines = lines_of("een\r\ntwee\ndrie", 3, 100, false);
        assert_eq!(lines.next().unwrap(), Next::Line);
        assert_eq!(lines.lengthen().unwrap(), Longer::Yes);
        assert_eq!(lines.bytes(), b"een\r\ntwee");
        assert_eq!(lines.lengthen().unwrap(), Longer::Yes);
        assert_eq!(lines.bytes(), b"een\r\ntwee\ndrie");
        assert_eq!(lines.lengthen().unwrap(), Longer::End);
        lines.give_back();
        assert_eq!(all(&mut lines), [(2, Ok("twee".to_owned())), (3, Ok("drie".to_owned()))]);

        let mut lines = lines_of("een\ntwee\ndrie\n", 3, 100, false);
        assert_eq!(lines.next().unwrap(), Next::Line);
        assert_eq!(lines.lengthen().unwrap(), Longer::Yes);
        assert_eq!(all(&mut lines), [(3, Ok("drie".to_owned()))]);

        let mut lines = lines_of("een\ntwee\n", 100, 5, false);
        assert_eq!(lines.next().unwrap(), Next::Line);
        assert_eq!(lines.lengthen().unwrap(), Longer::TooLong);
        lines.give_back();
        assert_eq!(all(&mut lines), [(2, Ok("twee".to_owned()))]);
    }

    #[test]
    fn an_error_comes_after_the_lines_before_it() {
        let mut lines = lines_of("een\ntwee\ndri", 2, 100, true);
        assert_eq!(all(&mut lines).len(), 2);
        assert_eq!(lines.number(), 2);
        assert_eq!(lines.start_of_lost(), b"dri");
        assert_eq!(lines.next().unwrap(), Next::End);
    }

    #[test]
    fn the_end_stays_the_end() {
        let mut lines = lines_of("een\n", 2, 100, false);
        assert_eq!(all(&mut lines).len(), 1);
        assert_eq!(all(&mut lines).len(), 0);
        assert_eq!(lines.number(), 1);
    }

    proptest! {
        #[test]
        fn lines_are_the_same_however_they_drip(
            text in "([a-z]{0,90}\r?\n){0,8}[a-z]{0,90}",
            drop_bytes in 1_usize..200,
            max_line_bytes in 1_usize..120,
        ) {
            let expected: Vec<_> = (1..)
                .zip(text.split_inclusive('\n'))
                .map(|(number, line)| {
                    let line = line.strip_suffix('\n').unwrap_or(line);
                    let is_too_long = line.len() > max_line_bytes;
                    let plain = line.strip_suffix('\r').unwrap_or(line);
                    (number, if is_too_long { Err(line.len() as u64) } else { Ok(plain.to_owned()) })
                })
                .collect();
            let mut lines = lines_of(&text, drop_bytes, max_line_bytes, false);
            prop_assert_eq!(all(&mut lines), expected);
            prop_assert!(lines.buffer.len() <= 64.max(max_line_bytes + 2));
        }
    }
}

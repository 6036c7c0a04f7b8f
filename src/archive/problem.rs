//! What could not be read, said so that a person can mend it.

use std::fmt;

/// Something in the archive that could not be read as it should: where, what, why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's path inside the archive, `/` between folders.
    pub relative: String,
    /// The line, counted from 1, in the decompressed text; `None` where the whole file is meant.
    pub line: Option<u64>,
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// What is wrong, as a sentence without capital or full stop that names the value and the rule.
    pub reason: String,
    /// What to do about it.
    pub hint: String,
}

impl Problem {
    /// A problem with a whole file.
    pub(super) fn new(
        kind: ProblemKind,
        relative: &str,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { relative: relative.to_owned(), line: None, kind, reason: reason.into(), hint: hint.into() }
    }

    /// Adds the line.
    #[must_use]
    pub(super) fn on_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }
}

/// `place: reason`, without the hint.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.relative)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The sorts of problems; [`ProblemKind::as_str`] gives the word that stands for each in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The operating system refused to show it.
    Unreadable,
    /// A link that leads back to a folder above it, or to itself.
    LinkCircle,
    /// A socket, a pipe, a device.
    NotAFile,
    /// A file without anything to read in it.
    Empty,
    /// A file that is not text.
    Binary,
    /// Compressed data that ends too early or is damaged.
    Compression,
    /// Bytes that are no text in the encoding of the file.
    Encoding,
    /// A form of file that is not read as it is.
    Format,
    /// A line that is not a JSON object.
    Json,
    /// A table without a column of texts.
    Header,
    /// A row with too few or too many columns, or with its quotes amiss.
    Row,
    /// A date that does not exist or cannot be understood.
    Date,
    /// A date that was understood, but about which something is odd.
    DateDoubt,
    /// A record without a text.
    NoText,
    /// A line, a row or an article over the limit.
    TooLong,
    /// A field that stands twice in a record.
    DoubleField,
    /// An article whose id another one has too.
    DoubleId,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Unreadable,
        Self::LinkCircle,
        Self::NotAFile,
        Self::Empty,
        Self::Binary,
        Self::Compression,
        Self::Encoding,
        Self::Format,
        Self::Json,
        Self::Header,
        Self::Row,
        Self::Date,
        Self::DateDoubt,
        Self::NoText,
        Self::TooLong,
        Self::DoubleField,
        Self::DoubleId,
    ];

    /// The word that stands for it in JSON; these never change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::LinkCircle => "link-circle",
            Self::NotAFile => "not-a-file",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Compression => "compression",
            Self::Encoding => "encoding",
            Self::Format => "format",
            Self::Json => "json",
            Self::Header => "header",
            Self::Row => "row",
            Self::Date => "date",
            Self::DateDoubt => "date-doubt",
            Self::NoText => "no-text",
            Self::TooLong => "too-long",
            Self::DoubleField => "double-field",
            Self::DoubleId => "double-id",
        }
    }

    /// The kind that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(ProblemKind::parse("onzin"), None);
    }

    #[test]
    fn a_problem_names_its_place() {
        let problem = Problem::new(ProblemKind::Json, "2021/a.jsonl", "it is broken", "mend it").on_line(7);
        assert_eq!(problem.to_string(), "2021/a.jsonl:7: it is broken");
    }
}

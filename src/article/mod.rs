//! An article: one news item as it was read from the archive, and where it was read.

mod id;

pub use id::ArticleId;

use crate::date::NewsDate;

/// One news item.
///
/// `text` holds the article without its title. Paragraphs are separated by one empty line (`"\n\n"`); a single
/// `'\n'` is a line break inside a paragraph. All offsets anywhere in knipsel that speak of an article's text
/// are offsets into this string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Stable across rebuilds and machines.
    pub id: ArticleId,
    /// The headline.
    pub title: Title,
    /// The body, in paragraphs.
    pub text: String,
    /// When it was published, where anything tells.
    pub date: Option<ArticleDate>,
    /// The newspaper or agency.
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The section of the paper: *Buitenland*, *Sport*.
    pub section: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// The page of the printed paper, as printed.
    pub page: Option<String>,
    /// The language, as a BCP 47 tag such as `nl` or `fr`, where the record states it.
    pub language: Option<String>,
    /// The place in its file.
    pub record: RecordPlace,
}

/// A headline, or the sentence that stands in for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The headline, one line.
    pub text: String,
    /// Whether the record had none, so that `text` is the article's first sentence.
    pub derived: bool,
}

/// A news date, and what told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleDate {
    /// The date, exactly as precise as what told it.
    pub date: NewsDate,
    /// What told it.
    pub from: DateFrom,
}

/// What told an article's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFrom {
    /// The record itself.
    Record,
    /// The name of the file or of a folder above it.
    Path,
}

/// The place of an article in its source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace {
    /// The ordinal of the record in its file, from 0. Bad records count too.
    pub ordinal: u64,
    /// The line on which the record begins, from 1, in the decompressed text.
    pub line: u64,
}

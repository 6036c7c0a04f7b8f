//! One error for the whole library: what failed, where, why, and what to do about it.
//!
//! ```
//! use knipsel::error::{Error, ErrorKind};
//!
//! let error = Error::new(ErrorKind::NoIndex, "there is no index in `./index`")
//!     .hint("knipsel index build data");
//! assert_eq!(error.to_string(), "there is no index in `./index`");
//! assert_eq!(error.hint_text(), Some("knipsel index build data"));
//! ```

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::command::path_for_shell;

/// What every fallible function of this library returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of failure a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The caller asked for something that has no meaning: a span that ends before it begins, a bad option.
    Usage,
    /// The configuration file cannot be used.
    Config,
    /// A query that cannot be answered as written.
    Query,
    /// The operating system refused to read or write.
    Io,
    /// There is no index at the place named.
    NoIndex,
    /// The index was built by another version of the analysis or of the layout.
    OtherVersion,
    /// Another process is writing to the index.
    Locked,
    /// The index is not as it was written.
    Damaged,
    /// An archive, or a part of it, cannot be used.
    Archive,
    /// It was told to stop before it had done all.
    Stopped,
}

/// A failure: a sentence that names the value and the rule, the place, and a hint.
///
/// `Display` prints the sentence alone; the command line adds the place, the cause and the hint.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    what: String,
    place: Option<Place>,
    excerpt: Option<Excerpt>,
    hint: Option<String>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// Where something is: a file, and a line in it where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file or folder.
    pub path: PathBuf,
    /// The line, counted from 1; in a compressed file, of what it holds.
    pub line: Option<u64>,
}

impl Place {
    /// A whole file or folder.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), line: None }
    }

    /// A line of a file, counted from 1.
    pub fn line(path: impl Into<PathBuf>, line: u64) -> Self {
        Self { path: path.into(), line: Some(line) }
    }
}

/// The line of a text in which something is wrong, in three pieces, so that a caret can be put under the middle one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What comes before the place.
    pub before: String,
    /// What is wrong; where it goes on over several lines, as much as stands on the first.
    pub marked: String,
    /// What comes behind it.
    pub behind: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// A failure, as a sentence without a capital or a full stop that names the value and the rule.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, what: what.into(), place: None, excerpt: None, hint: None, cause: None }))
    }

    /// The operating system's refusal to do `what` to `path`, with a hint by the sort of refusal.
    pub fn io(what: &str, path: &Path, cause: std::io::Error) -> Self {
        let hint = hint_for(&cause, path);
        Self::new(ErrorKind::Io, format!("cannot {what} `{}`", path.display())).caused_by(cause).hint(hint)
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Adds the place in a text that was read from `path`, as bytes, with the line it stands on.
    #[must_use]
    pub fn at_span(mut self, path: &Path, text: &str, span: Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end.max(start));
        let (before, rest) = text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = rest.find(['\n', '\r']).map_or(text.len(), |length| start + length);
        let marked_end = end.min(line_end);
        self.0.place = Some(Place::line(path, 1 + before.matches('\n').count() as u64));
        self.0.excerpt = Some(Excerpt {
            before: text[line_start..start].to_owned(),
            marked: text[start..marked_end].to_owned(),
            behind: text[marked_end..line_end].to_owned(),
        });
        self
    }

    /// Adds what to do about it: a command that can be run, or a short instruction.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds the cause, whose text is shown below the sentence.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The place, where it is known.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The line of the place, where it is known.
    pub fn excerpt(&self) -> Option<&Excerpt> {
        self.0.excerpt.as_ref()
    }

    /// What to do about it.
    pub fn hint_text(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

/// What to do about a refusal of the operating system.
fn hint_for(error: &std::io::Error, path: &Path) -> String {
    use std::io::ErrorKind as Io;
    let shown = path.display();
    match error.kind() {
        Io::PermissionDenied | Io::ReadOnlyFilesystem => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            format!("see who may use it: ls -ld {} {}", path_for_shell(path), path_for_shell(folder))
        }
        Io::NotADirectory => format!("name a folder; see what is a file on the way to `{shown}`"),
        Io::AlreadyExists => format!("`{shown}` is a file already; name another place"),
        Io::IsADirectory => format!("`{shown}` is a folder; name a file"),
        Io::NotFound => "see whether the path is right, and whether its disk is mounted".to_owned(),
        Io::StorageFull | Io::QuotaExceeded => "make room on the disk: df -h".to_owned(),
        _ => "look whether the disk is full or broken, then try again".to_owned(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("what", &self.0.what)
            .field("place", &self.0.place)
            .field("excerpt", &self.0.excerpt)
            .field("hint", &self.0.hint)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}

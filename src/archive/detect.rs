//! Tells what form the articles of a file have.
//!
//! The end of the name decides where it is one of a known format's. A file of another name (`.txt` says little)
//! or of none is looked into: JSON Lines by the first brace and quote, otherwise dated text.

use std::io;

use super::compression::Packing;
use super::lines::Lines;
use super::record::Sink;
use super::{dated_text, delimited, json_lines};
use crate::error::Error;

/// A form in which files hold articles.
pub(super) struct Format {
    /// The ends of file names that mean this format, in lower case.
    pub(super) extensions: &'static [&'static str],
    /// Whether a text that begins so is surely in this format, for files whose name does not tell.
    pub(super) begins_like: fn(start: &str) -> bool,
    /// Reads all of it.
    pub(super) read: fn(&mut Lines<'_>, &mut Sink<'_>) -> Result<(), Stop>,
}

/// Why reading stops before the end of the file.
pub(super) enum Stop {
    /// The file cannot be read on.
    Input(io::Error),
    /// The caller wants no more.
    Caller(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Input(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Caller(error)
    }
}

/// Every format that is read. The last one takes what no other does.
const FORMATS: [&Format; 3] = [&json_lines::FORMAT, &delimited::FORMAT, &dated_text::FORMAT];

/// The ends of names of files that surely hold no articles in a form that is read.
const OTHER_KINDS: &[&str] = &[
    "7z", "aac", "avi", "bak", "bash", "bat", "bmp", "bz2", "c", "cfg", "conf", "cpp", "css", "db", "dll",
    "doc", "docx", "eot", "epub", "exe", "flac", "gif", "go", "h", "heic", "htm", "html", "ico", "indd",
    "ini", "iso", "jar", "java", "jp2", "jpeg", "jpg", "js", "lock", "log", "m4a", "map", "markdown", "md",
    "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "odp", "ods", "odt", "ogg", "otf", "parquet", "part", "pdf",
    "php", "pkl", "pl", "png", "ppt", "pptx", "ps", "psd", "py", "pyc", "r", "rar", "rb", "rs", "rtf", "sh",
    "so", "sql", "sqlite", "sqlite3", "svg", "swp", "tar", "tbz", "tgz", "tif", "tiff", "tmp", "toml", "ts",
    "ttf", "txz", "wasm", "wav", "webm", "webp", "wmv", "woff", "woff2", "xhtml", "xls", "xlsx", "xml",
    "xsd", "xsl", "xz", "yaml", "yml", "zip",
];

/// The end of the name, where it says that a file holds no articles.
pub(super) fn other_kind(relative: &str) -> Option<String> {
    let extension = extension(relative)?;
    OTHER_KINDS.contains(&extension.as_str()).then_some(extension)
}

/// The format of a file with this name whose text begins like `start`.
pub(super) fn format_of(relative: &str, start: &[u8]) -> &'static Format {
    let extension = extension(relative).unwrap_or_default();
    if let Some(format) = FORMATS.into_iter().find(|format| format.extensions.contains(&extension.as_str())) {
        return format;
    }
    // A letter that the end of the piece cuts in two, or a broken one, does not matter here.
    let start = start.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    FORMATS.into_iter().find(|format| (format.begins_like)(start)).unwrap_or(FORMATS[FORMATS.len() - 1])
}

/// The end of the file's name after its last dot, in lower case, where compression is left out of account.
fn extension(relative: &str) -> Option<String> {
    let name = relative.rsplit('/').next()?;
    let (_, name) = Packing::of_name(name);
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_ascii_lowercase())
}

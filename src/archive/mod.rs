//! Reads an archive: finds its files, tells what each of them holds, and yields its articles one by one.
//!
//! Three things are promised for any input. Memory does not grow with a file. No input makes it panic. And
//! nothing is lost in silence: what cannot be read is yielded as a [`Problem`] that names the file, the line,
//! the reason and what to do about it, and the good records around it are yielded all the same.
//!
//! ```
//! use knipsel::archive::{self, Found, Options, Reading};
//!
//! let folder = std::env::temp_dir().join("knipsel-archive-example");
//! std::fs::create_dir_all(&folder)?;
//! std::fs::write(folder.join("bode.txt"), "date 2021-11 In Ede is een brug geopend.\n\nHet regende.\n")?;
//!
//! let mut articles = Vec::new();
//! for found in archive::walk(&folder)? {
//!     let Found::File(file) = found else { continue };
//!     archive::read(&file, &Options::default(), &mut |reading| {
//!         if let Reading::Article(article) = reading {
//!             articles.push(article);
//!         }
//!         Ok(())
//!     })?;
//! }
//! assert_eq!(articles[0].title.text, "In Ede is een brug geopend.");
//! assert_eq!(articles[0].text, "In Ede is een brug geopend.\n\nHet regende.");
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How bytes become articles, and which file does it:
//!
//! ```text
//! file -> raw bytes, hashed -> decompressed -> decoded to UTF-8 -> format -> draft -> Article
//!         raw.rs               compression.rs   encoding.rs         one file  record.rs
//!                                                                   for each
//! ```
//!
//! To add a format, copy `template.rs` and name the copy in the table in `detect.rs`.

mod binary;
mod compression;
mod dated_text;
mod delimited;
mod detect;
mod encoding;
mod fields;
mod json_lines;
mod lines;
mod links;
mod paragraphs;
mod problem;
mod raw;
mod reader;
mod record;
#[cfg(test)]
mod template;
#[cfg(test)]
mod tests;
mod walk;

pub use encoding::TextEncoding;
pub use fields::{FieldMap, Role};
pub use links::Links;
pub use problem::{Problem, ProblemKind};
pub use reader::read;
pub use walk::{Found, SourceFile, walk, walk_among};

use std::io;
use std::path::Path;

use crate::article::Article;

/// What a file yields, one after the other, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One article.
    Article(Box<Article>),
    /// A record, or the rest of a file, that was lost.
    Skipped(Problem),
    /// Something about the article yielded just before that a reader should know; the article is kept.
    Warned(Problem),
}

/// How files are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which field of a record plays which role.
    pub fields: FieldMap,
    /// A line, a row or an article longer than this many bytes is skipped, so that memory stays bounded.
    pub max_line_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { fields: FieldMap::default(), max_line_bytes: 32 << 20 }
    }
}

/// Raised whenever a reader comes to make other articles or other problems of the same bytes.
const READERS_VERSION: u32 = 2;

impl Options {
    /// Sixteen hexadecimal digits that are others wherever the same file may be read otherwise: after a change of these
    /// options, of the names of fields that are known, or of the readers.
    ///
    /// ```
    /// use knipsel::archive::{Options, Role};
    ///
    /// let mut options = Options::default();
    /// let before = options.fingerprint();
    /// assert_eq!(before, Options::default().fingerprint());
    /// options.fields.add(Role::Text, "artikel_tekst")?;
    /// assert_ne!(before, options.fingerprint());
    /// # Ok::<(), knipsel::error::Error>(())
    /// ```
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&READERS_VERSION.to_le_bytes());
        hasher.update(&(self.max_line_bytes as u64).to_le_bytes());
        self.fields.describe(&mut hasher);
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

/// What reading one file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The BLAKE3 hash of the file's bytes as they lie on disk; of those that could be read, where the outcome
    /// is not [`Outcome::Whole`].
    pub hash: blake3::Hash,
    /// How many bytes that were, compressed where the file is.
    pub bytes: u64,
    /// How many bytes of UTF-8 text the yielded articles hold.
    pub text_bytes: u64,
    /// The encoding of the file's text.
    pub encoding: TextEncoding,
    /// Whether all of the file was seen.
    pub outcome: Outcome,
}

/// Whether all of a file was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every byte was seen. Records that were skipped on the way would be skipped the next time too.
    Whole,
    /// The operating system refused to open the file or to read on, so that the next run should try again.
    /// Articles that were yielded before are a part of the file only.
    Unreadable(Problem),
}

/// A text as UTF-8, whatever its encoding was, told as it is for source files. What is no text in it stays invalid.
///
/// ```
/// use std::io::Read;
///
/// let mut text = String::new();
/// knipsel::archive::as_utf8(&b"Een caf\xe9 in Ede"[..]).read_to_string(&mut text)?;
/// assert_eq!(text, "Een café in Ede");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn as_utf8<'a>(text: impl io::Read + 'a) -> impl io::Read + 'a {
    encoding::Utf8Reader::open(text, u64::MAX)
}

/// The BLAKE3 hash of a file's bytes as they lie on disk, the same as [`FileRead::hash`].
pub fn hash_file(path: &Path) -> io::Result<blake3::Hash> {
    let mut raw = raw::RawFile::open(path)?;
    raw.drain()?;
    Ok(raw.hash())
}

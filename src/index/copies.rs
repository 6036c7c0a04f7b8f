//! Copies: the same report in several papers, found when articles are indexed.
//!
//! Each article gets a signature ([`signature`]) when it is added. At a commit the signatures that are new are appended to a file
//! ([`records`]), the groups of copies are made of all of them ([`groups`]), and a table of the articles that have copies is
//! written. All these files are named by the commit as the ledger is, with length and hash, and so are valid with it or not at all.
//!
//! The table is small, since most articles have no copy, and is used where it lies, mapped into memory. It names an
//! article by source file and ordinal, which tantivy has in columns: documents have no lasting numbers of their own,
//! and ids may be double. Columns of tantivy for the groups themselves were rejected: they cannot be changed when a
//! copy comes later.

mod groups;
mod records;
mod signature;
mod table;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, TantivyError};

pub(super) use self::signature::words;
pub(crate) use self::table::{CopyFinder, CopyTable};
pub(super) use self::writer::CopyWriter;
use super::blocks::array;
use super::cause::{cause, denied};
use super::commit_info::CommittedFile;
use super::files::may_not_read;
use crate::error::{Error, ErrorKind, Place, Result};

/// An article as a member of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    /// The number of the group, from 0.
    pub(crate) group: u32,
    /// The place in the group, from 0; the earliest comes first.
    pub(crate) place: u32,
}

/// Where an article stands: the number of its source file in the ledger, and its ordinal there.
pub(crate) type ArticlePlace = (u64, u64);

/// A file that a commit names, mapped into memory.
fn handle(folder: &Path, state: &CommittedFile) -> Result<Arc<dyn FileHandle>> {
    let refused = |error: TantivyError| match denied(&error) {
        Some(refusal) => may_not_read(&folder.join(&state.file), refusal),
        None => damaged(folder, state).caused_by(cause(error)),
    };
    let directory = MmapDirectory::open(folder).map_err(|error| refused(error.into()))?;
    directory.get_file_handle(Path::new(&state.file)).map_err(|error| refused(error.into()))
}

/// The bytes of such a file. Their hash is not looked at.
fn map(folder: &Path, state: &CommittedFile) -> Result<OwnedBytes> {
    if state.bytes == 0 {
        return Ok(OwnedBytes::empty());
    }
    let file = handle(folder, state)?;
    let bytes = file.read_bytes(0..file.len()).map_err(|error| damaged(folder, state).caused_by(error))?;
    match usize::try_from(state.bytes) {
        Ok(counted) if counted <= bytes.len() => Ok(bytes.slice(0..counted)),
        _ => Err(damaged(folder, state)),
    }
}

fn damaged(folder: &Path, state: &CommittedFile) -> Error {
    Error::new(ErrorKind::Damaged, "the record of the copies is not as it was written")
        .at(Place::of(folder.join(&state.file)))
        .hint("knipsel index rebuild")
}

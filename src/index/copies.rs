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
mod writer;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::Directory;
use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};

pub(super) use self::signature::words;
pub(super) use self::writer::CopyWriter;
use super::blocks::{CheckedFile, array};
use super::commit_info::CommittedFile;
use crate::error::{Error, ErrorKind, Place, Result};

/// Source file, ordinal, group and place, each in little-endian bytes.
const ENTRY_BYTES: usize = 24;

/// The articles of a generation that have copies.
#[derive(Clone)]
pub(crate) struct CopyTable {
    /// Entries in the order of source files and ordinals.
    bytes: OwnedBytes,
    /// The file that they lie in, if there is one.
    file: Option<Arc<TableFile>>,
}

/// A table is read here and there, and checked where it is read. Those who ask it for articles do so for every match, and
/// ask once at the end whether the answers hold.
struct TableFile {
    checked: CheckedFile,
    damaged: AtomicBool,
}

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

impl CopyTable {
    /// Opens the table of a commit.
    pub(crate) fn open(folder: &Path, state: &CommittedFile) -> Result<Self> {
        if state.bytes == 0 {
            return Ok(Self { bytes: OwnedBytes::empty(), file: None });
        }
        let file = handle(folder, state)?;
        let opened =
            CheckedFile::open(Path::new(&state.file), file).and_then(|file| Ok((file.unchecked()?, file)));
        let (bytes, checked) = opened.map_err(|error| damaged(folder, state).caused_by(error))?;
        Ok(Self { bytes, file: Some(Arc::new(TableFile { checked, damaged: AtomicBool::new(false) })) })
    }

    /// Whether all answers so far came from what is as it was written.
    ///
    /// # Errors
    ///
    /// Fails where one did not.
    pub(crate) fn check(&self) -> io::Result<()> {
        match &self.file {
            Some(file) if file.damaged.load(Ordering::Relaxed) => {
                // Which block it was is found again.
                file.checked.check(&(0..self.bytes.len()))
            }
            _ => Ok(()),
        }
    }

    /// The number of articles that have copies.
    fn len(&self) -> usize {
        self.bytes.len() / ENTRY_BYTES
    }

    /// The group of an article, if it has copies. `near` is where the search begins, and where the next one should:
    /// who asks for articles in their order is answered at once.
    pub(crate) fn find(&self, place: ArticlePlace, near: &mut usize) -> Option<Member> {
        let fits = |at: usize| {
            (at == 0 || self.place(at - 1) < place) && (at == self.len() || place <= self.place(at))
        };
        if !fits(*near) {
            let (mut low, mut high) = (0, self.len());
            // Between two articles of a file there are no more entries than articles.
            if *near < high
                && let (file, ordinal) = self.place(*near)
                && file == place.0
                && let Some(articles) = place.1.checked_sub(ordinal)
            {
                low = *near;
                high = high.min(low.saturating_add(usize::try_from(articles).unwrap_or(usize::MAX)));
                // In an archive of copies each of them is one.
                low = if fits(high) { high } else { low };
            }
            while low < high {
                let middle = low.midpoint(high);
                if self.place(middle) < place { low = middle + 1 } else { high = middle }
            }
            *near = low;
        }
        (*near < self.len() && self.place(*near) == place).then(|| self.member(*near))
    }

    /// The articles of a group, the earliest first.
    pub(crate) fn members(&self, group: u32) -> Vec<ArticlePlace> {
        let all = (0..self.len()).map(|at| (self.member(at), self.place(at)));
        let mut members: Vec<(Member, ArticlePlace)> =
            all.filter(|(member, _)| member.group == group).collect();
        members.sort_unstable();
        members.into_iter().map(|(_, place)| place).collect()
    }

    fn entry(&self, at: usize) -> &[u8] {
        let bytes = at * ENTRY_BYTES..(at + 1) * ENTRY_BYTES;
        if let Some(file) = &self.file
            && file.checked.check(&bytes).is_err()
        {
            file.damaged.store(true, Ordering::Relaxed);
        }
        &self.bytes[bytes]
    }

    fn place(&self, at: usize) -> ArticlePlace {
        let entry = self.entry(at);
        (u64::from_le_bytes(array(entry)), u64::from_le_bytes(array(&entry[8..])))
    }

    fn member(&self, at: usize) -> Member {
        let entry = self.entry(at);
        let (group, place) =
            (u32::from_le_bytes(array(&entry[16..])), u32::from_le_bytes(array(&entry[20..])));
        Member { group, place }
    }
}

/// A file that a commit names, mapped into memory.
fn handle(folder: &Path, state: &CommittedFile) -> Result<Arc<dyn FileHandle>> {
    let directory = MmapDirectory::open(folder).map_err(|error| damaged(folder, state).caused_by(error))?;
    let file = directory.get_file_handle(Path::new(&state.file));
    file.map_err(|error| damaged(folder, state).caused_by(error))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_from_wherever_the_search_begins() {
        let places = [(0, 2), (0, 3), (0, 4), (0, 9), (2, 0), (2, 5), (3, 1)];
        let mut bytes = Vec::new();
        for ((file, ordinal), group) in places.into_iter().zip(0_u32..) {
            bytes.extend([file, ordinal].into_iter().flat_map(u64::to_le_bytes));
            bytes.extend([group, 0].into_iter().flat_map(u32::to_le_bytes));
        }
        let table = CopyTable { bytes: OwnedBytes::new(bytes), file: None };
        for begin in 0..=places.len() {
            for place in (0..5).flat_map(|file| (0..12).map(move |ordinal| (file, ordinal))) {
                let mut near = begin;
                let found = table.find(place, &mut near).map(|member| member.group as usize);
                assert_eq!(found, places.iter().position(|known| *known == place), "{place:?} from {begin}");
                assert_eq!(near, places.partition_point(|known| *known < place));
            }
        }
    }
}

//! The records of the signatures, in files of which only the last grows.
//!
//! One file for all would do for the index alone. But a backup takes what is as it was from the backup before, file by file,
//! and would have to write all signatures, 96 MB for a million articles, for one that is new.

use std::path::Path;

use tantivy::directory::OwnedBytes;

use super::signature::SLOTS;
use super::{ArticlePlace, array, damaged, map};
use crate::error::Result;
use crate::index::commit_info::CommittedFile;

/// Source file, ordinal, first day, order among equals, and signature, in little-endian bytes.
pub(super) const RECORD_BYTES: usize = 8 + 8 + 8 + 8 + SLOTS;

/// A file that has grown so long is left as it is, and the next one begun.
pub(super) const FULL_BYTES: u64 = 4 << 20;

/// The records as they lie in their files.
pub(super) struct Records {
    /// The number of the first record of each file, and its bytes.
    files: Vec<(u32, OwnedBytes)>,
    len: u32,
}

impl Records {
    pub(super) fn open(folder: &Path, files: &[CommittedFile]) -> Result<Self> {
        let mut records = Self { files: Vec::with_capacity(files.len()), len: 0 };
        for file in files {
            let bytes = map(folder, file)?;
            let count = (bytes.len() / RECORD_BYTES) as u32;
            records.files.push((records.len, bytes));
            records.len += count;
        }
        Ok(records)
    }

    /// Fails where the bytes are not those that the commit names; gives the hash of the last file, to go on from.
    pub(super) fn checked(&self, folder: &Path, files: &[CommittedFile]) -> Result<blake3::Hasher> {
        let mut hasher = blake3::Hasher::new();
        for ((_, bytes), file) in self.files.iter().zip(files) {
            hasher = blake3::Hasher::new();
            if hasher.update(bytes).finalize().to_hex().as_str() != file.hash {
                return Err(damaged(folder, file));
            }
        }
        Ok(hasher)
    }

    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// All of them in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.files.iter().flat_map(|(_, bytes)| bytes.chunks_exact(RECORD_BYTES).map(Record))
    }

    pub(super) fn get(&self, number: u32) -> Record<'_> {
        let file = self.files.partition_point(|(first, _)| *first <= number) - 1;
        let (first, bytes) = &self.files[file];
        Record(&bytes[(number - first) as usize * RECORD_BYTES..][..RECORD_BYTES])
    }
}

/// The record of one article.
#[derive(Clone, Copy)]
pub(super) struct Record<'b>(pub(super) &'b [u8]);

impl Record<'_> {
    /// Where the article stands.
    pub(super) fn place(self) -> ArticlePlace {
        (u64::from_le_bytes(array(self.0)), u64::from_le_bytes(array(&self.0[8..])))
    }

    /// The first day of its date.
    pub(super) fn day(self) -> i64 {
        i64::from_le_bytes(array(&self.0[16..]))
    }

    /// Its order among those of that day.
    pub(super) fn order(self) -> u64 {
        u64::from_le_bytes(array(&self.0[24..]))
    }

    pub(super) fn signature(self) -> [u8; SLOTS] {
        array(&self.0[32..])
    }
}

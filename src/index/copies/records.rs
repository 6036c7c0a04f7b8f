//! The records of the signatures, in files of which only the last grows.
//!
//! One file for all would do for the index alone. But a backup takes what is as it was from the backup before, file by file,
//! and would have to write all signatures, 86 MB for a million articles, for one that is new.

use std::path::Path;

use tantivy::directory::OwnedBytes;

use super::signature::SLOTS;
use super::{ArticlePlace, array, damaged, map};
use crate::error::Result;
use crate::index::commit_info::CommittedFile;

/// The number of a source file, and an ordinal in it, take so many bytes each: no archive has a million million of them.
const NUMBER_BYTES: usize = 5;

/// Where what is behind the two numbers begins: the first day in four bytes, the order among equals in eight, the signature.
const DAY_AT: usize = 2 * NUMBER_BYTES;
const ORDER_AT: usize = DAY_AT + 4;
const SIGNATURE_AT: usize = ORDER_AT + 8;

/// So many bytes has a record. All numbers have the lowest byte first.
pub(super) const RECORD_BYTES: usize = SIGNATURE_AT + SLOTS;

/// The day of an article without a date: it comes after all others.
pub(super) const NO_DAY: i32 = i32::MAX;

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
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes[..NUMBER_BYTES].copy_from_slice(&self.0[at..at + NUMBER_BYTES]);
            u64::from_le_bytes(bytes)
        };
        (number(0), number(NUMBER_BYTES))
    }

    /// The first day of its date, or [`NO_DAY`].
    pub(super) fn day(self) -> i32 {
        i32::from_le_bytes(array(&self.0[DAY_AT..]))
    }

    /// Its order among those of that day.
    pub(super) fn order(self) -> u64 {
        u64::from_le_bytes(array(&self.0[ORDER_AT..]))
    }

    pub(super) fn signature(self) -> [u8; SLOTS] {
        array(&self.0[SIGNATURE_AT..])
    }
}

/// Appends a record to others.
pub(super) fn push_record(
    records: &mut Vec<u8>,
    (file, ordinal): ArticlePlace,
    day: i32,
    order: u64,
    signature: &[u8; SLOTS],
) {
    for number in [file, ordinal] {
        records.extend(&number.to_le_bytes()[..NUMBER_BYTES]);
    }
    records.extend(day.to_le_bytes());
    records.extend(order.to_le_bytes());
    records.extend(signature);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_what_was_pushed() {
        let mut records = Vec::new();
        let places = [(0, 0), (1, 258), ((1 << 40) - 1, (1 << 40) - 2)];
        for (place, day) in places.into_iter().zip([0, -200_000, NO_DAY]) {
            push_record(&mut records, place, day, u64::MAX - 1, &[7; SLOTS]);
        }
        assert_eq!(records.len(), 3 * RECORD_BYTES);
        let read: Vec<_> = records.chunks_exact(RECORD_BYTES).map(Record).collect();
        assert_eq!(read.iter().map(|record| record.place()).collect::<Vec<_>>(), places);
        assert_eq!(read.iter().map(|record| record.day()).collect::<Vec<_>>(), [0, -200_000, NO_DAY]);
        assert!(read.iter().all(|record| record.order() == u64::MAX - 1 && record.signature() == [7; SLOTS]));
    }
}

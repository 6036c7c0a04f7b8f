//! Checksums of blocks, so that whatever reads a part of a file learns whether it is as it was written.
//!
//! ```text
//! the content, in blocks of 16 KiB     what tantivy wrote
//! a checksum for each block            CRC-32, little-endian
//! the length of the content            8 bytes
//! a checksum of the two above          4 bytes
//! ```
//!
//! The seal's checksum of a whole file (`index::seal`) would have to be taken of the whole file; a search reads a few
//! thousandths of it. So each block is checked when something is first read from it, once for each opening of the file.
//! Whoever reads damage gets an error and no hits, and a merge does not pass damage on into a new file. Rejected were
//! records of files that were checked before, by their size and time: a disk that forgets changes neither.
//!
//! CRC-32 finds every single damage of up to 32 bits in a row, and of any other all but one in four thousand million. It
//! is no protection from whoever writes files on purpose; that is not asked of it.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// Small, since a rare word's list has a few dozen bytes and costs a whole block; the checksums then take a
/// four-thousandth of the content.
const BLOCK_BYTES: usize = 1 << 14;

const SUM_BYTES: usize = 4;

/// The length and the checksum at the very end.
const END_BYTES: usize = 12;

/// The checksums of a file that is being written.
#[derive(Default)]
pub(super) struct BlockSums {
    sums: Vec<u8>,
    block: crc32fast::Hasher,
    bytes: usize,
}

impl BlockSums {
    /// Takes in what was written next.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = BLOCK_BYTES - self.bytes % BLOCK_BYTES;
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.update(now);
            self.bytes += now.len();
            if self.bytes.is_multiple_of(BLOCK_BYTES) {
                self.end_block();
            }
            bytes = later;
        }
    }

    fn end_block(&mut self) {
        let sum = std::mem::take(&mut self.block).finalize();
        self.sums.extend(sum.to_le_bytes());
    }

    /// What is to stand after the content.
    pub(super) fn trailer(mut self) -> Vec<u8> {
        if !self.bytes.is_multiple_of(BLOCK_BYTES) {
            self.end_block();
        }
        let mut trailer = self.sums;
        trailer.extend((self.bytes as u64).to_le_bytes());
        let sum = crc32fast::hash(&trailer);
        trailer.extend(sum.to_le_bytes());
        trailer
    }
}

/// The content of a file, each block of which is checked before anything of it is given.
pub(super) struct CheckedFile {
    path: PathBuf,
    file: Arc<dyn FileHandle>,
    bytes: usize,
    sums: OwnedBytes,
    /// A bit for each block that was found whole.
    whole: Vec<AtomicU64>,
}

impl CheckedFile {
    /// Reads the checksums of a file; `path` is what messages call it.
    ///
    /// # Errors
    ///
    /// Fails where the file does not end with checksums of its length.
    pub(super) fn open(path: &Path, file: Arc<dyn FileHandle>) -> io::Result<Self> {
        let all = file.len();
        let end = all.checked_sub(END_BYTES).ok_or_else(|| cut_off(path))?;
        let bytes = u64::from_le_bytes(array(&file.read_bytes(end..end + 8)?));
        let bytes = usize::try_from(bytes).map_err(|_| cut_off(path))?;
        let blocks = bytes.div_ceil(BLOCK_BYTES);
        let length = bytes.checked_add(blocks * SUM_BYTES);
        if length != Some(end) {
            return Err(cut_off(path));
        }
        let summed = file.read_bytes(bytes..end + 8)?;
        let sum = u32::from_le_bytes(array(&file.read_bytes(end + 8..all)?));
        if crc32fast::hash(&summed) != sum {
            return Err(cut_off(path));
        }
        let whole = (0..blocks.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { path: path.to_owned(), file, bytes, sums: summed.slice(0..blocks * SUM_BYTES), whole })
    }

    /// The whole content, of which nothing is checked yet: whoever reads from it is to [`check`](Self::check) what it
    /// reads.
    pub(super) fn unchecked(&self) -> io::Result<OwnedBytes> {
        self.file.read_bytes(0..self.bytes)
    }

    /// The bytes of the blocks that some bytes lie in.
    pub(super) fn blocks_of(&self, bytes: &Range<usize>) -> Range<usize> {
        let end = bytes.end.next_multiple_of(BLOCK_BYTES);
        bytes.start / BLOCK_BYTES * BLOCK_BYTES..end.min(self.bytes)
    }

    /// Checks the blocks that some bytes lie in, where nothing was read from them before.
    pub(super) fn check(&self, bytes: &Range<usize>) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        for block in bytes.start / BLOCK_BYTES..bytes.end.div_ceil(BLOCK_BYTES) {
            let (flags, bit) = (&self.whole[block / 64], 1 << (block % 64));
            if flags.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            let range = block * BLOCK_BYTES..((block + 1) * BLOCK_BYTES).min(self.bytes);
            let sum = u32::from_le_bytes(array(&self.sums[block * SUM_BYTES..]));
            if crc32fast::hash(&self.file.read_bytes(range.clone())?) != sum {
                let (path, Range { start, end }) = (self.path.display(), range);
                let what = format!(
                    "`{path}` is not as it was written: the checksum of its bytes {start} to {end} differs"
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            flags.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedFile({})", self.path.display())
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.bytes {
            let what = format!("`{}` ends before byte {}", self.path.display(), range.end);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        self.check(&range)?;
        self.file.read_bytes(range)
    }
}

fn cut_off(path: &Path) -> io::Error {
    let what = format!("`{}` is not as it was written: it does not end with its checksums", path.display());
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The first bytes of some that are long enough.
pub(super) fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[..N]);
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with its checksums, written in pieces that end anywhere.
    fn written(content: &[u8]) -> Vec<u8> {
        let mut sums = BlockSums::default();
        for piece in content.chunks(5_001) {
            sums.update(piece);
        }
        [content, &sums.trailer()].concat()
    }

    fn open(bytes: &[u8]) -> io::Result<CheckedFile> {
        CheckedFile::open(Path::new("bestand.idx"), Arc::new(OwnedBytes::new(bytes.to_vec())))
    }

    fn content(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|at| (at * at % 251) as u8).collect()
    }

    #[test]
    fn what_was_written_is_read() {
        for bytes in [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES + 7] {
            let content = content(bytes);
            let file = open(&written(&content)).unwrap();
            assert_eq!(file.len(), bytes);
            assert_eq!(*file.read_bytes(0..bytes).unwrap(), *content);
            assert_eq!(*file.read_bytes(bytes / 3..bytes / 2).unwrap(), content[bytes / 3..bytes / 2]);
            assert!(file.read_bytes(0..bytes + 1).is_err());
        }
    }

    #[test]
    fn damage_is_found_where_it_is_read_and_nowhere_else() {
        let content = content(3 * BLOCK_BYTES + 100);
        let whole = written(&content);
        for at in (0..whole.len()).step_by(997).chain(content.len() - 1..whole.len()) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let opened = open(&flipped);
            assert_eq!(opened.is_err(), at >= content.len(), "byte {at}");
            let Ok(file) = opened else { continue };
            for block in 0..4 {
                let range = block * BLOCK_BYTES..((block + 1) * BLOCK_BYTES).min(content.len());
                let middle = range.start + 50..range.start + 51;
                assert_eq!(file.read_bytes(middle).is_err(), range.contains(&at), "byte {at}, block {block}");
            }
            let said = file.read_bytes(0..content.len()).unwrap_err().to_string();
            assert!(said.contains("`bestand.idx` is not as it was written"), "{said}");
        }
    }

    #[test]
    fn what_was_cut_off_or_has_more_is_found() {
        let whole = written(&content(2 * BLOCK_BYTES));
        for length in [0, 5, 11, 12, BLOCK_BYTES, whole.len() - 1] {
            assert!(open(&whole[..length]).is_err(), "{length} bytes");
        }
        assert!(open(&[&whole[..], &[0]].concat()).is_err());
        assert!(open(&vec![0; whole.len()]).is_err());
    }
}

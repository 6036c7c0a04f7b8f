//! The bytes of a file as they lie on disk, hashed while they pass.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

/// How much is asked of the operating system at once.
pub(super) const CHUNK_BYTES: usize = 256 << 10;

/// An open file that hashes and counts what is read from it.
pub(super) struct RawFile {
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
}

/// Marks an error as the operating system's, so that it can be told from a decoder's complaint about the data.
#[derive(Debug)]
pub(super) struct Refused(io::Error);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refused {}

/// The operating system's own error in `error`, where it is one.
pub(super) fn refusal(error: &io::Error) -> Option<&io::Error> {
    error.get_ref()?.downcast_ref::<Refused>().map(|refused| &refused.0)
}

impl RawFile {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Reads on to the end, so that the hash is that of the whole file.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK_BYTES];
        while self.read(&mut chunk)? > 0 {}
        Ok(())
    }

    /// The hash of what was read.
    pub(super) fn hash(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Read for RawFile {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.file.read(chunk) {
                Ok(count) => {
                    self.hasher.update(&chunk[..count]);
                    self.bytes += count as u64;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io::Error::new(error.kind(), Refused(error))),
            }
        }
    }
}

/// A handle on a raw file that the decoders above it may own, while the reader keeps another to drain it.
#[derive(Clone)]
pub(super) struct SharedRaw(pub(super) Rc<RefCell<RawFile>>);

impl Read for SharedRaw {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(chunk)
    }
}

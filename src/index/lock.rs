//! A file that one process at a time may hold, and that says which.
//!
//! ```text
//! index/LOCK           held by whoever writes to the index:    process 4711
//! index/alerts/LOCK    held by whoever changes the alerts
//! ```
//!
//! The lock itself is the system's, so that it goes with the process however that ends; what the file says is for people.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// A file that this process holds; given back when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct HeldFile {
    file: File,
}

impl Drop for HeldFile {
    fn drop(&mut self) {
        // To close the file is not enough: a program that another thread starts at this moment holds a copy of it until
        // it has begun, and with the copy the lock.
        let _ = self.file.unlock();
    }
}

impl HeldFile {
    /// Takes a file and writes nothing to it; where there is none it makes an empty one. `None` where another has it.
    pub(crate) fn take_unnamed(path: &Path) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes a file, which need not exist yet; where another process has it, `taken` makes an error of what that is called.
    ///
    /// # Errors
    ///
    /// Fails where another process has it, and where it cannot be opened for writing.
    pub(crate) fn take(path: &Path, taken: impl FnOnce(&str) -> Error) -> Result<Self> {
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
        let mut file = opened.map_err(|error| {
            Error::io("open", path, error)
                .hint("ask the owner of the index for the right to write it, or make one of your own with `--index`")
        })?;
        match file.try_lock() {
            Ok(()) => {
                let _ = file.set_len(0);
                let _ = file.seek(SeekFrom::Start(0));
                let _ = writeln!(file, "process {}", std::process::id());
                Ok(Self { file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                Err(taken(if holder.is_empty() { "another process" } else { holder }))
            }
            Err(TryLockError::Error(error)) => Err(Error::io("lock", path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_copy_of_the_file_does_not_hold_it() {
        let work = tempfile::tempdir().unwrap();
        let path = work.path().join("LOCK");
        let busy = |holder: &str| Error::new(ErrorKind::Locked, holder.to_owned());
        let held = HeldFile::take(&path, busy).unwrap();
        let refused = HeldFile::take(&path, busy).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Locked);
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
        // As a program has one that is just being started.
        let copy = held.file.try_clone().unwrap();
        drop(held);
        HeldFile::take(&path, busy).unwrap();
        drop(copy);
    }
}

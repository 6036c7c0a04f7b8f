//! Files that are there whole or not at all, and stay when the power goes.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::index::{sync_folder_of, write_whole};

/// Puts a file in its place, over what was there, in one step.
///
/// # Errors
///
/// Fails where it cannot be written; what was there is then as it was.
pub fn put_file(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, bytes)?;
    sync_folder_of(path)
}

/// Appends to a file of which `length` bytes count, and cuts off what stood behind those.
pub(super) fn append(path: &Path, length: u64, bytes: &[u8]) -> Result<()> {
    let appended =
        OpenOptions::new().create(true).truncate(false).write(true).open(path).and_then(|mut file| {
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            file.write_all(bytes)?;
            file.sync_all()
        });
    appended.map_err(|error| Error::io("write", path, error))?;
    sync_folder_of(path)
}

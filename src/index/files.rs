//! Which files make up a generation: the one list that `verify`, `backup` and `restore` go by.
//!
//! They are the files of the segments, which the seal of `meta.json` names, and whatever the commit names in the same
//! way, by file, bytes and hash: the ledger, and any other record that is committed with the articles. So what a later
//! version keeps beside the ledger is checked and copied without another word here.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::commit_info::CommittedFile;
use super::seal::{META, unseal};
use crate::error::{Error, ErrorKind, Place, Result};

/// A generation as `meta.json` describes it.
pub(crate) struct Generation {
    /// The folder of its build.
    pub(crate) build: PathBuf,
    /// `meta.json` without its seal.
    pub(crate) meta: Vec<u8>,
    /// The files of its segments. They are never changed, only removed.
    pub(crate) segment_files: Vec<CommittedFile>,
    /// The records that are committed with the articles. They may have grown since.
    pub(crate) records: Vec<CommittedFile>,
}

impl Generation {
    /// Reads what the last commit, or the last merge, in the folder `build` wrote.
    ///
    /// # Errors
    ///
    /// Fails where the record cannot be read, is not as it was written, or comes from a version that wrote no checksums.
    pub(crate) fn read(build: &Path) -> Result<Self> {
        let path = build.join(META);
        let damaged = |what: &str| {
            Error::new(ErrorKind::Damaged, format!("the index's record of its segments {what}"))
                .at(Place::of(&path))
                .hint("knipsel index rebuild PATH")
        };
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => may_not_read(&path, error),
            _ => damaged("cannot be read").caused_by(error),
        })?;
        let unsealed = unseal(&bytes).map_err(|error| damaged("is damaged").caused_by(error))?;
        let Some(segment_files) = unsealed.files else {
            return Err(damaged("has no checksums"));
        };
        let meta: Value = serde_json::from_slice(unsealed.text)
            .map_err(|error| damaged("cannot be read").caused_by(error))?;
        let mut records = Vec::new();
        if let Some(payload) = meta["payload"].as_str() {
            let payload: Value = serde_json::from_str(payload)
                .map_err(|error| damaged("does not say what it holds").caused_by(error))?;
            find_records(&payload, &mut records);
        }
        Ok(Self { build: build.to_owned(), meta: unsealed.text.to_vec(), segment_files, records })
    }

    /// All of its files but `meta.json`.
    pub(crate) fn files(&self) -> impl Iterator<Item = &CommittedFile> {
        self.segment_files.iter().chain(&self.records)
    }

    /// The size of its files.
    pub(crate) fn bytes(&self) -> u64 {
        self.files().map(|file| file.bytes).sum()
    }
}

/// Collects every object that names a file with its length and its hash.
fn find_records(value: &Value, found: &mut Vec<CommittedFile>) {
    match serde_json::from_value::<CommittedFile>(value.clone()) {
        // One that holds nothing yet is not made.
        Ok(record) if record.bytes > 0 => found.push(record),
        Ok(_) => {}
        Err(_) => match value {
            Value::Object(members) => members.values().for_each(|member| find_records(member, found)),
            Value::Array(items) => items.iter().for_each(|item| find_records(item, found)),
            _ => {}
        },
    }
}

/// What to do where an index, or a file of it, may not be read.
pub(crate) const ASK_TO_READ: &str = "ask the owner of the index for the right to read it";

/// The error for who may not read a file of an index, which says nothing about the file.
pub(crate) fn may_not_read(path: &Path, refusal: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read `{}`", path.display()))
        .caused_by(refusal)
        .hint(ASK_TO_READ)
}

/// Reads as much of `from` as `sum` says, and passes it on to `to`; gives what is wrong with it, if anything.
pub(crate) fn copy_checked(
    from: &mut impl Read,
    sum: &CommittedFile,
    to: &mut impl Write,
) -> io::Result<Option<String>> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    let mut left = sum.bytes;
    while left > 0 {
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = match from.read(&mut buffer[..most]) {
            Ok(0) => return Ok(Some(format!("it has {} bytes of {}", sum.bytes - left, sum.bytes))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        left -= read as u64;
    }
    if hasher.finalize().to_hex().as_str() == sum.hash {
        Ok(None)
    } else {
        Ok(Some("it is not as it was written: its checksum differs".to_owned()))
    }
}

/// What is wrong with a file of `folder`, if anything. A segment's file has exactly its bytes, a record at least.
///
/// # Errors
///
/// Fails where it may not be read.
pub(crate) fn check_file(folder: &Path, sum: &CommittedFile, may_be_longer: bool) -> Result<Option<String>> {
    let path = folder.join(&sum.file);
    let checked = File::open(&path).and_then(|mut file| {
        let length = file.metadata()?.len();
        if length > sum.bytes && !may_be_longer {
            return Ok(Some(format!("it has {length} bytes instead of {}", sum.bytes)));
        }
        copy_checked(&mut file, sum, &mut io::sink())
    });
    match checked {
        Ok(fault) => Ok(fault),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some("it is gone".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(may_not_read(&path, error)),
        Err(error) => Ok(Some(format!("it cannot be read: {error}"))),
    }
}

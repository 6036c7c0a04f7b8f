//! tantivy's records, sealed: `meta.json` also names every file of its segments with a checksum, and ends with one of
//! its own.
//!
//! ```text
//! {"segments":[…],"payload":…}                      what tantivy wrote
//! {"files":[{"file":"….idx","bytes":…,"hash":…},…]}  every file that it counts on
//! seal 9f86d081…                                     BLAKE3 of all that stands above
//! ```
//!
//! The checksums are taken while the files are written, and one rename makes them valid together with the segments, at
//! a commit as after a merge. Every opening of an index checks the seal, which costs microseconds; the files themselves
//! are checked as a whole by `index::verify`, and block by block (`index::blocks`) by whoever reads from them. tantivy's
//! own footers were not enough: they do not cover themselves, nor `meta.json`, and are checked only where one asks.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use super::blocks::{BlockSums, CheckedFile};
use super::commit_info::CommittedFile;
use super::lock::HeldFile;

/// tantivy's record of the segments.
pub(crate) const META: &str = "meta.json";
/// tantivy's record of the files that it may remove. There is none on the disk, where it would have to be written and
/// flushed at each new file: the folder itself says what is there, and whatever a build left behind that was killed is
/// removed like the rest.
const MANAGED: &str = ".managed.json";

#[derive(Serialize, Deserialize)]
struct Files {
    files: Vec<CommittedFile>,
}

/// A record without its seal.
pub(crate) struct Unsealed<'a> {
    /// What tantivy wrote.
    pub(crate) text: &'a [u8],
    /// The files that it counts on; `None` where there was no seal.
    pub(crate) files: Option<Vec<CommittedFile>>,
}

const SEAL: &[u8] = b"seal ";

/// Adds the seal to a record.
pub(crate) fn seal(text: &[u8], files: Vec<CommittedFile>) -> io::Result<Vec<u8>> {
    let mut sealed = text.trim_ascii_end().to_vec();
    sealed.push(b'\n');
    serde_json::to_writer(&mut sealed, &Files { files })?;
    sealed.push(b'\n');
    let hash = blake3::hash(&sealed);
    sealed.extend_from_slice(SEAL);
    writeln!(sealed, "{}", hash.to_hex())?;
    Ok(sealed)
}

/// Checks the seal of a record and takes it off. A record without one is given as it is: where the seal was only
/// damaged, its remains make the record unreadable.
pub(crate) fn unseal(bytes: &[u8]) -> io::Result<Unsealed<'_>> {
    let broken =
        || io::Error::new(io::ErrorKind::InvalidData, "it is not as it was written: its checksum differs");
    let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let last = lines.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let Some(hash) = lines[last..].strip_prefix(SEAL) else {
        return Ok(Unsealed { text: bytes, files: None });
    };
    if blake3::hash(&bytes[..last]).to_hex().as_bytes() != hash {
        return Err(broken());
    }
    let lines = &bytes[..last.saturating_sub(1)];
    let files = lines.iter().rposition(|&byte| byte == b'\n').ok_or_else(broken)?;
    let listed: Files = serde_json::from_slice(&lines[files..])?;
    Ok(Unsealed { text: &lines[..files], files: Some(listed.files) })
}

/// A folder whose records are sealed.
#[derive(Debug, Clone)]
pub(crate) struct SealedDirectory {
    inner: Box<dyn Directory>,
    /// Where that is.
    folder: PathBuf,
    sums: Arc<Mutex<BTreeMap<String, CommittedFile>>>,
}

impl SealedDirectory {
    /// Seals what is written to `inner`, which is `folder`, and checks what is read from it.
    pub(crate) fn new(inner: Box<dyn Directory>, folder: &Path) -> Self {
        Self { inner, folder: folder.to_owned(), sums: Arc::default() }
    }

    /// The names of all files of segments, as tantivy keeps them.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            names.extend(entry?.file_name().into_string().ok().filter(|name| is_of_segment(name)));
        }
        Ok(serde_json::to_vec(&names)?)
    }

    /// Whether a list of deleted articles comes from a commit that failed: no record names it, but the next commit gives
    /// its own the same name.
    fn is_left_over(&self, path: &Path) -> bool {
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        path.extension().is_some_and(|kind| kind == "del") && !sums.contains_key(&*path.to_string_lossy())
    }

    /// The checksums of the files that the segments in `meta` consist of.
    fn sums_of(&self, meta: &Value) -> Vec<CommittedFile> {
        let segments = meta["segments"].as_array().into_iter().flatten();
        let names = segments.filter_map(|segment| {
            let id = segment["segment_id"].as_str()?.replace('-', "");
            Some((id, segment["deletes"]["opstamp"].as_u64().map(|opstamp| format!("{opstamp}.del"))))
        });
        let names: BTreeMap<String, Option<String>> = names.collect();
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = sums.values().filter(|sum| {
            // A name is `SEGMENT.KIND`, or `SEGMENT.OPSTAMP.del` for a list of deleted articles, of which older ones wait
            // to be removed.
            let Some((id, kind)) = sum.file.split_once('.') else { return false };
            names.get(id).is_some_and(|deletes| !kind.contains('.') || deletes.as_deref() == Some(kind))
        });
        counted.cloned().collect()
    }
}

/// Whether a name is `SEGMENT.KIND`, where a segment has 32 digits.
fn is_of_segment(name: &str) -> bool {
    let segment = name.split_once('.').map_or("", |(segment, _)| segment);
    segment.len() == 32 && segment.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.inner.get_file_handle(path)?;
        let checked = CheckedFile::open(path, file);
        Ok(Arc::new(checked.map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)?;
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).remove(&*path.to_string_lossy());
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let inner = match self.inner.open_write(path) {
            Err(OpenWriteError::FileAlreadyExists(_)) if self.is_left_over(path) => {
                // Where it cannot be removed, the second try says why.
                let _ = self.inner.delete(path);
                self.inner.open_write(path)?
            }
            opened => opened?,
        };
        let summing = Summing {
            inner,
            bytes: 0,
            hasher: blake3::Hasher::new(),
            blocks: BlockSums::default(),
            file: path.to_string_lossy().into_owned(),
            sums: Arc::clone(&self.sums),
        };
        Ok(BufWriter::new(Box::new(summing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        if path == Path::new(MANAGED) {
            return self.managed().map_err(failed);
        }
        let bytes = self.inner.atomic_read(path)?;
        let unsealed = unseal(&bytes).map_err(failed)?;
        if path == Path::new(META) {
            let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
            for sum in unsealed.files.into_iter().flatten() {
                sums.entry(sum.file.clone()).or_insert(sum);
            }
        }
        Ok(unsealed.text.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        if path != Path::new(META) {
            return self.inner.atomic_write(path, &seal(data, Vec::new())?);
        }
        let meta: Value = serde_json::from_slice(data)?;
        // tantivy writes it for people, with a third of blanks, which a small build would pay for each time.
        self.inner.atomic_write(path, &seal(&serde_json::to_vec(&meta)?, self.sums_of(&meta))?)?;
        // tantivy renames `meta.json` and leaves it to the system's leisure when the folder learns of it. Until then
        // a loss of power brings back the old record, whose segments may be removed by now.
        self.inner.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.is_blocking {
            return self.inner.acquire_lock(lock);
        }
        // The lock of who writes, which tantivy would give back by closing its file: a program that is started at that
        // moment may hold a copy of it, and the next build would be refused.
        match HeldFile::take_unnamed(&self.folder.join(&lock.filepath)) {
            Ok(Some(held)) => Ok(DirectoryLock::from(Box::new(held))),
            Ok(None) => Err(LockError::LockBusy),
            Err(error) => Err(LockError::wrap_io_error(error)),
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file that is being written, and the checksums of what was written so far.
struct Summing {
    inner: WritePtr,
    bytes: u64,
    hasher: blake3::Hasher,
    blocks: BlockSums,
    file: String,
    sums: Arc<Mutex<BTreeMap<String, CommittedFile>>>,
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.blocks.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Summing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let trailer = std::mem::take(&mut self.blocks).trailer();
        self.inner.write_all(&trailer)?;
        self.hasher.update(&trailer);
        self.bytes += trailer.len() as u64;
        self.inner.flush()?;
        self.inner.terminate_ref(token)?;
        let hash = self.hasher.finalize().to_hex().to_string();
        let sum = CommittedFile { file: self.file.clone(), bytes: self.bytes, hash };
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).insert(self.file.clone(), sum);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(file: &str) -> CommittedFile {
        CommittedFile { file: file.to_owned(), bytes: 3, hash: "00".to_owned() }
    }

    #[test]
    fn a_sealed_record_comes_back() {
        let sealed = seal(b"{\"a\":1}\n", vec![sum("x.idx")]).expect("it is sealed");
        let unsealed = unseal(&sealed).expect("it is whole");
        assert_eq!(unsealed.text, b"{\"a\":1}");
        assert_eq!(unsealed.files, Some(vec![sum("x.idx")]));
        assert_eq!(unseal(b"{}\n").expect("it has no seal").files, None);
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let sealed = seal(b"{\"a\":1}", vec![sum("x.idx")]).expect("it is sealed");
        for at in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            if let Ok(unsealed) = unseal(&flipped) {
                let json = serde_json::from_slice::<serde_json::Value>(unsealed.text);
                // A last newline that became another blank changes nothing.
                assert!(json.is_err() || unsealed.text == b"{\"a\":1}", "bit {at}");
            }
        }
    }

    #[test]
    fn one_at_a_time_holds_the_lock_of_who_writes() {
        use tantivy::directory::{INDEX_WRITER_LOCK, RamDirectory};
        let work = tempfile::tempdir().expect("there is room");
        let directory = SealedDirectory::new(Box::new(RamDirectory::create()), work.path());
        let held = directory.acquire_lock(&INDEX_WRITER_LOCK).expect("nobody holds it");
        assert!(matches!(directory.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)));
        drop(held);
        directory.acquire_lock(&INDEX_WRITER_LOCK).expect("it was given back");
        let nowhere = SealedDirectory::new(Box::new(RamDirectory::create()), &work.path().join("nowhere"));
        assert!(matches!(nowhere.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::IoError(_))));
    }
}

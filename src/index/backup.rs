//! A copy of one whole generation: into a folder, which is then an index itself, or into one `.tar.zst` file.
//!
//! ```text
//! backup/
//!   BACKUP            says that this folder may be written to by `index backup`
//!   CURRENT           the name of the latest whole copy
//!   build-000007/     its files, checked while they were copied
//! ```
//!
//! No lock is taken on the index, so a build may go on meanwhile: all files of a generation are opened first, and what is
//! open stays readable when the build removes it. In a folder each copy is a build of its own that is swapped in like a
//! rebuild; files that the copy before it has too are linked and not copied. So a backup that is killed leaves the one
//! before it as it was.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::commit_info::CommittedFile;
use super::files::{Generation, check_file, copy_checked};
use super::folder::{IndexFolder, sync_folder, sync_folder_of, write_whole};
use super::seal::{META, seal};
use crate::error::{Error, ErrorKind, Result};
use crate::paths::real_path;

/// Says that a folder holds a backup.
const MARK: &str = "BACKUP";

/// The folder of the generation inside a `.tar.zst` file.
const BUILD_IN_TAR: &str = "build-000001";

/// A build may be swapped away, or a merge end, between reading the list of the files and opening them.
const MOST_TRIES: usize = 200;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The generation.
    pub generation: u64,
    /// How many articles it has.
    pub articles: u64,
    /// How many files it consists of.
    pub files: u64,
    /// Their size together.
    pub bytes: u64,
    /// How much of that had to be written; the rest was there from the backup before.
    pub written_bytes: u64,
}

/// A generation whose files are open, so that they stay readable whatever is removed.
pub(super) struct Pinned {
    generation: Generation,
    payload: Value,
    files: Vec<(CommittedFile, File)>,
}

impl Pinned {
    /// Opens the newest generation of an index.
    pub(super) fn open(folder: &IndexFolder) -> Result<Self> {
        let mut last = None;
        for _ in 0..MOST_TRIES {
            let generation = Generation::read(&folder.live_or_error()?)?;
            let opened: io::Result<Vec<_>> = generation
                .files()
                .map(|sum| Ok((sum.clone(), File::open(generation.build.join(&sum.file))?)))
                .collect();
            match opened {
                Ok(files) => return Self::of(generation, files),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    // Either it was removed just now, or it is gone for good.
                    let unchanged = Generation::read(&folder.live_or_error()?)
                        .is_ok_and(|now| now.build == generation.build && now.meta == generation.meta);
                    if unchanged && last.is_some() {
                        return Err(Error::new(ErrorKind::Damaged, "a file of the index is gone")
                            .caused_by(error)
                            .hint("knipsel index verify"));
                    }
                    last = Some(error);
                }
                Err(error) => return Err(Error::io("open the files of", &generation.build, error)),
            }
        }
        Err(Error::new(ErrorKind::Io, "the index changes too fast to be copied").hint("knipsel index status"))
    }

    fn of(generation: Generation, files: Vec<(CommittedFile, File)>) -> Result<Self> {
        let meta: Value = serde_json::from_slice(&generation.meta).unwrap_or_default();
        let payload = meta["payload"].as_str().and_then(|payload| serde_json::from_str(payload).ok());
        let Some(payload) = payload else {
            return Err(Error::new(
                ErrorKind::NoIndex,
                "the index has no generation yet: its first build has not committed",
            )
            .hint("knipsel index build PATH"));
        };
        Ok(Self { generation, payload, files })
    }

    fn report(&self) -> BackupReport {
        BackupReport {
            generation: self.payload["generation"].as_u64().unwrap_or_default(),
            articles: self.payload["articles"].as_u64().unwrap_or_default(),
            files: self.files.len() as u64,
            bytes: self.generation.bytes(),
            written_bytes: 0,
        }
    }

    /// Copies the generation into the empty folder `build`; what `before` has of it is linked.
    pub(super) fn copy_into(&mut self, build: &Path, before: Option<&Generation>) -> Result<BackupReport> {
        let mut report = self.report();
        let from = self.generation.build.clone();
        for (sum, file) in &mut self.files {
            let to = build.join(&sum.file);
            // Records grow, but not while the backup is locked; then the copy before it is gone.
            let linked = before.is_some_and(|before| {
                before.files().any(|file| file == sum)
                    && check_file(&before.build, sum, false).is_ok_and(|fault| fault.is_none())
                    && std::fs::hard_link(before.build.join(&sum.file), &to).is_ok()
            });
            if linked {
                continue;
            }
            let copied = File::create(&to).and_then(|mut to| {
                let fault = copy_checked(file, sum, &mut to)?;
                to.sync_all()?;
                Ok(fault)
            });
            check_copied(&from.join(&sum.file), copied.map_err(|error| Error::io("write", &to, error))?)?;
            report.written_bytes += sum.bytes;
        }
        write_whole(&build.join(META), &self.meta()?)?;
        sync_folder(build)?;
        Ok(report)
    }

    /// tantivy's record for the copy.
    fn meta(&self) -> Result<Vec<u8>> {
        let sealed = seal(&self.generation.meta, self.generation.segment_files.clone());
        sealed.map_err(|error| Error::io("describe", &self.generation.build, error))
    }
}

/// Copies the newest generation of an index into a folder, or into a file whose name ends in `.tar.zst`.
///
/// Every file is checked while it is copied. A folder that was backed up into before gets what changed.
///
/// # Errors
///
/// Fails where there is no index, where a file of it is damaged, where `to` is a folder with something else in it, or
/// where it cannot be written. What was backed up before is then as it was.
pub fn backup(folder: &IndexFolder, to: &Path) -> Result<BackupReport> {
    let mut pinned = Pinned::open(folder)?;
    if is_tar(to) { into_tar(&mut pinned, to) } else { into_folder(&mut pinned, folder, to) }
}

/// Whether a path names one file instead of a folder.
pub(super) fn is_tar(path: &Path) -> bool {
    !path.is_dir() && path.to_string_lossy().ends_with(".tar.zst")
}

fn into_folder(pinned: &mut Pinned, from: &IndexFolder, to: &Path) -> Result<BackupReport> {
    check_free(from, to)?;
    let folder = IndexFolder::at(to);
    let _lock = folder.lock()?;
    write_whole(&to.join(MARK), b"knipsel index restore PATH-OF-THIS-FOLDER\n")?;
    let before = folder.live()?.and_then(|build| Generation::read(&build).ok());
    let build = folder.new_build()?;
    let copied = pinned.copy_into(&build, before.as_ref());
    if copied.is_ok() {
        folder.make_live(&build, 0)?;
        folder.remove_other_builds()?;
    } else {
        // Where this fails too, the next backup clears it away.
        let _ = std::fs::remove_dir_all(&build);
    }
    copied
}

/// Refuses to write into a folder that holds anything but a backup.
fn check_free(from: &IndexFolder, to: &Path) -> Result<()> {
    if real_path(to).starts_with(real_path(from.path())) {
        return Err(Error::new(
            ErrorKind::Usage,
            format!("the backup `{}` would lie in the index itself", to.display()),
        )
        .hint("name a folder elsewhere, best on another disk"));
    }
    let taken = std::fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !to.join(MARK).exists() {
        return Err(Error::new(
            ErrorKind::Usage,
            format!("the folder `{}` holds something else than a backup", to.display()),
        )
        .hint("name an empty folder, or one that does not exist yet"));
    }
    Ok(())
}

fn into_tar(pinned: &mut Pinned, to: &Path) -> Result<BackupReport> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = write_tar(pinned, &part).and_then(|report| {
        std::fs::rename(&part, to).map_err(|error| Error::io("write", to, error))?;
        sync_folder_of(to)?;
        Ok(report)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

fn write_tar(pinned: &mut Pinned, part: &Path) -> Result<BackupReport> {
    let cannot = |error| Error::io("write", part, error);
    let mut report = pinned.report();
    let file = File::create(part).map_err(cannot)?;
    let compressed = zstd::Encoder::new(file, 3).map_err(cannot)?;
    let mut tar = tar::Builder::new(compressed);
    append(&mut tar, "CURRENT", format!("{BUILD_IN_TAR}\n").as_bytes()).map_err(cannot)?;
    for (sum, file) in &mut pinned.files {
        let name = format!("{BUILD_IN_TAR}/{}", sum.file);
        let mut summing = Summing { from: file, hasher: blake3::Hasher::new() };
        let limited = (&mut summing).take(sum.bytes);
        tar.append_data(&mut header(sum.bytes), name, limited).map_err(cannot)?;
        let right = summing.hasher.finalize().to_hex().as_str() == sum.hash;
        let fault = (!right).then(|| "it is not as it was written: its checksum differs".to_owned());
        check_copied(&pinned.generation.build.join(&sum.file), fault)?;
    }
    append(&mut tar, &format!("{BUILD_IN_TAR}/{META}"), &pinned.meta()?).map_err(cannot)?;
    let file = tar.into_inner().and_then(zstd::Encoder::finish).map_err(cannot)?;
    file.sync_all().map_err(cannot)?;
    report.written_bytes = file.metadata().map_err(cannot)?.len();
    Ok(report)
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o644);
    header
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    tar.append_data(&mut header(bytes.len() as u64), name, bytes)
}

fn check_copied(path: &Path, fault: Option<String>) -> Result<()> {
    match fault {
        None => Ok(()),
        Some(fault) => Err(Error::new(
            ErrorKind::Damaged,
            format!("the index is damaged and is not backed up: `{}`: {fault}", path.display()),
        )
        .hint("knipsel index verify")),
    }
}

/// A file and the checksum of what was read of it.
struct Summing<'f> {
    from: &'f mut File,
    hasher: blake3::Hasher,
}

impl Read for Summing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

//! The folder of an index: which build is the live one, who is writing, and how a rebuild takes its place.
//!
//! ```text
//! index/
//!   CURRENT           the name of the live build
//!   PREVIOUS          the names of earlier builds that are kept, the latest first
//!   LOCK              locked by the one writer, whose process it names
//!   build-000001/     tantivy's files, the ledger and the copies
//! ```
//!
//! A rebuild is made in a folder of its own and swapped in by renaming `CURRENT`, so a reader sees the old
//! build or the new one, whole, and never anything between.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::lock::HeldFile;
use crate::error::{Error, ErrorKind, Place, Result};

const CURRENT: &str = "CURRENT";
pub(super) const PREVIOUS: &str = "PREVIOUS";
const LOCK: &str = "LOCK";
const BUILD_PREFIX: &str = "build-";

/// The folder of an index, which need not exist yet.
#[derive(Debug, Clone)]
pub struct IndexFolder {
    path: PathBuf,
}

impl IndexFolder {
    /// The index in the folder `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The archives that the index holds, whatever version made it; none where there is no index, or where it
    /// does not tell.
    pub fn archives(&self) -> Vec<PathBuf> {
        let before = super::writer::Writer::peek(self);
        before.into_iter().flat_map(|before| before.archives).map(PathBuf::from).collect()
    }

    /// Whether a generation was ever committed here, be it readable now or not.
    pub fn has_generation(&self) -> bool {
        match self.live() {
            Ok(None) => false,
            Ok(Some(build)) => super::writer::open_for_reading(&build)
                .ok()
                .and_then(|index| index.load_metas().ok())
                .is_none_or(|metas| metas.payload.is_some()),
            Err(_) => true,
        }
    }

    /// The folder of the live build, or `None` where nothing was ever built.
    pub(crate) fn live(&self) -> Result<Option<PathBuf>> {
        let current = self.path.join(CURRENT);
        match std::fs::read_to_string(&current) {
            Ok(name) => {
                let name = name.trim();
                if name.starts_with(BUILD_PREFIX) && !name.contains(['/', '\\']) {
                    Ok(Some(self.path.join(name)))
                } else {
                    Err(Error::new(ErrorKind::Damaged, format!("`{name}` is not the name of a build"))
                        .at(Place::of(current))
                        .hint("knipsel index rebuild PATH"))
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &current, error)),
        }
    }

    /// The folder of the live build, or the error that says how to make one.
    pub(crate) fn live_or_error(&self) -> Result<PathBuf> {
        self.live()?.ok_or_else(|| {
            Error::new(ErrorKind::NoIndex, format!("there is no index in `{}`", self.path.display()))
                .hint("knipsel index build PATH")
        })
    }

    /// Takes the right to write, or tells who has it.
    ///
    /// # Errors
    ///
    /// Fails where another process has it, and where the folder cannot be written.
    pub fn lock(&self) -> Result<HeldFile> {
        make_folder(&self.path)?;
        HeldFile::take(&self.path.join(LOCK), |holder| {
            let what = format!("the index in `{}` is being written by {holder}", self.path.display());
            Error::new(ErrorKind::Locked, what)
                .hint("wait until it ends, or look at it with `knipsel index status`")
        })
    }

    /// Makes the folder for a new build, with a number that was not used before.
    pub(crate) fn new_build(&self) -> Result<PathBuf> {
        let mut highest = 0;
        for name in self.builds()? {
            highest = highest.max(name.trim_start_matches(BUILD_PREFIX).parse().unwrap_or(0));
        }
        let path = self.path.join(format!("{BUILD_PREFIX}{:06}", highest + 1));
        std::fs::create_dir_all(&path).map_err(|error| Error::io("make the folder", &path, error))?;
        Ok(path)
    }

    /// The folders of the earlier builds that are kept, the latest first.
    pub(crate) fn previous(&self) -> Result<Vec<PathBuf>> {
        let live = self.live().ok().flatten();
        let builds = self.builds()?;
        let kept = self.previous_names()?.into_iter().filter(|name| builds.contains(name));
        Ok(kept.map(|name| self.path.join(name)).filter(|build| Some(build) != live.as_ref()).collect())
    }

    /// A build that is named among those that are kept and is not there.
    pub(super) fn lost_build(&self) -> Result<Option<String>> {
        let builds = self.builds()?;
        Ok(self.previous_names()?.into_iter().find(|name| !builds.contains(name)))
    }

    /// The names of the builds that are kept. One that is no text any more is none.
    fn previous_names(&self) -> Result<Vec<String>> {
        let path = self.path.join(PREVIOUS);
        match std::fs::read(&path) {
            Ok(names) => Ok(String::from_utf8_lossy(&names).lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Error::io("read", &path, error)),
        }
    }

    /// Makes `build` the live one, and keeps as many as `keep` of those that were it before.
    ///
    /// The rename of `CURRENT` is what does it. `PREVIOUS` is written first, so that what was live is never without
    /// a name; between the two it names the build that is still live, which does no harm.
    pub(crate) fn make_live(&self, build: &Path, keep: usize) -> Result<()> {
        // Where `CURRENT` is damaged there is nothing to keep.
        let mut previous: Vec<PathBuf> = self.live().ok().flatten().into_iter().collect();
        previous.extend(self.previous()?);
        previous.retain(|earlier| earlier != build);
        previous.truncate(keep);
        self.write_names(PREVIOUS, &previous)?;
        self.write_names(CURRENT, &[build.to_owned()])
    }

    /// Writes the names of builds, one a line, in one step that outlives the power.
    fn write_names(&self, file: &str, builds: &[PathBuf]) -> Result<()> {
        let mut names = String::new();
        for build in builds {
            names.extend(build.file_name().map(|name| name.to_string_lossy()));
            names.push('\n');
        }
        write_whole(&self.path.join(file), names.as_bytes())?;
        sync_folder(&self.path)
    }

    /// Removes every build but the live one and those that are kept. Readers that still have one open keep what they
    /// opened.
    pub(crate) fn remove_other_builds(&self) -> Result<()> {
        let Some(live) = self.live()? else { return Ok(()) };
        let kept = self.previous()?;
        for name in self.builds()? {
            let path = self.path.join(name);
            if path != live && !kept.contains(&path) {
                std::fs::remove_dir_all(&path).map_err(|error| Error::io("remove", &path, error))?;
            }
        }
        Ok(())
    }

    fn builds(&self) -> Result<Vec<String>> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("look into", &self.path, error)),
        };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        Ok(names.filter(|name| name.starts_with(BUILD_PREFIX)).collect())
    }
}

/// Writes a file so that it is there whole or as it was before. Its folder is still to be flushed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    File::create(&new)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(|error| Error::io("write", path, error))
}

/// Makes a folder and those above it, where they are not there, so that they outlive the power.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folder(above)?;
    }
    match std::fs::create_dir(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists || !path.is_dir() => {
            Err(Error::io("make the folder", path, error))
        }
        // Whoever may write to a folder, but not look into it, cannot flush it.
        _ => match sync_folder_of(path) {
            Err(_) if std::fs::read_dir(path.join("..")).is_err() => Ok(()),
            flushed => flushed,
        },
    }
}

/// Flushes a folder's own entries, so that renames in it outlive the power.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| Error::io("flush", path, error))
}

/// The same for the folder that a file lies in.
pub(crate) fn sync_folder_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync_folder(folder),
        _ => sync_folder(Path::new(".")),
    }
}

//! Bringing back an earlier state: a backup, or the build before a rebuild.
//!
//! Either is checked before it becomes the live build, and what was live is kept, so that `rollback` brings it back. The
//! state gets the next number of a generation: a number never stands for two states, so that a page or a citation of one
//! is not taken for the other.

use std::fs::File;
use std::io;
use std::path::{Component, Path};

use serde_json::Value;

use super::backup::{Pinned, is_tar};
use super::files::Generation;
use super::folder::{IndexFolder, sync_folder, write_whole};
use super::seal::{META, seal};
use super::verify::{TextsToCompare, VerifyReport, verify_build};
use super::writer::Writer;
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Result};

/// What is live now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// The number of the generation that it was.
    pub was_generation: u64,
    /// Its number now.
    pub generation: u64,
    /// How many articles it has.
    pub articles: u64,
    /// Whether another state was live before, which [`rollback`] brings back.
    pub replaced: bool,
}

/// Makes the generation in a backup the live one.
///
/// `from` is a folder or a `.tar.zst` file that [`backup`](super::backup()) wrote.
///
/// # Errors
///
/// Fails where `from` is no backup, where it is damaged, where another version of the analysis made it, or where another
/// process is writing to the index. The index is then as it was.
pub fn restore(folder: &IndexFolder, from: &Path, analysis: &AnalysisOptions) -> Result<RestoreReport> {
    if !from.exists() {
        return Err(Error::new(ErrorKind::Usage, format!("there is no backup at `{}`", from.display()))
            .hint("name the folder or the .tar.zst file of a backup"));
    }
    let _lock = folder.lock()?;
    let build = folder.new_build()?;
    let brought = bring(from, &build).and_then(|()| check(&build, analysis, "the backup"));
    match brought {
        // One earlier state is kept at least: the one that is replaced.
        Ok(report) => put_live(folder, &build, &report, folder.previous()?.len().max(1)),
        Err(error) => {
            // Where this fails too, the next build clears it away.
            let _ = std::fs::remove_dir_all(&build);
            Err(error)
        }
    }
}

/// Makes an earlier build live again, of those that are kept the latest where `back` is 1, the one before it where it is 2,
/// and so on. What was live before is then the latest that is kept, so that doing it twice with 1 changes nothing.
///
/// # Errors
///
/// Fails where not so many earlier builds are kept, where it is damaged, where another version of the analysis made it, or where
/// another process is writing to the index. The index is then as it was.
pub fn rollback(folder: &IndexFolder, back: usize, analysis: &AnalysisOptions) -> Result<RestoreReport> {
    folder.live_or_error()?;
    let _lock = folder.lock()?;
    let previous = folder.previous()?;
    let Some(build) = back.checked_sub(1).and_then(|at| previous.get(at)) else {
        let kept = previous.len();
        let (what, hint) = if kept == 0 {
            ("no earlier build of the index is kept".to_owned(), "knipsel index rebuild --keep 1".to_owned())
        } else {
            let what = format!("no build of the index is kept {back} back: the oldest is {kept} back");
            (what, format!("knipsel index rollback --back {kept}"))
        };
        return Err(Error::new(ErrorKind::Usage, what).hint(hint));
    };
    let report = check(build, analysis, "the earlier build")?;
    put_live(folder, build, &report, previous.len())
}

fn check(build: &Path, analysis: &AnalysisOptions, what: &str) -> Result<VerifyReport> {
    verify_build(build, analysis, TextsToCompare::Sample)?
        .or_error(&format!("{what} is damaged, and the index stays as it was"), "knipsel index rebuild")
}

fn put_live(
    folder: &IndexFolder,
    build: &Path,
    checked: &VerifyReport,
    keep: usize,
) -> Result<RestoreReport> {
    let live = Writer::peek(folder);
    let generation = match &live {
        Some(live) => checked.generation.max(live.generation) + 1,
        None => checked.generation,
    };
    if generation != checked.generation {
        renumber(build, generation)?;
    }
    let replaced = live.is_some();
    folder.make_live(build, keep)?;
    folder.remove_other_builds()?;
    Ok(RestoreReport { was_generation: checked.generation, generation, articles: checked.articles, replaced })
}

/// Gives the state in `build` another number.
fn renumber(build: &Path, generation: u64) -> Result<()> {
    let before = Generation::read(build)?;
    let cannot = |error: serde_json::Error| Error::io("describe", build, error.into());
    let mut meta: Value = serde_json::from_slice(&before.meta).map_err(cannot)?;
    let payload = meta["payload"].as_str().unwrap_or_default();
    let mut payload: Value = serde_json::from_str(payload).map_err(cannot)?;
    payload["generation"] = generation.into();
    meta["payload"] = payload.to_string().into();
    let meta = serde_json::to_vec(&meta).map_err(cannot)?;
    let sealed = seal(&meta, before.segment_files).map_err(|error| Error::io("describe", build, error))?;
    write_whole(&build.join(META), &sealed)?;
    sync_folder(build)
}

/// Copies a backup into the empty folder `build`.
fn bring(from: &Path, build: &Path) -> Result<()> {
    if is_tar(from) {
        unpack(from, build).map_err(|error| {
            Error::new(ErrorKind::Damaged, format!("the backup `{}` cannot be unpacked", from.display()))
                .caused_by(error)
                .hint("name the .tar.zst file of a backup")
        })?;
        return sync_folder(build);
    }
    if !from.join("CURRENT").exists() {
        return Err(Error::new(
            ErrorKind::Usage,
            format!("`{}` is not a backup of an index", from.display()),
        )
        .hint("name the folder or the .tar.zst file of a backup"));
    }
    Pinned::open(&IndexFolder::at(from))?.copy_into(build, None).map(|_| ())
}

/// Unpacks the files of the one build in a `.tar.zst` file. Nothing is written outside of `build`, whatever the names.
fn unpack(from: &Path, build: &Path) -> io::Result<()> {
    let mut tar = tar::Archive::new(zstd::Decoder::new(File::open(from)?)?);
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let mut parts = path.components();
        let (Some(Component::Normal(_)), Some(Component::Normal(name)), None) =
            (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let mut file = File::create_new(build.join(name))?;
        io::copy(&mut entry, &mut file)?;
        file.sync_all()?;
    }
    Ok(())
}

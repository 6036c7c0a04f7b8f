//! Building: bringing the index to what the archive holds now, touching only what changed.

mod plan;
mod problems;
mod reading;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use super::commit_info::Lasting;
use super::folder::IndexFolder;
use super::ledger::LedgerTrouble;
use super::scope;
use super::shrink;
use super::unless_stopped::unless_stopped;
use super::verify::{TextsToCompare, verify_build};
use super::writer::{Disk, Writer, real_disk};
use crate::archive::{self, Problem};
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Result};

pub(super) use self::plan::Plan;

/// How to build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The archive folders or files to look at; empty means all that the index holds.
    pub paths: Vec<PathBuf>,
    /// Read every file and compare its contents, instead of trusting its size and time.
    pub checksum: bool,
    /// Make a new index beside the live one and swap it in whole.
    pub rebuild: bool,
    /// How many earlier builds a rebuild keeps, for [`rollback`](super::rollback).
    pub keep: usize,
    /// Go on also where an archive would lose more than half of its articles.
    pub allow_shrink: bool,
    /// How source files are read.
    pub read: archive::Options,
    /// How text is analysed.
    pub analysis: AnalysisOptions,
    /// How long a build may go on between two commits.
    pub commit_every: Duration,
    /// How many threads analyse and index.
    pub threads: usize,
    /// How much memory those threads may fill before they write a segment, together, in bytes.
    pub memory_bytes: usize,
    /// What time it is.
    pub now: fn() -> Timestamp,
    /// Set from another thread, it lets a build commit what it has read, also in the middle of a file, and end; the next
    /// one goes on from there. Merges are not waited for then: what is under way ends with the process, and until then nobody
    /// else may write. A rebuild goes on to its end, since half of one is of no use.
    pub stop: Arc<AtomicBool>,
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            checksum: false,
            rebuild: false,
            keep: 0,
            allow_shrink: false,
            read: archive::Options::default(),
            analysis: AnalysisOptions::default(),
            commit_every: Duration::from_secs(15),
            threads: std::thread::available_parallelism().map_or(1, |count| count.get().min(8)),
            memory_bytes: 200_000_000,
            now: Timestamp::now,
            stop: Arc::default(),
        }
    }
}

/// What happens during a build, for whoever wants to show it.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildEvent<'a> {
    /// The archive was looked through; so many files with so many bytes are to be read.
    Planned {
        /// How many files changed or are new.
        files: u64,
        /// Their size together.
        bytes: u64,
    },
    /// A file was read, or a part of it.
    Read {
        /// The bytes read since the last such event.
        bytes: u64,
        /// The articles indexed in this build so far.
        articles: u64,
    },
    /// A record or file was skipped.
    Skipped {
        /// The archive folder.
        archive: &'a str,
        /// What is wrong and where.
        problem: &'a Problem,
    },
    /// An article was kept, but something about it is odd.
    Warned {
        /// The archive folder.
        archive: &'a str,
        /// What is odd and where.
        problem: &'a Problem,
    },
    /// A generation was committed.
    Committed {
        /// Its number.
        generation: u64,
        /// How many articles it has.
        articles: u64,
    },
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// Source files that were new.
    pub files_added: u64,
    /// Source files that had changed.
    pub files_changed: u64,
    /// Source files that had not changed themselves, but are read otherwise now; they count as changed too.
    pub files_read_otherwise: u64,
    /// Source files that were gone.
    pub files_removed: u64,
    /// Source files that were as before, and so were not read.
    pub files_unchanged: u64,
    /// Files and folders that were left out since their names begin with a dot.
    pub hidden: u64,
    /// Folders that were left out since they are an index of knipsel or a backup of one; not this index itself.
    pub indexes: u64,
    /// Links that were passed over since what they lead to is read elsewhere.
    pub elsewhere: u64,
    /// Files of other kinds, by their extension.
    pub other_kinds: BTreeMap<String, u64>,
    /// Articles written.
    pub articles_indexed: u64,
    /// Records and files skipped in this build.
    pub skipped: u64,
    /// Warnings given in this build.
    pub warnings: u64,
    /// How many of what was skipped and warned of is only counted, since a file has too many of it.
    pub problems_not_kept: u64,
    /// Records that are still skipped in files that were not read again.
    pub skipped_before: u64,
    /// Bytes of text read, after decompression.
    pub text_bytes: u64,
    /// The generation that is live now.
    pub generation: u64,
    /// The articles in the index now.
    pub articles: u64,
    /// Whether it was told to stop before it had done all.
    pub stopped: bool,
}

/// Brings the index up to date, or makes it anew.
///
/// Every source file is compared with the ledger by size and time; only new and changed ones are read, and those that
/// were read otherwise than [`BuildOptions::read`] says. Commits
/// come every [`BuildOptions::commit_every`], also in the middle of a file, and the next build goes on from the
/// last one.
///
/// # Errors
///
/// Fails where no path exists, where another process is writing, where the index was built by another version
/// of the analysis, where an archive would lose more than half of its articles and
/// [`allow_shrink`](BuildOptions::allow_shrink) is not set, or where the index cannot be written. Bad input never fails a build: it is counted,
/// reported to `observer` and kept in the ledger.
pub fn build(
    folder: &IndexFolder,
    options: &BuildOptions,
    observer: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<BuildReport> {
    build_on(folder, options, &real_disk, observer)
}

/// Builds on a disk.
pub(super) fn build_on(
    folder: &IndexFolder,
    options: &BuildOptions,
    disk: Disk<'_>,
    observer: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<BuildReport> {
    // The paths are judged before anything is made, so that a slip of the pen leaves no empty index behind.
    let named = scope::resolve(&options.paths)?;
    scope::refuse_the_index(&named.scopes, folder.path())?;
    if options.paths.is_empty() && options.rebuild {
        folder.live_or_error()?;
    } else if options.paths.is_empty() && !folder.has_generation() {
        return Err(no_archive(options));
    }
    let lock = folder.lock()?;
    let before = if options.rebuild { Writer::peek(folder) } else { None };
    let (mut writer, named) = if options.rebuild {
        let named = if options.paths.is_empty() {
            before.as_ref().map_or_else(scope::Named::default, |before| scope::of_archives(&before.archives))
        } else {
            named
        };
        (Writer::beside(folder, options, before.as_ref(), disk)?, named)
    } else {
        let writer = Writer::open(folder, options, disk)?;
        let archives = &writer.info().lasting.archives;
        let named = if options.paths.is_empty() { scope::of_archives(archives) } else { named };
        (writer, named)
    };
    if named.scopes.is_empty() && named.missing.is_empty() {
        return Err(no_archive(options));
    }
    scope::refuse_the_index(&named.scopes, folder.path())?;
    let left_out = std::fs::canonicalize(folder.path()).into_iter().collect();
    let mut run = Run {
        options,
        reading: options.read.fingerprint(),
        observer,
        report: BuildReport::default(),
        left_out,
        troubles: BTreeMap::new(),
        seen_ids: HashSet::new(),
    };
    if let Some(missing) = named.missing.first()
        && options.rebuild
    {
        // To rebuild without an archive would drop its articles.
        return Err(missing.error());
    }
    for missing in &named.missing {
        run.missing(&writer, missing);
    }
    let scopes = scope::place(&named.scopes, &mut writer.info_mut().lasting)?;
    let plan = match run.plan(&mut writer, &scopes) {
        Err(error) if error.kind() == ErrorKind::Stopped => {
            let Lasting { generation, articles, .. } = writer.info().lasting;
            return Ok(BuildReport { generation, articles, stopped: true, ..BuildReport::default() });
        }
        plan => plan?,
    };
    if !options.allow_shrink {
        shrink::check_plan(writer.ledger(), &plan)?;
    }
    for number in &plan.gone {
        writer.remove_file(*number)?;
    }
    let replaced: HashSet<u64> =
        plan.gone.iter().copied().chain(plan.work.iter().filter_map(|w| w.before)).collect();
    let bytes = plan.work.iter().map(|work| work.file.bytes).sum();
    (run.observer)(BuildEvent::Planned { files: plan.work.len() as u64, bytes });
    run.read_files(&mut writer, &replaced, &plan.work)?;
    if !run.report.stopped {
        run.enter_troubles(&mut writer, &scopes)?;
        run.drop_settled_warnings(&mut writer, &replaced)?;
    }
    if writer.has_changes() || options.rebuild {
        run.commit(&mut writer)?;
    }
    let lasting = &writer.info().lasting;
    (run.report.generation, run.report.articles) = (lasting.generation, lasting.articles);
    if run.report.stopped {
        return Ok(run.report);
    }
    let shrunk = if options.allow_shrink { Ok(()) } else { shrink::check_rebuild(before.as_ref(), lasting) };
    let finished = if options.rebuild {
        Some((writer.finish()?, lock))
    } else {
        // A merge may take longer than whoever stops the build will wait. While it goes on, nobody else may write.
        unless_stopped(&options.stop, move || writer.finish().map(|build| (build, lock))).transpose()?
    };
    let Some((build, _lock)) = finished else { return Ok(run.report) };
    if options.rebuild {
        let fit = shrunk.and_then(|()| {
            verify_build(&build, &options.analysis, TextsToCompare::Sample)?.or_error(
                "the new build is not as it was written, and the index stays as it was",
                "check the disk and the memory of this machine, then: knipsel index rebuild",
            )
        });
        if let Err(error) = fit {
            folder.remove_other_builds()?;
            return Err(error);
        }
        folder.make_live(&build, options.keep)?;
    }
    folder.remove_other_builds()?;
    Ok(run.report)
}

fn no_archive(options: &BuildOptions) -> Error {
    let hint = if options.rebuild { "knipsel index rebuild PATH" } else { "knipsel index build PATH" };
    Error::new(ErrorKind::Usage, "there is no archive to index: none was named, now or before").hint(hint)
}

/// One build.
struct Run<'a> {
    options: &'a BuildOptions,
    /// The fingerprint of how files are read.
    reading: String,
    observer: &'a mut dyn FnMut(BuildEvent<'_>),
    report: BuildReport,
    /// The index's own folder: where it lies inside an archive, its files are not articles.
    left_out: Vec<PathBuf>,
    /// What could not be read, by archive.
    troubles: BTreeMap<String, Vec<LedgerTrouble>>,
    /// Hashes of the ids that this build has written.
    seen_ids: HashSet<u64>,
}

impl Run<'_> {
    /// Fails where it was told to stop.
    fn go_on(&self) -> Result<()> {
        if self.options.rebuild || !self.options.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Stopped, "the build was told to stop").hint("knipsel index build"))
    }

    /// Commits a generation.
    fn commit(&mut self, writer: &mut Writer) -> Result<()> {
        writer.commit()?;
        let Lasting { generation, articles, .. } = writer.info().lasting;
        (self.observer)(BuildEvent::Committed { generation, articles });
        Ok(())
    }
}

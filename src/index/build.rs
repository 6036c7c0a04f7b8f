//! Building: bringing the index to what the archive holds now, touching only what changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use super::folder::IndexFolder;
use super::ledger::{LedgerFile, LedgerProblem, LedgerTrouble};
use super::schema::id_hash;
use super::scope::{self, Missing, Scope};
use super::shrink;
use super::unless_stopped::unless_stopped;
use super::verify::{TextsToCompare, verify_build};
use super::writer::{Disk, Writer, real_disk};
use crate::archive::{self, Found, Outcome, Problem, Reading, SourceFile};
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Result};

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
        let named =
            if options.paths.is_empty() { scope::of_archives(&writer.info().archives) } else { named };
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
    let scopes = scope::place(&named.scopes, writer.info_mut())?;
    let plan = match run.plan(&mut writer, &scopes) {
        Err(error) if error.kind() == ErrorKind::Stopped => {
            let (generation, articles) = (writer.info().generation, writer.info().articles);
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
    run.report.generation = writer.info().generation;
    run.report.articles = writer.info().articles;
    if run.report.stopped {
        return Ok(run.report);
    }
    let shrunk =
        if options.allow_shrink { Ok(()) } else { shrink::check_rebuild(before.as_ref(), writer.info()) };
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

/// A file to read.
pub(super) struct Work {
    pub(super) file: SourceFile,
    pub(super) archive: String,
    /// The number of the ledger's entry for it, where there is one.
    pub(super) before: Option<u64>,
    /// Whether reading goes on where a build was interrupted.
    resumes: bool,
}

/// Progress inside a file is told after so many records.
const RECORDS_BETWEEN_PROGRESS: u64 = 500;

/// How much of a file has been told as read. The text of its articles stands for the bytes of the file, which may be
/// compressed; what that is off by is made good at the end.
struct Progress {
    of: u64,
    shown: u64,
    waiting: u64,
}

impl Progress {
    /// What to tell now.
    fn more(&mut self) -> u64 {
        let bytes = std::mem::take(&mut self.waiting).min(self.of - self.shown);
        self.shown += bytes;
        bytes
    }
}

/// What there is to do.
pub(super) struct Plan {
    pub(super) work: Vec<Work>,
    /// The numbers of the files that are there no more.
    pub(super) gone: Vec<u64>,
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
    /// Looks through the archives and compares every file with the ledger.
    fn plan(&mut self, writer: &mut Writer, scopes: &[Scope]) -> Result<Plan> {
        let mut plan = Plan { work: Vec::new(), gone: Vec::new() };
        for scope in scopes {
            let mut present = HashSet::new();
            let mut unreadable = Vec::new();
            for found in archive::walk_without(&scope.path, &self.left_out)? {
                self.go_on()?;
                match found {
                    Found::File(mut file) => {
                        file.relative = scope.inside(&file.relative);
                        file.archive_name.clone_from(&scope.archive_name);
                        present.insert(file.relative.clone());
                        self.compare(writer, scope, file, &mut plan)?;
                    }
                    Found::Unreadable(mut problem) => {
                        problem.relative = scope.inside(&problem.relative);
                        self.trouble(&scope.archive, &problem);
                        unreadable.push(problem.relative);
                    }
                    Found::Hidden { .. } => self.report.hidden += 1,
                    Found::OtherKind { extension, .. } => {
                        *self.report.other_kinds.entry(extension).or_default() += 1;
                    }
                }
            }
            let gone = writer.ledger().files().filter(|file| {
                file.archive == scope.archive
                    && scope.covers(&file.path)
                    && !present.contains(&file.path)
                    // What cannot be looked at today may be there tomorrow: it is not gone.
                    && !unreadable.iter().any(|folder| scope::is_below(&file.path, folder))
            });
            plan.gone.extend(gone.map(|file| file.number));
        }
        plan.gone.sort_unstable();
        self.report.files_removed = plan.gone.len() as u64;
        Ok(plan)
    }

    fn compare(
        &mut self,
        writer: &mut Writer,
        scope: &Scope,
        file: SourceFile,
        plan: &mut Plan,
    ) -> Result<()> {
        let Some(before) = writer.ledger().find(&scope.archive, &file.relative) else {
            self.report.files_added += 1;
            plan.work.push(Work { file, archive: scope.archive.clone(), before: None, resumes: false });
            return Ok(());
        };
        let same_stamp = before.bytes == file.bytes && before.modified_ns == file.modified_ns;
        let same_reading = before.reading == self.reading;
        let same_bytes = || {
            before.bytes == file.bytes
                && archive::hash_file(&file.path).is_ok_and(|hash| hash.to_hex().as_str() == before.hash)
        };
        let same_content = if self.options.checksum { same_bytes() } else { same_stamp };
        if before.whole && same_content && same_reading {
            self.report.files_unchanged += 1;
            self.report.skipped_before += before.skipped;
            if !same_stamp {
                let file = LedgerFile { modified_ns: file.modified_ns, ..before.clone() };
                writer.enter(file)?;
            }
        } else {
            self.report.files_changed += 1;
            self.report.files_read_otherwise += u64::from(before.whole && same_content);
            let resumes = !before.whole && same_stamp && same_reading;
            let before = Some(before.number);
            plan.work.push(Work { file, archive: scope.archive.clone(), before, resumes });
        }
        Ok(())
    }

    /// Fails where it was told to stop.
    fn go_on(&self) -> Result<()> {
        if self.options.rebuild || !self.options.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Stopped, "the build was told to stop").hint("knipsel index build"))
    }

    /// Reads the files, or so many of them as there is time for.
    fn read_files(&mut self, writer: &mut Writer, replaced: &HashSet<u64>, files: &[Work]) -> Result<()> {
        for (at, work) in files.iter().enumerate() {
            match self.read_file(writer, replaced, work) {
                Err(error) if error.kind() == ErrorKind::Stopped => {
                    self.leave(&files[at..]);
                    // To wait for merges may take longer than whoever stopped the build will wait; the next one merges.
                    writer.begin_no_merges();
                    return Ok(());
                }
                read => read?,
            }
            if writer.since_commit() >= self.options.commit_every {
                self.commit(writer)?;
            }
        }
        Ok(())
    }

    /// Leaves files to the next build.
    fn leave(&mut self, unread: &[Work]) {
        self.report.stopped = true;
        let new = unread.iter().filter(|work| work.before.is_none()).count() as u64;
        self.report.files_added -= new;
        self.report.files_changed -= unread.len() as u64 - new;
    }

    /// Reads one source file into the index.
    fn read_file(&mut self, writer: &mut Writer, replaced: &HashSet<u64>, work: &Work) -> Result<()> {
        let (mut entry, already_read) = match work.before {
            Some(_) if work.resumes => match writer.ledger().find(&work.archive, &work.file.relative) {
                Some(before) => (before.clone(), before.records),
                None => (writer.new_entry(&work.archive, &work.file, &self.reading), 0),
            },
            _ => (writer.new_entry(&work.archive, &work.file, &self.reading), 0),
        };
        let mut must_remove = work.before.filter(|_| !work.resumes);
        let mut records = 0;
        let mut shown = Progress { of: work.file.bytes, shown: 0, waiting: 0 };
        let read = archive::read(&work.file, &self.options.read, &mut |reading| {
            if let Reading::Warned(problem) = &reading {
                if records > already_read {
                    self.note(&mut entry, &work.archive, problem, false);
                }
                return Ok(());
            }
            records += 1;
            if records <= already_read {
                return Ok(());
            }
            // What stood in this file before goes only now, when there is something to put in its place: a file
            // that cannot be read today keeps the articles it gave.
            if let Some(number) = must_remove.take() {
                writer.remove_articles(number);
            }
            match reading {
                Reading::Article(article) => {
                    if let Some(problem) = self.double_id(writer, replaced, &article, &work.file)? {
                        let kept = self.note(&mut entry, &work.archive, &problem, false);
                        if let Some(kept) = kept {
                            kept.id = Some(article.id.to_string());
                        }
                    }
                    shown.waiting += article.text.len() as u64;
                    entry.articles += 1;
                    self.report.articles_indexed += 1;
                    writer.add(*article, &entry)?;
                }
                Reading::Skipped(problem) => {
                    self.note(&mut entry, &work.archive, &problem, true);
                }
                Reading::Warned(_) => {}
            }
            if records % RECORDS_BETWEEN_PROGRESS == 0 {
                let articles = self.report.articles_indexed;
                (self.observer)(BuildEvent::Read { bytes: shown.more(), articles });
            }
            if writer.since_commit() >= self.options.commit_every {
                entry.records = records;
                writer.enter(entry.clone())?;
                self.commit(writer)?;
            }
            self.go_on().or_else(|stopped| {
                entry.records = records;
                writer.enter(entry.clone())?;
                Err(stopped)
            })
        })?;
        entry.records = records.max(entry.records);
        entry.whole = true;
        match read.outcome {
            Outcome::Whole => {
                entry.hash = read.hash.to_hex().to_string();
                if let Some(number) = must_remove.take() {
                    writer.remove_articles(number);
                }
                writer.enter(entry)?;
            }
            Outcome::Unreadable(problem) => {
                // Nothing is entered for a file that gave nothing, so the next build tries it again and the
                // articles it gave before stay.
                entry.whole = false;
                self.trouble(&work.archive, &problem);
                if records <= already_read {
                    match work.before {
                        None => self.report.files_added -= 1,
                        Some(_) => self.report.files_changed -= 1,
                    }
                }
                if records == 0 && !work.resumes {
                    writer.give_back(&entry);
                } else {
                    writer.enter_if_changed(entry)?;
                }
            }
        }
        self.report.text_bytes += read.text_bytes;
        let bytes = work.file.bytes - shown.shown;
        (self.observer)(BuildEvent::Read { bytes, articles: self.report.articles_indexed });
        Ok(())
    }

    /// Commits a generation.
    fn commit(&mut self, writer: &mut Writer) -> Result<()> {
        writer.commit()?;
        let info = writer.info();
        (self.observer)(BuildEvent::Committed { generation: info.generation, articles: info.articles });
        Ok(())
    }

    /// A warning where another article of the index has the id of this one.
    fn double_id(
        &mut self,
        writer: &Writer,
        replaced: &HashSet<u64>,
        article: &crate::article::Article,
        file: &SourceFile,
    ) -> Result<Option<Problem>> {
        let first = self.seen_ids.insert(id_hash(article.id.as_str()));
        if first && writer.articles_of_id(article.id.as_str(), replaced)? == 0 {
            return Ok(None);
        }
        Ok(Some(Problem {
            relative: file.relative.clone(),
            line: Some(article.record.line),
            kind: archive::ProblemKind::DoubleId,
            reason: format!("another article has the id `{}` too; both can be found", article.id),
            hint: format!("compare them with `knipsel show {}`", article.id),
        }))
    }

    /// Takes back the warnings about double ids in files that were not read again, where the other article is gone.
    fn drop_settled_warnings(&mut self, writer: &mut Writer, replaced: &HashSet<u64>) -> Result<()> {
        if replaced.is_empty() {
            return Ok(());
        }
        let has_ids = |file: &&LedgerFile| file.problems.iter().any(|problem| problem.id.is_some());
        let files: Vec<LedgerFile> = writer.ledger().files().filter(has_ids).cloned().collect();
        for mut file in files {
            let mut kept = Vec::new();
            for problem in std::mem::take(&mut file.problems) {
                let settled = match &problem.id {
                    Some(id) => {
                        let hash = id_hash(id);
                        !self.seen_ids.contains(&hash) && writer.articles_of_id(id, replaced)? < 2
                    }
                    None => false,
                };
                if !settled {
                    kept.push(problem);
                }
            }
            file.problems = kept;
            writer.enter_if_changed(file)?;
        }
        Ok(())
    }

    /// Keeps a problem in the ledger's entry and reports it; gives what is kept of it.
    fn note<'e>(
        &mut self,
        entry: &'e mut LedgerFile,
        archive: &str,
        problem: &Problem,
        skipped: bool,
    ) -> Option<&'e mut LedgerProblem> {
        let kept = entry.keep(problem, skipped);
        self.report.problems_not_kept += u64::from(kept.is_none());
        if skipped {
            self.skip(archive, problem);
        } else {
            self.report.warnings += 1;
            (self.observer)(BuildEvent::Warned { archive, problem });
        }
        kept
    }

    /// Reports what could not be read, and keeps it for the ledger.
    fn trouble(&mut self, archive: &str, problem: &Problem) {
        self.keep_trouble(archive, &problem.relative, problem);
        self.skip(archive, problem);
    }

    /// Reports a path that is not there, and keeps it for the ledger. Articles of files below it stay.
    fn missing(&mut self, writer: &Writer, missing: &Missing) {
        let (archive, path) = missing.place(&writer.info().archives);
        let mut problem = missing.problem.clone();
        let is_of_it = |file: &LedgerFile| file.archive == archive && scope::is_below(&file.path, &path);
        if writer.ledger().files().any(is_of_it) {
            problem.hint.push_str("; its articles stay in the index");
        }
        self.keep_trouble(&archive, &path, &problem);
        self.skip("", &problem);
    }

    fn keep_trouble(&mut self, archive: &str, path: &str, problem: &Problem) {
        let trouble = LedgerTrouble { path: path.to_owned(), problem: LedgerProblem::new(problem, true) };
        self.troubles.entry(archive.to_owned()).or_default().push(trouble);
    }

    /// Enters what could not be read in the parts of the archives that were looked at; what is known of other
    /// parts stays. A path that is missing and of no archive is known until the next build.
    fn enter_troubles(&mut self, writer: &mut Writer, scopes: &[Scope]) -> Result<()> {
        let known = writer.ledger().troubles();
        let archives: BTreeSet<String> = known.keys().chain(self.troubles.keys()).cloned().collect();
        for archive in archives {
            let is_archive = writer.info().archives.contains(&archive);
            let known = writer.ledger().troubles().get(&archive).into_iter().flatten();
            let elsewhere = known.filter(|trouble| {
                is_archive && !scopes.iter().any(|it| it.archive == archive && it.covers(&trouble.path))
            });
            let mut troubles: Vec<LedgerTrouble> = elsewhere.cloned().collect();
            troubles.extend(self.troubles.remove(&archive).into_iter().flatten());
            troubles.sort();
            troubles.dedup();
            writer.enter_troubles(&archive, troubles)?;
        }
        Ok(())
    }

    fn skip(&mut self, archive: &str, problem: &Problem) {
        self.report.skipped += 1;
        (self.observer)(BuildEvent::Skipped { archive, problem });
    }
}

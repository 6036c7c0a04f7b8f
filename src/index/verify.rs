//! Checking an index: are the files as they were written, and do articles, ledger and terms agree?
//!
//! ```no_run
//! use knipsel::dutch::AnalysisOptions;
//! use knipsel::index::{IndexFolder, TextsToCompare, verify};
//!
//! let report = verify(&IndexFolder::at("index"), &AnalysisOptions::default(), TextsToCompare::Sample)?;
//! assert!(report.faults.is_empty(), "the index is as it was written");
//! # Ok::<(), knipsel::error::Error>(())
//! ```
//!
//! The checksums come first. Only an index whose files are whole is looked into, since tantivy may stop the program over
//! files that are not.

mod terms;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tantivy::{Index, ReloadPolicy, Searcher};

use super::commit_info::CommitInfo;
use super::files::{Generation, check_file};
use super::folder::{IndexFolder, PREVIOUS};
use super::ledger::Ledger;
use super::schema::Fields;
use super::scope::place_in;
use super::seal::META;
use super::writer::{check_analyzer, open_for_reading, read_info, write_error};
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Result};

/// The command that mends an index whose archive is still there.
const REBUILD: &str = "knipsel index rebuild";

/// The command after which the build that is live now is the earlier one that is kept.
const REPLACE_KEPT: &str = "knipsel index rebuild --keep 1";

/// Of how many articles the stored text is analysed again and compared with the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextsToCompare {
    /// Some two hundred, spread over the index.
    Sample,
    /// All.
    All,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// The generation that was checked.
    pub generation: u64,
    /// How many files were read.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many articles were compared with the ledger.
    pub articles: u64,
    /// The texts of how many articles were compared with their terms.
    pub texts: u64,
    /// What is wrong; empty where all is well.
    pub faults: Vec<VerifyFault>,
}

/// Something that is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyFault {
    /// The file, where it is one file's fault.
    pub path: Option<PathBuf>,
    /// What is wrong, as a sentence without a capital or a full stop.
    pub what: String,
    /// The command that mends it.
    pub hint: String,
}

/// Checks the live build of an index, and of the earlier builds that are kept whether their files are as they were
/// written.
///
/// # Errors
///
/// Fails where there is no index or no generation in it, where another version of the analysis made it, and where a file
/// of it may not be read, which says nothing about the file. What is damaged is no error here: the report names it.
pub fn verify(
    folder: &IndexFolder,
    analysis: &AnalysisOptions,
    texts: TextsToCompare,
) -> Result<VerifyReport> {
    let build = match folder.live_or_error() {
        Ok(build) => build,
        Err(error) if error.kind() == ErrorKind::Damaged => return Ok(VerifyReport::of_error(&error)),
        Err(error) => return Err(error),
    };
    let report = verify_all(folder, &build, analysis, texts)?;
    // A commit, a merge or a rebuild may remove files while they are checked: what is wrong then must be so twice.
    if report.faults.is_empty() {
        Ok(report)
    } else {
        verify_all(folder, &folder.live_or_error()?, analysis, texts)
    }
}

/// Checks the live build, and those that are kept.
fn verify_all(
    folder: &IndexFolder,
    live: &Path,
    analysis: &AnalysisOptions,
    texts: TextsToCompare,
) -> Result<VerifyReport> {
    let mut report = verify_build(live, analysis, texts)?;
    let kept = folder.previous()?;
    let mut fault = |path: PathBuf, what: String| {
        report.faults.push(VerifyFault { path: Some(path), what, hint: REPLACE_KEPT.to_owned() });
    };
    if let Some(name) = folder.lost_build()? {
        fault(folder.path().join(PREVIOUS), format!("it names the build `{name}`, which is not there"));
    }
    for build in kept {
        match Generation::read(&build) {
            Ok(generation) => {
                for (file, what) in faulty_files(&generation)? {
                    fault(file, what);
                }
                report.files += generation.files().count() as u64;
                report.bytes += generation.bytes();
            }
            Err(error) if error.kind() == ErrorKind::Damaged => fault(build.join(META), error.to_string()),
            Err(error) => return Err(error),
        }
    }
    Ok(report)
}

/// The files of a generation that are not as they were written, and how.
fn faulty_files(generation: &Generation) -> Result<Vec<(PathBuf, String)>> {
    let segment_files = generation.segment_files.iter().map(|file| (file, false));
    let files = segment_files.chain(generation.records.iter().map(|file| (file, true)));
    let mut faulty = Vec::new();
    for (file, may_be_longer) in files {
        if let Some(what) = check_file(&generation.build, file, may_be_longer)? {
            faulty.push((generation.build.join(&file.file), what));
        }
    }
    Ok(faulty)
}

/// Checks the build in a folder.
pub(crate) fn verify_build(
    build: &Path,
    analysis: &AnalysisOptions,
    texts: TextsToCompare,
) -> Result<VerifyReport> {
    let mut report = VerifyReport::default();
    match check_build(build, analysis, texts, &mut report) {
        Ok(()) => Ok(report),
        Err(error) if error.kind() == ErrorKind::Damaged => {
            report.add_error(&error);
            Ok(report)
        }
        Err(error) => Err(error),
    }
}

fn check_build(
    build: &Path,
    analysis: &AnalysisOptions,
    texts: TextsToCompare,
    report: &mut VerifyReport,
) -> Result<()> {
    let generation = Generation::read(build)?;
    report.files = generation.files().count() as u64;
    report.bytes = generation.bytes();
    for (file, what) in faulty_files(&generation)? {
        report.add(Some(file), what);
    }
    if !report.faults.is_empty() {
        return Ok(());
    }
    let index = open_for_reading(build)?;
    let Some(info) = read_info(&index)? else {
        return Err(Error::new(ErrorKind::NoIndex, "the index has no generation yet")
            .hint("knipsel index build PATH"));
    };
    report.generation = info.lasting.generation;
    check_analyzer(&info, analysis)?;
    check_segments(&generation, &index, report)?;
    if !report.faults.is_empty() {
        return Ok(());
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
    let searcher = reader.map_err(write_error)?.searcher();
    check_ledger(build, &info, &searcher, report)?;
    report.texts = terms::compare(&searcher, &Fields::schema().1, analysis, texts, &mut |what| {
        report.faults.push(VerifyFault { path: None, what, hint: REBUILD.to_owned() });
    })?;
    Ok(())
}

/// Every segment must have its files, and the index the schema of this version.
fn check_segments(generation: &Generation, index: &Index, report: &mut VerifyReport) -> Result<()> {
    if index.schema() != Fields::schema().0 {
        report.add(None, "the fields of the index are not those of this version".to_owned());
    }
    for segment in index.load_metas().map_err(write_error)?.segments {
        let id = segment.id().uuid_string();
        let mut kinds: Vec<String> =
            ["idx", "pos", "term", "store", "fast", "fieldnorm"].map(str::to_owned).into();
        kinds.extend(segment.delete_opstamp().map(|opstamp| format!("{opstamp}.del")));
        for kind in kinds {
            let name = format!("{id}.{kind}");
            if !generation.segment_files.iter().any(|file| file.file == name) {
                report.add(
                    Some(generation.build.join(name)),
                    "it belongs to the index and has no checksum".to_owned(),
                );
            }
        }
    }
    Ok(())
}

/// Each source file must have as many articles as the ledger says, and no article may be without a source file.
fn check_ledger(
    build: &Path,
    info: &CommitInfo,
    searcher: &Searcher,
    report: &mut VerifyReport,
) -> Result<()> {
    let ledger = Ledger::open(build, &info.ledger)?;
    let mut found: HashMap<u64, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let files = segment.fast_fields().u64("file").map_err(write_error)?;
        for document in segment.doc_ids_alive() {
            *found.entry(files.first(document).unwrap_or_default()).or_default() += 1;
            report.articles += 1;
        }
    }
    let mut files: Vec<_> = ledger.files().collect();
    files.sort_unstable_by_key(|file| file.number);
    for file in files {
        let articles = found.remove(&file.number).unwrap_or_default();
        if articles != file.articles {
            let path = place_in(&file.archive, &file.path);
            report.add(
                Some(path),
                format!("the index holds {articles} of its articles, the ledger says {}", file.articles),
            );
        }
    }
    let strays: u64 = found.values().sum();
    if strays > 0 {
        report.add(None, format!("the index holds {strays} articles that the ledger does not know"));
    }
    if info.lasting.articles != report.articles {
        report.add(
            None,
            format!(
                "the commit says {} articles, the index holds {}",
                info.lasting.articles, report.articles
            ),
        );
    }
    Ok(())
}

impl VerifyFault {
    /// The fault that an error is about.
    pub fn of(error: &Error) -> Self {
        Self {
            path: error.place().map(|place| place.path.clone()),
            what: error.to_string(),
            hint: error.hint_text().unwrap_or(REBUILD).to_owned(),
        }
    }
}

impl VerifyReport {
    fn of_error(error: &Error) -> Self {
        let mut report = Self::default();
        report.add_error(error);
        report
    }

    fn add(&mut self, path: Option<PathBuf>, what: String) {
        self.faults.push(VerifyFault { path, what, hint: REBUILD.to_owned() });
    }

    fn add_error(&mut self, error: &Error) {
        self.faults.push(VerifyFault::of(error));
    }

    /// The error for a new build that must not become the live one.
    pub(crate) fn or_error(self, what: &str, hint: &str) -> Result<Self> {
        let Some(fault) = self.faults.first() else { return Ok(self) };
        let place = fault.path.as_ref().map_or_else(String::new, |path| format!("`{}`: ", path.display()));
        Err(Error::new(ErrorKind::Damaged, format!("{what}: {place}{}", fault.what)).hint(hint))
    }
}

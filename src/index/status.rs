//! What an index holds, for `index status`.

use std::collections::BTreeMap;

use super::days::Days;
use super::folder::IndexFolder;
use super::ledger::{Ledger, LedgerFile, LedgerTrouble};
use super::open::OpenIndex;
use super::space::{self, Growth, Room};
use super::writer::{Writer, folder_bytes, write_error};
use crate::date::{Day, DaySpan};
use crate::dutch::AnalysisOptions;
use crate::error::Result;

/// What an index holds.
#[derive(Debug, Clone)]
pub struct Status {
    /// The number of the generation.
    pub generation: u64,
    /// When it was committed, in RFC 3339.
    pub committed: String,
    /// The fingerprint of the analysis.
    pub analyzer: String,
    /// The archives, as absolute paths.
    pub archives: Vec<String>,
    /// How many articles there are.
    pub articles: u64,
    /// How many of them have no date.
    pub undated: u64,
    /// The first and last possible day of the dated ones.
    pub days: Option<DaySpan>,
    /// How many articles each source has, most first; articles without a source are not among them.
    pub sources: Vec<(String, u64)>,
    /// How many source files there are.
    pub files: u64,
    /// Their size in bytes.
    pub archive_bytes: u64,
    /// How many records were skipped.
    pub skipped: u64,
    /// The files with problems, in the order of their paths.
    pub problem_files: Vec<LedgerFile>,
    /// The files and folders that could not be read when the archives were last looked through, by archive.
    pub troubles: Vec<(String, LedgerTrouble)>,
    /// The size of the index on disk in bytes.
    pub index_bytes: u64,
    /// The number of segments.
    pub segments: u64,
    /// How many earlier builds are kept.
    pub kept_builds: u64,
    /// How it grows.
    pub growth: Growth,
    /// The room on its disk, where the system tells.
    pub room: Option<Room>,
}

/// Looks at the newest generation of an index.
///
/// # Errors
///
/// As [`OpenIndex::open`].
pub fn status(folder: &IndexFolder, analysis: &AnalysisOptions) -> Result<Status> {
    let (index, ledger) = match with_ledger(folder, analysis) {
        // A commit that wrote the ledger anew may have come between opening the one and the other.
        Err(_) => with_ledger(folder, analysis)?,
        Ok(opened) => opened,
    };
    let info = index.info();
    let mut undated = 0;
    let mut days: Option<(i64, i64)> = None;
    let mut sources: BTreeMap<String, u64> = BTreeMap::new();
    for segment in index.searcher().segment_readers() {
        let columns = Days::of(segment).map_err(write_error)?;
        let names = segment.fast_fields().str("source").map_err(write_error)?;
        let mut by_name: BTreeMap<u64, u64> = BTreeMap::new();
        for document in segment.doc_ids_alive() {
            match columns.get(document) {
                Some((first, last)) => {
                    // An interval without an end says nothing about the last day that the archive has.
                    let last = if last == Day::LAST.number() { first } else { last };
                    let known = days.unwrap_or((first, last));
                    days = Some((known.0.min(first), known.1.max(last)));
                }
                None => undated += 1,
            }
            if let Some(name) = names.as_ref().and_then(|names| names.term_ords(document).next()) {
                *by_name.entry(name).or_default() += 1;
            }
        }
        for (ordinal, count) in by_name {
            let mut name = String::new();
            if let Some(names) = &names {
                names.ord_to_str(ordinal, &mut name).map_err(|error| write_error(error.into()))?;
            }
            *sources.entry(name).or_default() += count;
        }
    }
    let mut sources: Vec<(String, u64)> = sources.into_iter().collect();
    sources.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut problem_files: Vec<LedgerFile> =
        ledger.files().filter(|file| !file.problems.is_empty() || file.skipped > 0).cloned().collect();
    problem_files.sort_by(|a, b| (&a.archive, &a.path).cmp(&(&b.archive, &b.path)));
    let troubles: Vec<(String, LedgerTrouble)> = ledger
        .troubles()
        .iter()
        .flat_map(|(archive, troubles)| troubles.iter().map(|trouble| (archive.clone(), trouble.clone())))
        .collect();
    let days = days.and_then(|(first, last)| {
        let (first, last) = (Day::from_number(first)?, Day::from_number(last)?);
        DaySpan::new(first, last)
    });
    let index_bytes = folder_bytes(&index.build);
    let growth = space::growth(&info.lasting.sizes);
    Ok(Status {
        generation: info.lasting.generation,
        committed: info.committed.clone(),
        analyzer: info.analyzer.clone(),
        archives: info.lasting.archives.clone(),
        articles: index.searcher().num_docs(),
        undated,
        days,
        sources,
        files: ledger.files().count() as u64,
        archive_bytes: ledger.files().map(|file| file.bytes).sum(),
        skipped: ledger.files().map(|file| file.skipped).sum::<u64>() + troubles.len() as u64,
        troubles,
        problem_files,
        index_bytes,
        segments: index.searcher().segment_readers().len() as u64,
        kept_builds: folder.previous()?.len() as u64,
        growth,
        room: space::room(folder.path(), index_bytes, growth),
    })
}

/// The room on the disk of an index, where there is one and the system tells.
pub fn room(folder: &IndexFolder) -> Option<Room> {
    let build = folder.live().ok()??;
    let sizes = Writer::peek(folder)?.sizes;
    space::room(folder.path(), folder_bytes(&build), space::growth(&sizes))
}

fn with_ledger(folder: &IndexFolder, analysis: &AnalysisOptions) -> Result<(OpenIndex, Ledger)> {
    let index = OpenIndex::open(folder, analysis)?;
    let ledger = Ledger::open(&index.build, &index.info().ledger)?;
    Ok((index, ledger))
}

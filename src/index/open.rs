//! An index opened for reading: one whole generation, whatever is written meanwhile.

use std::path::Path;
use std::sync::OnceLock;

use tantivy::{Index, Searcher};

use super::commit_info::CommitInfo;
use super::copies::CopyTable;
use super::folder::IndexFolder;
use super::forms::FormList;
use super::schema::Fields;
use super::writer::{check_analyzer, open_for_reading, read_info, write_error};
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::error::{Error, ErrorKind, Result};

/// One generation of an index.
pub struct OpenIndex {
    searcher: Searcher,
    fields: Fields,
    info: CommitInfo,
    copies: CopyTable,
    analysis: AnalysisOptions,
    /// Made when it is first asked for; `None` where it would be too large.
    forms: OnceLock<Option<FormList>>,
    /// The folder of the build, where the ledger is.
    pub(super) build: std::path::PathBuf,
}

/// A build may be swapped away, or a commit made, between two looks at the folder: then both are done again.
const MOST_TRIES: usize = 200;

impl OpenIndex {
    /// Opens the newest generation.
    ///
    /// # Errors
    ///
    /// Fails where there is no index, where it was analysed otherwise than `analysis` says, or where it is
    /// damaged.
    pub fn open(folder: &IndexFolder, analysis: &AnalysisOptions) -> Result<Self> {
        for _ in 0..MOST_TRIES {
            let build = folder.live_or_error()?;
            let before = meta(&build);
            match Self::try_open(folder, build.clone(), analysis) {
                Ok(Some(index)) if meta(&build) == before => return Ok(index),
                Err(error) if matches!(error.kind(), ErrorKind::OtherVersion | ErrorKind::NoIndex) => {
                    return Err(error);
                }
                // Where nothing changed meanwhile, it will fail again.
                Err(error) if meta(&build) == before && folder.live()? == Some(build) => return Err(error),
                // The index changed under it: once more.
                Ok(_) | Err(_) => {}
            }
        }
        Err(Error::new(ErrorKind::Io, "the index changes too fast to be opened").hint("knipsel index status"))
    }

    /// `None` where a file vanished while it was opened.
    fn try_open(
        folder: &IndexFolder,
        build: std::path::PathBuf,
        analysis: &AnalysisOptions,
    ) -> Result<Option<Self>> {
        let index = open_for_reading(&build)?;
        let Some(info) = read_info(&index)? else {
            return Err(Error::new(
                ErrorKind::NoIndex,
                format!(
                    "the index in `{}` has no generation yet: its first build has not committed",
                    folder.path().display()
                ),
            )
            .hint("knipsel index build PATH"));
        };
        check_analyzer(&info, analysis)?;
        // One look at the index: no thread that watches for later generations.
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(write_error)?;
        if !is_whole(&index, &build)? {
            return Ok(None);
        }
        let copies = CopyTable::open(&build, &info.copies)?;
        Ok(Some(Self {
            searcher: reader.searcher(),
            fields: Fields::schema().1,
            info,
            copies,
            analysis: analysis.clone(),
            forms: OnceLock::new(),
            build,
        }))
    }

    /// The number of the generation.
    pub fn generation(&self) -> u64 {
        self.info.lasting.generation
    }

    /// An analyzer like the one that made the index.
    pub fn analyzer(&self) -> Analyzer {
        Analyzer::new(self.analysis.clone())
    }

    pub(crate) fn info(&self) -> &CommitInfo {
        &self.info
    }

    /// The articles that have copies.
    pub(crate) fn copies(&self) -> &CopyTable {
        &self.copies
    }

    /// All forms of titles and texts; `None` where they are too many for a list.
    pub(crate) fn forms(&self) -> Result<Option<&FormList>> {
        if self.forms.get().is_none() {
            let forms = FormList::of(&self.searcher, &self.fields).map_err(write_error)?;
            // Another thread may have made the same.
            let _ = self.forms.set(forms);
        }
        Ok(self.forms.get().and_then(Option::as_ref))
    }

    /// The same, where the list was made already.
    pub(crate) fn known_forms(&self) -> Option<&FormList> {
        self.forms.get().and_then(Option::as_ref)
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }
}

/// tantivy's record of the segments, as bytes; it changes with each commit and each merge.
fn meta(build: &Path) -> Option<Vec<u8>> {
    std::fs::read(build.join("meta.json")).ok()
}

/// Whether all files of the segments are there. If they are now, they were while the reader opened them: tantivy
/// takes some that are not for empty ones.
fn is_whole(index: &Index, build: &Path) -> Result<bool> {
    let segments = index.load_metas().map_err(write_error)?.segments;
    Ok(segments.iter().all(|segment| {
        let name = segment.id().uuid_string();
        ["idx", "pos", "term", "store", "fast", "fieldnorm"]
            .iter()
            .all(|kind| build.join(&name).with_extension(kind).exists())
    }))
}

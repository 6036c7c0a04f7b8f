//! An index opened for reading: one whole generation, whatever is written meanwhile.

use tantivy::Searcher;

use super::commit_info::CommitInfo;
use super::folder::IndexFolder;
use super::schema::Fields;
use super::terms::{DutchTokenizer, TOKENIZER_NAME};
use super::writer::{check_analyzer, open_directory, read_info, write_error};
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::error::{Error, ErrorKind, Result};

/// One generation of an index.
pub struct OpenIndex {
    searcher: Searcher,
    fields: Fields,
    info: CommitInfo,
    analysis: AnalysisOptions,
    /// The folder of the build, where the ledger is.
    pub(super) build: std::path::PathBuf,
}

/// A build may be swapped away, or a commit made, between two looks at the folder: then both are done again.
const MOST_TRIES: usize = 20;

impl OpenIndex {
    /// Opens the newest generation.
    ///
    /// # Errors
    ///
    /// Fails where there is no index, where it was analysed otherwise than `analysis` says, or where it is
    /// damaged.
    pub fn open(folder: &IndexFolder, analysis: &AnalysisOptions) -> Result<Self> {
        let mut last = None;
        for _ in 0..MOST_TRIES {
            let build = folder.live_or_error()?;
            match Self::try_open(folder, build.clone(), analysis) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => {}
                Err(error) if matches!(error.kind(), ErrorKind::OtherVersion | ErrorKind::NoIndex) => {
                    return Err(error);
                }
                // Where the live build is still the same, the failure is not the swap's.
                Err(error) => {
                    let swapped = folder.live()?.is_none_or(|now| now != build);
                    last = Some(error);
                    if !swapped {
                        break;
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| {
            Error::new(ErrorKind::Io, "the index changes too fast to be opened").hint("knipsel index status")
        }))
    }

    /// `None` where a commit came between reading what it says of itself and opening it.
    fn try_open(
        folder: &IndexFolder,
        build: std::path::PathBuf,
        analysis: &AnalysisOptions,
    ) -> Result<Option<Self>> {
        let index = open_directory(&build)?;
        let Some(info) = read_info(&index)? else {
            return Err(Error::new(
                ErrorKind::NoIndex,
                format!(
                    "the index in `{}` has no generation yet: its first build has not committed",
                    folder.path().display()
                ),
            )
            .hint("knipsel index build"));
        };
        check_analyzer(&info, analysis)?;
        index.tokenizers().register(TOKENIZER_NAME, DutchTokenizer::new(analysis));
        // One look at the index: no thread that watches for later generations.
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(write_error)?;
        if read_info(&index)?.as_ref() != Some(&info) {
            return Ok(None);
        }
        Ok(Some(Self {
            searcher: reader.searcher(),
            fields: Fields::schema().1,
            info,
            analysis: analysis.clone(),
            build,
        }))
    }

    /// The number of the generation.
    pub fn generation(&self) -> u64 {
        self.info.generation
    }

    /// An analyzer like the one that made the index.
    pub fn analyzer(&self) -> Analyzer {
        Analyzer::new(self.analysis.clone())
    }

    pub(crate) fn info(&self) -> &CommitInfo {
        &self.info
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }
}

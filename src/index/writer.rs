//! tantivy's writer, the ledger and the copies, committed in one step.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tantivy::directory::MmapDirectory;
use tantivy::index::{Index, IndexSettings, SegmentId};
use tantivy::indexer::{IndexWriter, IndexWriterOptions, NoMergePolicy};
use tantivy::schema::IndexRecordOption;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Directory, DocSet, Searcher, TERMINATED, Term};

use super::build::BuildOptions;
use super::cause::{cause, denied, refusal};
use super::commit_info::{CommitInfo, CommittedFile, LAYOUT, Lasting};
use super::compact::SegmentSize;
use super::copies::CopyWriter;
use super::files::{ASK_TO_READ, Generation};
use super::folder::{IndexFolder, sync_folder};
use super::indexing::Indexing;
use super::ledger::{Ledger, LedgerFile, LedgerTrouble};
use super::merge::{ArticleSize, BoundedMerges};
use super::reading::ReadingDirectory;
use super::schema::Fields;
use super::seal::{META, SealedDirectory};
use super::space;
use crate::archive::SourceFile;
use crate::article::Article;
use crate::dutch::own_words::split_fingerprint;
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::error::{Error, ErrorKind, Result};

/// How a writer reaches the folder of a build. Tests put a disk in between that fails or loses what was not flushed.
pub(super) type Disk<'d> = &'d dyn Fn(&Path) -> Result<Box<dyn Directory>>;

/// The disk as the system has it.
pub(super) fn real_disk(build: &Path) -> Result<Box<dyn Directory>> {
    let directory = MmapDirectory::open(build).map_err(|error| open_error(build, error.into()))?;
    Ok(Box::new(directory))
}

/// The one that writes to an index.
pub(crate) struct Writer {
    build: PathBuf,
    /// Deletes, merges and commits; it is given segments, and no documents.
    tantivy: IndexWriter,
    indexing: Indexing,
    article_size: Arc<ArticleSize>,
    fields: Fields,
    ledger: Ledger,
    copies: CopyWriter,
    info: CommitInfo,
    committed: CommitInfo,
    /// The articles as they were when the build began, for looking up ids.
    before: Searcher,
    last_commit: Instant,
    now: fn() -> Timestamp,
    /// Whether anything was added or deleted since the last commit.
    touched: bool,
}

impl Writer {
    /// What a rebuild takes over from the live index, whatever version made it, as far as it can be read.
    pub(crate) fn peek(folder: &IndexFolder) -> Option<Lasting> {
        let build = folder.live().ok()??;
        let payload = open_for_reading(&build).ok()?.load_metas().ok()?.payload?;
        serde_json::from_str(&payload).ok()
    }

    /// Opens the live index for writing, or makes the first one.
    pub(crate) fn open(folder: &IndexFolder, options: &BuildOptions, disk: Disk<'_>) -> Result<Self> {
        if let Some(build) = folder.live()? {
            let index = open_for_writing(&build, disk)?;
            let info = read_info(&index)?;
            if let Some(info) = &info {
                check_analyzer(info, &options.analysis)?;
            }
            return Self::new(build, &index, options, info.as_ref());
        }
        let build = folder.new_build()?;
        let index = create(&build, disk)?;
        let writer = Self::new(build, &index, options, None)?;
        folder.make_live(&writer.build, 0)?;
        Ok(writer)
    }

    /// Makes a new index beside the live one; `before` is what it will take the place of.
    pub(crate) fn beside(
        folder: &IndexFolder,
        options: &BuildOptions,
        before: Option<&Lasting>,
        disk: Disk<'_>,
    ) -> Result<Self> {
        let build = folder.new_build()?;
        let index = create(&build, disk)?;
        let mut writer = Self::new(build, &index, options, None)?;
        if let Some(before) = before {
            writer.info.lasting = Lasting { archives: Vec::new(), articles: 0, ..before.clone() };
        }
        Ok(writer)
    }

    fn new(build: PathBuf, index: &Index, options: &BuildOptions, info: Option<&CommitInfo>) -> Result<Self> {
        let (_, fields) = Fields::schema();
        let threads = options.threads.max(1);
        let analyzer = Analyzer::new(options.analysis.clone());
        let indexing = Indexing::new(index.clone(), analyzer, threads, options.memory_bytes / threads);
        // tantivy refuses less than 15 MB a thread. The thread is for documents, of which it gets none.
        let settings = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(15_000_000)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = index.writer_with_options(settings).map_err(write_error)?;
        let article_size = Arc::new(ArticleSize::default());
        if let Some(info) = info {
            article_size.learn(info.lasting.articles, folder_bytes(&build));
        }
        writer.set_merge_policy(Box::new(BoundedMerges { size: Arc::clone(&article_size) }));
        let before = index.reader().map_err(write_error)?.searcher();
        let ledger = match info {
            Some(info) => Ledger::open(&build, &info.ledger)?,
            None => Ledger::create(&build),
        };
        let info = match info {
            Some(info) => info.clone(),
            None => CommitInfo {
                layout: LAYOUT,
                analyzer: Analyzer::new(options.analysis.clone()).fingerprint(),
                committed: String::new(),
                next_file: 1,
                ledger: Vec::new(),
                signatures: Vec::new(),
                copies: CommittedFile::empty("copies.bin"),
                lasting: Lasting::default(),
            },
        };
        let copies = CopyWriter::new(&build, &info.signatures, &info.copies);
        Ok(Self {
            build,
            tantivy: writer,
            indexing,
            article_size,
            fields,
            ledger,
            copies,
            committed: info.clone(),
            info,
            before,
            last_commit: Instant::now(),
            now: options.now,
            touched: false,
        })
    }

    pub(crate) fn info(&self) -> &CommitInfo {
        &self.info
    }

    pub(crate) fn info_mut(&mut self) -> &mut CommitInfo {
        &mut self.info
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// How long ago the last commit was, or the beginning.
    pub(crate) fn since_commit(&self) -> Duration {
        self.last_commit.elapsed()
    }

    /// Whether there is something to commit.
    pub(crate) fn has_changes(&self) -> bool {
        self.touched || self.ledger.has_waiting() || self.info != self.committed
    }

    /// A ledger entry with a new number for a file that is about to be read; `reading` says how.
    pub(crate) fn new_entry(&mut self, archive: &str, file: &SourceFile, reading: &str) -> LedgerFile {
        let number = self.info.next_file;
        self.info.next_file += 1;
        LedgerFile {
            number,
            archive: archive.to_owned(),
            path: file.relative.clone(),
            bytes: file.bytes,
            modified_ns: file.modified_ns,
            hash: String::new(),
            reading: reading.to_owned(),
            articles: 0,
            records: 0,
            whole: false,
            skipped: 0,
            problems: Vec::new(),
            problems_not_kept: 0,
            skipped_not_kept: 0,
        }
    }

    /// Gives back the number of the newest entry, of which nothing was written: a file that cannot be read is no
    /// change of the index.
    pub(crate) fn give_back(&mut self, entry: &LedgerFile) {
        if entry.number + 1 == self.info.next_file {
            self.info.next_file = entry.number;
        }
    }

    /// Enters a file in the ledger.
    pub(crate) fn enter(&mut self, file: LedgerFile) -> Result<()> {
        self.ledger.enter(file)
    }

    /// Enters a file where it is not in the ledger just so.
    pub(crate) fn enter_if_changed(&mut self, file: LedgerFile) -> Result<()> {
        if self.ledger.find(&file.archive, &file.path) == Some(&file) { Ok(()) } else { self.enter(file) }
    }

    /// Enters what could not be read in an archive.
    pub(crate) fn enter_troubles(&mut self, archive: &str, troubles: Vec<LedgerTrouble>) -> Result<()> {
        self.ledger.enter_troubles(archive, troubles)
    }

    /// Removes a source file and its articles.
    pub(crate) fn remove_file(&mut self, number: u64) -> Result<()> {
        self.remove_articles(number);
        self.ledger.strike(number)
    }

    /// Removes the articles of a source file.
    pub(crate) fn remove_articles(&mut self, number: u64) {
        self.touched = true;
        self.copies.lose();
        self.tantivy.delete_term(self.fields.file_term(number));
    }

    /// Adds an article of the source file that `entry` stands for.
    pub(crate) fn add(&mut self, article: Article, entry: &LedgerFile) -> Result<()> {
        self.touched = true;
        let bytes = article.text.len() + article.title.text.len();
        self.article_size.learn(1, bytes as u64);
        let words = self.copies.add(&article, entry.number, &entry.archive, &entry.path);
        let document = self.fields.document(article, words, entry.number, &entry.archive, &entry.path);
        self.indexing.add(document, bytes).map_err(write_error)
    }

    /// How many articles of this id the index had when the build began, in files not among `replaced`.
    pub(crate) fn articles_of_id(&self, id: &str, replaced: &HashSet<u64>) -> Result<u64> {
        let term = Term::from_field_text(self.fields.id, id);
        let mut articles = 0;
        for segment in self.before.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id).map_err(write_error)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(|error| Error::io("read", &self.build, error))? else {
                continue;
            };
            let files = segment.fast_fields().u64("file").map_err(write_error)?;
            while postings.doc() != TERMINATED {
                let document = postings.doc();
                let file = files.first(document).unwrap_or_default();
                articles += u64::from(!segment.is_deleted(document) && !replaced.contains(&file));
                postings.advance();
            }
        }
        Ok(articles)
    }

    /// Commits articles, ledger and copies as the next generation.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.info.ledger = self.ledger.flush()?.to_vec();
        self.info.lasting.generation += 1;
        if self.touched {
            let ledger = &self.ledger;
            let flushed = self.copies.flush(self.info.lasting.generation, |file| ledger.has(file))?;
            (self.info.signatures, self.info.copies) = flushed;
        }
        self.info.lasting.articles = self.ledger.files().map(|file| file.articles).sum();
        let now = (self.now)();
        self.info.committed = now.to_string();
        space::remember(
            &mut self.info.lasting.sizes,
            now,
            self.info.lasting.articles,
            folder_bytes(&self.build),
        );
        let payload = serde_json::to_string(&self.info)
            .map_err(|error| Error::new(ErrorKind::Io, "the commit cannot be described").caused_by(error))?;
        for segment in self.indexing.finish().map_err(write_error)? {
            // Deletes that were asked for before do not touch it: they are of files that these articles are not of.
            self.tantivy.add_segment(segment).map_err(write_error)?;
        }
        let mut prepared = self.tantivy.prepare_commit().map_err(write_error)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(write_error)?;
        share_record(&self.build, &self.info.ledger);
        sync_folder(&self.build)?;
        self.ledger.remove_old();
        self.copies.remove_old();
        self.committed = self.info.clone();
        self.touched = false;
        self.last_commit = Instant::now();
        Ok(())
    }

    /// The segments of `generation`, which is the one that this writer has before it.
    pub(super) fn segment_sizes(&self, generation: &Generation) -> Result<Vec<SegmentSize>> {
        let segments = self.tantivy.index().searchable_segment_metas().map_err(write_error)?;
        let sizes = segments.into_iter().map(|segment| {
            let name = segment.id().uuid_string();
            let files = generation.segment_files.iter().filter(|file| file.file.starts_with(&name));
            SegmentSize {
                id: segment.id(),
                deleted: u64::from(segment.num_deleted_docs()),
                bytes: files.map(|file| file.bytes).sum(),
            }
        });
        Ok(sizes.collect())
    }

    /// Merges segments into one, without the articles that were deleted from them; no others are merged beside it.
    pub(super) fn merge(&mut self, segments: &[SegmentId]) -> Result<()> {
        self.begin_no_merges();
        self.tantivy.merge(segments).wait().map(|_| ()).map_err(write_error)
    }

    /// Lets no more merges begin.
    pub(super) fn begin_no_merges(&mut self) {
        self.tantivy.set_merge_policy(Box::new(NoMergePolicy));
    }

    /// Waits for the merges that are under way, and returns the folder of the build.
    pub(crate) fn finish(self) -> Result<PathBuf> {
        self.tantivy.wait_merging_threads().map_err(write_error)?;
        share_record(&self.build, &self.info.ledger);
        sync_folder(&self.build)?;
        Ok(self.build)
    }
}

/// How many segments the build in a folder has.
pub(super) fn segments_in(build: &Path) -> Result<u64> {
    let index = open_for_reading(build)?;
    Ok(index.searchable_segment_metas().map_err(write_error)?.len() as u64)
}

/// The size of a build's files. One that vanishes meanwhile counts as nothing.
pub(crate) fn folder_bytes(build: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(build) else { return 0 };
    entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Makes an empty index in `build`.
fn create(build: &Path, disk: Disk<'_>) -> Result<Index> {
    let settings = IndexSettings {
        // Large blocks at a low level take less room than tantivy's small ones at its usual level: 2.94 against 3.32 MB for
        // 7.7 MB of text. To read one for a hit takes an eighth of a millisecond. The level above takes no less room, and
        // those above that two times as long and more.
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        docstore_blocksize: 64 << 10,
        ..IndexSettings::default()
    };
    Index::create(SealedDirectory::new(disk(build)?, build), Fields::schema().0, settings)
        .map_err(write_error)
}

/// Opens the index in `build` for writing.
fn open_for_writing(build: &Path, disk: Disk<'_>) -> Result<Index> {
    Index::open(SealedDirectory::new(disk(build)?, build)).map_err(|error| open_error(build, error))
}

/// Opens the index in `build` for reading alone.
pub(crate) fn open_for_reading(build: &Path) -> Result<Index> {
    let directory = ReadingDirectory::open(build).map_err(|error| open_error(build, error.into()))?;
    Index::open(SealedDirectory::new(Box::new(directory), build)).map_err(|error| open_error(build, error))
}

fn open_error(build: &Path, error: tantivy::TantivyError) -> Error {
    let (kind, hint) = if denied(&error).is_some() {
        (ErrorKind::Io, ASK_TO_READ)
    } else {
        (ErrorKind::Damaged, "knipsel index rebuild PATH")
    };
    Error::new(kind, format!("the index in `{}` cannot be opened", build.display()))
        .caused_by(cause(error))
        .hint(hint)
}

/// What the last commit says of itself; `None` where nothing was committed yet.
pub(crate) fn read_info(index: &Index) -> Result<Option<CommitInfo>> {
    let metas = index.load_metas().map_err(write_error)?;
    let Some(payload) = metas.payload else { return Ok(None) };
    // The layout is looked at first: another layout may well say the rest in another way.
    let layout = serde_json::from_str::<serde_json::Value>(&payload)
        .ok()
        .and_then(|value| value.get("layout").and_then(serde_json::Value::as_u64));
    if layout != Some(u64::from(LAYOUT)) {
        return Err(Error::new(
            ErrorKind::OtherVersion,
            format!(
                "the index has layout {}, this program reads layout {LAYOUT}",
                layout.unwrap_or_default()
            ),
        )
        .hint("knipsel index rebuild"));
    }
    serde_json::from_str(&payload).map(Some).map_err(|error| {
        Error::new(ErrorKind::Damaged, "the index does not say what it holds")
            .caused_by(error)
            .hint("knipsel index rebuild PATH")
    })
}

/// Refuses an index that another version of the analysis made: its terms would not meet the query's.
pub(crate) fn check_analyzer(info: &CommitInfo, analysis: &AnalysisOptions) -> Result<()> {
    let ours = Analyzer::new(analysis.clone()).fingerprint();
    if info.analyzer == ours {
        return Ok(());
    }
    let ((their_program, their_words), (our_program, our_words)) =
        (split_fingerprint(&info.analyzer), split_fingerprint(&ours));
    let (what, hint) = if their_program != our_program {
        let what =
            format!("the index was analysed by `{}`, this program analyses by `{ours}`", info.analyzer);
        (what, "knipsel index rebuild")
    } else if their_words.is_some() && our_words.is_none() {
        (
            "the index was built with words of your own, and `[analysis]` in these settings has none"
                .to_owned(),
            "name the settings that have them with `--config FILE`, or: knipsel index rebuild",
        )
    } else {
        (
            "the words under `[analysis]` in these settings are not those that the index was built with"
                .to_owned(),
            "knipsel index rebuild",
        )
    };
    Err(Error::new(ErrorKind::OtherVersion, what).hint(hint))
}

/// Lets those read tantivy's own record who may read the ledger: tantivy writes it for the owner alone, whatever the
/// user's mask says.
fn share_record(build: &Path, ledger: &[CommittedFile]) {
    let Some(Ok(ledger)) = ledger.last().map(|part| std::fs::metadata(build.join(&part.file))) else {
        return;
    };
    // Where this fails, others cannot read the index until the next build; the owner can.
    let _ = std::fs::set_permissions(build.join(META), ledger.permissions());
}

/// What tantivy refused.
pub(crate) fn write_error(error: tantivy::TantivyError) -> Error {
    if let Some(damage) = damage(&error) {
        // tantivy's own words for it are those of its types.
        return Error::new(ErrorKind::Damaged, format!("the index is damaged: {damage}"))
            .hint("knipsel index rebuild PATH");
    }
    let kind = match &error {
        tantivy::TantivyError::LockFailure(..) => ErrorKind::Locked,
        tantivy::TantivyError::DataCorruption(_) => ErrorKind::Damaged,
        _ => ErrorKind::Io,
    };
    let hint = match (kind, &error) {
        (ErrorKind::Damaged, _) => "knipsel index rebuild PATH",
        (_, tantivy::TantivyError::OpenReadError(_)) if denied(&error).is_some() => ASK_TO_READ,
        _ => "look whether the disk is full or cannot be written, then build again",
    };
    Error::new(kind, "the index cannot be read or written").caused_by(cause(error)).hint(hint)
}

/// What `index::blocks` or `index::seal` found, where that is why tantivy refused.
fn damage(error: &tantivy::TantivyError) -> Option<&std::io::Error> {
    refusal(error).filter(|found| found.kind() == std::io::ErrorKind::InvalidData)
}

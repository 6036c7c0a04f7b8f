//! The ledger: which source file, in which state, gave which articles, and which of its records were lost.
//!
//! It is JSON lines in append-only files beside tantivy's own. A commit appends the lines of the files that changed,
//! flushes them to the disk, and only then writes tantivy's `meta.json`, whose payload names the length and hash of each
//! file. So one rename makes articles and ledger valid together: lines beyond that length are the remains of a commit
//! that never happened and are cut off. Only the last file grows, so that a backup has the others already. Rewriting the
//! whole ledger at each commit, or keeping it as documents of tantivy, was rejected: the first costs every small build
//! the size of the archive, the second counts in every statistic that ranks articles.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::commit_info::CommittedFile;
use super::files::may_not_read;
use crate::archive::Problem;
use crate::error::{Error, ErrorKind, Place, Result};

/// More skipped records than this of one file are counted, not kept.
pub(crate) const MOST_SKIPPED_KEPT: usize = 10_000;

/// More warnings than this of one file are counted, not kept. They have a bound of their own, so that no number of them
/// takes the place of what was lost.
pub(crate) const MOST_WARNINGS_KEPT: usize = 1_000;

/// A file of so many bytes grows no more.
const FULL_BYTES: u64 = 1 << 20;

/// One source file as it was when its articles were indexed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFile {
    /// The number that its articles carry; never used twice.
    pub number: u64,
    /// The archive folder it lies in.
    pub archive: String,
    /// Its path in the archive folder, `/` between folders.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// BLAKE3 of its bytes, in hexadecimal; empty while `whole` is false.
    pub hash: String,
    /// The [fingerprint](crate::archive::Options::fingerprint) of how it was read. Where that is another today, the file
    /// is read again.
    #[serde(default)]
    pub reading: String,
    /// How many articles it gave.
    pub articles: u64,
    /// How many records were read, good and bad.
    pub records: u64,
    /// Whether it was read to its end. One that was not goes on at `records` in the next build.
    pub whole: bool,
    /// How many records were skipped.
    pub skipped: u64,
    /// The records that were skipped, at most ten thousand, and then the warnings about others, at most a thousand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<LedgerProblem>,
    /// How many problems were not kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub problems_not_kept: u64,
    /// How many of those were skipped records.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped_not_kept: u64,
}

impl LedgerFile {
    /// Keeps a problem, unless there are too many of its sort: then it is counted. Gives what is kept.
    pub(crate) fn keep(&mut self, problem: &Problem, skipped: bool) -> Option<&mut LedgerProblem> {
        let warnings_begin = self.problems.partition_point(|kept| kept.skipped);
        self.skipped += u64::from(skipped);
        let (place, kept, most) = if skipped {
            (warnings_begin, warnings_begin, MOST_SKIPPED_KEPT)
        } else {
            (self.problems.len(), self.problems.len() - warnings_begin, MOST_WARNINGS_KEPT)
        };
        if kept >= most {
            self.problems_not_kept += 1;
            self.skipped_not_kept += u64::from(skipped);
            return None;
        }
        self.problems.insert(place, LedgerProblem::new(problem, skipped));
        self.problems.get_mut(place)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A record that was skipped, or a warning about one that was not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerProblem {
    /// A stable word for the kind of problem.
    pub kind: String,
    /// The line in the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// What is wrong, naming the value and the rule.
    pub reason: String,
    /// What to do about it.
    pub hint: String,
    /// Whether the record was lost; otherwise this is a warning.
    pub skipped: bool,
    /// How many problems it stands for, where those were only counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u64>,
    /// The article's id, where the warning is that another article has it too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
}

impl LedgerProblem {
    /// The entry for a problem of the readers.
    pub(crate) fn new(problem: &Problem, skipped: bool) -> Self {
        Self {
            kind: problem.kind.as_str().to_owned(),
            line: problem.line,
            reason: problem.reason.clone(),
            hint: problem.hint.clone(),
            skipped,
            count: None,
            id: None,
        }
    }
}

/// A file or folder that could not be read when the archive was last looked through. It has no entry of its own,
/// so that the next build tries it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerTrouble {
    /// Its path in the archive.
    pub path: String,
    /// What is wrong.
    pub problem: LedgerProblem,
}

/// A line of the ledger.
#[derive(Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
enum Line {
    File(LedgerFile),
    Gone { number: u64 },
    Troubles { archive: String, troubles: Vec<LedgerTrouble> },
}

/// The ledger in memory, and what was added since the last commit.
pub(crate) struct Ledger {
    folder: PathBuf,
    /// Its files as they were read or last flushed, of which the last grows.
    parts: Vec<CommittedFile>,
    /// A file of so many bytes grows no more.
    full_bytes: u64,
    /// The hash of the last of them.
    hasher: blake3::Hasher,
    files: HashMap<u64, LedgerFile>,
    by_path: HashMap<(String, String), u64>,
    troubles: BTreeMap<String, Vec<LedgerTrouble>>,
    waiting: Vec<u8>,
}

impl Ledger {
    /// An empty ledger in `folder`.
    pub(crate) fn create(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            parts: Vec::new(),
            full_bytes: FULL_BYTES,
            hasher: blake3::Hasher::new(),
            files: HashMap::new(),
            by_path: HashMap::new(),
            troubles: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Reads the ledger of a commit.
    pub(crate) fn open(folder: &Path, parts: &[CommittedFile]) -> Result<Self> {
        let mut ledger = Self::create(folder);
        for part in parts {
            ledger.read(part)?;
        }
        Ok(ledger)
    }

    /// Reads a file of the ledger, after those before it.
    fn read(&mut self, part: &CommittedFile) -> Result<()> {
        let path = self.folder.join(&part.file);
        let damaged = |what: String| {
            Error::new(ErrorKind::Damaged, format!("the ledger of the index {what}"))
                .at(Place::of(&path))
                .hint("knipsel index rebuild")
        };
        let mut bytes = Vec::with_capacity(part.bytes as usize);
        if part.bytes > 0 {
            File::open(&path).and_then(|file| file.take(part.bytes).read_to_end(&mut bytes)).map_err(
                |error| match error.kind() {
                    io::ErrorKind::PermissionDenied => may_not_read(&path, error),
                    _ => damaged("cannot be read".to_owned()).caused_by(error),
                },
            )?;
        }
        if (bytes.len() as u64) < part.bytes {
            return Err(damaged(format!("has {} bytes of {}", bytes.len(), part.bytes)));
        }
        self.hasher = blake3::Hasher::new();
        self.hasher.update(&bytes);
        if self.hasher.finalize().to_hex().as_str() != part.hash {
            return Err(damaged("is not as it was written: its checksum differs".to_owned()));
        }
        for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let line = serde_json::from_slice(line)
                .map_err(|error| damaged("has a line that cannot be read".to_owned()).caused_by(error))?;
            self.apply(line);
        }
        self.parts.push(part.clone());
        Ok(())
    }

    /// The files, in no order.
    pub(crate) fn files(&self) -> impl Iterator<Item = &LedgerFile> {
        self.files.values()
    }

    /// Whether a file with this number is there.
    pub(crate) fn has(&self, number: u64) -> bool {
        self.files.contains_key(&number)
    }

    /// The file at `path` in `archive`.
    pub(crate) fn find(&self, archive: &str, path: &str) -> Option<&LedgerFile> {
        // The key is looked up by two owned strings since a borrowed pair cannot stand for it; the look-up is
        // once a file, not once an article.
        self.by_path.get(&(archive.to_owned(), path.to_owned())).and_then(|number| self.files.get(number))
    }

    /// Enters a file, in place of what was known of its number or its path.
    pub(crate) fn enter(&mut self, file: LedgerFile) -> Result<()> {
        self.push(Line::File(file))
    }

    /// The archives with what could not be read in each.
    pub(crate) fn troubles(&self) -> &BTreeMap<String, Vec<LedgerTrouble>> {
        &self.troubles
    }

    /// Enters what could not be read in an archive, in place of what was known of it. Nothing is written where
    /// that is the same.
    pub(crate) fn enter_troubles(&mut self, archive: &str, troubles: Vec<LedgerTrouble>) -> Result<()> {
        if self.troubles.get(archive).map_or(&[][..], Vec::as_slice) == troubles.as_slice() {
            return Ok(());
        }
        self.push(Line::Troubles { archive: archive.to_owned(), troubles })
    }

    /// Strikes a file.
    pub(crate) fn strike(&mut self, number: u64) -> Result<()> {
        self.push(Line::Gone { number })
    }

    /// Whether something waits to be committed.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn push(&mut self, line: Line) -> Result<()> {
        write_line(&mut self.waiting, &line)?;
        self.apply(line);
        Ok(())
    }

    fn apply(&mut self, line: Line) {
        match line {
            Line::File(file) => {
                let key = (file.archive.clone(), file.path.clone());
                if let Some(before) = self.by_path.insert(key, file.number)
                    && before != file.number
                {
                    self.files.remove(&before);
                }
                self.files.insert(file.number, file);
            }
            Line::Troubles { archive, troubles } => {
                self.troubles.insert(archive, troubles);
            }
            Line::Gone { number } => {
                if let Some(file) = self.files.remove(&number) {
                    self.by_path.remove(&(file.archive, file.path));
                }
            }
        }
    }

    /// Writes and flushes what waits, and returns what the commit is to name.
    ///
    /// Bytes beyond what was committed, left by a commit that did not come to its end, are cut off first. A ledger that
    /// is mostly lines about files that changed since is written anew under another name.
    pub(crate) fn flush(&mut self) -> Result<&[CommittedFile]> {
        const SMALLEST_TO_REWRITE: u64 = 1 << 18;
        let is_full = |last: &CommittedFile| last.bytes >= self.full_bytes && !self.waiting.is_empty();
        if self.parts.last().is_none_or(is_full) {
            self.parts.push(CommittedFile::empty(&self.next_name()));
            self.hasher = blake3::Hasher::new();
        }
        if let Some(last) = self.parts.last_mut() {
            append(last, &self.folder, &self.waiting, &mut self.hasher)?;
            self.waiting.clear();
        }
        // A build reads all of it, so that of 100,000 files eight times what holds would take it a second.
        let live: u64 = self.files.len() as u64 * 300;
        if self.bytes() > SMALLEST_TO_REWRITE && self.bytes() > 3 * live {
            self.rewrite()?;
        }
        Ok(&self.parts)
    }

    fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// The name of the next file.
    fn next_name(&self) -> String {
        let Some(last) = self.parts.last() else { return "ledger.jsonl".to_owned() };
        let number = last.file.strip_prefix("ledger-").and_then(|name| name.strip_suffix(".jsonl"));
        let number: u64 = number.and_then(|number| number.parse().ok()).unwrap_or_default();
        format!("ledger-{}.jsonl", number + 1)
    }

    /// Writes only what still holds, under another name.
    fn rewrite(&mut self) -> Result<()> {
        let mut files: Vec<&LedgerFile> = self.files.values().collect();
        files.sort_unstable_by_key(|file| file.number);
        let files = files.into_iter().map(|file| Line::File(file.clone()));
        let troubles = self.troubles.iter().map(|(archive, troubles)| Line::Troubles {
            archive: archive.clone(),
            troubles: troubles.clone(),
        });
        let mut bytes = Vec::new();
        for line in files.chain(troubles) {
            write_line(&mut bytes, &line)?;
        }
        if bytes.len() as u64 * 2 > self.bytes() {
            return Ok(());
        }
        let mut whole = CommittedFile::empty(&self.next_name());
        let mut hasher = blake3::Hasher::new();
        append(&mut whole, &self.folder, &bytes, &mut hasher)?;
        (self.parts, self.hasher) = (vec![whole], hasher);
        Ok(())
    }

    /// Removes files of the ledger that no commit names any more. To be called after the commit.
    pub(crate) fn remove_old(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_ours = name.starts_with("ledger") && name.ends_with(".jsonl");
            if is_ours && self.parts.iter().all(|part| part.file != name) {
                // One that stays costs only its bytes, and the next build tries again.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

fn append(part: &mut CommittedFile, folder: &Path, bytes: &[u8], hasher: &mut blake3::Hasher) -> Result<()> {
    let path = folder.join(&part.file);
    part.append(folder, bytes, hasher)
        .map_err(|error| Error::io("write the ledger of the index", &path, error))
}

fn write_line(out: &mut Vec<u8>, line: &Line) -> Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(|error| {
        Error::new(ErrorKind::Io, "a line of the ledger cannot be written").caused_by(error)
    })?;
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests;

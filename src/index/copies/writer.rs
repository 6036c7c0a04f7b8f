//! The files of the copies, written at each commit.

use std::path::{Path, PathBuf};

use super::groups::{groups, grown};
use super::records::{FULL_BYTES, NO_DAY, RECORD_BYTES, Records, push_record};
use super::signature::Signature;
use super::{ArticlePlace, CopyTable, Member, array, damaged};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::index::blocks::BlockSums;
use crate::index::commit_info::CommittedFile;

/// Keeps the signatures of all articles and says at each commit which are copies of each other.
///
/// The files of the signatures only grow, so that a small build writes little; whether the article of a record is still
/// there is what the ledger says of its source file. Once most are gone, they are written anew under another name.
pub(crate) struct CopyWriter {
    folder: PathBuf,
    /// The files of the signatures, of which the last grows.
    signatures: Vec<CommittedFile>,
    /// A file of so many bytes grows no more.
    full_bytes: u64,
    /// The hash of the last of them, once they were read.
    hasher: Option<blake3::Hasher>,
    copies: CommittedFile,
    /// Records that no commit has yet.
    waiting: Vec<u8>,
    /// Whether articles went since the copies were last written.
    lost: bool,
}

/// A record that still holds, in the order in which articles are told the earliest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alive {
    day: i32,
    order: u64,
    /// The number of the record in the file.
    record: u32,
    /// The group that it was in before, or [`NO_GROUP`].
    group: u32,
}

/// The group of an article that had no copies.
const NO_GROUP: u32 = u32::MAX;

impl CopyWriter {
    /// Goes on from the files that a commit names.
    pub(crate) fn new(folder: &Path, signatures: &[CommittedFile], copies: &CommittedFile) -> Self {
        Self {
            folder: folder.to_owned(),
            signatures: signatures.to_vec(),
            full_bytes: FULL_BYTES,
            hasher: None,
            copies: copies.clone(),
            waiting: Vec::new(),
            lost: false,
        }
    }

    /// Takes in that articles go.
    pub(crate) fn lose(&mut self) {
        self.lost = true;
    }

    /// Takes in an article of the source file with a number, which lies at `path` in `archive`; gives back how many words
    /// its text has.
    pub(crate) fn add(&mut self, article: &Article, file: u64, archive: &str, path: &str) -> u64 {
        let (signature, words) = Signature::with_words(&article.text);
        let Some(signature) = signature else { return words };
        let day = article.date.as_ref().map(|dated| dated.date.span().first.number());
        // A day that the number has no room for would be that of no article.
        let day = day.map_or(NO_DAY, |day| i32::try_from(day).unwrap_or(NO_DAY));
        let order = order(article, archive, path);
        push_record(&mut self.waiting, (file, article.record.ordinal), day, order, &signature.0);
        words
    }

    /// Writes and flushes what waits, and the groups of all articles whose source files are there; returns what the
    /// commit is to name, the signatures and the copies.
    pub(crate) fn flush(
        &mut self,
        generation: u64,
        is_there: impl Fn(u64) -> bool,
    ) -> Result<(Vec<CommittedFile>, CommittedFile)> {
        let known = self.signatures.iter().map(|file| file.bytes).sum::<u64>() / RECORD_BYTES as u64;
        self.append(generation)?;
        let records = Records::open(&self.folder, &self.signatures)?;
        let before = if self.lost || self.copies.bytes == 0 {
            None
        } else {
            Some(CopyTable::open(&self.folder, &self.copies)?)
        };
        let mut finder = before.as_ref().map(CopyTable::finder);
        let (mut alive, mut last_file) = (Vec::new(), None);
        for (number, record) in (0..).zip(records.iter()) {
            let file = record.place().0;
            // The records of a file mostly stand together.
            let there = match last_file {
                Some((last, there)) if last == file => there,
                _ => is_there(file),
            };
            last_file = Some((file, there));
            if there {
                let known = finder.as_mut().filter(|_| u64::from(number) < known);
                let member = known.and_then(|before| before.find(record.place()));
                alive.push(Alive {
                    day: record.day(),
                    order: record.order(),
                    record: number,
                    group: member.map_or(NO_GROUP, |member| member.group),
                });
            }
        }
        if let Some(before) = &before {
            before.check().map_err(|error| damaged(&self.folder, &self.copies).caused_by(error))?;
        }
        alive.sort_unstable();
        let record = |article: u32| records.get(alive[article as usize].record);
        // Copied out, since every band goes through all of them in the order of the days.
        let all = (0..alive.len() as u32).map(|article| Signature(record(article).signature()));
        let all: Vec<Signature> = all.collect();
        let grown = before.and_then(|_| {
            let new = (0..).zip(&alive).filter(|(_, alive)| u64::from(alive.record) >= known);
            grown(&all, firsts(&alive), &new.map(|(article, _)| article).collect::<Vec<_>>())
        });
        let firsts = grown.unwrap_or_else(|| groups(&all));
        let mut table = table(&firsts, |article| record(article).place());
        // Whoever opens it checks it block by block, which costs less than the checksum of the whole.
        let mut sums = BlockSums::default();
        sums.update(&table);
        table.extend(sums.trailer());
        self.copies = self.write(&format!("copies-{generation}.bin"), &table)?;
        if alive.len() * 2 < records.len() as usize {
            alive.sort_unstable_by_key(|alive| alive.record);
            let kept: Vec<u8> = alive.iter().flat_map(|alive| records.get(alive.record).0).copied().collect();
            self.signatures = vec![self.write(&format!("signatures-{generation}.bin"), &kept)?];
            self.hasher = None;
        }
        self.lost = false;
        Ok((self.signatures.clone(), self.copies.clone()))
    }

    /// Removes the files that no commit names any more. To be called after the commit.
    pub(crate) fn remove_old(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_ours = name.starts_with("copies") || name.starts_with("signatures");
            if is_ours && self.copies.file != name && self.signatures.iter().all(|file| file.file != name) {
                // One that stays costs only its bytes, and the next build tries again.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Appends what waits to the last file of the signatures, or begins another where that is full.
    fn append(&mut self, generation: u64) -> Result<()> {
        let mut hasher = if let Some(hasher) = self.hasher.take() {
            hasher
        } else {
            Records::open(&self.folder, &self.signatures)?.checked(&self.folder, &self.signatures)?
        };
        if !self.waiting.is_empty() {
            if self.signatures.last().is_none_or(|last| last.bytes >= self.full_bytes) {
                // One that is written anew at this commit has the name without `more`.
                let name = match self.signatures.len() {
                    0 => "signatures.bin".to_owned(),
                    _ => format!("signatures-{generation}-more.bin"),
                };
                self.signatures.push(CommittedFile::empty(&name));
                hasher = blake3::Hasher::new();
            }
            if let Some(last) = self.signatures.last_mut() {
                last.append(&self.folder, &self.waiting, &mut hasher).map_err(|error| {
                    Error::io("write the signatures of the articles", &self.folder.join(&last.file), error)
                })?;
            }
            self.waiting.clear();
        }
        self.hasher = Some(hasher);
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<CommittedFile> {
        let mut file = CommittedFile::empty(name);
        file.append(&self.folder, bytes, &mut blake3::Hasher::new())
            .map_err(|error| Error::io("write the copies of the index", &self.folder.join(name), error))?;
        Ok(file)
    }
}

/// Puts articles of one day in an order that a rebuild keeps, here and on another machine: the number of a source file is
/// another then. The archive's own path decides only between articles that have all else in common.
fn order(article: &Article, archive: &str, path: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(article.id.as_str().as_bytes()).update(&[0]);
    hasher.update(path.as_bytes()).update(&[0]);
    hasher.update(&article.record.ordinal.to_le_bytes());
    let number = |hash: blake3::Hash| u64::from_le_bytes(array(hash.as_bytes()));
    number(hasher.finalize()) & !0xffff | number(blake3::hash(archive.as_bytes())) & 0xffff
}

/// For each article the first of the group that it was in before, or itself.
fn firsts(alive: &[Alive]) -> Vec<u32> {
    let groups = alive.iter().map(|alive| alive.group).filter(|&group| group != NO_GROUP).max();
    let mut first = vec![None; groups.map_or(0, |last| last as usize + 1)];
    let firsts = (0..).zip(alive).map(|(article, alive)| match first.get_mut(alive.group as usize) {
        Some(first) => *first.get_or_insert(article),
        None => article,
    });
    firsts.collect()
}

/// The table of the articles that have copies. `firsts` has for each article the first
/// of its group.
fn table(firsts: &[u32], place: impl Fn(u32) -> ArticlePlace) -> Vec<u8> {
    let mut sizes = vec![0_u32; firsts.len()];
    for &first in firsts {
        sizes[first as usize] += 1;
    }
    let mut groups = 0;
    // For the first of each group its number, and how many of it were seen.
    let mut seen = vec![(0_u32, 0_u32); firsts.len()];
    let mut entries = Vec::new();
    for (article, &first) in (0..).zip(firsts) {
        if sizes[first as usize] < 2 {
            continue;
        }
        if article == first {
            seen[first as usize].0 = groups;
            groups += 1;
        }
        let (group, number) = &mut seen[first as usize];
        entries.push((place(article), Member { group: *group, place: *number }));
        *number += 1;
    }
    entries.sort_unstable();
    CopyTable::encode(&entries, groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, RecordPlace, Title};

    /// The only article of a file; every fifth has the same text.
    fn article(file: u64) -> Article {
        let first = if file.is_multiple_of(5) { 0 } else { file * 100 };
        Article {
            id: ArticleId::derived("", &file.to_string(), 0),
            title: Title { text: String::new(), derived: true },
            text: (first..first + 40).map(|word| format!("woord{word}")).collect::<Vec<_>>().join(" "),
            date: None,
            source: None,
            author: None,
            section: None,
            url: None,
            page: None,
            language: None,
            record: RecordPlace { ordinal: 0, line: 1 },
        }
    }

    /// Nine commits of four articles each, by a new writer after each third; then most go. Gives the tables of copies and
    /// the files of the signatures.
    fn commits(folder: &Path, full_bytes: u64) -> Vec<(Vec<u8>, Vec<CommittedFile>)> {
        let mut committed = Vec::new();
        let mut state = (Vec::new(), CommittedFile::empty("copies.bin"));
        let mut writer = CopyWriter::new(folder, &state.0, &state.1);
        for generation in 1..=10 {
            if generation % 3 == 0 {
                writer = CopyWriter::new(folder, &state.0, &state.1);
            }
            writer.full_bytes = full_bytes;
            if generation == 10 {
                writer.lose();
            } else {
                for file in generation * 4..generation * 4 + 4 {
                    writer.add(&article(file), file, "krant", &file.to_string());
                }
            }
            state = writer.flush(generation, |file| generation < 10 || file < 12).unwrap();
            writer.remove_old();
            committed.push((std::fs::read(folder.join(&state.1.file)).unwrap(), state.0.clone()));
        }
        committed
    }

    #[test]
    fn files_that_are_full_stay_as_they_are_and_change_no_group() {
        let folder = || tempfile::tempdir().unwrap();
        let full = 6 * RECORD_BYTES as u64;
        let (parts_in, whole_in) = (folder(), folder());
        let (parts, whole) = (commits(parts_in.path(), full), commits(whole_in.path(), u64::MAX));
        for (number, ((table, files), (expect, one))) in parts.iter().zip(&whole).enumerate() {
            assert_eq!((table, one.len()), (expect, 1), "commit {number}");
            let records = files.iter().map(|file| file.bytes).sum::<u64>();
            assert_eq!(records, one[0].bytes, "commit {number}: {files:?}");
        }
        assert!(parts[8].0.len() > parts[0].0.len(), "there are copies");
        for two in parts[..9].windows(2) {
            let stays = two[0].1.iter().filter(|file| file.bytes >= full);
            assert!(stays.clone().all(|file| two[1].1.contains(file)), "{two:?}");
        }
        // Eight records are the least that is six or more, since four come at a time.
        assert_eq!(parts[8].1.len(), 5, "{:?}", parts[8].1);
        assert_eq!(parts[9].1.len(), 1, "what is written anew is one file: {:?}", parts[9].1);
        let left = std::fs::read_dir(parts_in.path()).unwrap().count();
        assert_eq!(left, 2, "one of signatures and one of copies");
    }
}

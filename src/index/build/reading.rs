//! Reading the files that a build has to read, with commits on the way.

use std::collections::HashSet;

use super::plan::Work;
use super::{BuildEvent, Run};
use crate::archive::{self, Outcome, Reading};
use crate::error::{ErrorKind, Result};
use crate::index::writer::Writer;

impl Run<'_> {
    /// Reads the files, or so many of them as there is time for.
    pub(super) fn read_files(
        &mut self,
        writer: &mut Writer,
        replaced: &HashSet<u64>,
        files: &[Work],
    ) -> Result<()> {
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

//! The log of scheduled runs, in the folder of the index: `runs.jsonl`, one JSON object a line.
//!
//! When it has grown to a megabyte, some three thousand runs, it is put aside as `runs.1.jsonl`, and what was that as
//! `runs.2.jsonl`; four are kept.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::index::IndexFolder;
use crate::wire::RunObject;

/// A log that is as long as this is put aside.
const MOST_BYTES: u64 = 1_000_000;
/// So many are kept beside the one that grows.
const KEPT: u32 = 4;

/// The log of the runs of one index.
#[derive(Debug, Clone)]
pub struct RunLog {
    folder: PathBuf,
    most_bytes: u64,
}

impl RunLog {
    /// The log of an index, which need not exist yet.
    pub fn of(index: &IndexFolder) -> Self {
        Self { folder: index.path().to_owned(), most_bytes: MOST_BYTES }
    }

    /// Adds a run.
    ///
    /// # Errors
    ///
    /// Fails where the folder of the index cannot be written to.
    pub fn append(&self, run: &RunObject) -> Result<()> {
        let path = self.path(0);
        self.try_append(run).map_err(|error| {
            Error::io("write the log", &path, error)
                .hint("look whether the disk is full or the index belongs to another user")
        })
    }

    fn try_append(&self, run: &RunObject) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Two runs may end at once, and both find that the log is to be put aside.
        let lock = File::create(self.folder.join("runs.lock"))?;
        lock.lock()?;
        if fs::metadata(self.path(0)).is_ok_and(|log| log.len() >= self.most_bytes) {
            for number in (0..KEPT).rev() {
                match fs::rename(self.path(number), self.path(number + 1)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        let mut log = OpenOptions::new().create(true).read(true).append(true).open(self.path(0))?;
        let mut line = serde_json::to_string(run)?;
        line.push('\n');
        if log.seek(SeekFrom::End(0))? > 0 {
            // A line that a loss of power cut off must not take this one with it.
            log.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            log.read_exact(&mut last)?;
            if last != *b"\n" {
                line.insert(0, '\n');
            }
        }
        log.write_all(line.as_bytes())?;
        log.sync_data()?;
        lock.unlock()
    }

    /// The last runs, at most `count`, the latest last. Lines that were cut off are passed over.
    ///
    /// # Errors
    ///
    /// Fails where the log is there and cannot be read.
    pub fn last(&self, count: usize) -> Result<Vec<RunObject>> {
        let mut runs = Vec::new();
        for number in 0..=KEPT {
            let path = self.path(number);
            let lines = match fs::read_to_string(&path) {
                Ok(lines) => lines,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::io("read the log", &path, error)),
            };
            let read = lines.lines().rev().filter_map(|line| serde_json::from_str(line).ok());
            runs.extend(read.take(count - runs.len()));
            if runs.len() == count {
                break;
            }
        }
        runs.reverse();
        Ok(runs)
    }

    /// The log that grows is number 0.
    fn path(&self, number: u32) -> PathBuf {
        let name = if number == 0 { "runs.jsonl".to_owned() } else { format!("runs.{number}.jsonl") };
        Path::new(&self.folder).join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: u64) -> RunObject {
        RunObject { generation: Some(number), ..RunObject::default() }
    }

    fn generations(log: &RunLog, count: usize) -> Vec<u64> {
        log.last(count).unwrap().iter().filter_map(|run| run.generation).collect()
    }

    #[test]
    fn the_log_is_put_aside_and_at_last_goes() {
        let folder = tempfile::tempdir().unwrap();
        let line = serde_json::to_string(&numbered(1)).unwrap().len() as u64 + 1;
        let log = RunLog { folder: folder.path().to_owned(), most_bytes: 3 * line };
        assert_eq!(generations(&log, 10), [0_u64; 0]);
        // Of one length, so that three lines fill a log.
        for number in 1..=9 {
            log.append(&numbered(number)).unwrap();
        }
        assert_eq!(generations(&log, 2), [8, 9]);
        assert_eq!(generations(&log, 5), [5, 6, 7, 8, 9], "those that were put aside are read too");
        for _ in 0..30 {
            log.append(&numbered(7)).unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let expect =
            ["runs.1.jsonl", "runs.2.jsonl", "runs.3.jsonl", "runs.4.jsonl", "runs.jsonl", "runs.lock"];
        assert_eq!(names, expect);
        assert_eq!(generations(&log, 100).len(), 15);
    }

    #[test]
    fn a_line_that_was_cut_off_takes_no_other_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let log = RunLog { folder: folder.path().to_owned(), most_bytes: MOST_BYTES };
        log.append(&numbered(1)).unwrap();
        let whole = fs::read(log.path(0)).unwrap();
        fs::write(log.path(0), [&whole[..], &whole[..whole.len() / 2]].concat()).unwrap();
        log.append(&numbered(2)).unwrap();
        assert_eq!(generations(&log, 10), [1, 2]);
    }
}

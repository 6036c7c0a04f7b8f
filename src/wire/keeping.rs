//! What backing up, restoring and compacting an index did, as JSON.

use serde::Serialize;

use crate::index::{BackupReport, CompactReport, RestoreReport};

/// A backup: `{"type":"backup",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "backup")]
pub struct BackupObject {
    /// Where it is.
    pub path: String,
    /// The generation.
    pub generation: u64,
    /// How many articles it has.
    pub articles: u64,
    /// How many files it consists of.
    pub files: u64,
    /// Their size together.
    pub bytes: u64,
    /// How much of that had to be written.
    pub written_bytes: u64,
}

/// An earlier state that is live now: `{"type":"restore",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "restore")]
pub struct RestoreObject {
    /// The number of the generation that it was.
    pub was_generation: u64,
    /// Its number now.
    pub generation: u64,
    /// How many articles it has.
    pub articles: u64,
    /// Whether another state was live before, and is kept.
    pub replaced: bool,
}

/// What compacting did: `{"type":"compact",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "compact")]
pub struct CompactObject {
    /// How many segments there were.
    pub segments_before: u64,
    /// How many there are.
    pub segments: u64,
    /// How many deleted articles were dropped.
    pub dropped: u64,
    /// How large the index was, in bytes.
    pub bytes_before: u64,
    /// How large it is.
    pub bytes: u64,
}

impl BackupObject {
    /// The object for a backup at `path`.
    pub fn new(path: String, report: &BackupReport) -> Self {
        let BackupReport { generation, articles, files, bytes, written_bytes } = *report;
        Self { path, generation, articles, files, bytes, written_bytes }
    }
}

impl RestoreObject {
    /// The object for what was brought back.
    pub fn new(report: &RestoreReport) -> Self {
        let RestoreReport { was_generation, generation, articles, replaced } = *report;
        Self { was_generation, generation, articles, replaced }
    }
}

impl CompactObject {
    /// The object for what compacting did.
    pub fn new(report: &CompactReport) -> Self {
        let CompactReport { segments_before, segments, dropped, bytes_before, bytes } = *report;
        Self { segments_before, segments, dropped, bytes_before, bytes }
    }
}

//! What every commit says of itself, in the payload of tantivy's `meta.json`.

use serde::{Deserialize, Serialize};

use super::ledger::LedgerState;

/// The version of the index's layout: schema, term marks and ledger.
pub(crate) const LAYOUT: u32 = 3;

/// What a rebuild takes over from the index that it replaces, whatever the layout of that is.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Before {
    /// Its generation: the rebuilt index goes on counting.
    pub(crate) generation: u64,
    /// Its archives.
    pub(crate) archives: Vec<String>,
}

/// One complete state of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitInfo {
    /// The version of the layout.
    pub(crate) layout: u32,
    /// The fingerprint of the analysis: its version, its dictionaries and its options.
    pub(crate) analyzer: String,
    /// The number of this state; each commit has the next.
    pub(crate) generation: u64,
    /// When it was committed, in RFC 3339.
    pub(crate) committed: String,
    /// The archive folders, as absolute paths.
    pub(crate) archives: Vec<String>,
    /// The number that the next source file gets.
    pub(crate) next_file: u64,
    /// How many articles there are.
    pub(crate) articles: u64,
    /// The ledger that belongs to it.
    pub(crate) ledger: LedgerState,
}

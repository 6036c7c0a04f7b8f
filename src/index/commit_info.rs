//! What every commit says of itself, in the payload of tantivy's `meta.json`.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::space::SizeOnDay;

/// The version of the index's layout: schema, term marks, ledger, copies and checksums.
pub(crate) const LAYOUT: u32 = 8;

/// What of a commit a rebuild goes by, whatever the layout of the index that it replaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lasting {
    /// The number of this state; each commit has the next, and a rebuild goes on counting.
    pub(crate) generation: u64,
    /// The archive folders, as absolute paths.
    pub(crate) archives: Vec<String>,
    /// The names of the archives in ids, by their paths. One that is not here has none, like the first.
    #[serde(default)]
    pub(crate) names: BTreeMap<String, String>,
    /// How many articles there are.
    #[serde(default)]
    pub(crate) articles: u64,
    /// How large the index was when, for what `index status` says of its growth.
    #[serde(default)]
    pub(crate) sizes: Vec<SizeOnDay>,
}

/// One complete state of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitInfo {
    /// The version of the layout.
    pub(crate) layout: u32,
    /// The fingerprint of the analysis: its version, its dictionaries and its options.
    pub(crate) analyzer: String,
    /// When it was committed, in RFC 3339.
    pub(crate) committed: String,
    /// The number that the next source file gets.
    pub(crate) next_file: u64,
    /// The ledger that belongs to it, in files of which the last grows. Whatever else is named so, by file, bytes and
    /// hash, belongs to the generation too: `index::files` finds it, so that it is verified and backed up.
    pub(crate) ledger: Vec<CommittedFile>,
    /// The signatures of its articles, in files of which the last grows.
    pub(crate) signatures: Vec<CommittedFile>,
    /// Which of them are copies of each other.
    pub(crate) copies: CommittedFile,
    /// What lasts beyond a rebuild.
    #[serde(flatten)]
    pub(crate) lasting: Lasting,
}

/// A file beside tantivy's, as far as a commit names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommittedFile {
    /// Its name.
    pub(crate) file: String,
    /// How many of its bytes count.
    pub(crate) bytes: u64,
    /// BLAKE3 of those bytes, in hexadecimal.
    pub(crate) hash: String,
}

impl CommittedFile {
    /// A file with nothing in it, which need not exist.
    pub(crate) fn empty(file: &str) -> Self {
        Self { file: file.to_owned(), bytes: 0, hash: blake3::hash(b"").to_hex().to_string() }
    }

    /// Appends to the file in `folder` and flushes it to the disk; `hasher` has read what counts of it so far. Bytes beyond
    /// that, left by a commit that did not come to its end, are cut off first.
    pub(crate) fn append(
        &mut self,
        folder: &Path,
        bytes: &[u8],
        hasher: &mut blake3::Hasher,
    ) -> io::Result<()> {
        let path = folder.join(&self.file);
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        file.set_len(self.bytes)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.bytes += bytes.len() as u64;
        self.hash = hasher.update(bytes).finalize().to_hex().to_string();
        Ok(())
    }
}

//! A line of the log of scheduled runs: written after each, and read back by `index status`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A scheduled run: `{"type":"run",…}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "run", default)]
pub struct RunObject {
    /// When it began, in RFC 3339.
    pub started: String,
    /// When it ended, in RFC 3339.
    pub ended: String,
    /// How it ended.
    pub outcome: RunOutcome,
    /// What the command ended with: 0, or 2 where something failed or was skipped, or a digest was not sent.
    pub exit_code: u8,
    /// Source files that were read: the new and the changed ones.
    pub files_read: u64,
    /// Source files that were new.
    pub files_added: u64,
    /// Source files that had changed.
    pub files_changed: u64,
    /// Source files that were gone.
    pub files_removed: u64,
    /// Source files that were as before.
    pub files_unchanged: u64,
    /// Articles written.
    pub articles_indexed: u64,
    /// Records and files skipped in this run.
    pub skipped: u64,
    /// How many of them for each reason, as `index status --json` names it.
    pub skipped_reasons: BTreeMap<String, u64>,
    /// Articles that were new to alerts, for each alert that looked.
    pub alert_articles: u64,
    /// Digests of alerts that were sent everywhere that the settings say.
    pub digests_sent: u64,
    /// Why alerts could not look, and why digests were not sent; those wait for the next run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alert_errors: Vec<String>,
    /// The generation that is live now; not there where the run failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<u64>,
    /// The articles in the index now; not there where the run failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub articles: Option<u64>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The most memory that the process held, in bytes, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    /// What failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How a scheduled run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunOutcome {
    /// All went well.
    #[default]
    Done,
    /// Something was skipped, or an alert could not look or a digest not be sent; the rest is done.
    Faulty,
    /// Another process was writing to the index, so this run left the work to it.
    PassedOver,
    /// It was told to stop: what it had read is in the index, and the rest is for the next run.
    Stopped,
    /// It failed; the index is as after the last commit.
    Failed,
}

impl RunOutcome {
    /// The word for it, as JSON has it.
    pub fn as_str(self) -> &'static str {
        match self {
            RunOutcome::Done => "done",
            RunOutcome::Faulty => "faulty",
            RunOutcome::PassedOver => "passed-over",
            RunOutcome::Stopped => "stopped",
            RunOutcome::Failed => "failed",
        }
    }
}

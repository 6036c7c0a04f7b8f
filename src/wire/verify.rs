//! What `index verify` found, as JSON.

use serde::Serialize;

use crate::index::VerifyReport;

/// The result of a check: `{"type":"verify",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "verify")]
pub struct VerifyObject {
    /// The folder of the index.
    pub index: String,
    /// Whether nothing is wrong.
    pub whole: bool,
    /// The generation that was checked; 0 where it could not be told.
    pub generation: u64,
    /// How many files were read.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many articles were compared with the ledger.
    pub articles: u64,
    /// The texts of how many articles were compared with their terms.
    pub texts: u64,
    /// What is wrong.
    pub faults: Vec<FaultObject>,
}

/// Something that is wrong with an index.
#[derive(Debug, Serialize)]
pub struct FaultObject {
    /// The file, where it is one file's fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// The command that mends it.
    pub hint: String,
}

impl VerifyObject {
    /// The object for a report on the index in the folder `index`.
    pub fn new(index: String, report: &VerifyReport) -> Self {
        let faults = report.faults.iter().map(|fault| FaultObject {
            path: fault.path.as_ref().map(|path| path.display().to_string()),
            reason: fault.what.clone(),
            hint: fault.hint.clone(),
        });
        Self {
            index,
            whole: report.faults.is_empty(),
            generation: report.generation,
            files: report.files,
            bytes: report.bytes,
            articles: report.articles,
            texts: report.texts,
            faults: faults.collect(),
        }
    }
}

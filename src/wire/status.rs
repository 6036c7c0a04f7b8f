//! What a build did, and what an index holds.

use serde::Serialize;

use super::RunObject;
use crate::index::{BuildReport, LedgerProblem, Status, place_in};

/// What a build did: `{"type":"build",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "build")]
pub struct BuildObject {
    /// The generation that is live now.
    pub generation: u64,
    /// The articles in the index now.
    pub articles: u64,
    /// Articles written.
    pub articles_indexed: u64,
    /// Source files that were new.
    pub files_added: u64,
    /// Source files that had changed.
    pub files_changed: u64,
    /// Source files that were gone.
    pub files_removed: u64,
    /// Source files that were as before.
    pub files_unchanged: u64,
    /// Records and files skipped in this build.
    pub skipped: u64,
    /// Warnings given in this build.
    pub warnings: u64,
    /// Bytes of text read, after decompression.
    pub text_bytes: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The most memory the process ever held, in bytes, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
}

/// What an index holds: `{"type":"status",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "status")]
pub struct StatusObject {
    /// The folder of the index.
    pub index: String,
    /// The number of the generation.
    pub generation: u64,
    /// When it was committed, in RFC 3339.
    pub last_build: String,
    /// The fingerprint of the analysis.
    pub analyzer: String,
    /// How many articles there are.
    pub articles: u64,
    /// How many of them have no date.
    pub undated: u64,
    /// The first possible day of any article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The last possible day of any article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// The archives.
    pub archives: Vec<String>,
    /// How many source files there are.
    pub files: u64,
    /// Their size in bytes.
    pub archive_bytes: u64,
    /// The size of the index on disk in bytes.
    pub index_bytes: u64,
    /// The number of segments.
    pub segments: u64,
    /// How many earlier builds are kept.
    pub kept_builds: u64,
    /// Over how many days its growth was measured; where that is 0, nothing is known of it.
    pub growth_over_days: u64,
    /// How many articles come in 30 days.
    pub growth_articles_in_30_days: u64,
    /// How many bytes come in 30 days.
    pub growth_bytes_in_30_days: u64,
    /// How many bytes are free on its disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// How many bytes a rebuild beside it and the growth of 30 days take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted_bytes: Option<u64>,
    /// How many articles each source has, most first.
    pub sources: Vec<SourceObject>,
    /// How many records were skipped.
    pub skipped: u64,
    /// The records that were skipped and the warnings about others.
    pub problems: Vec<ProblemObject>,
    /// The last ten scheduled runs, the latest last.
    pub runs: Vec<RunObject>,
}

/// A source and how many articles it has.
#[derive(Debug, Serialize)]
pub struct SourceObject {
    /// Its name.
    pub source: String,
    /// How many articles it has.
    pub articles: u64,
}

/// A record that was skipped, or a warning about one that was not.
#[derive(Debug, Serialize)]
pub struct ProblemObject {
    /// The source file.
    pub path: String,
    /// The problem.
    #[serde(flatten)]
    pub problem: LedgerProblem,
}

impl BuildObject {
    /// The object for a build.
    pub fn new(report: &BuildReport, seconds: f64, peak_memory_bytes: Option<u64>) -> Self {
        Self {
            generation: report.generation,
            articles: report.articles,
            articles_indexed: report.articles_indexed,
            files_added: report.files_added,
            files_changed: report.files_changed,
            files_removed: report.files_removed,
            files_unchanged: report.files_unchanged,
            skipped: report.skipped,
            warnings: report.warnings,
            text_bytes: report.text_bytes,
            seconds,
            peak_memory_bytes,
        }
    }
}

impl ProblemObject {
    /// All that is known of what was skipped, and then all warnings.
    pub fn all_of(status: &Status) -> Vec<Self> {
        let (mut skipped, mut warnings) = (Vec::new(), Vec::new());
        for (archive, trouble) in &status.troubles {
            let path = place_in(archive, &trouble.path).display().to_string();
            skipped.push(Self { path, problem: trouble.problem.clone() });
        }
        for file in &status.problem_files {
            let path = place_in(&file.archive, &file.path).display().to_string();
            let more_warnings = file.problems_not_kept.saturating_sub(file.skipped_not_kept);
            let not_kept = [(file.skipped_not_kept, true), (more_warnings, false)];
            let not_kept = not_kept.into_iter().filter(|(count, _)| *count > 0);
            let not_kept = not_kept.map(|(count, skipped)| not_kept_problem(count, skipped));
            for problem in file.problems.iter().cloned().chain(not_kept) {
                let sort = if problem.skipped { &mut skipped } else { &mut warnings };
                sort.push(Self { path: path.clone(), problem });
            }
        }
        skipped.append(&mut warnings);
        skipped
    }

    /// How many problems it stands for.
    pub fn count(&self) -> u64 {
        self.problem.count.unwrap_or(1)
    }
}

/// What stands for problems of one file that were only counted.
fn not_kept_problem(count: u64, skipped: bool) -> LedgerProblem {
    let reason = match (count, skipped) {
        (1, true) => "1 more record of this file was skipped".to_owned(),
        (1, false) => "1 more warning about this file".to_owned(),
        (_, true) => format!("{count} more records of this file were skipped"),
        (_, false) => format!("{count} more warnings about this file"),
    };
    LedgerProblem {
        kind: "not-kept".to_owned(),
        line: None,
        reason,
        hint: "mend those that are named and build again".to_owned(),
        id: None,
        skipped,
        count: Some(count),
    }
}

impl StatusObject {
    /// The object for the index in the folder `index`.
    pub fn new(index: String, status: Status) -> Self {
        let problems = ProblemObject::all_of(&status);
        let sources = status.sources.into_iter().map(|(source, articles)| SourceObject { source, articles });
        Self {
            index,
            generation: status.generation,
            last_build: status.committed,
            analyzer: status.analyzer,
            articles: status.articles,
            undated: status.undated,
            first_day: status.days.map(|days| days.first.to_string()),
            last_day: status.days.map(|days| days.last.to_string()),
            archives: status.archives,
            files: status.files,
            archive_bytes: status.archive_bytes,
            index_bytes: status.index_bytes,
            segments: status.segments,
            kept_builds: status.kept_builds,
            growth_over_days: status.growth.over_days,
            growth_articles_in_30_days: status.growth.articles_in_30_days,
            growth_bytes_in_30_days: status.growth.bytes_in_30_days,
            free_bytes: status.room.map(|room| room.free_bytes),
            wanted_bytes: status.room.map(|room| room.wanted_bytes),
            sources: sources.collect(),
            skipped: status.skipped,
            problems,
            runs: Vec::new(),
        }
    }
}

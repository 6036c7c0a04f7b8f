//! What a build has to do: every file of the archives, compared with the ledger.

use std::collections::HashSet;
use std::path::PathBuf;

use super::Run;
use crate::archive::{self, Found, Links, SourceFile};
use crate::error::Result;
use crate::index::ledger::LedgerFile;
use crate::index::scope::{self, Scope};
use crate::index::writer::Writer;

/// What there is to do.
pub(in crate::index) struct Plan {
    pub(in crate::index) work: Vec<Work>,
    /// The numbers of the files that are there no more.
    pub(in crate::index) gone: Vec<u64>,
}

/// A file to read.
pub(in crate::index) struct Work {
    pub(in crate::index) file: SourceFile,
    pub(in crate::index) archive: String,
    /// The number of the ledger's entry for it, where there is one.
    pub(in crate::index) before: Option<u64>,
    /// Whether reading goes on where a build was interrupted.
    pub(super) resumes: bool,
}

impl Run<'_> {
    /// Looks through the archives and compares every file with the ledger.
    pub(super) fn plan(&mut self, writer: &mut Writer, scopes: &[Scope]) -> Result<Plan> {
        let mut plan = Plan { work: Vec::new(), gone: Vec::new() };
        let archives: Vec<PathBuf> = writer.info().lasting.archives.iter().map(PathBuf::from).collect();
        let mut links = Links::among(&archives, &self.left_out);
        for scope in scopes {
            let mut present = HashSet::new();
            let mut unreadable = Vec::new();
            for found in archive::walk_among(&scope.path, &mut links)? {
                self.go_on()?;
                match found {
                    Found::File(mut file) => {
                        file.relative = scope.inside(&file.relative);
                        file.archive_name.clone_from(&scope.archive_name);
                        present.insert(file.relative.clone());
                        self.compare(writer, scope, file, &mut plan)?;
                    }
                    Found::Unreadable(mut problem) => {
                        problem.relative = scope.inside(&problem.relative);
                        self.trouble(&scope.archive, &problem);
                        unreadable.push(problem.relative);
                    }
                    Found::Hidden { .. } => self.report.hidden += 1,
                    Found::Index { .. } => self.report.indexes += 1,
                    Found::Elsewhere { .. } => self.report.elsewhere += 1,
                    Found::OtherKind { extension, .. } => {
                        *self.report.other_kinds.entry(extension).or_default() += 1;
                    }
                }
            }
            let gone = writer.ledger().files().filter(|file| {
                file.archive == scope.archive
                    && scope.covers(&file.path)
                    && !present.contains(&file.path)
                    // What cannot be looked at today may be there tomorrow: it is not gone.
                    && !unreadable.iter().any(|folder| scope::is_below(&file.path, folder))
            });
            plan.gone.extend(gone.map(|file| file.number));
        }
        plan.gone.sort_unstable();
        self.report.files_removed = plan.gone.len() as u64;
        Ok(plan)
    }

    fn compare(
        &mut self,
        writer: &mut Writer,
        scope: &Scope,
        file: SourceFile,
        plan: &mut Plan,
    ) -> Result<()> {
        let Some(before) = writer.ledger().find(&scope.archive, &file.relative) else {
            self.report.files_added += 1;
            plan.work.push(Work { file, archive: scope.archive.clone(), before: None, resumes: false });
            return Ok(());
        };
        let same_stamp = before.bytes == file.bytes && before.modified_ns == file.modified_ns;
        let same_reading = before.reading == self.reading;
        let same_bytes = || {
            before.bytes == file.bytes
                && archive::hash_file(&file.path).is_ok_and(|hash| hash.to_hex().as_str() == before.hash)
        };
        let same_content = if self.options.checksum { same_bytes() } else { same_stamp };
        if before.whole && same_content && same_reading {
            self.report.files_unchanged += 1;
            self.report.skipped_before += before.skipped;
            if !same_stamp {
                let file = LedgerFile { modified_ns: file.modified_ns, ..before.clone() };
                writer.enter(file)?;
            }
        } else {
            self.report.files_changed += 1;
            self.report.files_read_otherwise += u64::from(before.whole && same_content);
            let resumes = !before.whole && same_stamp && same_reading;
            let before = Some(before.number);
            plan.work.push(Work { file, archive: scope.archive.clone(), before, resumes });
        }
        Ok(())
    }
}

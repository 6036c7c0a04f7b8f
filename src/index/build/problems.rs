//! What a build could not read or found odd: reported at once, and kept in the ledger for later.

use std::collections::{BTreeSet, HashSet};

use super::{BuildEvent, Run};
use crate::archive::{self, Problem, SourceFile};
use crate::article::Article;
use crate::command::for_shell;
use crate::error::Result;
use crate::index::ledger::{LedgerFile, LedgerProblem, LedgerTrouble};
use crate::index::schema::id_hash;
use crate::index::scope::{self, Missing, Scope};
use crate::index::writer::Writer;

impl Run<'_> {
    /// A warning where another article of the index has the id of this one.
    pub(super) fn double_id(
        &mut self,
        writer: &Writer,
        replaced: &HashSet<u64>,
        article: &Article,
        file: &SourceFile,
    ) -> Result<Option<Problem>> {
        let first = self.seen_ids.insert(id_hash(article.id.as_str()));
        if first && writer.articles_of_id(article.id.as_str(), replaced)? == 0 {
            return Ok(None);
        }
        Ok(Some(Problem {
            relative: file.relative.clone(),
            line: Some(article.record.line),
            kind: archive::ProblemKind::DoubleId,
            reason: format!("another article has the id `{}` too; both can be found", article.id),
            hint: format!("compare them with `knipsel show {}`", for_shell(article.id.as_str())),
        }))
    }

    /// Takes back the warnings about double ids in files that were not read again, where the other article is gone.
    pub(super) fn drop_settled_warnings(
        &mut self,
        writer: &mut Writer,
        replaced: &HashSet<u64>,
    ) -> Result<()> {
        if replaced.is_empty() {
            return Ok(());
        }
        let has_ids = |file: &&LedgerFile| file.problems.iter().any(|problem| problem.id.is_some());
        let files: Vec<LedgerFile> = writer.ledger().files().filter(has_ids).cloned().collect();
        for mut file in files {
            let mut kept = Vec::new();
            for problem in std::mem::take(&mut file.problems) {
                let settled = match &problem.id {
                    Some(id) => {
                        let hash = id_hash(id);
                        !self.seen_ids.contains(&hash) && writer.articles_of_id(id, replaced)? < 2
                    }
                    None => false,
                };
                if !settled {
                    kept.push(problem);
                }
            }
            file.problems = kept;
            writer.enter_if_changed(file)?;
        }
        Ok(())
    }

    /// Keeps a problem in the ledger's entry and reports it; gives what is kept of it.
    pub(super) fn note<'e>(
        &mut self,
        entry: &'e mut LedgerFile,
        archive: &str,
        problem: &Problem,
        skipped: bool,
    ) -> Option<&'e mut LedgerProblem> {
        let kept = entry.keep(problem, skipped);
        self.report.problems_not_kept += u64::from(kept.is_none());
        if skipped {
            self.skip(archive, problem);
        } else {
            self.report.warnings += 1;
            (self.observer)(BuildEvent::Warned { archive, problem });
        }
        kept
    }

    /// Reports what could not be read, and keeps it for the ledger.
    pub(super) fn trouble(&mut self, archive: &str, problem: &Problem) {
        self.keep_trouble(archive, &problem.relative, problem);
        self.skip(archive, problem);
    }

    /// Reports a path that is not there, and keeps it for the ledger. Articles of files below it stay.
    pub(super) fn missing(&mut self, writer: &Writer, missing: &Missing) {
        let (archive, path) = missing.place(&writer.info().lasting.archives);
        let mut problem = missing.problem.clone();
        let is_of_it = |file: &LedgerFile| file.archive == archive && scope::is_below(&file.path, &path);
        if writer.ledger().files().any(is_of_it) {
            problem.hint.push_str("; its articles stay in the index");
        }
        self.keep_trouble(&archive, &path, &problem);
        self.skip("", &problem);
    }

    fn keep_trouble(&mut self, archive: &str, path: &str, problem: &Problem) {
        let trouble = LedgerTrouble { path: path.to_owned(), problem: LedgerProblem::new(problem, true) };
        self.troubles.entry(archive.to_owned()).or_default().push(trouble);
    }

    /// Enters what could not be read in the parts of the archives that were looked at; what is known of other
    /// parts stays. A path that is missing and of no archive is known until the next build.
    pub(super) fn enter_troubles(&mut self, writer: &mut Writer, scopes: &[Scope]) -> Result<()> {
        let known = writer.ledger().troubles();
        let archives: BTreeSet<String> = known.keys().chain(self.troubles.keys()).cloned().collect();
        for archive in archives {
            let is_archive = writer.info().lasting.archives.contains(&archive);
            let known = writer.ledger().troubles().get(&archive).into_iter().flatten();
            let elsewhere = known.filter(|trouble| {
                is_archive && !scopes.iter().any(|it| it.archive == archive && it.covers(&trouble.path))
            });
            let mut troubles: Vec<LedgerTrouble> = elsewhere.cloned().collect();
            troubles.extend(self.troubles.remove(&archive).into_iter().flatten());
            troubles.sort();
            troubles.dedup();
            writer.enter_troubles(&archive, troubles)?;
        }
        Ok(())
    }

    fn skip(&mut self, archive: &str, problem: &Problem) {
        self.report.skipped += 1;
        (self.observer)(BuildEvent::Skipped { archive, problem });
    }
}

//! An archive that seems to vanish must not empty the index.
//!
//! A disk that is not mounted leaves an empty folder, which looks like an archive whose files were all removed. So a
//! build that would take more than half of an archive's articles asks first.

use std::collections::BTreeMap;

use super::build::Plan;
use super::commit_info::Lasting;
use super::ledger::Ledger;
use crate::error::{Error, ErrorKind, Result};

/// What an archive has by the ledger, and about what it would have after a build.
#[derive(Default)]
struct Archive {
    articles: u64,
    bytes: u64,
    lost_articles: u64,
    added_bytes: u64,
}

/// Refuses a plan after which an archive had less than half of its articles left.
///
/// How many articles a new file has is only known when it is read; here it counts by its size, so that an archive whose
/// files were moved is not taken for one that lost them.
pub(super) fn check_plan(ledger: &Ledger, plan: &Plan) -> Result<()> {
    let mut archives: BTreeMap<&str, Archive> = BTreeMap::new();
    let mut by_number = BTreeMap::new();
    for file in ledger.files() {
        let archive = archives.entry(&file.archive).or_default();
        archive.articles += file.articles;
        archive.bytes += file.bytes;
        by_number.insert(file.number, file);
    }
    for file in plan.gone.iter().filter_map(|number| by_number.get(number)) {
        archives.entry(&file.archive).or_default().lost_articles += file.articles;
    }
    for work in &plan.work {
        let archive = archives.entry(&work.archive).or_default();
        match work.before.and_then(|number| by_number.get(&number)) {
            Some(before) => archive.lost_articles += less(before.articles, before.bytes, work.file.bytes),
            None => archive.added_bytes += work.file.bytes,
        }
    }
    for (path, archive) in archives {
        let added = part(archive.articles, archive.added_bytes, archive.bytes);
        let lost = archive.lost_articles.saturating_sub(added);
        if lost * 2 > archive.articles {
            let what = format!(
                "the archive `{path}` would lose {lost} of its {} articles, which is more than half; the index \
                 stays as it was",
                archive.articles
            );
            return Err(refused(what, "build"));
        }
    }
    Ok(())
}

/// Refuses a rebuild that has less than half of the articles that it would take the place of. One of other archives
/// is meant to be another index.
pub(super) fn check_rebuild(before: Option<&Lasting>, rebuilt: &Lasting) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let same = before.archives.iter().all(|archive| rebuilt.archives.contains(archive));
    if !same || rebuilt.articles.saturating_mul(2) >= before.articles {
        return Ok(());
    }
    let what = format!(
        "the rebuilt index would have {} articles instead of {}, which is less than half; the index stays as it was",
        rebuilt.articles, before.articles
    );
    Err(refused(what, "rebuild"))
}

fn refused(what: String, command: &str) -> Error {
    Error::new(ErrorKind::Archive, what)
        .hint(format!("look whether its disk is mounted; if it is: knipsel index {command} --allow-shrink"))
}

/// The share of `articles` that `bytes` of `all` stand for; a part of an article counts as one.
fn part(articles: u64, bytes: u64, all: u64) -> u64 {
    let part = (u128::from(articles) * u128::from(bytes)).div_ceil(u128::from(all.max(1)));
    u64::try_from(part).unwrap_or(u64::MAX)
}

/// How many of `articles` go where a file shrinks from `before` to `after` bytes.
fn less(articles: u64, before: u64, after: u64) -> u64 {
    articles.saturating_sub(part(articles, after, before))
}

//! Which part of which archive a build looks at.
//!
//! An archive is a folder (or a single file) that was once named to `index build`; the index remembers it by
//! its absolute path. Naming a folder inside an archive looks at that part alone, and articles keep the ids and
//! paths that they have in the whole.

use std::path::{Path, PathBuf};

use super::commit_info::CommitInfo;
use crate::archive::{Problem, ProblemKind};
use crate::error::{Error, ErrorKind, Result};

/// The paths of a build that exist, and what is wrong with the others.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) scopes: Vec<PathBuf>,
    pub(crate) missing: Vec<Problem>,
}

/// A part of an archive to look at.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The archive's absolute path.
    pub(crate) archive: String,
    /// The path to look through.
    pub(crate) path: PathBuf,
    /// What to put before the paths found there so that they are paths in the archive: empty, or ending in `/`.
    prefix: String,
    /// The one file that is looked at, where the scope is a file.
    only: Option<String>,
}

impl Scope {
    /// The path in the archive of what was found at `relative`.
    pub(crate) fn inside(&self, relative: &str) -> String {
        format!("{}{relative}", self.prefix)
    }

    /// Whether a path in the archive belongs to what is looked at.
    pub(crate) fn covers(&self, path_in_archive: &str) -> bool {
        match &self.only {
            Some(only) => path_in_archive == only,
            None => path_in_archive.starts_with(&self.prefix),
        }
    }
}

/// Whether `path` is `folder` or lies below it; the empty folder is the whole archive.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || folder == "."
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the paths absolute and tells those that do not exist.
///
/// # Errors
///
/// Fails where paths were named and none of them exists, or where one is not UTF-8.
pub(crate) fn resolve(paths: &[PathBuf]) -> Result<Named> {
    let mut named = Named::default();
    for path in paths {
        match std::fs::canonicalize(path) {
            Ok(absolute) if absolute.to_str().is_none() => {
                return Err(Error::new(
                    ErrorKind::Usage,
                    format!("the archive path `{}` is not UTF-8", path.display()),
                )
                .hint("rename the folder, or name one above it"));
            }
            Ok(absolute) => named.scopes.push(absolute),
            Err(error) => named.missing.push(missing(path, &error)),
        }
    }
    match named.missing.first() {
        Some(problem) if named.scopes.is_empty() => {
            Err(Error::new(ErrorKind::Archive, problem.reason.clone()).hint(problem.hint.clone()))
        }
        _ => Ok(named),
    }
}

/// All of the archives that an index holds.
pub(crate) fn of_archives(archives: &[String]) -> Named {
    let mut named = Named::default();
    for archive in archives {
        let path = PathBuf::from(archive);
        match std::fs::metadata(&path) {
            Ok(_) => named.scopes.push(path),
            Err(error) => named.missing.push(missing(&path, &error)),
        }
    }
    named
}

fn missing(path: &Path, error: &std::io::Error) -> Problem {
    let reason = if error.kind() == std::io::ErrorKind::NotFound {
        format!("the archive path `{}` does not exist", path.display())
    } else {
        format!("the archive path `{}` cannot be opened: {error}", path.display())
    };
    Problem {
        relative: path.display().to_string(),
        line: None,
        kind: ProblemKind::Unreadable,
        reason,
        hint: "check the path, or whether its disk is mounted; its articles stay in the index".to_owned(),
    }
}

/// Finds for each path the archive it belongs to, and enters new archives.
pub(crate) fn place(paths: Vec<PathBuf>, info: &mut CommitInfo) -> Result<Vec<Scope>> {
    let mut scopes: Vec<Scope> = Vec::new();
    for path in paths {
        let text = path.to_string_lossy().into_owned();
        let archive = if let Some(archive) = info.archives.iter().find(|archive| path.starts_with(archive)) {
            archive.clone()
        } else {
            if let Some(inner) = info.archives.iter().find(|archive| Path::new(archive).starts_with(&path)) {
                return Err(Error::new(
                    ErrorKind::Usage,
                    format!("`{text}` contains `{inner}`, which the index already holds as an archive"),
                )
                .hint(format!("knipsel index rebuild {text}")));
            }
            info.archives.push(text.clone());
            text
        };
        let is_file = path.is_file();
        let below = path.strip_prefix(&archive).unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let (prefix, only) = match (is_file, below.rsplit_once('/')) {
            (false, _) if below.is_empty() => (String::new(), None),
            (false, _) => (format!("{below}/"), None),
            (true, Some((folder, _))) => (format!("{folder}/"), Some(below.clone())),
            (true, None) if below.is_empty() => {
                (String::new(), path.file_name().map(|name| name.to_string_lossy().into_owned()))
            }
            (true, None) => (String::new(), Some(below)),
        };
        if !scopes.iter().any(|scope| scope.archive == archive && scope.path == path) {
            scopes.push(Scope { archive, path, prefix, only });
        }
    }
    Ok(scopes)
}

//! Which part of which archive a build looks at.
//!
//! An archive is a folder (or a single file) that was once named to `index build`; the index remembers it by
//! its absolute path. Naming a folder inside an archive looks at that part alone, and articles keep the ids and
//! paths that they have in the whole. No archive lies in another, since its files would then be indexed twice: of
//! the paths of one build, those that lie in another of them are part of that one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::commit_info::Lasting;
use crate::archive::{Problem, ProblemKind};
use crate::command::for_shell;
use crate::error::{Error, ErrorKind, Result};
use crate::paths::real_path;

/// The paths of a build that exist, and what is wrong with the others.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) scopes: Vec<PathBuf>,
    pub(crate) missing: Vec<Missing>,
}

/// A path that does not exist or cannot be opened.
#[derive(Debug)]
pub(crate) struct Missing {
    /// Its absolute path, without links as far as it exists.
    pub(crate) path: PathBuf,
    /// What is wrong, with the path as it was named.
    pub(crate) problem: Problem,
}

/// A part of an archive to look at.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The archive's absolute path.
    pub(crate) archive: String,
    /// The archive's name in ids.
    pub(crate) archive_name: String,
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
            // The empty path is the archive itself, where that could not be opened.
            Some(only) => path_in_archive == only || path_in_archive.is_empty(),
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

/// Where what lies at `relative` in an archive is; the empty path is the archive itself.
pub fn place_in(archive: &str, relative: &str) -> PathBuf {
    let archive = Path::new(archive);
    // An archive may be a single file, whose path inside itself is its own name.
    if relative.is_empty() || archive.is_file() { archive.to_owned() } else { archive.join(relative) }
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
        Some(missing) if named.scopes.is_empty() => Err(missing.error()),
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

impl Missing {
    /// The archive and the path in it that it stands for. One that is in none of the `archives` stands for itself.
    pub(crate) fn place(&self, archives: &[String]) -> (String, String) {
        let inside = |archive: &String| {
            let below = self.path.strip_prefix(archive).ok()?;
            Some((archive.clone(), below.to_string_lossy().into_owned()))
        };
        let itself = || (self.path.to_string_lossy().into_owned(), String::new());
        archives.iter().find_map(inside).unwrap_or_else(itself)
    }

    /// The error where nothing can be done without it.
    pub(crate) fn error(&self) -> Error {
        Error::new(ErrorKind::Archive, self.problem.reason.clone()).hint(self.problem.hint.clone())
    }
}

fn missing(path: &Path, error: &std::io::Error) -> Missing {
    let reason = if error.kind() == std::io::ErrorKind::NotFound {
        format!("the archive path `{}` does not exist", path.display())
    } else {
        format!("the archive path `{}` cannot be opened: {error}", path.display())
    };
    let problem = Problem {
        relative: path.display().to_string(),
        line: None,
        kind: ProblemKind::Unreadable,
        reason,
        hint: "check the path, or whether its disk is mounted".to_owned(),
    };
    Missing { path: real_path(path), problem }
}

/// Refuses an index whose folder is itself a folder of the archive: its own files would be taken for articles. One in a
/// folder of its own inside the archive is left out of it.
pub(crate) fn refuse_the_index(paths: &[PathBuf], index: &Path) -> Result<()> {
    let Ok(index) = std::fs::canonicalize(index) else { return Ok(()) };
    match paths.iter().find(|path| **path == index) {
        Some(path) => {
            let path = path.display().to_string();
            let what =
                format!("the archive `{path}` is the folder of the index too, whose files are no articles");
            let (archive, index) = (for_shell(&path), for_shell(&format!("{path}/index")));
            let hint = format!("knipsel index build {archive} --index {index}");
            Err(Error::new(ErrorKind::Usage, what).hint(hint))
        }
        None => Ok(()),
    }
}

/// Finds for each path the archive it belongs to, and enters new archives.
pub(crate) fn place(paths: &[PathBuf], lasting: &mut Lasting) -> Result<Vec<Scope>> {
    let mut scopes: Vec<Scope> = Vec::new();
    for path in outermost(paths) {
        let text = path.to_string_lossy().into_owned();
        let archive = if let Some(archive) = lasting.archives.iter().find(|archive| path.starts_with(archive))
        {
            archive.clone()
        } else {
            if let Some(inner) = lasting.archives.iter().find(|archive| Path::new(archive).starts_with(path))
            {
                return Err(contains_an_archive(&text, inner, &lasting.archives));
            }
            lasting.archives.push(text.clone());
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
        scopes.push(Scope { archive, archive_name: String::new(), path: path.to_owned(), prefix, only });
    }
    name_archives(lasting);
    for scope in &mut scopes {
        scope.archive_name = lasting.names.get(&scope.archive).cloned().unwrap_or_default();
    }
    Ok(scopes)
}

/// Gives each archive that has none the name by which ids tell it from the others: none for the first, else the
/// shortest end of its path that no other has. So an archive keeps its ids when others come and when it lies elsewhere,
/// and a file of one name in two archives does not have one id. Names that a rebuild took over from before and that
/// none of its archives has are dropped.
///
/// So names depend on which archives came first. They must: a name of which that is not so would be made of the archive's
/// path alone, and ids would be others where its folder is called or lies otherwise, also those of an only archive; and
/// two folders of one name would still have to be told apart. A mark in the archive itself is none, since archives are
/// only read.
fn name_archives(lasting: &mut Lasting) {
    let known = std::mem::take(&mut lasting.names);
    let mut used: HashSet<String> = HashSet::new();
    for archive in &lasting.archives {
        if let Some(name) = known.get(archive) {
            used.insert(name.clone());
            lasting.names.insert(archive.clone(), name.clone());
        }
    }
    for archive in &lasting.archives {
        if lasting.names.contains_key(archive) {
            continue;
        }
        let mut name = String::new();
        for part in Path::new(archive).components().rev() {
            if !used.contains(&name) {
                break;
            }
            let part = part.as_os_str().to_string_lossy();
            name = if name.is_empty() { part.into_owned() } else { format!("{part}/{name}") };
        }
        used.insert(name.clone());
        lasting.names.insert(archive.clone(), name);
    }
}

/// The paths that lie in no other of them, each once, in the order in which they were named.
fn outermost(paths: &[PathBuf]) -> Vec<&Path> {
    // In the order of their components a folder stands right before all that lies in it.
    let mut sorted: Vec<(&Path, usize)> = paths.iter().map(PathBuf::as_path).zip(0..).collect();
    sorted.sort_unstable();
    sorted.dedup_by(|(later, _), (outer, _)| later.starts_with(*outer));
    sorted.sort_unstable_by_key(|(_, place)| *place);
    sorted.into_iter().map(|(path, _)| path).collect()
}

/// Why a folder above an archive cannot be added: the files of that archive would be indexed twice, or would have to
/// move from one archive to the other.
fn contains_an_archive(path: &str, inner: &str, archives: &[String]) -> Error {
    let others = archives.iter().filter(|archive| !Path::new(archive).starts_with(path));
    let all: Vec<String> = others.map(String::as_str).chain([path]).map(for_shell).collect();
    Error::new(
        ErrorKind::Usage,
        format!("`{path}` contains `{inner}`, which the index already holds as an archive"),
    )
    .hint(format!("knipsel index rebuild {}", all.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_another_is_part_of_it() {
        for (paths, expect) in [
            ("/a /a/b", "/a"),
            ("/a/b /a", "/a"),
            ("/a/b /c /a /a/b/d /c", "/c /a"),
            ("/ab /a /a.b /a/b", "/ab /a /a.b"),
            ("/b /a", "/b /a"),
            ("/a/b /a/c", "/a/b /a/c"),
            ("", ""),
        ] {
            let paths: Vec<PathBuf> = paths.split_whitespace().map(PathBuf::from).collect();
            let expect: Vec<&Path> = expect.split_whitespace().map(Path::new).collect();
            assert_eq!(outermost(&paths), expect, "of {paths:?}");
        }
    }
}

//! Finds the files of an archive, in an order that is the same on every machine.

use std::borrow::BorrowMut;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::detect;
use super::links::{Lead, Links, is_hidden};
use super::problem::{Problem, ProblemKind};
use crate::error::{Error, ErrorKind, Result};

/// A file that may hold articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it can be opened.
    pub path: PathBuf,
    /// Its path inside the archive, `/` between folders. Bytes that are not UTF-8 are written `\xFF`, and a
    /// backslash in a name is doubled, so that no two files share one.
    pub relative: String,
    /// Its size on disk.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where the file system does not tell.
    pub modified_ns: i64,
    /// The name by which ids tell its archive from the others of an index; a walk knows none.
    pub archive_name: String,
}

/// The name of a build has no more bytes.
const MAX_BUILD_NAME_BYTES: u64 = 64;

/// What was found in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file to read.
    File(SourceFile),
    /// A folder or file that cannot be looked at.
    Unreadable(Problem),
    /// A file or folder whose name begins with a dot, which is left out.
    Hidden {
        /// Its path inside the archive.
        relative: String,
    },
    /// A folder with an index of knipsel or a backup of one, whose files are no articles.
    Index {
        /// Its path inside the archive; empty for the archive itself.
        relative: String,
    },
    /// A link to what is read elsewhere, where it really lies or behind another link, or a part of what lies behind a
    /// link of which that is so.
    Elsewhere {
        /// Its path inside the archive.
        relative: String,
    },
    /// A file whose name says that it holds no articles in a form that is read: a picture, a PDF, a web page.
    OtherKind {
        /// Its path inside the archive.
        relative: String,
        /// The end of its name, in lower case, without the dot: `pdf`.
        extension: String,
    },
}

/// Walks a folder depth first, or yields a single file.
///
/// The names in a folder are taken in the order of their bytes. Files and folders whose names begin with a dot
/// are hidden: they are yielded as such, and not gone into, and so are indexes of knipsel. Symbolic links are followed, but
/// not to what is read elsewhere; one that leads back to a folder above it is reported. A single file is yielded whatever its
/// name says, since its user asked for it.
///
/// Fails where `root` does not exist or cannot be looked at.
///
/// ```
/// use knipsel::archive;
///
/// let error = archive::walk("/no/such/archive".as_ref()).err().unwrap();
/// assert_eq!(error.to_string(), "there is no archive at `/no/such/archive`");
/// assert!(error.hint_text().is_some());
/// ```
pub fn walk(root: &Path) -> Result<impl Iterator<Item = Found> + use<>> {
    walk_among(root, Links::among(&[root.to_owned()], &[]))
}

/// Walks like [`walk`], an archive or a part of it; `links` say what else is walked, and what is left out.
///
/// ```
/// use knipsel::archive::{self, Links};
///
/// let folder = std::env::temp_dir().join("knipsel-walk-example");
/// std::fs::create_dir_all(folder.join("index"))?;
/// std::fs::write(folder.join("index/meta.json"), "{}")?;
/// assert_eq!(archive::walk(&folder)?.count(), 1);
/// let links = Links::among(std::slice::from_ref(&folder), &[folder.join("index")]);
/// assert_eq!(archive::walk_among(&folder, links)?.count(), 0);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn walk_among<L: BorrowMut<Links>>(
    root: &Path,
    links: L,
) -> Result<impl Iterator<Item = Found> + use<L>> {
    let metadata = fs::metadata(root).map_err(|error| root_error(root, error))?;
    let mut walk = Walk { folders: Vec::new(), links, single: None };
    if metadata.is_dir() {
        let real = fs::canonicalize(root).map_err(|error| root_error(root, error))?;
        let folder = Folder::open(root.to_owned(), String::new(), real, false)
            .map_err(|error| root_error(root, error))?;
        if folder.is_index() {
            walk.single = Some(Found::Index { relative: String::new() });
        } else {
            walk.folders.push(folder);
        }
    } else {
        let relative = escaped(root.file_name().unwrap_or(root.as_os_str()));
        walk.single = Some(if metadata.is_file() {
            Found::File(source_file(root.to_owned(), relative, &metadata))
        } else {
            not_a_file(&relative)
        });
    }
    Ok(walk)
}

struct Walk<L> {
    /// The folders that are being walked, the innermost last.
    folders: Vec<Folder>,
    links: L,
    single: Option<Found>,
}

struct Folder {
    path: PathBuf,
    /// Its path inside the archive, with a `/` at the end; empty for the archive itself.
    relative: String,
    /// Its path without links.
    real: PathBuf,
    /// Whether it lies behind a link.
    behind_link: bool,
    /// What is still to be looked at, in reverse order.
    entries: Vec<(OsString, io::Result<FileType>)>,
    /// Set where listing it stopped half-way.
    broke_off: Option<io::Error>,
}

impl Folder {
    fn open(path: PathBuf, relative: String, real: PathBuf, behind_link: bool) -> io::Result<Self> {
        let mut entries = Vec::new();
        let mut broke_off = None;
        for entry in fs::read_dir(&path)? {
            match entry {
                Ok(entry) => entries.push((entry.file_name(), entry.file_type())),
                Err(error) => {
                    broke_off = Some(error);
                    break;
                }
            }
        }
        entries.sort_unstable_by(|(one, _), (other, _)| other.as_encoded_bytes().cmp(one.as_encoded_bytes()));
        Ok(Self { path, relative, real, behind_link, entries, broke_off })
    }

    /// Whether it is an index, or a backup of one: then its `CURRENT` names a folder of it as the live build.
    fn is_index(&self) -> bool {
        let has = |name: &str, is: fn(&FileType) -> bool| {
            let mut entries = self.entries.iter();
            entries.any(|(entry, kind)| entry == name && kind.as_ref().is_ok_and(is))
        };
        // A pipe of that name would have to be waited for.
        if !has("CURRENT", FileType::is_file) {
            return false;
        }
        let mut name = String::new();
        let current = fs::File::open(self.path.join("CURRENT"));
        // No more is read than a name takes: whatever else is called so may be long.
        let read = current.and_then(|file| file.take(MAX_BUILD_NAME_BYTES).read_to_string(&mut name));
        read.is_ok() && name.starts_with("build-") && has(name.trim_end(), FileType::is_dir)
    }
}

impl<L: BorrowMut<Links>> Iterator for Walk<L> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(found) = self.single.take() {
            return Some(found);
        }
        loop {
            let folder = self.folders.last_mut()?;
            if let Some((name, file_type)) = folder.entries.pop() {
                let path = folder.path.join(&name);
                let relative = format!("{}{}", folder.relative, escaped(&name));
                if let Some(found) = self.look_at(path, relative, &name, file_type) {
                    return Some(found);
                }
            } else {
                let folder = self.folders.pop()?;
                if let Some(error) = folder.broke_off {
                    return Some(unreadable(
                        folder.relative.trim_end_matches('/'),
                        "list the folder",
                        &error,
                    ));
                }
            }
        }
    }
}

impl<L: BorrowMut<Links>> Walk<L> {
    /// What one entry is; `None` where it is a folder, which is then the innermost one to be walked
    /// or is left out.
    fn look_at(
        &mut self,
        path: PathBuf,
        relative: String,
        name: &OsStr,
        file_type: io::Result<FileType>,
    ) -> Option<Found> {
        if is_hidden(name) {
            return Some(Found::Hidden { relative });
        }
        let file_type = match file_type {
            Ok(file_type) => file_type,
            Err(error) => return Some(unreadable(&relative, "look at it", &error)),
        };
        // A link and a plain file need a look at what they are; a folder and a pipe do not.
        let metadata = if file_type.is_symlink() || file_type.is_file() {
            match fs::metadata(&path) {
                Ok(metadata) => Some(metadata),
                Err(error) if file_type.is_symlink() => return Some(broken_link(&path, &relative, &error)),
                Err(error) => return Some(unreadable(&relative, "look at it", &error)),
            }
        } else {
            None
        };
        match metadata {
            _ if file_type.is_dir() => self.enter(path, relative, Some(name)),
            Some(metadata) if metadata.is_dir() => self.enter(path, relative, None),
            Some(metadata) if metadata.is_file() => self.take(path, relative, name, &metadata, file_type),
            _ => Some(not_a_file(&relative)),
        }
    }

    /// What a file is.
    fn take(
        &mut self,
        path: PathBuf,
        relative: String,
        name: &OsStr,
        metadata: &Metadata,
        file_type: FileType,
    ) -> Option<Found> {
        if let Some(extension) = detect::other_kind(&relative) {
            return Some(Found::OtherKind { relative, extension });
        }
        let lead = if file_type.is_symlink() {
            match fs::canonicalize(&path) {
                Ok(real) => self.links.borrow_mut().file_link(&real),
                Err(error) => return Some(unreadable(&relative, "follow the link", &error)),
            }
        } else {
            match self.folders.last().filter(|above| above.behind_link) {
                Some(above) => self.links.borrow().file_behind(&above.real.join(name)),
                None => Lead::Here,
            }
        };
        match lead {
            Lead::Here => Some(Found::File(source_file(path, relative, metadata))),
            Lead::Elsewhere => Some(Found::Elsewhere { relative }),
            Lead::LeftOut => None,
        }
    }

    /// Goes into a folder, unless it is read elsewhere or left out. `name` is given where it is no link.
    fn enter(&mut self, path: PathBuf, relative: String, name: Option<&OsStr>) -> Option<Found> {
        let above = self.folders.last()?;
        let (real, lead) = match name {
            Some(name) => {
                let real = above.real.join(name);
                let links = self.links.borrow();
                let lead = match above.behind_link {
                    true => links.folder_behind(&real),
                    false if links.leaves_out(&real) => Lead::LeftOut,
                    false => Lead::Here,
                };
                (real, lead)
            }
            None => match fs::canonicalize(&path) {
                Ok(real) => {
                    let lead = self.links.borrow_mut().folder_link(&real);
                    (real, lead)
                }
                Err(error) => return Some(unreadable(&relative, "follow the link", &error)),
            },
        };
        match lead {
            Lead::LeftOut => return None,
            Lead::Elsewhere if above.real.starts_with(&real) => return Some(self.circle(&relative, &real)),
            Lead::Elsewhere => return Some(Found::Elsewhere { relative }),
            Lead::Here => {}
        }
        let behind_link = above.behind_link || name.is_none();
        match Folder::open(path, format!("{relative}/"), real, behind_link) {
            Ok(folder) if folder.is_index() => Some(Found::Index { relative }),
            Ok(folder) => {
                self.folders.push(folder);
                None
            }
            Err(error) => Some(unreadable(&relative, "list the folder", &error)),
        }
    }

    /// A link that leads back to a folder above it.
    fn circle(&self, relative: &str, real: &Path) -> Found {
        let above = match self.links.borrow().place_in_archive(real) {
            Some(place) if place.as_os_str().is_empty() => "the archive itself".to_owned(),
            Some(place) => format!("`{}`", escaped(place.as_os_str())),
            None => format!("`{}`", escaped(real.as_os_str())),
        };
        Found::Unreadable(Problem::new(
            ProblemKind::LinkCircle,
            relative,
            format!("the link leads back to {above}, so that following it would never end"),
            "the files are read where they really lie; remove the link to be rid of this message",
        ))
    }
}

fn source_file(path: PathBuf, relative: String, metadata: &Metadata) -> SourceFile {
    SourceFile {
        path,
        relative,
        bytes: metadata.len(),
        modified_ns: modified_ns(metadata),
        archive_name: String::new(),
    }
}

/// Nanoseconds since 1970, clamped to what 64 bits hold (the years 1677 to 2262).
fn modified_ns(metadata: &Metadata) -> i64 {
    let Ok(modified) = metadata.modified() else { return 0 };
    match modified.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

/// A file name as text, from which the bytes of the name can be told.
fn escaped(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            if character == '\\' {
                text.push('\\');
            }
            text.push(character);
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

fn root_error(root: &Path, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        Error::new(ErrorKind::Archive, format!("there is no archive at `{}`", root.display()))
            .hint("name a folder or file that exists: knipsel index build PATH")
    } else {
        Error::io("look at the archive", root, error)
            .hint("see who may read it: ls -ld, and chmod or chown where needed")
    }
}

fn unreadable(relative: &str, what: &str, error: &io::Error) -> Found {
    Found::Unreadable(Problem::new(
        ProblemKind::Unreadable,
        relative,
        format!("cannot {what}: {error}"),
        hint_for(error),
    ))
}

/// What to do about the operating system's refusal.
pub(super) fn hint_for(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "give the user who runs knipsel leave to read it: chmod or chown",
        io::ErrorKind::NotFound => "it went away while the archive was read; build again",
        _ => "check the disk or the network mount, then build again",
    }
}

fn broken_link(path: &Path, relative: &str, error: &io::Error) -> Found {
    let target = fs::read_link(path).map(|target| target.display().to_string()).unwrap_or_default();
    Found::Unreadable(match error.kind() {
        io::ErrorKind::NotFound => Problem::new(
            ProblemKind::Unreadable,
            relative,
            format!("the link points to `{target}`, which does not exist"),
            "bring back what it points to, or remove the link",
        ),
        io::ErrorKind::PermissionDenied => return unreadable(relative, "follow the link", error),
        // Some systems name this differently, but a link that exists and leads to neither of the above goes
        // round through itself.
        _ => Problem::new(
            ProblemKind::LinkCircle,
            relative,
            format!("the link points to `{target}` and cannot be followed to an end: {error}"),
            "remove the link, or let it point to a file or folder",
        ),
    })
}

fn not_a_file(relative: &str) -> Found {
    Found::Unreadable(Problem::new(
        ProblemKind::NotAFile,
        relative,
        "it is neither a file nor a folder, but a pipe, a socket or a device",
        "remove it from the archive, or put its content into a file",
    ))
}

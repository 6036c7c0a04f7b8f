//! Symbolic links: a file is found once, however many of them lead to it.
//!
//! What really lies in an archive is read there, and a link to it is passed over, so that paths and ids do not change
//! when links come and go. Of links to what lies elsewhere the first counts:
//!
//! ```text
//! krant/2020/mei.txt
//! krant/keuze/mei.txt -> ../2020/mei.txt     passed over: it is read as 2020/mei.txt
//! krant/oud -> /mnt/oud                      followed
//! krant/ouder -> /mnt/oud                    passed over: it is read as oud
//! ```
//!
//! A build of a part of the archives sees the links of that part alone, so that a place elsewhere may have a second path
//! until the next build of all. To remember all links between builds would cost each of them for what is rare.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::detect;

/// Which links are followed, for the walks of one build.
#[derive(Debug, Default)]
pub struct Links {
    /// What is walked, without links.
    archives: Vec<PathBuf>,
    /// Folders not to go into, without links.
    left_out: Vec<PathBuf>,
    /// Where the links that were followed lead.
    folders: HashSet<PathBuf>,
    files: HashSet<PathBuf>,
}

/// What is done about a place that a link leads to, or that lies behind one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// It is read here.
    Here,
    /// It is read where it really lies, or behind another link.
    Elsewhere,
    /// It is not read at all.
    LeftOut,
}

impl Links {
    /// For walks of these archives, or of parts of them, that do not go into the folders of `left_out`, such as an
    /// index that lies inside an archive. What does not exist does not matter.
    pub fn among(archives: &[PathBuf], left_out: &[PathBuf]) -> Self {
        let real = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        Self { archives: real(archives), left_out: real(left_out), ..Self::default() }
    }

    /// Whether nothing in a folder is read.
    pub(super) fn leaves_out(&self, real: &Path) -> bool {
        self.left_out.iter().any(|folder| real.starts_with(folder))
    }

    /// What is done about a link to a folder.
    pub(super) fn folder_link(&mut self, real: &Path) -> Lead {
        if self.leaves_out(real) {
            Lead::LeftOut
        } else if self.place_in_archive(real).is_some() || self.is_behind_another(real) {
            Lead::Elsewhere
        } else {
            self.folders.insert(real.to_owned());
            Lead::Here
        }
    }

    /// What is done about a link to a file.
    pub(super) fn file_link(&mut self, real: &Path) -> Lead {
        if self.leaves_out(real) {
            return Lead::LeftOut;
        }
        let is_read_there = self.is_read_in_archive(real) || self.is_behind_another(real);
        let is_new = !is_read_there && self.files.insert(real.to_owned());
        // Stores that keep the same content once, such as git-annex, hide it: there each link is a file.
        if is_new || (!is_read_there && self.is_hidden_from_archive(real)) {
            Lead::Here
        } else {
            Lead::Elsewhere
        }
    }

    /// What is done about a folder that lies behind a link.
    pub(super) fn folder_behind(&self, real: &Path) -> Lead {
        if self.leaves_out(real) {
            Lead::LeftOut
        } else if self.place_in_archive(real).is_some() || self.folders.contains(real) {
            Lead::Elsewhere
        } else {
            Lead::Here
        }
    }

    /// What is done about a file that lies behind a link.
    pub(super) fn file_behind(&self, real: &Path) -> Lead {
        if self.is_read_in_archive(real) || self.files.contains(real) { Lead::Elsewhere } else { Lead::Here }
    }

    /// The path in its archive of what is found there without a link; nothing where it is not.
    pub(super) fn place_in_archive<'r>(&self, real: &'r Path) -> Option<&'r Path> {
        let mut below = self.archives.iter().filter_map(|archive| real.strip_prefix(archive).ok());
        below.find(|below| is_shown(below))
    }

    fn is_read_in_archive(&self, real: &Path) -> bool {
        // An archive that is a single file is read whatever its name says.
        let is_read = |below: &Path| {
            below.as_os_str().is_empty()
                || real.file_name().is_none_or(|name| detect::other_kind(&name.to_string_lossy()).is_none())
        };
        self.place_in_archive(real).is_some_and(is_read)
    }

    /// Whether it is hidden from an archive, in it or beside it.
    fn is_hidden_from_archive(&self, real: &Path) -> bool {
        self.archives.iter().any(|archive| {
            let above_both = archive.ancestors().find(|above| real.starts_with(above));
            let below = above_both.and_then(|above| real.strip_prefix(above).ok());
            below.is_some_and(|below| !is_shown(below))
        })
    }

    /// Whether it lies behind a link that was followed.
    fn is_behind_another(&self, real: &Path) -> bool {
        let mut above = real.ancestors().filter(|above| self.folders.contains(*above));
        above.any(|above| real.strip_prefix(above).is_ok_and(is_shown))
    }
}

/// Whether a name is one that is left out.
pub(super) fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_shown(below: &Path) -> bool {
    !below.components().any(|part| is_hidden(part.as_os_str()))
}

//! The events of the files of archives.
//!
//! They only say when to look, never what changed: events get lost, and a look that goes by the ledger cannot err.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Wake;
use crate::error::{Error, ErrorKind};
use crate::paths::real_path;

/// What to do where the system watches no files.
const HINT: &str = "the set times stay; `cat /proc/sys/fs/inotify/max_user_watches` says how many folders the system watches";

/// What is watched.
pub(super) struct Files {
    /// None where events are not wanted, or where the system has none.
    watcher: Option<RecommendedWatcher>,
    places: Arc<Mutex<Places>>,
    watched: BTreeSet<PathBuf>,
    /// What the system refused to watch, so that it is said once.
    refused: BTreeSet<PathBuf>,
}

/// Where events matter.
#[derive(Default)]
struct Places {
    archives: BTreeSet<PathBuf>,
    /// The folder of the index, which may lie in an archive: what a build writes must not make it look again.
    index: PathBuf,
    /// Whether a wake was sent that was not heard yet.
    woke: bool,
}

impl Places {
    /// Whether something happened that a look may find.
    fn matter(&self, event: &notify::Event) -> bool {
        let inside = |path: &PathBuf| {
            !path.starts_with(&self.index) && self.archives.iter().any(|archive| path.starts_with(archive))
        };
        // To read an archive is to open its files. A file that was written was also changed, before it was closed.
        let access = matches!(event.kind, EventKind::Access(_));
        event.need_rescan() || !access && (event.paths.is_empty() || event.paths.iter().any(inside))
    }
}

impl Files {
    /// Nothing is watched yet. Events, where they are wanted, go to `wakes`.
    pub(super) fn new(wanted: bool, wakes: Sender<Wake>) -> Result<Self, Error> {
        let places: Arc<Mutex<Places>> = Arc::default();
        let told = Arc::clone(&places);
        let heard = move |event: notify::Result<notify::Event>| {
            let mut places = told.lock().unwrap_or_else(PoisonError::into_inner);
            // An error is an event that was lost. One wake is enough for all that happens until it is heard.
            if !places.woke && event.map_or(true, |event| places.matter(&event)) {
                places.woke = true;
                // Where nobody receives any more, the watch has ended.
                let _ = wakes.send(Wake::Files);
            }
        };
        let watcher = if wanted { Some(notify::recommended_watcher(heard)) } else { None };
        let watcher = watcher.transpose().map_err(|error| {
            Error::new(ErrorKind::Io, "the system lets no files be watched")
                .caused_by(error)
                .hint("knipsel index watch --no-events, or raise /proc/sys/fs/inotify/max_user_instances")
        })?;
        Ok(Self { watcher, places, watched: BTreeSet::new(), refused: BTreeSet::new() })
    }

    /// A wake was heard; what happens from now on is told by another.
    pub(super) fn heard(&self) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).woke = false;
    }

    /// Watches these archives and no others, also those that went and came back. Gives what cannot be watched and was
    /// not said to be so before.
    pub(super) fn watch(&mut self, archives: &[PathBuf], index: &Path) -> Vec<Error> {
        let Some(watcher) = &mut self.watcher else { return Vec::new() };
        // Events name files by the path that is watched, so that must be what the index's is compared with.
        let archives: BTreeSet<PathBuf> = archives.iter().map(|path| real_path(path)).collect();
        let folders: BTreeSet<PathBuf> = archives.iter().map(|archive| to_watch(archive)).collect();
        {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.archives.clone_from(&archives);
            places.index = real_path(index);
        }
        for gone in self.watched.difference(&folders) {
            // A folder that is gone is not watched any more anyway.
            let _ = watcher.unwatch(gone);
        }
        self.watched.retain(|folder| folders.contains(folder));
        self.refused.retain(|folder| folders.contains(folder));
        let mut errors = Vec::new();
        for folder in folders {
            let mode = if archives.contains(&folder) {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            };
            // Also where it is watched already: it may be another disk by now, and folders in it may be new.
            match watcher.watch(&folder, mode) {
                Ok(()) => {
                    self.refused.remove(&folder);
                    self.watched.insert(folder);
                }
                Err(error) => {
                    self.watched.remove(&folder);
                    if self.refused.insert(folder.clone()) {
                        let what = format!("not all of `{}` can be watched", folder.display());
                        errors.push(Error::new(ErrorKind::Archive, what).caused_by(error).hint(HINT));
                    }
                }
            }
        }
        errors
    }
}

/// The folder to watch for an archive. A single file is often replaced by another of its name, which only its
/// folder tells.
fn to_watch(archive: &Path) -> PathBuf {
    match archive.parent() {
        Some(folder) if archive.is_file() => folder.to_owned(),
        _ => archive.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use notify::Event;
    use notify::event::{AccessKind, AccessMode, CreateKind, Flag};

    use super::*;

    #[test]
    fn events_that_matter() {
        #[track_caller]
        fn check(places: &Places, kind: EventKind, path: &str, expect: bool) {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(places.matter(&event), expect, "{event:?}");
        }
        let archives = [PathBuf::from("/krant")].into();
        let places = Places { archives, index: "/krant/index".into(), woke: false };
        let created = EventKind::Create(CreateKind::File);
        check(&places, created, "/krant/2021/a.txt", true);
        check(&places, created, "/krant/index.txt", true);
        check(&places, created, "/krant/index/runs.jsonl", false);
        check(&places, created, "/kranten/a.txt", false);
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        check(&places, opened, "/krant/2021/a.txt", false);
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(places.matter(&lost));
    }
}

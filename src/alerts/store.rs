//! Alerts on the disk: what they seek, what they know, and the digests that wait.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::alert::Alert;
use super::disk::{append, put_file};
use crate::command::path_for_shell;
use crate::date::Day;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::index::{HeldFile, IndexFolder, make_folder, sync_folder, sync_folder_of};
use crate::query::{DateMatch, Language, MatchLevel};
use crate::search::{Search, article_key};
use crate::wire::{AlertObject, BoundsObject, DigestObject};

/// The bytes of a key.
const KEY_BYTES: usize = 8;

/// Where the alerts of an index are.
#[derive(Debug, Clone)]
pub struct AlertFolder {
    path: PathBuf,
}

/// The right to change alerts; given back when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct LockedAlerts {
    folder: AlertFolder,
    _lock: HeldFile,
}

/// An alert and how far it has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertState {
    /// What it seeks.
    pub alert: Alert,
    /// The generation up to which it has looked; 0 where it never has.
    pub generation: u64,
    /// How many digests it has given.
    pub digests: u64,
    /// How many keys it knows.
    pub seen: u64,
    /// BLAKE3 of those keys, in hexadecimal.
    seen_hash: String,
}

/// The keys of the articles that an alert knows.
pub(super) struct Seen {
    pub(super) keys: HashSet<u64>,
    /// Of the keys in the order of the file.
    hasher: blake3::Hasher,
}

/// A digest that waits to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    path: PathBuf,
}

impl Waiting {
    /// Whether it was sent by the way with this key.
    pub(super) fn was_sent(&self, key: &str) -> bool {
        self.mark(key).exists()
    }

    /// Remembers that it was sent by the way with this key.
    pub(super) fn mark_sent(&self, key: &str) -> Result<()> {
        put_file(&self.mark(key), b"")
    }

    /// The empty file that says so.
    fn mark(&self, key: &str) -> PathBuf {
        self.path.with_extension(format!("{key}.sent"))
    }

    fn is_mark(&self, path: &Path) -> bool {
        path.extension().is_some_and(|it| it == "sent")
            && path.file_name().map(Path::new).and_then(Path::file_prefix) == self.path.file_stem()
    }
}

/// `alert.json`.
#[derive(Serialize, Deserialize)]
struct Stored {
    name: String,
    query: String,
    #[serde(flatten)]
    bounds: BoundsObject,
    language: String,
    generation: u64,
    digests: u64,
    seen: u64,
    seen_hash: String,
}

impl AlertFolder {
    /// The alerts of an index.
    pub fn of(index: &IndexFolder) -> Self {
        Self { path: index.path().join("alerts") }
    }

    /// The names of the alerts, in order.
    ///
    /// # Errors
    ///
    /// Fails where the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("look into", &self.path, error)),
        };
        let names = entries.flatten().filter(|entry| entry.path().join("alert.json").exists());
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        // One that is being made or removed begins with a dot.
        let mut names: Vec<String> = names.filter(|name| Alert::check_name(name).is_ok()).collect();
        names.sort();
        Ok(names)
    }

    /// Whether there is an alert of this name.
    ///
    /// # Errors
    ///
    /// Fails where there is none, with those that there are.
    pub fn check(&self, name: &str) -> Result<()> {
        Alert::check_name(name)?;
        if self.path.join(name).join("alert.json").exists() {
            return Ok(());
        }
        let there_are = match self.names() {
            Ok(names) if !names.is_empty() => format!("there are {}", names.join(", ")),
            _ => format!("knipsel alert add {name} QUERY"),
        };
        Err(Error::new(ErrorKind::Usage, format!("there is no alert `{name}`")).hint(there_are))
    }

    /// An alert and how far it has looked.
    ///
    /// # Errors
    ///
    /// Fails where there is none of this name, and where it cannot be read.
    pub fn state(&self, name: &str) -> Result<AlertState> {
        self.check(name)?;
        let path = self.path.join(name).join("alert.json");
        let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, error))?;
        let mut stored: Value =
            serde_json::from_slice(&bytes).map_err(|error| damaged(name, &path).caused_by(error))?;
        let hash = stored.as_object_mut().and_then(|stored| stored.remove(HASH));
        if hash != Some(hash_of(&stored)) {
            return Err(damaged(name, &path));
        }
        let stored = serde_json::from_value(stored).map_err(|error| damaged(name, &path).caused_by(error))?;
        AlertState::from_stored(stored).ok_or_else(|| damaged(name, &path))
    }

    /// What is not as it was written: of each alert what it seeks and what it knows, and the digests that wait. What was
    /// removed or delivered meanwhile is none the worse for it.
    ///
    /// # Errors
    ///
    /// Fails where the folders cannot be read.
    pub fn verify(&self) -> Result<Vec<Error>> {
        let mut faults = Vec::new();
        for name in self.names()? {
            let known = self.state(&name).and_then(|state| self.seen(&state).map(|_| ()));
            faults.extend(known.err().filter(|_| self.path.join(&name).exists()));
            for waiting in self.waiting(&name)? {
                let read = self.digest(&waiting).err();
                faults.extend(read.filter(|_| waiting.path.exists()));
            }
        }
        Ok(faults)
    }

    /// The digests of an alert that wait to be delivered, in their order.
    ///
    /// # Errors
    ///
    /// Fails where the outbox cannot be read.
    pub fn waiting(&self, name: &str) -> Result<Vec<Waiting>> {
        let folder = self.outbox(name);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("look into", &folder, error)),
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let is_digest = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            !name.starts_with('.') && path.extension().is_some_and(|it| it == "json")
        };
        let mut paths: Vec<PathBuf> = paths.filter(is_digest).collect();
        // Names are numbers of one length.
        paths.sort();
        Ok(paths.into_iter().map(|path| Waiting { path }).collect())
    }

    /// Reads a digest that waits.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read.
    pub fn digest(&self, waiting: &Waiting) -> Result<DigestObject> {
        let path = &waiting.path;
        let bytes = fs::read(path).map_err(|error| Error::io("read", path, error))?;
        serde_json::from_slice(&bytes).map_err(|error| {
            Error::new(ErrorKind::Damaged, "a digest that waits to be delivered cannot be read")
                .at(Place::of(path))
                .caused_by(error)
                .hint(format!("look at it, then remove it: rm {}", path_for_shell(path)))
        })
    }

    /// The keys that an alert knows.
    pub(super) fn seen(&self, state: &AlertState) -> Result<Seen> {
        let path = self.seen_path(&state.alert.name);
        let mut bytes = fs::read(&path).map_err(|error| Error::io("read", &path, error))?;
        // What stands behind the keys that count was written just before a crash.
        bytes.truncate(state.seen as usize * KEY_BYTES);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes);
        if hasher.finalize().to_hex().as_str() != state.seen_hash {
            return Err(damaged(&state.alert.name, &path));
        }
        let (keys, _) = bytes.as_chunks::<KEY_BYTES>();
        Ok(Seen { keys: keys.iter().map(|key| u64::from_le_bytes(*key)).collect(), hasher })
    }

    /// Takes the right to change alerts, or tells who has it.
    ///
    /// # Errors
    ///
    /// Fails where another process has it, and where the folder cannot be written.
    pub fn lock(self) -> Result<LockedAlerts> {
        make_folder(&self.path)?;
        let lock = HeldFile::take(&self.path.join("LOCK"), |holder| {
            let what = format!("{holder} is at work on the alerts in `{}`", self.path.display());
            Error::new(ErrorKind::Locked, what).hint("wait until it ends, then run it again")
        })?;
        Ok(LockedAlerts { folder: self, _lock: lock })
    }

    fn seen_path(&self, name: &str) -> PathBuf {
        self.path.join(name).join("seen")
    }

    fn outbox(&self, name: &str) -> PathBuf {
        self.path.join(name).join("outbox")
    }
}

impl std::ops::Deref for LockedAlerts {
    type Target = AlertFolder;

    fn deref(&self) -> &AlertFolder {
        &self.folder
    }
}

impl LockedAlerts {
    /// Adds an alert. What it finds now counts as known, unless `backfill`: then the first look tells of it.
    ///
    /// # Errors
    ///
    /// Fails where the name cannot be one or is taken, where the query cannot be answered (the cause is then a
    /// [`Diagnostic`](crate::query::Diagnostic)), and where the alert cannot be written.
    pub fn add(
        &mut self,
        alert: &Alert,
        search: &mut Search<'_>,
        generation: u64,
        today: Day,
        backfill: bool,
    ) -> Result<AlertState> {
        Alert::check_name(&alert.name)?;
        let name = &alert.name;
        let place = self.path.join(name);
        if place.exists() {
            let what = format!("there is an alert `{name}` already");
            return Err(Error::new(ErrorKind::Usage, what)
                .hint(format!("take another name, or remove it first: knipsel alert remove {name}")));
        }
        // The query is put to the index also for a backfill, so that one that is refused is so now.
        let keys = search.keys(&alert.request(alert.read(today)?))?;
        let keys: HashSet<u64> = if backfill { HashSet::new() } else { keys.into_iter().collect() };
        let mut bytes = Vec::with_capacity(keys.len() * KEY_BYTES);
        for key in &keys {
            bytes.extend(key.to_le_bytes());
        }
        let state = AlertState {
            alert: alert.clone(),
            generation: if backfill { 0 } else { generation },
            digests: 0,
            seen: keys.len() as u64,
            seen_hash: blake3::hash(&bytes).to_hex().to_string(),
        };
        // It is made under another name, so that there is no alert that is half made.
        let part = self.path.join(format!(".new-{name}"));
        remove_folder(&part)?;
        fs::create_dir_all(part.join("outbox"))
            .map_err(|error| Error::io("make the folder", &part, error))?;
        put_file(&part.join("seen"), &bytes)?;
        put_file(&part.join("alert.json"), &state.to_json())?;
        fs::rename(&part, &place).map_err(|error| Error::io("make the folder", &place, error))?;
        sync_folder(&self.path)?;
        Ok(state)
    }

    /// Removes an alert with the digests that wait, and tells how many those were.
    ///
    /// # Errors
    ///
    /// Fails where there is none of this name, and where it cannot be removed.
    pub fn remove(&mut self, name: &str) -> Result<u64> {
        self.check(name)?;
        let place = self.path.join(name);
        let waiting = self.waiting(name)?.len() as u64;
        let part = self.path.join(format!(".old-{name}"));
        remove_folder(&part)?;
        fs::rename(&place, &part).map_err(|error| Error::io("remove", &place, error))?;
        sync_folder(&self.path)?;
        remove_folder(&part)?;
        Ok(waiting)
    }

    /// Strikes a digest that was delivered.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be removed; it is then delivered again.
    pub fn delivered(&mut self, waiting: &Waiting) -> Result<()> {
        fs::remove_file(&waiting.path).map_err(|error| Error::io("remove", &waiting.path, error))?;
        let marks = fs::read_dir(waiting.path.parent().unwrap_or(&self.path)).into_iter().flatten().flatten();
        for mark in marks.map(|entry| entry.path()).filter(|path| waiting.is_mark(path)) {
            // One that stays is of a number that does not come again.
            let _ = fs::remove_file(mark);
        }
        sync_folder_of(&waiting.path)
    }

    /// Puts a digest in the outbox.
    pub(super) fn post(&self, digest: &DigestObject) -> Result<()> {
        let path = self.outbox(&digest.alert).join(format!("{:08}.json", digest.number));
        // An object of texts and numbers can always be written.
        put_file(&path, &serde_json::to_vec(digest).unwrap_or_default())
    }

    /// Takes in the digests that were posted just before a crash.
    pub(super) fn take_in_unfinished(&self, state: &mut AlertState, seen: &mut Seen) -> Result<()> {
        for waiting in self.waiting(&state.alert.name)? {
            let digest = self.digest(&waiting)?;
            if digest.number > state.digests {
                self.take_in(state, seen, &digest)?;
            }
        }
        Ok(())
    }

    /// Makes the articles of a digest known.
    pub(super) fn take_in(
        &self,
        state: &mut AlertState,
        seen: &mut Seen,
        digest: &DigestObject,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        for key in digest.articles.iter().map(|hit| article_key(&hit.about.id)) {
            if seen.keys.insert(key) {
                bytes.extend(key.to_le_bytes());
            }
        }
        append(&self.seen_path(&state.alert.name), state.seen * KEY_BYTES as u64, &bytes)?;
        seen.hasher.update(&bytes);
        state.seen += (bytes.len() / KEY_BYTES) as u64;
        state.seen_hash = seen.hasher.finalize().to_hex().to_string();
        state.digests = digest.number;
        self.commit(state)
    }

    /// Writes how far an alert has looked.
    pub(super) fn commit(&self, state: &AlertState) -> Result<()> {
        put_file(&self.path.join(&state.alert.name).join("alert.json"), &state.to_json())
    }
}

impl AlertState {
    /// The object that leaves the program; `waiting` digests are not delivered yet.
    pub fn object(&self, waiting: u64) -> AlertObject {
        let Stored { name, query, bounds, generation, digests, .. } = self.stored();
        AlertObject { name, query, bounds, generation, digests, waiting }
    }

    fn to_json(&self) -> Vec<u8> {
        // An object of texts and numbers can always be written.
        let mut stored = serde_json::to_value(self.stored()).unwrap_or_default();
        let hash = hash_of(&stored);
        if let Some(stored) = stored.as_object_mut() {
            stored.insert(HASH.to_owned(), hash);
        }
        serde_json::to_vec_pretty(&stored).unwrap_or_default()
    }

    fn stored(&self) -> Stored {
        let Alert { name, query, level, days, dates, language } = self.alert.clone();
        Stored {
            name,
            query,
            bounds: BoundsObject::new(level, dates, days),
            language: language.code().to_owned(),
            generation: self.generation,
            digests: self.digests,
            seen: self.seen,
            seen_hash: self.seen_hash.clone(),
        }
    }

    /// `None` where a value is none that an alert can have.
    fn from_stored(stored: Stored) -> Option<Self> {
        let level = MatchLevel::parse(&stored.bounds.level)?;
        let dates = DateMatch::parse(&stored.bounds.dates).unwrap_or_default();
        let days = stored.bounds.days().ok()?;
        let is_dutch = stored.language == Language::Dutch.code();
        let language = if is_dutch { Language::Dutch } else { Language::English };
        Some(Self {
            alert: Alert { name: stored.name, query: stored.query, level, days, dates, language },
            generation: stored.generation,
            digests: stored.digests,
            seen: stored.seen,
            seen_hash: stored.seen_hash,
        })
    }
}

/// The member of `alert.json` by which a flipped bit is found.
const HASH: &str = "hash";

/// BLAKE3 of an object, in hexadecimal.
fn hash_of(object: &Value) -> Value {
    blake3::hash(object.to_string().as_bytes()).to_hex().as_str().into()
}

fn damaged(name: &str, path: &Path) -> Error {
    Error::new(ErrorKind::Damaged, format!("the alert `{name}` is not as it was written"))
        .at(Place::of(path))
        .hint(format!("knipsel alert remove {name}, then add it anew"))
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path, error)),
        _ => Ok(()),
    }
}

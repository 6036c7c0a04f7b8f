//! Tests on a disk that fails: full, unreliable, or without power. After each the index holds a committed state, and the
//! next build on a sound disk completes it.
//!
//! `KNIPSEL_TEST_FAULTS=60 cargo test index::tests` tries that many disks of a kind instead of a few.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use super::build::{BuildOptions, build, build_on};
use super::folder::IndexFolder;
use super::open::OpenIndex;
use super::schema::StoredArticle;
use super::verify::{TextsToCompare, verify, verify_build};
use super::writer::real_disk;
use crate::dutch::AnalysisOptions;
use crate::error::{ErrorKind, Result};

/// What a disk does before each of its operations, which are numbered from 1.
type Before = Arc<dyn Fn(u64, &Operation<'_>) -> io::Result<()> + Send + Sync>;

/// Something that changes a disk.
enum Operation<'p> {
    Create,
    Write,
    /// The file has all of its bytes, and they are flushed.
    Finish(&'p Path),
    /// A record is about to be renamed into its place.
    Replace(&'p Path, &'p [u8]),
    Delete(&'p Path),
    FlushFolder,
}

/// A folder whose operations may fail.
#[derive(Clone)]
struct FaultyDirectory {
    inner: MmapDirectory,
    count: Arc<AtomicU64>,
    before: Before,
}

impl std::fmt::Debug for FaultyDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaultyDirectory")
    }
}

impl FaultyDirectory {
    fn step(&self, operation: &Operation<'_>) -> io::Result<()> {
        (self.before)(self.count.fetch_add(1, Ordering::SeqCst) + 1, operation)
    }
}

impl Directory for FaultyDirectory {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        let failed = |error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() };
        self.step(&Operation::Delete(path)).map_err(failed)?;
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let failed = |error| OpenWriteError::wrap_io_error(error, path.to_owned());
        self.step(&Operation::Create).map_err(failed)?;
        let inner = self.inner.open_write(path)?;
        let file = FaultyFile { inner, path: path.to_owned(), disk: self.clone() };
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.step(&Operation::Replace(path, data))?;
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.step(&Operation::FlushFolder)?;
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

struct FaultyFile {
    inner: WritePtr,
    path: PathBuf,
    disk: FaultyDirectory,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.step(&Operation::Write)?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for FaultyFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.flush()?;
        self.inner.terminate_ref(token)?;
        self.disk.step(&Operation::Finish(&self.path))
    }
}

/// An archive that changes once, and the index of it.
struct Setting {
    folder: tempfile::TempDir,
}

fn archive(numbers: std::ops::Range<u32>) -> String {
    let line = |number| {
        format!(
            "{{\"id\":\"n{number}\",\"date\":\"2021\",\"text\":\"Bericht {number} over vrede en een schip.\"}}\n"
        )
    };
    numbers.map(line).collect()
}

impl Setting {
    fn new() -> Self {
        let setting = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::create_dir(setting.at("archive")).expect("a folder is made");
        for file in 0..6 {
            setting.write(file, file * 2..file * 2 + 2);
        }
        setting
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, file: u32, numbers: std::ops::Range<u32>) {
        std::fs::write(self.at(&format!("archive/{file:02}.jsonl")), archive(numbers))
            .expect("it is written");
    }

    /// Changes a file, adds one, and removes one.
    fn change(&self) {
        self.write(3, 1_000..1_003);
        self.write(40, 2_000..2_002);
        std::fs::remove_file(self.at("archive/05.jsonl")).expect("it is removed");
    }

    fn options(&self) -> BuildOptions {
        BuildOptions {
            paths: vec![self.at("archive")],
            // A commit after each article, so that merges come too.
            commit_every: Duration::ZERO,
            threads: 1,
            memory_bytes: 15_000_000,
            ..BuildOptions::default()
        }
    }

    fn index(&self, name: &str) -> IndexFolder {
        IndexFolder::at(self.at(name))
    }

    /// Builds on a disk that does `before` first.
    fn build_on(&self, index: &str, before: &Before) -> Result<u64> {
        let count = Arc::new(AtomicU64::new(0));
        let disk = |build: &Path| -> Result<Box<dyn Directory>> {
            let inner = MmapDirectory::open(build).expect("the folder can be opened");
            let (count, before) = (Arc::clone(&count), Arc::clone(before));
            Ok(Box::new(FaultyDirectory { inner, count, before }))
        };
        build_on(&self.index(index), &self.options(), &disk, &mut |_| {})?;
        Ok(count.load(Ordering::SeqCst))
    }

    fn build(&self, index: &str) {
        build_on(&self.index(index), &self.options(), &real_disk, &mut |_| {}).expect("a sound disk");
    }

    fn put_back(&self, from: &str, to: &str) {
        let _ = std::fs::remove_dir_all(self.at(to));
        copy(&self.at(from), &self.at(to));
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder is made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("it is copied");
        }
    }
}

/// All articles of an index, in an order that does not depend on its segments.
fn articles(index: &IndexFolder) -> Vec<StoredArticle> {
    let open = OpenIndex::open(index, &AnalysisOptions::default()).expect("it can be opened");
    let mut articles = Vec::new();
    for segment in open.searcher().segment_readers() {
        let store = segment.get_store_reader(1).expect("it has a store");
        for document in segment.doc_ids_alive() {
            let stored = store.get(document).expect("it is stored");
            articles.push(StoredArticle::from_document(open.fields(), &stored));
        }
    }
    articles.sort();
    articles
}

/// The index is whole: its files, its ledger and its terms agree. `false` where nothing was committed yet.
#[track_caller]
fn check_whole(index: &IndexFolder, how: &str) -> bool {
    match verify(index, &AnalysisOptions::default(), TextsToCompare::All) {
        Ok(report) => {
            assert_eq!(report.faults, [], "{how}");
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NoIndex, "{how}: {error:?}");
            false
        }
    }
}

/// Builds first and then an update on disks that fail, and mends each on a sound one.
fn survives(name: &str, disks: &[(String, Before)]) {
    let setting = Setting::new();
    setting.build("before");
    setting.put_back("before", "expected-first");
    setting.change();
    setting.build("expected-first");
    let expected = articles(&setting.index("expected-first"));
    let mut failed = 0;
    for (how, before) in disks {
        for update in [false, true] {
            let how = format!("{name}, {how}, {}", if update { "an update" } else { "a first build" });
            let _ = std::fs::remove_dir_all(setting.at("index"));
            if update {
                setting.put_back("before", "index");
            }
            failed += u32::from(setting.build_on("index", before).is_err());
            let committed = check_whole(&setting.index("index"), &how);
            assert!(committed || !update, "{how}: there is a generation from before");
            setting.build("index");
            assert!(check_whole(&setting.index("index"), &how), "{how}");
            assert_eq!(articles(&setting.index("index")), expected, "{how}");
        }
    }
    assert!(failed > 0, "{name}: no build failed");
    eprintln!("{name}: {failed} of {} builds failed", disks.len() * 2);
}

/// How many disks of a kind are tried: `usual`, or as many as the environment says.
fn many(usual: u64) -> u64 {
    std::env::var("KNIPSEL_TEST_FAULTS").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

#[test]
fn a_disk_that_is_full_from_every_tenth_operation_on() {
    let full = |from: u64| -> Before {
        Arc::new(move |number, operation| {
            // A full disk still removes and flushes.
            let takes_room =
                matches!(operation, Operation::Create | Operation::Write | Operation::Replace(..));
            if number >= from && takes_room { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        })
    };
    let disks: Vec<_> =
        (1..=many(6)).map(|number| (format!("full from {}", number * 10), full(number * 10))).collect();
    survives("full disk", &disks);
}

#[test]
fn a_disk_that_fails_now_and_then() {
    let unreliable = |seed: u64| -> Before {
        Arc::new(move |number, _| {
            let hash = blake3::hash(&[seed, number].map(u64::to_le_bytes).concat());
            let chance = hash.as_bytes()[0] < 2;
            if chance { Err(io::Error::other("the disk did not answer")) } else { Ok(()) }
        })
    };
    let disks: Vec<_> = (1..=many(5)).map(|seed| (format!("seed {seed}"), unreliable(seed))).collect();
    survives("unreliable disk", &disks);
}

/// What a loss of power leaves of a folder: what was flushed, and of what was not, a part by chance.
#[derive(Default)]
struct Powerless {
    durable: BTreeMap<PathBuf, Vec<u8>>,
    /// Changes of the folder that were not flushed yet: a file's content under its name, or its removal.
    pending: Vec<(PathBuf, Option<Vec<u8>>)>,
    /// Files whose bytes are flushed, but whose names may not be.
    images: Vec<BTreeMap<PathBuf, Vec<u8>>>,
}

impl Powerless {
    fn see(&mut self, number: u64, operation: &Operation<'_>, folder: &Path) {
        // The power goes before this operation. While files are written that no record names, nothing else changes.
        if !matches!(operation, Operation::Create | Operation::Write | Operation::Finish(_)) {
            let mut image = self.durable.clone();
            for (at, (path, content)) in self.pending.iter().enumerate() {
                let hash = blake3::hash(&[number, at as u64].map(u64::to_le_bytes).concat());
                if hash.as_bytes()[0] < 128 {
                    apply(&mut image, path, content.as_ref());
                }
            }
            self.images.push(image);
        }
        match operation {
            // What is created and written may or may not be there in part; no record names it yet.
            Operation::Create | Operation::Write => {}
            Operation::Finish(path) => {
                let bytes = std::fs::read(folder.join(path)).expect("it is written");
                self.pending.push((path.to_path_buf(), Some(bytes)));
            }
            Operation::Replace(path, data) => self.pending.push((path.to_path_buf(), Some(data.to_vec()))),
            Operation::Delete(path) => self.pending.push((path.to_path_buf(), None)),
            Operation::FlushFolder => {
                for (path, content) in std::mem::take(&mut self.pending) {
                    apply(&mut self.durable, &path, content.as_ref());
                }
                // The ledger and what else the commit names is flushed by its writer before.
                for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                    let name = PathBuf::from(entry.file_name());
                    let text = name.to_string_lossy();
                    if ["ledger", "signatures", "copies"].iter().any(|kind| text.starts_with(kind)) {
                        self.durable.insert(name, std::fs::read(entry.path()).expect("it is read"));
                    }
                }
            }
        }
    }
}

fn apply(image: &mut BTreeMap<PathBuf, Vec<u8>>, path: &Path, content: Option<&Vec<u8>>) {
    match content {
        Some(content) => drop(image.insert(path.to_owned(), content.clone())),
        None => drop(image.remove(path)),
    }
}

#[test]
fn the_power_goes_at_any_moment() {
    let setting = Setting::new();
    let powerless = Arc::new(Mutex::new(Powerless::default()));
    let build_folder = setting.at("index/build-000001");
    let before: Before = {
        let (powerless, folder) = (Arc::clone(&powerless), build_folder.clone());
        Arc::new(move |number, operation| {
            powerless.lock().unwrap_or_else(PoisonError::into_inner).see(number, operation, &folder);
            Ok(())
        })
    };
    setting.build_on("index", &before).expect("the disk is sound until then");
    setting.change();
    setting.build_on("index", &before).expect("the disk is sound until then");
    let expected = articles(&setting.index("index"));
    let images = std::mem::take(&mut powerless.lock().unwrap_or_else(PoisonError::into_inner).images);
    let (mut committed, mut last) = (0_u32, 0);
    for (number, image) in images.iter().enumerate() {
        let _ = std::fs::remove_dir_all(setting.at("left"));
        let build = setting.at("left/build-000001");
        std::fs::create_dir_all(&build).expect("a folder is made");
        for (name, content) in image {
            std::fs::write(build.join(name), content).expect("it is written");
        }
        std::fs::write(setting.at("left/CURRENT"), "build-000001\n").expect("it is written");
        let how = format!("image {number}");
        if !image.contains_key(Path::new("meta.json")) {
            continue;
        }
        if check_whole(&setting.index("left"), &how) {
            committed += 1;
            let report = verify_build(&build, &AnalysisOptions::default(), TextsToCompare::Sample);
            let generation = report.expect("it can be read").generation;
            // A generation that was flushed does not go again.
            assert!(generation + 1 >= last, "{how}: {generation} after {last}");
            last = last.max(generation);
        }
        if number % 24 == 0 {
            setting.build("left");
            assert!(check_whole(&setting.index("left"), &how));
            assert_eq!(articles(&setting.index("left")), expected, "{how}");
        }
    }
    eprintln!("loss of power: {committed} states with a generation, all whole");
    assert!(committed > 20, "only {committed} states had a generation");
}

#[test]
fn a_clock_that_goes_back_changes_no_order() {
    let setting = Setting::new();
    let later = || Timestamp::from_second(2_000_000_000).expect("it is a time");
    let earlier = || Timestamp::from_second(1_000_000_000).expect("it is a time");
    let index = setting.index("index");
    let at =
        |now| build(&index, &BuildOptions { now, ..setting.options() }, &mut |_| {}).expect("it is built");
    let first = at(later).generation;
    setting.change();
    let report = at(earlier);
    assert!(report.generation > first);
    assert_eq!((report.files_changed, report.files_added, report.files_removed), (1, 1, 1));
    assert!(check_whole(&index, "after the clock went back"));
}

#[test]
fn a_reader_keeps_its_generation_across_fifty_others() {
    let setting = Setting::new();
    setting.build("index");
    let index = setting.index("index");
    let open = OpenIndex::open(&index, &AnalysisOptions::default()).expect("it can be opened");
    let (generation, count) = (open.generation(), open.searcher().num_docs());
    for number in 0..50 {
        setting.write(50 + number, 3_000 + number..3_001 + number);
    }
    // A commit after each article.
    setting.build("index");
    let mut seen = 0;
    for segment in open.searcher().segment_readers() {
        let store = segment.get_store_reader(1).expect("it has a store");
        for document in segment.doc_ids_alive() {
            let stored = store.get(document).expect("it is stored");
            let article = StoredArticle::from_document(open.fields(), &stored);
            assert!(article.path.as_str() < "50", "{article:?}");
            seen += 1;
        }
    }
    assert_eq!((seen, open.generation()), (count, generation));
    let now = OpenIndex::open(&index, &AnalysisOptions::default()).expect("it can be opened");
    assert!(now.generation() >= generation + 50);
    assert!(now.searcher().segment_readers().len() <= 30, "{}", now.searcher().segment_readers().len());
}

#[test]
fn what_a_killed_build_left_behind_is_removed() {
    let setting = Setting::new();
    setting.build("index");
    let build = setting.index("index").live().expect("it can be read").expect("there is a build");
    let [left, other] = ["0123456789abcdef0123456789abcdef.idx", "notes.txt"].map(|name| build.join(name));
    for file in [&left, &other] {
        std::fs::write(file, "left").expect("it is written");
    }
    setting.change();
    setting.build("index");
    assert!(!left.exists());
    assert!(other.exists(), "what is no segment's is left alone");
    assert!(check_whole(&setting.index("index"), "after that"));
}

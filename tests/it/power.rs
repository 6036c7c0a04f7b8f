//! The machine's power goes at any moment, and of what was not flushed some is there and some is not.
//!
//! The program runs under `strace`, which tells every change that it makes of files and folders, and what of that it
//! flushes: the ledger and `CURRENT` as well as the files of tantivy. From this a [`Disk`] is kept up as the power would
//! leave it. At moments at which a name changes or something is flushed, what may be left is laid out, and must be an
//! index that `verify --all` finds whole, and no older than what had been reported as done.
//!
//! `KNIPSEL_TEST_POWER=1 cargo test --test it power` takes every such moment instead of each third.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use knipsel::alerts::AlertFolder;
use knipsel::dutch::AnalysisOptions;
use knipsel::error::ErrorKind;
use knipsel::index::{BuildOptions, IndexFolder, TextsToCompare, build, verify};

use crate::kill::command;
use crate::support::{Contents, Desk};

/// The calls that change what lies on a disk, or where the next write goes.
const CALLS: &str = "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,truncate,ftruncate,fallocate,fsync,fdatasync,\
                     rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,\
                     copy_file_range,sendfile,splice,lseek,close,dup,dup2,dup3,fcntl";

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Folder,
    /// The number of the file, which may have several names.
    File(usize),
}

/// A change of names that happens as a whole or not at all.
type Change = Vec<(PathBuf, Option<Node>)>;

/// An open file or folder.
struct Open {
    path: PathBuf,
    /// The file, where it lies on this disk.
    file: Option<usize>,
    offset: usize,
    appends: bool,
}

/// What a program sees of a folder, and what of that is flushed.
struct Disk {
    root: PathBuf,
    /// For each file its bytes, and those of them that are flushed.
    files: Vec<(Vec<u8>, Vec<u8>)>,
    names: BTreeMap<PathBuf, Node>,
    flushed: BTreeMap<PathBuf, Node>,
    /// Changes of names whose folder was not flushed since.
    pending: Vec<Change>,
    open: Vec<Open>,
    descriptors: HashMap<i64, usize>,
}

impl Disk {
    /// A disk on which there are these folders.
    fn new(root: &Path, folders: &[&str]) -> Self {
        let mut flushed = BTreeMap::from([(root.to_owned(), Node::Folder)]);
        flushed.extend(folders.iter().map(|folder| (root.join(folder), Node::Folder)));
        Self {
            root: root.to_owned(),
            files: Vec::new(),
            names: flushed.clone(),
            flushed,
            pending: Vec::new(),
            open: Vec::new(),
            descriptors: HashMap::new(),
        }
    }

    /// Lets something happen as `strace` tells it. What changes names or flushes calls `power_goes` before.
    fn follow(&mut self, call: &Call, power_goes: &mut dyn FnMut(&Self)) {
        match call.name.as_str() {
            "open" | "creat" => self.open(call, &call.path(0, &self.root), &call.args[1]),
            "openat" => self.open(call, &self.path_at(call, 0), &call.args[2]),
            "close" => drop(self.descriptors.remove(&call.number(0))),
            "dup" | "dup2" | "dup3" => self.duplicate(call),
            "fcntl" if call.args[1].starts_with("F_DUPFD") => self.duplicate(call),
            "fcntl" => {}
            "lseek" => {
                if let Some(open) = self.opened(call, 0) {
                    open.offset = usize::try_from(call.result).expect("a place in a file");
                }
            }
            "write" => self.write(call),
            "ftruncate" => {
                let length = usize::try_from(call.number(1)).expect("a length");
                if let Some(file) = self.opened(call, 0).and_then(|open| open.file) {
                    self.files[file].0.resize(length, 0);
                }
            }
            "fsync" | "fdatasync" => {
                let Some(open) = self.opened(call, 0) else { return };
                let (file, path) = (open.file, open.path.clone());
                match (file, self.names.get(&path)) {
                    (Some(file), _) => {
                        power_goes(self);
                        let (now, flushed) = &mut self.files[file];
                        flushed.clone_from(now);
                    }
                    (None, Some(Node::Folder)) => {
                        power_goes(self);
                        let of_it = |change: &Change| {
                            change.last().is_some_and(|(name, _)| name.parent() == Some(&path))
                        };
                        let (now, later) = std::mem::take(&mut self.pending).into_iter().partition(of_it);
                        self.pending = later;
                        for change in now {
                            apply(&mut self.flushed, change);
                        }
                    }
                    _ => {}
                }
            }
            "mkdir" => self.change(vec![(call.path(0, &self.root), Some(Node::Folder))]),
            "mkdirat" => self.change(vec![(self.path_at(call, 0), Some(Node::Folder))]),
            "rename" => self.rename(&call.path(0, &self.root), call.path(1, &self.root), power_goes),
            "renameat" | "renameat2" => {
                self.rename(&self.path_at(call, 0), self.path_at(call, 2), power_goes);
            }
            "linkat" => {
                let Some(&node) = self.names.get(&self.path_at(call, 0)) else { return };
                self.change(vec![(self.path_at(call, 2), Some(node))]);
            }
            "link" => {
                let Some(&node) = self.names.get(&call.path(0, &self.root)) else { return };
                self.change(vec![(call.path(1, &self.root), Some(node))]);
            }
            "unlink" | "rmdir" => {
                power_goes(self);
                self.change(vec![(call.path(0, &self.root), None)]);
            }
            "unlinkat" => {
                power_goes(self);
                self.change(vec![(self.path_at(call, 0), None)]);
            }
            name => {
                // Whatever else would change a file here must not go unseen.
                let seen = (0..call.args.len())
                    .any(|at| self.opened(call, at).is_some_and(|open| open.file.is_some()));
                assert!(!seen, "`{name}` is not followed");
            }
        }
    }

    fn open(&mut self, call: &Call, path: &Path, flags: &str) {
        let file = match self.names.get(path) {
            Some(Node::File(file)) => Some(*file),
            None if flags.contains("O_CREAT") && path.starts_with(&self.root) => {
                self.files.push((Vec::new(), Vec::new()));
                let file = self.files.len() - 1;
                self.change(vec![(path.to_owned(), Some(Node::File(file)))]);
                Some(file)
            }
            Some(Node::Folder) | None => None,
        };
        if let Some(file) = file.filter(|_| flags.contains("O_TRUNC")) {
            self.files[file].0.clear();
        }
        self.open.push(Open { path: path.to_owned(), file, offset: 0, appends: flags.contains("O_APPEND") });
        self.descriptors.insert(call.result, self.open.len() - 1);
    }

    fn duplicate(&mut self, call: &Call) {
        if let Some(&open) = self.descriptors.get(&call.number(0)) {
            self.descriptors.insert(call.result, open);
        }
    }

    fn write(&mut self, call: &Call) {
        let Some(&at) = self.descriptors.get(&call.number(0)) else { return };
        let Some(file) = self.open[at].file else { return };
        let written = usize::try_from(call.result).expect("a length");
        let bytes = unquoted(&call.args[1]);
        let content = &mut self.files[file].0;
        let from = if self.open[at].appends { content.len() } else { self.open[at].offset };
        if content.len() < from + written {
            content.resize(from + written, 0);
        }
        content[from..from + written].copy_from_slice(&bytes[..written]);
        self.open[at].offset = from + written;
    }

    fn rename(&mut self, from: &Path, to: PathBuf, power_goes: &mut dyn FnMut(&Self)) {
        let Some(&node) = self.names.get(from) else { return };
        power_goes(self);
        let mut change = Change::new();
        for (path, node) in self.names.range(from.join("")..).take_while(|(path, _)| path.starts_with(from)) {
            let inside = path.strip_prefix(from).expect("it lies there");
            if !inside.as_os_str().is_empty() {
                change.extend([(path.clone(), None), (to.join(inside), Some(*node))]);
            }
        }
        let waits = |change: &Change| change.iter().any(|(path, _)| path.starts_with(from) && path != from);
        assert!(
            !self.pending.iter().any(waits),
            "that what lies in {} was not flushed is not followed",
            from.display()
        );
        // Where the folder is flushed that this name lies in, the change is.
        change.extend([(from.to_owned(), None), (to, Some(node))]);
        self.change(change);
    }

    fn change(&mut self, change: Change) {
        if change.iter().all(|(path, _)| path.starts_with(&self.root)) {
            apply(&mut self.names, change.clone());
            self.pending.push(change);
        }
    }

    /// What an argument that is a descriptor stands for.
    fn opened(&mut self, call: &Call, at: usize) -> Option<&mut Open> {
        let number = call.args.get(at)?.parse().ok()?;
        self.open.get_mut(*self.descriptors.get(&number)?)
    }

    /// A path that is relative to what the argument before it stands for.
    fn path_at(&self, call: &Call, at: usize) -> PathBuf {
        let folder = self.descriptors.get(&call.args[at].parse().unwrap_or(-1));
        call.path(at + 1, folder.map_or(&self.root, |&open| &self.open[open].path))
    }

    /// The disk that was followed is the one that the program saw.
    #[track_caller]
    fn check(&self) {
        for (path, node) in &self.names {
            match node {
                Node::Folder => assert!(path.is_dir(), "{}", path.display()),
                Node::File(file) => {
                    assert_eq!(
                        fs::read(path).ok().as_ref(),
                        Some(&self.files[*file].0),
                        "{}",
                        path.display()
                    );
                }
            }
        }
    }

    /// What may be left: of the changes that are not flushed some or none, and of bytes that are not a part.
    fn left(&self, seed: u64) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let chance = |what: u64, at: usize| {
            blake3::hash(&[seed, what, at as u64].map(u64::to_le_bytes).concat()).as_bytes()[0]
        };
        let mut names = self.flushed.clone();
        for (at, change) in self.pending.iter().enumerate() {
            let there = match seed % 4 {
                0 => false,
                1 => true,
                _ => chance(0, at) < 128,
            };
            if there {
                apply(&mut names, change.clone());
            }
        }
        let mut left = BTreeMap::new();
        for (path, node) in names {
            // Folders stand before what lies in them.
            if path != self.root && path.parent().is_none_or(|folder| left.get(folder) != Some(&None)) {
                continue;
            }
            let content = match node {
                Node::Folder => None,
                Node::File(file) => {
                    let (now, flushed) = &self.files[file];
                    let chance = if seed % 4 < 2 { 0 } else { chance(1, file) };
                    Some(match chance {
                        0..86 => flushed.clone(),
                        86..171 => now.clone(),
                        // It has its length, and its end has no bytes yet.
                        _ => {
                            let mut torn = now.clone();
                            let from = flushed.len().min(now.len()).max(now.len() / 2);
                            torn[from..].fill(0);
                            torn
                        }
                    })
                }
            };
            left.insert(path, content);
        }
        left
    }
}

fn apply(names: &mut BTreeMap<PathBuf, Node>, change: Change) {
    for (path, node) in change {
        match node {
            Some(node) => drop(names.insert(path, node)),
            None => drop(names.remove(&path)),
        }
    }
}

/// A call of the system that succeeded.
struct Call {
    name: String,
    args: Vec<String>,
    result: i64,
}

impl Call {
    /// Reads `name(arg, arg) = result`; `None` where it failed, or where it is no call.
    fn read(text: &str) -> Option<Self> {
        let (call, result) = text.rsplit_once(" = ")?;
        let result = result.split(' ').next()?.parse().ok().filter(|result| *result >= 0)?;
        let (name, args) = call.trim_end().strip_suffix(')')?.split_once('(')?;
        // All text is written in hexadecimal, so that no comma is in it.
        let args = args.split(", ").map(str::to_owned).collect();
        Some(Self { name: name.to_owned(), args, result })
    }

    fn number(&self, at: usize) -> i64 {
        self.args[at].parse().expect("a number")
    }

    fn path(&self, at: usize, folder: &Path) -> PathBuf {
        folder.join(String::from_utf8(unquoted(&self.args[at])).expect("a path of these tests is text"))
    }
}

/// The bytes of `"\x6b\x6e"`.
fn unquoted(text: &str) -> Vec<u8> {
    let hex = |pair: &str| u8::from_str_radix(pair, 16).expect("hexadecimal");
    text.trim_matches('"').split("\\x").skip(1).map(hex).collect()
}

/// Runs something under `strace` and gives its calls in the order in which they ended; `None`, and a word about it, where
/// there is no `strace` or it may not look.
fn traced(desk: &Desk, command: &Command) -> Option<Vec<Call>> {
    let trace = desk.at("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-xx", "-s", "100000000", "-e", &format!("trace={CALLS}"), "-o"]).arg(&trace);
    strace.arg(command.get_program()).args(command.get_args());
    desk.prepare(&mut strace);
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.stdout(Stdio::null()).output();
    let ended = output.as_ref().is_ok_and(|output| output.status.success());
    if !ended || !trace.exists() {
        let probe = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
        assert!(!probe.is_ok_and(|status| status.success()), "{output:?}");
        eprintln!("left out: strace does not run here (Debian package `strace`)");
        return None;
    }
    let text = fs::read_to_string(&trace).expect("it is text");
    fs::remove_file(&trace).expect("it is removed");
    let mut unfinished: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let (thread, line) = line.split_once(' ').expect("each line begins with its thread");
        let line = line.trim_start();
        if let Some(begun) = line.strip_suffix(" <unfinished ...>") {
            if let Some(descriptor) = begun.strip_prefix("close(") {
                // Its number may be given to another file before this is told to have ended.
                calls.extend(Call::read(&format!("close({descriptor}) = 0")));
            } else {
                unfinished.insert(thread, begun);
            }
        } else if line.starts_with("<... ") {
            let (_, end) = line.split_once(" resumed>").expect("what was begun ends");
            calls.extend(unfinished.remove(thread).and_then(|begun| Call::read(&format!("{begun}{end}"))));
        } else {
            calls.extend(Call::read(line));
        }
    }
    Some(calls)
}

/// Lays out what is left.
fn lay_out(left: &BTreeMap<PathBuf, Option<Vec<u8>>>, root: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for (path, content) in left {
        let to = to.join(path.strip_prefix(root).expect("it lies there"));
        match content {
            None => fs::create_dir_all(to).expect("a folder is made"),
            Some(content) => fs::write(to, content).expect("it is written"),
        }
    }
}

/// The generation of an index that is whole; 0 where there is none.
#[track_caller]
fn whole(index: &Path, how: &str) -> u64 {
    match verify(&IndexFolder::at(index), &AnalysisOptions::default(), TextsToCompare::All) {
        Ok(report) => {
            assert_eq!(report.faults, [], "{how}");
            report.generation
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NoIndex, "{how}: {error:?}");
            0
        }
    }
}

fn articles(numbers: std::ops::Range<u32>) -> String {
    let line = |number| {
        format!(
            "{{\"id\":\"n{number}\",\"date\":\"2021\",\"text\":\"Bericht {number} over vrede en een oud schip.\"}}\n"
        )
    };
    numbers.map(line).collect()
}

/// The runs, one after another on one disk: those of `kill::command`, and three of the program itself.
const RUNS: [&str; 11] = [
    "build", "build", "rebuild", "compact", "alert", "schedule", "backup", "build", "backup", "restore",
    "rollback",
];

/// What was reported as done: generations of the index and of the backup, an alert, an article that it seeks.
#[derive(Debug, Default)]
struct Done {
    index: u64,
    backup: u64,
    alert: bool,
    article: Option<String>,
}

#[test]
fn the_power_goes_at_any_moment() {
    let desk = Desk::new();
    for file in 0..5 {
        desk.write(&format!("archive/{file}.jsonl"), articles(file * 4..file * 4 + 4));
    }
    desk.write("knipsel.toml", "[[alert_delivery]]\nfolder = \"kranten\"\nformat = \"json\"\n");
    desk.write("none.toml", "");
    fs::create_dir(desk.at("kranten")).expect("a folder is made");
    let root = fs::canonicalize(desk.path()).expect("the desk is there");
    let mut machine = Disk::new(&root, &["kranten"]);
    let mut done = Done::default();
    let (mut states, mut seed) = (0_u32, 0_u64);
    let mut laid_out = HashSet::new();
    let every = if std::env::var_os("KNIPSEL_TEST_POWER").is_some() { 1 } else { 3 };
    for (number, what) in (1..).zip(RUNS) {
        if matches!(what, "build" | "schedule") {
            let from = number * 100;
            desk.write("archive/1.jsonl", articles(from..from + 3));
            desk.write(&format!("archive/{from}.jsonl"), articles(from + 50..from + 52));
            if done.alert {
                done.article = Some(format!("\"n{}\"", from + 50));
            }
        }
        let _ = fs::remove_dir_all(desk.at("expected"));
        desk.run(&["index", "build", "archive", "--index", "expected"]).ended_with(0);
        let expected = Contents::of(&desk, "expected");
        let run = match what {
            "alert" => desk.command(&["alert", "add", "vrede", "vrede"]),
            "schedule" => desk.command(&["schedule", "run"]),
            "rollback" => desk.command(&["index", "rollback"]),
            _ => command(&desk, what),
        };
        let Some(calls) = traced(&desk, &run) else { return };
        let mut power_goes = |disk: &Disk| {
            seed += 1;
            if seed % every != 0 {
                return;
            }
            let left = disk.left(seed);
            if !laid_out.insert(blake3::hash(format!("{done:?} {left:?}").as_bytes())) {
                return;
            }
            lay_out(&left, &root, &desk.at("left"));
            let how = format!("run {number}, {what}, state {seed}");
            check_left(&desk, &done, &how);
            states += 1;
            if states % 16 == 0 && !matches!(what, "restore" | "rollback") {
                check_next_build(&desk, &done, &expected, &how);
            }
        };
        for call in &calls {
            machine.follow(call, &mut power_goes);
        }
        power_goes(&machine);
        machine.check();
        let now = whole(&desk.at("index"), what);
        assert_eq!(now > done.index, !matches!(what, "compact" | "alert" | "backup"), "{what}: {now}");
        done.index = now;
        match what {
            "backup" => done.backup = whole(&desk.at("backup"), what),
            "alert" => done.alert = true,
            _ => {}
        }
    }
    eprintln!("loss of power: {states} states, all of them whole and none older than what was done");
    assert!(states > 50, "only {states} states");
}

/// What is left is whole, and no older than what was done.
#[track_caller]
fn check_left(desk: &Desk, done: &Done, how: &str) {
    let index = whole(&desk.at("left/index"), how);
    assert!(index >= done.index, "{how}: generation {index} is left, {done:?}");
    let backup = whole(&desk.at("left/backup"), how);
    assert!(backup >= done.backup, "{how}: generation {backup} is left of the backup, {done:?}");
    if done.alert {
        let alerts = AlertFolder::of(&IndexFolder::at(desk.at("left/index")));
        alerts.state("vrede").unwrap_or_else(|error| panic!("{how}: {error:?}"));
    }
}

/// The next build completes what is left, and the next look at the alerts tells what was not told.
#[track_caller]
fn check_next_build(desk: &Desk, done: &Done, expected: &Contents, how: &str) {
    let index = IndexFolder::at(desk.at("left/index"));
    let options = BuildOptions { paths: vec![desk.at("archive")], ..BuildOptions::default() };
    build(&index, &options, &mut |_| {}).expect("the next build goes on");
    whole(index.path(), how);
    assert_eq!(Contents::of(desk, "left/index"), *expected, "{how}");
    if let Some(article) = &done.article {
        let mut told = String::new();
        for digest in fs::read_dir(desk.at("left/kranten")).into_iter().flatten().flatten() {
            told += &fs::read_to_string(digest.path()).expect("it is text");
        }
        let look =
            desk.run(&["alert", "run", "--format", "json", "--index", "left/index", "--config", "none.toml"]);
        told += &look.stdout;
        assert!(told.contains(article.as_str()), "{how}: {article} was never told: {look:?}");
    }
}

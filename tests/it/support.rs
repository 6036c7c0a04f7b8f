//! What the tests share: a folder of their own, and the program run in it.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{IndexFolder, OpenIndex, StoredArticle};
use knipsel::query::parse;
use knipsel::search::{Search, SearchRequest};
use serde_json::Value;
use tempfile::TempDir;

/// The number of the user *nobody*, and of the group.
const NOBODY: u32 = 65534;

/// A folder that goes with the test, in which the program is run.
pub(crate) struct Desk {
    folder: TempDir,
}

/// How a run of the program ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::Builder::new().prefix("knipsel-test-").tempdir().expect("a folder for a test"),
        }
    }

    /// A desk with an archive of these files, and an index of it.
    #[track_caller]
    pub(crate) fn with_index(files: &[(&str, &str)]) -> Self {
        let desk = Self::new();
        for (path, content) in files {
            desk.write(&format!("archive/{path}"), content);
        }
        desk.run(&["index", "build", "archive"]).ended_with(0);
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders are made");
        fs::write(&path, content).expect("a file is written");
        path
    }

    /// The program, with nothing of the environment but what it needs to start.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_knipsel"));
        command.args(args);
        self.prepare(&mut command);
        command
    }

    /// Lets a command run at this desk, with nothing of the environment but what it needs to start.
    pub(crate) fn prepare(&self, command: &mut Command) {
        command.current_dir(self.path()).env_clear().stdin(Stdio::null());
        for name in ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
    }

    /// Runs the program.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(&self.command(args).output().expect("the program starts"))
    }

    /// Runs the program as somebody whom permissions bind: this user, or where that is root *nobody*, who may then
    /// write at this desk.
    #[track_caller]
    pub(crate) fn run_bound(&self, args: &[&str]) -> Option<Run> {
        let probe = self.write("probe", "");
        fs::set_permissions(&probe, Permissions::from_mode(0o000)).expect("permissions are set");
        if File::open(&probe).is_err() {
            return Some(self.run(args));
        }
        fs::set_permissions(self.path(), Permissions::from_mode(0o777)).expect("permissions are set");
        self.run_as_nobody(args)
    }

    /// Runs the program as the user *nobody*; `None` where this user may not become another.
    #[track_caller]
    pub(crate) fn run_as_nobody(&self, args: &[&str]) -> Option<Run> {
        // The program itself may lie where nobody else may look.
        let program = self.at("knipsel");
        if !program.exists() {
            fs::copy(env!("CARGO_BIN_EXE_knipsel"), &program).expect("the program is copied");
        }
        let mut command = Command::new(program);
        command.args(args).uid(NOBODY).gid(NOBODY);
        self.prepare(&mut command);
        match command.output() {
            Ok(output) => Some(Run::of(&output)),
            Err(error) => {
                eprintln!("left out: this user cannot become another: {error}");
                None
            }
        }
    }

    /// Changes what the last commit of the first build says of itself.
    pub(crate) fn change_payload(&self, change: impl FnOnce(&mut Value)) {
        self.change_meta(|meta| {
            let payload = meta["payload"].as_str().expect("the commit says what it holds");
            let mut payload: Value = serde_json::from_str(payload).expect("it is JSON");
            change(&mut payload);
            meta["payload"] = payload.to_string().into();
        });
    }

    /// Leaves the first build as it is before its first commit.
    pub(crate) fn undo_commits(&self) {
        self.change_meta(|meta| {
            meta["segments"] = Value::Array(Vec::new());
            meta["payload"] = Value::Null;
            meta["opstamp"] = 0.into();
        });
    }

    fn change_meta(&self, change: impl FnOnce(&mut Value)) {
        let path = self.at("index/build-000001/meta.json");
        let mut meta = read_meta(&path);
        change(&mut meta);
        fs::write(&path, meta.to_string()).expect("it can be written");
    }

    /// Runs the program with something on its stdin.
    #[track_caller]
    pub(crate) fn run_with_stdin(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        child.stdin.take().expect("stdin is a pipe").write_all(input).expect("the program reads its stdin");
        Run::of(&child.wait_with_output().expect("the program ends"))
    }

    /// Runs `search … --json`: the hits, and the summary.
    #[track_caller]
    pub(crate) fn search(&self, args: &[&str]) -> (Vec<Value>, Value) {
        let mut all = vec!["search"];
        all.extend_from_slice(args);
        all.push("--json");
        let run = self.run(&all);
        let mut objects = run.objects();
        let summary = objects.pop().unwrap_or_else(|| panic!("{args:?} gives a summary: {run:?}"));
        assert_eq!(summary["type"], "summary", "{args:?}: {run:?}");
        let found = i32::from(summary["total"] == 0);
        assert_eq!(run.code, found, "the exit code of {args:?}: {run:?}");
        (objects, summary)
    }

    /// The titles of all hits, in order.
    #[track_caller]
    pub(crate) fn titles(&self, args: &[&str]) -> Vec<String> {
        let mut all = args.to_vec();
        all.extend(["--limit", "0"]);
        let (hits, _) = self.search(&all);
        hits.iter().map(|hit| hit["title"].as_str().expect("a hit has a title").to_owned()).collect()
    }

    /// Runs `index status --json`.
    #[track_caller]
    pub(crate) fn status(&self) -> Value {
        let run = self.run(&["index", "status", "--json"]).ended_with(0);
        let mut objects = run.objects();
        assert_eq!(objects.len(), 1, "{run:?}");
        objects.remove(0)
    }
}

impl Run {
    #[track_caller]
    pub(crate) fn of(output: &Output) -> Self {
        let run = Self {
            // A run that a signal ended has no code; none of those that the program may end with is negative.
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!run.stderr.contains("panicked"), "no run may panic: {run:?}");
        run
    }

    #[track_caller]
    pub(crate) fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "the exit code of {self:?}");
        self
    }

    /// The JSON objects on stdout, one a line.
    #[track_caller]
    pub(crate) fn objects(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }
}

/// Queries whose hits are compared where two indexes should hold the same.
const QUERIES: [&str; 10] = [
    "tekst",
    "soldaat",
    "\"het oude schip\"",
    "vrede OF oorlog",
    "bericht NIET schip",
    "titel:nummer",
    "bron:bode",
    "datum:2021",
    "datum:1894..2000",
    "",
];

/// All that an index holds, in a form that two indexes of the same archive share.
#[derive(Debug, PartialEq)]
pub(crate) struct Contents {
    pub(crate) articles: Vec<StoredArticle>,
    /// The ids that each of some queries finds.
    pub(crate) found: BTreeMap<&'static str, Vec<String>>,
    /// What `index status` counts.
    pub(crate) counts: Vec<(&'static str, Value)>,
    /// The problems that it names: path, line, reason.
    pub(crate) problems: Vec<String>,
}

impl Contents {
    /// Reads the index in a folder of a desk.
    #[track_caller]
    pub(crate) fn of(desk: &Desk, index: &str) -> Self {
        let folder = IndexFolder::at(desk.at(index));
        let open = OpenIndex::open(&folder, &AnalysisOptions::default()).expect("the index can be opened");
        let found = QUERIES.map(|query| {
            let mut ids: Vec<String> = all_hits(&open, query).into_iter().map(|article| article.id).collect();
            ids.sort();
            (query, ids)
        });
        let mut articles = all_hits(&open, "");
        articles.sort();
        let status =
            desk.run(&["index", "status", "--json", "--index", index]).ended_with(0).objects().remove(0);
        let counts = [
            "articles",
            "undated",
            "first_day",
            "last_day",
            "archives",
            "files",
            "archive_bytes",
            "sources",
            "skipped",
        ];
        let problems = status["problems"].as_array().expect("status lists problems").iter();
        let mut problems: Vec<String> = problems
            // Which of two articles with one id is the second depends on which was there first.
            .filter(|problem| problem["kind"] != "double-id")
            .map(|problem| format!("{}:{}: {}", problem["path"], problem["line"], problem["reason"]))
            .collect();
        problems.sort();
        let counts = counts.iter().map(|&key| (key, status[key].clone())).collect();
        Self { articles, found: found.into(), counts, problems }
    }
}

/// The articles that a query finds, all of them.
#[track_caller]
pub(crate) fn all_hits(index: &OpenIndex, query: &str) -> Vec<StoredArticle> {
    let today = Day::from_ymd(2025, 6, 1).expect("it is a day");
    let parsed = parse(query, today);
    assert_eq!(parsed.diagnostics, [], "{query}");
    let request = SearchRequest { limit: None, snippets: None, ..SearchRequest::new(parsed.root) };
    let result = Search::new(index).run(&request).expect("the index can be searched");
    assert_eq!(result.total, result.hits.len() as u64, "the total of {query}");
    result.hits.into_iter().map(|hit| hit.article).collect()
}

/// tantivy's record of the segments, without its seal.
#[track_caller]
pub(crate) fn read_meta(path: &Path) -> Value {
    let meta = fs::read(path).expect("there is a meta.json");
    let mut values = serde_json::Deserializer::from_slice(&meta).into_iter();
    values.next().expect("it is not empty").expect("it is JSON")
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder is made");
    for entry in fs::read_dir(from).expect("a folder is listed").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file is copied");
        }
    }
}

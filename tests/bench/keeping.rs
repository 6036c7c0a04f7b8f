//! What a long life costs: a thousand scheduled runs in a row, one article more for a large index, and the speed of
//! `verify`, `backup` and `compact`.
//!
//! Printed are the number of segments and files, the size and the memory as the runs go on, and how much was written for
//! each byte that is there at the end.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use knipsel::dutch::AnalysisOptions;
use knipsel::index::{
    BuildOptions, CompactOptions, IndexFolder, TextsToCompare, backup, compact, status, verify,
};

use crate::plot::{self, Panel};
use crate::{TURNS, folder_size, median, megabytes, program};

/// How many runs.
pub(crate) const RUNS: usize = 1_000;

/// How many articles each of them adds.
pub(crate) const ARTICLES_A_RUN: usize = 10;

/// An archive that keeps its size has so many files.
const STEADY_FILES: usize = 200;

/// How many articles both kinds of runs need.
pub(crate) const ARTICLES: usize = (2 * RUNS + STEADY_FILES + 1) * ARTICLES_A_RUN;

/// A thousand runs that add a file each: how much is written, and into how many segments.
pub(crate) fn growing(work: &Path, source: &Path, plots: Option<&Path>) {
    let mut archive = Archive::new(work, source);
    archive.write(0);
    archive.index();
    let series = Series::of_runs(work, "growing", |number| archive.write(number + 1));
    let size = folder_size(&work.join("index"));
    println!(
        "{RUNS} runs that add a file: at most {} segments, {:.1} MB written for {:.1} MB: {:.1} times",
        series.segments.iter().max().unwrap_or(&0),
        megabytes(series.written),
        megabytes(size),
        series.written as f64 / size as f64,
    );
    series.plot(plots, "growing.svg", "1,000 scheduled runs, each adds a file of ten articles");
    reading(&work.join("index"), work);
}

/// A thousand runs over an archive that keeps its size: each finds a file added, one changed and one gone.
pub(crate) fn steady(work: &Path, source: &Path, plots: Option<&Path>) {
    let mut archive = Archive::new(work, source);
    for number in 0..STEADY_FILES {
        archive.write(number);
    }
    archive.index();
    let series = Series::of_runs(work, "steady", |number| {
        archive.write(number + STEADY_FILES);
        archive.write(number + STEADY_FILES / 2);
        archive.remove(number);
    });
    println!(
        "{RUNS} runs that add, change and remove a file: at most {} segments, {:.1} MB written",
        series.segments.iter().max().unwrap_or(&0),
        megabytes(series.written),
    );
    for (name, values) in [
        ("files", &series.files),
        ("bytes of the index", &series.bytes),
        ("bytes of its segments", &series.segment_bytes),
        ("bytes of the log", &series.log_bytes),
        ("memory", &series.memory),
    ] {
        let mean = |values: &[u64]| values.iter().sum::<u64>() as f64 / values.len() as f64;
        let (early, late) = (mean(&values[RUNS / 10..RUNS / 2]), mean(&values[RUNS / 2..]));
        println!(
            "{name}: mean of runs 101 to 500 {early:.0}, of runs 501 to 1,000 {late:.0}, {:.2} times; at most {}",
            late / early,
            values.iter().max().unwrap_or(&0),
        );
    }
    let title = "1,000 scheduled runs, each finds a file added, one changed and one gone";
    series.plot(plots, "steady.svg", title);
}

/// A folder of files with a few articles each, and settings that name it.
struct Archive {
    folder: PathBuf,
    articles: std::vec::IntoIter<String>,
}

impl Archive {
    fn new(work: &Path, source: &Path) -> Self {
        let folder = work.join("archive");
        for old in [&folder, &work.join("index")] {
            crate::clear(old);
        }
        std::fs::create_dir_all(&folder).expect("a folder is made");
        let settings = "archive = [\"archive\"]\nindex = \"index\"\n";
        std::fs::write(work.join("knipsel.toml"), settings).expect("it is written");
        let text = std::fs::read_to_string(source).expect("the articles are there");
        let articles: Vec<String> = text.lines().map(str::to_owned).collect();
        Self { folder, articles: articles.into_iter() }
    }

    /// Writes the next articles into a file, which may be there.
    fn write(&mut self, number: usize) {
        let mut lines = String::new();
        for article in self.articles.by_ref().take(ARTICLES_A_RUN) {
            let _ = writeln!(lines, "{article}");
        }
        assert!(!lines.is_empty(), "the source has articles enough");
        std::fs::write(self.folder.join(format!("{number:04}.jsonl")), lines).expect("it is written");
    }

    /// Makes the index: a schedule brings one up to date that is there.
    fn index(&self) {
        let work = self.folder.parent().expect("it lies in a folder");
        let built = program().args(["index", "build"]).current_dir(work).status().expect("the program runs");
        assert!(built.success(), "the first build failed");
    }

    fn remove(&self, number: usize) {
        std::fs::remove_file(self.folder.join(format!("{number:04}.jsonl"))).expect("it is removed");
    }
}

/// What was measured after each run.
#[derive(Default)]
struct Series {
    segments: Vec<u64>,
    files: Vec<u64>,
    /// The size of the index, without the log of its runs.
    bytes: Vec<u64>,
    /// That of its segments: what is left is the ledger and what is known of copies.
    segment_bytes: Vec<u64>,
    /// The size of the log.
    log_bytes: Vec<u64>,
    /// The most memory that each run took, in bytes.
    memory: Vec<u64>,
    /// How many bytes the runs wrote, to whatever file.
    written: u64,
}

impl Series {
    /// Runs the program as a schedule does, each time after `change`.
    fn of_runs(work: &Path, name: &str, mut change: impl FnMut(usize)) -> Self {
        let index = IndexFolder::at(work.join("index"));
        println!(
            "{name}: runs  articles  segments  files  index MB  of it segments  log MB  memory MB  seconds a run"
        );
        let (mut series, mut seconds) = (Self::default(), 0.0);
        for number in 0..RUNS {
            change(number);
            let before = bytes_written();
            let mut run = program();
            let ended = run.args(["schedule", "run"]).current_dir(work).status().expect("the program runs");
            assert!(ended.success(), "run {number} failed");
            series.written += bytes_written() - before;
            let log = std::fs::read_to_string(work.join("index/runs.jsonl")).expect("there is a log");
            let line = log.lines().last().expect("the run has a line");
            let line: serde_json::Value = serde_json::from_str(line).expect("the line is JSON");
            seconds += line["seconds"].as_f64().expect("it took some time");
            let status = status(&index, &AnalysisOptions::default()).expect("it can be opened");
            series.segments.push(status.segments);
            series.files.push(files(index.path()));
            let log_bytes = log.len() as u64;
            series.bytes.push(folder_size(index.path()) - log_bytes);
            series.segment_bytes.push(segment_bytes(index.path()));
            series.log_bytes.push(log_bytes);
            series.memory.push(line["peak_memory_bytes"].as_u64().unwrap_or(0));
            if (number + 1) % 100 == 0 {
                println!(
                    "{name}: {:4}  {:8}  {:8}  {:5}  {:8.2}  {:14.2}  {:6.2}  {:9.1}  {:.3}",
                    number + 1,
                    status.articles,
                    status.segments,
                    series.files[number],
                    megabytes(series.bytes[number]),
                    megabytes(series.segment_bytes[number]),
                    megabytes(log_bytes),
                    megabytes(series.memory[number]),
                    seconds / 100.0,
                );
                seconds = 0.0;
            }
        }
        series
    }

    fn plot(&self, folder: Option<&Path>, name: &str, title: &str) {
        let Some(folder) = folder else { return };
        let counts = |values: &[u64]| values.iter().map(|&value| value as f64).collect();
        let sizes = |values: &[u64]| values.iter().map(|&value| megabytes(value)).collect();
        let panels = [
            Panel { name: "segments", values: counts(&self.segments) },
            Panel { name: "files of the index", values: counts(&self.files) },
            Panel { name: "size of the index, MB", values: sizes(&self.bytes) },
            Panel { name: "size of the log of the runs, MB", values: sizes(&self.log_bytes) },
            Panel { name: "peak memory of the run, MB", values: sizes(&self.memory) },
        ];
        plot::write(&folder.join(name), title, &panels);
    }
}

/// How soon an article is found in an index that is there: from the moment when its file is written, over a build and a
/// search by the program. The index then has some articles more.
pub(crate) fn one_more(index: &Path, work: &Path) {
    let archive = work.join("one-more");
    std::fs::create_dir_all(&archive).expect("a folder is made");
    let articles = |index: &Path| {
        let status = status(&IndexFolder::at(index), &AnalysisOptions::default());
        status.expect("the index can be opened").articles
    };
    let before = articles(index);
    let add = |turn: usize| {
        let term = format!("erbij{}x{turn}", std::process::id());
        // Long enough to be compared with the others as a copy.
        let mut text =
            format!("date 2024-05-{:02} Het woord {term} stond nog in geen ander bericht.", turn + 1);
        for sentence in 0..12 {
            let _ =
                write!(text, " De {sentence}e regel van bericht {turn} zegt iets over {term} en de haven.");
        }
        std::fs::write(archive.join(format!("{term}.txt")), text).expect("it is written");
        let began = Instant::now();
        let built = program().args(["index", "build"]).arg(&archive).arg("--index").arg(index).status();
        assert!(built.expect("the program runs").success(), "the build failed");
        (term, began)
    };
    let (mut builds, mut found) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let (term, began) = add(turn);
        builds.push(began.elapsed().as_secs_f64());
        let searched = program().args(["search", &term, "--index"]).arg(index).status();
        assert!(searched.expect("the program runs").success(), "{term} is not found");
        found.push(began.elapsed().as_secs_f64());
    }
    assert_eq!(articles(index), before + TURNS as u64, "each build added its article");
    println!(
        "one article more for {before}: found after {:.2} s, of which the build takes {:.2} s",
        median(&found),
        median(&builds)
    );
    let back_up = || backup(&IndexFolder::at(index), &work.join("backup")).expect("it can be copied");
    back_up();
    add(TURNS);
    let began = Instant::now();
    let written = back_up().written_bytes;
    println!("backup after another: {:.1} MB in {:.2} s", megabytes(written), began.elapsed().as_secs_f64());
}

/// What compacting takes of memory and disk beyond the index itself, within a bound. The index is then compact.
pub(crate) fn compacting(index: &Path, at_once_megabytes: u64) {
    let folder = IndexFolder::at(index);
    let before = folder_size(index);
    let (most, done) = (AtomicU64::new(before), AtomicBool::new(false));
    let options =
        CompactOptions { at_once_bytes: at_once_megabytes * 1_000_000, build: BuildOptions::default() };
    let began = Instant::now();
    let report = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Ordering::Acquire) {
                most.fetch_max(folder_size(index), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let report = compact(&folder, &options);
        done.store(true, Ordering::Release);
        report.expect("it can be compacted")
    });
    println!(
        "compact, {at_once_megabytes} MB at once: {} segments from {}, {:.1} MB from {:.1} MB in {:.1} s; at most {:.1} MB of \
         disk beyond what there was, {:.1} MB of memory",
        report.segments,
        report.segments_before,
        megabytes(report.bytes),
        megabytes(report.bytes_before),
        began.elapsed().as_secs_f64(),
        megabytes(most.into_inner() - before),
        megabytes(peak_memory()),
    );
}

/// How fast an index is checked and copied.
pub(crate) fn reading(index: &Path, work: &Path) {
    let index = IndexFolder::at(index);
    for (name, texts) in [("verify", TextsToCompare::Sample), ("verify --all", TextsToCompare::All)] {
        let began = Instant::now();
        let report = verify(&index, &AnalysisOptions::default(), texts).expect("it can be read");
        assert!(report.faults.is_empty(), "{:?}", report.faults);
        let seconds = began.elapsed().as_secs_f64();
        let speed = megabytes(report.bytes) / seconds;
        println!("{name}: {:.1} MB in {seconds:.2} s, {speed:.0} MB/s", megabytes(report.bytes));
    }
    for name in ["backup", "backup again"] {
        let began = Instant::now();
        let report = backup(&index, &work.join("backup")).expect("it can be copied");
        let seconds = began.elapsed().as_secs_f64();
        println!("{name}: {:.1} MB in {seconds:.2} s", megabytes(report.written_bytes));
    }
}

/// The bytes that this process and those that it waited for wrote to files. Linux tells.
fn bytes_written() -> u64 {
    figure("/proc/self/io", "wchar:")
}

/// The most memory that this process held, in bytes.
fn peak_memory() -> u64 {
    figure("/proc/self/status", "VmHWM:") * 1_024
}

fn figure(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The size of the files of segments below a folder: what tantivy wrote, each under the number of its segment.
fn segment_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let sizes = entries.map(|entry| {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            return segment_bytes(&path);
        }
        let is_segment =
            name.as_encoded_bytes().iter().take(32).all(u8::is_ascii_hexdigit) && name.len() > 32;
        if is_segment { entry.metadata().map_or(0, |metadata| metadata.len()) } else { 0 }
    });
    sizes.sum()
}

/// How many files there are below a folder.
fn files(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

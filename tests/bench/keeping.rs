//! What a long life costs: a thousand small builds in a row, and the speed of `verify`.
//!
//! Printed are the number of segments, the size and the memory as the builds go on, how much was written for each byte
//! that is there at the end, and what `verify` and `backup` read in a second.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use knipsel::dutch::AnalysisOptions;
use knipsel::index::{BuildOptions, IndexFolder, TextsToCompare, backup, build, status, verify};

use crate::{folder_size, megabytes};

/// How many builds.
pub(crate) const BUILDS: usize = 1_000;

/// How many articles each of them adds.
pub(crate) const ARTICLES_A_BUILD: usize = 10;

/// A thousand builds, each with a few more of the articles in `source`.
pub(crate) fn small_builds(work: &Path, source: &Path) {
    let source = std::fs::read_to_string(source).expect("the articles are there");
    let mut articles = source.lines();
    let folder = work.join("archive");
    std::fs::create_dir_all(&folder).expect("a folder is made");
    let index = IndexFolder::at(work.join("index"));
    let options = BuildOptions { paths: vec![folder.clone()], threads: 1, ..BuildOptions::default() };
    println!("builds  articles  segments  files  index MB  memory MB  seconds a build");
    let (mut written, mut seconds, mut most_segments) = (0, 0.0, 0);
    for number in 0..BUILDS {
        let mut lines = String::new();
        for article in articles.by_ref().take(ARTICLES_A_BUILD) {
            let _ = writeln!(lines, "{article}");
        }
        std::fs::write(folder.join(format!("{number:04}.jsonl")), lines).expect("it is written");
        let before = bytes_written();
        let began = Instant::now();
        build(&index, &options, &mut |_| {}).expect("the build succeeds");
        seconds += began.elapsed().as_secs_f64();
        written += bytes_written() - before;
        if (number + 1) % 10 == 0 {
            let status = status(&index, &AnalysisOptions::default()).expect("it can be opened");
            most_segments = most_segments.max(status.segments);
            if (number + 1) % 100 == 0 {
                println!(
                    "{:6}  {:8}  {:8}  {:5}  {:8.1}  {:9}  {:.3}",
                    number + 1,
                    status.articles,
                    status.segments,
                    files(index.path()),
                    megabytes(status.index_bytes),
                    memory_mb(),
                    seconds / 100.0,
                );
                seconds = 0.0;
            }
        }
    }
    let size = folder_size(index.path());
    println!(
        "{BUILDS} builds: at most {most_segments} segments, {:.1} MB written for {:.1} MB: {:.1} times",
        megabytes(written),
        megabytes(size),
        megabytes(written) / megabytes(size),
    );
    reading(index.path(), work);
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

/// The bytes that this process wrote to files. Linux tells.
fn bytes_written() -> u64 {
    figure("/proc/self/io", "wchar:")
}

/// The most memory that this process held, in MB.
fn memory_mb() -> u64 {
    figure("/proc/self/status", "VmHWM:") / 1_000
}

fn figure(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// How many files there are below a folder.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

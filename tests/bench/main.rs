//! How fast knipsel is, in ratios measured in one run.
//!
//! ```text
//! cargo bench                                   on an archive made from the sample in data/
//! cargo bench -- --archive kranten.jsonl        on a JSON Lines file of your own
//! cargo bench -- --index kranten.index          only timelines, on an index that is there
//! cargo bench -- --million                      also on a million articles (takes minutes and 5 GB)
//! cargo bench -- --queries INDEX                only queries, on an index that is there
//! cargo bench -- --queries INDEX --kind near    only those of one kind
//! cargo bench -- --queries INDEX --only "a b*"  only this query
//! cargo bench -- --small-builds                 only a thousand scheduled runs in a row that add, then verify
//! cargo bench -- --scheduled-runs               only a thousand over an archive that keeps its size
//! cargo bench -- --unchanged                    only builds over 20,000 and 100,000 files that are as before
//! cargo bench -- --one-more INDEX               only how soon an article more is found, and backed up; adds eight to the index
//! cargo bench -- --verify INDEX                 only verify and backup, of an index that is there
//! cargo bench -- --compact INDEX --at-once 200  only compact, of an index that is there, 200 MB at once
//! cargo bench -- --stop kranten.jsonl           only how soon a watch ends that is told to while it reads that file
//! ```
//!
//! `--plots FOLDER` draws the runs as SVG.
//!
//! Every comparison runs in turns (A B A B …), so that a machine that slows down slows both; what is printed is
//! the median, and for a comparison the median of the ratios of neighbours.

#![allow(clippy::cast_precision_loss, reason = "sizes and counts here are far below 2^52")]

mod archive;
mod baseline;
mod keeping;
mod plot;
mod queries;
mod stopping;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use knipsel::date::{Day, PeriodLength};
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{IndexFolder, OpenIndex};
use knipsel::query::parse;
use knipsel::search::{Search, Selection, TimelineRequest};

/// How often each figure is measured.
const TURNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value_of = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(PathBuf::from)
    };
    if let (Some(source), Some(folder)) = (value_of("--baseline"), value_of("--into")) {
        return baseline::build(&source, &folder);
    }
    if let Some(index) = value_of("--queries") {
        let text_of = |name: &str| value_of(name).map(|text| text.to_string_lossy().into_owned());
        match text_of("--only") {
            Some(query) => queries::one_query(&index, &query),
            None => queries::queries(&index, "the index", text_of("--kind").as_deref()),
        }
        return;
    }
    if let Some(index) = value_of("--index") {
        return timelines(&index, "this index");
    }
    let work = tempfile::tempdir().expect("a folder for the benchmark");
    let work = work.path();
    let wants = |name: &str| arguments.iter().any(|argument| argument == name);
    if wants("--small-builds") || wants("--scheduled-runs") {
        let (made, plots) = (work.join("made.jsonl"), value_of("--plots"));
        archive::from_sample(Path::new("data"), keeping::ARTICLES, &made);
        let measure = if wants("--small-builds") { keeping::growing } else { keeping::steady };
        measure(work, &made, plots.as_deref());
        return;
    }
    if wants("--unchanged") {
        unchanged(work, 20_000);
        unchanged(work, 100_000);
        return;
    }
    if let Some(index) = value_of("--one-more") {
        keeping::one_more(&index, work);
        return;
    }
    if let Some(index) = value_of("--compact") {
        let at_once = value_of("--at-once").and_then(|megabytes| megabytes.to_str()?.parse().ok());
        keeping::compacting(&index, at_once.unwrap_or(200));
        return;
    }
    if let Some(source) = value_of("--stop") {
        stopping::stopping(&source, work);
        return;
    }
    if let Some(index) = value_of("--verify") {
        keeping::reading(&index, work);
        return;
    }
    let source = value_of("--archive").unwrap_or_else(|| {
        let made = work.join("made.jsonl");
        archive::from_sample(Path::new("data"), 6_000, &made);
        made
    });
    build_speed(work, &source);
    one_search(work, &source, "small index");
    unchanged(work, 20_000);
    unchanged(work, 100_000);
    if wants("--million") {
        let million = work.join("million.jsonl");
        let bytes = archive::repeat(&source, 1_000_000, &million);
        let index = work.join("million.index");
        let (seconds, memory) = build(&million, &index);
        println!(
            "a million articles: {:.0} MB of JSON built in {seconds:.0} s, peak memory {memory} MB, index {} MB",
            megabytes(bytes),
            folder_size(&index) / 1_000_000,
        );
        search_process(&index, "million articles");
        queries::queries(&index, "a million articles", None);
        timelines(&index, "million articles");
        keeping::one_more(&index, work);
        keeping::reading(&index, work);
        // In a process of its own, whose memory is that of nothing else.
        let compact = this_benchmark().arg("--compact").arg(&index).args(["--at-once", "200"]).status();
        assert!(compact.is_ok_and(|status| status.success()), "the index could not be compacted");
    }
}

/// The program, as this benchmark was built with it.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_knipsel"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// This benchmark as another process.
fn this_benchmark() -> Command {
    Command::new(std::env::current_exe().expect("this program has a path"))
}

/// Builds an index by the program; gives the seconds and the peak memory in MB.
fn build(archive: &Path, index: &Path) -> (f64, u64) {
    let began = Instant::now();
    let output = program()
        .args(["index", "build", "--json"])
        .arg(archive)
        .arg("--index")
        .arg(index)
        .stdout(Stdio::piped())
        .output()
        .expect("the program runs");
    let seconds = began.elapsed().as_secs_f64();
    assert!(output.status.success(), "the build failed");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    (seconds, report["peak_memory_bytes"].as_u64().unwrap_or(0) / 1_000_000)
}

/// `index build` against tantivy alone, with its own Dutch stemmer, positions and a zstd store.
fn build_speed(work: &Path, source: &Path) {
    let articles = archive::read(source);
    let text_bytes: usize = articles.iter().map(|article| article.title.len() + article.text.len()).sum();
    let (ours, theirs) = (work.join("ours"), work.join("theirs"));
    let (mut our_seconds, mut their_seconds, mut memory) = (Vec::new(), Vec::new(), 0);
    for _ in 0..TURNS {
        clear(&ours);
        let (seconds, peak) = build(source, &ours);
        our_seconds.push(seconds);
        memory = memory.max(peak);
        clear(&theirs);
        // A process of its own as well: in this one it would find memory that is already mapped and warm.
        let mut alone = this_benchmark();
        alone.arg("--baseline").arg(source).arg("--into").arg(&theirs);
        their_seconds.push(time(&mut alone));
    }
    let ratio = median_ratio(&their_seconds, &our_seconds);
    println!("articles: {}, text: {:.1} MB", articles.len(), megabytes(text_bytes as u64));
    println!(
        "build: knipsel {:.1} MB/s, tantivy alone {:.1} MB/s, speed ratio {ratio:.2}; peak memory {memory} MB",
        megabytes(text_bytes as u64) / median(&our_seconds),
        megabytes(text_bytes as u64) / median(&their_seconds),
    );
    let (our_size, their_size) = (folder_size(&ours), folder_size(&theirs));
    println!(
        "size: knipsel {:.1} MB, tantivy alone {:.1} MB, ratio {:.2}",
        megabytes(our_size),
        megabytes(their_size),
        our_size as f64 / their_size as f64
    );
    analysis_speed(&articles, text_bytes);
}

/// The analysis alone, on one core.
fn analysis_speed(articles: &[archive::Record], text_bytes: usize) {
    let mut speeds = Vec::new();
    for _ in 0..TURNS {
        let mut analyzer = knipsel::dutch::Analyzer::new(knipsel::dutch::AnalysisOptions::default());
        let began = Instant::now();
        let mut terms = 0;
        for article in articles {
            analyzer.analyze(&article.title, |word| terms += word.terms.iter().count());
            analyzer.analyze(&article.text, |word| terms += word.terms.iter().count());
        }
        speeds.push(megabytes(text_bytes as u64) / began.elapsed().as_secs_f64());
        assert!(terms > 0, "a text has words");
    }
    println!("analysis: {:.0} MB/s on one core", median(&speeds));
}

fn one_search(work: &Path, source: &Path, name: &str) {
    let index = work.join("searched");
    build(source, &index);
    search_process(&index, name);
    timelines(&index, name);
}

/// One search as a whole process, beside a process that does nothing.
fn search_process(index: &Path, name: &str) {
    for query in
        ["soldaat", "minister president", "\"tweede kamer\"", "Nagorno-Karabach", "regering OF parlement"]
    {
        let (mut searches, mut nothings) = (Vec::new(), Vec::new());
        for _ in 0..3 * TURNS {
            searches.push(time(program().args(["search", query, "--index"]).arg(index)));
            nothings.push(time(program().arg("--version")));
        }
        println!(
            "search process on {name}, {query}: {:.1} ms; a process that does nothing: {:.1} ms",
            1e3 * median(&searches),
            1e3 * median(&nothings)
        );
    }
}

/// Timelines by month over the whole index, in this process.
fn timelines(index: &Path, name: &str) {
    let analysis = AnalysisOptions::default();
    let index = OpenIndex::open(&IndexFolder::at(index), &analysis).expect("the index can be opened");
    for query in ["", "soldaat", "minister president", "\"tweede kamer\"", "regering OF parlement", "de"] {
        let today = Day::from_ymd(2025, 1, 1).expect("a day");
        let selection = Selection::new(parse(query, today).root);
        let measure = |occurrences: bool| {
            let queries = vec![selection.clone()];
            let request = TimelineRequest { queries, by: PeriodLength::Month, occurrences, relative: false };
            let mut search = Search::new(&index);
            let (mut total, mut milliseconds) = (0, Vec::new());
            for _ in 0..3 * TURNS {
                let began = Instant::now();
                let timeline = search.timeline(&request).expect("it can be counted");
                milliseconds.push(1e3 * began.elapsed().as_secs_f64());
                total = timeline.series[0].total.articles;
            }
            (total, median(&milliseconds))
        };
        let ((total, articles), (_, occurrences)) = (measure(false), measure(true));
        println!(
            "timeline on {name}, `{query}`, {total} articles: {articles:.1} ms; with occurrences: {occurrences:.1} ms"
        );
    }
}

/// A second build with nothing changed, over so many small files.
fn unchanged(work: &Path, files: usize) {
    let (archive, index) = (work.join("small-files"), work.join("small-files.index"));
    clear(&archive);
    clear(&index);
    archive::small_files(&archive, files);
    build(&archive, &index);
    let seconds: Vec<f64> = (0..TURNS).map(|_| build(&archive, &index).0).collect();
    println!("unchanged, {files} files: {:.2} s", median(&seconds));
}

fn time(command: &mut Command) -> f64 {
    let began = Instant::now();
    command.status().expect("the program runs");
    began.elapsed().as_secs_f64()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn median_ratio(above: &[f64], below: &[f64]) -> f64 {
    median(&above.iter().zip(below).map(|(above, below)| above / below).collect::<Vec<_>>())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn clear(folder: &Path) {
    // It is not there in the first turn.
    let _ = std::fs::remove_dir_all(folder);
    // What was written before must not be flushed at the cost of what is measured next.
    std::thread::sleep(Duration::from_millis(50));
}

fn folder_size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let metadata = entry.metadata().expect("the file is there");
            if metadata.is_dir() { folder_size(&entry.path()) } else { metadata.len() }
        })
        .sum()
}

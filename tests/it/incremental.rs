//! An index that was brought up to date holds what one built anew holds, and only what changed is read.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::support::{Contents, Desk, Run};

/// The files that the archive may have.
const PATHS: [&str; 8] = [
    "2021/11/16/a.txt",
    "2021/11/16/b.jsonl",
    "los.csv",
    "map/c.jsonl",
    "map/d.txt",
    "map/dieper/e.jsonl.gz",
    "map/plaatje.png",
    "z.jsonl.zst",
];

/// Something that happens to the archive.
#[derive(Debug, Clone)]
enum Change {
    /// A file is written, in place of what it was.
    Write { path: usize, content: u32 },
    /// More is written at the end of a file, if that is one that more can be written to.
    Append { path: usize, content: u32 },
    /// A file is removed.
    Remove { path: usize },
    /// A file gets the name of another.
    Rename { from: usize, to: usize },
    /// A file's time changes, and nothing else.
    Touch { path: usize, seconds: u32 },
}

fn change() -> impl Strategy<Value = Change> {
    let path = 0..PATHS.len();
    prop_oneof![
        4 => (path.clone(), any::<u32>()).prop_map(|(path, content)| Change::Write { path, content }),
        1 => (path.clone(), any::<u32>()).prop_map(|(path, content)| Change::Append { path, content }),
        2 => path.clone().prop_map(|path| Change::Remove { path }),
        2 => (path.clone(), path.clone()).prop_map(|(from, to)| Change::Rename { from, to }),
        1 => (path, 0..1_000_000_u32).prop_map(|(path, seconds)| Change::Touch { path, seconds }),
    ]
}

/// What a build is told.
#[derive(Debug, Clone, Copy)]
enum Build {
    Whole,
    Checksum,
    Part(&'static str),
}

fn build() -> impl Strategy<Value = Build> {
    prop_oneof![
        4 => Just(Build::Whole),
        1 => Just(Build::Checksum),
        1 => Just(Build::Part("archive/map")),
        1 => Just(Build::Part("archive/2021/11")),
        1 => Just(Build::Part("archive/los.csv")),
    ]
}

impl Change {
    fn make(&self, desk: &Desk) {
        let at = |path: usize| desk.at(&format!("archive/{}", PATHS[path]));
        match *self {
            Change::Write { path, content } => {
                desk.write(
                    &format!("archive/{}", PATHS[path]),
                    packed(PATHS[path], &records(PATHS[path], content)),
                );
            }
            Change::Append { path, content } => {
                if let Ok(mut file) = File::options().append(true).open(at(path)) {
                    let more = packed(PATHS[path], &records(PATHS[path], content));
                    file.write_all(&more).expect("the file takes it");
                }
            }
            Change::Remove { path } => {
                // It may not be there, which is no change then.
                let _ = fs::remove_file(at(path));
            }
            Change::Rename { from, to } => {
                fs::create_dir_all(at(to).parent().expect("a folder")).expect("folders are made");
                let _ = fs::rename(at(from), at(to));
            }
            Change::Touch { path, seconds } => {
                let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_000 + u64::from(seconds));
                if let Ok(file) = File::options().append(true).open(at(path)) {
                    file.set_modified(time).expect("the time is set");
                }
            }
        }
    }
}

/// Some records in the form that the name of the file asks for, good ones and bad ones.
fn records(path: &str, content: u32) -> String {
    const SENTENCES: [&str; 6] = [
        "De soldaten lagen in het veld.",
        "Het oude schip voer uit.",
        "Er kwam vrede na de oorlog.",
        "Een bericht uit de stad: het oude huis staat er nog.",
        "Tekst van een soldaat over schepen.",
        "Nergens was nieuws, zegt het bericht.",
    ];
    const DATES: [&str; 5] = ["2021-11", "1894~", "2020-11-10", "2021-02-30", ""];
    let mut random = content;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    let mut text = String::new();
    if path.contains(".csv") {
        text.push_str("id;datum;titel;tekst\n");
    }
    for number in 0..next(5) {
        let (sentence, date, id) = (SENTENCES[next(6)], DATES[next(5)], next(40));
        let record = match next(8) {
            0 => "kapot\n\n".to_owned(),
            _ if path.contains(".csv") => format!("{id};{date};Nummer {number};\"{sentence}\"\n"),
            1 if path.contains(".json") => format!("{{\"text\":\"{sentence}\",\"source\":\"De Bode\"}}\n"),
            _ if path.contains(".json") => {
                format!(
                    "{{\"id\":\"{id}\",\"date\":\"{date}\",\"title\":\"Nummer {number}\",\"text\":\"{sentence}\"}}\n"
                )
            }
            _ if date.is_empty() => format!("{sentence}\n\n"),
            _ => format!("date {date} {sentence}\n\n"),
        };
        text.push_str(&record);
    }
    text
}

fn packed(path: &str, text: &str) -> Vec<u8> {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("gz") => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(text.as_bytes()).expect("memory takes it");
            packed.finish().expect("memory takes it")
        }
        Some("zst") => zstd::encode_all(text.as_bytes(), 1).expect("memory takes it"),
        _ => text.as_bytes().to_vec(),
    }
}

#[test]
fn brought_up_to_date_equals_built_anew() {
    let rounds = proptest::collection::vec((proptest::collection::vec(change(), 1..6), build()), 1..6);
    let start = proptest::collection::vec(any::<u32>(), PATHS.len());
    let config = ProptestConfig {
        cases: 12,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let compared = Cell::new(0);
    let result = TestRunner::new_with_rng(config, random).run(&(start, rounds), |(start, rounds)| {
        let desk = Desk::new();
        for (path, content) in start.into_iter().enumerate() {
            Change::Write { path, content }.make(&desk);
        }
        desk.run(&["index", "build", "archive"]);
        for (changes, build) in rounds {
            for change in changes {
                change.make(&desk);
            }
            match build {
                Build::Whole => desk.run(&["index", "build", "--allow-shrink"]),
                Build::Checksum => desk.run(&["index", "build", "--checksum", "--allow-shrink"]),
                // What is named may just have gone, which is an error of use.
                Build::Part(part) => desk.run(&["index", "build", part, "--allow-shrink"]),
            };
        }
        desk.run(&["index", "build", "--allow-shrink"]);
        desk.run(&["index", "build", "archive", "--index", "anew"]);
        let (kept, anew) = (Contents::of(&desk, "index"), Contents::of(&desk, "anew"));
        compared.set(compared.get() + anew.articles.len());
        prop_assert_eq!(kept, anew);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(compared.get() > 50, "only {} articles were compared", compared.get());
}

/// Every file of an index: its length, its time, and its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, (u64, i64, i64, blake3::Hash)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // Whoever looks at the index leaves his name there.
            if path.ends_with("LOCK") {
                continue;
            }
            let metadata = entry.metadata().expect("a file");
            let hash = blake3::hash(&fs::read(&path).expect("a file"));
            let about = (metadata.len(), metadata.mtime(), metadata.mtime_nsec(), hash);
            files.insert(path.display().to_string(), about);
        }
    }
    files
}

fn three_files() -> [(&'static str, &'static str); 3] {
    [
        ("a.txt", "date 2021 Een bericht over appels.\n"),
        ("map/b.txt", "date 2021 Een bericht over peren.\n"),
        ("map/c.jsonl", "{\"text\":\"Een bericht over kersen.\"}\nkapot\n"),
    ]
}

fn three_file_desk() -> Desk {
    let desk = Desk::new();
    for (path, content) in three_files() {
        desk.write(&format!("archive/{path}"), content);
    }
    desk.run(&["index", "build", "archive"]).ended_with(2);
    desk
}

#[track_caller]
fn check_counts(desk: &Desk, counts: &[(&str, u64)]) {
    for (word, count) in counts {
        assert_eq!(desk.search(&[word]).1["total"], *count, "`{word}`");
    }
}

#[track_caller]
fn told(run: &Run, what: &str) {
    assert!(run.stderr.contains(what), "{what:?} is told: {run:?}");
}

#[test]
fn nothing_changed_means_nothing_written() {
    let desk = three_file_desk();
    let before = snapshot(&desk.at("index"));
    assert!(before.len() > 5, "{before:?}");
    for args in
        [["index", "build"].as_slice(), &["index", "build", "archive"], &["index", "build", "--checksum"]]
    {
        let run = desk.run(args).ended_with(0);
        told(&run, "nothing changed in 3 files\n");
        told(&run, "in generation 1\n");
        assert_eq!(snapshot(&desk.at("index")), before, "{args:?}");
    }
    desk.run(&["search", "bericht"]).ended_with(0);
    desk.run(&["index", "status"]).ended_with(0);
    assert_eq!(snapshot(&desk.at("index")), before, "who reads an index writes nothing");
}

#[test]
fn a_change_that_keeps_size_and_time_is_found_by_checksum() {
    let desk = three_file_desk();
    let path = desk.at("archive/a.txt");
    let time = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    fs::write(&path, "date 2021 Een bericht over pruimen.\n".replace("pruimen", "noten!")).expect("written");
    File::options()
        .append(true)
        .open(&path)
        .and_then(|file| file.set_modified(time))
        .expect("the time is set");
    assert_eq!(fs::metadata(&path).expect("a file").len(), three_files()[0].1.len() as u64);
    told(&desk.run(&["index", "build"]).ended_with(0), "nothing changed in 3 files\n");
    check_counts(&desk, &[("appels", 1), ("noten", 0)]);
    told(&desk.run(&["index", "build", "--checksum"]).ended_with(0), "indexed 1 article from 1 file ");
    check_counts(&desk, &[("appels", 0), ("noten", 1), ("bericht", 3)]);
}

#[test]
fn a_new_time_alone_reads_again_and_doubles_nothing() {
    let desk = three_file_desk();
    let touch = || {
        let file = File::options().append(true).open(desk.at("archive/a.txt")).expect("a file");
        file.set_modified(SystemTime::now() + Duration::from_mins(1)).expect("the time is set");
    };
    touch();
    told(&desk.run(&["index", "build"]).ended_with(0), "indexed 1 article from 1 file ");
    check_counts(&desk, &[("appels", 1), ("bericht", 3)]);
    touch();
    told(&desk.run(&["index", "build", "--checksum"]).ended_with(0), "nothing changed in 3 files\n");
    told(&desk.run(&["index", "build"]).ended_with(0), "nothing changed in 3 files\n");
}

#[test]
fn a_part_of_the_archive() {
    let desk = three_file_desk();
    desk.write("archive/a.txt", "date 2021 Een bericht over ananas.\n");
    desk.write("archive/map/b.txt", "date 2021 Een bericht over bananen.\n");
    fs::remove_file(desk.at("archive/map/c.jsonl")).expect("it is removed");
    desk.write("archive/map/d.txt", "date 2021 Een bericht over dadels.\n");
    desk.run(&["index", "build", "archive/map/b.txt"]).ended_with(0);
    check_counts(&desk, &[("appels", 1), ("bananen", 1), ("kersen", 1), ("dadels", 0)]);
    desk.run(&["index", "build", "archive/map"]).ended_with(0);
    check_counts(&desk, &[("appels", 1), ("ananas", 0), ("bananen", 1), ("kersen", 0), ("dadels", 1)]);
    assert_eq!(
        desk.status()["archives"].as_array().map(Vec::len),
        Some(1),
        "a part is no archive of its own"
    );
    desk.run(&["index", "build"]).ended_with(0);
    desk.run(&["index", "build", "archive", "--index", "anew"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), Contents::of(&desk, "anew"));
}

#[test]
fn an_archive_of_one_file() {
    let desk = Desk::new();
    desk.write("krant.jsonl", "{\"text\":\"Een bericht over appels.\"}\n");
    desk.write("andere.jsonl", "{\"text\":\"Een bericht over peren.\"}\n");
    desk.run(&["index", "build", "krant.jsonl"]).ended_with(0);
    check_counts(&desk, &[("appels", 1), ("peren", 0)]);
    told(&desk.run(&["index", "build"]).ended_with(0), "nothing changed in 1 file\n");
    let (hits, _) = desk.search(&["appels"]);
    assert!(hits[0]["path"].as_str().is_some_and(|path| path.ends_with("/krant.jsonl")), "{hits:?}");
    desk.write("krant.jsonl", "{\"text\":\"Een bericht over kersen.\"}\n");
    told(&desk.run(&["index", "build"]).ended_with(0), "indexed 1 article from 1 file ");
    check_counts(&desk, &[("appels", 0), ("kersen", 1)]);
}

#[test]
fn two_archives() {
    let desk = three_file_desk();
    desk.write("tweede/a.txt", "date 2021 Een bericht over druiven.\n");
    desk.run(&["index", "build", "tweede"]).ended_with(0);
    check_counts(&desk, &[("bericht", 4), ("druiven", 1), ("appels", 1)]);
    assert_eq!(desk.status()["archives"].as_array().map(Vec::len), Some(2));
    // With no path both are looked at.
    desk.write("tweede/a.txt", "date 2021 Een bericht over vijgen.\n");
    fs::remove_file(desk.at("archive/a.txt")).expect("it is removed");
    desk.run(&["index", "build"]).ended_with(0);
    check_counts(&desk, &[("bericht", 3), ("druiven", 0), ("vijgen", 1), ("appels", 0)]);
    desk.run(&["index", "build", "archive", "tweede", "--index", "anew"]);
    let (kept, anew) = (Contents::of(&desk, "index"), Contents::of(&desk, "anew"));
    assert_eq!((kept.articles, kept.found), (anew.articles, anew.found));
}

#[test]
fn an_archive_that_vanished_keeps_its_articles() {
    let desk = three_file_desk();
    desk.write("tweede/a.txt", "date 2021 Een bericht over druiven.\n");
    desk.run(&["index", "build", "tweede"]).ended_with(0);
    fs::rename(desk.at("tweede"), desk.at("weg")).expect("it is renamed");
    desk.write("archive/a.txt", "date 2021 Een bericht over ananas.\n");
    told(&desk.run(&["index", "build"]).ended_with(2), "does not exist\n");
    check_counts(&desk, &[("druiven", 1), ("ananas", 1), ("bericht", 4)]);
    desk.run(&["index", "rebuild"]).ended_with(2);
    check_counts(&desk, &[("druiven", 1), ("ananas", 1), ("bericht", 4)]);
    fs::rename(desk.at("weg"), desk.at("tweede")).expect("it is renamed");
    told(&desk.run(&["index", "build"]).ended_with(0), "nothing changed in 4 files\n");
    // A folder that is empty is there: what was in it is gone, unless its disk is not mounted.
    fs::remove_file(desk.at("tweede/a.txt")).expect("it is removed");
    told(&desk.run(&["index", "build"]).ended_with(2), "--allow-shrink\n");
    check_counts(&desk, &[("druiven", 1), ("bericht", 4)]);
    desk.run(&["index", "build", "--allow-shrink"]).ended_with(0);
    check_counts(&desk, &[("druiven", 0), ("bericht", 3)]);
}

#[test]
fn a_rebuild_holds_the_same() {
    let desk = three_file_desk();
    desk.write("archive/map/b.txt", "date 2021 Een bericht over bananen.\n");
    desk.run(&["index", "build"]).ended_with(0);
    let before = Contents::of(&desk, "index");
    told(&desk.run(&["index", "rebuild"]).ended_with(2), "in generation 3\n");
    assert_eq!(Contents::of(&desk, "index"), before);
    told(&desk.run(&["index", "build"]).ended_with(0), "nothing changed in 3 files\n");
}

#[test]
fn an_id_that_stands_twice_is_told_and_both_articles_are_found() {
    let desk = Desk::new();
    desk.write("archive/a.jsonl", "{\"id\":\"x\",\"text\":\"Een bericht over appels.\"}\n");
    desk.run(&["index", "build", "archive"]).ended_with(0);
    desk.write("archive/b.jsonl", "{\"id\":\"x\",\"text\":\"Een bericht over peren.\"}\n");
    // An odd id is no error: nothing was skipped.
    told(
        &desk.run(&["index", "build"]).ended_with(0),
        "another article has the id `x` too; both can be found\n",
    );
    check_counts(&desk, &[("appels", 1), ("peren", 1), ("bericht", 2)]);
    assert_eq!(desk.run(&["show", "x", "--json"]).ended_with(0).objects().len(), 2);
    assert_eq!(desk.status()["problems"][0]["kind"], "double-id");
}

#[test]
fn the_configuration_names_the_archive() {
    let desk = Desk::new();
    desk.write("krant/a.txt", "date 2021 Een bericht over appels.\n");
    desk.write("data/b.txt", "date 2021 Een bericht over peren.\n");
    desk.run(&["index", "build", "--index", "zonder"]).ended_with(0);
    let counts = |index: &str| {
        ["appels", "peren"].map(|word| desk.search(&[word, "--index", index]).1["total"].clone())
    };
    assert_eq!(counts("zonder"), [0, 1]);
    desk.write("knipsel.toml", "archive = \"krant\"\n");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(counts("index"), [1, 0]);
}

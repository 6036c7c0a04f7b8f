//! Bad input costs what is bad and nothing else: the good records around it are found, the bad ones are named.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Desk, Run};

/// A problem: its path in the archive, its line, the word for its kind.
type Named<'n> = (&'n str, Option<u64>, &'n str);

const GOOD: &str = "date 2021-11 Het weer in zonneveld was goed.\n";

/// Builds an index of these files and a good one, and checks that each word is found in one article and that
/// each problem is named.
#[track_caller]
fn check(files: &[(&str, &[u8])], words: &[&str], problems: &[Named]) {
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    for (path, content) in files {
        desk.write(&format!("archive/{path}"), content);
    }
    check_build(&desk, &desk.run(&["index", "build", "archive"]), words, problems);
    // What is bad stays known without being read again.
    desk.run(&["index", "build"]).ended_with(0);
    check_status(&desk, problems);
}

#[track_caller]
fn check_build(desk: &Desk, run: &Run, words: &[&str], problems: &[Named]) {
    assert_eq!(run.code, 2, "{run:?}");
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("skipped: ")).collect();
    assert_eq!(told.len(), problems.len(), "{run:?}");
    for (path, line, _) in problems {
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        let place = format!("archive/{path}{line}: ");
        assert!(told.iter().any(|told| told.contains(&place)), "{path}{line} is named: {run:?}");
    }
    assert_eq!(run.stderr.matches("\n  hint: ").count(), problems.len(), "each has a hint: {run:?}");
    let noun = format!("skipped {} ", problems.len());
    assert!(run.stderr.contains(&noun), "they are counted: {run:?}");
    for word in words.iter().chain(&["zonneveld"]) {
        assert_eq!(desk.search(&[word]).1["total"], 1, "`{word}` is found: {run:?}");
    }
    assert_eq!(desk.status()["articles"], words.len() + 1, "{run:?}");
    check_status(desk, problems);
}

#[track_caller]
fn check_status(desk: &Desk, problems: &[Named]) {
    let status = desk.status();
    let mut named: Vec<(String, Option<u64>, &str)> = status["problems"]
        .as_array()
        .expect("status lists problems")
        .iter()
        .map(|problem| {
            let text = |key: &str| problem[key].as_str().unwrap_or_default();
            assert!(!text("reason").is_empty() && !text("hint").is_empty(), "{problem}");
            assert_eq!(problem["skipped"], true, "{problem}");
            let path = text("path").split_once("/archive/").map_or(text("path"), |(_, path)| path);
            (path.to_owned(), problem["line"].as_u64(), text("kind"))
        })
        .collect();
    let mut expect: Vec<(String, Option<u64>, &str)> =
        problems.iter().map(|&(path, line, kind)| (path.to_owned(), line, kind)).collect();
    named.sort();
    expect.sort();
    assert_eq!(named, expect, "index status names what was skipped");
    assert_eq!(status["skipped"], problems.len(), "index status counts what was skipped");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes it")
}

/// Json lines of which each has a word of its own; the line breaks keep them from being packed into nothing.
fn many_lines(count: usize) -> Vec<u8> {
    let line = |number: usize| {
        let noise = blake3::hash(&number.to_le_bytes());
        format!("{{\"title\":\"nummer{number}\",\"text\":\"{noise}\"}}\n")
    };
    (1..=count).map(line).collect::<String>().into_bytes()
}

#[test]
fn json_lines() {
    let lines = b"{\"text\":\"appel\"}\n{\"text\": \"kapot\n{\"text\":\"peer\"}\nnull\n{\"text\":\"banaan\"}";
    let problems = |path| [(path, Some(2), "json"), (path, Some(4), "json")];
    check(&[("a.jsonl", lines)], &["appel", "peer", "banaan"], &problems("a.jsonl"));
    check(&[("a.jsonl.gz", &gzip(lines))], &["appel", "peer", "banaan"], &problems("a.jsonl.gz"));
    check(&[("a.jsonl.zst", &zstd(lines))], &["appel", "peer", "banaan"], &problems("a.jsonl.zst"));
    let lines = b"{\"text\":\"appel\"}\n{\"title\":\"kapot\"}\n{\"text\":\"\"}\n{\"text\":\"banaan\"}\n";
    check(
        &[("a.jsonl", lines)],
        &["appel", "banaan"],
        &[("a.jsonl", Some(2), "no-text"), ("a.jsonl", Some(3), "no-text")],
    );
}

#[test]
fn rows_with_missing_columns() {
    let table = b"datum;titel;tekst\n2021;een;appel\n2021;kapot\n2021;drie;banaan\n2021;vier;peer;te veel\n";
    check(&[("a.csv", table)], &["appel", "banaan"], &[("a.csv", Some(3), "row"), ("a.csv", Some(5), "row")]);
    check(&[("b.tsv", b"datum\ttitel\n2021\tkapot\n")], &[], &[("b.tsv", Some(1), "header")]);
}

#[test]
fn impossible_dates() {
    let lines = concat!(
        "{\"date\":\"2021-02-28\",\"text\":\"appel\"}\n{\"date\":\"2021-02-29\",\"text\":\"kapot\"}\n",
        "{\"date\":\"31-11-2021\",\"text\":\"kapot\"}\n{\"date\":\"2020-02-29\",\"text\":\"banaan\"}\n",
    );
    check(
        &[("a.jsonl", lines.as_bytes())],
        &["appel", "banaan"],
        &[("a.jsonl", Some(2), "date"), ("a.jsonl", Some(3), "date")],
    );
    let block = "title: kapot\ndate: 1894-13-01\n\nTekst.\n";
    check(&[("b.txt", block.as_bytes())], &[], &[("b.txt", Some(1), "date")]);
}

#[test]
fn invalid_utf_8() {
    let lines = b"{\"text\":\"app\xc3\xa9l\"}\n{\"text\":\"kap\xff\xfeot\"}\n{\"text\":\"b\xc3\xa0naan\"}\n";
    check(&[("a.jsonl", lines)], &["appel", "banaan"], &[("a.jsonl", Some(2), "encoding")]);
}

#[test]
fn files_that_hold_nothing_to_read() {
    let elf = [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 200], &[0xc3; 50]].concat();
    check(
        &[
            ("a-leeg.txt", b""),
            ("b-leeg.jsonl", b""),
            ("c-wit.txt", b" \n\n \n"),
            ("d-binair.txt", &elf),
            ("e-binair.jsonl", &elf),
            ("f-plaatje.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        ],
        &[],
        &[
            ("a-leeg.txt", None, "empty"),
            ("b-leeg.jsonl", None, "empty"),
            ("c-wit.txt", None, "empty"),
            ("d-binair.txt", None, "binary"),
            ("e-binair.jsonl", None, "binary"),
            ("f-plaatje.csv", None, "binary"),
        ],
    );
}

#[test]
fn truncated_archives() {
    let lines = many_lines(20_000);
    for (name, packed) in [("a.jsonl.gz", gzip(&lines)), ("a.jsonl.zst", zstd(&lines))] {
        let desk = Desk::new();
        desk.write(&format!("archive/{name}"), &packed[..packed.len() / 2]);
        desk.write("archive/zz-goed.txt", GOOD);
        let run = desk.run(&["index", "build", "archive"]).ended_with(2);
        let status = desk.status();
        let problems = status["problems"].as_array().expect("a list");
        // The line that the cut goes through may be named beside the cut itself.
        let cut = problems.last().expect("it is named");
        assert_eq!(cut["kind"], "compression", "{cut}");
        let articles = status["articles"].as_u64().expect("a number");
        assert!((2_000..19_000).contains(&articles), "half of {name} gives {articles} articles: {run:?}");
        assert_eq!(cut["line"].as_u64(), Some(articles), "all lines before the cut of {name} are kept");
        assert_eq!(desk.search(&["nummer1"]).1["total"], 1, "{name}");
        assert_eq!(desk.search(&["zonneveld"]).1["total"], 1, "{name}");
        assert!(run.stderr.contains(&format!("archive/{name}:{articles}: ")), "{run:?}");
    }
    let packed = gzip(b"{\"text\":\"appel\"}\n");
    check(&[("a.jsonl.gz", &packed[..5])], &[], &[("a.jsonl.gz", Some(1), "compression")]);
    // What is said to be packed and is not is read as it is.
    let desk = Desk::with_index(&[("b.jsonl.gz", "{\"text\":\"geen gzip\"}\n")]);
    assert_eq!(desk.search(&["gzip"]).1["total"], 1);
}

#[test]
fn links_in_a_circle_and_to_nowhere() {
    let desk = Desk::new();
    desk.write("archive/goed.txt", "date 2021 In appelscha.\n");
    desk.write("archive/map/zz-goed.txt", GOOD);
    symlink("..", desk.at("archive/map/a-omhoog")).expect("a link is made");
    symlink("b-zelf", desk.at("archive/map/b-zelf")).expect("a link is made");
    symlink("nergens.txt", desk.at("archive/map/c-dood.txt")).expect("a link is made");
    check_build(
        &desk,
        &desk.run(&["index", "build", "archive"]),
        &["appelscha"],
        &[
            ("map/a-omhoog", None, "link-circle"),
            ("map/b-zelf", None, "link-circle"),
            ("map/c-dood.txt", None, "unreadable"),
        ],
    );
}

#[test]
fn a_pipe_is_not_waited_for() {
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    let made = Command::new("mkfifo").arg(desk.at("archive/pijp.txt")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("left out: no pipe can be made here");
        return;
    }
    let run = desk.run(&["index", "build", "archive"]);
    check_build(&desk, &run, &[], &[("pijp.txt", None, "not-a-file")]);
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("permissions are set");
}

#[test]
fn unreadable_files_and_folders() {
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    let file = desk.write("archive/dicht.txt", "date 2021 In appelscha.\n");
    desk.write("archive/map/b.txt", "date 2021 In borculo.\n");
    let folder = desk.at("archive/map");
    set_mode(&file, 0);
    set_mode(&folder, 0);
    let Some(run) = desk.run_bound(&["index", "build", "archive"]) else {
        set_mode(&folder, 0o755);
        return;
    };
    check_build(&desk, &run, &[], &[("dicht.txt", None, "unreadable"), ("map", None, "unreadable")]);
    set_mode(&file, 0o644);
    set_mode(&folder, 0o755);
    let run = desk.run_bound(&["index", "build"]).expect("it went well before").ended_with(0);
    assert!(run.stderr.contains("indexed 2 articles"), "{run:?}");
    check_status(&desk, &[]);
    // What can be read no longer keeps the articles that it gave.
    set_mode(&file, 0);
    set_mode(&folder, 0);
    desk.write("archive/zz-goed.txt", format!("{GOOD}\nEn meer.\n"));
    let run = desk.run_bound(&["index", "build", "--checksum"]).expect("it went well before");
    set_mode(&folder, 0o755);
    assert_eq!(run.code, 2, "{run:?}");
    for word in ["appelscha", "borculo", "zonneveld", "meer"] {
        assert_eq!(desk.search(&[word]).1["total"], 1, "`{word}` is found: {run:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_change() {
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    let file = desk.write("archive/dicht.txt", "date 2021 In appelscha.\n");
    let build = ["index", "build", "archive", "--json"];
    set_mode(&file, 0);
    for files_added in [1, 0, 0] {
        let Some(run) = desk.run_bound(&build) else { return };
        let done = run.ended_with(2).objects().remove(0);
        assert_eq!(done["files_added"], files_added, "{done}");
        assert_eq!((&done["generation"], &done["skipped"]), (&1.into(), &1.into()), "{done}");
    }
    set_mode(&file, 0o644);
    let done = desk.run_bound(&build).expect("it went well before").ended_with(0).objects().remove(0);
    assert_eq!((&done["files_added"], &done["generation"]), (&1.into(), &2.into()), "{done}");
    // A file that was read once and has changed since is tried again as well, and nothing is written.
    desk.write("archive/dicht.txt", "date 2021 In appelscha of elders.\n");
    set_mode(&file, 0);
    for _ in 0..2 {
        let done = desk.run_bound(&build).expect("it went well before").ended_with(2).objects().remove(0);
        // What is skipped now is written down once.
        assert_eq!((&done["files_changed"], &done["generation"]), (&0.into(), &3.into()), "{done}");
    }
    assert_eq!(desk.search(&["appelscha"]).1["total"], 1);
}

#[test]
fn an_archive_that_is_not_there() {
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    let run = desk.run(&["index", "build", "archive", "weg"]).ended_with(2);
    assert!(run.stderr.contains("`weg` does not exist"), "{run:?}");
    assert!(!run.stderr.contains("its articles"), "nothing was ever indexed there: {run:?}");
    assert_eq!(desk.search(&["zonneveld"]).1["total"], 1);
    let named = |desk: &Desk| -> Vec<String> {
        let status = desk.status();
        let problems = status["problems"].as_array().expect("status lists problems");
        assert_eq!(status["skipped"], problems.len(), "{status}");
        let path = |problem: &Value| problem["path"].as_str().expect("it has a path").to_owned();
        let home = desk.path().canonicalize().expect("it is there").display().to_string();
        problems.iter().map(|problem| path(problem).replace(&home, "~")).collect()
    };
    assert_eq!(named(&desk), ["~/weg"], "index status names it");
    let generation = desk.status()["generation"].clone();
    desk.run(&["index", "build", "archive", "weg"]).ended_with(2);
    assert_eq!(desk.status()["generation"], generation, "once is enough");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(named(&desk), [""; 0], "it is not asked for any more");

    // An archive that was there, and a part of one.
    let file = desk.write("elders/map/a.txt", "date 2021 In appelscha.\n");
    desk.run(&["index", "build", "elders", file.to_str().expect("it is UTF-8")]).ended_with(0);
    fs::rename(desk.at("elders"), desk.at("even-weg")).expect("it is moved");
    for (paths, place) in
        [(&["elders"][..], "~/elders"), (&[], "~/elders"), (&["elders/map"], "~/elders/map")]
    {
        let mut build = vec!["index", "build", "archive"];
        build.extend_from_slice(paths);
        if paths.is_empty() {
            build.pop();
        }
        let run = desk.run(&build).ended_with(2);
        assert!(run.stderr.contains("is mounted; its articles stay in the index"), "{run:?}");
        assert!(named(&desk).iter().any(|named| named == place), "{place} is named");
        assert_eq!(desk.search(&["appelscha"]).1["total"], 1);
    }
    fs::rename(desk.at("even-weg"), desk.at("elders")).expect("it is moved back");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(named(&desk), [""; 0], "all is there again");
}

#[test]
fn the_problems_of_an_archive_that_is_one_file() {
    let desk = Desk::new();
    desk.write("los.jsonl", "{\"text\":\"appel\"}\n{\"text\":");
    let run = desk.run(&["index", "build", "los.jsonl"]).ended_with(2);
    let place = desk.at("los.jsonl").canonicalize().expect("it is there").display().to_string();
    assert!(run.stderr.starts_with(&format!("skipped: {place}:2: ")), "{run:?}");
    assert_eq!(desk.status()["problems"][0]["path"], *place);
}

/// Runs a build that may use no more than 1 GiB of memory.
fn build_within_a_gibibyte(desk: &Desk) -> Run {
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_knipsel");
    command.args(["-c", "ulimit -d 1048576 && exec \"$0\" index build archive", program]);
    desk.prepare(&mut command);
    Run::of(&command.output().expect("there is a shell"))
}

#[test]
fn a_line_of_200_megabytes() {
    let chunk = "woord ".repeat(1 << 16);
    let write = |out: &mut dyn Write| {
        let mut write = |text: &str| out.write_all(text.as_bytes()).expect("the disk has room");
        write("{\"text\":\"appel\"}\n{\"text\":\"");
        (0..=200_000_000 / chunk.len()).for_each(|_| write(&chunk));
        write("\"}\n{\"text\":\"banaan\"}\n");
    };
    let desk = Desk::new();
    desk.write("archive/zz-goed.txt", GOOD);
    write(&mut File::create(desk.at("archive/a.jsonl")).expect("a file is made"));
    let packed = File::create(desk.at("archive/b.jsonl.zst")).expect("a file is made");
    let mut packed = zstd::Encoder::new(packed, 1).expect("zstd begins").auto_finish();
    write(&mut packed);
    drop(packed);
    let run = build_within_a_gibibyte(&desk).ended_with(2);
    let problems = [("a.jsonl", Some(2), "too-long"), ("b.jsonl.zst", Some(2), "too-long")];
    check_status(&desk, &problems);
    for (word, count) in [("appel", 2), ("banaan", 2), ("zonneveld", 1)] {
        assert_eq!(desk.search(&[word]).1["total"], count, "{run:?}");
    }
}

#[test]
fn a_build_stays_below_a_gibibyte() {
    let desk = Desk::new();
    let text = "De stad en het land, de zee en de dijk, de boer en de visser. ".repeat(60);
    let mut file = File::create(desk.write("archive/groot.jsonl", "")).expect("a file is made");
    for number in 0..4_000 {
        writeln!(file, "{{\"title\":\"nummer{number}\",\"text\":\"{text}\"}}").expect("the disk has room");
    }
    let run = build_within_a_gibibyte(&desk).ended_with(0);
    assert!(run.stderr.contains("indexed 4,000 articles"), "{run:?}");
}

#[test]
fn the_limit_of_memory_is_kept() {
    let desk = Desk::new();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -d 2000 && exec \"$0\" index build archive", env!("CARGO_BIN_EXE_knipsel")]);
    desk.write("archive/zz-goed.txt", GOOD);
    desk.prepare(&mut command);
    let ended = command.output().expect("there is a shell").status.code();
    assert_ne!(ended, Some(0), "with 2 MB nothing is built, so the limit is one");
}

/// That `Value` is what `check_status` reads; a problem without a line leaves it out.
#[test]
fn a_problem_of_a_whole_file_has_no_line() {
    let desk = Desk::new();
    desk.write("archive/leeg.txt", "");
    desk.run(&["index", "build", "archive"]).ended_with(2);
    assert_eq!(desk.status()["problems"][0].get("line"), None::<&Value>);
}

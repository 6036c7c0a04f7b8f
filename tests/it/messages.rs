//! Every message that a user can see, as a transcript that is compared with a stored one.
//!
//! What differs between machines and runs (folders, times, sizes, the analyzer's version) stands in brackets.
//! After a change on purpose, `INSTA_UPDATE=always cargo test --test it message` writes them anew.

use std::fmt::Write as _;
use std::fs;

use insta::assert_snapshot;
use knipsel::dutch::{AnalysisOptions, Analyzer};
use knipsel::schedule::Job;

use crate::support::{Desk, Run};

/// Runs commands at a desk and writes down what is seen.
#[track_caller]
pub(crate) fn transcript(desk: &Desk, commands: &[&[&str]]) -> String {
    let mut shown = String::new();
    for args in commands {
        write_run(&mut shown, desk, args, &desk.run(args));
    }
    shown
}

pub(crate) fn write_run(shown: &mut String, desk: &Desk, args: &[&str], run: &Run) {
    let quoted = args.iter().map(|arg| {
        let plain = !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=".contains(c));
        if plain { (*arg).to_owned() } else { format!("'{arg}'") }
    });
    let _ = writeln!(shown, "$ knipsel {}", quoted.collect::<Vec<_>>().join(" "));
    for (mark, text) in [("", &run.stdout), ("! ", &run.stderr)] {
        for line in stable(desk, text).lines() {
            let _ = writeln!(shown, "{}", format!("{mark}{line}").trim_end());
        }
    }
    let _ = writeln!(shown, "[ends with {}]\n", run.code);
}

/// A text without what differs between machines and runs.
fn stable(desk: &Desk, text: &str) -> String {
    let real = fs::canonicalize(desk.path()).expect("the desk is there");
    let text = text
        .replace(&*real.to_string_lossy(), "[DESK]")
        .replace(&*desk.path().to_string_lossy(), "[DESK]")
        .replace(&Analyzer::new(AnalysisOptions::default()).fingerprint(), "[ANALYZER]")
        .replace(env!("CARGO_BIN_EXE_knipsel"), "[PROGRAM]")
        .replace(&Job::name_for(&real.join("index")), "knipsel-[NAME]")
        .replace(&format!("process {}", std::process::id()), "process [NUMBER]")
        .replace(&format!("knipsel {}\n", env!("CARGO_PKG_VERSION")), "knipsel [VERSION]\n");
    let text = without_segments(&text);
    let mut stable = String::new();
    for line in text.lines() {
        let line = if let Some((before, _)) = line.split_once(", committed ") {
            format!("{before}, committed [TIME]")
        } else if line.starts_with("on disk ") {
            "on disk       [SIZE], [COUNT] segments".to_owned()
        } else if line.starts_with("read ") {
            "read [COUNT] files, [SIZE]".to_owned()
        } else if let Some((before, _)) = line.split_once(": ").filter(|_| line.starts_with("backed up ")) {
            format!("{before}: [COUNT] files, [SIZE], of which [SIZE] had to be written")
        } else if line.contains(" instead of ") && line.ends_with(" dropped") {
            "[COUNT] segments instead of [COUNT], [SIZE] instead of [SIZE], [COUNT] deleted articles dropped"
                .to_owned()
        } else if line == "PrivateTmp=yes" || line.starts_with("# Without PrivateTmp=yes") {
            // That goes by where the desk lies.
            "[PrivateTmp=yes, or why not]".to_owned()
        } else if line.starts_with("free  ") {
            "free          [SIZE], [SIZE] wanted".to_owned()
        } else if let Some((before, after)) = line.rsplit_once(" in ")
            && after.ends_with(" s")
        {
            format!("{before} in [SECONDS] s")
        } else {
            line.to_owned()
        };
        stable.push_str(&line);
        stable.push('\n');
    }
    stable
}

/// A text in which the names of segments, which are random, and places in their files are left out.
fn without_segments(text: &str) -> String {
    let mut stable = String::new();
    for part in text.split_inclusive(|character: char| !character.is_ascii_hexdigit()) {
        let name = part.trim_end_matches(|character: char| !character.is_ascii_hexdigit());
        stable.push_str(if name.len() == 32 { "[SEGMENT]" } else { name });
        stable.push_str(&part[name.len()..]);
    }
    match stable.split_once("checksum of its bytes ") {
        Some((before, after)) => {
            let after = after.trim_start_matches(|character: char| {
                character.is_ascii_digit() || " to".contains(character)
            });
            format!("{before}checksum of its bytes [NUMBER] to [NUMBER] {after}")
        }
        None => stable,
    }
}

/// Three articles and nothing wrong.
pub(crate) const GOOD: &str = concat!(
    "{\"id\":\"a1\",\"title\":\"Vrede in zicht\",\"date\":\"2020-11-10\",\"source\":\"De Bode\",",
    "\"text\":\"De partijen tekenden een bestand. Het vuren hield op.\"}\n",
    "{\"id\":\"a2\",\"title\":\"Markt op het plein\",\"date\":\"2021-11\",\"source\":\"De Bode\",",
    "\"text\":\"Er was markt. Het regende de hele dag.\"}\n",
    "{\"id\":\"a3\",\"title\":\"Zonder datum\",\"text\":\"Niemand weet wanneer het vuren begon.\"}\n",
);

pub(crate) fn desk_with_index() -> Desk {
    Desk::with_index(&[("bode.jsonl", GOOD)])
}

#[test]
fn help() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["--help"],
            &["index", "--help"],
            &["index", "build", "--help"],
            &["index", "watch", "--help"],
            &["index", "rebuild", "--help"],
            &["index", "status", "--help"],
            &["index", "verify", "--help"],
            &["index", "compact", "--help"],
            &["index", "backup", "--help"],
            &["index", "restore", "--help"],
            &["index", "rollback", "--help"],
            &["config", "--help"],
            &["completions", "--help"],
            &["man", "--help"],
            &["schedule", "--help"],
            &["schedule", "install", "--help"],
            &["search", "--help"],
            &["timeline", "--help"],
            &["facets", "--help"],
            &["kwic", "--help"],
            &["export", "--help"],
            &["similar", "--help"],
            &["show", "--help"],
            &["analyze", "--help"],
            &["--version"],
        ]
    ));
}

#[test]
fn slips_of_the_pen() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &[],
            &["zoek"],
            &["serach", "vrede"],
            &["--onbekend", "search", "vrede"],
            &["search", "vrede", "--fron", "2021"],
            &["search", "vrede", "--sort", "latest"],
            &["search", "vrede", "--match", "fuzzy"],
            &["search", "vrede", "--dates", "maybe"],
            &["search", "vrede", "--limit", "veel"],
            &["search", "vrede", "--limit", "-1"],
            &["search", "vrede", "--on", "2021", "--from", "2020"],
            &["search", "--batch", "topics.tsv"],
            &["search", "--batch", "topics.tsv", "--format", "csv"],
            &["search", "vrede", "--batch", "topics.tsv", "--format", "trec"],
            &["search", "--format", "trec"],
            &["search", "vrede", "--color", "blauw"],
            &["index"],
            &["index", "remove"],
            &["index", "build", "--onbekend"],
            &["similar"],
            &["show"],
            &["analyze"],
            &["analyze", "tekst", "--lines", "-"],
        ]
    ));
}

#[test]
fn no_index() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "vrede"],
            &["search", "vrede", "--index", "elders"],
            &["similar", "a1"],
            &["show", "a1"],
            &["index", "status"],
            &["index", "build"],
        ]
    ));
    assert!(!desk.at("index").exists() && !desk.at("elders").exists(), "asking makes no index");
    assert_snapshot!("nothing_to_rebuild", transcript(&desk, &[&["index", "rebuild"]]));
}

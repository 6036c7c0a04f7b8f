//! What scheduled runs leave behind: a line in the log each, and a call of `on_failure`.

use std::fs;

use knipsel::index::IndexFolder;
use serde_json::Value;

use crate::support::Desk;

const ARTICLE: &str = "date 2021-11 De markt ging door.";

fn read(desk: &Desk, path: &str) -> String {
    fs::read_to_string(desk.at(path)).unwrap_or_default()
}

fn log(desk: &Desk) -> Vec<Value> {
    let line = |line: &str| serde_json::from_str(line).expect("a line of the log is JSON");
    read(desk, "index/runs.jsonl").lines().map(line).collect()
}

#[test]
fn each_run_leaves_a_line_and_the_status_shows_the_last_ten() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    assert_eq!(log(&desk).len(), 0, "a build by hand is no scheduled run");
    for number in 0..12 {
        desk.write(&format!("archive/{number}.txt"), ARTICLE);
        desk.run(&["schedule", "run"]).ended_with(0);
    }
    fs::remove_file(desk.at("archive/3.txt")).expect("it goes");
    desk.write("archive/4.txt", format!("{ARTICLE} Ook in de regen."));
    desk.run(&["schedule", "run"]).ended_with(0);
    let log = log(&desk);
    assert_eq!(log.len(), 13);
    let last = &log[12];
    let expect = [
        ("files_read", 1),
        ("files_added", 0),
        ("files_changed", 1),
        ("files_removed", 1),
        ("files_unchanged", 11),
        ("articles_indexed", 1),
        ("skipped", 0),
        ("generation", 14),
        ("articles", 12),
        ("exit_code", 0),
    ];
    for (key, value) in expect {
        assert_eq!(last[key], value, "{key} in {last}");
    }
    assert_eq!((&last["type"], &last["outcome"]), (&"run".into(), &"done".into()));
    assert!(last["started"].as_str() <= last["ended"].as_str() && last["seconds"].is_f64(), "{last}");
    let status = desk.run(&["index", "status", "--json"]).ended_with(0).stdout;
    let status: Value = serde_json::from_str(&status).expect("the status is JSON");
    assert_eq!(status["runs"].as_array().map(Vec::as_slice), Some(&log[3..]));
    let status = desk.run(&["index", "status"]).ended_with(0).stdout;
    assert_eq!(status.lines().filter(|line| line.starts_with("run ")).count(), 10, "{status}");
}

#[test]
fn a_run_that_goes_wrong_calls_the_command() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    desk.write("knipsel.toml", "[schedule]\non_failure = \"cat > told\"\n");
    desk.run(&["schedule", "run"]).ended_with(0);
    assert!(!desk.at("told").exists(), "nothing went wrong");
    desk.write("archive/b.jsonl", "{\"text\": \"zonder einde\n[]\n");
    let run = desk.run(&["schedule", "run"]).ended_with(2);
    assert!(run.stderr.contains("skipped 2 records or files"), "{run:?}");
    let told: Value = serde_json::from_str(&read(&desk, "told")).expect("the command reads JSON");
    assert_eq!((&told["outcome"], &told["skipped"]), (&"faulty".into(), &2.into()));
    assert_eq!(told["skipped_reasons"]["json"], 2, "{told}");
    assert_eq!(log(&desk).last(), Some(&told));
    // What is skipped is said once.
    desk.run(&["schedule", "run"]).ended_with(0);
    // A command that fails is itself said.
    desk.write("knipsel.toml", "[schedule]\non_failure = \"exit 7\"\n");
    desk.write("archive/b.jsonl", "nee\n");
    let run = desk.run(&["schedule", "run"]).ended_with(2);
    assert!(run.stderr.contains("the command of `on_failure`, `exit 7`, ended with"), "{run:?}");
}

#[test]
fn runs_do_not_pile_up() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let lock = IndexFolder::at(desk.at("index")).lock().expect("nobody writes");
    let run = desk.run(&["schedule", "run"]).ended_with(0);
    assert!(run.stderr.contains("is being written by"), "{run:?}");
    drop(lock);
    desk.run(&["schedule", "run"]).ended_with(0);
    let outcomes: Vec<Value> = log(&desk).iter().map(|run| run["outcome"].clone()).collect();
    assert_eq!(outcomes, ["passed-over", "done"]);
}

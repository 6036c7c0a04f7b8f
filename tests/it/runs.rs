//! What scheduled runs leave behind: a line in the log each, and a call of `on_failure`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

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

/// A mail server that takes one mail and gives it back.
fn mail_server(listener: TcpListener) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("somebody calls");
        let mut stream = BufReader::new(stream);
        let mut mail = String::new();
        let mut answer = "220 localhost";
        while !answer.is_empty() {
            stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).expect("the answer is taken");
            let mut line = String::new();
            stream.read_line(&mut line).expect("a command is sent");
            answer = match line.trim_end() {
                "DATA" => {
                    stream.get_mut().write_all(b"354 go on\r\n").expect("the answer is taken");
                    while !mail.ends_with("\r\n.\r\n") {
                        assert_ne!(stream.read_line(&mut mail).expect("a mail is sent"), 0, "{mail}");
                    }
                    "250 taken"
                }
                "QUIT" | "" => "",
                _ => "250 well",
            };
        }
        mail
    })
}

#[test]
fn a_digest_that_is_not_sent_is_a_run_that_went_wrong_and_goes_with_the_next() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    desk.run(&["alert", "add", "markt", "markt"]).ended_with(0);
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    // The server is away: nobody listens there.
    drop(listener);
    desk.write(
        "knipsel.toml",
        format!(
            "[[alert_delivery]]\nmail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsmtp = \"{address}\"\n\
             [schedule]\non_failure = \"cat > told\"\n"
        ),
    );
    desk.write("archive/b.txt", "date 2022 De markt bleef weg.");
    let run = desk.run(&["schedule", "run"]).ended_with(2);
    assert!(run.stderr.contains("indexed 1 article") && run.stderr.contains("markt-1-2-1"), "{run:?}");
    let told: Value = serde_json::from_str(&read(&desk, "told")).expect("the command reads JSON");
    assert_eq!(log(&desk).last(), Some(&told));
    assert_eq!((&told["outcome"], &told["exit_code"]), (&"faulty".into(), &2.into()), "{told}");
    assert_eq!((&told["alert_articles"], &told["digests_sent"]), (&1.into(), &0.into()), "{told}");
    let error = told["alert_errors"][0].as_str().expect("it says why");
    assert!(error.contains("markt-1-2-1") && error.contains("; hint: "), "{error}");
    let status = desk.run(&["index", "status"]).ended_with(0).stdout;
    assert!(status.lines().any(|line| line.starts_with("run ") && line.ends_with(error)), "{status}");
    // Now it is there, and what waited is sent although nothing is new.
    let server = mail_server(TcpListener::bind(address).expect("the port is still free"));
    let run = desk.run(&["schedule", "run"]).ended_with(0);
    assert!(run.stderr.contains("sent 1 digest"), "{run:?}");
    let mail = server.join().expect("the server ends");
    assert!(mail.contains("Subject: Knipselkrant markt: 1 nieuw artikel"), "{mail}");
    let last = log(&desk).pop().expect("there is a run");
    assert_eq!((&last["outcome"], &last["digests_sent"]), (&"done".into(), &1.into()), "{last}");
    assert!(last.get("alert_errors").is_none(), "{last}");
}

#[test]
fn alerts_that_cannot_look_are_a_run_that_went_wrong() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    for name in ["haven", "markt"] {
        desk.run(&["alert", "add", name, name]).ended_with(0);
    }
    desk.write("index/alerts/haven/alert.json", "{}");
    desk.write("archive/b.txt", "date 2022 De markt bleef weg.");
    desk.run(&["schedule", "run"]).ended_with(2);
    let last = log(&desk).pop().expect("there is a run");
    assert_eq!((&last["outcome"], &last["alert_articles"]), (&"faulty".into(), &1.into()), "{last}");
    let error = last["alert_errors"][0].as_str().expect("it says why");
    assert!(error.starts_with("alert haven: ") && error.contains("; hint: "), "{error}");
}

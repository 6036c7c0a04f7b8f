//! What goes to which stream and with which exit code, to pipes, terminals and readers that leave.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::contract::hard_desk;
use crate::support::{Desk, Run};

#[test]
fn exit_codes_and_streams() {
    let desk = hard_desk();
    let check = |args: &[&str], code: i32, has_stdout: bool, has_stderr: bool| {
        let run = desk.run(args).ended_with(code);
        assert_eq!((!run.stdout.is_empty(), !run.stderr.is_empty()), (has_stdout, has_stderr), "{run:?}");
    };
    check(&["search", "soldaat"], 0, true, false);
    check(&["search", "soldaat", "--json"], 0, true, false);
    check(&["search", "zebra"], 1, true, false);
    check(&["search", "zebra", "--json"], 1, true, false);
    check(&["search", "(soldaat"], 2, false, true);
    check(&["search", "(soldaat", "--json"], 2, true, true);
    check(&["search", "kleur:rood OF soldaat"], 0, true, true);
    check(&["search", "soldaat", "--from", "2021-13"], 2, false, true);
    check(&["search", "soldaat", "--index", "nergens"], 2, false, true);
    check(&["show", "1"], 0, true, false);
    check(&["analyze", "soldaat"], 0, true, false);
    check(&["analyze", "..."], 1, false, false);
    check(&["index", "status"], 0, true, false);
    check(&["index", "build"], 0, false, true);
    check(&["index", "build", "nergens"], 2, false, true);
    check(&["--help"], 0, true, false);
    check(&["--onzin"], 2, false, true);
    assert_eq!(desk.run(&["show", "nergens"]).code, 1);
}

/// An article that would change the colour and the direction of what comes after it.
const EVIL: &str = "{\"text\":\"Een \\u001b[31mrode\\u202e tekst\\u0007 over zwaluwen.\",\"title\":\"Vogels\",\"id\":\"1\"}\n";

#[test]
fn pipes_get_text_as_it_is_and_no_colour() {
    let desk = Desk::with_index(&[("a.jsonl", EVIL)]);
    for args in [["search", "zwaluwen"].as_slice(), &["show", "1"]] {
        let run = desk.run(args).ended_with(0);
        assert!(run.stdout.contains("\u{1b}[31mrode\u{202e} tekst\u{7}"), "{run:?}");
        assert_eq!(run.stdout.replace("\u{1b}[31mrode", "").find('\u{1b}'), None, "no colour: {run:?}");
        let always = desk.run(&[args, &["--color", "always"]].concat()).ended_with(0);
        assert!(always.stdout.contains("\u{1b}[1m"), "{always:?}");
    }
    let (hits, _) = desk.search(&["zwaluwen"]);
    assert!(hits[0]["snippets"][0]["text"].as_str().is_some_and(|text| text.contains('\u{1b}')), "{hits:?}");
}

/// Runs the program on a terminal; `None` where there is no `script` to make one.
fn on_a_terminal(desk: &Desk, args: &str, no_colour: bool) -> Option<Run> {
    let mut command = Command::new("script");
    command.args(["-qec", &format!("'{}' {args}", env!("CARGO_BIN_EXE_knipsel")), "/dev/null"]);
    desk.prepare(&mut command);
    if no_colour {
        command.env("NO_COLOR", "1");
    }
    match command.output() {
        Ok(output) => Some(Run::of(&output)),
        Err(error) => {
            eprintln!("left out: there is no terminal to be had: {error}");
            None
        }
    }
}

#[test]
fn terminals_get_colour_and_safe_text() {
    let desk = Desk::with_index(&[("a.jsonl", EVIL)]);
    let Some(run) = on_a_terminal(&desk, "search zwaluwen", false) else { return };
    assert!(run.stdout.contains("\u{1b}[1;33mzwaluwen\u{1b}[0m"), "{run:?}");
    assert!(run.stdout.contains("Een \u{fffd}[31mrode\u{fffd} tekst\u{fffd} over"), "{run:?}");
    let Some(run) = on_a_terminal(&desk, "search zwaluwen", true) else { return };
    assert!(run.stdout.contains("over zwaluwen.") && !run.stdout.contains('\u{1b}'), "{run:?}");
}

/// What may move the cursor, change the colours or turn the direction of writing, in a record, a query and a path.
const CONTROLS: &str = "\u{1b}[31m\u{202e}\u{7}";

#[test]
fn terminals_get_safe_json_from_every_command() {
    let desk = Desk::with_index(&[("a.jsonl", EVIL)]);
    desk.write(&format!("archive/{CONTROLS}.jsonl"), "kapot\n");
    desk.run(&["index", "build"]).ended_with(2);
    desk.run(&["alert", "add", "vogels", &format!("zwaluwen OF {CONTROLS}"), "--backfill"]).ended_with(0);
    let alert = desk.at("index/alerts/vogels/alert.json");
    let digest = ["alert", "run", "vogels", "--format", "json"];
    let backup = format!("kopie{CONTROLS}");
    for (args, code) in [
        (["search", "zwaluwen", "--json"].as_slice(), 0),
        (&["search", &format!("({CONTROLS}"), "--json"], 2),
        (&["analyze", "rood\u{202e}groen", "--json"], 0),
        (&["index", "status", "--json"], 0),
        (&["alert", "list", "--json"], 0),
        (&digest, 0),
        (&["index", "backup", &backup, "--json"], 0),
        (&["index", "verify", "--index", &backup, "--json"], 0),
    ] {
        let words: Vec<String> = args.iter().map(|word| format!("'{word}'")).collect();
        let Some(run) = on_a_terminal(&desk, &words.join(" "), true) else { return };
        // What is said on stderr is on this terminal too.
        let json: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with('{')).collect();
        let controls = |c: char| CONTROLS.contains(c) && !c.is_ascii_graphic();
        assert!(!run.stdout.contains(controls), "{args:?}: {run:?}");
        let said: Value = serde_json::from_str(json.first().expect("there is JSON")).expect("it is JSON");
        assert!(said.to_string().contains('\u{202e}'), "{args:?} tells of them all the same: {said}");
        assert_eq!(run.code, code, "{run:?}");
    }
    assert!(alert.exists());
}

#[test]
fn whoever_has_enough_may_stop_reading() {
    let lines: Vec<String> = (0..3_000)
        .map(|number| format!("{{\"id\":\"{number}\",\"text\":\"Tekst van nummer {number}.\"}}\n"))
        .collect();
    let desk = Desk::with_index(&[("a.jsonl", &lines.concat())]);
    let text = "woord ".repeat(30_000);
    desk.write("tekst.txt", &text);
    desk.write("topics.tsv", "1\ttekst\n".repeat(10));
    for args in [
        ["search", "tekst", "--limit", "0", "--json"].as_slice(),
        &["search", "tekst", "--limit", "0"],
        &["search", "--batch", "topics.tsv", "--format", "trec", "--limit", "0"],
        &["export", "tekst", "--format", "jsonl"],
        &["export", "tekst", "--format", "csv", "--manifest", "uit.jsonl"],
        &["kwic", "tekst", "--limit", "0"],
        &["analyze", "--json", "--lines", "tekst.txt"],
        &["analyze", "--lines", "tekst.txt"],
    ] {
        let mut child = desk
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        stdout.read_line(&mut line).expect("a line comes");
        drop(stdout);
        let code = child.wait().expect("the program ends").code();
        let mut stderr = String::new();
        child.stderr.take().expect("stderr is a pipe").read_to_string(&mut stderr).expect("it is text");
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{args:?} after {line}");
    }
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let desk = Desk::new();
    for name in ["a", "b", "c", "d"] {
        desk.write(&format!("archive-{name}/{name}.txt"), format!("date 2021 Dit is {name}{name}{name}.\n"));
        let (archive, index) = (format!("archive-{name}"), format!("index-{name}"));
        desk.run(&["index", "build", &archive, "--index", &index]).ended_with(0);
    }
    desk.run(&["index", "build", "archive-d"]).ended_with(0);
    let check = |environment: &[(&str, &str)], args: &[&str], expect: &str| {
        let mut command = desk.command(&[&["search", "--json"], args].concat());
        command.envs(environment.iter().copied());
        let run = Run::of(&command.output().expect("the program starts")).ended_with(0);
        assert!(run.stdout.contains(expect), "{environment:?} {args:?}: {run:?}");
    };
    check(&[], &[], "ddd");
    desk.write("knipsel.toml", "index = \"index-c\"\n");
    desk.write("ander/knipsel.toml", "index = \"../index-a\"\n");
    check(&[], &[], "ccc");
    check(&[("KNIPSEL_INDEX", "index-b")], &[], "bbb");
    check(&[("KNIPSEL_INDEX", "index-b")], &["--index", "index-a"], "aaa");
    check(&[("KNIPSEL_CONFIG", "ander/knipsel.toml")], &[], "aaa");
    check(&[("KNIPSEL_CONFIG", "nergens.toml")], &["--config", "knipsel.toml"], "ccc");
}

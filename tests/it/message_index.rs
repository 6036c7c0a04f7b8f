//! What is said of an index: of builds, of its state, of keeping it, and of damage; see `messages.rs`.

use std::fmt::Write as _;
use std::fs;
use std::fs::File;

use insta::assert_snapshot;
use knipsel::index::IndexFolder;
use serde_json::json;

use crate::messages::{GOOD, desk_with_index, transcript, write_run};
use crate::support::{Desk, Run};

#[test]
fn archives() {
    let desk = Desk::new();
    desk.write("archief/2021/bode.jsonl", GOOD);
    let mut shown = transcript(
        &desk,
        &[
            &["index", "build", "nergens"],
            &["index", "build", "archief/2021"],
            &["index", "build", "archief/2021/bode.jsonl"],
            &["index", "build", "archief"],
            &["index", "build", "archief/2021", "nergens"],
        ],
    );
    fs::rename(desk.at("archief"), desk.at("elders")).expect("a folder is renamed");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["search", "markt"]]));
    assert_snapshot!(shown);
}

#[test]
fn builds() {
    let desk = Desk::new();
    desk.write("data/bode.jsonl", GOOD);
    desk.write("data/foto.jpg", b"\xff\xd8\xff");
    desk.write("data/krant.pdf", "%PDF");
    desk.write("data/lees mij", "?");
    let mut shown = transcript(&desk, &[&["index", "build"], &["index", "build"]]);
    desk.write("data/bericht.txt", "date 2021 Een bericht.\n");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    desk.write("data/bericht.txt", "date 2022 Een ander, langer bericht.\n");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    fs::remove_file(desk.at("data/bericht.txt")).expect("a file is removed");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn builds_with_problems() {
    let desk = Desk::new();
    let line =
        |id: &str, date: &str| format!("{{\"id\":\"{id}\",\"date\":\"{date}\",\"text\":\"Tekst.\"}}\n");
    desk.write("archive/a.jsonl", format!("{}kapot\n{}", line("1", "2021"), line("2", "2021-02-30")));
    desk.write("archive/b.jsonl", line("1", "2021") + &line("3", "maandag 16 november 2021"));
    desk.write("archive/leeg.txt", "");
    let mut shown = transcript(&desk, &[&["index", "build", "archive"], &["index", "build"]]);
    desk.write("archive/veel.jsonl", "kapot\n".repeat(120));
    let run = desk.run(&["index", "build"]);
    let (problems, summary) = run.stderr.split_at(run.stderr.find('…').expect("not all problems are listed"));
    assert_eq!(problems.matches("skipped: ").count(), 100);
    let summary = Run { stderr: summary.to_owned(), ..run };
    write_run(&mut shown, &desk, &["index", "build"], &summary);
    shown.push_str(&transcript(&desk, &[&["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn status_of_many_sources() {
    let mut lines = String::new();
    for number in 1..=25 {
        let _ = writeln!(
            lines,
            "{{\"source\":\"Krant {number:02}\",\"date\":\"19{number:02}\",\"text\":\"Tekst.\"}}"
        );
    }
    let desk = Desk::with_index(&[("a.jsonl", &lines)]);
    assert_snapshot!(transcript(&desk, &[&["index", "status"]]));
}

#[test]
fn a_locked_index() {
    let desk = desk_with_index();
    let lock = File::options().write(true).open(desk.at("index/LOCK")).expect("there is a lock");
    lock.set_len(0).expect("it can be emptied");
    lock.lock().expect("nobody else holds it");
    let mut shown = transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["search", "markt"]]);
    // To close it is not enough: a program that another test starts at this moment holds a copy.
    lock.unlock().expect("it can be given back");
    drop(lock);
    let lock = IndexFolder::at(desk.at("index")).lock().expect("it was given back");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    drop(lock);
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    assert_snapshot!(shown);
}

#[test]
fn an_index_of_another_version() {
    let desk = desk_with_index();
    desk.change_payload(|payload| payload["analyzer"] = json!("knipsel-0 stemmer=geen"));
    let all: &[&[&str]] = &[&["search", "markt"], &["show", "a1"], &["index", "status"], &["index", "build"]];
    let mut shown = transcript(&desk, all);
    desk.change_payload(|payload| payload["layout"] = json!(4711));
    shown.push_str(&transcript(&desk, all));
    shown.push_str(&transcript(&desk, &[&["index", "rebuild", "archive"], &["search", "markt"]]));
    assert_snapshot!(shown);
}

/// What happened to an index, and how it is done.
type Damage = (&'static str, fn(&Desk));

#[test]
fn keeping_an_index() {
    let desk = desk_with_index();
    let mut shown = transcript(
        &desk,
        &[
            &["index", "verify"],
            &["index", "verify", "--all"],
            &["index", "rollback"],
            &["index", "backup", "kopie"],
            &["index", "backup", "kopie"],
            &["index", "backup", "kopie.tar.zst"],
            &["index", "backup", "archive"],
            &["index", "backup", "index/kopie"],
            &["index", "backup", "index/nieuw/kopie"],
            &["index", "restore", "niets"],
            &["index", "restore", "archive"],
            &["index", "restore", "archive/bode.jsonl"],
            &["index", "restore", "kopie"],
            &["index", "rollback"],
            &["index", "rollback", "--back", "2"],
            &["index", "rollback", "--back", "0"],
            &["index", "compact"],
            &["index", "compact", "--at-once", "0"],
        ],
    );
    fs::write(desk.at("kapot.tar.zst"), "niets").expect("it is written");
    shown.push_str(&transcript(&desk, &[&["index", "restore", "kapot.tar.zst"]]));
    fs::write(desk.at("archive/bode.jsonl"), "").expect("it is written");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"]]));
    assert_snapshot!(shown);
}

/// The ways in which an index may be damaged.
const DAMAGES: &[Damage] = &[
    ("a byte of the ledger changed", |desk| {
        let text = fs::read_to_string(desk.at(LEDGER)).expect("there is a ledger");
        desk.write(LEDGER, text.replace("bode", "code"));
    }),
    ("the ledger was cut off", |desk| {
        let ledger = File::options().write(true).open(desk.at(LEDGER)).expect("there is a ledger");
        ledger.set_len(20).expect("it is cut off");
    }),
    ("the ledger is gone", |desk| fs::remove_file(desk.at(LEDGER)).expect("it is removed")),
    ("meta.json is no JSON", |desk| drop(desk.write(META, "kapot"))),
    ("meta.json is gone", |desk| fs::remove_file(desk.at(META)).expect("it is removed")),
    ("the commit does not say what it holds", |desk| {
        desk.change_payload(|payload| *payload = json!({"layout": payload["layout"]}));
    }),
    ("the index has another layout", |desk| {
        desk.change_payload(|payload| payload["layout"] = json!(4711));
    }),
    ("nothing was committed", Desk::undo_commits),
    ("CURRENT names no build", |desk| drop(desk.write("index/CURRENT", "../elders\n"))),
    ("CURRENT names a build that is gone", |desk| drop(desk.write("index/CURRENT", "build-000099\n"))),
];

const LEDGER: &str = "index/build-000001/ledger.jsonl";

const META: &str = "index/build-000001/meta.json";

#[test]
fn a_damaged_index() {
    let mut shown = String::new();
    for (what, damage) in DAMAGES {
        let desk = desk_with_index();
        damage(&desk);
        let _ = writeln!(shown, "# {what}\n");
        shown.push_str(&transcript(
            &desk,
            &[&["search", "markt"], &["index", "status"], &["index", "verify"], &["index", "build"]],
        ));
    }
    assert_snapshot!(shown);
}

#[test]
fn a_search_over_a_damaged_file() {
    let mut shown = String::new();
    for kind in ["term", "idx", "store", "fast"] {
        let desk = desk_with_index();
        let files = fs::read_dir(desk.at("index/build-000001")).expect("a folder").flatten();
        let file = files.map(|file| file.path()).find(|path| path.extension().is_some_and(|it| it == kind));
        let file = file.expect("a segment has one");
        let mut bytes = fs::read(&file).expect("it is read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        fs::write(&file, bytes).expect("it is written");
        let _ = writeln!(shown, "# a byte of the file .{kind} changed\n");
        shown.push_str(&transcript(&desk, &[&["search", "markt"], &["timeline", "markt"]]));
    }
    assert_snapshot!(shown);
}

/// A warning, faults, an alert and an index that another analysis made, all elsewhere and by other settings.
#[test]
fn hints_that_name_the_index_and_the_settings() {
    let desk = desk_with_index();
    let elsewhere = ["--index", "oud archief", "--config", "anders.toml"];
    let with = |args: &[&'static str]| [args, &elsewhere].concat();
    desk.write("anders.toml", "archive = \"tweemaal\"\n");
    desk.write("tweemaal/een 1.jsonl", format!("{GOOD}kapot\n"));
    desk.write("tweemaal/twee.jsonl", GOOD.replace("\"a1\"", "\"a 1\"").replace("\"a3\"", "\"a 1\""));
    let commands = [
        with(&["index", "build"]),
        with(&["index", "status"]),
        with(&["alert", "list"]),
        with(&["alert", "run", "markt"]),
        with(&["show", "a9"]),
        with(&["index", "rollback"]),
        with(&["index", "restore", "niets"]),
        with(&["index", "backup", "kopie"]),
        with(&["index", "restore", "kopie"]),
    ];
    let mut shown = transcript(&desk, &commands.each_ref().map(Vec::as_slice));
    desk.write("anders.toml", "[analysis]\nkeep_whole = [\"graanbeurs\"]\n");
    shown.push_str(&transcript(&desk, &[&with(&["search", "markt"]), &with(&["schedule", "run"])]));
    let named = "--index 'oud archief' --config anders.toml";
    let log = fs::read_to_string(desk.at("oud archief/runs.jsonl")).expect("there is a log");
    assert!(log.contains(&format!("; hint: knipsel index rebuild {named}\"")), "{log}");
    desk.write("oud archief/CURRENT", "build-000009\n");
    shown.push_str(&transcript(&desk, &[&with(&["index", "verify"])]));
    let faults = desk.run(&with(&["index", "verify", "--json"])).ended_with(2).objects().remove(0);
    assert_eq!(faults["faults"][0]["hint"], format!("knipsel index rebuild {named} PATH"));
    assert_snapshot!(shown);
}

#[test]
fn the_hint_mends_a_damaged_index() {
    // With other settings the index is one of another analysis, too.
    let elsewhere = &["--index", "elders", "--config", "anders.toml"][..];
    for ((what, damage), named) in DAMAGES.iter().flat_map(|it| [(it, &[][..]), (it, elsewhere)]) {
        for command in ["status", "verify", "build"] {
            let desk = desk_with_index();
            damage(&desk);
            if !named.is_empty() {
                desk.write("anders.toml", "[analysis]\nkeep_whole = [\"graanbeurs\"]\n");
                fs::rename(desk.at("index"), desk.at("elders")).expect("it is renamed");
            }
            let with = |args: &[&'static str]| [args, named].concat();
            let run = desk.run(&with(&["index", command]));
            let said = format!("{}{}", run.stdout, run.stderr).replace("  hint:", "hint:");
            let Some((_, hint)) = said.split_once("\nhint: knipsel ") else {
                panic!("{what}: there is a hint in {run:?}");
            };
            let hint = hint.lines().next().unwrap_or_default().trim().replace("PATH", "archive");
            let mended = desk.run(&hint.split(' ').collect::<Vec<_>>());
            assert_eq!(mended.code, 0, "{what}, hint of `index {command}`: {mended:?}");
            desk.run(&with(&["index", "status"])).ended_with(0);
            assert_eq!(desk.titles(&with(&["markt"])), ["Markt op het plein"], "{what}");
        }
    }
}

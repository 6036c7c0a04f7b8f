//! Alerts: what is new is told once, whatever happens between.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::{Desk, Run, copy_folder};

/// An archive of one article about peace.
const FIRST: &[(&str, &str)] = &[("a.txt", "date 2021-11-16 De vrede is getekend.")];

/// The digests that a run writes as JSON.
#[track_caller]
fn digests(run: &Run) -> Vec<Value> {
    let digests = run.objects();
    assert!(digests.iter().all(|digest| digest["type"] == "digest"), "{run:?}");
    digests
}

/// The texts of all articles that a run tells of.
#[track_caller]
fn told(desk: &Desk) -> Vec<String> {
    let run = desk.run(&["alert", "run", "--format", "json"]);
    let articles: Vec<String> = digests(&run)
        .iter()
        .flat_map(|digest| digest["articles"].as_array().expect("a digest has articles").clone())
        .map(|article| article["title"].as_str().expect("an article has a title").to_owned())
        .collect();
    assert_eq!(run.code, i32::from(articles.is_empty()), "{run:?}");
    articles
}

fn desk_with_alert() -> Desk {
    let desk = Desk::with_index(FIRST);
    desk.run(&["alert", "add", "vrede", "vrede"]).ended_with(0);
    desk
}

#[track_caller]
fn add(desk: &Desk, path: &str, text: &str) {
    desk.write(&format!("archive/{path}"), text);
    desk.run(&["index", "build"]).ended_with(0);
}

#[test]
fn what_came_in_is_told_once_whatever_its_date() {
    let desk = desk_with_alert();
    assert_eq!(told(&desk), [""; 0], "what was there before is not new");
    add(&desk, "oud.txt", "date 1894 Een oude vrede.");
    add(&desk, "ander.txt", "date 2022 Er was markt.");
    assert_eq!(told(&desk), ["Een oude vrede."]);
    assert_eq!(told(&desk), [""; 0]);
    add(&desk, "b.txt", "date 2022 De vrede van gisteren.");
    add(&desk, "c.txt", "date 2023 De vrede van vandaag.");
    assert_eq!(told(&desk), ["De vrede van vandaag.", "De vrede van gisteren."]);
}

#[test]
fn a_changed_article_is_told_of_only_where_it_newly_matches() {
    let desk = desk_with_alert();
    add(&desk, "b.txt", "date 2022 Er was markt.");
    assert_eq!(told(&desk), [""; 0]);
    add(&desk, "a.txt", "date 2021-11-16 De vrede is getekend, zei de koning.");
    assert_eq!(told(&desk), [""; 0]);
    add(&desk, "b.txt", "date 2022 Er was markt en vrede op straat.");
    assert_eq!(told(&desk), ["Er was markt en vrede op straat."]);
}

#[test]
fn nothing_is_repeated_after_a_rebuild_or_when_an_article_comes_back() {
    let desk = desk_with_alert();
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    assert_eq!(told(&desk).len(), 1);
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert_eq!(told(&desk), [""; 0]);
    // While it is gone nothing is told, and neither is it when it is there again.
    fs::rename(desk.at("archive/b.txt"), desk.at("b.txt")).unwrap();
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(told(&desk), [""; 0]);
    fs::rename(desk.at("b.txt"), desk.at("archive/b.txt")).unwrap();
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(told(&desk), [""; 0]);
}

#[test]
fn a_backfill_tells_of_what_is_there() {
    let desk = Desk::with_index(FIRST);
    desk.run(&["alert", "add", "alles", "", "--backfill"]).ended_with(0);
    desk.run(&["alert", "add", "vrede", "vrede", "--from", "2022", "--match", "exact", "--backfill"])
        .ended_with(0);
    assert_eq!(told(&desk), ["De vrede is getekend."], "the other alert seeks later days");
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    add(&desk, "c.txt", "date 2022 Het vredesakkoord.");
    let run = desk.run(&["alert", "run", "vrede", "--format", "json"]).ended_with(0);
    let digest = &digests(&run)[0];
    assert_eq!(digest["articles"].as_array().unwrap().len(), 1, "a compound is no exact match: {digest}");
    assert_eq!(told(&desk).len(), 2, "the other alert was not run");
}

#[test]
fn more_than_a_digest_holds_becomes_several() {
    let desk = Desk::new();
    let line = |n| format!("{{\"id\":\"n{n}\",\"text\":\"Bericht {n} over vrede.\"}}\n");
    let lines: Vec<String> = (0..1_203).map(line).collect();
    desk.write("archive/a.jsonl", lines.concat());
    desk.run(&["index", "build", "archive"]).ended_with(0);
    desk.run(&["alert", "add", "vrede", "vrede", "--backfill"]).ended_with(0);
    let run = desk.run(&["alert", "run", "--format", "json"]).ended_with(0);
    let digests = digests(&run);
    let ids = |digest: &Value| -> Vec<String> {
        digest["articles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(digests.iter().map(|digest| ids(digest).len()).collect::<Vec<_>>(), [500, 500, 203]);
    let all: BTreeSet<String> = digests.iter().flat_map(ids).collect();
    assert_eq!(all.len(), 1_203);
    assert_eq!(told(&desk), [""; 0]);
}

/// A crash after any step of a run: the folder as it then is, made from what the steps write.
#[test]
fn a_crash_neither_loses_nor_repeats_a_digest() {
    let desk = desk_with_alert();
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    let alert = desk.at("index/alerts/vrede");
    copy_folder(&alert, &desk.at("before"));
    let whole = desk.run(&["alert", "run", "--format", "json"]).ended_with(0);
    copy_folder(&alert, &desk.at("after"));
    let digest = digests(&whole).remove(0);
    let restore = |state: &str, seen: &str, with_digest: bool| {
        fs::remove_dir_all(&alert).unwrap();
        copy_folder(&desk.at("before"), &alert);
        fs::copy(desk.at(state).join("alert.json"), alert.join("alert.json")).unwrap();
        fs::copy(desk.at(seen).join("seen"), alert.join("seen")).unwrap();
        if with_digest {
            fs::write(alert.join("outbox/00000001.json"), digest.to_string()).unwrap();
        }
    };
    // Each with another article that came in between, which makes a digest of its own.
    let steps = [("before", "before", true), ("before", "after", true), ("after", "after", true)];
    for (number, (state, seen, with_digest)) in steps.into_iter().enumerate() {
        add(&desk, &format!("later{number}.txt"), &format!("date 2023 Later ook vrede, {number}."));
        restore(state, seen, with_digest);
        let run = desk.run(&["alert", "run", "--format", "json"]).ended_with(0);
        let again = digests(&run);
        assert_eq!(again[0], digest, "the same digest, with the same number and time");
        assert_eq!(again.len(), 2, "{run:?}");
        let ids: BTreeSet<&str> = again
            .iter()
            .flat_map(|digest| digest["articles"].as_array().unwrap())
            .map(|article| article["id"].as_str().unwrap())
            .collect();
        let articles: usize = again.iter().map(|digest| digest["articles"].as_array().unwrap().len()).sum();
        assert_eq!((ids.len(), articles), (number + 2, number + 2), "each once: {run:?}");
        assert_eq!(told(&desk), [""; 0]);
    }
}

#[test]
fn a_digest_that_cannot_be_written_waits() {
    let desk = desk_with_alert();
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    let run = desk.run(&["alert", "run", "--output", "nergens/krant.md"]).ended_with(2);
    assert!(run.stderr.contains("nergens/krant.md"), "{run:?}");
    let list = desk.run(&["alert", "list", "--json"]).ended_with(0).objects().remove(0);
    assert_eq!((&list["digests"], &list["waiting"]), (&1.into(), &1.into()), "{list}");
    add(&desk, "c.txt", "date 2023 Nog eens vrede.");
    assert_eq!(told(&desk), ["Weer vrede.", "Nog eens vrede."]);
}

#[test]
fn files_are_named_by_alert_and_generations() {
    let desk = desk_with_alert();
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    fs::create_dir(desk.at("kranten")).unwrap();
    desk.run(&["alert", "run", "--format", "html", "--output", "kranten"]).ended_with(0);
    add(&desk, "c.txt", "date 2023 Nog eens vrede.");
    desk.run(&["alert", "run", "--format", "html", "--output", "kranten"]).ended_with(0);
    desk.run(&["alert", "run", "--format", "html", "--output", "kranten"]).ended_with(1);
    let names: BTreeSet<String> = fs::read_dir(desk.at("kranten"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let expect = ["vrede-1-2-1.html", "vrede-2-3-2.html"].map(str::to_owned);
    assert_eq!(names, BTreeSet::from(expect));
}

/// Text that would do harm on a page or on a terminal.
const EVIL: &str = "{\"id\":\"x1\",\"title\":\"<b>Vrede</b> & [a](javascript:x)\",\"date\":\"2022-03\",\"url\":\
    \"javascript:alert(1)\",\"source\":\"De \\\"Bode\\\"\",\"text\":\"# <script>alert('vrede')</script> \
    \\u001b[31m rood \\u202e om *vrede* ]]> & zo.\"}\n{\"id\":\"x2\",\"title\":\"Goed\",\"url\":\
    \"https://krant.nl/a?b=1&c=2\",\"text\":\"De vrede.\"}\n";

#[test]
fn digests_are_safe_and_show_why() {
    let desk = desk_with_alert();
    add(&desk, "evil.jsonl", EVIL);
    let alert = desk.at("index/alerts/vrede");
    copy_folder(&alert, &desk.at("before"));
    let mut shown = String::new();
    for format in ["markdown", "html", "atom"] {
        fs::remove_dir_all(&alert).unwrap();
        copy_folder(&desk.at("before"), &alert);
        let page = desk.run(&["alert", "run", "--format", format]).ended_with(0).stdout;
        assert!(!page.contains(['\u{1b}', '\u{202e}']), "{format}: {page}");
        // In Markdown `\\<` is no tag.
        let bare = page.replace("\\<", "");
        assert!(
            !bare.contains("<script") && !bare.contains("<b>") && !bare.contains("<b\\"),
            "{format}: {page}"
        );
        assert!(!page.contains("(<javascript") && !page.contains("\"javascript"), "{format}: {page}");
        shown.extend(["== ", format, "\n", &page]);
    }
    let time = shown.split("<updated>").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
    insta::assert_snapshot!(shown.replace(&time, "[time]"));
}

#[test]
fn two_runs_at_once_are_told() {
    let desk = desk_with_alert();
    let lock = fs::File::create(desk.at("index/alerts/LOCK")).unwrap();
    lock.lock().unwrap();
    let run = desk.run(&["alert", "run"]).ended_with(2);
    assert!(run.stderr.contains("another process is at work on the alerts"), "{run:?}");
    desk.run(&["alert", "list"]).ended_with(0);
}

#[test]
fn an_alert_that_cannot_look_keeps_none_from_looking() {
    let desk = Desk::with_index(FIRST);
    for name in ["a", "b"] {
        desk.run(&["alert", "add", name, "vrede"]).ended_with(0);
    }
    add(&desk, "b.txt", "date 2022 Weer vrede.");
    let path = desk.at("index/alerts/a/alert.json");
    // A query that an earlier version took, say.
    let mut broken: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    broken["query"] = "\"vrede".into();
    broken.as_object_mut().unwrap().remove("hash");
    broken["hash"] = blake3::hash(broken.to_string().as_bytes()).to_hex().as_str().into();
    fs::write(&path, broken.to_string()).unwrap();
    let run = desk.run(&["alert", "run", "--format", "json"]).ended_with(2);
    assert_eq!(digests(&run)[0]["alert"], "b", "{run:?}");
    assert!(run.stderr.contains("in the alert a"), "{run:?}");
}

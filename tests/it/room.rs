//! The room on a disk: what is said of it before it is full, and what happens when it is, as the system has it. Everything
//! that a build writes meets that, the ledger and `CURRENT` too.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::keeping::{desk_with_changes, verify};
use crate::support::{Contents, Desk, Run, copy_folder};

/// An index in `before`, an archive that has changed since, and what the index holds before and after.
fn desk_with_a_change() -> (Desk, Contents, Contents) {
    let desk = desk_with_changes();
    // Large enough that little room is less than a rebuild takes.
    let line = |number: u32| {
        let noise = blake3::hash(&number.to_le_bytes()).to_hex();
        format!("{{\"id\":\"n{number}\",\"date\":\"1950\",\"text\":\"Kenmerk {noise} van een schip.\"}}\n")
    };
    desk.write("archive/veel.jsonl", (0..150).map(line).collect::<String>());
    desk.run(&["index", "build"]).ended_with(0);
    let before = Contents::of(&desk, "index");
    fs::rename(desk.at("index"), desk.at("before")).expect("it is renamed");
    desk.write(
        "archive/3.jsonl",
        "{\"id\":\"a3\",\"date\":\"2022\",\"text\":\"Weer over oorlog en tekst.\"}\n",
    );
    desk.run(&["index", "build", "archive", "--index", "expected"]).ended_with(0);
    let expected = Contents::of(&desk, "expected");
    (desk, before, expected)
}

/// Runs a script of the shell at a desk, which calls the program as `"$0"`.
fn shell(desk: &Desk, namespace: &[&str], script: &str, args: &[&str]) -> Option<Run> {
    let words: Vec<&str> = namespace.iter().copied().chain(["sh", "-c", script]).collect();
    let mut run = Command::new(words.first()?);
    run.args(&words[1..]).arg(env!("CARGO_BIN_EXE_knipsel")).args(args);
    desk.prepare(&mut run);
    run.output().ok().map(|output| Run::of(&output))
}

/// Runs a script with the index of `before` on a disk in memory, which has so many KiB left beside it; `None` where no
/// disk can be had.
fn on_small_disk(desk: &Desk, free_kib: u32, script: &str, arg: &str) -> Option<Run> {
    let script = format!(
        "mkdir -p disk
        mount -t tmpfs -o size=64m none disk || exit 99
        cp -r before disk/index
        used=$(df -k --output=used disk | tail -n 1)
        mount -o remount,size=$((used + {free_kib}))k disk
        {script}"
    );
    let run = shell(desk, &["unshare", "--map-root-user", "--mount"], &script, &[arg]);
    let run = run.filter(|run| run.code != 99 && !run.stderr.contains("unshare failed"));
    if run.is_none() {
        eprintln!("left out: no disk in memory can be mounted here");
    }
    run
}

#[test]
fn the_status_says_how_the_index_grows() {
    let desk = desk_with_changes();
    let size =
        |day: i64, articles: u64, bytes: u64| json!({"day": day, "articles": articles, "bytes": bytes});
    desk.change_payload(|payload| {
        payload["sizes"] = json!([size(20_000, 1_000, 0), size(20_060, 1_240, 4_000_000)]);
    });
    let status = desk.status();
    assert_eq!(
        (&status["growth_over_days"], &status["growth_articles_in_30_days"]),
        (&60.into(), &120.into())
    );
    assert_eq!(status["growth_bytes_in_30_days"], 2_000_000);
    let shown = desk.run(&["index", "status"]).ended_with(0).stdout;
    let growth = "growth        120 articles and 2.0 MB in 30 days, by the last 60 days; 2.0 MB in 30 days, 24.3 MB in a year";
    assert!(shown.contains(growth), "{shown}");
}

/// The system lets no file grow beyond a limit.
#[test]
fn a_build_that_may_not_write_more_leaves_a_committed_state() {
    let (desk, before, expected) = desk_with_a_change();
    let mut failed = 0;
    for (blocks, command) in
        [0, 1, 2, 3, 4, 6, 8, 12].into_iter().flat_map(|n| [(n, "build"), (n, "rebuild")])
    {
        copy_folder(&desk.at("before"), &desk.at("index"));
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        // Its messages go through pipes, which have no such limit.
        let run = shell(&desk, &[], &limited, &["index", command]).expect("there is a shell");
        failed += u32::from(run.code != 0);
        let how = format!("{command} with {blocks} blocks: {run:?}");
        assert_eq!(verify(&desk, &["--all"], 0)["whole"], true, "{how}");
        let now = Contents::of(&desk, "index");
        assert!(now == before || now == expected, "{how}");
        desk.run(&["index", "build"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "index"), expected, "{how}");
        fs::remove_dir_all(desk.at("index")).expect("it is removed");
    }
    assert!(failed > 0, "the limit stopped no build");
}

/// The disk is made larger after the first build.
#[test]
fn a_build_on_a_disk_that_is_full_leaves_a_committed_state_and_the_next_completes_it() {
    let (desk, before, expected) = desk_with_a_change();
    let script = "
        \"$0\" index $1 --index disk/index; first=$?
        cp -r disk/index index
        mount -o remount,size=64m disk
        \"$0\" index build --index disk/index
        cp -r disk/index completed
        exit $first";
    let (mut failed, mut runs) = (0, 0);
    for free in (0..240).step_by(30) {
        for command in ["build", "rebuild"] {
            let Some(run) = on_small_disk(&desk, free, script, command) else { return };
            runs += 1;
            failed += u32::from(run.code != 0);
            let how = format!("{command} with {free} KiB: {run:?}");
            assert_eq!(verify(&desk, &["--all"], 0)["whole"], true, "{how}");
            let now = Contents::of(&desk, "index");
            assert!(now == before || now == expected, "{how}");
            assert_eq!(verify(&desk, &["--all", "--index", "completed"], 0)["whole"], true, "{how}");
            assert_eq!(Contents::of(&desk, "completed"), expected, "{how}");
            for folder in ["index", "completed"] {
                fs::remove_dir_all(desk.at(folder)).expect("it is removed");
            }
        }
    }
    eprintln!("full disk in memory: {failed} of {runs} builds failed");
    assert!(failed > 0, "the disk was never full");
}

#[test]
fn that_a_disk_will_be_full_is_said_before() {
    let (desk, ..) = desk_with_a_change();
    let script = "\"$0\" index $1 --index disk/index";
    for (free_kib, warns) in [(8, true), (4_000, false)] {
        let Some(run) = on_small_disk(&desk, free_kib, script, "status") else { return };
        let warning = "warning: the disk has 8.2 kB free, and a rebuild with the growth of 30 days takes ";
        assert_eq!(run.stderr.contains(warning), warns, "{run:?}");
        assert_eq!(run.stderr.is_empty(), !warns, "{run:?}");
    }
}

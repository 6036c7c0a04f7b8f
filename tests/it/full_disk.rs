//! A disk that is full, as the system has it: everything that a build writes meets it, the ledger and `CURRENT` too.

use std::fs;
use std::process::Command;

use crate::keeping::{desk_with_changes, verify};
use crate::support::{Contents, Desk, Run, copy_folder};

/// An index in `before`, an archive that has changed since, and what the index holds before and after.
fn desk_with_a_change() -> (Desk, Contents, Contents) {
    let desk = desk_with_changes();
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

/// A disk in memory with so much room beside the index, which is then made larger.
#[test]
fn a_build_on_a_disk_that_is_full_leaves_a_committed_state_and_the_next_completes_it() {
    let (desk, before, expected) = desk_with_a_change();
    fs::create_dir(desk.at("disk")).expect("a folder is made");
    let script = "
        free=$2
        mount -t tmpfs -o size=64m none disk || exit 99
        cp -r before disk/index
        used=$(df -k --output=used disk | tail -n 1)
        mount -o remount,size=$((used + free))k disk
        \"$0\" index $1 --index disk/index; first=$?
        cp -r disk/index index
        mount -o remount,size=64m disk
        \"$0\" index build --index disk/index
        cp -r disk/index completed
        exit $first";
    let namespace = ["unshare", "--map-root-user", "--mount"];
    let (mut failed, mut runs) = (0, 0);
    for free in (0..100).step_by(12) {
        for command in ["build", "rebuild"] {
            let Some(run) = shell(&desk, &namespace, script, &[command, &free.to_string()]) else {
                eprintln!("left out: there is no `unshare` here (Debian package `util-linux`)");
                return;
            };
            if run.code == 99 || run.stderr.contains("unshare failed") {
                eprintln!("left out: no disk can be mounted here: {}", run.stderr);
                return;
            }
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

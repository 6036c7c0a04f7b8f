//! Whatever is killed at any moment leaves a whole generation, and the next run completes it.
//!
//! `KNIPSEL_TEST_KILLS=170 cargo test --test it kill` kills that many runs in each of the tests instead of twenty or
//! fewer, more than a thousand together, and takes its time. Each says on stderr how many it killed (`--nocapture`).
//!
//! The program commits every 15 seconds, which is longer than these builds take. So most builds here are run by
//! this test binary itself, started again with a name in its environment, and commit every few milliseconds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use knipsel::dutch::AnalysisOptions;
use knipsel::error::ErrorKind;
use knipsel::index::{BuildOptions, CompactOptions, IndexFolder, OpenIndex, backup, build, compact, restore};
use serde_json::Value;

use crate::support::{Contents, Desk, all_hits, copy_folder, read_meta};

/// How many runs are killed in each of the tests that kill many: `usual`, or as many as the environment says.
fn kills(usual: u32) -> u32 {
    std::env::var("KNIPSEL_TEST_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Names what the process that a test starts is to do: `build`, `rebuild`, `compact`, `backup` or `restore`.
const ENVIRONMENT: &str = "KNIPSEL_TEST_BUILD";

/// The build to be killed. A plain run of the tests does nothing here.
#[test]
fn a_build_in_a_process_of_its_own() {
    let Some(what) = std::env::var_os(ENVIRONMENT) else { return };
    let options = BuildOptions {
        paths: vec!["archive".into()],
        rebuild: what == "rebuild",
        commit_every: Duration::from_millis(1),
        threads: 2,
        ..BuildOptions::default()
    };
    let (index, backup_folder) = (IndexFolder::at("index"), Path::new("backup"));
    match what.to_str() {
        Some("compact") => {
            let options = CompactOptions { at_once_bytes: 1_000_000_000, build: options };
            compact(&index, &options).map(|_| ()).expect("compacting succeeds");
        }
        Some("backup") => backup(&index, backup_folder).map(|_| ()).expect("the backup succeeds"),
        Some("restore") => {
            restore(&index, backup_folder, &options.analysis).map(|_| ()).expect("the backup comes back");
        }
        _ => build(&index, &options, &mut |_| {}).map(|_| ()).expect("the build succeeds"),
    }
}

/// A build in a process of its own that commits after every millisecond of reading.
pub(crate) fn command(desk: &Desk, what: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this is a program"));
    command.args(["--exact", "kill::a_build_in_a_process_of_its_own"]);
    desk.prepare(&mut command);
    command.env(ENVIRONMENT, what).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn start(desk: &Desk, what: &str) -> Child {
    command(desk, what).spawn().expect("this program starts again")
}

/// How a build ended that was to be killed at some moment.
enum End {
    Killed,
    /// It was faster, and took so long.
    Whole(Duration),
}

/// Waits until a build ends, or until the moment comes at which it is killed.
fn kill_after(mut child: Child, moment: Duration) -> End {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it is our child") {
            assert!(status.success(), "a build that is not killed succeeds: {status}");
            return End::Whole(began.elapsed());
        }
        if began.elapsed() >= moment {
            child.kill().expect("it is our child");
            child.wait().expect("it is our child");
            return End::Killed;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a build many times and kills it at moments spread over the time that it takes, each after `prepare` and
/// before `check`, which is told what was done. Gives how many were killed before they came to their end.
fn kill_many(
    desk: &Desk,
    what: &str,
    kills: u32,
    prepare: &dyn Fn(),
    check: &mut dyn FnMut(&End, &str),
) -> u32 {
    let forever = Duration::from_mins(10);
    prepare();
    let End::Whole(mut duration) = kill_after(start(desk, what), forever) else { panic!("it never ends") };
    check(&End::Whole(duration), "undisturbed");
    let mut killed = 0;
    for number in 0..kills {
        // One moment in each part of the time, at a place in it that differs from part to part.
        let in_part = f64::from(number.wrapping_mul(2_654_435_769) >> 16) / 65_536.0;
        let moment = duration.mul_f64((f64::from(number) + in_part) / f64::from(kills));
        prepare();
        let end = kill_after(start(desk, what), moment);
        match end {
            End::Killed => killed += 1,
            // The machine has more time for us than at first.
            End::Whole(took) => duration = took,
        }
        check(&end, &format!("killed after {moment:?} of {duration:?}"));
    }
    eprintln!("{what}: {killed} of {kills} were killed before their end");
    killed
}

fn articles(from: u32, to: u32) -> String {
    let mut lines = String::new();
    for number in from..to {
        let noise = blake3::hash(&number.to_le_bytes());
        let sentence =
            ["Tekst over een soldaat.", "Er voer het oude schip.", "Bericht van vrede.", "Niets nieuws."];
        let _ = writeln!(
            lines,
            "{{\"id\":\"n{number}\",\"date\":\"{}\",\"title\":\"Kop {number}\",\
             \"text\":\"{} Kenmerk {}.\"}}",
            1_900 + number % 120,
            sentence[number as usize % 4],
            &noise.to_hex()[..12],
        );
        if number % 97 == 0 {
            lines.push_str("kapot\n");
        }
    }
    lines
}

/// An archive of one large file and some small ones.
fn desk_with_archive() -> Desk {
    let desk = Desk::new();
    desk.write("archive/b-groot.jsonl", articles(0, 600));
    for number in 0..8 {
        let from = 10_000 + number * 15;
        desk.write(&format!("archive/a/{number}.jsonl"), articles(from, from + 15));
        desk.write(&format!("archive/c/{number}.txt"), format!("date 2021 Bericht {number} over vrede.\n"));
    }
    desk
}

/// Changes a part of every kind of file.
fn change_archive(desk: &Desk) {
    desk.write("archive/b-groot.jsonl", articles(200, 700));
    desk.write("archive/a/3.jsonl", articles(20_000, 20_030));
    fs::remove_file(desk.at("archive/a/4.jsonl")).expect("it is removed");
    desk.write("archive/c/nieuw.txt", "date 2022 Een nieuw bericht over oorlog.\n");
}

/// Checks that an index whose build was killed has a whole generation, or says that there is none yet. Gives the
/// number of the generation.
#[track_caller]
fn check_whole(desk: &Desk) -> u64 {
    let open = match OpenIndex::open(&IndexFolder::at(desk.at("index")), &AnalysisOptions::default()) {
        Ok(open) => open,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NoIndex, "{error:?}");
            desk.run(&["search", "tekst"]).ended_with(2);
            return 0;
        }
    };
    let found = all_hits(&open, "");
    assert_eq!(found.len() as u64, articles_in_ledger(desk), "articles and ledger agree");
    let status = desk.status();
    assert_eq!(status["articles"], found.len(), "{status}");
    assert_eq!(status["generation"], open.generation(), "{status}");
    open.generation()
}

/// The sum of the articles of all source files, by the ledger that the last commit names.
fn articles_in_ledger(desk: &Desk) -> u64 {
    let current = fs::read_to_string(desk.at("index/CURRENT")).expect("an index has a live build");
    let folder = desk.at("index").join(current.trim());
    let json = |text: &str| -> Value { serde_json::from_str(text).expect("it is JSON") };
    let meta = read_meta(&folder.join("meta.json"));
    let info = json(meta["payload"].as_str().expect("the commit says what it holds"));
    let mut ledger = Vec::new();
    for part in info["ledger"].as_array().expect("it is a list") {
        let name = part["file"].as_str().expect("a name");
        let bytes = usize::try_from(part["bytes"].as_u64().expect("a length")).expect("it is small");
        ledger.extend_from_slice(&fs::read(folder.join(name)).expect("there is a ledger")[..bytes]);
    }
    let mut files = std::collections::BTreeMap::new();
    for line in std::str::from_utf8(&ledger).expect("whole lines").lines().map(json) {
        let number = line["number"].as_u64().expect("a number");
        if line["entry"] == "file" {
            // A file that is entered under a new number takes the place of what was at its path.
            files.retain(|_, (path, _)| *path != line["path"]);
            files.insert(number, (line["path"].clone(), line["articles"].as_u64().expect("a number")));
        } else {
            files.remove(&number);
        }
    }
    files.values().map(|(_, articles)| articles).sum()
}

fn remove_index(desk: &Desk) {
    remove(desk, "index");
}

fn remove(desk: &Desk, folder: &str) {
    if desk.at(folder).exists() {
        fs::remove_dir_all(desk.at(folder)).expect("it is removed");
    }
}

/// Puts a folder in the place of another.
fn put_back(desk: &Desk, from: &str, to: &str) {
    remove(desk, to);
    copy_folder(&desk.at(from), &desk.at(to));
}

#[track_caller]
fn check_verified(desk: &Desk, index: &str, how: &str) {
    let run = desk.run(&["index", "verify", "--index", index]);
    assert_eq!(run.code, 0, "{how}: {run:?}");
}

#[test]
fn a_first_build_killed_at_any_moment() {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive", "--index", "undisturbed"]).ended_with(2);
    let undisturbed = Contents::of(&desk, "undisturbed");
    let mut went_on = 0;
    let kills = kills(20);
    let killed = kill_many(&desk, "build", kills, &|| remove_index(&desk), &mut |end, how| {
        let generation = check_whole(&desk);
        went_on += u32::from(matches!(end, End::Killed) && generation > 0);
        desk.run(&["index", "build", "archive"]);
        assert_eq!(Contents::of(&desk, "index"), undisturbed, "{how}");
    });
    assert!(killed >= kills / 2, "only {killed} were killed before their end");
    assert!(went_on > 0, "none was killed after a commit");
}

#[test]
fn an_update_killed_at_any_moment() {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive"]).ended_with(2);
    fs::rename(desk.at("index"), desk.at("before")).expect("it is renamed");
    change_archive(&desk);
    desk.run(&["index", "build", "archive", "--index", "undisturbed"]).ended_with(2);
    let undisturbed = Contents::of(&desk, "undisturbed");
    let prepare = || {
        remove_index(&desk);
        copy_folder(&desk.at("before"), &desk.at("index"));
    };
    let kills = kills(20);
    let killed = kill_many(&desk, "build", kills, &prepare, &mut |_, how| {
        assert!(check_whole(&desk) > 0, "there is a generation from before");
        desk.run(&["index", "build"]);
        assert_eq!(Contents::of(&desk, "index"), undisturbed, "{how}");
    });
    assert!(killed >= kills / 2, "only {killed} were killed before their end");
}

#[test]
fn a_build_that_is_killed_again_and_again_comes_to_an_end() {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive", "--index", "undisturbed"]).ended_with(2);
    let (mut generation, mut builds) = (0, 0);
    // Each build has a little more time than the one before, so that on a slow machine too some commit.
    while let End::Killed = kill_after(start(&desk, "build"), Duration::from_millis(30 + 10 * builds)) {
        let now = check_whole(&desk);
        assert!(now >= generation, "generations never go down");
        generation = now;
        builds += 1;
        assert!(builds < 200, "every build gets on, so there is an end");
    }
    assert_eq!(Contents::of(&desk, "index"), Contents::of(&desk, "undisturbed"), "after {builds} kills");
}

#[test]
fn a_rebuild_killed_at_any_moment_leaves_the_index_as_it_was() {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive", "--index", "before"]).ended_with(2);
    let before = Contents::of(&desk, "before");
    change_archive(&desk);
    desk.run(&["index", "build", "archive", "--index", "undisturbed"]).ended_with(2);
    let undisturbed = Contents::of(&desk, "undisturbed");
    let prepare = || {
        remove_index(&desk);
        copy_folder(&desk.at("before"), &desk.at("index"));
    };
    kill_many(&desk, "rebuild", kills(8), &prepare, &mut |_, how| {
        let now = Contents::of(&desk, "index");
        assert!(now == before || now == undisturbed, "{how}");
        desk.run(&["index", "rebuild"]).ended_with(2);
        assert_eq!(Contents::of(&desk, "index"), undisturbed, "{how}");
        let builds = fs::read_dir(desk.at("index")).expect("a folder").flatten();
        let builds = builds.filter(|entry| entry.file_name().to_string_lossy().starts_with("build-"));
        assert_eq!(builds.count(), 1, "what the killed build left is cleared away");
    });
}

#[test]
fn a_first_build_that_never_committed_goes_on_with_its_archive() {
    for name_it in [true, false] {
        let desk = Desk::new();
        desk.write("data/a.txt", "date 2021 Een bericht over appels.\n");
        // As a build leaves it that was told of no archive and killed before its first commit.
        desk.run(&["index", "build"]).ended_with(0);
        desk.undo_commits();
        desk.run(&["search", "appels"]).ended_with(2);
        let args = ["index", "build", "data"];
        desk.run(if name_it { &args } else { &args[..2] }).ended_with(0);
        assert_eq!(desk.search(&["appels"]).1["total"], 1);
    }
}

#[test]
fn the_program_itself_killed_and_run_again() {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive", "--index", "undisturbed"]).ended_with(2);
    let undisturbed = Contents::of(&desk, "undisturbed");
    for millis in [0, 15, 60, 150] {
        remove_index(&desk);
        let mut command = desk.command(&["index", "build", "archive"]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(millis));
        // Where it was faster there is nothing to kill, which is fine here.
        let _ = child.kill();
        child.wait().expect("it is our child");
        check_whole(&desk);
        desk.run(&["index", "build", "archive"]);
        assert_eq!(Contents::of(&desk, "index"), undisturbed, "killed after {millis} ms");
    }
}

/// A desk with an index of several segments and deleted articles, and a backup of what it was before.
fn desk_with_backup() -> (Desk, Contents, Contents) {
    let desk = desk_with_archive();
    desk.run(&["index", "build", "archive"]).ended_with(2);
    let earlier = Contents::of(&desk, "index");
    desk.run(&["index", "backup", "backup"]).ended_with(0);
    change_archive(&desk);
    desk.run(&["index", "build"]).ended_with(2);
    let now = Contents::of(&desk, "index");
    fs::rename(desk.at("index"), desk.at("index-before")).expect("it is renamed");
    fs::rename(desk.at("backup"), desk.at("backup-before")).expect("it is renamed");
    (desk, earlier, now)
}

#[test]
fn compacting_killed_at_any_moment_changes_nothing() {
    let (desk, _, now) = desk_with_backup();
    kill_many(&desk, "compact", kills(8), &|| put_back(&desk, "index-before", "index"), &mut |_, how| {
        check_verified(&desk, "index", how);
        assert_eq!(Contents::of(&desk, "index"), now, "{how}");
        desk.run(&["index", "compact"]).ended_with(0);
        check_verified(&desk, "index", how);
        assert_eq!(Contents::of(&desk, "index"), now, "{how}");
    });
}

#[test]
fn a_backup_killed_at_any_moment_leaves_the_one_before() {
    let (desk, earlier, now) = desk_with_backup();
    put_back(&desk, "index-before", "index");
    kill_many(&desk, "backup", kills(8), &|| put_back(&desk, "backup-before", "backup"), &mut |_, how| {
        check_verified(&desk, "backup", how);
        let backed_up = Contents::of(&desk, "backup");
        assert!(backed_up == earlier || backed_up == now, "{how}");
        desk.run(&["index", "backup", "backup"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "backup"), now, "{how}");
    });
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_index_as_it_was() {
    let (desk, earlier, now) = desk_with_backup();
    put_back(&desk, "backup-before", "backup");
    kill_many(&desk, "restore", kills(8), &|| put_back(&desk, "index-before", "index"), &mut |_, how| {
        check_verified(&desk, "index", how);
        let live = Contents::of(&desk, "index");
        assert!(live == earlier || live == now, "{how}");
        desk.run(&["index", "restore", "backup"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "index"), earlier, "{how}");
    });
}

//! Whoever has an index open keeps one whole generation, whatever is written meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::error::ErrorKind;
use knipsel::index::{
    BuildEvent, BuildOptions, BuildReport, IndexFolder, OpenIndex, TextsToCompare, backup, build, verify,
};
use knipsel::query::parse;
use knipsel::search::{Search, SearchRequest};

use crate::support::{Desk, Run, all_hits};

/// Articles of a number range, each with a word that all have and one of its own.
fn articles(from: u32, to: u32) -> String {
    let line = |number| {
        format!("{{\"id\":\"{number}\",\"text\":\"Tekst over een soldaat. Kenmerk{number} staat hier.\"}}\n")
    };
    (from..to).map(line).collect::<Vec<_>>().concat()
}

fn folder(desk: &Desk) -> IndexFolder {
    IndexFolder::at(desk.at("index"))
}

fn open(desk: &Desk) -> OpenIndex {
    OpenIndex::open(&folder(desk), &AnalysisOptions::default()).expect("the index can be opened")
}

/// Builds in this process, with a commit after every article.
fn build_in_small_steps(desk: &Desk, observer: &mut dyn FnMut(BuildEvent<'_>)) -> BuildReport {
    let options = BuildOptions {
        paths: vec![desk.at("archive")],
        commit_every: Duration::ZERO,
        threads: 1,
        // Most of an archive may go here.
        allow_shrink: true,
        ..BuildOptions::default()
    };
    build(&folder(desk), &options, observer).expect("the build succeeds")
}

/// All that a reader can see of an open index: hits in order with their passages.
fn seen(index: &OpenIndex) -> String {
    let today = Day::from_ymd(2025, 6, 1).expect("it is a day");
    let mut seen = format!("generation {}\n", index.generation());
    for query in ["soldaat", "kenmerk7", "tekst NIET kenmerk3", ""] {
        let request = SearchRequest { limit: None, ..SearchRequest::new(parse(query, today).root) };
        let result = Search::new(index).run(&request).expect("the index can be searched");
        let _ = writeln!(seen, "{query}: {} of {:#?}", result.total, result.hits);
    }
    seen
}

#[test]
fn an_open_index_stays_as_it_is() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 20)), ("b.jsonl", &articles(20, 40))]);
    let index = open(&desk);
    let before = seen(&index);
    assert!(before.contains("tekst NIET kenmerk3: 39 of"), "{before}");
    let mut last = index.generation();
    let mut and_then = |what: &str, change: &dyn Fn()| {
        change();
        assert_eq!(seen(&index), before, "after {what}");
        let now = open(&desk).generation();
        assert!(now > last, "{what} makes a generation");
        last = now;
    };
    and_then("an addition", &|| {
        desk.write("archive/c.jsonl", articles(40, 60));
        build_in_small_steps(&desk, &mut |_| {});
    });
    and_then("a change", &|| {
        desk.write("archive/a.jsonl", articles(100, 110));
        build_in_small_steps(&desk, &mut |_| {});
    });
    and_then("a removal", &|| {
        fs::remove_file(desk.at("archive/b.jsonl")).expect("it is removed");
        desk.run(&["index", "build"]).ended_with(0);
    });
    and_then("a rebuild", &|| drop(desk.run(&["index", "rebuild"]).ended_with(0)));
    and_then("another rebuild", &|| drop(desk.run(&["index", "rebuild"]).ended_with(0)));
    assert_eq!(all_hits(&open(&desk), "soldaat").len(), 30);
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    desk.write("archive/b.jsonl", articles(5, 10));
    let mut refused = 0;
    build_in_small_steps(&desk, &mut |event| {
        if let BuildEvent::Planned { .. } = event {
            for args in [["index", "build"], ["index", "rebuild"]] {
                let run = desk.run(&args).ended_with(2);
                let holder = format!("is being written by process {}\n", std::process::id());
                assert!(run.stderr.contains(&holder), "{run:?}");
                refused += 1;
            }
            // Readers need not wait.
            assert_eq!(desk.search(&["soldaat"]).1["total"], 5);
            assert_eq!(desk.status()["articles"], 5);
        }
    });
    assert_eq!(refused, 2);
    assert_eq!(desk.search(&["soldaat"]).1["total"], 10);
    desk.run(&["index", "build"]).ended_with(0);
}

/// Opens and searches an index over and over until a writer is done. Gives the number of articles of every
/// generation that was seen.
fn read_until(desk: &Desk, done: &AtomicBool) -> BTreeMap<u64, usize> {
    let mut seen = BTreeMap::new();
    loop {
        let was_done = done.load(Ordering::Acquire);
        match OpenIndex::open(&folder(desk), &AnalysisOptions::default()) {
            Ok(index) => {
                let found = all_hits(&index, "").len();
                assert_eq!(all_hits(&index, "soldaat").len(), found, "in generation {}", index.generation());
                let known = *seen.entry(index.generation()).or_insert(found);
                assert_eq!(known, found, "a generation is always the same: {}", index.generation());
                assert!(seen.keys().next_back() == Some(&index.generation()), "generations never go down");
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::NoIndex, "{error:?}");
                assert!(seen.is_empty(), "what was there once stays there: {error:?}");
            }
        }
        if was_done {
            return seen;
        }
    }
}

/// Lets two readers look while something is written, and gives what each of them saw.
fn while_writing(desk: &Desk, write: impl FnOnce()) -> [BTreeMap<u64, usize>; 2] {
    /// Sets the sign also where the writer panics, so that the readers come to an end.
    struct Done<'d>(&'d AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Release);
        }
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        let readers = [(); 2].map(|()| threads.spawn(|| read_until(desk, &done)));
        let sign = Done(&done);
        write();
        drop(sign);
        readers.map(|reader| reader.join().expect("no reader fails"))
    })
}

#[test]
fn readers_see_whole_generations_during_builds() {
    let desk = Desk::new();
    desk.write("archive/a.jsonl", articles(0, 30));
    let mut committed = BTreeMap::new();
    let mut note = |event: BuildEvent<'_>| {
        if let BuildEvent::Committed { generation, articles } = event {
            committed.insert(generation, usize::try_from(articles).expect("it is small"));
        }
    };
    let seen = while_writing(&desk, || {
        build_in_small_steps(&desk, &mut note);
        desk.write("archive/a.jsonl", articles(15, 35));
        desk.write("archive/b.jsonl", articles(100, 110));
        build_in_small_steps(&desk, &mut note);
        fs::remove_file(desk.at("archive/a.jsonl")).expect("it is removed");
        build_in_small_steps(&desk, &mut note);
    });
    assert!(committed.len() > 50, "{} generations", committed.len());
    for seen in seen {
        assert!(seen.len() > 3, "a reader saw only {seen:?}");
        assert_eq!(seen.last_key_value(), committed.last_key_value(), "the last one is seen");
        for (generation, found) in seen {
            assert_eq!(committed.get(&generation), Some(&found), "articles of generation {generation}");
        }
    }
}

#[test]
fn readers_see_whole_generations_during_rebuilds() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 30))]);
    let options = BuildOptions { rebuild: true, threads: 1, ..BuildOptions::default() };
    let seen = while_writing(&desk, || {
        for _ in 0..12 {
            build(&folder(&desk), &options, &mut |_| {}).expect("the rebuild succeeds");
        }
    });
    for seen in seen {
        assert_eq!(seen.last_key_value(), Some((&13, &30)));
        assert!(seen.values().all(|&found| found == 30), "{seen:?}");
    }
}

/// A file that a reader makes could come into a build that a writer is removing, which then cannot be removed.
#[test]
fn readers_make_no_file() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    let build = desk.at("index/build-000001");
    let files = || {
        let entries = fs::read_dir(&build).expect("a folder").flatten();
        entries.map(|entry| entry.file_name()).collect::<BTreeSet<_>>()
    };
    for entry in fs::read_dir(&build).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().ends_with(".lock") {
            fs::remove_file(entry.path()).expect("it is removed");
        }
    }
    let before = files();
    for args in [&["search", "soldaat"][..], &["show", "3"], &["index", "status"], &["index", "verify"]] {
        desk.run(args).ended_with(0);
        assert_eq!(files(), before, "{args:?}");
    }
}

/// Commits and merges go on while each backup is made.
#[test]
fn backups_made_during_builds_are_whole_generations() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 20))]);
    let mut committed = BTreeMap::from([(open(&desk).generation(), 20)]);
    let done = AtomicBool::new(false);
    let seen = std::thread::scope(|threads| {
        let copier = threads.spawn(|| {
            let mut seen = Vec::new();
            loop {
                let was_done = done.load(Ordering::Acquire);
                let report = backup(&folder(&desk), &desk.at("backup")).expect("it is copied");
                let copied = IndexFolder::at(desk.at("backup"));
                let checked = verify(&copied, &AnalysisOptions::default(), TextsToCompare::All);
                assert_eq!(checked.expect("it can be read").faults, [], "generation {}", report.generation);
                seen.push((report.generation, report.articles));
                if was_done {
                    return seen;
                }
            }
        });
        for part in 1..=3 {
            desk.write("archive/b.jsonl", articles(100 * part, 100 * part + 10 + part));
            fs::remove_file(desk.at("archive/a.jsonl")).ok();
            build_in_small_steps(&desk, &mut |event| {
                if let BuildEvent::Committed { generation, articles } = event {
                    committed.insert(generation, articles);
                }
            });
        }
        done.store(true, Ordering::Release);
        copier.join().expect("the copier does not fail")
    });
    assert!(committed.len() > 30, "{} generations", committed.len());
    assert_eq!(seen.last().map(|last| last.0), committed.keys().next_back().copied());
    for (generation, articles) in seen {
        assert_eq!(committed.get(&generation), Some(&articles), "articles of generation {generation}");
    }
}

#[test]
fn who_may_not_write_is_told_so_and_changes_nothing() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    fs::set_permissions(desk.path(), Permissions::from_mode(0o755)).expect("permissions are set");
    desk.write("archive/b.jsonl", articles(5, 10));
    for command in ["build", "rebuild", "compact"] {
        let Some(run) = desk.run_as_nobody(&["index", command]) else { return };
        let run = run.ended_with(2);
        assert!(run.stderr.contains("/LOCK") && run.stderr.contains("hint: "), "{run:?}");
        assert_eq!(desk.search(&["soldaat"]).1["total"], 5);
    }
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(desk.search(&["soldaat"]).1["total"], 10);
}

#[test]
fn who_may_only_read_can_search() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    fs::set_permissions(desk.path(), Permissions::from_mode(0o755)).expect("permissions are set");
    for args in READING {
        let Some(run) = desk.run_as_nobody(args) else { return };
        run.ended_with(0);
    }
}

/// Commands that only read, each with something to find.
const READING: [&[&str]; 8] = [
    &["search", "soldaat"],
    &["search", "sold*"],
    &["timeline", "soldaat"],
    &["kwic", "soldaat"],
    &["export", "soldaat", "--format", "jsonl"],
    &["show", "3", "--query", "soldaat"],
    &["index", "status"],
    &["index", "verify"],
];

/// A right that is missing is no damage, and nothing to rebuild for.
#[test]
fn who_may_not_read_a_file_of_the_index_is_told_so() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    fs::set_permissions(desk.path(), Permissions::from_mode(0o755)).expect("permissions are set");
    desk.write("archive/b.jsonl", articles(5, 7));
    desk.run(&["index", "build"]).ended_with(0);
    desk.run(&["alert", "add", "soldaat", "soldaat"]).ended_with(0);
    let mut paths = vec![desk.at("index"), desk.at("index/CURRENT"), desk.at("index/build-000001")];
    let files = fs::read_dir(desk.at("index/build-000001")).expect("there is a build").flatten();
    paths.extend(files.map(|entry| entry.path()));
    paths.push(desk.at("index/alerts"));
    let mut refused = 0;
    for path in paths {
        let rights = fs::metadata(&path).expect("it is there").permissions();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).expect("permissions are set");
        for args in READING {
            let Some(run) = desk.run_as_nobody(args) else { return };
            if run.code != 0 {
                refused += 1;
                let told = ["Permission denied", "hint: ask the owner of the index for the right to read it"];
                let looked = ["Permission denied", "hint: see who may use it: ls -ld "];
                let says = |words: [&str; 2]| words.iter().all(|words| run.stderr.contains(words));
                assert!(run.code == 2 && (says(told) || says(looked)), "{}: {run:?}", path.display());
                assert!(!run.stdout.contains("damaged"), "{}: {run:?}", path.display());
            }
        }
        fs::set_permissions(&path, rights).expect("permissions are set");
    }
    assert!(refused > 50, "{refused} runs could not read");
}

#[test]
fn an_index_on_a_disk_that_is_mounted_for_reading_alone_can_be_searched() {
    let desk = Desk::with_index(&[("a.jsonl", &articles(0, 5))]);
    let mount = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$@\"";
    let mounted = |program: &str, args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", mount, "sh", program]).args(args);
        desk.prepare(&mut command);
        command.output()
    };
    if !mounted("true", &[]).is_ok_and(|output| output.status.success()) {
        eprintln!("left out: this user may not mount anything, or there is no `unshare`");
        return;
    }
    let run = |args: &[&str]| Run::of(&mounted(env!("CARGO_BIN_EXE_knipsel"), args).expect("it ran before"));
    for args in READING {
        run(args).ended_with(0);
    }
    let refused = run(&["index", "build"]).ended_with(2);
    assert!(refused.stderr.contains("Read-only file system"), "{refused:?}");
}

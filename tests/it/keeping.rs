//! Checking an index, backing it up, bringing back earlier states, compacting it; and what must not empty it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::error::Error;
use knipsel::index::{BuildEvent, BuildOptions, IndexFolder, OpenIndex, build};
use knipsel::query::parse;
use knipsel::search::{Search, SearchRequest};
use serde_json::Value;

use crate::support::{Contents, Desk, copy_folder};

/// An index of a few articles, made in three builds, so that it has several segments and deleted articles.
pub(crate) fn desk_with_changes() -> Desk {
    let desk = Desk::new();
    for number in 0..6 {
        desk.write(
            &format!("archive/{number}.jsonl"),
            format!(
                "{{\"id\":\"a{number}\",\"date\":\"2021\",\"title\":\"Nummer {number}\",\"source\":\"De Bode\",\
                 \"text\":\"Tekst over een soldaat. Er voer het oude schip.\"}}\n\
                 {{\"id\":\"b{number}\",\"date\":\"1894\",\"text\":\"Bericht van vrede, nummer {number}.\"}}\n"
            ),
        );
    }
    desk.run(&["index", "build", "archive"]).ended_with(0);
    desk.write(
        "archive/1.jsonl",
        "{\"id\":\"a1\",\"date\":\"2022\",\"text\":\"Nu over oorlog en tekst.\"}\n",
    );
    desk.run(&["index", "build"]).ended_with(0);
    desk.write("archive/nieuw.txt", "date 2023 Een bericht over het oude schip.\n");
    fs::remove_file(desk.at("archive/2.jsonl")).expect("it is removed");
    desk.run(&["index", "build"]).ended_with(0);
    desk
}

pub(crate) fn verify(desk: &Desk, args: &[&str], code: i32) -> Value {
    let mut all = vec!["index", "verify", "--json"];
    all.extend_from_slice(args);
    desk.run(&all).ended_with(code).objects().remove(0)
}

/// The files of the live build that belong to its generation.
fn live_files(desk: &Desk) -> Vec<PathBuf> {
    let current = fs::read_to_string(desk.at("index/CURRENT")).expect("an index has a live build");
    let files = fs::read_dir(desk.at("index").join(current.trim())).expect("a folder").flatten();
    let mut files: Vec<PathBuf> = files.map(|entry| entry.path()).collect();
    files.retain(|path| !path.to_string_lossy().ends_with(".lock"));
    // What no record names is left over, and waits to be removed.
    let meta = files.iter().find(|path| path.ends_with("meta.json")).expect("there is a commit");
    let meta = fs::read_to_string(meta).expect("it is text");
    files.retain(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let named = meta.contains(&name) || name.ends_with("meta.json");
        // A record that holds nothing yet need not be there.
        named && fs::metadata(path).is_ok_and(|file| file.len() > 0)
    });
    files.sort();
    files
}

#[test]
fn a_whole_index_is_found_whole() {
    let desk = desk_with_changes();
    for args in [&[][..], &["--all"]] {
        let report = verify(&desk, args, 0);
        assert_eq!(report["whole"], true, "{report}");
        assert_eq!((&report["articles"], &report["texts"]), (&10.into(), &10.into()), "{report}");
    }
}

#[test]
fn a_flipped_bit_in_any_file_is_found() {
    let desk = desk_with_changes();
    desk.run(&["alert", "add", "schip", "schip"]).ended_with(0);
    let mut files = live_files(&desk);
    assert!(files.len() >= 8, "{files:?}");
    // That build is kept, and the alert stays.
    desk.run(&["index", "rebuild", "--keep", "1"]).ended_with(0);
    files.extend(live_files(&desk));
    files.extend(
        ["CURRENT", "PREVIOUS", "alerts/schip/alert.json", "alerts/schip/seen"]
            .map(|file| desk.at("index").join(file)),
    );
    for file in &files {
        let whole = fs::read(file).expect("it is read");
        for at in [0, whole.len() / 3, whole.len() / 2, whole.len() - 2] {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(file, &flipped).expect("it is written");
            let report = verify(&desk, &[], 2);
            assert_eq!(report["whole"], false, "byte {at} of {}: {report}", file.display());
            let faults = report["faults"].as_array().expect("a list");
            assert!(
                faults
                    .iter()
                    .all(|fault| fault["hint"].as_str().is_some_and(|hint| hint.starts_with("knipsel")))
            );
        }
        fs::write(file, &whole).expect("it is written");
    }
    assert_eq!(verify(&desk, &[], 0)["whole"], true);
}

/// What queries of several kinds find in the index of a desk, with their passages; an error where one fails.
fn findings(desk: &Desk) -> Result<Vec<String>, Error> {
    let index = OpenIndex::open(&IndexFolder::at(desk.at("index")), &AnalysisOptions::default())?;
    let today = Day::from_ymd(2025, 6, 1).expect("it is a day");
    let queries =
        ["schip OF vrede", "\"het oude schip\"", "sch* NABIJ/3 oude", "titel:nummer", "datum:1894", ""];
    let found = queries.map(|query| {
        let request = SearchRequest { limit: None, ..SearchRequest::new(parse(query, today).root) };
        let result = Search::new(&index).run(&request)?;
        Ok(format!("{query}: {} of {:?}", result.total, result.hits))
    });
    found.into_iter().collect()
}

#[test]
fn a_search_over_a_flipped_bit_finds_what_it_should_or_fails() {
    let desk = desk_with_changes();
    let expected = findings(&desk).expect("the index is whole");
    assert!(expected[0].starts_with("schip OF vrede: 9 of"), "{expected:?}");
    let (mut failed, mut right) = (0, 0);
    for file in &live_files(&desk) {
        let whole = fs::read(file).expect("it is read");
        for at in (0..whole.len()).step_by(whole.len().div_ceil(40).max(1)) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(file, &flipped).expect("it is written");
            match findings(&desk) {
                Ok(found) => {
                    assert_eq!(found, expected, "byte {at} of {}", file.display());
                    right += 1;
                }
                Err(error) => {
                    assert!(error.hint_text().is_some(), "byte {at} of {}: {error:?}", file.display());
                    failed += 1;
                }
            }
        }
        fs::write(file, &whole).expect("it is written");
    }
    // Right are those that never read the damaged place: the ledger's, and those of what only a build reads.
    assert!(failed > right, "{failed} failed, {right} were right");
    assert_eq!(findings(&desk).expect("the index is whole"), expected);
}

#[test]
fn whatever_reads_a_flipped_bit_says_what_it_should_or_fails() {
    let desk = desk_with_changes();
    let commands: [&[&str]; 7] = [
        &["search", "schip OF vrede", "--json"],
        &["show", "a3", "--json"],
        &["similar", "a3", "--json"],
        &["timeline", "vrede", "--by", "year", "--json"],
        &["facets", "tekst", "--by", "source", "--json"],
        &["kwic", "schip", "--json"],
        &["export", "vrede", "--format", "csv"],
    ];
    let said = |args: &[&str]| {
        // `run` sees to it that no run panics.
        let run = desk.run(args);
        // How long it took is another each time.
        let strip = |line: &str| line.split_once("\"took_ms\"").map_or(line, |(before, _)| before).to_owned();
        (run.code, run.stdout.lines().map(strip).collect::<Vec<_>>(), run.stderr)
    };
    let expected = commands.map(said);
    for (number, file) in live_files(&desk).iter().enumerate() {
        let whole = fs::read(file).expect("it is read");
        for (turn, at) in [whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4].into_iter().enumerate() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(file, &flipped).expect("it is written");
            let command = (number + turn) % commands.len();
            let (code, stdout, stderr) = said(commands[command]);
            let how =
                format!("{:?} with byte {at} of {} flipped: {stderr}", commands[command], file.display());
            if code == 2 {
                assert!(stderr.contains("hint: knipsel index"), "{how}");
            } else {
                assert_eq!((code, &stdout), (expected[command].0, &expected[command].1), "{how}");
            }
        }
        fs::write(file, &whole).expect("it is written");
    }
}

/// A merge reads every file of its segments: it must not make a file with right checksums of one that is damaged.
#[test]
fn damage_does_not_pass_into_merged_segments() {
    let desk = desk_with_changes();
    let expected = findings(&desk).expect("the index is whole");
    let mut refused = 0;
    for kind in ["idx", "pos", "term", "store", "fast", "fieldnorm"] {
        copy_folder(&desk.at("index"), &desk.at("whole"));
        let file = live_files(&desk).into_iter().find(|path| path.extension().is_some_and(|it| it == kind));
        flip_middle(&file.expect("each segment has one"));
        let run = desk.run(&["index", "compact"]);
        if verify(&desk, &[], if run.code == 0 { 0 } else { 2 })["whole"] == true {
            assert_eq!(findings(&desk).expect("the index is whole"), expected, "{kind}");
        } else {
            refused += 1;
        }
        fs::remove_dir_all(desk.at("index")).expect("it is removed");
        fs::rename(desk.at("whole"), desk.at("index")).expect("it is renamed");
    }
    assert_eq!(refused, 6, "each kind of file is read by a merge");
}

#[test]
fn a_file_that_is_gone_or_cut_off_is_found_and_the_hint_mends_it() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    let whole = live_files(&desk).into_iter().filter(|path| {
        let name = path.to_string_lossy();
        !name.ends_with(".json")
    });
    for (number, file) in whole.enumerate() {
        copy_folder(&desk.at("index"), &desk.at("other"));
        let inside = file.strip_prefix(desk.at("index")).expect("it lies in the index");
        let file = desk.at("other").join(inside);
        if number % 2 == 0 {
            fs::remove_file(&file).expect("it is removed");
        } else {
            let bytes = fs::read(&file).expect("it is read");
            fs::write(&file, &bytes[..bytes.len() / 2]).expect("it is cut off");
        }
        let report = verify(&desk, &["--index", "other"], 2);
        let hint = report["faults"][0]["hint"].as_str().expect("a hint").to_owned();
        desk.run(&hint.split(' ').skip(1).collect::<Vec<_>>()).ended_with(0);
        assert_eq!(verify(&desk, &["--index", "other", "--all"], 0)["whole"], true);
        assert_eq!(Contents::of(&desk, "other"), before, "{}", file.display());
        fs::remove_dir_all(desk.at("other")).expect("it is removed");
    }
}

#[test]
fn an_archive_that_vanishes_does_not_empty_the_index() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    fs::rename(desk.at("archive"), desk.at("elsewhere")).expect("it is renamed");
    fs::create_dir(desk.at("archive")).expect("an unmounted disk leaves its folder");
    for command in ["build", "rebuild"] {
        let run = desk.run(&["index", command]).ended_with(2);
        assert!(run.stderr.contains(&format!("knipsel index {command} --allow-shrink")), "{run:?}");
        assert_eq!(Contents::of(&desk, "index"), before);
    }
    desk.run(&["index", "build", "--allow-shrink"]).ended_with(0);
    assert_eq!(desk.status()["articles"], 0);
    fs::remove_dir(desk.at("archive")).expect("it is removed");
    fs::rename(desk.at("elsewhere"), desk.at("archive")).expect("it is renamed");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), before);
}

/// The disk with the archive goes away when the build has begun to read it, and later when it has committed.
#[test]
fn an_archive_that_vanishes_half_way_takes_nothing_with_it() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    for number in [0, 3, 5] {
        let record =
            format!("{{\"id\":\"a{number}\",\"date\":\"2022\",\"text\":\"Weer over tekst en oorlog.\"}}\n");
        desk.write(&format!("archive/{number}.jsonl"), record);
    }
    desk.run(&["index", "build", "archive", "--index", "expected"]).ended_with(0);
    let expected = Contents::of(&desk, "expected");
    let options = BuildOptions {
        paths: vec![desk.at("archive")],
        commit_every: Duration::ZERO,
        threads: 1,
        ..BuildOptions::default()
    };
    let mut articles_left = Vec::new();
    for commits in 0..3 {
        let mut seen = 0;
        let vanish = || fs::rename(desk.at("archive"), desk.at("elsewhere")).expect("it is renamed");
        let report = build(&IndexFolder::at(desk.at("index")), &options, &mut |event| match event {
            BuildEvent::Planned { .. } if commits == 0 => vanish(),
            BuildEvent::Committed { .. } => {
                seen += 1;
                if seen == commits {
                    vanish();
                }
            }
            _ => {}
        });
        let report = report.expect("what cannot be read fails no build");
        assert!(report.skipped > 0, "{report:?}");
        assert_eq!(verify(&desk, &["--all"], 0)["whole"], true, "after {commits} commits");
        articles_left.push(report.articles);
        if commits == 0 {
            assert_eq!(Contents::of(&desk, "index").articles, before.articles);
        }
        fs::rename(desk.at("elsewhere"), desk.at("archive")).expect("it is renamed");
    }
    // Each changed file has one article less than before, and goes only when there is something in its place.
    assert_eq!(articles_left, [10, 9, 8]);
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), expected);
}

#[test]
fn files_that_were_moved_or_emptied_count_for_what_they_are() {
    let desk = desk_with_changes();
    fs::create_dir(desk.at("archive/jaar")).expect("a folder is made");
    for number in [0, 1, 3, 4, 5] {
        let name = format!("{number}.jsonl");
        fs::rename(desk.at("archive").join(&name), desk.at("archive/jaar").join(&name)).expect("it is moved");
    }
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(desk.status()["articles"], 10);
    for number in [0, 1, 3, 4, 5] {
        desk.write(&format!("archive/jaar/{number}.jsonl"), "");
    }
    desk.run(&["index", "build"]).ended_with(2);
    assert_eq!(desk.status()["articles"], 10);
}

#[test]
fn a_warning_about_a_double_id_goes_with_the_other_file() {
    let desk = Desk::new();
    let record = "{\"id\":\"zelfde\",\"date\":\"2021\",\"text\":\"Bericht over vrede.\"}\n";
    desk.write("archive/a.jsonl", record);
    desk.write("archive/b.jsonl", record);
    desk.write("archive/c.txt", "date 2021 Nog een bericht.\n");
    desk.run(&["index", "build", "archive"]).ended_with(0);
    let problems = |desk: &Desk| desk.status()["problems"].as_array().expect("a list").len();
    assert_eq!(problems(&desk), 1);
    desk.write("archive/c.txt", "date 2021 Nog een ander bericht.\n");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(problems(&desk), 1, "it is still so");
    fs::remove_file(desk.at("archive/a.jsonl")).expect("it is removed");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(problems(&desk), 0);
}

/// The index in every form of a backup comes back as it was.
#[test]
fn a_backup_comes_back() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    for to in ["backup", "backup.tar.zst"] {
        desk.run(&["index", "backup", to]).ended_with(0);
        desk.run(&["index", "restore", to, "--index", "brought"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "brought"), before, "{to}");
        assert_eq!(verify(&desk, &["--index", "brought", "--all"], 0)["whole"], true, "{to}");
        // What came back can be built upon.
        desk.run(&["index", "build", "--index", "brought"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "brought"), before, "{to}");
        fs::remove_dir_all(desk.at("brought")).expect("it is removed");
    }
    // A folder is an index itself.
    assert_eq!(Contents::of(&desk, "backup"), before);
}

#[test]
fn a_second_backup_writes_only_what_changed() {
    let desk = desk_with_changes();
    let backup =
        |desk: &Desk| desk.run(&["index", "backup", "backup", "--json"]).ended_with(0).objects().remove(0);
    let first = backup(&desk);
    assert_eq!(first["written_bytes"], first["bytes"], "{first}");
    desk.write("archive/nog.txt", "date 2024 Een enkel bericht.\n");
    desk.run(&["index", "build"]).ended_with(0);
    let second = backup(&desk);
    let written = second["written_bytes"].as_u64().expect("a number");
    assert!(written < second["bytes"].as_u64().expect("a number"), "{second}");
    assert_eq!(Contents::of(&desk, "backup"), Contents::of(&desk, "index"));
    assert_eq!(backup(&desk)["written_bytes"], 0, "nothing changed");
    assert_eq!(verify(&desk, &["--index", "backup", "--all"], 0)["whole"], true);
    // A file of the backup that was damaged is written anew.
    let current = fs::read_to_string(desk.at("backup/CURRENT")).expect("a backup has a build");
    let store = fs::read_dir(desk.at("backup").join(current.trim())).expect("a folder").flatten();
    let store =
        store.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|kind| kind == "store"));
    fs::write(store.expect("there is one"), "kapot").expect("it is written");
    verify(&desk, &["--index", "backup"], 2);
    backup(&desk);
    assert_eq!(verify(&desk, &["--index", "backup", "--all"], 0)["whole"], true);
}

#[test]
fn a_damaged_index_or_backup_takes_no_place() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    desk.run(&["index", "backup", "backup"]).ended_with(0);
    desk.run(&["index", "backup", "backup.tar.zst"]).ended_with(0);
    copy_folder(&desk.at("index"), &desk.at("damaged"));
    for folder in ["damaged", "backup"] {
        let current = fs::read_to_string(desk.at(folder).join("CURRENT")).expect("a build");
        flip(&desk.at(folder).join(current.trim()), "store");
    }
    let tar = desk.at("backup.tar.zst");
    let mut bytes = fs::read(&tar).expect("it is read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 16;
    fs::write(&tar, bytes).expect("it is written");
    desk.run(&["index", "backup", "other", "--index", "damaged"]).ended_with(2);
    assert!(!desk.at("other/CURRENT").exists());
    for from in ["backup", "backup.tar.zst", "archive", "niets"] {
        desk.run(&["index", "restore", from]).ended_with(2);
        assert_eq!(Contents::of(&desk, "index"), before, "{from}");
    }
    // Neither what is no backup nor the index itself is written over.
    desk.run(&["index", "backup", "archive"]).ended_with(2);
    desk.run(&["index", "backup", "index/backup"]).ended_with(2);
    desk.run(&["index", "backup", "index"]).ended_with(2);
}

/// Flips a bit in the middle of the first file of a kind.
fn flip(build: &Path, kind: &str) {
    let mut files: Vec<PathBuf> =
        fs::read_dir(build).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == kind));
    files.sort();
    flip_middle(&files[0]);
}

fn flip_middle(file: &Path) {
    let mut bytes = fs::read(file).expect("it is read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(file, bytes).expect("it is written");
}

#[test]
fn a_rebuild_can_be_taken_back() {
    let desk = desk_with_changes();
    let before = Contents::of(&desk, "index");
    desk.run(&["index", "rollback"]).ended_with(2);
    desk.write("archive/nieuw.txt", "date 2023 Iets heel anders.\n");
    desk.run(&["index", "rebuild", "--keep", "2"]).ended_with(0);
    let rebuilt = Contents::of(&desk, "index");
    assert_ne!(rebuilt, before);
    let generation = || desk.status()["generation"].as_u64().expect("a number");
    let live = generation();
    desk.run(&["index", "rollback"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), before);
    assert_eq!(generation(), live + 1, "a number never stands for two states");
    desk.run(&["index", "rollback"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), rebuilt);
    assert_eq!(generation(), live + 2);
    assert_eq!(desk.status()["kept_builds"], 1);
    // Builds keep what is kept, a rebuild only so many as it is told.
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(desk.status()["kept_builds"], 1);
    desk.run(&["index", "rebuild", "--keep", "2"]).ended_with(0);
    desk.run(&["index", "rebuild", "--keep", "2"]).ended_with(0);
    assert_eq!(desk.status()["kept_builds"], 2);
    // Of three builds, which differ by a file each, any becomes the live one, and the others stay.
    let mut builds = vec![Contents::of(&desk, "index")];
    for name in ["x", "y"] {
        desk.write(&format!("archive/{name}.txt"), format!("date 2023 Bericht {name}.\n"));
        desk.run(&["index", "rebuild", "--keep", "2"]).ended_with(0);
        builds.push(Contents::of(&desk, "index"));
    }
    desk.run(&["index", "rollback", "--back", "3"]).ended_with(2);
    for (back, build) in [("2", 0), ("2", 1), ("1", 0), ("2", 2)] {
        desk.run(&["index", "rollback", "--back", back]).ended_with(0);
        assert!(Contents::of(&desk, "index") == builds[build], "{back} back is not build {build}");
        assert_eq!(desk.status()["kept_builds"], 2);
    }
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert_eq!(desk.status()["kept_builds"], 0);
}

#[test]
fn what_a_restore_replaces_can_be_brought_back() {
    let desk = desk_with_changes();
    desk.run(&["index", "backup", "backup"]).ended_with(0);
    let backed_up = Contents::of(&desk, "index");
    desk.write("archive/nog.txt", "date 2024 Een enkel bericht.\n");
    desk.run(&["index", "build"]).ended_with(0);
    let later = Contents::of(&desk, "index");
    desk.run(&["index", "restore", "backup"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), backed_up);
    desk.run(&["index", "rollback"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), later);
}

#[test]
fn compacting_drops_what_was_deleted_and_changes_nothing_else() {
    let desk = desk_with_changes();
    desk.run(&["index", "compact"]).ended_with(0);
    desk.write(
        "archive/5.jsonl",
        "{\"id\":\"a5\",\"date\":\"2022\",\"text\":\"Nu over oorlog en vrede.\"}\n",
    );
    desk.run(&["index", "build"]).ended_with(0);
    let before = Contents::of(&desk, "index");
    let status = desk.status();
    let report = desk.run(&["index", "compact", "--json"]).ended_with(0).objects().remove(0);
    assert_eq!(report["segments"], 1, "{report}");
    assert!(report["segments_before"].as_u64() > Some(1), "{report}");
    assert!(report["bytes"].as_u64() < report["bytes_before"].as_u64(), "{report}");
    assert!(report["dropped"].as_u64() > Some(0), "{report}");
    assert_eq!(Contents::of(&desk, "index"), before);
    assert_eq!(desk.status()["generation"], status["generation"]);
    assert_eq!(verify(&desk, &["--all"], 0)["whole"], true);
    let again = desk.run(&["index", "compact", "--json"]).ended_with(0).objects().remove(0);
    assert_eq!((&again["segments"], &again["dropped"]), (&1.into(), &0.into()), "{again}");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "index"), before);
}

#[test]
fn an_index_that_may_only_be_read_is_verified_and_backed_up() {
    let desk = desk_with_changes();
    let to = tempfile::tempdir().expect("a folder");
    let before = Contents::of(&desk, "index");
    let mut names: Vec<PathBuf> = vec![desk.at("index")];
    names.extend(live_files(&desk).into_iter().filter_map(|path| path.parent().map(Path::to_owned)).take(1));
    for folder in &names {
        let mut permissions = fs::metadata(folder).expect("it is there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(folder, permissions).expect("permissions are set");
    }
    let backup = to.path().join("backup");
    verify(&desk, &[], 0);
    desk.run(&["index", "backup", &backup.to_string_lossy()]).ended_with(0);
    for folder in &names {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("permissions are set");
    }
    desk.run(&["index", "restore", &backup.to_string_lossy(), "--index", "brought"]).ended_with(0);
    assert_eq!(Contents::of(&desk, "brought"), before);
}

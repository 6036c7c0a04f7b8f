//! Which files the paths of a build stand for: each file is indexed once, however it is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::{Contents, Desk, copy_folder};

/// A folder `a` with a file, and a folder `a/b` in it with another.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("a/x.txt", "date 2020 Knolraap bovenin.\n");
    desk.write("a/b/y.txt", "date 2021 Rabarber onderin.\n");
    desk
}

#[track_caller]
fn check_once(desk: &Desk, paths: &[&str]) {
    let _ = fs::remove_dir_all(desk.at("index"));
    let mut build = vec!["index", "build"];
    build.extend_from_slice(paths);
    desk.run(&build).ended_with(0);
    let of_build = Contents::of(desk, "index");
    assert_eq!(of_build.articles.len(), 2, "{paths:?}");
    assert_eq!(desk.search(&["rabarber"]).1["total"], 1, "{paths:?}");
    // The same paths, and none, find nothing to do.
    for again in [&build[..], &["index", "build"]] {
        let run = desk.run(again).ended_with(0);
        assert!(run.stderr.starts_with("nothing changed in 2 files\n"), "{paths:?}: {run:?}");
    }
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert_eq!(of_build, Contents::of(desk, "index"), "{paths:?}");
    let text = fs::read(desk.at("a/b/y.txt")).expect("it is there");
    fs::remove_file(desk.at("a/b/y.txt")).expect("it is removed");
    desk.run(&["index", "build", "--allow-shrink"]).ended_with(0);
    assert_eq!(desk.search(&["rabarber"]).1["total"], 0, "{paths:?}");
    desk.write("a/b/y.txt", text);
}

#[test]
fn a_path_in_another_is_part_of_it() {
    let desk = desk();
    symlink("a/b", desk.at("wegwijzer")).expect("a link is made");
    for paths in [
        &["a", "a/b"][..],
        &["a/b", "a"],
        &["a", "a/b/y.txt"],
        &["a/b/y.txt", "a/x.txt", "a"],
        &["a/b/../b", "a", "./a"],
        &["wegwijzer", "a"],
        &["a", "wegwijzer/y.txt"],
    ] {
        check_once(&desk, paths);
    }
    fs::remove_dir_all(desk.at("index")).expect("it is removed");
    desk.write("knipsel.toml", "archive = [\"a/b\", \"a\"]\n");
    desk.run(&["index", "build"]).ended_with(0);
    assert_eq!(desk.search(&["rabarber"]).1["total"], 1);
    assert_eq!(desk.status()["archives"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_folder_above_an_archive_is_refused_with_what_to_do() {
    let desk = desk();
    desk.write("c/z.txt", "date 2022 Pastinaak ernaast.\n");
    desk.run(&["index", "build", "c", "a/b"]).ended_with(0);
    let run = desk.run(&["index", "build", "a"]).ended_with(2);
    assert!(run.stderr.contains("a/b`, which the index already holds as an archive"), "{run:?}");
    let (_, hint) = run.stderr.split_once("hint: knipsel ").expect("there is a hint");
    desk.run(&hint.split_whitespace().collect::<Vec<_>>()).ended_with(0);
    assert_eq!(desk.titles(&[""]).len(), 3, "what the hint says keeps the other archive");
}

#[test]
fn the_folder_of_the_index_is_no_archive() {
    let desk = desk();
    symlink("a", desk.at("wegwijzer")).expect("a link is made");
    for (path, index) in [("a", "a"), ("a", "wegwijzer"), ("wegwijzer", "a/b/..")] {
        for command in ["build", "rebuild"] {
            let run = desk.run(&["index", command, path, "--index", index]).ended_with(2);
            assert!(run.stderr.contains("/a` is the folder of the index too"), "{path} {index}: {run:?}");
        }
    }
    let names = |path: &str| {
        let entries = fs::read_dir(desk.at(path)).expect("it is listed").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("a"), ["b", "x.txt"], "nothing is written into the archive");
    let run = desk.run(&["index", "build", "a", "--index", "a"]).ended_with(2);
    let (_, hint) = run.stderr.split_once("hint: knipsel ").expect("there is a hint");
    desk.run(&hint.split_whitespace().collect::<Vec<_>>()).ended_with(0);
    desk.run(&["index", "build", "--index", "a/index"]).ended_with(0);
    assert_eq!(desk.titles(&["", "--index", "a/index"]).len(), 2);
    // An archive may well lie in the folder of the index.
    desk.run(&["index", "build", "a/b", "--index", "a"]).ended_with(0);
    assert_eq!(desk.titles(&["", "--index", "a"]), ["Rabarber onderin."]);
}

#[test]
fn another_index_and_a_backup_in_an_archive_hold_no_articles() {
    let desk = desk();
    desk.run(&["index", "build", "a", "--index", "a/eerder"]).ended_with(0);
    desk.run(&["index", "backup", "a/b/kopie", "--index", "a/eerder"]).ended_with(0);
    let run = desk.run(&["index", "build", "a"]).ended_with(0);
    assert_eq!(
        run.stderr.lines().nth(1),
        Some("left out 2 indexes and backups of knipsel, whose files are no articles")
    );
    assert_eq!(desk.titles(&[""]).len(), 2);
    let run = desk.run(&["index", "build", "a/b/kopie", "--index", "los"]).ended_with(0);
    assert!(run.stderr.starts_with("there was no file to read\nleft out 1 index or backup"), "{run:?}");
}

/// The ids of all articles by their titles.
fn ids(desk: &Desk, index: &str) -> BTreeMap<String, String> {
    let (hits, _) = desk.search(&["", "--limit", "0", "--group", "none", "--index", index]);
    let text = |hit: &Value, key: &str| hit[key].as_str().expect("it is text").to_owned();
    hits.iter().map(|hit| (text(hit, "title"), text(hit, "id"))).collect()
}

#[test]
fn files_of_one_name_in_two_archives_have_two_ids() {
    let desk = Desk::new();
    for (path, word) in [("x/01.txt", "Knolraap"), ("y/01.txt", "Rabarber"), ("deel/y/01.txt", "Pastinaak")] {
        desk.write(path, format!("date 2020 {word} op de markt.\n"));
    }
    desk.run(&["index", "build", "x"]).ended_with(0);
    let first = ids(&desk, "index");
    for path in ["y", "deel/y"] {
        let run = desk.run(&["index", "build", path]).ended_with(0);
        assert!(!run.stderr.contains("warning"), "{run:?}");
    }
    let all = ids(&desk, "index");
    assert!(first.iter().all(|(title, id)| all[title] == *id), "those of the first stay: {first:?} {all:?}");
    let different: BTreeSet<&String> = all.values().collect();
    assert_eq!(different.len(), 3, "{all:?}");
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert_eq!(ids(&desk, "index"), all);
    // The same archives elsewhere, all at once; the folder of the first may have another name.
    for (from, to) in [("x", "elders/krant"), ("y", "elders/y"), ("deel", "elders/deel")] {
        copy_folder(&desk.at(from), &desk.at(to));
    }
    let elsewhere = ["index", "build", "elders/krant", "elders/y", "elders/deel/y", "--index", "anders"];
    desk.run(&elsewhere).ended_with(0);
    assert_eq!(ids(&desk, "anders"), all);
    // One that leaves takes no id with it, and one that comes again gets its own.
    desk.run(&["index", "rebuild", "deel/y", "y"]).ended_with(0);
    desk.run(&["index", "build", "x"]).ended_with(0);
    assert_eq!(ids(&desk, "index"), all);
}

#[test]
fn a_file_is_indexed_once_however_many_links_lead_to_it() {
    let desk = desk();
    desk.write("a/.winkel/z", "date 2022 Pastinaak verborgen.\n");
    desk.write("elders/w.txt", "date 2023 Schorseneer elders.\n");
    desk.run(&["index", "build", "a"]).ended_with(0);
    let before = ids(&desk, "index");
    let link = |to: &str, from: &str| symlink(to, desk.at(from)).expect("a link is made");
    link("b", "a/0");
    link("b/y.txt", "a/0.txt");
    link("../x.txt", "a/b/x.txt");
    let run = desk.run(&["index", "build"]).ended_with(0);
    assert!(run.stderr.contains("nothing changed in 2 files\n"), "{run:?}");
    assert!(run.stderr.contains("left out 3 links to what is read elsewhere\n"), "{run:?}");
    // A part of it has the same.
    let run = desk.run(&["index", "build", "a/b"]).ended_with(0);
    assert!(run.stderr.contains("left out 1 link to what is read elsewhere\n"), "{run:?}");
    assert_eq!(ids(&desk, "index"), before);

    // What lies elsewhere has the first path that leads there, whichever came first.
    link("../elders", "a/c");
    link(".winkel/z", "a/z.txt");
    link("../elders/w.txt", "a/w.txt");
    let of_build_and_rebuild = |articles: usize, links: &str| {
        let run = desk.run(&["index", "build"]).ended_with(0);
        assert!(run.stderr.contains(links), "{run:?}");
        let of_build = Contents::of(&desk, "index");
        assert_eq!(of_build.articles.len(), articles);
        desk.run(&["index", "rebuild"]).ended_with(0);
        assert_eq!(Contents::of(&desk, "index"), of_build);
        of_build.articles.into_iter().map(|article| article.path).collect::<Vec<_>>()
    };
    let paths = of_build_and_rebuild(4, "left out 4 links");
    assert!(paths.iter().any(|path| path == "c/w.txt"), "{paths:?}");
    link("../elders", "a/a");
    let paths = of_build_and_rebuild(4, "left out 5 links");
    assert!(paths.iter().any(|path| path == "a/w.txt"), "{paths:?}");
    fs::remove_file(desk.at("a/a")).expect("it is removed");
    fs::remove_file(desk.at("a/c")).expect("it is removed");
    let paths = of_build_and_rebuild(4, "left out 3 links");
    assert!(paths.iter().any(|path| path == "w.txt"), "{paths:?}");

    // As an archive of its own it is read there.
    desk.run(&["index", "build", "a", "elders"]).ended_with(0);
    let paths = of_build_and_rebuild(4, "left out 4 links");
    assert_eq!(paths.iter().filter(|path| *path == "w.txt").count(), 1, "{paths:?}");

    // Where the links go nothing changes, and where a file goes its articles go.
    for name in ["0", "0.txt", "w.txt"] {
        fs::remove_file(desk.at("a").join(name)).expect("it is removed");
    }
    let run = desk.run(&["index", "build"]).ended_with(0);
    assert!(run.stderr.contains("nothing changed in 4 files\n"), "{run:?}");
    link("b/y.txt", "a/0.txt");
    fs::remove_file(desk.at("a/b/y.txt")).expect("it is removed");
    let run = desk.run(&["index", "build"]).ended_with(2);
    assert!(run.stderr.contains("/a/0.txt: the link points to `b/y.txt`, which does not exist"), "{run:?}");
    assert_eq!(desk.search(&["rabarber"]).1["total"], 0);
}

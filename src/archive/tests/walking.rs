//! Walking an archive: order, what is left out, links.

use super::*;

#[test]
fn the_order_is_that_of_the_bytes_of_names() {
    let folder = folder_of(&[
        ("b.txt", b"x"),
        ("B.txt", b"x"),
        ("a/z.jsonl", b"x"),
        ("a/b/c.csv", b"x"),
        ("a.txt", b"x"),
        ("\u{e9}.txt", b"x"),
        ("a-b.txt.gz", b"x"),
        ("zonder", b"x"),
    ]);
    assert_eq!(
        walk_list(folder.path()),
        ["B.txt", "a/b/c.csv", "a/z.jsonl", "a-b.txt.gz", "a.txt", "b.txt", "zonder", "é.txt"]
    );
}

#[test]
fn hidden_names_are_left_out_and_other_kinds_told() {
    let folder = folder_of(&[
        (".verborgen/a.txt", b"x"),
        (".a.txt", b"x"),
        ("README.md", b"x"),
        ("foto.JPG", b"x"),
        ("scan.pdf.gz", b"x"),
        ("alles.tar.gz", b"x"),
        ("a.txt", b"x"),
    ]);
    assert_eq!(
        walk_list(folder.path()),
        [
            "hidden .a.txt",
            "hidden .verborgen",
            "other md README.md",
            "a.txt",
            "other tar alles.tar.gz",
            "other jpg foto.JPG",
            "other pdf scan.pdf.gz"
        ]
    );
}

#[test]
fn a_single_file_is_yielded_whatever_its_name() {
    let folder = folder_of(&[("map/README.md", b"tekst")]);
    let path = folder.path().join("map/README.md");
    let Some(Found::File(file)) = walk(&path).unwrap().next() else { panic!("no file") };
    assert_eq!((file.relative.as_str(), file.bytes, file.path), ("README.md", 5, path));
    assert!(file.modified_ns > 1_500_000_000_000_000_000);
}

#[test]
fn an_archive_that_is_not_there_is_an_error() {
    let error = walk(Path::new("/bestaat/niet")).err().unwrap();
    assert_eq!(error.to_string(), "there is no archive at `/bestaat/niet`");
    assert_eq!(error.kind(), crate::error::ErrorKind::Archive);
    assert!(error.hint_text().is_some());
}

#[test]
fn folders_can_be_left_out() {
    let folder = folder_of(&[("a.txt", b"x"), ("index/meta.json", b"{}"), ("map/index/b.txt", b"x")]);
    let left_out = [folder.path().join("index"), folder.path().join("bestaat-niet")];
    let links = Links::among(&[folder.path().to_owned()], &left_out);
    let found: Vec<Found> = walk_among(folder.path(), links).unwrap().collect();
    assert_eq!(found.len(), 2);
}

#[test]
fn an_index_is_left_out_and_what_only_looks_like_one_is_not() {
    let folder = folder_of(&[
        ("a.txt", b"x"),
        ("kopie/CURRENT", b"build-000002\n"),
        ("kopie/build-000002/ledger.jsonl", b"{}"),
        ("leeg/CURRENT", b""),
        ("zonder/CURRENT", b"build-000001\n"),
        ("zonder/build-000002/b.txt", b"x"),
    ]);
    assert_eq!(
        walk_list(folder.path()),
        ["a.txt", "index kopie", "leeg/CURRENT", "zonder/CURRENT", "zonder/build-000002/b.txt"]
    );
    assert_eq!(walk_list(&folder.path().join("kopie")), ["index "]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_to_a_part_of_the_archive_is_passed_over() {
        let folder = folder_of(&[("a/x.txt", b"x"), ("b/y.txt", b"y")]);
        let root = folder.path();
        symlink(root.join("a"), root.join("0-link-a")).unwrap();
        symlink("x.txt", root.join("a/0-link-x.txt")).unwrap();
        symlink("0-link-x.txt", root.join("a/link-to-the-link.txt")).unwrap();
        symlink(root, root.join("a/omhoog")).unwrap();
        symlink("../a", root.join("b/naar-a")).unwrap();
        symlink("../b", root.join("a/naar-b")).unwrap();
        symlink(".", root.join("b/zelf")).unwrap();
        symlink("rond", root.join("rond")).unwrap();
        symlink("weg.txt", root.join("los.txt")).unwrap();
        assert_eq!(
            walk_list(root),
            [
                "elsewhere 0-link-a",
                "elsewhere a/0-link-x.txt",
                "elsewhere a/link-to-the-link.txt",
                "elsewhere a/naar-b",
                "link-circle a/omhoog",
                "a/x.txt",
                "elsewhere b/naar-a",
                "b/y.txt",
                "link-circle b/zelf",
                "unreadable los.txt",
                "link-circle rond",
            ]
        );
    }

    #[test]
    fn of_links_to_what_lies_elsewhere_the_first_counts() {
        let folder = folder_of(&[
            ("archief/a.txt", b"a"),
            ("elders/deel/x.txt", b"x"),
            ("elders/deel/z.txt", b"z"),
            ("elders/y.txt", b"y"),
        ]);
        let (root, there) = (&folder.path().join("archief"), &folder.path().join("elders"));
        symlink(there, root.join("c")).unwrap();
        symlink(there, root.join("d")).unwrap();
        symlink(there.join("deel"), root.join("e")).unwrap();
        symlink(there.join("y.txt"), root.join("f.txt")).unwrap();
        symlink(root, there.join("terug")).unwrap();
        symlink(".", there.join("deel/zelf")).unwrap();
        let first = ["a.txt", "c/deel/x.txt", "c/deel/z.txt", "link-circle c/deel/zelf", "elsewhere c/terug"];
        let others = ["c/y.txt", "elsewhere d", "elsewhere e", "elsewhere f.txt"];
        assert_eq!(walk_list(root), [&first[..], &others].concat());
        // Those to a part of it may come first.
        symlink(there.join("deel/x.txt"), root.join("0.txt")).unwrap();
        symlink(there.join("deel/x.txt"), root.join("00.txt")).unwrap();
        symlink(there.join("deel"), root.join("b")).unwrap();
        let first =
            ["0.txt", "elsewhere 00.txt", "a.txt", "elsewhere b/x.txt", "b/z.txt", "link-circle b/zelf"];
        let others = ["elsewhere c/deel", "elsewhere c/terug", "c/y.txt", "elsewhere d", "elsewhere e"];
        assert_eq!(walk_list(root), [&first[..], &others, &["elsewhere f.txt"]].concat());
    }

    #[test]
    fn what_is_hidden_or_of_another_kind_is_read_through_links() {
        let folder = folder_of(&[(".winkel/1/x", b"x"), (".map/y.txt", b"y"), ("scan.pdf", b"tekst")]);
        let root = folder.path();
        // The same content twice, as git-annex stores it.
        symlink(".winkel/1/x", root.join("a.txt")).unwrap();
        symlink(".winkel/1/x", root.join("b.txt")).unwrap();
        symlink(".map", root.join("c")).unwrap();
        symlink(".map", root.join("d")).unwrap();
        symlink("scan.pdf", root.join("e.txt")).unwrap();
        symlink("scan.pdf", root.join("f.txt")).unwrap();
        let hidden = ["hidden .map", "hidden .winkel"];
        let linked = ["a.txt", "b.txt", "c/y.txt", "elsewhere d", "e.txt", "elsewhere f.txt"];
        assert_eq!(walk_list(root), [&hidden[..], &linked, &["other pdf scan.pdf"]].concat());
    }

    #[test]
    fn a_part_of_an_archive_and_another_archive_count_too() {
        let folder =
            folder_of(&[("a/b/x.txt", b"x"), ("a/y.txt", b"y"), ("c/z.txt", b"z"), ("i/meta", b"m")]);
        let at = |path: &str| folder.path().join(path);
        symlink("../y.txt", at("a/b/y.txt")).unwrap();
        symlink("..", at("a/b/omhoog")).unwrap();
        symlink("../../c", at("a/b/naar-c")).unwrap();
        symlink("../../i", at("a/b/index")).unwrap();
        symlink("../../i/meta", at("a/b/meta.txt")).unwrap();
        symlink(folder.path(), at("a/b/0")).unwrap();
        let mut links = Links::among(&[at("a"), at("c")], &[at("i")]);
        let list = |found: Vec<Found>| found.into_iter().map(shown).collect::<Vec<_>>();
        assert_eq!(
            list(walk_among(&at("a/b"), &mut links).unwrap().collect()),
            [
                "elsewhere 0/a",
                "elsewhere 0/c",
                "elsewhere naar-c",
                "link-circle omhoog",
                "x.txt",
                "elsewhere y.txt",
            ]
        );
        // What one walk has read no other reads.
        symlink(folder.path(), at("c/alles")).unwrap();
        assert_eq!(list(walk_among(&at("c"), &mut links).unwrap().collect()), ["link-circle alles", "z.txt"]);
    }

    #[test]
    fn a_link_to_a_folder_above_the_archive_ends() {
        let outer = folder_of(&[("archief/x.txt", b"x"), ("buiten.txt", b"y")]);
        symlink("..", outer.path().join("archief/omhoog")).unwrap();
        assert_eq!(
            walk_list(&outer.path().join("archief")),
            ["elsewhere omhoog/archief", "omhoog/buiten.txt", "x.txt"]
        );
    }

    #[test]
    fn a_circle_is_explained() {
        let folder = folder_of(&[("a/x.txt", b"x")]);
        symlink("..", folder.path().join("a/omhoog")).unwrap();
        let problems: Vec<Problem> = walk(folder.path())
            .unwrap()
            .filter_map(|found| if let Found::Unreadable(problem) = found { Some(problem) } else { None })
            .collect();
        assert_eq!(
            problems[0].to_string(),
            "a/omhoog: the link leads back to the archive itself, so that following it would never end"
        );
    }

    #[test]
    fn sockets_are_named() {
        let folder = folder_of(&[("a.txt", b"x")]);
        let _socket = UnixListener::bind(folder.path().join("s")).unwrap();
        assert_eq!(walk_list(folder.path()), ["a.txt", "not-a-file s"]);
    }

    #[test]
    fn names_that_are_not_unicode_stay_apart() {
        let folder = tempfile::tempdir().unwrap();
        for name in [b"a\xff.txt".as_slice(), b"a\xfe.txt", b"a\\xFF.txt"] {
            fs::write(folder.path().join(OsStr::from_bytes(name)), "tekst").unwrap();
        }
        let files: Vec<SourceFile> = walk(folder.path())
            .unwrap()
            .filter_map(|found| if let Found::File(file) = found { Some(file) } else { None })
            .collect();
        let names: Vec<&str> = files.iter().map(|file| file.relative.as_str()).collect();
        assert_eq!(names, ["a\\\\xFF.txt", "a\\xFE.txt", "a\\xFF.txt"]);
        for file in &files {
            assert_eq!(read_source(file, &Options::default()).texts(), ["tekst"]);
        }
    }
}

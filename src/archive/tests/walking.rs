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
    let found: Vec<Found> = walk_without(folder.path(), &left_out).unwrap().collect();
    assert_eq!(found.len(), 2);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn links_are_followed_but_not_in_circles() {
        let folder = folder_of(&[("a/x.txt", b"x"), ("b/y.txt", b"y")]);
        let root = folder.path();
        symlink(root.join("a"), root.join("link-a")).unwrap();
        symlink("x.txt", root.join("a/link-x.txt")).unwrap();
        symlink(root, root.join("a/omhoog")).unwrap();
        symlink(".", root.join("b/zelf")).unwrap();
        symlink("rond", root.join("rond")).unwrap();
        symlink("weg.txt", root.join("los.txt")).unwrap();
        assert_eq!(
            walk_list(root),
            [
                "a/link-x.txt",
                "link-circle a/omhoog",
                "a/x.txt",
                "b/y.txt",
                "link-circle b/zelf",
                "link-a/link-x.txt",
                "link-circle link-a/omhoog",
                "link-a/x.txt",
                "unreadable los.txt",
                "link-circle rond",
            ]
        );
    }

    #[test]
    fn two_folders_that_link_to_each_other_end() {
        let folder = folder_of(&[("a/x.txt", b"x"), ("b/y.txt", b"y")]);
        symlink("../b", folder.path().join("a/naar-b")).unwrap();
        symlink("../a", folder.path().join("b/naar-a")).unwrap();
        assert_eq!(
            walk_list(folder.path()),
            [
                "link-circle a/naar-b/naar-a",
                "a/naar-b/y.txt",
                "a/x.txt",
                "link-circle b/naar-a/naar-b",
                "b/naar-a/x.txt",
                "b/y.txt",
            ]
        );
    }

    #[test]
    fn a_link_to_a_folder_above_the_archive_ends() {
        let outer = folder_of(&[("archief/x.txt", b"x"), ("buiten.txt", b"y")]);
        symlink("..", outer.path().join("archief/omhoog")).unwrap();
        assert_eq!(
            walk_list(&outer.path().join("archief")),
            ["link-circle omhoog/archief", "omhoog/buiten.txt", "x.txt"]
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

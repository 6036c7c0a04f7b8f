//! The names of fields in `knipsel.toml`, and what a change of them does to an index.

use crate::support::{Contents, Desk};

const RECORDS: &str = concat!(
    "{\"id\":\"1\",\"kopje\":\"Haring\",\"artikel_tekst\":\"Er was haring op de markt.\"}\n",
    "{\"id\":\"2\",\"kopje\":\"Tarwe\",\"artikel_tekst\":\"De tarwe staat hoog.\",\"tekst\":\"Zie elders.\"}\n",
);

/// Whether the index of a desk holds what one built anew holds.
#[track_caller]
fn check_as_anew(desk: &Desk) {
    desk.run(&["index", "build", "archive", "--index", "anew"]);
    assert_eq!(Contents::of(desk, "index"), Contents::of(desk, "anew"));
    std::fs::remove_dir_all(desk.at("anew")).expect("it is removed");
}

#[test]
fn files_are_read_again_when_the_names_of_fields_change() {
    for how in [&["index", "build"][..], &["index", "build", "--checksum"]] {
        let desk = Desk::new();
        desk.write("archive/a.jsonl", RECORDS);
        desk.write("archive/b.txt", "date 2021 Een bericht zonder velden.\n");
        desk.run(&["index", "build", "archive"]).ended_with(2);
        assert_eq!(desk.search(&["haring"]).1["total"], 0);

        desk.write("knipsel.toml", "[fields]\ntext = [\"artikel_tekst\"]\n");
        let run = desk.run(how).ended_with(0);
        assert!(run.stderr.contains("read 2 unchanged files again: `[fields]`"), "{run:?}");
        assert_eq!(desk.search(&["haring"]).1["total"], 1);
        assert_eq!(desk.status()["skipped"], 0);
        check_as_anew(&desk);
        let run = desk.run(how).ended_with(0);
        assert!(run.stderr.starts_with("nothing changed in 2 files\n"), "once is enough: {run:?}");

        // Only what is looked at is read again; the rest follows when its turn comes.
        desk.write("knipsel.toml", "[fields]\ntext = [\"artikel_tekst\"]\ntitle = \"kopje\"\n");
        let run = desk.run(&["index", "build", "archive/b.txt"]).ended_with(0);
        assert!(run.stderr.contains("read 1 unchanged file again"), "{run:?}");
        let run = desk.run(how).ended_with(0);
        assert!(run.stderr.contains("read 1 unchanged file again"), "{run:?}");
        assert_eq!(desk.titles(&["titel:haring"]), ["Haring"]);
        check_as_anew(&desk);

        std::fs::remove_file(desk.at("knipsel.toml")).expect("it is removed");
        desk.run(&["index", "build"]).ended_with(2);
        assert_eq!(desk.search(&["haring"]).1["total"], 0);
        check_as_anew(&desk);
    }
}

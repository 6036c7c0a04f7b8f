//! What is said of files and records that cannot be read; see `messages.rs`.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use insta::assert_snapshot;

use crate::messages::{transcript, write_run};
use crate::support::Desk;

#[test]
fn files_that_are_no_text() {
    let desk = Desk::new();
    desk.write("archive/a-utf-32.txt", b"\xff\xfe\0\0d\0\0\0a\0\0\0");
    desk.write("archive/b-binair.txt", [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 200]].concat());
    desk.write("archive/c-plaatje.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    desk.write("archive/d-nullen.txt", [1_u8; 300]);
    desk.write("archive/e-geen.jsonl.gz", b"\0\x01\x02\x03\0\0\0\0");
    desk.write(
        "archive/f-utf-8.txt",
        b"date 2021 E\xc3\xa9n caf\xc3\xa9.\n\nEn nog \xe9\xe9n.\n\ndate 2022 Goed.\n",
    );
    desk.write("archive/g-utf-16.jsonl", utf_16("{\"text\":\"goed\"}\n", &[0x00, 0xd8, b'\n', 0]));
    assert_snapshot!(transcript(&desk, &[&["index", "build", "archive"]]));
}

/// UTF-16 with its mark, and some more bytes.
fn utf_16(text: &str, more: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.extend(more);
    bytes
}

#[test]
fn records_that_cannot_be_read() {
    let desk = Desk::new();
    desk.write("archive/a-uitgespreid.json", "{\n  \"text\": \"goed\"\n}\n");
    desk.write("archive/b-rij.json", "[\n{\"text\": \"goed\"}\n]\n");
    desk.write("archive/c-leeg.csv", "titel;tekst\n");
    desk.write("archive/d-onbekend.csv", "id,datum,verhaal\n1,2021,goed\n");
    desk.write("archive/e-aanhaling.csv", "id,tekst\n1,goed\n2,\"hij zei \"ja\" en weg\n3,\"nooit dicht\n");
    desk.write("archive/f-kolommen.tsv", "id\ttekst\n1\tgoed\n2\n3\tgoed\tte veel\n");
    desk.write(
        "archive/g-geen-tekst.jsonl",
        "{\"id\":\"1\",\"title\":\"Kop\"}\n{\"id\":\"1\",\"text\":\"goed\"}\n",
    );
    desk.write(
        "archive/h-dubbel.jsonl",
        "{\"text\":\"goed\",\"text\":\"beter\"}\n{\"text\":\"a\",\"text\":\"b\"}\n",
    );
    desk.write("archive/i-dubbel.txt", "date: 2021\ndate: 2022\ntitle: Kop\n\nMet twee datums.\n");
    desk.write("archive/j-dubbel.csv", "tekst,tekst\ngoed,beter\n");
    desk.write("archive/k-datums.jsonl", DATES);
    assert_snapshot!(transcript(&desk, &[&["index", "build", "archive"]]));
}

const DATES: &str = concat!(
    "{\"text\":\"goed\",\"date\":\"2021-42\"}\n",
    "{\"text\":\"goed\",\"date\":\"16-42-2021\"}\n",
    "{\"text\":\"goed\",\"date\":\"2021-11-00\"}\n",
    "{\"text\":\"goed\",\"date\":\"2021-11-31\"}\n",
);

#[test]
fn lines_over_the_limit() {
    let desk = Desk::new();
    let long = "woord ".repeat(6 << 20);
    desk.write("archive/a.jsonl", format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"goed\"}}\n"));
    assert_snapshot!(transcript(&desk, &[&["index", "build", "archive"]]));
}

#[test]
fn what_is_no_file() {
    let desk = Desk::new();
    desk.write("archive/a/goed.txt", "date 2021 Goed.\n");
    desk.write("archive/.verborgen/goed.txt", "date 2021 Verborgen.\n");
    desk.write("archive/a/.goed.txt.swp", "date 2021 Verborgen.\n");
    symlink("..", desk.at("archive/a/omhoog")).expect("a link is made");
    symlink("nergens", desk.at("archive/nergens")).expect("a link is made");
    symlink("dood.txt", desk.at("archive/weg.txt")).expect("a link is made");
    // The name of a socket may have some hundred bytes at most, so it is made where the desk is.
    let socket = UnixListener::bind(desk.at("s"));
    fs::rename(desk.at("s"), desk.at("archive/stekker")).expect("it is moved");
    assert_snapshot!(transcript(
        &desk,
        &[
            &["index", "build", "archive"],
            &["index", "build", "archive", "weg", "archive/a/ook-weg"],
            &["index", "status"],
            &["index", "build", "--index", "archive", "archive"],
        ]
    ));
    drop(socket);
}

#[test]
fn an_empty_archive() {
    let desk = Desk::new();
    fs::create_dir(desk.at("archive")).expect("a folder is made");
    assert_snapshot!(transcript(&desk, &[&["index", "build", "archive"], &["index", "build"]]));
}

#[test]
fn paths_of_archives() {
    let desk = Desk::new();
    desk.write("a/b/y.txt", "date 2021 Rabarber.\n");
    let odd = desk.at("").join(OsStr::from_bytes(b"krant\xff"));
    fs::create_dir(&odd).expect("a folder is made");
    symlink(&odd, desk.at("krant")).expect("a link is made");
    assert_snapshot!(transcript(
        &desk,
        &[&["index", "build", "krant"], &["index", "build", "a/b"], &["index", "build", "a"]]
    ));
}

#[test]
fn what_the_system_refuses() {
    let desk = Desk::new();
    desk.write("archive/goed.txt", "date 2021 Goed.\n");
    desk.write("archive/dicht.txt", "date 2021 Dicht.\n");
    desk.write("archive/map/a.txt", "date 2021 Dicht.\n");
    desk.write("geen-map", "");
    fs::create_dir(desk.at("op-slot")).expect("a folder is made");
    let mode = |path: &str, mode: u32| {
        fs::set_permissions(desk.at(path), Permissions::from_mode(mode)).expect("permissions are set");
    };
    let mut shown = String::new();
    let mut run = |args: &[&str]| {
        let ended = desk.run_bound(args);
        if let Some(ended) = &ended {
            write_run(&mut shown, &desk, args, ended);
        }
        ended.is_some()
    };
    mode("archive/dicht.txt", 0);
    mode("archive/map", 0);
    mode("op-slot", 0o555);
    let commands: &[&[&str]] = &[
        &["index", "build", "archive", "--index", "i"],
        &["index", "build", "archive", "--index", "op-slot"],
        &["index", "build", "archive", "--index", "op-slot/index"],
        &["search", "goed", "--index", "geen-map"],
        &["index", "build", "archive", "--index", "geen-map"],
        &["analyze", "--lines", "archive"],
        &["analyze", "--lines", "archive/dicht.txt"],
    ];
    let could = commands.iter().all(|args| run(args));
    mode("op-slot", 0);
    let could = could && run(&["search", "goed", "--index", "op-slot"]);
    for path in ["archive/map", "op-slot"] {
        mode(path, 0o755);
    }
    // What is in the index, and may not be read.
    let files = fs::read_dir(desk.at("i/build-000001")).expect("there is a build").flatten();
    let stores = files.map(|entry| entry.path()).filter(|path| path.extension() == Some(OsStr::new("store")));
    let store = stores.min().expect("there are texts");
    let store = store.file_name().and_then(OsStr::to_str).expect("a name");
    let commands: [&[&str]; 3] = [
        &["search", "goed", "--index", "i"],
        &["index", "status", "--index", "i"],
        &["index", "verify", "--index", "i"],
    ];
    let mut could = could;
    for name in ["meta.json", "ledger.jsonl", store] {
        let path = format!("i/build-000001/{name}");
        mode(&path, 0);
        could = could && commands.iter().all(|args| run(args));
        mode(&path, 0o644);
    }
    let shown = shown.replace(store, "[SEGMENT].store");
    if could {
        assert_snapshot!(shown);
    }
}

#[test]
fn an_answer_that_cannot_be_written() {
    let desk = Desk::with_index(&[("a.txt", "date 2021 Goed.\n")]);
    let mut shown = String::new();
    for args in [&["search", "goed"][..], &["search", "goed", "--json"], &["index", "status", "--json"]] {
        let Ok(full) = fs::File::options().write(true).open("/dev/full") else {
            eprintln!("left out: there is no /dev/full here");
            return;
        };
        let output = desk.command(args).stdout(full).output().expect("the program starts");
        write_run(&mut shown, &desk, args, &crate::support::Run::of(&output));
    }
    assert_snapshot!(shown);
}

#[test]
fn an_empty_variable_is_not_set() {
    let desk = Desk::with_index(&[("a.txt", "date 2021 Goed.\n")]);
    let mut command = desk.command(&["search", "goed"]);
    command.env("KNIPSEL_INDEX", "").env("KNIPSEL_CONFIG", "");
    assert_eq!(command.output().expect("the program starts").status.code(), Some(0));
    assert_snapshot!(transcript(&desk, &[&["search", "goed", "--index", ""]]));
}

#[test]
fn lines_in_another_encoding() {
    let desk = Desk::new();
    desk.write("windows.txt", b"Een caf\xe9 in Ede.\nDe co\xf6rdinatie.\n");
    desk.write("utf-16.txt", utf_16("Eén café.\n", &[]));
    let broken = [b"E\xc3\xa9n caf\xc3\xa9.\n".repeat(20).as_slice(), b"caf\xe9\n"].concat();
    desk.write("kapot.txt", broken);
    for (file, word) in [("windows.txt", "café"), ("windows.txt", "coördinatie"), ("utf-16.txt", "café")] {
        let run = desk.run(&["analyze", "--lines", file, "--json"]).ended_with(0);
        let has_word = run.objects().iter().any(|token| token["text"] == word);
        assert!(has_word && run.stderr.is_empty(), "{file}: {run:?}");
    }
    let run = desk.run(&["analyze", "--lines", "kapot.txt", "--json"]).ended_with(0);
    assert!(run.stderr.starts_with("warning: kapot.txt:21: the line is not all text"), "{run:?}");
}

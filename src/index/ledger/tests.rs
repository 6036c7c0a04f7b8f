//! The files of the ledger: which grow, and which are written anew.

use super::*;

fn entry(number: u64) -> LedgerFile {
    let path = format!("{number}.txt");
    let line = serde_json::json!({
        "number": number, "archive": "/a", "path": path, "bytes": 1, "modified_ns": 1, "hash": "", "articles": 1,
        "records": 1, "whole": true, "skipped": 0,
    });
    serde_json::from_value(line).unwrap()
}

/// Enters a file, commits, and reads what was committed.
#[track_caller]
fn commit(ledger: &mut Ledger, number: u64) -> Vec<CommittedFile> {
    ledger.enter(entry(number)).unwrap();
    let parts = ledger.flush().unwrap().to_vec();
    ledger.remove_old();
    let read = Ledger::open(&ledger.folder, &parts).unwrap();
    assert_eq!((read.files, &read.parts), (ledger.files.clone(), &parts));
    parts
}

#[test]
fn only_the_last_file_grows() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger { full_bytes: 300, ..Ledger::create(folder.path()) };
    let mut before = Vec::new();
    for number in 0..20 {
        let parts = commit(&mut ledger, number);
        let same = before.len().saturating_sub(1);
        assert_eq!(parts[..same], before[..same], "those that are full stay as they are");
        before = parts;
    }
    assert!(before.len() > 3 && before.iter().rev().skip(1).all(|part| part.bytes >= 300), "{before:?}");
    let names: Vec<&str> = before.iter().map(|part| part.file.as_str()).take(3).collect();
    assert_eq!(names, ["ledger.jsonl", "ledger-1.jsonl", "ledger-2.jsonl"]);
    // What a commit that did not come to its end left of another file is cut off.
    std::fs::write(folder.path().join(ledger.next_name()), "half a li").unwrap();
    let mut ledger = Ledger { full_bytes: 1, ..Ledger::open(folder.path(), &before).unwrap() };
    assert_eq!(commit(&mut ledger, 20).len(), before.len() + 1);
}

#[test]
fn a_ledger_of_what_no_longer_holds_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger { full_bytes: 100_000, ..Ledger::create(folder.path()) };
    let mut counts = Vec::new();
    for _ in 0..12 {
        for _ in 0..200 {
            ledger.enter(entry(7)).unwrap();
        }
        counts.push(ledger.flush().unwrap().len());
        ledger.remove_old();
        let names = std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name());
        assert_eq!(names.count(), ledger.parts.len(), "the others are removed");
    }
    let begun_anew = counts.windows(2).position(|pair| pair[0] > 1 && pair[1] == 1);
    assert!(begun_anew.is_some(), "{counts:?}");
    commit(&mut ledger, 8);
}

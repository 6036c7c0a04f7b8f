use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::query::lower::tests::index;

/// Both ways through a list give the same articles and positions, whatever is passed over.
#[test]
fn a_list_read_by_blocks_is_the_same() {
    let work = tempfile::tempdir().unwrap();
    let archive = work.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let mut lines = String::new();
    for number in 0..1_500 {
        // Some articles without it, and some with more of it than a block of positions has room for.
        let count = if number % 7 == 3 { 0 } else { number * number % 13 + number % 500 / 490 * 300 };
        let text = "vrede of ".repeat(count) + &"water ".repeat(number % 5 + 1);
        writeln!(lines, "{{\"id\":\"{number}\",\"date\":\"2021\",\"text\":\"{text}\"}}").unwrap();
    }
    fs::write(archive.join("a.jsonl"), lines).unwrap();
    let index = index(work.path());
    let field = index.fields().text;
    let mut read = 0;
    for reader in index.searcher().segment_readers() {
        for (form, steps) in
            [("evrede", vec![1]), ("evrede", vec![1, 3, 200, 2]), ("eof", vec![90]), ("ewater", vec![700])]
        {
            let term = Term::from_field_text(field, form);
            let open = |articles| FieldPositions::open(reader, field, articles).unwrap().of(&term).unwrap();
            let (mut few, mut many) = (open(0).unwrap(), open(u32::MAX).unwrap());
            assert!(matches!((&few, &many), (TermPositions::Few(_), TermPositions::Many(_))));
            assert_eq!(few.doc_freq(), many.doc_freq());
            let mut steps = steps.into_iter().cycle();
            while few.doc() != TERMINATED {
                assert_eq!(few.doc(), many.doc());
                // Of some articles the positions are not asked for.
                if few.doc() % 3 != 1 {
                    let article = few.doc();
                    read += few.row().len();
                    // They may be asked for twice.
                    for _ in 0..2 {
                        let (few, many) = (few.row().places(), many.row().places());
                        assert_eq!(few, many, "article {article} has `{form}`");
                    }
                }
                let next = few.doc() + steps.next().unwrap();
                assert_eq!(few.seek(next), many.seek(next));
            }
            assert_eq!(many.doc(), TERMINATED);
        }
    }
    assert!(read > 5_000, "only {read} positions");
}

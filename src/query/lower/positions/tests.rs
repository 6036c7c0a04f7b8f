use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::query::lower::tests::index;

/// What was read: articles and their places.
#[derive(Debug, Default, PartialEq)]
struct Read(Vec<(usize, Vec<u32>)>);

impl PlacesOut for Read {
    fn add(&mut self, number: usize, places: impl Iterator<Item = u32>) {
        self.0.push((number, places.collect()));
    }
}

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
        // Of all articles or of some, looked at so many together.
        for (form, step, together) in [
            ("evrede", 1, 64),
            ("evrede", 3, 5),
            ("evrede", 50, 64),
            ("eof", 90, 1),
            ("ewater", 700, 2),
            ("ewater", 1, 1_000),
        ] {
            let term = Term::from_field_text(field, form);
            let open =
                |articles| FieldPositions::open(reader, field, articles).unwrap().of_term(&term).unwrap();
            let (mut few, mut many) = (open(0).unwrap(), open(u32::MAX).unwrap());
            assert!(matches!((&few, &many), (TermPositions::Few(_), TermPositions::Many(_))));
            assert_eq!(few.doc_freq(), many.doc_freq());
            let documents: Vec<DocId> = (0..reader.max_doc()).step_by(step).collect();
            let (mut articles, mut rest) = (Articles::default(), documents.as_slice());
            while !rest.is_empty() {
                rest = articles.take(rest, together);
                // Of some articles the positions are not asked for.
                let wanted = |number: usize| number % 3 != 1;
                let (mut by_few, mut by_many) = (Read::default(), Read::default());
                let last = articles.documents().last().copied().unwrap();
                few.read(&articles, wanted, &mut by_few);
                let next = many.read(&articles, wanted, &mut by_many);
                assert!(next > last && next == many.doc());
                assert_eq!(by_few, by_many, "{form}, every {step}, {together} together");
                read += by_few.0.iter().map(|(_, places)| places.len()).sum::<usize>();
            }
        }
    }
    assert!(read > 5_000, "only {read} positions");
}

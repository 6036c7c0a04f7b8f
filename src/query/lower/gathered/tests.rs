use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use tantivy::Term;

use super::*;
use crate::query::lower::positions::FieldPositions;
use crate::query::lower::tests::index;

/// What was gathered is what the terms have one by one, whatever is passed over.
#[test]
fn what_is_gathered_is_what_the_terms_have() {
    let work = tempfile::tempdir().unwrap();
    let archive = work.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let mut lines = String::new();
    for number in 0..9_000_usize {
        // None in long runs of articles, and several in others.
        let count = if number / 700 % 3 == 1 { 0 } else { number * number % 7 };
        let words = (0..count).map(|at| format!("woord{} ", (number * 31 + at * at * 7) % 40));
        writeln!(lines, "{{\"id\":\"{number}\",\"text\":\"{}water\"}}", words.collect::<String>()).unwrap();
    }
    fs::write(archive.join("a.jsonl"), lines).unwrap();
    let index = index(work.path());
    let field = index.fields().text;
    let mut compared = 0;
    for reader in index.searcher().segment_readers() {
        let positions = FieldPositions::open(reader, field, reader.max_doc()).unwrap();
        let terms = || {
            let numbers = 0..40_u32;
            let term =
                numbers.map(|number| (number, Term::from_field_text(field, &format!("ewoord{number}"))));
            let opened = term.filter_map(|(number, term)| {
                let positions = positions.of(&term).unwrap()?;
                let why = if number < 30 { Why::Wildcard } else { Why::Fuzzy };
                Some(SlotTerm { positions, why, length: 1 + number / 39 })
            });
            opened.collect::<Vec<_>>()
        };
        let mut expect = BTreeMap::<DocId, Vec<Occurrence>>::new();
        for mut term in terms() {
            let mut document = term.positions.doc();
            while document != TERMINATED {
                let (length, why) = (term.length, term.why);
                let places = term.positions.row().places().iter();
                let occurrences = places.map(|&start| Occurrence { start, end: start + length, why });
                expect.entry(document).or_default().extend(occurrences);
                document = term.positions.seek(document + 1);
            }
        }
        for occurrences in expect.values_mut() {
            occurrences.sort_by_key(|it| it.start);
        }
        for steps in [vec![1], vec![1, 1, 90, 3], vec![400, 2], vec![5_000]] {
            let mut gathered = Gathered::new(terms());
            let mut steps = steps.into_iter().cycle();
            let mut target = 0;
            loop {
                let document = gathered.seek(target);
                let next = expect.range(target..).next();
                assert_eq!(document, next.map_or(TERMINATED, |(document, _)| *document));
                let Some((_, occurrences)) = next else { break };
                assert_eq!(gathered.occurrences().collect::<Vec<_>>(), *occurrences);
                let first = occurrences[0];
                let is_one = |it: &Occurrence| it.why == first.why && it.end == it.start + 1;
                match gathered.only_reason() {
                    Some((row, why)) => {
                        assert!(occurrences.iter().all(is_one) && why == first.why);
                        assert!(row.places().iter().eq(occurrences.iter().map(|it| &it.start)));
                    }
                    None => assert!(!occurrences.iter().all(is_one)),
                }
                compared += occurrences.len();
                target = document + steps.next().unwrap();
            }
        }
    }
    assert!(compared > 10_000, "only {compared} occurrences");
}

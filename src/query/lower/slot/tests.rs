use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use tantivy::Term;

use super::*;
use crate::query::lower::batch::numbers;
use crate::query::lower::positions::FieldPositions;
use crate::query::lower::tests::index;

impl SlotPlaces {
    /// What has such places in the articles of a batch: their numbers, the places, and why these match.
    pub(in crate::query::lower) fn of(places: impl Iterator<Item = (usize, u32, Why)>) -> Self {
        let mut slot = Self::new(Vec::new());
        let mut places: Vec<_> = places.collect();
        places.sort_by_key(|(_, _, why)| *why);
        for (number, place, why) in places {
            if slot.reasons.last().is_none_or(|last| last.why != why) {
                slot.reasons.push(Reason { why, length: 1, places: PlaceBits::new() });
            }
            slot.reasons.last_mut().unwrap().places.set(number, place);
        }
        slot.settle();
        slot
    }
}

/// What is read of a batch is what the terms have, many or few of them, read block by block or one by one, whatever is
/// passed over.
#[test]
fn what_is_read_is_what_the_terms_have() {
    let work = tempfile::tempdir().unwrap();
    let archive = work.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let (mut lines, mut texts) = (String::new(), Vec::new());
    for number in 0..9_000_usize {
        // None in long runs of articles, several in others, and in some many, far from the beginning.
        let count = if number / 700 % 3 == 1 { 0 } else { number * number % 7 + number % 500 / 498 * 400 };
        let words: Vec<usize> = (0..count).map(|at| (number * 31 + at * at * 7) % 40).collect();
        let before = "water ".repeat(number % 90 / 88 * 900);
        let text = words.iter().fold(before, |text, word| text + &format!("woord{word} "));
        writeln!(lines, "{{\"id\":\"{number}\",\"date\":\"2021\",\"text\":\"{text}water\"}}").unwrap();
        texts.push((number % 90 / 88 * 900, words));
    }
    fs::write(archive.join("a.jsonl"), lines).unwrap();
    let index = index(work.path());
    let field = index.fields().text;
    let why_of = |word: u32| if word < 30 { Why::Wildcard } else { Why::Fuzzy };
    let mut compared = 0;
    for reader in index.searcher().segment_readers() {
        for (terms, asked) in [(40, u32::MAX), (40, 0), (12, u32::MAX), (12, 0)] {
            let positions = FieldPositions::open(reader, field, asked).unwrap();
            let term = |word: u32| {
                let positions =
                    positions.of_term(&Term::from_field_text(field, &format!("ewoord{word}"))).unwrap();
                SlotTerm { positions: positions.unwrap(), why: why_of(word), length: 1 }
            };
            for step in [1, 3, 40, 700] {
                let mut slot = SlotPlaces::new((0..terms).map(term).collect());
                let documents: Vec<DocId> = (0..reader.max_doc()).step_by(step).collect();
                let (mut articles, mut batch) = (Articles::default(), Batch::default());
                let mut rest = documents.as_slice();
                while !rest.is_empty() {
                    rest = articles.take(rest, 3_000);
                    slot.prepare(&articles);
                    let mut begin = 0;
                    while batch.take(&articles, begin) {
                        begin += BATCH;
                        // Of some articles nothing is asked.
                        let among = batch.all() & 0xffff_ff0f_ff11_7fff;
                        slot.read(&batch, among);
                        for number in numbers(among) {
                            let document = batch.articles.documents()[number];
                            let (first, words) = &texts[document as usize];
                            let mut expect = BTreeMap::new();
                            for (place, word) in (*first as u32..).zip(words) {
                                if (*word as u32) < terms {
                                    expect.insert(place, why_of(*word as u32));
                                }
                            }
                            let mut found = Vec::new();
                            slot.occurrences(number, &mut found);
                            assert!(found.iter().all(|it| it.end == it.start + 1));
                            assert!(
                                found.iter().map(|it| (&it.start, &it.why)).eq(&expect),
                                "article {document}"
                            );
                            compared += expect.len();
                            let is_one = |articles: u64| articles >> number & 1 == 1;
                            let whys: std::collections::BTreeSet<_> = expect.values().collect();
                            assert_eq!(is_one(slot.present()), !expect.is_empty());
                            assert_eq!(is_one(slot.for_one_reason()), whys.len() == 1);
                        }
                    }
                }
            }
        }
    }
    assert!(compared > 10_000, "only {compared} occurrences");
}

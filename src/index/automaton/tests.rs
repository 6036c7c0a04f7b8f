//! The automata against those that the crate builds, and as the crate reads them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tantivy_fst::{IntoStreamer, Map, MapBuilder, Streamer};

use super::*;

fn automaton(terms: &BTreeSet<Vec<u8>>) -> Vec<u8> {
    let mut builder = AutomatonBuilder::new();
    for term in terms {
        builder.add(term);
    }
    builder.finish()
}

/// What the crate makes of the same terms.
fn theirs(terms: &BTreeSet<Vec<u8>>) -> Vec<u8> {
    let mut builder = MapBuilder::memory();
    for (term, number) in terms.iter().zip(0..) {
        builder.insert(term, number).unwrap();
    }
    builder.into_inner().unwrap()
}

/// The crate reads what was written: all terms, each with its number, and no others.
fn check(terms: &BTreeSet<Vec<u8>>) {
    let map = Map::from_bytes(automaton(terms)).unwrap();
    assert_eq!(map.len(), terms.len());
    let mut stream = map.into_stream();
    let mut read = Vec::new();
    while let Some((term, number)) = stream.next() {
        assert_eq!(number, read.len() as u64);
        read.push(term.to_vec());
    }
    assert!(read.iter().eq(terms), "{read:?} instead of {terms:?}");
    for (term, number) in terms.iter().zip(0..) {
        assert_eq!(map.get(term), Some(number), "{term:?}");
        let (longer, shorter) = ([term, &b"x"[..]].concat(), &term[..term.len() - 1]);
        assert_eq!(map.get(&longer).is_some(), terms.contains(&longer), "{longer:?}");
        assert_eq!(map.get(shorter).is_some(), terms.contains(shorter), "{shorter:?}");
    }
}

proptest! {
    #[test]
    fn terms_of_few_letters(terms in prop::collection::btree_set("[abe]{1,7}", 0..200)) {
        check(&terms.into_iter().map(String::into_bytes).collect());
    }

    #[test]
    fn terms_of_any_bytes(terms in prop::collection::btree_set(prop::collection::vec(any::<u8>(), 1..4), 0..600)) {
        check(&terms);
    }

    /// Where no node had to be forgotten, the crate's own builder writes the same bytes.
    #[test]
    fn the_bytes_are_those_of_the_crate(terms in prop::collection::btree_set("[a-c]{1,3}", 1..12)) {
        let terms = terms.into_iter().map(String::into_bytes).collect();
        prop_assert_eq!(automaton(&terms), theirs(&terms));
    }
}

/// Every letter by itself, as the only one of a node and beside so many others that there is a table, or none, or that
/// their count does not fit below.
#[test]
fn every_letter_is_found() {
    for letter in 0..=u8::MAX {
        check(&BTreeSet::from([vec![b'x', letter, b'y', b'z']]));
    }
    for count in [1, 2, 31, 32, 33, 63, 64, 65, 255, 256] {
        let beside: BTreeSet<_> = (0..=u8::MAX).take(count).map(|letter| vec![b'x', letter, b'y']).collect();
        check(&beside);
        assert_eq!(automaton(&beside), theirs(&beside), "{count} letters");
        check(&beside.into_iter().chain([vec![b'x']]).collect());
    }
    assert_eq!(Map::from_bytes(automaton(&BTreeSet::new())).unwrap().len(), 0);
}

/// So many that older nodes are forgotten: still all are found, and not many more bytes are written than by the crate.
#[test]
fn many_terms_take_about_as_many_bytes_as_in_the_crate() {
    let part = |number: u64| format!("{:x}", mix(number, 7) % 5_000);
    let terms: BTreeSet<_> = (0..60_000)
        .map(|number| [part(number / 20), part(number % 300 + 9_000), "en".into()].concat().into_bytes())
        .collect();
    check(&terms);
    let (ours, theirs) = (automaton(&terms).len(), theirs(&terms).len());
    assert!(ours * 100 < theirs * 105, "{ours} bytes instead of {theirs}");
}

use std::sync::Arc;

use proptest::prelude::*;

use super::super::Weighed;
use super::*;
use crate::dutch::Layer;
use crate::query::Why;
use crate::query::lower::row::RowRoom;
use crate::query::meaning::{Alternative, Leaf, Sought};
use crate::query::places::{Finder, Occurrence, Text};

const WHYS: [Why; 4] = [Why::Exact, Why::Wildcard, Why::Compound, Why::Inflection];

/// A word of the meaning.
fn word(number: usize) -> Meaning {
    let text = format!("woord{number}").into();
    let alternative = Alternative { layer: Layer::Exact, length: 1, text, why: WHYS[number] };
    let sequences = vec![vec![Arc::from([alternative])]];
    let (fields, stands_for) = (Sought::Everywhere, Vec::new());
    Meaning::Leaf(Leaf { id: number, word: number, fields, sequences, stands_for })
}

/// An article: the places of each word, and where sentences begin.
struct Article {
    words: Vec<Vec<u32>>,
    sentences: Vec<u32>,
}

impl Text for Article {
    fn occurrences(&mut self, leaf: &Leaf, _: usize, _: usize, out: &mut Vec<Occurrence>) {
        out.clear();
        let occurrence = |&start| Occurrence { start, end: start + 1, why: WHYS[leaf.id] };
        out.extend(self.words[leaf.id].iter().map(occurrence));
    }

    fn starts(&mut self, _: Unit, out: &mut Vec<u32>) {
        out.clone_from(&self.sentences);
    }
}

/// What the finder gives: the weight of the first places, or of all in one sentence.
fn found_generally(meaning: &Meaning, article: &mut Article) -> f32 {
    let mut finder = Finder::<Weighed>::new(meaning);
    let Some(places) = finder.places(meaning, article, ENOUGH) else { return 0.0 };
    let most = if matches!(meaning, Meaning::Near(..)) { ENOUGH } else { usize::MAX };
    places.iter().take(most).map(|place| place.trace.0).sum()
}

fn check(meaning: &Meaning, article: &mut Article, may_be_undecided: bool) {
    let rooms: Vec<RowRoom> = article.words.iter().map(|places| room(places)).collect();
    let words = rooms.iter().map(RowRoom::row).zip(&WHYS);
    let words: Vec<_> = words.map(|(row, why)| PlainWord { row, weight: why.weight() }).collect();
    let sentences = room(&article.sentences);
    let plain = Standing::of(meaning).unwrap().frequency(&words, sentences.row());
    let Some(plain) = plain else {
        assert!(may_be_undecided, "{:?} is left to the finder", article.words);
        return;
    };
    let general = found_generally(meaning, article);
    let same = (plain - general).abs() < 1e-4;
    assert!(same, "{meaning:?} in {:?}: {plain} is not {general}", (&article.words, &article.sentences));
}

fn room(places: &[u32]) -> RowRoom {
    let mut room = RowRoom::default();
    room.fill(places.iter().copied());
    room
}

proptest! {
    #[test]
    fn it_is_what_the_finder_gives(
        count in 2_usize..=4,
        words in proptest::collection::vec((0_u32..12, 0_usize..4), 1..120),
        sentences in proptest::collection::btree_set(1_u32..700, 0..60),
        distance in prop_oneof![0_u32..12, 50_u32..90],
    ) {
        let mut article = Article { words: vec![Vec::new(); count], sentences: sentences.into_iter().collect() };
        let (mut place, mut is_shared) = (0, false);
        for (distance, number) in words {
            place += distance;
            let number = number % count;
            let others = article.words.iter().enumerate().filter(|(other, _)| *other != number);
            is_shared |= others.into_iter().any(|(_, places)| places.last() == Some(&place));
            if article.words[number].last() != Some(&place) {
                article.words[number].push(place);
            }
        }
        prop_assume!(article.words.iter().all(|places| !places.is_empty()));
        let parts: Vec<Meaning> = (0..count).map(word).collect();
        check(&Meaning::Near(parts.clone(), distance), &mut article, is_shared);
        check(&Meaning::Within(Unit::Sentence, parts), &mut article, is_shared);
    }
}

#[test]
fn anything_but_single_words_is_left_to_the_finder() {
    let near = |parts: Vec<Meaning>| Standing::of(&Meaning::Near(parts, 3)).is_some();
    assert!(near(vec![word(0), word(1)]));
    assert!(!near(vec![word(0), Meaning::Or(vec![word(1), word(2)])]));
    let Meaning::Leaf(mut phrase) = word(1) else { panic!("a word is a leaf") };
    let slot = phrase.sequences[0][0].clone();
    phrase.sequences[0].push(slot);
    assert!(!near(vec![word(0), Meaning::Leaf(phrase)]));
    assert!(Standing::of(&word(0)).is_none());
}

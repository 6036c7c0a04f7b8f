use std::sync::Arc;

use proptest::prelude::*;

use super::super::Weighed;
use super::*;
use crate::dutch::Layer;
use crate::query::Why;
use crate::query::lower::place_bits::PLACES;
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

/// An article: the places of each word with their reasons, and where sentences begin.
#[derive(Debug, Default)]
struct Article {
    words: Vec<Vec<(u32, Why)>>,
    sentences: Vec<u32>,
}

impl Text for Article {
    fn occurrences(&mut self, leaf: &Leaf, _: usize, _: usize, out: &mut Vec<Occurrence>) {
        out.clear();
        let mut places = self.words[leaf.id].clone();
        places.sort_unstable();
        places.dedup_by_key(|(place, _)| *place);
        out.extend(places.into_iter().map(|(start, why)| Occurrence { start, end: start + 1, why }));
    }

    fn starts(&mut self, _: Unit, out: &mut Vec<u32>) {
        out.clone_from(&self.sentences);
    }
}

impl Article {
    /// Whether two words share a place, whether a word matches for several reasons, and whether a place has no bit.
    fn is_special(&self) -> (bool, bool, bool) {
        let places = |word: usize| self.words[word].iter().map(|(place, _)| *place);
        let is_shared = (1..self.words.len())
            .any(|word| (0..word).any(|other| places(word).any(|place| places(other).any(|it| it == place))));
        let for_several = self.words.iter().any(|word| word.iter().any(|(_, why)| *why != word[0].1));
        (is_shared, for_several, (0..self.words.len()).flat_map(places).any(|place| place >= PLACES))
    }
}

/// What the finder gives: the weight of the first places, or of all in one sentence.
fn found_generally(meaning: &Meaning, article: &mut Article) -> f32 {
    let mut finder = Finder::<Weighed>::new(meaning);
    let Some(places) = finder.places(meaning, article, ENOUGH) else { return 0.0 };
    let most = if matches!(meaning, Meaning::Near(..)) { ENOUGH } else { usize::MAX };
    places.iter().take(most).map(|place| place.trace.0).sum()
}

/// Every article of a batch is told as the finder tells it, or left to the finder for a reason.
fn check(meaning: &Meaning, batch: &mut [Article], count: usize) {
    let slot = |word: usize| {
        let articles = batch.iter().enumerate();
        let places =
            articles.flat_map(|(number, article)| article.words[word].iter().map(move |it| (number, *it)));
        SlotPlaces::of(places.map(|(number, (place, why))| (number, place, why)))
    };
    let words: Vec<SlotPlaces> = (0..count).map(slot).collect();
    let sentences = batch.iter().enumerate().flat_map(|(number, article)| {
        article.sentences.iter().map(move |place| (number, *place, Why::Exact))
    });
    let sentences = SlotPlaces::of(sentences);
    let mut frequencies = [0.0; BATCH];
    let words: Vec<&SlotPlaces> = words.iter().collect();
    let standing = Standing::of(meaning).unwrap();
    let all = (1 << batch.len()) - 1;
    let undecided = standing.frequencies(&words, Some(&sentences), all, &mut frequencies);
    for (number, article) in batch.iter_mut().enumerate() {
        if undecided >> number & 1 == 1 {
            let (is_shared, for_several, without_bit) = article.is_special();
            let is_near = matches!(meaning, Meaning::Near(..));
            assert!(is_shared || without_bit || for_several && is_near, "{article:?} is left to the finder");
            continue;
        }
        let (plain, general) = (frequencies[number], found_generally(meaning, article));
        assert!((plain - general).abs() < 1e-4, "{meaning:?} in {article:?}: {plain} is not {general}");
    }
}

prop_compose! {
    fn article(count: usize)(
        words in proptest::collection::vec((0_u32..12, 0_usize..4, 0_usize..30), 0..120),
        sentences in proptest::collection::btree_set(1_u32..1_400, 0..90),
        farther in prop_oneof![3 => Just(1_u32), 2 => Just(3), 1 => Just(9)],
    ) -> Article {
        let mut article = Article { words: vec![Vec::new(); count], ..Article::default() };
        article.sentences = sentences.into_iter().collect();
        let mut place = 0;
        for (distance, number, why) in words {
            place += distance * farther;
            let (word, number) = (&mut article.words[number % count], number % count);
            // Most match for the one reason.
            let other = WHYS.get(why).filter(|_| farther == 3);
            word.push((place, *other.unwrap_or(&WHYS[number])));
            word.dedup();
        }
        article
    }
}

fn batches() -> impl Strategy<Value = (usize, Vec<Article>)> {
    (2_usize..=4).prop_flat_map(|count| (Just(count), proptest::collection::vec(article(count), 1..5)))
}

proptest! {
    #[test]
    fn it_is_what_the_finder_gives(
        (count, mut batch) in batches(),
        distance in prop_oneof![0_u32..12, 50_u32..90, 300_u32..330],
    ) {
        let parts: Vec<Meaning> = (0..count).map(word).collect();
        check(&Meaning::Near(parts.clone(), distance), &mut batch, count);
        check(&Meaning::Within(Unit::Sentence, parts), &mut batch, count);
    }
}

#[test]
fn sentences_of_every_length_are_told() {
    // Those of one word, of a word of the processor, and those that go from one into the next.
    for length in [1, 2, 63, 64, 65, 130, 255, 256, 257] {
        for (first, second) in [(0, 1), (0, length - 1), (length - 1, length), (2 * length, 3 * length - 1)] {
            let mut article = Article { words: vec![Vec::new(); 2], ..Article::default() };
            article.sentences = (1..1_500 / length).map(|number| number * length).collect();
            article.words[0] = vec![(first, Why::Exact)];
            article.words[1] = vec![(second, Why::Wildcard)];
            if first != second {
                check(&Meaning::Within(Unit::Sentence, vec![word(0), word(1)]), &mut [article], 2);
            }
        }
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

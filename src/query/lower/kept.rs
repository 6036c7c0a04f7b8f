//! What is read of a word or a phrase to find out how rare it is, kept for the search itself.
//!
//! How rare a word is must be known before the first article can be scored; without this its lists would be read
//! twice. Only what was found is kept, and what the dictionary says of a phrase's terms: the open lists of a wildcard's
//! thousand words, in all segments at once, would take more memory than the search.

use std::ops::Range;

use tantivy::DocId;

use super::bits::{Bits, Found, STRETCH};
use super::leaf::FieldBoost;
use super::terms::SequenceTerms;

/// What a segment has of a leaf, stretch by stretch. It is empty where nothing was kept.
#[derive(Default)]
pub(super) struct Kept {
    words: Vec<Option<KeptWords>>,
    pub(super) phrases: Vec<KeptPhrase>,
}

/// What a segment has of a phrase in one field.
pub(super) struct KeptPhrase {
    pub(super) at: FieldBoost,
    pub(super) terms: SequenceTerms,
    /// For each stretch the articles that hold all words; `None` where none does.
    pub(super) with_all: Vec<Option<Bits>>,
}

/// The articles of a stretch that hold a word, and in their order what it weighs in each.
type KeptWords = (Bits, Box<[f32]>);

impl Kept {
    /// Keeps what was found of the words of all fields in the next stretch.
    pub(super) fn add_words(&mut self, found: &Found) {
        // Room for just so many: a list that grows would be moved, and moved again when it is kept.
        let mut weights = Vec::with_capacity(found.bits.count() as usize);
        weights.extend(found.bits.iter().map(|place| found.scores[place]));
        self.words.push((!weights.is_empty()).then(|| (found.bits.clone(), weights.into())));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many articles hold a word.
    pub(super) fn size(&self) -> u32 {
        self.words.iter().flatten().fold(0, |size, (_, weights)| size.saturating_add(weights.len() as u32))
    }

    /// Adds what the words have in a stretch to what was found there.
    pub(super) fn find_words(&self, stretch: &Range<DocId>, found: &mut Found) {
        if let Some(Some((bits, weights))) = self.words.get((stretch.start / STRETCH) as usize) {
            found.add_weights(bits, weights);
        }
    }
}

impl KeptPhrase {
    pub(super) fn new(at: FieldBoost, terms: SequenceTerms) -> Self {
        Self { at, terms, with_all: Vec::new() }
    }

    /// Keeps which articles of the next stretch hold all words.
    pub(super) fn add(&mut self, with_all: &Bits) {
        self.with_all.push((!with_all.is_empty()).then(|| with_all.clone()));
    }
}

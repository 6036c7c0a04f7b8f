//! What is read of a word or a phrase to find out how rare it is, kept for the search itself.
//!
//! How rare a word is must be known before the first article can be scored; without this its lists would be read
//! twice. Only what was found is kept: the open lists of a wildcard's thousand words, in all segments at once, would
//! take more memory than the search.

use std::ops::Range;

use tantivy::DocId;

use super::bits::{Bits, Found, STRETCH};

/// What a segment has of a leaf, stretch by stretch. It is empty where nothing was kept.
#[derive(Default)]
pub(super) struct Kept {
    words: Vec<Option<KeptWords>>,
    /// For each phrase the articles that hold all its words; `None` where no article of the stretch does.
    phrases: Vec<Vec<Option<Bits>>>,
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

    /// Keeps which articles of the next stretch hold all words of a phrase, by the number of the phrase.
    pub(super) fn add_phrase(&mut self, phrase: usize, with_all: &Bits) {
        if self.phrases.len() <= phrase {
            self.phrases.push(Vec::new());
        }
        self.phrases[phrase].push((!with_all.is_empty()).then(|| with_all.clone()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many articles hold a word.
    pub(super) fn size(&self) -> u32 {
        self.words.iter().flatten().fold(0, |size, (_, weights)| size.saturating_add(weights.len() as u32))
    }

    /// How many articles hold all words of a phrase, if that was kept.
    pub(super) fn size_of_phrase(&self, phrase: usize) -> Option<u32> {
        Some(self.phrases.get(phrase)?.iter().flatten().map(Bits::count).sum())
    }

    /// Adds what the words have in a stretch to what was found there.
    pub(super) fn find_words(&self, stretch: &Range<DocId>, found: &mut Found) {
        if let Some(Some((bits, weights))) = self.words.get((stretch.start / STRETCH) as usize) {
            found.add_weights(bits, weights);
        }
    }

    /// The articles of a stretch that hold all words of a phrase, if that was kept.
    pub(super) fn with_all(&self, phrase: usize, stretch: &Range<DocId>) -> Option<Bits> {
        let kept = self.phrases.get(phrase)?.get((stretch.start / STRETCH) as usize)?;
        Some(kept.clone().unwrap_or_else(Bits::none))
    }
}

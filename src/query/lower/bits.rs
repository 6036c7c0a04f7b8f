//! A stretch of a segment's articles, and which of them were found: a bit for each.

use std::ops::Range;

use tantivy::DocId;
use tantivy::index::SegmentReader;

/// So many articles are looked at together: the bits and scores of a stretch stay in the processor's cache.
pub(super) const STRETCH: u32 = 1 << 14;

/// Some of the articles of a stretch, by their places in it.
#[derive(Clone)]
pub(super) struct Bits(Box<[u64]>);

impl Bits {
    pub(super) fn none() -> Self {
        Self(vec![0; STRETCH as usize / 64].into())
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    pub(super) fn set(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    #[inline]
    pub(super) fn has(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    /// Sets all places below `end`.
    pub(super) fn set_below(&mut self, end: usize) {
        self.0[..end / 64].fill(u64::MAX);
        if !end.is_multiple_of(64) {
            self.0[end / 64] |= (1 << (end % 64)) - 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many of them were not deleted; the stretch is that of the segment that they are of.
    pub(super) fn count_alive(&self, stretch: &Range<DocId>, reader: &SegmentReader) -> u32 {
        match reader.alive_bitset() {
            None => self.count(),
            Some(alive) => {
                let is_alive = |place: &usize| alive.is_alive(stretch.start + *place as DocId);
                self.iter().filter(is_alive).count() as u32
            }
        }
    }

    pub(super) fn keep(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word |= other);
    }

    pub(super) fn remove(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= !other);
    }

    /// The first place that is set, from `from` on.
    pub(super) fn first_from(&self, from: usize) -> Option<usize> {
        let mut number = from / 64;
        let mut word = self.0.get(number)? & (u64::MAX << (from % 64));
        while word == 0 {
            number += 1;
            word = *self.0.get(number)?;
        }
        Some(number * 64 + word.trailing_zeros() as usize)
    }

    /// The articles of a stretch that are set, in order.
    pub(super) fn documents(&self, stretch: &Range<DocId>) -> Vec<DocId> {
        self.iter().map(|place| stretch.start + place as DocId).collect()
    }

    /// The places that are set, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(number, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let place = number * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(place)
            })
        })
    }
}

/// The articles of a stretch that were found, and how well each matches.
pub(super) struct Found {
    pub(super) bits: Bits,
    /// By their places; 0 where nothing was found. Empty where nobody asks.
    pub(super) scores: Box<[f32]>,
}

impl Found {
    pub(super) fn nothing(scored: bool) -> Self {
        Self { bits: Bits::none(), scores: vec![0.0; if scored { STRETCH as usize } else { 0 }].into() }
    }

    pub(super) fn clear(&mut self) {
        if !self.scores.is_empty() {
            for place in self.bits.iter() {
                self.scores[place] = 0.0;
            }
        }
        self.bits.clear();
    }

    /// Keeps what others found too; the scores add up.
    pub(super) fn keep(&mut self, others: &Found) {
        self.restrict(&others.bits);
        if !self.scores.is_empty() {
            for place in self.bits.iter() {
                self.scores[place] += others.scores[place];
            }
        }
    }

    /// Adds what others found; the scores add up.
    pub(super) fn add(&mut self, others: &Found) {
        self.bits.add(&others.bits);
        if !self.scores.is_empty() {
            for place in others.bits.iter() {
                self.scores[place] += others.scores[place];
            }
        }
    }

    /// Adds articles with what each of them weighs, in their order.
    pub(super) fn add_weights(&mut self, articles: &Bits, weights: &[f32]) {
        self.bits.add(articles);
        if !self.scores.is_empty() {
            for (place, weight) in articles.iter().zip(weights) {
                self.scores[place] += weight;
            }
        }
    }

    /// Keeps only some articles.
    pub(super) fn restrict(&mut self, to: &Bits) {
        if self.scores.is_empty() {
            self.bits.keep(to);
            return;
        }
        for ((number, word), kept) in self.bits.0.iter_mut().enumerate().zip(&to.0) {
            let mut gone = *word & !kept;
            *word &= kept;
            while gone != 0 {
                self.scores[number * 64 + gone.trailing_zeros() as usize] = 0.0;
                gone &= gone - 1;
            }
        }
    }

    /// Leaves some articles out.
    pub(super) fn remove(&mut self, others: &Bits) {
        if !self.scores.is_empty() {
            for place in others.iter() {
                self.scores[place] = 0.0;
            }
        }
        self.bits.remove(others);
    }
}

/// The stretches of a segment of so many articles.
pub(super) fn stretches(articles: DocId) -> impl Iterator<Item = Range<DocId>> {
    (0..articles).step_by(STRETCH as usize).map(move |first| first..articles.min(first + STRETCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(places: &[usize]) -> Bits {
        let mut bits = Bits::none();
        for place in places {
            bits.set(*place);
        }
        bits
    }

    #[test]
    fn places_are_found_in_order() {
        let places = [0, 1, 63, 64, 127, 4095, STRETCH as usize - 1];
        let bits = bits(&places);
        assert_eq!(bits.iter().collect::<Vec<_>>(), places);
        assert_eq!(bits.count() as usize, places.len());
        for from in 0..STRETCH as usize {
            assert_eq!(bits.first_from(from), places.into_iter().find(|place| *place >= from));
        }
        assert_eq!(bits.first_from(STRETCH as usize), None);
    }

    #[test]
    fn the_first_places_are_set_together() {
        for end in [0, 1, 63, 64, 65, STRETCH as usize] {
            let mut all = Bits::none();
            all.set_below(end);
            assert_eq!(all.iter().collect::<Vec<_>>(), (0..end).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_not_found_has_no_score() {
        let mut found = Found::nothing(true);
        let mut other = Found::nothing(true);
        for (found, places) in [(&mut found, [1, 2, 3]), (&mut other, [2, 3, 4])] {
            for place in places {
                found.bits.set(place);
                found.scores[place] = 1.0;
            }
        }
        let check = |found: &Found, expect: &[f32]| {
            assert_eq!(found.scores[..6], *expect);
            let with_score = (0..expect.len()).filter(|place| expect[*place] > 0.0);
            assert_eq!(found.bits.iter().collect::<Vec<_>>(), with_score.collect::<Vec<_>>());
        };
        found.keep(&other);
        check(&found, &[0.0, 0.0, 2.0, 2.0, 0.0, 0.0]);
        found.add(&other);
        check(&found, &[0.0, 0.0, 3.0, 3.0, 1.0, 0.0]);
        found.remove(&bits(&[0, 2]));
        check(&found, &[0.0, 0.0, 0.0, 3.0, 1.0, 0.0]);
        found.restrict(&bits(&[0, 4]));
        check(&found, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        found.clear();
        check(&found, &[0.0; 6]);
    }
}

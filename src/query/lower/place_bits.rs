//! Where something stands in the articles of a batch: a bit for each place.
//!
//! Most articles are so short that all their places have room in a few words of the processor. How two words stand there
//! is then told for 64 places at once, and what has many terms needs no merging: their bits are set one after another.
//! The places of long articles that have no bit are in a list.

use super::batch::{BATCH, numbers};
use super::positions::PlacesOut;

/// So many places of an article have a bit.
pub(super) const PLACES: u32 = 1024;

/// So many have theirs in the words that are looked at first.
pub(super) const FIRST_PLACES: u32 = 256;

/// The places of an article, 64 in each word, and the words of the first places.
pub(super) type Bits = [u64; ALL_WORDS];
pub(super) const ALL_WORDS: usize = (PLACES / u64::BITS) as usize;
pub(super) const FIRST_WORDS: usize = (FIRST_PLACES / u64::BITS) as usize;

/// Bits that are some places farther up, at least one and fewer than a word has.
#[inline]
pub(super) fn shifted_up<const WORDS: usize>(bits: [u64; WORDS], places: u32) -> [u64; WORDS] {
    std::array::from_fn(|at| {
        let before = if at > 0 { bits[at - 1] >> (u64::BITS - places) } else { 0 };
        bits[at] << places | before
    })
}

/// The same farther down.
#[inline]
pub(super) fn shifted_down<const WORDS: usize>(bits: [u64; WORDS], places: u32) -> [u64; WORDS] {
    std::array::from_fn(|at| {
        let behind = if at + 1 < WORDS { bits[at + 1] << (u64::BITS - places) } else { 0 };
        bits[at] >> places | behind
    })
}

/// The places in all articles of a batch, by their numbers.
pub(super) struct PlaceBits {
    /// Made when there is the first: most words of a long query have none in a segment.
    bits: Vec<Bits>,
    /// In which articles there are any, in which there are some behind the first, and in which some have no bit.
    present: u64,
    behind_first: u64,
    without_bit: u64,
    /// Articles and places that have no bit, in no order.
    others: Vec<(u8, u32)>,
}

impl PlaceBits {
    pub(super) fn new() -> Self {
        Self { bits: Vec::new(), present: 0, behind_first: 0, without_bit: 0, others: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        for number in numbers(self.present & !self.behind_first) {
            self.bits[number][..FIRST_WORDS].fill(0);
        }
        for number in numbers(self.behind_first) {
            self.bits[number].fill(0);
        }
        (self.present, self.behind_first, self.without_bit) = (0, 0, 0);
        self.others.clear();
    }

    /// Adds one place of an article.
    #[inline]
    pub(super) fn set(&mut self, number: usize, place: u32) {
        self.make_room();
        self.set_bit(number, place);
        self.note(number, place);
    }

    #[inline]
    fn make_room(&mut self) {
        if self.bits.is_empty() {
            self.bits.resize(BATCH, [0; ALL_WORDS]);
        }
    }

    #[inline]
    fn set_bit(&mut self, number: usize, place: u32) {
        match self.bits[number].get_mut((place / u64::BITS) as usize) {
            Some(word) => *word |= 1 << (place % u64::BITS),
            None => self.others.push((number as u8, place)),
        }
    }

    /// Notes that an article has a place, and none farther behind.
    #[inline]
    fn note(&mut self, number: usize, last: u32) {
        self.present |= 1 << number;
        self.behind_first |= u64::from(last >= FIRST_PLACES) << number;
        self.without_bit |= u64::from(last >= PLACES) << number;
    }

    /// The articles in which there are any.
    pub(super) fn present(&self) -> u64 {
        self.present
    }

    /// Those that have places behind the first, and those that have places without a bit.
    pub(super) fn behind_first(&self) -> u64 {
        self.behind_first
    }

    pub(super) fn without_bit(&self) -> u64 {
        self.without_bit
    }

    /// The bits of an article in which there are any.
    #[inline]
    pub(super) fn of(&self, number: usize) -> &Bits {
        &self.bits[number]
    }

    /// Gives all places in an article, in order.
    pub(super) fn each(&self, number: usize, give: &mut impl FnMut(u32)) {
        if self.present >> number & 1 == 0 {
            return;
        }
        let all = self.bits[number].as_slice();
        let words = if self.behind_first >> number & 1 == 1 { all } else { &all[..FIRST_WORDS] };
        for (word, first) in words.iter().zip((0..).step_by(u64::BITS as usize)) {
            numbers(*word).for_each(|place| give(first + place as u32));
        }
        if self.without_bit >> number & 1 == 1 {
            let others = self.others.iter().filter(|(other, _)| usize::from(*other) == number);
            let mut others: Vec<u32> = others.map(|(_, place)| *place).collect();
            others.sort_unstable();
            others.dedup();
            others.into_iter().for_each(give);
        }
    }
}

impl PlacesOut for PlaceBits {
    #[inline]
    fn add(&mut self, number: usize, places: impl Iterator<Item = u32>) {
        self.make_room();
        let mut last = 0;
        for place in places {
            last = place;
            self.set_bit(number, place);
        }
        self.note(number, last);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_given_as_they_were_added(
            articles in proptest::collection::btree_map(
                0..BATCH,
                proptest::collection::vec(proptest::collection::btree_set(0_u32..2_000, 1..40), 1..3),
                0..20,
            ),
        ) {
            let mut bits = PlaceBits::new();
            // A second time in what is cleared.
            for _ in 0..2 {
                bits.clear();
                for (&number, rows) in &articles {
                    for row in rows {
                        bits.add(number, row.iter().copied());
                    }
                }
                for number in 0..BATCH {
                    let expect = articles.get(&number).into_iter().flatten().flatten().copied();
                    let expect: std::collections::BTreeSet<u32> = expect.collect();
                    let mut given = Vec::new();
                    bits.each(number, &mut |place| given.push(place));
                    prop_assert!(given.iter().eq(&expect));
                    let is_set = |articles: u64| articles >> number & 1 == 1;
                    let last = expect.last();
                    prop_assert_eq!(is_set(bits.present()), last.is_some());
                    prop_assert_eq!(is_set(bits.behind_first()), last.is_some_and(|last| *last >= FIRST_PLACES));
                    prop_assert_eq!(is_set(bits.without_bit()), last.is_some_and(|last| *last >= PLACES));
                }
            }
        }
    }
}

//! Where the slots of a sequence stand side by side.
//!
//! In most articles each slot matches for one reason: how often they stand side by side is then told from the bits of
//! their places ([`PlaceBits`](super::place_bits::PlaceBits)), 64 at once. Where a slot matches for several, of several
//! lengths and weights, more must be known of each occurrence ([`Ends`]).

use tantivy::DocId;

use super::batch::{Articles, BATCH, Batch, numbers};
use super::place_bits::{ALL_WORDS, FIRST_WORDS, shifted_up};
use super::slot::{SlotPlaces, SlotTerm};
use crate::query::places::Occurrence;

/// Counts how often a sequence stands in articles.
pub(super) struct SequenceCursor {
    slots: Vec<SequenceSlot>,
    /// The slots that have another behind them, in the order in which both are looked at.
    pairs: Vec<usize>,
    ends: Ends,
    longer: Vec<(u32, f32)>,
}

struct SequenceSlot {
    places: SlotPlaces,
    /// Whether the articles of this batch were read.
    is_read: bool,
    /// Its occurrences in an article where it matches for several reasons, kept for their room.
    words: Vec<Occurrence>,
}

impl SequenceCursor {
    /// A sequence of at least one slot.
    pub(super) fn new(slots: Vec<Vec<SlotTerm>>) -> Self {
        let open = |terms| SequenceSlot { places: SlotPlaces::new(terms), is_read: false, words: Vec::new() };
        let slots: Vec<SequenceSlot> = slots.into_iter().map(open).collect();
        // Those first that stand in the fewest articles: most that hold all words of a longer phrase do not hold these
        // side by side.
        let size = |slot: usize| slots[slot].places.size() + slots[slot + 1].places.size();
        let mut pairs: Vec<usize> = (1..slots.len()).map(|second| second - 1).collect();
        pairs.sort_by_key(|&first| size(first));
        Self { slots, pairs, ends: Ends::default(), longer: Vec::new() }
    }

    /// Gives those of some articles in which it stands, with the weighted number of its occurrences. All must come in
    /// their order, from call to call too.
    pub(super) fn each(&mut self, documents: &[DocId], give: &mut impl FnMut(DocId, f32)) {
        // A query may have hundreds of phrases, so none keeps the room that these take.
        let (mut articles, mut batch) = (Articles::default(), Batch::default());
        let mut rest = documents;
        while !rest.is_empty() {
            rest = articles.take(rest, usize::MAX);
            self.slots.iter_mut().for_each(|slot| slot.places.prepare(&articles));
            let mut begin = 0;
            while batch.take(&articles, begin) {
                begin += BATCH;
                let frequencies = self.frequencies(&batch);
                for (&document, &frequency) in batch.articles.documents().iter().zip(&frequencies) {
                    if frequency > 0.0 {
                        give(document, frequency);
                    }
                }
            }
        }
    }

    /// The weighted number of occurrences in each article of a batch.
    fn frequencies(&mut self, batch: &Batch) -> [f32; BATCH] {
        let Self { slots, pairs, ends, longer } = self;
        let mut frequencies = [0.0; BATCH];
        let mut left = batch.all();
        for slot in &mut *slots {
            slot.is_read = false;
        }
        for &first in &*pairs {
            let pair = &mut slots[first..first + 2];
            for slot in &mut *pair {
                slot.read(batch, left);
            }
            left &= pair[0].places.present() & pair[1].places.present();
            left = count(pair, left, &mut frequencies, ends, longer);
        }
        if slots.len() != 2 {
            frequencies = [0.0; BATCH];
            for slot in &mut *slots {
                slot.read(batch, left);
            }
            count(slots, left, &mut frequencies, ends, longer);
        }
        frequencies
    }
}

impl SequenceSlot {
    /// Reads those articles of a batch that are left, if they were not read.
    fn read(&mut self, batch: &Batch, left: u64) {
        if !self.is_read {
            self.is_read = true;
            self.places.read(batch, left);
        }
    }
}

/// Writes how often slots stand side by side in some articles that were read, each time with the least weight among them;
/// gives those in which they do.
fn count(
    slots: &mut [SequenceSlot],
    among: u64,
    frequencies: &mut [f32; BATCH],
    ends: &mut Ends,
    longer: &mut Vec<(u32, f32)>,
) -> u64 {
    let (mut plain, mut behind_first) = (among, 0);
    for SequenceSlot { places, .. } in &*slots {
        plain &= places.for_one_reason() & !places.without_bit();
        behind_first |= places.behind_first();
    }
    let mut stands = 0;
    let mut note = |number: usize, frequency: f32| {
        frequencies[number] = frequency;
        stands |= u64::from(frequency > 0.0) << number;
    };
    for number in numbers(plain & !behind_first) {
        note(number, count_chains::<FIRST_WORDS>(slots, number));
    }
    for number in numbers(plain & behind_first) {
        note(number, count_chains::<ALL_WORDS>(slots, number));
    }
    for number in numbers(among & !plain) {
        note(number, weigh_chains(slots, number, ends, longer));
    }
    stands
}

/// Counts the places where each slot begins at the end of the one before, where each matches for one reason.
#[inline]
#[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
fn count_chains<const WORDS: usize>(slots: &[SequenceSlot], number: usize) -> f32 {
    let mut slots = slots.iter().filter_map(|slot| slot.places.reasons(number).next());
    let Some(mut last) = slots.next() else { return 0.0 };
    let mut chains: [u64; WORDS] = std::array::from_fn(|at| last.bits[at]);
    let mut weight = last.weight;
    for slot in slots {
        chains = moved_up(chains, last.length);
        chains = std::array::from_fn(|at| chains[at] & slot.bits[at]);
        weight = weight.min(slot.weight);
        last = slot;
    }
    chains.iter().map(|word| word.count_ones()).sum::<u32>() as f32 * weight
}

/// Bits that are so many places farther up.
#[inline]
fn moved_up<const WORDS: usize>(mut bits: [u64; WORDS], places: u32) -> [u64; WORDS] {
    let mut left = places;
    while left > 0 {
        let step = left.min(u64::BITS - 1);
        bits = shifted_up(bits, step);
        left -= step;
    }
    bits
}

/// Adds up the places where each slot begins at the end of the one before, each with the least weight in it.
fn weigh_chains(
    slots: &mut [SequenceSlot],
    number: usize,
    ends: &mut Ends,
    longer: &mut Vec<(u32, f32)>,
) -> f32 {
    for SequenceSlot { places, words, .. } in &mut *slots {
        places.occurrences(number, words);
    }
    let Some((last, before)) = slots.split_last() else { return 0.0 };
    let Some((first, between)) = before.split_first() else {
        return last.words.iter().map(|word| word.why.weight()).sum();
    };
    ends.add(&first.words);
    for slot in between {
        longer.clear();
        for word in &slot.words {
            let best = ends.best_at(word.start);
            if best > 0.0 {
                longer.push((word.end, best.min(word.why.weight())));
            }
        }
        ends.clear();
        for &(end, weight) in &*longer {
            ends.add_one(end, weight);
        }
    }
    let frequency = last.words.iter().map(|word| ends.best_at(word.start).min(word.why.weight())).sum();
    ends.clear();
    frequency
}

/// Where chains of words end in an article, each with the most that one of them weighs.
#[derive(Default)]
struct Ends {
    /// 0 where none ends.
    weights: Vec<f32>,
    /// The places that are not empty.
    places: Vec<u32>,
}

impl Ends {
    fn add(&mut self, words: &[Occurrence]) {
        for word in words {
            self.add_one(word.end, word.why.weight());
        }
    }

    #[inline]
    fn add_one(&mut self, end: u32, weight: f32) {
        let place = end as usize;
        if place >= self.weights.len() {
            self.weights.resize((place + 1).next_power_of_two(), 0.0);
        }
        self.weights[place] = self.weights[place].max(weight);
        self.places.push(end);
    }

    /// The most that a chain weighs that ends at a place; 0 where none does.
    #[inline]
    fn best_at(&self, place: u32) -> f32 {
        self.weights.get(place as usize).copied().unwrap_or_default()
    }

    fn clear(&mut self) {
        for place in self.places.drain(..) {
            self.weights[place as usize] = 0.0;
        }
    }
}

#[cfg(test)]
mod tests;

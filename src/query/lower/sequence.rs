//! Where the slots of a sequence stand side by side.
//!
//! Most phrases have one term at each place ([`Plain`]): they are counted from the positions as the index has them.
//! What has several terms at a place, of several lengths and weights ([`Mixed`]), needs more of each occurrence.
//!
//! Both mark where words end in an article, and look there for those that begin: a byte or a number for every position up
//! to the last, of which most are empty. To look at one costs less than to go through two lists side by side, in which
//! the processor cannot foresee which comes next.

use tantivy::{DocId, TERMINATED};

use super::cursor::SlotCursor;
use super::positions::TermPositions;
use crate::query::places::Occurrence;

/// Counts how often a sequence stands in articles.
pub(super) enum SequenceCursor {
    Plain(Plain),
    Mixed(Mixed),
}

impl SequenceCursor {
    /// A sequence of at least one slot.
    pub(super) fn new(slots: Vec<SlotCursor>) -> Self {
        if slots.iter().all(SlotCursor::is_plain) {
            Self::Plain(Plain::new(slots))
        } else {
            Self::Mixed(Mixed::new(slots))
        }
    }

    /// The weighted number of occurrences in an article. Articles must be asked for in their order.
    pub(super) fn frequency_in(&mut self, document: DocId) -> f32 {
        match self {
            Self::Plain(plain) => plain.frequency_in(document),
            Self::Mixed(mixed) => mixed.frequency_in(document),
        }
    }
}

/// The slots that have another behind them, in the order in which both are looked at: those first that stand in the
/// fewest articles. Most articles that hold all words of a longer phrase do not hold these side by side.
fn pairs(slots: &[SlotCursor]) -> Vec<usize> {
    let size = |slot: usize| slots[slot].size() + slots[slot + 1].size();
    let mut pairs: Vec<usize> = (1..slots.len()).map(|second| second - 1).collect();
    pairs.sort_by_key(|&first| size(first));
    pairs
}

/// A sequence of single terms.
pub(super) struct Plain {
    slots: Vec<PlainSlot>,
    pairs: Vec<usize>,
    /// The least weight of its terms.
    weight: f32,
    /// 1 where a word ends.
    ends: Vec<u8>,
    /// Where the last words of the chains begin, and those of the next longer ones.
    last: Vec<u32>,
    longer: Vec<u32>,
}

struct PlainSlot {
    term: TermPositions,
    /// Where it stands in the article at which it was read last.
    starts: Vec<u32>,
    document: DocId,
}

impl PlainSlot {
    /// Reads where it stands in an article; `false` where it does not stand there.
    #[inline]
    fn read(&mut self, document: DocId) -> bool {
        if self.document != document {
            self.document = document;
            if self.term.seek(document) == document {
                self.term.positions(&mut self.starts);
            } else {
                self.starts.clear();
            }
        }
        !self.starts.is_empty()
    }
}

impl Plain {
    fn new(slots: Vec<SlotCursor>) -> Self {
        let pairs = pairs(&slots);
        let terms: Vec<_> = slots.into_iter().flat_map(SlotCursor::into_terms).collect();
        let weight = terms.iter().map(|term| term.why.weight()).min_by(f32::total_cmp).unwrap_or_default();
        let read = |term: TermPositions| PlainSlot { term, starts: Vec::new(), document: TERMINATED };
        let slots = terms.into_iter().map(|term| read(term.positions)).collect();
        Self { slots, pairs, weight, ends: Vec::new(), last: Vec::new(), longer: Vec::new() }
    }

    #[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
    fn frequency_in(&mut self, document: DocId) -> f32 {
        if let [only] = self.slots.as_mut_slice() {
            only.read(document);
            return self.weight * only.starts.len() as f32;
        }
        let mut count = 0;
        for &first in &self.pairs {
            let pair = &mut self.slots[first..first + 2];
            if !pair.iter_mut().all(|slot| slot.read(document)) {
                return 0.0;
            }
            count = count_following(&pair[0].starts, &pair[1].starts, &mut self.ends);
            if count == 0 {
                return 0.0;
            }
        }
        if self.slots.len() > 2 {
            count = self.count_chains();
        }
        self.weight * count as f32
    }

    /// How often all slots stand side by side in the article that was read.
    fn count_chains(&mut self) -> u32 {
        let Self { slots, ends, last, longer, .. } = self;
        last.clear();
        last.extend_from_slice(&slots[0].starts);
        for slot in &slots[1..] {
            mark(last, 1, ends);
            longer.clear();
            longer.extend(slot.starts.iter().filter(|start| is_marked(**start, ends) == 1));
            mark(last, 0, ends);
            std::mem::swap(last, longer);
        }
        last.len() as u32
    }
}

/// How many words begin where one of others ends.
fn count_following(before: &[u32], words: &[u32], ends: &mut Vec<u8>) -> u32 {
    mark(before, 1, ends);
    let count = words.iter().map(|start| u32::from(is_marked(*start, ends))).sum();
    mark(before, 0, ends);
    count
}

/// Marks where words end.
fn mark(words: &[u32], mark: u8, ends: &mut Vec<u8>) {
    let room = words.last().map_or(0, |last| *last as usize + 2);
    if ends.len() < room {
        ends.resize(room.next_power_of_two(), 0);
    }
    for start in words {
        ends[*start as usize + 1] = mark;
    }
}

#[inline]
fn is_marked(place: u32, ends: &[u8]) -> u8 {
    ends.get(place as usize).copied().unwrap_or_default()
}

/// A sequence with several terms at a place.
pub(super) struct Mixed {
    slots: Vec<MixedSlot>,
    pairs: Vec<usize>,
    ends: Ends,
    longer: Vec<(u32, f32)>,
}

struct MixedSlot {
    cursor: SlotCursor,
    /// Where it stands in the article at which it was read last.
    words: Vec<Occurrence>,
    document: DocId,
}

impl MixedSlot {
    /// Reads where it stands in an article; `false` where it does not stand there.
    fn read(&mut self, document: DocId) -> bool {
        if self.document != document {
            self.document = document;
            self.words.clear();
            if self.cursor.seek(document) == document {
                self.cursor.occurrences(&mut self.words);
            }
        }
        !self.words.is_empty()
    }
}

impl Mixed {
    fn new(slots: Vec<SlotCursor>) -> Self {
        let pairs = pairs(&slots);
        let read = |cursor| MixedSlot { cursor, words: Vec::new(), document: TERMINATED };
        let slots = slots.into_iter().map(read).collect();
        Self { slots, pairs, ends: Ends::default(), longer: Vec::new() }
    }

    fn frequency_in(&mut self, document: DocId) -> f32 {
        for &first in &self.pairs {
            let pair = &mut self.slots[first..first + 2];
            if !pair.iter_mut().all(|slot| slot.read(document)) {
                return 0.0;
            }
            self.ends.add(&pair[0].words);
            let stand = pair[1].words.iter().any(|word| self.ends.best_at(word.start) > 0.0);
            self.ends.clear();
            if !stand {
                return 0.0;
            }
        }
        self.weigh_chains(document)
    }

    /// Adds up the places where each slot begins at the end of the one before, each with the least weight in it.
    fn weigh_chains(&mut self, document: DocId) -> f32 {
        let Self { slots, ends, longer, .. } = self;
        let Some((last, before)) = slots.split_last_mut() else { return 0.0 };
        last.read(document);
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

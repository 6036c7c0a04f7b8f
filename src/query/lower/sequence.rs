//! Where the slots of a sequence stand side by side.
//!
//! Most phrases have one term at each place ([`Plain`]): they are counted from the positions as the index has them.
//! What has several terms at a place, of several lengths and weights ([`Mixed`]), needs more of each occurrence.
//!
//! Both mark where words end in an article, and look there for those that begin: a number for every position up
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
        if slots.iter().all(|slot| slot.plain_term().is_some()) {
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
    slots: Vec<TermPositions>,
    pairs: Vec<usize>,
    /// The least weight of its terms.
    weight: f32,
    marks: Marks,
    /// Where the last words of the chains begin, and those of the next longer ones.
    last: Vec<u32>,
    longer: Vec<u32>,
}

impl Plain {
    fn new(slots: Vec<SlotCursor>) -> Self {
        let pairs = pairs(&slots);
        let terms: Vec<_> = slots.into_iter().filter_map(SlotCursor::into_plain_term).collect();
        let weight = terms.iter().map(|term| term.why.weight()).min_by(f32::total_cmp).unwrap_or_default();
        let slots = terms.into_iter().map(|term| term.positions).collect();
        Self { slots, pairs, weight, marks: Marks::default(), last: Vec::new(), longer: Vec::new() }
    }

    #[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
    fn frequency_in(&mut self, document: DocId) -> f32 {
        if let [only] = self.slots.as_mut_slice() {
            return self.weight * places(only, document).len() as f32;
        }
        let mut count = 0;
        for &first in &self.pairs {
            let (before, behind) = self.slots.split_at_mut(first + 1);
            let before = places(&mut before[first], document);
            if before.is_empty() {
                return 0.0;
            }
            count = self.marks.count_following(before, places(&mut behind[0], document));
            if count == 0 {
                return 0.0;
            }
        }
        if self.slots.len() > 2 {
            count = self.count_chains();
        }
        self.weight * count as f32
    }

    /// How often all slots stand side by side in the article at which all of them are.
    fn count_chains(&mut self) -> u32 {
        let Self { slots, marks, last, longer, .. } = self;
        last.clear();
        last.extend_from_slice(slots[0].row().places());
        for slot in &mut slots[1..] {
            marks.set(last);
            longer.clear();
            longer.extend(slot.row().places().iter().filter(|start| marks.is_set(**start)));
            std::mem::swap(last, longer);
        }
        last.len() as u32
    }
}

/// Where a term stands in an article.
#[inline]
fn places(term: &mut TermPositions, document: DocId) -> &[u32] {
    if term.seek(document) == document { term.row().places() } else { &[] }
}

/// Which places of an article words end at: those that have its number.
#[derive(Default)]
struct Marks {
    /// By the places; other numbers are of articles before.
    articles: Vec<u32>,
    article: u32,
}

impl Marks {
    /// Marks where words end, and nothing else.
    #[inline]
    fn set(&mut self, words: &[u32]) {
        let room = words.last().map_or(0, |last| *last as usize + 2);
        if self.articles.len() < room {
            self.articles.resize(room.next_power_of_two(), self.article);
        }
        if self.article == u32::MAX {
            self.articles.fill(0);
            self.article = 0;
        }
        self.article += 1;
        for start in words {
            self.articles[*start as usize + 1] = self.article;
        }
    }

    /// Whether a word ends at a place.
    #[inline]
    fn is_set(&self, place: u32) -> bool {
        self.articles.get(place as usize).is_some_and(|article| *article == self.article)
    }

    /// How many words begin where one of others ends.
    #[inline]
    fn count_following(&mut self, before: &[u32], words: &[u32]) -> u32 {
        self.set(before);
        words.iter().map(|start| u32::from(self.is_set(*start))).sum()
    }
}

/// A sequence with several terms at a place.
pub(super) struct Mixed {
    slots: Vec<MixedSlot>,
    pairs: Vec<usize>,
    marks: Marks,
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
        Self { slots, pairs, marks: Marks::default(), ends: Ends::default(), longer: Vec::new() }
    }

    #[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
    fn frequency_in(&mut self, document: DocId) -> f32 {
        let is_pair = self.slots.len() == 2;
        for &first in &self.pairs {
            let pair = &mut self.slots[first..first + 2];
            if let Some((count, weight)) = count_pair(pair, document, &mut self.marks) {
                if count == 0 || is_pair {
                    return weight * count as f32;
                }
                continue;
            }
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
        for slot in &mut *slots {
            slot.read(document);
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
}

/// How often two slots stand side by side in an article, and what that weighs each time; `None` where one of them matches
/// for several reasons.
fn count_pair(pair: &mut [MixedSlot], document: DocId, marks: &mut Marks) -> Option<(u32, f32)> {
    let [before, behind] = pair else { return None };
    if [&mut *before, &mut *behind].into_iter().any(|slot| slot.cursor.seek(document) != document) {
        return Some((0, 0.0));
    }
    let ((before, why), (behind, other)) = (before.cursor.only_reason()?, behind.cursor.only_reason()?);
    Some((marks.count_following(before.places(), behind.places()), why.weight().min(other.weight())))
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

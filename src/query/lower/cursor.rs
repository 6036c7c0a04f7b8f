//! Cursors over the articles of one field: of a slot, and of slots side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::query::Why;
use crate::query::places::Occurrence;

/// The postings of one alternative of a slot.
pub(super) struct WeightedPostings {
    pub(super) postings: SegmentPostings,
    /// Why an occurrence matches.
    pub(super) why: Why,
    /// How many positions an occurrence covers.
    pub(super) length: u32,
}

/// With more alternatives than this a slot keeps them in the order of their articles: looking at each of the
/// thousands of a wildcard for every article would take a thousand times as long.
const MOST_IN_A_ROW: usize = 16;

/// The articles that hold at least one alternative of a slot.
pub(super) struct SlotCursor {
    alternatives: Vec<WeightedPostings>,
    document: DocId,
    /// The alternatives that stand at the current article, by their numbers.
    here: Vec<u32>,
    /// The others, each with its next article, where they are many.
    later: Option<BinaryHeap<Reverse<(DocId, u32)>>>,
    positions: Vec<u32>,
}

impl SlotCursor {
    pub(super) fn new(alternatives: Vec<WeightedPostings>) -> Self {
        let later = (alternatives.len() > MOST_IN_A_ROW).then(|| {
            let documents = alternatives.iter().map(|alternative| alternative.postings.doc());
            documents.zip(0..).map(Reverse).collect()
        });
        let mut cursor =
            Self { alternatives, document: TERMINATED, here: Vec::new(), later, positions: Vec::new() };
        cursor.settle();
        cursor
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target {
            return self.document;
        }
        match &mut self.later {
            None => {
                for alternative in &mut self.alternatives {
                    if alternative.postings.doc() < target {
                        alternative.postings.seek(target);
                    }
                }
            }
            Some(later) => {
                later.extend(self.here.drain(..).map(|number| Reverse((self.document, number))));
                while let Some(mut next) = later.peek_mut()
                    && next.0.0 < target
                {
                    // The heap finds its new place as the borrow ends.
                    next.0.0 = self.alternatives[next.0.1 as usize].postings.seek(target);
                }
            }
        }
        self.settle()
    }

    /// Writes the occurrences in the current article to `out`, which is emptied first: in order, each span once
    /// and for the closest of its reasons.
    pub(super) fn occurrences(&mut self, out: &mut Vec<Occurrence>) {
        out.clear();
        for number in &self.here {
            let alternative = &mut self.alternatives[*number as usize];
            alternative.postings.positions(&mut self.positions);
            let (length, why) = (alternative.length, alternative.why);
            out.extend(self.positions.iter().map(|&start| Occurrence { start, end: start + length, why }));
        }
        out.sort_unstable_by_key(|it| (it.start, it.end, it.why));
        out.dedup_by_key(|it| (it.start, it.end));
    }

    /// Goes to the first article at which an alternative stands.
    fn settle(&mut self) -> DocId {
        self.here.clear();
        match &mut self.later {
            None => {
                let documents = self.alternatives.iter().map(|alternative| alternative.postings.doc());
                self.document = documents.min().unwrap_or(TERMINATED);
                if self.document != TERMINATED {
                    let here = (0..).zip(&self.alternatives);
                    let here = here.filter(|(_, alternative)| alternative.postings.doc() == self.document);
                    self.here.extend(here.map(|(number, _)| number));
                }
            }
            Some(later) => {
                self.document = later.peek().map_or(TERMINATED, |next| next.0.0);
                while self.document != TERMINATED
                    && let Some(next) = later.peek()
                    && next.0.0 == self.document
                {
                    self.here.push(next.0.1);
                    later.pop();
                }
            }
        }
        self.document
    }
}

/// Where the slots of a sequence stand side by side.
pub(super) struct SequenceCursor {
    slots: Vec<SlotCursor>,
    /// Ends of the chains found so far in the current article, each with the least weight in it.
    chains: Vec<(u32, f32)>,
    longer: Vec<(u32, f32)>,
    occurrences: Vec<Occurrence>,
}

impl SequenceCursor {
    /// A sequence of at least one slot.
    pub(super) fn new(slots: Vec<SlotCursor>) -> Self {
        Self { slots, chains: Vec::new(), longer: Vec::new(), occurrences: Vec::new() }
    }

    /// The weighted number of occurrences in an article. Articles must be asked for in their order.
    pub(super) fn frequency_in(&mut self, document: DocId) -> f32 {
        if self.slots.iter_mut().all(|slot| slot.seek(document) == document) { self.count() } else { 0.0 }
    }

    /// Counts the places in the current article where each slot begins at the end of the one before.
    fn count(&mut self) -> f32 {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            slot.occurrences(&mut self.occurrences);
            if number == 0 {
                self.chains.clear();
                self.chains.extend(self.occurrences.iter().map(|it| (it.end, it.why.weight())));
            } else {
                self.longer.clear();
                // In order, those that end at a place are found without a look at all of them: an article of noise
                // may hold a word a hundred thousand times.
                self.chains.sort_unstable_by_key(|chain| chain.0);
                let mut first = 0;
                for &Occurrence { start, end, why } in &self.occurrences {
                    while self.chains.get(first).is_some_and(|chain| chain.0 < start) {
                        first += 1;
                    }
                    let before = self.chains[first..].iter().take_while(|chain| chain.0 == start);
                    if let Some(best) = before.map(|chain| chain.1).max_by(f32::total_cmp) {
                        self.longer.push((end, best.min(why.weight())));
                    }
                }
                std::mem::swap(&mut self.chains, &mut self.longer);
            }
            if self.chains.is_empty() {
                break;
            }
        }
        self.chains.iter().map(|chain| chain.1).sum()
    }
}

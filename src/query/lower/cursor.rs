//! Cursors over the articles of one field: of a slot, and of slots side by side.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// The postings of one alternative of a slot.
pub(super) struct WeightedPostings {
    pub(super) postings: SegmentPostings,
    /// What an occurrence counts for.
    pub(super) weight: f32,
    /// How many positions an occurrence covers.
    pub(super) length: u32,
}

/// An occurrence: the position where it begins and the one after its end.
pub(super) type Span = (u32, u32);

/// The articles that hold at least one alternative of a slot.
pub(super) struct SlotCursor {
    alternatives: Vec<WeightedPostings>,
    document: DocId,
    positions: Vec<u32>,
}

impl SlotCursor {
    pub(super) fn new(alternatives: Vec<WeightedPostings>) -> Self {
        let mut cursor = Self { alternatives, document: TERMINATED, positions: Vec::new() };
        cursor.settle();
        cursor
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        self.alternatives
            .iter()
            .map(|alternative| alternative.postings.size_hint())
            .fold(0, u32::saturating_add)
    }

    pub(super) fn advance(&mut self) -> DocId {
        let current = self.document;
        if current == TERMINATED {
            return TERMINATED;
        }
        for alternative in &mut self.alternatives {
            if alternative.postings.doc() == current {
                alternative.postings.advance();
            }
        }
        self.settle()
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target {
            return self.document;
        }
        for alternative in &mut self.alternatives {
            if alternative.postings.doc() < target {
                alternative.postings.seek(target);
            }
        }
        self.settle()
    }

    /// The weighted number of occurrences in the current article.
    pub(super) fn frequency(&self) -> f32 {
        let here = self.alternatives.iter().filter(|alternative| alternative.postings.doc() == self.document);
        // A term frequency is far below the 2^24 up to which an f32 counts exactly.
        #[allow(clippy::cast_precision_loss)]
        here.map(|alternative| alternative.weight * alternative.postings.term_freq() as f32).sum()
    }

    /// The occurrences in the current article, in order, with their weights.
    fn occurrences(&mut self, out: &mut Vec<(Span, f32)>) {
        out.clear();
        for alternative in &mut self.alternatives {
            if alternative.postings.doc() == self.document {
                alternative.postings.positions(&mut self.positions);
                let (length, weight) = (alternative.length, alternative.weight);
                out.extend(self.positions.iter().map(|&start| ((start, start + length), weight)));
            }
        }
        // The heaviest reason of a span comes first and the others go.
        out.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        out.dedup_by_key(|occurrence| occurrence.0);
    }

    fn settle(&mut self) -> DocId {
        self.document = self
            .alternatives
            .iter()
            .map(|alternative| alternative.postings.doc())
            .min()
            .unwrap_or(TERMINATED);
        self.document
    }
}

/// The articles that hold the slots of a sequence side by side.
pub(super) struct SequenceCursor {
    slots: Vec<SlotCursor>,
    document: DocId,
    frequency: f32,
    /// Ends of the chains found so far in the current article, each with the least weight in it.
    chains: Vec<(u32, f32)>,
    longer: Vec<(u32, f32)>,
    occurrences: Vec<(Span, f32)>,
}

impl SequenceCursor {
    /// A sequence of at least one slot.
    pub(super) fn new(slots: Vec<SlotCursor>) -> Self {
        let mut cursor = Self {
            slots,
            document: TERMINATED,
            frequency: 0.0,
            chains: Vec::new(),
            longer: Vec::new(),
            occurrences: Vec::new(),
        };
        cursor.find(0);
        cursor
    }

    pub(super) fn doc(&self) -> DocId {
        self.document
    }

    pub(super) fn size(&self) -> u32 {
        self.slots.iter().map(SlotCursor::size).min().unwrap_or(0)
    }

    pub(super) fn advance(&mut self) -> DocId {
        match self.slots.as_mut_slice() {
            _ if self.document == TERMINATED => TERMINATED,
            // One slot needs neither aligning nor positions.
            [slot] => {
                self.document = slot.advance();
                self.frequency = slot.frequency();
                self.document
            }
            _ => self.find(self.document + 1),
        }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target { self.document } else { self.find(target) }
    }

    /// The weighted number of occurrences in the current article.
    pub(super) fn frequency(&self) -> f32 {
        self.frequency
    }

    /// Goes to the first article from `target` on that holds the sequence.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            target = self.align(target);
            if target == TERMINATED || self.count() > 0.0 {
                self.document = target;
                return target;
            }
            target += 1;
        }
    }

    /// Goes to the first article from `target` on that holds every slot, wherever they stand.
    fn align(&mut self, mut target: DocId) -> DocId {
        let mut agreed = 0;
        while agreed < self.slots.len() {
            agreed = 0;
            for slot in &mut self.slots {
                let document = slot.seek(target);
                if document == TERMINATED {
                    return TERMINATED;
                }
                if document > target {
                    target = document;
                    break;
                }
                agreed += 1;
            }
        }
        target
    }

    /// Counts the places in the current article where each slot begins at the end of the one before.
    fn count(&mut self) -> f32 {
        if let [slot] = self.slots.as_slice() {
            self.frequency = slot.frequency();
            return self.frequency;
        }
        for (number, slot) in self.slots.iter_mut().enumerate() {
            slot.occurrences(&mut self.occurrences);
            if number == 0 {
                self.chains.clear();
                self.chains.extend(self.occurrences.iter().map(|&((_, end), weight)| (end, weight)));
            } else {
                self.longer.clear();
                for &((start, end), weight) in &self.occurrences {
                    let before = self.chains.iter().filter(|chain| chain.0 == start).map(|chain| chain.1);
                    if let Some(best) = before.max_by(f32::total_cmp) {
                        self.longer.push((end, best.min(weight)));
                    }
                }
                std::mem::swap(&mut self.chains, &mut self.longer);
            }
            if self.chains.is_empty() {
                break;
            }
        }
        self.frequency = self.chains.iter().map(|chain| chain.1).sum();
        self.frequency
    }
}

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

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        self.alternatives
            .iter()
            .map(|alternative| alternative.postings.size_hint())
            .fold(0, u32::saturating_add)
    }

    pub(super) fn advance(&mut self) -> DocId {
        if self.document == TERMINATED {
            return TERMINATED;
        }
        for number in self.here.drain(..) {
            let document = self.alternatives[number as usize].postings.advance();
            if let Some(later) = &mut self.later {
                later.push(Reverse((document, number)));
            }
        }
        self.settle()
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

    /// The weighted number of occurrences in the current article.
    pub(super) fn frequency(&self) -> f32 {
        let here = self.here.iter().map(|number| &self.alternatives[*number as usize]);
        // A term frequency is far below the 2^24 up to which an f32 counts exactly.
        #[allow(clippy::cast_precision_loss)]
        here.map(|alternative| alternative.why.weight() * alternative.postings.term_freq() as f32).sum()
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

/// The articles of one field that hold what is sought.
pub(super) trait Cursor: Send + Sync + 'static {
    /// The current article.
    fn doc(&self) -> DocId;

    /// At most so many articles.
    fn size(&self) -> u32;

    /// Goes to the next article.
    fn advance(&mut self) -> DocId;

    /// Goes to the first article from `target` on, unless it is there or beyond.
    fn seek(&mut self, target: DocId) -> DocId;

    /// The weighted number of occurrences in the current article.
    fn frequency(&self) -> f32;
}

/// The articles that hold the slots of a sequence side by side.
pub(super) struct SequenceCursor {
    slots: Vec<SlotCursor>,
    document: DocId,
    frequency: f32,
    /// Ends of the chains found so far in the current article, each with the least weight in it.
    chains: Vec<(u32, f32)>,
    longer: Vec<(u32, f32)>,
    occurrences: Vec<Occurrence>,
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
}

impl Cursor for SequenceCursor {
    fn doc(&self) -> DocId {
        self.document
    }

    fn size(&self) -> u32 {
        self.slots.iter().map(SlotCursor::size).min().unwrap_or(0)
    }

    fn advance(&mut self) -> DocId {
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

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target { self.document } else { self.find(target) }
    }

    fn frequency(&self) -> f32 {
        self.frequency
    }
}

impl SequenceCursor {
    /// Goes to the first article from `target` on that holds the sequence.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            target = align(&mut self.slots, target);
            if target == TERMINATED || self.count() > 0.0 {
                self.document = target;
                return target;
            }
            target += 1;
        }
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
                self.chains.extend(self.occurrences.iter().map(|it| (it.end, it.why.weight())));
            } else {
                self.longer.clear();
                // In order, those that end at a place are found without a look at all of them: an article of noise
                // may hold a word a hundred thousand times.
                self.chains.sort_unstable_by_key(|chain| chain.0);
                for &Occurrence { start, end, why } in &self.occurrences {
                    let weight = why.weight();
                    let first = self.chains.partition_point(|chain| chain.0 < start);
                    let before = self.chains[first..].iter().take_while(|chain| chain.0 == start);
                    if let Some(best) = before.map(|chain| chain.1).max_by(f32::total_cmp) {
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

/// Goes to the first article from `target` on that holds every slot, wherever they stand.
pub(super) fn align(slots: &mut [SlotCursor], mut target: DocId) -> DocId {
    let mut agreed = 0;
    while agreed < slots.len() {
        agreed = 0;
        for slot in &mut *slots {
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

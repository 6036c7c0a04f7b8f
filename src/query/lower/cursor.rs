//! A cursor over the articles of one field that hold a slot.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::{DocId, TERMINATED};

use super::positions::TermPositions;
use crate::query::Why;
use crate::query::places::Occurrence;

/// The articles of one alternative of a slot.
pub(super) struct SlotTerm {
    pub(super) positions: TermPositions,
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
    alternatives: Vec<SlotTerm>,
    document: DocId,
    /// The alternatives that stand at the current article, by their numbers.
    here: Vec<u32>,
    /// The others, each with its next article, where they are many.
    later: Option<BinaryHeap<Reverse<(DocId, u32)>>>,
    positions: Vec<u32>,
}

impl SlotCursor {
    pub(super) fn new(alternatives: Vec<SlotTerm>) -> Self {
        let later = (alternatives.len() > MOST_IN_A_ROW).then(|| {
            let documents = alternatives.iter().map(|alternative| alternative.positions.doc());
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
                if let [only] = self.alternatives.as_mut_slice() {
                    self.document = only.positions.seek(target);
                    return self.document;
                }
                for alternative in &mut self.alternatives {
                    alternative.positions.seek(target);
                }
            }
            Some(later) => {
                later.extend(self.here.drain(..).map(|number| Reverse((self.document, number))));
                while let Some(mut next) = later.peek_mut()
                    && next.0.0 < target
                {
                    // The heap finds its new place as the borrow ends.
                    next.0.0 = self.alternatives[next.0.1 as usize].positions.seek(target);
                }
            }
        }
        self.settle()
    }

    /// Whether it has one term alone, which covers one position.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.alternatives.as_slice(), [only] if only.length == 1)
    }

    /// Its terms.
    pub(super) fn into_terms(self) -> Vec<SlotTerm> {
        self.alternatives
    }

    /// In at most so many articles.
    pub(super) fn size(&self) -> u64 {
        self.alternatives.iter().map(|alternative| u64::from(alternative.positions.doc_freq())).sum()
    }

    /// Writes the occurrences in the current article to `out`, which is emptied first: in order, each span once
    /// and for the closest of its reasons.
    pub(super) fn occurrences(&mut self, out: &mut Vec<Occurrence>) {
        out.clear();
        for number in &self.here {
            let alternative = &mut self.alternatives[*number as usize];
            alternative.positions.positions(&mut self.positions);
            let (length, why) = (alternative.length, alternative.why);
            out.extend(self.positions.iter().map(|&start| Occurrence { start, end: start + length, why }));
        }
        // Those of one word are in order already.
        if self.here.len() > 1 {
            out.sort_unstable_by_key(|it| (it.start, it.end, it.why));
            out.dedup_by_key(|it| (it.start, it.end));
        }
    }

    /// Writes where the occurrences in the current article begin to `out`, which is emptied first. The slot has one
    /// alternative at most.
    pub(super) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        for number in &self.here {
            self.alternatives[*number as usize].positions.positions(out);
        }
    }

    /// Goes to the first article at which an alternative stands.
    fn settle(&mut self) -> DocId {
        self.here.clear();
        match &mut self.later {
            None => {
                let documents = self.alternatives.iter().map(|alternative| alternative.positions.doc());
                self.document = documents.min().unwrap_or(TERMINATED);
                if self.document != TERMINATED {
                    let here = (0..).zip(&self.alternatives);
                    let here = here.filter(|(_, alternative)| alternative.positions.doc() == self.document);
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

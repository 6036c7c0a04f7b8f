//! A cursor over the articles of one field that hold a slot.

use tantivy::{DocId, TERMINATED};

use super::gathered::Gathered;
use super::positions::TermPositions;
use super::row::Row;
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

/// More alternatives than this are gathered: looking at each of the thousands of a wildcard for every article would take
/// a thousand times as long.
const MOST_IN_A_ROW: usize = 16;

/// The articles that hold at least one alternative of a slot.
pub(super) struct SlotCursor {
    document: DocId,
    alternatives: Alternatives,
}

enum Alternatives {
    /// A few, and those of them that stand at the current article, by their numbers.
    Few(Vec<SlotTerm>, Vec<u32>),
    Many(Box<Gathered>),
}

impl SlotCursor {
    pub(super) fn new(terms: Vec<SlotTerm>) -> Self {
        if terms.len() > MOST_IN_A_ROW {
            let mut gathered = Gathered::new(terms);
            let document = gathered.seek(0);
            return Self { document, alternatives: Alternatives::Many(Box::new(gathered)) };
        }
        let mut here = Vec::new();
        let document = settle(&terms, &mut here);
        Self { document, alternatives: Alternatives::Few(terms, here) }
    }

    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            self.document = match &mut self.alternatives {
                Alternatives::Many(gathered) => gathered.seek(target),
                Alternatives::Few(terms, here) => match terms.as_mut_slice() {
                    [only] => only.positions.seek(target),
                    terms => {
                        for term in &mut *terms {
                            term.positions.seek(target);
                        }
                        settle(terms, here)
                    }
                },
            };
        }
        self.document
    }

    /// Its term, where it has one alone, which covers one position.
    pub(super) fn plain_term(&self) -> Option<&SlotTerm> {
        match &self.alternatives {
            Alternatives::Few(terms, _) => match terms.as_slice() {
                [only] if only.length == 1 => Some(only),
                _ => None,
            },
            Alternatives::Many(_) => None,
        }
    }

    /// Its term, as [`Self::plain_term`] gives it.
    pub(super) fn into_plain_term(self) -> Option<SlotTerm> {
        match self.alternatives {
            Alternatives::Few(mut terms, _) => terms.pop(),
            Alternatives::Many(_) => None,
        }
    }

    /// In at most so many articles.
    pub(super) fn size(&self) -> u64 {
        match &self.alternatives {
            Alternatives::Few(terms, _) => {
                terms.iter().map(|term| u64::from(term.positions.doc_freq())).sum()
            }
            Alternatives::Many(gathered) => gathered.size(),
        }
    }

    /// Writes the occurrences in the current article to `out`, which is emptied first: in order, each span once
    /// and for the closest of its reasons.
    pub(super) fn occurrences(&mut self, out: &mut Vec<Occurrence>) {
        out.clear();
        match &mut self.alternatives {
            Alternatives::Many(gathered) => out.extend(gathered.occurrences()),
            Alternatives::Few(terms, here) => {
                for number in &*here {
                    let term = &mut terms[*number as usize];
                    let (length, why) = (term.length, term.why);
                    let places = term.positions.row().places().iter();
                    out.extend(places.map(|&start| Occurrence { start, end: start + length, why }));
                }
                // Those of one word are in order already.
                if here.len() > 1 {
                    out.sort_unstable_by_key(|it| (it.start, it.end, it.why));
                    out.dedup_by_key(|it| (it.start, it.end));
                }
            }
        }
    }

    /// Where it stands in the current article, and why that matches; `None` where it does so for several reasons, or
    /// where an occurrence covers several positions.
    #[inline]
    pub(super) fn only_reason(&mut self) -> Option<(Row<'_>, Why)> {
        match &mut self.alternatives {
            Alternatives::Many(gathered) => gathered.only_reason(),
            Alternatives::Few(terms, here) => {
                let [number] = here.as_slice() else { return None };
                let only = &mut terms[*number as usize];
                (only.length == 1).then(|| (only.positions.row(), only.why))
            }
        }
    }
}

/// Finds the first article at which a term stands, and which of them do.
#[inline]
fn settle(terms: &[SlotTerm], here: &mut Vec<u32>) -> DocId {
    let mut nearest = TERMINATED;
    here.clear();
    for (number, term) in (0..).zip(terms) {
        let document = term.positions.doc();
        if document < nearest {
            nearest = document;
            here.clear();
        }
        if document == nearest {
            here.push(number);
        }
    }
    nearest
}

//! What the many terms of a wildcard have in a stretch of articles, in the order of the articles.
//!
//! To look for the next article that holds any of a thousand terms costs, for each article, moves in a heap of all of
//! them. Here the terms are gone through one after another, each as far as the stretch goes, and what they have is sorted
//! once.

use tantivy::{DocId, TERMINATED};

use super::cursor::SlotTerm;
use super::row::{Row, RowRoom};
use crate::query::Why;
use crate::query::places::Occurrence;

/// A stretch has at least so many articles, and at most so many: it is twice as long as the one before where most of that
/// was asked for, and half as long where little was, so that little is read in vain.
const SHORTEST: DocId = 64;
const LONGEST: DocId = 4096;

/// Where at least every so manieth occurrence of a stretch has an article that was asked for, most of it was.
const OCCURRENCES_AN_ARTICLE: usize = 4;

/// The occurrences of some terms.
pub(super) struct Gathered {
    terms: Vec<SlotTerm>,
    /// For each term its next article. They stand together, since most have none in a stretch.
    next: Vec<DocId>,
    /// Where the stretch ends, how many articles it has, and how many were asked for.
    end: DocId,
    length: DocId,
    asked: usize,
    /// What there is in the stretch, by articles, each span once and for the closest of its reasons.
    found: Vec<(DocId, Occurrence)>,
    /// Where in it the current article begins and ends.
    here: (usize, usize),
    row: RowRoom,
}

impl Gathered {
    pub(super) fn new(terms: Vec<SlotTerm>) -> Self {
        let next = terms.iter().map(|term| term.positions.doc()).collect();
        let (length, found, row) = (SHORTEST, Vec::new(), RowRoom::default());
        Self { terms, next, end: 0, length, asked: 0, found, here: (0, 0), row }
    }

    /// In at most so many articles.
    pub(super) fn size(&self) -> u64 {
        self.terms.iter().map(|term| u64::from(term.positions.doc_freq())).sum()
    }

    /// Goes to the first article from one on, which lies behind the current one.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        loop {
            let (_, behind) = self.here;
            let first = behind + self.found[behind..].partition_point(|(document, _)| *document < target);
            if let Some((document, _)) = self.found.get(first) {
                let count = self.found[first..].iter().take_while(|(other, _)| other == document).count();
                self.here = (first, first + count);
                self.asked += 1;
                return *document;
            }
            let nearest = self.next.iter().copied().min().unwrap_or(TERMINATED);
            if nearest == TERMINATED {
                self.here = (self.found.len(), self.found.len());
                return TERMINATED;
            }
            self.gather(target.max(nearest));
        }
    }

    /// Reads the stretch that begins with an article.
    fn gather(&mut self, first: DocId) {
        let was_asked_for = self.asked * OCCURRENCES_AN_ARTICLE >= self.found.len();
        let length = if was_asked_for { self.length * 2 } else { self.length / 2 };
        self.length = length.clamp(SHORTEST, LONGEST);
        self.asked = 0;
        self.end = first.saturating_add(self.length).min(TERMINATED);
        self.here = (0, 0);
        self.found.clear();
        for (term, next) in self.terms.iter_mut().zip(&mut self.next) {
            if *next < first {
                *next = term.positions.seek(first);
            }
            while *next < self.end {
                let (document, length, why) = (*next, term.length, term.why);
                let places = term.positions.row().places().iter();
                let occurrence = |&start: &u32| Occurrence { start, end: start + length, why };
                self.found.extend(places.map(|start| (document, occurrence(start))));
                *next = term.positions.seek(document + 1);
            }
        }
        let place = |document: DocId, start: u32| u64::from(document) << 32 | u64::from(start);
        self.found.sort_unstable_by_key(|(document, it)| (place(*document, it.start), it.end, it.why));
        self.found.dedup_by_key(|(document, it)| (*document, it.start, it.end));
    }

    fn current(&self) -> &[(DocId, Occurrence)] {
        &self.found[self.here.0..self.here.1]
    }

    /// The occurrences in the current article, in order.
    pub(super) fn occurrences(&self) -> impl Iterator<Item = Occurrence> + '_ {
        self.current().iter().map(|(_, occurrence)| *occurrence)
    }

    /// Where they stand in the current article, where all match for one reason and cover one position.
    pub(super) fn only_reason(&mut self) -> Option<(Row<'_>, Why)> {
        let current = &self.found[self.here.0..self.here.1];
        let (_, Occurrence { why, .. }) = *current.first()?;
        if current.iter().any(|(_, it)| it.why != why || it.end != it.start + 1) {
            return None;
        }
        self.row.fill(current.iter().map(|(_, it)| it.start));
        Some((self.row.row(), why))
    }
}

#[cfg(test)]
mod tests;

//! Articles of certain days.

use std::fmt;

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

use crate::date::DaySpan;
use crate::index::days::Days;
use crate::query::DateMatch;

/// Finds the articles whose date lies in a span.
///
/// tantivy's own range query on both columns gives the same articles, but collects each range by itself; here a
/// word's few articles are looked up one by one.
#[derive(Clone)]
pub(super) struct DatesQuery {
    first: i64,
    last: i64,
    certain: bool,
}

impl DatesQuery {
    pub(super) fn new(span: DaySpan, dates: DateMatch) -> Self {
        Self { first: span.first.number(), last: span.last.number(), certain: dates == DateMatch::Certain }
    }

    fn accepts(&self, first: i64, last: i64) -> bool {
        if self.certain {
            self.first <= first && last <= self.last
        } else {
            first <= self.last && last >= self.first
        }
    }
}

impl fmt::Debug for DatesQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "days {}..{}, certain: {}", self.first, self.last, self.certain)
    }
}

impl Query for DatesQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for DatesQuery {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer =
            DatesScorer { query: self.clone(), days: Days::of(reader)?, document: 0, end: reader.max_doc() };
        scorer.document = scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let days = Days::of(reader)?;
        let accepted = days.get(document).is_some_and(|(first, last)| self.accepts(first, last));
        Ok(Explanation::new_with_string(format!("the date lies in the span: {accepted}"), 0.0))
    }
}

struct DatesScorer {
    query: DatesQuery,
    days: Days,
    document: DocId,
    end: DocId,
}

impl DatesScorer {
    fn matches(&self, document: DocId) -> bool {
        self.days.get(document).is_some_and(|(first, last)| self.query.accepts(first, last))
    }

    fn find(&self, from: DocId) -> DocId {
        (from..self.end).find(|document| self.matches(*document)).unwrap_or(TERMINATED)
    }
}

impl DocSet for DatesScorer {
    fn advance(&mut self) -> DocId {
        if self.document != TERMINATED {
            self.document = self.find(self.document + 1);
        }
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document < target {
            self.document = self.find(target);
        }
        self.document
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        // An intersection only asks about its candidate: the search for the next one is left to its other parts.
        if target >= self.end {
            self.document = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        self.document = target;
        if self.matches(target) {
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(target + 1)
        }
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.end
    }
}

impl Scorer for DatesScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}

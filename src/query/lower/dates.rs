//! Articles of certain days.

use std::ops::Range;

use tantivy::DocId;
use tantivy::index::SegmentReader;

use super::bits::Bits;
use crate::date::DaySpan;
use crate::index::days::Days;
use crate::query::DateMatch;

/// Finds the articles of a segment whose date lies in a span.
///
/// tantivy's own range query on both columns gives the same articles, but collects each range by itself; here a
/// word's few articles are looked up one by one.
pub(super) struct DatesPart {
    days: Days,
    first: i64,
    last: i64,
    certain: bool,
    /// The days of a stretch, kept for its room.
    here: Vec<Option<(i64, i64)>>,
}

impl DatesPart {
    pub(super) fn new(span: DaySpan, dates: DateMatch, reader: &SegmentReader) -> tantivy::Result<Self> {
        let (first, last) = (span.first.number(), span.last.number());
        let certain = dates == DateMatch::Certain;
        Ok(Self { days: Days::of(reader)?, first, last, certain, here: Vec::new() })
    }

    fn accepts(&self, (first, last): (i64, i64)) -> bool {
        if self.certain {
            self.first <= first && last <= self.last
        } else {
            first <= self.last && last >= self.first
        }
    }

    /// Marks the articles of a stretch, or those `among` some of them.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Bits) {
        let document = |place: usize| stretch.start + place as DocId;
        if let Some(among) = among {
            let days_of = |document| {
                if self.certain { self.days.get_certain(document) } else { self.days.get(document) }
            };
            let is_of_days = |place: &usize| days_of(document(*place)).is_some_and(|days| self.accepts(days));
            among.iter().filter(is_of_days).for_each(|place| found.set(place));
            return;
        }
        let mut here = std::mem::take(&mut self.here);
        let all: Vec<DocId> = stretch.clone().collect();
        self.days.of_all(&all, &mut here);
        if self.certain {
            self.days.doubted(&all).for_each(|(place, days)| here[place] = Some(days));
        }
        for (place, days) in here.iter().enumerate() {
            if days.is_some_and(|days| self.accepts(days)) {
                found.set(place);
            }
        }
        self.here = here;
    }
}

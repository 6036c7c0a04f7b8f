//! The columns of days.

use tantivy::DocId;
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;

/// The first and last possible days of a segment's articles. Undated ones have neither.
pub(crate) struct Days {
    first: Column<i64>,
    last: Column<i64>,
}

impl Days {
    pub(crate) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self { first: fast.i64("first_day")?, last: fast.i64("last_day")? })
    }

    /// The first and last possible days of some articles, as day numbers, in their order. Faster than one by one.
    pub(crate) fn of_all(&self, documents: &[DocId], out: &mut Vec<Option<(i64, i64)>>) {
        let mut first = vec![None; documents.len()];
        let mut last = vec![None; documents.len()];
        self.first.first_vals(documents, &mut first);
        self.last.first_vals(documents, &mut last);
        out.clear();
        out.extend(first.into_iter().zip(last).map(|(first, last)| first.zip(last)));
    }

    /// The first and last possible day of an article, as day numbers.
    pub(crate) fn get(&self, document: DocId) -> Option<(i64, i64)> {
        Some((self.first.first(document)?, self.last.first(document)?))
    }
}

//! The columns of days.

use tantivy::DocId;
use tantivy::columnar::column_index::Set;
use tantivy::columnar::{Column, ColumnIndex, RowId};
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

    /// The first and last possible days of some articles, as day numbers, in their order.
    pub(crate) fn of_all(&self, documents: &[DocId], out: &mut Vec<Option<(i64, i64)>>) {
        out.clear();
        let Some(row) = self.row_of_neighbours(documents) else {
            out.extend(documents.iter().map(|document| self.get(*document)));
            return;
        };
        let (mut first, mut last) = (vec![0; documents.len()], vec![0; documents.len()]);
        self.first.values.get_range(row.into(), &mut first);
        self.last.values.get_range(row.into(), &mut last);
        out.extend(first.into_iter().zip(last).map(Some));
    }

    /// Where the values of some articles begin, where these are neighbours and all dated: then nothing has to be
    /// looked up for each of them. Both columns have values for the same articles.
    fn row_of_neighbours(&self, documents: &[DocId]) -> Option<RowId> {
        let (&first, &last) = documents.first().zip(documents.last())?;
        if (last - first) as usize + 1 != documents.len() {
            return None;
        }
        match &self.first.index {
            ColumnIndex::Full => Some(first),
            ColumnIndex::Optional(dated) => {
                let row = dated.rank(first);
                ((dated.rank(last + 1) - row) as usize == documents.len()).then_some(row)
            }
            ColumnIndex::Empty { .. } | ColumnIndex::Multivalued(_) => None,
        }
    }

    /// The first and last possible day of an article, as day numbers.
    pub(crate) fn get(&self, document: DocId) -> Option<(i64, i64)> {
        Some((self.first.first(document)?, self.last.first(document)?))
    }
}

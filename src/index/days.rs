//! The columns of days.

use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::column_index::Set;
use tantivy::columnar::{Column, ColumnIndex, ColumnType, MonotonicallyMappableToU64, RowId};
use tantivy::index::SegmentReader;

/// The first and last possible days of a segment's articles, and the days among which they lie for certain. Undated ones
/// have neither.
///
/// The columns are read as the numbers without a sign that tantivy writes for them: it would turn each value into a day
/// by itself, behind two pointers, which takes longer than to read it.
pub(crate) struct Days {
    /// Nothing where no article is dated.
    columns: Option<Columns>,
    /// Nothing where no date is in doubt.
    certain: Option<Columns>,
}

struct Columns {
    first: Column<u64>,
    last: Column<u64>,
}

impl Days {
    pub(crate) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| segment.fast_fields().u64_lenient_for_type(Some(&[ColumnType::I64]), name);
        let columns = |first, last| -> tantivy::Result<Option<Columns>> {
            let columns = column(first)?.zip(column(last)?);
            Ok(columns.map(|((first, _), (last, _))| Columns { first, last }))
        };
        Ok(Self {
            columns: columns("first_day", "last_day")?,
            certain: columns("certain_first_day", "certain_last_day")?,
        })
    }

    /// The first and last possible days of some articles, as day numbers, in their order.
    pub(crate) fn of_all(&self, documents: &[DocId], out: &mut Vec<Option<(i64, i64)>>) {
        out.clear();
        let known =
            self.columns.as_ref().and_then(|columns| Some((columns, columns.rows_around(documents)?)));
        let Some((columns, rows)) = known else {
            out.extend(documents.iter().map(|document| self.get(*document)));
            return;
        };
        let (mut firsts, mut lasts) = (vec![0; rows.len()], vec![0; rows.len()]);
        columns.first.values.get_range(rows.start.into(), &mut firsts);
        columns.last.values.get_range(rows.start.into(), &mut lasts);
        let days = |at: usize| Some((day(firsts[at]), day(lasts[at])));
        let begin = documents.first().copied().unwrap_or_default();
        out.extend(documents.iter().map(|document| days((document - begin) as usize)));
    }

    /// The first and last possible day of an article, as day numbers.
    pub(crate) fn get(&self, document: DocId) -> Option<(i64, i64)> {
        self.columns.as_ref()?.get(document)
    }

    /// The days among which an article lies for certain.
    pub(crate) fn get_certain(&self, document: DocId) -> Option<(i64, i64)> {
        let doubted = self.certain.as_ref().and_then(|certain| certain.get(document));
        doubted.or_else(|| self.get(document))
    }

    /// Those of some articles whose date is in doubt: their places among these, and the days among which they lie for
    /// certain.
    pub(crate) fn doubted(&self, documents: &[DocId]) -> impl Iterator<Item = (usize, (i64, i64))> {
        let certain = self.certain.as_ref().filter(|certain| certain.may_have(documents));
        certain.into_iter().flat_map(move |certain| {
            (0..).zip(documents).filter_map(move |(place, &document)| Some((place, certain.get(document)?)))
        })
    }
}

/// To read the days of so many articles costs no more than to look up those of one.
const MOST_AROUND: usize = 2;

/// The day for which tantivy writes a number.
fn day(number: u64) -> i64 {
    i64::from_u64(number)
}

impl Columns {
    fn get(&self, document: DocId) -> Option<(i64, i64)> {
        Some((day(self.first.first(document)?), day(self.last.first(document)?)))
    }

    /// False where none of some articles, in their order, has values.
    fn may_have(&self, documents: &[DocId]) -> bool {
        let Some((&first, &last)) = documents.first().zip(documents.last()) else { return false };
        match &self.first.index {
            ColumnIndex::Optional(known) => known.rank(first) < known.rank(last + 1),
            ColumnIndex::Empty { .. } => false,
            ColumnIndex::Full | ColumnIndex::Multivalued(_) => true,
        }
    }

    /// The rows of the articles from the first to the last of some, where these are most of them and all are dated: then
    /// nothing has to be looked up for each. Both columns have values for the same articles.
    fn rows_around(&self, documents: &[DocId]) -> Option<Range<RowId>> {
        let (&first, &last) = documents.first().zip(documents.last())?;
        let all = last - first + 1;
        if all as usize > documents.len() * MOST_AROUND {
            return None;
        }
        match &self.first.index {
            ColumnIndex::Full => Some(first..first + all),
            ColumnIndex::Optional(dated) => {
                let row = dated.rank(first);
                (dated.rank(last + 1) - row == all).then_some(row..row + all)
            }
            ColumnIndex::Empty { .. } | ColumnIndex::Multivalued(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dutch::AnalysisOptions;
    use crate::index::{BuildOptions, IndexFolder, OpenIndex, build};

    /// What is read of many articles is what is read of each, be they neighbours or not, all dated or not.
    #[test]
    fn days_of_many_are_the_days_of_each() {
        let work = tempfile::tempdir().unwrap();
        let archive = work.path().join("a.jsonl");
        let line = |number: usize| {
            let date = match number {
                400.. if number.is_multiple_of(7) => String::new(),
                _ if number.is_multiple_of(50) => format!("\"date\":\"{}~\",", 1850 + number % 60),
                _ => format!("\"date\":\"{}-{:02}\",", 1900 + number % 90, 1 + number % 12),
            };
            format!("{{{date}\"text\":\"Nummer {number}.\"}}\n")
        };
        std::fs::write(&archive, (0..600).map(line).collect::<String>()).unwrap();
        let folder = IndexFolder::at(work.path().join("index"));
        let options = BuildOptions { paths: vec![archive], threads: 1, ..BuildOptions::default() };
        build(&folder, &options, &mut |_| {}).unwrap();
        let index = OpenIndex::open(&folder, &AnalysisOptions::default()).unwrap();
        let (mut dated, mut undated, mut in_doubt) = (0, 0, 0);
        for reader in index.searcher().segment_readers() {
            let days = Days::of(reader).unwrap();
            let all = reader.max_doc();
            for (from, to) in [(0, all), (0, all / 2), (all / 2, all), (all / 3, all / 3 + 1), (7, 7)] {
                for step in [1, 2, 3, 40] {
                    let documents: Vec<DocId> = (from..to).filter(|it| it % step != 1).collect();
                    let mut found = Vec::new();
                    days.of_all(&documents, &mut found);
                    let expect: Vec<_> = documents.iter().map(|document| days.get(*document)).collect();
                    assert_eq!(found, expect, "{from}..{to} by {step}");
                    for (place, certain) in days.doubted(&documents) {
                        assert_eq!(days.get_certain(documents[place]), Some(certain));
                        assert_ne!(found[place], Some(certain));
                        found[place] = Some(certain);
                        in_doubt += 1;
                    }
                    let certain: Vec<_> = documents.iter().map(|it| days.get_certain(*it)).collect();
                    assert_eq!(found, certain);
                    dated += found.iter().flatten().count();
                    undated += found.iter().filter(|days| days.is_none()).count();
                }
            }
        }
        assert!(dated > 1_000 && undated > 50 && in_doubt > 20, "{dated}, {undated}, {in_doubt}");
    }
}
